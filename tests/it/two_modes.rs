//! Who sits with whom and who plays a like role, on small random graphs, against every pair listed one by one.
//!
//! The naive side is written from `docs/conventions.md` and reads the drafts, not the graph: its own table of
//! kinds and of dates. Nodes are called `n00`, `n01`, …, so a number stands for an index here and there.

use super::cli::{Sandbox, edge, node};
use proptest::prelude::*;
use serde_json::Value;
use sociogram::algo::Unwatched;
use sociogram::evidence::EvidenceState;
use sociogram::explore::{
    AffiliationsAnswer, AffiliationsRequest, Direction, Likeness, OtherEnd, PairsOf, SimilarAnswer,
    SimilarRequest, TieOrder, TieStanding, Touching, World, affiliations, similar,
};
use sociogram::graph::{EvidenceRef, Hubs, KindFilter, NodeIx, Owned, PropertyGraph, Selection};
use sociogram::model::{Basis, Digest, Edge, Id, Node, Status, Symmetry, Vocabulary, When};
use std::collections::{BTreeMap, BTreeSet};

/// Node kinds: name, top kind, actor, hub, record.
const NODE_KINDS: [(&str, &str, bool, bool, bool); 8] = [
    ("person", "person", true, false, false),
    ("leader", "person", true, false, false),
    ("company", "company", true, false, false),
    ("state", "state", true, true, false),
    ("city", "place", false, true, false),
    ("agreement", "agreement", false, false, true),
    ("meeting", "event", false, false, true),
    ("award", "award", false, false, false),
];

/// Edge kinds: name, symmetric, a part in a record.
const EDGE_KINDS: [(&str, bool, bool); 11] = [
    ("signed", false, true),
    ("attended", false, true),
    ("hosted", false, true),
    ("initiated", false, true),
    ("awarded-to", false, true),
    ("discussed", false, false),
    ("said", false, false),
    ("concerns", false, false),
    ("linked-to", true, false),
    ("works-for", false, true),
    ("same-as", true, false),
];

/// Dates: as written, first and last day in days of 1970, hedged.
const DATES: [(&str, i32, i32, bool); 5] = [
    ("1970-01-05", 4, 4, false),
    ("1970-02", 31, 58, false),
    ("1970-03~", 59, 89, true),
    ("[..1970-01-02]", i32::MIN, 1, false),
    ("[1970-04-01..]", 90, i32::MAX, false),
];

const STATUSES: [Status; 4] = [Status::Done, Status::Planned, Status::Denied, Status::Ongoing];

#[derive(Debug, Clone)]
struct NodeDraft {
    kind: usize,
    date: Option<usize>,
    status: usize,
}

#[derive(Debug, Clone)]
struct EdgeDraft {
    kind: usize,
    from: usize,
    to: usize,
    date: Option<usize>,
    status: usize,
}

#[derive(Debug, Clone)]
struct Draft {
    nodes: Vec<NodeDraft>,
    edges: Vec<EdgeDraft>,
}

fn status() -> impl Strategy<Value = usize> {
    prop_oneof![6 => Just(0_usize), 1 => Just(1_usize), 1 => Just(2_usize), 1 => Just(3_usize)]
}

fn drafts() -> impl Strategy<Value = Draft> {
    let date = || prop::option::of(0..DATES.len());
    let node = (0..NODE_KINDS.len(), date(), status()).prop_map(|(kind, date, status)| NodeDraft {
        kind,
        date,
        status,
    });
    let edge = (any::<usize>(), 0..9_usize, 0..9_usize, date(), status());
    (prop::collection::vec(node, 1..=9), prop::collection::vec(edge, 0..=24)).prop_map(
        |(nodes, edges)| {
            let vocabulary = Vocabulary::core();
            let kind = |at: usize| vocabulary.node_kind_ix(NODE_KINDS[nodes[at].kind].0).unwrap();
            let edges = edges
                .into_iter()
                .filter_map(|(pick, a, b, date, status)| {
                    let (a, b) = (a % nodes.len(), b % nodes.len());
                    let fits: Vec<(usize, usize, usize)> = (0..EDGE_KINDS.len())
                        .flat_map(|at| [(at, a, b), (at, b, a)])
                        .filter(|&(at, from, to)| {
                            let (name, is_symmetric, _) = EDGE_KINDS[at];
                            let edge = vocabulary.edge_kind_ix(name).unwrap();
                            vocabulary.allows(edge, kind(from), kind(to))
                                && (!is_symmetric || from <= to)
                        })
                        .collect();
                    let &(kind, from, to) = fits.get(pick % fits.len().max(1))?;
                    Some(EdgeDraft { kind, from, to, date, status })
                })
                .collect();
            Draft { nodes, edges }
        },
    )
}

