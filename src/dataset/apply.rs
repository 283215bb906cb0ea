//! Making changes: under the lock, on what is on disk now, checked as loading checks, written whole or not at all.

use super::canonical::{FileBytes, edge_line, node_line, source_line, to_bytes, view_to_bytes};
use super::content::Dataset;
use super::files::{Content, FileName, Input, Stamps, folder_name, read_folder};
use super::finding::{Code, Severity};
use super::load::{Loaded, read};
use super::texts::{Keeping, keeping};
use super::view::file_of_view;
use super::write::{Lock, Steps, Uninterrupted, commit, recover};
use super::{DatasetError, Finding, TextFile, Texts, View};
use crate::evidence::digest;
use crate::model::{Change, Evidence, Fact, Id, Source};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

/// Whether changes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Written to disk.
    Write,
    /// Only worked out and checked; nothing on disk changes, not even leftovers.
    DryRun,
}

/// What changes led to, or would lead to.
#[derive(Debug, Clone)]
pub struct Applied {
    /// The dataset after the changes.
    pub dataset: Dataset,
    /// The files that change.
    pub files: Vec<FileChange>,
    /// The records that change, as lines before and after; of a view, the lines of its file.
    pub diff: Vec<DiffLine>,
    /// Warnings about the records that change.
    pub findings: Vec<Finding>,
}

/// A file that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its name.
    pub file: Cow<'static, str>,
    /// Its size before.
    pub bytes_before: usize,
    /// Its size after.
    pub bytes_after: usize,
}

/// One line of a difference between records. The comma between records is not part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffLine {
    /// The file.
    pub file: Cow<'static, str>,
    /// Gone or new.
    pub sign: Sign,
    /// The record in its canonical form, or the line of a view.
    pub text: String,
}

/// The side of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It stood before.
    Removed,
    /// It stands after.
    Added,
}

impl Sign {
    /// The character before a line of a difference.
    pub fn as_char(self) -> char {
        match self {
            Self::Removed => '-',
            Self::Added => '+',
        }
    }
}

/// Applies `changes` to the dataset in `dir`, all of them or none.
///
/// The dataset is loaded under the lock, so changes that others made meanwhile are kept. The result is checked by
/// the same reader that loads it; places in findings refer to the files as they would be.
///
/// # Complexity
/// That of loading the dataset twice.
/// # Errors
/// [`DatasetError::Refused`] when the dataset on disk or the result is not good; [`DatasetError::Locked`] when
/// somebody else is writing. Nothing has changed then.
pub fn apply(dir: &Path, changes: &[Change], mode: Mode) -> Result<Applied, DatasetError> {
    edit(dir, mode, Rewrite::Changed, None, &mut Uninterrupted, |before| changed(before, changes))
}

/// Adds a source to the dataset in `dir` and keeps its text in `sources/`, both or neither. The record's `file` and
/// `sha256` are made those of the text.
///
/// The text stands in its place before the record names it. A file of that name with this very text is kept.
///
/// # Errors
/// As [`apply`]; and [`DatasetError::TextTaken`], [`DatasetError::NotAFile`] or [`DatasetError::NotAFolder`] when
/// something else stands where the text would, or a link where its folder would.
pub fn add_source_with_text(
    dir: &Path,
    source: &Source,
    text: &TextFile,
    mode: Mode,
) -> Result<Applied, DatasetError> {
    let file = Some(text.name().to_owned());
    let source = Source { file, sha256: Some(digest(text.text())), ..source.clone() };
    let change = [Change::AddSource(source)];
    edit(dir, mode, Rewrite::Changed, Some(text), &mut Uninterrupted, |before| {
        changed(before, &change)
    })
}

/// Saves a view in the dataset in `dir`, in place of the one of that name if there is one.
///
/// The view is checked as loading checks it: its name, and that all it names exists.
///
/// # Errors
/// As [`apply`].
pub fn save_view(dir: &Path, view: &View, mode: Mode) -> Result<Applied, DatasetError> {
    edit(dir, mode, Rewrite::Changed, None, &mut Uninterrupted, |before| {
        let mut after = before.clone();
        match after.views.binary_search_by(|other| other.name.cmp(&view.name)) {
            Ok(at) => after.views[at] = view.clone(),
            Err(at) => after.views.insert(at, view.clone()),
        }
        Ok(after)
    })
}

/// Makes of the dataset in `dir` what `change` makes of it, whole or not at all.
///
/// # Errors
/// As [`apply`], and what `change` returns.
pub fn update(
    dir: &Path,
    mode: Mode,
    change: impl FnOnce(&Dataset) -> Result<Dataset, DatasetError>,
) -> Result<Applied, DatasetError> {
    edit(dir, mode, Rewrite::Changed, None, &mut Uninterrupted, change)
}

