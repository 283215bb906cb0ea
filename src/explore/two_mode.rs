//! Two-mode networks: who takes part in what, and the pairs on one of the two sides that share the other.
//!
//! Sums up pairs row by row and keeps the first of them; who takes part in what was decided before.

use super::affiliations::{Affiliation, AffiliationsRequest, Shared, TieOrder, Touching};
use super::identity::Identities;
use super::{Projection, World};
use crate::algo::{Progress, Stopped};
use crate::graph::{EdgeIx, EdgeRef, Hubs, NodeIx, PropertyGraph};
use crate::model::{Days, When};
use std::cmp::Ordering;

/// Looked at between two looks at the watch.
const STRIDE: usize = 1 << 20;

/// That the node of a row takes part in the node of a column, or the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub(super) row: NodeIx,
    pub(super) column: NodeIx,
    pub(super) edge: EdgeIx,
}

/// A pair, before it is explained.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tie {
    first: NodeIx,
    second: NodeIx,
    count: usize,
    strength: f64,
}

impl Tie {
    fn compare(&self, other: &Self, order: TieOrder) -> Ordering {
        let by_count = other.count.cmp(&self.count);
        let by_strength = other.strength.total_cmp(&self.strength);
        let by_value = match order {
            TieOrder::Count => by_count.then(by_strength),
            TieOrder::Strength => by_strength.then(by_count),
        };
        by_value.then((self.first, self.second).cmp(&(other.first, other.second)))
    }
}

/// The two-mode network, from both its sides.
pub(super) struct Network {
    /// By row, column and edge.
    parts: Vec<Part>,
    /// Where the parts of each row begin; of every node, one more at the end.
    starts: Vec<usize>,
    /// Each row once for each of its columns, by column.
    rows: Vec<NodeIx>,
    /// Where the rows of each column begin.
    row_starts: Vec<usize>,
    /// Parties of each column, those that are one thing counted once.
    sizes: Vec<usize>,
}

impl Network {
    pub(super) fn new(
        graph: PropertyGraph<'_>,
        identities: &Identities,
        mut parts: Vec<Part>,
    ) -> Self {
        let n = graph.node_count();
        parts.sort_unstable();
        let starts = starts(n, parts.iter().map(|part| part.row));
        let mut turned: Vec<(NodeIx, NodeIx)> =
            parts.iter().map(|part| (part.column, part.row)).collect();
        turned.sort_unstable();
        turned.dedup();
        let row_starts = starts_of(n, &turned);
        let rows: Vec<NodeIx> = turned.into_iter().map(|(_, row)| row).collect();
        let sizes = (0..n)
            .map(|column| {
                let mut parties: Vec<u32> = rows[row_starts[column]..row_starts[column + 1]]
                    .iter()
                    .map(|&row| identities.of(row))
                    .collect();
                parties.sort_unstable();
                parties.dedup();
                parties.len()
            })
            .collect();
        Self { parts, starts, rows, row_starts, sizes }
    }

    fn parts_of(&self, row: NodeIx) -> &[Part] {
        &self.parts[self.starts[row.at()]..self.starts[row.at() + 1]]
    }

    /// The columns of a row, each once, in order.
    fn columns_of(&self, row: NodeIx) -> impl Iterator<Item = NodeIx> {
        self.parts_of(row).chunk_by(|a, b| a.column == b.column).map(|parts| parts[0].column)
    }

    fn rows_of(&self, column: NodeIx) -> &[NodeIx] {
        &self.rows[self.row_starts[column.at()]..self.row_starts[column.at() + 1]]
    }

    /// Has a column enough parties to make pairs, and not too many?
    fn makes_pairs(&self, column: NodeIx, crowd: usize) -> bool {
        (2..=crowd).contains(&self.sizes[column.at()])
    }

