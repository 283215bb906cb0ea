//! Pajek networks (`.net`), as the Pajek manual (Mrvar, Batagelj) has them and NetworkX and igraph write them: vertices,
//! arcs, edges, lists of both, matrices, several relations, times.
//!
//! A vertex is called by its label, where no other has it. Relations are kinds of edges; parameters in quotes and words
//! that Pajek does not know are properties. Coordinates, shapes, colours, partitions and vectors are left out.

mod line;
mod write;

use super::files::{Head, Input, Place};
use super::format::{Facts, Layout};
use super::intake::{
    Direction, ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Role, Value, quoted,
};
use super::mapping::On;
use crate::dataset::json::{Shape, value_at};
use line::{Kept, Token, tokens};
use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) const FACTS: Facts = Facts {
    word: "pajek",
    title: "Pajek networks (.net)",
    recognises,
    read: Some(read),
    write: Some(write::write),
    layout: Layout::File("net"),
};

/// How a comment starts that says what the dataset says beside its nodes and edges.
const HEADER: &str = "% sociogram ";

/// Vertices that a small file may have without listing them.
const UNLISTED_MAX: u64 = 100_000;

fn recognises(head: &Head<'_>) -> bool {
    let starts = |line: &str| {
        let line = line.to_ascii_lowercase();
        line.starts_with("*vertices") || line.starts_with("*network")
    };
    let first = head.text.lines().find(|line| !line.trim().is_empty() && !line.starts_with('%'));
    matches!(head.extension, "net" | "paj" | "") && first.is_some_and(starts)
}

/// What the lines are that come.
enum Section {
    Start,
    Vertices,
    Lines(Direction),
    Lists(Direction),
    Matrix,
    /// Left out, with its name.
    Other(String),
}

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let n_bytes = input.size();
    let mut lines = input.lines("Pajek", intake)?;
    let mut network = Network::new(n_bytes, intake);
    while let Some(place) = lines.next(intake)? {
        let (start, text) = place.span.expect("lines are text");
        let indent = text.len() - text.trim_start().len();
        let text = text.trim();
        let n_before = u64::try_from(indent).unwrap_or(u64::MAX);
        let place = Place { line: place.line, span: Some((start + n_before, text)) };
        if let Some(said) = text.strip_prefix(HEADER) {
            header(said, place.line, intake)?;
        } else if text.is_empty() || text.starts_with('%') {
        } else if text.starts_with('*') {
            network.heading(text, place, intake)?;
        } else {
            network.line(text, place, intake)?;
        }
    }
    network.flush(intake)
}

/// What a comment of ours says of the whole: a name and a text in JSON.
fn header(said: &str, line: u64, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let value = said.split_once(' ').and_then(|(name, json)| {
        let value = value_at(json, 0).ok().filter(|value| value.shape() == Shape::String)?;
        Some((name, value.string().ok()?))
    });
    match value {
        Some((name, value)) => intake.header(name, &value, line),
        None => {
            intake.error(line, "the comment is cut short", "export the file again");
            Ok(())
        }
    }
}

/// What is read so far.
struct Network {
    section: Section,
    /// The kind of the edges that come, where the section names a relation.
    relation: Option<String>,
    /// Names of relations by their numbers.
    relations: BTreeMap<String, String>,
    vertices: Vertices,
    /// Ids of the vertices, once all of them are read.
    ids: Option<Vec<String>>,
    n_rows: usize,
    n_bytes: u64,
    /// Properties of vertices and of lines that Pajek itself has.
    times: [PropertyIx; 2],
    when: [PropertyIx; 2],
    weight: PropertyIx,
    label: PropertyIx,
    mode: PropertyIx,
}

/// Vertices as the file lists them.
#[derive(Default)]
struct Vertices {
    n: usize,
    /// How many are of the first mode, where there are two.
    n_first: Option<usize>,
    heading: (u64, u64, String),
    listed: BTreeMap<usize, Vertex>,
}

struct Vertex {
    label: String,
    properties: Vec<(PropertyIx, Value<'static>)>,
    place: (u64, u64, String),
}

fn owned(place: Place<'_>) -> (u64, u64, String) {
    let (start, text) = place.span.unwrap_or_default();
    (place.line, start, text.to_owned())
}

fn place((line, start, text): &(u64, u64, String)) -> Place<'_> {
    Place { line: *line, span: Some((*start, text)) }
}

