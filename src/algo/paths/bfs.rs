//! Breadth-first search: the fewest arcs from one node to every other.
//!
//! Follows arcs as stored; lengths and the rule of passage are not its business. Arcs are looked at
//! from whichever end is cheaper: pushed along from few nodes, pulled against where many nodes are
//! near.

use crate::graph::{Csr, NodeIx};
use rayon::prelude::*;

/// The distance of a node that is not reached.
pub const UNREACHED: u32 = u32::MAX;

/// Memory of a search, to be used again by the next one.
#[derive(Debug, Clone, Default)]
pub struct BfsScratch {
    distances: Vec<u32>,
    /// Nodes that were pushed from, in order, then those that are next; one slot more than nodes.
    queue: Vec<u32>,
    /// How much of the queue is in use.
    n_queued: usize,
    /// How much of the queue the bits of `unreached` know; 0 while nothing was pulled.
    n_marked: usize,
    unreached: Vec<u64>,
    /// The nodes that are pulled from.
    front: Vec<u64>,
    /// The nodes that the last pull reached.
    pulled: Vec<u64>,
    level_sizes: Vec<u32>,
}

/// Distances from one node, in arcs.
#[derive(Debug, Clone, Copy)]
pub struct Distances<'a> {
    distances: &'a [u32],
    level_sizes: &'a [u32],
}

/// Counts the arcs of shortest paths from `source`: `d(v) = min |p|` over paths `p` to `v`.
///
/// # Conventions
/// Arcs as stored; `reverse` is the reversed graph, for an undirected graph the graph itself. For
/// incoming distances change the two. Parallel arcs and loops change nothing.
/// # Complexity
/// Time O(n + m) for the part reached, most often far less where one node has very many arcs. Space
/// O(n), which `scratch` keeps for the next search on a graph of the same size.
/// # Determinism
/// The distances are unique. Pulling uses the threads of the pool, each writing nodes of its own.
/// # References
/// S. Beamer, K. Asanović, D. Patterson, "Direction-optimizing breadth-first search", 2012,
/// doi:10.1109/SC.2012.50.
/// E. F. Moore, "The shortest path through a maze", Proceedings of the International Symposium on
/// the Theory of Switching, 1959.
/// # Examples
/// ```
/// use sociogram::algo::paths::{BfsScratch, bfs};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// let graph = CsrBuf::from_arcs(4, &[(0, 1, 0), (1, 2, 1)]);
/// let reverse = graph.reversed();
/// let mut scratch = BfsScratch::default();
/// let distances = bfs(graph.view(), reverse.view(), NodeIx(0), &mut scratch);
/// assert_eq!(distances.to(NodeIx(2)), Some(2));
/// assert_eq!(distances.to(NodeIx(3)), None);
/// assert_eq!(distances.level_sizes(), [1, 1, 1]);
/// ```
pub fn bfs<'a>(
    graph: Csr<'_>,
    reverse: Csr<'_>,
    source: NodeIx,
    scratch: &'a mut BfsScratch,
) -> Distances<'a> {
    scratch.reset(graph.node_count());
    scratch.search(graph, reverse, source);
    Distances { distances: &scratch.distances, level_sizes: &scratch.level_sizes }
}

impl<'a> Distances<'a> {
    /// Arcs to `node`, if it is reached.
    pub fn to(self, node: NodeIx) -> Option<u32> {
        Some(self.distances[node.at()]).filter(|&distance| distance != UNREACHED)
    }

    /// One distance per node, [`UNREACHED`] where there is none.
    pub fn as_slice(self) -> &'a [u32] {
        self.distances
    }

    /// How many nodes lie at each distance: the source alone at 0, and so on to the farthest.
    pub fn level_sizes(self) -> &'a [u32] {
        self.level_sizes
    }
}

/// Nodes of one distance, and the arcs that leave them.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    n_nodes: usize,
    n_arcs: usize,
}

/// What is not yet reached. Arcs are counted where they leave a node, as if as many entered it.
#[derive(Debug, Clone, Copy)]
struct Rest {
    n_nodes: usize,
    n_arcs: usize,
}

