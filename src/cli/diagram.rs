//! The verb `diagram`.

use super::error::CliError;
use super::selection::{SelectionArgs, ViaArgs};
use super::session::Session;
use super::ui::Ui;
use super::words::one_of;
use super::{Global, Outcome, session};
use crate::diagram::{
    Format, Graphviz, GraphvizError, MapRequest, Scene, Template, Theme, accessible_svg, to_dot,
};
use crate::explore::{self, PathAnswer, PathRequest, Ways, steps};
use crate::graph::NodeIx;
use clap::Args;
use std::fs::{self, File, FileType, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Draw a map of actors, or the path between two of them
///
/// DOT is written by the program itself; SVG and PNG need Graphviz (`dot`; GRAPHVIZ_DOT names another
/// program). A map puts the two states with most members at the sides, agreements and projects between. A
/// path is a numbered spine. Cards and lines carry the numbers of their sources; a plain line to an agreement
/// or event names them in its tooltip.
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
            let picture = render(&scene, form, ui)?;
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

/// A picture in a form.
pub(super) fn render(scene: &Scene, form: Format, ui: &Ui) -> Result<Vec<u8>, CliError> {
    let dot = to_dot(scene);
    if form == Format::Dot {
        return Ok(dot.into_bytes());
    }
    let program = std::env::var_os("GRAPHVIZ_DOT").map(PathBuf::from);
    let rendered = Graphviz::new(program.as_deref())
        .render(&dot, form)
        .map_err(|error| graphviz_error(&error))?;
    for line in rendered.warnings.lines() {
        ui.warn(&format!("graphviz: {line}"));
    }
    if form == Format::Svg {
        let svg = String::from_utf8_lossy(&rendered.bytes);
        return Ok(accessible_svg(&svg, scene).into_bytes());
    }
    Ok(rendered.bytes)
}

fn graphviz_error(error: &GraphvizError) -> CliError {
    let hint = match error {
        GraphvizError::Missing { .. } => {
            "install Graphviz (Debian: apt-get install -y graphviz fonts-noto-cjk), or write DOT: --as dot"
        }
        GraphvizError::Failed { .. } => "write DOT (--as dot) and try another version of Graphviz",
        GraphvizError::TimedOut { .. } => "draw less: name fewer nodes or lower --cards",
    };
    CliError::program(error.to_string()).hint(hint)
}

/// Writes a file whole or not at all. Only a regular file is replaced.
pub(super) fn write_whole(file: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let shown = file.display().to_string();
    if file.file_name().is_none() {
        return Err(CliError::usage(format!("{shown} is no file name")));
    }
    match fs::symlink_metadata(file) {
        Ok(there) if !there.is_file() => return Err(not_replaced(&shown, there.file_type())),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(CliError::write(&shown, &error)),
    }
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let (temporary, mut out) =
        create_temporary(folder).map_err(|error| CliError::write(&shown, &error))?;
    let written = out
        .write_all(bytes)
        .and_then(|()| out.sync_all())
        .and_then(|()| fs::rename(&temporary, file));
    written.map_err(|error| {
        // The error is about the file asked for, and a leftover would only confuse.
        let _ = fs::remove_file(&temporary);
        CliError::write(&shown, &error)
    })
}

fn not_replaced(shown: &str, there: FileType) -> CliError {
    let (found, hint) = if there.is_symlink() {
        ("a symbolic link", "name the file it leads to; -o - is standard output")
    } else if there.is_dir() {
        ("a folder", "name a file in it")
    } else {
        ("a pipe, a socket or a device", "write to standard output instead: -o -")
    };
    CliError::io(format!("{shown} is {found}, which a picture does not replace")).hint(hint)
}

/// A new file beside the one asked for, under a name that is short however long that one's is.
fn create_temporary(folder: &Path) -> io::Result<(PathBuf, File)> {
    const ATTEMPTS_MAX: u32 = 100;
    let process = std::process::id();
    let mut attempt = 0;
    loop {
        let path = folder.join(format!(".sociogram-{process}-{attempt}.tmp"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            // A process that had this number before may have left one behind.
            Err(error)
                if error.kind() == io::ErrorKind::AlreadyExists && attempt < ATTEMPTS_MAX =>
            {
                attempt += 1;
            }
            Err(error) => return Err(error),
        }
    }
}
