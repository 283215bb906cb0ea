//! A dataset as a GEXF 1.3 graph, dynamic where anything has a date.

use super::TARGET;
use super::time::stretch;
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
use crate::model::When;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;

/// The attributes of a class: the number of each by its title.
struct Attributes(HashMap<String, usize>);

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
    let mut out = outlet.create("graph.gexf")?;
    let out = &mut *out;
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">")?;
    for Property { name, value } in dataset_properties(dataset) {
        let value = match &value {
            FlatValue::Json(json) => Cow::Borrowed(json.as_str()),
            value => Cow::Owned(json::string(&value.text())),
        };
        // The end of an instruction can only stand inside of a string.
        writeln!(out, "<?{TARGET} {name} {}?>", value.replace("?>", "?\\u003e"))?;
    }
    let title = content(&dataset.title)?;
    writeln!(out, "  <meta>\n    <description>{title}</description>\n  </meta>")?;
    let dates = dataset.nodes.iter().map(|node| &node.when);
    let is_dynamic = dates.chain(dataset.edges.iter().map(|edge| &edge.when)).any(Option::is_some);
    let mode = if is_dynamic { "mode=\"dynamic\" timeformat=\"date\"" } else { "mode=\"static\"" };
    writeln!(out, "  <graph defaultedgetype=\"directed\" {mode}>")?;
    let kind = || ("kind".to_owned(), "string");
    let of_nodes = dataset.nodes.iter().map(node_properties);
    let of_nodes = declare("node", kind(), of_nodes, out)?;
    let of_edges = dataset.edges.iter().map(edge_properties);
    let of_edges = declare("edge", kind(), of_edges, out)?;
    writeln!(out, "    <nodes>")?;
    for node in &dataset.nodes {
        let (id, label) = (escaped(&node.id)?, escaped(&node.name)?);
        let time = times(node.when.as_ref());
        writeln!(out, "      <node id=\"{id}\" label=\"{label}\"{time}>")?;
        of_nodes.values(&node.kind, &node_properties(node), out)?;
        writeln!(out, "      </node>")?;
    }
    writeln!(out, "    </nodes>\n    <edges>")?;
    for edge in &dataset.edges {
        let (id, kind) = (escaped(&edge.id)?, escaped(&edge.kind)?);
        let (from, to) = (escaped(&edge.from)?, escaped(&edge.to)?);
        let properties = edge_properties(edge);
        let weight = properties.iter().find(|property| is_weight(property));
        let weight =
            weight.map(|weight| format!(" weight=\"{}\"", weight.value.text())).unwrap_or_default();
        let time = times(edge.when.as_ref());
        writeln!(
            out,
            "      <edge id=\"{id}\" source=\"{from}\" target=\"{to}\" kind=\"{kind}\"{weight}{time}>"
        )?;
        of_edges.values(&edge.kind, &properties, out)?;
        writeln!(out, "      </edge>")?;
    }
    writeln!(out, "    </edges>\n  </graph>\n</gexf>")?;
    out.flush()?;
    Ok(())
}

/// The days of a date, for a timeline.
fn times(when: Option<&When>) -> String {
    let time = when.map(stretch).unwrap_or_default();
    let start = time.start.map(|start| format!(" start=\"{start}\"")).unwrap_or_default();
    let end = time.end.map(|end| format!(" end=\"{end}\"")).unwrap_or_default();
    start + &end
}

/// Whether a property of an edge is the weight that GEXF has.
fn is_weight(property: &Property<'_>) -> bool {
    let is_plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    let text = property.value.text();
    property.name == "weight" && text.chars().all(is_plain) && text.parse::<f64>().is_ok()
}

/// Declares the attributes of a class in the order of their titles.
fn declare<'d>(
    class: &str,
    first: (String, &'static str),
    rows: impl Iterator<Item = Vec<Property<'d>>> + Clone,
    out: &mut dyn Write,
) -> Result<Attributes, ExportError> {
    let lists: Vec<String> = columns(rows.clone().map(|row| {
        row.into_iter().filter(|property| matches!(property.value, FlatValue::List(_))).collect()
    }))
    .into_iter()
    .map(|(name, _)| name)
    .collect();
    let others = columns(rows).into_iter().map(|(name, of)| {
        let of = match of {
            _ if lists.contains(&name) => "liststring",
            ColumnType::Number => "double",
            ColumnType::Text => "string",
        };
        (name, of)
    });
    let mut attributes = Attributes(HashMap::new());
    writeln!(out, "    <attributes class=\"{class}\" mode=\"static\">")?;
    for (at, (name, of)) in std::iter::once(first).chain(others).enumerate() {
        let title = escaped(&name)?;
        writeln!(out, "      <attribute id=\"{at}\" title=\"{title}\" type=\"{of}\"/>")?;
        attributes.0.insert(name, at);
    }
    writeln!(out, "    </attributes>")?;
    Ok(attributes)
}

impl Attributes {
    fn values(
        &self,
        kind: &str,
        properties: &[Property<'_>],
        out: &mut dyn Write,
    ) -> Result<(), ExportError> {
        writeln!(out, "        <attvalues>")?;
        self.value("kind", kind, out)?;
        for property in properties {
            let text = match &property.value {
                FlatValue::List(items) => Cow::Owned(json::array(items)),
                value => value.text(),
            };
            self.value(&property.name, &text, out)?;
        }
        writeln!(out, "        </attvalues>")?;
        Ok(())
    }

    fn value(&self, title: &str, text: &str, out: &mut dyn Write) -> Result<(), ExportError> {
        let (at, text) = (self.0[title], escaped(text)?);
        writeln!(out, "          <attvalue for=\"{at}\" value=\"{text}\"/>")?;
        Ok(())
    }
}
