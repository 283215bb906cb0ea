//! Findings: what is wrong with a dataset, where, and what to do about it.
//!
//! While files are read, findings are drafts with byte offsets; lines and columns are worked out once, at the
//! end, for those that are listed.

use crate::model::{Id, is_invisible};
use std::borrow::Cow;
use std::fmt;
use strsim::osa_distance;

/// At most so many findings are listed; one more then says how many there are. Errors come before warnings
/// when not all fit.
pub const FINDINGS_MAX: usize = 1000;

/// Whether a finding refuses the dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The dataset is refused.
    Error,
    /// The dataset loads; a curator should look.
    Warning,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether it refuses the dataset.
    pub severity: Severity,
    /// What is wrong, as a stable word: one of [`Code::ALL`].
    pub code: &'static str,
    /// The file, relative to the dataset's folder; `.` for the dataset as a whole.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong, in words, without a full stop. Holds no control or invisible characters.
    pub message: String,
    /// A way out.
    pub hint: Option<String>,
    /// The record, where it has a readable id.
    pub id: Option<Id>,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal $severity:ident,)+) => {
        /// What can be wrong with a dataset.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// All codes, in order of declaration.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// Whether it refuses the dataset.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)+ }
            }

            /// What it means, in one sentence.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii_start(),)+ }
            }
        }
    };
}

codes! {
    /// A file that every dataset has is not there.
    MissingFile = "missing-file" Error,
    /// Both the `.json` and the `.jsonl` form of a file are there.
    BothForms = "both-forms" Error,
    /// The file has no content.
    EmptyFile = "empty-file" Error,
    /// The file is larger than the limit.
    FileTooLarge = "file-too-large" Error,
    /// A record is larger than the limit.
    RecordTooLarge = "record-too-large" Error,
    /// The bytes are not UTF-8.
    InvalidUtf8 = "invalid-utf-8" Error,
    /// The file is in UTF-16.
    Utf16 = "utf-16" Error,
    /// The file starts with a byte-order mark.
    ByteOrderMark = "byte-order-mark" Error,
    /// The file holds a NUL byte.
    NulByte = "nul-byte" Error,
    /// An unresolved merge left its markers.
    ConflictMarker = "conflict-marker" Error,
    /// The file is a Git LFS pointer, not its content.
    LfsPointer = "lfs-pointer" Error,
    /// The file is an HTML or XML page.
    Markup = "markup" Error,
    /// The file is compressed or an archive.
    Compressed = "compressed" Error,
    /// Not JSON.
    Syntax = "syntax" Error,
    /// A value of another JSON type stands here.
    WrongType = "wrong-type" Error,
    /// A member that the format does not have.
    UnknownMember = "unknown-member" Error,
    /// A member stands twice in one object.
    DuplicateMember = "duplicate-member" Error,
    /// A member that must be there is not.
    MissingMember = "missing-member" Error,
    /// The format is no format number.
    BadFormat = "bad-format" Error,
    /// The dataset is written in a newer format.
    NewerFormat = "newer-format" Error,
    /// Not an id.
    BadId = "bad-id" Error,
    /// Not a date.
    BadDate = "bad-date" Error,
    /// Not an amount.
    BadAmount = "bad-amount" Error,
    /// Not a number that fits.
    BadNumber = "bad-number" Error,
    /// Not a digest of 64 hexadecimal digits.
    BadDigest = "bad-digest" Error,
    /// Not the key of a fact.
    BadKey = "bad-key" Error,
    /// Not an http or https address.
    BadUrl = "bad-url" Error,
    /// Not one of the words that may stand here.
    UnknownWord = "unknown-word" Error,
    /// A text without characters.
    EmptyText = "empty-text" Error,
    /// A text or a list in a view or a check is longer than the limit.
    TooLong = "too-long" Error,
    /// A control or invisible character in a text.
    InvisibleCharacter = "invisible-character" Error,
    /// A file name that could lead out of its folder.
    UnsafeFileName = "unsafe-file-name" Error,
    /// A kind that cannot be added to the vocabulary.
    BadKind = "bad-kind" Error,
    /// A kind that the vocabulary does not have.
    UnknownKind = "unknown-kind" Error,
    /// Two records have one id.
    DuplicateId = "duplicate-id" Error,
    /// An edge ends at a node that does not exist.
    DanglingEnd = "dangling-end" Error,
    /// An edge ends at a node of a kind that it cannot have there.
    WrongEnd = "wrong-end" Error,
    /// An edge joins a node to itself.
    SelfLoop = "self-loop" Error,
    /// A symmetric edge has its larger id first.
    SymmetricOrder = "symmetric-order" Error,
    /// An edge of kind `linked-to` without a fact `note`.
    MissingNote = "missing-note" Warning,
    /// A fact has both a value and an amount, or neither.
    ValueOrAmount = "value-or-amount" Error,
    /// An inferred statement without its reason.
    InferredWithoutBecause = "inferred-without-because" Error,
    /// A reason on a statement that is not inferred.
    BecauseWithoutInferred = "because-without-inferred" Error,
    /// A reason for a date that is not there.
    WhenBecauseWithoutWhen = "when-because-without-when" Error,
    /// A span that ends where it starts or before.
    BadSpan = "bad-span" Error,
    /// A quote that does not match the digest or the length of its span.
    QuoteMismatch = "quote-mismatch" Error,
    /// A source that does not exist.
    UnknownSource = "unknown-source" Error,
    /// A claimant that is no node.
    UnknownClaimant = "unknown-claimant" Error,
    /// A view names a node that does not exist.
    UnknownNode = "unknown-node" Error,
    /// A view asks about times that do not go together.
    BadTime = "bad-time" Error,
    /// A view asks for what its template cannot draw.
    BadView = "bad-view" Error,
    /// A name that a view cannot have.
    BadViewName = "bad-view-name" Error,
    /// There are more views than the limit.
    TooManyViews = "too-many-views" Error,
    /// A check asks or expects what no check can.
    BadCheck = "bad-check" Error,
    /// Two checks have one name.
    DuplicateName = "duplicate-name" Error,
    /// There are more checks than the limit.
    TooManyChecks = "too-many-checks" Error,
    /// Sources are derived from each other in a circle.
    DerivationCycle = "derivation-cycle" Error,
    /// Things are part of each other in a circle.
    PartOfCycle = "part-of-cycle" Error,
    /// A change to a record that does not exist.
    UnknownRecord = "unknown-record" Error,
    /// Records do not stand in the order of their ids.
    NotSorted = "not-sorted" Warning,
    /// The file is not written in the one way this format has.
    NotCanonical = "not-canonical" Warning,
    /// A statement without evidence.
    Unsourced = "unsourced" Warning,
    /// Two nodes of one kind have the same name.
    SameName = "same-name" Warning,
    /// There are errors beyond those listed.
    MoreErrors = "more-errors" Error,
    /// There are warnings beyond those listed.
    MoreWarnings = "more-warnings" Warning,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Severity {
    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { severity, code, file, line, column, message, .. } = self;
        write!(f, "{file}:{line}:{column}: {}[{code}]: {message}", severity.as_str())
    }
}

