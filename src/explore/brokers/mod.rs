//! `brokers`: who stands between, and what hangs on them.
//!
//! Counts pairs on the graph that paths walk, so that the paths shown are among those counted. The measures of
//! `rank` are taken from there.

mod cut;
mod ends;
mod examples;
mod ways;

use super::rank::{places_of, sampled, scores};
use super::{Estimate, Measure, Projection, World};
use crate::algo::Stopped;
use crate::algo::centrality::{
    SampledBetweennessParams, SubsetPairs, betweenness_subset, sampled_betweenness_subset,
};
use crate::algo::structure::{constraint, effective_size};
use crate::graph::{
    EdgeReach, NodeIx, PathProjection, RankProjection, RankShape, Selected, Selection, Via,
};
use cut::{Cuts, Sets};
use examples::Examples;
use ways::{One, Ways};

pub use cut::{Bridge, CutOff};
pub use ends::{EndSet, EndTerm};
pub use examples::BrokerPath;

/// Who is asked for as standing between.
#[derive(Debug, Clone)]
pub struct BrokersRequest {
    /// The two sets whose pairs count; without them all nodes that are neither records nor hubs.
    pub between: Option<[EndSet; 2]>,
    /// What is admitted.
    pub selection: Selection,
    /// Hubs and kinds admitted beyond the default.
    pub via: Via,
    /// How far a score may be off; without it exact, where counting all pairs does not take too long.
    pub within: Option<f64>,
    /// List records too.
    pub records: bool,
    /// Paths shown for each at most.
    pub n_paths: usize,
    /// Rows at most.
    pub limit: usize,
}

/// Who stands between, highest first.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokersAnswer {
    /// The two sets, where they were asked for.
    pub between: Option<[BrokerEnds; 2]>,
    /// Actors of which nothing says what the sets ask for by attribute, so that they may belong to either.
    pub unsaid: Vec<NodeIx>,
    /// Nodes of either set. They are the same where none were asked for.
    pub n_ends: [usize; 2],
    /// Pairs of an end of the first set and another of the second.
    pub n_pairs: u64,
    /// Pairs that some path joins; unknown where scores are estimated.
    pub n_joined: Option<u64>,
    /// How exact the scores are, where they are estimates.
    pub estimate: Option<Estimate>,
    /// The same of the betweenness of the rows.
    pub betweenness_estimate: Option<Estimate>,
    /// The highest rows.
    pub rows: Vec<Broker>,
    /// Rows before the limit: all through which some shortest path goes.
    pub n_rows: usize,
    /// The graph that paths walk.
    pub projection: Projection,
    /// What is admitted.
    pub selection: Selection,
}

/// One of the two sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokerEnds {
    /// How it was asked for.
    pub words: String,
    /// Its admitted nodes, in the order of ids.
    pub nodes: Vec<NodeIx>,
}

/// A node that shortest paths go through, and what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Broker {
    /// Place, from 1; equal scores share a place.
    pub rank: usize,
    /// The node.
    pub node: NodeIx,
    /// What it is `same-as`, and counted with.
    pub same_as: Vec<NodeIx>,
    /// Share of the pairs; one with several shortest paths counts by the part of them.
    pub score: f64,
    /// Betweenness as `rank` has it; none for what is not in that graph.
    pub betweenness: Option<f64>,
    /// Burt's constraint as `rank` has it; none without edges.
    pub constraint: Option<f64>,
    /// Effective size as `rank` has it; none without edges.
    pub effective_size: Option<f64>,
    /// Shortest paths through it.
    pub paths: Vec<BrokerPath>,
    /// What is cut off without it.
    pub cut_off: CutOff,
    /// Its edges that alone hold two parts together.
    pub bridges: Vec<Bridge>,
}

/// Arcs that may be looked at to count all pairs, over all sources: some seconds on a plain processor.
const WORK_EXACT: u64 = 1 << 29;
/// How far scores may be off where all pairs are too many to count.
const ERROR: f64 = 0.005;

