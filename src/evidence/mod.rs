//! Evidence against texts: where a needle stands, what a span digests to, and whether a span recorded
//! earlier still stands.
//!
//! `&str` in, verdict out. Uses the model and SHA-256. Reads no file, knows no dataset, and never matches
//! approximately: a span is the same characters or it is not that span.

mod digest;
mod locate;
mod text;
mod verify;

pub use digest::{Digester, digest, digest_bytes};
pub use locate::{CONTEXT_CHARS, LOCATED_MAX, Located, locate};
pub use text::SourceText;
pub use verify::{
    Breakage, EvidenceState, SEARCH_BYTES_MAX, SearchBudget, Verdict, verify, verify_within,
};
