//! Betweenness within a stated error, from random shortest paths; and who has most of it.
//!
//! A score is the share of paths through a node, so it is estimated by the share of random paths. How
//! many are needed is found on the way.

use super::betweenness::{Direction, renumbered};
use super::betweenness_subset::SubsetPairs;
use super::closeness_top::ScoredNode;
use super::ordered_sums::{Tally, share_out, workers};
use super::path_sampling::{Dice, PathSampler};
use super::renumbered::Renumbered;
use super::sample_size::{Plan, enough_for_any, longest_path_nodes};
use crate::algo::watch::{Stopped, Watch};
use crate::graph::{Csr, NodeIx};

/// How exact an estimate must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SampledBetweennessParams {
    /// Whether a pair counts in each direction. Normalised scores are alike, but less is known of the
    /// paths of a directed graph.
    pub direction: Direction,
    /// How far any score may be from the true one, above or below; more than 0.
    pub error: f64,
    /// How likely it is that none is farther; more than 0 and less than 1.
    pub confidence: f64,
    /// Another seed gives another sample.
    pub seed: u64,
}

impl Default for SampledBetweennessParams {
    /// Undirected, within 0.01, nine times in ten.
    fn default() -> Self {
        Self { direction: Direction::Undirected, error: 0.01, confidence: 0.9, seed: 0 }
    }
}

/// Estimates, and what they are worth.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledBetweenness {
    /// For each node the estimated share of the shortest paths between others that pass through it.
    pub scores: Vec<f64>,
    /// Paths drawn.
    pub n_samples: u64,
    /// All true scores are within this of the estimates, ...
    pub error: f64,
    /// ... with this probability.
    pub confidence: f64,
}

/// Which nodes are wanted, and how exact they must be where that does not decide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetweennessTopParams {
    /// Nodes at most.
    pub n_nodes: usize,
    /// Ends the sampling if it has not decided before.
    pub sampling: SampledBetweennessParams,
}

impl Default for BetweennessTopParams {
    /// Ten nodes.
    fn default() -> Self {
        Self { n_nodes: 10, sampling: SampledBetweennessParams::default() }
    }
}

/// The nodes with most betweenness, and what is known of them.
#[derive(Debug, Clone, PartialEq)]
pub struct BetweennessTop {
    /// Highest estimate first; equal ones by node index.
    pub nodes: Vec<ScoredNode>,
    /// Whether others might belong here.
    pub separation: Separation,
    /// Paths drawn.
    pub n_samples: u64,
    /// All true scores of these nodes are within this of the estimates, and the separation is right, ...
    pub error: f64,
    /// ... with this probability.
    pub confidence: f64,
}

/// Whether the best are known to be the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separation {
    /// No other node has more than any of them.
    Proven,
    /// Some other node may have more, by no more than twice the error.
    WithinError,
}

