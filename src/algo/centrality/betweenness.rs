//! Betweenness: how many shortest paths go through a node, by Brandes' accumulation.
//!
//! Exact: every node is a source once. Counts arcs; lengths and the rule of passage play no part.

use crate::graph::{Csr, NodeIx};

/// How pairs are counted and scores scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BetweennessParams {
    /// Whether a pair counts in each direction.
    pub direction: Direction,
    /// What the sum is divided by.
    pub scale: Scale,
}

/// How the arcs of a graph are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Pairs are ordered.
    Directed,
    /// The graph holds both arcs of every edge, and a pair counts once.
    Undirected,
}

/// What scores are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// By nothing.
    Raw,
    /// By the number of pairs of other nodes: (n-1)(n-2), half of that when undirected.
    Normalised,
}

/// Sums over all pairs of other nodes the share of their shortest paths that go through a node:
/// `b(v) = Σ σ(s,t|v) / σ(s,t)` over `s ≠ v ≠ t`.
///
/// # Conventions
/// Ends do not count as between. Parallel arcs count once and loops not at all, as in NetworkX. With
/// fewer than three nodes nothing lies between.
/// # Complexity
/// Time O(n m), space O(n).
/// # Determinism
/// Sources are added in order, each node's share in the order of its arcs.
/// # Precision
/// Numbers of paths are held as 64-bit floats, exact up to 2^53. Beyond 10^308 they stay at the greatest
/// float: scores remain finite but shares are no longer exact.
/// # References
/// U. Brandes, "A faster algorithm for betweenness centrality", 2001, doi:10.1080/0022250X.2001.9990249.
/// L. C. Freeman, "A set of measures of centrality based on betweenness", 1977, doi:10.2307/3033543.
/// # Examples
/// ```
/// use sociogram::algo::centrality::{BetweennessParams, Direction, Scale, betweenness};
/// use sociogram::graph::CsrBuf;
///
/// // A chain of three: all paths between its ends go through the middle.
/// let graph = CsrBuf::simple_undirected(3, &[(0, 1, 0), (1, 2, 1)]);
/// let params = BetweennessParams { direction: Direction::Undirected, scale: Scale::Normalised };
/// assert_eq!(betweenness(graph.view(), &params), [0.0, 1.0, 0.0]);
/// ```
pub fn betweenness(graph: Csr<'_>, params: &BetweennessParams) -> Vec<f64> {
    let n_nodes = graph.node_count();
    let mut scores = vec![0.0; n_nodes];
    let mut scratch = Scratch::new(n_nodes);
    for source in graph.nodes() {
        scratch.count_paths(graph, source);
        scratch.add_shares(graph, source, &mut scores);
        scratch.reset();
    }
    let factor = factor(n_nodes, *params);
    for score in &mut scores {
        *score *= factor;
    }
    scores
}

/// What a sum over ordered pairs is multiplied by.
fn factor(n_nodes: usize, params: BetweennessParams) -> f64 {
    match (params.scale, params.direction) {
        (Scale::Raw, Direction::Directed) => 1.0,
        (Scale::Raw, Direction::Undirected) => 0.5,
        (Scale::Normalised, _) if n_nodes < 3 => 1.0,
        // Undirected sums and their pairs are both halved.
        (Scale::Normalised, _) => 1.0 / ((n_nodes - 1) as f64 * (n_nodes - 2) as f64),
    }
}

/// Memory of one source, in Brandes' letters. His lists of predecessors are not kept: a node before
/// another on a shortest path is found again by distance.
struct Scratch {
    /// d[v]: distance from s, in arcs.
    d: Vec<u32>,
    /// sigma[v]: number of shortest paths from s to v.
    sigma: Vec<f64>,
    /// delta[v]: sum of the shares of v over all ends.
    delta: Vec<f64>,
    /// S: nodes by rising distance; also the queue Q.
    order: Vec<NodeIx>,
}

const FAR: u32 = u32::MAX;

impl Scratch {
    fn new(n_nodes: usize) -> Self {
        Self {
            d: vec![FAR; n_nodes],
            sigma: vec![0.0; n_nodes],
            delta: vec![0.0; n_nodes],
            order: Vec::with_capacity(n_nodes),
        }
    }

    fn count_paths(&mut self, graph: Csr<'_>, source: NodeIx) {
        let Self { d, sigma, order, .. } = self;
        d[source.at()] = 0;
        sigma[source.at()] = 1.0;
        order.push(source);
        let mut head = 0;
        while let Some(&v) = order.get(head) {
            head += 1;
            for w in distinct_neighbors(graph, v) {
                if d[w.at()] == FAR {
                    d[w.at()] = d[v.at()] + 1;
                    order.push(w);
                }
                if d[w.at()] == d[v.at()] + 1 {
                    sigma[w.at()] = (sigma[w.at()] + sigma[v.at()]).min(f64::MAX);
                }
            }
        }
    }

    fn add_shares(&mut self, graph: Csr<'_>, source: NodeIx, scores: &mut [f64]) {
        let Self { d, sigma, delta, order } = self;
        for &v in order.iter().rev() {
            for w in distinct_neighbors(graph, v) {
                if d[w.at()] == d[v.at()] + 1 {
                    delta[v.at()] += sigma[v.at()] / sigma[w.at()] * (1.0 + delta[w.at()]);
                }
            }
            if v != source {
                scores[v.at()] += delta[v.at()];
            }
        }
    }

