//! CSV and TSV: tables of nodes and of edges, as spreadsheets, Gephi and everybody else write them. RFC 4180 with LF or
//! CR LF; commas, semicolons, tabs or `|` between cells; a `sep=` line and a byte-order mark are read over.
//!
//! A table is one of edges where two columns are called as ends are (Source and Target, src and dst, from and to …) or
//! a mapping declares them, else one of nodes, by a column of ids. Written are four tables that carry everything but
//! saved diagrams and checks: `nodes` and `edges`, which Gephi reads, `sources` and `about`.

mod dialect;
pub(super) mod neo4j;
mod plan;
mod rows;
mod suggest;
mod write;

use super::files::{Head, Input, Place};
use super::format::{Facts, Layout};
use super::formulas::without_apostrophe;
use super::intake::{Direction, ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Value};
use super::mapping::{Rows as RowsAre, TableMapping};
use crate::dataset::{Finding, parse_source};
use dialect::Dialect;
use plan::{Are, Cell, End, Plan, Reading, SAY_COLUMNS, SOURCE_COLUMNS, Unclear};
use rows::{Row, Rows};
use std::borrow::Cow;

pub(super) const CSV: Facts = Facts {
    word: "csv",
    title: "tables of nodes and edges (spreadsheets, Gephi)",
    recognises: |head| head.extension == "csv",
    read: Some(|input, intake| read(input, intake, None)),
    write: Some(|dataset, settings, outlet, _| {
        write::write(dataset, settings, outlet, &write::CSV)
    }),
    layout: Layout::Folder,
};

pub(super) const TSV: Facts = Facts {
    word: "tsv",
    title: "tables of nodes and edges, with tabs",
    recognises: |head| matches!(head.extension, "tsv" | "tab"),
    read: Some(|input, intake| read(input, intake, Some(b'\t'))),
    write: Some(|dataset, settings, outlet, _| {
        write::write(dataset, settings, outlet, &write::TSV)
    }),
    layout: Layout::Folder,
};

/// More columns than that are no table.
const COLUMNS_MAX: usize = 1 << 20;

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>, of_format: Option<u8>) -> Result<(), Halt> {
    if let Some(typed) = neo4j::typed_header(input, intake) {
        input.check_start("a table", intake)?;
        return neo4j::read_after(&typed, input, intake);
    }
    let declared = intake.table();
    if declared.is_some_and(|table| table.are == Some(RowsAre::LeftOut)) {
        intake.note(format!("“{}”: the mapping leaves the table out", input.name()));
        return Ok(());
    }
    let separator = declared.and_then(|table| table.separator).map(|c| c as u8);
    let dialect = Dialect::of(&input.head(), separator, of_format);
    let suggested = match declared {
        None if intake.is_guess() => suggestion(&input.head(), dialect),
        _ => None,
    };
    input.check_start("a table", intake)?;
    let mut rows = Rows::new(input, dialect.separator, dialect.n_skipped)?;
    let Some(header) = header(&mut rows, intake)? else { return Ok(()) };
    let table = declared.or(suggested.as_ref());
    let plan = match Plan::of(header.names, table, intake) {
        Ok(plan) => plan,
        Err(Unclear { message, hint }) => return Err(intake.refuse(header.line, message, hint)),
    };
    let type_is_direction = records(&plan, &header.text, &mut rows, intake)?;
    if intake.is_guess() && plan.are != Are::About {
        let mut guessed = plan.guessed(table, type_is_direction, intake);
        let own = of_format.unwrap_or(b',');
        if dialect.separator != own {
            guessed.separator = Some(char::from(dialect.separator));
        }
        intake.guessed(guessed);
    }
    Ok(())
}

/// What a table without names that say it may be, for a person to review.
fn suggestion(head: &Head<'_>, dialect: Dialect) -> Option<TableMapping> {
    let text = head.text.get(dialect.n_skipped.min(head.text.len())..).unwrap_or_default();
    suggest::suggest(text, dialect.separator)
}

struct HeaderRow {
    names: Vec<String>,
    text: String,
    line: u64,
}

