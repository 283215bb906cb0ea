//! One file per answer: its JSON, its table, its text. This file holds what they share: how a node, an
//! edge, a fact and an amount are written.

mod affiliations;
mod band;
mod brokers;
pub(super) mod changes;
pub(super) mod check;
mod conflicts;
mod connect;
mod corroboration;
mod dataset_diff;
mod diff;
pub(super) mod evidence;
pub(super) mod figures;
mod find;
mod groups;
mod in_order;
mod kinds;
mod neighbors;
mod path;
mod rank;
mod rank_over_time;
mod rank_sensitivity;
mod show;
mod similar;
mod sources;
mod statement;
mod stats;
mod timeline;
pub(super) mod validate;
mod withdrawal;

use super::citations::evidence_json;
use super::{Cell, Ink, Page, Piece};
use crate::diagram::{amount_words, date_words};
use crate::explore::World;
use crate::graph::{EdgeRef, EvidenceRef, FactRef, NodeIx, NodeRef, Selection};
use crate::model::{Amount, Certainty, Passability, Status, Symmetry};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A node where it is named in an answer.
pub(super) fn node_json(node: NodeRef<'_>) -> Value {
    json!({"id": node.id(), "name": node.name(), "kind": &*node.kind().name})
}

/// A node at an end of a hop.
pub(super) fn hop_end_json(node: NodeRef<'_>) -> Value {
    json!({
        "id": node.id(),
        "name": node.name(),
        "kind": &*node.kind().name,
        "record": node.is_record(),
    })
}

/// An amount, every member present.
pub(in crate::printer) fn amount_json(amount: &Amount) -> Value {
    json!({
        "value": amount.value.as_str(),
        "to": amount.to.as_ref().map(crate::model::Decimal::as_str),
        "unit": amount.unit,
        "bound": amount.bound.as_str(),
        "span": amount.span.as_str(),
        "period": amount.period.as_ref().map(crate::model::When::as_str),
        "compared_with": amount.compared_with.as_ref().map(crate::model::When::as_str),
    })
}

/// A fact, every member present.
pub(super) fn fact_json(world: &World<'_>, fact: FactRef<'_>) -> Value {
    json!({
        "key": fact.key(),
        "value": fact.value(),
        "amount": fact.amount().as_ref().map(amount_json),
        "when": fact.when().as_ref().map(crate::model::When::as_str),
        "when_because": fact.when_because(),
        "basis": basis(fact.is_inferred()),
        "because": fact.because(),
        "claimed_by": fact.claimed_by().map(NodeRef::id),
        "evidence": evidence_json(world, fact.evidence()),
    })
}

/// An edge, every member present, with the facts that the selection admits and, where a question about
/// time was asked, how surely the edge answers it.
pub(super) fn edge_json(world: &World<'_>, edge: EdgeRef<'_>, selection: &Selection) -> Value {
    let mut object = json!({
        "edge": edge.id(),
        "kind": &*edge.kind().name,
        "from": hop_end_json(edge.from()),
        "to": hop_end_json(edge.to()),
        "when": edge.when().as_ref().map(crate::model::When::as_str),
        "when_because": edge.when_because(),
        "status": edge.effective_status().as_str(),
        "basis": basis(edge.is_inferred()),
        "because": edge.because(),
        "claimed_by": edge.claimed_by().map(NodeRef::id),
        "facts": admitted_facts(edge, selection).map(|fact| fact_json(world, fact)).collect::<Value>(),
        "evidence": evidence_json(world, edge.evidence()),
    });
    if let Some(time) = selection.edge_time(edge) {
        object["time"] = json!(time.as_str());
    }
    object
}

/// Columns that every table of edges has.
pub(super) const STATEMENT_COLUMNS: [&str; 6] =
    ["when", "status", "basis", "claimed_by", "sources", "edge"];

/// The cells of an edge under [`STATEMENT_COLUMNS`].
pub(super) fn statement_cells(edge: EdgeRef<'_>) -> [Cell; 6] {
    [
        Cell::text(edge.when().map_or_else(String::new, |when| when.to_string())),
        Cell::text(edge.effective_status().as_str()),
        Cell::text(basis(edge.is_inferred())),
        Cell::text(edge.claimed_by().map_or("", NodeRef::id)),
        Cell::text(source_ids(edge.evidence())),
        Cell::text(edge.id()),
    ]
}

/// The cells of a fact under [`STATEMENT_COLUMNS`]; `status` is that of what it is a fact of.
pub(super) fn fact_cells(fact: FactRef<'_>, status: Status) -> [Cell; 6] {
    [
        Cell::text(fact.when().map_or_else(String::new, |when| when.to_string())),
        Cell::text(status.as_str()),
        Cell::text(basis(fact.is_inferred())),
        Cell::text(fact.claimed_by().map_or("", NodeRef::id)),
        Cell::text(source_ids(fact.evidence())),
        Cell::text(""),
    ]
}

/// A fact as words: key and value.
pub(super) fn fact_words(fact: FactRef<'_>) -> String {
    format!("{}: {}", fact.key(), fact_value(fact))
}

/// What a fact says, in words.
pub(super) fn fact_value(fact: FactRef<'_>) -> String {
    let amount = fact.amount().map(|amount| amount_words(&amount));
    fact.value().map(str::to_owned).or(amount).unwrap_or_default()
}

/// The facts of an edge that a selection admits.
pub(super) fn admitted_facts<'a>(
    edge: EdgeRef<'a>,
    selection: &Selection,
) -> impl Iterator<Item = FactRef<'a>> {
    edge.facts().filter(|fact| selection.admits_fact(*fact))
}

pub(super) fn basis(is_inferred: bool) -> &'static str {
    if is_inferred { "inferred" } else { "stated" }
}

