//! What joins several nodes over time, on small random graphs, against the rule read off the statements.

use super::paths::{Built, Draft, EDGE_KINDS, Naive, config, drafts, questions};
use proptest::prelude::*;
use sociogram::explore::{Joining, TimelineItem, TimelineRequest, timeline};
use sociogram::graph::NodeIx;
use std::collections::BTreeSet;

/// A record by its number, or an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Record(usize),
    Edge(usize),
}

/// Does the record take part in every name, or each name in it?
fn joins_all(naive: &Naive<'_>, record: usize, names: &BTreeSet<usize>) -> bool {
    let node = &naive.draft.nodes[record];
    let is_void = ["denied", "cancelled"].contains(&node.status.as_str());
    let has_edge_to = |name: usize| {
        naive
            .edges
            .iter()
            .map(|&at| &naive.draft.edges[at])
            .any(|edge| [(record, name), (name, record)].contains(&(edge.from, edge.to)))
    };
    naive.is_record(record)
        && naive.nodes[record]
        && !is_void
        && naive.keeps(naive.sure(node.date, true))
        && names.iter().all(|&name| name == record || has_edge_to(name))
}

/// Dated and undated things that join all names.
fn expected(naive: &Naive<'_>, names: &BTreeSet<usize>) -> [BTreeSet<Thing>; 2] {
    let Draft { nodes, edges } = naive.draft;
    let joining: BTreeSet<usize> =
        (0..nodes.len()).filter(|&node| joins_all(naive, node, names)).collect();
    let mut found = [BTreeSet::new(), BTreeSet::new()];
    for &record in &joining {
        found[usize::from(nodes[record].date.is_none())].insert(Thing::Record(record));
    }
    for &at in &naive.edges {
        let edge = &edges[at];
        let ends = BTreeSet::from([edge.from, edge.to]);
        let is_of_record =
            |record: usize, other: usize| joining.contains(&record) && names.contains(&other);
        let counts = names.is_subset(&ends)
            || is_of_record(edge.from, edge.to)
            || is_of_record(edge.to, edge.from);
        // It shares the entry of its record unless it happened at another time.
        let shares = |record: &usize| {
            joining.contains(record) && (edge.date.is_none() || edge.date == nodes[*record].date)
        };
        if counts && !ends.iter().any(shares) {
            found[usize::from(edge.date.is_none())].insert(Thing::Edge(at));
        }
    }
    found
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn a_timeline_together_is_what_joins_all_names(
        draft in drafts(),
        question in questions(),
        names in prop::collection::btree_set(0..4_usize, 2..4),
    ) {
        let built = Built::of(&draft);
        let naive = Naive::new(&draft, &question);
        let names: BTreeSet<usize> =
            names.into_iter().filter(|&name| name < draft.nodes.len()).collect();
        prop_assume!(names.len() > 1);
        prop_assert!(EDGE_KINDS.iter().all(|kind| kind.0 != "part-of"), "projects have no parts here");
        let request = TimelineRequest {
            about: names.iter().map(|&name| NodeIx(name as u32)).collect(),
            joining: Joining::All,
            selection: Built::selection(&question),
        };
        let answer = built.ask(|world| timeline(world, &request));
        let thing = |item: &TimelineItem| match *item {
            TimelineItem::Record { node, .. } => Thing::Record(node.at()),
            TimelineItem::Edge(edge) => Thing::Edge(edge.at()),
            TimelineItem::NodeFact(..) | TimelineItem::EdgeFact(..) => unreachable!("no facts"),
        };
        let dated: Vec<Thing> = answer.entries.iter().map(|entry| thing(&entry.item)).collect();
        let undated: Vec<Thing> = answer.undated.iter().map(thing).collect();
        let sets = [&dated, &undated].map(|all| all.iter().copied().collect::<BTreeSet<_>>());
        prop_assert_eq!(&sets, &expected(&naive, &names));
        prop_assert_eq!(dated.len() + undated.len(), sets[0].len() + sets[1].len());
    }
}
