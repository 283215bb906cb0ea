//! Paths between two nodes in order, each from those before it: the search of
//! [`super::k_shortest_paths`].
//!
//! A set of paths that begin alike is known by its first one. For most sets that is the start with the
//! first cheapest way of all behind it; where that way is blocked by the start itself, the set waits
//! with a lower bound and is searched only when its turn comes.

use super::bounds::Bounds;
use super::bucket_queue::Key;
use super::enumeration::Enumeration;
use super::k_shortest::RankedPath;
use super::terrain::{Length, Terrain};
use crate::graph::NodeIx;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

fn arc_cost<L: Length>(length: L::Total) -> L::Cost {
    L::cost(length, 1)
}

/// The greatest cost of a path of that length.
pub(super) fn length_bound<L: Length>(length: L::Total) -> L::Cost {
    L::cost(length, u32::MAX)
}

/// The first of the paths that begin with `nodes[..=deviation]` and then avoid `bans`.
/// Ordered by cost and nodes; the rest never differs between paths that are equal in both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate<C> {
    cost: C,
    nodes: Vec<NodeIx>,
    deviation: usize,
    /// Nodes not to follow the one at `deviation`, sorted.
    bans: Vec<NodeIx>,
}

/// A set whose first path is not known yet: it begins with `prefix`, then avoids `bans`, and costs no less
/// than `cost`. Most are never looked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Pending<C> {
    cost: C,
    prefix: Vec<NodeIx>,
    prefix_cost: C,
    bans: Vec<NodeIx>,
    /// What some path of the set costs, or more.
    cost_max: C,
}

/// Paths between two nodes in order, one at a time.
pub(super) struct DeviationSearch<'a, L: Length = u8> {
    terrain: Terrain<'a, L>,
    target: NodeIx,
    /// Costs to the target when nothing is avoided, as far as they were needed.
    bounds: Bounds<'a, L>,
    cost_max: L::Cost,
    waiting: BTreeSet<Candidate<L::Cost>>,
    pending: BTreeSet<Pending<L::Cost>>,
    scratch: DetourScratch<L::Cost>,
    steps_left: u64,
}

/// Why there is no further path.
enum End {
    NoOther,
    OutOfSteps,
}

/// Memory of a detour, clean between two.
struct DetourScratch<C> {
    costs: Vec<C>,
    reached: Vec<NodeIx>,
    /// Nodes with an arc to the target and the cost of arriving by it, so that the target's own arcs,
    /// which may be very many, are not looked at for each detour.
    arrivals: Vec<(NodeIx, C)>,
    /// Nodes from where the first cheapest way is free, so that it is the rest of the path.
    free: Vec<NodeIx>,
    marks: Vec<Marks>,
    in_prefix: Vec<bool>,
}

/// What a detour found out about a node.
#[derive(Clone, Copy, Default)]
struct Marks {
    on_best: bool,
    is_free: bool,
}

/// What the arcs of a spur say about its detour.
enum Glance<C> {
    /// There is none.
    Nothing,
    /// It goes on to a node, whose first cheapest way is free.
    Way(NodeIx, C),
    /// That way, which costs so much, is blocked: the detour has to be searched for. The greater cost is
    /// that of a way that is free.
    Blocked(C, C),
}

impl<'a, L: Length> DeviationSearch<'a, L> {
    /// Paths that cost more than `cost_max` are left out.
    pub(super) fn new(
        terrain: Terrain<'a, L>,
        source: NodeIx,
        target: NodeIx,
        cost_max: L::Cost,
        steps_max: u64,
    ) -> Self {
        let n_nodes = terrain.graph().node_count();
        let mut bounds = Bounds::new(terrain, target, cost_max);
        bounds.grow_to(source);
        let mut waiting = BTreeSet::new();
        let cost = bounds.at(source);
        if cost != L::COST_FAR {
            let nodes = std::iter::once(source).chain(bounds.way_from(source)).collect();
            waiting.insert(Candidate { cost, nodes, deviation: 0, bans: Vec::new() });
        }
        let scratch = DetourScratch {
            costs: vec![L::COST_FAR; n_nodes],
            reached: Vec::new(),
            arrivals: Vec::new(),
            free: Vec::new(),
            marks: vec![Marks::default(); n_nodes],
            in_prefix: vec![false; n_nodes],
        };
        Self {
            terrain,
            target,
            bounds,
            cost_max,
            waiting,
            pending: BTreeSet::new(),
            scratch,
            steps_left: steps_max,
        }
    }

