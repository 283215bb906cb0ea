//! The answer of `corroboration`.

use super::super::citations::Citations;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::statement::{
    add_statement, statement_because, statement_evidence, statement_pieces, statement_type,
    statement_words,
};
use super::{STATEMENT_COLUMNS, counted, fact_cells, statement_cells};
use crate::explore::{CorroborationAnswer, CorroborationRow, Projection, StatementRef, World};
use serde_json::{Map, Value, json};

impl Report for CorroborationAnswer {
    fn verb(&self) -> &'static str {
        "corroboration"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let grades = self
            .grades
            .iter()
            .map(|count| {
                json!({
                    "grade": count.grade.as_str(),
                    "edges": count.n_edges,
                    "facts": count.n_facts,
                })
            })
            .collect();
        let rows = self.rows.iter().map(|row| self.row_json(world, row)).collect();
        vec![("grades", grades), ("rows", rows), ("total", json!(self.n_rows))]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let columns = ["grade", "origins", "type", "what", "id"];
        let mut table = Table::new(&[&columns[..], &STATEMENT_COLUMNS].concat());
        for row in &self.rows {
            let statement = row.statement.read(world.graph);
            let (kind, cells) = match statement {
                StatementRef::Edge(edge) => ("edge", statement_cells(edge)),
                StatementRef::NodeFact(_, fact) | StatementRef::EdgeFact(_, fact) => {
                    ("fact", fact_cells(fact, statement.status()))
                }
                StatementRef::Node(_) => continue,
            };
            let mut line = vec![
                Cell::text(row.grade.as_str()),
                Cell::count(row.origins.len()),
                Cell::text(kind),
                Cell::text(statement_words(statement)),
                Cell::text(statement.id()),
            ];
            line.extend(cells);
            table.push(line);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let n_edges: usize = self.grades.iter().map(|count| count.n_edges).sum();
        let n_facts: usize = self.grades.iter().map(|count| count.n_facts).sum();
        let figures = format!(
            "How well is it backed? {}, {}",
            counted(n_edges, "relationship", "relationships"),
            counted(n_facts, "fact", "facts")
        );
        page.heading(&[Piece::owned(figures, Ink::Strong)]);
        page.blank();
        page.block(&self.summary().to_text(page.look()));
        let mut citations = Citations::default();
        let mut grade = None;
        for row in &self.rows {
            if grade != Some(row.grade) {
                grade = Some(row.grade);
                page.blank();
                page.heading(&[Piece::owned(capitalised(row.grade.words()), Ink::Strong)]);
            }
            self.row_text(world, page, row, &mut citations);
        }
        if self.rows.len() < self.n_rows {
            page.blank();
            let more = format!(
                "The {} weakest of {}; --limit {} lists all.",
                self.rows.len(),
                self.n_rows,
                self.n_rows
            );
            page.line(&[Piece::owned(more, Ink::Dim)]);
        } else if self.rows.is_empty() && self.is_restricted {
            page.blank();
            page.line(&[Piece::dim("None is backed as asked.")]);
        }
        citations.print(world, page);
    }

    fn next(&self, _world: &World<'_>) -> Vec<String> {
        vec!["conflicts".to_owned()]
    }
}

impl CorroborationAnswer {
    /// The table of grades above the rows.
    fn summary(&self) -> Table {
        let mut table = Table::new(&["grade", "relationships", "facts"]);
        for count in &self.grades {
            table.push(vec![
                Cell::text(count.grade.words()),
                Cell::count(count.n_edges),
                Cell::count(count.n_facts),
            ]);
        }
        table
    }

    fn row_json(&self, world: &World<'_>, row: &CorroborationRow) -> Value {
        let statement = row.statement.read(world.graph);
        let origins = row.origins.iter().map(|&ix| world.graph.source(ix).id());
        let mut object = Map::new();
        for (member, value) in [
            ("grade", json!(row.grade.as_str())),
            ("origins", origins.collect()),
            ("type", json!(statement_type(statement))),
            ("id", json!(statement.id())),
            ("what", json!(statement_words(statement))),
            ("status", json!(statement.status().as_str())),
        ] {
            object.insert(member.to_owned(), value);
        }
        add_statement(world, statement, &self.selection, &mut object);
        Value::Object(object)
    }

    fn row_text(
        &self,
        world: &World<'_>,
        page: &mut Page,
        row: &CorroborationRow,
        citations: &mut Citations,
    ) {
        let statement = row.statement.read(world.graph);
        let mut pieces = statement_pieces(statement, &self.selection);
        let cited = citations.cite(statement_evidence(world, statement));
        pieces.extend([Piece::plain(" "), cited]);
        pieces.push(origins_piece(world, row, statement.evidence().is_empty()));
        page.hanging(2, 4, &pieces);
        statement_because(page, statement, 4);
    }
}

fn origins_piece(world: &World<'_>, row: &CorroborationRow, is_unsourced: bool) -> Piece {
    let ids: Vec<&str> = row.origins.iter().map(|&ix| world.graph.source(ix).id()).collect();
    let text = match ids.len() {
        0 if is_unsourced => String::new(),
        0 => ", no origin stands".to_owned(),
        1 => format!(", origin {}", ids[0]),
        _ => format!(", origins {}", ids.join(", ")),
    };
    Piece::data(text).ink(Ink::Dim)
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
