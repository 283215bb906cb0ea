//! Time-respecting paths: the shortest ones whose arcs can be walked on days that never fall, and how early
//! each node can be reached.
//!
//! Arcs carry sets of days, each to be walked on one of them. Arriving earlier is never worse, so of all
//! ways of one length to a node the one with the best day stands for them.

use super::enumeration::{Enumeration, EnumerationLimits, PathCount};
use super::terrain::{HALF_STEPS_MAX, Terrain};
use crate::graph::NodeIx;
use crate::model::{Day, Days};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

/// The days on which each arc can be walked: sets of days, and the set of every arc.
///
/// # Invariants
/// - The runs of a set are disjoint and ascend; a set without runs closes its arcs.
/// - Both arcs of an edge have the same set. This is the caller's promise.
#[derive(Debug, Clone, Copy)]
pub struct WalkDays<'a> {
    sets: &'a [&'a [Days]],
    of_arcs: &'a [u32],
}

impl<'a> WalkDays<'a> {
    /// Puts sets and arcs together.
    ///
    /// # Panics
    /// If an arc has a set that is not there, or the runs of a set do not ascend.
    pub fn new(sets: &'a [&'a [Days]], of_arcs: &'a [u32]) -> Self {
        assert!(of_arcs.iter().all(|&set| (set as usize) < sets.len()), "every arc has a set");
        let ascends = |set: &&[Days]| set.windows(2).all(|runs| runs[0].last < runs[1].first);
        assert!(sets.iter().all(ascends), "the runs of a set ascend");
        Self { sets, of_arcs }
    }

    /// The days of the arc at a position.
    fn of(self, arc: usize) -> &'a [Days] {
        self.sets[self.of_arcs[arc] as usize]
    }
}

/// The first day of a set on `day` or after it. Time O(log r) for r runs.
pub fn first_from(set: &[Days], day: Day) -> Option<Day> {
    let at = set.partition_point(|run| run.last < day);
    set.get(at).map(|run| run.first.max(day))
}

/// The last day of a set on `day` or before it. Time O(log r) for r runs.
pub fn last_until(set: &[Days], day: Day) -> Option<Day> {
    let after = set.partition_point(|run| run.first <= day);
    Some(set[..after].last()?.last.min(day))
}

/// The shortest time-respecting paths between two nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeRespecting {
    /// Their common length; none when there is no such path.
    pub half_steps: Option<u32>,
    /// Those listed as node sequences, by number of arcs, then by nodes.
    pub paths: Vec<Vec<NodeIx>>,
    /// How many there are.
    pub count: PathCount,
    /// Whether the list was cut.
    pub enumeration: Enumeration,
}

/// Lists the simple node sequences from `source` to `target` of least total length whose inner nodes are
/// passable and whose steps can be walked in order: there are days `t1 <= t2 <= …` inside `within`, `ti` one
/// of the days of an arc of step i.
///
/// # Conventions
/// Of parallel arcs only the shortest count, and of several shortest any. A node and itself are joined by the
/// sequence of that one node.
/// # Complexity
/// Time O(c m log(c m)) for the length, where c is how often a longer way from a node leaves later than all
/// shorter ones: at most the number of days that occur, few in practice. Each path takes O(l d log r c) for l
/// arcs, largest degree d and r runs to a set, unless arcs of length 0 close cycles, which `steps_max` bounds.
/// Space O(n c + m).
/// # Determinism
/// The order is total. Where there are more paths than `paths_max`, those listed are the first by node
/// indices compared in walking order.
/// # References
/// D. Kempe, J. Kleinberg, A. Kumar, "Connectivity and inference problems for temporal networks", 2002,
/// doi:10.1006/jcss.2002.1829.
/// # Examples
/// ```
/// use sociogram::algo::paths::{EnumerationLimits, Terrain, WalkDays, time_respecting_paths};
/// use sociogram::graph::{CsrBuf, NodeIx};
/// use sociogram::model::{Day, Days};
///
/// // 0 - 1 on day 5, then 1 - 2 on day 3 or day 8.
/// let graph = CsrBuf::from_arcs(3, &[(0, 1, 0), (1, 0, 0), (1, 2, 1), (2, 1, 1)]);
/// let terrain = Terrain::new(graph.view(), &[2; 4], &[true; 3]);
/// let day = |number| Days { first: Day(number), last: Day(number) };
/// let sets: [&[Days]; 2] = [&[day(5)], &[day(3), day(8)]];
/// let days = WalkDays::new(&sets, &[0, 0, 1, 1]);
/// let limits = EnumerationLimits::default();
/// let ends = [NodeIx(0), NodeIx(2)];
/// let found = time_respecting_paths(terrain, days, ends, Days::ALL, limits);
/// assert_eq!(found.half_steps, Some(4));
/// let until_seven = Days { first: Day(0), last: Day(7) };
/// let found = time_respecting_paths(terrain, days, ends, until_seven, limits);
/// assert_eq!(found.half_steps, None);
/// ```
pub fn time_respecting_paths(
    terrain: Terrain<'_>,
    days: WalkDays<'_>,
    ends: [NodeIx; 2],
    within: Days,
    limits: EnumerationLimits,
) -> TimeRespecting {
    assert_eq!(days.of_arcs.len(), terrain.graph().arc_count(), "one set of days per arc");
    let ground = Ground { terrain, days, ends, within };
    let Some(departures) = Departures::from_target(ground) else {
        return TimeRespecting {
            half_steps: None,
            paths: Vec::new(),
            count: PathCount::Exact(0),
            enumeration: Enumeration::Complete,
        };
    };
    let (mut paths, enumeration) = departures.list(ground, limits);
    let n_found = paths.len() as u64;
    let count = match enumeration {
        Enumeration::Complete => PathCount::Exact(n_found),
        // One more was seen.
        Enumeration::CutAtPaths => PathCount::AtLeast(n_found + 1),
        Enumeration::CutAtSteps => PathCount::AtLeast(n_found.max(1)),
    };
    paths.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
    TimeRespecting { half_steps: Some(departures.length), paths, count, enumeration }
}

