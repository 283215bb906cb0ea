//! What a script has made so far: nodes that a `MATCH` finds by their properties, and edges.

use super::value::{Map, Value};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// What APOC gives every node of an export so that its edges find it.
pub(super) const IMPORT_LABEL: &str = "UNIQUE IMPORT LABEL";
/// The property that is different for each of them.
pub(super) const IMPORT_ID: &str = "UNIQUE IMPORT ID";

/// Nodes looked at for one `MATCH`.
const CANDIDATES_MAX: usize = 1000;

/// Properties by name, each with its place in the order of writing.
pub(super) type Properties<'t> = BTreeMap<Cow<'t, str>, (usize, Value<'t>)>;

/// A node that a script made.
#[derive(Debug)]
pub(super) struct Node<'t> {
    pub(super) labels: Vec<Cow<'t, str>>,
    pub(super) properties: Properties<'t>,
    /// What the script calls it where it makes it.
    pub(super) variable: Option<Cow<'t, str>>,
    pub(super) place: Range<usize>,
}

/// An edge that a script made.
#[derive(Debug)]
pub(super) struct Edge<'t> {
    pub(super) kind: Cow<'t, str>,
    pub(super) from: End<'t>,
    pub(super) to: End<'t>,
    pub(super) direction: crate::interchange::intake::Direction,
    pub(super) properties: Properties<'t>,
    pub(super) place: Range<usize>,
}

/// An end of an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End<'t> {
    /// A node, by number.
    Node(usize),
    /// A node that is named by its id and not made before.
    Id(Cow<'t, str>),
}

/// What `MATCH` found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    One(usize),
    Several,
}

/// All that a script made.
#[derive(Debug, Default)]
pub(super) struct World<'t> {
    pub(super) nodes: Vec<Node<'t>>,
    pub(super) edges: Vec<Edge<'t>>,
    /// Nodes by value, for each property that was asked for.
    by_property: BTreeMap<String, HashMap<String, Vec<usize>>>,
    /// Edges that were merged, by kind, ends and properties.
    merged: HashMap<String, usize>,
}

impl<'t> World<'t> {
    /// Adds a node.
    pub(super) fn add(&mut self, node: Node<'t>) -> usize {
        let at = self.nodes.len();
        for (name, values) in &mut self.by_property {
            if let Some(key) = node.properties.get(&**name).and_then(|(_, value)| key(value)) {
                values.entry(key).or_default().push(at);
            }
        }
        self.nodes.push(node);
        at
    }

    /// Sets a property of a node; null takes it away.
    pub(super) fn set(&mut self, node: usize, name: Cow<'t, str>, value: Value<'t>) {
        if let Some(values) = self.by_property.get_mut(&*name)
            && let Some(key) = key(&value)
        {
            values.entry(key).or_default().push(node);
        }
        put(&mut self.nodes[node].properties, name, value);
    }

    /// Gives a node a label.
    pub(super) fn label(&mut self, node: usize, label: Cow<'t, str>) {
        let labels = &mut self.nodes[node].labels;
        if !labels.contains(&label) {
            labels.push(label);
        }
    }

    /// The node with all of these labels and properties.
    pub(super) fn find(&mut self, labels: &[Cow<'t, str>], properties: &Map<'t>) -> Found {
        for (name, _) in properties {
            self.index(name);
        }
        let lists = properties.iter().map(|(name, value)| {
            let values = self.by_property.get(&**name)?;
            values.get(&key(value)?)
        });
        // The property that fewest nodes have.
        let Some(Some(candidates)) = lists.min_by_key(|list| list.map_or(0, Vec::len)) else {
            return Found::Nothing;
        };
        let mut found = Found::Nothing;
        for &at in candidates.iter().take(CANDIDATES_MAX) {
            let node = &self.nodes[at];
            let has = |(name, value): &(Cow<'t, str>, Value<'t>)| {
                node.properties.get(name).is_some_and(|(_, own)| key(own) == key(value))
            };
            if found == Found::One(at)
                || !labels.iter().all(|label| node.labels.contains(label))
                || !properties.iter().all(has)
            {
                continue;
            }
            if found != Found::Nothing {
                return Found::Several;
            }
            found = Found::One(at);
        }
        if candidates.len() > CANDIDATES_MAX { Found::Several } else { found }
    }

    fn index(&mut self, name: &str) {
        if self.by_property.contains_key(name) {
            return;
        }
        let mut values: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            if let Some(key) = node.properties.get(name).and_then(|(_, value)| key(value)) {
                values.entry(key).or_default().push(at);
            }
        }
        self.by_property.insert(name.to_owned(), values);
    }

    /// Adds an edge, or finds the one that an earlier `MERGE` of the same pattern made.
    pub(super) fn merge(&mut self, edge: Edge<'t>) -> usize {
        let key = format!(
            "{:?} {:?} {:?} {:?}",
            edge.kind,
            edge.from,
            edge.to,
            edge.properties.iter().map(|(name, (_, value))| (name, value)).collect::<Vec<_>>()
        );
        let at = self.edges.len();
        match self.merged.entry(key) {
            std::collections::hash_map::Entry::Occupied(known) => *known.get(),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(at);
                self.edges.push(edge);
                at
            }
        }
    }
}

/// Sets a property; null takes it away.
pub(super) fn put<'t>(properties: &mut Properties<'t>, name: Cow<'t, str>, value: Value<'t>) {
    if value == Value::Null {
        properties.remove(&name);
        return;
    }
    let at = properties.len();
    let entry = properties.entry(name).or_insert((at, Value::Null));
    entry.1 = value;
}

/// What is compared: a text and a number are two things.
fn key(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Plain(plain) => Some(format!("={plain}")),
        Value::Text(text) => Some(format!("'{text}")),
        _ => None,
    }
}
