//! `rank`: who matters, by a named measure on a stated graph.
//!
//! Computes no measure itself: kernels do, on a projection that the answer states.

use super::{EdgeMarks, Projection, World};
use crate::algo::centrality::{
    BetweennessParams, ClosenessScale, DegreeEnds, Direction, EigenvectorParams, HitsParams,
    KatzParams, PageRankParams, SampledBetweennessParams, Scale, Sources, betweenness, closeness,
    degree, eigenvector, harmonic, hits, katz, pagerank, personalised_pagerank,
    sampled_betweenness,
};
use crate::algo::structure::{constraint, core_numbers, effective_size, triangles};
use crate::algo::{Stopped, Watch};
use crate::graph::{
    Csr, CsrBuf, EdgeDirection, EdgeIx, Hubs, NodeIx, ParallelEdges, PropertyGraph, RankProjection,
    RankShape, Selection,
};
use crate::model::Certainty;

use std::cmp::Ordering;
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
    /// Sum of the scores of the neighbours.
    Eigenvector,
    /// Number of walks that arrive, longer ones counting less.
    Katz,
    /// How well it points to authorities (directed only).
    HitsHub,
    /// How well hubs point to it (directed only).
    HitsAuthority,
    /// The densest part of the graph it belongs to (undirected only).
    Core,
    /// Share of its pairs of neighbours that are joined (undirected only).
    Clustering,
    /// Number of its neighbours, less what joins them with each other (undirected only).
    EffectiveSize,
    /// How much its contacts are contacts of each other; the least is first (undirected only).
    Constraint,
}

/// Whether a measure reads who is subject and who is object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasuredOn {
    /// Either graph.
    AnyGraph,
    /// A directed one only.
    Directed,
    /// An undirected one only.
    Undirected,
}

impl Measure {
    /// All measures, for help, completion and loops over them.
    pub const ALL: [Self; 15] = [
        Self::Betweenness,
        Self::Degree,
        Self::InDegree,
        Self::OutDegree,
        Self::Closeness,
        Self::Harmonic,
        Self::Pagerank,
        Self::Eigenvector,
        Self::Katz,
        Self::HitsHub,
        Self::HitsAuthority,
        Self::Core,
        Self::Clustering,
        Self::EffectiveSize,
        Self::Constraint,
    ];

    /// Those that overviews draw as sizes.
    pub const OF_OVERVIEWS: [Self; 5] =
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
            Self::Eigenvector => "eigenvector",
            Self::Katz => "katz",
            Self::HitsHub => "hits-hub",
            Self::HitsAuthority => "hits-authority",
            Self::Core => "core",
            Self::Clustering => "clustering",
            Self::EffectiveSize => "effective-size",
            Self::Constraint => "constraint",
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
            Self::Eigenvector => "how well it is joined to those who are well joined themselves",
            Self::Katz => {
                "number of ways to it over any number of steps, longer ones counting less"
            }
            Self::HitsHub => "how well it points to authorities",
            Self::HitsAuthority => "how well hubs point to it",
            Self::Core => "greatest k for which it is among nodes with k edges to each other",
            Self::Clustering => "share of the pairs of its neighbours that are joined themselves",
            Self::EffectiveSize => "number of its neighbours, less their joins with each other",
            Self::Constraint => {
                "how much its contacts are each other's contacts; the freest comes first (Burt)"
            }
        }
    }

    /// How the score is normalised.
    pub fn normalisation(self, shape: RankShape) -> &'static str {
        match (self, shape.direction == EdgeDirection::Directed) {
            (Self::Betweenness, false) => "divided by (n-1)(n-2)/2",
            (Self::Betweenness, true) => "divided by (n-1)(n-2)",
            (Self::Degree | Self::InDegree | Self::OutDegree | Self::Core, _) => "none: a count",
            (Self::Closeness, _) => "Wasserman-Faust: times the share of nodes within reach",
            (Self::Harmonic, _) => "divided by n-1",
            (Self::Pagerank, _) => "sums to 1; damping 0.85; sinks spread uniformly",
            (Self::Eigenvector, _) => "squares sum to 1",
            (Self::Katz, _) => {
                "squares sum to 1; each step counts 0.85 divided by the greatest eigenvalue"
            }
            (Self::HitsHub | Self::HitsAuthority, _) => "sums to 1",
            (Self::Clustering, _) => "a share, 0 to 1; 0 with fewer than two neighbours",
            (Self::EffectiveSize | Self::Constraint, _) => {
                "none; nodes without edges have no score"
            }
        }
    }

    /// The graph it is defined on.
    pub fn measured_on(self) -> MeasuredOn {
        match self {
            Self::InDegree | Self::OutDegree | Self::HitsHub | Self::HitsAuthority => {
                MeasuredOn::Directed
            }
            Self::Core | Self::Clustering | Self::EffectiveSize | Self::Constraint => {
                MeasuredOn::Undirected
            }
            _ => MeasuredOn::AnyGraph,
        }
    }

    /// Whether its scores count something.
    pub fn is_count(self) -> bool {
        matches!(self, Self::Degree | Self::InDegree | Self::OutDegree | Self::Core)
    }

    /// The better of two scores first.
    fn order(self, a: f64, b: f64) -> Ordering {
        match self {
            Self::Constraint => a.total_cmp(&b),
            _ => b.total_cmp(&a),
        }
    }
}

