//! Conflicts and corroboration on random small worlds, against naive answers that enumerate days and numbers.
//!
//! The naive side knows no ranges and no unions: it lists every possible day and every tenth, walks each chain of
//! copies, and puts claims together by looking until nothing changes.

use proptest::prelude::*;
use sociogram::algo::Unwatched;
use sociogram::evidence::EvidenceState;
use sociogram::explore::{
    self, ClaimValue, ConflictsRequest, CorroborationRequest, Field, Verdict, World,
};
use sociogram::graph::{EvidenceRef, Owned, PropertyGraph};
use sociogram::model::{
    Amount, Basis, Bound, Decimal, Digest, Edge, Evidence, Fact, FactValue, Id, Node, Source, Span,
    Status, Supports, Vocabulary, When,
};
use std::collections::{BTreeMap, BTreeSet};

const N_SOURCES: usize = 5;
/// Publication by source; one is not known.
const PUBLISHED: [Option<i32>; N_SOURCES] = [Some(2008), Some(2010), None, Some(2012), Some(2009)];

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn source(n: usize, copies: &[Option<usize>]) -> Source {
    Source {
        id: id(&format!("s{n}")),
        title: format!("Source {n}"),
        publisher: None,
        author: None,
        published: PUBLISHED[n].map(|year| When::parse(&year.to_string()).unwrap()),
        retrieved: None,
        url: None,
        file: None,
        sha256: None,
        derived_from: origin_step(n, copies).map(|of| id(&format!("s{of}"))),
    }
}

/// The source that one copies: only an earlier one, so that there is no circle.
fn origin_step(n: usize, copies: &[Option<usize>]) -> Option<usize> {
    copies[n].filter(|&of| of < n)
}

fn origin(n: usize, copies: &[Option<usize>]) -> usize {
    let mut at = n;
    while let Some(of) = origin_step(at, copies) {
        at = of;
    }
    at
}

fn evidence(source: usize, supports: Option<Supports>) -> Evidence {
    Evidence {
        source: id(&format!("s{source}")),
        start: 0,
        end: 1,
        sha256: Digest([0; 32]),
        says: "so".to_owned(),
        quote: None,
        supports,
    }
}

fn node(name: &str, kind: &str) -> Node {
    Node {
        id: id(name),
        kind: kind.to_owned(),
        name: name.to_owned(),
        aliases: Vec::new(),
        when: None,
        when_because: None,
        status: Status::Done,
        facts: Vec::new(),
        evidence: Vec::new(),
    }
}

fn edge(name: &str, kind: &str, from: &str, to: &str) -> Edge {
    Edge {
        id: id(name),
        kind: kind.to_owned(),
        from: id(from),
        to: id(to),
        when: None,
        when_because: None,
        status: Status::Done,
        basis: Basis::Stated,
        claimed_by: None,
        facts: Vec::new(),
        evidence: Vec::new(),
    }
}

fn fact(value: FactValue, when: Option<&str>) -> Fact {
    Fact {
        key: "count".to_owned(),
        value,
        when: when.map(|text| When::parse(text).unwrap()),
        when_because: None,
        basis: Basis::Stated,
        claimed_by: None,
        evidence: Vec::new(),
    }
}

fn amount(value: i64, to: Option<i64>, bound: Bound) -> Amount {
    let decimal = |n: i64| Decimal::new(n.to_string()).unwrap();
    Amount {
        value: decimal(value),
        to: to.map(decimal),
        unit: "ship".to_owned(),
        bound,
        span: Span::Total,
        period: None,
        compared_with: None,
    }
}

fn ask<T>(
    copies: &[Option<usize>],
    nodes: &[Node],
    edges: &[Edge],
    question: impl FnOnce(&World<'_>) -> T,
) -> T {
    let sources: Vec<Source> = (0..N_SOURCES).map(|n| source(n, copies)).collect();
    let owned = Owned::build(&Vocabulary::core(), &sources, nodes, edges);
    let tables = owned.tables();
    // One source is broken throughout.
    let check = |evidence: EvidenceRef<'_>| match evidence.source().id() {
        "s4" => EvidenceState::Broken,
        _ => EvidenceState::Verified,
    };
    question(&World {
        graph: PropertyGraph::new(&tables),
        dataset: "random",
        digest: Digest([0; 32]),
        check: &check,
        watch: &Unwatched,
    })
}

