//! Measures of a drawing: what covers what, which lines cross, what leaves its place.
//!
//! Reads a drawing and mends nothing. Every flaw names its culprits and its place, so that a test that fails says
//! what is wrong. Whether a picture is worth looking at is not measured.

use super::drawing::{Drawing, LineMark, NodeForm, NodeMark, Text};
use super::geometry::{Point, Rect};
use super::grid::Grid;
use std::collections::BTreeSet;
use std::fmt::{self, Display};

/// What is wrong at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Two nodes overlap.
    NodeOverlap,
    /// Words cover a node that is not theirs.
    LabelOnNode,
    /// Words cover other words.
    LabelOnLabel,
    /// Words cross a line: another's or their own.
    LabelCrossed,
    /// A line runs under a node that it does not join, or under a card that it joins.
    Tunnel,
    /// Two lines cross.
    Crossing,
    /// Two lines run along each other so close that they look like one.
    Overlay,
    /// The words of a card leave it, or any words leave the page.
    TextOutside,
    /// Hardly any of a line can be seen.
    Stub,
    /// A line turns back on itself in a point.
    Cusp,
    /// The words of a line stand so far from it that they look like another's.
    FarLabel,
}

/// A part of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A node by its position.
    Node(usize),
    /// A line by its position.
    Line(usize),
    /// A ground by its position.
    Ground(usize),
    /// Title and subtitle.
    Heading,
    /// A footnote by its position.
    Footnote(usize),
    /// The page.
    Page,
}

/// Something wrong between two parts; where there is only one, both are the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Flaw {
    /// What.
    pub fault: Fault,
    /// Whose: for words and tunnels, first what covers or runs.
    pub parts: (Part, Part),
    /// One of the places where it can be seen.
    pub at: Point,
}

/// How well a drawing can be read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Quality {
    /// All flaws by fault and parts; each pair of parts has each fault once.
    pub flaws: Vec<Flaw>,
    /// The smallest angle at which two lines cross, in degrees up to 90; nothing without crossings.
    pub angle_min: Option<f64>,
}

/// What touches by less than this, in points, does not overlap.
const TOUCH: f64 = 0.5;
/// Lines that share a node do not cross within this distance of their ends there.
const END_ROOM: f64 = 2.0;
/// Lines whose middles come nearer than this, at an angle of fewer degrees than that, look like one; for so long
/// they may.
const NEAR: f64 = 1.0;
const NEAR_ANGLE: f64 = 5.0;
const TOGETHER_MAX: f64 = 12.0;
/// A line of which less can be seen is a stub.
const VISIBLE_MIN: f64 = 4.0;
/// A line whose direction changes by more than this from one straight piece to the next, in degrees, has a cusp.
const CUSP_ANGLE: f64 = 130.0;
/// Words farther from their line than this are far.
const FAR: f64 = 24.0;
/// Shorter pieces have no direction.
const DIRECTED_MIN: f64 = 0.05;

/// Measures a drawing.
///
/// # Conventions
/// Nodes are their frames, texts the boxes that the width table gives them, lines their routes without width.
/// The words of a card belong to it: they are measured against their own card only, and what covers them covers
/// the card. Lines cross as pairs, however often; a line that touches another does not cross it.
/// # Complexity
/// Time O(n + p) for n texts, nodes and straight pieces of lines of which p pairs come near each other; a grid
/// finds those.
/// # References
/// C. Dunne, B. Shneiderman, "Improving graph drawing readability by incorporating readability metrics: a
/// software tool for network analysts", 2009.
pub fn quality(drawing: &Drawing) -> Quality {
    measure(drawing, &Grid::pairs)
}

impl Quality {
    /// Number of flaws of one sort.
    pub fn count(&self, fault: Fault) -> usize {
        self.of(fault).count()
    }

    /// The flaws of one sort.
    pub fn of(&self, fault: Fault) -> impl Iterator<Item = &Flaw> {
        self.flaws.iter().filter(move |flaw| flaw.fault == fault)
    }
}

