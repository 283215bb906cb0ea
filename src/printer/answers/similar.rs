//! The answer of `similar`.

use super::super::citations::Citations;
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::{counted, edge_json, node_json, node_pieces, source_ids};
use crate::explore::{
    Direction, Feature, Likeness, OtherEnd, Projection, SimilarAnswer, SimilarRow, TieStanding,
    World,
};
use crate::graph::{EdgeIx, EdgeRef, SourceIx};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Ties of one sort that the text cites on each side; the other forms have all.
const CITED: usize = 3;
/// Like sorts that the text shows of a row.
const SORTS_SHOWN: usize = 8;

impl Report for SimilarAnswer {
    fn verb(&self) -> &'static str {
        "similar"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let graph = world.graph;
        let rows: Value = self.rows.iter().map(|row| self.row_json(world, row)).collect();
        let same: Value = self.same.iter().map(|&ix| node_json(graph.node(ix))).collect();
        vec![
            ("node", node_json(graph.node(self.node))),
            ("by", json!(self.by.as_str())),
            ("ties", json!(self.n_ties)),
            ("rows", rows),
            ("total", json!(self.n_rows)),
            ("same", same),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let graph = world.graph;
        let mut table = Table::new(&[
            "id", "name", "kind", "score", "shared", "all", "tie", "standing", "first", "second",
            "sources",
        ]);
        for row in &self.rows {
            let node = graph.node(row.node);
            for feature in &row.features {
                let edges = feature.first.iter().chain(&feature.second);
                let evidence = edges.flat_map(|&ix| graph.edge(ix).evidence());
                table.push(vec![
                    Cell::text(node.id()),
                    Cell::text(node.name()),
                    Cell::text(&*node.kind().name),
                    Cell::count(row.score()),
                    Cell::count(row.n_shared),
                    Cell::count(row.n_all),
                    Cell::text(words(world, feature)),
                    Cell::text(feature.sort.standing.as_str()),
                    Cell::count(feature.first.len()),
                    Cell::count(feature.second.len()),
                    Cell::text(source_ids(evidence)),
                ]);
            }
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let graph = world.graph;
        let name = graph.node(self.node).name();
        let shown = format!(": {} of {}", self.rows.len(), self.n_rows);
        page.heading(&[
            Piece::plain(match self.by {
                Likeness::Roles => "Who plays a role like that of ",
                Likeness::Ties => "Who has the same ties as ",
            }),
            Piece::data(name),
            Piece::owned(shown, Ink::Plain),
        ]);
        page.hanging(
            0,
            2,
            &[
                Piece::data(name),
                Piece::owned(format!(" has {}", counted(self.n_ties, "tie", "ties")), Ink::Plain),
                Piece::plain(if self.n_ties == 1 { "; every score rests on it" } else { "" })
                    .ink(Ink::Warn),
            ],
        );
        let mut citations = Citations::default();
        for row in &self.rows {
            page.blank();
            self.row_text(world, page, row, &mut citations);
        }
        page.blank();
        for &ix in &self.same {
            let node = graph.node(ix);
            page.hanging(
                0,
                2,
                &[
                    Piece::dim("not compared: "),
                    Piece::data(node.name()),
                    Piece::dim(", the same under another name"),
                ],
            );
        }
        page.hanging(0, 2, &[Piece::dim("score: "), Piece::dim(self.by.meaning())]);
        page.hanging(
            0,
            2,
            &[Piece::dim(
                "A tie that no source states counts as missing: little known, little alike.",
            )],
        );
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let graph = world.graph;
        let first = self.rows.first();
        first
            .map(|row| command(&["path", graph.node(self.node).id(), graph.node(row.node).id()]))
            .into_iter()
            .collect()
    }
}

impl SimilarAnswer {
    fn row_json(&self, world: &World<'_>, row: &SimilarRow) -> Value {
        let graph = world.graph;
        let edges = |edges: &[EdgeIx]| -> Value {
            edges.iter().map(|&ix| edge_json(world, graph.edge(ix), &self.selection)).collect()
        };
        let features: Value = row
            .features
            .iter()
            .map(|feature| {
                let sort = feature.sort;
                let (other, other_kind) = match sort.other {
                    OtherEnd::Node(ix) => (node_json(graph.node(ix)), graph.node(ix).kind()),
                    OtherEnd::Kind(ix) => (Value::Null, graph.vocabulary().node_kind(ix)),
                };
                json!({
                    "kind": &*graph.vocabulary().edge_kind(sort.kind).name,
                    "direction": sort.direction.as_str(),
                    "standing": sort.standing.as_str(),
                    "other": other,
                    "other_kind": &*other_kind.name,
                    "first": edges(&feature.first),
                    "second": edges(&feature.second),
                })
            })
            .collect();
        let node = graph.node(row.node);
        json!({
            "id": node.id(),
            "name": node.name(),
            "kind": &*node.kind().name,
            "score": row.score(),
            "shared": row.n_shared,
            "all": row.n_all,
            "features": features,
        })
    }