/// A node in a line: glyph, name, kind, date of a record.
pub(super) fn node_pieces(node: NodeRef<'_>) -> Vec<Piece> {
    let kind = node.kind();
    let mut pieces = vec![
        Piece::owned(format!("{} ", kind.glyph), Ink::Plain),
        Piece::data(node.name()).ink(Ink::Strong),
        Piece::owned(format!(" ({}", kind.label), Ink::Dim),
    ];
    if let Some(when) = node.when() {
        pieces.push(Piece::data(format!(", {}", date_words(&when))).ink(Ink::Dim));
    }
    pieces.push(Piece::dim(")"));
    if node.status() != Status::Done {
        pieces.push(Piece::owned(format!(" {}", node.status().as_str()), Ink::Warn));
    }
    pieces
}

/// The words of an edge read from `from`: the label of its kind, or the inverse.
pub(super) fn relation(edge: EdgeRef<'_>, from: NodeIx) -> &str {
    let kind = edge.kind();
    if kind.symmetry == Symmetry::Directed && edge.from().ix != from {
        &kind.inverse
    } else {
        &kind.label
    }
}

/// What must be said of an edge beside its relation: date, status, basis, claim, certainty in time.
pub(super) fn edge_marks(edge: EdgeRef<'_>, time: Option<Certainty>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if let Some(when) = edge.when() {
        pieces.push(Piece::data(format!(", {}", date_words(&when))));
        if edge.when_because().is_some() {
            pieces.push(Piece::dim(" (date worked out)"));
        }
    }
    pieces.extend(standing_marks(edge));
    if time == Some(Certainty::Possible) {
        let mark = match (edge.known_by(), edge.time_when()) {
            (Some(Certainty::Possible), _) => ", perhaps published later",
            (_, Some(_)) => ", possible at that time",
            (_, None) => ", undated",
        };
        pieces.push(Piece::plain(mark).ink(Ink::Warn));
    }
    if edge.kind().passability == Passability::Identity {
        pieces.push(Piece::dim(", one thing under two names: no step"));
    }
    pieces
}

/// What stands before a relation that has not happened or is not so: a reader who stops after the verb must
/// not take it for done.
pub(super) fn caution(edge: EdgeRef<'_>) -> Option<Piece> {
    let status = edge.effective_status();
    let holds = !status.is_prospective() && !status.is_void();
    (!holds).then(|| Piece::owned(format!("{}: ", status.as_str()), Ink::Warn))
}

/// The words of an edge read from `from`, with the caution before them.
pub(super) fn relation_pieces(edge: EdgeRef<'_>, from: NodeIx, ink: Ink) -> Vec<Piece> {
    caution(edge).into_iter().chain([Piece::owned(relation(edge, from), ink)]).collect()
}

/// An edge as a sentence: who, did what, to whom.
pub(super) fn sentence(edge: EdgeRef<'_>) -> Vec<Piece> {
    let words = [
        Piece::data(edge.from().name()).ink(Ink::Strong),
        Piece::owned(format!(" {} ", edge.kind().label), Ink::Plain),
        Piece::data(edge.to().name()).ink(Ink::Strong),
    ];
    caution(edge).into_iter().chain(words).collect()
}

/// How an edge stands: status, basis, claim; what [`caution`] says is not said again.
pub(super) fn standing_marks(edge: EdgeRef<'_>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let status = edge.effective_status();
    if status != Status::Done && caution(edge).is_none() {
        pieces.push(Piece::owned(format!(", {}", status.as_str()), Ink::Warn));
    }
    if edge.is_inferred() {
        pieces.push(Piece::plain(", inferred").ink(Ink::Warn));
    }
    if let Some(claimant) = edge.claimed_by() {
        pieces.push(Piece::data(format!(", claimed by {}", claimant.name())).ink(Ink::Warn));
    }
    pieces
}

/// The curator's reason, on a line of its own.
pub(super) fn because_text(page: &mut Page, because: Option<&str>, indent: usize) {
    if let Some(because) = because {
        page.hanging(indent, indent, &[Piece::dim("because "), Piece::data(because).ink(Ink::Dim)]);
    }
}

/// A fact in a line, without its citation.
pub(super) fn fact_pieces(fact: FactRef<'_>) -> Vec<Piece> {
    let mut pieces = vec![Piece::data(fact.key().replace('-', " ")), Piece::plain(": ")];
    if let Some(value) = fact.value() {
        pieces.push(Piece::data(value));
    }
    if let Some(amount) = fact.amount() {
        pieces.push(Piece::data(amount_words(&amount)));
    }
    if let Some(when) = fact.when() {
        let shown = fact.amount().and_then(|a| a.period).is_some_and(|period| period == when);
        if !shown {
            pieces.push(Piece::data(format!(", {}", date_words(&when))));
        }
    }
    if fact.is_inferred() {
        pieces.push(Piece::plain(", inferred").ink(Ink::Warn));
    }
    if let Some(claimant) = fact.claimed_by() {
        pieces.push(Piece::data(format!(", claimed by {}", claimant.name())).ink(Ink::Warn));
    }
    pieces
}

/// The sources behind a statement, each once, separated by spaces.
pub(super) fn source_ids<'a>(evidence: impl Iterator<Item = EvidenceRef<'a>>) -> String {
    let ids: BTreeSet<&str> = evidence.map(|e| e.source().id()).collect();
    ids.into_iter().collect::<Vec<_>>().join(" ")
}

/// Half steps as the number of steps a reader counts.
pub(super) fn steps_words(half_steps: u32) -> String {
    match crate::explore::steps(half_steps) {
        1 => "1 step".to_owned(),
        n => format!("{n} steps"),
    }
}

/// `n` things.
pub(super) fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}
