//! Stress layout: nodes as far apart on the page as in the graph, communities as clumps, no boxes that
//! overlap. Draws nothing and routes no edges.

use super::descent::{Start, Web, descend};
use super::gathering::gather;
use super::packing::pack;
use super::separation::{overlap_count, separate};
use crate::algo::structure::components;
use crate::diagram::{Point, Rect, Size};
use crate::graph::{Csr, CsrBuf, NodeIx};

/// How many times longer an edge between two groups is than one within: at least, and at most.
const BETWEEN_GROUPS: (f64, f64) = (1.6, 8.0);
/// What each group adds to that by its radius in nodes, so that large groups have room for their clumps.
const BETWEEN_LARGE_GROUPS: f64 = 0.27;
/// Radius of a fan of leaves, as a multiple of that of a disc of their boxes' area.
const FAN_ROOM: f64 = 1.05;
/// Share of a node's fan that its edges to other nodes than leaves keep free.
const FAN_SHARE: f64 = 0.35;
/// A layout is enlarged by this factor again and again until it is loose.
const ENLARGEMENT: f64 = 1.15;
/// How often a layout is made smaller by the same factor, at most.
const SHRINKINGS_MAX: usize = 24;
/// Free space, in gaps, that most boxes keep while it is: of a tree, and more for each further edge per node,
/// because lines need room to pass.
const BREATHING_GAPS: f64 = 1.5;
const BREATHING_GAPS_PER_EDGE: f64 = 3.0;
const BREATHING_GAPS_MAX: f64 = 6.0;
/// Loose: at least so many nodes for each overlapping pair.
const NODES_PER_OVERLAP: usize = 2;
/// Never enlarged beyond this many times the area of all boxes.
const AREA_MAX: f64 = 14.0;
/// How near groups that stand apart come to others, in gaps.
const GATHERING_GAPS: f64 = 4.0;
/// Space between separate parts, in gaps.
const PART_GAPS: f64 = 3.0;
/// Shares of the work for progress: the rest is separation and packing.
const DESCENT_SHARE: f64 = 0.8;

/// What is to be placed.
pub(in crate::diagram) struct Stress<'a> {
    /// Box of each node, including the label it must keep free.
    pub sizes: &'a [Size],
    /// Joined nodes; may hold loops and repeats.
    pub edges: &'a [(usize, usize)],
    /// Community of each node; members are drawn nearer to one another.
    pub groups: &'a [usize],
    /// Fixed centres; these nodes never move, not even to end an overlap.
    pub pins: &'a [Option<Point>],
    /// Least free space between two boxes.
    pub gap: f64,
    /// Wished width / height of the whole.
    pub aspect: f64,
}

/// Places all nodes; returns their centres in the order of the nodes. Tells `progress` the share done.
///
/// Connected parts are placed one by one with least stress (see `descent`), turned so that they are wide
/// rather than high, enlarged until few boxes overlap, freed of the overlaps left and packed on a page.
/// Parts with pinned nodes stay where their pins are, all others go below them.
///
/// # Conventions
/// No two boxes overlap when each is grown by half the gap, except two that are pinned. Sizes, gaps and
/// ratios that are not positive finite numbers count as 0 (a ratio as 1), pins that are not finite as none.
/// # Complexity
/// Up to 1,500 nodes of a part, all its pairs are kept: O(n m log n) time, O(n²) space. Beyond that O(n + m)
/// space with at most 200 distances per node.
/// # Determinism
/// The same bytes on every machine: arithmetic and square roots only, chance with a fixed seed.
/// # References
/// See `descent`; and E. R. Gansner, Y. Hu, "Efficient node overlap removal using a proximity stress
/// model", 2009, doi:10.1007/978-3-642-00219-9_20, for enlarging before separating.
/// # Panics
/// If sizes, groups and pins are not equally many, or an edge ends at no node.
pub(in crate::diagram) fn place(problem: &Stress<'_>, progress: &mut dyn FnMut(f64)) -> Vec<Point> {
    let n_nodes = problem.sizes.len();
    assert_eq!(problem.groups.len(), n_nodes, "every node has a group");
    assert_eq!(problem.pins.len(), n_nodes, "every node is pinned or not");
    let scene = Scene::of(problem);
    let parts = Parts::of(scene.graph.view(), &scene.pins);
    let mut centres = vec![Point::default(); n_nodes];
    let mut n_done = 0;
    for part in parts.pinned.iter().chain(&parts.free) {
        let mut of_part = |share: f64| {
            let done = n_done as f64 + share * part.len() as f64;
            progress(DESCENT_SHARE * done / n_nodes as f64);
        };
        let places = scene.place_part(part, &mut of_part);
        for (&node, place) in part.iter().zip(places) {
            centres[node] = place;
        }
        n_done += part.len();
    }
    scene.separate(&parts.pinned.concat(), &mut centres);
    for part in &parts.free {
        scene.separate(part, &mut centres);
        scene.gather(part, &mut centres);
    }
    scene.pack(&parts, &mut centres);
    progress(1.0);
    centres
}

