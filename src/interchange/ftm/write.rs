//! Writing entities: each node and record as an entity of the schema for its kind, each edge as one of a schema that
//! joins two. What no property takes stands in words among `notes` or in `description`, and is counted as lost.

use super::kinds::{self, Keyword, Way};
use super::model::{self, Schema, Takes, is_date, is_entity_id};
use super::read::reference_id;
use crate::dataset::Dataset;
use crate::evidence::digest;
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::Outlet;
use crate::interchange::flat::has_details;
use crate::interchange::intake::amount_of;
use crate::interchange::json::string;
use crate::interchange::losses::{Aspect, Losses};
use crate::model::{
    Amount, Bound, Edge, Evidence, Fact, FactValue, Id, Node, Span, Status, Vocabulary, When,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    losses: &mut Losses,
) -> Result<(), ExportError> {
    losses.lose_all(
        dataset,
        &[
            Aspect::Header,
            Aspect::Vocabulary,
            Aspect::Sources,
            Aspect::DateReasons,
            Aspect::Bases,
            Aspect::Claims,
            Aspect::Evidence,
        ],
    );
    let plan = Plan::of(dataset);
    let mut out = outlet.create("entities.ftm.json")?;
    for (at, node) in dataset.nodes.iter().enumerate() {
        let entity = plan.node(node, at, losses);
        writeln!(out, "{}", entity.line(&node.id))?;
    }
    for (at, edge) in dataset.edges.iter().enumerate() {
        if !plan.is_property[at] {
            let entity = plan.edge(edge, losses);
            writeln!(out, "{}", entity.line(&edge.id))?;
        }
    }
    out.flush()?;
    Ok(())
}

/// Which schema each node has, and which edges are properties of nodes.
struct Plan<'d> {
    dataset: &'d Dataset,
    schemata: Vec<(&'static Schema, Keyword)>,
    /// What each node names by a property.
    references: Vec<Vec<(&'static str, &'d Id)>>,
    is_property: Vec<bool>,
    urls: BTreeMap<&'d Id, &'d str>,
}

/// An entity that is written.
#[derive(Default)]
struct Entity {
    schema: &'static str,
    /// In the order in which they came.
    properties: Vec<(&'static str, Vec<String>)>,
    /// What no property takes.
    words: Vec<String>,
}

impl Entity {
    fn new(schema: &'static Schema) -> Self {
        Self { schema: schema.name, ..Self::default() }
    }

    /// Adds a value; false where the property has it already.
    fn push(&mut self, name: &'static str, value: impl Into<String>) -> bool {
        let value = value.into();
        if value.is_empty() {
            return false;
        }
        match self.properties.iter_mut().find(|(own, _)| *own == name) {
            None => self.properties.push((name, vec![value])),
            Some((_, values)) if values.contains(&value) => return false,
            Some((_, values)) => values.push(value),
        }
        true
    }

    fn line(&self, id: &Id) -> String {
        let member = |(name, values): &(&str, Vec<String>)| {
            let values: Vec<String> = values.iter().map(|value| string(value)).collect();
            format!("{}: [{}]", string(name), values.join(", "))
        };
        let members: Vec<String> = self.properties.iter().map(member).collect();
        format!(
            "{{\"id\": {}, \"schema\": {}, \"properties\": {{{}}}}}",
            string(&entity_id(id)),
            string(self.schema),
            members.join(", ")
        )
    }
}

/// The id of an entity: the library takes letters of English, digits, dots and dashes in between.
fn entity_id(id: &Id) -> Cow<'_, str> {
    if is_entity_id(id) {
        return Cow::Borrowed(id);
    }
    let mut plain = String::new();
    for c in id.chars().take(100) {
        if c.is_ascii_alphanumeric() {
            plain.push(c);
        } else if !plain.is_empty() && !plain.ends_with('-') {
            plain.push('-');
        }
    }
    let plain = if plain.is_empty() { "id-" } else { plain.as_str() };
    let digest = digest(id).to_string();
    Cow::Owned(format!("{}-{}", plain.trim_end_matches('-'), &digest[..12]))
}

