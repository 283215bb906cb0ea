//! The verb `conflicts`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::explore::{self, ConflictsRequest, Verdict};
use clap::Args;

/// List where sources contradict each other, side by side
///
/// Claims about one thing that cannot all be true: dates, ends, amounts, denials, who is who. What is only
/// a difference in precision, or in words, is listed apart, and so are the doubts that the curator noted.
/// Names restrict it to what touches one of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram conflicts
  sociogram conflicts kazakhstan
  sociogram --data harbour-lights conflicts --verdict conflict --verdict possible
  sociogram --data harbour-lights conflicts \"Bright Quay\" --json")]
pub(super) struct Conflicts {
    /// Names or ids
    names: Vec<String>,
    /// Only findings of this verdict: at odds, at odds unless a hedge gives way, a matter of precision, or
    /// differently worded
    #[arg(long, value_name = "VERDICT", value_parser = one_of(&Verdict::ALL, Verdict::as_str))]
    verdict: Vec<Verdict>,
    /// Findings at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    #[command(flatten)]
    time: TimeLimitArgs,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Conflicts {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let request = ConflictsRequest {
                about: session.nodes(&self.names)?,
                selection: self.selection.resolve(session)?,
                verdicts: self.verdict.iter().copied().collect(),
                limit: self.limit,
            };
            let answer = session
                .ask_long(self.time, "conflicts", |world| explore::conflicts(world, &request))?;
            session
                .print(&answer, Outcome::found(answer.n_findings > 0 || !answer.doubts.is_empty()))
        })
    }
}
