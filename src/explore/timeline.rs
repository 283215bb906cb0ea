//! `timeline`: what happened when.
//!
//! Sorts dates as they are given and narrows none; what has none is counted, not placed.

use super::{Projection, World};
use crate::graph::{EdgeIx, EdgeRef, FactRef, NodeIx, NodeRef, Selected, Selection};
use crate::model::{Certainty, Day, When};
use std::collections::BTreeSet;

/// What a timeline is asked for.
#[derive(Debug, Clone, Default)]
pub struct TimelineRequest {
    /// Only what touches one of these nodes; empty means everything.
    pub about: BTreeSet<NodeIx>,
    /// What is admitted.
    pub selection: Selection,
}

/// Dated records, edges and facts in the order of their dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineAnswer {
    /// Entries by first possible day, then last, then id.
    pub entries: Vec<TimelineEntry>,
    /// Admitted records and edges without a date, which cannot stand in the order; by id.
    pub undated: Vec<TimelineItem>,
    /// Something was asked for by name or by option.
    pub is_restricted: bool,
    /// What is admitted, of the facts of the edges too.
    pub selection: Selection,
    /// In words.
    pub projection: Projection,
}

/// One dated thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Its date.
    pub when: When,
    /// How surely it answers the question about time, if one was asked.
    pub time: Option<Certainty>,
    /// What it is.
    pub item: TimelineItem,
}

/// What an entry of a timeline is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimelineItem {
    /// A record, with the admitted edges that say who took part.
    Record {
        /// The record.
        node: NodeIx,
        /// Its edges in the order of ids.
        edges: Vec<EdgeIx>,
    },
    /// An edge that is no part of a dated record.
    Edge(EdgeIx),
    /// A dated fact of a node, by position.
    NodeFact(NodeIx, usize),
    /// A dated fact of an edge, by position.
    EdgeFact(EdgeIx, usize),
}

/// Lists what has a date.
///
/// An edge at a listed record is part of that record's entry, unless it has a date of its own that differs.
/// Time O(n + m log d + e log e) for largest degree d and e entries.
pub fn timeline(world: &World<'_>, request: &TimelineRequest) -> TimelineAnswer {
    let graph = world.graph;
    let mut on_graph = request.selection.clone();
    let rows_of = on_graph.kinds.split_off_nodes();
    let selection = &on_graph;
    let selected = selection.apply(graph, &[]);
    let about = |nodes: &[NodeIx]| {
        request.about.is_empty() || nodes.iter().any(|node| request.about.contains(node))
    };
    let is_named = |node: NodeRef<'_>| rows_of.is_empty() || rows_of.names_node(graph, node);
    let mut entries = Vec::new();
    let mut undated = Vec::new();
    let mut listed = BTreeSet::new();
    for node in selected.nodes().map(|ix| graph.node(ix)).filter(|&node| is_named(node)) {
        let edges = record_edges(node, &selected);
        let mut touched: Vec<NodeIx> = vec![node.ix];
        touched.extend(edges.iter().map(|&edge| graph.edge(edge).other(node.ix).ix));
        let is_admitted = selection.admits_record(node) || !edges.is_empty() && selection.narrows();
        if node.is_record() && is_admitted && about(&touched) {
            let time = selection.node_time(node);
            if time.is_none_or(|time| selection.admits_time(time)) {
                listed.insert(node.ix);
                let item = TimelineItem::Record { node: node.ix, edges };
                match node.when() {
                    Some(when) => entries.push(TimelineEntry { when, time, item }),
                    None => undated.push(item),
                }
            }
        }
        if about(&[node.ix]) && selection.admits_facts_of(node) {
            let facts = node.facts().enumerate();
            entries.extend(facts.filter_map(|(at, fact)| {
                fact_entry(selection, fact, TimelineItem::NodeFact(node.ix, at))
            }));
        }
    }
    for edge in selected.edges().map(|ix| graph.edge(ix)) {
        let ends = [edge.from(), edge.to()];
        if !about(&ends.map(|end| end.ix)) || !ends.into_iter().any(is_named) {
            continue;
        }
        let facts = edge.facts().enumerate();
        entries.extend(facts.filter_map(|(at, fact)| {
            fact_entry(selection, fact, TimelineItem::EdgeFact(edge.ix, at))
        }));
        if ends.into_iter().any(|end| listed.contains(&end.ix) && is_part_of(edge, end)) {
            continue;
        }
        let item = TimelineItem::Edge(edge.ix);
        match edge.when() {
            Some(when) => {
                entries.push(TimelineEntry { when, time: selection.edge_time(edge), item });
            }
            None => undated.push(item),
        }
    }
    let id = |item: &TimelineItem| match item {
        TimelineItem::Record { node, .. } => (graph.node(*node).id(), 0, 0),
        TimelineItem::Edge(edge) => (graph.edge(*edge).id(), 0, 0),
        TimelineItem::NodeFact(node, at) => (graph.node(*node).id(), 1, *at),
        TimelineItem::EdgeFact(edge, at) => (graph.edge(*edge).id(), 1, *at),
    };
    entries.sort_by(|a, b| {
        // What began at an unknown time stands where it is known to have happened by.
        let key = |entry: &TimelineEntry| {
            let days = entry.when.bounds();
            let first = if days.first == Day::EARLIEST { days.last } else { days.first };
            (first, days.last)
        };
        key(a).cmp(&key(b)).then_with(|| id(&a.item).cmp(&id(&b.item)))
    });
    TimelineAnswer {
        entries,
        undated,
        is_restricted: !request.about.is_empty() || request.selection != Selection::default(),
        projection: Projection {
            filters: request.selection.words(graph),
            ..Projection::selected(graph, selection, &selected)
        },
        selection: selection.clone(),
    }
}

fn record_edges(node: NodeRef<'_>, selected: &Selected) -> Vec<EdgeIx> {
    if !node.is_record() {
        return Vec::new();
    }
    let mut edges: Vec<EdgeIx> = node
        .edges()
        .map(|(edge, _)| edge)
        .filter(|&edge| selected.has_edge(edge.ix) && is_part_of(edge, node))
        .map(|edge| edge.ix)
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// An edge of a record shares its entry unless it happened at another time.
fn is_part_of(edge: EdgeRef<'_>, record: NodeRef<'_>) -> bool {
    edge.when().is_none() || edge.when() == record.when()
}

fn fact_entry(
    selection: &Selection,
    fact: FactRef<'_>,
    item: TimelineItem,
) -> Option<TimelineEntry> {
    let when = fact.time()?;
    let time = selection.fact_time(fact);
    selection.admits_fact(fact).then_some(TimelineEntry { when, time, item })
}
