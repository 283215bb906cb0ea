//! The answer of `diff` between two dates.

use super::super::citations::{Citations, evidence_json};
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::timeline::margin;
use super::{
    STATEMENT_COLUMNS, edge_json, edge_marks, fact_cells, fact_json, fact_pieces, fact_words,
    node_json, relation_pieces, sentence, source_ids, standing_marks, statement_cells,
};
use crate::diagram::date_words;
use crate::explore::{DiffAnswer, DiffEntry, Projection, World};
use crate::graph::{EdgeRef, FactRef, ItemIx, NodeIx, NodeRef};
use crate::model::{Certainty, Day, Difference, Status, When};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

impl Report for DiffAnswer {
    fn verb(&self) -> &'static str {
        "diff"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let rows: Value = self.entries.iter().map(|entry| self.row(world, entry)).collect();
        let (from, to) = self.days;
        vec![("from", json!(from.to_string())), ("to", json!(to.to_string())), ("rows", rows)]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let columns = ["change", "was", "is", "type", "what", "id"];
        let mut table = Table::new(&[&columns[..], &STATEMENT_COLUMNS].concat());
        for entry in &self.entries {
            let (id, status) = id_and_status(world, entry);
            let mut cells = vec![
                Cell::text(entry.difference.as_str()),
                Cell::text(entry.was.as_str()),
                Cell::text(entry.is.as_str()),
                Cell::text(type_of(entry)),
                Cell::text(words(world, entry)),
                Cell::text(id),
            ];
            cells.extend(match (fact(world, entry), entry.item) {
                (Some(fact), _) => fact_cells(fact, status),
                (None, ItemIx::Edge(ix)) => statement_cells(world.graph.edge(ix)),
                (None, ItemIx::Node(ix)) => node_cells(world.graph.node(ix)),
            });
            table.push(cells);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let (from, to) = (day_words(self.days.0), day_words(self.days.1));
        page.heading(&[Piece::owned(format!("What changed between {from} and {to}"), Ink::Strong)]);
        if self.entries.is_empty() {
            page.line(&[Piece::plain("Nothing that has a date began or ended between the two.")]);
        }
        let mut citations = Citations::default();
        for difference in Difference::ALL {
            let group: Vec<&DiffEntry> =
                self.entries.iter().filter(|entry| entry.difference == difference).collect();
            if group.is_empty() {
                continue;
            }
            page.blank();
            page.heading(&[Piece::owned(
                format!("{}: {}", heading(difference), group.len()),
                Ink::Strong,
            )]);
            group_text(world, page, &group, &mut citations);
        }
        citations.print(world, page);
    }
}

fn day_words(day: Day) -> String {
    let text = day.to_string();
    When::parse(&text).map_or(text, |when| date_words(&when))
}

/// What tells apart the two ways to be perhaps so; nothing for what is certain.
fn perhaps(entry: &DiffEntry) -> Option<Piece> {
    use Certainty::{Certain, Out, Possible};
    let words = match (entry.was, entry.is) {
        (Possible, Certain) => " (possible before, certain now)",
        (Certain, Possible) => " (certain before, possible now)",
        (Possible, Out) => " (was only possible)",
        _ => return None,
    };
    Some(Piece::plain(words).ink(Ink::Warn))
}

/// The heading of a group.
fn heading(difference: Difference) -> &'static str {
    match difference {
        Difference::Added => "Added",
        Difference::PerhapsAdded => "Perhaps added",
        Difference::Ended => "Ended",
        Difference::PerhapsEnded => "Perhaps ended",
        Difference::New | Difference::Gone | Difference::Changed => difference.as_str(),
    }
}

