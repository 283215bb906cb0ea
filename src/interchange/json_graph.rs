//! JSON Graph Format (jsongraphformat.info), versions 1 and 2: `{"graph": {"nodes", "edges"}}` or several `graphs`. Nodes
//! are an object by id in version 2, a list in version 1; attributes stand in `metadata`.
//!
//! Version 2 is written. It carries everything but saved diagrams and checks; of what is read, hyperedges are left out.

use super::export::{ExportError, ExportSettings};
use super::files::{Head, Input, Outlet, Text};
use super::flat::{Property, dataset_properties, edge_properties, node_properties};
use super::format::{Facts, Layout};
use super::intake::{Direction, ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Role};
use super::json::{self, string};
use super::losses::Losses;
use super::mapping::On;
use crate::dataset::Dataset;
use crate::dataset::json::{Member, Shape, Value};
use crate::model::Symmetry;

pub(super) const FACTS: Facts = Facts {
    word: "json-graph",
    title: "JSON Graph Format",
    recognises,
    read: Some(read),
    write: Some(write),
    layout: Layout::File("jgf.json"),
};

fn recognises(head: &Head<'_>) -> bool {
    // The document is an object whose first member is the graph, or which says so by its name.
    let start = head.text.trim_start().strip_prefix('{').unwrap_or_default().trim_start();
    let opens = |name: &str| {
        let rest = start.strip_prefix(name).map(str::trim_start);
        let rest = rest.and_then(|rest| rest.strip_prefix(':')).unwrap_or_default().trim_start();
        rest.starts_with(['{', '['])
    };
    // Node-link JSON has a member of this name, and nodes beside it.
    let of_graph = |name: &str| opens(name) && !head.text.contains("\"links\"");
    matches!(head.extension, "jgf" | "json")
        && (of_graph("\"graph\"") || of_graph("\"graphs\""))
        && !head.text.contains("\"multigraph\"")
}

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let text = json::text(input, intake)?;
    let document = json::document(&text, intake)?;
    let members = json::members(document, "the document", &text, intake)?;
    let mut graphs = Vec::new();
    for member in &members {
        match &*member.key {
            "graph" => graphs.push(member.value),
            "graphs" => graphs.extend(json::elements(member.value, "“graphs”", &text, intake)?),
            other => intake.note(format!("“{other}” beside the graph is left out")),
        }
    }
    if graphs.is_empty() && !members.iter().any(|member| member.key == "graphs") {
        let hint = "JSON Graph Format has “graph” or “graphs”";
        return Err(intake.refuse(text.line(document.offset), "there is no “graph”", hint));
    }
    if graphs.len() > 1 {
        intake.note("graphs of one file are read as one");
    }
    for graph in graphs {
        read_graph(graph, &text, intake)?;
    }
    Ok(())
}

fn read_graph(graph: Value<'_>, text: &Text, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let members = json::members(graph, "a graph", text, intake)?;
    let is_directed = json::is_true(&members, "directed").unwrap_or(true);
    for member in &members {
        let value = member.value;
        match &*member.key {
            "directed" => {}
            "label" => json::words(value).iter().for_each(|label| intake.title(label)),
            "metadata" if value.shape() == Shape::Object => json::header(value, text, intake)?,
            "nodes" if value.shape() == Shape::Object => {
                for node in json::members(value, "“nodes”", text, intake)? {
                    read_node(Some(&node), node.value, text, intake)?;
                }
            }
            "nodes" => {
                for node in json::elements(value, "“nodes”", text, intake)? {
                    read_node(None, node, text, intake)?;
                }
            }
            "edges" => {
                for edge in json::elements(value, "“edges”", text, intake)? {
                    read_edge(edge, is_directed, text, intake)?;
                }
            }
            "hyperedges" => {
                for _ in json::elements(value, "“hyperedges”", text, intake)? {
                    intake.note("hyperedges are left out");
                }
            }
            other => intake.note(format!("“{other}”, said of the whole graph, is left out")),
        }
    }
    Ok(())
}

/// A node: a member of an object by its id, or an element of a list that says its id.
fn read_node(
    key: Option<&Member<'_>>,
    value: Value<'_>,
    text: &Text,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let members = json::members(value, "a node", text, intake)?;
    let metadata = metadata(&members, text, intake)?;
    let start = key.map_or(value.offset, |key| key.key_offset);
    let id = match key {
        Some(key) => Some(key.key.clone()),
        None => json::member(&members, "id"),
    };
    let mut properties = Vec::new();
    let label = json::member(&members, "label");
    for member in &members {
        let role = match &*member.key {
            "metadata" | "label" => continue,
            "id" if key.is_none() => continue,
            "type" => Role::Kind,
            other => Role::by_name(On::Nodes, other),
        };
        let property = intake.property_of(On::Nodes, &member.key, role);
        properties.extend(json::value(member.value).map(|value| (property, value)));
    }
    properties.extend(json::properties(&metadata, On::Nodes, &[], intake));
    intake.node(&ForeignNode {
        id: &id.unwrap_or_default(),
        kind: None,
        name: label.as_deref(),
        properties: &properties,
        place: text.place(start..value.offset + value.text.len()),
    })
}

