//! Brokers against the definition: all simple paths listed, everything deleted that may be deleted.
//!
//! Written from `docs/conventions.md` like the rest of this module. What `same-as` joins is one: a class here.

use super::{
    Built, Draft, NODE_KINDS, Naive, Question, Walk, check_hop, config, drafts, has_identical_hubs,
    numbers, plain, questions, route_of,
};
use proptest::prelude::*;
use sociogram::explore::{
    Broker, BrokersAnswer, BrokersRequest, CutOff, EndSet, EndTerm, Measure, RankRequest, brokers,
    rank,
};
use sociogram::graph::{NodeIx, RankShape};
use std::collections::{BTreeMap, BTreeSet};

/// What is one in the count: a hub by itself, others with what they are the same as.
type Class = BTreeSet<usize>;

struct Definition<'n, 'd> {
    naive: &'n Naive<'d>,
    classes: Vec<Class>,
}

/// A score, and what is lost without its class.
#[derive(Debug, Default)]
struct Expected {
    score: f64,
    /// Pairs of nodes with a shortest path through it.
    through: BTreeSet<(usize, usize)>,
}

impl<'n, 'd> Definition<'n, 'd> {
    fn new(naive: &'n Naive<'d>) -> Self {
        let n_nodes = naive.draft.nodes.len();
        let mut classes: Vec<Class> =
            (0..n_nodes).filter(|&n| naive.nodes[n]).map(|n| Class::from([n])).collect();
        for &edge in &naive.edges {
            let edge = &naive.draft.edges[edge];
            let is_same = super::EDGE_KINDS[edge.kind].5 == Walk::Identity;
            if is_same && !naive.is_hub(edge.from) && !naive.is_hub(edge.to) {
                let (parts, others): (Vec<Class>, Vec<Class>) = classes
                    .into_iter()
                    .partition(|class| class.contains(&edge.from) || class.contains(&edge.to));
                classes = others;
                classes.push(parts.into_iter().flatten().collect());
            }
        }
        Self { naive, classes }
    }

    fn class(&self, node: usize) -> &Class {
        self.classes.iter().find(|class| class.contains(&node)).unwrap()
    }

    /// The classes of a set that are in the graph.
    fn ends(&self, set: &BTreeSet<usize>) -> BTreeSet<Class> {
        set.iter().filter(|&&n| self.naive.nodes[n]).map(|&n| self.class(n).clone()).collect()
    }

    /// The shortest paths between two classes, each as the classes it passes.
    fn shortest(&self, from: &Class, to: &Class) -> BTreeSet<Vec<Class>> {
        let (&first, &last) = (from.first().unwrap(), to.first().unwrap());
        let none = BTreeSet::new();
        let routes = self.naive.routes(first, last, &none, &none);
        let least = routes.first().map(|route| route.half_steps);
        let shortest = routes.iter().filter(|route| Some(route.half_steps) == least);
        shortest
            .map(|route| {
                let mut passed: Vec<Class> =
                    route.nodes.iter().map(|&n| self.class(n).clone()).collect();
                passed.dedup();
                passed
            })
            .collect()
    }

    /// Pairs of different classes of two sets.
    fn pairs(&self, sets: &[BTreeSet<usize>; 2]) -> Vec<(Class, Class)> {
        let [from, to] = sets.each_ref().map(|set| self.ends(set));
        let all = from.iter().flat_map(|a| to.iter().map(move |b| (a.clone(), b.clone())));
        all.filter(|(a, b)| a != b).collect()
    }

    fn expected(&self, sets: &[BTreeSet<usize>; 2]) -> (BTreeMap<Class, Expected>, u64, u64) {
        let pairs = self.pairs(sets);
        let mut found: BTreeMap<Class, Expected> = BTreeMap::new();
        let mut n_joined = 0;
        for (from, to) in &pairs {
            let paths = self.shortest(from, to);
            n_joined += u64::from(!paths.is_empty());
            for class in paths.iter().flat_map(|path| &path[1..path.len() - 1]) {
                let expected = found.entry(class.clone()).or_default();
                expected.score += 1.0 / paths.len() as f64 / pairs.len() as f64;
                let nodes = |class: &Class, set: &BTreeSet<usize>| -> Vec<usize> {
                    class.intersection(set).copied().collect()
                };
                for a in nodes(from, &sets[0]) {
                    let ends = nodes(to, &sets[1]).into_iter();
                    let is_one_set = sets[0] == sets[1];
                    expected.through.extend(
                        ends.map(|b| if is_one_set { (a.min(b), a.max(b)) } else { (a, b) }),
                    );
                }
            }
        }
        (found, pairs.len() as u64, n_joined)
    }

