//! Searches from both of two nodes until they meet: only what lies near the two is looked at.
//!
//! Finds the least length and the nodes where the searches meet. What lies on the shortest ways is
//! gathered by [`super::shortest_walks`].

use super::bfs::UNREACHED;
use super::terrain::{HALF_STEPS_MAX, Terrain};
use crate::graph::{Csr, NodeIx};

/// What a search between two nodes walks on.
///
/// [`Hops`] counts the arcs of any graph, [`Terrain`] adds up half steps.
pub trait Walkable: Copy {
    /// No arc is shorter.
    const LENGTH_MIN: u32;
    /// No arc is longer; at most [`HALF_STEPS_MAX`].
    const LENGTH_MAX: u32;

    /// The graph whose arcs are followed that way.
    fn graph(&self, way: Way) -> Csr<'_>;

    /// Length of the arc at a position of that graph, none where it may not be followed. An arc and
    /// the one turned round in the other graph have the same.
    fn length(&self, way: Way, arc: usize) -> Option<u32>;

    /// Whether a path may go through the node; its ends need not be passable.
    fn is_passable(&self, node: NodeIx) -> bool;
}

/// A direction of search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the source along the arcs.
    Onward,
    /// From the target against them.
    Back,
}

impl Way {
    pub(super) fn at(self) -> usize {
        self as usize
    }

    pub(super) fn other(self) -> Self {
        match self {
            Self::Onward => Self::Back,
            Self::Back => Self::Onward,
        }
    }
}

/// Where paths may go, beyond what the graph says.
pub trait Passage: Copy {
    /// Whether a path may go through the node; its ends need not be passable.
    fn is_passable(&self, _node: NodeIx) -> bool {
        true
    }

    /// Whether the arc at a position of `graph` may be followed. `graph` is the graph or the
    /// reversed one: what is said of an arc must not depend on that, and so is best said of its
    /// edge or its ends.
    fn admits(&self, _graph: Csr<'_>, _arc: usize) -> bool {
        true
    }
}

/// Passes everything, at no cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Anywhere;

impl Passage for Anywhere {}

/// A graph on which every arc is one step.
///
/// # Examples
/// ```
/// use sociogram::algo::paths::{Hops, MeetingScratch, Passage, distance_between};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// #[derive(Clone, Copy)]
/// struct Without(NodeIx);
///
/// impl Passage for Without {
///     fn is_passable(&self, node: NodeIx) -> bool {
///         node != self.0
///     }
/// }
///
/// // 0 - 1 - 3, and the longer 0 - 2 - 4 - 3.
/// let edges = [(0, 1, 0), (1, 3, 1), (0, 2, 2), (2, 4, 3), (4, 3, 4)];
/// let graph = CsrBuf::simple_undirected(5, &edges);
/// let hops = Hops::new(graph.view(), graph.view());
/// let mut scratch = MeetingScratch::default();
/// assert_eq!(distance_between(hops, NodeIx(0), NodeIx(3), &mut scratch), Some(2));
/// let round = hops.within(Without(NodeIx(1)));
/// assert_eq!(distance_between(round, NodeIx(0), NodeIx(3), &mut scratch), Some(3));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Hops<'a, P = Anywhere> {
    graph: Csr<'a>,
    reverse: Csr<'a>,
    passage: P,
}

impl<'a> Hops<'a> {
    /// Takes the graph and the reversed one, for an undirected graph the graph itself twice.
    ///
    /// # Panics
    /// If the two differ in their number of nodes or arcs.
    pub fn new(graph: Csr<'a>, reverse: Csr<'a>) -> Self {
        assert_eq!(graph.node_count(), reverse.node_count(), "both have the same nodes");
        assert_eq!(graph.arc_count(), reverse.arc_count(), "both have the same arcs");
        Self { graph, reverse, passage: Anywhere }
    }
}

impl<'a, P> Hops<'a, P> {
    /// The same graph with another rule of where paths may go.
    pub fn within<Q: Passage>(self, passage: Q) -> Hops<'a, Q> {
        Hops { graph: self.graph, reverse: self.reverse, passage }
    }
}

impl<P: Passage> Walkable for Hops<'_, P> {
    const LENGTH_MIN: u32 = 1;
    const LENGTH_MAX: u32 = 1;

    fn graph(&self, way: Way) -> Csr<'_> {
        match way {
            Way::Onward => self.graph,
            Way::Back => self.reverse,
        }
    }

    fn length(&self, way: Way, arc: usize) -> Option<u32> {
        self.passage.admits(self.graph(way), arc).then_some(1)
    }

    fn is_passable(&self, node: NodeIx) -> bool {
        self.passage.is_passable(node)
    }
}

