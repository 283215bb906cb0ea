//! How a part of a graph differs between two times or two datasets.

/// How a node or an edge differs from before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// It was not so, and is.
    Added,
    /// It was not so, and may be; or it may have been so, and is.
    PerhapsAdded,
    /// It was so, and is no more.
    Ended,
    /// It was so, and may be no more; or it may have been so, and is not.
    PerhapsEnded,
    /// It is in the later data only.
    New,
    /// It is in the earlier data only.
    Gone,
    /// It says something else in the later data.
    Changed,
}

impl Difference {
    /// All values, in the order in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Added,
        Self::PerhapsAdded,
        Self::Ended,
        Self::PerhapsEnded,
        Self::New,
        Self::Gone,
        Self::Changed,
    ];

    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::PerhapsAdded => "perhaps added",
            Self::Ended => "ended",
            Self::PerhapsEnded => "perhaps ended",
            Self::New => "new in the data",
            Self::Gone => "no longer in the data",
            Self::Changed => "changed in the data",
        }
    }

    /// The sign before what differs.
    pub fn sign(self) -> char {
        match self {
            Self::Added | Self::PerhapsAdded | Self::New => '+',
            Self::Ended | Self::PerhapsEnded | Self::Gone => '−',
            Self::Changed => '±',
        }
    }
}
