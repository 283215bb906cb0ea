//! `sources`: what the dataset is built on, and how much rests on each source.
//!
//! Counts; how far a source can be trusted is not computed.

use super::{Projection, World};
use crate::evidence::EvidenceState;
use crate::graph::{EvidenceRef, FactRef, Selection, SourceIx};
use crate::model::Certainty;

/// The sources of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcesAnswer {
    /// One row per source, in the order of ids.
    pub rows: Vec<SourceRow>,
    /// What was counted.
    pub projection: Projection,
}

/// A source and what rests on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// The source.
    pub source: SourceIx,
    /// Pieces of evidence that cite it.
    pub n_evidence: usize,
    /// Edges with evidence from it.
    pub n_edges: usize,
    /// Edges that nothing else backs.
    pub n_edges_alone: usize,
    /// Pieces of evidence that were re-checked and stand.
    pub n_verified: usize,
    /// Pieces of evidence whose text is not at hand.
    pub n_unchecked: usize,
}

/// Lists the sources that count, with what of them backs admitted nodes, edges and facts.
///
/// Time O(n + m + evidence).
pub fn sources(world: &World<'_>, selection: &Selection) -> SourcesAnswer {
    let graph = world.graph;
    let stored = selection.with_void();
    let selected = stored.apply(graph, &[]);
    let mut rows: Vec<SourceRow> = graph
        .sources()
        .map(|source| SourceRow {
            source: source.ix,
            n_evidence: 0,
            n_edges: 0,
            n_edges_alone: 0,
            n_verified: 0,
            n_unchecked: 0,
        })
        .collect();
    let mut count = |evidence: EvidenceRef<'_>| {
        let row = &mut rows[evidence.source().ix.0 as usize];
        row.n_evidence += 1;
        match world.state(evidence) {
            EvidenceState::Verified => row.n_verified += 1,
            EvidenceState::Unchecked => row.n_unchecked += 1,
            EvidenceState::Moved | EvidenceState::Broken => {}
        }
    };
    for node in selected.nodes().map(|ix| graph.node(ix)) {
        node.evidence().for_each(&mut count);
        if stored.admits_facts_of(node) {
            let facts = node.facts().filter(|&fact| stored.admits_fact(fact));
            facts.flat_map(FactRef::evidence).for_each(&mut count);
        }
    }
    for edge in selected.edges().map(|ix| graph.edge(ix)) {
        edge.evidence().for_each(&mut count);
        let facts = edge.facts().filter(|&fact| stored.admits_fact(fact));
        facts.flat_map(FactRef::evidence).for_each(&mut count);
    }
    for edge in selected.edges().map(|ix| graph.edge(ix)) {
        let mut cited: Vec<u32> = edge.evidence().map(|e| e.source().ix.0).collect();
        cited.sort_unstable();
        cited.dedup();
        for &source in &cited {
            rows[source as usize].n_edges += 1;
        }
        if let [alone] = cited[..] {
            rows[alone as usize].n_edges_alone += 1;
        }
    }
    rows.retain(|row| graph.source(row.source).known() != Certainty::Out);
    SourcesAnswer { rows, projection: Projection::stored(graph, selection, &selected) }
}
