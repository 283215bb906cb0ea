//! The graph that a file of DOT describes: defaults applied, groups and chains taken apart.

use super::lex::{Form, Lexer, Problem, Token, Word, unexpected};
use crate::interchange::budget::Budget;
use std::borrow::Cow;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::rc::Rc;

/// Groups inside each other.
const DEPTH_MAX: usize = 100;
/// The longest statement that its edges cite whole.
const CITED_WHOLE_MAX: usize = 4096;

/// Attributes by name, each with its place in the order of writing.
pub(super) type Attributes<'t> = BTreeMap<Cow<'t, str>, (usize, Word<'t>)>;

#[derive(Debug)]
pub(super) struct Node<'t> {
    pub(super) id: Cow<'t, str>,
    pub(super) attributes: Attributes<'t>,
    pub(super) place: Range<usize>,
}

#[derive(Debug)]
pub(super) struct Edge<'t> {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) attributes: Attributes<'t>,
    pub(super) place: Range<usize>,
}

/// What a file describes.
#[derive(Debug, Default)]
pub(super) struct Graph<'t> {
    pub(super) name: Option<Word<'t>>,
    pub(super) is_directed: bool,
    pub(super) attributes: Attributes<'t>,
    pub(super) nodes: Vec<Node<'t>>,
    pub(super) edges: Vec<Edge<'t>>,
    pub(super) n_groups: usize,
    pub(super) n_ports: usize,
}

/// Attributes that new nodes and edges get.
#[derive(Debug, Clone, Default)]
struct Defaults<'t> {
    node: Rc<Attributes<'t>>,
    edge: Rc<Attributes<'t>>,
}

/// One side of an edge.
struct Side {
    nodes: Vec<usize>,
    range: Range<usize>,
}

struct Reader<'t> {
    lexer: Lexer<'t>,
    graph: Graph<'t>,
    by_id: HashMap<Cow<'t, str>, usize>,
    /// In a strict graph, edges by their ends.
    strict: Option<HashMap<(usize, usize), usize>>,
    budget: Budget,
}

/// Reads a file.
pub(super) fn graph(text: &str) -> Result<Graph<'_>, Problem> {
    let mut reader = Reader {
        lexer: Lexer::new(text),
        graph: Graph::default(),
        by_id: HashMap::new(),
        strict: None,
        budget: Budget::of(text.len()),
    };
    reader.file()?;
    Ok(reader.graph)
}

impl<'t> Reader<'t> {
    fn file(&mut self) -> Result<(), Problem> {
        self.strict = self.lexer.take_word("strict")?.then(HashMap::new);
        self.graph.is_directed = self.lexer.take_word("digraph")?;
        if !self.graph.is_directed && !self.lexer.take_word("graph")? {
            let start = self.lexer.start()?;
            let found = self.lexer.next()?;
            return Err(unexpected(start, &found, "graph or digraph"));
        }
        if matches!(self.lexer.peek()?, Token::Word(_)) {
            self.graph.name = Some(self.lexer.word("the name of the graph")?);
        }
        self.lexer.expect('{')?;
        self.statements(Defaults::default(), 0)?;
        let start = self.lexer.start()?;
        match self.lexer.next()? {
            Token::End => Ok(()),
            other => {
                let hint = "one graph stands in a file; save the others by themselves";
                Err(Problem { hint, ..unexpected(start, &other, "the end of the file") })
            }
        }
    }

