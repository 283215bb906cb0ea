//! The answer of `rank`.

use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::node_json;
use crate::explore::{Projection, RankAnswer, World};
use serde_json::{Value, json};

impl RankAnswer {
    fn score(&self, score: f64) -> String {
        if self.measure.is_count() { format!("{score:.0}") } else { format!("{score:.4}") }
    }
}

impl RankAnswer {
    fn near_words(&self, world: &World<'_>) -> String {
        let names: Vec<&str> = self.near.iter().map(|&ix| world.graph.node(ix).name()).collect();
        if names.is_empty() { String::new() } else { format!(" near {}", names.join(", ")) }
    }
}

impl Report for RankAnswer {
    fn verb(&self) -> &'static str {
        "rank"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let rows: Value = self
            .rows
            .iter()
            .map(|row| {
                let node = world.graph.node(row.node);
                json!({
                    "rank": row.rank,
                    "id": node.id(),
                    "name": node.name(),
                    "kind": &*node.kind().name,
                    "score": row.score,
                })
            })
            .collect();
        vec![
            ("measure", json!(self.measure.as_str())),
            ("normalisation", json!(self.normalisation)),
            ("near", self.near.iter().map(|&ix| node_json(world.graph.node(ix))).collect()),
            (
                "estimate",
                self.estimate.map_or(Value::Null, |estimate| {
                    json!({
                        "error": estimate.error,
                        "confidence": estimate.confidence,
                        "samples": estimate.n_samples,
                    })
                }),
            ),
            ("converged", json!(self.converged)),
            ("rows", rows),
            ("total", json!(self.n_rows)),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&["rank", "id", "name", "kind", "score"]);
        for row in &self.rows {
            let node = world.graph.node(row.node);
            table.push(vec![
                Cell::count(row.rank),
                Cell::text(node.id()),
                Cell::text(node.name()),
                Cell::text(&*node.kind().name),
                Cell::count(row.score),
            ]);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        page.heading(&[
            Piece::plain("Ranked by "),
            Piece::plain(self.measure.as_str()),
            Piece::data(self.near_words(world)),
            Piece::owned(format!(", {} of {}", self.rows.len(), self.n_rows), Ink::Plain),
        ]);
        let mut table = Table::new(&["rank", "name", "kind", "score"]);
        for row in &self.rows {
            let node = world.graph.node(row.node);
            table.push(vec![
                Cell::count(row.rank),
                Cell::text(node.name()),
                Cell::text(&*node.kind().label),
                Cell::Number(self.score(row.score)),
            ]);
        }
        page.block(&table.to_text(page.look()));
        page.blank();
        let (nodes, edges) = (self.projection.n_nodes, self.projection.n_edges);
        page.hanging(0, 2, &[Piece::dim("score: "), Piece::dim(self.measure.meaning())]);
        page.hanging(0, 2, &[Piece::dim("normalisation: "), Piece::dim(self.normalisation)]);
        if let Some(estimate) = self.estimate {
            let words = format!(
                "from {} random shortest paths: each score within {:.2e} of the true one, with \
                 probability {}",
                estimate.n_samples, estimate.error, estimate.confidence
            );
            page.hanging(0, 2, &[Piece::dim("estimated: "), Piece::owned(words, Ink::Warn)]);
        }
        if !self.converged {
            let words = "not settled: the scores still moved when the rounds allowed were over";
            page.hanging(0, 2, &[Piece::plain(words).ink(Ink::Warn)]);
        }
        page.hanging(
            0,
            2,
            &[
                Piece::dim("projection: "),
                Piece::owned(&self.projection.description, Ink::Dim),
                Piece::owned(format!(": {nodes} nodes, {edges} edges"), Ink::Dim),
            ],
        );
        if let Some(marks) = self.projection.marks {
            let mut words = format!(
                "of these edges {} inferred, {} planned, {} claimed",
                marks.n_inferred, marks.n_planned, marks.n_claimed
            );
            let mut options = "--basis stated, --status done, --claims drop".to_owned();
            if let Some(n_possible) = marks.n_possible {
                words = format!("{words}, {n_possible} only possible at that time");
                options += ", --certain";
            }
            page.hanging(
                0,
                2,
                &[
                    Piece::owned(words, Ink::Warn),
                    Piece::owned(format!(" ({options} leave them out)"), Ink::Dim),
                ],
            );
        }
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        match self.rows.as_slice() {
            [first, second, ..] => {
                let id = |row: &crate::explore::RankRow| world.graph.node(row.node).id();
                vec![command(&["path", id(first), id(second)])]
            }
            _ => Vec::new(),
        }
    }
}