    /// The first ties in the order asked for, and how many there are.
    pub(super) fn ties(
        &self,
        world: &World<'_>,
        request: &AffiliationsRequest,
        identities: &Identities,
        is_row: impl Fn(NodeIx) -> bool,
    ) -> Result<(Vec<Tie>, usize), Stopped> {
        let n = world.graph.node_count();
        let asked: Vec<NodeIx> = if request.about.is_empty() {
            (0..n as u32).map(NodeIx).collect()
        } else {
            request.about.iter().copied().collect()
        };
        let is_asked = |node: NodeIx| request.about.is_empty() || request.about.contains(&node);
        // Each pair is met from its smaller end, or from the only end that is named.
        let meets = |row: NodeIx, other: NodeIx| match request.touching {
            Touching::Both => row < other && is_asked(other),
            Touching::Either => row < other || !is_asked(other),
        };
        let mut best = Best::new(request);
        let mut sums = Sums { counts: vec![0; n], strengths: vec![0.0; n], met: Vec::new() };
        let mut n_looked_at = 0;
        for (at, &row) in asked.iter().enumerate().filter(|(_, row)| is_row(**row)) {
            for column in self.columns_of(row).filter(|&c| self.makes_pairs(c, request.crowd)) {
                let share = 1.0 / (self.sizes[column.at()] - 1) as f64;
                for &other in self.rows_of(column) {
                    if other != row && meets(row, other) {
                        sums.add(other, share);
                    }
                }
                n_looked_at += self.rows_of(column).len();
                if n_looked_at >= STRIDE {
                    n_looked_at = 0;
                    let progress = Progress { done: at as u64, total: asked.len() as u64 };
                    if world.watch.hear(progress).is_break() {
                        return Err(Stopped);
                    }
                }
            }
            sums.take(|other, count, strength| {
                if is_row(other) && !identities.are_one(row, other) {
                    let (first, second) = (row.min(other), row.max(other));
                    best.offer(Tie { first, second, count, strength });
                }
            });
        }
        Ok(best.finish())
    }

    /// What a pair shares, with its edges and days.
    pub(super) fn explain(&self, graph: PropertyGraph<'_>, crowd: usize, tie: &Tie) -> Affiliation {
        let mut shared = Vec::with_capacity(tie.count);
        let columns = self.columns_of(tie.first).filter(|&c| self.makes_pairs(c, crowd));
        for column in columns.filter(|column| self.rows_of(*column).contains(&tie.second)) {
            let sides = [tie.first, tie.second].map(|row| self.edges_of(row, column));
            let dates = |side: &[EdgeIx]| -> Vec<When> {
                side.iter().filter_map(|&ix| graph.edge(ix).time_when()).collect()
            };
            let [a, b] = sides.each_ref().map(|side| dates(side));
            let is_dated = !a.is_empty() && !b.is_empty();
            let is_hedged = is_dated && a.iter().chain(&b).any(When::is_hedged);
            let days = a.iter().chain(&b).map(When::bounds).reduce(hull).filter(|_| is_dated);
            let is_done = sides.iter().all(|side| side.iter().any(|&ix| has_been(graph.edge(ix))));
            let size = self.sizes[column.at()];
            let [first, second] = sides;
            shared.push(Shared { node: column, size, first, second, is_done, days, is_hedged });
        }
        Affiliation {
            first: tie.first,
            second: tie.second,
            n_done: shared.iter().filter(|shared| shared.is_done).count(),
            strength: tie.strength,
            days: shared.iter().filter_map(|shared| shared.days).reduce(hull),
            n_undated: shared.iter().filter(|shared| shared.days.is_none()).count(),
            shared,
        }
    }

    fn edges_of(&self, row: NodeIx, column: NodeIx) -> Vec<EdgeIx> {
        let parts = self.parts_of(row);
        let from = parts.partition_point(|part| part.column < column);
        parts[from..].iter().take_while(|part| part.column == column).map(|p| p.edge).collect()
    }

