//! `conflicts`: claims about one thing that cannot all be true, with the sources side by side.
//!
//! Compares what sources say and decides nothing: which of them is right is the reader's to find out.
//! `agreement` compares sets, `things` says what is one thing, `claims` who says what, `compare` brings them
//! together; `doubts` lists what the curator found not to fit.

mod agreement;
mod claims;
mod compare;
mod doubts;
mod standing;
mod things;

use super::statement::StatementIx;
use super::{Projection, World};
use crate::algo::Stopped;
use crate::graph::{EdgeIx, EvidenceIx, ItemIx, NodeIx, NodeRef, PropertyGraph, Selection};
use crate::model::{Amount, Status, When};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What conflicts are asked for.
#[derive(Debug, Clone, Default)]
pub struct ConflictsRequest {
    /// Only what touches one of these nodes; empty means everything.
    pub about: BTreeSet<NodeIx>,
    /// What is admitted.
    pub selection: Selection,
    /// Only these verdicts are listed; empty means all.
    pub verdicts: BTreeSet<Verdict>,
    /// Findings at most.
    pub limit: usize,
}

/// How two claims stand to each other, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// They cannot both be true.
    Conflict,
    /// They cannot both be true unless a hedge or a conclusion gives way.
    Possible,
    /// Both can be true: they differ in precision.
    Precision,
    /// They are worded differently, which may or may not matter.
    Differs,
}

impl Verdict {
    /// All verdicts, worst first.
    pub const ALL: [Self; 4] = [Self::Conflict, Self::Possible, Self::Precision, Self::Differs];

    /// The word on the command line and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Possible => "possible",
            Self::Precision => "precision",
            Self::Differs => "differs",
        }
    }
}

/// What claims are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// When it happened or held.
    When,
    /// The first day of a state.
    Start,
    /// The last day of a state.
    End,
    /// An amount.
    Amount,
    /// The words of a fact.
    Words,
    /// Whether it is so.
    Status,
    /// Whether two nodes are one thing.
    Identity,
    /// How one thing is called.
    Name,
}

impl Field {
    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::When => "when",
            Self::Start => "start",
            Self::End => "end",
            Self::Amount => "amount",
            Self::Words => "words",
            Self::Status => "status",
            Self::Identity => "identity",
            Self::Name => "name",
        }
    }
}

/// The conflicts of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictsAnswer {
    /// The worst findings: by verdict, then id, then field.
    pub findings: Vec<Finding>,
    /// Findings before the limit, by verdict in the order of [`Verdict::ALL`]; all verdicts, listed or not.
    pub counts: [usize; 4],
    /// Findings of the verdicts asked for, before the limit.
    pub n_findings: usize,
    /// Facts in which the curator says what does not fit, by id; none where verdicts are asked for.
    pub doubts: Vec<StatementIx>,
    /// What is admitted.
    pub selection: Selection,
    /// In words.
    pub projection: Projection,
}

/// Claims about one thing that do not all agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The worst among its pairs of claims.
    pub verdict: Verdict,
    /// What the claims are about.
    pub field: Field,
    /// The claims: dates and amounts in ascending order, the rest by statement.
    pub claims: Vec<Claim>,
    /// Edges of the record that the claims are about, of which the same is claimed.
    pub also: Vec<EdgeIx>,
}

/// What some evidence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The statement that the evidence backs.
    pub statement: StatementIx,
    /// What is said.
    pub value: ClaimValue,
    /// A date that the curator worked out.
    pub is_worked_out: bool,
    /// The evidence; none where nobody says so.
    pub evidence: Vec<EvidenceIx>,
}

/// What a claim says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimValue {
    /// A date.
    When(When),
    /// An amount.
    Amount(Amount),
    /// Words.
    Words(String),
    /// A name of a node.
    Name(String),
    /// Whether it happened.
    Status(Status),
    /// That the statement holds.
    Holds,
}

impl Claim {
    /// The order of claims that stand side by side.
    fn in_order(&self, other: &Self) -> Ordering {
        let values = match (&self.value, &other.value) {
            (ClaimValue::When(a), ClaimValue::When(b)) => a.bounds().cmp(&b.bounds()),
            (ClaimValue::Amount(a), ClaimValue::Amount(b)) => a.value.cmp(&b.value),
            _ => Ordering::Equal,
        };
        values.then(self.statement.cmp(&other.statement))
    }
}

