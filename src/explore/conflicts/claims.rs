//! Who claims what: the claims of a statement, each with the evidence that makes it.
//!
//! Compares none.

use super::super::statement::{StatementIx, StatementRef};
use super::things::Things;
use super::{Claim, ClaimValue};
use crate::graph::{EvidenceIx, FactRef, ItemIx, NodeIx, PropertyGraph, SourceIx};
use crate::model::{Amount, Bound, Day, Status, When};

/// A claim with what comparing it needs.
pub(super) struct Told {
    pub(super) claim: Claim,
    /// Sources themselves say so, without a hedge.
    pub(super) is_plain: bool,
    /// The things that the statement is about, as far as those are plainly stated.
    pub(super) plainly: (NodeIx, NodeIx),
    /// Origins of its evidence, each once, in order.
    pub(super) origins: Vec<SourceIx>,
    pub(super) claimant: Option<NodeIx>,
}

impl Told {
    /// A claim of a statement.
    pub(super) fn new(
        graph: PropertyGraph<'_>,
        things: &Things,
        statement: StatementIx,
        value: ClaimValue,
        evidence: Vec<EvidenceIx>,
    ) -> Self {
        let read = statement.read(graph);
        let mut origins: Vec<SourceIx> =
            evidence.iter().map(|&ix| graph.evidence_at(ix).source().origin().ix).collect();
        origins.sort_unstable();
        origins.dedup();
        let plainly = match statement.of {
            ItemIx::Node(node) => (things.plainly(node), things.plainly(node)),
            ItemIx::Edge(edge) => {
                let edge = graph.edge(edge);
                (things.plainly(edge.from().ix), things.plainly(edge.to().ix))
            }
        };
        Self {
            claim: Claim { statement, value, is_worked_out: false, evidence },
            is_plain: !origins.is_empty() && !read.is_inferred() && !read.status().is_prospective(),
            plainly,
            origins,
            claimant: read.claimed_by().map(|node| node.ix),
        }
    }

    /// Is it told by nobody, or by an origin and a claimant that tell the other too?
    pub(super) fn is_told_with(&self, other: &Self) -> bool {
        let shared = self.origins.iter().any(|origin| other.origins.binary_search(origin).is_ok());
        let by_nobody = self.origins.is_empty() && other.origins.is_empty();
        (shared || by_nobody) && self.claimant == other.claimant
    }

    /// The first day on which one of its origins may have been published; the latest of them.
    pub(super) fn published(&self, graph: PropertyGraph<'_>) -> Option<Day> {
        let published = |&ix: &SourceIx| Some(graph.source(ix).published()?.bounds().first);
        self.origins.iter().filter_map(published).max()
    }
}

/// The claims about the date of a statement: its own, then each other that its evidence supports.
pub(super) fn dates(
    graph: PropertyGraph<'_>,
    things: &Things,
    statement: StatementIx,
) -> Vec<(Told, When)> {
    let read = statement.read(graph);
    by_value(read, read.when(), |ix| graph.evidence_at(ix).supports_when())
        .into_iter()
        .map(|Given { value: when, by, evidence }| {
            let value = ClaimValue::When(when.clone());
            let mut told = Told::new(graph, things, statement, value, evidence);
            told.claim.is_worked_out = by == GivenBy::Statement && read.when_because().is_some();
            told.is_plain &= !told.claim.is_worked_out && !when.is_hedged();
            (told, when)
        })
        .collect()
}

/// The claims about the amount of a fact: its own, then each other that its evidence supports.
pub(super) fn amounts(
    graph: PropertyGraph<'_>,
    things: &Things,
    statement: StatementIx,
) -> Vec<(Told, Amount)> {
    let read = statement.read(graph);
    let own = read.fact().and_then(FactRef::amount);
    by_value(read, own, |ix| graph.evidence_at(ix).supports_amount())
        .into_iter()
        .map(|Given { value: amount, evidence, .. }| {
            let value = ClaimValue::Amount(amount.clone());
            let mut told = Told::new(graph, things, statement, value, evidence);
            told.is_plain &= amount.bound != Bound::About;
            (told, amount)
        })
        .collect()
}

/// The statement as it stands, with all its evidence.
pub(super) fn whole(
    graph: PropertyGraph<'_>,
    things: &Things,
    statement: StatementIx,
    value: ClaimValue,
) -> Told {
    Told::new(graph, things, statement, value, statement.read(graph).evidence())
}

/// A status told of a node or an edge.
pub(super) fn status(
    graph: PropertyGraph<'_>,
    things: &Things,
    statement: StatementIx,
    status: Status,
) -> Told {
    whole(graph, things, statement, ClaimValue::Status(status))
}

/// A value that a statement has, or that its evidence gives.
struct Given<V> {
    value: V,
    by: GivenBy,
    evidence: Vec<EvidenceIx>,
}

/// Where a value stands.
#[derive(PartialEq)]
enum GivenBy {
    Statement,
    Evidence,
}

/// The distinct values of a statement, with the evidence for each: the stated one first, unless there is none.
fn by_value<V: PartialEq>(
    statement: StatementRef<'_>,
    own: Option<V>,
    supports: impl Fn(EvidenceIx) -> Option<V>,
) -> Vec<Given<V>> {
    let given = |value, by, evidence| Given { value, by, evidence };
    let mut values: Vec<Given<V>> =
        own.into_iter().map(|own| given(own, GivenBy::Statement, Vec::new())).collect();
    for evidence in statement.evidence() {
        let supported = supports(evidence);
        let known = values.iter_mut().find(|one| match &supported {
            None => one.by == GivenBy::Statement,
            Some(value) => one.value == *value,
        });
        match (known, supported) {
            (Some(known), _) => known.evidence.push(evidence),
            (None, Some(value)) => values.push(given(value, GivenBy::Evidence, vec![evidence])),
            (None, None) => {}
        }
    }
    values
}
