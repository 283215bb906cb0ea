//! Measures: their names, their meaning, their normalisation.
//!
//! What a score is; computing it is a kernel's.

use crate::graph::{EdgeDirection, RankShape};
use std::cmp::Ordering;

/// A measure of how a node stands in the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Share of shortest paths between others that pass through the node.
    Betweenness,
    /// Number of edges.
    Degree,
    /// Number of edges that arrive (directed only).
    InDegree,
    /// Number of edges that leave (directed only).
    OutDegree,
    /// Inverse of the mean distance to the nodes within reach, weighted by their share.
    Closeness,
    /// Mean of the inverse distances to all others.
    Harmonic,
    /// Share of a random walk's time.
    Pagerank,
    /// Sum of the scores of the neighbours.
    Eigenvector,
    /// Number of walks that arrive, longer ones counting less.
    Katz,
    /// How well it points to authorities (directed only).
    HitsHub,
    /// How well hubs point to it (directed only).
    HitsAuthority,
    /// The densest part of the graph it belongs to (undirected only).
    Core,
    /// Share of its pairs of neighbours that are joined (undirected only).
    Clustering,
    /// Number of its neighbours, less what joins them with each other (undirected only).
    EffectiveSize,
    /// How much its contacts are contacts of each other; the least is first (undirected only).
    Constraint,
}

/// Whether a measure reads who is subject and who is object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasuredOn {
    /// Either graph.
    AnyGraph,
    /// A directed one only.
    Directed,
    /// An undirected one only.
    Undirected,
}

impl Measure {
    /// All measures, for help, completion and loops over them.
    pub const ALL: [Self; 15] = [
        Self::Betweenness,
        Self::Degree,
        Self::InDegree,
        Self::OutDegree,
        Self::Closeness,
        Self::Harmonic,
        Self::Pagerank,
        Self::Eigenvector,
        Self::Katz,
        Self::HitsHub,
        Self::HitsAuthority,
        Self::Core,
        Self::Clustering,
        Self::EffectiveSize,
        Self::Constraint,
    ];

    /// Those that overviews draw as sizes.
    pub const OF_OVERVIEWS: [Self; 5] =
        [Self::Betweenness, Self::Degree, Self::Closeness, Self::Harmonic, Self::Pagerank];

    /// The word on the command line and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Betweenness => "betweenness",
            Self::Degree => "degree",
            Self::InDegree => "in-degree",
            Self::OutDegree => "out-degree",
            Self::Closeness => "closeness",
            Self::Harmonic => "harmonic",
            Self::Pagerank => "pagerank",
            Self::Eigenvector => "eigenvector",
            Self::Katz => "katz",
            Self::HitsHub => "hits-hub",
            Self::HitsAuthority => "hits-authority",
            Self::Core => "core",
            Self::Clustering => "clustering",
            Self::EffectiveSize => "effective-size",
            Self::Constraint => "constraint",
        }
    }

    /// What a score means, for a reader.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Betweenness => {
                "share of the shortest paths between other nodes that pass through it"
            }
            Self::Degree => "number of nodes it is directly joined to",
            Self::InDegree => "number of edges that arrive at it",
            Self::OutDegree => "number of edges that leave it",
            Self::Closeness => "how near it is to all nodes within reach",
            Self::Harmonic => "how near it is to all nodes, unreachable ones counting zero",
            Self::Pagerank => "share of time a random walk spends at it",
            Self::Eigenvector => "how well it is joined to those who are well joined themselves",
            Self::Katz => {
                "number of ways to it over any number of steps, longer ones counting less"
            }
            Self::HitsHub => "how well it points to authorities",
            Self::HitsAuthority => "how well hubs point to it",
            Self::Core => "greatest k for which it is among nodes with k edges to each other",
            Self::Clustering => "share of the pairs of its neighbours that are joined themselves",
            Self::EffectiveSize => "number of its neighbours, less their joins with each other",
            Self::Constraint => {
                "how much its contacts are each other's contacts; the freest comes first (Burt)"
            }
        }
    }

    /// How the score is normalised.
    pub fn normalisation(self, shape: RankShape) -> &'static str {
        match (self, shape.direction == EdgeDirection::Directed) {
            (Self::Betweenness, false) => "divided by (n-1)(n-2)/2",
            (Self::Betweenness, true) => "divided by (n-1)(n-2)",
            (Self::Degree | Self::InDegree | Self::OutDegree | Self::Core, _) => "none: a count",
            (Self::Closeness, _) => "Wasserman-Faust: times the share of nodes within reach",
            (Self::Harmonic, _) => "divided by n-1",
            (Self::Pagerank, _) => "sums to 1; damping 0.85; sinks spread uniformly",
            (Self::Eigenvector, _) => "squares sum to 1",
            (Self::Katz, _) => {
                "squares sum to 1; each step counts 0.85 divided by the greatest eigenvalue"
            }
            (Self::HitsHub | Self::HitsAuthority, _) => "sums to 1",
            (Self::Clustering, _) => "a share, 0 to 1; 0 with fewer than two neighbours",
            (Self::EffectiveSize | Self::Constraint, _) => {
                "none; nodes without edges have no score"
            }
        }
    }

    /// The graph it is defined on.
    pub fn measured_on(self) -> MeasuredOn {
        match self {
            Self::InDegree | Self::OutDegree | Self::HitsHub | Self::HitsAuthority => {
                MeasuredOn::Directed
            }
            Self::Core | Self::Clustering | Self::EffectiveSize | Self::Constraint => {
                MeasuredOn::Undirected
            }
            _ => MeasuredOn::AnyGraph,
        }
    }

    /// Whether its scores count something.
    pub fn is_count(self) -> bool {
        matches!(self, Self::Degree | Self::InDegree | Self::OutDegree | Self::Core)
    }

    /// The better of two scores first.
    pub(super) fn order(self, a: f64, b: f64) -> Ordering {
        match self {
            Self::Constraint => a.total_cmp(&b),
            _ => b.total_cmp(&a),
        }
    }
}
