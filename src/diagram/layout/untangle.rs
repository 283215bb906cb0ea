//! Orders the items of neighbouring ranks so that few lines cross.
//!
//! Barycentres from several starts, then sifting: each item moves to the place in its rank where it causes
//! fewest crossings. Integers only and a fixed number of rounds, so the same input gives the same order everywhere.
//!
//! # References
//! K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system structures", 1981.
//! C. Matuszewski, R. Schönfeld, P. Molitor, "Using sifting for k-layer straightline crossing minimization", 1999.

/// Items in ranks, with lines between neighbouring ranks. Items are numbered from 0.
#[derive(Debug, Clone)]
pub(super) struct Ranks {
    /// Items of each rank from top to bottom.
    pub(super) order: Vec<Vec<usize>>,
    /// Neighbours of each item in the rank before its own, in any order; a repeated one counts again.
    pub(super) before: Vec<Vec<usize>>,
    /// Neighbours of each item in the rank after its own.
    pub(super) after: Vec<Vec<usize>>,
    /// Among the items of a rank that have a group, those of a lower one stand above those of a higher one.
    pub(super) group: Vec<Option<u8>>,
}

const STARTS: usize = 4;
const SWEEPS: usize = 8;
const SIFTINGS: usize = 6;
/// About how many comparisons of two items all rounds together may take.
const BUDGET: usize = 400_000_000;

impl Ranks {
    /// Puts the ranks into the best order found; the given one counts as the first.
    pub(super) fn untangle(&mut self) {
        let mut budget = BUDGET;
        let mut best = self.order.clone();
        let mut least = usize::MAX;
        let given = self.order.clone();
        for start in 0..STARTS {
            self.order.clone_from(&given);
            if start % 2 == 1 {
                for rank in &mut self.order {
                    rank.reverse();
                }
                self.keep_groups();
            }
            // The given order is only polished, the others are made anew.
            let sweeps = if start == 0 { 0 } else { SWEEPS + start };
            for sweep in 0..sweeps {
                self.sweep(sweep % 2 == (start / 2) % 2);
            }
            for _ in 0..SIFTINGS {
                let moved = (0..self.order.len())
                    .map(|rank| self.sift(rank, &mut budget))
                    .fold(false, |any, moved| any | moved);
                if !moved || budget == 0 {
                    break;
                }
            }
            let crossings = self.crossings();
            if crossings < least {
                least = crossings;
                best.clone_from(&self.order);
            }
            if least == 0 || budget == 0 {
                break;
            }
        }
        self.order = best;
    }

    /// The number of pairs of lines that cross.
    pub(super) fn crossings(&self) -> usize {
        let at = self.positions();
        (0..self.order.len())
            .map(|rank| {
                let mut lines: Vec<(usize, usize)> = self.order[rank]
                    .iter()
                    .flat_map(|&item| self.after[item].iter().map(move |&next| (item, next)))
                    .map(|(item, next)| (at[item], at[next]))
                    .collect();
                lines.sort_unstable();
                let width = self.order.get(rank + 1).map_or(0, Vec::len);
                inversions(lines.into_iter().map(|(_, end)| end), width)
            })
            .sum()
    }

    fn positions(&self) -> Vec<usize> {
        let mut at = vec![0; self.before.len()];
        for rank in &self.order {
            for (position, &item) in rank.iter().enumerate() {
                at[item] = position;
            }
        }
        at
    }

    fn keep_groups(&mut self) {
        for rank in &mut self.order {
            keep_groups(rank, &self.group);
        }
    }

