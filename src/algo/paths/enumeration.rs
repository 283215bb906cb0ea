//! How far a list of paths went: its limits, where it ended, and how many paths there are.

/// What bounds a list of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnumerationLimits {
    /// How many paths are listed at most.
    pub paths_max: usize,
    /// How much work is spent after the first path, in arcs and nodes looked at.
    pub steps_max: u64,
}

/// Where a list of paths ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enumeration {
    /// There are no others.
    Complete,
    /// There are others; as many as asked for are listed.
    CutAtPaths,
    /// There may be others; the work allowed was spent.
    CutAtSteps,
}

/// How many paths there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathCount {
    /// Exactly this many.
    Exact(u64),
    /// This many, or more.
    AtLeast(u64),
}

impl Default for EnumerationLimits {
    fn default() -> Self {
        Self { paths_max: 100, steps_max: 20_000_000 }
    }
}
