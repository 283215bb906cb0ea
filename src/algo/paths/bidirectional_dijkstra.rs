//! The lightest path between two nodes, searched from both ends.
//!
//! One path: others that are as light are [`super::all_shortest_paths`]' and those after them
//! [`super::k_shortest_paths`]'.

use super::bucket_queue::BucketQueue;
use super::k_shortest::RankedPath;
use super::terrain::{CLOSED, Terrain};
use crate::graph::NodeIx;

/// Memory of a search, to be used again by the next one. It is cleaned at the cost of what was touched.
#[derive(Debug, Clone, Default)]
pub struct BidirectionalScratch {
    sides: [Side; 2],
    tight: Tight,
    batch: Vec<u32>,
    /// Nodes where the sides met at the least length so far, and their distances from the source.
    meetings: Vec<(u32, u64)>,
}

/// Finds the path from `source` to `target` of least (weight, arcs, nodes in walking order) among the
/// node sequences whose inner nodes are passable; none if there is no path.
///
/// # Conventions
/// `backward` holds the arcs of `forward` turned round, with the same rule of passage; where both arcs
/// of every edge are present it is `forward` again. Of parallel arcs the lightest counts; arcs that are
/// [`CLOSED`] do not. A node and itself are joined by the sequence of that one node.
/// # Complexity
/// Time O(m + n log C) for paths up to C, and in practice that of two balls of half the length; space
/// O(n), of which a search cleans what it touched.
/// # Determinism
/// The order is total.
/// # References
/// T. A. J. Nicholson, "Finding the shortest route between two points in a network", 1966,
/// doi:10.1093/comjnl/9.3.275.
/// I. Pohl, "Bi-directional search", Machine Intelligence 6, 1971.
/// # Examples
/// ```
/// use sociogram::algo::paths::{BidirectionalScratch, Terrain, bidirectional_dijkstra};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // Round over 1 it is lighter than straight from 0 to 2.
/// let graph = CsrBuf::simple_undirected(3, &[(0, 1, 0), (1, 2, 1), (0, 2, 2)]);
/// let terrain = Terrain::new(graph.view(), &[1_u32, 5, 1, 2, 5, 2], &[true; 3]);
/// let mut scratch = BidirectionalScratch::default();
/// let path = bidirectional_dijkstra(terrain, terrain, NodeIx(0), NodeIx(2), &mut scratch);
/// let path = path.expect("0 and 2 are joined");
/// assert_eq!(path.length, 3);
/// assert_eq!(path.nodes, [NodeIx(0), NodeIx(1), NodeIx(2)]);
/// ```
pub fn bidirectional_dijkstra(
    forward: Terrain<'_, u32>,
    backward: Terrain<'_, u32>,
    source: NodeIx,
    target: NodeIx,
    scratch: &mut BidirectionalScratch,
) -> Option<RankedPath<u64>> {
    if source == target {
        return Some(RankedPath { nodes: vec![source], length: 0 });
    }
    scratch.reset(forward.graph().node_count());
    let ends = Ends { terrains: [forward, backward], nodes: [source, target] };
    let length = scratch.meet(ends)?;
    scratch.collect_tight(ends, length);
    let nodes = scratch.tight.walk(ends, length);
    Some(RankedPath { nodes, length })
}

/// What both sides start from; position 0 is the source's, 1 the target's.
#[derive(Clone, Copy)]
struct Ends<'a> {
    terrains: [Terrain<'a, u32>; 2],
    nodes: [NodeIx; 2],
}

impl Ends<'_> {
    /// Whether a path may hold the node: inside, or as the end that `side` walks to.
    fn may_enter(&self, node: u32, side: usize) -> bool {
        self.nodes[1 - side].0 == node || self.terrains[side].is_passable(NodeIx(node))
    }
}

/// Distance of what is not reached.
const FAR: u64 = u64::MAX;

/// The search from one end.
#[derive(Debug, Clone, Default)]
struct Side {
    distances: Vec<u64>,
    queue: BucketQueue<u64>,
    touched: Vec<u32>,
    /// What is nearer has its distance and its arcs looked at.
    radius: u64,
}

impl BidirectionalScratch {
    fn reset(&mut self, n_nodes: usize) {
        for side in &mut self.sides {
            side.reset(n_nodes);
        }
        self.tight.reset(n_nodes);
        self.meetings.clear();
    }