fn read_edge(
    value: Value<'_>,
    is_directed: bool,
    text: &Text,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let members = json::members(value, "an edge", text, intake)?;
    let place = text.place(value.offset..value.offset + value.text.len());
    let ends = (json::member(&members, "source"), json::member(&members, "target"));
    let (Some(from), Some(to)) = ends else {
        intake.error(place.line, "an edge without “source” or “target”", "give it both ends");
        return Ok(());
    };
    let metadata = metadata(&members, text, intake)?;
    let mut properties: Vec<(PropertyIx, super::intake::Value<'_>)> = Vec::new();
    // The relation is the kind; without one, the label is.
    let has_relation = members.iter().any(|member| member.key == "relation");
    for member in &members {
        let role = match &*member.key {
            "source" | "target" | "id" | "directed" | "metadata" => continue,
            "relation" => Role::Kind,
            "label" if has_relation => Role::Fact("label".to_owned()),
            other => Role::by_name(On::Edges, other),
        };
        let name = if member.key == "label" && has_relation {
            "label (beside relation)"
        } else {
            &member.key
        };
        let property = intake.property_of(On::Edges, name, role);
        properties.extend(json::value(member.value).map(|value| (property, value)));
    }
    properties.extend(json::properties(&metadata, On::Edges, &[], intake));
    let is_directed = json::is_true(&members, "directed").unwrap_or(is_directed);
    let direction = if is_directed { Direction::Directed } else { Direction::Undirected };
    let id = json::member(&members, "id");
    intake.edge(&ForeignEdge {
        id: id.as_deref(),
        from: &from,
        to: &to,
        kind: None,
        direction,
        properties: &properties,
        place,
    })
}

/// The attributes of a node or an edge.
fn metadata<'t>(
    members: &[Member<'t>],
    text: &'t Text,
    intake: &mut Intake<'_>,
) -> Result<Vec<Member<'t>>, Halt> {
    match members.iter().find(|member| member.key == "metadata") {
        Some(member) if member.value.shape() != Shape::Null => {
            json::members(member.value, "“metadata”", text, intake)
        }
        _ => Ok(Vec::new()),
    }
}

fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let mut out = outlet.create("graph.jgf.json")?;
    let title = string(&dataset.title);
    let graph = json::object_members(&dataset_properties(dataset));
    writeln!(
        out,
        "{{\"graph\": {{\"directed\": true, \"label\": {title}, \"metadata\": {{{graph}}},"
    )?;
    write!(out, "\"nodes\": {{")?;
    let others = |properties: &[Property<'_>]| json::more_members(properties);
    for (at, node) in dataset.nodes.iter().enumerate() {
        let (id, kind, name) = (string(&node.id), string(&node.kind), string(&node.name));
        let others = others(&node_properties(node));
        let comma = if at == 0 { "" } else { "," };
        write!(
            out,
            "{comma}\n{id}: {{\"label\": {name}, \"metadata\": {{\"kind\": {kind}{others}}}}}"
        )?;
    }
    write!(out, "\n}},\n\"edges\": [")?;
    for (at, edge) in dataset.edges.iter().enumerate() {
        let (from, to) = (string(&edge.from), string(&edge.to));
        let (id, kind) = (string(&edge.id), string(&edge.kind));
        let ix = dataset.vocabulary.edge_kind_ix(&edge.kind).expect("the dataset has its kinds");
        let symmetry = dataset.vocabulary.edge_kind(ix).symmetry;
        let undirected = if symmetry == Symmetry::Symmetric { ", \"directed\": false" } else { "" };
        let members = json::object_members(&edge_properties(edge));
        let metadata = match members.as_str() {
            "" => String::new(),
            members => format!(", \"metadata\": {{{members}}}"),
        };
        let comma = if at == 0 { "" } else { "," };
        write!(
            out,
            "{comma}\n{{\"id\": {id}, \"source\": {from}, \"relation\": {kind}, \"target\": {to}{undirected}{metadata}}}"
        )?;
    }
    writeln!(out, "\n]}}}}")?;
    out.flush()?;
    Ok(())
}
