//! The one way to write each value: members in order, `", "` and `": "` between them, absent and empty ones and
//! defaults left out, one record per line, sorted by id; of a view, one member per line. Loading and writing back gives
//! the same bytes.

use super::content::{Dataset, Form};
use super::files::FileName;
use super::header::FORMAT;
use super::standing::{Check, Condition, Count, Scalar, Test};
use super::view::{Changes, LIGHT, View, file_of_view};
use crate::evidence::Digester;
use crate::graph::{BasisFilter, Claims};
use crate::model::{
    Amount, Aspect, Basis, Bound, Digest, Edge, EdgeKind, End, Evidence, Fact, FactValue, Id, Node,
    NodeKind, Passability, Source, Span, Status, Supports, Symmetry, Vocabulary, When,
};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// A file of a dataset, as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileBytes {
    /// Its name, relative to the dataset's folder.
    pub name: Cow<'static, str>,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// All files of a dataset.
pub fn to_bytes(dataset: &Dataset) -> Vec<FileBytes> {
    let Dataset { title, licence, vocabulary, sources, nodes, edges, views, checks, forms, .. } =
        dataset;
    let file = |name: FileName, form, bytes| FileBytes { name: name.on_disk(form).into(), bytes };
    let mut files = vec![file(FileName::Header, Form::Json, header_to_bytes(title, licence))];
    let kinds = vocabulary_to_bytes(vocabulary);
    if !kinds.is_empty() {
        files.push(file(FileName::Vocabulary, Form::Json, kinds));
    }
    files.push(file(FileName::Sources, forms.sources, sources_to_bytes(sources, forms.sources)));
    files.push(file(FileName::Nodes, forms.nodes, nodes_to_bytes(nodes, forms.nodes)));
    files.push(file(FileName::Edges, forms.edges, edges_to_bytes(edges, forms.edges)));
    if !checks.is_empty() {
        files.push(file(FileName::Checks, Form::Json, list(checks, Form::Json, write_check)));
    }
    files.extend(views.iter().map(|view| FileBytes {
        name: file_of_view(&view.name).into(),
        bytes: view_to_bytes(view),
    }));
    files
}

/// A view: one member on each line, and one caption and one pin.
pub fn view_to_bytes(view: &View) -> Vec<u8> {
    let mut members: Vec<String> = Vec::new();
    let mut member = |write: &dyn Fn(&mut Writer)| {
        let mut out = Writer::default();
        write(&mut out);
        if !out.text.is_empty() {
            members.push(out.text);
        }
    };
    let ids =
        |out: &mut Writer, name: &str, ids: &[Id]| out.texts(name, ids.iter().map(Id::as_str));
    let words = |out: &mut Writer, name: &str, words: &[String]| {
        out.texts(name, words.iter().map(String::as_str));
    };
    let count = |out: &mut Writer, name: &str, n: Option<u32>| {
        if let Some(n) = n {
            out.raw(name, &n.to_string());
        }
    };
    member(&|out| out.optional("title", view.title.as_deref()));
    member(&|out| out.optional("template", view.template.as_deref()));
    member(&|out| ids(out, "names", &view.names));
    member(&|out| count(out, "hops", view.hops));
    member(&|out| words(out, "kind", &view.kind));
    member(&|out| words(out, "avoid", &view.avoid));
    member(&|out| words(out, "via", &view.via));
    member(&|out| ids(out, "through", &view.through));
    member(&|out| ids(out, "source", &view.source));
    member(&|out| out.optional("basis", view.basis.map(BasisFilter::as_str)));
    member(&|out| out.texts("status", view.status.iter().map(|status| status.as_str())));
    member(&|out| out.word_unless("claims", view.claims.as_str(), Claims::default().as_str()));
    member(&|out| count(out, "min_sources", Some(view.min_sources).filter(|&n| n > 0)));
    member(&|out| out.when("as_of", view.as_of.as_ref()));
    member(&|out| out.when("since", view.since.as_ref()));
    member(&|out| out.when("until", view.until.as_ref()));
    member(&|out| flag(out, "certain", view.certain, false));
    member(&|out| {
        if let Some(Changes { from, to }) = &view.changes {
            out.key("changes");
            out.open('{');
            out.when("from", Some(from));
            out.when("to", Some(to));
            out.close('}');
        }
    });
    member(&|out| count(out, "cards", view.cards));
    member(&|out| out.optional("size_by", view.size_by.as_deref()));
    member(&|out| count(out, "labels", view.labels));
    member(&|out| out.word_unless("theme", view.theme.as_deref().unwrap_or(LIGHT), LIGHT));
    member(&|out| out.entries("captions", &view.captions, |out, words| out.string(words)));
    member(&|out| words(out, "notes", &view.notes));
    member(&|out| {
        out.entries("pins", &view.pins, |out, pin| {
            out.open('[');
            out.text.push_str(&pin.to_string());
            out.close(']');
        });
    });
    if members.is_empty() {
        return b"{}\n".to_vec();
    }
    format!("{{\n  {}\n}}\n", members.join(",\n  ")).into_bytes()
}

