//! Reads nodes, edges, sources, facts, amounts and evidence, with the rules that hold inside a record and,
//! when the rest of the dataset is known, the rules about what a record names.

use super::Finding;
use super::finding::{Code, Sink, nearest, quoted};
use super::json::{Value, skip_white_space, value_at};
use super::reader::{Object, Reader};
use super::vocabulary::read_kinds;
use crate::evidence::digest;
use crate::model::{
    Amount, AmountProblem, Basis, Bound, Decimal, Edge, EdgeKindIx, End, Evidence, Fact, FactValue,
    Id, KindRef, Node, NodeKindIx, Source, Span, Status, Supports, Symmetry, Vocabulary,
    is_invisible,
};
use std::collections::{BTreeMap, BTreeSet};

/// What records may name: everything else in the dataset.
pub(super) struct Context<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    /// Sources by id.
    pub(super) sources: BTreeSet<&'a str>,
    /// Nodes by id with their kind, where the vocabulary has it.
    pub(super) nodes: BTreeMap<&'a str, Option<NodeKindIx>>,
    /// Whether all sources were readable, so that an absent one does not exist.
    pub(super) all_sources: bool,
    /// Whether all nodes were readable.
    pub(super) all_nodes: bool,
    /// Whether the vocabulary was readable.
    pub(super) all_kinds: bool,
}

const NODE: &[&str] =
    &["id", "kind", "name", "aliases", "when", "when_because", "status", "facts", "evidence"];
const EDGE: &[&str] = &[
    "id",
    "kind",
    "from",
    "to",
    "when",
    "when_because",
    "status",
    "basis",
    "because",
    "claimed_by",
    "facts",
    "evidence",
];
const FACT: &[&str] = &[
    "key",
    "value",
    "amount",
    "when",
    "when_because",
    "basis",
    "because",
    "claimed_by",
    "evidence",
];
const AMOUNT: &[&str] = &["value", "to", "unit", "bound", "span", "period", "compared_with"];
const EVIDENCE: &[&str] = &["source", "start", "end", "sha256", "says", "quote", "supports"];
const SOURCE: &[&str] = &[
    "id",
    "title",
    "publisher",
    "author",
    "published",
    "retrieved",
    "url",
    "file",
    "sha256",
    "derived_from",
];

/// Reads a node from the text of a JSON object. What it names is not looked up: that is done where it is added.
pub fn parse_node(json: &str, origin: &str) -> Result<Node, Vec<Finding>> {
    parse(json, origin, |reader, value| reader.node(value, None))
}

/// Reads an edge from the text of a JSON object.
pub fn parse_edge(json: &str, origin: &str) -> Result<Edge, Vec<Finding>> {
    parse(json, origin, |reader, value| reader.edge(value, None))
}

/// Reads a source from the text of a JSON object.
pub fn parse_source(json: &str, origin: &str) -> Result<Source, Vec<Finding>> {
    parse(json, origin, |reader, value| reader.source(value, None))
}

/// Reads a piece of evidence from the text of a JSON object.
pub fn parse_evidence(json: &str, origin: &str) -> Result<Evidence, Vec<Finding>> {
    parse(json, origin, |reader, value| reader.evidence(value, None))
}

/// Reads the facts of a record from the text of a JSON array.
pub fn parse_facts(json: &str, origin: &str) -> Result<Vec<Fact>, Vec<Finding>> {
    parse_list(json, origin, |reader, value| reader.fact(value, None))
}

/// Reads the evidence of a record from the text of a JSON array.
pub fn parse_evidence_list(json: &str, origin: &str) -> Result<Vec<Evidence>, Vec<Finding>> {
    parse_list(json, origin, |reader, value| reader.evidence(value, None))
}

/// Reads sources from the text of a JSON array.
pub fn parse_sources(json: &str, origin: &str) -> Result<Vec<Source>, Vec<Finding>> {
    parse_list(json, origin, |reader, value| reader.source(value, None))
}

/// Reads the kinds that a dataset adds from the text of a JSON object.
pub fn parse_vocabulary(json: &str, origin: &str) -> Result<Vocabulary, Vec<Finding>> {
    parse(json, origin, |reader, value| Some(read_kinds(reader, value)))
}