impl Walkable for Terrain<'_> {
    const LENGTH_MIN: u32 = 0;
    const LENGTH_MAX: u32 = HALF_STEPS_MAX as u32;

    fn graph(&self, _: Way) -> Csr<'_> {
        Terrain::graph(*self)
    }

    fn length(&self, _: Way, arc: usize) -> Option<u32> {
        Some(self.half_steps(arc))
    }

    fn is_passable(&self, node: NodeIx) -> bool {
        Terrain::is_passable(*self, node)
    }
}

/// Least length of a path from `source` to `target`: `min Σ length(a)` over the paths whose inner
/// nodes are passable; none when there is no path.
///
/// # Conventions
/// The ends need not be passable. Of parallel arcs the shortest counts; loops are never followed. A
/// node is at no distance from itself.
/// # Complexity
/// Time of the arcs within about half the distance of either node: the side whose next arcs are
/// fewer goes on, so a node with very many is seldom left. O(n + m) at worst. Space O(n), which
/// `scratch` keeps; a search clears what it touched.
/// # Determinism
/// The length is unique.
/// # References
/// I. Pohl, "Bi-directional search", Machine Intelligence 6, 1971.
/// R. B. Dial, "Algorithm 360: shortest-path forest with topological ordering", 1969,
/// doi:10.1145/363269.363610.
/// # Examples
/// ```
/// use sociogram::algo::paths::{Hops, MeetingScratch, distance_between};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// let graph = CsrBuf::from_arcs(4, &[(0, 1, 0), (1, 2, 1)]);
/// let reverse = graph.reversed();
/// let hops = Hops::new(graph.view(), reverse.view());
/// let mut scratch = MeetingScratch::default();
/// assert_eq!(distance_between(hops, NodeIx(0), NodeIx(2), &mut scratch), Some(2));
/// assert_eq!(distance_between(hops, NodeIx(2), NodeIx(0), &mut scratch), None);
/// ```
pub fn distance_between<W: Walkable>(
    ground: W,
    source: NodeIx,
    target: NodeIx,
    scratch: &mut MeetingScratch,
) -> Option<u32> {
    scratch.search(&ground, source, target, Aim::Length);
    Some(scratch.length).filter(|&length| length != UNREACHED)
}

/// Memory of searches that meet, to be used again by the next one.
#[derive(Debug, Clone, Default)]
pub struct MeetingScratch {
    /// For each node its distance from the source and to the target, as far as found.
    pub(super) marks: Vec<[u32; 2]>,
    /// Source and target.
    pub(super) ends: [u32; 2],
    sides: [Side; 2],
    /// Least length found.
    pub(super) length: u32,
    /// Nodes reached from both sides on a walk of that length.
    pub(super) met: Vec<u32>,
    /// Memory for the bucket that is being emptied.
    leaving: Vec<u32>,
}

const BUCKETS: usize = HALF_STEPS_MAX as usize + 1;

/// A search from one end.
#[derive(Debug, Clone, Default)]
struct Side {
    /// Nodes marked with distance d wait in bucket d modulo `LENGTH_MAX` + 1: none lies further
    /// ahead.
    buckets: [Vec<u32>; BUCKETS],
    /// Nodes that were marked and left.
    left: Vec<u32>,
    /// The distance whose nodes are left next; all nearer ones are marked exactly. Unreached at the
    /// end.
    distance: u32,
}

/// What a search is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// The length: the search ends once no other walk can be shorter.
    Length,
    /// All walks of that length: it ends once none is undiscovered.
    Walks,
}

impl MeetingScratch {
    /// Finds the length, and when aimed at walks the nodes where all of them meet.
    pub(super) fn search<W: Walkable>(
        &mut self,
        ground: &W,
        source: NodeIx,
        target: NodeIx,
        aim: Aim,
    ) {
        self.reset(ground.graph(Way::Onward).node_count());
        self.ends = [source.0, target.0];
        for way in [Way::Onward, Way::Back] {
            let end = self.ends[way.at()];
            self.marks[end as usize][way.at()] = 0;
            self.sides[way.at()].buckets[0].push(end);
        }
        if source == target {
            self.length = 0;
            self.met.push(source.0);
            return;
        }
        while let Some(enough) = self.enough::<W>(aim) {
            let way = self.cheaper_way(ground);
            self.leave(ground, way, enough);
            let side = &mut self.sides[way.at()];
            side.distance += 1;
            side.skip_to_nodes::<W>();
        }
    }

