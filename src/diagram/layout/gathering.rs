//! Moves communities that stand apart toward the middle until they come near to others, so that no page is
//! left white for one of them. Changes nothing within a community.

use crate::diagram::geometry::{Point, Rect};
use std::collections::BTreeMap;

const ROUNDS: usize = 4;

/// Slides each group that has a place of its own, level and upright, toward the middle of all boxes.
///
/// A group whose frame holds boxes of others stays where it is, and none slides nearer to a box than `room`, so
/// boxes that do not overlap will not. Time O(g n) for g groups.
pub(super) fn gather(boxes: &mut [Rect], groups: &[usize], room: f64) {
    assert_eq!(boxes.len(), groups.len(), "every box has a group");
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (ix, &group) in groups.iter().enumerate() {
        members.entry(group).or_default().push(ix);
    }
    for _ in 0..ROUNDS {
        let middle = middle(boxes);
        let page = Rect::enclosing(boxes.iter().copied()).unwrap_or_default();
        let mut order: Vec<(f64, usize)> = members
            .iter()
            .map(|(&group, members)| (frame(boxes, members).centre().distance(middle), group))
            .collect();
        // The nearest first: the others then come up to it.
        order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, group) in order {
            for axis in [Axis::Level, Axis::Upright] {
                slide(boxes, groups, group, &members[&group], axis, (middle, page), room);
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Axis {
    Level,
    Upright,
}

impl Axis {
    /// Start and end of a box along the axis, and across it.
    fn extents(self, frame: Rect) -> ((f64, f64), (f64, f64)) {
        let (level, upright) = ((frame.x, frame.right()), (frame.y, frame.bottom()));
        if self == Self::Level { (level, upright) } else { (upright, level) }
    }
}

fn slide(
    boxes: &mut [Rect],
    groups: &[usize],
    group: usize,
    members: &[usize],
    axis: Axis,
    (middle, page): (Point, Rect),
    room: f64,
) {
    let frame = frame(boxes, members);
    let mut others = boxes.iter().zip(groups).filter(|(_, other)| **other != group);
    if others.clone().any(|(other, _)| other.overlaps(frame)) {
        return;
    }
    let ((start, end), (near, far)) = axis.extents(frame.grown(room));
    let target = if axis == Axis::Level { middle.x } else { middle.y };
    let wish = target - f64::midpoint(start, end);
    // The page does not grow on the other side.
    let (page_start, page_end) = axis.extents(page).0;
    let to_edge = if wish > 0.0 { page_end - (end - room) } else { start + room - page_start };
    let travel = others.try_fold(wish.abs().min(to_edge), |travel, (&other, _)| {
        let ((other_start, other_end), (other_near, other_far)) = axis.extents(other);
        if other_near >= far || other_far <= near {
            return Some(travel);
        }
        let gap = if wish > 0.0 { other_start - end } else { start - other_end };
        // Behind the group, or already nearer than the room.
        if gap < 0.0 {
            let ahead = if wish > 0.0 { other_start > start } else { other_end < end };
            return if ahead { None } else { Some(travel) };
        }
        Some(travel.min(gap))
    });
    let Some(travel) = travel.filter(|travel| *travel > 0.0) else { return };
    let by = travel.copysign(wish);
    for &ix in members {
        boxes[ix] =
            if axis == Axis::Level { boxes[ix].moved(by, 0.0) } else { boxes[ix].moved(0.0, by) };
    }
}

fn frame(boxes: &[Rect], members: &[usize]) -> Rect {
    Rect::enclosing(members.iter().map(|&ix| boxes[ix])).expect("a group has members")
}

fn middle(boxes: &[Rect]) -> Point {
    let n = boxes.len().max(1) as f64;
    let sum = |of: fn(Point) -> f64| boxes.iter().map(|frame| of(frame.centre())).sum::<f64>();
    Point::new(sum(|p| p.x) / n, sum(|p| p.y) / n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn square(x: f64, y: f64) -> Rect {
        Rect::new(x, y, 10.0, 10.0)
    }

    #[test]
    fn a_group_far_away_comes_up_to_the_others() {
        let mut boxes = vec![square(0.0, 0.0), square(20.0, 0.0), square(500.0, 0.0)];
        gather(&mut boxes, &[0, 0, 1], 5.0);
        assert!((boxes[2].x - boxes[1].right() - 5.0).abs() < 1e-9, "{boxes:?}");
        gather(&mut [], &[], 5.0);
    }

    #[test]
    fn a_group_among_others_stays() {
        let before =
            vec![square(0.0, 0.0), square(100.0, 0.0), square(50.0, 0.0), square(600.0, 0.0)];
        let mut boxes = before.clone();
        gather(&mut boxes, &[0, 0, 1, 2], 5.0);
        assert_eq!(boxes[0], before[0]);
        assert_eq!(boxes[1], before[1]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_that_was_apart_overlaps_and_the_page_does_not_grow(
            places in proptest::collection::vec((0..20_u8, 0..20_u8, 0..4_usize), 0..30),
        ) {
            let mut places = places;
            places.sort_unstable();
            places.dedup_by_key(|place| (place.0, place.1));
            let mut boxes: Vec<Rect> =
                places.iter().map(|&(x, y, _)| square(f64::from(x) * 12.0, f64::from(y) * 12.0)).collect();
            let groups: Vec<usize> = places.iter().map(|place| place.2).collect();
            let before = Rect::enclosing(boxes.iter().copied()).unwrap_or_default();
            gather(&mut boxes, &groups, 5.0);
            for (a, first) in boxes.iter().enumerate() {
                for second in &boxes[..a] {
                    prop_assert!(!first.grown(-0.001).overlaps(second.grown(-0.001)));
                }
            }
            let after = Rect::enclosing(boxes.iter().copied()).unwrap_or_default();
            prop_assert!(after.width <= before.width + 1e-6 && after.height <= before.height + 1e-6);
        }
    }
}
