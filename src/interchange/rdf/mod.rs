//! RDF 1.1: Turtle, N-Triples and JSON-LD 1.1, one mapping for the three.
//!
//! Read, IRIs and blank nodes are nodes; types are kinds, labels are names, other literals are facts, and statements
//! between two nodes are edges, each cited by the place of its statement. Written, an edge is one statement for simple
//! questions and a resource that carries the rest: dates, status, facts, evidence (`schema`). What is written this way
//! comes back as it was; nothing is lost but saved diagrams and checks.

#[cfg(feature = "rdf")]
mod blank;
#[cfg(feature = "rdf")]
mod iris;
#[cfg(feature = "rdf")]
mod json_ld;
#[cfg(feature = "rdf")]
mod own;
#[cfg(feature = "rdf")]
mod reading;
#[cfg(feature = "rdf")]
mod schema;
#[cfg(feature = "rdf")]
mod statements;
#[cfg(feature = "rdf")]
mod syntax;
#[cfg(feature = "rdf")]
mod turtle;
#[cfg(feature = "rdf")]
mod writing;

use super::files::Head;
use super::format::{Facts, Layout};
use super::format::{Read, Write};

pub(super) const TURTLE: Facts = Facts {
    word: "turtle",
    title: "RDF as Turtle",
    recognises: is_turtle,
    read: TURTLE_SIDES.0,
    write: TURTLE_SIDES.1,
    layout: Layout::File("ttl"),
};

pub(super) const N_TRIPLES: Facts = Facts {
    word: "n-triples",
    title: "RDF as N-Triples, a statement a line",
    recognises: is_n_triples,
    read: N_TRIPLES_SIDES.0,
    write: N_TRIPLES_SIDES.1,
    layout: Layout::File("nt"),
};

pub(super) const JSON_LD: Facts = Facts {
    word: "json-ld",
    title: "RDF as JSON-LD",
    recognises: is_json_ld,
    read: JSON_LD_SIDES.0,
    write: JSON_LD_SIDES.1,
    layout: Layout::File("jsonld"),
};

/// Who reads and who writes a syntax; nobody in a build without the feature `rdf`.
type Sides = (Option<Read>, Option<Write>);

#[cfg(feature = "rdf")]
const TURTLE_SIDES: Sides = (Some(syntax::read_turtle), Some(writing::write_turtle));
#[cfg(feature = "rdf")]
const N_TRIPLES_SIDES: Sides = (Some(syntax::read_n_triples), Some(writing::write_n_triples));
#[cfg(feature = "rdf")]
const JSON_LD_SIDES: Sides = (Some(syntax::read_json_ld), Some(writing::write_json_ld));
#[cfg(not(feature = "rdf"))]
const TURTLE_SIDES: Sides = (None, None);
#[cfg(not(feature = "rdf"))]
const N_TRIPLES_SIDES: Sides = (None, None);
#[cfg(not(feature = "rdf"))]
const JSON_LD_SIDES: Sides = (None, None);

fn is_turtle(head: &Head<'_>) -> bool {
    let start = head.text.trim_start_matches('\u{FEFF}').trim_start();
    let is_directive =
        ["@prefix ", "@base ", "PREFIX ", "BASE "].iter().any(|word| start.starts_with(word));
    matches!(head.extension, "ttl" | "turtle") || (is_directive && head.extension != "rq")
}

fn is_n_triples(head: &Head<'_>) -> bool {
    head.extension == "nt"
}

fn is_json_ld(head: &Head<'_>) -> bool {
    let has = |name: &str| head.text.contains(name);
    head.extension == "jsonld" || (head.extension == "json" && has("\"@context\""))
}

#[cfg(all(test, not(feature = "rdf")))]
mod tests {
    use crate::dataset::Dataset;
    use crate::interchange::{ExportError, ExportSettings, ExportTarget, Format, export};
    use crate::model::Vocabulary;

    #[test]
    fn a_build_without_rdf_knows_the_words_and_says_what_is_missing() {
        for format in [Format::Turtle, Format::NTriples, Format::JsonLd] {
            assert!(Format::read_by_any_build().contains(&format));
            assert!(Format::written_by_any_build().contains(&format));
            let (nodes, edges) = (Vec::new(), Vec::new());
            let (title, licence) = (String::new(), String::new());
            let empty = Dataset::of(title, licence, Vocabulary::core(), Vec::new(), nodes, edges);
            let error = export(&empty, format, ExportSettings::default(), &ExportTarget::Memory);
            assert!(matches!(error, Err(ExportError::MissingFeature { feature: "rdf", .. })));
        }
    }
}
