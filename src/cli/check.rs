//! The verb `check`.

use super::error::CliError;
use super::session::Session;
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::{Cli, Global, Outcome, dispatch, session};
use crate::algo::{Progress, Watch};
use crate::dataset;
use crate::printer::{Answer, CheckOutcome, CheckReport, CheckRow, Judgement, judge};
use clap::{Args, Parser};
use std::time::Instant;

/// Ask the standing questions of a dataset and say which answers are no longer as expected
///
/// They stand in its checks.json: each is a verb with its arguments and what the answer must satisfy. A check that
/// fails shows the difference: what was expected, what was found, and the rows that break it with their citations.
/// One that cannot be asked is broken. Exits 1 when one fails or is broken, or when there is none.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram check
  sociogram check kepco-and-samsung-meet
  sociogram check --time-limit 60 --json")]
pub(super) struct Check {
    /// Names of checks; all of them when none is given
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Rows listed at most of each difference
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    limit: u16,
    #[command(flatten)]
    time: TimeLimitArgs,
}

impl Check {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let checks = self.meant(&session.opened.dataset.checks)?;
            let watch = self.time.watch(ui, "check");
            let mut rows = Vec::with_capacity(checks.len());
            for (at, &check) in checks.iter().enumerate() {
                let progress = Progress { done: at as u64, total: checks.len() as u64 };
                if watch.hear(progress).is_break() {
                    return Err(watch.stopped());
                }
                let outcome = match asked(session, check, watch.end()) {
                    // What a question was cut off for is the limit of all of them.
                    Err(_) if watch.is_over() => return Err(watch.stopped()),
                    Err(error) => broken(error),
                    Ok(answer) => match judge(check, &answer, usize::from(self.limit)) {
                        Judgement::Passed => CheckOutcome::Passed,
                        Judgement::Failed(differences) => CheckOutcome::Failed(differences),
                        Judgement::Unfit(message) => {
                            let hint = "the same question with --json shows what its answer has"
                                .to_owned();
                            CheckOutcome::Broken { message, hint: Some(hint) }
                        }
                    },
                };
                rows.push(CheckRow { check: check.clone(), outcome });
            }
            drop(watch);
            let report = CheckReport { rows };
            let holds = !report.rows.is_empty() && report.holds();
            session.print(&report, Outcome::found(holds))
        })
    }

    /// The checks that were named, in the order of their names.
    fn meant<'c>(&self, all: &'c [dataset::Check]) -> Result<Vec<&'c dataset::Check>, CliError> {
        let names: Vec<&str> = all.iter().map(|check| &*check.name).collect();
        if let Some(unknown) = self.names.iter().find(|name| !names.contains(&name.as_str())) {
            let hint = match names.len() {
                0 => "the dataset has no checks; they stand in its checks.json".to_owned(),
                _ => format!("checks: {}", names.join(", ")),
            };
            return Err(CliError::unknown(format!("there is no check “{unknown}”")).hint(hint));
        }
        let is_meant =
            |check: &&dataset::Check| self.names.is_empty() || self.names.contains(&check.name);
        Ok(all.iter().filter(is_meant).collect())
    }
}

/// A check whose question is an error.
fn broken(error: CliError) -> CheckOutcome {
    let ids: Vec<&str> = error.candidates.iter().map(|candidate| &*candidate.id).collect();
    let meant = (!ids.is_empty()).then(|| format!("ids: {}", ids.join(", ")));
    CheckOutcome::Broken { message: error.message, hint: error.hint.or(meant) }
}

/// Asks the question of a check, of the dataset that is open, and takes the answer as JSON.
fn asked(
    session: &Session<'_>,
    check: &dataset::Check,
    end: Option<Instant>,
) -> Result<Answer, CliError> {
    let words = std::iter::once("sociogram").chain(check.ask.iter().map(String::as_str));
    let cli = Cli::try_parse_from(words).map_err(|error| {
        CliError::from(&error).hint(format!("sociogram {} --help", check.ask[0]))
    })?;
    let global = Global { known_by: cli.global.known_by, ..session.to_ask_more() };
    let cli = Cli { global, ..cli };
    let ui = Ui::keeping(end);
    dispatch(&cli, &ui)?;
    ui.take_answer().ok_or_else(|| CliError::usage("the verb gives no answer as JSON"))
}
