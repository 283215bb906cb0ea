//! `similar`: who plays a like role, tie by tie.
//!
//! Compares direct ties only; what the others are tied to in turn is not looked at.

use super::identity::{Identities, is_identity};
use super::{Direction, Projection, World};
use crate::graph::{
    EdgeIx, EdgeRef, KindFilter, NodeIx, NodeRef, PropertyGraph, Selected, Selection,
};
use crate::model::{EdgeKindIx, NodeKindIx, Symmetry};
use std::cmp::Reverse;

/// When two ties are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Likeness {
    /// The same kind of tie to the same kind of node.
    #[default]
    Roles,
    /// The same kind of tie to the same node.
    Ties,
}

impl Likeness {
    /// All values, for help and completion.
    pub const ALL: [Self; 2] = [Self::Roles, Self::Ties];

    /// The word on the command line and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Roles => "roles",
            Self::Ties => "ties",
        }
    }

    /// What it is, for a reader.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Roles => {
                "the same kinds of ties to the same kinds of nodes, as often (Ruzicka similarity of \
                 neighbourhoods, towards regular equivalence)"
            }
            Self::Ties => {
                "the same kinds of ties to the same nodes, those between the two left out (Jaccard \
                 similarity, structural equivalence)"
            }
        }
    }
}

/// What likeness is asked for.
#[derive(Debug, Clone)]
pub struct SimilarRequest {
    /// The node that others are compared with.
    pub node: NodeIx,
    /// When two ties are alike.
    pub by: Likeness,
    /// What is admitted; node kinds restrict the rows.
    pub selection: Selection,
    /// Rows at most.
    pub limit: usize,
}

/// The nodes most like a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarAnswer {
    /// The node that others were compared with.
    pub node: NodeIx,
    /// When two ties are alike.
    pub by: Likeness,
    /// Ties of the node.
    pub n_ties: usize,
    /// The most alike, by score, then ties shared, then id.
    pub rows: Vec<SimilarRow>,
    /// Nodes with any like tie, before the limit.
    pub n_rows: usize,
    /// Other names of the node, which are not compared; by id.
    pub same: Vec<NodeIx>,
    /// What is admitted, of the facts of the edges too.
    pub selection: Selection,
    /// The graph whose ties were compared.
    pub projection: Projection,
}

/// A node that is like the one asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimilarRow {
    /// The node.
    pub node: NodeIx,
    /// Ties that are alike.
    pub n_shared: usize,
    /// Ties of either, those that are alike counted once.
    pub n_all: usize,
    /// Every sort of tie of the two, in the order of the vocabulary.
    pub features: Vec<Feature>,
}

impl SimilarRow {
    /// The share of the ties that are alike.
    pub fn score(&self) -> f64 {
        self.n_shared as f64 / self.n_all as f64
    }
}

/// A sort of tie, with the ties of that sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// What makes two ties alike.
    pub sort: TieSort,
    /// Those of the node asked about, by id.
    pub first: Vec<EdgeIx>,
    /// Those of the other node.
    pub second: Vec<EdgeIx>,
}

/// What makes two ties alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TieSort {
    /// Kind of the edge.
    pub kind: EdgeKindIx,
    /// From the node, to it, or neither.
    pub direction: Direction,
    /// Whether it is so.
    pub standing: TieStanding,
    /// What is at its other end.
    pub other: OtherEnd,
}

/// Whether what an edge states is so: a plan is like a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TieStanding {
    /// It happened or holds.
    Holds,
    /// It is planned or announced.
    Planned,
    /// It is cancelled or denied.
    Void,
}

impl TieStanding {
    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Planned => "planned",
            Self::Void => "void",
        }
    }
}

/// What is at the other end of a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OtherEnd {
    /// A node of this top kind.
    Kind(NodeKindIx),
    /// This node.
    Node(NodeIx),
}

/// Kinds that speak of who a node is, beside `same-as`.
const OF_IDENTITY: [&str; 2] = ["different-from", "possibly-same-as"];

