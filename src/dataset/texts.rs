//! Finds the text of a source: in a folder given by the reader, beside the dataset, or in the program.
//! Reads a bounded number of bytes of regular files only; judges no evidence.

use super::record::is_safe_file_name;
use crate::evidence::SourceText;
use crate::model::Source;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest text.
pub const TEXT_BYTES_MAX: u64 = 64 << 20;

/// Where the texts of sources lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts(Place);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Folder(PathBuf),
    Embedded(BTreeMap<String, Vec<u8>>),
}

/// Why the text of a source is not at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextProblem {
    /// The source names no file, or no file of that name is there.
    Missing {
        /// The name looked for.
        file: Option<String>,
    },
    /// The file cannot be read.
    Unreadable {
        /// Its name.
        file: String,
        /// Why.
        reason: String,
    },
    /// The file is not UTF-8.
    NotText {
        /// Its name.
        file: String,
        /// The first byte that is not UTF-8.
        offset: usize,
    },
}

impl Texts {
    /// The texts in a folder. Whether they exist shows when they are read.
    pub fn open(dir: &Path) -> Self {
        Self(Place::Folder(dir.to_owned()))
    }

    /// The texts in the dataset's own `sources/`, if it has that folder.
    pub(super) fn beside(dataset: &Path) -> Option<Self> {
        let dir = dataset.join("sources");
        fs::metadata(&dir).is_ok_and(|metadata| metadata.is_dir()).then(|| Self::open(&dir))
    }

    /// The texts among the files of an embedded dataset.
    pub(super) fn embedded(files: &[(&str, &[u8])]) -> Option<Self> {
        let texts: BTreeMap<String, Vec<u8>> = files
            .iter()
            .filter_map(|(path, bytes)| {
                path.strip_prefix("sources/").map(|name| (name.to_owned(), bytes.to_vec()))
            })
            .collect();
        (!texts.is_empty()).then_some(Self(Place::Embedded(texts)))
    }

    /// The folder, when the texts lie in one.
    pub fn folder(&self) -> Option<&Path> {
        match &self.0 {
            Place::Folder(dir) => Some(dir),
            Place::Embedded(_) => None,
        }
    }

    /// Reads the text of `source`.
    pub fn read(&self, source: &Source) -> Result<SourceText, TextProblem> {
        let Some(file) = source.file.as_deref() else {
            return Err(TextProblem::Missing { file: None });
        };
        let unreadable = |reason: String| TextProblem::Unreadable { file: file.to_owned(), reason };
        if !is_safe_file_name(file) {
            return Err(unreadable("it is no plain file name".to_owned()));
        }
        let missing = || TextProblem::Missing { file: Some(file.to_owned()) };
        let bytes = match &self.0 {
            Place::Embedded(texts) => texts.get(file).cloned().ok_or_else(missing)?,
            Place::Folder(dir) => match read_bounded(&dir.join(file)) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(missing()),
                Err(error) => return Err(unreadable(error.to_string())),
            },
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(SourceText::new(text)),
            Err(error) => {
                let offset = error.utf8_error().valid_up_to();
                Err(TextProblem::NotText { file: file.to_owned(), offset })
            }
        }
    }
}

fn read_bounded(path: &Path) -> io::Result<Vec<u8>> {
    // Opening a pipe would wait for a writer, so the type is asked first.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(TEXT_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > TEXT_BYTES_MAX {
        let message = format!("a text has at most {} MiB", TEXT_BYTES_MAX >> 20);
        return Err(io::Error::other(message));
    }
    Ok(bytes)
}

impl fmt::Display for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { file: None } => f.write_str("the source names no file"),
            Self::Missing { file: Some(file) } => write!(f, "there is no text file {file:?}"),
            Self::Unreadable { file, reason } => write!(f, "cannot read {file:?}: {reason}"),
            Self::NotText { file, offset } => {
                write!(f, "{file:?} is not UTF-8 text (at byte {offset})")
            }
        }
    }
}
