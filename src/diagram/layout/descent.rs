//! Stress descent: places the nodes of one connected graph so that distances on the page come near the
//! lengths of shortest paths. Knows points and lengths; boxes, groups and pages are its caller's.

use crate::diagram::Point;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Most nodes of which every pair is kept.
pub(super) const PAIRS_KEPT_MAX: usize = 1_500;
/// Beyond that, most distances from pivots that are kept, and least and most pivots.
const PIVOT_DISTANCES_MAX: usize = 2_000_000;
const PIVOTS: std::ops::RangeInclusive<usize> = 16..=200;
/// Pivots that give the first placement its axes.
const PIVOTS_OF_START: usize = 50;
/// Rounds of the power iteration for an axis.
const AXIS_ROUNDS: usize = 40;
/// Partners that each neighbour of a node gets among the others where not every pair is kept.
const SIBLINGS: usize = 10;
/// Passes over all terms: 2^5 steps between the first length of step and the last.
const PASSES: usize = 33;
/// Passes between two shuffles of the terms.
const PASSES_PER_SHUFFLE: usize = 4;
/// Share of its error that the shortest term still corrects in the last pass.
const LAST_SHARE: f64 = 0.02;
/// Lengths are counted in these parts of a point, so that paths compare exactly.
const TICKS_PER_POINT: f64 = 16.0;
const FAR: u64 = u64::MAX;

/// A connected graph whose edges have lengths. Both arcs of every edge; no loops, no repeats.
pub(super) struct Web {
    offsets: Vec<usize>,
    /// Neighbour and ticks.
    arcs: Vec<(u32, u64)>,
}

impl Web {
    /// From edges with their lengths in points, each given once.
    pub(super) fn new(n_nodes: usize, edges: &[(u32, u32, f64)]) -> Self {
        let mut offsets = vec![0; n_nodes + 1];
        for &(a, b, _) in edges {
            offsets[a as usize + 1] += 1;
            offsets[b as usize + 1] += 1;
        }
        for node in 0..n_nodes {
            offsets[node + 1] += offsets[node];
        }
        let mut next = offsets.clone();
        let mut arcs = vec![(0, 0); 2 * edges.len()];
        for &(a, b, length) in edges {
            let ticks = ticks_of(length);
            for (from, to) in [(a, b), (b, a)] {
                arcs[next[from as usize]] = (to, ticks);
                next[from as usize] += 1;
            }
        }
        Self { offsets, arcs }
    }

    fn node_count(&self) -> usize {
        self.offsets.len() - 1
    }

    fn arcs(&self, node: usize) -> &[(u32, u64)] {
        &self.arcs[self.offsets[node]..self.offsets[node + 1]]
    }

    /// Ticks of the shortest paths from `source`, by Dijkstra's algorithm.
    fn distances(&self, source: usize, distances: &mut [u64], queue: &mut Queue) {
        distances.fill(FAR);
        distances[source] = 0;
        queue.push(Reverse((0, source as u32)));
        while let Some(Reverse((ticks, node))) = queue.pop() {
            if ticks > distances[node as usize] {
                continue;
            }
            for &(target, length) in self.arcs(node as usize) {
                let through = ticks + length;
                if through < distances[target as usize] {
                    distances[target as usize] = through;
                    queue.push(Reverse((through, target)));
                }
            }
        }
    }
}

type Queue = BinaryHeap<Reverse<(u64, u32)>>;

