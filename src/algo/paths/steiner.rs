//! A short tree that joins given nodes: Mehlhorn's approximation of the Steiner tree.
//!
//! The spanning trees inside are petgraph's, run on our adjacency. Terminals that no tree can join are
//! an answer, not an error.

use super::cheapest::{Grown, grow};
use super::terrain::Terrain;
use crate::algo::structure::components;
use crate::graph::{CsrBuf, NodeIx, Weighted};
use petgraph::algo::min_spanning_tree;
use petgraph::data::Element;
use std::collections::BTreeMap;

/// One tree for each part of the graph that holds terminals; a single one if all can be joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SteinerForest {
    /// In the order of their smallest terminal.
    pub trees: Vec<SteinerTree>,
}

/// A tree whose leaves are terminals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SteinerTree {
    /// The terminals it joins, sorted.
    pub terminals: Vec<NodeIx>,
    /// All its nodes, sorted.
    pub nodes: Vec<NodeIx>,
    /// Its arcs, one direction of each, sorted by position.
    pub arcs: Vec<TreeArc>,
    /// Sum of their lengths.
    pub half_steps: u32,
}

/// An arc of a tree, from the smaller node to the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeArc {
    /// The smaller end.
    pub from: NodeIx,
    /// The greater end.
    pub to: NodeIx,
    /// Position among the arcs of the graph.
    pub arc: usize,
}

/// Joins `terminals` by a tree of small total length: at most `2 (1 - 1/t)` times the least possible
/// for t terminals, in each part of the graph by itself.
///
/// # Conventions
/// A node that is not passable is in a tree only if it is a terminal. Of parallel arcs the shortest is
/// taken. A terminal may be named twice; one that stands alone is a tree of one node.
/// # Complexity
/// Time O((n + m) log m), space O(n + m).
/// # Determinism
/// A node belongs to the terminal that is least by (half steps, arcs, index). Ways between two terminals
/// are compared by (half steps, arcs, arc position), pairs by (half steps, arcs, terminals), arcs by
/// (half steps, position): no two are equal, so each spanning tree is the only one.
/// # References
/// K. Mehlhorn, "A faster approximation algorithm for the Steiner problem in graphs", 1988,
/// doi:10.1016/0020-0190(88)90066-X.
/// J. B. Kruskal, "On the shortest spanning subtree of a graph and the traveling salesman problem", 1956,
/// doi:10.1090/S0002-9939-1956-0078686-7.
/// # Examples
/// ```
/// use sociogram::algo::paths::{Terrain, steiner_forest};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // 0, 1 and 2 meet in 3; 4 stands apart.
/// let graph = CsrBuf::simple_undirected(5, &[(0, 3, 0), (1, 3, 1), (2, 3, 2)]);
/// let terrain = Terrain::new(graph.view(), &[2; 6], &[true; 5]);
/// let forest = steiner_forest(terrain, &[NodeIx(0), NodeIx(1), NodeIx(2), NodeIx(4)]);
/// assert_eq!(forest.trees.len(), 2);
/// assert_eq!(forest.trees[0].half_steps, 6);
/// assert_eq!(forest.trees[1].nodes, [NodeIx(4)]);
/// ```
pub fn steiner_forest(terrain: Terrain<'_>, terminals: &[NodeIx]) -> SteinerForest {
    let mut terminals = terminals.to_vec();
    terminals.sort_unstable();
    terminals.dedup();
    let regions = regions(terrain, &terminals);
    let joins = joins(terrain, &terminals, &regions);
    let nodes = expand(&terminals, &regions, &joins);
    let arcs = prune(&terminals, &nodes, spanning_arcs(terrain, &nodes));
    SteinerForest { trees: split(terrain, &terminals, &nodes, &arcs) }
}

impl SteinerForest {
    /// Whether one tree holds every terminal.
    pub fn is_joined(&self) -> bool {
        self.trees.len() <= 1
    }
}

