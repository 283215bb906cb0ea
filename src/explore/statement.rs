//! A statement by its place: a node, an edge, or a fact of either. What every statement has is read here.
//!
//! Holds no data of its own and judges none.

use crate::graph::{EdgeRef, EvidenceIx, FactRef, ItemIx, NodeRef, PropertyGraph};
use crate::model::{Status, When};

/// A node, an edge, or a fact of one of them by position. Ordered by nodes, then edges, then position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementIx {
    /// The node or edge.
    pub of: ItemIx,
    /// The fact by position, when it is a fact of that node or edge.
    pub fact: Option<usize>,
}

/// What a [`StatementIx`] stands for.
#[derive(Clone, Copy)]
pub enum StatementRef<'a> {
    /// A node.
    Node(NodeRef<'a>),
    /// An edge.
    Edge(EdgeRef<'a>),
    /// A fact of a node.
    NodeFact(NodeRef<'a>, FactRef<'a>),
    /// A fact of an edge.
    EdgeFact(EdgeRef<'a>, FactRef<'a>),
}

impl StatementIx {
    /// A node or an edge as a whole.
    pub(super) fn whole(of: ItemIx) -> Self {
        Self { of, fact: None }
    }

    /// What stands there.
    pub fn read(self, graph: PropertyGraph<'_>) -> StatementRef<'_> {
        const RANGE: &str = "statements point at facts of their node or edge";
        match (self.of, self.fact) {
            (ItemIx::Node(ix), None) => StatementRef::Node(graph.node(ix)),
            (ItemIx::Edge(ix), None) => StatementRef::Edge(graph.edge(ix)),
            (ItemIx::Node(ix), Some(at)) => {
                let node = graph.node(ix);
                StatementRef::NodeFact(node, node.fact(at).expect(RANGE))
            }
            (ItemIx::Edge(ix), Some(at)) => {
                let edge = graph.edge(ix);
                StatementRef::EdgeFact(edge, edge.fact(at).expect(RANGE))
            }
        }
    }
}

impl<'a> StatementRef<'a> {
    /// The fact, when it is one.
    pub fn fact(self) -> Option<FactRef<'a>> {
        match self {
            Self::NodeFact(_, fact) | Self::EdgeFact(_, fact) => Some(fact),
            Self::Node(_) | Self::Edge(_) => None,
        }
    }

    /// The id of the node or edge.
    pub fn id(self) -> &'a str {
        match self {
            Self::Node(node) | Self::NodeFact(node, _) => node.id(),
            Self::Edge(edge) | Self::EdgeFact(edge, _) => edge.id(),
        }
    }

    /// Its date.
    pub fn when(self) -> Option<When> {
        match self {
            Self::Node(node) => node.when(),
            Self::Edge(edge) => edge.when(),
            Self::NodeFact(_, fact) | Self::EdgeFact(_, fact) => fact.when(),
        }
    }

    /// Why the curator gave it this date.
    pub fn when_because(self) -> Option<&'a str> {
        match self {
            Self::Node(node) => node.when_because(),
            Self::Edge(edge) => edge.when_because(),
            Self::NodeFact(_, fact) | Self::EdgeFact(_, fact) => fact.when_because(),
        }
    }

    /// Its status; for a fact that of what it is a fact of.
    pub fn status(self) -> Status {
        match self {
            Self::Node(node) | Self::NodeFact(node, _) => node.status(),
            Self::Edge(edge) | Self::EdgeFact(edge, _) => edge.effective_status(),
        }
    }

    /// Concluded by the curator.
    pub fn is_inferred(self) -> bool {
        match self {
            Self::Node(_) => false,
            Self::Edge(edge) => edge.is_inferred(),
            Self::NodeFact(_, fact) | Self::EdgeFact(_, fact) => fact.is_inferred(),
        }
    }

    /// Whose claim it is.
    pub fn claimed_by(self) -> Option<NodeRef<'a>> {
        match self {
            Self::Node(_) => None,
            Self::Edge(edge) => edge.claimed_by(),
            Self::NodeFact(_, fact) | Self::EdgeFact(_, fact) => fact.claimed_by(),
        }
    }

    /// What backs it.
    pub fn evidence(self) -> Vec<EvidenceIx> {
        match self {
            Self::Node(node) => node.evidence().map(|e| e.ix).collect(),
            Self::Edge(edge) => edge.evidence().map(|e| e.ix).collect(),
            Self::NodeFact(_, fact) | Self::EdgeFact(_, fact) => {
                fact.evidence().map(|e| e.ix).collect()
            }
        }
    }
}
