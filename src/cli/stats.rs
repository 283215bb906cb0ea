//! The verb `stats`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore;
use clap::Args;

/// Count what the dataset holds
///
/// Denied and cancelled statements are counted too, unless --status names others.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram stats
  sociogram stats --as-of 2010
  sociogram stats --json")]
pub(super) struct Stats {
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Stats {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let selection = self.selection.resolve(session)?;
            let answer = session.ask(|world| explore::stats(world, &selection));
            session.print(&answer, Outcome::Found)
        })
    }
}
