//! Compressed sparse rows: for each node its arcs, sorted by target, with the edges they come from beside.
//!
//! Knows no kinds, no lengths and no direction of edges: an undirected graph is one that holds both arcs.
//! Nodes and arcs are numbered in 32 bits; whoever builds a graph refuses one that is larger.

/// Dense index of a node. Nodes are numbered in the order of their ids, so index order is id order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIx(pub u32);

/// Dense index of an edge, in the order of ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeIx(pub u32);

impl NodeIx {
    /// As a position in a slice.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

impl EdgeIx {
    /// As a position in a slice.
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// Adjacency as borrowed slices.
///
/// # Invariants
/// - `offsets` has one entry more than there are nodes, starts at 0, never falls, and ends at the number of arcs.
/// - `targets` has one entry per arc; every target is a node.
/// - `edges` has one entry per arc, or none where arcs come from no table of edges.
/// - The arcs of a node are sorted by target, then by edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Csr<'a> {
    offsets: &'a [u32],
    targets: &'a [u32],
    edges: &'a [u32],
}

/// Adjacency that owns its arrays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CsrBuf {
    offsets: Vec<u32>,
    targets: Vec<u32>,
    edges: Vec<u32>,
}

impl<'a> Csr<'a> {
    /// Number of nodes.
    pub fn node_count(self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Number of arcs: an undirected edge has two, unless it is a loop.
    pub fn arc_count(self) -> usize {
        self.targets.len()
    }

    /// All nodes in order.
    pub fn nodes(self) -> impl Iterator<Item = NodeIx> {
        (0..self.node_count() as u32).map(NodeIx)
    }

    /// Number of arcs that leave `node`.
    pub fn degree(self, node: NodeIx) -> usize {
        self.range(node).len()
    }

    /// Targets of the arcs that leave `node`, sorted; a target repeats for parallel arcs.
    pub fn neighbors(self, node: NodeIx) -> &'a [u32] {
        &self.targets[self.range(node)]
    }

    /// Arcs that leave `node` as target and edge, sorted.
    pub fn arcs(self, node: NodeIx) -> impl Iterator<Item = (NodeIx, EdgeIx)> + 'a {
        let range = self.range(node);
        self.targets[range.clone()]
            .iter()
            .zip(&self.edges[range])
            .map(|(&target, &edge)| (NodeIx(target), EdgeIx(edge)))
    }

    /// Positions of the arcs from one node to another. Time O(log d) for d arcs that leave `from`.
    pub fn range_between(self, from: NodeIx, to: NodeIx) -> std::ops::Range<usize> {
        let (start, targets) = (self.range(from).start, self.neighbors(from));
        let first = targets.partition_point(|&target| target < to.0);
        let end = targets.partition_point(|&target| target <= to.0);
        start + first..start + end
    }

    /// Edges from one node to another.
    pub fn edges_between(self, from: NodeIx, to: NodeIx) -> impl Iterator<Item = EdgeIx> + 'a {
        self.edges[self.range_between(from, to)].iter().map(|&edge| EdgeIx(edge))
    }

    /// Where the arcs of each node begin, and at the end the number of arcs: one entry more than nodes.
    pub fn offsets(self) -> &'a [u32] {
        self.offsets
    }

    /// The target of every arc, in the order of sources.
    pub fn targets(self) -> &'a [u32] {
        self.targets
    }

    /// Positions of the arcs that leave `node` in arrays kept beside, such as lengths.
    pub fn range(self, node: NodeIx) -> std::ops::Range<usize> {
        self.offsets[node.at()] as usize..self.offsets[node.at() + 1] as usize
    }

    /// Target of the arc at a position.
    pub fn target(self, arc: usize) -> NodeIx {
        NodeIx(self.targets[arc])
    }

    /// Edge of the arc at a position.
    pub fn edge(self, arc: usize) -> EdgeIx {
        EdgeIx(self.edges[arc])
    }
}

