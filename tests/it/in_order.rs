//! Chains in the order of time on small random graphs, against every simple path and every choice of days.
//!
//! The naive side shares the graphs, dates and kinds of [`super::paths`] and tries days one by one: of each
//! month only the first and the last, because every date there is made of whole months.

use super::paths::{
    AS_OF, Built, DATES, EDGE_KINDS, Naive, Question, Route, Walk, config, drafts, questions,
    route_of,
};
use proptest::prelude::*;
use sociogram::algo::paths::PathCount;
use sociogram::explore::{Chain, Doubt, InOrderAnswer, InOrderRequest, in_order};
use sociogram::graph::NodeIx;
use sociogram::model::{Certainty, Day};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A first or a last day of a month, counted from January 1999; or beyond all of them.
type Point = i32;
const LONG_AGO: Point = -1;
const FAR_AHEAD: Point = 100;
const POINTS: std::ops::RangeInclusive<Point> = LONG_AGO..=FAR_AHEAD;

/// The day of a point.
fn day(point: Point) -> Day {
    if point == LONG_AGO {
        return Day::EARLIEST;
    }
    if point == FAR_AHEAD {
        return Day::LATEST;
    }
    let first_of = |month: i32| {
        Day::from_ymd(i64::from(1999 + month / 12), u8::try_from(month % 12 + 1).unwrap(), 1)
    };
    if point % 2 == 0 { first_of(point / 2) } else { Day(first_of(point / 2 + 1).0 - 1) }
}

/// First points from which, and last points until which something of a date lasts.
struct Times {
    starts: Vec<Point>,
    ends: Vec<Point>,
    is_hedged: bool,
}

fn times(naive: &Naive<'_>, edge: usize) -> Option<Times> {
    let edge = &naive.draft.edges[edge];
    let records: Vec<usize> =
        [edge.from, edge.to].into_iter().filter(|&n| naive.is_record(n)).collect();
    let (date, is_act) = match (edge.date, records.as_slice()) {
        (None, &[record]) => (naive.draft.nodes[record].date?, true),
        (None, &[from, _]) if tells_of_its_subject(edge.kind) => {
            (naive.draft.nodes[from].date?, true)
        }
        (date, _) => (date?, EDGE_KINDS[edge.kind].3),
    };
    let (_, [start_first, start_last, end_first, end_last], is_hedged) = DATES[date];
    let points = |first: i32, last: i32| {
        if first == i32::MAX { vec![FAR_AHEAD] } else { (2 * first..=2 * last + 1).collect() }
    };
    let (starts, ends) = (points(start_first, start_last), points(end_first, end_last));
    if !is_act {
        return Some(Times { starts, ends, is_hedged });
    }
    // An act happened on one day between the ends.
    let days: Vec<Point> = (starts[0]..=ends[ends.len() - 1]).collect();
    Some(Times { starts: days.clone(), ends: days, is_hedged })
}

fn tells_of_its_subject(kind: usize) -> bool {
    ["during", "follows"].contains(&EDGE_KINDS[kind].0)
}

fn is_same(naive: &Naive<'_>, edge: usize) -> bool {
    EDGE_KINDS[naive.draft.edges[edge].kind].5 == Walk::Identity
}

/// Every point on which an edge may have happened or held.
fn possible(naive: &Naive<'_>, edge: usize) -> BTreeSet<Point> {
    match times(naive, edge) {
        Some(times) if !is_same(naive, edge) => {
            (times.starts[0]..=times.ends[times.ends.len() - 1]).collect()
        }
        _ => POINTS.collect(),
    }
}

/// Last points of all choices of one day per hop that never fall, a hop having several edges.
fn arrivals(naive: &Naive<'_>, hops: &[Vec<usize>], by: Point) -> BTreeSet<Point> {
    let mut reached = BTreeSet::from([LONG_AGO]);
    for hop in hops {
        let days: BTreeSet<Point> = hop.iter().flat_map(|&edge| possible(naive, edge)).collect();
        let follows = |day: &Point| *day <= by && reached.iter().any(|before| before <= day);
        reached = days.into_iter().filter(follows).collect();
    }
    reached
}

/// First points of all choices.
fn departures(naive: &Naive<'_>, hops: &[Vec<usize>], by: Point) -> BTreeSet<Point> {
    let mut left = BTreeSet::from([by]);
    for hop in hops.iter().rev() {
        let days: BTreeSet<Point> = hop.iter().flat_map(|&edge| possible(naive, edge)).collect();
        left = days.into_iter().filter(|day| left.iter().any(|after| day <= after)).collect();
    }
    left
}