/// A problem made sound: no loops, no repeats, no numbers that are none.
struct Scene<'a> {
    graph: CsrBuf,
    sizes: Vec<Size>,
    groups: &'a [usize],
    /// The groups of all nodes, sorted.
    members: Vec<usize>,
    pins: Vec<Option<Point>>,
    gap: f64,
    /// Free space, in gaps, that most boxes keep.
    breathing: f64,
    aspect: f64,
    /// For each node the least radius of a fan of its leaves; 0 without leaves.
    fans: Vec<f64>,
}

/// The nodes of each connected part, in order.
struct Parts {
    /// With a pinned node.
    pinned: Vec<Vec<usize>>,
    /// Of two nodes and more.
    free: Vec<Vec<usize>>,
    /// Nodes that stand alone.
    lone: Vec<usize>,
}

impl Parts {
    fn of(graph: Csr<'_>, pins: &[Option<Point>]) -> Self {
        let components = components(graph);
        let mut members = vec![Vec::new(); graph.node_count()];
        for (node, &label) in components.labels.iter().enumerate() {
            members[label as usize].push(node);
        }
        let mut parts = Self { pinned: Vec::new(), free: Vec::new(), lone: Vec::new() };
        for part in members.into_iter().filter(|part| !part.is_empty()) {
            if part.iter().any(|&node| pins[node].is_some()) {
                parts.pinned.push(part);
            } else if part.len() > 1 {
                parts.free.push(part);
            } else {
                parts.lone.extend(part);
            }
        }
        parts
    }
}

impl<'a> Scene<'a> {
    fn of(problem: &Stress<'a>) -> Self {
        let positive = |number: f64| if number.is_finite() { number.max(0.0) } else { 0.0 };
        let sizes: Vec<Size> = problem
            .sizes
            .iter()
            .map(|size| Size::new(positive(size.width), positive(size.height)))
            .collect();
        let edges: Vec<_> =
            (0..).zip(problem.edges).map(|(edge, &(a, b))| (a as u32, b as u32, edge)).collect();
        let graph = CsrBuf::simple_undirected(sizes.len(), &edges);
        let gap = positive(problem.gap);
        let is_sound = |pin: &Point| pin.x.is_finite() && pin.y.is_finite();
        let aspect = positive(problem.aspect);
        let mut members = problem.groups.to_vec();
        members.sort_unstable();
        let edges_per_node = graph.view().arc_count() as f64 / 2.0 / sizes.len().max(1) as f64;
        let breathing = BREATHING_GAPS + (edges_per_node - 1.0).max(0.0) * BREATHING_GAPS_PER_EDGE;
        Self {
            members,
            breathing: breathing.min(BREATHING_GAPS_MAX),
            fans: fans(graph.view(), &sizes, gap),
            graph,
            sizes,
            groups: problem.groups,
            pins: problem.pins.iter().map(|pin| pin.filter(is_sound)).collect(),
            gap,
            aspect: if aspect > 0.0 { aspect } else { 1.0 },
        }
    }

    /// Ideal length of an edge: room for both boxes and, around each, for its leaves.
    fn length(&self, a: usize, b: usize) -> f64 {
        let radius = |node: usize| (self.sizes[node].width + self.sizes[node].height) / 4.0;
        let is_leaf = |node: usize| self.graph.view().degree(NodeIx(node as u32)) == 1;
        let air = self.breathing / BREATHING_GAPS;
        let free = self.gap * air + f64::midpoint(radius(a), radius(b)) / 3.0 + 1.0;
        let fans = if is_leaf(a) || is_leaf(b) {
            (self.fans[a].max(self.fans[b]) - radius(a) - radius(b)).max(free)
        } else {
            free + FAN_SHARE * (self.fans[a] + self.fans[b])
        };
        let within = radius(a) + radius(b) + fans;
        let (group_a, group_b) = (self.groups[a], self.groups[b]);
        if group_a == group_b {
            return within;
        }
        let (least, most) = BETWEEN_GROUPS;
        let radii = self.group_radius(group_a) + self.group_radius(group_b);
        within * (BETWEEN_LARGE_GROUPS * radii).clamp(least, most)
    }

