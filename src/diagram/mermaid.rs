//! A scene as a Mermaid flowchart, which code-hosting pages draw in the midst of a Markdown text.
//!
//! Mermaid lays it out and its host decides page and line colours, so only cards carry colours of ours, and
//! every line carries its words. Depends on the scene and the palette alone.

use super::Template;
use super::lettering::{label_lines, safe_url, sanitised};
use super::palette::{Ink, Palette, Relation};
use super::scene::{Arrow, Card, CardIx, Confidence, Emphasis, Labelling, Link, Scene, bracketed};
use super::width::{Weight, wrap};
use crate::model::Colour;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Bytes of a diagram: hosts refuse more than 50,000 characters, and no diagram may change that.
const TEXT_BYTES_MAX: usize = 48_000;
/// Lines, those that only arrange included: hosts refuse more than 500.
const LINES_MAX: usize = 480;
/// An overview with more lines than this has no words beside them: they would cover the names.
const LABELLED_OVERVIEW_LINES_MAX: usize = 60;
/// Width of the name on a card, in thousandths of its font size.
const NAME_WIDTH_MAX: u32 = 16_500;
/// Width of words beside a line, likewise.
const LABEL_WIDTH_MAX: u32 = 15_000;
/// Width of remarks and sources, likewise.
const SOURCES_WIDTH_MAX: u32 = 46_000;
const NAME_LINES_MAX: usize = 4;
const SOURCE_LINES_MAX: usize = 4;
/// Lines of labels are broken by us, so Mermaid is told to break them only where they are far too long.
const CONFIG: &str = "config:\n  flowchart:\n    wrappingWidth: 800\n";

/// Writes a scene as a Mermaid flowchart.
///
/// A map and an overview run from left to right, a path and a timeline from top to bottom; the sides of a map, the
/// rows of a timeline and the communities of an overview are subgraphs. Mermaid's own timeline has neither lanes
/// nor lines nor kinds, so it is not used.
///
/// A card has its name, its mark, its second line and its sources; a line has its words and sources, is dotted
/// where the statement is not sure and thick on a path. Below stand the remarks and the numbered sources,
/// and a comment at the end has the address of each. Words are written so that they can neither end their label nor
/// become markup, a directive or a link.
///
/// Hosts refuse large diagrams. Of a scene that is too large, the cards with most lines stay, of an overview the
/// highest, and a remark says how many.
pub fn to_mermaid(scene: &Scene) -> String {
    let mut n_cards = scene.cards.len();
    loop {
        let part = Part::of(scene, n_cards);
        let writer = Writer::new(scene, &part);
        let n_lines = writer.lines.len();
        let text = writer.document();
        if (text.len() <= TEXT_BYTES_MAX && n_lines <= LINES_MAX) || n_cards <= 1 {
            return text;
        }
        n_cards -= n_cards.div_ceil(8);
    }
}

/// What of a scene is written.
struct Part {
    cards: BTreeSet<CardIx>,
    is_whole: bool,
}

impl Part {
    fn of(scene: &Scene, n_cards: usize) -> Self {
        let mut degree = vec![0_usize; scene.cards.len()];
        for link in &scene.links {
            degree[link.from.0] += 1;
            degree[link.to.0] += 1;
        }
        let mut order: Vec<usize> = (0..scene.cards.len()).collect();
        // The cards of an overview stand in their order already.
        if scene.template != Template::Overview {
            order.sort_by_key(|&at| (scene.cards[at].emphasis, Reverse(degree[at]), at));
        }
        let cards = order.into_iter().take(n_cards).map(CardIx).collect();
        Self { cards, is_whole: n_cards >= scene.cards.len() }
    }

    fn has(&self, link: &Link) -> bool {
        self.cards.contains(&link.from) && self.cards.contains(&link.to)
    }
}

/// A line between two cards, or one that is not seen and only tells which stands first.
enum Line<'s> {
    Seen(&'s Link),
    Order(String, String),
}

struct Writer<'s> {
    scene: &'s Scene,
    part: &'s Part,
    palette: &'static Palette,
    lines: Vec<Line<'s>>,
    out: String,
}

impl<'s> Writer<'s> {
    fn new(scene: &'s Scene, part: &'s Part) -> Self {
        let palette = Palette::of(scene.theme);
        let mut writer = Self { scene, part, palette, lines: Vec::new(), out: String::new() };
        writer.lines = writer.all_lines();
        writer
    }

    fn document(mut self) -> String {
        let direction = match self.scene.template {
            Template::Map | Template::Overview => "LR",
            Template::Path | Template::Timeline => "TB",
        };
        let title = yaml(&self.scene.title);
        let _ = write!(self.out, "---\ntitle: {title}\n{CONFIG}---\nflowchart {direction}\n");
        self.groups();
        self.write_lines();
        self.footer();
        self.classes();
        self.line_styles();
        self.addresses();
        self.out
    }