fn parse_list<T>(
    json: &str,
    origin: &str,
    mut read: impl FnMut(&mut Reader<'_>, Value<'_>) -> Option<T>,
) -> Result<Vec<T>, Vec<Finding>> {
    parse(json, origin, |reader, value| {
        let elements = reader.elements(value, "list");
        Some(elements.into_iter().filter_map(|element| read(reader, element)).collect())
    })
}

fn parse<T>(
    json: &str,
    origin: &str,
    read: impl FnOnce(&mut Reader<'_>, Value<'_>) -> Option<T>,
) -> Result<T, Vec<Finding>> {
    const FILE: &str = "record";
    let mut sink = Sink::default();
    let mut reader = Reader { sink: &mut sink, file: FILE.into(), id: None };
    let start = skip_white_space(json, 0);
    let mut record = None;
    match value_at(json, start) {
        Ok(value) => {
            let end = skip_white_space(json, start + value.text.len());
            if end < json.len() {
                let message = "not JSON: something stands after the record".to_owned();
                reader.push(Code::Syntax, end, message);
            } else {
                record = read(&mut reader, value);
            }
        }
        Err(problem) => reader.push(Code::Syntax, problem.offset, problem.message),
    }
    match record {
        Some(record) if sink.error_count() == 0 => Ok(record),
        _ => {
            let mut findings = sink.finish(&[(FILE, json.as_bytes())]);
            for finding in &mut findings {
                origin.clone_into(&mut finding.file);
            }
            Err(findings)
        }
    }
}

