//! Writing: one transaction into a file that nobody else sees yet.

use super::layout::{APPLICATION, INDICES_SQL, TABLES_SQL, VERSION};
use crate::dataset::{Dataset, evidence_text};
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::Outlet;
use crate::interchange::flat::dataset_properties;
use crate::interchange::losses::Losses;
use crate::model::{Aspect, Decimal, Evidence, Fact, FactValue, Id, Symmetry, Vocabulary, When};
use rusqlite::{Connection, OpenFlags, Statement, params};
use serde_json::Value;
use std::fs::OpenOptions;

pub(super) fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let path = outlet.stage("dataset.db")?;
    // Created exclusively, so a link planted under the name is never followed. A whole path is never taken for a URI.
    OpenOptions::new().write(true).create_new(true).open(&path)?;
    let path = path.canonicalize()?;
    let written = || -> rusqlite::Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut base = Connection::open_with_flags(&path, flags)?;
        base.pragma_update(None, "page_size", 4096)?;
        // The outlet syncs the file when it is whole, and takes it away when it is not.
        base.pragma_update(None, "journal_mode", "OFF")?;
        base.pragma_update(None, "synchronous", "OFF")?;
        // The dataset is whole; the keys are for those who change the tables.
        base.pragma_update(None, "foreign_keys", false)?;
        base.pragma_update(None, "application_id", APPLICATION)?;
        base.pragma_update(None, "user_version", VERSION)?;
        let filled = base.transaction()?;
        filled.execute_batch(TABLES_SQL)?;
        fill(dataset, &filled)?;
        filled.execute_batch(INDICES_SQL)?;
        filled.commit()?;
        base.close().map_err(|(_, error)| error)
    };
    written().map_err(|error| ExportError::Refused(format!("SQLite: {error}")))
}

