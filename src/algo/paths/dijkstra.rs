//! Weighted distances from one node to every other, by a queue of buckets.
//!
//! Distances only: the way is found again from them where it is asked for. Lengths in half steps are
//! faster by [`super::half_step_distances`], two nodes by [`super::bidirectional_dijkstra`].

use super::bucket_queue::{BucketQueue, Key};
use super::delta_stepping::{Fits, SharedSearch, Thrift};
use super::terrain::{CLOSED, Terrain};
use crate::algo::thread_count;
use crate::graph::NodeIx;

/// Arcs from which on a search is worth more than one thread.
const SHARED_ARCS_MIN: usize = 500_000;

/// Memory of a search, to be used again by the next one.
#[derive(Debug, Clone, Default)]
pub struct DijkstraScratch {
    narrow: Search<u32>,
    wide: Search<u64>,
    shared: SharedSearch,
}

/// Weighted distances from one node.
#[derive(Debug, Clone, Copy)]
pub struct WeightedDistances<'a> {
    distances: Distances<'a>,
}

/// Half of the memory where it suffices.
#[derive(Debug, Clone, Copy)]
enum Distances<'a> {
    Narrow(&'a [u32]),
    Wide(&'a [u64]),
}

/// Adds up the weights of lightest paths from `source`: `d(v) = min Σ w(a)` over paths to `v` whose
/// inner nodes are passable.
///
/// # Conventions
/// Arcs as stored, one way; for distances to a node give the reversed graph. The source and the node
/// itself need not be passable. Of parallel arcs the lightest counts; arcs that are
/// [`CLOSED`] do not.
/// # Complexity
/// Time O(m + n log C) for distances up to C (at most four steps of the queue per node where they fit 32
/// bits), space O(n + m) at worst, which `scratch` keeps. Distances that do not fit 32 bits make the
/// search begin again in 64, which cannot overflow: there are fewer than 2^32 arcs.
/// Several threads search graphs of half a million arcs together, in buckets of distances (at most four
/// threads, O(n) more space for each); small buckets and long chains of them are left to one.
/// # Determinism
/// The distances are unique.
/// # References
/// E. W. Dijkstra, "A note on two problems in connexion with graphs", 1959, doi:10.1007/BF01386390.
/// E. V. Denardo, B. L. Fox, "Shortest-route methods: 1. Reaching, pruning, and buckets", 1979,
/// doi:10.1287/opre.27.1.161.
/// R. K. Ahuja, K. Mehlhorn, J. Orlin, R. E. Tarjan, "Faster algorithms for the shortest path problem",
/// 1990, doi:10.1145/77600.77615.
/// U. Meyer, P. Sanders, "Delta-stepping: a parallelizable shortest path algorithm", 2003,
/// doi:10.1016/S0196-6774(03)00076-2.
/// # Examples
/// ```
/// use sociogram::algo::paths::{DijkstraScratch, Terrain, dijkstra};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // The way round over 1 is lighter than the arc from 0 to 2; nothing leads to 3.
/// let graph = CsrBuf::from_arcs(4, &[(0, 1, 0), (0, 2, 1), (1, 2, 2)]);
/// let terrain = Terrain::new(graph.view(), &[3_u32, 9, 4], &[true; 4]);
/// let mut scratch = DijkstraScratch::default();
/// let distances = dijkstra(terrain, NodeIx(0), &mut scratch);
/// assert_eq!(distances.to(NodeIx(2)), Some(7));
/// assert_eq!(distances.to(NodeIx(3)), None);
/// ```
pub fn dijkstra<'a>(
    terrain: Terrain<'_, u32>,
    source: NodeIx,
    scratch: &'a mut DijkstraScratch,
) -> WeightedDistances<'a> {
    let DijkstraScratch { narrow, wide, shared } = scratch;
    let is_large = terrain.graph().arc_count() >= SHARED_ARCS_MIN;
    let fits = if is_large && thread_count() > 1 {
        narrow.run_shared(terrain, source, shared, Thrift::default())
    } else {
        narrow.run(terrain, source)
    };
    let distances = if fits == Fits::Yes {
        Distances::Narrow(&narrow.distances)
    } else {
        wide.run(terrain, source);
        Distances::Wide(&wide.distances)
    };
    WeightedDistances { distances }
}

