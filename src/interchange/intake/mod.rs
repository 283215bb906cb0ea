//! What a file says becomes nodes, edges and sources: ids, kinds, names, dates, facts and citations are made here, the
//! same way for every format. Everything that is read otherwise than written is counted or found.

mod forms;
mod gathering;
mod kinds;
mod reading;
mod record;
mod records;
mod role;
mod stream;
mod words;

use super::edge_list::EdgeListDirection;
use super::files::{Input, LineProblem, Place, pieces};
use super::import::{Citing, ImportSettings, KindRow, PropertyRow};
use super::mapping::{On, TableMapping};
use crate::dataset::{FINDINGS_MAX, Finding, LineReader, Severity};
use crate::evidence::digest;
use crate::model::{
    Edge, Evidence, Fact, Id, NewEdgeKind, NewNodeKind, Node, Source, Vocabulary, When,
};
use rayon::prelude::*;
use reading::Part;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) use forms::{DateForm, NumberForm};
pub(super) use gathering::{Gathered, Gathering};
pub(super) use kinds::Kinds;
pub(super) use reading::Reading;
pub(super) use record::{amount_of, date_of, day_of};
pub(super) use records::Records;
pub(super) use role::Role;
pub(super) use stream::Stream;
pub(super) use words::{edge_id_of, id_of, key_of, kind_of, line_of};

/// The most kinds of notes of an import.
const NOTES_MAX: usize = 1000;

/// Why reading ends before the end of a file.
#[derive(Debug)]
pub(super) enum Halt {
    /// What stands there makes no sense of what follows; the finding is made.
    Refused,
    /// The watch stopped it.
    Stopped,
    /// There is more than a dataset can hold.
    TooLarge,
    /// The system refused.
    Io {
        path: PathBuf,
        /// What was attempted.
        action: &'static str,
        error: io::Error,
    },
}

impl Halt {
    /// How a reader that can only return errors of the system says that the watch stopped it.
    pub(super) const STOPPED: &str = "stopped while reading";

    /// What a failed reading means.
    pub(super) fn from_read(path: &Path, error: io::Error) -> Self {
        if error.to_string() == Self::STOPPED {
            return Self::Stopped;
        }
        Self::Io { path: path.to_owned(), action: "read", error }
    }
}

/// Whether an edge of a file goes one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Direction {
    /// From its first end to its second.
    Directed,
    /// Both ways.
    Undirected,
}

/// The value of a property as a file has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    /// Words, a number as it is written, or an object of JSON.
    Text(Cow<'a, str>),
    /// Several values.
    List(Vec<Value<'a>>),
    /// Words that hold at a time; what is no fact has no time of its own.
    Dated(Cow<'a, str>, When),
}

/// A property by number, so that it is looked up once per column and not once per cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct PropertyIx(u32);

/// A node as a file has it.
#[derive(Debug)]
pub(super) struct ForeignNode<'a> {
    /// What the file calls it; where that is empty, the node has to have a property that is its id.
    pub(super) id: &'a str,
    /// Its kind, where the syntax of the format has one.
    pub(super) kind: Option<&'a str>,
    /// Its name, where the syntax of the format has one.
    pub(super) name: Option<&'a str>,
    pub(super) properties: &'a [(PropertyIx, Value<'a>)],
    pub(super) place: Place<'a>,
}

/// An edge as a file has it.
#[derive(Debug)]
pub(super) struct ForeignEdge<'a> {
    /// Its id, where the file has one that is the same in every writing.
    pub(super) id: Option<&'a str>,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
    /// Its kind, where the syntax of the format has one.
    pub(super) kind: Option<&'a str>,
    pub(super) direction: Direction,
    pub(super) properties: &'a [(PropertyIx, Value<'a>)],
    pub(super) place: Place<'a>,
}

/// How an edge came by its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EdgeId {
    /// The file has it.
    Given,
    /// It was made of kind, ends and content: edges that are alike are told apart by number.
    Derived,
}

/// The file and the line that a record comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    file: u32,
    line: u32,
}

impl Origin {
    fn new(file: u32, line: u64) -> Self {
        Self { file, line: u32::try_from(line).unwrap_or(u32::MAX) }
    }
}

