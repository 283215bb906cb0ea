//! Templates: what a picture shows and where it belongs. One file each; `parts` and `numbering` make what
//! they share.

mod map;
mod numbering;
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