impl WeightedDistances<'_> {
    /// Distance to `node`, if it is reached.
    pub fn to(self, node: NodeIx) -> Option<u64> {
        match self.distances {
            Distances::Narrow(all) => widened(all[node.at()]),
            Distances::Wide(all) => Some(all[node.at()]).filter(|&d| d != u64::MAX).map(|d| d - 1),
        }
    }

    /// Number of nodes reached, the source among them.
    pub fn reached_count(self) -> usize {
        match self.distances {
            Distances::Narrow(all) => all.iter().filter(|&&distance| distance != u32::MAX).count(),
            Distances::Wide(all) => all.iter().filter(|&&distance| distance != u64::MAX).count(),
        }
    }

    /// One entry per node, none where nothing leads.
    pub fn iter(self) -> impl Iterator<Item = Option<u64>> {
        let n_nodes = match self.distances {
            Distances::Narrow(all) => all.len(),
            Distances::Wide(all) => all.len(),
        };
        (0..n_nodes as u32).map(move |node| self.to(NodeIx(node)))
    }
}

fn widened(distance: u32) -> Option<u64> {
    (distance != u32::MAX).then(|| u64::from(distance) - 1)
}

/// Numbers that distances are held in, with one added: then a sum that does not fit comes out below
/// what it was added to, as it does for a closed arc, whatever the distance.
trait Distance: Key {
    /// The distance of the source.
    const ONE: Self;
    /// The distance of what is not reached.
    const FAR: Self;
    /// The sum, cut to the number.
    fn plus(self, weight: u32) -> Self;
}

impl Distance for u32 {
    const ONE: Self = 1;
    const FAR: Self = Self::MAX;

    fn plus(self, weight: u32) -> Self {
        self.wrapping_add(weight)
    }
}

impl Distance for u64 {
    const ONE: Self = 1;
    const FAR: Self = Self::MAX;

    fn plus(self, weight: u32) -> Self {
        self + Self::from(weight)
    }
}

/// One search in one kind of number.
#[derive(Debug, Clone)]
struct Search<D> {
    distances: Vec<D>,
    queue: BucketQueue<D>,
    batch: Vec<u32>,
}

impl<D: Distance> Default for Search<D> {
    fn default() -> Self {
        Self { distances: Vec::new(), queue: BucketQueue::default(), batch: Vec::new() }
    }
}

impl<D: Distance> Search<D> {
    fn run(&mut self, terrain: Terrain<'_, u32>, source: NodeIx) -> Fits {
        self.distances.clear();
        self.distances.resize(terrain.graph().node_count(), D::FAR);
        self.queue.clear();
        self.distances[source.at()] = D::ONE;
        self.queue.push(D::ONE, source.0);
        self.finish(terrain, source)
    }

    /// Follows what waits in the queue.
    fn finish(&mut self, terrain: Terrain<'_, u32>, source: NodeIx) -> Fits {
        let Self { distances, queue, batch } = self;
        while let Some(distance) = queue.take(batch, |key, node| distances[node as usize] == key) {
            for &node in batch.iter() {
                let node = NodeIx(node);
                let is_done = distances[node.at()] != distance;
                if is_done || (node != source && !terrain.is_passable(node)) {
                    continue;
                }
                let (targets, weights) = terrain.row(node);
                let mut is_far_met = false;
                for (&target, &weight) in targets.iter().zip(weights) {
                    let beyond = distance.plus(weight);
                    is_far_met |= beyond == D::FAR;
                    let known = &mut distances[target as usize];
                    if beyond < *known {
                        if weight == CLOSED {
                            continue;
                        }
                        if beyond < distance {
                            return Fits::No;
                        }
                        *known = beyond;
                        queue.push(beyond, target);
                    }
                }
                if is_far_met {
                    return Fits::No;
                }
            }
        }
        Fits::Yes
    }
}

