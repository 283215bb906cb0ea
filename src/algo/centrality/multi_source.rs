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

/// One bit per source of a batch.
type Bits = [u64; WORDS];

const NO_BITS: Bits = [0; WORDS];

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
    let batches: Vec<_> = sources.chunks(64 * WORDS).collect();
    let tally = Tally::new(watch, sources.len());
    let n_nodes = graph.node_count();
    let mut workers = workers(batches.len(), || (Batch::new(graph), vec![S::default(); n_nodes]));
    share_out(batches.len(), &mut workers, |(batch, sums), at| {
        batch.search(batches[at], sums, &tally)?;
        tally.add(batches[at].len())
    })?;
    let mut all = workers.into_iter().map(|(_, sums)| sums);
    let mut total = all.next().unwrap_or_default();
    for sums in all {
        total.iter_mut().zip(sums).for_each(|(total, sum)| total.merge(sum));
    }
    Ok(total)
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
struct Batch<'a> {
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
    fn new(graph: &'a Renumbered) -> Self {
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

    /// Searches from up to `64 * WORDS` different sources.
    fn search<S: DistanceSum>(
        &mut self,
        sources: &[u32],
        sums: &mut [S],
        tally: &Tally<'_>,
    ) -> Result<(), Stopped> {
        self.forget();
        let mut all = NO_BITS;
        for (at, &source) in sources.iter().enumerate() {
            let mut bit = NO_BITS;
            bit[at / 64] = 1 << (at % 64);
            all = or(all, bit);
            (self.seen[source as usize], self.visit[source as usize]) = (bit, bit);
        }
        self.frontier.extend(sources);
        self.reached.extend(sources);
        let mut arcs_unfinished = self.graph.rows_in().arc_count();
        for distance in 1.. {
            let arcs: usize =
                self.frontier.iter().map(|&node| self.graph.rows_out().degree(node)).sum();
            if arcs == 0 || arcs_unfinished == 0 {
                break;
            }
            let term = S::term(distance);
            if arcs * PUSH_COST < arcs_unfinished {
                self.push(term, sums);
            } else {
                arcs_unfinished = self.pull(all, term, sums);
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

    fn push<S: DistanceSum>(&mut self, term: S::Term, sums: &mut [S]) {
        let Self { graph, seen, visit, next, frontier, next_frontier, reached, .. } = self;
        for &node in &*frontier {
            let bits = visit[node as usize];
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
            sums[at].add(term, count(new));
            true
        });
    }

    /// Returns the arcs that arrive at nodes still unfinished.
    fn pull<S: DistanceSum>(&mut self, all: Bits, term: S::Term, sums: &mut [S]) -> usize {
        let Self { graph, seen, visit, next, next_frontier, unfinished, reached, .. } = self;
        if unfinished.is_empty() {
            let nodes = 0..graph.node_count() as u32;
            unfinished.extend(nodes.filter(|&node| graph.rows_in().degree(node) > 0));
        }
        let mut arcs_unfinished = 0;
        unfinished.retain(|&node| {
            let at = node as usize;
            let before = seen[at];
            if before == all {
                return false;
            }
            let row = graph.rows_in().row(node);
            let new = and_not(gather(row, visit, and_not(all, before)), before);
            if new != NO_BITS {
                if before == NO_BITS {
                    reached.push(node);
                }
                seen[at] = or(before, new);
                next[at] = new;
                next_frontier.push(node);
                sums[at].add(term, count(new));
            }
            let is_finished = seen[at] == all;
            arcs_unfinished += if is_finished { 0 } else { row.len() };
            !is_finished
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

fn or(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|word| a[word] | b[word])
}

fn and_not(a: Bits, b: Bits) -> Bits {
    std::array::from_fn(|word| a[word] & !b[word])
}

fn count(bits: Bits) -> u32 {
    bits.iter().map(|word| word.count_ones()).sum()
}
