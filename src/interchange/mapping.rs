//! The mapping: what the properties and kinds of a file mean, declared in a file that `import --guess` writes and a
//! person reviews.
//!
//! ```json
//! {
//!   "nodes": {"Full name": "name", "Born": "when", "Remarks": "leave-out", "City": "fact:city"},
//!   "edges": {"Payer": "from", "Payee": "to", "Sum": "amount:sum:EUR"},
//!   "kinds": {"Firma": "company", "pays": "funded"},
//!   "tables": {
//!     "payments.csv": {
//!       "are": "edges",
//!       "kind": "pays",
//!       "columns": {"Date": "when:DD/MM/YYYY", "Sum": "amount:sum:{Currency}"}
//!     }
//!   }
//! }
//! ```

use super::intake::Role;
use crate::dataset::json::{Shape, Value, skip_white_space, value_at};
use crate::dataset::{Finding, Severity};
use std::borrow::Cow;
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
    /// Tables by the name of their file.
    pub tables: BTreeMap<String, TableMapping>,
}

/// What a table is, where that is declared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableMapping {
    /// What its rows are.
    pub are: Option<Rows>,
    /// The kind of all records, as written.
    pub kind: Option<String>,
    /// Whether edges go one way.
    pub direction: Option<RowDirection>,
    /// The kind of nodes that stand only in the column of the first ends.
    pub from_kind: Option<String>,
    /// The kind of nodes that stand only in the column of the second ends.
    pub to_kind: Option<String>,
    /// What separates cells.
    pub separator: Option<char>,
    /// Columns by name, with their roles; they come before those of `nodes` and `edges`.
    pub columns: BTreeMap<String, String>,
}

macro_rules! words {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $of:literal])+ $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[doc = $of])+ $variant,)+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The word in mapping files.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

words! {
    /// What the rows of a table are.
    Rows {
        /// Nodes.
        Nodes = "nodes",
        /// Edges.
        Edges = "edges",
        /// Sources of ours.
        Sources = "sources",
        /// Nothing that is read.
        LeftOut = "left-out",
    }
}

