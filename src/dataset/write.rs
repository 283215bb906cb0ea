//! Replacing files of a dataset so that all of them change, or none.
//!
//! # Protocol
//! A writer holds an exclusive lock on `.lock` (the system drops it with the process; the file stays and means
//! nothing by itself). It then
//!
//! 1. finishes an earlier write that was interrupted (see below) and deletes leftovers of unfinished ones;
//! 2. loads the dataset, makes its change in memory and checks the result as loading would;
//! 3. writes each new file to `.<name>.new` beside the old one and syncs it, then the folder;
//! 4. makes sure that nobody replaced a file since step 2;
//! 5. writes `.pending.json`, which names each new file with its digest, to `.pending.json.new`, syncs it,
//!    renames it into place and syncs the folder: **from here on the change is made**;
//! 6. renames each `.<name>.new` over `<name>`, syncs the folder, deletes `.pending.json`, syncs the folder.
//!
//! A stop before 5 leaves the old files and leftovers that nobody reads. A stop after 5 leaves a pending list:
//! readers take `.<name>.new` for each file named there, or `<name>` once it was renamed, and check the digest; the
//! next writer does step 6 again. So every moment shows all old files or all new ones. Readers take no lock: they
//! compare length, time and inode of all files before and after reading, and read again if any differ.
//!
//! A failure before 5 deletes what was written. A failure in step 6 is no failure of the change, which is already
//! what readers see; the next writer tries step 6 again and reports what stops it.
//!
//! A text that comes with a change is written to `.text.new` in step 3 and renamed into `sources/` between 4 and 5,
//! so that no record ever names a text that is still to come. A stop in between leaves a whole text that no record
//! names and that the same change, made again, takes as its own.
//!
//! A view, `views/NAME.json`, is replaced as any file; its new content waits beside the other new files, in
//! `.views.NAME.json.new`, and a missing `views/` is made between 4 and 5.
//!
//! New files are created exclusively, so a link planted under a name is never followed; renaming replaces a
//! symbolic link by a file and leaves its target alone. `sources/` and `views/` must be folders themselves, and
//! nothing in `sources/` is replaced. Nothing outside the dataset's folder is written.

use super::canonical::FileBytes;
use super::files::{Content, FILE_BYTES_MAX, FileName, Links, Stamps, read_regular};
use super::finding::Sink;
use super::header::single_value;
use super::reader::Reader;
use super::texts::{Keeping, keeping, own_folder};
use super::view::VIEWS;
use super::{DatasetError, TextFile};
use crate::evidence::digest_bytes;
use crate::model::Digest;
use std::borrow::Cow;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The list of files that a committed write replaces.
pub(super) const PENDING: &str = ".pending.json";
const PENDING_STAGED: &str = ".pending.json.new";
const TEXT_STAGED: &str = ".text.new";
const LOCK: &str = ".lock";

/// Where the new content of a file waits.
pub(super) fn staged_name(name: &str) -> String {
    format!(".{}.new", name.replace('/', "."))
}

/// A moment in a write, for those who watch or stop it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Half of a new file is written.
    HalfStaged(Cow<'static, str>),
    /// A new file is written and synced.
    Staged(Cow<'static, str>),
    /// Half of a text is written under its temporary name.
    HalfTextStaged,
    /// A text is written and synced.
    TextStaged,
    /// All are, and so is the folder.
    AllStaged,
    /// A text stands in the folder of texts, and no record names it yet.
    TextPlaced,
    /// The pending list is written under its temporary name.
    ListStaged,
    /// The pending list stands: the change is made.
    Committed,
    /// A new file stands under its own name.
    Replaced(Cow<'static, str>),
    /// The pending list is gone.
    Cleared,
}

/// What a watcher wants after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Continue,
    /// End at once and clean nothing up, as a killed process would.
    #[cfg_attr(not(test), expect(dead_code, reason = "the seam for stopping a write in tests"))]
    Stop,
    /// Behave as if the system refused the next operation.
    #[cfg_attr(not(test), expect(dead_code, reason = "the seam for failing a write in tests"))]
    Fail,
}

/// Watches the steps of a write.
pub(super) trait Steps {
    fn after(&mut self, step: Step) -> Flow;
}

/// Lets a write run to its end.
pub(super) struct Uninterrupted;

impl Steps for Uninterrupted {
    fn after(&mut self, _step: Step) -> Flow {
        Flow::Continue
    }
}

/// The right to write, held until dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    pub(super) fn take(dir: &Path) -> Result<Self, DatasetError> {
        let path = dir.join(LOCK);
        let failed = |error| DatasetError::io(&path, "lock", error);
        let file = match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => {
                OpenOptions::new().write(true).open(&path).map_err(failed)?
            }
            Ok(_) => {
                let found = "something other than a regular file";
                return Err(DatasetError::NotAFile { path, found });
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                create_or_open(&path).map_err(failed)?
            }
            Err(error) => return Err(failed(error)),
        };
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(DatasetError::Locked { path }),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }
}

