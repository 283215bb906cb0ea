//! Weighted distances by several threads: buckets of distances, one after the other, in step.
//!
//! The kernel itself is [`super::dijkstra`], which comes here with large graphs and takes back what is
//! better done by one thread. Nothing that is written often is shared: every thread keeps bounds of
//! its own, and learns those of the others from the entries of the bucket that all of them read.
//! Shared distances would cost more than the search, because their cache lines change hands.

use super::terrain::{CLOSED, Terrain};
use crate::algo::thread_count;
use crate::graph::{Csr, NodeIx};
use std::sync::atomic::{AtomicU32, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, RwLock};

/// Every thread reads every entry, so that more of them gain little.
const MEMBERS_MAX: usize = 4;
/// Buckets of one thread; what is farther away than these is left to one thread at the end.
const RING: usize = 1 << 10;
/// Buckets, as a power of two, that the largest weight seen should reach over.
const REACH_BITS: u32 = 8;
/// Weights that are looked at to find the width of a bucket.
const SAMPLES: usize = 1000;
/// Entries taken together, so that their rows come from memory at the same time.
const GROUP: usize = 64;
/// The distance of what is not reached.
const FAR: u32 = u32::MAX;
/// Looks at what is waited for before others are let on.
const LOOKS: u32 = 400;
const SOUND: &str = "no thread has panicked";

/// Whether all sums fitted the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fits {
    Yes,
    No,
}

/// From where on threads pay.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thrift {
    /// A bucket with fewer entries is done by the leader alone.
    pub entries_min: usize,
    /// Rows with more arcs are shared by all.
    pub row_max: u32,
    /// Buckets after which the search is given up, if on average they were smaller than `entries_min`.
    pub buckets_tried: usize,
}

impl Default for Thrift {
    fn default() -> Self {
        Self { entries_min: 32, row_max: 256, buckets_tried: 256 }
    }
}

/// Memory of a search, to be used again by the next one.
#[derive(Debug, Default)]
pub(super) struct SharedSearch {
    members: Vec<Mutex<Member>>,
    /// The entries of the bucket at hand, one list from each member.
    lists: Vec<RwLock<Vec<u64>>>,
    /// One bit per node: whether its row is shared.
    hubs: Vec<u64>,
}

/// Scratch is empty memory: a copy begins with none.
impl Clone for SharedSearch {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What one thread has to itself; an entry is a distance above a node.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Member {
    /// Distances known to this thread, with one added.
    bounds: Vec<u32>,
    /// Distances that the rows of nodes were followed with, those of others not among them.
    followed: Vec<u32>,
    ring: Vec<Vec<u64>>,
    beyond_ring: Vec<u64>,
    has_overflown: bool,
}

/// A value in cache lines of its own.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Apart<T>(T);

/// One search, as all threads see it.
struct Round<'a> {
    terrain: Terrain<'a, u32>,
    source: NodeIx,
    /// Bits of a distance below the number of its bucket.
    shift: u32,
    thrift: Thrift,
    members: &'a [Mutex<Member>],
    lists: &'a [RwLock<Vec<u64>>],
    hubs: &'a [u64],
    bucket: AtomicU32,
    /// The number of the step and, in the last byte, of its members.
    call: Apart<AtomicU64>,
    joined: Apart<AtomicUsize>,
    done: Apart<AtomicUsize>,
}

const OVER: u64 = u64::MAX;

/// One of so many.
#[derive(Debug, Clone, Copy)]
struct Share {
    member: usize,
    of: usize,
}

const ALONE: Share = Share { member: 0, of: 1 };

impl SharedSearch {
    /// Puts distances, with one added, into `distances` and hands what was left undone to `wait` as
    /// distances and nodes: they are bounds that must still be followed.
    pub(super) fn run(
        &mut self,
        terrain: Terrain<'_, u32>,
        source: NodeIx,
        thrift: Thrift,
        distances: &mut Vec<u32>,
        mut wait: impl FnMut(u32, u32),
    ) -> Fits {
        let n_members = thread_count().clamp(1, MEMBERS_MAX);
        let shift = bucket_shift(terrain.lengths());
        self.clear(terrain.graph(), thrift.row_max, n_members);
        let leader = self.members[0].get_mut().expect(SOUND);
        leader.ring[(1 >> shift) as usize].push(entry(1, source.0));
        let round = Round {
            terrain,
            source,
            shift,
            thrift,
            members: &self.members,
            lists: &self.lists,
            hubs: &self.hubs,
            bucket: AtomicU32::default(),
            call: Apart::default(),
            joined: Apart::default(),
            done: Apart::default(),
        };
        let round = &round;
        let fits = rayon::scope(|scope| {
            for _ in 1..n_members {
                scope.spawn(|_| round.follow());
            }
            let _over = Finally(|| round.call.0.store(OVER, Ordering::Release));
            round.lead()
        });
        let leader = self.members[0].get_mut().expect(SOUND);
        std::mem::swap(distances, &mut leader.bounds);
        for member in &mut self.members {
            for (distance, node) in member.get_mut().expect(SOUND).waiting() {
                let bound = &mut distances[node as usize];
                *bound = distance.min(*bound);
            }
        }
        for member in &mut self.members {
            for (distance, node) in member.get_mut().expect(SOUND).waiting() {
                if distances[node as usize] == distance {
                    wait(distance, node);
                }
            }
        }
        fits
    }

