//! Evidence and sources: where a statement stands, so that anybody with the text can re-check it.
//!
//! Holds places and digests and compares none with a text.

use super::{Amount, Id, When};
use std::fmt;

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Reads 64 lower-case hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let digits = hex.as_bytes();
        if digits.len() != 64 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut digits = [0; 64];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 0xF)];
        }
        f.write_str(std::str::from_utf8(&digits).expect("digits are text"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A place in a source that backs something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The source.
    pub source: Id,
    /// First character of the span, counted in Unicode scalar values of the text as stored.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// Digest of the span's UTF-8 bytes.
    pub sha256: Digest,
    /// The curator's paraphrase in one line.
    pub says: String,
    /// The span verbatim, where the owner of the text allows it.
    pub quote: Option<String>,
    /// What this source says where it differs from the statement it backs.
    pub supports: Option<Supports>,
}

/// What one source says where it differs in precision or content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Supports {
    /// Another date.
    When(When),
    /// Another amount.
    Amount(Amount),
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Stable id, a namespace of its own.
    pub id: Id,
    /// Title.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// When it was published.
    pub published: Option<When>,
    /// When it was retrieved.
    pub retrieved: Option<When>,
    /// Where it was found.
    pub url: Option<String>,
    /// File name of its text.
    pub file: Option<String>,
    /// Digest of the whole text file.
    pub sha256: Option<Digest>,
    /// The source this one copies or carries: one origin, two carriers.
    pub derived_from: Option<Id>,
}
