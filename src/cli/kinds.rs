//! The verb `kinds`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore::{self, UnusedKinds};
use clap::Args;

/// List the kinds of nodes and relationships, and how often each is used
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram kinds
  sociogram kinds --since 2010
  sociogram kinds --all --format markdown")]
pub(super) struct Kinds {
    /// Unused kinds too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Kinds {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let unused = if self.all { UnusedKinds::List } else { UnusedKinds::LeaveOut };
            let selection = self.selection.resolve(session)?;
            let answer = session.ask(|world| explore::kinds(world, &selection, unused));
            session.print(&answer, Outcome::Found)
        })
    }
}
