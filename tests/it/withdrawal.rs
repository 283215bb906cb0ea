//! Rankings year by year and without each source, and what falls when one is withdrawn, against the same questions asked
//! of each year and of datasets written anew without the source.

use crate::known::{Unsourced, World as Records, chain, rewritten, worlds};
use proptest::prelude::*;
use sociogram::algo::Unwatched;
use sociogram::evidence::EvidenceState;
use sociogram::explore::{
    Exactness, Measure, MeasuredOn, OverTimeRequest, Place, RankRequest, SensitivityRequest,
    Standing, StatementIx, Structure, WithdrawalRequest, World, YearRanked, dated_years, rank,
    rank_over_time, rank_sensitivity, withdrawal, years_between,
};
use sociogram::graph::{
    EdgeDirection, EvidenceRef, Owned, PropertyGraph, RankShape, Selection, TimeQuestion,
};
use sociogram::model::{Day, Digest, Evidence, Id, Vocabulary, When};
use std::collections::{BTreeMap, BTreeSet};

/// Dates of acts and of states: none, hedged, open, an interval, and some that touch the same year.
const DATES: &[Option<&str>] = &[
    None,
    Some("2001"),
    Some("2001-07"),
    Some("2003~"),
    Some("2002/2004"),
    Some("2003/.."),
    Some("[..2002]"),
    Some("2006-12-31"),
];

/// Actors, a record and a hub.
const NODE_KINDS: &[&str] = &["person", "company", "meeting", "state"];

/// An act, a state, one thing under two names, and a kind that paths do not walk.
const EDGE_KINDS: &[&str] = &["met", "associate", "same-as", "said"];

prop_compose! {
    /// Small worlds with dates and kinds: loops, parallel edges, lone nodes, statements without evidence.
    pub(crate) fn dated_worlds()(
        records in worlds(),
        node_kinds in prop::collection::vec((0..NODE_KINDS.len(), 0..DATES.len()), 6),
        edge_kinds in prop::collection::vec((0..EDGE_KINDS.len(), 0..DATES.len()), 8),
    ) -> Records {
        let mut records = records;
        let date = |at: usize| DATES[at].map(|text| When::parse(text).unwrap());
        for (node, (kind, at)) in records.nodes.iter_mut().zip(node_kinds) {
            NODE_KINDS[kind].clone_into(&mut node.kind);
            node.when = date(at);
        }
        for (edge, (kind, at)) in records.edges.iter_mut().zip(edge_kinds) {
            EDGE_KINDS[kind].clone_into(&mut edge.kind);
            edge.when = date(at);
        }
        records
    }
}

