//! Closeness and harmonic centrality: how near the others are.
//!
//! Both sum the distances *to* a node, counted in arcs, over searches from many nodes at once.

use super::multi_source::{DistanceSum, sums_of_distances};
use super::renumbered::Renumbered;
use crate::algo::watch::{Stopped, Watch};
use crate::graph::Csr;

/// What closeness makes of a graph in which not every node reaches every other. Where they do, both are
/// the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClosenessScale {
    /// The inverse mean distance times the share of nodes that reach the node: few near nodes count less
    /// than many. NetworkX's default.
    #[default]
    WassermanFaust,
    /// The inverse mean distance alone, of whatever reaches the node: igraph's normalised closeness.
    PerComponent,
}

impl ClosenessScale {
    /// The score of a node that `n_reaching` of `n_others` reach over `sum` arcs in all.
    pub(super) fn score(self, n_reaching: f64, n_others: f64, sum: f64) -> f64 {
        match self {
            Self::WassermanFaust => n_reaching / sum * (n_reaching / n_others),
            Self::PerComponent => n_reaching / sum,
        }
    }
}

/// Inverse mean distance to a node from those that reach it, scaled by their share:
/// `c(v) = (r-1)/(n-1) · (r-1)/Σ d(u,v)` over the r nodes that reach v, itself included.
///
/// `reverse` is the graph turned round; an undirected graph is its own reverse.
///
/// # Conventions
/// The scaling of Wasserman and Faust, as in NetworkX by default; [`ClosenessScale::PerComponent`] leaves
/// out the first factor. A node that none reaches has 0. Parallel arcs and loops change nothing.
/// # Complexity
/// Time O(n m) with 256 searches in one step where they meet, space O(n) per thread and O(m) for the arcs
/// in an order of their own.
/// # Determinism
/// Identical bytes for any number of threads: sums are integers, with two divisions and a product per node.
/// # Errors
/// If the watch stops it. It is told of every step of 256 searches.
/// # References
/// S. Wasserman, K. Faust, "Social network analysis: methods and applications", 1994, section 5.3.3,
/// doi:10.1017/CBO9780511815478.
/// L. C. Freeman, "Centrality in social networks: conceptual clarification", 1978,
/// doi:10.1016/0378-8733(78)90021-7.
/// M. Then et al., "The more the merrier: efficient multi-source graph traversal", 2014,
/// doi:10.14778/2735496.2735507.
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::centrality::{ClosenessScale, closeness};
/// use sociogram::graph::CsrBuf;
///
/// // 0 → 1 → 2: two nodes reach 2, over three arcs in all.
/// let graph = CsrBuf::from_arcs(3, &[(0, 1, 0), (1, 2, 1)]);
/// let reverse = graph.reversed();
/// let scores =
///     closeness(graph.view(), reverse.view(), ClosenessScale::WassermanFaust, &Unwatched)?;
/// assert_eq!(scores, [0.0, 0.5, 2.0 / 3.0]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn closeness(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    scale: ClosenessScale,
    watch: &dyn Watch,
) -> Result<Vec<f64>, Stopped> {
    let n_others = graph.node_count().saturating_sub(1) as f64;
    score(graph, reverse, watch, |farness: Farness| {
        if farness.sum == 0 {
            0.0
        } else {
            scale.score(f64::from(farness.n_reaching), n_others, farness.sum as f64)
        }
    })
}

/// Sum of inverse distances to a node: `h(v) = Σ 1/d(u,v)` over the others that reach it.
///
/// `reverse` is the graph turned round; an undirected graph is its own reverse.
///
/// # Conventions
/// Not divided by the number of nodes, as in NetworkX. A node that none reaches has 0. Parallel arcs and
/// loops change nothing.
/// # Complexity
/// As for [`closeness`].
/// # Determinism
/// Identical bytes for any number of threads: inverses are summed as integers, in units of 2^-90, and the
/// sum is rounded once.
/// # Errors
/// If the watch stops it. It is told of every step of 256 searches.
/// # References
/// M. Marchiori, V. Latora, "Harmony in the small-world", 2000, doi:10.1016/S0378-4371(00)00311-3.
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::centrality::harmonic;
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::from_arcs(3, &[(0, 1, 0), (1, 2, 1)]);
/// let reverse = graph.reversed();
/// assert_eq!(harmonic(graph.view(), reverse.view(), &Unwatched)?, [0.0, 1.0, 1.5]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn harmonic(graph: Csr<'_>, reverse: Csr<'_>, watch: &dyn Watch) -> Result<Vec<f64>, Stopped> {
    score(graph, reverse, watch, |nearness: Nearness| nearness.sum as f64 / ONE as f64)
}

