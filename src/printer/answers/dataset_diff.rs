//! The answer of `diff` between two datasets.
//!
//! The graph is that of both laid over one another: a record that changed has, after the evidence and the facts of
//! its later version, those that only the earlier has.

use super::super::citations::{Citations, evidence_json, source_pieces};
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::diff::edge_words;
use super::{
    amount_json, counted, edge_marks, fact_pieces, fact_words, node_pieces, sentence, source_ids,
};
use crate::dataset::{
    DataChange, EvidenceChange, FactChange, MemberChange, MemberValue, RecordChange, RecordType,
};
use crate::diagram::{amount_words, date_words};
use crate::explore::{DatasetDiffAnswer, Projection, World};
use crate::graph::{EvidenceRef, FactRef};
use serde_json::{Value, json};

impl Report for DatasetDiffAnswer {
    fn verb(&self) -> &'static str {
        "diff"
    }

    fn projection(&self, world: &World<'_>) -> Projection {
        Projection {
            description: "every node and edge of either dataset".to_owned(),
            filters: self.about.iter().map(|name| format!("what touches {name}")).collect(),
            ..Projection::all(world.graph)
        }
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let Self { earlier, changes, .. } = self;
        let rows: Value = changes.iter().map(|change| row(world, change)).collect();
        let earlier = json!({"name": earlier.name, "digest": earlier.digest.to_string()});
        vec![("earlier", earlier), ("rows", rows)]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let columns = ["change", "type", "id", "what", "member", "before", "after", "sources"];
        let mut table = Table::new(&columns);
        for change in &self.changes {
            let backing = sources_of(own_evidence(world, change));
            let mut line = |how: &str, member: &str, before: &str, after: &str, sources: &str| {
                table.push(vec![
                    Cell::text(how),
                    Cell::text(change.record.as_str()),
                    Cell::text(&*change.id),
                    Cell::text(words(world, change)),
                    Cell::text(member),
                    Cell::text(before),
                    Cell::text(after),
                    Cell::text(sources),
                ]);
            };
            let how = change.change.as_str();
            if change.members.is_empty() && change.facts.is_empty() {
                line(how, "", "", "", &backing);
            }
            for member in &change.members {
                let [before, after] = [member.before.as_ref(), member.after.as_ref()].map(plain);
                line(how, member.member, &before, &after, &backing);
            }
            for fact in &change.facts {
                let all = fact_evidence(world, change, fact);
                let stands = fact_ref(world, change, fact).map(fact_words).unwrap_or_default();
                let member = format!("fact {}", fact.change.as_str());
                let (before, after) = match fact.change {
                    DataChange::Added => (String::new(), stands),
                    DataChange::Removed => (stands, String::new()),
                    _ => {
                        let value = fact.members.iter().find(|member| member.member == "value");
                        let before = value.map(|member| plain(member.before.as_ref()));
                        (before.unwrap_or_else(|| stands.clone()), stands)
                    }
                };
                line(how, &member, &before, &after, &sources_of(all));
            }
        }
        table
    }

    fn counts(&self, _world: &World<'_>) -> (usize, usize) {
        self.counts
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        page.heading(&[
            Piece::plain("What changed from "),
            Piece::data(&self.earlier.asked[0]),
            Piece::plain(" to "),
            Piece::data(&self.earlier.asked[1]),
        ]);
        if self.changes.is_empty() {
            page.line(&[Piece::plain("The two say the same, on the same evidence.")]);
        }
        let mut citations = Citations::default();
        for how in DataChange::ALL {
            let group: Vec<&RecordChange> =
                self.changes.iter().filter(|change| change.change == how).collect();
            if group.is_empty() {
                continue;
            }
            page.blank();
            page.heading(&[Piece::owned(
                format!("{}: {}", heading(how), counted(group.len(), "record", "records")),
                Ink::Strong,
            )]);
            for change in group {
                change_text(world, page, change, &mut citations);
            }
        }
        citations.print(world, page);
    }
}

fn heading(how: DataChange) -> &'static str {
    match how {
        DataChange::Added => "Added",
        DataChange::Removed => "Removed from the data",
        DataChange::Changed => "Changed",
        DataChange::NewlySourced => "Newly sourced",
        DataChange::EvidenceLost => "Evidence lost",
    }
}

