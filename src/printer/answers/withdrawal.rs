//! The answer of `sources SOURCE`.

use super::super::citations::{Citations, source_pieces};
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::rank::{estimate_json, estimate_words, meaning_text, projection_text, score_words};
use super::statement::{
    add_statement, statement_because, statement_evidence, statement_pieces, statement_type,
    statement_words,
};
use super::{counted, source_ids, steps_words};
use crate::explore::{
    Backed, Listed, Measure, Place, Projection, StatementRef, Structure, WithdrawalAnswer, World,
    steps,
};
use crate::graph::{NodeIx, RankShape};
use serde_json::{Map, Value, json};

/// Nothing backs it any more, or what it is a fact of falls.
const FALLS: &str = "falls";
/// Fewer origins back it.
const WEAKENED: &str = "weakened";

impl Report for WithdrawalAnswer {
    fn verb(&self) -> &'static str {
        "sources.withdrawal"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let graph = world.graph;
        let id = |node: NodeIx| graph.node(node).id();
        let ids = |nodes: &Listed<NodeIx>| json!({"nodes": nodes.rows.iter().map(|&ix| id(ix)).collect::<Value>(), "total": nodes.total});
        let moves = self.places.rows.iter().map(|moves| {
            let place = |place: Place| json!({"rank": place.rank, "score": place.score});
            json!({
                "id": id(moves.node),
                "name": graph.node(moves.node).name(),
                "before": place(moves.before),
                "after": place(moves.after),
            })
        });
        let longer = self.longer.pairs.rows.iter().map(|pair| {
            json!({
                "ends": pair.ends.map(id),
                "before": steps(pair.half_steps_before),
                "after": steps(pair.half_steps_after),
            })
        });
        let [before, after] = self.structure.map(structure_json);
        vec![
            ("source", json!(graph.source(self.source).id())),
            ("copies", self.copies.iter().map(|&ix| graph.source(ix).id()).collect()),
            (
                "total",
                json!({
                    "nodes": self.nodes.total,
                    "edges": self.edges.total,
                    "facts": self.facts.total,
                    "weakened": self.weakened.total,
                }),
            ),
            (
                "rows",
                self.lists()
                    .iter()
                    .flat_map(|(change, list)| {
                        list.rows.iter().map(|backed| self.row_json(world, change, *backed))
                    })
                    .collect(),
            ),
            (
                "structure",
                json!({
                    "before": before,
                    "after": after,
                    "cut_points_gained": ids(&self.cut_points_gained),
                    "cut_points_lost": ids(&self.cut_points_lost),
                }),
            ),
            ("measure", json!(Measure::Betweenness.as_str())),
            ("estimate", estimate_json(self.estimate)),
            ("places", json!({"rows": moves.collect::<Value>(), "total": self.places.total})),
            (
                "connections",
                json!({
                    "before": self.connections.n_before,
                    "lost": self.connections.n_lost,
                    "parted": self.connections.n_parted,
                    "rows": self.connections.rows.iter().map(|pair| json!(pair.map(id))).collect::<Value>(),
                }),
            ),
            (
                "longer",
                json!({
                    "compared": self.longer.n_compared,
                    "rows": longer.collect::<Value>(),
                    "total": self.longer.pairs.total,
                }),
            ),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&["change", "type", "id", "what", "origins", "left", "sources"]);
        for (change, list) in self.lists() {
            for backed in &list.rows {
                let statement = backed.statement.read(world.graph);
                table.push(vec![
                    Cell::text(change),
                    Cell::text(statement_type(statement)),
                    Cell::text(statement.id()),
                    Cell::text(statement_words(statement)),
                    Cell::count(backed.n_origins),
                    Cell::count(backed.n_left),
                    Cell::text(source_ids(statement_evidence(world, statement))),
                ]);
            }
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let source = world.graph.source(self.source);
        page.heading(&[Piece::plain("If this source is withdrawn")]);
        page.hanging(0, 5, &source_pieces(source));
        for copy in self.copies.iter().map(|&ix| world.graph.source(ix)) {
            let mut pieces = vec![Piece::plain("and with it ")];
            pieces.extend(source_pieces(copy));
            page.hanging(2, 5, &pieces);
        }
        if self.lists().iter().all(|(_, list)| list.total == 0) {
            page.blank();
            page.line(&[Piece::plain("Nothing that is admitted rests on it.")]);
            return;
        }
        let mut citations = Citations::default();
        let headings = [
            ("Falls: ", self.nodes.total, "node", "nodes"),
            ("Falls: ", self.edges.total, "relationship", "relationships"),
            ("Falls: ", self.facts.total, "fact", "facts"),
            ("Stays, with fewer origins: ", self.weakened.total, "statement", "statements"),
        ];
        for ((change, list), (what, total, one, many)) in self.lists().iter().zip(headings) {
            page.blank();
            page.heading(&[
                Piece::plain(what),
                Piece::owned(counted(total, one, many), Ink::Strong),
            ]);
            for backed in &list.rows {
                self.statement_text(world, page, change, *backed, &mut citations);
            }
            more_text(page, list.rows.len(), total);
        }
        self.structure_text(world, page);
        self.places_text(world, page);
        self.connections_text(world, page);
        page.blank();
        meaning_text(
            page,
            Measure::Betweenness,
            Measure::Betweenness.normalisation(RankShape::default()),
        );
        if let Some(estimate) = self.estimate {
            let words = format!(
                "{}; a difference of scores below {:.2e} may be the draw's, and such a change \
                 of place is not listed (--within makes it smaller)",
                estimate_words(estimate),
                2.0 * estimate.error
            );
            page.hanging(0, 2, &[Piece::dim("estimated: "), Piece::owned(words, Ink::Warn)]);
        }
        projection_text(page, &self.projection);
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let pair = self.connections.rows.first().copied();
        let pair = pair.or_else(|| self.longer.pairs.rows.first().map(|pair| pair.ends));
        pair.map(|pair| {
            let [one, other] = pair.map(|ix| world.graph.node(ix).id());
            command(&["path", one, other])
        })
        .into_iter()
        .collect()
    }
}

