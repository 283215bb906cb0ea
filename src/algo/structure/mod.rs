//! What a graph consists of, and how it hangs together.

mod components;
mod core_numbers;

pub use components::{Component, Components, components, weak_components};
pub use core_numbers::core_numbers;
