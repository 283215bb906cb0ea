//! `sources SOURCE`: what rests on a source, and what falls if it is withdrawn with its copies.
//!
//! Compares the graph with the graph that is left; whether a source deserves to be withdrawn is not asked.

use super::rank::{Place, Placing, Ranking, exactness, marked_projection, part};
use super::{Estimate, Measure, Projection, World};
use crate::algo::Stopped;
use crate::algo::paths::{Terrain, UNREACHED, half_step_distances};
use crate::algo::structure::{Components, components, cut_points};
use crate::graph::{
    EdgeIx, EdgeReach, EdgeRef, EvidenceRef, FactRef, KindFilter, Known, NodeIx, NodeRef,
    PathProjection, PropertyGraph, RankProjection, RankShape, Selected, Selection, SourceIx, Via,
};
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

/// A node, an edge or a fact of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Statement {
    /// A node.
    Node(NodeIx),
    /// An edge.
    Edge(EdgeIx),
    /// A fact of a node, by position.
    NodeFact(NodeIx, usize),
    /// A fact of an edge, by position.
    EdgeFact(EdgeIx, usize),
}

/// The first of several rows, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Rows before the limit.
    pub total: usize,
}

/// A statement that the source backs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backed {
    /// The statement.
    pub statement: Statement,
    /// Origins behind it.
    pub n_origins: usize,
    /// Origins that are left.
    pub n_left: usize,
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
    /// greatest change.
    pub places: Listed<Moves>,
    /// Who is joined with whom.
    pub connections: Connections,
    /// Longer ways among the highest places.
    pub longer: LongerWays,
}

/// How a graph hangs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Structure {
    /// Nodes.
    pub n_nodes: usize,
    /// Edges.
    pub n_edges: usize,
    /// Components.
    pub n_components: usize,
    /// Nodes of the largest component.
    pub n_largest: usize,
    /// Nodes without which more components would be.
    pub n_cut_points: usize,
    /// Edges without which more components would be.
    pub n_bridges: usize,
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

/// Pairs of listed nodes that some path joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connections {
    /// Pairs that were joined.
    pub n_before: u64,
    /// Of these, pairs that are no longer joined.
    pub n_lost: u64,
    /// Of these, pairs of which both nodes stay.
    pub n_parted: u64,
    /// The first of the pairs of which both stay, by the lower place of the two, then the higher.
    pub rows: Vec<[NodeIx; 2]>,
}

/// Pairs whose shortest path gets longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongerWays {
    /// Nodes that were compared with each other: of those that stay, the highest.
    pub n_compared: usize,
    /// The pairs, the greatest detour first.
    pub pairs: Listed<LongerWay>,
}

/// A pair and its two distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongerWay {
    /// The two, the higher place first.
    pub ends: [NodeIx; 2],
    /// Half steps with the source.
    pub half_steps_before: u32,
    /// Half steps without it.
    pub half_steps_after: u32,
}

/// Nodes among which distances are compared.
const COMPARED_MAX: usize = 20;

impl<T> Listed<T> {
    fn of(mut rows: Vec<T>, limit: usize) -> Self {
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
        estimate: estimates.max_by(|a, b| a.error.total_cmp(&b.error)),
        places: Listed::of(moves(&rankings[0], &places_left), limit),
        connections: connections(&rankings[0], &before, &after, limit),
        longer: longer_ways(&rankings[0], (graph, &before), (left, &after), limit),
        selection,
    })
}

/// The place of a node; last for those that have none.
fn prominence(places: &[Option<Place>], node: NodeIx) -> usize {
    places[node.at()].map_or(usize::MAX, |place| place.rank)
}

/// What falls and what loses origins.
struct Statements<'q, 'a> {
    left: PropertyGraph<'a>,
    selection: Selection,
    rows_of: &'q KindFilter,
    nodes: Vec<Backed>,
    edges: Vec<Backed>,
    facts: Vec<Backed>,
    weakened: Vec<Backed>,
}

impl<'q, 'a> Statements<'q, 'a> {
    fn new(
        graph: PropertyGraph<'a>,
        left: PropertyGraph<'a>,
        selection: &Selection,
        rows_of: &'q KindFilter,
        places: &[Option<Place>],
    ) -> Self {
        let selection = selection.with_void();
        let (before, after) = (selection.apply(graph, &[]), selection.apply(left, &[]));
        let (nodes, edges, facts, weakened) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut found = Self { left, selection, rows_of, nodes, edges, facts, weakened };
        for node in before.nodes().map(|ix| graph.node(ix)) {
            found.add_node(node, &after);
        }
        for edge in before.edges().map(|ix| graph.edge(ix)) {
            found.add_edge(edge, &after);
        }
        let Self { nodes, edges, facts, weakened, .. } = &mut found;
        for list in [nodes, edges, facts, weakened] {
            list.sort_by_cached_key(|backed| {
                (statement_place(graph, places, backed.statement), backed.statement)
            });
        }
        found
    }

