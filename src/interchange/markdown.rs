//! A page in Markdown (CommonMark with the tables of GitHub), written only: nodes, edges and sources as tables that can be
//! pasted into a text. Every statement cites the sources by number.

use super::export::{ExportError, ExportSettings};
use super::files::Outlet;
use super::format::{Facts, Layout};
use super::intake::line_of;
use super::losses::{Aspect, Losses};
use crate::dataset::Dataset;
use crate::model::{
    Amount, Basis, Bound, Edge, Evidence, Fact, FactValue, Id, Node, Source, Span, Status, When,
};
use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

pub(super) const FACTS: Facts = Facts {
    word: "markdown",
    title: "a page of tables in Markdown",
    recognises: |_| false,
    read: None,
    write: Some(write),
    layout: Layout::File("md"),
};

/// A text as Markdown shows it: what Markdown or HTML would read as markup is escaped.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '|' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    losses: &mut Losses,
) -> Result<(), ExportError> {
    losses.lose_all(
        dataset,
        &[
            Aspect::Vocabulary,
            Aspect::NodeIds,
            Aspect::EdgeIds,
            Aspect::FactDetails,
            Aspect::Evidence,
        ],
    );
    let mut out = outlet.create("graph.md")?;
    Page::of(dataset).write(&mut *out)?;
    out.flush()?;
    Ok(())
}

struct Page<'d> {
    dataset: &'d Dataset,
    /// Sources by the numbers that citations give them.
    numbers: HashMap<&'d str, usize>,
    names: HashMap<&'d str, &'d str>,
}

impl<'d> Page<'d> {
    fn of(dataset: &'d Dataset) -> Self {
        let numbers = dataset.sources.iter().map(|source| source.id.as_str()).zip(1..).collect();
        let names = dataset.nodes.iter().map(|node| (node.id.as_str(), &*node.name)).collect();
        Self { dataset, numbers, names }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Dataset { title, licence, sources, nodes, edges, .. } = self.dataset;
        writeln!(out, "# {}\n\nLicence: {}\n", line(title), line(licence))?;
        writeln!(out, "## Nodes\n")?;
        row(out, &["name", "kind", "date", "status", "also called", "facts", "sources"])?;
        row(out, &["---"; 7])?;
        for node in nodes {
            row(out, &self.node(node).each_ref().map(String::as_str))?;
        }
        writeln!(out, "\n## Edges\n")?;
        row(out, &["from", "relation", "to", "date", "status", "facts", "sources"])?;
        row(out, &["---"; 7])?;
        for edge in edges {
            row(out, &self.edge(edge).each_ref().map(String::as_str))?;
        }
        writeln!(out, "\n## Sources\n")?;
        row(out, &["no.", "title", "author", "publisher", "published", "where"])?;
        row(out, &["---:", "---", "---", "---", "---", "---"])?;
        for source in sources {
            row(out, &self.source(source).each_ref().map(String::as_str))?;
        }
        Ok(())
    }

    fn node(&self, node: &Node) -> [String; 7] {
        let Node { id: _, kind, name, aliases, when, when_because, status, facts, evidence } = node;
        let vocabulary = &self.dataset.vocabulary;
        let label = vocabulary.node_kind_ix(kind).map(|ix| &*vocabulary.node_kind(ix).label);
        [
            line(name),
            line(label.unwrap_or(kind)),
            date(when.as_ref(), when_because.as_deref()),
            word_of(*status),
            line(&aliases.join("; ")),
            self.facts(facts),
            self.cited(evidence),
        ]
    }

    fn edge(&self, edge: &Edge) -> [String; 7] {
        let Edge { id: _, kind, from, to, when, when_because, status, .. } = edge;
        let Edge { basis, claimed_by, facts, evidence, .. } = edge;
        let vocabulary = &self.dataset.vocabulary;
        let label = vocabulary.edge_kind_ix(kind).map(|ix| &*vocabulary.edge_kind(ix).label);
        let mut words = Vec::new();
        if let Basis::Inferred { because } = basis {
            words.push(line(&format!("inferred: {because}")));
        }
        if let Some(claimant) = claimed_by {
            words.push(format!("claimed by {}", self.name(claimant)));
        }
        words.extend(Some(self.facts(facts)).filter(|facts| !facts.is_empty()));
        [
            self.name(from),
            line(label.unwrap_or(kind)),
            self.name(to),
            date(when.as_ref(), when_because.as_deref()),
            word_of(*status),
            words.join("; "),
            self.cited(evidence),
        ]
    }