    /// Root of the number of members.
    fn group_radius(&self, group: usize) -> f64 {
        let first = self.members.partition_point(|&other| other < group);
        let end = self.members.partition_point(|&other| other <= group);
        ((end - first) as f64).sqrt()
    }

    /// Centres of the nodes of a part: where its pins say, or around the origin.
    fn place_part(&self, part: &[usize], progress: &mut dyn FnMut(f64)) -> Vec<Point> {
        let web = self.web(part);
        let pins: Vec<Option<Point>> = part.iter().map(|&node| self.pins[node]).collect();
        let fixed: Vec<bool> = pins.iter().map(Option::is_some).collect();
        let n_fixed = fixed.iter().filter(|&&is_fixed| is_fixed).count();
        let runs = if n_fixed > 1 { 2.0 } else { 1.0 };
        let free = descend(&web, Start::Free, &mut |share| progress(share / runs));
        let free = turned(&self.graph, part, free);
        if n_fixed == 0 {
            return self.loosened(part, free);
        }
        if n_fixed == 1 {
            return fitted(self.loosened(part, free), &pins).0;
        }
        let (mut places, scale) = fitted(free, &pins);
        for (place, pin) in places.iter_mut().zip(&pins) {
            *place = pin.unwrap_or(*place);
        }
        let start = Start::At { places, fixed: &fixed, scale };
        descend(&web, start, &mut |share| progress((1.0 + share) / runs))
    }

    fn web(&self, part: &[usize]) -> Web {
        let graph = self.graph.view();
        let mut edges = Vec::new();
        for (index, &node) in (0..).zip(part) {
            for &target in graph.neighbors(NodeIx(node as u32)) {
                let target = target as usize;
                if node < target {
                    let other = part.binary_search(&target).expect("neighbours are of one part");
                    edges.push((index, other as u32, self.length(node, target)));
                }
            }
        }
        Web::new(part.len(), &edges)
    }

    /// As small as it may be with few boxes too near to one another; enlarged until few overlap, unless the
    /// picture would be too empty.
    fn loosened(&self, part: &[usize], mut places: Vec<Point>) -> Vec<Point> {
        let sizes: Vec<Size> = part.iter().map(|&node| self.sizes[node]).collect();
        let grown = |s: &Size| (s.width + self.gap) * (s.height + self.gap);
        let area_max = AREA_MAX * sizes.iter().map(grown).sum::<f64>();
        let overlaps_max = part.len() / NODES_PER_OVERLAP;
        let boxes = |places: &[Point]| {
            Rect::enclosing(places.iter().zip(&sizes).map(|(&c, &s)| Rect::around(c, s)))
        };
        let scaled = |places: &[Point], by: f64| -> Vec<Point> {
            places.iter().map(|place| Point::new(place.x * by, place.y * by)).collect()
        };
        for _ in 0..SHRINKINGS_MAX {
            let smaller = scaled(&places, 1.0 / ENLARGEMENT);
            if overlap_count(&smaller, &sizes, self.breathing * self.gap) > overlaps_max {
                break;
            }
            places = smaller;
        }
        while overlap_count(&places, &sizes, self.gap) > overlaps_max {
            let extent = boxes(&places).unwrap_or_default();
            let is_full = extent.width * extent.height * ENLARGEMENT * ENLARGEMENT > area_max;
            if is_full || (extent.width == 0.0 && extent.height == 0.0) {
                break;
            }
            places = scaled(&places, ENLARGEMENT);
        }
        places
    }

    fn separate(&self, part: &[usize], centres: &mut [Point]) {
        let mut places: Vec<Point> = part.iter().map(|&node| centres[node]).collect();
        let sizes: Vec<Size> = part.iter().map(|&node| self.sizes[node]).collect();
        let fixed: Vec<bool> = part.iter().map(|&node| self.pins[node].is_some()).collect();
        separate(&mut places, &sizes, &fixed, self.gap);
        for (&node, place) in part.iter().zip(places) {
            centres[node] = place;
        }
    }

