//! The command line: arguments in, answer on stdout, talk on stderr, an exit code.
//!
//! One file per verb; its doc comment is its manual. `ui` alone touches the terminal, `session` alone
//! opens data.

mod add;
mod affiliations;
mod bench;
mod brokers;
mod builtin;
mod check;
mod completions;
mod conflicts;
mod connect;
mod corroboration;
mod diagram;
mod diff;
mod error;
mod evidence;
mod export;
mod figure;
mod find;
mod groups;
mod import;
mod init;
mod kinds;
mod neighbors;
mod path;
mod picture;
mod rank;
mod selection;
mod session;
mod show;
mod similar;
mod sources;
mod stats;
mod timeline;
mod tour;
mod ui;
mod validate;
mod verify;
mod watching;
mod words;

use crate::printer::{Format, Formulas};
use clap::{Args, CommandFactory, Parser, Subcommand};
use error::CliError;
use session::Open;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;
use ui::{ColorChoice, Ui};

/// How are A and B connected, since when, through whom, and says who?
///
/// A graph of actors and relationships in plain files, in which every answer carries its citations.
#[derive(Debug, Parser)]
#[command(
    name = "sociogram",
    version,
    max_term_width = 80,
    after_help = "Examples:
  sociogram tour                          the main job in one go
  sociogram path kepco \"Korea Eximbank\"   how two actors are connected
  sociogram rank --by betweenness         who stands between
  sociogram timeline Nazarbayev           what happened when
  sociogram verify --texts articles/      does every citation still stand

Exit codes: 0 found, 1 nothing found or a check failed, 2 usage, 3 bad data,
4 I/O or a missing program, 5 ambiguous name, 130 interrupted."
)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Verb,
}

/// Options of every verb, before or after it.
#[derive(Debug, Clone, Args)]
struct Global {
    /// Dataset: a folder, or the name of one that ships with the program
    ///
    /// Without it: the nearest folder upward with a dataset.json, else a graph-data/ that holds exactly
    /// one dataset, else the built-in one.
    #[arg(long, global = true, value_name = "PATH", help_heading = "Everywhere")]
    data: Option<PathBuf>,
    /// Folder with the texts of the sources, to re-check citations
    #[arg(long, global = true, value_name = "DIR", help_heading = "Everywhere")]
    texts: Option<PathBuf>,
    /// Only what sources say that were published by then (EDTF date)
    #[arg(long, global = true, value_name = "DATE", help_heading = "Everywhere")]
    known_by: Option<String>,
    /// Form of the answer
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        default_value = "text",
        hide_default_value = true,
        value_parser = words::one_of(&Format::ALL, Format::as_str),
        help_heading = "Everywhere"
    )]
    format: Format,
    /// Short for --format json
    #[arg(long, global = true, conflicts_with = "format", help_heading = "Everywhere")]
    json: bool,
    /// Leave cells that a spreadsheet would run as formulas as they are
    #[arg(long, global = true, help_heading = "Everywhere")]
    raw: bool,
    /// Colours: auto, always or never; NO_COLOR is respected
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "WHEN",
        help_heading = "Everywhere"
    )]
    color: ColorChoice,
    /// Print how long loading, answering, drawing and printing took, as JSON on stderr
    #[arg(long, global = true, help_heading = "Everywhere")]
    timings: bool,
    /// The dataset, where it is open already and several questions are asked of it.
    #[arg(skip)]
    open: Option<Rc<Open>>,
}

impl Global {
    fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    fn formulas(&self) -> Formulas {
        if self.raw { Formulas::Raw } else { Formulas::Neutralised }
    }
}

#[derive(Debug, Subcommand)]
enum Verb {
    Tour(tour::Tour),
    Find(find::Find),
    Show(show::Show),
    Neighbors(neighbors::Neighbors),
    Path(path::Path),
    Connect(connect::Connect),
    Rank(rank::Rank),
    Brokers(brokers::Brokers),
    Groups(groups::Groups),
    Affiliations(affiliations::Affiliations),
    Similar(similar::Similar),
    Timeline(timeline::Timeline),
    Conflicts(conflicts::Conflicts),
    Corroboration(corroboration::Corroboration),
    Diff(diff::Diff),
    Diagram(diagram::Diagram),
    Stats(stats::Stats),
    Kinds(kinds::Kinds),
    Sources(sources::Sources),
    Verify(verify::Verify),
    Validate(validate::Validate),
    Check(check::Check),
    Evidence(evidence::EvidenceVerb),
    Init(init::Init),
    Add(add::Add),
    Import(import::Import),
    Export(export::Export),
    Bench(bench::Bench),
    Completions(completions::Completions),
}

