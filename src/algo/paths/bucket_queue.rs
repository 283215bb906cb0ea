//! A queue for searches whose keys are whole numbers and never fall: buckets in several levels.
//!
//! A near entry has the key of the last one taken but for the lowest digit and waits in the bucket of
//! that digit; a farther one waits with its key in the bucket of the first digit that differs, and is
//! spread over the levels below when the search gets there. Nothing is ever compared.

use std::fmt::Debug;

/// Bits of a digit: buckets enough that most arcs end near, and few enough to stay in the cache.
const DIGIT_BITS: u32 = 10;
const BUCKETS: usize = 1 << DIGIT_BITS;
const WORDS: usize = BUCKETS / 64;

/// Whole numbers that a queue can order.
pub trait Key: Copy + Ord + Debug {
    /// The least key.
    const ZERO: Self;
    /// The highest digit in which two keys differ; 0 if they are equal.
    fn differing_digit(self, other: Self) -> usize;
    /// A digit as the number of a bucket.
    fn digit(self, at: usize) -> usize;
    /// The same number with another digit, and zeros below it.
    fn with_digit(self, at: usize, digit: usize) -> Self;
}

macro_rules! keys {
    ($($number:ty),*) => {$(
        impl Key for $number {
            const ZERO: Self = 0;

            fn differing_digit(self, other: Self) -> usize {
                ((self ^ other).checked_ilog2().unwrap_or(0) / DIGIT_BITS) as usize
            }

            fn digit(self, at: usize) -> usize {
                (self >> (DIGIT_BITS * at as u32)) as usize % BUCKETS
            }

            fn with_digit(self, at: usize, digit: usize) -> Self {
                let shift = DIGIT_BITS * at as u32;
                let above = self.checked_shr(shift + DIGIT_BITS).unwrap_or(0);
                above.checked_shl(shift + DIGIT_BITS).unwrap_or(0) | (digit as Self) << shift
            }
        }
    )*};
}

keys!(u32, u64, u128);

/// Nodes by rising key. A key that is pushed must not be below the last one taken.
#[derive(Debug, Clone)]
pub(super) struct BucketQueue<K> {
    near: Vec<Vec<u32>>,
    near_occupied: [u64; WORDS],
    /// From the second digit up, as far as there were keys that large.
    far: Vec<Level<K>>,
    last: K,
}

/// The entries that differ from the last key in one digit, and in none above it.
#[derive(Debug, Clone)]
struct Level<K> {
    buckets: Vec<Vec<(K, u32)>>,
    occupied: [u64; WORDS],
}

impl<K: Key> Default for BucketQueue<K> {
    fn default() -> Self {
        Self { near: Vec::new(), near_occupied: [0; WORDS], far: Vec::new(), last: K::ZERO }
    }
}

impl<K: Key> BucketQueue<K> {
    /// Forgets all entries and takes any key again.
    pub(super) fn clear(&mut self) {
        while let Some(bucket) = first_from(&self.near_occupied, 0) {
            self.near[bucket].clear();
            leave(&mut self.near_occupied, bucket);
        }
        for level in &mut self.far {
            while let Some(bucket) = first_from(&level.occupied, 0) {
                level.buckets[bucket].clear();
                leave(&mut level.occupied, bucket);
            }
        }
        self.last = K::ZERO;
    }

    pub(super) fn push(&mut self, key: K, node: u32) {
        debug_assert!(key >= self.last, "keys never fall");
        let level = key.differing_digit(self.last);
        if level == 0 {
            if self.near.is_empty() {
                self.near.resize_with(BUCKETS, Vec::new);
            }
            let bucket = key.digit(0);
            self.near[bucket].push(node);
            enter(&mut self.near_occupied, bucket);
        } else {
            self.push_far(level, key, node);
        }
    }

    #[inline(never)]
    fn push_far(&mut self, level: usize, key: K, node: u32) {
        let fresh = || Level { buckets: vec![Vec::new(); BUCKETS], occupied: [0; WORDS] };
        if self.far.len() < level {
            self.far.resize_with(level, fresh);
        }
        let level_at = &mut self.far[level - 1];
        let bucket = key.digit(level);
        level_at.buckets[bucket].push((key, node));
        enter(&mut level_at.occupied, bucket);
    }

