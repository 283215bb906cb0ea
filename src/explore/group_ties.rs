//! What holds a group together, and what joins it with others: the relationships behind a division.
//!
//! Chooses among the edges of groups that were found; finds none.

use crate::algo::structure::cut_points;
use crate::graph::{CsrBuf, EdgeIx, EdgeRef, NodeIx, PropertyGraph, RankProjection};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Relationships that hold a group together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTie {
    /// Why they are named.
    pub reason: TieReason,
    /// The edges, in the order of ids.
    pub edges: Vec<EdgeIx>,
}

/// Why relationships are named as what holds a group together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieReason {
    /// Many of the group are next to a record.
    Record {
        /// The record.
        record: NodeIx,
        /// Members next to it.
        n_members: usize,
    },
    /// Without this edge the group falls in two.
    Bridge {
        /// Nodes of the smaller part.
        n_cut_off: usize,
    },
    /// No two members are joined by more.
    Strong {
        /// Distinct origins behind all that joins the two.
        n_origins: usize,
    },
}

impl TieReason {
    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record { .. } => "record",
            Self::Bridge { .. } => "bridge",
            Self::Strong { .. } => "strong",
        }
    }
}

/// What joins a group with another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupLink {
    /// The number of the other group.
    pub group: usize,
    /// Edges between the two.
    pub n_edges: usize,
    /// The best backed of them.
    pub edge: EdgeIx,
}

/// The edges of a division, each by itself.
pub(super) struct Divided<'g> {
    graph: PropertyGraph<'g>,
    /// Every edge, parallel ones too, numbered as the groups are.
    ranks: &'g RankProjection,
    community: &'g [u32],
    /// Bridges inside groups, with the nodes of the smaller part.
    bridges: BTreeMap<(NodeIx, NodeIx), usize>,
}

impl<'g> Divided<'g> {
    /// Time O((n + m) log m).
    pub(super) fn new(
        graph: PropertyGraph<'g>,
        ranks: &'g RankProjection,
        community: &'g [u32],
    ) -> Self {
        let view = ranks.csr.view();
        let inside: Vec<(u32, u32, u32)> = view
            .nodes()
            .flat_map(|from| view.arcs(from).map(move |(to, edge)| (from.0, to.0, edge.0)))
            .filter(|&(from, to, _)| community[from as usize] == community[to as usize])
            .collect();
        let bridges = bridges(&CsrBuf::from_arcs(view.node_count(), &inside));
        Self { graph, ranks, community, bridges }
    }

    /// At most `limit` relationships that hold a group together: by turns the record with most members, the
    /// bridge that holds most, the two members with most between them.
    ///
    /// Time O(a log a) for a arcs at its members, and a look at the evidence of its edges.
    pub(super) fn ties(&self, members: &[NodeIx], limit: usize) -> Vec<GroupTie> {
        let mut strong = self.strong(members);
        let (records, bridges) = (self.records(members), self.broken(members));
        let is_strong = |tie: &GroupTie| {
            let has_origins =
                matches!(tie.reason, TieReason::Strong { n_origins } if n_origins > 1);
            has_origins || tie.edges.len() > 1
        };
        // A single edge of one origin is named where nothing else holds the group.
        if records.is_empty() && bridges.is_empty() && !strong.iter().any(is_strong) {
            strong.truncate(1);
        } else {
            strong.retain(is_strong);
        }
        let mut of_reason = [records, bridges, strong].map(Vec::into_iter);
        let mut ties: Vec<GroupTie> = Vec::new();
        let mut named: BTreeSet<EdgeIx> = BTreeSet::new();
        while ties.len() < limit {
            let n_before = ties.len();
            for ranked in &mut of_reason {
                // What was named for one reason is not named again for another.
                let is_new = |tie: &GroupTie| !tie.edges.iter().all(|edge| named.contains(edge));
                if ties.len() < limit
                    && let Some(tie) = ranked.find(is_new)
                {
                    named.extend(&tie.edges);
                    ties.push(tie);
                }
            }
            if ties.len() == n_before {
                break;
            }
        }
        ties
    }

    /// The groups that a group is joined with, those by most edges first.
    pub(super) fn links(
        &self,
        members: &[NodeIx],
        n_groups: usize,
        limit: usize,
    ) -> Vec<GroupLink> {
        let mut links: BTreeMap<u32, Vec<EdgeIx>> = BTreeMap::new();
        for (from, to, edge) in self.arcs(members) {
            let other = self.community[to.at()];
            if other != self.community[from.at()] && (other as usize) < n_groups {
                links.entry(other).or_default().push(edge);
            }
        }
        let mut links: Vec<GroupLink> = links
            .into_iter()
            .filter_map(|(other, edges)| {
                let edge = edges.iter().copied().min_by_key(|&edge| self.worth(edge))?;
                Some(GroupLink { group: other as usize + 1, n_edges: edges.len(), edge })
            })
            .collect();
        links.sort_by_key(|link| (Reverse(link.n_edges), link.group));
        links.truncate(limit);
        links
    }

    fn local(&self, node: NodeIx) -> NodeIx {
        let at = self.ranks.nodes.binary_search(&node);
        NodeIx(at.expect("members are nodes of the graph") as u32)
    }

    /// Arcs that leave the members.
    fn arcs(&self, members: &[NodeIx]) -> impl Iterator<Item = (NodeIx, NodeIx, EdgeIx)> {
        let view = self.ranks.csr.view();
        let members = members.iter().map(|&member| self.local(member));
        members.flat_map(move |from| view.arcs(from).map(move |(to, edge)| (from, to, edge)))
    }

