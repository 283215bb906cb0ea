//! Triangles: how many there are, at which nodes, and what share of those that could be.
//!
//! The graph is undirected. Counts are exact; nothing is sampled.

use super::ranked::{Keep, Ranked};
use super::scratch::Idle;
use crate::algo::watch::tell;
use crate::algo::{Stopped, Watch};
use crate::graph::Csr;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The triangles of a graph, by node.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Triangles {
    /// For each node the number of triangles it is a corner of. Each has an edge of its own on the other
    /// side, so there are no more than edges.
    pub per_node: Vec<u32>,
    /// For each node the number of other nodes it is joined to.
    pub degrees: Vec<u32>,
}

/// Counts the triangles at every node: `t(v) = |{{u, w} : u v, v w and w u are edges}|`.
///
/// # Conventions
/// The graph holds both arcs of every edge. Loops are ignored and parallel edges count once.
/// # Complexity
/// Time O(m √m), space O(n + m). Every edge asks, for the neighbours of its end of higher degree that are
/// of higher degree still, whether they are neighbours of the other end.
/// # Determinism
/// Counts are exact.
/// # References
/// N. Chiba, T. Nishizeki, "Arboricity and subgraph listing algorithms", 1985, doi:10.1137/0214017.
/// T. Schank, D. Wagner, "Finding, counting and listing all triangles in large graphs, an experimental
/// study", 2005, doi:10.1007/11427186_54.
/// # Examples
/// ```
/// use sociogram::algo::{Unwatched, structure::triangles};
/// use sociogram::graph::CsrBuf;
///
/// // A triangle with a tail.
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (1, 2, 1), (2, 0, 2), (2, 3, 3)]);
/// let found = triangles(graph.view(), &Unwatched)?;
/// assert_eq!(found.per_node, [1, 1, 1, 0]);
/// assert_eq!(found.local_clustering(), [1.0, 1.0, 1.0 / 3.0, 0.0]);
/// # Ok::<(), sociogram::algo::Stopped>(())
/// ```
pub fn triangles(graph: Csr<'_>, watch: &dyn Watch) -> Result<Triangles, Stopped> {
    let ranked = Ranked::new(graph, Keep::Smaller, ARCS_PER_BLOCK);
    let n_nodes = ranked.node_count();
    let count_one = |ranked: &_, rank, marks: &_, counts: &mut Vec<u32>| {
        count_corners(ranked, rank, marks, counts)
    };
    let counts = count_blocks(&ranked, watch, &vec![0; n_nodes + 1], count_one)?;
    let count = |&rank: &u32| counts.iter().map(|counts| counts[rank as usize]).sum();
    let per_node = ranked.ranks.iter().map(count).collect();
    Ok(Triangles { per_node, degrees: ranked.degrees })
}

/// Number of triangles of a graph. Counts as [`triangles`] does, without the nodes, which is faster.
///
/// # Examples
/// ```
/// use sociogram::algo::{Unwatched, structure::triangle_count};
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::simple_undirected(3, &[(0, 1, 0), (1, 2, 1), (2, 0, 2)]);
/// assert_eq!(triangle_count(graph.view(), &Unwatched), Ok(1));
/// ```
pub fn triangle_count(graph: Csr<'_>, watch: &dyn Watch) -> Result<u64, Stopped> {
    let ranked = Ranked::new(graph, Keep::Smaller, ARCS_PER_BLOCK);
    Ok(count_blocks(&ranked, watch, &0, count_all)?.into_iter().sum())
}

impl Triangles {
    /// Number of triangles.
    pub fn count(&self) -> u64 {
        self.per_node.iter().map(|&count| u64::from(count)).sum::<u64>() / 3
    }

    /// For each node the share of pairs of its neighbours that are joined: `c(v) = 2 t(v) / (d (d - 1))`;
    /// 0 for a node with fewer than two.
    ///
    /// # References
    /// D. J. Watts, S. H. Strogatz, "Collective dynamics of 'small-world' networks", 1998, doi:10.1038/30918.
    pub fn local_clustering(&self) -> Vec<f64> {
        let share = |(&count, &degree): (&u32, &u32)| {
            let pairs = pairs_of(degree);
            if pairs == 0 { 0.0 } else { f64::from(count) / pairs as f64 }
        };
        self.per_node.iter().zip(&self.degrees).map(share).collect()
    }

