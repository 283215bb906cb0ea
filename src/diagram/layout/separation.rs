//! Separation: moves boxes apart until none overlap, and keeps the picture's shape where it can.

use crate::diagram::{Point, Rect, Size};
use std::collections::BTreeMap;

/// Rounds in which overlapping boxes push each other.
const ROUNDS_MAX: usize = 400;
/// Pairs looked at in all rounds, after which no round begins: piles of thousands go to free places sooner.
const PAIRS_MAX: usize = 100_000_000;
/// Share of the mean box by which pushed boxes clear each other, so that fewer rounds are needed.
const CLEARANCE: f64 = 0.02;
/// Rings of a search that are one step apart; those beyond grow by [`RING_GROWTH`] each.
const EVEN_RINGS: i32 = 24;
const RING_GROWTH: f64 = 1.15;
/// Least side of a box here, so that nodes without size do not share a place.
const SIDE_MIN: f64 = 1.0;
/// What every box is grown by beyond the gap, so that rounding cannot make two touching boxes overlap.
const SLACK: f64 = 1e-6;

/// Moves boxes until no two overlap when each is grown by half the `gap`; those that are `fixed` stay, and
/// may overlap one another only.
///
/// First overlapping boxes push each other along the side on which they overlap least; then the few that
/// still overlap, or all if they were too many, go to the nearest free places.
///
/// # Complexity
/// Time O(r (n + p)) for r rounds over p overlapping pairs, and O(n f) for searches over f places; space
/// O(n + p).
/// # Determinism
/// Boxes are taken in the order of indices.
pub(super) fn separate(centres: &mut [Point], sizes: &[Size], fixed: &[bool], gap: f64) {
    let sizes: Vec<Size> = sizes
        .iter()
        .map(|size| {
            let side = |side: f64| side.max(SIDE_MIN) + gap + 2.0 * SLACK;
            Size::new(side(size.width), side(size.height))
        })
        .collect();
    push_apart(centres, &sizes, fixed);
    settle(centres, &sizes, fixed);
}

/// Number of pairs of boxes that overlap when each is grown by half the `gap`.
pub(super) fn overlap_count(centres: &[Point], sizes: &[Size], gap: f64) -> usize {
    let boxes: Vec<Rect> =
        centres.iter().zip(sizes).map(|(&c, &s)| Rect::around(c, s).grown(gap / 2.0)).collect();
    let mut count = 0;
    Grid::of(&boxes).each_pair(|a, b| count += usize::from(boxes[a].overlaps(boxes[b])));
    count
}

fn boxes(centres: &[Point], sizes: &[Size]) -> Vec<Rect> {
    centres.iter().zip(sizes).map(|(&centre, &size)| Rect::around(centre, size)).collect()
}

fn push_apart(centres: &mut [Point], sizes: &[Size], fixed: &[bool]) {
    let mean = sizes.iter().map(|s| s.width.min(s.height)).sum::<f64>() / sizes.len().max(1) as f64;
    let clearance = CLEARANCE * mean;
    let mut n_pairs = 0;
    for _ in 0..ROUNDS_MAX {
        let mut n_pushed = 0_usize;
        n_pairs += Grid::of(&boxes(centres, sizes)).each_pair(|a, b| {
            n_pushed += usize::from(push(a, b, centres, sizes, fixed, clearance));
        });
        if n_pushed == 0 || n_pairs > PAIRS_MAX {
            return;
        }
    }
}

