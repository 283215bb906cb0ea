//! A chain in the order of time: which edge each hop shows, and what its days say of the order.
//!
//! The nodes of the chain are given; finding them is the question's part.

use super::World;
use super::path::{Hop, Path, direction};
use super::weakest::{Grade, grade, weakest};
use crate::algo::paths::{first_from, last_until};
use crate::graph::{DaySets, EdgeIx, NodeIx, PathProjection, half_steps};
use crate::model::{Certainty, Day, Days, Passability};
use std::cmp::Reverse;

/// A path whose steps can have happened in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The path, each hop with the edge that fits the order.
    pub path: Path,
    /// First and last possible day of each hop's edge.
    pub days: Vec<Days>,
    /// The last day on which the first step can have happened so that the others still follow.
    pub departure: Day,
    /// The first day by which all steps can have happened.
    pub arrival: Day,
    /// Why the order is only possible; none where it is certain.
    pub doubt: Option<Doubt>,
}

/// What leaves the order of a chain only possible; hops count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A hop has no date.
    Undated(usize),
    /// The date of a hop is approximate or uncertain.
    Hedged(usize),
    /// A hop may have come after a later one.
    Overlap(usize, usize),
}

impl Chain {
    /// Whether its steps happened in order whatever the true dates are.
    pub fn order(&self) -> Certainty {
        if self.doubt.is_none() { Certainty::Certain } else { Certainty::Possible }
    }
}

/// One of the edges that a hop can show.
struct Candidate<'d> {
    edge: EdgeIx,
    days: &'d [Days],
    dating: Dating,
    /// The last day on which it may begin, and the first on which it may be over.
    begun: Day,
    over: Day,
    /// The record whose day it is.
    record: Option<NodeIx>,
    grade: Grade,
}

/// How firmly an edge stands in time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Dating {
    /// It says that two nodes are one, which is no step.
    NoStep,
    Dated,
    Hedged,
    Undated,
}

impl Candidate<'_> {
    fn is_dated(&self) -> bool {
        self.dating != Dating::Undated
    }

    /// Is its first possible day known?
    fn is_known(&self) -> bool {
        let is_open = self.days.first().is_none_or(|run| run.first == Day::EARLIEST);
        self.dating == Dating::NoStep || !is_open
    }

    fn is_settled(&self) -> bool {
        self.dating <= Dating::Dated
    }

    /// Does it come before or on the same day as `later` in any case, `later` being the next hop where
    /// `is_next`?
    fn precedes(&self, later: &Self, is_next: bool) -> bool {
        let on_one_day = is_next && self.record.is_some() && self.record == later.record;
        on_one_day || self.begun <= later.over
    }

    /// What stands first where several would do.
    fn preference(&self) -> (Dating, Reverse<Grade>, EdgeIx) {
        (self.dating, Reverse(self.grade), self.edge)
    }
}

/// Chooses the edges of a chain whose nodes can be passed in order inside `within`, and by a day.
///
/// Time O(Σ e f) over neighbouring hops of e and f parallel edges.
pub(super) fn chain(
    world: &World<'_>,
    projection: &PathProjection,
    sets: &DaySets,
    nodes: &[NodeIx],
    within: Days,
    by: Day,
) -> Chain {
    let candidates: Vec<Vec<Candidate<'_>>> = nodes
        .windows(2)
        .map(|pair| candidates(world, projection, sets, pair[0], pair[1]))
        .collect();
    let shown = certain_choice(&candidates)
        .filter(|choice| arrival(&candidates, choice, within).is_some_and(|day| day <= by))
        .or_else(|| best_choice(&candidates, within.first, by, Candidate::is_known))
        .or_else(|| best_choice(&candidates, within.first, by, Candidate::is_dated))
        .or_else(|| best_choice(&candidates, within.first, by, |_| true))
        .expect("the chain is in order");
    let chosen: Vec<&Candidate<'_>> =
        candidates.iter().zip(&shown).map(|(all, &at)| &all[at]).collect();
    let hops: Vec<Hop> = nodes
        .windows(2)
        .zip(&chosen)
        .map(|(pair, candidate)| {
            let (from, to, edge) = (pair[0], pair[1], candidate.edge);
            let others = projection.csr.view().edges_between(from, to);
            let also = others.filter(|&other| other != edge).collect();
            Hop { edge, direction: direction(world.graph.edge(edge), from), from, to, also }
        })
        .collect();
    let hull = |days: &[Days]| match days {
        [first, .., last] => Days { first: first.first, last: last.last },
        [only] => *only,
        [] => Days::ALL,
    };
    Chain {
        days: chosen.iter().map(|candidate| hull(candidate.days)).collect(),
        departure: chosen
            .iter()
            .rev()
            .try_fold(within.last, |day, candidate| last_until(candidate.days, day))
            .expect("the chain is in order"),
        arrival: arrival(&candidates, &shown, within).expect("the chain is in order"),
        doubt: doubt(&chosen),
        path: Path {
            half_steps: hops
                .iter()
                .map(|hop| u32::from(half_steps(world.graph.edge(hop.edge))))
                .sum(),
            weight: None,
            weakest: weakest(world, hops.iter().map(|hop| hop.edge)),
            hops,
        },
    }
}