    /// Share of the pairs of edges with a common end that a third edge closes, in the whole graph:
    /// `3 · triangles / Σ d (d - 1) / 2`; 0 where there is no such pair.
    ///
    /// # References
    /// M. E. J. Newman, S. H. Strogatz, D. J. Watts, "Random graphs with arbitrary degree distributions and
    /// their applications", 2001, doi:10.1103/PhysRevE.64.026118.
    pub fn transitivity(&self) -> f64 {
        let pairs: u64 = self.degrees.iter().map(|&degree| pairs_of(degree)).sum();
        if pairs == 0 { 0.0 } else { (3 * self.count()) as f64 / pairs as f64 }
    }
}

/// Pairs among so many.
fn pairs_of(degree: u32) -> u64 {
    u64::from(degree) * u64::from(degree.saturating_sub(1)) / 2
}

/// Arcs whose triangles one thread counts in a row.
const ARCS_PER_BLOCK: usize = 1 << 14;

/// Groups that are asked about between two words to the watch.
const QUESTIONS_PER_WORD: usize = 1 << 23;

/// What a thread holds while it counts.
struct Counter<T> {
    /// 1 for the neighbours of smaller rank of the current node, otherwise 0. Has a place for what
    /// groups are filled up with.
    marks: Vec<u8>,
    counts: T,
}

/// Counts for every node, in blocks, and returns what the threads have counted, each for itself.
/// `count_one` is given a node's rank and returns how often it asked whether two nodes are neighbours.
fn count_blocks<T: Clone + Send + Sync>(
    ranked: &Ranked,
    watch: &dyn Watch,
    empty: &T,
    count_one: impl Fn(&Ranked, u32, &[u8], &mut T) -> usize + Sync,
) -> Result<Vec<T>, Stopped> {
    let n_nodes = ranked.node_count();
    let n_done = AtomicUsize::new(0);
    let idle = Idle::new();
    ranked.blocks.par_iter().with_max_len(1).try_for_each(|block| {
        let new = || Counter { marks: vec![0; n_nodes + 1], counts: empty.clone() };
        let mut counter = idle.take(new);
        let mut n_questions = 0;
        for &rank in &ranked.ranks[block.clone()] {
            let smaller = ranked.groups(rank).as_flattened();
            // A triangle at this node needs two others.
            if smaller.get(1).is_none_or(|&second| second as usize == n_nodes) {
                continue;
            }
            for &other in smaller {
                counter.marks[other as usize] = 1;
            }
            counter.marks[n_nodes] = 0;
            n_questions += count_one(ranked, rank, &counter.marks, &mut counter.counts);
            for &other in smaller {
                counter.marks[other as usize] = 0;
            }
            if n_questions >= QUESTIONS_PER_WORD {
                tell(watch, n_done.load(Relaxed), n_nodes)?;
                n_questions = 0;
            }
        }
        idle.give_back(counter);
        let n_before = n_done.fetch_add(block.len(), Relaxed);
        tell(watch, n_before + block.len(), n_nodes)
    })?;
    Ok(idle.into_all().into_iter().map(|counter| counter.counts).collect())
}

fn count_all(ranked: &Ranked, rank: u32, marks: &[u8], count: &mut u64) -> usize {
    let (mut n_questions, mut at_rank) = (0, 0);
    for &middle in ranked.groups(rank).as_flattened() {
        if middle as usize == ranked.node_count() {
            break;
        }
        let groups = ranked.groups(middle);
        for group in groups {
            // Eight marks fit a byte, which also keeps the sum in one register.
            at_rank += u32::from(group.iter().fold(0, |sum, &other| sum + marks[other as usize]));
        }
        n_questions += groups.len();
    }
    *count += u64::from(at_rank);
    n_questions
}

fn count_corners(ranked: &Ranked, rank: u32, marks: &[u8], counts: &mut [u32]) -> usize {
    let (mut n_questions, mut at_rank) = (0, 0);
    let counts = &mut counts[..marks.len()];
    for &middle in ranked.groups(rank).as_flattened() {
        if middle as usize == ranked.node_count() {
            break;
        }
        let groups = ranked.groups(middle);
        let mut closed = 0;
        for group in groups {
            for &other in group {
                let mark = u32::from(marks[other as usize]);
                counts[other as usize] += mark;
                closed += mark;
            }
        }
        counts[middle as usize] += closed;
        at_rank += closed;
        n_questions += groups.len();
    }
    counts[rank as usize] += at_rank;
    n_questions
}

