//! The k shortest simple paths between two nodes.
//!
//! Yen's method with Lawler's partition: each path found divides the paths that remain into sets that
//! do not overlap, one per node where they leave it; the shortest of each set waits in a queue.

use super::cheapest::grow;
use super::enumeration::{Enumeration, EnumerationLimits};
use super::terrain::Terrain;
use crate::graph::NodeIx;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The shortest paths between two nodes, as many as were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KShortest {
    /// In order of length, then of number of arcs, then of nodes.
    pub paths: Vec<RankedPath>,
    /// Whether there are others.
    pub enumeration: Enumeration,
}

/// A path and its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedPath {
    /// Both ends included.
    pub nodes: Vec<NodeIx>,
    /// Its length.
    pub half_steps: u32,
}

/// Lists the `paths_max` first simple node sequences from `source` to `target` whose inner nodes are
/// passable, in the order of (length, arcs, nodes).
///
/// # Conventions
/// Parallel arcs count once, as the shortest of them. A node and itself are joined by the sequence of
/// that one node. The first path is found whatever `steps_max` says.
/// # Complexity
/// Time O(k l (n + m) log m) at worst for k paths of at most l arcs; each search is drawn to the target
/// by the exact distances without detour and seldom looks further than it must. Space O(n + m + k l²),
/// and never more than `steps_max` nodes of paths.
/// # Determinism
/// The order is total.
/// # References
/// J. Y. Yen, "Finding the K shortest loopless paths in a network", 1971, doi:10.1287/mnsc.17.11.712.
/// E. L. Lawler, "A procedure for computing the K best solutions to discrete optimization problems and
/// its application to the shortest path problem", 1972, doi:10.1287/mnsc.18.7.401.
/// P. E. Hart, N. J. Nilsson, B. Raphael, "A formal basis for the heuristic determination of minimum
/// cost paths", 1968, doi:10.1109/TSSC.1968.300136.
/// # Examples
/// ```
/// use sociogram::algo::paths::{Enumeration, EnumerationLimits, Terrain, k_shortest_paths};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// let graph = CsrBuf::simple_undirected(3, &[(0, 1, 0), (1, 2, 1), (0, 2, 2)]);
/// let terrain = Terrain::new(graph.view(), &[2; 6], &[true; 3]);
/// let limits = EnumerationLimits { paths_max: 5, ..EnumerationLimits::default() };
/// let found = k_shortest_paths(terrain, NodeIx(0), NodeIx(2), limits);
/// assert_eq!(found.paths[0].half_steps, 2);
/// assert_eq!(found.paths[1].nodes, [NodeIx(0), NodeIx(1), NodeIx(2)]);
/// assert_eq!(found.enumeration, Enumeration::Complete);
/// ```
pub fn k_shortest_paths(
    terrain: Terrain<'_>,
    source: NodeIx,
    target: NodeIx,
    limits: EnumerationLimits,
) -> KShortest {
    let mut search = DeviationSearch::new(terrain, source, target, FAR - 1, limits.steps_max);
    let (paths, enumeration) = search.take(limits.paths_max);
    KShortest { paths, enumeration }
}

/// Half steps in the upper half, arcs in the lower: sums compare by length, then by number of arcs,
/// and every arc costs something.
type Cost = u64;

/// The cost of what is not reached.
const FAR: Cost = u64::MAX;

fn arc_cost(half_steps: u32) -> Cost {
    (Cost::from(half_steps) << 32) + 1
}

/// The greatest cost of a path of that length.
pub(super) fn length_bound(half_steps: u32) -> Cost {
    (Cost::from(half_steps) << 32) + Cost::from(u32::MAX)
}

/// The first of the paths that begin with `nodes[..=deviation]` and then avoid `bans`.
/// Ordered by cost and nodes; the rest never differs between paths that are equal in both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    cost: Cost,
    nodes: Vec<NodeIx>,
    deviation: usize,
    /// Nodes not to follow the one at `deviation`, sorted.
    bans: Vec<NodeIx>,
}

