//! Our adjacency as petgraph sees it: the visit traits, so that its generic algorithms run here.
//!
//! One view, read as directed or as undirected, with one weight per arc. No algorithm lives here.

use super::{Csr, NodeIx};
use petgraph::visit::{
    Data, EdgeCount, EdgeRef, GraphBase, GraphProp, GraphRef, IntoEdgeReferences, IntoEdges,
    IntoNeighbors, IntoNodeIdentifiers, IntoNodeReferences, NodeCompactIndexable, NodeCount,
    NodeIndexable, VisitMap, Visitable,
};
use petgraph::{Directed, EdgeType, Undirected};
use std::marker::PhantomData;
use std::ops::Range;

/// Adjacency with one weight per arc, for petgraph's algorithms.
///
/// Nodes are [`NodeIx`], edges are arc positions. Read as [`Undirected`], an edge is listed once,
/// by the arc whose target is not below its source; its two arcs must then carry the same weight.
///
/// # Examples
/// ```
/// use petgraph::algo::dominators::simple_fast;
/// use sociogram::graph::{CsrBuf, NodeIx, Weighted};
///
/// let graph = CsrBuf::from_arcs(4, &[(0, 1, 0), (0, 2, 1), (1, 3, 2), (2, 3, 3)]);
/// let dominators = simple_fast(Weighted::directed(graph.view(), &[(); 4]), NodeIx(0));
/// assert_eq!(dominators.immediate_dominator(NodeIx(3)), Some(NodeIx(0)));
/// ```
#[derive(Debug)]
pub struct Weighted<'a, W, D> {
    graph: Csr<'a>,
    weights: &'a [W],
    reading: PhantomData<D>,
}

/// One arc with its weight.
#[derive(Debug)]
pub struct WeightedArc<'a, W> {
    source: NodeIx,
    target: NodeIx,
    arc: usize,
    weight: &'a W,
}

/// The arcs of one node.
#[derive(Debug)]
pub struct NodeArcs<'a, W> {
    graph: Csr<'a>,
    weights: &'a [W],
    source: NodeIx,
    arcs: Range<usize>,
}

/// Every arc when directed, every edge once when undirected.
#[derive(Debug)]
pub struct AllArcs<'a, W, D> {
    view: Weighted<'a, W, D>,
    row: NodeArcs<'a, W>,
}

/// Marks of visited nodes.
#[derive(Debug, Clone, Default)]
pub struct NodeMarks(Vec<bool>);

impl<'a, W> Weighted<'a, W, Directed> {
    /// Every arc is an edge of its own.
    ///
    /// # Panics
    /// If there is not one weight per arc.
    pub fn directed(graph: Csr<'a>, weights: &'a [W]) -> Self {
        Self::new(graph, weights)
    }
}

impl<'a, W> Weighted<'a, W, Undirected> {
    /// Two opposite arcs are one edge; the graph must hold both.
    ///
    /// # Panics
    /// If there is not one weight per arc.
    pub fn undirected(graph: Csr<'a>, weights: &'a [W]) -> Self {
        Self::new(graph, weights)
    }
}

impl<'a, W, D> Weighted<'a, W, D> {
    fn new(graph: Csr<'a>, weights: &'a [W]) -> Self {
        assert_eq!(graph.arc_count(), weights.len(), "one weight per arc");
        Self { graph, weights, reading: PhantomData }
    }

    fn row(&self, source: NodeIx) -> NodeArcs<'a, W> {
        NodeArcs {
            graph: self.graph,
            weights: self.weights,
            source,
            arcs: self.graph.range(source),
        }
    }
}

// Derived copies would ask the weight to be copied too, which a borrowed slice does not need.
impl<W, D> Clone for Weighted<'_, W, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W, D> Copy for Weighted<'_, W, D> {}

impl<W> Clone for WeightedArc<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for WeightedArc<'_, W> {}

impl<'a, W> Iterator for NodeArcs<'a, W> {
    type Item = WeightedArc<'a, W>;