/// Two writers may both find no lock file; the second opens what the first created.
fn create_or_open(path: &Path) -> io::Result<File> {
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            OpenOptions::new().write(true).open(path)
        }
        other => other,
    }
}

/// A pending list: the files of a change that is made but not yet under their own names.
pub(super) struct Pending {
    files: Vec<(Cow<'static, str>, Digest)>,
}

impl Pending {
    /// The list in `dir`, if there is one.
    pub(super) fn read(dir: &Path) -> Result<Option<Self>, DatasetError> {
        let path = dir.join(PENDING);
        let bytes = match read_regular(&path, Links::Refused, FILE_BYTES_MAX)? {
            None => return Ok(None),
            Some(Content::Bytes(bytes)) => bytes,
            Some(Content::TooLarge) => Vec::new(),
        };
        match std::str::from_utf8(&bytes).ok().and_then(parse_pending) {
            Some(files) => Ok(Some(Self { files })),
            None => {
                let reason = "it is no list of files".to_owned();
                Err(DatasetError::DamagedPending { path, reason })
            }
        }
    }

    /// The files that the list names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(name, _)| &**name)
    }

    /// The digest of the new content of a file, if the list names it.
    pub(super) fn digest_of(&self, name: &str) -> Option<Digest> {
        self.files.iter().find(|(file, _)| *file == name).map(|&(_, digest)| digest)
    }
}

/// Reads `[{"file": "nodes.json", "sha256": "…"}]`. Only files of a dataset can be named, so a list from
/// elsewhere leads nowhere else.
fn parse_pending(text: &str) -> Option<Vec<(Cow<'static, str>, Digest)>> {
    let mut sink = Sink::default();
    let mut reader = Reader { sink: &mut sink, file: PENDING.into(), id: None };
    let value = single_value(&mut reader, text)?;
    let mut files = Vec::new();
    for element in reader.elements(value, "files") {
        let object = reader.object(element, "a file", &["file", "sha256"])?;
        let name = reader.need(&object, "file")?;
        let name = FileName::known(&reader.string(name, "file")?)?;
        let digest = reader.need(&object, "sha256")?;
        files.push((name, reader.digest(digest, "sha256")?));
    }
    (sink.error_count() == 0 && !files.is_empty()).then_some(files)
}

fn pending_bytes(files: &[FileBytes]) -> Vec<u8> {
    let lines: Vec<String> = files
        .iter()
        .map(|FileBytes { name, bytes }| {
            format!("{{\"file\": \"{name}\", \"sha256\": \"{}\"}}", digest_bytes(bytes))
        })
        .collect();
    format!("[\n{}\n]\n", lines.join(",\n")).into_bytes()
}

/// Finishes an interrupted write and deletes leftovers. Needs the lock.
pub(super) fn recover(dir: &Path, _lock: &Lock) -> Result<(), DatasetError> {
    if let Some(pending) = Pending::read(dir)? {
        // All are checked before any is renamed.
        let mut waiting = Vec::new();
        for (name, digest) in pending.files {
            let staged = dir.join(staged_name(&name));
            let is_staged = read_regular(&staged, Links::Refused, FILE_BYTES_MAX)?;
            let is_waiting = is_staged.is_some();
            let content = match is_staged {
                Some(content) => Some(content),
                None => read_regular(&dir.join(&*name), Links::Refused, FILE_BYTES_MAX)?,
            };
            if !matches!(&content, Some(Content::Bytes(b)) if digest_bytes(b) == digest) {
                let reason = format!("the new {name} is missing or damaged");
                return Err(DatasetError::DamagedPending { path: dir.join(PENDING), reason });
            }
            if is_waiting {
                waiting.push(name);
            }
        }
        replace(dir, &waiting, &mut Uninterrupted)?;
    }
    remove_leftovers(dir)
}

