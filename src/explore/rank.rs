//! `rank`: who matters, by a named measure on a stated graph.
//!
//! Computes no measure itself: kernels do, on a projection that the answer states.

use super::{EdgeMarks, Projection, World};
use crate::algo::centrality::{
    BetweennessParams, ClosenessScale, DegreeEnds, Direction, PageRankParams, Scale, Sources,
    betweenness, closeness, degree, harmonic, pagerank,
};
use crate::algo::{Stopped, Watch};
use crate::graph::{
    EdgeDirection, EdgeIx, Hubs, NodeIx, ParallelEdges, PropertyGraph, RankProjection, RankShape,
    Selection,
};

use std::collections::BTreeSet;

/// A measure of how a node stands in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Share of shortest paths between others that pass through the node.
    Betweenness,
    /// Number of edges.
    Degree,
    /// Number of edges that arrive (directed only).
    InDegree,
    /// Number of edges that leave (directed only).
    OutDegree,
    /// Inverse of the mean distance to the nodes within reach, weighted by their share.
    Closeness,
    /// Mean of the inverse distances to all others.
    Harmonic,
    /// Share of a random walk's time.
    Pagerank,
}

impl Measure {
    /// All measures, for help, completion and loops over them.
    pub const ALL: [Self; 7] = [
        Self::Betweenness,
        Self::Degree,
        Self::InDegree,
        Self::OutDegree,
        Self::Closeness,
        Self::Harmonic,
        Self::Pagerank,
    ];

    /// Those that need no direction.
    pub const UNDIRECTED: [Self; 5] =
        [Self::Betweenness, Self::Degree, Self::Closeness, Self::Harmonic, Self::Pagerank];

    /// The word on the command line and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Betweenness => "betweenness",
            Self::Degree => "degree",
            Self::InDegree => "in-degree",
            Self::OutDegree => "out-degree",
            Self::Closeness => "closeness",
            Self::Harmonic => "harmonic",
            Self::Pagerank => "pagerank",
        }
    }

    /// What a score means, for a reader.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Betweenness => {
                "share of the shortest paths between other nodes that pass through it"
            }
            Self::Degree => "number of nodes it is directly joined to",
            Self::InDegree => "number of edges that arrive at it",
            Self::OutDegree => "number of edges that leave it",
            Self::Closeness => "how near it is to all nodes within reach",
            Self::Harmonic => "how near it is to all nodes, unreachable ones counting zero",
            Self::Pagerank => "share of time a random walk spends at it",
        }
    }

    /// How the score is normalised.
    pub fn normalisation(self, shape: RankShape) -> &'static str {
        match (self, shape.direction == EdgeDirection::Directed) {
            (Self::Betweenness, false) => "divided by (n-1)(n-2)/2",
            (Self::Betweenness, true) => "divided by (n-1)(n-2)",
            (Self::Degree | Self::InDegree | Self::OutDegree, _) => "none: a count",
            (Self::Closeness, _) => "Wasserman-Faust: times the share of nodes within reach",
            (Self::Harmonic, _) => "divided by n-1",
            (Self::Pagerank, _) => "sums to 1; damping 0.85; sinks spread uniformly",
        }
    }

    /// Needs a graph with direction.
    pub fn needs_direction(self) -> bool {
        matches!(self, Self::InDegree | Self::OutDegree)
    }
}

/// What is ranked.
#[derive(Debug, Clone)]
pub struct RankRequest {
    /// The measure.
    pub measure: Measure,
    /// The graph it is computed on.
    pub shape: RankShape,
    /// What is admitted to that graph, kinds of nodes aside.
    pub selection: Selection,
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
    /// The highest rows.
    pub rows: Vec<RankRow>,
    /// Rows before the limit.
    pub n_rows: usize,
}

/// A node with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankRow {
    /// Place, from 1; equal scores share a place.
    pub rank: usize,
    /// The node.
    pub node: NodeIx,
    /// The score.
    pub score: f64,
}

/// Scores that differ by less than this part of themselves share a place: sums of n terms in f64 differ by
/// a few units in the last place between orders of addition, far below it.
const TIE: f64 = 1e-9;

