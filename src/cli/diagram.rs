//! The verb `diagram`.

use super::error::CliError;
use super::figure::{Figure, FigureArgs, no_pins};
use super::picture::{Engine, not_replaced, render, write_all_whole, write_whole};
use super::session::Session;
use super::ui::Ui;
use super::verify::changes_report;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::dataset::{self, Mode, Pin, View};
use crate::diagram::{Format, card_id, describe, lay_out};
use crate::graph::NodeIx;
use crate::model::Id;
use crate::printer::{self, FigureRow, FigureState, FiguresReport, shell_word};
use clap::Args;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

/// Draw a map of actors, a timeline, a path between two of them, or the whole graph
///
/// A map puts the two states with most members at the sides, agreements and projects between. A timeline has a
/// row per year, a path is a numbered spine, an overview shows the whole graph with areas by a measure. Cards
/// and lines carry the numbers of their sources; a plain line to an agreement or event names them in its
/// tooltip. Nothing else needs to be installed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram diagram kepco samsung -o map.svg
  sociogram diagram --template path kepco korea-eximbank -o path.png
  sociogram diagram --template timeline \"Lee Myung-bak\" -o timeline.svg
  sociogram diagram --template overview --size-by pagerank -o overview.svg
  sociogram diagram --view map -o map.html
  sociogram diagram --view map --describe
  sociogram diagram --check --figures output
  sociogram diagram --kind agreement --kind company --as dot | dot -Tpdf > map.pdf")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Diagram {
    #[command(flatten)]
    figure: FigureArgs,
    /// Print what the picture shows as text, for readers who cannot see it
    #[arg(long, conflicts_with_all = ["form", "figures", "check", "pin"])]
    describe: bool,
    /// Form of the picture; taken from the output's name when absent, else dot
    #[arg(long = "as", value_name = "FORM", value_parser = one_of(&Format::ALL, Format::as_str), conflicts_with_all = ["figures", "check", "pin"])]
    form: Option<Format>,
    /// Who lays out SVG and PNG: the program itself, or Graphviz (`dot`; GRAPHVIZ_DOT names another program)
    #[arg(long, value_name = "ENGINE", default_value = "builtin", hide_default_value = true, value_parser = one_of(&Engine::ALL, Engine::as_str), conflicts_with_all = ["describe", "figures", "check", "pin"])]
    engine: Engine,
    /// File to write; standard output when absent or -
    #[arg(long, short, value_name = "FILE", conflicts_with_all = ["figures", "check"])]
    output: Option<PathBuf>,
    /// Draw a view that the dataset saves, views/NAME.json; with --figures or --check only this one
    #[arg(long, value_name = "NAME")]
    view: Vec<String>,
    /// Write the views of the dataset into this folder, each as SVG and as DOT
    #[arg(long, value_name = "DIR")]
    figures: Option<PathBuf>,
    /// Fix every card of the view where it stands now: its file gets the pins
    #[arg(long, requires = "view", conflicts_with_all = ["figures", "check", "output"])]
    pin: bool,
    /// Say what --pin would change, and change nothing
    #[arg(long, requires = "pin")]
    dry_run: bool,
    /// Only compare the figures in that folder (output when none is named) with what would be written
    #[arg(long)]
    check: bool,
}

/// The forms in which figures are kept: those that are the same bytes everywhere.
const KEPT: [Format; 2] = [Format::Svg, Format::Dot];
const FIGURES: &str = "output";

