//! GraphML one node and edge at a time.

use crate::interchange::files::{Input, Place};
use crate::interchange::intake::{
    Direction, ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Role, Value, edge_id_of, quoted,
};
use crate::interchange::json;
use crate::interchange::mapping::On;
use crate::interchange::xml::{Budget, Document, Element, Event};
use std::collections::HashMap;

/// Elements in which yEd draws the names of nodes and edges.
const LABELS: &[&str] = &["NodeLabel", "EdgeLabel"];

/// Reads a file.
pub(super) fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let mut document = Document::open(input, "GraphML", intake)?;
    document.root("graphml", "GraphML", intake)?;
    Reading::default().all(&mut document, intake)
}

/// What a value is a value of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Domain {
    All,
    Node,
    Edge,
    Other,
}

#[derive(Debug)]
struct Key {
    name: String,
    domain: Domain,
    default: Option<String>,
    /// Its properties, once a node or an edge has it.
    properties: [Option<PropertyIx>; 2],
    /// The last record that had a value of it.
    record: usize,
}

/// The element that is open.
#[derive(Debug)]
enum Scope {
    Root,
    Graph { direction: Direction, parent: Option<String> },
    Node,
    Edge,
}

/// A node or an edge until it is handed over.
#[derive(Debug)]
struct Record {
    id: String,
    of: Of,
    properties: Vec<(PropertyIx, Value<'static>)>,
    /// It is handed over already, because a graph inside of it begins.
    is_done: bool,
}

#[derive(Debug)]
enum Of {
    Node,
    Edge { from: String, to: String, direction: Direction },
}

#[derive(Debug, Default)]
struct Reading {
    keys: Vec<Key>,
    keys_by_id: HashMap<String, usize>,
    /// Keys that have a default for nodes and for edges.
    with_default: [Vec<usize>; 2],
    scopes: Vec<Scope>,
    /// Records that are open, the innermost last.
    records: Vec<Record>,
    n_records: usize,
    n_graphs: usize,
    budget: Budget,
    /// Ids that igraph keeps as data, by those that it numbers.
    ids: HashMap<String, String>,
}

impl Reading {
    fn all(mut self, document: &mut Document<'_, '_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
        self.scopes.push(Scope::Root);
        loop {
            match document.next(intake)? {
                Event::Start(element) => self.start(element, document, intake)?,
                Event::End => {
                    if matches!(self.scopes.pop(), Some(Scope::Node | Scope::Edge)) {
                        let record = self.records.pop().expect("its element was open");
                        if !record.is_done {
                            self.hand_over(record, document.whole(), document, intake)?;
                            document.end();
                        }
                    }
                }
                Event::Text(text) if !text.trim().is_empty() => {
                    intake.note("text between elements is left out");
                }
                Event::Text(_) => {}
                Event::Instruction(..) => {
                    intake.note("processing instructions are left out");
                }
                Event::Eof => break,
            }
        }
        if self.n_graphs == 0 {
            let hint = "GraphML has its nodes and edges in a <graph>";
            return Err(intake.refuse(document.line(), "there is no <graph>", hint));
        }
        if self.n_graphs > 1 {
            intake.note("graphs of one file are read as one");
        }
        Ok(())
    }

    fn start(
        &mut self,
        element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let name = if element.is_own { element.name.as_str() } else { "" };
        match (self.scopes.last(), name) {
            (Some(Scope::Root), "key") => self.key(element, document, intake),
            (Some(Scope::Root | Scope::Node | Scope::Edge), "graph") => {
                self.graph(element, document, intake)
            }
            (Some(Scope::Graph { .. }), "node") => self.node(element, document, intake),
            (Some(Scope::Graph { .. }), "edge") => self.edge(element, document, intake),
            (Some(_), "data") => self.data(element, document, intake),
            (Some(_), "desc") => {
                let line = document.line();
                let text = document.text(intake)?;
                self.described(text, line, intake)
            }
            (_, name) => {
                intake.note(match name {
                    "hyperedge" => "hyperedges are left out; an edge has two ends",
                    "port" => "ports, where edges meet a node, are left out",
                    "locator" => "places outside of the file are left out",
                    _ => "elements that GraphML does not define are left out",
                });
                document.skip(intake)
            }
        }
    }

