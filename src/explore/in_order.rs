//! `path --in-order`: which chains between two nodes can have happened in that order?
//!
//! The shortest such chains, each with its earliest arrival and latest departure, and a longer one where that
//! arrives earlier. What may be walked is decided by the path projection, as for other paths.

use super::chain::{Chain, chain};
use super::{Projection, World};
use crate::algo::paths::{
    EnumerationLimits, MeetingScratch, PathCount, Terrain, TimeRespecting, WalkDays,
    all_shortest_paths, earliest_arrivals, time_respecting_paths,
};
use crate::graph::{
    DaySets, EdgeReach, EdgeRef, NodeIx, PathProjection, Selection, TimeQuestion, Via,
};
use crate::model::{Day, Days};

/// Which chains are asked for.
#[derive(Debug, Clone)]
pub struct InOrderRequest {
    /// Where chains start.
    pub from: NodeIx,
    /// Where they end.
    pub to: NodeIx,
    /// What is admitted.
    pub selection: Selection,
    /// Hubs and kinds admitted beyond the default.
    pub via: Via,
    /// Chains listed at most.
    pub limit: usize,
}

/// The chains between two nodes whose steps can have happened in order.
#[derive(Debug, Clone, PartialEq)]
pub struct InOrderAnswer {
    /// Where the chains start.
    pub from: NodeIx,
    /// Where they end.
    pub to: NodeIx,
    /// The shortest chains: by number of hops, then ids.
    pub chains: Vec<Chain>,
    /// How many there are in all.
    pub total: PathCount,
    /// The first of the longer chains that arrive before all these, where there is one.
    pub earlier: Option<Chain>,
    /// Length in half steps of the paths that there are in any order, where none is in order.
    pub unordered: Option<u32>,
    /// The graph that was walked.
    pub projection: Projection,
    /// What is admitted.
    pub selection: Selection,
}

/// Chains counted at most.
const CHAINS_MAX: usize = 5_000;

/// Connects two nodes in the order of time.
///
/// Time is that of [`time_respecting_paths`] three times and of [`earliest_arrivals`], and O(n + m) for the projection.
pub fn in_order(world: &World<'_>, request: &InOrderRequest) -> InOrderAnswer {
    let graph = world.graph;
    let selected = request.selection.apply(graph, &[request.from, request.to]);
    let projection = PathProjection::new(graph, &selected, &request.via, EdgeReach::Passable);
    let search = Search {
        world,
        projection: &projection,
        sets: DaySets::new(graph),
        ends: [request.from, request.to],
        within: within(&request.selection),
    };
    let found = search.chains(DaySets::of, search.within);
    let chains: Vec<Chain> = found
        .paths
        .iter()
        .take(request.limit)
        .map(|nodes| search.describe(nodes, search.within.last))
        .collect();
    InOrderAnswer {
        from: request.from,
        to: request.to,
        total: found.count,
        earlier: found.half_steps.and_then(|length| search.earlier(length, &chains)),
        unordered: if found.half_steps.is_none() { search.unordered() } else { None },
        chains,
        projection: Projection::paths(graph, &request.selection, &selected, &projection),
        selection: request.selection.clone(),
    }
}

/// The days that the question about time leaves.
fn within(selection: &Selection) -> Days {
    match &selection.time {
        None => Days::ALL,
        Some(TimeQuestion::AsOf(day)) => Days { first: Day::EARLIEST, last: *day },
        Some(TimeQuestion::Within(days)) => *days,
    }
}

struct Search<'w, 'a> {
    world: &'w World<'a>,
    projection: &'w PathProjection,
    sets: DaySets,
    ends: [NodeIx; 2],
    within: Days,
}

impl<'a> Search<'_, 'a> {
    fn terrain(&self) -> Terrain<'_> {
        let Self { projection, .. } = self;
        Terrain::new(projection.csr.view(), &projection.half_steps, &projection.passable)
    }

    /// Runs a kernel with the days that edges have by `set_of`.
    fn on_days<T>(
        &self,
        set_of: impl Fn(EdgeRef<'a>) -> u32,
        kernel: impl FnOnce(WalkDays<'_>) -> T,
    ) -> T {
        let view = self.projection.csr.view();
        let edge_of = |arc| self.world.graph.edge(view.edge(arc));
        let of_arcs: Vec<u32> = (0..view.arc_count()).map(|arc| set_of(edge_of(arc))).collect();
        kernel(WalkDays::new(&self.sets.sets(), &of_arcs))
    }

    fn chains(&self, set_of: impl Fn(EdgeRef<'a>) -> u32, within: Days) -> TimeRespecting {
        let limits = EnumerationLimits { paths_max: CHAINS_MAX, ..EnumerationLimits::default() };
        self.on_days(set_of, |days| {
            time_respecting_paths(self.terrain(), days, self.ends, within, limits)
        })
    }

    fn describe(&self, nodes: &[NodeIx], by: Day) -> Chain {
        chain(self.world, self.projection, &self.sets, nodes, self.within, by)
    }

    /// The first chain of those that arrive earliest over steps whose first day is known, if no shortest one
    /// can arrive as early.
    fn earlier(&self, length: u32, shortest: &[Chain]) -> Option<Chain> {
        let known = |edge: EdgeRef<'a>| self.sets.of_known(edge);
        let [source, target] = self.ends;
        let arrivals = self.on_days(known, |days| {
            earliest_arrivals(self.terrain(), days, source, self.within.first)
        });
        let by = arrivals[target.at()].filter(|&day| day <= self.within.last)?;
        let within = Days { last: by, ..self.within };
        if shortest.iter().any(|chain| chain.arrival <= by)
            || self.chains(DaySets::of, within).half_steps == Some(length)
        {
            return None;
        }
        Some(self.describe(self.chains(known, within).paths.first()?, by))
    }

    /// Length of the shortest paths in any order.
    fn unordered(&self) -> Option<u32> {
        let limits = EnumerationLimits { paths_max: 1, ..EnumerationLimits::default() };
        let [source, target] = self.ends;
        let scratch = &mut MeetingScratch::default();
        all_shortest_paths(self.terrain(), source, target, limits, scratch).half_steps
    }
}
