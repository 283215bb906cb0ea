//! Files of other tools as bytes: reading them with a place for everything, writing them whole or not at all.

mod input;
mod outlet;
mod text;

pub(super) use input::{Head, Input, Markup};
pub(super) use outlet::Outlet;
pub(super) use text::{Place, Text, counts};