/// All evidence of a record, of either side.
fn own_evidence<'a>(world: &World<'a>, change: &RecordChange) -> Vec<EvidenceRef<'a>> {
    match change.record {
        RecordType::Node => world
            .graph
            .node_by_id(&change.id)
            .map(|node| node.evidence().collect())
            .unwrap_or_default(),
        RecordType::Edge => world
            .graph
            .edge_by_id(&change.id)
            .map(|edge| edge.evidence().collect())
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn fact_ref<'a>(
    world: &World<'a>,
    change: &RecordChange,
    fact: &FactChange,
) -> Option<FactRef<'a>> {
    match change.record {
        RecordType::Node => world.graph.node_by_id(&change.id)?.facts().nth(fact.at),
        RecordType::Edge => world.graph.edge_by_id(&change.id)?.facts().nth(fact.at),
        _ => None,
    }
}

fn fact_evidence<'a>(
    world: &World<'a>,
    change: &RecordChange,
    fact: &FactChange,
) -> Vec<EvidenceRef<'a>> {
    fact_ref(world, change, fact).map(|fact| fact.evidence().collect()).unwrap_or_default()
}

/// Evidence of a record or a fact that is in both datasets, by side.
struct Sides<'a> {
    before: Vec<EvidenceRef<'a>>,
    after: Vec<EvidenceRef<'a>>,
    gained: Vec<EvidenceRef<'a>>,
    lost: Vec<EvidenceRef<'a>>,
}

