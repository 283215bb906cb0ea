//! How kernels divide their work between threads: by the graph, never by the number of threads.

use crate::graph::Csr;
use std::ops::Range;

/// Runs `work` with a pool of so many threads; 0 takes one per processor. Kernels called inside use it.
///
/// Answers do not depend on the number.
///
/// # Errors
/// If the system gives no threads.
/// # Examples
/// ```
/// use sociogram::algo::{structure::components, with_threads};
/// use sociogram::graph::CsrBuf;
///
/// let graph = CsrBuf::simple_undirected(2, &[(0, 1, 0)]);
/// let parts = with_threads(2, || components(graph.view()))?;
/// assert_eq!(parts.count(), 1);
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn with_threads<T: Send>(
    n_threads: usize,
    work: impl FnOnce() -> T + Send,
) -> std::io::Result<T> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(n_threads)
        .build()
        .map_err(std::io::Error::other)?;
    Ok(pool.install(work))
}

/// Number of threads of the pool that this is called in.
pub fn thread_count() -> usize {
    rayon::current_num_threads()
}

/// Cuts the nodes into runs with about `arcs_wanted` arcs each. A node weighs one arc more than it has, so
/// that lone nodes are cut as well; a run holds at least one node.
pub(super) fn node_blocks(graph: Csr<'_>, arcs_wanted: usize) -> Vec<Range<usize>> {
    let (n_nodes, offsets) = (graph.node_count(), graph.offsets());
    let mut blocks = Vec::new();
    let mut start = 0;
    while start < n_nodes {
        let weight_until = |end: usize| (offsets[end] - offsets[start]) as usize + end - start;
        let wanted = start + 1..=n_nodes;
        let (mut low, mut high) = (*wanted.start(), *wanted.end());
        while low < high {
            let middle = low + (high - low) / 2;
            if weight_until(middle) < arcs_wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        blocks.push(start..low);
        start = low;
    }
    blocks
}

/// Cuts a slice as the nodes are cut, so that each block is written by one thread.
pub(super) fn split_by<'a, T>(slice: &'a mut [T], blocks: &[Range<usize>]) -> Vec<&'a mut [T]> {
    let mut rest = slice;
    let mut parts = Vec::with_capacity(blocks.len());
    for block in blocks {
        let (part, after) = rest.split_at_mut(block.len());
        parts.push(part);
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::naive;
    use proptest::prelude::*;

    #[test]
    fn a_hub_is_a_block_of_its_own() {
        let star = naive::star(10);
        assert_eq!(node_blocks(star.view(), 4), [0..1, 1..3, 3..5, 5..7, 7..9, 9..11]);
        assert!(node_blocks(naive::undirected(0, &[]).view(), 4).is_empty());
    }

    proptest! {
        #[test]
        fn blocks_cover_the_nodes_in_order(graph in naive::directed_graphs(), wanted in 0..20_usize) {
            let blocks = node_blocks(graph.view(), wanted);
            let nodes: Vec<usize> = blocks.iter().cloned().flatten().collect();
            prop_assert_eq!(nodes, (0..graph.view().node_count()).collect::<Vec<_>>());
            prop_assert!(blocks.iter().all(|block| !block.is_empty()));
            let mut marks = vec![0; graph.view().node_count()];
            let parts = split_by(&mut marks, &blocks);
            prop_assert!(parts.iter().zip(&blocks).all(|(part, block)| part.len() == block.len()));
        }
    }
}
