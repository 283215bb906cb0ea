//! Connected components of an undirected graph.
//!
//! Strongly connected components of a directed graph are another kernel.

use crate::graph::{Csr, NodeIx};

const UNLABELLED: u32 = u32::MAX;

/// The parts of a graph between which no edge runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Components {
    /// For each node the smallest node of its component.
    pub labels: Vec<u32>,
    /// The components, by their smallest node.
    pub components: Vec<Component>,
}

/// One connected component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// Its smallest node, which is the label of all its nodes.
    pub smallest: NodeIx,
    /// Its number of nodes.
    pub size: usize,
}

/// Labels every node by the smallest node it is connected with: `label(v) = min {u : a path joins u, v}`.
///
/// # Conventions
/// The graph holds both arcs of every edge. Loops and parallel edges change nothing; a lone node is a
/// component of one.
/// # Complexity
/// Time O(n + m), space O(n).
/// # Determinism
/// The labels are unique.
/// # References
/// J. E. Hopcroft, R. E. Tarjan, "Algorithm 447: efficient algorithms for graph manipulation", 1973,
/// doi:10.1145/362248.362272.
/// # Examples
/// ```
/// use sociogram::algo::structure::components;
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::simple_undirected(4, &[(0, 2, 0), (3, 1, 1)]);
/// let parts = components(graph.view());
/// assert_eq!(parts.labels, [0, 1, 0, 1]);
/// assert_eq!(parts.count(), 2);
/// ```
pub fn components(graph: Csr<'_>) -> Components {
    let mut labels = vec![UNLABELLED; graph.node_count()];
    let mut components = Vec::new();
    let mut stack = Vec::new();
    for smallest in graph.nodes() {
        if labels[smallest.at()] != UNLABELLED {
            continue;
        }
        labels[smallest.at()] = smallest.0;
        stack.push(smallest.0);
        let mut size = 0;
        while let Some(node) = stack.pop() {
            size += 1;
            for &target in graph.neighbors(NodeIx(node)) {
                if labels[target as usize] == UNLABELLED {
                    labels[target as usize] = smallest.0;
                    stack.push(target);
                }
            }
        }
        components.push(Component { smallest, size });
    }
    Components { labels, components }
}

impl Components {
    /// Number of components.
    pub fn count(&self) -> usize {
        self.components.len()
    }

    /// The component with most nodes; of several the first.
    pub fn largest(&self) -> Option<Component> {
        self.components.iter().copied().rev().max_by_key(|component| component.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::graph::CsrBuf;
    use proptest::prelude::*;

    /// Renames the greater label to the smaller across every arc until nothing changes.
    fn by_union(graph: Csr<'_>) -> Vec<u32> {
        let mut labels: Vec<_> = graph.nodes().map(|node| node.0).collect();
        for node in graph.nodes() {
            for &target in graph.neighbors(node) {
                let (a, b) = (labels[node.at()], labels[target as usize]);
                for label in &mut labels {
                    if *label == a.max(b) {
                        *label = a.min(b);
                    }
                }
            }
        }
        labels
    }

    #[test]
    fn a_star_of_a_million_is_one_component() {
        let parts = components(naive::star(1_000_000).view());
        assert_eq!(parts.components, [Component { smallest: NodeIx(0), size: 1_000_001 }]);
    }

    #[test]
    fn a_chain_of_a_million_is_one_component() {
        assert_eq!(components(naive::chain(1_000_000).view()).count(), 1);
    }

    #[test]
    fn the_first_of_the_largest_is_named() {
        let graph = naive::undirected(5, &[(1, 4), (2, 3)]);
        let parts = components(graph.view());
        assert_eq!(parts.largest(), Some(Component { smallest: NodeIx(1), size: 2 }));
        assert_eq!(components(CsrBuf::default().view()).largest(), None);
    }

    proptest! {
        #[test]
        fn labels_are_those_of_repeated_union(graph in naive::undirected_graphs()) {
            let parts = components(graph.view());
            let labels = by_union(graph.view());
            prop_assert_eq!(&parts.labels, &labels);
            for component in &parts.components {
                let size = labels.iter().filter(|&&label| label == component.smallest.0).count();
                prop_assert_eq!(component.size, size);
            }
            prop_assert_eq!(parts.components.iter().map(|c| c.size).sum::<usize>(), labels.len());
            prop_assert!(parts.components.is_sorted_by_key(|component| component.smallest));
        }
    }
}
