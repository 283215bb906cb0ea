//! The questions that users ask, as plain answers with their evidence.
//!
//! One file per question. Everything is read through the property graph, the name index and the states of
//! evidence in a [`World`]; nothing is printed here, and nothing is read from disk.

mod affiliations;
mod brokers;
mod chain;
mod conflicts;
mod connect;
mod corroboration;
mod dataset_diff;
mod diff;
mod difference;
mod find;
mod group_ties;
mod groups;
mod identity;
mod in_order;
mod kinds;
mod neighbors;
mod overview;
mod path;
mod rank;
mod show;
mod similar;
mod sources;
mod statement;
mod stats;
mod surroundings;
mod timeline;
mod two_mode;
mod verify;
mod weakest;
mod weights;
mod withdrawal;

use crate::algo::{Progress, Stopped, Watch};
use crate::evidence::EvidenceState;
use crate::graph::{EvidenceRef, PathProjection, PropertyGraph, Selected, Selection};
use crate::model::Digest;
use std::ops::ControlFlow;

pub use affiliations::{
    Affiliation, AffiliationsAnswer, AffiliationsRequest, CROWD_DEFAULT, NoPart, PairsOf, Shared,
    TieOrder, Touching, affiliations,
};
pub use brokers::{
    Bridge, Broker, BrokerEnds, BrokerPath, BrokersAnswer, BrokersRequest, CutOff, EndSet, EndTerm,
    brokers,
};
pub use chain::{Chain, Doubt};
pub use conflicts::{
    Claim, ClaimValue, ConflictsAnswer, ConflictsRequest, Field, Finding, Verdict, conflicts,
};
pub use connect::{ConnectAnswer, ConnectRequest, Tree, connect};
pub use corroboration::{
    AmountAbove, CorroborationAnswer, CorroborationRequest, CorroborationRow, GradeCount,
    StatementType, corroboration,
};
pub use dataset_diff::{DatasetDiffAnswer, Earlier, dataset_diff};
pub use diff::{DiffAnswer, DiffEntry, DiffRequest, diff};
pub use difference::{Differences, difference};
pub use find::{FindAnswer, FindRow, find};
pub use group_ties::{GroupLink, GroupTie, TieReason};
pub use groups::{Group, GroupMethod, GroupsAnswer, GroupsRequest, groups};
pub use in_order::{InOrderAnswer, InOrderRequest, in_order};
pub use kinds::{KindRow, KindsAnswer, UnusedKinds, kinds};
pub use neighbors::{NeighborRow, NeighborsAnswer, NeighborsRequest, neighbors};
pub use overview::{OverviewAnswer, OverviewNode, OverviewRequest, overview};
pub use path::{
    Direction, Hop, Omission, OmissionReason, Path, PathAnswer, PathRequest, Ways, path, steps,
};
pub use rank::{
    Estimate, Exactness, LeaveOut, Measure, MeasureSensitivity, MeasuredOn, Moved, OverTimeAnswer,
    OverTimeRequest, OverTimeRow, Place, RankAnswer, RankRequest, RankRow, SensitivityAnswer,
    SensitivityRequest, SensitivityRow, Standing, YearRanked, dated_years, rank, rank_over_time,
    rank_sensitivity, years_between,
};
pub use show::{ShowAnswer, ShowEdgeAnswer, show, show_edge};
pub use similar::{
    Feature, Likeness, OtherEnd, SimilarAnswer, SimilarRequest, SimilarRow, TieSort, TieStanding,
    similar,
};
pub use sources::{SourceRow, SourcesAnswer, sources};
pub use statement::{StatementIx, StatementRef};
pub use stats::{StatsAnswer, stats};
pub use surroundings::{Surroundings, surroundings};
pub use timeline::{
    Joining, TimelineAnswer, TimelineEntry, TimelineItem, TimelineRequest, timeline,
};
pub use verify::{VerifyAnswer, VerifyRow, VerifySummary, verify};
pub use weakest::{Grade, Weakest, grade};
pub use weights::{WeightProblem, Weights};
pub use withdrawal::{
    Backed, Connections, Listed, LongerWay, LongerWays, Moves, Structure, WithdrawalAnswer,
    WithdrawalRequest, withdrawal,
};

/// What a question is asked of.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The graph.
    pub graph: PropertyGraph<'a>,
    /// The name of the dataset.
    pub dataset: &'a str,
    /// The digest of the dataset.
    pub digest: Digest,
    /// Re-checks a piece of evidence against its text, where that is at hand.
    pub check: &'a dyn Fn(EvidenceRef<'_>) -> EvidenceState,
    /// Hears how far a long question is and may stop it.
    pub watch: &'a dyn Watch,
}

impl World<'_> {
    /// The state of a piece of evidence.
    pub fn state(&self, evidence: EvidenceRef<'_>) -> EvidenceState {
        (self.check)(evidence)
    }

    /// Tells the watch how far the question is and passes its wish on.
    fn tell(&self, done: usize, total: usize) -> Result<(), Stopped> {
        match self.watch.hear(Progress { done: done as u64, total: total as u64 }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Stopped),
        }
    }
}

/// The graph that an answer was computed on, in words and figures; every answer carries one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    /// `all`, `selection`, `paths`, `ranks` or `affiliations`.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub description: String,
    /// What the question restricted, one entry each; empty for the default.
    pub filters: Vec<String>,
    /// Nodes in it.
    pub n_nodes: usize,
    /// Edges in it.
    pub n_edges: usize,
    /// How many of these edges need care, for a ranking.
    pub marks: Option<EdgeMarks>,
}

/// Edges of a projection that are not plainly stated as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EdgeMarks {
    /// Concluded by the curator.
    pub n_inferred: usize,
    /// Planned or announced.
    pub n_planned: usize,
    /// Only somebody's claim.
    pub n_claimed: usize,
    /// Only possible at the time asked about; nothing when none was.
    pub n_possible: Option<usize>,
}

impl Projection {
    /// What paths walk.
    fn paths(
        graph: PropertyGraph<'_>,
        selection: &Selection,
        selected: &Selected,
        projection: &PathProjection,
    ) -> Self {
        Self {
            name: "paths",
            description:
                "edges of passable kinds in either direction, denied and cancelled ones left \
                          out; hubs are ends and not passed through"
                    .to_owned(),
            filters: selection.words(graph),
            n_nodes: selected.nodes().count(),
            n_edges: projection.csr.view().arc_count() / 2,
            marks: None,
        }
    }

    /// What a selection admits.
    fn selected(graph: PropertyGraph<'_>, selection: &Selection, selected: &Selected) -> Self {
        let description = if selection.statuses.is_empty() {
            "every admitted node and edge, denied and cancelled ones left out"
        } else {
            "every admitted node and edge"
        };
        Self {
            name: "selection",
            description: description.to_owned(),
            filters: selection.words(graph),
            n_nodes: selected.nodes().count(),
            n_edges: selected.edges().count(),
            marks: None,
        }
    }

    /// What a selection admits, whatever its status unless the question named one.
    fn stored(graph: PropertyGraph<'_>, asked: &Selection, selected: &Selected) -> Self {
        let filters = asked.words(graph);
        if filters.is_empty() {
            return Self::all(graph);
        }
        Self { filters, ..Self::selected(graph, &asked.with_void(), selected) }
    }

    /// Every node and edge.
    pub fn all(graph: PropertyGraph<'_>) -> Self {
        Self {
            name: "all",
            description: "every node and edge".to_owned(),
            filters: Vec::new(),
            n_nodes: graph.node_count(),
            n_edges: graph.edge_count(),
            marks: None,
        }
    }
}
