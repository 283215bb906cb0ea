//! The timeline: one row per year (or month, in a short one) with events, a lane for each sort, threads where an
//! actor or a project returns.
//!
//! Shows dated records and acts. What is dated more coarsely than the rows stands in a row of its own; what has no
//! date is counted and left out, and so are facts and lasting states, which are no events.

use super::numbering::{Backing, Numbering};
use super::parts::{self, Place, bracketed_description, counted_noun, our_id, years};
use super::sides::Sides;
use crate::diagram::palette::Relation;
use crate::diagram::scene::{
    Arrow, Card, CardIx, Confidence, Emphasis, Labelling, LineEntry, Link, Scene,
};
use crate::diagram::wording::MONTHS;
use crate::diagram::{Template, Theme};
use crate::explore::{TimelineEntry, TimelineItem};
use crate::graph::{EdgeIx, EdgeRef, NodeIx, NodeRef, PropertyGraph};
use crate::model::{Aspect, Day, When};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Actors and projects that get threads, at most: more would be a web.
const THREADED_MAX: usize = 8;

/// What a timeline shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRequest {
    /// Dated things in the order of their dates; those that are no record and no act are left out.
    pub entries: Vec<TimelineEntry>,
    /// Acts between two actors are shown beside the records.
    pub acts: bool,
    /// Whom the picture is about, for its title.
    pub about: Vec<NodeIx>,
    /// What is admitted and has no date.
    pub undated: Vec<TimelineItem>,
    /// The question or finding; the sides and the years when absent.
    pub title: Option<String>,
    /// What the selection was restricted to, in words.
    pub subtitle_filters: Vec<String>,
    /// More cards than this, and those with most participants are shown.
    pub cards_max: usize,
    /// Which colours it takes.
    pub theme: Theme,
}

impl Default for TimelineRequest {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            acts: true,
            about: Vec::new(),
            undated: Vec::new(),
            title: None,
            subtitle_filters: Vec::new(),
            cards_max: 40,
            theme: Theme::Light,
        }
    }
}

/// Makes a timeline.
pub fn timeline(graph: PropertyGraph<'_>, request: &TimelineRequest) -> Scene {
    let is_shown = |item: &TimelineItem| Event::is_shown(graph, item, request);
    let shown = request.entries.iter().filter(|entry| is_shown(&entry.item));
    let n_undated = request.undated.iter().filter(|item| is_shown(item)).count();
    let mut events: Vec<Event<'_>> = shown.filter_map(|entry| Event::of(graph, entry)).collect();
    let candidate_count = events.len();
    keep_best(&mut events, request.cards_max);
    let everybody: BTreeSet<NodeIx> =
        events.iter().flat_map(|event| event.parts.iter().map(|&(node, _)| node)).collect();
    let sides = Sides::of(graph, &everybody);
    let lanes: BTreeSet<Lane> = events.iter().map(|event| event.lane(&sides)).collect();
    let lanes: Vec<Lane> = lanes.into_iter().collect();
    let period = Period::of(&events);
    let rows: BTreeSet<Row> = events.iter().map(|event| Row::of(&event.when, period)).collect();
    let rows: Vec<Row> = rows.into_iter().collect();
    let mut numbering = Numbering::default();
    let cards: Vec<Card> = events
        .iter()
        .map(|event| {
            let lane = event.lane(&sides);
            let column = lanes.iter().position(|other| *other == lane).unwrap_or_default();
            let row = Row::of(&event.when, period);
            let mut card = event.card(column, &mut numbering);
            card.row = rows.iter().position(|other| *other == row);
            card
        })
        .collect();
    let links = threads(graph, &events, period, &mut numbering);
    let dates = events.iter().map(|event| event.when.bounds());
    let span = years(dates);
    let panels: Vec<NodeIx> =
        lanes.iter().filter_map(|lane| lane.side()).map(|at| sides.panels[at]).collect();
    let mut lines = parts::weak_entries(events.iter().map(Event::weakness));
    for (relation, style, words) in [
        (Relation::Contact, Confidence::Solid, SAME_ACTOR),
        (Relation::Substance, Confidence::Dashed, SAME_PROJECT),
    ] {
        if links.iter().any(|link| link.relation == relation) {
            lines.push(LineEntry::Thread(relation, style, words.to_owned()));
        }
    }
    Scene {
        template: Template::Timeline,
        theme: request.theme,
        title: title(graph, request, &panels, span.as_deref()),
        subtitle: subtitle(
            request,
            &events,
            candidate_count,
            period,
            span.as_deref(),
            !links.is_empty(),
            n_undated,
        ),
        panels: Vec::new(),
        groups: Vec::new(),
        lanes: lanes.iter().map(|lane| lane.title(graph, &sides)).collect(),
        rows: rows.iter().map(|row| row.words(period)).collect(),
        legend: parts::legend(
            parts::kind_entries(graph, events.iter().map(|event| event.subject)),
            Vec::new(),
            lines,
        ),
        cards,
        links,
        sources: numbering.lines(graph),
        notes: Vec::new(),
    }
}

