//! The verb `show`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore;
use clap::Args;

/// Show everything known about a node, with its citations
///
/// Denied and cancelled statements are shown, and marked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram show kepco
  sociogram show \"Darkhan Berdaliyev\" --as-of 2007
  sociogram show balkhash-framework --json")]
pub(super) struct Show {
    /// Name or id
    name: String,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Show {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let node = session.node(&self.name)?;
            let selection = self.selection.resolve(session)?;
            let answer = session.ask(|world| explore::show(world, node, &selection));
            let answer = answer.ok_or_else(|| {
                let name = session.graph().node(node).name();
                CliError::unknown(format!("{name} is not there at that time"))
                    .hint("ask about another time, or without --as-of, --since and --until")
            })?;
            session.print(&answer, true)
        })
    }
}