/// Where records go.
pub(super) trait Target {
    /// A source that a file describes.
    fn source(&mut self, source: Source) -> Result<(), Halt>;
    /// A file itself, which records cite.
    fn file(&mut self, source: Source) -> Result<(), Halt>;
    /// Nodes and edges, in the order in which they were read.
    fn records(&mut self, records: Records) -> Result<(), Halt>;
    /// What is known of a node that perhaps only edges name.
    fn implied(&mut self, id: &Id, name: &str, kind: Option<&str>) -> Result<(), Halt>;
}

/// Takes what a file says.
pub(super) struct Intake<'a> {
    settings: &'a ImportSettings,
    target: &'a mut dyn Target,
    kinds: &'a mut Kinds,
    log: &'a mut Log,
    properties: Vec<PropertyUse>,
    by_name: HashMap<(On, String), PropertyIx>,
    file: FileNow,
    /// What was read and not handed on yet.
    reading: Reading,
    /// Room for the facts of the next record.
    room: Vec<Fact>,
    /// Ids that are not what the file says, with what it says.
    changed_ids: HashMap<Id, String>,
    /// Ends of which more is known than their id.
    implied: HashSet<Id>,
    /// Kinds of nodes that only edges name, where they are declared.
    end_kinds: [Option<&'a str>; 2],
}

/// What was found and counted over all files.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// The files so far, as messages name them.
    files: Vec<String>,
    findings: Vec<Finding>,
    pub(super) n_errors: usize,
    n_findings: usize,
    /// What was left out or read otherwise than written, in words, with how often.
    pub(super) notes: BTreeMap<String, usize>,
    pub(super) properties: BTreeMap<(On, String), (String, usize)>,
    pub(super) title: Option<String>,
    pub(super) licence: Option<String>,
    pub(super) declared: Option<Vocabulary>,
    /// What was understood of tables, where a mapping is guessed.
    pub(super) guessed: Option<BTreeMap<String, TableMapping>>,
    /// A header that stands in a file of its own, for the files that follow.
    pub(super) header: Option<TypedHeader>,
}

/// A header of Neo4j in a file of its own.
#[derive(Debug, Clone)]
pub(super) struct TypedHeader {
    /// How the names of the files begin that it is for.
    pub(super) stem: String,
    pub(super) names: Vec<String>,
    pub(super) separator: u8,
}

struct PropertyUse {
    on: On,
    name: String,
    role: Role,
    n: usize,
}

