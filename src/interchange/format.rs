//! The formats: what each is called, how its files are recognised, who reads and who writes it.

use super::edge_list::{graphalytics, records as edge_list};
use super::export::{ExportError, ExportSettings};
use super::files::{Head, Input, Outlet};
use super::intake::{Halt, Intake};
use super::losses::Losses;
use super::{
    cypher, cytoscape, dot, ftm, gexf, graphml, json_graph, json_lines, littlesis, markdown,
    node_link, pajek, parquet_tables, rdf, sqlite, tables,
};
use crate::dataset::Dataset;
use std::sync::LazyLock;

macro_rules! formats {
    ($($(#[doc = $doc:literal])+ $name:ident = $facts:expr,)+) => {
        /// A format of files that other tools read or write.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Format { $($(#[doc = $doc])+ $name,)+ }

        impl Format {
            /// All formats, in the order in which files are tried to be recognised.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            pub(super) fn facts(self) -> &'static Facts {
                match self { $(Self::$name => &$facts,)+ }
            }
        }
    };
}

formats! {
    /// Parquet tables of nodes and edges.
    Parquet = parquet_tables::FACTS,
    /// A SQLite database of a dataset.
    Sqlite = sqlite::FACTS,
    /// FollowTheMoney entities.
    Ftm = ftm::FACTS,
    /// GEXF, as Gephi and NetworkX write it.
    Gexf = gexf::FACTS,
    /// GraphML, as NetworkX, igraph, Gephi and yEd write it.
    GraphMl = graphml::FACTS,
    /// RDF as JSON-LD.
    JsonLd = rdf::JSON_LD,
    /// RDF as N-Triples.
    NTriples = rdf::N_TRIPLES,
    /// RDF as Turtle.
    Turtle = rdf::TURTLE,
    /// Tables for neo4j-admin import.
    Neo4j = tables::neo4j::FACTS,
    /// CSV tables of nodes and edges.
    Csv = tables::CSV,
    /// TSV tables of nodes and edges.
    Tsv = tables::TSV,
    /// Answers of the LittleSis API.
    LittleSis = littlesis::FACTS,
    /// Cytoscape JSON.
    Cytoscape = cytoscape::FACTS,
    /// JSON Graph Format.
    JsonGraph = json_graph::FACTS,
    /// Node-link JSON, as NetworkX and D3 write it.
    NodeLink = node_link::FACTS,
    /// JSON Lines of our own: one source, node or edge a line.
    JsonLines = json_lines::FACTS,
    /// openCypher scripts that make a graph, as Neo4j and APOC write them.
    Cypher = cypher::FACTS,
    /// Pajek networks.
    Pajek = pajek::FACTS,
    /// The DOT language of Graphviz.
    Dot = dot::FACTS,
    /// Graphs of LDBC Graphalytics: a list of nodes and a list of edges.
    Graphalytics = graphalytics::FACTS,
    /// Edge lists: one edge a line, as SNAP and KONECT have them.
    EdgeList = edge_list::FACTS,
    /// A page of tables in Markdown, written only.
    Markdown = markdown::FACTS,
}

/// What is known of a format before a file is opened.
pub(super) struct Facts {
    /// The word on the command line.
    pub(super) word: &'static str,
    /// What it is, in a few words.
    pub(super) title: &'static str,
    /// Whether a file looks like it.
    pub(super) recognises: fn(&Head<'_>) -> bool,
    pub(super) read: Option<Read>,
    pub(super) write: Option<Write>,
    pub(super) layout: Layout,
}

/// Reads a file and hands its records over.
pub(super) type Read = fn(&mut Input<'_>, &mut Intake<'_>) -> Result<(), Halt>;

/// Writes a dataset and counts what is lost. What the format cannot carry is counted before the first byte is
/// written to the outlet's files or while it is; nothing stands under its name before all is written.
pub(super) type Write =
    fn(&Dataset, ExportSettings, &mut Outlet, &mut Losses) -> Result<(), ExportError>;

/// How many files a format makes of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One file, which may also go to standard output; its extension.
    File(&'static str),
    /// One binary file; its extension.
    BinaryFile(&'static str),
    /// Several files in a folder.
    Folder,
}

impl Format {
    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        self.facts().word
    }

    /// What it is, in a few words.
    pub fn title(self) -> &'static str {
        self.facts().title
    }

    /// Whether this build reads files of it.
    pub fn is_read(self) -> bool {
        self.facts().read.is_some()
    }

    /// Whether this build writes files of it.
    pub fn is_written(self) -> bool {
        self.facts().write.is_some()
    }

    /// The cargo feature that reads and writes it, where the program was built without that.
    pub fn missing_feature(self) -> Option<&'static str> {
        match self {
            Self::JsonLd | Self::NTriples | Self::Turtle if cfg!(not(feature = "rdf")) => {
                Some("rdf")
            }
            Self::Parquet if cfg!(not(feature = "parquet")) => Some("parquet"),
            Self::Sqlite if cfg!(not(feature = "sqlite")) => Some("sqlite"),
            _ => None,
        }
    }

    /// How many files it makes of a dataset.
    pub fn layout(self) -> Layout {
        self.facts().layout
    }

    /// The formats that this build reads.
    pub fn read() -> &'static [Self] {
        static READ: LazyLock<Vec<Format>> = LazyLock::new(|| Format::those(Format::is_read));
        &READ
    }

    /// The formats that are read by this build or by one with more features.
    pub fn read_by_any_build() -> &'static [Self] {
        static READ: LazyLock<Vec<Format>> =
            LazyLock::new(|| Format::those(|f| f.is_read() || f.missing_feature().is_some()));
        &READ
    }

    /// The formats that this build writes.
    pub fn written() -> &'static [Self] {
        static WRITTEN: LazyLock<Vec<Format>> = LazyLock::new(|| Format::those(Format::is_written));
        &WRITTEN
    }

    /// The formats that are written by this build or by one with more features.
    pub fn written_by_any_build() -> &'static [Self] {
        static WRITTEN: LazyLock<Vec<Format>> =
            LazyLock::new(|| Format::those(|f| f.is_written() || f.missing_feature().is_some()));
        &WRITTEN
    }

    fn those(does: fn(Self) -> bool) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|format| does(*format)).collect()
    }

    /// The format that a file looks like, if it looks like one that is read.
    pub(super) fn of(head: &Head<'_>) -> Option<Self> {
        Self::read_by_any_build().iter().copied().find(|format| (format.facts().recognises)(head))
    }
}