    /// Moves groups of a part that stand apart toward its middle.
    fn gather(&self, part: &[usize], centres: &mut [Point]) {
        let mut boxes: Vec<Rect> =
            part.iter().map(|&node| Rect::around(centres[node], self.sizes[node])).collect();
        let groups: Vec<usize> = part.iter().map(|&node| self.groups[node]).collect();
        gather(&mut boxes, &groups, GATHERING_GAPS * self.gap);
        for (&node, frame) in part.iter().zip(boxes) {
            centres[node] = frame.centre();
        }
    }

    /// Moves the free parts to their places on the page.
    fn pack(&self, parts: &Parts, centres: &mut [Point]) {
        let extent = |part: &[usize], centres: &[Point]| {
            let boxes = part.iter().map(|&node| Rect::around(centres[node], self.sizes[node]));
            Rect::enclosing(boxes).unwrap_or_default()
        };
        let between = PART_GAPS * self.gap + 2.0;
        let grown = |size: Size, by: f64| Size::new(size.width + by, size.height + by);
        let extents: Vec<Rect> = parts.free.iter().map(|part| extent(part, centres)).collect();
        let first: Vec<Size> =
            extents.iter().map(|e| grown(Size::new(e.width, e.height), between)).collect();
        let last: Vec<Size> =
            parts.lone.iter().map(|&node| grown(self.sizes[node], self.gap + 1.0)).collect();
        let pinned = parts.pinned.concat();
        let origin = if pinned.is_empty() {
            Point::default()
        } else {
            let extent = extent(&pinned, centres);
            Point::new(extent.x, extent.bottom() + between)
        };
        let corners = pack(&first, &last, self.aspect);
        let (of_parts, of_lone) = corners.split_at(first.len());
        for ((part, extent), corner) in parts.free.iter().zip(&extents).zip(of_parts) {
            let (dx, dy) = (origin.x + corner.x - extent.x, origin.y + corner.y - extent.y);
            for &node in part {
                centres[node] = centres[node].moved(dx, dy);
            }
        }
        for (&node, corner) in parts.lone.iter().zip(of_lone) {
            let half = Point::new(self.sizes[node].width / 2.0, self.sizes[node].height / 2.0);
            centres[node] = origin.moved(corner.x + half.x, corner.y + half.y);
        }
    }
}

/// For each node the least radius on which its leaves have room.
fn fans(graph: Csr<'_>, sizes: &[Size], gap: f64) -> Vec<f64> {
    let area = |node: usize| {
        let leaves = graph.neighbors(NodeIx(node as u32)).iter().map(|&leaf| NodeIx(leaf));
        let of_leaf =
            |leaf: NodeIx| (sizes[leaf.at()].width + gap) * (sizes[leaf.at()].height + gap);
        leaves.filter(|&leaf| graph.degree(leaf) == 1).map(of_leaf).sum::<f64>()
    };
    // A disc of radius r has the area 22/7 r², near enough.
    (0..graph.node_count()).map(|node| FAN_ROOM * (area(node) * 7.0 / 22.0).sqrt()).collect()
}

/// Centred, with the wide axis horizontal, and mirrored so that the node with most neighbours is not to the
/// right of the middle nor below it.
fn turned(graph: &CsrBuf, part: &[usize], mut places: Vec<Point>) -> Vec<Point> {
    let n = places.len().max(1) as f64;
    let middle = Point::new(
        places.iter().map(|p| p.x).sum::<f64>() / n,
        places.iter().map(|p| p.y).sum::<f64>() / n,
    );
    for place in &mut places {
        *place = place.moved(-middle.x, -middle.y);
    }
    let (xx, yy, xy) = places
        .iter()
        .fold((0.0, 0.0, 0.0), |(xx, yy, xy), p| (xx + p.x * p.x, yy + p.y * p.y, xy + p.x * p.y));
    // The principal axis has twice the angle of (xx - yy, 2 xy): half of that by square roots.
    let (a, b) = (xx - yy, 2.0 * xy);
    let length = (a * a + b * b).sqrt();
    if length > 1e-9 * (xx + yy) {
        let cos = f64::midpoint(1.0, a / length).max(0.0).sqrt();
        let sin =
            f64::midpoint(1.0, -a / length).max(0.0).sqrt() * if b < 0.0 { -1.0 } else { 1.0 };
        for place in &mut places {
            *place = Point::new(cos * place.x + sin * place.y, cos * place.y - sin * place.x);
        }
    }
    let degree = |index: &usize| graph.view().degree(NodeIx(part[*index] as u32));
    let Some(first) = (0..places.len()).rev().max_by_key(degree) else { return places };
    let sign = |along: f64| if along > 0.0 { -1.0 } else { 1.0 };
    let (mirror_x, mirror_y) = (sign(places[first].x), sign(places[first].y));
    for place in &mut places {
        *place = Point::new(mirror_x * place.x, mirror_y * place.y);
    }
    places
}

