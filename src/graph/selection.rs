//! Selections: which nodes and edges a question admits, by kind, time, basis, status, source and claim.
//!
//! A selection only says what is admitted. Which admitted edges a path may walk is the projection's concern.

use super::csr::{EdgeIx, NodeIx};
use super::property_graph::{EdgeRef, FactRef, NodeRef, PropertyGraph, SourceIx};
use super::rows::Date;
use crate::model::{Aspect, Certainty, Day, Days, EdgeKindIx, KindRef, NodeKindIx, Status, When};
use std::collections::BTreeSet;

/// A restriction by kind: node kinds restrict nodes, edge kinds restrict edges; an empty side admits all.
/// A kind admits its children.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KindFilter {
    nodes: BTreeSet<NodeKindIx>,
    edges: BTreeSet<EdgeKindIx>,
}

impl KindFilter {
    /// Admits one more kind.
    pub fn insert(&mut self, kind: KindRef) {
        match kind {
            KindRef::Node(ix) => self.nodes.insert(ix),
            KindRef::Edge(ix) => self.edges.insert(ix),
        };
    }

    /// Takes the node kinds out into a filter of their own.
    #[must_use]
    pub fn split_off_nodes(&mut self) -> Self {
        Self { nodes: std::mem::take(&mut self.nodes), edges: BTreeSet::new() }
    }

    /// No kind was named.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.edges.is_empty()
    }

    /// Some node kind was named.
    pub fn restricts_nodes(&self) -> bool {
        !self.nodes.is_empty()
    }

    /// Some edge kind was named.
    pub fn restricts_edges(&self) -> bool {
        !self.edges.is_empty()
    }

    /// The names of the kinds, node kinds first.
    pub fn names(&self, graph: PropertyGraph<'_>) -> Vec<String> {
        let vocabulary = graph.vocabulary();
        let nodes = self.nodes.iter().map(|&ix| vocabulary.node_kind(ix).name.to_string());
        let edges = self.edges.iter().map(|&ix| vocabulary.edge_kind(ix).name.to_string());
        nodes.chain(edges).collect()
    }

    /// Is `node` of one of the named node kinds?
    pub fn names_node(&self, graph: PropertyGraph<'_>, node: NodeRef<'_>) -> bool {
        self.nodes.iter().any(|&kind| graph.vocabulary().is_a(node.kind_ix(), kind))
    }

    /// Is the edge of one of the named edge kinds?
    pub fn names_edge(&self, kind: EdgeKindIx) -> bool {
        self.edges.contains(&kind)
    }
}

/// A question about time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimeQuestion {
    /// Acts dated on or before the day, and states holding on it.
    AsOf(Day),
    /// Acts inside the days, and states that overlap them.
    Within(Days),
}

impl TimeQuestion {
    /// Asks it of a date, read as that of an act or of a state.
    pub fn ask(&self, when: &When, aspect: Aspect) -> Certainty {
        match (self, aspect) {
            (Self::AsOf(day), Aspect::Act) => when.act_by(*day),
            (Self::AsOf(day), Aspect::State) => when.state_on(*day),
            (Self::Within(days), Aspect::Act) => when.act_within(*days),
            (Self::Within(days), Aspect::State) => when.state_overlaps(*days),
        }
    }
}

/// Which statements by where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BasisFilter {
    /// Those that sources state.
    Stated,
    /// Those that the curator concluded.
    Inferred,
}

impl BasisFilter {
    /// All values, for help and completion.
    pub const ALL: [Self; 2] = [Self::Stated, Self::Inferred];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
        }
    }

    fn admits(self, is_inferred: bool) -> bool {
        is_inferred == (self == Self::Inferred)
    }
}

/// What to do with statements that are only somebody's claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Claims {
    /// Keep them, marked.
    #[default]
    Keep,
    /// Leave them out.
    Drop,
    /// Keep nothing else.
    Only,
}

