//! The mapping: what the properties and kinds of a file mean, declared in a file that `import --guess` writes and a
//! person reviews.
//!
//! ```json
//! {
//!   "nodes": {"Full name": "name", "Born": "when", "Remarks": "leave-out", "City": "fact:city"},
//!   "edges": {"Payer": "from", "Payee": "to", "Sum": "amount:sum:EUR"},
//!   "kinds": {"Firma": "company", "pays": "funded"}
//! }
//! ```

use super::intake::Role;
use crate::dataset::json::{Shape, Value, skip_white_space, value_at};
use crate::dataset::{Finding, Severity};
use std::collections::BTreeMap;
use std::fmt;

/// What the properties and kinds of a file mean, where that is declared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Properties of nodes by name, with their roles.
    pub nodes: BTreeMap<String, String>,
    /// Properties of edges by name, with their roles.
    pub edges: BTreeMap<String, String>,
    /// Kinds as written, with what they become.
    pub kinds: BTreeMap<String, String>,
}

/// Whether something is about nodes or about edges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum On {
    /// Nodes.
    Nodes,
    /// Edges.
    Edges,
}

impl On {
    /// The word in answers and mapping files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nodes => "nodes",
            Self::Edges => "edges",
        }
    }
}

/// Why a mapping cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// A way out.
    pub hint: Option<String>,
}

impl MappingError {
    /// As a finding of the file.
    pub fn finding(&self, file: &str) -> Finding {
        Finding {
            severity: Severity::Error,
            code: "mapping",
            file: file.to_owned(),
            line: u32::try_from(self.line).unwrap_or(u32::MAX),
            column: 1,
            message: self.message.clone(),
            hint: self.hint.clone(),
            id: None,
        }
    }
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for MappingError {}

impl Mapping {
    /// Reads a mapping file.
    pub fn parse(text: &str) -> Result<Self, Vec<MappingError>> {
        let mut reading = Reading { text, errors: Vec::new() };
        let mapping = reading.mapping();
        match mapping {
            Some(mapping) if reading.errors.is_empty() => Ok(mapping),
            _ => Err(reading.errors),
        }
    }

    /// The mapping as a file: one property or kind a line.
    pub fn to_text(&self) -> String {
        let quoted = |text: &str| serde_json::to_string(text).expect("a string always serialises");
        let sections: Vec<String> =
            [("nodes", &self.nodes), ("edges", &self.edges), ("kinds", &self.kinds)]
                .into_iter()
                .filter(|(_, entries)| !entries.is_empty())
                .map(|(name, entries)| {
                    let lines: Vec<String> = entries
                        .iter()
                        .map(|(from, to)| format!("    {}: {}", quoted(from), quoted(to)))
                        .collect();
                    format!("  \"{name}\": {{\n{}\n  }}", lines.join(",\n"))
                })
                .collect();
        if sections.is_empty() {
            return "{}\n".to_owned();
        }
        format!("{{\n{}\n}}\n", sections.join(",\n"))
    }

    pub(super) fn roles(&self, on: On) -> &BTreeMap<String, String> {
        match on {
            On::Nodes => &self.nodes,
            On::Edges => &self.edges,
        }
    }
}

struct Reading<'t> {
    text: &'t str,
    errors: Vec<MappingError>,
}

impl<'t> Reading<'t> {
    fn push(&mut self, offset: usize, message: String, hint: Option<String>) {
        let line = self.text[..offset].matches('\n').count() + 1;
        self.errors.push(MappingError { line, message, hint });
    }

    fn mapping(&mut self) -> Option<Mapping> {
        let start = skip_white_space(self.text, 0);
        let value = match value_at(self.text, start) {
            Ok(value) => value,
            Err(problem) => {
                self.push(problem.offset, problem.message, None);
                return None;
            }
        };
        let mut mapping = Mapping::default();
        for (section, offset, value) in self.members(value, "the mapping") {
            let entries = match &*section {
                "nodes" => &mut mapping.nodes,
                "edges" => &mut mapping.edges,
                "kinds" => &mut mapping.kinds,
                _ => {
                    let message = format!("a mapping has no member “{section}”");
                    let hint = "it has: nodes, edges, kinds".to_owned();
                    self.push(offset, message, Some(hint));
                    continue;
                }
            };
            let is_roles = section != "kinds";
            for (name, _, value) in self.members(value, &section) {
                if value.shape() != Shape::String {
                    let message = format!("“{name}” is {}, not a text", value.shape().as_str());
                    self.push(value.offset, message, None);
                    continue;
                }
                let Ok(word) = value.string() else { continue };
                if is_roles && Role::from_word(&word).is_none() {
                    let message = format!("“{word}” is nothing that a property can be");
                    self.push(value.offset, message, Some(Role::WORDS.to_owned()));
                }
                entries.insert(name, word.into_owned());
            }
        }
        Some(mapping)
    }

    fn members(&mut self, value: Value<'t>, what: &str) -> Vec<(String, usize, Value<'t>)> {
        if value.shape() != Shape::Object {
            let message = format!("{what} is {}, not an object", value.shape().as_str());
            self.push(value.offset, message, None);
            return Vec::new();
        }
        match value.members() {
            Ok(members) => members
                .into_iter()
                .map(|member| (member.key.into_owned(), member.key_offset, member.value))
                .collect(),
            Err(problem) => {
                self.push(problem.offset, problem.message, None);
                Vec::new()
            }
        }
    }
}
