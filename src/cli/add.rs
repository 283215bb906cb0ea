//! The verb `add`.

use super::error::CliError;
use super::evidence;
use super::selection;
use super::session::{self, Session};
use super::ui::Ui;
use super::verify::changes_report;
use super::words::one_of;
use super::{Global, Outcome};
use crate::dataset::{self, Finding, Mode, TEXT_BYTES_MAX, TextFile, TextProblem};
use crate::model::{
    Amount, Basis, Bound, Change, Decimal, Edge, Evidence, Fact, FactValue, Id, Node, Source, Span,
    Status, Symmetry, When,
};
use crate::printer::shell_word;
use clap::{Args, Subcommand};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Add a node, an edge, a fact, a source or evidence to a dataset
///
/// The result is checked as a whole before anything is written, and written whole or not at all.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram add source register --title \"Company register\" --file register.txt --keep
  sociogram add node acme --kind company --name \"Acme Ltd\"
  sociogram add edge \"Jo Smith\" heads acme --when 2019/..
  sociogram add fact acme staff --amount 340 --unit person --bound about
  sociogram add evidence acme --cite register --text \"Acme Ltd\" --says \"It is listed\"")]
pub(super) struct Add {
    #[command(subcommand)]
    what: What,
    /// Say what would change, and change nothing
    #[arg(long, global = true)]
    dry_run: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    Node(AddNode),
    Edge(AddEdge),
    Fact(AddFact),
    Source(AddSource),
    Evidence(AddEvidence),
}

/// Add a node
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram add node acme --kind company --name \"Acme Ltd\" --alias Acme
  sociogram add node acme --kind company --name Acme --cite registry-2024
      --text \"Acme Ltd\" --says \"The register lists Acme\"
  sociogram add node --record '{\"id\": \"acme\", \"kind\": \"company\", \"name\": \"Acme\"}'")]
struct AddNode {
    /// Id of the new node
    #[arg(required_unless_present = "record", conflicts_with = "record")]
    id: Option<String>,
    /// Its kind
    #[arg(long, required_unless_present = "record", conflicts_with = "record")]
    kind: Option<String>,
    /// Its name
    #[arg(long, required_unless_present = "record", conflicts_with = "record")]
    name: Option<String>,
    /// Another name or spelling
    #[arg(long, value_name = "NAME", conflicts_with = "record")]
    alias: Vec<String>,
    #[command(flatten)]
    dated: Dated,
    #[command(flatten)]
    cite: Cite,
    /// The whole record as JSON instead, or - to read it from standard input
    #[arg(long, value_name = "JSON")]
    record: Option<String>,
}

/// Add a relationship: who, did what, to whom
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram add edge \"Jo Smith\" heads acme --when 2019/..
  sociogram add edge acme signed deal-2024 --when 2024-05-13 --cite registry-2024
      --text \"signed by Acme\" --says \"Acme signed the deal\"")]
struct AddEdge {
    /// The subject: a name or an id
    #[arg(required_unless_present = "record", conflicts_with = "record")]
    from: Option<String>,
    /// The kind
    #[arg(required_unless_present = "record", conflicts_with = "record")]
    kind: Option<String>,
    /// The object: a name or an id
    #[arg(required_unless_present = "record", conflicts_with = "record")]
    to: Option<String>,
    /// Id of the new edge; made of subject, kind, object and date when absent
    #[arg(long, conflicts_with = "record")]
    id: Option<String>,
    #[command(flatten)]
    dated: Dated,
    /// Your reason, when you conclude it and no source states it
    #[arg(long, value_name = "WORDS", conflicts_with = "record")]
    because: Option<String>,
    /// Whose claim it is, when the source only reports a claim
    #[arg(long, value_name = "NAME", conflicts_with = "record")]
    claimed_by: Option<String>,
    #[command(flatten)]
    cite: Cite,
    /// The whole record as JSON instead, or - to read it from standard input
    #[arg(long, value_name = "JSON")]
    record: Option<String>,
}

/// Add a source
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram add source registry-2024 --title \"Company register\" --published 2024-03
      --file register.txt --keep")]