impl Diagram {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        if !self.view.is_empty() && !self.figure.is_empty() {
            return Err(CliError::usage("a view says itself what to draw")
                .hint("leave out --view, or change the view's file"));
        }
        if self.check || self.figures.is_some() {
            if !self.figure.is_empty() {
                return Err(CliError::usage("figures are drawn of saved views")
                    .hint("leave out what to draw, or name a view: --view NAME"));
            }
            if global.known_by.is_some() {
                return Err(CliError::usage("figures of saved views show all that is known now")
                    .hint("draw one as it was known: --view NAME --known-by DATE -o FILE"));
            }
            return session::with(global, ui, |session| self.figures(session, global.format()));
        }
        if self.pin {
            return session::with(global, ui, |session| self.pin(session));
        }
        let form = self.form()?;
        if self.file().is_none() && global.format() != printer::Format::Text {
            return Err(CliError::usage(
                "standard output is for the picture or the answer, not both",
            )
            .hint("add -o FILE for the picture; --as says its form, not --format"));
        }
        if let Some(earlier) = self.figure.against() {
            return session::with_earlier(earlier, global, ui, |session, differences| {
                // A title is for print, where a path of this machine means nothing.
                let name = earlier.file_name().unwrap_or(earlier.as_os_str()).to_string_lossy();
                let since = format!("since {name}");
                let figure = Figure::from(self.figure.clone()).differing(since, differences);
                self.draw(session, &figure, form, global.format())
            });
        }
        session::with(global, ui, |session| {
            let figure = match &self.view[..] {
                [] => Figure::from(self.figure.clone()),
                [name] => Figure::of_view(view(session, name)?),
                _ => {
                    return Err(CliError::usage("one picture is of one view")
                        .hint("several are written into a folder: --figures DIR"));
                }
            };
            self.draw(session, &figure, form, global.format())
        })
    }

    fn draw(
        &self,
        session: &Session<'_>,
        figure: &Figure,
        form: Format,
        answer: printer::Format,
    ) -> Result<Outcome, CliError> {
        let ui = session.ui();
        let Some((scene, pins)) = figure.scene(session)? else {
            ui.warn("nothing was found to draw; no picture was made");
            return no_figures(session, answer);
        };
        let picture = if self.describe {
            describe(&scene).into_bytes()
        } else {
            render(&scene, &pins, form, self.engine, ui)?
        };
        session.lap("draw");
        match self.file() {
            None if form == Format::Png && io::stdout().is_terminal() => {
                Err(CliError::usage("a PNG is not for a terminal").hint("add -o FILE.png"))
            }
            None => {
                ui.answer(&picture)?;
                session.lap("print");
                Ok(Outcome::Found)
            }
            Some(file) => {
                write_whole(file, &picture)?;
                session.lap("write");
                let shown = file.display().to_string();
                if answer == printer::Format::Text {
                    ui.note(&format!("wrote {shown}"));
                    return Ok(Outcome::Found);
                }
                let row = FigureRow {
                    view: self.view.first().cloned(),
                    file: shown,
                    state: FigureState::Written,
                };
                let report = FiguresReport { rows: vec![row], next: Vec::new() };
                session.print(&report, Outcome::Found)
            }
        }
    }

    /// Saves where the cards of a view stand.
    fn pin(&self, session: &Session<'_>) -> Result<Outcome, CliError> {
        let folder = session.folder()?;
        let [name] = &self.view[..] else {
            return Err(CliError::usage("one view is pinned at a time"));
        };
        let view = view(session, name)?;
        let Some((scene, pins)) = Figure::of_view(view).scene(session)? else {
            return Err(CliError::unknown(format!("the view “{name}” shows nothing")));
        };
        if !scene.template.takes_pins() {
            return Err(no_pins(scene.template));
        }
        let drawing = lay_out(&scene, &pins, &mut |_| ());
        session.lap("draw");
        let ids: BTreeMap<String, NodeIx> =
            session.graph().nodes().map(|node| (card_id(node.id()), node.ix)).collect();
        let mut pinned = view.clone();
        for node in &drawing.nodes {
            let centre = node.frame.centre();
            let record = ids.get(&node.id).map(|&ix| session.graph().node(ix).id());
            if let (Some(id), Some(pin)) = (record, Pin::new(centre.x, centre.y)) {
                let id = Id::new(id).expect("ids of a dataset are ids");
                pinned.pins.insert(id, pin);
            }
        }
        let mode = if self.dry_run { Mode::DryRun } else { Mode::Write };
        let applied = dataset::save_view(folder, &pinned, mode)?;
        let next = vec![format!("diagram --view {name} -o {name}.svg")];
        session.print(&changes_report("diagram.pin", mode, &applied, next), Outcome::Found)
    }

    /// Writes the figures of the views, or compares them with those at hand.
    fn figures(&self, session: &Session<'_>, answer: printer::Format) -> Result<Outcome, CliError> {
        let names = self.views_named();
        let views: Vec<&View> = if names.is_empty() {
            session.opened.dataset.views.iter().collect()
        } else {
            names.iter().map(|name| view(session, name)).collect::<Result<_, _>>()?
        };
        if views.is_empty() {
            session.ui().warn("the dataset saves no views; there is nothing to draw");
            return no_figures(session, answer);
        }
        let folder = self.figures.as_deref().unwrap_or(Path::new(FIGURES));
        let rows = if self.check {
            let drawn = figures(session, folder, &views)?;
            let rows = drawn.iter().map(Drawn::compared).collect::<Result<_, _>>()?;
            session.lap("compare");
            rows
        } else {
            write_figures(session, folder, &views)?
        };
        let all_well = rows.iter().all(|row: &FigureRow| row.state.is_well());
        let next = if all_well { Vec::new() } else { vec![figures_command(&names, folder)] };
        session.print(&FiguresReport { rows, next }, Outcome::found(all_well))
    }

    /// The views that are named, each once.
    fn views_named(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for name in &self.view {
            if !names.contains(&&**name) {
                names.push(name);
            }
        }
        names
    }

    /// The file that the picture goes to; none is standard output.
    fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|file| *file != Path::new("-"))
    }

    /// The form that was asked for, by word or by the name of the file.
    fn form(&self) -> Result<Format, CliError> {
        let form = self.form_named()?;
        if self.engine == Engine::Graphviz && !matches!(form, Format::Svg | Format::Png) {
            let message = format!("Graphviz does not draw {}, only SVG and PNG", form.as_str());
            return Err(CliError::usage(message)
                .hint("add --as svg or --as png, or leave out --engine graphviz"));
        }
        Ok(form)
    }

    fn form_named(&self) -> Result<Format, CliError> {
        let extension = self
            .output
            .as_deref()
            .and_then(Path::extension)
            .and_then(|extension| extension.to_str())
            .map(str::to_ascii_lowercase);
        let by_name = extension.as_deref().and_then(form_of);
        match (self.form, by_name, extension) {
            (Some(form), Some(named), Some(extension)) if form != named => {
                let message = format!("--as {} is not the form of a .{extension}", form.as_str());
                Err(CliError::usage(message).hint("leave out --as, or name another file"))
            }
            (Some(form), ..) | (None, Some(form), _) => Ok(form),
            (None, None, Some(extension)) if !self.describe => {
                Err(CliError::usage(format!("“.{extension}” is no form of a picture"))
                    .hint("add --as dot, svg, png, html or mermaid"))
            }
            (None, None, _) => Ok(Format::Dot),
        }
    }
}

