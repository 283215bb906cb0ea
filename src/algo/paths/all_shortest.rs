//! All shortest paths between two nodes, counted and listed in order.
//!
//! Where the graph of [`super::shortest_walks`] has no cycle, its paths are counted by adding up
//! and listed without a dead end. Arcs of length 0 may close a cycle; then the paths are listed by
//! [`super::k_shortest_paths`]' search, held to the shortest length.

use super::deviations::{DeviationSearch, length_bound};
use super::enumeration::{Enumeration, EnumerationLimits, PathCount};
use super::meeting::MeetingScratch;
use super::shortest_walks::ShortestWalks;
use super::terrain::Terrain;
use crate::graph::NodeIx;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The shortest paths between two nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllShortest {
    /// Their common length; none when there is no path.
    pub half_steps: Option<u32>,
    /// The paths as node sequences, by number of arcs, then by nodes.
    pub paths: Vec<Vec<NodeIx>>,
    /// How many there are, listed or not.
    pub count: PathCount,
    /// Whether the list was cut.
    pub enumeration: Enumeration,
}

/// Lists the simple node sequences from `source` to `target` of least total length whose inner
/// nodes are passable.
///
/// # Conventions
/// Parallel arcs count once, as the shortest of them. A node and itself are joined by the sequence
/// of that one node. The first path is found whatever `steps_max` says.
/// # Complexity
/// Time of [`super::shortest_path`] for the length, the count and the first path. Without cycles of
/// length 0 each further path takes O(l d) for l arcs and largest degree d; with them as in
/// [`super::k_shortest_paths`]. Space O(n), which `scratch` keeps, and O(m + `steps_max`) at worst.
/// # Determinism
/// The order is total: fewer arcs first, then node indices compared in walking order.
/// # References
/// V. M. Jiménez, A. Marzal, "Computing the K shortest paths: a new algorithm and an experimental
/// comparison", 1999, doi:10.1007/3-540-48318-7_4.
/// A. B. Kahn, "Topological sorting of large networks", 1962, doi:10.1145/368996.369025.
/// # Examples
/// ```
/// use sociogram::algo::paths::{
///     EnumerationLimits, MeetingScratch, PathCount, Terrain, all_shortest_paths,
/// };
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // A square: 0 - 1 - 3 and 0 - 2 - 3.
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (0, 2, 1), (1, 3, 2), (2, 3, 3)]);
/// let terrain = Terrain::new(graph.view(), &[2; 8], &[true; 4]);
/// let limits = EnumerationLimits::default();
/// let mut scratch = MeetingScratch::default();
/// let found = all_shortest_paths(terrain, NodeIx(0), NodeIx(3), limits, &mut scratch);
/// assert_eq!(found.half_steps, Some(4));
/// assert_eq!(found.paths[1], [NodeIx(0), NodeIx(2), NodeIx(3)]);
/// assert_eq!(found.count, PathCount::Exact(2));
/// ```
pub fn all_shortest_paths(
    terrain: Terrain<'_>,
    source: NodeIx,
    target: NodeIx,
    limits: EnumerationLimits,
    scratch: &mut MeetingScratch,
) -> AllShortest {
    let Some(walks) = ShortestWalks::between(terrain, source, target, scratch) else {
        return AllShortest {
            half_steps: None,
            paths: Vec::new(),
            count: PathCount::Exact(0),
            enumeration: Enumeration::Complete,
        };
    };
    match walks.path_count() {
        Some(count) => list_without_cycles(&walks, count, limits),
        None => {
            let bound = length_bound::<u8>(walks.length);
            let search = DeviationSearch::new(terrain, source, target, bound, limits.steps_max);
            list_with_cycles(search, walks.length, limits)
        }
    }
}

