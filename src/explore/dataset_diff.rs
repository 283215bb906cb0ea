//! `diff` of two datasets: the changes between them, of everything or of what touches some nodes.
//!
//! What differs is found by the dataset's comparison; here it is only narrowed.

use super::World;
use crate::dataset::{DataChange, MemberValue, RecordChange, RecordType};
use crate::graph::NodeIx;
use crate::model::Digest;
use std::collections::BTreeSet;

/// The earlier dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its name.
    pub name: String,
    /// Its digest.
    pub digest: Digest,
    /// How the two were asked for, the earlier first.
    pub asked: [String; 2],
}

/// What differs between two datasets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatasetDiffAnswer {
    /// What the later dataset is compared with.
    pub earlier: Earlier,
    /// By type of record, then by id.
    pub changes: Vec<RecordChange>,
    /// Names of the nodes that rows must touch; empty where everything is listed.
    pub about: Vec<String>,
    /// Nodes and edges of the later dataset.
    pub counts: (usize, usize),
}

/// Keeps the changes that touch one of the nodes, all where there is none. The world is that of both datasets laid
/// over one another.
///
/// Time O(c log k) for c changes and k names, and the degrees of the records that changed.
pub fn dataset_diff(
    world: &World<'_>,
    earlier: Earlier,
    mut changes: Vec<RecordChange>,
    about: &BTreeSet<NodeIx>,
) -> DatasetDiffAnswer {
    let gone = |record: RecordType| {
        let is_gone = |c: &&RecordChange| c.record == record && c.change == DataChange::Removed;
        changes.iter().filter(is_gone).count()
    };
    let counts = (
        world.graph.node_count() - gone(RecordType::Node),
        world.graph.edge_count() - gone(RecordType::Edge),
    );
    if !about.is_empty() {
        changes.retain(|change| touches(world, change, about));
    }
    let about = about.iter().map(|&ix| world.graph.node(ix).name().to_owned()).collect();
    DatasetDiffAnswer { earlier, changes, about, counts }
}

fn touches(world: &World<'_>, change: &RecordChange, about: &BTreeSet<NodeIx>) -> bool {
    let graph = world.graph;
    match change.record {
        RecordType::Node => graph.node_by_id(&change.id).is_some_and(|node| {
            about.contains(&node.ix)
                || (node.is_record() && node.edges().any(|(_, other)| about.contains(&other.ix)))
        }),
        RecordType::Edge => {
            let ends = graph.edge_by_id(&change.id).map(|edge| [edge.from().ix, edge.to().ix]);
            // An end that it had before is one of its members that changed.
            let had = change.members.iter().filter(|m| matches!(m.member, "from" | "to"));
            let had = had.filter_map(|m| match &m.before {
                Some(MemberValue::Text(id)) => Some(graph.node_by_id(id)?.ix),
                _ => None,
            });
            ends.into_iter().flatten().chain(had).any(|ix| about.contains(&ix))
        }
        _ => false,
    }
}
