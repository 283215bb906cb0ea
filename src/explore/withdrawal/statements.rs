//! The statements that a source backs: which fall without it, and which lose origins.

use crate::explore::Place;
use crate::explore::statement::StatementIx;
use crate::graph::{
    EdgeRef, EvidenceRef, FactRef, ItemIx, KindFilter, NodeIx, NodeRef, PropertyGraph, Selected,
    Selection, SourceIx,
};
use crate::model::Certainty;
use std::collections::BTreeSet;

/// A statement that the source backs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backed {
    /// The statement.
    pub statement: StatementIx,
    /// Origins behind it.
    pub n_origins: usize,
    /// Origins that are left.
    pub n_left: usize,
}

/// The place of a node; last for those that have none.
pub(super) fn prominence(places: &[Option<Place>], node: NodeIx) -> usize {
    places[node.at()].map_or(usize::MAX, |place| place.rank)
}

/// What falls and what loses origins.
pub(super) struct Statements<'q, 'a> {
    left: PropertyGraph<'a>,
    selection: Selection,
    rows_of: &'q KindFilter,
    pub(super) nodes: Vec<Backed>,
    pub(super) edges: Vec<Backed>,
    pub(super) facts: Vec<Backed>,
    pub(super) weakened: Vec<Backed>,
}

impl<'q, 'a> Statements<'q, 'a> {
    pub(super) fn new(
        graph: PropertyGraph<'a>,
        left: PropertyGraph<'a>,
        selection: &Selection,
        rows_of: &'q KindFilter,
        places: &[Option<Place>],
    ) -> Self {
        let selection = selection.with_void();
        let (before, after) = (selection.apply(graph, &[]), selection.apply(left, &[]));
        let (nodes, edges, facts, weakened) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut found = Self { left, selection, rows_of, nodes, edges, facts, weakened };
        for node in before.nodes().map(|ix| graph.node(ix)) {
            found.add_node(node, &after);
        }
        for edge in before.edges().map(|ix| graph.edge(ix)) {
            found.add_edge(edge, &after);
        }
        let Self { nodes, edges, facts, weakened, .. } = &mut found;
        for list in [nodes, edges, facts, weakened] {
            list.sort_by_cached_key(|backed| {
                (statement_place(graph, places, backed.statement), backed.statement)
            });
        }
        found
    }

    fn is_named(&self, node: NodeRef<'_>) -> bool {
        self.rows_of.is_empty() || self.rows_of.names_node(self.left, node)
    }

    fn add_node(&mut self, node: NodeRef<'a>, after: &Selected) {
        if !self.is_named(node) {
            return;
        }
        let of = ItemIx::Node(node.ix);
        let backed = self.backed(StatementIx::whole(of), node.evidence());
        if !after.has_node(node.ix) {
            self.nodes.push(backed);
        } else if backed.n_left < backed.n_origins {
            self.weakened.push(backed);
        }
        if self.selection.admits_facts_of(node) {
            self.add_facts(of, node.facts(), after.has_node(node.ix));
        }
    }

    fn add_edge(&mut self, edge: EdgeRef<'a>, after: &Selected) {
        if !self.is_named(edge.from()) && !self.is_named(edge.to()) {
            return;
        }
        let of = ItemIx::Edge(edge.ix);
        let backed = self.backed(StatementIx::whole(of), edge.evidence());
        if !after.has_edge(edge.ix) {
            self.edges.push(backed);
        } else if backed.n_left < backed.n_origins {
            self.weakened.push(backed);
        }
        self.add_facts(of, edge.facts(), after.has_edge(edge.ix));
    }

    fn add_facts(
        &mut self,
        of: ItemIx,
        facts: impl Iterator<Item = FactRef<'a>>,
        bearer_stays: bool,
    ) {
        for (at, fact) in facts.enumerate() {
            if !self.selection.admits_fact(fact) {
                continue;
            }
            let backed = self.backed(StatementIx { of, fact: Some(at) }, fact.evidence());
            let falls = backed.n_origins > 0 && backed.n_left == 0;
            if falls || !bearer_stays {
                self.facts.push(backed);
            } else if backed.n_left < backed.n_origins {
                self.weakened.push(backed);
            }
        }
    }

    fn backed(
        &self,
        statement: StatementIx,
        evidence: impl Iterator<Item = EvidenceRef<'a>> + Clone,
    ) -> Backed {
        let is_left =
            |e: &EvidenceRef<'_>| self.left.source(e.source().ix).known() != Certainty::Out;
        let n_left = n_origins(evidence.clone().filter(is_left));
        Backed { statement, n_origins: n_origins(evidence), n_left }
    }
}

fn n_origins<'a>(evidence: impl Iterator<Item = EvidenceRef<'a>>) -> usize {
    evidence.map(|e| e.source().origin().ix).collect::<BTreeSet<SourceIx>>().len()
}

/// The highest place of the nodes that a statement is about.
fn statement_place(
    graph: PropertyGraph<'_>,
    places: &[Option<Place>],
    statement: StatementIx,
) -> usize {
    match statement.of {
        ItemIx::Node(node) => prominence(places, node),
        ItemIx::Edge(edge) => {
            let edge = graph.edge(edge);
            prominence(places, edge.from().ix).min(prominence(places, edge.to().ix))
        }
    }
}
