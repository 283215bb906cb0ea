//! The rows of a table, one after the other, each with the place of its exact text. Cells are found by `csv-core`;
//! memory holds one row and one piece of the file.

use crate::interchange::files::{Input, Place};
use crate::interchange::intake::{Halt, Intake};
use csv_core::ReadRecordResult;
use std::io::Read;

/// The longest row: what is longer is a quotation mark without its other one.
const ROW_BYTES_MAX: usize = 16 << 20;
/// Bytes read at once.
const CHUNK_BYTES: usize = 256 << 10;
/// What Windows-1252 has at 0x80 to 0x9F.
const WINDOWS_1252: &str = "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ";

/// Reads rows.
pub(super) struct Rows<'i, 'a> {
    input: &'i mut Input<'a>,
    parser: csv_core::Reader,
    separator: u8,
    /// A piece of the file.
    buffer: Vec<u8>,
    /// Where the row starts in it, where the next one does, and where it ends.
    start: usize,
    next: usize,
    filled: usize,
    is_at_end: bool,
    /// The cells of the row one after the other, and where each ends.
    cells: Vec<u8>,
    ends: Vec<usize>,
    n_cells: usize,
    /// Lines and characters before `start`.
    n_lines: u64,
    n_chars: u64,
}

/// A row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'r> {
    pub(super) place: Place<'r>,
    cells: &'r str,
    ends: &'r [usize],
}

impl<'r> Row<'r> {
    /// The number of cells.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A cell as the file has it, without quotation marks around it.
    pub(super) fn cell(&self, at: usize) -> &'r str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.cells[start..self.ends[at]]
    }

    /// The cells.
    pub(super) fn iter(self) -> impl Iterator<Item = &'r str> {
        (0..self.len()).map(move |at| self.cell(at))
    }
}

impl<'i, 'a> Rows<'i, 'a> {
    /// Rows of a file whose cells are separated so, after so many bytes at its start.
    pub(super) fn new(
        input: &'i mut Input<'a>,
        separator: u8,
        n_skipped: usize,
    ) -> Result<Self, Halt> {
        let mut rows = Self {
            input,
            parser: csv_core::ReaderBuilder::new().delimiter(separator).build(),
            separator,
            buffer: Vec::new(),
            start: 0,
            next: 0,
            filled: 0,
            is_at_end: false,
            cells: vec![0; 4096],
            ends: vec![0; 64],
            n_cells: 0,
            n_lines: 0,
            n_chars: 0,
        };
        while rows.filled < n_skipped && !rows.is_at_end {
            rows.fill()?;
        }
        rows.next = n_skipped;
        Ok(rows)
    }

