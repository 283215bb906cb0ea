//! All shortest ways between two nodes as a small graph of their own: counted, and followed in
//! order.
//!
//! Looks only at what a search from both ends has reached.

use super::bfs::{BfsScratch, UNREACHED, bfs};
use super::enumeration::PathCount;
use super::meeting::{Aim, Hops, MeetingScratch, Passage, Walkable, Way};
use crate::graph::{Csr, CsrBuf, NodeIx};
use std::ops::Range;

/// Finds a path with fewest arcs from `source` to `target`; none when there is no path.
///
/// # Conventions
/// As in [`super::distance_between`]. A node and itself are joined by the path of that one node.
/// # Complexity
/// As in [`super::distance_between`], and the arcs of the nodes on the path.
/// # Determinism
/// The first node where the searches meet is a function of the graph; from there the path goes home
/// to either end over the smallest nodes. It need not be the first of [`shortest_paths`].
/// # References
/// I. Pohl, "Bi-directional search", Machine Intelligence 6, 1971.
/// # Examples
/// ```
/// use sociogram::algo::paths::{Hops, MeetingScratch, shortest_path};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // A square: 0 - 1 - 3 and 0 - 2 - 3.
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (0, 2, 1), (1, 3, 2), (2, 3, 3)]);
/// let hops = Hops::new(graph.view(), graph.view());
/// let mut scratch = MeetingScratch::default();
/// let path = shortest_path(hops, NodeIx(0), NodeIx(3), &mut scratch);
/// assert_eq!(path, Some(vec![NodeIx(0), NodeIx(1), NodeIx(3)]));
/// ```
pub fn shortest_path<P: Passage>(
    hops: Hops<'_, P>,
    source: NodeIx,
    target: NodeIx,
    scratch: &mut MeetingScratch,
) -> Option<Vec<NodeIx>> {
    scratch.search(&hops, source, target, Aim::Length);
    let &met = scratch.met.first()?;
    let mut nodes = vec![NodeIx(met)];
    scratch.follow_home(&hops, Way::Onward, &mut nodes);
    nodes.reverse();
    scratch.follow_home(&hops, Way::Back, &mut nodes);
    Some(nodes)
}

/// All paths with fewest arcs between two nodes.
#[derive(Debug, Clone)]
pub struct ShortestPaths {
    walks: ShortestWalks,
}

/// Finds all paths with fewest arcs from `source` to `target`; none when there is no path.
///
/// They are counted without being listed, and listed without being stored.
///
/// # Conventions
/// Paths are node sequences: parallel arcs count once. Inner nodes are passable, ends need not be.
/// A node and itself are joined by the path of that one node.
/// # Complexity
/// Time as in [`super::distance_between`], and that of the arcs of all nodes on shortest paths;
/// O(l) for each path of l arcs that is listed. Space O(n), which `scratch` keeps, and the arcs on
/// shortest paths.
/// # Determinism
/// Paths come in the order of their nodes compared in walking order.
/// # References
/// I. Pohl, "Bi-directional search", Machine Intelligence 6, 1971.
/// # Examples
/// ```
/// use sociogram::algo::paths::{Hops, MeetingScratch, PathCount, shortest_paths};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // A square: 0 - 1 - 3 and 0 - 2 - 3.
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (0, 2, 1), (1, 3, 2), (2, 3, 3)]);
/// let hops = Hops::new(graph.view(), graph.view());
/// let mut scratch = MeetingScratch::default();
/// let paths = shortest_paths(hops, NodeIx(0), NodeIx(3), &mut scratch).expect("there is a path");
/// assert_eq!((paths.length(), paths.count()), (2, PathCount::Exact(2)));
/// assert_eq!(paths.iter().nth(1), Some(vec![NodeIx(0), NodeIx(2), NodeIx(3)]));
/// ```
pub fn shortest_paths<P: Passage>(
    hops: Hops<'_, P>,
    source: NodeIx,
    target: NodeIx,
    scratch: &mut MeetingScratch,
) -> Option<ShortestPaths> {
    let walks = ShortestWalks::between(hops, source, target, scratch)?;
    Some(ShortestPaths { walks })
}

impl ShortestPaths {
    /// Their number of arcs.
    pub fn length(&self) -> u32 {
        self.walks.length
    }

    /// How many there are.
    pub fn count(&self) -> PathCount {
        self.walks.path_count().expect("every arc leads away from the source")
    }

