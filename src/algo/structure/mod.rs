//! What a graph consists of.

mod components;

pub use components::{Component, Components, components};