    /// The next row that is not empty; none after the last. What is no text ends the reading with a finding.
    pub(super) fn next(&mut self, intake: &mut Intake<'_>) -> Result<Option<Row<'_>>, Halt> {
        let Some(n_bytes) = self.find(intake)? else { return Ok(None) };
        let place = self.place(n_bytes, intake)?;
        let raw = &self.buffer[place.start..place.end];
        let text = std::str::from_utf8(raw).expect("the row was checked");
        let cells = std::str::from_utf8(&self.cells[..n_bytes])
            .expect("quotation marks and separators divide no character");
        let place = Place { line: place.line, span: Some((place.n_chars, text)) };
        Ok(Some(Row { place, cells, ends: &self.ends[..self.n_cells] }))
    }

    /// Finds the next row; the length of its cells.
    fn find(&mut self, intake: &mut Intake<'_>) -> Result<Option<usize>, Halt> {
        self.pass();
        let (mut n_out, mut n_cells) = (0, 0);
        let mut at = self.next;
        loop {
            if at >= self.filled && !self.is_at_end {
                at -= self.fill()?;
                continue;
            }
            let (result, n_read, n_written, n_ended) = self.parser.read_record(
                &self.buffer[at..self.filled],
                &mut self.cells[n_out..],
                &mut self.ends[n_cells..],
            );
            at += n_read;
            n_out += n_written;
            n_cells += n_ended;
            match result {
                ReadRecordResult::InputEmpty => {
                    if at - self.start > ROW_BYTES_MAX {
                        let line = self.n_lines + 1;
                        let message = format!(
                            "the row has more than {} MiB: a quotation mark is not closed",
                            ROW_BYTES_MAX >> 20
                        );
                        return Err(intake.refuse(line, message, "close it, or double it inside"));
                    }
                }
                ReadRecordResult::OutputFull => self.cells.resize(self.cells.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => {
                    self.next = at;
                    return Ok(None);
                }
            }
        }
        self.next = at;
        self.n_cells = n_cells;
        Ok(Some(n_out))
    }

    /// Counts the row that was read and goes on to the next.
    fn pass(&mut self) {
        let passed = &self.buffer[self.start..self.next];
        let next_byte = self.buffer[..self.filled].get(self.next);
        // A line may end with CR alone.
        let ends = passed.last() == Some(&b'\r') && next_byte.is_some_and(|byte| *byte != b'\n');
        self.n_lines += n_lines(passed) + u64::from(ends);
        self.n_chars += n_chars(passed);
        self.start = self.next;
    }

    /// Reads on; by how much what is there was moved to the front.
    fn fill(&mut self) -> Result<usize, Halt> {
        let moved = self.start;
        self.buffer.copy_within(self.start..self.filled, 0);
        self.filled -= moved;
        self.start = 0;
        self.next -= moved;
        if self.buffer.len() < self.filled + CHUNK_BYTES {
            self.buffer.resize(self.filled + CHUNK_BYTES, 0);
        }
        let path = self.input.path().to_owned();
        let n_read = loop {
            match self.input.read(&mut self.buffer[self.filled..]) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read.map_err(|error| Halt::from_read(&path, error))?,
            }
        };
        self.filled += n_read;
        self.is_at_end = n_read == 0;
        Ok(moved)
    }

    /// Where the row stands, without line ends around it.
    fn place(&mut self, n_bytes: usize, intake: &mut Intake<'_>) -> Result<At, Halt> {
        let is_last = self.next >= self.filled && self.is_at_end;
        let whole = &self.buffer[self.start..self.next];
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let n_before = whole.iter().take_while(|byte| is_end(byte)).count();
        let n_after = whole.iter().rev().take_while(|byte| is_end(byte)).count();
        let mut start = self.start + n_before;
        let end = (self.next - n_after).max(start);
        let before = &whole[..n_before];
        let mut at = At {
            line: self.n_lines + n_lines(before) + 1,
            n_chars: self.n_chars + before.len() as u64,
            start,
            end,
        };
        if at.n_chars == 0 && self.buffer[start..end].starts_with("\u{FEFF}".as_bytes()) {
            start += '\u{FEFF}'.len_utf8();
            at.start = start;
            at.n_chars = 1;
        }
        let raw = &self.buffer[start..end];
        if let Err(error) = std::str::from_utf8(raw) {
            return Err(not_text(raw, error.valid_up_to(), at.line, intake));
        }
        if raw.contains(&0) {
            let n = raw.iter().take_while(|byte| **byte != 0).count();
            let line = at.line + n_lines(&raw[..n]);
            let hint = "restore the file; it looks damaged";
            return Err(intake.refuse(line, "the row holds a NUL byte", hint));
        }
        if std::str::from_utf8(&self.cells[..n_bytes]).is_err() {
            return Err(intake.refuse(at.line, "the row is no text", "save the file as UTF-8"));
        }
        if is_last {
            if ends_in_quotes(whole, self.separator) {
                let message = "a quotation mark is opened and never closed";
                let hint = "the file may be cut short; get it again, or close the mark";
                return Err(intake.refuse(at.line, message, hint));
            }
            if n_after == 0 {
                let line = at.line + n_lines(raw);
                intake.warn(line, "the last line has no line end: the file may be cut short");
            }
        }
        Ok(at)
    }
}

struct At {
    line: u64,
    n_chars: u64,
    start: usize,
    end: usize,
}

/// Names the byte that is no text, and what it would be in the encoding that most such files have.
fn not_text(raw: &[u8], at: usize, line: u64, intake: &mut Intake<'_>) -> Halt {
    let line_start = raw[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    let byte = raw[at];
    let named = match byte {
        0x80..=0x9F => WINDOWS_1252.chars().nth(usize::from(byte - 0x80)).unwrap_or('\u{FFFD}'),
        byte => char::from(byte),
    };
    let meant = match named {
        '\u{FFFD}' => String::new(),
        c => format!("; in Windows-1252 it is “{c}”"),
    };
    let message = format!(
        "byte {} of the line is 0x{byte:02X}, which is not UTF-8{meant}",
        at - line_start + 1
    );
    let hint = "save the table as UTF-8; spreadsheets call it “CSV UTF-8”";
    intake.refuse(line + n_lines(&raw[..at]), message, hint)
}

/// Whether a text without the end of its last row ends inside quotation marks.
fn ends_in_quotes(raw: &[u8], separator: u8) -> bool {
    let (mut is_quoted, mut starts_cell) = (false, true);
    for &byte in raw {
        if is_quoted {
            // Two marks leave and enter again.
            is_quoted = byte != b'"';
            starts_cell = !is_quoted;
        } else {
            is_quoted = byte == b'"' && starts_cell;
            starts_cell = byte == separator || matches!(byte, b'\n' | b'\r');
        }
    }
    is_quoted
}

/// Line ends: LF, CR LF, or CR alone.
fn n_lines(bytes: &[u8]) -> u64 {
    let n_feeds: u64 = bytes.iter().map(|byte| u64::from(*byte == b'\n')).sum();
    if !bytes.contains(&b'\r') {
        return n_feeds;
    }
    let n_alone = bytes.iter().enumerate().filter(|(at, byte)| {
        **byte == b'\r' && bytes.get(at + 1).is_some_and(|next| *next != b'\n')
    });
    n_feeds + n_alone.count() as u64
}

/// Characters that start in these bytes.
fn n_chars(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count() as u64
}