/// Ranks the nodes of a selection.
///
/// Node kinds restrict the rows, not the graph: the most central persons are found among all actors.
/// Time and space are the measure's, see `algo::centrality`.
pub fn rank(world: &World<'_>, request: &RankRequest) -> Result<RankAnswer, Stopped> {
    let graph = world.graph;
    let mut on_graph = request.selection.clone();
    let rows_of = on_graph.kinds.split_off_nodes();
    let selected = on_graph.apply(graph, &[]);
    let ranks = RankProjection::new(graph, &selected, request.shape);
    let scores = scores(request.measure, request.shape, &ranks, world.watch)?;
    let lists = |node: NodeIx| {
        let node = graph.node(node);
        if rows_of.is_empty() {
            request.records || !node.is_record()
        } else {
            rows_of.names_node(graph, node)
        }
    };
    let mut scored: Vec<(NodeIx, f64)> =
        ranks.nodes.iter().copied().zip(scores).filter(|(node, _)| lists(*node)).collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut places: Vec<RankRow> = Vec::with_capacity(scored.len());
    for (at, &(node, score)) in scored.iter().enumerate() {
        let rank = match places.last() {
            Some(last) if ties(scored[last.rank - 1].1, score) => last.rank,
            _ => at + 1,
        };
        places.push(RankRow { rank, node, score });
    }
    places.sort_by_key(|row| (row.rank, row.node));
    let n_rows = places.len();
    places.truncate(request.limit);
    Ok(RankAnswer {
        measure: request.measure,
        projection: Projection {
            filters: request.selection.words(graph),
            marks: Some(marks(graph, &ranks)),
            ..projection(&ranks, request.shape)
        },
        normalisation: request.measure.normalisation(request.shape),
        rows: places,
        n_rows,
    })
}

fn ties(a: f64, b: f64) -> bool {
    (a - b).abs() <= TIE * a.abs().max(b.abs())
}

/// The score of each node of a projection.
pub(super) fn scores(
    measure: Measure,
    shape: RankShape,
    ranks: &RankProjection,
    watch: &dyn Watch,
) -> Result<Vec<f64>, Stopped> {
    let view = ranks.csr.view();
    let reversed;
    let reverse = if shape.direction == EdgeDirection::Directed {
        reversed = ranks.csr.reversed();
        reversed.view()
    } else {
        view
    };
    let degrees = |ends| degree(view, ends).into_iter().map(f64::from).collect();
    Ok(match measure {
        Measure::Degree if shape.direction == EdgeDirection::Directed => degrees(DegreeEnds::All),
        Measure::Degree | Measure::OutDegree => degrees(DegreeEnds::Out),
        Measure::InDegree => degrees(DegreeEnds::In),
        Measure::Betweenness => {
            let direction = if shape.direction == EdgeDirection::Directed {
                Direction::Directed
            } else {
                Direction::Undirected
            };
            let params =
                BetweennessParams { direction, scale: Scale::Normalised, sources: Sources::All };
            betweenness(view, reverse, &params, watch)?
        }
        Measure::Closeness => closeness(view, reverse, ClosenessScale::WassermanFaust, watch)?,
        Measure::Harmonic => {
            let others = (view.node_count().max(2) - 1) as f64;
            harmonic(view, reverse, watch)?.into_iter().map(|sum| sum / others).collect()
        }
        Measure::Pagerank => pagerank(view, reverse, &PageRankParams::default(), watch)?.scores,
    })
}

/// Describes the graph that ranks are computed on.
pub(super) fn projection(ranks: &RankProjection, shape: RankShape) -> Projection {
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

fn marks(graph: PropertyGraph<'_>, ranks: &RankProjection) -> EdgeMarks {
    let view = ranks.csr.view();
    let edges: BTreeSet<EdgeIx> = (0..view.arc_count()).map(|arc| view.edge(arc)).collect();
    let mut marks = EdgeMarks::default();
    for edge in edges.into_iter().map(|ix| graph.edge(ix)) {
        marks.n_inferred += usize::from(edge.is_inferred());
        marks.n_planned += usize::from(edge.effective_status().is_prospective());
        marks.n_claimed += usize::from(edge.claimed_by().is_some());
    }
    marks
}
