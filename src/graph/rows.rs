//! Rows of properties: fixed-width records that point into one heap of text.
//!
//! A row holds only 32-bit numbers and digests, so that a table of rows can later be a slice of a mapped
//! file. Reading is through [`PropertyGraph`](super::PropertyGraph); nothing else interprets a row.

use crate::model::Digest;

/// No row of another table: larger than any index.
pub(super) const NO_ROW: u32 = u32::MAX;

/// A text in the heap; `Text::NONE` stands for an absent one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Text(pub(super) u32);

impl Text {
    pub(super) const NONE: Self = Self(u32::MAX);
}

/// A distinct date in the table of dates, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Date(pub(super) u32);

impl Date {
    pub(super) const NONE: Self = Self(u32::MAX);

    /// Position in a table kept beside the dates, where there is a date.
    pub(super) fn at(self) -> Option<usize> {
        (self != Self::NONE).then_some(self.0 as usize)
    }
}

/// A run of rows in another table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) first: u32,
    pub(super) end: u32,
}

impl Run {
    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.first as usize..self.end as usize
    }
}

/// What nodes, edges and facts have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) when: Date,
    pub(super) when_because: Text,
    pub(super) status: u8,
    pub(super) because: Text,
    pub(super) claimed_by: u32,
    pub(super) facts: Run,
    pub(super) evidence: Run,
}

/// A node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeRow {
    pub(super) id: Text,
    pub(super) kind: u32,
    pub(super) name: Text,
    pub(super) aliases: Run,
    pub(super) statement: Statement,
}

/// An edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EdgeRow {
    pub(super) id: Text,
    pub(super) kind: u32,
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) statement: Statement,
}

/// A fact of a node or an edge: words, or an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FactRow {
    pub(super) key: Text,
    pub(super) value: Text,
    pub(super) amount: u32,
    pub(super) statement: Statement,
}

/// An amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AmountRow {
    pub(super) value: Text,
    pub(super) to: Text,
    pub(super) unit: Text,
    pub(super) bound: u8,
    pub(super) span: u8,
    pub(super) period: Date,
    pub(super) compared_with: Date,
}

/// A piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EvidenceRow {
    pub(super) source: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) sha256: Digest,
    pub(super) says: Text,
    pub(super) quote: Text,
    pub(super) supports_when: Date,
    pub(super) supports_amount: u32,
}

/// A source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SourceRow {
    pub(super) id: Text,
    pub(super) title: Text,
    pub(super) publisher: Text,
    pub(super) author: Text,
    pub(super) published: Date,
    pub(super) retrieved: Date,
    pub(super) url: Text,
    pub(super) file: Text,
    pub(super) sha256: Option<Digest>,
    /// The source at the root of the chain of copies: itself for an original.
    pub(super) origin: u32,
    pub(super) derived_from: u32,
}