fn header(rows: &mut Rows<'_, '_>, intake: &mut Intake<'_>) -> Result<Option<HeaderRow>, Halt> {
    let Some(row) = rows.next(intake)? else {
        let hint = "a table begins with a row that names its columns";
        return Err(intake.refuse(1, "the table is empty", hint));
    };
    let line = row.place.line;
    if row.len() > COLUMNS_MAX {
        let message = format!("the table has more than {COLUMNS_MAX} columns");
        return Err(intake.refuse(line, message, "is this a table?"));
    }
    let text = row.place.span.map(|(_, text)| text.to_owned()).unwrap_or_default();
    let name = |(at, name): (usize, &str)| match without_apostrophe(name).unwrap_or(name).trim() {
        "" => format!("column {}", at + 1),
        name => name.to_owned(),
    };
    let names = row.iter().enumerate().map(name).collect();
    Ok(Some(HeaderRow { names, text, line }))
}

/// Reads the rows after the header; whether a column of types said only which way edges go.
fn records(
    plan: &Plan,
    header: &str,
    rows: &mut Rows<'_, '_>,
    intake: &mut Intake<'_>,
) -> Result<bool, Halt> {
    let mut has_other_types = false;
    let mut n_apostrophes = 0;
    while let Some(row) = rows.next(intake)? {
        let line = row.place.line;
        if row.len() != plan.names.len() {
            let (n, n_columns) = (row.len(), plan.names.len());
            let message = format!("the row has {n} cells, and the header {n_columns}");
            let hint = "give every row a cell per column, and put cells that hold the separator or a \
                        quotation mark in quotation marks";
            intake.error(line, message, hint);
            continue;
        }
        if row.iter().all(|cell| cell.trim().is_empty()) {
            intake.note("rows without any words are left out");
            continue;
        }
        if row.place.span.is_some_and(|(_, text)| text == header) {
            intake.note("rows that repeat the header are left out");
            continue;
        }
        let is_plain = !plan.is_run_by_spreadsheets;
        let mut cells = Cells { row, is_plain, n_apostrophes: 0 };
        match plan.are {
            Are::Nodes => node(plan, &mut cells, intake)?,
            Are::Edges => has_other_types |= edge(plan, &mut cells, intake)?,
            Are::Sources => source(plan, &mut cells, intake)?,
            Are::About => {
                let (name, value) = (cells.cell(0), cells.cell(1));
                intake.header(name, value, line)?;
            }
            Are::Whole => {
                for (at, name) in plan.names.iter().enumerate() {
                    let value = cells.cell(at);
                    if !value.is_empty() && !matches!(&**name, "" | "id") {
                        intake.header(name, value, line)?;
                    }
                }
            }
        }
        n_apostrophes += cells.n_apostrophes;
    }
    if n_apostrophes > 0 {
        intake.note_times(
            "cells are read without the apostrophe that keeps spreadsheets from running them",
            n_apostrophes,
        );
    }
    Ok(!has_other_types)
}

/// The cells of a row without the apostrophes that keep spreadsheets from running them.
struct Cells<'r> {
    row: Row<'r>,
    /// Cells have no such apostrophes.
    is_plain: bool,
    n_apostrophes: usize,
}

impl<'r> Cells<'r> {
    fn cell(&mut self, at: usize) -> &'r str {
        let cell = self.row.cell(at);
        match without_apostrophe(cell) {
            Some(cell) if !self.is_plain => {
                self.n_apostrophes += 1;
                cell
            }
            _ => cell,
        }
    }

    /// An id, with its group before it.
    fn id(&mut self, end: &End) -> Cow<'r, str> {
        let cell = self.cell(end.at);
        match &end.group {
            Some(group) if !cell.is_empty() => Cow::Owned(format!("{group}-{cell}")),
            _ => Cow::Borrowed(cell),
        }
    }

    fn properties(&mut self, plan: &Plan) -> Vec<(PropertyIx, Value<'r>)> {
        let mut properties = Vec::with_capacity(plan.properties.len().min(64));
        for &Cell { at, property, reading } in &plan.properties {
            let cell = self.cell(at);
            if cell.is_empty() {
                continue;
            }
            let list = |text: &'r str| {
                text.split(';').map(|item| Value::Text(Cow::Borrowed(item))).collect()
            };
            match reading {
                Reading::Plain => properties.push((property, Value::Text(Cow::Borrowed(cell)))),
                Reading::List => properties.push((property, Value::List(list(cell)))),
                Reading::Labels(others) => {
                    let (first, rest) = cell.split_once(';').unwrap_or((cell, ""));
                    properties.push((property, Value::Text(Cow::Borrowed(first))));
                    if !rest.is_empty() {
                        properties.push((others, Value::List(list(rest))));
                    }
                }
                Reading::Interval => {
                    let text = interval(cell).map_or(Cow::Borrowed(cell), Cow::Owned);
                    properties.push((property, Value::Text(text)));
                }
            }
        }
        properties
    }
}

