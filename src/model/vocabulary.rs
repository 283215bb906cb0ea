//! The vocabulary: one table of the kinds of nodes and edges, and what a dataset adds to it.
//!
//! A dataset may add kinds, never redefine the ones here. Node and edge kinds share one namespace.

use super::kind::{
    Aspect, Colour, EdgeKind, EdgeKindIx, End, KindRef, NodeKind, NodeKindIx, Passability, Symmetry,
};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// How a top node kind behaves; its children behave alike.
#[derive(Clone, Copy)]
enum Part {
    Actor,
    Record,
    Hub,
    /// A state: acts, and is a hub.
    HubActor,
    Passive,
}

/// Top kinds: name, glyph, colour, part, children.
const NODE_KINDS: &[(&str, char, Colour, Part, &[&str])] = &[
    ("person", '●', Colour::Person, Part::Actor, &["leader", "diplomat"]),
    (
        "public-body",
        '■',
        Colour::Government,
        Part::Actor,
        &["government", "ministry", "parliament", "agency", "embassy", "commission", "committee"],
    ),
    ("company", '▲', Colour::Company, Part::Actor, &["bank", "consortium", "fund"]),
    (
        "organization",
        '□',
        Colour::Government,
        Part::Actor,
        &[
            "intergovernmental",
            "university",
            "institute",
            "centre",
            "association",
            "media",
            "department",
        ],
    ),
    ("group", '○', Colour::Person, Part::Actor, &[]),
    ("project", '◆', Colour::Project, Part::Passive, &["facility", "field"]),
    (
        "agreement",
        '▬',
        Colour::Agreement,
        Part::Record,
        &["treaty", "memorandum", "contract", "framework", "programme"],
    ),
    (
        "event",
        '★',
        Colour::Event,
        Part::Record,
        &["visit", "meeting", "summit", "forum", "seminar", "campaign"],
    ),
    ("award", '☆', Colour::Event, Part::Passive, &[]),
    ("post", '▣', Colour::Agreement, Part::Hub, &[]),
    ("state", '⬢', Colour::Government, Part::HubActor, &[]),
    ("place", '⬡', Colour::Government, Part::Hub, &["city", "region", "sea"]),
    ("topic", '◇', Colour::Agreement, Part::Hub, &[]),
    ("actor", '◉', Colour::Government, Part::Actor, &[]),
];

use Aspect::{Act, State};
use Passability::{Identity, NotPassable, Passable};
use Symmetry::{Directed, Symmetric};

/// Edge kinds: name, inverse label, from, to, aspect, symmetry, passability. Ends are words:
/// `any`, `actor`, `record`, `same` (as the other end), or a node kind.
type EdgeRow =
    (&'static str, &'static str, &'static str, &'static str, Aspect, Symmetry, Passability);
