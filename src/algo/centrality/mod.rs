//! Who matters: one number per node, by several definitions.

mod betweenness;
mod closeness;
mod closeness_top;
mod degree;
mod dependencies;
mod edge_betweenness;
mod multi_source;
mod ordered_sums;
mod pagerank;
mod path_sampling;
mod renumbered;
mod sampled_betweenness;

pub use betweenness::{BetweennessParams, Direction, Scale, Sources, betweenness};
pub use closeness::{ClosenessScale, closeness, harmonic};
pub use closeness_top::{ClosenessTopParams, ScoredNode, closeness_top};
pub use degree::{DegreeEnds, degree};
pub use edge_betweenness::edge_betweenness;
pub use pagerank::{PageRank, PageRankParams, pagerank};
pub use sampled_betweenness::{
    BetweennessTop, BetweennessTopParams, SampledBetweenness, SampledBetweennessParams, Separation,
    betweenness_top, sampled_betweenness,
};
