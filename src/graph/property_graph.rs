//! The property graph: one borrowed view through which every question reads nodes, edges, facts,
//! evidence and sources.
//!
//! Reads rows and changes none; finding nodes by name and choosing among edges happen elsewhere.

use super::csr::{Csr, EdgeIx, NodeIx};
use super::known::Known;
use super::rows::{
    AmountRow, Date, EdgeRow, EvidenceRow, FactRow, NO_ROW, NodeRow, Run, SourceRow, Statement,
    Text,
};
use crate::model::{
    Amount, Aspect, Bound, Certainty, Decimal, Digest, EdgeKind, EdgeKindIx, NodeKind, NodeKindIx,
    Span, Status, Vocabulary, When,
};

/// Dense index of a source, in the order of ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceIx(pub u32);

/// Dense index of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvidenceIx(pub u32);

/// A node or an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemIx {
    /// A node.
    Node(NodeIx),
    /// An edge.
    Edge(EdgeIx),
}

/// The tables of a graph as borrowed slices: built in memory or mapped from a file.
///
/// # Invariants
/// - Nodes, edges and sources stand in the order of their ids.
/// - Every reference from row to row is in range; every date and decimal parses.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) text_offsets: &'a [u32],
    pub(super) text: &'a str,
    pub(super) dates: &'a [Text],
    pub(super) aliases: &'a [Text],
    pub(super) nodes: &'a [NodeRow],
    pub(super) edges: &'a [EdgeRow],
    pub(super) facts: &'a [FactRow],
    pub(super) amounts: &'a [AmountRow],
    pub(super) evidence: &'a [EvidenceRow],
    pub(super) sources: &'a [SourceRow],
    pub(super) out: Csr<'a>,
    pub(super) into: Csr<'a>,
}

/// The graph that questions read; two pointers, cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct PropertyGraph<'a> {
    tables: &'a Tables<'a>,
    known: Option<&'a Known>,
}

impl<'a> PropertyGraph<'a> {
    /// The graph over its tables.
    pub fn new(tables: &'a Tables<'a>) -> Self {
        Self { tables, known: None }
    }

