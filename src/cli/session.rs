//! One run's data: which dataset is meant, loaded, with its graph, its names and its texts.

use super::error::CliError;
use super::ui::{Stopwatch, Ui};
use super::watching::TimeLimitArgs;
use super::{Global, Outcome, builtin, selection};
use crate::algo::{Stopped, Unwatched, Watch};
use crate::dataset::{
    self, Dataset, Finding, Loaded, Merged, RecordChange, Revision, RevisionError, TextProblem,
    Texts,
};
use crate::evidence::{self, EvidenceState, SEARCH_BYTES_MAX, SearchBudget, SourceText, Verdict};
use crate::explore::{Earlier, World};
use crate::graph::{
    EvidenceIx, EvidenceRef, Known, NodeIx, NodeRef, Owned, PropertyGraph, SourceIx, SourceRef,
    Tables,
};
use crate::model::{Difference, Evidence, Id};
use crate::names::{NameEntry, NameIndex, Resolution, Tier};
use crate::printer::{self, Report};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Bytes that one run may digest in search of moved spans: some ten seconds on a plain processor.
const SEARCH_BYTES_PER_RUN: usize = 8 * SEARCH_BYTES_MAX;
/// Names are suggested up to this many.
const SUGGESTIONS: usize = 5;

/// Where a dataset comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A folder.
    Folder(PathBuf),
    /// One that ships with the program, read-only.
    Builtin(&'static builtin::Builtin),
    /// A folder at a revision of git, read-only.
    Revision(Revision),
}

impl Place {
    /// How a reader asks for it.
    fn as_asked(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Builtin(builtin) => builtin.name.to_owned(),
            Self::Revision(revision) => revision.as_str().to_owned(),
        }
    }
}

/// A loaded dataset with what its graph borrows from.
pub(super) struct Opened {
    pub(super) place: Place,
    pub(super) dataset: Dataset,
    pub(super) warnings: Vec<Finding>,
    owned: Owned,
}

/// An opened dataset and what was looked up in it, so that several questions of one run share both.
pub(super) struct Open {
    opened: Opened,
    /// Built for the first name that is looked up: many questions look up none.
    names: OnceCell<NameIndex>,
    texts: Option<Texts>,
    /// Texts read so far, by source.
    read: RefCell<BTreeMap<SourceIx, Result<SourceText, TextProblem>>>,
    /// Verdicts so far, and what searching may still cost.
    verdicts: RefCell<BTreeMap<EvidenceIx, Option<Verdict>>>,
    budget: RefCell<SearchBudget>,
}

impl fmt::Debug for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Open").field(&self.opened.dataset.name).finish()
    }
}

/// A dataset ready for questions.
pub(super) struct Session<'a> {
    pub(super) opened: &'a Opened,
    open: &'a Rc<Open>,
    tables: &'a Tables<'a>,
    /// What is known, where a day was asked about.
    known: Option<&'a Known>,
    /// The names of what is known then.
    known_names: OnceCell<NameIndex>,
    global: &'a Global,
    ui: &'a Ui,
    stopwatch: RefCell<Stopwatch>,
    /// What was asked about time, as options.
    time_asked: RefCell<String>,
}

/// Finds the dataset that is meant.
pub(super) fn place(global: &Global) -> Result<Place, CliError> {
    if let Some(path) = &global.data {
        return Ok(place_of(path));
    }
    let here = std::env::current_dir().map_err(|e| CliError::read("the working folder", &e))?;
    if let Some(folder) = here.ancestors().find(|folder| folder.join("dataset.json").is_file()) {
        return Ok(Place::Folder(folder.to_path_buf()));
    }
    for folder in here.ancestors() {
        let mut found = datasets_in(&folder.join("graph-data"))?;
        match found.len() {
            0 => {}
            1 => return Ok(Place::Folder(found.remove(0))),
            _ => {
                let list: Vec<String> = found
                    .iter()
                    .map(|path| path.strip_prefix(&here).unwrap_or(path).display().to_string())
                    .collect();
                return Err(CliError::usage(format!(
                    "{} datasets are at hand: {}",
                    list.len(),
                    list.join(", ")
                ))
                .hint(format!("name one: --data {}", list[list.len() - 1])));
            }
        }
    }
    Ok(Place::Builtin(&builtin::ALL[0]))
}

