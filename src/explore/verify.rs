//! `verify`: does every citation still stand in its text?
//!
//! Lists verdicts; reads no text and corrects no citation.

use super::World;
use crate::evidence::EvidenceState;
use crate::graph::{EvidenceIx, EvidenceRef, FactRef, ItemIx};

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
    let graph = world.graph;
    let of_nodes =
        graph.nodes().flat_map(|n| addressed(ItemIx::Node(n.ix), n.evidence(), n.facts()));
    let of_edges =
        graph.edges().flat_map(|e| addressed(ItemIx::Edge(e.ix), e.evidence(), e.facts()));
    let rows: Vec<VerifyRow> = of_nodes
        .chain(of_edges)
        .map(|(address, evidence)| {
            let Address { of, fact, position } = address;
            let state = world.state(evidence);
            VerifyRow { of, fact, position, evidence: evidence.ix, state }
        })
        .collect();
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

/// Where a piece of evidence stands, as in [`VerifyRow`].
struct Address {
    of: ItemIx,
    fact: Option<usize>,
    position: usize,
}

/// The evidence of a node or an edge, then that of its facts.
fn addressed<'a>(
    of: ItemIx,
    own: impl Iterator<Item = EvidenceRef<'a>>,
    facts: impl Iterator<Item = FactRef<'a>>,
) -> impl Iterator<Item = (Address, EvidenceRef<'a>)> {
    let own = own.enumerate().map(|(position, evidence)| (None, position, evidence));
    let of_facts = facts.enumerate().flat_map(|(at, fact)| {
        fact.evidence().enumerate().map(move |(position, evidence)| (Some(at), position, evidence))
    });
    own.chain(of_facts)
        .map(move |(fact, position, evidence)| (Address { of, fact, position }, evidence))
}
