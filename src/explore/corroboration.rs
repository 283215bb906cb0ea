//! `corroboration`: how well each statement is backed, by origins and not by copies.
//!
//! Grades edges and facts and leaves none out for being weak. Whether sources can be believed is not computed.

use super::statement::StatementIx;
use super::weakest::{Backing, Grade, standing_origins};
use super::{Projection, World};
use crate::algo::Stopped;
use crate::graph::{
    EdgeRef, EvidenceRef, FactRef, ItemIx, KindFilter, NodeIx, NodeRef, Selected, Selection,
    SourceIx,
};
use crate::model::{Amount, Decimal, Meeting, Numbers, Status};
use std::collections::BTreeSet;

/// What corroboration is asked for.
#[derive(Debug, Clone, Default)]
pub struct CorroborationRequest {
    /// Only what touches one of these nodes; empty means everything.
    pub about: BTreeSet<NodeIx>,
    /// What is admitted.
    pub selection: Selection,
    /// Only edges, or only facts.
    pub statements: Option<StatementType>,
    /// Only facts that state an amount above a limit.
    pub above: Option<AmountAbove>,
    /// Only these grades are listed; empty means all.
    pub grades: BTreeSet<Grade>,
    /// Only what has at most so many origins is listed.
    pub origins_max: Option<usize>,
    /// Rows at most.
    pub limit: usize,
}

/// What a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementType {
    /// An edge.
    Edge,
    /// A fact of a node or an edge.
    Fact,
}

impl StatementType {
    /// All values, for help and completion.
    pub const ALL: [Self; 2] = [Self::Edge, Self::Fact];

    /// The word on the command line and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Edge => "edge",
            Self::Fact => "fact",
        }
    }
}

/// A limit that amounts are above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountAbove {
    /// The limit.
    pub limit: Decimal,
    /// Only amounts in this unit.
    pub unit: String,
}

/// How well statements are backed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorroborationAnswer {
    /// Edges and facts by grade, every grade, weakest first; before grades and origins restrict the rows.
    pub grades: Vec<GradeCount>,
    /// The weakest statements: by grade, then number of origins, then edges before facts, then id.
    pub rows: Vec<CorroborationRow>,
    /// Rows before the limit.
    pub n_rows: usize,
    /// Something was asked for by grade or number of origins.
    pub is_restricted: bool,
    /// What is admitted, of the facts of edges too.
    pub selection: Selection,
    /// In words.
    pub projection: Projection,
}

/// How many statements have a grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GradeCount {
    /// The grade.
    pub grade: Grade,
    /// Edges of it.
    pub n_edges: usize,
    /// Facts of it.
    pub n_facts: usize,
}

/// A statement and what backs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorroborationRow {
    /// The edge or fact.
    pub statement: StatementIx,
    /// How well it is backed.
    pub grade: Grade,
    /// The origins that back it.
    pub origins: Vec<SourceIx>,
}

/// Statements that are graded between two looks at the watch.
const STATEMENTS_PER_TELL: usize = 1 << 14;

/// Grades every admitted edge and fact.
///
/// Node kinds restrict the rows. Time O(n + m + f log f) for f statements, plus a check of each piece of
/// evidence; space O(f).
pub fn corroboration(
    world: &World<'_>,
    request: &CorroborationRequest,
) -> Result<CorroborationAnswer, Stopped> {
    let graph = world.graph;
    let asked = &request.selection;
    // What was denied or called off was said, and is backed well or badly like the rest.
    let mut selection = asked.with_void();
    let rows_of = selection.kinds.split_off_nodes();
    let selected = selection.apply(graph, &[]);
    let mut grading =
        Grading { world, request, rows_of: &rows_of, selection: &selection, rows: Vec::new() };
    let n_all = graph.node_count() + graph.edge_count();
    for node in graph.nodes() {
        if (node.ix.0 as usize).is_multiple_of(STATEMENTS_PER_TELL) {
            world.tell(node.ix.0 as usize, n_all)?;
        }
        grading.add_node(node, &selected);
    }
    for edge in graph.edges() {
        if (edge.ix.0 as usize).is_multiple_of(STATEMENTS_PER_TELL) {
            world.tell(graph.node_count() + edge.ix.0 as usize, n_all)?;
        }
        grading.add_edge(edge, &selected);
    }
    let mut rows = grading.rows;
    let grades = counts(&rows);
    rows.retain(|row| {
        (request.grades.is_empty() || request.grades.contains(&row.grade))
            && request.origins_max.is_none_or(|most| row.n_origins <= most)
    });
    rows.sort_unstable();
    let n_rows = rows.len();
    let rows = rows.iter().take(request.limit).map(|row| grading_row(world, row)).collect();
    let mut projection = Projection::stored(graph, asked, &selected);
    projection.filters.extend(request.words());
    Ok(CorroborationAnswer {
        grades,
        rows,
        n_rows,
        is_restricted: !request.grades.is_empty() || request.origins_max.is_some(),
        selection,
        projection,
    })
}

