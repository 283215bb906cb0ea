//! What differs between two datasets, record by record: members, facts and evidence, each record whole in its
//! canonical form before and after.
//!
//! Compares by id and looks at no order of records. Writes nothing; saved diagrams are not compared.

use super::Dataset;
use super::canonical::{evidence_line, fact_line};
use super::members::{
    Header, Members, Record, evidence_members, fact_members, kinds_of_edges, kinds_of_nodes,
};
use crate::model::{Amount, Evidence, Fact, Id, When};
use std::cmp::Ordering;
use std::collections::{BTreeMap, VecDeque};

/// How a record or a fact differs between two datasets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataChange {
    /// Only the later has it.
    Added,
    /// Only the earlier has it.
    Removed,
    /// It says something else.
    Changed,
    /// It says the same and is backed by more.
    NewlySourced,
    /// It says the same, and something that backed it is gone.
    EvidenceLost,
}

impl DataChange {
    /// All values, in the order in which they are told.
    pub const ALL: [Self; 5] =
        [Self::Added, Self::Removed, Self::Changed, Self::NewlySourced, Self::EvidenceLost];

    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::NewlySourced => "newly sourced",
            Self::EvidenceLost => "evidence lost",
        }
    }
}

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordType {
    /// `dataset.json`.
    Header,
    /// A kind of nodes that the dataset adds.
    NodeKind,
    /// A kind of edges that the dataset adds.
    EdgeKind,
    /// A source.
    Source,
    /// A node.
    Node,
    /// An edge.
    Edge,
}

impl RecordType {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Header => "dataset",
            Self::NodeKind => "node kind",
            Self::EdgeKind => "edge kind",
            Self::Source => "source",
            Self::Node => "node",
            Self::Edge => "edge",
        }
    }
}

/// A record that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordChange {
    /// How.
    pub change: DataChange,
    /// What it is.
    pub record: RecordType,
    /// Its id; the name of a kind.
    pub id: String,
    /// The earlier record in its canonical form.
    pub before: Option<String>,
    /// The later one.
    pub after: Option<String>,
    /// What it states otherwise, in the order of the format.
    pub members: Vec<MemberChange>,
    /// Its facts that differ: those of the later record in its order, then those that are gone.
    pub facts: Vec<FactChange>,
    /// Its own evidence.
    pub evidence: EvidenceChange,
}

/// A member that says something else. Both sides are absent where only the order of facts or evidence differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberChange {
    /// Its name in the format; `says`, `quote` and `supports` are those of a piece of evidence.
    pub member: &'static str,
    /// What it said.
    pub before: Option<MemberValue>,
    /// What it says.
    pub after: Option<MemberValue>,
    /// The piece of evidence that it is a member of, by position in the later list.
    pub of_evidence: Option<usize>,
}

/// The value of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberValue {
    /// Words.
    Text(String),
    /// A date.
    When(When),
    /// A quantity.
    Amount(Amount),
}

/// A fact that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactChange {
    /// How.
    pub change: DataChange,
    /// Its position in the later record; one that is gone stands after those.
    pub at: usize,
    /// A fact that is gone.
    pub gone: Option<Fact>,
    /// What it states otherwise.
    pub members: Vec<MemberChange>,
    /// Its evidence.
    pub evidence: EvidenceChange,
}

/// How a list of evidence differs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EvidenceChange {
    /// What is new, by position in the later list.
    pub gained: Vec<usize>,
    /// What is gone.
    pub lost: Vec<Evidence>,
    /// Length of the later list. Where what is gone is kept, it stands from here on.
    pub n_after: usize,
}

/// Compares two datasets. Records come by type, then by id.
///
/// # Complexity
/// Time O((n + m) + c log c) for c facts and pieces of evidence of records that differ.
pub fn compare(old: &Dataset, new: &Dataset) -> Vec<RecordChange> {
    let mut changes = Vec::new();
    compare_lists(&[Header::of(old)], &[Header::of(new)], &mut changes);
    let (node_kinds, edge_kinds) =
        (kinds_of_nodes(&old.vocabulary), kinds_of_edges(&old.vocabulary));
    compare_lists(&node_kinds, &kinds_of_nodes(&new.vocabulary), &mut changes);
    compare_lists(&edge_kinds, &kinds_of_edges(&new.vocabulary), &mut changes);
    compare_lists(&old.sources, &new.sources, &mut changes);
    compare_lists(&old.nodes, &new.nodes, &mut changes);
    compare_lists(&old.edges, &new.edges, &mut changes);
    changes
}

/// Compares two lists in the order of ids.
fn compare_lists<T: Record>(old: &[T], new: &[T], changes: &mut Vec<RecordChange>) {
    let (mut was, mut is) = (old.iter().peekable(), new.iter().peekable());
    loop {
        let order = match (was.peek(), is.peek()) {
            (None, None) => return,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.id().cmp(b.id()),
        };
        let before = if order.is_le() { was.next() } else { None };
        let after = if order.is_ge() { is.next() } else { None };
        changes.extend(compare_records(before, after));
    }
}

fn compare_records<T: Record>(before: Option<&T>, after: Option<&T>) -> Option<RecordChange> {
    let id = before.or(after)?.id().to_owned();
    let mut change = RecordChange {
        change: DataChange::Changed,
        record: T::TYPE,
        id,
        before: before.map(T::line),
        after: after.map(T::line),
        members: Vec::new(),
        facts: Vec::new(),
        evidence: EvidenceChange::default(),
    };
    match (before, after) {
        (Some(_), None) => change.change = DataChange::Removed,
        (None, _) => change.change = DataChange::Added,
        (Some(before), Some(after)) if before == after => return None,
        (Some(before), Some(after)) => {
            change.members = compare_members(before.members(), after.members());
            change.facts = compare_facts(before.facts(), after.facts());
            change.evidence =
                compare_evidence(before.evidence(), after.evidence(), &mut change.members);
            note_order(&mut change.members, &change.facts, &change.evidence);
            change.change = verdict(&change.members, &change.facts, &change.evidence);
        }
    }
    Some(change)
}