/// Replaces `files` in `dir` and places `text` in its `sources/`, all or none. `seen` is what the folder looked like
/// when they were computed.
pub(super) fn commit(
    dir: &Path,
    _lock: &Lock,
    files: &[FileBytes],
    text: Option<&TextFile>,
    seen: &Stamps,
    steps: &mut dyn Steps,
) -> Result<(), DatasetError> {
    for FileBytes { name, .. } in files {
        assert!(FileName::known(name).is_some(), "what is written was read as a dataset before");
    }
    let mut made = Made::default();
    match make_pending(dir, files, text, seen, &mut made, steps) {
        Ok(()) => {}
        Err(DatasetError::Stopped) => return Err(DatasetError::Stopped),
        Err(error) => {
            // The list goes first: without it nobody looks at the new files.
            if remove_if_there(&dir.join(PENDING)).is_ok() {
                let _ = sync_folder(dir);
                let _ = remove_leftovers(dir);
                made.undo();
            }
            return Err(error);
        }
    }
    let names: Vec<Cow<'static, str>> = files.iter().map(|file| file.name.clone()).collect();
    match replace(dir, &names, steps) {
        Err(DatasetError::Stopped) => Err(DatasetError::Stopped),
        // The change is made; what is left to do, the next writer does.
        Ok(()) | Err(_) => Ok(()),
    }
}

fn make_pending(
    dir: &Path,
    files: &[FileBytes],
    text: Option<&TextFile>,
    seen: &Stamps,
    made: &mut Made,
    steps: &mut dyn Steps,
) -> Result<(), DatasetError> {
    for FileBytes { name, bytes } in files {
        let staged = dir.join(staged_name(name));
        let mut file = create(&staged)?;
        let (first, second) = bytes.split_at(bytes.len() / 2);
        let written = |result: io::Result<()>| {
            result.map_err(|error| DatasetError::io(&staged, "write", error))
        };
        written(file.write_all(first))?;
        proceed(dir, steps, Step::HalfStaged(name.clone()))?;
        written(file.write_all(second))?;
        if let Ok(old) = fs::metadata(dir.join(&**name)) {
            written(file.set_permissions(old.permissions()))?;
        }
        written(file.sync_all())?;
        proceed(dir, steps, Step::Staged(name.clone()))?;
    }
    if let Some(text) = text {
        stage_text(dir, text, steps)?;
    }
    sync_folder(dir)?;
    proceed(dir, steps, Step::AllStaged)?;
    if Stamps::take(dir)? != *seen {
        return Err(DatasetError::Changing { path: dir.to_owned() });
    }
    if let Some(text) = text {
        place_text(dir, text, made)?;
        proceed(dir, steps, Step::TextPlaced)?;
    }
    if files.iter().any(|file| is_view(&file.name)) {
        make_own_folder(&dir.join(VIEWS), made)?;
        sync_folder(dir)?;
    }
    let list = dir.join(PENDING_STAGED);
    let failed = |error| DatasetError::io(&list, "write", error);
    let mut file = create(&list)?;
    file.write_all(&pending_bytes(files)).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    proceed(dir, steps, Step::ListStaged)?;
    rename(dir, PENDING_STAGED, PENDING)?;
    sync_folder(dir)
}

fn stage_text(dir: &Path, text: &TextFile, steps: &mut dyn Steps) -> Result<(), DatasetError> {
    let staged = dir.join(TEXT_STAGED);
    let failed = |error| DatasetError::io(&staged, "write", error);
    let mut file = create(&staged)?;
    let bytes = text.text().as_bytes();
    let (first, second) = bytes.split_at(bytes.len() / 2);
    file.write_all(first).map_err(failed)?;
    proceed(dir, steps, Step::HalfTextStaged)?;
    file.write_all(second).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    proceed(dir, steps, Step::TextStaged)
}

/// Renames the staged text into the dataset's `sources/`, unless it came to stand there meanwhile.
fn place_text(dir: &Path, text: &TextFile, made: &mut Made) -> Result<(), DatasetError> {
    // Asked again just before the rename, which would replace what stands there.
    let Keeping::New(path) = keeping(dir, text)? else {
        return remove_if_there(&dir.join(TEXT_STAGED));
    };
    let folder = path.parent().expect("a text has a folder");
    make_own_folder(folder, made)?;
    fs::rename(dir.join(TEXT_STAGED), &path)
        .map_err(|error| DatasetError::io(&path, "create", error))?;
    made.files.push(path.clone());
    sync_folder(folder)?;
    sync_folder(dir)
}

