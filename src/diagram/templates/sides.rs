//! Sides: which state a node belongs to, and which two states a picture is about.
//!
//! Reads the fact `country`, else follows the edges that say to whom a node belongs.

use crate::graph::{EdgeRef, NodeIx, NodeRef, PropertyGraph};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Edge kinds that say which state a node belongs to, from subject to object.
const BELONGING: [&str; 8] =
    ["represents", "heads", "holds", "part-of", "based-in", "located-in", "member-of", "works-for"];

/// A state with fewer members than this gets no panel.
const MEMBERS_MIN: usize = 2;

/// Which state a node belongs to.
pub(super) struct Sides {
    /// The two states with most members, by id.
    pub(super) panels: Vec<NodeIx>,
    /// The state of each node that has one.
    pub(super) of: BTreeMap<NodeIx, NodeIx>,
}

impl Sides {
    pub(super) fn of(graph: PropertyGraph<'_>, nodes: &BTreeSet<NodeIx>) -> Self {
        let of: BTreeMap<NodeIx, NodeIx> =
            nodes.iter().filter_map(|&node| Some((node, state_of(graph, node)?))).collect();
        let mut members: BTreeMap<NodeIx, usize> = BTreeMap::new();
        for (&node, &state) in &of {
            if graph.node(node).kind().actor && node != state {
                *members.entry(state).or_default() += 1;
            }
        }
        let mut by_size: Vec<(Reverse<usize>, NodeIx)> = members
            .into_iter()
            .filter(|&(_, count)| count >= MEMBERS_MIN)
            .map(|(state, count)| (Reverse(count), state))
            .collect();
        by_size.sort_unstable();
        let mut panels: Vec<NodeIx> = by_size.into_iter().take(2).map(|(_, state)| state).collect();
        panels.sort_unstable();
        Self { panels, of }
    }

    /// Drops the panels of which too few members are on the picture; says whether there was one.
    pub(super) fn drop_small_panels(&mut self, graph: PropertyGraph<'_>, kept: &[NodeIx]) -> bool {
        let before = self.panels.len();
        let of = &self.of;
        self.panels.retain(|state| {
            let is_member = |ix: &&NodeIx| {
                *ix != state && of.get(ix) == Some(state) && graph.node(**ix).kind().actor
            };
            kept.iter().filter(is_member).count() >= MEMBERS_MIN
        });
        self.panels.len() < before
    }

    /// The panel of a node, for what can stand on one.
    pub(super) fn panel(&self, node: NodeRef<'_>) -> Option<usize> {
        let stands = node.kind().actor || (node.is_hub() && !is_topic(node));
        let state = self.of.get(&node.ix).filter(|_| stands)?;
        self.panels.iter().position(|panel| panel == state)
    }
}

fn is_topic(node: NodeRef<'_>) -> bool {
    node.kind().name == "topic"
}

/// Does the edge say to whom its subject belongs?
pub(super) fn is_belonging(edge: EdgeRef<'_>) -> bool {
    BELONGING.contains(&&*edge.kind().name) && !edge.effective_status().is_void()
}

/// The state that a fact `country` names, else the nearest state that a node belongs to over any number of
/// steps; none where two are equally near.
fn state_of(graph: PropertyGraph<'_>, node: NodeIx) -> Option<NodeIx> {
    if let Some(state) = country(graph, node) {
        return Some(state);
    }
    let mut seen = BTreeSet::from([node]);
    let mut ring = vec![node];
    while !ring.is_empty() {
        let states: Vec<NodeIx> =
            ring.iter().copied().filter(|&ix| graph.node(ix).kind().name == "state").collect();
        if !states.is_empty() {
            return (states.len() == 1).then(|| states[0]);
        }
        let mut next = Vec::new();
        for ix in ring {
            for (edge, other) in graph.node(ix).edges() {
                if edge.from().ix == ix && is_belonging(edge) && seen.insert(other.ix) {
                    next.push(other.ix);
                }
            }
        }
        ring = next;
    }
    None
}

/// The state whose id stands in the node's fact `country`; none where there are several.
fn country(graph: PropertyGraph<'_>, node: NodeIx) -> Option<NodeIx> {
    let mut states = graph
        .node(node)
        .facts()
        .filter(|fact| fact.key() == "country")
        .filter_map(|fact| graph.node_by_id(fact.value()?))
        .filter(|state| state.kind().name == "state");
    let state = states.next()?;
    states.all(|other| other.ix == state.ix).then_some(state.ix)
}
