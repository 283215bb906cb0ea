//! Where a path may go and what each arc costs.
//!
//! A borrowed view with its promises. It chooses nothing: which edges are admitted and how long they
//! are is decided by whoever builds it.

use crate::graph::{Csr, NodeIx};
use sealed::Measure;
use std::fmt::Debug;
use std::ops::Add;

/// The longest arc, in half steps.
pub const HALF_STEPS_MAX: u8 = 2;

/// The weight of an arc that is not there: no path takes it.
pub const CLOSED: u32 = u32::MAX;

/// A graph with a length per arc and a rule of passage per node.
///
/// # Invariants
/// - One length per arc, one mark per node. Half steps are 0 to [`HALF_STEPS_MAX`].
/// - Both arcs of an edge are present and have the same length, unless a kernel says that it takes
///   arcs that go one way. This is the caller's promise.
#[derive(Debug, Clone, Copy)]
pub struct Terrain<'a, L = u8> {
    graph: Csr<'a>,
    lengths: &'a [L],
    passable: &'a [bool],
}

/// What arcs are measured in: half steps (`u8`), which add up to `u32`, or weights (`u32`), which add
/// up to `u64` and cannot overflow it. Weights may be 0; [`CLOSED`] is no way at all.
pub trait Length: Measure {
    /// What lengths add up to.
    type Total: Copy + Ord + Debug + Default + Add<Output = Self::Total>;
    /// The total of what is not reached.
    const FAR: Self::Total;
}

impl Length for u8 {
    type Total = u32;
    const FAR: u32 = u32::MAX;
}

impl Length for u32 {
    type Total = u64;
    const FAR: u64 = u64::MAX;
}

impl<'a, L: Length> Terrain<'a, L> {
    /// Puts the parts together.
    ///
    /// # Panics
    /// If the slices do not fit the graph or an arc has too many half steps.
    pub fn new(graph: Csr<'a>, lengths: &'a [L], passable: &'a [bool]) -> Self {
        assert_eq!(lengths.len(), graph.arc_count(), "one length per arc");
        assert_eq!(passable.len(), graph.node_count(), "one mark per node");
        assert!(lengths.iter().all(|length| length.is_valid()), "arcs have at most two halves");
        Self { graph, lengths, passable }
    }

    /// The adjacency.
    pub fn graph(self) -> Csr<'a> {
        self.graph
    }

    /// Length of every arc, in the order of sources.
    pub(super) fn lengths(self) -> &'a [L] {
        self.lengths
    }

    /// Length of the arc at a position; none for one that is no way.
    pub fn length(self, arc: usize) -> Option<L::Total> {
        self.lengths[arc].total()
    }

    /// Whether a path may go through the node; its ends need not be passable.
    pub fn is_passable(self, node: NodeIx) -> bool {
        self.passable[node.at()]
    }

    /// Arcs that leave `node`: position, target, length. Sorted by target.
    pub(super) fn arcs(self, node: NodeIx) -> impl Iterator<Item = (usize, NodeIx, L::Total)> + 'a {
        let range = self.graph.range(node);
        let targets = &self.graph.targets()[range.clone()];
        range
            .clone()
            .zip(targets)
            .zip(&self.lengths[range])
            .filter_map(|((arc, &target), length)| Some((arc, NodeIx(target), length.total()?)))
    }

    /// Targets of the arcs that leave `node` and the lengths beside them.
    pub(super) fn row(self, node: NodeIx) -> (&'a [u32], &'a [L]) {
        let range = self.graph.range(node);
        (&self.graph.targets()[range.clone()], &self.lengths[range])
    }

    /// Length of the shortest arc between two nodes.
    pub(super) fn shortest_arc(self, from: NodeIx, to: NodeIx) -> Option<L::Total> {
        self.graph.range_between(from, to).filter_map(|arc| self.length(arc)).min()
    }
}

impl Terrain<'_> {
    /// Length of the arc at a position.
    pub fn half_steps(self, arc: usize) -> u32 {
        u32::from(self.lengths[arc])
    }
}

/// Keeps [`Length`] to the two kinds there are.
pub(super) mod sealed {
    use super::super::bucket_queue::Key;
    use super::{CLOSED, HALF_STEPS_MAX, Length};
    use std::fmt::Debug;
    use std::ops::Add;

    /// What only the kernels ask of a length.
    pub trait Measure: Copy + Ord + Debug + Sync {
        /// A length and a number of arcs: the length in the upper bits, so that sums compare by length
        /// first, and every arc costs something.
        type Cost: Key + Add<Output = Self::Cost>;
        /// The cost of what is not reached.
        const COST_FAR: Self::Cost;
        /// As a total; none for an arc that is no way.
        fn total(self) -> Option<<Self as Length>::Total>
        where
            Self: Length;
        /// Both parts together.
        fn cost(total: <Self as Length>::Total, hops: u32) -> Self::Cost
        where
            Self: Length;
        /// The length in a cost.
        fn total_of(cost: Self::Cost) -> <Self as Length>::Total
        where
            Self: Length;
        /// Whether an arc may be this long.
        fn is_valid(self) -> bool;
    }

    impl Measure for u8 {
        type Cost = u64;
        const COST_FAR: u64 = u64::MAX;

        fn total(self) -> Option<u32> {
            Some(u32::from(self))
        }

        fn cost(total: u32, hops: u32) -> u64 {
            u64::from(total) << 32 | u64::from(hops)
        }

        fn total_of(cost: u64) -> u32 {
            (cost >> 32) as u32
        }

        fn is_valid(self) -> bool {
            self <= HALF_STEPS_MAX
        }
    }

    impl Measure for u32 {
        type Cost = u128;
        const COST_FAR: u128 = u128::MAX;

        fn total(self) -> Option<u64> {
            (self != CLOSED).then_some(u64::from(self))
        }

        fn cost(total: u64, hops: u32) -> u128 {
            u128::from(total) << 32 | u128::from(hops)
        }

        fn total_of(cost: u128) -> u64 {
            (cost >> 32) as u64
        }

        fn is_valid(self) -> bool {
            true
        }
    }
}
