//! The scene: what a picture shows, in words and colour tokens, before any writer has seen it.
//!
//! Holds no positions in points and no markup. Rows and columns are an order, not a layout.

use super::palette::{Ink, Relation};
use super::{Template, Theme};
use crate::model::{Colour, Difference};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Links of one step of a path that are written out; those after them are counted.
pub(super) const STEP_LINKS_MAX: usize = 3;

/// Position of a card in [`Scene::cards`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CardIx(pub usize);

/// Position of a panel in [`Scene::panels`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PanelIx(pub usize);

/// One picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// How it is arranged.
    pub template: Template,
    /// Which colours it takes.
    pub theme: Theme,
    /// The question or finding.
    pub title: String,
    /// Counts, dates and filters.
    pub subtitle: String,
    /// Quiet grounds behind the cards of one side.
    pub panels: Vec<Panel>,
    /// Communities of an overview, from the largest, by what stands highest in each.
    pub groups: Vec<String>,
    /// Titles of the lanes of a timeline, from the left.
    pub lanes: Vec<String>,
    /// Titles of the rows of a timeline, from the top.
    pub rows: Vec<String>,
    /// The cards; those of one column in the order from top to bottom.
    pub cards: Vec<Card>,
    /// The lines.
    pub links: Vec<Link>,
    /// What the marks mean: only those on the picture.
    pub legend: Legend,
    /// The sources that the numbers in brackets mean; number 1 is the first.
    pub sources: Vec<SourceLine>,
    /// Remarks below the picture.
    pub notes: Vec<String>,
}

/// A quiet ground behind the cards of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Our own id: `[a-z][a-z0-9_]*`.
    pub id: String,
    /// The name of the side.
    pub title: String,
}

/// A node as the reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Our own id, made from the stable id: `[a-z][a-z0-9_]*`.
    pub id: String,
    /// The name.
    pub name: String,
    /// The kind in a word, and one more detail such as a date or a post.
    pub second_line: String,
    /// A name in another script.
    pub script_line: Option<String>,
    /// Words of the editor below the name.
    pub caption: Option<String>,
    /// Colour token of the kind.
    pub colour: Colour,
    /// The glyph of the kind.
    pub glyph: char,
    /// How much it stands out.
    pub emphasis: Emphasis,
    /// How it differs from before, on a picture of a difference.
    pub difference: Option<Difference>,
    /// How sure it is that it came about: the style of its border.
    pub style: Confidence,
    /// The panel it stands on.
    pub panel: Option<PanelIx>,
    /// Columns and lanes are counted from the left; a path counts its steps from the top.
    pub column: usize,
    /// The row of a timeline.
    pub row: Option<usize>,
    /// How it stands in the whole, where it is drawn as a mark instead of a card.
    pub standing: Option<Standing>,
    /// Number of its neighbours that are not on the picture, where the template counts them.
    pub hidden_neighbors: usize,
    /// The node in one sentence.
    pub description: String,
    /// Numbers of the sources of what the card itself says.
    pub sources: Vec<usize>,
    /// What those sources say about it, in the order of their numbers.
    pub evidence: Vec<EvidenceLine>,
}

/// How a node stands in the whole graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Area of its mark in millionths of the largest.
    pub area: u32,
    /// How its name is written.
    pub naming: Naming,
    /// Position of its community in [`Scene::groups`]; nothing for one that is too small to show.
    pub group: Option<usize>,
}

/// How the name of a mark is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Naming {
    /// In bold: one of the highest.
    Bold,
    /// Small.
    Small,
    /// Only for those who point at it.
    #[default]
    Hidden,
}

/// How much a card or a line stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Emphasis {
    /// Part of the answer.
    OnPath,
    /// As usual.
    Normal,
    /// Context of the answer.
    Dimmed,
}

/// One or several edges of one kind between two cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Our own id, made from the stable id of its first edge.
    pub id: String,
    /// The subject.
    pub from: CardIx,
    /// The object.
    pub to: CardIx,
    /// The relation in words, with its count.
    pub label: String,
    /// Dates, and what weakens the statement.
    pub detail: String,
    /// Colour token.
    pub relation: Relation,
    /// The mark at the object.
    pub arrow: Arrow,
    /// How it differs from before, on a picture of a difference.
    pub difference: Option<Difference>,
    /// How sure it is.
    pub style: Confidence,
    /// Number of edges drawn as this line.
    pub count: usize,
    /// Number of the step, on a path.
    pub step: Option<usize>,
    /// How much of its words stand beside it.
    pub labelling: Labelling,
    /// How much it stands out.
    pub emphasis: Emphasis,
    /// Numbers of its sources; empty means that it has none.
    pub sources: Vec<usize>,
    /// What those sources say about it, in the order of their numbers.
    pub evidence: Vec<EvidenceLine>,
    /// The statement in one sentence with its sources.
    pub description: String,
}

/// How much of its words stand beside a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Labelling {
    /// Relation, details and sources.
    Full,
    /// Sources only: the legend tells the relation.
    Sources,
    /// Nothing: the legend tells the relation, and the record at its end names the same sources.
    Legend,
    /// A number that the notes explain.
    Note(usize),
}

/// The mark at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arrow {
    /// A filled point.
    Filled,
    /// An empty point.
    Open,
    /// A filled dot.
    Dot,
    /// An empty dot.
    Ring,
    /// A filled diamond.
    Diamond,
    /// An empty diamond.
    OpenDiamond,
    /// Nothing: both ends play the same part.
    None,
}

