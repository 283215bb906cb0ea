//! Who matters: one number per node, by several definitions.

mod betweenness;
mod betweenness_subset;
mod closeness;
mod closeness_top;
mod degree;
mod dependencies;
mod edge_betweenness;
mod eigenvector;
mod gather;
mod hits;
mod katz;
mod lanczos;
mod multi_source;
mod ordered_sums;
mod pagerank;
mod pagerank_directed;
mod pagerank_symmetric;
mod path_sampling;
mod renumbered;
mod sample_size;
mod sampled_betweenness;

pub use betweenness::{BetweennessParams, Direction, Scale, Sources, betweenness};
pub use betweenness_subset::{
    BetweennessSubset, SubsetPairs, betweenness_subset, sampled_betweenness_subset,
};
pub use closeness::{ClosenessScale, closeness, harmonic};
pub use closeness_top::{ClosenessTopParams, ScoredNode, closeness_top};
pub use degree::{DegreeEnds, degree};
pub use edge_betweenness::edge_betweenness;
pub use eigenvector::{Eigenvector, EigenvectorParams, eigenvector};
pub use hits::{Hits, HitsParams, hits};
pub use katz::{Katz, KatzParams, katz};
pub use pagerank::{PageRank, PageRankMethod, PageRankParams, pagerank, personalised_pagerank};
pub use sampled_betweenness::{
    BetweennessTop, BetweennessTopParams, SampledBetweenness, SampledBetweennessParams, Separation,
    betweenness_top, sampled_betweenness,
};
