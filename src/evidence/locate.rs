//! Where a needle stands in a text: the first step of writing evidence. Exact characters only.

use super::{SourceText, digest};
use crate::model::Digest;

/// At most so many occurrences are listed; more than that is not a needle anybody would cite.
pub const LOCATED_MAX: usize = 10_000;
/// How many characters of context stand on each side of an occurrence.
pub const CONTEXT_CHARS: usize = 40;

/// One occurrence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// Digest of the span.
    pub sha256: Digest,
    /// Line, from 1; lines end at a line feed.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// The characters before, at most [`CONTEXT_CHARS`].
    pub before: String,
    /// The characters after, at most [`CONTEXT_CHARS`].
    pub after: String,
}

/// Lists the occurrences of `needle`, overlapping ones included, in order of position.
///
/// An empty needle stands nowhere. The list ends at [`LOCATED_MAX`].
///
/// # Complexity
/// Time O(text + needle) and the size of the result.
/// # References
/// D. Knuth, J. Morris, V. Pratt, "Fast pattern matching in strings", 1977, doi:10.1137/0206024.
/// # Examples
/// ```
/// use sociogram::evidence::{SourceText, locate};
/// let text = SourceText::new("Алма-Ата\nАлма".to_owned());
/// let found = locate(&text, "Алма");
/// assert_eq!((found[1].start, found[1].line, found[1].column), (9, 2, 1));
/// ```
pub fn locate(text: &SourceText, needle: &str) -> Vec<Located> {
    let sha256 = digest(needle);
    let n_chars = needle.chars().count();
    let mut at = Cursor { byte: 0, char_ix: 0, line: 1, column: 1 };
    occurrences(text.as_str(), needle)
        .take(LOCATED_MAX)
        .map(|byte| {
            at.advance(text.as_str(), byte);
            let (before, rest) = text.as_str().split_at(byte);
            Located {
                start: position(at.char_ix),
                end: position(at.char_ix + n_chars),
                sha256,
                line: position(at.line),
                column: position(at.column),
                before: last_chars(before, CONTEXT_CHARS).to_owned(),
                after: rest[needle.len()..].chars().take(CONTEXT_CHARS).collect(),
            }
        })
        .collect()
}

/// Byte offsets of all occurrences, overlapping ones included. Both are UTF-8, so they are boundaries.
pub(super) fn occurrences<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
    let needle = needle.as_bytes();
    let borders = borders(needle);
    let mut matched = 0;
    text.bytes().enumerate().filter_map(move |(ix, byte)| {
        if needle.is_empty() {
            return None;
        }
        while matched > 0 && (matched == needle.len() || needle[matched] != byte) {
            matched = borders[matched - 1];
        }
        if needle[matched] == byte {
            matched += 1;
        }
        (matched == needle.len()).then(|| ix + 1 - needle.len())
    })
}

/// `borders[i]`: length of the longest proper prefix of `needle[..=i]` that is also its suffix.
fn borders(needle: &[u8]) -> Vec<usize> {
    let mut borders = vec![0; needle.len()];
    let mut length = 0;
    for ix in 1..needle.len() {
        while length > 0 && needle[ix] != needle[length] {
            length = borders[length - 1];
        }
        if needle[ix] == needle[length] {
            length += 1;
        }
        borders[ix] = length;
    }
    borders
}

struct Cursor {
    byte: usize,
    char_ix: usize,
    line: usize,
    column: usize,
}

impl Cursor {
    fn advance(&mut self, text: &str, to: usize) {
        for c in text[self.byte..to].chars() {
            self.char_ix += 1;
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.byte = to;
    }
}

fn position(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn last_chars(text: &str, n: usize) -> &str {
    let start = text.char_indices().rev().take(n).last().map_or(text.len(), |(byte, _)| byte);
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(text: &str, needle: &str) -> Vec<usize> {
        text.char_indices()
            .map(|(byte, _)| byte)
            .filter(|&byte| !needle.is_empty() && text[byte..].starts_with(needle))
            .collect()
    }

    proptest! {
        #[test]
        fn occurrences_agree_with_trying_every_place(
            text in "[abé𐍈]{0,60}", needle in "[abé𐍈]{0,4}",
        ) {
            let found: Vec<usize> = occurrences(&text, &needle).collect();
            prop_assert_eq!(found, naive(&text, &needle));
        }

        #[test]
        fn a_located_span_holds_the_needle(text in "(?s)[ab\r\n𐍈]{0,80}", needle in "[ab\n]{1,3}") {
            let text = SourceText::new(text);
            for found in locate(&text, &needle) {
                let span = text.slice(found.start as usize, found.end as usize);
                prop_assert_eq!(span, Some(needle.as_str()));
                prop_assert_eq!(found.sha256, digest(&needle));
                let before = text.slice(0, found.start as usize).unwrap();
                prop_assert_eq!(found.line as usize, before.matches('\n').count() + 1);
                let line = before.rsplit('\n').next().unwrap();
                prop_assert_eq!(found.column as usize, line.chars().count() + 1);
                prop_assert!(before.ends_with(&found.before));
            }
        }
    }

    #[test]
    fn overlapping_occurrences_are_all_found() {
        let text = SourceText::new("aaaa".to_owned());
        let starts: Vec<u32> = locate(&text, "aa").iter().map(|l| l.start).collect();
        assert_eq!(starts, [0, 1, 2]);
    }

    #[test]
    fn context_stops_at_the_ends_of_the_text() {
        let text = SourceText::new(format!("{}нить{}", "я".repeat(50), "ю".repeat(3)));
        let found = &locate(&text, "нить")[0];
        assert_eq!(found.before, "я".repeat(CONTEXT_CHARS));
        assert_eq!(found.after, "ююю");
    }
}
