//! The verb `import`.

use super::error::CliError;
use super::ui::Ui;
use super::watching::TimeLimitArgs;
use super::words::one_of;
use super::{Global, Outcome};
use crate::dataset::Mode;
use crate::interchange::edge_list::EdgeListDirection;
use crate::interchange::{
    self, Citing, Format, ImportError, ImportFile, ImportSettings, ImportTarget, Mapping, Renewal,
};
use crate::printer::{self, ImportReport};
use clap::Args;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process;

/// Bring in files of other tools: tables, graphs, entities
///
/// Into a new folder, or into a dataset that is there: what it says stays, and importing the same file twice changes
/// nothing. Each record without a source of its own cites the line where the file says it. The answer says what was
/// understood and what was left out; with any error nothing is written.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram import people.csv payments.csv -o my-dataset
  sociogram import graph.json -o my-dataset --map-kind Firm=company --map-kind pays=funded
  sociogram import payments.csv --guess -o mapping.json
  sociogram import payments.csv --mapping mapping.json -o my-dataset
  sociogram import huge.csv -o huge.jsonl")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Import {
    /// The files; - is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder of the dataset; a name that ends in .jsonl, or -, for a stream of JSON Lines
    #[arg(short, long, value_name = "TARGET")]
    output: Option<PathBuf>,
    /// Their format, where it is not to be recognised
    #[arg(long, value_name = "FORMAT", value_parser = one_of(Format::read_by_any_build(), Format::as_str))]
    from: Option<Format>,
    /// Write what each property and kind would become, as a mapping to review
    #[arg(long, conflicts_with_all = ["mapping", "dry_run", "title", "licence"])]
    guess: bool,
    /// What properties and kinds mean, from a file
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Read the kind A as the kind B
    #[arg(long, value_name = "A=B")]
    map_kind: Vec<String>,
    #[command(flatten)]
    direction: DirectionArgs,
    /// Title of a new dataset
    #[arg(long, value_name = "WORDS")]
    title: Option<String>,
    /// Licence of a new dataset
    #[arg(long, value_name = "LICENCE")]
    licence: Option<String>,
    /// Replace what rests on an earlier version of a file of the same name
    #[arg(long)]
    renew: bool,
    /// Do not cite the files
    #[arg(long)]
    no_cite: bool,
    /// Say what would be imported, and write nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    time_limit: TimeLimitArgs,
}

/// Whether edges go one way, where a format does not tell.
#[derive(Debug, Args)]
struct DirectionArgs {
    /// Edges go one way, where the format does not tell (edge lists)
    #[arg(long, conflicts_with = "undirected")]
    directed: bool,
    /// Edges go both ways, where the format does not tell: the default
    #[arg(long)]
    undirected: bool,
}

