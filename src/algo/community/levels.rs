//! The graphs that Louvain and Leiden climb: each is the one below with communities for nodes.
//!
//! The lowest level borrows the graph itself. Loops never leave a community, so they count in the degrees
//! alone. Sums of ends are integers kept in an `f64`, exact below 2^53. Knows no modularity.

use super::numbering::members;
use crate::algo::blocks::split_by;
use crate::algo::watch::{Stopped, Watch, tell};
use crate::graph::Csr;
use rayon::prelude::*;
use std::borrow::Cow;
use std::ops::Range;

/// Arcs looked at between two words with the watch.
const ARCS_PER_TELL: usize = 1 << 22;

/// Arcs that one task looks at. A task has counts for all communities, so it must be worth them.
const ARCS_PER_TASK: usize = 1 << 16;

/// What is the same on all levels.
pub(super) struct Climb<'a> {
    /// γ.
    pub(super) resolution: f64,
    pub(super) watch: &'a dyn Watch,
    /// Rounds done, and the most there can be.
    pub(super) done: usize,
    pub(super) total: usize,
}

/// The graph of one level.
pub(super) struct Level<'a> {
    /// Where the arcs of each node begin and end; between two rows there may be room that nobody uses.
    starts: Cow<'a, [u32]>,
    ends: Cow<'a, [u32]>,
    /// Neighbours, never the node itself.
    targets: Cow<'a, [u32]>,
    /// For each arc how many edges it stands for; empty on the lowest level, where each is one.
    edges: Vec<u32>,
    /// k: ends of edges at a node.
    pub(super) degrees: Vec<f64>,
    /// 2m.
    pub(super) total: f64,
}

/// The arcs of one node: their targets, and for each its edges or nothing where each is one.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) targets: &'a [u32],
    edges: &'a [u32],
}

/// Edges from a node into communities, found by name and forgotten at the cost of what was counted.
pub(super) struct Counts {
    edges: Vec<u32>,
    met: Vec<u32>,
    n_met: usize,
}

impl Climb<'_> {
    pub(super) fn tell(&self) -> Result<(), Stopped> {
        tell(self.watch, self.done, self.total)
    }

    /// Adds arcs to those looked at since the last word, and tells when they are many.
    #[inline]
    pub(super) fn looked(&self, arcs: &mut usize, more: usize) -> Result<(), Stopped> {
        *arcs += more;
        if *arcs < ARCS_PER_TELL {
            return Ok(());
        }
        *arcs = 0;
        self.tell()
    }
}

impl Row<'_> {
    /// Calls back with each target and its edges.
    #[inline]
    pub(super) fn each(self, mut found: impl FnMut(usize, u32)) {
        if self.edges.is_empty() {
            for &target in self.targets {
                found(target as usize, 1);
            }
        } else {
            for (&target, &edges) in self.targets.iter().zip(self.edges) {
                found(target as usize, edges);
            }
        }
    }
}

impl Counts {
    /// Room for communities named by numbers below `n_names`.
    pub(super) fn new(n_names: usize) -> Self {
        Self { edges: vec![0; n_names], met: vec![0; n_names + 1], n_met: 0 }
    }

    #[inline]
    pub(super) fn add(&mut self, community: u32, edges: u32) {
        let count = &mut self.edges[community as usize];
        // Written in any case and kept if new, since a branch here is hard to guess.
        self.met[self.n_met] = community;
        self.n_met += usize::from(*count == 0);
        *count += edges;
    }

    /// The communities counted, in the order they were met.
    #[inline]
    pub(super) fn met(&self) -> &[u32] {
        &self.met[..self.n_met]
    }

    /// Edges counted for one community.
    #[inline]
    pub(super) fn of(&self, community: u32) -> u32 {
        self.edges[community as usize]
    }

    #[inline]
    pub(super) fn reset(&mut self) {
        for &community in &self.met[..self.n_met] {
            self.edges[community as usize] = 0;
        }
        self.n_met = 0;
    }
}

