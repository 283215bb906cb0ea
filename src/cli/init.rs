//! The verb `init`.

use super::error::CliError;
use super::session::{self, Place};
use super::ui::Ui;
use super::{Global, Outcome, builtin};
use crate::dataset;
use crate::printer::{self, ChangeLine, ChangesReport};
use clap::Args;
use std::path::PathBuf;

/// Start a dataset of your own in a new or empty folder
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram init my-dataset --title \"Who owns the harbour\" --licence CC-BY-4.0
  sociogram init my-example --example")]
pub(super) struct Init {
    /// The folder
    folder: PathBuf,
    /// Title
    #[arg(long, value_name = "WORDS", default_value = "Untitled")]
    title: String,
    /// Licence of the data
    #[arg(long, value_name = "LICENCE", default_value = "unlicensed", conflicts_with = "example")]
    licence: String,
    /// Start from the invented story that ships with the program, with its texts
    #[arg(long, conflicts_with = "title")]
    example: bool,
}

impl Init {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        let folder = self.folder.display();
        let (files, next): (Vec<&str>, &str) = if self.example {
            let example = &builtin::ALL[1];
            dataset::copy_example(&self.folder, example.files)?;
            (example.files.iter().map(|(name, _)| *name).collect(), "stats")
        } else {
            dataset::init(&self.folder, &self.title, &self.licence)?;
            let files = vec!["dataset.json", "sources.json", "nodes.json", "edges.json"];
            (files, "add node acme --kind company --name Acme")
        };
        let next = format!("--data {} {next}", printer::shell_word(&folder.to_string()));
        let line =
            |file: &str| ChangeLine { file: folder.to_string(), sign: '+', line: file.to_owned() };
        let place = Place::Folder(self.folder.clone());
        session::with_place(place, global, ui, |session| {
            let graph = session.graph();
            let report = ChangesReport {
                verb: "init",
                dry_run: false,
                counts: (graph.node_count(), graph.edge_count()),
                lines: [".gitignore"].into_iter().chain(files).map(line).collect(),
                findings: Vec::new(),
                next: vec![next],
            };
            session.print(&report, Outcome::Found)
        })
    }
}
