//! Who belongs together: partitions of the nodes into groups with many edges inside and few between.

mod label_propagation;
mod leiden;
mod levels;
mod louvain;
mod modularity;
mod moves;
mod numbering;
mod refinement;

pub use label_propagation::{LabelPropagation, LabelPropagationParams, label_propagation};
pub use leiden::{Leiden, LeidenParams, leiden};
pub use louvain::{Louvain, LouvainParams, louvain};
pub use modularity::modularity;
