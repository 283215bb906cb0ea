//! Records as lines of their canonical form, many in one text, with what is asked about all of them: the form in
//! which they wait in memory, go into a stream and into the files of a dataset.

use super::kinds::EdgeUse;
use super::{Direction, EdgeId, Origin};
use crate::dataset::{
    Finding, Head, LineReader, RECORD_BYTES_MAX, head, parse_edge, parse_node, push_edge_line,
    push_node_line,
};
use crate::model::{Edge, Evidence, Fact, Id, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Records in the order in which they were read.
#[derive(Debug, Default)]
pub(in crate::interchange) struct Records {
    /// Their lines, each with its end.
    text: String,
    rows: Vec<Row>,
    pub(super) n_nodes: usize,
    pub(super) n_edges: usize,
    pub(super) node_kinds: BTreeSet<String>,
    pub(super) edge_kinds: BTreeMap<String, EdgeUse>,
    /// Sources that evidence names.
    pub(super) cited: BTreeSet<Id>,
    /// Nodes whose claim something is.
    pub(super) claimants: BTreeSet<Id>,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    /// Where its line ends.
    end: u32,
    record: Record,
    origin: Origin,
}

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Record {
    Node,
    Edge(EdgeId),
}

/// A record is larger than those of a dataset may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLarge;

impl Records {
    /// Bytes after which a text is complete: few enough to be handed on soon, many enough to be handed on seldom.
    pub(super) const BYTES_WANTED: usize = 1 << 20;

    /// Room for so many bytes of lines.
    pub(super) fn with_room(n_bytes: usize) -> Self {
        Self { text: String::with_capacity(n_bytes), ..Self::default() }
    }

    /// Adds a node. `line` is its line, where that is known.
    pub(super) fn push_node(
        &mut self,
        node: &Node,
        line: Option<&str>,
        origin: Origin,
    ) -> Result<(), TooLarge> {
        match line {
            Some(line) => self.text.push_str(line),
            None => push_node_line(node, &mut self.text),
        }
        self.end_row(Record::Node, origin)?;
        self.n_nodes += 1;
        if !self.node_kinds.contains(&node.kind) {
            self.node_kinds.insert(node.kind.clone());
        }
        self.name(&node.facts, &node.evidence);
        Ok(())
    }

    /// Adds an edge. `line` is its line, where that is known.
    pub(super) fn push_edge(
        &mut self,
        edge: &Edge,
        line: Option<&str>,
        id: EdgeId,
        direction: Direction,
        origin: Origin,
    ) -> Result<(), TooLarge> {
        match line {
            Some(line) => self.text.push_str(line),
            None => push_edge_line(edge, &mut self.text),
        }
        self.end_row(Record::Edge(id), origin)?;
        self.n_edges += 1;
        if !self.edge_kinds.contains_key(&edge.kind) {
            self.edge_kinds.insert(edge.kind.clone(), EdgeUse::default());
        }
        let used = self.edge_kinds.get_mut(&edge.kind).expect("it was just put there");
        used.add(direction, edge.when.as_ref());
        self.name(&edge.facts, &edge.evidence);
        self.claim(edge.claimed_by.as_ref());
        Ok(())
    }

    fn end_row(&mut self, record: Record, origin: Origin) -> Result<(), TooLarge> {
        let start = self.rows.last().map_or(0, |row| row.end as usize + 1);
        if self.text.len() - start > RECORD_BYTES_MAX {
            self.text.truncate(start);
            return Err(TooLarge);
        }
        let end = u32::try_from(self.text.len()).expect("a text ends long before 4 GiB");
        self.text.push('\n');
        self.rows.push(Row { end, record, origin });
        Ok(())
    }

    /// Notes what the evidence and the facts of a record name.
    fn name(&mut self, facts: &[Fact], evidence: &[Evidence]) {
        for Evidence { source, .. } in evidence {
            if !self.cited.contains(source) {
                self.cited.insert(source.clone());
            }
        }
        for fact in facts {
            self.claim(fact.claimed_by.as_ref());
            self.name(&[], &fact.evidence);
        }
    }

    fn claim(&mut self, claimant: Option<&Id>) {
        if let Some(claimant) = claimant.filter(|claimant| !self.claimants.contains(*claimant)) {
            self.claimants.insert(claimant.clone());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether it is to be handed on.
    pub(super) fn is_complete(&self) -> bool {
        self.text.len() >= Self::BYTES_WANTED
    }

    /// All lines.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn range(&self, row: usize) -> Range<usize> {
        let start = row.checked_sub(1).map_or(0, |before| self.rows[before].end as usize + 1);
        start..self.rows[row].end as usize
    }
}

/// Where a record stands among all that were gathered, in the order in which they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::interchange) struct At {
    part: u32,
    row: u32,
}

/// Records of all files.
#[derive(Debug, Default)]
pub(in crate::interchange) struct Store {
    parts: Vec<Records>,
}

impl Store {
    /// Adds records after those that are there.
    pub(super) fn push(&mut self, records: Records) {
        self.parts.push(records);
    }

    /// The places of the records of a part.
    fn of_part(&self, part: usize) -> impl Iterator<Item = (At, Record)> {
        let rows = self.parts[part].rows.iter().enumerate();
        rows.map(move |(row, Row { record, .. })| {
            (At { part: part as u32, row: row as u32 }, *record)
        })
    }

    /// How many parts there are.
    pub(super) fn parts(&self) -> Range<usize> {
        0..self.parts.len()
    }

    /// The parts, so many at a time as are looked at between two questions to the watch.
    pub(super) fn runs(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        const PARTS: usize = 128;
        let n = self.parts.len();
        (0..n).step_by(PARTS).map(move |start| start..n.min(start + PARTS))
    }

    /// The places of the nodes of a part.
    pub(super) fn nodes(&self, part: usize) -> impl Iterator<Item = At> {
        self.of_part(part).filter(|(_, record)| *record == Record::Node).map(|(at, _)| at)
    }

    /// The places of the edges of a part, with how they came by their ids.
    pub(super) fn edges(&self, part: usize) -> impl Iterator<Item = (At, EdgeId)> {
        self.of_part(part).filter_map(|(at, record)| match record {
            Record::Node => None,
            Record::Edge(id) => Some((at, id)),
        })
    }

    /// What the parts name: their kinds, sources and claimants.
    pub(super) fn all(&self) -> impl Iterator<Item = &Records> {
        self.parts.iter()
    }

    /// A record as it stands on its line.
    pub(in crate::interchange) fn line(&self, at: At) -> &str {
        let part = &self.parts[at.part as usize];
        &part.text[part.range(at.row as usize)]
    }

    /// The beginning of a record.
    pub(super) fn head(&self, at: At) -> Head<'_> {
        head(self.line(at)).expect("a line that was written starts with an id")
    }

    /// Where a record comes from.
    pub(super) fn origin(&self, at: At) -> Origin {
        self.parts[at.part as usize].rows[at.row as usize].origin
    }

    /// A node. What a file was free to say need not be what a dataset may hold, and is found here.
    pub(in crate::interchange) fn node(
        &self,
        at: At,
        reader: &mut LineReader,
    ) -> Result<Node, Vec<Finding>> {
        let line = self.line(at);
        reader.node(line).map_or_else(|| parse_node(line, ""), Ok)
    }

    /// An edge; as with nodes.
    pub(in crate::interchange) fn edge(
        &self,
        at: At,
        reader: &mut LineReader,
    ) -> Result<Edge, Vec<Finding>> {
        let line = self.line(at);
        reader.edge(line).map_or_else(|| parse_edge(line, ""), Ok)
    }

    /// Puts records after all others and says where each stands.
    pub(super) fn append(&mut self, records: Records) -> impl Iterator<Item = At> + use<> {
        let (part, n_rows) = (self.parts.len() as u32, records.rows.len() as u32);
        self.parts.push(records);
        (0..n_rows).map(move |row| At { part, row })
    }
}