/// `dataset.json`.
pub(super) fn header_to_bytes(title: &str, licence: &str) -> Vec<u8> {
    let mut line = header_line(title, licence);
    line.push('\n');
    line.into_bytes()
}

/// The header as it stands on its line.
pub fn header_line(title: &str, licence: &str) -> String {
    let mut out = Writer::default();
    out.open('{');
    out.raw("format", &FORMAT.to_string());
    out.text("title", title);
    out.text("licence", licence);
    out.close('}');
    out.text
}

/// `vocabulary.json`, or nothing when the dataset adds no kinds.
pub(super) fn vocabulary_to_bytes(vocabulary: &Vocabulary) -> Vec<u8> {
    let (nodes, edges) = vocabulary.added();
    let lists: Vec<String> = [
        ("nodes", nodes.iter().map(|kind| node_kind_line(kind, vocabulary)).collect::<Vec<_>>()),
        ("edges", edges.iter().map(edge_kind_line).collect()),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .map(|(name, lines)| format!("\"{name}\": [\n{}\n]", lines.join(",\n")))
    .collect();
    if lists.is_empty() {
        return Vec::new();
    }
    format!("{{{}}}\n", lists.join(",\n")).into_bytes()
}

/// The file of the sources.
pub(super) fn sources_to_bytes(sources: &[Source], form: Form) -> Vec<u8> {
    list(sources, form, write_source)
}

/// The file of the nodes.
fn nodes_to_bytes(nodes: &[Node], form: Form) -> Vec<u8> {
    list(nodes, form, write_node)
}

/// The file of the edges.
fn edges_to_bytes(edges: &[Edge], form: Form) -> Vec<u8> {
    list(edges, form, write_edge)
}

/// Appends a node as it stands on its line.
pub(crate) fn push_node_line(node: &Node, text: &mut String) {
    push_line(node, write_node, text);
}

/// Appends an edge as it stands on its line.
pub(crate) fn push_edge_line(edge: &Edge, text: &mut String) {
    push_line(edge, write_edge, text);
}

/// A node as it stands on its line.
pub fn node_line(node: &Node) -> String {
    line(node, write_node)
}

/// An edge as it stands on its line.
pub fn edge_line(edge: &Edge) -> String {
    line(edge, write_edge)
}

/// What an edge says beside its id and its evidence: its line with the start of the edge for an id.
pub(crate) fn edge_content(edge: &Edge) -> String {
    let text = String::with_capacity(512);
    let mut out = Writer { text, evidence: EvidenceIs::LeftOut };
    write_edge_called(&mut out, &edge.from, edge);
    out.text
}

/// A source as it stands on its line.
pub fn source_line(source: &Source) -> String {
    line(source, write_source)
}

/// Facts as they stand in a record: one JSON array.
pub fn facts_text(facts: &[Fact]) -> String {
    array(facts, write_fact)
}

/// Evidence as it stands in a record: one JSON array.
pub fn evidence_text(evidence: &[Evidence]) -> String {
    array(evidence, write_evidence)
}

/// Sources as one JSON array on one line.
pub fn sources_text(sources: &[Source]) -> String {
    array(sources, write_source)
}

/// The kinds that a dataset adds as one JSON object on one line; nothing where it adds none.
pub fn vocabulary_text(vocabulary: &Vocabulary) -> Option<String> {
    let bytes = vocabulary_to_bytes(vocabulary);
    // Line breaks stand between kinds only: in texts they are escaped.
    let text = String::from_utf8(bytes).expect("what is written is text");
    (!text.is_empty()).then(|| text.trim_end().replace('\n', ""))
}

fn array<T>(records: &[T], write: fn(&mut Writer, &T)) -> String {
    let mut out = Writer::default();
    out.open('[');
    for (ix, record) in records.iter().enumerate() {
        if ix > 0 {
            out.text.push_str(", ");
        }
        write(&mut out, record);
    }
    out.close(']');
    out.text
}

/// A fact as it stands in its record.
pub(super) fn fact_line(fact: &Fact) -> String {
    line(fact, write_fact)
}

/// A piece of evidence as it stands in its record.
pub(super) fn evidence_line(evidence: &Evidence) -> String {
    line(evidence, write_evidence)
}

/// A check as it stands on its line.
pub fn check_line(check: &Check) -> String {
    line(check, write_check)
}

/// The digest of a dataset: see [`Dataset::digest`].
pub(super) fn dataset_digest(dataset: &Dataset) -> Digest {
    let mut digester = Digester::default();
    digester.update(&header_to_bytes(&dataset.title, &dataset.licence));
    digester.update(&vocabulary_to_bytes(&dataset.vocabulary));
    digest_list(&mut digester, &dataset.sources, write_source);
    digest_list(&mut digester, &dataset.nodes, write_node);
    digest_list(&mut digester, &dataset.edges, write_edge);
    digester.finish()
}

fn digest_list<T>(digester: &mut Digester, records: &[T], write: fn(&mut Writer, &T)) {
    if records.is_empty() {
        digester.update(b"[]\n");
        return;
    }
    let mut out = Writer::default();
    for (ix, record) in records.iter().enumerate() {
        digester.update(if ix == 0 { b"[\n" } else { b",\n" });
        out.text.clear();
        write(&mut out, record);
        digester.update(out.text.as_bytes());
    }
    digester.update(b"\n]\n");
}

fn list<T>(records: &[T], form: Form, write: fn(&mut Writer, &T)) -> Vec<u8> {
    let mut out = Writer::default();
    match form {
        Form::Json if records.is_empty() => out.text.push_str("[]\n"),
        Form::Json => {
            for (ix, record) in records.iter().enumerate() {
                out.text.push_str(if ix == 0 { "[\n" } else { ",\n" });
                write(&mut out, record);
            }
            out.text.push_str("\n]\n");
        }
        Form::JsonLines => {
            for record in records {
                write(&mut out, record);
                out.text.push('\n');
            }
        }
    }
    out.text.into_bytes()
}

fn line<T>(record: &T, write: fn(&mut Writer, &T)) -> String {
    let mut out = Writer::default();
    write(&mut out, record);
    out.text
}

fn push_line<T>(record: &T, write: fn(&mut Writer, &T), text: &mut String) {
    let mut out = Writer { text: std::mem::take(text), ..Writer::default() };
    write(&mut out, record);
    *text = out.text;
}

/// Writes values one after the other, with separators where they belong.
#[derive(Default)]
struct Writer {
    text: String,
    evidence: EvidenceIs,
}

/// Whether evidence stands in what is written.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum EvidenceIs {
    #[default]
    Written,
    LeftOut,
}