impl Flaw {
    /// The flaw in one sentence, with names.
    pub fn words(&self, drawing: &Drawing) -> String {
        let name = |part| Named { part, drawing };
        let (first, second) = (name(self.parts.0), name(self.parts.1));
        let at = format!("at {:.0}, {:.0}", self.at.x, self.at.y);
        match self.fault {
            Fault::NodeOverlap => format!("{first} and {second} overlap {at}"),
            Fault::LabelOnNode => format!("the words of {first} cover {second} {at}"),
            Fault::LabelOnLabel => format!("the words of {first} cover those of {second} {at}"),
            Fault::LabelCrossed => format!("{second} runs through the words of {first} {at}"),
            Fault::Tunnel => format!("{first} runs under {second} {at}"),
            Fault::Crossing => format!("{first} and {second} cross {at}"),
            Fault::Overlay => format!("{first} and {second} run on each other {at}"),
            Fault::TextOutside => format!("words of {first} leave {second} {at}"),
            Fault::Stub => format!("{first} is too short to be seen {at}"),
            Fault::Cusp => format!("{first} turns back on itself {at}"),
            Fault::FarLabel => format!("the words of {first} stand far from it {at}"),
        }
    }
}

/// A part by its name.
struct Named<'d> {
    part: Part,
    drawing: &'d Drawing,
}

impl Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Part::Node(ix) => write!(f, "node “{}”", self.drawing.nodes[ix].description),
            Part::Line(ix) => write!(f, "line “{}”", self.drawing.lines[ix].description),
            Part::Ground(ix) => {
                let texts = &self.drawing.grounds[ix].texts;
                write!(f, "ground “{}”", texts.first().map_or("", |text| &text.words))
            }
            Part::Heading => f.write_str("the heading"),
            Part::Footnote(ix) => {
                let texts = &self.drawing.footer[ix].texts;
                write!(f, "footnote “{}”", texts.first().map_or("", |text| &text.words))
            }
            Part::Page => f.write_str("the page"),
        }
    }
}

/// Calls back with the positions of the pairs, one of each list of boxes, that may overlap.
type Pairs = dyn Fn(&[Rect], &[Rect], &mut dyn FnMut(usize, usize));

fn measure(drawing: &Drawing, pairs: &Pairs) -> Quality {
    let scan = Scan::of(drawing);
    let mut flaws = Flaws::default();
    scan.nodes_on_nodes(pairs, &mut flaws);
    scan.words_on_nodes(pairs, &mut flaws);
    scan.words_on_words(pairs, &mut flaws);
    scan.lines_through_words(pairs, &mut flaws);
    scan.tunnels(pairs, &mut flaws);
    let angle_min = scan.crossings(pairs, &mut flaws);
    scan.overlays(pairs, &mut flaws);
    scan.stubs(&mut flaws);
    scan.cusps(&mut flaws);
    scan.far_words(&mut flaws);
    words_outside(drawing, &mut flaws);
    Quality { flaws: flaws.sorted(), angle_min }
}

/// Flaws in the order in which they are found, some more than once.
#[derive(Default)]
struct Flaws(Vec<Flaw>);

impl Flaws {
    fn add(&mut self, fault: Fault, first: Part, second: Part, at: Point) {
        self.0.push(Flaw { fault, parts: (first, second), at });
    }

    /// Each once, at its uppermost place.
    fn sorted(self) -> Vec<Flaw> {
        let mut flaws = self.0;
        let key = |flaw: &Flaw| (flaw.fault, flaw.parts);
        flaws.sort_by(|a, b| {
            let place = a.at.y.total_cmp(&b.at.y).then(a.at.x.total_cmp(&b.at.x));
            key(a).cmp(&key(b)).then(place)
        });
        flaws.dedup_by_key(|flaw| key(flaw));
        flaws
    }
}

/// A drawing as boxes and straight pieces.
struct Scan<'d> {
    drawing: &'d Drawing,
    /// Frames of nodes, a little smaller.
    frames: Vec<Rect>,
    /// Boxes of all words that stand on no card, a little smaller, and whose they are.
    words: Vec<Rect>,
    owners: Vec<Part>,
    pieces: Vec<Piece>,
    /// The box around each piece.
    extents: Vec<Rect>,
}

/// A straight piece of a line.
#[derive(Clone, Copy)]
struct Piece {
    line: usize,
    from: Point,
    to: Point,
}