/// Numbers that look like chance and are the same on every machine: Knuth's linear congruence.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 32
    }

    /// Below `end`, which is above 0 and below 2^32.
    pub(super) fn below(&mut self, end: usize) -> usize {
        ((self.next() * end as u64) >> 32) as usize
    }

    /// From -1 to 1.
    pub(super) fn signed(&mut self) -> f64 {
        self.next() as f64 / 2_147_483_648.0 - 1.0
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// A wish for the distance between two nodes.
#[derive(Clone, Copy)]
struct Term {
    i: u32,
    j: u32,
    length: f32,
    /// How strongly each end follows; an end with 0 stays.
    weight_i: f32,
    weight_j: f32,
}

/// Where a descent begins.
pub(super) enum Start<'a> {
    /// Anywhere.
    Free,
    /// At these places, of which those marked never move. Lengths are multiplied by the factor.
    At { places: Vec<Point>, fixed: &'a [bool], scale: f64 },
}

/// Places the nodes: least `Σ w_ij (|x_i - x_j| - d_ij)²` with `w_ij = d_ij^-2`, over all pairs up to
/// [`PAIRS_KEPT_MAX`] nodes, beyond over edges, neighbours of neighbours and pairs with a pivot.
///
/// # Complexity
/// Time O(n m log n + n²) and space O(n²) with all pairs; with k pivots O(k m log n + k n) and O(k n + m).
/// # Determinism
/// Arithmetic and square roots only, in one order; chance has a fixed seed.
/// # References
/// J. X. Zheng, S. Pawar, D. F. M. Goodman, "Graph drawing by stochastic gradient descent", 2018,
/// doi:10.1109/TVCG.2018.2859997.
/// M. Ortmann, M. Klimenta, U. Brandes, "A sparse stress model", 2016, doi:10.1007/978-3-319-50106-2_2.
/// U. Brandes, C. Pich, "Eigensolver methods for progressive multidimensional scaling of large data",
/// 2007, doi:10.1007/978-3-540-70904-6_6.
pub(super) fn descend(web: &Web, start: Start<'_>, progress: &mut dyn FnMut(f64)) -> Vec<Point> {
    let n_nodes = web.node_count();
    let mut chance = Chance::new(n_nodes as u64);
    let (mut places, fixed, scale, first_pass) = match start {
        Start::Free => (first_places(web, &mut chance), None, 1.0, 0),
        Start::At { places, fixed, scale } => (places, Some(fixed), scale, PASSES / 4),
    };
    let mut terms = if n_nodes <= PAIRS_KEPT_MAX {
        all_pairs(web)
    } else {
        pairs_with_pivots(web, &mut chance)
    };
    for term in &mut terms {
        let scale = scale as f32;
        term.length *= scale;
        term.weight_i /= scale * scale;
        term.weight_j /= scale * scale;
        if let Some(fixed) = fixed {
            term.weight_i *= f32::from(u8::from(!fixed[term.i as usize]));
            term.weight_j *= f32::from(u8::from(!fixed[term.j as usize]));
        }
    }
    terms.retain(|term| term.weight_i > 0.0 || term.weight_j > 0.0);
    let mut step = Step::over(&terms);
    for pass in 0..PASSES {
        if pass >= first_pass {
            if (pass - first_pass) % PASSES_PER_SHUFFLE == 0 {
                chance.shuffle(&mut terms);
            }
            for term in &terms {
                follow(term, step.length, &mut places, &mut chance);
            }
        }
        step.length *= step.factor;
        progress((pass + 1) as f64 / PASSES as f64);
    }
    places
}

/// η: how far a term is followed.
struct Step {
    length: f64,
    factor: f64,
}

impl Step {
    /// Falls by the same factor in each pass: from where the weakest term is followed wholly to where the
    /// strongest is followed by [`LAST_SHARE`].
    fn over(terms: &[Term]) -> Self {
        let weights = || terms.iter().flat_map(|t| [t.weight_i, t.weight_j]).filter(|&w| w > 0.0);
        let least = f64::from(weights().fold(f32::INFINITY, f32::min));
        let most = f64::from(weights().fold(0.0, f32::max));
        if most == 0.0 {
            return Self { length: 0.0, factor: 1.0 };
        }
        let mut factor = LAST_SHARE * least / most;
        // The root of order PASSES - 1 = 2^5.
        for _ in 0..(PASSES - 1).ilog2() {
            factor = factor.sqrt();
        }
        Self { length: 1.0 / least, factor }
    }
}

/// Moves the ends of a term nearer to its length.
fn follow(term: &Term, step: f64, places: &mut [Point], chance: &mut Chance) {
    let (i, j) = (term.i as usize, term.j as usize);
    let share_i = (step * f64::from(term.weight_i)).min(1.0);
    let share_j = (step * f64::from(term.weight_j)).min(1.0);
    let length = f64::from(term.length);
    let (mut dx, mut dy) = (places[i].x - places[j].x, places[i].y - places[j].y);
    let mut distance = (dx * dx + dy * dy).sqrt();
    if distance < 1e-6 * length {
        (dx, dy) = (length * 1e-3 * (chance.signed() + 1.5), length * 1e-3 * chance.signed());
        distance = (dx * dx + dy * dy).sqrt();
    }
    // An end that stays leaves the whole error to the other.
    let parts = if share_i > 0.0 && share_j > 0.0 { 2.0 } else { 1.0 };
    let pull = (distance - length) / (parts * distance);
    places[i] = places[i].moved(-share_i * pull * dx, -share_i * pull * dy);
    places[j] = places[j].moved(share_j * pull * dx, share_j * pull * dy);
}

#[expect(clippy::cast_sign_loss, reason = "clamped to what is above 0")]
fn ticks_of(points: f64) -> u64 {
    (points * TICKS_PER_POINT).clamp(1.0, 1e12) as u64
}

fn points_of(ticks: u64) -> f64 {
    ticks as f64 / TICKS_PER_POINT
}

fn all_pairs(web: &Web) -> Vec<Term> {
    let n_nodes = web.node_count();
    let mut terms = Vec::with_capacity(n_nodes * n_nodes.saturating_sub(1) / 2);
    let (mut distances, mut queue) = (vec![FAR; n_nodes], Queue::new());
    for i in 0..n_nodes {
        web.distances(i, &mut distances, &mut queue);
        for (j, &ticks) in distances.iter().enumerate().skip(i + 1) {
            let length = points_of(ticks);
            let weight = (1.0 / (length * length)) as f32;
            terms.push(Term {
                i: i as u32,
                j: j as u32,
                length: length as f32,
                weight_i: weight,
                weight_j: weight,
            });
        }
    }
    terms
}

/// Terms of the sparse model: edges, some pairs of neighbours of a node, and each node with each pivot,
/// weighted by how many nodes near that pivot it speaks for.
fn pairs_with_pivots(web: &Web, chance: &mut Chance) -> Vec<Term> {
    let n_nodes = web.node_count();
    let mut terms = near_pairs(web, chance);
    let n_pivots = (PIVOT_DISTANCES_MAX / n_nodes).clamp(*PIVOTS.start(), *PIVOTS.end());
    let pivots = Pivots::choose(web, n_pivots, PivotChoice::HalfByChance, chance);
    // Each pivot's region: the nodes to which it is nearest.
    let mut regions = vec![Vec::new(); pivots.nodes.len()];
    for node in 0..n_nodes {
        let of = |pivot: &usize| pivots.distances[*pivot][node];
        let nearest = (0..pivots.nodes.len()).min_by_key(of).expect("there is a pivot");
        regions[nearest].push(of(&nearest));
    }
    for (at, region) in regions.iter_mut().enumerate() {
        region.sort_unstable();
        let pivot = pivots.nodes[at];
        for (node, &ticks) in pivots.distances[at].iter().enumerate() {
            if node == pivot {
                continue;
            }
            let spoken_for = region.partition_point(|&of_member| of_member <= ticks / 2).max(1);
            let length = points_of(ticks);
            terms.push(Term {
                i: node as u32,
                j: pivot as u32,
                length: length as f32,
                weight_i: (spoken_for as f64 / (length * length)) as f32,
                weight_j: 0.0,
            });
        }
    }
    terms
}

/// Edges, and for each neighbour of a node some of its others.
fn near_pairs(web: &Web, chance: &mut Chance) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut push = |i: u32, j: u32, ticks| {
        let length = points_of(ticks);
        let weight = (1.0 / (length * length)) as f32;
        terms.push(Term { i, j, length: length as f32, weight_i: weight, weight_j: weight });
    };
    for node in 0..web.node_count() {
        let arcs = web.arcs(node);
        for &(target, ticks) in arcs {
            if node < target as usize {
                push(node as u32, target, ticks);
            }
        }
        for &(a, to_a) in arcs.iter().filter(|_| arcs.len() > 1) {
            for _ in 0..SIBLINGS.min(arcs.len() - 1) {
                let (b, to_b) = arcs[chance.below(arcs.len())];
                if a != b && !web.arcs(a as usize).iter().any(|&(other, _)| other == b) {
                    push(a, b, to_a + to_b);
                }
            }
        }
    }
    terms
}

