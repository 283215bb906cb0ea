//! The verb `connect`.

use super::error::CliError;
use super::selection::{SelectionArgs, ViaArgs};
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore::{self, ConnectRequest};
use clap::Args;

/// Find the smallest cited subgraph that joins several actors
///
/// A tree by Mehlhorn's approximation of the Steiner tree: at most twice as long as the shortest one.
/// Exits 1 when they cannot all be joined, and shows the parts that can.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram connect kepco samsung korea-eximbank
  sociogram connect kepco \"Park Geun-hye\" \"Lee Myung-bak\" --json")]
pub(super) struct Connect {
    /// Names or ids
    #[arg(required = true, num_args = 2..)]
    names: Vec<String>,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    via: ViaArgs,
}

impl Connect {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let request = ConnectRequest {
                nodes: session.nodes(&self.names)?,
                selection: self.selection.resolve(session)?,
                via: self.via.resolve(session)?,
            };
            let answer = session.ask(|world| explore::connect(world, &request));
            session.print(&answer, Outcome::found(answer.trees.len() <= 1))
        })
    }
}
