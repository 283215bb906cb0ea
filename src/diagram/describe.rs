//! A scene in words: the text twin of a picture, for those who cannot see it.
//!
//! Says what the picture shows, in the order in which a reader would go through it, and nothing else. Knows no
//! places, no colours and no markup.

use super::Template;
use super::lettering::{safe_url, sanitised};
use super::scene::{Card, Emphasis, Link, Scene, SourceLine, bracketed};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Columns of a line; a word that is longer stands on a line of its own.
const COLUMNS_MAX: usize = 80;

/// Writes a scene as plain text.
///
/// Title and subtitle; the cards by side, row and lane, community or place on the path, each with its second
/// line, its caption and its sources; the relationships as sentences, the steps of a path by number; remarks;
/// and the numbered sources with their addresses. A heading is underlined, a line has at most 80 columns, and
/// there are no controls but line breaks.
pub fn describe(scene: &Scene) -> String {
    let mut page = Page::default();
    page.title(&scene.title);
    page.paragraph(&scene.subtitle, Indent::NONE);
    for section in sections(scene) {
        page.heading(&section.title);
        for (words, indent) in section.entries {
            page.paragraph(&words, indent);
        }
    }
    page.out
}

/// Columns before the first line of a paragraph, and before the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Indent {
    first: usize,
    rest: usize,
}

impl Indent {
    const NONE: Self = Self { first: 0, rest: 0 };
    const ITEM: Self = Self { first: 0, rest: 2 };
    const BELOW: Self = Self { first: 2, rest: 2 };

    /// As far in as the number of a source is long.
    fn behind(number: &str) -> Self {
        let columns = columns(number) + 1;
        Self { first: columns, rest: columns }
    }
}

/// A heading and what stands below it.
struct Section {
    title: String,
    entries: Vec<(String, Indent)>,
}

impl Section {
    fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), entries: Vec::new() }
    }
}

fn sections(scene: &Scene) -> Vec<Section> {
    let mut sections = match scene.template {
        Template::Map => sides(scene),
        Template::Path => path(scene),
        Template::Timeline => rows(scene),
        Template::Overview => communities(scene),
    };
    sections.push(relationships(scene));
    let mut remarks = Section::new("Notes");
    remarks.entries.extend(scene.remarks().map(|note| (note.to_owned(), Indent::NONE)));
    sections.push(remarks);
    sections.push(sources(&scene.sources));
    sections.retain(|section| !section.entries.is_empty());
    sections
}

/// The sides of a map from the left, and what stands between and around them.
fn sides(scene: &Scene) -> Vec<Section> {
    let mut first_columns: BTreeMap<usize, usize> = BTreeMap::new();
    for card in &scene.cards {
        if let Some(panel) = card.panel {
            let first = first_columns.entry(panel.0).or_insert(card.column);
            *first = card.column.min(*first);
        }
    }
    let mut order: Vec<(usize, usize)> =
        first_columns.into_iter().map(|(panel, column)| (column, panel)).collect();
    order.sort_unstable();
    let mut sections: Vec<Section> = order
        .into_iter()
        .map(|(_, panel)| {
            let title = scene.panels.get(panel).map_or("", |panel| panel.title.as_str());
            cards(scene, title, |card| card.panel.is_some_and(|at| at.0 == panel))
        })
        .collect();
    let others = if sections.is_empty() { "On the map" } else { "Between and around the sides" };
    sections.push(cards(scene, others, |card| card.panel.is_none()));
    sections
}

fn path(scene: &Scene) -> Vec<Section> {
    vec![
        cards(scene, "On the path", |card| card.emphasis == Emphasis::OnPath),
        cards(scene, "Beside the path", |card| card.emphasis != Emphasis::OnPath),
    ]
}

/// The rows of a timeline from the top, each from its first lane to its last.
fn rows(scene: &Scene) -> Vec<Section> {
    let in_lane = |row: Option<usize>, section: &mut Section| {
        let mut events: Vec<&Card> = scene.cards.iter().filter(|card| card.row == row).collect();
        events.sort_by_key(|card| card.column);
        for card in events {
            let lane = scene.lanes.get(card.column).map(String::as_str);
            section.entries.extend(card_entries(card, lane));
        }
    };
    let mut sections = Vec::new();
    for (at, title) in scene.rows.iter().enumerate() {
        let mut section = Section::new(title);
        in_lane(Some(at), &mut section);
        sections.push(section);
    }
    let mut undated = Section::new("Without a row");
    in_lane(None, &mut undated);
    sections.push(undated);
    sections
}

/// The communities of an overview, each from what stands highest.
fn communities(scene: &Scene) -> Vec<Section> {
    let group = |card: &Card| card.standing.and_then(|standing| standing.group);
    let mut sections: Vec<Section> = scene
        .groups
        .iter()
        .enumerate()
        .map(|(at, title)| cards(scene, title, |card| group(card) == Some(at)))
        .collect();
    let others =
        if scene.groups.is_empty() { "On the picture" } else { "In no community that is shown" };
    sections.push(cards(scene, others, |card| group(card).is_none()));
    sections
}