fn list_without_cycles(
    walks: &ShortestWalks,
    count: PathCount,
    limits: EnumerationLimits,
) -> AllShortest {
    let mut suffixes = Suffixes::new(walks, limits.steps_max);
    let mut paths = Vec::new();
    while paths.len() < limits.paths_max
        && let Some(path) = suffixes.path(paths.len())
    {
        paths.push(walks.named(&path));
    }
    let enumeration = if count == PathCount::Exact(paths.len() as u64) {
        Enumeration::Complete
    } else if paths.len() == limits.paths_max {
        Enumeration::CutAtPaths
    } else {
        Enumeration::CutAtSteps
    };
    AllShortest { half_steps: Some(walks.length), paths, count, enumeration }
}

fn list_with_cycles(
    mut search: DeviationSearch<'_>,
    half_steps: u32,
    limits: EnumerationLimits,
) -> AllShortest {
    let (paths, enumeration) = search.take(limits.paths_max);
    let paths: Vec<_> = paths.into_iter().map(|path| path.nodes).collect();
    let n_found = paths.len() as u64;
    let count = match enumeration {
        Enumeration::Complete => PathCount::Exact(n_found),
        // One more was seen.
        Enumeration::CutAtPaths => PathCount::AtLeast(n_found + 1),
        Enumeration::CutAtSteps => PathCount::AtLeast(n_found.max(1)),
    };
    AllShortest { half_steps: Some(half_steps), paths, count, enumeration }
}

/// The slot of a node without an entry.
const NO_SLOT: u32 = u32::MAX;

/// One way on from a node: to `next`, then its way number `rank`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Suffix {
    hops: u32,
    next: NodeIx,
    rank: u32,
}

/// The ways on from one node in order, as far as they were asked for.
#[derive(Debug, Default)]
struct Ranked {
    found: Vec<Suffix>,
    /// The best way not yet taken through each next node.
    waiting: BinaryHeap<Reverse<Suffix>>,
    /// The last way found, while the one after it through the same next node is not yet waiting.
    follow: Option<Suffix>,
    is_exhausted: bool,
}

/// Paths of a graph without cycles in order, each found from those before it (Jiménez and Marzal's
/// recursive enumeration with the recursion unrolled).
struct Suffixes<'a> {
    walks: &'a ShortestWalks,
    /// Position in `ranked` of the nodes that have an entry, and `NO_SLOT` for the others.
    slots: Vec<u32>,
    ranked: Vec<Ranked>,
    steps_left: u64,
}

impl<'a> Suffixes<'a> {
    fn new(walks: &'a ShortestWalks, steps_max: u64) -> Self {
        let slots = vec![NO_SLOT; walks.hops.len()];
        Self { walks, slots, ranked: Vec::new(), steps_left: steps_max }
    }

    /// The path of the given rank; all before it must have been asked for.
    fn path(&mut self, rank: usize) -> Option<Vec<NodeIx>> {
        let source = self.walks.source;
        let mut nodes = vec![source];
        if rank > 0 {
            if source == self.walks.target {
                return None;
            }
            self.advance()?;
            let slot = self.slot(source);
            let mut suffix = *self.ranked[slot].found.get(rank)?;
            self.spend(u64::from(suffix.hops))?;
            nodes.push(suffix.next);
            while suffix.rank > 0 {
                let slot = self.slot(suffix.next);
                suffix = self.ranked[slot].found[suffix.rank as usize];
                nodes.push(suffix.next);
            }
        }
        self.walks.follow_first(&mut nodes);
        Some(nodes)
    }

    /// Finds one more way from the source, and from the nodes after it as far as that needs.
    fn advance(&mut self) -> Option<()> {
        let mut stack = vec![self.walks.source];
        while let Some(&node) = stack.last() {
            self.spend(1)?;
            let slot = self.slot(node);
            if let Some(last) = self.ranked[slot].follow {
                match self.after(last) {
                    After::Unknown => {
                        stack.push(last.next);
                        continue;
                    }
                    After::Nothing => {}
                    After::Way(way) => self.ranked[slot].waiting.push(Reverse(way)),
                }
                self.ranked[slot].follow = None;
            }
            self.ranked[slot].take_best();
            stack.pop();
        }
        Some(())
    }

