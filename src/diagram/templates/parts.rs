//! What the templates share: cards, bundles of edges as links, the legend.
//!
//! Everything here comes out in an order that depends on the graph only, never on the order of a request.

use super::numbering::{Backing, Numbering, Statement};
use crate::diagram::palette::Relation;
use crate::diagram::scene::{
    Arrow, Card, CardIx, Confidence, Emphasis, KindEntry, Labelling, Legend, LineEntry, Link,
    PanelIx, RelationEntry, bracketed,
};
use crate::diagram::wording::{amount_words, date_words};
use crate::graph::{EdgeIx, EdgeRef, EvidenceRef, FactRef, NodeIx, NodeRef, PropertyGraph};
use crate::model::{Day, Days, Difference, EdgeKindIx, Status, Symmetry, When};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Edges drawn as one line: same ends, same kind, same weight.
pub(super) struct Bundle<'a> {
    pub(super) from: NodeIx,
    pub(super) to: NodeIx,
    pub(super) style: Confidence,
    /// What weakens the statement, in words.
    pub(super) weak: Vec<String>,
    /// The line style in single words, for the legend.
    pub(super) style_words: BTreeSet<&'static str>,
    /// How its edges differ from before.
    pub(super) difference: Option<Difference>,
    /// In order of date, then id.
    pub(super) edges: Vec<EdgeRef<'a>>,
}

impl<'a> Bundle<'a> {
    pub(super) fn first(&self) -> EdgeRef<'a> {
        self.edges[0]
    }

    pub(super) fn evidence(&self) -> impl Iterator<Item = EvidenceRef<'a>> {
        self.edges.iter().flat_map(|edge| edge.evidence())
    }

    /// The relation from subject to object, with its count.
    pub(super) fn label(&self) -> String {
        counted(&self.first().kind().label, self.edges.len())
    }

    /// The relation from object to subject, with its count.
    pub(super) fn inverse_label(&self) -> String {
        counted(&self.first().kind().inverse, self.edges.len())
    }

    /// Dates that the ends do not show already, and what weakens the statement.
    pub(super) fn detail(&self) -> String {
        let mut parts = Vec::new();
        let dates: Vec<String> = self.own_dates().iter().map(unbroken_date).collect();
        if !dates.is_empty() {
            parts.push(dates.join(", "));
        }
        parts.extend(self.weak.iter().cloned());
        parts.join(" · ")
    }

    fn own_dates(&self) -> Vec<When> {
        let mut dates = Vec::new();
        for edge in &self.edges {
            let record_date = [edge.from(), edge.to()]
                .into_iter()
                .filter(|end| end.is_record())
                .find_map(NodeRef::when);
            let Some(when) = edge.when() else { continue };
            if record_date.as_ref() != Some(&when) && !dates.contains(&when) {
                dates.push(when);
            }
        }
        dates
    }

    /// The legend and the record at one end say all there is to say about it.
    pub(super) fn is_plain_spoke(&self) -> bool {
        let edge = self.first();
        let ends = [edge.from(), edge.to()];
        let at_record = ends.iter().any(|end| end.is_record());
        let said_by_style = |word: &String| {
            word == "inferred"
                || ends.iter().any(|end| end.is_record() && end.status().as_str() == word)
        };
        at_record
            && mark(&edge.kind().name).is_some()
            && self.edges.len() == 1
            && self.own_dates().is_empty()
            && self.weak.iter().all(said_by_style)
    }
}

fn counted(label: &str, count: usize) -> String {
    if count > 1 { format!("{label}\u{A0}×{count}") } else { label.to_owned() }
}

/// A date in words that no line break parts.
pub(super) fn unbroken_date(when: &When) -> String {
    unbroken(&date_words(when))
}

fn unbroken(words: &str) -> String {
    words.replace(' ', "\u{A0}")
}

