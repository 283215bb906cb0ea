//! The verb `diff`: which reading its two sides have, and the question that follows from it.

use super::error::CliError;
use super::selection::SelectionArgs;
use super::session::{Place, place_named, with, with_difference};
use super::ui::Ui;
use super::{Global, Outcome};
use crate::dataset::Revision;
use crate::explore::{self, DiffRequest};
use crate::model::{Days, When};
use clap::Args;
use std::path::Path;

/// List what changed between two dates, or between two datasets, with citations
///
/// Two dates: what began and ended between the end of the one and the end of the other, what is certain apart from
/// what is possible. Two datasets (folders, or names of those that ship): records added, removed, changed, newly
/// sourced. Names restrict it to what touches them.
///
/// REV:FOLDER is a folder as it stood at a revision of git: sociogram diff HEAD~1:graph-data/mine graph-data/mine.
///
/// Exits 0 when something changed and 1 when nothing did.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram diff 2009 2012
  sociogram diff 2009 2012 Nazarbayev --kind visit
  sociogram diff 2021 2022 --data harbour-lights --certain
  sociogram diff harbour-lights kazakhstan-korea --format csv")]
pub(super) struct Diff {
    /// The earlier date (EDTF) or dataset
    #[arg(value_name = "OLD")]
    old: String,
    /// The later one
    #[arg(value_name = "NEW")]
    new: String,
    /// Names or ids
    names: Vec<String>,
    #[command(flatten)]
    selection: SelectionArgs,
}

/// What an argument means.
enum Side {
    Date(Days),
    Dataset(Place),
}

impl Diff {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        match (side(&self.old)?, side(&self.new)?) {
            (Side::Date(old), Side::Date(new)) => self.dates((old, new), global, ui),
            (Side::Dataset(old), Side::Dataset(new)) => self.datasets(&old, new, global, ui),
            (Side::Date(_), Side::Dataset(_)) => Err(mixed(&self.old, &self.new)),
            (Side::Dataset(_), Side::Date(_)) => Err(mixed(&self.new, &self.old)),
        }
    }

    fn dates(
        &self,
        (old, new): (Days, Days),
        global: &Global,
        ui: &Ui,
    ) -> Result<Outcome, CliError> {
        if new.last <= old.last {
            let message = format!("{} does not end later than {}", self.new, self.old);
            return Err(CliError::usage(message).hint("name the earlier date first"));
        }
        with(global, ui, |session| {
            let selection = self.selection.resolve_for_difference(session)?;
            if selection.time.is_some() {
                return Err(CliError::usage("a difference between dates asks about time itself")
                    .hint("leave out --as-of, --since and --until"));
            }
            let about = session.nodes(&self.names)?;
            let request = DiffRequest { about, selection, days: (old.last, new.last) };
            let answer = session.ask(|world| explore::diff(world, &request));
            session.print(&answer, Outcome::found(!answer.entries.is_empty()))
        })
    }

    fn datasets(
        &self,
        old: &Place,
        new: Place,
        global: &Global,
        ui: &Ui,
    ) -> Result<Outcome, CliError> {
        if !self.selection.is_empty() {
            return Err(CliError::usage("two datasets are compared whole")
                .hint("leave out the options that select; names may restrict the rows"));
        }
        if global.data.is_some() {
            return Err(CliError::usage("--data means nothing beside two datasets")
                .hint("leave it out, or name two dates"));
        }
        if global.known_by.is_some() {
            return Err(CliError::usage("--known-by goes with two dates")
                .hint("leave it out; two datasets are compared whole"));
        }
        with_difference(old, new, global, ui, |session, earlier, changes| {
            let about = session.nodes(&self.names)?;
            let answer =
                session.ask(|world| explore::dataset_diff(world, earlier, changes, &about));
            session.print(&answer, Outcome::found(!answer.changes.is_empty()))
        })
    }
}

/// Reads an argument as a date, else as a dataset.
fn side(text: &str) -> Result<Side, CliError> {
    let problem = match When::parse(text) {
        Ok(when) => return Ok(Side::Date(when.bounds())),
        Err(problem) => problem,
    };
    if let Some(place) = place_named(Path::new(text)) {
        return Ok(Side::Dataset(place));
    }
    if let Some(revision) = Revision::parse(text) {
        return Ok(Side::Dataset(Place::Revision(revision)));
    }
    let message = format!("“{text}” is neither a date ({problem}) nor a dataset (no such folder)");
    Err(CliError::usage(message)
        .hint("write a date as 2011 or 2011-08; a folder, or REV:FOLDER, for a dataset"))
}

fn mixed(date: &str, dataset: &str) -> CliError {
    let message = format!("“{date}” is read as a date and “{dataset}” as a dataset");
    CliError::usage(message)
        .hint(format!("name two dates or two datasets; a folder of that name is ./{date}"))
}