/// A finding before its line and column are known.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) code: Code,
    pub(super) file: Cow<'static, str>,
    pub(super) offset: usize,
    pub(super) message: String,
    pub(super) hint: Option<String>,
    pub(super) id: Option<Id>,
}

/// Collects drafts; keeps the first [`FINDINGS_MAX`] of each severity and counts all.
#[derive(Debug, Default)]
pub(super) struct Sink {
    errors: Vec<Draft>,
    warnings: Vec<Draft>,
    n_errors: usize,
    n_warnings: usize,
}

impl Sink {
    pub(super) fn push(&mut self, draft: Draft) {
        let (kept, n) = match draft.code.severity() {
            Severity::Error => (&mut self.errors, &mut self.n_errors),
            Severity::Warning => (&mut self.warnings, &mut self.n_warnings),
        };
        *n += 1;
        if kept.len() < FINDINGS_MAX {
            kept.push(draft);
        }
    }

    pub(super) fn error_count(&self) -> usize {
        self.n_errors
    }

    /// Gives every draft its line and column and sorts by file, line and column.
    pub(super) fn finish(self, files: &[(&str, &[u8])]) -> Vec<Finding> {
        let n_warnings_listed = self.warnings.len().min(FINDINGS_MAX - self.errors.len());
        let mut drafts = self.errors;
        let n_errors_left = self.n_errors - drafts.len();
        drafts.extend(self.warnings.into_iter().take(n_warnings_listed));
        let n_warnings_left = self.n_warnings - n_warnings_listed;
        drafts.sort_by(|a, b| {
            (&a.file, a.offset, a.code, &a.message).cmp(&(&b.file, b.offset, b.code, &b.message))
        });
        let mut findings = Vec::with_capacity(drafts.len());
        let mut at = Cursor::default();
        let mut file = Cow::Borrowed("");
        let mut bytes: &[u8] = &[];
        for draft in drafts {
            if draft.file != file {
                file.clone_from(&draft.file);
                bytes = files.iter().find(|(name, _)| **name == *file).map_or(&[], |(_, b)| b);
                at = Cursor::default();
            }
            at.advance(bytes, draft.offset);
            findings.push(Finding {
                severity: draft.code.severity(),
                code: draft.code.as_str(),
                file: draft.file.into_owned(),
                line: at.line + 1,
                column: at.column + 1,
                message: draft.message,
                hint: draft.hint,
                id: draft.id,
            });
        }
        for (code, n, word) in [
            (Code::MoreErrors, n_errors_left, "errors"),
            (Code::MoreWarnings, n_warnings_left, "warnings"),
        ] {
            if n > 0 {
                findings.push(more(code, n, word));
            }
        }
        findings
    }
}