/// The dataset that a path or a name means.
fn place_of(path: &Path) -> Place {
    match path.to_str().and_then(builtin::by_name) {
        Some(builtin) if !path.exists() => Place::Builtin(builtin),
        _ => Place::Folder(path.to_owned()),
    }
}

/// The dataset that a path or a name means, if there is one of that name.
pub(super) fn place_named(path: &Path) -> Option<Place> {
    let place = place_of(path);
    (place != Place::Folder(path.to_owned()) || path.exists()).then_some(place)
}

fn datasets_in(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(CliError::read(&folder.display().to_string(), &error)),
    };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("dataset.json").is_file())
        .collect();
    found.sort();
    Ok(found)
}

impl Opened {
    /// Loads a dataset and builds its graph.
    pub(super) fn load(place: Place, ui: &Ui) -> Result<Self, CliError> {
        let Loaded { dataset, findings } = load(&place, ui)?;
        Ok(Self::of(place, dataset, findings))
    }

    fn of(place: Place, dataset: Dataset, warnings: Vec<Finding>) -> Self {
        let owned =
            Owned::build(&dataset.vocabulary, &dataset.sources, &dataset.nodes, &dataset.edges);
        Self { place, dataset, warnings, owned }
    }
}

/// Runs a command on the dataset that is meant, of which it needs neither graph nor names.
pub(super) fn with_dataset<T>(
    global: &Global,
    ui: &Ui,
    run: impl FnOnce(&Dataset) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let mut stopwatch = Stopwatch::start();
    let loaded;
    let dataset = match &global.open {
        Some(open) => &open.opened.dataset,
        None => {
            loaded = load(&place(global)?, ui)?;
            &loaded.dataset
        }
    };
    stopwatch.lap("load");
    let result = run(dataset)?;
    stopwatch.lap("print");
    ui.timings(&stopwatch);
    Ok(result)
}

/// Loads a dataset, told by a bar where it takes long.
fn load(place: &Place, ui: &Ui) -> Result<Loaded, CliError> {
    let mut bar = ui.progress("loading");
    Ok(match place {
        Place::Folder(path) => dataset::load_told(path, &mut |share| bar.tell(share))?,
        Place::Builtin(builtin) => dataset::load_embedded(builtin.name, builtin.files)?,
        Place::Revision(revision) => revision.load().map_err(|e| of_revision(revision, e))?,
    })
}

/// Why a revision gives no dataset, and what to do about it.
fn of_revision(revision: &Revision, error: RevisionError) -> CliError {
    let message = format!("{}: {error}", revision.as_str());
    match error {
        RevisionError::NoProgram(_) => CliError::program(message)
            .hint("install git, or check the revision out and name its folder"),
        RevisionError::NoRepository { .. } => {
            CliError::io(message).hint("run it inside the repository that has the revision")
        }
        RevisionError::Unknown { .. } => CliError::unknown(message).hint(
            "write REV:FOLDER as git does, the folder from the top of the repository: \
             HEAD~1:graph-data/mine",
        ),
        RevisionError::NotAFile { .. } => {
            CliError::io(message).hint("a dataset is made of regular files")
        }
        RevisionError::Failed { .. } => CliError::io(message),
        RevisionError::Dataset(error) => CliError::from(error),
    }
}

