//! The answer of `corroboration`.

use super::super::citations::Citations;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::{
    STATEMENT_COLUMNS, because_text, counted, edge_json, edge_marks, fact_cells, fact_json,
    fact_pieces, node_json, sentence, standing_marks, statement_cells, statement_json,
    statement_words,
};
use crate::explore::{CorroborationAnswer, CorroborationRow, Projection, StatementRef, World};
use crate::graph::FactRef;
use crate::model::Status;
use serde_json::{Value, json};

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
                Cell::text(words(statement)),
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
            row_text(world, page, row, &mut citations);
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
        let graph = world.graph;
        let statement = row.statement.read(graph);
        let mut object = json!({"grade": row.grade.as_str()});
        object["origins"] = row.origins.iter().map(|&ix| graph.source(ix).id()).collect();
        let which = statement_json(statement);
        object["type"] = which["type"].clone();
        object["id"] = which["id"].clone();
        object["what"] = json!(words(statement));
        object["status"] = json!(statement.status().as_str());
        match statement {
            StatementRef::Node(node) => object["node"] = node_json(node),
            StatementRef::Edge(edge) => object["edge"] = edge_json(world, edge, &self.selection),
            StatementRef::NodeFact(node, fact) => {
                object["node"] = node_json(node);
                object["fact"] = fact_json(world, fact);
            }
            StatementRef::EdgeFact(edge, fact) => {
                object["edge"] = edge_json(world, edge, &self.selection);
                object["fact"] = fact_json(world, fact);
            }
        }
        object
    }
}

/// A statement in plain words, a fact with what it says.
fn words(statement: StatementRef<'_>) -> String {
    let about = statement_words(statement);
    match statement.fact() {
        Some(fact) => format!("{about}: {}", super::fact_value(fact)),
        None => about,
    }
}

fn row_text(world: &World<'_>, page: &mut Page, row: &CorroborationRow, citations: &mut Citations) {
    let statement = row.statement.read(world.graph);
    let mut pieces = match statement {
        StatementRef::Node(node) => vec![Piece::data(node.name()).ink(Ink::Strong)],
        StatementRef::Edge(edge) => {
            sentence(edge).into_iter().chain(edge_marks(edge, None)).collect()
        }
        StatementRef::NodeFact(node, fact) => {
            let mut pieces = vec![Piece::data(node.name()).ink(Ink::Strong)];
            if node.status() != Status::Done {
                pieces.push(Piece::owned(format!(", {}", node.status().as_str()), Ink::Warn));
            }
            pieces.push(Piece::plain(": "));
            pieces.extend(fact_pieces(fact));
            pieces
        }
        StatementRef::EdgeFact(edge, fact) => {
            let mut pieces = sentence(edge);
            pieces.extend(standing_marks(edge));
            pieces.push(Piece::plain(": "));
            pieces.extend(fact_pieces(fact));
            pieces
        }
    };
    let evidence = statement.evidence();
    let cited = evidence.iter().map(|&ix| world.graph.evidence_at(ix));
    pieces.extend([Piece::plain(" "), citations.cite(cited)]);
    pieces.push(origins_piece(world, row, evidence.is_empty()));
    page.hanging(2, 4, &pieces);
    let because = match statement {
        StatementRef::Edge(edge) => edge.because(),
        other => other.fact().and_then(FactRef::because),
    };
    because_text(page, because, 4);
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
