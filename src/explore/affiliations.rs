//! `affiliations`: who sits with whom, in agreements, events and awards.
//!
//! Decides who takes part in what; the pairs are summed up in `two_mode`.

use super::identity::Identities;
use super::two_mode::{Network, Part};
use super::{Projection, World};
use crate::algo::Stopped;
use crate::graph::{EdgeIx, EdgeRef, Hubs, KindFilter, NodeIx, NodeRef, PropertyGraph, Selection};
use crate::model::{Day, Days, Passability};
use std::collections::BTreeSet;

/// Between what the rows are pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PairsOf {
    /// Actors that take part in the same records.
    #[default]
    Actors,
    /// Records in which the same actors take part.
    Records,
}

impl PairsOf {
    /// All values, for help and completion.
    pub const ALL: [Self; 2] = [Self::Actors, Self::Records];

    /// The word on the command line and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Actors => "actors",
            Self::Records => "records",
        }
    }
}

/// What the rows stand by first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TieOrder {
    /// How much is shared.
    #[default]
    Count,
    /// How much is shared, each part of it divided among its parties.
    Strength,
}

impl TieOrder {
    /// All values, for help and completion.
    pub const ALL: [Self; 2] = [Self::Count, Self::Strength];

    /// The word on the command line and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Strength => "strength",
        }
    }
}

/// Which pairs the nodes that were named select.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Touching {
    /// Pairs of which one is named.
    #[default]
    Either,
    /// Pairs of which both are named.
    Both,
}

/// What affiliations are asked for.
#[derive(Debug, Clone)]
pub struct AffiliationsRequest {
    /// Pairs of actors or of records.
    pub of: PairsOf,
    /// Only pairs with these; empty means every pair.
    pub about: BTreeSet<NodeIx>,
    /// One of the pair, or both.
    pub touching: Touching,
    /// Kinds of nodes in which one sits; empty means records and awards.
    pub within: KindFilter,
    /// The order of the rows.
    pub order: TieOrder,
    /// Only pairs that share so much.
    pub count_min: usize,
    /// What has more parties makes no pairs.
    pub crowd: usize,
    /// Whether states take part.
    pub hubs: Hubs,
    /// What is admitted; node kinds restrict the rows.
    pub selection: Selection,
    /// Rows at most.
    pub limit: usize,
}

/// Pairs and what they share.
#[derive(Debug, Clone, PartialEq)]
pub struct AffiliationsAnswer {
    /// Pairs of actors or of records.
    pub of: PairsOf,
    /// The order of the rows.
    pub order: TieOrder,
    /// The first pairs in that order.
    pub rows: Vec<Affiliation>,
    /// Pairs before the limit.
    pub n_rows: usize,
    /// What had too many parties to make pairs, with their number; by id.
    pub crowds: Vec<(NodeIx, usize)>,
    /// Hubs that would take part; by id.
    pub hubs: Vec<NodeIx>,
    /// What is admitted, of the facts of the edges too.
    pub selection: Selection,
    /// The two-mode network.
    pub projection: Projection,
}

/// A pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Affiliation {
    /// The one with the smaller id.
    pub first: NodeIx,
    /// The other.
    pub second: NodeIx,
    /// What both take part in, or what takes part in both; by id.
    pub shared: Vec<Shared>,
    /// How much of it has taken place, for both.
    pub n_done: usize,
    /// The sum of 1/(k-1) over what is shared, with k parties each.
    pub strength: f64,
    /// From the first to the last day that any of it can have happened; nothing where all is undated.
    pub days: Option<Days>,
    /// How much of it has no date for one of the two.
    pub n_undated: usize,
}

/// One thing that a pair shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// A record for a pair of actors, an actor for a pair of records.
    pub node: NodeIx,
    /// Its parties, those that are one thing counted once.
    pub size: usize,
    /// The edges between it and the first of the pair, by id.
    pub first: Vec<EdgeIx>,
    /// The edges between it and the second.
    pub second: Vec<EdgeIx>,
    /// Both took part by an edge that is not only planned, cancelled or denied.
    pub is_done: bool,
    /// The days on which one of the two can have taken part; nothing where one of them has no date.
    pub days: Option<Days>,
    /// One of the dates is only about right.
    pub is_hedged: bool,
}

/// Why a node can be no part of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPart {
    /// It is a hub, and those were left out.
    Hub,
    /// One sits in it, and pairs of actors were asked for.
    Record,
    /// One does not sit in it, and pairs of records were asked for.
    NoRecord,
    /// It cannot act.
    NoActor,
}

/// Nodes with more parties make no pairs unless asked.
pub const CROWD_DEFAULT: usize = 1000;

