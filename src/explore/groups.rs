//! `groups`: who belongs together, by the edges alone.
//!
//! Finds no communities itself: kernels do, on the graph that ranks are computed on.

use super::group_ties::{Divided, GroupLink, GroupTie};
use super::rank::{part, projection};
use super::{Projection, World};
use crate::algo::community::{
    LabelPropagationParams, LeidenParams, LouvainParams, label_propagation, leiden, louvain,
    modularity,
};
use crate::algo::{Stopped, Watch};
use crate::graph::{Csr, CsrBuf, NodeIx, ParallelEdges, RankProjection, RankShape, Selection};
use std::cmp::Reverse;

/// How communities are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupMethod {
    /// Greedy gain of modularity, level by level.
    #[default]
    Louvain,
    /// The same, each community held together by its own edges.
    Leiden,
    /// Every node takes the label that most of its neighbours have.
    LabelPropagation,
}

impl GroupMethod {
    /// All methods, for help and completion.
    pub const ALL: [Self; 3] = [Self::Louvain, Self::Leiden, Self::LabelPropagation];

    /// The word on the command line and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Louvain => "louvain",
            Self::Leiden => "leiden",
            Self::LabelPropagation => "label-propagation",
        }
    }

    /// What it does, for a reader.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Louvain => "more edges inside than chance would put there (Louvain)",
            Self::Leiden => {
                "more edges inside than chance would put there, and no group falls apart (Leiden)"
            }
            Self::LabelPropagation => {
                "each is in the group that most of its neighbours are in (label propagation)"
            }
        }
    }
}

/// What groups are asked for.
#[derive(Debug, Clone)]
pub struct GroupsRequest {
    /// How they are found.
    pub method: GroupMethod,
    /// Above 1 for more and smaller groups, below for fewer and larger ones.
    pub resolution: f64,
    /// The graph they are found on.
    pub shape: RankShape,
    /// What is admitted to that graph.
    pub selection: Selection,
    /// Relationships named of each that hold it together, and groups that it is joined with, at most.
    pub n_ties: usize,
    /// Groups at most.
    pub limit: usize,
}

/// The groups of a graph, largest first.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupsAnswer {
    /// How they were found.
    pub method: GroupMethod,
    /// The graph they were found on.
    pub projection: Projection,
    /// The largest groups of two or more.
    pub groups: Vec<Group>,
    /// Groups of two or more before the limit.
    pub n_groups: usize,
    /// Nodes that are in no group of two or more.
    pub n_alone: usize,
    /// Modularity of the whole partition, at resolution 1.
    pub modularity: f64,
    /// What is admitted, of the facts of the edges too.
    pub selection: Selection,
}

/// Nodes that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its number, from 1.
    pub number: usize,
    /// Its nodes: actors, places and topics before records, those with most edges inside the group first.
    pub members: Vec<NodeIx>,
    /// Edges between its members.
    pub n_inside: usize,
    /// Edges from its members to others.
    pub n_outside: usize,
    /// What holds it together.
    pub ties: Vec<GroupTie>,
    /// What joins it with other groups.
    pub links: Vec<GroupLink>,
}

/// Climbs of Leiden: it ends by itself when one changes nothing, on graphs of this size after a few.
const LEIDEN_CLIMBS_MAX: usize = 20;

/// Divides the admitted nodes into groups.
///
/// Node kinds restrict the graph here: a group of persons is one that persons form among themselves.
/// Time and space are the method's, see `algo::community`, and O((n + m) log m) for what holds groups together.
pub fn groups(world: &World<'_>, request: &GroupsRequest) -> Result<GroupsAnswer, Stopped> {
    let graph = world.graph;
    let selected = request.selection.apply(graph, &[]);
    let ranks = RankProjection::new(graph, &selected, request.shape);
    let view = ranks.csr.view();
    let resolution = request.resolution;
    let n_orders = match request.method {
        GroupMethod::Louvain | GroupMethod::Leiden if view.arc_count() <= ARCS_OF_ORDERS => ORDERS,
        _ => 1,
    };
    let community = best_of_orders(view, n_orders, world.watch, |graph, watch| {
        Ok(match request.method {
            GroupMethod::Louvain => {
                let found = louvain(graph, &LouvainParams { resolution }, watch)?;
                (found.modularity, found.community)
            }
            GroupMethod::Leiden => {
                let params = LeidenParams { resolution, iterations_max: LEIDEN_CLIMBS_MAX };
                let found = leiden(graph, &params, watch)?;
                (found.modularity, found.community)
            }
            GroupMethod::LabelPropagation => {
                let params = LabelPropagationParams::default();
                let community = label_propagation(graph, &params, watch)?.community;
                (modularity(graph, &community), community)
            }
        })
    })?;
    let modularity = modularity(view, &community);
    let n_communities = community.iter().max().map_or(0, |&last| last as usize + 1);
    let mut members: Vec<Vec<(bool, Reverse<usize>, NodeIx)>> = vec![Vec::new(); n_communities];
    let mut ends = vec![(0, 0); n_communities];
    for node in view.nodes() {
        let own = community[node.at()];
        let others = view.neighbors(node);
        let n_inside = others.iter().filter(|&&other| community[other as usize] == own).count();
        let ix = ranks.nodes[node.at()];
        members[own as usize].push((graph.node(ix).is_record(), Reverse(n_inside), ix));
        let (inside, outside) = &mut ends[own as usize];
        *inside += n_inside;
        *outside += others.len() - n_inside;
    }
    // Parallel edges too: one of two is no bridge.
    let each = RankShape { parallel: ParallelEdges::Count, ..request.shape };
    let every_edge = RankProjection::new(graph, &selected, each);
    let divided = Divided::new(graph, &every_edge, &community);
    let n_groups = members.iter().filter(|members| members.len() > 1).count();
    let groups = (1..)
        .zip(members.into_iter().zip(ends))
        .filter(|(_, (members, _))| members.len() > 1)
        .take(request.limit)
        .map(|(number, (mut members, (inside, outside)))| {
            members.sort_unstable();
            let members: Vec<NodeIx> = members.into_iter().map(|(.., node)| node).collect();
            Group {
                number,
                // Each edge inside was met from both ends.
                n_inside: inside / 2,
                n_outside: outside,
                ties: divided.ties(&members, request.n_ties),
                links: divided.links(&members, n_groups, request.n_ties),
                members,
            }
        })
        .collect();
    let in_groups = |community: &&u32| (**community as usize) < n_groups;
    Ok(GroupsAnswer {
        method: request.method,
        projection: Projection {
            filters: request.selection.words(graph),
            ..projection(&ranks, request.shape)
        },
        groups,
        n_groups,
        n_alone: community.len() - community.iter().filter(in_groups).count(),
        modularity,
        selection: request.selection.clone(),
    })
}

