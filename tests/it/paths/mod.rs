//! Paths, neighbours and joins on small random graphs, against every simple path listed one by one.
//!
//! The naive side is written from `docs/conventions.md`: its own table of kinds, its own rule for dates
//! (in months), for lengths, for what is walked and for how well an edge is backed. It shares no code with
//! the library but the statements that both read. Nodes are called `n00`, `n01`, …, so a number stands for
//! an index here and there.

mod brokers;
mod groups;

use crate::cli::{Sandbox, edge, node};
use proptest::prelude::*;
use sociogram::algo::Unwatched;
use sociogram::algo::paths::PathCount;
use sociogram::evidence::EvidenceState;
use sociogram::explore::{
    ConnectRequest, Direction, Grade, Hop, NeighborsRequest, Omission, OmissionReason, PathAnswer,
    PathRequest, Ways, World, connect, neighbors, path, steps,
};
use sociogram::graph::{
    EvidenceRef, KindFilter, NodeIx, Owned, PropertyGraph, Selection, TimeQuestion, Via,
};
use sociogram::model::{
    Basis, Certainty, Day, Digest, Edge, Evidence, Id, KindRef, Node, Source, Status, Vocabulary,
    When,
};
use std::collections::{BTreeMap, BTreeSet};

/// Node kinds: name, record, hub.
const NODE_KINDS: &[(&str, bool, bool)] = &[
    ("person", false, false),
    ("company", false, false),
    ("agreement", true, false),
    ("visit", true, false),
    ("state", false, true),
    ("city", false, true),
    ("project", false, false),
];

/// How paths treat an edge kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Walk {
    Yes,
    No,
    Identity,
}

/// Edge kinds: name, subjects, objects, act, symmetric, walk. `=` is the kind of the other end.
pub(crate) const EDGE_KINDS: &[(&str, &str, &str, bool, bool, Walk)] = &[
    ("signed", "person company state", "agreement", true, false, Walk::Yes),
    ("visited", "person", "state city company visit", true, false, Walk::Yes),
    ("met", "person company state", "person company state", true, true, Walk::Yes),
    (
        "owns",
        "person company state project",
        "person company state project",
        false,
        false,
        Walk::Yes,
    ),
    ("concerns", "agreement visit", "project person company state", false, false, Walk::Yes),
    ("during", "agreement visit", "agreement visit", false, false, Walk::Yes),
    (
        "linked-to",
        "person company agreement visit state city project",
        "person company agreement visit state city project",
        false,
        true,
        Walk::Yes,
    ),
    (
        "said",
        "person company state",
        "agreement visit project person company state",
        true,
        false,
        Walk::No,
    ),
    (
        "located-in",
        "person company agreement visit state city project",
        "state city",
        false,
        false,
        Walk::No,
    ),
    (
        "possibly-same-as",
        "person company agreement visit state city project",
        "=",
        false,
        true,
        Walk::No,
    ),
    (
        "same-as",
        "person company agreement visit state city project",
        "=",
        false,
        true,
        Walk::Identity,
    ),
];

/// Dates, each with its months from January 1999: earliest and latest start, earliest and latest end;
/// and whether it is hedged.
pub(crate) const DATES: &[(&str, [i32; 4], bool)] = &[
    ("1999", [0, 11, 0, 11], false),
    ("2000-06", [17, 17, 17, 17], false),
    ("2001", [24, 35, 24, 35], false),
    ("2000~", [12, 23, 12, 23], true),
    ("1999/2001", [0, 11, 24, 35], false),
    ("1999-02/2000-03", [1, 1, 14, 14], false),
    ("2000/..", [12, 23, i32::MAX, i32::MAX], false),
];

/// The last days that questions ask about, with their month.
pub(crate) const AS_OF: &[(i64, u8, u8, i32)] =
    &[(1999, 6, 30, 5), (2000, 6, 30, 17), (2000, 12, 31, 23)];

const STATUSES: &[Status] = &[
    Status::Done,
    Status::Done,
    Status::Done,
    Status::Ongoing,
    Status::Ended,
    Status::Planned,
    Status::Announced,
    Status::Cancelled,
    Status::Denied,
];

/// Sources: the third copies the first.
const SOURCES: &[&str] = &["s0", "s1", "s2"];

const STATES: &[EvidenceState] = &[
    EvidenceState::Verified,
    EvidenceState::Unchecked,
    EvidenceState::Moved,
    EvidenceState::Broken,
];

#[derive(Debug, Clone)]
pub(crate) struct NodeDraft {
    kind: usize,
    pub(crate) date: Option<usize>,
    pub(crate) status: Status,
}

#[derive(Debug, Clone)]
pub(crate) struct EdgeDraft {
    pub(crate) kind: usize,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) date: Option<usize>,
    status: Status,
    is_inferred: bool,
    claimed_by: Option<usize>,
    /// Sources and states.
    evidence: Vec<(usize, usize)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) nodes: Vec<NodeDraft>,
    pub(crate) edges: Vec<EdgeDraft>,
}

/// What is asked beyond the two ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Question {
    pub(crate) as_of: Option<usize>,
    is_certain: bool,
    via_nodes: BTreeSet<usize>,
    /// Edge kinds by position in the table here.
    via_edges: BTreeSet<usize>,
}

fn node_kind(draft: &NodeDraft) -> (&'static str, bool, bool) {
    NODE_KINDS[draft.kind]
}

/// Edge kinds that may go from one kind of node to another.
fn edge_kinds(from: &str, to: &str) -> Vec<usize> {
    (0..EDGE_KINDS.len())
        .filter(|&kind| {
            let (_, subjects, objects, ..) = EDGE_KINDS[kind];
            let fits_to = if objects == "=" {
                // `same-as` joins what has the same top kind; a visit is an event, a city is a place.
                from == to
            } else {
                objects.split(' ').any(|k| k == to)
            };
            subjects.split(' ').any(|k| k == from) && fits_to
        })
        .collect()
}

