//! A dataset as one directed GraphML graph.

use crate::dataset::Dataset;
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::Outlet;
use crate::interchange::flat::{
    ColumnType, FlatValue, Property, columns, dataset_properties, edge_properties, node_properties,
};
use crate::interchange::intake::edge_id_of;
use crate::interchange::json;
use crate::interchange::losses::{Aspect, Losses};
use crate::interchange::xml::{content, escaped};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;

const NAMESPACE: &str = "http://graphml.graphdrawing.org/xmlns";

/// Keys of one domain: the number of each by its name.
struct Keys(HashMap<String, usize>);

/// Writes a dataset. All edges go one way, because NetworkX reads no graph in which only some do; what is symmetric the
/// kinds say.
pub(super) fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    losses: &mut Losses,
) -> Result<(), ExportError> {
    let n_numbers = dataset.edges.iter().filter(|edge| edge_id_of(&edge.id).is_none()).count();
    losses.lose(Aspect::EdgeIds, n_numbers);
    let mut out = outlet.create("graph.graphml")?;
    let out = &mut *out;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<graphml xmlns=\"{NAMESPACE}\"")?;
    writeln!(out, "         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"")?;
    writeln!(
        out,
        "         xsi:schemaLocation=\"{NAMESPACE} http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    let mut n_keys = 0;
    let whole = dataset_properties(dataset);
    let text = |name: &str| (name.to_owned(), ColumnType::Text);
    let of_graph = whole.iter().map(|property| text(&property.name)).collect();
    let of_graph = declare("graph", of_graph, &mut n_keys, out)?;
    let mut of_nodes = vec![text("kind"), text("label")];
    of_nodes.extend(columns(dataset.nodes.iter().map(node_properties)));
    let of_nodes = declare("node", of_nodes, &mut n_keys, out)?;
    let mut of_edges = vec![text("kind")];
    of_edges.extend(columns(dataset.edges.iter().map(edge_properties)));
    let of_edges = declare("edge", of_edges, &mut n_keys, out)?;
    writeln!(out, "  <graph edgedefault=\"directed\">")?;
    for property in &whole {
        of_graph.data(property, "    ", out)?;
    }
    for node in &dataset.nodes {
        writeln!(out, "    <node id=\"{}\">", escaped(&node.id)?)?;
        of_nodes.text("kind", &node.kind, out)?;
        of_nodes.text("label", &node.name, out)?;
        for property in node_properties(node) {
            of_nodes.data(&property, "      ", out)?;
        }
        writeln!(out, "    </node>")?;
    }
    for edge in &dataset.edges {
        let (id, from, to) = (escaped(&edge.id)?, escaped(&edge.from)?, escaped(&edge.to)?);
        writeln!(out, "    <edge id=\"{id}\" source=\"{from}\" target=\"{to}\">")?;
        of_edges.text("kind", &edge.kind, out)?;
        for property in edge_properties(edge) {
            of_edges.data(&property, "      ", out)?;
        }
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>\n</graphml>")?;
    out.flush()?;
    Ok(())
}

/// Declares the keys of a domain in the order of their names.
fn declare(
    domain: &str,
    columns: Vec<(String, ColumnType)>,
    n_keys: &mut usize,
    out: &mut dyn Write,
) -> Result<Keys, ExportError> {
    let mut keys = Keys(HashMap::new());
    for (name, of) in columns {
        let of = match of {
            ColumnType::Number => "double",
            ColumnType::Text => "string",
        };
        let shown = escaped(&name)?;
        writeln!(
            out,
            "  <key id=\"d{n_keys}\" for=\"{domain}\" attr.name=\"{shown}\" attr.type=\"{of}\"/>"
        )?;
        keys.0.insert(name, *n_keys);
        *n_keys += 1;
    }
    Ok(keys)
}

impl Keys {
    fn data(
        &self,
        Property { name, value }: &Property<'_>,
        indent: &str,
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        let text = match value {
            // No reader takes a list; an array in words loses no item.
            FlatValue::List(items) => Cow::Owned(json::array(items)),
            value => value.text(),
        };
        let (key, text) = (self.0[&**name], content(&text)?);
        writeln!(out, "{indent}<data key=\"d{key}\">{text}</data>")?;
        Ok(())
    }

    fn text(&self, name: &str, text: &str, out: &mut dyn Write) -> Result<(), ExportError> {
        writeln!(out, "      <data key=\"d{}\">{}</data>", self.0[name], content(text)?)?;
        Ok(())
    }
}
