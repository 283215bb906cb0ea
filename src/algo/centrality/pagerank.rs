//! PageRank: the stationary distribution of a random walk with jumps.
//!
//! Pulls along the reversed graph; the graph itself only gives out-degrees. Arcs have no weights.

use crate::graph::Csr;

/// How the walk goes and when to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PageRankParams {
    /// Probability of following an arc rather than jumping.
    pub damping: f64,
    /// Stop when the scores change by less than this in sum.
    pub tolerance: f64,
    /// Stop after this many rounds in any case.
    pub iterations_max: u32,
}

/// The scores and how they were reached.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRank {
    /// One per node, positive, with sum 1.
    pub scores: Vec<f64>,
    /// Rounds done.
    pub iterations: u32,
    /// Sum of the changes of the last round. The scores are within `damping / (1 - damping)` times this
    /// of the limit, in sum.
    pub residual: f64,
    /// Whether the residual fell below the tolerance.
    pub converged: bool,
}

impl Default for PageRankParams {
    fn default() -> Self {
        Self { damping: 0.85, tolerance: 1e-10, iterations_max: 1000 }
    }
}

/// Ranks every node: `x(v) = (1-d)/n + d (Σ x(u)/out(u) + D/n)` over arcs `u → v`, where D is the score
/// of all nodes without outgoing arcs.
///
/// # Conventions
/// Parallel arcs count separately, loops count. Nodes without outgoing arcs give to all nodes alike.
/// `reverse` is `graph` turned round; an undirected graph is its own.
/// # Complexity
/// Time O(k (n + m)) for k rounds, space O(n). k is about `ln tolerance / ln damping`.
/// # Determinism
/// Every sum is taken in the order of nodes and arcs.
/// # References
/// L. Page, S. Brin, R. Motwani, T. Winograd, "The PageRank citation ranking: bringing order to the web",
/// 1999.
/// S. Brin, L. Page, "The anatomy of a large-scale hypertextual web search engine", 1998,
/// doi:10.1016/S0169-7552(98)00110-X.
/// # Panics
/// If the two graphs differ in size.
/// # Examples
/// ```
/// use sociogram::algo::centrality::{PageRankParams, pagerank};
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::from_arcs(3, &[(0, 2, 0), (1, 2, 1)]);
/// let ranks = pagerank(graph.view(), graph.reversed().view(), &PageRankParams::default());
/// assert!(ranks.converged);
/// assert!(ranks.scores[2] > ranks.scores[0]);
/// assert!((ranks.scores.iter().sum::<f64>() - 1.0).abs() < 1e-12);
/// ```
pub fn pagerank(graph: Csr<'_>, reverse: Csr<'_>, params: &PageRankParams) -> PageRank {
    assert_eq!(graph.node_count(), reverse.node_count(), "the reverse has the same nodes");
    assert_eq!(graph.arc_count(), reverse.arc_count(), "the reverse has the same arcs");
    let n_nodes = graph.node_count();
    if n_nodes == 0 {
        return PageRank { scores: Vec::new(), iterations: 0, residual: 0.0, converged: true };
    }
    let uniform = 1.0 / n_nodes as f64;
    let mut ranks = PageRank {
        scores: vec![uniform; n_nodes],
        iterations: 0,
        residual: f64::INFINITY,
        converged: false,
    };
    let mut given = vec![0.0; n_nodes];
    while !ranks.converged && ranks.iterations < params.iterations_max {
        let dangling = give(graph, &ranks.scores, &mut given);
        let base = uniform * (1.0 - params.damping + params.damping * dangling);
        ranks.residual = pull(reverse, params.damping, base, &given, &mut ranks.scores);
        ranks.iterations += 1;
        ranks.converged = ranks.residual < params.tolerance;
    }
    ranks
}

/// Sets what each node gives along each of its arcs; returns the score of nodes without any.
fn give(graph: Csr<'_>, scores: &[f64], given: &mut [f64]) -> f64 {
    let mut dangling = 0.0;
    for node in graph.nodes() {
        match graph.degree(node) {
            0 => dangling += scores[node.at()],
            n_arcs => given[node.at()] = scores[node.at()] / n_arcs as f64,
        }
    }
    dangling
}

/// Sets the scores to what was given; returns the sum of changes.
fn pull(reverse: Csr<'_>, damping: f64, base: f64, given: &[f64], scores: &mut [f64]) -> f64 {
    let mut residual = 0.0;
    for node in reverse.nodes() {
        let sum: f64 = reverse.neighbors(node).iter().map(|&from| given[from as usize]).sum();
        let score = base + damping * sum;
        residual += (score - scores[node.at()]).abs();
        scores[node.at()] = score;
    }
    residual
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::graph::NodeIx;
    use proptest::prelude::*;

    const STRICT: PageRankParams =
        PageRankParams { damping: 0.85, tolerance: 1e-14, iterations_max: 1000 };

    /// Solves `(I - d P) x = (1-d)/n` by elimination, where P spreads dangling nodes evenly.
    fn by_elimination(graph: Csr<'_>, damping: f64) -> Vec<f64> {
        let n = graph.node_count();
        let mut rows = vec![vec![0.0; n + 1]; n];
        for from in graph.nodes() {
            let targets = graph.neighbors(from);
            for (to, row) in rows.iter_mut().enumerate() {
                let n_arcs = targets.iter().filter(|&&target| target as usize == to).count();
                let share = match targets.len() {
                    0 => 1.0 / n as f64,
                    degree => n_arcs as f64 / degree as f64,
                };
                row[from.at()] -= damping * share;
            }
        }
        for (at, row) in rows.iter_mut().enumerate() {
            row[at] += 1.0;
            row[n] = (1.0 - damping) / n as f64;
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

    #[test]
    fn a_cycle_shares_evenly_and_stops_at_once() {
        let graph = naive::undirected(4, &[(0, 1), (1, 2), (2, 3), (3, 0)]);
        let ranks = pagerank(graph.view(), graph.view(), &PageRankParams::default());
        assert_eq!(ranks.scores, [0.25; 4]);
        assert_eq!(ranks.iterations, 1);
    }

    #[test]
    fn too_few_rounds_are_said() {
        let graph = naive::chain(5);
        let params = PageRankParams { iterations_max: 2, ..STRICT };
        let ranks = pagerank(graph.view(), graph.view(), &params);
        assert_eq!(ranks.iterations, 2);
        assert!(!ranks.converged);
        assert!(ranks.residual > params.tolerance);
    }

    #[test]
    fn a_graph_without_arcs_is_all_dangling() {
        let graph = naive::undirected(3, &[]);
        let ranks = pagerank(graph.view(), graph.view(), &STRICT);
        assert!(graph.view().nodes().all(|NodeIx(v)| ranks.scores[v as usize] > 0.333));
        assert!(
            pagerank(naive::undirected(0, &[]).view(), naive::undirected(0, &[]).view(), &STRICT)
                .converged
        );
    }

    proptest! {
        #[test]
        fn scores_solve_the_equation(graph in naive::directed_graphs()) {
            let ranks = pagerank(graph.view(), graph.reversed().view(), &STRICT);
            prop_assert!(ranks.converged);
            // The stop leaves at most 1e-14 · 0.85/0.15; the rest is rounding of seven rows.
            for (a, b) in ranks.scores.iter().zip(by_elimination(graph.view(), STRICT.damping)) {
                prop_assert!((a - b).abs() < 1e-12);
                prop_assert!(*a > 0.0);
            }
            let sum: f64 = ranks.scores.iter().sum();
            prop_assert!(ranks.scores.is_empty() || (sum - 1.0).abs() < 1e-12);
        }
    }
}
