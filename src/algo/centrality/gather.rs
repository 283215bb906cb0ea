//! Sums over the neighbours of every node: the inner loop of walks and of eigenvectors.
//!
//! Arcs are copied in an order that suits the machine: rows of one length follow each other, so that
//! loops end where the processor expects them to, and the columns asked for most are held in 16 bits,
//! which halves what is read and needs no check of bounds. The copy costs about as much as five rounds
//! and is made once per answer.

use crate::algo::watch::{Stopped, Watch, tell};
use crate::graph::{Csr, NodeIx};
use rayon::prelude::*;
use std::ops::Range;

/// Slots below this are held in 16 bits.
const HEAD: usize = 1 << 16;

/// Rows with more arcs than this are filled up to a multiple of [`STEP`] with slot 0, which holds zero.
const EXACT: usize = 7;
const STEP: usize = 8;

/// Arcs of a block: enough to be worth a thread's while, few enough for its cache.
const ARCS_PER_BLOCK: usize = 1 << 16;

/// Blocks between two questions to the watch.
const BLOCKS_PER_TELL: usize = 256;

/// Whether both are the same graph in the same memory, so that every arc has its opposite.
pub(super) fn is_own_reverse(graph: Csr<'_>, reverse: Csr<'_>) -> bool {
    std::ptr::eq(graph.offsets(), reverse.offsets())
        && std::ptr::eq(graph.targets(), reverse.targets())
}

/// Number of arcs that leave a node.
pub(super) fn degree_of(graph: Csr<'_>, node: usize) -> u32 {
    graph.offsets()[node + 1] - graph.offsets()[node]
}

/// A list of nodes, in which each has a slot: its place from 1, or 0 for nodes that are not listed.
pub(super) struct Slots {
    /// The nodes, in the order of slots.
    pub(super) nodes: Vec<u32>,
    /// The slot of every node.
    pub(super) of_nodes: Vec<u32>,
}

impl Slots {
    /// Lists nodes by falling length of their rows, equal ones in order, and leaves out those of no
    /// length. Time O(n).
    pub(super) fn by_length(n_nodes: usize, length: impl Fn(usize) -> Option<u32>) -> Self {
        let mut slots = Self { nodes: Vec::new(), of_nodes: vec![0; n_nodes] };
        slots.append(length);
        slots
    }

    /// Lists more nodes in the same way, behind those that are listed.
    pub(super) fn append(&mut self, length: impl Fn(usize) -> Option<u32>) {
        let n_nodes = self.of_nodes.len();
        let lengths = || (0..n_nodes).filter_map(|node| Some((node, length(node)?)));
        let Some(longest) = lengths().map(|(_, length)| length).max() else { return };
        let mut next = vec![0_u32; longest as usize + 2];
        for (_, length) in lengths() {
            next[(longest - length) as usize + 1] += 1;
        }
        next[0] = self.nodes.len() as u32;
        for at in 1..next.len() {
            next[at] += next[at - 1];
        }
        self.nodes.resize(next[longest as usize + 1] as usize, 0);
        for (node, length) in lengths() {
            let place = &mut next[(longest - length) as usize];
            self.nodes[*place as usize] = node as u32;
            *place += 1;
            self.of_nodes[node] = *place;
        }
    }

    /// One number per listed node, taken from one per node.
    pub(super) fn pick<T>(&self, number: impl Fn(usize) -> T) -> Vec<T> {
        self.nodes.iter().map(|&node| number(node as usize)).collect()
    }

    /// One number per node, taken from one per listed node; all nodes are listed.
    pub(super) fn spread(&self, numbers: &[f64]) -> Vec<f64> {
        let mut of_nodes = vec![0.0; self.of_nodes.len()];
        for (&node, number) in self.nodes.iter().zip(numbers) {
            of_nodes[node as usize] = *number;
        }
        of_nodes
    }

    /// Zeros for every slot, and some more that are never asked for.
    pub(super) fn table(&self) -> Vec<f64> {
        vec![0.0; (self.nodes.len() + 1).max(HEAD)]
    }
}

