//! The two default projections: the graph that paths walk and the graph that ranks are computed on.
//!
//! What a question admits was decided by its selection; here only the rules of the two graphs are added.

use super::csr::{CsrBuf, NodeIx};
use super::property_graph::{EdgeRef, PropertyGraph};
use super::selection::{KindFilter, Selected};
use crate::model::Passability;
use std::collections::BTreeSet;

/// What a path admits beyond the default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Via {
    /// Hubs that may be passed through.
    pub nodes: BTreeSet<NodeIx>,
    /// Kinds of hubs that may be passed through, and edge kinds that may be walked.
    pub kinds: KindFilter,
}

/// The graph that paths walk: admitted edges of passable kinds in either direction, with lengths in half
/// steps. Hubs may be ends and are not passed through.
#[derive(Debug)]
pub struct PathProjection {
    /// Adjacency over all nodes, both directions of every edge.
    pub csr: CsrBuf,
    /// Length of each arc in half steps: 0 identity, 1 one end is a record, 2 otherwise.
    pub half_steps: Vec<u8>,
    /// 1 for arcs that only `penalised` admitted, else 0.
    pub penalty: Vec<u8>,
    /// May a path pass through this node?
    pub passable: Vec<bool>,
}

/// Which edges a path projection takes beyond those of passable kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeReach {
    /// Passable kinds and those named by the question.
    Passable,
    /// Every admitted edge; those beyond the default carry a penalty.
    All,
}

impl PathProjection {
    /// Projects the selected edges.
    pub fn new(graph: PropertyGraph<'_>, selected: &Selected, via: &Via, reach: EdgeReach) -> Self {
        let mut arcs = Vec::new();
        for edge in selected.edges().map(|ix| graph.edge(ix)) {
            if reach == EdgeReach::All || walks(edge, via) {
                let (from, to) = (edge.from().ix.0, edge.to().ix.0);
                arcs.push((from, to, edge.ix.0));
                arcs.push((to, from, edge.ix.0));
            }
        }
        let csr = CsrBuf::from_arcs(graph.node_count(), &arcs);
        let view = csr.view();
        let edge_of = |arc: usize| graph.edge(view.edge(arc));
        let half_steps = (0..view.arc_count()).map(|arc| half_steps(edge_of(arc))).collect();
        let penalty =
            (0..view.arc_count()).map(|arc| u8::from(!walks(edge_of(arc), via))).collect();
        let passable = graph
            .nodes()
            .map(|node| {
                !node.is_hub() || via.nodes.contains(&node.ix) || via.kinds.names_node(graph, node)
            })
            .collect();
        Self { csr, half_steps, penalty, passable }
    }
}

fn walks(edge: EdgeRef<'_>, via: &Via) -> bool {
    edge.kind().passability != Passability::NotPassable || via.kinds.names_edge(edge.kind_ix())
}

/// The length of an edge in half steps: an actor, its agreement and the other actor are one step apart.
pub fn half_steps(edge: EdgeRef<'_>) -> u8 {
    if edge.kind().passability == Passability::Identity {
        return 0;
    }
    if edge.from().is_record() == edge.to().is_record() { 2 } else { 1 }
}

/// Whether ranks see who is subject and who is object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EdgeDirection {
    /// Both ends alike.
    #[default]
    Undirected,
    /// From subject to object.
    Directed,
}

/// How ranks see several edges between two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParallelEdges {
    /// As one.
    #[default]
    Once,
    /// Each by itself.
    Count,
}

impl ParallelEdges {
    /// All values, for help and completion.
    pub const ALL: [Self; 2] = [Self::Once, Self::Count];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Count => "count",
        }
    }
}

/// What ranks do with hubs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hubs {
    /// Take them out.
    #[default]
    Remove,
    /// Keep them.
    Keep,
}

impl Hubs {
    /// All values, for help and completion.
    pub const ALL: [Self; 2] = [Self::Remove, Self::Keep];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Remove => "remove",
            Self::Keep => "keep",
        }
    }
}

/// What ranks are computed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RankShape {
    /// Directed or not.
    pub direction: EdgeDirection,
    /// Parallel edges once or each.
    pub parallel: ParallelEdges,
    /// Hubs out or in.
    pub hubs: Hubs,
}

/// The graph that ranks are computed on, densely numbered.
#[derive(Debug)]
pub struct RankProjection {
    /// Adjacency: symmetric, or from subject to object when directed.
    pub csr: CsrBuf,
    /// The graph's node behind each node of the projection, in order.
    pub nodes: Vec<NodeIx>,
    /// Number of edges of the projection.
    pub n_edges: usize,
}

impl RankProjection {
    /// Projects the selected nodes and their passable edges.
    pub fn new(graph: PropertyGraph<'_>, selected: &Selected, shape: RankShape) -> Self {
        let keeps = |node: NodeIx| shape.hubs == Hubs::Keep || !graph.node(node).is_hub();
        let nodes: Vec<NodeIx> = selected.nodes().filter(|&node| keeps(node)).collect();
        let mut locals = vec![None; graph.node_count()];
        for (at, node) in nodes.iter().enumerate() {
            locals[node.at()] = Some(at as u32);
        }
        let local = |node: NodeIx| locals[node.at()];
        let none = Via::default();
        let mut edges: Vec<(u32, u32, u32)> = selected
            .edges()
            .map(|ix| graph.edge(ix))
            .filter(|&edge| walks(edge, &none))
            .filter_map(|edge| Some((local(edge.from().ix)?, local(edge.to().ix)?, edge.ix.0)))
            .filter(|(from, to, _)| from != to)
            .collect();
        if shape.direction == EdgeDirection::Undirected {
            for (from, to, _) in &mut edges {
                if *from > *to {
                    std::mem::swap(from, to);
                }
            }
        }
        edges.sort_unstable();
        if shape.parallel == ParallelEdges::Once {
            edges.dedup_by_key(|&mut (from, to, _)| (from, to));
        }
        let n_edges = edges.len();
        if shape.direction == EdgeDirection::Undirected {
            let back: Vec<_> = edges.iter().map(|&(from, to, ix)| (to, from, ix)).collect();
            edges.extend(back);
        }
        Self { csr: CsrBuf::from_arcs(nodes.len(), &edges), nodes, n_edges }
    }
}
