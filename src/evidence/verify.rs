//! Whether a span recorded earlier still stands in its text. Exact: never a similar span.
//!
//! A span that is not at its place is looked for elsewhere, by its length in characters and its digest.
//! With a quote that matches the digest this is a text search. Without one, every window of that length is
//! digested, which costs length times text; past [`SEARCH_BYTES_MAX`] the search is not made, and the verdict
//! says so instead of claiming that the span is gone.

use super::locate::occurrences;
use super::{SourceText, digest};
use crate::model::Evidence;

/// How many bytes one search for a moved span may digest: under a second on a plain processor.
pub const SEARCH_BYTES_MAX: usize = 256 << 20;

/// What a digest costs beyond its bytes: its padding block.
const DIGEST_OVERHEAD: usize = 64;

/// The outcome for one piece of evidence against its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The span stands where it was recorded.
    Verified,
    /// It stands exactly once, elsewhere.
    Moved {
        /// First character.
        start: u32,
        /// One past the last character.
        end: u32,
    },
    /// It does not stand, or no longer in one place.
    Broken(Breakage),
}

/// Why evidence is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breakage {
    /// The span stands nowhere in the text.
    Gone,
    /// It stands in several other places, so none of them is known to be meant.
    Several {
        /// In how many.
        count: usize,
    },
    /// It is not at its place, and the text is too long to digest every window of it.
    NotSearched,
}

/// The states of evidence that a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceState {
    /// The span stands where it was recorded.
    Verified,
    /// The text is not at hand.
    Unchecked,
    /// The span stands exactly once elsewhere.
    Moved,
    /// The span does not stand, or no longer in one place.
    Broken,
}

impl EvidenceState {
    /// All values, best first.
    pub const ALL: [Self; 4] = [Self::Verified, Self::Unchecked, Self::Moved, Self::Broken];

    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unchecked => "unchecked",
            Self::Moved => "moved",
            Self::Broken => "broken",
        }
    }
}

impl From<Verdict> for EvidenceState {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Verified => Self::Verified,
            Verdict::Moved { .. } => Self::Moved,
            Verdict::Broken(_) => Self::Broken,
        }
    }
}

/// Checks `evidence` against the text of its source.
///
/// # Complexity
/// O(span) when the span stands. Otherwise O(text) with a quote, O(text × span) without, bounded by
/// [`SEARCH_BYTES_MAX`].
/// # Examples
/// ```
/// use sociogram::evidence::{SourceText, Verdict, digest, verify};
/// use sociogram::model::{Evidence, Id};
/// let evidence = Evidence {
///     source: Id::new("wire").unwrap(), start: 0, end: 5, sha256: digest("ferry"),
///     says: "a ferry".to_owned(), quote: None, supports: None,
/// };
/// let text = SourceText::new("The ferry sailed".to_owned());
/// assert_eq!(verify(&text, &evidence), Verdict::Moved { start: 4, end: 9 });
/// ```
pub fn verify(text: &SourceText, evidence: &Evidence) -> Verdict {
    verify_within(text, evidence, &mut SearchBudget { bytes: SEARCH_BYTES_MAX })
}

/// How many bytes the searches for moved spans may still digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchBudget {
    /// Bytes left.
    pub bytes: usize,
}

/// Checks `evidence` as [`verify`] does, searching only while the budget lasts, so that a text in which
/// thousands of spans no longer stand cannot hold up an answer.
pub fn verify_within(text: &SourceText, evidence: &Evidence, budget: &mut SearchBudget) -> Verdict {
    let (start, end) = (evidence.start as usize, evidence.end as usize);
    if end <= start {
        return Verdict::Broken(Breakage::Gone);
    }
    if text.slice(start, end).is_some_and(|span| digest(span) == evidence.sha256) {
        return Verdict::Verified;
    }
    let n_chars = end - start;
    let quote = evidence
        .quote
        .as_deref()
        .filter(|quote| quote.chars().count() == n_chars && digest(quote) == evidence.sha256);
    let hits = match quote {
        Some(quote) => by_quote(text, quote),
        None => match by_digest(text, evidence, n_chars, budget) {
            Some(hits) => hits,
            None => return Verdict::Broken(Breakage::NotSearched),
        },
    };
    match hits {
        Hits { count: 0, .. } => Verdict::Broken(Breakage::Gone),
        Hits { count: 1, first } => Verdict::Moved {
            start: u32::try_from(first).unwrap_or(u32::MAX),
            end: u32::try_from(first + n_chars).unwrap_or(u32::MAX),
        },
        Hits { count, .. } => Verdict::Broken(Breakage::Several { count }),
    }
}

/// How often a span stands in a text, and at which character first.
#[derive(Default)]
struct Hits {
    count: usize,
    first: usize,
}

fn by_quote(text: &SourceText, quote: &str) -> Hits {
    let mut found = occurrences(text.as_str(), quote);
    let Some(first) = found.next() else { return Hits::default() };
    let first = text.char_of(first).expect("a text occurs in another at a character boundary");
    Hits { count: 1 + found.count(), first }
}

