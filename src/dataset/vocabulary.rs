//! `vocabulary.json`: the kinds that a dataset adds to the core ones.

use super::finding::{Code, Sink};
use super::header::single_value;
use super::json::Value;
use super::reader::Reader;
use crate::model::{
    Aspect, KindProblem, NewEdgeKind, NewNodeKind, Passability, Symmetry, Vocabulary,
};

const NODE_KIND: &[&str] = &["kind", "label", "parent", "record", "hub"];
const EDGE_KIND: &[&str] =
    &["kind", "label", "inverse", "from", "to", "aspect", "symmetric", "passable"];

/// The core vocabulary and what `text` adds. Kinds that cannot be added are findings.
pub(super) fn read_vocabulary(sink: &mut Sink, file: &'static str, text: &str) -> Vocabulary {
    let mut reader = Reader { sink, file: file.into(), id: None };
    match single_value(&mut reader, text) {
        Some(value) => read_kinds(&mut reader, value),
        None => Vocabulary::core(),
    }
}

/// The core vocabulary and what `value` adds.
pub(super) fn read_kinds(reader: &mut Reader<'_>, value: Value<'_>) -> Vocabulary {
    let mut vocabulary = Vocabulary::core();
    let Some(object) = reader.object(value, "the vocabulary", &["nodes", "edges"]) else {
        return vocabulary;
    };
    let mut list =
        |name| object.get(name).map(|value| reader.elements(value, name)).unwrap_or_default();
    let (nodes, edges) = (list("nodes"), list("edges"));
    for value in nodes {
        if let Some(kind) = reader.node_kind_row(value) {
            let added = vocabulary.add_node_kind(kind).map(|_| ());
            reader.added(value, added, "a parent is a core kind or stands before its children");
        }
    }
    for value in edges {
        if let Some(kind) = reader.edge_kind_row(value) {
            let added = vocabulary.add_edge_kind(kind).map(|_| ());
            reader.added(
                value,
                added,
                "an end is a node kind, \"any\", \"actor\", \"record\" or \"same\"",
            );
        }
    }
    vocabulary
}

impl Reader<'_> {
    fn node_kind_row(&mut self, value: Value<'_>) -> Option<NewNodeKind> {
        let object = self.object(value, "a node kind", NODE_KIND)?;
        let name = self.need(&object, "kind").and_then(|v| self.line(v, "kind"));
        let label = object.get("label").and_then(|v| self.line(v, "label"));
        let parent = object.get("parent").and_then(|v| self.line(v, "parent"));
        let record = object.get("record").and_then(|v| self.boolean(v, "record"));
        let hub = object.get("hub").and_then(|v| self.boolean(v, "hub"));
        Some(NewNodeKind {
            name: name?,
            label,
            parent,
            record: record.unwrap_or(false),
            hub: hub.unwrap_or(false),
        })
    }

    fn edge_kind_row(&mut self, value: Value<'_>) -> Option<NewEdgeKind> {
        let object = self.object(value, "an edge kind", EDGE_KIND)?;
        let name = self.need(&object, "kind").and_then(|v| self.line(v, "kind"));
        let label = object.get("label").and_then(|v| self.line(v, "label"));
        let inverse = object.get("inverse").and_then(|v| self.line(v, "inverse"));
        let mut ends = |name| {
            let list = object.get(name).map(|v| self.elements(v, name)).unwrap_or_default();
            list.into_iter().filter_map(|v| self.line(v, name)).collect::<Vec<_>>()
        };
        let (from, to) = (ends("from"), ends("to"));
        let aspect = self.need(&object, "aspect").and_then(|v| {
            self.word(v, "aspect", &["act", "state"], |word| match word {
                "act" => Some(Aspect::Act),
                "state" => Some(Aspect::State),
                _ => None,
            })
        });
        let symmetric = object.get("symmetric").and_then(|v| self.boolean(v, "symmetric"));
        let passable = object.get("passable").and_then(|v| self.boolean(v, "passable"));
        Some(NewEdgeKind {
            name: name?,
            label,
            inverse,
            from,
            to,
            aspect: aspect?,
            symmetry: match symmetric {
                Some(true) => Symmetry::Symmetric,
                _ => Symmetry::Directed,
            },
            passability: match passable {
                Some(false) => Passability::NotPassable,
                _ => Passability::Passable,
            },
        })
    }

    fn added(&mut self, value: Value<'_>, added: Result<(), KindProblem>, unknown: &str) {
        if let Err(problem) = added {
            let is_unknown = matches!(problem, KindProblem::UnknownKind(_));
            let hint = is_unknown.then(|| unknown.to_owned());
            self.push_hint(Code::BadKind, value.offset, problem.to_string(), hint);
        }
    }
}
