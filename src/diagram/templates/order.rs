//! Puts cards in an order within their columns so that few lines cross.
//!
//! Starts from barycentres, several times over, then moves single cards while that makes the picture better. Integers only
//! and a fixed budget, so the same input gives the same order everywhere. Knows nothing of the graph.

/// What is to be ordered. Items are numbered from 0.
#[derive(Debug, Clone)]
pub(super) struct Arrangement {
    /// Items of each column, from top to bottom.
    pub(super) columns: Vec<Vec<usize>>,
    /// Pairs of items with a line between them.
    pub(super) lines: Vec<(usize, usize)>,
    /// In every column, items of a lower group stand above those of a higher group.
    pub(super) groups: Vec<u8>,
    /// For items that may stand in either of two columns.
    pub(super) alternatives: Vec<Option<(usize, usize)>>,
}

/// Width of a column in units of half a row.
const COLUMN_WIDTH: i64 = 10;
/// What one crossing costs, in half rows of line length.
const CROSSING_COST: i64 = 8;
/// What a line within a column costs for each card it has to pass.
const PASSED_COST: i64 = 6;
/// What a line within a column costs at all: it is drawn as a bracket beside it.
const BRACKET_COST: i64 = 26;
/// What a line costs for each column it has to get through.
const DETOUR_COST: i64 = 14;
const SWEEPS: usize = 12;
const STARTS: usize = 8;
/// Upper bound on compared pairs of lines in the search for better places.
const BUDGET: usize = 60_000_000;

impl Arrangement {
    /// Orders the columns: the best of several starts.
    pub(super) fn solve(self) -> Vec<Vec<usize>> {
        let mut best: Option<(i64, Vec<Vec<usize>>)> = None;
        let mut trials = BUDGET / self.trial_size();
        for start in 0..STARTS {
            let mut attempt = self.started(start);
            for _ in 0..SWEEPS {
                for column in 0..attempt.columns.len() {
                    attempt.sort_by_barycentre(column);
                }
            }
            attempt.improve(&mut trials);
            let cost = attempt.cost();
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, attempt.columns));
            }
        }
        best.map(|(_, columns)| columns).unwrap_or_default()
    }

    /// The arrangement to start from: as given at first, then with some cards elsewhere.
    fn started(&self, start: usize) -> Self {
        let mut attempt = self.clone();
        if start > 0 {
            for item in 0..attempt.groups.len() {
                let Some(((a, b), home)) = attempt.alternatives[item].zip(attempt.find(item))
                else {
                    continue;
                };
                if (item + start).is_multiple_of(3) {
                    let target = if home.0 == a { b } else { a };
                    attempt.shift(item, home, (target, 0));
                }
            }
            for column in &mut attempt.columns {
                // Any fixed shuffle will do.
                column.sort_by_key(|item| (item * (2 * start + 3) + start) % 17);
            }
        }
        attempt.keep_groups();
        attempt
    }

    /// About how many steps one look at the cost takes.
    fn trial_size(&self) -> usize {
        self.lines.len() * self.lines.len() / 2 + self.groups.len() + 1
    }

    fn keep_groups(&mut self) {
        let groups = &self.groups;
        for column in &mut self.columns {
            column.sort_by_key(|&item| groups[item]);
        }
    }

    /// Position of every item: column, not counting empty ones, and height in half rows around the middle of its column.
    fn positions(&self) -> Vec<(i64, i64)> {
        let mut at = vec![(0, 0); self.groups.len()];
        for (x, column) in self.columns.iter().filter(|column| !column.is_empty()).enumerate() {
            let n = half_rows(column.len());
            for (y, &item) in column.iter().enumerate() {
                at[item] = (half_rows(x) * COLUMN_WIDTH, 2 * half_rows(y) - (n - 1));
            }
        }
        at
    }

    fn sort_by_barycentre(&mut self, column: usize) {
        let at = self.positions();
        let mut keys = vec![None; self.groups.len()];
        for &item in &self.columns[column] {
            let neighbors: Vec<i64> = self
                .lines
                .iter()
                .filter_map(|&(a, b)| match (a == item, b == item) {
                    (true, false) => Some(at[b].1),
                    (false, true) => Some(at[a].1),
                    _ => None,
                })
                .collect();
            let n = half_rows(neighbors.len());
            // Thousandths of a half row; an item without lines stays where it is.
            let mean =
                if n == 0 { at[item].1 * 1000 } else { neighbors.iter().sum::<i64>() * 1000 / n };
            keys[item] = Some((self.groups[item], mean));
        }
        self.columns[column].sort_by_key(|&item| keys[item]);
    }

    /// Moves single items as long as that lowers the cost and the budget lasts.
    fn improve(&mut self, trials: &mut usize) {
        let mut best = self.cost();
        loop {
            let before = best;
            for item in 0..self.groups.len() {
                let Some(home) = self.find(item) else { continue };
                let mut targets = vec![home.0];
                if let Some((a, b)) = self.alternatives[item] {
                    targets.push(if home.0 == a { b } else { a });
                }
                let mut best_place = home;
                for target in targets {
                    let rows = self.columns[target].len() + usize::from(target != home.0);
                    for row in 0..rows {
                        if *trials == 0 {
                            return;
                        }
                        let from = self.find(item).expect("every item has a place");
                        self.shift(item, from, (target, row));
                        if self.in_groups(target) {
                            *trials -= 1;
                            let cost = self.cost();
                            if cost < best {
                                best = cost;
                                best_place = (target, row);
                            }
                        }
                        self.shift(item, (target, row), home);
                    }
                }
                if best_place != home {
                    self.shift(item, home, best_place);
                }
            }
            if best == before {
                return;
            }
        }
    }

    fn find(&self, item: usize) -> Option<(usize, usize)> {
        self.columns
            .iter()
            .enumerate()
            .find_map(|(x, column)| column.iter().position(|&other| other == item).map(|y| (x, y)))
    }

    fn shift(&mut self, item: usize, from: (usize, usize), to: (usize, usize)) {
        self.columns[from.0].remove(from.1);
        self.columns[to.0].insert(to.1, item);
    }

    fn in_groups(&self, column: usize) -> bool {
        self.columns[column].is_sorted_by_key(|&item| self.groups[item])
    }

    /// Crossings, lengths, and uneven columns.
    fn cost(&self) -> i64 {
        let at = self.positions();
        let mut cost = 0;
        for (i, &(a, b)) in self.lines.iter().enumerate() {
            let (p, q) = (at[a], at[b]);
            if p.0 == q.0 {
                cost += ((p.1 - q.1).abs() / 2 - 1).max(0) * PASSED_COST + BRACKET_COST;
                continue;
            }
            let n_columns = (p.0 - q.0).abs() / COLUMN_WIDTH;
            cost += (p.1 - q.1).abs() + (n_columns - 1) * DETOUR_COST;
            for &(c, d) in &self.lines[..i] {
                let shares_an_end = a == c || a == d || b == c || b == d;
                if !shares_an_end && cross(p, q, at[c], at[d]) {
                    cost += CROSSING_COST;
                }
            }
        }
        // Long columns make a tall picture, and columns that trade cards should be about as long.
        let mut pairs: Vec<(usize, usize)> = self.alternatives.iter().flatten().copied().collect();
        pairs.sort_unstable();
        pairs.dedup();
        for (a, b) in pairs {
            let difference = half_rows(self.columns[a].len()) - half_rows(self.columns[b].len());
            cost += difference * difference;
        }
        cost
    }
}

