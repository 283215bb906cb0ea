//! The verb `diagram`.

use super::error::CliError;
use super::picture::{Engine, render, write_whole};
use super::selection::{SelectionArgs, ViaArgs};
use super::session::Session;
use super::ui::Ui;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::diagram::{Format, MapRequest, Pins, Scene, Template, Theme};
use crate::explore::{self, Measure, PathAnswer, PathRequest, Ways, steps};
use crate::graph::NodeIx;
use clap::Args;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// Draw a map of actors, a timeline, or the path between two of them
///
/// A map puts the two states with most members at the sides, agreements and projects between. A path is a
/// numbered spine. A timeline has a row per year. Cards and lines carry the numbers of their sources; a plain
/// line to an agreement or event names them in its tooltip. Nothing else needs to be installed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram diagram kepco samsung -o map.dot
  sociogram diagram --template path kepco korea-eximbank -o path.svg
  sociogram diagram --kind agreement --kind company --as dot | dot -Tpdf > map.pdf")]
pub(super) struct Diagram {
    /// Names or ids: the middle of a map, or the two ends of a path
    names: Vec<String>,
    /// What to draw
    #[arg(long, value_name = "TEMPLATE", default_value = "map", value_parser = one_of(&Template::ALL, Template::as_str))]
    template: Template,
    /// Form of the picture; taken from the output's name when absent, else dot
    #[arg(long = "as", value_name = "FORM", value_parser = one_of(&Format::ALL, Format::as_str))]
    form: Option<Format>,
    /// Who lays out SVG and PNG: the program itself, or Graphviz (`dot`; GRAPHVIZ_DOT names another program)
    #[arg(long, value_name = "ENGINE", default_value = "builtin", value_parser = one_of(&Engine::ALL, Engine::as_str))]
    engine: Engine,
    /// File to write; standard output when absent or -
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Title; a map is titled by its sides, a path by its question
    #[arg(long, value_name = "WORDS")]
    title: Option<String>,
    /// Colours, light when absent
    #[arg(long, value_name = "THEME", value_parser = one_of(&Theme::ALL, Theme::as_str))]
    theme: Option<Theme>,
    /// Steps outward from the names of a map
    #[arg(long, value_name = "N", default_value_t = 1)]
    hops: u16,
    /// Cards at most; the best connected are drawn
    #[arg(long, value_name = "N", default_value_t = 40)]
    cards: usize,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    via: ViaArgs,
}