struct AddSource {
    /// Id of the new source
    #[arg(required_unless_present = "record", conflicts_with = "record")]
    id: Option<String>,
    /// Title
    #[arg(long, required_unless_present = "record", conflicts_with = "record")]
    title: Option<String>,
    /// Who published it
    #[arg(long, conflicts_with = "record")]
    publisher: Option<String>,
    /// Who wrote it
    #[arg(long, conflicts_with = "record")]
    author: Option<String>,
    /// When it was published (EDTF)
    #[arg(long, value_name = "DATE", conflicts_with = "record")]
    published: Option<String>,
    /// When it was retrieved (EDTF)
    #[arg(long, value_name = "DATE", conflicts_with = "record")]
    retrieved: Option<String>,
    /// Where it was found
    #[arg(long, conflicts_with = "record")]
    url: Option<String>,
    /// The source that this one copies or carries
    #[arg(long, value_name = "SOURCE", conflicts_with = "record")]
    derived_from: Option<String>,
    /// File with its text; its name and digest are recorded
    #[arg(long, value_name = "FILE", conflicts_with = "record")]
    file: Option<PathBuf>,
    /// Copy that file into the dataset's sources/ folder
    #[arg(long, requires = "file")]
    keep: bool,
    /// The whole record as JSON instead, or - to read it from standard input
    #[arg(long, value_name = "JSON")]
    record: Option<String>,
}

/// Add a fact to a node or a relationship: words, or an amount
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram add fact acme motto \"Ships on time\"
  sociogram add fact acme revenue --amount 4000000 --unit EUR --bound about --span annual
      --period 2023 --cite register --text \"EUR 4m\" --says \"Acme took about 4 million in 2023\"")]
struct AddFact {
    /// Id of the node or edge
    of: String,
    /// What it is about, as a short lower-case word
    key: String,
    /// Words
    #[arg(required_unless_present = "amount", conflicts_with = "amount")]
    value: Option<String>,
    /// A figure instead, as digits
    #[arg(long, value_name = "DECIMAL", requires = "unit")]
    amount: Option<String>,
    /// The upper end of a range
    #[arg(long, value_name = "DECIMAL", requires = "amount")]
    amount_to: Option<String>,
    /// An ISO 4217 code, percent, or a counted noun in the singular
    #[arg(long, requires = "amount")]
    unit: Option<String>,
    /// How exact it is
    #[arg(long, value_name = "BOUND", requires = "amount", value_parser = one_of(&Bound::ALL, Bound::as_str))]
    bound: Option<Bound>,
    /// What it sums up
    #[arg(long, value_name = "SPAN", requires = "amount", value_parser = one_of(&Span::ALL, Span::as_str))]
    span: Option<Span>,
    /// The period it covers (EDTF)
    #[arg(long, value_name = "DATE", requires = "amount")]
    period: Option<String>,
    /// The period that a change is measured against (EDTF)
    #[arg(long, value_name = "DATE", requires = "amount")]
    compared_with: Option<String>,
    /// When it was so (EDTF)
    #[arg(long, value_name = "DATE")]
    when: Option<String>,
    /// Why this date, when you worked it out
    #[arg(long, value_name = "WORDS", requires = "when")]
    when_because: Option<String>,
    /// Your reason, when you conclude it and no source states it
    #[arg(long, value_name = "WORDS")]
    because: Option<String>,
    /// Whose claim it is, when the source only reports a claim
    #[arg(long, value_name = "NAME")]
    claimed_by: Option<String>,
    #[command(flatten)]
    cite: Cite,
}

/// Add evidence to a node, a relationship, or a fact of either
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram add evidence acme-signed-deal-2024 --cite registry-2024
      --text \"signed by Acme\" --says \"Acme signed the deal\"
  sociogram add evidence acme --fact 2 --record '{\"source\": …}'")]
struct AddEvidence {
    /// Id of the node or edge
    of: String,
    /// The fact it backs, counted from 1, instead of the whole record
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    fact: Option<u16>,
    #[command(flatten)]
    cite: Cite,
    /// The evidence as JSON, as `evidence locate` prints it, or - for standard input
    #[arg(long, value_name = "JSON", conflicts_with = "cite", required_unless_present = "cite")]
    record: Option<String>,
}

#[derive(Debug, Args)]
struct Dated {
    /// When it happened or held (EDTF)
    #[arg(long, value_name = "DATE", conflicts_with = "record")]
    when: Option<String>,
    /// Why this date, when you worked it out
    #[arg(long, value_name = "WORDS", requires = "when")]
    when_because: Option<String>,
    /// Whether it has happened
    #[arg(long, value_name = "STATUS", conflicts_with = "record", value_parser = one_of(&Status::ALL, Status::as_str))]
    status: Option<Status>,
}

