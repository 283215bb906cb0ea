//! Layouts: a scene becomes a drawing, by the layout that suits its template.
//!
//! Pure functions of the scene and the width table, so the same scene gives the same drawing everywhere. They
//! use additions, multiplications, divisions and square roots only, which every machine rounds alike.

mod beside;
mod card;
mod descent;
mod frame;
mod gathering;
mod lanes;
mod layered;
mod net;
mod packing;
mod separation;
mod settle;
mod spine;
mod stress;
mod untangle;

pub(super) use card::STRIPE;

use super::Template;
use super::drawing::Drawing;
use super::geometry::Point;
use super::scene::Scene;
use std::collections::BTreeMap;

/// Centres that a reader fixed, by the ids of cards.
pub type Pins = BTreeMap<String, Point>;

/// Places everything of a scene.
///
/// Pinned cards stand exactly at their pins in maps and overviews; the other templates place every card by its
/// step or its date and take no pins. `progress` hears the share done, for pictures that take long.
///
/// # Complexity
/// Maps take O(s² log s) for s lines between neighbouring columns, overviews what a stress layout takes.
pub fn lay_out(scene: &Scene, pins: &Pins, progress: &mut dyn FnMut(f64)) -> Drawing {
    let body = match scene.template {
        Template::Map => layered::map(scene, pins),
        Template::Path => spine::path(scene),
        Template::Timeline => lanes::timeline(scene),
        Template::Overview => net::overview(scene, pins, progress),
    };
    frame::framed(scene, body, !pins.is_empty())
}