/// A finding as both sides have it: verdict, field, and the claims by statement and value.
type Told = (Verdict, Field, BTreeSet<(String, String)>);

fn value_text(value: &ClaimValue) -> String {
    match value {
        ClaimValue::When(when) => when.as_str().to_owned(),
        ClaimValue::Amount(amount) => amount_text(amount),
        other => format!("{other:?}"),
    }
}

fn amount_text(amount: &Amount) -> String {
    format!("{:?} {} {:?}", amount.bound, amount.value, amount.to)
}

fn conflicts(copies: &[Option<usize>], nodes: &[Node], edges: &[Edge]) -> BTreeSet<Told> {
    ask(copies, nodes, edges, |world| {
        let request = ConflictsRequest { limit: usize::MAX, ..ConflictsRequest::default() };
        let answer = explore::conflicts(world, &request).unwrap();
        let told = answer.findings.iter().map(|finding| {
            let claims = finding.claims.iter().map(|claim| {
                let statement = claim.statement.read(world.graph);
                let at = claim.statement.fact.map_or_else(String::new, |at| format!("#{at}"));
                (format!("{}{at}", statement.id()), value_text(&claim.value))
            });
            (finding.verdict, finding.field, claims.collect())
        });
        told.collect()
    })
}

/// A claim on the naive side: what it may be, and what it needs to be compared.
#[derive(Clone)]
struct Claim {
    statement: String,
    value: String,
    /// Days, or tenths.
    possible: BTreeSet<i64>,
    is_plain: bool,
    time: Option<BTreeSet<i64>>,
}

/// Puts claims that are at odds together, looking again until nothing changes.
fn grouped(
    field: Field,
    claims: &[Claim],
    verdict: impl Fn(&Claim, &Claim) -> Option<Verdict>,
) -> BTreeSet<Told> {
    let mut groups: Vec<usize> = (0..claims.len()).collect();
    loop {
        let before = groups.clone();
        for a in 0..claims.len() {
            for b in 0..claims.len() {
                if a != b && verdict(&claims[a], &claims[b]).is_some() {
                    let least = groups[a].min(groups[b]);
                    (groups[a], groups[b]) = (least, least);
                }
            }
        }
        if groups == before {
            break;
        }
    }
    let mut found = BTreeSet::new();
    for group in groups.iter().collect::<BTreeSet<_>>() {
        let members: Vec<&Claim> =
            claims.iter().zip(&groups).filter(|(_, of)| *of == group).map(|(c, _)| c).collect();
        let worst = members
            .iter()
            .flat_map(|a| members.iter().map(move |b| (*a, *b)))
            .filter(|(a, b)| !std::ptr::eq(*a, *b))
            .filter_map(|(a, b)| verdict(a, b))
            .min();
        if let Some(worst) = worst {
            let told = members.iter().map(|c| (c.statement.clone(), c.value.clone())).collect();
            found.insert((worst, field, told));
        }
    }
    found
}

fn sets(a: &Claim, b: &Claim, cap: Verdict) -> Option<Verdict> {
    if a.possible == b.possible {
        None
    } else if a.possible.is_disjoint(&b.possible) {
        let plain = if a.is_plain && b.is_plain { Verdict::Conflict } else { Verdict::Possible };
        Some(plain.max(cap))
    } else {
        Some(Verdict::Precision)
    }
}

/// The tenths from -100 to 2000 that an amount may be.
fn tenths(amount: &Amount) -> BTreeSet<i64> {
    let number = |decimal: &Decimal| decimal.as_str().parse::<i64>().unwrap() * 10;
    let (low, high) = (number(&amount.value), number(amount.to.as_ref().unwrap_or(&amount.value)));
    let half = |tenths: i64| {
        let mut unit = 10;
        while tenths != 0 && tenths % (unit * 10) == 0 {
            unit *= 10;
        }
        if tenths == 0 { 0 } else { unit / 2 }
    };
    (-100..=2000)
        .filter(|&tenth| match amount.bound {
            Bound::Exact => (low..=high).contains(&tenth),
            Bound::About => (low - half(low)..=high + half(high)).contains(&tenth),
            Bound::Over => tenth > low,
            Bound::Under => tenth < high,
            Bound::UpTo => tenth <= high,
        })
        .collect()
}

fn days(when: &When) -> BTreeSet<i64> {
    let days = when.days_of_act().iter();
    days.flat_map(|days| i64::from(days.first.0)..=i64::from(days.last.0)).collect()
}

