//! A file of lines in blocks, so that one is read from the disk while the lines of another are worked on.

use super::input::{Input, LINE_BYTES_MAX, LineProblem, place_of};
use super::text::{Place, counts};
use crate::interchange::intake::Halt;
use std::io::Read;

/// Bytes of a block, but for the rest of its last line.
const BLOCK_BYTES: usize = 8 << 20;
/// Bytes that one thread works on at a time, but for the rest of its last line.
const PIECE_BYTES: usize = 256 << 10;

/// The blocks of a file, one after the other.
pub(in crate::interchange) struct Blocks<'i, 'a> {
    input: &'i mut Input<'a>,
    /// The beginning of a line whose end is still to be read.
    rest: Vec<u8>,
    is_over: bool,
}

impl<'i, 'a> Blocks<'i, 'a> {
    pub(super) fn of(input: &'i mut Input<'a>) -> Self {
        Self { input, rest: Vec::new(), is_over: false }
    }

    /// The next block: whole lines, or a line that is longer than a line may be.
    pub(in crate::interchange) fn next(&mut self) -> Result<Option<Vec<u8>>, Halt> {
        if self.is_over {
            return Ok(None);
        }
        let mut bytes = Vec::with_capacity(self.rest.len() + BLOCK_BYTES);
        bytes.append(&mut self.rest);
        while bytes.len() <= LINE_BYTES_MAX {
            let n_before = bytes.len();
            let read = self.input.by_ref().take(BLOCK_BYTES as u64).read_to_end(&mut bytes);
            let n_read = read.map_err(|error| Halt::from_read(self.input.path(), error))?;
            if n_read < BLOCK_BYTES {
                self.is_over = true;
                return Ok((!bytes.is_empty()).then_some(bytes));
            }
            if let Some(end) = bytes[n_before..].iter().rposition(|&byte| byte == b'\n') {
                self.rest = bytes.split_off(n_before + end + 1);
                return Ok(Some(bytes));
            }
        }
        self.is_over = true;
        Ok(Some(bytes))
    }
}

/// Some lines of a block.
#[derive(Debug, Clone, Copy)]
pub(in crate::interchange) struct Piece<'b> {
    bytes: &'b [u8],
    /// Lines and characters before it in the file.
    before: (u64, u64),
}

/// The pieces of a block that comes after so many lines and characters, and how many there are after it.
pub(in crate::interchange) fn pieces(
    block: &[u8],
    before: (u64, u64),
) -> (Vec<Piece<'_>>, (u64, u64)) {
    let mut pieces = Vec::with_capacity(block.len() / PIECE_BYTES + 1);
    let (mut rest, mut before) = (block, before);
    while !rest.is_empty() {
        let least = PIECE_BYTES.min(rest.len());
        let end = rest[least..].iter().position(|&byte| byte == b'\n');
        let (bytes, others) = rest.split_at(end.map_or(rest.len(), |end| least + end + 1));
        pieces.push(Piece { bytes, before });
        let (n_lines, n_chars) = counts(bytes);
        before = (before.0 + n_lines, before.1 + n_chars);
        rest = others;
    }
    (pieces, before)
}

impl<'b> Piece<'b> {
    /// How many bytes it has.
    pub(in crate::interchange) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Calls `take` with each line, without its end and without a byte-order mark. A line that is no text, or too long,
    /// ends it.
    pub(in crate::interchange) fn each_line(
        self,
        mut take: impl FnMut(Place<'b>),
    ) -> Result<(), (u64, LineProblem)> {
        let (mut line, mut n_chars) = self.before;
        for bytes in self.bytes.split_inclusive(|&byte| byte == b'\n') {
            line += 1;
            let place = place_of(bytes, line, n_chars).map_err(|problem| (line, problem))?;
            n_chars += counts(bytes).1;
            take(place);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::Unwatched;
    use std::fmt::Write as _;
    use std::io::Cursor;

    /// All lines as a reader of blocks sees them.
    fn lines(text: &[u8]) -> Vec<(u64, u64, String)> {
        let stream = Box::new(Cursor::new(text.to_vec()));
        let mut input = Input::stream(stream, &Unwatched).unwrap();
        let mut blocks = Blocks::of(&mut input);
        let (mut all, mut before) = (Vec::new(), (0, 0));
        while let Some(block) = blocks.next().unwrap() {
            let (pieces, after) = pieces(&block, before);
            for piece in pieces {
                let take = |place: Place<'_>| {
                    let (start, text) = place.span.unwrap();
                    all.push((place.line, start, text.to_owned()));
                };
                piece.each_line(take).map_err(|(line, _)| line).unwrap();
            }
            before = after;
        }
        all
    }

    #[test]
    fn lines_of_blocks_are_the_lines_of_the_file() {
        let mut text = String::from("\u{FEFF}a\r\n\n한국\n");
        for at in 0..400_000_u64 {
            writeln!(text, "{{\"é\": {at}}}").unwrap();
        }
        // A line longer than a block, and one without an end.
        text.push_str(&"x".repeat(BLOCK_BYTES + 5));
        text.push_str("\nlast");
        let mut n_chars = 0;
        let expected: Vec<_> = text
            .split_inclusive('\n')
            .enumerate()
            .map(|(at, line)| {
                let start = n_chars + u64::from(at == 0);
                n_chars += line.chars().count() as u64;
                let line = line.trim_start_matches('\u{FEFF}').trim_end_matches(['\r', '\n']);
                (at as u64 + 1, start, line.to_owned())
            })
            .collect();
        assert_eq!(lines(text.as_bytes()), expected);
        assert_eq!(lines(b""), []);
    }

    #[test]
    fn a_line_without_end_is_not_read_to_its_end() {
        struct Endless(u64);
        impl Read for Endless {
            fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
                buffer.fill(b'x');
                self.0 += buffer.len() as u64;
                assert!(self.0 < 64 << 20, "nobody stops reading");
                Ok(buffer.len())
            }
        }
        let mut input = Input::stream(Box::new(Endless(0)), &Unwatched).unwrap();
        let mut blocks = Blocks::of(&mut input);
        let block = blocks.next().unwrap().unwrap();
        let (pieces, _) = pieces(&block, (0, 0));
        assert!(pieces[0].each_line(|_| ()).is_err());
        assert!(blocks.next().unwrap().is_none());
    }
}