    /// Leaves out paths that are longer than the first. To be called before any is taken.
    pub(super) fn keep_shortest(&mut self) {
        if let Some(first) = self.waiting.first() {
            self.cost_max = length_bound::<L>(L::total_of(first.cost));
        }
    }

    /// The first `paths_max` paths, and whether that is all of them.
    pub(super) fn take(&mut self, paths_max: usize) -> (Vec<RankedPath<L::Total>>, Enumeration) {
        let mut paths = Vec::new();
        let mut last: Option<Candidate<L::Cost>> = None;
        loop {
            // One more than is listed, to know whether there is one.
            let n_wanted = paths_max.saturating_add(1) - paths.len();
            let next = match last.take().map_or(Ok(()), |path| self.divide(&path, n_wanted)) {
                Ok(()) => self.next(n_wanted),
                Err(end) => Err(end),
            };
            match next {
                Err(End::NoOther) => return (paths, Enumeration::Complete),
                Err(End::OutOfSteps) => return (paths, Enumeration::CutAtSteps),
                Ok(_) if paths.len() == paths_max => return (paths, Enumeration::CutAtPaths),
                Ok(path) => {
                    let length = L::total_of(path.cost);
                    paths.push(RankedPath { nodes: path.nodes.clone(), length });
                    last = Some(path);
                }
            }
        }
    }

    /// Takes the first path that waits, once no pending set can have one before it.
    fn next(&mut self, n_wanted: usize) -> Result<Candidate<L::Cost>, End> {
        while let Some(pending) = self.pending.pop_first() {
            if self.waiting.first().is_some_and(|path| path.cost < pending.cost) {
                self.pending.insert(pending);
                break;
            }
            if pending.cost > self.cost_max {
                self.pending.clear();
                break;
            }
            let prefix = pending.prefix.clone();
            self.mark_prefix(&prefix, true);
            let found = self.resolve(pending);
            self.mark_prefix(&prefix, false);
            self.keep(found?, n_wanted);
        }
        self.waiting.pop_first().ok_or(End::NoOther)
    }

    fn mark_prefix(&mut self, prefix: &[NodeIx], is_in: bool) {
        for node in prefix {
            self.scratch.in_prefix[node.at()] = is_in;
        }
    }

    /// Queues the first path of each set that remains when `path` is taken out of its own. Of all that
    /// wait, no more are kept than are wanted.
    fn divide(&mut self, path: &Candidate<L::Cost>, n_wanted: usize) -> Result<(), End> {
        let mut prefix_cost = L::Cost::ZERO;
        let mut result = Ok(());
        for at in 0..path.nodes.len() - 1 {
            let (spur, next) = (path.nodes[at], path.nodes[at + 1]);
            self.scratch.in_prefix[spur.at()] = true;
            if at >= path.deviation {
                let mut bans = if at == path.deviation { path.bans.clone() } else { Vec::new() };
                let place = bans.partition_point(|&ban| ban < next);
                bans.insert(place, next);
                result = self.detour(&path.nodes[..=at], prefix_cost, bans, n_wanted);
                if result.is_err() {
                    break;
                }
            }
            let length = self.terrain.shortest_arc(spur, next);
            let length = length.expect("neighbours on a path are joined by an arc");
            prefix_cost = prefix_cost + arc_cost::<L>(length);
        }
        self.mark_prefix(&path.nodes, false);
        result
    }

    /// Lets a path wait. What costs more than the last of those that are wanted is not looked for again.
    fn keep(&mut self, found: Option<Candidate<L::Cost>>, n_wanted: usize) {
        self.waiting.extend(found);
        while self.waiting.len() > n_wanted {
            self.waiting.pop_last();
        }
        if self.waiting.len() == n_wanted
            && let Some(last) = self.waiting.last()
        {
            self.cost_max = last.cost;
        }
    }

    /// Queues the first path that begins with `prefix`, whose last node is the spur, and avoids `bans`
    /// there; or the set, if that path has to be searched for.
    fn detour(
        &mut self,
        prefix: &[NodeIx],
        prefix_cost: L::Cost,
        bans: Vec<NodeIx>,
        n_wanted: usize,
    ) -> Result<(), End> {
        let spur = *prefix.last().expect("a prefix has its spur");
        match self.glance(spur, prefix_cost, &bans)? {
            Glance::Nothing => {}
            Glance::Way(next, cost) => {
                let mut nodes = prefix.to_vec();
                nodes.push(next);
                nodes.extend(self.bounds.way_from(next));
                self.spend(nodes.len() as u64)?;
                let (cost, deviation) = (prefix_cost + cost, prefix.len() - 1);
                self.keep(Some(Candidate { cost, nodes, deviation, bans }), n_wanted);
            }
            Glance::Blocked(cost, cost_max) => {
                self.spend(prefix.len() as u64)?;
                let (cost, prefix) = (prefix_cost + cost, prefix.to_vec());
                self.pending.insert(Pending { cost, prefix, prefix_cost, bans, cost_max });
            }
        }
        Ok(())
    }

