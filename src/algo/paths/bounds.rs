//! Lower bounds of the cost to a target: exact within a ball round it, its radius beyond; and the
//! first cheapest way from each node in the ball.
//!
//! The ball grows only as far as it is asked to. Whatever its size the bounds are consistent: along an
//! arc they fall by no more than what the arc costs.

use super::bucket_queue::{BucketQueue, Key};
use super::terrain::sealed::Measure;
use super::terrain::{Length, Terrain};
use crate::graph::NodeIx;

/// A search from the target that can be continued.
pub(super) struct Bounds<'a, L: Length> {
    terrain: Terrain<'a, L>,
    target: NodeIx,
    /// One entry per node.
    ways: Vec<Ways<L::Cost>>,
    queue: BucketQueue<L::Cost>,
    batch: Vec<u32>,
    radius: L::Cost,
    /// Ways that cost more are not looked for.
    cost_max: L::Cost,
}

/// The ways found so far from one node; their costs are exact up to the radius, above it where not.
#[derive(Clone, Copy)]
struct Ways<C> {
    cost: C,
    /// The cost of the cheapest that goes on otherwise than by `next`.
    other: C,
    /// The smallest node that comes next on a cheapest way.
    next: u32,
}

impl<'a, L: Length> Bounds<'a, L> {
    /// A ball that holds the target alone.
    pub(super) fn new(terrain: Terrain<'a, L>, target: NodeIx, cost_max: L::Cost) -> Self {
        let none = Ways { cost: L::COST_FAR, other: L::COST_FAR, next: target.0 };
        let mut ways = vec![none; terrain.graph().node_count()];
        let mut queue = BucketQueue::default();
        ways[target.at()].cost = L::Cost::ZERO;
        queue.push(L::Cost::ZERO, target.0);
        let radius = L::Cost::ZERO;
        Self { terrain, target, ways, queue, batch: Vec::new(), radius, cost_max }
    }

    /// What a way from `node` to the target costs at least; far if there is none.
    pub(super) fn at(&self, node: NodeIx) -> L::Cost {
        self.ways[node.at()].cost.min(self.radius)
    }

    /// What a way from `node` costs at least if it cannot go by any node of `avoided`.
    pub(super) fn at_avoiding(&self, node: NodeIx, avoided: &[bool]) -> L::Cost {
        let Ways { cost, other, next } = self.ways[node.at()];
        let is_blocked = cost <= self.radius && avoided[next as usize];
        if is_blocked { other.min(self.radius) } else { cost.min(self.radius) }
    }

    /// Whether the bound is the cost of a way.
    pub(super) fn is_exact(&self, node: NodeIx) -> bool {
        self.ways[node.at()].cost <= self.radius
    }

    /// The nodes after `node`, whose bound is exact, on the first of its cheapest ways: that of the
    /// smallest nodes in walking order.
    pub(super) fn way_from(&self, node: NodeIx) -> impl Iterator<Item = NodeIx> {
        let after =
            |&node: &NodeIx| (node != self.target).then(|| NodeIx(self.ways[node.at()].next));
        std::iter::successors(after(&node), after)
    }

    /// Grows the ball until it holds `node`, or all that leads to the target.
    pub(super) fn grow_to(&mut self, node: NodeIx) {
        while !self.is_exact(node) {
            self.grow();
        }
    }

    /// Grows the ball by the nodes that are nearest.
    fn grow(&mut self) {
        let Self { terrain, ways, queue, batch, radius, .. } = self;
        let Some(cost) = queue.take(batch, |cost, node| ways[node as usize].cost == cost) else {
            *radius = L::COST_FAR;
            return;
        };
        // Every arc costs something, so no node is reached at the cost of this batch any more.
        *radius = cost;
        for &node in batch.iter() {
            let node = NodeIx(node);
            let may_lead_on = node == self.target || terrain.is_passable(node);
            if ways[node.at()].cost != cost || !may_lead_on {
                continue;
            }
            for (_, to, length) in terrain.arcs(node) {
                let beyond = cost + <L as Measure>::cost(length, 1);
                if beyond > self.cost_max {
                    continue;
                }
                let known = &mut ways[to.at()];
                if beyond < known.cost {
                    let other = if known.next == node.0 { known.other } else { known.cost };
                    *known = Ways { cost: beyond, other, next: node.0 };
                    queue.push(beyond, to.0);
                } else if known.next != node.0 {
                    if beyond == known.cost {
                        known.next = known.next.min(node.0);
                    }
                    known.other = known.other.min(beyond);
                }
            }
        }
    }
}