impl Rest {
    /// Whether fewer arcs are looked at by asking every node of the rest for one before it, than by
    /// following all arcs of the front.
    fn is_pulled(self, front: Level) -> bool {
        let (n_nodes, n_arcs) = (self.n_nodes as u64, self.n_arcs as u64);
        let arcs_per_hit = n_nodes.saturating_mul(n_arcs) / front.n_arcs as u64;
        n_nodes + arcs_per_hit.min(n_arcs) < front.n_arcs as u64
    }
}

/// Where the front is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Front {
    Queued,
    Pulled,
}

const WORD: usize = u64::BITS as usize;

/// Words of nodes that one thread pulls at a time.
const WORDS_PER_BLOCK: usize = 32;

/// A pull over fewer nodes is done before a second thread has woken.
const PARALLEL_MIN: usize = 1 << 14;

impl BfsScratch {
    /// Forgets the last search at the cost of what it reached.
    fn reset(&mut self, n_nodes: usize) {
        if self.distances.len() == n_nodes && self.n_marked == 0 {
            for &node in &self.queue[..self.n_queued] {
                self.distances[node as usize] = UNREACHED;
            }
        } else {
            self.distances.clear();
            self.distances.resize(n_nodes, UNREACHED);
            self.queue.resize(n_nodes + 1, 0);
        }
        self.n_queued = 0;
        self.n_marked = 0;
        self.level_sizes.clear();
    }

    fn search(&mut self, graph: Csr<'_>, reverse: Csr<'_>, source: NodeIx) {
        self.distances[source.at()] = 0;
        self.queue[0] = source.0;
        self.n_queued = 1;
        let mut level = Level { n_nodes: 1, n_arcs: graph.degree(source) };
        let mut rest = Rest { n_nodes: graph.node_count(), n_arcs: graph.arc_count() };
        let mut front = Front::Queued;
        for distance in 1.. {
            if level.n_nodes > 0 {
                self.level_sizes.push(level.n_nodes as u32);
            }
            rest.n_nodes -= level.n_nodes;
            rest.n_arcs -= level.n_arcs;
            if level.n_arcs == 0 || rest.n_nodes == 0 {
                break;
            }
            level = if rest.is_pulled(level) {
                match front {
                    Front::Queued => self.mark_queue(level.n_nodes),
                    Front::Pulled => std::mem::swap(&mut self.front, &mut self.pulled),
                }
                front = Front::Pulled;
                self.pull(graph, reverse, distance)
            } else {
                if front == Front::Pulled {
                    self.queue_pulled();
                }
                front = Front::Queued;
                self.push(graph, level.n_nodes, distance)
            };
        }
    }

    /// Follows the arcs of the last nodes of the queue.
    fn push(&mut self, graph: Csr<'_>, n_front: usize, distance: u32) -> Level {
        let Self { distances, queue, n_queued, .. } = self;
        let end = *n_queued;
        let mut tail = end;
        for at in end - n_front..end {
            for &target in graph.neighbors(NodeIx(queue[at])) {
                let known = &mut distances[target as usize];
                // Always written, counted when new: a processor cannot guess which.
                queue[tail] = target;
                tail += usize::from(*known == UNREACHED);
                *known = distance.min(*known);
            }
        }
        *n_queued = tail;
        let new = &queue[end..tail];
        let n_arcs = new.iter().map(|&node| graph.degree(NodeIx(node))).sum();
        Level { n_nodes: new.len(), n_arcs }
    }

    /// Turns the queue into bits: all of it is reached, the last nodes are the front.
    fn mark_queue(&mut self, n_front: usize) {
        let n_nodes = self.distances.len();
        let n_words = n_nodes.div_ceil(WORD);
        if self.n_marked == 0 {
            self.unreached.clear();
            self.unreached.resize(n_words, u64::MAX);
            if let Some(last) = self.unreached.last_mut() {
                *last >>= n_words * WORD - n_nodes;
            }
            self.pulled.resize(n_words, 0);
        }
        for &node in &self.queue[self.n_marked..self.n_queued] {
            let (word, bit) = place(node);
            self.unreached[word] &= !bit;
        }
        self.n_marked = self.n_queued;
        self.front.clear();
        self.front.resize(n_words, 0);
        for &node in &self.queue[self.n_queued - n_front..self.n_queued] {
            let (word, bit) = place(node);
            self.front[word] |= bit;
        }
    }

