//! The verb `stats`.

use super::error::CliError;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore;
use clap::Args;

/// Count what the dataset holds
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram stats
  sociogram stats --json")]
pub(super) struct Stats {}

impl Stats {
    #[expect(clippy::unused_self, reason = "every verb runs alike")]
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let answer = session.ask(explore::stats);
            session.print(&answer, Outcome::Found)
        })
    }
}
