//! What long kernels are watched by: a bar on the terminal and a limit of time.

use super::error::CliError;
use super::ui::{Progress, Ui};
use crate::algo::{self, Watch};
use clap::Args;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How long a verb may take.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct TimeLimitArgs {
    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    time_limit: Option<u32>,
}

/// Shows a bar and stops a kernel when its time is over.
#[derive(Debug)]
pub(super) struct Watching {
    bar: Mutex<Progress>,
    limit: Option<Duration>,
    started: Instant,
}

impl TimeLimitArgs {
    /// A watch that starts now.
    pub(super) fn watch(self, ui: &Ui, what: &'static str) -> Watching {
        let started = Instant::now();
        let own = self.time_limit.map(|seconds| Duration::from_secs(seconds.into()));
        let left = ui.end().map(|end| end.saturating_duration_since(started));
        let limit = own.into_iter().chain(left).min();
        Watching { bar: Mutex::new(ui.progress(what)), limit, started }
    }
}

impl Watching {
    /// When the time is over.
    pub(super) fn end(&self) -> Option<Instant> {
        self.limit.and_then(|limit| self.started.checked_add(limit))
    }

    /// Is the time over?
    pub(super) fn is_over(&self) -> bool {
        self.limit.is_some_and(|limit| self.started.elapsed() >= limit)
    }

    /// What to tell when it stopped a kernel.
    pub(super) fn stopped(&self) -> CliError {
        let seconds = self.limit.unwrap_or_default().as_secs();
        CliError::stopped(format!("stopped after {seconds} s, before there was an answer"))
    }
}

impl Watch for Watching {
    fn hear(&self, progress: algo::Progress) -> ControlFlow<()> {
        if self.is_over() {
            return ControlFlow::Break(());
        }
        // Whoever finds another thread telling has nothing newer to tell.
        if progress.total > 0
            && let Ok(mut bar) = self.bar.try_lock()
        {
            bar.tell(progress.done as f64 / progress.total as f64);
        }
        ControlFlow::Continue(())
    }
}
