//! Strongly connected components of a directed graph, by one search in depth.

use super::components::{Component, Components};
use crate::graph::{Csr, NodeIx};

/// Labels every node by the smallest node with which it lies on a closed walk:
/// `label(v) = min {u : arcs lead from u to v and from v to u}`.
///
/// # Conventions
/// Arcs are followed as stored, so on an undirected graph these are its connected components. Loops and
/// parallel arcs change nothing; a node on no cycle is a component of one.
/// # Complexity
/// Time O(n + m), space O(n).
/// # Determinism
/// The labels are unique.
/// # References
/// R. E. Tarjan, "Depth-first search and linear graph algorithms", 1972, doi:10.1137/0201010.
/// D. J. Pearce, "A space-efficient algorithm for finding strongly connected components", 2016,
/// doi:10.1016/j.ipl.2015.08.010.
/// # Examples
/// ```
/// use sociogram::algo::structure::strong_components;
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::from_arcs(4, &[(0, 1, 0), (1, 3, 1), (3, 1, 2), (3, 2, 3)]);
/// let parts = strong_components(graph.view());
/// assert_eq!(parts.labels, [0, 1, 2, 1]);
/// ```
pub fn strong_components(graph: Csr<'_>) -> Components {
    let mut search = Search::new(graph);
    for node in graph.nodes() {
        if search.rindex[node.at()] == UNVISITED {
            search.visit_from(node.0);
        }
    }
    search.into_components()
}

const UNVISITED: u32 = 0;

/// The search in Pearce's letters.
struct Search<'a> {
    graph: Csr<'a>,
    /// rindex[v]: 0 before v is visited; then its number in the order of visits or, once v is left, the least
    /// number it reaches; and c once its component is complete.
    rindex: Vec<u32>,
    /// index: number of the next node visited. Complete components give their numbers back, so that
    /// every number stays below every c.
    index: u32,
    /// c: number of the next component, falling from n.
    c: u32,
    /// S: nodes left whose component is not complete.
    left: Vec<u32>,
    /// The way from the first node to before the current one.
    way: Vec<Frame>,
}

/// A node whose arcs are not all followed.
#[derive(Clone, Copy)]
struct Frame {
    node: u32,
    /// Position of the next arc.
    next: u32,
    /// Its number in the order of visits.
    number: u32,
    /// The least number it is known to reach.
    low: u32,
}

impl<'a> Search<'a> {
    fn new(graph: Csr<'a>) -> Self {
        let n_nodes = graph.node_count();
        Self {
            graph,
            rindex: vec![UNVISITED; n_nodes],
            index: 1,
            c: n_nodes as u32,
            left: Vec::new(),
            way: Vec::new(),
        }
    }

    fn visit_from(&mut self, first: u32) {
        let (offsets, targets) = (self.graph.offsets(), self.graph.targets());
        let mut frame = self.enter(first);
        loop {
            let end = offsets[frame.node as usize + 1];
            let arcs = &targets[frame.next as usize..end as usize];
            let mut unvisited = None;
            for (at, &target) in (frame.next + 1..).zip(arcs) {
                let reached = self.rindex[target as usize];
                if reached == UNVISITED {
                    if offsets[target as usize] == offsets[target as usize + 1] {
                        self.complete(target);
                        continue;
                    }
                    frame.next = at;
                    unvisited = Some(target);
                    break;
                }
                frame.low = frame.low.min(reached);
            }
            if let Some(target) = unvisited {
                self.way.push(frame);
                frame = self.enter(target);
                continue;
            }
            self.leave(frame);
            let Some(mut before) = self.way.pop() else { return };
            before.low = before.low.min(self.rindex[frame.node as usize]);
            frame = before;
        }
    }

    fn enter(&mut self, node: u32) -> Frame {
        let number = self.index;
        self.rindex[node as usize] = number;
        self.index += 1;
        Frame { node, next: self.graph.offsets()[node as usize], number, low: number }
    }