/// Scores every node by the distances to it.
fn score<S: DistanceSum>(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    watch: &dyn Watch,
    of: impl Fn(S) -> f64,
) -> Result<Vec<f64>, Stopped> {
    let is_symmetric = graph == reverse;
    let renumbered = Renumbered::new(graph, (!is_symmetric).then_some(reverse));
    let sums = sums_of_distances(&renumbered, watch)?;
    Ok(renumbered.restored(&sums).into_iter().map(of).collect())
}

/// Number of nodes and sum of their distances.
#[derive(Clone, Copy, Default)]
struct Farness {
    n_reaching: u32,
    sum: u64,
}

impl DistanceSum for Farness {
    type Term = u64;

    fn term(distance: u32) -> u64 {
        u64::from(distance)
    }

    fn add(&mut self, distance: u64, n_nodes: u32) {
        self.n_reaching += n_nodes;
        self.sum += distance * u64::from(n_nodes);
    }

    fn merge(&mut self, other: Self) {
        self.n_reaching += other.n_reaching;
        self.sum += other.sum;
    }
}

/// The unit of inverses: fine enough that 2^32 of them are off by less than 2^-57 in all, coarse enough
/// that as many ones fit in 128 bits.
const ONE: u128 = 1 << 90;

/// Sum of inverse distances, in parts of [`ONE`].
#[derive(Clone, Copy, Default)]
struct Nearness {
    sum: u128,
}

impl DistanceSum for Nearness {
    type Term = u128;

    fn term(distance: u32) -> u128 {
        ONE / u128::from(distance)
    }

    fn add(&mut self, inverse: u128, n_nodes: u32) {
        self.sum += inverse * u128::from(n_nodes);
    }

    fn merge(&mut self, other: Self) {
        self.sum += other.sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::paths::{BfsScratch, UNREACHED, bfs};
    use crate::algo::{Unwatched, naive, with_threads};
    use crate::graph::{CsrBuf, NodeIx};
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    /// A column of the distance matrix: distances to `node` from the others that reach it.
    fn column(matrix: &[Vec<u32>], node: usize) -> Vec<f64> {
        let rows = (0..matrix.len()).filter(|&row| row != node);
        rows.map(|row| matrix[row][node])
            .filter(|&distance| distance != UNREACHED)
            .map(f64::from)
            .collect()
    }

    fn all_of(graph: &CsrBuf) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
        let reverse = graph.reversed();
        let (graph, reverse) = (graph.view(), reverse.view());
        let of = |scale| closeness(graph, reverse, scale, &Unwatched).expect("unwatched");
        (
            of(ClosenessScale::WassermanFaust),
            of(ClosenessScale::PerComponent),
            harmonic(graph, reverse, &Unwatched).expect("unwatched"),
        )
    }

    /// One search per node.
    fn by_single_searches(graph: &CsrBuf) -> (Vec<f64>, Vec<f64>) {
        let reverse = graph.reversed();
        let n_others = (graph.view().node_count() - 1) as f64;
        let mut scratch = BfsScratch::default();
        let of = |node| {
            let distances = bfs(reverse.view(), graph.view(), node, &mut scratch).as_slice().iter();
            let reached = distances.filter(|&&distance| distance != UNREACHED && distance != 0);
            let (count, sum, inverses) = reached.fold((0.0, 0.0, 0.0), |(c, s, h), &distance| {
                (c + 1.0, s + f64::from(distance), h + 1.0 / f64::from(distance))
            });
            let closeness = if sum == 0.0 { 0.0 } else { count / sum * (count / n_others) };
            (closeness, inverses)
        };
        graph.view().nodes().map(of).unzip()
    }

