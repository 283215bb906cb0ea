//! `dataset.json`: the version of the format, the title and the licence.

use super::finding::{Code, Sink};
use super::json::{Shape, Value, skip_white_space, value_at};
use super::reader::Reader;

/// The format that this version reads and writes.
pub const FORMAT: u32 = 1;

/// What `dataset.json` says.
pub(super) struct Header {
    pub(super) title: String,
    pub(super) licence: String,
}

/// What reading `dataset.json` led to.
pub(super) enum HeaderRead {
    /// It is good.
    Good(Header),
    /// It is not, which is in the findings; the other files can still be checked.
    Faulty,
    /// The dataset is in a newer format, so nothing can be said about the other files.
    Newer,
}

pub(super) fn read_header(sink: &mut Sink, file: &'static str, text: &str) -> HeaderRead {
    let mut reader = Reader { sink, file: file.into(), id: None };
    let Some(value) = single_value(&mut reader, text) else { return HeaderRead::Faulty };
    // The format decides whether the other members mean what this version thinks.
    if let Some(format) = newer_format(value) {
        let message =
            format!("the dataset is in format {}; this version reads format {FORMAT}", format.text);
        let hint = format!("install a version that reads format {}", format.text);
        reader.push_hint(Code::NewerFormat, format.offset, message, Some(hint));
        return HeaderRead::Newer;
    }
    let Some(object) = reader.object(value, "dataset.json", &["format", "title", "licence"]) else {
        return HeaderRead::Faulty;
    };
    let errors_before = reader.sink.error_count();
    if let Some(format) = reader.need(&object, "format")
        && reader.integer(format, "format").is_some_and(|number| number != FORMAT)
    {
        let message = format!("there is no format {}; this is format {FORMAT}", format.text);
        reader.push(Code::BadFormat, format.offset, message);
    }
    let title = reader.need(&object, "title").and_then(|v| reader.line(v, "title"));
    let licence = reader.need(&object, "licence").and_then(|v| reader.line(v, "licence"));
    match (title, licence) {
        (Some(title), Some(licence)) if reader.sink.error_count() == errors_before => {
            HeaderRead::Good(Header { title, licence })
        }
        _ => HeaderRead::Faulty,
    }
}

/// The only value of a file.
pub(super) fn single_value<'a>(reader: &mut Reader<'_>, text: &'a str) -> Option<Value<'a>> {
    let mark = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let start = skip_white_space(text, mark);
    match value_at(text, start) {
        Ok(value) => {
            let end = skip_white_space(text, start + value.text.len());
            if end < text.len() {
                let message = "not JSON: something stands after the end".to_owned();
                reader.push(Code::Syntax, end, message);
            }
            Some(value)
        }
        Err(problem) => {
            reader.push(Code::Syntax, problem.offset, problem.message);
            None
        }
    }
}

fn newer_format(value: Value<'_>) -> Option<Value<'_>> {
    if value.shape() != Shape::Object {
        return None;
    }
    let members = value.members().ok()?;
    let format = members.iter().find(|member| member.key == "format")?.value;
    format.text.parse::<u32>().is_ok_and(|number| number > FORMAT).then_some(format)
}