impl<'d> Plan<'d> {
    fn of(dataset: &'d Dataset) -> Self {
        let vocabulary = &dataset.vocabulary;
        let of_node = |node: &Node| kinds::for_node(&node.kind, vocabulary);
        let mut plan = Self {
            dataset,
            schemata: dataset.nodes.iter().map(of_node).collect(),
            references: vec![Vec::new(); dataset.nodes.len()],
            is_property: vec![false; dataset.edges.len()],
            urls: dataset.sources.iter().filter_map(|s| Some((&s.id, s.url.as_deref()?))).collect(),
        };
        let found: Vec<_> = dataset.edges.iter().map(|edge| plan.reference(edge)).collect();
        for &(at, property, other) in found.iter().flatten() {
            plan.references[at].push((property, other));
        }
        // A schema that needs an entity which is not there is not that of the node.
        for at in 0..plan.schemata.len() {
            let (schema, _) = plan.schemata[at];
            let has = |name: &&str| plan.references[at].iter().any(|(own, _)| own == name);
            if !schema.required.iter().all(has) {
                let is_record = schema.is_a("Interval");
                let fallback = if is_record { "Event" } else { "LegalEntity" };
                let fallback = model::schema(fallback).expect("it is a schema");
                plan.schemata[at] = (fallback, Keyword::Told);
                plan.references[at].clear();
            }
        }
        for (is_property, found) in plan.is_property.iter_mut().zip(&found) {
            *is_property = found.is_some_and(|(at, ..)| !plan.references[at].is_empty());
        }
        plan
    }

    fn at(&self, id: &Id) -> usize {
        let found = self.dataset.nodes.binary_search_by(|node| node.id.cmp(id));
        found.expect("every end of a dataset is one of its nodes")
    }

    /// The node, the property and the entity that an edge is, where it says nothing beside.
    fn reference(&self, edge: &'d Edge) -> Option<(usize, &'static str, &'d Id)> {
        let says_more = edge.when.is_some()
            || edge.status != Status::default()
            || edge.basis.because().is_some()
            || edge.claimed_by.is_some()
            || !edge.facts.is_empty();
        if says_more {
            return None;
        }
        let ways = [(&edge.from, &edge.to, Way::AsWritten), (&edge.to, &edge.from, Way::Turned)];
        ways.into_iter().find_map(|(own, other, way)| {
            let at = self.at(own);
            let (schema, _) = self.schemata[at];
            let property = schema.properties.iter().find(|&(name, takes)| {
                matches!(takes, Takes::Entity(_))
                    && kinds::of_property(name).1 == way
                    && kinds::property_kind(name) == edge.kind
                    && reference_id(own, name, other) == edge.id.as_str()
            });
            property
                .filter(|_| is_entity_id(own) && is_entity_id(other))
                .map(|(&name, _)| (at, name, other))
        })
    }

    fn node(&self, node: &Node, at: usize, losses: &mut Losses) -> Entity {
        let (schema, keyword) = self.schemata[at];
        let mut entity = Entity::new(schema);
        losses.lose(Aspect::NodeIds, usize::from(!is_entity_id(&node.id)));
        if schema.takes("name").is_some() {
            entity.push("name", &node.name);
            let repeats = match schema.name {
                "Contract" => Some("title"),
                "Address" => Some("full"),
                _ => None,
            };
            if let Some(property) = repeats {
                entity.push(property, &node.name);
            }
            for alias in &node.aliases {
                entity.push("alias", alias);
            }
        } else {
            let is_default = node.name == format!("{} {}", schema.name, node.id);
            losses.lose(Aspect::Names, usize::from(!is_default));
            losses.lose(Aspect::Aliases, node.aliases.len());
            entity.words.extend((!is_default).then(|| node.name.clone()));
            entity.words.extend(node.aliases.iter().cloned());
        }
        if keyword == Keyword::Told {
            entity.push("keywords", &node.kind);
        }
        losses.lose(Aspect::NodeKinds, usize::from(read_kind(schema, keyword, node) != node.kind));
        for &(property, other) in &self.references[at] {
            entity.push(property, entity_id(other));
        }
        let dates = match schema.name {
            "Person" => Dates::Span("birthDate", "deathDate"),
            "Position" => Dates::Span("inceptionDate", "dissolutionDate"),
            "Contract" | "License" => Dates::Moment("contractDate"),
            _ if schema.is_a("LegalEntity") => Dates::Span("incorporationDate", "dissolutionDate"),
            _ if schema.is_a("Interval") => Dates::Interval,
            _ => Dates::Nowhere,
        };
        let is_dated = node.when.as_ref().is_none_or(|when| date(&mut entity, dates, when));
        losses.lose(Aspect::NodeDates, usize::from(!is_dated));
        losses.lose(Aspect::Statuses, status(&mut entity, schema, node.status));
        let taken = [&*node.name, &*node.kind];
        let facts = facts(&mut entity, schema, &node.facts, &taken);
        losses.lose(Aspect::NodeFacts, facts.n_lost);
        losses.lose(Aspect::FactDetails, facts.n_bare);
        self.finish(entity, schema, &node.evidence)
    }