/// Turned, mirrored if that is nearer, scaled and moved so that the pinned nodes come nearest to their pins; and the
/// scale. One pin only moves.
fn fitted(places: Vec<Point>, pins: &[Option<Point>]) -> (Vec<Point>, f64) {
    let pairs: Vec<(Point, Point)> =
        places.iter().zip(pins).filter_map(|(&place, pin)| pin.map(|pin| (place, pin))).collect();
    let n = pairs.len() as f64;
    let mean = |of: fn(&(Point, Point)) -> Point| {
        let x = pairs.iter().map(|pair| of(pair).x).sum::<f64>() / n;
        Point::new(x, pairs.iter().map(|pair| of(pair).y).sum::<f64>() / n)
    };
    let (from, to) = (mean(|pair| pair.0), mean(|pair| pair.1));
    // As complex numbers: the sums of conj(p) q, of p q for mirrored places, and of |p|².
    let (mut plain, mut mirrored, mut square) = ((0.0, 0.0), (0.0, 0.0), 0.0);
    for (place, pin) in &pairs {
        let (p, q) = (place.moved(-from.x, -from.y), pin.moved(-to.x, -to.y));
        plain = (plain.0 + p.x * q.x + p.y * q.y, plain.1 + p.x * q.y - p.y * q.x);
        mirrored = (mirrored.0 + p.x * q.x - p.y * q.y, mirrored.1 + p.x * q.y + p.y * q.x);
        square += p.x * p.x + p.y * p.y;
    }
    let length = |(a, b): (f64, f64)| (a * a + b * b).sqrt();
    let is_mirrored = length(mirrored) > length(plain) * (1.0 + 1e-9);
    let turn = if is_mirrored { mirrored } else { plain };
    let (mut a, mut b) = (turn.0 / square, turn.1 / square);
    if !(length((a, b)).is_finite() && length((a, b)) > 1e-3) {
        (a, b) = (1.0, 0.0);
    }
    let fit = |place: Point| {
        let p = place.moved(-from.x, -from.y);
        let p = if is_mirrored { Point::new(p.x, -p.y) } else { p };
        Point::new(to.x + a * p.x - b * p.y, to.y + a * p.y + b * p.x)
    };
    (places.into_iter().map(fit).collect(), length((a, b)))
}

#[cfg(test)]
mod tests {
    use super::super::descent::Chance;
    use super::*;
    use crate::algo::paths::{BfsScratch, bfs};
    use proptest::prelude::*;

    const GAP: f64 = 8.0;

    /// A problem that owns what it lends.
    struct Case {
        sizes: Vec<Size>,
        edges: Vec<(usize, usize)>,
        groups: Vec<usize>,
        pins: Vec<Option<Point>>,
    }

    impl Case {
        /// Boxes of 10 by 10 in one group.
        fn new(n_nodes: usize, edges: impl IntoIterator<Item = (usize, usize)>) -> Self {
            Self {
                sizes: vec![Size::new(10.0, 10.0); n_nodes],
                edges: edges.into_iter().collect(),
                groups: vec![0; n_nodes],
                pins: vec![None; n_nodes],
            }
        }

        fn place(&self) -> Vec<Point> {
            let Self { sizes, edges, groups, pins } = self;
            let mut last = 0.0;
            let problem = Stress { sizes, edges, groups, pins, gap: GAP, aspect: 1.5 };
            let centres = place(&problem, &mut |share| {
                assert!((last..=1.0).contains(&share), "progress rises to 1");
                last = share;
            });
            assert_eq!(centres.len(), sizes.len());
            assert!(centres.iter().all(|c| c.x.is_finite() && c.y.is_finite()));
            centres
        }

