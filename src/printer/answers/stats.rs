//! The answer of `stats`.

use super::super::{Cell, Ink, Page, Piece, Report, Table};
use crate::diagram::date_words;
use crate::explore::{Projection, StatsAnswer, World};
use crate::model::When;
use serde_json::{Map, Value, json};

impl Report for StatsAnswer {
    fn verb(&self) -> &'static str {
        "stats"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, _world: &World<'_>) -> Vec<(&'static str, Value)> {
        let statuses: Map<String, Value> =
            self.statuses.iter().map(|(s, n)| (s.as_str().to_owned(), json!(n))).collect();
        let states: Map<String, Value> =
            self.states.iter().map(|(s, n)| (s.as_str().to_owned(), json!(n))).collect();
        let mut figures: Vec<(&'static str, Value)> =
            self.figures().into_iter().map(|(name, n)| (name, json!(n))).collect();
        figures.extend([
            ("edges_by_status", Value::Object(statuses)),
            ("evidence_by_state", Value::Object(states)),
            ("first_date", json!(self.first.as_ref().map(When::as_str))),
            ("last_date", json!(self.last.as_ref().map(When::as_str))),
            ("ranks_projection", json!({"nodes": self.ranks.n_nodes, "edges": self.ranks.n_edges})),
        ]);
        let rows: Value = figures
            .iter()
            .filter(|(_, value)| !value.is_object())
            .map(|(name, value)| json!({"figure": name, "value": value}))
            .collect();
        figures.push(("rows", rows));
        figures
    }

    fn table(&self, _world: &World<'_>) -> Table {
        let mut table = Table::new(&["figure", "value"]);
        for (name, n) in self.figures() {
            table.push(vec![Cell::text(name), Cell::count(n)]);
        }
        table
    }

    fn text(&self, _world: &World<'_>, page: &mut Page) {
        let mut table = Table::new(&["figure", "value"]);
        for (name, n) in self.figures() {
            table.push(vec![Cell::text(name.replace('_', " ")), Cell::count(n)]);
        }
        for (status, n) in &self.statuses {
            table.push(vec![Cell::text(format!("edges {}", status.as_str())), Cell::count(n)]);
        }
        for (state, n) in &self.states {
            table.push(vec![Cell::text(format!("evidence {}", state.as_str())), Cell::count(n)]);
        }
        for (name, when) in [("first date", &self.first), ("last date", &self.last)] {
            if let Some(when) = when {
                table.push(vec![Cell::text(name), Cell::count(date_words(when))]);
            }
        }
        page.block(&table.to_text(page.look()));
        page.blank();
        page.hanging(
            0,
            2,
            &[
                Piece::dim("components are counted on: "),
                Piece::owned(&self.ranks.description, Ink::Dim),
            ],
        );
    }

    fn next(&self, _world: &World<'_>) -> Vec<String> {
        vec!["rank --by betweenness".to_owned()]
    }
}

impl StatsAnswer {
    fn figures(&self) -> Vec<(&'static str, usize)> {
        let mut figures = vec![
            ("nodes", self.n_nodes),
            ("records", self.n_records),
            ("hubs", self.n_hubs),
            ("edges", self.n_edges),
            ("facts", self.n_facts),
            ("evidence", self.n_evidence),
            ("sources", self.n_sources),
            ("origins", self.n_origins),
            ("unsourced_edges", self.n_unsourced_edges),
            ("inferred_edges", self.n_inferred_edges),
            ("claimed_edges", self.n_claimed_edges),
            ("edges_from_several_origins", self.n_corroborated_edges),
            ("dated_edges", self.n_dated_edges),
            ("components", self.n_components),
            ("largest_component", self.largest_component),
        ];
        figures.extend(self.n_possible_edges.map(|n| ("edges_only_possible_then", n)));
        figures
    }
}
