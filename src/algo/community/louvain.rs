//! Louvain: communities by greedy gain of modularity, level by level.
//!
//! Counts arcs and ignores lengths. Does not refine: a community may fall apart into pieces that no
//! edge joins, which is rare and known of the method.

use crate::graph::{Csr, NodeIx};
use std::cmp::{Ordering, Reverse};

/// Most passes over the nodes of one level. With a resolution of 1 sums below 2^53 are exact, every move
/// gains and passes end by themselves; this bounds them where rounding could let two moves undo each other.
const PASSES_MAX: usize = 200;

/// Most climbs from the nodes to the last level; after a few no node moves any more.
const ROUNDS_MAX: usize = 20;

/// What counts as a community.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LouvainParams {
    /// Weight γ of the edges expected by chance: above 1 communities get smaller, below 1 larger.
    pub resolution: f64,
}

impl Default for LouvainParams {
    fn default() -> Self {
        Self { resolution: 1.0 }
    }
}

/// A partition of the nodes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Louvain {
    /// For each node its community, numbered from 0 by falling size, equal sizes by least node.
    pub community: Vec<u32>,
    /// Modularity of the partition at the resolution asked for.
    pub modularity: f64,
    /// How often communities were merged into the nodes of a smaller graph.
    pub levels: usize,
}

/// Splits the nodes into communities of high modularity
/// `Q = Σ_c (L_c / m - γ (K_c / 2m)²)`, where L are the edges inside and K the sum of degrees.
///
/// Each node in turn moves to the neighbouring community that gains most; when none moves any more,
/// communities become nodes and the same begins again. When the communities no longer merge, the nodes
/// themselves are tried once more, and so on until none of them moves.
///
/// # Conventions
/// The graph holds both arcs of every edge, one of a loop. Parallel edges add up. A loop is one edge inside
/// its community and counts 2 in the degree, as in NetworkX. A lone node is its own community. A graph
/// without edges has modularity 0.
/// # Complexity
/// Time O(p (n + m)) for p passes over the nodes, a few dozen in practice; space O(n + m).
/// # Determinism
/// Nodes move in the order of indices; of equal gains the present community wins, then the least.
/// # References
/// V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, "Fast unfolding of communities in large
/// networks", 2008, doi:10.1088/1742-5468/2008/10/P10008.
/// M. E. J. Newman, M. Girvan, "Finding and evaluating community structure in networks", 2004,
/// doi:10.1103/PhysRevE.69.026113.
/// # Panics
/// If the resolution is negative or not finite.
/// # Examples
/// ```
/// use sociogram::algo::community::{LouvainParams, louvain};
/// use sociogram::graph::CsrBuf;
///
/// // Two triangles and a bridge.
/// let edges = [(0, 1, 0), (1, 2, 1), (0, 2, 2), (2, 3, 3), (3, 4, 4), (4, 5, 5), (3, 5, 6)];
/// let graph = CsrBuf::simple_undirected(6, &edges);
/// let parts = louvain(graph.view(), &LouvainParams::default());
/// assert_eq!(parts.community, [0, 0, 0, 1, 1, 1]);
/// ```
pub fn louvain(graph: Csr<'_>, params: &LouvainParams) -> Louvain {
    let resolution = params.resolution;
    assert!(resolution.is_finite() && resolution >= 0.0, "the resolution is a weight");
    let bottom = Level::of(graph);
    let mut community: Vec<u32> = graph.nodes().map(|node| node.0).collect();
    let (mut n_communities, mut levels) = (community.len(), 0);
    for _ in 0..ROUNDS_MAX {
        let Some(moved) = bottom.moved(&community, resolution) else { break };
        (community, n_communities) = moved;
        let mut level = bottom.merged(&community, n_communities);
        levels += 1;
        while let Some((joined, n_joined)) = level.moved(&level.alone(), resolution) {
            for own in &mut community {
                *own = joined[*own as usize];
            }
            level = level.merged(&joined, n_joined);
            n_communities = n_joined;
            levels += 1;
        }
    }
    number_by_size(&mut community, n_communities);
    let modularity = modularity_at(graph, &community, resolution);
    Louvain { community, modularity, levels }
}

/// Modularity of a partition at resolution 1: the share of edges inside communities, less the share
/// expected if ends were joined by chance. Between -1/2 and 1; 0 without edges.
///
/// Communities are named by any numbers below the number of nodes. Conventions and references: [`louvain`].
///
/// # Complexity
/// Time and space O(n + m).
/// # Determinism
/// Edges are counted in integers; communities are summed in the order of their numbers.
/// # Panics
/// If a node has no community, or one numbered beyond the nodes.
/// # Examples
/// ```
/// use sociogram::algo::community::modularity;
/// use sociogram::graph::CsrBuf;
///
/// let pairs = CsrBuf::simple_undirected(4, &[(0, 1, 0), (2, 3, 1)]);
/// assert_eq!(modularity(pairs.view(), &[0, 0, 1, 1]), 0.5);
/// ```
pub fn modularity(graph: Csr<'_>, community: &[u32]) -> f64 {
    modularity_at(graph, community, 1.0)
}