    fn row_text(
        &self,
        world: &World<'_>,
        page: &mut Page,
        row: &SimilarRow,
        citations: &mut Citations,
    ) {
        let mut pieces = node_pieces(world.graph.node(row.node));
        let ties = counted(row.n_all, "tie", "ties");
        pieces.push(Piece::owned(format!(" {:.2}", row.score()), Ink::Accent));
        pieces.push(Piece::owned(format!(", {} of {ties} alike", row.n_shared), Ink::Plain));
        if row.n_all == 1 {
            pieces.push(Piece::plain(": rests on one tie").ink(Ink::Warn));
        }
        page.hanging(0, 2, &pieces);
        let alike = || row.features.iter().filter(|f| !f.first.is_empty() && !f.second.is_empty());
        for feature in alike().take(SORTS_SHOWN) {
            self.feature_text(world, page, feature, citations);
        }
        let n_more = alike().count().saturating_sub(SORTS_SHOWN);
        if n_more > 0 {
            let more = format!("and {} of like ties more", counted(n_more, "sort", "sorts"));
            page.hanging(4, 6, &[Piece::owned(more, Ink::Dim)]);
        }
        let other = world.graph.node(row.node).name();
        let sides = |f: &Feature| (f.first.len(), f.second.len());
        let counts = || row.features.iter().map(sides);
        let first: usize = counts().map(|(own, others)| self.excess(own, others)).sum();
        let second: usize = counts().map(|(others, own)| self.excess(own, others)).sum();
        if first + second > 0 {
            let asked = world.graph.node(self.node).name();
            page.hanging(
                4,
                6,
                &[
                    Piece::dim("not alike: "),
                    Piece::owned(format!("{first} of "), Ink::Dim),
                    Piece::data(asked).ink(Ink::Dim),
                    Piece::owned(format!(", {second} of "), Ink::Dim),
                    Piece::data(other).ink(Ink::Dim),
                ],
            );
        }
    }

    /// How many ties of a sort one node has more than the other.
    fn excess(&self, own: usize, others: usize) -> usize {
        match self.by {
            Likeness::Roles => own.saturating_sub(others),
            Likeness::Ties => usize::from(own > 0 && others == 0),
        }
    }

    fn feature_text(
        &self,
        world: &World<'_>,
        page: &mut Page,
        feature: &Feature,
        citations: &mut Citations,
    ) {
        let graph = world.graph;
        let mut pieces = Vec::new();
        match feature.sort.standing {
            TieStanding::Holds => {}
            TieStanding::Planned => pieces.push(Piece::plain("planned: ").ink(Ink::Warn)),
            TieStanding::Void => pieces.push(Piece::plain("cancelled or denied: ").ink(Ink::Warn)),
        }
        pieces.push(Piece::data(words(world, feature)));
        if self.by == Likeness::Roles {
            let counts = format!(": {} and {}", feature.first.len(), feature.second.len());
            pieces.push(Piece::owned(counts, Ink::Plain));
        }
        let edges = || feature.first.iter().chain(&feature.second).map(|&ix| graph.edge(ix));
        let n_inferred = edges().filter(|edge| edge.is_inferred()).count();
        let n_claimed = edges().filter(|edge| edge.claimed_by().is_some()).count();
        for (n, mark) in [(n_inferred, "inferred"), (n_claimed, "claimed")] {
            if n > 0 {
                pieces.push(Piece::owned(format!(", {n} {mark}"), Ink::Warn));
            }
        }
        pieces.push(Piece::plain(" "));
        // One sentence may tell the tie of either.
        let mut cited = BTreeSet::new();
        for side in [&feature.first, &feature.second] {
            for &ix in side.iter().take(CITED) {
                let edge = graph.edge(ix);
                if cited.insert(places(edge)) {
                    pieces.push(citations.cite(edge.evidence()));
                }
            }
            if side.len() > CITED {
                pieces.push(Piece::dim("…"));
            }
        }
        page.hanging(4, 6, &pieces);
    }
}

/// Where the evidence of an edge stands, and what it says.
fn places(edge: EdgeRef<'_>) -> Vec<(SourceIx, u32, &str)> {
    edge.evidence().map(|e| (e.source().ix, e.start(), e.says())).collect()
}

/// A sort of tie read from the node that has it.
fn words(world: &World<'_>, feature: &Feature) -> String {
    let vocabulary = world.graph.vocabulary();
    let kind = vocabulary.edge_kind(feature.sort.kind);
    let relation = match feature.sort.direction {
        Direction::Backward => &kind.inverse,
        Direction::Forward | Direction::Symmetric => &kind.label,
    };
    match feature.sort.other {
        OtherEnd::Node(ix) => format!("{relation} {}", world.graph.node(ix).name()),
        OtherEnd::Kind(ix) => format!("{relation} ({})", vocabulary.node_kind(ix).label),
    }
}