/// Some nodes and the distances of all nodes from each.
struct Pivots {
    nodes: Vec<usize>,
    distances: Vec<Vec<u64>>,
}

/// How pivots are chosen after the first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PivotChoice {
    /// Each the farthest from those before.
    Farthest,
    /// Every other one by chance, so that the middle has some too.
    HalfByChance,
}

impl Pivots {
    fn choose(web: &Web, most: usize, choice: PivotChoice, chance: &mut Chance) -> Self {
        let n_nodes = web.node_count();
        let mut queue = Queue::new();
        let mut row = vec![FAR; n_nodes];
        web.distances(0, &mut row, &mut queue);
        // The last of the farthest from node 0.
        let mut next = (0..n_nodes).max_by_key(|&node| row[node]).expect("a web has nodes");
        let mut pivots = Self { nodes: Vec::new(), distances: Vec::new() };
        let mut nearest = vec![FAR; n_nodes];
        while pivots.nodes.len() < most.min(n_nodes) {
            web.distances(next, &mut row, &mut queue);
            pivots.nodes.push(next);
            pivots.distances.push(row.clone());
            for (nearest, &ticks) in nearest.iter_mut().zip(&row) {
                *nearest = ticks.min(*nearest);
            }
            next = (0..n_nodes).max_by_key(|&node| nearest[node]).expect("a web has nodes");
            if choice == PivotChoice::HalfByChance && pivots.nodes.len().is_multiple_of(2) {
                let drawn = chance.below(n_nodes);
                next = if nearest[drawn] == 0 { next } else { drawn };
            }
        }
        pivots
    }
}

