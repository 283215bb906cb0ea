//! What a loaded dataset holds. Records are sorted by id; looking one up is a binary search.

use super::canonical::dataset_digest;
use super::header::FORMAT;
use super::{Check, Texts, View};
use crate::model::{Digest, Edge, Evidence, Fact, Id, Node, Source, Vocabulary};

/// A dataset, whole and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    /// The name of its folder.
    pub name: String,
    /// Title.
    pub title: String,
    /// Licence of the data.
    pub licence: String,
    /// Version of the format it is written in.
    pub format: u32,
    /// The core kinds and those it adds.
    pub vocabulary: Vocabulary,
    /// Sources by id.
    pub sources: Vec<Source>,
    /// Nodes by id.
    pub nodes: Vec<Node>,
    /// Edges by id.
    pub edges: Vec<Edge>,
    /// Saved diagrams by name.
    pub views: Vec<View>,
    /// Standing questions by name.
    pub checks: Vec<Check>,
    /// SHA-256 over the canonical bytes of `dataset.json`, `vocabulary.json` (nothing without added kinds),
    /// `sources.json`, `nodes.json` and `edges.json`, one after the other. Formatting, the order of records
    /// and the `.jsonl` form do not change it; for a canonical dataset it is what
    /// `cat dataset.json vocabulary.json sources.json nodes.json edges.json | sha256sum` prints. Views and
    /// checks are not part of it: how a diagram is laid out, and what is asked, change nothing that the dataset says.
    pub digest: Digest,
    /// The texts that lie with it.
    pub texts: Option<Texts>,
    /// In which form each list is written.
    pub forms: Forms,
}

/// How a list of records is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// A JSON array, one record per line.
    #[default]
    Json,
    /// One record per line and nothing else, for bulk.
    JsonLines,
}

/// The form of each list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Forms {
    /// Of the sources.
    pub sources: Form,
    /// Of the nodes.
    pub nodes: Form,
    /// Of the edges.
    pub edges: Form,
}

/// Where a piece of evidence stands in a dataset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EvidenceAddress {
    /// The node or edge.
    pub of: Id,
    /// The fact by position, when it backs a fact.
    pub fact: Option<usize>,
    /// Position in the list of evidence.
    pub position: usize,
}

impl Dataset {
    /// A dataset of records that are sorted by id and fit each other; its name is its title's until it is written.
    pub fn of(
        title: String,
        licence: String,
        vocabulary: Vocabulary,
        sources: Vec<Source>,
        nodes: Vec<Node>,
        edges: Vec<Edge>,
    ) -> Self {
        let mut dataset = Self {
            name: title.clone(),
            title,
            licence,
            format: FORMAT,
            vocabulary,
            sources,
            nodes,
            edges,
            views: Vec::new(),
            checks: Vec::new(),
            digest: Digest([0; 32]),
            texts: None,
            forms: Forms::default(),
        };
        dataset.digest = dataset_digest(&dataset);
        dataset
    }

    /// The node of this id.
    pub fn node(&self, id: &str) -> Option<&Node> {
        let ix = self.nodes.binary_search_by(|node| node.id.as_str().cmp(id)).ok()?;
        Some(&self.nodes[ix])
    }

    /// The edge of this id.
    pub fn edge(&self, id: &str) -> Option<&Edge> {
        let ix = self.edges.binary_search_by(|edge| edge.id.as_str().cmp(id)).ok()?;
        Some(&self.edges[ix])
    }

    /// The source of this id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        let ix = self.sources.binary_search_by(|source| source.id.as_str().cmp(id)).ok()?;
        Some(&self.sources[ix])
    }

    /// The view of this name.
    pub fn view(&self, name: &str) -> Option<&View> {
        let ix = self.views.binary_search_by(|view| view.name.as_str().cmp(name)).ok()?;
        Some(&self.views[ix])
    }

    /// The check of this name.
    pub fn check(&self, name: &str) -> Option<&Check> {
        let ix = self.checks.binary_search_by(|check| check.name.as_str().cmp(name)).ok()?;
        Some(&self.checks[ix])
    }

    /// All evidence with its address: nodes then edges, by id, a record's own before that of its facts.
    pub fn evidence(&self) -> impl Iterator<Item = (EvidenceAddress, &Evidence)> {
        let nodes = self.nodes.iter().map(|n| (&n.id, &n.evidence, &n.facts));
        let edges = self.edges.iter().map(|e| (&e.id, &e.evidence, &e.facts));
        nodes.chain(edges).flat_map(|(id, own, facts)| addressed(id, own, facts))
    }

    /// The evidence at an address.
    pub fn evidence_at(&self, address: &EvidenceAddress) -> Option<&Evidence> {
        let (own, facts) = match self.node(&address.of) {
            Some(node) => (&node.evidence, &node.facts),
            None => self.edge(&address.of).map(|edge| (&edge.evidence, &edge.facts))?,
        };
        let list = match address.fact {
            None => own,
            Some(fact) => &facts.get(fact)?.evidence,
        };
        list.get(address.position)
    }
}

fn addressed<'a>(
    id: &'a Id,
    own: &'a [Evidence],
    facts: &'a [Fact],
) -> impl Iterator<Item = (EvidenceAddress, &'a Evidence)> {
    let of_facts = facts.iter().enumerate().map(|(ix, fact)| (Some(ix), &fact.evidence[..]));
    std::iter::once((None, own)).chain(of_facts).flat_map(move |(fact, list)| {
        list.iter().enumerate().map(move |(position, evidence)| {
            (EvidenceAddress { of: id.clone(), fact, position }, evidence)
        })
    })
}