    /// What comes after a way, through the same next node.
    fn after(&mut self, last: Suffix) -> After {
        if last.next == self.walks.target {
            return After::Nothing;
        }
        let slot = self.slot(last.next);
        let next = &self.ranked[slot];
        let rank = last.rank + 1;
        match next.found.get(rank as usize) {
            Some(way) => After::Way(Suffix { hops: way.hops + 1, next: last.next, rank }),
            None if next.is_exhausted => After::Nothing,
            None => After::Unknown,
        }
    }

    /// Position of a node's ways, with the best found. Over all nodes this costs one look at each
    /// arc.
    fn slot(&mut self, node: NodeIx) -> usize {
        if self.slots[node.at()] == NO_SLOT {
            let waiting: Vec<_> = self
                .walks
                .successors(node)
                .map(|next| Suffix { hops: self.walks.hops[next.at()] + 1, next, rank: 0 })
                .map(Reverse)
                .collect();
            let mut ranked = Ranked { waiting: waiting.into(), ..Ranked::default() };
            ranked.take_best();
            self.slots[node.at()] = self.ranked.len() as u32;
            self.ranked.push(ranked);
        }
        self.slots[node.at()] as usize
    }

    fn spend(&mut self, steps: u64) -> Option<()> {
        self.steps_left = self.steps_left.checked_sub(steps)?;
        Some(())
    }
}

impl Ranked {
    fn take_best(&mut self) {
        match self.waiting.pop() {
            Some(Reverse(best)) => {
                self.found.push(best);
                self.follow = Some(best);
            }
            None => self.is_exhausted = true,
        }
    }
}

/// What is known of the way after another.
enum After {
    Way(Suffix),
    Nothing,
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::algo::paths::k_shortest_paths;
    use proptest::prelude::*;

    fn listed(
        terrain: Terrain<'_>,
        source: NodeIx,
        target: NodeIx,
        limits: EnumerationLimits,
    ) -> AllShortest {
        all_shortest_paths(terrain, source, target, limits, &mut MeetingScratch::default())
    }

    fn between(ground: &naive::Ground, source: u32, target: u32) -> AllShortest {
        let limits = EnumerationLimits::default();
        listed(ground.terrain(), NodeIx(source), NodeIx(target), limits)
    }

    fn numbers(found: &AllShortest) -> Vec<Vec<u32>> {
        found.paths.iter().map(|path| path.iter().map(|node| node.0).collect()).collect()
    }

    /// Joints 0, 3, 6 …, with two nodes between each and the next.
    fn diamonds(n_diamonds: u32) -> naive::Ground {
        let edges: Vec<_> = (0..n_diamonds)
            .map(|i| 3 * i)
            .flat_map(|j| [(j, j + 1), (j, j + 2), (j + 1, j + 3), (j + 2, j + 3)])
            .map(|(a, b)| (a, b, 2))
            // A loop without length closes no cycle: no path uses it.
            .chain([(3, 3, 0)])
            .collect();
        naive::Ground::open(3 * n_diamonds as usize + 1, &edges)
    }

    /// In order the paths count in binary, the last diamond being the lowest digit.
    fn first_ten_of_sixty_diamonds() -> Vec<Vec<u32>> {
        (0..10_u64)
            .map(|rank| {
                let side = |i: u32| 1 + (rank >> (59 - i) & 1) as u32;
                (0..60).flat_map(|i| [3 * i, 3 * i + side(i)]).chain([180]).collect()
            })
            .collect()
    }

    #[test]
    fn sixty_diamonds_are_counted_and_the_first_ten_listed_at_once() {
        let ground = diamonds(60);
        let limits = EnumerationLimits { paths_max: 10, ..EnumerationLimits::default() };
        let found = listed(ground.terrain(), NodeIx(0), NodeIx(180), limits);
        assert_eq!(found.count, PathCount::Exact(1 << 60));
        assert_eq!(found.enumeration, Enumeration::CutAtPaths);
        assert_eq!(numbers(&found), first_ten_of_sixty_diamonds());
    }