    /// Grows a ball round each end until no path through what lies outside both can be as short as the
    /// best found: then every node of every shortest path is in one of them.
    fn meet(&mut self, ends: Ends<'_>) -> Option<u64> {
        for (side, node) in self.sides.iter_mut().zip(ends.nodes) {
            side.reach(node.0, 0);
        }
        let mut best = FAR;
        loop {
            let turn = usize::from(self.sides[1].touched.len() < self.sides[0].touched.len());
            let [first, second] = &mut self.sides;
            let (side, other) = if turn == 0 { (first, second) } else { (second, first) };
            let Side { distances, queue, .. } = side;
            let taken = queue.take(&mut self.batch, |key, node| distances[node as usize] == key);
            let Some(distance) = taken.filter(|distance| distance + other.radius <= best) else {
                break;
            };
            side.radius = distance;
            for &node in &self.batch {
                if side.distances[node as usize] != distance {
                    continue;
                }
                let (targets, weights) = ends.terrains[turn].row(NodeIx(node));
                for (&to, &weight) in targets.iter().zip(weights) {
                    let beyond = distance + u64::from(weight);
                    if beyond >= side.distances[to as usize]
                        || weight == CLOSED
                        || !ends.may_enter(to, turn)
                    {
                        continue;
                    }
                    let rest = other.distances[to as usize];
                    if rest != FAR && beyond + rest <= best {
                        if beyond + rest < best {
                            best = beyond + rest;
                            self.meetings.clear();
                        }
                        self.meetings.push((to, if turn == 0 { beyond } else { rest }));
                    }
                    // Ways on from a node that the other side is done with are known.
                    if rest >= other.radius && beyond + other.radius <= best {
                        side.reach(to, beyond);
                    }
                }
            }
        }
        (best != FAR).then_some(best)
    }

    /// Finds the nodes on shortest paths, from the meetings towards both ends.
    fn collect_tight(&mut self, ends: Ends<'_>, length: u64) {
        for turn in 0..2 {
            let distances = &self.sides[turn].distances;
            let from_end = |place: u64| if turn == 0 { place } else { length - place };
            let meetings = self.meetings.iter();
            let mut stack: Vec<_> =
                meetings.map(|&(node, place)| (node, from_end(place))).collect();
            while let Some((node, distance)) = stack.pop() {
                if !self.tight.add(node, from_end(distance), turn) || node == ends.nodes[turn].0 {
                    continue;
                }
                // Towards the source along the arcs of the target's side, and the other way round.
                let (targets, weights) = ends.terrains[1 - turn].row(NodeIx(node));
                for (&to, &weight) in targets.iter().zip(weights) {
                    let known = distances[to as usize];
                    let fits =
                        known != FAR && known.checked_add(u64::from(weight)) == Some(distance);
                    if fits && weight != CLOSED && ends.may_enter(to, 1 - turn) {
                        stack.push((to, known));
                    }
                }
            }
        }
    }
}

impl Side {
    fn reset(&mut self, n_nodes: usize) {
        if self.distances.len() == n_nodes {
            for &node in &self.touched {
                self.distances[node as usize] = FAR;
            }
        } else {
            self.distances.clear();
            self.distances.resize(n_nodes, FAR);
        }
        self.touched.clear();
        self.queue.clear();
        self.radius = 0;
    }

    fn reach(&mut self, node: u32, distance: u64) {
        let known = &mut self.distances[node as usize];
        if *known == FAR {
            self.touched.push(node);
        }
        *known = distance;
        self.queue.push(distance, node);
    }
}

/// The nodes on shortest paths.
#[derive(Debug, Clone, Default)]
struct Tight {
    /// Distances from the source.
    places: Vec<u64>,
    /// Fewest arcs to the target along shortest paths.
    hops: Vec<u32>,
    /// From which of the sides a node was come upon, as bits.
    seen_by: Vec<u8>,
    nodes: Vec<u32>,
}

/// Number of arcs to the target where there is no way along shortest paths.
const NO_WAY: u32 = u32::MAX;

impl Tight {
    fn reset(&mut self, n_nodes: usize) {
        if self.places.len() == n_nodes {
            for &node in &self.nodes {
                self.seen_by[node as usize] = 0;
                self.hops[node as usize] = NO_WAY;
            }
        } else {
            self.places = vec![0; n_nodes];
            self.hops = vec![NO_WAY; n_nodes];
            self.seen_by = vec![0; n_nodes];
        }
        self.nodes.clear();
    }

    /// False if the node was added from that side before.
    fn add(&mut self, node: u32, place: u64, turn: usize) -> bool {
        let seen_by = &mut self.seen_by[node as usize];
        if *seen_by == 0 {
            self.nodes.push(node);
            self.places[node as usize] = place;
        }
        let is_new = *seen_by >> turn & 1 == 0;
        *seen_by |= 1 << turn;
        is_new
    }

    /// Whether an arc leads from one place to the other.
    fn joins(&self, from: u32, to: u32, weight: u32) -> bool {
        let (from, to) = (from as usize, to as usize);
        let both = self.seen_by[from] != 0 && self.seen_by[to] != 0;
        both && weight != CLOSED && self.places[from] + u64::from(weight) == self.places[to]
    }

