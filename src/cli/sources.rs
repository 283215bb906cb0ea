//! The verb `sources`.

use super::error::CliError;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore;
use clap::Args;

/// List the sources, and how much rests on each
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram sources
  sociogram sources --format csv")]
pub(super) struct Sources {}

impl Sources {
    #[expect(clippy::unused_self, reason = "every verb runs alike")]
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let answer = session.ask(explore::sources);
            session.print(&answer, Outcome::Found)
        })
    }
}
