//! Templates: what a picture shows and where it belongs. One file each; `parts` makes what they share.

mod map;
mod order;
mod parts;
mod path;

pub use map::{MapRequest, map};
pub use path::{PathRequest, path};
