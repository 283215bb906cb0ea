//! A dataset as one graph of DOT: every name and value in quotation marks. Drawings with layout and legend are those of
//! `diagram --as dot`.

use super::is_drawn;
use crate::dataset::{Dataset, facts_text};
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::Outlet;
use crate::interchange::flat::{
    FlatValue, Property, dataset_properties, edge_properties, node_properties,
};
use crate::interchange::losses::Losses;
use crate::model::Fact;
use std::borrow::Cow;

pub(super) fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let mut out = outlet.create("graph.dot")?;
    writeln!(out, "digraph {} {{", quoted(&dataset.title))?;
    let header = attributes(&[], &dataset_properties(dataset));
    writeln!(out, "graph [{header}];")?;
    for node in &dataset.nodes {
        // The name is a label: pydot takes a `name` for that of the node itself.
        let own = [("label", node.name.as_str()), ("kind", &node.kind)];
        let attributes = attributes(&own, &told(node_properties(node), &node.facts));
        writeln!(out, "{} [{attributes}];", quoted(&node.id))?;
    }
    for edge in &dataset.edges {
        let own = [("id", edge.id.as_str()), ("kind", &edge.kind), ("label", &edge.kind)];
        let attributes = attributes(&own, &told(edge_properties(edge), &edge.facts));
        writeln!(out, "{} -> {} [{attributes}];", quoted(&edge.from), quoted(&edge.to))?;
    }
    writeln!(out, "}}")?;
    out.flush()?;
    Ok(())
}

/// Properties without those that Graphviz would draw by; all facts stand beside the others then.
fn told<'d>(mut properties: Vec<Property<'d>>, facts: &'d [Fact]) -> Vec<Property<'d>> {
    let n_before = properties.len();
    properties.retain(|property| !is_drawn(&property.name));
    let has_facts = properties.iter().any(|property| property.name == "facts");
    if properties.len() < n_before && !has_facts {
        let value = FlatValue::Json(facts_text(facts));
        properties.push(Property { name: Cow::Borrowed("facts"), value });
    }
    properties
}

fn attributes(own: &[(&str, &str)], properties: &[Property<'_>]) -> String {
    let own = own.iter().map(|(name, text)| format!("{}={}", word(name), quoted(text)));
    let others = properties
        .iter()
        .map(|Property { name, value }| format!("{}={}", word(name), quoted(&value.text())));
    own.chain(others).collect::<Vec<_>>().join(", ")
}

/// The name of an attribute: pydot takes quotation marks for a part of it.
fn word(name: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    let is_key_word = matches!(name, "node" | "edge" | "graph" | "digraph" | "subgraph" | "strict");
    if !name.is_empty() && name.bytes().all(is_plain) && !is_key_word {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(quoted(name))
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
