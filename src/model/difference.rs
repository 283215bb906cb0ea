//! How a part of a graph differs between two times or two datasets.

/// How a node or an edge differs from before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// It was not there.
    Added,
    /// It is there no more.
    Ended,
    /// It is there and says something else.
    Changed,
}

impl Difference {
    /// All values, in the order in which they are told.
    pub const ALL: [Self; 3] = [Self::Added, Self::Ended, Self::Changed];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Ended => "ended",
            Self::Changed => "changed",
        }
    }

    /// The sign before what differs.
    pub fn sign(self) -> char {
        match self {
            Self::Added => '+',
            Self::Ended => '−',
            Self::Changed => '±',
        }
    }
}