impl Writer {
    fn open(&mut self, bracket: char) {
        self.text.push(bracket);
    }

    fn close(&mut self, bracket: char) {
        self.text.push(bracket);
    }

    /// The separator before a value, unless it is the first.
    fn separate(&mut self) {
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[')) {
            self.text.push_str(", ");
        }
    }

    fn key(&mut self, name: &str) {
        self.separate();
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\": ");
    }

    fn string(&mut self, text: &str) {
        // Most texts hold nothing that is escaped.
        if text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
            self.text.push('"');
            self.text.push_str(text);
            self.text.push('"');
            return;
        }
        let escaped = serde_json::to_string(text).expect("a string always serialises");
        self.text.push_str(&escaped);
    }

    fn raw(&mut self, name: &str, value: &str) {
        self.key(name);
        self.text.push_str(value);
    }

    fn number(&mut self, name: &str, n: u32) {
        self.key(name);
        self.shown(&n);
    }

    fn digest(&mut self, name: &str, digest: Digest) {
        self.key(name);
        self.text.push('"');
        self.shown(&digest);
        self.text.push('"');
    }

    fn shown(&mut self, value: &dyn fmt::Display) {
        write!(self.text, "{value}").expect("a string takes what is written to it");
    }

    fn text(&mut self, name: &str, value: &str) {
        self.key(name);
        self.string(value);
    }

    fn optional(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    fn when(&mut self, name: &str, when: Option<&When>) {
        self.optional(name, when.map(When::as_str));
    }

    fn word_unless(&mut self, name: &str, word: &str, default: &str) {
        if word != default {
            self.text(name, word);
        }
    }

    fn texts<'a>(&mut self, name: &str, values: impl Iterator<Item = &'a str>) {
        self.items(name, values, Self::string);
    }

    fn items<T>(
        &mut self,
        name: &str,
        values: impl Iterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        let mut values = values.peekable();
        if values.peek().is_none() {
            return;
        }
        self.key(name);
        self.open('[');
        for (ix, value) in values.enumerate() {
            if ix > 0 {
                self.text.push_str(", ");
            }
            write(self, value);
        }
        self.close(']');
    }

    /// A member of a view with its entries on lines of their own.
    fn entries<T>(
        &mut self,
        name: &str,
        entries: &BTreeMap<Id, T>,
        mut write: impl FnMut(&mut Self, &T),
    ) {
        if entries.is_empty() {
            return;
        }
        self.key(name);
        for (ix, (id, value)) in entries.iter().enumerate() {
            self.text.push_str(if ix == 0 { "{\n    " } else { ",\n    " });
            self.string(id);
            self.text.push_str(": ");
            write(self, value);
        }
        self.text.push_str("\n  }");
    }

    fn statement(&mut self, when: Option<&When>, when_because: Option<&str>) {
        self.when("when", when);
        self.optional("when_because", when_because);
    }

    fn basis(&mut self, basis: &Basis) {
        self.word_unless("basis", basis.as_str(), Basis::default().as_str());
        self.optional("because", basis.because());
    }

    fn status(&mut self, status: Status) {
        self.word_unless("status", status.as_str(), Status::default().as_str());
    }

    fn evidence(&mut self, evidence: &[Evidence]) {
        if self.evidence == EvidenceIs::Written {
            self.items("evidence", evidence.iter(), write_evidence);
        }
    }
}

