//! Where a path may go and what each arc costs.
//!
//! A borrowed view with its promises. It chooses nothing: which edges are admitted and how long they
//! are is decided by whoever builds it.

use crate::graph::{Csr, NodeIx};

/// The longest arc, in half steps.
pub const HALF_STEPS_MAX: u8 = 2;

/// A symmetric graph with a length per arc and a rule of passage per node.
///
/// # Invariants
/// - One length per arc, 0 to [`HALF_STEPS_MAX`] half steps; one mark per node.
/// - Both arcs of an edge are present and have the same length. This is the caller's promise.
#[derive(Debug, Clone, Copy)]
pub struct Terrain<'a> {
    graph: Csr<'a>,
    half_steps: &'a [u8],
    passable: &'a [bool],
}

impl<'a> Terrain<'a> {
    /// Puts the parts together.
    ///
    /// # Panics
    /// If the slices do not fit the graph or an arc is too long.
    pub fn new(graph: Csr<'a>, half_steps: &'a [u8], passable: &'a [bool]) -> Self {
        assert_eq!(half_steps.len(), graph.arc_count(), "one length per arc");
        assert_eq!(passable.len(), graph.node_count(), "one mark per node");
        assert!(half_steps.iter().all(|&l| l <= HALF_STEPS_MAX), "arcs have at most two halves");
        Self { graph, half_steps, passable }
    }

    /// The adjacency.
    pub fn graph(self) -> Csr<'a> {
        self.graph
    }

    /// Length of the arc at a position.
    pub fn half_steps(self, arc: usize) -> u32 {
        u32::from(self.half_steps[arc])
    }

    /// Whether a path may go through the node; its ends need not be passable.
    pub fn is_passable(self, node: NodeIx) -> bool {
        self.passable[node.at()]
    }

    /// Arcs that leave `node`: position, target, length. Sorted by target.
    pub(super) fn arcs(self, node: NodeIx) -> impl Iterator<Item = (usize, NodeIx, u32)> + 'a {
        self.graph.range(node).map(move |arc| (arc, self.graph.target(arc), self.half_steps(arc)))
    }

    /// Length of the shortest arc between two nodes.
    pub(super) fn shortest_arc(self, from: NodeIx, to: NodeIx) -> Option<u32> {
        self.graph.range_between(from, to).map(|arc| self.half_steps(arc)).min()
    }
}
