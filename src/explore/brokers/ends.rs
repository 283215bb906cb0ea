//! The sets whose pairs are counted: by name, by kind, by attribute.

use crate::graph::{KindFilter, NodeIx, NodeRef, PropertyGraph, Selected, Selection};
use crate::names::fold;
use std::collections::BTreeSet;

/// A set of nodes: what any of its terms takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndSet {
    /// How it was asked for, for a reader.
    pub words: String,
    /// What it takes.
    pub terms: Vec<EndTerm>,
}

/// What one part of a set takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndTerm {
    /// One node.
    Node(NodeIx),
    /// The nodes of these kinds and their children.
    Kind(KindFilter),
    /// The nodes with an admitted fact of this key that says one of these words.
    Fact {
        /// The key.
        key: String,
        /// The words, as they are or but for case, accents and script.
        values: Vec<String>,
    },
}

impl EndTerm {
    /// The admitted nodes that it takes, in the order of ids. Time O(n + f) for f facts of nodes.
    pub fn nodes(
        &self,
        graph: PropertyGraph<'_>,
        selection: &Selection,
        selected: &Selected,
    ) -> Vec<NodeIx> {
        match self {
            Self::Node(node) => {
                Some(*node).filter(|&node| selected.has_node(node)).into_iter().collect()
            }
            Self::Kind(kinds) => {
                selected.nodes().filter(|&ix| kinds.names_node(graph, graph.node(ix))).collect()
            }
            Self::Fact { key, values } => {
                let folded: Vec<String> = values.iter().map(|value| fold(value)).collect();
                let says = |value: &str| {
                    values.iter().any(|wanted| wanted == value) || folded.contains(&fold(value))
                };
                let has = |node: NodeRef<'_>| {
                    node.facts().any(|fact| {
                        fact.key() == key
                            && fact.value().is_some_and(says)
                            && selection.admits_fact(fact)
                    })
                };
                selected.nodes().filter(|&ix| has(graph.node(ix))).collect()
            }
        }
    }
}

/// The admitted actors, hubs left out, of which no admitted fact has a key that the sets ask for, and which are
/// in neither; none where no set asks for a key. In the order of ids; time O(n + f) for f facts of nodes.
pub(super) fn unsaid(
    graph: PropertyGraph<'_>,
    sets: &[EndSet; 2],
    ends: &[Vec<NodeIx>; 2],
    selection: &Selection,
    selected: &Selected,
) -> Vec<NodeIx> {
    let terms = sets.iter().flat_map(|set| &set.terms);
    let keys: BTreeSet<&str> = terms
        .filter_map(|term| match term {
            EndTerm::Fact { key, .. } => Some(key.as_str()),
            EndTerm::Node(_) | EndTerm::Kind(_) => None,
        })
        .collect();
    let is_unsaid = |ix: &NodeIx| {
        let node = graph.node(*ix);
        let mut facts = node.facts().filter(|&fact| selection.admits_fact(fact));
        node.kind().actor
            && !node.is_hub()
            && !facts.any(|fact| keys.contains(fact.key()))
            && ends.iter().all(|ends| ends.binary_search(ix).is_err())
    };
    if keys.is_empty() { Vec::new() } else { selected.nodes().filter(is_unsaid).collect() }
}

impl EndSet {
    /// The admitted nodes that its terms take, in the order of ids.
    pub fn nodes(
        &self,
        graph: PropertyGraph<'_>,
        selection: &Selection,
        selected: &Selected,
    ) -> Vec<NodeIx> {
        let of_term = |term: &EndTerm| term.nodes(graph, selection, selected);
        let mut nodes: Vec<NodeIx> = self.terms.iter().flat_map(of_term).collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }
}
