//! Brings the claims about one thing together and says how they stand to each other.
//!
//! Goes through the nodes by thing, then through the edges by kind and ends.

use super::super::World;
use super::super::statement::{StatementIx, StatementRef};
use super::agreement::StateSpan;
use super::claims::{self, Told};
use super::standing::{
    AmountTold, DateTold, HasTold, Sameness, StatusTold, WordsTold, amounts_stand, dates_agree,
    sameness, statuses_stand, words_stand,
};
use super::things::Things;
use super::{ClaimValue, Field, Finding, Verdict};
use crate::algo::Stopped;
use crate::graph::{EdgeIx, EdgeRef, FactRef, ItemIx, NodeIx, PropertyGraph, Selected, Selection};
use crate::model::{Aspect, NodeKindIx, Numbers, Status, Symmetry, When};
use crate::names::{NameEntry, NameIndex, Resolution, fold};
use std::collections::{BTreeMap, BTreeSet};

/// Comparisons between two looks at the watch.
const COMPARISONS_PER_TELL: usize = 1 << 12;

/// All findings, in no particular order that a reader sees, but always the same.
pub(super) fn findings(
    world: &World<'_>,
    selection: &Selection,
    selected: &Selected,
) -> Result<Vec<Finding>, Stopped> {
    let graph = world.graph;
    let things = Things::new(graph, selected);
    let groups = edges_by_ends(graph, selected, &things);
    let n_all = graph.node_count() + groups.len();
    let mut comparing = Comparing {
        world,
        graph,
        selection,
        selected,
        things: &things,
        pace: Pace { done: 0, n_all, comparisons: 0 },
        found: Vec::new(),
    };
    for node in graph.nodes().map(|node| node.ix) {
        if things.of(node) == node {
            comparing.thing(things.nodes_of(&node))?;
        }
        comparing.pace.done += 1;
        comparing.compared(1)?;
    }
    for group in &groups {
        comparing.parallel(group)?;
        comparing.pace.done += 1;
        comparing.compared(1)?;
    }
    comparing.identities();
    comparing.same_names();
    Ok(comparing.found)
}

/// The admitted edges, those of one kind between the same two things together.
fn edges_by_ends(
    graph: PropertyGraph<'_>,
    selected: &Selected,
    things: &Things,
) -> Vec<Vec<EdgeIx>> {
    let mut edges: Vec<_> = selected
        .edges()
        .map(|ix| {
            let edge = graph.edge(ix);
            let (from, to) = (things.of(edge.from().ix), things.of(edge.to().ix));
            let ends = match edge.kind().symmetry {
                Symmetry::Symmetric => (from.min(to), from.max(to)),
                Symmetry::Directed => (from, to),
            };
            (edge.kind_ix(), ends, ix)
        })
        .collect();
    edges.sort_unstable();
    edges
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .map(|group| group.iter().map(|&(.., ix)| ix).collect())
        .collect()
}

/// What is being compared, and what was found.
struct Comparing<'q, 'a> {
    world: &'q World<'a>,
    graph: PropertyGraph<'a>,
    selection: &'q Selection,
    selected: &'q Selected,
    things: &'q Things,
    pace: Pace,
    found: Vec<Finding>,
}

/// How far the comparison is. One thing may take most of the time, so the watch is asked by comparisons.
struct Pace {
    /// Nodes and groups of edges that were compared.
    done: usize,
    n_all: usize,
    /// Comparisons since the watch was asked.
    comparisons: usize,
}