/// Moves two boxes apart if they overlap; were they?
fn push(
    a: usize,
    b: usize,
    centres: &mut [Point],
    sizes: &[Size],
    fixed: &[bool],
    clearance: f64,
) -> bool {
    let (dx, dy) = (centres[b].x - centres[a].x, centres[b].y - centres[a].y);
    let x = f64::midpoint(sizes[a].width, sizes[b].width) - dx.abs();
    let y = f64::midpoint(sizes[a].height, sizes[b].height) - dy.abs();
    if x <= 0.0 || y <= 0.0 || (fixed[a] && fixed[b]) {
        return false;
    }
    let (share_a, share_b) = match (fixed[a], fixed[b]) {
        (true, _) => (0.0, 1.0),
        (_, true) => (1.0, 0.0),
        _ => (0.5, 0.5),
    };
    let away = |d: f64, overlap: f64| (overlap + clearance) * if d < 0.0 { -1.0 } else { 1.0 };
    // Boxes with one centre leave it in all directions.
    let is_along_x = if dx == 0.0 && dy == 0.0 { (a + b) % 2 == 1 } else { x < y };
    let (x, y) = if is_along_x { (away(dx, x), 0.0) } else { (0.0, away(dy, y)) };
    centres[a] = centres[a].moved(-share_a * x, -share_a * y);
    centres[b] = centres[b].moved(share_b * x, share_b * y);
    true
}

/// Gives every box that still overlaps the nearest free place; larger boxes stay rather than smaller.
fn settle(centres: &mut [Point], sizes: &[Size], fixed: &[bool]) {
    let mut order: Vec<usize> = (0..centres.len()).collect();
    let area = |at: usize| sizes[at].width * sizes[at].height;
    order.sort_by(|&a, &b| fixed[b].cmp(&fixed[a]).then(area(b).total_cmp(&area(a))));
    let mut taken = Taken::new(sizes);
    let mut homeless = Vec::new();
    for at in order {
        let own = Rect::around(centres[at], sizes[at]);
        if fixed[at] || taken.is_free(own) {
            taken.add(own);
        } else {
            homeless.push(at);
        }
    }
    for at in homeless {
        let own = taken.nearest_free(Rect::around(centres[at], sizes[at]));
        taken.add(own);
        centres[at] = own.centre();
    }
}

/// Boxes by the cells of a lattice that they touch, one box after the other.
struct Taken {
    cell: Size,
    cells: BTreeMap<(i64, i64), Vec<u32>>,
    boxes: Vec<Rect>,
}

impl Taken {
    fn new(sizes: &[Size]) -> Self {
        let n = sizes.len().max(1) as f64;
        let mean = |side: fn(&Size) -> f64| sizes.iter().map(side).sum::<f64>() / n;
        let cell = Size::new(2.0 * mean(|s| s.width), 2.0 * mean(|s| s.height));
        Self { cell, cells: BTreeMap::new(), boxes: Vec::new() }
    }

    fn cells_of(&self, own: Rect) -> impl Iterator<Item = (i64, i64)> + use<> {
        let column = |x: f64| (x / self.cell.width).floor() as i64;
        let row = |y: f64| (y / self.cell.height).floor() as i64;
        let columns = column(own.x)..=column(own.right());
        let rows = row(own.y)..=row(own.bottom());
        columns.flat_map(move |column| rows.clone().map(move |row| (column, row)))
    }

    fn is_free(&self, own: Rect) -> bool {
        let near = |cell| self.cells.get(&cell).into_iter().flatten();
        self.cells_of(own)
            .all(|cell| near(cell).all(|&other| !self.boxes[other as usize].overlaps(own)))
    }

    fn add(&mut self, own: Rect) {
        let index = self.boxes.len() as u32;
        for cell in self.cells_of(own) {
            self.cells.entry(cell).or_default().push(index);
        }
        self.boxes.push(own);
    }

    /// The free place found first on rings around a box. Rings grow, so one lies beyond all boxes.
    fn nearest_free(&self, own: Rect) -> Rect {
        let step = own.width.min(own.height) / 2.0;
        let mut radius = step;
        for ring in 1.. {
            // Places on a square ring from near to far: the middles of its sides, then toward the corners.
            let places_per_side = ring.min(EVEN_RINGS);
            for place in 0..=places_per_side {
                let along = radius * f64::from(place) / f64::from(places_per_side);
                for (dx, dy) in [
                    (radius, along),
                    (-radius, along),
                    (along, radius),
                    (along, -radius),
                    (radius, -along),
                    (-radius, -along),
                    (-along, radius),
                    (-along, -radius),
                ] {
                    let there = own.moved(dx, dy);
                    if self.is_free(there) {
                        return there;
                    }
                }
            }
            radius = if ring < EVEN_RINGS { radius + step } else { radius * RING_GROWTH };
        }
        unreachable!("some ring lies beyond all boxes")
    }
}

