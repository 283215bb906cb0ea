//! What is cut off without a broker: found by deleting it and looking what still hangs together.

use super::ways::{One, Ways};
use crate::algo::structure::cut_points;
use crate::graph::{EdgeIx, NodeIx, PropertyGraph};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs that are named at most; all are counted.
const PAIRS_NAMED: usize = 200;

/// What falls apart when a node is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CutOff {
    /// Parts that what hung together with it falls into; it is an articulation point if there are several.
    pub n_parts: usize,
    /// The nodes of all parts but the largest, in the order of ids.
    pub nodes: Vec<NodeIx>,
    /// Nodes of the largest part.
    pub n_rest: usize,
    /// Ends of either set that were joined with the other and lose every connection to it.
    pub losers: [Vec<NodeIx>; 2],
    /// Pairs that lose every connection, neither end being the node itself.
    pub n_pairs: u64,
    /// The first of them.
    pub pairs: Vec<(NodeIx, NodeIx)>,
}

/// An edge that alone holds two parts together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bridge {
    /// The edge.
    pub edge: EdgeIx,
    /// The nodes of the smaller part, in the order of ids.
    pub cuts_off: Vec<NodeIx>,
}

/// Ends of the two sets, by what is one in the count; sorted, each once.
pub(super) type Sets = [Vec<One>; 2];

/// Looks what nodes are needed for.
pub(super) struct Cuts<'w, 'a> {
    graph: PropertyGraph<'a>,
    ways: &'w Ways,
    sets: &'w Sets,
    /// Components next to each hub.
    beside: Vec<BTreeSet<u32>>,
    /// Bridges by the open ones at their ends.
    bridges: BTreeSet<(NodeIx, NodeIx)>,
    /// The part of each open one while a node is deleted.
    parts: Vec<Option<u32>>,
}

/// What is deleted, and what that does to the ends.
struct Deleted {
    broker: u32,
    /// The parts that are left of what hung together with it.
    parts: Vec<Vec<u32>>,
    /// Of the hubs next to these or to what is deleted, the parts they are next to.
    hubs: BTreeMap<u32, BTreeSet<u32>>,
    /// The ends of either set that may lose something: open ones by part, and hubs.
    ends: [(Vec<Vec<One>>, Vec<One>); 2],
}

impl<'w, 'a> Cuts<'w, 'a> {
    pub(super) fn new(graph: PropertyGraph<'a>, ways: &'w Ways, sets: &'w Sets) -> Self {
        let component = |next: &One| match next {
            One::Open(number) => Some(ways.component[*number as usize]),
            One::Hub(_) => None,
        };
        let beside =
            ways.next_to_hub.iter().map(|next| next.iter().filter_map(component).collect());
        Self {
            graph,
            ways,
            sets,
            beside: beside.collect(),
            bridges: cut_points(ways.open.view()).bridges.into_iter().collect(),
            parts: vec![None; ways.members.len()],
        }
    }

    /// What falls apart without an open one. Time O(n + m) of what hung together with it, and O(h e) for h
    /// hubs among e ends.
    pub(super) fn without(&mut self, broker: u32) -> (CutOff, Vec<Bridge>) {
        let parts = self.delete(broker);
        let ends = [0, 1].map(|side| self.ends(side, broker, parts.len()));
        let hubs = ends.iter().flat_map(|(_, hubs)| hubs);
        let hubs = hubs.filter_map(|&hub| Some((hub_number(hub)?, self.parts_beside(hub))));
        let deleted = Deleted { broker, hubs: hubs.collect(), parts, ends };
        let found = (self.describe(&deleted), self.bridges(&deleted));
        for &one in deleted.parts.iter().flatten() {
            self.parts[one as usize] = None;
        }
        found
    }

    /// The parts that are left when one is deleted; marks them.
    fn delete(&mut self, broker: u32) -> Vec<Vec<u32>> {
        let open = self.ways.open.view();
        let mut parts: Vec<Vec<u32>> = Vec::new();
        for &first in open.neighbors(NodeIx(broker)) {
            if self.parts[first as usize].is_some() {
                continue;
            }
            let number = parts.len() as u32;
            self.parts[first as usize] = Some(number);
            let mut part = vec![first];
            let mut looked_at = 0;
            while let Some(&one) = part.get(looked_at) {
                looked_at += 1;
                for &next in open.neighbors(NodeIx(one)) {
                    if next != broker && self.parts[next as usize].is_none() {
                        self.parts[next as usize] = Some(number);
                        part.push(next);
                    }
                }
            }
            parts.push(part);
        }
        parts
    }