    #[test]
    fn more_paths_than_numbers_are_a_lower_bound() {
        let ground = diamonds(70);
        let limits = EnumerationLimits { paths_max: 1, ..EnumerationLimits::default() };
        let found = listed(ground.terrain(), NodeIx(0), NodeIx(210), limits);
        assert_eq!(found.count, PathCount::AtLeast(u64::MAX));
    }

    #[test]
    fn sixty_diamonds_with_an_identity_in_each_still_come_in_order() {
        // The two middle nodes of every diamond are the same, so walks may turn back.
        let mut edges: Vec<_> = Vec::new();
        for joint in (0..60).map(|i| 3 * i) {
            let (upper, lower, next) = (joint + 1, joint + 2, joint + 3);
            edges.extend([(joint, upper, 2), (joint, lower, 2), (upper, next, 2)]);
            edges.extend([(lower, next, 2), (upper, lower, 0)]);
        }
        let ground = naive::Ground::open(181, &edges);
        let limits = EnumerationLimits { paths_max: 10, ..EnumerationLimits::default() };
        let found = listed(ground.terrain(), NodeIx(0), NodeIx(180), limits);
        assert_eq!(found.count, PathCount::AtLeast(11));
        assert_eq!(numbers(&found), first_ten_of_sixty_diamonds());
    }

    #[test]
    fn fewer_arcs_come_before_smaller_nodes() {
        // Both ways are four halves long: 0 - 1 - 2 - 6 in three arcs, 0 - 5 - 6 in two.
        let edges = [(0, 1, 1), (1, 2, 1), (2, 6, 2), (0, 5, 2), (5, 6, 2)];
        let found = between(&naive::Ground::open(7, &edges), 0, 6);
        assert_eq!(numbers(&found), [vec![0, 5, 6], vec![0, 1, 2, 6]]);
    }

    #[test]
    fn hubs_are_ends_and_never_passed() {
        let mut ground = naive::Ground::open(4, &[(0, 1, 2), (1, 2, 2), (2, 3, 2)]);
        ground.passable = vec![false, true, false, true];
        assert_eq!(numbers(&between(&ground, 0, 2)), [[0, 1, 2]]);
        assert_eq!(between(&ground, 0, 3).half_steps, None);
        assert_eq!(between(&ground, 0, 3).count, PathCount::Exact(0));
        assert_eq!(numbers(&between(&ground, 2, 2)), [[2]]);
    }

    #[test]
    fn a_star_of_a_million_has_one_path_between_leaves() {
        let graph = naive::star(1_000_000);
        let (lengths, mut passable) = (vec![2; 2_000_000], vec![true; 1_000_001]);
        let limits = EnumerationLimits::default();
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        let found = listed(terrain, NodeIx(1), NodeIx(1_000_000), limits);
        assert_eq!(numbers(&found), [[1, 0, 1_000_000]]);
        assert_eq!(found.count, PathCount::Exact(1));
        passable[0] = false;
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        let found = listed(terrain, NodeIx(1), NodeIx(1_000_000), limits);
        assert_eq!(found.half_steps, None);
    }

    #[test]
    fn a_chain_of_a_million_is_one_path() {
        let graph = naive::chain(1_000_000);
        let (lengths, passable) = (vec![1; 2_000_000], vec![true; 1_000_001]);
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        let limits = EnumerationLimits::default();
        let found = listed(terrain, NodeIx(1_000_000), NodeIx(0), limits);
        assert_eq!(found.half_steps, Some(1_000_000));
        assert_eq!(found.paths[0].len(), 1_000_001);
        assert_eq!(found.enumeration, Enumeration::Complete);
    }

    /// A tenth of the size of the others: the search that allows for cycles does more per node.
    #[test]
    fn a_chain_of_identities_is_not_searched_again_at_every_node() {
        let graph = naive::chain(100_000);
        let (lengths, passable) = (vec![0; 200_000], vec![true; 100_001]);
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        let limits = EnumerationLimits::default();
        let found = listed(terrain, NodeIx(0), NodeIx(100_000), limits);
        assert_eq!(found.count, PathCount::Exact(1));
        assert_eq!(found.enumeration, Enumeration::Complete);
    }

