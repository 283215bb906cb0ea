//! What an export leaves behind, counted.

use crate::dataset::Dataset;
use std::collections::BTreeMap;

macro_rules! aspects {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal $what:literal,)+) => {
        /// Something that a dataset says and a format may be unable to carry.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Aspect { $($(#[doc = $doc])+ $name,)+ }

        impl Aspect {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// What is counted, in words.
            pub fn what(self) -> &'static str {
                match self { $(Self::$name => $what,)+ }
            }
        }
    };
}

aspects! {
    /// The title and the licence of the dataset.
    Header = "header" "title and licence",
    /// What added kinds are: parents, ends, aspect, labels.
    Vocabulary = "vocabulary" "definitions of added kinds",
    /// Sources.
    Sources = "sources" "sources",
    /// Names of nodes.
    Names = "names" "names of nodes",
    /// Kinds of nodes.
    NodeKinds = "node-kinds" "kinds of nodes",
    /// Kinds of edges.
    EdgeKinds = "edge-kinds" "kinds of edges",
    /// Ids of nodes.
    NodeIds = "node-ids" "ids of nodes",
    /// Ids of edges.
    EdgeIds = "edge-ids" "ids of edges",
    /// Nodes.
    Nodes = "nodes" "nodes",
    /// Edges.
    Edges = "edges" "edges",
    /// Other names.
    Aliases = "aliases" "aliases",
    /// Dates of nodes.
    NodeDates = "node-dates" "dates of nodes",
    /// Dates of edges.
    EdgeDates = "edge-dates" "dates of edges",
    /// Reasons for dates.
    DateReasons = "date-reasons" "reasons for dates",
    /// Statuses other than done.
    Statuses = "statuses" "statuses",
    /// That an edge is inferred, and why.
    Bases = "bases" "reasons of inferred edges",
    /// Whose claim an edge is.
    Claims = "claims" "claimants of edges",
    /// Facts of nodes.
    NodeFacts = "node-facts" "facts of nodes",
    /// Facts of edges.
    EdgeFacts = "edge-facts" "facts of edges",
    /// Dates, reasons, claimants and evidence of facts.
    FactDetails = "fact-details" "dates, reasons, claimants and evidence of facts",
    /// Units, bounds, spans and periods of amounts.
    Amounts = "amounts" "units and bounds of amounts",
    /// Evidence of nodes and edges.
    Evidence = "evidence" "pieces of evidence",
    /// Saved diagrams.
    Views = "views" "saved diagrams",
    /// Standing questions.
    Checks = "checks" "standing questions",
}

/// How much of an aspect an export leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// What.
    pub aspect: Aspect,
    /// How many.
    pub n: usize,
}

/// Counts what is lost.
#[derive(Debug, Default)]
pub(super) struct Losses {
    counts: BTreeMap<Aspect, usize>,
}

impl Losses {
    /// Adds to what is lost; nothing where `n` is zero.
    pub(super) fn lose(&mut self, aspect: Aspect, n: usize) {
        if n > 0 {
            *self.counts.entry(aspect).or_default() += n;
        }
    }

    /// Loses all that `dataset` has of these aspects.
    pub(super) fn lose_all(&mut self, dataset: &Dataset, aspects: &[Aspect]) {
        for &aspect in aspects {
            self.lose(aspect, aspect.count(dataset));
        }
    }

    /// What is lost, in the order of the aspects.
    pub(super) fn finish(self) -> Vec<Loss> {
        self.counts.into_iter().map(|(aspect, n)| Loss { aspect, n }).collect()
    }
}

impl Aspect {
    /// How much a dataset has of it.
    pub fn count(self, dataset: &Dataset) -> usize {
        let Dataset { nodes, edges, sources, vocabulary, views, checks, .. } = dataset;
        let facts = || {
            let of_nodes = nodes.iter().flat_map(|node| &node.facts);
            of_nodes.chain(edges.iter().flat_map(|edge| &edge.facts))
        };
        match self {
            Self::Header => 1,
            Self::Vocabulary => {
                let (nodes, edges) = vocabulary.added();
                nodes.len() + edges.len()
            }
            Self::Sources => sources.len(),
            Self::Names | Self::NodeKinds | Self::NodeIds | Self::Nodes => nodes.len(),
            Self::EdgeKinds | Self::EdgeIds | Self::Edges => edges.len(),
            Self::Aliases => nodes.iter().map(|node| node.aliases.len()).sum(),
            Self::NodeDates => nodes.iter().filter(|node| node.when.is_some()).count(),
            Self::EdgeDates => edges.iter().filter(|edge| edge.when.is_some()).count(),
            Self::DateReasons => {
                nodes.iter().filter(|node| node.when_because.is_some()).count()
                    + edges.iter().filter(|edge| edge.when_because.is_some()).count()
            }
            Self::Statuses => {
                let default = crate::model::Status::default();
                nodes.iter().filter(|node| node.status != default).count()
                    + edges.iter().filter(|edge| edge.status != default).count()
            }
            Self::Bases => edges.iter().filter(|edge| edge.basis.because().is_some()).count(),
            Self::Claims => edges.iter().filter(|edge| edge.claimed_by.is_some()).count(),
            Self::NodeFacts => nodes.iter().map(|node| node.facts.len()).sum(),
            Self::EdgeFacts => edges.iter().map(|edge| edge.facts.len()).sum(),
            Self::FactDetails => facts().filter(|fact| super::flat::has_details(fact)).count(),
            Self::Amounts => {
                let is_amount = |fact: &&crate::model::Fact| {
                    matches!(fact.value, crate::model::FactValue::Amount(_))
                };
                facts().filter(is_amount).count()
            }
            Self::Evidence => {
                nodes.iter().map(|node| node.evidence.len()).sum::<usize>()
                    + edges.iter().map(|edge| edge.evidence.len()).sum::<usize>()
            }
            Self::Views => views.len(),
            Self::Checks => checks.len(),
        }
    }
}
