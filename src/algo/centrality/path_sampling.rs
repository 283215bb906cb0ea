//! A shortest path between two random nodes, each such path as likely as any other.
//!
//! Searches from both ends at once, always on the side with fewer arcs to look at, until they meet.

use super::renumbered::{Renumbered, Rows};

/// Random numbers of one sample, which depend on the seed and its number alone: whoever draws it, and
/// whenever, gets the same path. The generator is SplitMix64 (G. L. Steele, D. Lea, C. H. Flood, "Fast
/// splittable pseudorandom number generators", 2014, doi:10.1145/2660193.2660195).
pub(super) struct Dice {
    state: u64,
}

impl Dice {
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

    pub(super) fn new(seed: u64, sample: u64) -> Self {
        Self { state: mix(mix(seed.wrapping_add(Self::STEP)) ^ sample) }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(Self::STEP);
        mix(self.state)
    }

    /// A number below `end`; no number is more likely than another by more than one part in 2^32.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u32
    }

    /// A number from 0 up to, but without, 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Two different numbers below `end`, which is at least 2.
    pub(super) fn pair(&mut self, end: u32) -> (u32, u32) {
        let first = self.below(end);
        let second = self.below(end - 1);
        (first, second + u32::from(second >= first))
    }
}

fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// Numbers of paths stay here, so that the product of two and their sums are finite.
const PATHS_MAX: f64 = 1e150;

/// The mark of a node that neither search has met.
const UNMET: u32 = 0;

/// Draws paths, with memory that is used again.
pub(super) struct PathSampler<'a> {
    graph: &'a Renumbered,
    /// Which search met a node and at which level, see [`Side::mark`].
    marks: Vec<u32>,
    /// Number of shortest paths between a node and the end its search began at.
    sigma: Vec<f64>,
    /// The search from the first node along the arcs, and from the last against them.
    sides: [Side; 2],
    /// Arcs over which the searches meet: the node of the one that went there, and of the other.
    meetings: Vec<(u32, u32)>,
    /// Nodes between the ends.
    inner: Vec<u32>,
}

/// One of two searches.
#[derive(Default)]
struct Side {
    /// Nodes by rising distance.
    met: Vec<u32>,
    /// Where the nodes of the last level begin.
    start: usize,
    /// Arcs that lead on from the last level.
    arcs: usize,
    level: u32,
}

/// The mark of what a side meets at a level: odd for the second side, never [`UNMET`].
fn mark(side: usize, level: u32) -> u32 {
    2 * level + 2 + side as u32
}

impl<'a> PathSampler<'a> {
    pub(super) fn new(graph: &'a Renumbered) -> Self {
        let n_nodes = graph.node_count();
        Self {
            graph,
            marks: vec![UNMET; n_nodes],
            sigma: vec![0.0; n_nodes],
            sides: [Side::default(), Side::default()],
            meetings: Vec::new(),
            inner: Vec::new(),
        }
    }

    /// The inner nodes of a random shortest path between two different nodes, by new numbers and in no
    /// order; none if no path leads from the first to the second.
    pub(super) fn draw_between(&mut self, ends: [u32; 2], dice: &mut Dice) -> &[u32] {
        self.forget();
        for (side, end) in ends.into_iter().enumerate() {
            self.marks[end as usize] = mark(side, 0);
            self.sigma[end as usize] = 1.0;
            let arcs = self.rows(side).degree(end);
            let side = &mut self.sides[side];
            side.met.push(end);
            (side.start, side.level, side.arcs) = (0, 0, arcs);
        }
        while self.meetings.is_empty() {
            let side = usize::from(self.sides[1].arcs < self.sides[0].arcs);
            if self.sides[side].arcs == 0 {
                return &self.inner;
            }
            self.go_on(side);
            if !self.meetings.is_empty() {
                self.join(side, dice);
            }
        }
        &self.inner
    }

    /// Rows that a side follows away from its end.
    fn rows(&self, side: usize) -> &'a Rows {
        if side == 0 { self.graph.rows_out() } else { self.graph.rows_in() }
    }

    /// Takes a search one level on.
    fn go_on(&mut self, side: usize) {
        let rows = self.rows(side);
        let Self { marks, sigma, sides, meetings, .. } = self;
        let next = mark(side, sides[side].level + 1);
        let Side { met, start, arcs, level } = &mut sides[side];
        let end = met.len();
        *arcs = 0;
        for at in *start..end {
            let v = met[at];
            let paths = sigma[v as usize];
            for &w in rows.row(v) {
                let mark = &mut marks[w as usize];
                if *mark == UNMET {
                    *mark = next;
                    sigma[w as usize] = paths;
                    met.push(w);
                    *arcs += rows.degree(w);
                } else if *mark == next {
                    sigma[w as usize] = (sigma[w as usize] + paths).min(PATHS_MAX);
                } else if *mark & 1 != next & 1 {
                    // The other search is no farther than its last level, or they had met before.
                    meetings.push((v, w));
                }
            }
        }
        *start = end;
        *level += 1;
    }

    /// Draws one of the meetings by the number of paths over it, and a way back to either end.
    fn join(&mut self, side: usize, dice: &mut Dice) {
        let paths_over = |&(v, w): &(u32, u32)| self.sigma[v as usize] * self.sigma[w as usize];
        let total: f64 = self.meetings.iter().map(paths_over).sum();
        let meetings = self.meetings.iter().map(|meeting| (meeting, paths_over(meeting)));
        let &(v, w) = pick(meetings, total, dice).expect("the searches have met");
        // This search has gone one level beyond the node that it met the other from.
        self.go_back(side, v, self.sides[side].level - 1, dice);
        self.go_back(1 - side, w, self.sides[1 - side].level, dice);
    }

    fn go_back(&mut self, side: usize, from: u32, level: u32, dice: &mut Dice) {
        let (mut v, rows) = (from, self.rows(1 - side));
        for before in (0..level).rev() {
            self.inner.push(v);
            let nearer =
                rows.row(v).iter().filter(|&&u| self.marks[u as usize] == mark(side, before));
            let nearer = nearer.map(|u| (u, self.sigma[*u as usize]));
            v = *pick(nearer, self.sigma[v as usize], dice).expect("a node was met from another");
        }
    }

    /// Forgets the last path at the cost of what was met.
    fn forget(&mut self) {
        for node in self.sides.iter_mut().flat_map(|side| side.met.drain(..)) {
            self.marks[node as usize] = UNMET;
        }
        self.meetings.clear();
        self.inner.clear();
    }
}

