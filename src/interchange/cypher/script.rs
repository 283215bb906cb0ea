//! Statements, carried out one after the other.

use super::lex::{Lexer, Problem, Reach, Token, unexpected};
use super::pattern::{Chain, Change, Clause, LABELS_MAX, LinkPattern, NodePattern, Occasion};
use super::pattern::{Way, What, clause};
use super::value::{self, Entry, Map, Value};
use super::world::{Edge, End, Found, IMPORT_ID, IMPORT_LABEL, Node, Properties, World, put};
use crate::interchange::budget::Budget;
use crate::interchange::intake::Direction;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// Longest statement that is cited whole by what it makes, and most that it makes then.
const CITED_WHOLE: (usize, usize) = (16 << 10, 8);

/// A script that is carried out.
pub(super) struct Script<'t> {
    lexer: Lexer<'t>,
    pub(super) world: World<'t>,
    /// The property by which nodes are told apart, where a mapping says it.
    id: Cow<'static, str>,
    bound: HashMap<Cow<'t, str>, Bound<'t>>,
    parameters: HashMap<&'t str, Vec<Entry<'t>>>,
    row: Option<Row<'t>>,
    /// Whether the last `MERGE` made something.
    has_merged: Occasion,
    made: Made,
    budget: Budget,
    /// What was left out, once each.
    pub(super) skipped: Vec<&'static str>,
}

/// What a variable stands for.
#[derive(Debug, Clone)]
enum Bound<'t> {
    End(End<'t>),
    Edge(usize),
}

/// A row of `UNWIND`.
struct Row<'t> {
    variable: Cow<'t, str>,
    value: Value<'t>,
}

/// What a statement made or changed.
#[derive(Default)]
struct Made {
    nodes: Vec<usize>,
    edges: Vec<usize>,
}

impl<'t> Script<'t> {
    pub(super) fn new(text: &'t str, id: Cow<'static, str>) -> Self {
        Self {
            lexer: Lexer::new(text),
            world: World::default(),
            id,
            bound: HashMap::new(),
            parameters: HashMap::new(),
            row: None,
            has_merged: Occasion::Matched,
            made: Made::default(),
            budget: Budget::of(text.len()),
            skipped: Vec::new(),
        }
    }

    /// Carries out the next statement; false after the last. After a problem the next statement is next, unless
    /// nothing can be read after it.
    pub(super) fn step(&mut self) -> Result<bool, Problem> {
        let begun = self.lexer.end();
        let done = self.statement();
        if let Err(Problem { reach: Reach::Statement, .. }) = &done
            && !(self.lexer.end() > begun && self.lexer.is_at_statement())
        {
            self.lexer.skip_statement()?;
        }
        done
    }

    fn statement(&mut self) -> Result<bool, Problem> {
        let start = self.lexer.start()?;
        match self.lexer.peek()? {
            Token::End => return Ok(false),
            Token::Mark(';') => {
                self.lexer.next()?;
                return Ok(true);
            }
            Token::Mark(':') => return self.command().map(|()| true),
            _ => {}
        }
        if self.is_left_out()? {
            return Ok(true);
        }
        self.bound.clear();
        self.made = Made::default();
        if self.lexer.take_word("UNWIND")? {
            self.unwind()?;
            return Ok(true);
        }
        // What is created stands in its own pattern; what is merged, matched or set stands in several.
        let mut is_spread = false;
        while let Some(clause) = clause(&mut self.lexer)? {
            is_spread |= !matches!(clause, Clause::Create(_));
            self.carry_out(&clause)?;
        }
        let range = start..self.lexer.end();
        let n_made = self.made.nodes.len() + self.made.edges.len();
        if is_spread && range.len() <= CITED_WHOLE.0 && n_made <= CITED_WHOLE.1 {
            self.place(&range);
        }
        Ok(true)
    }

