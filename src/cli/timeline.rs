//! The verb `timeline`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore::{self, TimelineRequest};
use clap::Args;

/// List what happened when, with citations
///
/// Dated agreements, visits and events with who took part, dated relationships and dated figures, in the
/// order of their first possible day. Names restrict it to what touches one of them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram timeline
  sociogram timeline Nazarbayev --since 2009
  sociogram timeline --kind agreement --until 2010 --certain")]
pub(super) struct Timeline {
    /// Names or ids
    names: Vec<String>,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Timeline {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let request = TimelineRequest {
                about: session.nodes(&self.names)?,
                selection: self.selection.resolve(session)?,
            };
            let answer = session.ask(|world| explore::timeline(world, &request));
            let is_empty = answer.entries.is_empty() && answer.undated.is_empty();
            session.print(&answer, Outcome::found(!is_empty))
        })
    }
}