    fn edge(&self, edge: &Edge, losses: &mut Losses) -> Entity {
        losses.lose(Aspect::EdgeIds, usize::from(!is_entity_id(&edge.id)));
        let (from, to) = (self.schemata[self.at(&edge.from)].0, self.schemata[self.at(&edge.to)].0);
        let fits = |schema: &Schema, way: Way| {
            let (source, target) = schema.ends.expect("the table names schemata with ends");
            let (first, second) = if way == Way::Turned { (to, from) } else { (from, to) };
            let takes = |property, end: &Schema| match schema.takes(property) {
                Some(Takes::Entity(range)) => end.is_a(range),
                _ => false,
            };
            takes(source, first) && takes(target, second)
        };
        let fitting = kinds::for_kind(&edge.kind).filter(|(schema, way, _)| fits(schema, *way));
        let unknown = model::schema("UnknownLink").expect("it is a schema");
        let (schema, way, role) = match fitting {
            Some((schema, way, role)) => (schema, way, role.map(str::to_owned)),
            None if edge.kind == "linked-to" => (unknown, Way::AsWritten, None),
            None => (unknown, Way::AsWritten, Some(self.label(&edge.kind))),
        };
        let mut entity = Entity::new(schema);
        let (source, target) = schema.ends.expect("both have ends");
        let (first, second) = match way {
            Way::AsWritten => (&edge.from, &edge.to),
            Way::Turned => (&edge.to, &edge.from),
        };
        entity.push(source, entity_id(first));
        entity.push(target, entity_id(second));
        entity.properties.extend(role.iter().map(|role| ("role", vec![role.clone()])));
        let comes_back = fitting.is_some() || kinds::label(&edge.kind).is_some();
        losses.lose(Aspect::EdgeKinds, usize::from(!comes_back || self.loosens(edge)));
        let is_dated =
            edge.when.as_ref().is_none_or(|when| date(&mut entity, Dates::Interval, when));
        losses.lose(Aspect::EdgeDates, usize::from(!is_dated));
        losses.lose(Aspect::Statuses, status(&mut entity, schema, edge.status));
        let taken: Vec<&str> = role.as_deref().into_iter().collect();
        let facts = facts(&mut entity, schema, &edge.facts, &taken);
        losses.lose(Aspect::EdgeFacts, facts.n_lost);
        losses.lose(Aspect::FactDetails, facts.n_bare);
        if let Some(because) = edge.basis.because() {
            entity.words.push(format!("inferred: {because}"));
        }
        if let Some(claimant) = &edge.claimed_by {
            entity.words.push(format!("claimed by: {}", entity_id(claimant)));
        }
        self.finish(entity, schema, &edge.evidence)
    }

    fn label(&self, kind: &str) -> String {
        let vocabulary = &self.dataset.vocabulary;
        let ix = vocabulary.edge_kind_ix(kind).expect("the dataset has its kinds");
        vocabulary.edge_kind(ix).label.to_string()
    }

    /// Whether the kinds that its ends come back with are no ends of its kind.
    fn loosens(&self, edge: &Edge) -> bool {
        let core: &Vocabulary = &kinds::CORE;
        let end = |id: &Id| {
            let at = self.at(id);
            let (schema, keyword) = self.schemata[at];
            core.node_kind_ix(&read_kind(schema, keyword, &self.dataset.nodes[at]))
        };
        match (core.edge_kind_ix(&edge.kind), end(&edge.from), end(&edge.to)) {
            (Some(kind), Some(from), Some(to)) => !core.allows(kind, from, to),
            // An added kind of node is an actor to the vocabulary.
            _ => false,
        }
    }

    /// Adds where it is said, and what no property takes.
    fn finish(&self, mut entity: Entity, schema: &Schema, evidence: &[Evidence]) -> Entity {
        let urls: BTreeSet<&str> =
            evidence.iter().filter_map(|e| self.urls.get(&e.source).copied()).collect();
        for url in urls.into_iter().filter(|url| Takes::Url.fits(url)) {
            entity.push("sourceUrl", url);
        }
        let place = if schema.takes("notes").is_some() { "notes" } else { "description" };
        for words in std::mem::take(&mut entity.words) {
            entity.push(place, words);
        }
        entity
    }
}

/// The kind that a node comes back with.
fn read_kind(schema: &Schema, keyword: Keyword, node: &Node) -> String {
    if keyword == Keyword::Told && kinds::is_kind(&node.kind, schema) {
        return node.kind.clone();
    }
    kinds::node_kind(schema).into_owned()
}