struct Built {
    vocabulary: Vocabulary,
    owned: Owned,
}

impl Built {
    fn of(draft: &Draft) -> Self {
        let vocabulary = Vocabulary::core();
        let id = |text: String| Id::new(text).unwrap();
        let when = |date: Option<usize>| date.map(|at| When::parse(DATES[at].0).unwrap());
        let nodes: Vec<Node> = (0..)
            .zip(&draft.nodes)
            .map(|(at, node)| Node {
                id: id(format!("n{at:02}")),
                kind: NODE_KINDS[node.kind].0.to_owned(),
                name: format!("N {at}"),
                aliases: Vec::new(),
                when: when(node.date),
                when_because: None,
                status: STATUSES[node.status],
                facts: Vec::new(),
                evidence: Vec::new(),
            })
            .collect();
        let edges: Vec<Edge> = (0..)
            .zip(&draft.edges)
            .map(|(at, edge)| Edge {
                id: id(format!("e{at:02}")),
                kind: EDGE_KINDS[edge.kind].0.to_owned(),
                from: id(format!("n{:02}", edge.from)),
                to: id(format!("n{:02}", edge.to)),
                when: when(edge.date),
                when_because: None,
                status: STATUSES[edge.status],
                basis: Basis::Stated,
                claimed_by: None,
                facts: Vec::new(),
                evidence: Vec::new(),
            })
            .collect();
        for (name, is_symmetric, _) in EDGE_KINDS {
            let kind = vocabulary.edge_kind(vocabulary.edge_kind_ix(name).unwrap());
            assert_eq!(kind.symmetry == Symmetry::Symmetric, is_symmetric, "{name}");
        }
        let owned = Owned::build(&vocabulary, &[], &nodes, &edges);
        Self { vocabulary, owned }
    }

    fn ask<T>(&self, question: impl FnOnce(&World<'_>) -> T) -> T {
        let tables = self.owned.tables();
        question(&World {
            graph: PropertyGraph::new(&tables),
            dataset: "x",
            digest: Digest([0; 32]),
            check: &|_: EvidenceRef<'_>| EvidenceState::Unchecked,
            watch: &Unwatched,
        })
    }

    fn kinds(&self, names: &[&str]) -> KindFilter {
        let mut filter = KindFilter::default();
        for name in names {
            filter.insert(self.vocabulary.kind(name).unwrap());
        }
        filter
    }
}

/// What the naive side knows of a draft.
impl Draft {
    fn kind(&self, node: usize) -> (&'static str, &'static str, bool, bool, bool) {
        NODE_KINDS[self.nodes[node].kind]
    }

    fn is_record(&self, node: usize) -> bool {
        self.kind(node).4
    }

    /// The edge's status, or that of a record at its ends where that is worse.
    fn status(&self, edge: &EdgeDraft) -> Status {
        let mut all = vec![STATUSES[edge.status]];
        for end in [edge.from, edge.to] {
            if self.is_record(end) {
                all.push(STATUSES[self.nodes[end].status]);
            }
        }
        let worst = [Status::Denied, Status::Planned].into_iter().find(|bad| all.contains(bad));
        worst.unwrap_or(all[0])
    }

    fn is_admitted(&self, edge: &EdgeDraft) -> bool {
        self.status(edge) != Status::Denied
    }

    /// The edge's date, or that of the one record at its ends.
    fn date(&self, edge: &EdgeDraft) -> Option<usize> {
        let records: Vec<usize> =
            [edge.from, edge.to].into_iter().filter(|&end| self.is_record(end)).collect();
        edge.date.or(match records[..] {
            [record] => self.nodes[record].date,
            _ => None,
        })
    }

