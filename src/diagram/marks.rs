//! The marks of kinds and the ends of lines as outlines, so that no picture depends on the glyphs of a font.

use super::geometry::{Point, Rect, Route};
use super::scene::Arrow;

/// A closed outline.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Outline {
    /// A circle by its middle and radius.
    Circle(Point, f64),
    /// Corners in order.
    Polygon(Vec<Point>),
}

/// Filled, or its border only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fill {
    Solid,
    Hollow,
}

/// Corners of a five-pointed star in a box of side 1, its tip first.
const STAR: [(f64, f64); 10] = [
    (0.5, 0.0),
    (0.6236, 0.3549),
    (1.0, 0.3633),
    (0.7, 0.5906),
    (0.809, 0.951),
    (0.5, 0.736),
    (0.191, 0.951),
    (0.3, 0.5906),
    (0.0, 0.3633),
    (0.3764, 0.3549),
];
/// Corners of a hexagon that stands on a point.
const HEXAGON: [(f64, f64); 6] =
    [(0.5, 0.0), (0.933, 0.25), (0.933, 0.75), (0.5, 1.0), (0.067, 0.75), (0.067, 0.25)];
const SQUARE: [(f64, f64); 4] = [(0.06, 0.06), (0.94, 0.06), (0.94, 0.94), (0.06, 0.94)];
const TRIANGLE: [(f64, f64); 3] = [(0.5, 0.05), (1.0, 0.93), (0.0, 0.93)];
const DIAMOND: [(f64, f64); 4] = [(0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5)];
const BAR: [(f64, f64); 4] = [(0.0, 0.3), (1.0, 0.3), (1.0, 0.72), (0.0, 0.72)];

/// The mark of a kind inside a box, as outlines to fill or to trace; nothing for a glyph that is not of ours.
pub(super) fn glyph(glyph: char, frame: Rect) -> Option<Vec<(Outline, Fill)>> {
    let polygon = |corners: &[(f64, f64)]| {
        let place = |&(x, y): &(f64, f64)| {
            Point::new(frame.x + x * frame.width, frame.y + y * frame.height)
        };
        Outline::Polygon(corners.iter().map(place).collect())
    };
    let radius = frame.width.min(frame.height) / 2.0;
    let circle = |share: f64| Outline::Circle(frame.centre(), radius * share);
    let inner = |share: f64| {
        let Rect { width, height, .. } = frame;
        let (width, height) = (width * share, height * share);
        let (x, y) = (frame.centre().x - width / 2.0, frame.centre().y - height / 2.0);
        let corner = |dx, dy| Point::new(x + dx * width, y + dy * height);
        Outline::Polygon(vec![
            corner(0.0, 0.0),
            corner(1.0, 0.0),
            corner(1.0, 1.0),
            corner(0.0, 1.0),
        ])
    };
    Some(match glyph {
        '●' => vec![(circle(1.0), Fill::Solid)],
        '○' => vec![(circle(0.9), Fill::Hollow)],
        '◉' => vec![(circle(0.92), Fill::Hollow), (circle(0.5), Fill::Solid)],
        '■' => vec![(polygon(&SQUARE), Fill::Solid)],
        '□' => vec![(polygon(&SQUARE), Fill::Hollow)],
        '▣' => vec![(polygon(&SQUARE), Fill::Hollow), (inner(0.42), Fill::Solid)],
        '▲' => vec![(polygon(&TRIANGLE), Fill::Solid)],
        '◆' => vec![(polygon(&DIAMOND), Fill::Solid)],
        '◇' => vec![(polygon(&DIAMOND), Fill::Hollow)],
        '★' => vec![(polygon(&STAR), Fill::Solid)],
        '☆' => vec![(polygon(&STAR), Fill::Hollow)],
        '▬' => vec![(polygon(&BAR), Fill::Solid)],
        '⬢' => vec![(polygon(&HEXAGON), Fill::Solid)],
        '⬡' => vec![(polygon(&HEXAGON), Fill::Hollow)],
        _ => return None,
    })
}

