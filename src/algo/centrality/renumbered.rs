//! Rows of a graph whose nodes are numbered by falling degree, for kernels that go over it many times.
//!
//! Most arcs end at few nodes: numbered first, their entries lie together in arrays kept beside and stay
//! in the cache. Loops and parallel arcs are left out on the way.

use crate::algo::blocks::split_by;
use crate::graph::{Csr, NodeIx};
use rayon::prelude::*;
use std::ops::Range;

/// Rows of targets, each target once, no loops; not sorted.
pub(super) struct Rows {
    offsets: Vec<u32>,
    targets: Vec<u32>,
}

/// A graph under its new numbers.
pub(super) struct Renumbered {
    /// The node that has each new number.
    pub nodes: Vec<u32>,
    /// The new number of each node.
    pub numbers: Vec<u32>,
    out: Rows,
    /// `None` where every arc has its twin, so that rows out and rows in are the same.
    into: Option<Rows>,
}

/// Arcs that one task renumbers.
const ARCS_PER_BLOCK: usize = 1 << 16;

impl Rows {
    fn new(graph: Csr<'_>, nodes: &[u32], numbers: &[u32]) -> Self {
        let (blocks, arcs) = blocks(graph, nodes);
        let mut degrees = vec![0_u32; nodes.len()];
        let mut targets = vec![0; graph.arc_count()];
        let parts = blocks.par_iter().zip(split_by(&mut degrees, &blocks));
        parts.zip(split_by(&mut targets, &arcs)).for_each(|((block, degrees), targets)| {
            let mut end = 0;
            for (degree, &node) in degrees.iter_mut().zip(&nodes[block.clone()]) {
                let (start, mut last) = (end, node);
                for &target in graph.neighbors(NodeIx(node)) {
                    // What is not kept is written over by the next.
                    targets[end] = numbers[target as usize];
                    end += usize::from(target != last && target != node);
                    last = target;
                }
                *degree = (end - start) as u32;
            }
        });
        let mut offsets = Vec::with_capacity(nodes.len() + 1);
        let mut end = 0;
        offsets.push(end);
        offsets.extend(degrees.iter().map(|degree| {
            end += degree;
            end
        }));
        // Where arcs were left out, later blocks move up.
        for (block, arcs) in blocks.iter().zip(&arcs) {
            let kept = offsets[block.start] as usize..offsets[block.end] as usize;
            if kept.start != arcs.start {
                targets.copy_within(arcs.start..arcs.start + kept.len(), kept.start);
            }
        }
        targets.truncate(end as usize);
        Self { offsets, targets }
    }

    /// Arcs in all.
    pub(super) fn arc_count(&self) -> usize {
        self.targets.len()
    }

    /// Targets of a node.
    pub(super) fn row(&self, node: u32) -> &[u32] {
        &self.targets[self.range(node)]
    }

    /// Positions of the arcs of a node.
    pub(super) fn range(&self, node: u32) -> Range<usize> {
        self.offsets[node as usize] as usize..self.offsets[node as usize + 1] as usize
    }

    /// Number of arcs of a node.
    pub(super) fn degree(&self, node: u32) -> usize {
        self.range(node).len()
    }
}

impl Renumbered {
    /// Time O(n + m). A graph without `reverse` holds the twin of every arc.
    pub(super) fn new(graph: Csr<'_>, reverse: Option<Csr<'_>>) -> Self {
        let nodes = by_falling_degree(graph);
        let mut numbers = vec![0; nodes.len()];
        for (number, &node) in (0..).zip(&nodes) {
            numbers[node as usize] = number;
        }
        let out = Rows::new(graph, &nodes, &numbers);
        let into = reverse.map(|reverse| Rows::new(reverse, &nodes, &numbers));
        Self { nodes, numbers, out, into }
    }

    pub(super) fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// Whether rows out and rows in are the same.
    pub(super) fn is_symmetric(&self) -> bool {
        self.into.is_none()
    }

    /// Rows of the arcs that leave a node.
    pub(super) fn rows_out(&self) -> &Rows {
        &self.out
    }

