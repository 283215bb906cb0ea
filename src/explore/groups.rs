//! `groups`: who belongs together, by the edges alone.
//!
//! Finds no communities itself: kernels do, on the graph that ranks are computed on.

use super::group_ties::{Divided, GroupLink, GroupTie};
use super::rank::projection;
use super::{Projection, World};
use crate::algo::Stopped;
use crate::algo::community::{
    LabelPropagationParams, LeidenParams, LouvainParams, label_propagation, leiden, louvain,
    modularity,
};
use crate::graph::{NodeIx, ParallelEdges, RankProjection, RankShape, Selection};
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
    let community = match request.method {
        GroupMethod::Louvain => {
            louvain(view, &LouvainParams { resolution }, world.watch)?.community
        }
        GroupMethod::Leiden => {
            let params = LeidenParams { resolution, iterations_max: LEIDEN_CLIMBS_MAX };
            leiden(view, &params, world.watch)?.community
        }
        GroupMethod::LabelPropagation => {
            label_propagation(view, &LabelPropagationParams::default(), world.watch)?.community
        }
    };
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