/// Writes every file of the dataset in `dir` in its canonical form.
pub fn canonicalize(dir: &Path, mode: Mode) -> Result<Applied, DatasetError> {
    edit(dir, mode, Rewrite::All, None, &mut Uninterrupted, |before| Ok(before.clone()))
}

/// Which files are brought into their canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rewrite {
    /// Those with changed records.
    Changed,
    /// All.
    All,
}

/// Loads, edits, checks and writes; keeps `text`, where there is one, with the change.
pub(super) fn edit(
    dir: &Path,
    mode: Mode,
    rewrite: Rewrite,
    text: Option<&TextFile>,
    steps: &mut dyn Steps,
    change: impl FnOnce(&Dataset) -> Result<Dataset, DatasetError>,
) -> Result<Applied, DatasetError> {
    // Refuses what is no dataset before a lock file is left in it.
    let inputs = read_folder(dir)?;
    if mode == Mode::DryRun {
        let plan = plan(dir, &inputs, rewrite, change)?;
        missing_text(dir, text)?;
        return Ok(plan.applied);
    }
    drop(inputs);
    let lock = Lock::take(dir)?;
    recover(dir, &lock)?;
    let seen = Stamps::take(dir)?;
    let inputs = read_folder(dir)?;
    let mut plan = plan(dir, &inputs, rewrite, change)?;
    let text = missing_text(dir, text)?;
    if !plan.files.is_empty() {
        commit(dir, &lock, &plan.files, text, &seen, steps)?;
    }
    // The folder of the texts may be new.
    plan.applied.dataset.texts = Texts::beside(dir);
    Ok(plan.applied)
}

/// The text, unless it is there already.
fn missing_text<'t>(
    dir: &Path,
    text: Option<&'t TextFile>,
) -> Result<Option<&'t TextFile>, DatasetError> {
    let Some(text) = text else { return Ok(None) };
    Ok(match keeping(dir, text)? {
        Keeping::New(_) => Some(text),
        Keeping::Kept => None,
    })
}

struct Plan {
    applied: Applied,
    /// The files to write.
    files: Vec<FileBytes>,
}

fn plan(
    dir: &Path,
    inputs: &[Input],
    rewrite: Rewrite,
    change: impl FnOnce(&Dataset) -> Result<Dataset, DatasetError>,
) -> Result<Plan, DatasetError> {
    let name = folder_name(dir);
    let before = read(&name, inputs)?.dataset;
    let after = change(&before)?;
    let diff = difference(&before, &after);
    let mut files = Vec::new();
    let mut changed = Vec::new();
    let written = to_bytes(&after);
    for file in &written {
        let old = inputs.iter().find_map(|input| match &input.content {
            Content::Bytes(bytes) if input.name == file.name => Some(&bytes[..]),
            _ => None,
        });
        let concerned = rewrite == Rewrite::All || diff.iter().any(|line| line.file == file.name);
        if concerned && old != Some(&file.bytes[..]) {
            files.push(file.clone());
            changed.push(FileChange {
                file: file.name.clone(),
                bytes_before: old.map_or(0, <[u8]>::len),
                bytes_after: file.bytes.len(),
            });
        }
    }
    let inputs: Vec<Input> = written
        .into_iter()
        .map(|file| Input { name: file.name, content: Content::Bytes(file.bytes) })
        .collect();
    let touched = touched(&before, &after);
    let concerns = |finding: &Finding| finding.id.as_ref().is_some_and(|id| touched.contains(id));
    let Loaded { mut dataset, mut findings } =
        read(&name, &inputs).map_err(|error| match error {
            DatasetError::Refused { mut findings } => {
                findings.retain(|f| f.severity == Severity::Error || concerns(f));
                findings.sort_by_key(|finding| finding.severity);
                DatasetError::Refused { findings }
            }
            other => other,
        })?;
    dataset.texts = Texts::beside(dir);
    findings.retain(concerns);
    Ok(Plan { applied: Applied { dataset, files: changed, diff, findings }, files })
}

fn changed(before: &Dataset, changes: &[Change]) -> Result<Dataset, DatasetError> {
    let mut after = before.clone();
    let mut findings = Vec::new();
    for change in changes {
        if let Err(finding) = change_one(&mut after, change) {
            findings.push(*finding);
        }
    }
    if findings.is_empty() { Ok(after) } else { Err(DatasetError::Refused { findings }) }
}