fn modularity_at(graph: Csr<'_>, community: &[u32], resolution: f64) -> f64 {
    assert_eq!(community.len(), graph.node_count(), "every node has a community");
    // Twice L_c, and K_c.
    let mut inside = vec![0_u64; community.len()];
    let mut degrees = vec![0_u64; community.len()];
    for node in graph.nodes() {
        let own = community[node.at()];
        for &target in graph.neighbors(node) {
            let ends = if target == node.0 { 2 } else { 1 };
            degrees[own as usize] += ends;
            if community[target as usize] == own {
                inside[own as usize] += ends;
            }
        }
    }
    let total = degrees.iter().sum::<u64>() as f64;
    if total == 0.0 {
        return 0.0;
    }
    let share = |count: u64| count as f64 / total;
    let gains = inside.iter().zip(&degrees);
    gains.map(|(&l, &k)| share(l) - resolution * share(k) * share(k)).sum()
}

/// Renames communities by falling size, equal sizes by least node.
fn number_by_size(community: &mut [u32], n_communities: usize) {
    let mut sizes = vec![(Reverse(0_usize), usize::MAX); n_communities];
    for (node, &own) in community.iter().enumerate() {
        let (size, least) = &mut sizes[own as usize];
        size.0 += 1;
        *least = node.min(*least);
    }
    let mut order: Vec<usize> = (0..n_communities).collect();
    order.sort_unstable_by_key(|&at| sizes[at]);
    let mut names = vec![0; n_communities];
    for (name, at) in (0..).zip(order) {
        names[at] = name;
    }
    for own in community {
        *own = names[*own as usize];
    }
}

/// The graph of one level: each node was a community of the level below.
struct Level {
    offsets: Vec<usize>,
    /// Neighbours, each once, never the node itself, and the edges to them.
    arcs: Vec<(u32, u64)>,
    /// Twice the edges inside a node.
    inside: Vec<u64>,
    /// k: ends of edges at a node.
    degrees: Vec<u64>,
}

/// Edges from one node into communities, found by name and forgotten at the cost of what was counted.
struct Counts {
    edges: Vec<u64>,
    met: Vec<u32>,
}

impl Counts {
    fn new(n_communities: usize) -> Self {
        Self { edges: vec![0; n_communities], met: Vec::new() }
    }

    fn add(&mut self, community: u32, edges: u64) {
        if self.edges[community as usize] == 0 {
            self.met.push(community);
        }
        self.edges[community as usize] += edges;
    }

    /// The community of greatest gain among those met and `own`, which wins a tie; then the least does.
    fn best(&self, own: u32, gain: impl Fn(u64, u32) -> f64) -> u32 {
        let gain = |to: u32| gain(self.edges[to as usize], to);
        let mut best = (own, gain(own));
        for &to in &self.met {
            let gain = gain(to);
            let is_better = match gain.total_cmp(&best.1) {
                Ordering::Less => false,
                Ordering::Equal => best.0 != own && to < best.0,
                Ordering::Greater => true,
            };
            if is_better {
                best = (to, gain);
            }
        }
        best.0
    }

    fn reset(&mut self) {
        for community in self.met.drain(..) {
            self.edges[community as usize] = 0;
        }
    }
}

impl Level {
    fn of(graph: Csr<'_>) -> Self {
        let mut level = Self::with_capacity(graph.node_count(), graph.arc_count());
        for node in graph.nodes() {
            let mut inside = 0;
            for same in graph.neighbors(node).chunk_by(|a, b| a == b) {
                if NodeIx(same[0]) == node {
                    inside = 2 * same.len() as u64;
                } else {
                    level.arcs.push((same[0], same.len() as u64));
                }
            }
            level.close_node(inside);
        }
        level
    }

    fn with_capacity(n_nodes: usize, n_arcs: usize) -> Self {
        let mut offsets = Vec::with_capacity(n_nodes + 1);
        offsets.push(0);
        let (inside, degrees) = (Vec::with_capacity(n_nodes), Vec::with_capacity(n_nodes));
        Self { offsets, arcs: Vec::with_capacity(n_arcs), inside, degrees }
    }

    /// Ends a node whose arcs were pushed.
    fn close_node(&mut self, inside: u64) {
        let from = self.offsets[self.offsets.len() - 1];
        let outside: u64 = self.arcs[from..].iter().map(|&(_, edges)| edges).sum();
        self.offsets.push(self.arcs.len());
        self.inside.push(inside);
        self.degrees.push(inside + outside);
    }

