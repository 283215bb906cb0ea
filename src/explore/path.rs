//! `path`: how are two nodes connected, through whom, and says who?
//!
//! The answer is all shortest paths on the path projection, each hop with its edges, the weakest hop of
//! each path, and what the projection left out that would have been as short.

use super::weakest::{Weakest, grade, weakest};
use super::{Projection, Weights, World};
use crate::algo::paths::{
    CLOSED, CheapestPaths, Enumeration, EnumerationLimits, Length, MeetingScratch, PathCount,
    RankedPath, Terrain, all_shortest_paths, cheapest_paths, k_shortest_paths, lightest_paths,
};
use crate::graph::{
    EdgeIx, EdgeReach, EdgeRef, NodeIx, PathProjection, Selected, Selection, Via, half_steps,
};
use crate::model::{EdgeKindIx, KindRef, Passability, Symmetry};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What connection is asked for.
#[derive(Debug, Clone)]
pub struct PathRequest {
    /// Where paths start.
    pub from: NodeIx,
    /// Where they end.
    pub to: NodeIx,
    /// What is admitted.
    pub selection: Selection,
    /// Hubs and kinds admitted beyond the default.
    pub via: Via,
    /// Nodes that every path must pass.
    pub through: Vec<NodeIx>,
    /// All shortest paths, or the k shortest.
    pub ways: Ways,
    /// What is least in total instead of the number of steps.
    pub weights: Option<Weights>,
    /// Paths listed at most.
    pub limit: usize,
}

/// Which paths are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ways {
    /// All paths of the least length.
    #[default]
    AllShortest,
    /// The k shortest, of whatever length.
    KShortest(usize),
}

/// How two nodes are connected.
#[derive(Debug, Clone, PartialEq)]
pub struct PathAnswer {
    /// Where the paths start.
    pub from: NodeIx,
    /// Where they end.
    pub to: NodeIx,
    /// The paths: by length, then number of hops, then ids.
    pub paths: Vec<Path>,
    /// How many there are in all.
    pub total: PathCount,
    /// What the projection left out that is no longer. Not looked for where paths are weighed.
    pub omitted: Vec<Omission>,
    /// What is least in total instead of the number of steps.
    pub weights: Option<Weights>,
    /// The graph that was walked.
    pub projection: Projection,
    /// What is admitted.
    pub selection: Selection,
}

/// A path: a sequence of nodes with what joins them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Length in half steps.
    pub half_steps: u32,
    /// Total of the weights of its hops, where paths are weighed.
    pub weight: Option<u64>,
    /// The hops in travel order; none when a node is asked for itself.
    pub hops: Vec<Hop>,
    /// The hop that is backed worst.
    pub weakest: Option<Weakest>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The edge walked: the best backed one, then the smallest id.
    pub edge: EdgeIx,
    /// Walked from subject to object, or against it.
    pub direction: Direction,
    /// Where the hop starts.
    pub from: NodeIx,
    /// Where it ends.
    pub to: NodeIx,
    /// Other admitted edges between the two.
    pub also: Vec<EdgeIx>,
}

/// How a hop walks its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From subject to object.
    Forward,
    /// From object to subject.
    Backward,
    /// The kind has no direction.
    Symmetric,
}

impl Direction {
    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Backward => "backward",
            Self::Symmetric => "symmetric",
        }
    }
}

/// A route that the projection leaves out, and the option that admits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Omission {
    /// Why it is left out.
    pub reason: OmissionReason,
    /// The nodes of the route.
    pub nodes: Vec<NodeIx>,
    /// Its length in half steps.
    pub half_steps: u32,
    /// Hubs to admit.
    pub via_nodes: Vec<NodeIx>,
    /// Edge kinds to admit.
    pub via_kinds: Vec<EdgeKindIx>,
}

/// Why a route is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OmissionReason {
    /// It passes through a hub.
    Hub(NodeIx),
    /// It uses an edge of a kind that paths do not walk.
    Kind(EdgeKindIx),
}

/// Length in steps as readers see it: a half, left over at a record, is rounded up.
pub fn steps(half_steps: u32) -> u32 {
    half_steps.div_ceil(2)
}

