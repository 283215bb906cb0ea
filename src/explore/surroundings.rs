//! What a picture of some nodes should show: the nodes, what joins them, and what stands around them.
//!
//! Chooses; where a card stands and how it looks is the diagram's.

use super::neighbors::{NeighborsRequest, neighbors};
use super::{ConnectRequest, World, connect};
use crate::graph::{EdgeIx, NodeIx, Selection, Via};
use crate::model::Passability;
use std::collections::BTreeSet;

/// A part of the graph to draw.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// The nodes.
    pub nodes: BTreeSet<NodeIx>,
    /// The admitted edges between them.
    pub edges: BTreeSet<EdgeIx>,
}

/// Collects what lies within `steps` of `names` and what joins them; everything when no name is given.
/// Hubs that were not named and edges that paths do not walk are left out: everything meets there.
///
/// Time O((k + 1) (n + m) log m) for k names.
pub fn surroundings(
    world: &World<'_>,
    names: &[NodeIx],
    steps: u32,
    selection: &Selection,
) -> Surroundings {
    let graph = world.graph;
    let selected = selection.apply(graph, names);
    let mut nodes: BTreeSet<NodeIx> = names.iter().copied().collect();
    if names.is_empty() {
        nodes.extend(selected.nodes());
    }
    for &node in names {
        let request =
            NeighborsRequest { node, steps, selection: selection.clone(), via: Via::default() };
        nodes.extend(neighbors(world, &request).rows.iter().map(|row| row.node));
    }
    if names.len() > 1 {
        let request = ConnectRequest {
            nodes: names.to_vec(),
            selection: selection.clone(),
            via: Via::default(),
        };
        nodes.extend(connect(world, &request).trees.into_iter().flat_map(|tree| tree.nodes));
    }
    nodes.retain(|&node| !graph.node(node).is_hub() || names.contains(&node));
    let edges = selected
        .edges()
        .filter(|&ix| {
            let edge = graph.edge(ix);
            edge.kind().passability != Passability::NotPassable
                && nodes.contains(&edge.from().ix)
                && nodes.contains(&edge.to().ix)
        })
        .collect();
    Surroundings { nodes, edges }
}
