//! Records as lists of members with what they say, so that two versions of one can be compared.
//!
//! Knows every member of the format but facts and evidence, which are lists of their own.

use super::Dataset;
use super::canonical::{
    edge_kind_line, edge_line, header_line, node_kind_line, node_line, source_line,
};
use super::compare::{MemberValue, RecordType};
use crate::model::{
    Aspect, Basis, Edge, EdgeKind, End, Evidence, Fact, FactValue, Id, Node, NodeKind, Passability,
    Source, Status, Supports, Symmetry, Vocabulary, When,
};

/// The members of a record with what they say.
pub(super) type Members = Vec<(&'static str, Option<MemberValue>)>;

/// What is compared.
pub(super) trait Record: PartialEq {
    const TYPE: RecordType;
    fn id(&self) -> &str;
    fn line(&self) -> String;
    fn members(&self) -> Members;
    fn facts(&self) -> &[Fact] {
        &[]
    }
    fn evidence(&self) -> &[Evidence] {
        &[]
    }
}

fn text(value: Option<&str>) -> Option<MemberValue> {
    value.map(|words| MemberValue::Text(words.to_owned()))
}

fn date(when: Option<&When>) -> Option<MemberValue> {
    when.cloned().map(MemberValue::When)
}

fn list<S: AsRef<str>>(values: &[S]) -> Option<MemberValue> {
    let values: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    (!values.is_empty()).then(|| MemberValue::Text(values.join("; ")))
}

fn time(when: Option<&When>, because: Option<&str>, status: Option<Status>) -> Members {
    let mut members = vec![("when", date(when)), ("when_because", text(because))];
    members.extend(status.map(|status| ("status", text(Some(status.as_str())))));
    members
}

fn standing(basis: &Basis, claimed_by: Option<&Id>) -> Members {
    vec![
        ("basis", text(Some(basis.as_str()))),
        ("because", text(basis.because())),
        ("claimed_by", text(claimed_by.map(Id::as_str))),
    ]
}

/// The members of a fact, without its key and its evidence.
pub(super) fn fact_members(fact: &Fact) -> Members {
    let value = match &fact.value {
        FactValue::Text(words) => text(Some(words)),
        FactValue::Amount(amount) => Some(MemberValue::Amount(amount.clone())),
    };
    let mut members = vec![("value", value)];
    members.extend(time(fact.when.as_ref(), fact.when_because.as_deref(), None));
    members.extend(standing(&fact.basis, fact.claimed_by.as_ref()));
    members
}

/// The members of a piece of evidence, without its place.
pub(super) fn evidence_members(evidence: &Evidence) -> Members {
    let supports = evidence.supports.as_ref().map(|supports| match supports {
        Supports::When(when) => MemberValue::When(when.clone()),
        Supports::Amount(amount) => MemberValue::Amount(amount.clone()),
    });
    vec![
        ("says", text(Some(&evidence.says))),
        ("quote", text(evidence.quote.as_deref())),
        ("supports", supports),
    ]
}

impl Record for Source {
    const TYPE: RecordType = RecordType::Source;

    fn id(&self) -> &str {
        &self.id
    }

    fn line(&self) -> String {
        source_line(self)
    }

    fn members(&self) -> Members {
        vec![
            ("title", text(Some(&self.title))),
            ("publisher", text(self.publisher.as_deref())),
            ("author", text(self.author.as_deref())),
            ("published", date(self.published.as_ref())),
            ("retrieved", date(self.retrieved.as_ref())),
            ("url", text(self.url.as_deref())),
            ("file", text(self.file.as_deref())),
            ("sha256", text(self.sha256.map(|digest| digest.to_string()).as_deref())),
            ("derived_from", text(self.derived_from.as_deref())),
        ]
    }
}

impl Record for Node {
    const TYPE: RecordType = RecordType::Node;

    fn id(&self) -> &str {
        &self.id
    }

    fn line(&self) -> String {
        node_line(self)
    }

    fn members(&self) -> Members {
        let mut members = vec![
            ("kind", text(Some(&self.kind))),
            ("name", text(Some(&self.name))),
            ("aliases", list(&self.aliases)),
        ];
        members.extend(time(self.when.as_ref(), self.when_because.as_deref(), Some(self.status)));
        members
    }

    fn facts(&self) -> &[Fact] {
        &self.facts
    }

    fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }
}