impl CsrBuf {
    /// Builds adjacency for `n_nodes` nodes from arcs `(source, target, edge)` in any order.
    ///
    /// Time O(n + m log d) for m arcs and largest degree d, space O(n + m).
    ///
    /// # Panics
    /// If an end is not below `n_nodes`, or there are 2^32 arcs or more.
    pub fn from_arcs(n_nodes: usize, arcs: &[(u32, u32, u32)]) -> Self {
        assert!(u32::try_from(arcs.len()).is_ok(), "arcs are numbered in 32 bits");
        let mut offsets = vec![0_u32; n_nodes + 1];
        for &(source, _, _) in arcs {
            offsets[source as usize + 1] += 1;
        }
        for node in 0..n_nodes {
            offsets[node + 1] += offsets[node];
        }
        let mut next = offsets.clone();
        let mut rows = vec![(0_u32, 0_u32); arcs.len()];
        for &(source, target, edge) in arcs {
            assert!((target as usize) < n_nodes, "every target is a node");
            let slot = &mut next[source as usize];
            rows[*slot as usize] = (target, edge);
            *slot += 1;
        }
        for node in 0..n_nodes {
            rows[offsets[node] as usize..offsets[node + 1] as usize].sort_unstable();
        }
        let (targets, edges) = rows.into_iter().unzip();
        Self { offsets, targets, edges }
    }

    /// Adjacency from rows that are ready, without edges.
    ///
    /// Time O(n + m) to check them.
    ///
    /// # Panics
    /// If they break an invariant of [`Csr`].
    pub fn from_rows(offsets: Vec<u32>, targets: Vec<u32>) -> Self {
        let n_nodes = offsets.len().checked_sub(1).expect("offsets have an end");
        assert_eq!(offsets[0], 0, "offsets start at 0");
        assert_eq!(offsets[n_nodes] as usize, targets.len(), "offsets end at the number of arcs");
        assert!(offsets.is_sorted(), "offsets never fall");
        let rows = offsets.windows(2).map(|row| &targets[row[0] as usize..row[1] as usize]);
        for row in rows {
            assert!(row.is_sorted(), "the arcs of a node are sorted");
            assert!(row.last().is_none_or(|&last| (last as usize) < n_nodes), "targets are nodes");
        }
        Self { offsets, targets, edges: Vec::new() }
    }

    /// Adjacency from rows whose targets may stand in any order, without edges.
    ///
    /// Time O(n + m log d) for m arcs and largest degree d, O(n + m) where rows are sorted.
    ///
    /// # Panics
    /// If offsets break an invariant of [`Csr`] or a target is not a node.
    pub fn from_unsorted_rows(offsets: Vec<u32>, mut targets: Vec<u32>) -> Self {
        sort_rows(&offsets, &mut targets);
        Self::from_rows(offsets, targets)
    }

    /// Adjacency from rows in any order with a weight per arc: sorted by target, then by weight.
    ///
    /// Time and panics as [`CsrBuf::from_unsorted_rows`]; one weight per arc.
    pub fn from_weighted_rows(
        offsets: Vec<u32>,
        mut targets: Vec<u32>,
        mut weights: Vec<u32>,
    ) -> (Self, Vec<u32>) {
        assert_eq!(targets.len(), weights.len(), "one weight per arc");
        sort_weighted_rows(&offsets, &mut targets, &mut weights);
        (Self::from_rows(offsets, targets), weights)
    }

    /// One arc to each neighbour. Edges beside are dropped.
    #[must_use]
    pub fn merged(&self) -> Self {
        self.merged_by_weight(&[]).0
    }