impl Network {
    fn new(n_bytes: u64, intake: &mut Intake<'_>) -> Self {
        let mut of = |on, name: &str, role| intake.property_of(on, name, role);
        let fact = |key: &str| Role::Fact(key.to_owned());
        Self {
            section: Section::Start,
            relation: None,
            relations: BTreeMap::new(),
            vertices: Vertices::default(),
            ids: None,
            n_rows: 0,
            n_bytes,
            times: [of(On::Nodes, "[times]", fact("time")), of(On::Edges, "[times]", fact("time"))],
            when: [of(On::Nodes, "[years]", Role::When), of(On::Edges, "[years]", Role::When)],
            weight: of(On::Edges, "weight", fact("weight")),
            label: of(On::Edges, "line label", Role::Kind),
            mode: of(On::Nodes, "two-mode", fact("mode")),
        }
    }

    /// A line that starts with `*`.
    fn heading(
        &mut self,
        text: &str,
        place: Place<'_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let word = word.to_ascii_lowercase();
        let of_other = matches!(&self.section, Section::Other(name) if name != "vertices");
        match &*word {
            "*network" if self.vertices.heading.0 > 0 => {
                return Err(intake.refuse(place.line, "a second network", "save each as a file"));
            }
            "*network" => intake.title(rest),
            // A partition and a vector repeat how many vertices there are.
            "*vertices" if of_other => {}
            "*vertices" => self.start_vertices(rest, place, intake)?,
            "*arcs" | "*edges" | "*arcslist" | "*edgeslist" | "*matrix" => {
                if self.vertices.heading.0 == 0 {
                    let message = format!("“{word}” stands before *Vertices");
                    return Err(intake.refuse(place.line, message, "list the vertices first"));
                }
                self.flush(intake)?;
                self.n_rows = 0;
                let directed = if word.starts_with("*edges") {
                    Direction::Undirected
                } else {
                    Direction::Directed
                };
                self.section = match &*word {
                    "*matrix" => Section::Matrix,
                    "*arcs" | "*edges" => Section::Lines(directed),
                    _ => Section::Lists(directed),
                };
                self.relation = self.relation_of(rest, place.line, intake);
            }
            "*events" => {
                let hint = "save the network with its times at vertices and lines";
                return Err(intake.refuse(place.line, "lists of events are not read", hint));
            }
            _ => {
                self.flush(intake)?;
                self.section = Section::Other(word.trim_start_matches('*').to_owned());
            }
        }
        Ok(())
    }

    /// `:2 "works with"` after the name of a section.
    fn relation_of(&mut self, rest: &str, line: u64, intake: &mut Intake<'_>) -> Option<String> {
        let tokens = match tokens(rest) {
            Ok(tokens) => tokens,
            Err(message) => {
                intake.error(line, message, "put a name into quotation marks");
                return None;
            }
        };
        let number = tokens.first()?.text.strip_prefix(':')?.to_owned();
        let name = tokens.get(1).map_or_else(|| format!("relation {number}"), |t| t.text.clone());
        self.relations.insert(number, name.clone());
        Some(name)
    }

