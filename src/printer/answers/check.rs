//! The answer of `check`: which standing questions hold, and how the answers to the others differ.

use super::super::citations::Citations;
use super::super::command::command;
use super::super::judgement::{BreakingRow, Difference, difference_json, evidence_in};
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::{counted, edge_marks, sentence};
use crate::dataset::Check;
use crate::diagram::date_words;
use crate::explore::World;
use crate::graph::{EvidenceIx, EvidenceRef};
use crate::model::When;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the checks that were asked led to.
#[derive(Debug, Clone)]
pub struct CheckReport {
    /// In the order of their names.
    pub rows: Vec<CheckRow>,
}

/// One check.
#[derive(Debug, Clone)]
pub struct CheckRow {
    /// The check.
    pub check: Check,
    /// What became of it.
    pub outcome: CheckOutcome,
}

/// What became of a check.
#[derive(Debug, Clone)]
pub enum CheckOutcome {
    /// It holds.
    Passed,
    /// The answer is not as expected.
    Failed(Vec<Difference>),
    /// It cannot be asked, or does not fit its answer.
    Broken {
        /// What is wrong.
        message: String,
        /// The way out.
        hint: Option<String>,
    },
}

impl CheckOutcome {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed(_) => "failed",
            Self::Broken { .. } => "broken",
        }
    }

    fn ink(&self) -> Ink {
        match self {
            Self::Passed => Ink::Dim,
            Self::Failed(_) => Ink::Bad,
            Self::Broken { .. } => Ink::Warn,
        }
    }
}

impl CheckReport {
    /// Do all of them hold?
    pub fn holds(&self) -> bool {
        self.rows.iter().all(|row| matches!(row.outcome, CheckOutcome::Passed))
    }

    fn count(&self, state: &str) -> usize {
        self.rows.iter().filter(|row| row.outcome.as_str() == state).count()
    }
}

impl Report for CheckReport {
    fn verb(&self) -> &'static str {
        "check"
    }

    fn json(&self, _world: &World<'_>) -> Vec<(&'static str, Value)> {
        vec![
            ("passed", json!(self.count("passed"))),
            ("failed", json!(self.count("failed"))),
            ("broken", json!(self.count("broken"))),
            ("rows", self.rows.iter().map(row_json).collect()),
        ]
    }

    fn table(&self, _world: &World<'_>) -> Table {
        let mut table =
            Table::new(&["name", "state", "title", "ask", "expected", "found", "at", "rows"]);
        for CheckRow { check, outcome } in &self.rows {
            let mut push = |expected: &str, found: &str, at: &str, rows: &str| {
                table.push(vec![
                    Cell::text(&check.name),
                    Cell::text(outcome.as_str()),
                    Cell::text(&check.title),
                    Cell::text(asked(check)),
                    Cell::text(expected),
                    Cell::text(found),
                    Cell::text(at),
                    Cell::Number(rows.to_owned()),
                ]);
            };
            match outcome {
                CheckOutcome::Passed => push("", "", "", ""),
                CheckOutcome::Broken { message, .. } => push("", message, "", ""),
                CheckOutcome::Failed(differences) => {
                    for Difference { expected, found, rows, total } in differences {
                        let at: Vec<&str> = rows.iter().map(|row| row.at.as_str()).collect();
                        push(expected, found, &at.join(" "), &total.to_string());
                    }
                }
            }
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        if self.rows.is_empty() {
            page.heading(&[Piece::plain("No checks")]);
            page.line(&[Piece::plain("Standing questions stand in the dataset's checks.json.")]);
            return;
        }
        let counts: Vec<String> = ["passed", "failed", "broken"]
            .into_iter()
            .map(|state| (self.count(state), state))
            .filter(|&(n, state)| n > 0 || state == "passed")
            .map(|(n, state)| format!("{n} {state}"))
            .collect();
        let n_checks = counted(self.rows.len(), "check", "checks");
        page.heading(&[Piece::owned(format!("{n_checks}: {}", counts.join(", ")), Ink::Strong)]);
        page.blank();
        let mut cited = Cited::default();
        for row in &self.rows {
            row_text(world, page, row, &mut cited);
        }
        cited.citations.print(world, page);
    }

    fn next(&self, _world: &World<'_>) -> Vec<String> {
        const SHOWN: usize = 3;
        let is_bad = |row: &&CheckRow| !matches!(row.outcome, CheckOutcome::Passed);
        self.rows.iter().filter(is_bad).take(SHOWN).map(|row| asked(&row.check)).collect()
    }
}