    /// Nodes that hang together by open nodes, without some nodes and one edge.
    fn part(&self, start: usize, without: &Class, left_out: Option<usize>) -> BTreeSet<usize> {
        let mut part = BTreeSet::from([start]);
        let mut waiting = vec![start];
        while let Some(node) = waiting.pop() {
            for &at in &self.naive.edges {
                let edge = &self.naive.draft.edges[at];
                let ends = [(edge.from, edge.to), (edge.to, edge.from)];
                let next = ends.into_iter().find(|&(from, _)| from == node).map(|(_, to)| to);
                if let Some(next) = next
                    && Some(at) != left_out
                    && self.naive.walks(at, &BTreeSet::new())
                    && !self.naive.is_hub(next)
                    && !without.contains(&next)
                    && part.insert(next)
                {
                    waiting.push(next);
                }
            }
        }
        part
    }

    fn check_cut(
        &self,
        class: &Class,
        sets: &[BTreeSet<usize>; 2],
        cut: &CutOff,
    ) -> Result<(), TestCaseError> {
        let none = Class::new();
        let whole = self.part(*class.first().unwrap(), &none, None);
        let mut left: BTreeSet<usize> = whole.difference(class).copied().collect();
        let mut parts = Vec::new();
        while let Some(&first) = left.first() {
            let part = self.part(first, class, None);
            left = left.difference(&part).copied().collect();
            parts.push(part);
        }
        let largest = parts.iter().map(BTreeSet::len).max().unwrap_or(0);
        prop_assert_eq!(cut.n_parts, parts.len());
        prop_assert_eq!(cut.n_rest, largest);
        let nodes: BTreeSet<usize> = numbers(&cut.nodes).into_iter().collect();
        let n_others: usize = parts.iter().map(BTreeSet::len).sum::<usize>() - largest;
        prop_assert_eq!((nodes.len(), cut.nodes.len()), (n_others, n_others));
        let is_cut = |part: &BTreeSet<usize>| part.is_subset(&nodes);
        prop_assert_eq!(parts.iter().filter(|part| is_cut(part)).count(), parts.len().max(1) - 1);

        // What is left of the graph, asked again.
        let mut rest = Naive::new(self.naive.draft, self.naive.question);
        rest.edges.retain(|&at| {
            let edge = &self.naive.draft.edges[at];
            !class.contains(&edge.from) && !class.contains(&edge.to)
        });
        let rest = Definition { naive: &rest, classes: self.classes.clone() };
        let is_joined =
            |of: &Definition<'_, '_>, (a, b): &(Class, Class)| !of.shortest(a, b).is_empty();
        let others = |pair: &(Class, Class)| pair.0 != *class && pair.1 != *class;
        let before: Vec<_> =
            self.pairs(sets).into_iter().filter(others).filter(|p| is_joined(self, p)).collect();
        let lost: Vec<_> = before.iter().filter(|pair| !is_joined(&rest, pair)).cloned().collect();
        let is_one_set = sets[0] == sets[1];
        let once = if is_one_set { lost.len() / 2 } else { lost.len() };
        prop_assert_eq!(cut.n_pairs, once as u64);
        let pair = |a: &Class, b: &Class| {
            if is_one_set { (a.min(b).clone(), a.max(b).clone()) } else { (a.clone(), b.clone()) }
        };
        let expected: BTreeSet<_> = lost.iter().map(|(a, b)| pair(a, b)).collect();
        let named: BTreeSet<_> =
            cut.pairs.iter().map(|(a, b)| pair(self.class(a.at()), self.class(b.at()))).collect();
        prop_assert_eq!(named.len(), cut.pairs.len());
        prop_assert_eq!(named, expected);

        let side = |pair: &(Class, Class), of: usize| [&pair.0, &pair.1][of].clone();
        for of in [0, 1] {
            let kept: BTreeSet<Class> =
                before.iter().filter(|p| !lost.contains(p)).map(|p| side(p, of)).collect();
            let losers: BTreeSet<Class> =
                lost.iter().map(|p| side(p, of)).filter(|end| !kept.contains(end)).collect();
            let named: BTreeSet<Class> =
                cut.losers[of].iter().map(|node| self.class(node.at()).clone()).collect();
            prop_assert_eq!(named.len(), cut.losers[of].len());
            prop_assert_eq!(named, losers);
        }
        Ok(())
    }