/// How far a node is from the terminal it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Near {
    half_steps: u32,
    hops: u32,
    terminal: NodeIx,
}

/// The best way between two terminals through the arc where their regions touch. Ordered as spanning
/// trees prefer them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Join {
    half_steps: u32,
    hops: u32,
    /// Positions of the terminals, the smaller first.
    ends: (u32, u32),
    arc: usize,
    from: NodeIx,
    to: NodeIx,
}

/// Gives every node that may be in a tree to its nearest terminal.
fn regions(terrain: Terrain<'_>, terminals: &[NodeIx]) -> Grown<Near> {
    let starts =
        terminals.iter().map(|&terminal| (terminal, Near { half_steps: 0, hops: 0, terminal }));
    grow(terrain.graph(), starts, |near, step| {
        let may_enter = terrain.is_passable(step.to) || terminals.binary_search(&step.to).is_ok();
        may_enter.then(|| Near {
            half_steps: near.half_steps + terrain.half_steps(step.arc),
            hops: near.hops + 1,
            terminal: near.terminal,
        })
    })
}

/// A spanning forest of the terminals, whose edges are the best joins of touching regions.
fn joins(terrain: Terrain<'_>, terminals: &[NodeIx], regions: &Grown<Near>) -> Vec<Join> {
    let place = |terminal: NodeIx| {
        terminals.binary_search(&terminal).expect("regions belong to terminals") as u32
    };
    let mut joins = Vec::new();
    for from in terrain.graph().nodes() {
        let Some(near) = regions.labels[from.at()] else { continue };
        for (arc, to, length) in terrain.arcs(from).filter(|&(_, to, _)| from < to) {
            let Some(far) = regions.labels[to.at()] else { continue };
            if near.terminal != far.terminal {
                let (a, b) = (place(near.terminal), place(far.terminal));
                joins.push(Join {
                    half_steps: near.half_steps + length + far.half_steps,
                    hops: near.hops + 1 + far.hops,
                    ends: (a.min(b), a.max(b)),
                    arc,
                    from,
                    to,
                });
            }
        }
    }
    joins.sort_unstable_by_key(|join| (join.ends, *join));
    joins.dedup_by_key(|join| join.ends);
    joins.sort_unstable();
    let ends: Vec<_> = joins.iter().map(|join| join.ends).collect();
    spanning_forest(terminals.len(), &ends).into_iter().map(|rank| joins[rank]).collect()
}

/// The nodes of the joins: each touching arc with the ways back to its two terminals. Sorted.
fn expand(terminals: &[NodeIx], regions: &Grown<Near>, joins: &[Join]) -> Vec<NodeIx> {
    let mut is_in = vec![false; regions.labels.len()];
    let mut nodes = terminals.to_vec();
    for terminal in terminals {
        is_in[terminal.at()] = true;
    }
    for end in joins.iter().flat_map(|join| [join.from, join.to]) {
        let mut node = end;
        while !std::mem::replace(&mut is_in[node.at()], true) {
            nodes.push(node);
            let (before, _) =
                regions.arrivals[node.at()].step().expect("a way back ends at its terminal");
            node = before;
        }
    }
    nodes.sort_unstable();
    nodes
}

/// A minimum spanning forest of the graph that `nodes` induce.
fn spanning_arcs(terrain: Terrain<'_>, nodes: &[NodeIx]) -> Vec<TreeArc> {
    let place = |node: NodeIx| nodes.binary_search(&node).ok().map(|place| place as u32);
    let mut arcs = Vec::new();
    for (from_place, &from) in (0..).zip(nodes) {
        for (arc, to, length) in terrain.arcs(from).filter(|&(_, to, _)| from < to) {
            if let Some(to_place) = place(to) {
                arcs.push((length, TreeArc { from, to, arc }, (from_place, to_place)));
            }
        }
    }
    arcs.sort_unstable_by_key(|&(length, TreeArc { arc, .. }, _)| (length, arc));
    let ends: Vec<_> = arcs.iter().map(|&(_, _, ends)| ends).collect();
    spanning_forest(nodes.len(), &ends).into_iter().map(|rank| arcs[rank].1).collect()
}

