//! The answer of `affiliations`.

use super::super::citations::{Citations, evidence_json};
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::in_order::day_words;
use super::rank::projection_text;
use super::{
    STATEMENT_COLUMNS, counted, edge_json, edge_marks, node_json, node_pieces, relation,
    relation_pieces, statement_cells,
};
use crate::explore::{Affiliation, AffiliationsAnswer, PairsOf, Projection, Shared, World};
use crate::graph::{EdgeIx, NodeIx, NodeRef};
use serde_json::{Value, json};

/// Shared records that the text shows of a pair; the other forms have all.
const SHARED_SHOWN: usize = 6;
/// Left-out nodes that the text names; `--json` has all.
const NAMED: usize = 5;

impl Report for AffiliationsAnswer {
    fn verb(&self) -> &'static str {
        "affiliations"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let graph = world.graph;
        let rows: Value = self.rows.iter().map(|row| self.row_json(world, row)).collect();
        let crowds: Value = self
            .crowds
            .iter()
            .map(|&(ix, size)| {
                let mut object = node_json(graph.node(ix));
                object["size"] = json!(size);
                object
            })
            .collect();
        let hubs: Value = self.hubs.iter().map(|&ix| node_json(graph.node(ix))).collect();
        vec![
            ("of", json!(self.of.as_str())),
            ("by", json!(self.order.as_str())),
            ("rows", rows),
            ("total", json!(self.n_rows)),
            ("crowds", crowds),
            ("hubs", hubs),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let graph = world.graph;
        let columns =
            ["first", "second", "count", "done", "strength", "shared", "of", "party", "relation"];
        let mut table = Table::new(&[&columns[..], &STATEMENT_COLUMNS].concat());
        for row in &self.rows {
            for shared in &row.shared {
                for (member, edge) in sides(row, shared) {
                    let edge = graph.edge(edge);
                    let mut cells = vec![
                        Cell::text(graph.node(row.first).id()),
                        Cell::text(graph.node(row.second).id()),
                        Cell::count(row.shared.len()),
                        Cell::count(row.n_done),
                        Cell::count(row.strength),
                        Cell::text(graph.node(shared.node).id()),
                        Cell::count(shared.size),
                        Cell::text(graph.node(self.reader(member, shared)).id()),
                        Cell::text(relation(edge, self.reader(member, shared))),
                    ];
                    cells.extend(statement_cells(edge));
                    table.push(cells);
                }
            }
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let graph = world.graph;
        let (question, by) = match self.of {
            PairsOf::Actors => ("Who sits with whom", "shared records"),
            PairsOf::Records => ("Which records share actors", "shared actors"),
        };
        let by = if self.order.as_str() == "strength" { "strength" } else { by };
        let n = counted(self.n_rows, "pair", "pairs");
        let shown = match self.rows.len() {
            n_shown if n_shown == self.n_rows => n,
            n_shown => format!("{n_shown} of {n}"),
        };
        page.heading(&[Piece::owned(format!("{question}: {shown}, by {by}"), Ink::Plain)]);
        let mut citations = Citations::default();
        for row in &self.rows {
            page.blank();
            page.hanging(
                0,
                2,
                &[
                    Piece::data(graph.node(row.first).name()).ink(Ink::Strong),
                    Piece::plain(" and "),
                    Piece::data(graph.node(row.second).name()).ink(Ink::Strong),
                ],
            );
            page.hanging(2, 4, &self.sum_pieces(row));
            for shared in row.shared.iter().take(SHARED_SHOWN) {
                self.shared_text(world, page, row, shared, &mut citations);
            }
            let n_more = row.shared.len().saturating_sub(SHARED_SHOWN);
            if n_more > 0 {
                page.hanging(2, 4, &[Piece::owned(format!("and {n_more} more"), Ink::Dim)]);
            }
        }
        page.blank();
        if self.n_rows == 0 && self.of == PairsOf::Actors {
            let words = "Only parties to one and the same agreement, event or award count, not who \
                         came about during it; neighbors lists direct relationships.";
            page.hanging(0, 0, &[Piece::plain(words)]);
        }
        self.left_out_text(world, page);
        let meaning = match self.of {
            PairsOf::Actors => "for each shared record 1/(k-1), with k parties (Newman 2001)",
            PairsOf::Records => "for each shared actor 1/(k-1), party to k records (Newman 2001)",
        };
        page.hanging(0, 2, &[Piece::dim("strength: "), Piece::dim(meaning)]);
        projection_text(page, &self.projection);
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let graph = world.graph;
        let first = self.rows.first().filter(|_| self.of == PairsOf::Actors);
        first
            .map(|row| command(&["path", graph.node(row.first).id(), graph.node(row.second).id()]))
            .into_iter()
            .collect()
    }
}

/// The edges of what a pair shares, each with the one of the pair that it is of.
fn sides<'r>(
    row: &'r Affiliation,
    shared: &'r Shared,
) -> impl Iterator<Item = (NodeIx, EdgeIx)> + 'r {
    let first = shared.first.iter().map(|&edge| (row.first, edge));
    first.chain(shared.second.iter().map(|&edge| (row.second, edge)))
}

