//! Eigenvector centrality: a node counts as much as those that point to it.

use super::gather::{Gather, Slots, is_own_reverse, steady_sum, total};
use super::lanczos::dominant;
use crate::algo::watch::{Stopped, Watch};
use crate::graph::Csr;

/// When to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EigenvectorParams {
    /// Stop when the residual is no more than this.
    pub tolerance: f64,
    /// Stop after so many looks at all arcs in any case.
    pub iterations_max: u32,
}

/// The scores and how they were reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigenvector {
    /// One per node, none negative, with squares that sum to 1.
    pub scores: Vec<f64>,
    /// λ: how much the scores grow when each becomes the sum of those that point to it.
    pub eigenvalue: f64,
    /// How often all arcs were looked at.
    pub iterations: u32,
    /// `|Aᵀx - λx| / λ` in Euclid's norm.
    pub residual: f64,
    /// Whether the residual is within the tolerance.
    pub converged: bool,
}

impl Default for EigenvectorParams {
    fn default() -> Self {
        Self { tolerance: 1e-9, iterations_max: 1000 }
    }
}

/// Scores every node by those that point to it: `λ x(v) = Σ x(u)` over arcs `u → v`, for the largest
/// eigenvalue λ of the adjacency matrix.
///
/// # Conventions
/// Parallel arcs count separately, loops count. Scores have Euclidean length 1, as in NetworkX. `reverse` is
/// `graph` turned round; an undirected graph is its own, and only if the same slices are given for both
/// is it known to be one.
///
/// A component whose own eigenvalue is below the largest scores 0. Where several components have the largest,
/// the answer is the vector nearest to equal scores. That -λ is an eigenvalue too, as in bipartite
/// graphs, does no harm. Without arcs all nodes score alike, with λ = 0. A directed graph without
/// cycles has no such vector, and one whose cycles lead to others may have none that is approached in
/// time: the kernel then says that it has not converged.
/// # Complexity
/// Undirected: Lanczos' method, time O(k (n + m)) for k looks at all arcs, about the inverse of the square
/// root of the part by which λ exceeds the next eigenvalue. Directed: power iteration with A + I, the
/// inverse of that part. Space O(n + m).
/// # Determinism
/// Sums are added in an order of their own: the same bytes for any number of threads.
/// # References
/// P. Bonacich, "Factoring and weighting approaches to status scores and clique identification", 1972,
/// doi:10.1080/0022250X.1972.9989806.
/// C. Lanczos, "An iteration method for the solution of the eigenvalue problem of linear differential and
/// integral operators", 1950, doi:10.6028/jres.045.026.
/// # Errors
/// [`Stopped`] if the watch says so.
/// # Panics
/// If the two graphs differ in size.
/// # Examples
/// ```
/// use sociogram::algo::{Unwatched, centrality::{EigenvectorParams, eigenvector}};
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (1, 2, 1), (2, 0, 2), (2, 3, 3)]);
/// let view = graph.view();
/// let found = eigenvector(view, view, &EigenvectorParams::default(), &Unwatched)?;
/// assert!(found.converged);
/// assert!(found.scores[2] > found.scores[0] && found.scores[0] > found.scores[3]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn eigenvector(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    params: &EigenvectorParams,
    watch: &dyn Watch,
) -> Result<Eigenvector, Stopped> {
    assert_eq!(graph.node_count(), reverse.node_count(), "the reverse has the same nodes");
    assert_eq!(graph.arc_count(), reverse.arc_count(), "the reverse has the same arcs");
    let n_nodes = graph.node_count();
    if graph.arc_count() == 0 {
        let scores = vec![1.0 / (n_nodes as f64).sqrt(); n_nodes];
        return Ok(Eigenvector {
            scores,
            eigenvalue: 0.0,
            iterations: 0,
            residual: 0.0,
            converged: true,
        });
    }
    let degree = |of: Csr<'_>, node: usize| of.offsets()[node + 1] - of.offsets()[node];
    let row = |node| degree(reverse, node);
    let mut slots = Slots::by_length(n_nodes, |v| (degree(graph, v) > 0).then(|| row(v)));
    slots.append(|v| (degree(graph, v) == 0).then(|| row(v)));
    let arcs = Gather::new(reverse, &slots.nodes, &slots);
    let found = if is_own_reverse(graph, reverse) {
        let start = slots.pick(|node| f64::from(row(node)));
        let EigenvectorParams { tolerance, iterations_max } = *params;
        let found =
            dominant(start, slots.table(), tolerance, iterations_max, |done, table, image| {
                let round = (watch, done, iterations_max);
                let parts = arcs.split(image);
                arcs.for_blocks(parts, round, |block, image| block.sum(table, image)).map(drop)
            })?;
        Eigenvector {
            scores: found.vector,
            eigenvalue: found.eigenvalue,
            iterations: found.iterations,
            residual: found.residual,
            converged: found.converged,
        }
    } else {
        power(&slots, &arcs, params, watch)?
    };
    let mut scores = vec![0.0; n_nodes];
    for (&node, score) in slots.nodes.iter().zip(found.scores) {
        // What is zero comes out as a little more or less.
        scores[node as usize] = score.max(0.0);
    }
    Ok(Eigenvector { scores, ..found })
}

