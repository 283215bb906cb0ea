//! What can go wrong with a command, in the user's language, with a way out and an exit code.

use crate::dataset::{DatasetError, Finding};
use crate::graph::NodeRef;
use crate::printer::{Candidate, ErrorObject};
use std::io;

/// An error of a command.
#[derive(Debug)]
pub(super) struct CliError {
    kind: Kind,
    /// What is wrong.
    pub(super) message: String,
    /// The way out.
    pub(super) hint: Option<String>,
    /// What may have been meant.
    pub(super) candidates: Vec<Candidate>,
    /// What is wrong with the data, each with its place.
    pub(super) findings: Vec<Finding>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    UnknownName,
    Usage,
    BadData,
    Io,
    MissingProgram,
    AmbiguousName,
    Stopped,
}

impl Kind {
    fn code(self) -> &'static str {
        match self {
            Self::UnknownName => "unknown-name",
            Self::Usage => "usage",
            Self::BadData => "bad-data",
            Self::Io => "io",
            Self::MissingProgram => "missing-program",
            Self::AmbiguousName => "ambiguous-name",
            Self::Stopped => "stopped",
        }
    }

    fn exit_code(self) -> u8 {
        match self {
            Self::UnknownName => 1,
            Self::Usage => 2,
            Self::BadData => 3,
            Self::Io | Self::MissingProgram => 4,
            Self::AmbiguousName => 5,
            Self::Stopped => 130,
        }
    }
}

impl CliError {
    fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            hint: None,
            candidates: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// Adds a way out.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The arguments do not make sense.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// A thing by that name is not there.
    pub(super) fn unknown(message: impl Into<String>) -> Self {
        Self::new(Kind::UnknownName, message)
    }

    /// A name is unknown; these are near.
    pub(super) fn unknown_name(name: &str, nearest: &[NodeRef<'_>]) -> Self {
        let mut error =
            Self::new(Kind::UnknownName, format!("nobody and nothing is called “{name}”"));
        error.candidates = candidates(nearest);
        error.hint = Some(match nearest.first() {
            Some(node) => format!("did you mean {}?", node.id()),
            None => "sociogram find '*' lists every name".to_owned(),
        });
        error
    }

    /// A name means several nodes.
    pub(super) fn ambiguous_name(name: &str, several: &[NodeRef<'_>]) -> Self {
        let mut error =
            Self::new(Kind::AmbiguousName, format!("“{name}” may mean several nodes; use an id"));
        error.candidates = candidates(several);
        error
    }

    /// A file cannot be written.
    pub(super) fn write(what: &str, error: &io::Error) -> Self {
        Self::new(Kind::Io, format!("cannot write {what}: {error}"))
    }

    /// A file cannot be read.
    pub(super) fn read(what: &str, error: &io::Error) -> Self {
        Self::new(Kind::Io, format!("cannot read {what}: {error}"))
    }

    /// Something outside did not work.
    pub(super) fn io(message: impl Into<String>) -> Self {
        Self::new(Kind::Io, message)
    }

    /// A program that is needed is not installed or did not work.
    pub(super) fn program(message: impl Into<String>) -> Self {
        Self::new(Kind::MissingProgram, message)
    }

    /// The program was built without something.
    pub(super) fn not_built(message: impl Into<String>, feature: &str) -> Self {
        let hint = format!("build it with that: cargo install --path . --features {feature}");
        Self::new(Kind::MissingProgram, message).hint(hint)
    }

    /// It took longer than it was allowed to.
    pub(super) fn stopped(message: impl Into<String>) -> Self {
        Self::new(Kind::Stopped, message).hint("allow more with --time-limit, or leave it out")
    }

    /// Data is refused.
    pub(super) fn bad_data(message: impl Into<String>, findings: &[Finding]) -> Self {
        let mut error = Self::new(Kind::BadData, message);
        error.findings = findings.to_vec();
        error
    }

    /// The exit code.
    pub(super) fn exit_code(&self) -> u8 {
        self.kind.exit_code()
    }

    /// The error for a program to read.
    pub(super) fn object(&self) -> ErrorObject<'_> {
        ErrorObject {
            code: self.kind.code(),
            message: &self.message,
            hint: self.hint.as_deref(),
            candidates: &self.candidates,
            findings: &self.findings,
        }
    }
}

fn candidates(nodes: &[NodeRef<'_>]) -> Vec<Candidate> {
    nodes
        .iter()
        .map(|node| Candidate {
            id: node.id().to_owned(),
            name: node.name().to_owned(),
            kind: node.kind().label.to_string(),
        })
        .collect()
}

impl From<&clap::Error> for CliError {
    /// The first paragraph of what the argument parser says, on one line.
    fn from(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        let lines = text.lines().map(str::trim).take_while(|line| !line.is_empty());
        let message = lines.collect::<Vec<_>>().join(" ");
        Self::usage(message.strip_prefix("error: ").unwrap_or(&message))
    }
}

impl From<DatasetError> for CliError {
    fn from(error: DatasetError) -> Self {
        let hint = error.hint();
        let message = error.to_string();
        let findings = error.findings();
        let mut converted = if matches!(error, DatasetError::Refused { .. }) {
            Self::bad_data(message, findings)
        } else {
            Self::new(Kind::Io, message)
        };
        converted.hint = hint;
        converted
    }
}
