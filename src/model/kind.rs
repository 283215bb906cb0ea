//! One row of the vocabulary: what a kind of node or edge means. The rows are in `vocabulary`.

use std::borrow::Cow;

/// Dense index of a node kind in a [`Vocabulary`](super::Vocabulary); never written to disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeKindIx(pub u32);

/// Dense index of an edge kind in a [`Vocabulary`](super::Vocabulary); never written to disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeKindIx(pub u32);

/// A kind by name is either of a node or of an edge: the two share one namespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KindRef {
    /// A kind of node.
    Node(NodeKindIx),
    /// A kind of edge.
    Edge(EdgeKindIx),
}

/// The colour token of a kind; the palette gives it a value per theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colour {
    /// People and groups of people.
    Person,
    /// States, public bodies, organizations and places.
    Government,
    /// Companies.
    Company,
    /// Projects.
    Project,
    /// Events and awards.
    Event,
    /// Agreements, posts and topics.
    Agreement,
}

/// A kind of node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeKind {
    /// Name on disk and on the command line.
    pub name: Cow<'static, str>,
    /// What a reader sees.
    pub label: Cow<'static, str>,
    /// The kind this one is a special case of.
    pub parent: Option<NodeKindIx>,
    /// One character that tells the kind without colour.
    pub glyph: char,
    /// Colour token.
    pub colour: Colour,
    /// Stands for an n-ary fact: an agreement, a visit, a meeting.
    pub record: bool,
    /// Everything meets in it (a state, a place), so paths end there but do not pass.
    pub hub: bool,
    /// Can act: an allowed end wherever the vocabulary says "actor".
    pub actor: bool,
}

/// An act happens on a day; a state holds over a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// Happens: visited, signed, funded.
    Act,
    /// Holds: owns, heads, participates in.
    State,
}

/// Whether the two ends of an edge kind play the same part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symmetry {
    /// Subject and object differ.
    Directed,
    /// Both ends play the same part; the smaller id is stored first.
    Symmetric,
}

/// Whether a path may use an edge kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passability {
    /// Paths use it.
    Passable,
    /// Paths leave it out unless asked.
    NotPassable,
    /// A cited step of length 0 between two records of one thing (`same-as`).
    Identity,
}

/// What may stand at one end of an edge kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Any node.
    Any,
    /// Any kind that can act.
    Actor,
    /// Any record.
    Record,
    /// This kind or a child of it.
    Kind(Cow<'static, str>),
    /// The same top kind as the other end.
    SameTop,
}

/// A kind of edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeKind {
    /// Name on disk and on the command line; the subject does it to the object.
    pub name: Cow<'static, str>,
    /// What a reader sees from subject to object.
    pub label: Cow<'static, str>,
    /// What a reader sees from object to subject.
    pub inverse: Cow<'static, str>,
    /// Allowed subjects; any of these.
    pub from: Vec<End>,
    /// Allowed objects; any of these.
    pub to: Vec<End>,
    /// Act or state.
    pub aspect: Aspect,
    /// Directed or symmetric.
    pub symmetry: Symmetry,
    /// Whether paths use it.
    pub passability: Passability,
}
