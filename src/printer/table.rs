//! Tables: for people, for spreadsheets, for shells and for Markdown.

use super::{Formulas, Look, inert};
use crate::interchange::escaped_markdown;
use comfy_table::{CellAlignment, ContentArrangement};
use std::borrow::Cow;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text from data or of ours.
    Text(String),
    /// A number of ours; aligned right, never neutralised.
    Number(String),
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A whole number.
    pub fn count(n: impl std::fmt::Display) -> Self {
        Self::Number(n.to_string())
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

/// Rows under named columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table.
    pub fn new(columns: &[&'static str]) -> Self {
        Self::with_columns(columns.iter().map(|&column| column.to_owned()).collect())
    }

    /// An empty table whose columns the answer names.
    pub fn with_columns(columns: Vec<String>) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row; it has one cell per column.
    pub fn push(&mut self, row: Vec<Cell>) {
        assert_eq!(row.len(), self.columns.len(), "a row has one cell per column");
        self.rows.push(row);
    }

    /// No rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// For people: no rules, columns wrapped to the width at words.
    pub(super) fn to_text(&self, look: Look) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(look.width).unwrap_or(u16::MAX));
        table.set_header(self.columns.iter().map(comfy_table::Cell::new));
        for row in &self.rows {
            table.add_row(row.iter().map(|cell| {
                let shown = comfy_table::Cell::new(inert(cell.as_str()));
                match cell {
                    Cell::Text(_) => shown,
                    Cell::Number(_) => shown.set_alignment(CellAlignment::Right),
                }
            }));
        }
        for (at, column) in table.column_iter_mut().enumerate() {
            let left = u16::from(at > 0);
            column.set_padding((left, 1));
        }
        let mut text: String =
            table.lines().flat_map(|line| [line.trim_end().to_owned(), "\n".to_owned()]).collect();
        if self.columns.is_empty() {
            text.clear();
        }
        text
    }

    /// RFC 4180 with LF line ends.
    pub(super) fn to_csv(&self, formulas: Formulas) -> String {
        let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
        let written = writer.write_record(&self.columns).and_then(|()| {
            self.rows.iter().try_for_each(|row| {
                writer.write_record(row.iter().map(|cell| neutralised(cell, formulas).into_owned()))
            })
        });
        written.expect("a row has one cell per column, and memory takes every byte");
        let bytes = writer.into_inner().expect("memory takes every byte");
        String::from_utf8(bytes).expect("cells are text")
    }

    /// One line per row; tabs, line ends and backslashes in cells are written `\t`, `\n`, `\r`, `\\`.
    pub(super) fn to_tsv(&self, formulas: Formulas) -> String {
        let mut out = self.columns.join("\t");
        out.push('\n');
        for row in &self.rows {
            let cells: Vec<String> = row
                .iter()
                .map(|cell| {
                    neutralised(cell, formulas)
                        .replace('\\', "\\\\")
                        .replace('\t', "\\t")
                        .replace('\n', "\\n")
                        .replace('\r', "\\r")
                })
                .collect();
            out.push_str(&cells.join("\t"));
            out.push('\n');
        }
        out
    }

    /// A pipe table; what Markdown or HTML would read as markup is escaped.
    pub(super) fn to_markdown(&self) -> String {
        let mut out = format!("| {} |\n|", self.columns.join(" | "));
        for at in 0..self.columns.len() {
            let right = self.rows.iter().all(|row| matches!(row[at], Cell::Number(_)));
            out.push_str(if right && !self.rows.is_empty() { " ---: |" } else { " --- |" });
        }
        out.push('\n');
        for row in &self.rows {
            let cells: Vec<String> =
                row.iter().map(|cell| escaped_markdown(&inert(cell.as_str()))).collect();
            out.extend(["| ", &cells.join(" | "), " |\n"]);
        }
        out
    }
}

fn neutralised(cell: &Cell, formulas: Formulas) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => formulas.cell(text),
        Cell::Number(number) => Cow::Borrowed(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["name", "score"]);
        table.push(vec![Cell::text("=HYPERLINK(\"x\")"), Cell::count(-3)]);
        table.push(vec![Cell::text("a|b\tc\n<i>"), Cell::count(2)]);
        table
    }

    #[test]
    fn formulas_are_neutralised_and_numbers_are_not() {
        let csv = table().to_csv(Formulas::Neutralised);
        assert_eq!(csv, "name,score\n\"'=HYPERLINK(\"\"x\"\")\",-3\n\"a|b\tc\n<i>\",2\n");
        assert!(table().to_csv(Formulas::Raw).contains("\"=HYPERLINK"));
    }

    #[test]
    fn tsv_keeps_one_line_per_row() {
        assert_eq!(table().to_tsv(Formulas::Raw).lines().count(), 3);
    }

    #[test]
    fn markdown_shows_markup_as_text() {
        let text = table().to_markdown();
        assert!(text.contains(r"a\|b\\u{9}c\\u{a}&lt;i&gt;"), "{text}");
    }

    #[test]
    fn tables_for_people_fit_the_width() {
        let mut table = Table::new(&["name", "says"]);
        table
            .push(vec![Cell::text("한국전력공사"), Cell::text("a few words that wrap ".repeat(8))]);
        let text = table.to_text(Look { styled: false, width: 40 });
        for line in text.lines() {
            assert!(unicode_width::UnicodeWidthStr::width(line) <= 40, "{line}");
        }
    }
}
