//! Loading: the files of a folder, or of the program itself, become a dataset, or every reason why not.

use super::canonical::{
    check_line, dataset_digest, edge_line, header_to_bytes, node_line, source_line, view_to_bytes,
    vocabulary_to_bytes,
};
use super::check::{Checked, check};
use super::content::{Dataset, Form, Forms};
use super::disguise::text_of;
use super::files::{Content, FileName, Input, folder_name, read_folder};
use super::finding::{Code, Draft, Sink};
use super::header::{FORMAT, HeaderRead, read_header};
use super::json::Value;
use super::reader::Reader;
use super::record::Context;
use super::standing::{Check, are_few, unique_names};
use super::table::Table;
use super::view::{
    VIEW_BYTES_MAX, VIEWS_MAX, View, is_view_file, read_view, refuse_too_many, stem_of, view_name,
};
use super::vocabulary::read_vocabulary;
use super::{DatasetError, Finding, Texts};
use crate::model::{Digest, NodeKindIx, Vocabulary};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// Who hears how far the reading is hears it after so many records: a few times a second.
const ROWS_BETWEEN_TELLING: usize = 8192;

/// A dataset and what a curator should look at.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The dataset.
    pub dataset: Dataset,
    /// Warnings, by file, line and column.
    pub findings: Vec<Finding>,
}

/// Loads the dataset in the folder `dir`.
///
/// # Complexity
/// Time O(bytes log records). Memory: the files and the records at once.
/// # Errors
/// [`DatasetError::Refused`] with all findings, errors and warnings, or why the files cannot be read.
pub fn load(dir: &Path) -> Result<Loaded, DatasetError> {
    load_told(dir, &mut |_| ())
}

/// Loads the dataset in the folder `dir` as [`load`] does, and tells which share of its records is read.
pub fn load_told(dir: &Path, tell: &mut dyn FnMut(f64)) -> Result<Loaded, DatasetError> {
    let inputs = read_folder(dir)?;
    let mut loaded = read_told(&folder_name(dir), &inputs, tell)?;
    loaded.dataset.texts = Texts::beside(dir);
    Ok(loaded)
}

/// Loads a dataset from files held in memory, by name relative to its folder: `dataset.json`, `nodes.json`, …,
/// `views/a.json`, `sources/a.txt`. Other files are ignored.
pub fn load_embedded(name: &str, files: &[(&str, &[u8])]) -> Result<Loaded, DatasetError> {
    let inputs: Vec<Input> = files
        .iter()
        .filter_map(|(path, bytes)| {
            let content = Content::Bytes(bytes.to_vec());
            let misnamed = || is_view_file(path).then(|| Cow::Owned((*path).to_owned()));
            FileName::known(path).or_else(misnamed).map(|name| Input { name, content })
        })
        .collect();
    let mut loaded = load_inputs(name, &inputs)?;
    loaded.dataset.texts = Texts::embedded(files);
    Ok(loaded)
}

/// Loads a dataset from files that were read elsewhere.
pub(super) fn load_inputs(name: &str, inputs: &[Input]) -> Result<Loaded, DatasetError> {
    if !inputs.iter().any(|input| input.name == FileName::Header.on_disk(Form::Json)) {
        let reason = "it has no dataset.json";
        return Err(DatasetError::NotADataset { path: name.into(), reason });
    }
    read(name, inputs)
}

/// The one way from bytes to a dataset: loading and writing both pass here.
pub(super) fn read(name: &str, inputs: &[Input]) -> Result<Loaded, DatasetError> {
    read_told(name, inputs, &mut |_| ())
}

fn read_told(
    name: &str,
    inputs: &[Input],
    tell: &mut dyn FnMut(f64),
) -> Result<Loaded, DatasetError> {
    let mut sink = Sink::default();
    let dataset = read_parts(name, inputs, &mut sink, tell);
    let refused = sink.error_count() > 0;
    let files: Vec<(&str, &[u8])> = inputs
        .iter()
        .map(|input| match &input.content {
            Content::Bytes(bytes) => (&*input.name, &bytes[..]),
            Content::TooLarge => (&*input.name, &[][..]),
        })
        .collect();
    let findings = sink.finish(&files);
    match dataset {
        Some(dataset) if !refused => Ok(Loaded { dataset, findings }),
        _ => Err(DatasetError::Refused { findings }),
    }
}