    /// The ends of a set next to or in what falls apart: open ones by part, and hubs.
    fn ends(&self, side: usize, broker: u32, n_parts: usize) -> (Vec<Vec<One>>, Vec<One>) {
        let component = self.ways.component[broker as usize];
        let (mut open, mut hubs) = (vec![Vec::new(); n_parts], Vec::new());
        for &one in &self.sets[side] {
            match one {
                One::Open(number) => {
                    if let Some(part) = self.parts[number as usize] {
                        open[part as usize].push(one);
                    }
                }
                One::Hub(hub) if self.beside[hub as usize].contains(&component) => hubs.push(one),
                One::Hub(_) => {}
            }
        }
        (open, hubs)
    }

    /// The parts that a hub is next to.
    fn parts_beside(&self, hub: One) -> BTreeSet<u32> {
        let next = hub_number(hub).map(|hub| &self.ways.next_to_hub[hub as usize]);
        let part = |one: &One| match one {
            One::Open(number) => self.parts[*number as usize],
            One::Hub(_) => None,
        };
        next.into_iter().flatten().filter_map(part).collect()
    }

    fn nodes<'b>(&'b self, part: &'b [u32]) -> impl Iterator<Item = NodeIx> + 'b {
        part.iter().flat_map(|&one| self.ways.members[one as usize].iter().copied())
    }

    fn name(&self, one: One) -> NodeIx {
        self.ways.name(self.graph, one)
    }

    fn describe(&self, deleted: &Deleted) -> CutOff {
        let parts = &deleted.parts;
        let sizes: Vec<usize> = parts.iter().map(|part| self.nodes(part).count()).collect();
        let largest = (0..parts.len()).max_by_key(|&at| (sizes[at], std::cmp::Reverse(at)));
        let others = parts.iter().enumerate().filter(|&(at, _)| Some(at) != largest);
        let mut nodes: Vec<NodeIx> = others.flat_map(|(_, part)| self.nodes(part)).collect();
        nodes.sort_unstable();
        let n_pairs = self.count_lost(deleted);
        CutOff {
            n_parts: parts.len(),
            nodes,
            n_rest: largest.map_or(0, |at| sizes[at]),
            losers: [(0, 1), (1, 0)].map(|(of, to)| match n_pairs {
                0 => Vec::new(),
                _ => self.losers(deleted, of, to),
            }),
            n_pairs,
            pairs: if n_pairs == 0 { Vec::new() } else { self.lost(deleted) },
        }
    }

    /// Were two different ends joined?
    fn were_joined(&self, a: One, b: One) -> bool {
        let component = |open: u32| self.ways.component[open as usize];
        match (a, b) {
            (One::Open(a), One::Open(b)) => component(a) == component(b),
            (One::Open(open), One::Hub(hub)) | (One::Hub(hub), One::Open(open)) => {
                self.beside[hub as usize].contains(&component(open))
            }
            (One::Hub(a), One::Hub(b)) => {
                let (beside_a, beside_b) = (&self.beside[a as usize], &self.beside[b as usize]);
                self.are_next(a, b) || !beside_a.is_disjoint(beside_b)
            }
        }
    }

    /// Are two different ends joined now, neither being what is deleted?
    fn are_joined(&self, deleted: &Deleted, a: One, b: One) -> bool {
        let broken = self.ways.component[deleted.broker as usize];
        match (a, b) {
            (One::Open(a), One::Open(b)) => {
                self.were_joined(One::Open(a), One::Open(b))
                    && self.parts[a as usize] == self.parts[b as usize]
            }
            (One::Open(open), One::Hub(hub)) | (One::Hub(hub), One::Open(open)) => {
                match self.parts[open as usize] {
                    Some(part) => deleted.hubs.get(&hub).is_some_and(|parts| parts.contains(&part)),
                    None => self.were_joined(One::Open(open), One::Hub(hub)),
                }
            }
            (One::Hub(a), One::Hub(b)) => {
                let (beside_a, beside_b) = (&self.beside[a as usize], &self.beside[b as usize]);
                let parts = |hub| deleted.hubs.get(&hub);
                self.are_next(a, b)
                    || beside_a.intersection(beside_b).any(|&other| other != broken)
                    || parts(a).zip(parts(b)).is_some_and(|(a, b)| !a.is_disjoint(b))
            }
        }
    }

    fn are_next(&self, a: u32, b: u32) -> bool {
        self.ways.next_to_hub[a as usize].binary_search(&One::Hub(b)).is_ok()
    }

    /// How many pairs lose every connection: counted by parts, so that large sets cost no more.
    fn count_lost(&self, deleted: &Deleted) -> u64 {
        let [(open_from, hubs_from), (open_to, hubs_to)] = &deleted.ends;
        let all = |open: &[Vec<One>]| open.iter().map(Vec::len).sum::<usize>() as u64;
        let kept =
            open_from.iter().zip(open_to).map(|(from, to)| from.len() as u64 * to.len() as u64);
        let mut n_lost = all(open_from) * all(open_to) - kept.sum::<u64>();
        for (hubs, open) in [(hubs_from, open_to), (hubs_to, open_from)] {
            for parts in hubs.iter().filter_map(|&hub| deleted.hubs.get(&hub_number(hub)?)) {
                let kept = parts.iter().map(|&part| open[part as usize].len() as u64);
                n_lost += all(open) - kept.sum::<u64>();
            }
        }
        let pairs = hubs_from.iter().flat_map(|&a| hubs_to.iter().map(move |&b| (a, b)));
        let lost = pairs.filter(|&(a, b)| a != b && !self.are_joined(deleted, a, b));
        n_lost + lost.count() as u64
    }

