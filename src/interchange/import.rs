//! Bringing files of other tools in: into a new dataset, into one that is there, or as a stream of JSON Lines.

use super::edge_list::EdgeListDirection;
use super::files::Input;
use super::format::Format;
use super::intake::{Gathered, Gathering, Halt, Intake, Kinds, Log, Stream, Target};
use super::join::{self, Counts};
use super::mapping::{Mapping, On, TableMapping};
use crate::algo::{Progress, Watch};
use crate::dataset::{self, Dataset, DatasetError, DatasetLines, Finding, Ground, Mode};
use crate::model::{Digest, Vocabulary};
use std::fmt;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct ImportSettings {
    /// Their format, where it is not to be recognised.
    pub format: Option<Format>,
    /// What properties and kinds mean.
    pub mapping: Mapping,
    /// Whether records cite the place where the file says them.
    pub citing: Citing,
    /// Whether edges go one way, where a format does not tell; they do not where nothing is said.
    pub direction: Option<EdgeListDirection>,
    /// Whether a file may stand in the place of one of that name that the dataset cites.
    pub renewal: Renewal,
    /// The title of a new dataset; else that of the file, else its name.
    pub title: Option<String>,
    /// The licence of a new dataset; else that of the file.
    pub licence: Option<String>,
}

/// Whether a file may stand in the place of one of that name, with another content, that the dataset cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Renewal {
    /// It may not: it can be another file, and what rests on the first would go.
    #[default]
    Refused,
    /// It is a newer version: what rests only on the first is replaced by what it says.
    Allowed,
}

/// Whether records without evidence cite the place where the file says them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Citing {
    /// Each record and fact cites its line.
    #[default]
    Records,
    /// Nothing is added.
    Nothing,
}

/// What is brought in.
pub enum ImportFile {
    /// A file.
    Path(PathBuf),
    /// A stream that is no file, such as standard input; nothing can cite it.
    Stream(Box<dyn Read + Send>),
}

impl fmt::Debug for ImportFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => f.debug_tuple("Path").field(path).finish(),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

impl From<PathBuf> for ImportFile {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

/// Where an import goes.
pub enum ImportTarget<'a> {
    /// A folder: a new dataset, or one that is there.
    Folder(&'a Path),
    /// A stream of JSON Lines.
    Stream(&'a mut dyn Write),
}

impl fmt::Debug for ImportTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => f.debug_tuple("Folder").field(folder).finish(),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// What an import understood and did.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The files in the order of the command.
    pub files: Vec<ImportedFile>,
    /// Nodes.
    pub nodes: RecordCounts,
    /// Edges.
    pub edges: RecordCounts,
    /// Sources that were read or made.
    pub n_sources: usize,
    /// Nodes that only edges name.
    pub n_implied: usize,
    /// Kinds as written, and what they became.
    pub kinds: Vec<KindRow>,
    /// Properties, and what they became.
    pub properties: Vec<PropertyRow>,
    /// What was left out or read otherwise than written, in words, with how often.
    pub notes: Vec<(String, usize)>,
    /// Places that a person should look at.
    pub findings: Vec<Finding>,
    /// The dataset after the import, by its digest; none of a stream.
    pub digest: Option<Digest>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedFile {
    /// The file.
    pub path: PathBuf,
    /// Its format.
    pub format: Format,
    /// Its size.
    pub n_bytes: u64,
}

/// What an import did to records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordCounts {
    /// New ones.
    pub added: usize,
    /// Those that say something else now.
    pub changed: usize,
    /// Those that were there and say the same.
    pub same: usize,
}

/// A kind as a file has it, and what it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindRow {
    /// Of nodes or of edges.
    pub on: On,
    /// As the file has it; none where it says none.
    pub written: Option<String>,
    /// What it became.
    pub becomes: String,
    /// Whether the dataset's vocabulary got it by this import.
    pub is_added: bool,
    /// How many records have it.
    pub n: usize,
}

/// A property as a file has it, and what it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyRow {
    /// Of nodes or of edges.
    pub on: On,
    /// Its name.
    pub name: String,
    /// What it became, as a mapping says it.
    pub becomes: String,
    /// How many records have it.
    pub n: usize,
}

