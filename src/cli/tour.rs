//! The verb `tour`.

use super::diagram::path_scene;
use super::error::CliError;
use super::picture::{Engine, render, write_whole};
use super::session::{Place, Session};
use super::ui::Ui;
use super::{Global, Outcome, builtin, session};
use crate::diagram::{Format, MapRequest, Pins, Scene, Theme};
use crate::explore::{self, Measure, PathAnswer, PathRequest, RankRequest, TimelineRequest, Ways};
use crate::graph::{RankShape, Selection, Via};
use crate::printer::TourReport;
use clap::Args;
use std::fs;
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
/// Whom the map is drawn around.
const AROUND: [&str; 6] = [
    "kepco",
    "korea-eximbank",
    "lee-myung-bak",
    "nursultan-nazarbayev",
    "park-geun-hye",
    "serik-akhmetov",
];
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
                ways: Ways::AllShortest,
                limit: 1,
            };
            let rank_request = RankRequest {
                measure: Measure::Betweenness,
                shape: RankShape::default(),
                selection: Selection::default(),
                records: false,
                limit: ROWS,
            };
            let timeline_request =
                TimelineRequest { about: [about].into(), selection: Selection::default() };
            let path = session.ask(|world| explore::path(world, &path_request));
            let rank = session.ask(|world| explore::rank(world, &rank_request));
            let timeline = session.ask(|world| explore::timeline(world, &timeline_request));
            let files = self.draw(session, &path)?;
            session.print(&TourReport { path, rank, timeline, about, files }, Outcome::Found)
        })
    }

    fn draw(&self, session: &Session<'_>, path: &PathAnswer) -> Result<Vec<String>, CliError> {
        fs::create_dir_all(&self.output)
            .map_err(|e| CliError::write(&self.output.display().to_string(), &e))?;
        let around: Vec<_> = session.nodes(AROUND)?;
        let part =
            session.ask(|world| explore::surroundings(world, &around, 1, &Selection::default()));
        let map = MapRequest {
            nodes: part.nodes.into_iter().collect(),
            edges: part.edges.into_iter().collect(),
            theme: Theme::Light,
            ..MapRequest::default()
        };
        let mut files = Vec::new();
        let map = crate::diagram::map(session.graph(), &map);
        let spine = path_scene(session, path, None, None);
        let scenes: Vec<(&str, Scene)> = [("map", Some(map)), ("path", spine)]
            .into_iter()
            .filter_map(|(n, s)| Some((n, s?)))
            .collect();
        for (name, scene) in &scenes {
            for form in [Format::Svg, Format::Dot] {
                files.push(self.draw_one(session, name, scene, form)?);
            }
        }
        Ok(files)
    }

    fn draw_one(
        &self,
        session: &Session<'_>,
        name: &str,
        scene: &Scene,
        form: Format,
    ) -> Result<String, CliError> {
        let file = self.output.join(format!("{name}.{}", form.as_str()));
        let picture = render(scene, &Pins::new(), form, Engine::Builtin, session.ui())?;
        write_whole(&file, &picture)?;
        Ok(file.display().to_string())
    }
}
