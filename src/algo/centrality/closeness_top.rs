//! The nodes nearest to all others, found without measuring all nodes.
//!
//! A search stops as soon as its node can no longer be among the best.

use super::closeness::ClosenessScale;
use super::ordered_sums::{Tally, share_out, workers};
use super::renumbered::{Renumbered, Rows};
use crate::algo::structure::components;
use crate::algo::watch::{Stopped, Watch};
use crate::graph::{Csr, NodeIx};

/// How many nodes are wanted, by what score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosenessTopParams {
    /// Nodes at most.
    pub n_nodes: usize,
    /// What closeness makes of a graph in several parts.
    pub scale: ClosenessScale,
}

impl Default for ClosenessTopParams {
    /// Ten nodes by the score of Wasserman and Faust.
    fn default() -> Self {
        Self { n_nodes: 10, scale: ClosenessScale::default() }
    }
}

/// A node and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredNode {
    /// The node.
    pub node: NodeIx,
    /// Its score.
    pub score: f64,
}

/// Bounds and scores are rounded in different orders: bounds are raised by far more than that.
const ROUNDING: f64 = 1.0 + 1e-12;

/// Searches between two looks at the best so far: few at first, when all of them run to their end.
const ROUND_MIN: usize = 16;
const ROUND_MAX: usize = 1024;

/// The nodes of highest [`closeness`](super::closeness), highest first, with their scores.
///
/// `reverse` is the graph turned round; an undirected graph is its own reverse.
///
/// # Conventions
/// Those of [`closeness`](super::closeness), and the very same scores. Equal scores come by node index.
/// # Complexity
/// Time O(n m) at worst and far less on graphs with hubs: from the nodes met within d arcs and the arcs
/// that leave them follows how many there can be at d + 1, and all others are at least at d + 2. In a
/// directed graph all nodes are taken to be within reach, which cuts later. Space O(n) per thread.
/// # Determinism
/// The answer is unique.
/// # Errors
/// If the watch stops it. It is told of every search.
/// # References
/// M. Borassi, P. Crescenzi, A. Marino, "Fast and simple computation of top-k closeness centralities",
/// 2015, arXiv:1507.01490.
/// E. Bergamini et al., "Computing top-k closeness centrality faster in unweighted graphs", 2019,
/// doi:10.1145/3344719.
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::centrality::{ClosenessTopParams, closeness_top};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (1, 2, 1), (1, 3, 2)]);
/// let params = ClosenessTopParams { n_nodes: 1, ..ClosenessTopParams::default() };
/// let best = closeness_top(graph.view(), graph.view(), &params, &Unwatched)?;
/// assert_eq!((best[0].node, best[0].score), (NodeIx(1), 1.0));
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn closeness_top(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    params: &ClosenessTopParams,
    watch: &dyn Watch,
) -> Result<Vec<ScoredNode>, Stopped> {
    let is_symmetric = graph == reverse;
    let renumbered = Renumbered::new(graph, (!is_symmetric).then_some(reverse));
    let reach = if is_symmetric { Reach::of_components(graph) } else { Reach::All };
    let mut worker = Search::new(&renumbered, &reach, params.scale);
    let mut candidates: Vec<(u32, f64)> = (0..renumbered.node_count() as u32)
        .map(|node| (node, worker.bound(Progress::start(node, renumbered.rows_in()), node)))
        .collect();
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let tally = Tally::new(watch, candidates.len());
    let mut best = Vec::new();
    let mut rest = &candidates[..];
    let mut n_round = ROUND_MIN;
    let mut workers =
        workers(ROUND_MAX, || (Search::new(&renumbered, &reach, params.scale), Vec::new()));
    while let Some(&(_, bound)) = rest.first() {
        let to_beat = match params.n_nodes.checked_sub(1) {
            None => break,
            Some(last) => best.get(last).map_or(-1.0, |last: &ScoredNode| last.score),
        };
        if bound < to_beat {
            break;
        }
        let (round, after) = rest.split_at(n_round.min(rest.len()));
        share_out(round.len(), &mut workers, |(search, found), at| {
            let node = round[at].0;
            let score = search.score_unless_below(node, to_beat);
            found.extend(
                score.map(|score| ScoredNode {
                    node: NodeIx(renumbered.nodes[node as usize]),
                    score,
                }),
            );
            tally.add(1)
        })?;
        best.extend(workers.iter_mut().flat_map(|(_, found)| found.drain(..)));
        best.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.node.cmp(&b.node)));
        best.truncate(params.n_nodes);
        rest = after;
        n_round = (2 * n_round).min(ROUND_MAX);
    }
    Ok(best)
}

