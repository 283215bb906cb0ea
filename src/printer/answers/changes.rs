//! The answer of `init`, `add` and `verify --fix-moved`: the lines that change, as a diff.

use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::counted;
use super::validate::{finding_json, finding_text};
use crate::dataset::Finding;
use crate::explore::World;
use serde_json::{Value, json};

/// A line that a change adds or takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLine {
    /// The file.
    pub file: String,
    /// `+` or `-`.
    pub sign: char,
    /// The line.
    pub line: String,
}

/// What a command changed, or would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesReport {
    /// The verb that changed it.
    pub verb: &'static str,
    /// Nothing was written.
    pub dry_run: bool,
    /// Nodes and edges after the change.
    pub counts: (usize, usize),
    /// The lines.
    pub lines: Vec<ChangeLine>,
    /// Warnings about the result.
    pub findings: Vec<Finding>,
    /// What a reader may want next.
    pub next: Vec<String>,
}

impl Report for ChangesReport {
    fn verb(&self) -> &'static str {
        self.verb
    }

    fn counts(&self, _world: &World<'_>) -> (usize, usize) {
        self.counts
    }

    fn json(&self, _world: &World<'_>) -> Vec<(&'static str, Value)> {
        let rows: Value = self
            .lines
            .iter()
            .map(|line| json!({"file": line.file, "sign": line.sign, "line": line.line}))
            .collect();
        let findings: Value = self.findings.iter().map(finding_json).collect();
        vec![("dry_run", json!(self.dry_run)), ("rows", rows), ("findings", findings)]
    }

    fn table(&self, _world: &World<'_>) -> Table {
        let mut table = Table::new(&["file", "sign", "line"]);
        for line in &self.lines {
            table.push(vec![Cell::text(&line.file), Cell::text(line.sign), Cell::text(&line.line)]);
        }
        table
    }

    fn text(&self, _world: &World<'_>, page: &mut Page) {
        let mut file = "";
        for line in &self.lines {
            if file != line.file {
                file = &line.file;
                page.heading(&[Piece::data(file)]);
            }
            page.hanging(
                0,
                2,
                &[Piece::owned(format!("{} ", line.sign), Ink::Accent), Piece::data(&line.line)],
            );
        }
        for finding in &self.findings {
            finding_text(page, finding);
        }
        let changed = counted(self.lines.len(), "line", "lines");
        page.line(&[Piece::owned(
            if self.dry_run {
                format!("Would change {changed}; nothing was written (--dry-run)")
            } else {
                format!("Changed {changed}")
            },
            Ink::Strong,
        )]);
    }

    fn next(&self, _world: &World<'_>) -> Vec<String> {
        self.next.clone()
    }
}
