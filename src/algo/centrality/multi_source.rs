//! Breadth-first search from many sources at once, a bit each (Then et al. 2014).
//!
//! One look at an arc moves the searches of a whole batch across it. What is counted is seen from the
//! node that is reached: how many sources lie at each distance before it. Those counts are integers, so
//! they come out the same in whatever order batches are done.

use super::ordered_sums::{Tally, share_out, workers};
use super::renumbered::Renumbered;
use crate::algo::watch::{Stopped, Watch};
use std::collections::VecDeque;

/// Words of 64 sources; 4 of them are two registers, and half a cache line.
const WORDS: usize = 4;

/// Sources of a batch at most.
pub(super) const LANES: usize = 64 * WORDS;

/// One bit per source of a batch.
pub(super) type Bits = [u64; WORDS];

pub(super) const NO_BITS: Bits = [0; WORDS];

/// Hears what the searches of a batch meet.
pub(super) trait Hears {
    /// The level of so many arcs begins; the one before is done. Returns the searches that go on.
    fn begin_level(&mut self, distance: u32) -> Bits;

    /// A node is reached by some searches.
    fn reach(&mut self, node: u32, searches: Bits);
}

/// A pushed arc is read, added to and written; a pulled one is only read.
const PUSH_COST: usize = 2;

/// What is summed over the distances to a node.
pub(super) trait DistanceSum: Copy + Default + Send {
    /// What a node at some distance adds.
    type Term: Copy;

    /// The term of a distance of at least one arc.
    fn term(distance: u32) -> Self::Term;

    /// So many nodes add the same term.
    fn add(&mut self, term: Self::Term, n_nodes: u32);

    /// Adds what was summed over other sources.
    fn merge(&mut self, other: Self);
}

/// Sums over the distances to every node from the others that reach it, by new numbers.
pub(super) fn sums_of_distances<S: DistanceSum>(
    graph: &Renumbered,
    watch: &dyn Watch,
) -> Result<Vec<S>, Stopped> {
    let sources = neighbours_together(graph);
    let batches: Vec<_> = sources.chunks(LANES).collect();
    let tally = Tally::new(watch, sources.len());
    let n_nodes = graph.node_count();
    let mut workers = workers(batches.len(), || (Batch::new(graph), vec![S::default(); n_nodes]));
    share_out(batches.len(), &mut workers, |(batch, sums), at| {
        batch.search(batches[at], &mut Summing { sums, term: S::term(1) }, &tally)?;
        tally.add(batches[at].len())
    })?;
    let mut all = workers.into_iter().map(|(_, sums)| sums);
    let mut total = all.next().unwrap_or_default();
    for sums in all {
        total.iter_mut().zip(sums).for_each(|(total, sum)| total.merge(sum));
    }
    Ok(total)
}

/// Adds terms at the nodes that are reached.
struct Summing<'a, S: DistanceSum> {
    sums: &'a mut [S],
    term: S::Term,
}

impl<S: DistanceSum> Hears for Summing<'_, S> {
    fn begin_level(&mut self, distance: u32) -> Bits {
        self.term = S::term(distance);
        [u64::MAX; WORDS]
    }

    fn reach(&mut self, node: u32, searches: Bits) {
        self.sums[node as usize].add(self.term, count(searches));
    }
}

/// Nodes in the order of searches from one after the other: a batch holds nodes of one component that are
/// near each other, whose searches soon go the same ways.
fn neighbours_together(graph: &Renumbered) -> Vec<u32> {
    let mut is_listed = vec![false; graph.node_count()];
    let mut listed = Vec::with_capacity(is_listed.len());
    let mut queue = VecDeque::new();
    for start in 0..graph.node_count() as u32 {
        queue.push_back(start);
        while let Some(node) = queue.pop_front() {
            if std::mem::replace(&mut is_listed[node as usize], true) {
                continue;
            }
            listed.push(node);
            let row = graph.rows_out().row(node).iter();
            queue.extend(row.filter(|&&target| !is_listed[target as usize]));
        }
    }
    listed
}