words! {
    /// Whether the edges of a table go one way.
    RowDirection {
        /// From the first end to the second.
        Directed = "directed",
        /// Both ways.
        Undirected = "undirected",
    }
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
        let section = |name: &str, entries: &BTreeMap<String, String>, indent: &str| {
            let lines: Vec<String> = entries
                .iter()
                .map(|(from, to)| format!("{indent}  {}: {}", quoted(from), quoted(to)))
                .collect();
            (!entries.is_empty())
                .then(|| format!("{indent}\"{name}\": {{\n{}\n{indent}}}", lines.join(",\n")))
        };
        let table = |(file, table): (&String, &TableMapping)| {
            let word = |name: &str, word: Option<&str>| {
                word.map(|word| format!("      \"{name}\": {}", quoted(word)))
            };
            let separator = table.separator.map(String::from);
            let members: Vec<String> = [
                word("are", table.are.map(Rows::as_str)),
                word("kind", table.kind.as_deref()),
                word("direction", table.direction.map(RowDirection::as_str)),
                word("from_kind", table.from_kind.as_deref()),
                word("to_kind", table.to_kind.as_deref()),
                word("separator", separator.as_deref()),
                section("columns", &table.columns, "      "),
            ]
            .into_iter()
            .flatten()
            .collect();
            format!("    {}: {{\n{}\n    }}", quoted(file), members.join(",\n"))
        };
        let tables: Vec<String> = self.tables.iter().map(table).collect();
        let tables =
            (!tables.is_empty()).then(|| format!("  \"tables\": {{\n{}\n  }}", tables.join(",\n")));
        let sections: Vec<String> = [
            section("nodes", &self.nodes, "  "),
            section("edges", &self.edges, "  "),
            section("kinds", &self.kinds, "  "),
            tables,
        ]
        .into_iter()
        .flatten()
        .collect();
        if sections.is_empty() {
            return "{}\n".to_owned();
        }
        format!("{{\n{}\n}}\n", sections.join(",\n"))
    }

    /// What is declared of the table in a file of this name. A name in the mapping may hold one `*`, which stands for
    /// any characters; the name itself comes first.
    pub(super) fn table(&self, file: &str) -> Option<&TableMapping> {
        self.tables.get(file).or_else(|| {
            let fits = |name: &String| {
                name.split_once('*').is_some_and(|(start, end)| {
                    let rest = file.strip_prefix(start);
                    rest.is_some_and(|rest| rest.ends_with(end))
                })
            };
            self.tables.iter().find(|(name, _)| fits(name)).map(|(_, table)| table)
        })
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
            if section == "tables" {
                for (file, _, value) in self.members(value, "“tables”") {
                    let table = self.table(value, &file);
                    mapping.tables.insert(file, table);
                }
                continue;
            }
            let entries = match &*section {
                "nodes" => &mut mapping.nodes,
                "edges" => &mut mapping.edges,
                "kinds" => &mut mapping.kinds,
                _ => {
                    let message = format!("a mapping has no member “{section}”");
                    let hint = "it has: nodes, edges, kinds, tables".to_owned();
                    self.push(offset, message, Some(hint));
                    continue;
                }
            };
            for (name, _, value) in self.members(value, &section) {
                let word = if section == "kinds" {
                    self.text(value, &name)
                } else {
                    self.role(value, &name)
                };
                entries.extend(word.map(|word| (name, word)));
            }
        }
        Some(mapping)
    }

    fn table(&mut self, value: Value<'t>, file: &str) -> TableMapping {
        let mut table = TableMapping::default();
        for (member, offset, value) in self.members(value, &format!("“{file}”")) {
            match &*member {
                "are" => table.are = self.word(value, &member, Rows::ALL, Rows::as_str),
                "kind" => table.kind = self.text(value, &member),
                "direction" => {
                    table.direction =
                        self.word(value, &member, RowDirection::ALL, RowDirection::as_str);
                }
                "from_kind" => table.from_kind = self.text(value, &member),
                "to_kind" => table.to_kind = self.text(value, &member),
                "separator" => table.separator = self.separator(value, &member),
                "columns" => {
                    for (name, _, value) in self.members(value, "“columns”") {
                        let word = self.role(value, &name);
                        table.columns.extend(word.map(|word| (name, word)));
                    }
                }
                _ => {
                    let message = format!("a table has no member “{member}”");
                    let hint =
                        "it has: are, kind, direction, from_kind, to_kind, separator, columns";
                    self.push(offset, message, Some(hint.to_owned()));
                }
            }
        }
        table
    }

    fn text(&mut self, value: Value<'t>, name: &str) -> Option<String> {
        if value.shape() != Shape::String {
            let message = format!("“{name}” is {}, not a text", value.shape().as_str());
            self.push(value.offset, message, None);
            return None;
        }
        value.string().ok().map(Cow::into_owned)
    }

    fn role(&mut self, value: Value<'t>, name: &str) -> Option<String> {
        let word = self.text(value, name)?;
        if Role::from_word(&word).is_none() {
            let message = format!("“{word}” is nothing that a property can be");
            self.push(value.offset, message, Some(Role::WORDS.to_owned()));
        }
        Some(word)
    }

    fn word<T: Copy>(
        &mut self,
        value: Value<'t>,
        name: &str,
        all: &[T],
        as_str: fn(T) -> &'static str,
    ) -> Option<T> {
        let word = self.text(value, name)?;
        let found = all.iter().copied().find(|one| as_str(*one) == word);
        if found.is_none() {
            let words: Vec<&str> = all.iter().map(|one| as_str(*one)).collect();
            let hint = format!("one of: {}", words.join(", "));
            self.push(value.offset, format!("“{name}” cannot be “{word}”"), Some(hint));
        }
        found
    }

    fn separator(&mut self, value: Value<'t>, name: &str) -> Option<char> {
        let text = self.text(value, name)?;
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if c.is_ascii() && !matches!(c, '"' | '\n' | '\r') => Some(c),
            _ => {
                let message = "a separator is one ASCII character other than a quotation mark";
                self.push(value.offset, message.to_owned(), None);
                None
            }
        }
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
