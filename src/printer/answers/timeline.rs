//! The answer of `timeline`.

use super::super::citations::{Citations, evidence_json};
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::band::{BAND_LEGEND, BAND_WIDTH, band};
use super::in_order::day_text;
use super::{
    STATEMENT_COLUMNS, because_text, counted, edge_json, edge_marks, fact_cells, fact_json,
    fact_pieces, fact_words, node_json, node_pieces, relation_pieces, sentence, source_ids,
    standing_marks, statement_cells,
};
use crate::diagram::date_words;
use crate::explore::{Projection, TimelineAnswer, TimelineEntry, TimelineItem, World};
use crate::graph::{EdgeIx, EdgeRef, FactRef, NodeIx, Selection};
use crate::model::{Aspect, Certainty, Status, When};
use serde_json::{Value, json};
use std::collections::BTreeSet;

impl Report for TimelineAnswer {
    fn verb(&self) -> &'static str {
        "timeline"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let rows: Value =
            self.entries.iter().map(|entry| entry_json(world, entry, &self.selection)).collect();
        let undated: Value =
            self.undated.iter().map(|item| item_json(world, item, &self.selection)).collect();
        let nodes = |all: &BTreeSet<NodeIx>| -> Value {
            all.iter().map(|&node| node_json(world.graph.node(node))).collect()
        };
        vec![
            ("about", nodes(&self.about)),
            ("parts", nodes(&self.parts)),
            ("rows", rows),
            ("undated", undated),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let columns = ["date", "what", "id"];
        let mut table = Table::new(&[&columns[..], &STATEMENT_COLUMNS].concat());
        let graph = world.graph;
        for entry in &self.entries {
            let (id, statement) = match &entry.item {
                TimelineItem::Record { node, .. } => {
                    let node = graph.node(*node);
                    let blank = || Cell::text("");
                    let sources = Cell::text(source_ids(node.evidence()));
                    let status = Cell::text(node.status().as_str());
                    let when = Cell::text(entry.when.as_str());
                    (node.id(), [when, status, blank(), blank(), sources, blank()])
                }
                TimelineItem::Edge(edge) => {
                    (graph.edge(*edge).id(), statement_cells(graph.edge(*edge)))
                }
                TimelineItem::NodeFact(node, at) => {
                    let fact = node_fact(world, *node, *at);
                    (graph.node(*node).id(), fact_cells(fact, graph.node(*node).status()))
                }
                TimelineItem::EdgeFact(edge, at) => {
                    let (edge, fact) = (graph.edge(*edge), edge_fact(world, *edge, *at));
                    (edge.id(), fact_cells(fact, edge.effective_status()))
                }
            };
            let mut cells = vec![
                Cell::text(entry.when.as_str()),
                Cell::text(words(world, &entry.item)),
                Cell::text(id),
            ];
            cells.extend(statement);
            table.push(cells);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        page.heading(&[Piece::owned(
            counted(self.entries.len(), "dated entry", "dated entries"),
            Ink::Strong,
        )]);
        self.parts_text(world, page);
        let mut citations = Citations::default();
        let mut year = String::new();
        for entry in &self.entries {
            let starts = entry.when.bounds().first.to_ymd().0.to_string();
            if starts != year {
                page.blank();
                year = starts;
            }
            entry_text(world, page, entry, &self.selection, &mut citations);
        }
        if !self.entries.is_empty() {
            page.blank();
            page.line(&[Piece::dim(BAND_LEGEND)]);
        }
        self.undated_text(world, page, &mut citations);
        citations.print(world, page);
    }
}

/// Undated statements are listed when so few or when something besides a time was asked for by name or option.
const UNDATED_SHOWN: usize = 12;

impl TimelineAnswer {
    /// Names what is meant beside the names given.
    fn parts_text(&self, world: &World<'_>, page: &mut Page) {
        if self.parts.is_empty() {
            return;
        }
        let names: Vec<&str> =
            self.parts.iter().map(|&part| world.graph.node(part).name()).collect();
        let lead = if names.len() == 1 { "With its part " } else { "With its parts " };
        page.hanging(0, 2, &[Piece::dim(lead), Piece::data(names.join(", ")), Piece::dim(".")]);
    }

