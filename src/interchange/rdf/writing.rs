//! A dataset as statements, in the order of its records; the three syntaxes say the same.

use super::iris::{
    self, DATASET, EDGE, EDTF, KEY, KIND, LABEL, PART, PREFIXES, SOURCE, TYPE, VOCABULARY, dc,
    dcterms, encoded, ours, owl, rdf, rdfs, void, xsd,
};
use super::schema::{Class, EDGE_CLASS, Form, Member, NODE_CLASS, SOURCE_CLASS};
use crate::dataset::{Dataset, edge_line, node_line, source_line, vocabulary_text};
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::Outlet;
use crate::interchange::losses::Losses;
use crate::model::{Edge, Fact, FactValue, Status, Symmetry};
use oxjsonld::JsonLdSerializer;
use oxrdf::{GraphNameRef, Literal, NamedNode, Term, Triple};
use oxttl::{NTriplesSerializer, TurtleSerializer};
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

pub(super) fn write_turtle(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let mut serializer = TurtleSerializer::new();
    for (prefix, iri) in PREFIXES {
        serializer = serializer.with_prefix(*prefix, *iri).expect("these are IRIs");
    }
    let mut writer = serializer.for_writer(outlet.create("graph.ttl")?);
    each_subject(dataset, &mut |triples| {
        triples.iter().try_for_each(|triple| writer.serialize_triple(triple))
    })?;
    writer.finish()?.flush()?;
    Ok(())
}

pub(super) fn write_n_triples(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let mut writer = NTriplesSerializer::new().for_writer(outlet.create("graph.nt")?);
    each_subject(dataset, &mut |triples| {
        triples.iter().try_for_each(|triple| writer.serialize_triple(triple))
    })?;
    writer.finish().flush()?;
    Ok(())
}

/// Expanded JSON-LD, a subject a line.
pub(super) fn write_json_ld(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let mut out = outlet.create("graph.jsonld")?;
    let mut start = "[";
    each_subject(dataset, &mut |triples| {
        let mut writer = JsonLdSerializer::new().for_writer(Vec::new());
        for triple in triples {
            writer.serialize_quad(triple.as_ref().in_graph(GraphNameRef::DefaultGraph))?;
        }
        let list = writer.finish()?;
        let objects = list.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]"));
        let objects = objects.expect("what is serialised is a list");
        if !objects.is_empty() {
            writeln!(out, "{start}")?;
            out.write_all(objects)?;
            start = ",";
        }
        Ok(())
    })?;
    out.write_all(if start == "[" { b"[]\n" } else { b"\n]\n" })?;
    out.flush()?;
    Ok(())
}

/// Hands over the statements of each subject.
fn each_subject(
    dataset: &Dataset,
    write: &mut dyn FnMut(&[Triple]) -> io::Result<()>,
) -> io::Result<()> {
    let mut hand_over = |subjects: Vec<Vec<Triple>>| subjects.iter().try_for_each(|s| write(s));
    hand_over(header(dataset))?;
    hand_over(kinds(dataset))?;
    for source in &dataset.sources {
        let iri = format!("{SOURCE}{}", encoded(&source.id));
        hand_over(described(&iri, &iri, &SOURCE_CLASS, &source_line(source), Vec::new()))?;
    }
    let mut from: BTreeMap<&str, Vec<&Edge>> = BTreeMap::new();
    for edge in dataset.edges.iter().filter(|edge| is_asserted(edge)) {
        from.entry(&edge.from).or_default().push(edge);
    }
    for node in &dataset.nodes {
        let iri = iris::of_node(&node.id);
        let mut more = key_statements(&iri, &node.facts);
        let mut seen = BTreeSet::new();
        for edge in from.get(node.id.as_str()).into_iter().flatten() {
            if seen.insert((&edge.kind, &edge.to)) {
                let kind = format!("{KIND}{}", edge.kind);
                more.push(to(&iri, &kind, &iris::of_node(&edge.to)));
            }
        }
        let parts = format!("{PART}{}", encoded(&node.id));
        hand_over(described(&iri, &parts, &NODE_CLASS, &node_line(node), more))?;
    }
    for edge in &dataset.edges {
        let iri = format!("{EDGE}{}", encoded(&edge.id));
        let parts = format!("{PART}{}", encoded(&edge.id));
        let more = key_statements(&iri, &edge.facts);
        hand_over(described(&iri, &parts, &EDGE_CLASS, &edge_line(edge), more))?;
    }
    Ok(())
}

/// Whether an edge is also written as a statement of its own: not what is only planned or announced, was called off,
/// is denied, or is somebody's claim.
fn is_asserted(edge: &Edge) -> bool {
    let is_fact = matches!(edge.status, Status::Done | Status::Ongoing | Status::Ended);
    is_fact && edge.claimed_by.is_none()
}

fn header(dataset: &Dataset) -> Vec<Vec<Triple>> {
    let iri = format!("{DATASET}{}", dataset.digest);
    let mut triples = vec![
        to(&iri, TYPE, void!("Dataset")),
        says(&iri, dcterms!("title"), plain(&dataset.title)),
        says(&iri, dc!("rights"), plain(&dataset.licence)),
    ];
    let kinds = vocabulary_text(&dataset.vocabulary);
    triples.extend(kinds.map(|kinds| says(&iri, VOCABULARY, plain(&kinds))));
    vec![triples]
}