/// The share of its box that a mark covers, by its outer outline; that of a circle for a glyph that is not of ours.
pub(super) fn coverage(mark: char) -> f64 {
    use std::f64::consts::FRAC_PI_4 as CIRCLE;
    let outlines = glyph(mark, Rect::new(0.0, 0.0, 1.0, 1.0));
    match outlines.as_ref().and_then(|outlines| outlines.first()) {
        Some((Outline::Circle(_, radius), _)) => CIRCLE * (2.0 * radius).powi(2),
        Some((Outline::Polygon(points), _)) => {
            let next = points.iter().skip(1).chain(points.first());
            points.iter().zip(next).map(|(a, b)| a.x * b.y - b.x * a.y).sum::<f64>().abs() / 2.0
        }
        None => CIRCLE,
    }
}

/// The mark at the end of a line, and the line as far as the mark.
pub(super) fn arrow(route: &Route, arrow: Arrow, width: f64) -> (Route, Option<(Outline, Fill)>) {
    let length = 7.0 + 1.4 * width;
    let tip = route.end();
    let from = route.curves.last().map_or(route.start, |curve| curve[1]);
    let distance = from.distance(tip);
    if arrow == Arrow::None || distance == 0.0 {
        return (route.clone(), None);
    }
    let (dx, dy) = ((tip.x - from.x) / distance, (tip.y - from.y) / distance);
    let along = |back: f64, aside: f64| {
        Point::new(tip.x - dx * back - dy * aside, tip.y - dy * back + dx * aside)
    };
    let radius = 3.0 + 0.5 * width;
    let half = length * 0.42;
    let fill = match arrow {
        Arrow::Filled | Arrow::Dot | Arrow::Diamond => Fill::Solid,
        _ => Fill::Hollow,
    };
    let (outline, covered) = match arrow {
        Arrow::Dot | Arrow::Ring => (Outline::Circle(along(radius, 0.0), radius), 2.0 * radius),
        Arrow::Diamond | Arrow::OpenDiamond => {
            let corners = [
                along(0.0, 0.0),
                along(length * 0.6, half * 0.85),
                along(length * 1.2, 0.0),
                along(length * 0.6, -half * 0.85),
            ];
            (Outline::Polygon(corners.to_vec()), length * 1.2)
        }
        _ => {
            let corners = [along(0.0, 0.0), along(length, half), along(length, -half)];
            (Outline::Polygon(corners.to_vec()), length)
        }
    };
    let mut line = route.clone();
    if let Some(curve) = line.curves.last_mut() {
        let covered = covered.min(distance);
        curve[1] = curve[1].moved(-dx * covered * 0.5, -dy * covered * 0.5);
        curve[2] = along(covered, 0.0);
    }
    (line, Some((outline, fill)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Vocabulary;

    #[test]
    fn every_kind_of_ours_has_a_mark_within_its_box() {
        let frame = Rect::new(10.0, 20.0, 9.0, 9.0);
        for (_, kind) in Vocabulary::core().node_kinds() {
            let outlines = glyph(kind.glyph, frame);
            for (outline, _) in outlines.unwrap_or_else(|| panic!("{} has no mark", kind.name)) {
                let points = match outline {
                    Outline::Circle(middle, radius) => {
                        vec![middle.moved(-radius, -radius), middle.moved(radius, radius)]
                    }
                    Outline::Polygon(points) => points,
                };
                for point in points {
                    assert!(frame.grown(0.001).meets(point, point.moved(0.0001, 0.0)), "{point:?}");
                }
            }
        }
    }

    #[test]
    fn a_mark_covers_its_share_of_the_box() {
        for (mark, share) in [('●', 0.785), ('■', 0.774), ('▲', 0.44), ('◆', 0.5), ('▬', 0.42)]
        {
            assert!((coverage(mark) - share).abs() < 0.001, "{mark}: {}", coverage(mark));
        }
    }

    #[test]
    fn an_arrow_touches_the_end_and_the_line_stops_short_of_it() {
        let route = Route::straight(Point::new(0.0, 5.0), Point::new(100.0, 5.0));
        for kind in [Arrow::Filled, Arrow::Open, Arrow::Dot, Arrow::Ring, Arrow::Diamond] {
            let (line, mark) = arrow(&route, kind, 1.4);
            assert!(line.end().x < 95.0 && (line.end().y - 5.0).abs() < 1e-9);
            assert!(mark.is_some());
        }
        assert_eq!(arrow(&route, Arrow::None, 1.4), (route, None));
    }
}