#[derive(Debug, Args)]
struct Cite {
    /// Back it with this source …
    #[arg(long = "cite", id = "cite", value_name = "SOURCE", requires = "text", requires = "says")]
    source: Option<String>,
    /// … where exactly this text stands …
    #[arg(long, value_name = "TEXT", requires = "cite")]
    text: Option<String>,
    /// … which says this, in your words
    #[arg(long, value_name = "WORDS", requires = "cite")]
    says: Option<String>,
    /// Which place, when the text stands in several
    #[arg(long, value_name = "N", requires = "cite")]
    nth: Option<usize>,
}

impl Add {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        let mode = if self.dry_run { Mode::DryRun } else { Mode::Write };
        session::with(global, ui, |session| {
            let folder = session.folder()?;
            let (change, next) = match &self.what {
                What::Node(add) => add.change(session)?,
                What::Edge(add) => add.change(session)?,
                What::Fact(add) => add.change(session)?,
                What::Evidence(add) => add.change(session)?,
                What::Source(add) => {
                    let (source, text) = add.source()?;
                    let next = add.next(&source);
                    if let Some(text) = text.filter(|_| add.keep) {
                        let applied = dataset::add_source_with_text(folder, &source, &text, mode)?;
                        let report = changes_report("add", mode, &applied, vec![next]);
                        return session.print(&report, Outcome::Found);
                    }
                    (Change::AddSource(source), next)
                }
            };
            let applied = dataset::apply(folder, &[change], mode)?;
            session.print(&changes_report("add", mode, &applied, vec![next]), Outcome::Found)
        })
    }
}

impl AddNode {
    fn change(&self, session: &Session<'_>) -> Result<(Change, String), CliError> {
        let node = match (&self.record, &self.id, &self.kind, &self.name) {
            (Some(record), ..) => {
                let json = text_or_stdin(record)?;
                dataset::parse_node(&json, "--record").map_err(|f| refused(&f))?
            }
            (None, Some(id), Some(kind), Some(name)) => Node {
                id: new_id(id)?,
                kind: kind.clone(),
                name: name.clone(),
                aliases: self.alias.clone(),
                when: when("--when", self.dated.when.as_deref())?,
                when_because: self.dated.when_because.clone(),
                status: self.dated.status.unwrap_or_default(),
                facts: Vec::new(),
                evidence: self.cite.evidence(session)?.into_iter().collect(),
            },
            _ => return Err(CliError::usage("a node needs an id, --kind and --name")),
        };
        let next = format!("show {}", shell_word(&node.id));
        Ok((Change::AddNode(node), next))
    }
}

impl AddEdge {
    fn change(&self, session: &Session<'_>) -> Result<(Change, String), CliError> {
        let edge = match (&self.record, &self.from, &self.kind, &self.to) {
            (Some(record), ..) => {
                let json = text_or_stdin(record)?;
                dataset::parse_edge(&json, "--record").map_err(|f| refused(&f))?
            }
            (None, Some(from), Some(kind), Some(to)) => self.edge(session, from, kind, to)?,
            _ => return Err(CliError::usage("an edge needs a subject, a kind and an object")),
        };
        let next = format!("path {} {}", shell_word(&edge.from), shell_word(&edge.to));
        Ok((Change::AddEdge(edge), next))
    }

    fn edge(
        &self,
        session: &Session<'_>,
        from: &str,
        kind: &str,
        to: &str,
    ) -> Result<Edge, CliError> {
        let graph = session.graph();
        let vocabulary = graph.vocabulary();
        let kind_ix =
            vocabulary.edge_kind_ix(kind).ok_or_else(|| selection::unknown_kind(session, kind))?;
        let node_id =
            |name: &str| -> Result<Id, CliError> { new_id(graph.node(session.node(name)?).id()) };
        let (mut from, mut to) = (node_id(from)?, node_id(to)?);
        let is_symmetric = vocabulary.edge_kind(kind_ix).symmetry == Symmetry::Symmetric;
        if is_symmetric && from > to {
            std::mem::swap(&mut from, &mut to);
        }
        let when = when("--when", self.dated.when.as_deref())?;
        let id = match &self.id {
            Some(id) => new_id(id)?,
            None => free_edge_id(session, &from, kind, &to, when.as_ref())?,
        };
        let claimed_by = match &self.claimed_by {
            Some(name) => Some(node_id(name)?),
            None => None,
        };
        Ok(Edge {
            id,
            kind: kind.to_owned(),
            from,
            to,
            when,
            when_because: self.dated.when_because.clone(),
            status: self.dated.status.unwrap_or_default(),
            basis: basis(self.because.as_deref()),
            claimed_by,
            facts: Vec::new(),
            evidence: self.cite.evidence(session)?.into_iter().collect(),
        })
    }
}