/// Digests every window of `n_chars` characters; `None` when that is more than the budget.
fn by_digest(
    text: &SourceText,
    evidence: &Evidence,
    n_chars: usize,
    budget: &mut SearchBudget,
) -> Option<Hits> {
    let Some(n_windows) = (text.char_count() + 1).checked_sub(n_chars) else {
        return Some(Hits::default());
    };
    // A character has at most four bytes; the exact sum is within that factor of the plain estimate.
    let bytes_per_char = text.as_str().len().div_ceil(text.char_count().max(1));
    let window_bytes = n_chars.saturating_mul(bytes_per_char).saturating_add(DIGEST_OVERHEAD);
    budget.bytes = budget.bytes.checked_sub(n_windows.saturating_mul(window_bytes))?;
    let whole = text.as_str();
    let starts = whole.char_indices().map(|(byte, _)| byte);
    let ends = whole.char_indices().map(|(byte, _)| byte).chain([whole.len()]).skip(n_chars);
    let mut hits = Hits::default();
    for (start_char, (start, end)) in starts.zip(ends).enumerate() {
        if digest(&whole[start..end]) == evidence.sha256 {
            if hits.count == 0 {
                hits.first = start_char;
            }
            hits.count += 1;
        }
    }
    Some(hits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Id;
    use proptest::prelude::*;

    fn evidence(before: &str, span: &str, quote: Option<&str>) -> Evidence {
        let start = u32::try_from(before.chars().count()).unwrap();
        Evidence {
            source: Id::new("wire").unwrap(),
            start,
            end: start + u32::try_from(span.chars().count()).unwrap(),
            sha256: digest(span),
            says: "it stands".to_owned(),
            quote: quote.map(str::to_owned),
            supports: None,
        }
    }

    fn verdict(text: &str, evidence: &Evidence) -> Verdict {
        verify(&SourceText::new(text.to_owned()), evidence)
    }

    /// Texts and spans over disjoint alphabets, so that the span cannot arise by chance: with astral
    /// characters, combining marks, a byte-order mark and carriage returns on both sides.
    fn filler() -> impl Strategy<Value = String> {
        "[a-c 𐍈\u{301}\u{FEFF}\r\n]{0,40}"
    }

    fn span() -> impl Strategy<Value = String> {
        "X[YЖ😀\u{308}]{0,12}Z"
    }

    proptest! {
        #[test]
        fn states_follow_the_edits(
            before in filler(), span in span(), after in filler(), inserted in "[d-f😀\r]{1,9}",
            quoted in any::<bool>(), at in 1..3usize,
        ) {
            let known = evidence(&before, &span, quoted.then_some(span.as_str()));
            let whole = format!("{before}{span}{after}");
            prop_assert_eq!(verdict(&whole, &known), Verdict::Verified);
            prop_assert_eq!(verdict(&format!("{whole}{inserted}"), &known), Verdict::Verified);

            let n_inserted = u32::try_from(inserted.chars().count()).unwrap();
            let moved =
                Verdict::Moved { start: known.start + n_inserted, end: known.end + n_inserted };
            prop_assert_eq!(verdict(&format!("{inserted}{whole}"), &known), moved);

            let cut = span.char_indices().nth(at.min(span.chars().count() - 1)).unwrap().0;
            let (head, tail) = span.split_at(cut);
            let torn = format!("{before}{head}{inserted}{tail}{after}");
            prop_assert_eq!(verdict(&torn, &known), Verdict::Broken(Breakage::Gone));

            let copied = format!("{torn}{span}");
            let start = u32::try_from(torn.chars().count()).unwrap();
            let end = start + (known.end - known.start);
            prop_assert_eq!(verdict(&copied, &known), Verdict::Moved { start, end });

            let twice = format!("{torn}{span}-{span}");
            let several = Verdict::Broken(Breakage::Several { count: 2 });
            prop_assert_eq!(verdict(&twice, &known), several);
        }
    }

    #[test]
    fn a_span_that_stands_is_verified_however_often_it_stands_elsewhere() {
        assert_eq!(verdict("tide tide", &evidence("", "tide", None)), Verdict::Verified);
    }

    #[test]
    fn overlapping_copies_count_each() {
        let known = evidence("....", "aa", None);
        let several = Verdict::Broken(Breakage::Several { count: 2 });
        assert_eq!(verdict("aaa", &known), several);
        assert_eq!(verdict("aaa", &evidence("....", "aa", Some("aa"))), several);
    }

    #[test]
    fn a_decomposed_copy_is_another_span() {
        let known = evidence("", "caf\u{E9}", None);
        assert_eq!(verdict("cafe\u{301}", &known), Verdict::Broken(Breakage::Gone));
    }

    #[test]
    fn a_quote_that_is_not_the_span_is_not_searched_for() {
        let known = evidence("", "ferry", Some("quays"));
        assert_eq!(verdict("the quays", &known), Verdict::Broken(Breakage::Gone));
        assert_eq!(verdict("the ferry", &known), Verdict::Moved { start: 4, end: 9 });
    }

    #[test]
    fn a_search_beyond_the_limit_is_named_and_a_quote_avoids_it() {
        let text = SourceText::new("z".repeat(5_000) + "ferry");
        let not_searched = Verdict::Broken(Breakage::NotSearched);
        assert_eq!(
            verify_within(&text, &evidence("", "ferry", None), &mut SearchBudget { bytes: 10_000 }),
            not_searched
        );
        let moved = Verdict::Moved { start: 5_000, end: 5_005 };
        assert_eq!(
            verify_within(
                &text,
                &evidence("", "ferry", Some("ferry")),
                &mut SearchBudget { bytes: 10_000 }
            ),
            moved
        );
    }

    #[test]
    fn spans_outside_the_text_and_empty_spans_are_broken() {
        let mut known = evidence("", "ferry", None);
        known.start = 7;
        known.end = 7;
        assert_eq!(verdict("ferry", &known), Verdict::Broken(Breakage::Gone));
        known.end = u32::MAX;
        assert_eq!(verdict("ferry", &known), Verdict::Broken(Breakage::Gone));
        assert_eq!(verdict("", &evidence("", "ferry", None)), Verdict::Broken(Breakage::Gone));
    }
}