    /// The same graph as it is known from some of its sources.
    #[must_use]
    pub fn knowing<'b>(self, known: &'b Known) -> PropertyGraph<'b>
    where
        'a: 'b,
    {
        PropertyGraph { tables: self.tables, known: Some(known) }
    }

    /// The same graph with all its sources.
    #[must_use]
    pub(super) fn whole(self) -> Self {
        Self { known: None, ..self }
    }

    /// What it is known from, where that is not every source.
    pub(super) fn known(self) -> Option<&'a Known> {
        self.known
    }

    /// What it is known from, in words: empty for every source.
    pub fn known_words(self) -> &'a [String] {
        self.known.map_or(&[], Known::words)
    }

    /// Is an answer asked for as it was known by some day?
    pub fn asks_when_known(self) -> bool {
        self.known.is_some_and(Known::asks_time)
    }

    /// The kinds.
    pub fn vocabulary(self) -> &'a Vocabulary {
        self.tables.vocabulary
    }

    /// Number of nodes.
    pub fn node_count(self) -> usize {
        self.tables.nodes.len()
    }

    /// Number of edges.
    pub fn edge_count(self) -> usize {
        self.tables.edges.len()
    }

    /// Number of facts, of nodes and edges together.
    pub fn fact_count(self) -> usize {
        self.tables.facts.len()
    }

    /// Number of pieces of evidence.
    pub fn evidence_count(self) -> usize {
        self.tables.evidence.len()
    }

    /// All nodes in the order of ids, also those that are not known.
    pub fn nodes(self) -> impl DoubleEndedIterator<Item = NodeRef<'a>> + ExactSizeIterator {
        (0..self.tables.nodes.len() as u32).map(move |ix| self.node(NodeIx(ix)))
    }

    /// All edges in the order of ids, also those that are not known.
    pub fn edges(self) -> impl DoubleEndedIterator<Item = EdgeRef<'a>> + ExactSizeIterator {
        (0..self.tables.edges.len() as u32).map(move |ix| self.edge(EdgeIx(ix)))
    }

    /// All sources in the order of ids, also those that do not count.
    pub fn sources(self) -> impl DoubleEndedIterator<Item = SourceRef<'a>> + ExactSizeIterator {
        (0..self.tables.sources.len() as u32).map(move |ix| self.source(SourceIx(ix)))
    }

    /// All pieces of evidence that count, those of nodes first.
    pub fn all_evidence(self) -> impl Iterator<Item = EvidenceRef<'a>> {
        self.evidence_run(Run { first: 0, end: self.tables.evidence.len() as u32 })
    }

    /// One node.
    pub fn node(self, ix: NodeIx) -> NodeRef<'a> {
        NodeRef { graph: self, ix, row: &self.tables.nodes[ix.at()] }
    }

    /// One edge.
    pub fn edge(self, ix: EdgeIx) -> EdgeRef<'a> {
        EdgeRef { graph: self, ix, row: &self.tables.edges[ix.at()] }
    }

    /// One source.
    pub fn source(self, ix: SourceIx) -> SourceRef<'a> {
        SourceRef { graph: self, ix, row: &self.tables.sources[ix.0 as usize] }
    }

    /// One piece of evidence.
    pub fn evidence_at(self, ix: EvidenceIx) -> EvidenceRef<'a> {
        EvidenceRef { graph: self, ix, row: &self.tables.evidence[ix.0 as usize] }
    }

    /// The node of an id.
    pub fn node_by_id(self, id: &str) -> Option<NodeRef<'a>> {
        let found = self.tables.nodes.binary_search_by(|row| self.str(row.id).cmp(id)).ok()?;
        Some(self.node(NodeIx(found as u32)))
    }

    /// The edge of an id.
    pub fn edge_by_id(self, id: &str) -> Option<EdgeRef<'a>> {
        let found = self.tables.edges.binary_search_by(|row| self.str(row.id).cmp(id)).ok()?;
        Some(self.edge(EdgeIx(found as u32)))
    }

    /// The source of an id.
    pub fn source_by_id(self, id: &str) -> Option<SourceRef<'a>> {
        let found = self.tables.sources.binary_search_by(|row| self.str(row.id).cmp(id)).ok()?;
        Some(self.source(SourceIx(found as u32)))
    }

    /// The distinct dates; a [`Date`] is a position here.
    pub(super) fn dates(self) -> impl ExactSizeIterator<Item = When> + 'a {
        self.tables.dates.iter().map(move |&text| self.parse_date(text))
    }

    fn str(self, text: Text) -> &'a str {
        let at = text.0 as usize;
        &self.tables.text
            [self.tables.text_offsets[at] as usize..self.tables.text_offsets[at + 1] as usize]
    }

    fn optional_str(self, text: Text) -> Option<&'a str> {
        (text != Text::NONE).then(|| self.str(text))
    }

    fn parse_date(self, text: Text) -> When {
        When::parse(self.str(text)).expect("dates were parsed when the graph was built")
    }

    fn when(self, date: Date) -> Option<When> {
        date.at().map(|at| self.parse_date(self.tables.dates[at]))
    }

    fn amount(self, ix: u32) -> Option<Amount> {
        let row = self.tables.amounts.get(ix as usize)?;
        let decimal = |text| {
            Decimal::new(self.str(text)).expect("decimals were parsed when the graph was built")
        };
        Some(Amount {
            value: decimal(row.value),
            to: (row.to != Text::NONE).then(|| decimal(row.to)),
            unit: self.str(row.unit).to_owned(),
            bound: Bound::ALL[row.bound as usize],
            span: Span::ALL[row.span as usize],
            period: self.when(row.period),
            compared_with: self.when(row.compared_with),
        })
    }

    fn evidence_run(self, run: Run) -> impl Iterator<Item = EvidenceRef<'a>> + Clone {
        (run.first..run.end)
            .map(move |ix| self.evidence_at(EvidenceIx(ix)))
            .filter(|evidence| evidence.source().known() != Certainty::Out)
    }

    fn fact_run(self, run: Run) -> impl Iterator<Item = FactRef<'a>> {
        run.range()
            .map(move |ix| FactRef { graph: self, row: &self.tables.facts[ix] })
            .filter(|fact| fact.is_known())
    }
}

/// A node of a graph.
#[derive(Clone, Copy)]
pub struct NodeRef<'a> {
    graph: PropertyGraph<'a>,
    /// Its index.
    pub ix: NodeIx,
    row: &'a NodeRow,
}