    fn undated_text(&self, world: &World<'_>, page: &mut Page, citations: &mut Citations) {
        if self.undated.is_empty() {
            return;
        }
        page.blank();
        let asks_time = self.selection.time.is_some();
        let any = if asks_time { ", so possible at any time" } else { "" };
        page.heading(&[Piece::owned(format!("Undated{any}: {}", self.undated.len()), Ink::Strong)]);
        if self.undated.len() > UNDATED_SHOWN && !self.is_restricted {
            page.line(&[Piece::dim(
                "Name an actor, or select, to list them; --json has them all.",
            )]);
            return;
        }
        for item in &self.undated {
            let (mut pieces, evidence) = match item {
                TimelineItem::Record { node, .. } => {
                    let node = world.graph.node(*node);
                    (node_pieces(node), citations.cite(node.evidence()))
                }
                TimelineItem::Edge(ix) | TimelineItem::EdgeFact(ix, _) => {
                    let edge = world.graph.edge(*ix);
                    let mut pieces = sentence(world.graph.edge(*ix));
                    pieces.extend(edge_marks(edge, self.selection.edge_time(edge)));
                    (pieces, citations.cite(edge.evidence()))
                }
                TimelineItem::NodeFact(node, at) => {
                    let fact = node_fact(world, *node, *at);
                    (fact_pieces(fact), citations.cite(fact.evidence()))
                }
            };
            pieces.extend([Piece::plain(" "), evidence]);
            page.hanging(2, 4, &pieces);
            if let TimelineItem::Edge(ix) = item {
                because_text(page, world.graph.edge(*ix).because(), 4);
            }
        }
    }
}

/// Columns that a date in words takes.
const DATE_WIDTH: usize = 19;
/// Columns before an entry: its date and its band.
const MARGIN: usize = DATE_WIDTH + BAND_WIDTH + 1;

/// The date in the margin, or on a line of its own where it is long: the indents of the first line and of the
/// others, and how the first begins.
pub(super) fn margin(page: &mut Page, when: Option<&When>) -> (usize, usize, Vec<Piece>) {
    let date = when.map(date_words).unwrap_or_default();
    let width = date.chars().count();
    if width == 0 {
        (DATE_WIDTH, DATE_WIDTH, Vec::new())
    } else if width < DATE_WIDTH {
        let padding = Piece::owned(" ".repeat(DATE_WIDTH - width), Ink::Plain);
        (0, DATE_WIDTH, vec![Piece::data(date).ink(Ink::Accent), padding])
    } else {
        page.line(&[Piece::data(date).ink(Ink::Accent)]);
        (DATE_WIDTH, DATE_WIDTH, Vec::new())
    }
}

fn entry_text(
    world: &World<'_>,
    page: &mut Page,
    entry: &TimelineEntry,
    selection: &Selection,
    citations: &mut Citations,
) {
    let graph = world.graph;
    let aspect = match entry.item {
        TimelineItem::Edge(edge) => graph.edge(edge).time_aspect(),
        _ => Aspect::Act,
    };
    let (first, _, mut pieces) = margin(page, Some(&entry.when));
    pieces.push(Piece::owned(format!("{} ", band(&entry.when, aspect)), Ink::Dim));
    match &entry.item {
        TimelineItem::Record { node, .. } => {
            let node = graph.node(*node);
            pieces.push(Piece::owned(format!("{} ", node.kind().glyph), Ink::Plain));
            pieces.push(Piece::data(node.name()).ink(Ink::Strong));
            if node.when_because().is_some() {
                pieces.push(Piece::dim(" (date worked out)"));
            }
            if node.status() != Status::Done {
                pieces.push(Piece::owned(format!(", {}", node.status().as_str()), Ink::Warn));
            }
            pieces.push(Piece::plain(" "));
            pieces.push(citations.cite(node.evidence()));
        }
        TimelineItem::Edge(ix) => {
            let edge = graph.edge(*ix);
            pieces.extend(sentence(graph.edge(*ix)));
            // The date is already in the margin.
            pieces.extend(edge_marks(edge, None).into_iter().skip(1));
            pieces.push(Piece::plain(" "));
            pieces.push(citations.cite(edge.evidence()));
        }
        TimelineItem::NodeFact(node, at) => {
            let node_ref = graph.node(*node);
            pieces.push(Piece::data(node_ref.name()));
            if node_ref.status() != Status::Done {
                pieces.push(Piece::owned(format!(", {}", node_ref.status().as_str()), Ink::Warn));
            }
            fact_line(&mut pieces, node_fact(world, *node, *at), citations);
        }
        TimelineItem::EdgeFact(edge, at) => {
            pieces.extend(sentence(graph.edge(*edge)));
            pieces.extend(standing_marks(graph.edge(*edge)));
            fact_line(&mut pieces, edge_fact(world, *edge, *at), citations);
        }
    }
    if entry.time == Some(Certainty::Possible) {
        pieces.push(Piece::plain(" (possible at that time)").ink(Ink::Warn));
    }
    page.hanging(first, MARGIN, &pieces);
    if let TimelineItem::Record { node, edges } = &entry.item {
        for &ix in edges {
            part_text(page, entry, *node, graph.edge(ix), selection, citations);
        }
    }
}

/// An edge under the record that it is a part of.
fn part_text(
    page: &mut Page,
    entry: &TimelineEntry,
    record: NodeIx,
    edge: EdgeRef<'_>,
    selection: &Selection,
    citations: &mut Citations,
) {
    let mut pieces = relation_pieces(edge, record, Ink::Dim);
    pieces.extend([Piece::plain(" "), Piece::data(edge.other(record).name())]);
    let own_date = edge.when().is_some_and(|when| when != entry.when);
    let time = selection.edge_time(edge).filter(|_| own_date);
    let marks = edge_marks(edge, time);
    let dated = usize::from(edge.when().is_some());
    pieces.extend(marks.into_iter().skip(if own_date { 0 } else { dated }));
    pieces.push(Piece::plain(" "));
    pieces.push(citations.cite(edge.evidence()));
    page.hanging(MARGIN + 2, MARGIN + 4, &pieces);
}

fn fact_line(pieces: &mut Vec<Piece>, fact: FactRef<'_>, citations: &mut Citations) {
    pieces.push(Piece::plain(": "));
    pieces.extend(fact_pieces(fact));
    pieces.push(Piece::plain(" "));
    pieces.push(citations.cite(fact.evidence()));
}

fn node_fact<'a>(world: &World<'a>, node: NodeIx, at: usize) -> FactRef<'a> {
    world.graph.node(node).facts().nth(at).expect("entries point at facts of their node")
}