    /// Queues the nodes that the last pull reached.
    fn queue_pulled(&mut self) {
        for (first, &bits) in (0..).step_by(WORD).zip(&self.pulled) {
            for bit in ones(bits) {
                self.queue[self.n_queued] = first + bit;
                self.n_queued += 1;
            }
        }
        self.n_marked = self.n_queued;
    }

    /// Asks every node that is not reached for an arc from the front.
    fn pull(&mut self, graph: Csr<'_>, reverse: Csr<'_>, distance: u32) -> Level {
        let Self { distances, unreached, front, pulled, .. } = self;
        let pull = Pull { graph, reverse, front, distance };
        if rayon::current_num_threads() == 1 || distances.len() < PARALLEL_MIN {
            return pull.block(0, distances, unreached, pulled);
        }
        distances
            .par_chunks_mut(WORDS_PER_BLOCK * WORD)
            .zip(unreached.par_chunks_mut(WORDS_PER_BLOCK))
            .zip(pulled.par_chunks_mut(WORDS_PER_BLOCK))
            .enumerate()
            .map(|(block, ((distances, unreached), pulled))| {
                pull.block(block * WORDS_PER_BLOCK * WORD, distances, unreached, pulled)
            })
            .reduce(Level::default, |a, b| Level {
                n_nodes: a.n_nodes + b.n_nodes,
                n_arcs: a.n_arcs + b.n_arcs,
            })
    }
}

/// Word and bit of a node.
fn place(node: u32) -> (usize, u64) {
    (node as usize / WORD, 1 << (node as usize % WORD))
}

/// Positions of the bits that are set.
fn ones(bits: u64) -> impl Iterator<Item = u32> {
    let mut left = bits;
    std::iter::from_fn(move || {
        let bit = left.trailing_zeros();
        left &= left.checked_sub(1)?;
        Some(bit)
    })
}

/// What all blocks of a pull read.
struct Pull<'a> {
    graph: Csr<'a>,
    reverse: Csr<'a>,
    front: &'a [u64],
    distance: u32,
}

