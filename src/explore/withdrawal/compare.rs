//! The withdrawal of a source: the graph is compared with the graph that is left.
//!
//! Whether a source deserves to be withdrawn is not asked.

use super::network::{Connections, LongerWays, Network, Structure, connections, longer_ways};
use super::statements::{Backed, Statements, prominence};
use crate::algo::Stopped;
use crate::explore::rank::{Placing, Ranking, exactness, marked_projection, part};
use crate::explore::{Estimate, Measure, Place, Projection, World};
use crate::graph::{Known, NodeIx, RankShape, Selection, SourceIx};
use crate::model::Certainty;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What is asked of a source.
#[derive(Debug, Clone)]
pub struct WithdrawalRequest {
    /// The source.
    pub source: SourceIx,
    /// What is admitted; kinds of nodes restrict the rows.
    pub selection: Selection,
    /// How exact betweenness is; by the size of the graph where it is not said.
    pub within: Option<f64>,
    /// Rows of each list at most.
    pub limit: usize,
}

/// The first of several rows, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Rows before the limit.
    pub total: usize,
}

/// What falls with a source, and what that changes.
#[derive(Debug, Clone, PartialEq)]
pub struct WithdrawalAnswer {
    /// The source.
    pub source: SourceIx,
    /// The sources that copy it, which are withdrawn with it.
    pub copies: Vec<SourceIx>,
    /// The graph that ranks are computed on, with the source.
    pub projection: Projection,
    /// What is admitted, of the facts of the edges too.
    pub selection: Selection,
    /// Nodes that fall, the highest places first.
    pub nodes: Listed<Backed>,
    /// Edges that fall, the highest places of their ends first.
    pub edges: Listed<Backed>,
    /// Facts that fall, by themselves or with their edge.
    pub facts: Listed<Backed>,
    /// Statements that stay and lose origins.
    pub weakened: Listed<Backed>,
    /// The graph that ranks are computed on, with the source and without.
    pub structure: [Structure; 2],
    /// Nodes that stay and without which more would fall apart than before.
    pub cut_points_gained: Listed<NodeIx>,
    /// Nodes that stay and no longer hold parts together.
    pub cut_points_lost: Listed<NodeIx>,
    /// How exact betweenness is, where it is estimated: the larger error of the two rankings.
    pub estimate: Option<Estimate>,
    /// Nodes that stay and whose place by betweenness differs: first those whose score becomes 0 or was 0, then the
    /// greatest change. Of estimates only those whose scores differ by more than twice the error.
    pub places: Listed<Moves>,
    /// Who is joined with whom.
    pub connections: Connections,
    /// Longer ways among the highest places.
    pub longer: LongerWays,
}

/// A node and its two places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moves {
    /// The node.
    pub node: NodeIx,
    /// With the source.
    pub before: Place,
    /// Without it.
    pub after: Place,
}

impl<T> Listed<T> {
    pub(super) fn of(mut rows: Vec<T>, limit: usize) -> Self {
        let total = rows.len();
        rows.truncate(limit);
        Self { rows, total }
    }
}

/// Withdraws a source with its copies and compares.
///
/// Time O(n log n + m log m + evidence) and that of betweenness twice, and O(n + m) for each of the few nodes whose
/// distances are compared; space O(n + m).
pub fn withdrawal(
    world: &World<'_>,
    request: &WithdrawalRequest,
) -> Result<WithdrawalAnswer, Stopped> {
    let graph = world.graph;
    let known = Known::without(graph, &BTreeSet::from([request.source]));
    let left = graph.knowing(&known);
    let mut selection = request.selection.clone();
    let rows_of = selection.kinds.split_off_nodes();
    let shape = RankShape::default();
    let [before, after] =
        [graph, left].map(|graph| Network::new(graph, selection.apply(graph, &[]), shape));
    let placing = Placing {
        measures: vec![Measure::Betweenness],
        shape,
        near: Vec::new(),
        exactness: exactness(&before.ranks, request.within),
        rows_of,
        records: false,
    };
    let rank = |graph, network: &Network, at| -> Result<Ranking, Stopped> {
        let watch = part(world.watch, at, 2);
        let [ranking] = placing.rankings(graph, &network.ranks, &watch)?.try_into().expect("one");
        Ok(ranking)
    };
    let rankings = [rank(graph, &before, 0)?, rank(left, &after, 1)?];
    let [places, places_left] = [0, 1].map(|at| rankings[at].places(graph.node_count()));
    let estimates = rankings.iter().filter_map(|ranking| ranking.estimate);
    let estimate = estimates.max_by(|a, b| a.error.total_cmp(&b.error));
    let noise = estimate.map_or(0.0, |estimate| 2.0 * estimate.error);
    let statements = Statements::new(graph, left, &selection, &placing.rows_of, &places);
    let limit = request.limit;
    let cut_points = |of: &Network, other: &Network| {
        let stays = |&node: &NodeIx| after.has(node) && !other.cut_points.contains(&node);
        let mut nodes: Vec<NodeIx> = of.cut_points.iter().copied().filter(stays).collect();
        nodes.sort_by_key(|node| (prominence(&places, *node), *node));
        Listed::of(nodes, limit)
    };
    let copies = graph.sources().filter(|source| {
        source.ix != request.source
            && source.known() != Certainty::Out
            && left.source(source.ix).known() == Certainty::Out
    });
    Ok(WithdrawalAnswer {
        source: request.source,
        copies: copies.map(|source| source.ix).collect(),
        projection: marked_projection(graph, &request.selection, &before.ranks, shape),
        nodes: Listed::of(statements.nodes, limit),
        edges: Listed::of(statements.edges, limit),
        facts: Listed::of(statements.facts, limit),
        weakened: Listed::of(statements.weakened, limit),
        structure: [before.structure(), after.structure()],
        cut_points_gained: cut_points(&after, &before),
        cut_points_lost: cut_points(&before, &after),
        estimate,
        places: Listed::of(moves(&rankings[0], &places_left, noise), limit),
        connections: connections(&rankings[0], &before, &after, limit),
        longer: longer_ways(&rankings[0], (graph, &before), (left, &after), limit),
        selection,
    })
}

/// Nodes whose place differs, first those that get a score of 0 or lose one. All nodes of score 0 share a place, which
/// says nothing of any of them.
fn moves(ranking: &Ranking, places_left: &[Option<Place>], noise: f64) -> Vec<Moves> {
    let mut moves: Vec<Moves> = ranking
        .rows
        .iter()
        .filter_map(|row| {
            let before = Place { rank: row.rank, score: row.score };
            let after = places_left[row.node.at()]?;
            let has_score = before.score != 0.0 || after.score != 0.0;
            let is_noise = (before.score - after.score).abs() < noise;
            let moves = has_score && !is_noise && before.rank != after.rank;
            moves.then_some(Moves { node: row.node, before, after })
        })
        .collect();
    let change = |moves: &Moves| {
        let is_emptied = (moves.before.score == 0.0) != (moves.after.score == 0.0);
        (is_emptied, moves.before.rank.abs_diff(moves.after.rank))
    };
    moves.sort_by_key(|moves| (Reverse(change(moves)), moves.before.rank, moves.node));
    moves
}
