//! Names of communities: numbers from 0, by least node while we climb and by size in answers.

use std::cmp::Reverse;

/// Names communities by their least node, from any names below the number of nodes; returns their number.
pub(super) fn number_by_least_node(community: &mut [u32]) -> usize {
    const UNNAMED: u32 = u32::MAX;
    let mut names = vec![UNNAMED; community.len()];
    let mut n_communities = 0;
    for own in community {
        let name = &mut names[*own as usize];
        if *name == UNNAMED {
            *name = n_communities;
            n_communities += 1;
        }
        *own = *name;
    }
    n_communities as usize
}

/// Names communities by falling size, equal sizes by least node, from any names below the number of nodes.
pub(super) fn number_by_size(community: &mut [u32]) {
    // Numbered by least node first, so that a stable order keeps equal sizes as they are.
    let mut sizes = vec![0_usize; number_by_least_node(community)];
    for &own in &*community {
        sizes[own as usize] += 1;
    }
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&at| Reverse(sizes[at]));
    let mut names = vec![0; sizes.len()];
    for (name, at) in (0..).zip(order) {
        names[at] = name;
    }
    for own in community {
        *own = names[*own as usize];
    }
}

/// The members of each community, in the order of indices, and where each begins: one entry more than
/// communities.
pub(super) fn members(community: &[u32], n_communities: usize) -> (Vec<u32>, Vec<u32>) {
    let mut firsts = vec![0_u32; n_communities + 1];
    for &own in community {
        firsts[own as usize + 1] += 1;
    }
    for at in 0..n_communities {
        firsts[at + 1] += firsts[at];
    }
    let mut next = firsts.clone();
    let mut members = vec![0_u32; community.len()];
    for (node, &own) in (0..).zip(community) {
        let slot = &mut next[own as usize];
        members[*slot as usize] = node;
        *slot += 1;
    }
    (members, firsts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_greatest_is_first_and_equal_ones_are_in_the_order_of_their_nodes() {
        let mut community = [5, 3, 3, 1, 5, 0, 3];
        number_by_size(&mut community);
        assert_eq!(community, [1, 0, 0, 2, 1, 3, 0]);
        number_by_size(&mut []);
    }

    proptest! {
        #[test]
        fn members_are_found_by_their_community(
            mut community in prop::collection::vec(0..5_u32, 5..20),
        ) {
            let n_communities = number_by_least_node(&mut community);
            let (members, firsts) = members(&community, n_communities);
            for own in 0..n_communities {
                let found = &members[firsts[own] as usize..firsts[own + 1] as usize];
                let wanted: Vec<u32> = (0..community.len() as u32)
                    .filter(|&node| community[node as usize] == own as u32)
                    .collect();
                prop_assert_eq!(found, wanted);
                // Numbered by least node: each begins after the one before.
                prop_assert!(own == 0 || members[firsts[own - 1] as usize] < found[0]);
            }
        }
    }
}
