//! `diff` of two dates: which nodes, edges and dated facts stand otherwise at the end of the one than of the other.
//!
//! How surely something stands is the selection's to say, and how a change is told `difference`'s.

use super::difference::{Standing, changed};
use super::{Projection, World};
use crate::graph::{
    EdgeRef, FactRef, ItemIx, KindFilter, NodeIx, NodeRef, PropertyGraph, Selected, Selection,
};
use crate::model::{Certainty, Day, Difference, When};
use std::collections::BTreeSet;

/// What is compared.
#[derive(Debug, Clone)]
pub struct DiffRequest {
    /// Only what touches one of these nodes; empty means everything.
    pub about: BTreeSet<NodeIx>,
    /// What is admitted at both days; a question about time in it is replaced.
    pub selection: Selection,
    /// The earlier day and the later one.
    pub days: (Day, Day),
}

/// What stands otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffAnswer {
    /// The earlier day and the later one.
    pub days: (Day, Day),
    /// By kind of change, then first possible day, then id; facts after what they are facts of.
    pub entries: Vec<DiffEntry>,
    /// What is admitted at both days.
    pub selection: Selection,
    /// In words.
    pub projection: Projection,
}

/// One thing that stands otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffEntry {
    /// How it is told.
    pub difference: Difference,
    /// How it stood at the earlier day.
    pub was: Certainty,
    /// How it stands at the later one.
    pub is: Certainty,
    /// The node or the edge.
    pub item: ItemIx,
    /// The fact of it that this is about, by position.
    pub fact: Option<usize>,
    /// The date that decides; none where only that of an end does.
    pub when: Option<When>,
}

/// Compares how things stand at the end of two days.
///
/// Node kinds restrict the rows. Time O(n + m + e log e) for e entries, and the degrees of records once more where
/// names are given or the selection narrows statements.
pub fn diff(world: &World<'_>, request: &DiffRequest) -> DiffAnswer {
    let graph = world.graph;
    let mut selection = Selection { time: None, ..request.selection.clone() };
    let kinds = selection.kinds.split_off_nodes();
    let anytime = selection.apply(graph, &[]);
    let rows = Rows {
        graph,
        about: &request.about,
        kinds: &kinds,
        selection: &selection,
        anytime: &anytime,
        was: Standing::at(graph, &[], &selection, request.days.0),
        is: Standing::at(graph, &[], &selection, request.days.1),
    };
    let mut entries = Vec::new();
    for node in graph.nodes() {
        rows.of_node(node, &mut entries);
    }
    for edge in graph.edges() {
        rows.of_edge(edge, &mut entries);
    }
    // Stable, so that what is alike stays in the order of ids: nodes, then edges, each before its facts.
    entries.sort_by_cached_key(|entry| (entry.difference, first_day(entry.when.as_ref())));
    DiffAnswer {
        days: request.days,
        entries,
        projection: Projection {
            filters: Selection { time: None, ..request.selection.clone() }.words(graph),
            ..Projection::selected(graph, &selection, &anytime)
        },
        selection,
    }
}

/// Where an entry stands among those of one change; what has no date of its own comes last.
fn first_day(when: Option<&When>) -> (Day, Day) {
    let Some(when) = when else { return (Day::LATEST, Day::LATEST) };
    let days = when.bounds();
    let first = if days.first == Day::EARLIEST { days.last } else { days.first };
    (first, days.last)
}

/// What decides which rows there are.
struct Rows<'q, 'a> {
    graph: PropertyGraph<'a>,
    about: &'q BTreeSet<NodeIx>,
    kinds: &'q KindFilter,
    selection: &'q Selection,
    /// What is admitted whatever its time.
    anytime: &'q Selected,
    was: Standing,
    is: Standing,
}

impl<'a> Rows<'_, 'a> {
    fn of_node(&self, node: NodeRef<'a>, entries: &mut Vec<DiffEntry>) {
        if !self.anytime.has_node(node.ix) || !self.is_named(node) {
            return;
        }
        let (was, is) = (self.was.of_node(node), self.is.of_node(node));
        if was != is && self.stands(node) && self.touches_named(node) {
            entries.extend(entry(ItemIx::Node(node.ix), None, node.when(), (was, is)));
        }
        if (self.about.is_empty() || self.about.contains(&node.ix))
            && self.selection.admits_facts_of(node)
        {
            self.of_facts(ItemIx::Node(node.ix), node.facts(), entries);
        }
    }

    fn of_edge(&self, edge: EdgeRef<'a>, entries: &mut Vec<DiffEntry>) {
        let ends = [edge.from(), edge.to()];
        if !self.anytime.has_edge(edge.ix)
            || !ends.into_iter().any(|end| self.is_named(end))
            || !(self.about.is_empty() || ends.iter().any(|end| self.about.contains(&end.ix)))
        {
            return;
        }
        let standing = (self.was.of_edge(edge), self.is.of_edge(edge));
        entries.extend(entry(ItemIx::Edge(edge.ix), None, edge.time_when(), standing));
        self.of_facts(ItemIx::Edge(edge.ix), edge.facts(), entries);
    }

    fn of_facts(
        &self,
        item: ItemIx,
        facts: impl Iterator<Item = FactRef<'a>>,
        entries: &mut Vec<DiffEntry>,
    ) {
        for (at, fact) in facts.enumerate() {
            if let Some(when) = fact.time() {
                let standing = (self.was.of_fact(fact), self.is.of_fact(fact));
                entries.extend(entry(item, Some(at), Some(when), standing));
            }
        }
    }

    /// Is the node of a kind that rows are restricted to?
    fn is_named(&self, node: NodeRef<'_>) -> bool {
        self.kinds.is_empty() || self.kinds.names_node(self.graph, node)
    }

    /// Is a node admitted for itself, or a record for a statement that is?
    fn stands(&self, node: NodeRef<'_>) -> bool {
        self.selection.admits_record(node)
            || (self.selection.narrows()
                && node.is_record()
                && node.edges().any(|(edge, _)| self.anytime.has_edge(edge.ix)))
    }

    /// Is the node one of those asked about, or a record at one of them?
    fn touches_named(&self, node: NodeRef<'_>) -> bool {
        self.about.is_empty()
            || self.about.contains(&node.ix)
            || (node.is_record()
                && node.edges().any(|(edge, other)| {
                    self.about.contains(&other.ix) && self.anytime.has_edge(edge.ix)
                }))
    }
}

fn entry(
    item: ItemIx,
    fact: Option<usize>,
    when: Option<When>,
    (was, is): (Certainty, Certainty),
) -> Option<DiffEntry> {
    Some(DiffEntry { difference: changed(was, is)?, was, is, item, fact, when })
}