    /// Which nodes are one: the smallest node that is reached by `same-as`.
    fn identities(&self) -> Vec<usize> {
        let mut labels: Vec<usize> = (0..self.nodes.len()).collect();
        for _ in 0..self.nodes.len() {
            for edge in self.edges.iter().filter(|edge| self.is_admitted(edge)) {
                if EDGE_KINDS[edge.kind].0 == "same-as" {
                    let least = labels[edge.from].min(labels[edge.to]);
                    labels[edge.from] = least;
                    labels[edge.to] = least;
                }
            }
        }
        labels
    }
}

#[derive(Debug, Clone)]
struct Question {
    of: PairsOf,
    order: TieOrder,
    hubs: Hubs,
    about: BTreeSet<usize>,
    touching: Touching,
    crowd: usize,
    count_min: usize,
    limit: usize,
    within: Option<&'static str>,
    only: Option<&'static str>,
}

fn questions() -> impl Strategy<Value = Question> {
    (
        (0..2_usize, 0..2_usize, 0..2_usize, 0..2_usize),
        prop_oneof![2 => Just(BTreeSet::new()), 1 => prop::collection::btree_set(0..9_usize, 1..4)],
        prop_oneof![Just(100_usize), 2..5_usize],
        (1..3_usize, prop_oneof![Just(100_usize), 0..3_usize]),
        prop::sample::select(vec![None, None, Some("agreement"), Some("company")]),
        prop::sample::select(vec![None, None, Some("person"), Some("meeting")]),
    )
        .prop_map(|(words, about, crowd, (count_min, limit), within, only)| Question {
            of: PairsOf::ALL[words.0],
            order: TieOrder::ALL[words.1],
            hubs: Hubs::ALL[words.2],
            touching: [Touching::Either, Touching::Both][words.3],
            about,
            crowd,
            count_min,
            limit,
            within,
            only,
        })
}

impl Question {
    fn ask(&self, draft: &Draft) -> AffiliationsAnswer {
        let built = Built::of(draft);
        let about = self.about.iter().filter(|&&node| node < draft.nodes.len());
        let request = AffiliationsRequest {
            of: self.of,
            about: about.map(|&node| NodeIx(node as u32)).collect(),
            touching: self.touching,
            within: built.kinds(self.within.as_slice()),
            order: self.order,
            count_min: self.count_min,
            crowd: self.crowd,
            hubs: self.hubs,
            selection: Selection {
                kinds: built.kinds(self.only.as_slice()),
                ..Selection::default()
            },
            limit: self.limit,
        };
        built.ask(|world| affiliations(world, &request).unwrap())
    }

    fn is_seat(&self, draft: &Draft, node: usize) -> bool {
        let (name, top, _, _, is_record) = draft.kind(node);
        match self.within {
            Some(kind) => name == kind || top == kind,
            None => is_record || name == "award",
        }
    }

    fn is_actor(&self, draft: &Draft, node: usize) -> bool {
        let (_, _, acts, is_hub, _) = draft.kind(node);
        acts && !self.is_seat(draft, node) && (!is_hub || self.hubs == Hubs::Keep)
    }

    /// The edges by which an actor takes part in a record.
    fn parts(&self, draft: &Draft, actor: usize, seat: usize) -> Vec<usize> {
        if !self.is_actor(draft, actor) || !self.is_seat(draft, seat) {
            return Vec::new();
        }
        (0..draft.edges.len())
            .filter(|&at| {
                let edge = &draft.edges[at];
                let ends = [(edge.from, edge.to), (edge.to, edge.from)];
                ends.contains(&(actor, seat)) && EDGE_KINDS[edge.kind].2 && draft.is_admitted(edge)
            })
            .collect()
    }

    fn sides(&self, draft: &Draft, row: usize, column: usize) -> Vec<usize> {
        match self.of {
            PairsOf::Actors => self.parts(draft, row, column),
            PairsOf::Records => self.parts(draft, column, row),
        }
    }

    fn size(&self, draft: &Draft, column: usize) -> usize {
        let identities = draft.identities();
        let parties = (0..draft.nodes.len())
            .filter(|&row| !self.sides(draft, row, column).is_empty())
            .map(|row| identities[row]);
        parties.collect::<BTreeSet<usize>>().len()
    }

