//! The files of a dataset: their names, and reading all of them as they stood at one moment.
//!
//! Only regular files are opened, never a pipe or a device, and so many bytes read, so reading always ends. A
//! link may stand for a file of the dataset, whose owner assembled it: of what it leads to, only what parses as
//! records is shown, but for short pieces in findings, and writing replaces the link. A write that is in progress
//! or was interrupted is read through its pending list (see `write`): all old files or all new ones. In `views/` no
//! link is followed, as in `sources/`.

use super::DatasetError;
use super::content::Form;
use super::standing::CHECKS_BYTES_MAX;
use super::texts::own_folder;
use super::view::{VIEW_BYTES_MAX, VIEWS, VIEWS_MAX, is_view_file, is_view_name, stem_of};
use super::write::{PENDING, Pending, staged_name};
use crate::evidence::digest_bytes;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The largest file of a dataset.
pub const FILE_BYTES_MAX: u64 = 1 << 30;

/// How often reading starts again when somebody writes at the same time, and the pause before each.
const ATTEMPTS_MAX: u32 = 40;
const PAUSE: Duration = Duration::from_millis(5);

/// The files that make up a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileName {
    Header,
    Vocabulary,
    Sources,
    Nodes,
    Edges,
    Checks,
}

impl FileName {
    pub(super) const ALL: [Self; 6] =
        [Self::Header, Self::Vocabulary, Self::Sources, Self::Nodes, Self::Edges, Self::Checks];

    /// The name in this form; the header, the vocabulary and the checks have one.
    pub(super) fn on_disk(self, form: Form) -> &'static str {
        match (self, form) {
            (Self::Header, _) => "dataset.json",
            (Self::Vocabulary, _) => "vocabulary.json",
            (Self::Sources, Form::Json) => "sources.json",
            (Self::Sources, Form::JsonLines) => "sources.jsonl",
            (Self::Nodes, Form::Json) => "nodes.json",
            (Self::Nodes, Form::JsonLines) => "nodes.jsonl",
            (Self::Edges, Form::Json) => "edges.json",
            (Self::Edges, Form::JsonLines) => "edges.jsonl",
            (Self::Checks, _) => "checks.json",
        }
    }

    /// Whether a dataset may be without it.
    pub(super) fn is_optional(self) -> bool {
        matches!(self, Self::Vocabulary | Self::Checks)
    }

    /// The most bytes it may have.
    pub(super) fn bytes_max(self) -> u64 {
        if self == Self::Checks { CHECKS_BYTES_MAX } else { FILE_BYTES_MAX }
    }

    /// Every name a dataset may have.
    pub(super) fn all_on_disk() -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().flat_map(Self::names)
    }

    /// The names in every form.
    fn names(self) -> impl Iterator<Item = &'static str> {
        let json = self.on_disk(Form::Json);
        let lines = self.on_disk(Form::JsonLines);
        [Some(json), (lines != json).then_some(lines)].into_iter().flatten()
    }

    /// The name as one of a dataset's, when it is that: of one of the files above, or of a view.
    pub(super) fn known(name: &str) -> Option<Cow<'static, str>> {
        match Self::all_on_disk().find(|&known| known == name) {
            Some(known) => Some(Cow::Borrowed(known)),
            None => stem_of(name).filter(|stem| is_view_name(stem)).map(|_| name.to_owned().into()),
        }
    }
}

/// One file as read.
pub(super) struct Input {
    pub(super) name: Cow<'static, str>,
    pub(super) content: Content,
}

/// What a file holds.
pub(super) enum Content {
    Bytes(Vec<u8>),
    /// More than may be read.
    TooLarge,
}