impl CorroborationRequest {
    /// What it restricts beyond its selection, in words.
    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(kind) = self.statements {
            words.push(format!("only {}s", kind.as_str()));
        }
        if let Some(above) = &self.above {
            words.push(format!("only facts over {} {}", above.limit, above.unit));
        }
        if !self.grades.is_empty() {
            let grades: Vec<&str> = self.grades.iter().map(|grade| grade.as_str()).collect();
            words.push(format!("only grade {}", grades.join(", ")));
        }
        if let Some(most) = self.origins_max {
            words.push(format!("backed from at most {most} origins"));
        }
        words
    }
}

/// A graded statement, in the order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Graded {
    grade: Grade,
    n_origins: usize,
    is_fact: bool,
    statement: StatementIx,
}

impl Graded {
    fn of(backing: Backing, statement: StatementIx) -> Self {
        Self {
            grade: backing.grade(),
            n_origins: backing.n_origins,
            is_fact: statement.fact.is_some(),
            statement,
        }
    }
}

/// Statements being graded.
struct Grading<'q, 'a> {
    world: &'q World<'a>,
    request: &'q CorroborationRequest,
    rows_of: &'q KindFilter,
    selection: &'q Selection,
    rows: Vec<Graded>,
}

impl<'a> Grading<'_, 'a> {
    fn wants(&self, kind: StatementType) -> bool {
        self.request.statements.is_none_or(|wanted| wanted == kind)
    }

    fn is_about(&self, mut nodes: impl Iterator<Item = NodeIx>) -> bool {
        self.request.about.is_empty() || nodes.any(|node| self.request.about.contains(&node))
    }

    /// Is the node of a kind that rows are restricted to?
    fn is_named(&self, node: NodeRef<'_>) -> bool {
        self.rows_of.is_empty() || self.rows_of.names_node(self.world.graph, node)
    }

    fn add_node(&mut self, node: NodeRef<'a>, selected: &Selected) {
        if selected.has_node(node.ix)
            && self.is_named(node)
            && self.selection.admits_facts_of(node)
            && self.is_about(std::iter::once(node.ix))
        {
            self.add_facts(ItemIx::Node(node.ix), node.facts(), node.status());
        }
    }

    fn add_edge(&mut self, edge: EdgeRef<'a>, selected: &Selected) {
        let ends = [edge.from(), edge.to()];
        if !selected.has_edge(edge.ix)
            || !ends.into_iter().any(|end| self.is_named(end))
            || !self.is_about(ends.into_iter().map(|end| end.ix))
        {
            return;
        }
        let status = edge.effective_status();
        if self.wants(StatementType::Edge) && self.request.above.is_none() {
            let statement = StatementIx::whole(ItemIx::Edge(edge.ix));
            self.rows.push(Graded::of(Backing::of(self.world, edge), statement));
        }
        self.add_facts(ItemIx::Edge(edge.ix), edge.facts(), status);
    }

    fn add_facts(&mut self, of: ItemIx, facts: impl Iterator<Item = FactRef<'a>>, status: Status) {
        if !self.wants(StatementType::Fact) {
            return;
        }
        for (at, fact) in facts.enumerate() {
            if !self.selection.admits_fact(fact) || !self.is_above(fact) {
                continue;
            }
            let standing = Backing {
                is_sourced: backing(fact).next().is_some(),
                n_origins: standing_origins(self.world, backing(fact)).len(),
                is_claimed: fact.claimed_by().is_some(),
                is_inferred: fact.is_inferred(),
                status,
            };
            self.rows.push(Graded::of(standing, StatementIx { of, fact: Some(at) }));
        }
    }

    fn is_above(&self, fact: FactRef<'_>) -> bool {
        self.request.above.as_ref().is_none_or(|above| {
            fact.amount()
                .is_some_and(|amount| amount.unit == above.unit && amount.is_above(&above.limit))
        })
    }
}

/// The evidence that backs a fact: what gives another amount, which the stated one rules out, does not.
fn backing(fact: FactRef<'_>) -> impl Iterator<Item = EvidenceRef<'_>> {
    let amount = fact.amount();
    fact.evidence().filter(move |&evidence| !rules_out(evidence, amount.as_ref()))
}

fn rules_out(evidence: EvidenceRef<'_>, stated: Option<&Amount>) -> bool {
    let (Some(stated), Some(other)) = (stated, evidence.supports_amount()) else { return false };
    let meeting = Numbers::of(stated).meeting(&Numbers::of(&other));
    stated.unit != other.unit
        || stated.span != other.span
        || matches!(meeting, Meeting::Touch | Meeting::Apart)
}

fn counts(rows: &[Graded]) -> Vec<GradeCount> {
    let mut counts = Grade::ALL.map(|grade| GradeCount { grade, n_edges: 0, n_facts: 0 });
    for row in rows {
        let count = &mut counts[row.grade as usize];
        if row.is_fact {
            count.n_facts += 1;
        } else {
            count.n_edges += 1;
        }
    }
    counts.to_vec()
}

fn grading_row(world: &World<'_>, row: &Graded) -> CorroborationRow {
    let statement = row.statement.read(world.graph);
    let origins = match statement.fact() {
        Some(fact) => standing_origins(world, backing(fact)),
        None => {
            let evidence = statement.evidence().into_iter();
            standing_origins(world, evidence.map(|ix| world.graph.evidence_at(ix)))
        }
    };
    CorroborationRow { statement: row.statement, grade: row.grade, origins }
}
