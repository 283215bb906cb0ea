//! Label propagation: every node takes the label most of its neighbours have.
//!
//! Counts arcs and ignores lengths. Does not look at modularity, which is told for comparison alone.

use super::levels::{Climb, Counts, Level};
use super::modularity::modularity;
use super::numbering::number_by_size;
use crate::algo::watch::{Stopped, Watch};
use crate::graph::Csr;

/// How chance falls, and how long to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabelPropagationParams {
    /// Decides between labels that equally many neighbours have.
    pub seed: u32,
    /// Most passes over the nodes.
    pub passes_max: usize,
}

impl Default for LabelPropagationParams {
    fn default() -> Self {
        Self { seed: 0, passes_max: 1000 }
    }
}

/// A partition of the nodes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LabelPropagation {
    /// For each node its community, numbered from 0 by falling size, equal sizes by least node.
    pub community: Vec<u32>,
    /// Modularity of the partition at resolution 1.
    pub modularity: f64,
    /// Passes made, the last of which changed nothing if they have settled.
    pub passes: usize,
    /// Whether every node has a label that most of its neighbours have.
    pub is_settled: bool,
}

/// Splits the nodes into communities that agree with their neighbours: in the end
/// `label(v) ∈ argmax_l |{u ∈ N(v) : label(u) = l}|`.
///
/// Every node starts with a label of its own. Nodes take turns, those with fewest arcs first: each takes
/// the label that most of its neighbours have, and keeps its own if that is one of them. A node has
/// another turn when a neighbour has taken another label. Leaves that join their hubs before hubs join
/// each other keep one label from flooding the graph.
///
/// # Conventions
/// The graph holds both arcs of every edge. Parallel arcs are as many neighbours; loops are none. A lone
/// node is its own community.
/// # Complexity
/// Every change adds an edge whose ends agree, so there are at most m of them and the passes end by
/// themselves; a dozen or two in practice, of which the later look at few nodes. Time O(n + m) a pass,
/// space O(n).
/// # Determinism
/// Nodes with equally many arcs take turns in the order of indices. Among labels that tie, each node has
/// an order of its own, mixed from the seed: the same seed gives the same bytes.
/// # References
/// U. N. Raghavan, R. Albert, S. Kumara, "Near linear time algorithm to detect community structures in
/// large-scale networks", 2007, doi:10.1103/PhysRevE.76.036106.
/// # Errors
/// If the watch stops it.
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::algo::community::{LabelPropagationParams, label_propagation};
/// use sociogram::graph::CsrBuf;
///
/// // Two triangles without an edge between.
/// let edges = [(0, 1, 0), (1, 2, 1), (0, 2, 2), (3, 4, 3), (4, 5, 4), (3, 5, 5)];
/// let graph = CsrBuf::simple_undirected(6, &edges);
/// let parts = label_propagation(graph.view(), &LabelPropagationParams::default(), &Unwatched)?;
/// assert_eq!(parts.community, [0, 0, 0, 1, 1, 1]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn label_propagation(
    graph: Csr<'_>,
    params: &LabelPropagationParams,
    watch: &dyn Watch,
) -> Result<LabelPropagation, Stopped> {
    let level = Level::of(graph);
    let turns = by_arcs(&level);
    let mut community: Vec<u32> = (0..level.node_count() as u32).collect();
    let mut counts = Counts::new(level.node_count());
    let mut is_due = vec![true; level.node_count()];
    let (mut passes, mut is_settled) = (0, level.node_count() == 0);
    while !is_settled && passes < params.passes_max {
        let climb = Climb { resolution: 1.0, watch, done: passes, total: params.passes_max };
        let (mut has_changed, mut looked) = (false, 0);
        for &node in &turns {
            if !std::mem::take(&mut is_due[node as usize]) {
                continue;
            }
            let (own, row) = (community[node as usize], level.row(node as usize));
            row.each(|target, edges| counts.add(community[target], edges));
            let chance = mixed(node ^ params.seed.rotate_left(16));
            let mut best = (own, counts.of(own));
            for &label in counts.met() {
                let found = counts.of(label);
                let is_tie_won = found == best.1
                    && best.0 != own
                    && mixed(label ^ chance) < mixed(best.0 ^ chance);
                if found > best.1 || is_tie_won {
                    best = (label, found);
                }
            }
            counts.reset();
            let to = best.0;
            if to != own {
                community[node as usize] = to;
                has_changed = true;
                for &target in row.targets {
                    is_due[target as usize] |= community[target as usize] != to;
                }
            }
            climb.looked(&mut looked, row.targets.len())?;
        }
        climb.tell()?;
        passes += 1;
        is_settled = !has_changed;
    }
    number_by_size(&mut community);
    let modularity = modularity(graph, &community);
    Ok(LabelPropagation { community, modularity, passes, is_settled })
}

