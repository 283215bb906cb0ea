//! Moves of single nodes between communities, each of which gains modularity.

use super::levels::{Climb, Counts, Level};
use super::numbering::number_by_least_node;
use crate::algo::watch::Stopped;

/// A pass that moves fewer than one node in so many is the last where the tail is cut.
const NODES_PER_MOVE: usize = 1 << 10;

/// Most passes over the nodes of one level. With a resolution of 1 sums below 2^53 are exact, every move
/// gains and passes end by themselves; this bounds them where rounding could let two moves undo each other.
const PASSES_MAX: usize = 200;

/// Which community each node of a level is in.
#[derive(Clone)]
pub(super) struct Partition {
    /// Names are below the number of nodes.
    pub(super) community: Vec<u32>,
    /// K: ends of edges at each community.
    pub(super) ends: Vec<f64>,
    /// Names nobody has.
    free: Vec<u32>,
}

/// What becomes of the last few moves.
#[derive(Clone, Copy)]
pub(super) enum Tail {
    /// A pass that moves fewer than one node in 1024 is the last.
    Cut,
    /// Passes go on until no node gains by a move.
    Whole,
}

impl Partition {
    /// Every node alone.
    pub(super) fn alone(level: &Level<'_>) -> Self {
        let community = (0..level.node_count() as u32).collect();
        Self { community, ends: level.degrees.clone(), free: Vec::new() }
    }

    /// Communities by any names below the number of nodes. A lone node has one of its own.
    pub(super) fn new(level: &Level<'_>, community: Vec<u32>) -> Self {
        let n_nodes = level.node_count();
        let (mut ends, mut is_free) = (vec![0.0; n_nodes], vec![true; n_nodes]);
        for (&own, k) in community.iter().zip(&level.degrees) {
            ends[own as usize] += k;
            is_free[own as usize] = false;
        }
        // The least is taken first.
        let free = (0..n_nodes as u32).rev().filter(|&name| is_free[name as usize]).collect();
        Self { community, ends, free }
    }

    /// Names the communities by their least node; returns the partition and their number.
    pub(super) fn numbered(mut self, level: &Level<'_>) -> (Self, usize) {
        let n_communities = number_by_least_node(&mut self.community);
        (Self::new(level, self.community), n_communities)
    }
}

impl Level<'_> {
    /// How many moves are few.
    pub(super) fn few(&self) -> usize {
        self.node_count() / NODES_PER_MOVE
    }

    /// Moves every node that gains, in the order of indices, until none does or the tail is cut; tells how
    /// many moves there were.
    pub(super) fn moved(
        &self,
        partition: &mut Partition,
        tail: Tail,
        climb: &Climb<'_>,
    ) -> Result<usize, Stopped> {
        let moves_min = match tail {
            Tail::Cut => self.few(),
            Tail::Whole => 0,
        };
        let mut counts = Counts::new(self.node_count());
        // A node is due again when a neighbour went to another community; in the end all are tried once more.
        let mut is_due = vec![true; self.node_count()];
        let (mut is_full_pass, mut moves) = (true, 0);
        for _ in 0..PASSES_MAX {
            let moves_in_pass = self.pass(partition, &mut is_due, &mut counts, climb)?;
            moves += moves_in_pass;
            if moves_in_pass < moves_min || moves_in_pass == 0 && is_full_pass {
                break;
            }
            is_full_pass = moves_in_pass == 0;
            if is_full_pass {
                is_due.fill(true);
            }
        }
        Ok(moves)
    }

    /// Tries every node that is due once; tells how many moved.
    fn pass(
        &self,
        partition: &mut Partition,
        is_due: &mut [bool],
        counts: &mut Counts,
        climb: &Climb<'_>,
    ) -> Result<usize, Stopped> {
        let Partition { community, ends, free } = partition;
        let (mut moves, mut looked) = (0, 0);
        for node in 0..self.node_count() {
            if !std::mem::take(&mut is_due[node]) {
                continue;
            }
            let (own, k, row) = (community[node], self.degrees[node], self.row(node));
            row.each(|target, edges| counts.add(community[target], edges));
            ends[own as usize] -= k;
            // 2m times what the node adds to a community: edges found less edges expected.
            let pull = climb.resolution * k;
            let gain = |to| f64::from(counts.of(to)) * self.total - pull * ends[to as usize];
            let mut best = (own, gain(own));
            for &to in counts.met() {
                let gain = gain(to);
                #[expect(clippy::float_cmp, reason = "ties are of equal integers")]
                let is_tie_won = gain == best.1 && best.0 != own && to < best.0;
                if gain > best.1 || is_tie_won {
                    best = (to, gain);
                }
            }
            counts.reset();
            // Alone a node gains 0.
            let to = if best.1 < 0.0 { free.pop().unwrap_or(own) } else { best.0 };
            ends[to as usize] += k;
            if to != own {
                // Who moves has an edge, so nobody is left where no end is.
                if ends[own as usize] == 0.0 {
                    free.push(own);
                }
                community[node] = to;
                moves += 1;
                for &target in row.targets {
                    is_due[target as usize] |= community[target as usize] != to;
                }
            }
            climb.looked(&mut looked, row.targets.len())?;
        }
        climb.tell()?;
        Ok(moves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::community::modularity::modularity_at;
    use crate::algo::{Unwatched, naive};
    use proptest::prelude::*;

    #[test]
    fn a_node_that_is_no_gain_to_its_community_leaves_for_one_of_its_own() {
        // The end of the chain has no edge into its community.
        let chain = naive::chain(3);
        let level = Level::of(chain.view());
        let climb = Climb { resolution: 2.0, watch: &Unwatched, done: 0, total: 1 };
        let mut partition = Partition::new(&level, vec![0, 1, 1, 0]);
        level.moved(&mut partition, Tail::Whole, &climb).expect("nobody stops it");
        assert_eq!(partition.community, [2, 2, 0, 0]);
    }

    proptest! {
        #[test]
        fn in_the_end_no_node_gains_by_a_move(
            graph in naive::undirected_graphs(),
            names in prop::collection::vec(0..7_u32, 7),
            resolution in 0.0..3.0_f64,
        ) {
            let view = graph.view();
            let n = view.node_count();
            let start: Vec<u32> =
                names[..n].iter().map(|&name| name.min(n as u32 - 1)).collect();
            let level = Level::of(view);
            let climb = Climb { resolution, watch: &Unwatched, done: 0, total: 1 };
            let mut partition = Partition::new(&level, start.clone());
            let moves = level.moved(&mut partition, Tail::Whole, &climb).expect("nobody stops it");
            let after = modularity_at(view, &partition.community, resolution);
            let before = modularity_at(view, &start, resolution);
            prop_assert!(after >= before - 1e-12);
            prop_assert!(moves > 0 || partition.community == start);
            for node in view.nodes() {
                let mut tried = partition.community.clone();
                let others = view.neighbors(node).iter().map(|&to| partition.community[to as usize]);
                let unused = (0..n as u32).find(|name| !partition.community.contains(name));
                for to in others.chain(unused) {
                    tried[node.at()] = to;
                    prop_assert!(modularity_at(view, &tried, resolution) <= after + 1e-12);
                }
            }
        }
    }
}
