//! Distances in half steps, by a queue of buckets.
//!
//! Distances only; [`super::cheapest_paths`] also remembers the way.

use super::bfs::UNREACHED;
use super::terrain::{HALF_STEPS_MAX, Terrain};
use crate::graph::NodeIx;

const BUCKETS: usize = HALF_STEPS_MAX as usize + 1;

/// Lengths of shortest paths from `source`: `d(v) = min Σ half_steps(a)` over paths to `v` whose inner
/// nodes are passable; [`UNREACHED`] where there is none.
///
/// # Conventions
/// The source and the node itself need not be passable. Of parallel arcs the shortest counts.
/// # Complexity
/// Time O(n + m), space O(n).
/// # Determinism
/// The distances are unique.
/// # References
/// R. B. Dial, "Algorithm 360: shortest-path forest with topological ordering", 1969,
/// doi:10.1145/363269.363610.
/// # Examples
/// ```
/// use sociogram::algo::paths::{Terrain, UNREACHED, half_step_distances};
/// use sociogram::graph::{CsrBuf, NodeIx};
///
/// // 0 - 1 - 2 - 3, where 2 is an end only.
/// let graph = CsrBuf::simple_undirected(4, &[(0, 1, 0), (1, 2, 1), (2, 3, 2)]);
/// let passable = [true, true, false, true];
/// let terrain = Terrain::new(graph.view(), &[1, 1, 2, 2, 2, 2], &passable);
/// assert_eq!(half_step_distances(terrain, NodeIx(0)), [0, 1, 3, UNREACHED]);
/// ```
pub fn half_step_distances(terrain: Terrain<'_>, source: NodeIx) -> Vec<u32> {
    let mut distances = vec![UNREACHED; terrain.graph().node_count()];
    // Nodes queued at distance d wait in bucket d modulo BUCKETS: none lies further ahead than one arc.
    let mut buckets: [Vec<NodeIx>; BUCKETS] = [const { Vec::new() }; BUCKETS];
    distances[source.at()] = 0;
    buckets[0].push(source);
    let mut current = 0;
    while buckets.iter().any(|bucket| !bucket.is_empty()) {
        while let Some(node) = buckets[current as usize % BUCKETS].pop() {
            let may_lead_on = node == source || terrain.is_passable(node);
            if distances[node.at()] != current || !may_lead_on {
                continue;
            }
            for (_, target, length) in terrain.arcs(node) {
                let distance = current + length;
                if distance < distances[target.at()] {
                    distances[target.at()] = distance;
                    buckets[distance as usize % BUCKETS].push(target);
                }
            }
        }
        current += 1;
    }
    distances
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    #[test]
    fn a_chain_of_a_million_identities_has_no_length() {
        let graph = naive::chain(1_000_000);
        let (lengths, passable) = (vec![0; 2_000_000], vec![true; 1_000_001]);
        let terrain = Terrain::new(graph.view(), &lengths, &passable);
        assert!(half_step_distances(terrain, NodeIx(0)).iter().all(|&distance| distance == 0));
    }

    proptest! {
        #[test]
        fn distances_are_the_least_over_all_simple_paths(ground in naive::grounds()) {
            let terrain = ground.terrain();
            for source in terrain.graph().nodes() {
                let distances = half_step_distances(terrain, source);
                for target in terrain.graph().nodes() {
                    let shortest = naive::simple_paths(terrain, source, target)
                        .first()
                        .map_or(UNREACHED, |path| path.length);
                    prop_assert_eq!(distances[target.at()], shortest);
                }
            }
        }
    }
}