/// Where a schema has dates.
#[derive(Clone, Copy)]
enum Dates {
    /// In `date`, or in `startDate` and `endDate`.
    Interval,
    /// In a first and a last one.
    Span(&'static str, &'static str),
    /// In one.
    Moment(&'static str),
    Nowhere,
}

/// Writes a date; where the format has no form for it, in words.
fn date(entity: &mut Entity, dates: Dates, when: &When) -> bool {
    let text = when.as_str();
    let (moment, span) = match dates {
        Dates::Interval => (Some("date"), Some(("startDate", "endDate"))),
        Dates::Span(start, end) => (None, Some((start, end))),
        Dates::Moment(date) => (Some(date), None),
        Dates::Nowhere => (None, None),
    };
    let is_end = |end: &str| end == ".." || is_date(end);
    match (moment, span, text.split_once('/')) {
        (Some(moment), _, None) if is_date(text) => entity.push(moment, text),
        (_, Some((start, end)), Some((first, last)))
            if is_end(first) && is_end(last) && (first, last) != ("..", "..") =>
        {
            for (name, date) in [(start, first), (end, last)] {
                if date != ".." {
                    entity.push(name, date);
                }
            }
            true
        }
        _ => {
            entity.words.push(format!("when: {text}"));
            false
        }
    }
}

/// Writes a status; how many are lost.
fn status(entity: &mut Entity, schema: &Schema, status: Status) -> usize {
    if status == Status::default() {
        return 0;
    }
    if schema.takes("status").is_some() {
        entity.push("status", status.as_str());
        return 0;
    }
    entity.words.push(format!("status: {}", status.as_str()));
    1
}

/// How many facts are lost, and how many lose what they say beside their value.
#[derive(Default)]
struct Carried {
    n_lost: usize,
    n_bare: usize,
}

/// Properties that mean something else than a fact.
const TAKEN: &[&str] =
    &["name", "alias", "weakAlias", "previousName", "currency", "sharesCurrency"];

/// Writes facts whose keys are those of properties. `told` are words that a reader takes for something else.
fn facts(entity: &mut Entity, schema: &Schema, facts: &[Fact], told: &[&str]) -> Carried {
    let mut carried = Carried::default();
    for fact in facts {
        let n_alike = facts.iter().filter(|other| other.key == fact.key).count();
        let property = schema.properties.iter().find(|&(name, _)| super::key_of(name) == fact.key);
        let property = property.filter(|(name, _)| !TAKEN.contains(name));
        let is_written = property.is_some_and(|(&name, &takes)| match &fact.value {
            FactValue::Text(words) => {
                is_plain(name, takes, words, told) && entity.push(name, words)
            }
            FactValue::Amount(amount) => n_alike == 1 && write_amount(entity, schema, name, amount),
        });
        if is_written {
            carried.n_bare += usize::from(has_details(fact));
        } else {
            carried.n_lost += 1;
            entity.words.push(format!("{}: {}", fact.key, in_words(&fact.value)));
        }
    }
    carried
}

/// Whether a reader sees the words of a fact as such.
fn is_plain(name: &str, takes: Takes, words: &str, told: &[&str]) -> bool {
    let is_number = || amount_of(words.trim_end_matches('%'), "unit").is_some();
    let is_said = match name {
        "status" => Status::from_word(words).is_some(),
        "role" => kinds::by_role(words).is_some(),
        "keywords" => kinds::CORE.node_kind_ix(words).is_some(),
        "percentage" | "sharesCount" | "sharesValue" | "amount" | "amountUsd" | "amountEur" => {
            is_number()
        }
        "startDate" | "endDate" | "date" | "birthDate" | "deathDate" | "incorporationDate"
        | "dissolutionDate" | "inceptionDate" | "contractDate" => true,
        _ => told.contains(&words),
    };
    !is_said && !matches!(takes, Takes::Entity(_)) && takes.fits(words)
}

/// Writes an amount where the schema has a property for its unit.
fn write_amount(entity: &mut Entity, schema: &Schema, name: &'static str, amount: &Amount) -> bool {
    let Amount { value, to, unit, bound, span, period, compared_with } = amount;
    let is_hedged = to.is_some()
        || *bound != Bound::default()
        || *span != Span::default()
        || period.is_some()
        || compared_with.is_some();
    let is_money = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase());
    let currency = match (name, unit.as_str()) {
        _ if is_hedged => return false,
        ("percentage", "percent") | ("amountUsd", "USD") | ("amountEur", "EUR") => None,
        ("sharesCount", "share") => None,
        ("amount", _) if is_money && schema.takes("currency").is_some() => Some("currency"),
        ("sharesValue", _) if is_money => Some("sharesCurrency"),
        _ => return false,
    };
    entity.push(name, value.as_str());
    if let Some(currency) = currency {
        entity.push(currency, unit);
    }
    true
}

fn in_words(value: &FactValue) -> String {
    match value {
        FactValue::Text(words) => words.clone(),
        FactValue::Amount(Amount { value, to, unit, bound, .. }) => {
            let bound = match bound {
                Bound::Exact => String::new(),
                other => format!("{} ", other.as_str()),
            };
            let to = to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
            format!("{bound}{value}{to} {unit}")
        }
    }
}
