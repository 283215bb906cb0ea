//! Shortest paths from one source counted, and their shares summed per node or arc (Brandes 2001).
//!
//! Works level by level. Both passes are sums over neighbours without a test per arc, because what a sum
//! must not contain is still zero when the sum is taken:
//!
//! - A node not yet seen has no neighbour before the current level, so it may add up the `sigma` of *all*
//!   its neighbours: nearer ones there are none, farther ones are zero.
//! - A node of level `l` has no target beyond level `l + 1`, so on the way back it may add up the
//!   coefficients of *all* its targets: those of its own level and nearer are written later.
//!
//! Where a level has few arcs, it pushes to its neighbours instead. Pushes that reach nodes already done
//! are harmless: nothing reads those sums again.

use super::renumbered::Renumbered;

/// A pushed arc is read, added to and written; a pulled one is only read.
const PUSH_COST: usize = 2;

/// Memory of one source, in Brandes' letters; reused between sources.
pub(super) struct Dependencies<'a> {
    graph: &'a Renumbered,
    targets: Targets<'a>,
    /// Number of nodes that an arc arrives at: no other can be reached.
    n_arrived_at: usize,
    /// sigma[v]: number of shortest paths from s to v; 0 while v is not reached.
    sigma: Vec<f64>,
    /// (1 + delta[v]) / sigma[v], without the 1 where no path ends; 0 until v is done on the way back.
    share: Vec<f64>,
    /// Where pushes are summed.
    pushed: Vec<f64>,
    /// 1 for nodes that are reached.
    seen: Vec<u8>,
    /// S: nodes by rising distance, at the front. One entry longer than there are nodes.
    order: Vec<u32>,
    levels: Vec<Level>,
    /// Nodes that were not reached when last looked at, rising; empty before the first pull.
    unseen: Vec<u32>,
    /// What a level computes while its old values are still read.
    fresh: Vec<f64>,
}

/// Where paths end, by new numbers.
#[derive(Clone, Copy)]
pub(super) enum Targets<'a> {
    /// Everywhere.
    All,
    /// At the nodes marked 1, not at those marked 0.
    Marked(&'a [f64]),
    /// As [`Self::Marked`], and not at one node.
    Without(&'a [f64], u32),
}

impl Targets<'_> {
    /// Number of paths counted that end at a node: 1 or 0.
    fn ends_at(self, node: u32) -> f64 {
        match self {
            Self::All => 1.0,
            Self::Without(_, left_out) if left_out == node => 0.0,
            Self::Marked(marks) | Self::Without(marks, _) => marks[node as usize],
        }
    }
}

/// The nodes of one distance, as a range of `order`.
#[derive(Clone, Copy)]
struct Level {
    start: usize,
    end: usize,
    arcs_out: usize,
    arcs_in: usize,
}

impl<'a> Dependencies<'a> {
    pub(super) fn new(graph: &'a Renumbered) -> Self {
        let n_nodes = graph.node_count();
        let all = 0..n_nodes as u32;
        Self {
            graph,
            targets: Targets::All,
            n_arrived_at: all.filter(|&v| graph.rows_in().degree(v) > 0).count(),
            sigma: vec![0.0; n_nodes],
            share: vec![0.0; n_nodes],
            pushed: vec![0.0; n_nodes],
            seen: vec![0; n_nodes],
            order: vec![0; n_nodes + 1],
            levels: Vec::new(),
            unseen: Vec::new(),
            fresh: Vec::new(),
        }
    }

    /// Adds the dependency of a source on every node, delta(s, v), to its score; time O(n + m).
    pub(super) fn add_to_nodes(&mut self, source: u32, scores: &mut [f64]) {
        self.count_paths(source);
        self.sum_dependencies(scores);
    }