impl WithdrawalAnswer {
    fn lists(&self) -> [(&'static str, &Listed<Backed>); 4] {
        [
            (FALLS, &self.nodes),
            (FALLS, &self.edges),
            (FALLS, &self.facts),
            (WEAKENED, &self.weakened),
        ]
    }

    fn row_json(&self, world: &World<'_>, change: &str, backed: Backed) -> Value {
        let statement = backed.statement.read(world.graph);
        let mut object = Map::new();
        for (member, value) in [
            ("change", json!(change)),
            ("type", json!(statement_type(statement))),
            ("what", json!(statement_words(statement))),
            ("origins", json!(backed.n_origins)),
            ("left", json!(backed.n_left)),
        ] {
            object.insert(member.to_owned(), value);
        }
        add_statement(world, statement, &self.selection, &mut object);
        Value::Object(object)
    }

    fn statement_text(
        &self,
        world: &World<'_>,
        page: &mut Page,
        change: &str,
        backed: Backed,
        citations: &mut Citations,
    ) {
        let statement = backed.statement.read(world.graph);
        let mut pieces = statement_pieces(statement, &self.selection);
        if change == WEAKENED {
            let origins = counted(backed.n_origins, "origin", "origins");
            // What stays with none is spoken of by what stays.
            let by = if backed.n_left == 0 { ": only others' statements name it" } else { "" };
            let words = format!(", {origins}, {} left{by}", backed.n_left);
            pieces.push(Piece::owned(words, Ink::Warn));
        } else if backed.n_left > 0 || backed.n_origins == 0 {
            let with = match statement {
                StatementRef::Node(_) => ", with its relationships and facts",
                _ => ", with its relationship",
            };
            pieces.push(Piece::plain(with).ink(Ink::Warn));
        }
        pieces.push(Piece::plain(" "));
        pieces.push(citations.cite(statement_evidence(world, statement)));
        page.hanging(2, 4, &pieces);
        statement_because(page, statement, 4);
    }

    fn structure_text(&self, world: &World<'_>, page: &mut Page) {
        let [before, after] = self.structure;
        page.blank();
        page.heading(&[Piece::plain("How the network hangs together")]);
        let change = |what: &str, of: fn(&Structure) -> usize| {
            let (before, after) = (of(&before), of(&after));
            if before == after {
                format!("{what} {before}")
            } else {
                format!("{what} {before} to {after}")
            }
        };
        let figures = [
            change("nodes", |of| of.n_nodes),
            change("edges", |of| of.n_edges),
            change("components", |of| of.n_components),
            change("nodes of the largest", |of| of.n_largest),
            change("cut points", |of| of.n_cut_points),
            change("bridges", |of| of.n_bridges),
        ];
        page.hanging(2, 4, &[Piece::owned(figures.join("; "), Ink::Plain)]);
        for (label, list) in [
            ("now hold parts together: ", &self.cut_points_gained),
            ("no longer hold parts together: ", &self.cut_points_lost),
        ] {
            if list.total == 0 {
                continue;
            }
            let names: Vec<&str> =
                list.rows.iter().map(|&ix| world.graph.node(ix).name()).collect();
            page.hanging(2, 4, &[Piece::dim(label), Piece::data(names.join("; "))]);
            more_text(page, list.rows.len(), list.total);
        }
    }

    fn places_text(&self, world: &World<'_>, page: &mut Page) {
        page.blank();
        page.heading(&[Piece::owned(
            format!("Places by betweenness that change: {}", self.places.total),
            Ink::Strong,
        )]);
        for moves in &self.places.rows {
            let rank = |place: Place| match place {
                Place { score: 0.0, .. } => "none".to_owned(),
                Place { rank, .. } => rank.to_string(),
            };
            let score = |place: Place| score_words(Measure::Betweenness, place.score);
            let (before, after) = (moves.before, moves.after);
            let fate = format!(
                ": {} to {}, score {} to {}",
                rank(before),
                rank(after),
                score(before),
                score(after)
            );
            let name = Piece::data(world.graph.node(moves.node).name()).ink(Ink::Strong);
            page.hanging(2, 4, &[name, Piece::owned(fate, Ink::Plain)]);
        }
        more_text(page, self.places.rows.len(), self.places.total);
    }

    fn connections_text(&self, world: &World<'_>, page: &mut Page) {
        let of = &self.connections;
        page.blank();
        page.heading(&[Piece::owned(
            format!("Connections lost: {} of {}", of.n_lost, counted_pairs(of.n_before)),
            Ink::Strong,
        )]);
        let fall = of.n_lost - of.n_parted;
        page.hanging(
            2,
            4,
            &[Piece::owned(
                format!(
                    "pairs that a path joined, hubs and records aside: {fall} because one of the \
                     two falls; {} between two that stay",
                    of.n_parted
                ),
                Ink::Dim,
            )],
        );
        let name = |ix: NodeIx| Piece::data(world.graph.node(ix).name()).ink(Ink::Strong);
        for &[one, other] in &of.rows {
            page.hanging(2, 4, &[name(one), Piece::plain(" and "), name(other)]);
        }
        let n_more = of.n_parted - of.rows.len() as u64;
        if n_more > 0 && !of.rows.is_empty() {
            page.hanging(2, 4, &[Piece::owned(format!("and {n_more} more"), Ink::Dim)]);
        }
        let longer = &self.longer;
        if longer.pairs.total == 0 {
            return;
        }
        page.blank();
        page.heading(&[Piece::owned(
            format!(
                "Longer ways among the {} highest that stay: {}",
                longer.n_compared, longer.pairs.total
            ),
            Ink::Strong,
        )]);
        for pair in &longer.pairs.rows {
            let [one, other] = pair.ends.map(name);
            let words = format!(
                ": {} to {}",
                steps(pair.half_steps_before),
                steps_words(pair.half_steps_after)
            );
            page.hanging(
                2,
                4,
                &[one, Piece::plain(" and "), other, Piece::owned(words, Ink::Plain)],
            );
        }
        more_text(page, longer.pairs.rows.len(), longer.pairs.total);
    }
}

/// How many rows are not shown.
fn more_text(page: &mut Page, n_shown: usize, total: usize) {
    if n_shown < total {
        let words = format!("and {} more (--limit)", total - n_shown);
        page.hanging(2, 4, &[Piece::owned(words, Ink::Dim)]);
    }
}

fn counted_pairs(n: u64) -> String {
    if n == 1 { "1 pair".to_owned() } else { format!("{n} pairs") }
}

fn structure_json(of: Structure) -> Value {
    json!({
        "nodes": of.n_nodes,
        "edges": of.n_edges,
        "components": of.n_components,
        "largest": of.n_largest,
        "cut_points": of.n_cut_points,
        "bridges": of.n_bridges,
    })
}
