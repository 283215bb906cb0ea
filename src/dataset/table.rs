//! A list of records as rows with places: splits a file into records without reading what they say.
//!
//! After a syntax error it goes on at the next line that starts a record, so that one missing comma does not
//! hide every later finding; the table then counts as incomplete, and nothing is concluded from what is
//! missing in it.

use super::content::Form;
use super::finding::{Code, Draft, Sink};
use super::json::{Shape, Value, skip_white_space, value_at};
use super::load::first_difference;
use crate::model::Id;

/// The largest record.
pub const RECORD_BYTES_MAX: usize = 16 << 20;

/// The member that names a record.
const ID: &str = "id";

/// The records of one file.
pub(super) struct Table<'a> {
    pub(super) file: &'static str,
    pub(super) text: &'a str,
    pub(super) form: Form,
    /// The member that names a record.
    key: &'static str,
    pub(super) rows: Vec<Row<'a>>,
    /// False when records were lost, so that what is absent may only be unreadable.
    pub(super) complete: bool,
}

/// One record.
pub(super) struct Row<'a> {
    pub(super) value: Value<'a>,
    /// Its id, when that is readable.
    pub(super) id: Option<Id>,
    /// Its kind, when that is a text.
    pub(super) kind: Option<String>,
    /// Where its id stands, or the record.
    pub(super) id_offset: usize,
}

impl<'a> Table<'a> {
    /// A table without rows, standing for a file that could not be read.
    pub(super) fn unreadable(file: &'static str) -> Self {
        let rows = Vec::new();
        Self { file, text: "", form: Form::Json, key: ID, rows, complete: false }
    }

    /// Splits `text`. White space and a byte-order mark before the first value are skipped.
    pub(super) fn split(sink: &mut Sink, file: &'static str, text: &'a str, form: Form) -> Self {
        Self::split_by(sink, file, text, form, ID)
    }

    /// As [`Self::split`], where the member `key` names a record.
    pub(super) fn split_by(
        sink: &mut Sink,
        file: &'static str,
        text: &'a str,
        form: Form,
        key: &'static str,
    ) -> Self {
        let rows = Vec::new();
        let mut table = Self { file, text, form, key, rows, complete: true };
        let start = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        match form {
            Form::Json => table.split_array(sink, start),
            Form::JsonLines => table.split_lines(sink, start),
        }
        table.note_unsorted(sink);
        table
    }

    /// The first place where the white space and commas between records are not the canonical ones.
    pub(super) fn first_odd_gap(&self) -> Option<usize> {
        let (first, between, last, empty) = match self.form {
            Form::Json => ("[\n", ",\n", "\n]\n", "[]\n"),
            Form::JsonLines => ("", "\n", "\n", ""),
        };
        let mut end = 0;
        let mut expected = first;
        for row in &self.rows {
            if let Some(within) = first_difference(&self.text[end..row.value.offset], expected) {
                return Some(end + within);
            }
            end = row.value.offset + row.value.text.len();
            expected = between;
        }
        let expected = if self.rows.is_empty() { empty } else { last };
        first_difference(&self.text[end..], expected).map(|within| end + within)
    }

    fn split_array(&mut self, sink: &mut Sink, start: usize) {
        let mut offset = skip_white_space(self.text, start);
        if self.text.as_bytes().get(offset) != Some(&b'[') {
            let message = "the file is a list of records, so it starts with [".to_owned();
            let single = self.text[offset..].starts_with('{');
            let hint = single.then(|| {
                "put the records between [ and ], or name the file .jsonl if it has one record per line"
                    .to_owned()
            });
            let code = if single { Code::WrongType } else { Code::Syntax };
            self.refuse(sink, code, offset, message, hint);
            return;
        }
        offset = skip_white_space(self.text, offset + 1);
        if self.text[offset..].starts_with(']') {
            self.end(sink, offset + 1);
            return;
        }
        loop {
            offset = match value_at(self.text, offset) {
                Ok(value) => {
                    self.push(sink, value);
                    skip_white_space(self.text, offset + value.text.len())
                }
                Err(problem) => {
                    self.refuse(sink, Code::Syntax, problem.offset, problem.message, None);
                    match self.next_record_line(problem.offset.max(offset)) {
                        Some(next) => {
                            offset = next;
                            continue;
                        }
                        None => return,
                    }
                }
            };
            match self.text.as_bytes().get(offset) {
                Some(b',') => {
                    offset = skip_white_space(self.text, offset + 1);
                    if matches!(self.text.as_bytes().get(offset), Some(b']')) {
                        let message = "not JSON: a comma before ]".to_owned();
                        self.refuse(sink, Code::Syntax, offset, message, None);
                        return;
                    }
                }
                Some(b']') => {
                    self.end(sink, offset + 1);
                    return;
                }
                Some(b'{') => {
                    let message = "not JSON: a comma is missing between two records".to_owned();
                    self.refuse(sink, Code::Syntax, offset, message, None);
                }
                Some(_) => {
                    let message = "not JSON: a comma or ] is missing here".to_owned();
                    self.refuse(sink, Code::Syntax, offset, message, None);
                    match self.next_record_line(offset) {
                        Some(next) => offset = next,
                        None => return,
                    }
                }
                None => {
                    let message = "not JSON: the file ends inside the list".to_owned();
                    let hint = "the file may be cut off; restore it, or close the list with ]";
                    self.refuse(sink, Code::Syntax, offset, message, Some(hint.to_owned()));
                    return;
                }
            }
        }
    }

