//! The graph in memory: adjacency, rows of properties, projections and selections.
//!
//! Everything here is a borrowed view over slices, so that arrays built in memory and a mapped file
//! answer alike. No I/O, no names, no algorithms.

mod build;
mod csr;
mod day_sets;
mod derivation;
mod known;
mod petgraph_interop;
mod projection;
mod property_graph;
mod rows;
mod selection;

pub use build::Owned;
pub use csr::{Csr, CsrBuf, EdgeIx, NodeIx};
pub use day_sets::DaySets;
pub use known::Known;
pub use petgraph_interop::Weighted;
pub use projection::{
    EdgeDirection, EdgeReach, Hubs, ParallelEdges, PathProjection, RankProjection, RankShape, Via,
    half_steps,
};
pub use property_graph::{
    EdgeRef, EvidenceIx, EvidenceRef, FactRef, ItemIx, NodeRef, PropertyGraph, SourceIx, SourceRef,
    Tables,
};
pub use selection::{BasisFilter, Claims, KindFilter, Selected, Selection, TimeQuestion};
