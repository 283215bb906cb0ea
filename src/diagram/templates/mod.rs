//! Templates: what a picture shows and where it belongs. One file each; `parts` makes what they share.

mod map;
mod order;
mod overview;
mod parts;
mod path;
mod sides;
mod timeline;

pub use map::{MapRequest, map};
pub use overview::{OverviewRequest, overview};
pub use parts::card_id;
pub use path::{PathRequest, path};
pub use timeline::{TimelineRequest, timeline};
