//! The answer of `sources`.

use super::super::citations::source_pieces;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::counted;
use crate::explore::{Projection, SourcesAnswer, World};
use crate::graph::SourceRef;
use serde_json::{Value, json};

impl Report for SourcesAnswer {
    fn verb(&self) -> &'static str {
        "sources"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let rows: Value = self
            .rows
            .iter()
            .map(|row| {
                let source = world.graph.source(row.source);
                json!({
                    "id": source.id(),
                    "title": source.title(),
                    "publisher": source.publisher(),
                    "author": source.author(),
                    "published": source.published().as_ref().map(crate::model::When::as_str),
                    "retrieved": source.retrieved().as_ref().map(crate::model::When::as_str),
                    "url": source.url(),
                    "file": source.file(),
                    "sha256": source.sha256().map(|digest| digest.to_string()),
                    "derived_from": source.derived_from().map(SourceRef::id),
                    "origin": source.origin().id(),
                    "evidence": row.n_evidence,
                    "verified": row.n_verified,
                    "unchecked": row.n_unchecked,
                    "edges": row.n_edges,
                    "edges_alone": row.n_edges_alone,
                })
            })
            .collect();
        vec![("rows", rows)]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&[
            "id",
            "publisher",
            "title",
            "published",
            "origin",
            "evidence",
            "verified",
            "edges",
            "edges_alone",
        ]);
        for row in &self.rows {
            let source = world.graph.source(row.source);
            table.push(vec![
                Cell::text(source.id()),
                Cell::text(source.publisher().unwrap_or_default()),
                Cell::text(source.title()),
                Cell::text(source.published().map_or_else(String::new, |when| when.to_string())),
                Cell::text(source.origin().id()),
                Cell::count(row.n_evidence),
                Cell::count(row.n_verified),
                Cell::count(row.n_edges),
                Cell::count(row.n_edges_alone),
            ]);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        page.heading(&[Piece::owned(counted(self.rows.len(), "source", "sources"), Ink::Strong)]);
        for row in &self.rows {
            page.blank();
            page.hanging(0, 2, &source_pieces(world.graph.source(row.source)));
            let checked = match (row.n_unchecked, row.n_verified) {
                (0, verified) => format!("{verified} verified"),
                (unchecked, 0) if unchecked == row.n_evidence => "unchecked".to_owned(),
                (unchecked, verified) => format!("{verified} verified, {unchecked} unchecked"),
            };
            let figures = format!(
                "{}, {checked}; backs {}, {} of them alone",
                counted(row.n_evidence, "citation", "citations"),
                counted(row.n_edges, "relationship", "relationships"),
                row.n_edges_alone
            );
            page.hanging(2, 4, &[Piece::owned(figures, Ink::Dim)]);
            let is_copy =
                |copy: &SourceRef<'_>| copy.ix != row.source && copy.origin().ix == row.source;
            let rows = self.rows.iter().map(|row| world.graph.source(row.source));
            let copies: Vec<&str> = rows.filter(is_copy).map(SourceRef::id).collect();
            if !copies.is_empty() {
                let words = format!("origin of what {} copies", copies.join(", "));
                page.hanging(2, 4, &[Piece::data(words).ink(Ink::Dim)]);
            }
        }
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        // Citations are checked whole, whenever they became known.
        if world.graph.asks_when_known() {
            Vec::new()
        } else {
            vec!["verify --texts DIR".to_owned()]
        }
    }
}