    fn node_count(&self) -> usize {
        self.degrees.len()
    }

    fn arcs(&self, node: usize) -> &[(u32, u64)] {
        &self.arcs[self.offsets[node]..self.offsets[node + 1]]
    }

    /// Every node as its own community.
    fn alone(&self) -> Vec<u32> {
        (0..self.node_count() as u32).collect()
    }

    /// Communities after all gaining moves, numbered by least node, and their number; none if nothing moved.
    fn moved(&self, start: &[u32], resolution: f64) -> Option<(Vec<u32>, usize)> {
        let total = self.degrees.iter().sum::<u64>() as f64;
        let mut community = start.to_vec();
        // Σ_tot of each community.
        let mut ends = vec![0; self.node_count()];
        for (&own, k) in start.iter().zip(&self.degrees) {
            ends[own as usize] += k;
        }
        let mut counts = Counts::new(self.node_count());
        // A node is due again when a neighbour has moved; in the end all are tried once more.
        let mut is_due = vec![true; self.node_count()];
        let (mut is_full_pass, mut has_moved) = (true, false);
        for _ in 0..PASSES_MAX {
            let mut moves_in_pass = 0_usize;
            for node in 0..self.node_count() {
                if !std::mem::take(&mut is_due[node]) {
                    continue;
                }
                let own = community[node];
                for &(target, edges) in self.arcs(node) {
                    counts.add(community[target as usize], edges);
                }
                let k = self.degrees[node];
                ends[own as usize] -= k;
                let to = counts.best(own, |found, to| {
                    // 2m times what the node adds to the community: edges found less edges expected.
                    let expected = k as f64 * ends[to as usize] as f64;
                    found as f64 * total - resolution * expected
                });
                counts.reset();
                ends[to as usize] += k;
                if to != own {
                    community[node] = to;
                    moves_in_pass += 1;
                    self.arcs(node).iter().for_each(|&(target, _)| is_due[target as usize] = true);
                }
            }
            has_moved |= moves_in_pass > 0;
            if moves_in_pass == 0 && is_full_pass {
                break;
            }
            is_full_pass = moves_in_pass == 0;
            if is_full_pass {
                is_due.fill(true);
            }
        }
        has_moved.then(|| numbered_by_least_node(community))
    }

    /// The graph whose nodes are the communities.
    fn merged(&self, community: &[u32], n_communities: usize) -> Self {
        let members = members(community, n_communities);
        let mut merged = Self::with_capacity(n_communities, 0);
        let mut counts = Counts::new(n_communities);
        for (own, nodes) in (0..).zip(&members) {
            let mut inside = 0;
            for &node in nodes {
                inside += self.inside[node];
                for &(target, edges) in self.arcs(node) {
                    match community[target as usize] {
                        to if to == own => inside += edges,
                        to => counts.add(to, edges),
                    }
                }
            }
            merged.arcs.extend(counts.met.iter().map(|&to| (to, counts.edges[to as usize])));
            counts.reset();
            merged.close_node(inside);
        }
        merged
    }
}

fn numbered_by_least_node(mut community: Vec<u32>) -> (Vec<u32>, usize) {
    const UNNAMED: u32 = u32::MAX;
    let mut names = vec![UNNAMED; community.len()];
    let mut n_communities = 0;
    for own in &mut community {
        let name = &mut names[*own as usize];
        if *name == UNNAMED {
            *name = n_communities;
            n_communities += 1;
        }
        *own = *name;
    }
    (community, n_communities as usize)
}