/// An edge of a graph.
#[derive(Clone, Copy)]
pub struct EdgeRef<'a> {
    graph: PropertyGraph<'a>,
    /// Its index.
    pub ix: EdgeIx,
    row: &'a EdgeRow,
}

/// A fact of a node or an edge.
#[derive(Clone, Copy)]
pub struct FactRef<'a> {
    graph: PropertyGraph<'a>,
    row: &'a FactRow,
}

/// A piece of evidence.
#[derive(Clone, Copy)]
pub struct EvidenceRef<'a> {
    graph: PropertyGraph<'a>,
    /// Its index.
    pub ix: EvidenceIx,
    row: &'a EvidenceRow,
}

/// A source.
#[derive(Clone, Copy)]
pub struct SourceRef<'a> {
    graph: PropertyGraph<'a>,
    /// Its index.
    pub ix: SourceIx,
    row: &'a SourceRow,
}

/// What nodes, edges and facts state alike.
macro_rules! statement_accessors {
    () => {
        /// When it happened or held.
        pub fn when(self) -> Option<When> {
            self.graph.when(self.statement().when)
        }

        /// Why the curator gave it this date.
        pub fn when_because(self) -> Option<&'a str> {
            self.graph.optional_str(self.statement().when_because)
        }

        /// Number of distinct origins behind its evidence: copies of one text count once.
        pub fn origin_count(self) -> usize {
            let mut origins: Vec<u32> = self.evidence().map(|e| e.source().origin().ix.0).collect();
            origins.sort_unstable();
            origins.dedup();
            origins.len()
        }

        /// What backs it, of what counts.
        pub fn evidence(self) -> impl Iterator<Item = EvidenceRef<'a>> + Clone {
            self.graph.evidence_run(self.statement().evidence)
        }

        /// How surely it was known by the day asked about; nothing when none was.
        pub fn known_by(self) -> Option<Certainty> {
            self.graph.asks_when_known().then(|| self.known())
        }

        /// Is it known, perhaps?
        pub fn is_known(self) -> bool {
            self.known() != Certainty::Out
        }

        /// Does anything back it?
        pub fn is_sourced(self) -> bool {
            self.evidence().next().is_some()
        }
    };
}

/// What nodes and edges have alike.
macro_rules! item_accessors {
    () => {
        /// Its stable id.
        pub fn id(self) -> &'a str {
            self.graph.str(self.row.id)
        }

        /// Its date as a position in the table of dates.
        pub(super) fn date(self) -> Date {
            self.statement().when
        }

        /// Whether it has happened.
        pub fn status(self) -> Status {
            Status::ALL[self.statement().status as usize]
        }

        /// Its facts, those that are known.
        pub fn facts(self) -> impl Iterator<Item = FactRef<'a>> {
            self.graph.fact_run(self.statement().facts)
        }

        /// A fact by its position among them. Constant time, unless some are not known.
        pub fn fact(self, at: usize) -> Option<FactRef<'a>> {
            if self.graph.known.is_some() {
                return self.facts().nth(at);
            }
            let row = self.graph.tables.facts[self.statement().facts.range()].get(at)?;
            Some(FactRef { graph: self.graph, row })
        }
    };
}

/// What edges and facts have alike.
macro_rules! basis_accessors {
    () => {
        /// The curator's reason; present exactly when it is inferred.
        pub fn because(self) -> Option<&'a str> {
            self.graph.optional_str(self.statement().because)
        }

        /// Concluded by the curator, not stated by a source.
        pub fn is_inferred(self) -> bool {
            self.statement().because != Text::NONE
        }

        /// Whose claim it is.
        pub fn claimed_by(self) -> Option<NodeRef<'a>> {
            let ix = self.statement().claimed_by;
            (ix != NO_ROW).then(|| self.graph.node(NodeIx(ix)))
        }
    };
}

impl<'a> NodeRef<'a> {
    statement_accessors!();
    item_accessors!();

    fn statement(self) -> Statement {
        self.row.statement
    }

