//! The graph that pairs are counted on: that of paths, what is one under several names joined, each half
//! step an arc.
//!
//! With arcs of one length shortest paths are found by going level by level. An edge of a whole step is two
//! arcs with a point between them. A hub that is an end has two points, one where paths begin and one where
//! they end, so that none goes through.

use crate::algo::centrality::Direction;
use crate::algo::structure::components;
use crate::graph::{CsrBuf, NodeIx, PathProjection, PropertyGraph, Selected};

/// What is one in the count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum One {
    /// Nodes that paths may pass and that `same-as` joins, by number.
    Open(u32),
    /// A hub, which is an end only, by number.
    Hub(u32),
}

/// The mark of a node that is not in the graph, or is a hub and no end.
const NOBODY: u32 = u32::MAX;

/// The graph of paths as pairs are counted on it.
pub(super) struct Ways {
    /// The number of each node: below the number of the open ones, else a hub's beyond it.
    numbers: Vec<u32>,
    /// The nodes of each open one, in the order of ids.
    pub(super) members: Vec<Vec<NodeIx>>,
    /// The hubs that are ends.
    pub(super) hubs: Vec<NodeIx>,
    /// What joins open ones, each edge by itself.
    pub(super) open: CsrBuf,
    /// For each open one the smallest that it hangs together with.
    pub(super) component: Vec<u32>,
    /// What each hub is next to: open ones and hubs, sorted.
    pub(super) next_to_hub: Vec<Vec<One>>,
    /// Half steps as arcs; see [`Ways::begin`] and [`Ways::end`] for the points.
    pub(super) steps: CsrBuf,
}

impl Ways {
    /// Builds it for ends that may be hubs. Time O((n + m) log m).
    pub(super) fn new(
        graph: PropertyGraph<'_>,
        selected: &Selected,
        projection: &PathProjection,
        hubs: Vec<NodeIx>,
    ) -> Self {
        let (mut numbers, members) = classes(selected, projection);
        for (number, hub) in (members.len() as u32..).zip(&hubs) {
            numbers[hub.at()] = number;
        }
        let n_open = members.len() as u32;
        let view = projection.csr.view();
        // Each edge once: smaller number, greater number, half steps, edge.
        let mut ties = Vec::new();
        for from in graph.nodes().map(|node| node.ix) {
            for arc in view.range(from) {
                let (a, b) = (numbers[from.at()], numbers[view.target(arc).at()]);
                if a < b && b != NOBODY {
                    ties.push((a, b, projection.half_steps[arc].max(1), view.edge(arc).0));
                }
            }
        }
        ties.sort_unstable();
        let arcs: Vec<_> = ties
            .iter()
            .filter(|tie| tie.1 < n_open)
            .flat_map(|&(a, b, _, edge)| [(a, b, edge), (b, a, edge)])
            .collect();
        let open = CsrBuf::from_arcs(members.len(), &arcs);
        ties.dedup_by_key(|tie| (tie.0, tie.1));
        let one = |number: u32| {
            if number < n_open { One::Open(number) } else { One::Hub(number - n_open) }
        };
        let mut next_to_hub = vec![Vec::new(); hubs.len()];
        for &(a, b, ..) in &ties {
            for (this, other) in [(a, b), (b, a)] {
                if let One::Hub(hub) = one(this) {
                    next_to_hub[hub as usize].push(one(other));
                }
            }
        }
        for next in &mut next_to_hub {
            next.sort_unstable();
        }
        let component = components(open.view()).labels;
        let steps = steps(&ties, n_open, hubs.len() as u32);
        Self { numbers, members, hubs, open, component, next_to_hub, steps }
    }

    /// What a node is in the count; none if it is not in the graph.
    pub(super) fn one(&self, node: NodeIx) -> Option<One> {
        let number = self.numbers[node.at()];
        let n_open = self.members.len() as u32;
        (number != NOBODY)
            .then(|| if number < n_open { One::Open(number) } else { One::Hub(number - n_open) })
    }

