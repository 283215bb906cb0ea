//! `show`: everything known about one node, with its evidence.
//!
//! Merges nothing: claims that compete stand side by side.

use super::{Projection, World};
use crate::graph::{EdgeIx, EdgeRef, NodeIx, Selection};
use crate::model::Certainty;

/// What is known about a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShowAnswer {
    /// The node.
    pub node: NodeIx,
    /// Positions of the admitted facts among the node's facts.
    pub facts: Vec<usize>,
    /// Admitted edges at the node: by kind, then date, then id.
    pub edges: Vec<EdgeIx>,
    /// What is admitted, of the facts of these edges too.
    pub selection: Selection,
    /// In words.
    pub projection: Projection,
}

/// What is known about one edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShowEdgeAnswer {
    /// The edge.
    pub edge: EdgeIx,
    /// What is admitted, of its facts too.
    pub selection: Selection,
}

/// Everything about an edge; nothing when it did not hold at the time asked about.
pub fn show_edge(edge: EdgeRef<'_>, selection: &Selection) -> Option<ShowEdgeAnswer> {
    let time = selection.edge_time(edge).unwrap_or(Certainty::Certain);
    let answer = ShowEdgeAnswer { edge: edge.ix, selection: selection.clone() };
    selection.admits_time(time).then_some(answer)
}

/// Collects what the selection admits about `node`; nothing when the node itself did not exist then.
///
/// Time O(n + m) for the selection and O(d log d) for the node's d edges.
pub fn show(world: &World<'_>, node: NodeIx, selection: &Selection) -> Option<ShowAnswer> {
    let graph = world.graph;
    let asked = selection;
    // What was denied or called off is part of what is known; it is shown as such.
    let selection = selection.with_void();
    let selected = selection.apply(graph, &[node]);
    if !selected.has_node(node) {
        return None;
    }
    let mut edges: Vec<EdgeIx> = graph
        .node(node)
        .edges()
        .map(|(edge, _)| edge.ix)
        .filter(|&edge| selected.has_edge(edge))
        .collect();
    edges.sort_by_key(|&ix| {
        let edge = graph.edge(ix);
        let first_day = edge.when().map(|when| when.bounds().first);
        (edge.kind_ix(), edge.from().ix != node, first_day, ix)
    });
    edges.dedup();
    let facts = graph
        .node(node)
        .facts()
        .enumerate()
        .filter(|(_, fact)| selection.admits_fact(*fact))
        .map(|(at, _)| at)
        .collect();
    let projection = Projection::stored(graph, asked, &selected);
    Some(ShowAnswer { node, facts, edges, selection, projection })
}
