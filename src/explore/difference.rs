//! What changed between two days: which edges and records stand at one of them only.
//!
//! An act stands from the day it happened on; a state while it holds. What has no date is possible at both days and
//! so no change.

use super::{Surroundings, World, surroundings};
use crate::graph::{EdgeIx, NodeIx, PropertyGraph, Selection, TimeQuestion};
use crate::model::{Day, Difference};
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
    let at = |day: Day| Selection { time: Some(TimeQuestion::AsOf(day)), ..selection.clone() };
    let (before, after) = (at(from), at(to));
    let mut part = surroundings(world, names, steps, &before);
    let later = surroundings(world, names, steps, &after);
    part.nodes.extend(later.nodes);
    part.edges.extend(later.edges);
    let (before, after) = (before.apply(graph, names), after.apply(graph, names));
    let difference = |was: bool, is: bool| match (was, is) {
        (false, true) => Some(Difference::Added),
        (true, false) => Some(Difference::Ended),
        _ => None,
    };
    let nodes: BTreeMap<NodeIx, Difference> = part
        .nodes
        .iter()
        .filter(|&&ix| graph.node(ix).is_record())
        .filter_map(|&ix| Some((ix, difference(before.has_node(ix), after.has_node(ix))?)))
        .collect();
    let edges: BTreeMap<EdgeIx, Difference> = part
        .edges
        .iter()
        .filter_map(|&ix| Some((ix, difference(before.has_edge(ix), after.has_edge(ix))?)))
        .collect();
    let differences = Differences { nodes, edges };
    differences.narrow(graph, names, &mut part);
    (part, differences)
}

impl Differences {
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