impl<'a> Sides<'a> {
    fn of(all: &[EvidenceRef<'a>], how: DataChange, evidence: &EvidenceChange) -> Self {
        match how {
            DataChange::Added => Self {
                before: Vec::new(),
                after: all.to_vec(),
                gained: all.to_vec(),
                lost: Vec::new(),
            },
            DataChange::Removed => Self {
                before: all.to_vec(),
                after: Vec::new(),
                gained: Vec::new(),
                lost: all.to_vec(),
            },
            _ => {
                let (after, lost) = all.split_at(evidence.n_after);
                let is_new = |at: &usize| evidence.gained.binary_search(at).is_ok();
                let pick = |news: bool| (0..after.len()).filter(move |at| is_new(at) == news);
                let kept = pick(false).map(|at| after[at]);
                Self {
                    before: kept.chain(lost.iter().copied()).collect(),
                    after: after.to_vec(),
                    gained: pick(true).map(|at| after[at]).collect(),
                    lost: lost.to_vec(),
                }
            }
        }
    }

    fn json(&self, world: &World<'_>, object: &mut Value) {
        let list = |side: &[EvidenceRef<'_>]| evidence_json(world, side.iter().copied());
        object["evidence"] = list(if self.after.is_empty() { &self.before } else { &self.after });
        object["gained"] = list(&self.gained);
        object["lost"] = list(&self.lost);
    }
}

fn row(world: &World<'_>, change: &RecordChange) -> Value {
    let parsed = |line: Option<&str>| -> Value {
        line.map_or(Value::Null, |line| {
            serde_json::from_str(line).expect("a record in its canonical form is JSON")
        })
    };
    let facts: Value = change
        .facts
        .iter()
        .map(|fact| {
            let stands = fact_ref(world, change, fact);
            let mut object = json!({
                "change": fact.change.as_str(),
                "key": stands.map(FactRef::key),
                "what": stands.map(fact_words),
                "members": members_json(&fact.members),
            });
            let all = fact_evidence(world, change, fact);
            Sides::of(&all, fact.change, &fact.evidence).json(world, &mut object);
            object
        })
        .collect();
    let mut object = json!({
        "change": change.change.as_str(),
        "type": change.record.as_str(),
        "id": change.id,
        "what": words(world, change),
        "members": members_json(&change.members),
        "facts": facts,
    });
    let all = own_evidence(world, change);
    Sides::of(&all, change.change, &change.evidence).json(world, &mut object);
    object["before"] = parsed(change.before.as_deref());
    object["after"] = parsed(change.after.as_deref());
    object
}

fn members_json(members: &[MemberChange]) -> Value {
    let value = |value: Option<&MemberValue>| match value {
        None => Value::Null,
        Some(MemberValue::Text(text)) => json!(text),
        Some(MemberValue::When(when)) => json!(when.as_str()),
        Some(MemberValue::Amount(amount)) => amount_json(amount),
    };
    members
        .iter()
        .map(|member| {
            json!({
                "member": member.member,
                "before": value(member.before.as_ref()),
                "after": value(member.after.as_ref()),
            })
        })
        .collect()
}

/// What a record is, in words.
fn words(world: &World<'_>, change: &RecordChange) -> String {
    let graph = world.graph;
    let known = match change.record {
        RecordType::Source => graph.source_by_id(&change.id).map(|s| s.title().to_owned()),
        RecordType::Node => graph.node_by_id(&change.id).map(|node| node.name().to_owned()),
        RecordType::Edge => graph.edge_by_id(&change.id).map(edge_words),
        RecordType::Header | RecordType::NodeKind | RecordType::EdgeKind => None,
    };
    known.unwrap_or_else(|| change.id.clone())
}

fn plain(value: Option<&MemberValue>) -> String {
    match value {
        None => String::new(),
        Some(MemberValue::Text(text)) => text.clone(),
        Some(MemberValue::When(when)) => when.to_string(),
        Some(MemberValue::Amount(amount)) => amount_words(amount),
    }
}

fn sources_of(evidence: Vec<EvidenceRef<'_>>) -> String {
    source_ids(evidence.into_iter())
}

/// Columns by which what is said of a record is indented below it.
const INDENT: usize = 4;

fn change_text(
    world: &World<'_>,
    page: &mut Page,
    change: &RecordChange,
    citations: &mut Citations,
) {
    let mut pieces = subject(world, change);
    let all = own_evidence(world, change);
    let sides = Sides::of(&all, change.change, &change.evidence);
    let is_cited = matches!(change.record, RecordType::Node | RecordType::Edge);
    if is_cited && change.members.is_empty() {
        let side = if sides.after.is_empty() { &sides.before } else { &sides.after };
        pieces.extend([Piece::plain(" "), citations.cite(side.iter().copied())]);
    }
    page.hanging(2, INDENT, &pieces);
    if matches!(change.change, DataChange::Added | DataChange::Removed) {
        facts_of_whole(world, page, change, citations);
        return;
    }
    members_text(world, page, None, &change.members, (&sides, is_cited), citations);
    moved_text(page, "", &sides, citations);
    for fact in &change.facts {
        fact_text(world, page, change, fact, citations);
    }
}

/// What a record is, as the beginning of a line.
fn subject(world: &World<'_>, change: &RecordChange) -> Vec<Piece> {
    let graph = world.graph;
    let known = match change.record {
        RecordType::Source => graph.source_by_id(&change.id).map(source_pieces),
        RecordType::Node => graph.node_by_id(&change.id).map(node_pieces),
        RecordType::Edge => graph.edge_by_id(&change.id).map(|edge| {
            let mut pieces = sentence(edge);
            pieces.extend(edge_marks(edge, None));
            pieces
        }),
        RecordType::Header | RecordType::NodeKind | RecordType::EdgeKind => None,
    };
    known.unwrap_or_else(|| {
        vec![
            Piece::owned(format!("{} ", change.record.as_str()), Ink::Plain),
            Piece::data(&change.id).ink(Ink::Strong),
        ]
    })
}

/// The facts of a record that came or went whole.
fn facts_of_whole(
    world: &World<'_>,
    page: &mut Page,
    change: &RecordChange,
    citations: &mut Citations,
) {
    let graph = world.graph;
    let facts: Vec<FactRef<'_>> = match change.record {
        RecordType::Node => {
            graph.node_by_id(&change.id).map(|node| node.facts().collect()).unwrap_or_default()
        }
        RecordType::Edge => {
            graph.edge_by_id(&change.id).map(|edge| edge.facts().collect()).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    for fact in facts {
        let mut pieces = fact_pieces(fact);
        pieces.extend([Piece::plain(" "), citations.cite(fact.evidence())]);
        page.hanging(INDENT, INDENT + 2, &pieces);
    }
}

/// What members said and say, each with what backs it; a source and a kind are not backed by anything.
fn members_text(
    world: &World<'_>,
    page: &mut Page,
    key: Option<&str>,
    members: &[MemberChange],
    (sides, is_cited): (&Sides<'_>, bool),
    citations: &mut Citations,
) {
    for member in members {
        let name = match (member.member, key, member.of_evidence) {
            ("order", _, _) => {
                let words = "the order of its facts or its evidence";
                let of = key.map_or(String::new(), |key| format!("{}: ", spaced(key)));
                page.hanging(INDENT, INDENT + 2, &[Piece::data(of), Piece::plain(words)]);
                continue;
            }
            (_, None, Some(_)) => format!("evidence {}", member.member),
            (_, Some(key), Some(_)) => format!("{}, evidence {}", spaced(key), member.member),
            (_, None, None) => spaced(member.member),
            ("value", Some(key), None) => spaced(key),
            (_, Some(key), None) => format!("{}, {}", spaced(key), spaced(member.member)),
        };
        let mut pieces = vec![Piece::data(name), Piece::plain(": ")];
        pieces.push(value_piece(world, member.member, member.before.as_ref()));
        let reworded = member.of_evidence.and_then(|at| sides.after.get(at)).copied();
        let (before, after) = (sides.before.clone(), sides.after.clone());
        let is_same = before.iter().map(|e| e.ix).eq(after.iter().map(|e| e.ix));
        if is_cited && !is_same && reworded.is_none() && member.before.is_some() {
            pieces.extend([Piece::plain(" "), citations.cite(before.into_iter())]);
        }
        pieces.push(Piece::plain(" → "));
        pieces.push(value_piece(world, member.member, member.after.as_ref()));
        if is_cited {
            let backing = reworded.map_or(after, |evidence| vec![evidence]);
            pieces.extend([Piece::plain(" "), citations.cite(backing.into_iter())]);
        }
        page.hanging(INDENT, INDENT + 2, &pieces);
    }
}

/// The evidence that came and went.
fn moved_text(page: &mut Page, of: &str, sides: &Sides<'_>, citations: &mut Citations) {
    for (words, side) in
        [("now also backed by ", &sides.gained), ("no longer backed by ", &sides.lost)]
    {
        if !side.is_empty() {
            page.hanging(
                INDENT,
                INDENT + 2,
                &[Piece::data(of), Piece::plain(words), citations.cite(side.iter().copied())],
            );
        }
    }
}

fn fact_text(
    world: &World<'_>,
    page: &mut Page,
    change: &RecordChange,
    fact: &FactChange,
    citations: &mut Citations,
) {
    let Some(stands) = fact_ref(world, change, fact) else { return };
    let sides = Sides::of(&fact_evidence(world, change, fact), fact.change, &fact.evidence);
    let whole = |words: &'static str| {
        let mut pieces = vec![Piece::plain(words)];
        pieces.extend(fact_pieces(stands));
        pieces.push(Piece::plain(" "));
        pieces
    };
    match fact.change {
        DataChange::Added => {
            let mut pieces = whole("new: ");
            pieces.push(citations.cite(sides.after.iter().copied()));
            page.hanging(INDENT, INDENT + 2, &pieces);
        }
        DataChange::Removed => {
            let mut pieces = whole("no longer in the data: ");
            pieces.push(citations.cite(sides.before.iter().copied()));
            page.hanging(INDENT, INDENT + 2, &pieces);
        }
        DataChange::Changed => {
            let key = Some(stands.key());
            members_text(world, page, key, &fact.members, (&sides, true), citations);
            moved_text(page, &format!("{}: ", spaced(stands.key())), &sides, citations);
        }
        DataChange::NewlySourced | DataChange::EvidenceLost => {
            let mut pieces = whole("");
            pieces.push(citations.cite(sides.after.iter().copied()));
            page.hanging(INDENT, INDENT + 2, &pieces);
            moved_text(page, &format!("{}: ", spaced(stands.key())), &sides, citations);
        }
    }
}

fn spaced(word: &str) -> String {
    word.replace(['_', '-'], " ")
}

/// A value in words; an id of a node as its name.
fn value_piece(world: &World<'_>, member: &str, value: Option<&MemberValue>) -> Piece {
    match value {
        None => Piece::dim("nothing"),
        Some(MemberValue::Text(text)) => {
            let is_node = matches!(member, "from" | "to" | "claimed_by");
            let node = world.graph.node_by_id(text).filter(|_| is_node);
            Piece::data(node.map_or(&**text, |node| node.name()))
        }
        Some(MemberValue::When(when)) => Piece::data(date_words(when)),
        Some(MemberValue::Amount(amount)) => Piece::data(amount_words(amount)),
    }
}
