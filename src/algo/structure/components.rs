//! Connected components: the parts of a graph between which no edge runs.
//!
//! A forest of nodes grows by joining trees until each is a component. Strongly connected components of a
//! directed graph are another kernel.

use crate::algo::blocks::{node_blocks, split_by};
use crate::graph::{Csr, NodeIx};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// The parts into which the nodes of a graph fall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Components {
    /// For each node the smallest node of its component.
    pub labels: Vec<u32>,
    /// The components, by their smallest node.
    pub components: Vec<Component>,
}

/// One component.
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
/// Time O(n + m) but for a factor that has not been seen to matter, mostly far less: once a sample of the
/// arcs has joined most of the nodes, the other arcs of these are not looked at. Space O(n).
/// # Determinism
/// The labels are unique: the root of a tree is its smallest node, however trees are joined.
/// # References
/// M. Sutton, T. Ben-Nun, A. Barak, "Optimizing parallel graph connectivity computation via subgraph
/// sampling", 2018, doi:10.1109/IPDPS.2018.00012.
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
    joined(&[graph])
}

/// Labels every node of a directed graph by the smallest node it is connected with, whichever way the
/// arcs go. `reverse` is the graph turned round; the rest is as for [`components`].
///
/// # Examples
/// ```
/// use sociogram::algo::structure::weak_components;
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::from_arcs(3, &[(0, 2, 0), (1, 2, 1)]);
/// assert_eq!(weak_components(graph.view(), graph.reversed().view()).labels, [0, 0, 0]);
/// ```
pub fn weak_components(graph: Csr<'_>, reverse: Csr<'_>) -> Components {
    joined(&[graph, reverse])
}

/// Arcs that the nodes of a block have together: enough to be worth a thread.
const ARCS_PER_BLOCK: usize = 1 << 16;

/// Nodes whose roots are looked at to guess the root of the largest tree.
const SAMPLE: usize = 64;

/// Components of the union of graphs. Every arc is in one of them, and turned round in one of them.
fn joined(graphs: &[Csr<'_>]) -> Components {
    let forest = Forest::new(graphs);
    forest.flatten();
    forest.join_greatest();
    forest.flatten();
    forest.join_outside(forest.frequent_root());
    forest.flatten();
    forest.into_components()
}

/// Trees of connected nodes, of which the smallest is the root.
struct Forest<'a> {
    graphs: &'a [Csr<'a>],
    blocks: Vec<Range<usize>>,
    /// For each node a smaller node of its component; of a root, itself. What was a parent once stays an
    /// ancestor, so that a thread that reads an old one is late and not wrong.
    parents: Vec<AtomicU32>,
    /// For each node its greatest neighbour, or itself.
    greatest: Vec<u32>,
}