/// Makes a folder of the dataset, unless it is there.
fn make_own_folder(folder: &Path, made: &mut Made) -> Result<(), DatasetError> {
    match fs::create_dir(folder) {
        Ok(()) => made.folders.push(folder.to_owned()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => own_folder(folder)?,
        Err(error) => return Err(DatasetError::io(folder, "create", error)),
    }
    Ok(())
}

fn is_view(name: &str) -> bool {
    name.contains('/')
}

fn replace(
    dir: &Path,
    names: &[Cow<'static, str>],
    steps: &mut dyn Steps,
) -> Result<(), DatasetError> {
    proceed(dir, steps, Step::Committed)?;
    for name in names {
        rename(dir, &staged_name(name), name)?;
        proceed(dir, steps, Step::Replaced(name.clone()))?;
    }
    if names.iter().any(|name| is_view(name)) {
        sync_folder(&dir.join(VIEWS))?;
    }
    sync_folder(dir)?;
    remove_if_there(&dir.join(PENDING))?;
    sync_folder(dir)?;
    proceed(dir, steps, Step::Cleared)
}

fn proceed(dir: &Path, steps: &mut dyn Steps, step: Step) -> Result<(), DatasetError> {
    match steps.after(step) {
        Flow::Continue => Ok(()),
        Flow::Stop => Err(DatasetError::Stopped),
        Flow::Fail => Err(DatasetError::io(dir, "write", io::Error::other("no space left"))),
    }
}

fn create(path: &Path) -> Result<File, DatasetError> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.map_err(|error| DatasetError::io(path, "create", error))
}

fn rename(dir: &Path, from: &str, to: &str) -> Result<(), DatasetError> {
    let to: PathBuf = dir.join(to);
    fs::rename(dir.join(from), &to).map_err(|error| DatasetError::io(&to, "replace", error))
}

fn remove_leftovers(dir: &Path) -> Result<(), DatasetError> {
    for name in FileName::all_on_disk() {
        remove_if_there(&dir.join(staged_name(name)))?;
    }
    remove_staged_views(dir)?;
    remove_if_there(&dir.join(TEXT_STAGED))?;
    remove_if_there(&dir.join(PENDING_STAGED))
}

/// Which views an unfinished write was to replace is known from the names of what it left.
fn remove_staged_views(dir: &Path) -> Result<(), DatasetError> {
    let failed = |error| DatasetError::io(dir, "read", error);
    for entry in fs::read_dir(dir).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let view = name
            .to_str()
            .and_then(|name| name.strip_prefix(".views."))
            .and_then(|name| name.strip_suffix(".new"))
            .and_then(|file| FileName::known(&format!("{VIEWS}/{file}")));
        if let Some(view) = view {
            remove_if_there(&dir.join(staged_name(&view)))?;
        }
    }
    Ok(())
}

fn remove_if_there(path: &Path) -> Result<(), DatasetError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(DatasetError::io(path, "delete", error))
        }
        _ => Ok(()),
    }
}

/// Files and folders made so far, in order, to be deleted when what they are part of fails.
#[derive(Default)]
pub(super) struct Made {
    pub(super) files: Vec<PathBuf>,
    pub(super) folders: Vec<PathBuf>,
}