/// Edges as bundles, in the order of their first edges.
pub(super) fn bundles(
    graph: PropertyGraph<'_>,
    edges: impl IntoIterator<Item = EdgeIx>,
) -> Vec<Bundle<'_>> {
    differing_bundles(graph, edges, &BTreeMap::new())
}

/// Edges as bundles, those that differ from before in different ways apart.
pub(super) fn differing_bundles<'a>(
    graph: PropertyGraph<'a>,
    edges: impl IntoIterator<Item = EdgeIx>,
    differences: &BTreeMap<EdgeIx, Difference>,
) -> Vec<Bundle<'a>> {
    type Key = (NodeIx, NodeIx, EdgeKindIx, Confidence, Vec<String>, Option<Difference>);
    let distinct: BTreeSet<EdgeIx> = edges.into_iter().collect();
    let mut found: BTreeMap<Key, Bundle<'a>> = BTreeMap::new();
    for edge in distinct.into_iter().map(|ix| graph.edge(ix)) {
        let (from, to) = (edge.from().ix, edge.to().ix);
        let (style, weak, style_words) = weight(edge);
        let difference = differences.get(&edge.ix).copied();
        found
            .entry((from, to, edge.kind_ix(), style, weak.clone(), difference))
            .or_insert_with(|| Bundle {
                from,
                to,
                style,
                weak,
                difference,
                style_words: BTreeSet::new(),
                edges: Vec::new(),
            })
            .add(edge, style_words);
    }
    let mut bundles: Vec<Bundle<'a>> = found.into_values().collect();
    for bundle in &mut bundles {
        bundle.edges.sort_by_key(|edge| (edge.when().map(|when| when.bounds().first), edge.ix));
    }
    bundles.sort_by_key(|bundle| bundle.edges.iter().map(|edge| edge.ix).min());
    bundles
}

impl<'a> Bundle<'a> {
    fn add(&mut self, edge: EdgeRef<'a>, style_words: BTreeSet<&'static str>) {
        self.edges.push(edge);
        self.style_words.extend(style_words);
    }
}

/// How sure an edge is: its style, the words beside it, and the words of the legend.
fn weight(edge: EdgeRef<'_>) -> (Confidence, Vec<String>, BTreeSet<&'static str>) {
    let status = edge.effective_status();
    let mut weak = Vec::new();
    let mut style_words = BTreeSet::new();
    if !matches!(status, Status::Done | Status::Ongoing) {
        weak.push(status.as_str().to_owned());
    }
    if edge.is_inferred() {
        weak.push("inferred".to_owned());
    }
    if let Some(claimant) = edge.claimed_by() {
        weak.push(format!("claimed by {}", claimant.name()));
    }
    let style = if status.is_void() {
        style_words.insert(status.as_str());
        Confidence::Dotted
    } else if status.is_prospective() {
        style_words.insert(status.as_str());
        Confidence::Dashed
    } else if edge.is_inferred() || edge.claimed_by().is_some() {
        if edge.is_inferred() {
            style_words.insert("inferred");
        }
        if edge.claimed_by().is_some() {
            style_words.insert("claimed");
        }
        Confidence::Dotted
    } else {
        Confidence::Solid
    };
    (style, weak, style_words)
}

/// The mark of an edge kind that the legend explains; it is the only kind with its colour and mark.
pub(super) fn mark(kind: &str) -> Option<Arrow> {
    Some(match kind {
        "visited" | "builds" | "owns" => Arrow::Filled,
        "concerns" | "invited" | "controls" | "during" => Arrow::Open,
        "signed" | "attended" | "supplies" | "lent-to" => Arrow::Dot,
        "participates-in" | "hosted" | "funded" => Arrow::Ring,
        "initiated" | "operates" | "awarded" => Arrow::Diamond,
        "established" | "develops" | "awarded-to" => Arrow::OpenDiamond,
        _ => return None,
    })
}

/// The mark at the end of a line of this kind.
pub(super) fn arrow(edge: EdgeRef<'_>) -> Arrow {
    match edge.kind().symmetry {
        Symmetry::Symmetric => Arrow::None,
        Symmetry::Directed => mark(&edge.kind().name).unwrap_or(Arrow::Filled),
    }
}