    /// Statements up to `}`: the nodes that they name.
    fn statements(
        &mut self,
        mut defaults: Defaults<'t>,
        depth: usize,
    ) -> Result<Vec<usize>, Problem> {
        let mut named = Vec::new();
        loop {
            if self.lexer.take('}')? {
                return Ok(named);
            }
            if self.lexer.take(';')? || self.lexer.take(',')? {
                continue;
            }
            let start = self.lexer.start()?;
            let token = self.lexer.peek()?;
            let of_all = ["graph", "node", "edge"].into_iter().find(|word| token.is(word));
            if let Some(word) = of_all {
                self.lexer.next()?;
                let attributes = self.attributes()?;
                match word {
                    "node" => merge(Rc::make_mut(&mut defaults.node), attributes),
                    "edge" => merge(Rc::make_mut(&mut defaults.edge), attributes),
                    // What a group says of itself only draws it.
                    _ if depth == 0 => merge(&mut self.graph.attributes, attributes),
                    _ => {}
                }
                if defaults.node.len().max(defaults.edge.len()) > 1000 {
                    let message = "more than 1000 attributes hold for all that follows";
                    return Err(Problem::new(start, message, "say them where they hold"));
                }
                continue;
            }
            let first = if self.is_group()? {
                self.group(&defaults, depth, &mut named)?
            } else {
                let name = self.lexer.word("a node, an edge or an attribute")?;
                if self.lexer.take('=')? {
                    let value = self.lexer.word("the value of an attribute")?;
                    if depth == 0 {
                        put(&mut self.graph.attributes, name.text, value);
                    }
                    continue;
                }
                self.node(name, start, &defaults, &mut named)?
            };
            self.edges(first, start, &defaults, depth, &mut named)?;
        }
    }

    fn is_group(&mut self) -> Result<bool, Problem> {
        let token = self.lexer.peek()?;
        Ok(*token == Token::Mark('{') || token.is("subgraph"))
    }

    /// `subgraph name {…}`: its nodes.
    fn group(
        &mut self,
        defaults: &Defaults<'t>,
        depth: usize,
        named: &mut Vec<usize>,
    ) -> Result<Side, Problem> {
        let start = self.lexer.start()?;
        if depth >= DEPTH_MAX {
            let message = format!("groups stand more than {DEPTH_MAX} deep in each other");
            return Err(Problem::new(start, message, "no drawing nests groups so deep"));
        }
        if self.lexer.take_word("subgraph")? && matches!(self.lexer.peek()?, Token::Word(_)) {
            self.lexer.word("the name of a group")?;
        }
        self.lexer.expect('{')?;
        self.graph.n_groups += 1;
        let mut nodes = self.statements(defaults.clone(), depth + 1)?;
        // A group has every node once.
        nodes.sort_unstable();
        nodes.dedup();
        named.extend(&nodes);
        Ok(Side { nodes, range: start..self.lexer.end() })
    }

    /// A node by its name and perhaps a port; it is made where it stands first.
    fn node(
        &mut self,
        name: Word<'t>,
        start: usize,
        defaults: &Defaults<'t>,
        named: &mut Vec<usize>,
    ) -> Result<Side, Problem> {
        let range = start..self.lexer.end();
        for _ in 0..2 {
            if self.lexer.take(':')? {
                self.lexer.word("a port")?;
                self.graph.n_ports += 1;
            }
        }
        let at = match self.by_id.get(&name.text) {
            Some(&at) => at,
            None => {
                self.spend(size(&defaults.node) + name.text.len(), start)?;
                let at = self.graph.nodes.len();
                self.by_id.insert(name.text.clone(), at);
                self.graph.nodes.push(Node {
                    id: name.text,
                    attributes: Attributes::clone(&defaults.node),
                    place: range.clone(),
                });
                at
            }
        };
        named.push(at);
        Ok(Side { nodes: vec![at], range })
    }