    /// The path of fewest arcs, then of smallest nodes.
    fn walk(&mut self, ends: Ends<'_>, length: u64) -> Vec<NodeIx> {
        let [source, target] = ends.nodes;
        debug_assert_eq!((self.places[source.at()], self.places[target.at()]), (0, length));
        let mut queue = vec![target.0];
        self.hops[target.at()] = 0;
        let mut head = 0;
        while self.hops[source.at()] == NO_WAY {
            let node = queue[head];
            head += 1;
            let next = self.hops[node as usize] + 1;
            let (befores, weights) = ends.terrains[1].row(NodeIx(node));
            for (&before, &weight) in befores.iter().zip(weights) {
                if self.joins(before, node, weight) && self.hops[before as usize] == NO_WAY {
                    self.hops[before as usize] = next;
                    queue.push(before);
                }
            }
        }
        let mut nodes = vec![source];
        let mut node = source;
        while node != target {
            let wanted = self.hops[node.at()] - 1;
            let (targets, weights) = ends.terrains[0].row(node);
            let next = targets.iter().zip(weights).find(|&(&to, &weight)| {
                self.hops[to as usize] == wanted && self.joins(node.0, to, weight)
            });
            node = NodeIx(*next.expect("a node on a shortest path has one after it").0);
            nodes.push(node);
        }
        nodes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    #[test]
    fn the_ends_of_a_chain_of_a_million_are_joined() {
        let graph = naive::chain(1_000_000);
        let (weights, passable) = (vec![CLOSED - 1; 2_000_000], vec![true; 1_000_001]);
        let terrain = Terrain::new(graph.view(), &weights, &passable);
        let mut scratch = BidirectionalScratch::default();
        let ends = (NodeIx(0), NodeIx(1_000_000));
        let path = bidirectional_dijkstra(terrain, terrain, ends.0, ends.1, &mut scratch);
        let path = path.expect("a chain is joined");
        assert_eq!(path.length, 1_000_000 * u64::from(CLOSED - 1));
        assert!(path.nodes.into_iter().eq((0..=1_000_000).map(NodeIx)));
    }

    #[test]
    fn two_leaves_of_a_star_of_a_million_meet_in_the_middle() {
        let graph = naive::star(1_000_000);
        let mut passable = vec![true; 1_000_001];
        let weights = vec![0; 2_000_000];
        let mut scratch = BidirectionalScratch::default();
        let terrain = Terrain::new(graph.view(), &weights, &passable);
        let path = bidirectional_dijkstra(terrain, terrain, NodeIx(5), NodeIx(9), &mut scratch);
        assert_eq!(path.expect("by the middle").nodes, [NodeIx(5), NodeIx(0), NodeIx(9)]);
        passable[0] = false;
        let terrain = Terrain::new(graph.view(), &weights, &passable);
        let path = bidirectional_dijkstra(terrain, terrain, NodeIx(5), NodeIx(9), &mut scratch);
        assert_eq!(path, None);
    }

    /// The first of all simple paths, whichever order the pairs come in.
    fn check(
        forward: Terrain<'_, u32>,
        backward: Terrain<'_, u32>,
        scratch: &mut BidirectionalScratch,
    ) -> Result<(), TestCaseError> {
        for source in forward.graph().nodes() {
            for target in forward.graph().nodes() {
                let first = naive::simple_paths(forward, source, target).into_iter().next();
                let ours = bidirectional_dijkstra(forward, backward, source, target, scratch);
                let ours = ours.map(|RankedPath { nodes, length }| naive::Path { nodes, length });
                prop_assert_eq!(ours, first);
            }
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn the_path_is_the_first_of_all_simple_paths(ground in naive::weighted_grounds()) {
            let mut scratch = BidirectionalScratch::default();
            check(ground.terrain(), ground.terrain(), &mut scratch)?;
        }

        #[test]
        fn arcs_may_go_one_way(
            graph in naive::directed_graphs(),
            weights in prop::collection::vec(naive::weights(), 18),
            passable in prop::collection::vec(prop::bool::weighted(0.8), 7),
        ) {
            let backward = graph.reversed();
            let of_arcs = |graph: crate::graph::Csr<'_>| -> Vec<u32> {
                (0..graph.arc_count()).map(|arc| weights[graph.edge(arc).at()]).collect()
            };
            let lengths = [of_arcs(graph.view()), of_arcs(backward.view())];
            let passable = &passable[..graph.view().node_count()];
            let mut scratch = BidirectionalScratch::default();
            check(
                Terrain::new(graph.view(), &lengths[0], passable),
                Terrain::new(backward.view(), &lengths[1], passable),
                &mut scratch,
            )?;
        }
    }
}
