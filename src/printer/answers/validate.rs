//! The answer of `validate`: findings as lines.

use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::counted;
use crate::explore::World;
use serde_json::{Value, json};

/// A finding, ready to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingLine {
    /// `error` or `warning`.
    pub severity: &'static str,
    /// Stable word.
    pub code: &'static str,
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// A way out.
    pub hint: Option<String>,
    /// The record.
    pub id: Option<String>,
}

impl FindingLine {
    /// As JSON.
    pub fn json(&self) -> Value {
        json!({
            "severity": self.severity,
            "code": self.code,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "hint": self.hint,
            "id": self.id,
        })
    }

    /// As lines for people.
    pub fn text(&self, page: &mut Page) {
        let ink = if self.severity == "error" { Ink::Bad } else { Ink::Warn };
        page.hanging(
            0,
            2,
            &[
                Piece::data(format!("{}:{}:{}: ", self.file, self.line, self.column)),
                Piece::plain(self.severity).ink(ink),
                Piece::plain(": "),
                Piece::data(&self.message),
                Piece::data(format!(" [{}]", self.code)).ink(Ink::Dim),
            ],
        );
        if let Some(hint) = &self.hint {
            page.hanging(2, 4, &[Piece::dim("hint: "), Piece::data(hint)]);
        }
    }
}

/// The warnings of a dataset that loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidateReport {
    /// The warnings.
    pub findings: Vec<FindingLine>,
}

impl Report for ValidateReport {
    fn verb(&self) -> &'static str {
        "validate"
    }

    fn json(&self, _world: &World<'_>) -> Vec<(&'static str, Value)> {
        let rows: Value = self.findings.iter().map(FindingLine::json).collect();
        vec![("valid", json!(true)), ("warnings", json!(self.findings.len())), ("rows", rows)]
    }

    fn table(&self, _world: &World<'_>) -> Table {
        let mut table =
            Table::new(&["severity", "code", "file", "line", "column", "message", "hint", "id"]);
        for finding in &self.findings {
            table.push(vec![
                Cell::text(finding.severity),
                Cell::text(finding.code),
                Cell::text(&finding.file),
                Cell::count(finding.line),
                Cell::count(finding.column),
                Cell::text(&finding.message),
                Cell::text(finding.hint.clone().unwrap_or_default()),
                Cell::text(finding.id.clone().unwrap_or_default()),
            ]);
        }
        table
    }

    fn text(&self, _world: &World<'_>, page: &mut Page) {
        for finding in &self.findings {
            finding.text(page);
        }
        page.blank();
        page.heading(&[Piece::owned(
            format!("Valid, {}", counted(self.findings.len(), "warning", "warnings")),
            Ink::Strong,
        )]);
    }

    fn next(&self, _world: &World<'_>) -> Vec<String> {
        vec!["verify".to_owned()]
    }
}