    fn split_lines(&mut self, sink: &mut Sink, start: usize) {
        let mut offset = start;
        for line in self.text[start..].split_inclusive('\n') {
            let first = skip_white_space(line, 0);
            let line_start = offset;
            offset += line.len();
            if first == line.len() {
                continue;
            }
            match value_at(self.text, line_start + first) {
                Ok(value) => {
                    let end = skip_white_space(self.text, value.offset + value.text.len());
                    if value.text.contains('\n') || end < offset {
                        let message = "each line is one record and nothing else".to_owned();
                        self.refuse(sink, Code::Syntax, line_start + first, message, None);
                    } else {
                        self.push(sink, value);
                    }
                }
                Err(problem) => {
                    let at = problem.offset.min(offset);
                    self.refuse(sink, Code::Syntax, at, problem.message, None);
                }
            }
        }
    }

    fn push(&mut self, sink: &mut Sink, value: Value<'a>) {
        if value.text.len() > RECORD_BYTES_MAX {
            let message = format!(
                "a record has at most {} MiB, this one has {}",
                RECORD_BYTES_MAX >> 20,
                value.text.len() >> 20
            );
            self.refuse(sink, Code::RecordTooLarge, value.offset, message, None);
            return;
        }
        let mut row = Row { value, id: None, kind: None, id_offset: value.offset };
        if value.shape() == Shape::Object {
            for member in value.members().unwrap_or_default() {
                let is_text = member.value.shape() == Shape::String;
                if member.key == self.key && row.id.is_none() && is_text {
                    row.id_offset = member.value.offset;
                    row.id = member.value.string().ok().and_then(|id| Id::new(id).ok());
                } else if member.key == "kind" && row.kind.is_none() && is_text {
                    row.kind = member.value.string().ok().map(std::borrow::Cow::into_owned);
                }
            }
        }
        self.complete &= row.id.is_some();
        self.rows.push(row);
    }

    fn end(&mut self, sink: &mut Sink, offset: usize) {
        let offset = skip_white_space(self.text, offset);
        if offset < self.text.len() {
            let message = "not JSON: something stands after the end of the list".to_owned();
            self.refuse(sink, Code::Syntax, offset, message, None);
        }
    }

    fn refuse(
        &mut self,
        sink: &mut Sink,
        code: Code,
        offset: usize,
        message: String,
        hint: Option<String>,
    ) {
        self.complete = false;
        sink.push(Draft { code, file: self.file.into(), offset, message, hint, id: None });
    }

    /// The next line after `offset` that starts with a record.
    fn next_record_line(&self, offset: usize) -> Option<usize> {
        self.text[offset..].find("\n{").map(|found| offset + found + 1)
    }

    fn note_unsorted(&self, sink: &mut Sink) {
        let mut before: Option<&Id> = None;
        for row in &self.rows {
            let Some(id) = &row.id else { continue };
            if let Some(before) = before.filter(|&before| before > id) {
                sink.push(Draft {
                    code: Code::NotSorted,
                    file: self.file.into(),
                    offset: row.id_offset,
                    message: format!("\"{id}\" stands after \"{before}\""),
                    hint: Some(format!(
                        "records stand in the order of the bytes of their {}s",
                        self.key
                    )),
                    id: Some(id.clone()),
                });
                return;
            }
            before = Some(id);
        }
    }
}
