//! The verb `evidence`.

use super::error::CliError;
use super::session::Session;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::evidence::{self, Located};
use crate::printer::LocatedReport;
use clap::{Args, Subcommand};

/// Find the place of a text in a source, as evidence ready to paste
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram --data harbour-lights evidence locate courier-2021 Torvash")]
pub(super) struct EvidenceVerb {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Locate(Locate),
}

/// Print the evidence object of every place where a text stands, numbered
///
/// The text must match exactly, line ends included. Nobody counts characters.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram --data harbour-lights evidence locate courier-2021 Torvash
  sociogram evidence locate businesskorea-2012 \"signed on March 25\" --texts articles/
      --says \"Three companies signed the framework\"")]
struct Locate {
    /// Id of the source
    source: String,
    /// The text, exactly as it stands in the source
    text: String,
    /// Your paraphrase in one line, for the evidence object
    #[arg(long, value_name = "WORDS", default_value = "…")]
    says: String,
}

impl EvidenceVerb {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        let Action::Locate(locate) = &self.action;
        session::with(global, ui, |session| {
            let places = places(session, &locate.source, &locate.text)?;
            let report = LocatedReport {
                source: locate.source.clone(),
                needle: locate.text.clone(),
                places,
                says: locate.says.clone(),
            };
            session.print(&report, Outcome::Found)
        })
    }
}

/// The first place where a text stands but for case and white space, as it stands there.
fn written_otherwise<'t>(text: &'t str, needle: &str) -> Option<&'t str> {
    let folded = |c: char| c.to_lowercase().next().unwrap_or(c);
    let wanted: Vec<char> = needle.chars().filter(|c| !c.is_whitespace()).map(folded).collect();
    let letters: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| !c.is_whitespace()).collect();
    if wanted.is_empty() {
        return None;
    }
    let found = letters
        .windows(wanted.len())
        .find(|window| window.iter().zip(&wanted).all(|(&(_, c), &wanted)| folded(c) == wanted))?;
    let (start, _) = found[0];
    let (last, c) = found[found.len() - 1];
    Some(&text[start..last + c.len_utf8()])
}

/// Every place of a text in a source; an error when there is none.
pub(super) fn places(
    session: &Session<'_>,
    source: &str,
    text: &str,
) -> Result<Vec<Located>, CliError> {
    let source = session.source(source)?;
    if text.is_empty() {
        return Err(CliError::usage("an empty text stands everywhere"));
    }
    session.with_text(source, |source_text| {
        let source_text = source_text.map_err(|problem| {
            CliError::io(format!("the text of {} is not at hand: {problem}", source.id()))
                .hint("put it into the dataset's sources/ folder, or name its folder: --texts DIR")
        })?;
        let places = evidence::locate(source_text, text);
        if places.is_empty() {
            let error = CliError::unknown(format!("that text does not stand in {}", source.id()));
            return Err(match written_otherwise(source_text.as_str(), text) {
                Some(found) => error.hint(format!("it stands there as “{found}”")),
                None => {
                    error.hint("it must match exactly: case, spaces, quotation marks and line ends")
                }
            });
        }
        Ok(places)
    })
}
