//! Edge lists as records: two ids a line, any words, and columns that are properties, as SNAP (`.txt`), the GAP benchmark
//! (`.el`, `.wel`), KONECT (`out.*`), Network Repository (`.edges`) and NetworkX have them.
//!
//! A third column is a weight, a fourth a time, unless a comment or a mapping says otherwise. Whether edges go one way is
//! told by the comments of SNAP and KONECT, else by the command. Nodes have nothing but ids.

use super::attributes::attributes;
use super::line::{SOURCE_NAMES, TARGET_NAMES, is_comment};
use super::shape::Separator;
use crate::dataset::Dataset;
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::{Head, Input, Outlet, Place};
use crate::interchange::format::{Facts, Layout};
use crate::interchange::intake::{
    Direction, ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Role, Value, quoted,
};
use crate::interchange::losses::{Aspect, Losses};
use crate::interchange::mapping::On;
use crate::model::{Day, Id};
use std::borrow::Cow;
use std::collections::BTreeSet;

pub(in crate::interchange) const FACTS: Facts = Facts {
    word: "edge-list",
    title: "edge lists (SNAP, KONECT, NetworkX)",
    recognises,
    read: Some(read),
    write: Some(write),
    layout: Layout::File("el"),
};

/// The earliest time that is taken for seconds since 1970: smaller numbers count steps.
const SECONDS_MIN: i64 = 100_000_000;
/// The first that has no year of four digits.
const SECONDS_END: i64 = 253_402_300_800;

fn recognises(head: &Head<'_>) -> bool {
    let konect = ["% sym", "% asym", "% bip"];
    if konect.iter().any(|start| head.text.starts_with(start)) {
        return true;
    }
    let first = || {
        head.text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty() && !is_comment(line.as_bytes()))
    };
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    match head.extension {
        "el" | "wel" | "edges" | "edgelist" | "ncol" => true,
        "txt" | "" => first().is_some_and(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            (2..=4).contains(&words.len()) && words[..2].iter().all(|word| is_number(word))
        }),
        _ => false,
    }
}

/// What the comments of a file say of its lines.
#[derive(Debug, Default)]
struct Told {
    direction: Option<Direction>,
    /// The two ends count their nodes each by itself.
    has_two_modes: bool,
    separator: Option<Separator>,
    /// Names of the columns after the two ends.
    names: Vec<String>,
    columns: Vec<Column>,
}

/// What a column is.
#[derive(Debug, Clone, Copy)]
enum Column {
    Property(PropertyIx),
    /// Seconds since 1970, and where what is none goes.
    Time {
        date: PropertyIx,
        other: PropertyIx,
    },
}

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let mut lines = input.lines("an edge list", intake)?;
    let mut told = Told::default();
    while let Some(place) = lines.next(intake)? {
        let (_, text) = place.span.expect("lines are text");
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        if is_comment(text.as_bytes()) {
            comment(&text[1..], place.line, &mut told, intake)?;
            continue;
        }
        edge(text, place, &mut told, intake)?;
    }
    Ok(())
}

fn comment(text: &str, line: u64, told: &mut Told, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let text = text.trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let first = words.first().map(|word| word.to_lowercase()).unwrap_or_default();
    if first == "%matrixmarket" {
        let hint = "export it as an edge list";
        return Err(intake.refuse(line, "a matrix of Matrix Market is no edge list", hint));
    }
    match (&*first, words.get(1).copied()) {
        ("directed", Some(second)) if second.starts_with("graph") => {
            told.direction = Some(Direction::Directed);
        }
        ("undirected", Some(second)) if second.starts_with("graph") => {
            told.direction = Some(Direction::Undirected);
        }
        // Of KONECT, in the first line of a file.
        ("asym", _) if line == 1 => told.direction = Some(Direction::Directed),
        ("sym", _) if line == 1 => told.direction = Some(Direction::Undirected),
        ("bip", _) if line == 1 => {
            told.direction = Some(Direction::Undirected);
            told.has_two_modes = true;
            intake.note("nodes of a file with two modes are called left-… and right-…");
        }
        (_, Some(second))
            if SOURCE_NAMES.iter().any(|name| first.starts_with(name))
                && TARGET_NAMES.iter().any(|name| second.to_lowercase().starts_with(name)) =>
        {
            told.names = words[2..].iter().map(|word| (*word).to_owned()).collect();
        }
        _ => {}
    }
    if first.ends_with("directed")
        && let Some((_, title)) = text.split_once(": ")
    {
        intake.title(title);
    }
    Ok(())
}

