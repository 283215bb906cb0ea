//! The answer of `rank`.

use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use crate::explore::{Measure, Projection, RankAnswer, World};
use serde_json::{Value, json};

impl RankAnswer {
    fn score(&self, score: f64) -> String {
        match self.measure {
            Measure::Degree | Measure::InDegree | Measure::OutDegree => format!("{score:.0}"),
            _ => format!("{score:.4}"),
        }
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
            let words = format!(
                "of these edges {} inferred, {} planned, {} claimed",
                marks.n_inferred, marks.n_planned, marks.n_claimed
            );
            page.hanging(
                0,
                2,
                &[
                    Piece::owned(words, Ink::Warn),
                    Piece::dim(" (--basis stated, --status done, --claims drop leave them out)"),
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
