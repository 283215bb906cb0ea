//! What changed between two days: which edges and records stand at one of them only.
//!
//! An act stands from the day it happened on; a state while it holds. What is only possible at a day makes the
//! change a perhaps; what has no date is possible at both and so no change.

use super::{Surroundings, World, surroundings};
use crate::graph::{
    EdgeIx, EdgeRef, FactRef, NodeIx, NodeRef, PropertyGraph, Selected, Selection, TimeQuestion,
};
use crate::model::{Certainty, Day, Difference};
use std::collections::{BTreeMap, BTreeSet};

/// What differs, by node and by edge; what is not listed is the same.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Differences {
    /// Records, and with two datasets any nodes.
    pub nodes: BTreeMap<NodeIx, Difference>,
    /// Edges.
    pub edges: BTreeMap<EdgeIx, Difference>,
}

/// What lies around some names at either day, and what of it differs.
///
/// `selection` restricts both days alike; a question about time in it is replaced. Time and space are those of
/// [`surroundings`], twice.
pub fn difference(
    world: &World<'_>,
    names: &[NodeIx],
    steps: u32,
    selection: &Selection,
    (from, to): (Day, Day),
) -> (Surroundings, Differences) {
    let graph = world.graph;
    let was = Standing::at(graph, names, selection, from);
    let is = Standing::at(graph, names, selection, to);
    let mut part = surroundings(world, names, steps, &was.selection);
    let later = surroundings(world, names, steps, &is.selection);
    part.nodes.extend(later.nodes);
    part.edges.extend(later.edges);
    let nodes: BTreeMap<NodeIx, Difference> = part
        .nodes
        .iter()
        .map(|&ix| graph.node(ix))
        .filter(|node| node.is_record())
        .filter_map(|node| Some((node.ix, changed(was.of_node(node), is.of_node(node))?)))
        .collect();
    let edges: BTreeMap<EdgeIx, Difference> = part
        .edges
        .iter()
        .map(|&ix| graph.edge(ix))
        .filter_map(|edge| Some((edge.ix, changed(was.of_edge(edge), is.of_edge(edge))?)))
        .collect();
    let differences = Differences { nodes, edges };
    differences.narrow(graph, names, &mut part);
    (part, differences)
}

/// What is admitted at a day.
pub(super) struct Standing {
    pub(super) selection: Selection,
    pub(super) selected: Selected,
}

impl Standing {
    /// What a selection admits at the end of a day; a question about time in it is replaced. `names` are admitted
    /// whatever their kind.
    pub(super) fn at(
        graph: PropertyGraph<'_>,
        names: &[NodeIx],
        selection: &Selection,
        day: Day,
    ) -> Self {
        let selection = Selection { time: Some(TimeQuestion::AsOf(day)), ..selection.clone() };
        Self { selected: selection.apply(graph, names), selection }
    }

    pub(super) fn of_node(&self, node: NodeRef<'_>) -> Certainty {
        certainty(self.selected.has_node(node.ix), self.selection.node_time(node))
    }

    pub(super) fn of_edge(&self, edge: EdgeRef<'_>) -> Certainty {
        certainty(self.selected.has_edge(edge.ix), self.selection.edge_time(edge))
    }

    /// A fact stands by its own date, whatever became of what it is a fact of.
    pub(super) fn of_fact(&self, fact: FactRef<'_>) -> Certainty {
        certainty(self.selection.admits_fact(fact), self.selection.fact_time(fact))
    }
}

fn certainty(is_admitted: bool, time: Option<Certainty>) -> Certainty {
    if is_admitted { time.unwrap_or(Certainty::Certain) } else { Certainty::Out }
}

/// How a change is told that leads from one standing to another.
pub(super) fn changed(was: Certainty, is: Certainty) -> Option<Difference> {
    use Certainty::{Certain, Out, Possible};
    match (was, is) {
        (Out, Certain) => Some(Difference::Added),
        (Out, Possible) | (Possible, Certain) => Some(Difference::PerhapsAdded),
        (Certain, Out) => Some(Difference::Ended),
        (Possible, Out) | (Certain, Possible) => Some(Difference::PerhapsEnded),
        (Out, Out) | (Possible, Possible) | (Certain, Certain) => None,
    }
}

impl Differences {
    /// Adds to a part what differs at its nodes, or anywhere when `everywhere`, hubs and lone nodes too.
    pub fn widen(&self, graph: PropertyGraph<'_>, everywhere: bool, part: &mut Surroundings) {
        if everywhere {
            part.nodes.extend(self.nodes.keys());
        }
        for edge in self.edges.keys().map(|&ix| graph.edge(ix)) {
            let ends = [edge.from().ix, edge.to().ix];
            if everywhere || ends.iter().any(|end| part.nodes.contains(end)) {
                part.nodes.extend(ends);
                part.edges.insert(edge.ix);
            }
        }
    }

    /// Leaves out of a part what no difference touches; the names stay.
    pub fn narrow(&self, graph: PropertyGraph<'_>, names: &[NodeIx], part: &mut Surroundings) {
        let mut touched: BTreeSet<NodeIx> = self.nodes.keys().copied().collect();
        touched.extend(names);
        for edge in self.edges.keys().map(|&ix| graph.edge(ix)) {
            touched.extend([edge.from().ix, edge.to().ix]);
        }
        part.nodes.retain(|node| touched.contains(node));
        part.edges.retain(|&ix| {
            let edge = graph.edge(ix);
            touched.contains(&edge.from().ix) && touched.contains(&edge.to().ix)
        });
    }
}