/// The whole part of a number that is not negative.
#[expect(clippy::cast_sign_loss, reason = "numbers of cells and places inside the lattice")]
fn whole(number: f64) -> usize {
    number as usize
}

/// Boxes by the cells of a lattice over all of them.
struct Grid {
    n_columns: usize,
    /// First entry of each cell in `entries`.
    offsets: Vec<u32>,
    entries: Vec<u32>,
    /// For each box its first column and row.
    firsts: Vec<(u32, u32)>,
}

impl Grid {
    fn of(boxes: &[Rect]) -> Self {
        let n = boxes.len().max(1) as f64;
        let all = Rect::enclosing(boxes.iter().copied()).unwrap_or_default();
        let side_max = 2.0 * n.sqrt();
        let side = |extent: f64, mean: f64| {
            // At most this many cells on a side, and none smaller than a usual box.
            let cells = (extent / mean.max(f64::MIN_POSITIVE)).min(side_max).max(1.0).floor();
            (whole(cells), cells / extent.max(f64::MIN_POSITIVE))
        };
        let mean = |of: fn(&Rect) -> f64| boxes.iter().map(of).sum::<f64>() / n;
        let (n_columns, per_x) = side(all.width, mean(|b| b.width));
        let (n_rows, per_y) = side(all.height, mean(|b| b.height));
        let at = |from: f64, per: f64, n: usize| whole(from * per).min(n - 1);
        let covered = |own: &Rect| {
            let columns =
                at(own.x - all.x, per_x, n_columns)..=at(own.right() - all.x, per_x, n_columns);
            let rows = at(own.y - all.y, per_y, n_rows)..=at(own.bottom() - all.y, per_y, n_rows);
            (columns, rows)
        };
        let cells = |own: &Rect| {
            let (columns, rows) = covered(own);
            rows.flat_map(move |row| columns.clone().map(move |column| row * n_columns + column))
        };
        let mut offsets = vec![0_u32; n_columns * n_rows + 1];
        for cell in boxes.iter().flat_map(cells) {
            offsets[cell + 1] += 1;
        }
        for cell in 1..offsets.len() {
            offsets[cell] += offsets[cell - 1];
        }
        let mut next = offsets.clone();
        let mut entries = vec![0; offsets[offsets.len() - 1] as usize];
        for (index, own) in (0..).zip(boxes) {
            for cell in cells(own) {
                entries[next[cell] as usize] = index;
                next[cell] += 1;
            }
        }
        let first = |own: &Rect| {
            let (columns, rows) = covered(own);
            (*columns.start() as u32, *rows.start() as u32)
        };
        Self { n_columns, offsets, entries, firsts: boxes.iter().map(first).collect() }
    }

