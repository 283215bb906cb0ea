//! `timeline`: what happened when.
//!
//! Sorts dates as they are given and narrows none; what has none is counted, not placed.

use super::{Projection, World};
use crate::graph::{
    EdgeIx, EdgeRef, FactRef, KindFilter, NodeIx, NodeRef, PropertyGraph, Selected, Selection,
};
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

/// Lists what has a date, and apart from it what has none.
///
/// Node kinds restrict the rows. A record stands for itself, or for an admitted edge where the selection
/// narrows statements. An edge at a listed record is part of that record's entry, unless it has a date of
/// its own that differs. Time O(n + m log d + e log e) for largest degree d and e entries.
pub fn timeline(world: &World<'_>, request: &TimelineRequest) -> TimelineAnswer {
    let graph = world.graph;
    let mut selection = request.selection.clone();
    let rows_of = selection.kinds.split_off_nodes();
    let selected = selection.apply(graph, &[]);
    let mut lines = Lines {
        graph,
        about: &request.about,
        rows_of: &rows_of,
        selection: &selection,
        selected: &selected,
        listed: BTreeSet::new(),
        entries: Vec::new(),
        undated: Vec::new(),
    };
    for node in selected.nodes().map(|ix| graph.node(ix)) {
        lines.add_node(node);
    }
    for edge in selected.edges().map(|ix| graph.edge(ix)) {
        lines.add_edge(edge);
    }
    let Lines { mut entries, undated, .. } = lines;
    entries.sort_by(|a, b| place(graph, a).cmp(&place(graph, b)));
    TimelineAnswer {
        entries,
        undated,
        is_restricted: !request.about.is_empty() || request.selection != Selection::default(),
        projection: Projection {
            filters: request.selection.words(graph),
            ..Projection::selected(graph, &selection, &selected)
        },
        selection,
    }
}

/// Where an entry stands: by first possible day, last possible day, id. What began at an unknown time stands
/// where it is known to have happened by.
fn place<'a>(graph: PropertyGraph<'a>, entry: &TimelineEntry) -> (Day, Day, &'a str, usize) {
    let days = entry.when.bounds();
    let first = if days.first == Day::EARLIEST { days.last } else { days.first };
    let (id, at) = match entry.item {
        TimelineItem::Record { node, .. } => (graph.node(node).id(), 0),
        TimelineItem::Edge(edge) => (graph.edge(edge).id(), 0),
        TimelineItem::NodeFact(node, at) => (graph.node(node).id(), at + 1),
        TimelineItem::EdgeFact(edge, at) => (graph.edge(edge).id(), at + 1),
    };
    (first, days.last, id, at)
}

/// A timeline being collected, before it is sorted.
struct Lines<'q, 'a> {
    graph: PropertyGraph<'a>,
    about: &'q BTreeSet<NodeIx>,
    rows_of: &'q KindFilter,
    selection: &'q Selection,
    selected: &'q Selected,
    /// Records that are listed, whose edges share their entry.
    listed: BTreeSet<NodeIx>,
    entries: Vec<TimelineEntry>,
    undated: Vec<TimelineItem>,
}

impl Lines<'_, '_> {
    /// Is one of the nodes asked about?
    fn is_about(&self, mut nodes: impl Iterator<Item = NodeIx>) -> bool {
        self.about.is_empty() || nodes.any(|node| self.about.contains(&node))
    }

    /// Is the node of a kind that rows are restricted to?
    fn is_named(&self, node: NodeRef<'_>) -> bool {
        self.rows_of.is_empty() || self.rows_of.names_node(self.graph, node)
    }

    fn add_node(&mut self, node: NodeRef<'_>) {
        if !self.is_named(node) {
            return;
        }
        if node.is_record() {
            self.add_record(node);
        }
        if self.is_about(std::iter::once(node.ix)) && self.selection.admits_facts_of(node) {
            self.add_facts(node.facts(), |at| TimelineItem::NodeFact(node.ix, at));
        }
    }

    fn add_record(&mut self, node: NodeRef<'_>) {
        let edges = record_edges(node, self.selected);
        let stands =
            self.selection.admits_record(node) || (self.selection.narrows() && !edges.is_empty());
        let time = self.selection.node_time(node);
        let others = edges.iter().map(|&edge| self.graph.edge(edge).other(node.ix).ix);
        if !stands
            || time.is_some_and(|time| !self.selection.admits_time(time))
            || !self.is_about(std::iter::once(node.ix).chain(others))
        {
            return;
        }
        self.listed.insert(node.ix);
        let item = TimelineItem::Record { node: node.ix, edges };
        match node.when() {
            Some(when) => self.entries.push(TimelineEntry { when, time, item }),
            None => self.undated.push(item),
        }
    }

    fn add_edge(&mut self, edge: EdgeRef<'_>) {
        let ends = [edge.from(), edge.to()];
        if !self.is_about(ends.into_iter().map(|end| end.ix))
            || !ends.into_iter().any(|end| self.is_named(end))
        {
            return;
        }
        self.add_facts(edge.facts(), |at| TimelineItem::EdgeFact(edge.ix, at));
        if ends.into_iter().any(|end| self.listed.contains(&end.ix) && is_part_of(edge, end)) {
            return;
        }
        let (time, item) = (self.selection.edge_time(edge), TimelineItem::Edge(edge.ix));
        match edge.when() {
            Some(when) => self.entries.push(TimelineEntry { when, time, item }),
            None => self.undated.push(item),
        }
    }

    /// Adds the dated ones among the facts of one node or edge.
    fn add_facts<'a>(
        &mut self,
        facts: impl Iterator<Item = FactRef<'a>>,
        item: impl Fn(usize) -> TimelineItem,
    ) {
        for (at, fact) in facts.enumerate() {
            if let Some(when) = fact.time().filter(|_| self.selection.admits_fact(fact)) {
                let time = self.selection.fact_time(fact);
                self.entries.push(TimelineEntry { when, time, item: item(at) });
            }
        }
    }
}

/// The admitted edges that are parts of a record, in the order of ids.
fn record_edges(record: NodeRef<'_>, selected: &Selected) -> Vec<EdgeIx> {
    let mut edges: Vec<EdgeIx> = record
        .edges()
        .map(|(edge, _)| edge)
        .filter(|&edge| selected.has_edge(edge.ix) && is_part_of(edge, record))
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
