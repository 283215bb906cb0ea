//! Numbered citations: every answer says under which number each statement is backed, and by what.

use super::{Ink, Page, Piece};
use crate::diagram::date_words;
use crate::evidence::EvidenceState;
use crate::explore::World;
use crate::graph::{EvidenceIx, EvidenceRef, SourceRef};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Pieces of evidence in the order they are first cited. The same span of the same source has one number.
#[derive(Debug, Default)]
pub(super) struct Citations {
    cited: Vec<EvidenceIx>,
    numbers: BTreeMap<((u32, u32, u32), String), usize>,
}

impl Citations {
    /// Numbers for the evidence of one statement, as `[1][2]`; "no source" where there is none.
    pub(super) fn cite<'a>(&mut self, evidence: impl Iterator<Item = EvidenceRef<'a>>) -> Piece {
        let numbers: BTreeSet<usize> = evidence.map(|e| self.number(e)).collect();
        if numbers.is_empty() {
            return Piece::plain("[no source]").ink(Ink::Warn);
        }
        let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
        Piece::owned(format!("[{}]", numbers.join("][")), Ink::Accent)
    }

    fn number(&mut self, evidence: EvidenceRef<'_>) -> usize {
        let place = (evidence.source().ix.0, evidence.start(), evidence.end());
        let next = self.cited.len() + 1;
        let cited = &mut self.cited;
        *self.numbers.entry((place, evidence.says().to_owned())).or_insert_with(|| {
            cited.push(evidence.ix);
            next
        })
    }

    /// The list under an answer: number, source, place, state and what it says; then the sources.
    pub(super) fn print(&self, world: &World<'_>, page: &mut Page) {
        if self.cited.is_empty() {
            return;
        }
        page.blank();
        page.heading(&[Piece::plain("Citations")]);
        let mut sources = BTreeSet::new();
        for (at, &ix) in self.cited.iter().enumerate() {
            let evidence = world.graph.evidence_at(ix);
            sources.insert(evidence.source().ix);
            let state = world.state(evidence);
            page.hanging(
                0,
                5,
                &[
                    Piece::owned(format!("{:<4} ", format!("[{}]", at + 1)), Ink::Accent),
                    Piece::data(evidence.says()),
                    Piece::dim(" ("),
                    Piece::data(evidence.source().id()).ink(Ink::Dim),
                    Piece::owned(format!(", {}-{}, ", evidence.start(), evidence.end()), Ink::Dim),
                    Piece::plain(state.as_str()).ink(state_ink(state)),
                    Piece::dim(")"),
                ],
            );
            if let Some(quote) = evidence.quote() {
                page.hanging(
                    5,
                    5,
                    &[Piece::data(format!("“{}”", on_one_line(quote))).ink(Ink::Dim)],
                );
            }
        }
        page.blank();
        page.heading(&[Piece::plain("Sources")]);
        for source in sources.into_iter().map(|ix| world.graph.source(ix)) {
            page.hanging(0, 5, &source_pieces(source));
        }
    }
}

/// A quote or its surroundings with line ends as spaces.
pub(super) fn on_one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\n', '\r'], " ")
}

/// The ink of a state of evidence.
pub(super) fn state_ink(state: EvidenceState) -> Ink {
    match state {
        EvidenceState::Verified | EvidenceState::Unchecked => Ink::Dim,
        EvidenceState::Moved => Ink::Warn,
        EvidenceState::Broken => Ink::Bad,
    }
}

/// A source in one line: id, publisher, title, date, and what it is a copy of.
pub(super) fn source_pieces(source: SourceRef<'_>) -> Vec<Piece> {
    let mut pieces = vec![Piece::data(source.id()).ink(Ink::Strong), Piece::plain(": ")];
    if let Some(publisher) = source.publisher() {
        pieces.extend([Piece::data(publisher), Piece::plain(", ")]);
    }
    pieces.push(Piece::data(format!("“{}”", source.title())));
    if let Some(published) = source.published() {
        pieces.push(Piece::data(format!(", {}", date_words(&published))));
    }
    if let Some(url) = source.url() {
        pieces.push(Piece::data(format!(", {url}")));
    }
    if let Some(parent) = source.derived_from() {
        pieces.push(Piece::data(format!(", copies {}", parent.id())));
    }
    pieces
}

/// Evidence as JSON.
pub(super) fn evidence_json<'a>(
    world: &World<'_>,
    evidence: impl Iterator<Item = EvidenceRef<'a>>,
) -> Value {
    evidence
        .map(|e| {
            let mut object = json!({
                "source": e.source().id(),
                "start": e.start(),
                "end": e.end(),
                "sha256": e.sha256().to_string(),
                "says": e.says(),
                "state": world.state(e).as_str(),
            });
            if let Some(quote) = e.quote() {
                object["quote"] = json!(quote);
            }
            if let Some(when) = e.supports_when() {
                object["supports"] = json!({"when": when.as_str()});
            }
            if let Some(amount) = e.supports_amount() {
                object["supports"] = json!({"amount": super::answers::amount_json(&amount)});
            }
            object
        })
        .collect()
}