fn cards(scene: &Scene, title: &str, belongs: impl Fn(&Card) -> bool) -> Section {
    let mut section = Section::new(title);
    for card in scene.cards.iter().filter(|card| belongs(card)) {
        section.entries.extend(card_entries(card, None));
    }
    section
}

/// A card as an item, its caption below it.
fn card_entries(card: &Card, lane: Option<&str>) -> Vec<(String, Indent)> {
    let mut words = format!("- {}", card.name);
    if let Some(script) = &card.script_line {
        let _ = write!(words, " ({script})");
    }
    if !card.second_line.is_empty() {
        let _ = write!(words, ": {}", card.second_line);
    }
    if !card.sources.is_empty() {
        let _ = write!(words, " {}", bracketed(&card.sources));
    }
    if let Some(lane) = lane {
        let _ = write!(words, ", under {lane}");
    }
    if let Some(standing) = card.standing {
        let percent = f64::from(standing.area) / 10_000.0;
        let _ = write!(words, ", area {percent:.0}% of the largest");
    }
    match card.hidden_neighbors {
        0 => {}
        1 => words.push_str(", and 1 neighbour that is not shown"),
        n => {
            let _ = write!(words, ", and {n} neighbours that are not shown");
        }
    }
    let mut entries = vec![(words, Indent::ITEM)];
    entries.extend(card.caption.clone().map(|caption| (caption, Indent::BELOW)));
    entries
}

/// The lines as sentences: the steps of a path first, each with its number.
fn relationships(scene: &Scene) -> Section {
    let mut section = Section::new("Relationships");
    let mut links: Vec<&Link> = scene.links.iter().collect();
    links.sort_by_key(|link| (link.step.is_none(), link.step));
    for link in links {
        let mark = link.step.map_or("-".to_owned(), |step| format!("{step}."));
        let indent = Indent { first: 0, rest: columns(&mark) + 1 };
        section.entries.push((format!("{mark} {}", link.description), indent));
    }
    section
}

fn sources(sources: &[SourceLine]) -> Section {
    let mut section = Section::new("Sources");
    for (position, source) in sources.iter().enumerate() {
        let number = format!("[{}]", position + 1);
        let below = Indent::behind(&number);
        section.entries.push((format!("{number} {}", source.words), Indent { first: 0, ..below }));
        section.entries.extend(source.url.as_deref().and_then(safe_url).map(|url| (url, below)));
    }
    section
}

/// Text under construction.
#[derive(Debug, Default)]
struct Page {
    out: String,
}

impl Page {
    fn title(&mut self, words: &str) {
        self.underlined(words, '=');
        self.out.push('\n');
    }

    fn heading(&mut self, words: &str) {
        self.out.push('\n');
        self.underlined(words, '-');
    }

    fn underlined(&mut self, words: &str, rule: char) {
        let start = self.out.len();
        self.paragraph(words, Indent::NONE);
        let longest = self.out[start..].lines().map(columns).max().unwrap_or_default();
        self.out.extend(std::iter::repeat_n(rule, longest.min(COLUMNS_MAX)));
        self.out.push('\n');
    }

    /// Words broken at their spaces. Spaces that do not break hold words together and are written as usual ones.
    fn paragraph(&mut self, words: &str, indent: Indent) {
        let words = sanitised(words);
        let mut width = 0;
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            let word = word.replace('\u{A0}', " ");
            let word_width = columns(&word);
            if width == 0 {
                self.out.extend(std::iter::repeat_n(' ', indent.first));
                width = indent.first;
            } else if width + 1 + word_width > COLUMNS_MAX {
                self.out.push('\n');
                self.out.extend(std::iter::repeat_n(' ', indent.rest));
                width = indent.rest;
            } else {
                self.out.push(' ');
                width += 1;
            }
            self.out.push_str(&word);
            width += word_width;
        }
        self.out.push('\n');
    }
}

/// Columns that a text takes: two for the scripts of East Asia, one for others.
fn columns(text: &str) -> usize {
    let is_wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}'
            | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FF60}' | '\u{1F300}'..='\u{1FAFF}'
            | '\u{20000}'..='\u{3FFFD}')
    };
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_break_at_eighty_columns() {
        let mut page = Page::default();
        page.paragraph(&"한국 전력 ".repeat(20), Indent::ITEM);
        page.paragraph(&"x".repeat(90), Indent::NONE);
        page.paragraph("a\u{A0}b\u{202E}\nc", Indent::BELOW);
        let lines: Vec<&str> = page.out.lines().collect();
        assert!(lines[..lines.len() - 2].iter().all(|line| columns(line) <= COLUMNS_MAX));
        assert!(lines[1].starts_with("  한국"), "{lines:?}");
        assert_eq!(lines[lines.len() - 2].len(), 90);
        assert_eq!(lines[lines.len() - 1], "  a b\u{FFFD} c");
    }
}