/// A count as a number that may be subtracted from.
fn half_rows(count: usize) -> i64 {
    i64::try_from(count).expect("a picture has few cards")
}

/// Do the open segments p-q and r-s cross?
fn cross(p: (i64, i64), q: (i64, i64), r: (i64, i64), s: (i64, i64)) -> bool {
    let side = |a: (i64, i64), b: (i64, i64), c: (i64, i64)| {
        ((b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)).signum()
    };
    side(p, q, r) * side(p, q, s) < 0 && side(r, s, p) * side(r, s, q) < 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solved(
        columns: Vec<Vec<usize>>,
        lines: &[(usize, usize)],
        groups: Vec<u8>,
    ) -> Vec<Vec<usize>> {
        let alternatives = vec![None; groups.len()];
        Arrangement { columns, lines: lines.to_vec(), groups, alternatives }.solve()
    }

    #[test]
    fn a_twisted_ladder_is_untwisted() {
        let lines = [(0, 5), (1, 4), (2, 3)];
        let columns = solved(vec![vec![0, 1, 2], vec![3, 4, 5]], &lines, vec![0; 6]);
        let crossings = lines
            .iter()
            .map(|&(a, b)| {
                let at = |item| columns.iter().find_map(|c| c.iter().position(|&i| i == item));
                (at(a), at(b))
            })
            .collect::<Vec<_>>();
        assert!(crossings.iter().all(|(a, b)| a == b), "{crossings:?}");
    }

    #[test]
    fn groups_stay_together() {
        let lines = [(0, 5), (1, 4), (2, 3)];
        let columns = solved(vec![vec![0, 1, 2], vec![3, 4, 5]], &lines, vec![0, 1, 0, 0, 0, 0]);
        assert_eq!(columns[0].last(), Some(&1));
    }

    #[test]
    fn an_item_may_change_its_side() {
        let arrangement = Arrangement {
            columns: vec![vec![0, 4], vec![1], vec![2], vec![3]],
            lines: vec![(0, 1), (2, 4)],
            groups: vec![0, 0, 0, 0, 1],
            alternatives: vec![None, None, None, None, Some((0, 3))],
        };
        assert_eq!(arrangement.solve()[3], [3, 4]);
    }
}