/// Reads the files of the dataset in `dir` as they stood at one moment.
pub(super) fn read_folder(dir: &Path) -> Result<Vec<Input>, DatasetError> {
    check_folder(dir)?;
    for attempt in 0..ATTEMPTS_MAX {
        if attempt > 0 {
            std::thread::sleep(PAUSE);
        }
        let before = Stamps::take(dir)?;
        let inputs = read_through(dir);
        // A rename between two reads shows in the stamps, whatever the reads made of it.
        if Stamps::take(dir)? == before {
            return inputs;
        }
    }
    Err(DatasetError::Changing { path: dir.to_owned() })
}

fn check_folder(dir: &Path) -> Result<(), DatasetError> {
    let refuse = |reason| DatasetError::NotADataset { path: dir.to_owned(), reason };
    match fs::metadata(dir) {
        Ok(metadata) if !metadata.is_dir() => return Err(refuse("it is not a folder")),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(refuse("there is no such folder"));
        }
        Err(error) => return Err(DatasetError::io(dir, "read", error)),
    }
    let header = dir.join(FileName::Header.on_disk(Form::Json));
    match fs::symlink_metadata(&header) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(refuse("it has no dataset.json"))
        }
        Err(error) => Err(DatasetError::io(&header, "read", error)),
    }
}

fn read_through(dir: &Path) -> Result<Vec<Input>, DatasetError> {
    let pending = Pending::read(dir)?;
    let mut inputs = Vec::new();
    let pending = pending.as_ref();
    for file in FileName::ALL {
        for name in file.names() {
            let content = read_current(dir, pending, name, Links::Followed, file.bytes_max())?;
            inputs.extend(content.map(|content| Input { name: name.into(), content }));
        }
    }
    let mut views = view_files(dir)?;
    // What a pending list brings may not stand in the folder yet.
    let named = pending.into_iter().flat_map(Pending::names).filter(|name| stem_of(name).is_some());
    views.extend(named.map(str::to_owned));
    // Of too many views, or of one without a name for it, only that is said, so none is read.
    let are_few = views.len() <= VIEWS_MAX;
    for name in views {
        let content = if are_few && FileName::known(&name).is_some() {
            read_current(dir, pending, &name, Links::Refused, VIEW_BYTES_MAX)?
        } else {
            Some(Content::Bytes(Vec::new()))
        };
        inputs.extend(content.map(|content| Input { name: name.into(), content }));
    }
    Ok(inputs)
}

/// What a file holds now: what waits to replace it, where a pending list names it.
fn read_current(
    dir: &Path,
    pending: Option<&Pending>,
    name: &str,
    links: Links,
    bytes_max: u64,
) -> Result<Option<Content>, DatasetError> {
    let expected = pending.and_then(|list| list.digest_of(name));
    let staged = match expected {
        Some(_) => read_regular(&dir.join(staged_name(name)), Links::Refused, bytes_max)?,
        None => None,
    };
    let content = match staged {
        Some(content) => Some(content),
        None => read_regular(&dir.join(name), links, bytes_max)?,
    };
    if let Some(digest) = expected {
        let intact = matches!(&content, Some(Content::Bytes(b)) if digest_bytes(b) == digest);
        if !intact {
            let path = dir.join(PENDING);
            let reason = format!("the new {name} is missing or damaged");
            return Err(DatasetError::DamagedPending { path, reason });
        }
    }
    Ok(content)
}

/// The files in `views/` that are views or would be with another name, relative to `dir`; of too many, one more than
/// there may be.
fn view_files(dir: &Path) -> Result<BTreeSet<String>, DatasetError> {
    let folder = dir.join(VIEWS);
    let entries = own_folder(&folder)
        .and_then(|()| fs::read_dir(&folder).map_err(|e| DatasetError::io(&folder, "read", e)));
    let entries = match entries {
        Ok(entries) => entries,
        Err(DatasetError::Io { error, .. }) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(BTreeSet::new());
        }
        Err(error) => return Err(error),
    };
    let mut files = BTreeSet::new();
    for entry in entries {
        let entry = entry.map_err(|error| DatasetError::io(&folder, "read", error))?;
        let name = format!("{VIEWS}/{}", entry.file_name().to_string_lossy());
        if is_view_file(&name) {
            files.insert(name);
            if files.len() > VIEWS_MAX {
                break;
            }
        }
    }
    Ok(files)
}