/// Ranks who stands between two sets, or between all, and explains the first.
///
/// Node kinds restrict the rows, not the graph. Time O(k (n + m)) for the k ends of the smaller set, or that
/// of `algo::centrality::sampled_betweenness` where this is too much; the measures of `rank`; and for each row
/// O(n + m) for what it holds together, with some hundred searches between two nodes for its paths.
///
/// # Errors
/// If the watch stops it.
pub fn brokers(world: &World<'_>, request: &BrokersRequest) -> Result<BrokersAnswer, Stopped> {
    let graph = world.graph;
    let mut on_graph = request.selection.clone();
    let rows_of = on_graph.kinds.split_off_nodes();
    let selected = on_graph.apply(graph, &[]);
    let projection = PathProjection::new(graph, &selected, &request.via, EdgeReach::Passable);
    let between = request.between.as_ref().map(|sets| {
        sets.each_ref().map(|set| BrokerEnds {
            words: set.words.clone(),
            nodes: set.nodes(graph, &on_graph, &selected),
        })
    });
    let everyone = || -> Vec<NodeIx> {
        let is_end = |node: &NodeIx| {
            let node = graph.node(*node);
            !node.is_record() && !node.is_hub()
        };
        selected.nodes().filter(is_end).collect()
    };
    let ends = match &between {
        Some(sets) => sets.each_ref().map(|set| set.nodes.clone()),
        None => [everyone(), everyone()],
    };
    let unsaid = request
        .between
        .as_ref()
        .map(|sets| ends::unsaid(graph, sets, &ends, &on_graph, &selected))
        .unwrap_or_default();
    let mut hubs: Vec<NodeIx> =
        ends.iter().flatten().copied().filter(|end| !projection.passable[end.at()]).collect();
    hubs.sort_unstable();
    hubs.dedup();
    let ways = Ways::new(graph, &selected, &projection, hubs);
    let sets = ends.each_ref().map(|ends| ones(&ways, ends));
    let counted = count(world, &ways, &sets, request.within)?;

    let lists = |node: NodeIx| {
        let node = graph.node(node);
        if rows_of.is_empty() {
            request.records || !node.is_record()
        } else {
            rows_of.names_node(graph, node)
        }
    };
    let named = (0..).zip(&counted.shares).filter(|(_, share)| **share > 0.0);
    let named = named.map(|(open, &share)| (share, ways.name(graph, One::Open(open)), open));
    let mut scored: Vec<(f64, NodeIx, u32)> = named.filter(|&(_, node, _)| lists(node)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let n_rows = scored.len();
    let places = places_of(scored.iter().map(|&(score, ..)| score));
    let mut placed: Vec<_> = places.into_iter().zip(scored).collect();
    placed.sort_by_key(|&(rank, (_, node, _))| (rank, node));
    placed.truncate(request.limit);

    let measures = measures(world, &selected, request.within)?;
    let mut cuts = Cuts::new(graph, &ways, &sets);
    let mut examples = Examples::new(world, &projection, ends.each_ref().map(Vec::as_slice));
    let is_one_set = ends[0] == ends[1];
    let rows = placed.into_iter().map(|(rank, (score, node, open))| {
        let members = &ways.members[open as usize];
        let (mut cut_off, bridges) = cuts.without(open);
        if is_one_set {
            cut_off.n_pairs /= 2;
            cut_off.pairs.retain(|(from, to)| from < to);
        }
        let [betweenness, constraint, effective_size] = measures.of(node);
        Broker {
            rank,
            node,
            same_as: members.iter().copied().filter(|&member| member != node).collect(),
            score,
            betweenness,
            constraint,
            effective_size,
            paths: examples.through(members, request.n_paths),
            cut_off,
            bridges,
        }
    });
    let once = |pairs: u64| if is_one_set { pairs / 2 } else { pairs };
    Ok(BrokersAnswer {
        rows: rows.collect(),
        n_ends: ends.each_ref().map(Vec::len),
        between,
        unsaid,
        n_pairs: once(counted.n_pairs),
        n_joined: counted.n_joined.map(once),
        estimate: counted.estimate,
        betweenness_estimate: measures.estimate,
        n_rows,
        projection: Projection::paths(graph, &request.selection, &selected, &projection),
        selection: request.selection.clone(),
    })
}

/// What the nodes are in the count, sorted, each once.
fn ones(ways: &Ways, nodes: &[NodeIx]) -> Vec<One> {
    let mut ones: Vec<One> = nodes.iter().filter_map(|&node| ways.one(node)).collect();
    ones.sort_unstable();
    ones.dedup();
    ones
}

/// Shares of the pairs, of each open one.
struct Counted {
    shares: Vec<f64>,
    n_pairs: u64,
    n_joined: Option<u64>,
    estimate: Option<Estimate>,
}

fn count(
    world: &World<'_>,
    ways: &Ways,
    sets: &Sets,
    within: Option<f64>,
) -> Result<Counted, Stopped> {
    // Searches begin at the smaller set: a path is the same from either end.
    let (from, to) =
        if sets[1].len() < sets[0].len() { (&sets[1], &sets[0]) } else { (&sets[0], &sets[1]) };
    let sources: Vec<NodeIx> = from.iter().map(|&one| ways.begin(one)).collect();
    let targets: Vec<NodeIx> = to.iter().map(|&one| ways.end(one)).collect();
    let is_hub_in_both = |one: &&One| matches!(one, One::Hub(_)) && to.binary_search(one).is_ok();
    let left_out: Vec<(NodeIx, NodeIx)> =
        from.iter().filter(is_hub_in_both).map(|&one| (ways.begin(one), ways.end(one))).collect();
    let pairs = SubsetPairs { sources: &sources, targets: &targets, left_out: &left_out };
    let (view, n_pairs, direction) = (ways.steps.view(), pairs.count(), ways.direction());
    let reversed = (!ways.hubs.is_empty()).then(|| ways.steps.reversed());
    let reverse = reversed.as_ref().map_or(view, |reversed| reversed.view());
    let n_open = ways.members.len();
    let work = sources.len() as u64 * (view.node_count() + view.arc_count()) as u64;
    if within.is_none() && work <= WORK_EXACT {
        let found = betweenness_subset(view, reverse, direction, &pairs, world.watch)?;
        let all = n_pairs.max(1) as f64;
        let shares = found.scores[..n_open].iter().map(|score| score / all).collect();
        return Ok(Counted { shares, n_pairs, n_joined: Some(found.n_joined), estimate: None });
    }
    let error = within.unwrap_or(ERROR);
    let params = SampledBetweennessParams { direction, error, ..Default::default() };
    let found = sampled_betweenness_subset(view, reverse, &pairs, &params, world.watch)?;
    let (error, confidence, n_samples) = (found.error, found.confidence, found.n_samples);
    let mut shares = found.scores;
    shares.truncate(n_open);
    let estimate = Some(Estimate { error, confidence, n_samples });
    Ok(Counted { shares, n_pairs, n_joined: None, estimate })
}

/// Measures of `rank` on its graph.
struct Measures {
    ranks: RankProjection,
    betweenness: Vec<Option<f64>>,
    constraint: Vec<Option<f64>>,
    effective_size: Vec<Option<f64>>,
    estimate: Option<Estimate>,
}

impl Measures {
    fn of(&self, node: NodeIx) -> [Option<f64>; 3] {
        let Ok(at) = self.ranks.nodes.binary_search(&node) else { return [None; 3] };
        [self.betweenness[at], self.constraint[at], self.effective_size[at]]
    }
}

fn measures(
    world: &World<'_>,
    selected: &Selected,
    within: Option<f64>,
) -> Result<Measures, Stopped> {
    let shape = RankShape::default();
    let ranks = RankProjection::new(world.graph, selected, shape);
    let view = ranks.csr.view();
    let work = view.node_count() as u64 * (view.node_count() + view.arc_count()) as u64;
    let found = match within {
        None if work <= WORK_EXACT => scores(Measure::Betweenness, shape, &ranks, world.watch)?,
        _ => sampled(within.unwrap_or(ERROR), shape, &ranks, world.watch)?,
    };
    Ok(Measures {
        betweenness: found.scores,
        estimate: found.estimate,
        constraint: constraint(view, world.watch)?,
        effective_size: effective_size(view, world.watch)?,
        ranks,
    })
}