    fn check_bridges(&self, class: &Class, broker: &Broker) -> Result<(), TestCaseError> {
        let none = Class::new();
        let mut expected = BTreeMap::new();
        for &at in &self.naive.edges {
            let edge = &self.naive.draft.edges[at];
            let ends = [edge.from, edge.to];
            let is_at = ends.iter().filter(|end| class.contains(end)).count() == 1;
            let is_open = ends.iter().all(|&end| !self.naive.is_hub(end));
            if !is_at || !is_open || !self.naive.walks(at, &BTreeSet::new()) {
                continue;
            }
            let sides = ends.map(|end| self.part(end, &none, Some(at)));
            if sides[0].is_disjoint(&sides[1]) {
                expected.insert(at, sides[0].len().min(sides[1].len()));
            }
        }
        let found: BTreeMap<usize, usize> =
            broker.bridges.iter().map(|bridge| (bridge.edge.at(), bridge.cuts_off.len())).collect();
        prop_assert_eq!(found, expected);
        for bridge in &broker.bridges {
            let edge = &self.naive.draft.edges[bridge.edge.at()];
            let cut: BTreeSet<usize> = numbers(&bridge.cuts_off).into_iter().collect();
            let sides =
                [edge.from, edge.to].map(|end| self.part(end, &none, Some(bridge.edge.at())));
            prop_assert!(sides.contains(&cut));
        }
        Ok(())
    }

    fn check_paths(
        &self,
        built: &Built,
        sets: &[BTreeSet<usize>; 2],
        class: &Class,
        broker: &Broker,
        expected: &Expected,
    ) -> Result<(), TestCaseError> {
        prop_assert_eq!(broker.paths.len(), expected.through.len().min(3));
        let none = BTreeSet::new();
        let mut pairs = BTreeSet::new();
        for found in &broker.paths {
            let (from, to) = (found.from.at(), found.to.at());
            prop_assert!(sets[0].contains(&from) && sets[1].contains(&to));
            let is_new = pairs.insert(if sets[0] == sets[1] {
                (from.min(to), from.max(to))
            } else {
                (from, to)
            });
            prop_assert!(is_new);
            let routes = self.naive.routes(from, to, &none, &none);
            let nodes = route_of(&found.path, from);
            let route = routes.iter().find(|route| route.nodes == nodes);
            prop_assert_eq!(route.map(|route| route.half_steps), Some(routes[0].half_steps));
            prop_assert_eq!(found.path.half_steps, routes[0].half_steps);
            prop_assert!(nodes[1..nodes.len() - 1].iter().any(|node| class.contains(node)));
            for hop in &found.path.hops {
                check_hop(built, self.naive, hop)?;
            }
        }
        Ok(())
    }
}

fn ask(
    built: &Built,
    draft: &Draft,
    question: &Question,
    sets: Option<&[BTreeSet<usize>; 2]>,
) -> BrokersAnswer {
    let set = |nodes: &BTreeSet<usize>| EndSet {
        words: String::new(),
        terms: nodes.iter().map(|&node| EndTerm::Node(NodeIx(node as u32))).collect(),
    };
    let request = BrokersRequest {
        between: sets.map(|sets| sets.each_ref().map(set)),
        selection: Built::selection(question),
        via: built.via(question, draft),
        within: None,
        records: true,
        n_paths: 3,
        limit: usize::MAX,
    };
    built.ask(|world| brokers(world, &request)).unwrap()
}

fn check(
    draft: &Draft,
    question: &Question,
    asked: Option<&[BTreeSet<usize>; 2]>,
) -> Result<(), TestCaseError> {
    let built = Built::of(draft);
    let naive = Naive::new(draft, question);
    let definition = Definition::new(&naive);
    let everyone: BTreeSet<usize> = (0..draft.nodes.len())
        .filter(|&n| {
            let (_, is_record, is_hub) = NODE_KINDS[draft.nodes[n].kind];
            naive.nodes[n] && !is_record && !is_hub
        })
        .collect();
    let sets = asked.cloned().unwrap_or_else(|| [everyone.clone(), everyone.clone()]);
    // Members that are not in the graph are in no set.
    let sets = sets.map(|set| set.into_iter().filter(|&n| naive.nodes[n]).collect());
    let answer = ask(&built, draft, question, asked);
    let (expected, n_pairs, n_joined) = definition.expected(&sets);
    let per_pair = if sets[0] == sets[1] { 2 } else { 1 };
    prop_assert_eq!(answer.n_pairs, n_pairs / per_pair);
    prop_assert_eq!(answer.n_joined, Some(n_joined / per_pair));
    prop_assert_eq!(answer.rows.len(), expected.len());
    prop_assert!(answer.rows.is_sorted_by(|a, b| a.score > b.score - 1e-9));
    for broker in &answer.rows {
        let class = definition.class(broker.node.at());
        let mut others: BTreeSet<usize> = numbers(&broker.same_as).into_iter().collect();
        prop_assert!(others.insert(broker.node.at()));
        prop_assert_eq!(&others, class);
        let Some(expected) = expected.get(class) else {
            return Err(TestCaseError::fail(format!("{broker:?} stands between nobody")));
        };
        prop_assert!(
            (broker.score - expected.score).abs() < 1e-12,
            "{} {expected:?}",
            broker.score
        );
        definition.check_paths(&built, &sets, class, broker, expected)?;
        definition.check_cut(class, &sets, &broker.cut_off)?;
        definition.check_bridges(class, broker)?;
    }
    check_measures(&built, question, &answer)
}