const EDGE_KINDS: &[EdgeRow] = &[
    (
        "visited",
        "visited by",
        "person public-body",
        "state place company visit",
        Act,
        Directed,
        Passable,
    ),
    ("met", "met", "actor", "actor", Act, Symmetric, Passable),
    ("hosted", "hosted by", "actor place", "event", Act, Directed, Passable),
    ("attended", "attended by", "actor", "event", Act, Directed, Passable),
    ("signed", "signed by", "actor", "agreement", Act, Directed, Passable),
    ("initiated", "initiated by", "actor", "any", Act, Directed, Passable),
    ("supervised", "supervised by", "actor", "any", Act, Directed, Passable),
    ("invited", "invited by", "actor", "any", Act, Directed, Passable),
    ("discussed", "discussed by", "actor", "any", Act, Directed, Passable),
    (
        "established",
        "established by",
        "actor",
        "organization public-body record",
        Act,
        Directed,
        Passable,
    ),
    ("opened", "opened by", "actor", "embassy centre facility department", Act, Directed, Passable),
    ("funded", "funded by", "actor", "project actor", Act, Directed, Passable),
    ("invested-in", "had investment from", "actor", "project actor", Act, Directed, Passable),
    ("lent-to", "borrowed from", "actor", "project actor", Act, Directed, Passable),
    ("awarded", "received an award from", "actor", "person", Act, Directed, Passable),
    ("awarded-to", "received", "award", "person", Act, Directed, Passable),
    ("builds", "built by", "actor", "project", State, Directed, Passable),
    ("operates", "operated by", "actor", "project", State, Directed, Passable),
    ("develops", "developed by", "actor", "project", State, Directed, Passable),
    ("supplies", "supplied by", "actor", "project", State, Directed, Passable),
    (
        "participates-in",
        "involves",
        "actor",
        "project consortium agreement",
        State,
        Directed,
        Passable,
    ),
    ("cooperates-with", "cooperates with", "actor", "actor", State, Symmetric, Passable),
    ("trades-with", "trades with", "state company", "state company", State, Symmetric, Passable),
    ("exports-to", "imports from", "state company", "state company", State, Directed, Passable),
    (
        "established-relations",
        "established relations with",
        "state",
        "state",
        Act,
        Symmetric,
        Passable,
    ),
    ("owns", "owned by", "actor project", "actor project", State, Directed, Passable),
    ("controls", "controlled by", "actor project", "actor project", State, Directed, Passable),
    ("part-of", "includes", "actor project", "actor project", State, Directed, Passable),
    ("heads", "headed by", "actor", "actor post", State, Directed, Passable),
    ("holds", "held by", "actor", "actor post", State, Directed, Passable),
    ("works-for", "employs", "actor", "actor post", State, Directed, Passable),
    ("member-of", "has as a member", "actor", "actor post", State, Directed, Passable),
    ("represents", "represented by", "person public-body", "actor", State, Directed, Passable),
    ("studied-at", "had student", "person", "organization", State, Directed, Passable),
    ("taught-at", "had teacher", "person", "organization", State, Directed, Passable),
    ("said", "spoken of by", "actor", "record project actor", Act, Directed, NotPassable),
    ("concerns", "is the subject of", "record", "project topic actor", State, Directed, Passable),
    ("during", "was the occasion of", "record", "record", State, Directed, Passable),
    ("follows", "followed by", "record", "record", State, Directed, Passable),
    ("took-place-in", "was the place of", "any", "place state", State, Directed, NotPassable),
    ("based-in", "is the base of", "any", "place state", State, Directed, NotPassable),
    ("located-in", "is the place of", "any", "place state", State, Directed, NotPassable),
    ("about", "is the topic of", "any", "topic", State, Directed, NotPassable),
    ("family", "is family of", "person", "person", State, Symmetric, Passable),
    ("associate", "is an associate of", "person", "person", State, Symmetric, Passable),
    ("succeeded", "succeeded by", "any", "same", Act, Directed, NotPassable),
    ("same-as", "is the same as", "any", "same", State, Symmetric, Identity),
    ("different-from", "is different from", "any", "same", State, Symmetric, NotPassable),
    ("possibly-same-as", "may be the same as", "any", "same", State, Symmetric, NotPassable),
    ("linked-to", "is linked to", "any", "any", State, Symmetric, Passable),
];

/// The kinds of nodes and edges of a dataset: the core table and what the dataset adds.
///
/// # Examples
/// ```
/// use sociogram::model::Vocabulary;
/// let vocabulary = Vocabulary::core();
/// let leader = vocabulary.node_kind_ix("leader").unwrap();
/// let person = vocabulary.node_kind_ix("person").unwrap();
/// assert!(vocabulary.is_a(leader, person));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    nodes: Vec<NodeKind>,
    edges: Vec<EdgeKind>,
    by_name: BTreeMap<String, KindRef>,
    n_core_nodes: usize,
    n_core_edges: usize,
}

/// A kind of node that a dataset adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNodeKind {
    /// Name, unused so far.
    pub name: String,
    /// What a reader sees; the name when absent.
    pub label: Option<String>,
    /// An existing kind whose behaviour it takes over.
    pub parent: Option<String>,
    /// Stands for an n-ary fact. Only without a parent.
    pub record: bool,
    /// Everything meets in it. Only without a parent.
    pub hub: bool,
}

