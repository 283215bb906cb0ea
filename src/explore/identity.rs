//! Which nodes are one thing under several names: those that admitted `same-as` edges join.

use crate::algo::structure::components;
use crate::graph::{CsrBuf, EdgeRef, NodeIx, PropertyGraph, Selected};
use crate::model::Passability;

/// For each node the smallest of the nodes that are one with it. Time and space O(n + m).
#[derive(Debug)]
pub(super) struct Identities {
    smallest: Vec<u32>,
}

impl Identities {
    pub(super) fn new(graph: PropertyGraph<'_>, selected: &Selected) -> Self {
        let edges: Vec<(u32, u32, u32)> = selected
            .edges()
            .map(|ix| graph.edge(ix))
            .filter(|edge| is_identity(*edge))
            .map(|edge| (edge.from().ix.0, edge.to().ix.0, edge.ix.0))
            .collect();
        let joined = CsrBuf::simple_undirected(graph.node_count(), &edges);
        Self { smallest: components(joined.view()).labels }
    }

    /// The node that stands for all that are one with `node`.
    pub(super) fn of(&self, node: NodeIx) -> u32 {
        self.smallest[node.at()]
    }

    /// Are the two one thing?
    pub(super) fn are_one(&self, a: NodeIx, b: NodeIx) -> bool {
        self.of(a) == self.of(b)
    }
}

/// Does the edge say that its ends are one thing?
pub(super) fn is_identity(edge: EdgeRef<'_>) -> bool {
    edge.kind().passability == Passability::Identity
}
