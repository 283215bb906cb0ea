//! openCypher 9 scripts that make a graph: `CREATE`, `MERGE`, `MATCH` by a property, `SET` and `UNWIND` of a list, as
//! Neo4j's shells, APOC's exports, the examples of Neo4j and FollowTheMoney write them.
//!
//! Labels are kinds of nodes, types kinds of edges, properties what `intake` makes of them. A node is called by its
//! property `id`, else by APOC's import id, else by its variable, else by its name. Queries are refused: a script that
//! asks something of a database is no file of a graph.

mod lex;
mod pattern;
mod script;
mod value;
mod world;
mod write;

use super::files::{Head, Input, Markup};
use super::format::{Facts, Layout};
use super::intake::{ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Role, Value};
use super::mapping::On;
use crate::evidence::digest;
use lex::{Problem, Reach};
use script::Script;
use std::borrow::Cow;
use std::collections::HashMap;
use world::{Edge, End, IMPORT_ID, IMPORT_LABEL, Node, Properties, World};

pub(super) const FACTS: Facts = Facts {
    word: "cypher",
    title: "openCypher CREATE scripts (Neo4j, APOC)",
    recognises,
    read: Some(read),
    write: Some(write::write),
    layout: Layout::File("cypher"),
};

/// The label of the node that says what a dataset says beside its nodes and edges.
const HEADER_LABEL: &str = "sociogram dataset";

fn recognises(head: &Head<'_>) -> bool {
    let starts = |word: &str| head.text.trim_start().starts_with(word);
    match head.extension {
        "cypher" | "cql" | "cyp" | "cyph" => true,
        "" | "txt" => starts(":begin") || starts("CREATE (") || starts("create (_"),
        _ => false,
    }
}

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let text = input.text("openCypher", Markup::Refused, intake)?;
    let id = intake.declared_as(On::Nodes, &Role::Id).map_or(Cow::Borrowed("id"), Cow::Owned);
    let mut script = Script::new(text.as_str(), id.clone());
    let mut is_whole = true;
    loop {
        match script.step() {
            Ok(true) => {}
            Ok(false) => break,
            Err(Problem { offset, message, hint, reach }) => {
                is_whole = false;
                intake.error(text.line(offset), message, hint);
                if reach == Reach::Rest {
                    return Err(Halt::Refused);
                }
            }
        }
    }
    for what in std::mem::take(&mut script.skipped) {
        intake.note(what);
    }
    if !is_whole {
        // What is missing would only lead to more findings.
        return Err(Halt::Refused);
    }
    let World { mut nodes, edges, .. } = script.world;
    let headers: Vec<bool> =
        nodes.iter().map(|n| n.labels.iter().any(|l| l == HEADER_LABEL)).collect();
    let mut names = Names::default();
    for (node, is_header) in nodes.iter_mut().zip(&headers) {
        node.labels.retain(|label| label != IMPORT_LABEL);
        let import_id = node.properties.remove(IMPORT_ID);
        if !is_header {
            let import_id = import_id.as_ref().and_then(|(_, value)| value.words());
            names.count(node, import_id, &id);
        }
    }
    let labels = intake.property_of(On::Nodes, "label", Role::Fact("label".to_owned()));
    let mut ids: Vec<String> = Vec::with_capacity(nodes.len());
    let mut taken: HashMap<String, u64> = HashMap::with_capacity(nodes.len());
    let mut names = names.finish(&nodes, &headers);
    for (node, &is_header) in nodes.iter().zip(&headers) {
        let place = text.place(node.place.clone());
        if is_header {
            for (name, (_, value)) in &node.properties {
                intake.header(name, &value.words().unwrap_or_default(), place.line)?;
            }
            ids.push(String::new());
            continue;
        }
        let own = names.next().unwrap_or_default();
        if let Some(line) = taken.insert(own.clone(), place.line) {
            let message = format!(
                "two nodes are called {}; the first is made on line {line}",
                super::intake::quoted(&own)
            );
            let hint = "write MERGE where they are one, or name the property that tells them \
                apart in a mapping: {\"nodes\": {\"uuid\": \"id\"}}";
            intake.error(place.line, message, hint);
        }
        let mut properties = taken_over(&node.properties, On::Nodes, &[&id], intake);
        let others = node.labels.iter().skip(1);
        properties.extend(others.map(|label| (labels, Value::Text(Cow::Borrowed(&**label)))));
        if node.labels.len() > 1 {
            intake.note("of several labels of a node the first is its kind, the others are facts");
        }
        let kind = node.labels.first().map(|label| &**label);
        intake.node(&ForeignNode { id: &own, kind, name: None, properties: &properties, place })?;
        ids.push(own);
    }
    for edge in &edges {
        read_edge(edge, &ids, text.place(edge.place.clone()), intake)?;
    }
    Ok(())
}

