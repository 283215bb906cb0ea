//! The layout of overviews: marks by stress, names below them, grounds around communities.
//!
//! Every mark keeps the box of its name free; lines run straight below the marks, or bend a little where they
//! would run under one or through a name.

use super::Pins;
use super::stress::{Stress, place};
use crate::diagram::drawing::{
    Anchor, Body, Ground, GroundForm, LineMark, NodeForm, NodeMark, PaintOrder, Text,
};
use crate::diagram::geometry::{Point, Rect, Route, Size};
use crate::diagram::grid::Grid;
use crate::diagram::lettering::sanitised;
use crate::diagram::marks::coverage;
use crate::diagram::palette::Ink;
use crate::diagram::scene::{Card, Naming, Scene};
use crate::diagram::width::{Weight, text_width, wrap_evenly};

/// Least free space between two marks.
const GAP: f64 = 10.0;
const ASPECT: f64 = 1.5;
/// Diameter of the largest circle, and of those of score 0, in a picture of few and of many nodes.
const DIAMETERS_OF_FEW: (f64, f64) = (44.0, 8.0);
const DIAMETERS_OF_MANY: (f64, f64) = (34.0, 5.0);
/// From this number of nodes on they are many.
const MANY: usize = 300;
/// Size of the names in bold, from this number of nodes on: a picture of many is shown smaller.
const BOLD_SIZES: [(usize, f64); 3] = [(3_000, 30.0), (MANY, 20.0), (0, 13.0)];
const SMALL_SIZE: f64 = 10.5;
/// Width of a name, in thousandths of its font size.
const NAME_WIDTH_MAX: u32 = 13_000;
const NAME_LINES_MAX: usize = 2;
/// Above this number of lines they become a texture: thinner and lighter.
const TEXTURE: usize = 400;
/// Above this number of lines all are straight: nobody follows one of so many, and to try bends takes long.
const BENT_MAX: usize = 4_000;
/// Free space between a line and a mark that it passes.
const MARK_CLEARANCE: f64 = 2.0;
/// How far a line may bend to get past a mark, in lengths of the line.
const BENDS: [f64; 12] =
    [0.03, -0.03, 0.06, -0.06, 0.12, -0.12, 0.18, -0.18, 0.24, -0.24, 0.3, -0.3];

/// How far it may bend to get past names only.
const NAME_BEND_MAX: f64 = 0.24;

/// Places all marks, names, lines and grounds.
pub(super) fn overview(scene: &Scene, pins: &Pins, progress: &mut dyn FnMut(f64)) -> Body {
    let loose: Vec<Mark> =
        scene.cards.iter().map(|card| Mark::of(card, scene.cards.len())).collect();
    let sizes: Vec<Size> = loose.iter().map(Mark::size).collect();
    let edges: Vec<(usize, usize)> =
        scene.links.iter().map(|link| (link.from.0, link.to.0)).collect();
    // What belongs to no shown community stands for itself.
    let groups: Vec<usize> = scene
        .cards
        .iter()
        .map(|card| card.standing.and_then(|s| s.group).unwrap_or(scene.groups.len()))
        .collect();
    let fixed: Vec<Option<Point>> = scene
        .cards
        .iter()
        .zip(&loose)
        .map(|(card, mark)| pins.get(&card.id).map(|pin| pin.moved(0.0, mark.names_height() / 2.0)))
        .collect();
    let problem = Stress {
        sizes: &sizes,
        edges: &edges,
        groups: &groups,
        pins: &fixed,
        gap: GAP,
        aspect: ASPECT,
    };
    let centres = place(&problem, progress);
    let boxes: Vec<Rect> =
        centres.iter().zip(&sizes).map(|(&centre, &size)| Rect::around(centre, size)).collect();
    let nodes: Vec<NodeMark> = scene
        .cards
        .iter()
        .zip(loose)
        .zip(&boxes)
        .map(|((card, mark), &frame)| mark.placed(card, frame))
        .collect();
    let bends: &[f64] = if scene.links.len() > BENT_MAX { &[] } else { &BENDS };
    let texture = scene.links.len() > TEXTURE;
    let obstacles = Obstacles::of(&nodes, !texture);
    let lines = scene
        .links
        .iter()
        .map(|link| {
            let ends = (link.from.0, link.to.0);
            LineMark {
                id: link.id.clone(),
                description: link.description.clone(),
                ends,
                route: obstacles.past(&nodes, ends, bends),
                ink: if texture { Ink::DimmedBorder } else { link.ink() },
                width: if texture { 0.8 } else { 1.2 },
                style: link.style,
                arrow: link.arrow,
                texts: Vec::new(),
            }
        })
        .collect();
    Body { grounds: grounds(scene, &boxes), nodes, lines, order: PaintOrder::LinesFirst }
}