    /// Sorts every rank by the barycentres of the rank it comes from.
    fn sweep(&mut self, forward: bool) {
        let n = self.order.len();
        for step in 0..n {
            let rank = if forward { step } else { n - 1 - step };
            let at = self.positions();
            let neighbors = if forward { &self.before } else { &self.after };
            let other = if forward { rank.checked_sub(1) } else { Some(rank + 1) };
            let Some(other) = other.and_then(|other| self.order.get(other)) else { continue };
            // Places in a rank of another length are compared by their share of it.
            let (own_length, other_length) = (self.order[rank].len().max(1), other.len().max(1));
            let key = |item: usize| -> u64 {
                let list = &neighbors[item];
                if list.is_empty() {
                    return (2 * at[item] + 1) as u64 * 1_000_000 / own_length as u64;
                }
                let sum: usize = list.iter().map(|&next| 2 * at[next] + 1).sum();
                sum as u64 * 1_000_000 / (other_length * list.len()) as u64
            };
            let mut keyed: Vec<(u64, usize, usize)> = self.order[rank]
                .iter()
                .enumerate()
                .map(|(position, &item)| (key(item), position, item))
                .collect();
            keyed.sort_unstable();
            self.order[rank] = keyed.into_iter().map(|(_, _, item)| item).collect();
            keep_groups(&mut self.order[rank], &self.group);
        }
    }

    /// Moves each item of a rank to its best place; says whether any moved.
    fn sift(&mut self, rank: usize, budget: &mut usize) -> bool {
        let at = self.positions();
        let sorted = |lists: &[Vec<usize>], item: usize| {
            let mut places: Vec<usize> = lists[item].iter().map(|&next| at[next]).collect();
            places.sort_unstable();
            places
        };
        let mut items = self.order[rank].clone();
        items.sort_unstable();
        let neighbors: Vec<[Vec<usize>; 2]> = items
            .iter()
            .map(|&item| [sorted(&self.before, item), sorted(&self.after, item)])
            .collect();
        let find = |item: usize| items.binary_search(&item).expect("the item is of this rank");
        // Crossings of two items' lines when the first stands above the second.
        let crossed = |above: usize, below: usize| -> i64 {
            let (a, b) = (&neighbors[find(above)], &neighbors[find(below)]);
            (0..2).map(|side| pairs_in_reverse(&a[side], &b[side])).sum()
        };
        let mut moved = false;
        for &item in &items {
            let home = self.order[rank].iter().position(|&other| other == item);
            let home = home.expect("the item is of this rank");
            let others = self.order[rank].len() - 1;
            if *budget < others {
                *budget = 0;
                return moved;
            }
            *budget -= others;
            self.order[rank].remove(home);
            let row = &self.order[rank];
            // The cost of each place, relative to the topmost.
            let (mut cost, mut costs) = (0, vec![0]);
            for &other in row {
                cost += crossed(other, item) - crossed(item, other);
                costs.push(cost);
            }
            let (first, last) = room(row, &self.group, self.group[item]);
            let best = (first..=last)
                .min_by_key(|&place| (costs[place], place.abs_diff(home)))
                .unwrap_or(home);
            let place = if costs[best] < costs[home] { best } else { home };
            moved |= place != home;
            self.order[rank].insert(place, item);
        }
        moved
    }
}

/// Puts items that have a group in the order of their groups, in the places where such items stand.
fn keep_groups(rank: &mut [usize], group: &[Option<u8>]) {
    let places: Vec<usize> = (0..rank.len()).filter(|&p| group[rank[p]].is_some()).collect();
    let mut grouped: Vec<usize> = places.iter().map(|&p| rank[p]).collect();
    grouped.sort_by_key(|&item| group[item]);
    for (&place, item) in places.iter().zip(grouped) {
        rank[place] = item;
    }
}

/// The places in a row that an item of a group may take.
fn room(row: &[usize], group: &[Option<u8>], own: Option<u8>) -> (usize, usize) {
    let Some(own) = own else { return (0, row.len()) };
    let is = |place: &usize, test: fn(u8, u8) -> bool| {
        group[row[*place]].is_some_and(|other| test(other, own))
    };
    let first = (0..row.len()).rfind(|p| is(p, |other, own| other < own));
    let last = (0..row.len()).find(|p| is(p, |other, own| other > own));
    (first.map_or(0, |place| place + 1), last.unwrap_or(row.len()))
}

