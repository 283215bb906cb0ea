//! Statements as nodes, edges and sources. What is read is told by the predicates; what of it becomes a fact and of
//! which key is decided in `intake`, as for all formats, with whole IRIs for the names of properties.

use super::blank::blank_names;
use super::iris::{
    DATASET, DERIVED_FROM, EDGE_TYPE, FACT, KEY, KIND, Meaning, PART, SOURCE, TYPE, is_of_terms,
    is_silent, is_type_of_terms, local_name, meaning, xsd,
};
use super::own::{self, Plain};
use super::schema::NODE_CLASS;
use super::statements::{Lists, Statement, Statements, TermIx};
use crate::dataset::{parse_evidence_list, parse_facts};
use crate::evidence::digest;
use crate::interchange::files::{Place, Text};
use crate::interchange::intake::{
    Direction, EdgeId, ForeignNode, Halt, Intake, PropertyIx, Role, Value, key_of, line_of,
};
use crate::interchange::mapping::On;
use crate::model::{Basis, Edge, Evidence, Fact, FactValue, Id, Node, Status};
use oxrdf::{Literal, Term};
use serde_json::Value as Json;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Hands over what a file says.
pub(super) fn hand_over(
    mut statements: Statements,
    text: &Text,
    file: &str,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    statements.close();
    let mut reading = Reading {
        statements: &statements,
        text,
        lists: Lists::of(&statements),
        blanks: blank_names(&statements, file),
        described: HashSet::new(),
        claimed: HashSet::new(),
        citations: HashMap::new(),
    };
    reading.described = own::described_edges(&reading);
    for of_one in statements.by_subject() {
        reading.subject(of_one, intake)?;
    }
    for of_one in statements.by_subject() {
        let subject = of_one[0].subject;
        let is_part = statements.iri(subject).is_some_and(|iri| iri.starts_with(PART));
        if is_part && !reading.claimed.contains(&subject) {
            intake.note("facts and evidence that belong to no record are left out");
        }
    }
    Ok(())
}

/// The statements of a file while they are read.
pub(super) struct Reading<'s> {
    pub(super) statements: &'s Statements,
    text: &'s Text,
    lists: Lists,
    pub(super) blanks: HashMap<TermIx, String>,
    /// Edges that have a resource of their own.
    described: HashSet<Plain>,
    /// Parts that a record has.
    pub(super) claimed: HashSet<TermIx>,
    /// Evidence by place, made when it is first asked for.
    citations: HashMap<u32, Option<Evidence>>,
}

/// What the statements of a node come to before they are a record.
#[derive(Default)]
struct NodeSaid<'s> {
    /// Names with how much they are preferred.
    names: Vec<(NameRank<'s>, PropertyIx, &'s Literal)>,
    types: Vec<&'s str>,
    properties: Vec<(PropertyIx, Value<'s>)>,
    /// Where what becomes facts stands, by key and words.
    facts: BTreeMap<(String, String), u32>,
    /// Where the rest stands.
    places: BTreeSet<u32>,
    edges: Vec<(Statement, TermIx)>,
}

/// Which name is preferred: by the predicate, then without a language, in English, in others by their tags.
type NameRank<'s> = (usize, u8, &'s str);

impl<'s> Reading<'s> {
    /// The line of a place.
    pub(super) fn line(&self, place: u32) -> u64 {
        self.statements.place(place).map_or(1, |range| self.text.line(range.start))
    }