/// A mark whose place is still open.
struct Mark {
    diameter: f64,
    names: Vec<String>,
    size: f64,
    weight: Weight,
    ink: Ink,
}

impl Mark {
    fn of(card: &Card, n_cards: usize) -> Self {
        let standing = card.standing.unwrap_or_default();
        let (largest, least) = if n_cards < MANY { DIAMETERS_OF_FEW } else { DIAMETERS_OF_MANY };
        // The area goes with the score, so the diameter with its root; a star of one size covers less than a
        // circle, so it is drawn larger.
        let shape = (coverage('●') / coverage(card.glyph)).sqrt();
        let diameter = (largest * (f64::from(standing.area) / 1e6).sqrt()).max(least) * shape;
        let (size, weight, ink) = match standing.naming {
            Naming::Bold => {
                let size = BOLD_SIZES.iter().find(|(from, _)| n_cards >= *from);
                (size.map_or(SMALL_SIZE, |(_, size)| *size), Weight::Bold, Ink::Text)
            }
            Naming::Small | Naming::Hidden => (SMALL_SIZE, Weight::Regular, Ink::TextSecond),
        };
        let names = match standing.naming {
            Naming::Hidden => Vec::new(),
            _ => wrap_evenly(&sanitised(&card.name), weight, NAME_WIDTH_MAX, NAME_LINES_MAX),
        };
        Self { diameter, names, size, weight, ink }
    }

    fn line_height(&self) -> f64 {
        self.size * 1.2
    }

    fn names_height(&self) -> f64 {
        if self.names.is_empty() { 0.0 } else { self.names.len() as f64 * self.line_height() + 3.0 }
    }

    fn size(&self) -> Size {
        let width = |name: &String| f64::from(text_width(name, self.weight)) * self.size / 1000.0;
        let names = self.names.iter().map(width).fold(0.0, f64::max);
        Size::new(names.max(self.diameter), self.diameter + self.names_height())
    }

    fn placed(self, card: &Card, frame: Rect) -> NodeMark {
        let middle = Point::new(frame.centre().x, frame.y + self.diameter / 2.0);
        let texts = self
            .names
            .iter()
            .enumerate()
            .map(|(row, words)| {
                let y = frame.y + self.diameter + (row as f64 + 0.9) * self.line_height() + 1.5;
                Text {
                    at: Point::new(middle.x, y),
                    anchor: Anchor::Middle,
                    words: words.clone(),
                    size: self.size,
                    weight: self.weight,
                    ink: self.ink,
                    halo: true,
                }
            })
            .collect();
        NodeMark {
            id: card.id.clone(),
            description: card.description.clone(),
            frame: Rect::around(middle, Size::new(self.diameter, self.diameter)),
            form: NodeForm::Dot { kind: Ink::Kind(card.colour), glyph: card.glyph },
            texts,
        }
    }
}

/// What lines should not run under: marks, and in a picture of few lines their names.
struct Obstacles {
    /// By node, then of names.
    boxes: Vec<Rect>,
    /// The node of each box.
    owners: Vec<usize>,
    grid: Grid,
}

/// What a line runs under: a bend past a mark is worth one that crosses names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Met {
    n_marks: usize,
    n_names: usize,
}

