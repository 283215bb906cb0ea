//! What is known from some sources, against datasets written anew without the others.
//!
//! The naive side deletes: evidence of sources that do not count, then facts and edges that lost all of theirs, then
//! nodes of which nothing is left to say. Both sides are then read through the same graph.

use proptest::prelude::*;
use sociogram::graph::{
    EvidenceRef, Known, NodeRef, Owned, PropertyGraph, Selection, SourceIx, TimeQuestion,
};
use sociogram::model::{
    Basis, Certainty, Day, Digest, Edge, Evidence, Fact, FactValue, Id, Node, Source, Status,
    Vocabulary, When,
};
use std::collections::BTreeSet;

/// Dates of publication: none is possible at any time, 2012 is possible in its middle.
const PUBLISHED: &[Option<&str>] = &[Some("2010-03"), Some("2012"), None, Some("2014-05-01")];

/// Days asked about.
const DAYS: &[(i64, u8, u8)] =
    &[(2009, 1, 1), (2010, 3, 31), (2012, 6, 1), (2012, 12, 31), (2020, 1, 1)];

#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) sources: Vec<Source>,
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
}

pub(crate) fn id(prefix: &str, n: usize) -> Id {
    Id::new(format!("{prefix}{n:02}")).unwrap()
}

fn evidence(sources: &[usize]) -> Vec<Evidence> {
    let piece = |&source: &usize| Evidence {
        source: id("s", source),
        start: 0,
        end: 1,
        sha256: Digest([0; 32]),
        says: "something".to_owned(),
        quote: None,
        supports: None,
    };
    sources.iter().map(piece).collect()
}

fn facts(all: &[Vec<usize>]) -> Vec<Fact> {
    let fact = |(at, sources): (usize, &Vec<usize>)| Fact {
        key: format!("key-{at}"),
        value: FactValue::Text("value".to_owned()),
        when: None,
        when_because: None,
        basis: Basis::Stated,
        claimed_by: None,
        evidence: evidence(sources),
    };
    all.iter().enumerate().map(fact).collect()
}

prop_compose! {
    fn statement()(own in prop::collection::vec(0..4_usize, 0..3),
                   facts in prop::collection::vec(prop::collection::vec(0..4_usize, 0..3), 0..3))
                  -> (Vec<usize>, Vec<Vec<usize>>) { (own, facts) }
}

prop_compose! {
    pub(crate) fn worlds()(copies in prop::collection::vec(prop::option::of(0..4_usize), 4),
                nodes in prop::collection::vec(statement(), 1..6),
                edges in prop::collection::vec((0..6_usize, 0..6_usize, statement()), 0..8))
               -> World {
        let sources = (0..4).map(|n| Source {
            published: PUBLISHED[n].map(|text| When::parse(text).unwrap()),
            // Only an earlier source is copied, so that there is no circle.
            derived_from: copies[n].filter(|&of| of < n).map(|of| id("s", of)),
            ..source(n)
        });
        let n_nodes = nodes.len();
        let nodes = nodes.iter().enumerate().map(|(n, (own, own_facts))| Node {
            evidence: evidence(own), facts: facts(own_facts), ..node(n)
        });
        let edges = edges.iter().enumerate().map(|(n, (from, to, (own, own_facts)))| Edge {
            id: id("e", n),
            kind: "met".to_owned(),
            from: id("n", from % n_nodes),
            to: id("n", to % n_nodes),
            when: None,
            when_because: None,
            status: Status::Done,
            basis: Basis::Stated,
            claimed_by: None,
            facts: facts(own_facts),
            evidence: evidence(own),
        });
        World { sources: sources.collect(), nodes: nodes.collect(), edges: edges.collect() }
    }
}

pub(crate) fn source(n: usize) -> Source {
    Source {
        id: id("s", n),
        title: format!("Source {n}"),
        publisher: None,
        author: None,
        published: None,
        retrieved: None,
        url: None,
        file: None,
        sha256: None,
        derived_from: None,
    }
}

