//! A graph renumbered by falling degree, without loops and parallel edges: what kernels that close
//! triangles run on.
//!
//! Nodes with many neighbours get small numbers, so that what most nodes are joined to lies close together.
//! Neighbours stand in fixed groups, so that short rows are read without a question after each.

use crate::algo::blocks::{node_blocks, split_by};
use crate::graph::{Csr, NodeIx};
use rayon::prelude::*;
use std::ops::Range;

/// Ranks of neighbours. The last groups of rows are filled up with the number of nodes, which is no rank.
pub(super) type Group = [u32; GROUP];

const GROUP: usize = 8;

/// Which neighbours of each node are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Those of smaller rank: fewer than √(2m), as each of them has at least as many arcs. A node with
    /// one arc keeps none, as it closes no triangle.
    Smaller,
    /// All.
    All,
}

/// The simple undirected graph of one that holds both arcs of every edge.
pub(super) struct Ranked {
    /// For each node its rank.
    pub(super) ranks: Vec<u32>,
    /// For each node the number of its neighbours.
    pub(super) degrees: Vec<u32>,
    /// Runs of nodes with about as many arcs each.
    pub(super) blocks: Vec<Range<usize>>,
    /// For each rank where its groups begin and end.
    rows: Vec<(u32, u32)>,
    groups: Vec<Group>,
}

impl Ranked {
    /// Time O(n + m), space O(n + m).
    pub(super) fn new(graph: Csr<'_>, keep: Keep, arcs_per_block: usize) -> Self {
        let ranks = by_falling_degree(graph);
        let blocks = node_blocks(graph, arcs_per_block);
        let rooms = rooms(graph, &blocks);
        let n_nodes = ranks.len();
        let (mut degrees, mut rows_of_nodes) = (vec![0; n_nodes], vec![(0, 0); n_nodes]);
        let mut groups = vec![[0; GROUP]; rooms.last().map_or(0, |room| room.end)];
        let parts: Vec<_> = (blocks.iter().zip(&rooms))
            .zip(split_by(&mut groups, &rooms))
            .zip(
                split_by(&mut degrees, &blocks)
                    .into_iter()
                    .zip(split_by(&mut rows_of_nodes, &blocks)),
            )
            .collect();
        parts.into_par_iter().for_each(|(((block, room), groups), (degrees, rows))| {
            let mut at = 0;
            for ((node, degree), row) in block.clone().zip(degrees).zip(rows) {
                let neighbors = graph.neighbors(NodeIx(node as u32));
                let n_kept;
                (*degree, n_kept) = match neighbors {
                    [] => (0, 0),
                    [other] if keep == Keep::Smaller => (u32::from(*other as usize != node), 0),
                    _ => renumber(neighbors, &ranks, node, keep, groups[at..].as_flattened_mut()),
                };
                let start = at;
                at += n_kept.div_ceil(GROUP);
                *row = ((room.start + start) as u32, (room.start + at) as u32);
            }
        });
        let mut rows = vec![(0, 0); n_nodes];
        for (&rank, row) in ranks.iter().zip(rows_of_nodes) {
            rows[rank as usize] = row;
        }
        Self { ranks, degrees, blocks, rows, groups }
    }

    pub(super) fn node_count(&self) -> usize {
        self.ranks.len()
    }

    /// The kept neighbours of a rank.
    pub(super) fn groups(&self, rank: u32) -> &[Group] {
        let (start, end) = self.rows[rank as usize];
        &self.groups[start as usize..end as usize]
    }
}

/// For each node its place by falling number of arcs, then by index.
fn by_falling_degree(graph: Csr<'_>) -> Vec<u32> {
    let degrees = || graph.offsets().windows(2).map(|arcs| arcs[1] - arcs[0]);
    let degree_max = degrees().max().unwrap_or(0);
    let mut next = vec![0_u32; degree_max as usize + 2];
    for degree in degrees() {
        next[(degree_max - degree) as usize + 1] += 1;
    }
    for at in 1..next.len() {
        next[at] += next[at - 1];
    }
    let place = |degree: u32| {
        let rank = &mut next[(degree_max - degree) as usize];
        *rank += 1;
        *rank - 1
    };
    degrees().map(place).collect()
}

/// Groups that the neighbours of each block may take, and one more to fill up.
fn rooms(graph: Csr<'_>, blocks: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut end = 0;
    let room = |block: &Range<usize>| {
        let start = end;
        let arcs = graph.offsets()[block.start..=block.end].windows(2);
        end +=
            arcs.map(|arcs| (arcs[1] - arcs[0]).div_ceil(GROUP as u32) as usize).sum::<usize>() + 1;
        start..end
    };
    blocks.iter().map(room).collect()
}

/// Writes the ranks of the neighbours that are kept and fills up the last group. Returns how many
/// neighbours there are and how many are kept.
fn renumber(
    neighbors: &[u32],
    ranks: &[u32],
    node: usize,
    keep: Keep,
    row: &mut [u32],
) -> (u32, usize) {
    let (rank, mut last) = (ranks[node], u32::MAX);
    let (mut n_all, mut n_kept) = (0, 0);
    for &neighbor in neighbors {
        let other = ranks[neighbor as usize];
        let is_new = neighbor != last && other != rank;
        last = neighbor;
        // Written in any case and overwritten if it is not kept: cheaper than to ask first.
        row[n_kept] = other;
        n_all += u32::from(is_new);
        n_kept += usize::from(is_new && (keep == Keep::All || other < rank));
    }
    row[n_kept..n_kept + GROUP].fill(ranks.len() as u32);
    (n_all, n_kept)
}
