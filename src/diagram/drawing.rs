//! The drawing: where everything of a scene stands, in points and colour tokens, before any writer has seen it.
//!
//! A layout makes it of a scene; a writer makes bytes of it. Knows no markup, no file and no graph.

use super::Theme;
use super::geometry::{Point, Rect, Route};
use super::palette::Ink;
use super::scene::{Arrow, Confidence};
use super::width::{Weight, text_width};

/// One picture, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The page; its corner is at 0, 0 unless pinned cards stand beyond that.
    pub page: Rect,
    /// Which colours it takes.
    pub theme: Theme,
    /// The question or finding.
    pub title: String,
    /// What the picture is, in one sentence or more.
    pub description: String,
    /// Title and subtitle.
    pub heading: Vec<Text>,
    /// Quiet grounds and rules, from the lowest to the highest.
    pub grounds: Vec<Ground>,
    /// The nodes, in reading order.
    pub nodes: Vec<NodeMark>,
    /// The lines between them.
    pub lines: Vec<LineMark>,
    /// Which of the two is painted first.
    pub order: PaintOrder,
    /// Legend, notes and sources.
    pub footer: Vec<Footnote>,
}

/// The middle of a picture, before title, legend and sources stand around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Body {
    /// Quiet grounds and rules, from the lowest to the highest.
    pub(super) grounds: Vec<Ground>,
    /// The nodes, in reading order.
    pub(super) nodes: Vec<NodeMark>,
    /// The lines between them.
    pub(super) lines: Vec<LineMark>,
    /// Which of the two is painted first.
    pub(super) order: PaintOrder,
}

/// What is painted first, and so covered by the other where they meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaintOrder {
    /// Lines end at the border of cards and never meet others.
    NodesFirst,
    /// Lines run straight between places and below the marks.
    LinesFirst,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Where its baseline starts, or has its middle or its end.
    pub at: Point,
    /// What stands at that place.
    pub anchor: Anchor,
    /// The words.
    pub words: String,
    /// Font size in points.
    pub size: f64,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub ink: Ink,
    /// A rim in the colour of the page keeps it apart from lines below it.
    pub halo: bool,
}

/// Which part of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A quiet ground or a rule, with words or without.
#[derive(Debug, Clone, PartialEq)]
pub struct Ground {
    /// What it marks, for those who cannot see it; nothing where it only orders.
    pub label: Option<String>,
    /// Its form.
    pub form: GroundForm,
    /// Its words.
    pub texts: Vec<Text>,
}

/// The form of a ground.
#[derive(Debug, Clone, PartialEq)]
pub enum GroundForm {
    /// A filled box.
    Panel(Rect, Ink),
    /// A filled shape with rounded corners around some places.
    Patch(Vec<Point>, Ink),
    /// A thin line.
    Rule(Point, Point, Ink),
    /// Words only.
    Words,
}

/// A node.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeMark {
    /// Our own id.
    pub id: String,
    /// The node in one sentence.
    pub description: String,
    /// All that it covers, words beside a dot left out.
    pub frame: Rect,
    /// Its form.
    pub form: NodeForm,
    /// Its words.
    pub texts: Vec<Text>,
}

/// The form of a node.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeForm {
    /// A card with a stripe of its kind.
    Card {
        /// Ground.
        ground: Ink,
        /// Border.
        border: Ink,
        /// Width of the border.
        border_width: f64,
        /// Line style of the border.
        border_style: Confidence,
        /// Colour of the kind.
        kind: Ink,
        /// The mark of the kind and where it stands.
        glyph: (char, Rect),
    },
    /// The mark of the kind alone, filling the frame.
    Dot {
        /// Colour of the kind.
        kind: Ink,
        /// The mark of the kind.
        glyph: char,
    },
}

/// A line between two nodes.
#[derive(Debug, Clone, PartialEq)]
pub struct LineMark {
    /// Our own id.
    pub id: String,
    /// The statement in one sentence with its sources.
    pub description: String,
    /// Positions of its subject and object in [`Drawing::nodes`].
    pub ends: (usize, usize),
    /// From subject to object.
    pub route: Route,
    /// Colour.
    pub ink: Ink,
    /// Width.
    pub width: f64,
    /// Line style.
    pub style: Confidence,
    /// The mark at the object.
    pub arrow: Arrow,
    /// The words beside it.
    pub texts: Vec<Text>,
}