impl Diagram {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        if global.format() != crate::printer::Format::Text {
            return Err(CliError::usage("a picture has forms of its own")
                .hint("add --as dot, --as svg or --as png instead of --format"));
        }
        let form = self.form()?;
        session::with(global, ui, |session| {
            let names: Vec<NodeIx> = session.nodes(&self.names)?;
            let Some(scene) = self.scene(session, &names)? else {
                ui.warn("nothing was found to draw; no picture was made");
                return Ok(Outcome::NotFound);
            };
            let picture = render(&scene, &Pins::new(), form, self.engine, ui)?;
            match self.output.as_deref().filter(|file| *file != Path::new("-")) {
                None if form == Format::Png && io::stdout().is_terminal() => {
                    Err(CliError::usage("a PNG is not for a terminal").hint("add -o FILE.png"))
                }
                None => ui.answer(&picture).map(|()| Outcome::Found),
                Some(file) => {
                    write_whole(file, &picture)?;
                    ui.note(&format!("wrote {}", file.display()));
                    Ok(Outcome::Found)
                }
            }
        })
    }

    fn form(&self) -> Result<Format, CliError> {
        let by_name = self
            .output
            .as_deref()
            .and_then(Path::extension)
            .and_then(|extension| extension.to_str())
            .map(str::to_ascii_lowercase);
        match (self.form, by_name) {
            (Some(form), _) => Ok(form),
            (None, None) => Ok(Format::Dot),
            (None, Some(extension)) => match extension.as_str() {
                "gv" => Ok(Format::Dot),
                other => {
                    Format::ALL.into_iter().find(|form| form.as_str() == other).ok_or_else(|| {
                        CliError::usage(format!("“.{other}” is no form of a picture"))
                            .hint("add --as dot, --as svg or --as png")
                    })
                }
            },
        }
    }

    fn scene(&self, session: &Session<'_>, names: &[NodeIx]) -> Result<Option<Scene>, CliError> {
        let selection = self.selection.resolve(session)?;
        match (self.template, names) {
            (Template::Map, _) => {
                let part = session.ask(|world| {
                    explore::surroundings(world, names, u32::from(self.hops), &selection)
                });
                let request = MapRequest {
                    nodes: part.nodes.into_iter().collect(),
                    edges: part.edges.into_iter().collect(),
                    title: self.title.clone(),
                    subtitle_filters: selection.words(session.graph()),
                    cards_max: self.cards,
                    theme: self.theme.unwrap_or(Theme::Light),
                };
                let is_empty = request.edges.is_empty();
                Ok((!is_empty).then(|| crate::diagram::map(session.graph(), &request)))
            }
            (Template::Overview, _) => {
                let request = explore::OverviewRequest {
                    measure: Measure::Betweenness,
                    selection: selection.clone(),
                };
                let answer = session.ask(|world| explore::overview(world, &request));
                let request = crate::diagram::OverviewRequest {
                    measure: answer.measure,
                    nodes: answer.nodes,
                    edges: answer.edges,
                    labels_max: 12,
                    title: self.title.clone(),
                    subtitle_filters: selection.words(session.graph()),
                    notes: Vec::new(),
                    theme: self.theme.unwrap_or(Theme::Light),
                };
                Ok(Some(crate::diagram::overview(session.graph(), &request)))
            }
            (Template::Timeline, _) => {
                let request = explore::TimelineRequest {
                    about: names.iter().copied().collect(),
                    selection: selection.clone(),
                };
                let answer = session.ask(|world| explore::timeline(world, &request));
                let request = crate::diagram::TimelineRequest {
                    entries: answer.entries,
                    acts: !names.is_empty(),
                    undated_count: answer.undated.len(),
                    title: self.title.clone(),
                    subtitle_filters: selection.words(session.graph()),
                    notes: Vec::new(),
                    cards_max: self.cards,
                    theme: self.theme.unwrap_or(Theme::Light),
                };
                Ok(Some(crate::diagram::timeline(session.graph(), &request)))
            }
            (Template::Path, &[from, to]) => {
                let request = PathRequest {
                    from,
                    to,
                    selection,
                    via: self.via.resolve(session)?,
                    through: Vec::new(),
                    ways: Ways::AllShortest,
                    limit: 1,
                };
                let answer = session.ask(|world| explore::path(world, &request));
                Ok(path_scene(session, &answer, self.title.clone(), self.theme))
            }
            (Template::Path, _) => Err(CliError::usage("a path has two ends")
                .hint("sociogram diagram --template path FROM TO")),
        }
    }
}

/// The picture of the first path of an answer; nothing when there is none.
pub(super) fn path_scene(
    session: &Session<'_>,
    answer: &PathAnswer,
    title: Option<String>,
    theme: Option<Theme>,
) -> Option<Scene> {
    use crate::algo::paths::PathCount;
    let path = answer.paths.first()?;
    let mut nodes = vec![answer.from];
    nodes.extend(path.hops.iter().map(|hop| hop.to));
    let hops = path
        .hops
        .iter()
        .map(|hop| std::iter::once(hop.edge).chain(hop.also.iter().copied()).collect())
        .collect();
    let steps = steps(path.half_steps);
    let noun = if steps == 1 { "step" } else { "steps" };
    let total = match answer.total {
        PathCount::Exact(n) => n.to_string(),
        PathCount::AtLeast(n) => format!("at least {n}"),
    };
    let request = crate::diagram::PathRequest {
        nodes,
        hops,
        title,
        subtitle: Some(format!("Shortest path: {steps} {noun}, 1 of {total}.")),
        theme: theme.unwrap_or(Theme::Light),
        ..crate::diagram::PathRequest::default()
    };
    Some(crate::diagram::path(session.graph(), &request))
}