pub(crate) fn drafts() -> impl Strategy<Value = Draft> {
    let rarely = |n: usize| prop::option::weighted(0.3, 0..n);
    let status = || prop::sample::select(STATUSES);
    let node = (0..NODE_KINDS.len(), prop::option::weighted(0.2, 0..DATES.len()), status())
        .prop_map(|(kind, date, status)| {
            // Only the status of a record says something.
            let status = if NODE_KINDS[kind].1 { status } else { Status::Done };
            NodeDraft { kind, date, status }
        });
    let dates = rarely(DATES.len());
    let evidence = prop::collection::vec((0..SOURCES.len(), 0..STATES.len()), 0..=2);
    let edge = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        dates,
        status(),
        prop::bool::weighted(0.2),
        prop::option::weighted(0.2, any::<prop::sample::Index>()),
        evidence,
    );
    (prop::collection::vec(node, 2..=8), prop::collection::vec(edge, 1..=18)).prop_map(
        |(nodes, edges)| {
            let edges = edges
                .into_iter()
                .filter_map(|(from, to, kind, date, status, is_inferred, claimed_by, evidence)| {
                    let (from, to) = (from.index(nodes.len()), to.index(nodes.len()));
                    let kinds = edge_kinds(node_kind(&nodes[from]).0, node_kind(&nodes[to]).0);
                    if from == to || kinds.is_empty() {
                        return None;
                    }
                    let kind = kinds[kind.index(kinds.len())];
                    let is_symmetric = EDGE_KINDS[kind].4;
                    let (from, to) =
                        if is_symmetric { (from.min(to), from.max(to)) } else { (from, to) };
                    let claimed_by = claimed_by.map(|by| by.index(nodes.len()));
                    Some(EdgeDraft {
                        kind,
                        from,
                        to,
                        date,
                        status,
                        is_inferred,
                        claimed_by,
                        evidence,
                    })
                })
                .collect();
            Draft { nodes, edges }
        },
    )
}

pub(crate) fn questions() -> impl Strategy<Value = Question> {
    (
        prop::option::weighted(0.3, 0..AS_OF.len()),
        prop::bool::weighted(0.3),
        prop_oneof![3 => Just(BTreeSet::new()), 1 => prop::collection::btree_set(0..8_usize, 1..3)],
        prop_oneof![
            3 => Just(BTreeSet::new()),
            1 => prop::collection::btree_set(0..EDGE_KINDS.len(), 1..2),
        ],
    )
        .prop_map(|(as_of, is_certain, via_nodes, via_edges)| Question {
            as_of,
            is_certain: is_certain && as_of.is_some(),
            via_nodes,
            via_edges,
        })
}

/// The graph as the library sees it.
pub(crate) struct Built {
    vocabulary: Vocabulary,
    owned: Owned,
}

impl Built {
    pub(crate) fn of(draft: &Draft) -> Self {
        let vocabulary = Vocabulary::core();
        let id = |text: String| Id::new(text).unwrap();
        let when = |date: Option<usize>| date.map(|at| When::parse(DATES[at].0).unwrap());
        let sources: Vec<Source> = SOURCES
            .iter()
            .map(|name| Source {
                id: id((*name).to_owned()),
                title: (*name).to_owned(),
                publisher: None,
                author: None,
                published: None,
                retrieved: None,
                url: None,
                file: None,
                sha256: None,
                derived_from: (*name == "s2").then(|| id("s0".to_owned())),
            })
            .collect();
        let nodes: Vec<Node> = draft
            .nodes
            .iter()
            .enumerate()
            .map(|(at, node)| Node {
                id: id(format!("n{at:02}")),
                kind: node_kind(node).0.to_owned(),
                name: format!("N {at}"),
                aliases: Vec::new(),
                when: when(node.date),
                when_because: None,
                status: node.status,
                facts: Vec::new(),
                evidence: Vec::new(),
            })
            .collect();
        let edges: Vec<Edge> = draft
            .edges
            .iter()
            .enumerate()
            .map(|(at, edge)| Edge {
                id: id(format!("e{at:02}")),
                kind: EDGE_KINDS[edge.kind].0.to_owned(),
                from: id(format!("n{:02}", edge.from)),
                to: id(format!("n{:02}", edge.to)),
                when: when(edge.date),
                when_because: None,
                status: edge.status,
                basis: if edge.is_inferred {
                    Basis::Inferred { because: "so it seems".to_owned() }
                } else {
                    Basis::Stated
                },
                claimed_by: edge.claimed_by.map(|by| id(format!("n{by:02}"))),
                facts: Vec::new(),
                evidence: edge
                    .evidence
                    .iter()
                    .map(|&(source, state)| Evidence {
                        source: id(SOURCES[source].to_owned()),
                        // The place says which state the span is in.
                        start: state as u32,
                        end: state as u32 + 1,
                        sha256: Digest([0; 32]),
                        says: "so".to_owned(),
                        quote: None,
                        supports: None,
                    })
                    .collect(),
            })
            .collect();
        for edge in &edges {
            let kind_of = |node: &Id| {
                let at: usize = node.as_str()[1..].parse().unwrap();
                vocabulary.node_kind_ix(&nodes[at].kind).unwrap()
            };
            let kind = vocabulary.edge_kind_ix(&edge.kind).unwrap();
            assert!(vocabulary.allows(kind, kind_of(&edge.from), kind_of(&edge.to)), "{edge:?}");
        }
        let owned = Owned::build(&vocabulary, &sources, &nodes, &edges);
        Self { vocabulary, owned }
    }

