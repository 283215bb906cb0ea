//! Breadth-first search: the fewest arcs from one node to every other.
//!
//! Follows arcs as stored; lengths and the rule of passage are not its business.

use crate::graph::{Csr, NodeIx};

/// The distance of a node that is not reached.
pub const UNREACHED: u32 = u32::MAX;

/// Memory of a search, to be used again by the next one.
#[derive(Debug, Clone, Default)]
pub struct BfsScratch {
    distances: Vec<u32>,
    /// Nodes in the order they were reached; also the queue.
    order: Vec<u32>,
}

/// Distances from one node, in arcs.
#[derive(Debug, Clone, Copy)]
pub struct Distances<'a> {
    distances: &'a [u32],
    order: &'a [u32],
}

/// Counts the arcs of shortest paths from `source`: `d(v) = min |p|` over paths `p` to `v`.
///
/// # Conventions
/// Arcs as stored; for incoming distances give the reversed graph. Parallel arcs and loops change nothing.
/// # Complexity
/// Time O(n + m) for the part reached, space O(n), which `scratch` keeps for the next search on a
/// graph of the same size.
/// # Determinism
/// Nodes are reached in the order of distance, then of the first node that reaches them, then of index.
/// # References
/// E. F. Moore, "The shortest path through a maze", Proceedings of the International Symposium on the
/// Theory of Switching, 1959.
/// # Examples
/// ```
/// use sociogram::algo::paths::{BfsScratch, bfs};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// let graph = CsrBuf::from_arcs(4, &[(0, 1, 0), (1, 2, 1)]);
/// let mut scratch = BfsScratch::default();
/// let distances = bfs(graph.view(), NodeIx(0), &mut scratch);
/// assert_eq!(distances.to(NodeIx(2)), Some(2));
/// assert_eq!(distances.to(NodeIx(3)), None);
/// ```
pub fn bfs<'a>(graph: Csr<'_>, source: NodeIx, scratch: &'a mut BfsScratch) -> Distances<'a> {
    scratch.reset(graph.node_count());
    let BfsScratch { distances, order } = scratch;
    distances[source.at()] = 0;
    order.push(source.0);
    let mut head = 0;
    while let Some(&node) = order.get(head) {
        head += 1;
        let next = distances[node as usize] + 1;
        for &target in graph.neighbors(NodeIx(node)) {
            if distances[target as usize] == UNREACHED {
                distances[target as usize] = next;
                order.push(target);
            }
        }
    }
    Distances { distances, order }
}

impl BfsScratch {
    /// Forgets the last search at the cost of what it reached.
    fn reset(&mut self, n_nodes: usize) {
        if self.distances.len() == n_nodes {
            for &node in &self.order {
                self.distances[node as usize] = UNREACHED;
            }
        } else {
            self.distances.clear();
            self.distances.resize(n_nodes, UNREACHED);
        }
        self.order.clear();
    }
}

impl<'a> Distances<'a> {
    /// Arcs to `node`, if it is reached.
    pub fn to(self, node: NodeIx) -> Option<u32> {
        Some(self.distances[node.at()]).filter(|&distance| distance != UNREACHED)
    }

    /// One distance per node, [`UNREACHED`] where there is none.
    pub fn as_slice(self) -> &'a [u32] {
        self.distances
    }

    /// The nodes reached, the source first, by rising distance.
    pub fn order(self) -> &'a [u32] {
        self.order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    #[test]
    fn a_star_of_a_million_is_two_wide() {
        let graph = naive::star(1_000_000);
        let mut scratch = BfsScratch::default();
        let distances = bfs(graph.view(), NodeIx(7), &mut scratch);
        assert_eq!(distances.to(NodeIx(0)), Some(1));
        assert_eq!(distances.to(NodeIx(1_000_000)), Some(2));
        assert_eq!(distances.order().len(), 1_000_001);
    }

    #[test]
    fn a_chain_of_a_million_is_a_million_long() {
        let graph = naive::chain(1_000_000);
        let mut scratch = BfsScratch::default();
        let distances = bfs(graph.view(), NodeIx(0), &mut scratch);
        assert_eq!(distances.to(NodeIx(1_000_000)), Some(1_000_000));
    }

    #[test]
    fn scratch_fits_itself_to_another_graph() {
        let mut scratch = BfsScratch::default();
        bfs(naive::chain(5).view(), NodeIx(0), &mut scratch);
        let graph = naive::chain(2);
        assert_eq!(bfs(graph.view(), NodeIx(2), &mut scratch).as_slice(), [2, 1, 0]);
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_distance_matrix(graph in naive::directed_graphs()) {
            let graph = graph.view();
            let matrix = naive::distance_matrix(graph);
            let mut scratch = BfsScratch::default();
            for source in graph.nodes() {
                let distances = bfs(graph, source, &mut scratch);
                prop_assert_eq!(distances.as_slice(), &matrix[source.at()][..]);
                prop_assert!(distances.order().is_sorted_by_key(|&v| matrix[source.at()][v as usize]));
            }
        }
    }
}