    /// A place in the text.
    pub(super) fn place(&self, place: u32) -> Place<'s> {
        match self.statements.place(place) {
            Some(range) => self.text.place(range),
            None => Place::record(1),
        }
    }

    /// A place as evidence.
    fn citation(&mut self, place: u32, intake: &mut Intake<'_>) -> Option<Evidence> {
        if let Some(made) = self.citations.get(&place) {
            return made.clone();
        }
        let made = intake.citation(self.place(place));
        self.citations.insert(place, made.clone());
        made
    }

    fn subject(&mut self, of_one: &[Statement], intake: &mut Intake<'_>) -> Result<(), Halt> {
        let subject = of_one[0].subject;
        let statements = self.statements;
        let iri = statements.iri(subject).unwrap_or_default();
        if self.lists.is_cell(subject) {
            intake.note("lists are read as several values, without their order");
            Ok(())
        } else if statements.types(subject).any(|kind| kind == EDGE_TYPE) {
            own::edge(self, of_one, intake)
        } else if iri.starts_with(SOURCE) {
            own::source(self, of_one, intake)
        } else if iri.starts_with(DATASET) {
            own::header(self, of_one, intake)
        } else if Self::is_apart(iri) {
            Ok(())
        } else if statements.types(subject).any(is_type_of_terms)
            || of_one.iter().any(|s| statements.iri(s.predicate).is_some_and(is_of_terms))
        {
            for _ in of_one {
                intake.note("what is said of classes and properties is left out");
            }
            Ok(())
        } else {
            self.node(of_one, intake)
        }
    }

    fn node(&mut self, of_one: &[Statement], intake: &mut Intake<'_>) -> Result<(), Halt> {
        let subject = of_one[0].subject;
        let line = self.line(of_one[0].place);
        let own_facts = self.own_facts(subject, line, intake);
        let own_words: HashSet<(&str, &str)> =
            own_facts.iter().flatten().map(own::key_and_words).collect();
        let own_evidence = self.own_evidence(subject, line, intake);
        let mut said = NodeSaid::default();
        for statement in of_one {
            self.statement(*statement, &own_words, &mut said, intake);
        }
        let NodeSaid { mut names, types, mut properties, mut facts, places, edges } = said;
        names.sort_by_key(|(rank, ..)| *rank);
        let names =
            names.iter().map(|&(_, ix, name)| (ix, Value::Text(Cow::Borrowed(name.value()))));
        let properties: Vec<_> = names.chain(properties.drain(..)).collect();
        let chosen = chosen(&types, intake);
        let kind = chosen.map(local_name);
        let id = self.node_id(subject);
        let foreign = ForeignNode {
            id: &id,
            kind: kind.as_deref(),
            name: None,
            properties: &properties,
            place: Place { line, span: None },
        };
        if let Some(mut node) = intake.node_of(&foreign) {
            if node.id.as_str() != id && self.statements.iri(subject).is_some() {
                let iri = line_of(&id).unwrap_or_default().into_owned();
                node.facts.push(words("iri", &iri));
                facts.insert(("iri".to_owned(), iri), of_one[0].place);
            }
            for &other in types.iter().filter(|iri| !is_silent(iri) && Some(**iri) != chosen) {
                let Some(other) = line_of(other) else { continue };
                node.facts.push(words("type", &other));
                facts.entry(("type".to_owned(), other.into_owned())).or_insert(of_one[0].place);
            }
            node.facts.splice(0..0, own_facts.unwrap_or_default());
            node.evidence = own_evidence;
            self.cite(&mut node, &facts, &places, of_one, intake);
            intake.whole_node(node, Place { line, span: None })?;
        }
        for (statement, object) in edges {
            self.edge(statement, object, intake)?;
        }
        Ok(())
    }

    /// What one statement says of a node.
    fn statement(
        &mut self,
        statement: Statement,
        own_words: &HashSet<(&str, &str)>,
        said: &mut NodeSaid<'s>,
        intake: &mut Intake<'_>,
    ) {
        let statements = self.statements;
        let predicate = statements.iri(statement.predicate).unwrap_or_default();
        if predicate == TYPE {
            match statements.iri(statement.object) {
                Some(kind) => said.types.push(kind),
                None => intake.note("types that have no IRI are left out"),
            }
            said.places.insert(statement.place);
            return;
        }
        let is_part = |object| statements.iri(object).is_some_and(|iri| iri.starts_with(PART));
        if matches!(predicate, FACT | DERIVED_FROM) && is_part(statement.object) {
            return;
        }
        let plain = (statement.subject, statement.predicate, statement.object);
        if predicate.starts_with(KIND) && self.described.contains(&plain) {
            return;
        }
        // A fact that has a part of its own is also said plainly, by its key.
        if predicate.starts_with(KEY)
            && let Term::Literal(literal) = statements.term(statement.object)
            && own_words.contains(&(&*local_name(predicate), &*own::plain_value(literal)))
        {
            return;
        }
        let is_declared = intake.declared(On::Nodes, predicate).is_some();
        let objects = self.lists.items(statement.object);
        if objects.is_empty() {
            intake.note("empty lists are left out");
        }
        for object in objects {
            match statements.term(object) {
                Term::Literal(literal) => {
                    literal_said(statement.place, predicate, literal, said, intake);
                }
                Term::NamedNode(node) if is_declared => {
                    let ix = intake.property(On::Nodes, predicate);
                    said.keep(ix, Cow::Borrowed(node.as_str()), statement.place, intake);
                }
                _ => said.edges.push((statement, object)),
            }
        }
    }

    fn own_facts(&mut self, node: TermIx, line: u64, intake: &mut Intake<'_>) -> Option<Vec<Fact>> {
        let member = NODE_CLASS.members.iter().find(|member| member.predicate == FACT)?;
        let facts = self.parts(node, member, intake);
        if facts.is_empty() {
            return None;
        }
        match parse_facts(&Json::Array(facts).to_string(), "") {
            Ok(facts) => Some(facts),
            Err(findings) => {
                own::refused(&findings, line, intake);
                None
            }
        }
    }

    fn own_evidence(&mut self, node: TermIx, line: u64, intake: &mut Intake<'_>) -> Vec<Evidence> {
        let member = NODE_CLASS.members.iter().find(|member| member.predicate == DERIVED_FROM);
        let evidence = member.map(|member| self.parts(node, member, intake)).unwrap_or_default();
        if evidence.is_empty() {
            return Vec::new();
        }
        match parse_evidence_list(&Json::Array(evidence).to_string(), "") {
            Ok(evidence) => evidence,
            Err(findings) => {
                own::refused(&findings, line, intake);
                Vec::new()
            }
        }
    }

    /// Backs a node and its facts with the statements that say them.
    fn cite(
        &mut self,
        node: &mut Node,
        facts: &BTreeMap<(String, String), u32>,
        places: &BTreeSet<u32>,
        of_one: &[Statement],
        intake: &mut Intake<'_>,
    ) {
        for fact in node.facts.iter_mut().filter(|fact| fact.evidence.is_empty()) {
            let FactValue::Text(words) = &fact.value else {
                // Digits were written with separators perhaps; the key alone tells the place where it stands once.
                let from = (fact.key.clone(), String::new());
                let mut of_key = facts.range(from..).take_while(|((key, _), _)| *key == fact.key);
                if let (Some((_, &place)), None) = (of_key.next(), of_key.next()) {
                    fact.evidence.extend(self.citation(place, intake));
                }
                continue;
            };
            if let Some(&place) = facts.get(&(fact.key.clone(), words.clone())) {
                fact.evidence.extend(self.citation(place, intake));
            }
        }
        if node.evidence.is_empty() {
            // Two places are two spans.
            let first = places.is_empty().then_some(of_one[0].place);
            for &place in places.iter().chain(&first) {
                node.evidence.extend(self.citation(place, intake));
            }
        }
    }

    fn edge(
        &mut self,
        statement: Statement,
        object: TermIx,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let predicate = self.statements.iri(statement.predicate).unwrap_or_default();
        let line = self.line(statement.place);
        let ends = (self.node_id(statement.subject), self.node_id(object));
        let (Some(from), Some(to)) = (intake.id(&ends.0, line), intake.id(&ends.1, line)) else {
            return Ok(());
        };
        let kind = intake.edge_kind(Some(&local_name(predicate)), Direction::Directed);
        // A statement is one wherever it is made, so that its id is made of it alone.
        let content = digest(&format!("{}\n{predicate}\n{}", ends.0, ends.1)).to_string();
        let id =
            Id::new(format!("{kind}-{}", &content[..16])).expect("a kind and digits make an id");
        let edge = Edge {
            id,
            kind,
            from,
            to,
            when: None,
            when_because: None,
            status: Status::default(),
            basis: Basis::Stated,
            claimed_by: None,
            facts: Vec::new(),
            evidence: self.citation(statement.place, intake).into_iter().collect(),
        };
        intake.whole_edge(edge, EdgeId::Given, Direction::Directed, Place { line, span: None })
    }
}