/// Nodes by rising number of arcs, equal numbers by index.
fn by_arcs(level: &Level<'_>) -> Vec<u32> {
    let n_nodes = level.node_count();
    let most = (0..n_nodes).map(|node| level.row_len(node)).max().unwrap_or(0);
    let mut next = vec![0_u32; most + 2];
    for node in 0..n_nodes {
        next[level.row_len(node) + 1] += 1;
    }
    for at in 0..=most {
        next[at + 1] += next[at];
    }
    let mut nodes = vec![0; n_nodes];
    for node in 0..n_nodes {
        let slot = &mut next[level.row_len(node)];
        nodes[*slot as usize] = node as u32;
        *slot += 1;
    }
    nodes
}

/// A number that looks like chance and is another for every other number: each step can be undone.
fn mixed(number: u32) -> u32 {
    let mut mixed = number.wrapping_mul(0x9E37_79B9);
    mixed ^= mixed >> 15;
    mixed = mixed.wrapping_mul(0x85EB_CA6B);
    mixed ^ (mixed >> 13)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::{Unwatched, naive, with_threads};
    use crate::graph::{CsrBuf, NodeIx};
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::ops::ControlFlow;

    fn parts(graph: &CsrBuf) -> LabelPropagation {
        label_propagation(graph.view(), &LabelPropagationParams::default(), &Unwatched)
            .expect("nobody stops it")
    }

    #[test]
    fn an_empty_graph_has_no_communities() {
        let empty = LabelPropagation { is_settled: true, ..LabelPropagation::default() };
        assert_eq!(parts(&CsrBuf::default()), empty);
    }

    #[test]
    fn lone_nodes_and_nodes_with_loops_keep_their_labels() {
        assert_eq!(parts(&naive::undirected(1, &[])).community, [0]);
        assert_eq!(parts(&naive::undirected(3, &[(1, 1), (1, 1)])).community, [0, 1, 2]);
    }

    #[test]
    fn most_edges_win() {
        // Node 2 has one edge to the triangle and two to its twin.
        let edges = [(0, 1), (0, 1), (0, 4), (1, 4), (2, 0), (2, 3), (2, 3)];
        assert_eq!(parts(&naive::undirected(5, &edges)).community, [0, 0, 1, 1, 0]);
    }

    #[test]
    fn great_stars_and_long_chains_settle() {
        let star = parts(&naive::star(1_000_000));
        assert_eq!(star.community, vec![0; 1_000_001]);
        let chain = parts(&naive::chain(1_000_000));
        assert!(chain.is_settled);
        assert!(chain.modularity > 0.5, "{}", chain.modularity);
    }

    #[test]
    fn passes_are_bounded() {
        let params = LabelPropagationParams { passes_max: 1, ..LabelPropagationParams::default() };
        let chain = naive::chain(10_000);
        let parts = label_propagation(chain.view(), &params, &Unwatched).expect("nobody stops it");
        assert_eq!((parts.passes, parts.is_settled), (1, false));
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes_and_another_seed_others() {
        let chain = naive::chain(10_000);
        let with_seed = |n_threads, seed| {
            let params = LabelPropagationParams { seed, ..LabelPropagationParams::default() };
            with_threads(n_threads, || label_propagation(chain.view(), &params, &Unwatched))
                .expect("threads start")
                .expect("nobody stops it")
        };
        assert_eq!(with_seed(1, 0), with_seed(2, 0));
        assert_eq!(with_seed(1, 0), with_seed(5, 0));
        assert_ne!(with_seed(1, 0).community, with_seed(1, 1).community);
    }

    #[test]
    fn a_watch_that_breaks_stops_it() {
        let params = LabelPropagationParams::default();
        let stopped =
            label_propagation(naive::chain(3).view(), &params, &|_| ControlFlow::Break(()));
        assert_eq!(stopped, Err(Stopped));
    }

    proptest! {
        #[test]
        fn every_node_agrees_with_most_of_its_neighbours(
            graph in naive::undirected_graphs(), seed in any::<u32>(),
        ) {
            let view = graph.view();
            let params = LabelPropagationParams { seed, ..LabelPropagationParams::default() };
            let parts = label_propagation(view, &params, &Unwatched).expect("nobody stops it");
            prop_assert!(parts.is_settled);
            // Each of at most 18 edges comes to agree once, in a pass of its own at worst.
            prop_assert!(parts.passes <= 19);
            for NodeIx(node) in view.nodes() {
                let mut found = BTreeMap::from([(parts.community[node as usize], 0)]);
                let others = view.neighbors(NodeIx(node)).iter().filter(|&&to| to != node);
                for &target in others {
                    *found.entry(parts.community[target as usize]).or_insert(0) += 1;
                }
                let most = found.values().max().copied();
                prop_assert_eq!(Some(found[&parts.community[node as usize]]), most);
            }
            let mut renumbered = parts.community.clone();
            number_by_size(&mut renumbered);
            prop_assert_eq!(&renumbered, &parts.community);
            let again = modularity(view, &parts.community);
            prop_assert_eq!(again.to_bits(), parts.modularity.to_bits());
        }
    }
}
