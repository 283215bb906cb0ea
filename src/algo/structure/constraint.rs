//! Structural holes: how far the neighbours of a node are tied to each other, by Burt's constraint and by
//! effective size.
//!
//! The graph is undirected and every edge is as strong as every other.

use super::ranked::{Group, Keep, Ranked};
use super::scratch::Idle;
use super::triangles::triangles;
use crate::algo::watch::tell;
use crate::algo::{Stopped, Watch};
use crate::graph::Csr;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Burt's constraint: `c(i) = Σ (p(i,j) + Σ p(i,q) p(q,j))²` over the neighbours j of i and the common
/// neighbours q of i and j, where `p(a,b)` is 1 divided by the number of neighbours of a.
///
/// High where all one's contacts lead to the same people, low where they lead apart. None for a node
/// without neighbours, for which NetworkX and igraph have no number either.
///
/// # Conventions
/// The graph holds both arcs of every edge. Loops are ignored and parallel edges count once.
/// # Complexity
/// Time O(Σ min(d(i), d(j))) over the edges, which is O(m √m); space O(n + m). What two neighbours have in
/// common is the same from either side and is added up once: `c(i) = Σ (1 + Σ 1/d(q))² / d(i)²`.
/// # Determinism
/// What two neighbours share is added in the order of one of their rows, what a node has with its
/// neighbours in the order of nodes: any number of threads gives the same bytes.
/// # References
/// R. S. Burt, "Structural holes and good ideas", 2004, doi:10.1086/421787.
/// # Examples
/// ```
/// use sociogram::algo::{Unwatched, structure::constraint};
/// use sociogram::graph::CsrBuf;
///
/// // The middle of a star with four arms has four separate contacts, each of the others one.
/// let edges = [(0, 1, 0), (0, 2, 1), (0, 3, 2), (0, 4, 3)];
/// let star = CsrBuf::simple_undirected(6, &edges);
/// let constraint = constraint(star.view(), &Unwatched)?;
/// assert_eq!(constraint, [Some(0.25), Some(1.0), Some(1.0), Some(1.0), Some(1.0), None]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn constraint(graph: Csr<'_>, watch: &dyn Watch) -> Result<Vec<Option<f64>>, Stopped> {
    let ranked = Ranked::new(graph, Keep::All, ARCS_PER_BLOCK);
    let ties = ties(&ranked, watch)?;
    let mut sums = vec![0.0; ranked.node_count()];
    for (block, ties) in ranked.blocks.iter().zip(ties) {
        let pairs = ranked.ranks[block.clone()]
            .iter()
            .flat_map(|&rank| later_neighbors(&ranked, rank).map(move |other| (rank, other)));
        for ((rank, other), tie) in pairs.zip(ties) {
            sums[rank as usize] += tie;
            sums[other as usize] += tie;
        }
    }
    let of_node = |(&rank, &degree): (&u32, &u32)| {
        (degree > 0).then(|| sums[rank as usize] / (f64::from(degree) * f64::from(degree)))
    };
    Ok(ranked.ranks.iter().zip(&ranked.degrees).map(of_node).collect())
}

/// How many of a node's neighbours do not repeat each other: `d - 2 t / d` for d neighbours with t edges
/// among them. None for a node without neighbours.
///
/// # Conventions
/// The graph holds both arcs of every edge. Loops are ignored and parallel edges count once.
/// # Complexity
/// That of [`triangles`].
/// # Determinism
/// Each number comes from two counts.
/// # References
/// S. P. Borgatti, "Structural holes: unpacking Burt's redundancy measures", 1997, Connections 20(1).
/// # Examples
/// ```
/// use sociogram::algo::{Unwatched, structure::effective_size};
/// use sociogram::graph::CsrBuf;
///
/// let triangle = CsrBuf::simple_undirected(3, &[(0, 1, 0), (1, 2, 1), (2, 0, 2)]);
/// assert_eq!(effective_size(triangle.view(), &Unwatched)?, [Some(1.0); 3]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn effective_size(graph: Csr<'_>, watch: &dyn Watch) -> Result<Vec<Option<f64>>, Stopped> {
    let found = triangles(graph, watch)?;
    let of_node = |(&count, &degree): (&u32, &u32)| {
        let degree = f64::from(degree);
        (degree > 0.0).then(|| degree - 2.0 * f64::from(count) / degree)
    };
    Ok(found.per_node.iter().zip(&found.degrees).map(of_node).collect())
}

