//! Places for the words of lines that turn round: beside the line, near its turn, where nothing else is.

use crate::diagram::drawing::{Anchor, LineMark, Text};
use crate::diagram::geometry::{Point, Rect};
use crate::diagram::grid::Grid;

/// Free space between words and their line.
const LIFT: f64 = 4.0;
/// How much farther from the line the next place is that is tried, and the farthest.
const STEP: f64 = 6.0;
const STEPS_MAX: u32 = 20;
/// Words nearer to their line than this need no other place.
const NEAR: f64 = 24.0;
/// What a point away from the turn counts, in points away from the line.
const SHARE_ALONG: f64 = 0.25;
/// What the inner side of the turn counts.
const INNER: f64 = 3.0;
/// Least distance along a line between two places that are tried.
const ALONG_MIN: f64 = 4.0;
/// Rounds: what moved away makes room for others.
const ROUNDS: usize = 2;

/// Moves the words of the `turning` lines next to them. What finds no free place stays where it is.
///
/// # Complexity
/// Time O(t c (n + w)) for t turning lines, c places that are tried for each, n nodes and w words.
pub(super) fn letter_beside(lines: &mut [LineMark], turning: &[usize], nodes: &[Rect]) {
    let pieces = Pieces::of(lines);
    let mut words: Vec<Option<Rect>> =
        lines.iter().map(|line| Rect::enclosing(line.texts.iter().map(Text::bounds))).collect();
    let mut is_near = vec![false; lines.len()];
    for _ in 0..ROUNDS {
        for &ix in turning {
            let Some(own) = words[ix].filter(|_| !is_near[ix]) else { continue };
            let is_free = |place: &Place| {
                let frame = place.frame;
                !nodes.iter().any(|node| node.overlaps(frame))
                    && !pieces.meet(frame)
                    && !words.iter().enumerate().any(|(other, words)| {
                        other != ix && words.is_some_and(|words| words.overlaps(frame))
                    })
            };
            let Some(place) = places(&lines[ix], own).into_iter().find(is_free) else { continue };
            for text in &mut lines[ix].texts {
                *text = place.take(text, own);
            }
            words[ix] = Some(place.frame);
            is_near[ix] = place.distance <= NEAR;
        }
    }
}

/// A place for words.
struct Place {
    frame: Rect,
    anchor: Anchor,
    /// From the line, about.
    distance: f64,
    /// The least is the best.
    cost: f64,
}

impl Place {
    fn take(&self, text: &Text, from: Rect) -> Text {
        let x = if self.anchor == Anchor::End { self.frame.right() } else { self.frame.x };
        let at = Point::new(x, text.at.y + self.frame.y - from.y);
        Text { at, anchor: self.anchor, ..text.clone() }
    }
}

/// Places for the words of a line, the best first.
fn places(line: &LineMark, own: Rect) -> Vec<Place> {
    let opens_left = line.texts.first().is_some_and(|text| text.anchor != Anchor::End);
    let outer = if opens_left { Anchor::Start } else { Anchor::End };
    let inner = if opens_left { Anchor::End } else { Anchor::Start };
    let points = line.route.points();
    let outward = |point: &Point| if opens_left { point.x } else { -point.x };
    let turn = points.iter().copied().max_by(|a, b| outward(a).total_cmp(&outward(b)));
    let turn = turn.unwrap_or_default();
    let mut rows: Vec<f64> = points.iter().map(|point| point.y).collect();
    rows.push(turn.y);
    rows.sort_by(|a, b| (a - turn.y).abs().total_cmp(&(b - turn.y).abs()));
    let mut tried: Vec<f64> = Vec::new();
    let mut places = Vec::new();
    for y in rows {
        if tried.iter().any(|other| (other - y).abs() < ALONG_MIN) {
            continue;
        }
        tried.push(y);
        let (top, bottom) = (y - own.height / 2.0, y + own.height / 2.0);
        let beside = points
            .windows(2)
            .filter(|piece| {
                piece[0].y.min(piece[1].y) <= bottom && top <= piece[0].y.max(piece[1].y)
            })
            .flatten();
        let (least, most) = beside.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), p| {
            (least.min(p.x), most.max(p.x))
        });
        for step in 0..=STEPS_MAX {
            let distance = LIFT + f64::from(step) * STEP;
            for (anchor, extra) in [(outer, 0.0), (inner, INNER)] {
                let x = match anchor {
                    Anchor::End => least - distance - own.width,
                    _ => most + distance,
                };
                places.push(Place {
                    frame: Rect::new(x, top, own.width, own.height),
                    anchor,
                    distance,
                    cost: distance + extra + SHARE_ALONG * (y - turn.y).abs(),
                });
            }
        }
    }
    places.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    places
}