impl Claims {
    /// All values, for help and completion.
    pub const ALL: [Self; 3] = [Self::Keep, Self::Drop, Self::Only];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Drop => "drop",
            Self::Only => "only",
        }
    }
}

/// What a question admits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Kinds of nodes and edges.
    pub kinds: KindFilter,
    /// Nodes left out.
    pub avoid_nodes: BTreeSet<NodeIx>,
    /// Kinds left out.
    pub avoid_kinds: KindFilter,
    /// Only stated or only inferred statements.
    pub basis: Option<BasisFilter>,
    /// Only these statuses; empty means every status but denied and cancelled.
    pub statuses: BTreeSet<Status>,
    /// Only edges backed by one of these sources; empty means all.
    pub sources: BTreeSet<SourceIx>,
    /// Only edges with evidence from this many origins.
    pub origins_min: usize,
    /// Claims kept, dropped or alone.
    pub claims: Claims,
    /// Only what happened or held then.
    pub time: Option<TimeQuestion>,
    /// Drop what is only possible in time.
    pub certain_only: bool,
}

/// The outcome of a selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    nodes: Vec<bool>,
    edges: Vec<bool>,
}

impl Selected {
    /// Is this node admitted?
    pub fn has_node(&self, node: NodeIx) -> bool {
        self.nodes[node.at()]
    }

    /// Is this edge admitted? Both its ends then are, or were exempted.
    pub fn has_edge(&self, edge: EdgeIx) -> bool {
        self.edges[edge.at()]
    }

    /// The admitted edges in order.
    pub fn edges(&self) -> impl Iterator<Item = EdgeIx> {
        self.edges.iter().zip(0..).filter(|(admitted, _)| **admitted).map(|(_, ix)| EdgeIx(ix))
    }

    /// The admitted nodes in order.
    pub fn nodes(&self) -> impl Iterator<Item = NodeIx> {
        self.nodes.iter().zip(0..).filter(|(admitted, _)| **admitted).map(|(_, ix)| NodeIx(ix))
    }
}

impl Selection {
    /// Applies the selection; `exempt` nodes (the ends of a path) are admitted whatever their kind, but not
    /// before their time.
    ///
    /// Time O(e n + m) for e exempt nodes, one evaluation per distinct date, and a look at all evidence of edges
    /// where sources or origins are restricted.
    pub fn apply(&self, graph: PropertyGraph<'_>, exempt: &[NodeIx]) -> Selected {
        let times = self.times(graph);
        let nodes: Vec<bool> = graph
            .nodes()
            .map(|node| self.admits_node(graph, &times, node, exempt.contains(&node.ix)))
            .collect();
        let edges = graph
            .edges()
            .map(|edge| {
                nodes[edge.from().ix.at()]
                    && nodes[edge.to().ix.at()]
                    && self.admits_time(times.edge(edge).max(edge.known()))
                    && self.admits_edge(edge)
            })
            .collect();
        Selected { nodes, edges }
    }

    /// The same, with what was denied or called off unless the question named a status.
    #[must_use]
    pub fn with_void(&self) -> Self {
        let mut all = self.clone();
        if all.statuses.is_empty() {
            all.statuses = Status::ALL.into();
        }
        all
    }

    /// Is this fact admitted by time, basis, source and claim?
    pub fn admits_fact(&self, fact: FactRef<'_>) -> bool {
        let time = self.fact_time(fact).unwrap_or(Certainty::Certain);
        let mut sources = fact.evidence().map(|e| e.source().ix);
        self.admits_time(time)
            && self.basis.is_none_or(|basis| basis.admits(fact.is_inferred()))
            && (self.sources.is_empty() || sources.any(|s| self.sources.contains(&s)))
            && (self.origins_min == 0 || fact.origin_count() >= self.origins_min)
            && self.admits_claim(fact.claimed_by().is_some())
    }