/// What differs in order only says so, so that nothing that differs is without a reason.
fn note_order(members: &mut Vec<MemberChange>, facts: &[FactChange], evidence: &EvidenceChange) {
    if members.is_empty()
        && facts.is_empty()
        && evidence.gained.is_empty()
        && evidence.lost.is_empty()
    {
        members.push(MemberChange {
            member: "order",
            before: None,
            after: None,
            of_evidence: None,
        });
    }
}

fn verdict(
    members: &[MemberChange],
    facts: &[FactChange],
    evidence: &EvidenceChange,
) -> DataChange {
    let is_only_sourced = |fact: &FactChange| {
        matches!(fact.change, DataChange::NewlySourced | DataChange::EvidenceLost)
    };
    let is_lost = |fact: &FactChange| fact.change == DataChange::EvidenceLost;
    if !members.is_empty() || !facts.iter().all(is_only_sourced) {
        DataChange::Changed
    } else if evidence.lost.is_empty() && !facts.iter().any(is_lost) {
        DataChange::NewlySourced
    } else {
        DataChange::EvidenceLost
    }
}

fn compare_members(before: Members, after: Members) -> Vec<MemberChange> {
    before
        .into_iter()
        .zip(after)
        .filter(|((_, before), (_, after))| before != after)
        .map(|((member, before), (_, after))| MemberChange {
            member,
            before,
            after,
            of_evidence: None,
        })
        .collect()
}

/// Pairs what is the same by a key in order, and takes it out of what is left of either list.
fn pair_off<K: Ord>(
    old: &mut Vec<usize>,
    new: &mut Vec<usize>,
    old_key: impl Fn(usize) -> K,
    new_key: impl Fn(usize) -> K,
) -> Vec<(usize, usize)> {
    let mut waiting: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
    for &at in old.iter() {
        waiting.entry(old_key(at)).or_default().push_back(at);
    }
    let mut pairs = Vec::new();
    new.retain(|&at| match waiting.get_mut(&new_key(at)).and_then(VecDeque::pop_front) {
        Some(other) => {
            pairs.push((other, at));
            false
        }
        None => true,
    });
    *old = waiting.into_values().flatten().collect();
    old.sort_unstable();
    pairs
}

fn compare_facts(old: &[Fact], new: &[Fact]) -> Vec<FactChange> {
    let (mut was, mut is): (Vec<usize>, Vec<usize>) =
        ((0..old.len()).collect(), (0..new.len()).collect());
    pair_off(&mut was, &mut is, |at| fact_line(&old[at]), |at| fact_line(&new[at]));
    let bare = |fact: &Fact| fact_line(&Fact { evidence: Vec::new(), ..fact.clone() });
    let mut pairs = pair_off(&mut was, &mut is, |at| bare(&old[at]), |at| bare(&new[at]));
    pairs.extend(pair_off(&mut was, &mut is, |at| &*old[at].key, |at| &*new[at].key));
    let mut changes: Vec<FactChange> =
        pairs.into_iter().map(|(was, is)| compare_fact(&old[was], &new[is], is)).collect();
    changes.extend(is.into_iter().map(|at| FactChange {
        change: DataChange::Added,
        at,
        gone: None,
        members: Vec::new(),
        evidence: EvidenceChange::default(),
    }));
    changes.sort_by_key(|change| change.at);
    changes.extend(was.into_iter().zip(new.len()..).map(|(was, at)| FactChange {
        change: DataChange::Removed,
        at,
        gone: Some(old[was].clone()),
        members: Vec::new(),
        evidence: EvidenceChange::default(),
    }));
    changes
}

fn compare_fact(old: &Fact, new: &Fact, at: usize) -> FactChange {
    let mut members = compare_members(fact_members(old), fact_members(new));
    let evidence = compare_evidence(&old.evidence, &new.evidence, &mut members);
    note_order(&mut members, &[], &evidence);
    let change = verdict(&members, &[], &evidence);
    FactChange { change, at, gone: None, members, evidence }
}

/// Compares lists of evidence; what a piece of the same span says otherwise goes to the members.
fn compare_evidence(
    old: &[Evidence],
    new: &[Evidence],
    members: &mut Vec<MemberChange>,
) -> EvidenceChange {
    fn span(e: &Evidence) -> (&Id, u32, u32, [u8; 32]) {
        (&e.source, e.start, e.end, e.sha256.0)
    }
    let (mut was, mut is): (Vec<usize>, Vec<usize>) =
        ((0..old.len()).collect(), (0..new.len()).collect());
    pair_off(&mut was, &mut is, |at| evidence_line(&old[at]), |at| evidence_line(&new[at]));
    let same_span = pair_off(&mut was, &mut is, |at| span(&old[at]), |at| span(&new[at]));
    for (was, is) in same_span {
        let words = compare_members(evidence_members(&old[was]), evidence_members(&new[is]));
        members.extend(words.into_iter().map(|m| MemberChange { of_evidence: Some(is), ..m }));
    }
    EvidenceChange {
        gained: is,
        lost: was.into_iter().map(|at| old[at].clone()).collect(),
        n_after: new.len(),
    }
}