    pub(crate) fn ask<T>(&self, question: impl FnOnce(&World<'_>) -> T) -> T {
        let tables = self.owned.tables();
        let graph = PropertyGraph::new(&tables);
        let check = |evidence: EvidenceRef<'_>| STATES[evidence.start() as usize];
        question(&World {
            graph,
            dataset: "x",
            digest: Digest([0; 32]),
            check: &check,
            watch: &Unwatched,
        })
    }

    pub(crate) fn selection(question: &Question) -> Selection {
        Selection {
            time: question.as_of.map(|at| {
                let (year, month, day, _) = AS_OF[at];
                TimeQuestion::AsOf(Day::from_ymd(year, month, day))
            }),
            certain_only: question.is_certain,
            ..Selection::default()
        }
    }

    pub(crate) fn via(&self, question: &Question, draft: &Draft) -> Via {
        let mut kinds = KindFilter::default();
        for &kind in &question.via_edges {
            let ix = self.vocabulary.edge_kind_ix(EDGE_KINDS[kind].0).unwrap();
            kinds.insert(KindRef::Edge(ix));
        }
        let nodes = question.via_nodes.iter().filter(|&&n| n < draft.nodes.len());
        Via { nodes: nodes.map(|&n| NodeIx(n as u32)).collect(), kinds }
    }

    fn request(&self, draft: &Draft, question: &Question, from: usize, to: usize) -> PathRequest {
        PathRequest {
            from: NodeIx(from as u32),
            to: NodeIx(to as u32),
            selection: Self::selection(question),
            via: self.via(question, draft),
            through: Vec::new(),
            weights: None,
            ways: Ways::AllShortest,
            limit: 100_000,
        }
    }

    fn path(&self, draft: &Draft, question: &Question, from: usize, to: usize) -> PathAnswer {
        let request = self.request(draft, question, from, to);
        self.ask(|world| path(world, &request))
    }
}

/// How surely something answers a question about time, by the conventions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sure {
    Out,
    Possible,
    Certain,
}

/// The answer by listing: the draft, the question, and what is admitted.
pub(crate) struct Naive<'d> {
    pub(crate) draft: &'d Draft,
    pub(crate) question: &'d Question,
    pub(crate) nodes: Vec<bool>,
    /// Admitted edges.
    pub(crate) edges: Vec<usize>,
}

/// A simple path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Route {
    pub(crate) half_steps: u32,
    n_nodes: usize,
    pub(crate) nodes: Vec<usize>,
}

impl<'d> Naive<'d> {
    pub(crate) fn new(draft: &'d Draft, question: &'d Question) -> Self {
        let mut naive = Self { draft, question, nodes: Vec::new(), edges: Vec::new() };
        naive.nodes = (0..draft.nodes.len())
            .map(|at| {
                let node = &draft.nodes[at];
                let (_, is_record, _) = node_kind(node);
                let sure = match node.date {
                    None if !is_record => Sure::Certain,
                    date => naive.sure(date, is_record),
                };
                naive.keeps(sure)
            })
            .collect();
        naive.edges = (0..draft.edges.len()).filter(|&at| naive.admits(&draft.edges[at])).collect();
        naive
    }

    pub(crate) fn is_record(&self, node: usize) -> bool {
        node_kind(&self.draft.nodes[node]).1
    }

    pub(crate) fn sure(&self, date: Option<usize>, is_act: bool) -> Sure {
        let Some(as_of) = self.question.as_of else { return Sure::Certain };
        let month = AS_OF[as_of].3;
        let Some(date) = date else { return Sure::Possible };
        let (_, [start_first, start_last, end_first, end_last], is_hedged) = DATES[date];
        let (is_possible, is_certain) = if is_act {
            // It happened somewhere between the ends.
            (start_first <= month, end_last <= month)
        } else {
            // The question is about the last day of the month: a state that ends in it may have
            // ended before.
            (start_first <= month && end_last >= month, start_last <= month && end_first > month)
        };
        match (is_possible, is_certain && !is_hedged) {
            (false, _) => Sure::Out,
            (true, false) => Sure::Possible,
            (true, true) => Sure::Certain,
        }
    }

    pub(crate) fn keeps(&self, sure: Sure) -> bool {
        sure == Sure::Certain || (sure == Sure::Possible && !self.question.is_certain)
    }

    fn edge_sure(&self, edge: &EdgeDraft) -> Sure {
        let records: Vec<usize> =
            [edge.from, edge.to].into_iter().filter(|&n| self.is_record(n)).collect();
        match (edge.date, records.as_slice()) {
            (None, &[record]) => self.sure(self.draft.nodes[record].date, true),
            // What came about during another record did so on its own day.
            (None, &[subject, _]) if EDGE_KINDS[edge.kind].0 == "during" => {
                self.sure(self.draft.nodes[subject].date, true)
            }
            (date, _) => self.sure(date, EDGE_KINDS[edge.kind].3),
        }
    }

    /// Its status and those of the records at its ends.
    fn statuses(&self, edge: &EdgeDraft) -> Vec<Status> {
        let records = [edge.from, edge.to].into_iter().filter(|&n| self.is_record(n));
        let mut statuses = vec![edge.status];
        statuses.extend(records.map(|n| self.draft.nodes[n].status));
        statuses
    }

    fn admits(&self, edge: &EdgeDraft) -> bool {
        let is_void =
            self.statuses(edge).iter().any(|s| matches!(s, Status::Cancelled | Status::Denied));
        !is_void && self.nodes[edge.from] && self.nodes[edge.to] && self.keeps(self.edge_sure(edge))
    }