/// Why files cannot be brought in. Nothing was written.
#[derive(Debug)]
pub enum ImportError {
    /// The files say what cannot be read.
    Refused {
        /// What is wrong, with file and line.
        findings: Vec<Finding>,
    },
    /// A file looks like no format that is read.
    UnknownFormat {
        /// The file.
        path: PathBuf,
    },
    /// The program was built without what reads the format.
    MissingFeature {
        /// The format.
        format: Format,
        /// The cargo feature to build with.
        feature: &'static str,
    },
    /// The system refused.
    Io {
        /// The file.
        path: PathBuf,
        /// What was attempted.
        action: &'static str,
        /// What the system said.
        error: io::Error,
    },
    /// The dataset cannot be written, or what would become of it cannot stand.
    Dataset(DatasetError),
    /// The watch stopped it.
    Stopped,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { .. } => f.write_str("nothing was imported"),
            Self::UnknownFormat { path } => {
                write!(f, "{} looks like no format that is read", path.display())
            }
            Self::MissingFeature { format, .. } => {
                write!(f, "this program was built without {}", format.as_str())
            }
            Self::Io { path, action, error } => {
                write!(f, "cannot {action} {}: {error}", path.display())
            }
            Self::Dataset(error) => error.fmt(f),
            Self::Stopped => f.write_str("stopped while reading; nothing was imported"),
        }
    }
}

impl std::error::Error for ImportError {}

impl From<DatasetError> for ImportError {
    fn from(error: DatasetError) -> Self {
        match error {
            DatasetError::Stopped => Self::Stopped,
            error => Self::Dataset(error),
        }
    }
}

/// Brings files in.
///
/// Into a folder: a dataset that is there keeps what it says; records with the same id are joined, and what an earlier
/// import of the same file said is replaced, so importing twice changes nothing. Into a stream: one record a line, in
/// the order of the files, in memory that does not grow with them.
///
/// # Complexity
/// Time O(bytes + records log records). Memory: the records; of a stream, the longest record.
/// # Errors
/// All findings of all files are collected; an error among them, and nothing is written.
pub fn import(
    files: Vec<ImportFile>,
    settings: &ImportSettings,
    target: ImportTarget<'_>,
    mode: Mode,
    watch: &dyn Watch,
) -> Result<Imported, ImportError> {
    match target {
        ImportTarget::Stream(out) => into_stream(files, settings, out, watch),
        ImportTarget::Folder(folder) => match dataset::ground(folder)? {
            Ground::Free => into_new(files, settings, folder, mode, watch),
            Ground::Dataset => into_dataset(files, settings, folder, mode, watch),
        },
    }
}

/// What each property and kind of the files would become, as a mapping for a person to review.
pub fn guess(
    files: Vec<ImportFile>,
    settings: &ImportSettings,
    watch: &dyn Watch,
) -> Result<Mapping, ImportError> {
    let (mut log, mut kinds) = (Log::default(), Kinds::new(Vocabulary::core()));
    log.guessed = Some(settings.mapping.tables.clone());
    let mut nowhere = io::sink();
    let mut stream = Stream::new(&mut nowhere, PathBuf::from("the output"));
    read_all(files, settings, &mut stream, &mut kinds, &mut log, watch)?;
    let tables = log.guessed.take().unwrap_or_default();
    let mut mapping = Mapping { tables, ..Mapping::default() };
    for row in log.property_rows() {
        let of_tables = |table: &TableMapping| table.columns.get(&row.name) == Some(&row.becomes);
        if mapping.tables.values().any(of_tables) {
            continue;
        }
        let roles = match row.on {
            On::Nodes => &mut mapping.nodes,
            On::Edges => &mut mapping.edges,
        };
        roles.insert(row.name, row.becomes);
    }
    for row in kinds.rows() {
        if let Some(written) = row.written {
            mapping.kinds.insert(written, row.becomes);
        }
    }
    Ok(mapping)
}