/// The form of files with this extension.
fn form_of(extension: &str) -> Option<Format> {
    match extension {
        "gv" => Some(Format::Dot),
        "htm" => Some(Format::Html),
        "mmd" => Some(Format::Mermaid),
        word => Format::ALL.into_iter().find(|form| form.as_str() == word),
    }
}

/// The command that writes the figures of these views, or of all, into a folder.
fn figures_command(names: &[&str], folder: &Path) -> String {
    let views = names.iter().map(|name| format!(" --view {}", shell_word(name)));
    let folder = shell_word(&folder.display().to_string());
    format!("diagram{} --figures {folder}", views.collect::<String>())
}

/// Ends a run that found nothing to draw: with an answer without rows where a program reads it.
fn no_figures(session: &Session<'_>, answer: printer::Format) -> Result<Outcome, CliError> {
    if answer == printer::Format::Text {
        return Ok(Outcome::NotFound);
    }
    session.print(&FiguresReport { rows: Vec::new(), next: Vec::new() }, Outcome::NotFound)
}

/// The view of this name.
fn view<'s>(session: &'s Session<'_>, name: &str) -> Result<&'s View, CliError> {
    session.opened.dataset.view(name).ok_or_else(|| {
        let names: Vec<&str> =
            session.opened.dataset.views.iter().map(|view| &*view.name).collect();
        let hint = if names.is_empty() {
            "the dataset saves none; a view is a file views/NAME.json in it".to_owned()
        } else {
            format!("views: {}", names.join(", "))
        };
        CliError::unknown(format!("there is no view “{name}”")).hint(hint)
    })
}

