//! What is known of a graph from some of its sources: as known by a day, or without a source.
//!
//! A graph that looks through a [`Known`] shows only the evidence that counts; what loses all its evidence is not
//! known, and selections leave it out. The tables stay as they are.

use super::derivation::first_on_chain;
use super::property_graph::{EvidenceRef, PropertyGraph, SourceIx, SourceRef};
use super::{EdgeIx, NodeIx};
use crate::model::{Certainty, Day};
use std::collections::BTreeSet;

/// Which sources count, and what is known from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What was left out, in words.
    words: Vec<String>,
    sources: Vec<Certainty>,
    /// What never had evidence.
    unsourced: Certainty,
    nodes: Vec<Certainty>,
    edges: Vec<Certainty>,
    /// Whether a day was asked about, so that answers say how surely something was known.
    asks_time: bool,
}

impl Known {
    /// What sources published on `day` or before say. A source without a date of publication counts as possible;
    /// what no source backs was known to nobody.
    ///
    /// Time and space O(n + m + evidence).
    pub fn by(graph: PropertyGraph<'_>, day: Day) -> Self {
        let sources = graph.sources().map(|source| {
            source.published().map_or(Certainty::Possible, |published| published.act_by(day))
        });
        let words = format!("known by {day}");
        Self::counting(graph, sources.collect(), Certainty::Out, words, true)
    }

    /// What is left when sources are withdrawn, and with them every copy of them. What never had evidence stays.
    ///
    /// Time and space O(n + m + evidence).
    pub fn without(graph: PropertyGraph<'_>, withdrawn: &BTreeSet<SourceIx>) -> Self {
        let rows: Vec<SourceRef<'_>> = graph.sources().collect();
        let falls = first_on_chain(
            rows.len(),
            |at| rows[at].derived_from().map(|parent| parent.ix.0 as usize),
            |at| withdrawn.contains(&rows[at].ix).then_some(Certainty::Out),
        );
        let sources = falls.into_iter().map(|falls| falls.unwrap_or(Certainty::Certain));
        let names: Vec<&str> = withdrawn.iter().map(|&ix| graph.source(ix).id()).collect();
        let words = format!("without source {}", names.join(", "));
        Self::counting(graph, sources.collect(), Certainty::Certain, words, false)
    }

    /// `graph` may look through another one already: then a source counts where it counts in both.
    fn counting(
        graph: PropertyGraph<'_>,
        mut sources: Vec<Certainty>,
        mut unsourced: Certainty,
        words: String,
        mut asks_time: bool,
    ) -> Self {
        let mut all_words = Vec::new();
        if let Some(known) = graph.known() {
            for (source, &before) in sources.iter_mut().zip(&known.sources) {
                *source = (*source).max(before);
            }
            unsourced = unsourced.max(known.unsourced);
            asks_time |= known.asks_time;
            all_words.clone_from(&known.words);
        }
        all_words.push(words);
        let (nodes, edges) = (Vec::new(), Vec::new());
        let mut known = Self { words: all_words, sources, unsourced, nodes, edges, asks_time };
        let whole = graph.whole();
        known.edges = whole.edges().map(|edge| known.backed_by(edge.evidence())).collect();
        // A node is known by what is said of it: its own evidence, its facts and its edges.
        known.nodes = whole
            .nodes()
            .map(|node| {
                let own = node.evidence().next().map(|_| known.backed_by(node.evidence()));
                let facts = node.facts().map(|fact| known.backed_by(fact.evidence()));
                let edges = node.edges().map(|(edge, _)| known.edge(edge.ix));
                own.into_iter().chain(facts).chain(edges).min().unwrap_or(unsourced)
            })
            .collect();
        known
    }

    /// How surely something is known that this evidence backs.
    pub(super) fn backed_by<'a>(
        &self,
        evidence: impl Iterator<Item = EvidenceRef<'a>>,
    ) -> Certainty {
        evidence.map(|e| self.source(e.source().ix)).min().unwrap_or(self.unsourced)
    }

    /// How surely a source counts.
    pub(super) fn source(&self, source: SourceIx) -> Certainty {
        self.sources[source.0 as usize]
    }

    /// How surely a node is known.
    pub(super) fn node(&self, node: NodeIx) -> Certainty {
        self.nodes[node.at()]
    }

    /// How surely an edge is known.
    pub(super) fn edge(&self, edge: EdgeIx) -> Certainty {
        self.edges[edge.at()]
    }

    /// Whether a day was asked about.
    pub(super) fn asks_time(&self) -> bool {
        self.asks_time
    }

    /// What was left out, in words.
    pub(super) fn words(&self) -> &[String] {
        &self.words
    }
}
