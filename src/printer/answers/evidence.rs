//! The answers of `verify` and `evidence locate`.

use super::super::citations::{on_one_line, state_ink};
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::counted;
use crate::evidence::{EvidenceState, Located};
use crate::explore::{VerifyAnswer, VerifyRow, World};
use crate::graph::{ItemIx, SourceIx};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a reader should know about the text of a source as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextNotice {
    /// The source.
    pub source: String,
    /// What was noticed, in words.
    pub what: String,
}

/// The answer of `verify`, and what was noticed about the texts.
#[derive(Debug)]
pub struct VerifyReport<'r> {
    /// The answer.
    pub answer: &'r VerifyAnswer,
    /// Texts that are not at hand or changed as a whole.
    pub notices: Vec<TextNotice>,
    /// List verified pieces too.
    pub all: bool,
    /// The dataset can be written, so that what has moved can be mended.
    pub can_fix: bool,
}

fn address<'a>(world: &World<'a>, row: &VerifyRow) -> (&'a str, String) {
    let id = match row.of {
        ItemIx::Node(ix) => world.graph.node(ix).id(),
        ItemIx::Edge(ix) => world.graph.edge(ix).id(),
    };
    let place = match row.fact {
        None => format!("evidence {}", row.position + 1),
        Some(fact) => format!("fact {}, evidence {}", fact + 1, row.position + 1),
    };
    (id, place)
}

impl VerifyReport<'_> {
    fn listed(&self) -> impl Iterator<Item = &VerifyRow> {
        let problem =
            |row: &&VerifyRow| matches!(row.state, EvidenceState::Moved | EvidenceState::Broken);
        self.answer.rows.iter().filter(move |row| self.all || problem(row))
    }
}

impl Report for VerifyReport<'_> {
    fn verb(&self) -> &'static str {
        "verify"
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let rows: Value = self
            .answer
            .rows
            .iter()
            .map(|row| {
                let evidence = world.graph.evidence_at(row.evidence);
                json!({
                    "of": address(world, row).0,
                    "fact": row.fact,
                    "position": row.position,
                    "source": evidence.source().id(),
                    "start": evidence.start(),
                    "end": evidence.end(),
                    "state": row.state.as_str(),
                })
            })
            .collect();
        let s = self.answer.summary;
        let notices: Value = self
            .notices
            .iter()
            .map(|notice| json!({"source": notice.source, "notice": notice.what}))
            .collect();
        vec![
            ("evidence", json!(s.n_evidence)),
            ("checked", json!(s.n_checked())),
            ("verified", json!(s.n_verified)),
            ("unchecked", json!(s.n_unchecked)),
            ("moved", json!(s.n_moved)),
            ("broken", json!(s.n_broken)),
            ("notices", notices),
            ("rows", rows),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&["of", "place", "source", "start", "end", "state"]);
        for row in &self.answer.rows {
            let evidence = world.graph.evidence_at(row.evidence);
            let (of, place) = address(world, row);
            table.push(vec![
                Cell::text(of),
                Cell::text(place),
                Cell::text(evidence.source().id()),
                Cell::count(evidence.start()),
                Cell::count(evidence.end()),
                Cell::text(row.state.as_str()),
            ]);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let s = self.answer.summary;
        page.heading(&[Piece::owned(
            format!(
                "{} of {} checked",
                s.n_checked(),
                counted(s.n_evidence, "citation", "citations")
            ),
            Ink::Strong,
        )]);
        let mut per_source =
            Table::new(&["source", "citations", "verified", "unchecked", "moved", "broken"]);
        let mut counts: BTreeMap<SourceIx, [usize; 4]> = BTreeMap::new();
        for row in &self.answer.rows {
            let source = world.graph.evidence_at(row.evidence).source().ix;
            let place = EvidenceState::ALL.iter().position(|&state| state == row.state);
            counts.entry(source).or_default()[place.unwrap_or_default()] += 1;
        }
        for (source, counts) in counts {
            let mut cells = vec![
                Cell::text(world.graph.source(source).id()),
                Cell::count(counts.iter().sum::<usize>()),
            ];
            cells.extend(counts.map(Cell::count));
            per_source.push(cells);
        }
        if !per_source.is_empty() {
            page.block(&per_source.to_text(page.look()));
        }
        for TextNotice { source, what } in &self.notices {
            page.blank();
            page.line(&[
                Piece::data(source).ink(Ink::Strong),
                Piece::plain(": "),
                Piece::data(what).ink(Ink::Warn),
            ]);
        }
        page.blank();
        for row in self.listed() {
            let evidence = world.graph.evidence_at(row.evidence);
            let (of, place) = address(world, row);
            page.hanging(
                0,
                11,
                &[
                    Piece::owned(format!("{:<11}", row.state.as_str()), state_ink(row.state)),
                    Piece::data(of).ink(Ink::Strong),
                    Piece::data(format!(", {place}: ")),
                    Piece::data(evidence.source().id()),
                    Piece::owned(format!(" {}-{}", evidence.start(), evidence.end()), Ink::Plain),
                ],
            );
        }
    }

    fn next(&self, _world: &World<'_>) -> Vec<String> {
        let s = self.answer.summary;
        if s.n_moved > 0 && self.can_fix {
            vec!["verify --fix-moved --dry-run".to_owned()]
        } else if s.n_checked() == 0 {
            vec!["verify --texts DIR".to_owned()]
        } else {
            Vec::new()
        }
    }
}

