//! `stats`: what the dataset holds, in figures.
//!
//! Counts what a selection admits, denied and cancelled statements too; the components are of the rank projection,
//! and plans set no first or last date.

use super::{Projection, World};
use crate::algo::structure::components;
use crate::evidence::EvidenceState;
use crate::graph::{EdgeRef, FactRef, NodeRef, RankProjection, RankShape, Selection};
use crate::model::{Certainty, Day, Status, When};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Edges that only perhaps answer the questions about time; nothing when none was asked.
    pub n_possible_edges: Option<usize>,
    /// Edges by status.
    pub statuses: BTreeMap<Status, usize>,
    /// Evidence by state.
    pub states: BTreeMap<EvidenceState, usize>,
    /// The date that starts first, of edges and records that are done.
    pub first: Option<When>,
    /// The date that ends last, open ends left aside.
    pub last: Option<When>,
    /// What was counted.
    pub projection: Projection,
    /// The projection that the components were counted on.
    pub ranks: Projection,
    /// Connected components on the rank projection.
    pub n_components: usize,
    /// Nodes in the largest one.
    pub largest_component: usize,
}

/// Counts what the selection admits; the evidence is that of admitted nodes and edges and of their facts.
///
/// Time O(n + m log m + evidence log evidence), the re-checking of evidence aside.
pub fn stats(world: &World<'_>, selection: &Selection) -> StatsAnswer {
    let graph = world.graph;
    let ranks = RankProjection::new(graph, &selection.apply(graph, &[]), RankShape::default());
    let components = components(ranks.csr.view());
    let stored = selection.with_void();
    let selected = stored.apply(graph, &[]);
    let nodes: Vec<NodeRef<'_>> = selected.nodes().map(|ix| graph.node(ix)).collect();
    let edges: Vec<EdgeRef<'_>> = selected.edges().map(|ix| graph.edge(ix)).collect();
    let count =
        |admits: &dyn Fn(EdgeRef<'_>) -> bool| edges.iter().filter(|&&edge| admits(edge)).count();
    let mut statuses = BTreeMap::new();
    for edge in &edges {
        *statuses.entry(edge.status()).or_default() += 1;
    }
    let facts = || {
        let of_nodes = nodes.iter().filter(|&&node| stored.admits_facts_of(node));
        let of_nodes = of_nodes.flat_map(|node| node.facts());
        let of_edges = edges.iter().flat_map(|edge| edge.facts());
        of_nodes.chain(of_edges).filter(|&fact| stored.admits_fact(fact))
    };
    let cited = nodes.iter().flat_map(|node| node.evidence());
    let cited = cited.chain(edges.iter().flat_map(|edge| edge.evidence()));
    let (mut states, mut sources, mut n_evidence) = (BTreeMap::new(), BTreeSet::new(), 0);
    for evidence in cited.chain(facts().flat_map(FactRef::evidence)) {
        *states.entry(world.state(evidence)).or_default() += 1;
        sources.insert(evidence.source().ix);
        n_evidence += 1;
    }
    let projection = Projection::stored(graph, selection, &selected);
    // A source that nothing cites yet is one of the dataset's too.
    let is_whole = projection.filters.is_empty();
    if is_whole {
        sources.extend(graph.sources().map(|source| source.ix));
    }
    let origins: BTreeSet<_> = sources.iter().map(|&ix| graph.source(ix).origin().ix).collect();
    let asks_time = stored.time.is_some() || graph.asks_when_known();
    let is_possible = |edge: EdgeRef<'_>| stored.edge_time(edge) == Some(Certainty::Possible);
    let (first, last) = ends(&nodes, &edges);
    StatsAnswer {
        n_nodes: nodes.len(),
        n_records: nodes.iter().filter(|node| node.is_record()).count(),
        n_hubs: nodes.iter().filter(|node| node.is_hub()).count(),
        n_edges: edges.len(),
        n_facts: facts().count(),
        n_evidence,
        n_sources: sources.len(),
        n_origins: origins.len(),
        n_unsourced_edges: count(&|edge| !edge.is_sourced()),
        n_inferred_edges: count(&|edge| edge.is_inferred()),
        n_claimed_edges: count(&|edge| edge.claimed_by().is_some()),
        n_corroborated_edges: count(&|edge| edge.origin_count() > 1),
        n_dated_edges: count(&|edge| edge.when().is_some()),
        n_possible_edges: asks_time.then(|| count(&is_possible)),
        statuses,
        states,
        first,
        last,
        projection,
        ranks: super::rank::projection(&ranks, RankShape::default()),
        n_components: components.count(),
        largest_component: components.largest().map_or(0, |component| component.size),
    }
}

/// The dates that start first and end last, of what is done or has been.
fn ends(nodes: &[NodeRef<'_>], edges: &[EdgeRef<'_>]) -> (Option<When>, Option<When>) {
    let records = nodes
        .iter()
        .filter(|node| node.is_record() && !node.status().is_prospective())
        .filter_map(|node| node.when());
    let dates: Vec<When> = edges
        .iter()
        .filter(|edge| !edge.effective_status().is_prospective())
        .filter_map(|edge| edge.when())
        .chain(records)
        .collect();
    let starts = dates.iter().filter(|when| when.bounds().first != Day::EARLIEST);
    let stops = dates.iter().filter(|when| when.bounds().last != Day::LATEST);
    (
        starts.min_by_key(|when| (when.bounds().first, when.bounds().last)).cloned(),
        stops.max_by_key(|when| (when.bounds().last, when.bounds().first)).cloned(),
    )
}
