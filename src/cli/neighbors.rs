//! The verb `neighbors`.

use super::error::CliError;
use super::selection::{SelectionArgs, ViaArgs};
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore::{self, NeighborsRequest};
use clap::Args;

/// List who stands next to a node, and by which cited relationships
///
/// Two parties of one agreement are one step apart. Hubs are listed, and nothing beyond them.
#[derive(Debug, Args)]
#[command(visible_alias = "neighbours")]
#[command(after_help = "Examples:
  sociogram neighbors kepco
  sociogram neighbors kepco --hops 2 --kind person
  sociogram neighbors samsung --as-of 2010")]
pub(super) struct Neighbors {
    /// Name or id
    name: String,
    /// Steps outward
    #[arg(long, value_name = "N", default_value_t = 1)]
    hops: u16,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    via: ViaArgs,
}

impl Neighbors {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let request = NeighborsRequest {
                node: session.node(&self.name)?,
                steps: u32::from(self.hops),
                selection: self.selection.resolve(session)?,
                via: self.via.resolve(session)?,
            };
            let answer = session.ask(|world| explore::neighbors(world, &request));
            session.print(&answer, Outcome::found(!answer.rows.is_empty()))
        })
    }
}