/// A part of what stands below the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Footnote {
    /// A sample of a mark.
    pub sample: Option<Sample>,
    /// Its words.
    pub texts: Vec<Text>,
    /// Where they lead: http, https or relative.
    pub url: Option<String>,
}

/// A sample in the legend.
#[derive(Debug, Clone, PartialEq)]
pub enum Sample {
    /// The mark of a kind.
    Glyph(char, Rect, Ink),
    /// A line.
    Line {
        /// Where it runs.
        route: Route,
        /// Colour.
        ink: Ink,
        /// Width.
        width: f64,
        /// Line style.
        style: Confidence,
        /// The mark at its end.
        arrow: Arrow,
    },
}

/// Height of what rises above the baseline, in font sizes.
const ASCENT: f64 = 0.76;
/// Height of what hangs below it.
const DESCENT: f64 = 0.22;

impl Text {
    /// Its width in points.
    pub fn width(&self) -> f64 {
        f64::from(text_width(&self.words, self.weight)) * self.size / 1000.0
    }

    /// The box that it covers.
    pub fn bounds(&self) -> Rect {
        let width = self.width();
        let x = match self.anchor {
            Anchor::Start => self.at.x,
            Anchor::Middle => self.at.x - width / 2.0,
            Anchor::End => self.at.x - width,
        };
        Rect::new(x, self.at.y - ASCENT * self.size, width, (ASCENT + DESCENT) * self.size)
    }

    /// Moved.
    #[must_use]
    pub fn moved(mut self, dx: f64, dy: f64) -> Self {
        self.at = self.at.moved(dx, dy);
        self
    }
}

impl Body {
    /// Moves everything.
    pub(super) fn move_by(&mut self, dx: f64, dy: f64) {
        let texts = |texts: &mut Vec<Text>| {
            for text in texts {
                text.at = text.at.moved(dx, dy);
            }
        };
        for ground in &mut self.grounds {
            match &mut ground.form {
                GroundForm::Panel(frame, _) => *frame = frame.moved(dx, dy),
                GroundForm::Patch(points, _) => {
                    for point in points {
                        *point = point.moved(dx, dy);
                    }
                }
                GroundForm::Rule(a, b, _) => (*a, *b) = (a.moved(dx, dy), b.moved(dx, dy)),
                GroundForm::Words => {}
            }
            texts(&mut ground.texts);
        }
        for node in &mut self.nodes {
            node.frame = node.frame.moved(dx, dy);
            if let NodeForm::Card { glyph, .. } = &mut node.form {
                glyph.1 = glyph.1.moved(dx, dy);
            }
            texts(&mut node.texts);
        }
        for line in &mut self.lines {
            line.route = line.route.moved(dx, dy);
            texts(&mut line.texts);
        }
    }

    /// The box around grounds, nodes, lines and their words.
    pub(super) fn bounds(&self) -> Option<Rect> {
        let at = |p: Point| Rect::new(p.x, p.y, 0.0, 0.0);
        let grounds = self.grounds.iter().flat_map(|ground| {
            let form = match &ground.form {
                GroundForm::Panel(frame, _) => Some(*frame),
                GroundForm::Patch(points, _) => Rect::enclosing(points.iter().map(|&p| at(p))),
                GroundForm::Rule(a, b, _) => Rect::enclosing([at(*a), at(*b)]),
                GroundForm::Words => None,
            };
            form.into_iter().chain(ground.texts.iter().map(Text::bounds))
        });
        let nodes = self.nodes.iter().flat_map(|node| {
            std::iter::once(node.frame).chain(node.texts.iter().map(Text::bounds))
        });
        let lines = self.lines.iter().flat_map(|line| {
            line.route.points().into_iter().map(at).chain(line.texts.iter().map(Text::bounds))
        });
        Rect::enclosing(grounds.chain(nodes).chain(lines))
    }
}