/// Pairs of places, one of each sorted list, of which the first's is the greater.
fn pairs_in_reverse(above: &[usize], below: &[usize]) -> i64 {
    let (mut pairs, mut smaller) = (0, 0);
    for &place in above {
        while below.get(smaller).is_some_and(|&other| other < place) {
            smaller += 1;
        }
        pairs += smaller;
    }
    i64::try_from(pairs).expect("a picture has few lines")
}

/// Pairs that stand in descending order, counted with a Fenwick tree over values below `width`.
fn inversions(values: impl Iterator<Item = usize>, width: usize) -> usize {
    let mut tree = vec![0_usize; width + 1];
    let (mut count, mut seen) = (0, 0);
    for value in values {
        let (mut not_above, mut at) = (0, value + 1);
        while at > 0 {
            not_above += tree[at];
            at &= at - 1;
        }
        count += seen - not_above;
        seen += 1;
        at = value + 1;
        while at <= width {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ranks(order: Vec<Vec<usize>>, lines: &[(usize, usize)]) -> Ranks {
        let n = order.iter().map(Vec::len).sum();
        let mut ranks = Ranks {
            order,
            before: vec![Vec::new(); n],
            after: vec![Vec::new(); n],
            group: vec![None; n],
        };
        for &(a, b) in lines {
            ranks.after[a].push(b);
            ranks.before[b].push(a);
        }
        ranks
    }

    /// Every pair of lines of every two neighbouring ranks.
    fn naive_crossings(ranks: &Ranks) -> usize {
        let at = ranks.positions();
        let mut count = 0;
        for rank in &ranks.order {
            let lines: Vec<(usize, usize)> = rank
                .iter()
                .flat_map(|&a| ranks.after[a].iter().map(move |&b| (a, b)))
                .map(|(a, b)| (at[a], at[b]))
                .collect();
            for (i, p) in lines.iter().enumerate() {
                for q in &lines[..i] {
                    let reversed = (p.0 < q.0 && p.1 > q.1) || (p.0 > q.0 && p.1 < q.1);
                    count += usize::from(reversed);
                }
            }
        }
        count
    }

    #[test]
    fn a_twisted_ladder_is_untwisted() {
        let mut twisted = ranks(vec![vec![0, 1, 2], vec![3, 4, 5]], &[(0, 5), (1, 4), (2, 3)]);
        assert_eq!(twisted.crossings(), 3);
        twisted.untangle();
        assert_eq!(twisted.crossings(), 0);
    }

    #[test]
    fn groups_stay_in_their_order() {
        let mut twisted = ranks(vec![vec![0, 1, 2], vec![3, 4, 5]], &[(0, 5), (1, 4), (2, 3)]);
        twisted.group = vec![Some(0), Some(1), None, Some(0), Some(0), Some(1)];
        twisted.untangle();
        let place = |rank: usize, item| twisted.order[rank].iter().position(|&i| i == item);
        assert!(place(0, 0) < place(0, 1));
        assert!(place(1, 5) > place(1, 3) && place(1, 5) > place(1, 4));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn crossings_are_counted_as_pair_by_pair(
            lines in proptest::collection::vec((0_usize..5, 5_usize..10), 0..14),
        ) {
            let mut given = ranks(vec![(0..5).collect(), (5..10).rev().collect()], &lines);
            let before = naive_crossings(&given);
            prop_assert_eq!(given.crossings(), before);
            given.untangle();
            prop_assert_eq!(given.crossings(), naive_crossings(&given));
            prop_assert!(given.crossings() <= before);
            for (rank, items) in given.order.iter().enumerate() {
                let mut items = items.clone();
                items.sort_unstable();
                prop_assert_eq!(items, (5 * rank..5 * rank + 5).collect::<Vec<_>>());
            }
        }
    }
}