impl Made {
    /// Deletes them, as far as the system lets it.
    pub(super) fn undo(&self) {
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Makes renames and deletions in a folder durable, where the system can.
#[cfg(unix)]
pub(super) fn sync_folder(dir: &Path) -> Result<(), DatasetError> {
    let synced = File::open(dir).and_then(|folder| folder.sync_all());
    synced.map_err(|error| DatasetError::io(dir, "sync", error))
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_dir: &Path) -> Result<(), DatasetError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::apply::{Rewrite, edit};
    use super::super::{Applied, Mode, View, init, load, parse_edge, parse_node, parse_source};
    use super::*;
    use crate::model::{Id, Node};
    use std::collections::BTreeSet;

    /// Does `flow` after the `at`-th step, and counts steps.
    struct After {
        at: usize,
        flow: Flow,
        seen: Vec<Step>,
    }

    impl Steps for After {
        fn after(&mut self, step: Step) -> Flow {
            self.seen.push(step);
            if self.seen.len() == self.at { self.flow } else { Flow::Continue }
        }
    }

    impl After {
        fn new(at: usize, flow: Flow) -> Self {
            Self { at, flow, seen: Vec::new() }
        }

        fn committed(&self) -> bool {
            self.seen.contains(&Step::Committed)
        }
    }

    fn node(id: &str) -> Node {
        let json = format!("{{\"id\": \"{id}\", \"kind\": \"person\", \"name\": \"{id}\"}}");
        parse_node(&json, "test").unwrap()
    }

    /// Adds two nodes and an edge between them, which changes two files that only fit each other.
    fn add_pair(dir: &Path, name: &str, steps: &mut dyn Steps) -> Result<Applied, DatasetError> {
        edit(dir, Mode::Write, Rewrite::Changed, None, steps, |before| {
            let mut after = before.clone();
            let (a, b) = (format!("{name}-a"), format!("{name}-b"));
            after.nodes.extend([node(&a), node(&b)]);
            after.nodes.sort_by(|x, y| x.id.cmp(&y.id));
            let edge = format!(
                "{{\"id\": \"{name}-met\", \"kind\": \"met\", \"from\": \"{a}\", \"to\": \"{b}\"}}"
            );
            after.edges.push(parse_edge(&edge, "test").unwrap());
            after.edges.sort_by(|x, y| x.id.cmp(&y.id));
            Ok(after)
        })
    }

    fn new_dataset() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        init(dir.path(), "Test", "CC0-1.0").unwrap();
        add_pair(dir.path(), "first", &mut Uninterrupted).unwrap();
        dir
    }