impl<'a> Forest<'a> {
    /// Joins every node with its smallest neighbour, which takes no agreement between threads.
    fn new(graphs: &'a [Csr<'a>]) -> Self {
        let n_nodes = graphs.first().map_or(0, |graph| graph.node_count());
        let blocks =
            graphs.first().map_or_else(Vec::new, |&graph| node_blocks(graph, ARCS_PER_BLOCK));
        let (mut smallest, mut greatest) = (vec![0; n_nodes], vec![0; n_nodes]);
        let parts =
            split_by(&mut smallest, &blocks).into_iter().zip(split_by(&mut greatest, &blocks));
        blocks.par_iter().zip(parts.collect::<Vec<_>>()).for_each(
            |(block, (smallest, greatest))| {
                for ((node, smallest), greatest) in block.clone().zip(smallest).zip(greatest) {
                    let node = node as u32;
                    (*smallest, *greatest) = (node, node);
                    for graph in graphs {
                        let targets = graph.neighbors(NodeIx(node));
                        *smallest = targets.first().map_or(*smallest, |first| *first.min(smallest));
                        *greatest = targets.last().map_or(*greatest, |last| *last.max(greatest));
                    }
                }
            },
        );
        // Where the neighbour hangs below a smaller one so may the node: it is one tree either way.
        let parent = |&near: &u32| AtomicU32::new(near.min(smallest[near as usize]));
        let parents = smallest.par_iter().with_min_len(1 << 13).map(parent).collect();
        Self { graphs, blocks, parents, greatest }
    }

    /// Makes every node a child of its root.
    fn flatten(&self) {
        self.blocks.par_iter().for_each(|block| {
            for slot in &self.parents[block.clone()] {
                let mut root = self.parent(slot.load(Relaxed));
                while self.parent(root) != root {
                    root = self.parent(root);
                }
                slot.store(root, Relaxed);
            }
        });
    }

    fn parent(&self, node: u32) -> u32 {
        self.parents[node as usize].load(Relaxed)
    }

    /// Puts the root of one node below that of the other, unless they are the same.
    fn join(&self, a: u32, b: u32) {
        // Most nodes are at most two steps below their roots.
        let (mut a, mut b) = (self.parent(self.parent(a)), self.parent(self.parent(b)));
        while a != b {
            let (low, high) = (a.min(b), a.max(b));
            let slot = &self.parents[high as usize];
            match slot.load(Relaxed) {
                above if above < high => {
                    let higher = self.parent(above);
                    if higher != above {
                        slot.store(higher, Relaxed);
                    }
                    (a, b) = (low, higher);
                }
                _ if slot.compare_exchange(high, low, Relaxed, Relaxed).is_ok() => return,
                _ => (),
            }
        }
    }

    /// Joins every node with its greatest neighbour. With the smallest that connects most of most graphs.
    fn join_greatest(&self) {
        self.blocks.par_iter().for_each(|block| {
            for (node, &other) in block.clone().zip(&self.greatest[block.clone()]) {
                self.join(node as u32, other);
            }
        });
    }

    /// The root met most often in a sample of the nodes; of several the smallest.
    fn frequent_root(&self) -> Option<u32> {
        let step = (self.parents.len() / SAMPLE).max(1);
        let mut roots: Vec<_> =
            self.parents.iter().step_by(step).map(|parent| parent.load(Relaxed)).collect();
        roots.sort_unstable();
        let runs = roots.chunk_by(|a, b| a == b);
        runs.rev().max_by_key(|run| run.len()).map(|run| run[0])
    }

    /// Joins along all arcs of nodes that are not children of `root`: of an arc between two trees one end
    /// is such a node, or both have become children of `root` since.
    fn join_outside(&self, root: Option<u32>) {
        self.blocks.par_iter().for_each(|block| {
            for node in block.clone() {
                if Some(self.parents[node].load(Relaxed)) == root {
                    continue;
                }
                for graph in self.graphs {
                    for &other in graph.neighbors(NodeIx(node as u32)) {
                        self.join(node as u32, other);
                    }
                }
            }
        });
    }

    /// Names and counts the trees, all of which are flat.
    fn into_components(self) -> Components {
        let labels: Vec<_> = self.parents.into_iter().map(AtomicU32::into_inner).collect();
        let mut places = vec![0_u32; labels.len()];
        let mut components: Vec<Component> = Vec::new();
        for (node, &label) in (0..).zip(&labels) {
            if label == node {
                places[node as usize] = components.len() as u32;
                components.push(Component { smallest: NodeIx(node), size: 0 });
            }
            components[places[label as usize] as usize].size += 1;
        }
        Components { labels, components }
    }
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
    use crate::algo::{naive, with_threads};
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
    fn nothing_has_no_components() {
        assert_eq!(components(CsrBuf::default().view()).count(), 0);
        assert_eq!(components(naive::undirected(1, &[(0, 0)]).view()).labels, [0]);
    }

    /// Many trees of all sizes: every node points to one of the next few.
    fn scattered(n_nodes: u32) -> CsrBuf {
        let arcs: Vec<_> = (0..n_nodes)
            .map(|node| (node, (node + node.wrapping_mul(2_654_435_761) % 50) % n_nodes, node))
            .filter(|(node, _, _)| node % 5 != 0)
            .collect();
        CsrBuf::from_arcs(n_nodes as usize, &arcs)
    }

    #[test]
    fn any_number_of_threads_gives_the_same() {
        let graph = scattered(300_000);
        let reverse = graph.reversed();
        let parts = weak_components(graph.view(), reverse.view());
        assert!(parts.count() > 1000 && parts.largest().unwrap().size > 10);
        for n_threads in [1, 2, 5] {
            let again = with_threads(n_threads, || weak_components(graph.view(), reverse.view()));
            assert_eq!(again.unwrap(), parts);
        }
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

        #[test]
        fn weak_components_forget_which_way_arcs_go(graph in naive::directed_graphs()) {
            let view = graph.view();
            let ends: Vec<_> =
                view.nodes().flat_map(|a| view.arcs(a).map(move |(b, _)| (a.0, b.0))).collect();
            let both_ways = naive::undirected(view.node_count(), &ends);
            let parts = weak_components(view, graph.reversed().view());
            prop_assert_eq!(parts, components(both_ways.view()));
        }
    }
}