impl Search<u32> {
    /// The same with the threads of the pool, which leave the rest where there is too little for them.
    fn run_shared(
        &mut self,
        terrain: Terrain<'_, u32>,
        source: NodeIx,
        shared: &mut SharedSearch,
        thrift: Thrift,
    ) -> Fits {
        let Self { distances, queue, .. } = self;
        queue.clear();
        let wait = |distance, node| queue.push(distance, node);
        match shared.run(terrain, source, thrift, distances, wait) {
            Fits::Yes => self.finish(terrain, source),
            Fits::No => Fits::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::{naive, with_threads};
    use proptest::prelude::*;

    #[test]
    fn an_empty_graph_has_no_distances_beside_the_source() {
        let graph = naive::undirected(1, &[]);
        let terrain = Terrain::new(graph.view(), &[], &[false]);
        let mut scratch = DijkstraScratch::default();
        let distances = dijkstra(terrain, NodeIx(0), &mut scratch);
        assert_eq!(distances.iter().collect::<Vec<_>>(), [Some(0)]);
    }

    #[test]
    fn a_star_of_a_million_is_two_wide() {
        let graph = naive::star(1_000_000);
        let (weights, passable) = (vec![3_u32; 2_000_000], vec![true; 1_000_001]);
        let terrain = Terrain::new(graph.view(), &weights, &passable);
        let mut scratch = DijkstraScratch::default();
        in_pools(|| {
            let distances = dijkstra(terrain, NodeIx(7), &mut scratch);
            assert_eq!(distances.to(NodeIx(1_000_000)), Some(6));
            assert_eq!(distances.reached_count(), 1_000_001);
        });
    }

    /// The sums pass 32 bits after the second arc; where they end at 2^32 - 1 they do not.
    #[test]
    fn a_chain_of_a_million_heavy_arcs_is_as_long_as_their_sum() {
        let graph = naive::chain(1_000_000);
        let passable = vec![true; 1_000_001];
        let mut scratch = DijkstraScratch::default();
        for weight in [0, 1, 4294, CLOSED - 1] {
            let weights = vec![weight; 2_000_000];
            let terrain = Terrain::new(graph.view(), &weights, &passable);
            in_pools(|| {
                let distances = dijkstra(terrain, NodeIx(0), &mut scratch);
                let sum = 1_000_000 * u64::from(weight);
                assert_eq!(distances.to(NodeIx(1_000_000)), Some(sum));
            });
        }
        let closed = vec![CLOSED; 2_000_000];
        let terrain = Terrain::new(graph.view(), &closed, &passable);
        in_pools(|| assert_eq!(dijkstra(terrain, NodeIx(0), &mut scratch).reached_count(), 1));
    }

    /// Two random halves and one bridge between them, lighter or farther than all buckets together.
    #[test]
    fn any_number_of_threads_finds_the_same_distances() {
        let mut state = 1_u64;
        let mut random = |below: u32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (((state >> 32) * u64::from(below)) >> 32) as u32
        };
        let half = 10_000;
        let mut edges = vec![(0, half)];
        for _ in 0..150_000 {
            // Low numbers come often, so that there are hubs.
            let (from, to) = (random(half) * random(half) / half, random(half));
            edges.extend([(from, to), (half + to, half + from)]);
        }
        let graph = naive::undirected(2 * half as usize, &edges);
        let graph = graph.view();
        let mut weights: Vec<_> = (0..graph.arc_count()).map(|_| random(256)).collect();
        weights.iter_mut().step_by(1000).for_each(|weight| *weight = CLOSED);
        let passable: Vec<_> = graph.nodes().map(|node| node.0 == 0 || random(9) > 0).collect();
        let bridge = graph.range_between(NodeIx(0), NodeIx(half)).start;
        let (mut scratch, mut alone) = (DijkstraScratch::default(), Search::<u32>::default());
        for length in [3, 1_000_000] {
            weights[bridge] = length;
            let terrain = Terrain::new(graph, &weights, &passable);
            for source in [0, 1, half, 9999].map(NodeIx) {
                assert_eq!(alone.run(terrain, source), Fits::Yes);
                let expected: Vec<_> = alone.distances.iter().copied().map(widened).collect();
                assert!(expected.iter().flatten().count() > half as usize / 2);
                in_pools(|| {
                    let distances = dijkstra(terrain, source, &mut scratch);
                    assert!(distances.iter().eq(expected.iter().copied()));
                });
            }
        }
    }

    /// The threads of the pool are all taken by searches, and none waits for another.
    #[test]
    fn searches_side_by_side_share_a_pool() {
        let graph = naive::star(300_000);
        let (weights, passable) = (vec![1_u32; 600_000], vec![true; 300_001]);
        let terrain = Terrain::new(graph.view(), &weights, &passable);
        let search =
            || dijkstra(terrain, NodeIx(1), &mut DijkstraScratch::default()).reached_count();
        let both = with_threads(2, || rayon::join(search, search)).expect("threads");
        assert_eq!(both, (300_001, 300_001));
    }

    fn in_pools(mut work: impl FnMut() + Send) {
        for n_threads in [1, 2, 5] {
            with_threads(n_threads, &mut work).expect("the system gives threads");
        }
    }

    #[test]
    fn the_greatest_distance_of_32_bits_is_one() {
        let graph = naive::chain(2);
        for last in [0, 1, 2] {
            let weights = [CLOSED - 1, CLOSED - 1, last, last];
            let terrain = Terrain::new(graph.view(), &weights, &[true; 3]);
            let mut scratch = DijkstraScratch::default();
            let distances = dijkstra(terrain, NodeIx(0), &mut scratch);
            assert_eq!(distances.to(NodeIx(2)), Some(u64::from(CLOSED - 1) + u64::from(last)));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn distances_are_the_least_over_all_simple_paths(
            graph in naive::directed_graphs(),
            weights in prop::collection::vec(naive::weights(), 18),
            passable in prop::collection::vec(prop::bool::weighted(0.8), 7),
        ) {
            let graph = graph.view();
            let (n_nodes, n_arcs) = (graph.node_count(), graph.arc_count());
            let terrain = Terrain::new(graph, &weights[..n_arcs], &passable[..n_nodes]);
            let mut scratch = DijkstraScratch::default();
            for source in graph.nodes() {
                let least = |target| {
                    let paths = naive::simple_paths(terrain, source, target);
                    paths.first().map(|path| path.length)
                };
                let expected: Vec<_> = graph.nodes().map(least).collect();
                let distances = dijkstra(terrain, source, &mut scratch);
                prop_assert_eq!(distances.iter().collect::<Vec<_>>(), &expected[..]);
                prop_assert_eq!(distances.reached_count(), expected.iter().flatten().count());
            }
        }

        #[test]
        fn threads_find_the_least_over_all_simple_paths(
            graph in naive::directed_graphs(),
            weights in prop::collection::vec(naive::weights(), 18),
            passable in prop::collection::vec(prop::bool::weighted(0.8), 7),
            entries_min in 0..4_usize,
            row_max in 0..4_u32,
            buckets_tried in 0..3_usize,
        ) {
            let graph = graph.view();
            let (n_nodes, n_arcs) = (graph.node_count(), graph.arc_count());
            let terrain = Terrain::new(graph, &weights[..n_arcs], &passable[..n_nodes]);
            let thrift = Thrift { entries_min, row_max, buckets_tried };
            let mut scratch = DijkstraScratch::default();
            for source in graph.nodes() {
                let least = |target| {
                    let paths = naive::simple_paths(terrain, source, target);
                    paths.first().map(|path| path.length)
                };
                let expected: Vec<_> = graph.nodes().map(least).collect();
                in_pools(|| {
                    let DijkstraScratch { narrow, shared, .. } = &mut scratch;
                    let fits = narrow.run_shared(terrain, source, shared, thrift);
                    if fits == Fits::Yes {
                        let distances = narrow.distances.iter().copied().map(widened);
                        assert!(distances.eq(expected.iter().copied()), "{:?}", narrow.distances);
                    } else {
                        assert!(weights.iter().any(|&weight| weight >= CLOSED - 3));
                    }
                });
            }
        }
    }
}