/// The answer of `evidence locate`: the places of a text in a source, as evidence ready to paste.
#[derive(Debug)]
pub struct LocatedReport {
    /// The source.
    pub source: String,
    /// What was looked for.
    pub needle: String,
    /// The places.
    pub places: Vec<Located>,
    /// What the curator says it says.
    pub says: String,
}

impl LocatedReport {
    fn evidence(&self, place: &Located) -> Value {
        json!({
            "source": self.source,
            "start": place.start,
            "end": place.end,
            "sha256": place.sha256.to_string(),
            "says": self.says,
        })
    }
}

impl Report for LocatedReport {
    fn verb(&self) -> &'static str {
        "evidence.locate"
    }

    fn json(&self, _world: &World<'_>) -> Vec<(&'static str, Value)> {
        let rows: Value = self
            .places
            .iter()
            .zip(1..)
            .map(|(place, number)| {
                json!({
                    "number": number,
                    "line": place.line,
                    "column": place.column,
                    "before": place.before,
                    "after": place.after,
                    "evidence": self.evidence(place),
                })
            })
            .collect();
        vec![("source", json!(self.source)), ("text", json!(self.needle)), ("rows", rows)]
    }

    fn table(&self, _world: &World<'_>) -> Table {
        let mut table = Table::new(&["number", "line", "column", "start", "end", "sha256"]);
        for (place, number) in self.places.iter().zip(1..) {
            table.push(vec![
                Cell::count(number),
                Cell::count(place.line),
                Cell::count(place.column),
                Cell::count(place.start),
                Cell::count(place.end),
                Cell::text(place.sha256.to_string()),
            ]);
        }
        table
    }

    fn text(&self, _world: &World<'_>, page: &mut Page) {
        for (place, number) in self.places.iter().zip(1..) {
            page.hanging(
                0,
                5,
                &[
                    Piece::owned(format!("{:<5}", format!("[{number}]")), Ink::Accent),
                    Piece::owned(
                        format!("line {}, column {}: ", place.line, place.column),
                        Ink::Dim,
                    ),
                    Piece::data(format!("…{}", on_one_line(&place.before))).ink(Ink::Dim),
                    Piece::data(&self.needle).ink(Ink::Strong),
                    Piece::data(format!("{}…", on_one_line(&place.after))).ink(Ink::Dim),
                ],
            );
            page.block(&super::super::json::line(&self.evidence(place)));
            page.blank();
        }
    }

    fn next(&self, _world: &World<'_>) -> Vec<String> {
        vec!["add evidence ID --record 'EVIDENCE'".to_owned()]
    }
}
