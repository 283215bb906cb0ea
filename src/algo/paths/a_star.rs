//! The lightest path between two nodes where something is known of how far it is to go.
//!
//! Without such knowledge [`super::bidirectional_dijkstra`] looks at less.

use super::bucket_queue::BucketQueue;
use super::k_shortest::RankedPath;
use super::terrain::{CLOSED, Terrain};
use crate::graph::NodeIx;

/// Memory of a search, to be used again by the next one. It is cleaned at the cost of what was touched.
#[derive(Debug, Clone, Default)]
pub struct AStarScratch {
    known: Vec<Known>,
    touched: Vec<u32>,
    queue: BucketQueue<u64>,
    batch: Vec<u32>,
}

/// What a search knows of a node.
#[derive(Debug, Clone, Copy)]
struct Known {
    distance: u64,
    /// The distance its arcs were last looked at with.
    done_at: u64,
    /// The node before it.
    before: u32,
}

const FAR: u64 = u64::MAX;
const UNKNOWN: Known = Known { distance: FAR, done_at: FAR, before: 0 };

/// Finds a path from `source` to `target` of least weight among the node sequences whose inner nodes are
/// passable, drawn to the target by `bound`; none if there is no path.
///
/// `bound(v)` is at most the weight of any way from `v` to the target (admissible), and it falls along no
/// arc by more than the arc weighs (consistent); that is the caller's promise. A bound of 0 gives
/// Dijkstra's search, the exact distances look at nothing beside lightest paths.
///
/// # Conventions
/// Arcs as stored, one way. Of parallel arcs the lightest counts; arcs that are [`CLOSED`] do not. A node
/// and itself are joined by the sequence of that one node.
/// # Complexity
/// Time O(m + n log C) for estimates up to C, and one call of `bound` per arc at most; space O(n).
/// # Determinism
/// The weight is unique. Of equally light ways to a node, those seen before the target was reached, the
/// one by the smallest node before it is kept; where the last arc weighs nothing, the first seen.
/// # References
/// P. E. Hart, N. J. Nilsson, B. Raphael, "A formal basis for the heuristic determination of minimum
/// cost paths", 1968, doi:10.1109/TSSC.1968.300136.
/// # Examples
/// ```
/// use sociogram::algo::paths::{AStarScratch, Terrain, a_star};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // Places on a line at 10 v: an arc weighs no less than the way is long.
/// let graph = CsrBuf::from_arcs(4, &[(1, 0, 0), (1, 2, 1), (1, 3, 2), (2, 3, 3)]);
/// let terrain = Terrain::new(graph.view(), &[10_u32, 11, 25, 12], &[true; 4]);
/// let line = |node: NodeIx| 10 * u64::from(3_u32.abs_diff(node.0));
/// let mut scratch = AStarScratch::default();
/// let path = a_star(terrain, NodeIx(1), NodeIx(3), line, &mut scratch).expect("3 is reached");
/// assert_eq!(path.length, 23);
/// assert_eq!(path.nodes, [NodeIx(1), NodeIx(2), NodeIx(3)]);
/// ```
pub fn a_star(
    terrain: Terrain<'_, u32>,
    source: NodeIx,
    target: NodeIx,
    bound: impl Fn(NodeIx) -> u64,
    scratch: &mut AStarScratch,
) -> Option<RankedPath<u64>> {
    scratch.reset(terrain.graph().node_count());
    let AStarScratch { known, touched, queue, batch } = scratch;
    known[source.at()] = Known { distance: 0, ..UNKNOWN };
    touched.push(source.0);
    queue.push(bound(source), source.0);
    while let Some(estimate) = queue.take(batch, |_, _| true) {
        for &node in batch.iter() {
            let Known { distance, done_at, .. } = known[node as usize];
            let node = NodeIx(node);
            if node == target {
                return Some(scratch.path(source, target));
            }
            let may_lead_on = node == source || terrain.is_passable(node);
            if distance == done_at || !may_lead_on {
                continue;
            }
            known[node.at()].done_at = distance;
            let (targets, weights) = terrain.row(node);
            for (&to, &weight) in targets.iter().zip(weights) {
                let beyond = distance + u64::from(weight);
                let there = &mut known[to as usize];
                if weight == CLOSED || beyond > there.distance {
                    continue;
                }
                if beyond == there.distance {
                    if weight > 0 && node.0 < there.before && to != source.0 {
                        there.before = node.0;
                    }
                    continue;
                }
                if there.distance == FAR {
                    touched.push(to);
                }
                there.distance = beyond;
                there.before = node.0;
                // Never behind the search, whatever the bound promised.
                queue.push(beyond.saturating_add(bound(NodeIx(to))).max(estimate), to);
            }
        }
    }
    None
}