/// Lists the nodes whose ties are most like those of a node.
///
/// # Complexity
/// Time O(n + m + c log d) for c ties of the nodes compared and largest degree d: their ties are sorted and laid
/// beside those of the node. By roles these are all nodes of its part, by ties those tied to one of the same
/// nodes. Space O(n + m).
/// # References
/// F. Lorrain, H. C. White, "Structural equivalence of individuals in social networks", 1971,
/// doi:10.1080/0022250X.1971.9989788. D. R. White, K. P. Reitz, "Graph and semigroup homomorphisms on
/// networks of relations", 1983, doi:10.1016/0378-8733(83)90025-4. S. Wasserman, K. Faust, "Social network
/// analysis", 1994, chapters 9 and 12.
pub fn similar(world: &World<'_>, request: &SimilarRequest) -> SimilarAnswer {
    let graph = world.graph;
    let mut selection = request.selection.clone();
    let rows_of = selection.kinds.split_off_nodes();
    let selected = selection.apply(graph, &[request.node]);
    let identities = Identities::new(graph, &selected);
    let ties = Ties { graph, selected: &selected, by: request.by };
    let asked = graph.node(request.node);
    let own = ties.of(asked);
    let near = ties.near(&own, graph.node_count());
    let mut compared: Vec<Compared> = Vec::new();
    let mut same = Vec::new();
    for node in selected.nodes().map(|ix| graph.node(ix)).filter(|node| node.ix != asked.ix) {
        if identities.are_one(node.ix, asked.ix) {
            same.push(node.ix);
        } else if near[node.ix.at()] && is_comparable(graph, &rows_of, asked, node) {
            let merged = ties.compare(&own, asked.ix, &ties.of(node), node.ix, |_, _, _| {});
            compared.extend((merged.n_shared > 0).then_some(merged));
        }
    }
    compared.sort_unstable_by(Compared::order);
    let n_rows = compared.len();
    compared.truncate(request.limit);
    let rows = compared.iter().map(|compared| ties.explain(&own, asked.ix, compared)).collect();
    SimilarAnswer {
        node: asked.ix,
        by: request.by,
        n_ties: runs(&own).map(|run| ties.weight(run)).sum(),
        rows,
        n_rows,
        same,
        projection: Projection {
            filters: request.selection.words(graph),
            ..Projection::selected(graph, &selection, &selected)
        },
        selection: request.selection.clone(),
    }
}

/// Records are compared with records, hubs with hubs, others with others, unless kinds are asked for.
fn is_comparable(
    graph: PropertyGraph<'_>,
    rows_of: &KindFilter,
    asked: NodeRef<'_>,
    node: NodeRef<'_>,
) -> bool {
    if rows_of.is_empty() {
        (asked.is_record(), asked.is_hub()) == (node.is_record(), node.is_hub())
    } else {
        rows_of.names_node(graph, node)
    }
}

/// How much of the ties of two nodes is alike.
#[derive(Debug, Clone, Copy)]
struct Compared {
    node: NodeIx,
    n_shared: usize,
    n_all: usize,
}

impl Compared {
    /// By score, without rounding; then by ties shared, then by id.
    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let cross = |a: &Self, b: &Self| a.n_shared as u128 * b.n_all as u128;
        cross(other, self).cmp(&cross(self, other)).then_with(|| {
            (Reverse(self.n_shared), self.node).cmp(&(Reverse(other.n_shared), other.node))
        })
    }
}

type Tie = (TieSort, EdgeIx);

/// The ties of a graph.
struct Ties<'q, 'a> {
    graph: PropertyGraph<'a>,
    selected: &'q Selected,
    by: Likeness,
}

impl Ties<'_, '_> {
    /// The ties of a node, sorted. What a node does to itself tells nothing of others.
    fn of(&self, node: NodeRef<'_>) -> Vec<Tie> {
        let mut ties: Vec<Tie> = node
            .edges()
            .filter(|(edge, other)| {
                self.selected.has_edge(edge.ix) && other.ix != node.ix && is_tie(*edge)
            })
            .map(|(edge, other)| (self.sort(edge, node.ix, other), edge.ix))
            .collect();
        ties.sort_unstable();
        ties
    }

