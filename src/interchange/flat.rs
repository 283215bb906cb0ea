//! Records as named properties, for formats that have attributes: the words of the dataset's own format for what
//! it defines, one property per fact that other tools can use, and the facts and the evidence whole, as JSON.
//!
//! `intake` reads them back to the same record.

use super::intake::Role;
use super::mapping::On;
use crate::dataset::{Dataset, evidence_text, facts_text, sources_text, vocabulary_text};
use crate::model::{Basis, Edge, Fact, FactValue, Node, Status, When};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A property of a record.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Property<'d> {
    pub(super) name: Cow<'d, str>,
    pub(super) value: FlatValue<'d>,
}

/// The value of a property.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FlatValue<'d> {
    /// Words.
    Text(Cow<'d, str>),
    /// A decimal number in digits.
    Number(&'d str),
    /// Several words.
    List(Vec<&'d str>),
    /// An array or an object of JSON: facts, evidence, sources, kinds.
    Json(String),
}

/// Names that formats give a meaning by themselves; no fact stands under one of them.
const STRUCTURE: &[&str] = &[
    "id",
    "from",
    "to",
    "source",
    "target",
    "key",
    "label",
    "labels",
    "type",
    "kind",
    "interval",
    "directed",
    "start",
    "end",
    "x",
    "y",
    "value",
    "parent",
    "interaction",
    "src",
    "dst",
];

impl FlatValue<'_> {
    /// As one text: the items of a list with `; ` between them, as JSON where that would not tell them apart.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Borrowed(number),
            Self::List(items) if items.iter().any(|i| i.contains(';') || i.starts_with('[')) => {
                Cow::Owned(serde_json::to_string(items).expect("texts always serialise"))
            }
            Self::List(items) => Cow::Owned(items.join("; ")),
            Self::Json(json) => Cow::Borrowed(json),
        }
    }
}

/// What a node says beside its id, its kind and its name.
pub(super) fn node_properties(node: &Node) -> Vec<Property<'_>> {
    let Node { id: _, kind: _, name: _, aliases, when, when_because, status, facts, evidence } =
        node;
    let mut properties = Vec::new();
    if !aliases.is_empty() {
        let list = aliases.iter().map(String::as_str).collect();
        properties.push(property("aliases", FlatValue::List(list)));
    }
    state(&mut properties, when.as_ref(), when_because.as_deref(), *status);
    add_facts(&mut properties, On::Nodes, facts);
    if !evidence.is_empty() {
        properties.push(property("evidence", FlatValue::Json(evidence_text(evidence))));
    }
    properties
}

/// What an edge says beside its id, its kind and its ends.
pub(super) fn edge_properties(edge: &Edge) -> Vec<Property<'_>> {
    let Edge { id: _, kind: _, from: _, to: _, when, when_because, status, .. } = edge;
    let Edge { basis, claimed_by, facts, evidence, .. } = edge;
    let mut properties = Vec::new();
    state(&mut properties, when.as_ref(), when_because.as_deref(), *status);
    if let Basis::Inferred { because } = basis {
        properties.push(text("basis", basis.as_str()));
        properties.push(text("because", because));
    }
    if let Some(claimant) = claimed_by {
        properties.push(text("claimed_by", claimant));
    }
    add_facts(&mut properties, On::Edges, facts);
    if !evidence.is_empty() {
        properties.push(property("evidence", FlatValue::Json(evidence_text(evidence))));
    }
    properties
}

/// What a dataset says beside its records: title, licence, sources, added kinds.
pub(super) fn dataset_properties(dataset: &Dataset) -> Vec<Property<'_>> {
    let mut properties = vec![text("title", &dataset.title), text("licence", &dataset.licence)];
    if !dataset.sources.is_empty() {
        properties.push(property("sources", FlatValue::Json(sources_text(&dataset.sources))));
    }
    if let Some(kinds) = vocabulary_text(&dataset.vocabulary) {
        properties.push(property("vocabulary", FlatValue::Json(kinds)));
    }
    properties
}

/// Whether a fact says more than a key and a value.
pub(super) fn has_details(fact: &Fact) -> bool {
    let Fact { key: _, value: _, when, when_because, basis, claimed_by, evidence } = fact;
    when.is_some()
        || when_because.is_some()
        || basis.because().is_some()
        || claimed_by.is_some()
        || !evidence.is_empty()
}

/// All names of properties of records, sorted, with whether all their values are numbers: the columns of a table.
pub(super) fn columns<'d>(
    rows: impl Iterator<Item = Vec<Property<'d>>>,
) -> Vec<(String, ColumnType)> {
    let mut columns = std::collections::BTreeMap::new();
    for property in rows.flatten() {
        let is_number = matches!(property.value, FlatValue::Number(_));
        let all_numbers = columns.entry(property.name.into_owned()).or_insert(true);
        *all_numbers &= is_number;
    }
    let of = |all_numbers| if all_numbers { ColumnType::Number } else { ColumnType::Text };
    columns.into_iter().map(|(name, all_numbers)| (name, of(all_numbers))).collect()
}

/// What the values of a property are in all records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnType {
    /// Decimal numbers.
    Number,
    /// Anything.
    Text,
}

fn property<'d>(name: &'static str, value: FlatValue<'d>) -> Property<'d> {
    Property { name: Cow::Borrowed(name), value }
}

fn text<'d>(name: &'static str, value: &'d str) -> Property<'d> {
    property(name, FlatValue::Text(Cow::Borrowed(value)))
}

fn state<'d>(
    properties: &mut Vec<Property<'d>>,
    when: Option<&'d When>,
    when_because: Option<&'d str>,
    status: Status,
) {
    properties.extend(when.map(|when| text("when", when.as_str())));
    properties.extend(when_because.map(|because| text("when_because", because)));
    if status != Status::default() {
        properties.push(text("status", status.as_str()));
    }
}

/// One property per key that stands once and is not taken, and all facts as JSON where that does not say it all.
fn add_facts<'d>(properties: &mut Vec<Property<'d>>, on: On, facts: &'d [Fact]) {
    let mut seen = BTreeSet::new();
    let repeated: BTreeSet<&str> =
        facts.iter().map(|fact| &*fact.key).filter(|key| !seen.insert(*key)).collect();
    let mut is_whole = true;
    for fact in facts {
        let is_free = !STRUCTURE.contains(&&*fact.key)
            && !repeated.contains(&*fact.key)
            && Role::by_name(on, &fact.key) == Role::Fact(fact.key.clone());
        is_whole &= is_free && !has_details(fact);
        let value = match &fact.value {
            FactValue::Text(words) => FlatValue::Text(Cow::Borrowed(words.as_str())),
            FactValue::Amount(amount) => {
                is_whole = false;
                FlatValue::Number(amount.value.as_str())
            }
        };
        if is_free {
            properties.push(Property { name: Cow::Borrowed(&fact.key), value });
        }
    }
    // Facts come back in the order of their properties; a format may sort those.
    is_whole &= facts.is_sorted_by(|a, b| a.key < b.key);
    if !is_whole {
        properties.push(property("facts", FlatValue::Json(facts_text(facts))));
    }
}