    /// Searches for the first path of a set, whose prefix is marked.
    fn resolve(&mut self, pending: Pending<L::Cost>) -> Result<Option<Candidate<L::Cost>>, End> {
        let Pending { prefix: mut nodes, prefix_cost, bans, cost_max, .. } = pending;
        let deviation = nodes.len() - 1;
        let searched = self.search(nodes[deviation], prefix_cost, &bans, cost_max);
        if let Ok(Some(best)) = searched {
            self.mark_best(best);
            self.follow_best(&mut nodes);
        }
        self.clean();
        let Some(cost) = searched? else { return Ok(None) };
        self.spend(nodes.len() as u64)?;
        Ok(Some(Candidate { cost: prefix_cost + cost, nodes, deviation, bans }))
    }

    /// Whether the cheapest way over an arc of the spur, the first of them by nodes, is free; that is so
    /// for most, and then nothing needs to be searched.
    fn glance(
        &mut self,
        spur: NodeIx,
        prefix_cost: L::Cost,
        bans: &[NodeIx],
    ) -> Result<Glance<L::Cost>, End> {
        loop {
            self.spend(self.terrain.graph().degree(spur) as u64)?;
            let mut best = (L::COST_FAR, spur);
            let mut best_free = L::COST_FAR;
            for (_, to, length) in self.terrain.arcs(spur) {
                let bound = self.bound(to);
                // A bound that is far has nothing added to it.
                if bound >= best_free {
                    continue;
                }
                let estimate = arc_cost::<L>(length) + bound;
                let is_of_use = estimate < best_free || (estimate, to) < best;
                if !is_of_use || !self.may_enter(to) || bans.binary_search(&to).is_ok() {
                    continue;
                }
                best = best.min((estimate, to));
                if estimate < best_free && self.bounds.is_exact(to) && self.is_free(to)? {
                    best_free = estimate;
                }
            }
            let (estimate, next) = best;
            if estimate == L::COST_FAR || prefix_cost + estimate > self.cost_max {
                return Ok(Glance::Nothing);
            }
            if self.bounds.is_exact(next) {
                let is_free = self.is_free(next)?;
                return Ok(if is_free {
                    Glance::Way(next, estimate)
                } else {
                    Glance::Blocked(estimate, best_free)
                });
            }
            self.bounds.grow_to(next);
        }
    }

    /// What the rest of a detour costs at least from a node, seen that the prefix is in the way.
    fn bound(&self, node: NodeIx) -> L::Cost {
        self.bounds.at_avoiding(node, &self.scratch.in_prefix)
    }

    fn may_enter(&self, node: NodeIx) -> bool {
        let may_pass = node == self.target || self.terrain.is_passable(node);
        may_pass && !self.scratch.in_prefix[node.at()]
    }

    /// Whether no node of the prefix is on the first cheapest way from `node`.
    fn is_free(&mut self, node: NodeIx) -> Result<bool, End> {
        let mut n_looked_at = 0;
        let is_free = self.bounds.way_from(node).all(|node| {
            n_looked_at += 1;
            !self.scratch.in_prefix[node.at()]
        });
        self.spend(n_looked_at)?;
        Ok(is_free)
    }