fn write_source(out: &mut Writer, source: &Source) {
    out.open('{');
    out.text("id", &source.id);
    out.text("title", &source.title);
    out.optional("publisher", source.publisher.as_deref());
    out.optional("author", source.author.as_deref());
    out.when("published", source.published.as_ref());
    out.when("retrieved", source.retrieved.as_ref());
    out.optional("url", source.url.as_deref());
    out.optional("file", source.file.as_deref());
    if let Some(digest) = source.sha256 {
        out.digest("sha256", digest);
    }
    out.optional("derived_from", source.derived_from.as_deref());
    out.close('}');
}

fn write_node(out: &mut Writer, node: &Node) {
    out.open('{');
    out.text("id", &node.id);
    out.text("kind", &node.kind);
    out.text("name", &node.name);
    out.texts("aliases", node.aliases.iter().map(String::as_str));
    out.statement(node.when.as_ref(), node.when_because.as_deref());
    out.status(node.status);
    out.items("facts", node.facts.iter(), write_fact);
    out.evidence(&node.evidence);
    out.close('}');
}

fn write_edge(out: &mut Writer, edge: &Edge) {
    write_edge_called(out, &edge.id, edge);
}

fn write_edge_called(out: &mut Writer, id: &Id, edge: &Edge) {
    out.open('{');
    out.text("id", id);
    out.text("kind", &edge.kind);
    out.text("from", &edge.from);
    out.text("to", &edge.to);
    out.statement(edge.when.as_ref(), edge.when_because.as_deref());
    out.status(edge.status);
    out.basis(&edge.basis);
    out.optional("claimed_by", edge.claimed_by.as_deref());
    out.items("facts", edge.facts.iter(), write_fact);
    out.evidence(&edge.evidence);
    out.close('}');
}