/// Arcs from which one thread looks for what neighbours share.
const ARCS_PER_BLOCK: usize = 1 << 12;

/// Groups looked at between two words to the watch.
const GROUPS_PER_WORD: usize = 1 << 23;

/// Neighbours of greater rank.
fn later_neighbors(ranked: &Ranked, rank: u32) -> impl Iterator<Item = u32> {
    let n_nodes = ranked.node_count() as u32;
    let row = ranked.groups(rank).as_flattened().iter().copied();
    row.filter(move |&other| rank < other && other < n_nodes)
}

/// For every edge the square of what ties its ends, `(1 + Σ 1/d(q))²`, in the blocks and the order of the
/// ends of smaller rank.
fn ties(ranked: &Ranked, watch: &dyn Watch) -> Result<Vec<Vec<f64>>, Stopped> {
    let n_nodes = ranked.node_count();
    let mut inverses = vec![0.0; n_nodes];
    for (&rank, &degree) in ranked.ranks.iter().zip(&ranked.degrees) {
        inverses[rank as usize] = 1.0 / f64::from(degree.max(1));
    }
    let n_done = AtomicUsize::new(0);
    let idle = Idle::new();
    let of_block = |block: &Range<usize>| {
        // 1/d for the neighbours of the current node, 0 for other nodes and what groups are filled with.
        let mut weights = idle.take(|| vec![0.0; n_nodes + 1]);
        let (mut ties, mut n_groups) = (Vec::new(), 0);
        for &rank in &ranked.ranks[block.clone()] {
            let row = ranked.groups(rank).as_flattened();
            for &other in row {
                weights[other as usize] = inverses.get(other as usize).copied().unwrap_or(0.0);
            }
            for other in later_neighbors(ranked, rank) {
                let groups = ranked.groups(other);
                let shared = shared(groups, &weights);
                ties.push((1.0 + shared) * (1.0 + shared));
                n_groups += groups.len();
            }
            for &other in row {
                weights[other as usize] = 0.0;
            }
            if n_groups >= GROUPS_PER_WORD {
                tell(watch, n_done.load(Relaxed), n_nodes)?;
                n_groups = 0;
            }
        }
        idle.give_back(weights);
        let n_before = n_done.fetch_add(block.len(), Relaxed);
        tell(watch, n_before + block.len(), n_nodes)?;
        Ok(ties)
    };
    ranked.blocks.par_iter().with_max_len(1).map(of_block).collect()
}

/// Sum of the weights of a row, in four parts.
fn shared(groups: &[Group], weights: &[f64]) -> f64 {
    let mut parts = [0.0; 4];
    for group in groups {
        let weights = group.map(|other| weights[other as usize]);
        for (at, part) in parts.iter_mut().enumerate() {
            *part += weights[at] + weights[at + 4];
        }
    }
    (parts[0] + parts[1]) + (parts[2] + parts[3])
}

#[cfg(test)]
mod tests {
    use super::super::examples;
    use super::*;
    use crate::algo::{Unwatched, naive, with_threads};
    use crate::graph::{CsrBuf, NodeIx};
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    /// Neighbours by their definition: other nodes that an arc leads to.
    fn neighbors(graph: Csr<'_>, node: usize) -> Vec<usize> {
        let is_joined = |&other: &usize| {
            other != node && graph.neighbors(NodeIx(node as u32)).contains(&(other as u32))
        };
        (0..graph.node_count()).filter(is_joined).collect()
    }

