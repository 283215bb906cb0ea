//! JSON Lines of our own: one source, node or edge a line, as they stand in a dataset's files, in any order; the title
//! and the kinds that the dataset adds on lines of their own. Loses nothing but saved diagrams and checks.

use super::export::{ExportError, ExportSettings};
use super::files::{Head, Input, Outlet, Place};
use super::format::{Facts, Layout};
use super::intake::{Direction, EdgeId, Halt, Intake, Reading};
use super::losses::Losses;
use crate::dataset::json::{Member, Shape, Value, skip_white_space, value_at};
use crate::dataset::{
    Dataset, Finding, Severity, edge_line, header_line, node_line, parse_edge, parse_node,
    parse_source, parse_vocabulary, source_line, vocabulary_text,
};

pub(super) const FACTS: Facts = Facts {
    word: "json-lines",
    title: "one source, node or edge a line, without loss",
    recognises,
    read: Some(read),
    write: Some(write),
    layout: Layout::File("jsonl"),
};

fn recognises(head: &Head<'_>) -> bool {
    matches!(head.extension, "jsonl" | "ndjson")
}

/// What stands on a line, told by its members.
enum Kind {
    Node,
    Edge,
    Source,
    Header,
    Vocabulary,
}

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    intake.lines(input, "JSON Lines", |place, lines, reading| {
        let (_, text) = place.span.expect("lines are text");
        if let Some(mut edge) = lines.edge(text) {
            reading.edge(&mut edge, Some(text), EdgeId::Given, Direction::Directed, place);
        } else if let Some(mut node) = lines.node(text) {
            reading.node(&mut node, Some(text), place);
        } else if !text.trim().is_empty() {
            read_line(text, place, reading);
        }
    })
}

/// Reads a line that is not written as this program writes it, or says what is wrong with it.
fn read_line(text: &str, place: Place<'_>, reading: &mut Reading) {
    let line = place.line;
    let start = skip_white_space(text, 0);
    let members = match value_at(text, start) {
        Ok(value) if value.shape() == Shape::Object => value.members(),
        Ok(value) => {
            let message =
                format!("a line is an object, and this one is {}", value.shape().as_str());
            reading.error(line, message, "one source, node or edge stands on a line");
            return;
        }
        Err(problem) => Err(problem),
    };
    let members = match members {
        Ok(members) => members,
        Err(problem) => {
            reading.error(line, problem.message, "one JSON object stands on a line");
            return;
        }
    };
    let Some(kind) = kind_of(&members) else {
        let message = "the line is no source, node or edge";
        let hint = "a node has “kind” and “name”, an edge “from” and “to”, a source “title”";
        reading.error(line, message, hint);
        return;
    };
    let done = match kind {
        Kind::Node => parse_node(text, "").map(|mut node| reading.node(&mut node, None, place)),
        Kind::Edge => parse_edge(text, "").map(|mut edge| {
            reading.edge(&mut edge, None, EdgeId::Given, Direction::Directed, place);
        }),
        Kind::Source => parse_source(text, "").map(|source| reading.source(source)),
        Kind::Vocabulary => parse_vocabulary(text, "").map(|kinds| reading.vocabulary(kinds)),
        Kind::Header => {
            header(&members, reading);
            Ok(())
        }
    };
    let findings = done.err().into_iter().flatten();
    // Of a record that is refused its warnings are noise.
    let errors = findings.filter(|finding| finding.severity == Severity::Error);
    for Finding { message, hint, .. } in errors {
        reading.error(line, message, hint.as_deref().unwrap_or("see docs/dataset-format.md"));
    }
}

fn header(members: &[Member<'_>], reading: &mut Reading) {
    for member in members {
        if member.value.shape() != Shape::String {
            continue;
        }
        let Ok(text) = Value::string(member.value) else { continue };
        match &*member.key {
            "title" => reading.title(&text),
            "licence" => reading.licence(&text),
            _ => {}
        }
    }
}

fn kind_of(members: &[Member<'_>]) -> Option<Kind> {
    let has = |name| members.iter().any(|member| member.key == name);
    if has("from") || has("to") {
        Some(Kind::Edge)
    } else if has("format") {
        Some(Kind::Header)
    } else if has("kind") || has("name") {
        Some(Kind::Node)
    } else if has("title") {
        Some(Kind::Source)
    } else if has("nodes") || has("edges") {
        Some(Kind::Vocabulary)
    } else {
        None
    }
}

fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let mut out = outlet.create("dataset.jsonl")?;
    let header = header_line(&dataset.title, &dataset.licence);
    let lines = std::iter::once(header)
        .chain(vocabulary_text(&dataset.vocabulary))
        .chain(dataset.sources.iter().map(source_line))
        .chain(dataset.nodes.iter().map(node_line))
        .chain(dataset.edges.iter().map(edge_line));
    for mut line in lines {
        line.push('\n');
        out.write_all(line.as_bytes())?;
    }
    out.flush()?;
    Ok(())
}
