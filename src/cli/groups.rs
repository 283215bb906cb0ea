//! The verb `groups`.

use super::error::CliError;
use super::selection::{RankGraphArgs, SelectionArgs};
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::explore::{self, GroupMethod, GroupsRequest};
use crate::graph::EdgeDirection;
use clap::Args;

/// Find who belongs together, by the relationships alone
///
/// Divides the network into groups with more relationships inside than chance would put there. A group is
/// a suggestion: the relationships behind it are facts, the division is arithmetic. The answer states how
/// clear it is (modularity), and cites what holds each group together and what joins it with others.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram groups
  sociogram groups --kind person --kind company
  sociogram groups --by leiden --resolution 2 --top 20
  sociogram groups --ties 5 --top 3
  sociogram groups --json")]
pub(super) struct Groups {
    /// How groups are found
    #[arg(long, value_name = "METHOD", default_value = "louvain", value_parser = one_of(&GroupMethod::ALL, GroupMethod::as_str))]
    by: GroupMethod,
    /// Above 1 for more and smaller groups, below for fewer and larger ones
    #[arg(long, value_name = "NUMBER", value_parser = resolution)]
    resolution: Option<f64>,
    #[command(flatten)]
    graph: RankGraphArgs,
    /// Relationships named for each that hold it together, and groups it is joined with, at most
    #[arg(long, value_name = "N", default_value_t = 2)]
    ties: usize,
    /// Groups at most
    #[arg(long, visible_alias = "limit", value_name = "N", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    time: TimeLimitArgs,
    #[command(flatten)]
    selection: SelectionArgs,
}

fn resolution(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(number) if number.is_finite() && number > 0.0 => Ok(number),
        _ => Err("a number above 0 is needed".to_owned()),
    }
}

impl Groups {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            if self.by == GroupMethod::LabelPropagation && self.resolution.is_some() {
                return Err(CliError::usage("label-propagation knows no resolution")
                    .hint("leave out --resolution, or take --by leiden"));
            }
            let request = GroupsRequest {
                method: self.by,
                resolution: self.resolution.unwrap_or(1.0),
                shape: self.graph.shape(EdgeDirection::Undirected),
                selection: self.selection.resolve(session)?,
                n_ties: self.ties,
                limit: self.top,
            };
            let answer =
                session.ask_long(self.time, "groups", |world| explore::groups(world, &request))?;
            session.print(&answer, Outcome::found(!answer.groups.is_empty()))
        })
    }
}