/// Takes leaves that are no terminals away until none is left. Arcs come back sorted.
fn prune(terminals: &[NodeIx], nodes: &[NodeIx], mut arcs: Vec<TreeArc>) -> Vec<TreeArc> {
    let place = |node: NodeIx| nodes.binary_search(&node).expect("arcs join nodes of the tree");
    arcs.sort_unstable_by_key(|arc| arc.arc);
    let both_ways: Vec<_> = (0..)
        .zip(&arcs)
        .map(|(index, arc)| (place(arc.from) as u32, place(arc.to) as u32, index))
        .flat_map(|(a, b, index)| [(a, b, index), (b, a, index)])
        .collect();
    let tree = CsrBuf::from_arcs(nodes.len(), &both_ways);
    let tree = tree.view();
    let mut degrees: Vec<_> = tree.nodes().map(|node| tree.degree(node)).collect();
    let mut is_kept = vec![true; arcs.len()];
    let is_bare = |node: NodeIx, degrees: &[usize]| {
        degrees[node.at()] == 1 && terminals.binary_search(&nodes[node.at()]).is_err()
    };
    let mut bare: Vec<_> = tree.nodes().filter(|&node| is_bare(node, &degrees)).collect();
    while let Some(leaf) = bare.pop() {
        let stem = tree.arcs(leaf).find(|(_, arc)| is_kept[arc.at()]);
        let (inner, arc) = stem.expect("a leaf hangs by one arc");
        is_kept[arc.at()] = false;
        degrees[leaf.at()] -= 1;
        degrees[inner.at()] -= 1;
        if is_bare(inner, &degrees) {
            bare.push(inner);
        }
    }
    let mut kept = is_kept.into_iter();
    arcs.retain(|_| kept.next().unwrap_or_default());
    arcs
}

/// One tree per component that holds terminals.
fn split(
    terrain: Terrain<'_>,
    terminals: &[NodeIx],
    nodes: &[NodeIx],
    arcs: &[TreeArc],
) -> Vec<SteinerTree> {
    let place = |node: NodeIx| nodes.binary_search(&node).expect("trees consist of these nodes");
    let edges: Vec<_> = (0..)
        .zip(arcs)
        .map(|(index, arc)| (place(arc.from) as u32, place(arc.to) as u32, index))
        .collect();
    let labels = components(CsrBuf::simple_undirected(nodes.len(), &edges).view()).labels;
    let mut trees: Vec<SteinerTree> = Vec::new();
    let mut tree_of = BTreeMap::new();
    for &terminal in terminals {
        let tree = *tree_of.entry(labels[place(terminal)]).or_insert_with(|| {
            trees.push(SteinerTree {
                terminals: Vec::new(),
                nodes: Vec::new(),
                arcs: Vec::new(),
                half_steps: 0,
            });
            trees.len() - 1
        });
        trees[tree].terminals.push(terminal);
    }
    for (&node, label) in nodes.iter().zip(&labels) {
        // A pruned node is a component without a terminal.
        if let Some(&tree) = tree_of.get(label) {
            trees[tree].nodes.push(node);
        }
    }
    for &arc in arcs {
        let tree = &mut trees[tree_of[&labels[place(arc.from)]]];
        tree.arcs.push(arc);
        tree.half_steps += terrain.half_steps(arc.arc);
    }
    trees
}