fn amounts() -> impl Strategy<Value = Amount> {
    let bound = proptest::sample::select(Bound::ALL.to_vec());
    let value = prop_oneof![0..12_i64, (0..12_i64).prop_map(|n| n * 10)];
    (value, prop::option::of(1..5_i64), bound)
        .prop_map(|(value, more, bound)| amount(value, more.map(|more| value + more), bound))
}

const TIMES: [Option<&str>; 5] =
    [None, Some("2010"), Some("2010-03"), Some("2011"), Some("[2010,2011]")];
const ACT_DATES: [Option<&str>; 7] = [
    None,
    Some("2010-03-16"),
    Some("2010-03-17"),
    Some("2010-03"),
    Some("2010~"),
    Some("[2010-03-16,2010-03-18]"),
    Some("2010-03-17/2010-03-18"),
];

fn copies() -> impl Strategy<Value = Vec<Option<usize>>> {
    prop::collection::vec(prop::option::of(0..N_SOURCES), N_SOURCES)
}

/// Evidence of a statement: a source, and what it supports by position.
fn pieces(n_values: usize) -> impl Strategy<Value = Vec<(usize, Option<usize>)>> {
    prop::collection::vec((0..N_SOURCES, prop::option::of(0..n_values)), 0..4)
}

/// The values of a statement, and whether any evidence gives them: its own first, which all evidence gives that
/// supports nothing else.
fn values<V: Clone + PartialEq>(own: Option<&V>, given: &[Option<V>]) -> Vec<(V, bool)> {
    let mut values: Vec<(V, bool)> = own
        .map(|own| (own.clone(), given.iter().flatten().any(|v| v == own) || given.contains(&None)))
        .into_iter()
        .collect();
    for value in given.iter().flatten() {
        if !values.iter().any(|(known, _)| known == value) {
            values.push((value.clone(), true));
        }
    }
    values
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn amounts_conflict_as_their_numbers_do(
        copies in copies(),
        all in prop::collection::vec(amounts(), 6),
        facts in prop::collection::vec((0..6_usize, 0..TIMES.len(), any::<bool>(), pieces(6)), 1..5),
    ) {
        let mut port = node("port", "company");
        let mut claims = Vec::new();
        for (at, (own, time, is_inferred, backing)) in facts.iter().enumerate() {
            let mut stated = fact(FactValue::Amount(all[*own].clone()), TIMES[*time]);
            if *is_inferred {
                stated.basis = Basis::Inferred { because: "so".to_owned() };
            }
            let supports = |of: &Option<usize>| of.map(|of| Supports::Amount(all[of].clone()));
            stated.evidence = backing.iter().map(|(s, of)| evidence(*s, supports(of))).collect();
            let given: Vec<_> = backing.iter().map(|(_, of)| of.map(|of| all[of].clone())).collect();
            for (value, is_given) in values(Some(&all[*own]), &given) {
                claims.push(Claim {
                    statement: format!("port#{at}"),
                    value: amount_text(&value),
                    possible: tenths(&value),
                    is_plain: is_given && !is_inferred && value.bound != Bound::About,
                    time: stated.when.as_ref().map(days),
                });
            }
            port.facts.push(stated);
        }
        let expected = grouped(Field::Amount, &claims, |a, b| {
            let cap = match (&a.time, &b.time) {
                (Some(a), Some(b)) if a.is_disjoint(b) => return None,
                (a, b) if a == b => Verdict::Conflict,
                _ => Verdict::Possible,
            };
            let touches = |a: &Claim, b: &Claim| a.possible.iter().any(|t| b.possible.contains(&(t + 1)));
            let touch = touches(a, b) || touches(b, a);
            sets(a, b, if touch { Verdict::Possible } else { cap })
        });
        prop_assert_eq!(conflicts(&copies, &[port], &[]), expected);
    }

    #[test]
    fn acts_conflict_as_their_days_do(
        copies in copies(),
        signed in prop::collection::vec((0..ACT_DATES.len(), any::<bool>(), pieces(ACT_DATES.len())), 1..4),
    ) {
        let mut edges = Vec::new();
        let mut claims = Vec::new();
        let parse = |at: usize| ACT_DATES[at].map(|text| When::parse(text).unwrap());
        for (at, (own, is_worked_out, backing)) in signed.iter().enumerate() {
            let mut one = edge(&format!("e{at}"), "signed", "acme", "treaty");
            one.when = parse(*own);
            one.when_because = one.when.as_ref().filter(|_| *is_worked_out).map(|_| "so".to_owned());
            let supports = |of: &Option<usize>| of.and_then(parse).map(Supports::When);
            one.evidence = backing.iter().map(|(s, of)| evidence(*s, supports(of))).collect();
            let given: Vec<_> = backing.iter().map(|(_, of)| of.and_then(parse)).collect();
            for (value, is_given) in values(one.when.as_ref(), &given) {
                let is_own = one.when.as_ref() == Some(&value);
                claims.push(Claim {
                    statement: format!("e{at}"),
                    value: value.as_str().to_owned(),
                    possible: days(&value),
                    is_plain: is_given
                        && !(value.as_str().ends_with('~') || is_own && *is_worked_out),
                    time: None,
                });
            }
            edges.push(one);
        }
        let nodes = [node("acme", "company"), node("treaty", "agreement")];
        let expected = grouped(Field::When, &claims, |a, b| sets(a, b, Verdict::Conflict));
        prop_assert_eq!(conflicts(&copies, &nodes, &edges), expected);
    }

    /// Two visits are two visits: nothing joins acts that no record holds together.
    #[test]
    fn acts_without_a_record_are_compared_with_themselves_only(
        copies in copies(),
        visits in prop::collection::vec((1..ACT_DATES.len(), 0..N_SOURCES), 0..5),
    ) {
        let edges: Vec<Edge> = visits
            .iter()
            .enumerate()
            .map(|(at, (when, source))| Edge {
                when: ACT_DATES[*when].map(|text| When::parse(text).unwrap()),
                evidence: vec![evidence(*source, None)],
                ..edge(&format!("e{at}"), "visited", "ann", "acme")
            })
            .collect();
        let nodes = [node("acme", "company"), node("ann", "person")];
        prop_assert_eq!(conflicts(&copies, &nodes, &edges), BTreeSet::new());
    }

    /// First and last days of one state by the day, with ends that are closed, open or unknown.
    #[test]
    fn ends_of_states_conflict_as_their_days_do(
        copies in copies(),
        own in state_dates(), others in prop::collection::vec((0..N_SOURCES, state_dates()), 1..4),
        backing in prop::collection::vec(0..N_SOURCES, 0..3),
    ) {
        let mut one = edge("e0", "owns", "acme", "bolt");
        one.when = Some(own.clone());
        one.evidence = backing.iter().map(|&s| evidence(s, None)).collect();
        one.evidence.extend(others.iter().map(|(s, when)| evidence(*s, Some(Supports::When(when.clone())))));
        let mut claims: Vec<(When, BTreeSet<usize>)> =
            vec![(own, backing.iter().map(|&s| origin(s, &copies)).collect())];
        for (source, when) in &others {
            let at = claims.iter().position(|(known, _)| known == when).unwrap_or_else(|| {
                claims.push((when.clone(), BTreeSet::new()));
                claims.len() - 1
            });
            claims[at].1.insert(origin(*source, &copies));
        }
        let started = claims.iter().filter_map(|(when, origins)| {
            let (start, _) = when.as_str().split_once('/').unwrap();
            (!start.is_empty()).then(|| Claim {
                statement: "e0".to_owned(),
                value: when.as_str().to_owned(),
                possible: days(&When::parse(start).unwrap()),
                is_plain: !origins.is_empty(),
                time: None,
            })
        });
        let ended = claims.iter().filter_map(|(when, origins)| {
            let (start, end) = when.as_str().split_once('/').unwrap();
            let horizon = days(&When::parse("2000/2040").unwrap());
            let published = origins.iter().filter_map(|&o| PUBLISHED[o]).max();
            let possible = match (end, published) {
                ("", _) => return None,
                ("..", None) => BTreeSet::from([*horizon.last().unwrap()]),
                ("..", Some(year)) => {
                    let from = |text: &str| *days(&When::parse(text).unwrap()).first().unwrap();
                    let began = if start.is_empty() { i64::MIN } else { from(start) };
                    let since = from(&year.to_string()).max(began);
                    horizon.into_iter().filter(|&day| day >= since).collect()
                }
                _ => days(&When::parse(end).unwrap()),
            };
            Some(Claim {
                statement: "e0".to_owned(),
                value: when.as_str().to_owned(),
                possible,
                is_plain: !origins.is_empty() && (end != ".." || published.is_some()),
                time: None,
            })
        });
        let both_open = |a: &Claim, b: &Claim| a.value.ends_with("..") && b.value.ends_with("..");
        let mut expected =
            grouped(Field::Start, &started.collect::<Vec<_>>(), |a, b| sets(a, b, Verdict::Conflict));
        expected.extend(grouped(Field::End, &ended.collect::<Vec<_>>(), |a, b| {
            if both_open(a, b) { None } else { sets(a, b, Verdict::Conflict) }
        }));
        let nodes = [node("acme", "company"), node("bolt", "company")];
        prop_assert_eq!(conflicts(&copies, &nodes, &[one]), expected);
    }

    /// Every edge and fact, its origins walked one copy at a time.
    #[test]
    fn corroboration_counts_origins(
        copies in copies(),
        backings in prop::collection::vec((prop::collection::vec(0..N_SOURCES, 0..4), 0..4_usize, any::<bool>()), 0..6),
    ) {
        let mut edges = Vec::new();
        let mut expected: BTreeMap<(String, bool), (String, BTreeSet<String>)> = BTreeMap::new();
        for (at, (sources, standing, is_fact)) in backings.iter().enumerate() {
            let mut one = edge(&format!("e{at}"), "met", "ann", "bob");
            let pieces: Vec<Evidence> = sources.iter().map(|&s| evidence(s, None)).collect();
            let origins: BTreeSet<String> = sources
                .iter()
                .filter(|&&s| s != 4)
                .map(|&s| format!("s{}", origin(s, &copies)))
                .collect();
            let (mut claimed_by, mut basis) = (None, Basis::Stated);
            match standing {
                1 => claimed_by = Some(id("ann")),
                2 => basis = Basis::Inferred { because: "so".to_owned() },
                3 => one.status = Status::Planned,
                _ => {}
            }
            let grade = match (sources.len(), origins.len(), standing) {
                (0, ..) => "unsourced",
                (_, 0, _) => "broken-or-moved",
                (.., 1) => "claimed",
                (.., 2) => "inferred",
                (.., 3) => "planned",
                (_, 1, _) => "one-origin",
                _ => "several-origins",
            };
            if *is_fact {
                let stated = fact(FactValue::Text("words".to_owned()), None);
                one.facts.push(Fact { evidence: pieces, claimed_by, basis, ..stated });
                let unsourced = ("unsourced".to_owned(), BTreeSet::new());
                expected.insert((format!("e{at}"), false), unsourced);
            } else {
                (one.evidence, one.claimed_by, one.basis) = (pieces, claimed_by, basis);
            }
            expected.insert((format!("e{at}"), *is_fact), (grade.to_owned(), origins));
            edges.push(one);
        }
        let nodes = [node("ann", "person"), node("bob", "person")];
        let found = ask(&copies, &nodes, &edges, |world| {
            let request = CorroborationRequest { limit: usize::MAX, ..CorroborationRequest::default() };
            let answer = explore::corroboration(world, &request).unwrap();
            assert!(answer.rows.is_sorted_by_key(|row| (row.grade, row.origins.len())));
            assert_eq!(answer.n_rows, answer.rows.len());
            for count in &answer.grades {
                let of_grade = answer.rows.iter().filter(|row| row.grade == count.grade);
                assert_eq!(count.n_edges + count.n_facts, of_grade.count());
            }
            let rows = answer.rows.iter().map(|row| {
                let origins = row.origins.iter().map(|&ix| world.graph.source(ix).id().to_owned());
                let statement = row.statement.read(world.graph);
                let key = (statement.id().to_owned(), statement.fact().is_some());
                (key, (row.grade.as_str().to_owned(), origins.collect::<BTreeSet<_>>()))
            });
            rows.collect::<BTreeMap<_, _>>()
        });
        prop_assert_eq!(found, expected);
    }
}

/// Intervals of a few years with every kind of end.
fn state_dates() -> impl Strategy<Value = When> {
    let starts = vec!["2003", "2003-05", "2005", ""];
    let ends = vec!["2006", "2007-02", "2010", "2011-06-01", "..", ""];
    let both = (proptest::sample::select(starts), proptest::sample::select(ends));
    both.prop_filter_map("not every pair is a date", |(start, end)| {
        When::parse(&format!("{start}/{end}")).ok()
    })
}