/// How many nodes can reach a node, itself included.
enum Reach {
    /// No more than all.
    All,
    /// Exactly as many as its component has, by node.
    Component(Vec<u32>),
}

impl Reach {
    fn of_components(graph: Csr<'_>) -> Self {
        let labels = components(graph).labels;
        let mut sizes = vec![0; labels.len()];
        for &label in &labels {
            sizes[label as usize] += 1;
        }
        Self::Component(labels.into_iter().map(|label| sizes[label as usize]).collect())
    }
}

/// What a search knows after a level.
#[derive(Clone, Copy)]
struct Progress {
    /// The level: nodes up to this distance are known.
    distance: u64,
    /// Nodes met, the first one included.
    n_met: u64,
    /// Sum of their distances.
    sum: u64,
    /// Nodes that can be at the next level at most.
    n_next_max: u64,
}

impl Progress {
    fn start(node: u32, rows: &Rows) -> Self {
        Self { distance: 0, n_met: 1, sum: 0, n_next_max: rows.degree(node) as u64 }
    }

    /// Least sum of distances to so many nodes beyond those met.
    fn sum_with(self, n_more: u64) -> u64 {
        let n_next = n_more.min(self.n_next_max);
        self.sum + (self.distance + 1) * n_next + (self.distance + 2) * (n_more - n_next)
    }
}

/// Searches against the arcs, with memory that is used again.
struct Search<'a> {
    graph: &'a Renumbered,
    reach: &'a Reach,
    scale: ClosenessScale,
    is_met: Vec<bool>,
    met: Vec<u32>,
}

impl<'a> Search<'a> {
    fn new(graph: &'a Renumbered, reach: &'a Reach, scale: ClosenessScale) -> Self {
        let is_met = vec![false; graph.node_count()];
        Self { graph, reach, scale, is_met, met: Vec::new() }
    }

    /// The score of a node, unless it turns out to be less than `to_beat` before it is known.
    fn score_unless_below(&mut self, node: u32, to_beat: f64) -> Option<f64> {
        for met in self.met.drain(..) {
            self.is_met[met as usize] = false;
        }
        self.met.push(node);
        self.is_met[node as usize] = true;
        let rows = self.graph.rows_in();
        let mut progress = Progress::start(node, rows);
        let mut start = 0;
        while start < self.met.len() {
            if self.bound(progress, node) < to_beat {
                return None;
            }
            let end = self.met.len();
            let mut arcs_next = 0;
            for at in start..end {
                for &target in rows.row(self.met[at]) {
                    if !self.is_met[target as usize] {
                        self.is_met[target as usize] = true;
                        self.met.push(target);
                        arcs_next += rows.degree(target);
                    }
                }
            }
            let n_new = self.met.len() - end;
            // Each was met along an arc; where that arc has a twin, the twin leads back.
            let back = if self.graph.is_symmetric() { n_new } else { 0 };
            progress.distance += 1;
            progress.n_met += n_new as u64;
            progress.sum += progress.distance * n_new as u64;
            progress.n_next_max = (arcs_next - back) as u64;
            start = end;
        }
        Some(self.score(progress.n_met, progress.sum))
    }

    /// What the score of a node can be at most, given what is known of it.
    ///
    /// The score as a function of the number of nodes that reach it is convex or monotone before and after
    /// the next level is full, so it is highest at an end of either range.
    fn bound(&self, progress: Progress, node: u32) -> f64 {
        let with = |n_more| self.score(progress.n_met + n_more, progress.sum_with(n_more));
        let bound = match self.reach {
            Reach::Component(sizes) => {
                let size = sizes[self.graph.nodes[node as usize] as usize];
                with(u64::from(size) - progress.n_met)
            }
            Reach::All => {
                let n_more = self.graph.node_count() as u64 - progress.n_met;
                with(0).max(with(n_more.min(progress.n_next_max))).max(with(n_more))
            }
        };
        bound * ROUNDING
    }