/// Memory of one batch; reused between batches.
pub(super) struct Batch<'a> {
    graph: &'a Renumbered,
    /// The sources that have reached a node.
    seen: Vec<Bits>,
    /// The sources that reached a node at the current distance; none outside `frontier`.
    visit: Vec<Bits>,
    /// The sources that reach a node at the next distance; none between levels.
    next: Vec<Bits>,
    frontier: Vec<u32>,
    next_frontier: Vec<u32>,
    /// Nodes that some source may still reach, rising; kept between pulls.
    unfinished: Vec<u32>,
    /// Nodes that some source has reached.
    reached: Vec<u32>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(graph: &'a Renumbered) -> Self {
        let n_nodes = graph.node_count();
        Self {
            graph,
            seen: vec![NO_BITS; n_nodes],
            visit: vec![NO_BITS; n_nodes],
            next: vec![NO_BITS; n_nodes],
            frontier: Vec::new(),
            next_frontier: Vec::new(),
            unfinished: Vec::new(),
            reached: Vec::new(),
        }
    }

    /// Searches from up to [`LANES`] different sources.
    pub(super) fn search(
        &mut self,
        sources: &[u32],
        hears: &mut impl Hears,
        tally: &Tally<'_>,
    ) -> Result<(), Stopped> {
        self.forget();
        let mut all = NO_BITS;
        for (at, &source) in sources.iter().enumerate() {
            let bit = lane(at);
            all = or(all, bit);
            (self.seen[source as usize], self.visit[source as usize]) = (bit, bit);
        }
        self.frontier.extend(sources);
        self.reached.extend(sources);
        let mut arcs_unfinished = self.graph.rows_in().arc_count();
        for distance in 1.. {
            all = and(all, hears.begin_level(distance));
            let arcs: usize =
                self.frontier.iter().map(|&node| self.graph.rows_out().degree(node)).sum();
            if arcs == 0 || arcs_unfinished == 0 || all == NO_BITS {
                break;
            }
            if arcs * PUSH_COST < arcs_unfinished {
                self.push(all, hears);
            } else {
                arcs_unfinished = self.pull(all, hears);
            }
            for &node in &self.frontier {
                self.visit[node as usize] = NO_BITS;
            }
            std::mem::swap(&mut self.visit, &mut self.next);
            std::mem::swap(&mut self.frontier, &mut self.next_frontier);
            self.next_frontier.clear();
            tally.add(0)?;
        }
        Ok(())
    }

    fn push(&mut self, all: Bits, hears: &mut impl Hears) {
        let Self { graph, seen, visit, next, frontier, next_frontier, reached, .. } = self;
        for &node in &*frontier {
            let bits = and(visit[node as usize], all);
            if bits == NO_BITS {
                continue;
            }
            for &target in graph.rows_out().row(node) {
                let next = &mut next[target as usize];
                if *next == NO_BITS {
                    next_frontier.push(target);
                }
                *next = or(*next, bits);
            }
        }
        next_frontier.retain(|&node| {
            let at = node as usize;
            let new = and_not(next[at], seen[at]);
            next[at] = new;
            if new == NO_BITS {
                return false;
            }
            if seen[at] == NO_BITS {
                reached.push(node);
            }
            seen[at] = or(seen[at], new);
            hears.reach(node, new);
            true
        });
    }

    /// Returns the arcs that arrive at nodes still unfinished.
    fn pull(&mut self, all: Bits, hears: &mut impl Hears) -> usize {
        let Self { graph, seen, visit, next, next_frontier, unfinished, reached, .. } = self;
        if unfinished.is_empty() {
            let nodes = 0..graph.node_count() as u32;
            unfinished.extend(nodes.filter(|&node| graph.rows_in().degree(node) > 0));
        }
        let mut arcs_unfinished = 0;
        unfinished.retain(|&node| {
            let at = node as usize;
            let wanted = and_not(all, seen[at]);
            if wanted == NO_BITS {
                return false;
            }
            let row = graph.rows_in().row(node);
            let new = and(gather(row, visit, wanted), wanted);
            if new != NO_BITS {
                if seen[at] == NO_BITS {
                    reached.push(node);
                }
                seen[at] = or(seen[at], new);
                next[at] = new;
                next_frontier.push(node);
                hears.reach(node, new);
            }
            let is_unfinished = new != wanted;
            arcs_unfinished += if is_unfinished { row.len() } else { 0 };
            is_unfinished
        });
        arcs_unfinished
    }

    /// Forgets the last batch at the cost of what it reached, even if it was stopped.
    fn forget(&mut self) {
        let Self { seen, visit, next, frontier, next_frontier, unfinished, reached, .. } = self;
        for node in reached.drain(..) {
            let at = node as usize;
            (seen[at], visit[at], next[at]) = (NO_BITS, NO_BITS, NO_BITS);
        }
        frontier.clear();
        next_frontier.clear();
        unfinished.clear();
    }
}

/// The bits of all nodes of a row; may leave out bits that are not wanted.
fn gather(row: &[u32], bits: &[Bits], wanted: Bits) -> Bits {
    let (chunks, rest) = row.as_chunks::<8>();
    let mut found = NO_BITS;
    for chunk in chunks {
        for &node in chunk {
            found = or(found, bits[node as usize]);
        }
        if and_not(wanted, found) == NO_BITS {
            return found;
        }
    }
    rest.iter().fold(found, |found, &node| or(found, bits[node as usize]))
}

/// The bit of one source of a batch.
pub(super) fn lane(at: usize) -> Bits {
    std::array::from_fn(|word| if word == at / 64 { 1 << (at % 64) } else { 0 })
}

pub(super) fn and(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|word| a[word] & b[word])
}

pub(super) fn xor(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|word| a[word] ^ b[word])
}

pub(super) fn or(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|word| a[word] | b[word])
}

pub(super) fn and_not(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|word| a[word] & !b[word])
}

fn count(bits: Bits) -> u32 {
    bits.iter().map(|word| word.count_ones()).sum()
}
