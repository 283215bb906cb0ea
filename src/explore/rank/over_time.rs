//! `rank --over-time`: the places of nodes by a measure, year by year.
//!
//! A year is the graph as of its last day; nothing is guessed between dates.

use super::placing::{Computed, Place, Placing, Rankings, exactness, part};
use super::ranking::{marked_projection, normalisation};
use super::{Estimate, Measure};
use crate::algo::{Progress, Stopped};
use crate::explore::{Projection, World};
use crate::graph::{
    EdgeIx, NodeIx, PropertyGraph, RankProjection, RankShape, Selection, TimeQuestion,
};
use crate::model::{Certainty, Day, When};

/// What is ranked year by year.
#[derive(Debug, Clone)]
pub struct OverTimeRequest {
    /// The measure.
    pub measure: Measure,
    /// The graph it is computed on.
    pub shape: RankShape,
    /// What is admitted to that graph, kinds of nodes and time aside.
    pub selection: Selection,
    /// Where the random walk of pagerank begins again; anywhere when there are none.
    pub near: Vec<NodeIx>,
    /// How exact betweenness is; by the size of the graph where it is not said.
    pub within: Option<f64>,
    /// List records too.
    pub records: bool,
    /// Rows at most.
    pub limit: usize,
    /// The years, ascending.
    pub years: Vec<i64>,
}

/// Places by year.
#[derive(Debug, Clone, PartialEq)]
pub struct OverTimeAnswer {
    /// The measure.
    pub measure: Measure,
    /// How it is normalised.
    pub normalisation: &'static str,
    /// Where the random walk of pagerank begins again.
    pub near: Vec<NodeIx>,
    /// The graph of all years together.
    pub projection: Projection,
    /// Edges of that graph without a date, which are possible in every year.
    pub n_undated: usize,
    /// Whether what is only possible was left out.
    pub certain_only: bool,
    /// What was ranked in each year.
    pub years: Vec<YearRanked>,
    /// By best place with a score that is not 0, then place in the last year, then id.
    pub rows: Vec<OverTimeRow>,
    /// Rows before the limit.
    pub n_rows: usize,
}

/// The graph of a year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearRanked {
    /// The year.
    pub year: i64,
    /// Nodes.
    pub n_nodes: usize,
    /// Edges.
    pub n_edges: usize,
    /// How many of these edges are only possible in that year.
    pub n_possible: usize,
    /// How exact its scores are, where they are estimates.
    pub estimate: Option<Estimate>,
    /// Whether its scores settled.
    pub converged: bool,
    /// Whether it differs from the graph of the year before.
    pub is_changed: bool,
}

/// A node through the years.
#[derive(Debug, Clone, PartialEq)]
pub struct OverTimeRow {
    /// The node.
    pub node: NodeIx,
    /// Its place in each year; none where it is not there or has no score.
    pub places: Vec<Option<Place>>,
}

impl OverTimeRow {
    /// Its best place with a score that is not 0.
    pub fn best_rank(&self) -> Option<usize> {
        let places = self.places.iter().flatten();
        places.filter(|place| place.score != 0.0).map(|place| place.rank).min()
    }

    fn last_rank(&self) -> usize {
        self.places.last().copied().flatten().map_or(usize::MAX, |place| place.rank)
    }
}

/// The first and the last year that dates of admitted nodes and edges touch; open and unknown ends aside.
///
/// Time O(n + m).
pub fn dated_years(graph: PropertyGraph<'_>, selection: &Selection) -> Option<(i64, i64)> {
    let selected = anytime(selection).apply(graph, &[]);
    let nodes = selected.nodes().filter_map(|ix| graph.node(ix).when());
    let edges = selected.edges().filter_map(|ix| graph.edge(ix).time_when());
    let days = |when: When| {
        let bounds = when.bounds();
        [bounds.first, bounds.last].into_iter().filter(|&day| is_finite(day))
    };
    let mut span: Option<(Day, Day)> = None;
    for day in nodes.chain(edges).flat_map(days) {
        let (first, last) = span.get_or_insert((day, day));
        (*first, *last) = ((*first).min(day), (*last).max(day));
    }
    span.map(|(first, last)| (first.to_ymd().0, last.to_ymd().0))
}

/// Years up to which every year is ranked; of more only those that a round number divides.
const YEARS_SHOWN: i64 = 60;

