//! The answer of `find`.

use super::super::{Cell, Page, Piece, Report, Table};
use crate::explore::{FindAnswer, World};
use serde_json::{Value, json};

impl Report for FindAnswer {
    fn verb(&self) -> &'static str {
        "find"
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
        vec![("query", json!(self.query)), ("rows", rows)]
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
        let mut table = Table::new(&["name", "kind", "id", "matched by"]);
        for row in &self.rows {
            let node = world.graph.node(row.node);
            let by = if row.matched == node.name() || row.matched == node.id() {
                row.tier.as_str().to_owned()
            } else {
                format!("{}: {}", row.tier.as_str(), row.matched)
            };
            table.push(vec![
                Cell::text(node.name()),
                Cell::text(&*node.kind().label),
                Cell::text(node.id()),
                Cell::text(by),
            ]);
        }
        page.block(&table.to_text(page.look()));
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let first = self.rows.first().map(|row| world.graph.node(row.node).id());
        first.map(|id| format!("show {id}")).into_iter().collect()
    }
}