    /// The point where paths from one begin.
    pub(super) fn begin(&self, one: One) -> NodeIx {
        match one {
            One::Open(number) => NodeIx(number),
            One::Hub(hub) => NodeIx(self.members.len() as u32 + hub),
        }
    }

    /// The point where paths to one end.
    pub(super) fn end(&self, one: One) -> NodeIx {
        match one {
            One::Open(number) => NodeIx(number),
            One::Hub(hub) => NodeIx((self.members.len() + self.hubs.len()) as u32 + hub),
        }
    }

    /// Whether every arc has its twin: only at hubs do arcs go one way.
    pub(super) fn direction(&self) -> Direction {
        if self.hubs.is_empty() { Direction::Undirected } else { Direction::Directed }
    }

    /// The node by whose name one goes: of several the one with most edges.
    pub(super) fn name(&self, graph: PropertyGraph<'_>, one: One) -> NodeIx {
        match one {
            One::Hub(hub) => self.hubs[hub as usize],
            One::Open(number) => {
                let members = &self.members[number as usize];
                let n_edges = |node: NodeIx| graph.node(node).edges().count();
                let by_edges = |&node: &NodeIx| (std::cmp::Reverse(n_edges(node)), node);
                let named = match members.as_slice() {
                    [single] => Some(*single),
                    several => several.iter().copied().min_by_key(by_edges),
                };
                named.expect("one has nodes")
            }
        }
    }
}

/// The number of each open node, and the nodes of each number: those that edges without length join are one.
fn classes(selected: &Selected, projection: &PathProjection) -> (Vec<u32>, Vec<Vec<NodeIx>>) {
    let view = projection.csr.view();
    let mut numbers = vec![NOBODY; view.node_count()];
    let mut members: Vec<Vec<NodeIx>> = Vec::new();
    for first in selected.nodes().filter(|node| projection.passable[node.at()]) {
        if numbers[first.at()] != NOBODY {
            continue;
        }
        let number = members.len() as u32;
        numbers[first.at()] = number;
        let mut same = vec![first];
        let mut looked_at = 0;
        while let Some(&node) = same.get(looked_at) {
            looked_at += 1;
            for arc in view.range(node) {
                let other = view.target(arc);
                let is_same = projection.half_steps[arc] == 0 && projection.passable[other.at()];
                if is_same && numbers[other.at()] == NOBODY {
                    numbers[other.at()] = number;
                    same.push(other);
                }
            }
        }
        same.sort_unstable();
        members.push(same);
    }
    (numbers, members)
}

/// Arcs of one length each. Where no edge is half a step long, a whole one is as long as can be told.
fn steps(ties: &[(u32, u32, u8, u32)], n_open: u32, n_hubs: u32) -> CsrBuf {
    let has_halves = ties.iter().any(|tie| tie.2 == 1);
    let mut n_points = n_open + 2 * n_hubs;
    let mut arcs = Vec::new();
    let mut lead = |from: u32, to: u32, half_steps: u8, back: bool| {
        let ends = if half_steps == 2 && has_halves {
            n_points += 1;
            [(from, n_points - 1), (n_points - 1, to)].to_vec()
        } else {
            vec![(from, to)]
        };
        for (from, to) in ends {
            arcs.push((from, to, 0));
            if back {
                arcs.push((to, from, 0));
            }
        }
    };
    for &(a, b, half_steps, _) in ties {
        if b < n_open {
            lead(a, b, half_steps, true);
        } else if a < n_open {
            lead(b, a, half_steps, false);
            lead(a, b + n_hubs, half_steps, false);
        } else {
            lead(b, a + n_hubs, half_steps, false);
            lead(a, b + n_hubs, half_steps, false);
        }
    }
    CsrBuf::from_arcs(n_points as usize, &arcs)
}
