//! The k shortest simple paths between two nodes.
//!
//! Yen's method with Lawler's partition: each path found divides the paths that remain into sets that
//! do not overlap, one per node where they leave it; the shortest of each set waits in a queue.

use super::deviations::{DeviationSearch, length_bound};
use super::enumeration::{Enumeration, EnumerationLimits};
use super::terrain::{Length, Terrain};
use crate::graph::NodeIx;

/// The shortest paths between two nodes, as many as were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KShortest<T = u32> {
    /// In order of length, then of number of arcs, then of nodes.
    pub paths: Vec<RankedPath<T>>,
    /// Whether there are others.
    pub enumeration: Enumeration,
}

/// A path and its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedPath<T = u32> {
    /// Both ends included.
    pub nodes: Vec<NodeIx>,
    /// Sum of the lengths of its arcs, in half steps or in weight.
    pub length: T,
}

/// Lists the `paths_max` first simple node sequences from `source` to `target` whose inner nodes are
/// passable, in the order of (length, arcs, nodes).
///
/// # Conventions
/// Parallel arcs count once, as the shortest of them. A node and itself are joined by the sequence of
/// that one node. The first path is found whatever `steps_max` says.
/// # Complexity
/// Time O(k l (n + m) log m) at worst for k paths of at most l arcs. In practice that of one search from
/// the target as far as the source, and one look at the arcs of each node of a path: the searches that
/// remain are few, drawn to the target by the distances without detour, and seldom look further than
/// they must. Space O(n + m + k l), and never more than `steps_max` nodes of paths.
/// # Determinism
/// The order is total.
/// # References
/// J. Y. Yen, "Finding the K shortest loopless paths in a network", 1971, doi:10.1287/mnsc.17.11.712.
/// E. L. Lawler, "A procedure for computing the K best solutions to discrete optimization problems and
/// its application to the shortest path problem", 1972, doi:10.1287/mnsc.18.7.401.
/// P. E. Hart, N. J. Nilsson, B. Raphael, "A formal basis for the heuristic determination of minimum
/// cost paths", 1968, doi:10.1109/TSSC.1968.300136.
/// D. Kurz, P. Mutzel, "A sidetrack-based algorithm for finding the k shortest simple paths in a directed
/// graph", 2016, doi:10.4230/LIPIcs.ISAAC.2016.49.
/// # Examples
/// ```
/// use sociogram::algo::paths::{Enumeration, EnumerationLimits, Terrain, k_shortest_paths};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// let graph = CsrBuf::simple_undirected(3, &[(0, 1, 0), (1, 2, 1), (0, 2, 2)]);
/// let terrain = Terrain::new(graph.view(), &[2_u8; 6], &[true; 3]);
/// let limits = EnumerationLimits { paths_max: 5, ..EnumerationLimits::default() };
/// let found = k_shortest_paths(terrain, NodeIx(0), NodeIx(2), limits);
/// assert_eq!(found.paths[0].length, 2);
/// assert_eq!(found.paths[1].nodes, [NodeIx(0), NodeIx(1), NodeIx(2)]);
/// assert_eq!(found.enumeration, Enumeration::Complete);
/// ```
pub fn k_shortest_paths<L: Length>(
    terrain: Terrain<'_, L>,
    source: NodeIx,
    target: NodeIx,
    limits: EnumerationLimits,
) -> KShortest<L::Total> {
    let cost_max = length_bound::<L>(L::FAR);
    let mut search = DeviationSearch::new(terrain, source, target, cost_max, limits.steps_max);
    let (paths, enumeration) = search.take(limits.paths_max);
    KShortest { paths, enumeration }
}

