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
        Watching {
            bar: Mutex::new(ui.progress(what)),
            limit: self.time_limit.map(|seconds| Duration::from_secs(seconds.into())),
            started: Instant::now(),
        }
    }
}

impl Watching {
    /// What to tell when it stopped a kernel.
    pub(super) fn stopped(&self) -> CliError {
        let seconds = self.limit.unwrap_or_default().as_secs();
        CliError::stopped(format!("stopped after {seconds} s, before there was an answer"))
    }
}

impl Watch for Watching {
    fn hear(&self, progress: algo::Progress) -> ControlFlow<()> {
        if self.limit.is_some_and(|limit| self.started.elapsed() >= limit) {
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