/// Estimates the normalised [`betweenness`](super::betweenness) of every node from random shortest paths:
/// `b(v) = n / (n-2) · (paths through v) / (paths drawn)`.
///
/// `reverse` is the graph turned round; an undirected graph is its own reverse.
///
/// # Conventions
/// Those of [`betweenness`](super::betweenness) with its normalised scale. Pairs that no path joins are
/// drawn too and count for no node.
/// # Method
/// A first sample, then thrown away, guesses the scores; from it each node gets its part of δ/2, half the
/// chance of being wrong, such that all bounds are expected to be met after the same number ω of paths.
/// The paths through a node minus their expectation are a martingale with steps of at most 1 and a
/// variance of at most ω b(v) (1 - b(v)) by then, so Freedman's inequality bounds b(v) on both sides at any time up
/// to ω that is chosen by looking at the sample. If some bound is still too wide at ω, the sample is made as
/// large as is enough for any scores with chance δ/2 of being wrong: the lesser of Hoeffding's bound for
/// all nodes and the bound from the number of nodes on a shortest path.
/// # Complexity
/// Time O(ε^-2 log n) searches from both ends at worst, each O(n + m) and far less where they soon meet;
/// space O(n) per thread and O(m) for the arcs in an order of their own.
/// # Determinism
/// Identical bytes for any number of threads: the numbers of a sample follow from seed and position, and
/// counts are integers.
/// # Errors
/// If the watch stops it. It is told of every few paths.
/// # Panics
/// If `error` or `confidence` is out of range.
/// # References
/// M. Borassi, E. Natale, "KADABRA is an adaptive algorithm for betweenness via random approximation",
/// 2019, doi:10.1145/3284359.
/// M. Riondato, E. M. Kornaropoulos, "Fast approximation of betweenness centrality through sampling",
/// 2016, doi:10.1007/s10618-015-0423-0.
/// D. A. Freedman, "On tail probabilities for martingales", 1975, doi:10.1214/aop/1176996452.
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::centrality::{SampledBetweennessParams, sampled_betweenness};
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::simple_undirected(3, &[(0, 1, 0), (1, 2, 1)]);
/// let params = SampledBetweennessParams { error: 0.1, ..SampledBetweennessParams::default() };
/// let estimate = sampled_betweenness(graph.view(), graph.view(), &params, &Unwatched)?;
/// assert!((estimate.scores[1] - 1.0).abs() <= estimate.error);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn sampled_betweenness(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    params: &SampledBetweennessParams,
    watch: &dyn Watch,
) -> Result<SampledBetweenness, Stopped> {
    draw_until(graph, reverse, &Ends::Anywhere, params, watch, is_within_error)
        .map(|drawn| drawn.estimate(params))
}

/// As [`sampled_betweenness`], between given pairs, of which there are some; scores are shares of these.
pub(super) fn sampled_between(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    pairs: &SubsetPairs<'_>,
    params: &SampledBetweennessParams,
    watch: &dyn Watch,
) -> Result<SampledBetweenness, Stopped> {
    draw_until(graph, reverse, &Ends::Of(*pairs), params, watch, is_within_error)
        .map(|drawn| drawn.estimate(params))
}

fn is_within_error(plan: &Plan, counts: &[u64], n_samples: u64) -> bool {
    plan.widest(counts, n_samples) <= plan.error
}

/// The nodes with most [`betweenness`](super::betweenness): draws random shortest paths until no other node
/// can have more, or the error is small enough.
///
/// # Conventions
/// Those of [`sampled_betweenness`].
/// # Complexity
/// As for [`sampled_betweenness`], and less where the best are far ahead.
/// # Determinism
/// As for [`sampled_betweenness`].
/// # Errors
/// If the watch stops it. It is told of every few paths.
/// # Panics
/// If `error` or `confidence` is out of range.
/// # References
/// As for [`sampled_betweenness`].
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::centrality::{BetweennessTopParams, Separation, betweenness_top};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (1, 2, 1), (1, 3, 2)]);
/// let params = BetweennessTopParams { n_nodes: 1, ..BetweennessTopParams::default() };
/// let top = betweenness_top(graph.view(), graph.view(), &params, &Unwatched)?;
/// assert_eq!((top.nodes[0].node, top.separation), (NodeIx(1), Separation::Proven));
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn betweenness_top(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    params: &BetweennessTopParams,
    watch: &dyn Watch,
) -> Result<BetweennessTop, Stopped> {
    let n_wanted = params.n_nodes;
    let mut separated_at = None;
    let is_enough = |plan: &Plan, counts: &[u64], n_samples| {
        separated_at = plan.error_if_separated(counts, n_samples, n_wanted);
        separated_at.is_some() || is_within_error(plan, counts, n_samples)
    };
    let drawn = draw_until(graph, reverse, &Ends::Anywhere, &params.sampling, watch, is_enough)?;
    let scored = |(node, score)| ScoredNode { node: NodeIx(node), score };
    let mut nodes: Vec<_> = (0..).zip(drawn.scores).map(scored).collect();
    nodes.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.node.cmp(&b.node)));
    let is_all = nodes.len() <= n_wanted;
    nodes.truncate(n_wanted);
    Ok(BetweennessTop {
        nodes,
        separation: match separated_at {
            None if !is_all => Separation::WithinError,
            _ => Separation::Proven,
        },
        n_samples: drawn.n_samples,
        error: separated_at.map_or(drawn.error, |error| error * drawn.scale),
        confidence: params.sampling.confidence,
    })
}

