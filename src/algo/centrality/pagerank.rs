//! PageRank: the stationary distribution of a random walk with jumps.
//!
//! Pulls along the reversed graph; the graph itself only gives out-degrees. Arcs have no weights. This file
//! chooses how the equation is solved and walks the walk itself; its siblings solve it faster.

use super::gather::{Gather, Slots, degree_of, is_own_reverse, steady_sum, total};
use super::{pagerank_directed, pagerank_symmetric};
use crate::algo::watch::{Stopped, Watch};
use crate::graph::Csr;

/// How the walk goes and when to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageRankParams {
    /// Probability of following an arc rather than jumping; at least 0 and below 1.
    pub damping: f64,
    /// Stop when one more sweep would change the scores by no more than this in sum.
    pub tolerance: f64,
    /// Stop after so many looks at all arcs in any case.
    pub iterations_max: u32,
    /// How the equation is solved.
    pub method: PageRankMethod,
}

/// How the equation is solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageRankMethod {
    /// By whatever reaches the tolerance soonest: conjugate gradients where the graph is its own reverse.
    Fastest,
    /// By sweeps of the walk itself from the distribution it restarts by; each takes all scores from those of the
    /// sweep before.
    PowerIteration,
}

/// The scores and how they were reached.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRank {
    /// One per node, with sum 1.
    pub scores: Vec<f64>,
    /// How often the arcs were looked at.
    pub iterations: u32,
    /// Bound of the sum of changes that one more sweep would make.
    pub residual: f64,
    /// Whether the residual is within the tolerance.
    pub converged: bool,
}

/// Where jumps lead.
#[derive(Clone, Copy)]
pub(super) enum Restart<'a> {
    /// To every node alike.
    Anywhere { share: f64 },
    /// To some more than to others; sums to 1.
    At(&'a [f64]),
}

impl Restart<'_> {
    pub(super) fn of(self, node: usize) -> f64 {
        match self {
            Self::Anywhere { share } => share,
            Self::At(shares) => shares[node],
        }
    }
}

impl Default for PageRankParams {
    fn default() -> Self {
        Self {
            damping: 0.85,
            tolerance: 1e-10,
            iterations_max: 1000,
            method: PageRankMethod::Fastest,
        }
    }
}

impl PageRank {
    /// Scales the scores to sum 1.
    pub(super) fn scaled(mut self) -> Self {
        let [sum] = steady_sum(self.scores.len(), |node| [self.scores[node]]);
        self.scores.iter_mut().for_each(|score| *score /= sum);
        self
    }
}

/// Ranks every node: `x(v) = (1-d)/n + d (Σ x(u)/out(u) + D/n)` over arcs `u → v`, where D is the score
/// of all nodes without outgoing arcs.
///
/// # Conventions
/// Parallel arcs count separately, loops count. Nodes without outgoing arcs give to all nodes alike.
/// `reverse` is `graph` turned round; an undirected graph is its own, and only if the same slices are given for
/// both is it known to be one.
/// # Complexity
/// Time O(k (n + m)), space O(n + m), for k looks at all arcs. For a tolerance of 1e-6 k is about 20 on
/// undirected graphs, and 50 on directed ones, where only arcs between cycles are looked at so often;
/// sweeps need about `ln tolerance / ln damping`.
/// # Determinism
/// Sums are added in an order of their own: the same bytes for any number of threads.
/// # References
/// L. Page, S. Brin, R. Motwani, T. Winograd, "The PageRank citation ranking: bringing order to the web",
/// 1999.
/// S. Brin, L. Page, "The anatomy of a large-scale hypertextual web search engine", 1998,
/// doi:10.1016/S0169-7552(98)00110-X.
/// G. M. Del Corso, A. Gullì, F. Romani, "Fast PageRank computation via a sparse linear system", 2005,
/// doi:10.1080/15427951.2005.10129108.
/// # Errors
/// [`Stopped`] if the watch says so.
/// # Panics
/// If the two graphs differ in size, or damping is not in 0..1.
/// # Examples
/// ```
/// use sociogram::algo::{Unwatched, centrality::{PageRankParams, pagerank}};
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::from_arcs(3, &[(0, 2, 0), (1, 2, 1)]);
/// let reverse = graph.reversed();
/// let ranks = pagerank(graph.view(), reverse.view(), &PageRankParams::default(), &Unwatched)?;
/// assert!(ranks.converged);
/// assert!(ranks.scores[2] > ranks.scores[0]);
/// assert!((ranks.scores.iter().sum::<f64>() - 1.0).abs() < 1e-12);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn pagerank(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    params: &PageRankParams,
    watch: &dyn Watch,
) -> Result<PageRank, Stopped> {
    let restart = Restart::Anywhere { share: 1.0 / graph.node_count() as f64 };
    rank(graph, reverse, restart, params, watch)
}