/// Paths between two nodes in order, one at a time.
pub(super) struct DeviationSearch<'a> {
    terrain: Terrain<'a>,
    target: NodeIx,
    /// Costs to the target when nothing is avoided: lower bounds for every detour.
    bounds: Vec<Cost>,
    cost_max: Cost,
    waiting: BinaryHeap<Reverse<Candidate>>,
    scratch: DetourScratch,
    steps_left: u64,
}

/// Why there is no further path.
enum End {
    NoOther,
    OutOfSteps,
}

/// Memory of a detour, clean between two.
struct DetourScratch {
    costs: Vec<Cost>,
    reached: Vec<NodeIx>,
    /// Nodes with an arc to the target and the cost of arriving by it, so that the target's own arcs,
    /// which may be very many, are not looked at for each detour.
    arrivals: Vec<(NodeIx, Cost)>,
    on_best: Vec<bool>,
    in_prefix: Vec<bool>,
}

impl<'a> DeviationSearch<'a> {
    /// Paths that cost more than `cost_max` are left out.
    pub(super) fn new(
        terrain: Terrain<'a>,
        source: NodeIx,
        target: NodeIx,
        cost_max: Cost,
        steps_max: u64,
    ) -> Self {
        let n_nodes = terrain.graph().node_count();
        let bounds = grow(terrain.graph(), [(target, 0)], |cost, step| {
            let may_lead_on = step.from == target || terrain.is_passable(step.from);
            let beyond = cost + arc_cost(terrain.half_steps(step.arc));
            (may_lead_on && beyond <= cost_max).then_some(beyond)
        });
        let mut search = Self {
            terrain,
            target,
            bounds: bounds.labels.into_iter().map(|label| label.unwrap_or(FAR)).collect(),
            cost_max,
            waiting: BinaryHeap::new(),
            scratch: DetourScratch {
                costs: vec![FAR; n_nodes],
                reached: Vec::new(),
                arrivals: Vec::new(),
                on_best: vec![false; n_nodes],
                in_prefix: vec![false; n_nodes],
            },
            steps_left: u64::MAX,
        };
        // The first path is not charged.
        if search.bounds[source.at()] != FAR {
            let first = search.detour(&[source], 0, &[]).ok().flatten();
            search.waiting.extend(first.map(Reverse));
        }
        search.steps_left = steps_max;
        search
    }

    /// The first `paths_max` paths, and whether that is all of them.
    pub(super) fn take(&mut self, paths_max: usize) -> (Vec<RankedPath>, Enumeration) {
        let mut paths = Vec::new();
        let mut last: Option<Candidate> = None;
        loop {
            let next = match last.take().map_or(Ok(()), |path| self.divide(&path)) {
                Ok(()) => self.waiting.pop().ok_or(End::NoOther),
                Err(end) => Err(end),
            };
            match next {
                Err(End::NoOther) => return (paths, Enumeration::Complete),
                Err(End::OutOfSteps) => return (paths, Enumeration::CutAtSteps),
                Ok(_) if paths.len() == paths_max => return (paths, Enumeration::CutAtPaths),
                Ok(Reverse(path)) => {
                    let half_steps = (path.cost >> 32) as u32;
                    paths.push(RankedPath { nodes: path.nodes.clone(), half_steps });
                    last = Some(path);
                }
            }
        }
    }

    /// Queues the first path of each set that remains when `path` is taken out of its own.
    fn divide(&mut self, path: &Candidate) -> Result<(), End> {
        let mut prefix_cost = 0;
        let mut result = Ok(());
        for at in 0..path.nodes.len() - 1 {
            let (spur, next) = (path.nodes[at], path.nodes[at + 1]);
            if at >= path.deviation {
                let mut bans = if at == path.deviation { path.bans.clone() } else { Vec::new() };
                let place = bans.partition_point(|&ban| ban < next);
                bans.insert(place, next);
                match self.detour(&path.nodes[..=at], prefix_cost, &bans) {
                    Ok(found) => self.waiting.extend(found.map(Reverse)),
                    Err(end) => {
                        result = Err(end);
                        break;
                    }
                }
            }
            self.scratch.in_prefix[spur.at()] = true;
            let length = self.terrain.shortest_arc(spur, next);
            prefix_cost += arc_cost(length.expect("neighbours on a path are joined by an arc"));
        }
        for node in &path.nodes {
            self.scratch.in_prefix[node.at()] = false;
        }
        result
    }