    /// All that the statement made stands there.
    fn place(&mut self, range: &Range<usize>) {
        for &node in &self.made.nodes {
            self.world.nodes[node].place = range.clone();
        }
        for &edge in &self.made.edges {
            self.world.edges[edge].place = range.clone();
        }
    }

    /// A line that starts with `:`, as shells have them.
    fn command(&mut self) -> Result<(), Problem> {
        let start = self.lexer.start()?;
        self.lexer.next()?;
        let word = self.lexer.name("a command")?.to_ascii_lowercase();
        match &*word {
            "begin" | "commit" | "use" => self.lexer.skip_line(),
            "param" => {
                let at = self.lexer.start()?;
                let Token::Word(name) = self.lexer.next()? else {
                    return Err(Problem::new(
                        at,
                        "a parameter has no name",
                        "write :param name => […]",
                    ));
                };
                if !self.lexer.take(':')? {
                    self.lexer.expect('=')?;
                    self.lexer.expect('>')?;
                }
                let at = self.lexer.start()?;
                let Value::List(rows) = value::value(&mut self.lexer)? else {
                    let message = "a parameter is no list";
                    return Err(Problem::new(at, message, "only lists for UNWIND are read"));
                };
                self.parameters.insert(name, rows);
            }
            _ => {
                let message = format!("the command “:{word}” is not read");
                let hint = "take it out; :begin, :commit, :use and :param are read over";
                return Err(Problem::new(start, message, hint));
            }
        }
        Ok(())
    }

    /// Passes over what says nothing of nodes and edges.
    fn is_left_out(&mut self) -> Result<bool, Problem> {
        for word in ["BEGIN", "COMMIT"] {
            if self.lexer.take_word(word)? {
                return Ok(true);
            }
        }
        if self.lexer.take_word("SCHEMA")? {
            if !self.lexer.take_word("AWAIT")? {
                let start = self.lexer.start()?;
                let found = self.lexer.next()?;
                return Err(unexpected(start, &found, "AWAIT"));
            }
            return Ok(true);
        }
        let words = self.lexer.words(4);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let what = match words.as_slice() {
            ["CREATE" | "DROP", "CONSTRAINT" | "INDEX", ..]
            | [
                "CREATE",
                "RANGE" | "TEXT" | "POINT" | "FULLTEXT" | "LOOKUP" | "BTREE" | "VECTOR",
                "INDEX",
                ..,
            ] => "constraints and indexes are left out",
            ["CALL", "DB", ".", "AWAITINDEXES" | "AWAITINDEX"] => "waits for indexes are left out",
            ["MATCH", "(", ..] if self.is_clean_up() => {
                "the removal of APOC's import ids is left out"
            }
            _ => return Ok(false),
        };
        self.skipped.push(what);
        self.lexer.skip_statement()?;
        Ok(true)
    }

    /// ``MATCH (n:`UNIQUE IMPORT LABEL`) WITH n LIMIT 20000 REMOVE n:`UNIQUE IMPORT LABEL` REMOVE n.`UNIQUE IMPORT ID` ``.
    fn is_clean_up(&mut self) -> bool {
        let words = self.lexer.words(22);
        let wanted = format!(
            "MATCH ( N : {IMPORT_LABEL} ) WITH N LIMIT # REMOVE N : {IMPORT_LABEL} REMOVE N . {IMPORT_ID}"
        );
        words.join(" ").starts_with(&wanted)
    }

