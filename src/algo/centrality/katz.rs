//! Katz centrality: all walks that end at a node, the longer the less.

use super::gather::{Gather, Slots, degree_of, steady_sum, total};
use crate::algo::watch::{Stopped, Watch};
use crate::graph::Csr;

/// How walks count and when to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KatzParams {
    /// α: what each further arc of a walk multiplies its worth by. Only below 1/λ, for the largest
    /// eigenvalue λ of the adjacency matrix, do the scores have a limit.
    pub alpha: f64,
    /// β: what a node has by itself.
    pub beta: f64,
    /// Stop when the residual is no more than this.
    pub tolerance: f64,
    /// Stop after so many rounds in any case.
    pub iterations_max: u32,
}

/// The scores and how they were reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Katz {
    /// One per node. Of no meaning unless converged.
    pub scores: Vec<f64>,
    /// Rounds done.
    pub iterations: u32,
    /// Sum of the changes of the last round, by the sum of scores.
    pub residual: f64,
    /// Whether the residual is within the tolerance; never if α is too large.
    pub converged: bool,
}

impl Default for KatzParams {
    fn default() -> Self {
        Self { alpha: 0.1, beta: 1.0, tolerance: 1e-10, iterations_max: 1000 }
    }
}

/// Scores every node by the walks that end at it: `x(v) = β + α Σ x(u)` over arcs `u → v`.
///
/// # Conventions
/// Parallel arcs count separately, loops count. Scores are not scaled: divide them by their Euclidean norm
/// for NetworkX's. `reverse` is the graph turned round; an undirected graph is its own. With α at or
/// above 1/λ the scores grow without end: the kernel stops when they are no longer finite numbers or
/// when it has done its rounds, and says that it has not converged.
/// # Complexity
/// Time O(k (n + m)) for k rounds, about `ln tolerance / ln αλ`; space O(n + m).
/// # Determinism
/// Sums are added in an order of their own: the same bytes for any number of threads.
/// # References
/// L. Katz, "A new status index derived from sociometric analysis", 1953, doi:10.1007/BF02289026.
/// # Errors
/// [`Stopped`] if the watch says so.
/// # Examples
/// ```
/// use sociogram::algo::{Unwatched, centrality::{KatzParams, katz}};
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::from_arcs(3, &[(0, 1, 0), (1, 2, 1)]);
/// let found = katz(graph.reversed().view(), &KatzParams::default(), &Unwatched)?;
/// assert!(found.converged);
/// assert_eq!(found.scores, [1.0, 1.1, 1.11]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn katz(reverse: Csr<'_>, params: &KatzParams, watch: &dyn Watch) -> Result<Katz, Stopped> {
    let slots = Slots::by_length(reverse.node_count(), |node| Some(degree_of(reverse, node)));
    let arcs = Gather::new(reverse, &slots.nodes, &slots);
    let n = slots.nodes.len();
    let (mut scores, mut next) = (slots.table(), slots.table());
    scores[1..=n].fill(params.beta);
    let (mut iterations, mut residual) = (0, f64::INFINITY);
    while residual > params.tolerance && iterations < params.iterations_max {
        let table = &scores;
        let round = (watch, iterations, params.iterations_max);
        let sums = arcs.for_blocks(arcs.split(&mut next[1..=n]), round, |block, next| {
            block.sum(table, next);
            let old = &table[1..][block.rows()];
            steady_sum(next.len(), |at| {
                next[at] = params.beta + params.alpha * next[at];
                [(next[at] - old[at]).abs(), next[at].abs()]
            })
        })?;
        iterations += 1;
        let [change, size] = total(&sums);
        if !size.is_finite() {
            residual = f64::INFINITY;
            break;
        }
        std::mem::swap(&mut scores, &mut next);
        residual = if change == 0.0 { 0.0 } else { change / size };
    }
    let converged = residual <= params.tolerance;
    Ok(Katz { scores: slots.spread(&scores[1..=n]), iterations, residual, converged })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::{Progress, Unwatched, naive, with_threads};
    use crate::graph::CsrBuf;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    #[test]
    fn scores_are_those_of_networkx() {
        // NetworkX 3.6.1: nx.katz_centrality(nx.DiGraph([(0, 1), (0, 2), (1, 2), (2, 0), (3, 2), (2, 3)]),
        // alpha=0.1, beta=2.0, tol=1e-14, normalized=False).
        let arcs = [(0, 1, 0), (0, 2, 1), (1, 2, 2), (2, 0, 3), (3, 2, 4), (2, 3, 5)];
        let graph = CsrBuf::from_arcs(4, &arcs);
        let params = KatzParams { beta: 2.0, tolerance: 1e-14, ..KatzParams::default() };
        let found = katz(graph.reversed().view(), &params, &Unwatched).unwrap();
        for (score, expected) in found.scores.iter().zip([
            2.267_620_020_429,
            2.226_762_002_042,
            2.676_200_204_290,
            2.267_620_020_429,
        ]) {
            assert!((score - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn too_large_an_alpha_is_said() {
        // A triangle's largest eigenvalue is 2.
        let graph = naive::undirected(3, &[(0, 1), (1, 2), (2, 0)]);
        for (alpha, converges) in [(0.49, true), (0.5, false), (0.51, false), (1e9, false)] {
            let params = KatzParams { alpha, ..KatzParams::default() };
            let found = katz(graph.view(), &params, &Unwatched).unwrap();
            assert_eq!(found.converged, converges, "{alpha}");
            assert!(found.scores.iter().all(|score| score.is_finite()));
        }
    }

    #[test]
    fn large_graphs_have_the_same_scores_on_any_number_of_threads() {
        for graph in [naive::star(1_000_000), naive::chain(1_000_000)] {
            let params = KatzParams { alpha: 1e-4, ..KatzParams::default() };
            let run = || katz(graph.view(), &params, &Unwatched).unwrap();
            let found = with_threads(1, run).unwrap();
            assert!(found.converged);
            for n_threads in [2, 5] {
                assert_eq!(with_threads(n_threads, run).unwrap(), found);
            }
        }
    }

    #[test]
    fn a_watch_stops_it() {
        let (graph, stop) = (naive::chain(9), |_: Progress| ControlFlow::Break(()));
        assert_eq!(katz(graph.view(), &KatzParams::default(), &stop), Err(Stopped));
    }

    proptest! {
        #[test]
        fn scores_are_sums_over_walks(graph in naive::directed_graphs()) {
            let params = KatzParams { alpha: 0.03, ..KatzParams::default() };
            let found = katz(graph.reversed().view(), &params, &Unwatched).unwrap();
            prop_assert!(found.converged);
            let (matrix, n) = (naive::matrix(graph.view()), graph.view().node_count());
            let (mut worth, mut sums) = (vec![1.0; n], vec![0.0; n]);
            // No node has more than 18 arcs, so that each length is worth half the one before.
            for _ in 0..60 {
                sums.iter_mut().zip(&worth).for_each(|(sum, worth)| *sum += worth);
                let onward = |v: usize| (0..n).map(|u| 0.03 * matrix[u][v] * worth[u]).sum();
                worth = (0..n).map(onward).collect();
            }
            for (score, sum) in found.scores.iter().zip(sums) {
                prop_assert!((score - sum).abs() < 1e-7);
            }
        }
    }
}
