//! `kinds`: the vocabulary, and how much of it the dataset uses.
//!
//! Counts exact kinds; adding up the children of a kind is left to the reader.

use super::{Projection, World};
use crate::graph::Selection;
use crate::model::KindRef;

/// The kinds of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindsAnswer {
    /// Node kinds, parents before children, then edge kinds.
    pub rows: Vec<KindRow>,
    /// What was counted.
    pub projection: Projection,
}

/// A kind and its use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindRow {
    /// The kind.
    pub kind: KindRef,
    /// Nodes or edges of exactly this kind.
    pub count: usize,
}

/// What to do with kinds that no node and no edge has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnusedKinds {
    /// Leave them out.
    LeaveOut,
    /// List them too.
    List,
}

/// Lists the kinds.
///
/// Time O(n + m + k²) for k kinds.
pub fn kinds(world: &World<'_>, selection: &Selection, unused: UnusedKinds) -> KindsAnswer {
    let graph = world.graph;
    let selected = selection.with_void().apply(graph, &[]);
    let vocabulary = graph.vocabulary();
    let mut node_counts = vec![0; vocabulary.node_kinds().count()];
    let mut edge_counts = vec![0; vocabulary.edge_kinds().count()];
    for node in selected.nodes().map(|ix| graph.node(ix)) {
        node_counts[node.kind_ix().0 as usize] += 1;
    }
    for edge in selected.edges().map(|ix| graph.edge(ix)) {
        edge_counts[edge.kind_ix().0 as usize] += 1;
    }
    let nodes = vocabulary
        .node_kinds()
        .zip(&node_counts)
        .map(|((ix, _), &count)| KindRow { kind: KindRef::Node(ix), count });
    let edges = vocabulary
        .edge_kinds()
        .zip(&edge_counts)
        .map(|((ix, _), &count)| KindRow { kind: KindRef::Edge(ix), count });
    // A parent is listed above its children also where only they are used.
    let is_used = |row: &KindRow| match row.kind {
        KindRef::Node(ix) => vocabulary
            .node_kinds()
            .zip(&node_counts)
            .any(|((child, _), &count)| count > 0 && vocabulary.is_a(child, ix)),
        KindRef::Edge(_) => row.count > 0,
    };
    let rows =
        nodes.chain(edges).filter(|row| unused == UnusedKinds::List || is_used(row)).collect();
    KindsAnswer { rows, projection: Projection::stored(graph, selection, &selected) }
}