    pub(crate) fn grade(&self, edge: usize) -> Grade {
        let edge = &self.draft.edges[edge];
        let standing: BTreeSet<&str> = edge
            .evidence
            .iter()
            .filter(|(_, state)| *state < 2)
            .map(|&(source, _)| if SOURCES[source] == "s2" { "s0" } else { SOURCES[source] })
            .collect();
        let is_planned =
            self.statuses(edge).iter().any(|s| matches!(s, Status::Planned | Status::Announced));
        if edge.evidence.is_empty() {
            Grade::Unsourced
        } else if standing.is_empty() {
            Grade::BrokenOrMoved
        } else if edge.claimed_by.is_some() {
            Grade::Claimed
        } else if edge.is_inferred {
            Grade::Inferred
        } else if is_planned {
            Grade::Planned
        } else if standing.len() == 1 {
            Grade::OneOrigin
        } else {
            Grade::SeveralOrigins
        }
    }

    pub(crate) fn length(&self, edge: usize) -> u32 {
        let edge = &self.draft.edges[edge];
        match (EDGE_KINDS[edge.kind].5, self.is_record(edge.from), self.is_record(edge.to)) {
            (Walk::Identity, ..) => 0,
            (_, true, false) | (_, false, true) => 1,
            _ => 2,
        }
    }

    /// Is the edge walked when `more` kinds are admitted?
    fn walks(&self, edge: usize, more: &BTreeSet<usize>) -> bool {
        let kind = self.draft.edges[edge].kind;
        EDGE_KINDS[kind].5 != Walk::No
            || self.question.via_edges.contains(&kind)
            || more.contains(&kind)
    }

    /// Walked edges between two nodes.
    pub(crate) fn between(&self, a: usize, b: usize, more: &BTreeSet<usize>) -> Vec<usize> {
        self.edges
            .iter()
            .copied()
            .filter(|&at| {
                let edge = &self.draft.edges[at];
                [(a, b), (b, a)].contains(&(edge.from, edge.to)) && self.walks(at, more)
            })
            .collect()
    }

    fn is_hub(&self, node: usize) -> bool {
        node_kind(&self.draft.nodes[node]).2 && !self.question.via_nodes.contains(&node)
    }

    /// All simple paths, hubs of `hubs` being passed and edges of `more` being walked beyond the default.
    pub(crate) fn routes(
        &self,
        from: usize,
        to: usize,
        hubs: &BTreeSet<usize>,
        more: &BTreeSet<usize>,
    ) -> Vec<Route> {
        let n_nodes = self.draft.nodes.len();
        let lengths: Vec<Vec<Option<u32>>> = (0..n_nodes)
            .map(|a| {
                (0..n_nodes)
                    .map(|b| self.between(a, b, more).into_iter().map(|e| self.length(e)).min())
                    .collect()
            })
            .collect();
        let mut routes = Vec::new();
        let mut unfinished = vec![(vec![from], 0)];
        while let Some((nodes, half_steps)) = unfinished.pop() {
            let last = nodes[nodes.len() - 1];
            if last == to {
                routes.push(Route { half_steps, n_nodes: nodes.len(), nodes });
                continue;
            }
            if last != from && self.is_hub(last) && !hubs.contains(&last) {
                continue;
            }
            for next in (0..n_nodes).filter(|next| !nodes.contains(next)) {
                if let Some(length) = lengths[last][next] {
                    let longer = nodes.iter().copied().chain([next]).collect();
                    unfinished.push((longer, half_steps + length));
                }
            }
        }
        routes.sort();
        routes
    }

    fn excluded_kinds(&self) -> BTreeSet<usize> {
        (0..EDGE_KINDS.len())
            .filter(|kind| {
                EDGE_KINDS[*kind].5 == Walk::No && !self.question.via_edges.contains(kind)
            })
            .collect()
    }

    /// Does a route need an edge of a kind of `more`?
    fn needs(&self, route: &Route, more: &BTreeSet<usize>) -> bool {
        route.nodes.windows(2).any(|pair| {
            self.between(pair[0], pair[1], &BTreeSet::new()).is_empty()
                && !self.between(pair[0], pair[1], more).is_empty()
        })
    }

    /// Length of the shortest route through each hub and over each kind that is left out.
    fn detours(&self, from: usize, to: usize) -> BTreeMap<Left, u32> {
        let mut found = BTreeMap::new();
        let excluded = self.excluded_kinds();
        for hub in (0..self.draft.nodes.len()).filter(|&n| self.is_hub(n) && n != from && n != to) {
            let routes = self.routes(from, to, &BTreeSet::from([hub]), &excluded);
            if let Some(route) = routes.iter().find(|route| route.nodes.contains(&hub)) {
                found.insert(Left::Hub(hub), route.half_steps);
            }
        }
        for kind in excluded {
            let more = BTreeSet::from([kind]);
            let routes = self.routes(from, to, &BTreeSet::new(), &more);
            if let Some(route) = routes.iter().find(|route| self.needs(route, &more)) {
                found.insert(Left::Kind(kind), route.half_steps);
            }
        }
        found
    }
}

/// What a route is left out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Left {
    Hub(usize),
    Kind(usize),
}

fn numbers(nodes: &[NodeIx]) -> Vec<usize> {
    nodes.iter().map(|node| node.at()).collect()
}

pub(crate) fn route_of(path: &sociogram::explore::Path, from: usize) -> Vec<usize> {
    std::iter::once(from).chain(path.hops.iter().map(|hop| hop.to.at())).collect()
}

/// Position in the table here of a kind of the library.
fn kind_number(built: &Built, kind: sociogram::model::EdgeKindIx) -> usize {
    let name = &built.vocabulary.edge_kind(kind).name;
    EDGE_KINDS.iter().position(|row| row.0 == name).unwrap()
}

