//! Builds the tables of a property graph from the statements of a dataset.
//!
//! Checks nothing that loading has checked: a statement that breaks a rule panics.

use super::csr::CsrBuf;
use super::derivation::first_on_chain;
use super::property_graph::Tables;
use super::rows::{
    AmountRow, Date, EdgeRow, EvidenceRow, FactRow, NO_ROW, NodeRow, Run, SourceRow, Statement,
    Text,
};
use crate::model::{
    Amount, Basis, Bound, Edge, Evidence, Fact, FactValue, Id, Node, Source, Span, Status,
    Supports, Vocabulary, When,
};
use std::collections::HashMap;

/// A property graph that owns its tables.
#[derive(Debug)]
pub struct Owned {
    vocabulary: Vocabulary,
    heap: Heap,
    dates: Vec<Text>,
    aliases: Vec<Text>,
    nodes: Vec<NodeRow>,
    edges: Vec<EdgeRow>,
    facts: Vec<FactRow>,
    amounts: Vec<AmountRow>,
    evidence: Vec<EvidenceRow>,
    sources: Vec<SourceRow>,
    out: CsrBuf,
    into: CsrBuf,
}

/// Texts one after another, each stored once.
#[derive(Debug)]
struct Heap {
    offsets: Vec<u32>,
    text: String,
}

impl Owned {
    /// Builds the graph of valid statements, sorted by id.
    ///
    /// Time O(n + m log d) for the adjacency with largest degree d and O(t) expected for t distinct texts; space
    /// O(n + m) and each text once.
    ///
    /// # Panics
    /// If the statements break a rule that a dataset is checked for: unknown kinds or ends, unsorted ids,
    /// or more than 4 GiB of text.
    pub fn build(
        vocabulary: &Vocabulary,
        sources: &[Source],
        nodes: &[Node],
        edges: &[Edge],
    ) -> Self {
        assert!(nodes.is_sorted_by(|a, b| a.id < b.id), "nodes come sorted by id, without twins");
        assert!(edges.is_sorted_by(|a, b| a.id < b.id), "edges come sorted by id, without twins");
        assert!(sources.is_sorted_by(|a, b| a.id < b.id), "sources come sorted, without twins");
        let mut builder = Builder::new(nodes, sources);
        let source_rows = sources
            .iter()
            .zip(builder.origins(sources))
            .map(|(source, origin)| builder.source(source, origin))
            .collect();
        let node_rows: Vec<NodeRow> = nodes.iter().map(|n| builder.node(vocabulary, n)).collect();
        let edge_rows: Vec<EdgeRow> = edges.iter().map(|e| builder.edge(vocabulary, e)).collect();
        let arcs: Vec<(u32, u32, u32)> =
            edge_rows.iter().zip(0..).map(|(row, ix)| (row.from, row.to, ix)).collect();
        let out = CsrBuf::from_arcs(nodes.len(), &arcs);
        let into = out.reversed();
        let Builder { heap, dates, aliases, facts, amounts, evidence, .. } = builder;
        Self {
            vocabulary: vocabulary.clone(),
            heap,
            dates,
            aliases,
            nodes: node_rows,
            edges: edge_rows,
            facts,
            amounts,
            evidence,
            sources: source_rows,
            out,
            into,
        }
    }

    /// The tables, for a [`PropertyGraph`](super::PropertyGraph) to read.
    pub fn tables(&self) -> Tables<'_> {
        Tables {
            vocabulary: &self.vocabulary,
            text_offsets: &self.heap.offsets,
            text: &self.heap.text,
            dates: &self.dates,
            aliases: &self.aliases,
            nodes: &self.nodes,
            edges: &self.edges,
            facts: &self.facts,
            amounts: &self.amounts,
            evidence: &self.evidence,
            sources: &self.sources,
            out: self.out.view(),
            into: self.into.view(),
        }
    }
}