/// The kinds that are used, with those they are special cases of: classes and properties with their labels.
fn kinds(dataset: &Dataset) -> Vec<Vec<Triple>> {
    let vocabulary = &dataset.vocabulary;
    let mut subjects = Vec::new();
    let mut classes = BTreeSet::new();
    for node in &dataset.nodes {
        let mut next = vocabulary.node_kind_ix(&node.kind);
        while let Some(kind) = next.filter(|kind| classes.insert(*kind)) {
            next = vocabulary.node_kind(kind).parent;
        }
    }
    for kind in classes {
        let kind = vocabulary.node_kind(kind);
        let iri = format!("{KIND}{}", kind.name);
        let mut triples =
            vec![to(&iri, TYPE, rdfs!("Class")), says(&iri, LABEL, plain(&kind.label))];
        triples.extend(kind.parent.map(|parent| {
            let parent = format!("{KIND}{}", vocabulary.node_kind(parent).name);
            to(&iri, rdfs!("subClassOf"), &parent)
        }));
        subjects.push(triples);
    }
    let used: BTreeSet<&str> = dataset.edges.iter().map(|edge| edge.kind.as_str()).collect();
    for kind in used.into_iter().filter_map(|kind| vocabulary.edge_kind_ix(kind)) {
        let kind = vocabulary.edge_kind(kind);
        let iri = format!("{KIND}{}", kind.name);
        let mut triples = vec![to(&iri, TYPE, rdf!("Property"))];
        if kind.symmetry == Symmetry::Symmetric {
            triples.push(to(&iri, TYPE, owl!("SymmetricProperty")));
        }
        triples.push(says(&iri, LABEL, plain(&kind.label)));
        triples.push(says(&iri, ours!("inverse-label"), plain(&kind.inverse)));
        subjects.push(triples);
    }
    subjects
}

/// A statement for each fact, by its key, for questions that need no more than that.
fn key_statements(iri: &str, facts: &[Fact]) -> Vec<Triple> {
    let mut seen = BTreeSet::new();
    facts
        .iter()
        .map(|fact| match &fact.value {
            FactValue::Text(words) => (&fact.key, words.as_str(), None),
            FactValue::Amount(amount) => (&fact.key, amount.value.as_str(), Some(xsd!("decimal"))),
        })
        .filter(|fact| seen.insert(*fact))
        .map(|(key, text, datatype)| {
            let literal = datatype.map_or_else(|| plain(text), |datatype| typed(text, datatype));
            says(iri, &format!("{KEY}{}", encoded(key)), literal)
        })
        .collect()
}

/// A record of the dataset format as statements, those of each of its parts by themselves.
fn described(
    iri: &str,
    parts: &str,
    class: &Class,
    line: &str,
    more: Vec<Triple>,
) -> Vec<Vec<Triple>> {
    let record: Map<String, Json> =
        serde_json::from_str(line).expect("a record is written as an object");
    let mut subjects = vec![Vec::new()];
    describe(iri, parts, class, &record, &mut subjects);
    subjects[0].extend(more);
    subjects
}

/// Puts a record into `subjects` behind those that are there; its parts follow.
fn describe(
    iri: &str,
    parts: &str,
    class: &Class,
    record: &Map<String, Json>,
    subjects: &mut Vec<Vec<Triple>>,
) {
    let at = subjects.len() - 1;
    for kind in class.types {
        subjects[at].push(to(iri, TYPE, kind));
    }
    let mut inner = Vec::new();
    for member in class.members {
        let value = record.get(member.name);
        match (&member.form, value) {
            (Form::Within(part), _) => {
                if part.members.iter().any(|member| record.contains_key(member.name)) {
                    let child = format!("{parts}/{}", member.name);
                    subjects[at].push(to(iri, member.predicate, &child));
                    inner.push((child, *part, record));
                }
            }
            (Form::Many(part), Some(Json::Array(items))) => {
                for (number, item) in items.iter().enumerate() {
                    let child = format!("{parts}/{}/{}", member.name, number + 1);
                    subjects[at].push(to(iri, member.predicate, &child));
                    inner.push((child, *part, item.as_object().expect("parts are objects")));
                }
            }
            (Form::One(part), Some(Json::Object(item))) => {
                let child = format!("{parts}/{}", member.name);
                subjects[at].push(to(iri, member.predicate, &child));
                inner.push((child, *part, item));
            }
            (Form::Texts, Some(Json::Array(items))) => {
                let texts = items.iter().filter_map(Json::as_str);
                subjects[at].extend(texts.map(|text| says(iri, member.predicate, plain(text))));
            }
            (_, Some(value)) => subjects[at].push(says(iri, member.predicate, term(member, value))),
            (_, None) => {}
        }
    }
    for (child, part, record) in inner {
        subjects.push(Vec::new());
        describe(&child, &child, part, record, subjects);
    }
}

/// The value of a member that is no part.
fn term(member: &Member, value: &Json) -> Term {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match member.form {
        Form::Date => typed(&text, EDTF),
        Form::Decimal => typed(&text, xsd!("decimal")),
        Form::Count => typed(&text, xsd!("nonNegativeInteger")),
        Form::Address => NamedNode::new(&text).map_or_else(|_| plain(&text), Term::from),
        Form::Node => iri(&iris::of_node(&text)).into(),
        Form::Source => iri(&format!("{SOURCE}{}", encoded(&text))).into(),
        Form::Kind => iri(&format!("{KIND}{text}")).into(),
        _ => plain(&text),
    }
}

fn iri(text: &str) -> NamedNode {
    NamedNode::new(text).expect("what is made here is an IRI")
}

fn to(subject: &str, predicate: &str, object: &str) -> Triple {
    says(subject, predicate, iri(object).into())
}

fn says(subject: &str, predicate: &str, object: Term) -> Triple {
    Triple::new(iri(subject), iri(predicate), object)
}

fn plain(text: &str) -> Term {
    Literal::new_simple_literal(text).into()
}

fn typed(text: &str, datatype: &str) -> Term {
    Literal::new_typed_literal(text, iri(datatype)).into()
}