    /// Does it restrict statements by more than time?
    pub fn narrows(&self) -> bool {
        self.kinds.restricts_edges()
            || self.basis.is_some()
            || !self.statuses.is_empty()
            || !self.sources.is_empty()
            || self.origins_min > 0
            || self.claims == Claims::Only
    }

    /// Is a record admitted for itself, by its own evidence and status, whatever its edges?
    pub fn admits_record(&self, record: NodeRef<'_>) -> bool {
        !self.kinds.restricts_edges()
            && self.basis != Some(BasisFilter::Inferred)
            && self.claims != Claims::Only
            && self.admits_status(record.status())
            && (self.sources.is_empty()
                || record.evidence().any(|e| self.sources.contains(&e.source().ix)))
            && (self.origins_min == 0 || record.origin_count() >= self.origins_min)
    }

    /// Are facts of a node admitted, as far as the node decides? A kind of edge leaves no room for them.
    pub fn admits_facts_of(&self, node: NodeRef<'_>) -> bool {
        !self.kinds.restricts_edges() && self.admits_status(node.status())
    }

    /// How surely a node answers the questions about time; nothing when there is none. A record is an act, and
    /// other nodes exist as states do, always where they have no date.
    pub fn node_time(&self, node: NodeRef<'_>) -> Option<Certainty> {
        let then = match (node.when(), node.is_record()) {
            (when, true) => self.ask(|| when, Aspect::Act),
            (None, false) => self.time.as_ref().map(|_| Certainty::Certain),
            (when, false) => self.ask(|| when, Aspect::State),
        };
        then.max(node.known_by())
    }

    /// How surely something of a date answers the question about when it happened.
    fn ask(&self, when: impl FnOnce() -> Option<When>, aspect: Aspect) -> Option<Certainty> {
        let question = self.time.as_ref()?;
        Some(when().map_or(Certainty::Possible, |when| question.ask(&when, aspect)))
    }

    fn admits_status(&self, status: Status) -> bool {
        if self.statuses.is_empty() { !status.is_void() } else { self.statuses.contains(&status) }
    }

    /// How surely a fact answers the questions about time; nothing when there is none.
    pub fn fact_time(&self, fact: FactRef<'_>) -> Option<Certainty> {
        self.ask(|| fact.time(), Aspect::Act).max(fact.known_by())
    }

    /// How surely an edge answers the questions about time; nothing when there is none.
    pub fn edge_time(&self, edge: EdgeRef<'_>) -> Option<Certainty> {
        self.ask(|| edge.time_when(), edge.time().1).max(edge.known_by())
    }

    /// What it restricts, in words: one entry for each restriction, none when it admits the default.
    pub fn words(&self, graph: PropertyGraph<'_>) -> Vec<String> {
        let mut words = Vec::new();
        let mut say = |what: &str, list: Vec<String>| {
            if !list.is_empty() {
                words.push(format!("{what} {}", list.join(", ")));
            }
        };
        say("only kind", self.kinds.names(graph));
        let mut avoided: Vec<String> =
            self.avoid_nodes.iter().map(|&ix| graph.node(ix).id().to_owned()).collect();
        avoided.extend(self.avoid_kinds.names(graph));
        say("without", avoided);
        let statuses = self.statuses.iter().map(|status| status.as_str().to_owned());
        say("only status", statuses.collect());
        let sources = self.sources.iter().map(|&ix| graph.source(ix).id().to_owned());
        say("only backed by", sources.collect());
        if let Some(basis) = self.basis {
            words.push(format!("only {}", basis.as_str()));
        }
        if self.origins_min > 0 {
            words.push(format!("backed from at least {} origins", self.origins_min));
        }
        match self.claims {
            Claims::Keep => {}
            Claims::Drop => words.push("without claims".to_owned()),
            Claims::Only => words.push("only claims".to_owned()),
        }
        match &self.time {
            None => {}
            Some(TimeQuestion::AsOf(day)) => words.push(format!("as of {day}")),
            Some(TimeQuestion::Within(days)) => {
                if days.first != Day::EARLIEST {
                    words.push(format!("since {}", days.first));
                }
                if days.last != Day::LATEST {
                    words.push(format!("until {}", days.last));
                }
            }
        }
        words.extend_from_slice(graph.known_words());
        if self.certain_only {
            words.push("only what is certain in time".to_owned());
        }
        words
    }