fn read_parts(
    name: &str,
    inputs: &[Input],
    sink: &mut Sink,
    tell: &mut dyn FnMut(f64),
) -> Option<Dataset> {
    let header = match open(sink, inputs, FileName::Header) {
        Opened::Text { file, text, .. } => match read_header(sink, file, text) {
            HeaderRead::Newer => return None,
            HeaderRead::Faulty => None,
            HeaderRead::Good(header) => {
                let expected = header_to_bytes(&header.title, &header.licence);
                note_difference(sink, file, text, &expected);
                Some(header)
            }
        },
        Opened::Absent | Opened::Unreadable { .. } => None,
    };
    let (vocabulary, all_kinds) = read_kinds(sink, inputs);
    let source_table = open_table(sink, inputs, FileName::Sources);
    let node_table = open_table(sink, inputs, FileName::Nodes);
    let edge_table = open_table(sink, inputs, FileName::Edges);
    let context = Context {
        vocabulary: &vocabulary,
        sources: source_table.rows.iter().filter_map(|row| row.id.as_deref()).collect(),
        nodes: kinds_by_id(&node_table, &vocabulary),
        all_sources: source_table.complete,
        all_nodes: node_table.complete,
        all_kinds,
    };
    let views = views(sink, inputs, &context);
    let checks = checks(sink, inputs);
    let context = Some(&context);
    let n_rows = source_table.rows.len() + node_table.rows.len() + edge_table.rows.len();
    let mut n_read = 0;
    let mut count = || {
        n_read += 1;
        if n_read % ROWS_BETWEEN_TELLING == 0 {
            tell(n_read as f64 / n_rows as f64);
        }
    };
    let sources =
        rows(sink, &source_table, &mut count, |r, value| r.source(value, context), source_line);
    let nodes = rows(sink, &node_table, &mut count, |r, value| r.node(value, context), node_line);
    let edges = rows(sink, &edge_table, &mut count, |r, value| r.edge(value, context), edge_line);
    check(
        sink,
        &vocabulary,
        &Checked { table: &source_table, records: &sources },
        &Checked { table: &node_table, records: &nodes },
        &Checked { table: &edge_table, records: &edges },
    );
    let header = header?;
    let forms =
        Forms { sources: source_table.form, nodes: node_table.form, edges: edge_table.form };
    let mut dataset = Dataset {
        name: name.to_owned(),
        title: header.title,
        licence: header.licence,
        format: FORMAT,
        sources: sources.into_iter().flatten().collect(),
        nodes: nodes.into_iter().flatten().collect(),
        edges: edges.into_iter().flatten().collect(),
        vocabulary,
        views,
        checks,
        digest: Digest([0; 32]),
        texts: None,
        forms,
    };
    if sink.error_count() > 0 {
        return None;
    }
    dataset.sources.sort_by(|a, b| a.id.cmp(&b.id));
    dataset.nodes.sort_by(|a, b| a.id.cmp(&b.id));
    dataset.edges.sort_by(|a, b| a.id.cmp(&b.id));
    dataset.digest = dataset_digest(&dataset);
    Some(dataset)
}

/// Nodes by id with their kinds. Of two records with one id, which is a finding of its own, the first counts.
fn kinds_by_id<'t>(
    nodes: &'t Table<'_>,
    vocabulary: &Vocabulary,
) -> BTreeMap<&'t str, Option<NodeKindIx>> {
    let mut kinds = BTreeMap::new();
    for row in &nodes.rows {
        if let Some(id) = row.id.as_deref() {
            let kind = row.kind.as_deref().and_then(|kind| vocabulary.node_kind_ix(kind));
            kinds.entry(id).or_insert(kind);
        }
    }
    kinds
}