/// How sure a statement is, as a line style.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Stated, and done or under way.
    Solid,
    /// Planned or announced.
    Dashed,
    /// Inferred, claimed, denied or cancelled.
    Dotted,
}

/// What the marks mean.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Legend {
    /// Kinds of cards.
    pub kinds: Vec<KindEntry>,
    /// Relations that lines show by colour and mark.
    pub relations: Vec<RelationEntry>,
    /// Line styles other than the usual one.
    pub lines: Vec<LineEntry>,
}

/// A kind of card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindEntry {
    /// Colour token.
    pub colour: Colour,
    /// Glyph.
    pub glyph: char,
    /// The kind in words.
    pub words: String,
}

/// A colour and a mark of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationEntry {
    /// Colour token.
    pub relation: Relation,
    /// Mark.
    pub arrow: Arrow,
    /// The relations in words.
    pub words: String,
}

/// A style of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineEntry {
    /// A line style and what it means here.
    Style(Confidence, String),
    /// Lines that join what has something in common.
    Thread(Relation, Confidence, String),
    /// The lines of the answer.
    OnPath,
    /// The lines around it.
    Context,
}

/// A source in the list below the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// Publisher, title and date.
    pub words: String,
    /// Where it was found.
    pub url: Option<String>,
}

/// A piece of evidence below a card or a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceLine {
    /// Number of its source.
    pub source: usize,
    /// The characters of the source's text that it is about.
    pub place: Range<u32>,
    /// What the source says there, in the curator's words.
    pub says: String,
    /// What it says there, in its own.
    pub quote: Option<String>,
    /// What it backs, where the card or the line says several things.
    pub about: Option<String>,
}

impl Scene {
    /// What the line of a link says: for one of a step of a path also what its other links say.
    pub(super) fn description_with_step(&self, link: &Link) -> String {
        let of_step = |other: &&Link| link.step.is_some() && other.step == link.step;
        let others = self.links.iter().filter(of_step).filter(|other| other.id != link.id);
        joint_description(std::iter::once(link).chain(others))
    }

    /// The links of each step of a path; the first of each is the one that the answer goes along.
    pub(super) fn steps(&self) -> BTreeMap<usize, Vec<&Link>> {
        let mut steps: BTreeMap<usize, Vec<&Link>> = BTreeMap::new();
        for link in &self.links {
            if let Some(step) = link.step {
                steps.entry(step).or_default().push(link);
            }
        }
        steps
    }

    /// The notes that are not the sentence of a line, for writers that say each line's words in its place.
    pub(super) fn remarks(&self) -> impl Iterator<Item = &str> {
        let sentences: BTreeSet<String> = self.links.iter().filter_map(Link::note).collect();
        self.notes.iter().map(String::as_str).filter(move |note| !sentences.contains(*note))
    }
}

impl Link {
    /// The note that says what it says, where a number stands beside it.
    fn note(&self) -> Option<String> {
        match self.labelling {
            Labelling::Note(number) => Some(format!("({number}) {}", self.description)),
            _ => None,
        }
    }

    /// Width of the line, by the number of edges it stands for.
    pub(super) fn width(&self) -> f64 {
        let width = match self.emphasis {
            Emphasis::OnPath => 3.0,
            Emphasis::Dimmed => 1.2,
            Emphasis::Normal => 1.4 + 0.6 * (self.count.clamp(1, 6) - 1) as f64,
        };
        // Dots are short: a thicker line shows them.
        if self.style == Confidence::Dotted { width + 0.6 } else { width }
    }

    /// Colour of the line.
    pub(super) fn ink(&self) -> Ink {
        match self.emphasis {
            Emphasis::OnPath => Ink::Path,
            Emphasis::Dimmed => Ink::DimmedLine,
            Emphasis::Normal => Ink::Relation(self.relation),
        }
    }

    /// The numbers of its sources in brackets, or `unsourced`.
    pub fn source_words(&self) -> String {
        bracketed(&self.sources)
    }

    /// The words beside the line; empty when the legend tells all.
    pub fn words(&self) -> String {
        match self.labelling {
            Labelling::Full => self.full_words(),
            Labelling::Sources => self.source_words(),
            Labelling::Legend => String::new(),
            Labelling::Note(number) => format!("({number})"),
        }
    }

    /// Relation, details and sources.
    pub fn full_words(&self) -> String {
        let detail =
            if self.detail.is_empty() { String::new() } else { format!(" · {}", self.detail) };
        let gap = if self.sources.is_empty() { " · " } else { "\u{A0}" };
        let sign = self.difference.map(|d| format!("{}\u{A0}", d.sign())).unwrap_or_default();
        format!("{sign}{}{detail}{gap}{}", self.label, self.source_words())
    }
}

/// What one line says that stands for several links.
pub(super) fn joint_description<'l>(links: impl IntoIterator<Item = &'l Link>) -> String {
    let sentences: Vec<&str> = links.into_iter().map(|link| &*link.description).collect();
    sentences.join("; ")
}

/// Source numbers in brackets, or `unsourced`.
pub(super) fn bracketed(numbers: &[usize]) -> String {
    if numbers.is_empty() {
        return "unsourced".to_owned();
    }
    numbers.iter().fold(String::new(), |words, n| format!("{words}[{n}]"))
}
