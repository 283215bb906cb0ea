//! The verb `rank`.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::explore::{self, Measure, RankRequest};
use crate::graph::{EdgeDirection, Hubs, ParallelEdges, RankShape};
use clap::Args;

/// Rank actors by a measure, on a stated graph
///
/// By default hubs are removed, agreements and events stay as nodes, and relationships count once,
/// undirected. Node kinds restrict the rows, not the graph.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram rank
  sociogram rank --by pagerank --kind company
  sociogram rank --by degree --as-of 2010 --format csv")]
pub(super) struct Rank {
    /// The measure
    #[arg(long, value_name = "MEASURE", default_value = "betweenness", value_parser = one_of(&Measure::ALL, Measure::as_str))]
    by: Measure,
    /// Keep direction, from subject to object
    #[arg(long)]
    directed: bool,
    /// Parallel relationships: once, or count each
    #[arg(long, default_value = "once", hide_default_value = true, value_parser = one_of(&ParallelEdges::ALL, ParallelEdges::as_str))]
    parallel: ParallelEdges,
    /// Hubs: remove, or keep
    #[arg(long, default_value = "remove", hide_default_value = true, value_parser = one_of(&Hubs::ALL, Hubs::as_str))]
    hubs: Hubs,
    /// List agreements and events too
    #[arg(long)]
    records: bool,
    /// Rows at most
    #[arg(long, visible_alias = "limit", value_name = "N", default_value_t = 10)]
    top: usize,
    #[command(flatten)]
    time: TimeLimitArgs,
    #[command(flatten)]
    selection: SelectionArgs,
}

impl Rank {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        if self.by.needs_direction() && !self.directed {
            return Err(CliError::usage(format!("{} needs a directed graph", self.by.as_str()))
                .hint("add --directed"));
        }
        session::with(global, ui, |session| {
            let request = RankRequest {
                measure: self.by,
                shape: RankShape {
                    direction: if self.directed {
                        EdgeDirection::Directed
                    } else {
                        EdgeDirection::Undirected
                    },
                    parallel: self.parallel,
                    hubs: self.hubs,
                },
                selection: self.selection.resolve(session)?,
                records: self.records,
                limit: self.top,
            };
            let answer =
                session.ask_long(self.time, "rank", |world| explore::rank(world, &request))?;
            session.print(&answer, Outcome::found(!answer.rows.is_empty()))
        })
    }
}
