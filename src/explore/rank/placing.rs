//! The places of nodes by measures, on one graph or on one after another.
//!
//! Scores are asked for here, ordered and numbered; which graphs are ranked is the question's.

use super::scores::{Estimate, Scored, near, sampled, scores};
use super::{Exactness, Measure};
use crate::algo::{Progress, Stopped, Watch};
use crate::graph::{KindFilter, NodeIx, PropertyGraph, RankProjection, RankShape};

/// A node with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankRow {
    /// Place, from 1; equal scores share a place.
    pub rank: usize,
    /// The node.
    pub node: NodeIx,
    /// The score.
    pub score: f64,
}

/// A place in a ranking and the score behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The place, from 1.
    pub rank: usize,
    /// The score.
    pub score: f64,
}

/// How a node stands in a ranking of another graph than the one it is known from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing {
    /// It has a place.
    At(Place),
    /// It is there, and the measure says nothing of it.
    Unscored,
    /// It is not in that graph.
    Gone,
}

impl Standing {
    /// The place, if it has one.
    pub fn place(self) -> Option<Place> {
        match self {
            Self::At(place) => Some(place),
            Self::Unscored | Self::Gone => None,
        }
    }
}

/// How nodes are placed: by which measures, on which graph, and which of them have a row.
#[derive(Debug, Clone)]
pub(in crate::explore) struct Placing {
    pub(in crate::explore) measures: Vec<Measure>,
    pub(in crate::explore) shape: RankShape,
    /// Where the random walk of pagerank begins again; anywhere when there are none.
    pub(in crate::explore) near: Vec<NodeIx>,
    /// How exact betweenness is; other measures are exact.
    pub(in crate::explore) exactness: Exactness,
    /// Only nodes of these kinds have a row; of no kind, all but records.
    pub(in crate::explore) rows_of: KindFilter,
    /// Records have rows too.
    pub(in crate::explore) records: bool,
}

/// The rows of one measure on one graph.
#[derive(Debug, Clone)]
pub(in crate::explore) struct Ranking {
    /// By place, then by id.
    pub(in crate::explore) rows: Vec<RankRow>,
    pub(in crate::explore) estimate: Option<Estimate>,
    pub(in crate::explore) converged: bool,
}

/// Scores that differ by less than this part of themselves share a place: sums of n terms in f64 differ by
/// a few units in the last place between orders of addition, far below it.
const TIE: f64 = 1e-9;

/// Do scores share a place?
pub(super) fn ties(a: f64, b: f64) -> bool {
    (a - b).abs() <= TIE * a.abs().max(b.abs())
}

/// The places of scores in their order, from 1; scores that [tie](ties) with the first of a place share it.
pub(in crate::explore) fn places_of(ordered: impl IntoIterator<Item = f64>) -> Vec<usize> {
    let mut places = Vec::new();
    let mut first = (1, f64::NAN);
    for (score, at) in ordered.into_iter().zip(1..) {
        if !ties(first.1, score) {
            first = (at, score);
        }
        places.push(first.0);
    }
    places
}

impl Placing {
    /// The ranking by each measure on one graph.
    pub(in crate::explore) fn rankings(
        &self,
        graph: PropertyGraph<'_>,
        ranks: &RankProjection,
        watch: &dyn Watch,
    ) -> Result<Vec<Ranking>, Stopped> {
        let n_measures = self.measures.len();
        let one = |(at, &measure)| {
            let scored = self.scored(measure, ranks, &part(watch, at, n_measures))?;
            Ok(self.ranking(graph, measure, ranks, scored))
        };
        self.measures.iter().enumerate().map(one).collect()
    }

    fn scored(
        &self,
        measure: Measure,
        ranks: &RankProjection,
        watch: &dyn Watch,
    ) -> Result<Scored, Stopped> {
        match (measure, self.exactness) {
            (Measure::Betweenness, Exactness::Within(error)) => {
                sampled(error, self.shape, ranks, watch)
            }
            (Measure::Pagerank, _) if !self.near.is_empty() => {
                near(&self.near, self.shape, ranks, watch)
            }
            _ => scores(measure, self.shape, ranks, watch),
        }
    }

    /// Does a node have a row?
    pub(in crate::explore) fn lists(&self, graph: PropertyGraph<'_>, node: NodeIx) -> bool {
        let node = graph.node(node);
        if self.rows_of.is_empty() {
            self.records || !node.is_record()
        } else {
            self.rows_of.names_node(graph, node)
        }
    }

    fn ranking(
        &self,
        graph: PropertyGraph<'_>,
        measure: Measure,
        ranks: &RankProjection,
        scored: Scored,
    ) -> Ranking {
        let Scored { scores, estimate, converged } = scored;
        // Nodes that a measure says nothing of have no row.
        let mut scored: Vec<(NodeIx, f64)> = ranks
            .nodes
            .iter()
            .copied()
            .zip(scores)
            .filter_map(|(node, score)| Some((node, score?)))
            .filter(|(node, _)| self.lists(graph, *node))
            .collect();
        scored.sort_by(|a, b| measure.order(a.1, b.1).then(a.0.cmp(&b.0)));
        let ranks = places_of(scored.iter().map(|&(_, score)| score));
        let row = |(rank, (node, score))| RankRow { rank, node, score };
        let mut rows: Vec<RankRow> = ranks.into_iter().zip(scored).map(row).collect();
        rows.sort_by_key(|row| (row.rank, row.node));
        Ranking { rows, estimate, converged }
    }
}