/// How many paths are tried before `through` gives up.
const THROUGH_TRIES: usize = 5_000;

/// Connects two nodes.
///
/// Time is that of [`all_shortest_paths`] or [`k_shortest_paths`] for the listing, and for what was left out
/// O((k + 1) (n + m) log m + h l log l), where k excluded edge kinds and h hubs can give a route and such a
/// route has at most l nodes.
pub fn path(world: &World<'_>, request: &PathRequest) -> PathAnswer {
    let graph = world.graph;
    let mut exempt = vec![request.from, request.to];
    exempt.extend(&request.through);
    let selected = request.selection.apply(graph, &exempt);
    let projection = PathProjection::new(graph, &selected, &request.via, EdgeReach::Passable);
    let found = search(world, &projection, request);
    let weights = request.weights.as_ref();
    let paths: Vec<Path> =
        found.nodes.iter().map(|nodes| describe(world, &projection, weights, nodes)).collect();
    let shortest = paths.first().map(|path| path.half_steps);
    let is_plain = request.through.is_empty() && request.weights.is_none();
    let omitted = if request.from == request.to || !is_plain {
        Vec::new()
    } else {
        Detours::new(world, request, &selected, &projection).omissions(shortest)
    };
    PathAnswer {
        from: request.from,
        to: request.to,
        paths,
        total: found.total,
        omitted,
        weights: request.weights.clone(),
        projection: Projection::paths(graph, &request.selection, &selected, &projection),
        selection: request.selection.clone(),
    }
}

struct Found {
    nodes: Vec<Vec<NodeIx>>,
    total: PathCount,
}

impl Found {
    /// The first of the paths that a search listed, counted before they are cut.
    fn listed<T>(
        mut paths: Vec<RankedPath<T>>,
        enumeration: Enumeration,
        shown_max: usize,
    ) -> Self {
        let n_paths = paths.len() as u64;
        let total = match enumeration {
            Enumeration::Complete => PathCount::Exact(n_paths),
            Enumeration::CutAtPaths | Enumeration::CutAtSteps => PathCount::AtLeast(n_paths),
        };
        paths.truncate(shown_max);
        Self { nodes: paths.into_iter().map(|path| path.nodes).collect(), total }
    }
}

fn search(world: &World<'_>, projection: &PathProjection, request: &PathRequest) -> Found {
    let through: BTreeSet<NodeIx> = request
        .through
        .iter()
        .copied()
        .filter(|&node| node != request.from && node != request.to)
        .collect();
    let mut passable = projection.passable.clone();
    for node in &through {
        passable[node.at()] = true;
    }
    let view = projection.csr.view();
    let (from, to) = (request.from, request.to);
    let wants_all = request.ways == Ways::AllShortest && through.is_empty();
    match &request.weights {
        None => {
            let terrain = Terrain::new(view, &projection.half_steps, &passable);
            if wants_all {
                let scratch = &mut MeetingScratch::default();
                let found = all_shortest_paths(terrain, from, to, limits(request.limit), scratch);
                return Found { nodes: found.paths, total: found.count };
            }
            first_of_all(terrain, request, &through)
        }
        Some(weights) => {
            let weight = |arc| weights.of(world.graph.edge(view.edge(arc))).unwrap_or(CLOSED);
            let lengths: Vec<u32> = (0..view.arc_count()).map(weight).collect();
            let terrain = Terrain::new(view, &lengths, &passable);
            if wants_all {
                let found = lightest_paths(terrain, from, to, limits(request.limit));
                return Found::listed(found.paths, found.enumeration, request.limit);
            }
            first_of_all(terrain, request, &through)
        }
    }
}

fn limits(paths_max: usize) -> EnumerationLimits {
    EnumerationLimits { paths_max, ..EnumerationLimits::default() }
}