fn more(code: Code, n: usize, word: &str) -> Finding {
    Finding {
        severity: code.severity(),
        code: code.as_str(),
        file: ".".to_owned(),
        line: 1,
        column: 1,
        message: format!("{n} more {word} are not listed"),
        hint: None,
        id: None,
    }
}

/// Line and column of an offset, counted on bytes so that it works before a file is known to be text.
#[derive(Default)]
struct Cursor {
    offset: usize,
    line: u32,
    column: u32,
}

impl Cursor {
    fn advance(&mut self, bytes: &[u8], to: usize) {
        let to = to.min(bytes.len());
        for &byte in &bytes[self.offset.min(to)..to] {
            if byte == b'\n' {
                self.line += 1;
                self.column = 0;
            } else if byte & 0xC0 != 0x80 {
                self.column += 1;
            }
        }
        self.offset = to;
    }
}

/// The line of an offset, from 1.
pub(super) fn line_of(text: &str, offset: usize) -> u32 {
    let mut at = Cursor::default();
    at.advance(text.as_bytes(), offset);
    at.line + 1
}

/// Text from data inside a message: in quotes, on one line, inert, and not longer than a reader wants.
pub(super) fn quoted(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    let (shown, more) = match text.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => (&text[..end], "…"),
        None => (text, ""),
    };
    format!("\"{}{more}\"", inert(shown))
}

/// Text from data with every character spelled out that a reader could not see.
pub(super) fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// The candidate that differs least from `word`, if one is near enough to be meant.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    const CHARS_MAX: usize = 64;
    let n_chars = word.chars().count();
    if n_chars > CHARS_MAX {
        return None;
    }
    candidates
        .into_iter()
        .map(|candidate| (osa_distance(word, candidate), candidate))
        .filter(|&(distance, _)| distance <= 1 + n_chars / 4)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_the_textbook_ones() {
        assert_eq!(osa_distance("kitten", "sitting"), 3);
        assert_eq!(osa_distance("", "abc"), 3);
        assert_eq!(osa_distance("ca", "abc"), 3);
        assert_eq!(osa_distance("abcd", "badc"), 2);
        assert_eq!(nearest("onws", ["owns", "knows", "funded"]), Some("owns"));
        assert_eq!(nearest("zzzz", ["owns"]), None);
    }

    #[test]
    fn codes_are_distinct_lower_case_words() {
        let mut words: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(words.iter().all(|w| w.bytes().all(|b| b == b'-' || b.is_ascii_alphanumeric())));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), Code::ALL.len());
        assert_eq!(Code::NulByte.meaning(), "The file holds a NUL byte.");
    }

    #[test]
    fn quoted_text_is_inert_and_short() {
        assert_eq!(quoted("a\u{1b}[2J\u{202E}"), "\"a\\u{1b}[2J\\u{202e}\"");
        assert_eq!(quoted(&"x".repeat(100)).chars().count(), 63);
    }
}