    #[test]
    fn a_wide_fan_is_counted_without_being_listed() {
        let n_middle = 300_000;
        let edges: Vec<_> =
            (2..n_middle + 2).flat_map(|middle| [(0, middle, 2), (middle, 1, 2)]).collect();
        let found = between(&naive::Ground::open(n_middle as usize + 2, &edges), 0, 1);
        assert_eq!(found.count, PathCount::Exact(u64::from(n_middle)));
        assert_eq!(numbers(&found)[99], [0, 101, 1]);
        assert_eq!(found.paths.len(), 100);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn paths_are_the_shortest_of_all_simple_paths(
            ground in naive::grounds(), paths_max in 0..12_usize, steps_max in 0..200_u64,
        ) {
            let terrain = ground.terrain();
            for source in terrain.graph().nodes() {
                for target in terrain.graph().nodes() {
                    let mut expected = naive::simple_paths(terrain, source, target);
                    let shortest = expected.first().map(|path| path.length);
                    expected.retain(|path| Some(path.length) == shortest);
                    let expected: Vec<_> = expected.into_iter().map(|path| path.nodes).collect();

                    let limits = EnumerationLimits { paths_max: 1000, ..Default::default() };
                    let all = listed(terrain, source, target, limits);
                    prop_assert_eq!(all.half_steps, shortest);
                    prop_assert_eq!(&all.paths, &expected);
                    prop_assert_eq!(all.count, PathCount::Exact(expected.len() as u64));
                    prop_assert_eq!(all.enumeration, Enumeration::Complete);

                    let limits = EnumerationLimits { paths_max, ..Default::default() };
                    let first = listed(terrain, source, target, limits);
                    let n_first = paths_max.min(expected.len());
                    prop_assert_eq!(&first.paths[..], &expected[..n_first]);
                    let is_cut = first.enumeration == Enumeration::CutAtPaths;
                    prop_assert_eq!(is_cut, n_first < expected.len());
                    match first.count {
                        PathCount::Exact(count) => prop_assert_eq!(count, expected.len() as u64),
                        PathCount::AtLeast(count) => {
                            prop_assert!(count <= expected.len() as u64);
                            prop_assert!(count > n_first as u64);
                        }
                    }

                    let limits = EnumerationLimits { paths_max: 1000, steps_max };
                    let some = listed(terrain, source, target, limits);
                    prop_assert!(some.paths.len() >= expected.len().min(1));
                    prop_assert_eq!(&some.paths[..], &expected[..some.paths.len()]);
                    if some.enumeration == Enumeration::Complete {
                        prop_assert_eq!(some.paths.len(), expected.len());
                    }
                }
            }
        }

        #[test]
        fn larger_grounds_are_listed_as_by_the_search_for_the_k_shortest(
            edges in prop::collection::vec((0..60_u32, 0..60_u32, 0..=2_u8), 0..150),
            closed in prop::collection::vec(prop::bool::weighted(0.1), 60),
        ) {
            let mut ground = naive::Ground::open(60, &edges);
            ground.passable = closed.iter().map(|closed| !closed).collect();
            for ends in [(0, 59), (1, 58), (2, 3)] {
                let (source, target) = (NodeIx(ends.0), NodeIx(ends.1));
                let limits = EnumerationLimits { paths_max: 30, ..Default::default() };
                let found = listed(ground.terrain(), source, target, limits);
                let expected = k_shortest_paths(ground.terrain(), source, target, limits).paths;
                let length = expected.first().map(|path| path.length);
                prop_assert_eq!(found.half_steps, length);
                let expected = expected.into_iter().filter(|path| Some(path.length) == length);
                let expected: Vec<_> = expected.map(|path| path.nodes).collect();
                prop_assert_eq!(found.paths, expected);
            }
        }
    }
}
