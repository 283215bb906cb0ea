//! Cheapest paths from one node under a cost with several parts, with the way remembered.
//!
//! Holds the label-setting search that the other path kernels share. Lengths alone are faster by
//! [`super::half_step_distances`].

use super::terrain::Terrain;
use crate::graph::{Csr, NodeIx};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// No node or arc.
const NONE: u32 = u32::MAX;

/// Costs of cheapest paths from one node, and the last arc of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheapestPaths {
    tree: Grown<Cost>,
}

/// Compared part by part, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    half_steps: u32,
    penalty: u64,
    hops: u32,
}

/// Finds, from `source` to every node, the paths of least (half steps, penalty, arcs) in that order.
///
/// The penalty prefers some arcs among equally long ways without ever making a way longer.
///
/// # Conventions
/// Inner nodes are passable; the source and the last node need not be. `penalty` has one entry per arc.
/// # Complexity
/// Time O((n + m) log m), space O(n + m).
/// # Determinism
/// Costs are unique. Of several cheapest last arcs the one from the smallest node is kept, then of the
/// smallest edge. As the number of arcs is part of the cost, every arc costs something and the
/// remembered arcs are a tree.
/// # References
/// E. W. Dijkstra, "A note on two problems in connexion with graphs", 1959, doi:10.1007/BF01386390.
/// # Panics
/// If there is not one penalty per arc.
/// # Examples
/// ```
/// use sociogram::algo::paths::{Terrain, cheapest_paths};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // 0 - 1 - 3 and 0 - 2 - 3 are equally long; the arcs of 1 are penalised.
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (0, 2, 1), (1, 3, 2), (2, 3, 3)]);
/// let terrain = Terrain::new(graph.view(), &[2; 8], &[true; 4]);
/// let penalty = [1, 0, 1, 1, 0, 0, 1, 0];
/// let paths = cheapest_paths(terrain, &penalty, NodeIx(0));
/// assert_eq!(paths.nodes_to(NodeIx(3)), Some(vec![NodeIx(0), NodeIx(2), NodeIx(3)]));
/// assert_eq!(paths.half_steps(NodeIx(3)), Some(4));
/// ```
pub fn cheapest_paths(terrain: Terrain<'_>, penalty: &[u8], source: NodeIx) -> CheapestPaths {
    assert_eq!(penalty.len(), terrain.graph().arc_count(), "one penalty per arc");
    let start = Cost { half_steps: 0, penalty: 0, hops: 0 };
    let tree = grow(terrain.graph(), [(source, start)], |cost, step| {
        (step.from == source || terrain.is_passable(step.from)).then(|| Cost {
            half_steps: cost.half_steps + terrain.half_steps(step.arc),
            penalty: cost.penalty + u64::from(penalty[step.arc]),
            hops: cost.hops + 1,
        })
    });
    CheapestPaths { tree }
}

impl CheapestPaths {
    /// Length of the cheapest path to `node`, if there is one.
    pub fn half_steps(&self, node: NodeIx) -> Option<u32> {
        self.tree.labels[node.at()].map(|cost| cost.half_steps)
    }

    /// Penalty of the cheapest path to `node`, if there is one.
    pub fn penalty(&self, node: NodeIx) -> Option<u64> {
        self.tree.labels[node.at()].map(|cost| cost.penalty)
    }

    /// The node before `node` and the position of the arc between them; none for the source.
    pub fn predecessor(&self, node: NodeIx) -> Option<(NodeIx, usize)> {
        self.tree.arrivals[node.at()].step()
    }

    /// Nodes of the cheapest path to `node`, both ends included.
    pub fn nodes_to(&self, node: NodeIx) -> Option<Vec<NodeIx>> {
        self.tree.labels[node.at()]?;
        let before = |&node: &NodeIx| self.predecessor(node).map(|(from, _)| from);
        let mut nodes: Vec<_> = std::iter::successors(Some(node), before).collect();
        nodes.reverse();
        Some(nodes)
    }

    /// Positions of the arcs of the cheapest path to `node`, in walking order.
    pub fn arcs_to(&self, node: NodeIx) -> Option<Vec<usize>> {
        self.tree.labels[node.at()]?;
        let before = |&(from, _): &(NodeIx, usize)| self.predecessor(from);
        let mut arcs: Vec<_> =
            std::iter::successors(self.predecessor(node), before).map(|(_, arc)| arc).collect();
        arcs.reverse();
        Some(arcs)
    }
}

/// The least label of every node and the arc it came by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grown<L> {
    pub labels: Vec<Option<L>>,
    pub arrivals: Vec<Arrival>,
}

