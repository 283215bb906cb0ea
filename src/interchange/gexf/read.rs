//! GEXF one node and edge at a time.

use super::TARGET;
use super::attributes::Attributes;
use super::record::{Of, Record, Way, Ways};
use super::time::{Time, TimeFormat, bound};
use crate::interchange::files::Input;
use crate::interchange::intake::{Halt, Intake, Role, Value, quoted};
use crate::interchange::json;
use crate::interchange::mapping::On;
use crate::interchange::xml::{Budget, Document, Element, Event};
use std::borrow::Cow;

/// Elements that say how something is drawn.
const DRAWN: &[&str] = &["color", "size", "position", "shape", "thickness"];

/// Reads a file.
pub(super) fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let mut document = Document::open(input, "GEXF", intake)?;
    document.root("gexf", "GEXF", intake)?;
    Reading::new().all(&mut document, intake)
}

/// The element that is open.
#[derive(Debug)]
enum Scope {
    Root,
    Graph,
    Attributes(On),
    Nodes {
        parent: Option<String>,
    },
    Edges {
        parent: Option<String>,
    },
    Node,
    Edge,
    /// A list of values, spells or parents of a record.
    List,
}

#[derive(Debug)]
struct Reading {
    attributes: Attributes,
    scopes: Vec<Scope>,
    /// Records that are open, the innermost last.
    records: Vec<Record>,
    n_records: usize,
    n_graphs: usize,
    ways: Ways,
    format: TimeFormat,
    budget: Budget,
}

impl Reading {
    fn new() -> Self {
        Self {
            attributes: Attributes::default(),
            scopes: vec![Scope::Root],
            records: Vec::new(),
            n_records: 0,
            n_graphs: 0,
            ways: Ways::None,
            format: TimeFormat::Unsaid,
            budget: Budget::default(),
        }
    }

    fn all(mut self, document: &mut Document<'_, '_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
        loop {
            match document.next(intake)? {
                Event::Start(element) => self.start(element, document, intake)?,
                Event::End => {
                    if matches!(self.scopes.pop(), Some(Scope::Node | Scope::Edge)) {
                        let record = self.records.pop().expect("its element was open");
                        if !record.is_done {
                            self.hand_over(record, End::Here, document, intake)?;
                        }
                    }
                }
                Event::Text(text) if !text.trim().is_empty() => {
                    intake.note("text between elements is left out");
                }
                Event::Text(_) => {}
                Event::Instruction(target, content) => {
                    instruction(&target, &content, document, intake)?;
                }
                Event::Eof => break,
            }
        }
        match self.n_graphs {
            0 => {
                let hint = "GEXF has its nodes and edges in a <graph>";
                Err(intake.refuse(document.line(), "there is no <graph>", hint))
            }
            1 => Ok(()),
            _ => {
                intake.note("graphs of one file are read as one");
                Ok(())
            }
        }
    }

    fn start(
        &mut self,
        element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let name = if element.is_own { element.name.as_str() } else { "" };
        match (self.scopes.last(), name) {
            (Some(Scope::Root), "meta") => meta(document, intake),
            (Some(Scope::Root), "graph") => {
                self.graph(element, intake, document.line());
                Ok(())
            }
            (Some(Scope::Graph), "attributes") => self.class(element, document, intake),
            (Some(Scope::Attributes(on)), "attribute") => {
                let on = *on;
                self.attributes.declare(on, element, document, intake)
            }
            (Some(Scope::Graph | Scope::Node), "nodes" | "edges") => {
                let parent = self.leave(document, intake)?;
                let is_nodes = element.name == "nodes";
                self.scopes.push(if is_nodes {
                    Scope::Nodes { parent }
                } else {
                    Scope::Edges { parent }
                });
                Ok(())
            }
            (Some(Scope::Nodes { .. }), "node") => self.node(element, document, intake),
            (Some(Scope::Edges { .. }), "edge") => self.edge(element, document, intake),
            (Some(Scope::Node | Scope::Edge), "attvalues" | "spells" | "slices" | "parents") => {
                self.scopes.push(Scope::List);
                Ok(())
            }
            (Some(Scope::Node | Scope::Edge | Scope::List), "attvalue") => {
                self.value(element, document, intake)
            }
            (Some(Scope::List), "spell" | "slice") => {
                let time = time(element, intake);
                if let Some(record) = self.records.last_mut().filter(|record| !record.is_done) {
                    record.spells.push(time);
                }
                document.skip(intake)
            }
            (Some(Scope::List), "parent") => {
                let (mut element, on) = (element, On::Nodes);
                if let (Some(parent), Some(record)) = (element.take("for"), self.records.last_mut())
                {
                    let parent = Value::Text(Cow::Owned(parent));
                    record.values.push((intake.property(on, "parent"), parent));
                }
                document.skip(intake)
            }
            _ => {
                intake.note(if !element.is_own || DRAWN.contains(&name) {
                    "drawings (colours, sizes, places, shapes) are left out"
                } else {
                    "elements that GEXF does not define are left out"
                });
                document.skip(intake)
            }
        }
    }