/// Finds claims that do not agree.
///
/// Node kinds restrict the rows. Time O((n + m) log m) and for each thing the square of the claims about one field of it, which are few; space
/// O(n + m).
pub fn conflicts(
    world: &World<'_>,
    request: &ConflictsRequest,
) -> Result<ConflictsAnswer, Stopped> {
    let graph = world.graph;
    let asked = &request.selection;
    // A denial is one side of a conflict.
    let mut selection = asked.with_void();
    let rows_of = selection.kinds.split_off_nodes();
    let selected = selection.apply(graph, &[]);
    let mut findings = compare::findings(world, &selection, &selected)?;
    findings.retain(|finding| {
        finding.touches(graph, |node| {
            rows_of.is_empty() || rows_of.names_node(graph, graph.node(node))
        }) && (request.about.is_empty()
            || finding.touches(graph, |node| request.about.contains(&node))
            || finding.claimants(graph).any(|node| request.about.contains(&node)))
    });
    fold_parts(graph, &mut findings);
    let names_row = |node: NodeRef<'_>| rows_of.is_empty() || rows_of.names_node(graph, node);
    let doubts = if request.verdicts.is_empty() {
        doubts::doubts(graph, request, &selection, &selected, names_row)
    } else {
        Vec::new()
    };
    let counts = Verdict::ALL.map(|verdict| count(&findings, verdict));
    if !request.verdicts.is_empty() {
        findings.retain(|finding| request.verdicts.contains(&finding.verdict));
    }
    findings.sort_by(|a, b| place(graph, a).cmp(&place(graph, b)));
    let n_findings = findings.len();
    findings.truncate(request.limit);
    let mut projection = Projection::stored(graph, asked, &selected);
    if !request.verdicts.is_empty() {
        let verdicts: Vec<&str> = request.verdicts.iter().map(|v| v.as_str()).collect();
        projection.filters.push(format!("only verdict {}", verdicts.join(", ")));
    }
    Ok(ConflictsAnswer { findings, counts, n_findings, doubts, selection, projection })
}

fn count(findings: &[Finding], verdict: Verdict) -> usize {
    findings.iter().filter(|finding| finding.verdict == verdict).count()
}

/// Where a finding stands: by verdict, the id of its first statement, its field, and that statement's fact.
fn place<'a>(
    graph: PropertyGraph<'a>,
    finding: &Finding,
) -> (Verdict, &'a str, Field, StatementIx) {
    let first = finding.first();
    (finding.verdict, first.read(graph).id(), finding.field, first)
}

impl Finding {
    /// The first statement that it is about.
    pub fn first(&self) -> StatementIx {
        let statements = self.claims.iter().map(|claim| claim.statement);
        statements.min().expect("a finding has claims")
    }

    /// Is one of its claims about a node that is wanted, or about an edge at one?
    fn touches(&self, graph: PropertyGraph<'_>, is_wanted: impl Fn(NodeIx) -> bool) -> bool {
        self.claims.iter().any(|claim| match claim.statement.of {
            ItemIx::Node(node) => is_wanted(node),
            ItemIx::Edge(edge) => {
                let edge = graph.edge(edge);
                is_wanted(edge.from().ix) || is_wanted(edge.to().ix)
            }
        })
    }

    /// Those whose claims they are.
    fn claimants(&self, graph: PropertyGraph<'_>) -> impl Iterator<Item = NodeIx> {
        self.claims
            .iter()
            .filter_map(move |claim| Some(claim.statement.read(graph).claimed_by()?.ix))
    }

    /// The verdict, and the values that are claimed of when it happened, when nothing else is.
    fn dates(&self) -> Option<(Verdict, BTreeSet<&str>)> {
        let dates = self.claims.iter().map(|claim| match &claim.value {
            ClaimValue::When(when) if claim.statement.fact.is_none() => Some(when.as_str()),
            _ => None,
        });
        (self.field == Field::When).then_some(())?;
        Some((self.verdict, dates.collect::<Option<_>>()?))
    }
}

/// Puts findings about edges of a record under the finding that says the same of the record.
fn fold_parts(graph: PropertyGraph<'_>, findings: &mut Vec<Finding>) {
    let mut of_records: BTreeMap<NodeIx, usize> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        for claim in &finding.claims {
            if let ItemIx::Node(node) = claim.statement.of
                && graph.node(node).is_record()
                && finding.dates().is_some()
            {
                of_records.insert(node, at);
            }
        }
    }
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for (at, finding) in findings.iter().enumerate() {
        let ItemIx::Edge(edge) = finding.first().of else { continue };
        let edge = graph.edge(edge);
        let record = [edge.from(), edge.to()].into_iter().find_map(|end| {
            of_records.get(&end.ix).copied().filter(|&of| findings[of].dates() == finding.dates())
        });
        parts.extend(record.map(|record| (record, at)));
    }
    for &(record, part) in &parts {
        let edges: BTreeSet<EdgeIx> = findings[part]
            .claims
            .iter()
            .filter_map(|claim| match claim.statement.of {
                ItemIx::Edge(edge) => Some(edge),
                ItemIx::Node(_) => None,
            })
            .collect();
        findings[record].also.extend(edges);
    }
    for &(_, part) in parts.iter().rev() {
        findings.remove(part);
    }
}