    fn names(dir: &Path) -> BTreeSet<String> {
        fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    fn step_count() -> usize {
        let dir = new_dataset();
        let mut steps = After::new(0, Flow::Continue);
        add_pair(dir.path(), "second", &mut steps).unwrap();
        steps.seen.len()
    }

    #[test]
    fn a_stop_after_any_step_shows_all_old_files_or_all_new_ones() {
        for at in 1..=step_count() {
            let dir = new_dataset();
            let old = load(dir.path()).unwrap().dataset;
            let mut steps = After::new(at, Flow::Stop);
            let stopped = add_pair(dir.path(), "second", &mut steps);
            assert!(matches!(stopped, Err(DatasetError::Stopped)));
            let seen = load(dir.path()).unwrap().dataset;
            let n_new = if steps.committed() { 2 } else { 0 };
            assert_eq!(seen.nodes.len(), old.nodes.len() + n_new, "after {:?}", steps.seen);
            assert_eq!(seen.edges.len(), old.edges.len() + n_new / 2, "after {:?}", steps.seen);
            assert_eq!(seen.digest == old.digest, !steps.committed());
            // Whoever writes next finishes it and leaves nothing behind.
            add_pair(dir.path(), "third", &mut Uninterrupted).unwrap();
            let after = load(dir.path()).unwrap().dataset;
            assert_eq!(after.nodes.len(), old.nodes.len() + n_new + 2);
            let expected =
                [".gitignore", ".lock", "dataset.json", "edges.json", "nodes.json", "sources.json"];
            assert_eq!(names(dir.path()), expected.map(str::to_owned).into());
        }
    }

    #[test]
    fn a_stop_while_finishing_an_interrupted_write_loses_nothing_either() {
        for at in 1..=step_count() {
            let dir = new_dataset();
            let mut steps = After::new(at, Flow::Stop);
            add_pair(dir.path(), "second", &mut steps).unwrap_err();
            let seen = load(dir.path()).unwrap().dataset;
            // As if a later writer had been killed between two of its renames.
            if let Some(pending) = Pending::read(dir.path()).unwrap() {
                for (name, _) in &pending.files {
                    let staged = dir.path().join(staged_name(name));
                    if staged.exists() {
                        fs::rename(staged, dir.path().join(&**name)).unwrap();
                    }
                    assert_eq!(load(dir.path()).unwrap().dataset, seen);
                }
            }
        }
    }

    #[test]
    fn a_failure_before_the_commit_changes_nothing_and_one_after_it_loses_nothing() {
        for at in 1..=step_count() {
            let dir = new_dataset();
            let old = load(dir.path()).unwrap().dataset;
            let before = names(dir.path());
            let mut steps = After::new(at, Flow::Fail);
            let result = add_pair(dir.path(), "second", &mut steps);
            let seen = load(dir.path()).unwrap().dataset;
            assert_eq!(result.is_ok(), steps.committed());
            if let Ok(applied) = result {
                assert_eq!(seen, applied.dataset);
            } else {
                assert_eq!(seen, old);
                assert_eq!(names(dir.path()), before);
            }
        }
    }

    /// Adds a source whose text lies in a folder of the caller's.
    fn add_source(
        dir: &Path,
        text: &TextFile,
        steps: &mut dyn Steps,
    ) -> Result<Applied, DatasetError> {
        edit(dir, Mode::Write, Rewrite::Changed, Some(text), steps, |before| {
            let mut after = before.clone();
            let source = "{\"id\": \"paper\", \"title\": \"Paper\", \"file\": \"paper.txt\"}";
            after.sources.push(parse_source(source, "test").unwrap());
            Ok(after)
        })
    }

    fn paper() -> TextFile {
        let elsewhere = tempfile::tempdir().unwrap();
        let path = elsewhere.path().join("paper.txt");
        fs::write(&path, "What the paper says.").unwrap();
        TextFile::read(&path).unwrap()
    }

    #[test]
    fn a_source_that_is_there_has_its_whole_text_after_a_stop_at_any_step() {
        let (text, mut at) = (paper(), 0);
        loop {
            at += 1;
            let dir = new_dataset();
            let mut steps = After::new(at, Flow::Stop);
            if add_source(dir.path(), &text, &mut steps).is_ok() {
                break;
            }
            let seen = load(dir.path()).unwrap().dataset;
            assert_eq!(seen.sources.len(), usize::from(steps.committed()), "{:?}", steps.seen);
            if !steps.committed() {
                add_source(dir.path(), &text, &mut Uninterrupted).unwrap();
            }
            add_pair(dir.path(), "second", &mut Uninterrupted).unwrap();
            let after = load(dir.path()).unwrap().dataset;
            let read = after.texts.unwrap().read(&after.sources[0]).unwrap();
            assert_eq!(read.as_str(), "What the paper says.");
            let mut expected = names(new_dataset().path());
            expected.insert("sources".to_owned());
            assert_eq!(names(dir.path()), expected);
            assert_eq!(names(&dir.path().join("sources")), ["paper.txt".to_owned()].into());
        }
        // Three for the list of sources, three for the text, and at least four for the write as a whole.
        assert!(at > 10, "{at}");
    }

    /// Saves a view and adds two nodes, which only fit each other.
    fn add_view(dir: &Path, steps: &mut dyn Steps) -> Result<Applied, DatasetError> {
        edit(dir, Mode::Write, Rewrite::Changed, None, steps, |before| {
            let mut after = before.clone();
            after.nodes.extend([node("seen-a"), node("seen-b")]);
            let names = vec![Id::new("seen-a").unwrap(), Id::new("seen-b").unwrap()];
            after.views.push(View { name: "seen".to_owned(), names, ..View::default() });
            Ok(after)
        })
    }

    #[test]
    fn a_view_is_there_whole_or_not_at_all_after_a_stop_at_any_step() {
        let mut at = 0;
        loop {
            at += 1;
            let dir = new_dataset();
            let mut steps = After::new(at, Flow::Stop);
            if add_view(dir.path(), &mut steps).is_ok() {
                break;
            }
            let seen = load(dir.path()).unwrap().dataset;
            assert_eq!(seen.views.len(), usize::from(steps.committed()), "{:?}", steps.seen);
            assert_eq!(seen.nodes.len(), 2 + 2 * seen.views.len(), "{:?}", steps.seen);
            add_pair(dir.path(), "second", &mut Uninterrupted).unwrap();
            assert_eq!(load(dir.path()).unwrap().dataset.views, seen.views);
            let mut left = names(dir.path());
            left.remove("views");
            assert_eq!(left, names(new_dataset().path()), "{:?}", steps.seen);
        }
        assert!(at > 8, "{at}");
    }

    #[test]
    fn a_failure_leaves_neither_a_view_nor_its_folder() {
        let mut at = 0;
        loop {
            at += 1;
            let dir = new_dataset();
            let before = names(dir.path());
            let mut steps = After::new(at, Flow::Fail);
            let result = add_view(dir.path(), &mut steps);
            assert_eq!(result.is_ok(), steps.committed());
            match result {
                Err(_) => assert_eq!(names(dir.path()), before, "{:?}", steps.seen),
                Ok(_) => break,
            }
        }
        assert!(at > 5, "{at}");
    }

    #[test]
    fn a_failure_leaves_no_text_without_its_source() {
        let (text, mut at) = (paper(), 0);
        loop {
            at += 1;
            let dir = new_dataset();
            let before = names(dir.path());
            let mut steps = After::new(at, Flow::Fail);
            let result = add_source(dir.path(), &text, &mut steps);
            assert_eq!(result.is_ok(), steps.committed());
            match result {
                Err(_) => assert_eq!(names(dir.path()), before, "{:?}", steps.seen),
                Ok(_) => break,
            }
        }
        assert!(at > 6, "{at}");
    }

    #[test]
    fn a_held_lock_is_named_and_released_with_its_holder() {
        let dir = new_dataset();
        let lock = Lock::take(dir.path()).unwrap();
        let error = add_pair(dir.path(), "second", &mut Uninterrupted).unwrap_err();
        assert!(matches!(&error, DatasetError::Locked { .. }), "{error}");
        assert!(error.to_string().contains(".lock"));
        assert!(error.hint().is_some());
        assert_eq!(load(dir.path()).unwrap().dataset.nodes.len(), 2);
        drop(lock);
        add_pair(dir.path(), "second", &mut Uninterrupted).unwrap();
    }

    #[test]
    fn writers_at_the_same_time_lose_no_update_and_readers_see_whole_datasets() {
        const EACH: usize = 12;
        let dir = new_dataset();
        let path = dir.path();
        let write = |name: &str| {
            for n in 0..EACH {
                let name = format!("{name}{n}");
                loop {
                    match add_pair(path, &name, &mut Uninterrupted) {
                        Ok(_) => break,
                        Err(DatasetError::Locked { .. }) => std::thread::yield_now(),
                        Err(other) => panic!("{other}"),
                    }
                }
            }
        };
        std::thread::scope(|scope| {
            scope.spawn(|| write("x"));
            scope.spawn(|| write("y"));
            scope.spawn(|| {
                for _ in 0..60 {
                    match load(path) {
                        Ok(seen) => {
                            assert_eq!(seen.dataset.nodes.len(), 2 * seen.dataset.edges.len());
                        }
                        Err(DatasetError::Changing { .. }) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
            });
        });
        assert_eq!(load(path).unwrap().dataset.edges.len(), 2 * EACH + 1);
    }

    #[test]
    fn an_edit_by_hand_during_a_write_is_noticed_and_kept() {
        struct ByHand(PathBuf);
        impl Steps for ByHand {
            fn after(&mut self, step: Step) -> Flow {
                if step == Step::AllStaged {
                    fs::write(&self.0, "[\n]\n").unwrap();
                }
                Flow::Continue
            }
        }
        let dir = new_dataset();
        let sources = dir.path().join("sources.json");
        let before = names(dir.path());
        let error = add_pair(dir.path(), "second", &mut ByHand(sources.clone())).unwrap_err();
        assert!(matches!(&error, DatasetError::Changing { .. }), "{error}");
        assert_eq!(fs::read_to_string(sources).unwrap(), "[\n]\n");
        assert_eq!(names(dir.path()), before);
    }

    #[test]
    fn a_pending_list_that_does_not_fit_is_refused_by_readers_and_writers() {
        let dir = new_dataset();
        let list = dir.path().join(PENDING);
        let wrong = format!("[{{\"file\": \"nodes.json\", \"sha256\": \"{}\"}}]", "0".repeat(64));
        let outside = wrong.replace("nodes.json", "../nodes.json");
        for text in ["", "[]", "{}", &wrong, &outside, "[{\"file\": \"nodes.json\"}]"] {
            fs::write(&list, text).unwrap();
            for error in [
                load(dir.path()).map(|_| ()).unwrap_err(),
                add_pair(dir.path(), "second", &mut Uninterrupted).map(|_| ()).unwrap_err(),
            ] {
                assert!(matches!(&error, DatasetError::DamagedPending { .. }), "{error}");
            }
        }
        fs::remove_file(&list).unwrap();
        assert!(load(dir.path()).unwrap().dataset.node(&Id::new("first-a").unwrap()).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;
        let dir = new_dataset();
        let nodes = dir.path().join("nodes.json");
        fs::set_permissions(&nodes, fs::Permissions::from_mode(0o640)).unwrap();
        add_pair(dir.path(), "second", &mut Uninterrupted).unwrap();
        assert_eq!(fs::metadata(&nodes).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