pub(crate) fn node(n: usize) -> Node {
    Node {
        id: id("n", n),
        kind: "person".to_owned(),
        name: format!("Person {n}"),
        aliases: Vec::new(),
        when: None,
        when_because: None,
        status: Status::Done,
        facts: Vec::new(),
        evidence: Vec::new(),
    }
}

/// What to do with statements that never had evidence.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Unsourced {
    Stay,
    Fall,
}

/// Deletes what rests on other sources alone.
pub(crate) fn rewritten(
    world: &World,
    counts: &dyn Fn(&Id) -> bool,
    unsourced: Unsourced,
) -> World {
    let mut left = world.clone();
    let keeps = |evidence: &mut Vec<Evidence>| {
        let never_had_any = evidence.is_empty();
        evidence.retain(|piece| counts(&piece.source));
        if never_had_any { unsourced == Unsourced::Stay } else { !evidence.is_empty() }
    };
    left.edges.retain_mut(|edge| keeps(&mut edge.evidence));
    for facts in left.edges.iter_mut().map(|edge| &mut edge.facts) {
        facts.retain_mut(|fact| keeps(&mut fact.evidence));
    }
    let joined: BTreeSet<Id> =
        left.edges.iter().flat_map(|edge| [edge.from.clone(), edge.to.clone()]).collect();
    let were_joined: BTreeSet<&Id> =
        world.edges.iter().flat_map(|edge| [&edge.from, &edge.to]).collect();
    left.nodes.retain_mut(|node| {
        let nothing_was_said =
            node.evidence.is_empty() && node.facts.is_empty() && !were_joined.contains(&node.id);
        node.evidence.retain(|piece| counts(&piece.source));
        node.facts.retain_mut(|fact| keeps(&mut fact.evidence));
        !node.evidence.is_empty()
            || !node.facts.is_empty()
            || joined.contains(&node.id)
            || (nothing_was_said && unsourced == Unsourced::Stay)
    });
    left
}

fn pieces<'a>(evidence: impl Iterator<Item = EvidenceRef<'a>>) -> Vec<&'a str> {
    evidence.map(|piece| piece.source().id()).collect()
}

/// All that a graph lets questions see, as text.
fn seen(graph: PropertyGraph<'_>, selection: &Selection) -> Vec<String> {
    let selected = selection.apply(graph, &[]);
    let edges_of = |node: NodeRef<'_>| -> Vec<String> {
        node.edges().map(|(edge, other)| format!("{} {}", edge.id(), other.id())).collect()
    };
    let mut lines = Vec::new();
    for node in selected.nodes().map(|ix| graph.node(ix)) {
        let (own, edges) = (pieces(node.evidence()), edges_of(node));
        lines.push(format!("{} {own:?} {} {edges:?}", node.id(), node.origin_count()));
        lines.extend(node.facts().map(|f| format!("{} {:?}", f.key(), pieces(f.evidence()))));
    }
    for edge in selected.edges().map(|ix| graph.edge(ix)) {
        let own = pieces(edge.evidence());
        lines.push(format!("{} {own:?} {} {}", edge.id(), edge.origin_count(), edge.is_sourced()));
        lines.extend(edge.facts().map(|f| format!("{} {:?}", f.key(), pieces(f.evidence()))));
    }
    lines
}