    /// Below this a length ends the search while neither side goes on to its next distance; none
    /// when it is found. A walk not yet discovered has an arc between nodes not yet left.
    fn enough<W: Walkable>(&self, aim: Aim) -> Option<u32> {
        let distances = self.sides.each_ref().map(|side| side.distance);
        if distances.contains(&UNREACHED) {
            return None;
        }
        let undiscovered = distances[0] + distances[1] + W::LENGTH_MIN;
        let enough = match aim {
            Aim::Length => undiscovered + 1,
            Aim::Walks => undiscovered,
        };
        (self.length >= enough).then_some(enough)
    }

    /// The side that has fewer arcs to follow next.
    fn cheaper_way<W: Walkable>(&self, ground: &W) -> Way {
        let ahead = |way: Way| {
            let graph = ground.graph(way);
            let nodes = self.sides[way.at()].ahead::<W>();
            nodes.iter().map(move |&node| graph.degree(NodeIx(node)))
        };
        let [onward, back] = &self.sides;
        let fewer_nodes = if onward.ahead::<W>().len() <= back.ahead::<W>().len() {
            Way::Onward
        } else {
            Way::Back
        };
        let mut n_arcs: usize = ahead(fewer_nodes).sum();
        // The other side is added up only until it is known to have more.
        let has_more = ahead(fewer_nodes.other()).any(|degree| {
            let is_beyond = degree > n_arcs;
            n_arcs = n_arcs.saturating_sub(degree);
            is_beyond
        });
        if has_more { fewer_nodes } else { fewer_nodes.other() }
    }

    /// Follows the arcs of all nodes at the distance of one side, until a walk shorter than
    /// `enough` is found.
    fn leave<W: Walkable>(&mut self, ground: &W, way: Way, enough: u32) {
        let Self { marks, ends, sides, length, met, leaving } = self;
        let (graph, side) = (ground.graph(way), &mut sides[way.at()]);
        let (here, there, far_end) = (way.at(), way.other().at(), ends[way.other().at()]);
        let distance = side.distance;
        // Arcs without length fill the bucket again.
        while !side.ahead::<W>().is_empty() {
            leaving.clear();
            std::mem::swap(leaving, &mut side.buckets[bucket::<W>(distance)]);
            side.left.extend_from_slice(leaving);
            for &node in leaving.iter() {
                if marks[node as usize][here] != distance || node == far_end {
                    continue;
                }
                let first = graph.offsets()[node as usize] as usize;
                for (arc, &to) in (first..).zip(graph.neighbors(NodeIx(node))) {
                    let mark = &mut marks[to as usize];
                    let Some(step) = ground.length(way, arc) else { continue };
                    let beyond = distance + step;
                    let may_enter = || to == far_end || ground.is_passable(NodeIx(to));
                    if beyond >= mark[here] || !may_enter() {
                        continue;
                    }
                    mark[here] = beyond;
                    side.buckets[bucket::<W>(beyond)].push(to);
                    let whole = beyond.saturating_add(mark[there]);
                    if whole < *length {
                        *length = whole;
                        met.clear();
                    }
                    if whole == *length && whole != UNREACHED {
                        met.push(to);
                        if whole < enough {
                            return;
                        }
                    }
                }
            }
        }
    }

    /// Forgets the last search at the cost of what it touched.
    fn reset(&mut self, n_nodes: usize) {
        let is_same_size = self.marks.len() == n_nodes;
        for side in &mut self.sides {
            for nodes in side.buckets.iter_mut().chain([&mut side.left]) {
                for node in nodes.drain(..).filter(|_| is_same_size) {
                    self.marks[node as usize] = [UNREACHED; 2];
                }
            }
            side.distance = 0;
        }
        if !is_same_size {
            self.marks.clear();
            self.marks.resize(n_nodes, [UNREACHED; 2]);
        }
        self.length = UNREACHED;
        self.met.clear();
    }
}

/// Number of the bucket for a distance.
fn bucket<W: Walkable>(distance: u32) -> usize {
    distance as usize % (W::LENGTH_MAX as usize + 1)
}

impl Side {
    /// The nodes to be left next.
    fn ahead<W: Walkable>(&self) -> &[u32] {
        &self.buckets[bucket::<W>(self.distance)]
    }

