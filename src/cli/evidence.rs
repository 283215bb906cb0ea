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
            session.print(&report, true)
        })
    }
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
    let source_text = session.read_text(source.id()).map_err(|problem| {
        CliError::io(format!("the text of {} is not at hand: {problem}", source.id()))
            .hint("put it into the dataset's sources/ folder, or name its folder: --texts DIR")
    })?;
    let places = evidence::locate(&source_text, text);
    if places.is_empty() {
        return Err(CliError::unknown(format!("that text does not stand in {}", source.id()))
            .hint("it must match exactly: case, spaces, quotation marks and line ends"));
    }
    Ok(places)
}
