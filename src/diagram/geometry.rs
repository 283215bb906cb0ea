//! Points, boxes and curves on a page: x to the right, y down, in points. No colours, no words.

/// A place on the page.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A box with its corner at the upper left.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A line on the page: a start and cubic Bézier curves, each with two controls and an end.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Route {
    /// Where it starts.
    pub start: Point,
    /// What follows.
    pub curves: Vec<[Point; 3]>,
}

/// Straight pieces that stand for one curve where lines are measured.
const PIECES_PER_CURVE: u32 = 16;

impl Point {
    /// A place.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Moved.
    #[must_use]
    pub fn moved(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy }
    }

    /// The distance to another place.
    pub fn distance(self, other: Self) -> f64 {
        // Not `hypot`: its last digit differs between systems.
        ((self.x - other.x).powi(2) + (self.y - other.y).powi(2)).sqrt()
    }

    /// The place at the share `t` of the way to another.
    #[must_use]
    pub fn toward(self, other: Self, t: f64) -> Self {
        Self { x: self.x + (other.x - self.x) * t, y: self.y + (other.y - self.y) * t }
    }
}

impl Size {
    /// A size.
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }
}

impl Rect {
    /// A box by its upper left corner.
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// A box around a place.
    pub fn around(centre: Point, size: Size) -> Self {
        Self::new(
            centre.x - size.width / 2.0,
            centre.y - size.height / 2.0,
            size.width,
            size.height,
        )
    }

    /// The box that has two places as opposite corners.
    pub fn spanning(a: Point, b: Point) -> Self {
        let (x, y) = (a.x.min(b.x), a.y.min(b.y));
        Self::new(x, y, a.x.max(b.x) - x, a.y.max(b.y) - y)
    }

    /// The smallest box around several; none around nothing.
    pub fn enclosing(boxes: impl IntoIterator<Item = Self>) -> Option<Self> {
        boxes.into_iter().reduce(|a, b| {
            let (x, y) = (a.x.min(b.x), a.y.min(b.y));
            Self::new(x, y, a.right().max(b.right()) - x, a.bottom().max(b.bottom()) - y)
        })
    }

    /// Right edge.
    pub fn right(self) -> f64 {
        self.x + self.width
    }

    /// Lower edge.
    pub fn bottom(self) -> f64 {
        self.y + self.height
    }

