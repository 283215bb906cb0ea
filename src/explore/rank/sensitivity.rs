//! `rank --sensitivity`: how far places and scores depend on single sources.
//!
//! Every source is withdrawn once, with its copies; nothing is said of how likely it is to be wrong.

use super::placing::{
    Computed, Place, Placing, RankRow, Rankings, Standing, exactness, part, ties,
};
use super::ranking::{marked_projection, normalisation};
use super::{Estimate, Measure};
use crate::algo::{Progress, Stopped};
use crate::explore::{Projection, World};
use crate::graph::{Known, NodeIx, RankProjection, RankShape, Selected, Selection, SourceIx};
use crate::model::Certainty;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// What is ranked again without each source.
#[derive(Debug, Clone)]
pub struct SensitivityRequest {
    /// The measures.
    pub measures: Vec<Measure>,
    /// The graph they are computed on.
    pub shape: RankShape,
    /// What is admitted to that graph, kinds of nodes aside.
    pub selection: Selection,
    /// Where the random walk of pagerank begins again.
    pub near: Vec<NodeIx>,
    /// How exact betweenness is; by the size of the graph where it is not said.
    pub within: Option<f64>,
    /// List records too.
    pub records: bool,
    /// Rows of each measure at most.
    pub limit: usize,
}

/// Rankings with error bars.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivityAnswer {
    /// The graph with all sources.
    pub projection: Projection,
    /// Where the random walk of pagerank begins again.
    pub near: Vec<NodeIx>,
    /// What each withdrawal takes away, in the order of the ids of the sources.
    pub sources: Vec<LeaveOut>,
    /// The rows by measure, in the order asked for.
    pub measures: Vec<MeasureSensitivity>,
}

/// A source that was withdrawn with its copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaveOut {
    /// The source.
    pub source: SourceIx,
    /// Admitted nodes that fall with it.
    pub n_nodes: usize,
    /// Admitted edges that fall with it.
    pub n_edges: usize,
    /// Whether the graph that ranks are computed on changes.
    pub changes: bool,
}

/// A ranking and what the withdrawals make of it.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasureSensitivity {
    /// The measure.
    pub measure: Measure,
    /// How it is normalised.
    pub normalisation: &'static str,
    /// How exact the scores are, where they are estimates: of all rankings the largest error.
    pub estimate: Option<Estimate>,
    /// Whether the scores of all rankings settled.
    pub converged: bool,
    /// The highest rows.
    pub rows: Vec<SensitivityRow>,
    /// Rows before the limit.
    pub n_rows: usize,
}

/// A node with its places.
#[derive(Debug, Clone, PartialEq)]
pub struct SensitivityRow {
    /// The node.
    pub node: NodeIx,
    /// How it stands with all sources.
    pub place: Place,
    /// Its best and its last place, those aside where the score became 0.
    pub ranks: (usize, usize),
    /// Its least and its greatest score.
    pub scores: (f64, f64),
    /// The withdrawal that moves it most; none where none moves it.
    pub moved: Option<Moved>,
    /// How it stands without each source, in the order of [`SensitivityAnswer::sources`].
    pub without: Vec<Standing>,
}

/// What a withdrawal does to a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moved {
    /// The source.
    pub source: SourceIx,
    /// How the node stands without it.
    pub to: Standing,
}

