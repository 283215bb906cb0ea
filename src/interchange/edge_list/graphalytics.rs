//! Graphs of the LDBC Graphalytics benchmark (specification 1.0): a file `.v` with a number a line for each node, and a
//! file `.e` with two numbers a line for each edge, and its weight if it has one. Neither says whether edges go one way.

use crate::dataset::Dataset;
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::{Head, Input, Outlet};
use crate::interchange::format::{Facts, Layout};
use crate::interchange::intake::{ForeignEdge, ForeignNode, Halt, Intake, Value, quoted};
use crate::interchange::losses::{Aspect, Losses};
use crate::interchange::mapping::On;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

pub(in crate::interchange) const FACTS: Facts = Facts {
    word: "graphalytics",
    title: "LDBC Graphalytics graphs (.v and .e)",
    recognises,
    read: Some(read),
    write: Some(write),
    layout: Layout::Folder,
};

fn recognises(head: &Head<'_>) -> bool {
    let is_blank = head.text.trim().is_empty();
    let starts = head.text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    matches!(head.extension, "v" | "e") && (is_blank || starts)
}

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let is_nodes = input.head().extension == "v";
    let is_edges = input.head().extension == "e";
    let direction = intake.direction(None);
    let weight = intake.property(On::Edges, "weight");
    let mut lines = input.lines("a list of numbers", intake)?;
    while let Some(place) = lines.next(intake)? {
        let (_, text) = place.span.expect("lines are text");
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_id = |word: &&str| word.parse::<u64>().is_ok();
        if let Some(word) = words.iter().take(2).find(|word| !is_id(word)) {
            let message = format!("{} is no whole number", quoted(word));
            intake.error(place.line, message, "ids of Graphalytics are whole numbers");
            continue;
        }
        match words.as_slice() {
            [] => {}
            [id] if !is_edges => {
                intake.node(&ForeignNode { id, kind: None, name: None, properties: &[], place })?;
            }
            [from, to] | [from, to, _] if !is_nodes => {
                let text = words.get(2).map(|weight| Value::Text(Cow::Borrowed(*weight)));
                let properties: Vec<_> = text.map(|text| (weight, text)).into_iter().collect();
                let properties = &properties;
                intake.edge(&ForeignEdge {
                    id: None,
                    from,
                    to,
                    kind: None,
                    direction,
                    properties,
                    place,
                })?;
            }
            _ => {
                let message = format!("{} values in a line", words.len());
                let hint = "a node is one number, an edge two and its weight";
                intake.error(place.line, message, hint);
            }
        }
    }
    Ok(())
}

/// Nodes are numbered from 1 in the order of their ids. The format has no parallel edges.
fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    losses: &mut Losses,
) -> Result<(), ExportError> {
    let kept = [Aspect::Nodes, Aspect::Edges, Aspect::Views, Aspect::Checks];
    let lost: Vec<Aspect> = Aspect::ALL.iter().copied().filter(|a| !kept.contains(a)).collect();
    losses.lose_all(dataset, &lost);
    let numbers: HashMap<&str, usize> =
        dataset.nodes.iter().map(|node| node.id.as_str()).zip(1..).collect();
    let ends = dataset.edges.iter().map(|edge| (numbers[&*edge.from], numbers[&*edge.to]));
    let edges: BTreeSet<(usize, usize)> = ends.collect();
    losses.lose(Aspect::Edges, dataset.edges.len() - edges.len());

    let mut out = outlet.create("graph.v")?;
    for number in 1..=dataset.nodes.len() {
        writeln!(out, "{number}")?;
    }
    out.flush()?;
    let mut out = outlet.create("graph.e")?;
    for (from, to) in edges {
        writeln!(out, "{from} {to}")?;
    }
    out.flush()?;
    Ok(())
}