impl Pull<'_> {
    /// Pulls to the nodes from `first` on, whose parts of the arrays are given.
    fn block(
        &self,
        first: usize,
        distances: &mut [u32],
        unreached: &mut [u64],
        pulled: &mut [u64],
    ) -> Level {
        let mut level = Level::default();
        let words = unreached.iter_mut().zip(pulled).zip(distances.chunks_mut(WORD));
        for (start, ((unreached, pulled), distances)) in (first..).step_by(WORD).zip(words) {
            let mut new = 0;
            for bit in ones(*unreached) {
                let node = NodeIx(start as u32 + bit);
                if self.reverse.neighbors(node).iter().any(|&before| self.is_front(before)) {
                    new |= 1 << bit;
                    distances[bit as usize] = self.distance;
                    level.n_arcs += self.graph.degree(node);
                }
            }
            *unreached ^= new;
            *pulled = new;
            level.n_nodes += new.count_ones() as usize;
        }
        level
    }

    fn is_front(&self, node: u32) -> bool {
        let (word, bit) = place(node);
        self.front[word] & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::{naive, with_threads};
    use crate::graph::CsrBuf;
    use proptest::prelude::*;
    use std::collections::VecDeque;

    fn by_queue(graph: Csr<'_>, source: NodeIx) -> Vec<u32> {
        let mut distances = vec![UNREACHED; graph.node_count()];
        distances[source.at()] = 0;
        let mut queue = VecDeque::from([source]);
        while let Some(node) = queue.pop_front() {
            for &target in graph.neighbors(node) {
                if distances[target as usize] == UNREACHED {
                    distances[target as usize] = distances[node.at()] + 1;
                    queue.push_back(NodeIx(target));
                }
            }
        }
        distances
    }

    /// Few nodes with very many arcs and many with few, as in most networks of people and firms.
    fn uneven(n_nodes: u64, n_arcs: u32, seed: u64) -> CsrBuf {
        let mut state = seed;
        let mut draw = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % n_nodes
        };
        let arcs: Vec<_> = (0..n_arcs)
            .map(|edge| ((draw() * draw() / n_nodes) as u32, draw() as u32, edge))
            .collect();
        CsrBuf::from_arcs(n_nodes as usize, &arcs)
    }

    /// The level sizes that belong to the distances.
    fn sizes(distances: &[u32]) -> Vec<u32> {
        let mut sizes = Vec::new();
        for &distance in distances.iter().filter(|&&distance| distance != UNREACHED) {
            sizes.resize(sizes.len().max(distance as usize + 1), 0);
            sizes[distance as usize] += 1;
        }
        sizes
    }

    #[test]
    fn a_star_of_a_million_is_two_wide() {
        let graph = naive::star(1_000_000);
        let mut scratch = BfsScratch::default();
        let distances = bfs(graph.view(), graph.view(), NodeIx(7), &mut scratch);
        assert_eq!(distances.to(NodeIx(0)), Some(1));
        assert_eq!(distances.to(NodeIx(1_000_000)), Some(2));
        assert_eq!(distances.level_sizes(), [1, 1, 999_999]);
    }

    #[test]
    fn a_chain_of_a_million_is_a_million_long() {
        let graph = naive::chain(1_000_000);
        let mut scratch = BfsScratch::default();
        let distances = bfs(graph.view(), graph.view(), NodeIx(0), &mut scratch);
        assert_eq!(distances.to(NodeIx(1_000_000)), Some(1_000_000));
    }

    #[test]
    fn one_node_reaches_itself() {
        let graph = CsrBuf::from_arcs(1, &[(0, 0, 0)]);
        let mut scratch = BfsScratch::default();
        assert_eq!(bfs(graph.view(), graph.view(), NodeIx(0), &mut scratch).as_slice(), [0]);
    }

    #[test]
    fn scratch_fits_itself_to_another_graph() {
        let mut scratch = BfsScratch::default();
        for graph in [naive::chain(5), uneven(500, 9000, 1), naive::chain(2), naive::chain(2)] {
            let found = bfs(graph.view(), graph.reversed().view(), NodeIx(2), &mut scratch);
            assert_eq!(found.as_slice(), by_queue(graph.view(), NodeIx(2)));
        }
    }

    #[test]
    fn large_graphs_are_pulled_alike_by_any_number_of_threads() {
        let graph = uneven(PARALLEL_MIN as u64 + 77, 200_000, 5);
        let (graph, reverse) = (graph.view(), graph.reversed());
        let expected = by_queue(graph, NodeIx(3));
        for n_threads in [1, 2, 5] {
            let mut scratch = BfsScratch::default();
            let found = with_threads(n_threads, || {
                bfs(graph, reverse.view(), NodeIx(3), &mut scratch).as_slice().to_vec()
            });
            assert_eq!(found.expect("threads start"), expected);
            assert!(scratch.n_marked > 0, "the graph was pulled");
        }
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_distance_matrix(graph in naive::directed_graphs()) {
            let (graph, reverse) = (graph.view(), graph.reversed());
            let matrix = naive::distance_matrix(graph);
            let mut scratch = BfsScratch::default();
            for source in graph.nodes() {
                let distances = bfs(graph, reverse.view(), source, &mut scratch);
                prop_assert_eq!(distances.as_slice(), &matrix[source.at()][..]);
                prop_assert_eq!(distances.level_sizes(), sizes(&matrix[source.at()]));
            }
        }

        #[test]
        fn pushing_and_pulling_in_turn_reach_what_a_queue_does(
            n_nodes in 1..400_u64, arcs_per_node in 1..20_u32, seed: u64,
        ) {
            let graph = uneven(n_nodes, n_nodes as u32 * arcs_per_node, seed);
            let (graph, reverse) = (graph.view(), graph.reversed());
            let mut scratch = BfsScratch::default();
            for source in graph.nodes().take(20) {
                let distances = bfs(graph, reverse.view(), source, &mut scratch);
                let expected = by_queue(graph, source);
                prop_assert_eq!(distances.as_slice(), &expected[..]);
                prop_assert_eq!(distances.level_sizes(), sizes(&expected));
            }
        }
    }
}
