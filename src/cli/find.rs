//! The verb `find`.

use super::error::CliError;
use super::ui::Ui;
use super::{Global, Outcome, selection, session};
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
    /// Only nodes of this kind or its children
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Rows at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

impl Find {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let kinds = selection::kinds(session, &self.kind)?;
            let answer = session.ask(|world| {
                explore::find(world, session.names(), &self.query, &kinds, self.limit)
            });
            session.print(&answer, Outcome::found(!answer.rows.is_empty()))
        })
    }
}