fn into_stream(
    files: Vec<ImportFile>,
    settings: &ImportSettings,
    out: &mut dyn Write,
    watch: &dyn Watch,
) -> Result<Imported, ImportError> {
    let (mut log, mut kinds) = (Log::default(), Kinds::new(Vocabulary::core()));
    let mut stream = Stream::new(out, PathBuf::from("the output"));
    let read = read_all(files, settings, &mut stream, &mut kinds, &mut log, watch)?;
    if let Err(halt) = stream.finish(&kinds, log.declared.as_ref()) {
        return Err(halted(halt, &mut log));
    }
    let added = |n| RecordCounts { added: n, ..RecordCounts::default() };
    let counts = Did {
        nodes: added(stream.n_nodes),
        edges: added(stream.n_edges),
        n_sources: stream.n_sources,
        n_implied: stream.n_implied,
        digest: None,
    };
    Ok(imported(read, counts, &kinds, &mut log))
}

fn into_new(
    files: Vec<ImportFile>,
    settings: &ImportSettings,
    folder: &Path,
    mode: Mode,
    watch: &dyn Watch,
) -> Result<Imported, ImportError> {
    let (mut log, mut kinds) = (Log::default(), Kinds::new(Vocabulary::core()));
    let (read, gathered) = gather(files, settings, None, &mut kinds, &mut log, watch)?;
    let name = read.first().and_then(|file| file.path.file_stem());
    let name = name.map(|stem| stem.to_string_lossy());
    let title = settings.title.clone().or(log.title.take());
    let title = title.or_else(|| super::intake::line_of(&name?).map(Into::into));
    let licence = settings.licence.clone().or(log.licence.take());
    let (title, licence) = (title.as_deref(), licence.as_deref());
    let made = DatasetLines {
        title: title.unwrap_or("Imported"),
        licence: licence.unwrap_or("unlicensed"),
        vocabulary: &gathered.vocabulary,
        sources: &gathered.sources,
        nodes: &gathered.node_lines(),
        edges: &gathered.edge_lines(),
    };
    let mut hear = |done, total| watch.hear(Progress { done, total });
    let digest = match mode {
        Mode::Write => dataset::create_from_lines(folder, &made, &mut hear),
        Mode::DryRun => made.digest(&mut hear),
    };
    let added = |n| RecordCounts { added: n, ..RecordCounts::default() };
    let did = Did {
        nodes: added(made.nodes.len()),
        edges: added(made.edges.len()),
        n_sources: made.sources.len(),
        n_implied: gathered.n_implied,
        digest: Some(digest?),
    };
    Ok(imported(read, did, &kinds, &mut log))
}

fn into_dataset(
    files: Vec<ImportFile>,
    settings: &ImportSettings,
    folder: &Path,
    mode: Mode,
    watch: &dyn Watch,
) -> Result<Imported, ImportError> {
    let mut done = Err(ImportError::Stopped);
    let applied = dataset::update(folder, mode, |before| {
        let (mut log, mut kinds) = (Log::default(), Kinds::new(before.vocabulary.clone()));
        let laid = gather(files, settings, Some(before), &mut kinds, &mut log, watch).and_then(
            |(read, gathered)| {
                let (n_sources, n_implied) = (gathered.sources.len(), gathered.n_implied);
                let records = gathered.records();
                let records = records.map_err(|findings| ImportError::Refused { findings })?;
                let laid = join::lay(before, gathered, records, settings.renewal)
                    .map_err(|conflicts| ImportError::Refused { findings: found(conflicts) })?;
                let counts =
                    |Counts { added, changed, same }| RecordCounts { added, changed, same };
                let (nodes, edges) = (counts(laid.nodes), counts(laid.edges));
                let did = Did { nodes, edges, n_sources, n_implied, digest: None };
                Ok((laid.dataset, imported(read, did, &kinds, &mut log)))
            },
        );
        match laid {
            Ok((dataset, imported)) => {
                done = Ok(imported);
                Ok(dataset)
            }
            Err(error) => {
                done = Err(error);
                Err(DatasetError::Stopped)
            }
        }
    });
    match (applied, done) {
        (Ok(applied), Ok(mut imported)) => {
            imported.digest = Some(applied.dataset.digest);
            Ok(imported)
        }
        (Err(DatasetError::Stopped), Err(error)) => Err(error),
        (Err(error), _) => Err(error.into()),
        (Ok(_), Err(error)) => Err(error),
    }
}