impl Verb {
    /// Does it ask the data a question, rather than check, change or measure files?
    fn asks(&self) -> bool {
        !matches!(
            self,
            Self::Tour(_)
                | Self::Verify(_)
                | Self::Validate(_)
                | Self::Check(_)
                | Self::Evidence(_)
                | Self::Init(_)
                | Self::Add(_)
                | Self::Import(_)
                | Self::Export(_)
                | Self::Bench(_)
                | Self::Completions(_)
        )
    }
}

/// How a command that printed its answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Something was found, or all is well.
    Found,
    /// Nothing was found, or a check failed.
    NotFound,
}

impl Outcome {
    fn found(found: bool) -> Self {
        if found { Self::Found } else { Self::NotFound }
    }
}

/// Runs the program on its arguments, the first being its own name.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    // An interrupt ends the process at once; a write in progress is completed or undone by the next one.
    let handled = ctrlc::set_handler(|| std::process::exit(130));
    let args: Vec<OsString> = args.into_iter().collect();
    let wants_json = asks_for_json(&args);
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => return usage(&error, wants_json),
    };
    let ui = Ui::new(cli.global.color, cli.global.timings);
    if let Err(error) = handled {
        ui.warn(&format!("interrupts end the program the system's way: {error}"));
    }
    match dispatch(&cli, &ui) {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::NotFound) => ExitCode::from(1),
        Err(error) => {
            ui.error(&error, cli.global.format() == Format::Json);
            ExitCode::from(error.exit_code())
        }
    }
}

fn dispatch(cli: &Cli, ui: &Ui) -> Result<Outcome, CliError> {
    let global = &cli.global;
    if global.known_by.is_some() && !cli.verb.asks() {
        return Err(CliError::usage("--known-by goes with questions, and this verb asks none"));
    }
    match &cli.verb {
        Verb::Tour(verb) => verb.run(global, ui),
        Verb::Find(verb) => verb.run(global, ui),
        Verb::Show(verb) => verb.run(global, ui),
        Verb::Neighbors(verb) => verb.run(global, ui),
        Verb::Path(verb) => verb.run(global, ui),
        Verb::Connect(verb) => verb.run(global, ui),
        Verb::Rank(verb) => verb.run(global, ui),
        Verb::Brokers(verb) => verb.run(global, ui),
        Verb::Groups(verb) => verb.run(global, ui),
        Verb::Affiliations(verb) => verb.run(global, ui),
        Verb::Similar(verb) => verb.run(global, ui),
        Verb::Timeline(verb) => verb.run(global, ui),
        Verb::Conflicts(verb) => verb.run(global, ui),
        Verb::Corroboration(verb) => verb.run(global, ui),
        Verb::Diff(verb) => verb.run(global, ui),
        Verb::Diagram(verb) => verb.run(global, ui),
        Verb::Stats(verb) => verb.run(global, ui),
        Verb::Kinds(verb) => verb.run(global, ui),
        Verb::Sources(verb) => verb.run(global, ui),
        Verb::Verify(verb) => verb.run(global, ui),
        Verb::Validate(verb) => verb.run(global, ui),
        Verb::Check(verb) => verb.run(global, ui),
        Verb::Evidence(verb) => verb.run(global, ui),
        Verb::Init(verb) => verb.run(global, ui),
        Verb::Add(verb) => verb.run(global, ui),
        Verb::Import(verb) => verb.run(global, ui),
        Verb::Export(verb) => verb.run(global, ui),
        Verb::Bench(verb) => verb.run(global, ui),
        Verb::Completions(verb) => verb.run(ui),
    }
}

/// What the command line asked for is known to be JSON even where it does not parse.
fn asks_for_json(args: &[OsString]) -> bool {
    let mut args = args.iter().take_while(|arg| *arg != "--").peekable();
    while let Some(arg) = args.next() {
        let is_format = arg == "--format" && args.peek().is_some_and(|value| *value == "json");
        if arg == "--json" || arg == "--format=json" || is_format {
            return true;
        }
    }
    false
}

fn usage(error: &clap::Error, wants_json: bool) -> ExitCode {
    use clap::error::ErrorKind;
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        Ui::help(error);
        return ExitCode::SUCCESS;
    }
    Ui::usage(error, wants_json);
    ExitCode::from(2)
}

/// The definition of the command line, for completions and tests over every verb and option.
pub fn command() -> clap::Command {
    Cli::command()
}