/// Paths a worker draws before it asks for more.
const DRAWS: usize = 16;

/// Looks at the bounds before a sample is complete.
const LOOKS: u64 = 20;

/// Part of the largest sample that guesses the scores.
const PILOT_PART: u64 = 50;

/// What has been drawn when it was enough.
struct Drawn {
    scores: Vec<f64>,
    n_samples: u64,
    error: f64,
    /// From shares of all pairs to shares of the pairs of others.
    scale: f64,
}

impl Drawn {
    fn estimate(self, params: &SampledBetweennessParams) -> SampledBetweenness {
        let Self { scores, n_samples, error, .. } = self;
        SampledBetweenness { scores, n_samples, error, confidence: params.confidence }
    }
}

/// Which pairs are drawn, all of them equally likely.
enum Ends<'a> {
    /// Any two nodes.
    Anywhere,
    /// These, of which there are some.
    Of(SubsetPairs<'a>),
}

impl Ends<'_> {
    /// A random pair.
    fn pair(&self, n_nodes: u32, dice: &mut Dice) -> [NodeIx; 2] {
        match self {
            Self::Anywhere => {
                let (first, last) = dice.pair(n_nodes);
                [first, last].map(NodeIx)
            }
            Self::Of(pairs) => loop {
                let mut one_of = |ends: &[NodeIx]| ends[dice.below(ends.len() as u32) as usize];
                let (source, target) = (one_of(pairs.sources), one_of(pairs.targets));
                if source != target && pairs.left_out_for(source) != Some(target) {
                    return [source, target];
                }
            },
        }
    }
}

/// Draws paths until `is_enough`, or until there are enough for any scores.
fn draw_until(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    ends: &Ends<'_>,
    params: &SampledBetweennessParams,
    watch: &dyn Watch,
    mut is_enough: impl FnMut(&Plan, &[u64], u64) -> bool,
) -> Result<Drawn, Stopped> {
    assert!(params.error > 0.0, "the error is more than 0");
    assert!(params.confidence > 0.0 && params.confidence < 1.0, "the confidence is a probability");
    let n_nodes = graph.node_count();
    let renumbered = renumbered(graph, reverse, params.direction);
    let n_on_path = longest_path_nodes(&renumbered);
    if n_on_path < 3 {
        return Ok(Drawn { scores: vec![0.0; n_nodes], n_samples: 0, error: 0.0, scale: 1.0 });
    }
    let scale = match ends {
        // A node is an end of 2(n-1) of the n(n-1) pairs, and between none of these.
        Ends::Anywhere => n_nodes as f64 / (n_nodes - 2) as f64,
        Ends::Of(_) => 1.0,
    };
    let (error, delta) = (params.error / scale, 1.0 - params.confidence);
    let n_most = enough_for_any(n_nodes, n_on_path, error, delta / 2.0);
    let n_pilot = n_most.div_ceil(PILOT_PART);
    let tally = Tally::new(watch, (n_pilot + n_most) as usize);
    let mut draws = Draws::new(&renumbered, ends, params.seed);
    draws.draw(n_pilot, &tally)?;
    let plan = Plan::new(&draws.counts(), n_pilot, error, delta / 2.0, n_most);
    draws.clear();
    for look in 1..=LOOKS {
        let n_samples = (plan.n_planned * look).div_ceil(LOOKS);
        draws.draw(n_samples - draws.n_samples, &tally)?;
        let counts = draws.counts();
        if is_enough(&plan, &counts, n_samples) {
            let error = plan.widest(&counts, n_samples) * scale;
            return Ok(draws.drawn(&counts, scale, error));
        }
    }
    draws.draw(n_most - draws.n_samples, &tally)?;
    Ok(draws.drawn(&draws.counts(), scale, params.error))
}

