//! Parquet, a table of nodes and a table of edges (Apache Parquet format 2.12): in the layout that GraphFrames, DuckDB
//! and Kuzu take as it is, with `id` first in `nodes.parquet` and `src`, `dst` first in `edges.parquet`.
//!
//! Attributes are columns: numbers double, lists lists of texts, everything else text. `sources.parquet` has the
//! sources; title, licence and added kinds are key-value metadata. Nothing is lost but saved diagrams and checks.
//! Tables of others are told apart by their columns and may have any types; see `cell`. Needs the feature `parquet`.

#[cfg(feature = "parquet")]
mod cell;
#[cfg(feature = "parquet")]
mod column;
#[cfg(feature = "parquet")]
mod guard;
#[cfg(feature = "parquet")]
mod nested;
#[cfg(feature = "parquet")]
mod panics;
#[cfg(feature = "parquet")]
mod read;
#[cfg(feature = "parquet")]
mod thrift;
#[cfg(feature = "parquet")]
mod write;

use super::files::Head;
use super::format::{Facts, Layout, Read, Write};

pub(super) const FACTS: Facts = Facts {
    word: "parquet",
    title: "Parquet tables of nodes and edges (GraphFrames, DuckDB, Kuzu)",
    recognises,
    read: READ,
    write: WRITE,
    layout: Layout::Folder,
};

#[cfg(feature = "parquet")]
const READ: Option<Read> = Some(read::read);
#[cfg(feature = "parquet")]
const WRITE: Option<Write> = Some(write::write);
#[cfg(not(feature = "parquet"))]
const READ: Option<Read> = None;
#[cfg(not(feature = "parquet"))]
const WRITE: Option<Write> = None;

/// Keys of metadata of ours begin so.
#[cfg(feature = "parquet")]
const OURS: &str = "sociogram.";

/// The tables of ours, as their metadata name them.
#[cfg(feature = "parquet")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    Nodes,
    Edges,
    Sources,
}

#[cfg(feature = "parquet")]
impl Table {
    fn word(self) -> &'static str {
        match self {
            Self::Nodes => "nodes",
            Self::Edges => "edges",
            Self::Sources => "sources",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Nodes, Self::Edges, Self::Sources].into_iter().find(|table| table.word() == word)
    }
}

fn recognises(head: &Head<'_>) -> bool {
    head.bytes.starts_with(b"PAR1") || head.bytes.starts_with(b"PARE")
}
