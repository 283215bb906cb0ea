//! What stands around every picture: title and subtitle above; legend, notes and sources below.

use crate::diagram::drawing::{Anchor, Body, Drawing, Footnote, Sample, Text};
use crate::diagram::geometry::{Point, Rect, Route};
use crate::diagram::lettering::sanitised;
use crate::diagram::palette::Ink;
use crate::diagram::scene::{Arrow, Confidence, LineEntry, Scene};
use crate::diagram::width::{Weight, wrap, wrap_evenly};

const MARGIN: f64 = 28.0;
/// A picture is at least this wide, so that a title has room.
const WIDTH_MIN: f64 = 560.0;
const TITLE_SIZE: f64 = 22.0;
const TITLE_LINE: f64 = 28.0;
const SUBTITLE_SIZE: f64 = 13.0;
const SUBTITLE_LINE: f64 = 18.0;
/// Lines of small print wider than this are hard to read.
const READING_WIDTH: f64 = 860.0;
const LEGEND_SIZE: f64 = 11.5;
const LEGEND_LINE: f64 = 20.0;
const NOTE_SIZE: f64 = 11.0;
const NOTE_LINE: f64 = 15.0;
const GAP: f64 = 22.0;
/// Free space between two entries of the legend.
const ENTRY_GAP: f64 = 16.0;
const LINE_SAMPLE: f64 = 24.0;
const GLYPH_SAMPLE: f64 = 10.0;
/// More notes than this stand in two columns where the picture is wide.
const NOTES_IN_ONE_COLUMN_MAX: usize = 6;

/// A picture wider than this has larger words around it, because it is shown smaller.
const PLAIN_WIDTH: f64 = 1_500.0;
const ENLARGEMENT_MAX: f64 = 2.2;

/// Puts the frame around a body that is laid out. A body with pins stays where it is; any other is moved so
/// that the page starts at 0, 0.
pub(super) fn framed(scene: &Scene, mut body: Body, pinned: bool) -> Drawing {
    let bounds = body.bounds().unwrap_or_default();
    let width = bounds.width.max(WIDTH_MIN);
    // A whole percent, so that a change of a point in width does not touch every line.
    let scale = ((width / PLAIN_WIDTH).clamp(1.0, ENLARGEMENT_MAX) * 100.0).round() / 100.0;
    let mut column = Column { x: 0.0, y: 0.0, scale };
    let mut heading = column.heading(scene, width / scale);
    let (dx, dy) = if pinned {
        (0.0, 0.0)
    } else {
        (MARGIN - bounds.x, MARGIN + column.y + GAP * scale - bounds.y)
    };
    body.move_by(dx, dy);
    let bounds = bounds.moved(dx, dy);
    let top = bounds.y - GAP * scale - column.y;
    for text in &mut heading {
        text.at = text.at.moved(bounds.x, top);
    }
    let mut footer = Footer {
        notes: Vec::new(),
        column: Column { x: bounds.x, y: bounds.bottom() + GAP * scale, scale },
        width: width / scale,
        scale,
    };
    footer.legend(scene);
    footer.notes(scene);
    footer.sources(scene);
    let height = footer.column.y - top;
    Drawing {
        page: Rect::new(bounds.x, top, width, height).grown(MARGIN),
        theme: scene.theme,
        title: scene.title.clone(),
        description: scene.subtitle.clone(),
        heading,
        grounds: body.grounds,
        nodes: body.nodes,
        lines: body.lines,
        order: body.order,
        footer: footer.notes,
    }
}

/// A width in thousandths of a font size.
#[expect(clippy::cast_sign_loss, reason = "widths and sizes are positive")]
fn em(width: f64, size: f64) -> u32 {
    // A float that is too large becomes the largest integer, which is wide enough for any text.
    (width * 1000.0 / size) as u32
}

/// Lines of text one below the other.
struct Column {
    x: f64,
    y: f64,
    /// What sizes are multiplied by.
    scale: f64,
}

impl Column {
    /// Title and subtitle, for a width before scaling.
    fn heading(&mut self, scene: &Scene, width: f64) -> Vec<Text> {
        let mut texts = Vec::new();
        let wide = em(width, TITLE_SIZE);
        for line in wrap_evenly(&sanitised(&scene.title), Weight::Bold, wide, 3) {
            texts.push(self.line(&line, TITLE_SIZE, TITLE_LINE, Weight::Bold, Ink::Text));
        }
        let reading = em(width.min(READING_WIDTH), SUBTITLE_SIZE);
        let (size, height, ink) = (SUBTITLE_SIZE, SUBTITLE_LINE, Ink::TextSecond);
        for line in wrap_evenly(&sanitised(&scene.subtitle), Weight::Regular, reading, 5) {
            texts.push(self.line(&line, size, height, Weight::Regular, ink));
        }
        texts
    }

    fn line(&mut self, words: &str, size: f64, height: f64, weight: Weight, ink: Ink) -> Text {
        let (size, height) = (size * self.scale, height * self.scale);
        let at = Point::new(self.x, self.y + height * 0.5 + size * 0.36);
        self.y += height;
        Text { at, anchor: Anchor::Start, words: words.to_owned(), size, weight, ink, halo: false }
    }
}

struct Footer {
    notes: Vec<Footnote>,
    column: Column,
    /// Before scaling.
    width: f64,
    scale: f64,
}