    fn sum_dependencies(&mut self, scores: &mut [f64]) {
        self.turn_back();
        for at in (1..self.levels.len()).rev() {
            let level = self.levels[at];
            let farther = self.levels.get(at + 1).copied();
            match farther {
                Some(farther) if farther.arcs_in * PUSH_COST < level.arcs_out => {
                    self.push_back(farther);
                    self.finish_pushed(level, scores);
                }
                Some(_) => self.pull_back(level, scores),
                None => self.finish_pushed(level, scores),
            }
        }
        self.forget();
    }

    /// As [`Self::add_to_nodes`], of the paths that end at some nodes only; returns how many of these the
    /// source reaches, itself aside.
    pub(super) fn add_to_nodes_between(
        &mut self,
        source: u32,
        targets: Targets<'a>,
        scores: &mut [f64],
    ) -> f64 {
        self.targets = targets;
        self.count_paths(source);
        let others = &self.order[1..self.reached()];
        let n_joined = others.iter().map(|&v| targets.ends_at(v)).sum();
        self.sum_dependencies(scores);
        n_joined
    }

    /// Adds the dependency of a source on every arc to its score; time O(n + m).
    pub(super) fn add_to_arcs(&mut self, source: u32, scores: &mut [f64]) {
        self.count_paths(source);
        for at in (0..self.levels.len()).rev() {
            self.pull_back_by_arc(self.levels[at], scores);
        }
        self.forget();
    }

    fn count_paths(&mut self, source: u32) {
        let (out, into) = (self.graph.rows_out(), self.graph.rows_in());
        self.sigma[source as usize] = 1.0;
        self.seen[source as usize] = 1;
        self.order[0] = source;
        let (mut start, mut end) = (0, 1);
        let mut arcs_unseen = into.arc_count();
        while start < end {
            let nodes = &self.order[start..end];
            let arcs_out: usize = nodes.iter().map(|&v| out.degree(v)).sum();
            let arcs_in = if self.graph.is_symmetric() {
                arcs_out
            } else {
                nodes.iter().map(|&v| into.degree(v)).sum()
            };
            self.levels.push(Level { start, end, arcs_out, arcs_in });
            arcs_unseen -= arcs_in;
            let unseen = arcs_unseen + self.n_arrived_at.saturating_sub(end);
            let next = if arcs_out == 0 || arcs_unseen == 0 {
                end
            } else if arcs_out * PUSH_COST < unseen {
                self.push_paths(start, end)
            } else {
                self.pull_paths(end)
            };
            (start, end) = (end, next);
        }
    }

    /// Pushes the paths of a level along its arcs; returns the end of the next level.
    fn push_paths(&mut self, start: usize, end: usize) -> usize {
        let Self { graph, sigma, pushed, seen, order, .. } = self;
        let mut next = end;
        for at in start..end {
            let v = order[at];
            let paths = sigma[v as usize];
            for &w in graph.rows_out().row(v) {
                pushed[w as usize] += paths;
                order[next] = w;
                next += usize::from(seen[w as usize] == 0);
                seen[w as usize] = 1;
            }
        }
        for &w in &order[end..next] {
            sigma[w as usize] = pushed[w as usize].min(f64::MAX);
        }
        next
    }

    /// Pulls the paths of the last level to every node not yet seen; returns the end of the next level.
    fn pull_paths(&mut self, end: usize) -> usize {
        let Self { graph, sigma, seen, order, unseen, fresh, .. } = self;
        if unseen.is_empty() {
            let nodes = (0..).zip(&*seen).filter(|(_, seen)| **seen == 0).map(|(v, _)| v);
            unseen.extend(nodes.filter(|&v| graph.rows_in().degree(v) > 0));
        }
        fresh.clear();
        let (mut next, mut kept) = (end, 0);
        for at in 0..unseen.len() {
            let v = unseen[at];
            if seen[v as usize] != 0 {
                continue;
            }
            let paths = sum_over(graph.rows_in().row(v), sigma);
            if paths == 0.0 {
                unseen[kept] = v;
                kept += 1;
            } else {
                order[next] = v;
                next += 1;
                fresh.push(paths.min(f64::MAX));
            }
        }
        unseen.truncate(kept);
        for (&v, &paths) in order[end..next].iter().zip(&*fresh) {
            sigma[v as usize] = paths;
            seen[v as usize] = 1;
        }
        next
    }

