//! From lines to adjacency: counted in a first reading, filled in a second.

use super::numbering::Numbering;
use super::shape::{Shape, Weight};
use super::walk::{Edge, Walked, finding, parts, walk};
use super::{EdgeList, EdgeListDirection, EdgeListError, EdgeListOptions, Loops, ParallelArcs};
use crate::algo::{Progress, Watch};
use crate::graph::CsrBuf;
use rayon::prelude::*;
use std::io;
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// Threads that read at once; each counts every node, which is memory.
const READERS_MAX: usize = 8;

/// Reads the file twice.
pub(super) fn build(
    path: &Path,
    shape: &Shape,
    options: EdgeListOptions,
    watch: &dyn Watch,
) -> Result<EdgeList, EdgeListError> {
    let numbering = Numbering::of(path, shape)?;
    let n_parts = rayon::current_num_threads().clamp(1, READERS_MAX);
    let parts =
        parts(path, shape.start.byte, n_parts).map_err(|error| EdgeListError::io(path, error))?;
    let reading = Reading { path, shape, options, numbering: &numbering, parts: &parts };
    let heard = Heard::new(watch, 2 * parts.iter().map(|part| part.end - part.start).sum::<u64>());

    let counts = reading.count(&heard)?;
    let (offsets, mut cursors) = rows_of(path, &counts, numbering.n_listed())?;
    drop(counts);
    let (targets, weights) = reading.fill(&heard, &offsets, &mut cursors)?;
    drop(cursors);
    let ids = numbering.into_ids();
    let parallel = options.parallel;
    Ok(match weights {
        None => {
            let graph = CsrBuf::from_unsorted_rows(offsets, targets);
            let graph = if parallel == ParallelArcs::Merge { graph.merged() } else { graph };
            EdgeList { graph, weights: None, ids }
        }
        Some(weights) => {
            let (graph, weights) = CsrBuf::from_weighted_rows(offsets, targets, weights);
            let (graph, weights) = match parallel {
                ParallelArcs::Keep => (graph, weights),
                ParallelArcs::Merge => graph.merged_by_weight(&weights),
            };
            EdgeList { graph, weights: Some(weights), ids }
        }
    })
}

/// What ends a reading early.
enum End {
    Io(io::Error),
    Stopped,
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl End {
    fn into_error(self, path: &Path) -> EdgeListError {
        match self {
            Self::Io(error) => EdgeListError::io(path, error),
            Self::Stopped => EdgeListError::Stopped,
        }
    }
}

/// Tells the watch how many bytes of both readings are done.
struct Heard<'a> {
    watch: &'a dyn Watch,
    done: AtomicU64,
    total: u64,
}

impl<'a> Heard<'a> {
    fn new(watch: &'a dyn Watch, total: u64) -> Self {
        Self { watch, done: AtomicU64::new(0), total }
    }

    fn tell(&self, bytes: u64) -> Result<(), End> {
        let done = self.done.fetch_add(bytes, Relaxed) + bytes;
        match self.watch.hear(Progress { done, total: self.total }) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(End::Stopped),
        }
    }
}

/// A file that is read twice, in parts.
struct Reading<'a> {
    path: &'a Path,
    shape: &'a Shape,
    options: EdgeListOptions,
    numbering: &'a Numbering,
    parts: &'a [Range<u64>],
}