    fn unwind(&mut self) -> Result<(), Problem> {
        let at = self.lexer.start()?;
        let rows = if let Token::Parameter(name) = *self.lexer.peek()? {
            self.lexer.next()?;
            self.parameters.get(name).cloned().ok_or_else(|| {
                let message = format!("the parameter “${name}” has no value");
                Problem::new(at, message, "write :param before it, or the list in its place")
            })?
        } else {
            match value::value(&mut self.lexer)? {
                Value::List(rows) => rows,
                _ => return Err(Problem::new(at, "UNWIND of what is no list", "write a list")),
            }
        };
        if !self.lexer.take_word("AS")? {
            let at = self.lexer.start()?;
            let found = self.lexer.next()?;
            return Err(unexpected(at, &found, "AS"));
        }
        let variable = self.lexer.name("a variable")?;
        let mut body = Vec::new();
        while let Some(clause) = clause(&mut self.lexer)? {
            body.push(clause);
        }
        for Entry { value, range } in rows {
            self.bound.clear();
            self.made = Made::default();
            self.row = Some(Row { variable: variable.clone(), value });
            let done = body.iter().try_for_each(|clause| self.carry_out(clause));
            let n_made = self.made.nodes.len() + self.made.edges.len();
            done.and_then(|()| self.spend(n_made * range.len(), range.start)).inspect_err(
                |_| {
                    self.row = None;
                },
            )?;
            self.place(&range);
        }
        self.row = None;
        Ok(())
    }

    fn carry_out(&mut self, clause: &Clause<'t>) -> Result<(), Problem> {
        match clause {
            Clause::Match(chains) => chains.iter().try_for_each(|chain| self.matched(chain)),
            Clause::Create(chains) => chains.iter().try_for_each(|chain| self.created(chain)),
            Clause::Merge(chain) => self.merged(chain),
            Clause::Set(occasion, changes) => {
                if *occasion != Occasion::Always && *occasion != self.has_merged {
                    return Ok(());
                }
                changes.iter().try_for_each(|change| self.changed(change))
            }
        }
    }

    fn matched(&mut self, chain: &Chain<'t>) -> Result<(), Problem> {
        if let Some(link) = chain.links.first() {
            let message = "MATCH of a relationship is not read";
            return Err(Problem::new(link.offset, message, "match its ends, each by a property"));
        }
        let node = &chain.nodes[0];
        let properties = self.resolved(&node.properties, node.range.start)?;
        if properties.is_empty() {
            let message = "MATCH without a property that tells the node";
            let hint = "write it as MATCH (n {id: \"…\"}); questions about the graph are not read";
            return Err(Problem::new(node.range.start, message, hint));
        }
        let end = match self.world.find(&node.labels, &properties) {
            Found::One(at) => End::Node(at),
            Found::Several => {
                let message = "MATCH finds more than one node, or too many to look at";
                let hint = "match by a property that tells nodes apart";
                return Err(Problem::new(node.range.start, message, hint));
            }
            Found::Nothing => match properties.as_slice() {
                [(name, value @ (Value::Plain(_) | Value::Text(_)))] if *name == self.id => {
                    End::Id(Cow::Owned(value.words().unwrap_or_default().into_owned()))
                }
                _ => {
                    let message = "MATCH finds no node that is made before";
                    let hint = "create the node first; a query of a database is not read";
                    return Err(Problem::new(node.range.start, message, hint));
                }
            },
        };
        if let Some(variable) = &node.variable {
            self.bound.insert(variable.clone(), Bound::End(end));
        }
        Ok(())
    }

    fn created(&mut self, chain: &Chain<'t>) -> Result<(), Problem> {
        let mut ends = Vec::with_capacity(chain.nodes.len());
        for node in &chain.nodes {
            let known = self.known(node)?;
            let says_nothing = node.labels.is_empty() && node.properties.is_empty();
            ends.push(match known {
                Some(end) if says_nothing => end,
                Some(_) => {
                    let variable = node.variable.as_deref().unwrap_or_default();
                    let message = format!("“{variable}” is made twice in one statement");
                    let hint = "give the second another variable, or end the first with “;”";
                    return Err(Problem::new(node.range.start, message, hint));
                }
                None => self.new_node(node)?,
            });
        }
        for (at, link) in chain.links.iter().enumerate() {
            if link.way == Way::Both {
                let message = "a relationship that is created has one direction";
                return Err(Problem::new(link.offset, message, "write it as -[:TYPE]->"));
            }
            let edge = self.new_edge(chain, at, link, &ends)?;
            self.world.edges.push(edge);
            self.made_edge(self.world.edges.len() - 1, link);
        }
        Ok(())
    }