const SAME_ACTOR: &str = "same actor";
const SAME_PROJECT: &str = "same project";

/// A dated record or act.
struct Event<'a> {
    when: When,
    item: Item<'a>,
    /// The record, or the subject of the act.
    subject: NodeRef<'a>,
    /// Actors and projects with the edge that joins each to the event.
    parts: Vec<(NodeIx, EdgeRef<'a>)>,
}

enum Item<'a> {
    Record(Vec<EdgeRef<'a>>),
    Act(EdgeRef<'a>),
}

impl<'a> Event<'a> {
    fn of(graph: PropertyGraph<'a>, entry: &TimelineEntry) -> Option<Self> {
        let takes_part = |node: NodeRef<'_>| {
            let top = graph.vocabulary().top(node.kind_ix());
            !node.is_hub()
                && (node.kind().actor || graph.vocabulary().node_kind(top).name == "project")
        };
        let edge_of = |&ix: &EdgeIx| graph.edge(ix);
        match &entry.item {
            TimelineItem::Record { node, edges } => {
                let subject = graph.node(*node);
                let edges: Vec<EdgeRef<'a>> = edges.iter().map(edge_of).collect();
                let parts = edges
                    .iter()
                    .map(|edge| (edge.other(*node), *edge))
                    .filter(|(other, edge)| {
                        takes_part(*other) && !edge.effective_status().is_void()
                    })
                    .map(|(other, edge)| (other.ix, edge))
                    .collect();
                Some(Self { when: entry.when.clone(), item: Item::Record(edges), subject, parts })
            }
            TimelineItem::Edge(ix) => {
                let edge = graph.edge(*ix);
                let parts = [edge.from(), edge.to()]
                    .into_iter()
                    .filter(|end| takes_part(*end))
                    .map(|end| (end.ix, edge))
                    .collect();
                Some(Self {
                    when: entry.when.clone(),
                    item: Item::Act(edge),
                    subject: edge.from(),
                    parts,
                })
            }
            TimelineItem::NodeFact(..) | TimelineItem::EdgeFact(..) => None,
        }
    }

    /// Is it of the sort that a timeline shows?
    fn is_shown(graph: PropertyGraph<'_>, item: &TimelineItem, request: &TimelineRequest) -> bool {
        match item {
            TimelineItem::Record { .. } => true,
            TimelineItem::Edge(ix) => request.acts && graph.edge(*ix).kind().aspect == Aspect::Act,
            TimelineItem::NodeFact(..) | TimelineItem::EdgeFact(..) => false,
        }
    }

    fn lane(&self, sides: &Sides) -> Lane {
        let Item::Record(edges) = &self.item else { return Lane::Acts };
        if let Some(visit) = edges.iter().find(|edge| edge.kind().name == "visited") {
            let visitor = visit.other(self.subject.ix);
            return sides.panel(visitor).map_or(Lane::Visits, Lane::VisitsFrom);
        }
        if self.subject.kind().name == "visit" {
            return Lane::Visits;
        }
        // The colour of a kind is that of its top kind.
        match self.subject.kind().colour {
            crate::model::Colour::Agreement => Lane::Agreements,
            _ => Lane::Events,
        }
    }

    fn card(&self, column: usize, numbering: &mut Numbering) -> Card {
        let place = Place {
            emphasis: Emphasis::Normal,
            difference: None,
            panel: None,
            column,
            link_count: self.parts.len(),
        };
        match &self.item {
            Item::Record(_) => parts::card(self.subject, &place, numbering),
            Item::Act(edge) => parts::act_card(*edge, &place, numbering),
        }
    }

    /// The style of its border, and why.
    fn weakness(&self) -> (Confidence, BTreeSet<&'static str>) {
        match &self.item {
            Item::Record(_) => parts::record_style(self.subject),
            Item::Act(edge) => parts::act_style(*edge),
        }
    }

    fn name(&self) -> String {
        match &self.item {
            Item::Record(_) => self.subject.name().to_owned(),
            Item::Act(edge) => parts::act_words(*edge),
        }
    }
}