/// Reads a bundle from subject to object, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// "A visited B".
    Forward,
    /// "B visited by A".
    Inverse,
}

/// A bundle as a link; labelled in full.
pub(super) fn link(
    graph: PropertyGraph<'_>,
    bundle: &Bundle<'_>,
    reading: Reading,
    ends: (CardIx, CardIx),
    numbering: &mut Numbering,
) -> Link {
    let edge = bundle.first();
    let Backing { sources, evidence } = numbering.backing(&statements(graph, &bundle.edges));
    let (from, to, label) = match reading {
        Reading::Forward => (ends.0, ends.1, bundle.label()),
        Reading::Inverse => (ends.1, ends.0, bundle.inverse_label()),
    };
    let description = bracketed_description(&sentence(graph, bundle), &sources);
    Link {
        id: our_id('e', edge.id()),
        from,
        to,
        label,
        detail: bundle.detail(),
        relation: Relation::of_kind(&edge.kind().name),
        arrow: arrow(edge),
        difference: bundle.difference,
        style: bundle.style,
        count: bundle.edges.len(),
        step: None,
        labelling: Labelling::Full,
        emphasis: Emphasis::Normal,
        sources,
        evidence,
        description,
    }
}

/// What edges that are drawn as one line say, each in a sentence where those differ.
pub(super) fn statements<'a>(
    graph: PropertyGraph<'a>,
    edges: &[EdgeRef<'a>],
) -> Vec<Statement<'a>> {
    let alone = |edge: &EdgeRef<'_>| {
        bundles(graph, [edge.ix]).first().map(|bundle| sentence(graph, bundle)).unwrap_or_default()
    };
    let sentences: Vec<String> =
        if edges.len() > 1 { edges.iter().map(alone).collect() } else { Vec::new() };
    let differ = sentences.windows(2).any(|pair| pair[0] != pair[1]);
    let abouts = sentences.into_iter().map(|words| differ.then_some(words));
    edges
        .iter()
        .zip(abouts.chain(std::iter::repeat(None)))
        .map(|(edge, about)| Statement { about, evidence: edge.evidence().collect() })
        .collect()
}

/// A bundle in one sentence.
pub(super) fn sentence(graph: PropertyGraph<'_>, bundle: &Bundle<'_>) -> String {
    let name = |ix: NodeIx| graph.node(ix).name();
    let mut words = format!("{} {} {}", name(bundle.from), bundle.label(), name(bundle.to));
    let detail = bundle.detail();
    if !detail.is_empty() {
        let _ = write!(words, ", {}", detail.replace(" · ", ", "));
    }
    if let Some(difference) = bundle.difference {
        let _ = write!(words, ", {}", difference.as_str());
    }
    words
}

/// What a card gets beyond what its node says.
pub(super) struct Place {
    pub(super) emphasis: Emphasis,
    pub(super) difference: Option<Difference>,
    pub(super) panel: Option<PanelIx>,
    pub(super) column: usize,
    pub(super) link_count: usize,
}