    /// Rows of the arcs that arrive at a node.
    pub(super) fn rows_in(&self) -> &Rows {
        self.into.as_ref().unwrap_or(&self.out)
    }

    /// Values by new numbers, put in the order of nodes.
    pub(super) fn restored<T: Copy>(&self, values: &[T]) -> Vec<T> {
        self.numbers.iter().map(|&number| values[number as usize]).collect()
    }
}

/// Cuts nodes into runs with about as many arcs each; with them the positions their arcs would have.
fn blocks(graph: Csr<'_>, nodes: &[u32]) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut blocks, mut arcs) = (Vec::new(), Vec::new());
    let (mut first, mut first_arc, mut arc) = (0, 0, 0);
    for (at, &node) in nodes.iter().enumerate() {
        arc += graph.degree(NodeIx(node));
        if arc - first_arc >= ARCS_PER_BLOCK || at + 1 == nodes.len() {
            blocks.push(first..at + 1);
            arcs.push(first_arc..arc);
            (first, first_arc) = (at + 1, arc);
        }
    }
    (blocks, arcs)
}

/// Nodes by falling degree, then by index: a counting sort over the degrees that occur.
fn by_falling_degree(graph: Csr<'_>) -> Vec<u32> {
    // Hubs beyond this many arcs are few and share a place.
    const DEGREE_MAX: usize = (1 << 16) - 1;
    let degree = |node: NodeIx| graph.degree(node).min(DEGREE_MAX);
    let highest = graph.nodes().map(degree).max().unwrap_or(0);
    let mut starts = vec![0_u32; highest + 2];
    for node in graph.nodes() {
        starts[highest - degree(node) + 1] += 1;
    }
    for at in 0..=highest {
        starts[at + 1] += starts[at];
    }
    let mut nodes = vec![0; graph.node_count()];
    for node in graph.nodes() {
        let start = &mut starts[highest - degree(node)];
        nodes[*start as usize] = node.0;
        *start += 1;
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    #[test]
    fn hubs_come_first() {
        let graph = naive::undirected(5, &[(3, 0), (3, 1), (3, 4), (1, 0), (2, 2)]);
        let renumbered = Renumbered::new(graph.view(), None);
        assert_eq!(renumbered.nodes, [3, 0, 1, 2, 4]);
        assert_eq!(renumbered.rows_out().row(0), [1, 2, 4]);
        assert!(renumbered.rows_out().row(3).is_empty());
        assert_eq!(renumbered.restored(&[30, 0, 10, 20, 40]), [0, 10, 20, 30, 40]);
    }

    #[test]
    fn several_blocks_close_up_where_arcs_are_left_out() {
        let edges: Vec<_> = (0..100_000).map(|at| (at % 331, at * 7 % 401)).collect();
        let graph = naive::undirected(401, &edges);
        let view = graph.view();
        let renumbered = Renumbered::new(view, None);
        for node in view.nodes() {
            let row = renumbered.rows_out().row(renumbered.numbers[node.at()]).iter();
            let mut expected = view.neighbors(node).to_vec();
            expected.dedup();
            expected.retain(|&target| target != node.0);
            assert!(row.map(|&target| renumbered.nodes[target as usize]).eq(expected));
        }
    }

    proptest! {
        #[test]
        fn rows_hold_the_distinct_neighbours(graph in naive::directed_graphs()) {
            let (view, reverse) = (graph.view(), graph.reversed());
            let renumbered = Renumbered::new(view, Some(reverse.view()));
            for node in view.nodes() {
                let number = renumbered.numbers[node.at()];
                for (rows, old) in
                    [(renumbered.rows_out(), view), (renumbered.rows_in(), reverse.view())]
                {
                    let mut expected = old.neighbors(node).to_vec();
                    expected.dedup();
                    expected.retain(|&target| target != node.0);
                    let row = rows.row(number).iter();
                    let row: Vec<_> = row.map(|&t| renumbered.nodes[t as usize]).collect();
                    prop_assert_eq!(row, expected);
                }
            }
        }
    }
}