/// Ranks what is left without each source.
///
/// Time and space are those of the measures for each source, and O(n + m + evidence) for each.
pub fn rank_sensitivity(
    world: &World<'_>,
    request: &SensitivityRequest,
) -> Result<SensitivityAnswer, Stopped> {
    let graph = world.graph;
    let mut on_graph = request.selection.clone();
    let rows_of = on_graph.kinds.split_off_nodes();
    let selected = on_graph.apply(graph, &[]);
    let ranks = RankProjection::new(graph, &selected, request.shape);
    let projection = marked_projection(graph, &request.selection, &ranks, request.shape);
    let placing = Placing {
        measures: request.measures.clone(),
        shape: request.shape,
        near: request.near.clone(),
        exactness: exactness(&ranks, request.within),
        rows_of,
        records: request.records,
    };
    let counted: Vec<SourceIx> = graph
        .sources()
        .filter(|source| source.known() != Certainty::Out)
        .map(|source| source.ix)
        .collect();
    let n_parts = counted.len() + 1;
    let mut rankings = Rankings::new(&placing);
    let (whole, _) = rankings.next(graph, ranks, &part(world.watch, 0, n_parts))?;
    let mut measures: Vec<MeasureSensitivity> = (request.measures.iter().zip(&whole.rankings))
        .map(|(&measure, ranking)| MeasureSensitivity {
            measure,
            normalisation: normalisation(measure, request.shape, &request.near),
            estimate: ranking.estimate,
            converged: ranking.converged,
            rows: ranking.rows.iter().take(request.limit).map(SensitivityRow::alone).collect(),
            n_rows: ranking.rows.len(),
        })
        .collect();
    let mut sources = Vec::with_capacity(counted.len());
    for (at, &source) in counted.iter().enumerate() {
        let watch = part(world.watch, at + 1, n_parts);
        if watch(Progress { done: 0, total: 1 }).is_break() {
            return Err(Stopped);
        }
        let known = Known::without(graph, &BTreeSet::from([source]));
        let left = graph.knowing(&known);
        let selected_left = on_graph.apply(left, &[]);
        let (n_nodes, n_edges) = fallen(&selected, &selected_left);
        let ranks = RankProjection::new(left, &selected_left, request.shape);
        let (ranked, computed) = rankings.next(left, ranks, &watch)?;
        let changes = computed != Computed::AsFirst;
        sources.push(LeaveOut { source, n_nodes, n_edges, changes });
        for (of, measure) in measures.iter_mut().enumerate() {
            let ranking = &ranked.rankings[of];
            measure.converged &= ranking.converged;
            measure.estimate = worse(measure.estimate, ranking.estimate);
            for row in &mut measure.rows {
                row.stand(source, ranked.standing(of, row.node));
            }
        }
    }
    Ok(SensitivityAnswer { projection, near: request.near.clone(), sources, measures })
}

/// Nodes and edges that the first selection has and the second has not.
fn fallen(before: &Selected, after: &Selected) -> (usize, usize) {
    let nodes = before.nodes().filter(|&node| !after.has_node(node)).count();
    (nodes, before.edges().filter(|&edge| !after.has_edge(edge)).count())
}

/// The less exact of two estimates.
fn worse(a: Option<Estimate>, b: Option<Estimate>) -> Option<Estimate> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.error > a.error { b } else { a }),
        (a, b) => a.or(b),
    }
}

impl SensitivityRow {
    /// A row before any withdrawal.
    fn alone(row: &RankRow) -> Self {
        Self {
            node: row.node,
            place: Place { rank: row.rank, score: row.score },
            ranks: (row.rank, row.rank),
            scores: (row.score, row.score),
            moved: None,
            without: Vec::new(),
        }
    }

    /// Takes down how the node stands without one more source.
    fn stand(&mut self, source: SourceIx, to: Standing) {
        if let Standing::At(place) = to {
            // All nodes of score 0 share a place, which is high where nobody has more.
            if !is_emptied(self.place, place) {
                self.ranks = (self.ranks.0.min(place.rank), self.ranks.1.max(place.rank));
            }
            self.scores = (self.scores.0.min(place.score), self.scores.1.max(place.score));
        }
        self.without.push(to);
        let most = self.moved.map_or(Standing::At(self.place), |moved| moved.to);
        if by_distance(self.place, to, most) == Ordering::Greater {
            self.moved = Some(Moved { source, to });
        }
    }
}

/// Did a score become 0?
fn is_emptied(from: Place, to: Place) -> bool {
    from.score != 0.0 && to.score == 0.0
}

/// Which of two standings lies farther from a place: gone, then without a score or with a score that became 0, then by
/// place, then by score.
fn by_distance(from: Place, a: Standing, b: Standing) -> Ordering {
    let distance = |to: Standing| match to {
        Standing::Gone => (2, 0, 0.0),
        Standing::Unscored => (1, 0, 0.0),
        Standing::At(to) if is_emptied(from, to) => (1, 0, 0.0),
        Standing::At(to) if ties(from.score, to.score) => (0, from.rank.abs_diff(to.rank), 0.0),
        Standing::At(to) => (0, from.rank.abs_diff(to.rank), (from.score - to.score).abs()),
    };
    let (a, b) = (distance(a), distance(b));
    (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2))
}
