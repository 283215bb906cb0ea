//! One change to a dataset, as a value: what `add` makes and a writer applies.
//!
//! Knows no files; whether it can be made shows when it is applied.

use super::{Digest, Edge, Evidence, Fact, Id, Node, Source};

/// A change to a dataset. Applying one either succeeds whole or changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A new node.
    AddNode(Node),
    /// A new edge.
    AddEdge(Edge),
    /// A new source.
    AddSource(Source),
    /// One more fact of a node or an edge, after those it has.
    AddFact {
        /// The node or edge.
        to: Id,
        /// What is added.
        fact: Fact,
    },
    /// One more piece of evidence for a node, an edge, or a fact of either.
    AddEvidence {
        /// The node or edge.
        to: Id,
        /// The fact by position, when the evidence backs a fact and not the whole record.
        fact: Option<usize>,
        /// What is added.
        evidence: Evidence,
    },
    /// The text of a source is another one now, and every citation of it stands there.
    RenewDigest {
        /// The source.
        source: Id,
        /// Digest of the text as it is.
        sha256: Digest,
    },
    /// A span that now stands elsewhere in its text.
    MoveSpan {
        /// The node or edge whose evidence moves.
        of: Id,
        /// The fact by position, when the evidence backs a fact.
        fact: Option<usize>,
        /// Position in the list of evidence.
        position: usize,
        /// New first character.
        start: u32,
        /// New end.
        end: u32,
    },
}