/// First places by pivot scaling: the two widest axes of the distances from some pivots, slightly shaken so
/// that no two nodes coincide.
fn first_places(web: &Web, chance: &mut Chance) -> Vec<Point> {
    let n_nodes = web.node_count();
    let pivots = Pivots::choose(web, PIVOTS_OF_START, PivotChoice::Farthest, chance);
    let columns = centred_squares(&pivots.distances);
    let k = columns.len();
    // CᵀC, small.
    let products: Vec<Vec<f64>> =
        columns.iter().map(|a| columns.iter().map(|b| dot(a, b)).collect()).collect();
    let first = axis(&products, &[], chance);
    let second = axis(&products, std::slice::from_ref(&first), chance);
    let along = |axis: &[f64], node: usize| -> f64 {
        (0..k).map(|pivot| columns[pivot][node] * axis[pivot]).sum()
    };
    let mut places: Vec<Point> =
        (0..n_nodes).map(|node| Point::new(along(&first, node), along(&second, node))).collect();
    let farthest = pivots.distances[0].iter().copied().max().map_or(0.0, points_of);
    let spread = places.iter().map(|p| p.x.abs().max(p.y.abs())).fold(0.0, f64::max);
    let scale = if spread > 0.0 { farthest / 2.0 / spread } else { 0.0 };
    let n_arcs = web.arcs.len().max(1) as f64;
    let edge = web.arcs.iter().map(|&(_, ticks)| points_of(ticks)).sum::<f64>() / n_arcs;
    for place in &mut places {
        place.x = place.x * scale + 0.5 * edge * chance.signed();
        place.y = place.y * scale + 0.5 * edge * chance.signed();
    }
    places
}

