//! Records of ours, read back by the table in `schema`: as JSON of the dataset format, which its reader checks.

use super::iris::{
    self, DATASET, EDGE, EDGE_TYPE, KEY, KIND, PART, SOURCE, TYPE, VOCABULARY, dc, dcterms,
    decoded, local_name, rdf, xsd,
};
use super::reading::Reading;
use super::schema::{Class, EDGE_CLASS, Form, Member, SOURCE_CLASS};
use super::statements::{Statement, TermIx};
use crate::dataset::{Finding, parse_edge, parse_source};
use crate::interchange::intake::{Direction, EdgeId, Halt, Intake};
use crate::model::{Fact, FactValue};
use oxrdf::{Literal, Term};
use serde_json::{Map, Value as Json};
use std::borrow::Cow;
use std::collections::HashSet;

/// A plain statement of an edge, by its terms.
pub(super) type Plain = (TermIx, TermIx, TermIx);

/// The edges that have a resource of their own.
pub(super) fn described_edges(reading: &Reading<'_>) -> HashSet<Plain> {
    let statements = reading.statements;
    let edges = statements.by_subject().map(|of_one| of_one[0].subject);
    let edges = edges.filter(|&edge| statements.types(edge).any(|kind| kind == EDGE_TYPE));
    edges
        .filter_map(|edge| {
            let one = |predicate| statements.objects(edge, predicate).next();
            Some((one(rdf!("subject"))?, one(rdf!("predicate"))?, one(rdf!("object"))?))
        })
        .collect()
}

/// What the dataset says of itself.
pub(super) fn header(
    reading: &Reading<'_>,
    of_one: &[Statement],
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    for statement in of_one {
        let Term::Literal(literal) = reading.statements.term(statement.object) else { continue };
        let line = reading.line(statement.place);
        let name = match reading.statements.iri(statement.predicate) {
            Some(dcterms!("title")) => "title",
            Some(dc!("rights")) => "licence",
            Some(VOCABULARY) => "vocabulary",
            _ => continue,
        };
        intake.header(name, literal.value(), line)?;
    }
    Ok(())
}

/// A source.
pub(super) fn source(
    reading: &mut Reading<'_>,
    of_one: &[Statement],
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let (resource, line) = (of_one[0].subject, reading.line(of_one[0].place));
    note_others(reading, of_one, &SOURCE_CLASS, "sources", intake);
    let mut record = Map::new();
    record.insert("id".to_owned(), Json::String(reading.record_id(resource, SOURCE)));
    reading.members(resource, &SOURCE_CLASS, &mut record, intake);
    match parse_source(&Json::Object(record).to_string(), "") {
        Ok(source) => intake.source(source),
        Err(findings) => {
            refused(&findings, line, intake);
            Ok(())
        }
    }
}

/// An edge that has a resource of its own.
pub(super) fn edge(
    reading: &mut Reading<'_>,
    of_one: &[Statement],
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let (resource, place) = (of_one[0].subject, of_one[0].place);
    note_others(reading, of_one, &EDGE_CLASS, "edges", intake);
    let mut record = Map::new();
    record.insert("id".to_owned(), Json::String(reading.record_id(resource, EDGE)));
    reading.members(resource, &EDGE_CLASS, &mut record, intake);
    match parse_edge(&Json::Object(record).to_string(), "") {
        Ok(edge) => {
            let own: HashSet<(&str, &str)> = edge.facts.iter().map(key_and_words).collect();
            for statement in of_one {
                let predicate = reading.statements.iri(statement.predicate).unwrap_or_default();
                let value = match reading.statements.term(statement.object) {
                    Term::Literal(literal) => plain_value(literal),
                    _ => Cow::Borrowed(""),
                };
                if predicate.starts_with(KEY) && !own.contains(&(&*local_name(predicate), &*value))
                {
                    intake.note(format!("“{predicate}”, said of edges, is left out"));
                }
            }
            let place = reading.place(place);
            intake.whole_edge(edge, EdgeId::Given, Direction::Directed, place)
        }
        Err(findings) => {
            refused(&findings, reading.line(place), intake);
            Ok(())
        }
    }
}

/// What is said of a fact beside the part that it has.
pub(super) fn key_and_words(fact: &Fact) -> (&str, &str) {
    match &fact.value {
        FactValue::Text(words) => (&fact.key, words),
        FactValue::Amount(amount) => (&fact.key, amount.value.as_str()),
    }
}

/// The value of a fact that is said plainly.
pub(super) fn plain_value(literal: &Literal) -> Cow<'_, str> {
    match literal.datatype().as_str() {
        xsd!("decimal") => Cow::Owned(digits(literal.value())),
        _ => Cow::Borrowed(literal.value()),
    }
}

/// Counts what is said of a record that the dataset format has no member for.
fn note_others(
    reading: &Reading<'_>,
    of_one: &[Statement],
    class: &Class,
    what: &str,
    intake: &mut Intake<'_>,
) {
    for statement in of_one {
        let predicate = reading.statements.iri(statement.predicate).unwrap_or_default();
        let is_known = predicate == TYPE
            || predicate.starts_with(KEY)
            || class.members.iter().any(|member| member.predicate == predicate);
        if !is_known {
            intake.note(format!("“{predicate}”, said of {what}, is left out"));
        }
    }
}

pub(super) fn refused(findings: &[Finding], line: u64, intake: &mut Intake<'_>) {
    for Finding { message, hint, .. } in findings {
        intake.error(line, message, hint.as_deref().unwrap_or("see docs/dataset-format.md"));
    }
}

