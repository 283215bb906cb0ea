//! A file in one of the three syntaxes, read whole: what is said of one node may stand anywhere in it.

use super::statements::Statements;
use super::{json_ld, reading, turtle};
use crate::interchange::files::{Input, Markup, Text};
use crate::interchange::intake::{Halt, Intake};

pub(super) fn read_turtle(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    read(input, "Turtle", Markup::Wanted, turtle::turtle, intake)
}

pub(super) fn read_n_triples(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    read(input, "N-Triples", Markup::Wanted, turtle::n_triples, intake)
}

pub(super) fn read_json_ld(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    read(input, "JSON-LD", Markup::Refused, json_ld::json_ld, intake)
}

fn read(
    input: &mut Input<'_>,
    wanted: &str,
    markup: Markup,
    parse: fn(&Text, &mut Intake<'_>) -> Result<Statements, Halt>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let text = input.text(wanted, markup, intake)?;
    if let Some(page) = page(text.as_str()) {
        let message = format!("this is {page}, not {wanted}");
        return Err(intake.refuse(1, message, "get the file again, or write it as Turtle first"));
    }
    let statements = parse(&text, intake)?;
    reading::hand_over(statements, &text, input.name(), intake)
}

/// The page of markup that a text is, where it is one. An IRI in angle brackets also starts with `<`, but has no white
/// space in it.
fn page(text: &str) -> Option<&'static str> {
    let start = text.trim_start_matches('\u{FEFF}').trim_start().strip_prefix('<')?;
    let end = start.find(|c: char| c == '>' || c.is_whitespace())?;
    let is_tag = start[end..].starts_with(char::is_whitespace)
        || start.starts_with(['!', '?'])
        || start[..end].eq_ignore_ascii_case("html");
    let is_rdf = start.chars().take(4096).collect::<String>().contains("rdf:RDF");
    is_tag.then_some(if is_rdf { "RDF/XML" } else { "an HTML or XML page" })
}