/// Squared distances from each pivot, centred over nodes and over pivots.
fn centred_squares(distances: &[Vec<u64>]) -> Vec<Vec<f64>> {
    let square = |&ticks: &u64| points_of(ticks) * points_of(ticks);
    let mut columns: Vec<Vec<f64>> =
        distances.iter().map(|row| row.iter().map(square).collect()).collect();
    let n_nodes = columns[0].len();
    for column in &mut columns {
        let mean = column.iter().sum::<f64>() / n_nodes as f64;
        for value in column {
            *value -= mean;
        }
    }
    for node in 0..n_nodes {
        let mean = columns.iter().map(|column| column[node]).sum::<f64>() / columns.len() as f64;
        for column in &mut columns {
            column[node] -= mean;
        }
    }
    columns
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The direction in which a symmetric matrix stretches most, at right angles to those found before.
fn axis(products: &[Vec<f64>], before: &[Vec<f64>], chance: &mut Chance) -> Vec<f64> {
    let mut axis: Vec<f64> = products.iter().map(|_| chance.signed()).collect();
    for _ in 0..AXIS_ROUNDS {
        let mut next: Vec<f64> = products.iter().map(|row| dot(row, &axis)).collect();
        for other in before {
            let along = dot(&next, other);
            for (value, other) in next.iter_mut().zip(other) {
                *value -= along * other;
            }
        }
        let length = dot(&next, &next).sqrt();
        if length == 0.0 || !length.is_finite() {
            return vec![0.0; products.len()];
        }
        for value in &mut next {
            *value /= length;
        }
        axis = next;
    }
    axis
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(n_nodes: u32, length: f64) -> Web {
        let edges: Vec<_> = (1..n_nodes).map(|node| (node - 1, node, length)).collect();
        Web::new(n_nodes as usize, &edges)
    }

    fn free(web: &Web) -> Vec<Point> {
        descend(web, Start::Free, &mut |_| {})
    }

    #[test]
    fn lengths_are_those_wished_where_all_can_be() {
        let triangle = Web::new(3, &[(0, 1, 30.0), (1, 2, 40.0), (0, 2, 50.0)]);
        let places = free(&triangle);
        for (a, b, length) in [(0, 1, 30.0), (1, 2, 40.0), (0, 2, 50.0)] {
            let found = places[a].distance(places[b]);
            assert!((found - length).abs() < 0.01 * length, "{a}, {b}: {found}");
        }
    }

    #[test]
    fn shortest_paths_take_the_shorter_way_round() {
        let web = Web::new(4, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.5), (0, 3, 9.0)]);
        let mut distances = vec![FAR; 4];
        web.distances(0, &mut distances, &mut Queue::new());
        let points: Vec<f64> = distances.into_iter().map(points_of).collect();
        assert_eq!(points, [0.0, 1.0, 2.0, 3.5]);
    }

    #[test]
    fn a_row_is_straight_with_all_pairs_and_with_pivots() {
        for n_nodes in [40, PAIRS_KEPT_MAX as u32 + 500] {
            let places = free(&row(n_nodes, 20.0));
            let across = places[0].distance(places[n_nodes as usize - 1]);
            let wished = 20.0 * f64::from(n_nodes - 1);
            assert!((0.95..1.05).contains(&(across / wished)), "{across} of {wished}");
        }
    }

    #[test]
    fn fixed_nodes_stay_and_the_others_come_to_them() {
        let places = vec![Point::new(100.0, 50.0), Point::new(0.0, 0.0), Point::new(180.0, 50.0)];
        let fixed = [true, false, true];
        let placed = descend(
            &row(3, 20.0),
            Start::At { places: places.clone(), fixed: &fixed, scale: 2.0 },
            &mut |_| {},
        );
        assert_eq!((placed[0], placed[2]), (places[0], places[2]));
        for end in [placed[0], placed[2]] {
            let found = placed[1].distance(end);
            assert!((36.0..46.0).contains(&found), "{found}, not 40");
        }
    }

    #[test]
    fn chance_is_even_and_begins_the_same() {
        let mut counts = [0; 10];
        let mut chance = Chance::new(1);
        (0..10_000).for_each(|_| counts[chance.below(10)] += 1);
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
        assert_eq!(Chance::new(3).next(), Chance::new(3).next());
    }
}