/// For each of some nodes its arcs to listed nodes, as slots, cut into blocks.
pub(super) struct Gather {
    blocks: Vec<Block>,
}

/// Some rows that follow each other.
pub(super) struct Block {
    /// The rows.
    rows: Range<usize>,
    /// Row after row, the slots below [`HEAD`].
    head: Vec<u16>,
    /// How many of those each row has.
    runs: Vec<Run>,
    /// Row after row, the other slots.
    tail: Vec<u32>,
    /// Which rows have any of those, counted from the first, and where they end.
    tail_rows: Vec<(u32, u32)>,
}

/// So many rows of one length.
struct Run {
    n_rows: usize,
    length: usize,
}

/// Memory that one thread uses for block after block.
#[derive(Default)]
struct Desk {
    arcs: Vec<u32>,
    head: Vec<u16>,
    tail: Vec<u32>,
}

impl Gather {
    /// Copies the arcs of `rows`, each as the slot of its target. Time O(n + m).
    pub(super) fn new(graph: Csr<'_>, rows: &[u32], slots: &Slots) -> Self {
        let cuts = cut(graph.offsets(), rows, ARCS_PER_BLOCK);
        let block = |desk: &mut Desk, cut: Range<usize>| {
            Block::new(desk, graph, &rows[cut.clone()], cut, &slots.of_nodes)
        };
        Self { blocks: cuts.into_par_iter().map_init(Desk::default, block).collect() }
    }

    /// The blocks, in the order of rows.
    pub(super) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Cuts one number per row as the blocks are cut.
    pub(super) fn split<'a, T>(&self, rows: &'a mut [T]) -> Vec<&'a mut [T]> {
        let mut rest = rows;
        let mut parts = Vec::with_capacity(self.blocks.len());
        for block in &self.blocks {
            let (part, after) = rest.split_at_mut(block.rows.len());
            parts.push(part);
            rest = after;
        }
        parts
    }

    /// Does some work for every block, on several threads; the answers come in the order of blocks.
    /// The watch is asked now and then, and told that round `done` of `total` is under way.
    pub(super) fn for_blocks<P: Send, T: Send>(
        &self,
        parts: Vec<P>,
        (watch, done, total): (&dyn Watch, u32, u32),
        work: impl Fn(&Block, P) -> T + Sync,
    ) -> Result<Vec<T>, Stopped> {
        let numbered = self.blocks.par_iter().zip(parts).enumerate();
        numbered
            .map(|(at, (block, part))| {
                if at.is_multiple_of(BLOCKS_PER_TELL) {
                    tell(watch, done as usize, total as usize)?;
                }
                Ok(work(block, part))
            })
            .collect()
    }
}

/// Cuts rows into runs with about so many arcs each; a row weighs one arc more than it has.
fn cut(offsets: &[u32], rows: &[u32], arcs_per_block: usize) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let (mut start, mut weight) = (0, 0);
    for (at, &node) in rows.iter().enumerate() {
        let node = node as usize;
        weight += (offsets[node + 1] - offsets[node]) as usize + 1;
        if weight >= arcs_per_block {
            cuts.push(start..at + 1);
            (start, weight) = (at + 1, 0);
        }
    }
    if start < rows.len() {
        cuts.push(start..rows.len());
    }
    cuts
}