fn members(community: &[u32], n_communities: usize) -> Vec<Vec<usize>> {
    let mut members = vec![Vec::new(); n_communities];
    for (node, &own) in community.iter().enumerate() {
        members[own as usize].push(node);
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::graph::CsrBuf;
    use proptest::prelude::*;

    /// `Σ_ij (A_ij - k_i k_j / 2m) δ(c_i, c_j) / 2m` over a full matrix, where a loop is 2 on the diagonal.
    fn by_definition(graph: Csr<'_>, community: &[u32]) -> f64 {
        let n = graph.node_count();
        let mut a = vec![vec![0.0; n]; n];
        for node in graph.nodes() {
            for &target in graph.neighbors(node) {
                a[node.at()][target as usize] += if target == node.0 { 2.0 } else { 1.0 };
            }
        }
        let k: Vec<f64> = a.iter().map(|row| row.iter().sum()).collect();
        let total: f64 = k.iter().sum();
        let pairs = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
        let inside = pairs.filter(|&(i, j)| community[i] == community[j]);
        let sum: f64 = inside.map(|(i, j)| a[i][j] - k[i] * k[j] / total.max(1.0)).sum();
        sum / total.max(1.0)
    }

    fn communities(graph: &CsrBuf) -> Vec<u32> {
        louvain(graph.view(), &LouvainParams::default()).community
    }

    /// Cliques of `size` nodes in a ring, each joined to the next by one edge.
    fn ring_of_cliques(n_cliques: u32, size: u32) -> CsrBuf {
        let mut edges = Vec::new();
        for clique in 0..n_cliques {
            let first = clique * size;
            for a in 0..size {
                edges.extend((a + 1..size).map(|b| (first + a, first + b)));
            }
            edges.push((first, ((clique + 1) % n_cliques) * size + 1));
        }
        naive::undirected((n_cliques * size) as usize, &edges)
    }

    #[test]
    fn an_empty_graph_has_no_communities() {
        assert_eq!(
            louvain(CsrBuf::default().view(), &LouvainParams::default()),
            Louvain::default()
        );
    }

    #[test]
    fn lone_nodes_and_nodes_with_loops_stay_alone() {
        assert_eq!(communities(&naive::undirected(1, &[])), [0]);
        assert_eq!(communities(&naive::undirected(1, &[(0, 0)])), [0]);
        let parts =
            louvain(naive::undirected(3, &[(1, 1), (1, 1)]).view(), &LouvainParams::default());
        assert_eq!(parts, Louvain { community: vec![0, 1, 2], modularity: 0.0, levels: 0 });
    }

    #[test]
    fn parallel_edges_pull_as_often_as_they_are_there() {
        let path = [(0, 1), (1, 2), (2, 3)];
        assert_eq!(communities(&naive::undirected(4, &path)), [0, 0, 1, 1]);
        let heavy = [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)];
        assert_eq!(communities(&naive::undirected(4, &heavy)), [0, 0, 0, 0]);
    }

    #[test]
    fn parts_without_an_edge_between_are_apart_and_the_greatest_is_first() {
        let graph = naive::undirected(6, &[(0, 1), (2, 3), (3, 4), (2, 4)]);
        assert_eq!(communities(&graph), [1, 1, 0, 0, 0, 2]);
    }

    #[test]
    fn cliques_in_a_ring_are_found_and_a_lower_resolution_joins_them() {
        let graph = ring_of_cliques(8, 5);
        let expected: Vec<u32> = (0..40).map(|node| node / 5).collect();
        assert_eq!(communities(&graph), expected);
        let coarse = louvain(graph.view(), &LouvainParams { resolution: 0.0 });
        assert_eq!(coarse.community, [0; 40]);
        assert!((coarse.modularity - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_hundred_thousand_nodes_are_split_by_their_cliques() {
        let parts = louvain(ring_of_cliques(20_000, 5).view(), &LouvainParams::default());
        assert!(parts.modularity > 0.98, "{}", parts.modularity);
        assert!(parts.levels > 1);
    }

    #[test]
    fn long_chains_and_great_stars_end() {
        let chain = louvain(naive::chain(100_000).view(), &LouvainParams::default());
        assert!(chain.modularity > 0.98, "{}", chain.modularity);
        assert_eq!(communities(&naive::star(100_000)), vec![0; 100_001]);
    }

    proptest! {
        #[test]
        fn modularity_is_that_of_the_definition(
            graph in naive::undirected_graphs(), names in prop::collection::vec(0..3_u32, 7),
        ) {
            let n = graph.view().node_count();
            let community: Vec<u32> =
                names[..n].iter().map(|&name| name.min(n as u32 - 1)).collect();
            let ours = modularity(graph.view(), &community);
            // Both sides add at most 49 terms below 1.
            prop_assert!((ours - by_definition(graph.view(), &community)).abs() < 1e-12);
        }

        #[test]
        fn no_community_is_worse_than_lone_nodes_or_wrongly_numbered(
            graph in naive::undirected_graphs(), resolution in 0.0..3.0_f64,
        ) {
            let parts = louvain(graph.view(), &LouvainParams { resolution });
            let alone: Vec<u32> = graph.view().nodes().map(|node| node.0).collect();
            prop_assert!(
                parts.modularity >= modularity_at(graph.view(), &alone, resolution) - 1e-12
            );
            let mut renumbered = parts.community.clone();
            let n_communities = renumbered.iter().max().map_or(0, |&most| most as usize + 1);
            number_by_size(&mut renumbered, n_communities);
            prop_assert_eq!(renumbered, parts.community);
        }

        #[test]
        fn no_single_move_to_a_neighbouring_community_gains(graph in naive::undirected_graphs()) {
            let view = graph.view();
            let parts = louvain(view, &LouvainParams::default());
            for node in view.nodes() {
                for &target in view.neighbors(node) {
                    let mut moved = parts.community.clone();
                    moved[node.at()] = parts.community[target as usize];
                    prop_assert!(modularity(view, &moved) <= parts.modularity + 1e-12);
                }
            }
        }
    }
}
