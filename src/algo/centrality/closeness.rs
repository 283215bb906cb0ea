//! Closeness and harmonic centrality: how near the others are.
//!
//! Both look at the ways *to* a node and so take the reversed graph; for an undirected graph it is the
//! graph itself. Counts arcs.

use crate::algo::paths::{BfsScratch, Distances, bfs};
use crate::graph::{Csr, NodeIx};

/// Inverse mean distance to a node from those that reach it, scaled by their share:
/// `c(v) = (r-1)/(n-1) · (r-1)/Σ d(u,v)` over the r nodes that reach v, itself included.
///
/// # Conventions
/// The scaling of Wasserman and Faust, as in NetworkX by default. A node that none reaches has 0.
/// Parallel arcs and loops change nothing.
/// # Complexity
/// Time O(n m), space O(n).
/// # Determinism
/// Sums are integers; one division and one product per node.
/// # References
/// S. Wasserman, K. Faust, "Social network analysis: methods and applications", 1994, section 5.3.3,
/// doi:10.1017/CBO9780511815478.
/// L. C. Freeman, "Centrality in social networks: conceptual clarification", 1978,
/// doi:10.1016/0378-8733(78)90021-7.
/// # Examples
/// ```
/// use sociogram::algo::centrality::closeness;
/// use sociogram::graph::CsrBuf;
///
/// // 0 → 1 → 2: two nodes reach 2, over three arcs in all.
/// let graph = CsrBuf::from_arcs(3, &[(0, 1, 0), (1, 2, 1)]);
/// let scores = closeness(graph.reversed().view());
/// assert_eq!(scores, [0.0, 0.5, 2.0 / 3.0]);
/// ```
pub fn closeness(reverse: Csr<'_>) -> Vec<f64> {
    let n_others = reverse.node_count().saturating_sub(1) as f64;
    score(reverse, |distances| {
        let n_reached = (distances.order().len() - 1) as f64;
        let sum: u64 = each(distances).map(u64::from).sum();
        if sum == 0 { 0.0 } else { n_reached / sum as f64 * (n_reached / n_others) }
    })
}

/// Sum of inverse distances to a node: `h(v) = Σ 1/d(u,v)` over the others that reach it.
///
/// # Conventions
/// Not divided by the number of nodes, as in NetworkX. A node that none reaches has 0. Parallel arcs and
/// loops change nothing.
/// # Complexity
/// Time O(n m), space O(n).
/// # Determinism
/// Terms are added from the nearest node to the farthest.
/// # References
/// M. Marchiori, V. Latora, "Harmony in the small-world", 2000, doi:10.1016/S0378-4371(00)00311-3.
/// # Examples
/// ```
/// use sociogram::algo::centrality::harmonic;
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::from_arcs(3, &[(0, 1, 0), (1, 2, 1)]);
/// assert_eq!(harmonic(graph.reversed().view()), [0.0, 1.0, 1.5]);
/// ```
pub fn harmonic(reverse: Csr<'_>) -> Vec<f64> {
    score(reverse, |distances| each(distances).map(|distance| 1.0 / f64::from(distance)).sum())
}

/// Scores every node by its distances in `graph`.
fn score(graph: Csr<'_>, of: impl Fn(Distances<'_>) -> f64) -> Vec<f64> {
    let mut scratch = BfsScratch::default();
    graph.nodes().map(|node| of(bfs(graph, node, &mut scratch))).collect()
}

/// Distances of the others that were reached, rising.
fn each(distances: Distances<'_>) -> impl Iterator<Item = u32> {
    let others = distances.order().iter().skip(1);
    others.filter_map(move |&node| distances.to(NodeIx(node)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::algo::paths::UNREACHED;
    use proptest::prelude::*;

    /// A column of the distance matrix: distances to `node` from the others that reach it.
    fn column(matrix: &[Vec<u32>], node: usize) -> Vec<f64> {
        let rows = (0..matrix.len()).filter(|&row| row != node);
        rows.map(|row| matrix[row][node])
            .filter(|&distance| distance != UNREACHED)
            .map(f64::from)
            .collect()
    }

    proptest! {
        #[test]
        fn scores_are_those_of_the_distance_matrix(graph in naive::directed_graphs()) {
            let matrix = naive::distance_matrix(graph.view());
            let reverse = graph.reversed();
            let (closeness, harmonic) = (closeness(reverse.view()), harmonic(reverse.view()));
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
                let expected: f64 = column.iter().map(|distance| 1.0 / distance).sum();
                prop_assert!((harmonic[node] - expected).abs() < 1e-14);
            }
        }
    }
}
