//! Degree: how many arcs a node has.
//!
//! Counts only. Divided by the number of other nodes it is degree centrality; that is the caller's.

use crate::graph::Csr;

/// Which arcs count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DegreeEnds {
    /// Arcs that leave the node. On an undirected graph this is its degree.
    Out,
    /// Arcs that enter the node.
    In,
    /// Both. On an undirected graph this counts every edge twice.
    All,
}

/// Counts the arcs of every node: `out(v) = |{v → u}|`, `in(v) = |{u → v}|`.
///
/// # Conventions
/// Parallel arcs count separately. A loop is one arc that leaves and one that enters: on an undirected
/// graph it counts once, where NetworkX counts it twice.
/// # Complexity
/// Time O(n) for outgoing arcs, else O(n + m); space O(n).
/// # Determinism
/// Integers.
/// # References
/// L. C. Freeman, "Centrality in social networks: conceptual clarification", 1978,
/// doi:10.1016/0378-8733(78)90021-7.
/// # Examples
/// ```
/// use sociogram::algo::centrality::{DegreeEnds, degree};
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::from_arcs(3, &[(0, 1, 0), (0, 1, 1), (2, 1, 2)]);
/// assert_eq!(degree(graph.view(), DegreeEnds::Out), [2, 0, 1]);
/// assert_eq!(degree(graph.view(), DegreeEnds::In), [0, 3, 0]);
/// assert_eq!(degree(graph.view(), DegreeEnds::All), [2, 3, 1]);
/// ```
pub fn degree(graph: Csr<'_>, ends: DegreeEnds) -> Vec<u32> {
    let mut degrees: Vec<u32> = match ends {
        DegreeEnds::In => vec![0; graph.node_count()],
        DegreeEnds::Out | DegreeEnds::All => {
            graph.nodes().map(|node| graph.degree(node) as u32).collect()
        }
    };
    if ends != DegreeEnds::Out {
        for &target in graph.targets() {
            degrees[target as usize] += 1;
        }
    }
    degrees
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn degrees_are_the_arcs_counted_one_by_one(graph in naive::directed_graphs()) {
            let graph = graph.view();
            let arcs: Vec<_> = graph
                .nodes()
                .flat_map(|from| graph.arcs(from).map(move |(to, _)| (from, to)))
                .collect();
            for node in graph.nodes() {
                let n_out = arcs.iter().filter(|(from, _)| *from == node).count() as u32;
                let n_in = arcs.iter().filter(|(_, to)| *to == node).count() as u32;
                prop_assert_eq!(degree(graph, DegreeEnds::Out)[node.at()], n_out);
                prop_assert_eq!(degree(graph, DegreeEnds::In)[node.at()], n_in);
                prop_assert_eq!(degree(graph, DegreeEnds::All)[node.at()], n_out + n_in);
            }
        }
    }
}
