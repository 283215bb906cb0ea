//! `find`: who is it?
//!
//! Lists what the name index matched, and decides nothing: which node a name means is the index's word.

use super::{Projection, World};
use crate::graph::{NodeIx, Selection};
use crate::names::{NameIndex, Tier};

/// Nodes whose id, names or aliases match a query, best first.
#[derive(Debug, Clone, PartialEq)]
pub struct FindAnswer {
    /// The query.
    pub query: String,
    /// The best matches.
    pub rows: Vec<FindRow>,
    /// Matches before the limit.
    pub n_rows: usize,
    /// Where was looked.
    pub projection: Projection,
}

/// One match.
#[derive(Debug, Clone, PartialEq)]
pub struct FindRow {
    /// The node.
    pub node: NodeIx,
    /// The id, name or alias that matched.
    pub matched: String,
    /// How it matched.
    pub tier: Tier,
    /// How well, at most 1.
    pub score: f64,
}

/// Finds nodes in the index of their names; a query of `""` or `*` lists every node that is admitted.
///
/// Time O(n log n + m) for n names.
pub fn find(
    world: &World<'_>,
    names: &NameIndex,
    query: &str,
    selection: &Selection,
    limit: usize,
) -> FindAnswer {
    let graph = world.graph;
    let selected = selection.apply(graph, &[]);
    let admits = |node: NodeIx| selected.has_node(node);
    let mut rows: Vec<FindRow> = if matches!(query.trim(), "" | "*") {
        graph
            .nodes()
            .filter(|node| admits(node.ix))
            .map(|node| FindRow {
                node: node.ix,
                matched: node.name().to_owned(),
                tier: Tier::Name,
                score: 1.0,
            })
            .collect()
    } else {
        names
            .search(query, usize::MAX)
            .into_iter()
            .map(|m| FindRow {
                node: NodeIx(m.node),
                matched: m.matched,
                tier: m.tier,
                score: m.score,
            })
            .filter(|row| admits(row.node))
            .collect()
    };
    let n_rows = rows.len();
    rows.truncate(limit);
    let projection = Projection::stored(graph, selection, &selected);
    FindAnswer { query: query.to_owned(), rows, n_rows, projection }
}