    /// Sets the costs from the spur of all nodes on cheapest ways to the target, or to where such a way
    /// is free, and says what they cost; none if there is no way within `cost_max`. One costs `detour_max`
    /// or less, where that is not far.
    fn search(
        &mut self,
        spur: NodeIx,
        prefix_cost: L::Cost,
        bans: &[NodeIx],
        mut detour_max: L::Cost,
    ) -> Result<Option<L::Cost>, End> {
        // Ordered by the cost so far plus the bound of the rest, which never falls along an arc.
        let mut queue = BinaryHeap::new();
        self.scratch.costs[spur.at()] = L::Cost::ZERO;
        self.scratch.reached.push(spur);
        queue.push(Reverse((self.bound(spur), spur)));
        let mut best = L::COST_FAR;
        while let Some(Reverse((estimate, node))) = queue.pop() {
            if estimate > best {
                break;
            }
            // The ball may have grown since, and the bound with it.
            self.bounds.grow_to(node);
            let (cost, bound) = (self.scratch.costs[node.at()], self.bound(node));
            if bound == L::COST_FAR || estimate > cost + bound {
                continue;
            }
            if estimate < cost + bound {
                queue.push(Reverse((cost + bound, node)));
                continue;
            }
            // A node may have been queued below `cost_max` by a bound that has grown past it since. There
            // ways were dropped, and those that were not cannot be followed to their ends.
            if prefix_cost + estimate > self.cost_max {
                break;
            }
            if node == self.target {
                best = cost;
                continue;
            }
            if node != spur && self.is_free(node)? {
                best = estimate;
                self.scratch.free.push(node);
                self.scratch.marks[node.at()].is_free = true;
                continue;
            }
            self.spend(self.terrain.graph().degree(node) as u64)?;
            for (_, to, length) in self.terrain.arcs(node) {
                let bound = self.bound(to);
                let is_banned = node == spur && bans.binary_search(&to).is_ok();
                if bound == L::COST_FAR || is_banned {
                    continue;
                }
                let beyond = cost + arc_cost::<L>(length);
                let estimate = beyond + bound;
                if estimate > detour_max || !self.may_enter(to) {
                    continue;
                }
                if to == self.target {
                    self.scratch.arrivals.push((node, beyond));
                }
                let known = &mut self.scratch.costs[to.at()];
                if beyond < *known && prefix_cost + estimate <= self.cost_max {
                    if *known == L::COST_FAR {
                        self.scratch.reached.push(to);
                    }
                    *known = beyond;
                    queue.push(Reverse((estimate, to)));
                    if estimate < detour_max && self.bounds.is_exact(to) && self.is_free(to)? {
                        detour_max = estimate;
                    }
                }
            }
        }
        Ok((best != L::COST_FAR).then_some(best))
    }

    /// Marks the nodes on cheapest ways, from their ends back. A banned arc fits no cost that was found:
    /// it is one arc, and every other way to its end has more.
    fn mark_best(&mut self, best: L::Cost) {
        let DetourScratch { costs, marks, arrivals, free, .. } = &mut self.scratch;
        let mut stack = Vec::new();
        marks[self.target.at()].on_best = costs[self.target.at()] == best;
        let arrived = arrivals.iter().filter(|&&(_, cost)| cost == best).map(|&(node, _)| node);
        for node in arrived.chain(free.iter().copied()) {
            if !std::mem::replace(&mut marks[node.at()].on_best, true) {
                stack.push(node);
            }
        }
        while let Some(node) = stack.pop() {
            for (_, before, length) in self.terrain.arcs(node) {
                let known = costs[before.at()];
                if known != L::COST_FAR
                    && !marks[before.at()].on_best
                    && known + arc_cost::<L>(length) == costs[node.at()]
                {
                    marks[before.at()].on_best = true;
                    stack.push(before);
                }
            }
        }
    }

    /// Walks on from the last of `nodes`, always to the smallest node on a cheapest way, until the first
    /// cheapest way from there is free.
    fn follow_best(&self, nodes: &mut Vec<NodeIx>) {
        let DetourScratch { costs, marks, .. } = &self.scratch;
        let mut node = *nodes.last().expect("a prefix has its spur");
        while node != self.target && !marks[node.at()].is_free {
            let next = self.terrain.arcs(node).find(|&(_, to, length)| {
                let beyond = costs[node.at()] + arc_cost::<L>(length);
                marks[to.at()].on_best && beyond == costs[to.at()]
            });
            (_, node, _) = next.expect("a marked node has a marked one after it");
            nodes.push(node);
        }
        nodes.extend(self.bounds.way_from(node));
    }

    fn clean(&mut self) {
        let DetourScratch { costs, reached, arrivals, free, marks, .. } = &mut self.scratch;
        for node in reached.drain(..) {
            costs[node.at()] = L::COST_FAR;
            marks[node.at()] = Marks::default();
        }
        marks[self.target.at()] = Marks::default();
        arrivals.clear();
        free.clear();
    }

    fn spend(&mut self, steps: u64) -> Result<(), End> {
        self.steps_left = self.steps_left.checked_sub(steps).ok_or(End::OutOfSteps)?;
        Ok(())
    }
}
