//! Many lines read at once, on all processors: what each says is put down apart and taken in the order of the lines.

use super::records::{Records, TooLarge};
use super::{Citer, Direction, EdgeId, Origin};
use crate::dataset::RECORD_BYTES_MAX;
use crate::interchange::files::Place;
use crate::model::{Edge, Node, Source, Vocabulary};
use std::sync::Arc;

/// What is read from some lines, in their order.
#[derive(Debug)]
pub(in crate::interchange) struct Reading {
    citer: Arc<Citer>,
    pub(super) parts: Vec<Part>,
    records: Records,
    /// Whether the file itself is cited.
    pub(super) is_cited: bool,
}

/// Something that a file says.
#[derive(Debug)]
pub(super) enum Part {
    Records(Records),
    Source(Source),
    Vocabulary(Vocabulary),
    Title(String),
    Licence(String),
    Note(String),
    Error {
        line: u64,
        message: String,
        hint: String,
    },
    /// Nothing after this can be read.
    Refused,
}

impl Reading {
    /// A reading of some lines of a file, with room for what they hold.
    pub(super) fn new(citer: Arc<Citer>, n_bytes: usize) -> Self {
        let records = Records::with_room(n_bytes);
        Self { citer, parts: Vec::new(), records, is_cited: false }
    }

    /// A node. `line` is its canonical form, where that is at hand.
    pub(in crate::interchange) fn node(
        &mut self,
        node: &mut Node,
        line: Option<&str>,
        place: Place<'_>,
    ) {
        let is_cited = self.citer.node(node, place);
        self.is_cited |= is_cited;
        let line = line.filter(|_| !is_cited);
        let origin = Origin::new(self.citer.file, place.line);
        let done = self.records.push_node(node, line, origin);
        self.check(done, place);
    }

    /// An edge. `line` is its canonical form, where that is at hand.
    pub(in crate::interchange) fn edge(
        &mut self,
        edge: &mut Edge,
        line: Option<&str>,
        id: EdgeId,
        direction: Direction,
        place: Place<'_>,
    ) {
        if edge.from == edge.to {
            self.note("edges from a node to itself are left out");
            return;
        }
        let is_cited = self.citer.edge(edge, place);
        self.is_cited |= is_cited;
        let line = line.filter(|_| !is_cited);
        let origin = Origin::new(self.citer.file, place.line);
        let done = self.records.push_edge(edge, line, id, direction, origin);
        self.check(done, place);
    }

    fn check(&mut self, done: Result<(), TooLarge>, place: Place<'_>) {
        if let Err(TooLarge) = done {
            let message = format!("a record would have more than {} MiB", RECORD_BYTES_MAX >> 20);
            let hint = "leave properties out with a mapping, or divide the record";
            self.error(place.line, message, hint);
        } else if self.records.is_complete() {
            self.end_records();
        }
    }

    /// A source.
    pub(in crate::interchange) fn source(&mut self, source: Source) {
        self.push(Part::Source(source));
    }

    /// Kinds that the file declares.
    pub(in crate::interchange) fn vocabulary(&mut self, vocabulary: Vocabulary) {
        self.push(Part::Vocabulary(vocabulary));
    }

    /// The title of the whole.
    pub(in crate::interchange) fn title(&mut self, title: &str) {
        self.push(Part::Title(title.to_owned()));
    }

    /// The licence of the whole.
    pub(in crate::interchange) fn licence(&mut self, licence: &str) {
        self.push(Part::Licence(licence.to_owned()));
    }

    /// Something that is wrong and refuses the import.
    pub(in crate::interchange) fn error(
        &mut self,
        line: u64,
        message: impl Into<String>,
        hint: &str,
    ) {
        self.push(Part::Error { line, message: message.into(), hint: hint.to_owned() });
    }

    /// Something that is left out or read otherwise than written, once more.
    pub(in crate::interchange) fn note(&mut self, what: &str) {
        self.push(Part::Note(what.to_owned()));
    }

    /// Something that is wrong after which nothing of the file can be read.
    pub(super) fn refuse(&mut self, line: u64, message: impl Into<String>, hint: &str) {
        self.error(line, message, hint);
        self.push(Part::Refused);
    }

    fn push(&mut self, part: Part) {
        self.end_records();
        self.parts.push(part);
    }

    fn end_records(&mut self) {
        if !self.records.is_empty() {
            self.parts.push(Part::Records(std::mem::take(&mut self.records)));
        }
    }

    /// All parts, and whether the file itself is cited.
    pub(super) fn finish(mut self) -> (Vec<Part>, bool) {
        self.end_records();
        (self.parts, self.is_cited)
    }
}
