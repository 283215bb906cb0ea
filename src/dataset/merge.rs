//! Two datasets as one, with what differs between them: for pictures and lists of a difference.
//!
//! Compares records whole, by id. Writes nothing.

use super::Dataset;
use crate::model::{Difference, Edge, Id, Node};
use std::collections::BTreeMap;

/// Two datasets laid over one another.
#[derive(Debug, Clone)]
pub struct Merged {
    /// Everything of the later one, and what only the earlier one has.
    pub dataset: Dataset,
    /// Nodes and edges that differ, by id.
    pub differences: BTreeMap<Id, Difference>,
}

/// Lays a dataset over an earlier one.
///
/// # Complexity
/// Time O((n + m) log (n + m)).
/// # Errors
/// The name of a kind that something in the earlier dataset has and the later one does not know.
pub fn merge(old: &Dataset, new: &Dataset) -> Result<Merged, String> {
    let known = |kind: &str| new.vocabulary.kind(kind).is_some();
    let kinds = old.nodes.iter().map(|n| &n.kind).chain(old.edges.iter().map(|e| &e.kind));
    if let Some(kind) = kinds.into_iter().find(|kind| !known(kind)) {
        return Err(kind.clone());
    }
    let mut dataset = new.clone();
    let mut differences = BTreeMap::new();
    lay_over(&old.nodes, &mut dataset.nodes, &mut differences, |node: &Node| &node.id);
    lay_over(&old.edges, &mut dataset.edges, &mut differences, |edge: &Edge| &edge.id);
    for source in &old.sources {
        if new.source(source.id.as_str()).is_none() {
            dataset.sources.push(source.clone());
        }
    }
    dataset.sources.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Merged { dataset, differences })
}

fn lay_over<T: Clone + PartialEq>(
    old: &[T],
    new: &mut Vec<T>,
    differences: &mut BTreeMap<Id, Difference>,
    id: fn(&T) -> &Id,
) {
    let before: BTreeMap<&Id, &T> = old.iter().map(|record| (id(record), record)).collect();
    for record in new.iter() {
        match before.get(id(record)) {
            None => differences.insert(id(record).clone(), Difference::New),
            Some(other) if *other != record => {
                differences.insert(id(record).clone(), Difference::Changed)
            }
            Some(_) => None,
        };
    }
    let ended: Vec<T> = old
        .iter()
        .filter(|r| new.binary_search_by(|n| id(n).cmp(id(r))).is_err())
        .cloned()
        .collect();
    for record in ended {
        differences.insert(id(&record).clone(), Difference::Gone);
        new.push(record);
    }
    new.sort_by(|a, b| id(a).cmp(id(b)));
}
