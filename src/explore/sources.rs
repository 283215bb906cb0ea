//! `sources`: what the dataset is built on, and how much rests on each source.
//!
//! Counts; how far a source can be trusted is not computed.

use super::World;
use crate::evidence::EvidenceState;
use crate::graph::SourceIx;

/// The sources of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcesAnswer {
    /// One row per source, in the order of ids.
    pub rows: Vec<SourceRow>,
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

/// Lists the sources.
pub fn sources(world: &World<'_>) -> SourcesAnswer {
    let graph = world.graph;
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
    for evidence in graph.all_evidence() {
        let row = &mut rows[evidence.source().ix.0 as usize];
        row.n_evidence += 1;
        match world.state(evidence) {
            EvidenceState::Verified => row.n_verified += 1,
            EvidenceState::Unchecked => row.n_unchecked += 1,
            EvidenceState::Moved | EvidenceState::Broken => {}
        }
    }
    for edge in graph.edges() {
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
    SourcesAnswer { rows }
}
