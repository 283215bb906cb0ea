//! The layout of paths: one straight, numbered spine from top to bottom, its surroundings beside it.
//!
//! A column of the scene is a step here. Every row is as high as its highest card; labels stand beside the spine
//! and above the lines to the surroundings, where nothing else is.

use super::card::LooseCard;
use super::layered::{LABEL_LINE, LABEL_SIZE, label_size, label_texts};
use crate::diagram::drawing::{Anchor, Body, LineMark, NodeMark, PaintOrder, Text};
use crate::diagram::geometry::{Point, Route};
use crate::diagram::lettering::label_lines;
use crate::diagram::palette::Ink;
use crate::diagram::scene::{Arrow, Emphasis, Link, STEP_LINKS_MAX, Scene, joint_description};
use crate::diagram::width::Weight;
use std::collections::BTreeMap;

/// Width of the words of a step, in thousandths of their font size.
const STEP_WIDTH_MAX: u32 = 26_000;
/// Width of a label between the spine and its surroundings, likewise.
const BESIDE_WIDTH_MAX: u32 = 12_000;
const STEP_SIZE: f64 = 12.0;
const STEP_LINE: f64 = 15.5;
/// Room between two cards of the spine, beyond the words of the step.
const STEP_ROOM: f64 = 26.0;
const STEP_HEIGHT_MIN: f64 = 50.0;
/// From the spine to the number of a step, and on to its words.
const NUMBER_GAP: f64 = 14.0;
const WORDS_GAP: f64 = 32.0;
/// Between the lines of one step.
const PARALLEL_GAP: f64 = 9.0;
const BESIDE_ROOM: f64 = 44.0;

/// Places a path and its surroundings.
pub(super) fn path(scene: &Scene) -> Body {
    let rows = Rows::of(scene);
    let mut nodes: Vec<Option<NodeMark>> = vec![None; scene.cards.len()];
    let loose: Vec<LooseCard> = scene.cards.iter().map(LooseCard::of).collect();
    let half_spine = width_of(&loose, rows.spine.iter().copied()) / 2.0;
    let mut y = 0.0;
    for (step, &spine) in rows.spine.iter().enumerate() {
        let row = std::iter::once(spine).chain(rows.sides(step));
        let height = row.map(|card| loose[card].size().height).fold(0.0, f64::max);
        let middle = y + height / 2.0;
        nodes[spine] = Some(loose[spine].clone().placed(Point::new(0.0, middle)));
        for side in [Side::Left, Side::Right] {
            let Some(&card) = rows.beside[side as usize].get(&step) else { continue };
            let room = half_spine + rows.room(scene, side);
            let width = loose[card].size().width;
            let x = side.sign() * (room + width / 2.0);
            nodes[card] = Some(loose[card].clone().placed(Point::new(x, middle)));
        }
        y += height + rows.step_height(step);
    }
    let nodes: Vec<NodeMark> =
        nodes.into_iter().map(|node| node.expect("every card has a row")).collect();
    let mut lines = Vec::new();
    for (step, links) in &rows.steps {
        lines.extend(step_lines(*step, links, &nodes));
    }
    for link in scene.links.iter().filter(|link| link.step.is_none()) {
        lines.push(beside_line(link, &nodes));
    }
    Body { grounds: Vec::new(), nodes, lines, order: PaintOrder::NodesFirst }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left = 0,
    Right = 1,
}

impl Side {
    fn sign(self) -> f64 {
        if self == Self::Left { -1.0 } else { 1.0 }
    }
}

/// The cards by step, and the links between them.
struct Rows<'s> {
    spine: Vec<usize>,
    /// To the left and to the right, by step.
    beside: [BTreeMap<usize, usize>; 2],
    steps: BTreeMap<usize, Vec<&'s Link>>,
}

impl<'s> Rows<'s> {
    fn of(scene: &'s Scene) -> Self {
        let mut rows = Self { spine: Vec::new(), beside: Default::default(), steps: scene.steps() };
        for (ix, card) in scene.cards.iter().enumerate() {
            if card.emphasis == Emphasis::OnPath {
                rows.spine.push(ix);
            } else {
                // The first stands to the right, the second to the left.
                let [left, right] = &mut rows.beside;
                let side = if right.contains_key(&card.column) { left } else { right };
                side.insert(card.column, ix);
            }
        }
        rows
    }

    fn sides(&self, step: usize) -> impl Iterator<Item = usize> {
        self.beside.iter().filter_map(move |side| side.get(&step).copied())
    }

    /// Room for the labels at one side of the spine.
    fn room(&self, scene: &Scene, side: Side) -> f64 {
        let cards = &self.beside[side as usize];
        let links = scene.links.iter().filter(|link| link.step.is_none());
        let widths = links
            .filter(|link| cards.values().any(|&card| link.from.0 == card || link.to.0 == card))
            .map(|link| label_size(&label_lines(&link.full_words(), BESIDE_WIDTH_MAX)).0);
        widths.fold(0.0, f64::max) + BESIDE_ROOM
    }