/// An id made of what the edge says; the date, then a number, keeps parallel edges apart.
fn free_edge_id(
    session: &Session<'_>,
    from: &Id,
    kind: &str,
    to: &Id,
    when: Option<&When>,
) -> Result<Id, CliError> {
    let graph = session.graph();
    let is_free = |id: &str| graph.edge_by_id(id).is_none() && graph.node_by_id(id).is_none();
    let base = format!("{from}-{kind}-{to}");
    let dated = when.map(|when| {
        let date: String = when
            .as_str()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        format!("{base}-{}", date.trim_matches('-'))
    });
    let stem = dated.clone().unwrap_or_else(|| base.clone());
    let numbered = (2..).map(|n| format!("{stem}-{n}"));
    let id = std::iter::once(base.clone()).chain(dated).chain(numbered).find(|id| is_free(id));
    new_id(&id.expect("numbers do not end"))
}

impl AddSource {
    /// The command that looks into the text, wherever it lies.
    fn next(&self, source: &Source) -> String {
        let texts = match self.file.as_deref().and_then(Path::parent) {
            Some(folder) if !self.keep && folder.as_os_str().is_empty() => "--texts . ".to_owned(),
            Some(folder) if !self.keep => {
                format!("--texts {} ", shell_word(&folder.display().to_string()))
            }
            _ => String::new(),
        };
        format!("{texts}evidence locate {} 'exact words'", shell_word(&source.id))
    }

    /// The record, and the text it is about where a file was named.
    fn source(&self) -> Result<(Source, Option<TextFile>), CliError> {
        match (&self.record, &self.id, &self.title) {
            (Some(record), ..) => {
                let json = text_or_stdin(record)?;
                let source = dataset::parse_source(&json, "--record").map_err(|f| refused(&f))?;
                Ok((source, None))
            }
            (None, Some(id), Some(title)) => {
                let text = self.file.as_deref().map(read_text).transpose()?;
                let source = Source {
                    id: new_id(id)?,
                    title: title.clone(),
                    publisher: self.publisher.clone(),
                    author: self.author.clone(),
                    published: when("--published", self.published.as_deref())?,
                    retrieved: when("--retrieved", self.retrieved.as_deref())?,
                    url: self.url.clone(),
                    file: text.as_ref().map(|text| text.name().to_owned()),
                    sha256: text.as_ref().map(|text| crate::evidence::digest(text.text())),
                    derived_from: self.derived_from.as_deref().map(new_id).transpose()?,
                };
                Ok((source, text))
            }
            _ => Err(CliError::usage("a source needs an id and --title")),
        }
    }
}

fn read_text(file: &Path) -> Result<TextFile, CliError> {
    TextFile::read(file).map_err(|problem| {
        let error = CliError::io(problem.to_string());
        match problem {
            TextProblem::NotText { .. } => error.hint("convert it first"),
            TextProblem::Missing { .. } | TextProblem::Unreadable { .. } => error,
        }
    })
}

impl AddFact {
    fn change(&self, session: &Session<'_>) -> Result<(Change, String), CliError> {
        let to = existing(session, &self.of)?;
        let claimed_by = match &self.claimed_by {
            Some(name) => Some(new_id(session.graph().node(session.node(name)?).id())?),
            None => None,
        };
        let fact = Fact {
            key: self.key.clone(),
            value: match self.measured()? {
                Some(amount) => FactValue::Amount(amount),
                None => FactValue::Text(self.value.clone().unwrap_or_default()),
            },
            when: when("--when", self.when.as_deref())?,
            when_because: self.when_because.clone(),
            basis: basis(self.because.as_deref()),
            claimed_by,
            evidence: self.cite.evidence(session)?.into_iter().collect(),
        };
        let next = format!("show {}", shell_word(&to));
        Ok((Change::AddFact { to, fact }, next))
    }

