//! Files of other tools as bytes: reading them with a place for everything, writing them whole or not at all.

mod blocks;
mod input;
mod outlet;
mod text;

pub(super) use blocks::pieces;
pub(super) use input::{Head, Input, LineProblem, Markup};
pub(super) use outlet::Outlet;
pub(super) use text::{Place, Text, counts};