    /// The first pairs that lose every connection.
    fn lost(&self, deleted: &Deleted) -> Vec<(NodeIx, NodeIx)> {
        let [(open_from, hubs_from), (open_to, hubs_to)] = &deleted.ends;
        // Of two open ends those in different parts are parted.
        let parted = open_from.iter().enumerate().flat_map(|(part, from)| {
            let others = open_to.iter().enumerate().filter(move |(other, _)| *other != part);
            others.flat_map(move |(_, to)| {
                from.iter().flat_map(move |&a| to.iter().map(move |&b| (a, b)))
            })
        });
        let open_with_hubs =
            open_from.iter().flatten().flat_map(|&a| hubs_to.iter().map(move |&b| (a, b)));
        let all_to = || open_to.iter().flatten().chain(hubs_to);
        let of_hubs = hubs_from.iter().flat_map(|&a| all_to().map(move |&b| (a, b)));
        let with_hubs = open_with_hubs.chain(of_hubs);
        let lost = with_hubs.filter(|&(a, b)| a != b && !self.are_joined(deleted, a, b));
        let pairs = parted.chain(lost).take(PAIRS_NAMED);
        let mut pairs: Vec<_> = pairs.map(|(a, b)| (self.name(a), self.name(b))).collect();
        pairs.sort_unstable();
        pairs
    }

    /// The ends of one set that were joined with the other and are not any more.
    fn losers(&self, deleted: &Deleted, of: usize, to: usize) -> Vec<NodeIx> {
        let ((open, hubs), (open_to, hubs_to)) = (&deleted.ends[of], &deleted.ends[to]);
        let n_open_to: usize = open_to.iter().map(Vec::len).sum();
        let mut losers = Vec::new();
        for (part, ends) in (0..).zip(open) {
            let joined = deleted.hubs.iter().filter(|(_, parts)| parts.contains(&part));
            let n_hubs = joined.filter(|(hub, _)| hubs_to.contains(&One::Hub(**hub))).count();
            for &one in ends {
                let itself = usize::from(self.sets[to].binary_search(&one).is_ok());
                let after = open_to[part as usize].len() - itself + n_hubs;
                let before = n_open_to - itself + hubs_to.len();
                if before > 0 && after == 0 {
                    losers.push(self.name(one));
                }
            }
        }
        for &hub in hubs {
            let others = || {
                let ends = self.sets[to].iter().copied();
                ends.filter(|&end| end != hub && end != One::Open(deleted.broker))
            };
            if others().any(|end| self.were_joined(hub, end))
                && !others().any(|end| self.are_joined(deleted, hub, end))
            {
                losers.push(self.name(hub));
            }
        }
        losers.sort_unstable();
        losers
    }

    /// The bridges at an open one, those that cut off most first.
    fn bridges(&self, deleted: &Deleted) -> Vec<Bridge> {
        let (broker, parts) = (deleted.broker, &deleted.parts);
        let open = self.ways.open.view();
        let own = self.ways.members[broker as usize].len();
        let n_nodes = own + parts.iter().map(|part| self.nodes(part).count()).sum::<usize>();
        let mut bridges: Vec<Bridge> = Vec::new();
        for (other, edge) in open.arcs(NodeIx(broker)) {
            let ends = (NodeIx(broker.min(other.0)), NodeIx(broker.max(other.0)));
            if !self.bridges.contains(&ends) {
                continue;
            }
            let behind = self.parts[other.at()].expect("neighbours are in a part");
            let mut cuts_off: Vec<NodeIx> = self.nodes(&parts[behind as usize]).collect();
            if 2 * cuts_off.len() > n_nodes {
                let others = (0..).zip(parts).filter(|(at, _)| *at != behind);
                cuts_off = others.flat_map(|(_, part)| self.nodes(part)).collect();
                cuts_off.extend(&self.ways.members[broker as usize]);
            }
            cuts_off.sort_unstable();
            bridges.push(Bridge { edge, cuts_off });
        }
        bridges.sort_by_key(|bridge| (std::cmp::Reverse(bridge.cuts_off.len()), bridge.edge));
        bridges
    }
}

fn hub_number(one: One) -> Option<u32> {
    match one {
        One::Hub(hub) => Some(hub),
        One::Open(_) => None,
    }
}