    fn measured(&self) -> Result<Option<Amount>, CliError> {
        let decimal = |option: &str, text: &str| {
            Decimal::new(text)
                .map_err(|problem| CliError::usage(format!("{option} {text}: {problem}")))
        };
        let (Some(value), Some(unit)) = (&self.amount, &self.unit) else { return Ok(None) };
        let to = self.amount_to.as_deref().map(|text| decimal("--amount-to", text)).transpose()?;
        Ok(Some(Amount {
            value: decimal("--amount", value)?,
            to,
            unit: unit.clone(),
            bound: self.bound.unwrap_or_default(),
            span: self.span.unwrap_or_default(),
            period: when("--period", self.period.as_deref())?,
            compared_with: when("--compared-with", self.compared_with.as_deref())?,
        }))
    }
}

impl AddEvidence {
    fn change(&self, session: &Session<'_>) -> Result<(Change, String), CliError> {
        let evidence = match &self.record {
            Some(record) => {
                let json = text_or_stdin(record)?;
                dataset::parse_evidence(&json, "--record").map_err(|f| refused(&f))?
            }
            None => self
                .cite
                .evidence(session)?
                .ok_or_else(|| CliError::usage("name the evidence: --cite or --record"))?,
        };
        let change = Change::AddEvidence {
            to: existing(session, &self.of)?,
            fact: self.fact.map(|n| usize::from(n) - 1),
            evidence,
        };
        Ok((change, "verify".to_owned()))
    }
}

impl Cite {
    fn evidence(&self, session: &Session<'_>) -> Result<Option<Evidence>, CliError> {
        let (Some(source), Some(text), Some(says)) = (&self.source, &self.text, &self.says) else {
            return Ok(None);
        };
        let places = evidence::places(session, source, text)?;
        let place = match (self.nth, places.as_slice()) {
            (None, [only]) => only,
            (None, several) => {
                return Err(CliError::usage(format!(
                    "that text stands in {} places of {source}",
                    several.len()
                ))
                .hint(format!(
                    "choose one with --nth N; sociogram evidence locate {source} lists them"
                )));
            }
            (Some(nth), all) => nth.checked_sub(1).and_then(|at| all.get(at)).ok_or_else(|| {
                CliError::usage(format!("--nth {nth}: that text stands in {} places", all.len()))
            })?,
        };
        Ok(Some(Evidence {
            source: new_id(source)?,
            start: place.start,
            end: place.end,
            sha256: place.sha256,
            says: says.clone(),
            quote: None,
            supports: None,
        }))
    }
}

/// The id of a node or an edge that is there.
fn existing(session: &Session<'_>, id: &str) -> Result<Id, CliError> {
    let graph = session.graph();
    if graph.node_by_id(id).is_none() && graph.edge_by_id(id).is_none() {
        return Err(CliError::unknown(format!("there is no node or edge “{id}”"))
            .hint("facts and evidence are added by id; sociogram find NAME prints ids"));
    }
    new_id(id)
}

fn basis(because: Option<&str>) -> Basis {
    because.map_or(Basis::Stated, |because| Basis::Inferred { because: because.to_owned() })
}

fn new_id(text: &str) -> Result<Id, CliError> {
    Id::new(text).map_err(|problem| CliError::usage(format!("“{text}”: {problem}")))
}

fn when(option: &str, text: Option<&str>) -> Result<Option<When>, CliError> {
    text.map(|text| {
        When::parse(text).map_err(|problem| {
            CliError::usage(format!("{option} {text}: {problem}"))
                .hint("write a date as 2011, 2011-08, 2011-08-25, 2009/2012 or 2008/..")
        })
    })
    .transpose()
}

fn refused(findings: &[Finding]) -> CliError {
    CliError::bad_data("the record is refused; nothing was changed", findings)
}

/// The argument, or standard input when it is `-`.
fn text_or_stdin(argument: &str) -> Result<String, CliError> {
    if argument != "-" {
        return Ok(argument.to_owned());
    }
    let mut text = String::new();
    std::io::stdin()
        .take(TEXT_BYTES_MAX)
        .read_to_string(&mut text)
        .map_err(|e| CliError::read("standard input", &e))?;
    Ok(text)
}