fn node(plan: &Plan, cells: &mut Cells<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let place = cells.row.place;
    let properties = cells.properties(plan);
    let id = match &plan.id {
        Some(id) => cells.id(id),
        None => intake.name_of(&properties),
    };
    if id.trim().is_empty() {
        intake.error(place.line, "the row has no id", "give every node an id of its own");
        return Ok(());
    }
    let kind = plan.kind.as_deref();
    intake.node(&ForeignNode { id: &id, kind, name: None, properties: &properties, place })
}

/// Whether the column of types says something else than a direction.
fn edge(plan: &Plan, cells: &mut Cells<'_>, intake: &mut Intake<'_>) -> Result<bool, Halt> {
    let place = cells.row.place;
    let (Some(from), Some(to)) = (&plan.from, &plan.to) else { return Ok(false) };
    let (from, to) = (cells.id(from), cells.id(to));
    if from.trim().is_empty() || to.trim().is_empty() {
        intake.error(
            place.line,
            "the row lacks an end of the edge",
            "give it both, or take it out",
        );
        return Ok(false);
    }
    let mut properties = cells.properties(plan);
    let mut direction = plan.direction;
    let mut has_other_type = false;
    if let Some(column) = plan.direction_column {
        let cell = cells.cell(column.at);
        match (direction_of(cell), column.otherwise) {
            (Some(said), _) => direction = said,
            (None, Some(property)) if !cell.is_empty() => {
                has_other_type = true;
                properties.push((property, Value::Text(Cow::Borrowed(cell))));
            }
            (None, None) if !cell.is_empty() => {
                intake.warn(place.line, format!("“{cell}” is no direction of an edge"));
            }
            _ => {}
        }
    }
    let id = plan.id.as_ref().map(|id| cells.id(id)).filter(|id| !id.trim().is_empty());
    intake.edge(&ForeignEdge {
        id: id.as_deref(),
        from: &from,
        to: &to,
        kind: plan.kind.as_deref(),
        direction,
        properties: &properties,
        place,
    })?;
    Ok(has_other_type)
}

fn direction_of(cell: &str) -> Option<Direction> {
    let is = |word: &str| cell.trim().eq_ignore_ascii_case(word);
    if is("directed") {
        Some(Direction::Directed)
    } else if is("undirected") || is("mutual") {
        Some(Direction::Undirected)
    } else {
        None
    }
}

/// A source of ours: its columns are the members of a source.
fn source(plan: &Plan, cells: &mut Cells<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let Place { line, .. } = cells.row.place;
    let mut members = serde_json::Map::new();
    for (at, name) in plan.names.iter().enumerate() {
        let cell = cells.cell(at);
        let member = name.to_lowercase();
        if !cell.is_empty() && SOURCE_COLUMNS.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            members.insert(member, cell.into());
        }
    }
    match parse_source(&serde_json::Value::Object(members).to_string(), "") {
        Ok(source) => intake.source(source)?,
        Err(findings) => {
            for Finding { message, hint, .. } in findings {
                intake.error(line, message, hint.as_deref().unwrap_or(SAY_COLUMNS));
            }
        }
    }
    Ok(())
}

/// One interval as Gephi writes it, as a date; none of several, or of what are no years or days.
fn interval(cell: &str) -> Option<String> {
    let inside = cell.trim().strip_prefix("<[")?.strip_suffix("]>")?;
    let (start, end) = inside.split_once(',')?;
    let day = |text: &str| {
        let text = text.trim();
        match text {
            "-Infinity" | "Infinity" | "∞" | "-∞" => "..".to_owned(),
            text => text.strip_suffix(".0").unwrap_or(text).to_owned(),
        }
    };
    let (start, end) = (day(start), day(end));
    Some(if start == end { start } else { format!("{start}/{end}") })
}