    /// One arc to each neighbour, the first, which is that of least weight where weights sort with targets.
    /// No weights at all may be given. Edges beside are dropped.
    ///
    /// # Panics
    /// If there are weights, but not one per arc.
    pub fn merged_by_weight(&self, weights: &[u32]) -> (Self, Vec<u32>) {
        assert!(weights.is_empty() || weights.len() == self.targets.len(), "one weight per arc");
        let view = self.view();
        let mut merged = Self {
            offsets: vec![0],
            targets: Vec::with_capacity(self.targets.len()),
            edges: Vec::new(),
        };
        let mut kept = Vec::with_capacity(weights.len());
        for node in view.nodes() {
            let mut last = None;
            for arc in view.range(node) {
                if last.replace(self.targets[arc]) != Some(self.targets[arc]) {
                    merged.targets.push(self.targets[arc]);
                    kept.extend(weights.get(arc));
                }
            }
            merged.offsets.push(merged.targets.len() as u32);
        }
        (merged, kept)
    }

    /// Simple undirected adjacency: both directions, loops dropped, one arc per neighbour (the smallest edge).
    pub fn simple_undirected(n_nodes: usize, edges: &[(u32, u32, u32)]) -> Self {
        let mut arcs: Vec<(u32, u32, u32)> = edges
            .iter()
            .filter(|(a, b, _)| a != b)
            .flat_map(|&(a, b, edge)| [(a, b, edge), (b, a, edge)])
            .collect();
        arcs.sort_unstable();
        arcs.dedup_by_key(|&mut (a, b, _)| (a, b));
        Self::from_arcs(n_nodes, &arcs)
    }

    /// The same arcs turned round.
    #[must_use]
    pub fn reversed(&self) -> Self {
        self.reversed_with::<u32>(&[]).0
    }

    /// The same arcs turned round, and what stands beside each of them, such as its weight.
    ///
    /// # Panics
    /// If something stands beside, but not beside every arc.
    pub fn reversed_with<T: Copy + Default>(&self, beside: &[T]) -> (Self, Vec<T>) {
        assert!(beside.is_empty() || beside.len() == self.targets.len(), "one entry per arc");
        let view = self.view();
        let mut offsets = vec![0_u32; self.offsets.len()];
        for &target in &self.targets {
            offsets[target as usize + 1] += 1;
        }
        for node in 0..view.node_count() {
            offsets[node + 1] += offsets[node];
        }
        let mut next = offsets.clone();
        let mut reversed = Self {
            offsets,
            targets: vec![0; self.targets.len()],
            edges: vec![0; self.edges.len()],
        };
        let mut moved = vec![T::default(); beside.len()];
        // Sources rise, and so do the edges of parallel arcs: every new row comes out sorted.
        for node in view.nodes() {
            for arc in view.range(node) {
                let slot = &mut next[self.targets[arc] as usize];
                reversed.targets[*slot as usize] = node.0;
                if let Some(&edge) = self.edges.get(arc) {
                    reversed.edges[*slot as usize] = edge;
                }
                if let Some(&entry) = beside.get(arc) {
                    moved[*slot as usize] = entry;
                }
                *slot += 1;
            }
        }
        (reversed, moved)
    }

    /// The borrowed view that kernels take.
    pub fn view(&self) -> Csr<'_> {
        Csr { offsets: &self.offsets, targets: &self.targets, edges: &self.edges }
    }
}

/// Arcs that one thread sorts at a time.
const ARCS_PER_TASK: usize = 1 << 16;

/// Sorts each row, in halves by several threads. Depth is the logarithm of the number of nodes.
fn sort_rows(offsets: &[u32], targets: &mut [u32]) {
    let n_nodes = offsets.len().saturating_sub(1);
    if targets.len() > ARCS_PER_TASK && n_nodes > 1 {
        let middle = n_nodes / 2;
        let (low, high) = targets.split_at_mut((offsets[middle] - offsets[0]) as usize);
        rayon::join(|| sort_rows(&offsets[..=middle], low), || sort_rows(&offsets[middle..], high));
        return;
    }
    for row in offsets.windows(2) {
        let row = &mut targets[(row[0] - offsets[0]) as usize..(row[1] - offsets[0]) as usize];
        if !row.is_sorted() {
            row.sort_unstable();
        }
    }
}