/// All lines as straight pieces.
struct Pieces {
    ends: Vec<(Point, Point)>,
    grid: Grid,
}

impl Pieces {
    fn of(lines: &[LineMark]) -> Self {
        let pieces = |line: &LineMark| {
            let points = line.route.points();
            points.windows(2).map(|piece| (piece[0], piece[1])).collect::<Vec<_>>()
        };
        let ends: Vec<(Point, Point)> = lines.iter().flat_map(pieces).collect();
        let boxes: Vec<Rect> = ends.iter().map(|&(a, b)| Rect::spanning(a, b)).collect();
        Self { grid: Grid::of(&boxes), ends }
    }

    /// Does any line run through a box?
    fn meet(&self, frame: Rect) -> bool {
        self.grid.near(frame).any(|ix| frame.meets(self.ends[ix].0, self.ends[ix].1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::geometry::Route;
    use crate::diagram::{Arrow, Confidence, Ink, Weight};

    /// A line that turns round at the right of two cards, its words far away.
    fn turning(reach: f64) -> LineMark {
        let p = Point::new;
        let curves = vec![
            [p(reach / 2.0, 0.0), p(reach, 20.0), p(reach, 50.0)],
            [p(reach, 80.0), p(reach / 2.0, 100.0), p(0.0, 100.0)],
        ];
        LineMark {
            id: String::new(),
            description: String::new(),
            ends: (0, 1),
            route: Route { start: p(0.0, 0.0), curves },
            ink: Ink::Path,
            width: 1.0,
            style: Confidence::Solid,
            arrow: Arrow::None,
            texts: vec![Text {
                at: p(300.0, 50.0),
                anchor: Anchor::Start,
                words: "12".to_owned(),
                size: 11.0,
                weight: Weight::Regular,
                ink: Ink::Text,
                halo: false,
            }],
        }
    }

    #[test]
    fn words_stand_at_the_turn() {
        let mut lines = [turning(40.0)];
        letter_beside(&mut lines, &[0], &[]);
        let frame = lines[0].texts[0].bounds();
        assert!((frame.x - 44.0).abs() < 1.0, "{frame:?}");
        assert!((frame.centre().y - 50.0).abs() < 1.0, "{frame:?}");
    }

    #[test]
    fn words_find_another_place_along_their_line_where_the_turn_is_taken() {
        let mut lines = [turning(40.0), turning(48.0)];
        lines[1].texts.clear();
        let wall = Rect::new(50.0, 30.0, 400.0, 40.0);
        letter_beside(&mut lines, &[0], &[wall]);
        let frame = lines[0].texts[0].bounds();
        assert!(!frame.overlaps(wall));
        assert!(frame.x < 80.0, "{frame:?}");
        assert!(!Pieces::of(&lines).meet(frame), "{frame:?}");
    }

    #[test]
    fn words_without_a_free_place_stay() {
        let mut lines = [turning(40.0)];
        letter_beside(&mut lines, &[0], &[Rect::new(-500.0, -500.0, 1_000.0, 1_000.0)]);
        assert_eq!(lines[0].texts, turning(40.0).texts);
    }
}