fn change_one(dataset: &mut Dataset, change: &Change) -> Result<(), Box<Finding>> {
    match change {
        Change::AddNode(node) => {
            refuse_taken(dataset, &node.id, FileName::Nodes)?;
            let at = dataset.nodes.partition_point(|other| other.id < node.id);
            dataset.nodes.insert(at, node.clone());
        }
        Change::AddEdge(edge) => {
            refuse_taken(dataset, &edge.id, FileName::Edges)?;
            let at = dataset.edges.partition_point(|other| other.id < edge.id);
            dataset.edges.insert(at, edge.clone());
        }
        Change::AddSource(source) => {
            if dataset.source(&source.id).is_some() {
                let message = format!("the source \"{}\" exists", source.id);
                let hint = "give the new source another id";
                let file = file_of(dataset, FileName::Sources);
                return Err(refusal(Code::DuplicateId, file, &source.id, message, hint).into());
            }
            let at = dataset.sources.partition_point(|other| other.id < source.id);
            dataset.sources.insert(at, source.clone());
        }
        Change::AddFact { to, fact } => record_lists(dataset, to)?.1.push(fact.clone()),
        Change::AddEvidence { to, fact, evidence } => {
            evidence_list(dataset, to, *fact)?.push(evidence.clone());
        }
        Change::RenewDigest { source, sha256 } => {
            let file = file_of(dataset, FileName::Sources);
            let Ok(at) = dataset.sources.binary_search_by(|other| other.id.cmp(source)) else {
                let message = format!("there is no source \"{source}\"");
                let hint = "add the source first";
                return Err(refusal(Code::UnknownRecord, file, source, message, hint).into());
            };
            dataset.sources[at].sha256 = Some(*sha256);
        }
        Change::MoveSpan { of, fact, position, start, end } => {
            let file = file_of(dataset, file_name_of(dataset, of));
            let list = evidence_list(dataset, of, *fact)?;
            let n = list.len();
            let Some(evidence) = list.get_mut(*position) else {
                let nth = position.saturating_add(1);
                let message = format!("\"{of}\" has no piece of evidence {nth}");
                let hint = format!("it has {n}, counted from 1");
                return Err(refusal(Code::UnknownRecord, file, of, message, &hint).into());
            };
            (evidence.start, evidence.end) = (*start, *end);
        }
    }
    Ok(())
}

fn refuse_taken(dataset: &Dataset, id: &Id, adding: FileName) -> Result<(), Box<Finding>> {
    let what = if dataset.node(id).is_some() {
        "a node"
    } else if dataset.edge(id).is_some() {
        "an edge"
    } else {
        return Ok(());
    };
    let message = format!("the id \"{id}\" is taken by {what}");
    let hint = "choose another id, or add evidence to the record that has it";
    Err(refusal(Code::DuplicateId, file_of(dataset, adding), id, message, hint).into())
}

fn evidence_list<'d>(
    dataset: &'d mut Dataset,
    of: &Id,
    fact: Option<usize>,
) -> Result<&'d mut Vec<Evidence>, Box<Finding>> {
    let file = file_of(dataset, file_name_of(dataset, of));
    let (own, facts) = record_lists(dataset, of)?;
    let Some(ix) = fact else { return Ok(own) };
    let n = facts.len();
    match facts.get_mut(ix) {
        Some(fact) => Ok(&mut fact.evidence),
        None => {
            // Readers count facts from 1, as the command line does.
            let message = format!("\"{of}\" has no fact {}", ix.saturating_add(1));
            let hint = if n == 0 {
                "it has no facts; back the whole record instead".to_owned()
            } else {
                format!("it has {n}, counted from 1")
            };
            Err(refusal(Code::UnknownRecord, file, of, message, &hint).into())
        }
    }
}

/// The evidence and the facts of a node or an edge.
fn record_lists<'d>(
    dataset: &'d mut Dataset,
    of: &Id,
) -> Result<(&'d mut Vec<Evidence>, &'d mut Vec<Fact>), Box<Finding>> {
    let file = file_of(dataset, file_name_of(dataset, of));
    let node = dataset.nodes.binary_search_by(|node| node.id.cmp(of));
    let edge = dataset.edges.binary_search_by(|edge| edge.id.cmp(of));
    match (node, edge) {
        (Ok(ix), _) => {
            let node = &mut dataset.nodes[ix];
            Ok((&mut node.evidence, &mut node.facts))
        }
        (_, Ok(ix)) => {
            let edge = &mut dataset.edges[ix];
            Ok((&mut edge.evidence, &mut edge.facts))
        }
        _ => {
            let message = format!("there is no node or edge \"{of}\"");
            let hint = "add the node or the edge first";
            Err(refusal(Code::UnknownRecord, file, of, message, hint).into())
        }
    }
}

/// The file that has this record, or would have it.
fn file_name_of(dataset: &Dataset, id: &Id) -> FileName {
    if dataset.edge(id).is_some() { FileName::Edges } else { FileName::Nodes }
}

