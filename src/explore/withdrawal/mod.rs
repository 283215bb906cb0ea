//! `sources SOURCE`: what rests on a source, and what falls if it is withdrawn with its copies.

mod compare;
mod network;
mod statements;

pub use compare::{Listed, Moves, WithdrawalAnswer, WithdrawalRequest, withdrawal};
pub use network::{Connections, LongerWay, LongerWays, Structure};
pub use statements::Backed;
