//! Why a dataset cannot be read or written, with a way out.

use super::{Finding, Severity};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a dataset cannot be read or written.
#[derive(Debug)]
pub enum DatasetError {
    /// The folder is not a dataset.
    NotADataset {
        /// The folder.
        path: PathBuf,
        /// What it is or lacks.
        reason: &'static str,
    },
    /// The system refused an operation on a file.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was attempted: `read`, `write`, …
        action: &'static str,
        /// What the system said.
        error: io::Error,
    },
    /// Something that is not a regular file stands where a file should.
    NotAFile {
        /// Where.
        path: PathBuf,
        /// What stands there.
        found: &'static str,
    },
    /// Something that is not a folder stands where the folder of the texts or of the views should.
    NotAFolder {
        /// Where.
        path: PathBuf,
        /// What stands there.
        found: &'static str,
    },
    /// Another text has the name under which a text is to be kept.
    TextTaken {
        /// The file that is there.
        path: PathBuf,
    },
    /// Another process is writing.
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// The files changed while they were read or before they could be replaced.
    Changing {
        /// The folder.
        path: PathBuf,
    },
    /// The list of an interrupted write does not fit the files it names.
    DamagedPending {
        /// The list.
        path: PathBuf,
        /// What does not fit.
        reason: String,
    },
    /// The folder for a new dataset holds something.
    NotEmpty {
        /// The folder.
        path: PathBuf,
        /// The first thing in it, by name.
        holds: String,
    },
    /// The content is refused.
    Refused {
        /// What is wrong. Loading lists all errors and warnings, by file, line and column; a refused change lists
        /// errors, then warnings about the records it changes.
        findings: Vec<Finding>,
    },
    /// The write was stopped at a step by its caller.
    Stopped,
}

impl DatasetError {
    /// What the reader can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotADataset { .. } => Some(
                "name the folder that holds dataset.json, or make a new dataset with init"
                    .to_owned(),
            ),
            Self::Locked { path } => Some(format!(
                "wait for the other write to end and try again; the lock goes with its process, \
                 so {} never needs to be deleted",
                path.display()
            )),
            Self::Changing { .. } => Some("nothing was changed; try again".to_owned()),
            Self::DamagedPending { path, .. } => Some(format!(
                "nothing was changed; compare the files that {} names with your backup, then \
                 delete it",
                path.display()
            )),
            Self::NotEmpty { .. } => Some("choose a new or an empty folder".to_owned()),
            Self::NotAFolder { .. } => {
                Some("the texts and the views of a dataset lie in folders of its own".to_owned())
            }
            Self::TextTaken { .. } => Some(
                "nothing was changed; give the new text another file name, or compare the two"
                    .to_owned(),
            ),
            Self::NotAFile { .. } => Some("a dataset is made of regular files".to_owned()),
            Self::Io { .. } | Self::Refused { .. } | Self::Stopped => None,
        }
    }

    /// The findings of refused content; empty for other failures.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Refused { findings } => findings,
            _ => &[],
        }
    }

    pub(super) fn io(path: &Path, action: &'static str, error: io::Error) -> Self {
        Self::Io { path: path.to_owned(), action, error }
    }
}

impl fmt::Display for DatasetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADataset { path, reason } => {
                write!(f, "{} is not a dataset: {reason}", path.display())
            }
            Self::Io { path, action, error } => {
                write!(f, "cannot {action} {}: {error}", path.display())
            }
            Self::NotAFile { path, found } => {
                write!(f, "{} is {found}, not a file", path.display())
            }
            Self::NotAFolder { path, found } => {
                write!(f, "{} is {found}, not a folder", path.display())
            }
            Self::TextTaken { path } => {
                write!(f, "{} holds another text", path.display())
            }
            Self::Locked { path } => {
                write!(f, "another process is writing this dataset (lock: {})", path.display())
            }
            Self::Changing { path } => {
                write!(f, "the files of {} are being changed by somebody else", path.display())
            }
            Self::DamagedPending { path, reason } => {
                write!(f, "an interrupted write cannot be finished: {}: {reason}", path.display())
            }
            Self::NotEmpty { path, holds } => {
                write!(f, "{} is not empty: it holds {holds:?}", path.display())
            }
            Self::Refused { findings } => {
                let n = findings.iter().filter(|f| f.severity == Severity::Error).count();
                let s = if n == 1 { "" } else { "s" };
                write!(f, "the dataset is refused: {n} error{s}")
            }
            Self::Stopped => f.write_str("the write was stopped"),
        }
    }
}

impl std::error::Error for DatasetError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}