#[cfg(test)]
mod tests {
    use super::super::examples;
    use super::*;
    use crate::algo::{Unwatched, naive, with_threads};
    use crate::graph::{CsrBuf, NodeIx};
    use proptest::prelude::*;
    use std::ops::ControlFlow;

    /// For every node the pairs of other nodes with which all three are joined.
    fn by_definition(graph: Csr<'_>) -> Triangles {
        let nodes = || graph.nodes();
        let is_joined = |a: NodeIx, b: NodeIx| a != b && graph.neighbors(a).contains(&b.0);
        let at = |v: NodeIx| {
            let pairs = nodes().flat_map(|u| nodes().map(move |w| (u, w))).filter(|(u, w)| u < w);
            pairs.filter(|&(u, w)| is_joined(v, u) && is_joined(v, w) && is_joined(u, w)).count()
        };
        let degree = |v: NodeIx| nodes().filter(|&u| is_joined(v, u)).count() as u32;
        Triangles {
            per_node: nodes().map(|v| at(v) as u32).collect(),
            degrees: nodes().map(degree).collect(),
        }
    }

    /// NetworkX 3.6: `triangles`, `transitivity` and `average_clustering` of Zachary's karate club.
    #[test]
    fn the_karate_club_is_as_elsewhere() {
        let found = triangles(examples::karate_club().view(), &Unwatched).unwrap();
        assert_eq!(found.count(), 45);
        assert!((found.transitivity() - 0.255_681_818_181_818_2).abs() < 1e-15);
        let average = found.local_clustering().iter().sum::<f64>() / 34.0;
        assert!((average - 0.570_638_478_207_682_3).abs() < 1e-15);
    }

    #[test]
    fn a_complete_graph_is_all_triangles() {
        let edges: Vec<_> = (0..60).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        let graph = naive::undirected(60, &edges);
        let found = triangles(graph.view(), &Unwatched).unwrap();
        assert_eq!(found.per_node, [59 * 58 / 2; 60]);
        assert_eq!(triangle_count(graph.view(), &Unwatched), Ok(60 * 59 * 58 / 6));
        assert_eq!((found.transitivity(), found.local_clustering()), (1.0, vec![1.0; 60]));
    }

    #[test]
    fn stars_and_chains_of_a_million_have_none() {
        for graph in [naive::star(1_000_000), naive::chain(1_000_000)] {
            let found = triangles(graph.view(), &Unwatched).unwrap();
            assert_eq!((found.count(), found.transitivity()), (0, 0.0));
        }
    }

    #[test]
    fn nothing_has_no_triangles() {
        assert_eq!(triangles(CsrBuf::default().view(), &Unwatched), Ok(Triangles::default()));
        let lone = triangles(naive::undirected(1, &[(0, 0)]).view(), &Unwatched).unwrap();
        assert_eq!((lone.degrees.as_slice(), lone.local_clustering()), (&[0][..], vec![0.0]));
    }

    #[test]
    fn any_number_of_threads_gives_the_same() {
        let graph = examples::tangle();
        let once = triangles(graph.view(), &Unwatched).unwrap();
        assert!(once.count() > 1000);
        for n_threads in [1, 2, 5] {
            let again = with_threads(n_threads, || triangles(graph.view(), &Unwatched)).unwrap();
            assert_eq!(again.as_ref(), Ok(&once));
            let count =
                with_threads(n_threads, || triangle_count(graph.view(), &Unwatched)).unwrap();
            assert_eq!(count, Ok(once.count()));
        }
    }

    #[test]
    fn a_watch_stops_it() {
        let stop = |_| ControlFlow::Break(());
        assert_eq!(triangles(naive::star(3).view(), &stop), Err(Stopped));
        assert_eq!(triangle_count(naive::star(3).view(), &stop), Err(Stopped));
    }

    proptest! {
        #[test]
        fn counts_are_those_of_the_definition(graph in naive::undirected_graphs()) {
            let expected = by_definition(graph.view());
            prop_assert_eq!(triangle_count(graph.view(), &Unwatched), Ok(expected.count()));
            prop_assert_eq!(triangles(graph.view(), &Unwatched), Ok(expected));
        }
    }
}
