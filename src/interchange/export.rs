//! Taking a dataset out in a format of other tools, with what that format could not carry.

use super::files::Outlet;
use super::format::{Format, Layout};
use super::formulas::Formulas;
use super::losses::{Aspect, Loss, Losses};
use crate::dataset::Dataset;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// How a dataset is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExportSettings {
    /// Whether cells that a spreadsheet would run as formulas are left as they are.
    pub formulas: Formulas,
    /// Whether anything may be lost.
    pub losing: Losing,
}

/// Whether an export may leave anything behind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Losing {
    /// It may, and says what.
    #[default]
    Told,
    /// It may not: nothing is written then.
    Refused,
}

/// Where an export goes.
#[derive(Debug)]
pub enum ExportTarget<'a> {
    /// A file, or a folder for formats of several files.
    Path(&'a Path),
    /// A text in memory.
    Memory,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// The files.
    pub files: Vec<ExportedFile>,
    /// The text, where it was kept in memory.
    pub bytes: Vec<u8>,
    /// What the format could not carry.
    pub losses: Vec<Loss>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedFile {
    /// Where.
    pub path: PathBuf,
    /// Its size.
    pub n_bytes: u64,
}

/// Why a dataset cannot be written. Nothing was.
#[derive(Debug)]
pub enum ExportError {
    /// The format is only read.
    NotWritten(Format),
    /// The program was built without what writes the format.
    MissingFeature {
        /// The format.
        format: Format,
        /// The cargo feature to build with.
        feature: &'static str,
    },
    /// The format makes files that standard output cannot take.
    NeedsPath(Format),
    /// The format cannot carry all, and nothing may be lost.
    WouldLose(Vec<Loss>),
    /// The dataset says what the format has no way to write.
    Refused(String),
    /// The system refused.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotWritten(format) => write!(f, "{} is read and not written", format.as_str()),
            Self::MissingFeature { format, .. } => {
                write!(f, "this program was built without {}", format.as_str())
            }
            Self::NeedsPath(format) => match format.layout() {
                Layout::Folder => write!(f, "{} is several files", format.as_str()),
                _ => write!(f, "{} is no text", format.as_str()),
            },
            Self::WouldLose(losses) => {
                let n = losses.len();
                let s = if n == 1 { "" } else { "s" };
                write!(f, "the format would lose something in {n} aspect{s}; nothing was written")
            }
            Self::Refused(message) => f.write_str(message),
            Self::Io { path, error } => write!(f, "cannot write {}: {error}", path.display()),
        }
    }
}

impl std::error::Error for ExportError {}

impl From<io::Error> for ExportError {
    /// The path is known to whoever called.
    fn from(error: io::Error) -> Self {
        Self::Io { path: PathBuf::new(), error }
    }
}

/// Writes a dataset in a format of other tools. Files stand under their names only when all are whole; a file that is
/// there is replaced.
///
/// # Errors
/// [`ExportError::WouldLose`] when nothing may be lost and something would be.
pub fn export(
    dataset: &Dataset,
    format: Format,
    settings: ExportSettings,
    target: &ExportTarget<'_>,
) -> Result<Exported, ExportError> {
    if let Some(feature) = format.missing_feature() {
        return Err(ExportError::MissingFeature { format, feature });
    }
    let write = format.facts().write.ok_or(ExportError::NotWritten(format))?;
    let named = |path: &Path| {
        let path = path.to_owned();
        move |error| ExportError::Io { path, error }
    };
    let mut losses = Losses::default();
    losses.lose_all(dataset, &[Aspect::Views, Aspect::Checks]);
    let (mut outlet, path) = match (target, format.layout()) {
        (ExportTarget::Memory, Layout::File(_)) => (Outlet::memory(), Path::new("the output")),
        (ExportTarget::Memory, _) => return Err(ExportError::NeedsPath(format)),
        (ExportTarget::Path(path), Layout::Folder) => {
            (Outlet::folder(path).map_err(named(path))?, *path)
        }
        (ExportTarget::Path(path), _) => (Outlet::file(path).map_err(named(path))?, *path),
    };
    write(dataset, settings, &mut outlet, &mut losses).map_err(|error| match error {
        ExportError::Io { error, .. } => ExportError::Io { path: path.to_owned(), error },
        other => other,
    })?;
    let losses = losses.finish();
    if settings.losing == Losing::Refused && !losses.is_empty() {
        return Err(ExportError::WouldLose(losses));
    }
    if matches!(target, ExportTarget::Memory) {
        return Ok(Exported { files: Vec::new(), bytes: outlet.into_bytes(), losses });
    }
    let files = outlet.commit().map_err(named(path))?;
    let files = files.into_iter().map(|(path, n_bytes)| ExportedFile { path, n_bytes }).collect();
    Ok(Exported { files, bytes: Vec::new(), losses })
}
