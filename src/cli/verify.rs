//! The verb `verify`.

use super::error::CliError;
use super::session::{Place, Session};
use super::ui::Ui;
use super::{Global, Outcome, session};
use crate::dataset::{self, Applied, Mode, TextProblem};
use crate::evidence::{EvidenceState, Verdict};
use crate::explore::{self, VerifyAnswer};
use crate::graph::{ItemIx, SourceIx};
use crate::model::{Change, Id};
use crate::printer::{ChangeLine, ChangesReport, TextNotice, VerifyReport};
use clap::Args;
use std::collections::BTreeSet;

/// Re-check every citation against the texts of its source
///
/// A citation is a place and a digest: it is verified when exactly that span stands there, moved when it
/// stands once elsewhere, broken when it is gone or stands in several places, unchecked when the text is not
/// at hand. Exits 1 for anything moved or broken and, with --texts, for anything missing.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram verify
  sociogram verify --texts articles/
  sociogram verify --data my-dataset --fix-moved --dry-run")]
pub(super) struct Verify {
    /// List verified and unchecked citations too
    #[arg(long)]
    all: bool,
    /// Rewrite citations whose span stands exactly once elsewhere, and the digests of texts whose
    /// citations then all stand
    #[arg(long)]
    fix_moved: bool,
    /// Say what --fix-moved would change, and change nothing
    #[arg(long, requires = "fix_moved")]
    dry_run: bool,
}

impl Verify {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        session::with(global, ui, |session| {
            let answer = session.ask(explore::verify);
            if self.fix_moved {
                return self.fix(session, &answer);
            }
            let TextCheck { notices, is_cited_missing } = check_texts(session, &answer);
            let s = answer.summary;
            let strict = global.texts.is_some();
            let can_fix = matches!(session.opened.place, Place::Folder(_));
            let holds = s.n_moved == 0 && s.n_broken == 0 && !(strict && is_cited_missing);
            session.print(
                &VerifyReport { answer: &answer, notices, all: self.all, can_fix },
                Outcome::found(holds),
            )
        })
    }

    fn fix(&self, session: &Session<'_>, answer: &VerifyAnswer) -> Result<Outcome, CliError> {
        let Place::Folder(folder) = &session.opened.place else {
            return Err(CliError::usage("a dataset that ships with the program is read-only")
                .hint("copy it first: sociogram init DIR --example"));
        };
        let graph = session.graph();
        let mut changes = Vec::new();
        for row in &answer.rows {
            if row.state != EvidenceState::Moved {
                continue;
            }
            let verdict = session.verdict(graph.evidence_at(row.evidence));
            if let Some(Verdict::Moved { start, end }) = verdict {
                let id = match row.of {
                    ItemIx::Node(ix) => graph.node(ix).id(),
                    ItemIx::Edge(ix) => graph.edge(ix).id(),
                };
                changes.push(Change::MoveSpan {
                    of: Id::new(id).expect("ids of a loaded dataset are valid"),
                    fact: row.fact,
                    position: row.position,
                    start,
                    end,
                });
            }
        }
        changes.extend(renewals(session, answer));
        let mode = if self.dry_run { Mode::DryRun } else { Mode::Write };
        let applied = dataset::apply(folder, &changes, mode)?;
        let report = changes_report("verify.fix", mode, &applied, vec!["verify".to_owned()]);
        session.print(&report, Outcome::Found)
    }
}

/// Digests of texts that have changed, where every citation of the source stands or is about to.
fn renewals(session: &Session<'_>, answer: &VerifyAnswer) -> Vec<Change> {
    let graph = session.graph();
    let stands = |state| matches!(state, EvidenceState::Verified | EvidenceState::Moved);
    let fallen: BTreeSet<SourceIx> = answer
        .rows
        .iter()
        .filter(|row| !stands(row.state))
        .map(|row| graph.evidence_at(row.evidence).source().ix)
        .collect();
    graph
        .sources()
        .filter(|source| !fallen.contains(&source.ix))
        .filter_map(|source| {
            let recorded = source.sha256()?;
            let digest = session.with_text(source, |text| Some(text.ok()?.digest()))?;
            let source = Id::new(source.id()).expect("ids of a loaded dataset are valid");
            (digest != recorded).then_some(Change::RenewDigest { source, sha256: digest })
        })
        .collect()
}

/// What changes led to, ready to print.
pub(super) fn changes_report(
    verb: &'static str,
    mode: Mode,
    applied: &Applied,
    next: Vec<String>,
) -> ChangesReport {
    ChangesReport {
        verb,
        dry_run: mode == Mode::DryRun,
        counts: (applied.dataset.nodes.len(), applied.dataset.edges.len()),
        lines: applied
            .diff
            .iter()
            .map(|line| ChangeLine {
                file: line.file.clone().into_owned(),
                sign: line.sign.as_char(),
                line: line.text.clone(),
            })
            .collect(),
        findings: applied.findings.clone(),
        next,
    }
}

/// What is to be said about texts.
#[derive(Default)]
struct TextCheck {
    /// Texts that changed as a whole, cannot be read, or are cited and not at hand.
    notices: Vec<TextNotice>,
    /// Whether a cited text is not at hand.
    is_cited_missing: bool,
}

fn check_texts(session: &Session<'_>, answer: &VerifyAnswer) -> TextCheck {
    let graph = session.graph();
    let mut check = TextCheck::default();
    if !session.has_texts() {
        return check;
    }
    let mut note = |source: &str, what: String| {
        check.notices.push(TextNotice { source: source.to_owned(), what });
    };
    let cited: BTreeSet<SourceIx> =
        answer.rows.iter().map(|row| graph.evidence_at(row.evidence).source().ix).collect();
    for source in graph.sources() {
        let is_cited = cited.contains(&source.ix);
        session.with_text(source, |text| match text {
            Ok(text) => {
                if source.sha256().is_some_and(|digest| digest != text.digest()) {
                    let what =
                        "the text has changed since it was digested; each citation was re-checked";
                    note(source.id(), what.to_owned());
                }
            }
            Err(TextProblem::Missing { .. }) if !is_cited => {}
            Err(problem) => {
                check.is_cited_missing |= is_cited;
                note(source.id(), problem.to_string());
            }
        });
    }
    check
}
