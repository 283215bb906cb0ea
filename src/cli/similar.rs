//! The verb `similar`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::explore::{self, Likeness, SimilarRequest};
use clap::Args;

/// Find who plays a like role, tie by tie
///
/// By roles: who has the same kinds of ties to the same kinds of nodes. By ties: who has the same kinds of
/// ties to the very same nodes. A score says what the sources tell: on few ties it says little, so each row
/// says on how many it rests. Node kinds restrict the rows.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram similar kepco
  sociogram similar kepco --by ties
  sociogram similar lee-myung-bak --kind person --top 3
  sociogram similar zerde --by ties --until 2012 --json")]
pub(super) struct Similar {
    /// Name or id
    name: String,
    /// When two ties are alike
    #[arg(long, value_name = "WHAT", default_value = "roles", hide_default_value = true, value_parser = one_of(&Likeness::ALL, Likeness::as_str))]
    by: Likeness,
    /// Rows at most
    #[arg(long, visible_alias = "limit", value_name = "N", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Similar {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let request = SimilarRequest {
                node: session.node(&self.name)?,
                by: self.by,
                selection: self.selection.resolve(session)?,
                limit: self.top,
            };
            let answer = session.ask(|world| explore::similar(world, &request));
            session.print(&answer, Outcome::found(answer.n_rows > 0))
        })
    }
}