    fn score(&self, n_met: u64, sum: u64) -> f64 {
        if sum == 0 {
            return 0.0;
        }
        let n_others = (self.graph.node_count() - 1) as f64;
        self.scale.score((n_met - 1) as f64, n_others, sum as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::super::closeness::closeness;
    use super::*;
    use crate::algo::{Unwatched, naive, with_threads};
    use crate::graph::CsrBuf;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    const SCALES: [ClosenessScale; 2] =
        [ClosenessScale::WassermanFaust, ClosenessScale::PerComponent];

    fn top(graph: &CsrBuf, n_nodes: usize, scale: ClosenessScale) -> Vec<ScoredNode> {
        let params = ClosenessTopParams { n_nodes, scale };
        closeness_top(graph.view(), graph.reversed().view(), &params, &Unwatched)
            .expect("unwatched")
    }

    /// All nodes scored and sorted.
    fn by_sorting(graph: &CsrBuf, n_nodes: usize, scale: ClosenessScale) -> Vec<ScoredNode> {
        let scores = closeness(graph.view(), graph.reversed().view(), scale, &Unwatched);
        let mut all: Vec<_> = (0..)
            .zip(scores.expect("unwatched"))
            .map(|(node, score)| ScoredNode { node: NodeIx(node), score })
            .collect();
        all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.node.cmp(&b.node)));
        all.truncate(n_nodes);
        all
    }

    /// Some hubs, a long tail and parts of their own: searches are cut in it.
    fn mixed() -> CsrBuf {
        let hubs = (1..900_u32).map(|at| (at, at * at % 7));
        let tail = (900..1000_u32).map(|at| (at - 1, at));
        let parts = [(1001, 1002), (1002, 1003), (1003, 1001)];
        naive::undirected(1010, &hubs.chain(tail).chain(parts).collect::<Vec<_>>())
    }

    #[test]
    fn the_middle_of_a_star_of_a_million_is_found_at_once() {
        let best = top(&naive::star(1_000_000), 1, ClosenessScale::WassermanFaust);
        assert_eq!(best, [ScoredNode { node: NodeIx(0), score: 1.0 }]);
    }

    #[test]
    fn none_or_more_than_there_are_can_be_wanted() {
        for scale in SCALES {
            assert!(top(&naive::star(3), 0, scale).is_empty());
            assert_eq!(top(&naive::star(3), 9, scale).len(), 4);
            assert!(top(&naive::undirected(0, &[]), 3, scale).is_empty());
            let lone = [ScoredNode { node: NodeIx(0), score: 0.0 }];
            assert_eq!(top(&naive::undirected(1, &[]), 3, scale), lone);
        }
    }

    #[test]
    fn cut_searches_miss_nothing() {
        let graph = mixed();
        for scale in SCALES {
            for n_nodes in [1, 3, 10, 100] {
                assert_eq!(top(&graph, n_nodes, scale), by_sorting(&graph, n_nodes, scale));
            }
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same_answer() {
        let of = |n_threads| {
            with_threads(n_threads, || top(&mixed(), 7, ClosenessScale::PerComponent))
                .expect("threads start")
        };
        assert_eq!(of(1), of(2));
        assert_eq!(of(1), of(5));
    }

    #[test]
    fn a_watch_stops_it() {
        let graph = mixed();
        let stop = |_| ControlFlow::Break(());
        let params = ClosenessTopParams::default();
        assert_eq!(closeness_top(graph.view(), graph.view(), &params, &stop), Err(Stopped));
    }

    proptest! {
        #[test]
        fn the_best_are_those_of_all_scores_sorted(
            directed in naive::directed_graphs(), undirected in naive::undirected_graphs(),
            n_nodes in 0..8_usize,
        ) {
            for graph in [directed, undirected] {
                for scale in SCALES {
                    prop_assert_eq!(top(&graph, n_nodes, scale), by_sorting(&graph, n_nodes, scale));
                }
            }
        }

        #[test]
        fn bounds_hold_at_every_level(graph in naive::directed_graphs()) {
            // A search that must beat the very score of its node is never cut.
            let (view, reverse) = (graph.view(), graph.reversed());
            let renumbered = Renumbered::new(view, Some(reverse.view()));
            for scale in SCALES {
                let scores = closeness(view, reverse.view(), scale, &Unwatched).expect("unwatched");
                let mut search = Search::new(&renumbered, &Reach::All, scale);
                for (node, score) in (0..).zip(scores) {
                    let number = renumbered.numbers[node as usize];
                    prop_assert_eq!(search.score_unless_below(number, score), Some(score));
                }
            }
        }
    }
}