struct Builder<'s> {
    /// Nodes by id.
    nodes: HashMap<&'s str, u32>,
    source_ids: Vec<&'s str>,
    heap: Heap,
    known: HashMap<&'s str, Text>,
    dates: Vec<Text>,
    known_dates: HashMap<&'s str, Date>,
    aliases: Vec<Text>,
    facts: Vec<FactRow>,
    amounts: Vec<AmountRow>,
    evidence: Vec<EvidenceRow>,
}

impl<'s> Builder<'s> {
    fn new(nodes: &'s [Node], sources: &'s [Source]) -> Self {
        Self {
            nodes: nodes.iter().zip(0..).map(|(node, ix)| (node.id.as_str(), ix)).collect(),
            source_ids: sources.iter().map(|s| s.id.as_str()).collect(),
            heap: Heap { offsets: vec![0], text: String::new() },
            known: HashMap::new(),
            dates: Vec::new(),
            known_dates: HashMap::new(),
            aliases: Vec::new(),
            facts: Vec::new(),
            amounts: Vec::new(),
            evidence: Vec::new(),
        }
    }

    fn text(&mut self, text: &'s str) -> Text {
        if let Some(&known) = self.known.get(text) {
            return known;
        }
        let ix = Text(index(self.heap.offsets.len() - 1));
        self.heap.text.push_str(text);
        self.heap.offsets.push(index(self.heap.text.len()));
        self.known.insert(text, ix);
        ix
    }

    fn optional(&mut self, text: Option<&'s str>) -> Text {
        text.map_or(Text::NONE, |text| self.text(text))
    }

    fn date(&mut self, when: Option<&'s When>) -> Date {
        let Some(when) = when else { return Date::NONE };
        if let Some(&known) = self.known_dates.get(when.as_str()) {
            return known;
        }
        let ix = Date(index(self.dates.len()));
        let text = self.text(when.as_str());
        self.dates.push(text);
        self.known_dates.insert(when.as_str(), ix);
        ix
    }

    fn node_ix(&self, id: &Id) -> u32 {
        *self.nodes.get(id.as_str()).expect("ends and claimants were checked to exist")
    }

    fn source_ix(&self, id: &str) -> u32 {
        index(self.source_ids.binary_search(&id).expect("sources were checked to exist"))
    }

    fn node(&mut self, vocabulary: &Vocabulary, node: &'s Node) -> NodeRow {
        let first = index(self.aliases.len());
        for alias in &node.aliases {
            let text = self.text(alias);
            self.aliases.push(text);
        }
        NodeRow {
            id: self.text(&node.id),
            kind: vocabulary.node_kind_ix(&node.kind).expect("kinds were checked to exist").0,
            name: self.text(&node.name),
            aliases: Run { first, end: index(self.aliases.len()) },
            statement: Statement {
                when: self.date(node.when.as_ref()),
                when_because: self.optional(node.when_because.as_deref()),
                status: position(&Status::ALL, node.status),
                because: Text::NONE,
                claimed_by: NO_ROW,
                facts: self.facts(&node.facts),
                evidence: self.evidence(&node.evidence),
            },
        }
    }

    fn edge(&mut self, vocabulary: &Vocabulary, edge: &'s Edge) -> EdgeRow {
        EdgeRow {
            id: self.text(&edge.id),
            kind: vocabulary.edge_kind_ix(&edge.kind).expect("kinds were checked to exist").0,
            from: self.node_ix(&edge.from),
            to: self.node_ix(&edge.to),
            statement: Statement {
                when: self.date(edge.when.as_ref()),
                when_because: self.optional(edge.when_because.as_deref()),
                status: position(&Status::ALL, edge.status),
                because: self.because(&edge.basis),
                claimed_by: edge.claimed_by.as_ref().map_or(NO_ROW, |id| self.node_ix(id)),
                facts: self.facts(&edge.facts),
                evidence: self.evidence(&edge.evidence),
            },
        }
    }

    fn because(&mut self, basis: &'s Basis) -> Text {
        self.optional(basis.because())
    }