/// The record between two hops whose one day both take.
fn share_a_day(naive: &Naive<'_>, earlier: usize, later: usize, between: usize) -> bool {
    let takes = |edge: usize| {
        let (stated, kind) = (naive.draft.edges[edge].date, naive.draft.edges[edge].kind);
        let ends = [naive.draft.edges[edge].from, naive.draft.edges[edge].to];
        let others = ends.into_iter().filter(|&end| end != between && naive.is_record(end));
        let date = naive.draft.nodes[between].date;
        let mut dated_alike = others.filter(|&end| naive.draft.nodes[end].date == date);
        match stated {
            // Between two records it has the date of its subject or none.
            None => {
                !ends.iter().all(|&end| naive.is_record(end))
                    || (tells_of_its_subject(kind) && ends[0] == between)
            }
            Some(_) => stated == date && EDGE_KINDS[kind].3 && dated_alike.next().is_none(),
        }
    };
    naive.is_record(between)
        && naive.draft.nodes[between].date.is_some()
        && !is_same(naive, earlier)
        && !is_same(naive, later)
        && takes(earlier)
        && takes(later)
}

/// Can something of the later hop be over before the earlier one has begun?
fn may_be_out_of_order(naive: &Naive<'_>, earlier: usize, later: usize) -> bool {
    if is_same(naive, earlier) || is_same(naive, later) {
        return false;
    }
    let (Some(earlier), Some(later)) = (times(naive, earlier), times(naive, later)) else {
        return true;
    };
    earlier.starts.iter().any(|begun| later.ends.iter().any(|over| over < begun))
}

/// Is a chain over these edges in order, whatever the true dates are?
fn is_certain(naive: &Naive<'_>, nodes: &[usize], edges: &[usize]) -> bool {
    let is_settled = |&edge: &usize| {
        is_same(naive, edge) || times(naive, edge).is_some_and(|times| !times.is_hedged)
    };
    edges.iter().all(is_settled)
        && (0..edges.len()).all(|at| {
            (at + 1..edges.len()).all(|later| {
                let adjoins = later == at + 1;
                (adjoins && share_a_day(naive, edges[at], edges[later], nodes[later]))
                    || !may_be_out_of_order(naive, edges[at], edges[later])
            })
        })
}

/// Every way to take one edge per hop.
fn choices(hops: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for hop in hops {
        all = all
            .iter()
            .flat_map(|chosen: &Vec<usize>| {
                hop.iter().map(move |&edge| [chosen.as_slice(), &[edge]].concat())
            })
            .collect();
    }
    all
}

/// The shortest edges of every hop.
fn hops(naive: &Naive<'_>, nodes: &[usize]) -> Vec<Vec<usize>> {
    nodes
        .windows(2)
        .map(|pair| {
            let mut edges = naive.between(pair[0], pair[1], &BTreeSet::new());
            let least = edges.iter().map(|&edge| naive.length(edge)).min();
            edges.retain(|&edge| Some(naive.length(edge)) == least);
            edges
        })
        .collect()
}

/// Those whose first possible day is known.
fn known(naive: &Naive<'_>, hops: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let is_known = |&edge: &usize| is_same(naive, edge) || times(naive, edge).is_some();
    hops.iter().map(|hop| hop.iter().copied().filter(is_known).collect()).collect()
}

fn last_point(question: &Question) -> Point {
    question.as_of.map_or(FAR_AHEAD, |at| 2 * AS_OF[at].3 + 1)
}

fn check_chain(naive: &Naive<'_>, chain: &Chain, nodes: &[usize]) -> Result<(), TestCaseError> {
    let by = last_point(naive.question);
    let hops = hops(naive, nodes);
    let shown: Vec<usize> = chain.path.hops.iter().map(|hop| hop.edge.at()).collect();
    let alone: Vec<Vec<usize>> = shown.iter().map(|&edge| vec![edge]).collect();
    for (edge, hop) in shown.iter().zip(&hops) {
        prop_assert!(hop.contains(edge));
    }
    let is_hopless = shown.is_empty();
    let arrival = arrivals(naive, &alone, by).first().copied();
    prop_assert_eq!(Some(chain.arrival), arrival.map(day));
    let departure = departures(naive, &alone, by).last().copied().map(day);
    // An open end stays open up to the day that the question is about.
    let bound = naive.question.as_of.map_or(Day::LATEST, |_| day(by));
    prop_assert_eq!(Some(chain.departure), if is_hopless { Some(bound) } else { departure });
    prop_assert_eq!(chain.order() == Certainty::Certain, is_certain(naive, nodes, &shown));
    match chain.doubt {
        None => {}
        Some(Doubt::Undated(at)) => prop_assert!(times(naive, shown[at]).is_none()),
        Some(Doubt::Hedged(at)) => prop_assert!(times(naive, shown[at]).unwrap().is_hedged),
        Some(Doubt::Overlap(at, later)) => {
            prop_assert!(may_be_out_of_order(naive, shown[at], shown[later]));
        }
    }
    for (days, &edge) in chain.days.iter().zip(&shown) {
        let all = possible(naive, edge);
        prop_assert_eq!(days.first, day(*all.first().unwrap()));
        prop_assert_eq!(days.last, day(*all.last().unwrap()));
    }
    Ok(())
}