impl Reading<'_> {
    /// Degrees of the nodes, per part, as far as the part's largest id.
    fn count(&self, heard: &Heard<'_>) -> Result<Vec<Vec<u32>>, EdgeListError> {
        let count_part = |part: &Range<u64>| -> Result<_, End> {
            let mut degrees: Vec<u32> = Vec::new();
            let walked = self.walk(part, heard, |source, target, _| {
                let top = source.max(target) as usize;
                if top >= degrees.len() {
                    degrees.resize(top + 1, 0);
                }
                self.arcs(source, target, |from, _| {
                    degrees[from as usize] = degrees[from as usize].saturating_add(1);
                });
            })?;
            Ok((degrees, walked))
        };
        let counted: Result<Vec<_>, End> = self.parts.par_iter().map(count_part).collect();
        let counted = counted.map_err(|end| end.into_error(self.path))?;
        let (degrees, walked): (Vec<_>, Vec<_>) = counted.into_iter().unzip();
        let findings = Walked::findings(self.path, self.shape, walked);
        if findings.is_empty() { Ok(degrees) } else { Err(EdgeListError::Refused { findings }) }
    }

    /// Targets and weights, each part at its own cursors.
    fn fill(
        &self,
        heard: &Heard<'_>,
        offsets: &[u32],
        cursors: &mut [Vec<u32>],
    ) -> Result<(Vec<u32>, Option<Vec<u32>>), EdgeListError> {
        let n_nodes = offsets.len() - 1;
        let n_arcs = offsets[n_nodes] as usize;
        let zeros = |n: usize| -> Vec<AtomicU32> { (0..n).map(|_| AtomicU32::new(0)).collect() };
        let targets = zeros(n_arcs);
        let has_weights = self.shape.weight != Weight::None;
        let weights = zeros(if has_weights { n_arcs } else { 0 });
        let fill_part = |(part, next): (&Range<u64>, &mut Vec<u32>)| -> Result<_, End> {
            let mut is_same = true;
            let walked = self.walk(part, heard, |source, target, weight| {
                self.arcs(source, target, |from, to| {
                    let Some(slot) = next.get_mut(from as usize) else {
                        is_same = false;
                        return;
                    };
                    match targets.get(*slot as usize) {
                        Some(place) if (to as usize) < n_nodes => place.store(to, Relaxed),
                        _ => is_same = false,
                    }
                    if has_weights && let Some(place) = weights.get(*slot as usize) {
                        place.store(weight, Relaxed);
                    }
                    *slot = slot.wrapping_add(1);
                });
            })?;
            Ok(is_same && Walked::findings(self.path, self.shape, vec![walked]).is_empty())
        };
        let filled: Result<Vec<bool>, End> =
            self.parts.par_iter().zip(cursors.par_iter_mut()).map(fill_part).collect();
        let is_same = filled.map_err(|end| end.into_error(self.path))?.into_iter().all(|same| same);
        // The last part to write a row ends where the next row begins, if the file is still the same.
        let ends = cursors.last().map_or(&[][..], Vec::as_slice);
        let is_full = (1..).zip(ends).all(|(next, &end)| offsets.get(next) == Some(&end));
        if !is_same || !is_full {
            return Err(EdgeListError::Changed { path: self.path.to_owned() });
        }
        let plain = |cells: Vec<AtomicU32>| cells.into_iter().map(AtomicU32::into_inner).collect();
        Ok((plain(targets), has_weights.then(|| plain(weights))))
    }

    /// Calls for every edge of a part with its nodes and weight.
    fn walk(
        &self,
        part: &Range<u64>,
        heard: &Heard<'_>,
        mut edge: impl FnMut(u32, u32, u32),
    ) -> Result<Walked, End> {
        let told = |bytes| heard.tell(bytes);
        walk(self.path, self.shape, self.numbering, part.clone(), told, |edges| {
            for &Edge { source, target, weight } in edges {
                edge(source, target, weight);
            }
        })
    }

    /// The arcs of an edge.
    #[inline]
    fn arcs(&self, source: u32, target: u32, mut arc: impl FnMut(u32, u32)) {
        if source == target {
            if self.options.loops == Loops::Keep {
                arc(source, source);
            }
            return;
        }
        arc(source, target);
        if self.options.direction == EdgeListDirection::Undirected {
            arc(target, source);
        }
    }
}

/// Offsets of the rows, and for each part where it begins to write in each row.
fn rows_of(
    path: &Path,
    counts: &[Vec<u32>],
    n_listed: Option<usize>,
) -> Result<(Vec<u32>, Vec<Vec<u32>>), EdgeListError> {
    let n_nodes = n_listed.unwrap_or_else(|| counts.iter().map(Vec::len).max().unwrap_or(0));
    let mut offsets = Vec::with_capacity(n_nodes + 1);
    let mut cursors: Vec<Vec<u32>> = counts.iter().map(|_| Vec::with_capacity(n_nodes)).collect();
    let mut next = 0_u64;
    for node in 0..n_nodes {
        offsets.push(next as u32);
        for (cursor, counts) in cursors.iter_mut().zip(counts) {
            cursor.push(next as u32);
            next += u64::from(counts.get(node).copied().unwrap_or(0));
        }
        if next >= u64::from(u32::MAX) {
            let message = "the edges are more than 4294967294 arcs".to_owned();
            let hint = Some("a graph has arcs numbered in 32 bits");
            return Err(EdgeListError::Refused { findings: vec![finding(path, 1, message, hint)] });
        }
    }
    offsets.push(next as u32);
    Ok((offsets, cursors))
}