/// A kind of edge that a dataset adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEdgeKind {
    /// Name, unused so far.
    pub name: String,
    /// What a reader sees; the name when absent.
    pub label: Option<String>,
    /// The label read backwards.
    pub inverse: Option<String>,
    /// Allowed subjects: node kinds, `any`, `actor` or `record`. Empty: any.
    pub from: Vec<String>,
    /// Allowed objects, likewise.
    pub to: Vec<String>,
    /// Act or state.
    pub aspect: Aspect,
    /// Directed or symmetric.
    pub symmetry: Symmetry,
    /// Whether paths use it.
    pub passability: Passability,
}

/// Why a kind cannot be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KindProblem {
    /// A kind of this name exists.
    Taken(String),
    /// Not lower-case letters, digits and dashes.
    Form(String),
    /// The parent or end is no node kind.
    UnknownKind(String),
    /// A child behaves as its parent does.
    ChildWithBehaviour(String),
}

impl Vocabulary {
    /// The core vocabulary.
    pub fn core() -> Self {
        let mut v = Self {
            nodes: Vec::new(),
            edges: Vec::new(),
            by_name: BTreeMap::new(),
            n_core_nodes: 0,
            n_core_edges: 0,
        };
        for &(name, glyph, colour, part, children) in NODE_KINDS {
            let parent = v.push_node(node_kind(name, None, glyph, colour, part));
            for child in children {
                v.push_node(node_kind(child, Some(parent), glyph, colour, part));
            }
        }
        for &(name, inverse, from, to, aspect, symmetry, passability) in EDGE_KINDS {
            v.push_edge(EdgeKind {
                name: Cow::Borrowed(name),
                label: label(name),
                inverse: Cow::Borrowed(inverse),
                from: from.split(' ').map(|word| end(Cow::Borrowed(word))).collect(),
                to: to.split(' ').map(|word| end(Cow::Borrowed(word))).collect(),
                aspect,
                symmetry,
                passability,
            });
        }
        v.n_core_nodes = v.nodes.len();
        v.n_core_edges = v.edges.len();
        v
    }

    /// Adds a kind of node.
    pub fn add_node_kind(&mut self, new: NewNodeKind) -> Result<NodeKindIx, KindProblem> {
        self.check_name(&new.name)?;
        let parent = match &new.parent {
            Some(name) => Some(
                self.node_kind_ix(name).ok_or_else(|| KindProblem::UnknownKind(name.clone()))?,
            ),
            None => None,
        };
        let label = new.label.unwrap_or_else(|| new.name.replace('-', " "));
        let kind = match parent {
            Some(_) if new.record || new.hub => {
                return Err(KindProblem::ChildWithBehaviour(new.name));
            }
            Some(ix) => NodeKind {
                name: Cow::Owned(new.name),
                label: Cow::Owned(label),
                parent,
                ..self.node_kind(ix).clone()
            },
            None => NodeKind {
                name: Cow::Owned(new.name),
                label: Cow::Owned(label),
                parent,
                glyph: if new.record { '▬' } else { '◉' },
                colour: if new.record { Colour::Agreement } else { Colour::Government },
                record: new.record,
                hub: new.hub,
                actor: !new.record,
            },
        };
        Ok(self.push_node(kind))
    }

    /// Adds a kind of edge.
    pub fn add_edge_kind(&mut self, new: NewEdgeKind) -> Result<EdgeKindIx, KindProblem> {
        self.check_name(&new.name)?;
        let ends = |words: Vec<String>| -> Result<Vec<End>, KindProblem> {
            if words.is_empty() {
                return Ok(vec![End::Any]);
            }
            words
                .into_iter()
                .map(|word| match end(Cow::Owned(word)) {
                    End::Kind(kind) if self.node_kind_ix(&kind).is_none() => {
                        Err(KindProblem::UnknownKind(kind.into_owned()))
                    }
                    end => Ok(end),
                })
                .collect()
        };
        let kind = EdgeKind {
            label: Cow::Owned(new.label.unwrap_or_else(|| new.name.replace('-', " "))),
            inverse: Cow::Owned(new.inverse.unwrap_or_else(|| new.name.replace('-', " "))),
            from: ends(new.from)?,
            to: ends(new.to)?,
            name: Cow::Owned(new.name),
            aspect: new.aspect,
            symmetry: new.symmetry,
            passability: new.passability,
        };
        Ok(self.push_edge(kind))
    }

