//! Holds an answer, as the JSON that is printed of it, against the conditions of a check.
//!
//! Answers are JSON only in this layer, so they are judged here. Numbers are compared digit by digit, also where an
//! answer has them as texts; nothing is rounded. Nothing is asked and nothing is printed.

mod digits;
mod judge;
#[cfg(test)]
mod naive;
mod wording;

pub use judge::{Answer, BreakingRow, Difference, Judgement, judge};
pub(super) use judge::{difference_json, evidence_in};