    /// The paths by the order of their nodes, each found when it is asked for.
    pub fn iter(&self) -> impl Iterator<Item = Vec<NodeIx>> {
        let ShortestWalks { graph, source, target, .. } = &self.walks;
        let graph = graph.view();
        let alone = (source == target).then(|| self.walks.named(&[*source]));
        let mut path = vec![*source];
        // The arcs not yet followed from each node of the path but the target.
        let mut ahead: Vec<Range<usize>> = vec![graph.range(*source)];
        alone.into_iter().chain(std::iter::from_fn(move || {
            loop {
                let Some(arc) = ahead.last_mut()?.next() else {
                    ahead.pop();
                    continue;
                };
                path.truncate(ahead.len());
                path.push(graph.target(arc));
                if graph.target(arc) == *target {
                    return Some(self.walks.named(&path));
                }
                ahead.push(graph.range(graph.target(arc)));
            }
        }))
    }
}

/// The nodes and arcs on shortest walks between two nodes. Every walk from the source ends at the
/// target.
#[derive(Debug, Clone)]
pub(super) struct ShortestWalks {
    /// Length of a shortest path.
    pub(super) length: u32,
    /// The nodes, rising; those of `graph` are positions in this list.
    nodes: Vec<NodeIx>,
    /// Each arc once, no loops, none to the source or from the target.
    pub(super) graph: CsrBuf,
    pub(super) source: NodeIx,
    pub(super) target: NodeIx,
    /// Fewest arcs on to the target.
    pub(super) hops: Vec<u32>,
}

impl ShortestWalks {
    /// None when there is no path.
    pub(super) fn between<W: Walkable>(
        ground: W,
        source: NodeIx,
        target: NodeIx,
        scratch: &mut MeetingScratch,
    ) -> Option<Self> {
        scratch.search(&ground, source, target, Aim::Walks);
        if scratch.length == UNREACHED {
            return None;
        }
        let mut nodes = scratch.met.clone();
        let mut arcs = Vec::new();
        for way in [Way::Onward, Way::Back] {
            scratch.walk_home(&ground, way, &mut nodes, &mut arcs);
        }
        nodes.sort_unstable();
        arcs.sort_unstable();
        arcs.dedup();
        let position = |node: u32| nodes.binary_search(&node).expect("its node is listed") as u32;
        let mut offsets = vec![0; nodes.len() + 1];
        for &(from, _) in &arcs {
            offsets[position(from) as usize + 1] += 1;
        }
        for at in 0..nodes.len() {
            offsets[at + 1] += offsets[at];
        }
        let targets = arcs.iter().map(|&(_, to)| position(to)).collect();
        let graph = CsrBuf::from_rows(offsets, targets);
        let [source, target] = [source, target].map(|end| NodeIx(position(end.0)));
        let mut to_target = BfsScratch::default();
        let hops = bfs(graph.reversed().view(), graph.view(), target, &mut to_target);
        let (length, hops) = (scratch.length, hops.as_slice().to_vec());
        Some(Self {
            length,
            nodes: nodes.into_iter().map(NodeIx).collect(),
            graph,
            source,
            target,
            hops,
        })
    }

    /// The nodes one arc on, sorted.
    pub(super) fn successors(&self, node: NodeIx) -> impl Iterator<Item = NodeIx> {
        self.graph.view().neighbors(node).iter().map(|&to| NodeIx(to))
    }

    /// The nodes by their numbers in the graph that was searched.
    pub(super) fn named(&self, nodes: &[NodeIx]) -> Vec<NodeIx> {
        nodes.iter().map(|node| self.nodes[node.at()]).collect()
    }

    /// Extends a path to the target by the first way on: fewest arcs, then smallest nodes.
    pub(super) fn follow_first(&self, nodes: &mut Vec<NodeIx>) {
        let mut node = *nodes.last().expect("a path has its source");
        while node != self.target {
            let next = self.successors(node).min_by_key(|to| (self.hops[to.at()], to.0));
            node = next.expect("a node on a shortest walk has one after it");
            nodes.push(node);
        }
    }

    /// Number of paths, by adding up in topological order; none if there is a cycle.
    pub(super) fn path_count(&self) -> Option<PathCount> {
        let graph: Csr<'_> = self.graph.view();
        let mut waiting_for = vec![0_u32; graph.node_count()];
        for &to in graph.targets() {
            waiting_for[to as usize] += 1;
        }
        let mut counts = vec![0_u64; graph.node_count()];
        counts[self.source.at()] = 1;
        let mut ready = vec![self.source];
        let mut n_done = 0;
        while let Some(node) = ready.pop() {
            n_done += 1;
            for to in self.successors(node) {
                counts[to.at()] = counts[to.at()].saturating_add(counts[node.at()]);
                waiting_for[to.at()] -= 1;
                if waiting_for[to.at()] == 0 {
                    ready.push(to);
                }
            }
        }
        (n_done == graph.node_count()).then(|| match counts[self.target.at()] {
            u64::MAX => PathCount::AtLeast(u64::MAX),
            count => PathCount::Exact(count),
        })
    }
}

