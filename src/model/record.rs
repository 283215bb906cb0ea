//! Nodes, edges and facts: the statements of a dataset, each with its evidence.
//!
//! Values only: which kinds and ends fit each other is the dataset's to check.

use super::{Amount, Evidence, Id, When};

/// A node: an actor, a place, a project, or a record (an n-ary fact such as an agreement or a visit).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Stable id, shared namespace with edges.
    pub id: Id,
    /// Kind by name.
    pub kind: String,
    /// The name a reader sees.
    pub name: String,
    /// Other names and spellings, for search.
    pub aliases: Vec<String>,
    /// When it happened (records) or existed (others).
    pub when: Option<When>,
    /// Why the curator gave it this date, when no source states it.
    pub when_because: Option<String>,
    /// Whether it has happened.
    pub status: Status,
    /// Attributes with evidence of their own.
    pub facts: Vec<Fact>,
    /// What backs the node as a whole.
    pub evidence: Vec<Evidence>,
}

/// An edge: a typed, directed relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Stable id, shared namespace with nodes.
    pub id: Id,
    /// Kind by name.
    pub kind: String,
    /// The subject.
    pub from: Id,
    /// The object.
    pub to: Id,
    /// When it happened (acts) or held (states).
    pub when: Option<When>,
    /// Why the curator gave it this date, when no source states it.
    pub when_because: Option<String>,
    /// Whether it has happened.
    pub status: Status,
    /// Stated by a source, or concluded by the curator.
    pub basis: Basis,
    /// Whose claim it is, when the source only reports a claim.
    pub claimed_by: Option<Id>,
    /// Attributes with evidence of their own.
    pub facts: Vec<Fact>,
    /// What backs the edge.
    pub evidence: Vec<Evidence>,
}

/// An attribute with its own evidence. A key may repeat: competing claims stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is about, as a short lower-case word.
    pub key: String,
    /// What is said.
    pub value: FactValue,
    /// When it held or was so.
    pub when: Option<When>,
    /// Why the curator gave it this date, when no source states it.
    pub when_because: Option<String>,
    /// Stated by a source, or concluded by the curator.
    pub basis: Basis,
    /// Whose claim it is, when the source only reports a claim.
    pub claimed_by: Option<Id>,
    /// What backs it.
    pub evidence: Vec<Evidence>,
}

/// The content of a fact: words or a measured amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// Words.
    Text(String),
    /// A quantity.
    Amount(Amount),
}

/// Whether something has happened. A promise is not an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Status {
    /// It happened.
    #[default]
    Done,
    /// It is under way.
    Ongoing,
    /// It is intended.
    Planned,
    /// It was announced.
    Announced,
    /// It was called off.
    Cancelled,
    /// It was, and is over.
    Ended,
    /// Somebody says that it is not so.
    Denied,
}

impl Status {
    /// All values in order of declaration, for help and completion.
    pub const ALL: [Self; 7] = [
        Self::Done,
        Self::Ongoing,
        Self::Planned,
        Self::Announced,
        Self::Cancelled,
        Self::Ended,
        Self::Denied,
    ];

    /// The word on disk.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Ongoing => "ongoing",
            Self::Planned => "planned",
            Self::Announced => "announced",
            Self::Cancelled => "cancelled",
            Self::Ended => "ended",
            Self::Denied => "denied",
        }
    }

    /// Reads the word on disk.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }

    /// Called off or denied: left out of paths and ranks.
    pub fn is_void(self) -> bool {
        matches!(self, Self::Cancelled | Self::Denied)
    }

    /// Not yet done: intended or announced.
    pub fn is_prospective(self) -> bool {
        matches!(self, Self::Planned | Self::Announced)
    }
}

/// Where a statement comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Basis {
    /// A source states it.
    #[default]
    Stated,
    /// The curator concluded it, for this reason.
    Inferred {
        /// The reason, in the curator's words.
        because: String,
    },
}

impl Basis {
    /// The word on disk.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred { .. } => "inferred",
        }
    }

    /// The curator's reason, where there is one.
    pub fn because(&self) -> Option<&str> {
        match self {
            Self::Stated => None,
            Self::Inferred { because } => Some(because),
        }
    }
}
