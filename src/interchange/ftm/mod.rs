//! FollowTheMoney entities, as Aleph and OpenSanctions exchange them: one JSON object a line, or an array of them.
//!
//! An entity is a node; one whose schema joins two others (`Ownership`, `Directorship` …) is an edge with its dates,
//! amounts and further properties, or a record where it names more than two. Properties that name an entity are edges,
//! all others facts. What schemata mean is in `kinds`, the model itself in `model`. Sources, reasons, claimants and
//! hedged dates have no place in the format.

mod kinds;
mod model;
mod read;
mod said;
mod write;

use super::files::Head;
use super::format::{Facts, Layout};

pub(super) const FACTS: Facts = Facts {
    word: "ftm",
    title: "FollowTheMoney entities (Aleph, OpenSanctions)",
    recognises,
    read: Some(read::read),
    write: Some(write::write),
    layout: Layout::File("ftm.json"),
};

fn recognises(head: &Head<'_>) -> bool {
    let start = head.text.trim_start();
    // One entity tells: what a later line of another format says does not count.
    let is_lines = read::is_one_a_line(start);
    let first = if is_lines { start.lines().next().unwrap_or_default() } else { start };
    let is_json = matches!(head.extension, "json" | "jsonl" | "ndjson" | "ijson" | "ftm" | "");
    let has = |name: &str| first.contains(name);
    is_json && start.starts_with(['{', '[']) && has("\"schema\"") && has("\"properties\"")
}

/// What stands in a fact's key for the name of a property: `birthDate` is `birth-date`.
fn key_of(property: &str) -> String {
    let mut key = String::new();
    let mut was_lower = false;
    for c in property.chars() {
        if c.is_ascii_uppercase() && was_lower {
            key.push('-');
        }
        was_lower = !c.is_ascii_uppercase();
        key.push(if c == '_' { '-' } else { c });
    }
    super::intake::key_of(&key)
}