/// The file that is read.
struct FileNow {
    /// As messages name it.
    shown: String,
    citer: Arc<Citer>,
    is_cited: bool,
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        settings: &'a ImportSettings,
        target: &'a mut dyn Target,
        kinds: &'a mut Kinds,
        log: &'a mut Log,
        path: &Path,
        name: &str,
    ) -> Self {
        let cites = settings.citing == Citing::Records && path != Path::new("-");
        log.files.push(path.display().to_string());
        let source = cites.then(|| id_of(name)).flatten();
        let citer = Arc::new(Citer { source, name: name.to_owned(), file: log.file() });
        let shown = path.display().to_string();
        Self {
            settings,
            target,
            kinds,
            log,
            properties: Vec::new(),
            by_name: HashMap::new(),
            reading: Reading::new(Arc::clone(&citer), 0),
            room: Vec::new(),
            file: FileNow { shown, citer, is_cited: false },
            changed_ids: HashMap::new(),
            implied: HashSet::new(),
            end_kinds: [None, None],
        }
    }

    /// The number of a property; what it means is decided here.
    pub(super) fn property(&mut self, on: On, name: &str) -> PropertyIx {
        let declared = self.settings.mapping.roles(on).get(name);
        let role = match declared {
            Some(word) => Role::from_word(word).expect("a mapping was checked when it was read"),
            None => Role::by_name(on, name),
        };
        self.property_as(on, name, role)
    }

    /// What a mapping declares a property to be, if it does.
    pub(super) fn declared(&self, on: On, name: &str) -> Option<Role> {
        self.settings.mapping.roles(on).get(name).and_then(|word| Role::from_word(word))
    }

    /// Whether edges go one way: as the file tells, else as the command says.
    pub(super) fn direction(&self, told: Option<Direction>) -> Direction {
        let said = match self.settings.direction {
            Some(EdgeListDirection::Directed) => Direction::Directed,
            Some(EdgeListDirection::Undirected) | None => Direction::Undirected,
        };
        told.unwrap_or(said)
    }

    /// The property that a mapping declares to be this, if it does.
    pub(super) fn declared_as(&self, on: On, role: &Role) -> Option<String> {
        let roles = self.settings.mapping.roles(on);
        let declared = |word: &&str| Role::from_word(word).as_ref() == Some(role);
        let found = roles.iter().find(|(_, word)| declared(&word.as_str()));
        found.map(|(name, _)| name.clone())
    }

    /// The number of a property whose meaning the format knows; a mapping comes before it.
    pub(super) fn property_of(&mut self, on: On, name: &str, role: Role) -> PropertyIx {
        let role = self.declared(on, name).unwrap_or(role);
        self.property_as(on, name, role)
    }

    /// The number of a property whose meaning is known.
    pub(super) fn property_as(&mut self, on: On, name: &str, role: Role) -> PropertyIx {
        let key = (on, name.to_owned());
        if let Some(&ix) = self.by_name.get(&key) {
            return ix;
        }
        let ix = PropertyIx(self.properties.len() as u32);
        self.properties.push(PropertyUse { on, name: name.to_owned(), role, n: 0 });
        self.by_name.insert(key, ix);
        ix
    }

    /// What a property becomes.
    pub(super) fn role(&self, property: PropertyIx) -> &Role {
        &self.properties[property.0 as usize].role
    }

    /// Changes what a property becomes.
    pub(super) fn set_role(&mut self, property: PropertyIx, role: Role) {
        self.properties[property.0 as usize].role = role;
    }

    /// Whether a record had the property.
    pub(super) fn is_used(&self, property: PropertyIx) -> bool {
        self.properties[property.0 as usize].n > 0
    }

    /// The title of the whole.
    pub(super) fn title(&mut self, title: &str) {
        if let Some(title) = line_of(title) {
            self.log.title.get_or_insert_with(|| title.into_owned());
        }
    }

    /// The licence of the whole.
    pub(super) fn licence(&mut self, licence: &str) {
        if let Some(licence) = line_of(licence) {
            self.log.licence.get_or_insert_with(|| licence.into_owned());
        }
    }

    /// What a file says of the whole, as [`super::flat::dataset_properties`] writes it; other names are noted.
    pub(super) fn header(&mut self, name: &str, value: &str, line: u64) -> Result<(), Halt> {
        match name {
            "title" | "name" => self.title(value),
            "licence" | "license" => self.licence(value),
            "sources" => match crate::dataset::parse_sources(value, &self.file.shown) {
                Ok(sources) => {
                    for source in sources {
                        self.source(source)?;
                    }
                }
                Err(findings) => self.refused(line, "sources", &findings),
            },
            "vocabulary" => match crate::dataset::parse_vocabulary(value, &self.file.shown) {
                Ok(vocabulary) => self.vocabulary(vocabulary),
                Err(findings) => self.refused(line, "vocabulary", &findings),
            },
            _ => self.note(format!("“{name}”, said of the whole graph, is left out")),
        }
        Ok(())
    }

    /// The kinds that the file declares.
    pub(super) fn vocabulary(&mut self, vocabulary: Vocabulary) {
        match &mut self.log.declared {
            None => self.log.declared = Some(vocabulary),
            Some(declared) => crate::dataset::add_kinds(&vocabulary, declared),
        }
    }

    /// A source.
    pub(super) fn source(&mut self, source: Source) -> Result<(), Halt> {
        self.flush()?;
        self.target.source(source)
    }

    /// A node that is one of ours already. What the file says without evidence is cited to it.
    #[cfg(any(feature = "rdf", feature = "sqlite"))]
    pub(super) fn whole_node(&mut self, mut node: Node, place: Place<'_>) -> Result<(), Halt> {
        self.reading.node(&mut node, None, place);
        self.take_whole()
    }

    /// An edge that is one of ours already.
    #[cfg(any(feature = "rdf", feature = "sqlite"))]
    pub(super) fn whole_edge(
        &mut self,
        mut edge: Edge,
        id: EdgeId,
        direction: Direction,
        place: Place<'_>,
    ) -> Result<(), Halt> {
        self.reading.edge(&mut edge, None, id, direction, place);
        self.take_whole()
    }

    /// Reads a file line by line, on all processors. What `read` finds on the lines is taken in their order.
    pub(super) fn lines(
        &mut self,
        input: &mut Input<'_>,
        wanted: &str,
        read: impl Fn(Place<'_>, &mut LineReader, &mut Reading) + Sync,
    ) -> Result<(), Halt> {
        let mut blocks = input.blocks(wanted, self)?;
        let mut before = (0, 0);
        let mut next = blocks.next()?;
        while let Some(block) = next {
            let (pieces, after) = pieces(&block, before);
            let citer = Arc::clone(&self.file.citer);
            let (following, readings) = rayon::join(
                || blocks.next(),
                || -> Vec<Reading> {
                    let pieces =
                        pieces.into_par_iter().map_init(LineReader::default, |lines, p| {
                            let mut reading = Reading::new(Arc::clone(&citer), p.len());
                            let done = p.each_line(|place| read(place, lines, &mut reading));
                            if let Err((line, LineProblem { message, hint })) = done {
                                reading.refuse(line, message, hint);
                            }
                            reading
                        });
                    pieces.collect()
                },
            );
            for reading in readings {
                self.take_parts(reading)?;
            }
            (next, before) = (following?, after);
        }
        Ok(())
    }

    /// Hands on what was read, if it is much.
    fn take_whole(&mut self) -> Result<(), Halt> {
        if self.reading.parts.is_empty() { Ok(()) } else { self.flush() }
    }

    /// Hands on what was read.
    fn flush(&mut self) -> Result<(), Halt> {
        let empty = Reading::new(Arc::clone(&self.file.citer), 0);
        let reading = std::mem::replace(&mut self.reading, empty);
        self.take_parts(reading)
    }

    fn take_parts(&mut self, reading: Reading) -> Result<(), Halt> {
        let (parts, is_cited) = reading.finish();
        self.file.is_cited |= is_cited;
        for part in parts {
            match part {
                Part::Records(records) => {
                    for (kind, used) in &records.edge_kinds {
                        self.kinds.used_edge(kind, used);
                    }
                    self.target.records(records)?;
                }
                Part::Source(source) => self.target.source(source)?,
                Part::Vocabulary(vocabulary) => self.vocabulary(vocabulary),
                Part::Title(title) => self.title(&title),
                Part::Licence(licence) => self.licence(&licence),
                Part::Note(what) => self.note(what),
                Part::Error { line, message, hint } => self.error(line, message, &hint),
                Part::Refused => return Err(Halt::Refused),
            }
        }
        Ok(())
    }

    /// What the format knows of nodes that it calls so: their kind, and what that is where it has to be added. A
    /// mapping comes before it.
    pub(super) fn know_node(&mut self, written: &str, kind: NewNodeKind) {
        self.kinds.know_node(written, kind);
    }

    /// What the format knows of edges that it calls so.
    pub(super) fn know_edge(&mut self, written: &str, kind: NewEdgeKind) {
        self.kinds.know_edge(written, kind);
    }

    /// The kind of a node that the file calls so.
    pub(super) fn node_kind(&mut self, written: Option<&str>) -> String {
        self.kinds.node(&self.settings.mapping.kinds, written)
    }

    /// The kind of an edge that the file calls so.
    pub(super) fn edge_kind(&mut self, written: Option<&str>, direction: Direction) -> String {
        self.kinds.edge(&self.settings.mapping.kinds, written, direction)
    }

    /// Whether the vocabulary, or a mapping, has a kind of nodes that is called so.
    #[cfg(feature = "rdf")]
    pub(super) fn is_known_node_kind(&self, written: &str) -> bool {
        self.kinds.is_known_node(&self.settings.mapping.kinds, written)
    }

    /// The id of what the file calls so. Two names that would get one id are a finding.
    pub(super) fn id(&mut self, text: &str, line: u64) -> Option<Id> {
        let Some(id) = id_of(text) else {
            let message = format!("{} cannot be an id", quoted(text));
            self.error(line, message, "give every node an id that can be read");
            return None;
        };
        if id.as_str() != text {
            let known = self.changed_ids.entry(id.clone()).or_insert_with(|| text.to_owned());
            if known != text {
                let message =
                    format!("{} and {} would both get the id {id}", quoted(known), quoted(text));
                self.error(line, message, "change one of the two");
                return None;
            }
        } else if let Some(known) = self.changed_ids.get(&id) {
            let message = format!("{} would get the id {id}, which is taken", quoted(known));
            self.error(line, message, "change one of the two");
            return None;
        }
        Some(id)
    }

    /// The id of an end of an edge. A node that only edges name is called as the file calls it, and of the kind that
    /// a table declares for its ends.
    pub(super) fn end_id(
        &mut self,
        text: &str,
        kind: Option<&str>,
        line: u64,
    ) -> Result<Option<Id>, Halt> {
        let Some(id) = self.id(text, line) else { return Ok(None) };
        let says_more = kind.is_some() || id.as_str() != text;
        if says_more && !self.implied.contains(&id) {
            let kind = kind.map(|kind| self.kinds.node(&self.settings.mapping.kinds, Some(kind)));
            let name = line_of(text).unwrap_or_default();
            self.target.implied(&id, &name, kind.as_deref())?;
            self.implied.insert(id.clone());
        }
        Ok(Some(id))
    }

    /// What a mapping declares of the table that is read. Its kinds of ends count from now on.
    pub(super) fn table(&mut self) -> Option<&'a TableMapping> {
        let table = self.settings.mapping.table(&self.file.citer.name)?;
        self.end_kinds = [table.from_kind.as_deref(), table.to_kind.as_deref()];
        Some(table)
    }

    /// Whether a mapping is guessed and nothing imported.
    pub(super) fn is_guess(&self) -> bool {
        self.log.guessed.is_some()
    }

    /// What was understood of the table that is read, for the mapping that is guessed.
    pub(super) fn guessed(&mut self, table: TableMapping) {
        if let Some(guessed) = &mut self.log.guessed {
            guessed.insert(self.file.citer.name.clone(), table);
        }
    }

    /// The header that stands in a file of its own before the one that is read.
    pub(super) fn header_before(&mut self) -> &mut Option<TypedHeader> {
        &mut self.log.header
    }

    /// Something that is wrong and refuses the import.
    pub(super) fn error(&mut self, line: u64, message: impl Into<String>, hint: &str) {
        self.log.error(self.log.origin(line), &message.into(), hint);
    }

    /// Something that is wrong after which nothing of the file can be read.
    pub(super) fn refuse(&mut self, line: u64, message: impl Into<String>, hint: &str) -> Halt {
        self.error(line, message, hint);
        Halt::Refused
    }

    /// Something that is read otherwise than written, at a place that a person should look at.
    pub(super) fn warn(&mut self, line: u64, message: impl Into<String>) {
        self.log.find(Severity::Warning, self.log.origin(line), &message.into(), None);
    }

    /// Something that is left out or read otherwise than written, once more.
    pub(super) fn note(&mut self, what: impl Into<String>) {
        let what = what.into();
        // Some name what a file says, and a file may say a million things.
        let is_listed = self.log.notes.len() < NOTES_MAX || self.log.notes.contains_key(&what);
        let what = if is_listed { what } else { "other things are left out".to_owned() };
        *self.log.notes.entry(what).or_default() += 1;
    }

    /// As [`Self::note`], for so many at once.
    pub(super) fn note_times(&mut self, what: impl Into<String>, n: usize) {
        *self.log.notes.entry(what.into()).or_default() += n;
    }

    fn refused(&mut self, line: u64, what: &str, findings: &[Finding]) {
        for finding in findings {
            let message = format!("“{what}”: {}", finding.message);
            self.error(line, message, finding.hint.as_deref().unwrap_or("leave it out"));
        }
    }

    /// The place where the file says something, as evidence of it; none where files are not cited.
    #[cfg(feature = "rdf")]
    pub(super) fn citation(&mut self, place: Place<'_>) -> Option<Evidence> {
        let citation = self.file.citer.citation(place);
        self.file.is_cited |= citation.is_some();
        citation
    }

    /// Ends a file: its source is added if something cites it, and what its properties became is kept.
    pub(super) fn end(mut self, input: &Input<'_>) -> Result<(), Halt> {
        self.flush()?;
        for PropertyUse { on, name, role, n } in self.properties {
            if n > 0 {
                let entry = self.log.properties.entry((on, name));
                entry.or_insert_with(|| (role.word(), 0)).1 += n;
            }
        }
        let Citer { source, name, .. } = &*self.file.citer;
        let Some(id) = source.clone().filter(|_| self.file.is_cited) else { return Ok(()) };
        self.target.file(Source {
            id,
            title: line_of(&format!("Imported file {name}")).unwrap_or_default().into_owned(),
            publisher: None,
            author: None,
            published: None,
            retrieved: None,
            url: None,
            file: crate::dataset::is_safe_file_name(name).then(|| name.clone()),
            sha256: Some(input.digest()),
            derived_from: None,
        })
    }
}

