//! The verb `rank`.

use super::error::CliError;
use super::selection::{RankGraphArgs, SelectionArgs, error_bound};
use super::session::Session;
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::explore::{
    self, Exactness, Measure, MeasuredOn, OverTimeRequest, RankRequest, SensitivityRequest,
};
use crate::graph::{EdgeDirection, Hubs, NodeIx};
use crate::model::Day;
use clap::Args;

/// Rank actors by a measure, on a stated graph
///
/// By default hubs are removed, agreements and events stay as nodes, and relationships count once,
/// undirected. Node kinds restrict the rows, not the graph. With --over-time the graph as of the last day of
/// each year is ranked; with --sensitivity what is left when each source is withdrawn with its copies.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram rank
  sociogram rank --by pagerank --kind company
  sociogram rank --by pagerank --near kepco
  sociogram rank --by constraint --kind person
  sociogram rank --by betweenness --within 0.01
  sociogram rank --by degree --as-of 2010 --format csv
  sociogram rank --over-time --since 2003
  sociogram rank --sensitivity --data harbour-lights
  sociogram rank --sensitivity --by degree --by pagerank --json")]
pub(super) struct Rank {
    /// The measure; with --sensitivity several, or all
    #[arg(long, value_name = "MEASURE", default_value = "betweenness", value_parser = one_of(&By::WORDS, By::as_str))]
    by: Vec<By>,
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
    #[command(flatten)]
    again: Again,
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

/// Rankings of several graphs.
#[derive(Debug, Args)]
struct Again {
    /// Rank the graph as of the last day of each year
    #[arg(long, conflicts_with_all = ["as_of", "sensitivity"])]
    over_time: bool,
    /// Of the years only those that N divides, and the last
    #[arg(long, value_name = "N", requires = "over_time", value_parser = clap::value_parser!(u32).range(1..))]
    every: Option<u32>,
    /// Rank again without each source: ranges of places and scores, and what moves them
    #[arg(long)]
    sensitivity: bool,
}

/// One measure, or all that the graph allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    One(Measure),
    All,
}

impl By {
    const WORDS: [Self; Measure::ALL.len() + 1] = {
        let mut words = [Self::All; Measure::ALL.len() + 1];
        let mut at = 0;
        while at < Measure::ALL.len() {
            words[at] = Self::One(Measure::ALL[at]);
            at += 1;
        }
        words
    };

    fn as_str(self) -> &'static str {
        match self {
            Self::One(measure) => measure.as_str(),
            Self::All => "all",
        }
    }
}

/// Years that one question may ask about.
const YEARS_MAX: usize = 200;

impl Rank {
    /// The measures asked for, each once.
    fn measures(&self) -> Vec<Measure> {
        let refused = if self.directed { MeasuredOn::Undirected } else { MeasuredOn::Directed };
        let mut measures = Vec::new();
        for by in &self.by {
            let named: Vec<Measure> = match by {
                By::One(measure) => vec![*measure],
                By::All => {
                    let fits = |measure: &Measure| measure.measured_on() != refused;
                    Measure::ALL.into_iter().filter(fits).collect()
                }
            };
            for measure in named {
                if !measures.contains(&measure) {
                    measures.push(measure);
                }
            }
        }
        measures
    }