    fn by_definition(graph: Csr<'_>) -> Vec<Option<f64>> {
        let n = graph.node_count();
        let p = |a: usize, b: usize| {
            let of_a = neighbors(graph, a);
            if of_a.contains(&b) { 1.0 / of_a.len() as f64 } else { 0.0 }
        };
        let part = |i: usize, j: usize| {
            let indirect: f64 =
                (0..n).filter(|&q| q != i && q != j).map(|q| p(i, q) * p(q, j)).sum();
            (p(i, j) + indirect).powi(2)
        };
        let of_node = |i: usize| {
            let of_i = neighbors(graph, i);
            (!of_i.is_empty()).then(|| of_i.iter().map(|&j| part(i, j)).sum())
        };
        (0..n).map(of_node).collect()
    }

    fn sizes_by_definition(graph: Csr<'_>) -> Vec<Option<f64>> {
        let of_node = |i: usize| {
            let of_i = neighbors(graph, i);
            let repeated = |&j: &usize| {
                let known = neighbors(graph, j).into_iter().filter(|q| of_i.contains(q)).count();
                known as f64 / of_i.len() as f64
            };
            (!of_i.is_empty()).then(|| of_i.iter().map(|j| 1.0 - repeated(j)).sum())
        };
        (0..graph.node_count()).map(of_node).collect()
    }

    fn are_near(a: &[Option<f64>], b: &[Option<f64>]) -> bool {
        let is_near = |(a, b): (&Option<f64>, &Option<f64>)| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-12,
            _ => a.is_none() && b.is_none(),
        };
        a.len() == b.len() && a.iter().zip(b).all(is_near)
    }

    /// NetworkX 3.6: `constraint` and `effective_size` of Zachary's karate club without weights.
    #[test]
    fn the_karate_club_is_as_elsewhere() {
        let club = examples::karate_club();
        let ours = constraint(club.view(), &Unwatched).unwrap();
        let picked = [ours[0], ours[11], ours[33]];
        let theirs = [0.155_423_297_646_604_95, 1.0, 0.156_418_685_121_107_3].map(Some);
        assert!(are_near(&picked, &theirs));
        let ours = effective_size(club.view(), &Unwatched).unwrap();
        let theirs = [13.75, 1.0, 15.235_294_117_647_062].map(Some);
        assert!(are_near(&[ours[0], ours[11], ours[33]], &theirs));
    }

    #[test]
    fn stars_and_chains_of_a_million_have_few_ties() {
        let star = constraint(naive::star(1_000_000).view(), &Unwatched).unwrap();
        assert!(are_near(&star[..2], &[Some(1e-6), Some(1.0)]));
        let chain = constraint(naive::chain(1_000_000).view(), &Unwatched).unwrap();
        assert_eq!(chain[..3], [Some(1.0), Some(0.5), Some(0.5)]);
    }

    #[test]
    fn lone_nodes_have_no_contacts() {
        assert_eq!(constraint(CsrBuf::default().view(), &Unwatched), Ok(vec![]));
        let lone = naive::undirected(1, &[(0, 0)]);
        assert_eq!(constraint(lone.view(), &Unwatched), Ok(vec![None]));
        assert_eq!(effective_size(lone.view(), &Unwatched), Ok(vec![None]));
    }

    #[test]
    fn any_number_of_threads_gives_the_same() {
        let graph = examples::tangle();
        let once = constraint(graph.view(), &Unwatched);
        for n_threads in [1, 2, 5] {
            let again = with_threads(n_threads, || constraint(graph.view(), &Unwatched));
            assert_eq!(again.unwrap(), once);
        }
    }

    #[test]
    fn a_watch_stops_it() {
        let stop = |_| ControlFlow::Break(());
        assert_eq!(constraint(naive::star(3).view(), &stop), Err(Stopped));
        assert_eq!(effective_size(naive::star(3).view(), &stop), Err(Stopped));
    }

    proptest! {
        #[test]
        fn numbers_are_those_of_the_definition(graph in naive::undirected_graphs()) {
            let ours = constraint(graph.view(), &Unwatched).unwrap();
            prop_assert!(are_near(&ours, &by_definition(graph.view())));
            let ours = effective_size(graph.view(), &Unwatched).unwrap();
            prop_assert!(are_near(&ours, &sizes_by_definition(graph.view())));
        }
    }
}