/// How exact scores are to be.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Exactness {
    /// As exact as floating numbers are.
    #[default]
    Exact,
    /// Betweenness from random shortest paths, each score within this of the true one.
    Within(f64),
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

/// How exact estimated scores are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// All scores are within this of the true ones, ...
    pub error: f64,
    /// ... with this probability.
    pub confidence: f64,
    /// Shortest paths drawn.
    pub n_samples: u64,
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
    let scored = match request.exactness {
        Exactness::Exact if request.near.is_empty() => {
            scores(request.measure, request.shape, &ranks, world.watch)?
        }
        Exactness::Exact => near(request, &ranks, world.watch)?,
        Exactness::Within(error) => sampled(error, request.shape, &ranks, world.watch)?,
    };
    let lists = |node: NodeIx| {
        let node = graph.node(node);
        if rows_of.is_empty() {
            request.records || !node.is_record()
        } else {
            rows_of.names_node(graph, node)
        }
    };
    let Scored { scores, estimate, converged } = scored;
    // Nodes that a measure says nothing of have no row.
    let mut scored: Vec<(NodeIx, f64)> = ranks
        .nodes
        .iter()
        .copied()
        .zip(scores)
        .filter_map(|(node, score)| Some((node, score?)))
        .filter(|(node, _)| lists(*node))
        .collect();
    scored.sort_by(|a, b| request.measure.order(a.1, b.1).then(a.0.cmp(&b.0)));
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
            marks: Some(marks(graph, &ranks, &on_graph)),
            ..projection(&ranks, request.shape)
        },
        normalisation: if request.near.is_empty() {
            request.measure.normalisation(request.shape)
        } else {
            "sums to 1; damping 0.85; the walk begins again at those named, from sinks too"
        },
        near: request.near.clone(),
        estimate,
        converged,
        rows: places,
        n_rows,
    })
}

fn ties(a: f64, b: f64) -> bool {
    (a - b).abs() <= TIE * a.abs().max(b.abs())
}

/// The scores of the nodes of a projection, none where a measure says nothing.
pub(super) struct Scored {
    pub(super) scores: Vec<Option<f64>>,
    estimate: Option<Estimate>,
    converged: bool,
}

impl Scored {
    fn exact(scores: Vec<f64>) -> Self {
        Self::settled(scores, true)
    }

    fn settled(scores: Vec<f64>, converged: bool) -> Self {
        let scores = scores.into_iter().map(Some).collect();
        Self { scores, estimate: None, converged }
    }

    fn counts(counts: Vec<u32>) -> Self {
        Self::exact(counts.into_iter().map(f64::from).collect())
    }

    fn partial(scores: Vec<Option<f64>>) -> Self {
        Self { scores, estimate: None, converged: true }
    }
}

/// The arcs of a projection in both directions.
struct BothWays<'a> {
    graph: Csr<'a>,
    reversed: Option<CsrBuf>,
    direction: Direction,
}

impl<'a> BothWays<'a> {
    fn new(ranks: &'a RankProjection, shape: RankShape) -> Self {
        let graph = ranks.csr.view();
        match shape.direction {
            EdgeDirection::Undirected => {
                Self { graph, reversed: None, direction: Direction::Undirected }
            }
            EdgeDirection::Directed => {
                let reversed = Some(ranks.csr.reversed());
                Self { graph, reversed, direction: Direction::Directed }
            }
        }
    }

    fn reverse(&self) -> Csr<'_> {
        self.reversed.as_ref().map_or(self.graph, CsrBuf::view)
    }
}