/// A decimal of XML Schema in its shortest form: other tools write `214` as `214.0` or `+214`.
fn digits(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

impl Reading<'_> {
    /// Reads the members of a record into a JSON object.
    pub(super) fn members(
        &mut self,
        resource: TermIx,
        class: &Class,
        record: &mut Map<String, Json>,
        intake: &mut Intake<'_>,
    ) {
        for member in class.members {
            let values: Vec<TermIx> = self.statements.objects(resource, member.predicate).collect();
            match &member.form {
                Form::Within(part) => {
                    let is_it = |&&value: &&TermIx| {
                        self.statements.types(value).any(|kind| part.types.contains(&kind))
                    };
                    if let Some(&value) = values.iter().find(is_it)
                        && self.claim(value, resource, intake)
                    {
                        self.members(value, part, record, intake);
                    }
                }
                Form::Many(_) => {
                    let parts = self.parts(resource, member, intake);
                    if !parts.is_empty() {
                        record.insert(member.name.to_owned(), Json::Array(parts));
                    }
                }
                _ => {
                    if let Some(value) = self.value(resource, member, &values, intake) {
                        record.insert(member.name.to_owned(), value);
                    }
                }
            }
        }
    }

    /// The numbered parts of a record, in the order of their numbers.
    pub(super) fn parts(
        &mut self,
        resource: TermIx,
        member: &Member,
        intake: &mut Intake<'_>,
    ) -> Vec<Json> {
        let Form::Many(class) = &member.form else { return Vec::new() };
        let mut parts: Vec<(usize, TermIx)> = self
            .statements
            .objects(resource, member.predicate)
            .filter_map(|part| {
                let (_, number) =
                    self.statements.iri(part)?.strip_prefix(PART)?.rsplit_once('/')?;
                Some((number.parse().unwrap_or(usize::MAX), part))
            })
            .collect();
        parts.sort_by_key(|(number, _)| *number);
        let mut records = Vec::with_capacity(parts.len());
        for (_, part) in parts {
            if self.claim(part, resource, intake) {
                let mut record = Map::new();
                self.members(part, class, &mut record, intake);
                records.push(Json::Object(record));
            }
        }
        records
    }

    /// A part belongs to one record, else a short file could say something very long.
    fn claim(&mut self, part: TermIx, of: TermIx, intake: &mut Intake<'_>) -> bool {
        if self.claimed.insert(part) {
            return true;
        }
        let line = self.statements.of(of).first().map_or(1, |statement| self.line(statement.place));
        let message = format!("{} is a part of two records", self.statements.term(part));
        intake.error(line, message, "give each record parts of its own");
        false
    }

    fn value(
        &mut self,
        resource: TermIx,
        member: &Member,
        values: &[TermIx],
        intake: &mut Intake<'_>,
    ) -> Option<Json> {
        let &value = values.first()?;
        if values.len() > 1 && !matches!(member.form, Form::Texts) {
            let line = self.line(self.statements.of(resource)[0].place);
            let message = format!(
                "{} has {} values of {}",
                self.statements.term(resource),
                values.len(),
                member.predicate
            );
            intake.error(line, message, "leave one of them");
            return None;
        }
        let iri = self.statements.iri(value);
        let literal = match self.statements.term(value) {
            Term::Literal(literal) => Some(literal.value()),
            _ => None,
        };
        Some(match (&member.form, iri, literal) {
            (Form::One(class), _, _) => {
                if !self.claim(value, resource, intake) {
                    return None;
                }
                let mut record = Map::new();
                self.members(value, class, &mut record, intake);
                Json::Object(record)
            }
            (Form::Kind, Some(iri), _) => {
                let written = match iri.strip_prefix(KIND) {
                    Some(name) => decoded(name).into_owned(),
                    None => local_name(iri).into_owned(),
                };
                Json::String(intake.edge_kind(Some(&written), Direction::Directed))
            }
            (Form::Source, Some(_), _) => Json::String(self.record_id(value, SOURCE)),
            (Form::Node, _, None) => Json::String(self.node_id(value)),
            (Form::Count, _, Some(text)) => match text.parse::<u64>() {
                Ok(number) => Json::from(number),
                Err(_) => Json::from(text),
            },
            (Form::Decimal, _, Some(text)) => Json::from(digits(text)),
            (_, _, Some(text)) => Json::from(text),
            (_, Some(iri), _) => Json::from(iri),
            _ => return None,
        })
    }

    /// The id of an edge or a source of ours: what stands behind `start` in its IRI.
    pub(super) fn record_id(&self, resource: TermIx, start: &str) -> String {
        let iri = self.statements.iri(resource);
        match iri.and_then(|iri| iri.strip_prefix(start)) {
            Some(id) => decoded(id).into_owned(),
            None => self.node_id(resource),
        }
    }

    /// What a node is called.
    pub(super) fn node_id(&self, node: TermIx) -> String {
        match self.statements.iri(node) {
            Some(iri) => iris::id_of_node(iri).into_owned(),
            None => self.blanks.get(&node).cloned().unwrap_or_default(),
        }
    }

    /// Whether an IRI is of a thing of ours that is no node.
    pub(super) fn is_apart(iri: &str) -> bool {
        [PART, KIND, KEY, DATASET, SOURCE].iter().any(|start| iri.starts_with(start))
    }
}
