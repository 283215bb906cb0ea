//! A text with the line and the character at which each of its bytes stands.

use std::ops::Range;

/// Where a record stands in its file.
#[derive(Debug, Clone, Copy)]
pub(in crate::interchange) struct Place<'t> {
    /// Line, from 1.
    pub(in crate::interchange) line: u64,
    /// The text of the record and the character at which it starts; none in a file that is no text.
    pub(in crate::interchange) span: Option<(u64, &'t str)>,
}

impl Place<'_> {
    /// A place in a file that is no text, by the number of the record.
    #[cfg_attr(
        not(any(feature = "parquet", feature = "rdf", feature = "sqlite")),
        expect(dead_code, reason = "only features read files that are no text")
    )]
    pub(in crate::interchange) fn record(number: u64) -> Self {
        Self { line: number, span: None }
    }
}

/// A whole text. Looking up a place takes constant time.
#[derive(Debug)]
pub(in crate::interchange) struct Text {
    text: String,
    /// Lines and characters before each mark.
    marks: Vec<(u64, u64)>,
}

/// Bytes between two marks.
const STRIDE: usize = 1024;

impl Text {
    pub(super) fn new(text: String) -> Self {
        let (mut n_lines, mut n_chars) = (0, 0);
        let marks = text
            .as_bytes()
            .chunks(STRIDE)
            .map(|chunk| {
                let before = (n_lines, n_chars);
                let (lines, chars) = counts(chunk);
                n_lines += lines;
                n_chars += chars;
                before
            })
            .collect();
        Self { text, marks }
    }

    /// The text.
    pub(in crate::interchange) fn as_str(&self) -> &str {
        &self.text
    }

    /// The place of a range of bytes.
    pub(in crate::interchange) fn place(&self, range: Range<usize>) -> Place<'_> {
        let (line, start) = self.line_and_char(range.start);
        Place { line, span: Some((start, &self.text[range])) }
    }

    /// The line of a byte, from 1.
    pub(in crate::interchange) fn line(&self, byte: usize) -> u64 {
        self.line_and_char(byte.min(self.text.len())).0
    }

    fn line_and_char(&self, byte: usize) -> (u64, u64) {
        let Some(&(lines, chars)) = self.marks.get(byte / STRIDE) else {
            return match self.marks.last() {
                None => (1, 0),
                Some(&(lines, chars)) => {
                    let start = (self.marks.len() - 1) * STRIDE;
                    let (more_lines, more_chars) = counts(&self.text.as_bytes()[start..byte]);
                    (lines + more_lines + 1, chars + more_chars)
                }
            };
        };
        let start = byte / STRIDE * STRIDE;
        let (more_lines, more_chars) = counts(&self.text.as_bytes()[start..byte]);
        (lines + more_lines + 1, chars + more_chars)
    }
}

/// Line ends in bytes, and characters that start there.
pub(in crate::interchange) fn counts(bytes: &[u8]) -> (u64, u64) {
    bytes.iter().fold((0, 0), |(lines, chars), &byte| {
        (lines + u64::from(byte == b'\n'), chars + u64::from((byte & 0xC0) != 0x80))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_lines_and_characters() {
        let text: String = (0..3000).map(|at| if at % 7 == 0 { "\n" } else { "한é" }).collect();
        let whole = Text::new(text.clone());
        for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let before = &text[..byte];
            let (n_lines, n_chars) = (before.matches('\n').count(), before.chars().count());
            let place = whole.place(byte..text.len());
            assert_eq!(place.line, n_lines as u64 + 1);
            assert_eq!(place.span, Some((n_chars as u64, &text[byte..])));
        }
        assert_eq!(Text::new(String::new()).line(0), 1);
    }
}
