//! What a long kernel tells while it runs, and how it is stopped.

use std::fmt;
use std::ops::ControlFlow;

/// How far a kernel has come, in units of its own: sources, rounds, nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Units done.
    pub done: u64,
    /// Units in all; for rounds that may end sooner, the most there can be.
    pub total: u64,
}

/// Hears how far a long kernel is and may stop it.
///
/// Any closure from [`Progress`] to [`ControlFlow`] is one; [`Unwatched`] lets a kernel run to its end.
/// A kernel asks at least every hundred million arcs it looks at, a few times a second, from any of its
/// threads. Clocks and interrupts belong to the watch: a kernel knows neither.
pub trait Watch: Sync {
    /// Told how far the kernel is; `Break` stops it soon.
    fn hear(&self, progress: Progress) -> ControlFlow<()>;
}

impl<F: Fn(Progress) -> ControlFlow<()> + Sync> Watch for F {
    fn hear(&self, progress: Progress) -> ControlFlow<()> {
        self(progress)
    }
}

/// Lets a kernel run to its end.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn hear(&self, _: Progress) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// The watch stopped the kernel before it had an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped before there was an answer")
    }
}

impl std::error::Error for Stopped {}

/// Tells the watch and passes its wish on.
pub(super) fn tell(watch: &dyn Watch, done: usize, total: usize) -> Result<(), Stopped> {
    match watch.hear(Progress { done: done as u64, total: total as u64 }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Stopped),
    }
}