    /// Goes on to the next distance at which there are nodes.
    fn skip_to_nodes<W: Walkable>(&mut self) {
        if self.buckets.iter().all(Vec::is_empty) {
            self.distance = UNREACHED;
            return;
        }
        while self.ahead::<W>().is_empty() {
            self.distance += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::graph::CsrBuf;
    use proptest::prelude::*;

    fn across(
        graph: Csr<'_>,
        source: u32,
        target: u32,
        scratch: &mut MeetingScratch,
    ) -> Option<u32> {
        distance_between(Hops::new(graph, graph), NodeIx(source), NodeIx(target), scratch)
    }

    impl MeetingScratch {
        /// Marks that were set, some twice.
        fn n_touched(&self) -> usize {
            self.sides
                .iter()
                .flat_map(|side| side.buckets.iter().chain([&side.left]))
                .flatten()
                .count()
        }
    }

    #[test]
    fn leaves_of_a_star_of_a_million_meet_in_its_middle() {
        let graph = naive::star(1_000_000);
        let mut scratch = MeetingScratch::default();
        assert_eq!(across(graph.view(), 5, 1_000_000, &mut scratch), Some(2));
        assert_eq!(across(graph.view(), 0, 7, &mut scratch), Some(1));
        assert!(scratch.n_touched() < 5, "the middle is not left");
    }

    #[test]
    fn the_ends_of_a_chain_of_a_million_are_as_far_apart() {
        let graph = naive::chain(1_000_000);
        let mut scratch = MeetingScratch::default();
        assert_eq!(across(graph.view(), 0, 1_000_000, &mut scratch), Some(1_000_000));
        assert_eq!(across(graph.view(), 500_000, 500_010, &mut scratch), Some(10));
        assert!(scratch.n_touched() < 50, "only what is near is touched");
    }

    #[test]
    fn scratch_fits_itself_to_another_graph() {
        let mut scratch = MeetingScratch::default();
        for n_edges in [9, 3, 3, 20] {
            let graph = naive::chain(n_edges);
            assert_eq!(across(graph.view(), n_edges, 0, &mut scratch), Some(n_edges));
        }
    }

    /// Admits every other edge, and passes even nodes.
    #[derive(Debug, Clone, Copy)]
    struct Even;

    impl Passage for Even {
        fn is_passable(&self, node: NodeIx) -> bool {
            node.0.is_multiple_of(2)
        }

        fn admits(&self, graph: Csr<'_>, arc: usize) -> bool {
            graph.edge(arc).0.is_multiple_of(2)
        }
    }

    /// The graph that is left for paths between two nodes.
    fn even_part(graph: Csr<'_>, ends: [NodeIx; 2]) -> CsrBuf {
        let arcs: Vec<_> = graph
            .nodes()
            .flat_map(|from| graph.arcs(from).map(move |(to, edge)| (from, to, edge)))
            .filter(|(from, to, edge)| {
                let is_open = |node: &NodeIx| Even.is_passable(*node) || ends.contains(node);
                is_open(from) && is_open(to) && edge.0.is_multiple_of(2)
            })
            .map(|(from, to, edge)| (from.0, to.0, edge.0))
            .collect();
        CsrBuf::from_arcs(graph.node_count(), &arcs)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn distances_are_those_of_the_distance_matrix(graph in naive::directed_graphs()) {
            let (graph, reverse) = (graph.view(), graph.reversed());
            let matrix = naive::distance_matrix(graph);
            let hops = Hops::new(graph, reverse.view());
            let mut scratch = MeetingScratch::default();
            for (source, target) in graph.nodes().flat_map(|a| graph.nodes().map(move |b| (a, b))) {
                let found = distance_between(hops, source, target, &mut scratch);
                prop_assert_eq!(found.unwrap_or(UNREACHED), matrix[source.at()][target.at()]);
                let found = distance_between(hops.within(Even), source, target, &mut scratch);
                let matrix = naive::distance_matrix(even_part(graph, [source, target]).view());
                prop_assert_eq!(found.unwrap_or(UNREACHED), matrix[source.at()][target.at()]);
            }
        }

        #[test]
        fn half_steps_are_the_least_over_all_simple_paths(ground in naive::grounds()) {
            let terrain = ground.terrain();
            let nodes = || Terrain::graph(terrain).nodes();
            let mut scratch = MeetingScratch::default();
            for (source, target) in nodes().flat_map(|a| nodes().map(move |b| (a, b))) {
                let paths = naive::simple_paths(terrain, source, target);
                let found = distance_between(terrain, source, target, &mut scratch);
                prop_assert_eq!(found, paths.first().map(|path| path.length));
            }
        }
    }
}