    /// The first path that begins with `prefix`, whose last node is the spur, and avoids `bans` there.
    fn detour(
        &mut self,
        prefix: &[NodeIx],
        prefix_cost: Cost,
        bans: &[NodeIx],
    ) -> Result<Option<Candidate>, End> {
        let spur = *prefix.last().expect("a prefix has its spur");
        let searched = self.search(spur, prefix_cost, bans);
        let found = match searched {
            Ok(true) => {
                self.mark_best();
                let mut nodes = prefix.to_vec();
                self.follow_best(&mut nodes);
                let cost = prefix_cost + self.scratch.costs[self.target.at()];
                let deviation = prefix.len() - 1;
                let n_nodes = nodes.len() as u64;
                let candidate = Candidate { cost, nodes, deviation, bans: bans.to_vec() };
                self.spend(n_nodes).map(|()| Some(candidate))
            }
            Ok(false) => Ok(None),
            Err(end) => Err(end),
        };
        for node in self.scratch.reached.drain(..) {
            self.scratch.costs[node.at()] = FAR;
            self.scratch.on_best[node.at()] = false;
        }
        self.scratch.arrivals.clear();
        found
    }

    /// Sets the costs from the spur of all nodes on cheapest ways to the target; false if there is none.
    fn search(&mut self, spur: NodeIx, prefix_cost: Cost, bans: &[NodeIx]) -> Result<bool, End> {
        // Ordered by the cost so far plus the bound of the rest, which never falls along an arc.
        let mut queue = BinaryHeap::new();
        self.scratch.costs[spur.at()] = 0;
        self.scratch.reached.push(spur);
        queue.push(Reverse((self.bounds[spur.at()], spur)));
        let mut best = FAR;
        while let Some(Reverse((estimate, node))) = queue.pop() {
            let cost = self.scratch.costs[node.at()];
            if estimate > best {
                break;
            }
            if estimate != cost + self.bounds[node.at()] {
                continue;
            }
            if node == self.target {
                best = cost;
                continue;
            }
            self.spend(self.terrain.graph().degree(node) as u64)?;
            for (_, to, length) in self.terrain.arcs(node) {
                let bound = self.bounds[to.at()];
                let may_enter = to == self.target || self.terrain.is_passable(to);
                let is_banned = node == spur && bans.binary_search(&to).is_ok();
                if bound == FAR || !may_enter || is_banned || self.scratch.in_prefix[to.at()] {
                    continue;
                }
                let beyond = cost + arc_cost(length);
                if to == self.target {
                    self.scratch.arrivals.push((node, beyond));
                }
                let known = &mut self.scratch.costs[to.at()];
                if beyond < *known && prefix_cost + beyond + bound <= self.cost_max {
                    if *known == FAR {
                        self.scratch.reached.push(to);
                    }
                    *known = beyond;
                    queue.push(Reverse((beyond + bound, to)));
                }
            }
        }
        Ok(best != FAR)
    }

    /// Marks the nodes on cheapest ways, from the target back. A banned arc fits no cost that was found:
    /// it is one arc, and every other way to its end has more.
    fn mark_best(&mut self) {
        let DetourScratch { costs, on_best, arrivals, .. } = &mut self.scratch;
        let best = costs[self.target.at()];
        let mut stack = Vec::new();
        on_best[self.target.at()] = true;
        for &(node, cost) in arrivals.iter() {
            if cost == best && !std::mem::replace(&mut on_best[node.at()], true) {
                stack.push(node);
            }
        }
        while let Some(node) = stack.pop() {
            for (_, before, length) in self.terrain.arcs(node) {
                let known = costs[before.at()];
                if known != FAR
                    && !on_best[before.at()]
                    && known + arc_cost(length) == costs[node.at()]
                {
                    on_best[before.at()] = true;
                    stack.push(before);
                }
            }
        }
    }