    /// Finds a kind of node or edge by name.
    pub fn kind(&self, name: &str) -> Option<KindRef> {
        self.by_name.get(name).copied()
    }

    /// Finds a kind of node by name.
    pub fn node_kind_ix(&self, name: &str) -> Option<NodeKindIx> {
        match self.kind(name)? {
            KindRef::Node(ix) => Some(ix),
            KindRef::Edge(_) => None,
        }
    }

    /// Finds a kind of edge by name.
    pub fn edge_kind_ix(&self, name: &str) -> Option<EdgeKindIx> {
        match self.kind(name)? {
            KindRef::Edge(ix) => Some(ix),
            KindRef::Node(_) => None,
        }
    }

    /// The row of a node kind.
    pub fn node_kind(&self, ix: NodeKindIx) -> &NodeKind {
        &self.nodes[ix.0 as usize]
    }

    /// The row of an edge kind.
    pub fn edge_kind(&self, ix: EdgeKindIx) -> &EdgeKind {
        &self.edges[ix.0 as usize]
    }

    /// Node kinds, parents before their children.
    pub fn node_kinds(&self) -> impl Iterator<Item = (NodeKindIx, &NodeKind)> {
        self.nodes.iter().zip(0..).map(|(kind, ix)| (NodeKindIx(ix), kind))
    }

    /// Edge kinds in the order of the table.
    pub fn edge_kinds(&self) -> impl Iterator<Item = (EdgeKindIx, &EdgeKind)> {
        self.edges.iter().zip(0..).map(|(kind, ix)| (EdgeKindIx(ix), kind))
    }

    /// Kinds of nodes and edges that the dataset added.
    pub fn added(&self) -> (&[NodeKind], &[EdgeKind]) {
        (&self.nodes[self.n_core_nodes..], &self.edges[self.n_core_edges..])
    }

    /// True if `kind` is `ancestor` or a descendant of it.
    pub fn is_a(&self, kind: NodeKindIx, ancestor: NodeKindIx) -> bool {
        self.line(kind).any(|k| k == ancestor)
    }

    /// The top kind above `kind`.
    pub fn top(&self, kind: NodeKindIx) -> NodeKindIx {
        self.line(kind).last().unwrap_or(kind)
    }

    /// May an edge of this kind go from a node of kind `from` to one of kind `to`?
    pub fn allows(&self, edge: EdgeKindIx, from: NodeKindIx, to: NodeKindIx) -> bool {
        let row = self.edge_kind(edge);
        let fits = |ends: &[End], this: NodeKindIx, other: NodeKindIx| {
            ends.iter().any(|end| match end {
                End::Any => true,
                End::Actor => self.node_kind(this).actor,
                End::Record => self.node_kind(this).record,
                End::Kind(name) => {
                    self.node_kind_ix(name).is_some_and(|ancestor| self.is_a(this, ancestor))
                }
                End::SameTop => self.top(this) == self.top(other),
            })
        };
        fits(&row.from, from, to) && fits(&row.to, to, from)
    }

    fn line(&self, kind: NodeKindIx) -> impl Iterator<Item = NodeKindIx> {
        std::iter::successors(Some(kind), |&k| self.node_kind(k).parent)
    }

    fn check_name(&self, name: &str) -> Result<(), KindProblem> {
        if self.by_name.contains_key(name) {
            return Err(KindProblem::Taken(name.to_owned()));
        }
        let form = name.len() <= 64
            && name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        let reserved = matches!(name, "any" | "record" | "same");
        if form && !reserved { Ok(()) } else { Err(KindProblem::Form(name.to_owned())) }
    }

    fn push_node(&mut self, kind: NodeKind) -> NodeKindIx {
        let ix = NodeKindIx(u32::try_from(self.nodes.len()).expect("kinds fit 32 bits"));
        self.by_name.insert(kind.name.clone().into_owned(), KindRef::Node(ix));
        self.nodes.push(kind);
        ix
    }

