//! GraphML 1.0 (graphml.graphdrawing.org), as NetworkX, igraph, Gephi, Cytoscape and yEd write it: nodes and edges of one or
//! more graphs with typed data. Data carry everything but saved diagrams and checks.
//!
//! Values of a key are properties of its name; a label that yEd draws is one called `label`. A node or an edge inside
//! of a node says so in the property `parent`. What GraphML has and a dataset has not is counted: hyperedges, ports,
//! drawings.

mod read;
mod write;

use super::files::Head;
use super::format::{Facts, Layout};
use super::xml;

pub(super) const FACTS: Facts = Facts {
    word: "graphml",
    title: "GraphML (NetworkX, igraph, yEd)",
    recognises,
    read: Some(read::read),
    write: Some(write::write),
    layout: Layout::File("graphml"),
};

fn recognises(head: &Head<'_>) -> bool {
    xml::has_root(head, "graphml")
}
