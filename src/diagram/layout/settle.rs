//! Heights for items whose order within their ranks is fixed: lines as level as possible, nothing overlaps.
//!
//! Minimises the weighted squares of the differences in height between the ends of the lines, rank by rank in
//! turn; within one rank the best heights under least distances are an isotonic regression, which pooling
//! adjacent violators solves exactly.
//!
//! # References
//! M. Ayer et al., "An empirical distribution function for sampling with incomplete information", 1955.

/// A line between items of two ranks, attached off their middles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tie {
    /// The items.
    pub(super) items: [usize; 2],
    /// How far below the middle of each it is attached.
    pub(super) below: [f64; 2],
    /// How much it matters that it is level.
    pub(super) weight: f64,
}

/// What is to be settled.
pub(super) struct Heights<'a> {
    /// Items of each rank from top to bottom.
    pub(super) order: &'a [Vec<usize>],
    /// Least distance between the middles of two items of a rank, the first above the second.
    pub(super) distance: &'a dyn Fn(usize, usize) -> f64,
    /// Items that stand where they stand.
    pub(super) fixed: &'a [Option<f64>],
    /// What pulls.
    pub(super) ties: &'a [Tie],
}

const ROUNDS: usize = 24;
/// What an item without lines cares about where it is.
const IDLE_WEIGHT: f64 = 0.01;
/// How hard every item is drawn to the middle of the picture, so that loose parts do not drift apart.
const GRAVITY: f64 = 0.02;
const FIXED_WEIGHT: f64 = 1e9;

impl Heights<'_> {
    /// Improves the heights. `floor` gives, for the heights so far, the least height of each item.
    ///
    /// Time O(rounds · (items log ranks + ties)).
    pub(super) fn settle(&self, y: &mut [f64], floor: &dyn Fn(&[f64]) -> Vec<f64>) {
        let mut ties_of = vec![Vec::new(); y.len()];
        for (ix, tie) in self.ties.iter().enumerate() {
            for item in tie.items {
                ties_of[item].push(ix);
            }
        }
        for round in 0..ROUNDS {
            let floors = floor(y);
            for step in 0..self.order.len() {
                let rank = if round % 2 == 0 { step } else { self.order.len() - 1 - step };
                self.settle_rank(&self.order[rank], &ties_of, &floors, y);
            }
        }
    }

    fn settle_rank(&self, rank: &[usize], ties_of: &[Vec<usize>], floors: &[f64], y: &mut [f64]) {
        let mut offset = 0.0;
        let mut blocks: Vec<Block> = Vec::new();
        let mut offsets = Vec::with_capacity(rank.len());
        for (place, &item) in rank.iter().enumerate() {
            if place > 0 {
                offset += (self.distance)(rank[place - 1], item);
            }
            offsets.push(offset);
            let (wish, weight) = self.wish(item, &ties_of[item], y);
            let mut block = Block { sum: (wish - offset) * weight, weight, length: 1 };
            while let Some(above) = blocks.last()
                && above.mean() > block.mean()
            {
                block = block.joined(&blocks.pop().expect("there is a last block"));
            }
            blocks.push(block);
        }
        let mut place = 0;
        let mut least = f64::NEG_INFINITY;
        for block in &blocks {
            for _ in 0..block.length {
                let item = rank[place];
                if place > 0 {
                    least += (self.distance)(rank[place - 1], item);
                }
                y[item] = (block.mean() + offsets[place]).max(floors[item]).max(least);
                least = y[item];
                place += 1;
            }
        }
    }

    /// Where an item would like to be, and how much.
    fn wish(&self, item: usize, ties: &[usize], y: &[f64]) -> (f64, f64) {
        if let Some(fixed) = self.fixed[item] {
            return (fixed, FIXED_WEIGHT);
        }
        let (mut sum, mut weight) = (y[item] * IDLE_WEIGHT, IDLE_WEIGHT + GRAVITY);
        for tie in ties.iter().map(|&ix| &self.ties[ix]) {
            let [a, b] = tie.items;
            if a == b {
                continue;
            }
            let (other, shift) = if a == item {
                (b, tie.below[1] - tie.below[0])
            } else {
                (a, tie.below[0] - tie.below[1])
            };
            sum += (y[other] + shift) * tie.weight;
            weight += tie.weight;
        }
        (sum / weight, weight)
    }
}

/// Items that stand as close as they may.
#[derive(Debug, Clone, Copy)]
struct Block {
    sum: f64,
    weight: f64,
    length: usize,
}

impl Block {
    fn mean(&self) -> f64 {
        self.sum / self.weight
    }

    fn joined(self, above: &Self) -> Self {
        Self {
            sum: self.sum + above.sum,
            weight: self.weight + above.weight,
            length: self.length + above.length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_floor(y: &[f64]) -> Vec<f64> {
        vec![f64::NEG_INFINITY; y.len()]
    }

    #[test]
    fn a_chain_becomes_level_and_neighbors_keep_their_distance() {
        let order = [vec![0, 1], vec![2], vec![3]];
        let tie = |a, b| Tie { items: [a, b], below: [0.0, 0.0], weight: 1.0 };
        let ties = [tie(1, 2), tie(2, 3)];
        let heights =
            Heights { order: &order, distance: &|_, _| 10.0, fixed: &[None; 4], ties: &ties };
        let mut y = [0.0, 10.0, 50.0, -30.0];
        heights.settle(&mut y, &no_floor);
        assert!(y[1] - y[0] >= 10.0);
        assert!((y[1] - y[2]).abs() < 1.0 && (y[2] - y[3]).abs() < 1.0, "{y:?}");
    }

    #[test]
    fn what_is_fixed_stays_and_the_floor_holds() {
        let order = [vec![0, 1], vec![2]];
        let ties = [Tie { items: [1, 2], below: [0.0, 4.0], weight: 1.0 }];
        let fixed = [None, None, Some(100.0)];
        let heights = Heights { order: &order, distance: &|_, _| 10.0, fixed: &fixed, ties: &ties };
        let mut y = [0.0; 3];
        heights.settle(&mut y, &|_| vec![120.0, 0.0, 0.0]);
        assert!((y[2] - 100.0).abs() < 1e-9);
        assert!(y[0] >= 120.0 && y[1] >= y[0] + 10.0);
    }
}
