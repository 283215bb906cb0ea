//! Slow twins and small random graphs for the tests of the kernels. Compiled for tests only.

use super::paths::{CLOSED, Length, Terrain, UNREACHED};
use crate::graph::{Csr, CsrBuf, NodeIx};
use proptest::prelude::*;

/// Most nodes of a random graph: few enough to list every simple path.
const NODES_MAX: usize = 7;
const EDGES_MAX: usize = 18;

/// A node sequence and its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path<T = u32> {
    pub nodes: Vec<NodeIx>,
    pub length: T,
}

/// What a terrain borrows, and a penalty per arc.
#[derive(Debug, Clone)]
pub(super) struct Ground<L = u8> {
    graph: CsrBuf,
    lengths: Vec<L>,
    pub penalty: Vec<u8>,
    pub passable: Vec<bool>,
}

impl Ground {
    /// Undirected edges with their lengths; every node is passable, no arc is penalised.
    pub(super) fn open(n_nodes: usize, edges: &[(u32, u32, u8)]) -> Self {
        let edges: Vec<_> = edges.iter().map(|&(a, b, length)| (a, b, length, 0)).collect();
        Self::new(&edges, vec![true; n_nodes])
    }
}

impl<L: Length> Ground<L> {
    fn new(edges: &[(u32, u32, L, u8)], passable: Vec<bool>) -> Self {
        let ends: Vec<_> = edges.iter().map(|&(a, b, ..)| (a, b)).collect();
        let graph = undirected(passable.len(), &ends);
        let of_arcs =
            || (0..graph.view().arc_count()).map(|arc| edges[graph.view().edge(arc).at()]);
        let lengths = of_arcs().map(|(_, _, length, _)| length).collect();
        let penalty = of_arcs().map(|(_, _, _, penalty)| penalty).collect();
        Self { graph, lengths, penalty, passable }
    }

    pub(super) fn terrain(&self) -> Terrain<'_, L> {
        Terrain::new(self.graph.view(), &self.lengths, &self.passable)
    }

    /// Penalty of the best of the parallel arcs between two neighbours.
    pub(super) fn least_penalty(&self, from: NodeIx, to: NodeIx) -> u64 {
        let graph = self.graph.view();
        let arcs = graph.range(from).filter(|&arc| graph.target(arc) == to);
        let best = arcs.map(|arc| (self.lengths[arc], self.penalty[arc])).min();
        u64::from(best.expect("the nodes are neighbours").1)
    }
}

/// Node 0 in the middle of `n_leaves` others.
pub(super) fn star(n_leaves: u32) -> CsrBuf {
    undirected(n_leaves as usize + 1, &(1..=n_leaves).map(|leaf| (0, leaf)).collect::<Vec<_>>())
}

/// Nodes in a row.
pub(super) fn chain(n_edges: u32) -> CsrBuf {
    undirected(n_edges as usize + 1, &(0..n_edges).map(|at| (at, at + 1)).collect::<Vec<_>>())
}

/// Both arcs of every edge, one of a loop.
pub(super) fn undirected(n_nodes: usize, edges: &[(u32, u32)]) -> CsrBuf {
    let arcs: Vec<_> = (0..)
        .zip(edges)
        .flat_map(|(edge, &(a, b))| {
            [(a, b, edge), (b, a, edge)].into_iter().take(if a == b { 1 } else { 2 })
        })
        .collect();
    CsrBuf::from_arcs(n_nodes, &arcs)
}

/// Number of arcs from each node to each.
pub(super) fn matrix(graph: Csr<'_>) -> Vec<Vec<f64>> {
    let mut matrix = vec![vec![0.0; graph.node_count()]; graph.node_count()];
    for node in graph.nodes() {
        graph.neighbors(node).iter().for_each(|&to| matrix[node.at()][to as usize] += 1.0);
    }
    matrix
}

/// The direction of a vector after 2^24 products with a matrix: few enough that rounding, which doubles
/// with each squaring, stays below 1e-8.
pub(super) fn long_iteration(mut matrix: Vec<Vec<f64>>, start: &[f64]) -> Vec<f64> {
    let n = matrix.len();
    for _ in 0..24 {
        let row_by = |row: &Vec<f64>, to: usize| (0..n).map(|at| row[at] * matrix[at][to]).sum();
        let square: Vec<Vec<f64>> =
            matrix.iter().map(|row| (0..n).map(|to| row_by(row, to)).collect()).collect();
        let largest = square.iter().flatten().copied().fold(0.0, f64::max);
        matrix =
            square.into_iter().map(|row| row.into_iter().map(|x| x / largest).collect()).collect();
    }
    let product: Vec<f64> = matrix
        .iter()
        .map(|row| row.iter().zip(start).map(|(a, b): (&f64, &f64)| a * b).sum())
        .collect();
    let length = product.iter().map(|x| x * x).sum::<f64>().sqrt();
    product.into_iter().map(|x: f64| x / length).collect()
}

