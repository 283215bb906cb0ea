//! `connect`: the smallest cited subgraph that joins several nodes.
//!
//! The tree is a kernel's; this file chooses the edge that stands for each of its arcs. It explains no gap: what
//! cannot be joined comes back as several trees.

use super::path::{Hop, best_edge, direction};
use super::weakest::{Weakest, weakest};
use super::{Projection, World};
use crate::algo::paths::{Terrain, steiner_forest};
use crate::graph::{EdgeReach, NodeIx, PathProjection, Selection, Via};

/// What is to be joined.
#[derive(Debug, Clone)]
pub struct ConnectRequest {
    /// The nodes.
    pub nodes: Vec<NodeIx>,
    /// What is admitted.
    pub selection: Selection,
    /// Hubs and kinds admitted beyond the default.
    pub via: Via,
}

/// One tree where all can be joined, else one for each part of the graph.
#[derive(Debug, Clone, PartialEq)]
pub struct ConnectAnswer {
    /// The nodes asked for.
    pub asked: Vec<NodeIx>,
    /// The trees, in the order of their smallest asked node.
    pub trees: Vec<Tree>,
    /// The graph that was walked.
    pub projection: Projection,
    /// What is admitted.
    pub selection: Selection,
}

/// A tree that joins nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The asked nodes that it joins.
    pub asked: Vec<NodeIx>,
    /// All its nodes.
    pub nodes: Vec<NodeIx>,
    /// What joins them: one hop per pair, from the smaller id or along the edge.
    pub hops: Vec<Hop>,
    /// Length in half steps.
    pub half_steps: u32,
    /// The hop that is backed worst.
    pub weakest: Option<Weakest>,
}

/// Joins nodes by Mehlhorn's approximation of the Steiner tree: at most twice as long as the best.
///
/// Time O((n + m) log m).
pub fn connect(world: &World<'_>, request: &ConnectRequest) -> ConnectAnswer {
    let graph = world.graph;
    let selected = request.selection.apply(graph, &request.nodes);
    let projection = PathProjection::new(graph, &selected, &request.via, EdgeReach::Passable);
    let view = projection.csr.view();
    let terrain = Terrain::new(view, &projection.half_steps, &projection.passable);
    let forest = steiner_forest(terrain, &request.nodes);
    let trees = forest
        .trees
        .into_iter()
        .map(|tree| {
            let hops: Vec<Hop> = tree
                .arcs
                .iter()
                .map(|arc| {
                    let (best, also) = best_edge(world, &projection, arc.from, arc.to);
                    let edge = graph.edge(best);
                    // Read as stored: who did it comes first.
                    let (from, to) = (edge.from().ix, edge.to().ix);
                    Hop { edge: edge.ix, direction: direction(edge, from), from, to, also }
                })
                .collect();
            Tree {
                asked: tree.terminals,
                nodes: tree.nodes,
                half_steps: tree.half_steps,
                weakest: weakest(world, hops.iter().map(|hop| hop.edge)),
                hops,
            }
        })
        .collect();
    ConnectAnswer {
        asked: request.nodes.clone(),
        trees,
        projection: Projection::paths(graph, &request.selection, &selected, &projection),
        selection: request.selection.clone(),
    }
}
