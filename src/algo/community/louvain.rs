//! Louvain: communities by greedy gain of modularity, level by level.
//!
//! Counts arcs and ignores lengths. Does not refine: a community may fall apart into pieces that no
//! edge joins, which is rare and known of the method; `leiden` does not let it happen.

use super::levels::{Climb, Level};
use super::modularity::modularity_at;
use super::moves::{Partition, Tail};
use super::numbering::number_by_size;
use crate::algo::watch::{Stopped, Watch};
use crate::graph::Csr;

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
/// Each node in turn moves to the neighbouring community that gains most, or to one of its own; when few
/// move any more, communities become nodes and the same begins again. When the communities no longer
/// merge, the nodes themselves are tried once more, and so on. In the end no node gains by a move to a
/// neighbouring community. Few are fewer than one node in 1024.
///
/// # Conventions
/// The graph holds both arcs of every edge, one of a loop. Parallel edges add up. A loop is one edge inside
/// its community and counts 2 in the degree, as in NetworkX. A lone node is its own community. A graph
/// without edges has modularity 0.
/// # Complexity
/// Time O(p (n + m)) for p passes over the nodes, a few dozen in practice; space O(n + m).
/// # Determinism
/// Nodes move in the order of indices; of equal gains the present community wins, then the least. The
/// same for any number of threads: moves are made by one, levels are built by all.
/// # References
/// V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, "Fast unfolding of communities in large
/// networks", 2008, doi:10.1088/1742-5468/2008/10/P10008.
/// M. E. J. Newman, M. Girvan, "Finding and evaluating community structure in networks", 2004,
/// doi:10.1103/PhysRevE.69.026113.
/// # Errors
/// If the watch stops it.
/// # Panics
/// If the resolution is negative or not finite.
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::community::{LouvainParams, louvain};
/// use sociogram::graph::CsrBuf;
///
/// // Two triangles and a bridge.
/// let edges = [(0, 1, 0), (1, 2, 1), (0, 2, 2), (2, 3, 3), (3, 4, 4), (4, 5, 5), (3, 5, 6)];
/// let graph = CsrBuf::simple_undirected(6, &edges);
/// let parts = louvain(graph.view(), &LouvainParams::default(), &Unwatched)?;
/// assert_eq!(parts.community, [0, 0, 0, 1, 1, 1]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn louvain(
    graph: Csr<'_>,
    params: &LouvainParams,
    watch: &dyn Watch,
) -> Result<Louvain, Stopped> {
    let resolution = params.resolution;
    assert!(resolution.is_finite() && resolution >= 0.0, "the resolution is a weight");
    let bottom = Level::of(graph);
    let mut partition = Partition::alone(&bottom);
    let mut levels = 0;
    for done in 0..ROUNDS_MAX {
        let climb = Climb { resolution, watch, done, total: ROUNDS_MAX };
        let moves = bottom.moved(&mut partition, Tail::Cut, &climb)?;
        if moves <= bottom.few() {
            break;
        }
        partition = climbed(&bottom, partition, &mut levels, &climb)?;
    }
    let climb = Climb { resolution, watch, done: ROUNDS_MAX, total: ROUNDS_MAX };
    bottom.moved(&mut partition, Tail::Whole, &climb)?;
    let mut community = partition.community;
    number_by_size(&mut community);
    let modularity = modularity_at(graph, &community, resolution);
    Ok(Louvain { community, modularity, levels })
}

/// Merges communities into nodes and moves these, until none of them moves; counts the levels.
fn climbed(
    bottom: &Level<'_>,
    partition: Partition,
    levels: &mut usize,
    climb: &Climb<'_>,
) -> Result<Partition, Stopped> {
    let (partition, n_communities) = partition.numbered(bottom);
    let mut community = partition.community;
    let mut level = bottom.merged(&community, n_communities, climb)?;
    *levels += 1;
    loop {
        let mut joined = Partition::alone(&level);
        if level.moved(&mut joined, Tail::Cut, climb)? == 0 {
            return Ok(Partition::new(bottom, community));
        }
        let (joined, n_joined) = joined.numbered(&level);
        for own in &mut community {
            *own = joined.community[*own as usize];
        }
        level = level.merged(&joined.community, n_joined, climb)?;
        *levels += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::community::modularity;
    use crate::algo::{Unwatched, naive, with_threads};
    use crate::graph::CsrBuf;
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    fn parts(graph: &CsrBuf) -> Louvain {
        louvain(graph.view(), &LouvainParams::default(), &Unwatched).expect("nobody stops it")
    }

    fn communities(graph: &CsrBuf) -> Vec<u32> {
        parts(graph).community
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
        assert_eq!(parts(&CsrBuf::default()), Louvain::default());
    }

    #[test]
    fn lone_nodes_and_nodes_with_loops_stay_alone() {
        assert_eq!(communities(&naive::undirected(1, &[])), [0]);
        assert_eq!(communities(&naive::undirected(1, &[(0, 0)])), [0]);
        let loops = naive::undirected(3, &[(1, 1), (1, 1)]);
        assert_eq!(parts(&loops), Louvain { community: vec![0, 1, 2], modularity: 0.0, levels: 0 });
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
        let params = LouvainParams { resolution: 0.0 };
        let coarse = louvain(graph.view(), &params, &Unwatched).expect("nobody stops it");
        assert_eq!(coarse.community, [0; 40]);
        assert!((coarse.modularity - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_hundred_thousand_nodes_are_split_by_their_cliques() {
        let parts = parts(&ring_of_cliques(20_000, 5));
        assert!(parts.modularity > 0.98, "{}", parts.modularity);
        assert!(parts.levels > 1);
    }

    #[test]
    fn long_chains_and_great_stars_end() {
        let chain = parts(&naive::chain(1_000_000));
        assert!(chain.modularity > 0.98, "{}", chain.modularity);
        assert_eq!(communities(&naive::star(1_000_000)), vec![0; 1_000_001]);
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes() {
        let graph = ring_of_cliques(20_000, 6);
        let of = |n_threads| with_threads(n_threads, || parts(&graph)).expect("threads start");
        assert_eq!(of(1), of(2));
        assert_eq!(of(1), of(5));
    }

    #[test]
    fn a_watch_that_breaks_stops_it() {
        let params = LouvainParams::default();
        let stopped = louvain(naive::chain(3).view(), &params, &|_| ControlFlow::Break(()));
        assert_eq!(stopped, Err(Stopped));
    }

    proptest! {
        #[test]
        fn no_community_is_worse_than_lone_nodes_or_wrongly_numbered(
            graph in naive::undirected_graphs(), resolution in 0.0..3.0_f64,
        ) {
            let params = LouvainParams { resolution };
            let parts =
                louvain(graph.view(), &params, &Unwatched).expect("nobody stops it");
            let alone: Vec<u32> = graph.view().nodes().map(|node| node.0).collect();
            prop_assert!(
                parts.modularity >= modularity_at(graph.view(), &alone, resolution) - 1e-12
            );
            let mut renumbered = parts.community.clone();
            number_by_size(&mut renumbered);
            prop_assert_eq!(renumbered, parts.community);
        }

        #[test]
        fn no_single_move_to_a_neighbouring_community_gains(graph in naive::undirected_graphs()) {
            let view = graph.view();
            let parts = parts(&graph);
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