/// What the graph of a world shows through a mask, and what the world without the rest shows.
fn both(
    world: &World,
    left: &World,
    selection: &Selection,
    known: &dyn Fn(PropertyGraph<'_>) -> Known,
) -> (Vec<String>, Vec<String>) {
    let vocabulary = Vocabulary::core();
    let owned = Owned::build(&vocabulary, &world.sources, &world.nodes, &world.edges);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let known = known(graph);
    let masked = seen(graph.knowing(&known), selection);
    let rebuilt = Owned::build(&vocabulary, &left.sources, &left.nodes, &left.edges);
    let tables = rebuilt.tables();
    (masked, seen(PropertyGraph::new(&tables), &Selection::default()))
}

/// The source of an id and all that it copies.
pub(crate) fn chain<'w>(world: &'w World, source: &Id) -> Vec<&'w Id> {
    let find = |id: &Id| world.sources.iter().find(|source| source.id == *id).unwrap();
    let next = |source: &&'w Source| source.derived_from.as_ref().map(find);
    std::iter::successors(Some(find(source)), next).map(|source| &source.id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_source_is_withdrawn_with_its_copies(world in worlds(), withdrawn in prop::collection::btree_set(0..4_u32, 0..3)) {
        let names: BTreeSet<Id> = withdrawn.iter().map(|&n| id("s", n as usize)).collect();
        let counts = |source: &Id| !chain(&world, source).into_iter().any(|id| names.contains(id));
        let left = rewritten(&world, &counts, Unsourced::Stay);
        let sources: BTreeSet<SourceIx> = withdrawn.into_iter().map(SourceIx).collect();
        let known = |graph: PropertyGraph<'_>| Known::without(graph, &sources);
        let (masked, rebuilt) = both(&world, &left, &Selection::default(), &known);
        prop_assert_eq!(masked, rebuilt);
    }

    #[test]
    fn what_is_known_by_a_day_is_what_was_published(world in worlds(), (year, month, day) in prop::sample::select(DAYS)) {
        let by = Day::from_ymd(year, month, day);
        let published = |source: &Id| {
            let source = world.sources.iter().find(|s| s.id == *source).unwrap();
            source.published.as_ref().map_or(Certainty::Possible, |when| when.act_by(by))
        };
        for certain_only in [false, true] {
            let counts = |source: &Id| match published(source) {
                Certainty::Certain => true,
                Certainty::Possible => !certain_only,
                Certainty::Out => false,
            };
            let left = rewritten(&world, &counts, Unsourced::Fall);
            let selection = Selection { certain_only, ..Selection::default() };
            let known = |graph: PropertyGraph<'_>| Known::by(graph, by);
            let (masked, rebuilt) = both(&world, &left, &selection, &known);
            if certain_only {
                // Evidence that is only possible stays beside evidence that is certain; who stands there is the same.
                let names = |lines: Vec<String>| -> Vec<String> {
                    lines.iter().filter(|line| !line.starts_with("key")).map(|line| line[..3].to_owned()).collect()
                };
                prop_assert_eq!(names(masked), names(rebuilt));
            } else {
                prop_assert_eq!(masked, rebuilt);
            }
        }
    }
}

/// A statement is as sure as the surer of when it happened and when it was published, each asked for itself.
#[test]
fn the_questions_about_time_are_asked_together() {
    use Certainty::{Certain, Out, Possible};
    let vocabulary = Vocabulary::core();
    let sources = vec![
        Source { published: Some(When::parse("2012").unwrap()), ..source(0) },
        Source { published: Some(When::parse("2010").unwrap()), ..source(1) },
    ];
    let nodes = vec![node(0), node(1)];
    let edge = |n: usize, when: &str, sources: &[usize]| Edge {
        id: id("e", n),
        kind: "met".to_owned(),
        from: id("n", 0),
        to: id("n", 1),
        when: Some(When::parse(when).unwrap()),
        when_because: None,
        status: Status::Done,
        basis: Basis::Stated,
        claimed_by: None,
        facts: Vec::new(),
        evidence: evidence(sources),
    };
    let edges = vec![
        edge(0, "2009", &[0]),
        edge(1, "2009", &[0, 1]),
        edge(2, "2011", &[1]),
        edge(3, "2009~", &[1]),
    ];
    let owned = Owned::build(&vocabulary, &sources, &nodes, &edges);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let known = Known::by(graph, Day::from_ymd(2012, 6, 30));
    let graph = graph.knowing(&known);
    let time = Some(TimeQuestion::AsOf(Day::from_ymd(2010, 12, 31)));
    let selection = Selection { time, ..Selection::default() };
    let found: Vec<_> = graph.edges().map(|edge| selection.edge_time(edge).unwrap()).collect();
    assert_eq!(found, [Possible, Certain, Out, Possible]);
    let admitted: Vec<_> = selection.apply(graph, &[]).edges().map(|ix| ix.0).collect();
    assert_eq!(admitted, [0, 1, 3]);
}
