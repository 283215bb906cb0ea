//! Modularity: how many more edges lie inside communities than chance would put there.

use crate::algo::blocks::{node_blocks, split_by};
use crate::graph::{Csr, NodeIx};
use rayon::prelude::*;

/// Arcs that one task counts.
const ARCS_PER_TASK: usize = 1 << 20;

/// Modularity of a partition at resolution 1: the share of edges inside communities, less the share
/// expected if ends were joined by chance. Between -1/2 and 1; 0 without edges.
///
/// Communities are named by any numbers below the number of nodes.
/// `Q = Σ_c (L_c / m - (K_c / 2m)²)`, where L are the edges inside and K the sum of degrees.
///
/// # Conventions
/// The graph holds both arcs of every edge, one of a loop. Parallel edges add up. A loop is one edge inside
/// its community and counts 2 in the degree, as in NetworkX.
///
/// # Complexity
/// Time and space O(n + m).
/// # Determinism
/// Edges are counted in integers; communities are summed in the order of their numbers.
/// # References
/// M. E. J. Newman, M. Girvan, "Finding and evaluating community structure in networks", 2004,
/// doi:10.1103/PhysRevE.69.026113.
/// # Panics
/// If a node has no community, or one numbered beyond the nodes.
/// # Examples
/// ```
/// use sociogram::algo::community::modularity;
/// use sociogram::graph::CsrBuf;
///
/// let pairs = CsrBuf::simple_undirected(4, &[(0, 1, 0), (2, 3, 1)]);
/// assert_eq!(modularity(pairs.view(), &[0, 0, 1, 1]), 0.5);
/// ```
pub fn modularity(graph: Csr<'_>, community: &[u32]) -> f64 {
    modularity_at(graph, community, 1.0)
}

/// Modularity where the edges expected by chance weigh as much as the resolution says.
pub(super) fn modularity_at(graph: Csr<'_>, community: &[u32], resolution: f64) -> f64 {
    assert_eq!(community.len(), graph.node_count(), "every node has a community");
    let mut ends = vec![Ends::default(); community.len()];
    let blocks = node_blocks(graph, ARCS_PER_TASK);
    let count = |(ends, block): (&mut [Ends], &std::ops::Range<usize>)| {
        for (ends, node) in ends.iter_mut().zip(block.clone()) {
            *ends = Ends::of(graph, community, NodeIx(node as u32));
        }
    };
    let tasks = split_by(&mut ends, &blocks);
    if tasks.len() < 2 {
        tasks.into_iter().zip(&blocks).for_each(count);
    } else {
        tasks.into_par_iter().zip(&blocks).for_each(count);
    }
    // 2 L_c and K_c.
    let mut sums = vec![Ends::default(); community.len()];
    for (ends, &own) in ends.iter().zip(community) {
        let sum = &mut sums[own as usize];
        sum.inside += ends.inside;
        sum.all += ends.all;
    }
    let total = sums.iter().map(|sum| sum.all).sum::<u64>() as f64;
    if total == 0.0 {
        return 0.0;
    }
    let share = |count: u64| count as f64 / total;
    sums.iter().map(|s| share(s.inside) - resolution * share(s.all) * share(s.all)).sum()
}

/// Ends of edges at a node or a community.
#[derive(Clone, Default)]
struct Ends {
    /// Those of edges that stay within the community.
    inside: u64,
    all: u64,
}

impl Ends {
    fn of(graph: Csr<'_>, community: &[u32], node: NodeIx) -> Self {
        let own = community[node.at()];
        let row = graph.neighbors(node);
        let (mut loops, mut inside) = (0, 0);
        for &target in row {
            loops += u64::from(target == node.0);
            inside += u64::from(community[target as usize] == own);
        }
        Self { inside: inside + loops, all: row.len() as u64 + loops }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::algo::with_threads;
    use proptest::prelude::*;

    /// `Σ_ij (A_ij - k_i k_j / 2m) δ(c_i, c_j) / 2m` over a full matrix, where a loop is 2 on the diagonal.
    fn by_definition(graph: Csr<'_>, community: &[u32]) -> f64 {
        let n = graph.node_count();
        let mut a = vec![vec![0.0; n]; n];
        for node in graph.nodes() {
            for &target in graph.neighbors(node) {
                a[node.at()][target as usize] += if target == node.0 { 2.0 } else { 1.0 };
            }
        }
        let k: Vec<f64> = a.iter().map(|row| row.iter().sum()).collect();
        let total: f64 = k.iter().sum();
        let pairs = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
        let inside = pairs.filter(|&(i, j)| community[i] == community[j]);
        let sum: f64 = inside.map(|(i, j)| a[i][j] - k[i] * k[j] / total.max(1.0)).sum();
        sum / total.max(1.0)
    }

    #[test]
    fn without_edges_there_is_none() {
        let (none, two) = (naive::undirected(0, &[]), naive::undirected(2, &[]));
        assert_eq!(modularity(none.view(), &[]).to_bits(), 0.0_f64.to_bits());
        assert_eq!(modularity(two.view(), &[0, 1]).to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes() {
        let star = naive::star(1_000_000);
        let community: Vec<u32> = (0..=1_000_000).map(|node| node % 3).collect();
        let of = |n_threads| {
            with_threads(n_threads, || modularity(star.view(), &community)).expect("threads start")
        };
        // A third of the edges are inside the community of the middle; ends are shared out (1 + 1, 1, 1) / 2.
        let expected = 333_333.0 / 1e6
            - (1_333_333.0_f64.powi(2) + 333_334.0_f64.powi(2) + 333_333.0_f64.powi(2)) / 4e12;
        assert!((of(1) - expected).abs() < 1e-12, "{}", of(1));
        assert_eq!(of(1).to_bits(), of(2).to_bits());
        assert_eq!(of(1).to_bits(), of(5).to_bits());
    }

    proptest! {
        #[test]
        fn modularity_is_that_of_the_definition(
            graph in naive::undirected_graphs(), names in prop::collection::vec(0..3_u32, 7),
        ) {
            let n = graph.view().node_count();
            let community: Vec<u32> =
                names[..n].iter().map(|&name| name.min(n as u32 - 1)).collect();
            let ours = modularity(graph.view(), &community);
            // Both sides add at most 49 terms below 1.
            prop_assert!((ours - by_definition(graph.view(), &community)).abs() < 1e-12);
        }
    }
}