impl<'d> Scan<'d> {
    fn of(drawing: &'d Drawing) -> Self {
        let (mut words, mut owners) = (Vec::new(), Vec::new());
        for (part, texts) in loose_texts(drawing) {
            for text in texts {
                let frame = text.bounds().grown(-TOUCH);
                if frame.width > 0.0 && frame.height > 0.0 {
                    words.push(frame);
                    owners.push(part);
                }
            }
        }
        let pieces: Vec<Piece> = drawing
            .lines
            .iter()
            .enumerate()
            .flat_map(|(line, mark)| {
                let points = mark.route.points();
                let piece = |pair: &[Point]| Piece { line, from: pair[0], to: pair[1] };
                points.windows(2).map(piece).collect::<Vec<_>>()
            })
            .collect();
        Self {
            frames: drawing.nodes.iter().map(|node| node.frame.grown(-TOUCH)).collect(),
            words,
            owners,
            extents: pieces.iter().map(Piece::extent).collect(),
            pieces,
            drawing,
        }
    }

    fn nodes_on_nodes(&self, pairs: &Pairs, flaws: &mut Flaws) {
        pairs(&self.frames, &self.frames, &mut |a, b| {
            if a < b && self.frames[a].overlaps(self.frames[b]) {
                let at = shared_place(self.frames[a], self.frames[b]);
                flaws.add(Fault::NodeOverlap, Part::Node(a), Part::Node(b), at);
            }
        });
    }

    fn words_on_nodes(&self, pairs: &Pairs, flaws: &mut Flaws) {
        pairs(&self.words, &self.frames, &mut |word, node| {
            let (owner, frame) = (self.owners[word], self.frames[node]);
            if owner != Part::Node(node) && self.words[word].overlaps(frame) {
                let at = shared_place(self.words[word], frame);
                flaws.add(Fault::LabelOnNode, owner, Part::Node(node), at);
            }
        });
    }

    fn words_on_words(&self, pairs: &Pairs, flaws: &mut Flaws) {
        pairs(&self.words, &self.words, &mut |a, b| {
            if self.owners[a] < self.owners[b] && self.words[a].overlaps(self.words[b]) {
                let at = shared_place(self.words[a], self.words[b]);
                flaws.add(Fault::LabelOnLabel, self.owners[a], self.owners[b], at);
            }
        });
    }

    fn lines_through_words(&self, pairs: &Pairs, flaws: &mut Flaws) {
        pairs(&self.words, &self.extents, &mut |word, piece| {
            let piece @ Piece { line, from, to } = self.pieces[piece];
            // A name below a mark stands on the lines of that mark.
            let is_end = matches!(self.owners[word], Part::Node(node) if self.joins(line, node));
            if !is_end && self.words[word].meets(from, to) {
                let at = piece.middle();
                flaws.add(Fault::LabelCrossed, self.owners[word], Part::Line(line), at);
            }
        });
    }

    fn joins(&self, line: usize, node: usize) -> bool {
        let (from, to) = self.drawing.lines[line].ends;
        from == node || to == node
    }

    fn tunnels(&self, pairs: &Pairs, flaws: &mut Flaws) {
        pairs(&self.frames, &self.extents, &mut |node, piece| {
            let piece @ Piece { line, from, to } = self.pieces[piece];
            let is_dot = matches!(self.drawing.nodes[node].form, NodeForm::Dot { .. });
            // The frame of a dot has corners that the dot has not.
            if !(is_dot && self.joins(line, node)) && self.frames[node].meets(from, to) {
                let at = piece.middle();
                flaws.add(Fault::Tunnel, Part::Line(line), Part::Node(node), at);
            }
        });
    }

    /// Adds the pairs of lines that cross, and gives their smallest angle.
    fn crossings(&self, pairs: &Pairs, flaws: &mut Flaws) -> Option<f64> {
        let mut angle_min: Option<f64> = None;
        pairs(&self.extents, &self.extents, &mut |a, b| {
            let (a, b) = (&self.pieces[a], &self.pieces[b]);
            if a.line >= b.line {
                return;
            }
            let Some(at) = a.crosses(b) else { return };
            let lines = &self.drawing.lines;
            if !is_shared_end(&lines[a.line], &lines[b.line], at) {
                flaws.add(Fault::Crossing, Part::Line(a.line), Part::Line(b.line), at);
                let angle = a.angle(b);
                angle_min = Some(angle_min.map_or(angle, |least| least.min(angle)));
            }
        });
        angle_min
    }

