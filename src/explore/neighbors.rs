//! `neighbors`: next to whom, within a number of steps, and by which cited edges.

use super::{Projection, World};
use crate::algo::paths::{Terrain, cheapest_paths};
use crate::graph::{EdgeIx, EdgeReach, NodeIx, PathProjection, Selection, Via};

/// What neighbours are asked for.
#[derive(Debug, Clone)]
pub struct NeighborsRequest {
    /// The node in the middle.
    pub node: NodeIx,
    /// Steps outward; an actor and its co-signatory are one step apart.
    pub steps: u32,
    /// What is admitted.
    pub selection: Selection,
    /// Hubs and kinds admitted beyond the default.
    pub via: Via,
}

/// The nodes around a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeighborsAnswer {
    /// The node in the middle.
    pub node: NodeIx,
    /// By distance, then id.
    pub rows: Vec<NeighborRow>,
    /// What is admitted, of the facts of the edges too.
    pub selection: Selection,
    /// The graph that was walked.
    pub projection: Projection,
}

/// A neighbour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeighborRow {
    /// The neighbour.
    pub node: NodeIx,
    /// Distance in half steps.
    pub half_steps: u32,
    /// The node before it on a shortest way from the middle.
    pub before: NodeIx,
    /// Every admitted edge between the two.
    pub edges: Vec<EdgeIx>,
}

/// Lists the nodes within `steps` of a node; hubs appear, and nothing beyond them. Node kinds restrict the
/// rows, not the graph that is walked.
///
/// Time O((n + m) log m).
pub fn neighbors(world: &World<'_>, request: &NeighborsRequest) -> NeighborsAnswer {
    let graph = world.graph;
    let mut on_graph = request.selection.clone();
    let rows_of = on_graph.kinds.split_off_nodes();
    let selected = on_graph.apply(graph, &[request.node]);
    let projection = PathProjection::new(graph, &selected, &request.via, EdgeReach::Passable);
    let view = projection.csr.view();
    let terrain = Terrain::new(view, &projection.half_steps, &projection.passable);
    let tree = cheapest_paths(terrain, &projection.penalty, request.node);
    let mut rows: Vec<NeighborRow> = graph
        .nodes()
        .filter(|node| node.ix != request.node)
        .filter(|&node| rows_of.is_empty() || rows_of.names_node(graph, node))
        .filter_map(|node| {
            let half_steps = tree.half_steps(node.ix)?;
            let (before, _) = tree.predecessor(node.ix)?;
            (half_steps <= 2 * request.steps).then(|| NeighborRow {
                node: node.ix,
                half_steps,
                before,
                edges: view.edges_between(before, node.ix).collect(),
            })
        })
        .collect();
    rows.sort_by_key(|row| (row.half_steps, row.node));
    NeighborsAnswer {
        node: request.node,
        rows,
        selection: request.selection.clone(),
        projection: Projection::paths(graph, &request.selection, &selected, &projection),
    }
}
