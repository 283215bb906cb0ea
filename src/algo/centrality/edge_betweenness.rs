//! Edge betweenness: how many shortest paths use an edge.
//!
//! Exact for the sources it is given; the sums of betweenness, kept per arc.

use super::betweenness::{BetweennessParams, Direction, Scale, once_per_pair, renumbered, sources};
use super::dependencies::Dependencies;
use super::ordered_sums::sum_over_sources;
use super::renumbered::Renumbered;
use crate::algo::watch::{Stopped, Watch};
use crate::graph::Csr;

/// Sums over all pairs of nodes the share of their shortest paths that use an edge:
/// `b(e) = Σ σ(s,t|e) / σ(s,t)` over `s ≠ t`. One score per arc of the graph, in the order of arcs.
///
/// `reverse` is the graph turned round; an undirected graph is its own reverse, and both arcs of an edge
/// have the score of the edge.
///
/// # Conventions
/// The ends of a path count, so a bridge has the product of the nodes on its sides. Parallel arcs share
/// one score evenly, loops have 0, as in NetworkX. With given sources, undirected sums are halved all the
/// same, as for nodes.
/// # Complexity
/// Time O(k (n + m)) for k sources, space O(n + m) per thread.
/// # Determinism
/// Identical bytes for any number of threads: sources are cut into chunks by their number alone, and the
/// sums of chunks are added in order.
/// # Precision
/// As for [`betweenness`](super::betweenness).
/// # Errors
/// If the watch stops it. It is told of every source.
/// # References
/// U. Brandes, "On variants of shortest-path betweenness centrality and their generic computation", 2008,
/// doi:10.1016/j.socnet.2007.11.001.
/// M. Girvan, M. E. J. Newman, "Community structure in social and biological networks", 2002,
/// doi:10.1073/pnas.122653799.
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::centrality::{BetweennessParams, edge_betweenness};
/// use sociogram::graph::CsrBuf;
///
/// // A chain of three: an edge is used by the pair of its ends and by the pair of the outer nodes.
/// let graph = CsrBuf::simple_undirected(3, &[(0, 1, 0), (1, 2, 1)]);
/// let params = BetweennessParams::default();
/// let scores = edge_betweenness(graph.view(), graph.view(), &params, &Unwatched)?;
/// assert_eq!(scores, [2.0; 4]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn edge_betweenness(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    params: &BetweennessParams<'_>,
    watch: &dyn Watch,
) -> Result<Vec<f64>, Stopped> {
    let n_nodes = graph.node_count();
    let renumbered = renumbered(graph, reverse, params.direction);
    let scores = sum_over_sources(
        &sources(&renumbered, params.sources),
        renumbered.rows_out().arc_count(),
        watch,
        || Dependencies::new(&renumbered),
        Dependencies::add_to_arcs,
    )?;
    let factor = match params.scale {
        Scale::Raw => once_per_pair(params.direction),
        Scale::Normalised if n_nodes < 2 => 1.0,
        // Undirected sums and their pairs are both halved.
        Scale::Normalised => 1.0 / (n_nodes as f64 * (n_nodes - 1) as f64),
    };
    let mut scores = by_arc(graph, &renumbered, &scores);
    for score in &mut scores {
        *score *= factor;
    }
    if params.direction == Direction::Undirected {
        add_twins(graph, &mut scores);
    }
    Ok(scores)
}

/// Scores in the order of the graph's own arcs: parallel arcs share evenly, loops have none.
fn by_arc(graph: Csr<'_>, renumbered: &Renumbered, scores: &[f64]) -> Vec<f64> {
    let mut spread = Vec::with_capacity(graph.arc_count());
    for node in graph.nodes() {
        // The renumbered row lists the same targets in the same order, each once.
        let row = renumbered.rows_out().range(renumbered.numbers[node.at()]);
        let mut scores = scores[row].iter();
        for same in graph.neighbors(node).chunk_by(|a, b| a == b) {
            let score = if same[0] == node.0 {
                0.0
            } else {
                let score = scores.next().expect("every target but loops has a score");
                score / same.len() as f64
            };
            spread.extend(std::iter::repeat_n(score, same.len()));
        }
    }
    spread
}

