//! Cytoscape JSON: the elements of Cytoscape.js (`{"elements": {"nodes": [{"data": …}], "edges": […]}}`, or elements in
//! one list with their `group`), as Cytoscape exports them (`.cyjs`) and as NetworkX has them (`cytoscape_data`).
//!
//! Data carry everything but saved diagrams and checks; where elements stand and how they look is left out.

use super::export::{ExportError, ExportSettings};
use super::files::{Head, Input, Outlet, Text};
use super::flat::{dataset_properties, edge_properties, node_properties};
use super::format::{Facts, Layout};
use super::intake::{Direction, ForeignEdge, ForeignNode, Halt, Intake, Role};
use super::json::{self, string};
use super::losses::Losses;
use super::mapping::On;
use crate::dataset::Dataset;
use crate::dataset::json::{Member, Shape, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const FACTS: Facts = Facts {
    word: "cytoscape",
    title: "Cytoscape JSON (Cytoscape.js, Cytoscape, NetworkX)",
    recognises,
    read: Some(read),
    write: Some(write),
    layout: Layout::File("cyjs"),
};

fn recognises(head: &Head<'_>) -> bool {
    let has = |name: &str| head.text.contains(name);
    let start = head.text.trim_start();
    let is_list = start.starts_with('[') && has("\"group\"");
    let is_whole = start.starts_with('{') && has("\"elements\"");
    matches!(head.extension, "cyjs" | "json")
        && (is_whole || is_list || head.extension == "cyjs")
        && has("\"data\"")
}

/// What members of the data of an element mean beside its attributes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writer {
    /// Cytoscape, which repeats names and numbers everything.
    Desktop,
    /// NetworkX, which keeps the name of a node in `value`.
    NetworkX,
    /// Anything else.
    Other,
}

/// An element, its group where it says one, and the members of its data.
struct Element<'t> {
    value: Value<'t>,
    group: Option<Cow<'t, str>>,
    data: Vec<Member<'t>>,
}

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let text = json::text(input, intake)?;
    let document = json::document(&text, intake)?;
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    let (mut writer, mut direction) = (Writer::Other, Direction::Directed);
    if document.shape() == Shape::Array {
        sort_out(document, &text, &mut nodes, &mut edges, intake)?;
    } else {
        let members = json::members(document, "the document", &text, intake)?;
        let has = |name| members.iter().any(|member| member.key == name);
        if has("format_version") || has("generated_by") || has("target_cytoscapejs_version") {
            writer = Writer::Desktop;
        } else if has("multigraph") {
            writer = Writer::NetworkX;
        }
        if json::is_true(&members, "directed") == Some(false) {
            direction = Direction::Undirected;
        }
        let mut elements = None;
        for member in &members {
            match &*member.key {
                "data" => header(member.value, &text, intake)?,
                "elements" => elements = Some(member.value),
                "directed"
                | "multigraph"
                | "format_version"
                | "generated_by"
                | "target_cytoscapejs_version" => {}
                other => intake.note(format!("“{other}”, said of the whole graph, is left out")),
            }
        }
        match elements {
            Some(list) if list.shape() == Shape::Array => {
                sort_out(list, &text, &mut nodes, &mut edges, intake)?;
            }
            Some(groups) => {
                for member in json::members(groups, "“elements”", &text, intake)? {
                    let group = match &*member.key {
                        "nodes" => &mut nodes,
                        "edges" => &mut edges,
                        other => {
                            intake.note(format!("elements of the group “{other}” are left out"));
                            continue;
                        }
                    };
                    let what = format!("“{}”", member.key);
                    for value in json::elements(member.value, &what, &text, intake)? {
                        group.extend(element(value, &text, intake)?);
                    }
                }
            }
            None => {
                let hint = "Cytoscape JSON has “elements” with “nodes” and “edges”";
                let line = text.line(document.offset);
                return Err(intake.refuse(line, "there are no “elements”", hint));
            }
        }
    }
    let names = names(&nodes, writer);
    for node in &nodes {
        read_node(node, writer, &text, intake)?;
    }
    for edge in &edges {
        read_edge(edge, writer, direction, &names, &text, intake)?;
    }
    Ok(())
}

/// What the file says of the graph: an object, or pairs of a name and a value.
fn header(value: Value<'_>, text: &Text, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let line = text.line(value.offset);
    if value.shape() == Shape::Object {
        return json::header(value, text, intake);
    }
    for pair in json::elements(value, "“data”", text, intake)? {
        let pair = json::elements(pair, "an attribute of the graph", text, intake)?;
        let [name, value] = pair[..] else {
            intake.note("attributes of the graph that are no pairs are left out");
            continue;
        };
        if let (Some(name), Some(words)) = (json::words(name), json::words(value)) {
            intake.header(&name, &words, line)?;
        }
    }
    Ok(())
}

/// Elements in one list: an edge says its group, or has a source.
fn sort_out<'t>(
    list: Value<'t>,
    text: &'t Text,
    nodes: &mut Vec<Element<'t>>,
    edges: &mut Vec<Element<'t>>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    for value in json::elements(list, "“elements”", text, intake)? {
        let Some(element) = element(value, text, intake)? else { continue };
        let has_source = element.data.iter().any(|member| member.key == "source");
        match element.group.as_deref() {
            Some("edges") => edges.push(element),
            None if has_source => edges.push(element),
            _ => nodes.push(element),
        }
    }
    Ok(())
}