/// As [`sort_rows`], with weights that move along.
fn sort_weighted_rows(offsets: &[u32], targets: &mut [u32], weights: &mut [u32]) {
    let n_nodes = offsets.len().saturating_sub(1);
    if targets.len() > ARCS_PER_TASK && n_nodes > 1 {
        let middle = n_nodes / 2;
        let at = (offsets[middle] - offsets[0]) as usize;
        let (low, high) = targets.split_at_mut(at);
        let (low_weights, high_weights) = weights.split_at_mut(at);
        rayon::join(
            || sort_weighted_rows(&offsets[..=middle], low, low_weights),
            || sort_weighted_rows(&offsets[middle..], high, high_weights),
        );
        return;
    }
    let mut pairs = Vec::new();
    for row in offsets.windows(2) {
        let row = (row[0] - offsets[0]) as usize..(row[1] - offsets[0]) as usize;
        let (targets, weights) = (&mut targets[row.clone()], &mut weights[row]);
        if targets.is_sorted_by(|a, b| a < b) {
            continue;
        }
        pairs.clear();
        pairs.extend(targets.iter().copied().zip(weights.iter().copied()));
        pairs.sort_unstable();
        for ((target, weight), &pair) in targets.iter_mut().zip(weights).zip(&pairs) {
            (*target, *weight) = pair;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_come_sorted_with_their_edges() {
        let buf = CsrBuf::from_arcs(3, &[(0, 2, 7), (0, 1, 9), (0, 2, 3), (2, 2, 1)]);
        let graph = buf.view();
        let arcs: Vec<_> = graph.arcs(NodeIx(0)).map(|(t, e)| (t.0, e.0)).collect();
        assert_eq!(arcs, [(1, 9), (2, 3), (2, 7)]);
        assert_eq!(graph.degree(NodeIx(1)), 0);
        assert_eq!(graph.neighbors(NodeIx(2)), [2]);
    }

    #[test]
    fn an_empty_graph_has_no_nodes() {
        assert_eq!(CsrBuf::from_arcs(0, &[]).view().node_count(), 0);
        assert_eq!(CsrBuf::default().view().node_count(), 0);
    }

    #[test]
    fn simple_drops_loops_and_parallel_edges() {
        let buf = CsrBuf::simple_undirected(2, &[(0, 1, 5), (1, 0, 4), (0, 0, 1)]);
        assert_eq!(buf.view().arc_count(), 2);
        assert_eq!(buf.view().arcs(NodeIx(0)).next(), Some((NodeIx(1), EdgeIx(4))));
    }

    #[test]
    fn rows_that_are_ready_have_no_edges() {
        let buf = CsrBuf::from_rows(vec![0, 2, 2, 3], vec![1, 2, 2]);
        assert_eq!(buf.view().neighbors(NodeIx(0)), [1, 2]);
        assert_eq!(buf.reversed(), CsrBuf::from_rows(vec![0, 0, 1, 3], vec![0, 0, 2]));
    }

    #[test]
    fn what_stands_beside_turns_with_its_arc() {
        let (reversed, weights) =
            CsrBuf::from_rows(vec![0, 2, 2, 3], vec![1, 2, 2]).reversed_with(&[5, 6, 7]);
        assert_eq!(reversed, CsrBuf::from_rows(vec![0, 0, 1, 3], vec![0, 0, 2]));
        assert_eq!(weights, [5, 6, 7]);
    }

    #[test]
    #[should_panic(expected = "targets are nodes")]
    fn rows_beyond_the_nodes_are_refused() {
        CsrBuf::from_rows(vec![0, 1], vec![1]);
    }

    #[test]
    fn turning_round_twice_changes_nothing() {
        let buf = CsrBuf::from_arcs(3, &[(0, 2, 7), (0, 1, 9), (2, 1, 3)]);
        assert_eq!(buf.reversed().reversed(), buf);
    }
}
