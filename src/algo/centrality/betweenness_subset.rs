//! Betweenness between two sets of nodes, exact, and from random shortest paths.
//!
//! Which pairs count is given; what a node in both sets means is decided by whoever gives them.

use super::betweenness::{Direction, renumbered};
use super::dependencies::{Dependencies, Targets};
use super::ordered_sums::sum_over_sources;
use super::renumbered::Renumbered;
use super::sampled_betweenness::{SampledBetweenness, SampledBetweennessParams, sampled_between};
use crate::algo::watch::{Stopped, Watch};
use crate::graph::{Csr, NodeIx};

/// The pairs whose paths count: each source with each target that is another node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubsetPairs<'a> {
    /// Where paths begin. None is named twice.
    pub sources: &'a [NodeIx],
    /// Where they end. None is named twice.
    pub targets: &'a [NodeIx],
    /// Pairs that do not count, sorted; at most one for each source, each of a source and a target.
    pub left_out: &'a [(NodeIx, NodeIx)],
}

impl SubsetPairs<'_> {
    /// How many pairs there are.
    pub fn count(&self) -> u64 {
        let mut targets = self.targets.to_vec();
        targets.sort_unstable();
        let in_both = |source: &&NodeIx| targets.binary_search(source).is_ok();
        let n_same = self.sources.iter().filter(in_both).count();
        let n_left_out = self.left_out.iter().filter(|(source, target)| source != target).count();
        self.sources.len() as u64 * targets.len() as u64 - (n_same + n_left_out) as u64
    }

    /// The target that does not count for a source.
    pub(super) fn left_out_for(&self, source: NodeIx) -> Option<NodeIx> {
        let at = self.left_out.binary_search_by_key(&source, |&(source, _)| source).ok()?;
        Some(self.left_out[at].1)
    }
}

/// Scores, and how many pairs gave them.
#[derive(Debug, Clone, PartialEq)]
pub struct BetweennessSubset {
    /// One score per node, in units of pairs.
    pub scores: Vec<f64>,
    /// Pairs that some path joins.
    pub n_joined: u64,
}

/// Sums over the given pairs the share of their shortest paths that go through a node:
/// `b(v) = Σ σ(s,t|v) / σ(s,t)` over `s ∈ S, t ∈ T` with `s ≠ v ≠ t ≠ s`.
///
/// `reverse` is the graph turned round; an undirected graph is its own reverse.
///
/// # Conventions
/// Pairs are ordered, so that two nodes which are both in both sets count from either side. Where the
/// graph is undirected the sum is twice NetworkX's, which halves it. Ends do not count as between. Parallel arcs count
/// once and loops not at all.
/// # Complexity
/// Time O(k (n + m)) for k sources, space O(n) per thread and O(m) for the arcs in an order of their own.
/// # Determinism
/// Identical bytes for any number of threads: sources are cut into chunks by their number alone, and the
/// sums of chunks are added in order.
/// # Errors
/// If the watch stops it. It is told of every source.
/// # References
/// U. Brandes, "On variants of shortest-path betweenness centrality and their generic computation", 2008,
/// doi:10.1016/j.socnet.2007.11.001.
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::centrality::{Direction, SubsetPairs, betweenness_subset};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // A chain of four: of the pairs from 0 to 2 and to 3, both pass 1 and one passes 2.
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (1, 2, 1), (2, 3, 2)]);
/// let pairs =
///     SubsetPairs { sources: &[NodeIx(0)], targets: &[NodeIx(2), NodeIx(3)], left_out: &[] };
/// let graph = graph.view();
/// let found = betweenness_subset(graph, graph, Direction::Undirected, &pairs, &Unwatched)?;
/// assert_eq!(found.scores, [0.0, 2.0, 1.0, 0.0]);
/// assert_eq!(found.n_joined, 2);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn betweenness_subset(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    direction: Direction,
    pairs: &SubsetPairs<'_>,
    watch: &dyn Watch,
) -> Result<BetweennessSubset, Stopped> {
    let n_nodes = graph.node_count();
    let renumbered = renumbered(graph, reverse, direction);
    let marks = marks(&renumbered, pairs.targets);
    let number = |node: NodeIx| renumbered.numbers[node.at()];
    let sources: Vec<u32> = pairs.sources.iter().map(|&source| number(source)).collect();
    let targets = |source: u32| {
        let source = NodeIx(renumbered.nodes[source as usize]);
        match pairs.left_out_for(source) {
            Some(target) => Targets::Without(&marks, number(target)),
            None => Targets::Marked(&marks),
        }
    };
    // The entry after those of the nodes counts the pairs that are joined.
    let mut sums = sum_over_sources(
        &sources,
        n_nodes + 1,
        watch,
        || Dependencies::new(&renumbered),
        |dependencies, source, sums| {
            let (scores, n_joined) = sums.split_at_mut(n_nodes);
            n_joined[0] += dependencies.add_to_nodes_between(source, targets(source), scores);
        },
    )?;
    #[expect(clippy::cast_sign_loss, reason = "a sum of ones, exact below 2^53")]
    let n_joined = sums.pop().unwrap_or(0.0) as u64;
    Ok(BetweennessSubset { scores: renumbered.restored(&sums), n_joined })
}

