//! The whole graph at once: every node with its score by a measure and its community.
//!
//! What a picture or a table of the whole needs; where a node stands on a page is the diagram's.

use super::rank::{projection, scores};
use super::{Measure, Projection, World};
use crate::algo::Stopped;
use crate::algo::community::{LouvainParams, louvain};
use crate::graph::{EdgeIx, NodeIx, RankProjection, RankShape, Selection};
use crate::model::Passability;

/// What an overview is of.
#[derive(Debug, Clone)]
pub struct OverviewRequest {
    /// The measure of the nodes; one of [`Measure::OF_OVERVIEWS`].
    pub measure: Measure,
    /// What is admitted.
    pub selection: Selection,
}

/// The graph that ranks are computed on, with scores and communities.
#[derive(Debug, Clone, PartialEq)]
pub struct OverviewAnswer {
    /// The measure.
    pub measure: Measure,
    /// The graph it was computed on.
    pub projection: Projection,
    /// The nodes by id.
    pub nodes: Vec<OverviewNode>,
    /// The passable edges between them by id, parallel ones each.
    pub edges: Vec<EdgeIx>,
    /// Modularity of the communities.
    pub modularity: f64,
}

/// A node of an overview.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OverviewNode {
    /// The node.
    pub node: NodeIx,
    /// Its score.
    pub score: f64,
    /// Its community, numbered from 0 by falling size.
    pub community: u32,
}

/// Scores every admitted node and finds communities (Louvain), on the graph that ranks are computed on.
///
/// Time and space are the measure's, see `algo::centrality`, and O(n + m) a pass for the communities.
///
/// # Panics
/// If the measure is none that overviews draw.
pub fn overview(world: &World<'_>, request: &OverviewRequest) -> Result<OverviewAnswer, Stopped> {
    assert!(Measure::OF_OVERVIEWS.contains(&request.measure), "the measure can be drawn");
    let graph = world.graph;
    let selected = request.selection.apply(graph, &[]);
    let shape = RankShape::default();
    let ranks = RankProjection::new(graph, &selected, shape);
    let scores = scores(request.measure, shape, &ranks, world.watch)?.scores;
    let communities = louvain(ranks.csr.view(), &LouvainParams::default(), world.watch)?;
    let nodes = ranks
        .nodes
        .iter()
        .zip(scores)
        .zip(&communities.community)
        .map(|((&node, score), &community)| {
            let score = score.expect("measures of overviews score every node");
            OverviewNode { node, score, community }
        })
        .collect();
    let is_shown = |node: NodeIx| ranks.nodes.binary_search(&node).is_ok();
    let edges = selected
        .edges()
        .filter(|&ix| {
            let edge = graph.edge(ix);
            edge.kind().passability != Passability::NotPassable
                && edge.from().ix != edge.to().ix
                && is_shown(edge.from().ix)
                && is_shown(edge.to().ix)
        })
        .collect();
    Ok(OverviewAnswer {
        measure: request.measure,
        projection: Projection {
            filters: request.selection.words(graph),
            ..projection(&ranks, shape)
        },
        nodes,
        edges,
        modularity: communities.modularity,
    })
}