/// Keeps the events with most participants, in their order.
fn keep_best(events: &mut Vec<Event<'_>>, cards_max: usize) {
    if events.len() <= cards_max {
        return;
    }
    let mut by_weight: Vec<(Reverse<usize>, usize)> = events
        .iter()
        .enumerate()
        .map(|(position, event)| (Reverse(event.parts.len()), position))
        .collect();
    by_weight.sort_unstable();
    let kept: BTreeSet<usize> =
        by_weight.into_iter().take(cards_max).map(|(_, position)| position).collect();
    let mut position = 0;
    events.retain(|_| {
        position += 1;
        kept.contains(&(position - 1))
    });
}

/// A column of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lane {
    /// Visits by actors of a side.
    VisitsFrom(usize),
    /// Other visits.
    Visits,
    /// Agreements and documents.
    Agreements,
    /// Other records.
    Events,
    /// Acts between two actors.
    Acts,
}

impl Lane {
    fn side(self) -> Option<usize> {
        match self {
            Self::VisitsFrom(at) => Some(at),
            _ => None,
        }
    }

    fn title(self, graph: PropertyGraph<'_>, sides: &Sides) -> String {
        match self {
            Self::VisitsFrom(at) => {
                format!("Visits from {}", graph.node(sides.panels[at]).name())
            }
            Self::Visits => "Visits".to_owned(),
            Self::Agreements => "Agreements".to_owned(),
            Self::Events => "Events".to_owned(),
            Self::Acts => "Acts".to_owned(),
        }
    }
}

/// How finely a timeline is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Year,
    Month,
}

/// A timeline of so many years at most is divided by months.
const YEARS_BY_MONTH_MAX: usize = 2;

impl Period {
    fn of(events: &[Event<'_>]) -> Self {
        let years: BTreeSet<(i64, i64)> = events
            .iter()
            .map(|event| Row::of(&event.when, Self::Year))
            .map(|row| (row.first, row.last))
            .collect();
        if years.len() > YEARS_BY_MONTH_MAX { Self::Year } else { Self::Month }
    }

    /// Periods since the year 0.
    fn number(self, day: Day) -> i64 {
        let (year, month, _) = day.to_ymd();
        match self {
            Self::Year => year,
            Self::Month => year * 12 + i64::from(month) - 1,
        }
    }

    fn words(self, number: i64) -> String {
        let year_words =
            |year: i64| if year > 0 { year.to_string() } else { format!("{} BC", 1 - year) };
        match self {
            Self::Year => year_words(number),
            Self::Month => {
                let month = number.rem_euclid(12) as usize;
                format!("{} {}", MONTHS[month], year_words(number.div_euclid(12)))
            }
        }
    }
}

/// One period, or those between which something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    first: i64,
    last: i64,
    open: Open,
}

/// On which side the days of a row are unknown: those before it stand above what is of that time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Open {
    Before,
    Closed,
    After,
}

