//! The verb `tour`.

use super::diagram::write_figures;
use super::error::CliError;
use super::session::{Place, Session};
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::{Global, Outcome, builtin, session};
use crate::dataset::View;
use crate::explore::{self, Exactness, Measure, PathRequest, RankRequest, TimelineRequest, Ways};
use crate::graph::{RankShape, Selection, Via};
use crate::printer::TourReport;
use clap::Args;
use std::path::PathBuf;

/// See what it does: a cited path, a ranking, a timeline and diagrams, on the built-in data
///
/// Writes the diagrams into output/, as SVG and as DOT.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram tour
  sociogram tour --output /tmp/pictures")]
pub(super) struct Tour {
    /// Folder for the diagrams; made when it is not there
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
}

/// The ends of the path and the middle of the timeline.
const FROM: &str = "kepco";
const TO: &str = "korea-eximbank";
const ABOUT: &str = "lee-myung-bak";
/// Rows of the ranking.
const ROWS: usize = 8;

impl Tour {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        if global.data.is_some() {
            return Err(CliError::usage("the tour is of the built-in data")
                .hint("leave out --data; for your own data ask path, rank, timeline and diagram"));
        }
        let place = Place::Builtin(&builtin::ALL[0]);
        session::with_place(place, global, ui, |session| {
            let (from, to, about) = (session.node(FROM)?, session.node(TO)?, session.node(ABOUT)?);
            let path_request = PathRequest {
                from,
                to,
                selection: Selection::default(),
                via: Via::default(),
                through: Vec::new(),
                weights: None,
                ways: Ways::AllShortest,
                limit: 1,
            };
            let rank_request = RankRequest {
                measure: Measure::Betweenness,
                shape: RankShape::default(),
                selection: Selection::default(),
                near: Vec::new(),
                exactness: Exactness::Exact,
                records: false,
                limit: ROWS,
            };
            let timeline_request =
                TimelineRequest { about: [about].into(), ..TimelineRequest::default() };
            let path = session.ask(|world| explore::path(world, &path_request));
            let no_limit = TimeLimitArgs::default();
            let rank =
                session.ask_long(no_limit, "rank", |world| explore::rank(world, &rank_request))?;
            let timeline = session.ask(|world| explore::timeline(world, &timeline_request));
            let files = self.draw(session)?;
            session.print(&TourReport { path, rank, timeline, about, files }, Outcome::Found)
        })
    }

    /// The figures of the views that the dataset saves.
    fn draw(&self, session: &Session<'_>) -> Result<Vec<String>, CliError> {
        let views: Vec<&View> = session.opened.dataset.views.iter().collect();
        let rows = write_figures(session, &self.output, &views)?;
        Ok(rows.into_iter().map(|row| row.file).collect())
    }
}
