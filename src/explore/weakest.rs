//! The weakest hop: how well each step of an answer is backed.
//!
//! Grades and leaves nothing out: what is weak stays in the answer and is said.

use super::World;
use crate::evidence::EvidenceState;
use crate::graph::{EdgeIx, EdgeRef, EvidenceRef, SourceIx};
use crate::model::Status;

/// How well an edge or a fact is backed, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// No evidence.
    Unsourced,
    /// Every piece of evidence is broken or has moved.
    BrokenOrMoved,
    /// Only somebody's claim.
    Claimed,
    /// Concluded by the curator.
    Inferred,
    /// Not done yet.
    Planned,
    /// All evidence goes back to one origin.
    OneOrigin,
    /// Evidence from several origins.
    SeveralOrigins,
}

impl Grade {
    /// All grades, weakest first.
    pub const ALL: [Self; 7] = [
        Self::Unsourced,
        Self::BrokenOrMoved,
        Self::Claimed,
        Self::Inferred,
        Self::Planned,
        Self::OneOrigin,
        Self::SeveralOrigins,
    ];

    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unsourced => "unsourced",
            Self::BrokenOrMoved => "broken-or-moved",
            Self::Claimed => "claimed",
            Self::Inferred => "inferred",
            Self::Planned => "planned",
            Self::OneOrigin => "one-origin",
            Self::SeveralOrigins => "several-origins",
        }
    }

    /// What it means, for a reader.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unsourced => "no source",
            Self::BrokenOrMoved => "its citation no longer matches the text",
            Self::Claimed => "somebody's claim",
            Self::Inferred => "inferred by the curator",
            Self::Planned => "planned, not done",
            Self::OneOrigin => "one origin",
            Self::SeveralOrigins => "several origins",
        }
    }
}

/// The weakest hop of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weakest {
    /// Position of the hop in the path.
    pub hop: usize,
    /// Its edge.
    pub edge: EdgeIx,
    /// How well it is backed.
    pub grade: Grade,
}

/// Grades one edge.
pub fn grade(world: &World<'_>, edge: EdgeRef<'_>) -> Grade {
    Backing::of(world, edge).grade()
}

/// What a grade is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backing {
    /// It has evidence, whatever its state.
    pub(super) is_sourced: bool,
    /// Origins of the evidence that stands.
    pub(super) n_origins: usize,
    /// It is somebody's claim.
    pub(super) is_claimed: bool,
    /// The curator concluded it.
    pub(super) is_inferred: bool,
    /// Whether it has happened.
    pub(super) status: Status,
}

impl Backing {
    /// How an edge stands.
    pub(super) fn of(world: &World<'_>, edge: EdgeRef<'_>) -> Self {
        Self {
            is_sourced: edge.is_sourced(),
            n_origins: standing_origins(world, edge.evidence()).len(),
            is_claimed: edge.claimed_by().is_some(),
            is_inferred: edge.is_inferred(),
            status: edge.effective_status(),
        }
    }

    /// The grade of what stands so.
    pub(super) fn grade(self) -> Grade {
        match self.n_origins {
            _ if !self.is_sourced => Grade::Unsourced,
            0 => Grade::BrokenOrMoved,
            _ if self.is_claimed => Grade::Claimed,
            _ if self.is_inferred => Grade::Inferred,
            _ if self.status.is_prospective() => Grade::Planned,
            1 => Grade::OneOrigin,
            _ => Grade::SeveralOrigins,
        }
    }
}

/// The origins of the evidence that is neither broken nor moved, each once, in order.
pub(super) fn standing_origins<'a>(
    world: &World<'_>,
    evidence: impl Iterator<Item = EvidenceRef<'a>>,
) -> Vec<SourceIx> {
    let mut origins: Vec<SourceIx> = evidence
        .filter(|&e| matches!(world.state(e), EvidenceState::Verified | EvidenceState::Unchecked))
        .map(|e| e.source().origin().ix)
        .collect();
    origins.sort_unstable();
    origins.dedup();
    origins
}

/// The weakest of a path's edges; the first among equals. Nothing for a path without hops.
pub(super) fn weakest(
    world: &World<'_>,
    edges: impl IntoIterator<Item = EdgeIx>,
) -> Option<Weakest> {
    edges
        .into_iter()
        .enumerate()
        .map(|(hop, edge)| Weakest { hop, edge, grade: grade(world, world.graph.edge(edge)) })
        .min_by_key(|weakest| (weakest.grade, weakest.hop))
}