    /// Middle.
    pub fn centre(self) -> Point {
        Point::new(self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    /// Moved.
    #[must_use]
    pub fn moved(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// Wider on every side by `by`, or narrower where that is negative, down to its middle.
    #[must_use]
    pub fn grown(self, by: f64) -> Self {
        let (dx, dy) = (by.max(-self.width / 2.0), by.max(-self.height / 2.0));
        Self::new(self.x - dx, self.y - dy, self.width + 2.0 * dx, self.height + 2.0 * dy)
    }

    /// Do the insides of two boxes share a place?
    pub fn overlaps(self, other: Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }

    /// Does the inside of the box share a place with the straight line from `a` to `b`?
    ///
    /// Liang and Barsky's clipping (1984).
    pub fn meets(self, a: Point, b: Point) -> bool {
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
        for (step, room) in [
            (-dx, a.x - self.x),
            (dx, self.right() - a.x),
            (-dy, a.y - self.y),
            (dy, self.bottom() - a.y),
        ] {
            if step == 0.0 {
                if room <= 0.0 {
                    return false;
                }
            } else if step < 0.0 {
                enters = enters.max(room / step);
            } else {
                leaves = leaves.min(room / step);
            }
        }
        enters < leaves
    }
}

impl Route {
    /// A straight line.
    pub fn straight(from: Point, to: Point) -> Self {
        let third = |t| from.toward(to, t);
        Self { start: from, curves: vec![[third(1.0 / 3.0), third(2.0 / 3.0), to]] }
    }

    /// Straight pieces with rounded corners between them.
    pub fn rounded(points: &[Point], radius: f64) -> Self {
        let mut route =
            Self { start: points.first().copied().unwrap_or_default(), curves: Vec::new() };
        for (at, &corner) in points.iter().enumerate().skip(1) {
            let from = route.end();
            let Some(&next) = points.get(at + 1) else {
                route.curves.extend(Self::straight(from, corner).curves);
                break;
            };
            let (before, after) = (points[at - 1].distance(corner), corner.distance(next));
            let cut = radius.min(before / 2.0).min(after / 2.0);
            if cut <= 0.0 {
                continue;
            }
            let (enter, leave) =
                (corner.toward(points[at - 1], cut / before), corner.toward(next, cut / after));
            route.curves.extend(Self::straight(from, enter).curves);
            route.curves.push([enter.toward(corner, 0.55), leave.toward(corner, 0.55), leave]);
        }
        route
    }

    /// Where it ends.
    pub fn end(&self) -> Point {
        self.curves.last().map_or(self.start, |curve| curve[2])
    }

    /// The same line from its end to its start.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let starts = std::iter::once(self.start).chain(self.curves.iter().map(|c| c[2]));
        let mut curves: Vec<[Point; 3]> =
            starts.zip(&self.curves).map(|(start, &[a, b, _])| [b, a, start]).collect();
        curves.reverse();
        Self { start: self.end(), curves }
    }

    /// Moved.
    #[must_use]
    pub fn moved(&self, dx: f64, dy: f64) -> Self {
        Self {
            start: self.start.moved(dx, dy),
            curves: self.curves.iter().map(|c| c.map(|p| p.moved(dx, dy))).collect(),
        }
    }

    /// The line as short straight pieces: its points in order.
    pub fn points(&self) -> Vec<Point> {
        let mut points = vec![self.start];
        let mut from = self.start;
        for &[a, b, to] in &self.curves {
            for piece in 1..=PIECES_PER_CURVE {
                let t = f64::from(piece) / f64::from(PIECES_PER_CURVE);
                let (ab, bc, cd) = (from.toward(a, t), a.toward(b, t), b.toward(to, t));
                points.push(ab.toward(bc, t).toward(bc.toward(cd, t), t));
            }
            from = to;
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_meets_a_box_only_through_its_inside() {
        let square = Rect::new(0.0, 0.0, 10.0, 10.0);
        let meets = |ax, ay, bx, by| square.meets(Point::new(ax, ay), Point::new(bx, by));
        assert!(meets(-5.0, 5.0, 15.0, 5.0));
        assert!(meets(2.0, 2.0, 3.0, 3.0));
        assert!(meets(-5.0, -4.0, 5.0, 5.0));
        assert!(!meets(-5.0, 0.0, 15.0, 0.0), "along an edge");
        assert!(!meets(-5.0, 5.0, 0.0, 5.0), "up to an edge");
        assert!(!meets(-5.0, 5.0, 5.0, 17.0), "past a corner");
    }

    #[test]
    fn a_box_is_narrowed_down_to_its_middle() {
        let flat = Rect::new(0.0, 0.0, 10.0, 0.0);
        assert_eq!(flat.grown(-2.0), Rect::new(2.0, 0.0, 6.0, 0.0));
        assert_eq!(flat.grown(1.0), Rect::new(-1.0, -1.0, 12.0, 2.0));
    }

    #[test]
    fn a_route_turned_twice_is_itself() {
        let p = Point::new;
        let route = Route {
            start: p(0.0, 0.0),
            curves: vec![
                [p(1.0, 0.0), p(2.0, 3.0), p(3.0, 3.0)],
                [p(4.0, 3.0), p(5.0, 0.0), p(6.0, 1.0)],
            ],
        };
        assert_eq!(route.reversed().reversed(), route);
        assert_eq!(route.reversed().start, route.end());
        let (first, last) = (route.points()[0], route.points()[32]);
        assert_eq!((first, last), (route.start, route.end()));
    }
}
