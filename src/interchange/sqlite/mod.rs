//! SQLite 3, one database of a dataset: tables that the statements of the dataset fill, with keys, and a view for
//! readers; ready for Datasette and the `sqlite3` program. Nothing is lost but saved diagrams and checks.
//!
//! Read back are databases in this layout and no others: what any other tables mean, nobody said. Needs the feature
//! `sqlite`.

#[cfg(feature = "sqlite")]
mod layout;
#[cfg(feature = "sqlite")]
mod read;
#[cfg(feature = "sqlite")]
mod write;

use super::files::Head;
use super::format::{Facts, Layout, Read, Write};

pub(super) const FACTS: Facts = Facts {
    word: "sqlite",
    title: "SQLite database (Datasette)",
    recognises,
    read: READ,
    write: WRITE,
    layout: Layout::BinaryFile("db"),
};

#[cfg(feature = "sqlite")]
const READ: Option<Read> = Some(read::read);
#[cfg(feature = "sqlite")]
const WRITE: Option<Write> = Some(write::write);
#[cfg(not(feature = "sqlite"))]
const READ: Option<Read> = None;
#[cfg(not(feature = "sqlite"))]
const WRITE: Option<Write> = None;

fn recognises(head: &Head<'_>) -> bool {
    head.bytes.starts_with(b"SQLite format 3\0")
}