/// The k shortest paths, or those among the first that pass the nodes asked for.
fn first_of_all<L: Length>(
    terrain: Terrain<'_, L>,
    request: &PathRequest,
    through: &BTreeSet<NodeIx>,
) -> Found {
    let (from, to) = (request.from, request.to);
    match request.ways {
        Ways::KShortest(k) if through.is_empty() => {
            let found = k_shortest_paths(terrain, from, to, limits(k));
            Found::listed(found.paths, found.enumeration, request.limit)
        }
        ways => {
            let found = k_shortest_paths(terrain, from, to, limits(THROUGH_TRIES));
            let mut kept = found.paths;
            kept.retain(|path| through.iter().all(|node| path.nodes.contains(node)));
            if ways == Ways::AllShortest {
                let least = kept.first().map(|path| path.length);
                kept.retain(|path| Some(path.length) == least);
            }
            let shown_max = match ways {
                Ways::AllShortest => request.limit,
                Ways::KShortest(k) => request.limit.min(k),
            };
            Found::listed(kept, found.enumeration, shown_max)
        }
    }
}

/// A path over these nodes, with the edge that stands for each hop.
pub(super) fn describe(
    world: &World<'_>,
    projection: &PathProjection,
    weights: Option<&Weights>,
    nodes: &[NodeIx],
) -> Path {
    let graph = world.graph;
    let hops: Vec<Hop> = nodes
        .windows(2)
        .map(|pair| {
            let (from, to) = (pair[0], pair[1]);
            let (edge, also) = match weights {
                None => best_edge(world, projection, from, to),
                Some(weights) => lightest_edge(world, projection, weights, from, to),
            };
            Hop { edge, direction: direction(graph.edge(edge), from), from, to, also }
        })
        .collect();
    let weight_of = |weights: &Weights| {
        hops.iter().filter_map(|hop| weights.of(graph.edge(hop.edge))).map(u64::from).sum()
    };
    Path {
        half_steps: hops.iter().map(|hop| u32::from(half_steps(graph.edge(hop.edge)))).sum(),
        weight: weights.map(weight_of),
        weakest: weakest(world, hops.iter().map(|hop| hop.edge)),
        hops,
    }
}

/// The edge that stands for a hop, shortest, then best backed, then of the smallest id; and the others.
pub(super) fn best_edge(
    world: &World<'_>,
    projection: &PathProjection,
    from: NodeIx,
    to: NodeIx,
) -> (EdgeIx, Vec<EdgeIx>) {
    edge_of_least(world, projection, from, to, |edge| u32::from(half_steps(edge)))
}

/// The edge that stands for a weighed hop, lightest, then best backed, then of the smallest id; and the others.
fn lightest_edge(
    world: &World<'_>,
    projection: &PathProjection,
    weights: &Weights,
    from: NodeIx,
    to: NodeIx,
) -> (EdgeIx, Vec<EdgeIx>) {
    edge_of_least(world, projection, from, to, |edge| weights.of(edge).unwrap_or(CLOSED))
}

fn edge_of_least(
    world: &World<'_>,
    projection: &PathProjection,
    from: NodeIx,
    to: NodeIx,
    length: impl Fn(EdgeRef<'_>) -> u32,
) -> (EdgeIx, Vec<EdgeIx>) {
    let mut edges: Vec<EdgeIx> = projection.csr.view().edges_between(from, to).collect();
    let best = edges
        .iter()
        .copied()
        .min_by_key(|&ix| {
            let edge = world.graph.edge(ix);
            (length(edge), std::cmp::Reverse(grade(world, edge)), ix)
        })
        .expect("a hop walks an arc of the projection");
    edges.retain(|&edge| edge != best);
    (best, edges)
}

/// How an edge is walked when leaving `from`.
pub(super) fn direction(edge: EdgeRef<'_>, from: NodeIx) -> Direction {
    if edge.kind().symmetry == Symmetry::Symmetric {
        Direction::Symmetric
    } else if edge.from().ix == from {
        Direction::Forward
    } else {
        Direction::Backward
    }
}

/// Routes outside the projection, found from the distances of both ends.
struct Detours<'w, 'a> {
    world: &'w World<'a>,
    request: &'w PathRequest,
    selected: &'w Selected,
    /// Every admitted edge, those outside the default penalised.
    open: PathProjection,
    /// On the projection itself.
    plain: [CheapestPaths; 2],
    /// On the open one, hubs still being ends only.
    wide: [CheapestPaths; 2],
}

/// An excluded edge in the direction it is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    near: NodeIx,
    far: NodeIx,
    half_steps: u32,
}