/// The first day by which each node can be reached from `source` over arcs walked in order, none before
/// `from`; none where it cannot be reached. The source is reached on `from`.
///
/// # Conventions
/// As [`time_respecting_paths`], whatever the number of steps. What is no passable node is reached and not
/// passed.
/// # Complexity
/// Time O((n + m log r) + m log m) for sets of at most r runs, space O(n + m).
/// # Determinism
/// The days are unique.
/// # References
/// H. Wu, J. Cheng, S. Huang, Y. Ke, Y. Lu, Y. Xu, "Path problems in temporal graphs", 2014,
/// doi:10.14778/2732939.2732945.
pub fn earliest_arrivals(
    terrain: Terrain<'_>,
    days: WalkDays<'_>,
    source: NodeIx,
    from: Day,
) -> Vec<Option<Day>> {
    let mut arrivals = vec![None; terrain.graph().node_count()];
    let mut queue = BinaryHeap::from([Reverse((from, source))]);
    arrivals[source.at()] = Some(from);
    while let Some(Reverse((day, node))) = queue.pop() {
        let leads_on = node == source || terrain.is_passable(node);
        if arrivals[node.at()] != Some(day) || !leads_on {
            continue;
        }
        for hop in hops(terrain, node) {
            let arrival = hop.arcs(terrain).filter_map(|arc| first_from(days.of(arc), day)).min();
            if let Some(arrival) = arrival
                && arrivals[hop.to.at()].is_none_or(|known| arrival < known)
            {
                arrivals[hop.to.at()] = Some(arrival);
                queue.push(Reverse((arrival, hop.to)));
            }
        }
    }
    arrivals
}

/// What is asked.
#[derive(Clone, Copy)]
struct Ground<'a> {
    terrain: Terrain<'a>,
    days: WalkDays<'a>,
    /// Source and target.
    ends: [NodeIx; 2],
    within: Days,
}

/// The arcs from one node to another.
struct Hop {
    to: NodeIx,
    /// Of the shortest of them.
    half_steps: u32,
    range: Range<usize>,
}

impl Hop {
    /// The shortest arcs.
    fn arcs(&self, terrain: Terrain<'_>) -> impl Iterator<Item = usize> {
        self.range.clone().filter(move |&arc| terrain.half_steps(arc) == self.half_steps)
    }
}

/// The steps from a node, by where they lead.
fn hops(terrain: Terrain<'_>, node: NodeIx) -> impl Iterator<Item = Hop> {
    let graph = terrain.graph();
    let mut start = graph.range(node).start;
    graph.neighbors(node).chunk_by(|a, b| a == b).map(move |parallel| {
        let range = start..start + parallel.len();
        start = range.end;
        let half_steps = range.clone().map(|arc| terrain.half_steps(arc)).min().unwrap_or_default();
        Hop { to: NodeIx(parallel[0]), half_steps, range }
    })
}