        /// Every pair, by the definition; pinned boxes may overlap each other.
        fn overlaps(&self, centres: &[Point]) -> usize {
            let boxes: Vec<Rect> = centres
                .iter()
                .zip(&self.sizes)
                .map(|(&c, &s)| Rect::around(c, s).grown(GAP / 2.0))
                .collect();
            let overlaps = |a: usize, b: usize| {
                let is_wished = self.pins[a].is_some() && self.pins[b].is_some();
                !is_wished && boxes[a].overlaps(boxes[b])
            };
            (0..boxes.len()).map(|a| (0..a).filter(|&b| overlaps(a, b)).count()).sum()
        }

        fn extent(&self, centres: &[Point]) -> Rect {
            let boxes = centres.iter().zip(&self.sizes).map(|(&c, &s)| Rect::around(c, s));
            Rect::enclosing(boxes).expect("there are nodes")
        }

        /// Mean of `(s |x_i - x_j| / d_ij - 1)²` over all pairs with the best scale s, for hops d.
        fn stress(&self, centres: &[Point]) -> f64 {
            let n = centres.len();
            let edges: Vec<_> = self.edges.iter().map(|&(a, b)| (a as u32, b as u32, 0)).collect();
            let graph = CsrBuf::simple_undirected(n, &edges);
            let ratios: Vec<f64> = (0..n)
                .flat_map(|i| {
                    let mut scratch = BfsScratch::default();
                    let hops = bfs(graph.view(), graph.view(), NodeIx(i as u32), &mut scratch);
                    let hops = |j: usize| hops.to(NodeIx(j as u32)).expect("one part");
                    let ratio = |j: usize| centres[i].distance(centres[j]) / f64::from(hops(j));
                    (0..i).map(ratio).collect::<Vec<_>>()
                })
                .collect();
            let scale = ratios.iter().sum::<f64>() / ratios.iter().map(|r| r * r).sum::<f64>();
            ratios.iter().map(|r| (scale * r - 1.0) * (scale * r - 1.0)).sum::<f64>()
                / ratios.len() as f64
        }
    }

    fn chain(n_nodes: usize) -> Case {
        Case::new(n_nodes, (1..n_nodes).map(|node| (node - 1, node)))
    }

    fn star(n_leaves: usize) -> Case {
        Case::new(n_leaves + 1, (1..=n_leaves).map(|leaf| (0, leaf)))
    }

    fn grid(side: usize) -> Case {
        let right = (0..side * side).filter(|at| at % side > 0).map(|at| (at - 1, at));
        let down = (side..side * side).map(|at| (at - side, at));
        Case::new(side * side, right.chain(down))
    }

    /// Ten groups of 30 nodes, each node joined to some of its group and few to another.
    fn clumps() -> Case {
        let mut chance = Chance::new(5);
        let mut case = Case::new(300, []);
        for node in 0..300 {
            case.groups[node] = node / 30;
            for _ in 0..2 {
                case.edges.push((node, node / 30 * 30 + chance.below(30)));
            }
            if node % 10 == 0 {
                case.edges.push((node, chance.below(300)));
            }
        }
        case
    }

    #[test]
    fn no_node_one_node_and_two_nodes_are_placed() {
        assert_eq!(Case::new(0, []).place(), []);
        assert_eq!(Case::new(1, [(0, 0)]).place(), [Point::new(5.0, 5.0)]);
        let two = Case::new(2, [(0, 1), (1, 0), (1, 1)]);
        let centres = two.place();
        assert_eq!(two.overlaps(&centres), 0);
        assert!((centres[0].y - centres[1].y).abs() < 1e-6, "side by side");
    }

    /// NetworkX 3.6.1 measured the same way: its `kamada_kawai_layout` minimises this very sum.
    #[test]
    fn stress_is_near_that_of_kamada_and_kawai() {
        const KAMADA_KAWAI: [f64; 4] = [0.016_410, 0.0, 0.015_836, 0.059_339];
        let cycle = Case::new(30, (0..30).map(|node| (node, (node + 1) % 30)));
        let tree = Case::new(63, (1..63).map(|node| ((node - 1) / 2, node)));
        let cases = [grid(10), chain(30), cycle, tree];
        for (at, (case, theirs)) in cases.iter().zip(KAMADA_KAWAI).enumerate() {
            let centres = case.place();
            let ours = case.stress(&centres);
            assert!(ours < 1.15 * theirs + 1e-3, "{at}: {ours}, not {theirs}");
            let again = case.place();
            assert_eq!(centres, again);
        }
    }

