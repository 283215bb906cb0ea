//! The dataset on disk: reading it strictly and completely, saying all that is wrong with it, and writing it
//! so that a change is there whole or not at all.
//!
//! A dataset is a folder of `dataset.json`, `sources.json`, `nodes.json`, `edges.json` and optionally
//! `vocabulary.json` and `checks.json`, with one record per line, sorted by id, and of saved diagrams in `views/`. [`load`] returns it with its warnings, or refuses
//! it with every finding: file, line, column, code, hint. [`apply`] makes changes under a lock,
//! [`add_source_with_text`] keeps a text with its source, and [`save_view`] a diagram.
//!
//! Uses the model, digests from `evidence`, the words of selections from `graph`, and serde_json for the syntax of single values and strsim for
//! suggestions. Builds no graph,
//! answers no question about the data, and does not check spans against texts: it only finds the texts.

mod apply;
mod as_written;
mod canonical;
mod check;
mod compare;
mod content;
pub(crate) mod disguise;
mod error;
mod files;
mod finding;
mod header;
mod init;
pub(crate) mod json;
mod lines;
mod load;
mod members;
mod merge;
mod reader;
mod record;
mod revision;
mod standing;
mod table;
mod texts;
mod view;
mod vocabulary;
mod write;

pub use apply::{
    Applied, DiffLine, FileChange, Mode, Sign, add_source_with_text, apply, canonicalize,
    save_view, update,
};
pub(crate) use as_written::{Head, LineReader, head};
pub use canonical::{
    FileBytes, check_line, edge_line, evidence_text, facts_text, header_line, node_line,
    source_line, sources_text, to_bytes, view_to_bytes, vocabulary_text,
};
pub(crate) use canonical::{edge_content, push_edge_line, push_node_line};
pub(crate) use check::circles;
pub use compare::{
    DataChange, EvidenceChange, FactChange, MemberChange, MemberValue, RecordChange, RecordType,
    compare,
};
pub use content::{Dataset, EvidenceAddress, Form, Forms};
pub use error::DatasetError;
pub use files::FILE_BYTES_MAX;
pub use finding::{Code, FINDINGS_MAX, Finding, Severity};
pub use header::FORMAT;
pub use init::{Ground, copy_example, create, create_from_lines, ground, init};
pub use lines::{DatasetLines, Hear, too_large};
pub use load::{Loaded, load, load_embedded, load_told};
pub use merge::{Merged, add_kinds, merge};
pub(crate) use record::is_safe_file_name;
pub use record::{
    parse_edge, parse_evidence, parse_evidence_list, parse_facts, parse_node, parse_source,
    parse_sources, parse_vocabulary,
};
pub use revision::{Revision, RevisionError};
pub use standing::{
    CHECK_REFUSES, CHECK_VERBS, CHECKS_BYTES_MAX, CHECKS_MAX, CONDITION_DEPTH_MAX, Check,
    Condition, Count, Scalar, Test,
};
pub use table::RECORD_BYTES_MAX;
pub use texts::{TEXT_BYTES_MAX, TextFile, TextProblem, Texts};
pub use view::{
    Changes, Pin, VIEW_BYTES_MAX, VIEW_MEASURES, VIEW_NAME_MAX, VIEWS_MAX, View, is_view_name,
};
