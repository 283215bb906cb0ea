//! `verify`: does every citation still stand in its text?
//!
//! Lists verdicts; reads no text and corrects no citation.

use super::World;
use crate::evidence::EvidenceState;
use crate::graph::{EvidenceIx, EvidenceRef, ItemIx, PropertyGraph};

/// The outcome of re-checking all evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyAnswer {
    /// One row per piece of evidence.
    pub rows: Vec<VerifyRow>,
    /// How many stand, and how many do not.
    pub summary: VerifySummary,
}

/// One piece of evidence and its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyRow {
    /// The node or edge that it backs.
    pub of: ItemIx,
    /// The fact by position, when it backs a fact of that node or edge.
    pub fact: Option<usize>,
    /// Position in the list of evidence there.
    pub position: usize,
    /// The piece of evidence.
    pub evidence: EvidenceIx,
    /// Its state.
    pub state: EvidenceState,
}

/// Evidence counted by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerifySummary {
    /// All pieces of evidence.
    pub n_evidence: usize,
    /// The span stands where it was.
    pub n_verified: usize,
    /// The text is not at hand.
    pub n_unchecked: usize,
    /// The span stands elsewhere.
    pub n_moved: usize,
    /// The span is gone.
    pub n_broken: usize,
}

impl VerifySummary {
    /// Pieces of evidence whose text was at hand.
    pub fn n_checked(&self) -> usize {
        self.n_evidence - self.n_unchecked
    }
}

/// Re-checks every piece of evidence.
///
/// Time O(text) for verified spans; moved and broken ones cost a search of their text.
pub fn verify(world: &World<'_>) -> VerifyAnswer {
    let mut rows = Vec::with_capacity(world.graph.evidence_count());
    for (of, fact, position, evidence) in addressed(world.graph) {
        let state = world.state(evidence);
        rows.push(VerifyRow { of, fact, position, evidence: evidence.ix, state });
    }
    let count = |state| rows.iter().filter(|row| row.state == state).count();
    let summary = VerifySummary {
        n_evidence: rows.len(),
        n_verified: count(EvidenceState::Verified),
        n_unchecked: count(EvidenceState::Unchecked),
        n_moved: count(EvidenceState::Moved),
        n_broken: count(EvidenceState::Broken),
    };
    VerifyAnswer { rows, summary }
}

type Addressed<'a> = (ItemIx, Option<usize>, usize, EvidenceRef<'a>);

fn addressed(graph: PropertyGraph<'_>) -> Vec<Addressed<'_>> {
    let mut all = Vec::with_capacity(graph.evidence_count());
    for node in graph.nodes() {
        let of = ItemIx::Node(node.ix);
        all.extend(node.evidence().enumerate().map(|(at, e)| (of, None, at, e)));
        for (fact_at, fact) in node.facts().enumerate() {
            all.extend(fact.evidence().enumerate().map(|(at, e)| (of, Some(fact_at), at, e)));
        }
    }
    for edge in graph.edges() {
        let of = ItemIx::Edge(edge.ix);
        all.extend(edge.evidence().enumerate().map(|(at, e)| (of, None, at, e)));
        for (fact_at, fact) in edge.facts().enumerate() {
            all.extend(fact.evidence().enumerate().map(|(at, e)| (of, Some(fact_at), at, e)));
        }
    }
    all
}