impl AffiliationsAnswer {
    /// The actor among the two ends, from whom an edge is read.
    fn reader(&self, member: NodeIx, shared: &Shared) -> NodeIx {
        match self.of {
            PairsOf::Actors => member,
            PairsOf::Records => shared.node,
        }
    }

    fn row_json(&self, world: &World<'_>, row: &Affiliation) -> Value {
        let graph = world.graph;
        let day = |day: Option<crate::model::Day>| day.map(|day| day.to_string());
        let edges = |edges: &[EdgeIx]| -> Value {
            edges.iter().map(|&ix| edge_json(world, graph.edge(ix), &self.selection)).collect()
        };
        let shared: Value = row
            .shared
            .iter()
            .map(|shared| {
                let node = graph.node(shared.node);
                json!({
                    "node": node_json(node),
                    "when": node.when().as_ref().map(crate::model::When::as_str),
                    "status": node.status().as_str(),
                    "done": shared.is_done,
                    "parties": shared.size,
                    "evidence": evidence_json(world, node.evidence()),
                    "first": edges(&shared.first),
                    "second": edges(&shared.second),
                })
            })
            .collect();
        json!({
            "first": node_json(graph.node(row.first)),
            "second": node_json(graph.node(row.second)),
            "count": row.shared.len(),
            "done": row.n_done,
            "strength": row.strength,
            "since": day(row.since()),
            "until": day(row.until()),
            "hedged": row.is_hedged(),
            "undated": row.n_undated,
            "shared": shared,
        })
    }

    /// How much, how strong, from when to when.
    fn sum_pieces(&self, row: &Affiliation) -> Vec<Piece> {
        let (one, many) = match self.of {
            PairsOf::Actors => ("shared record", "shared records"),
            PairsOf::Records => ("shared actor", "shared actors"),
        };
        let count = row.shared.len();
        let mut pieces = vec![Piece::owned(counted(count, one, many), Ink::Accent)];
        if row.n_done < count {
            let words = if row.n_done == 0 {
                ", not done".to_owned()
            } else {
                format!(", {} of them not done", count - row.n_done)
            };
            pieces.push(Piece::owned(words, Ink::Warn));
        }
        pieces.push(Piece::owned(format!(", strength {:.2}", row.strength), Ink::Plain));
        let [since, until] = [row.since(), row.until()].map(|day| day.and_then(day_words));
        let span = match (since, until) {
            (Some(since), Some(until)) if since == until => format!(", on {since}"),
            (Some(since), Some(until)) => format!(", between {since} and {until}"),
            (Some(since), None) => format!(", on {since} or later"),
            (None, Some(until)) => format!(", on {until} or earlier"),
            (None, None) => String::new(),
        };
        let is_known = row.since().is_some() || row.until().is_some();
        if row.is_hedged() && is_known {
            pieces.push(Piece::plain(", perhaps").ink(Ink::Warn));
            pieces.push(Piece::owned(span.trim_start_matches(','), Ink::Plain));
        } else {
            pieces.push(Piece::owned(span, Ink::Plain));
        }
        if row.n_undated > 0 {
            let words = if row.n_undated == count {
                ", undated".to_owned()
            } else {
                format!(", {} undated", row.n_undated)
            };
            pieces.push(Piece::owned(words, Ink::Warn));
        }
        pieces
    }