fn found(conflicts: Vec<String>) -> Vec<Finding> {
    let of = |message| Finding {
        severity: dataset::Severity::Error,
        code: "import",
        file: ".".to_owned(),
        line: 1,
        column: 1,
        message,
        hint: Some("change the dataset or the file; an import overwrites neither".to_owned()),
        id: None,
    };
    conflicts.into_iter().map(of).collect()
}

/// What was done to records.
#[derive(Clone, Copy)]
struct Did {
    nodes: RecordCounts,
    edges: RecordCounts,
    n_sources: usize,
    n_implied: usize,
    digest: Option<Digest>,
}

fn imported(files: Vec<ImportedFile>, did: Did, kinds: &Kinds, log: &mut Log) -> Imported {
    Imported {
        files,
        nodes: did.nodes,
        edges: did.edges,
        n_sources: did.n_sources,
        n_implied: did.n_implied,
        kinds: kinds.rows(),
        properties: log.property_rows(),
        notes: std::mem::take(&mut log.notes).into_iter().collect(),
        findings: log.take_findings(),
        digest: did.digest,
    }
}

fn gather(
    files: Vec<ImportFile>,
    settings: &ImportSettings,
    before: Option<&Dataset>,
    kinds: &mut Kinds,
    log: &mut Log,
    watch: &dyn Watch,
) -> Result<(Vec<ImportedFile>, Gathered), ImportError> {
    let mut gathering = Gathering::default();
    let read = read_all(files, settings, &mut gathering, kinds, log, watch)?;
    match gathering.finish(before, kinds, log, watch) {
        Ok(Some(gathered)) => Ok((read, gathered)),
        Ok(None) => Err(ImportError::Refused { findings: log.take_findings() }),
        Err(halt) => Err(halted(halt, log)),
    }
}

/// Reads every file, so that all findings of all of them are known.
fn read_all(
    files: Vec<ImportFile>,
    settings: &ImportSettings,
    target: &mut dyn Target,
    kinds: &mut Kinds,
    log: &mut Log,
    watch: &dyn Watch,
) -> Result<Vec<ImportedFile>, ImportError> {
    let mut read = Vec::with_capacity(files.len());
    for file in files {
        let input = match file {
            ImportFile::Path(path) => Input::open(&path, watch),
            ImportFile::Stream(stream) => Input::stream(stream, watch),
        };
        let mut input = input.map_err(|halt| halted(halt, log))?;
        let path = input.path().to_owned();
        let format = settings.format.or_else(|| Format::of(&input.head()));
        let unknown = || ImportError::UnknownFormat { path: path.clone() };
        let format = format.ok_or_else(unknown)?;
        if let Some(feature) = format.missing_feature() {
            return Err(ImportError::MissingFeature { format, feature });
        }
        let reader = format.facts().read.ok_or_else(unknown)?;
        let mut intake = Intake::new(settings, target, kinds, log, &path, input.name());
        let result = reader(&mut input, &mut intake);
        match result.and_then(|()| intake.end(&input)) {
            Ok(()) | Err(Halt::Refused) => {}
            Err(halt) => return Err(halted(halt, log)),
        }
        read.push(ImportedFile { path, format, n_bytes: input.byte_count() });
    }
    if log.n_errors > 0 {
        return Err(ImportError::Refused { findings: log.take_findings() });
    }
    Ok(read)
}

fn halted(halt: Halt, log: &mut Log) -> ImportError {
    match halt {
        Halt::Refused => ImportError::Refused { findings: log.take_findings() },
        Halt::Stopped => ImportError::Stopped,
        Halt::TooLarge => dataset::too_large("nodes.json and edges.json", None).into(),
        Halt::Io { path, action, error } => ImportError::Io { path, action, error },
    }
}