    /// The name a reader sees.
    pub fn name(self) -> &'a str {
        self.graph.str(self.row.name)
    }

    /// Other names and spellings.
    pub fn aliases(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.row.aliases.range().map(move |ix| self.graph.str(self.graph.tables.aliases[ix]))
    }

    /// Its kind.
    pub fn kind_ix(self) -> NodeKindIx {
        NodeKindIx(self.row.kind)
    }

    /// The row of its kind.
    pub fn kind(self) -> &'a NodeKind {
        self.graph.tables.vocabulary.node_kind(self.kind_ix())
    }

    /// Stands for an n-ary fact.
    pub fn is_record(self) -> bool {
        self.kind().record
    }

    /// Everything meets in it.
    pub fn is_hub(self) -> bool {
        self.kind().hub
    }

    /// Every edge at this node that is known, with the node at its other end: first those it is the subject of.
    pub fn edges(self) -> impl Iterator<Item = (EdgeRef<'a>, NodeRef<'a>)> {
        let both = self.graph.tables.out.arcs(self.ix).chain(self.graph.tables.into.arcs(self.ix));
        both.map(move |(node, edge)| (self.graph.edge(edge), self.graph.node(node)))
            .filter(|(edge, _)| edge.is_known())
    }

    /// How surely it is known.
    pub fn known(self) -> Certainty {
        self.graph.known.map_or(Certainty::Certain, |known| known.node(self.ix))
    }
}

impl<'a> EdgeRef<'a> {
    statement_accessors!();
    item_accessors!();
    basis_accessors!();

    fn statement(self) -> Statement {
        self.row.statement
    }

    /// How surely it is known.
    pub fn known(self) -> Certainty {
        self.graph.known.map_or(Certainty::Certain, |known| known.edge(self.ix))
    }

    /// Its kind.
    pub fn kind_ix(self) -> EdgeKindIx {
        EdgeKindIx(self.row.kind)
    }

    /// The row of its kind.
    pub fn kind(self) -> &'a EdgeKind {
        self.graph.tables.vocabulary.edge_kind(self.kind_ix())
    }

    /// The subject.
    pub fn from(self) -> NodeRef<'a> {
        self.graph.node(NodeIx(self.row.from))
    }

    /// The object.
    pub fn to(self) -> NodeRef<'a> {
        self.graph.node(NodeIx(self.row.to))
    }

    /// The end that is not `node`.
    pub fn other(self, node: NodeIx) -> NodeRef<'a> {
        if self.row.from == node.0 { self.to() } else { self.from() }
    }

    /// The date that answers questions about time, and how to read it: the edge's own, else, where exactly
    /// one end is a record, the record's (the edge is a part of that record), and where a record came about
    /// during another or followed it, that record's.
    pub(super) fn time(self) -> (Date, Aspect) {
        if self.date() != Date::NONE {
            return (self.date(), self.kind().aspect);
        }
        match self.dating_record() {
            Some(record) => (record.date(), Aspect::Act),
            None => (Date::NONE, self.kind().aspect),
        }
    }

    /// The record whose date it takes where it has none.
    fn dating_record(self) -> Option<NodeRef<'a>> {
        match (self.from(), self.to()) {
            (from, to) if from.is_record() && (!to.is_record() || self.tells_of_its_subject()) => {
                Some(from)
            }
            (from, to) if to.is_record() && !from.is_record() => Some(to),
            _ => None,
        }
    }

    /// Does it say when its subject happened, beside another record?
    fn tells_of_its_subject(self) -> bool {
        matches!(&*self.kind().name, "during" | "follows")
    }

    /// The date that answers questions about time, read.
    pub fn time_when(self) -> Option<When> {
        self.graph.when(self.time().0)
    }

    /// Whether the date that answers questions about time is read as that of an act or of a state.
    pub fn time_aspect(self) -> Aspect {
        self.time().1
    }

    /// The record whose day it shares: where it takes a record's date, or states the same one as an act.
    pub fn shared_record(self) -> Option<NodeRef<'a>> {
        if self.date() == Date::NONE {
            return self.dating_record().filter(|record| record.date() != Date::NONE);
        }
        let (date, aspect) = self.time();
        let records = [self.from(), self.to()].into_iter().filter(|end| end.is_record());
        let mut sharing = records.filter(|end| aspect == Aspect::Act && end.date() == date);
        sharing.next().filter(|_| sharing.next().is_none())
    }

    /// Its status, or that of a record at one of its ends where that weighs more: a party to a planned
    /// agreement has not signed yet.
    pub fn effective_status(self) -> Status {
        let of_record =
            |end: NodeRef<'_>| if end.is_record() { end.status() } else { Status::Done };
        let all = [self.status(), of_record(self.from()), of_record(self.to())];
        let first = |weighs: fn(Status) -> bool| all.into_iter().find(|&status| weighs(status));
        first(Status::is_void).or_else(|| first(Status::is_prospective)).unwrap_or(all[0])
    }
}