/// A figure in one form, with the file it belongs into.
struct Drawn {
    view: String,
    file: PathBuf,
    bytes: Vec<u8>,
}

impl Drawn {
    /// What stands in the file, beside what should. Only a regular file is read, and of that no more than it should be.
    fn compared(&self) -> Result<FigureRow, CliError> {
        let unreadable =
            |error: &io::Error| CliError::read(&self.file.display().to_string(), error);
        let there = match fs::symlink_metadata(&self.file) {
            Ok(there) => there,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(self.row(FigureState::Missing));
            }
            Err(error) => return Err(unreadable(&error)),
        };
        if !there.is_file() {
            let refused = not_replaced(&self.file.display().to_string(), there.file_type());
            return Err(refused.hint("move it away, or name another folder: --figures DIR"));
        }
        let length = self.bytes.len() as u64;
        if there.len() != length {
            return Ok(self.row(FigureState::Stale));
        }
        let mut bytes = Vec::with_capacity(self.bytes.len());
        File::open(&self.file)
            .and_then(|file| file.take(length).read_to_end(&mut bytes))
            .map_err(|error| unreadable(&error))?;
        let is_fresh = bytes == self.bytes;
        Ok(self.row(if is_fresh { FigureState::Fresh } else { FigureState::Stale }))
    }

    fn row(&self, state: FigureState) -> FigureRow {
        FigureRow { view: Some(self.view.clone()), file: self.file.display().to_string(), state }
    }
}

/// All figures of some views.
fn figures(session: &Session<'_>, folder: &Path, views: &[&View]) -> Result<Vec<Drawn>, CliError> {
    let mut drawn = Vec::new();
    for view in views {
        let Some((scene, pins)) = Figure::of_view(view).scene(session)? else {
            let message = format!("the view “{}” shows nothing", view.name);
            return Err(
                CliError::unknown(message).hint("widen what it selects, or delete its file")
            );
        };
        for form in KEPT {
            let file = folder.join(format!("{}.{}", view.name, form.as_str()));
            let bytes = render(&scene, &pins, form, Engine::Builtin, session.ui())?;
            drawn.push(Drawn { view: view.name.clone(), file, bytes });
        }
        session.lap("draw");
    }
    Ok(drawn)
}

/// Writes the figures of views into a folder, all of them or, where one cannot be drawn or written, none. What a
/// crash leaves is said at [`write_all_whole`].
pub(super) fn write_figures(
    session: &Session<'_>,
    folder: &Path,
    views: &[&View],
) -> Result<Vec<FigureRow>, CliError> {
    let drawn = figures(session, folder, views)?;
    let mut rows = drawn.iter().map(Drawn::compared).collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<(&Path, &[u8])> = Vec::new();
    for (row, figure) in rows.iter_mut().zip(&drawn) {
        if row.state != FigureState::Fresh {
            row.state = FigureState::Written;
            files.push((&figure.file, &figure.bytes));
        }
    }
    fs::create_dir_all(folder).map_err(|e| CliError::write(&folder.display().to_string(), &e))?;
    write_all_whole(&files)?;
    session.lap("write");
    Ok(rows)
}