/// Reads the views, whose nodes, kinds and sources must be there.
fn views(sink: &mut Sink, inputs: &[Input], context: &Context<'_>) -> Vec<View> {
    let of_views = || inputs.iter().filter(|input| stem_of(&input.name).is_some());
    if of_views().count() > VIEWS_MAX {
        refuse_too_many(sink);
        return Vec::new();
    }
    let mut views: Vec<View> = of_views().filter_map(|input| view(sink, input, context)).collect();
    views.sort_by(|a, b| a.name.cmp(&b.name));
    views
}

fn view(
    sink: &mut Sink,
    Input { name: file, content }: &Input,
    context: &Context<'_>,
) -> Option<View> {
    let name = view_name(sink, file)?;
    let bytes = match content {
        Content::Bytes(bytes) if bytes.len() as u64 <= VIEW_BYTES_MAX => bytes,
        Content::Bytes(_) | Content::TooLarge => {
            sink.push(Draft {
                code: Code::FileTooLarge,
                file: file.clone(),
                offset: 0,
                message: format!("a view has at most {} MiB", VIEW_BYTES_MAX >> 20),
                hint: Some("show less, or divide it into several".to_owned()),
                id: None,
            });
            return None;
        }
    };
    let errors_before = sink.error_count();
    let text = text_of(sink, file, bytes, "a view of everything is written {}")?;
    let view = read_view(sink, file, name, text, context)?;
    if sink.error_count() == errors_before {
        note_difference(sink, file, text, &view_to_bytes(&view));
    }
    Some(view)
}

enum Opened<'a> {
    Text { file: &'static str, form: Form, text: &'a str },
    Unreadable { file: &'static str },
    Absent,
}

/// How a list is written that says nothing.
const EMPTY_LIST: &str = "an empty list is written []";

/// The text of a file in whichever form it has. Absent and unreadable files are findings, but for those that need not
/// be there.
fn open<'a>(sink: &mut Sink, inputs: &'a [Input], which: FileName) -> Opened<'a> {
    let find = |form| inputs.iter().find(|input| input.name == which.on_disk(form));
    let json = find(Form::Json);
    let has_lines = which.on_disk(Form::JsonLines) != which.on_disk(Form::Json);
    let lines = if has_lines { find(Form::JsonLines) } else { None };
    let whole = |code, file, message, hint: &str| Draft {
        code,
        file: Cow::Borrowed(file),
        offset: 0,
        message,
        hint: Some(hint.to_owned()),
        id: None,
    };
    let (input, form) = match (json, lines) {
        (Some(json), None) => (json, Form::Json),
        (None, Some(lines)) => (lines, Form::JsonLines),
        (None, None) => {
            if !which.is_optional() {
                let file = which.on_disk(Form::Json);
                let message = format!("there is no {file}");
                sink.push(whole(Code::MissingFile, file, message, EMPTY_LIST));
            }
            return Opened::Absent;
        }
        (Some(_), Some(lines)) => {
            let message =
                format!("there is also {}, and only one of them can be right", lines.name);
            let file = which.on_disk(Form::Json);
            sink.push(whole(Code::BothForms, file, message, "delete one of the two"));
            return Opened::Unreadable { file };
        }
    };
    let file = which.on_disk(form);
    match &input.content {
        Content::Bytes(bytes) if bytes.len() as u64 > which.bytes_max() => {
            sink.push(too_large(file, which));
            Opened::Unreadable { file }
        }
        // A bulk list without records has no lines, so the file is empty and means that.
        Content::Bytes(bytes) if form == Form::JsonLines && bytes.is_empty() => {
            Opened::Text { file, form, text: "" }
        }
        Content::Bytes(bytes) => match text_of(sink, file, bytes, EMPTY_LIST) {
            Some(text) => Opened::Text { file, form, text },
            None => Opened::Unreadable { file },
        },
        Content::TooLarge => {
            sink.push(too_large(file, which));
            Opened::Unreadable { file }
        }
    }
}

fn too_large(file: &'static str, which: FileName) -> Draft {
    let (what, hint) = match which {
        FileName::Checks => ("checks.json", "delete the checks that nobody heeds"),
        _ => ("a file", "divide the dataset into several"),
    };
    Draft {
        code: Code::FileTooLarge,
        file: file.into(),
        offset: 0,
        message: format!("{what} has at most {} MiB", which.bytes_max() >> 20),
        hint: Some(hint.to_owned()),
        id: None,
    }
}

