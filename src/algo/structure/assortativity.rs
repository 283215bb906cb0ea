//! Degree assortativity: whether nodes with many arcs are joined to their like.

use crate::graph::Csr;

/// Correlation of the degrees at the two ends of an arc, from -1 to 1:
/// `r = (M Σ x y - Σ x Σ y) / √((M Σ x² - (Σ x)²) (M Σ y² - (Σ y)²))` over the M arcs, where x is the number of
/// arcs out of the source and y that of arcs into the target.
///
/// `reverse` is the graph turned round; an undirected graph is its own. None where there are no arcs or
/// where all x or all y are equal: then nothing can be correlated.
///
/// # Conventions
/// The graph is read as stored: an undirected edge is two arcs, which makes r Newman's coefficient.
/// Parallel arcs count each, a loop as its one arc.
/// # Complexity
/// Time O(n + m), space O(1).
/// # Determinism
/// Sums are exact integers; only the last division and root round.
/// # References
/// M. E. J. Newman, "Mixing patterns in networks", 2003, doi:10.1103/PhysRevE.67.026126.
/// # Examples
/// ```
/// use sociogram::algo::structure::degree_assortativity;
/// use sociogram::graph::CsrBuf;
///
/// // In a star the many-armed only know the one-armed.
/// let star = CsrBuf::simple_undirected(4, &[(0, 1, 0), (0, 2, 1), (0, 3, 2)]);
/// assert_eq!(degree_assortativity(star.view(), star.view()), Some(-1.0));
/// ```
pub fn degree_assortativity(graph: Csr<'_>, reverse: Csr<'_>) -> Option<f64> {
    let m = graph.arc_count() as u128;
    let in_degrees = reverse.offsets();
    let (mut x, mut y, mut xx, mut yy, mut xy) = (0, 0, 0, 0, 0);
    for node in graph.nodes() {
        let targets = graph.neighbors(node);
        let in_degree =
            |node: u32| u64::from(in_degrees[node as usize + 1] - in_degrees[node as usize]);
        let (outgoing, incoming) = (targets.len() as u128, u128::from(in_degree(node.0)));
        x += outgoing * outgoing;
        xx += outgoing * outgoing * outgoing;
        y += incoming * incoming;
        yy += incoming * incoming * incoming;
        // Fewer than 2^32 targets of fewer than 2^32 arcs each fit in 64 bits.
        let met: u64 = targets.iter().map(|&target| in_degree(target)).sum();
        xy += outgoing * u128::from(met);
    }
    // With fewer than 2^32 arcs every product is below 2^128, and squares of sums are the smaller.
    let (of_x, of_y) = (m * xx - x * x, m * yy - y * y);
    if of_x == 0 || of_y == 0 {
        return None;
    }
    let (together, apart) = (m * xy, x * y);
    let covariance =
        if together >= apart { (together - apart) as f64 } else { -((apart - together) as f64) };
    Some(covariance / ((of_x as f64).sqrt() * (of_y as f64).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::graph::{CsrBuf, NodeIx};
    use proptest::prelude::*;

    /// Pearson's coefficient of a list of pairs, from their means.
    fn by_definition(graph: Csr<'_>) -> f64 {
        let into = |node: u32| graph.targets().iter().filter(|&&target| target == node).count();
        let pairs: Vec<(f64, f64)> = graph
            .nodes()
            .flat_map(|a| graph.neighbors(a).iter().map(move |&b| (a, b)))
            .map(|(a, b)| (graph.degree(a) as f64, into(b) as f64))
            .collect();
        let m = pairs.len() as f64;
        let mean_x = pairs.iter().map(|(x, _)| x).sum::<f64>() / m;
        let mean_y = pairs.iter().map(|(_, y)| y).sum::<f64>() / m;
        let sum = |of: &dyn Fn(f64, f64) -> f64| {
            pairs.iter().map(|(x, y)| of(x - mean_x, y - mean_y)).sum::<f64>()
        };
        sum(&|x, y| x * y) / (sum(&|x, _| x * x).sqrt() * sum(&|_, y| y * y).sqrt())
    }

    #[test]
    fn a_star_of_a_million_is_as_unlike_as_can_be() {
        let star = naive::star(1_000_000);
        assert_eq!(degree_assortativity(star.view(), star.view()), Some(-1.0));
    }

    #[test]
    fn equal_degrees_have_no_correlation() {
        let ring = naive::undirected(4, &[(0, 1), (1, 2), (2, 3), (3, 0)]);
        assert_eq!(degree_assortativity(ring.view(), ring.view()), None);
        let nothing = CsrBuf::default();
        assert_eq!(degree_assortativity(nothing.view(), nothing.view()), None);
    }

    /// NetworkX 3.6: `degree_assortativity_coefficient(nx.path_graph(5))`.
    #[test]
    fn a_chain_of_five_is_as_elsewhere() {
        let chain = naive::chain(4);
        let ours = degree_assortativity(chain.view(), chain.view()).unwrap();
        assert!((ours - -1.0 / 3.0).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn coefficients_are_those_of_the_definition(
            directed in naive::directed_graphs(), undirected in naive::undirected_graphs(),
        ) {
            for graph in [directed, undirected] {
                let expected = by_definition(graph.view());
                let ours = degree_assortativity(graph.view(), graph.reversed().view());
                let is_near = |ours: f64| (ours - expected).abs() < 1e-9;
                // Where all degrees are equal the means leave nothing, or nothing but rounding.
                let is_right = ours.map_or_else(
                    || {
                        let out = graph.view().nodes().filter(|&v| graph.view().degree(v) > 0);
                        let out: Vec<_> = out.map(|v| graph.view().degree(v)).collect();
                        let reversed = graph.reversed();
                        let reverse = reversed.view();
                        let into = reverse.nodes().map(|v: NodeIx| reverse.degree(v));
                        let into: Vec<_> = into.filter(|&d| d > 0).collect();
                        out.windows(2).all(|d| d[0] == d[1]) || into.windows(2).all(|d| d[0] == d[1])
                    },
                    is_near,
                );
                prop_assert!(is_right, "{:?} and {}", ours, expected);
            }
        }
    }
}