    fn key(
        &mut self,
        mut element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let line = document.line();
        let id = element.take("id");
        let domain = match element.take("for").as_deref() {
            None | Some("all") => Domain::All,
            Some("node") => Domain::Node,
            Some("edge") => Domain::Edge,
            Some("graph" | "graphml" | "port" | "endpoint" | "hyperedge") => Domain::Other,
            Some(other) => {
                let message = format!("a key for {}, which is nothing of GraphML", quoted(other));
                intake.error(line, message, "keys are for all, graph, node, edge, …");
                Domain::All
            }
        };
        let name = element.take("attr.name").or_else(|| element.take("yfiles.type"));
        let mut default = None;
        loop {
            match document.next(intake)? {
                Event::Start(inside) if inside.name == "default" => {
                    default = Some(document.text(intake)?);
                }
                // What a key is for in words is for people who read the file.
                Event::Start(_) => document.skip(intake)?,
                Event::End => break,
                _ => {}
            }
        }
        let Some(id) = id else {
            intake.error(line, "a key without “id”", "data name their key by its id");
            return Ok(());
        };
        let name = name.unwrap_or_else(|| id.clone());
        let default = default.filter(|default| !default.trim().is_empty());
        for on in [On::Nodes, On::Edges] {
            if default.is_some() && domain.has(on) {
                self.with_default[number(on)].push(self.keys.len());
            }
        }
        let key = Key { name, domain, default, properties: [None; 2], record: 0 };
        if self.keys_by_id.insert(id.clone(), self.keys.len()).is_some() {
            let message = format!("the key {} is declared twice", quoted(&id));
            intake.error(line, message, "give every key an id of its own");
        }
        self.keys.push(key);
        Ok(())
    }

    fn graph(
        &mut self,
        mut element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let direction = match element.take("edgedefault").as_deref() {
            Some("directed") => Direction::Directed,
            Some("undirected") => Direction::Undirected,
            None => {
                let message = "a graph without “edgedefault”; its edges are read as undirected";
                intake.warn(document.line(), message);
                Direction::Undirected
            }
            Some(other) => {
                let message = format!("“edgedefault” is {}", quoted(other));
                intake.error(document.line(), message, "it is directed or undirected");
                Direction::Undirected
            }
        };
        let mut parent = None;
        match self.records.last_mut() {
            None => self.n_graphs += 1,
            Some(record) if matches!(self.scopes.last(), Some(Scope::Node)) => {
                parent = Some(record.id.clone());
            }
            Some(_) => intake.note("that graphs stand inside of edges is left out"),
        }
        // Data come before the graph inside; holding the record for longer would hold that graph.
        if let Some(record) = self.records.last_mut().filter(|record| !record.is_done) {
            let done = Record {
                id: record.id.clone(),
                of: Of::Node,
                properties: Vec::new(),
                is_done: true,
            };
            let record = std::mem::replace(record, done);
            self.hand_over(record, document.before(), document, intake)?;
            document.end();
        }
        self.scopes.push(Scope::Graph { direction, parent });
        Ok(())
    }

    fn node(
        &mut self,
        mut element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let Some(id) = element.take("id") else {
            intake.error(document.line(), "a node without “id”", "edges name their ends by it");
            return document.skip(intake);
        };
        self.record(Record { id, of: Of::Node, properties: Vec::new(), is_done: false }, document);
        self.scopes.push(Scope::Node);
        self.others(element, On::Nodes, intake);
        Ok(())
    }

    fn edge(
        &mut self,
        mut element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let (Some(from), Some(to)) = (element.take("source"), element.take("target")) else {
            let message = "an edge without “source” or “target”";
            intake.error(document.line(), message, "give it both ends");
            return document.skip(intake);
        };
        let Some(Scope::Graph { direction, .. }) = self.scopes.last() else {
            return document.skip(intake);
        };
        let direction = match element.take("directed").as_deref() {
            None => *direction,
            Some("true" | "1") => Direction::Directed,
            Some("false" | "0") => Direction::Undirected,
            Some(other) => {
                let message = format!("“directed” is {}", quoted(other));
                intake.error(document.line(), message, "it is true or false");
                *direction
            }
        };
        let of = Of::Edge { from, to, direction };
        let id = element.take("id").unwrap_or_default();
        self.record(Record { id, of, properties: Vec::new(), is_done: false }, document);
        self.scopes.push(Scope::Edge);
        self.others(element, On::Edges, intake);
        Ok(())
    }

    fn record(&mut self, record: Record, document: &mut Document<'_, '_>) {
        self.n_records += 1;
        self.records.push(record);
        document.begin();
    }

    /// Attributes that GraphML does not define, and where the record stands.
    fn others(&mut self, element: Element, on: On, intake: &mut Intake<'_>) {
        let parent = self.scopes.iter().rev().nth(1).and_then(|scope| match scope {
            Scope::Graph { parent, .. } => parent.clone(),
            _ => None,
        });
        let Some(record) = self.records.last_mut() else { return };
        let parent = parent.map(|parent| ("parent".to_owned(), parent));
        for (name, value) in element.others().chain(parent) {
            // Numbers of ends and the like, told to parsers.
            if name.starts_with("parse.") {
                continue;
            }
            record.properties.push((intake.property(on, &name), Value::Text(value.into())));
        }
    }