impl Footer {
    fn legend(&mut self, scene: &Scene) {
        let legend = &scene.legend;
        let line = |ink, width, style, arrow| (ink, width, style, arrow);
        self.row(
            legend.kinds.iter().map(|kind| {
                (SampleOf::Glyph(kind.glyph, Ink::Kind(kind.colour)), kind.words.clone())
            }),
        );
        self.row(legend.relations.iter().map(|entry| {
            let ink = Ink::Relation(entry.relation);
            (SampleOf::Line(line(ink, 1.6, Confidence::Solid, entry.arrow)), entry.words.clone())
        }));
        self.row(legend.lines.iter().map(|entry| match entry {
            LineEntry::Style(style, words) => {
                (SampleOf::Line(line(Ink::TextSecond, 1.6, *style, Arrow::None)), words.clone())
            }
            LineEntry::Thread(relation, style, words) => {
                let ink = Ink::Relation(*relation);
                (SampleOf::Line(line(ink, 1.6, *style, Arrow::None)), words.clone())
            }
            LineEntry::OnPath => (
                SampleOf::Line(line(Ink::Path, 3.0, Confidence::Solid, Arrow::None)),
                "on the path".to_owned(),
            ),
            LineEntry::Context => (
                SampleOf::Line(line(Ink::DimmedLine, 1.2, Confidence::Solid, Arrow::None)),
                "around it".to_owned(),
            ),
        }));
    }

    /// Entries side by side, in as many rows as they need.
    fn row(&mut self, entries: impl Iterator<Item = (SampleOf, String)>) {
        let scale = self.scale;
        let mut x = self.column.x;
        let mut any = false;
        for (sample, words) in entries {
            let room = sample.room() * scale;
            let probe = Text {
                at: Point::default(),
                anchor: Anchor::Start,
                words: sanitised(&words),
                size: LEGEND_SIZE * scale,
                weight: Weight::Regular,
                ink: Ink::TextSecond,
                halo: false,
            };
            let entry_width = room + probe.width();
            if any && x + entry_width > self.column.x + self.width * scale {
                x = self.column.x;
                self.column.y += LEGEND_LINE * scale;
            }
            any = true;
            let middle = self.column.y + LEGEND_LINE * scale * 0.5;
            let at = Point::new(x + room, middle + LEGEND_SIZE * scale * 0.36);
            self.notes.push(Footnote {
                sample: Some(sample.at(Point::new(x, middle), scale)),
                texts: vec![Text { at, ..probe }],
                url: None,
            });
            x += entry_width + ENTRY_GAP * scale;
        }
        if any {
            self.column.y += LEGEND_LINE * scale;
        }
    }

    fn notes(&mut self, scene: &Scene) {
        if scene.notes.is_empty() {
            return;
        }
        self.column.y += NOTE_LINE * self.scale * 0.4;
        let two = scene.notes.len() > NOTES_IN_ONE_COLUMN_MAX && self.width > READING_WIDTH;
        let n_columns = if two { 2 } else { 1 };
        let width = if two { (self.width - GAP) / 2.0 } else { self.width.min(READING_WIDTH) };
        let (left, top) = (self.column.x, self.column.y);
        let mut bottom = top;
        for (position, notes) in
            scene.notes.chunks(scene.notes.len().div_ceil(n_columns)).enumerate()
        {
            let x = left + position as f64 * (width + GAP) * self.scale;
            let mut column = Column { x, y: top, scale: self.scale };
            for note in notes {
                let texts = small_print(&mut column, note, width);
                self.notes.push(Footnote { sample: None, texts, url: None });
            }
            bottom = bottom.max(column.y);
        }
        self.column.y = bottom;
    }

    fn sources(&mut self, scene: &Scene) {
        self.column.y += NOTE_LINE * self.scale * 0.4;
        let reading = self.width.min(READING_WIDTH);
        for (position, source) in scene.sources.iter().enumerate() {
            let words = format!("[{}] {}", position + 1, source.words);
            let texts = small_print(&mut self.column, &words, reading);
            self.notes.push(Footnote { sample: None, texts, url: source.url.clone() });
        }
    }
}

fn small_print(column: &mut Column, words: &str, width: f64) -> Vec<Text> {
    wrap(&sanitised(words), Weight::Regular, em(width, NOTE_SIZE), 4)
        .iter()
        .map(|line| column.line(line, NOTE_SIZE, NOTE_LINE, Weight::Regular, Ink::TextSecond))
        .collect()
}

/// A sample whose place is still open.
enum SampleOf {
    Glyph(char, Ink),
    Line((Ink, f64, Confidence, Arrow)),
}

impl SampleOf {
    /// From its left to the words after it.
    fn room(&self) -> f64 {
        match self {
            Self::Glyph(..) => GLYPH_SAMPLE + 4.0,
            Self::Line(_) => LINE_SAMPLE + 5.0,
        }
    }

    /// Its left end, on the middle of the line.
    fn at(self, at: Point, scale: f64) -> Sample {
        match self {
            Self::Glyph(glyph, ink) => {
                let side = GLYPH_SAMPLE * scale;
                Sample::Glyph(glyph, Rect::new(at.x, at.y - side / 2.0, side, side), ink)
            }
            Self::Line((ink, width, style, arrow)) => {
                let route = Route::straight(at, at.moved(LINE_SAMPLE * scale, 0.0));
                Sample::Line { route, ink, width, style, arrow }
            }
        }
    }
}
