//! Two datasets as one, with what differs between them: for pictures and lists of a difference.
//!
//! Compares records whole, by id. Writes nothing.

use super::Dataset;
use crate::model::{
    Difference, Edge, EdgeKind, Id, NewEdgeKind, NewNodeKind, Node, NodeKind, Vocabulary,
};
use std::collections::BTreeMap;

/// Two datasets laid over one another.
#[derive(Debug, Clone)]
pub struct Merged {
    /// Everything of the later one, and what only the earlier one has.
    pub dataset: Dataset,
    /// Nodes and edges that differ, by id.
    pub differences: BTreeMap<Id, Difference>,
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
    let mut differences = BTreeMap::new();
    lay_over(&old.nodes, &mut dataset.nodes, &mut differences, |node: &Node| &node.id);
    lay_over(&old.edges, &mut dataset.edges, &mut differences, |edge: &Edge| &edge.id);
    add_kinds(&old.vocabulary, &mut dataset.vocabulary);
    if let Some(kind) = unknown_kind(&dataset) {
        return Err(kind.to_owned());
    }
    for source in &old.sources {
        if new.source(source.id.as_str()).is_none() {
            dataset.sources.push(source.clone());
        }
    }
    dataset.sources.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Merged { dataset, differences })
}

/// Adds what only the earlier vocabulary has. What cannot be added is left out, and matters only where it is used.
fn add_kinds(old: &Vocabulary, vocabulary: &mut Vocabulary) {
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

fn lay_over<T: Clone + PartialEq>(
    old: &[T],
    new: &mut Vec<T>,
    differences: &mut BTreeMap<Id, Difference>,
    id: fn(&T) -> &Id,
) {
    let before: BTreeMap<&Id, &T> = old.iter().map(|record| (id(record), record)).collect();
    for record in new.iter() {
        match before.get(id(record)) {
            None => differences.insert(id(record).clone(), Difference::New),
            Some(other) if *other != record => {
                differences.insert(id(record).clone(), Difference::Changed)
            }
            Some(_) => None,
        };
    }
    let ended: Vec<T> = old
        .iter()
        .filter(|r| new.binary_search_by(|n| id(n).cmp(id(r))).is_err())
        .cloned()
        .collect();
    for record in ended {
        differences.insert(id(&record).clone(), Difference::Gone);
        new.push(record);
    }
    new.sort_by(|a, b| id(a).cmp(id(b)));
}
