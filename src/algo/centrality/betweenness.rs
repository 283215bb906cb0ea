//! Betweenness: how many shortest paths go through a node, by Brandes' accumulation.
//!
//! Exact for the sources it is given. Counts arcs; lengths and the rule of passage play no part.

use super::dependencies::Dependencies;
use super::ordered_sums::sum_over_sources;
use super::renumbered::Renumbered;
use crate::algo::watch::{Stopped, Watch};
use crate::graph::{Csr, NodeIx};

/// Which pairs are counted, and how scores are scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BetweennessParams<'a> {
    /// Whether a pair counts in each direction.
    pub direction: Direction,
    /// What the sum is divided by.
    pub scale: Scale,
    /// Where paths begin.
    pub sources: Sources<'a>,
}

impl Default for BetweennessParams<'_> {
    /// Raw, undirected, from all nodes.
    fn default() -> Self {
        Self { direction: Direction::Undirected, scale: Scale::Raw, sources: Sources::All }
    }
}

/// Where paths begin; they end anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sources<'a> {
    /// At every node.
    All,
    /// At these. One that is named twice counts twice.
    Given(&'a [NodeIx]),
}

/// How the arcs of a graph are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Pairs are ordered.
    Directed,
    /// The graph holds both arcs of every edge, and a pair counts once.
    Undirected,
}

/// What scores are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// By nothing.
    Raw,
    /// By the number of pairs there could be, half of that when undirected: for a node the (n-1)(n-2) of
    /// other nodes, for an edge all n(n-1).
    Normalised,
}

/// Sums over all pairs of other nodes the share of their shortest paths that go through a node:
/// `b(v) = Σ σ(s,t|v) / σ(s,t)` over `s ≠ v ≠ t`.
///
/// `reverse` is the graph turned round; an undirected graph is its own reverse.
///
/// # Conventions
/// Ends do not count as between. Parallel arcs count once and loops not at all, as in NetworkX. With
/// fewer than three nodes nothing lies between. With given sources, only pairs that begin there are
/// summed; undirected sums are halved all the same, as in igraph, since most pairs would have been met
/// from either end, and the scale stays that of all pairs.
/// # Complexity
/// Time O(k (n + m)) for k sources, space O(n) per thread and O(m) for the arcs in an order of their own.
/// # Determinism
/// Identical bytes for any number of threads: sources are cut into chunks by their number alone, and the
/// sums of chunks are added in order.
/// # Precision
/// Numbers of paths are held as 64-bit floats, exact up to 2^53. Beyond 10^308 they stay at the greatest
/// float: scores remain finite but shares are no longer exact.
/// # Errors
/// If the watch stops it. It is told of every source.
/// # References
/// U. Brandes, "A faster algorithm for betweenness centrality", 2001, doi:10.1080/0022250X.2001.9990249.
/// L. C. Freeman, "A set of measures of centrality based on betweenness", 1977, doi:10.2307/3033543.
/// S. Beamer, K. Asanović, D. Patterson, "Direction-optimizing breadth-first search", 2012,
/// doi:10.1109/SC.2012.50.
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::centrality::{BetweennessParams, Scale, betweenness};
/// use sociogram::graph::CsrBuf;
///
/// // A chain of three: all paths between its ends go through the middle.
/// let graph = CsrBuf::simple_undirected(3, &[(0, 1, 0), (1, 2, 1)]);
/// let params = BetweennessParams { scale: Scale::Normalised, ..BetweennessParams::default() };
/// assert_eq!(betweenness(graph.view(), graph.view(), &params, &Unwatched)?, [0.0, 1.0, 0.0]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn betweenness(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    params: &BetweennessParams<'_>,
    watch: &dyn Watch,
) -> Result<Vec<f64>, Stopped> {
    let n_nodes = graph.node_count();
    let renumbered = renumbered(graph, reverse, params.direction);
    let scores = sum_over_sources(
        &sources(&renumbered, params.sources),
        n_nodes,
        watch,
        || Dependencies::new(&renumbered),
        Dependencies::add_to_nodes,
    )?;
    let factor = match params.scale {
        Scale::Raw => once_per_pair(params.direction),
        Scale::Normalised if n_nodes < 3 => 1.0,
        // Undirected sums and their pairs are both halved.
        Scale::Normalised => 1.0 / ((n_nodes - 1) as f64 * (n_nodes - 2) as f64),
    };
    let mut scores = renumbered.restored(&scores);
    for score in &mut scores {
        *score *= factor;
    }
    Ok(scores)
}

/// The numbering that both sums over sources work on.
pub(super) fn renumbered(graph: Csr<'_>, reverse: Csr<'_>, direction: Direction) -> Renumbered {
    Renumbered::new(graph, (direction == Direction::Directed).then_some(reverse))
}

