//! Packing: where the separate parts of a picture go on the page. Moves boxes, never what is in them.

use crate::diagram::{Point, Size};

/// Widths of a page that are tried, as shares of that of a full page of the wished shape.
const WIDTHS: std::ops::RangeInclusive<u32> = 12..=48;
const WIDTHS_PER_ONE: f64 = 20.0;

/// Places boxes on a page of about the wished width to height: the largest at the upper left, the others
/// in rows beside it as long as there is room, then below, `last` boxes in rows of their own after them. Returns the upper left
/// corners, those of `first` before those of `last`. Boxes touch; they include the space between them.
///
/// # Complexity
/// Time O(w n + n log n) for a few dozen widths w, space O(n).
/// # Determinism
/// Boxes are taken by falling height, then width, then index; of equal pages the narrowest wins.
pub(super) fn pack(first: &[Size], last: &[Size], aspect: f64) -> Vec<Point> {
    let area: f64 = first.iter().chain(last).map(|s| s.width * s.height).sum();
    let widest = first.iter().chain(last).map(|s| s.width).fold(0.0, f64::max);
    let order = Order::of(first, last);
    let mut best: Option<(f64, Page)> = None;
    for share in WIDTHS {
        let wished = (area * aspect).sqrt() * f64::from(share) / WIDTHS_PER_ONE;
        let page = Page::of_width(wished.max(widest), first, last, &order);
        let scale = (page.extent.width / aspect).max(page.extent.height);
        if best.as_ref().is_none_or(|(least, _)| scale < *least) {
            best = Some((scale, page));
        }
    }
    best.map_or_else(Vec::new, |(_, page)| page.corners)
}

/// In which order boxes are taken.
struct Order {
    largest: Option<usize>,
    others: Vec<usize>,
    last: Vec<usize>,
}

impl Order {
    fn of(first: &[Size], last: &[Size]) -> Self {
        let by_height = |boxes: &[Size]| {
            let mut order: Vec<usize> = (0..boxes.len()).collect();
            let key = |at: usize| (-boxes[at].height, -boxes[at].width);
            order.sort_by(|&a, &b| {
                let (a, b) = (key(a), key(b));
                a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
            });
            order
        };
        let mut others = by_height(first);
        let area = |at: usize| first[at].width * first[at].height;
        let largest = (0..first.len()).rev().max_by(|&a, &b| area(a).total_cmp(&area(b)));
        others.retain(|&at| Some(at) != largest);
        Self { largest, others, last: by_height(last) }
    }
}

/// Corners of all boxes and what they cover.
struct Page {
    corners: Vec<Point>,
    extent: Size,
}

/// Rows from left to right, filled from above.
struct Rows {
    left: f64,
    right: f64,
    bottom: f64,
    next: Point,
    row_height: f64,
}

impl Rows {
    fn new(left: f64, right: f64, top: f64, bottom: f64) -> Self {
        Self { left, right, bottom, next: Point::new(left, top), row_height: 0.0 }
    }

    /// The corner of the next box; none if it has no room.
    fn take(&mut self, size: Size) -> Option<Point> {
        if self.next.x > self.left && self.next.x + size.width > self.right {
            self.end_row();
        }
        if self.next.x + size.width > self.right || self.next.y + size.height > self.bottom {
            return None;
        }
        let corner = self.next;
        self.next.x += size.width;
        self.row_height = self.row_height.max(size.height);
        Some(corner)
    }

    fn end_row(&mut self) {
        self.next = Point::new(self.left, self.next.y + self.row_height);
        self.row_height = 0.0;
    }
}

impl Page {
    fn of_width(width: f64, first: &[Size], last: &[Size], order: &Order) -> Self {
        // Sums of widths may round up past the width they were added to.
        let right = width * (1.0 + 1e-9);
        let mut corners = vec![Point::default(); first.len() + last.len()];
        let main = order.largest.map_or_else(Size::default, |at| first[at]);
        let mut beside = Rows::new(main.width, right, 0.0, main.height * (1.0 + 1e-9));
        let mut below = Rows::new(0.0, right, main.height, f64::INFINITY);
        let mut is_full_beside = false;
        let mut take = |size: Size, is_first_of_last: bool| {
            if is_first_of_last {
                beside.end_row();
                below.end_row();
            }
            let corner = if is_full_beside { None } else { beside.take(size) };
            is_full_beside = corner.is_none();
            corner
                .or_else(|| below.take(size))
                .expect("a page is as wide as its widest box and has no end")
        };
        for &at in &order.others {
            corners[at] = take(first[at], false);
        }
        for (rank, &at) in order.last.iter().enumerate() {
            corners[first.len() + at] = take(last[at], rank == 0);
        }
        let mut extent = main;
        for (corner, size) in corners.iter().zip(first.iter().chain(last)) {
            extent.width = extent.width.max(corner.x + size.width);
            extent.height = extent.height.max(corner.y + size.height);
        }
        Self { corners, extent }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::Rect;
    use proptest::prelude::*;

    fn boxes(first: &[Size], last: &[Size], aspect: f64) -> Vec<Rect> {
        let corners = pack(first, last, aspect);
        let sizes = first.iter().chain(last);
        corners.iter().zip(sizes).map(|(c, s)| Rect::new(c.x, c.y, s.width, s.height)).collect()
    }

    #[test]
    fn nothing_is_packed_into_nothing() {
        assert_eq!(pack(&[], &[], 1.5), []);
    }

    #[test]
    fn equal_boxes_fill_a_page_of_the_wished_shape() {
        for aspect in [0.5, 1.0, 3.0] {
            let all = Rect::enclosing(boxes(&[], &[Size::new(7.0, 7.0); 600], aspect));
            let all = all.expect("there are boxes");
            let ratio = all.width / all.height / aspect;
            assert!((0.8..1.25).contains(&ratio), "{all:?} for {aspect}");
        }
    }

    #[test]
    fn the_largest_comes_first_and_the_last_come_last() {
        let first = [Size::new(20.0, 20.0), Size::new(100.0, 100.0), Size::new(20.0, 10.0)];
        let placed = boxes(&first, &[Size::new(5.0, 5.0); 2], 1.3);
        assert_eq!((placed[1].x, placed[1].y), (0.0, 0.0));
        assert_eq!((placed[0].x, placed[0].y), (100.0, 0.0));
        assert!(placed[3].y > placed[2].y && placed[4].y > placed[2].y, "{placed:?}");
    }

    proptest! {
        #[test]
        fn no_two_boxes_share_a_place(
            first in prop::collection::vec((1.0..50.0_f64, 1.0..50.0_f64), 0..12),
            last in prop::collection::vec((1.0..9.0_f64, 1.0..9.0_f64), 0..12),
            aspect in 0.2..5.0_f64,
        ) {
            let sizes = |rows: Vec<(f64, f64)>| -> Vec<Size> {
                rows.into_iter().map(|(w, h)| Size::new(w, h)).collect()
            };
            let placed = boxes(&sizes(first), &sizes(last), aspect);
            for (at, a) in placed.iter().enumerate() {
                // Sums of sides are rounded.
                prop_assert!(placed[..at].iter().all(|b| !a.grown(-1e-9).overlaps(*b)));
            }
        }
    }
}