    fn source(&self, source: &Source) -> [String; 6] {
        let number = self.numbers[source.id.as_str()];
        let text = |text: &Option<String>| text.as_deref().map(line).unwrap_or_default();
        let mut place = Vec::new();
        place.extend(source.url.as_deref().map(address));
        place.extend(source.file.as_deref().map(|file| format!("file {}", line(file))));
        place.extend(
            source.retrieved.as_ref().map(|day| format!("retrieved {}", line(day.as_str()))),
        );
        place.extend(source.sha256.map(|digest| format!("SHA-256 {digest}")));
        if let Some(origin) = &source.derived_from {
            place.push(format!("after {}", self.number(origin)));
        }
        [
            number.to_string(),
            line(&source.title),
            text(&source.author),
            text(&source.publisher),
            date(source.published.as_ref(), None),
            place.join("; "),
        ]
    }

    fn name(&self, id: &Id) -> String {
        line(self.names.get(id.as_str()).copied().unwrap_or(id))
    }

    fn number(&self, source: &Id) -> String {
        self.numbers.get(source.as_str()).map(|n| format!("\\[{n}\\]")).unwrap_or_default()
    }

    /// The numbers of the sources, each once.
    fn cited(&self, evidence: &[Evidence]) -> String {
        let numbers: BTreeSet<usize> =
            evidence.iter().filter_map(|e| self.numbers.get(e.source.as_str()).copied()).collect();
        numbers.iter().map(|n| format!("\\[{n}\\]")).collect::<Vec<_>>().join(" ")
    }

    fn facts(&self, facts: &[Fact]) -> String {
        let told = facts.iter().map(|fact| {
            let value = match &fact.value {
                FactValue::Text(text) => line(text),
                FactValue::Amount(amount) => line(&amount_words(amount)),
            };
            let cited = self.cited(&fact.evidence);
            let space = if cited.is_empty() { "" } else { " " };
            format!("{}: {value}{space}{cited}", line(&fact.key))
        });
        told.collect::<Vec<_>>().join("; ")
    }
}

fn row(out: &mut dyn Write, cells: &[&str]) -> io::Result<()> {
    writeln!(out, "| {} |", cells.join(" | "))
}

/// A text in a cell.
fn line(text: &str) -> String {
    line_of(text).map(|line| escaped(&line)).unwrap_or_default()
}

fn date(when: Option<&When>, because: Option<&str>) -> String {
    let date = when.map(|when| line(when.as_str())).unwrap_or_default();
    match because {
        None => date,
        Some(because) => format!("{date} (so dated: {})", line(because)),
    }
}

/// Done goes without saying.
fn word_of(status: Status) -> String {
    if status == Status::default() { String::new() } else { status.as_str().to_owned() }
}

/// An address as a link where it is a plain one of the web.
fn address(url: &str) -> String {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    let is_plain = url.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>|\\`".contains(&byte));
    if is_web && is_plain { format!("<{url}>") } else { line(url) }
}

/// All that an amount says.
fn amount_words(amount: &Amount) -> String {
    let Amount { value, to, unit, bound, span, period, compared_with } = amount;
    let mut words = match bound {
        Bound::Exact => String::new(),
        Bound::UpTo => "up to ".to_owned(),
        bound => format!("{} ", bound.as_str()),
    };
    words.push_str(value.as_str());
    if let Some(to) = to {
        words.extend(["–", to.as_str()]);
    }
    words.extend([" ", unit]);
    match span {
        Span::Total => {}
        Span::Annual => words.push_str(" a year"),
        Span::Cumulative => words.push_str(" in all so far"),
    }
    if let Some(period) = period {
        words.extend([" in ", period.as_str()]);
    }
    if let Some(compared) = compared_with {
        words.extend([", compared with ", compared.as_str()]);
    }
    words
}