    fn next(&mut self) -> Option<Self::Item> {
        let arc = self.arcs.next()?;
        let weight = &self.weights[arc];
        Some(WeightedArc { source: self.source, target: self.graph.target(arc), arc, weight })
    }
}

impl<'a, W, D: EdgeType> Iterator for AllArcs<'a, W, D> {
    type Item = WeightedArc<'a, W>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.row.next() {
                Some(arc) if D::is_directed() || arc.source <= arc.target => return Some(arc),
                Some(_) => {}
                None => {
                    let node = NodeIx(self.row.source.0 + 1);
                    if node.at() >= self.view.graph.node_count() {
                        return None;
                    }
                    self.row = self.view.row(node);
                }
            }
        }
    }
}

impl<'a, W> EdgeRef for WeightedArc<'a, W> {
    type NodeId = NodeIx;
    type EdgeId = usize;
    type Weight = W;

    fn source(&self) -> NodeIx {
        self.source
    }

    fn target(&self) -> NodeIx {
        self.target
    }

    fn weight(&self) -> &'a W {
        self.weight
    }

    fn id(&self) -> usize {
        self.arc
    }
}

impl<W, D> GraphBase for Weighted<'_, W, D> {
    type NodeId = NodeIx;
    type EdgeId = usize;
}

impl<W, D> GraphRef for Weighted<'_, W, D> {}

impl<W, D> Data for Weighted<'_, W, D> {
    type NodeWeight = ();
    type EdgeWeight = W;
}

impl<W, D: EdgeType> GraphProp for Weighted<'_, W, D> {
    type EdgeType = D;
}

impl<W, D> NodeCount for Weighted<'_, W, D> {
    fn node_count(&self) -> usize {
        self.graph.node_count()
    }
}

impl<W, D: EdgeType> EdgeCount for Weighted<'_, W, D> {
    fn edge_count(&self) -> usize {
        self.edge_references().count()
    }
}

impl<W, D> NodeIndexable for Weighted<'_, W, D> {
    fn node_bound(&self) -> usize {
        self.graph.node_count()
    }

    fn to_index(&self, node: NodeIx) -> usize {
        node.at()
    }

    fn from_index(&self, index: usize) -> NodeIx {
        NodeIx(index as u32)
    }
}

impl<W, D> NodeCompactIndexable for Weighted<'_, W, D> {}

impl<W, D> IntoNodeIdentifiers for Weighted<'_, W, D> {
    type NodeIdentifiers = std::iter::Map<Range<u32>, fn(u32) -> NodeIx>;

    fn node_identifiers(self) -> Self::NodeIdentifiers {
        (0..self.graph.node_count() as u32).map(NodeIx)
    }
}

impl<W, D> IntoNodeReferences for Weighted<'_, W, D> {
    type NodeRef = (NodeIx, &'static ());
    type NodeReferences = std::iter::Map<Range<u32>, fn(u32) -> Self::NodeRef>;

    fn node_references(self) -> Self::NodeReferences {
        (0..self.graph.node_count() as u32).map(|node| (NodeIx(node), &()))
    }
}

impl<'a, W, D: EdgeType> IntoEdgeReferences for Weighted<'a, W, D> {
    type EdgeRef = WeightedArc<'a, W>;
    type EdgeReferences = AllArcs<'a, W, D>;

    fn edge_references(self) -> Self::EdgeReferences {
        let (graph, weights) = (self.graph, self.weights);
        let arcs = if graph.node_count() == 0 { 0..0 } else { graph.range(NodeIx(0)) };
        AllArcs { view: self, row: NodeArcs { graph, weights, source: NodeIx(0), arcs } }
    }
}

impl<'a, W, D> IntoNeighbors for Weighted<'a, W, D> {
    type Neighbors = std::iter::Map<std::slice::Iter<'a, u32>, fn(&u32) -> NodeIx>;

    fn neighbors(self, node: NodeIx) -> Self::Neighbors {
        self.graph.neighbors(node).iter().map(|&target| NodeIx(target))
    }
}

impl<'a, W, D: EdgeType> IntoEdges for Weighted<'a, W, D> {
    type Edges = NodeArcs<'a, W>;