    /// Every pair that is asked for, with what it shares, in order.
    fn rows(&self, draft: &Draft) -> Vec<NaiveRow> {
        let n = draft.nodes.len();
        let about: BTreeSet<usize> = self.about.iter().copied().filter(|&node| node < n).collect();
        let identities = draft.identities();
        let is_row = |node: usize| {
            self.only.is_none_or(|kind| draft.kind(node).0 == kind || draft.kind(node).1 == kind)
        };
        let mut rows = Vec::new();
        for first in 0..n {
            for second in first + 1..n {
                let named = [first, second].iter().filter(|node| about.contains(node)).count();
                let needed = match self.touching {
                    Touching::Either => 1,
                    Touching::Both => 2,
                };
                if identities[first] == identities[second]
                    || !is_row(first)
                    || !is_row(second)
                    || (!about.is_empty() && named < needed)
                {
                    continue;
                }
                let mut row = NaiveRow { first, second, ..NaiveRow::default() };
                for column in 0..n {
                    let size = self.size(draft, column);
                    let sides = [first, second].map(|node| self.sides(draft, node, column));
                    if size <= self.crowd && sides.iter().all(|side| !side.is_empty()) {
                        row.add(draft, column, size, sides);
                    }
                }
                if row.shared.len() >= self.count_min {
                    rows.push(row);
                }
            }
        }
        rows.sort_by(|a, b| {
            let count = b.shared.len().cmp(&a.shared.len());
            let strength = b.strength.partial_cmp(&a.strength).unwrap();
            match self.order {
                TieOrder::Count => count.then(strength),
                TieOrder::Strength => strength.then(count),
            }
        });
        rows
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
struct NaiveRow {
    first: usize,
    second: usize,
    /// The node, its parties, the edges of both.
    shared: Vec<(usize, usize, [Vec<usize>; 2])>,
    n_done: usize,
    strength: f64,
    since: Option<i32>,
    until: Option<i32>,
    is_hedged: bool,
    n_undated: usize,
}

impl NaiveRow {
    fn add(&mut self, draft: &Draft, column: usize, size: usize, sides: [Vec<usize>; 2]) {
        self.strength += 1.0 / (size as f64 - 1.0);
        let edges = |side: &Vec<usize>| -> Vec<EdgeDraft> {
            side.iter().map(|&at| draft.edges[at].clone()).collect()
        };
        let has_been = |edge: &EdgeDraft| draft.status(edge) != Status::Planned;
        self.n_done += usize::from(sides.iter().all(|side| edges(side).iter().any(has_been)));
        let dates = sides.each_ref().map(|side| -> Vec<usize> {
            edges(side).iter().filter_map(|edge| draft.date(edge)).collect()
        });
        if dates.iter().any(Vec::is_empty) {
            self.n_undated += 1;
        } else {
            for (_, first, last, is_hedged) in dates.concat().into_iter().map(|at| DATES[at]) {
                self.since = Some(self.since.map_or(first, |since| since.min(first)));
                self.until = Some(self.until.map_or(last, |until| until.max(last)));
                self.is_hedged |= is_hedged;
            }
        }
        self.shared.push((column, size, sides));
    }

    fn of(answer: &sociogram::explore::Affiliation) -> Self {
        Self {
            first: answer.first.at(),
            second: answer.second.at(),
            shared: answer
                .shared
                .iter()
                .map(|shared| {
                    let edges = [&shared.first, &shared.second];
                    let edges = edges.map(|side| side.iter().map(|ix| ix.at()).collect());
                    (shared.node.at(), shared.size, edges)
                })
                .collect(),
            n_done: answer.n_done,
            strength: answer.strength,
            since: answer.days.map(|days| days.first.0),
            until: answer.days.map(|days| days.last.0),
            is_hedged: answer.is_hedged(),
            n_undated: answer.n_undated,
        }
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(1500))]

    #[test]
    fn pairs_are_those_found_by_looking_at_every_pair(draft in drafts(), question in questions()) {
        let answer = question.ask(&draft);
        let rows = question.rows(&draft);
        prop_assert_eq!(answer.n_rows, rows.len());
        let shown: Vec<NaiveRow> = rows.into_iter().take(question.limit).collect();
        let found: Vec<NaiveRow> = answer.rows.iter().map(NaiveRow::of).collect();
        prop_assert_eq!(found, shown);
        let crowds: Vec<(usize, usize)> = (0..draft.nodes.len())
            .map(|column| (column, question.size(&draft, column)))
            .filter(|&(_, size)| size > question.crowd)
            .filter(|&(column, _)| {
                let about: Vec<usize> = question.about.iter().copied()
                    .filter(|&node| node < draft.nodes.len()).collect();
                let sits = |row: usize| !question.sides(&draft, row, column).is_empty();
                about.is_empty() || about.into_iter().any(sits)
            })
            .collect();
        let left_out: Vec<(usize, usize)> =
            answer.crowds.iter().map(|&(node, size)| (node.at(), size)).collect();
        prop_assert_eq!(left_out, crowds);
        let kept = Question { hubs: Hubs::Keep, ..question.clone() };
        let hubs: Vec<usize> = (0..draft.nodes.len())
            .filter(|&node| draft.kind(node).3 && question.hubs == Hubs::Remove)
            .filter(|&node| (0..draft.nodes.len()).any(|seat| {
                !kept.parts(&draft, node, seat).is_empty()
            }))
            .collect();
        let hubs_found: Vec<usize> = answer.hubs.iter().map(|node| node.at()).collect();
        prop_assert_eq!(hubs_found, hubs);
    }

    #[test]
    fn likeness_is_that_of_all_ties_listed(
        draft in drafts(),
        asked in 0..9_usize,
        by in prop::sample::select(Likeness::ALL.to_vec()),
        only in prop::sample::select(vec![None, None, Some("person"), Some("event")]),
        limit in prop_oneof![Just(100_usize), 0..3_usize],
    ) {
        let asked = asked % draft.nodes.len();
        let built = Built::of(&draft);
        let request = SimilarRequest {
            node: NodeIx(asked as u32),
            by,
            selection: Selection { kinds: built.kinds(only.as_slice()), ..Selection::default() },
            limit,
        };
        let answer = built.ask(|world| similar(world, &request));
        check_likeness(&built, &draft, asked, only, limit, &answer)?;
    }
}

/// A sort of tie, in words.
type Sort = (String, Direction, TieStanding, String);

/// The ties of a node, each sort with its edges; those to `but` left out by ties.
fn ties(draft: &Draft, node: usize, but: usize, by: Likeness) -> BTreeMap<Sort, BTreeSet<usize>> {
    let mut ties: BTreeMap<Sort, BTreeSet<usize>> = BTreeMap::new();
    for (at, edge) in draft.edges.iter().enumerate() {
        let (name, is_symmetric, _) = EDGE_KINDS[edge.kind];
        let touches = edge.from == node || edge.to == node;
        if !touches || edge.from == edge.to || name == "same-as" || !draft.is_admitted(edge) {
            continue;
        }
        let other = if edge.from == node { edge.to } else { edge.from };
        if by == Likeness::Ties && other == but {
            continue;
        }
        let direction = match (is_symmetric, edge.from == node) {
            (true, _) => Direction::Symmetric,
            (false, true) => Direction::Forward,
            (false, false) => Direction::Backward,
        };
        let is_planned = draft.status(edge) == Status::Planned;
        let standing = if is_planned { TieStanding::Planned } else { TieStanding::Holds };
        let other = match by {
            Likeness::Roles => draft.kind(other).1.to_owned(),
            Likeness::Ties => format!("n{other:02}"),
        };
        ties.entry((name.to_owned(), direction, standing, other)).or_default().insert(at);
    }
    ties
}

/// Ties that are alike, and ties of either.
fn alike(draft: &Draft, a: usize, b: usize, by: Likeness) -> (usize, usize) {
    let (of_a, of_b) = (ties(draft, a, b, by), ties(draft, b, a, by));
    let sorts: BTreeSet<&Sort> = of_a.keys().chain(of_b.keys()).collect();
    let count = |ties: &BTreeMap<Sort, BTreeSet<usize>>, sort: &Sort| {
        let n = ties.get(sort).map_or(0, BTreeSet::len);
        if by == Likeness::Ties { n.min(1) } else { n }
    };
    let each = |pick: fn(usize, usize) -> usize| -> usize {
        sorts.iter().map(|sort| pick(count(&of_a, sort), count(&of_b, sort))).sum()
    };
    (each(std::cmp::min), each(std::cmp::max))
}

fn check_likeness(
    built: &Built,
    draft: &Draft,
    asked: usize,
    only: Option<&str>,
    limit: usize,
    answer: &SimilarAnswer,
) -> Result<(), TestCaseError> {
    let by = answer.by;
    let identities = draft.identities();
    let part = |node: usize| (draft.kind(node).3, draft.kind(node).4);
    let others = (0..draft.nodes.len()).filter(|&node| node != asked);
    let (same, others): (Vec<usize>, Vec<usize>) =
        others.partition(|&node| identities[node] == identities[asked]);
    let mut rows: Vec<(usize, usize, usize)> = others
        .into_iter()
        .filter(|&node| match only {
            Some(kind) => draft.kind(node).0 == kind || draft.kind(node).1 == kind,
            None => part(node) == part(asked),
        })
        .map(|node| {
            let (shared, all) = alike(draft, asked, node, by);
            (node, shared, all)
        })
        .filter(|&(_, shared, _)| shared > 0)
        .collect();
    rows.sort_by(|a, b| {
        let score = |row: &(usize, usize, usize)| row.1 as f64 / row.2 as f64;
        score(b).partial_cmp(&score(a)).unwrap().then(b.1.cmp(&a.1))
    });
    prop_assert_eq!(answer.n_rows, rows.len());
    let shown = rows.len().min(limit);
    let found: Vec<(usize, usize, usize)> =
        answer.rows.iter().map(|row| (row.node.at(), row.n_shared, row.n_all)).collect();
    prop_assert_eq!(&found[..], &rows[..shown]);
    let same_found: Vec<usize> = answer.same.iter().map(|node| node.at()).collect();
    prop_assert_eq!(same_found, same);
    let own = ties(draft, asked, usize::MAX, by);
    let n_ties =
        if by == Likeness::Ties { own.len() } else { own.values().map(BTreeSet::len).sum() };
    prop_assert_eq!(answer.n_ties, n_ties);
    for row in &answer.rows {
        let node = row.node.at();
        let (own, others) = (ties(draft, asked, node, by), ties(draft, node, asked, by));
        let sorts: BTreeSet<&Sort> = own.keys().chain(others.keys()).collect();
        prop_assert_eq!(row.features.len(), sorts.len());
        for feature in &row.features {
            let sort = feature.sort;
            let other = match sort.other {
                OtherEnd::Node(ix) => format!("n{:02}", ix.at()),
                OtherEnd::Kind(ix) => built.vocabulary.node_kind(ix).name.to_string(),
            };
            let name = built.vocabulary.edge_kind(sort.kind).name.to_string();
            let sort = (name, sort.direction, sort.standing, other);
            for (ties, edges) in [(&own, &feature.first), (&others, &feature.second)] {
                let found: BTreeSet<usize> = edges.iter().map(|ix| ix.at()).collect();
                prop_assert_eq!(found.len(), edges.len());
                prop_assert_eq!(found, ties.get(&sort).cloned().unwrap_or_default());
            }
        }
    }
    Ok(())
}

/// The women of Davis, Gardner and Gardner and their events, against what NetworkX projects.
#[test]
fn counts_and_strengths_are_those_of_networkx() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/davis.json");
    let oracle: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let id = |at: &Value| format!("n{:02}", at.as_u64().unwrap());
    let kind = |at: usize| if at < 18 { "person" } else { "meeting" };
    let nodes: Vec<String> = (0..32).map(|at| node(&format!("n{at:02}"), kind(at))).collect();
    let pairs = oracle["edges"].as_array().unwrap().iter();
    let edges: Vec<String> = (0..)
        .zip(pairs)
        .map(|(at, pair)| edge(&format!("e{at:03}"), "attended", &id(&pair[0]), &id(&pair[1]), ""))
        .collect();
    let sandbox = Sandbox::new();
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
    let data = sandbox.dataset(&nodes, &edges);
    let answer = sandbox.json(&["--data", data, "affiliations", "--top", "1000"]);
    let mut found: Vec<(String, String, u64, f64)> = Vec::new();
    for row in answer["rows"].as_array().unwrap() {
        let name = |side: &str| row[side]["id"].as_str().unwrap().to_owned();
        let count = row["count"].as_u64().unwrap();
        found.push((name("first"), name("second"), count, row["strength"].as_f64().unwrap()));
    }
    found.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    let projected = oracle["projected"].as_array().unwrap();
    assert_eq!(found.len(), projected.len());
    for ((first, second, count, strength), wanted) in found.into_iter().zip(projected) {
        assert_eq!((first, second), (id(&wanted[0]), id(&wanted[1])));
        assert_eq!(count, wanted[2].as_u64().unwrap());
        // At most 14 terms on either side: 14 * 1.1e-16 relative.
        let wanted = wanted[3].as_f64().unwrap();
        assert!((strength - wanted).abs() <= 1e-14 * wanted, "{strength} {wanted}");
    }
}