/// The question as it is asked by hand.
fn asked(check: &Check) -> String {
    command(&check.ask.iter().map(String::as_str).collect::<Vec<_>>())
}

fn row_json(CheckRow { check, outcome }: &CheckRow) -> Value {
    let differences: Value = match outcome {
        CheckOutcome::Failed(differences) => differences.iter().map(difference_json).collect(),
        _ => json!([]),
    };
    let error = match outcome {
        CheckOutcome::Broken { message, hint } => json!({"message": message, "hint": hint}),
        _ => Value::Null,
    };
    json!({
        "name": check.name,
        "title": check.title,
        "why": check.why,
        "ask": check.ask,
        "state": outcome.as_str(),
        "differences": differences,
        "error": error,
    })
}

/// The indent under the state of a check.
const INDENT: usize = 8;

fn row_text(
    world: &World<'_>,
    page: &mut Page,
    CheckRow { check, outcome }: &CheckRow,
    cited: &mut Cited,
) {
    page.hanging(
        0,
        INDENT,
        &[
            Piece::plain(outcome.as_str()).ink(outcome.ink()),
            Piece::plain("  "),
            Piece::data(&check.title).ink(Ink::Strong),
            Piece::data(format!(" ({})", check.name)).ink(Ink::Dim),
        ],
    );
    if matches!(outcome, CheckOutcome::Passed) {
        return;
    }
    if let Some(why) = &check.why {
        page.hanging(INDENT, INDENT, &[Piece::data(why).ink(Ink::Dim)]);
    }
    page.hanging(INDENT, INDENT + 2, &[Piece::dim("asked: "), Piece::data(asked(check))]);
    match outcome {
        CheckOutcome::Passed => {}
        CheckOutcome::Failed(differences) => {
            for difference in differences {
                difference_text(world, page, difference, cited);
            }
        }
        CheckOutcome::Broken { message, hint } => {
            page.hanging(INDENT, INDENT + 2, &[Piece::dim("error: "), Piece::data(message)]);
            if let Some(hint) = hint {
                page.hanging(INDENT, INDENT + 2, &[Piece::dim("hint: "), Piece::data(hint)]);
            }
        }
    }
    page.blank();
}

fn difference_text(
    world: &World<'_>,
    page: &mut Page,
    Difference { expected, found, rows, total }: &Difference,
    cited: &mut Cited,
) {
    page.hanging(INDENT, INDENT + 2, &[Piece::dim("expected: "), Piece::data(expected)]);
    page.hanging(INDENT, INDENT + 2, &[Piece::dim("found: "), Piece::data(found).ink(Ink::Warn)]);
    for row in rows {
        breaking_text(world, page, row, cited);
    }
    if *total > rows.len() {
        let more = format!("and {} more; --limit lists them", total - rows.len());
        page.hanging(INDENT + 2, INDENT + 4, &[Piece::owned(more, Ink::Dim)]);
    }
}

fn breaking_text(world: &World<'_>, page: &mut Page, row: &BreakingRow, cited: &mut Cited) {
    let mut pieces = row_pieces(world, row.row());
    let at = if pieces.is_empty() { row.at.clone() } else { format!(", {}", row.at) };
    pieces.push(Piece::data(at).ink(Ink::Dim));
    if let Some(found) = &row.found {
        pieces.extend([Piece::plain(": "), Piece::data(found).ink(Ink::Warn)]);
    }
    if let Some(piece) = cited.cite(world, row.row()) {
        pieces.extend([Piece::plain(" "), piece]);
    }
    page.hanging(INDENT + 2, INDENT + 4, &pieces);
}

