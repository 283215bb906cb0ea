//! The answer of `validate`: findings as lines.

use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::counted;
use crate::dataset::{Finding, Severity};
use crate::explore::World;
use serde_json::{Value, json};

/// A finding as JSON.
pub(in crate::printer) fn finding_json(finding: &Finding) -> Value {
    json!({
        "severity": finding.severity.as_str(),
        "code": finding.code,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "message": finding.message,
        "hint": finding.hint,
        "id": finding.id.as_deref(),
    })
}

/// A finding as lines for people.
pub fn finding_text(page: &mut Page, finding: &Finding) {
    let ink = match finding.severity {
        Severity::Error => Ink::Bad,
        Severity::Warning => Ink::Warn,
    };
    page.hanging(
        0,
        2,
        &[
            Piece::data(format!("{}:{}:{}: ", finding.file, finding.line, finding.column)),
            Piece::plain(finding.severity.as_str()).ink(ink),
            Piece::plain(": "),
            Piece::data(&finding.message),
            Piece::data(format!(" [{}]", finding.code)).ink(Ink::Dim),
        ],
    );
    if let Some(hint) = &finding.hint {
        page.hanging(2, 4, &[Piece::dim("hint: "), Piece::data(hint)]);
    }
}

/// The warnings of a dataset that loads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidateReport {
    /// The warnings.
    pub findings: Vec<Finding>,
}

impl Report for ValidateReport {
    fn verb(&self) -> &'static str {
        "validate"
    }

    fn json(&self, _world: &World<'_>) -> Vec<(&'static str, Value)> {
        let rows: Value = self.findings.iter().map(finding_json).collect();
        vec![("valid", json!(true)), ("warnings", json!(self.findings.len())), ("rows", rows)]
    }

    fn table(&self, _world: &World<'_>) -> Table {
        let mut table =
            Table::new(&["severity", "code", "file", "line", "column", "message", "hint", "id"]);
        for finding in &self.findings {
            table.push(vec![
                Cell::text(finding.severity.as_str()),
                Cell::text(finding.code),
                Cell::text(&finding.file),
                Cell::count(finding.line),
                Cell::count(finding.column),
                Cell::text(&finding.message),
                Cell::text(finding.hint.as_deref().unwrap_or_default()),
                Cell::text(finding.id.as_deref().unwrap_or_default()),
            ]);
        }
        table
    }

    fn text(&self, _world: &World<'_>, page: &mut Page) {
        for finding in &self.findings {
            finding_text(page, finding);
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
