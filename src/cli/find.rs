//! The verb `find`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore;
use clap::Args;

/// Find nodes by id, name, alias, spelling or script
///
/// Matches best first: id, name, alias, folded (case, spacing, other scripts), then parts of names and
/// near misses. `*` lists every node.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram find Nazarbayev
  sociogram find 이명박
  sociogram find '*' --kind university --format csv")]
pub(super) struct Find {
    /// What to look for
    query: String,
    /// Rows at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Find {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let selection = self.selection.resolve(session)?;
            let answer = session.ask(|world| {
                explore::find(world, session.names(), &self.query, &selection, self.limit)
            });
            session.print(&answer, Outcome::found(!answer.rows.is_empty()))
        })
    }
}