    /// Which nodes can have a tie like one of these: by ties, who is tied to one of the same nodes.
    fn near(&self, own: &[Tie], n: usize) -> Vec<bool> {
        if self.by == Likeness::Roles {
            return vec![true; n];
        }
        let mut near = vec![false; n];
        let mut others: Vec<OtherEnd> = own.iter().map(|(sort, _)| sort.other).collect();
        others.sort_unstable();
        others.dedup();
        for other in others {
            if let OtherEnd::Node(ix) = other {
                self.graph.node(ix).edges().for_each(|(_, node)| near[node.ix.at()] = true);
            }
        }
        near
    }

    fn sort(&self, edge: EdgeRef<'_>, node: NodeIx, other: NodeRef<'_>) -> TieSort {
        let direction = match edge.kind().symmetry {
            Symmetry::Symmetric => Direction::Symmetric,
            Symmetry::Directed if edge.from().ix == node => Direction::Forward,
            Symmetry::Directed => Direction::Backward,
        };
        let status = edge.effective_status();
        let standing = if status.is_prospective() {
            TieStanding::Planned
        } else if status.is_void() {
            TieStanding::Void
        } else {
            TieStanding::Holds
        };
        let other = match self.by {
            Likeness::Roles => OtherEnd::Kind(self.graph.vocabulary().top(other.kind_ix())),
            Likeness::Ties => OtherEnd::Node(other.ix),
        };
        TieSort { kind: edge.kind_ix(), direction, standing, other }
    }

    /// How many ties a run of one sort counts for.
    fn weight(&self, run: &[Tie]) -> usize {
        match self.by {
            Likeness::Roles => run.len(),
            Likeness::Ties => 1,
        }
    }

    /// Lays the ties of two nodes beside each other; `each` gets every sort with the ties of both.
    fn compare(
        &self,
        first: &[Tie],
        first_node: NodeIx,
        second: &[Tie],
        second_node: NodeIx,
        mut each: impl FnMut(TieSort, &[Tie], &[Tie]),
    ) -> Compared {
        // Structural equivalence looks at third nodes only.
        let counts = |sort: TieSort| {
            sort.other != OtherEnd::Node(first_node) && sort.other != OtherEnd::Node(second_node)
        };
        let mut compared = Compared { node: second_node, n_shared: 0, n_all: 0 };
        let mut left = runs(first).filter(|run| counts(run[0].0)).peekable();
        let mut right = runs(second).filter(|run| counts(run[0].0)).peekable();
        loop {
            let sort = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) => a[0].0.min(b[0].0),
                (Some(one), None) | (None, Some(one)) => one[0].0,
                (None, None) => return compared,
            };
            let a = left.next_if(|run| run[0].0 == sort).unwrap_or_default();
            let b = right.next_if(|run| run[0].0 == sort).unwrap_or_default();
            let weights = [a, b].map(|run| if run.is_empty() { 0 } else { self.weight(run) });
            compared.n_shared += weights[0].min(weights[1]);
            compared.n_all += weights[0].max(weights[1]);
            each(sort, a, b);
        }
    }

    fn explain(&self, own: &[Tie], asked: NodeIx, compared: &Compared) -> SimilarRow {
        let mut features = Vec::new();
        let edges = |run: &[Tie]| run.iter().map(|&(_, edge)| edge).collect();
        let others = self.of(self.graph.node(compared.node));
        self.compare(own, asked, &others, compared.node, |sort, first, second| {
            features.push(Feature { sort, first: edges(first), second: edges(second) });
        });
        let &Compared { node, n_shared, n_all } = compared;
        SimilarRow { node, n_shared, n_all, features }
    }
}

fn is_tie(edge: EdgeRef<'_>) -> bool {
    !is_identity(edge) && !OF_IDENTITY.contains(&&*edge.kind().name)
}

/// Ties of one sort together.
fn runs(ties: &[Tie]) -> impl Iterator<Item = &[Tie]> {
    ties.chunk_by(|a, b| a.0 == b.0)
}
