//! Kinds of a foreign file: those of the vocabulary by name, the others added to it.

use super::words::{kind_of, shortened};
use super::{Direction, KindRow};
use crate::dataset::add_kinds;
use crate::interchange::mapping::On;
use crate::model::{
    Aspect, EdgeKind, KindProblem, KindRef, NewEdgeKind, NewNodeKind, Passability, Symmetry,
    Vocabulary, When,
};
use std::collections::BTreeMap;

/// The kind of a node that says none, after a space: no written kind starts with one.
const UNTYPED_NODE: &str = " actor";
/// The kind of an edge that says none and has no direction.
const UNTYPED_EDGE: &str = " linked-to";
/// The kind of an edge that says none and goes one way.
const UNTYPED_ARC: &str = " links-to";

/// The kinds that an import uses.
#[derive(Debug)]
pub(in crate::interchange) struct Kinds {
    base: Vocabulary,
    /// What kinds as written became, with how often.
    written: BTreeMap<On, BTreeMap<String, (String, usize)>>,
    /// What kinds that were named are of.
    added: BTreeMap<String, On>,
    /// What is known of the edge kinds that are used.
    edges: BTreeMap<String, EdgeUse>,
    /// What a format knows kinds as written to be.
    known: BTreeMap<(On, String), String>,
    known_nodes: BTreeMap<String, NewNodeKind>,
    known_edges: BTreeMap<String, NewEdgeKind>,
}

/// How the edges of a kind are said.
#[derive(Debug, Default)]
pub(super) struct EdgeUse {
    is_directed: bool,
    is_undirected: bool,
    has_intervals: bool,
}

impl EdgeUse {
    /// An edge is there.
    pub(super) fn add(&mut self, direction: Direction, when: Option<&When>) {
        match direction {
            Direction::Directed => self.is_directed = true,
            Direction::Undirected => self.is_undirected = true,
        }
        self.has_intervals |= when.is_some_and(When::is_interval);
    }
}

impl Kinds {
    /// Kinds to be added to a vocabulary.
    pub(in crate::interchange) fn new(base: Vocabulary) -> Self {
        Self {
            base,
            written: BTreeMap::new(),
            added: BTreeMap::new(),
            edges: BTreeMap::new(),
            known: BTreeMap::new(),
            known_nodes: BTreeMap::new(),
            known_edges: BTreeMap::new(),
        }
    }

    /// What a format knows of nodes that it calls so: their kind, and what that is where it has to be added.
    pub(super) fn know_node(&mut self, written: &str, kind: NewNodeKind) {
        self.known.insert((On::Nodes, written.to_owned()), kind.name.clone());
        self.known_nodes.insert(kind.name.clone(), kind);
    }

    /// What a format knows of edges that it calls so.
    pub(super) fn know_edge(&mut self, written: &str, kind: NewEdgeKind) {
        self.known.insert((On::Edges, written.to_owned()), kind.name.clone());
        self.known_edges.insert(kind.name.clone(), kind);
    }

    /// The kind of a node that is called so.
    pub(super) fn node(
        &mut self,
        mapped: &BTreeMap<String, String>,
        written: Option<&str>,
    ) -> String {
        let Some(written) = written.map(str::trim).filter(|written| !written.is_empty()) else {
            return self.untyped(On::Nodes, UNTYPED_NODE, mapped);
        };
        self.named(On::Nodes, mapped, written)
    }

    /// Whether the vocabulary, or a mapping, has a kind of nodes that is called so.
    #[cfg(feature = "rdf")]
    pub(super) fn is_known_node(&self, mapped: &BTreeMap<String, String>, written: &str) -> bool {
        let plain = kind_of(written);
        let is_mapped = mapped.contains_key(written) || mapped.contains_key(&plain);
        is_mapped || self.base.node_kind_ix(&plain).is_some()
    }

    /// The kind of an edge that is called so.
    pub(super) fn edge(
        &mut self,
        mapped: &BTreeMap<String, String>,
        written: Option<&str>,
        direction: Direction,
    ) -> String {
        let Some(written) = written.map(str::trim).filter(|written| !written.is_empty()) else {
            return match direction {
                Direction::Directed => self.untyped(On::Edges, UNTYPED_ARC, mapped),
                Direction::Undirected => self.untyped(On::Edges, UNTYPED_EDGE, mapped),
            };
        };
        self.named(On::Edges, mapped, written)
    }

    /// What a kind that is called so becomes.
    fn named(&mut self, on: On, mapped: &BTreeMap<String, String>, written: &str) -> String {
        if let Some(kind) = self.again(on, written) {
            return kind;
        }
        let plain = kind_of(written);
        let to = mapped.get(written).or_else(|| mapped.get(&plain));
        let to = to.or_else(|| self.known.get(&(on, written.to_owned())));
        let kind = to.map_or(plain, |to| kind_of(to));
        let other = match self.base.kind(&kind) {
            Some(KindRef::Node(_)) => Some(On::Nodes),
            Some(KindRef::Edge(_)) => Some(On::Edges),
            None => self.added.get(&kind).copied(),
        };
        let kind = match (other, on) {
            (Some(On::Edges), On::Nodes) => format!("{kind}-node"),
            (Some(On::Nodes), On::Edges) => format!("{kind}-edge"),
            _ => kind,
        };
        self.added.insert(kind.clone(), on);
        self.first(on, written, kind)
    }

    /// What the kind of records that say none becomes: one that is mapped is mapped here too.
    fn untyped(&mut self, on: On, kind: &str, mapped: &BTreeMap<String, String>) -> String {
        if let Some(kind) = self.again(on, kind) {
            return kind;
        }
        let plain = kind.trim_start();
        let becomes = mapped.get(plain).map_or_else(|| plain.to_owned(), |to| kind_of(to));
        self.first(on, kind, becomes)
    }

