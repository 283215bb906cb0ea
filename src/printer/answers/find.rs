//! The answer of `find`.

use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::node_pieces;
use crate::explore::{FindAnswer, Projection, World};
use crate::names::Tier;
use serde_json::{Value, json};

impl Report for FindAnswer {
    fn verb(&self) -> &'static str {
        "find"
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
                    "id": node.id(),
                    "name": node.name(),
                    "kind": &*node.kind().name,
                    "matched": row.matched,
                    "tier": row.tier.as_str(),
                    "score": row.score,
                })
            })
            .collect();
        vec![("query", json!(self.query)), ("rows", rows), ("total", json!(self.n_rows))]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&["id", "name", "kind", "matched", "tier"]);
        for row in &self.rows {
            let node = world.graph.node(row.node);
            table.push(vec![
                Cell::text(node.id()),
                Cell::text(node.name()),
                Cell::text(&*node.kind().name),
                Cell::text(&row.matched),
                Cell::text(row.tier.as_str()),
            ]);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        if self.rows.is_empty() {
            page.line(&[
                Piece::plain("Nothing matches "),
                Piece::data(format!("“{}”", self.query)),
            ]);
            return;
        }
        for row in &self.rows {
            let node = world.graph.node(row.node);
            let mut pieces = node_pieces(node);
            pieces.push(Piece::plain(" "));
            pieces.push(Piece::data(node.id()).ink(Ink::Accent));
            let by = match row.tier {
                Tier::Id => ", by id".to_owned(),
                Tier::Name => ", by name".to_owned(),
                Tier::Alias => format!(", by alias “{}”", row.matched),
                Tier::Folded | Tier::Fuzzy if row.matched == node.id() => ", by its id".to_owned(),
                Tier::Folded => format!(", same as “{}” in other letters", row.matched),
                Tier::Fuzzy => format!(", part of or near to “{}”", row.matched),
            };
            pieces.push(Piece::data(by).ink(Ink::Dim));
            page.hanging(0, 4, &pieces);
        }
        if self.n_rows > self.rows.len() {
            let more =
                format!("{} of {} shown (--limit N shows more)", self.rows.len(), self.n_rows);
            page.blank();
            page.line(&[Piece::owned(more, Ink::Dim)]);
        }
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let first = self.rows.first().map(|row| world.graph.node(row.node).id());
        first.map(|id| command(&["show", id])).into_iter().collect()
    }
}
