//! The DOT language of Graphviz: our own diagrams and exports, and what pydot, NetworkX and igraph write.
//!
//! Attributes are properties; those that only say how to draw are left out. Groups are flattened. A label of a node is
//! its name, of an edge its kind.

mod graph;
mod lex;
mod write;

use super::files::{Head, Input, Markup, Place};
use super::format::{Facts, Layout};
use super::intake::{Direction, ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Role, Value};
use super::mapping::On;
use graph::{Attributes, Edge, Graph};
use lex::{Form, Problem};
use std::borrow::Cow;

pub(super) const FACTS: Facts = Facts {
    word: "dot",
    title: "DOT (Graphviz, pydot, NetworkX, igraph)",
    recognises,
    read: Some(read),
    write: Some(write::write),
    layout: Layout::File("dot"),
};

/// Attributes of nodes and edges that say how to draw (Graphviz, documentation of attributes).
const DRAWN: &[&str] = &[
    "arrowhead",
    "arrowsize",
    "arrowtail",
    "bgcolor",
    "color",
    "colorscheme",
    "constraint",
    "decorate",
    "dir",
    "distortion",
    "edgehref",
    "edgetarget",
    "edgetooltip",
    "edgeurl",
    "fillcolor",
    "fixedsize",
    "fontcolor",
    "fontname",
    "fontsize",
    "gradientangle",
    "headclip",
    "headport",
    "headhref",
    "headtarget",
    "headtooltip",
    "headurl",
    "height",
    "image",
    "imagepos",
    "imagescale",
    "labelangle",
    "labeldistance",
    "labelfloat",
    "labelfontcolor",
    "labelfontname",
    "labelfontsize",
    "labelhref",
    "labeljust",
    "labelloc",
    "labeltarget",
    "labeltooltip",
    "labelurl",
    "lhead",
    "lp",
    "ltail",
    "margin",
    "minlen",
    "nojustify",
    "ordering",
    "orientation",
    "penwidth",
    "peripheries",
    "pin",
    "pos",
    "rects",
    "regular",
    "samehead",
    "sametail",
    "samplepoints",
    "shape",
    "shapefile",
    "showboxes",
    "sides",
    "skew",
    "style",
    "tailclip",
    "tailport",
    "tailhref",
    "tailtarget",
    "tailtooltip",
    "tailurl",
    "width",
    "xlp",
];

fn is_drawn(name: &str) -> bool {
    DRAWN.contains(&&*name.to_ascii_lowercase())
}

fn recognises(head: &Head<'_>) -> bool {
    let start = head.text.trim_start();
    let is_graph = ["digraph", "graph", "strict"].iter().any(|word| start.starts_with(word));
    match head.extension {
        "dot" | "gv" => true,
        "" | "txt" => is_graph && start.contains('{'),
        _ => false,
    }
}

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let text = input.text("DOT", Markup::Refused, intake)?;
    if text.as_str().trim_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).is_empty() {
        return Ok(());
    }
    let graph = graph::graph(text.as_str()).map_err(|Problem { offset, message, hint }| {
        intake.refuse(text.line(offset), message, hint)
    })?;
    header(&graph, intake)?;
    for (what, n) in [
        ("groups are left out, and their nodes stay", graph.n_groups),
        ("ports of nodes are left out", graph.n_ports),
    ] {
        (0..n).for_each(|_| intake.note(what));
    }
    let own_id = intake.property_of(On::Nodes, "id", Role::Fact("id".to_owned()));
    let mut is_shown = Vec::with_capacity(graph.nodes.len());
    for node in &graph.nodes {
        is_shown.push(!is_invisible(&node.attributes, intake));
        if is_shown.last() == Some(&false) {
            continue;
        }
        let mut properties = Vec::new();
        for (name, value) in said(&node.attributes, On::Nodes, intake) {
            match name {
                "id" if value == node.id => {}
                "id" => properties.push((own_id, Value::Text(value))),
                // Graphviz puts the id in its place.
                "label" if value == "\\N" => {}
                name => properties.push((intake.property(On::Nodes, name), Value::Text(value))),
            }
        }
        intake.node(&ForeignNode {
            id: &node.id,
            kind: None,
            name: None,
            properties: &properties,
            place: text.place(node.place.clone()),
        })?;
    }
    for edge in &graph.edges {
        if is_shown[edge.from] && is_shown[edge.to] && !is_invisible(&edge.attributes, intake) {
            read_edge(edge, &graph, text.place(edge.place.clone()), intake)?;
        }
    }
    Ok(())
}

/// What the graph says of itself.
fn header(graph: &Graph<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    for (name, (_, value)) in &graph.attributes {
        match &**name {
            "label" => intake.title(&value.words()),
            name => intake.header(name, &value.words(), 1)?,
        }
    }
    if let Some(name) = &graph.name {
        intake.title(&name.words());
    }
    Ok(())
}

fn is_invisible(attributes: &Attributes<'_>, intake: &mut Intake<'_>) -> bool {
    let is_it = attributes.get("style").is_some_and(|(_, style)| style.text == "invis");
    if is_it {
        intake.note("nodes and edges that are not to be seen are left out");
    }
    is_it
}

/// What attributes say, in the order of writing, without what only draws.
fn said<'g>(
    attributes: &'g Attributes<'_>,
    on: On,
    intake: &mut Intake<'_>,
) -> Vec<(&'g str, Cow<'g, str>)> {
    let mut ordered: Vec<_> = attributes.iter().collect();
    ordered.sort_by_key(|(_, (at, _))| *at);
    let mut said = Vec::with_capacity(ordered.len());
    let mut n_drawn = 0;
    for (name, (_, value)) in ordered {
        if is_drawn(name) && intake.declared(on, name).is_none() {
            n_drawn += 1;
            continue;
        }
        if value.form == Form::Html {
            intake.note("of texts with markup the words are kept");
        }
        said.push((&**name, value.words()));
    }
    if n_drawn > 0 {
        intake.note("attributes that only say how to draw are left out");
    }
    said
}

fn read_edge(
    edge: &Edge<'_>,
    graph: &Graph<'_>,
    place: Place<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let said = said(&edge.attributes, On::Edges, intake);
    let find = |name: &str| said.iter().find(|(own, _)| *own == name).map(|(_, value)| &**value);
    let kind = find("kind");
    // NetworkX numbers parallel edges with keys; one that is no number is an id.
    let is_number = |key: &&str| key.bytes().all(|byte| byte.is_ascii_digit());
    let id = find("id").or_else(|| find("key").filter(|key| !is_number(key)));
    let mut properties: Vec<(PropertyIx, Value<'_>)> = Vec::new();
    for (name, value) in &said {
        match *name {
            "id" | "key" => {}
            // The label repeats the kind, to be drawn.
            "label" if kind == Some(&**value) => {}
            name => {
                let value = Value::Text(Cow::Borrowed(&**value));
                properties.push((intake.property(On::Edges, name), value));
            }
        }
    }
    let dir = edge.attributes.get("dir").map(|(_, dir)| &*dir.text);
    let direction = match dir {
        Some("none" | "both") => Direction::Undirected,
        _ if graph.is_directed => Direction::Directed,
        _ => Direction::Undirected,
    };
    let (mut from, mut to) = (&graph.nodes[edge.from].id, &graph.nodes[edge.to].id);
    if dir == Some("back") {
        std::mem::swap(&mut from, &mut to);
    }
    intake.edge(&ForeignEdge {
        id,
        from,
        to,
        kind: None,
        direction,
        properties: &properties,
        place,
    })
}
