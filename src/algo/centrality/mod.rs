//! Who matters: one number per node, by several definitions.

mod betweenness;
mod closeness;
mod degree;
mod pagerank;

pub use betweenness::{BetweennessParams, Direction, Scale, betweenness};
pub use closeness::{closeness, harmonic};
pub use degree::{DegreeEnds, degree};
pub use pagerank::{PageRank, PageRankParams, pagerank};
