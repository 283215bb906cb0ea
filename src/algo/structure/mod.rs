//! What a graph consists of, and how it hangs together.

mod components;

pub use components::{Component, Components, components, weak_components};