/// Orders of the nodes that are tried: what the first moves are decides where a climb ends.
const ORDERS: usize = 8;

/// Arcs up to which several orders are tried.
const ARCS_OF_ORDERS: usize = 1 << 22;

/// The division of most modularity, at the resolution asked for, over several orders of the nodes; among equal ones
/// the first, which is found in the order of ids. Groups are numbered by size, then by their least node.
fn best_of_orders(
    graph: Csr<'_>,
    n_orders: usize,
    watch: &dyn Watch,
    find: impl Fn(Csr<'_>, &dyn Watch) -> Result<(f64, Vec<u32>), Stopped>,
) -> Result<Vec<u32>, Stopped> {
    let (mut most, mut best) = find(graph, &part(watch, 0, n_orders))?;
    for at in 1..n_orders {
        let order = shuffled(graph.node_count() as u32, at as u64);
        let arcs: Vec<(u32, u32, u32)> = graph
            .nodes()
            .flat_map(|from| graph.arcs(from).map(move |(to, edge)| (from, to, edge)))
            .map(|(from, to, edge)| (order[from.at()], order[to.at()], edge.0))
            .collect();
        let turned = CsrBuf::from_arcs(graph.node_count(), &arcs);
        let (modularity, community) = find(turned.view(), &part(watch, at, n_orders))?;
        if modularity > most + GAIN_LEAST {
            most = modularity;
            best = order.iter().map(|&number| community[number as usize]).collect();
        }
    }
    Ok(numbered_by_size(&best))
}

/// Gains below this are rounding.
const GAIN_LEAST: f64 = 1e-9;

/// The numbers below `n` in an order that the seed decides (Fisher and Yates, with SplitMix64).
fn shuffled(n: u32, seed: u64) -> Vec<u32> {
    let mut state = seed;
    let mut order: Vec<u32> = (0..n).collect();
    for at in (1..n).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let below = (u128::from(mixed ^ (mixed >> 31)) * u128::from(at + 1)) >> 64;
        order.swap(at as usize, below as usize);
    }
    order
}

fn numbered_by_size(community: &[u32]) -> Vec<u32> {
    let n_communities = community.iter().max().map_or(0, |&last| last as usize + 1);
    // Size and least node of each.
    let mut found = vec![(0, usize::MAX); n_communities];
    for (node, &own) in community.iter().enumerate() {
        let (size, least) = &mut found[own as usize];
        *size += 1;
        *least = (*least).min(node);
    }
    let mut by_size: Vec<usize> = (0..n_communities).collect();
    by_size.sort_by_key(|&at| (Reverse(found[at].0), found[at].1));
    let mut numbers = vec![0; n_communities];
    for (number, &at) in (0..).zip(&by_size) {
        numbers[at] = number;
    }
    community.iter().map(|&own| numbers[own as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::Unwatched;

    #[test]
    fn a_shuffle_keeps_every_number_and_hangs_on_the_seed() {
        for n in [0, 1, 2, 50] {
            let mut order = shuffled(n, 3);
            order.sort_unstable();
            assert!(order.into_iter().eq(0..n));
        }
        assert_ne!(shuffled(50, 1), shuffled(50, 2));
        assert_eq!(shuffled(50, 1), shuffled(50, 1));
    }

    #[test]
    fn groups_are_numbered_by_size_then_by_their_least_node() {
        assert_eq!(numbered_by_size(&[2, 0, 1, 1, 0, 3, 3, 3]), [3, 1, 2, 2, 1, 0, 0, 0]);
        assert!(numbered_by_size(&[]).is_empty());
    }

    #[test]
    fn the_order_with_most_modularity_wins_and_the_first_among_equals() {
        let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (2, 3, 1)]);
        // Each order is answered with the neighbour of node 0 as the only group of two.
        let find = |modularity: [f64; 2]| {
            let asked = std::cell::Cell::new(0);
            let found = best_of_orders(graph.view(), 2, &Unwatched, |turned, _| {
                let at = asked.replace(asked.get() + 1);
                let first = turned.neighbors(NodeIx(0))[0];
                let community = (0..4).map(|n| u32::from(n != 0 && n != first)).collect();
                Ok((modularity[at], community))
            });
            found.expect("nobody stops it")
        };
        assert_eq!(find([0.5, 0.5]), [0, 0, 1, 1]);
        // Nodes keep their neighbours whatever order wins.
        assert_eq!(find([0.4, 0.5]), [0, 0, 1, 1]);
    }
}