/// From a node, so many half steps before the target, the last day on which a way may leave that still
/// arrives in time.
#[derive(Debug, Clone, Copy)]
struct Departure {
    left: u32,
    day: Day,
    /// The departure of the same node with fewer half steps left.
    shorter: u32,
}

/// No departure.
const NONE: u32 = u32::MAX;

/// The departures of all nodes, each later than those of its node with fewer half steps left. On a shortest
/// path no node has another: the way with fewer would make a shorter path.
struct Departures {
    all: Vec<Departure>,
    /// The departure of each node with most half steps left.
    of_nodes: Vec<u32>,
    /// Half steps of the shortest paths.
    length: u32,
}

const BUCKETS: usize = HALF_STEPS_MAX as usize + 1;

impl Departures {
    /// Finds departures in the order of half steps left, until the source has one.
    fn from_target(ground: Ground<'_>) -> Option<Self> {
        let Ground { terrain, days, ends: [source, target], within } = ground;
        let n_nodes = terrain.graph().node_count();
        let mut found = Self { all: Vec::new(), of_nodes: vec![NONE; n_nodes], length: 0 };
        // Ways with l half steps left wait in bucket l modulo BUCKETS, the latest first.
        let mut buckets: [BinaryHeap<(Day, NodeIx)>; BUCKETS] =
            [const { BinaryHeap::new() }; BUCKETS];
        buckets[0].push((within.last, target));
        while buckets.iter().any(|bucket| !bucket.is_empty()) {
            let left = found.length;
            while let Some((day, node)) = buckets[left as usize % BUCKETS].pop() {
                if !found.add(node, left, day) || node == source {
                    continue;
                }
                for hop in hops(terrain, node) {
                    if hop.to != source && !terrain.is_passable(hop.to) {
                        continue;
                    }
                    let arcs = hop.arcs(terrain);
                    let before = arcs.filter_map(|arc| last_until(days.of(arc), day)).max();
                    if let Some(before) = before.filter(|&before| before >= within.first)
                        && found.latest(hop.to).is_none_or(|known| before > known.day)
                    {
                        buckets[(left + hop.half_steps) as usize % BUCKETS].push((before, hop.to));
                    }
                }
            }
            if found.of_nodes[source.at()] != NONE {
                return Some(found);
            }
            found.length += 1;
        }
        None
    }

    fn latest(&self, node: NodeIx) -> Option<&Departure> {
        self.all.get(self.of_nodes[node.at()] as usize)
    }

    /// Keeps a departure later than those known; tells whether it was.
    fn add(&mut self, node: NodeIx, left: u32, day: Day) -> bool {
        if self.latest(node).is_some_and(|known| known.day >= day) {
            return false;
        }
        let shorter = self.of_nodes[node.at()];
        self.of_nodes[node.at()] = self.all.len() as u32;
        self.all.push(Departure { left, day, shorter });
        true
    }

    /// The day by which to be at a node that has so many half steps left.
    fn by(&self, node: NodeIx, left: u32) -> Option<Day> {
        let mut at = self.of_nodes[node.at()];
        while let Some(departure) = self.all.get(at as usize).filter(|d| d.left >= left) {
            if departure.left == left {
                return Some(departure.day);
            }
            at = departure.shorter;
        }
        None
    }