/// What a row is about and how surely it stands: of an edge what every answer says of it, else what the members of
/// the row tell; nothing where they do not.
fn row_pieces(world: &World<'_>, row: &Value) -> Vec<Piece> {
    let inner = row.get("edge").filter(|edge| edge.is_object()).unwrap_or(row);
    let id = inner.get("edge").and_then(Value::as_str);
    let stated = id.and_then(|id| world.graph.edge_by_id(id));
    let Some(edge) = stated.filter(|_| row.get("fact").is_none_or(Value::is_null)) else {
        return row_words(row).map(Piece::data).into_iter().collect();
    };
    let mut pieces = sentence(edge);
    pieces.extend(edge_marks(edge, None));
    if inner.get("time").and_then(Value::as_str) == Some("possible") {
        pieces.push(Piece::plain(", possible at that time").ink(Ink::Warn));
    }
    pieces
}

/// What the members of a row tell of it.
fn row_words(row: &Value) -> Option<String> {
    let text = |member: &str| row.get(member).and_then(Value::as_str);
    let name =
        |member: &str| row.get(member).and_then(|end| end.get("name")).and_then(Value::as_str);
    let fact = |fact: &Value| {
        let key = fact.get("key")?.as_str()?;
        let amount = fact.get("amount").and_then(|amount| {
            Some(format!("{} {}", amount.get("value")?.as_str()?, amount.get("unit")?.as_str()?))
        });
        let value = fact.get("value").and_then(Value::as_str).map(str::to_owned).or(amount)?;
        Some(format!("{key}: {value}"))
    };
    let mut words = if let Some(what) = text("what") {
        what.to_owned()
    } else if let Some(own) = text("name") {
        own.to_owned()
    } else if let Some(own) = fact(row) {
        own
    } else if let Some(node) = name("node") {
        node.to_owned()
    } else {
        let plain = ["message", "title", "figure", "of", "edge", "id", "kind", "key"];
        plain.into_iter().find_map(text)?.to_owned()
    };
    if let Some(id) = text("id").or_else(|| text("edge")).filter(|id| *id != words) {
        words = format!("{words} ({id})");
    }
    if let Some(when) = text("when").and_then(|when| When::parse(when).ok()) {
        words = format!("{words}, {}", date_words(&when));
    }
    if let Some(status) = text("status").filter(|&status| status != "done") {
        words = format!("{words}, {status}");
    }
    if text("basis") == Some("inferred") {
        words.push_str(", inferred");
    }
    if let Some(claimant) = text("claimed_by") {
        words = format!("{words}, claimed by {claimant}");
    }
    if text("time") == Some("possible") {
        words.push_str(", possible at that time");
    }
    Some(words)
}

/// The citations of rows, found again by the places that their JSON gives.
#[derive(Default)]
struct Cited {
    citations: Citations,
    by_place: Option<BTreeMap<(String, u64), Vec<EvidenceIx>>>,
}

impl Cited {
    /// The numbers of a row's citations; none where it has no list of evidence.
    fn cite(&mut self, world: &World<'_>, row: &Value) -> Option<Piece> {
        let evidence = evidence_in(row);
        let has_none = row.get("evidence").and_then(Value::as_array).is_some_and(Vec::is_empty);
        if evidence.is_empty() && !has_none {
            return None;
        }
        let by_place = self.by_place.get_or_insert_with(|| {
            let mut by_place: BTreeMap<_, Vec<EvidenceIx>> = BTreeMap::new();
            for ix in (0..world.graph.evidence_count() as u32).map(EvidenceIx) {
                let evidence = world.graph.evidence_at(ix);
                let place = (evidence.source().id().to_owned(), u64::from(evidence.start()));
                by_place.entry(place).or_default().push(ix);
            }
            by_place
        });
        let found: Vec<EvidenceRef<'_>> = evidence
            .into_iter()
            .filter_map(|piece| {
                let source = piece.get("source")?.as_str()?.to_owned();
                let start = piece.get("start")?.as_u64()?;
                let at = by_place.get(&(source, start))?;
                let has_end = |evidence: &EvidenceRef<'_>| {
                    piece.get("end").and_then(Value::as_u64) == Some(evidence.end().into())
                };
                let says = piece.get("says").and_then(Value::as_str);
                let mut same = at.iter().map(|&ix| world.graph.evidence_at(ix)).filter(has_end);
                same.find(|evidence| says.is_none_or(|says| says == evidence.says()))
            })
            .collect();
        Some(self.citations.cite(found.into_iter()))
    }
}