/// Checks one hop: which edge stands for it, how it is walked, and what else joins the two.
fn check_hop(built: &Built, naive: &Naive<'_>, hop: &Hop) -> Result<(), TestCaseError> {
    let mut edges = naive.between(hop.from.at(), hop.to.at(), &BTreeSet::new());
    // The length of the path is that of its shortest edges; of these the best backed stands first.
    edges.sort_by_key(|&e| (naive.length(e), std::cmp::Reverse(naive.grade(e)), e));
    prop_assert_eq!(hop.edge.at(), edges[0]);
    let mut also = edges[1..].to_vec();
    also.sort_unstable();
    prop_assert_eq!(hop.also.iter().map(|e| e.at()).collect::<Vec<_>>(), also);
    let edge = &naive.draft.edges[edges[0]];
    let direction = match (EDGE_KINDS[edge.kind].4, edge.from == hop.from.at()) {
        (true, _) => Direction::Symmetric,
        (false, true) => Direction::Forward,
        (false, false) => Direction::Backward,
    };
    prop_assert_eq!(hop.direction, direction);
    let word = naive.question.as_of.map(|_| match naive.edge_sure(edge) {
        Sure::Certain => "certain",
        Sure::Possible => "possible",
        Sure::Out => "out",
    });
    let selection = Built::selection(naive.question);
    let sure = built.ask(|world| selection.edge_time(world.graph.edge(hop.edge)));
    prop_assert_eq!(sure.map(Certainty::as_str), word);
    Ok(())
}

fn check_paths(
    built: &Built,
    naive: &Naive<'_>,
    answer: &PathAnswer,
    expected: &[Route],
) -> Result<(), TestCaseError> {
    let from = answer.from.at();
    let found: Vec<Vec<usize>> = answer.paths.iter().map(|path| route_of(path, from)).collect();
    let nodes: Vec<Vec<usize>> = expected.iter().map(|route| route.nodes.clone()).collect();
    prop_assert_eq!(found, nodes);
    for (path, route) in answer.paths.iter().zip(expected) {
        prop_assert_eq!(path.half_steps, route.half_steps);
        prop_assert_eq!(steps(path.half_steps), route.half_steps / 2 + route.half_steps % 2);
        for hop in &path.hops {
            check_hop(built, naive, hop)?;
        }
        let grades = path.hops.iter().enumerate().map(|(at, hop)| (naive.grade(hop.edge.at()), at));
        let weakest = path.weakest.map(|weakest| (weakest.grade, weakest.hop));
        prop_assert_eq!(weakest, grades.min());
        prop_assert_eq!(path.weakest.map(|w| w.edge), path.weakest.map(|w| path.hops[w.hop].edge));
    }
    Ok(())
}

/// Does `same-as` join two hubs? Where one of them is admitted, the other is a way round of no length, and
/// a route through it that takes other edges may go unsaid.
fn has_identical_hubs(draft: &Draft) -> bool {
    draft.edges.iter().any(|edge| {
        EDGE_KINDS[edge.kind].5 == Walk::Identity && node_kind(&draft.nodes[edge.from]).2
    })
}

/// Asks again with the options that an omission names.
fn check_admits(
    built: &Built,
    draft: &Draft,
    question: &Question,
    answer: &PathAnswer,
    omission: &Omission,
) -> Result<(), TestCaseError> {
    let mut again = question.clone();
    again.via_nodes.extend(omission.via_nodes.iter().map(|n| n.at()));
    again.via_edges.extend(omission.via_kinds.iter().map(|&kind| kind_number(built, kind)));
    prop_assert!(
        !omission.via_nodes.is_empty() || !omission.via_kinds.is_empty(),
        "no option is named: {:?}",
        omission
    );
    if let OmissionReason::Kind(kind) = omission.reason {
        prop_assert!(omission.via_kinds.contains(&kind), "another option: {:?}", omission);
    }
    if let OmissionReason::Hub(hub) = omission.reason {
        prop_assert!(omission.via_nodes.contains(&hub), "another option: {:?}", omission);
    }
    let mut request = built.request(draft, &again, answer.from.at(), answer.to.at());
    request.ways = Ways::KShortest(100_000);
    let all = built.ask(|world| path(world, &request));
    let route = numbers(&omission.nodes);
    let found = all.paths.iter().find(|p| route_of(p, answer.from.at()) == route);
    prop_assert!(found.is_some(), "not admitted by its options: {:?}", omission);
    prop_assert_eq!(found.map(|p| p.half_steps), Some(omission.half_steps));
    prop_assert!(!answer.paths.iter().any(|p| route_of(p, answer.from.at()) == route));
    Ok(())
}

pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn paths_are_the_shortest_of_all_simple_paths(draft in drafts(), question in questions()) {
        let built = Built::of(&draft);
        let naive = Naive::new(&draft, &question);
        let all = naive.routes(0, 1, &BTreeSet::new(), &BTreeSet::new());
        let shortest = all.first().map(|route| route.half_steps);
        let expected: Vec<Route> =
            all.iter().filter(|r| Some(r.half_steps) == shortest).cloned().collect();
        let answer = built.path(&draft, &question, 0, 1);
        check_paths(&built, &naive, &answer, &expected)?;
        prop_assert_eq!(answer.total, PathCount::Exact(expected.len() as u64));

        let mut request = built.request(&draft, &question, 0, 1);
        request.ways = Ways::KShortest(5);
        let answer = built.ask(|world| path(world, &request));
        check_paths(&built, &naive, &answer, &all[..all.len().min(5)])?;
    }

    #[test]
    fn routes_that_are_left_out_are_said_with_the_options_that_admit_them(
        draft in drafts(),
        question in questions(),
    ) {
        prop_assume!(!has_identical_hubs(&draft) || question.via_nodes.is_empty());
        let built = Built::of(&draft);
        let naive = Naive::new(&draft, &question);
        let answer = built.path(&draft, &question, 0, 1);
        let detours = naive.detours(0, 1);
        let shortest = answer.paths.first().map(|path| path.half_steps);
        let found: BTreeMap<Left, u32> = answer
            .omitted
            .iter()
            .map(|omission| {
                let left = match omission.reason {
                    OmissionReason::Hub(hub) => Left::Hub(hub.at()),
                    OmissionReason::Kind(kind) => Left::Kind(kind_number(&built, kind)),
                };
                (left, omission.half_steps)
            })
            .collect();
        // Where excluded kinds alone join the two as closely as they do with a hub, the hub may go unsaid,
        // or be said with a longer route.
        let excluded = naive.excluded_kinds();
        let wide = naive.routes(0, 1, &BTreeSet::new(), &excluded);
        let by_kinds = wide.iter().find(|r| naive.needs(r, &excluded)).map(|r| r.half_steps);
        let is_excused = |left: Left, length: u32| {
            matches!(left, Left::Hub(_)) && by_kinds.is_some_and(|by_kinds| by_kinds <= length)
        };
        let bound = shortest.or_else(|| found.values().min().copied());
        for (&left, &length) in &detours {
            if Some(length) <= bound && !is_excused(left, length) {
                prop_assert_eq!(found.get(&left), Some(&length), "{:?}", left);
            }
        }
        if let Some(bound) = bound {
            prop_assert!(found.values().all(|length| *length <= bound));
        }
        let is_single = |(left, length): (&Left, &u32)| {
            let least = detours.get(left);
            least == Some(length) || least.is_some_and(|&l| l < *length && is_excused(*left, l))
        };
        if shortest.is_some() {
            prop_assert!(found.iter().all(is_single), "{:?} {:?}", found, detours);
        } else if !found.iter().all(is_single) || found.is_empty() {
            // Several hubs or kinds together may still join the two: one shortest such route is said.
            let hubs = (0..draft.nodes.len()).collect();
            let routes = naive.routes(0, 1, &hubs, &excluded);
            let lengths: Vec<u32> = found.values().copied().collect();
            let least: Vec<u32> = routes.first().map(|r| r.half_steps).into_iter().collect();
            prop_assert_eq!(lengths, least);
            prop_assert!(detours.iter().all(|(&left, &length)| is_excused(left, length)));
        }
        prop_assert_eq!(found.len(), answer.omitted.len());
        let order: Vec<_> = answer.omitted.iter().map(|o| (o.half_steps, o.reason)).collect();
        prop_assert!(order.is_sorted());
        for omission in &answer.omitted {
            check_admits(&built, &draft, &question, &answer, omission)?;
        }
    }
}