/// Gives both arcs of an edge the sum of the two ways it is used.
fn add_twins(graph: Csr<'_>, scores: &mut [f64]) {
    // Sources rise, and rows are sorted: the arcs that arrive at a node are met in the order of its row.
    let mut next: Vec<u32> = graph.offsets().to_vec();
    for node in graph.nodes() {
        for arc in graph.range(node) {
            let target = graph.target(arc);
            if target <= node {
                continue;
            }
            // Twins of arcs to greater nodes come first in the greater node's row.
            let twin = next[target.at()] as usize;
            next[target.at()] += 1;
            debug_assert_eq!(graph.target(twin), node, "every arc has its twin");
            let sum = scores[arc] + scores[twin];
            (scores[arc], scores[twin]) = (sum, sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::betweenness::Sources;
    use super::*;
    use crate::algo::naive;
    use crate::algo::paths::UNREACHED;
    use crate::algo::{Unwatched, with_threads};
    use crate::graph::{CsrBuf, NodeIx};
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    fn raw(graph: &CsrBuf, direction: Direction) -> Vec<f64> {
        let params = BetweennessParams { direction, ..BetweennessParams::default() };
        edge_betweenness(graph.view(), graph.reversed().view(), &params, &Unwatched)
            .expect("unwatched")
    }

    /// Every shortest path from every source, walked; each pair gives 1 to share between its paths.
    fn by_definition(graph: Csr<'_>, sources: &[NodeIx]) -> Vec<f64> {
        let n = graph.node_count();
        let distance = naive::distance_matrix(graph);
        let mut scores = vec![0.0; graph.arc_count()];
        let pairs = sources.iter().flat_map(|&s| (0..n).map(move |t| (s.at(), t)));
        for (s, t) in pairs.filter(|(s, t)| s != t && distance[*s][*t] != UNREACHED) {
            let mut paths = vec![vec![s]];
            for left in (0..distance[s][t]).rev() {
                paths = paths
                    .into_iter()
                    .flat_map(|path| {
                        let last = NodeIx(path[path.len() - 1] as u32);
                        let mut next = graph.neighbors(last).to_vec();
                        next.dedup();
                        next.retain(|&w| distance[w as usize][t] == left);
                        next.into_iter().map(move |w| [path.clone(), vec![w as usize]].concat())
                    })
                    .collect();
            }
            for step in paths.iter().flat_map(|path| path.windows(2)) {
                let arcs = graph.range_between(NodeIx(step[0] as u32), NodeIx(step[1] as u32));
                let share = 1.0 / paths.len() as f64 / arcs.len() as f64;
                scores[arcs].iter_mut().for_each(|score| *score += share);
            }
        }
        scores
    }

    /// Both sides add fewer than a hundred shares below 1.
    fn is_near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn a_bridge_is_used_by_every_pair_across_it() {
        // Two triangles and the edge 2-3 between them: networkx 3.6.1 gives 9 for it, 4 for 0-2, 1 for 0-1.
        let graph = naive::undirected(6, &[(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)]);
        let scores = raw(&graph, Direction::Undirected);
        let of = |from, to| scores[graph.view().range_between(NodeIx(from), NodeIx(to))].to_vec();
        assert_eq!(of(2, 3), [9.0]);
        assert_eq!(of(3, 2), [9.0]);
        assert_eq!(of(0, 2), [4.0]);
        assert_eq!(of(0, 1), [1.0]);
    }

    #[test]
    fn parallel_edges_share_and_loops_have_none() {
        let graph = naive::undirected(2, &[(0, 1), (0, 1), (1, 1)]);
        assert_eq!(raw(&graph, Direction::Undirected), [0.5, 0.5, 0.5, 0.5, 0.0]);
    }

    #[test]
    fn small_graphs_have_scores_too() {
        for n_nodes in 0..2 {
            let graph = naive::undirected(n_nodes, &[]);
            let params =
                BetweennessParams { scale: Scale::Normalised, ..BetweennessParams::default() };
            let scores = edge_betweenness(graph.view(), graph.view(), &params, &Unwatched);
            assert_eq!(scores, Ok(Vec::new()));
        }
    }

    #[test]
    fn a_star_and_a_chain_of_a_million_are_no_deeper_than_others() {
        let sources = [NodeIx(0)];
        let params =
            BetweennessParams { sources: Sources::Given(&sources), ..BetweennessParams::default() };
        let star = naive::star(1_000_000);
        let scores = edge_betweenness(star.view(), star.view(), &params, &Unwatched);
        assert!(scores.expect("unwatched").into_iter().all(|score| is_near(score, 0.5)));
        let chain = naive::chain(1_000_000);
        let scores = edge_betweenness(chain.view(), chain.view(), &params, &Unwatched);
        assert!(is_near(scores.expect("unwatched")[0], 500_000.0));
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
    fn a_watch_stops_it() {
        let graph = naive::chain(10);
        let stop = |_| ControlFlow::Break(());
        let params = BetweennessParams::default();
        assert_eq!(edge_betweenness(graph.view(), graph.view(), &params, &stop), Err(Stopped));
    }

    proptest! {
        #[test]
        fn shares_are_those_of_the_definition(
            directed in naive::directed_graphs(), undirected in naive::undirected_graphs(),
        ) {
            let nodes: Vec<_> = directed.view().nodes().collect();
            let expected = by_definition(directed.view(), &nodes);
            for (a, b) in raw(&directed, Direction::Directed).iter().zip(expected) {
                prop_assert!(is_near(*a, b));
            }
            // Both ways over an edge are the same pairs from all sources: twice the half of either.
            let nodes: Vec<_> = undirected.view().nodes().collect();
            let expected = by_definition(undirected.view(), &nodes);
            for (a, b) in raw(&undirected, Direction::Undirected).iter().zip(expected) {
                prop_assert!(is_near(*a, b));
            }
        }
    }
}
