//! The verb `validate`.

use super::error::CliError;
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::printer::ValidateReport;
use clap::Args;

/// Check a dataset: all findings with file, line and a way out
///
/// Exits 3 when the dataset is refused, 0 when it is valid; warnings do not refuse it unless asked.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram validate --data my-dataset
  sociogram validate --data my-dataset --strict --json")]
pub(super) struct Validate {
    /// Exit 1 on warnings
    #[arg(long)]
    strict: bool,
}

impl Validate {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let report = ValidateReport { findings: session.opened.warnings.clone() };
            session.print(&report, !self.strict || report.findings.is_empty())
        })
    }
}
