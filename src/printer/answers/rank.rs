//! The answer of `rank`.

use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::{counted, node_json};
use crate::explore::{Estimate, Measure, Projection, RankAnswer, World};
use crate::graph::NodeIx;
use serde_json::{Value, json};

/// A score by a measure, for people.
pub(super) fn score_words(measure: Measure, score: f64) -> String {
    if measure.is_count() { format!("{score:.0}") } else { format!("{score:.4}") }
}

/// From whom a walk is seen to begin again; empty for nobody.
pub(super) fn near_words(world: &World<'_>, near: &[NodeIx]) -> String {
    let names: Vec<&str> = near.iter().map(|&ix| world.graph.node(ix).name()).collect();
    if names.is_empty() { String::new() } else { format!(" near {}", names.join(", ")) }
}

/// Nodes in the order given.
pub(super) fn nodes_json(world: &World<'_>, nodes: &[NodeIx]) -> Value {
    nodes.iter().map(|&ix| node_json(world.graph.node(ix))).collect()
}

/// How exact scores are; null where they are exact.
pub(super) fn estimate_json(estimate: Option<Estimate>) -> Value {
    estimate.map_or(Value::Null, |estimate| {
        json!({
            "error": estimate.error,
            "confidence": estimate.confidence,
            "samples": estimate.n_samples,
        })
    })
}

/// How exact scores are, in words.
pub(super) fn estimate_words(estimate: Estimate) -> String {
    format!(
        "from {} random shortest paths: each score within {:.2e} of the true one, with \
         probability {}",
        estimate.n_samples, estimate.error, estimate.confidence
    )
}

/// What a score is and on which graph, under a ranking.
pub(super) fn meaning_text(page: &mut Page, measure: Measure, normalisation: &'static str) {
    page.hanging(0, 2, &[Piece::dim("score: "), Piece::dim(measure.meaning())]);
    page.hanging(0, 2, &[Piece::dim("normalisation: "), Piece::dim(normalisation)]);
}

/// That scores had not settled.
pub(super) fn unsettled_text(page: &mut Page) {
    let words = "not settled: the scores still moved when the rounds allowed were over";
    page.hanging(0, 2, &[Piece::plain(words).ink(Ink::Warn)]);
}

/// The graph of a ranking.
pub(super) fn projection_text(page: &mut Page, projection: &Projection) {
    let sizes = [
        counted(projection.n_nodes, "node", "nodes"),
        counted(projection.n_edges, "edge", "edges"),
    ];
    let size = format!(": {}", sizes.join(", "));
    let description = Piece::owned(&projection.description, Ink::Dim);
    page.hanging(0, 2, &[Piece::dim("projection: "), description, Piece::owned(size, Ink::Dim)]);
    if let Some(marks) = projection.marks {
        let mut words = format!(
            "of these edges {} inferred, {} planned, {} claimed",
            marks.n_inferred, marks.n_planned, marks.n_claimed
        );
        let mut options = "--basis stated, --status done, --claims drop".to_owned();
        if let Some(n_possible) = marks.n_possible {
            words = format!("{words}, {n_possible} only possible at that time");
            options += ", --certain";
        }
        let out = Piece::owned(format!(" ({options} leave them out)"), Ink::Dim);
        page.hanging(0, 2, &[Piece::owned(words, Ink::Warn), out]);
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
            ("near", nodes_json(world, &self.near)),
            ("estimate", estimate_json(self.estimate)),
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
            Piece::data(near_words(world, &self.near)),
            Piece::owned(format!(", {} of {}", self.rows.len(), self.n_rows), Ink::Plain),
        ]);
        let mut table = Table::new(&["rank", "name", "kind", "score"]);
        for row in &self.rows {
            let node = world.graph.node(row.node);
            table.push(vec![
                Cell::count(row.rank),
                Cell::text(node.name()),
                Cell::text(&*node.kind().label),
                Cell::Number(score_words(self.measure, row.score)),
            ]);
        }
        page.block(&table.to_text(page.look()));
        page.blank();
        meaning_text(page, self.measure, self.normalisation);
        if let Some(estimate) = self.estimate {
            let words = Piece::owned(estimate_words(estimate), Ink::Warn);
            page.hanging(0, 2, &[Piece::dim("estimated: "), words]);
        }
        if !self.converged {
            unsettled_text(page);
        }
        projection_text(page, &self.projection);
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