impl Row {
    fn of(when: &When, period: Period) -> Self {
        let days = when.bounds();
        let number = |day: Day, open: Day| (day != open).then(|| period.number(day));
        let (first, last) = (number(days.first, Day::EARLIEST), number(days.last, Day::LATEST));
        // What began or ends at an unknown time stands where it is known to have happened.
        let open = match (first, last) {
            (None, Some(_)) => Open::Before,
            (Some(_), None) => Open::After,
            _ => Open::Closed,
        };
        let first = first.or(last).unwrap_or_default();
        Self { first, last: last.unwrap_or(first), open }
    }

    fn words(self, period: Period) -> String {
        let words = self.span_words(period);
        match self.open {
            Open::Before => format!("by {words}"),
            Open::Closed => words,
            Open::After => format!("from {words}"),
        }
    }

    fn span_words(self, period: Period) -> String {
        let is_year = period == Period::Month
            && self.first.rem_euclid(12) == 0
            && self.last == self.first + 11;
        if is_year {
            return Period::Year.words(self.first.div_euclid(12));
        }
        let is_quarter =
            period == Period::Month && self.first.rem_euclid(3) == 0 && self.last == self.first + 2;
        if is_quarter {
            let quarter = self.first.rem_euclid(12) / 3 + 1;
            return format!("Q{quarter} {}", Period::Year.words(self.first.div_euclid(12)));
        }
        if self.first == self.last {
            period.words(self.first)
        } else {
            format!("{}–{}", period.words(self.first), period.words(self.last))
        }
    }
}