    fn is_named(&self, node: NodeRef<'_>) -> bool {
        self.rows_of.is_empty() || self.rows_of.names_node(self.left, node)
    }

    fn add_node(&mut self, node: NodeRef<'a>, after: &Selected) {
        if !self.is_named(node) {
            return;
        }
        let backed = self.backed(Statement::Node(node.ix), node.evidence());
        if !after.has_node(node.ix) {
            self.nodes.push(backed);
        } else if backed.n_left < backed.n_origins {
            self.weakened.push(backed);
        }
        if self.selection.admits_facts_of(node) {
            let fact = |at| Statement::NodeFact(node.ix, at);
            self.add_facts(node.facts(), fact, after.has_node(node.ix));
        }
    }

    fn add_edge(&mut self, edge: EdgeRef<'a>, after: &Selected) {
        if !self.is_named(edge.from()) && !self.is_named(edge.to()) {
            return;
        }
        let backed = self.backed(Statement::Edge(edge.ix), edge.evidence());
        if !after.has_edge(edge.ix) {
            self.edges.push(backed);
        } else if backed.n_left < backed.n_origins {
            self.weakened.push(backed);
        }
        let fact = |at| Statement::EdgeFact(edge.ix, at);
        self.add_facts(edge.facts(), fact, after.has_edge(edge.ix));
    }

    fn add_facts(
        &mut self,
        facts: impl Iterator<Item = FactRef<'a>>,
        statement: impl Fn(usize) -> Statement,
        bearer_stays: bool,
    ) {
        for (at, fact) in facts.enumerate() {
            if !self.selection.admits_fact(fact) {
                continue;
            }
            let backed = self.backed(statement(at), fact.evidence());
            let falls = backed.n_origins > 0 && backed.n_left == 0;
            if falls || !bearer_stays {
                self.facts.push(backed);
            } else if backed.n_left < backed.n_origins {
                self.weakened.push(backed);
            }
        }
    }

    fn backed(
        &self,
        statement: Statement,
        evidence: impl Iterator<Item = EvidenceRef<'a>> + Clone,
    ) -> Backed {
        let is_left =
            |e: &EvidenceRef<'_>| self.left.source(e.source().ix).known() != Certainty::Out;
        let n_left = n_origins(evidence.clone().filter(is_left));
        Backed { statement, n_origins: n_origins(evidence), n_left }
    }
}

fn n_origins<'a>(evidence: impl Iterator<Item = EvidenceRef<'a>>) -> usize {
    evidence.map(|e| e.source().origin().ix).collect::<BTreeSet<SourceIx>>().len()
}

/// The highest place of the nodes that a statement is about.
fn statement_place(
    graph: PropertyGraph<'_>,
    places: &[Option<Place>],
    statement: Statement,
) -> usize {
    match statement {
        Statement::Node(node) | Statement::NodeFact(node, _) => prominence(places, node),
        Statement::Edge(edge) | Statement::EdgeFact(edge, _) => {
            let edge = graph.edge(edge);
            prominence(places, edge.from().ix).min(prominence(places, edge.to().ix))
        }
    }
}

/// A graph that ranks are computed on, with its parts.
struct Network {
    selected: Selected,
    ranks: RankProjection,
    components: Components,
    cut_points: BTreeSet<NodeIx>,
    n_bridges: usize,
}

impl Network {
    fn new(graph: PropertyGraph<'_>, selected: Selected, shape: RankShape) -> Self {
        let ranks = RankProjection::new(graph, &selected, shape);
        let view = ranks.csr.view();
        let (components, cut) = (components(view), cut_points(view));
        let articulation = cut.articulation_points.iter();
        let cut_points = articulation.map(|local| ranks.nodes[local.at()]).collect();
        Self { cut_points, n_bridges: cut.bridges.len(), components, selected, ranks }
    }

    fn structure(&self) -> Structure {
        Structure {
            n_nodes: self.ranks.nodes.len(),
            n_edges: self.ranks.n_edges,
            n_components: self.components.count(),
            n_largest: self.components.largest().map_or(0, |largest| largest.size),
            n_cut_points: self.cut_points.len(),
            n_bridges: self.n_bridges,
        }
    }

    fn has(&self, node: NodeIx) -> bool {
        self.part(node).is_some()
    }

    /// The component of a node, if it is there.
    fn part(&self, node: NodeIx) -> Option<u32> {
        let local = self.ranks.nodes.binary_search(&node).ok()?;
        Some(self.components.labels[local])
    }
}