/// Backs what has no evidence of its own with the place where the file says it.
#[derive(Debug)]
pub(super) struct Citer {
    /// The number of the file among all.
    file: u32,
    /// The file as a source, where records can cite it.
    source: Option<Id>,
    /// Its name.
    name: String,
}

impl Citer {
    fn node(&self, node: &mut Node, place: Place<'_>) -> bool {
        let facts = node.facts.iter_mut().map(|fact| &mut fact.evidence);
        self.cite(std::iter::once(&mut node.evidence).chain(facts), place)
    }

    fn edge(&self, edge: &mut Edge, place: Place<'_>) -> bool {
        let facts = edge.facts.iter_mut().map(|fact| &mut fact.evidence);
        self.cite(std::iter::once(&mut edge.evidence).chain(facts), place)
    }

    /// Fills the lists that are empty, and says whether it filled any.
    fn cite<'e>(
        &self,
        lists: impl Iterator<Item = &'e mut Vec<Evidence>>,
        place: Place<'_>,
    ) -> bool {
        let mut made = None;
        let mut has_cited = false;
        for evidence in lists.filter(|evidence| evidence.is_empty()) {
            let citation = made.get_or_insert_with(|| self.citation(place));
            if let Some(citation) = citation {
                *evidence = vec![citation.clone()];
                has_cited = true;
            }
        }
        has_cited
    }

    fn citation(&self, place: Place<'_>) -> Option<Evidence> {
        let source = self.source.clone()?;
        let (start, text) = place.span?;
        let end = start + text.chars().count() as u64;
        // A span counts characters in 32 bits; what stands beyond is cited by nothing.
        let (start, end) = (u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        if start == end {
            return None;
        }
        let says = format!("line {} of {}", place.line, self.name);
        let says = line_of(&says)?.into_owned();
        let sha256 = digest(text);
        Some(Evidence { source, start, end, sha256, says, quote: None, supports: None })
    }
}