/// Random paths counted by the nodes they go through.
struct Draws<'a> {
    renumbered: &'a Renumbered,
    ends: &'a Ends<'a>,
    workers: Vec<(PathSampler<'a>, Vec<u64>)>,
    seed: u64,
    /// The next sample's place in the row of all.
    next: u64,
    n_samples: u64,
}

impl<'a> Draws<'a> {
    fn new(renumbered: &'a Renumbered, ends: &'a Ends<'a>, seed: u64) -> Self {
        let n_nodes = renumbered.node_count();
        let workers = workers(usize::MAX, || (PathSampler::new(renumbered), vec![0_u64; n_nodes]));
        Self { renumbered, ends, workers, seed, next: 0, n_samples: 0 }
    }

    fn draw(&mut self, n_more: u64, tally: &Tally<'_>) -> Result<(), Stopped> {
        let (seed, first, end) = (self.seed, self.next, self.next + n_more);
        let n_items = (n_more as usize).div_ceil(DRAWS);
        let (ends, numbers) = (self.ends, &self.renumbered.numbers);
        share_out(n_items, &mut self.workers, |(sampler, counts), item| {
            let start = first + (item * DRAWS) as u64;
            let samples = start..(start + DRAWS as u64).min(end);
            let n_samples = samples.end - samples.start;
            for sample in samples {
                let dice = &mut Dice::new(seed, sample);
                // Drawn by the numbers of the graph, so that samples do not hang on those in here.
                let pair = ends.pair(numbers.len() as u32, dice);
                let pair = pair.map(|end| numbers[end.at()]);
                for &node in sampler.draw_between(pair, dice) {
                    counts[node as usize] += 1;
                }
            }
            tally.add(n_samples as usize)
        })?;
        self.next = end;
        self.n_samples += n_more;
        Ok(())
    }

    /// Paths through each node, by new numbers.
    fn counts(&self) -> Vec<u64> {
        let mut total = vec![0; self.renumbered.node_count()];
        for (_, counts) in &self.workers {
            total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        }
        total
    }

    /// Throws the counts away; later samples are new ones.
    fn clear(&mut self) {
        self.workers.iter_mut().for_each(|(_, counts)| counts.fill(0));
        self.n_samples = 0;
    }

    fn drawn(&self, counts: &[u64], scale: f64, error: f64) -> Drawn {
        let score = |count| count as f64 / self.n_samples as f64 * scale;
        let scores = self.renumbered.restored(counts).into_iter().map(score).collect();
        Drawn { scores, n_samples: self.n_samples, error, scale }
    }
}

#[cfg(test)]
mod tests {
    use super::super::betweenness::{BetweennessParams, Scale, betweenness};
    use super::*;
    use crate::algo::{Unwatched, naive, with_threads};
    use crate::graph::CsrBuf;
    use std::ops::ControlFlow;

    /// Some hubs, long ways round, and a part of its own.
    fn mixed() -> CsrBuf {
        let hubs = (1..150_u32).map(|at| (at * at % 11, at));
        let round = (150..200_u32).map(|at| (at - 1, at));
        let part = (210..230_u32).map(|at| (at, at + 1));
        let edges: Vec<_> = hubs.chain(round).chain(part).chain([(199, 140), (205, 205)]).collect();
        naive::undirected(231, &edges)
    }

    fn exact(graph: &CsrBuf, direction: Direction) -> Vec<f64> {
        let params =
            BetweennessParams { direction, scale: Scale::Normalised, ..Default::default() };
        betweenness(graph.view(), graph.reversed().view(), &params, &Unwatched).expect("unwatched")
    }

    fn sampled(graph: &CsrBuf, params: &SampledBetweennessParams) -> SampledBetweenness {
        sampled_betweenness(graph.view(), graph.reversed().view(), params, &Unwatched)
            .expect("unwatched")
    }

