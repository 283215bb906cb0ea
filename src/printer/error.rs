//! An error as JSON: one object in one line, for the last line of stderr.

use super::answers::validate::finding_json;
use super::json::line;
use crate::dataset::{Finding, Severity};
use serde_json::{Value, json};

/// A node that may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The label of its kind.
    pub kind: String,
}

/// What went wrong, for a program to read. Where data was refused, the first error among the findings gives
/// code, message, place and hint.
#[derive(Debug, Clone, Copy)]
pub struct ErrorObject<'e> {
    /// Stable word.
    pub code: &'static str,
    /// What is wrong.
    pub message: &'e str,
    /// The way out.
    pub hint: Option<&'e str>,
    /// What may have been meant.
    pub candidates: &'e [Candidate],
    /// What is wrong with the data.
    pub findings: &'e [Finding],
}

impl ErrorObject<'_> {
    /// The object in one line, schema `sociogram.error/1`.
    pub fn line(&self) -> String {
        let is_error = |finding: &&Finding| finding.severity == Severity::Error;
        let first = self.findings.iter().find(is_error).or_else(|| self.findings.first());
        let candidates: Value = self
            .candidates
            .iter()
            .map(|c| json!({"id": c.id, "name": c.name, "kind": c.kind}))
            .collect();
        line(&json!({
            "schema": "sociogram.error/1",
            "code": first.map_or(self.code, |finding| finding.code),
            "message": first.map_or(self.message, |finding| &finding.message),
            "file": first.map(|finding| &finding.file),
            "line": first.map(|finding| finding.line),
            "column": first.map(|finding| finding.column),
            "hint": first.and_then(|finding| finding.hint.as_deref()).or(self.hint),
            "candidates": candidates,
            "findings": self.findings.iter().map(finding_json).collect::<Value>(),
        }))
    }
}
