//! Refinement: communities split into parts that hang together, which the next level takes for nodes.

use super::levels::{Climb, Counts, Level, blocks_of, each_task};
use super::moves::Partition;
use super::numbering::{members, number_by_least_node};
use crate::algo::blocks::split_by;
use crate::algo::watch::Stopped;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// What is known of the parts of some communities, by the position of their first node.
struct Parts<'a> {
    /// K_T: ends of edges at a part.
    ends: &'a mut [f64],
    /// E(T, S - T): edges from a part to the rest of its community.
    cut: &'a mut [f64],
    /// Whether a part is one node.
    is_alone: &'a mut [bool],
}

impl Level<'_> {
    /// Splits each community into parts, numbered by least node, and tells their number.
    ///
    /// Every node starts alone. In the order of indices each that still is joins the part of its community
    /// that gains most, if none is lost by it; node and part must be well connected to the community,
    /// `E(T, S - T) ≥ γ K_T (K_S - K_T) / 2m` (Traag et al. 2019, algorithm A.2, with the greatest gain for
    /// the random choice). So there is a path between any two nodes of a part within it.
    ///
    /// The communities are named by numbers below `n_communities`.
    pub(super) fn refined(
        &self,
        partition: &Partition,
        n_communities: usize,
        climb: &Climb<'_>,
    ) -> Result<(Vec<u32>, usize), Stopped> {
        let n_nodes = self.node_count();
        let (members, firsts) = members(&partition.community, n_communities);
        let mut arcs = vec![0; n_communities];
        for (node, &own) in partition.community.iter().enumerate() {
            arcs[own as usize] += self.row_len(node);
        }
        let blocks = blocks_of(&arcs);
        let places: Vec<Range<usize>> = blocks
            .iter()
            .map(|block| firsts[block.start] as usize..firsts[block.end] as usize)
            .collect();
        // Each task reads and writes the parts of its own communities alone: no order of threads is seen.
        let part: Vec<AtomicU32> = (0..n_nodes).map(|_| AtomicU32::new(0)).collect();
        let mut ends: Vec<f64> = members.iter().map(|&node| self.degrees[node as usize]).collect();
        let (mut cut, mut is_alone) = (vec![0.0; n_nodes], vec![true; n_nodes]);
        let tasks: Vec<_> = split_by(&mut ends, &places)
            .into_iter()
            .zip(split_by(&mut cut, &places).into_iter().zip(split_by(&mut is_alone, &places)))
            .map(|(ends, (cut, is_alone))| Parts { ends, cut, is_alone })
            .zip(&places)
            .collect();
        each_task(tasks, n_nodes, |counts, (mut parts, places)| {
            let nodes = &members[places.clone()];
            self.refine(partition, nodes, &part, &mut parts, counts, climb)
        })?;
        // A part is known by a position within its task; the node there is a name of its own.
        let mut names = vec![0; n_nodes];
        for places in places {
            let nodes = &members[places];
            for &node in nodes {
                names[node as usize] = nodes[part[node as usize].load(Relaxed) as usize];
            }
        }
        let n_parts = number_by_least_node(&mut names);
        Ok((names, n_parts))
    }

    /// Refines the communities of `nodes`, which are together in order.
    fn refine(
        &self,
        partition: &Partition,
        nodes: &[u32],
        part: &[AtomicU32],
        parts: &mut Parts<'_>,
        counts: &mut Counts,
        climb: &Climb<'_>,
    ) -> Result<(), Stopped> {
        let community = &partition.community;
        let mut looked = 0;
        for (at, &node) in nodes.iter().enumerate() {
            part[node as usize].store(at as u32, Relaxed);
            let own = community[node as usize];
            let mut inside = 0;
            self.row(node as usize)
                .each(|target, edges| inside += if community[target] == own { edges } else { 0 });
            parts.cut[at] = f64::from(inside);
            climb.looked(&mut looked, self.row_len(node as usize))?;
        }
        for (at, &node) in nodes.iter().enumerate() {
            let own = community[node as usize];
            let (whole, k) = (partition.ends[own as usize], parts.ends[at]);
            let is_well_connected =
                |cut: f64, k: f64| cut * self.total >= climb.resolution * k * (whole - k);
            if !parts.is_alone[at] || !is_well_connected(parts.cut[at], k) {
                continue;
            }
            self.row(node as usize).each(|target, edges| {
                if community[target] == own {
                    counts.add(part[target].load(Relaxed), edges);
                }
            });
            let pull = climb.resolution * k;
            let mut best: Option<(u32, f64)> = None;
            for &to in counts.met() {
                let (ends, cut) = (parts.ends[to as usize], parts.cut[to as usize]);
                let gain = f64::from(counts.of(to)) * self.total - pull * ends;
                #[expect(clippy::float_cmp, reason = "ties are of equal integers")]
                let is_better =
                    best.is_none_or(|(least, most)| gain > most || gain == most && to < least);
                if gain >= 0.0 && is_better && is_well_connected(cut, ends) {
                    best = Some((to, gain));
                }
            }
            if let Some((to, _)) = best {
                let into = f64::from(counts.of(to));
                part[node as usize].store(to, Relaxed);
                parts.is_alone[to as usize] = false;
                parts.ends[to as usize] += k;
                // Edges between the two are no longer cut, on neither side.
                parts.cut[to as usize] += parts.cut[at] - 2.0 * into;
            }
            counts.reset();
            climb.looked(&mut looked, self.row_len(node as usize))?;
        }
        climb.tell()
    }

    /// Splits communities where no path within joins their nodes, and names them by any number below that
    /// of nodes.
    pub(super) fn connected(&self, community: &[u32]) -> Vec<u32> {
        const UNNAMED: u32 = u32::MAX;
        let mut names = vec![UNNAMED; community.len()];
        let mut stack = Vec::new();
        for first in 0..community.len() {
            if names[first] != UNNAMED {
                continue;
            }
            names[first] = first as u32;
            stack.push(first);
            while let Some(node) = stack.pop() {
                for &target in self.row(node).targets {
                    let to = target as usize;
                    if names[to] == UNNAMED && community[to] == community[node] {
                        names[to] = first as u32;
                        stack.push(to);
                    }
                }
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::{Unwatched, naive};
    use crate::graph::{Csr, NodeIx};
    use proptest::prelude::*;

    /// For each node the least that a path within its community joins it with.
    fn by_union(graph: Csr<'_>, community: &[u32]) -> Vec<u32> {
        let mut least: Vec<u32> = graph.nodes().map(|node| node.0).collect();
        for _ in graph.nodes() {
            for NodeIx(a) in graph.nodes() {
                let row = graph.neighbors(NodeIx(a)).iter();
                for &b in row.filter(|&&b| community[b as usize] == community[a as usize]) {
                    let both = least[a as usize].min(least[b as usize]);
                    (least[a as usize], least[b as usize]) = (both, both);
                }
            }
        }
        least
    }

    fn refined(graph: Csr<'_>, community: Vec<u32>, resolution: f64) -> (Vec<u32>, usize) {
        let level = Level::of(graph);
        let climb = Climb { resolution, watch: &Unwatched, done: 0, total: 1 };
        let (partition, n_communities) = Partition::new(&level, community).numbered(&level);
        level.refined(&partition, n_communities, &climb).expect("nobody stops it")
    }

    #[test]
    fn a_community_without_a_bridge_falls_apart() {
        // Two triangles in one community, and between them a node of another.
        let edges = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (4, 6)];
        let graph = naive::undirected(7, &edges);
        let community = vec![0, 0, 0, 1, 0, 0, 0];
        assert_eq!(refined(graph.view(), community, 0.5), (vec![0, 0, 0, 1, 2, 2, 2], 3));
    }

    #[test]
    fn at_a_high_resolution_nobody_joins() {
        let triangle = naive::undirected(3, &[(0, 1), (1, 2), (0, 2)]);
        assert_eq!(refined(triangle.view(), vec![0; 3], 9.0), (vec![0, 1, 2], 3));
    }

    proptest! {
        #[test]
        fn parts_are_connected_within_their_communities(
            graph in naive::undirected_graphs(),
            names in prop::collection::vec(0..3_u32, 7),
            resolution in 0.0..3.0_f64,
        ) {
            let view = graph.view();
            let n = view.node_count();
            let community: Vec<u32> =
                names[..n].iter().map(|&name| name.min(n as u32 - 1)).collect();
            let (part, n_parts) = refined(view, community.clone(), resolution);
            let least_of_part = by_union(view, &part);
            let least_of_community = by_union(view, &community);
            for a in 0..n {
                prop_assert!((part[a] as usize) < n_parts);
                for b in 0..n {
                    if part[a] == part[b] {
                        prop_assert_eq!(least_of_part[a], least_of_part[b]);
                        prop_assert_eq!(community[a], community[b]);
                    }
                }
            }
            prop_assert_eq!(Level::of(view).connected(&community), least_of_community);
        }
    }
}