impl Log {
    /// A line of the file that is read.
    fn origin(&self, line: u64) -> Origin {
        Origin::new(self.file(), line)
    }

    /// The number of the file that is read.
    fn file(&self) -> u32 {
        self.files.len().saturating_sub(1) as u32
    }

    /// Something that is wrong and refuses the import.
    fn error(&mut self, origin: Origin, message: &str, hint: &str) {
        self.n_errors += 1;
        self.find(Severity::Error, origin, message, Some(hint.to_owned()));
    }

    fn find(&mut self, severity: Severity, origin: Origin, message: &str, hint: Option<String>) {
        self.n_findings += 1;
        if self.findings.len() >= FINDINGS_MAX {
            return;
        }
        self.findings.push(Finding {
            severity,
            code: "import",
            file: self.files.get(origin.file as usize).cloned().unwrap_or_else(|| ".".to_owned()),
            line: origin.line,
            column: 1,
            message: line_of(message).unwrap_or_default().into_owned(),
            hint,
            id: None,
        });
    }

    /// The findings, and one more that says how many there are beside them.
    pub(super) fn take_findings(&mut self) -> Vec<Finding> {
        let mut findings = std::mem::take(&mut self.findings);
        let n_more = self.n_findings - findings.len();
        if n_more > 0 {
            findings.push(Finding {
                severity: if self.n_errors > 0 { Severity::Error } else { Severity::Warning },
                code: "import",
                file: ".".to_owned(),
                line: 1,
                column: 1,
                message: format!("{n_more} more findings are not listed"),
                hint: None,
                id: None,
            });
        }
        findings
    }

    /// What properties became.
    pub(super) fn property_rows(&self) -> Vec<PropertyRow> {
        let rows = self.properties.iter();
        rows.map(|((on, name), (becomes, n))| PropertyRow {
            on: *on,
            name: name.clone(),
            becomes: becomes.clone(),
            n: *n,
        })
        .collect()
    }
}

/// A piece of a foreign text in a message.
pub(super) fn quoted(text: &str) -> String {
    const CHARS_MAX: usize = 60;
    let line = line_of(text).unwrap_or_default();
    match line.char_indices().nth(CHARS_MAX) {
        None => format!("“{line}”"),
        Some((end, _)) => format!("“{}…”", &line[..end]),
    }
}