/// The entries of one change; the parties of a record stand below it.
fn group_text(world: &World<'_>, page: &mut Page, group: &[&DiffEntry], citations: &mut Citations) {
    let graph = world.graph;
    let records: BTreeSet<NodeIx> = group
        .iter()
        .filter(|entry| entry.fact.is_none())
        .filter_map(|entry| match entry.item {
            ItemIx::Node(ix) if graph.node(ix).is_record() => Some(ix),
            _ => None,
        })
        .collect();
    let mut parts: BTreeMap<NodeIx, Vec<(&DiffEntry, EdgeRef<'_>)>> = BTreeMap::new();
    let mut others: Vec<&DiffEntry> = Vec::new();
    for entry in group {
        let edge = match entry.item {
            ItemIx::Edge(ix) if entry.fact.is_none() => Some(graph.edge(ix)),
            _ => None,
        };
        match edge.and_then(|edge| Some((record_of(edge, &records)?, edge))) {
            Some((record, edge)) => parts.entry(record).or_default().push((entry, edge)),
            None => others.push(entry),
        }
    }
    for entry in others {
        let indent = entry_text(world, page, entry, citations);
        if let (ItemIx::Node(ix), None) = (entry.item, entry.fact) {
            for &(part, edge) in parts.get(&ix).into_iter().flatten() {
                let mut pieces = relation_pieces(edge, ix, Ink::Dim);
                pieces.extend([Piece::plain(" "), Piece::data(edge.other(ix).name())]);
                let dated = usize::from(edge.when().is_some());
                pieces.extend(edge_marks(edge, None).into_iter().skip(dated));
                pieces.extend([Piece::plain(" "), citations.cite(edge.evidence())]);
                if (part.was, part.is) != (entry.was, entry.is) {
                    pieces.extend(perhaps(part));
                }
                page.hanging(indent + 2, indent + 4, &pieces);
            }
        }
    }
}

/// The listed record that an edge is a part of: one at its end, at the same time.
fn record_of(edge: EdgeRef<'_>, records: &BTreeSet<NodeIx>) -> Option<NodeIx> {
    [edge.from(), edge.to()]
        .into_iter()
        .find(|end| {
            records.contains(&end.ix) && (edge.when().is_none() || edge.when() == end.when())
        })
        .map(|end| end.ix)
}

/// Prints an entry beside its date and says how far it is indented.
fn entry_text(
    world: &World<'_>,
    page: &mut Page,
    entry: &DiffEntry,
    citations: &mut Citations,
) -> usize {
    let (first, rest, mut pieces) = margin(page, entry.when.as_ref());
    match entry.item {
        ItemIx::Node(ix) => {
            let node = world.graph.node(ix);
            pieces.push(Piece::owned(format!("{} ", node.kind().glyph), Ink::Plain));
            pieces.push(Piece::data(node.name()).ink(Ink::Strong));
            if entry.fact.is_none() && node.when_because().is_some() {
                pieces.push(Piece::dim(" (date worked out)"));
            }
            if node.status() != Status::Done {
                pieces.push(Piece::owned(format!(", {}", node.status().as_str()), Ink::Warn));
            }
            if entry.fact.is_none() {
                pieces.extend([Piece::plain(" "), citations.cite(node.evidence())]);
            }
        }
        ItemIx::Edge(ix) => {
            let edge = world.graph.edge(ix);
            pieces.extend(sentence(edge));
            if entry.fact.is_some() {
                pieces.extend(standing_marks(edge));
            } else {
                // The date is already in the margin.
                let dated = usize::from(edge.when().is_some());
                let time = entry.when.is_none().then_some(Certainty::Possible);
                pieces.extend(edge_marks(edge, time).into_iter().skip(dated));
                pieces.extend([Piece::plain(" "), citations.cite(edge.evidence())]);
            }
        }
    }
    if let Some(fact) = fact(world, entry) {
        pieces.push(Piece::plain(": "));
        pieces.extend(fact_pieces(fact));
        pieces.extend([Piece::plain(" "), citations.cite(fact.evidence())]);
    }
    pieces.extend(perhaps(entry));
    page.hanging(first, rest, &pieces);
    rest
}

impl DiffAnswer {
    fn row(&self, world: &World<'_>, entry: &DiffEntry) -> Value {
        let (id, status) = id_and_status(world, entry);
        let mut object = json!({
            "change": entry.difference.as_str(),
            "was": entry.was.as_str(),
            "is": entry.is.as_str(),
            "type": type_of(entry),
            "id": id,
            "position": entry.fact,
            "when": entry.when.as_ref().map(When::as_str),
            "what": words(world, entry),
            "status": status.as_str(),
        });
        match (fact(world, entry), entry.item) {
            (Some(fact), _) => object["fact"] = fact_json(world, fact),
            (None, ItemIx::Edge(ix)) => {
                object["edge"] = edge_json(world, world.graph.edge(ix), &self.selection);
            }
            (None, ItemIx::Node(ix)) => {
                let node = world.graph.node(ix);
                object["node"] = node_json(node);
                object["evidence"] = evidence_json(world, node.evidence());
            }
        }
        object
    }
}

fn type_of(entry: &DiffEntry) -> &'static str {
    match (entry.fact, entry.item) {
        (Some(_), _) => "fact",
        (None, ItemIx::Node(_)) => "node",
        (None, ItemIx::Edge(_)) => "edge",
    }
}

fn id_and_status<'a>(world: &World<'a>, entry: &DiffEntry) -> (&'a str, Status) {
    match entry.item {
        ItemIx::Node(ix) => (world.graph.node(ix).id(), world.graph.node(ix).status()),
        ItemIx::Edge(ix) => (world.graph.edge(ix).id(), world.graph.edge(ix).effective_status()),
    }
}

fn fact<'a>(world: &World<'a>, entry: &DiffEntry) -> Option<FactRef<'a>> {
    match entry.item {
        ItemIx::Node(ix) => world.graph.node(ix).facts().nth(entry.fact?),
        ItemIx::Edge(ix) => world.graph.edge(ix).facts().nth(entry.fact?),
    }
}

fn words(world: &World<'_>, entry: &DiffEntry) -> String {
    let whole = match entry.item {
        ItemIx::Node(ix) => world.graph.node(ix).name().to_owned(),
        ItemIx::Edge(ix) => edge_words(world.graph.edge(ix)),
    };
    match fact(world, entry) {
        Some(fact) => format!("{whole}, {}", fact_words(fact)),
        None => whole,
    }
}

/// An edge as words: who, did what, to whom.
pub(super) fn edge_words(edge: EdgeRef<'_>) -> String {
    format!("{} {} {}", edge.from().name(), edge.kind().label, edge.to().name())
}

fn node_cells(node: NodeRef<'_>) -> [Cell; 6] {
    [
        Cell::text(node.when().map_or_else(String::new, |when| when.to_string())),
        Cell::text(node.status().as_str()),
        Cell::text(""),
        Cell::text(""),
        Cell::text(source_ids(node.evidence())),
        Cell::text(""),
    ]
}