fn fill(dataset: &Dataset, base: &Connection) -> rusqlite::Result<()> {
    let mut insert = base.prepare("INSERT INTO dataset VALUES (?1, ?2)")?;
    for property in dataset_properties(dataset) {
        if property.name != "sources" {
            insert.execute(params![property.name, property.value.text()])?;
        }
    }
    fill_kinds(&dataset.vocabulary, base)?;
    let mut insert =
        base.prepare("INSERT INTO sources VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
    for source in &dataset.sources {
        insert.execute(params![
            source.id.as_str(),
            source.title,
            source.publisher,
            source.author,
            source.published.as_ref().map(When::as_str),
            source.retrieved.as_ref().map(When::as_str),
            source.url,
            source.file,
            source.sha256.as_ref().map(ToString::to_string),
            source.derived_from.as_ref().map(Id::as_str),
        ])?;
    }
    let mut insert = base.prepare("INSERT INTO nodes VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut insert_alias = base.prepare("INSERT INTO aliases VALUES (?1, ?2, ?3)")?;
    for node in &dataset.nodes {
        insert.execute(params![
            node.id.as_str(),
            node.kind,
            node.name,
            node.when.as_ref().map(When::as_str),
            node.when_because,
            node.status.as_str(),
        ])?;
        for (position, alias) in (1i64..).zip(&node.aliases) {
            insert_alias.execute(params![node.id.as_str(), position, alias])?;
        }
    }
    let mut insert =
        base.prepare("INSERT INTO edges VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
    let mut statements = Statements::new(base)?;
    for node in &dataset.nodes {
        statements.add((Some(&node.id), None), &node.facts, &node.evidence)?;
    }
    for edge in &dataset.edges {
        insert.execute(params![
            edge.id.as_str(),
            edge.from.as_str(),
            edge.to.as_str(),
            edge.kind,
            edge.when.as_ref().map(When::as_str),
            edge.when_because,
            edge.status.as_str(),
            edge.basis.because(),
            edge.claimed_by.as_ref().map(Id::as_str),
        ])?;
        statements.add((None, Some(&edge.id)), &edge.facts, &edge.evidence)?;
    }
    Ok(())
}

fn fill_kinds(vocabulary: &Vocabulary, base: &Connection) -> rusqlite::Result<()> {
    let mut insert =
        base.prepare("INSERT INTO kinds VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
    let none = None::<&str>;
    for (_, kind) in vocabulary.node_kinds() {
        let parent = kind.parent.map(|parent| &*vocabulary.node_kind(parent).name);
        let (name, label) = (&*kind.name, &*kind.label);
        insert.execute(params![
            name,
            "node",
            label,
            none,
            parent,
            kind.record,
            kind.hub,
            none,
            none
        ])?;
    }
    for (_, kind) in vocabulary.edge_kinds() {
        let is_symmetric = kind.symmetry == Symmetry::Symmetric;
        let aspect = match kind.aspect {
            Aspect::Act => "act",
            Aspect::State => "state",
        };
        let (name, label, inverse) = (&*kind.name, &*kind.label, &*kind.inverse);
        insert.execute(params![
            name,
            "edge",
            label,
            inverse,
            none,
            none,
            none,
            is_symmetric,
            aspect
        ])?;
    }
    Ok(())
}

/// The statements that add facts and evidence.
struct Statements<'b> {
    base: &'b Connection,
    fact: Statement<'b>,
    evidence: Statement<'b>,
}

impl<'b> Statements<'b> {
    fn new(base: &'b Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            base,
            fact: base.prepare(
                "INSERT INTO facts VALUES
                 (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?,
            evidence: base.prepare(
                "INSERT INTO evidence VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?,
        })
    }

    /// Adds what is said of a node or an edge.
    fn add(
        &mut self,
        (node, edge): (Option<&str>, Option<&str>),
        facts: &[Fact],
        evidence: &[Evidence],
    ) -> rusqlite::Result<()> {
        for evidence in evidence {
            self.back((node, edge), None, evidence)?;
        }
        for fact in facts {
            let (words, amount) = match &fact.value {
                FactValue::Text(words) => (Some(words), None),
                FactValue::Amount(amount) => (None, Some(amount)),
            };
            self.fact.execute(params![
                node,
                edge,
                fact.key,
                words,
                amount.map(|amount| amount.value.as_str()),
                amount.and_then(|amount| amount.to.as_ref()).map(Decimal::as_str),
                amount.map(|amount| &amount.unit),
                amount.map(|amount| amount.bound.as_str()),
                amount.map(|amount| amount.span.as_str()),
                amount.and_then(|amount| amount.period.as_ref()).map(When::as_str),
                amount.and_then(|amount| amount.compared_with.as_ref()).map(When::as_str),
                fact.when.as_ref().map(When::as_str),
                fact.when_because,
                fact.basis.because(),
                fact.claimed_by.as_ref().map(Id::as_str),
            ])?;
            let id = self.base.last_insert_rowid();
            for evidence in &fact.evidence {
                self.back((node, edge), Some(id), evidence)?;
            }
        }
        Ok(())
    }

    fn back(
        &mut self,
        (node, edge): (Option<&str>, Option<&str>),
        fact: Option<i64>,
        evidence: &Evidence,
    ) -> rusqlite::Result<()> {
        // What a source says where it differs is a date or an amount; JSON has both.
        let supports = evidence.supports.as_ref().and_then(|_| {
            let list = evidence_text(std::slice::from_ref(evidence));
            let list: Value = serde_json::from_str(&list).expect("what is written is JSON");
            list.get(0).and_then(|evidence| evidence.get("supports")).map(Value::to_string)
        });
        self.evidence.execute(params![
            node,
            edge,
            fact,
            evidence.source.as_str(),
            evidence.start,
            evidence.end,
            evidence.sha256.to_string(),
            evidence.says,
            evidence.quote,
            supports,
        ])?;
        Ok(())
    }
}