/// As [`k_shortest_paths`], only those of least length: all that are equally light, in the order of (arcs,
/// nodes).
///
/// # Complexity
/// As [`k_shortest_paths`]. Paths in half steps are counted without being listed by
/// [`super::all_shortest_paths`].
/// # Examples
/// ```
/// use sociogram::algo::paths::{Enumeration, EnumerationLimits, Terrain, lightest_paths};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // A square with one heavy side, and the way round as heavy as straight across.
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (0, 2, 1), (0, 3, 2), (1, 3, 3), (2, 3, 4)]);
/// let weights = [3_u32, 4, 7, 3, 4, 4, 9, 7, 4, 9];
/// let terrain = Terrain::new(graph.view(), &weights, &[true; 4]);
/// let limits = EnumerationLimits::default();
/// let found = lightest_paths(terrain, NodeIx(0), NodeIx(3), limits);
/// assert_eq!(found.paths.len(), 2);
/// assert_eq!(found.paths[0].nodes, [NodeIx(0), NodeIx(3)]);
/// assert_eq!(found.enumeration, Enumeration::Complete);
/// ```
pub fn lightest_paths<L: Length>(
    terrain: Terrain<'_, L>,
    source: NodeIx,
    target: NodeIx,
    limits: EnumerationLimits,
) -> KShortest<L::Total> {
    let cost_max = length_bound::<L>(L::FAR);
    let mut search = DeviationSearch::new(terrain, source, target, cost_max, limits.steps_max);
    search.keep_shortest();
    let (paths, enumeration) = search.take(limits.paths_max);
    KShortest { paths, enumeration }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    fn expected<L: Length>(
        terrain: Terrain<'_, L>,
        source: NodeIx,
        target: NodeIx,
    ) -> Vec<RankedPath<L::Total>> {
        naive::simple_paths(terrain, source, target)
            .into_iter()
            .map(|naive::Path { nodes, length }| RankedPath { nodes, length })
            .collect()
    }

    #[test]
    fn later_paths_leave_earlier_ones_where_it_costs_least() {
        // Two routes from 0 over 2 and one over 1; lengths and order worked out by hand.
        let edges = [(0, 1, 2), (0, 2, 1), (1, 3, 2), (2, 3, 1), (2, 4, 2), (3, 5, 1), (4, 5, 1)];
        let ground = naive::Ground::open(6, &edges);
        let limits = EnumerationLimits { paths_max: 3, ..EnumerationLimits::default() };
        let found = k_shortest_paths(ground.terrain(), NodeIx(0), NodeIx(5), limits);
        let found: Vec<_> = found
            .paths
            .iter()
            .map(|path| (path.length, path.nodes.iter().map(|n| n.0).collect::<Vec<_>>()))
            .collect();
        let by_hand = [(3, vec![0, 2, 3, 5]), (4, vec![0, 2, 4, 5]), (5, vec![0, 1, 3, 5])];
        assert_eq!(found, by_hand);
    }

    #[test]
    fn a_bound_that_grows_past_the_limit_ends_the_search() {
        // After 0 - 1 - 4 the ways from 1 by 2 and by 3 look cheaper than 0 - 4 and turn out dearer.
        let edges = [(0, 1, 0), (0, 4, 2), (1, 2, 0), (1, 3, 1), (1, 4, 0), (2, 4, 2), (3, 4, 1)];
        let ground = naive::Ground::open(5, &edges);
        let (source, target) = (NodeIx(0), NodeIx(4));
        let expected = expected(ground.terrain(), source, target);
        for paths_max in 0..=expected.len() {
            let limits = EnumerationLimits { paths_max, ..EnumerationLimits::default() };
            let found = k_shortest_paths(ground.terrain(), source, target, limits);
            assert_eq!(found.paths, expected[..paths_max]);
        }
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_has_one_path() {
        let graph = naive::chain(100_000);
        let (lengths, passable) = (vec![2_u8; 200_000], vec![true; 100_001]);
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        let limits = EnumerationLimits::default();
        let found = k_shortest_paths(terrain, NodeIx(0), NodeIx(100_000), limits);
        assert_eq!(found.paths.len(), 1);
        assert_eq!(found.enumeration, Enumeration::Complete);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn paths_are_the_first_of_all_simple_paths(
            ground in naive::grounds(), paths_max in 0..12_usize, steps_max in 0..400_u64,
        ) {
            check(ground.terrain(), paths_max, steps_max)?;
        }

        #[test]
        fn weighted_paths_are_the_first_of_all_simple_paths(
            ground in naive::weighted_grounds(), paths_max in 0..12_usize, steps_max in 0..400_u64,
        ) {
            check(ground.terrain(), paths_max, steps_max)?;
        }
    }

    fn check<L: Length>(
        terrain: Terrain<'_, L>,
        paths_max: usize,
        steps_max: u64,
    ) -> Result<(), TestCaseError> {
        for source in terrain.graph().nodes() {
            for target in terrain.graph().nodes() {
                let expected = expected(terrain, source, target);
                let limits = EnumerationLimits { paths_max: 5000, ..Default::default() };
                let all = k_shortest_paths(terrain, source, target, limits);
                prop_assert_eq!(&all.paths, &expected);
                prop_assert_eq!(all.enumeration, Enumeration::Complete);

                let lightest = lightest_paths(terrain, source, target, limits);
                let n_lightest = expected.partition_point(|path| path.length <= expected[0].length);
                prop_assert_eq!(&lightest.paths[..], &expected[..n_lightest]);
                prop_assert_eq!(lightest.enumeration, Enumeration::Complete);

                let limits = EnumerationLimits { paths_max, ..Default::default() };
                let first = k_shortest_paths(terrain, source, target, limits);
                let n_first = paths_max.min(expected.len());
                prop_assert_eq!(&first.paths[..], &expected[..n_first]);
                let is_cut = first.enumeration == Enumeration::CutAtPaths;
                prop_assert_eq!(is_cut, n_first < expected.len());

                let limits = EnumerationLimits { paths_max: 5000, steps_max };
                let some = k_shortest_paths(terrain, source, target, limits);
                prop_assert!(some.paths.len() >= expected.len().min(1));
                prop_assert_eq!(&some.paths[..], &expected[..some.paths.len()]);
                if some.enumeration == Enumeration::Complete {
                    prop_assert_eq!(some.paths.len(), expected.len());
                }
            }
        }
        Ok(())
    }
}
