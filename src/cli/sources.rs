//! The verb `sources`.

use super::error::CliError;
use super::selection::{SelectionArgs, error_bound};
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::{Global, Outcome, session};
use crate::explore::{self, WithdrawalRequest};
use clap::Args;

/// List the sources, and how much rests on each; or what falls without one
///
/// With a source: which nodes, relationships and facts fall if it is withdrawn together with its copies, which stay
/// with fewer origins, and what that changes: how the network hangs together, who ranks where by betweenness, who
/// is connected with whom.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram sources
  sociogram sources --known-by 2012
  sociogram sources --format csv
  sociogram sources hop-forum-2013
  sociogram sources saltglass-2022 --data harbour-lights --limit 3")]
pub(super) struct Sources {
    /// Withdraw this source, by its id
    #[arg(value_name = "SOURCE")]
    withdrawn: Option<String>,
    /// Rows of each list at most
    #[arg(long, value_name = "N", default_value_t = 10, requires = "withdrawn")]
    limit: usize,
    /// Estimate betweenness from random shortest paths, each score within E
    #[arg(long, value_name = "E", value_parser = error_bound, requires = "withdrawn")]
    within: Option<f64>,
    #[command(flatten)]
    time: TimeLimitArgs,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Sources {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let selection = self.selection.resolve(session)?;
            let Some(source) = &self.withdrawn else {
                let answer = session.ask(|world| explore::sources(world, &selection));
                return session.print(&answer, Outcome::Found);
            };
            let request = WithdrawalRequest {
                source: session.source(source)?.ix,
                selection,
                within: self.within,
                limit: self.limit,
            };
            let answer = session
                .ask_long(self.time, "sources", |world| explore::withdrawal(world, &request))?;
            let lists = [&answer.nodes, &answer.edges, &answer.facts, &answer.weakened];
            session.print(&answer, Outcome::found(lists.iter().any(|list| list.total > 0)))
        })
    }
}