impl<'a> Level<'a> {
    /// The lowest level. Parallel arcs stay apart, which changes no count; loops leave the rows.
    pub(super) fn of(graph: Csr<'a>) -> Self {
        let n_nodes = graph.node_count();
        let loops_of = |node| graph.neighbors(node).iter().filter(|&&to| to == node.0).count();
        let loops: Vec<usize> = graph.nodes().map(loops_of).collect();
        let degrees: Vec<f64> =
            graph.nodes().map(|node| (graph.degree(node) + loops[node.at()]) as f64).collect();
        let total = degrees.iter().sum();
        if loops.iter().all(|&loops| loops == 0) {
            let (starts, ends) = match graph.offsets() {
                [] => (&[][..], &[][..]),
                offsets => (&offsets[..n_nodes], &offsets[1..]),
            };
            let targets = Cow::Borrowed(graph.targets());
            let (starts, ends) = (Cow::Borrowed(starts), Cow::Borrowed(ends));
            return Self { starts, ends, targets, edges: Vec::new(), degrees, total };
        }
        let mut targets = Vec::with_capacity(graph.arc_count());
        let (mut starts, mut ends) = (Vec::with_capacity(n_nodes), Vec::with_capacity(n_nodes));
        for node in graph.nodes() {
            starts.push(targets.len() as u32);
            targets.extend(graph.neighbors(node).iter().filter(|&&target| target != node.0));
            ends.push(targets.len() as u32);
        }
        let (starts, ends) = (Cow::Owned(starts), Cow::Owned(ends));
        Self { starts, ends, targets: Cow::Owned(targets), edges: Vec::new(), degrees, total }
    }

    pub(super) fn node_count(&self) -> usize {
        self.degrees.len()
    }

    pub(super) fn row_len(&self, node: usize) -> usize {
        (self.ends[node] - self.starts[node]) as usize
    }

    #[inline]
    pub(super) fn row(&self, node: usize) -> Row<'_> {
        let range = self.starts[node] as usize..self.ends[node] as usize;
        let edges = if self.edges.is_empty() { &[][..] } else { &self.edges[range.clone()] };
        Row { targets: &self.targets[range], edges }
    }

    /// The graph whose nodes are the communities, named by numbers below `n_communities`.
    pub(super) fn merged(
        &self,
        community: &[u32],
        n_communities: usize,
        climb: &Climb<'_>,
    ) -> Result<Level<'static>, Stopped> {
        let (members, firsts) = members(community, n_communities);
        let mut degrees = vec![0.0; n_communities];
        // A row is no longer than those of the members together, so that is the room it is given.
        let mut room = vec![0; n_communities];
        for (node, &own) in community.iter().enumerate() {
            degrees[own as usize] += self.degrees[node];
            room[own as usize] += self.row_len(node);
        }
        let blocks = blocks_of(&room);
        let rooms: Vec<Range<usize>> = blocks
            .iter()
            .scan(0, |start, block| {
                let room = *start..*start + room[block.clone()].iter().sum::<usize>();
                *start = room.end;
                Some(room)
            })
            .collect();
        let n_arcs = rooms.last().map_or(0, |room| room.end);
        let (mut starts, mut ends) = (vec![0; n_communities], vec![0; n_communities]);
        let (mut targets, mut edges) = (vec![0; n_arcs], vec![0; n_arcs]);
        let tasks: Vec<_> = (blocks.iter().zip(&rooms))
            .zip(split_by(&mut starts, &blocks).into_iter().zip(split_by(&mut ends, &blocks)))
            .zip(split_by(&mut targets, &rooms).into_iter().zip(split_by(&mut edges, &rooms)))
            .collect();
        each_task(tasks, n_communities, |counts, (((block, room), rows), (targets, edges))| {
            let (mut at, mut looked) = (0, 0);
            for (own, (start, end)) in block.clone().zip(rows.0.iter_mut().zip(rows.1)) {
                *start = (room.start + at) as u32;
                for &node in &members[firsts[own] as usize..firsts[own + 1] as usize] {
                    let row = self.row(node as usize);
                    row.each(|target, edges| counts.add(community[target], edges));
                    climb.looked(&mut looked, row.targets.len())?;
                }
                for &to in counts.met().iter().filter(|&&to| to as usize != own) {
                    targets[at] = to;
                    edges[at] = counts.of(to);
                    at += 1;
                }
                counts.reset();
                *end = (room.start + at) as u32;
            }
            climb.tell()
        })?;
        let (starts, ends) = (Cow::Owned(starts), Cow::Owned(ends));
        Ok(Level { starts, ends, targets: Cow::Owned(targets), edges, degrees, total: self.total })
    }
}