impl Reader<'_> {
    pub(super) fn node(&mut self, value: Value<'_>, context: Option<&Context<'_>>) -> Option<Node> {
        let object = self.object(value, "a node", NODE)?;
        let id = self.own_id(&object);
        let kind = self.need(&object, "kind").and_then(|v| self.line(v, "kind"));
        if let (Some(kind), Some(context)) = (&kind, context) {
            self.node_kind(&object, kind, context);
        }
        let name = self.need(&object, "name").and_then(|v| self.line(v, "name"));
        let aliases = self.list(&object, "aliases", |reader, alias| reader.line(alias, "aliases"));
        let when = object.get("when").and_then(|v| self.when(v, "when"));
        let when_because = self.when_because(&object);
        let status = self.status(&object);
        let facts = self.list(&object, "facts", |reader, fact| reader.fact(fact, context));
        let evidence = self.list(&object, "evidence", |reader, e| reader.evidence(e, context));
        if has_none(&object, "evidence") && facts.iter().all(|fact| fact.evidence.is_empty()) {
            self.unsourced(&object, "this node");
        }
        Some(Node {
            id: id?,
            kind: kind?,
            name: name?,
            aliases,
            when,
            when_because,
            status,
            facts,
            evidence,
        })
    }

    pub(super) fn edge(&mut self, value: Value<'_>, context: Option<&Context<'_>>) -> Option<Edge> {
        let object = self.object(value, "an edge", EDGE)?;
        let id = self.own_id(&object);
        let kind = self.need(&object, "kind").and_then(|v| self.line(v, "kind"));
        let from = self.need(&object, "from").and_then(|v| self.id(v, "from"));
        let to = self.need(&object, "to").and_then(|v| self.id(v, "to"));
        let when = object.get("when").and_then(|v| self.when(v, "when"));
        let when_because = self.when_because(&object);
        let status = self.status(&object);
        let basis = self.basis(&object);
        let claimed_by = self.claimed_by(&object, context);
        let facts = self.list(&object, "facts", |reader, fact| reader.fact(fact, context));
        let evidence = self.list(&object, "evidence", |reader, e| reader.evidence(e, context));
        if has_none(&object, "evidence") {
            self.unsourced(&object, "this edge");
        }
        if let (Some(from), Some(to)) = (&from, &to) {
            if from == to {
                let message = format!("an edge from \"{from}\" to itself says nothing");
                self.push(Code::SelfLoop, object.place("to"), message);
            }
            if let (Some(kind), Some(context)) = (&kind, context) {
                self.edge_kind(&object, kind, from, to, context);
            }
        }
        if kind.as_deref() == Some("linked-to") && facts.iter().all(|fact| fact.key != "note") {
            let message = "an edge of kind \"linked-to\" carries a fact with the key \"note\"";
            let hint = "say in the note how the two are linked, or choose a kind that says it";
            let place = object.place("kind");
            self.push_hint(Code::MissingNote, place, message.to_owned(), Some(hint.to_owned()));
        }
        Some(Edge {
            id: id?,
            kind: kind?,
            from: from?,
            to: to?,
            when,
            when_because,
            status,
            basis,
            claimed_by,
            facts,
            evidence,
        })
    }

    pub(super) fn source(
        &mut self,
        value: Value<'_>,
        context: Option<&Context<'_>>,
    ) -> Option<Source> {
        let object = self.object(value, "a source", SOURCE)?;
        let id = self.own_id(&object);
        let title = self.need(&object, "title").and_then(|v| self.line(v, "title"));
        let publisher = object.get("publisher").and_then(|v| self.line(v, "publisher"));
        let author = object.get("author").and_then(|v| self.line(v, "author"));
        let published = object.get("published").and_then(|v| self.when(v, "published"));
        let retrieved = object.get("retrieved").and_then(|v| self.when(v, "retrieved"));
        let url = object.get("url").and_then(|v| self.url(v));
        let file = object.get("file").and_then(|v| self.file_name(v));
        let sha256 = object.get("sha256").and_then(|v| self.digest(v, "sha256"));
        let derived_from = object.get("derived_from").and_then(|v| {
            let id = self.id(v, "derived_from")?;
            self.known_source(v, &id, context);
            Some(id)
        });
        Some(Source {
            id: id?,
            title: title?,
            publisher,
            author,
            published,
            retrieved,
            url,
            file,
            sha256,
            derived_from,
        })
    }

    pub(super) fn evidence(
        &mut self,
        value: Value<'_>,
        context: Option<&Context<'_>>,
    ) -> Option<Evidence> {
        let object = self.object(value, "evidence", EVIDENCE)?;
        let source = self.need(&object, "source").and_then(|v| {
            let id = self.id(v, "source")?;
            self.known_source(v, &id, context);
            Some(id)
        });
        let start = self.need(&object, "start").and_then(|v| self.integer(v, "start"));
        let end = self.need(&object, "end").and_then(|v| self.integer(v, "end"));
        if let (Some(start), Some(end)) = (start, end)
            && end <= start
        {
            let message = format!("the span {start} to {end} holds no character");
            let hint = "\"end\" is one past the last character, so it is greater than \"start\"";
            self.push_hint(Code::BadSpan, object.place("end"), message, Some(hint.to_owned()));
        }
        let sha256 = self.need(&object, "sha256").and_then(|v| self.digest(v, "sha256"));
        let says = self.need(&object, "says").and_then(|v| self.line(v, "says"));
        let quote = object.get("quote").and_then(|v| self.verbatim(v, "quote"));
        if let Some(quote) = &quote {
            let place = object.place("quote");
            if sha256.is_some_and(|sha256| digest(quote) != sha256) {
                let message = "the quote does not match \"sha256\"".to_owned();
                let hint = "a quote is the span verbatim, line breaks included".to_owned();
                self.push_hint(Code::QuoteMismatch, place, message, Some(hint));
            } else if let (Some(start), Some(end)) = (start, end)
                && end > start
                && quote.chars().count() != (end - start) as usize
            {
                let n_chars = quote.chars().count();
                let message =
                    format!("the quote has {n_chars} characters, its span {}", end - start);
                self.push(Code::QuoteMismatch, place, message);
            }
        }
        let supports = object.get("supports").and_then(|v| self.supports(v));
        Some(Evidence {
            source: source?,
            start: start?,
            end: end?,
            sha256: sha256?,
            says: says?,
            quote,
            supports,
        })
    }

    fn fact(&mut self, value: Value<'_>, context: Option<&Context<'_>>) -> Option<Fact> {
        let object = self.object(value, "a fact", FACT)?;
        let key = self.need(&object, "key").and_then(|v| self.key(v));
        let content = match (object.get("value"), object.get("amount")) {
            (Some(text), None) => self.line(text, "value").map(FactValue::Text),
            (None, Some(amount)) => self.amount(amount).map(FactValue::Amount),
            (Some(_), Some(amount)) => {
                let message = "a fact has \"value\" or \"amount\", not both".to_owned();
                self.push(Code::ValueOrAmount, amount.offset, message);
                None
            }
            (None, None) => {
                let message = "a fact has \"value\" or \"amount\"; this one has neither".to_owned();
                self.push(Code::ValueOrAmount, object.offset, message);
                None
            }
        };
        let when = object.get("when").and_then(|v| self.when(v, "when"));
        let when_because = self.when_because(&object);
        let basis = self.basis(&object);
        let claimed_by = self.claimed_by(&object, context);
        let evidence = self.list(&object, "evidence", |reader, e| reader.evidence(e, context));
        if has_none(&object, "evidence") {
            self.unsourced(&object, "this fact");
        }
        Some(Fact { key: key?, value: content?, when, when_because, basis, claimed_by, evidence })
    }

    fn amount(&mut self, value: Value<'_>) -> Option<Amount> {
        let object = self.object(value, "an amount", AMOUNT)?;
        let value = self.need(&object, "value").and_then(|v| self.decimal(v, "value"));
        let to = object.get("to").map(|v| self.decimal(v, "to"));
        let unit = self.need(&object, "unit").and_then(|v| self.line(v, "unit"));
        let bound =
            self.defaulted(&object, "bound", &Bound::ALL.map(Bound::as_str), Bound::from_word);
        let span = self.defaulted(&object, "span", &Span::ALL.map(Span::as_str), Span::from_word);
        let period = object.get("period").and_then(|v| self.when(v, "period"));
        let compared_with = object.get("compared_with").and_then(|v| self.when(v, "compared_with"));
        let to = match to {
            Some(read) => Some(read?),
            None => None,
        };
        let amount = Amount { value: value?, to, unit: unit?, bound, span, period, compared_with };
        if let Err(problem) = amount.check() {
            let member = if problem == AmountProblem::Unit { "unit" } else { "to" };
            self.push(Code::BadAmount, object.place(member), problem.to_string());
        }
        Some(amount)
    }

    fn decimal(&mut self, value: Value<'_>, name: &str) -> Option<Decimal> {
        let text = self.string(value, name)?;
        match Decimal::new(text.clone()) {
            Ok(decimal) => Some(decimal),
            Err(problem) => {
                let message = format!("\"{name}\": {}: {problem}", quoted(&text));
                self.push(Code::BadAmount, value.offset, message);
                None
            }
        }
    }

    fn supports(&mut self, value: Value<'_>) -> Option<Supports> {
        let object = self.object(value, "\"supports\"", &["when", "amount"])?;
        match (object.get("when"), object.get("amount")) {
            (Some(when), None) => self.when(when, "when").map(Supports::When),
            (None, Some(amount)) => self.amount(amount).map(Supports::Amount),
            _ => {
                let message = "\"supports\" has \"when\" or \"amount\", one of them".to_owned();
                self.push(Code::ValueOrAmount, object.offset, message);
                None
            }
        }
    }

    fn own_id(&mut self, object: &Object<'_>) -> Option<Id> {
        let id = self.need(object, "id").and_then(|v| self.id(v, "id"));
        self.id.clone_from(&id);
        id
    }

    pub(super) fn list<T>(
        &mut self,
        object: &Object<'_>,
        name: &str,
        mut read: impl FnMut(&mut Self, Value<'_>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = object.get(name) else { return Vec::new() };
        let elements = self.elements(value, name);
        elements.into_iter().filter_map(|element| read(self, element)).collect()
    }

    fn key(&mut self, value: Value<'_>) -> Option<String> {
        let key = self.line(value, "key")?;
        if !is_key(&key) {
            let message = format!("{} is no key of a fact", quoted(&key));
            let hint = format!("a key is one lower-case word of at most {KEY_BYTES_MAX} bytes");
            self.push_hint(Code::BadKey, value.offset, message, Some(hint));
            return None;
        }
        Some(key)
    }

    fn url(&mut self, value: Value<'_>) -> Option<String> {
        let url = self.line(value, "url")?;
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let good = host.is_some_and(|h| !h.is_empty() && !h.starts_with('/'))
            && !url.chars().any(char::is_whitespace);
        if !good {
            let message = format!("{} is no http or https address", quoted(&url));
            self.push(Code::BadUrl, value.offset, message);
            return None;
        }
        Some(url)
    }

    fn file_name(&mut self, value: Value<'_>) -> Option<String> {
        let name = self.string(value, "file")?;
        if !is_safe_file_name(&name) {
            let message = format!("{} is no plain file name", quoted(&name));
            let hint = "a name without / and \\ that does not start with a dot; the folder is \
                        given when the texts are read";
            self.push_hint(Code::UnsafeFileName, value.offset, message, Some(hint.to_owned()));
            return None;
        }
        Some(name.into_owned())
    }

    fn status(&mut self, object: &Object<'_>) -> Status {
        let words = Status::ALL.map(Status::as_str);
        self.defaulted(object, "status", &words, Status::from_word)
    }

    fn defaulted<T: Default>(
        &mut self,
        object: &Object<'_>,
        name: &str,
        words: &[&'static str],
        from_word: impl Fn(&str) -> Option<T>,
    ) -> T {
        object.get(name).and_then(|v| self.word(v, name, words, from_word)).unwrap_or_default()
    }

    fn basis(&mut self, object: &Object<'_>) -> Basis {
        const INFERRED: usize = 1;
        let words = ["stated", "inferred"];
        let position = |word: &str| words.iter().position(|&w| w == word);
        let basis = object.get("basis").and_then(|v| self.word(v, "basis", &words, position));
        let because = object.get("because").map(|v| self.line(v, "because"));
        match (basis, because) {
            (Some(INFERRED), Some(because)) => {
                because.map_or(Basis::Stated, |because| Basis::Inferred { because })
            }
            (Some(INFERRED), None) => {
                let message = "an inferred statement says why, in \"because\"".to_owned();
                self.push(Code::InferredWithoutBecause, object.place("basis"), message);
                Basis::Stated
            }
            (basis, Some(_)) if basis.is_some() || object.get("basis").is_none() => {
                let message = "\"because\" is the reason of an inferred statement".to_owned();
                let hint = Some("add \"basis\": \"inferred\", or leave it out".to_owned());
                let place = object.place("because");
                self.push_hint(Code::BecauseWithoutInferred, place, message, hint);
                Basis::Stated
            }
            _ => Basis::Stated,
        }
    }

    fn when_because(&mut self, object: &Object<'_>) -> Option<String> {
        let value = object.get("when_because")?;
        if object.get("when").is_none() {
            let message = "\"when_because\" is the reason for a date; there is none".to_owned();
            self.push(Code::WhenBecauseWithoutWhen, value.offset, message);
        }
        self.line(value, "when_because")
    }

    fn claimed_by(&mut self, object: &Object<'_>, context: Option<&Context<'_>>) -> Option<Id> {
        let value = object.get("claimed_by")?;
        let id = self.id(value, "claimed_by")?;
        if let Some(context) = context
            && context.all_nodes
            && !context.nodes.contains_key(id.as_str())
        {
            let message = format!("there is no node \"{id}\" whose claim this could be");
            let hint = did_you_mean(&id, context.nodes.keys().copied());
            self.push_hint(Code::UnknownClaimant, value.offset, message, hint);
        }
        Some(id)
    }

    pub(super) fn known_source(
        &mut self,
        value: Value<'_>,
        id: &Id,
        context: Option<&Context<'_>>,
    ) {
        if let Some(context) = context
            && context.all_sources
            && !context.sources.contains(id.as_str())
        {
            let message = format!("there is no source \"{id}\"");
            let hint = did_you_mean(id, context.sources.iter().copied());
            self.push_hint(Code::UnknownSource, value.offset, message, hint);
        }
    }

    fn unsourced(&mut self, object: &Object<'_>, what: &str) {
        self.push(Code::Unsourced, object.offset, format!("{what} has no evidence"));
    }

    fn node_kind(&mut self, object: &Object<'_>, kind: &str, context: &Context<'_>) {
        if !context.all_kinds || context.vocabulary.node_kind_ix(kind).is_some() {
            return;
        }
        let message = match context.vocabulary.kind(kind) {
            Some(KindRef::Edge(_)) => format!("{} is a kind of edge, not of node", quoted(kind)),
            _ => format!("there is no node kind {}", quoted(kind)),
        };
        let names = || context.vocabulary.node_kinds().map(|(_, row)| &*row.name);
        self.unknown_kind(object, kind, message, names);
    }

    fn edge_kind(
        &mut self,
        object: &Object<'_>,
        kind: &str,
        from: &Id,
        to: &Id,
        context: &Context<'_>,
    ) {
        let ends = [("from", from), ("to", to)].map(|(name, id)| {
            let found = context.nodes.get(id.as_str());
            if found.is_none() && context.all_nodes {
                let message = format!("\"{name}\": there is no node \"{id}\"");
                let hint = did_you_mean(id, context.nodes.keys().copied());
                self.push_hint(Code::DanglingEnd, object.place(name), message, hint);
            }
            found.copied().flatten()
        });
        let Some(kind_ix) = context.vocabulary.edge_kind_ix(kind) else {
            if context.all_kinds {
                let message = match context.vocabulary.kind(kind) {
                    Some(_) => format!("{} is a kind of node, not of edge", quoted(kind)),
                    None => format!("there is no edge kind {}", quoted(kind)),
                };
                let names = || context.vocabulary.edge_kinds().map(|(_, row)| &*row.name);
                self.unknown_kind(object, kind, message, names);
            }
            return;
        };
        let symmetric = context.vocabulary.edge_kind(kind_ix).symmetry == Symmetry::Symmetric;
        if symmetric && from > to {
            let message = format!("\"{kind}\" is symmetric, so the smaller id stands in \"from\"");
            let hint = format!("swap the two: \"from\": \"{to}\", \"to\": \"{from}\"");
            self.push_hint(Code::SymmetricOrder, object.place("from"), message, Some(hint));
        }
        if let [Some(from_kind), Some(to_kind)] = ends
            && !context.vocabulary.allows(kind_ix, from_kind, to_kind)
        {
            self.wrong_ends(object, kind_ix, (from, from_kind), (to, to_kind), context.vocabulary);
        }
    }

    fn wrong_ends(
        &mut self,
        object: &Object<'_>,
        kind: EdgeKindIx,
        from: (&Id, NodeKindIx),
        to: (&Id, NodeKindIx),
        vocabulary: &Vocabulary,
    ) {
        let row = vocabulary.edge_kind(kind);
        let fits = |ends: &[End], this: NodeKindIx, other: NodeKindIx| {
            ends.iter().any(|end| match end {
                End::Any => true,
                End::Actor => vocabulary.node_kind(this).actor,
                End::Record => vocabulary.node_kind(this).record,
                End::Kind(name) => {
                    vocabulary.node_kind_ix(name).is_some_and(|above| vocabulary.is_a(this, above))
                }
                End::SameTop => vocabulary.top(this) == vocabulary.top(other),
            })
        };
        let ends = [("from", &row.from, from, to.1), ("to", &row.to, to, from.1)];
        for (name, allowed, (id, this), other) in ends {
            if fits(allowed, this, other) {
                continue;
            }
            let message = format!(
                "\"{name}\" of \"{}\" cannot be \"{id}\", which is of kind \"{}\"",
                row.name,
                vocabulary.node_kind(this).name
            );
            let words: Vec<String> = allowed
                .iter()
                .map(|end| match end {
                    End::SameTop => vocabulary.node_kind(vocabulary.top(other)).name.to_string(),
                    other => other.to_string(),
                })
                .collect();
            let hint = Some(format!("allowed kinds: {}", words.join(", ")));
            self.push_hint(Code::WrongEnd, object.place(name), message, hint);
        }
    }

    fn unknown_kind<'v, N: Iterator<Item = &'v str>>(
        &mut self,
        object: &Object<'_>,
        kind: &str,
        message: String,
        names: impl Fn() -> N,
    ) {
        let hint = match nearest(kind, names()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("kinds: {}", names().collect::<Vec<_>>().join(", ")),
        };
        self.push_hint(Code::UnknownKind, object.place("kind"), message, Some(hint));
    }
}

/// The longest key of a fact.
const KEY_BYTES_MAX: usize = 64;

/// Whether a visible text can be the key of a fact.
pub(super) fn is_key(text: &str) -> bool {
    text.len() <= KEY_BYTES_MAX && !text.chars().any(|c| c.is_whitespace() || c.is_uppercase())
}

/// True if a list is absent or empty, which is not the same as a list of unreadable items.
fn has_none(object: &Object<'_>, name: &str) -> bool {
    object.get(name).is_none_or(|list| {
        list.text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(']'))
    })
}

/// A name that means a file in whatever folder it is looked for: no separator, no way up, not hidden.
pub(crate) fn is_safe_file_name(name: &str) -> bool {
    const BYTES_MAX: usize = 255;
    !name.is_empty()
        && name.len() <= BYTES_MAX
        && !name.starts_with('.')
        && !name.chars().any(|c| matches!(c, '/' | '\\' | ':') || is_invisible(c))
}

/// The nearest of the first so many candidates; a suggestion is not worth minutes on a huge dataset.
pub(super) fn did_you_mean<'a>(
    id: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<String> {
    const CANDIDATES_MAX: usize = 10_000;
    nearest(id, candidates.take(CANDIDATES_MAX)).map(|near| format!("did you mean \"{near}\"?"))
}
