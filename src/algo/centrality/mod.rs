//! Who matters: one number per node, by several definitions.

mod betweenness;
mod closeness;
mod degree;
mod dependencies;
mod edge_betweenness;
mod ordered_sums;
mod pagerank;
mod renumbered;

pub use betweenness::{BetweennessParams, Direction, Scale, Sources, betweenness};
pub use closeness::{closeness, harmonic};
pub use degree::{DegreeEnds, degree};
pub use edge_betweenness::edge_betweenness;
pub use pagerank::{PageRank, PageRankParams, pagerank};
