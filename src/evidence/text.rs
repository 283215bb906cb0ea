//! A text with its index from characters to bytes. Characters are Unicode scalar values; nothing is
//! normalised, so a byte-order mark, a carriage return and a combining mark each count as one.

use super::digest;
use crate::model::Digest;

/// Every how many characters a byte offset is kept.
const STRIDE: usize = 64;

/// The text of a source, ready for questions by character position.
///
/// # Examples
/// ```
/// use sociogram::evidence::SourceText;
/// let text = SourceText::new("Жаңа Астана".to_owned());
/// assert_eq!(text.char_count(), 11);
/// assert_eq!(text.slice(5, 11), Some("Астана"));
/// ```
#[derive(Debug, Clone)]
pub struct SourceText {
    text: String,
    /// Byte offset of every `STRIDE`-th character, the first included.
    offsets: Vec<usize>,
    n_chars: usize,
    digest: Digest,
}

impl SourceText {
    /// Indexes and digests `text`.
    pub fn new(text: String) -> Self {
        let mut offsets = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut n_chars = 0;
        for (offset, _) in text.char_indices() {
            if n_chars % STRIDE == 0 {
                offsets.push(offset);
            }
            n_chars += 1;
        }
        let digest = digest(&text);
        Self { text, offsets, n_chars, digest }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The digest of the whole text.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Length in characters.
    pub fn char_count(&self) -> usize {
        self.n_chars
    }

    /// The characters from `start` up to `end`, when both lie in the text in this order.
    pub fn slice(&self, start: usize, end: usize) -> Option<&str> {
        if start > end {
            return None;
        }
        self.text.get(self.byte_of(start)?..self.byte_of(end)?)
    }

    /// Byte offset of a character; the end of the text is the offset after its last character.
    fn byte_of(&self, char_ix: usize) -> Option<usize> {
        if char_ix >= self.n_chars {
            return (char_ix == self.n_chars).then_some(self.text.len());
        }
        let block = self.offsets[char_ix / STRIDE];
        let (within, _) = self.text[block..]
            .char_indices()
            .nth(char_ix % STRIDE)
            .expect("a position below the count is in the text");
        Some(block + within)
    }

    /// The character that starts at this byte offset, which must be a character boundary.
    pub(super) fn char_of(&self, byte: usize) -> Option<usize> {
        if !self.text.is_char_boundary(byte) {
            return None;
        }
        let block = self.offsets.partition_point(|&offset| offset <= byte).checked_sub(1);
        Some(match block {
            None => 0,
            Some(block) => block * STRIDE + self.text[self.offsets[block]..byte].chars().count(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn positions_agree_with_counting_characters(text in "(?s).{0,300}") {
            let indexed = SourceText::new(text.clone());
            let naive: Vec<usize> =
                text.char_indices().map(|(byte, _)| byte).chain([text.len()]).collect();
            prop_assert_eq!(indexed.char_count() + 1, naive.len());
            for (char_ix, &byte) in naive.iter().enumerate() {
                prop_assert_eq!(indexed.byte_of(char_ix), Some(byte));
                prop_assert_eq!(indexed.char_of(byte), Some(char_ix));
            }
            prop_assert_eq!(indexed.byte_of(naive.len()), None);
        }
    }

    #[test]
    fn a_byte_order_mark_a_carriage_return_and_a_combining_mark_count() {
        let text = SourceText::new("\u{FEFF}a\r\ne\u{301}".to_owned());
        assert_eq!(text.char_count(), 6);
        assert_eq!(text.slice(1, 2), Some("a"));
        assert_eq!(text.slice(4, 6), Some("e\u{301}"));
        assert_eq!(text.slice(4, 7), None);
        assert_eq!(text.slice(3, 2), None);
    }
}