    /// Calls with every pair of boxes that share a cell, once, the smaller index first. Returns how often
    /// two boxes were found in a cell.
    fn each_pair(&self, mut call: impl FnMut(usize, usize)) -> usize {
        let mut n_found = 0;
        for cell in 0..self.offsets.len() - 1 {
            let here = &self.entries[self.offsets[cell] as usize..self.offsets[cell + 1] as usize];
            let place = ((cell % self.n_columns) as u32, (cell / self.n_columns) as u32);
            n_found += here.len() * here.len().saturating_sub(1) / 2;
            for (at, &a) in here.iter().enumerate() {
                for &b in &here[at + 1..] {
                    let (a, b) = (a as usize, b as usize);
                    let (first_a, first_b) = (self.firsts[a], self.firsts[b]);
                    // Two boxes may share several cells; the first of these is theirs.
                    if place == (first_a.0.max(first_b.0), first_a.1.max(first_b.1)) {
                        call(a, b);
                    }
                }
            }
        }
        n_found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pairs_by_definition(boxes: &[Rect]) -> Vec<(usize, usize)> {
        let n = boxes.len();
        let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
        pairs.filter(|&(a, b)| boxes[a].overlaps(boxes[b])).collect()
    }

    fn separated(centres: &[Point], sizes: &[Size]) -> Vec<Point> {
        let mut centres = centres.to_vec();
        separate(&mut centres, sizes, &vec![false; sizes.len()], 4.0);
        assert_eq!(overlap_count(&centres, sizes, 4.0), 0);
        centres
    }

    #[test]
    fn boxes_that_are_apart_stay() {
        let sizes = vec![Size::new(10.0, 10.0); 3];
        let centres = [Point::new(0.0, 0.0), Point::new(14.1, 0.0), Point::new(3.0, -14.1)];
        assert_eq!(separated(&centres, &sizes), centres);
    }

    #[test]
    fn boxes_leave_by_the_shorter_way() {
        let sizes = [Size::new(100.0, 16.0), Size::new(100.0, 16.0)];
        let centres = separated(&[Point::new(0.0, 0.0), Point::new(30.0, 5.0)], &sizes);
        assert!((centres[1].x - centres[0].x - 30.0).abs() < 1e-9);
        assert!(centres[1].y > centres[0].y);
    }

    #[test]
    fn three_thousand_boxes_in_one_place_end_close_together() {
        let centres = separated(&vec![Point::default(); 3000], &vec![Size::new(10.0, 10.0); 3000]);
        let farthest = centres.iter().map(|c| c.x.abs().max(c.y.abs())).fold(0.0, f64::max);
        // A full square of them reaches 383 from its middle: at most five times its area.
        assert!(farthest < 850.0, "{farthest}");
    }

    #[test]
    fn a_wall_that_is_fixed_is_gone_round() {
        let mut centres = vec![Point::default(); 60];
        let mut sizes = vec![Size::new(10.0, 10.0); 60];
        sizes[7] = Size::new(1000.0, 300.0);
        let fixed: Vec<bool> = (0..60).map(|at| at == 7).collect();
        separate(&mut centres, &sizes, &fixed, 4.0);
        assert_eq!(centres[7], Point::default());
        assert_eq!(overlap_count(&centres, &sizes, 4.0), 0);
    }

    proptest! {
        #[test]
        fn the_lattice_finds_the_pairs_of_the_definition(
            rows in prop::collection::vec(
                (-50.0..50.0_f64, -500.0..500.0_f64, 0.0..60.0_f64, 0.0..30.0_f64), 0..40,
            ),
        ) {
            let boxes: Vec<Rect> =
                rows.into_iter().map(|(x, y, w, h)| Rect::new(x, y, w, h)).collect();
            let mut found = Vec::new();
            Grid::of(&boxes).each_pair(|a, b| {
                if boxes[a].overlaps(boxes[b]) {
                    found.push((a, b));
                }
            });
            found.sort_unstable();
            prop_assert_eq!(found, pairs_by_definition(&boxes));
        }

        #[test]
        fn nothing_overlaps_after_settling_alone(
            rows in prop::collection::vec(
                (-30.0..30.0_f64, -30.0..30.0_f64, 1.0..60.0_f64, 1.0..30.0_f64), 0..40,
            ),
        ) {
            let mut centres: Vec<Point> = rows.iter().map(|r| Point::new(r.0, r.1)).collect();
            let sizes: Vec<Size> = rows.iter().map(|r| Size::new(r.2, r.3)).collect();
            settle(&mut centres, &sizes, &vec![false; rows.len()]);
            // Centres are rounded once more than the boxes that were found free.
            let boxes: Vec<Rect> =
                boxes(&centres, &sizes).into_iter().map(|own| own.grown(-SLACK)).collect();
            prop_assert_eq!(pairs_by_definition(&boxes), []);
        }
    }
}