    /// Walks on from the last of `nodes`, always to the smallest node on a cheapest way.
    fn follow_best(&self, nodes: &mut Vec<NodeIx>) {
        let DetourScratch { costs, on_best, .. } = &self.scratch;
        let mut node = *nodes.last().expect("a prefix has its spur");
        while node != self.target {
            let next = self.terrain.arcs(node).find(|&(_, to, length)| {
                on_best[to.at()] && costs[node.at()] + arc_cost(length) == costs[to.at()]
            });
            (_, node, _) = next.expect("a marked node has a marked one after it");
            nodes.push(node);
        }
    }

    fn spend(&mut self, steps: u64) -> Result<(), End> {
        self.steps_left = self.steps_left.checked_sub(steps).ok_or(End::OutOfSteps)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    fn expected(terrain: Terrain<'_>, source: NodeIx, target: NodeIx) -> Vec<RankedPath> {
        naive::simple_paths(terrain, source, target)
            .into_iter()
            .map(|naive::Path { nodes, half_steps }| RankedPath { nodes, half_steps })
            .collect()
    }

    #[test]
    fn later_paths_leave_earlier_ones_where_it_costs_least() {
        // Two routes from 0 over 2 and one over 1; lengths and order worked out by hand.
        let edges = [(0, 1, 2), (0, 2, 1), (1, 3, 2), (2, 3, 1), (2, 4, 2), (3, 5, 1), (4, 5, 1)];
        let ground = naive::Ground::open(6, &edges);
        let limits = EnumerationLimits { paths_max: 3, ..EnumerationLimits::default() };
        let found = k_shortest_paths(ground.terrain(), NodeIx(0), NodeIx(5), limits);
        let found: Vec<_> = found
            .paths
            .iter()
            .map(|path| (path.half_steps, path.nodes.iter().map(|n| n.0).collect::<Vec<_>>()))
            .collect();
        let by_hand = [(3, vec![0, 2, 3, 5]), (4, vec![0, 2, 4, 5]), (5, vec![0, 1, 3, 5])];
        assert_eq!(found, by_hand);
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_has_one_path() {
        let graph = naive::chain(100_000);
        let (lengths, passable) = (vec![2; 200_000], vec![true; 100_001]);
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        let limits = EnumerationLimits::default();
        let found = k_shortest_paths(terrain, NodeIx(0), NodeIx(100_000), limits);
        assert_eq!(found.paths.len(), 1);
        assert_eq!(found.enumeration, Enumeration::Complete);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn paths_are_the_first_of_all_simple_paths(
            ground in naive::grounds(), paths_max in 0..12_usize, steps_max in 0..400_u64,
        ) {
            let terrain = ground.terrain();
            for source in terrain.graph().nodes() {
                for target in terrain.graph().nodes() {
                    let expected = expected(terrain, source, target);
                    let limits = EnumerationLimits { paths_max: 5000, ..Default::default() };
                    let all = k_shortest_paths(terrain, source, target, limits);
                    prop_assert_eq!(&all.paths, &expected);
                    prop_assert_eq!(all.enumeration, Enumeration::Complete);

                    let limits = EnumerationLimits { paths_max, ..Default::default() };
                    let first = k_shortest_paths(terrain, source, target, limits);
                    let n_first = paths_max.min(expected.len());
                    prop_assert_eq!(&first.paths[..], &expected[..n_first]);
                    let is_cut = first.enumeration == Enumeration::CutAtPaths;
                    prop_assert_eq!(is_cut, n_first < expected.len());

                    let limits = EnumerationLimits { paths_max: 5000, steps_max };
                    let some = k_shortest_paths(terrain, source, target, limits);
                    prop_assert!(some.paths.len() >= expected.len().min(1));
                    prop_assert_eq!(&some.paths[..], &expected[..some.paths.len()]);
                    if some.enumeration == Enumeration::Complete {
                        prop_assert_eq!(some.paths.len(), expected.len());
                    }
                }
            }
        }
    }
}