/// The ways from each end that do not pass through the other.
fn trees(request: &PathRequest, on: &PathProjection) -> [CheapestPaths; 2] {
    [(request.from, request.to), (request.to, request.from)].map(|(end, other)| {
        let mut passable = on.passable.clone();
        passable[other.at()] = false;
        let terrain = Terrain::new(on.csr.view(), &on.half_steps, &passable);
        cheapest_paths(terrain, &on.penalty, end)
    })
}

impl<'w, 'a> Detours<'w, 'a> {
    fn new(
        world: &'w World<'a>,
        request: &'w PathRequest,
        selected: &'w Selected,
        projection: &PathProjection,
    ) -> Self {
        let open = PathProjection::new(world.graph, selected, &request.via, EdgeReach::All);
        let (plain, wide) = (trees(request, projection), trees(request, &open));
        Self { world, request, selected, open, plain, wide }
    }

    /// Routes no longer than `shortest`, or the shortest ones when there is no path.
    fn omissions(&self, shortest: Option<u32>) -> Vec<Omission> {
        let mut found = self.through_hubs();
        found.extend(self.over_kinds(shortest));
        if found.is_empty() && shortest.is_none() {
            found.extend(self.anyhow());
        }
        let bound = shortest.or_else(|| found.iter().map(|o| o.half_steps).min());
        found.retain(|omission| Some(omission.half_steps) <= bound);
        found.sort_by_key(|omission| (omission.half_steps, omission.reason));
        found
    }

    fn through_hubs(&self) -> Vec<Omission> {
        let graph = self.world.graph;
        let (from, to) = (self.request.from, self.request.to);
        graph
            .nodes()
            .map(|node| node.ix)
            .filter(|&hub| {
                hub != from
                    && hub != to
                    && self.selected.has_node(hub)
                    && !self.open.passable[hub.at()]
            })
            .filter_map(|hub| {
                let [there, back] = &self.wide;
                let [plain_there, plain_back] = &self.plain;
                // Where excluded kinds lead there and back over the same node, one half does without.
                self.through(hub, there, back).or_else(|| {
                    [(there, plain_back), (plain_there, back), (plain_there, plain_back)]
                        .into_iter()
                        .filter_map(|(there, back)| self.through(hub, there, back))
                        .min_by_key(|omission| omission.half_steps)
                })
            })
            .collect()
    }

    /// The shortest way to a hub and the shortest way on, if they share no other node.
    fn through(
        &self,
        hub: NodeIx,
        there: &CheapestPaths,
        back: &CheapestPaths,
    ) -> Option<Omission> {
        let half_steps = there.half_steps(hub)? + back.half_steps(hub)?;
        let mut nodes = there.nodes_to(hub)?;
        nodes.extend(back.nodes_to(hub)?.into_iter().rev().skip(1));
        self.omission(OmissionReason::Hub(hub), nodes, half_steps, vec![hub])
    }

    fn over_kinds(&self, shortest: Option<u32>) -> Vec<Omission> {
        let graph = self.world.graph;
        let mut steps: BTreeMap<EdgeKindIx, Vec<Step>> = BTreeMap::new();
        for edge in self.selected.edges().map(|ix| graph.edge(ix)) {
            let (from, to) = (edge.from().ix, edge.to().ix);
            for (near, far) in [(from, to), (to, from)] {
                let step = Step { near, far, half_steps: u32::from(half_steps(edge)) };
                let length = self.over(step, &self.wide);
                let may_do = length.is_some_and(|l| shortest.is_none_or(|shortest| l <= shortest));
                if may_do && self.is_excluded(near, far, edge.kind_ix()) {
                    steps.entry(edge.kind_ix()).or_default().push(step);
                }
            }
        }
        steps.into_iter().filter_map(|(kind, steps)| self.over_kind(kind, &steps)).collect()
    }

    /// Is the kind left out, and no edge that is walked joins the two?
    fn is_excluded(&self, near: NodeIx, far: NodeIx, kind: EdgeKindIx) -> bool {
        let passability = self.world.graph.vocabulary().edge_kind(kind).passability;
        passability == Passability::NotPassable
            && !self.request.via.kinds.names_edge(kind)
            && self.arcs(near, far).all(|arc| self.open.penalty[arc] == 1)
    }

