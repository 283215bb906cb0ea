//! Hubs and authorities: a good hub points to good authorities, a good authority is pointed to by good hubs.

use super::gather::{Gather, Slots, degree_of, is_own_reverse, steady_sum};
use super::lanczos::dominant;
use crate::algo::watch::{Stopped, Watch};
use crate::graph::Csr;

/// When to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HitsParams {
    /// Stop when the residual is no more than this.
    pub tolerance: f64,
    /// Stop after so many rounds in any case; each looks at all arcs in both directions.
    pub iterations_max: u32,
}

/// The scores and how they were reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// How well each node points to authorities; none negative, with sum 1.
    pub hubs: Vec<f64>,
    /// How well each node is pointed to by hubs; none negative, with sum 1.
    pub authorities: Vec<f64>,
    /// Rounds done.
    pub iterations: u32,
    /// `|AᵀA a - λa| / λ` in Euclid's norm for authorities a of length 1.
    pub residual: f64,
    /// Whether the residual is within the tolerance.
    pub converged: bool,
}

impl Default for HitsParams {
    fn default() -> Self {
        Self { tolerance: 1e-9, iterations_max: 1000 }
    }
}

/// Finds hubs `h = A a` and authorities `a = Aᵀ h`, up to their scale: the singular vectors of the
/// adjacency matrix for its largest singular value.
///
/// # Conventions
/// Parallel arcs count separately, loops count. Both kinds of scores sum to 1, as in NetworkX. `reverse`
/// is `graph` turned round; an undirected graph is its own, and its hubs are its authorities. Where
/// several pairs of vectors belong to the largest value, as in equal components, the pair is taken to which
/// Kleinberg's iteration leads from equal hubs. Without arcs all nodes score alike.
/// # Complexity
/// Lanczos' method with two rounds a step: time O(k (n + m)) for k rounds, space O(n + m).
/// # Determinism
/// Sums are added in an order of their own: the same bytes for any number of threads.
/// # References
/// J. M. Kleinberg, "Authoritative sources in a hyperlinked environment", 1999,
/// doi:10.1145/324133.324140.
/// # Errors
/// [`Stopped`] if the watch says so.
/// # Panics
/// If the two graphs differ in size.
/// # Examples
/// ```
/// use sociogram::algo::{Unwatched, centrality::{HitsParams, hits}};
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::from_arcs(4, &[(0, 2, 0), (1, 2, 1), (1, 3, 2)]);
/// let found = hits(graph.view(), graph.reversed().view(), &HitsParams::default(), &Unwatched)?;
/// assert!(found.hubs[1] > found.hubs[0]);
/// assert!(found.authorities[2] > found.authorities[3]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn hits(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    params: &HitsParams,
    watch: &dyn Watch,
) -> Result<Hits, Stopped> {
    assert_eq!(graph.node_count(), reverse.node_count(), "the reverse has the same nodes");
    assert_eq!(graph.arc_count(), reverse.arc_count(), "the reverse has the same arcs");
    let n_nodes = graph.node_count();
    if graph.arc_count() == 0 {
        let alike = vec![1.0 / n_nodes as f64; n_nodes];
        let (hubs, authorities) = (alike.clone(), alike);
        return Ok(Hits { hubs, authorities, iterations: 0, residual: 0.0, converged: true });
    }
    let slots = Slots::by_length(n_nodes, |node| Some(degree_of(reverse, node)));
    let into = Gather::new(reverse, &slots.nodes, &slots);
    let out_of =
        (!is_own_reverse(graph, reverse)).then(|| Gather::new(graph, &slots.nodes, &slots));
    let out_of = out_of.as_ref().unwrap_or(&into);
    let mut hubs = slots.table();
    let HitsParams { tolerance, iterations_max } = *params;
    let start = slots.pick(|node| f64::from(degree_of(reverse, node)));
    let found = dominant(start, slots.table(), tolerance, iterations_max, |done, table, image| {
        let round = (watch, done, iterations_max);
        let parts = out_of.split(&mut hubs[1..=n_nodes]);
        out_of.for_blocks(parts, round, |block, hubs| block.sum(table, hubs))?;
        into.for_blocks(into.split(image), round, |block, image| block.sum(&hubs, image))?;
        Ok(())
    })?;
    let mut table = slots.table();
    table[1..=n_nodes].copy_from_slice(&found.vector);
    let round = (watch, found.iterations, iterations_max);
    let parts = out_of.split(&mut hubs[1..=n_nodes]);
    out_of.for_blocks(parts, round, |block, hubs| block.sum(&table, hubs))?;
    Ok(Hits {
        hubs: to_sum_1(slots.spread(&hubs[1..=n_nodes])),
        authorities: to_sum_1(slots.spread(&found.vector)),
        iterations: found.iterations,
        residual: found.residual,
        converged: found.converged,
    })
}