/// New numbers of the sources. All of them come in the order of nodes.
pub(super) fn sources(graph: &Renumbered, sources: Sources<'_>) -> Vec<u32> {
    match sources {
        Sources::All => graph.numbers.clone(),
        Sources::Given(nodes) => nodes.iter().map(|node| graph.numbers[node.at()]).collect(),
    }
}

/// What a sum over ordered pairs is multiplied by.
pub(super) fn once_per_pair(direction: Direction) -> f64 {
    match direction {
        Direction::Directed => 1.0,
        Direction::Undirected => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::algo::paths::UNREACHED;
    use crate::algo::{Unwatched, with_threads};
    use crate::graph::CsrBuf;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    /// Shares by the definition: paths counted for every pair, then σ(s,v) σ(v,t) / σ(s,t).
    fn by_definition(graph: Csr<'_>) -> Vec<f64> {
        let sources: Vec<_> = (0..graph.node_count()).collect();
        by_definition_from(graph, &sources)
    }

    fn by_definition_from(graph: Csr<'_>, sources: &[usize]) -> Vec<f64> {
        let n = graph.node_count();
        let distance = naive::distance_matrix(graph);
        let mut paths = vec![vec![0.0; n]; n];
        for s in 0..n {
            paths[s][s] = 1.0;
            let mut by_distance: Vec<_> = (0..n).filter(|&t| t != s).collect();
            by_distance.sort_by_key(|&t| distance[s][t]);
            for t in by_distance.into_iter().filter(|&t| distance[s][t] != UNREACHED) {
                let before = (0..n).filter(|&v| {
                    distance[s][v] != UNREACHED
                        && distance[s][v] + 1 == distance[s][t]
                        && graph.neighbors(NodeIx(v as u32)).contains(&(t as u32))
                });
                paths[s][t] = before.map(|v| paths[s][v]).sum();
            }
        }
        let share = |s: usize, v: usize, t: usize| {
            let reached = [distance[s][t], distance[s][v], distance[v][t]];
            let is_between = s != v && v != t && s != t && !reached.contains(&UNREACHED);
            if is_between && distance[s][v] + distance[v][t] == distance[s][t] {
                paths[s][v] * paths[v][t] / paths[s][t]
            } else {
                0.0
            }
        };
        let pairs = || sources.iter().flat_map(|&s| (0..n).map(move |t| (s, t)));
        (0..n).map(|v| pairs().map(|(s, t)| share(s, v, t)).sum()).collect()
    }

    fn raw(graph: &CsrBuf, direction: Direction) -> Vec<f64> {
        scored(graph, &BetweennessParams { direction, ..BetweennessParams::default() })
    }

    fn scored(graph: &CsrBuf, params: &BetweennessParams<'_>) -> Vec<f64> {
        betweenness(graph.view(), graph.reversed().view(), params, &Unwatched).expect("unwatched")
    }

    fn normalised(direction: Direction) -> BetweennessParams<'static> {
        BetweennessParams { direction, scale: Scale::Normalised, sources: Sources::All }
    }

    /// Both sides add fewer than a hundred shares below 1.
    fn is_near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn the_middle_of_a_star_is_between_every_pair_of_leaves() {
        let graph = naive::star(1000);
        let scores = raw(&graph, Direction::Undirected);
        assert!(is_near(scores[0], 1000.0 * 999.0 / 2.0));
        assert!(scores[1..].iter().all(|&score| score == 0.0));
    }

    #[test]
    fn counts_beyond_the_greatest_float_leave_scores_finite() {
        let arcs: Vec<_> = (0..1100)
            .map(|i| 3 * i)
            .flat_map(|j| [(j, j + 1), (j, j + 2), (j + 1, j + 3), (j + 2, j + 3)])
            .map(|(from, to)| (from, to, 0))
            .collect();
        let graph = CsrBuf::from_arcs(3301, &arcs);
        assert!(raw(&graph, Direction::Directed).iter().all(|score| score.is_finite()));
    }

    #[test]
    fn few_nodes_have_nothing_between() {
        for n_nodes in 0..3 {
            let graph = CsrBuf::simple_undirected(n_nodes, &[(0, 1, 0)][..n_nodes / 2]);
            for direction in [Direction::Directed, Direction::Undirected] {
                let params = normalised(direction);
                assert_eq!(scored(&graph, &params), vec![0.0; n_nodes]);
            }
        }
    }

    #[test]
    fn a_long_row_of_doubled_ways_leaves_scores_finite() {
        // Beyond the greatest float every diamond would double what lies behind it.
        let arcs: Vec<_> = (0..4000)
            .map(|i| 3 * i)
            .flat_map(|j| [(j, j + 1), (j, j + 2), (j + 1, j + 3), (j + 2, j + 3)])
            .map(|(from, to)| (from, to, 0))
            .collect();
        let graph = CsrBuf::from_arcs(12_001, &arcs);
        let params = BetweennessParams {
            direction: Direction::Directed,
            sources: Sources::Given(&[NodeIx(0)]),
            ..BetweennessParams::default()
        };
        assert!(scored(&graph, &params).iter().all(|score| score.is_finite()));
    }

    #[test]
    fn a_chain_of_a_million_counts_what_lies_behind() {
        let graph = naive::chain(1_000_000);
        let params = BetweennessParams {
            sources: Sources::Given(&[NodeIx(0)]),
            ..BetweennessParams::default()
        };
        let scores = scored(&graph, &params);
        assert!((1..1_000_001).all(|node| is_near(scores[node], (1_000_000 - node) as f64 / 2.0)));
    }

    #[test]
    fn a_star_of_a_million_is_looked_at_from_a_leaf() {
        let graph = naive::star(1_000_000);
        let params = BetweennessParams {
            sources: Sources::Given(&[NodeIx(7)]),
            ..BetweennessParams::default()
        };
        let scores = scored(&graph, &params);
        assert_eq!(scores[0].to_bits(), (999_999.0_f64 / 2.0).to_bits());
        assert!(scores[1..].iter().all(|&score| score == 0.0));
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes() {
        let edges: Vec<_> = (0..600_u32).map(|at| (at * 7 % 200, at * at % 193)).collect();
        let graph = naive::undirected(200, &edges);
        let bits = |n_threads| {
            let scores = with_threads(n_threads, || raw(&graph, Direction::Undirected));
            scores.expect("threads start").into_iter().map(f64::to_bits).collect::<Vec<_>>()
        };
        assert_eq!(bits(1), bits(2));
        assert_eq!(bits(1), bits(5));
    }

    #[test]
    fn wide_levels_are_counted_by_the_definition_too() {
        // Three hubs, rings and a tail: some levels push, others pull.
        let hubs = (0..300_u32).map(|at| (at % 3, 3 + at * at % 117));
        let rings = (3..120_u32).map(|at| (at, 3 + (at + 7) % 117));
        let tail = (120..140_u32).map(|at| (at - 1, at));
        let edges: Vec<_> = hubs.chain(rings).chain(tail).collect();
        let arcs: Vec<_> = (0..).zip(&edges).map(|(edge, &(a, b))| (a, b, edge)).collect();
        let (undirected, directed) =
            (naive::undirected(141, &edges), CsrBuf::from_arcs(141, &arcs));
        for (graph, direction, factor) in
            [(undirected, Direction::Undirected, 0.5), (directed, Direction::Directed, 1.0)]
        {
            let expected = by_definition(graph.view());
            // Sums of up to twenty thousand shares.
            let is_near = |(a, b): (&f64, f64)| (a - b * factor).abs() < 1e-8;
            assert!(raw(&graph, direction).iter().zip(expected).all(is_near));
        }
    }

    #[test]
    fn a_watch_stops_it() {
        let graph = naive::chain(100);
        let stop = |progress: crate::algo::Progress| {
            if progress.done >= 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let params = BetweennessParams::default();
        assert_eq!(betweenness(graph.view(), graph.view(), &params, &stop), Err(Stopped));
    }

    proptest! {
        #[test]
        fn given_sources_count_the_pairs_that_begin_there(
            graph in naive::directed_graphs(), picks in prop::collection::vec(0..7_u32, 0..4),
        ) {
            let n = graph.view().node_count();
            let picks: Vec<_> = picks.into_iter().filter(|&pick| (pick as usize) < n).collect();
            let nodes: Vec<_> = picks.iter().map(|&pick| NodeIx(pick)).collect();
            let sources: Vec<_> = picks.iter().map(|&pick| pick as usize).collect();
            let params = BetweennessParams {
                direction: Direction::Directed,
                sources: Sources::Given(&nodes),
                ..BetweennessParams::default()
            };
            let expected = by_definition_from(graph.view(), &sources);
            for (a, b) in scored(&graph, &params).iter().zip(expected) {
                prop_assert!(is_near(*a, b));
            }
        }

        #[test]
        fn shares_are_those_of_the_definition(
            directed in naive::directed_graphs(), undirected in naive::undirected_graphs(),
        ) {
            let ours = raw(&directed, Direction::Directed);
            for (a, b) in ours.iter().zip(by_definition(directed.view())) {
                prop_assert!(is_near(*a, b));
            }
            let ours = raw(&undirected, Direction::Undirected);
            for (a, b) in ours.iter().zip(by_definition(undirected.view())) {
                prop_assert!(is_near(*a, b / 2.0));
            }
        }

        #[test]
        fn normalised_scores_are_shares_of_all_pairs(graph in naive::undirected_graphs()) {
            let n = graph.view().node_count() as f64;
            let pairs = ((n - 1.0) * (n - 2.0) / 2.0).max(1.0);
            let raw = raw(&graph, Direction::Undirected);
            for (a, b) in scored(&graph, &normalised(Direction::Undirected)).iter().zip(raw) {
                prop_assert!(is_near(*a, b / pairs));
                prop_assert!((0.0..=1.0 + 1e-12).contains(a));
            }
        }
    }
}
