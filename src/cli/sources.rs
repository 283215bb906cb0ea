//! The verb `sources`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore;
use clap::Args;

/// List the sources, and how much rests on each
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram sources
  sociogram sources --known-by 2012
  sociogram sources --format csv")]
pub(super) struct Sources {
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Sources {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let selection = self.selection.resolve(session)?;
            let answer = session.ask(|world| explore::sources(world, &selection));
            session.print(&answer, Outcome::Found)
        })
    }
}