/// Asks a question of a world of records.
pub(crate) fn asked<T>(records: &Records, question: impl FnOnce(&World<'_>) -> T) -> T {
    let vocabulary = Vocabulary::core();
    let owned = Owned::build(&vocabulary, &records.sources, &records.nodes, &records.edges);
    let tables = owned.tables();
    let check = |_: EvidenceRef<'_>| EvidenceState::Unchecked;
    question(&World {
        graph: PropertyGraph::new(&tables),
        dataset: "random",
        digest: Digest([0; 32]),
        check: &check,
        watch: &Unwatched,
    })
}

/// The records without a source and its copies.
pub(crate) fn without(records: &Records, source: &Id) -> Records {
    let counts = |cited: &Id| !chain(records, cited).contains(&source);
    rewritten(records, &counts, Unsourced::Stay)
}

/// Place and score of every row of a ranking, by id.
fn ranked(world: &World<'_>, request: &RankRequest) -> BTreeMap<String, Place> {
    let answer = rank(world, request).unwrap();
    let row = |row: &sociogram::explore::RankRow| {
        let place = Place { rank: row.rank, score: row.score };
        (world.graph.node(row.node).id().to_owned(), place)
    };
    answer.rows.iter().map(row).collect()
}

fn request(measure: Measure, shape: RankShape, selection: Selection) -> RankRequest {
    RankRequest {
        measure,
        shape,
        selection,
        near: Vec::new(),
        exactness: Exactness::Exact,
        records: false,
        limit: usize::MAX,
    }
}

/// The ranking that pairs are listed by.
fn request_of_pairs() -> RankRequest {
    request(Measure::Betweenness, RankShape::default(), Selection::default())
}

fn shape_of(measure: Measure) -> RankShape {
    let direction = match measure.measured_on() {
        MeasuredOn::Directed => EdgeDirection::Directed,
        _ => EdgeDirection::Undirected,
    };
    RankShape { direction, ..RankShape::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn a_ranking_without_a_source_is_that_of_the_dataset_without_it(records in dated_worlds()) {
        for measure in Measure::ALL {
            let shape = shape_of(measure);
            let sensitivity = SensitivityRequest {
                measures: vec![measure],
                shape,
                selection: Selection::default(),
                near: Vec::new(),
                within: None,
                records: false,
                limit: usize::MAX,
            };
            let plain = request(measure, shape, Selection::default());
            let rows = asked(&records, |world| {
                let answer = rank_sensitivity(world, &sensitivity).unwrap();
                let whole = ranked(world, &plain);
                assert_eq!(answer.measures[0].rows.len(), whole.len());
                let rows = answer.measures[0].rows.iter();
                let named = rows.map(|row| (world.graph.node(row.node).id().to_owned(), row.clone()));
                let named: BTreeMap<_, _> = named.collect();
                assert!(named.iter().all(|(id, row)| row.place == whole[id]));
                named
            });
            for (at, source) in records.sources.iter().enumerate() {
                let left = without(&records, &source.id);
                let there = asked(&left, |world| ranked(world, &plain));
                for (id, row) in &rows {
                    let is_there = left.nodes.iter().any(|node| node.id.to_string() == *id);
                    match row.without[at] {
                        Standing::At(place) => prop_assert_eq!(Some(&place), there.get(id)),
                        Standing::Unscored => prop_assert!(is_there && !there.contains_key(id)),
                        Standing::Gone => prop_assert!(!is_there, "{}", id),
                    }
                }
            }
            for row in rows.values() {
                let places: Vec<Place> = row.without.iter().filter_map(|to| to.place()).collect();
                let is_counted = |place: &&Place| place.score != 0.0 || row.place.score == 0.0;
                let ranks = || places.iter().filter(is_counted).map(|place| place.rank);
                let scores = || places.iter().map(|place| place.score);
                prop_assert_eq!(row.ranks.0, ranks().min().unwrap_or(usize::MAX).min(row.place.rank));
                prop_assert_eq!(row.ranks.1, ranks().max().unwrap_or(0).max(row.place.rank));
                let least = scores().fold(row.place.score, f64::min);
                let greatest = scores().fold(row.place.score, f64::max);
                prop_assert!(row.scores.0.total_cmp(&least).is_eq() && row.scores.1.total_cmp(&greatest).is_eq());
                if row.without.contains(&Standing::Gone) {
                    prop_assert_eq!(row.moved.unwrap().to, Standing::Gone);
                }
                if row.moved.is_none() {
                    prop_assert!(row.without.iter().all(|to| to.place().is_some_and(|to| to.rank == row.place.rank)));
                }
            }
        }
    }

    #[test]
    fn a_year_has_the_places_of_its_last_day(records in dated_worlds(), certain_only in any::<bool>()) {
        for measure in [Measure::Betweenness, Measure::Degree, Measure::Constraint] {
            let shape = shape_of(measure);
            asked(&records, |world| {
                let selection = Selection { certain_only, ..Selection::default() };
                let Some((first, last)) = dated_years(world.graph, &selection) else { return };
                let years: Vec<i64> = years_between(first - 1, last + 1, None).collect();
                let answer = rank_over_time(world, &OverTimeRequest {
                    measure,
                    shape,
                    selection,
                    near: Vec::new(),
                    within: None,
                    records: false,
                    limit: usize::MAX,
                    years: years.clone(),
                }).unwrap();
                for (at, &year) in years.iter().enumerate() {
                    let day = Day::from_ymd(year, 12, 31);
                    let time = Some(TimeQuestion::AsOf(day));
                    let selection = Selection { time, certain_only, ..Selection::default() };
                    let plain = request(measure, shape, selection);
                    let there = ranked(world, &plain);
                    for row in &answer.rows {
                        let id = world.graph.node(row.node).id();
                        assert_eq!(row.places[at], there.get(id).copied(), "{id} in {year}");
                    }
                    let n_rows = answer.rows.iter().filter(|row| row.places[at].is_some()).count();
                    assert_eq!(n_rows, there.len(), "{year}");
                    let projection = rank(world, &plain).unwrap().projection;
                    let of_year = &answer.years[at];
                    assert_eq!((of_year.n_nodes, of_year.n_edges), (projection.n_nodes, projection.n_edges));
                    let n_possible = projection.marks.unwrap().n_possible;
                    assert_eq!(of_year.n_possible, n_possible.unwrap_or(0));
                }
                assert!(answer.years[0].is_changed);
                for (at, pair) in answer.years.windows(2).enumerate() {
                    let size = |year: &YearRanked| (year.n_nodes, year.n_edges);
                    let is_as_before = answer.rows.iter().all(|row| row.places[at] == row.places[at + 1]);
                    assert!(pair[1].is_changed || (is_as_before && size(&pair[0]) == size(&pair[1])));
                }
            });
        }
    }
}

/// What is left of a world, told without kernels: who is joined with whom, and by how many half steps.
struct Ways {
    /// Nodes that are no hubs, by id.
    nodes: Vec<String>,
    edges: Vec<(String, String, u32)>,
}

impl Ways {
    fn of(records: &Records) -> Self {
        let kind =
            |id: &Id| records.nodes.iter().find(|node| node.id == *id).unwrap().kind.as_str();
        let edges = records.edges.iter().filter(|edge| {
            edge.kind != "said" && kind(&edge.from) != "state" && kind(&edge.to) != "state"
        });
        let edges = edges.map(|edge| {
            let is_record = |id| kind(id) == "meeting";
            let half_steps = match edge.kind.as_str() {
                "same-as" => 0,
                _ if is_record(&edge.from) == is_record(&edge.to) => 2,
                _ => 1,
            };
            (edge.from.to_string(), edge.to.to_string(), half_steps)
        });
        let nodes = records.nodes.iter().filter(|node| node.kind != "state");
        Self { edges: edges.collect(), nodes: nodes.map(|node| node.id.to_string()).collect() }
    }

    /// Half steps between two nodes, by rounds over all edges (Bellman and Ford).
    fn distance(&self, from: &str, to: &str) -> Option<u32> {
        let mut distances = BTreeMap::from([(from, 0)]);
        for _ in &self.nodes {
            for (a, b, half_steps) in &self.edges {
                for (a, b) in [(a.as_str(), b.as_str()), (b, a)] {
                    if let Some(distance) = distances.get(a).map(|before| before + half_steps) {
                        let known = distances.entry(b).or_insert(distance);
                        *known = distance.min(*known);
                    }
                }
            }
        }
        distances.get(to).copied()
    }

    /// Number of components without some node, or without one of the edges that join two nodes.
    fn n_components(
        &self,
        without_node: Option<&str>,
        without_pair: Option<(&str, &str)>,
    ) -> usize {
        let is_left = |(a, b, _): &&(String, String, u32)| {
            let is_pair = |(one, other)| (a == one && b == other) || (a == other && b == one);
            Some(a.as_str()) != without_node
                && Some(b.as_str()) != without_node
                && !without_pair.is_some_and(is_pair)
        };
        let left = Self {
            nodes: self
                .nodes
                .iter()
                .filter(|n| Some(n.as_str()) != without_node)
                .cloned()
                .collect(),
            edges: self.edges.iter().filter(is_left).cloned().collect(),
        };
        let is_first = |at: usize| {
            left.nodes[..at].iter().all(|other| left.distance(other, &left.nodes[at]).is_none())
        };
        (0..left.nodes.len()).filter(|&at| is_first(at)).count()
    }

    fn structure(&self) -> Structure {
        let pairs: BTreeSet<(&str, &str)> = (self.edges.iter())
            .filter(|(a, b, _)| a != b)
            .map(|(a, b, _)| (a.min(b).as_str(), a.max(b).as_str()))
            .collect();
        let n = self.n_components(None, None);
        let reach = |from: &String| {
            self.nodes.iter().filter(|to| self.distance(from, to).is_some()).count()
        };
        let is_lone = |node: &&String| reach(node) == 1;
        let cuts =
            |node: &&String| !is_lone(node) && self.n_components(Some(node.as_str()), None) > n;
        let is_bridge = |&&pair: &&(&str, &str)| self.n_components(None, Some(pair)) > n;
        Structure {
            n_nodes: self.nodes.len(),
            n_edges: pairs.len(),
            n_components: n,
            n_largest: self.nodes.iter().map(reach).max().unwrap_or(0),
            n_cut_points: self.nodes.iter().filter(cuts).count(),
            n_bridges: pairs.iter().filter(is_bridge).count(),
        }
    }
}

/// All that a world states, each statement with its origins.
fn stated(records: &Records) -> BTreeMap<String, BTreeSet<String>> {
    let origin = |source: &Id| chain(records, source).last().unwrap().to_string();
    let origins = |evidence: &[Evidence]| evidence.iter().map(|e| origin(&e.source)).collect();
    let mut all = BTreeMap::new();
    let nodes = records.nodes.iter().map(|node| (&node.id, &node.evidence, &node.facts));
    let edges = records.edges.iter().map(|edge| (&edge.id, &edge.evidence, &edge.facts));
    for (id, evidence, facts) in nodes.chain(edges) {
        all.insert(id.to_string(), origins(evidence));
        for fact in facts {
            all.insert(format!("{id} {}", fact.key), origins(&fact.evidence));
        }
    }
    all
}

/// A statement of an answer as [`stated`] names it.
fn name_of(world: &World<'_>, statement: StatementIx) -> String {
    let read = statement.read(world.graph);
    match read.fact() {
        Some(fact) => format!("{} {}", read.id(), fact.key()),
        None => read.id().to_owned(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_falls_with_a_source_is_what_the_dataset_without_it_lacks(records in dated_worlds(), at in 0..4_usize) {
        let left = without(&records, &records.sources[at].id);
        let (with, remains) = (stated(&records), stated(&left));
        let (ways, ways_left) = (Ways::of(&records), Ways::of(&left));
        asked(&records, |world| {
            let selection = Selection::default();
            let source = world.graph.sources().nth(at).unwrap().ix;
            let request = WithdrawalRequest { source, selection, within: None, limit: usize::MAX };
            let answer = withdrawal(world, &request).unwrap();
            let fallen: BTreeSet<String> = [&answer.nodes, &answer.edges, &answer.facts]
                .into_iter()
                .flat_map(|list| &list.rows)
                .map(|backed| name_of(world, backed.statement))
                .collect();
            let gone = with.keys().filter(|name| !remains.contains_key(*name)).cloned().collect();
            assert_eq!(fallen, gone);
            let weakened: BTreeSet<(String, usize, usize)> = (answer.weakened.rows.iter())
                .map(|b| (name_of(world, b.statement), b.n_origins, b.n_left))
                .collect();
            let fewer = remains.iter().map(|(name, left)| (name.clone(), with[name].len(), left.len()));
            assert_eq!(weakened, fewer.filter(|(_, all, left)| left < all).collect());
            assert_eq!(answer.structure, [ways.structure(), ways_left.structure()]);

            let is_actor = |id: &String| world.graph.node_by_id(id).is_some_and(|node| !node.is_record());
            let actors: Vec<&String> = ways.nodes.iter().filter(|id| is_actor(id)).collect();
            let (mut joined, mut lost, mut parted) = (0, 0, BTreeSet::new());
            let mut longer = BTreeSet::new();
            for (at, one) in actors.iter().enumerate() {
                for other in &actors[at + 1..] {
                    let Some(before) = ways.distance(one, other) else { continue };
                    joined += 1;
                    let stay = [one, other].iter().all(|id| ways_left.nodes.contains(id));
                    match ways_left.distance(one, other).filter(|_| stay) {
                        Some(after) if after > before => {
                            longer.insert((BTreeSet::from([*one, *other]), before, after));
                        }
                        Some(_) => {}
                        None => {
                            lost += 1;
                            if stay {
                                parted.insert(BTreeSet::from([*one, *other]));
                            }
                        }
                    }
                }
            }
            let id = |ix| ways.nodes.iter().find(|id| *id == world.graph.node(ix).id()).unwrap();
            let of = &answer.connections;
            assert_eq!((of.n_before, of.n_lost, of.n_parted), (joined, lost, parted.len() as u64));
            let pairs = of.rows.iter().map(|pair| pair.map(id).into_iter().collect());
            assert_eq!(pairs.collect::<BTreeSet<_>>(), parted);
            let pairs = answer.longer.pairs.rows.iter().map(|pair| {
                (pair.ends.map(id).into_iter().collect(), pair.half_steps_before, pair.half_steps_after)
            });
            assert_eq!(pairs.collect::<BTreeSet<_>>(), longer);

            let plain = request_of_pairs();
            let rows = rank(world, &plain).unwrap().rows;
            let place = |ix| rows.iter().position(|row| row.node == ix).unwrap();
            let places = |pair: &[_; 2]| (place(pair[1]), place(pair[0]));
            assert!(of.rows.iter().all(|pair| place(pair[0]) < place(pair[1])));
            assert!(of.rows.is_sorted_by_key(places));
            let few = withdrawal(world, &WithdrawalRequest { limit: 2, ..request }).unwrap();
            assert_eq!(few.connections.rows, of.rows[..of.rows.len().min(2)]);
            assert_eq!((few.edges.rows.len(), few.edges.total), (answer.edges.total.min(2), answer.edges.total));
        });
    }
}

#[test]
fn years_come_in_steps_and_the_last_is_always_there() {
    let years = |first, last, every| years_between(first, last, every).collect::<Vec<i64>>();
    assert_eq!(years(1991, 1994, None), [1991, 1992, 1993, 1994]);
    assert_eq!(years(1991, 2002, Some(5)), [1995, 2000, 2002]);
    assert_eq!(years(2000, 2000, Some(7)), [2000]);
    assert_eq!(years(-7, 7, Some(5)), [-5, 0, 5, 7]);
    assert_eq!(years(2001, 2000, None), [] as [i64; 0]);
    assert!(years(-5_000_000, 5_000_000, None).len() <= 61);
}

#[test]
fn nothing_is_ranked_in_an_empty_dataset() {
    let records = Records { sources: vec![], nodes: vec![], edges: vec![] };
    asked(&records, |world| {
        assert_eq!(dated_years(world.graph, &Selection::default()), None);
        let request = SensitivityRequest {
            measures: vec![Measure::Betweenness],
            shape: RankShape::default(),
            selection: Selection::default(),
            near: Vec::new(),
            within: None,
            records: false,
            limit: 10,
        };
        let answer = rank_sensitivity(world, &request).unwrap();
        assert!(answer.measures[0].rows.is_empty() && answer.sources.is_empty());
    });
}