    fn merged(&mut self, chain: &Chain<'t>) -> Result<(), Problem> {
        let mut ends = Vec::with_capacity(chain.nodes.len());
        self.has_merged = Occasion::Matched;
        for node in &chain.nodes {
            if let Some(end) = self.known(node)? {
                ends.push(end);
                continue;
            }
            let properties = self.resolved(&node.properties, node.range.start)?;
            if properties.is_empty() {
                let message = "MERGE without a property that tells the node";
                return Err(Problem::new(
                    node.range.start,
                    message,
                    "write it as MERGE (n {id: \"…\"})",
                ));
            }
            let end = match self.world.find(&node.labels, &properties) {
                Found::One(at) => {
                    self.made.nodes.push(at);
                    End::Node(at)
                }
                Found::Nothing => {
                    self.has_merged = Occasion::Created;
                    self.new_node(node)?
                }
                Found::Several => {
                    let message = "MERGE finds more than one node, or too many to look at";
                    let hint = "merge by a property that tells nodes apart";
                    return Err(Problem::new(node.range.start, message, hint));
                }
            };
            if let Some(variable) = &node.variable {
                self.bound.insert(variable.clone(), Bound::End(end.clone()));
            }
            ends.push(end);
        }
        for (at, link) in chain.links.iter().enumerate() {
            let edge = self.new_edge(chain, at, link, &ends)?;
            let n_before = self.world.edges.len();
            let merged = self.world.merge(edge);
            if merged == n_before {
                self.has_merged = Occasion::Created;
            }
            self.made_edge(merged, link);
        }
        Ok(())
    }

