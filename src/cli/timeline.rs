//! The verb `timeline`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore::{self, Joining, TimelineRequest};
use clap::Args;

/// List what happened when, with citations
///
/// Dated agreements, visits and events with who took part, dated relationships and dated figures, in the
/// order of their first possible day, each as precisely dated as its source dates it. Names restrict it
/// to what touches one of them, or with --together to what joins them all. A project stands for its parts.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram timeline
  sociogram timeline Nazarbayev --since 2009
  sociogram timeline KEPCO Samsung --together
  sociogram timeline balkhash-power-plant
  sociogram timeline --kind agreement --until 2010 --certain")]
pub(super) struct Timeline {
    /// Names or ids
    names: Vec<String>,
    /// Only what joins all the names: records they share, edges between them
    #[arg(long)]
    together: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Timeline {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let request = TimelineRequest {
                about: session.nodes(&self.names)?,
                joining: if self.together { Joining::All } else { Joining::One },
                selection: self.selection.resolve(session)?,
            };
            if self.together && request.about.len() < 2 {
                return Err(CliError::usage("--together needs two actors or more to join")
                    .hint("name them: sociogram timeline NAME NAME --together"));
            }
            let answer = session.ask(|world| explore::timeline(world, &request));
            let is_empty = answer.entries.is_empty() && answer.undated.is_empty();
            session.print(&answer, Outcome::found(!is_empty))
        })
    }
}