impl Block {
    fn new(
        desk: &mut Desk,
        graph: Csr<'_>,
        nodes: &[u32],
        rows: Range<usize>,
        slots: &[u32],
    ) -> Self {
        let Desk { arcs, head, tail } = desk;
        // Rows lie all over the graph. They are fetched without a look at what is in them, so that many
        // are on their way at once.
        arcs.clear();
        for &node in nodes {
            arcs.extend_from_slice(graph.neighbors(NodeIx(node)));
        }
        for arc in &mut *arcs {
            *arc = slots[*arc as usize];
        }
        let head_most = arcs.len() + nodes.len() * (STEP - 1) + 1;
        if head.len() < head_most {
            head.resize(head_most, 0);
        }
        tail.clear();
        let (mut runs, mut tail_rows) = (Vec::<Run>::new(), Vec::new());
        let (mut head_end, mut rest) = (0, arcs.as_slice());
        for (row, &node) in (0..).zip(nodes) {
            let (arcs, after) = rest.split_at(graph.degree(NodeIx(node)));
            let (head_start, tail_start) = (head_end, tail.len());
            for &slot in arcs {
                // Written in any case and kept if it belongs here. Slot 0 wraps round and does not.
                head[head_end] = slot as u16;
                if (slot.wrapping_sub(1) as usize) < HEAD - 1 {
                    head_end += 1;
                } else if slot != 0 {
                    tail.push(slot);
                }
            }
            if head_end - head_start > EXACT {
                let end = head_start + (head_end - head_start).next_multiple_of(STEP);
                head[head_end..end].fill(0);
                head_end = end;
            }
            let length = head_end - head_start;
            match runs.last_mut() {
                Some(run) if run.length == length => run.n_rows += 1,
                _ => runs.push(Run { n_rows: 1, length }),
            }
            if tail.len() > tail_start {
                tail_rows.push((row, tail.len() as u32));
            }
            rest = after;
        }
        Self { rows, head: head[..head_end].to_vec(), runs, tail: tail.clone(), tail_rows }
    }

    /// The rows of this block.
    pub(super) fn rows(&self) -> Range<usize> {
        self.rows.clone()
    }

    /// Sets the sum of each row: of the numbers in its slots.
    pub(super) fn sum(&self, table: &[f64], sums: &mut [f64]) {
        let head_table = table.first_chunk().expect("a table has a head");
        let (mut arcs, mut rows) = (self.head.as_slice(), &mut sums[..self.rows.len()]);
        for run in &self.runs {
            let (run_arcs, arcs_after) = arcs.split_at(run.n_rows * run.length);
            let (run_rows, rows_after) = rows.split_at_mut(run.n_rows);
            sum_run(head_table, run_arcs, run.length, run_rows);
            (arcs, rows) = (arcs_after, rows_after);
        }
        let mut start = 0;
        for &(row, end) in &self.tail_rows {
            let mut sum = sums[row as usize];
            for &slot in &self.tail[start..end as usize] {
                sum += table[slot as usize];
            }
            sums[row as usize] = sum;
            start = end as usize;
        }
    }
}

/// Sums rows of one length.
fn sum_run(table: &[f64; HEAD], arcs: &[u16], length: usize, sums: &mut [f64]) {
    match length {
        0 => sums.fill(0.0),
        1 => sum_short::<1>(table, arcs, sums),
        2 => sum_short::<2>(table, arcs, sums),
        3 => sum_short::<3>(table, arcs, sums),
        4 => sum_short::<4>(table, arcs, sums),
        5 => sum_short::<5>(table, arcs, sums),
        6 => sum_short::<6>(table, arcs, sums),
        7 => sum_short::<7>(table, arcs, sums),
        _ => {
            for (sum, row) in sums.iter_mut().zip(arcs.chunks_exact(length)) {
                *sum = sum_long(table, row);
            }
        }
    }
}

fn sum_short<const N: usize>(table: &[f64; HEAD], arcs: &[u16], sums: &mut [f64]) {
    for (sum, row) in sums.iter_mut().zip(arcs.as_chunks::<N>().0) {
        *sum = row.iter().map(|&slot| table[usize::from(slot)]).sum();
    }
}

/// Four sums side by side: an addition need not wait for the one before.
fn sum_long(table: &[f64; HEAD], row: &[u16]) -> f64 {
    let at = |slot: u16| table[usize::from(slot)];
    let mut sums = [0.0; 4];
    for [a, b, c, d, e, f, g, h] in row.as_chunks::<STEP>().0 {
        sums[0] += at(*a);
        sums[1] += at(*b);
        sums[2] += at(*c);
        sums[3] += at(*d);
        sums[0] += at(*e);
        sums[1] += at(*f);
        sums[2] += at(*g);
        sums[3] += at(*h);
    }
    (sums[0] + sums[2]) + (sums[1] + sums[3])
}