    fn push_edge(&mut self, kind: EdgeKind) -> EdgeKindIx {
        let ix = EdgeKindIx(u32::try_from(self.edges.len()).expect("kinds fit 32 bits"));
        self.by_name.insert(kind.name.clone().into_owned(), KindRef::Edge(ix));
        self.edges.push(kind);
        ix
    }
}

fn node_kind(
    name: &'static str,
    parent: Option<NodeKindIx>,
    glyph: char,
    colour: Colour,
    part: Part,
) -> NodeKind {
    NodeKind {
        name: Cow::Borrowed(name),
        label: Cow::Owned(name.replace('-', " ")),
        parent,
        glyph,
        colour,
        record: matches!(part, Part::Record),
        hub: matches!(part, Part::Hub | Part::HubActor),
        actor: matches!(part, Part::Actor | Part::HubActor),
    }
}

/// What a reader sees of an edge kind from subject to object: its name, but for names that read wrongly
/// there.
fn label(name: &'static str) -> Cow<'static, str> {
    Cow::Borrowed(match name {
        "about" => "is about",
        "associate" => "is an associate of",
        "awarded" => "gave an award to",
        "awarded-to" => "was awarded to",
        "based-in" => "is based in",
        "different-from" => "is different from",
        "during" => "came about during",
        "established-relations" => "established relations with",
        "family" => "is family of",
        "holds" => "holds the post",
        "linked-to" => "is linked to",
        "located-in" => "is in",
        "member-of" => "is a member of",
        "part-of" => "is part of",
        "participates-in" => "takes part in",
        "possibly-same-as" => "may be the same as",
        "said" => "spoke of",
        "same-as" => "is the same as",
        _ => return Cow::Owned(name.replace('-', " ")),
    })
}

fn end(word: Cow<'static, str>) -> End {
    match &*word {
        "any" => End::Any,
        "actor" => End::Actor,
        "record" => End::Record,
        "same" => End::SameTop,
        _ => End::Kind(word),
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Any => "any",
            Self::Actor => "actor",
            Self::Record => "record",
            Self::Kind(name) => name,
            Self::SameTop => "same",
        })
    }
}

impl fmt::Display for KindProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(name) => write!(
                f,
                "the kind \"{name}\" exists; a dataset adds kinds and never redefines one"
            ),
            Self::Form(name) => {
                write!(f, "\"{name}\" is no kind name: lower-case letters, digits and dashes")
            }
            Self::UnknownKind(name) => write!(f, "there is no node kind \"{name}\""),
            Self::ChildWithBehaviour(name) => {
                write!(f, "\"{name}\" has a parent, so \"record\" and \"hub\" are the parent's")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_of_the_core_table_is_a_node_kind() {
        let v = Vocabulary::core();
        for (_, kind) in v.edge_kinds() {
            for end in kind.from.iter().chain(&kind.to) {
                if let End::Kind(name) = end {
                    assert!(
                        v.node_kind_ix(name).is_some(),
                        "{} has an unknown end {name}",
                        kind.name
                    );
                }
            }
        }
    }

    #[test]
    fn a_child_behaves_as_its_parent() {
        let mut v = Vocabulary::core();
        let ix = v
            .add_node_kind(NewNodeKind {
                name: "ferry".into(),
                label: None,
                parent: Some("facility".into()),
                record: false,
                hub: false,
            })
            .unwrap();
        let supplies = v.edge_kind_ix("supplies").unwrap();
        let company = v.node_kind_ix("company").unwrap();
        assert!(v.allows(supplies, company, ix));
        assert!(!v.allows(supplies, ix, company));
    }

    #[test]
    fn core_kinds_cannot_be_redefined() {
        let mut v = Vocabulary::core();
        let again = NewNodeKind {
            name: "signed".into(),
            label: None,
            parent: None,
            record: false,
            hub: false,
        };
        assert_eq!(v.add_node_kind(again), Err(KindProblem::Taken("signed".into())));
    }

    #[test]
    fn same_as_joins_one_top_kind() {
        let v = Vocabulary::core();
        let kind = |name| v.node_kind_ix(name).unwrap();
        let same_as = v.edge_kind_ix("same-as").unwrap();
        assert!(v.allows(same_as, kind("leader"), kind("person")));
        assert!(!v.allows(same_as, kind("leader"), kind("company")));
    }
}