    /// Refuses what does not go together.
    fn check(&self, measures: &[Measure]) -> Result<(), CliError> {
        for measure in measures {
            let by = measure.as_str();
            match measure.measured_on() {
                MeasuredOn::Directed if !self.directed => {
                    return Err(CliError::usage(format!("{by} needs a directed graph"))
                        .hint("add --directed"));
                }
                MeasuredOn::Undirected if self.directed => {
                    return Err(CliError::usage(format!("{by} needs an undirected graph"))
                        .hint("leave out --directed"));
                }
                _ => {}
            }
            if !self.near.is_empty() && *measure != Measure::Pagerank {
                return Err(CliError::usage(format!("{by} is not asked near somebody"))
                    .hint("--near goes with --by pagerank"));
            }
        }
        if self.within.is_some() && !measures.contains(&Measure::Betweenness) {
            let by = measures[0].as_str();
            return Err(CliError::usage(format!("{by} is always exact"))
                .hint("--within goes with --by betweenness"));
        }
        if measures.len() > 1 && !self.again.sensitivity {
            return Err(CliError::usage("a ranking is by one measure")
                .hint("several go with --sensitivity"));
        }
        Ok(())
    }

    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        let measures = self.measures();
        self.check(&measures)?;
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
            if self.again.sensitivity {
                self.sensitivity(session, measures, near)
            } else if self.again.over_time {
                self.over_time(session, measures[0], near)
            } else {
                self.once(session, measures[0], near)
            }
        })
    }

    fn direction(&self) -> EdgeDirection {
        if self.directed { EdgeDirection::Directed } else { EdgeDirection::Undirected }
    }

    fn once(
        &self,
        session: &Session<'_>,
        measure: Measure,
        near: Vec<NodeIx>,
    ) -> Result<Outcome, CliError> {
        let request = RankRequest {
            measure,
            shape: self.graph.shape(self.direction()),
            selection: self.selection.resolve(session)?,
            near,
            exactness: self.within.map_or(Exactness::Exact, Exactness::Within),
            records: self.records,
            limit: self.top,
        };
        let answer = session.ask_long(self.time, "rank", |world| explore::rank(world, &request))?;
        session.print(&answer, Outcome::found(!answer.rows.is_empty()))
    }

    fn over_time(
        &self,
        session: &Session<'_>,
        measure: Measure,
        near: Vec<NodeIx>,
    ) -> Result<Outcome, CliError> {
        let (selection, days) = self.selection.resolve_for_years(session)?;
        let span = explore::dated_years(session.graph(), &selection);
        let asked = |day: Day, open: Day| (day != open).then(|| day.to_ymd().0);
        let (since, until) = (asked(days.first, Day::EARLIEST), asked(days.last, Day::LATEST));
        let first = since.or(span.map(|(first, _)| first)).or(until);
        let last = until.or(span.map(|(_, last)| last)).or(since);
        let years: Vec<i64> = match first.zip(last) {
            // What is dated before the first year asked about, or after the last, does not move that one.
            Some((first, last)) => {
                let (first, last) = match (since, until) {
                    (Some(since), None) => (since, last.max(since)),
                    (None, Some(until)) => (first.min(until), until),
                    _ => (first, last),
                };
                explore::years_between(first, last, self.again.every).take(YEARS_MAX + 1).collect()
            }
            None => Vec::new(),
        };
        if years.len() > YEARS_MAX {
            return Err(CliError::usage(format!("these are more than {YEARS_MAX} years"))
                .hint("a greater --every, --since or --until leaves fewer"));
        }
        let request = OverTimeRequest {
            measure,
            shape: self.graph.shape(self.direction()),
            selection,
            near,
            within: self.within,
            records: self.records,
            limit: self.top,
            years,
        };
        let answer = session
            .ask_long(self.time, "rank", |world| explore::rank_over_time(world, &request))?;
        session.print(&answer, Outcome::found(!answer.rows.is_empty()))
    }

    fn sensitivity(
        &self,
        session: &Session<'_>,
        measures: Vec<Measure>,
        near: Vec<NodeIx>,
    ) -> Result<Outcome, CliError> {
        let request = SensitivityRequest {
            measures,
            shape: self.graph.shape(self.direction()),
            selection: self.selection.resolve(session)?,
            near,
            within: self.within,
            records: self.records,
            limit: self.top,
        };
        let answer = session
            .ask_long(self.time, "rank", |world| explore::rank_sensitivity(world, &request))?;
        let has_rows = answer.measures.iter().any(|measure| !measure.rows.is_empty());
        session.print(&answer, Outcome::found(has_rows))
    }
}
