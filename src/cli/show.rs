//! The verb `show`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::explore;
use clap::Args;

/// Show everything known about a node or one relationship, with its citations
///
/// Denied and cancelled statements are shown, and marked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram show kepco
  sociogram show \"Darkhan Berdaliyev\" --as-of 2007
  sociogram show kepco-signed-balkhash-framework
  sociogram show balkhash-framework --json")]
pub(super) struct Show {
    /// Name or id of a node, or id of an edge
    name: String,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Show {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let graph = session.graph();
            let selection = self.selection.resolve(session)?;
            let absent = |name: &str| {
                CliError::unknown(format!("{name} is not there at that time"))
                    .hint("ask about another time, or without --as-of, --since and --until")
            };
            // Answers name edges by id, so an id of one is asked for as often as a node.
            if let Some(edge) = graph.edge_by_id(&self.name) {
                let answer = explore::show_edge(edge, &selection);
                return session.print(&answer.ok_or_else(|| absent(edge.id()))?, Outcome::Found);
            }
            let node = session.node(&self.name)?;
            let answer = session.ask(|world| explore::show(world, node, &selection));
            session.print(&answer.ok_or_else(|| absent(graph.node(node).name()))?, Outcome::Found)
        })
    }
}