/// An element; none where it has no data.
fn element<'t>(
    value: Value<'t>,
    text: &'t Text,
    intake: &mut Intake<'_>,
) -> Result<Option<Element<'t>>, Halt> {
    let members = json::members(value, "an element", text, intake)?;
    let (mut data, mut group) = (None, None);
    for member in members {
        match &*member.key {
            "data" => data = Some(member.value),
            "group" => group = json::words(member.value),
            "position" | "renderedPosition" => intake.note("positions of elements are left out"),
            other => intake.note(format!("“{other}” of elements is left out")),
        }
    }
    let Some(data) = data else {
        let line = text.line(value.offset);
        intake.error(line, "an element without “data”", "its id and attributes stand there");
        return Ok(None);
    };
    let data = json::members(data, "“data”", text, intake)?;
    Ok(Some(Element { value, group, data }))
}

/// Where NetworkX calls a node otherwise than its id, edges name it so.
fn names<'t>(nodes: &'t [Element<'t>], writer: Writer) -> BTreeMap<Cow<'t, str>, Cow<'t, str>> {
    if writer != Writer::NetworkX {
        return BTreeMap::new();
    }
    let pairs = nodes.iter().filter_map(|node| {
        Some((json::member(&node.data, "value")?, json::member(&node.data, "id")?))
    });
    let mut names: BTreeMap<_, _> = pairs.filter(|(value, id)| value != id).collect();
    let ids: BTreeSet<_> = nodes.iter().filter_map(|n| json::member(&n.data, "id")).collect();
    names.retain(|value, _| !ids.contains(value));
    names
}

fn read_node(
    node: &Element<'_>,
    writer: Writer,
    text: &Text,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let Element { value, data, .. } = node;
    let id = json::member(data, "id").unwrap_or_default();
    let repeats = |name| {
        let member = json::member(data, name);
        member.as_deref().is_some_and(|words| words == id).then_some(name)
    };
    let mut taken = vec!["id"];
    match writer {
        // The number or text that names the node in Python, and its text where it has no name of its own.
        Writer::NetworkX => {
            taken.push("value");
            taken.extend(repeats("name"));
        }
        Writer::Desktop => leave_out(On::Nodes, &["shared_name", "SUID", "selected"], intake),
        Writer::Other => {}
    }
    let properties = json::properties(data, On::Nodes, &taken, intake);
    intake.node(&ForeignNode {
        id: &id,
        kind: None,
        name: None,
        properties: &properties,
        place: text.place(value.offset..value.offset + value.text.len()),
    })
}

/// What Cytoscape repeats for its own use.
fn leave_out(on: On, names: &[&str], intake: &mut Intake<'_>) {
    for name in names {
        intake.property_of(on, name, Role::LeaveOut);
    }
}

fn read_edge(
    edge: &Element<'_>,
    writer: Writer,
    direction: Direction,
    names: &BTreeMap<Cow<'_, str>, Cow<'_, str>>,
    text: &Text,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let Element { value, data, .. } = edge;
    let place = text.place(value.offset..value.offset + value.text.len());
    let end = |name| {
        let end = json::member(data, name)?;
        Some(names.get(&end).cloned().unwrap_or(end))
    };
    let (Some(from), Some(to)) = (end("source"), end("target")) else {
        intake.error(place.line, "an edge without “source” or “target”", "give it both ends");
        return Ok(());
    };
    let has_kind = data.iter().any(|member| member.key == "kind");
    let mut taken = vec!["source", "target", "id", "key"];
    if has_kind {
        // Cytoscape shows it; it is the kind once more.
        taken.push("interaction");
    } else {
        intake.property_of(On::Edges, "interaction", Role::Kind);
    }
    if writer == Writer::Desktop {
        let repeated = ["shared_name", "shared_interaction", "SUID", "selected", "name"];
        leave_out(On::Edges, &repeated, intake);
    }
    let id = json::member(data, "id").or_else(|| json::text_member(data, "key"));
    let properties = json::properties(data, On::Edges, &taken, intake);
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

fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let mut out = outlet.create("graph.cyjs")?;
    let graph = json::object_members(&dataset_properties(dataset));
    let title = string(&dataset.title);
    // NetworkX wants to be told that edges have keys, and finds a node by its value.
    writeln!(
        out,
        "{{\"directed\": true, \"multigraph\": true, \"data\": {{\"name\": {title}, {graph}}},"
    )?;
    write!(out, "\"elements\": {{\"nodes\": [")?;
    for (at, node) in dataset.nodes.iter().enumerate() {
        let (id, kind, name) = (string(&node.id), string(&node.kind), string(&node.name));
        let others = json::more_members(&node_properties(node));
        let comma = if at == 0 { "" } else { "," };
        write!(
            out,
            "{comma}\n{{\"data\": {{\"id\": {id}, \"value\": {id}, \"kind\": {kind}, \"name\": {name}{others}}}}}"
        )?;
    }
    write!(out, "\n],\n\"edges\": [")?;
    for (at, edge) in dataset.edges.iter().enumerate() {
        let (from, to) = (string(&edge.from), string(&edge.to));
        let (id, kind) = (string(&edge.id), string(&edge.kind));
        let others = json::more_members(&edge_properties(edge));
        let comma = if at == 0 { "" } else { "," };
        write!(
            out,
            "{comma}\n{{\"data\": {{\"id\": {id}, \"key\": {id}, \"source\": {from}, \"target\": {to}, \
             \"kind\": {kind}, \"interaction\": {kind}{others}}}}}"
        )?;
    }
    writeln!(out, "\n]}}}}")?;
    out.flush()?;
    Ok(())
}