/// Whether a symbolic link to a regular file may stand for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    Followed,
    Refused,
}

/// Reads a regular file of at most `bytes_max`; `None` when there is nothing of this name.
pub(super) fn read_regular(
    path: &Path,
    links: Links,
    bytes_max: u64,
) -> Result<Option<Content>, DatasetError> {
    let Some(file) = open_regular(path, links)? else { return Ok(None) };
    let length = file.metadata().map_err(|error| DatasetError::io(path, "read", error))?.len();
    if length > bytes_max {
        return Ok(Some(Content::TooLarge));
    }
    let mut bytes = Vec::new();
    let read = file.take(bytes_max + 1).read_to_end(&mut bytes);
    read.map_err(|error| DatasetError::io(path, "read", error))?;
    let too_large = bytes.len() as u64 > bytes_max;
    Ok(Some(if too_large { Content::TooLarge } else { Content::Bytes(bytes) }))
}

fn open_regular(path: &Path, links: Links) -> Result<Option<File>, DatasetError> {
    let failed = |error| DatasetError::io(path, "read", error);
    let metadata = match links {
        Links::Followed => fs::metadata(path),
        Links::Refused => fs::symlink_metadata(path),
    };
    let metadata = match metadata {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return if fs::symlink_metadata(path).is_ok() {
                Err(not_a_file(path, "a link to nothing"))
            } else {
                Ok(None)
            };
        }
        Err(error) => return Err(failed(error)),
    };
    // Opening a pipe would wait for a writer, so the type is asked before and once more after.
    if !metadata.is_file() {
        return Err(not_a_file(path, describe(&metadata)));
    }
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let opened = file.metadata().map_err(failed)?;
    if !opened.is_file() {
        return Err(not_a_file(path, describe(&opened)));
    }
    // A link that took the file's place after the first look would have been followed.
    if links == Links::Refused && identity(&opened) != identity(&metadata) {
        return Err(failed(io::Error::other("it was replaced while it was opened")));
    }
    Ok(Some(file))
}

fn not_a_file(path: &Path, found: &'static str) -> DatasetError {
    DatasetError::NotAFile { path: path.to_owned(), found }
}

pub(super) fn describe(metadata: &fs::Metadata) -> &'static str {
    if metadata.is_file() {
        "a file"
    } else if metadata.is_dir() {
        "a folder"
    } else if metadata.is_symlink() {
        "a symbolic link"
    } else {
        "a pipe, a socket or a device"
    }
}

/// What tells whether any file of a dataset was replaced or changed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Stamps(Vec<(Cow<'static, str>, Option<Stamp>)>);

#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device and inode, where there are such: a rename over a file always changes them.
    identity: (u64, u64),
}

impl Stamps {
    pub(super) fn take(dir: &Path) -> Result<Self, DatasetError> {
        let names = FileName::all_on_disk().chain([PENDING]).map(Cow::Borrowed);
        let mut views = view_files(dir)?;
        views.retain(|name| FileName::known(name).is_some());
        let names = names.chain(views.into_iter().map(Cow::Owned));
        names
            .map(|name| Ok((name.clone(), stamp(&dir.join(&*name))?)))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn stamp(path: &Path) -> Result<Option<Stamp>, DatasetError> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(Stamp {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            identity: identity(&metadata),
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(DatasetError::io(path, "read", error)),
    }
}

#[cfg(unix)]
fn identity(metadata: &fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_metadata: &fs::Metadata) -> (u64, u64) {
    (0, 0)
}

/// The name of a dataset: that of its folder.
pub(super) fn folder_name(dir: &Path) -> String {
    let whole: PathBuf = fs::canonicalize(dir).unwrap_or_else(|_| dir.to_owned());
    whole.file_name().map_or_else(|| "dataset".to_owned(), |n| n.to_string_lossy().into_owned())
}