/// The score of each node of a projection.
pub(super) fn scores(
    measure: Measure,
    shape: RankShape,
    ranks: &RankProjection,
    watch: &dyn Watch,
) -> Result<Scored, Stopped> {
    let both = BothWays::new(ranks, shape);
    let (graph, reverse, direction) = (both.graph, both.reverse(), both.direction);
    Ok(match measure {
        Measure::Degree if direction == Direction::Directed => {
            Scored::counts(degree(graph, DegreeEnds::All))
        }
        Measure::Degree | Measure::OutDegree => Scored::counts(degree(graph, DegreeEnds::Out)),
        Measure::InDegree => Scored::counts(degree(graph, DegreeEnds::In)),
        Measure::Betweenness => {
            let scale = Scale::Normalised;
            let params = BetweennessParams { direction, scale, sources: Sources::All };
            Scored::exact(betweenness(graph, reverse, &params, watch)?)
        }
        Measure::Closeness => {
            Scored::exact(closeness(graph, reverse, ClosenessScale::WassermanFaust, watch)?)
        }
        Measure::Harmonic => {
            let others = (graph.node_count().max(2) - 1) as f64;
            let sums = harmonic(graph, reverse, watch)?;
            Scored::exact(sums.into_iter().map(|sum| sum / others).collect())
        }
        Measure::Pagerank => {
            let found = pagerank(graph, reverse, &PageRankParams::default(), watch)?;
            Scored::settled(found.scores, found.converged)
        }
        Measure::Eigenvector => {
            let found = eigenvector(graph, reverse, &EigenvectorParams::default(), watch)?;
            Scored::settled(found.scores, found.converged)
        }
        Measure::Katz => katz_scores(graph, reverse, watch)?,
        Measure::HitsHub => {
            let found = hits(graph, reverse, &HitsParams::default(), watch)?;
            Scored::settled(found.hubs, found.converged)
        }
        Measure::HitsAuthority => {
            let found = hits(graph, reverse, &HitsParams::default(), watch)?;
            Scored::settled(found.authorities, found.converged)
        }
        Measure::Core => Scored::counts(core_numbers(graph)),
        Measure::Clustering => Scored::exact(triangles(graph, watch)?.local_clustering()),
        Measure::EffectiveSize => Scored::partial(effective_size(graph, watch)?),
        Measure::Constraint => Scored::partial(constraint(graph, watch)?),
    })
}

/// What a step more multiplies the worth of a walk by, times the greatest eigenvalue: below 1, so that sums
/// have a limit.
const KATZ_DECAY: f64 = 0.85;

fn katz_scores(graph: Csr<'_>, reverse: Csr<'_>, watch: &dyn Watch) -> Result<Scored, Stopped> {
    let eigenvalue = eigenvector(graph, reverse, &EigenvectorParams::default(), watch)?.eigenvalue;
    // Without a cycle no walk is endless and any decay has a limit.
    let alpha = if eigenvalue > 0.0 { KATZ_DECAY / eigenvalue } else { KATZ_DECAY };
    let found = katz(reverse, &KatzParams { alpha, ..KatzParams::default() }, watch)?;
    let length = found.scores.iter().map(|score| score * score).sum::<f64>().sqrt();
    let scores = found.scores.into_iter().map(|score| score / length).collect();
    Ok(Scored::settled(scores, found.converged))
}

/// PageRank as seen from some nodes.
fn near(
    request: &RankRequest,
    ranks: &RankProjection,
    watch: &dyn Watch,
) -> Result<Scored, Stopped> {
    let both = BothWays::new(ranks, request.shape);
    let mut restart = vec![0.0; ranks.nodes.len()];
    for node in &request.near {
        if let Ok(at) = ranks.nodes.binary_search(node) {
            restart[at] = 1.0;
        }
    }
    if !restart.contains(&1.0) {
        return Ok(Scored::partial(vec![None; ranks.nodes.len()]));
    }
    let params = PageRankParams::default();
    let found = personalised_pagerank(both.graph, both.reverse(), &restart, &params, watch)?;
    Ok(Scored::settled(found.scores, found.converged))
}

/// Betweenness from random shortest paths.
fn sampled(
    error: f64,
    shape: RankShape,
    ranks: &RankProjection,
    watch: &dyn Watch,
) -> Result<Scored, Stopped> {
    let both = BothWays::new(ranks, shape);
    let direction = both.direction;
    let params = SampledBetweennessParams { direction, error, ..Default::default() };
    let found = sampled_betweenness(both.graph, both.reverse(), &params, watch)?;
    let (error, confidence, n_samples) = (found.error, found.confidence, found.n_samples);
    let estimate = Some(Estimate { error, confidence, n_samples });
    Ok(Scored { estimate, ..Scored::exact(found.scores) })
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
