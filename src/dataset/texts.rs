//! Finds the text of a source: in a folder given by the reader, beside the dataset, or in the program; and
//! reads the text of a source to be.
//!
//! Reads a bounded number of bytes of regular files only. A dataset comes from others, so a link in its own
//! `sources/` is refused: it could show any file of the reader's as a source. In a folder that the reader names,
//! links are the reader's own. Writes nothing; judges no evidence.

use super::DatasetError;
use super::files::{Content, Links, describe, read_regular};
use super::record::is_safe_file_name;
use crate::evidence::SourceText;
use crate::model::Source;
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The largest text.
pub const TEXT_BYTES_MAX: u64 = 64 << 20;

/// The folder of a dataset's own texts.
const FOLDER: &str = "sources";

/// A text in a file of the reader's, with a name under which a dataset can keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFile {
    name: String,
    text: String,
}

/// Where the texts of sources lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts(Place);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Folder(PathBuf, Links),
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
        Self(Place::Folder(dir.to_owned(), Links::Followed))
    }

    /// The texts in the dataset's own `sources/`, if it has that. What stands there in place of a folder is named
    /// when a text is read.
    pub(super) fn beside(dataset: &Path) -> Option<Self> {
        let dir = dataset.join(FOLDER);
        fs::symlink_metadata(&dir).is_ok().then_some(Self(Place::Folder(dir, Links::Refused)))
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

    /// Reads the text of `source`.
    pub fn read(&self, source: &Source) -> Result<SourceText, TextProblem> {
        let Some(file) = source.file.as_deref() else {
            return Err(TextProblem::Missing { file: None });
        };
        let unreadable = |reason: String| TextProblem::Unreadable { file: file.to_owned(), reason };
        if !is_safe_file_name(file) {
            return Err(unreadable(UNSAFE_NAME.to_owned()));
        }
        let missing = || TextProblem::Missing { file: Some(file.to_owned()) };
        let bytes = match &self.0 {
            Place::Embedded(texts) => texts.get(file).cloned().ok_or_else(missing)?,
            Place::Folder(dir, links) => {
                if *links == Links::Refused {
                    own_folder(dir).map_err(|error| unreadable(reason(&error)))?;
                }
                read_text(&dir.join(file), *links).map_err(unreadable)?.ok_or_else(missing)?
            }
        };
        utf8(file, bytes).map(SourceText::new)
    }
}

impl TextFile {
    /// Reads a text from any regular file, or a link to one.
    ///
    /// # Errors
    /// [`TextProblem`], also when the file's name is none that a source can give.
    pub fn read(path: &Path) -> Result<Self, TextProblem> {
        let shown = path.display().to_string();
        let unreadable = |reason: String| TextProblem::Unreadable { file: shown.clone(), reason };
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name.filter(|name| is_safe_file_name(name)) else {
            return Err(unreadable(UNSAFE_NAME.to_owned()));
        };
        let bytes = read_text(path, Links::Followed)
            .map_err(unreadable)?
            .ok_or_else(|| TextProblem::Missing { file: Some(shown.clone()) })?;
        Ok(Self { name: name.to_owned(), text: utf8(&shown, bytes)? })
    }

    /// The name of the file, without its folder: one that a source can give.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Where a text stands, or would stand, in the dataset's own folder.
pub(super) enum Keeping {
    /// Nothing is there.
    New(PathBuf),
    /// This very text is.
    Kept,
}

/// Where `text` goes in the dataset's `sources/`. Nothing is made.
pub(super) fn keeping(dataset: &Path, text: &TextFile) -> Result<Keeping, DatasetError> {
    let folder = dataset.join(FOLDER);
    let path = folder.join(&text.name);
    match own_folder(&folder) {
        Ok(()) => {}
        Err(DatasetError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Keeping::New(path));
        }
        Err(error) => return Err(error),
    }
    match read_regular(&path, Links::Refused, TEXT_BYTES_MAX)? {
        None => Ok(Keeping::New(path)),
        Some(Content::Bytes(bytes)) if bytes == text.text.as_bytes() => Ok(Keeping::Kept),
        Some(_) => Err(DatasetError::TextTaken { path }),
    }
}

/// Refuses what is no folder itself.
pub(super) fn own_folder(path: &Path) -> Result<(), DatasetError> {
    let metadata =
        fs::symlink_metadata(path).map_err(|error| DatasetError::io(path, "read", error))?;
    if metadata.is_dir() {
        return Ok(());
    }
    Err(DatasetError::NotAFolder { path: path.to_owned(), found: describe(&metadata) })
}

const UNSAFE_NAME: &str = "the name of a text is UTF-8, does not start with a dot and has no /, \\, : or \
                           invisible character";

/// The bytes of a text, nothing when there is no such file, or why it cannot be read.
fn read_text(path: &Path, links: Links) -> Result<Option<Vec<u8>>, String> {
    match read_regular(path, links, TEXT_BYTES_MAX) {
        Ok(Some(Content::Bytes(bytes))) => Ok(Some(bytes)),
        Ok(Some(Content::TooLarge)) => {
            Err(format!("a text has at most {} MiB", TEXT_BYTES_MAX >> 20))
        }
        Ok(None) => Ok(None),
        Err(error) => Err(reason(&error)),
    }
}

/// An error in words that follow the name of a text.
fn reason(error: &DatasetError) -> String {
    match error {
        DatasetError::Io { error, .. } => error.to_string(),
        DatasetError::NotAFile { found, .. } => format!("it is {found}, not a file"),
        other => other.to_string(),
    }
}

fn utf8(file: &str, bytes: Vec<u8>) -> Result<String, TextProblem> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        TextProblem::NotText { file: file.to_owned(), offset }
    })
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