    /// More nodes than two batches hold: hubs, a tail, and parts of their own.
    fn mixed() -> CsrBuf {
        let hubs = (1..500_u32).map(|at| (at * at % 7, at));
        let tail = (500..600_u32).map(|at| (at - 1, at));
        let parts = (610..650_u32).map(|at| (at, at + 1));
        naive::undirected(700, &hubs.chain(tail).chain(parts).collect::<Vec<_>>())
    }

    #[test]
    fn several_batches_agree_with_single_searches() {
        let undirected = mixed();
        let view = undirected.view();
        let one_way = |node: NodeIx| {
            view.neighbors(node)
                .iter()
                .map(move |&target| (node.0, target, 0))
                .filter(|&(from, to, _)| from < to || from % 3 == 0)
        };
        let directed = CsrBuf::from_arcs(700, &view.nodes().flat_map(one_way).collect::<Vec<_>>());
        for graph in [undirected.clone(), directed] {
            let (closeness, _, harmonic) = all_of(&graph);
            let (expected, inverses) = by_single_searches(&graph);
            assert_eq!(closeness, expected);
            // Seven hundred terms below 1 added one by one, against a sum that is rounded once.
            let is_near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-11;
            assert!(harmonic.iter().zip(&inverses).all(is_near));
        }
    }

    #[test]
    fn a_star_of_a_few_thousand_and_a_chain_have_known_sums() {
        let (closeness, _, harmonic) = all_of(&naive::star(2000));
        assert_eq!((closeness[0], harmonic[0]), (1.0, 2000.0));
        assert_eq!((closeness[9], harmonic[9]), (2000.0 / 3999.0, 1.0 + 1999.0 / 2.0));
        let (closeness, ..) = all_of(&naive::chain(2000));
        assert_eq!(closeness[0].to_bits(), (2000.0_f64 / (2000.0 * 2001.0 / 2.0)).to_bits());
    }

    #[test]
    fn a_million_lone_nodes_are_no_work() {
        let graph = naive::undirected(1_000_000, &[]);
        let harmonic = harmonic(graph.view(), graph.view(), &Unwatched).expect("unwatched");
        assert!(harmonic.into_iter().all(|score| score == 0.0));
    }

    #[test]
    fn an_empty_graph_has_no_scores() {
        assert_eq!(all_of(&naive::undirected(0, &[])), (Vec::new(), Vec::new(), Vec::new()));
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes() {
        let of = |n_threads| with_threads(n_threads, || all_of(&mixed())).expect("threads start");
        assert_eq!(of(1), of(2));
        assert_eq!(of(1), of(5));
    }

    #[test]
    fn a_watch_stops_it() {
        let graph = mixed();
        let stop = |_| ControlFlow::Break(());
        assert_eq!(harmonic(graph.view(), graph.view(), &stop), Err(Stopped));
    }

    proptest! {
        #[test]
        fn scores_are_those_of_the_distance_matrix(graph in naive::directed_graphs()) {
            let matrix = naive::distance_matrix(graph.view());
            let (closeness, per_component, harmonic) = all_of(&graph);
            for node in 0..matrix.len() {
                let column = column(&matrix, node);
                let (count, sum) = (column.len() as f64, column.iter().sum::<f64>());
                let expected = if column.is_empty() {
                    0.0
                } else {
                    count * count / (sum * (matrix.len() - 1) as f64)
                };
                // At most six terms below 1, and one product done in another order.
                prop_assert!((closeness[node] - expected).abs() < 1e-14);
                let expected = if column.is_empty() { 0.0 } else { count / sum };
                prop_assert_eq!(per_component[node].to_bits(), expected.to_bits());
                let expected: f64 = column.iter().map(|distance| 1.0 / distance).sum();
                prop_assert!((harmonic[node] - expected).abs() < 1e-14);
            }
        }
    }
}