    fn clear(&mut self, graph: Csr<'_>, row_max: u32, n_members: usize) {
        self.members.resize_with(n_members, Mutex::default);
        self.lists.resize_with(n_members, RwLock::default);
        for member in &mut self.members {
            let member = member.get_mut().expect(SOUND);
            for distances in [&mut member.bounds, &mut member.followed] {
                distances.clear();
                distances.resize(graph.node_count(), FAR);
            }
            member.ring.resize_with(RING, Vec::new);
            member.ring.iter_mut().for_each(Vec::clear);
            member.beyond_ring.clear();
            member.has_overflown = false;
        }
        let offsets = graph.offsets();
        self.hubs.clear();
        self.hubs.extend((0..graph.node_count()).step_by(64).map(|first| {
            let ends = &offsets[first..offsets.len().min(first + 65)];
            let is_hub = |pair: &[u32]| u64::from(pair[1] - pair[0] > row_max);
            (0..).zip(ends.windows(2)).fold(0, |bits, (at, pair)| bits | is_hub(pair) << at)
        }));
    }
}

/// Width of a bucket: the largest of some weights should reach over a quarter of the ring.
fn bucket_shift(weights: &[u32]) -> u32 {
    let samples = weights.iter().step_by((weights.len() / SAMPLES).max(1));
    let largest = samples.filter(|&&weight| weight != CLOSED).max().copied().unwrap_or(0);
    (u32::BITS - largest.leading_zeros()).saturating_sub(REACH_BITS)
}

fn entry(distance: u32, node: u32) -> u64 {
    u64::from(distance) << 32 | u64::from(node)
}

fn parts(entry: u64) -> (u32, u32) {
    ((entry >> 32) as u32, entry as u32)
}

/// Does something at the end, also at that of a panic, which nobody then waits for in vain.
struct Finally<F: FnMut()>(F);

impl<F: FnMut()> Drop for Finally<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Steps are short, so waiting is busy; where threads have to share a processor it lets others on.
fn wait_until(is_so: impl Fn() -> bool) {
    let mut n_looks = 0;
    while !is_so() {
        if n_looks < LOOKS {
            n_looks += 1;
            std::hint::spin_loop();
        } else {
            std::thread::yield_now();
        }
    }
}

impl Round<'_> {
    /// Takes bucket after bucket and calls those that have joined. Nobody is waited for who has not, so
    /// a pool whose threads are busy elsewhere only makes the leader do more.
    fn lead(&self) -> Fits {
        let (mut bucket, mut n_buckets, mut n_entries, mut step) = (0, 0, 0, 0_u64);
        loop {
            let mut members: Vec<_> =
                self.members.iter().map(|member| member.lock().expect(SOUND)).collect();
            if members.iter().any(|member| member.has_overflown) {
                return Fits::No;
            }
            let is_small = n_entries < n_buckets * self.thrift.entries_min;
            if is_small && n_buckets > self.thrift.buckets_tried {
                return Fits::Yes;
            }
            let Some(next) = next_bucket(&members, bucket) else { return Fits::Yes };
            bucket = next;
            let size = self.publish(&mut members, bucket);
            n_buckets += 1;
            n_entries += size;
            self.bucket.store(bucket, Ordering::Relaxed);
            if size < self.thrift.entries_min {
                self.work(&mut members[0], ALONE);
                continue;
            }
            drop(members);
            step += 1;
            let n_members = self.joined.0.load(Ordering::Relaxed) + 1;
            self.done.0.store(0, Ordering::Relaxed);
            self.call.0.store(step << 8 | n_members as u64, Ordering::Release);
            let share = Share { member: 0, of: n_members };
            self.work(&mut self.members[0].lock().expect(SOUND), share);
            wait_until(|| self.done.0.load(Ordering::Acquire) == n_members - 1);
        }
    }

    /// Takes part in every step whose call counts this thread.
    fn follow(&self) {
        let member = self.joined.0.fetch_add(1, Ordering::Relaxed) + 1;
        let mut heard = 0;
        loop {
            wait_until(|| self.call.0.load(Ordering::Acquire) != heard);
            heard = self.call.0.load(Ordering::Acquire);
            if heard == OVER {
                return;
            }
            let share = Share { member, of: (heard % 256) as usize };
            if member < share.of {
                let _done = Finally(|| {
                    self.done.0.fetch_add(1, Ordering::Release);
                });
                self.work(&mut self.members[member].lock().expect(SOUND), share);
            }
        }
    }

    /// Moves the entries of a bucket to where all members read them, and counts them.
    fn publish(&self, members: &mut [MutexGuard<'_, Member>], bucket: u32) -> usize {
        let lists = self.lists.iter().map(|list| list.write().expect(SOUND));
        let sizes = lists.zip(members).map(|(mut list, member)| {
            list.clear();
            std::mem::swap(&mut *list, &mut member.ring[bucket as usize % RING]);
            list.len()
        });
        sizes.sum()
    }

    /// Follows the rows that are this share of the bucket, own entries first.
    fn work(&self, member: &mut Member, share: Share) {
        let bucket = self.bucket.load(Ordering::Relaxed);
        let (before, from) = self.lists.split_at(share.member);
        for list in from.iter().chain(before) {
            for group in list.read().expect(SOUND).chunks(GROUP) {
                member.follow(self, group, bucket, share);
            }
        }
    }

    fn is_hub(&self, node: u32) -> bool {
        self.hubs[node as usize / 64] >> (node % 64) & 1 == 1
    }
}