/// A node as a card.
pub(super) fn card(node: NodeRef<'_>, place: &Place, numbering: &mut Numbering) -> Card {
    let mut details = Vec::new();
    let itself = || Statement { about: None, evidence: node.evidence().collect() };
    let joined = |edge: EdgeRef<'_>| format!("{} {}", edge.kind().label, edge.to().name());
    let mut statements = Vec::new();
    if node.is_record() {
        details.extend(node.when().map(|when| unbroken_date(&when)));
        for edge in record_places(node) {
            details.push(edge.to().name().to_owned());
            let evidence = edge.evidence().collect();
            statements.push(Statement { about: Some(joined(edge)), evidence });
        }
        statements.push(itself());
    } else if let Some(edge) = post_held(node) {
        details.push(edge.to().name().to_owned());
        let evidence = edge.evidence().collect();
        statements.push(Statement { about: Some(joined(edge)), evidence });
    }
    for fact in stated_values(node) {
        let Some(amount) = fact.amount() else { continue };
        let words = amount_words(&amount);
        details.push(unbroken(&words));
        let about = Some(format!("{} {words}", fact.key()));
        statements.push(Statement { about, evidence: fact.evidence().collect() });
    }
    if node.status() != Status::Done {
        details.push(node.status().as_str().to_owned());
        if !node.is_record() {
            statements.push(itself());
        }
    }
    let kind = node.kind();
    let mut second_line = kind.label.clone().into_owned();
    for detail in &details {
        let _ = write!(second_line, " · {detail}");
    }
    let Backing { sources, evidence } = numbering.backing(&statements);
    let mut description = format!(
        "{}, {}, {}",
        node.name(),
        second_line.replace(" · ", ", "),
        counted_noun(place.link_count, "relationship", "relationships")
    );
    if let Some(difference) = place.difference {
        let _ = write!(description, ", {}", difference.as_str());
    }
    if !sources.is_empty() {
        description = bracketed_description(&description, &sources);
    }
    Card {
        id: card_id(node.id()),
        name: node.name().to_owned(),
        second_line,
        script_line: other_script(node).map(str::to_owned),
        caption: None,
        colour: kind.colour,
        glyph: kind.glyph,
        emphasis: place.emphasis,
        style: if node.is_record() { record_style(node).0 } else { Confidence::Solid },
        difference: place.difference,
        panel: place.panel,
        column: place.column,
        row: None,
        standing: None,
        hidden_neighbors: 0,
        description,
        sources,
        evidence,
    }
}

/// A record that is only planned, or did not come about, has a border that says so.
pub(super) fn record_style(record: NodeRef<'_>) -> (Confidence, BTreeSet<&'static str>) {
    let status = record.status();
    let style = if status.is_void() {
        Confidence::Dotted
    } else if status.is_prospective() {
        Confidence::Dashed
    } else {
        return (Confidence::Solid, BTreeSet::new());
    };
    (style, BTreeSet::from([status.as_str()]))
}

/// The border of an act, as its line would be.
pub(super) fn act_style(edge: EdgeRef<'_>) -> (Confidence, BTreeSet<&'static str>) {
    let (style, _, words) = weight(edge);
    (style, words)
}

/// An act as a card of its own, for where its ends are none.
pub(super) fn act_card(edge: EdgeRef<'_>, place: &Place, numbering: &mut Numbering) -> Card {
    let (style, weak, _) = weight(edge);
    let mut second_line = edge.when().map(|when| unbroken_date(&when)).unwrap_or_default();
    for words in weak {
        if !second_line.is_empty() {
            second_line.push_str(" · ");
        }
        second_line.push_str(&words);
    }
    let statement = Statement { about: None, evidence: edge.evidence().collect() };
    let Backing { sources, evidence } = numbering.backing(&[statement]);
    let kind = edge.from().kind();
    let name = act_words(edge);
    let words = format!("{name}, {}", second_line.replace(" · ", ", "));
    Card {
        id: our_id('e', edge.id()),
        description: bracketed_description(&words, &sources),
        name,
        second_line,
        script_line: None,
        caption: None,
        colour: kind.colour,
        glyph: kind.glyph,
        emphasis: place.emphasis,
        style,
        difference: place.difference,
        panel: place.panel,
        column: place.column,
        row: None,
        standing: None,
        hidden_neighbors: 0,
        sources,
        evidence,
    }
}

/// An act in words: subject, relation, object, and before them what keeps it from being a plain fact.
pub(super) fn act_words(edge: EdgeRef<'_>) -> String {
    let words = format!("{} {} {}", edge.from().name(), edge.kind().label, edge.to().name());
    let status = edge.effective_status();
    if status.is_prospective() || status.is_void() {
        let mut letters = status.as_str().chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        format!("{first}{}: {words}", letters.as_str())
    } else if edge.claimed_by().is_some() {
        format!("Claimed: {words}")
    } else {
        words
    }
}