    fn card(&self, at: CardIx) -> &'s Card {
        &self.scene.cards[at.0]
    }

    /// The cards in order of their columns, in the groups that they belong to.
    fn groups(&mut self) {
        let mut groups: BTreeMap<Option<usize>, Vec<CardIx>> = BTreeMap::new();
        for &at in &self.part.cards {
            groups.entry(self.group(self.card(at))).or_default().push(at);
        }
        let mut groups: Vec<(Option<usize>, Vec<CardIx>)> = groups.into_iter().collect();
        for (_, cards) in &mut groups {
            cards.sort_by_key(|&at| (self.card(at).column, at));
        }
        let first_column = |cards: &[CardIx]| cards.first().map(|&at| self.card(at).column);
        if self.scene.template == Template::Map {
            groups.sort_by_key(|(_, cards)| first_column(cards));
        }
        for (group, cards) in groups {
            let Some(group) = group else {
                self.cards(&cards, "  ");
                continue;
            };
            let title = self.group_title(group);
            let _ = writeln!(self.out, "  subgraph g{group}[\"{}\"]", label(title));
            if self.scene.template == Template::Timeline {
                self.out.push_str("    direction LR\n");
            }
            self.cards(&cards, "    ");
            self.out.push_str("  end\n");
        }
    }

    fn group(&self, card: &Card) -> Option<usize> {
        match self.scene.template {
            Template::Map => card.panel.map(|panel| panel.0),
            Template::Timeline => card.row,
            Template::Overview => card.standing.and_then(|standing| standing.group),
            Template::Path => None,
        }
    }

    fn group_title(&self, group: usize) -> &'s str {
        let scene = self.scene;
        let title = match scene.template {
            Template::Map => scene.panels.get(group).map(|panel| &panel.title),
            Template::Timeline => scene.rows.get(group),
            Template::Overview => scene.groups.get(group),
            Template::Path => None,
        };
        title.map_or("", String::as_str)
    }

    fn cards(&mut self, cards: &[CardIx], margin: &str) {
        for &at in cards {
            let card = self.card(at);
            let name = wrap(&sanitised(&card.name), Weight::Bold, NAME_WIDTH_MAX, NAME_LINES_MAX);
            let mut lines: Vec<String> = name;
            for words in card.script_line.iter().chain(&card.caption) {
                lines.extend(label_lines(words, NAME_WIDTH_MAX));
            }
            let mut second = format!("{}\u{A0}{}", card.glyph, card.second_line);
            if !card.sources.is_empty() {
                let _ = write!(second, "\u{A0}{}", bracketed(&card.sources));
            }
            if card.hidden_neighbors > 0 {
                let _ = write!(second, " ·\u{A0}+{}", card.hidden_neighbors);
            }
            lines.extend(label_lines(&second, NAME_WIDTH_MAX));
            let (id, class) = (&card.id, class(card.colour));
            let _ = writeln!(self.out, "{margin}{id}[\"{}\"]:::{class}", labels(&lines));
        }
    }

    /// What joins the cards, and what keeps their order. Mermaid ranks along the lines, so a line that runs against
    /// the columns follows one that is not seen and runs with them.
    fn all_lines(&self) -> Vec<Line<'s>> {
        let mut lines = Vec::new();
        let scene = self.scene;
        if scene.template == Template::Timeline {
            let rows: BTreeSet<usize> =
                self.part.cards.iter().filter_map(|&at| self.card(at).row).collect();
            let rows: Vec<usize> = rows.into_iter().collect();
            for pair in rows.windows(2) {
                lines.push(Line::Order(format!("g{}", pair[0]), format!("g{}", pair[1])));
            }
        }
        let mut ordered = BTreeSet::new();
        for link in scene.links.iter().filter(|link| self.part.has(link)) {
            let (from, to) = (self.card(link.from), self.card(link.to));
            let runs_back = from.column > to.column && scene.template != Template::Timeline;
            if runs_back && ordered.insert((link.to, link.from)) {
                lines.push(Line::Order(to.id.clone(), from.id.clone()));
            }
            lines.push(Line::Seen(link));
        }
        lines
    }

    fn write_lines(&mut self) {
        let n_seen = self.scene.links.iter().filter(|link| self.part.has(link)).count();
        let is_silent =
            self.scene.template == Template::Overview && n_seen > LABELLED_OVERVIEW_LINES_MAX;
        for line in &self.lines {
            let link = match line {
                Line::Order(first, second) => {
                    let _ = writeln!(self.out, "  {first} ~~~ {second}");
                    continue;
                }
                Line::Seen(link) => link,
            };
            let (from, to) = (&self.card(link.from).id, &self.card(link.to).id);
            let dash = if link.style == Confidence::Solid { "--" } else { "-.-" };
            let mark = match (link.arrow, link.style) {
                (Arrow::None, Confidence::Solid) => "-",
                (Arrow::None, _) => "",
                _ => ">",
            };
            let _ = write!(self.out, "  {from} {dash}{mark}");
            if !is_silent {
                let _ = write!(self.out, "|\"{}\"|", labels(&line_words(link)));
            }
            let _ = writeln!(self.out, " {to}");
        }
    }

    /// Subtitle, remarks and sources, below or beside the picture.
    fn footer(&mut self) {
        let mut lines = Vec::new();
        let mut say = |words: &str| {
            lines.extend(wrap(words, Weight::Regular, SOURCES_WIDTH_MAX, SOURCE_LINES_MAX));
        };
        say(&sanitised(&self.scene.subtitle));
        if !self.part.is_whole {
            let (shown, all) = (self.part.cards.len(), self.scene.cards.len());
            let which = if self.scene.template == Template::Overview {
                "the highest"
            } else {
                "those with most lines"
            };
            say(&format!("Only {shown} of {all} cards are drawn, {which}: more do not fit."));
        }
        for remark in self.scene.remarks() {
            say(&sanitised(remark));
        }
        let numbers = self.source_numbers();
        for (number, source) in (1..).zip(&self.scene.sources) {
            if numbers.contains(&number) {
                say(&sanitised(&format!("[{number}] {}", source.words)));
            }
        }
        if !lines.is_empty() {
            let _ = writeln!(self.out, "  sources[\"{}\"]:::sources", labels(&lines));
        }
    }

    /// The sources that what is written rests on.
    fn source_numbers(&self) -> BTreeSet<usize> {
        let of_cards = self.part.cards.iter().flat_map(|&at| &self.card(at).sources);
        let of_lines = self.scene.links.iter().filter(|link| self.part.has(link));
        of_cards.chain(of_lines.flat_map(|link| &link.sources)).copied().collect()
    }

    fn classes(&mut self) {
        let palette = self.palette;
        let (fill, text) = (palette.card.as_str(), palette.text.as_str());
        let colours: BTreeSet<Colour> =
            self.part.cards.iter().map(|&at| self.card(at).colour).collect();
        for colour in colours {
            let (name, stroke) = (class(colour), palette.kind(colour).as_str());
            let _ = writeln!(
                self.out,
                "  classDef {name} fill:{fill},stroke:{stroke},stroke-width:2px,color:{text}"
            );
        }
        self.out.push_str("  classDef sources fill:none,stroke:none,text-align:left\n");
        let (fill, text) = (palette.dimmed_card.as_str(), palette.dimmed_text.as_str());
        self.assign("dimmed", &format!("fill:{fill},color:{text},stroke-width:1px"), |card| {
            card.emphasis == Emphasis::Dimmed
        });
        self.assign("path", "stroke-width:4px", |card| card.emphasis == Emphasis::OnPath);
        self.assign("planned", "stroke-dasharray:7 4", |card| card.style == Confidence::Dashed);
        self.assign("unsure", "stroke-dasharray:2 4", |card| card.style == Confidence::Dotted);
    }

    /// A class for the cards to which something applies; nothing where it applies to none.
    fn assign(&mut self, class: &str, style: &str, applies: impl Fn(&Card) -> bool) {
        let ids: Vec<&str> = self
            .part
            .cards
            .iter()
            .map(|&at| self.card(at))
            .filter(|card| applies(card))
            .map(|card| card.id.as_str())
            .collect();
        if !ids.is_empty() {
            let ids = ids.join(",");
            let _ = write!(self.out, "  classDef {class} {style}\n  class {ids} {class}\n");
        }
    }

    /// Colour and width of lines, by their positions. Lines without a colour of their own take that of the host,
    /// whose page may be dark or light.
    fn line_styles(&mut self) {
        let mut styles: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (position, line) in self.lines.iter().enumerate() {
            let Line::Seen(link) = line else { continue };
            let mut style = Vec::new();
            match link.ink() {
                Ink::Relation(relation) if relation != Relation::Other => {
                    let stroke = self.palette.relation(relation).as_str();
                    style.push(format!("stroke:{stroke},stroke-width:2px"));
                }
                Ink::Path => style.push("stroke-width:4px".to_owned()),
                _ => {}
            }
            match link.style {
                Confidence::Solid => {}
                Confidence::Dashed => style.push("stroke-dasharray:7 4".to_owned()),
                Confidence::Dotted => style.push("stroke-dasharray:2 4".to_owned()),
            }
            if !style.is_empty() {
                styles.entry(style.join(",")).or_default().push(position.to_string());
            }
        }
        for (style, positions) in styles {
            let _ = writeln!(self.out, "  linkStyle {} {style}", positions.join(","));
        }
    }

    /// Where the sources were found, for those who read the text.
    fn addresses(&mut self) {
        let numbers = self.source_numbers();
        for (number, source) in (1..).zip(&self.scene.sources) {
            let url = source.url.as_deref().and_then(safe_url);
            if let Some(url) = url.filter(|_| numbers.contains(&number)) {
                let _ = writeln!(self.out, "%% [{number}] {url}");
            }
        }
    }
}