/// Adds the numbers of every place, in an order that is always the same: four sums side by side.
pub(super) fn steady_sum<const N: usize>(
    n_places: usize,
    mut numbers: impl FnMut(usize) -> [f64; N],
) -> [f64; N] {
    let mut lanes = [[0.0; N]; 4];
    let mut place = 0;
    while n_places - place >= 4 {
        for (lane, sums) in lanes.iter_mut().enumerate() {
            let numbers = numbers(place + lane);
            sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
        }
        place += 4;
    }
    for place in place..n_places {
        let numbers = numbers(place);
        lanes[0].iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
    }
    std::array::from_fn(|at| (lanes[0][at] + lanes[2][at]) + (lanes[1][at] + lanes[3][at]))
}

/// Adds the sums of blocks, in order.
pub(super) fn total<const N: usize>(parts: &[[f64; N]]) -> [f64; N] {
    let mut totals = [0.0; N];
    for part in parts {
        totals.iter_mut().zip(part).for_each(|(total, part)| *total += part);
    }
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::algo::{Unwatched, naive};
    use crate::graph::CsrBuf;
    use proptest::prelude::*;

    /// The sums of all rows of a graph, with one number per node.
    fn sums(graph: Csr<'_>, numbers: &[f64], keeps: impl Fn(usize) -> bool) -> Vec<f64> {
        let n_nodes = graph.node_count();
        let slots = Slots::by_length(n_nodes, |v| keeps(v).then(|| degree_of(graph, v)));
        let mut table = slots.table();
        table[1..=slots.nodes.len()].copy_from_slice(&slots.pick(|node| numbers[node]));
        let rows: Vec<u32> = (0..n_nodes as u32).collect();
        let gather = Gather::new(graph, &rows, &slots);
        let mut sums = vec![f64::NAN; n_nodes];
        let parts = gather.split(&mut sums);
        gather
            .for_blocks(parts, (&Unwatched, 0, 1), |block, sums| block.sum(&table, sums))
            .unwrap();
        sums
    }

    #[test]
    fn rows_of_every_length_are_summed_beyond_16_bits_too() {
        // Node v has the v nodes from 65,500 on as targets, and v runs past several steps.
        let (n_nodes, first) = (70_000_u32, 65_500);
        let arcs: Vec<_> =
            (0..60).flat_map(|node| (0..node).map(move |at| (node, first + at, 0))).collect();
        let graph = CsrBuf::from_arcs(n_nodes as usize, &arcs);
        let numbers: Vec<f64> = (0..n_nodes).map(f64::from).collect();
        let sums = sums(graph.view(), &numbers, |_| true);
        for node in 0..60 {
            let expected: u32 = (first..first + node).sum();
            assert_eq!(sums[node as usize].to_bits(), f64::from(expected).to_bits());
        }
        assert!(sums[60..].iter().all(|&sum| sum == 0.0));
    }

    #[test]
    fn places_are_each_added_once() {
        for n in 0..10 {
            let [sum, count] = steady_sum(n, |place| [place as f64, 1.0]);
            assert_eq!(
                [sum, count].map(f64::to_bits),
                [(n * n.saturating_sub(1) / 2) as f64, n as f64].map(f64::to_bits)
            );
        }
    }

    proptest! {
        #[test]
        fn sums_are_those_over_neighbours_that_are_kept(
            graph in naive::directed_graphs(),
            kept in prop::collection::vec(any::<bool>(), 7),
        ) {
            let graph = graph.view();
            let numbers: Vec<f64> = graph.nodes().map(|node| f64::from(1 << node.0)).collect();
            let sums = sums(graph, &numbers, |node| kept[node]);
            for node in graph.nodes() {
                let targets = graph.neighbors(node).iter().map(|&target| target as usize);
                let expected: u32 = targets.filter(|&at| kept[at]).map(|at| 1 << at).sum();
                prop_assert_eq!(sums[node.at()].to_bits(), f64::from(expected).to_bits());
            }
        }
    }
}
