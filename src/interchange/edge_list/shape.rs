//! The form of an edge list: what stands in which column, by the name of the file and its header.

use super::EdgeListError;
use super::line::{SOURCE_NAMES, TARGET_NAMES, is_comment};
use super::walk::{Place, finding};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The columns of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) separator: Separator,
    /// Columns of source and target, from 0.
    pub(super) ends: [usize; 2],
    pub(super) weight: Weight,
    /// Source, target and weight are the first columns, in this order.
    pub(super) is_plain: bool,
    /// Where the edges begin, and the lines before that.
    pub(super) start: Place,
    /// The list of ids beside the file.
    pub(super) ids: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// Runs of spaces and tabs; every column has a meaning.
    Blank,
    /// Commas; other columns may stand beside.
    Comma,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    None,
    Column(usize),
}

/// Longest header that is read.
const HEADER_BYTES_MAX: u64 = 64 * 1024;

const MARK: &[u8] = b"\xef\xbb\xbf";

impl Shape {
    /// Works out the form of a file.
    pub(super) fn of(path: &Path) -> Result<Self, EdgeListError> {
        let io = |error| EdgeListError::Io { path: path.to_owned(), error };
        let file = File::open(path).map_err(io)?;
        if !file.metadata().map_err(io)?.is_file() {
            return Err(io(std::io::Error::other("it is not a regular file")));
        }
        let mut head = Vec::new();
        let mut reader = BufReader::new(file.take(HEADER_BYTES_MAX));
        reader.read_until(b'\n', &mut head).map_err(io)?;
        let n_mark = if head.starts_with(MARK) { MARK.len() } else { 0 };
        let start = Place { byte: n_mark as u64, line: 0 };
        let blank = |weight| Self {
            separator: Separator::Blank,
            ends: [0, 1],
            weight,
            is_plain: true,
            start,
            ids: None,
        };
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str().unwrap_or_default() {
            "wel" => Ok(blank(Weight::Column(2))),
            "e" => {
                // Weighted or not, the first edge tells.
                let n_columns = loop {
                    let line = head.trim_ascii();
                    if !line.is_empty() && !is_comment(line) {
                        let is_word = |word: &&[u8]| !word.is_empty();
                        break line.split(u8::is_ascii_whitespace).filter(is_word).count();
                    }
                    head.clear();
                    if reader.read_until(b'\n', &mut head).map_err(io)? == 0 {
                        break 2;
                    }
                };
                let weight = if n_columns > 2 { Weight::Column(2) } else { Weight::None };
                let ids = path.with_extension("v");
                Ok(Self { ids: ids.is_file().then_some(ids), ..blank(weight) })
            }
            "csv" => Self::of_header(path, &head[n_mark..], n_mark),
            _ => Ok(blank(Weight::None)),
        }
    }

    fn of_header(path: &Path, header: &[u8], n_mark: usize) -> Result<Self, EdgeListError> {
        let refuse = |message: &str, hint: &'static str| EdgeListError::Refused {
            findings: vec![finding(path, 1, message.to_owned(), Some(hint))],
        };
        let text = String::from_utf8_lossy(header);
        let names: Vec<String> = text
            .trim_end()
            .split(',')
            .map(|name| name.trim().trim_matches('"').to_ascii_lowercase())
            .collect();
        if names.iter().any(|name| name.parse::<u64>().is_ok()) {
            return Err(refuse(
                "a CSV file starts with a header, and this line holds a number",
                "put `source,target` in the first line, or call the file .el",
            ));
        }
        if names.len() < 2 {
            return Err(refuse(
                "the header names fewer than two columns",
                "columns are separated by commas: source,target",
            ));
        }
        let column = |words: &[&str]| names.iter().position(|name| words.contains(&name.as_str()));
        let ends = match (column(SOURCE_NAMES), column(TARGET_NAMES)) {
            (Some(source), Some(target)) => [source, target],
            (None, None) => [0, 1],
            _ => {
                return Err(refuse(
                    "the header names one end of an edge and not the other",
                    "call the columns source and target",
                ));
            }
        };
        let weight = column(&["weight"]).map_or(Weight::None, Weight::Column);
        let start = Place { byte: (n_mark + header.len()) as u64, line: 1 };
        let is_plain = ends == [0, 1] && matches!(weight, Weight::None | Weight::Column(2));
        // Columns after the last that counts would end the plain form.
        Ok(Self { separator: Separator::Comma, ends, weight, is_plain, start, ids: None })
    }
}
