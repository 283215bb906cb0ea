//! The nodes nearest to all others, found without measuring all nodes.
//!
//! A search stops as soon as its node can no longer be among the best.

use super::closeness::ClosenessScale;
use super::multi_source::{Batch, Bits, Hears, LANES, NO_BITS, and, and_not, lane, or, xor};
use super::ordered_sums::{Tally, share_out, workers};
use super::renumbered::Renumbered;
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

/// Batches between two looks at the best so far, after a first one alone.
const BATCHES_PER_ROUND: usize = 8;

/// The nodes of highest [`closeness`](super::closeness), highest first, with their scores.
///
/// `reverse` is the graph turned round; an undirected graph is its own reverse.
///
/// # Conventions
/// Those of [`closeness`](super::closeness), and the very same scores. Equal scores come by node index.
/// # Complexity
/// Time O(n m) at worst, with 256 searches in one step where they meet, and far less on graphs with hubs:
/// the degrees of a node and its neighbours bound how many nodes are near, and a search that has gone d
/// arcs knows that the rest is farther. In a directed graph all nodes are taken to be within reach, which
/// cuts later. Space O(n) per thread.
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
    // Searches go against the arcs.
    let is_symmetric = graph == reverse;
    let renumbered = Renumbered::new(reverse, (!is_symmetric).then_some(graph));
    let reach = Reach::new(graph, &renumbered, params.scale);
    let mut candidates = reach.candidates(&renumbered);
    candidates.sort_by(|a, b| b.bound.total_cmp(&a.bound).then(a.node.cmp(&b.node)));
    let tally = Tally::new(watch, candidates.len());
    let mut workers = workers(BATCHES_PER_ROUND, || (Batch::new(&renumbered), Vec::new()));
    let mut best: Vec<ScoredNode> = Vec::new();
    let mut rest = &candidates[..];
    let mut n_round = LANES;
    while let (Some(first), Some(last)) = (rest.first(), params.n_nodes.checked_sub(1)) {
        let to_beat = best.get(last).map_or(-1.0, |last| last.score);
        if first.bound < to_beat {
            break;
        }
        let (round, after) = rest.split_at(n_round.min(rest.len()));
        let batches: Vec<_> = round.chunks(LANES).collect();
        share_out(batches.len(), &mut workers, |(batch, found), at| {
            let nodes: Vec<_> = batches[at].iter().map(|candidate| candidate.node).collect();
            let mut race = Race::new(&reach, &nodes, to_beat);
            batch.search(&nodes, &mut race, &tally)?;
            found.extend(race.scored().map(|(node, score)| ScoredNode {
                node: NodeIx(renumbered.nodes[node as usize]),
                score,
            }));
            tally.add(nodes.len())
        })?;
        best.extend(workers.iter_mut().flat_map(|(_, found)| found.drain(..)));
        best.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.node.cmp(&b.node)));
        best.truncate(params.n_nodes);
        rest = after;
        n_round = BATCHES_PER_ROUND * LANES;
    }
    Ok(best)
}

/// A node with what its score can be at most.
struct Candidate {
    node: u32,
    bound: f64,
}

/// How many nodes can reach a node, and the score that follows from how near they are.
struct Reach {
    n_nodes: usize,
    scale: ClosenessScale,
    /// Number of nodes in the component of each node, by new numbers; `None` in a directed graph, where
    /// all that is known is that there are no more than all.
    component_sizes: Option<Vec<u32>>,
}

/// What a search knows after a level.
#[derive(Clone, Copy)]
struct Progress {
    /// Nodes met, the first one included.
    n_met: u64,
    /// Sum of their distances.
    sum: u64,
}

impl Reach {
    fn new(graph: Csr<'_>, renumbered: &Renumbered, scale: ClosenessScale) -> Self {
        let component_sizes = renumbered.is_symmetric().then(|| {
            let labels = components(graph).labels;
            let mut sizes = vec![0; labels.len()];
            for &label in &labels {
                sizes[label as usize] += 1;
            }
            let size_of = |&node: &u32| sizes[labels[node as usize] as usize];
            renumbered.nodes.iter().map(size_of).collect()
        });
        Self { n_nodes: graph.node_count(), scale, component_sizes }
    }

    /// All nodes, bounded by what can be near: neighbours at 1, their neighbours at 2, the rest at 3.
    fn candidates(&self, graph: &Renumbered) -> Vec<Candidate> {
        let rows = graph.rows_out();
        let degrees: Vec<_> = (0..self.n_nodes as u32).map(|node| rows.degree(node)).collect();
        let back = usize::from(graph.is_symmetric());
        (0..)
            .zip(&degrees)
            .map(|(node, &degree)| {
                let beyond: usize =
                    rows.row(node).iter().map(|&v| degrees[v as usize] - back).sum();
                let near = Progress { n_met: 1 + degree as u64, sum: degree as u64 };
                Candidate { node, bound: self.bound(node, near, 2, beyond as u64) }
            })
            .collect()
    }

