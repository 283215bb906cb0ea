//! A script that makes a dataset: a statement per node and per edge.

use super::HEADER_LABEL;
use crate::dataset::Dataset;
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::Outlet;
use crate::interchange::flat::{
    FlatValue, Property, dataset_properties, edge_properties, node_properties,
};
use crate::interchange::intake::kind_of;
use crate::interchange::json::string;
use crate::interchange::losses::Losses;
use std::borrow::Cow;

pub(super) fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let mut out = outlet.create("graph.cypher")?;
    let header = members(&[], &dataset_properties(dataset));
    writeln!(out, "CREATE (:{} {{{header}}});", name(HEADER_LABEL))?;
    for node in &dataset.nodes {
        let own = [("id", node.id.as_str()), ("name", &node.name)];
        let members = members(&own, &node_properties(node));
        writeln!(out, "CREATE (:{} {{{members}}});", label(&node.kind))?;
    }
    // A label beside the id lets databases look the ends up in an index of that label.
    let end = |id: &str| {
        let kind = dataset.node(id).map_or("actor", |node| &node.kind);
        format!("{} {{id: {}}}", label(kind), string(id))
    };
    for edge in &dataset.edges {
        let members = members(&[("id", &edge.id)], &edge_properties(edge));
        writeln!(
            out,
            "MATCH (a:{}), (b:{}) CREATE (a)-[:{} {{{members}}}]->(b);",
            end(&edge.from),
            end(&edge.to),
            relation(&edge.kind),
        )?;
    }
    out.flush()?;
    Ok(())
}

fn members(own: &[(&str, &str)], properties: &[Property<'_>]) -> String {
    let own = own.iter().map(|(name, text)| format!("{name}: {}", string(text)));
    let others = properties.iter().map(|Property { name: written, value }| {
        let value = match value {
            FlatValue::Number(digits) if is_exact(digits) => (*digits).to_owned(),
            FlatValue::List(items) => {
                let items: Vec<String> = items.iter().map(|item| string(item)).collect();
                format!("[{}]", items.join(", "))
            }
            other => string(&other.text()),
        };
        format!("{}: {value}", name(written))
    });
    own.chain(others).collect::<Vec<_>>().join(", ")
}

/// Whether a database that has 64 bits for a number keeps this one.
fn is_exact(digits: &str) -> bool {
    if digits.contains('.') {
        digits.parse::<f64>().is_ok_and(|x| x.to_string() == digits)
    } else {
        digits.parse::<i64>().is_ok_and(|n| n.to_string() == digits)
    }
}

/// A kind as a label: `StateBody` for `state-body` where that is read back as the same kind.
fn label(kind: &str) -> Cow<'_, str> {
    let words = kind.split('-').map(|word| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|c| c.to_ascii_uppercase())
            .into_iter()
            .chain(letters)
            .collect::<String>()
    });
    let camel: String = words.collect();
    if kind_of(&camel) == kind { Cow::Owned(camel) } else { name(kind) }
}

/// A kind as a type: `WORKS_FOR` for `works-for`.
fn relation(kind: &str) -> Cow<'_, str> {
    let upper = kind.to_ascii_uppercase().replace('-', "_");
    if kind_of(&upper) == kind { Cow::Owned(upper) } else { name(kind) }
}

/// A name, in backquotes where it is no plain word.
fn name(text: &str) -> Cow<'_, str> {
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_word { Cow::Borrowed(text) } else { Cow::Owned(format!("`{}`", text.replace('`', "``"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_written_as_databases_have_them() {
        assert_eq!(label("state-body"), "StateBody");
        assert_eq!(label("kind-3"), "`kind-3`");
        assert_eq!(relation("works-for"), "WORKS_FOR");
        assert_eq!(name("wei`rd"), "`wei``rd`");
        assert!(is_exact("48") && is_exact("1.5"));
        assert!(!is_exact("12345678901234567890") && !is_exact("0.1234567890123456789"));
    }
}