/// The years from `first` to `last` that `every` divides, and the last; without it that is the least of 1, 2, 5, 10 and
/// so on that leaves few.
pub fn years_between(first: i64, last: i64, every: Option<u32>) -> impl Iterator<Item = i64> {
    let mut rounds = std::iter::successors(Some(1), |power| Some(power * 10))
        .flat_map(|power: i64| [power, 2 * power, 5 * power]);
    let is_few = |step: &i64| (last - first) / step < YEARS_SHOWN;
    let round = || rounds.find(is_few).expect("some power of ten is above any span of years");
    let step = every.map_or_else(round, i64::from);
    let start = first + (-first).rem_euclid(step);
    (start..last)
        .step_by(usize::try_from(step).expect("steps are positive"))
        .chain((first <= last).then_some(last))
}

fn is_finite(day: Day) -> bool {
    day != Day::EARLIEST && day != Day::LATEST
}

/// The same selection without kinds of nodes, which restrict rows, and without a question about time.
fn anytime(selection: &Selection) -> Selection {
    let mut selection = Selection { time: None, certain_only: false, ..selection.clone() };
    drop(selection.kinds.split_off_nodes());
    selection
}

/// Ranks the graph as of the last day of each year.
///
/// Time and space are the measure's for each year whose graph differs from that of the year before, and O(n + m) for
/// each year.
pub fn rank_over_time(
    world: &World<'_>,
    request: &OverTimeRequest,
) -> Result<OverTimeAnswer, Stopped> {
    let graph = world.graph;
    let mut on_graph = request.selection.clone();
    let rows_of = on_graph.kinds.split_off_nodes();
    let all = anytime(&request.selection).apply(graph, &[]);
    let all = RankProjection::new(graph, &all, request.shape);
    let placing = Placing {
        measures: vec![request.measure],
        shape: request.shape,
        near: request.near.clone(),
        exactness: exactness(&all, request.within),
        rows_of,
        records: request.records,
    };
    let n_years = request.years.len();
    let mut rankings = Rankings::new(&placing);
    let mut years: Vec<YearRanked> = Vec::with_capacity(n_years);
    let mut before = Computed::AsFirst;
    let mut rows: Vec<Option<OverTimeRow>> = vec![None; graph.node_count()];
    for (at, &year) in request.years.iter().enumerate() {
        let watch = part(world.watch, at, n_years);
        if watch(Progress { done: 0, total: 1 }).is_break() {
            return Err(Stopped);
        }
        on_graph.time = Some(TimeQuestion::AsOf(Day::from_ymd(year, 12, 31)));
        let selected = on_graph.apply(graph, &[]);
        let ranks = RankProjection::new(graph, &selected, request.shape);
        let time = |&edge: &EdgeIx| on_graph.edge_time(graph.edge(edge));
        let is_possible = |edge: &EdgeIx| time(edge) == Some(Certainty::Possible);
        let n_possible = edges_of(&ranks).into_iter().filter(is_possible).count();
        let (n_nodes, n_edges) = (ranks.nodes.len(), ranks.n_edges);
        let (ranked, computed) = rankings.next(graph, ranks, &watch)?;
        let ranking = &ranked.rankings[0];
        for row in &ranking.rows {
            let places = || OverTimeRow { node: row.node, places: vec![None; n_years] };
            let through = rows[row.node.at()].get_or_insert_with(places);
            through.places[at] = Some(Place { rank: row.rank, score: row.score });
        }
        years.push(YearRanked {
            year,
            n_nodes,
            n_edges,
            n_possible,
            estimate: ranking.estimate,
            converged: ranking.converged,
            is_changed: match computed {
                Computed::Anew => true,
                Computed::AsFirst => at > 0 && before != Computed::AsFirst,
                Computed::AsLast => before == Computed::AsFirst,
            },
        });
        before = if at == 0 { Computed::AsFirst } else { computed };
    }
    let mut rows: Vec<OverTimeRow> = rows.into_iter().flatten().collect();
    rows.sort_by_cached_key(|row| {
        (row.best_rank().unwrap_or(usize::MAX), row.last_rank(), row.node)
    });
    let n_rows = rows.len();
    rows.truncate(request.limit);
    let is_undated = |edge: &EdgeIx| graph.edge(*edge).time_when().is_none();
    Ok(OverTimeAnswer {
        measure: request.measure,
        normalisation: normalisation(request.measure, request.shape, &request.near),
        near: request.near.clone(),
        n_undated: edges_of(&all).into_iter().filter(is_undated).count(),
        certain_only: request.selection.certain_only,
        projection: marked_projection(graph, &request.selection, &all, request.shape),
        years,
        rows,
        n_rows,
    })
}

/// The edges of a projection, each once.
fn edges_of(ranks: &RankProjection) -> Vec<EdgeIx> {
    let view = ranks.csr.view();
    let mut edges: Vec<EdgeIx> = (0..view.arc_count()).map(|arc| view.edge(arc)).collect();
    edges.sort_unstable();
    edges.dedup();
    edges
}