impl<'a> Comparing<'_, 'a> {
    /// Counts comparisons, and asks the watch after some thousands.
    fn compared(&mut self, comparisons: usize) -> Result<(), Stopped> {
        self.pace.comparisons += comparisons;
        if self.pace.comparisons < COMPARISONS_PER_TELL {
            return Ok(());
        }
        self.pace.comparisons = 0;
        self.world.tell(self.pace.done, self.pace.n_all)
    }

    /// Compares what is said of one thing: its date, its facts, its status, its names.
    fn thing(&mut self, nodes: &[NodeIx]) -> Result<(), Stopped> {
        let nodes: Vec<NodeIx> =
            nodes.iter().copied().filter(|&node| self.selected.has_node(node)).collect();
        let dated: Vec<StatementIx> = nodes
            .iter()
            .filter(|&&node| self.admits_node_date(node))
            .map(|&node| StatementIx::whole(ItemIx::Node(node)))
            .collect();
        let is_record = |node: &NodeIx| self.graph.node(*node).is_record();
        let aspect = if nodes.iter().any(is_record) { Aspect::Act } else { Aspect::State };
        self.dates(&dated, aspect, |_, _| Sameness::One)?;
        let of: Vec<ItemIx> = nodes
            .iter()
            .filter(|&&node| self.selection.admits_facts_of(self.graph.node(node)))
            .map(|&node| ItemIx::Node(node))
            .collect();
        self.facts(&of)?;
        self.statuses(&dated)?;
        self.names(&nodes)
    }

    /// Compares edges of one kind between the same two things.
    fn parallel(&mut self, edges: &[EdgeIx]) -> Result<(), Stopped> {
        let first = self.graph.edge(edges[0]);
        let aspect = first.kind().aspect;
        let at_record = first.from().is_record() != first.to().is_record();
        let statements: Vec<StatementIx> =
            edges.iter().map(|&edge| StatementIx::whole(ItemIx::Edge(edge))).collect();
        if aspect == Aspect::Act && at_record {
            self.dates(&statements, aspect, |_, _| Sameness::One)?;
            let of: Vec<ItemIx> = edges.iter().map(|&edge| ItemIx::Edge(edge)).collect();
            self.facts(&of)?;
        } else {
            self.dates(&statements, aspect, sameness)?;
            for &edge in edges {
                self.facts(&[ItemIx::Edge(edge)])?;
            }
        }
        self.statuses(&statements)
    }

    fn admits_node_date(&self, node: NodeIx) -> bool {
        self.selection.admits_record(self.graph.node(node))
    }

    /// Does some evidence of a statement support another date or amount?
    fn supports(&self, statement: StatementIx) -> bool {
        statement.read(self.graph).evidence().into_iter().any(|ix| {
            let evidence = self.graph.evidence_at(ix);
            evidence.supports_when().is_some() || evidence.supports_amount().is_some()
        })
    }

    /// Compares the dates of statements of which `sameness` says whether two are one.
    fn dates(
        &mut self,
        statements: &[StatementIx],
        aspect: Aspect,
        sameness: fn(&DateTold, &DateTold) -> Sameness,
    ) -> Result<(), Stopped> {
        if statements.len() < 2 && !statements.iter().any(|&one| self.supports(one)) {
            return Ok(());
        }
        let told: Vec<DateTold> = statements
            .iter()
            .flat_map(|&statement| claims::dates(self.graph, self.things, statement))
            .map(|(told, when)| {
                let has_ends = aspect == Aspect::State && when.is_interval();
                let published = told.published(self.graph);
                let span = has_ends.then(|| StateSpan::of(&when, published));
                DateTold { told, when, span }
            })
            .collect();
        for field in [Field::When, Field::Start, Field::End] {
            self.judge(field, &told, |a, b| {
                let sameness = if a.told.claim.statement == b.told.claim.statement {
                    Sameness::One
                } else {
                    sameness(a, b)
                };
                let found = dates_agree(field, a, b)?;
                let verdict = sameness.verdict(&a.told, &b.told, found.agreement)?;
                Some(match verdict {
                    Verdict::Conflict if found.is_hedged => Verdict::Possible,
                    verdict => verdict,
                })
            })?;
        }
        Ok(())
    }

    /// Compares the facts of one thing key by key.
    fn facts(&mut self, of: &[ItemIx]) -> Result<(), Stopped> {
        let mut facts: Vec<(&'a str, StatementIx, FactRef<'a>)> = Vec::new();
        for &of in of {
            let mut add = |at: usize, fact: FactRef<'a>| {
                if self.selection.admits_fact(fact) {
                    facts.push((fact.key(), StatementIx { of, fact: Some(at) }, fact));
                }
            };
            match of {
                ItemIx::Node(ix) => {
                    self.graph.node(ix).facts().enumerate().for_each(|(at, fact)| add(at, fact));
                }
                ItemIx::Edge(ix) => {
                    self.graph.edge(ix).facts().enumerate().for_each(|(at, fact)| add(at, fact));
                }
            }
        }
        facts.sort_by_key(|&(key, statement, _)| (key, statement));
        for group in facts.chunk_by(|a, b| a.0 == b.0) {
            self.facts_of_key(group)?;
        }
        Ok(())
    }

    fn facts_of_key(&mut self, facts: &[(&str, StatementIx, FactRef<'_>)]) -> Result<(), Stopped> {
        for &(_, statement, _) in facts {
            self.dates(&[statement], Aspect::State, |_, _| Sameness::One)?;
        }
        if facts.len() < 2 && !facts.iter().any(|&(_, one, _)| self.supports(one)) {
            return Ok(());
        }
        let mut amounts = Vec::new();
        let mut words = Vec::new();
        for &(_, statement, fact) in facts {
            if let Some(text) = fact.value() {
                let value = ClaimValue::Words(text.to_owned());
                let told = claims::whole(self.graph, self.things, statement, value);
                words.push(WordsTold { told, folded: fold(text), time: fact.when() });
            }
            for (told, amount) in claims::amounts(self.graph, self.things, statement) {
                let time = fact.when().or_else(|| amount.period.clone());
                amounts.push(AmountTold { told, numbers: Numbers::of(&amount), amount, time });
            }
        }
        self.judge(Field::Amount, &amounts, amounts_stand)?;
        for field in [Field::Words, Field::When] {
            self.judge(field, &words, |a, b| words_stand(field, a, b))?;
        }
        Ok(())
    }

    /// Compares what is said of whether one thing is so. A denial that denies nothing here stands alone.
    fn statuses(&mut self, statements: &[StatementIx]) -> Result<(), Stopped> {
        let is_denied = |one: &StatementIx| own_status(one.read(self.graph)) == Status::Denied;
        if !statements.iter().any(is_denied) {
            return Ok(());
        }
        let told: Vec<StatusTold> = statements
            .iter()
            .filter_map(|&statement| {
                let read = statement.read(self.graph);
                let is_denial = is_denied(&statement);
                let status = if is_denial { Status::Denied } else { read.status() };
                let says_so = matches!(status, Status::Done | Status::Ongoing | Status::Ended);
                let time = time_of(read);
                (is_denial || says_so).then(|| StatusTold {
                    told: claims::status(self.graph, self.things, statement, status),
                    is_denial,
                    time,
                })
            })
            .collect();
        let n_before = self.found.len();
        self.judge(Field::Status, &told, statuses_stand)?;
        let denied: BTreeSet<StatementIx> = self.found[n_before..]
            .iter()
            .flat_map(|finding| finding.claims.iter().map(|claim| claim.statement))
            .collect();
        for alone in told.into_iter().filter(|one| one.is_denial) {
            if !denied.contains(&alone.told.claim.statement) {
                self.found.push(Finding {
                    verdict: Verdict::Possible,
                    field: Field::Status,
                    claims: vec![alone.told.claim],
                    also: Vec::new(),
                });
            }
        }
        Ok(())
    }

    /// Compares the names of the nodes of one thing, of those that sources name.
    fn names(&mut self, nodes: &[NodeIx]) -> Result<(), Stopped> {
        if nodes.len() < 2 {
            return Ok(());
        }
        let named: Vec<(Told, String, NameIndex)> = nodes
            .iter()
            .map(|&ix| self.graph.node(ix))
            .filter(|node| node.is_sourced())
            .map(|node| {
                let value = ClaimValue::Name(node.name().to_owned());
                let statement = StatementIx::whole(ItemIx::Node(node.ix));
                let told = claims::whole(self.graph, self.things, statement, value);
                let entry = NameEntry {
                    node: node.ix.0,
                    id: node.id(),
                    name: node.name(),
                    aliases: node.aliases().collect(),
                };
                (told, fold(node.name()), NameIndex::build([entry]))
            })
            .collect();
        let graph = self.graph;
        let name = |told: &Told| match told.claim.statement.of {
            ItemIx::Node(ix) => graph.node(ix).name(),
            ItemIx::Edge(_) => "",
        };
        let finds =
            |index: &NameIndex, name: &str| matches!(index.resolve(name), Resolution::Found(_));
        self.judge(Field::Name, &named, |a, b| {
            if a.1 == b.1 {
                None
            } else if finds(&a.2, name(&b.0)) || finds(&b.2, name(&a.0)) {
                Some(Verdict::Precision)
            } else {
                Some(Verdict::Differs)
            }
        })
    }

    /// Finds nodes that are said to be different although they are joined as one.
    fn identities(&mut self) {
        let Some(different) = self.graph.vocabulary().edge_kind_ix(DIFFERENT_FROM) else { return };
        for edge in self.selected.edges().map(|ix| self.graph.edge(ix)) {
            let (from, to) = (edge.from().ix, edge.to().ix);
            if edge.kind_ix() != different
                || edge.effective_status().is_void()
                || self.things.of(from) != self.things.of(to)
            {
                continue;
            }
            let chain = Things::chain(self.graph, self.selected, from, to);
            let told = |ix: EdgeIx| {
                let statement = StatementIx::whole(ItemIx::Edge(ix));
                claims::whole(self.graph, self.things, statement, ClaimValue::Holds)
            };
            let different = told(edge.ix);
            let is_plain = different.is_plain
                && different.claimant.is_none()
                && self.things.plainly(from) == self.things.plainly(to);
            let same = chain.into_iter().map(|ix| told(ix).claim);
            self.found.push(Finding {
                verdict: if is_plain { Verdict::Conflict } else { Verdict::Possible },
                field: Field::Identity,
                claims: same.chain([different.claim]).collect(),
                also: Vec::new(),
            });
        }
    }

    /// Finds nodes that have one name and of which nothing says whether they are one thing.
    fn same_names(&mut self) {
        let vocabulary = self.graph.vocabulary();
        let mut named: BTreeMap<(NodeKindIx, String), Vec<NodeIx>> = BTreeMap::new();
        for node in self.selected.nodes().map(|ix| self.graph.node(ix)) {
            if !node.is_record() && self.admits_node_date(node.ix) {
                let key = (vocabulary.top(node.kind_ix()), fold(node.name()));
                named.entry(key).or_default().push(node.ix);
            }
        }
        for ((_, name), nodes) in named {
            if nodes.len() < 2 || name.is_empty() {
                continue;
            }
            let among: BTreeSet<NodeIx> = nodes.iter().copied().collect();
            let claims: Vec<_> = nodes
                .iter()
                .filter(|&&node| self.related(node, &among) < among.len())
                .map(|&node| {
                    let statement = StatementIx::whole(ItemIx::Node(node));
                    let value = ClaimValue::Name(self.graph.node(node).name().to_owned());
                    claims::whole(self.graph, self.things, statement, value).claim
                })
                .collect();
            if !claims.is_empty() {
                self.found.push(Finding {
                    verdict: Verdict::Possible,
                    field: Field::Identity,
                    claims,
                    also: Vec::new(),
                });
            }
        }
    }

    /// Of how many of some nodes, itself among them, it is said whether a node is the same.
    fn related(&self, node: NodeIx, among: &BTreeSet<NodeIx>) -> usize {
        let vocabulary = self.graph.vocabulary();
        let kinds = [DIFFERENT_FROM, POSSIBLY_SAME_AS].map(|name| vocabulary.edge_kind_ix(name));
        let thing = self.things.of(node);
        let own = self.things.nodes_of(&thing);
        let mut known: BTreeSet<NodeIx> = own.iter().copied().collect();
        for (edge, other) in own.iter().flat_map(|&one| self.graph.node(one).edges()) {
            if self.selected.has_edge(edge.ix) && kinds.contains(&Some(edge.kind_ix())) {
                let other = self.things.of(other.ix);
                known.extend(self.things.nodes_of(&other));
            }
        }
        known.intersection(among).count()
    }

    /// Puts claims that do not agree together, each such group as one finding with the worst verdict in it.
    ///
    /// Time O(k²) for k claims.
    fn judge<T: HasTold>(
        &mut self,
        field: Field,
        told: &[T],
        verdict: impl Fn(&T, &T) -> Option<Verdict>,
    ) -> Result<(), Stopped> {
        let mut group: Vec<usize> = (0..told.len()).collect();
        let mut worst: Vec<Option<Verdict>> = vec![None; told.len()];
        for b in 1..told.len() {
            self.compared(b)?;
            for a in 0..b {
                let Some(found) = verdict(&told[a], &told[b]) else { continue };
                let (kept, joined) = (group[a].min(group[b]), group[a].max(group[b]));
                let of_both = [worst[kept], worst[joined], Some(found)];
                worst[kept] = of_both.into_iter().flatten().min();
                if kept != joined {
                    group.iter_mut().filter(|of| **of == joined).for_each(|of| *of = kept);
                }
            }
        }
        for (first, worst) in worst.iter().enumerate() {
            let Some(verdict) = worst.filter(|_| group[first] == first) else { continue };
            let mut claims: Vec<&T> =
                told.iter().zip(&group).filter(|(_, of)| **of == first).map(|(t, _)| t).collect();
            claims.sort_by(|a, b| a.told().claim.in_order(&b.told().claim));
            let claims = claims.into_iter().map(|told| told.told().claim.clone()).collect();
            self.found.push(Finding { verdict, field, claims, also: Vec::new() });
        }
        Ok(())
    }
}

const DIFFERENT_FROM: &str = "different-from";
const POSSIBLY_SAME_AS: &str = "possibly-same-as";

/// The status of a node or an edge itself, not of a record at its end.
fn own_status(statement: StatementRef<'_>) -> Status {
    match statement {
        StatementRef::Node(node) | StatementRef::NodeFact(node, _) => node.status(),
        StatementRef::Edge(edge) | StatementRef::EdgeFact(edge, _) => edge.status(),
    }
}

/// When a node or an edge was so, an edge at a record when the record was.
fn time_of(statement: StatementRef<'_>) -> Option<When> {
    match statement {
        StatementRef::Edge(edge) => EdgeRef::time_when(edge),
        other => other.when(),
    }
}