/// Picks by weight; `total` is the sum of the weights, but for rounding.
fn pick<T>(mut of: impl Iterator<Item = (T, f64)>, total: f64, dice: &mut Dice) -> Option<T> {
    let mut left = dice.unit() * total;
    let (mut picked, mut weight) = of.next()?;
    for (item, next) in of {
        left -= weight;
        if left < 0.0 {
            break;
        }
        (picked, weight) = (item, next);
    }
    Some(picked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use crate::algo::paths::UNREACHED;
    use crate::graph::CsrBuf;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_shortest_path_is_as_likely_as_the_others() {
        // From 0 to 6: three ways over 1 (by 3, 4, 5), one over 2 (by 5).
        let graph = naive::undirected(
            7,
            &[(0, 1), (0, 2), (1, 3), (1, 4), (1, 5), (2, 5), (3, 6), (4, 6), (5, 6)],
        );
        let renumbered = Renumbered::new(graph.view(), None);
        let mut sampler = PathSampler::new(&renumbered);
        let ends = [0, 6].map(|end: usize| renumbered.numbers[end]);
        let mut seen: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        for sample in 0..4000 {
            let inner = sampler.draw_between(ends, &mut Dice::new(1, sample)).iter();
            let mut inner: Vec<_> = inner.map(|&v| renumbered.nodes[v as usize]).collect();
            inner.sort_unstable();
            *seen.entry(inner).or_default() += 1;
        }
        assert_eq!(seen.keys().collect::<Vec<_>>(), [&[1, 3], &[1, 4], &[1, 5], &[2, 5]]);
        // Five standard deviations of a thousand expected: 5 · sqrt(4000 · 1/4 · 3/4).
        assert!(seen.values().all(|&times| times.abs_diff(1000) < 137), "{seen:?}");
    }

    #[test]
    fn every_pair_is_as_likely_as_the_others() {
        let mut seen: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for sample in 0..6000 {
            *seen.entry(Dice::new(7, sample).pair(3)).or_default() += 1;
        }
        assert_eq!(seen.len(), 6);
        // Five standard deviations of a thousand expected.
        assert!(seen.values().all(|&times| times.abs_diff(1000) < 145), "{seen:?}");
    }

    #[test]
    fn a_chain_of_a_million_has_one_path() {
        let graph = naive::chain(1_000_000);
        let renumbered = Renumbered::new(graph.view(), None);
        let ends = [0, 1_000_000].map(|end: usize| renumbered.numbers[end]);
        let mut sampler = PathSampler::new(&renumbered);
        assert_eq!(sampler.draw_between(ends, &mut Dice::new(0, 0)).len(), 999_999);
    }

    fn is_right(graph: &CsrBuf, seed: u64) -> Result<(), TestCaseError> {
        let (view, reverse) = (graph.view(), graph.reversed());
        let distance = naive::distance_matrix(view);
        let renumbered = Renumbered::new(view, Some(reverse.view()));
        let mut sampler = PathSampler::new(&renumbered);
        let pairs = view.nodes().flat_map(|s| view.nodes().map(move |t| (s, t)));
        for (s, t) in pairs.filter(|(s, t)| s != t) {
            let ends = [s, t].map(|end| renumbered.numbers[end.at()]);
            let inner = sampler.draw_between(ends, &mut Dice::new(seed, 0)).iter();
            let mut path: Vec<_> = inner.map(|&v| renumbered.nodes[v as usize] as usize).collect();
            path.sort_by_key(|&v| distance[s.at()][v]);
            if distance[s.at()][t.at()] == UNREACHED {
                prop_assert!(path.is_empty());
                continue;
            }
            path.insert(0, s.at());
            path.push(t.at());
            prop_assert_eq!(path.len() as u32 - 1, distance[s.at()][t.at()]);
            prop_assert!(path.windows(2).all(|step| distance[step[0]][step[1]] == 1));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn paths_are_shortest(
            directed in naive::directed_graphs(), undirected in naive::undirected_graphs(),
            seed in 0..1000_u64,
        ) {
            is_right(&directed, seed)?;
            is_right(&undirected, seed)?;
        }
    }
}