    /// Clears the sums that were pushed forth, which those pushed back would be added to.
    fn turn_back(&mut self) {
        let reached = self.reached();
        clear(&mut self.pushed, &self.order[..reached]);
    }

    fn push_back(&mut self, level: Level) {
        let Self { graph, share, pushed, order, .. } = self;
        for &w in &order[level.start..level.end] {
            let share = share[w as usize];
            for &v in graph.rows_in().row(w) {
                pushed[v as usize] += share;
            }
        }
    }

    /// Finishes a level whose sums were pushed. Shares of the level are not read before it is done.
    fn finish_pushed(&mut self, level: Level, scores: &mut [f64]) {
        let Self { targets, sigma, share, pushed, order, .. } = self;
        let most = sigma.len() as f64;
        for &node in &order[level.start..level.end] {
            let v = node as usize;
            let delta = (sigma[v] * pushed[v]).min(most);
            share[v] = (targets.ends_at(node) + delta) / sigma[v];
            scores[v] += delta;
        }
    }

    fn pull_back(&mut self, level: Level, scores: &mut [f64]) {
        let Self { graph, targets, sigma, share, order, fresh, .. } = self;
        let most = sigma.len() as f64;
        let nodes = &order[level.start..level.end];
        fresh.clear();
        for &v in nodes {
            let sum = sum_over(graph.rows_out().row(v), share);
            let delta = (sigma[v as usize] * sum).min(most);
            scores[v as usize] += delta;
            fresh.push((targets.ends_at(v) + delta) / sigma[v as usize]);
        }
        for (&v, &fresh) in nodes.iter().zip(&*fresh) {
            share[v as usize] = fresh;
        }
    }

    fn pull_back_by_arc(&mut self, level: Level, scores: &mut [f64]) {
        let Self { graph, sigma, share, order, fresh, .. } = self;
        let most = sigma.len() as f64;
        let nodes = &order[level.start..level.end];
        fresh.clear();
        for &v in nodes {
            let paths = sigma[v as usize];
            let mut delta = 0.0;
            for (&w, score) in
                graph.rows_out().row(v).iter().zip(&mut scores[graph.rows_out().range(v)])
            {
                let part = (paths * share[w as usize]).min(most);
                *score += part;
                delta += part;
            }
            fresh.push((1.0 + delta.min(most)) / paths);
        }
        for (&v, &fresh) in nodes.iter().zip(&*fresh) {
            share[v as usize] = fresh;
        }
    }

    /// Forgets the source at the cost of what it reached.
    fn forget(&mut self) {
        let reached = self.reached();
        let reached = &self.order[..reached];
        clear(&mut self.sigma, reached);
        clear(&mut self.share, reached);
        clear(&mut self.pushed, reached);
        clear(&mut self.seen, reached);
        self.levels.clear();
        self.unseen.clear();
    }

    fn reached(&self) -> usize {
        self.levels.last().map_or(0, |level| level.end)
    }
}

/// Zeroes what belongs to some nodes: all at once where they are many, as memory is cleared fast in order.
fn clear<T: Copy + Default>(values: &mut [T], nodes: &[u32]) {
    if nodes.len() > values.len() / 8 {
        values.fill(T::default());
    } else {
        for &v in nodes {
            values[v as usize] = T::default();
        }
    }
}

/// Sums `values` over a row, in four sums that do not wait for each other.
fn sum_over(row: &[u32], values: &[f64]) -> f64 {
    let (quads, rest) = row.as_chunks::<4>();
    let mut sums = [0.0; 4];
    for quad in quads {
        for (sum, &at) in sums.iter_mut().zip(quad) {
            *sum += values[at as usize];
        }
    }
    for &at in rest {
        sums[0] += values[at as usize];
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3])
}