    fn start_vertices(
        &mut self,
        rest: &str,
        place: Place<'_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        if self.vertices.heading.0 > 0 {
            let message = "*Vertices stands in the file twice";
            return Err(intake.refuse(place.line, message, "save each network as a file"));
        }
        let mut numbers = rest.split_whitespace().map(str::parse::<u64>);
        let (Some(Ok(n)), first) = (numbers.next(), numbers.next()) else {
            let hint = "write it as *Vertices 12";
            return Err(intake.refuse(place.line, "*Vertices without their number", hint));
        };
        if n > self.n_bytes.max(UNLISTED_MAX) {
            let message = format!("{n} vertices in a file of {} bytes", self.n_bytes);
            return Err(intake.refuse(place.line, message, "the number is damaged, or list them"));
        }
        let n = usize::try_from(n).unwrap_or(usize::MAX);
        let n_first = first.and_then(Result::ok).and_then(|first| usize::try_from(first).ok());
        let heading = owned(place);
        self.vertices = Vertices {
            n,
            n_first: n_first.filter(|first| *first < n),
            heading,
            ..Vertices::default()
        };
        self.section = Section::Vertices;
        Ok(())
    }

    fn line(&mut self, text: &str, place: Place<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
        if let Section::Other(name) = &self.section {
            intake.note(format!("lines of *{} are left out", quoted(name)));
            return Ok(());
        }
        if matches!(self.section, Section::Start) {
            let hint = "a Pajek network starts with *Vertices";
            return Err(intake.refuse(place.line, "a line before *Vertices", hint));
        }
        let tokens = match tokens(text) {
            Ok(tokens) => tokens,
            Err(message) => {
                intake.error(
                    place.line,
                    message,
                    "put a text into quotation marks, without any in it",
                );
                return Ok(());
            }
        };
        match self.section {
            Section::Vertices => {
                self.vertex(&tokens, place, intake);
                Ok(())
            }
            Section::Lines(direction) => self.tie(&tokens, direction, place, intake),
            Section::Lists(direction) => self.list(&tokens, direction, place, intake),
            Section::Matrix => self.row(&tokens, place, intake),
            Section::Start | Section::Other(_) => Ok(()),
        }
    }

    fn vertex(&mut self, tokens: &[Token], place: Place<'_>, intake: &mut Intake<'_>) {
        let Some(number) = tokens.first().and_then(|token| token.number(self.vertices.n)) else {
            let message = format!("a vertex is no number from 1 to {}", self.vertices.n);
            intake.error(place.line, message, "write it as 1 \"label\"");
            return;
        };
        let label = tokens.get(1).map(|token| token.text.clone()).unwrap_or_default();
        let line::Rest { kept, times, n_drawn } =
            line::rest_of_vertex(tokens.get(2..).unwrap_or_default());
        if n_drawn > 0 {
            intake.note("coordinates, shapes and colours are left out");
        }
        let mut properties: Vec<_> = kept
            .into_iter()
            .map(|Kept { name, value, .. }| {
                (intake.property(On::Nodes, &name), Value::Text(value.into()))
            })
            .collect();
        properties.extend(self.time(0, &times, intake));
        if let Some(n_first) = self.vertices.n_first {
            let mode = if number <= n_first { "1" } else { "2" };
            properties.push((self.mode, Value::Text(mode.into())));
        }
        let vertex = Vertex { label, properties, place: owned(place) };
        if self.vertices.listed.insert(number, vertex).is_some() {
            let message = format!("vertex {number} is listed twice");
            intake.error(place.line, message, "give every vertex a number of its own");
        }
    }

    /// A time as a date where it is one span of years, else as a fact.
    fn time(
        &self,
        on: usize,
        times: &[String],
        intake: &mut Intake<'_>,
    ) -> Option<(PropertyIx, Value<'static>)> {
        let times = times.join(",");
        if times.is_empty() {
            return None;
        }
        if let Some(years) = line::years(&times) {
            return Some((self.when[on], Value::Text(years.into())));
        }
        intake.note("time points that are not years are facts, not dates");
        Some((self.times[on], Value::Text(times.into())))
    }

    /// Hands the vertices over, once.
    fn flush(&mut self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        if self.ids.is_some() || self.vertices.heading.0 == 0 {
            return Ok(());
        }
        let Vertices { n, listed, heading, n_first } = std::mem::take(&mut self.vertices);
        let mut labels: HashMap<&str, usize> = HashMap::with_capacity(listed.len());
        for vertex in listed.values() {
            *labels.entry(&vertex.label).or_default() += 1;
        }
        let mut given: HashSet<String> = HashSet::new();
        let mut ids = Vec::with_capacity(n);
        for number in 1..=n {
            let vertex = listed.get(&number);
            let label =
                vertex.map(|vertex| &*vertex.label).filter(|label| !label.trim().is_empty());
            let id = match label {
                Some(label) if labels[label] == 1 => label.to_owned(),
                label => {
                    let mut id =
                        label.map_or_else(|| number.to_string(), |l| format!("{l}-{number}"));
                    while labels.contains_key(&*id) || given.contains(&id) {
                        id.insert_str(0, "vertex-");
                    }
                    given.insert(id.clone());
                    if label.is_some() {
                        intake.note(
                            "vertices with the label of another are called by label and number",
                        );
                    }
                    id
                }
            };
            let properties = vertex.map(|vertex| &*vertex.properties).unwrap_or_default();
            let is_named = properties.iter().any(|(ix, _)| *intake.role(*ix) == Role::Name);
            intake.node(&ForeignNode {
                id: &id,
                kind: None,
                name: label.filter(|_| !is_named),
                properties,
                place: place(vertex.map_or(&heading, |vertex| &vertex.place)),
            })?;
            ids.push(id);
        }
        self.vertices = Vertices { n, n_first, heading, listed: BTreeMap::new() };
        self.ids = Some(ids);
        Ok(())
    }

    /// The id of the vertex that a token names.
    fn end(&self, token: &Token, line: u64, intake: &mut Intake<'_>) -> Option<&str> {
        let ids = self.ids.as_deref().unwrap_or_default();
        let Some(number) = token.number(ids.len()) else {
            let message = format!("{} is no vertex from 1 to {}", quoted(&token.text), ids.len());
            intake.error(line, message, "a line has the numbers of two vertices");
            return None;
        };
        Some(&ids[number - 1])
    }

    /// A line between two vertices.
    fn tie(
        &self,
        mut tokens: &[Token],
        direction: Direction,
        place: Place<'_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let mut kind = self.relation.clone();
        if let Some(number) = tokens.first().and_then(|token| token.text.strip_suffix(':')) {
            let named = self.relations.get(number).cloned();
            kind = Some(named.unwrap_or_else(|| format!("relation {number}")));
            tokens = &tokens[1..];
        }
        let [from, to, rest @ ..] = tokens else {
            intake.error(place.line, "a line has one end", "write it as 1 2, with a weight if any");
            return Ok(());
        };
        let (from, to) = (self.end(from, place.line, intake), self.end(to, place.line, intake));
        let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
        let weight = rest.first().filter(|token| token.is_decimal());
        let line::Rest { kept, times, n_drawn } =
            line::rest_of_tie(&rest[usize::from(weight.is_some())..]);
        if n_drawn > 0 {
            intake.note("colours, widths and patterns of lines are left out");
        }
        // A 1 before parameters only holds their place.
        let weight =
            weight.filter(|weight| weight.text != "1" || (kept.is_empty() && times.is_empty()));
        let mut properties = Vec::new();
        properties
            .extend(weight.map(|weight| (self.weight, Value::Text(weight.text.as_str().into()))));
        let find = |name: &str| kept.iter().find(|kept| kept.name == name).map(|kept| &*kept.value);
        let (id, own_kind) = (find("id"), find("kind"));
        for Kept { name, value, is_quoted } in &kept {
            let ix = match name.as_str() {
                "id" => continue,
                // The label repeats the kind, for Pajek to draw.
                "l" if !is_quoted && own_kind == Some(value.as_str()) => continue,
                "l" if !is_quoted => self.label,
                name => intake.property(On::Edges, name),
            };
            properties.push((ix, Value::Text(value.as_str().into())));
        }
        properties.extend(self.time(1, &times, intake));
        intake.edge(&ForeignEdge {
            id,
            from,
            to,
            kind: kind.as_deref(),
            direction,
            properties: &properties,
            place,
        })
    }

    /// A vertex and those that it is tied to.
    fn list(
        &self,
        tokens: &[Token],
        direction: Direction,
        place: Place<'_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let Some((from, others)) = tokens.split_first() else { return Ok(()) };
        let Some(from) = self.end(from, place.line, intake) else { return Ok(()) };
        for to in others {
            if let Some(to) = self.end(to, place.line, intake) {
                self.plain(from, to, None, direction, place, intake)?;
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        tokens: &[Token],
        place: Place<'_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        self.n_rows += 1;
        let n = self.vertices.n;
        let (n_rows, n_before) = self.vertices.n_first.map_or((n, 0), |first| (first, first));
        if self.n_rows > n_rows || tokens.len() != n - n_before {
            let message = format!(
                "row {} of the matrix has {} values; there are {n_rows} rows of {}",
                self.n_rows,
                tokens.len(),
                n - n_before
            );
            return Err(intake.refuse(place.line, message, "a matrix has a value for every pair"));
        }
        let ids = self.ids.as_deref().unwrap_or_default();
        for (token, to) in tokens.iter().zip(&ids[n_before..]) {
            if !token.is_decimal() {
                let message = format!("{} is no number", quoted(&token.text));
                intake.error(place.line, message, "a matrix has a number for every pair");
            } else if token.text.parse() != Ok(0.0) {
                let weight = Some(token).filter(|token| token.text != "1");
                let from = &ids[self.n_rows - 1];
                self.plain(from, to, weight, Direction::Directed, place, intake)?;
            }
        }
        Ok(())
    }

    fn plain(
        &self,
        from: &str,
        to: &str,
        weight: Option<&Token>,
        direction: Direction,
        place: Place<'_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let properties: Vec<_> = weight
            .map(|w| (self.weight, Value::Text(w.text.as_str().into())))
            .into_iter()
            .collect();
        let kind = self.relation.as_deref();
        intake.edge(&ForeignEdge {
            id: None,
            from,
            to,
            kind,
            direction,
            properties: &properties,
            place,
        })
    }
}