/// Power iteration with A + I, whose dominant eigenvalue has no equal of another sign.
fn power(
    slots: &Slots,
    arcs: &Gather,
    params: &EigenvectorParams,
    watch: &dyn Watch,
) -> Result<Eigenvector, Stopped> {
    let n = slots.nodes.len();
    let (mut table, mut next) = (slots.table(), slots.table());
    table[1..=n].fill(1.0 / (n as f64).sqrt());
    let mut found = Eigenvector {
        scores: Vec::new(),
        eigenvalue: 0.0,
        iterations: 0,
        residual: f64::INFINITY,
        converged: false,
    };
    while !found.converged && found.iterations < params.iterations_max {
        let x = &table;
        let round = (watch, found.iterations, params.iterations_max);
        let sums = arcs.for_blocks(arcs.split(&mut next[1..=n]), round, |block, image| {
            block.sum(x, image);
            let x = &x[1..][block.rows()];
            steady_sum(x.len(), |at| [x[at] * image[at]])
        })?;
        found.iterations += 1;
        let [eigenvalue] = total(&sums);
        let image = &mut next[1..=n];
        let [square, size] = steady_sum(n, |at| {
            let (x, off) = (x[at + 1], image[at] - eigenvalue * x[at + 1]);
            image[at] += x;
            [off * off, image[at] * image[at]]
        });
        found.eigenvalue = eigenvalue;
        found.residual = if square == 0.0 { 0.0 } else { square.sqrt() / eigenvalue };
        found.converged = found.residual <= params.tolerance;
        if found.converged {
            break;
        }
        let factor = 1.0 / size.sqrt();
        for x in image {
            *x *= factor;
        }
        std::mem::swap(&mut table, &mut next);
    }
    found.scores = table[1..=n].to_vec();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::{Progress, Unwatched, naive, with_threads};
    use crate::graph::CsrBuf;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    fn run(graph: Csr<'_>, reverse: Csr<'_>) -> Eigenvector {
        eigenvector(graph, reverse, &EigenvectorParams::default(), &Unwatched).unwrap()
    }

    #[test]
    fn scores_are_those_of_networkx() {
        // NetworkX 3.6.1, nx.eigenvector_centrality_numpy of nx.Graph and nx.DiGraph of these edges.
        let graph = naive::undirected(5, &[(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)]);
        let found = run(graph.view(), graph.view());
        for (score, expected) in found.scores.iter().zip([
            0.497_153_680_870,
            0.497_153_680_870,
            0.603_703_530_174,
            0.342_485_284_269,
            0.154_668_396_600,
        ]) {
            assert!((score - expected).abs() < 1e-9);
        }
        let arcs = [(0, 1, 0), (0, 2, 1), (1, 2, 2), (2, 0, 3), (3, 2, 4), (2, 3, 5)];
        let graph = CsrBuf::from_arcs(4, &arcs);
        let found = run(graph.view(), graph.reversed().view());
        for (score, expected) in found.scores.iter().zip([
            0.447_213_595_499,
            0.276_393_202_250,
            0.723_606_797_749,
            0.447_213_595_499,
        ]) {
            assert!((score - expected).abs() < 1e-8);
        }
    }

    #[test]
    fn without_arcs_all_are_alike() {
        let graph = naive::undirected(4, &[]);
        let found = run(graph.view(), graph.view());
        assert_eq!((found.scores, found.converged), (vec![0.5; 4], true));
        let graph = naive::undirected(0, &[]);
        assert!(run(graph.view(), graph.view()).scores.is_empty());
    }

    #[test]
    fn without_cycles_there_is_no_vector() {
        let graph = CsrBuf::from_arcs(3, &[(0, 1, 0), (1, 2, 1)]);
        let found = run(graph.view(), graph.reversed().view());
        assert!(!found.converged);
        assert!(found.scores.iter().all(|score| score.is_finite()));
    }

    #[test]
    fn only_the_densest_component_scores() {
        let graph = naive::undirected(5, &[(0, 1), (2, 3), (3, 4), (4, 2)]);
        let found = run(graph.view(), graph.view());
        assert!((found.eigenvalue - 2.0).abs() < 1e-9);
        assert!(found.scores[..2].iter().all(|&score| score < 1e-8));
    }

    #[test]
    fn large_graphs_have_the_same_scores_on_any_number_of_threads() {
        for graph in [naive::star(1_000_000), naive::chain(1_000_000)] {
            let (view, reverse) = (graph.view(), graph.reversed());
            for reverse in [view, reverse.view()] {
                // A chain is far from its limit then, and says so.
                let params = EigenvectorParams { iterations_max: 12, ..Default::default() };
                let run = || eigenvector(view, reverse, &params, &Unwatched).unwrap();
                let found = with_threads(1, run).unwrap();
                assert!(found.iterations <= 12);
                assert_eq!(found.converged, found.residual <= params.tolerance);
                for n_threads in [2, 5] {
                    assert_eq!(with_threads(n_threads, run).unwrap(), found);
                }
            }
        }
        let star = naive::star(1_000_000);
        assert!((run(star.view(), star.view()).eigenvalue - 1000.0).abs() < 1e-6);
    }

    #[test]
    fn a_watch_stops_it() {
        let graph = naive::chain(9);
        let reverse = graph.reversed();
        let stop = |_: Progress| ControlFlow::Break(());
        for reverse in [graph.view(), reverse.view()] {
            let found = eigenvector(graph.view(), reverse, &EigenvectorParams::default(), &stop);
            assert_eq!(found, Err(Stopped));
        }
    }

    proptest! {
        #[test]
        fn undirected_scores_are_those_of_long_iteration(graph in naive::undirected_graphs()) {
            let view = graph.view();
            prop_assume!(view.arc_count() > 0);
            let params = EigenvectorParams { tolerance: 1e-13, ..Default::default() };
            let found = eigenvector(view, view, &params, &Unwatched).unwrap();
            prop_assert!(found.converged);
            let mut matrix = naive::matrix(view);
            (0..matrix.len()).for_each(|at| matrix[at][at] += 1.0);
            let expected = naive::long_iteration(matrix, &vec![1.0; view.node_count()]);
            for (score, expected) in found.scores.iter().zip(expected) {
                // A residual of 1e-13 and gaps above a millionth between eigenvalues of seven nodes.
                prop_assert!((score - expected).abs() < 1e-6);
            }
        }

        #[test]
        fn directed_scores_solve_the_equation(graph in naive::directed_graphs()) {
            let (view, reverse) = (graph.view(), graph.reversed());
            prop_assume!(view.arc_count() > 0);
            let found = run(view, reverse.view());
            let length: f64 = found.scores.iter().map(|score| score * score).sum();
            prop_assert!((length - 1.0).abs() < 1e-9);
            if found.converged {
                for node in reverse.view().nodes() {
                    let from = reverse.view().neighbors(node);
                    let sum: f64 = from.iter().map(|&from| found.scores[from as usize]).sum();
                    let off = sum - found.eigenvalue * found.scores[node.at()];
                    prop_assert!(off.abs() <= 2e-9 * found.eigenvalue);
                }
            }
        }
    }
}
