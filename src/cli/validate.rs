//! The verb `validate`.

use super::error::CliError;
use super::session;
use super::ui::Ui;
use super::verify::changes_report;
use super::{Global, Outcome};
use crate::dataset::{self, Mode};
use crate::printer::ValidateReport;
use clap::Args;

/// Check a dataset: all findings with file, line and a way out
///
/// Exits 3 when the dataset is refused, 0 when it is valid; warnings do not refuse it unless asked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram validate --data my-dataset
  sociogram validate --data my-dataset --strict --json
  sociogram validate --data my-dataset --fix")]
pub(super) struct Validate {
    /// Exit 1 on warnings
    #[arg(long)]
    strict: bool,
    /// Write a valid dataset back in its canonical form: sorted, one record per line
    #[arg(long, conflicts_with = "strict")]
    fix: bool,
    /// Say what --fix would change, and change nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,
}

impl Validate {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            if !self.fix {
                let report = ValidateReport { findings: session.opened.warnings.clone() };
                let holds = !self.strict || report.findings.is_empty();
                return session.print(&report, Outcome::found(holds));
            }
            let folder = session.folder()?;
            let mode = if self.dry_run { Mode::DryRun } else { Mode::Write };
            let applied = dataset::canonicalize(folder, mode)?;
            let next = vec!["validate".to_owned()];
            session.print(&changes_report("validate.fix", mode, &applied, next), Outcome::Found)
        })
    }
}