    /// Lists the paths in the order of their nodes, from the source on, each node as early as can be.
    fn list(
        &self,
        ground: Ground<'_>,
        limits: EnumerationLimits,
    ) -> (Vec<Vec<NodeIx>>, Enumeration) {
        let Ground { terrain, days, ends: [source, target], within } = ground;
        let mut paths = Vec::new();
        let mut steps_left = limits.steps_max;
        let (mut path, mut on_path) = (Vec::new(), vec![false; terrain.graph().node_count()]);
        let mut stack = vec![(0, source, within.first, self.length)];
        while let Some((depth, node, day, left)) = stack.pop() {
            for passed in path.drain(depth..) {
                on_path[NodeIx::at(passed)] = false;
            }
            path.push(node);
            if node == target {
                if paths.len() == limits.paths_max {
                    return (paths, Enumeration::CutAtPaths);
                }
                paths.push(path.clone());
                path.pop();
                continue;
            }
            on_path[node.at()] = true;
            let n_waiting = stack.len();
            for hop in hops(terrain, node) {
                let Some(fewer) = steps_left.checked_sub(1) else {
                    return (paths, Enumeration::CutAtSteps);
                };
                steps_left = fewer;
                let Some(left) = left.checked_sub(hop.half_steps) else { continue };
                let Some(by) = self.by(hop.to, left).filter(|_| !on_path[hop.to.at()]) else {
                    continue;
                };
                let arcs = hop.arcs(terrain);
                let arrival = arcs.filter_map(|arc| first_from(days.of(arc), day)).min();
                if let Some(arrival) = arrival.filter(|&arrival| arrival <= by) {
                    stack.push((depth + 1, hop.to, arrival, left));
                }
            }
            stack[n_waiting..].reverse();
        }
        (paths, Enumeration::Complete)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    /// Days of the random graphs.
    const DAYS: Range<i32> = 0..6;

    /// The runs of the days that a mark stands for; all marks together mean any day at all.
    fn runs(marks: &[bool]) -> Vec<Days> {
        if marks.iter().all(|marked| *marked) {
            return vec![Days::ALL];
        }
        let mut runs: Vec<Days> = Vec::new();
        for (day, _) in DAYS.zip(marks).filter(|(_, marked)| **marked) {
            match runs.last_mut() {
                Some(run) if run.last.0 + 1 == day => run.last = Day(day),
                _ => runs.push(Days { first: Day(day), last: Day(day) }),
            }
        }
        runs
    }

    /// The days of a step: those of all the shortest arcs between two nodes, one by one.
    fn days_between(
        terrain: Terrain<'_>,
        sets: &[Vec<Days>],
        of_arcs: &[u32],
        pair: &[NodeIx],
    ) -> Vec<i32> {
        let range = terrain.graph().range_between(pair[0], pair[1]);
        let shortest = range.clone().map(|arc| terrain.half_steps(arc)).min();
        let holds = |day: i32| {
            range.clone().filter(|&arc| Some(terrain.half_steps(arc)) == shortest).any(|arc| {
                let set = &sets[of_arcs[arc] as usize];
                set.iter().any(|run| run.first.0 <= day && day <= run.last.0)
            })
        };
        DAYS.filter(|&day| holds(day)).collect()
    }

    /// Every choice of one day per step that never falls, as its last day.
    fn arrivals(steps: &[Vec<i32>], within: (i32, i32)) -> Vec<i32> {
        let mut last_days = vec![within.0];
        for step in steps {
            let choices = last_days.iter().flat_map(|&before| {
                step.iter().copied().filter(move |&day| before <= day && day <= within.1)
            });
            last_days = choices.collect();
        }
        last_days
    }

    fn between(
        terrain: Terrain<'_>,
        sets: &[Vec<Days>],
        of_arcs: &[u32],
        ends: [NodeIx; 2],
        within: (i32, i32),
        paths_max: usize,
    ) -> TimeRespecting {
        let sets: Vec<&[Days]> = sets.iter().map(Vec::as_slice).collect();
        let days = WalkDays::new(&sets, of_arcs);
        let within = Days { first: Day(within.0), last: Day(within.1) };
        let limits = EnumerationLimits { paths_max, ..EnumerationLimits::default() };
        time_respecting_paths(terrain, days, ends, within, limits)
    }

    #[test]
    fn a_set_is_looked_up_across_its_gap() {
        let set = runs(&[true, true, false, false, true, false]);
        let from = |day| first_from(&set, Day(day)).map(|day| day.0);
        assert_eq!([-3, 1, 2, 4, 5].map(from), [Some(0), Some(1), Some(4), Some(4), None]);
        let until = |day| last_until(&set, Day(day)).map(|day| day.0);
        assert_eq!([-1, 0, 3, 4, 9].map(until), [None, Some(0), Some(1), Some(4), Some(4)]);
        assert_eq!(first_from(&[], Day(0)), None);
    }

    #[test]
    fn a_longer_way_that_leaves_later_is_found_behind_a_shorter_one() {
        // 0 - 1 on day 5 only; 1 - 2 on day 3, or over 3 on days 6 and 7.
        let ground = naive::Ground::open(4, &[(0, 1, 2), (1, 2, 2), (1, 3, 2), (3, 2, 2)]);
        let terrain = ground.terrain();
        let one = |day| vec![Days { first: Day(day), last: Day(day) }];
        let sets = [one(5), one(3), one(6), one(7)];
        let of_arcs: Vec<u32> =
            (0..terrain.graph().arc_count()).map(|arc| terrain.graph().edge(arc).0).collect();
        let ends = [NodeIx(0), NodeIx(2)];
        let found = between(terrain, &sets, &of_arcs, ends, (0, 9), 10);
        assert_eq!(found.paths, [[0, 1, 3, 2].map(NodeIx)]);
        assert_eq!(found.half_steps, Some(6));
        // Back from 2 to 0 the shorter way is in order.
        let found = between(terrain, &sets, &of_arcs, [ends[1], ends[0]], (0, 9), 10);
        assert_eq!(found.paths, [[2, 1, 0].map(NodeIx)]);
    }

    #[test]
    fn a_chain_of_a_million_days_is_one_path() {
        let graph = naive::chain(1_000_000);
        let (lengths, passable) = (vec![2; 2_000_000], vec![true; 1_000_001]);
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        let of_arcs: Vec<u32> = (0..2_000_000).map(|arc| graph.view().edge(arc).0).collect();
        let runs: Vec<[Days; 1]> =
            (0..1_000_000).map(|day| [Days { first: Day(day), last: Day(day) }]).collect();
        let sets: Vec<&[Days]> = runs.iter().map(<[Days; 1]>::as_slice).collect();
        let days = WalkDays::new(&sets, &of_arcs);
        let limits = EnumerationLimits::default();
        let ends = [NodeIx(0), NodeIx(1_000_000)];
        let found = time_respecting_paths(terrain, days, ends, Days::ALL, limits);
        assert_eq!(found.half_steps, Some(2_000_000));
        assert_eq!(found.count, PathCount::Exact(1));
        let back = [ends[1], ends[0]];
        let found = time_respecting_paths(terrain, days, back, Days::ALL, limits);
        assert_eq!(found.half_steps, None);
        assert_eq!(earliest_arrivals(terrain, days, ends[0], Day(-1))[7], Some(Day(6)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1500))]

        #[test]
        fn paths_are_the_shortest_of_all_simple_ones_that_some_choice_of_days_allows(
            ground in naive::grounds(),
            marks in prop::collection::vec(prop::collection::vec(any::<bool>(), 6), 18),
            within in (0..3_i32, 2..6_i32),
        ) {
            let terrain = ground.terrain();
            let graph = terrain.graph();
            let sets: Vec<Vec<Days>> = marks.iter().map(|marks| runs(marks)).collect();
            let of_arcs: Vec<u32> = (0..graph.arc_count()).map(|arc| graph.edge(arc).0).collect();
            for source in graph.nodes() {
                let sets_by_arc: Vec<&[Days]> = sets.iter().map(Vec::as_slice).collect();
                let days = WalkDays::new(&sets_by_arc, &of_arcs);
                let earliest = earliest_arrivals(terrain, days, source, Day(0));
                for target in graph.nodes() {
                    let all = naive::simple_paths(terrain, source, target);
                    let steps = |path: &naive::Path| -> Vec<Vec<i32>> {
                        let pairs = path.nodes.windows(2);
                        pairs.map(|pair| days_between(terrain, &sets, &of_arcs, pair)).collect()
                    };
                    let least = all.iter().flat_map(|path| arrivals(&steps(path), (0, 5))).min();
                    prop_assert_eq!(earliest[target.at()].map(|day| day.0), least);

                    let fits = |path: &&naive::Path| !arrivals(&steps(path), within).is_empty();
                    let in_order: Vec<_> = all.iter().filter(fits).collect();
                    let length = in_order.first().map(|path| path.length);
                    let shortest = in_order.into_iter().filter(|path| Some(path.length) == length);
                    let expected: Vec<_> = shortest.map(|path| path.nodes.clone()).collect();
                    let ends = [source, target];
                    let found = between(terrain, &sets, &of_arcs, ends, within, 1000);
                    prop_assert_eq!(found.half_steps, length);
                    prop_assert_eq!(found.count, PathCount::Exact(expected.len() as u64));
                    prop_assert_eq!(&found.paths, &expected);

                    let first = between(terrain, &sets, &of_arcs, ends, within, 1);
                    prop_assert_eq!(first.paths.len(), expected.len().min(1));
                    let is_cut = first.enumeration == Enumeration::CutAtPaths;
                    prop_assert_eq!(is_cut, expected.len() > 1);
                }
            }
        }
    }
}
