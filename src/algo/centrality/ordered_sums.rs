//! Sums over many sources that come out the same for any number of threads.
//!
//! The sources are cut into chunks by their number alone. A thread takes the next chunk, sums it into
//! memory of its own, and the sums of chunks are added in the order of chunks.

use crate::algo::watch::{Stopped, Watch, tell};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Enough chunks to keep many threads busy to the end, few enough that adding them is no work.
const CHUNKS_MAX: usize = 64;

/// Tells the watch how many units all threads have done.
pub(super) struct Tally<'a> {
    watch: &'a dyn Watch,
    done: AtomicUsize,
    total: usize,
    is_stopped: AtomicBool,
}

impl<'a> Tally<'a> {
    pub(super) fn new(watch: &'a dyn Watch, total: usize) -> Self {
        Self { watch, done: AtomicUsize::new(0), total, is_stopped: AtomicBool::new(false) }
    }

    /// So many units more are done. Once the watch stopped one thread, it stops all.
    pub(super) fn add(&self, units: usize) -> Result<(), Stopped> {
        if self.is_stopped.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
        let done = self.done.fetch_add(units, Ordering::Relaxed) + units;
        tell(self.watch, done, self.total).inspect_err(|_| {
            self.is_stopped.store(true, Ordering::Relaxed);
        })
    }
}

/// Hands the numbers below `n_items` to as many workers as there are threads, each number once.
pub(super) fn share_out<W: Send>(
    n_items: usize,
    workers: &mut [W],
    work: impl Fn(&mut W, usize) -> Result<(), Stopped> + Sync,
) -> Result<(), Stopped> {
    let next = AtomicUsize::new(0);
    workers.par_iter_mut().with_max_len(1).try_for_each(|worker| {
        loop {
            let item = next.fetch_add(1, Ordering::Relaxed);
            if item >= n_items {
                return Ok(());
            }
            work(worker, item)?;
        }
    })
}

/// Workers for `n_items`: one per thread, and none without work.
pub(super) fn workers<W>(n_items: usize, new: impl Fn() -> W) -> Vec<W> {
    (0..rayon::current_num_threads().min(n_items)).map(|_| new()).collect()
}

/// What has been added up, and what waits for the chunks before it.
struct Sums {
    total: Vec<f64>,
    n_added: usize,
    waiting: BTreeMap<usize, Vec<f64>>,
    spare: Vec<Vec<f64>>,
}

impl Sums {
    fn add(&mut self, chunk: usize, sums: Vec<f64>) {
        self.waiting.insert(chunk, sums);
        while let Some(mut sums) = self.waiting.remove(&self.n_added) {
            for (total, sum) in self.total.iter_mut().zip(&mut sums) {
                *total += std::mem::take(sum);
            }
            self.spare.push(sums);
            self.n_added += 1;
        }
    }
}

/// Sums `len` values over sources: `add` adds those of one source.
pub(super) fn sum_over_sources<W: Send>(
    sources: &[u32],
    len: usize,
    watch: &dyn Watch,
    new_worker: impl Fn() -> W,
    add: impl Fn(&mut W, u32, &mut [f64]) + Sync,
) -> Result<Vec<f64>, Stopped> {
    let tally = Tally::new(watch, sources.len());
    let chunks: Vec<_> = sources.chunks(sources.len().div_ceil(CHUNKS_MAX).max(1)).collect();
    let mut workers = workers(chunks.len(), new_worker);
    let sums = Mutex::new(Sums {
        total: vec![0.0; len],
        n_added: 0,
        waiting: BTreeMap::new(),
        spare: Vec::new(),
    });
    let lock = || sums.lock().expect("no thread panics while it adds");
    share_out(chunks.len(), &mut workers, |worker, chunk| {
        let spare = lock().spare.pop();
        let mut of_chunk = spare.unwrap_or_else(|| vec![0.0; len]);
        for &source in chunks[chunk] {
            add(worker, source, &mut of_chunk);
            tally.add(1)?;
        }
        lock().add(chunk, of_chunk);
        Ok(())
    })?;
    Ok(sums.into_inner().expect("no thread panics while it adds").total)
}