/// Reads the standing questions, by name.
fn checks(sink: &mut Sink, inputs: &[Input]) -> Vec<Check> {
    let Opened::Text { file, form, text } = open(sink, inputs, FileName::Checks) else {
        return Vec::new();
    };
    let table = Table::split_by(sink, file, text, form, "name");
    if !are_few(sink, &table) {
        return Vec::new();
    }
    let checks = rows(sink, &table, &mut || (), |reader, value| reader.check(value), check_line);
    unique_names(sink, &table);
    let mut checks: Vec<Check> = checks.into_iter().flatten().collect();
    checks.sort_by(|a, b| a.name.cmp(&b.name));
    checks
}

fn read_kinds(sink: &mut Sink, inputs: &[Input]) -> (Vocabulary, bool) {
    let errors_before = sink.error_count();
    let vocabulary = match open(sink, inputs, FileName::Vocabulary) {
        Opened::Text { file, text, .. } => {
            let vocabulary = read_vocabulary(sink, file, text);
            if sink.error_count() == errors_before {
                note_difference(sink, file, text, &vocabulary_to_bytes(&vocabulary));
            }
            vocabulary
        }
        Opened::Unreadable { .. } | Opened::Absent => Vocabulary::core(),
    };
    (vocabulary, sink.error_count() == errors_before)
}

fn open_table<'a>(sink: &mut Sink, inputs: &'a [Input], which: FileName) -> Table<'a> {
    match open(sink, inputs, which) {
        Opened::Text { file, form, text } => Table::split(sink, file, text, form),
        Opened::Unreadable { file } => Table::unreadable(file),
        Opened::Absent => Table::unreadable(which.on_disk(Form::Json)),
    }
}

/// Reads the rows of a table, and notes the first place that is not written the canonical way.
fn rows<'a, T>(
    sink: &mut Sink,
    table: &Table<'a>,
    count: &mut dyn FnMut(),
    read: impl Fn(&mut Reader<'_>, Value<'a>) -> Option<T>,
    line: fn(&T) -> String,
) -> Vec<Option<T>> {
    let mut odd = if table.complete { table.first_odd_gap() } else { None };
    let mut records = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let errors_before = sink.error_count();
        let mut reader = Reader { sink, file: table.file.into(), id: row.id.clone() };
        let record = read(&mut reader, row.value);
        count();
        if odd.is_none_or(|at| at > row.value.offset)
            && sink.error_count() == errors_before
            && let Some(record) = &record
            && let Some(within) = first_difference(row.value.text, &line(record))
        {
            odd = Some(row.value.offset + within);
        }
        records.push(record);
    }
    if let Some(offset) = odd {
        not_canonical(sink, table.file, table.text, offset);
    }
    records
}

fn note_difference(sink: &mut Sink, file: &str, text: &str, expected: &[u8]) {
    let expected = std::str::from_utf8(expected).expect("canonical bytes are UTF-8");
    if let Some(offset) = first_difference(text, expected) {
        not_canonical(sink, file, text, offset);
    }
}

/// The first byte offset in `text` where the two differ, on a character boundary.
pub(super) fn first_difference(text: &str, expected: &str) -> Option<usize> {
    if text == expected {
        return None;
    }
    let same = text.bytes().zip(expected.bytes()).take_while(|(a, b)| a == b).count();
    Some((0..=same).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0))
}

fn not_canonical(sink: &mut Sink, file: &str, text: &str, offset: usize) {
    let message = if text[offset..].starts_with('\r') {
        "lines end with CR LF; the canonical form has LF"
    } else {
        "from here on the file is not in its canonical form"
    };
    let hint = if stem_of(file).is_some() {
        "validate --fix writes one member per line, and one caption and one pin, in their order, empty ones and \
         defaults left out"
    } else {
        "validate --fix writes one record per line, sorted, members in their order, empty ones and defaults left out"
    };
    sink.push(Draft {
        code: Code::NotCanonical,
        file: file.to_owned().into(),
        offset,
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
        id: None,
    });
}