impl Obstacles {
    fn of(nodes: &[NodeMark], with_names: bool) -> Self {
        let mut boxes: Vec<Rect> =
            nodes.iter().map(|node| node.frame.grown(MARK_CLEARANCE)).collect();
        let mut owners: Vec<usize> = (0..nodes.len()).collect();
        if with_names {
            for (ix, node) in nodes.iter().enumerate() {
                if let Some(names) = Rect::enclosing(node.texts.iter().map(Text::bounds)) {
                    boxes.push(names);
                    owners.push(ix);
                }
            }
        }
        Self { grid: Grid::of(&boxes), boxes, owners }
    }

    /// The line between two marks that runs under fewest others, and bends least.
    fn past(&self, nodes: &[NodeMark], ends: (usize, usize), bends: &[f64]) -> Route {
        let route = |bend| between(nodes[ends.0].frame, nodes[ends.1].frame, bend);
        let mut best = route(0.0);
        if bends.is_empty() {
            return best;
        }
        let mut fewest = self.met(&best, ends);
        for &bend in bends {
            let is_for_names = fewest.n_marks == 0;
            if fewest == Met::default() || (is_for_names && bend.abs() > NAME_BEND_MAX) {
                break;
            }
            let bent = route(bend);
            let met = self.met(&bent, ends);
            if met < fewest {
                (best, fewest) = (bent, met);
            }
        }
        best
    }

    /// What a line meets that is not of its ends.
    fn met(&self, route: &Route, ends: (usize, usize)) -> Met {
        let points = route.points();
        let mut boxes: Vec<usize> = points
            .windows(2)
            .flat_map(|piece| {
                let is_met = |&ix: &usize| {
                    let owner = self.owners[ix];
                    owner != ends.0 && owner != ends.1 && self.boxes[ix].meets(piece[0], piece[1])
                };
                self.grid.near(Rect::spanning(piece[0], piece[1])).filter(is_met)
            })
            .collect();
        boxes.sort_unstable();
        boxes.dedup();
        let n_marks = boxes.iter().filter(|&&ix| self.is_mark(ix)).count();
        Met { n_marks, n_names: boxes.len() - n_marks }
    }

    /// Marks come first, each with its own number.
    fn is_mark(&self, ix: usize) -> bool {
        self.owners[ix] == ix
    }
}

/// A line between two marks, from rim to rim; `bend` is how far its control stands aside, in lengths of the line.
fn between(from: Rect, to: Rect, bend: f64) -> Route {
    let (a, b) = (from.centre(), to.centre());
    let distance = a.distance(b);
    let (start, end) = (from.width / 2.0, to.width / 2.0);
    if distance <= start + end {
        return Route::straight(a, b);
    }
    let control = a.toward(b, 0.5).moved((a.y - b.y) * bend, (b.x - a.x) * bend);
    let reach = a.distance(control);
    let (first, last) = (a.toward(control, start / reach), b.toward(control, end / reach));
    if bend == 0.0 {
        return Route::straight(first, last);
    }
    let curve = [first.toward(control, 2.0 / 3.0), last.toward(control, 2.0 / 3.0), last];
    Route { start: first, curves: vec![curve] }
}

/// A ground around each community, unless strangers stand among its members.
fn grounds(scene: &Scene, boxes: &[Rect]) -> Vec<Ground> {
    let group_of = |card: usize| scene.cards[card].standing.and_then(|standing| standing.group);
    let mut grounds = Vec::new();
    for (group, title) in scene.groups.iter().enumerate() {
        let members = (0..boxes.len()).filter(|&card| group_of(card) == Some(group));
        let corners = members.flat_map(|card| {
            let Rect { x, y, .. } = boxes[card];
            let (right, bottom) = (boxes[card].right(), boxes[card].bottom());
            [(x, y), (right, y), (right, bottom), (x, bottom)].map(|(x, y)| Point::new(x, y))
        });
        let hull = convex_hull(corners.collect());
        let strangers = (0..boxes.len())
            .filter(|&card| group_of(card) != Some(group))
            .any(|card| is_inside(&hull, boxes[card].centre()));
        if !strangers {
            grounds.push(Ground {
                label: Some(title.clone()),
                form: GroundForm::Patch(hull, Ink::Panel),
                texts: Vec::new(),
            });
        }
    }
    grounds
}