    fn data(
        &mut self,
        mut element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let line = document.line();
        let id = element.take("key").unwrap_or_default();
        let data = document.content(LABELS, intake)?;
        let Some(&at) = self.keys_by_id.get(&id) else {
            let message = format!("data of the key {}, which is not declared", quoted(&id));
            intake.error(line, message, "declare it with <key> before the first <graph>");
            return Ok(());
        };
        let key = &mut self.keys[at];
        let on = match self.scopes.last() {
            Some(Scope::Node) => On::Nodes,
            Some(Scope::Edge) => On::Edges,
            _ => return intake.header(&key.name, data.text.trim(), line),
        };
        let Some(record) = self.records.last_mut() else { return Ok(()) };
        if record.is_done {
            intake.note("data that stand after the graph inside of a node are left out");
            return Ok(());
        }
        if !key.domain.has(on) {
            intake.note("data are read where their key is not for");
        }
        if data.has_elements {
            for label in data.inside {
                let label = Value::Text(label.into());
                record.properties.push((intake.property(on, "label"), label));
            }
            intake.note("drawings (places, sizes, colours, shapes) are left out");
            return Ok(());
        }
        if id == "v_id" && key.name == "id" && on == On::Nodes {
            // Where igraph numbers nodes, it keeps the ids that they had as data.
            let numbered = std::mem::replace(&mut record.id, data.text.clone());
            self.ids.insert(numbered, data.text);
            return Ok(());
        }
        key.record = self.n_records;
        let ix = key.property(on, intake);
        record.properties.push((ix, value(data.text, ix, intake)));
        Ok(())
    }

    fn described(&mut self, text: String, line: u64, intake: &mut Intake<'_>) -> Result<(), Halt> {
        let on = match self.scopes.last() {
            Some(Scope::Node) => On::Nodes,
            Some(Scope::Edge) => On::Edges,
            _ => return intake.header("desc", text.trim(), line),
        };
        let Some(record) = self.records.last_mut() else { return Ok(()) };
        record.properties.push((intake.property(on, "desc"), Value::Text(text.into())));
        Ok(())
    }

    fn hand_over(
        &mut self,
        mut record: Record,
        place: Place<'_>,
        document: &Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let on = match record.of {
            Of::Node => On::Nodes,
            Of::Edge { .. } => On::Edges,
        };
        self.add_defaults(&mut record, on, document, intake)?;
        match &record.of {
            Of::Node => intake.node(&ForeignNode {
                id: &record.id,
                kind: None,
                name: None,
                properties: &record.properties,
                place,
            }),
            Of::Edge { from, to, direction } => intake.edge(&ForeignEdge {
                id: edge_id_of(&record.id),
                from: self.ids.get(from).unwrap_or(from),
                to: self.ids.get(to).unwrap_or(to),
                kind: None,
                direction: *direction,
                properties: &record.properties,
                place,
            }),
        }
    }

    /// Values of keys that have a default and that the record does not have.
    fn add_defaults(
        &mut self,
        record: &mut Record,
        on: On,
        document: &Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        for &at in &self.with_default[number(on)] {
            let key = &mut self.keys[at];
            if key.record == self.n_records {
                continue;
            }
            let default = key.default.clone().unwrap_or_default();
            self.budget.add(default.len(), "defaults of keys", document, intake)?;
            let ix = key.property(on, intake);
            record.properties.push((ix, value(default, ix, intake)));
        }
        Ok(())
    }
}

impl Domain {
    fn has(self, on: On) -> bool {
        matches!((self, on), (Self::All, _) | (Self::Node, On::Nodes) | (Self::Edge, On::Edges))
    }
}

fn number(on: On) -> usize {
    usize::from(on == On::Edges)
}

impl Key {
    fn property(&mut self, on: On, intake: &mut Intake<'_>) -> PropertyIx {
        let of = &mut self.properties[number(on)];
        *of.get_or_insert_with(|| match (on, self.name.as_str()) {
            // igraph keeps the ids of edges as data.
            (On::Edges, "id") => intake.property_of(on, "id", Role::Id),
            (_, name) => intake.property(on, name),
        })
    }
}

/// A value; an array of JSON is a list where several values have a meaning.
fn value(text: String, ix: PropertyIx, intake: &Intake<'_>) -> Value<'static> {
    let items = (*intake.role(ix) == Role::Alias).then(|| json::texts(&text)).flatten();
    match items {
        Some(items) => {
            Value::List(items.into_iter().map(|item| Value::Text(item.into())).collect())
        }
        None => Value::Text(text.into()),
    }
}
