//! What the curator found not to fit: facts of the key `doubt`.
//!
//! They are listed as they stand; nothing is compared.

use super::super::statement::StatementIx;
use super::ConflictsRequest;
use crate::graph::{EdgeRef, FactRef, ItemIx, NodeRef, PropertyGraph, Selected, Selection};

/// The key of a fact that says what does not fit.
const KEY: &str = "doubt";

/// The admitted doubts about what was asked for, nodes first, by id. Time O(n + m + f) for f facts.
pub(super) fn doubts(
    graph: PropertyGraph<'_>,
    request: &ConflictsRequest,
    selection: &Selection,
    selected: &Selected,
    names_row: impl Fn(NodeRef<'_>) -> bool,
) -> Vec<StatementIx> {
    let is_about = |node: NodeRef<'_>| request.about.is_empty() || request.about.contains(&node.ix);
    let is_doubt = |fact: FactRef<'_>| fact.key() == KEY && selection.admits_fact(fact);
    let of_node = |node: &NodeRef<'_>| {
        selected.has_node(node.ix)
            && selection.admits_facts_of(*node)
            && names_row(*node)
            && is_about(*node)
    };
    let of_edge = |edge: &EdgeRef<'_>| {
        let ends = [edge.from(), edge.to()];
        selected.has_edge(edge.ix)
            && ends.into_iter().any(&names_row)
            && ends.into_iter().any(is_about)
    };
    let mut found = Vec::new();
    let mut add = |of: ItemIx, at: usize, fact: FactRef<'_>| {
        if is_doubt(fact) {
            found.push(StatementIx { of, fact: Some(at) });
        }
    };
    for node in graph.nodes().filter(of_node) {
        node.facts().enumerate().for_each(|(at, fact)| add(ItemIx::Node(node.ix), at, fact));
    }
    for edge in graph.edges().filter(of_edge) {
        edge.facts().enumerate().for_each(|(at, fact)| add(ItemIx::Edge(edge.ix), at, fact));
    }
    found.sort_by_key(|statement| (statement.read(graph).id(), *statement));
    found
}