/// What a literal says of a node.
fn literal_said<'s>(
    place: u32,
    predicate: &str,
    literal: &'s Literal,
    said: &mut NodeSaid<'s>,
    intake: &mut Intake<'_>,
) {
    let meaning = meaning(predicate);
    let role = match meaning {
        Meaning::Name(_) => Role::Name,
        Meaning::Alias => Role::Alias,
        Meaning::Start => Role::Start,
        Meaning::End => Role::End,
        Meaning::When => Role::When,
        Meaning::WhenBecause => Role::WhenBecause,
        Meaning::Status => Role::Status,
        Meaning::Other if predicate.starts_with(KEY) => Role::Fact(key_of(&local_name(predicate))),
        Meaning::Other => Role::Fact(key_of(&in_words(&local_name(predicate)))),
    };
    if literal.language().is_some() {
        intake.note("languages of texts are left out");
    } else if meaning == Meaning::Other && literal.datatype().as_str() != xsd!("string") {
        intake.note("datatypes of values are left out; the values are as written");
    }
    let ix = intake.property_of(On::Nodes, predicate, role);
    if let (Meaning::Name(rank), Role::Name) = (meaning, intake.role(ix)) {
        let language = literal.language().unwrap_or_default();
        let class = match language {
            "" => 0,
            "en" => 1,
            _ if language.starts_with("en-") => 1,
            _ => 2,
        };
        said.names.push(((rank, class, language), ix, literal));
        said.places.insert(place);
        return;
    }
    let is_date = matches!(intake.role(ix), Role::Start | Role::End | Role::When);
    let text = if is_date { without_zone(literal.value()) } else { literal.value() };
    said.keep(ix, Cow::Borrowed(text), place, intake);
}

