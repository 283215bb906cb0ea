//! The terminal: the only place that writes to it.
//!
//! Answers go to stdout, everything else to stderr. Colour is never meaning; a closed pipe is success.

use super::error::CliError;
use crate::printer::{Answer, Ink, Look, Page, Piece, finding_text, inert};
use anstream::AutoStream;
use clap::ValueEnum;
use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::process::exit;
use std::time::{Duration, Instant};

/// Columns of human text.
const WIDTH: usize = 80;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The terminal of this run.
#[derive(Debug)]
pub(super) struct Ui {
    color: ColorChoice,
    timings: bool,
    kept: Option<Kept>,
}

/// Where an answer goes that the program itself asked for: nothing is shown of it.
#[derive(Debug)]
struct Kept {
    answer: RefCell<Option<Answer>>,
    /// When asking has to end.
    end: Option<Instant>,
}

/// A long task, told on stderr while it runs: on a terminal only, and only once it has taken a while.
#[derive(Debug)]
pub(super) struct Progress {
    what: &'static str,
    started: Instant,
    /// The percent last shown.
    shown: Option<u32>,
    is_silent: bool,
}

/// What is done sooner needs no progress.
const PATIENCE: Duration = Duration::from_millis(300);

impl Progress {
    /// Tells the share done.
    #[expect(clippy::cast_sign_loss, reason = "the share is clamped")]
    pub(super) fn tell(&mut self, share: f64) {
        let percent = (share.clamp(0.0, 1.0) * 100.0) as u32;
        if !self.is_silent
            && self.shown != Some(percent)
            && self.started.elapsed() > PATIENCE
            && io::stderr().is_terminal()
        {
            write_stderr(&format!("\r{} {percent:3} %", self.what));
            self.shown = Some(percent);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown.is_some() {
            // What it said covers at most this much.
            write_stderr(&format!("\r{}\r", " ".repeat(self.what.len() + 6)));
        }
    }
}

/// Where the time of a run went.
#[derive(Debug)]
pub(super) struct Stopwatch {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Stopwatch {
    /// Starts it.
    pub(super) fn start() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }

    /// Ends a part; parts of one name count as one.
    pub(super) fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        let time = now - self.last;
        match self.laps.iter_mut().find(|lap| lap.0 == name) {
            Some(lap) => lap.1 += time,
            None => self.laps.push((name, time)),
        }
        self.last = now;
    }
}

impl Ui {
    /// A terminal with these wishes.
    pub(super) fn new(color: ColorChoice, timings: bool) -> Self {
        Self { color, timings, kept: None }
    }

    /// No terminal: it keeps the answer, says nothing, and lets nothing long go on beyond `end`.
    pub(super) fn keeping(end: Option<Instant>) -> Self {
        let kept = Kept { answer: RefCell::new(None), end };
        Self { color: ColorChoice::Never, timings: false, kept: Some(kept) }
    }

    /// Are answers kept instead of shown?
    pub(super) fn keeps_answers(&self) -> bool {
        self.kept.is_some()
    }

    /// Keeps an answer.
    pub(super) fn keep(&self, answer: Answer) {
        if let Some(kept) = &self.kept {
            kept.answer.replace(Some(answer));
        }
    }

    /// The answer that was kept.
    pub(super) fn take_answer(&self) -> Option<Answer> {
        self.kept.as_ref()?.answer.take()
    }

    /// When whoever asked wants an answer no more.
    pub(super) fn end(&self) -> Option<Instant> {
        self.kept.as_ref()?.end
    }

    /// How answers look on stdout.
    pub(super) fn look(&self) -> Look {
        Look { styled: self.styled(&io::stdout()), width: WIDTH }
    }

    fn styled(&self, stream: &impl anstream::stream::RawStream) -> bool {
        match self.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => AutoStream::choice(stream) != anstream::ColorChoice::Never,
        }
    }

    /// A task that may take long.
    pub(super) fn progress(&self, what: &'static str) -> Progress {
        let is_silent = self.keeps_answers();
        Progress { what, started: Instant::now(), shown: None, is_silent }
    }

    /// Writes an answer to stdout.
    #[expect(clippy::unused_self, reason = "whoever writes holds the terminal")]
    pub(super) fn answer(&self, bytes: &[u8]) -> Result<(), CliError> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => exit(0),
            Err(error) => Err(CliError::write("standard output", &error)),
        }
    }

    /// Says something on stderr that a reader of the answer should know.
    pub(super) fn note(&self, text: &str) {
        self.talk(&[Piece::dim("note: "), Piece::data(text)]);
    }

    /// Warns on stderr.
    pub(super) fn warn(&self, text: &str) {
        self.talk(&[Piece::plain("warning: ").ink(Ink::Warn), Piece::data(text)]);
    }

    /// Prints what went wrong; as JSON too, in the last line, when that was asked for.
    pub(super) fn error(&self, error: &CliError, json: bool) {
        let mut page = self.page();
        for finding in &error.findings {
            finding_text(&mut page, finding);
        }
        page.hanging(0, 2, &[Piece::plain("error: ").ink(Ink::Bad), Piece::data(&error.message)]);
        for candidate in &error.candidates {
            page.hanging(
                2,
                4,
                &[
                    Piece::data(&candidate.name).ink(Ink::Strong),
                    Piece::data(format!(" ({}), id {}", candidate.kind, candidate.id)),
                ],
            );
        }
        if let Some(hint) = &error.hint {
            page.hanging(0, 2, &[Piece::dim("hint: "), Piece::data(hint)]);
        }
        if json {
            page.block(&error.object().line());
        }
        write_stderr(&page.finish());
    }

    /// Prints where the time went, if that was asked for.
    pub(super) fn timings(&self, stopwatch: &Stopwatch) {
        if self.timings {
            let laps: Vec<String> = stopwatch
                .laps
                .iter()
                .map(|(name, time)| format!("\"{name}_ms\":{:.3}", time.as_secs_f64() * 1e3))
                .collect();
            write_stderr(&format!("{{\"schema\":\"sociogram.timings/1\",{}}}\n", laps.join(",")));
        }
    }

    /// Prints a usage error of the argument parser.
    pub(super) fn usage(error: &clap::Error, json: bool) {
        let text = error.render().to_string();
        let lines: Vec<String> = text.lines().map(inert).collect();
        write_stderr(&format!("{}\n", lines.join("\n")));
        if json {
            write_stderr(&CliError::from(error).object().line());
        }
    }

    /// Prints the help or version that was asked for.
    pub(super) fn help(error: &clap::Error) {
        // Nothing is left to do where help cannot be shown.
        let _ = error.print();
    }

    fn page(&self) -> Page {
        Page::new(Look { styled: self.styled(&io::stderr()), width: WIDTH })
    }

    fn talk(&self, pieces: &[Piece]) {
        if self.keeps_answers() {
            return;
        }
        let mut page = self.page();
        page.hanging(0, 2, pieces);
        write_stderr(&page.finish());
    }
}

fn write_stderr(text: &str) {
    // Where stderr is closed there is nobody to tell.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