    fn overlays(&self, pairs: &Pairs, flaws: &mut Flaws) {
        let around: Vec<Rect> = self.extents.iter().map(|extent| extent.grown(NEAR)).collect();
        // Each piece that runs along another line.
        let mut along: BTreeSet<(usize, usize, usize)> = BTreeSet::new();
        pairs(&around, &self.extents, &mut |at, other| {
            let (a, b) = (&self.pieces[at], &self.pieces[other]);
            if a.line < b.line && a.angle(b) < NEAR_ANGLE && b.distance(a.middle()) < NEAR {
                along.insert((a.line, b.line, at));
            }
        });
        let along: Vec<(usize, usize, usize)> = along.into_iter().collect();
        for run in along.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
            let pieces = run.iter().map(|&(_, _, at)| &self.pieces[at]);
            let together: f64 = pieces.map(|piece| piece.from.distance(piece.to)).sum();
            if together > TOGETHER_MAX {
                let (a, b, at) = run[0];
                let at = self.pieces[at].middle();
                flaws.add(Fault::Overlay, Part::Line(a), Part::Line(b), at);
            }
        }
    }

    fn stubs(&self, flaws: &mut Flaws) {
        let mut visible = vec![0.0; self.drawing.lines.len()];
        for piece in &self.pieces {
            let (from, to) = self.drawing.lines[piece.line].ends;
            let is_seen = |end: usize| !covers(&self.drawing.nodes[end], piece.middle());
            if is_seen(from) && is_seen(to) {
                visible[piece.line] += piece.from.distance(piece.to);
            }
        }
        for (line, visible) in visible.into_iter().enumerate() {
            if visible < VISIBLE_MIN {
                let at = self.drawing.lines[line].route.start;
                flaws.add(Fault::Stub, Part::Line(line), Part::Line(line), at);
            }
        }
    }

    fn far_words(&self, flaws: &mut Flaws) {
        let lines = &self.drawing.lines;
        let mut distances = vec![f64::INFINITY; lines.len()];
        let words: Vec<Option<Rect>> =
            lines.iter().map(|line| Rect::enclosing(line.texts.iter().map(Text::bounds))).collect();
        for piece in &self.pieces {
            if let Some(words) = words[piece.line] {
                let distance = piece.distance_to(words);
                distances[piece.line] = distances[piece.line].min(distance);
            }
        }
        for (ix, (words, distance)) in words.into_iter().zip(distances).enumerate() {
            if let Some(words) = words.filter(|_| distance > FAR) {
                flaws.add(Fault::FarLabel, Part::Line(ix), Part::Line(ix), words.centre());
            }
        }
    }

    fn cusps(&self, flaws: &mut Flaws) {
        let directed = |piece: &&Piece| piece.from.distance(piece.to) > DIRECTED_MIN;
        let pieces: Vec<&Piece> = self.pieces.iter().filter(directed).collect();
        for pair in pieces.windows(2).filter(|pair| pair[0].line == pair[1].line) {
            if pair[0].turn(pair[1]) > CUSP_ANGLE {
                let line = Part::Line(pair[0].line);
                flaws.add(Fault::Cusp, line, line, pair[1].from);
            }
        }
    }
}

/// All texts but those on cards.
fn loose_texts(drawing: &Drawing) -> impl Iterator<Item = (Part, &[Text])> {
    let is_dot = |node: &NodeMark| matches!(node.form, NodeForm::Dot { .. });
    all_texts(drawing)
        .filter(move |(part, _)| !matches!(part, Part::Node(ix) if !is_dot(&drawing.nodes[*ix])))
}

fn all_texts(drawing: &Drawing) -> impl Iterator<Item = (Part, &[Text])> {
    let nodes = drawing.nodes.iter().enumerate().map(|(ix, node)| (Part::Node(ix), &*node.texts));
    let lines = drawing.lines.iter().enumerate().map(|(ix, line)| (Part::Line(ix), &*line.texts));
    let grounds = drawing.grounds.iter().enumerate();
    let grounds = grounds.map(|(ix, ground)| (Part::Ground(ix), &*ground.texts));
    let footer = drawing.footer.iter().enumerate();
    let footer = footer.map(|(ix, note)| (Part::Footnote(ix), &*note.texts));
    let heading = std::iter::once((Part::Heading, &*drawing.heading));
    nodes.chain(lines).chain(grounds).chain(heading).chain(footer)
}