/// Lines between events in which the same actor or project takes part, from each to the next.
fn threads(
    graph: PropertyGraph<'_>,
    events: &[Event<'_>],
    period: Period,
    numbering: &mut Numbering,
) -> Vec<Link> {
    let mut appearances: BTreeMap<NodeIx, Vec<(usize, Vec<EdgeRef<'_>>)>> = BTreeMap::new();
    for (position, event) in events.iter().enumerate() {
        for &(node, edge) in &event.parts {
            let list = appearances.entry(node).or_default();
            match list.last_mut() {
                Some((last, edges)) if *last == position => edges.push(edge),
                _ => list.push((position, vec![edge])),
            }
        }
    }
    let mut threaded: Vec<(Reverse<usize>, NodeIx)> = appearances
        .iter()
        .filter(|(_, list)| list.len() > 1)
        .map(|(&node, list)| (Reverse(list.len()), node))
        .collect();
    threaded.sort_unstable();
    threaded.truncate(THREADED_MAX);
    let mut spans: BTreeMap<Span, Vec<(NodeIx, Vec<EdgeRef<'_>>)>> = BTreeMap::new();
    for (_, ix) in threaded {
        let is_project = !graph.node(ix).kind().actor;
        for pair in appearances[&ix].windows(2) {
            let [(from, before), (to, after)] = pair else { continue };
            // Within one row a reader sees the name again without a line.
            if Row::of(&events[*from].when, period) != Row::of(&events[*to].when, period) {
                let edges = before.iter().chain(after).copied().collect();
                spans.entry((*from, *to, is_project)).or_default().push((ix, edges));
            }
        }
    }
    let thread = |(span, shared)| thread(graph, events, span, shared, numbering);
    spans.into_iter().map(thread).collect()
}

/// The events at both ends of a thread, and whether it is of projects.
type Span = (usize, usize, bool);

/// The thread of those who take part in both of two events.
fn thread(
    graph: PropertyGraph<'_>,
    events: &[Event<'_>],
    (from, to, is_project): Span,
    mut shared: Vec<(NodeIx, Vec<EdgeRef<'_>>)>,
    numbering: &mut Numbering,
) -> Link {
    shared.sort_by_key(|(node, _)| *node);
    let names: Vec<&str> = shared.iter().map(|(node, _)| graph.node(*node).name()).collect();
    let mut edges: Vec<EdgeRef<'_>> = Vec::new();
    for edge in shared.iter().flat_map(|(_, edges)| edges) {
        // An edge between two of those who return is theirs together.
        if !edges.iter().any(|other| other.ix == edge.ix) {
            edges.push(*edge);
        }
    }
    let Backing { sources, evidence } = numbering.backing(&parts::statements(graph, &edges));
    let words =
        format!("{} in both: {} and {}", names.join(", "), events[from].name(), events[to].name());
    Link {
        id: format!("{}_{from}", our_id('t', graph.node(shared[0].0).id())),
        from: CardIx(from),
        to: CardIx(to),
        label: names.join(", "),
        detail: String::new(),
        relation: if is_project { Relation::Substance } else { Relation::Contact },
        arrow: Arrow::None,
        difference: None,
        style: if is_project { Confidence::Dashed } else { Confidence::Solid },
        count: shared.len(),
        step: None,
        labelling: Labelling::Legend,
        emphasis: Emphasis::Normal,
        description: bracketed_description(&words, &sources),
        sources,
        evidence,
    }
}

fn title(
    graph: PropertyGraph<'_>,
    request: &TimelineRequest,
    panels: &[NodeIx],
    span: Option<&str>,
) -> String {
    if let Some(title) = &request.title {
        return title.clone();
    }
    let name = |ix: NodeIx| graph.node(ix).name();
    let what = match panels {
        _ if !request.about.is_empty() => parts::about_words(graph, &request.about)
            .unwrap_or_else(|| "What happened when".to_owned()),
        [] => "What happened when".to_owned(),
        [one] => name(*one).to_owned(),
        [one, other, ..] => format!("{} and {}", name(*one), name(*other)),
    };
    // A question about time says itself which years it is about.
    let asks_time = request
        .subtitle_filters
        .iter()
        .any(|filter| ["since", "until", "as of"].iter().any(|word| filter.starts_with(word)));
    span.filter(|_| !asks_time).map_or(what.clone(), |span| format!("{what}, {span}"))
}

fn subtitle(
    request: &TimelineRequest,
    events: &[Event<'_>],
    candidate_count: usize,
    period: Period,
    span: Option<&str>,
    has_threads: bool,
    n_undated: usize,
) -> String {
    let mut parts = Vec::new();
    if events.len() < candidate_count {
        parts.push(format!(
            "{} of {candidate_count} dated events and acts, those with most participants",
            events.len()
        ));
    } else {
        parts.push(counted_noun(events.len(), "dated event or act", "dated events and acts"));
    }
    parts.extend(span.map(str::to_owned));
    let mut sentences = vec![format!("{}.", parts.join(", "))];
    let filters = parts::filter_sentence(&request.subtitle_filters);
    if !filters.is_empty() {
        sentences.push(filters.trim_start().to_owned());
    }
    let skipped = match period {
        Period::Year => "Years without any are skipped.",
        Period::Month => "Months without any are skipped.",
    };
    sentences.push(skipped.to_owned());
    if has_threads {
        sentences.push("Lines join the same actor or project.".to_owned());
    }
    match n_undated {
        0 => {}
        1 => sentences.push("1 without a date is not shown.".to_owned()),
        n => sentences.push(format!("{n} without a date are not shown.")),
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_period_or_those_between() {
        let row = |text: &str, period| {
            Row::of(&When::parse(text).expect("a valid date"), period).words(period)
        };
        assert_eq!(row("2009-05", Period::Year), "2009");
        assert_eq!(row("2010~/2012~", Period::Year), "2010–2012");
        assert_eq!(row("[2009-05..]", Period::Year), "from 2009");
        assert_eq!(row("[..2012]", Period::Year), "by 2012");
        assert_eq!(row("2009-05-03", Period::Month), "May 2009");
        assert_eq!(row("2009", Period::Month), "2009");
        assert_eq!(row("2009-33", Period::Month), "Q1 2009");
        assert_eq!(row("2009-36", Period::Month), "Q4 2009");
        assert_eq!(row("2009-02/2009-04", Period::Month), "Feb 2009–Apr 2009");
        let key = |text: &str| Row::of(&When::parse(text).expect("a valid date"), Period::Year);
        assert!(key("2010") < key("2010/2012") && key("2010/2012") < key("2011"));
        assert!(key("2011") < key("[..2012]") && key("[..2012]") < key("2012"));
    }
}