    /// Room below the card of a step for the words of the next.
    fn step_height(&self, step: usize) -> f64 {
        let Some(links) = self.steps.get(&(step + 1)) else { return 0.0 };
        let n_lines: usize = step_words(links).iter().map(Vec::len).sum();
        (n_lines as f64 * STEP_LINE + STEP_ROOM).max(STEP_HEIGHT_MIN)
    }
}

fn width_of(loose: &[LooseCard], cards: impl Iterator<Item = usize>) -> f64 {
    cards.map(|card| loose[card].size().width).fold(0.0, f64::max)
}

/// The words of the links of a step, line by line; what is too much is counted.
fn step_words(links: &[&Link]) -> Vec<Vec<String>> {
    let mut words: Vec<Vec<String>> = links
        .iter()
        .take(STEP_LINKS_MAX)
        .map(|link| label_lines(&link.full_words(), STEP_WIDTH_MAX))
        .collect();
    if let Some(more) = links.len().checked_sub(STEP_LINKS_MAX).filter(|more| *more > 0)
        && let Some(last) = words.last_mut()
    {
        last.push(format!("+{more} more"));
    }
    words
}

/// The lines of one step side by side, the words of all to their right.
fn step_lines(step: usize, links: &[&Link], nodes: &[NodeMark]) -> Vec<LineMark> {
    let words = step_words(links);
    let (above, below) = (nodes[step - 1].frame, nodes[step].frame);
    let (top, bottom) = (above.bottom(), below.y);
    let n_lines: usize = words.iter().map(Vec::len).sum();
    let mut y = f64::midpoint(top, bottom) - n_lines as f64 * STEP_LINE / 2.0;
    let spread = (words.len() - 1) as f64 * PARALLEL_GAP / 2.0;
    let mut lines = Vec::new();
    let n_drawn = words.len();
    for (position, (link, words)) in links.iter().zip(words).enumerate() {
        // The last one also says what is only counted beside it.
        let is_last = position + 1 == n_drawn;
        let said = if is_last { &links[position..] } else { &links[position..=position] };
        let x = position as f64 * PARALLEL_GAP - spread;
        let (first, last) = (Point::new(x, top), Point::new(x, bottom));
        let downward = link.from.0 < link.to.0;
        let (start, end) = if downward { (first, last) } else { (last, first) };
        let mut texts = Vec::new();
        for line in words {
            let baseline = y + STEP_LINE * 0.5 + STEP_SIZE * 0.36;
            let text = |x: f64, words: String, weight, ink| Text {
                at: Point::new(x, baseline),
                anchor: Anchor::Start,
                words,
                size: STEP_SIZE,
                weight,
                ink,
                halo: false,
            };
            if lines.is_empty() && texts.is_empty() {
                texts.push(text(spread + NUMBER_GAP, step.to_string(), Weight::Bold, Ink::Path));
            }
            texts.push(text(spread + WORDS_GAP, line, Weight::Regular, Ink::Text));
            y += STEP_LINE;
        }
        lines.push(LineMark {
            id: link.id.clone(),
            description: joint_description(said.iter().copied()),
            ends: (link.from.0, link.to.0),
            route: Route::straight(start, end),
            ink: link.ink(),
            width: if position == 0 { link.width() } else { 1.6 },
            style: link.style,
            arrow: plain(link.arrow),
            texts,
        });
    }
    lines
}

/// A level line between the spine and a card beside it.
fn beside_line(link: &Link, nodes: &[NodeMark]) -> LineMark {
    let (from, to) = (nodes[link.from.0].frame, nodes[link.to.0].frame);
    let rightward = from.x < to.x;
    let y = from.centre().y;
    let (start, end) = if rightward { (from.right(), to.x) } else { (from.x, to.right()) };
    let lines = label_lines(&link.full_words(), BESIDE_WIDTH_MAX);
    let middle = f64::midpoint(start, end);
    let top = y - lines.len() as f64 * LABEL_LINE - (LABEL_LINE - LABEL_SIZE);
    let mut texts = label_texts(&lines, Point::new(middle, top), Anchor::Middle);
    for text in &mut texts {
        text.ink = Ink::DimmedText;
    }
    LineMark {
        id: link.id.clone(),
        description: link.description.clone(),
        ends: (link.from.0, link.to.0),
        route: Route::straight(Point::new(start, y), Point::new(end, y)),
        ink: link.ink(),
        width: link.width(),
        style: link.style,
        arrow: plain(link.arrow),
        texts,
    }
}

/// On a path the words tell the relation; the mark only tells its direction.
fn plain(arrow: Arrow) -> Arrow {
    if arrow == Arrow::None { Arrow::None } else { Arrow::Filled }
}