    fn top(graph: &CsrBuf, n_nodes: usize, error: f64) -> BetweennessTop {
        let sampling = SampledBetweennessParams { error, ..Default::default() };
        let params = BetweennessTopParams { n_nodes, sampling };
        betweenness_top(graph.view(), graph.view(), &params, &Unwatched).expect("unwatched")
    }

    #[test]
    fn true_scores_are_within_the_error() {
        let graph = mixed();
        for direction in [Direction::Undirected, Direction::Directed] {
            let exact = exact(&graph, direction);
            for seed in 0..10 {
                let params =
                    SampledBetweennessParams { direction, error: 0.03, confidence: 0.99, seed };
                let estimate = sampled(&graph, &params);
                assert!(estimate.error <= params.error);
                let is_within = |(a, b): (&f64, &f64)| (a - b).abs() <= estimate.error;
                assert!(estimate.scores.iter().zip(&exact).all(is_within), "seed {seed}");
            }
        }
    }

    #[test]
    fn half_the_error_takes_more_paths_and_a_seed_another_sample() {
        let graph = mixed();
        let at = |error, seed| {
            sampled(&graph, &SampledBetweennessParams { error, seed, ..Default::default() })
        };
        assert!(at(0.02, 1).n_samples > 2 * at(0.04, 1).n_samples);
        assert_ne!(at(0.04, 1).scores, at(0.04, 2).scores);
        assert_eq!(at(0.04, 1), at(0.04, 1));
    }

    #[test]
    fn few_nodes_have_nothing_between() {
        for n_nodes in 0..3 {
            let graph = naive::undirected(n_nodes, &[(0, 1)][..n_nodes / 2]);
            for direction in [Direction::Undirected, Direction::Directed] {
                let params = SampledBetweennessParams { direction, ..Default::default() };
                let estimate = sampled(&graph, &params);
                assert_eq!((estimate.scores, estimate.n_samples), (vec![0.0; n_nodes], 0));
            }
        }
    }

    #[test]
    fn a_star_and_a_chain_of_a_million_are_sampled() {
        let params = SampledBetweennessParams { error: 0.4, ..Default::default() };
        let star = sampled(&naive::star(1_000_000), &params);
        assert!((star.scores[0] - 1.0).abs() <= star.error);
        let chain = sampled(&naive::chain(1_000_000), &params);
        assert!((chain.scores[500_000] - 0.5).abs() <= chain.error);
    }

    #[test]
    fn the_best_are_told_apart_where_they_are_far_ahead() {
        let graph = naive::star(100);
        let found = top(&graph, 1, 0.01);
        assert_eq!((found.nodes[0].node, found.separation), (NodeIx(0), Separation::Proven));
        let full = SampledBetweennessParams::default();
        assert!(found.n_samples < sampled(&graph, &full).n_samples);
        // Two leaves of a star are alike.
        assert_eq!(top(&graph, 2, 0.1).separation, Separation::WithinError);
        assert_eq!(top(&graph, 101, 0.1).separation, Separation::Proven);
        assert!(top(&graph, 0, 0.1).nodes.is_empty());
        assert!(top(&naive::undirected(0, &[]), 3, 0.1).nodes.is_empty());
    }

    #[test]
    fn any_number_of_threads_gives_the_same_answer() {
        let params = SampledBetweennessParams { error: 0.05, ..Default::default() };
        let of = |n_threads| {
            with_threads(n_threads, || sampled(&mixed(), &params)).expect("threads start")
        };
        assert_eq!(of(1), of(2));
        assert_eq!(of(1), of(5));
    }

    #[test]
    fn a_watch_stops_it() {
        let graph = mixed();
        let stop = |progress: crate::algo::Progress| {
            if progress.done >= 100 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let params = SampledBetweennessParams::default();
        let stopped = sampled_betweenness(graph.view(), graph.view(), &params, &stop);
        assert_eq!(stopped, Err(Stopped));
    }
}
