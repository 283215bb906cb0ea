//! What a graph consists of, and how it hangs together.

mod assortativity;
mod components;
mod constraint;
mod core_numbers;
mod cut_points;
#[cfg(test)]
mod examples;
mod ranked;
mod scratch;
mod strong_components;
mod triangles;

pub use assortativity::degree_assortativity;
pub use components::{Component, Components, components, weak_components};
pub use constraint::{constraint, effective_size};
pub use core_numbers::core_numbers;
pub use cut_points::{CutPoints, cut_points};
pub use strong_components::strong_components;
pub use triangles::{Triangles, triangle_count, triangles};