    /// What a kind that was there before becomes; it is there once more.
    fn again(&mut self, on: On, written: &str) -> Option<String> {
        let (kind, n) = self.written.get_mut(&on)?.get_mut(written)?;
        *n += 1;
        Some(kind.clone())
    }

    /// Puts down what a kind becomes that was not there before.
    fn first(&mut self, on: On, written: &str, kind: String) -> String {
        self.written.entry(on).or_default().insert(written.to_owned(), (kind.clone(), 1));
        kind
    }

    /// Edges of this kind are there.
    pub(super) fn used_edge(&mut self, kind: &str, used: &EdgeUse) {
        if !self.edges.contains_key(kind) {
            self.edges.insert(kind.to_owned(), EdgeUse::default());
        }
        let all = self.edges.get_mut(kind).expect("it was just put there");
        all.is_directed |= used.is_directed;
        all.is_undirected |= used.is_undirected;
        all.has_intervals |= used.has_intervals;
    }

    /// The vocabulary with the kinds that `nodes` and `edges` name and it has not: those that a file declares as it
    /// declares them, others with any ends and walked by paths.
    pub(in crate::interchange) fn vocabulary<'k>(
        &self,
        declared: Option<&Vocabulary>,
        nodes: impl Iterator<Item = &'k str>,
        edges: impl Iterator<Item = &'k str>,
    ) -> Result<Vocabulary, Vec<KindProblem>> {
        let mut problems = Vec::new();
        let mut vocabulary = self.base.clone();
        if let Some(declared) = declared {
            add_kinds(declared, &mut vocabulary);
        }
        for kind in nodes {
            if vocabulary.node_kind_ix(kind).is_none() {
                problems.extend(vocabulary.add_node_kind(self.new_node(kind)).err());
            }
        }
        for kind in edges {
            if vocabulary.edge_kind_ix(kind).is_none() {
                problems.extend(vocabulary.add_edge_kind(self.new_edge(kind)).err());
            }
        }
        if problems.is_empty() { Ok(vocabulary) } else { Err(problems) }
    }

    fn new_node(&self, kind: &str) -> NewNodeKind {
        if let Some(known) = self.known_nodes.get(kind) {
            return known.clone();
        }
        let label = self.label(On::Nodes, kind);
        NewNodeKind {
            name: kind.to_owned(),
            label: (label != kind.replace('-', " ")).then_some(label),
            parent: None,
            record: false,
            hub: false,
        }
    }

    fn new_edge(&self, kind: &str) -> NewEdgeKind {
        if let Some(known) = self.known_edges.get(kind) {
            return known.clone();
        }
        let label = self.label(On::Edges, kind);
        let used = self.edges.get(kind);
        let is_symmetric = used.is_some_and(|used| used.is_undirected && !used.is_directed);
        let is_state = used.is_some_and(|used| used.has_intervals);
        let inverse = match (kind, is_symmetric) {
            (kind, _) if kind == UNTYPED_ARC.trim_start() => "is linked from".to_owned(),
            (_, true) => label.clone(),
            // What the reverse is called the file does not say.
            (_, false) => format!("← {label}"),
        };
        NewEdgeKind {
            name: kind.to_owned(),
            label: (label != kind.replace('-', " ")).then(|| label.clone()),
            inverse: Some(inverse),
            from: Vec::new(),
            to: Vec::new(),
            aspect: if is_state { Aspect::State } else { Aspect::Act },
            symmetry: if is_symmetric { Symmetry::Symmetric } else { Symmetry::Directed },
            passability: Passability::Passable,
        }
    }

    /// What a reader sees of an added kind: what the file calls it.
    fn label(&self, on: On, kind: &str) -> String {
        let is_it = |(written, (becomes, _)): &(&String, &(String, usize))| {
            becomes == kind && !written.starts_with(' ')
        };
        let written = self.written.get(&on).and_then(|kinds| kinds.iter().find(is_it));
        let label = written.and_then(|(written, _)| super::line_of(written));
        label.map_or_else(|| kind.replace('-', " "), std::borrow::Cow::into_owned)
    }

    /// The name for the edges of a kind whose ends it does not allow.
    pub(in crate::interchange) fn loose(kind: &str) -> String {
        let loose = format!("any-{kind}");
        if loose.len() > 64 { shortened(&loose, 64) } else { loose }
    }

    /// Adds a kind of edge like another that allows any ends.
    pub(in crate::interchange) fn add_loose(
        name: &str,
        like: &EdgeKind,
        vocabulary: &mut Vocabulary,
    ) {
        let added = vocabulary.add_edge_kind(NewEdgeKind {
            name: name.to_owned(),
            label: Some(like.label.to_string()),
            inverse: Some(like.inverse.to_string()),
            from: Vec::new(),
            to: Vec::new(),
            aspect: like.aspect,
            symmetry: like.symmetry,
            passability: Passability::Passable,
        });
        added.expect("the name is free and made of the name of a kind");
    }

    /// What kinds as written became.
    pub(in crate::interchange) fn rows(&self) -> Vec<KindRow> {
        let rows = self.written.iter().flat_map(|(on, kinds)| {
            kinds.iter().map(move |(written, (becomes, n))| (on, written, becomes, n))
        });
        rows.map(|(on, written, becomes, n)| KindRow {
            on: *on,
            written: (!written.starts_with(' ')).then(|| written.clone()),
            becomes: becomes.clone(),
            is_added: self.base.kind(becomes).is_none(),
            n: *n,
        })
        .collect()
    }
}