    fn facts(&mut self, facts: &'s [Fact]) -> Run {
        let rows: Vec<FactRow> = facts.iter().map(|fact| self.fact(fact)).collect();
        let first = index(self.facts.len());
        self.facts.extend(rows);
        Run { first, end: index(self.facts.len()) }
    }

    fn fact(&mut self, fact: &'s Fact) -> FactRow {
        let (value, amount) = match &fact.value {
            FactValue::Text(text) => (self.text(text), NO_ROW),
            FactValue::Amount(amount) => (Text::NONE, self.amount(amount)),
        };
        FactRow {
            key: self.text(&fact.key),
            value,
            amount,
            statement: Statement {
                when: self.date(fact.when.as_ref()),
                when_because: self.optional(fact.when_because.as_deref()),
                status: position(&Status::ALL, Status::Done),
                because: self.because(&fact.basis),
                claimed_by: fact.claimed_by.as_ref().map_or(NO_ROW, |id| self.node_ix(id)),
                facts: Run { first: 0, end: 0 },
                evidence: self.evidence(&fact.evidence),
            },
        }
    }

    fn amount(&mut self, amount: &'s Amount) -> u32 {
        let row = AmountRow {
            value: self.text(amount.value.as_str()),
            to: self.optional(amount.to.as_ref().map(crate::model::Decimal::as_str)),
            unit: self.text(&amount.unit),
            bound: position(&Bound::ALL, amount.bound),
            span: position(&Span::ALL, amount.span),
            period: self.date(amount.period.as_ref()),
            compared_with: self.date(amount.compared_with.as_ref()),
        };
        self.amounts.push(row);
        index(self.amounts.len() - 1)
    }

    fn evidence(&mut self, evidence: &'s [Evidence]) -> Run {
        let first = index(self.evidence.len());
        for item in evidence {
            let (supports_when, supports_amount) = match &item.supports {
                None => (Date::NONE, NO_ROW),
                Some(Supports::When(when)) => (self.date(Some(when)), NO_ROW),
                Some(Supports::Amount(amount)) => (Date::NONE, self.amount(amount)),
            };
            let row = EvidenceRow {
                source: self.source_ix(&item.source),
                start: item.start,
                end: item.end,
                sha256: item.sha256,
                says: self.text(&item.says),
                quote: self.optional(item.quote.as_deref()),
                supports_when,
                supports_amount,
            };
            self.evidence.push(row);
        }
        Run { first, end: index(self.evidence.len()) }
    }

    /// Which source stands at the root of each chain of copies.
    fn origins(&self, sources: &[Source]) -> Vec<u32> {
        let parents: Vec<Option<usize>> = sources
            .iter()
            .map(|source| source.derived_from.as_ref().map(|id| self.source_ix(id) as usize))
            .collect();
        let is_root = |at: usize| parents[at].is_none().then(|| index(at));
        first_on_chain(sources.len(), |at| parents[at], is_root)
            .into_iter()
            .map(|root| root.expect("copies were checked to lead to an original"))
            .collect()
    }

    fn source(&mut self, source: &'s Source, origin: u32) -> SourceRow {
        SourceRow {
            origin,
            derived_from: source.derived_from.as_ref().map_or(NO_ROW, |id| self.source_ix(id)),
            id: self.text(&source.id),
            title: self.text(&source.title),
            publisher: self.optional(source.publisher.as_deref()),
            author: self.optional(source.author.as_deref()),
            published: self.date(source.published.as_ref()),
            retrieved: self.date(source.retrieved.as_ref()),
            url: self.optional(source.url.as_deref()),
            file: self.optional(source.file.as_deref()),
            sha256: source.sha256,
        }
    }
}

/// Where a value stands in the list of all, which is how rows hold it.
fn position<T: PartialEq + Copy>(all: &[T], value: T) -> u8 {
    all.iter().position(|&one| one == value).expect("the list of all values has each") as u8
}

fn index(position: usize) -> u32 {
    u32::try_from(position).expect("tables and text stay below 2^32 entries")
}
