//! `stats`: what the dataset holds, in figures.
//!
//! Counts statements as stored; only the components are of a projection, and plans set no first or last date.

use super::{Projection, World};
use crate::algo::structure::components;
use crate::evidence::EvidenceState;
use crate::graph::{EdgeRef, NodeRef, RankProjection, RankShape, Selection};
use crate::model::{Day, Status, When};
use std::collections::BTreeMap;

/// Figures about a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatsAnswer {
    /// Nodes.
    pub n_nodes: usize,
    /// Nodes that are records.
    pub n_records: usize,
    /// Nodes that are hubs.
    pub n_hubs: usize,
    /// Edges.
    pub n_edges: usize,
    /// Facts of nodes and edges.
    pub n_facts: usize,
    /// Pieces of evidence.
    pub n_evidence: usize,
    /// Sources.
    pub n_sources: usize,
    /// Origins: sources that copy no other.
    pub n_origins: usize,
    /// Edges without evidence.
    pub n_unsourced_edges: usize,
    /// Edges that the curator inferred.
    pub n_inferred_edges: usize,
    /// Edges that are only a claim.
    pub n_claimed_edges: usize,
    /// Edges with evidence from several origins.
    pub n_corroborated_edges: usize,
    /// Edges with a date of their own.
    pub n_dated_edges: usize,
    /// Edges by status.
    pub statuses: BTreeMap<Status, usize>,
    /// Evidence by state.
    pub states: BTreeMap<EvidenceState, usize>,
    /// The date that starts first, of edges and records that are done.
    pub first: Option<When>,
    /// The date that ends last, open ends left aside.
    pub last: Option<When>,
    /// The projection that the components were counted on.
    pub projection: Projection,
    /// Connected components on the rank projection.
    pub n_components: usize,
    /// Nodes in the largest one.
    pub largest_component: usize,
}

/// Counts what the dataset holds.
///
/// Time O(n + m log m + evidence), the re-checking of evidence aside.
pub fn stats(world: &World<'_>) -> StatsAnswer {
    let graph = world.graph;
    let selected = Selection::default().apply(graph, &[]);
    let ranks = RankProjection::new(graph, &selected, RankShape::default());
    let components = components(ranks.csr.view());
    let count =
        |admits: &dyn Fn(EdgeRef<'_>) -> bool| graph.edges().filter(|&edge| admits(edge)).count();
    let mut statuses = BTreeMap::new();
    for edge in graph.edges() {
        *statuses.entry(edge.status()).or_default() += 1;
    }
    let mut states = BTreeMap::new();
    for evidence in graph.all_evidence() {
        *states.entry(world.state(evidence)).or_default() += 1;
    }
    let (first, last) = ends(world);
    StatsAnswer {
        n_nodes: graph.node_count(),
        n_records: graph.nodes().filter(|node| node.is_record()).count(),
        n_hubs: graph.nodes().filter(|node| node.is_hub()).count(),
        n_edges: graph.edge_count(),
        n_facts: graph.fact_count(),
        n_evidence: graph.evidence_count(),
        n_sources: graph.sources().len(),
        n_origins: graph.sources().filter(|source| source.derived_from().is_none()).count(),
        n_unsourced_edges: count(&|edge| edge.evidence().len() == 0),
        n_inferred_edges: count(&|edge| edge.is_inferred()),
        n_claimed_edges: count(&|edge| edge.claimed_by().is_some()),
        n_corroborated_edges: count(&|edge| edge.origin_count() > 1),
        n_dated_edges: count(&|edge| edge.when().is_some()),
        statuses,
        states,
        first,
        last,
        projection: super::rank::projection(&ranks, RankShape::default()),
        n_components: components.count(),
        largest_component: components.largest().map_or(0, |component| component.size),
    }
}

/// The dates that start first and end last, of what is done or has been.
fn ends(world: &World<'_>) -> (Option<When>, Option<When>) {
    let graph = world.graph;
    let records = graph
        .nodes()
        .filter(|node| node.is_record() && !node.status().is_prospective())
        .filter_map(NodeRef::when);
    let dates: Vec<When> = graph
        .edges()
        .filter(|edge| !edge.effective_status().is_prospective())
        .filter_map(EdgeRef::when)
        .chain(records)
        .collect();
    let starts = dates.iter().filter(|when| when.bounds().first != Day::EARLIEST);
    let stops = dates.iter().filter(|when| when.bounds().last != Day::LATEST);
    (
        starts.min_by_key(|when| (when.bounds().first, when.bounds().last)).cloned(),
        stops.max_by_key(|when| (when.bounds().last, when.bounds().first)).cloned(),
    )
}