impl MeetingScratch {
    /// Extends a path, whose last node was reached this way, to the end that the way came from.
    fn follow_home<P: Passage>(&self, hops: &Hops<'_, P>, way: Way, nodes: &mut Vec<NodeIx>) {
        let graph = hops.graph(way.other());
        let mut node = *nodes.last().expect("a path has a node");
        let distance = self.marks[node.at()][way.at()];
        for distance in (1..distance).rev() {
            let before = graph.range(node).zip(graph.neighbors(node)).find(|&(arc, &before)| {
                self.marks[before as usize][way.at()] == distance
                    && hops.length(way.other(), arc).is_some()
            });
            node = NodeIx(*before.expect("a node that was reached has one before it").1);
            nodes.push(node);
        }
        if distance > 0 {
            nodes.push(NodeIx(self.ends[way.at()]));
        }
    }

    /// Goes from the nodes where walks meet back to the end that this way came from, and lists the
    /// nodes and the arcs, the latter as the walks have them. What is listed has both of its
    /// distances marked.
    fn walk_home<W: Walkable>(
        &mut self,
        ground: &W,
        way: Way,
        nodes: &mut Vec<u32>,
        arcs: &mut Vec<(u32, u32)>,
    ) {
        let (here, there, home) = (way.at(), way.other().at(), way.other());
        let graph = ground.graph(home);
        let [near_end, far_end] = [self.ends[here], self.ends[there]];
        let mut stack = self.met.clone();
        while let Some(node) = stack.pop() {
            if node == near_end {
                continue;
            }
            let distance = self.marks[node as usize][here];
            let mut list = |before: u32, mark: &mut [u32; 2]| {
                arcs.push(match way {
                    Way::Onward => (before, node),
                    Way::Back => (node, before),
                });
                if mark[0].checked_add(mark[1]) != Some(self.length) {
                    mark[there] = self.length - mark[here];
                    nodes.push(before);
                    stack.push(before);
                }
            };
            if W::LENGTH_MIN > 0 && distance == W::LENGTH_MIN {
                // So near there is none between, and the node may have very many arcs.
                list(near_end, &mut self.marks[near_end as usize]);
                continue;
            }
            let first = graph.offsets()[node as usize] as usize;
            for (arc, &before) in (first..).zip(graph.neighbors(NodeIx(node))) {
                let mark = &mut self.marks[before as usize];
                let Some(step) = ground.length(home, arc) else { continue };
                // What is not reached is at no sum that fits.
                let is_tight = mark[here].checked_add(step) == Some(distance);
                if is_tight && before != node && before != far_end {
                    list(before, mark);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::algo::paths::Terrain;
    use proptest::prelude::*;

    /// Joints 0, 3, 6 …, with two nodes between each and the next.
    fn diamonds(n_diamonds: u32) -> CsrBuf {
        let edges: Vec<_> = (0..n_diamonds)
            .map(|i| 3 * i)
            .flat_map(|j| [(j, j + 1), (j, j + 2), (j + 1, j + 3), (j + 2, j + 3)])
            .collect();
        naive::undirected(3 * n_diamonds as usize + 1, &edges)
    }

    fn across(graph: &CsrBuf, source: u32, target: u32) -> Option<ShortestPaths> {
        let hops = Hops::new(graph.view(), graph.view());
        shortest_paths(hops, NodeIx(source), NodeIx(target), &mut MeetingScratch::default())
    }

    #[test]
    fn sixty_diamonds_are_counted_and_listed_one_by_one() {
        let paths = across(&diamonds(60), 0, 180).expect("there is a path");
        assert_eq!((paths.length(), paths.count()), (120, PathCount::Exact(1 << 60)));
        let side = |rank: u32, i: u32| 1 + (rank >> (59 - i).min(31) & 1);
        for (rank, path) in (0..10).zip(paths.iter()) {
            let steps = (0..60).flat_map(|i| [3 * i, 3 * i + side(rank, i)]).chain([180]);
            assert_eq!(path, steps.map(NodeIx).collect::<Vec<_>>());
        }
    }

    #[test]
    fn more_paths_than_numbers_are_a_lower_bound() {
        let paths = across(&diamonds(70), 210, 0).expect("there is a path");
        assert_eq!(paths.count(), PathCount::AtLeast(u64::MAX));
    }

    #[test]
    fn a_star_and_a_chain_of_a_million_have_one_path() {
        let star = across(&naive::star(1_000_000), 5, 1_000_000).expect("there is a path");
        assert_eq!(star.count(), PathCount::Exact(1));
        assert_eq!(star.iter().collect::<Vec<_>>(), [[5, 0, 1_000_000].map(NodeIx)]);
        let chain = across(&naive::chain(1_000_000), 1_000_000, 0).expect("there is a path");
        assert_eq!(chain.count(), PathCount::Exact(1));
        assert_eq!(chain.iter().map(|path| path.len()).collect::<Vec<_>>(), [1_000_001]);
    }

    #[test]
    fn a_node_is_joined_with_itself_by_one_path() {
        let graph = naive::undirected(2, &[(0, 0), (0, 0)]);
        let paths = across(&graph, 0, 0).expect("there is a path");
        assert_eq!((paths.length(), paths.count()), (0, PathCount::Exact(1)));
        assert_eq!(paths.iter().collect::<Vec<_>>(), [[NodeIx(0)]]);
        assert!(across(&graph, 0, 1).is_none());
    }

    #[derive(Debug, Clone, Copy)]
    struct Marked<'a> {
        nodes: &'a [bool],
        edges: &'a [bool],
    }

    impl Passage for Marked<'_> {
        fn is_passable(&self, node: NodeIx) -> bool {
            self.nodes[node.at()]
        }

        fn admits(&self, graph: Csr<'_>, arc: usize) -> bool {
            self.edges[graph.edge(arc).at()]
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn paths_are_the_shortest_of_all_simple_paths(
            graph in naive::directed_graphs(),
            nodes in prop::collection::vec(prop::bool::weighted(0.8), 7),
            edges in prop::collection::vec(prop::bool::weighted(0.8), 18),
        ) {
            let (graph, reverse) = (graph.view(), graph.reversed());
            let marked = Marked { nodes: &nodes[..graph.node_count()], edges: &edges };
            let admitted: Vec<_> = graph
                .nodes()
                .flat_map(|from| graph.range(from).map(move |arc| (from, arc)))
                .filter(|&(_, arc)| marked.admits(graph, arc))
                .map(|(from, arc)| (from.0, graph.target(arc).0, graph.edge(arc).0))
                .collect();
            let part = CsrBuf::from_arcs(graph.node_count(), &admitted);
            let lengths = vec![1_u8; admitted.len()];
            let terrain = Terrain::new(part.view(), &lengths, marked.nodes);
            let hops = Hops::new(graph, reverse.view()).within(marked);
            let mut scratch = MeetingScratch::default();
            for (source, target) in graph.nodes().flat_map(|a| graph.nodes().map(move |b| (a, b))) {
                let mut expected = naive::simple_paths(terrain, source, target);
                let length = expected.first().map(|path| path.length);
                expected.retain(|path| Some(path.length) == length);
                let expected: Vec<_> = expected.into_iter().map(|path| path.nodes).collect();

                let paths = shortest_paths(hops, source, target, &mut scratch);
                prop_assert_eq!(paths.as_ref().map(ShortestPaths::length), length);
                let count = paths.as_ref().map_or(PathCount::Exact(0), ShortestPaths::count);
                prop_assert_eq!(count, PathCount::Exact(expected.len() as u64));
                let listed = paths.iter().flat_map(ShortestPaths::iter);
                prop_assert_eq!(&listed.collect::<Vec<_>>(), &expected);

                let path = shortest_path(hops, source, target, &mut scratch);
                prop_assert_eq!(path.is_some(), length.is_some());
                prop_assert!(path.is_none_or(|path| expected.contains(&path)));
            }
        }

        #[test]
        fn counts_on_larger_graphs_are_those_of_adding_up(
            n_nodes in 1..200_u32,
            ends in prop::collection::vec((any::<u16>(), any::<u16>()), 0..800),
        ) {
            // Squares crowd at small numbers: some nodes have very many arcs.
            let node = |end: u16| ((u64::from(end).pow(2) * u64::from(n_nodes)) >> 32) as u32;
            let edges: Vec<_> =
                ends.iter().zip(0..).map(|(&(a, b), edge)| (node(a), node(b), edge)).collect();
            let graph = CsrBuf::simple_undirected(n_nodes as usize, &edges);
            let mut scratch = MeetingScratch::default();
            let (mut from_source, graph) = (BfsScratch::default(), graph.view());
            for source in graph.nodes().step_by(29) {
                let distances = bfs(graph, graph, source, &mut from_source).as_slice();
                let mut order: Vec<_> = graph.nodes().collect();
                order.sort_by_key(|node| distances[node.at()]);
                let mut counts = vec![0; graph.node_count()];
                counts[source.at()] = 1;
                for &node in order.iter().filter(|node| distances[node.at()] != UNREACHED) {
                    for &to in graph.neighbors(node) {
                        if distances[to as usize] == distances[node.at()] + 1 {
                            counts[to as usize] += counts[node.at()];
                        }
                    }
                }
                for target in graph.nodes() {
                    let paths = shortest_paths(
                        Hops::new(graph, graph), source, target, &mut scratch,
                    );
                    let count = paths.as_ref().map_or(PathCount::Exact(0), ShortestPaths::count);
                    prop_assert_eq!(count, PathCount::Exact(counts[target.at()]));
                }
            }
        }
    }
}