/// The first bucket from `bucket` on in which anybody has entries.
fn next_bucket(members: &[MutexGuard<'_, Member>], bucket: u32) -> Option<u32> {
    let slot = |ahead: u32| (bucket as usize + ahead as usize) % RING;
    (0..RING as u32)
        .find(|&ahead| members.iter().any(|member| !member.ring[slot(ahead)].is_empty()))
        .map(|ahead| bucket + ahead)
}

impl Share {
    /// Whether the node is in it: runs of nodes that fill a cache line are dealt out by a hash.
    fn has(self, node: u32) -> bool {
        let hash = u64::from((node / 16).wrapping_mul(0x9E37_79B1));
        (hash * self.of as u64) >> 32 == self.member as u64
    }

    /// Its part of a row that all members follow.
    fn cut(self, (start, end): (u32, u32)) -> (u32, u32) {
        let cut = |at: usize| start + (u64::from(end - start) * at as u64 / self.of as u64) as u32;
        (cut(self.member), cut(self.member + 1))
    }
}

impl Member {
    /// Entries not taken.
    fn waiting(&self) -> impl Iterator<Item = (u32, u32)> {
        self.ring.iter().chain([&self.beyond_ring]).flatten().map(|&entry| parts(entry))
    }

    /// Learns the bounds of a group and follows the rows that are in the share. The loops choose
    /// without branches, which nobody could foretell.
    fn follow(&mut self, round: &Round<'_>, group: &[u64], bucket: u32, share: Share) {
        let Self { bounds, followed, ring, beyond_ring, has_overflown } = self;
        let (bounds, followed, ring) = (&mut bounds[..], &mut followed[..], &mut ring[..RING]);
        let Round { terrain, source, shift, .. } = *round;
        let (offsets, targets) = (terrain.graph().offsets(), terrain.graph().targets());
        let weights = terrain.lengths();

        let (mut chosen, mut n_chosen) = ([0; GROUP], 0);
        for &entry in group {
            let (distance, node) = parts(entry);
            let bound = &mut bounds[node as usize];
            *bound = distance.min(*bound);
            chosen[n_chosen] = entry;
            n_chosen += usize::from(share.has(node) | round.is_hub(node));
        }

        let (mut rows, mut n_rows) = ([(0, 0, 0); GROUP], 0);
        let mut touched = 0;
        for &entry in &chosen[..n_chosen] {
            let (distance, node) = parts(entry);
            let at = &mut followed[node as usize];
            let is_news = distance < *at;
            *at = distance.min(*at);
            let is_way = node == source.0 || terrain.is_passable(NodeIx(node));
            let row = (offsets[node as usize], offsets[node as usize + 1]);
            let (start, end) = if round.is_hub(node) { share.cut(row) } else { row };
            rows[n_rows] = (distance, start, end);
            if is_news && is_way && start < end {
                touched ^= targets[start as usize] ^ weights[start as usize];
                n_rows += 1;
            }
        }
        // Without this nothing would be asked of memory before it is needed.
        std::hint::black_box(touched);

        let mut is_too_far = false;
        for &(distance, start, end) in &rows[..n_rows] {
            let row = start as usize..end as usize;
            for (&target, &weight) in targets[row.clone()].iter().zip(&weights[row]) {
                let beyond = distance.wrapping_add(weight);
                is_too_far |= beyond == FAR;
                let bound = &mut bounds[target as usize];
                if beyond < *bound {
                    if weight == CLOSED {
                        continue;
                    }
                    if beyond < distance {
                        is_too_far = true;
                        continue;
                    }
                    *bound = beyond;
                    let to = beyond >> shift;
                    let list = if to - bucket < RING as u32 {
                        &mut ring[to as usize % RING]
                    } else {
                        &mut *beyond_ring
                    };
                    list.push(entry(beyond, target));
                }
            }
        }
        *has_overflown |= is_too_far;
    }
}