impl Record for Edge {
    const TYPE: RecordType = RecordType::Edge;

    fn id(&self) -> &str {
        &self.id
    }

    fn line(&self) -> String {
        edge_line(self)
    }

    fn members(&self) -> Members {
        let mut members = vec![
            ("kind", text(Some(&self.kind))),
            ("from", text(Some(&self.from))),
            ("to", text(Some(&self.to))),
        ];
        members.extend(time(self.when.as_ref(), self.when_because.as_deref(), Some(self.status)));
        members.extend(standing(&self.basis, self.claimed_by.as_ref()));
        members
    }

    fn facts(&self) -> &[Fact] {
        &self.facts
    }

    fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }
}

/// `dataset.json`, which is one record.
#[derive(PartialEq)]
pub(super) struct Header<'a> {
    title: &'a str,
    licence: &'a str,
}

impl<'a> Header<'a> {
    /// That of a dataset.
    pub(super) fn of(dataset: &'a Dataset) -> Self {
        Self { title: &dataset.title, licence: &dataset.licence }
    }
}

impl Record for Header<'_> {
    const TYPE: RecordType = RecordType::Header;

    fn id(&self) -> &'static str {
        "dataset.json"
    }

    fn line(&self) -> String {
        header_line(self.title, self.licence)
    }

    fn members(&self) -> Members {
        vec![("title", text(Some(self.title))), ("licence", text(Some(self.licence)))]
    }
}

/// A kind of nodes, whose parent has a number in its own vocabulary only.
pub(super) struct KindOfNodes<'a> {
    kind: &'a NodeKind,
    vocabulary: &'a Vocabulary,
}

/// The kinds of nodes that a dataset adds, by name.
pub(super) fn kinds_of_nodes(vocabulary: &Vocabulary) -> Vec<KindOfNodes<'_>> {
    let mut kinds: Vec<_> =
        vocabulary.added().0.iter().map(|kind| KindOfNodes { kind, vocabulary }).collect();
    kinds.sort_by(|a, b| a.id().cmp(b.id()));
    kinds
}

impl PartialEq for KindOfNodes<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.line() == other.line()
    }
}

impl Record for KindOfNodes<'_> {
    const TYPE: RecordType = RecordType::NodeKind;

    fn id(&self) -> &str {
        &self.kind.name
    }

    fn line(&self) -> String {
        node_kind_line(self.kind, self.vocabulary)
    }

    fn members(&self) -> Members {
        let parent = self.kind.parent.map(|ix| &*self.vocabulary.node_kind(ix).name);
        vec![
            ("label", text(Some(&self.kind.label))),
            ("parent", text(parent)),
            ("record", yes(self.kind.record)),
            ("hub", yes(self.kind.hub)),
        ]
    }
}

/// A kind of edges.
#[derive(PartialEq)]
pub(super) struct KindOfEdges<'a>(&'a EdgeKind);

/// The kinds of edges that a dataset adds, by name.
pub(super) fn kinds_of_edges(vocabulary: &Vocabulary) -> Vec<KindOfEdges<'_>> {
    let mut kinds: Vec<_> = vocabulary.added().1.iter().map(KindOfEdges).collect();
    kinds.sort_by(|a, b| a.id().cmp(b.id()));
    kinds
}

impl Record for KindOfEdges<'_> {
    const TYPE: RecordType = RecordType::EdgeKind;

    fn id(&self) -> &str {
        &self.0.name
    }

    fn line(&self) -> String {
        edge_kind_line(self.0)
    }

    fn members(&self) -> Members {
        let kind = self.0;
        let ends = |ends: &[End]| {
            let words: Vec<String> = ends.iter().map(End::to_string).collect();
            list(&words)
        };
        vec![
            ("label", text(Some(&kind.label))),
            ("inverse", text(Some(&kind.inverse))),
            ("from", ends(&kind.from)),
            ("to", ends(&kind.to)),
            ("aspect", text(Some(if kind.aspect == Aspect::Act { "act" } else { "state" }))),
            ("symmetric", yes(kind.symmetry == Symmetry::Symmetric)),
            ("passable", yes(kind.passability == Passability::Passable)),
        ]
    }
}

fn yes(holds: bool) -> Option<MemberValue> {
    text(Some(if holds { "true" } else { "false" }))
}
