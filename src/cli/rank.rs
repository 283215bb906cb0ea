//! The verb `rank`.

use super::error::CliError;
use super::selection::{RankGraphArgs, SelectionArgs};
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::explore::{self, Exactness, Measure, MeasuredOn, RankRequest};
use crate::graph::{EdgeDirection, Hubs, NodeIx};
use clap::Args;

/// Rank actors by a measure, on a stated graph
///
/// By default hubs are removed, agreements and events stay as nodes, and relationships count once,
/// undirected. Node kinds restrict the rows, not the graph.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram rank
  sociogram rank --by pagerank --kind company
  sociogram rank --by pagerank --near kepco
  sociogram rank --by constraint --kind person
  sociogram rank --by betweenness --within 0.01
  sociogram rank --by degree --as-of 2010 --format csv")]
pub(super) struct Rank {
    /// The measure
    #[arg(long, value_name = "MEASURE", default_value = "betweenness", value_parser = one_of(&Measure::ALL, Measure::as_str))]
    by: Measure,
    /// Keep direction, from subject to object
    #[arg(long)]
    directed: bool,
    #[command(flatten)]
    graph: RankGraphArgs,
    /// Rank by pagerank as seen from these: the walk begins again at them
    #[arg(long, value_name = "NAME")]
    near: Vec<String>,
    /// Estimate betweenness from random shortest paths, each score within E
    #[arg(long, value_name = "E", value_parser = error_bound)]
    within: Option<f64>,
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

fn error_bound(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(number) if (0.0001..1.0).contains(&number) => Ok(number),
        _ => Err("a number from 0.0001 to below 1 is needed".to_owned()),
    }
}

impl Rank {
    /// Refuses what does not go together.
    fn check(&self) -> Result<(), CliError> {
        let by = self.by.as_str();
        match self.by.measured_on() {
            MeasuredOn::Directed if !self.directed => {
                return Err(
                    CliError::usage(format!("{by} needs a directed graph")).hint("add --directed")
                );
            }
            MeasuredOn::Undirected if self.directed => {
                return Err(CliError::usage(format!("{by} needs an undirected graph"))
                    .hint("leave out --directed"));
            }
            _ => {}
        }
        if !self.near.is_empty() && self.by != Measure::Pagerank {
            return Err(CliError::usage(format!("{by} is not asked near somebody"))
                .hint("--near goes with --by pagerank"));
        }
        if self.within.is_some() && self.by != Measure::Betweenness {
            return Err(CliError::usage(format!("{by} is always exact"))
                .hint("--within goes with --by betweenness"));
        }
        Ok(())
    }

    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        self.check()?;
        session::with(global, ui, |session| {
            let near: Vec<NodeIx> = session.nodes(&self.near)?;
            let removed = |node: &&NodeIx| session.graph().node(**node).is_hub();
            if self.graph.hubs == Hubs::Remove
                && let Some(&hub) = near.iter().find(removed)
            {
                let name = session.graph().node(hub).name();
                let message = format!("{name} is a hub, and hubs are not in the graph");
                return Err(CliError::usage(message).hint("add --hubs keep"));
            }
            let direction =
                if self.directed { EdgeDirection::Directed } else { EdgeDirection::Undirected };
            let request = RankRequest {
                measure: self.by,
                shape: self.graph.shape(direction),
                selection: self.selection.resolve(session)?,
                near,
                exactness: self.within.map_or(Exactness::Exact, Exactness::Within),
                records: self.records,
                limit: self.top,
            };
            let answer =
                session.ask_long(self.time, "rank", |world| explore::rank(world, &request))?;
            session.print(&answer, Outcome::found(!answer.rows.is_empty()))
        })
    }
}
