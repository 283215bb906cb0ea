//! Two datasets as one, with what differs between them: for pictures and lists of a difference.
//!
//! What differs is found by `compare`. Writes nothing.

use super::Dataset;
use super::compare::{DataChange, EvidenceChange, RecordChange, RecordType, compare};
use crate::model::{
    Difference, Edge, EdgeKind, Evidence, Fact, Id, NewEdgeKind, NewNodeKind, Node, NodeKind,
    Source, Vocabulary,
};
use std::collections::BTreeMap;

/// Two datasets laid over one another.
#[derive(Debug, Clone)]
pub struct Merged {
    /// Everything of the later one, and what only the earlier one has.
    pub dataset: Dataset,
    /// Nodes and edges that differ, by id.
    pub differences: BTreeMap<Id, Difference>,
    /// Everything that differs.
    pub changes: Vec<RecordChange>,
}

impl Merged {
    /// Adds to each record what only its earlier version has of facts and evidence, after what the later one has,
    /// so that both sides can be cited. Sources keep what the later dataset says of them.
    pub fn keep_what_is_gone(&mut self) {
        for change in &self.changes {
            let id = &*change.id;
            let (facts, evidence) = match change.record {
                RecordType::Node => {
                    let found = self.dataset.nodes.binary_search_by(|n| n.id.as_str().cmp(id));
                    let node = &mut self.dataset.nodes[found.expect("merging keeps every node")];
                    (&mut node.facts, &mut node.evidence)
                }
                RecordType::Edge => {
                    let found = self.dataset.edges.binary_search_by(|e| e.id.as_str().cmp(id));
                    let edge = &mut self.dataset.edges[found.expect("merging keeps every edge")];
                    (&mut edge.facts, &mut edge.evidence)
                }
                _ => continue,
            };
            keep(change, facts, evidence);
        }
    }
}

fn keep(change: &RecordChange, facts: &mut Vec<Fact>, evidence: &mut Vec<Evidence>) {
    let lost = |list: &mut Vec<Evidence>, change: &EvidenceChange| {
        list.extend(change.lost.iter().cloned());
    };
    lost(evidence, &change.evidence);
    for fact in &change.facts {
        match &fact.gone {
            Some(gone) => facts.push(gone.clone()),
            None => lost(&mut facts[fact.at].evidence, &fact.evidence),
        }
    }
}

/// Lays a dataset over an earlier one. Kinds that only the earlier one has are added; a kind that both define is
/// what the later one makes of it.
///
/// # Complexity
/// Time O((n + m) log (n + m)).
/// # Errors
/// The name of a kind that something in the earlier dataset has and that cannot be added: the later one has an edge
/// kind of the name of a node kind, or the reverse.
pub fn merge(old: &Dataset, new: &Dataset) -> Result<Merged, String> {
    let mut dataset = new.clone();
    let changes = compare(old, new);
    let mut differences = BTreeMap::new();
    for change in &changes {
        if matches!(change.record, RecordType::Node | RecordType::Edge) {
            let id = Id::new(&change.id).expect("ids of a dataset are ids");
            differences.insert(id, of_pictures(change.change));
        }
    }
    lay_over(&old.nodes, &mut dataset.nodes, |node: &Node| &node.id);
    lay_over(&old.edges, &mut dataset.edges, |edge: &Edge| &edge.id);
    add_kinds(&old.vocabulary, &mut dataset.vocabulary);
    if let Some(kind) = unknown_kind(&dataset) {
        return Err(kind.to_owned());
    }
    lay_over(&old.sources, &mut dataset.sources, |source: &Source| &source.id);
    Ok(Merged { dataset, differences, changes })
}

/// Adds what only the earlier vocabulary has. What cannot be added is left out, and matters only where it is used.
pub fn add_kinds(old: &Vocabulary, vocabulary: &mut Vocabulary) {
    let (nodes, edges) = old.added();
    for kind in nodes {
        if vocabulary.kind(&kind.name).is_none() {
            vocabulary.add_node_kind(new_node_kind(kind, old)).ok();
        }
    }
    for kind in edges {
        if vocabulary.kind(&kind.name).is_none() {
            vocabulary.add_edge_kind(new_edge_kind(kind)).ok();
        }
    }
}

fn new_node_kind(kind: &NodeKind, vocabulary: &Vocabulary) -> NewNodeKind {
    let is_top = kind.parent.is_none();
    NewNodeKind {
        name: kind.name.to_string(),
        label: Some(kind.label.to_string()),
        parent: kind.parent.map(|ix| vocabulary.node_kind(ix).name.to_string()),
        // A child takes these over.
        record: is_top && kind.record,
        hub: is_top && kind.hub,
    }
}

fn new_edge_kind(kind: &EdgeKind) -> NewEdgeKind {
    NewEdgeKind {
        name: kind.name.to_string(),
        label: Some(kind.label.to_string()),
        inverse: Some(kind.inverse.to_string()),
        from: kind.from.iter().map(ToString::to_string).collect(),
        to: kind.to.iter().map(ToString::to_string).collect(),
        aspect: kind.aspect,
        symmetry: kind.symmetry,
        passability: kind.passability,
    }
}

/// A kind of a node or an edge that the vocabulary has not, or has of the other.
fn unknown_kind(dataset: &Dataset) -> Option<&str> {
    let vocabulary = &dataset.vocabulary;
    let nodes = dataset.nodes.iter().map(|node| node.kind.as_str());
    let edges = dataset.edges.iter().map(|edge| edge.kind.as_str());
    let mut nodes = nodes.filter(|kind| vocabulary.node_kind_ix(kind).is_none());
    let mut edges = edges.filter(|kind| vocabulary.edge_kind_ix(kind).is_none());
    nodes.next().or_else(|| edges.next())
}

/// A picture tells apart what is new, what is gone and what says something else or on other evidence.
fn of_pictures(change: DataChange) -> Difference {
    match change {
        DataChange::Added => Difference::New,
        DataChange::Removed => Difference::Gone,
        DataChange::Changed | DataChange::NewlySourced | DataChange::EvidenceLost => {
            Difference::Changed
        }
    }
}

/// Adds what only the earlier list has.
fn lay_over<T: Clone>(old: &[T], new: &mut Vec<T>, id: fn(&T) -> &Id) {
    let gone: Vec<T> = old
        .iter()
        .filter(|r| new.binary_search_by(|n| id(n).cmp(id(r))).is_err())
        .cloned()
        .collect();
    new.extend(gone);
    new.sort_by(|a, b| id(a).cmp(id(b)));
}