/// Corners of the smallest convex shape around some places, in order.
///
/// A. M. Andrew, "Another efficient algorithm for convex hulls in two dimensions", 1979.
fn convex_hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    if points.len() < 3 {
        return points;
    }
    let mut hull: Vec<Point> = Vec::new();
    let half = |hull: &mut Vec<Point>, points: &mut dyn Iterator<Item = Point>| {
        let kept = hull.len();
        for point in points {
            while hull.len() >= kept + 2
                && turn(hull[hull.len() - 2], hull[hull.len() - 1], point) <= 0.0
            {
                hull.pop();
            }
            hull.push(point);
        }
        // The last is the first of the other half.
        hull.pop();
    };
    half(&mut hull, &mut points.iter().copied());
    half(&mut hull, &mut points.iter().rev().copied());
    hull
}

/// Positive where the way from `a` over `b` to `c` turns right on the page.
fn turn(a: Point, b: Point, c: Point) -> f64 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

fn is_inside(hull: &[Point], point: Point) -> bool {
    let next = |at: usize| hull[(at + 1) % hull.len()];
    (0..hull.len()).all(|at| turn(hull[at], next(at), point) > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hull_holds_its_points_and_no_others() {
        let p = Point::new;
        let hull =
            convex_hull(vec![p(0.0, 0.0), p(4.0, 0.0), p(2.0, 1.0), p(4.0, 4.0), p(0.0, 4.0)]);
        assert_eq!(hull, [p(0.0, 0.0), p(4.0, 0.0), p(4.0, 4.0), p(0.0, 4.0)]);
        assert!(is_inside(&hull, p(2.0, 1.0)));
        assert!(!is_inside(&hull, p(5.0, 1.0)));
        assert_eq!(convex_hull(Vec::new()), Vec::new());
    }

    #[test]
    fn a_line_ends_at_the_rims() {
        let at = |x| Rect::new(x, 0.0, 10.0, 10.0);
        let route = between(at(0.0), at(100.0), 0.0);
        assert_eq!((route.start, route.end()), (Point::new(10.0, 5.0), Point::new(100.0, 5.0)));
    }

    #[test]
    fn a_line_bends_past_a_mark_and_is_straight_without_one() {
        let at = |x, y| NodeMark {
            id: String::new(),
            description: String::new(),
            frame: Rect::new(x, y, 10.0, 10.0),
            form: NodeForm::Dot { kind: Ink::Text, glyph: '●' },
            texts: Vec::new(),
        };
        let nodes = [at(0.0, 0.0), at(100.0, 0.0), at(50.0, 2.0), at(50.0, 40.0)];
        let route =
            |nodes: &[NodeMark], bends| Obstacles::of(nodes, true).past(nodes, (0, 1), bends);
        let bent = route(&nodes, &BENDS);
        let points = bent.points();
        assert!(points.windows(2).all(|piece| !nodes[2].frame.meets(piece[0], piece[1])));
        assert!(points[8].y < 2.0, "to the side that is nearer");
        let straight = between(nodes[0].frame, nodes[1].frame, 0.0);
        assert_eq!(route(&nodes[..2], &BENDS), straight);
        assert_eq!(route(&nodes, &[]), straight, "one of too many");
        let mut named = [at(0.0, 0.0), at(100.0, 0.0), at(50.0, -12.0)];
        named[2].texts.push(Text {
            at: Point::new(55.0, 9.0),
            anchor: Anchor::Middle,
            words: "Name".to_owned(),
            size: 11.0,
            weight: Weight::Regular,
            ink: Ink::Text,
            halo: true,
        });
        let name = named[2].texts[0].bounds();
        let points = route(&named, &BENDS).points();
        assert!(points.windows(2).all(|piece| !name.meets(piece[0], piece[1])));
    }
}