    #[test]
    fn a_chain_of_ten_thousand_is_not_folded() {
        let case = chain(10_000);
        let centres = case.place();
        let extent = case.extent(&centres);
        let length: f64 = centres.windows(2).map(|two| two[0].distance(two[1])).sum();
        assert!(extent.width > 0.9 * length, "{extent:?} of {length}");
        assert!(extent.height < 0.01 * length, "{extent:?} of {length}");
    }

    #[test]
    fn leaves_stand_all_round_their_hub() {
        for n_leaves in [12, 200, 10_000] {
            let case = star(n_leaves);
            let centres = case.place();
            let sector = |leaf: &Point| {
                let (dx, dy) = (leaf.x - centres[0].x, leaf.y - centres[0].y);
                usize::from(dx > 0.0) + 2 * usize::from(dy > 0.0)
            };
            let mut counts = [0; 4];
            centres[1..].iter().for_each(|leaf| counts[sector(leaf)] += 1);
            assert!(counts.iter().all(|&count| count > n_leaves / 8), "{counts:?}");
            let extent = case.extent(&centres);
            let area = extent.width * extent.height;
            assert!(area < 20.0 * 18.0 * 18.0 * (n_leaves + 1) as f64, "{extent:?}");
            assert_eq!(overlap_count(&centres, &case.sizes, GAP), 0);
        }
    }

    #[test]
    fn lone_nodes_stand_in_a_grid_of_the_wished_shape() {
        let case = Case::new(10_000, []);
        let centres = case.place();
        let extent = case.extent(&centres);
        assert!((1.3..1.7).contains(&(extent.width / extent.height)), "{extent:?}");
        let mut rows: Vec<u64> = centres.iter().map(|c| c.y.to_bits()).collect();
        rows.dedup();
        assert!(rows.len() < 100, "in order, row by row");
        assert_eq!(overlap_count(&centres, &case.sizes, GAP), 0);
    }

    #[test]
    fn a_complete_graph_is_placed() {
        let case = Case::new(120, (0..120).flat_map(|a| (0..a).map(move |b| (b, a))));
        let centres = case.place();
        assert_eq!(case.overlaps(&centres), 0);
        let extent = case.extent(&centres);
        assert!((0.6..1.8).contains(&(extent.width / extent.height)), "{extent:?}");
    }

    #[test]
    fn parts_lie_beside_and_below_the_largest_in_the_wished_shape() {
        let triangles = (0..40).flat_map(|at| [(3 * at, 3 * at + 1), (3 * at + 1, 3 * at + 2)]);
        let mut case = grid(12);
        case.edges.extend(triangles.map(|(a, b)| (144 + a, 144 + b)));
        let n_nodes = 144 + 120 + 25;
        case.sizes = vec![Size::new(10.0, 10.0); n_nodes];
        (case.groups, case.pins) = (vec![0; n_nodes], vec![None; n_nodes]);
        let centres = case.place();
        assert_eq!(case.overlaps(&centres), 0);
        let extent = case.extent(&centres);
        assert!((1.1..2.0).contains(&(extent.width / extent.height)), "{extent:?}");
        let least = |nodes: std::ops::Range<usize>| {
            centres[nodes].iter().map(|c| c.x + c.y).fold(f64::INFINITY, f64::min)
        };
        assert!(least(0..144) < least(144..n_nodes), "the largest is at the upper left");
    }

    #[test]
    fn members_of_a_group_are_nearer_to_one_another() {
        let case = clumps();
        let centres = case.place();
        assert_eq!(case.overlaps(&centres), 0);
        let mean = |is_within: bool| {
            let pairs = (0..300).flat_map(|a| (0..a).map(move |b| (a, b)));
            let pairs = pairs.filter(|&(a, b)| (case.groups[a] == case.groups[b]) == is_within);
            let (sum, count) = pairs.fold((0.0, 0.0), |(sum, count), (a, b)| {
                (sum + centres[a].distance(centres[b]), count + 1.0)
            });
            sum / count
        };
        assert!(3.0 * mean(true) < mean(false), "{} and {}", mean(true), mean(false));
    }

