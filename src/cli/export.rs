//! The verb `export`.

use super::error::CliError;
use super::session;
use super::ui::Ui;
use super::words::one_of;
use super::{Global, Outcome};
use crate::interchange::{
    self, ExportError, ExportSettings, ExportTarget, Exported, Format, Formulas, Losing,
};
use crate::printer::ExportReport;
use clap::Args;
use std::path::{Path, PathBuf};

/// Take a dataset out in a format of other tools, and say what that format could not carry
///
/// Without --output, formats of one text file go to standard output and the report to standard error. A format that
/// would lose something exits 1 under --strict and writes nothing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram export --to graphml -o graph.graphml
  sociogram export --to csv -o tables/
  sociogram export --to node-link --strict -o graph.json
  sociogram export --to json-lines")]
pub(super) struct Export {
    /// The format
    #[arg(long, value_name = "FORMAT", value_parser = one_of(Format::written_by_any_build(), Format::as_str))]
    to: Format,
    /// The file, or the folder for formats of several files
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Write nothing where the format would lose something
    #[arg(long)]
    strict: bool,
}

impl Export {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with_dataset(global, ui, |dataset| {
            let settings = ExportSettings {
                formulas: if global.raw { Formulas::Raw } else { Formulas::Neutralised },
                losing: if self.strict { Losing::Refused } else { Losing::Told },
            };
            let is_dataset = |folder: &Path| folder.join("dataset.json").exists();
            let folder = self.output.iter().flat_map(|path| [Some(&**path), path.parent()]);
            if folder.flatten().any(is_dataset) {
                let message = "the output would stand among the files of a dataset";
                return Err(CliError::usage(message).hint("name another folder with --output"));
            }
            let target = match &self.output {
                Some(path) => ExportTarget::Path(path),
                None => ExportTarget::Memory,
            };
            let exported = interchange::export(dataset, self.to, settings, &target);
            let (Exported { files, bytes, losses }, outcome) = match exported {
                Ok(exported) => (exported, Outcome::Found),
                Err(ExportError::WouldLose(losses)) => {
                    for loss in losses {
                        ui.warn(&format!("would lose {} × {}", loss.n, loss.aspect.what()));
                    }
                    ui.note("nothing was written (--strict)");
                    return Ok(Outcome::NotFound);
                }
                Err(error @ (ExportError::NeedsPath(_) | ExportError::NotWritten(_))) => {
                    return Err(CliError::usage(error.to_string()).hint("say where with --output"));
                }
                Err(error @ ExportError::MissingFeature { feature, .. }) => {
                    return Err(CliError::not_built(error.to_string(), feature));
                }
                Err(error @ ExportError::Refused(_)) => {
                    return Err(CliError::bad_data(error.to_string(), &[]));
                }
                Err(error @ ExportError::Io { .. }) => return Err(CliError::io(error.to_string())),
            };
            if self.output.is_none() {
                ui.answer(&bytes)?;
                for loss in losses {
                    ui.warn(&format!("not carried: {} × {}", loss.n, loss.aspect.what()));
                }
                return Ok(outcome);
            }
            let report = ExportReport {
                dataset: dataset.name.clone(),
                digest: dataset.digest.to_string(),
                format: self.to,
                counts: (dataset.nodes.len(), dataset.edges.len()),
                files,
                losses,
            };
            ui.answer(report.print(global.format(), ui.look()).as_bytes())?;
            Ok(outcome)
        })
    }
}
