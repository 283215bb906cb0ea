//! Leiden: communities by greedy gain of modularity, refined at every level so that each hangs together.
//!
//! Counts arcs and ignores lengths.

use super::levels::{Climb, Level};
use super::modularity::modularity_at;
use super::moves::{Partition, Tail};
use super::numbering::number_by_size;
use crate::algo::watch::{Stopped, Watch};
use crate::graph::Csr;

/// What counts as a community, and how long to look for them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LeidenParams {
    /// Weight γ of the edges expected by chance: above 1 communities get smaller, below 1 larger.
    pub resolution: f64,
    /// Most climbs from the nodes to the last level, each from where the one before ended.
    pub iterations_max: usize,
}

impl Default for LeidenParams {
    fn default() -> Self {
        Self { resolution: 1.0, iterations_max: 2 }
    }
}

/// A partition of the nodes into connected communities.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Leiden {
    /// For each node its community, numbered from 0 by falling size, equal sizes by least node.
    pub community: Vec<u32>,
    /// Modularity of the partition at the resolution asked for.
    pub modularity: f64,
    /// Climbs made; fewer than the most if one changed nothing.
    pub iterations: usize,
}

/// Splits the nodes into connected communities of high modularity
/// `Q = Σ_c (L_c / m - γ (K_c / 2m)²)`, where L are the edges inside and K the sum of degrees.
///
/// Each node in turn moves to the neighbouring community that gains most, or to one of its own, until few
/// move any more, which are fewer than one node in 1024. Every community is then refined: split into parts
/// that are well connected within it. The parts become the nodes of the next level, which start in their
/// communities and move in turn, until each community is one node.
///
/// Any two nodes of a community are joined by a path within it.
///
/// # Conventions
/// The graph holds both arcs of every edge, one of a loop. Parallel edges add up. A loop is one edge inside
/// its community and counts 2 in the degree, as in NetworkX. A lone node is its own community. A graph
/// without edges has modularity 0.
/// # Complexity
/// Time O(p (n + m)) for p passes over the nodes, a few dozen in practice; space O(n + m) for each of two
/// levels at a time.
/// # Determinism
/// Nodes move in the order of indices; of equal gains the present community wins, then the least. Where the
/// paper lets chance choose among the parts that gain, the greatest gain is chosen. The same for any number
/// of threads: moves are made by one, refinement is of each community by itself.
/// # References
/// V. A. Traag, L. Waltman, N. J. van Eck, "From Louvain to Leiden: guaranteeing well-connected
/// communities", 2019, doi:10.1038/s41598-019-41695-z.
/// # Errors
/// If the watch stops it.
/// # Panics
/// If the resolution is negative or not finite.
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::community::{LeidenParams, leiden};
/// use sociogram::graph::CsrBuf;
///
/// // Two triangles and a bridge.
/// let edges = [(0, 1, 0), (1, 2, 1), (0, 2, 2), (2, 3, 3), (3, 4, 4), (4, 5, 5), (3, 5, 6)];
/// let graph = CsrBuf::simple_undirected(6, &edges);
/// let parts = leiden(graph.view(), &LeidenParams::default(), &Unwatched)?;
/// assert_eq!(parts.community, [0, 0, 0, 1, 1, 1]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn leiden(graph: Csr<'_>, params: &LeidenParams, watch: &dyn Watch) -> Result<Leiden, Stopped> {
    let LeidenParams { resolution, iterations_max } = *params;
    assert!(resolution.is_finite() && resolution >= 0.0, "the resolution is a weight");
    let bottom = Level::of(graph);
    let mut partition = Partition::alone(&bottom);
    let mut iterations = 0;
    while iterations < iterations_max {
        let climb = Climb { resolution, watch, done: iterations, total: iterations_max };
        let (next, _) =
            Partition::new(&bottom, climbed(&bottom, &partition, &climb)?).numbered(&bottom);
        iterations += 1;
        let is_same = next.community == partition.community;
        partition = next;
        if is_same {
            break;
        }
    }
    let mut community = partition.community;
    number_by_size(&mut community);
    let modularity = modularity_at(graph, &community, resolution);
    Ok(Leiden { community, modularity, iterations })
}