fn edge(
    text: &str,
    place: Place<'_>,
    told: &mut Told,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let is_blank = text.contains(char::is_whitespace);
    let found = if is_blank { Separator::Blank } else { Separator::Comma };
    let separator = *told.separator.get_or_insert(found);
    // What NetworkX writes after the ends may hold white space.
    let (text, dictionary) = match text.find(" {") {
        Some(at) if separator == Separator::Blank && text[..at].split_whitespace().count() == 2 => {
            (&text[..at], Some(&text[at + 1..]))
        }
        _ => (text, None),
    };
    let words: Vec<&str> = match separator {
        Separator::Blank => text.split_whitespace().collect(),
        Separator::Comma => text.split(',').map(str::trim).collect(),
    };
    let [from, to, cells @ ..] = words.as_slice() else {
        let message = format!("{} is one id, and an edge has two", quoted(text));
        intake.error(place.line, message, "an edge takes a line: two ids and what else is said");
        return Ok(());
    };
    let mut properties = Vec::new();
    let said;
    if let Some(dictionary) = dictionary {
        said = match attributes(dictionary) {
            Ok(said) => said,
            Err(message) => {
                let hint = "write the graph as node-link JSON or GraphML, which keep such values";
                intake.error(place.line, message, hint);
                return Ok(());
            }
        };
        for (name, value) in &said {
            properties.push((intake.property(On::Edges, name), Value::Text(Cow::Borrowed(value))));
        }
    }
    for (at, cell) in cells.iter().enumerate() {
        if at == told.columns.len() {
            if at >= 1000 {
                intake.error(
                    place.line,
                    "a line has more than 1000 values",
                    "an edge takes a line",
                );
                return Ok(());
            }
            let column = column(at, cell, told, intake);
            told.columns.push(column);
        }
        properties.push(match told.columns[at] {
            Column::Property(ix) => (ix, Value::Text(Cow::Borrowed(*cell))),
            Column::Time { date, other } => match day(cell) {
                Some(day) => {
                    intake.note("times in seconds since 1970 are dates (UTC)");
                    (date, Value::Text(Cow::Owned(day)))
                }
                None => (other, Value::Text(Cow::Borrowed(*cell))),
            },
        });
    }
    let (left, right);
    let (from, to) = if told.has_two_modes {
        (left, right) = (format!("left-{from}"), format!("right-{to}"));
        (left.as_str(), right.as_str())
    } else {
        (*from, *to)
    };
    if from == to {
        // The edge says nothing, and the node is there.
        intake.node(&ForeignNode { id: from, kind: None, name: None, properties: &[], place })?;
    }
    let direction = intake.direction(told.direction);
    intake.edge(&ForeignEdge {
        id: None,
        from,
        to,
        kind: None,
        direction,
        properties: &properties,
        place,
    })
}

/// What a column is, by its comment, else by where it stands.
fn column(at: usize, cell: &str, told: &Told, intake: &mut Intake<'_>) -> Column {
    let is_number = cell.parse::<f64>().is_ok_and(f64::is_finite);
    let name = match (told.names.get(at), at) {
        (Some(name), _) => name.clone(),
        (None, 0) if is_number => "weight".to_owned(),
        (None, 1) if is_number => "timestamp".to_owned(),
        _ => format!("column {}", at + 3),
    };
    let is_time = matches!(&*name.to_lowercase(), "timestamp" | "time" | "unixts");
    if is_time && intake.declared(On::Edges, &name).is_none() {
        let date = intake.property_of(On::Edges, &name, Role::When);
        let other = intake.property_of(On::Edges, "step", Role::Fact("timestamp".to_owned()));
        return Column::Time { date, other };
    }
    Column::Property(intake.property(On::Edges, &name))
}

/// The day of a time in seconds since 1970.
fn day(text: &str) -> Option<String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| seconds.is_finite())? as i64;
    if !(SECONDS_MIN..SECONDS_END).contains(&seconds) {
        return None;
    }
    let day = Day(i32::try_from(seconds.div_euclid(86_400)).ok()?);
    let (year, month, day) = day.to_ymd();
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

/// Ids that readers of edge lists would take for a comment.
fn is_hidden(id: &Id) -> bool {
    id.contains('#') || is_comment(id.as_bytes())
}

fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    losses: &mut Losses,
) -> Result<(), ExportError> {
    let kept = [Aspect::NodeIds, Aspect::Nodes, Aspect::Edges, Aspect::Views, Aspect::Checks];
    let lost: Vec<Aspect> = Aspect::ALL.iter().copied().filter(|a| !kept.contains(a)).collect();
    losses.lose_all(dataset, &lost);
    let is_written = |from: &Id, to: &Id| !is_hidden(from) && !is_hidden(to);
    let edges = || dataset.edges.iter().filter(|edge| is_written(&edge.from, &edge.to));
    losses.lose(Aspect::Edges, dataset.edges.len() - edges().count());
    let ends: BTreeSet<&Id> = edges().flat_map(|edge| [&edge.from, &edge.to]).collect();
    losses.lose(Aspect::Nodes, dataset.nodes.len() - ends.len());

    let mut out = outlet.create("graph.el")?;
    writeln!(out, "# Directed graph: {}", dataset.title)?;
    writeln!(out, "# Nodes: {} Edges: {}", ends.len(), edges().count())?;
    for edge in edges() {
        writeln!(out, "{} {}", edge.from, edge.to)?;
    }
    out.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_days() {
        assert_eq!(day("1082040961").as_deref(), Some("2004-04-15"));
        assert_eq!(day("951782400").as_deref(), Some("2000-02-29"));
        for text in ["7", "-5", "1e400", "NaN", "99999999999999", "x"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
