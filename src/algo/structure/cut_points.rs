//! Cut points: the nodes and the edges that alone hold parts of a graph together.
//!
//! Articulation points and bridges come from one search in depth. The graph is undirected.

use crate::graph::{Csr, NodeIx};

/// What a graph falls apart without.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CutPoints {
    /// Nodes without which there are more components, sorted.
    pub articulation_points: Vec<NodeIx>,
    /// Edges without which there are more components, the smaller end first, sorted.
    pub bridges: Vec<(NodeIx, NodeIx)>,
}

/// Finds articulation points and bridges by lowpoints: the earliest node that a node and those first
/// visited after it reach by one arc other than the one that led there,
/// `low(v) = min {order(v), order(u) : v u no tree arc} ∪ {low(w) : v w a tree arc}`.
/// A tree arc v w is a bridge if `low(w) > order(v)`, and v an articulation point if `low(w) ≥ order(v)`;
/// the first node of a search is one if it has two tree arcs.
///
/// # Conventions
/// The graph holds both arcs of every edge. Loops change nothing; of parallel edges none is a bridge.
/// # Complexity
/// Time O(n + m + b log n) for b bridges, space O(n).
/// # Determinism
/// The sets are unique.
/// # References
/// J. E. Hopcroft, R. E. Tarjan, "Algorithm 447: efficient algorithms for graph manipulation", 1973,
/// doi:10.1145/362248.362272.
/// # Examples
/// ```
/// use sociogram::algo::structure::cut_points;
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // A triangle with a tail.
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (1, 2, 1), (2, 0, 2), (2, 3, 3)]);
/// let cut = cut_points(graph.view());
/// assert_eq!(cut.articulation_points, [NodeIx(2)]);
/// assert_eq!(cut.bridges, [(NodeIx(2), NodeIx(3))]);
/// ```
pub fn cut_points(graph: Csr<'_>) -> CutPoints {
    let mut search = Search::new(graph);
    for node in graph.nodes() {
        if search.order[node.at()] == UNVISITED {
            search.visit_from(node);
        }
    }
    let Search { is_articulation_point, mut bridges, .. } = search;
    bridges.sort_unstable();
    let is_marked = |node: &NodeIx| is_articulation_point[node.at()];
    CutPoints { articulation_points: graph.nodes().filter(is_marked).collect(), bridges }
}

const UNVISITED: u32 = 0;

struct Search<'a> {
    graph: Csr<'a>,
    /// When a node was visited, from 1.
    order: Vec<u32>,
    n_visited: u32,
    is_articulation_point: Vec<bool>,
    bridges: Vec<(NodeIx, NodeIx)>,
    /// The way from the first node to before the current one.
    way: Vec<Frame>,
}

/// A node whose arcs are not all followed.
#[derive(Clone, Copy)]
struct Frame {
    node: u32,
    /// Where its tree arc comes from; of the first node, itself.
    parent: u32,
    /// Position of the next arc.
    next: u32,
    low: u32,
}

impl<'a> Search<'a> {
    fn new(graph: Csr<'a>) -> Self {
        Self {
            graph,
            order: vec![UNVISITED; graph.node_count()],
            n_visited: 0,
            is_articulation_point: vec![false; graph.node_count()],
            bridges: Vec::new(),
            way: Vec::new(),
        }
    }

    fn visit_from(&mut self, first: NodeIx) {
        let (offsets, targets) = (self.graph.offsets(), self.graph.targets());
        let mut frame = self.enter(first.0, first.0);
        let mut n_tree_arcs = 0;
        loop {
            let end = offsets[frame.node as usize + 1];
            let arcs = &targets[frame.next as usize..end as usize];
            let mut unvisited = None;
            for (at, &target) in (frame.next + 1..).zip(arcs) {
                let order = self.order[target as usize];
                if order == UNVISITED {
                    frame.next = at;
                    unvisited = Some(target);
                    break;
                }
                let reached = if target == frame.parent { u32::MAX } else { order };
                frame.low = frame.low.min(reached);
            }
            if let Some(target) = unvisited {
                let next = self.enter(target, frame.node);
                self.way.push(frame);
                frame = next;
                continue;
            }
            let Some(mut before) = self.way.pop() else { break };
            self.judge_tree_arc(before.node, frame);
            n_tree_arcs += usize::from(before.node == first.0);
            before.low = before.low.min(frame.low);
            frame = before;
        }
        self.is_articulation_point[first.at()] = n_tree_arcs > 1;
    }