    /// What comes after the first side: further sides and attributes of all edges between, or attributes of the node.
    fn edges(
        &mut self,
        first: Side,
        start: usize,
        defaults: &Defaults<'t>,
        depth: usize,
        named: &mut Vec<usize>,
    ) -> Result<(), Problem> {
        let mut sides = vec![first];
        while let Token::Arrow | Token::Line = self.lexer.peek()? {
            let at = self.lexer.start()?;
            let is_arrow = self.lexer.next()? == Token::Arrow;
            if is_arrow != self.graph.is_directed {
                let (found, kind) = if is_arrow { ("->", "graph") } else { ("--", "digraph") };
                let message = format!("“{found}” stands in a {kind}");
                return Err(Problem::new(at, message, "a digraph has ->, a graph --"));
            }
            let start = self.lexer.start()?;
            sides.push(if self.is_group()? {
                self.group(defaults, depth, named)?
            } else {
                let name = self.lexer.word("the end of an edge")?;
                self.node(name, start, defaults, named)?
            });
        }
        let is_of_edges = sides.len() > 1;
        let attributes = match *self.lexer.peek()? {
            Token::Mark('[') => self.attributes()?,
            _ => Attributes::new(),
        };
        let whole = start..self.lexer.end();
        let is_short = whole.len() <= CITED_WHOLE_MAX;
        if !is_of_edges {
            // A group has its own.
            if let (&[node], false) = (&*sides[0].nodes, attributes.is_empty()) {
                let node = &mut self.graph.nodes[node];
                merge(&mut node.attributes, attributes);
                node.place = whole;
            }
            return Ok(());
        }
        let mut all = Attributes::clone(&defaults.edge);
        merge(&mut all, attributes);
        let n_bytes = size(&all);
        for pair in sides.windows(2) {
            let place =
                if is_short { whole.clone() } else { pair[0].range.start..pair[1].range.end };
            for &from in &pair[0].nodes {
                for &to in &pair[1].nodes {
                    self.spend(n_bytes + place.len(), start)?;
                    self.edge(Edge { from, to, attributes: all.clone(), place: place.clone() });
                }
            }
        }
        Ok(())
    }

    fn edge(&mut self, edge: Edge<'t>) {
        let ends = if self.graph.is_directed {
            (edge.from, edge.to)
        } else {
            (edge.from.min(edge.to), edge.from.max(edge.to))
        };
        if let Some(known) = &mut self.strict {
            match known.get(&ends) {
                Some(&at) => return merge(&mut self.graph.edges[at].attributes, edge.attributes),
                None => known.insert(ends, self.graph.edges.len()),
            };
        }
        self.graph.edges.push(edge);
    }

    /// `[name=value, …][…]`.
    fn attributes(&mut self) -> Result<Attributes<'t>, Problem> {
        let mut attributes = Attributes::new();
        while self.lexer.take('[')? {
            while !self.lexer.take(']')? {
                if self.lexer.take(',')? || self.lexer.take(';')? {
                    continue;
                }
                let name = self.lexer.word("the name of an attribute")?;
                let value = if self.lexer.take('=')? {
                    self.lexer.word("the value of an attribute")?
                } else {
                    Word { text: Cow::Borrowed("true"), form: Form::Plain }
                };
                put(&mut attributes, name.text, value);
            }
        }
        Ok(attributes)
    }

    fn spend(&mut self, n_bytes: usize, offset: usize) -> Result<(), Problem> {
        if self.budget.spend(n_bytes) {
            return Ok(());
        }
        let message = "groups and defaults make far more of the file than it says";
        Err(Problem::new(offset, message, "write its edges one by one"))
    }
}

fn put<'t>(attributes: &mut Attributes<'t>, name: Cow<'t, str>, value: Word<'t>) {
    let at = attributes.len();
    match attributes.entry(name) {
        Entry::Occupied(mut known) => known.get_mut().1 = value,
        Entry::Vacant(free) => {
            free.insert((at, value));
        }
    }
}

fn merge<'t>(attributes: &mut Attributes<'t>, others: Attributes<'t>) {
    let mut others: Vec<_> = others.into_iter().collect();
    others.sort_by_key(|(_, (at, _))| *at);
    for (name, (_, value)) in others {
        put(attributes, name, value);
    }
}

/// How many bytes attributes take, about.
fn size(attributes: &Attributes<'_>) -> usize {
    attributes.iter().map(|(name, (_, value))| name.len() + value.text.len() + 64).sum::<usize>()
        + 64
}