    /// What the score of a node can be at most, if at most `n_next` nodes are at `distance` and the others
    /// not yet met are farther.
    ///
    /// The score as a function of the number of nodes that reach it is convex or monotone before and after
    /// the next level is full, so it is highest at an end of either range.
    fn bound(&self, node: u32, met: Progress, distance: u64, n_next: u64) -> f64 {
        let with = |n_more: u64| {
            let next = n_more.min(n_next);
            let sum = met.sum + distance * next + (distance + 1) * (n_more - next);
            self.score(Progress { n_met: met.n_met + n_more, sum })
        };
        let bound = if let Some(sizes) = &self.component_sizes {
            with(u64::from(sizes[node as usize]) - met.n_met)
        } else {
            let n_more = self.n_nodes as u64 - met.n_met;
            with(0).max(with(n_more.min(n_next))).max(with(n_more))
        };
        bound * ROUNDING
    }

    fn score(&self, met: Progress) -> f64 {
        if met.sum == 0 {
            return 0.0;
        }
        let n_others = (self.n_nodes - 1) as f64;
        self.scale.score((met.n_met - 1) as f64, n_others, met.sum as f64)
    }
}

/// The searches of a batch, each of which leaves as soon as its node must stay below a score.
struct Race<'a> {
    reach: &'a Reach,
    nodes: &'a [u32],
    to_beat: f64,
    met: Vec<Progress>,
    going: Bits,
    /// Nodes met in this level, counted for all searches at once: bit b of each count is in plane b.
    planes: [Bits; 32],
}

impl<'a> Race<'a> {
    fn new(reach: &'a Reach, nodes: &'a [u32], to_beat: f64) -> Self {
        let met = vec![Progress { n_met: 1, sum: 0 }; nodes.len()];
        let going = (0..nodes.len()).fold(NO_BITS, |going, at| or(going, lane(at)));
        Self { reach, nodes, to_beat, met, going, planes: [NO_BITS; 32] }
    }

    /// The nodes whose searches went to their end.
    fn scored(&self) -> impl Iterator<Item = (u32, f64)> {
        let all = self.nodes.iter().zip(&self.met).enumerate();
        all.filter(|&(at, _)| and(self.going, lane(at)) != NO_BITS)
            .map(|(_, (&node, &met))| (node, self.reach.score(met)))
    }
}

impl Hears for Race<'_> {
    fn begin_level(&mut self, distance: u32) -> Bits {
        let planes = std::mem::replace(&mut self.planes, [NO_BITS; 32]);
        for (at, (&node, met)) in self.nodes.iter().zip(&mut self.met).enumerate() {
            let lane = lane(at);
            let count: u64 = (0..)
                .zip(&planes)
                .map(|(bit, &plane)| u64::from(and(plane, lane) != NO_BITS) << bit)
                .sum();
            met.n_met += count;
            met.sum += u64::from(distance - 1) * count;
            if self.reach.bound(node, *met, u64::from(distance), u64::MAX) < self.to_beat {
                self.going = and_not(self.going, lane);
            }
        }
        self.going
    }

    fn reach(&mut self, _: u32, searches: Bits) {
        let mut carry = searches;
        for plane in &mut self.planes {
            (*plane, carry) = (xor(*plane, carry), and(*plane, carry));
            if carry == NO_BITS {
                break;
            }
        }
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
            // A search that must beat the very score of its node goes to its end.
            let (view, reverse) = (graph.view(), graph.reversed());
            let renumbered = Renumbered::new(reverse.view(), Some(view));
            for scale in SCALES {
                let scores = closeness(view, reverse.view(), scale, &Unwatched).expect("unwatched");
                let reach = Reach::new(view, &renumbered, scale);
                for (&number, &score) in renumbered.numbers.iter().zip(&scores) {
                    let number = [number];
                    let mut race = Race::new(&reach, &number, score);
                    let tally = Tally::new(&Unwatched, 1);
                    prop_assert!(Batch::new(&renumbered).search(&number, &mut race, &tally).is_ok());
                    prop_assert_eq!(race.scored().collect::<Vec<_>>(), [(number[0], score)]);
                }
                for Candidate { node, bound } in reach.candidates(&renumbered) {
                    prop_assert!(bound >= scores[renumbered.nodes[node as usize] as usize]);
                }
            }
        }
    }
}
