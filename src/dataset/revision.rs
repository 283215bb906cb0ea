//! A dataset as it stood at a revision of a git repository, read with the outside program `git`.
//!
//! Asks git for the listing of one folder and for the files of a dataset in it, by their object names, and for
//! nothing else: no work tree, no filter, no pager, no network. A symbolic link or a submodule is not followed.
//! Saved diagrams are left out.

use super::DatasetError;
use super::files::{Content, FILE_BYTES_MAX, FileName, Input};
use super::load::{Loaded, load_inputs};
use std::ffi::OsStr;
use std::fmt;
use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::thread;

/// The longest listing of a folder that is read.
const LISTING_BYTES_MAX: u64 = 16 << 20;
/// How much of what git says about a failure is kept.
const REASON_BYTES_MAX: u64 = 4 << 10;

/// A folder at a revision, as git writes it: `REV:FOLDER`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    text: String,
}

/// Why there is no dataset at a revision.
#[derive(Debug)]
pub enum RevisionError {
    /// git cannot be started.
    NoProgram(io::Error),
    /// There is no repository here, or git refuses to read it.
    NoRepository {
        /// What git said.
        reason: String,
    },
    /// There is no such revision, or no such folder in it.
    Unknown {
        /// What git said.
        reason: String,
    },
    /// Something that is not a regular file stands where a file of the dataset should.
    NotAFile {
        /// Its name.
        name: String,
        /// What it is.
        found: &'static str,
    },
    /// git failed while it read an object, or could not be heard.
    Failed {
        /// What it said.
        reason: String,
    },
    /// The folder was read and is no dataset.
    Dataset(DatasetError),
}

impl Revision {
    /// Reads `REV:FOLDER`; nothing when it is not of that form, or when git could take it for an option.
    pub fn parse(text: &str) -> Option<Self> {
        let (revision, _) = text.split_once(':')?;
        let is_plain =
            !revision.is_empty() && !text.starts_with('-') && !text.contains(['\0', '\n']);
        is_plain.then(|| Self { text: text.to_owned() })
    }

    /// As git writes it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name of the dataset: that of its folder.
    fn name(&self) -> &str {
        let folder = self.text.split_once(':').map_or("", |(_, folder)| folder);
        folder.rsplit('/').find(|part| !part.is_empty()).unwrap_or("dataset")
    }

    /// Loads the dataset in the folder at the revision, from the repository around the working folder.
    ///
    /// # Errors
    /// Why git gave no dataset, or the findings of a refused one.
    pub fn load(&self) -> Result<Loaded, RevisionError> {
        if let Answer::Refused(reason) = git(&["rev-parse", "--git-dir"], LISTING_BYTES_MAX)? {
            return Err(RevisionError::NoRepository { reason });
        }
        let list = ["ls-tree", "-z", "-l", "--full-tree", "--end-of-options", &self.text];
        let listing = match git(&list, LISTING_BYTES_MAX)? {
            Answer::Said(bytes) => bytes,
            Answer::Refused(reason) => return Err(RevisionError::Unknown { reason }),
        };
        let mut inputs = Vec::new();
        for entry in listing.split(|&byte| byte == 0).filter_map(Entry::read) {
            inputs
                .extend(entry.content()?.map(|content| Input { name: entry.name.into(), content }));
        }
        load_inputs(self.name(), &inputs).map_err(RevisionError::Dataset)
    }
}

/// One line of `git ls-tree -l` that is a file of a dataset by its name.
struct Entry<'a> {
    mode: &'a str,
    object: &'a str,
    size: u64,
    name: &'static str,
}

impl<'a> Entry<'a> {
    /// Reads `MODE TYPE OBJECT SIZE<tab>NAME`.
    fn read(line: &'a [u8]) -> Option<Self> {
        let (facts, name) = std::str::from_utf8(line).ok()?.split_once('\t')?;
        let name = FileName::all_on_disk().find(|known| *known == name)?;
        let mut facts = facts.split_ascii_whitespace();
        let (mode, _, object) = (facts.next()?, facts.next()?, facts.next()?);
        // A folder or a submodule has `-` for a size.
        let size = facts.next()?.parse().unwrap_or(0);
        Some(Self { mode, object, size, name })
    }

    fn content(&self) -> Result<Option<Content>, RevisionError> {
        let found = match self.mode {
            "100644" | "100755" | "100664" => None,
            "120000" => Some("a symbolic link"),
            "160000" => Some("a submodule"),
            _ => Some("a folder"),
        };
        if let Some(found) = found {
            return Err(RevisionError::NotAFile { name: self.name.to_owned(), found });
        }
        if self.size > FILE_BYTES_MAX {
            return Ok(Some(Content::TooLarge));
        }
        match git(&["cat-file", "blob", self.object], FILE_BYTES_MAX)? {
            Answer::Said(bytes) => Ok(Some(Content::Bytes(bytes))),
            Answer::Refused(reason) => Err(RevisionError::Failed { reason }),
        }
    }
}

/// How a run of git ended.
enum Answer {
    /// What it printed.
    Said(Vec<u8>),
    /// Why it would not.
    Refused(String),
}

/// Runs git in the working folder and reads what it prints, up to a limit.
fn git(arguments: &[&str], bytes_max: u64) -> Result<Answer, RevisionError> {
    let failed = |error: io::Error| RevisionError::Failed { reason: error.to_string() };
    let mut child = Command::new("git")
        .arg("--no-pager")
        .args(arguments.iter().map(OsStr::new))
        // Its words are the same everywhere; it asks nobody, and fetches nothing that is not at hand.
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        // A git before 2.44 does not know that; with no protocol allowed it has no remote program to run.
        .env("GIT_ALLOW_PROTOCOL", "")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(RevisionError::NoProgram)?;
    let stderr = child.stderr.take().expect("stderr is piped");
    let said = thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before a broken pipe is all there is.
        let _ = stderr.take(REASON_BYTES_MAX).read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).trim().to_owned()
    });
    let mut out = Vec::new();
    let stdout = child.stdout.take().expect("stdout is piped");
    stdout.take(bytes_max + 1).read_to_end(&mut out).map_err(failed)?;
    let is_too_long = out.len() as u64 > bytes_max;
    if is_too_long {
        // It may have ended by itself just now; either way it is gone after this.
        let _ = child.kill();
    }
    let status = child.wait().map_err(failed)?;
    let reason = said.join().expect("reading a pipe does not panic");
    if is_too_long {
        let reason = format!("it printed more than {} MiB", bytes_max >> 20);
        return Err(RevisionError::Failed { reason });
    }
    Ok(if status.success() { Answer::Said(out) } else { Answer::Refused(plain(&reason)) })
}

/// The reason of git without the word before it.
fn plain(reason: &str) -> String {
    let first = reason.lines().find(|line| line.starts_with("fatal: ")).unwrap_or(reason);
    first.trim_start_matches("fatal: ").to_owned()
}

impl fmt::Display for RevisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoProgram(error) => write!(f, "cannot start git ({error})"),
            Self::NoRepository { reason } | Self::Unknown { reason } | Self::Failed { reason } => {
                write!(f, "git: {reason}")
            }
            Self::NotAFile { name, found } => write!(f, "{name} is {found}, not a file"),
            Self::Dataset(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RevisionError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoProgram(error) => Some(error),
            Self::Dataset(error) => Some(error),
            _ => None,
        }
    }
}
