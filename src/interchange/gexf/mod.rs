//! GEXF (gexf.net), versions 1.1draft, 1.2draft and 1.3, static and dynamic, as Gephi and NetworkX write it.
//!
//! The time of an element is its date; of a value, the date of the fact. Several spells of an edge are as many edges, of a
//! node as many dated facts. A mutual edge is two edges. Times that are numbers and no dates are facts. Written is
//! 1.3 with directed edges: first and last day where a date has such, beside the date itself. GEXF has no attributes of
//! the whole graph; titles, licences, sources and kinds travel as processing instructions.

mod attributes;
mod read;
mod record;
mod time;
mod write;

use super::files::Head;
use super::format::{Facts, Layout};
use super::xml;

pub(super) const FACTS: Facts = Facts {
    word: "gexf",
    title: "GEXF (Gephi, NetworkX)",
    recognises,
    read: Some(read::read),
    write: Some(write::write),
    layout: Layout::File("gexf"),
};

/// The target of instructions that say something of the whole.
const TARGET: &str = "sociogram";

fn recognises(head: &Head<'_>) -> bool {
    xml::has_root(head, "gexf")
}
