//! What is said of one record in two places, as one record; and an import laid into a dataset that is there.

use super::import::Renewal;
use super::intake::Gathered;
use crate::dataset::{Dataset, add_kinds};
use crate::model::{Edge, Evidence, Fact, Id, Node};
use std::collections::BTreeSet;

/// What joining two records led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Joined {
    /// The second says nothing new.
    Same,
    /// The first says more now.
    Changed,
    /// They cannot both be right, in these words; the first is as it was.
    Conflict(String),
}

/// Adds to a node what another description of it says: a second name becomes an alias, facts and evidence stand side
/// by side. Two kinds or two dates are a conflict; `actor` gives way to any other kind.
pub(super) fn join_node(node: &mut Node, other: Node) -> Joined {
    let before = node.clone();
    if node.kind != other.kind {
        if node.kind == "actor" {
            node.kind.clone_from(&other.kind);
        } else if other.kind != "actor" {
            return Joined::Conflict(format!(
                "the node “{}” is of kind “{}” and of kind “{}”",
                node.id, node.kind, other.kind
            ));
        }
    }
    match (&node.when, other.when) {
        (None, Some(when)) => {
            node.when = Some(when);
            node.when_because = other.when_because;
        }
        (Some(own), Some(when)) if *own != when => {
            let message =
                format!("the node “{}” is dated {} and {}", node.id, own.as_str(), when.as_str());
            *node = before;
            return Joined::Conflict(message);
        }
        _ => {}
    }
    // A node that only edges name is called by its id.
    if node.name == node.id.as_str() && other.name != node.name {
        node.name = other.name;
    } else if other.name != node.name && other.name != node.id.as_str() {
        push_new(&mut node.aliases, other.name);
    }
    for alias in other.aliases {
        if alias != node.name {
            push_new(&mut node.aliases, alias);
        }
    }
    add_facts(&mut node.facts, other.facts);
    other.evidence.into_iter().for_each(|evidence| push_new(&mut node.evidence, evidence));
    if *node == before { Joined::Same } else { Joined::Changed }
}

/// Adds to an edge what another description of it says. Other ends, another kind or another date are a conflict.
pub(super) fn join_edge(edge: &mut Edge, other: Edge) -> Joined {
    let before = edge.clone();
    let ends = |edge: &Edge| (edge.from.clone(), edge.to.clone(), edge.kind.clone());
    if ends(edge) != ends(&other) {
        return Joined::Conflict(format!(
            "the edge “{}” is said twice, with other ends or of another kind",
            edge.id
        ));
    }
    match (&edge.when, other.when) {
        (None, Some(when)) => {
            edge.when = Some(when);
            edge.when_because = other.when_because;
        }
        (Some(own), Some(when)) if *own != when => {
            return Joined::Conflict(format!(
                "the edge “{}” is dated {} and {}",
                edge.id,
                own.as_str(),
                when.as_str()
            ));
        }
        _ => {}
    }
    add_facts(&mut edge.facts, other.facts);
    other.evidence.into_iter().for_each(|evidence| push_new(&mut edge.evidence, evidence));
    if *edge == before { Joined::Same } else { Joined::Changed }
}

/// Facts that say the same have the evidence of both.
fn add_facts(facts: &mut Vec<Fact>, others: Vec<Fact>) {
    for other in others {
        let same = facts.iter_mut().find(|fact| {
            let Fact { key, value, when, when_because, basis, claimed_by, evidence: _ } = &**fact;
            (key, value, when, when_because, basis, claimed_by)
                == (
                    &other.key,
                    &other.value,
                    &other.when,
                    &other.when_because,
                    &other.basis,
                    &other.claimed_by,
                )
        });
        match same {
            Some(fact) => {
                other.evidence.into_iter().for_each(|e| push_new(&mut fact.evidence, e));
            }
            None => facts.push(other),
        }
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// What laying an import into a dataset did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) added: usize,
    pub(super) changed: usize,
    pub(super) same: usize,
}

/// A dataset with an import laid into it.
#[derive(Debug)]
pub(super) struct Laid {
    pub(super) dataset: Dataset,
    pub(super) nodes: Counts,
    pub(super) edges: Counts,
}

/// Lays an import into a dataset. What an earlier import said by citing the same files is replaced, so that the same
/// file brought in twice changes nothing; everything else stays. Conflicts are returned in words.
pub(super) fn lay(
    before: &Dataset,
    import: Gathered,
    (nodes, edges): (Vec<Node>, Vec<Edge>),
    renewal: Renewal,
) -> Result<Laid, Vec<String>> {
    let mut dataset = before.clone();
    let mut conflicts = Vec::new();
    add_kinds(&import.vocabulary, &mut dataset.vocabulary);
    let renewed: BTreeSet<Id> = import.files.into_iter().collect();
    for source in import.sources {
        let known = before.source(&source.id).filter(|_| renewed.contains(&source.id));
        if renewal == Renewal::Refused && known.is_some_and(|known| known.sha256 != source.sha256) {
            conflicts.push(format!(
                "the dataset cites a file “{}” with another content: if this is a newer version of it, \
                 say --renew; if it is another file, give it another name",
                source.id
            ));
        }
        match dataset.sources.binary_search_by(|other| other.id.cmp(&source.id)) {
            Ok(at) => dataset.sources[at] = source,
            Err(at) => dataset.sources.insert(at, source),
        }
    }
    let nodes = lay_records(
        &mut dataset.nodes,
        nodes,
        |node| &node.id,
        |node| forget(&mut node.facts, &mut node.evidence, &renewed),
        join_node,
        &mut conflicts,
    );
    let edges = lay_records(
        &mut dataset.edges,
        edges,
        |edge| &edge.id,
        |edge| forget(&mut edge.facts, &mut edge.evidence, &renewed),
        join_edge,
        &mut conflicts,
    );
    if conflicts.is_empty() { Ok(Laid { dataset, nodes, edges }) } else { Err(conflicts) }
}

fn lay_records<T: Clone + PartialEq>(
    records: &mut Vec<T>,
    imported: Vec<T>,
    id: fn(&T) -> &Id,
    forget: impl Fn(&mut T),
    join: fn(&mut T, T) -> Joined,
    conflicts: &mut Vec<String>,
) -> Counts {
    let mut counts = Counts::default();
    let mut new = Vec::new();
    for record in imported {
        match records.binary_search_by(|other| id(other).cmp(id(&record))) {
            Ok(at) => {
                let own = &mut records[at];
                let before = own.clone();
                forget(own);
                if let Joined::Conflict(message) = join(own, record) {
                    conflicts.push(message);
                }
                if *own == before {
                    counts.same += 1;
                } else {
                    counts.changed += 1;
                }
            }
            Err(_) => {
                counts.added += 1;
                new.push(record);
            }
        }
    }
    records.extend(new);
    records.sort_by(|a, b| id(a).cmp(id(b)));
    counts
}

/// Takes away what rests on `sources` alone.
fn forget(facts: &mut Vec<Fact>, evidence: &mut Vec<Evidence>, sources: &BTreeSet<Id>) {
    facts.retain_mut(|fact| {
        let had = !fact.evidence.is_empty();
        fact.evidence.retain(|evidence| !sources.contains(&evidence.source));
        !had || !fact.evidence.is_empty()
    });
    evidence.retain(|evidence| !sources.contains(&evidence.source));
}