    #[test]
    fn numbers_that_are_none_do_no_harm() {
        let mut case = chain(5);
        case.sizes[1] = Size::new(f64::NAN, -3.0);
        case.sizes[2] = Size::new(0.0, f64::INFINITY);
        case.pins[3] = Some(Point::new(f64::NAN, 0.0));
        let centres = case.place();
        case.sizes = vec![Size::default(); 5];
        case.pins[3] = None;
        assert_eq!(case.overlaps(&centres), 0);
    }

    #[test]
    fn nodes_that_are_pinned_to_one_place_push_the_others_away() {
        let mut case = star(20);
        for pin in &mut case.pins[..10] {
            *pin = Some(Point::new(7.0, 7.0));
        }
        let centres = case.place();
        assert!(centres[..10].iter().all(|&centre| centre == Point::new(7.0, 7.0)));
        assert_eq!(case.overlaps(&centres), 0);
    }

    #[test]
    fn a_picture_pinned_all_but_one_keeps_its_places_and_the_one_comes_near_its_neighbours() {
        let mut case = grid(6);
        for (node, pin) in case.pins.iter_mut().enumerate() {
            *pin = Some(Point::new((node / 6) as f64 * -50.0, (node % 6) as f64 * 50.0));
        }
        case.pins[14] = None;
        let centres = case.place();
        assert!(centres[14].distance(Point::new(-100.0, 100.0)) < 15.0, "{:?}", centres[14]);
    }

    #[test]
    fn three_thousand_nodes_in_a_grid_keep_their_shape() {
        let case = grid(55);
        let centres = case.place();
        assert_eq!(overlap_count(&centres, &case.sizes, GAP), 0);
        let length = |&(a, b): &(usize, usize)| centres[a].distance(centres[b]);
        let mean = case.edges.iter().map(length).sum::<f64>() / case.edges.len() as f64;
        let corner_to_corner = centres[0].distance(centres[55 * 55 - 1]);
        // Hops would be 108, the straight line across is 76 edges.
        assert!((65.0..115.0).contains(&(corner_to_corner / mean)), "{}", corner_to_corner / mean);
        let longest = case.edges.iter().map(length).fold(0.0, f64::max);
        assert!(longest < 4.0 * mean, "{longest} of {mean}");
    }

    fn cases() -> impl Strategy<Value = Case> {
        let side = || prop_oneof![Just(0.0), 1.0..20.0_f64, 60.0..160.0_f64];
        let pin = prop::option::weighted(0.2, (-200.0..200.0_f64, -200.0..200.0_f64));
        (0..40_usize).prop_flat_map(move |n_nodes| {
            let node = 0..n_nodes.max(1);
            let n_edges = if n_nodes == 0 { 0 } else { 60 };
            (
                prop::collection::vec((side(), side()), n_nodes),
                prop::collection::vec((node.clone(), node), 0..=n_edges),
                prop::collection::vec(0..4_usize, n_nodes),
                prop::collection::vec(pin.clone(), n_nodes),
                any::<bool>(),
            )
                .prop_map(|(sizes, edges, groups, pins, is_pinned)| {
                    let pin = |pin: Option<(f64, f64)>| {
                        pin.filter(|_| is_pinned).map(|(x, y)| Point::new(x, y))
                    };
                    Case {
                        sizes: sizes.into_iter().map(|(w, h)| Size::new(w, h)).collect(),
                        edges,
                        groups,
                        pins: pins.into_iter().map(pin).collect(),
                    }
                })
        })
    }

    impl std::fmt::Debug for Case {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "{:?} {:?} {:?} {:?}", self.sizes, self.edges, self.groups, self.pins)
        }
    }

    proptest! {
        #[test]
        fn no_two_boxes_overlap_pins_stay_and_a_second_run_is_the_same(case in cases()) {
            let centres = case.place();
            prop_assert_eq!(case.overlaps(&centres), 0);
            for (centre, pin) in centres.iter().zip(&case.pins) {
                prop_assert!(pin.is_none_or(|pin| pin == *centre));
            }
            prop_assert_eq!(&case.place(), &centres);
        }
    }
}
