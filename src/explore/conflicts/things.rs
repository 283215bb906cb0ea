//! What counts as one thing: nodes that `same-as` joins.
//!
//! Joins nothing by name: only what a statement joins.

use crate::graph::{EdgeIx, EdgeRef, NodeIx, PropertyGraph, Selected};
use crate::model::Passability;
use std::collections::{BTreeMap, VecDeque};

/// The nodes of a graph in classes of the same thing.
pub(super) struct Things {
    /// First node of the class that any `same-as` makes.
    any: Vec<NodeIx>,
    /// First node of the class that plainly stated ones make.
    plain: Vec<NodeIx>,
    /// The classes of two and more, by their first node.
    joined: BTreeMap<NodeIx, Vec<NodeIx>>,
}

impl Things {
    /// Joins nodes by the admitted `same-as` edges that are neither denied nor cancelled. Time O((n + m) α(n)).
    pub(super) fn new(graph: PropertyGraph<'_>, selected: &Selected) -> Self {
        let mut any: Vec<NodeIx> = graph.nodes().map(|node| node.ix).collect();
        let mut plain = any.clone();
        for edge in selected.edges().map(|ix| graph.edge(ix)).filter(|edge| joins(*edge)) {
            join(&mut any, edge.from().ix, edge.to().ix);
            let is_plain = edge.is_sourced()
                && !edge.is_inferred()
                && edge.claimed_by().is_none()
                && !edge.effective_status().is_prospective();
            if is_plain {
                join(&mut plain, edge.from().ix, edge.to().ix);
            }
        }
        let mut joined: BTreeMap<NodeIx, Vec<NodeIx>> = BTreeMap::new();
        for ix in graph.nodes().map(|node| node.ix) {
            let first = root(&mut any, ix);
            root(&mut plain, ix);
            if first != ix {
                joined.entry(first).or_insert_with(|| vec![first]).push(ix);
            }
        }
        Self { any, plain, joined }
    }

    /// The first node of the same thing.
    pub(super) fn of(&self, node: NodeIx) -> NodeIx {
        self.any[node.at()]
    }

    /// The first node of the same thing, as far as that is plainly stated.
    pub(super) fn plainly(&self, node: NodeIx) -> NodeIx {
        self.plain[node.at()]
    }

    /// All nodes of the thing whose first node is `first`.
    pub(super) fn nodes_of<'t>(&'t self, first: &'t NodeIx) -> &'t [NodeIx] {
        self.joined.get(first).map_or(std::slice::from_ref(first), Vec::as_slice)
    }

    /// A shortest chain of `same-as` edges between two nodes of one thing. Time O(d) for the edges at the thing.
    pub(super) fn chain(
        graph: PropertyGraph<'_>,
        selected: &Selected,
        from: NodeIx,
        to: NodeIx,
    ) -> Vec<EdgeIx> {
        let mut reached: BTreeMap<NodeIx, Option<(NodeIx, EdgeIx)>> =
            BTreeMap::from([(from, None)]);
        let mut queue = VecDeque::from([from]);
        while let Some(node) = queue.pop_front() {
            if node == to {
                break;
            }
            for (edge, other) in graph.node(node).edges() {
                if selected.has_edge(edge.ix) && joins(edge) && !reached.contains_key(&other.ix) {
                    reached.insert(other.ix, Some((node, edge.ix)));
                    queue.push_back(other.ix);
                }
            }
        }
        let mut chain = Vec::new();
        let mut at = to;
        while let Some(Some((before, edge))) = reached.get(&at) {
            chain.push(*edge);
            at = *before;
        }
        chain.reverse();
        chain
    }
}

fn joins(edge: EdgeRef<'_>) -> bool {
    edge.kind().passability == Passability::Identity && !edge.effective_status().is_void()
}

/// The first node of a class; shortens the way there.
fn root(first: &mut [NodeIx], node: NodeIx) -> NodeIx {
    let mut top = node;
    while first[top.at()] != top {
        top = first[top.at()];
    }
    let mut at = node;
    while first[at.at()] != top {
        at = std::mem::replace(&mut first[at.at()], top);
    }
    top
}

fn join(first: &mut [NodeIx], a: NodeIx, b: NodeIx) {
    let (a, b) = (root(first, a), root(first, b));
    first[a.max(b).at()] = a.min(b);
}