/// Cuts communities into runs with about as many arcs as one task looks at, from the arcs of each.
pub(super) fn blocks_of(arcs: &[usize]) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let (mut start, mut sum) = (0, 0);
    for (at, arcs) in arcs.iter().enumerate() {
        sum += arcs;
        if sum >= ARCS_PER_TASK {
            blocks.push(start..at + 1);
            (start, sum) = (at + 1, 0);
        }
    }
    if start < arcs.len() {
        blocks.push(start..arcs.len());
    }
    blocks
}

/// Works on all tasks at once, or on the only one without asking for threads.
pub(super) fn each_task<T: Send>(
    tasks: Vec<T>,
    n_names: usize,
    work: impl Fn(&mut Counts, T) -> Result<(), Stopped> + Sync,
) -> Result<(), Stopped> {
    if tasks.len() < 2 {
        return tasks.into_iter().try_for_each(|task| work(&mut Counts::new(n_names), task));
    }
    tasks.into_par_iter().try_for_each_init(|| Counts::new(n_names), &work)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::community::numbering::number_by_least_node;
    use crate::algo::{Unwatched, naive};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    const CLIMB: Climb<'_> = Climb { resolution: 1.0, watch: &Unwatched, done: 0, total: 1 };

    #[test]
    fn tasks_cover_the_communities_in_order() {
        let many = ARCS_PER_TASK;
        assert_eq!(blocks_of(&[1, many, 0, many - 1, 1, 0]), [0..2, 2..5, 5..6]);
        assert!(blocks_of(&[]).is_empty());
    }

    #[test]
    fn rows_of_several_tasks_stay_apart() {
        // Communities of one node each: merging changes nothing but the order within rows.
        let chain = naive::chain(200_000);
        let level = Level::of(chain.view());
        let alone: Vec<u32> = chain.view().nodes().map(|node| node.0).collect();
        let merged = level.merged(&alone, alone.len(), &CLIMB).expect("nobody stops it");
        for node in chain.view().nodes() {
            assert_eq!(merged.row(node.at()).targets, chain.view().neighbors(node));
        }
    }

    proptest! {
        #[test]
        fn a_level_counts_the_edges_between_communities(
            graph in naive::undirected_graphs(), names in prop::collection::vec(0..3_u32, 7),
        ) {
            let view = graph.view();
            let n = view.node_count();
            let mut community: Vec<u32> =
                names[..n].iter().map(|&name| name.min(n as u32 - 1)).collect();
            let n_communities = number_by_least_node(&mut community);
            let bottom = Level::of(view);
            let merged = bottom.merged(&community, n_communities, &CLIMB).expect("nobody stops it");
            let mut between = BTreeMap::new();
            let mut degrees = vec![0.0; n_communities];
            for node in view.nodes() {
                let own = community[node.at()];
                for &target in view.neighbors(node) {
                    let to = community[target as usize];
                    degrees[own as usize] += if target == node.0 { 2.0 } else { 1.0 };
                    if to != own {
                        *between.entry((own, to)).or_insert(0) += 1;
                    }
                }
            }
            let mut found = BTreeMap::new();
            for own in 0..n_communities {
                merged.row(own).each(|to, edges| {
                    assert_eq!(found.insert((own as u32, to as u32), edges), None, "each once");
                });
            }
            prop_assert_eq!(found, between);
            prop_assert_eq!(&merged.degrees, &degrees);
            prop_assert!((merged.total - degrees.iter().sum::<f64>()).abs() < 0.5);
        }
    }
}