/// The communities at the end of one climb that starts from a partition, by names below the number of
/// nodes.
fn climbed(bottom: &Level<'_>, start: &Partition, climb: &Climb<'_>) -> Result<Vec<u32>, Stopped> {
    let mut partition = start.clone();
    bottom.moved(&mut partition, Tail::Cut, climb)?;
    // The node of the present level that each node of the bottom is in.
    let mut node_above: Vec<u32> = (0..bottom.node_count() as u32).collect();
    let mut merged;
    let mut level = bottom;
    loop {
        let (communities, n_communities) = partition.numbered(level);
        if n_communities == level.node_count() {
            return Ok(node_above);
        }
        let (part, n_parts) = level.refined(&communities, n_communities, climb)?;
        // Nodes that all gain by leaving: the next moves would find the same graph, so they end here.
        if n_parts == level.node_count() {
            let names = level.connected(&communities.community);
            return Ok(node_above.iter().map(|&node| names[node as usize]).collect());
        }
        let mut community = vec![0; n_parts];
        for (&part, &own) in part.iter().zip(&communities.community) {
            community[part as usize] = own;
        }
        for node in &mut node_above {
            *node = part[*node as usize];
        }
        merged = level.merged(&part, n_parts, climb)?;
        level = &merged;
        partition = Partition::new(level, community);
        level.moved(&mut partition, Tail::Cut, climb)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::community::modularity;
    use crate::algo::{Unwatched, naive, with_threads};
    use crate::graph::{CsrBuf, NodeIx};
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    fn parts(graph: &CsrBuf) -> Leiden {
        leiden(graph.view(), &LeidenParams::default(), &Unwatched).expect("nobody stops it")
    }

    /// Whether a path within each community joins its nodes.
    fn is_connected(graph: Csr<'_>, community: &[u32]) -> bool {
        let inside: Vec<(u32, u32)> = graph
            .nodes()
            .flat_map(|node| graph.neighbors(node).iter().map(move |&target| (node.0, target)))
            .filter(|&(a, b)| community[a as usize] == community[b as usize])
            .collect();
        let mut least: Vec<u32> = graph.nodes().map(|node| node.0).collect();
        for _ in graph.nodes() {
            for &(a, b) in &inside {
                let both = least[a as usize].min(least[b as usize]);
                (least[a as usize], least[b as usize]) = (both, both);
            }
        }
        graph.nodes().all(|NodeIx(node)| {
            let own = community[node as usize];
            let first = community.iter().position(|&other| other == own);
            Some(least[node as usize] as usize) == first
        })
    }

    #[test]
    fn an_empty_graph_has_no_communities() {
        let empty = Leiden { iterations: 1, ..Leiden::default() };
        assert_eq!(parts(&CsrBuf::default()), empty);
    }

    #[test]
    fn lone_nodes_and_nodes_with_loops_stay_alone() {
        assert_eq!(parts(&naive::undirected(1, &[])).community, [0]);
        assert_eq!(parts(&naive::undirected(3, &[(1, 1), (1, 1)])).community, [0, 1, 2]);
    }

    #[test]
    fn parallel_edges_pull_as_often_as_they_are_there() {
        let path = [(0, 1), (1, 2), (2, 3)];
        assert_eq!(parts(&naive::undirected(4, &path)).community, [0, 0, 1, 1]);
        let heavy = [(0, 1), (1, 2), (1, 2), (1, 2), (2, 3)];
        assert_eq!(parts(&naive::undirected(4, &heavy)).community, [0, 0, 0, 0]);
    }

    #[test]
    fn no_iteration_leaves_every_node_alone() {
        let params = LeidenParams { iterations_max: 0, ..LeidenParams::default() };
        let pair = naive::undirected(2, &[(0, 1)]);
        let parts = leiden(pair.view(), &params, &Unwatched).expect("nobody stops it");
        assert_eq!(parts, Leiden { community: vec![0, 1], modularity: -0.5, iterations: 0 });
    }

    #[test]
    fn great_stars_and_long_chains_end() {
        assert_eq!(parts(&naive::star(1_000_000)).community, vec![0; 1_000_001]);
        let chain = parts(&naive::chain(1_000_000));
        assert!(chain.modularity > 0.99, "{}", chain.modularity);
        // Along a chain the community changes once between each two.
        let changes = chain.community.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let n_communities = chain.community.iter().max().map_or(0, |&most| most as usize + 1);
        assert_eq!(changes + 1, n_communities);
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes() {
        let chain = naive::chain(300_000);
        let of = |n_threads| {
            let params = LeidenParams::default();
            with_threads(n_threads, || leiden(chain.view(), &params, &Unwatched))
                .expect("threads start")
                .expect("nobody stops it")
        };
        assert_eq!(of(1), of(2));
        assert_eq!(of(1), of(5));
    }

    #[test]
    fn a_watch_that_breaks_stops_it() {
        let params = LeidenParams::default();
        let stopped = leiden(naive::chain(3).view(), &params, &|_| ControlFlow::Break(()));
        assert_eq!(stopped, Err(Stopped));
    }

    proptest! {
        #[test]
        fn communities_are_connected_numbered_and_no_worse_than_lone_nodes(
            graph in naive::undirected_graphs(),
            resolution in 0.0..3.0_f64,
            iterations_max in 1..4_usize,
        ) {
            let view = graph.view();
            let params = LeidenParams { resolution, iterations_max };
            let parts = leiden(view, &params, &Unwatched).expect("nobody stops it");
            prop_assert!(is_connected(view, &parts.community));
            let alone: Vec<u32> = view.nodes().map(|node| node.0).collect();
            prop_assert!(parts.modularity >= modularity_at(view, &alone, resolution) - 1e-12);
            let mut renumbered = parts.community.clone();
            number_by_size(&mut renumbered);
            prop_assert_eq!(&renumbered, &parts.community);
        }

        #[test]
        fn more_iterations_are_no_worse(graph in naive::undirected_graphs()) {
            let of = |iterations_max| {
                let params = LeidenParams { iterations_max, ..LeidenParams::default() };
                leiden(graph.view(), &params, &Unwatched).expect("nobody stops it")
            };
            prop_assert!(of(2).modularity >= of(1).modularity - 1e-12);
            prop_assert!(of(9).modularity >= of(2).modularity - 1e-12);
            let again = modularity(graph.view(), &of(9).community);
            prop_assert_eq!(again.to_bits(), of(9).modularity.to_bits());
        }
    }
}