proptest! {
    #![proptest_config(config(800))]

    #[test]
    fn a_node_to_pass_is_passed_and_may_be_a_hub(
        draft in drafts(),
        question in questions(),
        through in any::<prop::sample::Index>(),
        k in prop::option::of(1..6_usize),
    ) {
        prop_assume!(draft.nodes.len() > 2);
        let through = 2 + through.index(draft.nodes.len() - 2);
        let built = Built::of(&draft);
        let naive = Naive::new(&draft, &question);
        let mut passing = naive.routes(0, 1, &BTreeSet::from([through]), &BTreeSet::new());
        passing.retain(|route| route.nodes.contains(&through));
        match k {
            Some(k) => passing.truncate(k),
            None => {
                let shortest = passing.first().map(|route| route.half_steps);
                passing.retain(|route| Some(route.half_steps) == shortest);
            }
        }
        let mut request = built.request(&draft, &question, 0, 1);
        request.through = vec![NodeIx(through as u32)];
        request.ways = k.map_or(Ways::AllShortest, Ways::KShortest);
        let answer = built.ask(|world| path(world, &request));
        check_paths(&built, &naive, &answer, &passing)?;
    }

    #[test]
    fn nothing_that_happened_later_is_in_an_answer(draft in drafts(), as_of in 0..AS_OF.len()) {
        let built = Built::of(&draft);
        let question = Question { as_of: Some(as_of), ..Question::default() };
        let month = AS_OF[as_of].3;
        let is_later = |date: Option<usize>| date.is_some_and(|at| DATES[at].1[0] > month);
        let mut request = built.request(&draft, &question, 0, 1);
        request.ways = Ways::KShortest(1000);
        let answer = built.ask(|world| path(world, &request));
        for hop in answer.paths.iter().flat_map(|path| &path.hops) {
            for edge in std::iter::once(&hop.edge).chain(&hop.also) {
                prop_assert!(!is_later(draft.edges[edge.at()].date), "{:?}", edge);
            }
            for node in [hop.from, hop.to] {
                let node = &draft.nodes[node.at()];
                prop_assert!(!(node_kind(node).1 && is_later(node.date)), "{:?}", node);
            }
        }
    }

    #[test]
    fn neighbours_are_as_far_as_the_shortest_simple_path(
        draft in drafts(),
        question in questions(),
        n_steps in 0..4_u32,
    ) {
        let built = Built::of(&draft);
        let naive = Naive::new(&draft, &question);
        let none = BTreeSet::new();
        let mut expected: Vec<(u32, usize)> = (1..draft.nodes.len())
            .filter_map(|node| {
                let route = naive.routes(0, node, &none, &none).into_iter().next()?;
                // A half is rounded up: a record of one's own is one step away.
                (steps(route.half_steps) <= n_steps).then_some((route.half_steps, node))
            })
            .collect();
        expected.sort_unstable();
        let request = NeighborsRequest {
            node: NodeIx(0),
            steps: n_steps,
            selection: Built::selection(&question),
            via: built.via(&question, &draft),
        };
        let answer = built.ask(|world| neighbors(world, &request));
        let found: Vec<_> = answer.rows.iter().map(|row| (row.half_steps, row.node.at())).collect();
        prop_assert_eq!(found, expected);
        for row in &answer.rows {
            let (before, node) = (row.before.at(), row.node.at());
            let between = naive.between(before, node, &none);
            let edges: Vec<usize> = row.edges.iter().map(|edge| edge.at()).collect();
            prop_assert_eq!(&edges, &between);
            let last: u32 = between.iter().map(|&e| naive.length(e)).min().unwrap();
            let to_before = naive.routes(0, before, &none, &none)[0].half_steps;
            prop_assert_eq!(to_before + last, row.half_steps);
        }
    }

    #[test]
    fn a_join_is_a_tree_of_the_nodes_asked_for_and_at_most_twice_the_least(
        draft in drafts(),
        question in questions(),
        asked in prop::collection::btree_set(0..8_usize, 2..5),
    ) {
        let asked: Vec<usize> = asked.into_iter().filter(|&n| n < draft.nodes.len()).collect();
        prop_assume!(asked.len() >= 2);
        let built = Built::of(&draft);
        let naive = Naive::new(&draft, &question);
        let request = ConnectRequest {
            nodes: asked.iter().map(|&n| NodeIx(n as u32)).collect(),
            selection: Built::selection(&question),
            via: built.via(&question, &draft),
        };
        let answer = built.ask(|world| connect(world, &request));
        // A hub is in a tree only if it was asked for.
        let may_enter = |n: usize| asked.contains(&n) || !naive.is_hub(n);
        let entered: BTreeSet<usize> = (0..draft.nodes.len()).filter(|&n| may_enter(n)).collect();
        let mut joined: BTreeSet<Vec<usize>> = BTreeSet::new();
        for &node in &asked {
            let part = reached(&naive, &entered, node);
            joined.insert(asked.iter().copied().filter(|n| part.contains(n)).collect());
        }
        let trees: Vec<Vec<usize>> = answer.trees.iter().map(|tree| numbers(&tree.asked)).collect();
        prop_assert_eq!(&trees, &joined.into_iter().collect::<Vec<_>>());
        for tree in &answer.trees {
            let nodes: BTreeSet<usize> = tree.nodes.iter().map(|n| n.at()).collect();
            prop_assert!(nodes.is_subset(&entered));
            prop_assert_eq!(tree.hops.len() + 1, nodes.len());
            let mut degrees = BTreeMap::new();
            let mut links: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
            for hop in &tree.hops {
                check_hop(&built, &naive, hop)?;
                let edge = &draft.edges[hop.edge.at()];
                prop_assert_eq!((hop.from.at(), hop.to.at()), (edge.from, edge.to));
                for (a, b) in [(hop.from.at(), hop.to.at()), (hop.to.at(), hop.from.at())] {
                    *degrees.entry(a).or_insert(0) += 1;
                    links.entry(a).or_default().push(b);
                }
            }
            let mut seen = BTreeSet::from([tree.asked[0].at()]);
            let mut waiting = vec![tree.asked[0].at()];
            while let Some(node) = waiting.pop() {
                for &next in links.get(&node).into_iter().flatten() {
                    if seen.insert(next) {
                        waiting.push(next);
                    }
                }
            }
            prop_assert_eq!(&seen, &nodes);
            for (node, degree) in degrees {
                prop_assert!(degree > 1 || asked.contains(&node), "a leaf nobody asked for: {}", node);
            }
            let sum: u32 = tree.hops.iter().map(|hop| naive.length(hop.edge.at())).sum();
            prop_assert_eq!(sum, tree.half_steps);
            let terminals = numbers(&tree.asked);
            let least = least_tree(&naive, &entered, &terminals);
            let n_terminals = terminals.len() as u32;
            prop_assert!(tree.half_steps * n_terminals <= 2 * (n_terminals - 1) * least);
            let grades = tree.hops.iter().enumerate();
            let grades = grades.map(|(at, hop)| (naive.grade(hop.edge.at()), at));
            prop_assert_eq!(tree.weakest.map(|w| (w.grade, w.hop)), grades.min());
        }
    }
}

/// Thirteen squares in a row have 8192 shortest ways from end to end. One longer way leads through `x`.
#[test]
fn a_search_that_was_cut_does_not_say_that_there_is_no_path() {
    let mut nodes: Vec<String> = Vec::new();
    let mut edges: Vec<String> = Vec::new();
    let mut met = |a: &str, b: &str| edges.push(edge(&format!("{a}-{b}"), "met", a, b, ""));
    for at in 0..13 {
        let (here, next) = (format!("j{at:02}"), format!("j{:02}", at + 1));
        for side in ["a", "b"] {
            let corner = format!("c{at:02}{side}");
            met(&corner, &here);
            met(&corner, &next);
            nodes.push(node(&corner, "person"));
        }
        nodes.push(node(&here, "person"));
    }
    nodes.extend(["j13", "x"].map(|id| node(id, "person")));
    // Longer than any way through the squares.
    let detour: Vec<String> = (0..28).map(|at| format!("d{at:02}")).collect();
    nodes.extend(detour.iter().map(|id| node(id, "person")));
    for pair in detour.windows(2) {
        met(&pair[0], &pair[1]);
    }
    met("d00", "j00");
    met("d27", "x");
    met("j13", "x");
    nodes.sort();
    edges.sort();
    let sandbox = Sandbox::new();
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
    let data = sandbox.dataset(&nodes, &edges);
    let run = sandbox.run(&["--data", data, "path", "j00", "j13", "--through", "x"]);
    assert_eq!(run.code, 1, "{}", run.shown());
    assert!(run.stdout.contains("No path was found before the search was cut"), "{}", run.shown());
    let answer = sandbox.json(&["--data", data, "path", "j00", "j13", "--through", "x"]);
    assert_eq!((&answer["total"], &answer["total_is_exact"]), (&0.into(), &false.into()));
}

