//! New datasets: an empty one, and a copy of files that the program carries. Nothing that exists is replaced.

use super::DatasetError;
use super::canonical::{header_to_bytes, to_bytes};
use super::content::Dataset;
use super::files::FILE_BYTES_MAX;
use super::lines::{Content, DatasetLines, FileLines, Hear, NotWritten, Told, too_large};
use super::load::{Loaded, load};
use super::write::{Made, sync_folder};
use crate::evidence::Digester;
use crate::model::Digest;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Component, Path};

/// Keeps what a writer leaves behind, or has not finished, out of version control.
const IGNORE: (&str, &[u8]) = (".gitignore", b".lock\n.pending.json\n.*.new\n");

/// Makes an empty dataset in `dir`, which must be new or empty.
///
/// # Errors
/// [`DatasetError::NotEmpty`], [`DatasetError::Refused`] when title or licence is no visible text on one line, or why the
/// files cannot be written. What was written so far is then deleted.
pub fn init(dir: &Path, title: &str, licence: &str) -> Result<Loaded, DatasetError> {
    let header = header_to_bytes(title, licence);
    // Checked before anything is created.
    let files: [(&str, &[u8]); 5] = [
        IGNORE,
        ("sources.json", b"[]\n"),
        ("nodes.json", b"[]\n"),
        ("edges.json", b"[]\n"),
        ("dataset.json", &header),
    ];
    super::load_embedded("new", &files)?;
    create_all(dir, &files)?;
    load(dir)
}

/// Writes `files`, by path relative to `dir`, into `dir`, which must be new or empty, and loads the result.
pub fn copy_example(dir: &Path, files: &[(&str, &[u8])]) -> Result<Loaded, DatasetError> {
    super::load_embedded("example", files)?;
    create_all(dir, &[&[IGNORE][..], files].concat())?;
    load(dir)
}

/// What stands where a dataset is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Nothing, or an empty folder.
    Free,
    /// A folder with a `dataset.json`.
    Dataset,
}

/// What stands at `dir`, where a dataset is to be made or added to.
///
/// # Errors
/// [`DatasetError::NotEmpty`] when it holds something else.
pub fn ground(dir: &Path) -> Result<Ground, DatasetError> {
    if fs::symlink_metadata(dir.join("dataset.json")).is_ok() {
        return Ok(Ground::Dataset);
    }
    is_new(dir)?;
    Ok(Ground::Free)
}

/// Writes a whole dataset into `dir`, which must be new or empty.
///
/// # Errors
/// As [`create_from_lines`].
pub fn create(dir: &Path, dataset: &Dataset) -> Result<(), DatasetError> {
    let files = to_bytes(dataset);
    if let Some(file) = files.iter().find(|file| file.bytes.len() as u64 > FILE_BYTES_MAX) {
        return Err(too_large(&file.name, Some(file.bytes.len() as u64)));
    }
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|file| (&*file.name, &file.bytes[..])).chain([IGNORE]).collect();
    create_all(dir, &files)
}

/// Writes a dataset of lines into `dir`, which must be new or empty, tells how far it is, and returns its digest.
///
/// The dataset is written as it is: whoever made it answers for its being one that loads.
///
/// # Errors
/// [`DatasetError::NotEmpty`], [`DatasetError::Refused`] when a file would be larger than those of a dataset may be,
/// or why the files cannot be written. What was written so far is then deleted.
pub fn create_from_lines(
    dir: &Path,
    dataset: &DatasetLines<'_>,
    hear: &mut Hear<'_>,
) -> Result<Digest, DatasetError> {
    let (files, mut digester) = dataset.files()?;
    let total = files.iter().map(|file| file.content.byte_count()).sum();
    let mut told = Told { done: 0, total, hear };
    let ignore = FileLines { name: IGNORE.0, content: Content::Bytes(IGNORE.1.to_vec()) };
    create_with(dir, |made| {
        folder(dir)?;
        put(dir, &ignore, &mut Digester::default(), &mut told, made)?;
        for file in &files {
            if file.is_digested() {
                put(dir, file, &mut digester, &mut told, made)?;
            } else {
                put(dir, file, &mut Digester::default(), &mut told, made)?;
            }
        }
        sync_folder(dir)
    })?;
    Ok(digester.finish())
}

fn put(
    dir: &Path,
    file: &FileLines<'_>,
    digester: &mut Digester,
    told: &mut Told<'_, '_>,
    made: &mut Made,
) -> Result<(), DatasetError> {
    let path = dir.join(file.name);
    let mut out = new_file(&path, made)?;
    let io = |error| DatasetError::io(&path, "write", error);
    file.content.put(&mut out, digester, told).map_err(|error| match error {
        NotWritten::Stopped => DatasetError::Stopped,
        NotWritten::Io(error) => io(error),
    })?;
    out.sync_all().map_err(io)
}

/// Whether there is no folder `dir`; an error if there is one that holds something.
fn is_new(dir: &Path) -> Result<bool, DatasetError> {
    match fs::read_dir(dir) {
        Ok(mut entries) => match entries.next() {
            None => Ok(false),
            Some(entry) => {
                let entry = entry.map_err(|error| DatasetError::io(dir, "read", error))?;
                let holds = entry.file_name().to_string_lossy().into_owned();
                Err(DatasetError::NotEmpty { path: dir.to_owned(), holds })
            }
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(DatasetError::io(dir, "read", error)),
    }
}

fn create_all(dir: &Path, files: &[(&str, &[u8])]) -> Result<(), DatasetError> {
    create_with(dir, |made| write_all(dir, files, made))
}

/// Runs `write` on a new or empty folder, and takes away what it made if it fails.
fn create_with(
    dir: &Path,
    write: impl FnOnce(&mut Made) -> Result<(), DatasetError>,
) -> Result<(), DatasetError> {
    let is_new = is_new(dir)?;
    let mut made = Made::default();
    let result = write(&mut made);
    if result.is_err() {
        made.undo();
        if is_new {
            let _ = fs::remove_dir(dir);
        }
    }
    result
}

fn folder(dir: &Path) -> Result<(), DatasetError> {
    fs::create_dir_all(dir).map_err(|error| DatasetError::io(dir, "create", error))
}

fn new_file(path: &Path, made: &mut Made) -> Result<File, DatasetError> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let file = file.map_err(|error| DatasetError::io(path, "create", error))?;
    made.files.push(path.to_owned());
    Ok(file)
}

fn write_all(dir: &Path, files: &[(&str, &[u8])], made: &mut Made) -> Result<(), DatasetError> {
    folder(dir)?;
    // What makes a folder a dataset comes last, so that a copy cut short is not taken for one.
    let (header, others): (Vec<_>, Vec<_>) =
        files.iter().partition(|(path, _)| *path == "dataset.json");
    for (path, bytes) in others.into_iter().chain(header) {
        let relative = Path::new(path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            let error = io::Error::other("the path leads out of the folder");
            return Err(DatasetError::io(relative, "create", error));
        }
        let mut folder = dir.to_owned();
        for part in relative.parent().into_iter().flat_map(Path::components) {
            folder.push(part);
            if !made.folders.contains(&folder) {
                fs::create_dir(&folder)
                    .map_err(|error| DatasetError::io(&folder, "create", error))?;
                made.folders.push(folder.clone());
            }
        }
        let whole = dir.join(relative);
        let mut file = new_file(&whole, made)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        written.map_err(|error| DatasetError::io(&whole, "write", error))?;
    }
    for folder in made.folders.iter().rev() {
        sync_folder(folder)?;
    }
    sync_folder(dir)
}