/// The edges of a hop that count: the shortest.
fn candidates<'d>(
    world: &World<'_>,
    projection: &PathProjection,
    sets: &'d DaySets,
    from: NodeIx,
    to: NodeIx,
) -> Vec<Candidate<'d>> {
    let graph = world.graph;
    let edges = || projection.csr.view().edges_between(from, to).map(|ix| graph.edge(ix));
    let least = edges().map(half_steps).min();
    edges()
        .filter(|&edge| Some(half_steps(edge)) == least)
        .map(|edge| {
            let dating = match edge.time_when() {
                _ if edge.kind().passability == Passability::Identity => Dating::NoStep,
                None => Dating::Undated,
                Some(when) if when.is_hedged() => Dating::Hedged,
                Some(_) => Dating::Dated,
            };
            let (begun, over) = match edge.time_when() {
                Some(when) if dating != Dating::NoStep => when.begun_and_over(edge.time_aspect()),
                _ => (Day::EARLIEST, Day::LATEST),
            };
            Candidate {
                edge: edge.ix,
                days: sets.days(DaySets::of(edge)),
                dating,
                begun,
                over,
                record: edge.shared_record().map(|record| record.ix),
                grade: grade(world, edge),
            }
        })
        .collect()
}

/// How a chain that ends with a candidate came to be certain.
#[derive(Clone, Copy)]
struct Way {
    /// The latest beginning of all hops before the last.
    begun: Day,
    /// The candidate before, by position.
    before: usize,
}

/// Edges with which the order is certain, if there are any: each must come after all before it.
fn certain_choice(hops: &[Vec<Candidate<'_>>]) -> Option<Vec<usize>> {
    let mut ways: Vec<Vec<Option<Way>>> = Vec::with_capacity(hops.len());
    for (at, hop) in hops.iter().enumerate() {
        let way_to = |candidate: &Candidate<'_>| -> Option<Way> {
            if !candidate.is_settled() {
                return None;
            }
            let Some(before) = at.checked_sub(1) else {
                return Some(Way { begun: Day::EARLIEST, before: 0 });
            };
            let earlier = hops[before].iter().zip(&ways[before]).enumerate();
            let fits = earlier.filter_map(|(position, (earlier, way))| {
                let way = (*way)?;
                let fits = way.begun <= candidate.over && earlier.precedes(candidate, true);
                let begun = way.begun.max(earlier.begun);
                fits.then_some((begun, earlier.preference(), position))
            });
            fits.min().map(|(begun, _, before)| Way { begun, before })
        };
        let row = hop.iter().map(way_to).collect();
        ways.push(row);
    }
    let Some((last, row)) = hops.last().zip(ways.last()) else { return Some(Vec::new()) };
    let ends = last.iter().zip(row).enumerate().filter(|(_, (_, way))| way.is_some());
    let best = ends.min_by_key(|(_, (candidate, _))| candidate.preference());
    let mut choice = vec![best?.0];
    for row in ways.iter().skip(1).rev() {
        let way = row[choice[choice.len() - 1]].expect("ways lead back along ways");
        choice.push(way.before);
    }
    choice.reverse();
    Some(choice)
}

/// When the chain arrives over the edges chosen.
fn arrival(hops: &[Vec<Candidate<'_>>], choice: &[usize], within: Days) -> Option<Day> {
    let mut chosen = hops.iter().zip(choice);
    chosen.try_fold(within.first, |day, (hop, &at)| first_from(hop[at].days, day))
}

/// The best edge of each hop among those admitted, as far as the chain can then still arrive by a day.
fn best_choice<'d>(
    hops: &[Vec<Candidate<'d>>],
    from: Day,
    mut by: Day,
    admits: impl Fn(&Candidate<'d>) -> bool,
) -> Option<Vec<usize>> {
    let mut deadlines = Vec::with_capacity(hops.len());
    for hop in hops.iter().rev() {
        deadlines.push(by);
        let admitted = hop.iter().filter(|candidate| admits(candidate));
        by = admitted.filter_map(|candidate| last_until(candidate.days, by)).max()?;
    }
    let mut day = from;
    hops.iter()
        .zip(deadlines.iter().rev())
        .map(|(hop, &by)| {
            let admitted = hop.iter().enumerate().filter(|(_, candidate)| admits(candidate));
            let fits = admitted.filter_map(|(at, candidate)| {
                let done = first_from(candidate.days, day).filter(|&done| done <= by)?;
                Some((candidate.preference(), at, done))
            });
            let (_, at, done) = fits.min()?;
            day = done;
            Some(at)
        })
        .collect()
}

/// The first reason why the order is only possible.
fn doubt(chosen: &[&Candidate<'_>]) -> Option<Doubt> {
    let position = |dating| chosen.iter().position(|candidate| candidate.dating == dating);
    let weak = position(Dating::Undated).map(Doubt::Undated);
    let weak = weak.or_else(|| position(Dating::Hedged).map(Doubt::Hedged));
    if weak.is_some() {
        return weak;
    }
    // Of the hops before, the one that may begin last decides; that directly before may share a day.
    let mut latest: Option<usize> = None;
    for (at, later) in chosen.iter().enumerate() {
        let before = at.checked_sub(1).filter(|&before| !chosen[before].precedes(later, true));
        let long_before = latest.filter(|&earlier| !chosen[earlier].precedes(later, false));
        if let Some(earlier) = long_before.or(before) {
            return Some(Doubt::Overlap(earlier, at));
        }
        if let Some(before) = at.checked_sub(1)
            && latest.is_none_or(|known| chosen[before].begun > chosen[known].begun)
        {
            latest = Some(before);
        }
    }
    None
}