impl AStarScratch {
    fn reset(&mut self, n_nodes: usize) {
        if self.known.len() == n_nodes {
            for &node in &self.touched {
                self.known[node as usize] = UNKNOWN;
            }
        } else {
            self.known.clear();
            self.known.resize(n_nodes, UNKNOWN);
        }
        self.touched.clear();
        self.queue.clear();
    }

    fn path(&self, source: NodeIx, target: NodeIx) -> RankedPath<u64> {
        let before =
            |&node: &NodeIx| (node != source).then(|| NodeIx(self.known[node.at()].before));
        let mut nodes: Vec<_> = std::iter::successors(Some(target), before).collect();
        nodes.reverse();
        RankedPath { nodes, length: self.known[target.at()].distance }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::algo::paths::{DijkstraScratch, dijkstra};
    use proptest::prelude::*;

    #[test]
    fn exact_bounds_look_at_nothing_beside_the_path() {
        // A chain of a million, begun in the middle: nothing behind is reached but the first node.
        let graph = naive::chain(1_000_000);
        let (weights, passable) = (vec![2; 2_000_000], vec![true; 1_000_001]);
        let terrain = Terrain::new(graph.view(), &weights, &passable);
        let mut scratch = AStarScratch::default();
        let bound = |node: NodeIx| 2 * u64::from(1_000_000_u32.abs_diff(node.0));
        let ends = (NodeIx(500_000), NodeIx(1_000_000));
        let path = a_star(terrain, ends.0, ends.1, bound, &mut scratch).expect("a chain is joined");
        assert_eq!(path.length, 1_000_000);
        assert_eq!(scratch.touched.len(), 500_002);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn paths_are_lightest_under_any_share_of_the_exact_bound(
            ground in naive::weighted_grounds(), share in 0..=4_u64,
        ) {
            let terrain = ground.terrain();
            let (mut scratch, mut exact) = (AStarScratch::default(), DijkstraScratch::default());
            for target in terrain.graph().nodes() {
                // Lightest ways to the target if everything were passable, which is no more than they are.
                let everywhere = vec![true; terrain.graph().node_count()];
                let weights: Vec<_> = (0..terrain.graph().arc_count())
                    .map(|arc| terrain.length(arc).map_or(CLOSED, |length| length as u32))
                    .collect();
                let open = Terrain::new(terrain.graph(), &weights, &everywhere);
                let distances = dijkstra(open, target, &mut exact);
                let bound = |node| distances.to(node).unwrap_or(0) * share / 4;
                for source in terrain.graph().nodes() {
                    let paths = naive::simple_paths(terrain, source, target);
                    let ours = a_star(terrain, source, target, bound, &mut scratch);
                    let least = paths.first().map(|path| path.length);
                    prop_assert_eq!(ours.as_ref().map(|path| path.length), least);
                    if let Some(RankedPath { nodes, length }) = ours {
                        let path = naive::Path { nodes, length };
                        prop_assert!(paths.contains(&path));
                    }
                }
            }
        }
    }
}