fn file_of(dataset: &Dataset, name: FileName) -> &'static str {
    name.on_disk(match name {
        FileName::Sources => dataset.forms.sources,
        FileName::Nodes => dataset.forms.nodes,
        FileName::Edges => dataset.forms.edges,
        FileName::Header | FileName::Vocabulary | FileName::Checks => super::Form::Json,
    })
}

fn refusal(code: Code, file: &str, id: &Id, message: String, hint: &str) -> Finding {
    Finding {
        severity: Severity::Error,
        code: code.as_str(),
        file: file.to_owned(),
        line: 1,
        column: 1,
        message,
        hint: Some(hint.to_owned()),
        id: Some(id.clone()),
    }
}

fn difference(before: &Dataset, after: &Dataset) -> Vec<DiffLine> {
    let mut diff = Vec::new();
    let file = |name| file_of(after, name);
    compare(
        &before.sources,
        &after.sources,
        |s| &s.id,
        |old, new| {
            both(&mut diff, file(FileName::Sources), old.map(source_line), new.map(source_line));
        },
    );
    compare(
        &before.nodes,
        &after.nodes,
        |n| &n.id,
        |old, new| {
            both(&mut diff, file(FileName::Nodes), old.map(node_line), new.map(node_line));
        },
    );
    compare(
        &before.edges,
        &after.edges,
        |e| &e.id,
        |old, new| {
            both(&mut diff, file(FileName::Edges), old.map(edge_line), new.map(edge_line));
        },
    );
    compare(&before.views, &after.views, |v| &v.name, |old, new| view_lines(&mut diff, old, new));
    diff
}

fn both(diff: &mut Vec<DiffLine>, file: &'static str, old: Option<String>, new: Option<String>) {
    let line = |sign, text| DiffLine { file: file.into(), sign, text };
    diff.extend(old.map(|text| line(Sign::Removed, text)));
    diff.extend(new.map(|text| line(Sign::Added, text)));
}

/// The lines that only one of two views has. Members and entries have one order, so none only moves.
fn view_lines(diff: &mut Vec<DiffLine>, old: Option<&View>, new: Option<&View>) {
    let Some(View { name, .. }) = new.or(old) else { return };
    let file = file_of_view(name);
    let bytes = [old, new].map(|view| view.map(view_to_bytes).unwrap_or_default());
    let [old, new] = bytes.each_ref().map(|bytes| {
        let text = std::str::from_utf8(bytes).expect("canonical bytes are UTF-8");
        text.lines().map(|line| line.trim_end_matches(',')).collect::<Vec<&str>>()
    });
    for (sign, lines, others) in [(Sign::Removed, &old, &new), (Sign::Added, &new, &old)] {
        let others: BTreeSet<&str> = others.iter().copied().collect();
        diff.extend(lines.iter().filter(|line| !others.contains(*line)).map(|line| DiffLine {
            file: file.clone().into(),
            sign,
            text: line.trim_start().to_owned(),
        }));
    }
}

fn touched(before: &Dataset, after: &Dataset) -> BTreeSet<Id> {
    let mut ids = BTreeSet::new();
    compare(
        &before.sources,
        &after.sources,
        |s| &s.id,
        |_, new| {
            ids.extend(new.map(|source| source.id.clone()));
        },
    );
    compare(
        &before.nodes,
        &after.nodes,
        |n| &n.id,
        |_, new| {
            ids.extend(new.map(|node| node.id.clone()));
        },
    );
    compare(
        &before.edges,
        &after.edges,
        |e| &e.id,
        |_, new| {
            ids.extend(new.map(|edge| edge.id.clone()));
        },
    );
    ids
}

/// Walks two lists sorted by id and reports what stands in one only, or differs.
fn compare<'d, T: PartialEq, I: Ord + ?Sized>(
    before: &'d [T],
    after: &'d [T],
    id: impl Fn(&T) -> &I,
    mut report: impl FnMut(Option<&'d T>, Option<&'d T>),
) {
    let (mut old, mut new) = (before.iter().peekable(), after.iter().peekable());
    loop {
        match (old.peek(), new.peek()) {
            (None, None) => return,
            (Some(&a), Some(&b)) if id(a) == id(b) => {
                if a != b {
                    report(Some(a), Some(b));
                }
                old.next();
                new.next();
            }
            (Some(&a), b) if b.is_none_or(|b| id(a) < id(b)) => {
                report(Some(a), None);
                old.next();
            }
            (_, Some(&b)) => {
                report(None, Some(b));
                new.next();
            }
            (Some(_), None) => unreachable!("an old record without a new one is taken above"),
        }
    }
}