/// Ranks every node as seen from some: `x(v) = (1-d) r(v) + d (Σ x(u)/out(u) + D r(v))` over arcs `u → v`,
/// where r is `restart` scaled to sum 1.
///
/// # Conventions
/// Those of [`pagerank`], but jumps lead where `restart` says, and what nodes without outgoing arcs have
/// goes there too, as in NetworkX. A node that no walk from there reaches scores 0.
/// # Complexity
/// That of [`pagerank`].
/// # Determinism
/// That of [`pagerank`].
/// # References
/// T. H. Haveliwala, "Topic-sensitive PageRank", 2002, doi:10.1145/511446.511513.
/// # Errors
/// [`Stopped`] if the watch says so.
/// # Panics
/// As [`pagerank`], or if `restart` has not one number per node, or has negative ones, or no sum.
/// # Examples
/// ```
/// use sociogram::algo::{Unwatched, centrality::{PageRankParams, personalised_pagerank}};
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (1, 2, 1)]);
/// let (view, params) = (graph.view(), PageRankParams::default());
/// let ranks = personalised_pagerank(view, view, &[1.0, 0.0, 0.0, 0.0], &params, &Unwatched)?;
/// assert!(ranks.scores[0] > ranks.scores[2]);
/// assert_eq!(ranks.scores[3], 0.0);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn personalised_pagerank(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    restart: &[f64],
    params: &PageRankParams,
    watch: &dyn Watch,
) -> Result<PageRank, Stopped> {
    assert_eq!(restart.len(), graph.node_count(), "restart has one number per node");
    assert!(restart.iter().all(|&share| share >= 0.0), "no share is negative");
    let [sum] = steady_sum(restart.len(), |node| [restart[node]]);
    assert!(restart.is_empty() || (sum > 0.0 && sum.is_finite()), "shares have a sum");
    let shares: Vec<f64> = restart.iter().map(|share| share / sum).collect();
    rank(graph, reverse, Restart::At(&shares), params, watch)
}

fn rank(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    restart: Restart<'_>,
    params: &PageRankParams,
    watch: &dyn Watch,
) -> Result<PageRank, Stopped> {
    assert_eq!(graph.node_count(), reverse.node_count(), "the reverse has the same nodes");
    assert_eq!(graph.arc_count(), reverse.arc_count(), "the reverse has the same arcs");
    assert!((0.0..1.0).contains(&params.damping), "damping is at least 0 and below 1");
    if graph.node_count() == 0 {
        return Ok(PageRank { scores: Vec::new(), iterations: 0, residual: 0.0, converged: true });
    }
    match params.method {
        PageRankMethod::PowerIteration => sweep(graph, reverse, restart, params, watch),
        PageRankMethod::Fastest if is_own_reverse(graph, reverse) => {
            pagerank_symmetric::solve(graph, restart, params, watch)
        }
        PageRankMethod::Fastest => pagerank_directed::solve(graph, reverse, restart, params, watch),
    }
}

