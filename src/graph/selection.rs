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

/// What a question admits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Kinds of nodes and edges.
    pub kinds: KindFilter,
    /// Nodes left out.
    pub avoid_nodes: BTreeSet<NodeIx>,
    /// Kinds left out.
    pub avoid_kinds: KindFilter,
    /// Only inferred (`true`) or only stated (`false`) edges.
    pub inferred: Option<bool>,
    /// Only these statuses; empty means every status but denied and cancelled.
    pub statuses: BTreeSet<Status>,
    /// Only edges backed by one of these sources or a copy of it; empty means all.
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
    edge_times: Vec<Certainty>,
    has_time: bool,
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

    /// How surely the edge answers the question about time; nothing when there was none.
    pub fn edge_time(&self, edge: EdgeIx) -> Option<Certainty> {
        self.has_time.then(|| self.edge_times[edge.at()])
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
    /// Applies the selection; `exempt` nodes (the ends of a path) are admitted whatever their kind.
    ///
    /// Time O(n + m), plus one evaluation per distinct date.
    pub fn apply(&self, graph: PropertyGraph<'_>, exempt: &[NodeIx]) -> Selected {
        let times = self.times(graph);
        let nodes: Vec<bool> = graph
            .nodes()
            .map(|node| self.admits_node(graph, &times, node, exempt.contains(&node.ix)))
            .collect();
        let edge_times: Vec<Certainty> = graph.edges().map(|edge| times.edge(edge)).collect();
        let edges = graph
            .edges()
            .zip(&edge_times)
            .map(|(edge, &time)| {
                nodes[edge.from().ix.at()]
                    && nodes[edge.to().ix.at()]
                    && self.admits_time(time)
                    && self.admits_edge(edge)
            })
            .collect();
        Selected { nodes, edges, edge_times, has_time: self.time.is_some() }
    }

    /// Is this fact admitted by time, basis, source and claim?
    pub fn admits_fact(&self, fact: FactRef<'_>) -> bool {
        let time = match (&self.time, fact.when()) {
            (Some(question), Some(when)) => question.ask(&when, Aspect::Act),
            (Some(_), None) => Certainty::Possible,
            (None, _) => Certainty::Certain,
        };
        let mut sources = fact.evidence().map(|e| e.source().ix);
        self.admits_time(time)
            && self.inferred.is_none_or(|inferred| inferred == fact.is_inferred())
            && (self.sources.is_empty() || sources.any(|s| self.sources.contains(&s)))
            && self.admits_claim(fact.claimed_by().is_some())
    }

    fn times(&self, graph: PropertyGraph<'_>) -> Times {
        let answer = |aspect| match &self.time {
            None => Vec::new(),
            Some(question) => graph.dates().map(|when| question.ask(&when, aspect)).collect(),
        };
        Times {
            acts: answer(Aspect::Act),
            states: answer(Aspect::State),
            asked: self.time.is_some(),
        }
    }

    fn admits_time(&self, time: Certainty) -> bool {
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
        let aspect = if node.is_record() { Aspect::Act } else { Aspect::State };
        // An undated actor simply exists; an undated record may have happened.
        let time = match (node.date().at(), node.is_record()) {
            (None, false) => Certainty::Certain,
            _ => times.ask(node.date(), aspect),
        };
        let by_time = self.admits_time(time);
        if exempt {
            return by_time || !node.is_record();
        }
        by_time
            && (!self.kinds.restricts_nodes() || self.kinds.names_node(graph, node))
            && !self.avoid_nodes.contains(&node.ix)
            && !self.avoid_kinds.names_node(graph, node)
    }

    fn admits_edge(&self, edge: EdgeRef<'_>) -> bool {
        let status = edge.effective_status();
        let by_status = if self.statuses.is_empty() {
            !status.is_void()
        } else {
            self.statuses.contains(&status)
        };
        by_status
            && (!self.kinds.restricts_edges() || self.kinds.names_edge(edge.kind_ix()))
            && !self.avoid_kinds.names_edge(edge.kind_ix())
            && self.inferred.is_none_or(|inferred| inferred == edge.is_inferred())
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
struct Times {
    acts: Vec<Certainty>,
    states: Vec<Certainty>,
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

    fn edge(&self, edge: EdgeRef<'_>) -> Certainty {
        let (date, aspect) = edge.time();
        self.ask(date, aspect)
    }
}
