//! `rank`: who matters, by a named measure on a stated graph.
//!
//! Computes no measure itself: kernels do, on a projection that the answer states.

use super::placing::{Placing, RankRow};
use super::scores::Estimate;
use super::{Exactness, Measure};
use crate::algo::Stopped;
use crate::explore::{EdgeMarks, Projection, World};
use crate::graph::{
    EdgeDirection, EdgeIx, Hubs, NodeIx, ParallelEdges, PropertyGraph, RankProjection, RankShape,
    Selection,
};
use crate::model::Certainty;
use std::collections::BTreeSet;

/// What is ranked.
#[derive(Debug, Clone)]
pub struct RankRequest {
    /// The measure.
    pub measure: Measure,
    /// The graph it is computed on.
    pub shape: RankShape,
    /// What is admitted to that graph, kinds of nodes aside.
    pub selection: Selection,
    /// Where the random walk of pagerank begins again; anywhere when there are none.
    pub near: Vec<NodeIx>,
    /// How exact scores are.
    pub exactness: Exactness,
    /// List records too.
    pub records: bool,
    /// Rows at most.
    pub limit: usize,
}

/// Nodes by a measure, highest first.
#[derive(Debug, Clone, PartialEq)]
pub struct RankAnswer {
    /// The measure.
    pub measure: Measure,
    /// The graph it was computed on.
    pub projection: Projection,
    /// How it is normalised.
    pub normalisation: &'static str,
    /// Where the random walk of pagerank begins again.
    pub near: Vec<NodeIx>,
    /// How exact the scores are, where they are estimates.
    pub estimate: Option<Estimate>,
    /// Whether the scores settled; where not, they are what the last round gave.
    pub converged: bool,
    /// The highest rows.
    pub rows: Vec<RankRow>,
    /// Rows before the limit.
    pub n_rows: usize,
}

/// Ranks the nodes of a selection.
///
/// Node kinds restrict the rows, not the graph: the most central persons are found among all actors.
/// Time and space are the measure's, see `algo::centrality`.
pub fn rank(world: &World<'_>, request: &RankRequest) -> Result<RankAnswer, Stopped> {
    let graph = world.graph;
    let mut on_graph = request.selection.clone();
    let placing = Placing {
        measures: vec![request.measure],
        shape: request.shape,
        near: request.near.clone(),
        exactness: request.exactness,
        rows_of: on_graph.kinds.split_off_nodes(),
        records: request.records,
    };
    let ranks = RankProjection::new(graph, &on_graph.apply(graph, &[]), request.shape);
    let [ranking] = placing.rankings(graph, &ranks, world.watch)?.try_into().expect("one measure");
    let mut rows = ranking.rows;
    let n_rows = rows.len();
    rows.truncate(request.limit);
    Ok(RankAnswer {
        measure: request.measure,
        projection: marked_projection(graph, &request.selection, &ranks, request.shape),
        normalisation: normalisation(request.measure, request.shape, &request.near),
        near: request.near.clone(),
        estimate: ranking.estimate,
        converged: ranking.converged,
        rows,
        n_rows,
    })
}

/// How a measure is normalised, also as seen from some nodes.
pub(super) fn normalisation(measure: Measure, shape: RankShape, near: &[NodeIx]) -> &'static str {
    if near.is_empty() {
        measure.normalisation(shape)
    } else {
        "sums to 1; damping 0.85; the walk begins again at those named, from sinks too"
    }
}

/// Describes the graph that ranks are computed on, what it was selected by, and which of its edges need care.
pub(in crate::explore) fn marked_projection(
    graph: PropertyGraph<'_>,
    selection: &Selection,
    ranks: &RankProjection,
    shape: RankShape,
) -> Projection {
    Projection {
        filters: selection.words(graph),
        marks: Some(marks(graph, ranks, selection)),
        ..projection(ranks, shape)
    }
}

/// Describes the graph that ranks are computed on.
pub(in crate::explore) fn projection(ranks: &RankProjection, shape: RankShape) -> Projection {
    let hubs = if shape.hubs == Hubs::Keep { "hubs kept" } else { "hubs removed" };
    let parallel = if shape.parallel == ParallelEdges::Count {
        "parallel edges counted"
    } else {
        "parallel edges as one"
    };
    let direction =
        if shape.direction == EdgeDirection::Directed { "directed" } else { "undirected" };
    Projection {
        name: "ranks",
        description: format!(
            "{hubs}, records kept as nodes, passable edges, {direction}, {parallel}, unit length"
        ),
        filters: Vec::new(),
        n_nodes: ranks.nodes.len(),
        n_edges: ranks.n_edges,
        marks: None,
    }
}

fn marks(graph: PropertyGraph<'_>, ranks: &RankProjection, selection: &Selection) -> EdgeMarks {
    let view = ranks.csr.view();
    let edges: BTreeSet<EdgeIx> = (0..view.arc_count()).map(|arc| view.edge(arc)).collect();
    let mut marks = EdgeMarks::default();
    for edge in edges.into_iter().map(|ix| graph.edge(ix)) {
        marks.n_inferred += usize::from(edge.is_inferred());
        marks.n_planned += usize::from(edge.effective_status().is_prospective());
        marks.n_claimed += usize::from(edge.claimed_by().is_some());
        if let Some(time) = selection.edge_time(edge) {
            *marks.n_possible.get_or_insert_default() += usize::from(time == Certainty::Possible);
        }
    }
    marks
}
