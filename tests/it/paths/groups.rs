//! What holds groups together, against deleting and counting.

use super::{Built, EdgeDraft, NODE_KINDS, Naive, Question, config, drafts, numbers};
use proptest::prelude::*;
use sociogram::explore::{Group, GroupMethod, GroupsAnswer, GroupsRequest, TieReason, groups};
use sociogram::graph::RankShape;
use std::collections::BTreeSet;

/// The groups of a draft and the edges that they are found by.
struct Divided<'n, 'd> {
    naive: &'n Naive<'d>,
    /// Admitted, passable, not at a hub.
    edges: Vec<usize>,
}

impl<'n, 'd> Divided<'n, 'd> {
    fn new(naive: &'n Naive<'d>) -> Self {
        let is_hub = |node: usize| NODE_KINDS[naive.draft.nodes[node].kind].2;
        let none = BTreeSet::new();
        let edges = naive.edges.iter().copied().filter(|&at| {
            let edge = &naive.draft.edges[at];
            naive.walks(at, &none) && !is_hub(edge.from) && !is_hub(edge.to)
        });
        Self { naive, edges: edges.collect() }
    }

    fn edge(&self, at: usize) -> &EdgeDraft {
        &self.naive.draft.edges[at]
    }

    fn inside(&self, members: &BTreeSet<usize>) -> Vec<usize> {
        let is_inside = |at: &usize| {
            let edge = self.edge(*at);
            members.contains(&edge.from) && members.contains(&edge.to)
        };
        self.edges.iter().copied().filter(is_inside).collect()
    }

    /// Nodes of a group that hang together with one of them, without one edge.
    fn part(&self, members: &BTreeSet<usize>, start: usize, without: usize) -> BTreeSet<usize> {
        let mut part = BTreeSet::from([start]);
        loop {
            let n_before = part.len();
            for at in self.inside(members).into_iter().filter(|&at| at != without) {
                let edge = self.edge(at);
                if part.contains(&edge.from) || part.contains(&edge.to) {
                    part.extend([edge.from, edge.to]);
                }
            }
            if part.len() == n_before {
                return part;
            }
        }
    }

    /// Nodes that an edge cuts off; none if it is no bridge.
    fn n_cut_off(&self, members: &BTreeSet<usize>, at: usize) -> Option<usize> {
        let edge = self.edge(at);
        let parts = [edge.from, edge.to].map(|end| self.part(members, end, at));
        parts[0].is_disjoint(&parts[1]).then(|| parts[0].len().min(parts[1].len()))
    }

    /// Edges of a record, and how many of the group are next to it.
    fn of_record(&self, members: &BTreeSet<usize>, record: usize) -> (Vec<usize>, usize) {
        let edges: Vec<usize> = self
            .inside(members)
            .into_iter()
            .filter(|&at| [self.edge(at).from, self.edge(at).to].contains(&record))
            .collect();
        let others: BTreeSet<usize> =
            edges.iter().map(|&at| self.edge(at).from + self.edge(at).to - record).collect();
        (edges, others.len())
    }

    fn origins(&self, edges: &[usize]) -> usize {
        let sources = edges.iter().flat_map(|&at| &self.edge(at).evidence);
        // The third source copies the first.
        sources.map(|&(source, _)| source % 2).collect::<BTreeSet<_>>().len()
    }