    fn edges(self, node: NodeIx) -> Self::Edges {
        self.row(node)
    }
}

impl<W, D> Visitable for Weighted<'_, W, D> {
    type Map = NodeMarks;

    fn visit_map(&self) -> NodeMarks {
        NodeMarks(vec![false; self.graph.node_count()])
    }

    fn reset_map(&self, map: &mut NodeMarks) {
        map.0.clear();
        map.0.resize(self.graph.node_count(), false);
    }
}

impl VisitMap<NodeIx> for NodeMarks {
    fn visit(&mut self, node: NodeIx) -> bool {
        !std::mem::replace(&mut self.0[node.at()], true)
    }

    fn is_visited(&self, node: &NodeIx) -> bool {
        self.0[node.at()]
    }

    fn unvisit(&mut self, node: NodeIx) -> bool {
        std::mem::replace(&mut self.0[node.at()], false)
    }
}

#[cfg(test)]
mod tests {
    use super::super::CsrBuf;
    use super::*;
    use petgraph::algo::{connected_components, dijkstra, min_spanning_tree};
    use petgraph::data::Element;
    use petgraph::visit::{Bfs, Dfs};

    /// A square 0-1-2-3 with a chord 0-2, a loop on 1 and the lone node 4; the edge is the weight.
    fn square() -> CsrBuf {
        let edges = [(0, 1), (1, 2), (2, 3), (0, 3), (0, 2), (1, 1)];
        let arcs: Vec<_> = (0..)
            .zip(edges)
            .flat_map(|(edge, (a, b))| {
                [(a, b, edge), (b, a, edge)].into_iter().take(if a == b { 1 } else { 2 })
            })
            .collect();
        CsrBuf::from_arcs(5, &arcs)
    }

    fn weights(graph: Csr<'_>) -> Vec<u32> {
        (0..graph.arc_count()).map(|arc| graph.edge(arc).0).collect()
    }

    #[test]
    fn an_undirected_edge_is_listed_once_and_a_directed_one_per_arc() {
        let graph = square();
        let weights = weights(graph.view());
        assert_eq!(Weighted::undirected(graph.view(), &weights).edge_count(), 6);
        assert_eq!(Weighted::directed(graph.view(), &weights).edge_count(), 11);
        assert_eq!(Weighted::<(), _>::directed(CsrBuf::default().view(), &[]).edge_count(), 0);
    }

    #[test]
    fn traversals_reach_the_component_of_their_start() {
        let graph = square();
        let weights = weights(graph.view());
        let view = Weighted::undirected(graph.view(), &weights);
        let mut depth_first = Dfs::new(view, NodeIx(3));
        let mut reached: Vec<_> =
            std::iter::from_fn(|| depth_first.next(view)).map(|n| n.0).collect();
        reached.sort_unstable();
        assert_eq!(reached, [0, 1, 2, 3]);
        let mut breadth_first = Bfs::new(view, NodeIx(4));
        assert_eq!(breadth_first.next(view), Some(NodeIx(4)));
        assert_eq!(breadth_first.next(view), None);
        assert_eq!(connected_components(view), 2);
    }

    #[test]
    fn kruskal_leaves_out_the_dearest_edge_of_each_cycle() {
        let graph = square();
        let weights = weights(graph.view());
        let edges: Vec<_> = min_spanning_tree(Weighted::undirected(graph.view(), &weights))
            .filter_map(|element| match element {
                Element::Edge { weight, .. } => Some(weight),
                Element::Node { .. } => None,
            })
            .collect();
        assert_eq!(edges, [0, 1, 2]);
    }

    #[test]
    fn dijkstra_adds_the_weights_of_arcs() {
        let graph = square();
        let weights = weights(graph.view());
        let costs =
            dijkstra(Weighted::undirected(graph.view(), &weights), NodeIx(0), None, |arc| {
                *arc.weight()
            });
        let expected = [(0, 0), (1, 0), (2, 1), (3, 3)];
        assert_eq!(costs.len(), expected.len());
        for (node, cost) in expected {
            assert_eq!(costs[&NodeIx(node)], cost);
        }
    }
}