fn write_fact(out: &mut Writer, fact: &Fact) {
    out.open('{');
    out.text("key", &fact.key);
    match &fact.value {
        FactValue::Text(text) => out.text("value", text),
        FactValue::Amount(amount) => {
            out.key("amount");
            write_amount(out, amount);
        }
    }
    out.statement(fact.when.as_ref(), fact.when_because.as_deref());
    out.basis(&fact.basis);
    out.optional("claimed_by", fact.claimed_by.as_deref());
    out.evidence(&fact.evidence);
    out.close('}');
}

fn write_amount(out: &mut Writer, amount: &Amount) {
    out.open('{');
    out.text("value", amount.value.as_str());
    out.optional("to", amount.to.as_ref().map(crate::model::Decimal::as_str));
    out.text("unit", &amount.unit);
    out.word_unless("bound", amount.bound.as_str(), Bound::default().as_str());
    out.word_unless("span", amount.span.as_str(), Span::default().as_str());
    out.when("period", amount.period.as_ref());
    out.when("compared_with", amount.compared_with.as_ref());
    out.close('}');
}

fn write_evidence(out: &mut Writer, evidence: &Evidence) {
    out.open('{');
    out.text("source", &evidence.source);
    out.number("start", evidence.start);
    out.number("end", evidence.end);
    out.digest("sha256", evidence.sha256);
    out.text("says", &evidence.says);
    out.optional("quote", evidence.quote.as_deref());
    if let Some(supports) = &evidence.supports {
        out.key("supports");
        out.open('{');
        match supports {
            Supports::When(when) => out.when("when", Some(when)),
            Supports::Amount(amount) => {
                out.key("amount");
                write_amount(out, amount);
            }
        }
        out.close('}');
    }
    out.close('}');
}

fn write_check(out: &mut Writer, check: &Check) {
    out.open('{');
    out.text("name", &check.name);
    out.text("title", &check.title);
    out.optional("why", check.why.as_deref());
    out.texts("ask", check.ask.iter().map(String::as_str));
    out.items("expect", check.expect.iter(), write_condition);
    out.close('}');
}