fn read_edge(
    edge: &Edge<'_>,
    ids: &[String],
    place: super::files::Place<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let own = |end: &End<'_>| match end {
        End::Node(at) => ids[*at].clone(),
        End::Id(id) => id.clone().into_owned(),
    };
    let properties = taken_over(&edge.properties, On::Edges, &["id"], intake);
    let id = edge.properties.get("id").and_then(|(_, value)| value.words());
    intake.edge(&ForeignEdge {
        id: id.as_deref(),
        from: &own(&edge.from),
        to: &own(&edge.to),
        kind: Some(&edge.kind),
        direction: edge.direction,
        properties: &properties,
        place,
    })
}

/// Properties in the order of the script, without those that are taken.
fn taken_over<'w>(
    properties: &'w Properties<'_>,
    on: On,
    taken: &[&str],
    intake: &mut Intake<'_>,
) -> Vec<(PropertyIx, Value<'w>)> {
    let mut ordered: Vec<_> =
        properties.iter().filter(|(name, _)| !taken.contains(&&***name)).collect();
    ordered.sort_by_key(|(_, (at, _))| *at);
    let of = |(name, (_, value)): (&Cow<'_, str>, &'w (usize, value::Value<'_>))| {
        Some((intake.property(on, name), value.property()?))
    };
    ordered.into_iter().filter_map(of).collect()
}

/// What nodes are called.
#[derive(Default)]
struct Names<'n> {
    /// By id or import id, where a node has one.
    given: Vec<Option<String>>,
    /// How many nodes have a variable or a name.
    variables: HashMap<Cow<'n, str>, usize>,
    titles: HashMap<String, usize>,
}

impl<'n> Names<'n> {
    fn count(&mut self, node: &Node<'n>, import_id: Option<Cow<'_, str>>, id: &str) {
        let given = node.properties.get(id).and_then(|(_, value)| value.words());
        let given = given.map(Cow::into_owned).or(import_id.map(|id| format!("node-{id}")));
        if let Some(variable) = &node.variable {
            *self.variables.entry(variable.clone()).or_default() += 1;
        }
        if given.is_none()
            && let Some(title) = title(node)
        {
            *self.titles.entry(title).or_default() += 1;
        }
        self.given.push(given);
    }

    fn finish(self, nodes: &[Node<'n>], headers: &[bool]) -> std::vec::IntoIter<String> {
        let mut alike: HashMap<String, usize> = HashMap::new();
        let nodes = nodes.iter().zip(headers).filter(|(_, is_header)| !**is_header);
        let ids: Vec<String> = nodes
            .zip(self.given)
            .map(|((node, _), given)| {
                let by_variable = || {
                    let variable = node.variable.as_ref()?;
                    (self.variables[variable] == 1).then(|| variable.clone().into_owned())
                };
                let by_title = || title(node).filter(|title| self.titles[title] == 1);
                given.or_else(by_variable).or_else(by_title).unwrap_or_else(|| {
                    let content = format!("{:?} {:?}", node.labels, node.properties);
                    let label = node.labels.first().map_or("node", |label| &**label);
                    let id = format!("{label}-{}", &digest(&content).to_string()[..8]);
                    let n = alike.entry(id.clone()).or_default();
                    *n += 1;
                    if *n == 1 { id } else { format!("{id}-{n}") }
                })
            })
            .collect();
        ids.into_iter()
    }
}

/// What a node without an id can be called.
fn title(node: &Node<'_>) -> Option<String> {
    let of = |name: &str| node.properties.get(name)?.1.words().map(Cow::into_owned);
    ["name", "title"].into_iter().find_map(of).filter(|title| !title.trim().is_empty())
}