    fn check(
        &self,
        group: &Group,
        n_groups: usize,
        answer: &GroupsAnswer,
    ) -> Result<(), TestCaseError> {
        let members: BTreeSet<usize> = numbers(&group.members).into_iter().collect();
        let inside = self.inside(&members);
        let records: Vec<usize> =
            members.iter().copied().filter(|&node| self.naive.is_record(node)).collect();
        let (mut n_named, mut n_of_records, mut n_of_bridges) =
            (BTreeSet::new(), usize::MAX, usize::MAX);
        for tie in &group.ties {
            let edges: Vec<usize> = tie.edges.iter().map(|edge| edge.at()).collect();
            prop_assert!(edges.iter().all(|edge| inside.contains(edge)));
            prop_assert!(edges.iter().any(|edge| !n_named.contains(edge)));
            n_named.extend(edges.clone());
            match tie.reason {
                TieReason::Record { record, n_members } => {
                    let expected = self.of_record(&members, record.at());
                    prop_assert_eq!((edges, n_members), expected);
                    prop_assert!(n_members <= n_of_records && n_members > 1);
                    n_of_records = n_members;
                }
                TieReason::Bridge { n_cut_off } => {
                    prop_assert_eq!(edges.len(), 1);
                    prop_assert_eq!(self.n_cut_off(&members, edges[0]), Some(n_cut_off));
                    prop_assert!(n_cut_off <= n_of_bridges && n_cut_off > 1);
                    n_of_bridges = n_cut_off;
                }
                TieReason::Strong { n_origins } => {
                    prop_assert_eq!(n_origins, self.origins(&edges));
                    let first = self.edge(edges[0]);
                    let ends = BTreeSet::from([first.from, first.to]);
                    let between: Vec<usize> = inside
                        .iter()
                        .copied()
                        .filter(|&at| {
                            BTreeSet::from([self.edge(at).from, self.edge(at).to]) == ends
                        })
                        .collect();
                    prop_assert_eq!(edges, between);
                }
            }
        }
        // With room for all, whatever joins two by several edges or origins is named, and the best of each reason
        // comes first.
        prop_assert_eq!(group.ties.is_empty(), inside.is_empty());
        for &at in &inside {
            let ends = |at: usize| BTreeSet::from([self.edge(at).from, self.edge(at).to]);
            let between: Vec<usize> =
                inside.iter().copied().filter(|&other| ends(other) == ends(at)).collect();
            let is_strong = between.len() > 1 || self.origins(&between) > 1;
            prop_assert!(!is_strong || n_named.contains(&at));
        }
        let most = records.iter().map(|&record| self.of_record(&members, record).1).max();
        let first = group.ties.first().map(|tie| tie.reason);
        match most.filter(|&n| n > 1) {
            Some(most) => {
                let joined = match first {
                    Some(TieReason::Record { n_members, .. }) => n_members,
                    _ => 0,
                };
                prop_assert_eq!(joined, most);
            }
            None => {
                let widest = inside.iter().filter_map(|&at| self.n_cut_off(&members, at)).max();
                if let Some(widest) = widest.filter(|&n| n > 1) {
                    prop_assert_eq!(first, Some(TieReason::Bridge { n_cut_off: widest }));
                }
            }
        }
        self.check_links(group, n_groups, answer)
    }

    fn check_links(
        &self,
        group: &Group,
        n_groups: usize,
        answer: &GroupsAnswer,
    ) -> Result<(), TestCaseError> {
        let members = |group: &Group| numbers(&group.members).into_iter().collect::<BTreeSet<_>>();
        let own = members(group);
        let mut expected = Vec::new();
        for other in answer.groups.iter().filter(|other| other.number != group.number) {
            let others = members(other);
            let joins = |at: &&usize| {
                let edge = self.edge(**at);
                let is_between = |a, b| own.contains(&a) && others.contains(&b);
                is_between(edge.from, edge.to) || is_between(edge.to, edge.from)
            };
            let n_edges = self.edges.iter().filter(joins).count();
            if n_edges > 0 {
                expected.push((std::cmp::Reverse(n_edges), other.number));
            }
        }
        expected.sort_unstable();
        let found: Vec<_> =
            group.links.iter().map(|link| (std::cmp::Reverse(link.n_edges), link.group)).collect();
        prop_assert_eq!(found, expected);
        prop_assert!(group.links.iter().all(|link| link.group <= n_groups));
        for link in &group.links {
            let edge = self.edge(link.edge.at());
            prop_assert!(own.contains(&edge.from) != own.contains(&edge.to));
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(config(800))]

    #[test]
    fn what_holds_groups_together_is_what_deleting_and_counting_says(draft in drafts()) {
        let question = Question::default();
        let (built, naive) = (Built::of(&draft), Naive::new(&draft, &question));
        let divided = Divided::new(&naive);
        for method in GroupMethod::ALL {
            let request = GroupsRequest {
                method,
                resolution: 0.5,
                shape: RankShape::default(),
                selection: Built::selection(&question),
                n_ties: 100,
                limit: 100,
            };
            let answer = built.ask(|world| groups(world, &request)).unwrap();
            for group in &answer.groups {
                divided.check(group, answer.n_groups, &answer)?;
            }
            let few = GroupsRequest { n_ties: 1, ..request };
            let few = built.ask(|world| groups(world, &few)).unwrap();
            for (few, all) in few.groups.iter().zip(&answer.groups) {
                prop_assert_eq!(&few.ties[..], &all.ties[..all.ties.len().min(1)]);
            }
        }
    }
}
