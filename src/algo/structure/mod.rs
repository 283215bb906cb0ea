//! What a graph consists of, and how it hangs together.

mod components;
mod core_numbers;
mod strong_components;

pub use components::{Component, Components, components, weak_components};
pub use core_numbers::core_numbers;
pub use strong_components::strong_components;