/// Nodes whose place differs, first those that get a score of 0 or lose one. All nodes of score 0 share a place, which
/// says nothing of any of them.
fn moves(ranking: &Ranking, places_left: &[Option<Place>]) -> Vec<Moves> {
    let mut moves: Vec<Moves> = ranking
        .rows
        .iter()
        .filter_map(|row| {
            let before = Place { rank: row.rank, score: row.score };
            let after = places_left[row.node.at()]?;
            let has_score = before.score != 0.0 || after.score != 0.0;
            (has_score && before.rank != after.rank).then_some(Moves {
                node: row.node,
                before,
                after,
            })
        })
        .collect();
    let change = |moves: &Moves| {
        let is_emptied = (moves.before.score == 0.0) != (moves.after.score == 0.0);
        (is_emptied, moves.before.rank.abs_diff(moves.after.rank))
    };
    moves.sort_by_key(|moves| (Reverse(change(moves)), moves.before.rank, moves.node));
    moves
}

/// Counts and lists who is no longer joined with whom. A path joins two nodes that are no hubs exactly when they are in
/// one component of the graph without hubs, because no path passes through a hub.
fn connections(ranking: &Ranking, before: &Network, after: &Network, limit: usize) -> Connections {
    // Of each component the listed nodes by place, with the component that each is in afterwards.
    let mut parts: Vec<Vec<(NodeIx, Option<u32>)>> = vec![Vec::new(); before.ranks.nodes.len()];
    for row in &ranking.rows {
        let part = before.part(row.node).expect("rows are nodes of the graph");
        parts[part as usize].push((row.node, after.part(row.node)));
    }
    let pairs = |n: usize| (n as u64) * (n as u64).saturating_sub(1) / 2;
    let (mut n_before, mut n_staying, mut n_after) = (0, 0, 0);
    let mut sizes_after = vec![0; after.ranks.nodes.len()];
    for part in &parts {
        n_before += pairs(part.len());
        let stay = part.iter().filter_map(|&(_, after)| after);
        n_staying += pairs(stay.clone().count());
        stay.for_each(|after| sizes_after[after as usize] += 1);
    }
    n_after += sizes_after.into_iter().map(pairs).sum::<u64>();
    Connections {
        n_before,
        n_lost: n_before - n_after,
        n_parted: n_staying - n_after,
        rows: parted(ranking, before, after, limit),
    }
}

/// The first pairs that are parted, by the lower place of the two, then the higher.
fn parted(ranking: &Ranking, before: &Network, after: &Network, limit: usize) -> Vec<[NodeIx; 2]> {
    /// The nodes of a component seen so far, and whether they are in several afterwards.
    #[derive(Default, Clone)]
    struct Seen {
        nodes: Vec<(NodeIx, u32)>,
        are_parted: bool,
    }
    let mut seen = vec![Seen::default(); before.ranks.nodes.len()];
    let mut pairs = Vec::new();
    for row in &ranking.rows {
        let (Some(part), Some(part_after)) = (before.part(row.node), after.part(row.node)) else {
            continue;
        };
        let seen = &mut seen[part as usize];
        seen.are_parted |= seen.nodes.first().is_some_and(|&(_, other)| other != part_after);
        // Where the nodes before are all in one component, and this one too, none is parted from it.
        if seen.are_parted {
            let others = seen.nodes.iter().filter(|&&(_, other)| other != part_after);
            pairs.extend(others.map(|&(other, _)| [other, row.node]).take(limit - pairs.len()));
        }
        if pairs.len() == limit {
            break;
        }
        seen.nodes.push((row.node, part_after));
    }
    pairs
}

/// Compares the distances of the highest nodes that stay.
fn longer_ways(
    ranking: &Ranking,
    before: (PropertyGraph<'_>, &Network),
    after: (PropertyGraph<'_>, &Network),
    limit: usize,
) -> LongerWays {
    let stays = ranking.rows.iter().map(|row| row.node).filter(|&node| after.1.has(node));
    let compared: Vec<NodeIx> = stays.take(COMPARED_MAX).collect();
    let [before, after] = [before, after].map(|(graph, network)| {
        PathProjection::new(graph, &network.selected, &Via::default(), EdgeReach::Passable)
    });
    let distances = |projection: &PathProjection, from| {
        let view = projection.csr.view();
        half_step_distances(Terrain::new(view, &projection.half_steps, &projection.passable), from)
    };
    let mut pairs = Vec::new();
    for (at, &one) in compared.iter().enumerate() {
        let (with, without) = (distances(&before, one), distances(&after, one));
        for &other in &compared[at + 1..] {
            let (before, after) = (with[other.at()], without[other.at()]);
            if before < after && after != UNREACHED {
                pairs.push(LongerWay {
                    ends: [one, other],
                    half_steps_before: before,
                    half_steps_after: after,
                });
            }
        }
    }
    // The sort is stable: equal detours stay in the order of places.
    pairs.sort_by_key(|pair| Reverse(pair.half_steps_after - pair.half_steps_before));
    LongerWays { n_compared: compared.len(), pairs: Listed::of(pairs, limit) }
}