/// Betweenness, constraint and effective size are those that `rank` gives.
fn check_measures(
    built: &Built,
    question: &Question,
    answer: &BrokersAnswer,
) -> Result<(), TestCaseError> {
    let of = |measure| -> BTreeMap<NodeIx, f64> {
        let request = RankRequest {
            measure,
            shape: RankShape::default(),
            selection: Built::selection(question),
            near: Vec::new(),
            exactness: sociogram::explore::Exactness::Exact,
            records: true,
            limit: usize::MAX,
        };
        let answer = built.ask(|world| rank(world, &request)).unwrap();
        answer.rows.iter().map(|row| (row.node, row.score)).collect()
    };
    let scores = [Measure::Betweenness, Measure::Constraint, Measure::EffectiveSize].map(of);
    for broker in &answer.rows {
        let ours = [broker.betweenness, broker.constraint, broker.effective_size];
        for (scores, ours) in scores.iter().zip(ours) {
            prop_assert_eq!(scores.get(&broker.node).copied(), ours);
        }
    }
    Ok(())
}

/// Two sets of nodes, which may overlap and hold hubs and records.
fn sets() -> impl Strategy<Value = [BTreeSet<usize>; 2]> {
    let set = || prop::collection::btree_set(0..8_usize, 1..5);
    (set(), set()).prop_map(|(a, b)| [a, b])
}

fn within(sets: &[BTreeSet<usize>; 2], draft: &Draft) -> [BTreeSet<usize>; 2] {
    sets.clone().map(|set| set.into_iter().map(|n| n % draft.nodes.len()).collect())
}

proptest! {
    #![proptest_config(config(1200))]

    #[test]
    fn brokers_between_sets_are_those_of_the_definition(
        draft in drafts(), question in questions(), sets in sets(),
    ) {
        prop_assume!(!has_identical_hubs(&draft));
        let sets = within(&sets, &draft);
        check(&draft, &question, Some(&sets))?;
    }

    #[test]
    fn brokers_between_all_are_those_of_the_definition(
        draft in drafts(), question in questions(),
    ) {
        prop_assume!(!has_identical_hubs(&draft));
        check(&draft, &question, None)?;
    }

    #[test]
    fn hubs_that_are_the_same_are_next_to_each_other(draft in drafts(), sets in sets()) {
        let sets = within(&sets, &draft);
        let built = Built::of(&draft);
        let answer = ask(&built, &draft, &Question::default(), Some(&sets));
        prop_assert!(answer.n_joined.unwrap() <= answer.n_pairs);
        prop_assert!(answer.rows.iter().all(|broker| broker.score <= 1.0 + 1e-9));
    }
}

#[test]
fn an_empty_graph_and_one_node_have_no_brokers() {
    for draft in [plain(&[], &[]), plain(&["person"], &[])] {
        let answer = ask(&Built::of(&draft), &draft, &Question::default(), None);
        assert_eq!((answer.n_pairs, answer.n_joined, answer.n_rows), (0, Some(0), 0));
    }
}

/// Two persons under several names, with a hub in both sets, and an agreement beside a direct way.
#[test]
fn an_agreement_is_shorter_than_two_meetings() {
    let nodes = ["person", "person", "person", "agreement", "company", "state"];
    let edges = [
        ("met", 0, 1),
        ("met", 1, 2),
        ("signed", 0, 3),
        ("signed", 2, 3),
        ("owns", 2, 4),
        ("met", 1, 5),
        ("met", 2, 5),
    ];
    let draft = plain(&nodes, &edges);
    let sets = [BTreeSet::from([0, 5]), BTreeSet::from([4, 5])];
    let answer = ask(&Built::of(&draft), &draft, &Question::default(), Some(&sets));
    // From 0 to 4 over the agreement and 2; from 0 to 5 over 1, or over the agreement and 2, as far; from 5 to 4
    // over 2.
    assert_eq!((answer.n_pairs, answer.n_joined), (3, Some(3)));
    let scores: Vec<_> = answer.rows.iter().map(|row| (row.node.at(), row.score * 3.0)).collect();
    let expected = [(2, 2.5), (3, 1.5), (1, 0.5)];
    assert!(scores.iter().zip(expected).all(|(a, b)| a.0 == b.0 && (a.1 - b.1).abs() < 1e-12));
    assert_eq!(scores.len(), 3);
    // Without 2 neither 0 nor 5 reaches 4. From 0 to 5 there is another way, but 5 is no end for itself.
    let cut = &answer.rows[0].cut_off;
    assert_eq!((cut.n_pairs, &cut.losers), (2, &[vec![NodeIx(5)], vec![NodeIx(4)]]));
    assert_eq!(answer.rows[0].bridges.len(), 1);
}