/// Positions of the edges of a minimum spanning forest, where an edge is preferred to those after it.
fn spanning_forest(n_nodes: usize, edges: &[(u32, u32)]) -> Vec<usize> {
    let arcs: Vec<_> =
        (0..).zip(edges).flat_map(|(rank, &(a, b))| [(a, b, rank), (b, a, rank)]).collect();
    let graph = CsrBuf::from_arcs(n_nodes, &arcs);
    let ranks: Vec<u32> =
        (0..graph.view().arc_count()).map(|arc| graph.view().edge(arc).0).collect();
    min_spanning_tree(Weighted::undirected(graph.view(), &ranks))
        .filter_map(|element| match element {
            Element::Edge { weight, .. } => Some(weight as usize),
            Element::Node { .. } => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    /// Least total length of a connected set of allowed nodes that holds the terminals, over all sets.
    fn least(terrain: Terrain<'_>, terminals: &[NodeIx]) -> Option<u32> {
        let n_nodes = terrain.graph().node_count();
        (0..1_u32 << n_nodes)
            .map(|set| {
                terrain.graph().nodes().filter(|node| set >> node.0 & 1 == 1).collect::<Vec<_>>()
            })
            .filter(|set| terminals.iter().all(|terminal| set.contains(terminal)))
            .filter(|set| {
                set.iter().all(|&node| terrain.is_passable(node) || terminals.contains(&node))
            })
            .filter_map(|set| prim(terrain, &set))
            .min()
    }

    /// Length of a spanning tree grown from the first node, if the set is connected.
    fn prim(terrain: Terrain<'_>, set: &[NodeIx]) -> Option<u32> {
        let (mut inside, mut outside) = (vec![*set.first()?], set[1..].to_vec());
        let mut sum = 0;
        while !outside.is_empty() {
            let (length, next) = inside
                .iter()
                .flat_map(|&from| terrain.arcs(from))
                .filter(|(_, to, _)| outside.contains(to))
                .map(|(_, to, length)| (length, to))
                .min()?;
            sum += length;
            outside.retain(|&node| node != next);
            inside.push(next);
        }
        Some(sum)
    }

    /// Number of nodes reached from the first by the arcs of the tree.
    fn n_reached(tree: &SteinerTree) -> usize {
        let mut reached = vec![tree.nodes[0]];
        loop {
            let next = tree.arcs.iter().flat_map(|arc| [(arc.from, arc.to), (arc.to, arc.from)]);
            let mut next = next.filter(|(a, b)| reached.contains(a) && !reached.contains(b));
            let Some((_, node)) = next.next() else { return reached.len() };
            drop(next);
            reached.push(node);
        }
    }

    #[test]
    fn a_hub_joins_only_if_it_is_asked_for() {
        let mut ground = naive::Ground::open(4, &[(0, 3, 2), (1, 3, 2), (2, 3, 2)]);
        ground.passable[3] = false;
        let apart = steiner_forest(ground.terrain(), &[NodeIx(0), NodeIx(1)]);
        assert_eq!(apart.trees.len(), 2);
        assert!(!apart.is_joined());
        let joined = steiner_forest(ground.terrain(), &[NodeIx(3), NodeIx(1), NodeIx(0)]);
        assert!(joined.is_joined());
        assert_eq!(joined.trees[0].half_steps, 4);
        assert_eq!(joined.trees[0].nodes, [NodeIx(0), NodeIx(1), NodeIx(3)]);
    }

    #[test]
    fn two_terminals_are_joined_by_a_shortest_path() {
        // Over 3 it is two arcs and four halves, over 4 and 5 three arcs of one half.
        let edges = [(0, 3, 2), (1, 3, 2), (0, 4, 1), (4, 5, 1), (1, 5, 1)];
        let ground = naive::Ground::open(6, &edges);
        let forest = steiner_forest(ground.terrain(), &[NodeIx(0), NodeIx(1)]);
        assert_eq!(forest.trees[0].half_steps, 3);
    }

    #[test]
    fn a_detour_that_the_tree_does_not_need_is_pruned() {
        // 0 and 2 are nearest over 4, but 3 joins all: then 4 hangs on 0 as a leaf.
        let edges = [(0, 3, 2), (1, 3, 2), (2, 3, 2), (2, 4, 2), (0, 4, 1)];
        let ground = naive::Ground::open(5, &edges);
        let forest = steiner_forest(ground.terrain(), &[NodeIx(0), NodeIx(1), NodeIx(2)]);
        assert_eq!(forest.trees[0].half_steps, 6);
        assert_eq!(forest.trees[0].nodes, [0, 1, 2, 3].map(NodeIx));
    }

    #[test]
    fn nothing_to_join_is_no_tree() {
        let ground = naive::Ground::open(0, &[]);
        assert!(steiner_forest(ground.terrain(), &[]).trees.is_empty());
    }

    #[test]
    fn the_ends_of_a_long_chain_are_joined_by_all_of_it() {
        let graph = naive::chain(100_000);
        let (lengths, passable) = (vec![1; 200_000], vec![true; 100_001]);
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        let forest = steiner_forest(terrain, &[NodeIx(0), NodeIx(100_000), NodeIx(31)]);
        assert_eq!(forest.trees[0].half_steps, 100_000);
        assert_eq!(forest.trees[0].nodes.len(), 100_001);
    }

    #[test]
    fn a_thousand_leaves_of_a_wide_star_are_joined_in_its_middle() {
        let graph = naive::star(100_000);
        let (lengths, passable) = (vec![2; 200_000], vec![true; 100_001]);
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        let leaves: Vec<_> = (1..=1000).map(NodeIx).collect();
        let forest = steiner_forest(terrain, &leaves);
        assert_eq!(forest.trees[0].half_steps, 2000);
        assert_eq!(forest.trees[0].nodes.len(), 1001);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn trees_are_trees_and_within_the_bound(
            ground in naive::grounds(), picks in prop::collection::vec(0..7_u32, 0..6),
        ) {
            let terrain = ground.terrain();
            let n_nodes = terrain.graph().node_count() as u32;
            let mut terminals: Vec<_> =
                picks.into_iter().filter(|&pick| pick < n_nodes).map(NodeIx).collect();
            let forest = steiner_forest(terrain, &terminals);
            prop_assert_eq!(&forest, &steiner_forest(terrain, &terminals));
            terminals.sort_unstable();
            terminals.dedup();
            let mut joined: Vec<_> =
                forest.trees.iter().flat_map(|tree| tree.terminals.clone()).collect();
            joined.sort_unstable();
            prop_assert_eq!(&joined, &terminals);
            prop_assert_eq!(
                forest.is_joined(),
                terminals.is_empty() || least(terrain, &terminals).is_some()
            );
            for tree in &forest.trees {
                prop_assert_eq!(tree.arcs.len() + 1, tree.nodes.len());
                prop_assert_eq!(n_reached(tree), tree.nodes.len());
                prop_assert!(tree.terminals.iter().all(|t| tree.nodes.contains(t)));
                let mut sum = 0;
                for arc in &tree.arcs {
                    prop_assert!(terrain.graph().range(arc.from).contains(&arc.arc));
                    prop_assert_eq!(terrain.graph().target(arc.arc), arc.to);
                    prop_assert!(arc.from < arc.to);
                    sum += terrain.half_steps(arc.arc);
                }
                prop_assert_eq!(sum, tree.half_steps);
                for node in &tree.nodes {
                    let is_terminal = tree.terminals.contains(node);
                    let ends = tree.arcs.iter().flat_map(|arc| [arc.from, arc.to]);
                    let degree = ends.filter(|end| end == node).count();
                    prop_assert!(is_terminal || (degree > 1 && terrain.is_passable(*node)));
                }
                let least = least(terrain, &tree.terminals).expect("the tree joins them");
                let n = tree.terminals.len() as u32;
                prop_assert!(tree.half_steps >= least);
                prop_assert!(n * tree.half_steps <= 2 * (n - 1) * least);
            }
        }
    }
}