/// Kinds that say what a record is about, or no more than that there is some link.
const NO_PART: [&str; 3] = ["concerns", "discussed", "linked-to"];

impl AffiliationsRequest {
    /// Can a node be one of a pair? `Err` says why it cannot.
    pub fn admits(&self, node: NodeRef<'_>, graph: PropertyGraph<'_>) -> Result<(), NoPart> {
        match (self.of, self.is_seat(node, graph)) {
            (PairsOf::Actors, true) => Err(NoPart::Record),
            (PairsOf::Actors, false) if !node.kind().actor => Err(NoPart::NoActor),
            (PairsOf::Actors, false) if node.is_hub() && self.hubs == Hubs::Remove => {
                Err(NoPart::Hub)
            }
            (PairsOf::Records, false) => Err(NoPart::NoRecord),
            _ => Ok(()),
        }
    }

    /// Does one sit in it?
    fn is_seat(&self, node: NodeRef<'_>, graph: PropertyGraph<'_>) -> bool {
        if self.within.is_empty() {
            let vocabulary = graph.vocabulary();
            let top = &vocabulary.node_kind(vocabulary.top(node.kind_ix())).name;
            node.is_record() || top == "award"
        } else {
            self.within.names_node(graph, node)
        }
    }

    /// The actor and what it takes part in, if an edge says that.
    fn part<'a>(
        &self,
        edge: EdgeRef<'a>,
        graph: PropertyGraph<'a>,
    ) -> Option<(NodeRef<'a>, NodeRef<'a>)> {
        let (from, to) = (edge.from(), edge.to());
        let (actor, seat) = match (self.is_seat(from, graph), self.is_seat(to, graph)) {
            (false, true) => (from, to),
            (true, false) => (to, from),
            _ => return None,
        };
        let kind = edge.kind();
        let is_part = self.selection.kinds.restricts_edges()
            || (kind.passability == Passability::Passable && !NO_PART.contains(&&*kind.name));
        (is_part && actor.kind().actor).then_some((actor, seat))
    }
}

/// Lists the pairs that share most.
///
/// # Complexity
/// For p parts (who takes part in what) and at most c parties of each: time O(n + m + p log p + p c), space
/// O(n + m) and the rows that are shown: no list of all pairs is made.
/// # References
/// R. L. Breiger, "The duality of persons and groups", 1974, doi:10.2307/2576011. M. E. J. Newman,
/// "Scientific collaboration networks. II", 2001, doi:10.1103/PhysRevE.64.016132. S. Wasserman, K. Faust,
/// "Social network analysis", 1994, chapter 8.
pub fn affiliations(
    world: &World<'_>,
    request: &AffiliationsRequest,
) -> Result<AffiliationsAnswer, Stopped> {
    let graph = world.graph;
    let mut selection = request.selection.clone();
    let rows_of = selection.kinds.split_off_nodes();
    let selected = selection.apply(graph, &[]);
    let identities = Identities::new(graph, &selected);
    let mut parts = Vec::new();
    let mut hubs = BTreeSet::new();
    for edge in selected.edges().map(|ix| graph.edge(ix)) {
        match request.part(edge, graph) {
            Some((actor, _)) if actor.is_hub() && request.hubs == Hubs::Remove => {
                hubs.insert(actor.ix);
            }
            Some((actor, seat)) => {
                let (row, column) = match request.of {
                    PairsOf::Actors => (actor.ix, seat.ix),
                    PairsOf::Records => (seat.ix, actor.ix),
                };
                parts.push(Part { row, column, edge: edge.ix });
            }
            None => {}
        }
    }
    let network = Network::new(graph, &identities, parts);
    let is_row = |node: NodeIx| rows_of.is_empty() || rows_of.names_node(graph, graph.node(node));
    let (ties, n_rows) = network.ties(world, request, &identities, is_row)?;
    let rows = ties.iter().map(|tie| network.explain(graph, request.crowd, tie)).collect();
    Ok(AffiliationsAnswer {
        of: request.of,
        order: request.order,
        rows,
        n_rows,
        crowds: network.crowds(request),
        hubs: hubs.into_iter().collect(),
        selection: request.selection.clone(),
        projection: network.projection(graph, request),
    })
}

impl Affiliation {
    /// Is one of the dates only about right?
    pub fn is_hedged(&self) -> bool {
        self.shared.iter().any(|shared| shared.is_hedged)
    }

    /// The first day that any of it can have happened, where that is known.
    pub fn since(&self) -> Option<Day> {
        self.days.map(|days| days.first).filter(|&day| day != Day::EARLIEST)
    }

    /// The last day that any of it can have happened, where that is known.
    pub fn until(&self) -> Option<Day> {
        self.days.map(|days| days.last).filter(|&day| day != Day::LATEST)
    }
}
