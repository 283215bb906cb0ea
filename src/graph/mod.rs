//! The graph in memory: adjacency, rows of properties, projections and selections.
//!
//! Everything here is a borrowed view over slices, so that arrays built in memory and a mapped file
//! answer alike. No I/O, no names, no algorithms.

mod csr;

pub use csr::{Csr, CsrBuf, EdgeIx, NodeIx};