/// The walk itself.
fn sweep(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    restart: Restart<'_>,
    params: &PageRankParams,
    watch: &dyn Watch,
) -> Result<PageRank, Stopped> {
    let (degree, row) = (|node| degree_of(graph, node), |node| degree_of(reverse, node));
    // Nodes that give come first: no row asks for the others.
    let mut slots = Slots::by_length(graph.node_count(), |v| (degree(v) > 0).then(|| row(v)));
    slots.append(|v| (degree(v) == 0).then(|| row(v)));
    let arcs = Gather::new(reverse, &slots.nodes, &slots);
    // Nodes without arcs count as if they had one: their share is theirs alone, as no row asks for it.
    let degrees = slots.pick(|node| f64::from(degree(node).max(1)));
    let inverse: Vec<f64> = degrees.iter().map(|degree| 1.0 / degree).collect();
    let shares = slots.pick(|node| restart.of(node));
    let dangling: Vec<u32> = (0..)
        .zip(&slots.nodes)
        .filter(|&(_, &node)| degree(node as usize) == 0)
        .map(|(at, _)| at)
        .collect();
    let n = degrees.len();
    let (mut given, mut next) = (slots.table(), slots.table());
    for at in 0..n {
        given[at + 1] = shares[at] * inverse[at];
    }
    let (mut iterations, mut residual) = (0, f64::INFINITY);
    while residual > params.tolerance && iterations < params.iterations_max {
        let [lost] = steady_sum(dangling.len(), |at| [given[dangling[at] as usize + 1]]);
        let jumps = 1.0 - params.damping + params.damping * lost;
        let table = &given;
        let round = (watch, iterations, params.iterations_max);
        let changes = arcs.for_blocks(arcs.split(&mut next[1..=n]), round, |block, next| {
            block.sum(table, next);
            let old = &table[1..][block.rows()];
            let (shares, inverse) = (&shares[block.rows()], &inverse[block.rows()]);
            let degrees = &degrees[block.rows()];
            steady_sum(next.len(), |at| {
                let score = jumps * shares[at] + params.damping * next[at];
                next[at] = score * inverse[at];
                [(score - old[at] * degrees[at]).abs()]
            })
        })?;
        [residual] = total(&changes);
        std::mem::swap(&mut given, &mut next);
        iterations += 1;
    }
    for (given, degree) in given[1..].iter_mut().zip(&degrees) {
        *given *= degree;
    }
    let scores = slots.spread(&given[1..=n]);
    Ok(PageRank { scores, iterations, residual, converged: residual <= params.tolerance })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::{Progress, Unwatched, naive, with_threads};
    use crate::graph::CsrBuf;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    const STRICT: PageRankParams = PageRankParams {
        damping: 0.85,
        tolerance: 1e-14,
        iterations_max: 1000,
        method: PageRankMethod::Fastest,
    };
    const SWEEPS: PageRankParams =
        PageRankParams { method: PageRankMethod::PowerIteration, ..STRICT };

    /// Solves `(I - d P) x = (1-d) r` by elimination, where P spreads dangling nodes as r says.
    fn by_elimination(graph: Csr<'_>, damping: f64, restart: &[f64]) -> Vec<f64> {
        let n = graph.node_count();
        let mut rows = vec![vec![0.0; n + 1]; n];
        for from in graph.nodes() {
            let targets = graph.neighbors(from);
            for (to, row) in rows.iter_mut().enumerate() {
                let n_arcs = targets.iter().filter(|&&target| target as usize == to).count();
                let share = match targets.len() {
                    0 => restart[to],
                    degree => n_arcs as f64 / degree as f64,
                };
                row[from.at()] -= damping * share;
            }
        }
        for (at, row) in rows.iter_mut().enumerate() {
            row[at] += 1.0;
            row[n] = (1.0 - damping) * restart[at];
        }
        for at in 0..n {
            // Columns are diagonally dominant, so that the pivot is never small.
            let pivot = rows[at].clone();
            for (other, row) in rows.iter_mut().enumerate() {
                if other != at {
                    let factor = row[at] / pivot[at];
                    row.iter_mut().zip(&pivot).for_each(|(x, p)| *x -= factor * p);
                }
            }
        }
        (0..n).map(|at| rows[at][n] / rows[at][at]).collect()
    }

    /// The sum of changes of one more sweep, by definition.
    fn change(graph: Csr<'_>, scores: &[f64], restart: &[f64]) -> f64 {
        let mut next: Vec<f64> = restart.iter().map(|share| 0.15 * share).collect();
        for from in graph.nodes() {
            let (given, targets) = (0.85 * scores[from.at()], graph.neighbors(from));
            for &to in targets {
                next[to as usize] += given / targets.len() as f64;
            }
            if targets.is_empty() {
                next.iter_mut().zip(restart).for_each(|(next, share)| *next += given * share);
            }
        }
        next.iter().zip(scores).map(|(a, b)| (a - b).abs()).sum()
    }

    #[test]
    fn a_cycle_shares_evenly_and_stops_at_once() {
        let graph = naive::undirected(4, &[(0, 1), (1, 2), (2, 3), (3, 0)]);
        let params = PageRankParams::default();
        let ranks = pagerank(graph.view(), graph.view(), &params, &Unwatched).unwrap();
        assert_eq!(ranks.scores, [0.25; 4]);
        assert_eq!(ranks.iterations, 1);
    }

    #[test]
    fn too_few_rounds_are_said() {
        let graph = naive::chain(9);
        let reverse = graph.reversed();
        for reverse in [graph.view(), reverse.view()] {
            for params in [STRICT, SWEEPS] {
                let params = PageRankParams { iterations_max: 2, ..params };
                let ranks = pagerank(graph.view(), reverse, &params, &Unwatched).unwrap();
                assert_eq!(ranks.iterations, 2);
                assert!(!ranks.converged);
                assert!(ranks.residual > params.tolerance);
            }
        }
    }

    #[test]
    fn a_graph_without_cycles_takes_no_sweep() {
        let graph = CsrBuf::from_arcs(4, &[(0, 1, 0), (1, 2, 1), (0, 2, 2)]);
        let reverse = graph.reversed();
        let ranks = pagerank(graph.view(), reverse.view(), &STRICT, &Unwatched).unwrap();
        assert_eq!((ranks.iterations, ranks.residual, ranks.converged), (0, 0.0, true));
        assert!(change(graph.view(), &ranks.scores, &[0.25; 4]) < 1e-15);
    }

    #[test]
    fn sweeps_are_those_of_the_definition() {
        // By hand, from a third each.
        let graph = naive::chain(2);
        let params = PageRankParams { iterations_max: 2, tolerance: 0.0, ..SWEEPS };
        let ranks = pagerank(graph.view(), graph.view(), &params, &Unwatched).unwrap();
        let (end, middle) = (0.05 + 0.85 / 6.0, 0.05 + 0.85 * 2.0 / 3.0);
        let (end, middle) = (0.05 + 0.85 * middle / 2.0, 0.05 + 0.85 * 2.0 * end);
        for (score, expected) in ranks.scores.iter().zip([end, middle, end]) {
            assert!((score - expected).abs() < 1e-15);
        }
    }

    #[test]
    fn an_empty_graph_has_no_ranks() {
        let graph = naive::undirected(0, &[]);
        assert!(pagerank(graph.view(), graph.view(), &STRICT, &Unwatched).unwrap().converged);
    }

    #[test]
    fn large_stars_and_chains_have_the_same_ranks_on_any_number_of_threads() {
        for graph in [naive::star(1_000_000), naive::chain(1_000_000)] {
            let (view, reverse) = (graph.view(), graph.reversed());
            for reverse in [view, reverse.view()] {
                let params = PageRankParams { tolerance: 1e-6, ..STRICT };
                let run = || pagerank(view, reverse, &params, &Unwatched).unwrap();
                let ranks = with_threads(1, run).unwrap();
                assert!(ranks.converged);
                assert!(ranks.scores.iter().all(|&score| score > 0.0));
                let restart = vec![1.0 / ranks.scores.len() as f64; ranks.scores.len()];
                assert!(change(view, &ranks.scores, &restart) < 1.01e-6);
                for n_threads in [2, 5] {
                    assert_eq!(with_threads(n_threads, run).unwrap(), ranks);
                }
            }
        }
    }

    #[test]
    fn a_watch_stops_every_method() {
        let graph = naive::chain(9);
        let reverse = graph.reversed();
        let stop = |_: Progress| ControlFlow::Break(());
        for reverse in [graph.view(), reverse.view()] {
            for params in [STRICT, SWEEPS] {
                assert_eq!(pagerank(graph.view(), reverse, &params, &stop), Err(Stopped));
            }
        }
    }

    fn assert_solves(
        graph: Csr<'_>,
        reverse: Csr<'_>,
        weights: &[u8],
    ) -> Result<(), TestCaseError> {
        let n = graph.node_count();
        let mut weights: Vec<f64> = weights[..n].iter().map(|&weight| f64::from(weight)).collect();
        if weights.iter().all(|&weight| weight == 0.0) {
            weights.fill(1.0);
        }
        let sum: f64 = weights.iter().sum();
        let shares: Vec<f64> = weights.iter().map(|weight| weight / sum).collect();
        let alike = vec![1.0 / n as f64; n];
        for params in [STRICT, SWEEPS] {
            let evenly = pagerank(graph, reverse, &params, &Unwatched).unwrap();
            let partly =
                personalised_pagerank(graph, reverse, &weights, &params, &Unwatched).unwrap();
            for (ranks, restart) in [(evenly, &alike), (partly, &shares)] {
                prop_assert!(ranks.converged);
                prop_assert!(change(graph, &ranks.scores, restart) < 2e-14);
                // The stop leaves at most 1e-14 · 0.85/0.15; the rest is rounding of seven rows.
                let expected = by_elimination(graph, params.damping, restart);
                for (at, (a, b)) in ranks.scores.iter().zip(expected).enumerate() {
                    prop_assert!((a - b).abs() < 1e-12);
                    prop_assert!(*a > 0.0 || restart[at] == 0.0);
                }
                let sum: f64 = ranks.scores.iter().sum();
                prop_assert!(n == 0 || (sum - 1.0).abs() < 1e-12);
            }
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn directed_scores_solve_the_equation(
            graph in naive::directed_graphs(),
            weights in prop::collection::vec(0..3_u8, 7),
        ) {
            assert_solves(graph.view(), graph.reversed().view(), &weights)?;
        }

        #[test]
        fn undirected_scores_solve_the_equation(
            graph in naive::undirected_graphs(),
            weights in prop::collection::vec(0..3_u8, 7),
        ) {
            assert_solves(graph.view(), graph.view(), &weights)?;
        }

        #[test]
        fn loose_tolerances_are_kept(graph in naive::undirected_graphs(), exponent in 0..8_i32) {
            let n = graph.view().node_count();
            let params = PageRankParams { tolerance: 10_f64.powi(-exponent), ..STRICT };
            let ranks = pagerank(graph.view(), graph.view(), &params, &Unwatched).unwrap();
            let left = change(graph.view(), &ranks.scores, &vec![1.0 / n as f64; n]);
            prop_assert!(left <= ranks.residual * 1.000_001 + 1e-14);
            prop_assert!(ranks.scores.iter().all(|&score| score > 0.0));
        }
    }
}
