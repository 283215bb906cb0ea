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
    /// Only what touches these nodes; empty means everything.
    pub about: BTreeSet<NodeIx>,
    /// Whether one of them is enough.
    pub joining: Joining,
    /// What is admitted.
    pub selection: Selection,
}

/// How many of the nodes asked about an entry must touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Joining {
    /// One of them.
    #[default]
    One,
    /// Each of them: what joins them all.
    All,
}

/// Dated records, edges and facts in the order of their dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineAnswer {
    /// Entries by first possible day, then last, then id.
    pub entries: Vec<TimelineEntry>,
    /// Admitted records and edges without a date, which cannot stand in the order; by id.
    pub undated: Vec<TimelineItem>,
    /// What was asked about.
    pub about: BTreeSet<NodeIx>,
    /// Parts of projects asked about, which are meant too.
    pub parts: BTreeSet<NodeIx>,
    /// Something was asked for by name, or by an option that is not about time.
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
/// its own that differs. A project asked about stands for its parts. Time O(n + m log d + e log e) for largest degree d and e entries.
pub fn timeline(world: &World<'_>, request: &TimelineRequest) -> TimelineAnswer {
    let graph = world.graph;
    let mut selection = request.selection.clone();
    let rows_of = selection.kinds.split_off_nodes();
    let selected = selection.apply(graph, &[]);
    let about: Vec<BTreeSet<NodeIx>> =
        request.about.iter().map(|&node| with_parts(graph, &selection, node)).collect();
    let mut lines = Lines {
        graph,
        about: &about,
        joining: request.joining,
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
    let mut parts: BTreeSet<NodeIx> = about.into_iter().flatten().collect();
    parts.retain(|node| !request.about.contains(node));
    TimelineAnswer {
        entries,
        undated,
        about: request.about.clone(),
        parts,
        is_restricted: !request.about.is_empty()
            || Selection { time: None, ..request.selection.clone() } != Selection::default(),
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
    /// The nodes asked about, each with its parts.
    about: &'q [BTreeSet<NodeIx>],
    joining: Joining,
    rows_of: &'q KindFilter,
    selection: &'q Selection,
    selected: &'q Selected,
    /// Records that are listed, whose edges share their entry.
    listed: BTreeSet<NodeIx>,
    entries: Vec<TimelineEntry>,
    undated: Vec<TimelineItem>,
}

impl Lines<'_, '_> {
    /// Are as many of the nodes asked about among these as must be?
    fn is_about(&self, nodes: &[NodeIx]) -> bool {
        let touches = |asked: &BTreeSet<NodeIx>| nodes.iter().any(|node| asked.contains(node));
        match self.joining {
            Joining::One => self.about.is_empty() || self.about.iter().any(touches),
            Joining::All => self.about.iter().all(touches),
        }
    }

    /// Does an edge join one of the nodes asked about to a record that joins them all?
    fn is_at_joining_record(&self, [from, to]: [NodeRef<'_>; 2]) -> bool {
        let is_asked = |node: NodeRef<'_>| self.about.iter().any(|asked| asked.contains(&node.ix));
        let joins =
            |record: NodeRef<'_>, other| self.listed.contains(&record.ix) && is_asked(other);
        self.joining == Joining::All && (joins(from, to) || joins(to, from))
    }

    /// Are dated facts of the node listed: of one asked about, or of a record that joins all or concerns a
    /// project asked about?
    fn lists_facts_of(&self, node: NodeRef<'_>) -> bool {
        let asks_project = || {
            let mut asked = self.about.iter().flatten();
            asked.any(|&node| is_project(self.graph, self.graph.node(node)))
        };
        let is_listed = self.listed.contains(&node.ix);
        match self.joining {
            Joining::All => is_listed,
            Joining::One => self.is_about(&[node.ix]) || (is_listed && asks_project()),
        }
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
        if self.lists_facts_of(node) && self.selection.admits_facts_of(node) {
            self.add_facts(node.facts(), |at| TimelineItem::NodeFact(node.ix, at));
        }
    }

    fn add_record(&mut self, node: NodeRef<'_>) {
        let edges = record_edges(node, self.selected);
        let stands =
            self.selection.admits_record(node) || (self.selection.narrows() && !edges.is_empty());
        let time = self.selection.node_time(node);
        // Who took part on another day took part.
        let is_part = |&(edge, _): &(EdgeRef<'_>, NodeRef<'_>)| {
            self.selected.has_edge(edge.ix)
                && (self.joining == Joining::All || is_part_of(edge, node))
        };
        let mut touched = vec![node.ix];
        touched.extend(node.edges().filter(is_part).map(|(_, other)| other.ix));
        if !stands
            || time.is_some_and(|time| !self.selection.admits_time(time))
            || !self.is_about(&touched)
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
        let joins = self.is_about(&ends.map(|end| end.ix));
        if !(joins || self.is_at_joining_record(ends))
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

/// A node, and where it is a project its parts at any depth, as far as they are admitted.
fn with_parts(graph: PropertyGraph<'_>, selection: &Selection, node: NodeIx) -> BTreeSet<NodeIx> {
    let mut all = BTreeSet::from([node]);
    let mut unread = if is_project(graph, graph.node(node)) { vec![node] } else { Vec::new() };
    while let Some(whole) = unread.pop() {
        for (edge, part) in graph.node(whole).edges() {
            let says_so = &*edge.kind().name == "part-of"
                && edge.to().ix == whole
                && !edge.effective_status().is_void()
                && !selection.avoid_kinds.names_edge(edge.kind_ix())
                && !selection.avoid_nodes.contains(&part.ix);
            if says_so && all.insert(part.ix) {
                unread.push(part.ix);
            }
        }
    }
    all
}

fn is_project(graph: PropertyGraph<'_>, node: NodeRef<'_>) -> bool {
    let vocabulary = graph.vocabulary();
    vocabulary.node_kind(vocabulary.top(node.kind_ix())).name.as_ref() == "project"
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