/// How a node was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Arrival {
    from: u32,
    arc: u32,
}

impl Arrival {
    /// The node before and the arc; none where the search began or never came.
    pub(super) fn step(self) -> Option<(NodeIx, usize)> {
        (self.arc != NONE).then_some((NodeIx(self.from), self.arc as usize))
    }
}

/// One arc that a search may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub from: NodeIx,
    pub to: NodeIx,
    pub arc: usize,
}

/// Dijkstra's search for labels of any ordered kind.
///
/// `extend` gives the label beyond a step, or none where the step is not allowed. It must be monotone
/// and the new label must be greater than the old. Of equal labels the smallest arc is remembered,
/// whatever the order of arrival, because every arc into a node is looked at before the node is done.
pub(super) fn grow<L: Copy + Ord>(
    graph: Csr<'_>,
    starts: impl IntoIterator<Item = (NodeIx, L)>,
    extend: impl Fn(L, Step) -> Option<L>,
) -> Grown<L> {
    let mut labels: Vec<Option<L>> = vec![None; graph.node_count()];
    let mut arrivals = vec![Arrival { from: NONE, arc: NONE }; graph.node_count()];
    let mut waiting = BinaryHeap::new();
    for (node, label) in starts {
        labels[node.at()] = Some(label);
        waiting.push(Reverse((label, node)));
    }
    while let Some(Reverse((label, from))) = waiting.pop() {
        if labels[from.at()] != Some(label) {
            continue;
        }
        for arc in graph.range(from) {
            let to = graph.target(arc);
            let Some(beyond) = extend(label, Step { from, to, arc }) else { continue };
            let arrival = &mut arrivals[to.at()];
            let is_better = labels[to.at()].is_none_or(|known| beyond < known);
            if is_better {
                labels[to.at()] = Some(beyond);
                waiting.push(Reverse((beyond, to)));
            }
            if is_better || (labels[to.at()] == Some(beyond) && (arc as u32) < arrival.arc) {
                *arrival = Arrival { from: from.0, arc: arc as u32 };
            }
        }
    }
    Grown { labels, arrivals }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    #[test]
    fn the_smallest_of_equal_predecessors_is_kept() {
        // 3 is reached from 1 and 2 alike, by two parallel arcs each.
        let graph = naive::undirected(4, &[(0, 2), (0, 1), (2, 3), (1, 3), (1, 3)]);
        let (lengths, passable) = (vec![0; graph.view().arc_count()], [true; 4]);
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        let paths = cheapest_paths(terrain, &[0; 10], NodeIx(0));
        let (from, arc) = paths.predecessor(NodeIx(3)).expect("3 is reached");
        assert_eq!((from, graph.view().edge(arc).0), (NodeIx(1), 3));
        assert_eq!(paths.predecessor(NodeIx(0)), None);
        assert_eq!(paths.arcs_to(NodeIx(0)), Some(vec![]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn costs_are_the_least_over_all_simple_paths(ground in naive::grounds()) {
            let terrain = ground.terrain();
            let cost = |path: &naive::Path| {
                let penalty: u64 = path
                    .nodes
                    .windows(2)
                    .map(|pair| ground.least_penalty(pair[0], pair[1]))
                    .sum();
                (path.length, penalty, path.nodes.len())
            };
            for source in terrain.graph().nodes() {
                let found = cheapest_paths(terrain, &ground.penalty, source);
                for target in terrain.graph().nodes() {
                    let best = naive::simple_paths(terrain, source, target).iter().map(cost).min();
                    let nodes = found.nodes_to(target);
                    let ours = nodes.as_ref().map(|nodes| {
                        let half_steps = found.half_steps(target).expect("a path has a length");
                        let penalty = found.penalty(target).expect("a path has a penalty");
                        (half_steps, penalty, nodes.len())
                    });
                    prop_assert_eq!(ours, best);
                    if let (Some(nodes), Some(arcs)) = (nodes, found.arcs_to(target)) {
                        prop_assert_eq!(nodes[0], source);
                        prop_assert_eq!(arcs.len() + 1, nodes.len());
                        let sum: u32 = arcs.iter().map(|&arc| terrain.half_steps(arc)).sum();
                        prop_assert_eq!(Some(sum), found.half_steps(target));
                        for (pair, &arc) in nodes.windows(2).zip(&arcs) {
                            prop_assert!(terrain.graph().range(pair[0]).contains(&arc));
                            prop_assert_eq!(terrain.graph().target(arc), pair[1]);
                        }
                    }
                }
            }
        }
    }
}