    fn graph(&mut self, mut element: Element, intake: &mut Intake<'_>, line: u64) {
        self.n_graphs += 1;
        let ways = element.take("defaultedgetype");
        self.ways = ways_of(ways.as_deref(), Ways::None, line, intake);
        self.format = TimeFormat::of(element.take("timeformat").as_deref());
        if let Some(name) = element.take("name") {
            intake.title(&name);
        }
        if ["start", "end", "timestamp"].map(|name| element.take(name)).iter().any(Option::is_some)
        {
            intake.note("the time of the whole graph is left out");
        }
        self.scopes.push(Scope::Graph);
    }

    fn class(
        &mut self,
        mut element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let on = match element.take("class").as_deref() {
            Some("node") => On::Nodes,
            Some("edge") => On::Edges,
            other => {
                let message = format!("attributes of {}", quoted(other.unwrap_or_default()));
                intake.error(document.line(), message, "their class is node or edge");
                return document.skip(intake);
            }
        };
        self.scopes.push(Scope::Attributes(on));
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
        let of = Of::Node { label: element.take("label") };
        let parent = element.take("pid");
        self.record(id, of, parent, element, document, intake);
        self.scopes.push(Scope::Node);
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
        let ways = element.take("type");
        let ways = ways_of(ways.as_deref(), self.ways, document.line(), intake);
        let id = element.take("id").unwrap_or_default();
        self.record(id, Of::Edge { from, to, ways }, None, element, document, intake);
        self.scopes.push(Scope::Edge);
        Ok(())
    }

    /// Begins a record with what stands in its tag.
    fn record(
        &mut self,
        id: String,
        of: Of,
        parent: Option<String>,
        mut element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) {
        let outside = self.scopes.last().and_then(|scope| match scope {
            Scope::Nodes { parent } | Scope::Edges { parent } => parent.clone(),
            _ => None,
        });
        let weight = element.take("weight");
        let mut record = Record {
            id,
            of,
            time: Time::default(),
            spells: Vec::new(),
            weight,
            values: Vec::new(),
            is_done: false,
        };
        let on = record.on();
        // The kind comes first; a label beside it is another word for it.
        let named = ["kind", "label"].map(|name| element.take(name).map(|text| (name, text)));
        for (name, text) in named.into_iter().flatten() {
            record.values.push((intake.property(on, name), Value::Text(Cow::Owned(text))));
        }
        record.time = take_time(&mut element, intake);
        let parents = parent.or(outside).map(|parent| ("parent".to_owned(), parent));
        for (name, value) in element.others().chain(parents) {
            record.values.push((intake.property(on, &name), Value::Text(Cow::Owned(value))));
        }
        self.n_records += 1;
        self.records.push(record);
        document.begin();
    }