    /// Completes the component of a node that reaches nothing before itself; sets others aside.
    fn leave(&mut self, frame: Frame) {
        if frame.low < frame.number {
            self.rindex[frame.node as usize] = frame.low;
            self.left.push(frame.node);
            return;
        }
        while let Some(&node) = self.left.last()
            && self.rindex[node as usize] >= frame.number
        {
            self.rindex[node as usize] = self.c;
            self.index -= 1;
            self.left.pop();
        }
        self.index -= 1;
        self.complete(frame.node);
    }

    fn complete(&mut self, node: u32) {
        self.rindex[node as usize] = self.c;
        self.c -= 1;
    }

    /// Names components by their smallest nodes.
    fn into_components(self) -> Components {
        let n_nodes = self.graph.node_count() as u32;
        let mut places = vec![u32::MAX; (n_nodes - self.c) as usize];
        let mut components = Vec::with_capacity(places.len());
        let mut labels = self.rindex;
        for (node, label) in (0..).zip(&mut labels) {
            let place = &mut places[(n_nodes - *label) as usize];
            if *place == u32::MAX {
                *place = components.len() as u32;
                components.push(Component { smallest: NodeIx(node), size: 0 });
            }
            let component = &mut components[*place as usize];
            component.size += 1;
            *label = component.smallest.0;
        }
        Components { labels, components }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::algo::paths::UNREACHED;
    use crate::algo::structure::components;
    use crate::graph::CsrBuf;
    use proptest::prelude::*;

    /// The smallest node that is reached and reaches back.
    fn by_definition(graph: Csr<'_>) -> Vec<u32> {
        let distance = naive::distance_matrix(graph);
        let is_mutual =
            |a: usize, b: usize| distance[a][b] != UNREACHED && distance[b][a] != UNREACHED;
        let n = graph.node_count();
        (0..n).map(|v| (0..n).position(|u| is_mutual(u, v)).unwrap() as u32).collect()
    }

    fn ring(n_nodes: u32) -> CsrBuf {
        let arcs: Vec<_> = (0..n_nodes).map(|node| (node, (node + 1) % n_nodes, node)).collect();
        CsrBuf::from_arcs(n_nodes as usize, &arcs)
    }

    #[test]
    fn a_ring_of_a_million_is_one_component() {
        let parts = strong_components(ring(1_000_000).view());
        assert_eq!(parts.components, [Component { smallest: NodeIx(0), size: 1_000_000 }]);
        assert!(parts.labels.iter().all(|&label| label == 0));
    }

    #[test]
    fn a_chain_of_a_million_falls_apart() {
        let arcs: Vec<_> = (0..1_000_000).map(|at| (at, at + 1, at)).collect();
        let parts = strong_components(CsrBuf::from_arcs(1_000_001, &arcs).view());
        assert_eq!(parts.count(), 1_000_001);
        assert_eq!(parts.labels, (0..1_000_001).collect::<Vec<_>>());
    }

    #[test]
    fn a_star_of_a_million_is_one_component() {
        assert_eq!(strong_components(naive::star(1_000_000).view()).count(), 1);
    }

    #[test]
    fn nothing_has_no_components() {
        assert_eq!(strong_components(CsrBuf::default().view()).count(), 0);
        assert_eq!(strong_components(CsrBuf::from_arcs(1, &[]).view()).labels, [0]);
    }

    proptest! {
        #[test]
        fn labels_are_those_of_the_definition(graph in naive::directed_graphs()) {
            let parts = strong_components(graph.view());
            prop_assert_eq!(&parts.labels, &by_definition(graph.view()));
            for component in &parts.components {
                let is_its = |label: &&u32| **label == component.smallest.0;
                prop_assert_eq!(parts.labels.iter().filter(is_its).count(), component.size);
            }
            prop_assert!(parts.components.is_sorted_by(|a, b| a.smallest < b.smallest));
        }

        #[test]
        fn both_ways_they_are_the_components(graph in naive::undirected_graphs()) {
            prop_assert_eq!(strong_components(graph.view()), components(graph.view()));
        }
    }
}