/// The type that becomes the kind of a node: one of ours, else one whose name the vocabulary knows, else the first in
/// the order of the IRIs.
fn chosen<'t>(types: &[&'t str], intake: &Intake<'_>) -> Option<&'t str> {
    let mut sorted: Vec<&str> = types.iter().filter(|iri| !is_silent(iri)).copied().collect();
    sorted.sort_unstable();
    let own = sorted.iter().find(|iri| iri.starts_with(KIND));
    let known = sorted.iter().find(|iri| intake.is_known_node_kind(&local_name(iri)));
    own.or(known).or(sorted.first()).copied()
}

fn words(key: &str, value: &str) -> Fact {
    Fact {
        key: key.to_owned(),
        value: FactValue::Text(value.to_owned()),
        when: None,
        when_because: None,
        basis: Basis::Stated,
        claimed_by: None,
        evidence: Vec::new(),
    }
}

/// A name as vocabularies write it in the words that people write: `foundingDate` is `founding-date`.
fn in_words(name: &str) -> String {
    let mut words = String::with_capacity(name.len());
    let mut was_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && was_lower {
            words.push('-');
        }
        was_lower = c.is_lowercase();
        words.push(c);
    }
    words
}

/// A date of XML Schema without its time zone, which dates here do not have.
fn without_zone(text: &str) -> &str {
    let text = text.trim();
    let is_zone = |zone: &str| {
        zone == "Z"
            || (zone.len() == 6 && zone.starts_with(['+', '-']) && zone.as_bytes()[3] == b':')
    };
    match text.get(10..) {
        Some(zone) if is_zone(zone) => &text[..10],
        _ => text,
    }
}

impl<'s> NodeSaid<'s> {
    /// Keeps a property, and where it stands.
    fn keep(&mut self, ix: PropertyIx, text: Cow<'s, str>, place: u32, intake: &Intake<'_>) {
        match intake.role(ix) {
            Role::Fact(key) | Role::Amount(key, _) => {
                let words = line_of(&text).map(Cow::into_owned).unwrap_or_default();
                self.facts.entry((key.clone(), words)).or_insert(place);
            }
            _ => {
                self.places.insert(place);
            }
        }
        // One value in brackets is not taken for a list of several.
        self.properties.push((ix, Value::List(vec![Value::Text(text)])));
    }
}
