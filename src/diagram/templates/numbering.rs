//! What backs a picture: sources by number in the order of their mention, and what each says about a card or a line.
//!
//! Whether evidence still stands in its source is not asked here.

use crate::diagram::scene::{EvidenceLine, SourceLine};
use crate::diagram::wording::date_words;
use crate::graph::{EvidenceRef, PropertyGraph, SourceIx};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// One of the things that a card or a line says.
pub(super) struct Statement<'a> {
    /// In words, where it is not all that the card or the line says.
    pub(super) about: Option<String>,
    /// What backs it.
    pub(super) evidence: Vec<EvidenceRef<'a>>,
}

/// What backs a card or a line.
pub(super) struct Backing {
    /// Numbers of sources, ascending, each once.
    pub(super) sources: Vec<usize>,
    /// What they say, by number and place. The same words for several statements stand once.
    pub(super) evidence: Vec<EvidenceLine>,
}

/// Numbers sources in the order in which a picture mentions them.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    numbers: BTreeMap<SourceIx, usize>,
}

impl Numbering {
    /// The numbers of the sources behind some evidence, ascending, each once.
    pub(super) fn numbers<'a>(
        &mut self,
        evidence: impl IntoIterator<Item = EvidenceRef<'a>>,
    ) -> Vec<usize> {
        let sources: BTreeSet<SourceIx> = evidence.into_iter().map(|e| e.source().ix).collect();
        let mut numbers: Vec<usize> = sources
            .into_iter()
            .map(|source| {
                let next = self.numbers.len() + 1;
                *self.numbers.entry(source).or_insert(next)
            })
            .collect();
        numbers.sort_unstable();
        numbers
    }

    /// The sources behind some statements, and what they say.
    pub(super) fn backing(&mut self, statements: &[Statement<'_>]) -> Backing {
        type Piece<'p> = (usize, u32, u32, &'p str, Option<&'p str>);
        let pieces = || statements.iter().flat_map(|statement| statement.evidence.iter().copied());
        let sources = self.numbers(pieces());
        let mut found: BTreeMap<Piece<'_>, Vec<Option<&str>>> = BTreeMap::new();
        for statement in statements {
            for piece in &statement.evidence {
                let number = self.numbers[&piece.source().ix];
                let key = (number, piece.start(), piece.end(), piece.says(), piece.quote());
                found.entry(key).or_default().push(statement.about.as_deref());
            }
        }
        let evidence = found
            .into_iter()
            .map(|((source, start, end, says, quote), about)| EvidenceLine {
                source,
                place: start..end,
                says: says.to_owned(),
                quote: quote.map(str::to_owned),
                about: joint(about),
            })
            .collect();
        Backing { sources, evidence }
    }

    /// The list that the numbers point into.
    pub(super) fn lines(&self, graph: PropertyGraph<'_>) -> Vec<SourceLine> {
        let mut sources: Vec<_> = self.numbers.iter().map(|(&ix, &number)| (number, ix)).collect();
        sources.sort_unstable();
        sources.into_iter().map(|(_, ix)| source_line(graph, ix)).collect()
    }
}

fn source_line(graph: PropertyGraph<'_>, ix: SourceIx) -> SourceLine {
    let source = graph.source(ix);
    let mut words = String::new();
    if let Some(publisher) = source.publisher() {
        words.push_str(publisher);
        words.push_str(", ");
    }
    let _ = write!(words, "“{}”", source.title());
    if let Some(published) = source.published() {
        let _ = write!(words, ", {}", date_words(&published));
    }
    if let Some(origin) = source.derived_from() {
        let _ = write!(words, " (carries “{}”)", origin.title());
    }
    SourceLine { words, url: source.url().map(str::to_owned) }
}

/// What words back that back several statements; one of them may be the whole.
fn joint(abouts: Vec<Option<&str>>) -> Option<String> {
    let mut distinct: Vec<&str> = Vec::new();
    for about in abouts {
        let about = about?;
        if !distinct.contains(&about) {
            distinct.push(about);
        }
    }
    Some(distinct.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_backs_the_whole_is_not_said_to_back_a_part() {
        assert_eq!(joint(vec![Some("a"), Some("b"), Some("a")]).as_deref(), Some("a; b"));
        assert_eq!(joint(vec![Some("a"), None]), None);
    }
}
