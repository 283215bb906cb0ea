//! The answer of `rank --sensitivity`.

use super::super::citations::source_pieces;
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::counted;
use super::rank::{
    estimate_json, estimate_words, meaning_text, near_words, nodes_json, projection_text,
    score_words, unsettled_text,
};
use crate::explore::{
    LeaveOut, MeasureSensitivity, Projection, SensitivityAnswer, SensitivityRow, Standing, World,
};
use crate::graph::SourceIx;
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Report for SensitivityAnswer {
    fn verb(&self) -> &'static str {
        "rank.sensitivity"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let measures: Value = self
            .measures
            .iter()
            .map(|of| {
                json!({
                    "measure": of.measure.as_str(),
                    "normalisation": of.normalisation,
                    "estimate": estimate_json(of.estimate),
                    "converged": of.converged,
                    "total": of.n_rows,
                })
            })
            .collect();
        let sources: Value = self
            .sources
            .iter()
            .map(|left_out| {
                json!({
                    "source": world.graph.source(left_out.source).id(),
                    "nodes": left_out.n_nodes,
                    "edges": left_out.n_edges,
                    "changes": left_out.changes,
                })
            })
            .collect();
        let rows = self.measures.iter().flat_map(|of| of.rows.iter().map(move |row| (of, row)));
        vec![
            ("near", nodes_json(world, &self.near)),
            ("measures", measures),
            ("sources", sources),
            ("rows", rows.map(|(of, row)| self.row_json(world, of, row)).collect()),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&[
            "measure",
            "rank",
            "id",
            "name",
            "kind",
            "score",
            "rank_best",
            "rank_last",
            "score_least",
            "score_greatest",
            "moved_by",
            "rank_without",
            "score_without",
        ]);
        for (of, row) in
            self.measures.iter().flat_map(|of| of.rows.iter().map(move |row| (of, row)))
        {
            let node = world.graph.node(row.node);
            let moved_by = row.moved.map_or("", |moved| world.graph.source(moved.source).id());
            let to = row.moved.and_then(|moved| moved.to.place());
            table.push(vec![
                Cell::text(of.measure.as_str()),
                Cell::count(row.place.rank),
                Cell::text(node.id()),
                Cell::text(node.name()),
                Cell::text(&*node.kind().name),
                Cell::count(row.place.score),
                Cell::count(row.ranks.0),
                Cell::count(row.ranks.1),
                Cell::count(row.scores.0),
                Cell::count(row.scores.1),
                Cell::text(moved_by),
                Cell::Number(to.map_or_else(String::new, |to| to.rank.to_string())),
                Cell::Number(to.map_or_else(String::new, |to| to.score.to_string())),
            ]);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        for of in &self.measures {
            page.heading(&[
                Piece::plain("Ranked by "),
                Piece::plain(of.measure.as_str()),
                Piece::data(near_words(world, &self.near)),
                Piece::owned(
                    format!(", without each source, {} of {}", of.rows.len(), of.n_rows),
                    Ink::Plain,
                ),
            ]);
            for row in &of.rows {
                row_text(world, page, of, row);
            }
            page.blank();
            meaning_text(page, of.measure, of.normalisation);
            exactness_text(page, of);
            page.blank();
        }
        self.withdrawn_text(page);
        projection_text(page, &self.projection);
        self.sources_text(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let mut rows = self.measures.iter().flat_map(|of| &of.rows);
        let moved = rows.find_map(|row| row.moved);
        moved
            .map(|moved| command(&["sources", world.graph.source(moved.source).id()]))
            .into_iter()
            .collect()
    }
}

impl SensitivityAnswer {
    fn row_json(&self, world: &World<'_>, of: &MeasureSensitivity, row: &SensitivityRow) -> Value {
        let graph = world.graph;
        let node = graph.node(row.node);
        let standing = |source: SourceIx, to: Standing| {
            let place = to.place();
            json!({
                "source": graph.source(source).id(),
                "rank": place.map(|place| place.rank),
                "score": place.map(|place| place.score),
                "gone": to == Standing::Gone,
            })
        };
        let without: Value = (self.sources.iter().zip(&row.without))
            .map(|(left_out, &to)| standing(left_out.source, to))
            .collect();
        json!({
            "measure": of.measure.as_str(),
            "rank": row.place.rank,
            "id": node.id(),
            "name": node.name(),
            "kind": &*node.kind().name,
            "score": row.place.score,
            "ranks": [row.ranks.0, row.ranks.1],
            "scores": [row.scores.0, row.scores.1],
            "moved": row.moved.map(|moved| standing(moved.source, moved.to)),
            "without": without,
        })
    }

    fn withdrawn_text(&self, page: &mut Page) {
        let n_ranked = self.sources.iter().filter(|left_out| left_out.changes).count();
        let words = format!(
            "withdrawn one by one, each with its copies: {}; {n_ranked} of them {} the graph that is \
             ranked{}",
            counted(self.sources.len(), "source", "sources"),
            if n_ranked == 1 { "changes" } else { "change" },
            if n_ranked == self.sources.len() { "" } else { ", the others move nothing" }
        );
        page.hanging(0, 2, &[Piece::owned(words, Ink::Dim)]);
    }

    /// The sources that move a row most.
    fn sources_text(&self, world: &World<'_>, page: &mut Page) {
        let rows = self.measures.iter().flat_map(|of| &of.rows);
        let named: BTreeSet<SourceIx> =
            rows.filter_map(|row| row.moved).map(|moved| moved.source).collect();
        if named.is_empty() {
            return;
        }
        page.blank();
        page.heading(&[Piece::plain("Sources")]);
        for left_out in self.sources.iter().filter(|left_out| named.contains(&left_out.source)) {
            let mut pieces = source_pieces(world.graph.source(left_out.source));
            pieces.push(Piece::owned(format!("; {}", falls(left_out)), Ink::Dim));
            page.hanging(0, 5, &pieces);
        }
    }
}

fn falls(left_out: &LeaveOut) -> String {
    format!(
        "{} and {} fall without it",
        counted(left_out.n_nodes, "node", "nodes"),
        counted(left_out.n_edges, "relationship", "relationships")
    )
}

fn row_text(world: &World<'_>, page: &mut Page, of: &MeasureSensitivity, row: &SensitivityRow) {
    let node = world.graph.node(row.node);
    page.hanging(
        0,
        6,
        &[
            Piece::owned(format!("{:>4}  ", row.place.rank), Ink::Accent),
            Piece::data(node.name()).ink(Ink::Strong),
            Piece::owned(format!(" ({})", node.kind().label), Ink::Dim),
        ],
    );
    let score = |score: f64| score_words(of.measure, score);
    let ranks = match row.ranks {
        (best, last) if best == last => format!("place {best}"),
        (best, last) => format!("place {best} to {last}"),
    };
    let scores = match (score(row.scores.0), score(row.scores.1)) {
        (least, greatest) if least == greatest => format!("score {least}"),
        (least, greatest) => {
            format!("score {} ({least} to {greatest})", score(row.place.score))
        }
    };
    let mut pieces = vec![Piece::owned(format!("{ranks}, {scores}; "), Ink::Plain)];
    match row.moved {
        None => pieces.push(Piece::dim("moved by no source")),
        Some(moved) => {
            pieces.push(Piece::owned(moved_words(of, row, moved.to), Ink::Warn));
            pieces.push(Piece::plain(" without "));
            pieces.push(Piece::data(world.graph.source(moved.source).id()));
        }
    }
    page.hanging(6, 6, &pieces);
}

/// What a withdrawal does to a row.
fn moved_words(of: &MeasureSensitivity, row: &SensitivityRow, to: Standing) -> String {
    let from = row.place;
    let words = match to {
        Standing::Gone => return "gone".to_owned(),
        Standing::Unscored => return "has no score".to_owned(),
        Standing::At(to) if to.score == 0.0 && from.score != 0.0 => "falls to score 0".to_owned(),
        Standing::At(to) if to.rank > from.rank => {
            format!("falls from {} to {}", from.rank, to.rank)
        }
        Standing::At(to) if to.rank < from.rank => {
            format!("rises from {} to {}", from.rank, to.rank)
        }
        Standing::At(to) => format!("keeps its place, score {}", score_words(of.measure, to.score)),
    };
    let difference = to.place().map_or(0.0, |to| (to.score - from.score).abs());
    match of.estimate {
        Some(estimate) if difference < 2.0 * estimate.error => {
            format!("{words} (within the error)")
        }
        _ => words,
    }
}

fn exactness_text(page: &mut Page, of: &MeasureSensitivity) {
    if let Some(estimate) = of.estimate {
        let words = format!(
            "{}; a difference of scores below {:.2e} may be the draw's, and a place that it \
             decides with it",
            estimate_words(estimate),
            2.0 * estimate.error
        );
        page.hanging(0, 2, &[Piece::dim("estimated: "), Piece::owned(words, Ink::Warn)]);
    }
    if !of.converged {
        unsettled_text(page);
    }
}