    /// Takes the entries of the least key into `batch`, whose memory goes to the queue, and says the key.
    /// Those that `is_live` denies may be left out. Entries of that key may still be pushed, for the
    /// next batch.
    pub(super) fn take(
        &mut self,
        batch: &mut Vec<u32>,
        is_live: impl Fn(K, u32) -> bool,
    ) -> Option<K> {
        batch.clear();
        let bucket = loop {
            match first_from(&self.near_occupied, self.last.digit(0)) {
                Some(bucket) => break bucket,
                None => self.spread(&is_live)?,
            }
        };
        self.last = self.last.with_digit(0, bucket);
        leave(&mut self.near_occupied, bucket);
        std::mem::swap(batch, &mut self.near[bucket]);
        Some(self.last)
    }

    /// Moves the first bucket that is far to the levels below; none if nothing waits.
    fn spread(&mut self, is_live: impl Fn(K, u32) -> bool) -> Option<()> {
        let last = self.last;
        let (level, bucket) = (1..).zip(&self.far).find_map(|(level, far)| {
            Some((level, first_from(&far.occupied, last.digit(level))?))
        })?;
        let far = &mut self.far[level - 1];
        leave(&mut far.occupied, bucket);
        let mut entries = std::mem::take(&mut far.buckets[bucket]);
        self.last = last.with_digit(level, bucket);
        for (key, node) in entries.drain(..).filter(|&(key, node)| is_live(key, node)) {
            self.push(key, node);
        }
        self.far[level - 1].buckets[bucket] = entries;
        Some(())
    }
}

fn enter(occupied: &mut [u64; WORDS], bucket: usize) {
    occupied[bucket / 64] |= 1 << (bucket % 64);
}

fn leave(occupied: &mut [u64; WORDS], bucket: usize) {
    occupied[bucket / 64] &= !(1 << (bucket % 64));
}

/// The first occupied bucket that is not before another.
fn first_from(occupied: &[u64; WORDS], bucket: usize) -> Option<usize> {
    let mut word = bucket / 64;
    let mut bits = occupied[word] & (!0 << (bucket % 64));
    while bits == 0 {
        word += 1;
        bits = *occupied.get(word)?;
    }
    Some(word * 64 + bits.trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_cleared_queue_takes_smaller_keys() {
        let (mut queue, mut batch) = (BucketQueue::default(), Vec::new());
        for key in [5_u64, 1 << 40, u64::MAX] {
            queue.push(key, 7);
        }
        assert_eq!(queue.take(&mut batch, |_, _| true), Some(5));
        queue.clear();
        assert_eq!(queue.take(&mut batch, |_, _| true), None);
        queue.push(1, 3);
        assert_eq!(queue.take(&mut batch, |_, _| true), Some(1));
        assert_eq!(batch, [3]);
    }

    proptest! {
        /// Keys rise by steps of every size; what is taken is compared with a map.
        #[test]
        fn batches_come_by_rising_key(
            rounds in prop::collection::vec(
                prop::collection::vec((0..60_u32, 0..16_u64), 0..4), 0..60,
            ),
        ) {
            let (mut queue, mut batch) = (BucketQueue::default(), Vec::new());
            let mut waiting: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
            let mut last = 0_u64;
            for pushes in rounds.into_iter().chain(vec![Vec::new(); 240]) {
                for (shift, step) in pushes {
                    let key = last.saturating_add(step << shift);
                    queue.push(key, shift);
                    waiting.entry(key).or_default().push(shift);
                }
                let taken = queue.take(&mut batch, |_, _| true);
                let expected = waiting.pop_first();
                prop_assert_eq!(taken, expected.as_ref().map(|&(key, _)| key));
                let mut nodes = expected.map_or(Vec::new(), |(_, nodes)| nodes);
                nodes.sort_unstable();
                batch.sort_unstable();
                prop_assert_eq!(&batch, &nodes);
                last = taken.unwrap_or(last);
            }
            prop_assert!(waiting.is_empty());
        }
    }
}
