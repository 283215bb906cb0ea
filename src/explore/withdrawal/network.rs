//! How a graph hangs together with a source and without: components, cut points, who is joined with whom and how far
//! apart.

use super::compare::Listed;
use crate::algo::paths::{Terrain, UNREACHED, half_step_distances};
use crate::algo::structure::{Components, components, cut_points};
use crate::explore::rank::Ranking;
use crate::graph::{
    EdgeReach, NodeIx, PathProjection, PropertyGraph, RankProjection, RankShape, Selected, Via,
};
use std::cmp::Reverse;
use std::collections::BTreeSet;

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

/// A graph that ranks are computed on, with its parts.
pub(super) struct Network {
    pub(super) selected: Selected,
    pub(super) ranks: RankProjection,
    components: Components,
    pub(super) cut_points: BTreeSet<NodeIx>,
    n_bridges: usize,
}

impl Network {
    pub(super) fn new(graph: PropertyGraph<'_>, selected: Selected, shape: RankShape) -> Self {
        let ranks = RankProjection::new(graph, &selected, shape);
        let view = ranks.csr.view();
        let (components, cut) = (components(view), cut_points(view));
        let articulation = cut.articulation_points.iter();
        let cut_points = articulation.map(|local| ranks.nodes[local.at()]).collect();
        Self { cut_points, n_bridges: cut.bridges.len(), components, selected, ranks }
    }

    pub(super) fn structure(&self) -> Structure {
        Structure {
            n_nodes: self.ranks.nodes.len(),
            n_edges: self.ranks.n_edges,
            n_components: self.components.count(),
            n_largest: self.components.largest().map_or(0, |largest| largest.size),
            n_cut_points: self.cut_points.len(),
            n_bridges: self.n_bridges,
        }
    }

    pub(super) fn has(&self, node: NodeIx) -> bool {
        self.part(node).is_some()
    }

    /// The component of a node, if it is there.
    fn part(&self, node: NodeIx) -> Option<u32> {
        let local = self.ranks.nodes.binary_search(&node).ok()?;
        Some(self.components.labels[local])
    }
}

/// Counts and lists who is no longer joined with whom. A path joins two nodes that are no hubs exactly when they are in
/// one component of the graph without hubs, because no path passes through a hub.
pub(super) fn connections(
    ranking: &Ranking,
    before: &Network,
    after: &Network,
    limit: usize,
) -> Connections {
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
pub(super) fn longer_ways(
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