/// Where an edge of a hop is better than the one shown, it does not fit.
fn check_choice(naive: &Naive<'_>, chain: &Chain, nodes: &[usize]) -> Result<(), TestCaseError> {
    let by = last_point(naive.question);
    let hops = hops(naive, nodes);
    let shown: Vec<usize> = chain.path.hops.iter().map(|hop| hop.edge.at()).collect();
    if choices(&hops).iter().any(|edges| is_certain(naive, nodes, edges)) {
        prop_assert!(is_certain(naive, nodes, &shown), "a certain choice was passed over");
        return Ok(());
    }
    let known = known(naive, &hops);
    let admitted = if arrivals(naive, &known, by).is_empty() { hops } else { known };
    let merit = |edge: usize| {
        let is_hedged = times(naive, edge).is_some_and(|times| times.is_hedged);
        let dating = match (is_same(naive, edge), times(naive, edge)) {
            (true, _) => 0,
            (false, Some(_)) if !is_hedged => 1,
            (false, Some(_)) => 2,
            (false, None) => 3,
        };
        (dating, Reverse(naive.grade(edge)), edge)
    };
    let merits = |edges: &[usize]| edges.iter().map(|&edge| merit(edge)).collect::<Vec<_>>();
    let fits = |edges: &Vec<usize>| {
        let alone: Vec<Vec<usize>> = edges.iter().map(|&edge| vec![edge]).collect();
        !arrivals(naive, &alone, by).is_empty()
    };
    let best = choices(&admitted).into_iter().filter(fits).min_by_key(|edges| merits(edges));
    prop_assert_eq!(Some(shown), best);
    Ok(())
}

fn check(naive: &Naive<'_>, answer: &InOrderAnswer) -> Result<(), TestCaseError> {
    let (from, to) = (answer.from.at(), answer.to.at());
    let by = last_point(naive.question);
    let all = naive.routes(from, to, &BTreeSet::new(), &BTreeSet::new());
    let fits = |route: &&Route| !arrivals(naive, &hops(naive, &route.nodes), by).is_empty();
    let in_order: Vec<&Route> = all.iter().filter(fits).collect();
    let length = in_order.first().map(|route| route.half_steps);
    let shortest: Vec<&Route> =
        in_order.iter().copied().filter(|route| Some(route.half_steps) == length).collect();
    let found: Vec<Vec<usize>> =
        answer.chains.iter().map(|chain| route_of(&chain.path, from)).collect();
    let expected: Vec<Vec<usize>> = shortest.iter().map(|route| route.nodes.clone()).collect();
    prop_assert_eq!(&found, &expected);
    prop_assert_eq!(answer.total, PathCount::Exact(expected.len() as u64));
    for (chain, route) in answer.chains.iter().zip(&shortest) {
        prop_assert_eq!(chain.path.half_steps, route.half_steps);
        check_chain(naive, chain, &route.nodes)?;
        check_choice(naive, chain, &route.nodes)?;
    }
    let unordered = all.first().filter(|_| length.is_none()).map(|route| route.half_steps);
    prop_assert_eq!(answer.unordered, unordered);

    let arrival = |route: &Route, by: Point| {
        arrivals(naive, &known(naive, &hops(naive, &route.nodes)), by).first().copied()
    };
    let earliest = all.iter().filter_map(|route| arrival(route, by)).min();
    let is_as_early = |route: &&Route| {
        earliest.is_some_and(|by| !arrivals(naive, &hops(naive, &route.nodes), by).is_empty())
    };
    let earlier = earliest.filter(|_| !shortest.iter().any(is_as_early));
    prop_assert_eq!(answer.earlier.as_ref().map(|chain| chain.arrival), earlier.map(day));
    if let (Some(by), Some(chain)) = (earlier, &answer.earlier) {
        let first = all.iter().find(|route| arrival(route, by).is_some()).unwrap();
        prop_assert_eq!(route_of(&chain.path, from), first.nodes.clone());
        check_chain(naive, chain, &first.nodes)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn chains_are_the_shortest_paths_that_some_choice_of_days_allows(
        draft in drafts(), question in questions(),
    ) {
        let built = Built::of(&draft);
        let naive = Naive::new(&draft, &question);
        for (from, to) in [(0, 1), (1, 0), (1, 1)] {
            let request = InOrderRequest {
                from: NodeIx(from),
                to: NodeIx(to),
                selection: Built::selection(&question),
                via: built.via(&question, &draft),
                limit: 100_000,
            };
            check(&naive, &built.ask(|world| in_order(world, &request)))?;
        }
    }
}
