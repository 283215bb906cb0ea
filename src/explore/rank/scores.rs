//! The score of every node of a projection, by a measure: which kernel is asked, and with what.

use super::Measure;
use crate::algo::centrality::{
    BetweennessParams, ClosenessScale, DegreeEnds, Direction, EigenvectorParams, HitsParams,
    KatzParams, PageRankParams, SampledBetweennessParams, Scale, Sources, betweenness, closeness,
    degree, eigenvector, harmonic, hits, katz, pagerank, personalised_pagerank,
    sampled_betweenness,
};
use crate::algo::structure::{constraint, core_numbers, effective_size, triangles};
use crate::algo::{Stopped, Watch};
use crate::graph::{Csr, CsrBuf, EdgeDirection, NodeIx, RankProjection, RankShape};

/// How exact scores are to be.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Exactness {
    /// As exact as floating numbers are.
    #[default]
    Exact,
    /// Betweenness from random shortest paths, each score within this of the true one.
    Within(f64),
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

/// The scores of the nodes of a projection, none where a measure says nothing.
pub(in crate::explore) struct Scored {
    pub(in crate::explore) scores: Vec<Option<f64>>,
    pub(in crate::explore) estimate: Option<Estimate>,
    pub(super) converged: bool,
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
pub(in crate::explore) fn scores(
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
pub(super) fn near(
    near: &[NodeIx],
    shape: RankShape,
    ranks: &RankProjection,
    watch: &dyn Watch,
) -> Result<Scored, Stopped> {
    let both = BothWays::new(ranks, shape);
    let mut restart = vec![0.0; ranks.nodes.len()];
    for node in near {
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
pub(in crate::explore) fn sampled(
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
