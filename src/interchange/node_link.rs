//! Node-link JSON: `{"directed", "multigraph", "graph", "nodes", "links"}`, as NetworkX (`node_link_data`, with `links`
//! or `edges`) and D3 have it. Attributes carry everything but saved diagrams and checks.

use super::export::{ExportError, ExportSettings};
use super::files::{Head, Input, Outlet, Text};
use super::flat::{dataset_properties, edge_properties, node_properties};
use super::format::{Facts, Layout};
use super::intake::{Direction, ForeignEdge, ForeignNode, Halt, Intake};
use super::json::{self, string};
use super::losses::Losses;
use super::mapping::On;
use crate::dataset::Dataset;
use crate::dataset::json::Value;

pub(super) const FACTS: Facts = Facts {
    word: "node-link",
    title: "node-link JSON (NetworkX, D3)",
    recognises,
    read: Some(read),
    write: Some(write),
    layout: Layout::File("json"),
};

fn recognises(head: &Head<'_>) -> bool {
    let has = |name: &str| head.text.contains(name);
    let has_edges = has("\"source\"") || has("\"links\"") || has("\"multigraph\"");
    head.extension == "json" && has("\"nodes\"") && has_edges && !has("\"elements\"")
}

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let text = json::text(input, intake)?;
    let document = json::document(&text, intake)?;
    let members = json::members(document, "the document", &text, intake)?;
    let is_directed = json::is_true(&members, "directed").unwrap_or(false);
    let direction = if is_directed { Direction::Directed } else { Direction::Undirected };
    let find = |name| members.iter().find(|member| member.key == name).map(|member| member.value);
    if let Some(graph) = find("graph") {
        json::header(graph, &text, intake)?;
    }
    let Some(nodes) = find("nodes") else {
        let hint = "node-link JSON has “nodes” and “links”";
        return Err(intake.refuse(text.line(document.offset), "there are no “nodes”", hint));
    };
    for value in json::elements(nodes, "“nodes”", &text, intake)? {
        node(value, &text, intake)?;
    }
    let links = find("links").or_else(|| find("edges"));
    let links = links.map(|links| json::elements(links, "“links”", &text, intake)).transpose()?;
    for value in links.unwrap_or_default() {
        edge(value, direction, &text, intake)?;
    }
    Ok(())
}

fn node(value: Value<'_>, text: &Text, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let members = json::members(value, "a node", text, intake)?;
    let id = json::member(&members, "id").or_else(|| json::member(&members, "name"));
    let properties = json::properties(&members, On::Nodes, &["id"], intake);
    intake.node(&ForeignNode {
        id: &id.unwrap_or_default(),
        kind: None,
        name: None,
        properties: &properties,
        place: text.place(value.offset..value.offset + value.text.len()),
    })
}

fn edge(
    value: Value<'_>,
    direction: Direction,
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
    // NetworkX numbers parallel edges with keys; one that is a text is an id.
    let key = json::text_member(&members, "key");
    let id = json::member(&members, "id").or(key);
    let taken = ["source", "target", "id", "key"];
    let properties = json::properties(&members, On::Edges, &taken, intake);
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
    let mut out = outlet.create("graph.json")?;
    let graph = json::object_members(&dataset_properties(dataset));
    writeln!(out, "{{\"directed\": true, \"multigraph\": true, \"graph\": {{{graph}}},")?;
    write!(out, "\"nodes\": [")?;
    for (at, node) in dataset.nodes.iter().enumerate() {
        let (id, kind, name) = (string(&node.id), string(&node.kind), string(&node.name));
        let others = json::more_members(&node_properties(node));
        let comma = if at == 0 { "" } else { "," };
        write!(out, "{comma}\n{{\"id\": {id}, \"kind\": {kind}, \"name\": {name}{others}}}")?;
    }
    write!(out, "\n],\n\"links\": [")?;
    for (at, edge) in dataset.edges.iter().enumerate() {
        let (from, to) = (string(&edge.from), string(&edge.to));
        let (id, kind) = (string(&edge.id), string(&edge.kind));
        let others = json::more_members(&edge_properties(edge));
        let comma = if at == 0 { "" } else { "," };
        // A key that is a number counts parallel edges, so such an id stands beside it.
        let id_member = if is_number(&edge.id) { format!("\"id\": {id}, ") } else { String::new() };
        write!(
            out,
            "{comma}\n{{{id_member}\"source\": {from}, \"target\": {to}, \"key\": {id}, \"kind\": {kind}{others}}}"
        )?;
    }
    writeln!(out, "\n]}}")?;
    out.flush()?;
    Ok(())
}

fn is_number(key: &str) -> bool {
    key.parse::<u64>().is_ok()
}
