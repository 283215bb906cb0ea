//! Files of other tools, in and out: one folder or file per format.
//!
//! A format knows its syntax and hands over records with named properties; what the properties mean is decided
//! in `intake/`, the same way for all of them. On the way out `flat` turns records into properties, and `losses`
//! counts what a format cannot carry. Knows files, the dataset and the graph in memory; it asks no questions and
//! prints nothing.

pub mod edge_list;

mod budget;
mod cypher;
mod cytoscape;
mod dot;
mod export;
mod files;
mod flat;
mod format;
mod formulas;
mod ftm;
mod gexf;
mod graphml;
mod import;
mod intake;
mod join;
mod json;
mod json_graph;
mod json_lines;
mod littlesis;
mod losses;
mod mapping;
mod markdown;
mod node_link;
mod pajek;
mod parquet_tables;
mod rdf;
mod sqlite;
mod tables;
mod xml;

pub use export::{
    ExportError, ExportSettings, ExportTarget, Exported, ExportedFile, Losing, export,
};
pub use format::{Format, Layout};
pub use formulas::Formulas;
pub use import::{
    Citing, ImportError, ImportFile, ImportSettings, ImportTarget, Imported, ImportedFile, KindRow,
    PropertyRow, RecordCounts, Renewal, guess, import,
};
pub use losses::{Aspect, Loss};
pub use mapping::{Mapping, MappingError, On, RowDirection, Rows, TableMapping};
pub use markdown::escaped as escaped_markdown;
