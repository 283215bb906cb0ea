//! Records written as they come, as JSON Lines of our own: memory does not grow with the file.

use super::{Halt, Kinds, Records, Target};
use crate::dataset::{node_line, source_line, vocabulary_text};
use crate::model::{Id, Source};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

/// Writes records to a stream.
pub(in crate::interchange) struct Stream<'w> {
    out: &'w mut dyn Write,
    path: PathBuf,
    node_kinds: BTreeSet<String>,
    edge_kinds: BTreeSet<String>,
    pub(in crate::interchange) n_sources: usize,
    pub(in crate::interchange) n_nodes: usize,
    pub(in crate::interchange) n_edges: usize,
    /// Nodes of which only edges tell.
    pub(in crate::interchange) n_implied: usize,
}

impl<'w> Stream<'w> {
    pub(in crate::interchange) fn new(out: &'w mut dyn Write, path: PathBuf) -> Self {
        Self {
            out,
            path,
            node_kinds: BTreeSet::new(),
            edge_kinds: BTreeSet::new(),
            n_sources: 0,
            n_nodes: 0,
            n_edges: 0,
            n_implied: 0,
        }
    }

    fn line(&mut self, mut line: String) -> Result<(), Halt> {
        line.push('\n');
        self.write(&line)
    }

    fn write(&mut self, text: &str) -> Result<(), Halt> {
        self.out.write_all(text.as_bytes()).map_err(|error| Halt::Io {
            path: self.path.clone(),
            action: "write",
            error,
        })
    }

    /// Ends the stream with the kinds that it added.
    pub(in crate::interchange) fn finish(
        &mut self,
        kinds: &Kinds,
        declared: Option<&crate::model::Vocabulary>,
    ) -> Result<(), Halt> {
        let nodes = self.node_kinds.iter().map(String::as_str);
        let edges = self.edge_kinds.iter().map(String::as_str);
        // A name that cannot be a kind's stands in the stream as it came; whoever reads it finds it.
        if let Ok(vocabulary) = kinds.vocabulary(declared, nodes, edges)
            && let Some(line) = vocabulary_text(&vocabulary)
        {
            self.line(line)?;
        }
        self.out.flush().map_err(|error| Halt::Io {
            path: self.path.clone(),
            action: "write",
            error,
        })
    }
}

impl Target for Stream<'_> {
    fn source(&mut self, source: Source) -> Result<(), Halt> {
        self.n_sources += 1;
        self.line(source_line(&source))
    }

    fn file(&mut self, source: Source) -> Result<(), Halt> {
        self.source(source)
    }

    fn records(&mut self, records: Records) -> Result<(), Halt> {
        self.n_nodes += records.n_nodes;
        self.n_edges += records.n_edges;
        for kind in &records.node_kinds {
            if !self.node_kinds.contains(kind) {
                self.node_kinds.insert(kind.clone());
            }
        }
        for kind in records.edge_kinds.keys() {
            if !self.edge_kinds.contains(kind) {
                self.edge_kinds.insert(kind.clone());
            }
        }
        self.write(records.text())
    }

    fn implied(&mut self, id: &Id, name: &str, kind: Option<&str>) -> Result<(), Halt> {
        let node = super::gathering::implied_node(id.clone(), Some(name), kind);
        self.n_implied += 1;
        if !self.node_kinds.contains(&node.kind) {
            self.node_kinds.insert(node.kind.clone());
        }
        self.line(node_line(&node))
    }
}
