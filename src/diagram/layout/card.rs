//! How large a card is, and where its words stand on it.

use crate::diagram::drawing::{Anchor, NodeForm, NodeMark, Text};
use crate::diagram::geometry::{Point, Rect, Size};
use crate::diagram::lettering::CardLettering;
use crate::diagram::palette::Ink;
use crate::diagram::scene::{Card, Emphasis};
use crate::diagram::width::Weight;

const NAME_SIZE: f64 = 13.0;
const NAME_LINE: f64 = 15.5;
const SECOND_SIZE: f64 = 11.0;
const SECOND_LINE: f64 = 13.5;
/// Width of the stripe, which the border encloses.
pub(in crate::diagram) const STRIPE: f64 = 6.0;
/// Free space between stripe or border and words.
const PADDING: f64 = 8.0;
const PADDING_ABOVE: f64 = 6.0;
/// Side of the mark of the kind.
const GLYPH: f64 = 9.0;
/// From the left of the mark to the words after it.
const GLYPH_ROOM: f64 = 13.0;

/// A card whose place is still open: everything relative to its upper left corner.
#[derive(Debug, Clone)]
pub(super) struct LooseCard {
    mark: NodeMark,
}

impl LooseCard {
    pub(super) fn of(card: &Card) -> Self {
        let lettering = CardLettering::of(card);
        let dimmed = card.emphasis == Emphasis::Dimmed;
        let (ink, second_ink) =
            if dimmed { (Ink::DimmedText, Ink::DimmedText) } else { (Ink::Text, Ink::TextSecond) };
        let name_weight = if dimmed { Weight::Regular } else { Weight::Bold };
        let name_size = if dimmed { 12.0 } else { NAME_SIZE };
        let left = STRIPE + PADDING;
        let mut y = PADDING_ABOVE;
        let mut texts = Vec::new();
        let mut write = |x: f64, words: &str, size: f64, line: f64, weight, ink| {
            // The baseline of a line that is `line` high.
            let at = Point::new(x, y + line * 0.5 + size * 0.36);
            let anchor = Anchor::Start;
            texts.push(Text {
                at,
                anchor,
                words: words.to_owned(),
                size,
                weight,
                ink,
                halo: false,
            });
            y += line;
            at.y
        };
        for line in &lettering.name {
            write(left, line, name_size, NAME_LINE, name_weight, ink);
        }
        for line in &lettering.beside_name {
            write(left, line, SECOND_SIZE, SECOND_LINE, Weight::Regular, second_ink);
        }
        let mut glyph_baseline = 0.0;
        for (row, line) in lettering.second.iter().enumerate() {
            let x = if row == 0 { left + GLYPH_ROOM } else { left };
            let baseline = write(x, line, SECOND_SIZE, SECOND_LINE, Weight::Regular, second_ink);
            if row == 0 {
                glyph_baseline = baseline;
            }
        }
        let height = y + PADDING_ABOVE;
        let right = texts.iter().map(|text| text.bounds().right()).fold(0.0, f64::max);
        let glyph_box = Rect::new(left, glyph_baseline - GLYPH + 0.8, GLYPH, GLYPH);
        let form = NodeForm::Card {
            ground: if dimmed { Ink::DimmedCard } else { Ink::Card },
            border: match card.emphasis {
                Emphasis::OnPath => Ink::Path,
                Emphasis::Normal => Ink::Border,
                Emphasis::Dimmed => Ink::DimmedBorder,
            },
            border_width: if card.emphasis == Emphasis::OnPath { 2.0 } else { 1.0 },
            border_style: card.style,
            kind: Ink::Kind(card.colour),
            glyph: (card.glyph, glyph_box),
        };
        let frame = Rect::new(0.0, 0.0, right + PADDING, height);
        let (id, description) = (card.id.clone(), card.description.clone());
        Self { mark: NodeMark { id, description, frame, form, texts } }
    }

    pub(super) fn size(&self) -> Size {
        Size::new(self.mark.frame.width, self.mark.frame.height)
    }

    /// Makes the card at least so high, its words in the middle.
    pub(super) fn grow_to(&mut self, height: f64) {
        let more = (height - self.mark.frame.height).max(0.0);
        self.mark.frame.height += more;
        self.move_content(0.0, more / 2.0);
    }

    fn move_content(&mut self, dx: f64, dy: f64) {
        for text in &mut self.mark.texts {
            text.at = text.at.moved(dx, dy);
        }
        if let NodeForm::Card { glyph, .. } = &mut self.mark.form {
            glyph.1 = glyph.1.moved(dx, dy);
        }
    }

    /// The card with its middle at a place.
    pub(super) fn placed(mut self, centre: Point) -> NodeMark {
        let frame = Rect::around(centre, self.size());
        self.move_content(frame.x, frame.y);
        self.mark.frame = frame;
        self.mark
    }
}