    fn shared_text(
        &self,
        world: &World<'_>,
        page: &mut Page,
        row: &Affiliation,
        shared: &Shared,
        citations: &mut Citations,
    ) {
        let graph = world.graph;
        let node = graph.node(shared.node);
        let mut pieces = node_pieces(node);
        if shared.size > 2 {
            let (one, many) = match self.of {
                PairsOf::Actors => ("party", "parties"),
                PairsOf::Records => ("record", "records"),
            };
            let size = format!(", {}", counted(shared.size, one, many));
            pieces.push(Piece::owned(size, Ink::Dim));
        }
        pieces.extend([Piece::plain(" "), citations.cite(node.evidence())]);
        page.hanging(2, 4, &pieces);
        for (member, ix) in sides(row, shared) {
            let edge = graph.edge(ix);
            let mut pieces = match self.of {
                PairsOf::Actors => vec![Piece::data(graph.node(member).name()), Piece::plain(" ")],
                PairsOf::Records => Vec::new(),
            };
            pieces.extend(relation_pieces(edge, self.reader(member, shared), Ink::Plain));
            if self.of == PairsOf::Records {
                pieces.extend([Piece::plain(" "), Piece::data(graph.node(member).name())]);
            }
            pieces.extend(edge_marks(edge, self.selection.edge_time(edge)));
            pieces.extend([Piece::plain(" "), citations.cite(edge.evidence())]);
            page.hanging(6, 8, &pieces);
        }
    }

    /// What was left out, with the option that admits it.
    fn left_out_text(&self, world: &World<'_>, page: &mut Page) {
        let names = |nodes: &mut dyn Iterator<Item = NodeRef<'_>>, n_all: usize| {
            let mut pieces = Vec::new();
            for (at, node) in nodes.take(NAMED).enumerate() {
                pieces.push(Piece::plain(if at == 0 { "" } else { ", " }));
                pieces.push(Piece::data(node.name()));
            }
            if n_all > NAMED {
                pieces.push(Piece::owned(format!(" and {} more", n_all - NAMED), Ink::Plain));
            }
            pieces
        };
        if !self.hubs.is_empty() {
            let count = counted(self.hubs.len(), "hub", "hubs");
            let mut pieces = vec![Piece::owned(format!("left out: {count}, "), Ink::Warn)];
            let mut hubs = self.hubs.iter().map(|&ix| world.graph.node(ix));
            pieces.extend(names(&mut hubs, self.hubs.len()));
            pieces.push(Piece::dim("; --hubs keep lets them take part"));
            page.hanging(0, 2, &pieces);
        }
        if let Some(largest) = self.crowds.iter().map(|&(_, size)| size).max() {
            let what = match self.of {
                PairsOf::Actors => "with too many parties, ",
                PairsOf::Records => "party to too many records, ",
            };
            let count = format!("left out: {} {what}", self.crowds.len());
            let mut pieces = vec![Piece::owned(count, Ink::Warn)];
            let mut crowds = self.crowds.iter().map(|&(ix, _)| world.graph.node(ix));
            pieces.extend(names(&mut crowds, self.crowds.len()));
            let admits = format!("; --crowd {largest} lets them make pairs");
            pieces.push(Piece::owned(admits, Ink::Dim));
            page.hanging(0, 2, &pieces);
        }
    }
}