impl<'a> FactRef<'a> {
    statement_accessors!();
    basis_accessors!();

    fn statement(self) -> Statement {
        self.row.statement
    }

    /// How surely it is known.
    pub fn known(self) -> Certainty {
        self.graph.known.map_or(Certainty::Certain, |known| {
            known.backed_by(self.graph.whole().evidence_run(self.statement().evidence))
        })
    }

    /// What it is about.
    pub fn key(self) -> &'a str {
        self.graph.str(self.row.key)
    }

    /// Its words, when it is no amount.
    pub fn value(self) -> Option<&'a str> {
        self.graph.optional_str(self.row.value)
    }

    /// Its amount, when it is one.
    pub fn amount(self) -> Option<Amount> {
        self.graph.amount(self.row.amount)
    }

    /// The date that answers questions about time: its own, else the period that its amount covers.
    pub fn time(self) -> Option<When> {
        self.when().or_else(|| self.amount().and_then(|amount| amount.period))
    }
}

impl<'a> EvidenceRef<'a> {
    /// The source.
    pub fn source(self) -> SourceRef<'a> {
        self.graph.source(SourceIx(self.row.source))
    }

    /// First character of the span.
    pub fn start(self) -> u32 {
        self.row.start
    }

    /// One past its last character.
    pub fn end(self) -> u32 {
        self.row.end
    }

    /// Digest of the span.
    pub fn sha256(self) -> Digest {
        self.row.sha256
    }

    /// The curator's paraphrase.
    pub fn says(self) -> &'a str {
        self.graph.str(self.row.says)
    }

    /// The span verbatim, where stored.
    pub fn quote(self) -> Option<&'a str> {
        self.graph.optional_str(self.row.quote)
    }

    /// The date this source gives, where it differs.
    pub fn supports_when(self) -> Option<When> {
        self.graph.when(self.row.supports_when)
    }

    /// The amount this source gives, where it differs.
    pub fn supports_amount(self) -> Option<Amount> {
        self.graph.amount(self.row.supports_amount)
    }
}

impl<'a> SourceRef<'a> {
    /// How surely it counts.
    pub fn known(self) -> Certainty {
        self.graph.known.map_or(Certainty::Certain, |known| known.source(self.ix))
    }

    /// Its stable id.
    pub fn id(self) -> &'a str {
        self.graph.str(self.row.id)
    }

    /// Title.
    pub fn title(self) -> &'a str {
        self.graph.str(self.row.title)
    }

    /// Publisher.
    pub fn publisher(self) -> Option<&'a str> {
        self.graph.optional_str(self.row.publisher)
    }

    /// Author.
    pub fn author(self) -> Option<&'a str> {
        self.graph.optional_str(self.row.author)
    }

    /// When it was published.
    pub fn published(self) -> Option<When> {
        self.graph.when(self.row.published)
    }

    /// When it was retrieved.
    pub fn retrieved(self) -> Option<When> {
        self.graph.when(self.row.retrieved)
    }

    /// Where it was found.
    pub fn url(self) -> Option<&'a str> {
        self.graph.optional_str(self.row.url)
    }

    /// File name of its text.
    pub fn file(self) -> Option<&'a str> {
        self.graph.optional_str(self.row.file)
    }

    /// Digest of its text.
    pub fn sha256(self) -> Option<Digest> {
        self.row.sha256
    }

    /// The source it copies or carries.
    pub fn derived_from(self) -> Option<SourceRef<'a>> {
        let ix = self.row.derived_from;
        (ix != NO_ROW).then(|| self.graph.source(SourceIx(ix)))
    }

    /// The source at the root of the chain of copies; itself for an original.
    #[must_use]
    pub fn origin(self) -> SourceRef<'a> {
        self.graph.source(SourceIx(self.row.origin))
    }
}
