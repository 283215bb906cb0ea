//! The weakest hop: how well each step of an answer is backed.
//!
//! Grades and leaves nothing out: what is weak stays in the answer and is said.

use super::World;
use crate::evidence::EvidenceState;
use crate::graph::{EdgeIx, EdgeRef};

/// How well an edge is backed, weakest first.
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
    if !edge.is_sourced() {
        return Grade::Unsourced;
    }
    let mut origins: Vec<u32> = edge
        .evidence()
        .filter(|&e| matches!(world.state(e), EvidenceState::Verified | EvidenceState::Unchecked))
        .map(|e| e.source().origin().ix.0)
        .collect();
    origins.sort_unstable();
    origins.dedup();
    if origins.is_empty() {
        Grade::BrokenOrMoved
    } else if edge.claimed_by().is_some() {
        Grade::Claimed
    } else if edge.is_inferred() {
        Grade::Inferred
    } else if edge.effective_status().is_prospective() {
        Grade::Planned
    } else if origins.len() == 1 {
        Grade::OneOrigin
    } else {
        Grade::SeveralOrigins
    }
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
