//! A network that Pajek, NetworkX and igraph read alike: one section of arcs, kinds and all else as parameters. The id is
//! the label; what Pajek has no place for stands in comments.

use super::HEADER;
use super::line::encoded;
use crate::dataset::Dataset;
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::Outlet;
use crate::interchange::flat::{Property, dataset_properties, edge_properties, node_properties};
use crate::interchange::json::string;
use crate::interchange::losses::Losses;
use std::collections::HashMap;

pub(super) fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let mut out = outlet.create("graph.net")?;
    writeln!(out, "*Network {}", dataset.title)?;
    for Property { name, value } in dataset_properties(dataset) {
        if name != "title" {
            writeln!(out, "{HEADER}{name} {}", string(&value.text()))?;
        }
    }
    writeln!(out, "*Vertices {}", dataset.nodes.len())?;
    let mut numbers = HashMap::with_capacity(dataset.nodes.len());
    for (node, number) in dataset.nodes.iter().zip(1..) {
        numbers.insert(node.id.as_str(), number);
        let own = [("kind", node.kind.as_str()), ("name", &node.name)];
        let parameters = parameters(&own, &node_properties(node));
        writeln!(out, "{number} {} 0.0 0.0 ellipse{parameters}", encoded(&node.id))?;
    }
    writeln!(out, "*Arcs")?;
    for edge in &dataset.edges {
        let (from, to) = (numbers[edge.from.as_str()], numbers[edge.to.as_str()]);
        let own = [("id", edge.id.as_str()), ("kind", &edge.kind)];
        let parameters = parameters(&own, &edge_properties(edge));
        writeln!(out, "{from} {to} 1 l {}{parameters}", encoded(&edge.kind))?;
    }
    out.flush()?;
    Ok(())
}

/// Names stand in quotation marks too, so that none is taken for one of Pajek's.
fn parameters(own: &[(&str, &str)], properties: &[Property<'_>]) -> String {
    let own = own.iter().map(|(name, text)| format!(" {} {}", encoded(name), encoded(text)));
    let others = properties
        .iter()
        .map(|Property { name, value }| format!(" {} {}", encoded(name), encoded(&value.text())));
    own.chain(others).collect()
}