/// All words of a line, whatever the legend of other formats tells: there is none here.
fn line_words(link: &Link) -> Vec<String> {
    let mut words = link.full_words();
    if let Some(step) = link.step {
        words = format!("{step}\u{A0}· {words}");
    }
    if let Labelling::Note(number) = link.labelling {
        words = format!("({number})\u{A0}{words}");
    }
    label_lines(&words, LABEL_WIDTH_MAX)
}

fn class(colour: Colour) -> &'static str {
    match colour {
        Colour::Person => "person",
        Colour::Government => "government",
        Colour::Company => "company",
        Colour::Project => "project",
        Colour::Event => "event",
        Colour::Agreement => "agreement",
    }
}

fn labels(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| label(line)).collect();
    lines.join("<br/>")
}

/// Parts two characters that make a formula, or that Mermaid itself puts in the place of those written by number.
const WORD_JOINER: char = '\u{2060}';

/// Text of a quoted label. Mermaid reads it as Markdown after it has split the diagram by patterns, so of ASCII only
/// what means nothing to any of them stands for itself; the rest is written by number. Never empty.
fn label(text: &str) -> String {
    let text = sanitised(text);
    let mut out = String::new();
    let mut before = ' ';
    let mut rest = text.trim_matches(' ').chars().peekable();
    while let Some(c) = rest.next() {
        let within_word =
            before.is_alphanumeric() && rest.peek().is_some_and(|c| c.is_alphanumeric());
        if matches!((before, c), ('$', '$') | ('ﬂ', '°') | ('¶', 'ß')) {
            out.push(WORD_JOINER);
        }
        match c {
            ' ' if before == ' ' => continue,
            ' ' | ',' | '/' | '?' | '\'' => out.push(c),
            '-' if within_word => out.push(c),
            // After a figure they make a list, and `www.` makes a link.
            '.' | ')' if before.is_alphabetic() && !matches!(before, 'w' | 'W') => out.push(c),
            '(' if before == ' ' => out.push(c),
            c if c.is_ascii_alphanumeric() => out.push(c),
            '"' => out.push_str("#quot;"),
            c if c.is_ascii() => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c => out.push(c),
        }
        before = c;
    }
    if out.is_empty() { "#160;".to_owned() } else { out }
}