/// Random ends below `n_nodes`: loops, parallel edges and lone nodes all occur.
fn ends(n_nodes: usize) -> impl Strategy<Value = Vec<(u32, u32)>> {
    let most = if n_nodes == 0 { 0 } else { EDGES_MAX };
    let node = 0..n_nodes.max(1) as u32;
    prop::collection::vec((node.clone(), node), 0..=most)
}

/// Small graphs whose arcs go one way.
pub(super) fn directed_graphs() -> impl Strategy<Value = CsrBuf> {
    (0..=NODES_MAX).prop_flat_map(|n_nodes| {
        ends(n_nodes).prop_map(move |ends| {
            let arcs: Vec<_> = (0..).zip(ends).map(|(edge, (a, b))| (a, b, edge)).collect();
            CsrBuf::from_arcs(n_nodes, &arcs)
        })
    })
}

/// Small graphs whose arcs go both ways.
pub(super) fn undirected_graphs() -> impl Strategy<Value = CsrBuf> {
    (0..=NODES_MAX)
        .prop_flat_map(|n_nodes| ends(n_nodes).prop_map(move |ends| undirected(n_nodes, &ends)))
}

/// Small grounds with every length and some nodes that are not passable.
pub(super) fn grounds() -> impl Strategy<Value = Ground> {
    grounds_with(0..=2_u8)
}

/// Small grounds with weights that are often equal, some beyond all bounds, and some arcs closed.
pub(super) fn weighted_grounds() -> impl Strategy<Value = Ground<u32>> {
    grounds_with(weights())
}

/// Weights that are often equal, some so large that two of them do not fit 32 bits, and closed arcs.
pub(super) fn weights() -> impl Strategy<Value = u32> + Clone {
    prop_oneof![8 => 0..=4_u32, 2 => 0..=3000_u32, 1 => (CLOSED - 3)..=CLOSED]
}

fn grounds_with<L: Length>(
    lengths: impl Strategy<Value = L> + Clone,
) -> impl Strategy<Value = Ground<L>> {
    (0..=NODES_MAX).prop_flat_map(move |n_nodes| {
        let costs = prop::collection::vec((lengths.clone(), 0..=2_u8), EDGES_MAX);
        let passable = prop::collection::vec(prop::bool::weighted(0.8), n_nodes);
        (ends(n_nodes), costs, passable).prop_map(|(ends, costs, passable)| {
            let edges: Vec<_> =
                ends.into_iter().zip(costs).map(|((a, b), (l, p))| (a, b, l, p)).collect();
            Ground::new(&edges, passable)
        })
    })
}

/// All simple node sequences between two nodes whose inner nodes are passable, by (length, arcs, nodes).
pub(super) fn simple_paths<L: Length>(
    terrain: Terrain<'_, L>,
    source: NodeIx,
    target: NodeIx,
) -> Vec<Path<L::Total>> {
    let graph = terrain.graph();
    let shortest = |from: NodeIx, to: NodeIx| {
        let arcs = graph.range(from).filter(|&arc| graph.target(arc) == to);
        arcs.filter_map(|arc| terrain.length(arc)).min()
    };
    let mut paths = Vec::new();
    let mut unfinished = vec![Path { nodes: vec![source], length: L::Total::default() }];
    while let Some(path) = unfinished.pop() {
        let last = path.nodes[path.nodes.len() - 1];
        if last == target {
            paths.push(path);
            continue;
        }
        if last != source && !terrain.is_passable(last) {
            continue;
        }
        for next in graph.nodes().filter(|next| !path.nodes.contains(next)) {
            if let Some(length) = shortest(last, next) {
                let mut nodes = path.nodes.clone();
                nodes.push(next);
                unfinished.push(Path { nodes, length: path.length + length });
            }
        }
    }
    paths.sort_by_key(|path| (path.length, path.nodes.len(), path.nodes.clone()));
    paths
}

/// Fewest arcs between every two nodes, by Floyd's and Warshall's three loops.
pub(super) fn distance_matrix(graph: Csr<'_>) -> Vec<Vec<u32>> {
    let n_nodes = graph.node_count();
    let mut distances = vec![vec![UNREACHED; n_nodes]; n_nodes];
    for node in graph.nodes() {
        for &target in graph.neighbors(node) {
            distances[node.at()][target as usize] = 1;
        }
        distances[node.at()][node.at()] = 0;
    }
    for via in 0..n_nodes {
        for from in 0..n_nodes {
            for to in 0..n_nodes {
                let detour = distances[from][via].saturating_add(distances[via][to]);
                distances[from][to] = distances[from][to].min(detour);
            }
        }
    }
    distances
}