    fn value(
        &mut self,
        mut element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let line = document.line();
        let id = element.take("for").or_else(|| element.take("id")).unwrap_or_default();
        let text = element.take("value").unwrap_or_default();
        let time = time(element, intake);
        document.skip(intake)?;
        let Some(record) = self.records.last_mut() else { return Ok(()) };
        if record.is_done {
            intake.note("values that stand after the nodes inside of a node are left out");
            return Ok(());
        }
        let on = record.on();
        let Some(attribute) = self.attributes.get(on, &id) else {
            let message =
                format!("a value of the attribute {}, which is not declared", quoted(&id));
            intake.error(line, message, "declare it in <attributes> before the nodes and edges");
            return Ok(());
        };
        attribute.record = self.n_records;
        let ix = attribute.property(on, intake);
        // An export says the kind twice: for readers of the format, and for those of 1.2.
        let is_repeated = attribute.title == "kind"
            && record.values.first().is_some_and(|(first, value)| {
                *first == ix && matches!(value, Value::Text(said) if *said == text)
            });
        if is_repeated {
            return Ok(());
        }
        self.format.settle(&time);
        let value = match (time.is_given(), time.when(self.format)) {
            (false, _) => attribute.value(text, ix, intake),
            (true, Some(when)) => {
                if !matches!(intake.role(ix), Role::Fact(_) | Role::Amount(..)) {
                    intake.note("times of names, kinds and dates that change are left out");
                }
                Value::Dated(Cow::Owned(text), when)
            }
            (true, None) => {
                intake.note("times of values that are no dates stand beside them in words");
                Value::Text(Cow::Owned(format!("{text} ({time})")))
            }
        };
        record.values.push((ix, value));
        Ok(())
    }

    /// Hands over the record in which nodes or edges begin, and says its id.
    fn leave(
        &mut self,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<Option<String>, Halt> {
        let Some(record) = self.records.last_mut() else { return Ok(None) };
        let id = record.id.clone();
        if !record.is_done {
            let done = record.done();
            let record = std::mem::replace(record, done);
            self.hand_over(record, End::Before, document, intake)?;
        }
        Ok(Some(id))
    }

    fn hand_over(
        &mut self,
        mut record: Record,
        end: End,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let on = record.on();
        for at in 0..self.attributes.default_count(on) {
            let attribute = self.attributes.with_default(on, at);
            if attribute.record == self.n_records {
                continue;
            }
            let default = attribute.default.clone().unwrap_or_default();
            self.budget.add(default.len(), "defaults of attributes", document, intake)?;
            let ix = attribute.property(on, intake);
            record.values.push((ix, attribute.value(default, ix, intake)));
        }
        self.format.settle(record.spells.first().unwrap_or(&record.time));
        let place = match end {
            End::Here => document.whole(),
            End::Before => document.before(),
        };
        let (budget, format) = (&mut self.budget, self.format);
        record.hand_over(Way { place, document, budget, intake, format })?;
        document.end();
        Ok(())
    }
}

/// Where a record ends.
#[derive(Debug, Clone, Copy)]
enum End {
    /// After the last event.
    Here,
    /// Before it.
    Before,
}

fn ways_of(text: Option<&str>, default: Ways, line: u64, intake: &mut Intake<'_>) -> Ways {
    match text.map(str::to_lowercase).as_deref() {
        None => default,
        Some("directed") => Ways::One,
        Some("undirected") => Ways::None,
        Some("mutual") => Ways::Both,
        Some(other) => {
            let message = format!("the type of an edge is {}", quoted(other));
            intake.error(line, message, "it is directed, undirected or mutual");
            default
        }
    }
}

fn time(mut element: Element, intake: &mut Intake<'_>) -> Time {
    take_time(&mut element, intake)
}

fn take_time(element: &mut Element, intake: &mut Intake<'_>) -> Time {
    let opened = [element.take("startopen"), element.take("endopen")];
    if opened.iter().any(Option::is_some) {
        intake.note("first and last days that do not belong to a time are read as if they did");
    }
    let [start_open, end_open] = opened;
    let time = Time {
        start: bound(element.take("start").or(start_open)),
        end: bound(element.take("end").or(end_open)),
        at: bound(element.take("timestamp")),
    };
    if [&time.start, &time.end, &time.at].into_iter().flatten().any(|text| text.contains('T')) {
        intake.note("times of day are left out");
    }
    time
}

fn meta(document: &mut Document<'_, '_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    loop {
        match document.next(intake)? {
            Event::Start(inside) if inside.name == "description" => {
                let text = document.text(intake)?;
                intake.title(&text);
            }
            Event::Start(_) => {
                intake.note("creator and keywords of the file are left out");
                document.skip(intake)?;
            }
            Event::End => return Ok(()),
            _ => {}
        }
    }
}

/// What an export of ours says of the whole.
fn instruction(
    target: &str,
    content: &str,
    document: &Document<'_, '_>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let Some((name, value)) = content.split_once(' ').filter(|_| target == TARGET) else {
        intake.note("processing instructions are left out");
        return Ok(());
    };
    let text = json::text_of(value);
    intake.header(name, text.as_deref().unwrap_or(value), document.line())
}