    /// The shortest route that takes one of the steps, where edges of their kind are walked.
    ///
    /// Its halves share no node if it is no longer than the answer: without the way round between the two
    /// visits it would be shorter, and either in the answer or a route of that kind too.
    fn over_kind(&self, kind: EdgeKindIx, steps: &[Step]) -> Option<Omission> {
        let mut via = self.request.via.clone();
        via.kinds.insert(KindRef::Edge(kind));
        let graph = self.world.graph;
        let admitted = PathProjection::new(graph, self.selected, &via, EdgeReach::Passable);
        let trees = trees(self.request, &admitted);
        let lengths = steps.iter().filter_map(|&step| Some((self.over(step, &trees)?, step)));
        let (half_steps, step) = lengths.min_by_key(|&(length, step)| (length, step))?;
        let mut nodes = trees[0].nodes_to(step.near)?;
        nodes.extend(trees[1].nodes_to(step.far)?.into_iter().rev());
        self.omission(OmissionReason::Kind(kind), nodes, half_steps, Vec::new())
    }

    /// Length of the shortest route that takes a step.
    fn over(&self, step: Step, trees: &[CheapestPaths; 2]) -> Option<u32> {
        let passes = |node: NodeIx, end: NodeIx| node == end || self.open.passable[node.at()];
        if !passes(step.near, self.request.from) || !passes(step.far, self.request.to) {
            return None;
        }
        Some(trees[0].half_steps(step.near)? + step.half_steps + trees[1].half_steps(step.far)?)
    }

    /// The shortest route with every hub and kind admitted.
    fn anyhow(&self) -> Option<Omission> {
        let open = &self.open;
        let everywhere = vec![true; open.passable.len()];
        let terrain = Terrain::new(open.csr.view(), &open.half_steps, &everywhere);
        let tree = cheapest_paths(terrain, &open.penalty, self.request.from);
        let nodes = tree.nodes_to(self.request.to)?;
        let half_steps = tree.half_steps(self.request.to)?;
        let inner = &nodes[1..nodes.len() - 1];
        let hubs: Vec<NodeIx> =
            inner.iter().copied().filter(|&node| !open.passable[node.at()]).collect();
        let reason = match hubs.first() {
            Some(&hub) => OmissionReason::Hub(hub),
            None => OmissionReason::Kind(*self.kinds_needed(&nodes, None).first()?),
        };
        self.omission(reason, nodes, half_steps, hubs)
    }

    fn omission(
        &self,
        reason: OmissionReason,
        nodes: Vec<NodeIx>,
        half_steps: u32,
        via_nodes: Vec<NodeIx>,
    ) -> Option<Omission> {
        let distinct: BTreeSet<NodeIx> = nodes.iter().copied().collect();
        let named = match reason {
            OmissionReason::Kind(kind) => Some(kind),
            OmissionReason::Hub(_) => None,
        };
        let via_kinds = self.kinds_needed(&nodes, named);
        (distinct.len() == nodes.len()).then_some(Omission {
            reason,
            nodes,
            half_steps,
            via_nodes,
            via_kinds,
        })
    }

    /// Edge kinds that a route needs beyond the default; of several for one step the one that was `named`,
    /// else that of the smallest id.
    fn kinds_needed(&self, nodes: &[NodeIx], named: Option<EdgeKindIx>) -> Vec<EdgeKindIx> {
        let graph = self.world.graph;
        let view = self.open.csr.view();
        let mut needed = BTreeSet::new();
        for pair in nodes.windows(2) {
            let arcs = || self.arcs(pair[0], pair[1]);
            if arcs().all(|arc| self.open.penalty[arc] == 1) {
                let kinds = || arcs().map(|arc| graph.edge(view.edge(arc)).kind_ix());
                needed.extend(kinds().find(|&kind| Some(kind) == named).or_else(|| kinds().next()));
            }
        }
        needed.into_iter().collect()
    }

    /// Arcs between two nodes, of every kind.
    fn arcs(&self, from: NodeIx, to: NodeIx) -> Range<usize> {
        self.open.csr.view().range_between(from, to)
    }
}