/// Whom a picture is about, for its title: up to three names; nothing when none or many were asked for.
pub(super) fn about_words(graph: PropertyGraph<'_>, about: &[NodeIx]) -> Option<String> {
    const NAMES_MAX: usize = 3;
    let names: Vec<&str> = about.iter().map(|&ix| graph.node(ix).name()).collect();
    match &names[..] {
        [] => None,
        [one] => Some((*one).to_owned()),
        [first @ .., last] if names.len() <= NAMES_MAX => {
            Some(format!("{} and {last}", first.join(", ")))
        }
        _ => None,
    }
}

/// A sentence with the numbers of its sources.
pub(super) fn bracketed_description(words: &str, sources: &[usize]) -> String {
    let gap = if sources.is_empty() { ", " } else { " " };
    format!("{words}{gap}{}", bracketed(sources))
}

/// What a node is worth, as its sources state it: claims and conclusions need more words than a card has.
fn stated_values(node: NodeRef<'_>) -> impl Iterator<Item = FactRef<'_>> {
    node.facts().filter(|fact| {
        fact.key() == "value"
            && fact.amount().is_some()
            && !fact.is_inferred()
            && fact.claimed_by().is_none()
    })
}

/// The edges that say where a record took place; its card says it, so they need no line.
pub(super) fn record_places(record: NodeRef<'_>) -> Vec<EdgeRef<'_>> {
    let mut places: Vec<EdgeRef<'_>> = record
        .edges()
        .map(|(edge, _)| edge)
        .filter(|edge| is_place_of_record(*edge) && edge.from().ix == record.ix)
        .collect();
    // A city says more than its state; several places are all told, or a reader would take one for the only.
    let has_city = places.iter().any(|edge| edge.to().kind().name != "state");
    places.retain(|edge| !has_city || edge.to().kind().name != "state");
    places.sort_by_key(|edge| edge.ix);
    places
}

/// An edge that says where a record took place, surely.
pub(super) fn is_place_of_record(edge: EdgeRef<'_>) -> bool {
    edge.kind().name == "took-place-in"
        && edge.from().is_record()
        && edge.to().is_hub()
        && weight(edge).0 == Confidence::Solid
}

/// The edge to the post that an actor holds: the latest by start, then the first by id.
pub(super) fn post_held(node: NodeRef<'_>) -> Option<EdgeRef<'_>> {
    node.edges()
        .map(|(edge, _)| edge)
        .filter(|edge| {
            edge.from().ix == node.ix
                && matches!(&*edge.kind().name, "holds" | "heads")
                && edge.to().kind().name == "post"
                && weight(*edge).0 == Confidence::Solid
        })
        .min_by_key(|edge| {
            (std::cmp::Reverse(edge.when().map(|when| when.bounds().first)), edge.ix)
        })
}

/// The first alias in another script than the name's.
fn other_script(node: NodeRef<'_>) -> Option<&str> {
    let own = script(node.name());
    node.aliases().find(|alias| script(alias).is_some_and(|other| Some(other) != own))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Greek,
    Cyrillic,
    Hangul,
    Kana,
    Han,
    Other,
}

/// The script of the first letter beyond ASCII, else of the first letter.
fn script(text: &str) -> Option<Script> {
    let letter = text
        .chars()
        .find(|c| c.is_alphabetic() && !is_latin(*c))
        .or_else(|| text.chars().find(|c| c.is_alphabetic()))?;
    Some(match u32::from(letter) {
        _ if is_latin(letter) => Script::Latin,
        0x0370..=0x03FF => Script::Greek,
        0x0400..=0x052F => Script::Cyrillic,
        0x1100..=0x11FF | 0x3130..=0x318F | 0xAC00..=0xD7AF => Script::Hangul,
        0x3040..=0x30FF => Script::Kana,
        0x4E00..=0x9FFF | 0x3400..=0x4DBF => Script::Han,
        _ => Script::Other,
    })
}

fn is_latin(c: char) -> bool {
    matches!(u32::from(c), 0x41..=0x24F | 0x1E00..=0x1EFF)
}

/// The legend of what stands on a picture.
pub(super) fn kind_entries<'a>(
    graph: PropertyGraph<'a>,
    nodes: impl IntoIterator<Item = NodeRef<'a>>,
) -> Vec<KindEntry> {
    let vocabulary = graph.vocabulary();
    let tops: BTreeSet<_> = nodes.into_iter().map(|n| vocabulary.top(n.kind_ix())).collect();
    let mut entries: Vec<KindEntry> = Vec::new();
    for kind in tops.into_iter().map(|ix| vocabulary.node_kind(ix)) {
        match entries.iter_mut().find(|e| (e.colour, e.glyph) == (kind.colour, kind.glyph)) {
            Some(entry) => {
                entry.words.push_str(", ");
                entry.words.push_str(&kind.label);
            }
            None => entries.push(KindEntry {
                colour: kind.colour,
                glyph: kind.glyph,
                words: kind.label.clone().into_owned(),
            }),
        }
    }
    entries
}

/// The legend of the styles of lines, and of the borders of records, on a picture.
pub(super) fn style_entries<'a, 'b: 'a>(
    bundles: impl IntoIterator<Item = &'a Bundle<'b>>,
    nodes: impl Iterator<Item = NodeRef<'b>>,
) -> Vec<LineEntry> {
    let lines = bundles.into_iter().map(|bundle| (bundle.style, bundle.style_words.clone()));
    let records = nodes.filter(|node| node.is_record()).map(record_style);
    weak_entries(lines.chain(records))
}

/// The legend of styles with their reasons.
pub(super) fn weak_entries(
    styles: impl IntoIterator<Item = (Confidence, BTreeSet<&'static str>)>,
) -> Vec<LineEntry> {
    let mut words: BTreeMap<Confidence, BTreeSet<&'static str>> = BTreeMap::new();
    for (style, reasons) in styles.into_iter().filter(|(style, _)| *style != Confidence::Solid) {
        words.entry(style).or_default().extend(reasons);
    }
    words
        .into_iter()
        .map(|(style, words)| {
            LineEntry::Style(style, either(&words.into_iter().collect::<Vec<_>>()))
        })
        .collect()
}

/// Words as `a`, `a or b`, `a, b or c`.
fn either(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        words => words.concat(),
    }
}

/// The legend of relations that some line on a picture leaves to it.
pub(super) fn relation_entries(bundles: &[Bundle<'_>]) -> Vec<RelationEntry> {
    let mut entries: BTreeMap<(Relation, Arrow), BTreeSet<&str>> = BTreeMap::new();
    for edge in bundles.iter().map(Bundle::first) {
        if mark(&edge.kind().name).is_some() {
            entries
                .entry((Relation::of_kind(&edge.kind().name), arrow(edge)))
                .or_default()
                .insert(&edge.kind().label);
        }
    }
    entries
        .into_iter()
        .map(|((relation, arrow), words)| RelationEntry {
            relation,
            arrow,
            words: words.into_iter().collect::<Vec<_>>().join(", "),
        })
        .collect()
}

/// A legend from its parts.
pub(super) fn legend(
    kinds: Vec<KindEntry>,
    relations: Vec<RelationEntry>,
    lines: Vec<LineEntry>,
) -> Legend {
    Legend { kinds, relations, lines }
}

/// The years that dates span, as `2009–2013`.
pub(super) fn years(days: impl IntoIterator<Item = Days>) -> Option<String> {
    let mut years = BTreeSet::new();
    for Days { first, last } in days {
        for day in [first, last] {
            if day != Day::EARLIEST && day != Day::LATEST {
                years.insert(day.to_ymd().0);
            }
        }
    }
    let (first, last) = (*years.first()?, *years.last()?);
    // Year 0 of ISO 8601 is 1 BC.
    let words = |year: i64| if year > 0 { year.to_string() } else { format!("{} BC", 1 - year) };
    Some(if first == last { words(first) } else { format!("{}–{}", words(first), words(last)) })
}

/// What a selection was restricted to, as a sentence after others; nothing when it was not.
pub(super) fn filter_sentence(filters: &[String]) -> String {
    let words: Vec<String> = filters.iter().map(|filter| with_date_in_words(filter)).collect();
    let joined = words.join(", ");
    let mut letters = joined.chars();
    match letters.next() {
        None => String::new(),
        Some(first) => format!(" {}{}.", first.to_uppercase(), letters.as_str()),
    }
}

/// A filter such as `since 2012-01-01` with its date as pictures write dates.
fn with_date_in_words(filter: &str) -> String {
    let date = filter.rsplit_once(' ').and_then(|(words, date)| {
        let is_time = ["since", "until", "as of"].contains(&words);
        is_time.then(|| Some((words, When::parse(date).ok()?))).flatten()
    });
    date.map_or_else(
        || filter.to_owned(),
        |(words, when)| format!("{words} {}", unbroken_date(&when)),
    )
}

/// A number with its noun.
pub(super) fn counted_noun(count: usize, singular: &str, plural: &str) -> String {
    format!("{count} {}", if count == 1 { singular } else { plural })
}

/// The id in a picture of the card of a node.
pub fn card_id(id: &str) -> String {
    our_id('n', id)
}

/// An id of ours made from a stable id: lower-case ASCII letters, digits and `_`, different for
/// different ids. Whatever is no letter, digit or single dash becomes its code point between `_`.
pub(super) fn our_id(prefix: char, id: &str) -> String {
    let mut out = format!("{prefix}_");
    for c in id.chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            '-' if !out.ends_with('_') => out.push('_'),
            c => {
                let _ = write!(out, "_u{:x}_", u32::from(c));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Vocabulary;

    #[test]
    fn no_two_kinds_share_a_colour_and_a_mark_in_the_legend() {
        let mut seen = BTreeMap::new();
        for (_, kind) in Vocabulary::core().edge_kinds() {
            if let Some(mark) = mark(&kind.name) {
                let earlier = seen.insert((Relation::of_kind(&kind.name), mark), kind.name.clone());
                assert_eq!(earlier, None, "{}", kind.name);
                assert_eq!(kind.symmetry, Symmetry::Directed, "{}", kind.name);
            }
        }
    }

    #[test]
    fn ids_of_ours_differ_where_ids_differ() {
        let ids = ["a-b", "a--b", "a_b", "A-b", "a-_b", "ä", "u41", "A", "a-u41-", "a-A", "а"];
        let ours: BTreeSet<String> = ids.iter().map(|id| our_id('n', id)).collect();
        assert_eq!(ours.len(), ids.len(), "{ours:?}");
        assert!(ours.iter().all(|id| {
            id.starts_with("n_")
                && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        }));
    }

    #[test]
    fn filters_are_one_sentence() {
        assert_eq!(filter_sentence(&[]), "");
        let filters = ["only kind visit", "without kepco", "until 2012-12-31"].map(str::to_owned);
        assert_eq!(
            filter_sentence(&filters),
            " Only kind visit, without kepco, until 31\u{A0}Dec\u{A0}2012."
        );
    }

    #[test]
    fn words_are_joined_for_reading() {
        assert_eq!(either(&["a"]), "a");
        assert_eq!(either(&["a", "b"]), "a or b");
        assert_eq!(either(&["a", "b", "c"]), "a, b or c");
    }

    #[test]
    fn aliases_are_told_by_script() {
        assert_eq!(script("LG화학"), Some(Script::Hangul));
        assert_eq!(script("KEPCO"), Some(Script::Latin));
        assert_eq!(script("Röwe-Čadik"), Some(Script::Latin));
        assert_eq!(script("Серік"), Some(Script::Cyrillic));
        assert_eq!(script("2012"), None);
    }
}