/// Text as a quoted YAML scalar, with what means something to YAML written by number. Mermaid takes tags out of a
/// title, so their brackets become characters that look like them.
fn yaml(text: &str) -> String {
    let mut out = String::from("\"");
    for c in sanitised(text).chars() {
        match c {
            ' ' | ',' | '.' | '?' | '(' | ')' | '-' | '\'' => out.push(c),
            '<' => out.push('‹'),
            '>' => out.push('›'),
            c if c.is_alphanumeric() => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04X}");
                }
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_label_or_means_something() {
        let cases = [
            ("", "#160;"),
            ("end", "end"),
            ("a \"b\" [1]", "a #quot;b#quot; #91;1#93;"),
            ("1. a", "1#46; a"),
            ("- a-b", "#45; a-b"),
            ("%%{init: {}}%%", "#37;#37;#123;init#58; #123;#125;#125;#37;#37;"),
            ("`x` <b>\n|", "#96;x#96; #60;b#62; #124;"),
            ("www.a.b:c#d;", "www#46;a.b#58;c#35;d#59;"),
            ("ﬂ°34¶ß $$x", "ﬂ\u{2060}°34¶\u{2060}ß #36;\u{2060}#36;x"),
            ("K. Li (한국), no. 1)", "K. Li (한국), no. 1#41;"),
        ];
        for (text, written) in cases {
            assert_eq!(label(text), written, "{text}");
        }
    }

    #[test]
    fn a_title_is_one_line_of_yaml() {
        assert_eq!(yaml("<a>: \"b\"\n--- 🦀"), r#""‹a›\u003A \u0022b\u0022 --- \uD83E\uDD80""#);
    }
}