    fn is_inside(&self, from: NodeIx, to: NodeIx) -> bool {
        self.community[from.at()] == self.community[to.at()]
    }

    /// Better backed first: plainly stated as done, then origins, then id.
    fn worth(&self, edge: EdgeIx) -> (bool, Reverse<usize>, EdgeIx) {
        let edge = self.graph.edge(edge);
        (!is_plain(edge), Reverse(edge.origin_count()), edge.ix)
    }

    /// Records of the group that two or more members are next to.
    fn records(&self, members: &[NodeIx]) -> Vec<GroupTie> {
        let mut ties: Vec<(usize, GroupTie)> = Vec::new();
        for &record in members.iter().filter(|&&member| self.graph.node(member).is_record()) {
            let own = [record];
            let parts = || self.arcs(&own).filter(|&(from, to, _)| self.is_inside(from, to));
            let n_members = parts().map(|(_, to, _)| to).collect::<BTreeSet<_>>().len();
            if n_members > 1 {
                let mut edges: Vec<EdgeIx> = parts().map(|(.., edge)| edge).collect();
                edges.sort_unstable();
                let reason = TieReason::Record { record, n_members };
                ties.push((n_members, GroupTie { reason, edges }));
            }
        }
        ties.sort_by_key(|(n_members, tie)| (Reverse(*n_members), tie.edges[0]));
        ties.into_iter().map(|(_, tie)| tie).collect()
    }

    /// Edges without which the group falls in two parts of two or more.
    fn broken(&self, members: &[NodeIx]) -> Vec<GroupTie> {
        let mut ties: Vec<(usize, EdgeIx)> = self
            .arcs(members)
            .filter(|(from, to, _)| from < to)
            .filter_map(|(from, to, edge)| Some((*self.bridges.get(&(from, to))?, edge)))
            .filter(|(n_cut_off, _)| *n_cut_off > 1)
            .collect();
        ties.sort_by_key(|&(n_cut_off, edge)| (Reverse(n_cut_off), edge));
        let tie = |(n_cut_off, edge)| GroupTie {
            reason: TieReason::Bridge { n_cut_off },
            edges: vec![edge],
        };
        ties.into_iter().map(tie).collect()
    }

    /// Pairs of members by what joins them: origins behind what is plainly stated as done, then behind all, then
    /// edges.
    fn strong(&self, members: &[NodeIx]) -> Vec<GroupTie> {
        let mut pairs: BTreeMap<(NodeIx, NodeIx), Vec<EdgeIx>> = BTreeMap::new();
        for (from, to, edge) in self.arcs(members).filter(|(from, to, _)| from < to) {
            if self.is_inside(from, to) {
                pairs.entry((from, to)).or_default().push(edge);
            }
        }
        let mut ties: Vec<_> = pairs
            .into_values()
            .map(|edges| {
                let plain = edges.iter().filter(|&&edge| is_plain(self.graph.edge(edge)));
                let (n_plain, n_origins) = (self.n_origins(plain), self.n_origins(edges.iter()));
                let reason = TieReason::Strong { n_origins };
                ((n_plain, n_origins, edges.len()), GroupTie { reason, edges })
            })
            .collect();
        ties.sort_by_key(|(strength, tie)| (Reverse(*strength), tie.edges[0]));
        ties.into_iter().map(|(_, tie)| tie).collect()
    }

    /// Distinct origins behind some edges.
    fn n_origins<'e>(&self, edges: impl Iterator<Item = &'e EdgeIx>) -> usize {
        let evidence = edges.flat_map(|&edge| self.graph.edge(edge).evidence());
        evidence.map(|piece| piece.source().origin().ix).collect::<BTreeSet<_>>().len()
    }
}

/// Stated, not claimed, and not merely planned.
fn is_plain(edge: EdgeRef<'_>) -> bool {
    !edge.is_inferred() && edge.claimed_by().is_none() && !edge.effective_status().is_prospective()
}

/// Bridges with the nodes of the smaller part. A tree that spans a component has all its bridges, and what lies
/// below one is one of its parts.
fn bridges(graph: &CsrBuf) -> BTreeMap<(NodeIx, NodeIx), usize> {
    let view = graph.view();
    let n_nodes = view.node_count();
    let mut parent: Vec<Option<u32>> = vec![None; n_nodes];
    let mut component = vec![0; n_nodes];
    let mut below = vec![1_usize; n_nodes];
    let mut sizes = Vec::new();
    let mut is_met = vec![false; n_nodes];
    for root in view.nodes() {
        if std::mem::replace(&mut is_met[root.at()], true) {
            continue;
        }
        let mut met = vec![root.0];
        let mut looked_at = 0;
        while let Some(&node) = met.get(looked_at) {
            looked_at += 1;
            component[node as usize] = sizes.len();
            for &next in view.neighbors(NodeIx(node)) {
                if !std::mem::replace(&mut is_met[next as usize], true) {
                    parent[next as usize] = Some(node);
                    met.push(next);
                }
            }
        }
        for &node in met.iter().rev() {
            if let Some(above) = parent[node as usize] {
                below[above as usize] += below[node as usize];
            }
        }
        sizes.push(met.len());
    }
    let part = |(a, b): (NodeIx, NodeIx)| {
        let lower = if parent[a.at()] == Some(b.0) { a } else { b };
        let n_below = below[lower.at()];
        ((a, b), n_below.min(sizes[component[lower.at()]] - n_below))
    };
    cut_points(view).bridges.into_iter().map(part).collect()
}