impl Import {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        let settings = self.settings()?;
        let watch = self.time_limit.watch(ui, "reading");
        let failed = |error| import_error(error, &watch);
        if self.guess {
            let mapping = interchange::guess(self.files(), &settings, &watch).map_err(failed)?;
            let text = mapping.to_text();
            match &self.output {
                Some(path) if path != Path::new("-") => fs::write(path, text)
                    .map_err(|error| CliError::write(&path.display().to_string(), &error))?,
                _ => ui.answer(text.as_bytes())?,
            }
            return Ok(Outcome::Found);
        }
        let target = self.output.as_ref().or(global.data.as_ref());
        let target = target.ok_or_else(|| {
            CliError::usage("where to is not said").hint("name a new folder or a dataset with -o")
        })?;
        let is_lines = target.extension().is_some_and(|extension| extension == "jsonl");
        if target == Path::new("-") {
            let mut out: Box<dyn Write> = if self.dry_run {
                Box::new(io::sink())
            } else {
                Box::new(BufWriter::new(io::stdout().lock()))
            };
            let stream = ImportTarget::Stream(&mut *out);
            let mode = Mode::Write;
            interchange::import(self.files(), &settings, stream, mode, &watch).map_err(failed)?;
            return Ok(Outcome::Found);
        }
        let mode = if self.dry_run { Mode::DryRun } else { Mode::Write };
        let imported = if is_lines {
            let written = |error| CliError::write(&target.display().to_string(), &error);
            let into = |out: &mut dyn Write| {
                let stream = ImportTarget::Stream(out);
                interchange::import(self.files(), &settings, stream, mode, &watch)
            };
            match mode {
                Mode::DryRun => into(&mut io::sink()).map_err(failed)?,
                Mode::Write => {
                    // The stream stands under its name only when it is whole. What a killed import leaves is in no
                    // other's way.
                    let name = target.file_name().unwrap_or_default().to_string_lossy();
                    let staged = target.with_file_name(format!(".{name}.{}.new", process::id()));
                    let mut file = File::create_new(&staged).map_err(written)?;
                    let imported = into(&mut file);
                    let whole = imported.map_err(failed).and_then(|imported| {
                        file.sync_all()
                            .and_then(|()| fs::rename(&staged, target))
                            .map_err(written)?;
                        Ok(imported)
                    });
                    if whole.is_err() {
                        fs::remove_file(&staged).map_err(written)?;
                    }
                    whole?
                }
            }
        } else {
            let folder = ImportTarget::Folder(target);
            interchange::import(self.files(), &settings, folder, mode, &watch).map_err(failed)?
        };
        let word = printer::shell_word(&target.display().to_string());
        let next = match (mode, is_lines) {
            (Mode::Write, false) => self.next(&word),
            (Mode::Write, true) => vec![format!("sociogram import {word} -o my-dataset")],
            (Mode::DryRun, _) => Vec::new(),
        };
        let target = target.display().to_string();
        let report = ImportReport { target, dry_run: self.dry_run, imported, next };
        ui.answer(report.print(global.format(), ui.look()).as_bytes())?;
        Ok(Outcome::Found)
    }

    /// What a reader may want next of the dataset.
    fn next(&self, dataset: &str) -> Vec<String> {
        let mut next = vec![format!("sociogram --data {dataset} stats")];
        let cited = self.files.first().filter(|path| !self.no_cite && *path != Path::new("-"));
        next.extend(cited.map(|path| {
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            let folder = folder.unwrap_or(Path::new(".")).display().to_string();
            format!("sociogram --data {dataset} verify --texts {}", printer::shell_word(&folder))
        }));
        next.push(format!("sociogram --data {dataset} rank"));
        next
    }

    fn files(&self) -> Vec<ImportFile> {
        let file = |path: &PathBuf| match path {
            path if path == Path::new("-") => ImportFile::Stream(Box::new(io::stdin())),
            path => path.clone().into(),
        };
        self.files.iter().map(file).collect()
    }

    fn settings(&self) -> Result<ImportSettings, CliError> {
        let mut mapping = match &self.mapping {
            Some(path) => read_mapping(path)?,
            None => Mapping::default(),
        };
        for pair in &self.map_kind {
            let (from, to) =
                pair.split_once('=')
                    .filter(|(a, b)| !a.is_empty() && !b.is_empty())
                    .ok_or_else(|| CliError::usage(format!("“{pair}” is not of the form A=B")))?;
            mapping.kinds.insert(from.to_owned(), to.to_owned());
        }
        Ok(ImportSettings {
            format: self.from,
            mapping,
            citing: if self.no_cite { Citing::Nothing } else { Citing::Records },
            direction: match (self.direction.directed, self.direction.undirected) {
                (true, _) => Some(EdgeListDirection::Directed),
                (false, true) => Some(EdgeListDirection::Undirected),
                (false, false) => None,
            },
            renewal: if self.renew { Renewal::Allowed } else { Renewal::Refused },
            title: self.title.clone(),
            licence: self.licence.clone(),
        })
    }
}

fn read_mapping(path: &Path) -> Result<Mapping, CliError> {
    const BYTES_MAX: u64 = 4 << 20;
    let shown = path.display().to_string();
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(BYTES_MAX).read_to_string(&mut text));
    read.map_err(|error| CliError::read(&shown, &error))?;
    Mapping::parse(&text).map_err(|errors| {
        let findings: Vec<_> = errors.iter().map(|error| error.finding(&shown)).collect();
        CliError::bad_data(format!("{shown} is no mapping"), &findings)
    })
}

fn import_error(error: ImportError, watch: &super::watching::Watching) -> CliError {
    let message = error.to_string();
    match error {
        ImportError::Refused { findings } => CliError::bad_data(message, &findings),
        ImportError::UnknownFormat { .. } => {
            let formats: Vec<&str> = Format::read().iter().map(|format| format.as_str()).collect();
            CliError::bad_data(message, &[])
                .hint(format!("say which it is with --from: {}", formats.join(", ")))
        }
        ImportError::MissingFeature { feature, .. } => CliError::not_built(message, feature),
        ImportError::Io { .. } => CliError::io(message),
        ImportError::Dataset(error) => error.into(),
        ImportError::Stopped => watch.stopped(),
    }
}