fn words_outside(drawing: &Drawing, flaws: &mut Flaws) {
    for (part, texts) in all_texts(drawing) {
        let card = match part {
            Part::Node(ix) if matches!(drawing.nodes[ix].form, NodeForm::Card { .. }) => {
                Some(drawing.nodes[ix].frame)
            }
            _ => None,
        };
        for text in texts {
            let frame = text.bounds();
            if card.is_some_and(|card| !holds(card, frame)) {
                flaws.add(Fault::TextOutside, part, part, text.at);
            }
            if !holds(drawing.page, frame) {
                flaws.add(Fault::TextOutside, part, Part::Page, text.at);
            }
        }
    }
}

fn holds(outer: Rect, inner: Rect) -> bool {
    let outer = outer.grown(TOUCH);
    outer.x <= inner.x
        && outer.y <= inner.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

/// A place in both of two boxes that overlap.
fn shared_place(a: Rect, b: Rect) -> Point {
    let middle = |from: f64, to: f64| f64::midpoint(from, to);
    Point::new(
        middle(a.x.max(b.x), a.right().min(b.right())),
        middle(a.y.max(b.y), a.bottom().min(b.bottom())),
    )
}

/// Does the mark of a node hide a place?
fn covers(node: &NodeMark, place: Point) -> bool {
    let Rect { x, y, .. } = node.frame;
    match node.form {
        NodeForm::Card { .. } => {
            x < place.x
                && place.x < node.frame.right()
                && y < place.y
                && place.y < node.frame.bottom()
        }
        NodeForm::Dot { .. } => node.frame.centre().distance(place) < node.frame.width / 2.0,
    }
}

/// Is a place so near to where two lines end at the same node that they meet there anyhow?
fn is_shared_end(a: &LineMark, b: &LineMark, place: Point) -> bool {
    let ends = |line: &LineMark| [(line.ends.0, line.route.start), (line.ends.1, line.route.end())];
    ends(a).iter().any(|&(node, from)| {
        ends(b).iter().any(|&(other, to)| {
            node == other && from.distance(place).min(to.distance(place)) <= END_ROOM
        })
    })
}

impl Piece {
    fn middle(&self) -> Point {
        self.from.toward(self.to, 0.5)
    }

    fn distance(&self, place: Point) -> f64 {
        let length = self.from.distance(self.to);
        let (dx, dy) = (self.to.x - self.from.x, self.to.y - self.from.y);
        let along = (place.x - self.from.x) * dx + (place.y - self.from.y) * dy;
        let nearest = self.from.toward(self.to, (along / (length * length)).clamp(0.0, 1.0));
        nearest.distance(place)
    }

    /// How far the piece is from a box: at a corner of the box or at an end of the piece they are nearest.
    fn distance_to(&self, frame: Rect) -> f64 {
        if frame.meets(self.from, self.to) {
            return 0.0;
        }
        let (right, bottom) = (frame.right(), frame.bottom());
        let corners = [(frame.x, frame.y), (right, frame.y), (right, bottom), (frame.x, bottom)];
        let from_corners = corners.map(|(x, y)| self.distance(Point::new(x, y)));
        let from_ends = [self.from, self.to].map(|end| {
            end.distance(Point::new(end.x.clamp(frame.x, right), end.y.clamp(frame.y, bottom)))
        });
        from_corners.into_iter().chain(from_ends).fold(f64::INFINITY, f64::min)
    }

    fn extent(&self) -> Rect {
        Rect::spanning(self.from, self.to)
    }

    /// Twice the area of the triangle over this piece with its tip at a place; its sign tells the side.
    fn side(&self, place: Point) -> f64 {
        let Self { from, to, .. } = self;
        (to.x - from.x) * (place.y - from.y) - (to.y - from.y) * (place.x - from.x)
    }

    /// Where two pieces cross. What stands exactly on a piece counts as on its positive side, so a crossing at
    /// the joint of two pieces belongs to one of them.
    fn crosses(&self, other: &Self) -> Option<Point> {
        let (before, after) = (other.side(self.from), other.side(self.to));
        let is_parted = (self.side(other.from) >= 0.0) != (self.side(other.to) >= 0.0);
        let crosses = is_parted && (before >= 0.0) != (after >= 0.0);
        crosses.then(|| self.from.toward(self.to, before / (before - after)))
    }

    /// The angle between two pieces in degrees, up to 90.
    fn angle(&self, other: &Self) -> f64 {
        let turn = self.turn(other);
        turn.min(180.0 - turn)
    }

    /// By how many degrees a way over two pieces turns, up to 180.
    fn turn(&self, other: &Self) -> f64 {
        let way = |piece: &Self| (piece.to.x - piece.from.x, piece.to.y - piece.from.y);
        let ((ax, ay), (bx, by)) = (way(self), way(other));
        let lengths = self.from.distance(self.to) * other.from.distance(other.to);
        ((ax * bx + ay * by) / lengths).clamp(-1.0, 1.0).acos().to_degrees()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::drawing::{Anchor, PaintOrder};
    use crate::diagram::geometry::Route;
    use crate::diagram::{Arrow, Confidence, Ink, Theme, Weight};
    use proptest::prelude::*;

    fn text(words: &str, x: f64, y: f64) -> Text {
        Text {
            at: Point::new(x, y),
            anchor: Anchor::Start,
            words: words.to_owned(),
            size: 10.0,
            weight: Weight::Regular,
            ink: Ink::Text,
            halo: false,
        }
    }

    fn card(name: &str, frame: Rect) -> NodeMark {
        let form = NodeForm::Card {
            ground: Ink::Card,
            border: Ink::Border,
            border_width: 1.0,
            border_style: Confidence::Solid,
            kind: Ink::Text,
            glyph: ('●', frame),
        };
        let texts = vec![text(name, frame.x + 2.0, frame.y + 10.0)];
        NodeMark { id: name.to_owned(), description: name.to_owned(), frame, form, texts }
    }

    fn dot(name: &str, frame: Rect) -> NodeMark {
        let form = NodeForm::Dot { kind: Ink::Text, glyph: '●' };
        NodeMark { form, ..card(name, frame) }
    }

    fn line(ends: (usize, usize), route: Route) -> LineMark {
        LineMark {
            id: String::new(),
            description: format!("{} to {}", ends.0, ends.1),
            ends,
            route,
            ink: Ink::Path,
            width: 1.0,
            style: Confidence::Solid,
            arrow: Arrow::None,
            texts: Vec::new(),
        }
    }

    fn straight(ends: (usize, usize), from: (f64, f64), to: (f64, f64)) -> LineMark {
        let point = |(x, y): (f64, f64)| Point::new(x, y);
        line(ends, Route::straight(point(from), point(to)))
    }

    fn drawing(nodes: Vec<NodeMark>, lines: Vec<LineMark>) -> Drawing {
        Drawing {
            page: Rect::new(-500.0, -500.0, 2_000.0, 2_000.0),
            theme: Theme::Light,
            title: String::new(),
            description: String::new(),
            heading: Vec::new(),
            grounds: Vec::new(),
            nodes,
            lines,
            order: PaintOrder::NodesFirst,
            footer: Vec::new(),
        }
    }

    /// Three cards from left to right.
    fn three() -> Vec<NodeMark> {
        let at = |x| Rect::new(x, 0.0, 40.0, 20.0);
        vec![card("A", at(0.0)), card("B", at(100.0)), card("C", at(200.0))]
    }

    fn found(drawing: &Drawing) -> Vec<(Fault, Part, Part)> {
        let flaws = quality(drawing).flaws;
        flaws.into_iter().map(|flaw| (flaw.fault, flaw.parts.0, flaw.parts.1)).collect()
    }

    #[test]
    fn a_clean_picture_has_no_flaws() {
        let lines = vec![straight((0, 1), (40.0, 10.0), (100.0, 10.0))];
        let clean = quality(&drawing(three(), lines));
        assert_eq!(clean, Quality::default());
        assert_eq!(quality(&drawing(Vec::new(), Vec::new())), Quality::default());
    }

    #[test]
    fn nodes_that_touch_do_not_overlap() {
        let mut nodes = three();
        nodes.push(card("D", Rect::new(40.0, 0.0, 40.0, 20.0)));
        assert_eq!(found(&drawing(nodes.clone(), Vec::new())), []);
        nodes.push(card("E", Rect::new(230.0, 10.0, 40.0, 20.0)));
        let overlap = (Fault::NodeOverlap, Part::Node(2), Part::Node(4));
        assert_eq!(found(&drawing(nodes, Vec::new())), [overlap]);
    }

    #[test]
    fn a_line_under_a_card_is_a_tunnel_and_one_along_its_edge_is_none() {
        let under = straight((0, 2), (40.0, 10.0), (200.0, 10.0));
        let along = straight((0, 2), (40.0, 20.0), (200.0, 20.0));
        let back = straight((0, 1), (0.0, 5.0), (100.0, 5.0));
        let picture = drawing(three(), vec![under, along, back]);
        let tunnel = |line, node| (Fault::Tunnel, Part::Line(line), Part::Node(node));
        assert_eq!(found(&picture), [tunnel(0, 1), tunnel(2, 0)]);
        let words = quality(&picture).flaws[0].words(&picture);
        assert!(words.starts_with("line “0 to 2” runs under node “B” at 1"), "{words}");
    }

    #[test]
    fn words_may_not_cover_nodes_words_or_lines() {
        let mut first = straight((0, 1), (40.0, 10.0), (100.0, 10.0));
        first.texts = vec![text("wide words", 60.0, 15.0)];
        let mut second = straight((1, 2), (140.0, 10.0), (200.0, 10.0));
        second.texts = vec![text("words", 90.0, 22.0)];
        assert_eq!(
            found(&drawing(three(), vec![first, second])),
            [
                (Fault::LabelOnNode, Part::Line(0), Part::Node(1)),
                (Fault::LabelOnNode, Part::Line(1), Part::Node(1)),
                (Fault::LabelOnLabel, Part::Line(0), Part::Line(1)),
                (Fault::LabelCrossed, Part::Line(0), Part::Line(0)),
            ]
        );
    }

    #[test]
    fn the_name_of_a_dot_may_stand_on_its_own_lines_only() {
        let at = |x, y| Rect::new(x, y, 10.0, 10.0);
        let mut nodes = vec![dot("A", at(0.0, 0.0)), dot("B", at(0.0, 60.0))];
        nodes.extend([dot("C", at(-40.0, 12.0)), dot("D", at(60.0, 12.0))]);
        for node in &mut nodes {
            node.texts[0].at.y += 12.0;
        }
        let own = straight((0, 1), (5.0, 10.0), (5.0, 60.0));
        let through = straight((2, 3), (-30.0, 17.0), (60.0, 17.0));
        let crossed = (Fault::LabelCrossed, Part::Node(0), Part::Line(1));
        let crossing = (Fault::Crossing, Part::Line(0), Part::Line(1));
        assert_eq!(found(&drawing(nodes, vec![own, through])), [crossed, crossing]);
    }

    #[test]
    fn lines_cross_at_an_angle_but_not_where_they_end_at_the_same_node() {
        let nodes = || vec![dot("A", Rect::default()); 4];
        let across = straight((0, 1), (0.0, 100.0), (100.0, 100.0));
        let steep = straight((2, 3), (40.0, 90.0), (50.0, 100.0 + 10.0 * 3.0_f64.sqrt() - 10.0));
        let measured = quality(&drawing(nodes(), vec![across.clone(), steep]));
        assert_eq!(measured.count(Fault::Crossing), 1);
        assert!(measured.angle_min.is_some_and(|angle| (30.0..90.0).contains(&angle)));
        for (dx, expected) in [(1.0, 0), (3.0, 1)] {
            let other = straight((0, 2), (dx, 95.0), (dx, 150.0));
            let measured = quality(&drawing(nodes(), vec![across.clone(), other]));
            assert_eq!(measured.count(Fault::Crossing), expected, "{dx} from the shared end");
        }
    }

    #[test]
    fn two_lines_that_cross_twice_are_one_crossing() {
        let p = Point::new;
        let curve = Route {
            start: p(0.0, 100.0),
            curves: vec![[p(30.0, 160.0), p(60.0, 160.0), p(90.0, 100.0)]],
        };
        let lines = vec![line((0, 1), curve), straight((2, 3), (-10.0, 120.0), (110.0, 120.0))];
        let nodes = vec![dot("A", Rect::default()); 4];
        assert_eq!(quality(&drawing(nodes, lines)).count(Fault::Crossing), 1);
    }

    #[test]
    fn lines_on_each_other_are_told_from_lines_beside_each_other() {
        let nodes = vec![dot("A", Rect::default()); 4];
        let level = |ends, y: f64, to| straight(ends, (to - 100.0, y), (to, y));
        let lines = vec![
            level((0, 1), 50.0, 100.0),
            level((2, 3), 50.4, 180.0),
            level((2, 3), 53.0, 100.0),
            level((2, 3), 50.0, 195.0),
        ];
        let picture = drawing(nodes, lines);
        let measured = quality(&picture);
        let pairs: Vec<(Part, Part)> = measured.of(Fault::Overlay).map(|f| f.parts).collect();
        let pair = |a, b| (Part::Line(a), Part::Line(b));
        assert_eq!(pairs, [pair(0, 1), pair(1, 3)], "a few points together are no harm");
    }

    #[test]
    fn words_stay_on_their_card_and_all_on_the_page() {
        let mut picture = drawing(three(), Vec::new());
        picture.nodes[1].texts.push(text("too long for a card", 102.0, 15.0));
        picture.page = Rect::new(0.0, -20.0, 230.0, 60.0);
        picture.heading.push(text("Title", 220.0, -5.0));
        assert_eq!(
            found(&picture),
            [
                (Fault::TextOutside, Part::Node(1), Part::Node(1)),
                (Fault::TextOutside, Part::Heading, Part::Page),
            ]
        );
    }

    #[test]
    fn a_line_between_marks_that_touch_is_a_stub() {
        let at = |x| Rect::new(x, 0.0, 20.0, 20.0);
        let nodes = vec![dot("A", at(0.0)), dot("B", at(21.0)), dot("C", at(60.0))];
        let lines = vec![
            straight((0, 1), (10.0, 10.0), (31.0, 10.0)),
            straight((1, 2), (41.0, 10.0), (60.0, 10.0)),
        ];
        let stub = (Fault::Stub, Part::Line(0), Part::Line(0));
        assert!(found(&drawing(nodes, lines)).contains(&stub));
    }

    #[test]
    fn words_far_from_their_line_are_told() {
        let labelled = |y| {
            let mut line = straight((0, 1), (40.0, 10.0), (100.0, 10.0));
            line.texts = vec![text("words", 50.0, y)];
            quality(&drawing(three(), vec![line])).count(Fault::FarLabel)
        };
        assert_eq!([labelled(5.0), labelled(40.0), labelled(60.0)], [0, 0, 1]);
    }

    #[test]
    fn a_line_that_turns_back_in_a_point_has_a_cusp_and_one_that_turns_round_has_none() {
        let p = Point::new;
        let over = |y: f64| Route {
            start: p(40.0, 50.0),
            curves: vec![
                [p(60.0, 50.0), p(80.0, f64::midpoint(50.0, y)), p(80.0, y)],
                [p(80.0, f64::midpoint(90.0, y)), p(60.0, 90.0), p(40.0, 90.0)],
            ],
        };
        let nodes = vec![dot("A", Rect::default()); 2];
        let picture = drawing(nodes, vec![line((0, 1), over(70.0)), line((0, 1), over(20.0))]);
        let measured = quality(&picture);
        let cusps: Vec<Part> = measured.of(Fault::Cusp).map(|flaw| flaw.parts.0).collect();
        assert_eq!(cusps, [Part::Line(1)]);
    }

    /// Every pair.
    fn all_pairs(first: &[Rect], second: &[Rect], each: &mut dyn FnMut(usize, usize)) {
        for a in 0..first.len() {
            for b in 0..second.len() {
                each(a, b);
            }
        }
    }

    fn pictures() -> impl Strategy<Value = Drawing> {
        let place = || (0..200_i32, 0..200_i32).prop_map(|(x, y)| Point::new(x.into(), y.into()));
        let node = (place(), 0..60_i32, 0..30_i32, any::<bool>()).prop_map(|(at, w, h, is_dot)| {
            let frame = Rect::new(at.x, at.y, w.into(), h.into());
            if is_dot { dot("some name", frame) } else { card("some name", frame) }
        });
        let curve = (place(), place(), place(), place());
        let label = prop::option::of(place());
        let nodes = prop::collection::vec(node, 1..12);
        let lines = prop::collection::vec((0..12_usize, 0..12_usize, curve, label), 0..12);
        (nodes, lines).prop_map(|(nodes, lines)| {
            let n = nodes.len();
            let lines = lines.into_iter().map(|(a, b, (start, c, d, end), label)| {
                let mut line = line((a % n, b % n), Route { start, curves: vec![[c, d, end]] });
                line.texts.extend(label.map(|at| text("label", at.x, at.y)));
                line
            });
            drawing(nodes, lines.collect())
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_grid_finds_what_looking_at_every_pair_finds(picture in pictures()) {
            prop_assert_eq!(quality(&picture), measure(&picture, &all_pairs));
        }
    }
}
