//! Who belongs together: partitions of the nodes into groups with many edges inside and few between.

mod louvain;

pub use louvain::{Louvain, LouvainParams, louvain, modularity};
