//! Real paths through a broker, for a few pairs: what was counted, shown.

use super::super::World;
use super::super::path::{Path, describe};
use super::super::weakest::Grade;
use crate::algo::paths::{
    EnumerationLimits, MeetingScratch, Terrain, UNREACHED, all_shortest_paths, distance_between,
    half_step_distances,
};
use crate::graph::{NodeIx, PathProjection};
use std::cmp::Reverse;

/// Nearest ends of either set from which pairs are made.
const ENDS_TRIED: usize = 60;
/// Pairs whose distance is looked up for one broker.
const PAIRS_TRIED: usize = 400;
/// Pairs among whose paths the best are chosen.
const PAIRS_KEPT: usize = 24;
/// Ways on either side of the broker among which the best backed is chosen.
const WAYS: usize = 4;

/// A path through a broker between an end of either set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokerPath {
    /// The end of the first set.
    pub from: NodeIx,
    /// That of the second.
    pub to: NodeIx,
    /// A shortest path between the two.
    pub path: Path,
}

/// Looks for paths; keeps memory between brokers.
pub(super) struct Examples<'w, 'a> {
    world: &'w World<'a>,
    projection: &'w PathProjection,
    /// The ends of the two sets.
    ends: [&'w [NodeIx]; 2],
    scratch: MeetingScratch,
}

impl<'w, 'a> Examples<'w, 'a> {
    pub(super) fn new(
        world: &'w World<'a>,
        projection: &'w PathProjection,
        ends: [&'w [NodeIx]; 2],
    ) -> Self {
        Self { world, projection, ends, scratch: MeetingScratch::default() }
    }

    /// Shortest paths through a broker, one for a pair: first those of pairs that share no end with one before, then
    /// the best backed, then the shortest. The pairs tried are those nearest to it.
    ///
    /// Time O(n + m), and a search from both ends for each pair that is tried.
    pub(super) fn through(&mut self, broker: &[NodeIx], n_paths: usize) -> Vec<BrokerPath> {
        let Some(&middle) = broker.first().filter(|_| n_paths > 0) else { return Vec::new() };
        let mut paths: Vec<BrokerPath> = self
            .pairs(broker, middle)
            .into_iter()
            .map(|(from, to)| self.path(from, middle, to))
            .collect();
        let grade =
            |path: &Path| path.weakest.map_or(Grade::SeveralOrigins, |weakest| weakest.grade);
        paths.sort_by_key(|found| {
            (Reverse(grade(&found.path)), found.path.half_steps, found.from, found.to)
        });
        let mut chosen: Vec<BrokerPath> = Vec::new();
        while chosen.len() < n_paths && !paths.is_empty() {
            let shared = |found: &BrokerPath| {
                let ends = [found.from, found.to];
                let has = |one: &BrokerPath| ends.contains(&one.from) || ends.contains(&one.to);
                chosen.iter().filter(|one| has(one)).count()
            };
            // The first of those that share least.
            let best = (0..paths.len()).min_by_key(|&at| shared(&paths[at]));
            chosen.push(paths.remove(best.expect("there are some")));
        }
        chosen
    }

    /// Pairs that a shortest path through the broker joins, those nearest to it first.
    fn pairs(&mut self, broker: &[NodeIx], middle: NodeIx) -> Vec<(NodeIx, NodeIx)> {
        let projection = self.projection;
        let terrain =
            Terrain::new(projection.csr.view(), &projection.half_steps, &projection.passable);
        let distance = half_step_distances(terrain, middle);
        let [from, to] = self.ends.map(|ends| {
            let is_other =
                |end: &&NodeIx| !broker.contains(*end) && distance[end.at()] != UNREACHED;
            let mut near: Vec<(u32, NodeIx)> =
                ends.iter().filter(is_other).map(|&end| (distance[end.at()], end)).collect();
            near.sort_unstable();
            near.truncate(ENDS_TRIED);
            near
        });
        let is_same = self.ends[0] == self.ends[1];
        let mut pairs: Vec<(u32, NodeIx, NodeIx)> = from
            .iter()
            .flat_map(|&(near, from)| to.iter().map(move |&(far, to)| (near + far, from, to)))
            .filter(|(_, from, to)| from != to && (!is_same || from < to))
            .collect();
        pairs.sort_unstable();
        let mut joined = Vec::new();
        for (length, from, to) in pairs.into_iter().take(PAIRS_TRIED) {
            let least = distance_between(terrain, from, to, &mut self.scratch);
            if length > 0 && least == Some(length) {
                joined.push((from, to));
                if joined.len() == PAIRS_KEPT {
                    break;
                }
            }
        }
        joined
    }

    /// The path of a pair: the best backed way on either side of the broker.
    fn path(&mut self, from: NodeIx, middle: NodeIx, to: NodeIx) -> BrokerPath {
        let before = self.best_way(from, middle);
        let after = self.best_way(middle, to);
        // Under its other name the broker may be passed on either side; the way between is none.
        let turn = before
            .iter()
            .enumerate()
            .find_map(|(at, node)| Some((at, after.iter().rposition(|other| other == node)?)));
        let (left, right) = turn.expect("both ways have the broker");
        let nodes = [&before[..=left], &after[right + 1..]].concat();
        BrokerPath { from, to, path: describe(self.world, self.projection, None, &nodes) }
    }

    fn best_way(&mut self, from: NodeIx, to: NodeIx) -> Vec<NodeIx> {
        let projection = self.projection;
        let terrain =
            Terrain::new(projection.csr.view(), &projection.half_steps, &projection.passable);
        let limits = EnumerationLimits { paths_max: WAYS, ..EnumerationLimits::default() };
        let ways = all_shortest_paths(terrain, from, to, limits, &mut self.scratch).paths;
        let grade = |way: &Vec<NodeIx>| {
            let path = describe(self.world, projection, None, way);
            path.weakest.map_or(Grade::SeveralOrigins, |weakest| weakest.grade)
        };
        let best = ways.into_iter().enumerate().max_by_key(|(at, way)| (grade(way), Reverse(*at)));
        best.map(|(_, way)| way).expect("the ends were joined")
    }
}