/// Opens the dataset that is meant and runs a command on it.
pub(super) fn with<T>(
    global: &Global,
    ui: &Ui,
    run: impl FnOnce(&Session<'_>) -> Result<T, CliError>,
) -> Result<T, CliError> {
    match &global.open {
        Some(open) => with_open(open, Stopwatch::start(), global, ui, run),
        None => with_place(place(global)?, global, ui, run),
    }
}

/// Opens a dataset and runs a command on it.
pub(super) fn with_place<T>(
    place: Place,
    global: &Global,
    ui: &Ui,
    run: impl FnOnce(&Session<'_>) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let stopwatch = Stopwatch::start();
    with_open(&Open::of(Opened::load(place, ui)?, global)?, stopwatch, global, ui, run)
}

/// Opens the dataset that is meant laid over an earlier one, and runs a command on both as one; the command gets
/// what differs by id.
pub(super) fn with_earlier<T>(
    earlier: &Path,
    global: &Global,
    ui: &Ui,
    run: impl FnOnce(&Session<'_>, BTreeMap<Id, Difference>) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let stopwatch = Stopwatch::start();
    let place = place(global)?;
    let later = load(&place, ui)?;
    let merged = merged(&load(&place_of(earlier), ui)?.dataset, &later.dataset)?;
    let opened = Opened::of(place, merged.dataset, later.findings);
    let open = Open::of(opened, global)?;
    with_open(&open, stopwatch, global, ui, |session| run(session, merged.differences))
}

/// Opens a dataset laid over an earlier one, with what only the earlier has, and runs a command on both as one; the
/// command gets which the earlier is and what differs.
pub(super) fn with_difference<T>(
    earlier: &Place,
    later: Place,
    global: &Global,
    ui: &Ui,
    run: impl FnOnce(&Session<'_>, Earlier, Vec<RecordChange>) -> Result<T, CliError>,
) -> Result<T, CliError> {
    if global.open.is_some() {
        return Err(CliError::usage("a check is asked of the dataset that it stands in")
            .hint("name two dates"));
    }
    let stopwatch = Stopwatch::start();
    let Loaded { dataset: old, .. } = load(earlier, ui)?;
    let Loaded { dataset: new, findings } = load(&later, ui)?;
    let mut merged = merged(&old, &new)?;
    merged.keep_what_is_gone();
    let asked = [earlier, &later].map(Place::as_asked);
    let earlier = Earlier { name: old.name, digest: old.digest, asked };
    let opened = Opened::of(later, merged.dataset, findings);
    let open = Open::of(opened, global)?;
    with_open(&open, stopwatch, global, ui, |session| run(session, earlier, merged.changes))
}

fn merged(earlier: &Dataset, later: &Dataset) -> Result<Merged, CliError> {
    dataset::merge(earlier, later).map_err(|kind| {
        CliError::usage(format!(
            "“{kind}” is a kind of nodes in one dataset and of edges in the other"
        ))
        .hint("rename one of the two in its vocabulary.json")
    })
}

impl Open {
    fn of(opened: Opened, global: &Global) -> Result<Rc<Self>, CliError> {
        let texts = match &global.texts {
            Some(folder) if !folder.is_dir() => {
                let message = format!("--texts {}: no such folder", folder.display());
                return Err(CliError::usage(message));
            }
            Some(folder) => Some(Texts::open(folder)),
            None => opened.dataset.texts.clone(),
        };
        Ok(Rc::new(Self {
            opened,
            names: OnceCell::new(),
            texts,
            read: RefCell::new(BTreeMap::new()),
            verdicts: RefCell::new(BTreeMap::new()),
            budget: RefCell::new(SearchBudget { bytes: SEARCH_BYTES_PER_RUN }),
        }))
    }
}

fn with_open<T>(
    open: &Rc<Open>,
    mut stopwatch: Stopwatch,
    global: &Global,
    ui: &Ui,
    run: impl FnOnce(&Session<'_>) -> Result<T, CliError>,
) -> Result<T, CliError> {
    let tables = open.opened.owned.tables();
    let known = global
        .known_by
        .as_deref()
        .map(|text| selection::date("--known-by", text))
        .transpose()?
        .map(|days| Known::by(PropertyGraph::new(&tables), days.last));
    stopwatch.lap("load");
    let session = Session {
        opened: &open.opened,
        open,
        tables: &tables,
        known: known.as_ref(),
        known_names: OnceCell::new(),
        global,
        ui,
        stopwatch: RefCell::new(stopwatch),
        time_asked: RefCell::default(),
    };
    let result = run(&session)?;
    ui.timings(&session.stopwatch.borrow());
    Ok(result)
}

impl<'a> Session<'a> {
    /// The graph.
    pub(super) fn graph(&self) -> PropertyGraph<'a> {
        let whole = PropertyGraph::new(self.tables);
        self.known.map_or(whole, |known| whole.knowing(known))
    }

    /// The index of the names of the nodes.
    pub(super) fn names(&self) -> &NameIndex {
        let names = if self.known.is_none() { &self.open.names } else { &self.known_names };
        names.get_or_init(|| {
            let nodes = self.graph().nodes().filter(|node| node.is_known());
            NameIndex::build(nodes.map(|node| NameEntry {
                node: node.ix.0,
                id: node.id(),
                name: node.name(),
                aliases: node.aliases().collect(),
            }))
        })
    }

    /// The folder of the dataset, to write into.
    pub(super) fn folder(&self) -> Result<&'a Path, CliError> {
        if self.known.is_some() {
            return Err(CliError::usage("data as they were known by a day are not written to")
                .hint("leave out --known-by"));
        }
        match &self.opened.place {
            Place::Folder(folder) => Ok(folder),
            Place::Builtin(_) => {
                Err(CliError::usage("a dataset that ships with the program is read-only")
                    .hint("start one of your own: sociogram init DIR"))
            }
            Place::Revision(_) => Err(CliError::usage("what a revision holds is read-only")
                .hint("write into the folder itself")),
        }
    }

    /// The terminal.
    pub(super) fn ui(&self) -> &'a Ui {
        self.ui
    }

    /// Ends a part of the run, for `--timings`.
    pub(super) fn lap(&self, name: &'static str) {
        self.stopwatch.borrow_mut().lap(name);
    }

    /// Asks a question of the data.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&World<'_>) -> T) -> T {
        self.ask_watched(&Unwatched, question)
    }

    /// Asks a question that may take long, told by a bar and stopped at the limit of time.
    pub(super) fn ask_long<T>(
        &self,
        limit: TimeLimitArgs,
        what: &'static str,
        question: impl FnOnce(&World<'_>) -> Result<T, Stopped>,
    ) -> Result<T, CliError> {
        let watch = limit.watch(self.ui, what);
        self.ask_watched(&watch, question).map_err(|Stopped| watch.stopped())
    }

    fn ask_watched<T>(&self, watch: &dyn Watch, question: impl FnOnce(&World<'_>) -> T) -> T {
        let check = |evidence: EvidenceRef<'_>| self.state(evidence);
        let answer = question(&World {
            graph: self.graph(),
            dataset: &self.opened.dataset.name,
            digest: self.opened.dataset.digest,
            check: &check,
            watch,
        });
        self.lap("answer");
        answer
    }

    /// Prints an answer in the format asked for; the command then ends with that outcome.
    pub(super) fn print(&self, report: &dyn Report, outcome: Outcome) -> Result<Outcome, CliError> {
        if self.ui.keeps_answers() {
            self.ui.keep(self.ask(|world| printer::answer(world, report)));
            return Ok(outcome);
        }
        let printed = self.ask(|world| {
            printer::print(
                world,
                report,
                self.global.format(),
                self.global.formulas(),
                self.ui.look(),
                &|next| self.whole_command(next),
            )
        });
        self.ui.answer(printed.as_bytes())?;
        self.lap("print");
        Ok(outcome)
    }

    /// The options with which a verb asks what is open here.
    pub(super) fn to_ask_more(&self) -> Global {
        Global { data: None, open: Some(Rc::clone(self.open)), ..self.global.clone() }
    }

    /// What was asked about time, for suggested commands to ask of the same time.
    pub(super) fn asks_of_time(&self, options: String) {
        self.time_asked.replace(options);
    }

    /// A suggested command as it asks the same dataset, of the same time and as it was known then.
    fn whole_command(&self, next: &str) -> String {
        let of_dataset = match &self.global.data {
            Some(path) => {
                format!("sociogram --data {} ", printer::shell_word(&path.display().to_string()))
            }
            None => match &self.opened.place {
                // A folder at hand would answer in place of the built-in dataset that this run asked.
                Place::Builtin(builtin)
                    if place(self.global).ok().as_ref() != Some(&self.opened.place) =>
                {
                    format!("sociogram --data {} ", builtin.name)
                }
                _ => "sociogram ".to_owned(),
            },
        };
        let verb = next.split(' ').next().unwrap_or_default();
        if !selection::is_taken_by(verb) {
            return of_dataset + next;
        }
        let known_by = self.global.known_by.as_deref();
        let known_by = known_by.map(|day| format!("--known-by {} ", printer::shell_word(day)));
        // A suggestion may be about a time of its own.
        let has_time = ["--as-of", "--since", "--until"].iter().any(|option| next.contains(option));
        let of_time = if has_time { String::new() } else { self.time_asked.borrow().clone() };
        of_dataset + &known_by.unwrap_or_default() + next + &of_time
    }

    /// The node that a name means. A match that is not exact is said on stderr.
    pub(super) fn node(&self, name: &str) -> Result<NodeIx, CliError> {
        let graph = self.graph();
        let nodes = |matches: &[crate::names::Match]| -> Vec<NodeRef<'_>> {
            let mut nodes: Vec<NodeRef<'_>> =
                matches.iter().map(|m| graph.node(NodeIx(m.node))).collect();
            // A reader who types a part of a name more often means the person than her visits.
            nodes.sort_by_key(|node| node.is_record());
            nodes.truncate(SUGGESTIONS);
            nodes
        };
        match self.names().resolve(name) {
            Resolution::Found(found) => {
                let node = graph.node(NodeIx(found.node));
                if matches!(found.tier, Tier::Alias | Tier::Folded) {
                    let by = match found.tier {
                        Tier::Alias => "its alias".to_owned(),
                        _ => format!("likeness to “{}”", found.matched),
                    };
                    self.ui.note(&format!(
                        "“{name}” is taken as {} ({}), by {by}",
                        node.name(),
                        node.id(),
                    ));
                }
                Ok(node.ix)
            }
            Resolution::Ambiguous(matches) => Err(CliError::ambiguous_name(name, &nodes(&matches))),
            Resolution::Unknown(nearest) => {
                let error = CliError::unknown_name(name, &nodes(&nearest));
                Err(match self.known {
                    Some(_) if nearest.is_empty() => {
                        error.hint("it may have become known later: leave out --known-by")
                    }
                    _ => error,
                })
            }
        }
    }

    /// The nodes that names mean, in any collection; the first name that means none is the error.
    pub(super) fn nodes<C: FromIterator<NodeIx>>(
        &self,
        names: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> Result<C, CliError> {
        names.into_iter().map(|name| self.node(name.as_ref())).collect()
    }

    /// The source of an id.
    pub(super) fn source(&self, id: &str) -> Result<SourceRef<'a>, CliError> {
        self.graph().source_by_id(id).ok_or_else(|| {
            let all: Vec<&str> = self.graph().sources().map(SourceRef::id).collect();
            let hint = if all.is_empty() {
                "sociogram add source adds one".to_owned()
            } else {
                format!("sources: {}", all.join(", "))
            };
            CliError::unknown(format!("there is no source “{id}”")).hint(hint)
        })
    }

    /// Runs `read` on the text of a source, read once, or on why it is not at hand.
    pub(super) fn with_text<T>(
        &self,
        source: SourceRef<'_>,
        read: impl FnOnce(Result<&SourceText, &TextProblem>) -> T,
    ) -> T {
        let mut cache = self.open.read.borrow_mut();
        let text = cache.entry(source.ix).or_insert_with(|| self.read_text(source.id()));
        read(text.as_ref())
    }

    fn read_text(&self, source: &str) -> Result<SourceText, TextProblem> {
        let record = self.opened.dataset.source(source);
        match (&self.open.texts, record) {
            (Some(texts), Some(record)) => texts.read(record),
            _ => Err(TextProblem::Missing { file: record.and_then(|r| r.file.clone()) }),
        }
    }

    /// Whether any texts are at hand.
    pub(super) fn has_texts(&self) -> bool {
        self.open.texts.is_some()
    }

    fn state(&self, evidence: EvidenceRef<'_>) -> EvidenceState {
        self.verdict(evidence).map_or(EvidenceState::Unchecked, EvidenceState::from)
    }

    /// Re-checks a piece of evidence against its text, once, where that is at hand.
    pub(super) fn verdict(&self, evidence: EvidenceRef<'_>) -> Option<Verdict> {
        if let Some(known) = self.open.verdicts.borrow().get(&evidence.ix) {
            return *known;
        }
        let verdict = self.check(evidence);
        self.open.verdicts.borrow_mut().insert(evidence.ix, verdict);
        verdict
    }

    fn check(&self, evidence: EvidenceRef<'_>) -> Option<Verdict> {
        let source = evidence.source();
        let span = Evidence {
            source: self.opened.dataset.source(source.id())?.id.clone(),
            start: evidence.start(),
            end: evidence.end(),
            sha256: evidence.sha256(),
            says: String::new(),
            quote: evidence.quote().map(str::to_owned),
            supports: None,
        };
        let budget = &mut self.open.budget.borrow_mut();
        self.with_text(source, |text| Some(evidence::verify_within(text.ok()?, &span, budget)))
    }
}