    /// What made no pairs for having too many parties; of these what a node asked about is party to.
    pub(super) fn crowds(&self, request: &AffiliationsRequest) -> Vec<(NodeIx, usize)> {
        let is_asked = |column: NodeIx| {
            request.about.is_empty()
                || self.rows_of(column).iter().any(|row| request.about.contains(row))
        };
        (0..)
            .map(NodeIx)
            .zip(self.sizes.iter().copied())
            .filter(|&(column, size)| size > request.crowd && size > 1 && is_asked(column))
            .collect()
    }

    pub(super) fn projection(
        &self,
        graph: PropertyGraph<'_>,
        request: &AffiliationsRequest,
    ) -> Projection {
        let seats = if request.within.is_empty() {
            "the records and awards".to_owned()
        } else {
            format!("what is of kind {}", request.within.names(graph).join(" or "))
        };
        let hubs = match request.hubs {
            Hubs::Remove => ", hubs removed",
            Hubs::Keep => ", hubs kept",
        };
        let is_row = |node: &usize| self.starts[*node] < self.starts[node + 1];
        let is_column = |node: &usize| self.sizes[*node] > 0;
        Projection {
            name: "affiliations",
            description: format!("actors and {seats} in which they take part{hubs}"),
            filters: request.selection.words(graph),
            n_nodes: (0..graph.node_count()).filter(|n| is_row(n) || is_column(n)).count(),
            n_edges: self.parts.len(),
            marks: None,
        }
    }
}

/// Where each node's run begins in a list that is ordered by node.
fn starts(n: usize, nodes: impl Iterator<Item = NodeIx>) -> Vec<usize> {
    let mut starts = vec![0; n + 1];
    for node in nodes {
        starts[node.at() + 1] += 1;
    }
    for at in 0..n {
        starts[at + 1] += starts[at];
    }
    starts
}

fn starts_of(n: usize, pairs: &[(NodeIx, NodeIx)]) -> Vec<usize> {
    starts(n, pairs.iter().map(|&(node, _)| node))
}

/// What one row shares with the others, before the next row is looked at.
struct Sums {
    counts: Vec<usize>,
    strengths: Vec<f64>,
    met: Vec<NodeIx>,
}

impl Sums {
    fn add(&mut self, other: NodeIx, share: f64) {
        if self.counts[other.at()] == 0 {
            self.met.push(other);
        }
        self.counts[other.at()] += 1;
        self.strengths[other.at()] += share;
    }

    fn take(&mut self, mut give: impl FnMut(NodeIx, usize, f64)) {
        for other in self.met.drain(..) {
            let count = std::mem::take(&mut self.counts[other.at()]);
            give(other, count, std::mem::take(&mut self.strengths[other.at()]));
        }
    }
}

/// The first ties in an order, of all that were offered.
struct Best {
    ties: Vec<Tie>,
    order: TieOrder,
    count_min: usize,
    limit: usize,
    n_offered: usize,
}

impl Best {
    fn new(request: &AffiliationsRequest) -> Self {
        let &AffiliationsRequest { order, count_min, limit, .. } = request;
        Self { ties: Vec::new(), order, count_min, limit, n_offered: 0 }
    }

    fn offer(&mut self, tie: Tie) {
        if tie.count < self.count_min {
            return;
        }
        self.n_offered += 1;
        self.ties.push(tie);
        // Sorted once for as many offers as are kept, an offer costs O(log limit).
        if self.ties.len() >= self.limit.saturating_mul(2).max(1024) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.ties.sort_unstable_by(|a, b| a.compare(b, self.order));
        self.ties.truncate(self.limit);
    }

    fn finish(mut self) -> (Vec<Tie>, usize) {
        self.cut();
        (self.ties, self.n_offered)
    }
}

fn hull(a: Days, b: Days) -> Days {
    Days { first: a.first.min(b.first), last: a.last.max(b.last) }
}

/// Has it happened, or does it hold?
fn has_been(edge: EdgeRef<'_>) -> bool {
    let status = edge.effective_status();
    !status.is_prospective() && !status.is_void()
}