    /// Forgets the source at the cost of what it reached.
    fn reset(&mut self) {
        for v in self.order.drain(..) {
            self.d[v.at()] = FAR;
            self.sigma[v.at()] = 0.0;
            self.delta[v.at()] = 0.0;
        }
    }
}

/// Targets of a node, each once.
fn distinct_neighbors(graph: Csr<'_>, node: NodeIx) -> impl Iterator<Item = NodeIx> {
    let targets = graph.neighbors(node);
    targets.chunk_by(|a, b| a == b).map(|same| NodeIx(same[0]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::algo::paths::UNREACHED;
    use crate::graph::CsrBuf;
    use proptest::prelude::*;

    /// Shares by the definition: paths counted for every pair, then σ(s,v) σ(v,t) / σ(s,t).
    fn by_definition(graph: Csr<'_>) -> Vec<f64> {
        let n = graph.node_count();
        let distance = naive::distance_matrix(graph);
        let mut paths = vec![vec![0.0; n]; n];
        for s in 0..n {
            paths[s][s] = 1.0;
            let mut by_distance: Vec<_> = (0..n).filter(|&t| t != s).collect();
            by_distance.sort_by_key(|&t| distance[s][t]);
            for t in by_distance.into_iter().filter(|&t| distance[s][t] != UNREACHED) {
                let before = (0..n).filter(|&v| {
                    distance[s][v] != UNREACHED
                        && distance[s][v] + 1 == distance[s][t]
                        && graph.neighbors(NodeIx(v as u32)).contains(&(t as u32))
                });
                paths[s][t] = before.map(|v| paths[s][v]).sum();
            }
        }
        let share = |s: usize, v: usize, t: usize| {
            let reached = [distance[s][t], distance[s][v], distance[v][t]];
            let is_between = s != v && v != t && s != t && !reached.contains(&UNREACHED);
            if is_between && distance[s][v] + distance[v][t] == distance[s][t] {
                paths[s][v] * paths[v][t] / paths[s][t]
            } else {
                0.0
            }
        };
        let pairs = || (0..n).flat_map(|s| (0..n).map(move |t| (s, t)));
        (0..n).map(|v| pairs().map(|(s, t)| share(s, v, t)).sum()).collect()
    }

    fn raw(graph: Csr<'_>, direction: Direction) -> Vec<f64> {
        betweenness(graph, &BetweennessParams { direction, scale: Scale::Raw })
    }

    /// Both sides add fewer than a hundred shares below 1.
    fn is_near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn the_middle_of_a_star_is_between_every_pair_of_leaves() {
        let graph = naive::star(1000);
        let scores = raw(graph.view(), Direction::Undirected);
        assert!(is_near(scores[0], 1000.0 * 999.0 / 2.0));
        assert!(scores[1..].iter().all(|&score| score == 0.0));
    }

    #[test]
    fn counts_beyond_the_greatest_float_leave_scores_finite() {
        let arcs: Vec<_> = (0..1100)
            .map(|i| 3 * i)
            .flat_map(|j| [(j, j + 1), (j, j + 2), (j + 1, j + 3), (j + 2, j + 3)])
            .map(|(from, to)| (from, to, 0))
            .collect();
        let graph = CsrBuf::from_arcs(3301, &arcs);
        assert!(raw(graph.view(), Direction::Directed).iter().all(|score| score.is_finite()));
    }

    #[test]
    fn few_nodes_have_nothing_between() {
        for n_nodes in 0..3 {
            let graph = CsrBuf::simple_undirected(n_nodes, &[(0, 1, 0)][..n_nodes / 2]);
            let params =
                BetweennessParams { direction: Direction::Directed, scale: Scale::Normalised };
            assert_eq!(betweenness(graph.view(), &params), vec![0.0; n_nodes]);
        }
    }

    proptest! {
        #[test]
        fn shares_are_those_of_the_definition(
            directed in naive::directed_graphs(), undirected in naive::undirected_graphs(),
        ) {
            let ours = raw(directed.view(), Direction::Directed);
            for (a, b) in ours.iter().zip(by_definition(directed.view())) {
                prop_assert!(is_near(*a, b));
            }
            let ours = raw(undirected.view(), Direction::Undirected);
            for (a, b) in ours.iter().zip(by_definition(undirected.view())) {
                prop_assert!(is_near(*a, b / 2.0));
            }
        }

        #[test]
        fn normalised_scores_are_shares_of_all_pairs(graph in naive::undirected_graphs()) {
            let params =
                BetweennessParams { direction: Direction::Undirected, scale: Scale::Normalised };
            let n = graph.view().node_count() as f64;
            let pairs = ((n - 1.0) * (n - 2.0) / 2.0).max(1.0);
            let raw = raw(graph.view(), Direction::Undirected);
            for (a, b) in betweenness(graph.view(), &params).iter().zip(raw) {
                prop_assert!(is_near(*a, b / pairs));
                prop_assert!((0.0..=1.0 + 1e-12).contains(a));
            }
        }
    }
}
