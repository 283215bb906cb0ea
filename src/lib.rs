//! Sociogram: a graph of actors and relationships in which every answer carries its citations.
//!
//! The modules below stand in layer order: each uses only those above it. `docs/architecture.md`
//! walks through them in reading order; `tests/it/tidy.rs` holds the order.

pub mod model;

pub mod evidence;
pub mod graph;
pub mod names;

pub mod algo;
pub mod dataset;

pub mod interchange;

pub mod explore;

pub mod diagram;

pub mod printer;

pub mod cli;