/// Nodes that can be reached inside a set.
fn reached(naive: &Naive<'_>, inside: &BTreeSet<usize>, start: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::from([start]);
    let mut waiting = vec![start];
    while let Some(node) = waiting.pop() {
        for &next in inside {
            let is_joined = !naive.between(node, next, &BTreeSet::new()).is_empty();
            if is_joined && seen.insert(next) {
                waiting.push(next);
            }
        }
    }
    seen
}

/// Length of the shortest tree that joins the terminals, over every choice of further nodes.
fn least_tree(naive: &Naive<'_>, inside: &BTreeSet<usize>, terminals: &[usize]) -> u32 {
    let others: Vec<usize> = inside.iter().copied().filter(|n| !terminals.contains(n)).collect();
    let chosen = |choice: u32| {
        let extra = others.iter().enumerate().filter(move |(bit, _)| choice & (1 << bit) != 0);
        terminals.iter().copied().chain(extra.map(|(_, &n)| n)).collect::<Vec<_>>()
    };
    (0..1_u32 << others.len())
        .filter_map(|choice| spanning_length(naive, &chosen(choice)))
        .min()
        .unwrap()
}

/// Length of a minimum spanning tree, grown node by node; none if the nodes do not hang together.
fn spanning_length(naive: &Naive<'_>, nodes: &[usize]) -> Option<u32> {
    let mut inside = vec![nodes[0]];
    let mut length = 0;
    while inside.len() < nodes.len() {
        let outside = nodes.iter().copied().filter(|n| !inside.contains(n));
        let nearest = outside
            .filter_map(|n| {
                let edges = inside.iter().flat_map(|&m| naive.between(m, n, &BTreeSet::new()));
                Some((edges.map(|e| naive.length(e)).min()?, n))
            })
            .min()?;
        length += nearest.0;
        inside.push(nearest.1);
    }
    Some(length)
}

/// A graph of these kinds of nodes and these edges, all done, stated and without a date.
fn plain(nodes: &[&str], edges: &[(&str, usize, usize)]) -> Draft {
    let node = |name: &&str| NodeDraft {
        kind: NODE_KINDS.iter().position(|row| row.0 == *name).unwrap(),
        date: None,
        status: Status::Done,
    };
    let edge = |&(name, from, to): &(&str, usize, usize)| EdgeDraft {
        kind: EDGE_KINDS.iter().position(|row| row.0 == name).unwrap(),
        from,
        to,
        date: None,
        status: Status::Done,
        is_inferred: false,
        claimed_by: None,
        evidence: Vec::new(),
    };
    Draft { nodes: nodes.iter().map(node).collect(), edges: edges.iter().map(edge).collect() }
}

/// What is left out between the first two nodes, with its length.
fn left_out(draft: &Draft) -> Vec<(Left, u32)> {
    let built = Built::of(draft);
    let answer = built.path(draft, &Question::default(), 0, 1);
    let left = |omission: &Omission| match omission.reason {
        OmissionReason::Hub(hub) => (Left::Hub(hub.at()), omission.half_steps),
        OmissionReason::Kind(kind) => (Left::Kind(kind_number(&built, kind)), omission.half_steps),
    };
    answer.omitted.iter().map(left).collect()
}

const SAID: Left = Left::Kind(7);

#[test]
fn a_kind_is_said_where_two_of_its_edges_are_needed() {
    // Both spoke of the same man; over people who met they are three steps apart.
    let draft = plain(
        &["person"; 5],
        &[("said", 0, 2), ("said", 1, 2), ("met", 0, 3), ("met", 3, 4), ("met", 1, 4)],
    );
    assert_eq!(left_out(&draft), [(SAID, 4)]);
}

#[test]
fn a_kind_beside_an_edge_that_is_walked_gives_no_other_route() {
    let draft = plain(&["person"; 2], &[("met", 0, 1), ("said", 0, 1)]);
    assert_eq!(left_out(&draft), []);
}

#[test]
fn of_two_kinds_between_two_nodes_each_is_said_with_its_own_option() {
    let draft = plain(&["person"; 2], &[("possibly-same-as", 0, 1), ("said", 0, 1)]);
    let built = Built::of(&draft);
    let answer = built.path(&draft, &Question::default(), 0, 1);
    assert_eq!(answer.omitted.len(), 2);
    for omission in &answer.omitted {
        assert_eq!(OmissionReason::Kind(omission.via_kinds[0]), omission.reason);
    }
}

#[test]
fn the_way_to_a_hub_does_not_lead_through_the_other_end() {
    // The shortest ways from the first to the city lead over what it said of the second, or of the third.
    let draft = plain(
        &["person", "person", "person", "city", "person", "person"],
        &[
            ("said", 0, 1),
            ("said", 0, 2),
            ("visited", 1, 3),
            ("visited", 2, 3),
            ("met", 0, 4),
            ("met", 4, 5),
            ("met", 1, 5),
        ],
    );
    assert_eq!(left_out(&draft), [(SAID, 2), (Left::Hub(3), 6)]);
}

#[test]
fn a_hub_is_said_where_excluded_kinds_lead_to_it_and_back_the_same_way() {
    // Both ways lead over the third, of whom both spoke; one of them can do without.
    let people = ["person", "person", "person", "city"];
    let nodes: Vec<&str> = people.into_iter().chain(["person"; 8]).collect();
    let draft = plain(
        &nodes,
        &[
            ("said", 0, 2),
            ("said", 1, 2),
            ("visited", 2, 3),
            ("met", 0, 4),
            ("met", 4, 5),
            ("visited", 5, 3),
            ("met", 1, 6),
            ("met", 6, 7),
            ("visited", 7, 3),
            ("met", 0, 8),
            ("met", 8, 9),
            ("met", 9, 10),
            ("met", 10, 11),
            ("met", 1, 11),
        ],
    );
    assert_eq!(left_out(&draft), [(SAID, 4), (Left::Hub(3), 10)]);
}
