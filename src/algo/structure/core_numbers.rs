//! Core numbers: how deep in the dense middle of a graph each node sits.
//!
//! The graph is undirected. Nodes are peeled level by level, without buckets of nodes by degree.

use crate::graph::{Csr, NodeIx};

/// Greatest k for which a node lies in a k-core: `c(v) = max {k : v ∈ H, every node of H has k neighbours in H}`.
///
/// # Conventions
/// The graph holds both arcs of every edge. Loops are ignored and parallel edges count once: neighbours
/// are counted, not edges. A node without neighbours has core number 0.
/// # Complexity
/// Time O(n + m), space O(n). Level k passes over the nodes that are left, each of which has k neighbours
/// left, so all passes together are no longer than the arcs are many.
/// # Determinism
/// The numbers are unique.
/// # References
/// V. Batagelj, M. Zaveršnik, "An O(m) algorithm for cores decomposition of networks", 2003,
/// doi:10.48550/arXiv.cs/0310049.
/// H. Kabir, K. Madduri, "Parallel k-core decomposition on multicore platforms", 2017,
/// doi:10.1109/IPDPSW.2017.151.
/// # Examples
/// ```
/// use sociogram::algo::structure::core_numbers;
/// use sociogram::graph::CsrBuf;
///
/// // A triangle with a tail.
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (1, 2, 1), (2, 0, 2), (2, 3, 3)]);
/// assert_eq!(core_numbers(graph.view()), [2, 2, 2, 1]);
/// ```
pub fn core_numbers(graph: Csr<'_>) -> Vec<u32> {
    let mut degrees: Vec<u32> = graph.nodes().map(|node| neighbor_count(graph, node)).collect();
    let mut left: Vec<u32> = graph.nodes().map(|node| node.0).collect();
    // One place more than there are nodes: what is written behind the last of them is not kept.
    let mut peeled = vec![0; left.len() + 1];
    let mut level = 0;
    while !left.is_empty() {
        let (n_peeled, next_level) = take_level(&mut left, &degrees, level, &mut peeled);
        if n_peeled == 0 {
            level = next_level;
        } else {
            peel(graph, level, &mut degrees, &mut peeled, n_peeled);
            level += 1;
        }
    }
    // A degree falls to the level at which its node is peeled, and no further.
    degrees
}

/// Number of other nodes that a node is joined to.
fn neighbor_count(graph: Csr<'_>, node: NodeIx) -> u32 {
    let (mut count, mut last) = (0, node.0);
    // Equal targets stand side by side; the node itself is never the last of other targets counted.
    for &target in graph.neighbors(node) {
        count += u32::from(target != last && target != node.0);
        last = target;
    }
    count
}

/// Keeps the nodes above a level in `left` and moves those on it to `peeled`. Returns how many were moved
/// and the least degree of those kept.
fn take_level(
    left: &mut Vec<u32>,
    degrees: &[u32],
    level: u32,
    peeled: &mut [u32],
) -> (usize, u32) {
    let (mut n_kept, mut n_peeled, mut least) = (0, 0, u32::MAX);
    for at in 0..left.len() {
        let node = left[at];
        let degree = degrees[node as usize];
        left[n_kept] = node;
        n_kept += usize::from(degree > level);
        peeled[n_peeled] = node;
        n_peeled += usize::from(degree == level);
        least = least.min(if degree > level { degree } else { u32::MAX });
    }
    left.truncate(n_kept);
    (n_peeled, least)
}

/// Takes the first nodes of `peeled` out of the graph, and after them all that sink to their level.
fn peel(graph: Csr<'_>, level: u32, degrees: &mut [u32], peeled: &mut [u32], n_first: usize) {
    let (mut head, mut tail) = (0, n_first);
    while head < tail {
        let node = NodeIx(peeled[head]);
        head += 1;
        let mut last = node.0;
        for &target in graph.neighbors(node) {
            let degree = degrees[target as usize];
            let is_joined = target != last && degree > level;
            last = target;
            degrees[target as usize] = degree - u32::from(is_joined);
            peeled[tail] = target;
            tail += usize::from(is_joined && degree == level + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::graph::CsrBuf;
    use proptest::prelude::*;

    /// For every k takes out nodes with fewer than k neighbours left until none is.
    fn by_definition(graph: Csr<'_>) -> Vec<u32> {
        let mut numbers = vec![0; graph.node_count()];
        for k in 1..=graph.node_count() as u32 {
            let mut core: Vec<_> = graph.nodes().collect();
            loop {
                let joined = |&node: &NodeIx| {
                    let is_joined = |&&other: &&NodeIx| {
                        other != node && graph.neighbors(node).contains(&other.0)
                    };
                    core.iter().filter(is_joined).count() >= k as usize
                };
                let next: Vec<_> = core.iter().copied().filter(joined).collect();
                if next.len() == core.len() {
                    break;
                }
                core = next;
            }
            for node in core {
                numbers[node.at()] = k;
            }
        }
        numbers
    }

    #[test]
    fn a_complete_graph_is_one_core_and_an_empty_one_none() {
        let edges: Vec<_> = (0..9).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        assert_eq!(core_numbers(naive::undirected(9, &edges).view()), [8; 9]);
        assert!(core_numbers(CsrBuf::default().view()).is_empty());
        assert_eq!(core_numbers(naive::undirected(2, &[(0, 0)]).view()), [0, 0]);
    }

    #[test]
    fn stars_and_chains_of_a_million_are_thin() {
        for graph in [naive::star(1_000_000), naive::chain(1_000_000)] {
            assert_eq!(core_numbers(graph.view()), vec![1; 1_000_001]);
        }
    }

    proptest! {
        #[test]
        fn numbers_are_those_of_the_definition(graph in naive::undirected_graphs()) {
            prop_assert_eq!(core_numbers(graph.view()), by_definition(graph.view()));
        }
    }
}