/// Scales to sum 1. What is zero comes in as a little more or less.
fn to_sum_1(mut scores: Vec<f64>) -> Vec<f64> {
    for score in &mut scores {
        *score = score.max(0.0);
    }
    let [sum] = steady_sum(scores.len(), |node| [scores[node]]);
    for score in &mut scores {
        *score /= sum;
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::{Progress, Unwatched, naive, with_threads};
    use crate::graph::CsrBuf;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    fn run(graph: Csr<'_>, reverse: Csr<'_>) -> Hits {
        hits(graph, reverse, &HitsParams::default(), &Unwatched).unwrap()
    }

    #[test]
    fn scores_are_those_of_networkx() {
        // NetworkX 3.6.1: nx.hits(nx.DiGraph([(0, 1), (0, 2), (1, 2), (2, 0), (3, 2), (3, 0)])).
        let graph = CsrBuf::from_arcs(
            4,
            &[(0, 1, 0), (0, 2, 1), (1, 2, 2), (2, 0, 3), (3, 2, 4), (3, 0, 5)],
        );
        let found = run(graph.view(), graph.reversed().view());
        let hubs = [0.305_407_289_332, 0.226_681_596_906, 0.120_614_758_428, 0.347_296_355_334];
        let authorities = [0.283_118_582_858, 0.184_792_530_904, 0.532_088_886_238, 0.0];
        for (score, expected) in found.hubs.iter().zip(hubs) {
            assert!((score - expected).abs() < 1e-9);
        }
        for (score, expected) in found.authorities.iter().zip(authorities) {
            assert!((score - expected).abs() < 1e-9);
        }
    }

    #[test]
    fn without_arcs_all_are_alike() {
        let graph = naive::undirected(4, &[]);
        assert_eq!(run(graph.view(), graph.view()).hubs, [0.25; 4]);
        let graph = naive::undirected(0, &[]);
        assert!(run(graph.view(), graph.view()).authorities.is_empty());
    }

    #[test]
    fn a_large_star_has_the_same_scores_on_any_number_of_threads() {
        let (graph, reverse) = (naive::star(1_000_000), naive::star(1_000_000).reversed());
        let found = with_threads(1, || run(graph.view(), reverse.view())).unwrap();
        assert!(found.converged);
        for n_threads in [2, 5] {
            let again = with_threads(n_threads, || run(graph.view(), reverse.view())).unwrap();
            assert_eq!(again, found);
        }
    }

    #[test]
    fn a_watch_stops_it() {
        let (graph, stop) = (naive::chain(9), |_: Progress| ControlFlow::Break(()));
        let params = HitsParams::default();
        assert_eq!(hits(graph.view(), graph.view(), &params, &stop), Err(Stopped));
    }

    proptest! {
        #[test]
        fn scores_are_those_of_long_iteration(graph in naive::directed_graphs()) {
            let (view, reverse) = (graph.view(), graph.reversed());
            let n = view.node_count();
            prop_assume!(view.arc_count() > 0);
            let params = HitsParams { tolerance: 1e-13, ..Default::default() };
            let found = hits(view, reverse.view(), &params, &Unwatched).unwrap();
            prop_assert!(found.converged);
            let matrix = naive::matrix(view);
            let squared = |a: usize, b: usize| (0..n).map(|u| matrix[u][a] * matrix[u][b]).sum();
            let squared = (0..n).map(|a| (0..n).map(|b| squared(a, b)).collect()).collect();
            let start: Vec<f64> =
                (0..n).map(|v| (0..n).map(|u| matrix[u][v]).sum()).collect();
            let authorities = naive::long_iteration(squared, &start);
            let sum: f64 = authorities.iter().sum();
            let hubs: Vec<f64> =
                (0..n).map(|u| (0..n).map(|v| matrix[u][v] * authorities[v]).sum()).collect();
            let hubs_sum: f64 = hubs.iter().sum();
            for node in 0..n {
                // A residual of 1e-13 and gaps above a millionth between eigenvalues of seven nodes.
                prop_assert!((found.authorities[node] - authorities[node] / sum).abs() < 1e-6);
                prop_assert!((found.hubs[node] - hubs[node] / hubs_sum).abs() < 1e-6);
            }
        }
    }
}