fn edge_fact<'a>(world: &World<'a>, edge: EdgeIx, at: usize) -> FactRef<'a> {
    world.graph.edge(edge).facts().nth(at).expect("entries point at facts of their edge")
}

fn words(world: &World<'_>, item: &TimelineItem) -> String {
    let graph = world.graph;
    let edge_words = |ix: EdgeIx| {
        let edge = graph.edge(ix);
        format!("{} {} {}", edge.from().name(), edge.kind().label, edge.to().name())
    };
    match item {
        TimelineItem::Record { node, .. } => graph.node(*node).name().to_owned(),
        TimelineItem::Edge(edge) => edge_words(*edge),
        TimelineItem::NodeFact(node, at) => {
            format!("{}, {}", graph.node(*node).name(), fact_words(node_fact(world, *node, *at)))
        }
        TimelineItem::EdgeFact(edge, at) => {
            format!("{}, {}", edge_words(*edge), fact_words(edge_fact(world, *edge, *at)))
        }
    }
}

fn entry_json(world: &World<'_>, entry: &TimelineEntry, selection: &Selection) -> Value {
    let mut object = item_json(world, &entry.item, selection);
    let days = entry.when.bounds();
    object["when"] = json!(entry.when.as_str());
    object["first"] = json!(day_text(days.first));
    object["last"] = json!(day_text(days.last));
    object["precision"] = json!(entry.when.precision().as_str());
    if let Some(time) = entry.time {
        object["time"] = json!(time.as_str());
    }
    object
}

fn item_json(world: &World<'_>, item: &TimelineItem, selection: &Selection) -> Value {
    let graph = world.graph;
    let mut object = json!({"when": null, "what": words(world, item)});
    match item {
        TimelineItem::Record { node, edges } => {
            let node = graph.node(*node);
            object["type"] = json!("record");
            object["node"] = node_json(node);
            object["status"] = json!(node.status().as_str());
            object["evidence"] = evidence_json(world, node.evidence());
            object["edges"] =
                edges.iter().map(|&ix| edge_json(world, graph.edge(ix), selection)).collect();
        }
        TimelineItem::Edge(ix) => {
            object["type"] = json!("edge");
            object["status"] = json!(graph.edge(*ix).effective_status().as_str());
            object["edge"] = edge_json(world, graph.edge(*ix), selection);
        }
        TimelineItem::NodeFact(node, at) => {
            object["type"] = json!("fact");
            object["status"] = json!(graph.node(*node).status().as_str());
            object["node"] = node_json(graph.node(*node));
            object["fact"] = fact_json(world, node_fact(world, *node, *at));
        }
        TimelineItem::EdgeFact(ix, at) => {
            object["type"] = json!("fact");
            object["status"] = json!(graph.edge(*ix).effective_status().as_str());
            object["edge"] = json!(graph.edge(*ix).id());
            object["fact"] = fact_json(world, edge_fact(world, *ix, *at));
        }
    }
    object
}
