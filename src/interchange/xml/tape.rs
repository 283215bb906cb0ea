//! The bytes of a file on their way to the parser, kept as long as a record may need them.

use crate::interchange::files::{Input, counts};
use std::io::{self, BufRead, Read};

/// The longest piece of a file that is held: a tag or a text.
pub(super) const HELD_BYTES_MAX: usize = 64 << 20;

/// The longest record.
pub(super) const RECORD_BYTES_MAX: usize = 16 << 20;

/// Bytes read at once.
const CHUNK_BYTES: usize = 64 << 10;

/// What a piece that is too long is refused with.
pub(super) const TOO_LONG: &str = "a piece of the file is too long";

/// A file that remembers what was read of it.
pub(super) struct Tape<'i, 'a> {
    input: &'i mut Input<'a>,
    chunk: Vec<u8>,
    n_used: usize,
    /// What was used and not forgotten.
    held: Vec<u8>,
    /// The byte at which that starts, by the parser's count.
    start: u64,
    /// Characters before it.
    n_chars: u64,
    /// Bytes that may be held.
    n_max: usize,
}

impl<'i, 'a> Tape<'i, 'a> {
    pub(super) fn new(input: &'i mut Input<'a>) -> io::Result<Self> {
        let mut tape = Self {
            input,
            chunk: Vec::new(),
            n_used: 0,
            held: Vec::new(),
            start: 0,
            n_chars: 0,
            n_max: HELD_BYTES_MAX,
        };
        // The parser does not count a byte-order mark; places do.
        if tape.fill_buf()?.starts_with("\u{FEFF}".as_bytes()) {
            tape.n_used = '\u{FEFF}'.len_utf8();
            tape.n_chars = 1;
        }
        Ok(tape)
    }

    /// Forgets what stands before a byte.
    pub(super) fn forget(&mut self, before: u64) {
        let n = self.at(before);
        self.n_chars += counts(&self.held[..n]).1;
        self.held.drain(..n);
        self.start += n as u64;
    }

    /// How many bytes may be held from now on.
    pub(super) fn limit(&mut self, n_max: usize) {
        self.n_max = n_max;
    }

    /// Line ends between two bytes that are held.
    pub(super) fn lines_between(&self, start: u64, end: u64) -> u64 {
        counts(&self.held[self.at(start)..self.at(end)]).0
    }

    /// The characters before the first byte that is held.
    pub(super) fn chars_before(&self) -> u64 {
        self.n_chars
    }

    /// What is held, up to a byte.
    pub(super) fn held(&self, end: u64) -> &[u8] {
        &self.held[..self.at(end)]
    }

    /// The file.
    pub(super) fn input(&self) -> &Input<'a> {
        self.input
    }

    fn at(&self, byte: u64) -> usize {
        (byte.saturating_sub(self.start) as usize).min(self.held.len())
    }
}

impl Read for Tape<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(buffer)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Tape<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.n_used == self.chunk.len() {
            if self.held.len() > self.n_max {
                return Err(io::Error::other(TOO_LONG));
            }
            self.chunk.resize(CHUNK_BYTES, 0);
            let n = self.input.read(&mut self.chunk)?;
            self.chunk.truncate(n);
            self.n_used = 0;
        }
        Ok(&self.chunk[self.n_used..])
    }

    fn consume(&mut self, n: usize) {
        let end = self.n_used + n;
        self.held.extend_from_slice(&self.chunk[self.n_used..end]);
        self.n_used = end;
    }
}