impl Ranking {
    /// The place of every node that has one, by node.
    pub(in crate::explore) fn places(&self, n_nodes: usize) -> Vec<Option<Place>> {
        let mut places = vec![None; n_nodes];
        for row in &self.rows {
            places[row.node.at()] = Some(Place { rank: row.rank, score: row.score });
        }
        places
    }
}

/// One graph with its rankings.
#[derive(Debug)]
pub(super) struct Ranked {
    pub(super) ranks: RankProjection,
    pub(super) rankings: Vec<Ranking>,
    /// The places of [`Ranking::places`], by measure.
    pub(super) places: Vec<Vec<Option<Place>>>,
}

impl Ranked {
    /// How a node stands by a measure.
    pub(super) fn standing(&self, measure: usize, node: NodeIx) -> Standing {
        match self.places[measure][node.at()] {
            Some(place) => Standing::At(place),
            None if self.ranks.nodes.binary_search(&node).is_ok() => Standing::Unscored,
            None => Standing::Gone,
        }
    }
}

/// Rankings of one graph after another. A graph that is as the first one, or as the last that was computed, is not
/// ranked again.
#[derive(Debug)]
pub(super) struct Rankings<'q> {
    placing: &'q Placing,
    first: Option<Ranked>,
    last: Option<Ranked>,
}

/// Where the rankings of a graph come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Computed {
    /// They were computed for it.
    Anew,
    /// The graph is as the first one.
    AsFirst,
    /// The graph is as the last one that was computed after the first.
    AsLast,
}

impl<'q> Rankings<'q> {
    pub(super) fn new(placing: &'q Placing) -> Self {
        Self { placing, first: None, last: None }
    }

    /// The rankings of the next graph.
    pub(super) fn next(
        &mut self,
        graph: PropertyGraph<'_>,
        ranks: RankProjection,
        watch: &dyn Watch,
    ) -> Result<(&Ranked, Computed), Stopped> {
        let is_as = |known: &Option<Ranked>| {
            known.as_ref().is_some_and(|known| is_same_graph(&known.ranks, &ranks))
        };
        let computed = match (is_as(&self.first), is_as(&self.last)) {
            (true, _) => Computed::AsFirst,
            (_, true) => Computed::AsLast,
            _ => Computed::Anew,
        };
        let slot = match computed {
            Computed::AsFirst => &mut self.first,
            Computed::Anew if self.first.is_none() => &mut self.first,
            Computed::AsLast | Computed::Anew => &mut self.last,
        };
        if computed == Computed::Anew {
            let rankings = self.placing.rankings(graph, &ranks, watch)?;
            let n_nodes = graph.node_count();
            let places = rankings.iter().map(|ranking| ranking.places(n_nodes)).collect();
            *slot = Some(Ranked { ranks, rankings, places });
        }
        Ok((slot.as_ref().expect("it was there or was put there"), computed))
    }
}

/// Do all measures say the same of two graphs? Which of parallel edges stands for them is nothing to a measure.
fn is_same_graph(a: &RankProjection, b: &RankProjection) -> bool {
    let (one, other) = (a.csr.view(), b.csr.view());
    a.nodes == b.nodes && one.offsets() == other.offsets() && one.targets() == other.targets()
}

/// Nodes times edges up to which betweenness is computed exactly where several graphs are ranked: a tenth of a second
/// for each, about.
const EXACT_WORK_MAX: usize = 100_000_000;

/// How exact betweenness is of larger graphs where several are ranked.
const ESTIMATE_WITHIN: f64 = 0.01;

/// How exact betweenness is where several graphs are ranked of which this is the largest.
pub(in crate::explore) fn exactness(ranks: &RankProjection, within: Option<f64>) -> Exactness {
    match within {
        Some(error) => Exactness::Within(error),
        None if ranks.nodes.len().saturating_mul(ranks.n_edges) > EXACT_WORK_MAX => {
            Exactness::Within(ESTIMATE_WITHIN)
        }
        None => Exactness::Exact,
    }
}

/// Tells a watch of part `at` of `n_parts` equal ones.
pub(in crate::explore) fn part(
    watch: &dyn Watch,
    at: usize,
    n_parts: usize,
) -> impl Fn(Progress) -> std::ops::ControlFlow<()> + Sync + '_ {
    const UNITS: u64 = 1 << 20;
    let (at, n_parts) = (at as u64, n_parts as u64);
    move |progress| {
        let (done, total) = (progress.done.min(progress.total), progress.total.max(1));
        let done = u128::from(done) * u128::from(UNITS) / u128::from(total);
        let done = u64::try_from(done).expect("a part is no more than the whole");
        watch.hear(Progress { done: at * UNITS + done, total: n_parts * UNITS })
    }
}