/// Conditions stand in each other to a depth that reading limits.
fn write_condition(out: &mut Writer, condition: &Condition) {
    out.open('{');
    out.optional("at", Some(condition.at.as_str()).filter(|at| !at.is_empty()));
    out.items("where", condition.filter.iter(), write_condition);
    match &condition.test {
        Test::Is(scalar) => scalar_member(out, "is", scalar),
        Test::IsNot(scalar) => scalar_member(out, "is_not", scalar),
        Test::AtLeast(number) => out.raw("at_least", number.as_str()),
        Test::AtMost(number) => out.raw("at_most", number.as_str()),
        Test::Includes(scalars) => out.items("includes", scalars.iter(), write_scalar),
        Test::IncludesNone(scalars) => out.items("includes_none", scalars.iter(), write_scalar),
        Test::Empty => out.raw("empty", "true"),
        Test::NotEmpty => out.raw("empty", "false"),
        Test::Count(count) => {
            out.key("count");
            out.open('{');
            match count {
                Count::Is(n) => out.raw("is", &n.to_string()),
                Count::AtLeast(n) => out.raw("at_least", &n.to_string()),
                Count::AtMost(n) => out.raw("at_most", &n.to_string()),
            }
            out.close('}');
        }
        Test::Every(rows) => out.items("every", rows.iter(), write_condition),
        Test::AtLeastOne(rows) => out.items("some", rows.iter(), write_condition),
        Test::NoRow(rows) => out.items("none", rows.iter(), write_condition),
    }
    out.close('}');
}

fn scalar_member(out: &mut Writer, name: &str, scalar: &Scalar) {
    out.key(name);
    write_scalar(out, scalar);
}

fn write_scalar(out: &mut Writer, scalar: &Scalar) {
    match scalar {
        Scalar::Text(text) => out.string(text),
        Scalar::Number(number) => out.text.push_str(number.as_str()),
        Scalar::Truth(truth) => out.text.push_str(if *truth { "true" } else { "false" }),
    }
}

/// A kind of nodes as it stands on its line.
pub(super) fn node_kind_line(kind: &NodeKind, vocabulary: &Vocabulary) -> String {
    let mut out = Writer::default();
    out.open('{');
    out.text("kind", &kind.name);
    out.word_unless("label", &kind.label, &kind.name.replace('-', " "));
    match kind.parent {
        Some(parent) => out.text("parent", &vocabulary.node_kind(parent).name),
        None => {
            flag(&mut out, "record", kind.record, false);
            flag(&mut out, "hub", kind.hub, false);
        }
    }
    out.close('}');
    out.text
}

/// A kind of edges as it stands on its line.
pub(super) fn edge_kind_line(kind: &EdgeKind) -> String {
    let mut out = Writer::default();
    let default_label = kind.name.replace('-', " ");
    out.open('{');
    out.text("kind", &kind.name);
    out.word_unless("label", &kind.label, &default_label);
    out.word_unless("inverse", &kind.inverse, &default_label);
    for (name, ends) in [("from", &kind.from), ("to", &kind.to)] {
        if ends[..] != [End::Any] {
            let words: Vec<String> = ends.iter().map(End::to_string).collect();
            out.texts(name, words.iter().map(String::as_str));
        }
    }
    out.text("aspect", if kind.aspect == Aspect::Act { "act" } else { "state" });
    flag(&mut out, "symmetric", kind.symmetry == Symmetry::Symmetric, false);
    flag(&mut out, "passable", kind.passability == Passability::Passable, true);
    out.close('}');
    out.text
}

fn flag(out: &mut Writer, name: &str, value: bool, default: bool) {
    if value != default {
        out.raw(name, if value { "true" } else { "false" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_python_json_dumps_escapes_them() {
        // python3 -c 'import json; print(json.dumps("\"\\/\b\f\n\r\t\x01\x1f\x7fé😀\u2028", ensure_ascii=False))'
        let mut out = Writer::default();
        out.string("\"\\/\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}é😀\u{2028}");
        let expected = "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u{7f}é😀\u{2028}\"";
        assert_eq!(out.text, expected);
    }

    #[test]
    fn a_separator_after_text_that_ends_in_a_bracket() {
        let bytes = header_to_bytes("a [title {", "CC0-1.0");
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "{\"format\": 1, \"title\": \"a [title {\", \"licence\": \"CC0-1.0\"}\n");
    }
}