    fn times(&self, graph: PropertyGraph<'_>) -> Times {
        let Some(question) = &self.time else { return Times::default() };
        let last = match question {
            TimeQuestion::AsOf(day) => *day,
            TimeQuestion::Within(days) => days.last,
        };
        Times {
            acts: graph.dates().map(|when| question.ask(&when, Aspect::Act)).collect(),
            states: graph.dates().map(|when| question.ask(&when, Aspect::State)).collect(),
            records: graph.dates().map(|when| when.act_by(last)).collect(),
            asked: true,
        }
    }

    /// Is an answer to the question about time good enough?
    pub fn admits_time(&self, time: Certainty) -> bool {
        match time {
            Certainty::Certain => true,
            Certainty::Possible => !self.certain_only,
            Certainty::Out => false,
        }
    }

    fn admits_node(
        &self,
        graph: PropertyGraph<'_>,
        times: &Times,
        node: NodeRef<'_>,
        exempt: bool,
    ) -> bool {
        let by_time = self.admits_time(times.node(node).max(node.known()));
        if exempt {
            return by_time;
        }
        by_time
            && (!self.kinds.restricts_nodes() || self.kinds.names_node(graph, node))
            && !self.avoid_nodes.contains(&node.ix)
            && !self.avoid_kinds.names_node(graph, node)
    }

    fn admits_edge(&self, edge: EdgeRef<'_>) -> bool {
        self.admits_status(edge.effective_status())
            && (!self.kinds.restricts_edges() || self.kinds.names_edge(edge.kind_ix()))
            && !self.avoid_kinds.names_edge(edge.kind_ix())
            && self.basis.is_none_or(|basis| basis.admits(edge.is_inferred()))
            && (self.sources.is_empty()
                || edge.evidence().any(|e| self.sources.contains(&e.source().ix)))
            && (self.origins_min == 0 || edge.origin_count() >= self.origins_min)
            && self.admits_claim(edge.claimed_by().is_some())
    }

    fn admits_claim(&self, claimed: bool) -> bool {
        match self.claims {
            Claims::Keep => true,
            Claims::Drop => !claimed,
            Claims::Only => claimed,
        }
    }
}

/// The answer to the question about time for every distinct date, read as act and as state.
#[derive(Default)]
struct Times {
    acts: Vec<Certainty>,
    states: Vec<Certainty>,
    /// Whether a record of the date was there by the end of the time asked about.
    records: Vec<Certainty>,
    asked: bool,
}

impl Times {
    fn ask(&self, date: Date, aspect: Aspect) -> Certainty {
        match (self.asked, date.at(), aspect) {
            (false, ..) => Certainty::Certain,
            (true, None, _) => Certainty::Possible,
            (true, Some(at), Aspect::Act) => self.acts[at],
            (true, Some(at), Aspect::State) => self.states[at],
        }
    }

    /// Was the node there? An undated actor simply exists; an undated record may have happened. A record
    /// stays when it is over, so that what is done about it later has its end.
    fn node(&self, node: NodeRef<'_>) -> Certainty {
        match (self.asked, node.date().at(), node.is_record()) {
            (false, ..) | (_, None, false) => Certainty::Certain,
            (true, None, true) => Certainty::Possible,
            (true, Some(at), true) => self.records[at],
            (true, Some(at), false) => self.states[at],
        }
    }

    fn edge(&self, edge: EdgeRef<'_>) -> Certainty {
        let (date, aspect) = edge.time();
        self.ask(date, aspect)
    }
}