    fn changed(&mut self, change: &Change<'t>) -> Result<(), Problem> {
        let Change { variable, offset, what } = change;
        let Some(bound) = self.bound.get(variable).cloned() else {
            let message = format!("“{variable}” is nothing that this statement made or matched");
            return Err(Problem::new(*offset, message, "create or match it before SET"));
        };
        if let What::Labels(labels) = what {
            let Bound::End(End::Node(node)) = bound else {
                return Err(Problem::new(*offset, "only nodes have labels", "leave it out"));
            };
            self.spend(labels.iter().map(|label| label.len() + 24).sum(), *offset)?;
            for label in labels {
                self.world.label(node, label.clone());
            }
            if self.world.nodes[node].labels.len() > LABELS_MAX {
                let message = format!("a node has more than {LABELS_MAX} labels");
                return Err(Problem::new(*offset, message, "one of them is its kind"));
            }
            self.made.nodes.push(node);
            return Ok(());
        }
        let new: Map<'t> = match what {
            What::Property(name, value) => vec![(name.clone(), self.value(value, *offset)?)],
            What::Add(value) | What::Replace(value) => match self.value(value, *offset)? {
                Value::Map(map) => map,
                _ => {
                    let message = format!("“{variable}” is set to what is no map");
                    return Err(Problem::new(*offset, message, "write it as {name: value}"));
                }
            },
            What::Labels(_) => Map::new(),
        };
        let is_new = matches!(what, What::Replace(_));
        match bound {
            Bound::End(End::Node(node)) => {
                if is_new {
                    self.world.nodes[node].properties.clear();
                }
                for (name, value) in new {
                    self.world.set(node, name, value);
                }
                self.made.nodes.push(node);
            }
            Bound::Edge(edge) => {
                let properties = &mut self.world.edges[edge].properties;
                if is_new {
                    properties.clear();
                }
                for (name, value) in new {
                    put(properties, name, value);
                }
                self.made.edges.push(edge);
            }
            Bound::End(End::Id(_)) => {
                let message = format!("“{variable}” is changed and never made");
                return Err(Problem::new(*offset, message, "create the node before"));
            }
        }
        Ok(())
    }

    /// What the variable of a node stands for already.
    fn known(&self, node: &NodePattern<'t>) -> Result<Option<End<'t>>, Problem> {
        match node.variable.as_ref().and_then(|variable| self.bound.get(variable)) {
            None => Ok(None),
            Some(Bound::End(end)) => Ok(Some(end.clone())),
            Some(Bound::Edge(_)) => {
                let message = "a variable is a relationship, and stands where a node should";
                Err(Problem::new(node.range.start, message, "give it another name"))
            }
        }
    }

    fn new_node(&mut self, node: &NodePattern<'t>) -> Result<End<'t>, Problem> {
        let properties = ordered(self.resolved(&node.properties, node.range.start)?);
        let n_labels = node.labels.iter().map(|label| label.len() + 24).sum::<usize>();
        self.spend(n_labels + 64, node.range.start)?;
        let at = self.world.add(Node {
            labels: node.labels.clone(),
            properties,
            variable: node.variable.clone(),
            place: node.range.clone(),
        });
        self.made.nodes.push(at);
        if let Some(variable) = &node.variable {
            self.bound.insert(variable.clone(), Bound::End(End::Node(at)));
        }
        Ok(End::Node(at))
    }

    fn new_edge(
        &mut self,
        chain: &Chain<'t>,
        at: usize,
        link: &LinkPattern<'t>,
        ends: &[End<'t>],
    ) -> Result<Edge<'t>, Problem> {
        self.spend(link.kind.len() + 64, link.offset)?;
        let properties = ordered(self.resolved(&link.properties, link.offset)?);
        let (left, right) = (ends[at].clone(), ends[at + 1].clone());
        let (from, to) = if link.way == Way::Left { (right, left) } else { (left, right) };
        let direction =
            if link.way == Way::Both { Direction::Undirected } else { Direction::Directed };
        let place = chain.nodes[at].range.start..chain.nodes[at + 1].range.end;
        Ok(Edge { kind: link.kind.clone(), from, to, direction, properties, place })
    }

    fn made_edge(&mut self, edge: usize, link: &LinkPattern<'t>) {
        self.made.edges.push(edge);
        if let Some(variable) = &link.variable {
            self.bound.insert(variable.clone(), Bound::Edge(edge));
        }
    }

    fn resolved(&mut self, map: &Map<'t>, offset: usize) -> Result<Map<'t>, Problem> {
        map.iter().map(|(name, value)| Ok((name.clone(), self.value(value, offset)?))).collect()
    }

    /// A value with what it names in its place.
    fn value(&mut self, value: &Value<'t>, offset: usize) -> Result<Value<'t>, Problem> {
        let nowhere = |name: &str| {
            let message = format!("“{name}” names no value of this statement");
            Problem::new(offset, message, "only a row of UNWIND has values")
        };
        let found = match value {
            Value::Path(variable, names) => {
                let row = self.row.as_ref().filter(|row| row.variable == *variable);
                let mut found = &row.ok_or_else(|| nowhere(variable))?.value;
                let mut n_seen = 0;
                for name in names {
                    let Value::Map(map) = found else { return Err(nowhere(name)) };
                    n_seen += map.len();
                    // What a row has not is null.
                    found =
                        map.iter().find(|(own, _)| own == name).map_or(&Value::Null, |(_, v)| v);
                }
                let found = found.clone();
                self.spend(n_seen, offset)?;
                found
            }
            other => other.clone(),
        };
        if found.has_path() {
            return Err(nowhere("a name inside a list or a map"));
        }
        self.spend(found.size(), offset)?;
        Ok(found)
    }

    fn spend(&mut self, n_bytes: usize, offset: usize) -> Result<(), Problem> {
        if self.budget.spend(n_bytes) {
            return Ok(());
        }
        let message = "the script makes far more than it says";
        let hint = "write what it makes as CREATE statements";
        Err(Problem { reach: Reach::Rest, ..Problem::new(offset, message, hint) })
    }
}

fn ordered(map: Map<'_>) -> Properties<'_> {
    let mut properties = Properties::new();
    for (name, value) in map {
        put(&mut properties, name, value);
    }
    properties
}