/// 1 for the targets and 0 for the others, by new numbers.
fn marks(graph: &Renumbered, targets: &[NodeIx]) -> Vec<f64> {
    let mut marks = vec![0.0; graph.node_count()];
    for target in targets {
        marks[graph.numbers[target.at()] as usize] = 1.0;
    }
    marks
}

/// Estimates for every node the share of the pairs, `b(v)` of [`betweenness_subset`] divided by the number of
/// pairs, from random shortest paths between random pairs.
///
/// # Conventions
/// Those of [`betweenness_subset`]. Pairs that no path joins are drawn too and count for no node.
/// # Method
/// That of [`sampled_betweenness`](super::sampled_betweenness), whose bounds hold whatever the pairs are.
/// # Complexity
/// As for [`sampled_betweenness`](super::sampled_betweenness).
/// # Determinism
/// As for [`sampled_betweenness`](super::sampled_betweenness).
/// # Errors
/// If the watch stops it. It is told of every few paths.
/// # Panics
/// If `error` or `confidence` is out of range.
/// # References
/// Those of [`sampled_betweenness`](super::sampled_betweenness).
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::centrality::{
///     SampledBetweennessParams, SubsetPairs, sampled_betweenness_subset,
/// };
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// let graph = CsrBuf::simple_undirected(3, &[(0, 1, 0), (1, 2, 1)]);
/// let pairs = SubsetPairs { sources: &[NodeIx(0)], targets: &[NodeIx(2)], left_out: &[] };
/// let params = SampledBetweennessParams { error: 0.1, ..SampledBetweennessParams::default() };
/// let graph = graph.view();
/// let estimate = sampled_betweenness_subset(graph, graph, &pairs, &params, &Unwatched)?;
/// assert_eq!(estimate.scores, [0.0, 1.0, 0.0]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn sampled_betweenness_subset(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    pairs: &SubsetPairs<'_>,
    params: &SampledBetweennessParams,
    watch: &dyn Watch,
) -> Result<SampledBetweenness, Stopped> {
    if pairs.count() == 0 {
        let scores = vec![0.0; graph.node_count()];
        let confidence = params.confidence;
        return Ok(SampledBetweenness { scores, n_samples: 0, error: 0.0, confidence });
    }
    sampled_between(graph, reverse, pairs, params, watch)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::paths::UNREACHED;
    use crate::algo::{Unwatched, naive, with_threads};
    use crate::graph::CsrBuf;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    /// Every shortest path between two nodes, by walking on while the distance left falls.
    fn shortest_paths(
        graph: Csr<'_>,
        distance: &[Vec<u32>],
        s: usize,
        t: usize,
    ) -> Vec<Vec<usize>> {
        if distance[s][t] == UNREACHED {
            return Vec::new();
        }
        let mut paths = vec![vec![s]];
        for _ in 0..distance[s][t] {
            paths = paths
                .into_iter()
                .flat_map(|path| {
                    let last = path[path.len() - 1];
                    let mut next: Vec<usize> = graph
                        .neighbors(NodeIx(last as u32))
                        .iter()
                        .map(|&w| w as usize)
                        .filter(|&w| {
                            distance[w][t] != UNREACHED && distance[w][t] + 1 == distance[last][t]
                        })
                        .collect();
                    next.dedup();
                    next.into_iter().map(move |w| [path.clone(), vec![w]].concat())
                })
                .collect();
        }
        paths
    }

    /// The definition: list the paths of every pair, and count those through a node.
    fn by_definition(graph: Csr<'_>, pairs: &SubsetPairs<'_>) -> BetweennessSubset {
        let distance = naive::distance_matrix(graph);
        let mut scores = vec![0.0; graph.node_count()];
        let mut n_joined = 0;
        for &s in pairs.sources {
            for &t in pairs.targets {
                if s == t || pairs.left_out.contains(&(s, t)) {
                    continue;
                }
                let paths = shortest_paths(graph, &distance, s.at(), t.at());
                n_joined += u64::from(!paths.is_empty());
                for path in &paths {
                    for &v in &path[1..path.len() - 1] {
                        scores[v] += 1.0 / paths.len() as f64;
                    }
                }
            }
        }
        BetweennessSubset { scores, n_joined }
    }

    fn of(graph: &CsrBuf, direction: Direction, pairs: &SubsetPairs<'_>) -> BetweennessSubset {
        let reversed = graph.reversed();
        betweenness_subset(graph.view(), reversed.view(), direction, pairs, &Unwatched)
            .expect("unwatched")
    }

    /// Nodes whose bit is set.
    fn set(n_nodes: usize, bits: u8) -> Vec<NodeIx> {
        (0..n_nodes as u32).filter(|&node| bits >> node & 1 == 1).map(NodeIx).collect()
    }

    #[test]
    fn pairs_are_counted_without_those_of_a_node_with_itself() {
        let (all, some) = (set(4, 0b1111), set(4, 0b0011));
        let left_out = [(NodeIx(1), NodeIx(0))];
        let count = |sources, targets, left_out| SubsetPairs { sources, targets, left_out }.count();
        assert_eq!(count(&all, &all, &[]), 12);
        assert_eq!(count(&all, &some, &[]), 6);
        assert_eq!(count(&all, &some, &left_out), 5);
        assert_eq!(count(&all, &[], &[]), 0);
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes() {
        let edges: Vec<_> = (0..600_u32).map(|at| (at * 7 % 200, at * at % 193)).collect();
        let graph = naive::undirected(200, &edges);
        let nodes: Vec<_> = (0..200).map(NodeIx).collect();
        let pairs = SubsetPairs { sources: &nodes[..120], targets: &nodes[80..], left_out: &[] };
        let bits = |n_threads| {
            let found = with_threads(n_threads, || of(&graph, Direction::Undirected, &pairs));
            let scores = found.expect("threads start").scores;
            scores.into_iter().map(f64::to_bits).collect::<Vec<_>>()
        };
        assert_eq!(bits(1), bits(2));
        assert_eq!(bits(1), bits(5));
    }

    #[test]
    fn no_pairs_give_no_scores() {
        let graph = naive::chain(3);
        let pairs = SubsetPairs { sources: &[], targets: &[NodeIx(0)], left_out: &[] };
        assert_eq!(of(&graph, Direction::Undirected, &pairs).scores, [0.0; 4]);
        let params = SampledBetweennessParams::default();
        let view = graph.view();
        let sampled = sampled_betweenness_subset(view, view, &pairs, &params, &Unwatched);
        assert_eq!(sampled.expect("unwatched").scores, [0.0; 4]);
    }

    #[test]
    fn a_watch_stops_it() {
        let graph = naive::chain(100);
        let stop = |progress: crate::algo::Progress| {
            if progress.done >= 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let nodes: Vec<_> = (0..101).map(NodeIx).collect();
        let pairs = SubsetPairs { sources: &nodes, targets: &nodes, left_out: &[] };
        let view = graph.view();
        let found = betweenness_subset(view, view, Direction::Undirected, &pairs, &stop);
        assert_eq!(found, Err(Stopped));
    }

    #[test]
    fn estimates_are_within_their_error() {
        let hubs = (1..150_u32).map(|at| (at * at % 11, at));
        let round = (150..200_u32).map(|at| (at - 1, at));
        let edges: Vec<_> = hubs.chain(round).chain([(199, 140)]).collect();
        let graph = naive::undirected(231, &edges);
        let nodes: Vec<_> = (0..231).map(NodeIx).collect();
        let left_out = [(NodeIx(60), NodeIx(199))];
        let pairs =
            SubsetPairs { sources: &nodes[..70], targets: &nodes[60..], left_out: &left_out };
        let exact = of(&graph, Direction::Undirected, &pairs);
        let n_pairs = pairs.count() as f64;
        for direction in [Direction::Undirected, Direction::Directed] {
            for seed in 0..5 {
                let params =
                    SampledBetweennessParams { direction, error: 0.03, confidence: 0.99, seed };
                let view = graph.view();
                let found = sampled_betweenness_subset(view, view, &pairs, &params, &Unwatched);
                let found = found.expect("unwatched");
                assert!(found.error <= 0.03);
                for (ours, exact) in found.scores.iter().zip(&exact.scores) {
                    assert!((ours - exact / n_pairs).abs() <= found.error, "seed {seed}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn shares_are_those_of_the_listed_paths(
            directed in naive::directed_graphs(), undirected in naive::undirected_graphs(),
            sources: u8, targets: u8, leaves_out: bool,
        ) {
            for (graph, direction) in
                [(directed, Direction::Directed), (undirected, Direction::Undirected)]
            {
                let n_nodes = graph.view().node_count();
                let (sources, targets) = (set(n_nodes, sources), set(n_nodes, targets));
                let pair = sources.first().copied().zip(targets.last().copied());
                let left_out: Vec<_> = pair.into_iter().filter(|_| leaves_out).collect();
                let pairs =
                    SubsetPairs { sources: &sources, targets: &targets, left_out: &left_out };
                let (ours, expected) = (of(&graph, direction, &pairs), by_definition(graph.view(), &pairs));
                prop_assert_eq!(ours.n_joined, expected.n_joined);
                for (a, b) in ours.scores.iter().zip(expected.scores) {
                    // Both sides add fewer than a hundred shares below 1.
                    prop_assert!((a - b).abs() < 1e-12);
                }
            }
        }
    }
}
