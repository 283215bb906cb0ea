//! `timeline`: what happened when.

use super::World;
use crate::graph::{EdgeIx, EdgeRef, NodeIx, NodeRef, Selected, Selection};
use crate::model::{Certainty, When};
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
    /// Admitted records and edges without a date, which cannot stand in the order.
    pub n_undated: usize,
    /// What is admitted, of the facts of the edges too.
    pub selection: Selection,
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
/// An edge at a dated record is part of that record's entry. Time O(n + m + e log e) for e entries.
pub fn timeline(world: &World<'_>, request: &TimelineRequest) -> TimelineAnswer {
    let graph = world.graph;
    let selected = request.selection.apply(graph, &[]);
    let about = |nodes: &[NodeIx]| {
        request.about.is_empty() || nodes.iter().any(|node| request.about.contains(node))
    };
    let mut entries = Vec::new();
    let mut n_undated = 0;
    for node in selected.nodes().map(|ix| graph.node(ix)) {
        let edges = record_edges(node, &selected);
        let mut touched: Vec<NodeIx> = vec![node.ix];
        touched.extend(edges.iter().map(|&edge| graph.edge(edge).other(node.ix).ix));
        if node.is_record() && admits_status(request, node) && about(&touched) {
            match node.when() {
                Some(when) => {
                    let time = entry_time(request, &when);
                    let item = TimelineItem::Record { node: node.ix, edges };
                    entries.push(TimelineEntry { when, time, item });
                }
                None => n_undated += 1,
            }
        }
        if about(&[node.ix]) {
            let facts = node.facts().enumerate();
            entries.extend(facts.filter_map(|(at, fact)| {
                fact_entry(request, fact, TimelineItem::NodeFact(node.ix, at))
            }));
        }
    }
    for edge in selected.edges().map(|ix| graph.edge(ix)) {
        if !about(&[edge.from().ix, edge.to().ix]) {
            continue;
        }
        let facts = edge.facts().enumerate();
        entries.extend(facts.filter_map(|(at, fact)| {
            fact_entry(request, fact, TimelineItem::EdgeFact(edge.ix, at))
        }));
        if is_part_of_dated_record(edge) {
            continue;
        }
        match edge.when() {
            Some(when) => entries.push(TimelineEntry {
                when,
                time: selected.edge_time(edge.ix),
                item: TimelineItem::Edge(edge.ix),
            }),
            None => n_undated += 1,
        }
    }
    let id = |item: &TimelineItem| match item {
        TimelineItem::Record { node, .. } => (graph.node(*node).id(), 0, 0),
        TimelineItem::Edge(edge) => (graph.edge(*edge).id(), 0, 0),
        TimelineItem::NodeFact(node, at) => (graph.node(*node).id(), 1, *at),
        TimelineItem::EdgeFact(edge, at) => (graph.edge(*edge).id(), 1, *at),
    };
    entries.sort_by(|a, b| {
        let key = |entry: &TimelineEntry| (entry.when.bounds().first, entry.when.bounds().last);
        key(a).cmp(&key(b)).then_with(|| id(&a.item).cmp(&id(&b.item)))
    });
    TimelineAnswer { entries, n_undated, selection: request.selection.clone() }
}

fn admits_status(request: &TimelineRequest, node: NodeRef<'_>) -> bool {
    let statuses = &request.selection.statuses;
    if statuses.is_empty() { !node.status().is_void() } else { statuses.contains(&node.status()) }
}

fn record_edges(node: NodeRef<'_>, selected: &Selected) -> Vec<EdgeIx> {
    if !node.is_record() {
        return Vec::new();
    }
    let mut edges: Vec<EdgeIx> =
        node.edges().map(|(edge, _)| edge.ix).filter(|&edge| selected.has_edge(edge)).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn is_part_of_dated_record(edge: EdgeRef<'_>) -> bool {
    [edge.from(), edge.to()].into_iter().any(|end| end.is_record() && end.when().is_some())
}

fn fact_entry(
    request: &TimelineRequest,
    fact: crate::graph::FactRef<'_>,
    item: TimelineItem,
) -> Option<TimelineEntry> {
    let when = fact.when().or_else(|| fact.amount().and_then(|amount| amount.period))?;
    if !request.selection.admits_fact(fact) {
        return None;
    }
    let time = entry_time(request, &when);
    if time == Some(Certainty::Out) {
        return None;
    }
    if request.selection.certain_only && time == Some(Certainty::Possible) {
        return None;
    }
    Some(TimelineEntry { when, time, item })
}

fn entry_time(request: &TimelineRequest, when: &When) -> Option<Certainty> {
    request.selection.time.as_ref().map(|question| question.ask(when, crate::model::Aspect::Act))
}