    fn enter(&mut self, node: u32, parent: u32) -> Frame {
        self.n_visited += 1;
        self.order[node as usize] = self.n_visited;
        Frame { node, parent, next: self.graph.offsets()[node as usize], low: self.n_visited }
    }

    fn judge_tree_arc(&mut self, from: u32, to: Frame) {
        let order = self.order[from as usize];
        if to.low >= order {
            self.is_articulation_point[from as usize] = true;
        }
        // Arcs back to the parent were passed over whatever their number, so it is looked at here.
        if to.low > order && self.graph.range_between(NodeIx(to.node), NodeIx(from)).len() == 1 {
            self.bridges.push((NodeIx(from.min(to.node)), NodeIx(from.max(to.node))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::algo::structure::components;
    use crate::graph::CsrBuf;
    use proptest::prelude::*;

    /// Counts components without each node and without each edge.
    fn by_definition(graph: Csr<'_>) -> CutPoints {
        let n = graph.node_count();
        let arcs: Vec<_> =
            graph.nodes().flat_map(|a| graph.arcs(a).map(move |(b, e)| (a, b, e))).collect();
        let count_of = |keep: &dyn Fn(&(NodeIx, NodeIx, crate::graph::EdgeIx)) -> bool| {
            let kept: Vec<_> =
                arcs.iter().filter(|arc| keep(arc)).map(|&(a, b, e)| (a.0, b.0, e.0)).collect();
            components(CsrBuf::from_arcs(n, &kept).view()).count()
        };
        let whole = count_of(&|_| true);
        // A node that is cut off still counts as a component, and a lone node counted before.
        let without = |node: NodeIx| count_of(&|&(a, b, _)| a != node && b != node) - 1;
        let is_lone = |node: NodeIx| graph.neighbors(node).iter().all(|&other| other == node.0);
        let is_cut = |&node: &NodeIx| !is_lone(node) && without(node) > whole;
        let mut bridges: Vec<_> = arcs
            .iter()
            .filter(|&&(a, b, edge)| a < b && count_of(&|&(_, _, other)| other != edge) > whole)
            .map(|&(a, b, _)| (a, b))
            .collect();
        bridges.sort_unstable();
        CutPoints { articulation_points: graph.nodes().filter(is_cut).collect(), bridges }
    }

    #[test]
    fn a_star_of_a_million_hangs_on_its_middle() {
        let cut = cut_points(naive::star(1_000_000).view());
        assert_eq!(cut.articulation_points, [NodeIx(0)]);
        assert_eq!(cut.bridges.len(), 1_000_000);
    }

    #[test]
    fn a_chain_of_a_million_hangs_on_all_but_its_ends() {
        let cut = cut_points(naive::chain(1_000_000).view());
        assert_eq!(cut.articulation_points.len(), 999_999);
        assert_eq!(cut.bridges.len(), 1_000_000);
        assert!(cut.bridges.iter().all(|(a, b)| a.0 + 1 == b.0));
    }

    #[test]
    fn of_parallel_edges_none_is_a_bridge() {
        let cut = cut_points(naive::undirected(3, &[(0, 1), (0, 1), (1, 2), (2, 2)]).view());
        assert_eq!(cut.articulation_points, [NodeIx(1)]);
        assert_eq!(cut.bridges, [(NodeIx(1), NodeIx(2))]);
    }

    #[test]
    fn nothing_has_no_cut_points() {
        assert_eq!(cut_points(CsrBuf::default().view()), CutPoints::default());
        assert_eq!(cut_points(naive::undirected(1, &[(0, 0)]).view()), CutPoints::default());
    }

    proptest! {
        #[test]
        fn cut_points_are_those_of_the_definition(graph in naive::undirected_graphs()) {
            prop_assert_eq!(cut_points(graph.view()), by_definition(graph.view()));
        }
    }
}
