//! How a statement is written, whichever it is: a node, an edge, or a fact of one.

use super::super::citations::evidence_json;
use super::super::{Ink, Page, Piece};
use super::{
    because_text, edge_json, edge_marks, fact_json, fact_pieces, fact_value, node_json,
    node_pieces, sentence, standing_marks,
};
use crate::explore::{StatementRef, World};
use crate::graph::{EdgeRef, EvidenceRef, FactRef, Selection};
use crate::model::Status;
use serde_json::{Map, Value, json};

/// What a statement is, in JSON: `type`, and the members that say which one.
pub(super) fn statement_json(statement: StatementRef<'_>) -> Value {
    let key = statement.fact().map(FactRef::key);
    json!({"type": statement_type(statement), "id": statement.id(), "key": key})
}

/// The word for what a statement is.
pub(super) fn statement_type(statement: StatementRef<'_>) -> &'static str {
    match statement {
        StatementRef::Node(_) => "node",
        StatementRef::Edge(_) => "edge",
        StatementRef::NodeFact(..) | StatementRef::EdgeFact(..) => "fact",
    }
}

/// Adds the whole statement to a row: `node` or `edge`, and for a fact `fact`.
pub(super) fn add_statement(
    world: &World<'_>,
    statement: StatementRef<'_>,
    selection: &Selection,
    row: &mut Map<String, Value>,
) {
    match statement {
        StatementRef::Node(node) => {
            row.insert("node".to_owned(), node_json(node));
            row.insert("evidence".to_owned(), evidence_json(world, node.evidence()));
        }
        StatementRef::NodeFact(node, _) => {
            row.insert("node".to_owned(), node_json(node));
        }
        StatementRef::Edge(edge) | StatementRef::EdgeFact(edge, _) => {
            row.insert("edge".to_owned(), edge_json(world, edge, selection));
        }
    }
    if let Some(fact) = statement.fact() {
        row.insert("fact".to_owned(), fact_json(world, fact));
    }
}

/// What a statement is about, in plain words.
pub(super) fn statement_subject(statement: StatementRef<'_>) -> String {
    let edge_words = |edge: EdgeRef<'_>| {
        format!("{} {} {}", edge.from().name(), edge.kind().label, edge.to().name())
    };
    match statement {
        StatementRef::Node(node) => node.name().to_owned(),
        StatementRef::Edge(edge) => edge_words(edge),
        StatementRef::NodeFact(node, fact) => format!("{}: {}", node.name(), fact.key()),
        StatementRef::EdgeFact(edge, fact) => format!("{}: {}", edge_words(edge), fact.key()),
    }
}

/// A statement in plain words, a fact with what it says.
pub(super) fn statement_words(statement: StatementRef<'_>) -> String {
    let about = statement_subject(statement);
    match statement.fact() {
        Some(fact) => format!("{about}: {}", fact_value(fact)),
        None => about,
    }
}

/// A statement in a line, without its citation.
pub(super) fn statement_pieces(statement: StatementRef<'_>, selection: &Selection) -> Vec<Piece> {
    let mut pieces = match statement {
        StatementRef::Node(node) => node_pieces(node),
        StatementRef::Edge(edge) => {
            let marks = edge_marks(edge, selection.edge_time(edge));
            sentence(edge).into_iter().chain(marks).collect()
        }
        StatementRef::NodeFact(node, _) => {
            let mut pieces = vec![Piece::data(node.name()).ink(Ink::Strong)];
            if node.status() != Status::Done {
                pieces.push(Piece::owned(format!(", {}", node.status().as_str()), Ink::Warn));
            }
            pieces
        }
        StatementRef::EdgeFact(edge, _) => {
            sentence(edge).into_iter().chain(standing_marks(edge)).collect()
        }
    };
    if let Some(fact) = statement.fact() {
        pieces.push(Piece::plain(": "));
        pieces.extend(fact_pieces(fact));
    }
    pieces
}

/// The curator's reason for a statement, on a line of its own.
pub(super) fn statement_because(page: &mut Page, statement: StatementRef<'_>, indent: usize) {
    let because = match statement {
        StatementRef::Edge(edge) => edge.because(),
        other => other.fact().and_then(FactRef::because),
    };
    because_text(page, because, indent);
}

/// What backs a statement.
pub(super) fn statement_evidence<'a>(
    world: &World<'a>,
    statement: StatementRef<'_>,
) -> impl Iterator<Item = EvidenceRef<'a>> {
    let graph = world.graph;
    statement.evidence().into_iter().map(move |ix| graph.evidence_at(ix))
}
