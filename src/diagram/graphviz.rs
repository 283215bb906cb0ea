//! Graphviz as an outside program: DOT in, a picture out, with a limit on the time it may take.
//!
//! Also what its SVG lacks for people who cannot see it. Reads no environment: the caller says which
//! program to use. Writes no file.

use super::Format;
use super::scene::Scene;
use super::svg::{FONTS, Xml};
use std::fmt::{self, Write as _};
use std::io::{ErrorKind, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long a picture may take unless the caller says otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(5);

/// The Graphviz program `dot`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graphviz {
    program: PathBuf,
    timeout: Duration,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The file.
    pub bytes: Vec<u8>,
    /// What Graphviz said beside it; empty when all went well.
    pub warnings: String,
}

/// Why there is no picture.
#[derive(Debug)]
pub enum GraphvizError {
    /// The program cannot be started.
    Missing {
        /// What was tried.
        tried: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// The program refused the picture.
    Failed {
        /// What it said.
        stderr: String,
    },
    /// The program did not end in time and was stopped.
    TimedOut {
        /// The time it had.
        after: Duration,
    },
}

impl Graphviz {
    /// The program at `program`, or `dot` from the search path.
    pub fn new(program: Option<&Path>) -> Self {
        Self { program: program.unwrap_or(Path::new("dot")).to_owned(), timeout: TIMEOUT }
    }

    /// Gives it this long.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Renders DOT.
    pub fn render(&self, dot: &str, format: Format) -> Result<Rendered, GraphvizError> {
        let mut child = Command::new(&self.program)
            .arg(format!("-T{}", format.as_str()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|reason| GraphvizError::Missing { tried: self.program.clone(), reason })?;
        let mut stdin = child.stdin.take().expect("stdin is piped");
        let text = dot.to_owned();
        // A program that ends early closes its input; what it printed says why.
        let feeder = thread::spawn(move || match stdin.write_all(text.as_bytes()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => error.to_string(),
            _ => String::new(),
        });
        let out = drain(child.stdout.take().expect("stdout is piped"));
        let said = drain(child.stderr.take().expect("stderr is piped"));
        let success = self.wait(&mut child)?;
        let bytes = joined(out);
        let mut stderr = String::from_utf8_lossy(&joined(said)).into_owned();
        stderr.push_str(&joined(feeder));
        if success && !bytes.is_empty() {
            Ok(Rendered { bytes, warnings: stderr })
        } else {
            Err(GraphvizError::Failed { stderr })
        }
    }

    /// Waits for the end; kills the program when its time is over.
    fn wait(&self, child: &mut Child) -> Result<bool, GraphvizError> {
        let start = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return Ok(status.success()),
                Ok(None) if start.elapsed() < self.timeout => thread::sleep(POLL),
                Ok(None) => {
                    // It may have ended by itself just now; either way it is gone after this.
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(GraphvizError::TimedOut { after: self.timeout });
                }
                Err(error) => return Err(GraphvizError::Failed { stderr: error.to_string() }),
            }
        }
    }
}

fn drain(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before a broken pipe is all there is.
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}

fn joined<T>(thread: JoinHandle<T>) -> T {
    thread.join().expect("reading and writing pipes does not panic")
}

/// Makes an SVG of Graphviz fit its place and speak: full width, a name and a description for the
/// whole, the names of cards and lines instead of ids, a list of fonts, no reference outside.
///
/// Looks for the exact words that Graphviz writes; a part that is not found stays as it is.
pub fn accessible_svg(svg: &str, scene: &Scene) -> String {
    let body = svg.find("<svg").map_or(svg, |start| &svg[start..]);
    let Some(end_of_tag) = body.find('>') else { return svg.to_owned() };
    let view_box = attribute_value(&body[..end_of_tag], "viewBox").unwrap_or("0 0 100 100");
    let mut out = String::with_capacity(svg.len() + 4096);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         width=\"100%\" viewBox=\"{view_box}\" role=\"graphics-document\" \
         aria-labelledby=\"sg_title sg_desc\">\n\
         <title id=\"sg_title\">{}</title>\n<desc id=\"sg_desc\">{}</desc>",
        Xml(&scene.title),
        Xml(&scene.subtitle)
    );
    let names = Names::of(scene);
    let mut rest = &body[end_of_tag + 1..];
    while let Some(start) = rest.find("<g id=\"") {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(end) = rest.find('>') else { break };
        let (tag, after) = rest.split_at(end);
        out.push_str(tag);
        rest = after;
        let name = attribute_value(tag, "id").and_then(|id| names.of_group(id));
        if let Some(name) = &name {
            let _ = write!(out, " role=\"graphics-symbol\" aria-label=\"{}\"", Xml(name));
        }
        rest = rename(rest, name.as_deref(), &mut out);
    }
    out.push_str(rest);
    // Graphviz repeats the ids in comments.
    let out: String = out.split_inclusive('\n').filter(|line| !line.starts_with("<!--")).collect();
    out.replace("font-family=\"Arial\"", &format!("font-family=\"{FONTS}\""))
}

/// Copies up to and with the title of a group, with its human name; a group without one loses its title.
fn rename<'s>(rest: &'s str, name: Option<&str>, out: &mut String) -> &'s str {
    let after_tag = rest.strip_prefix(">\n").unwrap_or(rest);
    let title = after_tag
        .strip_prefix("<title>")
        .and_then(|text| text.find("</title>").map(|end| &text[end + "</title>".len()..]));
    let Some(after_title) = title else { return rest };
    out.push_str(">\n");
    if let Some(name) = name {
        let _ = write!(out, "<title>{}</title>", Xml(name));
    }
    after_title
}

/// Human names by the ids of ours.
struct Names<'s> {
    scene: &'s Scene,
}

impl<'s> Names<'s> {
    fn of(scene: &'s Scene) -> Self {
        Self { scene }
    }

    fn of_group(&self, id: &str) -> Option<String> {
        // A bracket is a label and two lines: all three carry its name.
        let id = id.strip_suffix("__a").or_else(|| id.strip_suffix("__b")).unwrap_or(id);
        let card = self.scene.cards.iter().find(|card| card.id == id);
        let link = || self.scene.links.iter().find(|link| link.id == id);
        card.map(|card| card.description.clone())
            .or_else(|| link().map(|link| self.scene.description_with_step(link)))
    }
}

fn attribute_value<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
    tag[start..].split('"').next()
}

impl fmt::Display for GraphvizError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { tried, reason } => {
                write!(f, "cannot start \"{}\" ({reason})", tried.display())
            }
            Self::Failed { stderr } if stderr.trim().is_empty() => {
                f.write_str("Graphviz made no picture and did not say why")
            }
            Self::Failed { stderr } => {
                write!(f, "Graphviz made no picture: {}", stderr.trim())
            }
            Self::TimedOut { after } => write!(
                f,
                "Graphviz was stopped after {} s; show fewer nodes, or write the picture as DOT",
                after.as_secs()
            ),
        }
    }
}

impl std::error::Error for GraphvizError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Missing { reason, .. } => Some(reason),
            Self::Failed { .. } | Self::TimedOut { .. } => None,
        }
    }
}
