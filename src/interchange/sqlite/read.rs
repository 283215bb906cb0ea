//! Reading a database that an export wrote: nothing in it is run, and what it says is held against the rules of every
//! dataset.
//!
//! The file is opened read-only as one that nobody changes, views and triggers are off, functions that a schema names are
//! not trusted, values have a limit, and its pages are checked first. Only tables are read, each by one statement in the
//! order of the records they belong to, so that memory does not grow with the file.

use super::layout::{APPLICATION, TABLES, VERSION};
use crate::dataset::{Finding, Severity, parse_edge, parse_node, parse_source};
use crate::interchange::files::{Input, Place};
use crate::interchange::intake::{Direction, EdgeId, Halt, Intake};
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row, Rows, Statement};
use serde_json::{Map, Value};
use std::fmt::Write;
use std::path::Path;

/// The longest value.
const VALUE_BYTES_MAX: i32 = 16 << 20;
/// Rows after which whoever watches hears.
const ROWS_HEARD: u64 = 4096;

pub(super) fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    if input.jumping().is_none() {
        let message = "SQLite is read from a file, because its pages stand in any order";
        return Err(intake.refuse(1, message, "store it in a file first"));
    }
    let path = input.path().to_owned();
    let base = opened(&path).map_err(|error| refused(&error, intake))?;
    match check(&base) {
        Ok(None) => {}
        Ok(Some(message)) => {
            let hint = "only databases that export wrote are read; export the tables as CSV";
            return Err(intake.refuse(1, message, hint));
        }
        Err(error) => return Err(refused(&error, intake)),
    }
    let mut reading = Reading { input, intake, n_rows: 0 };
    match reading.all(&base) {
        Ok(()) => Ok(()),
        Err(Failure::Halt(halt)) => Err(halt),
        Err(Failure::Sqlite(error)) => Err(refused(&error, reading.intake)),
    }
}

/// Why reading ends.
enum Failure {
    Halt(Halt),
    Sqlite(rusqlite::Error),
}

impl From<Halt> for Failure {
    fn from(halt: Halt) -> Self {
        Self::Halt(halt)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

fn refused(error: &rusqlite::Error, intake: &mut Intake<'_>) -> Halt {
    let hint = "the file is damaged or no database that export wrote; get it again";
    intake.refuse(1, format!("SQLite: {error}"), hint)
}

fn opened(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let base = Connection::open_with_flags(uri(path), flags)?;
    base.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    base.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    base.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    base.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_COLUMN, 100),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 20),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        base.set_limit(limit, value)?;
    }
    base.pragma_update(None, "cell_size_check", true)?;
    base.pragma_update(None, "mmap_size", 0)?;
    base.pragma_update(None, "query_only", true)?;
    Ok(base)
}

/// The file as one that nobody changes, so that no journal beside it is looked for.
fn uri(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut uri = "file:".to_owned();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' => uri.push(byte.into()),
            byte if byte.is_ascii_alphanumeric() => uri.push(byte.into()),
            byte => write!(uri, "%{byte:02X}").expect("a text takes more"),
        }
    }
    uri + "?mode=ro&immutable=1"
}

/// What is wrong with the whole, if anything is.
fn check(base: &Connection) -> rusqlite::Result<Option<String>> {
    let number = |name| base.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    if number("application_id")? != APPLICATION {
        return Ok(Some("a SQLite database, and not one of a dataset".to_owned()));
    }
    let version = number("user_version")?;
    if version != VERSION {
        return Ok(Some(format!("its tables have version {version}, and this reads {VERSION}")));
    }
    let mut tables = Vec::new();
    let mut statement = base.prepare(
        "SELECT name, type, sql FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (name, of, sql): (String, String, Option<String>) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let is_virtual = sql.is_some_and(|sql| sql.to_uppercase().contains("VIRTUAL TABLE"));
        if of == "table" && !is_virtual {
            tables.push(name);
        }
    }
    let is_there = |table: &&&str| tables.iter().any(|name| name == **table);
    if let Some(missing) = TABLES.iter().find(|table| !is_there(table)) {
        return Ok(Some(format!("it has no table “{missing}”")));
    }
    let whole: String = base.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok((whole != "ok").then(|| format!("it is damaged: {whole}")))
}

struct Reading<'r, 'i, 'a> {
    input: &'r Input<'i>,
    intake: &'r mut Intake<'a>,
    n_rows: u64,
}

/// Records of a table as JSON objects, and the columns that are members of them.
struct Members {
    columns: &'static [(&'static str, &'static str)],
    /// Values that are not written because they are meant without it.
    defaults: &'static [(&'static str, &'static str)],
}

const SOURCE: Members = Members {
    columns: &[
        ("id", "id"),
        ("title", "title"),
        ("publisher", "publisher"),
        ("author", "author"),
        ("published", "published"),
        ("retrieved", "retrieved"),
        ("url", "url"),
        ("file", "file"),
        ("sha256", "sha256"),
        ("derived_from", "derived_from"),
    ],
    defaults: &[],
};

const NODE: Members = Members {
    columns: &[
        ("id", "id"),
        ("kind", "kind"),
        ("name", "name"),
        ("date", "when"),
        ("date_because", "when_because"),
        ("status", "status"),
    ],
    defaults: &[("status", "done")],
};

const EDGE: Members = Members {
    columns: &[
        ("id", "id"),
        ("kind", "kind"),
        ("source", "from"),
        ("target", "to"),
        ("date", "when"),
        ("date_because", "when_because"),
        ("status", "status"),
        ("because", "because"),
        ("claimed_by", "claimed_by"),
    ],
    defaults: &[("status", "done")],
};

const FACT: Members = Members {
    columns: &[
        ("key", "key"),
        ("words", "value"),
        ("date", "when"),
        ("date_because", "when_because"),
        ("because", "because"),
        ("claimed_by", "claimed_by"),
    ],
    defaults: &[],
};

const AMOUNT: Members = Members {
    columns: &[
        ("amount", "value"),
        ("amount_to", "to"),
        ("unit", "unit"),
        ("bound", "bound"),
        ("span", "span"),
        ("period", "period"),
        ("compared_with", "compared_with"),
    ],
    defaults: &[("bound", "exact"), ("span", "total")],
};

const EVIDENCE: Members = Members {
    columns: &[
        ("source", "source"),
        ("start", "start"),
        ("end", "end"),
        ("sha256", "sha256"),
        ("says", "says"),
        ("quote", "quote"),
        ("supports", "supports"),
    ],
    defaults: &[],
};

impl Members {
    fn of(&self, row: &Row<'_>) -> rusqlite::Result<Map<String, Value>> {
        let mut members = Map::new();
        for (column, member) in self.columns {
            let value = match row.get_ref(*column)? {
                ValueRef::Null => continue,
                ValueRef::Integer(number) => number.into(),
                ValueRef::Text(text) => match std::str::from_utf8(text) {
                    Ok(text) if self.defaults.contains(&(*member, text)) => continue,
                    Ok(text) if *member == "supports" => {
                        serde_json::from_str(text).unwrap_or_else(|_| text.into())
                    }
                    Ok(text) => text.into(),
                    Err(error) => return Err(rusqlite::Error::Utf8Error(0, error)),
                },
                // No column of ours has any; the rules of records refuse it.
                ValueRef::Real(_) | ValueRef::Blob(_) => Value::Bool(false),
            };
            members.insert((*member).to_owned(), value);
        }
        if members.contains_key("because") {
            members.insert("basis".to_owned(), "inferred".into());
        }
        Ok(members)
    }
}

/// Rows of a table in the order of the records they belong to.
struct Parts<'s> {
    rows: Rows<'s>,
    /// The next row: whose it is, the fact it belongs to or is, and what it says.
    next: Option<(String, Option<i64>, Value)>,
    of: fn(&Row<'_>) -> rusqlite::Result<Value>,
}

impl<'s> Parts<'s> {
    /// The first column is the id of the record, the second that of the fact.
    fn new(
        statement: &'s mut Statement<'_>,
        of: fn(&Row<'_>) -> rusqlite::Result<Value>,
    ) -> rusqlite::Result<Self> {
        let mut parts = Self { rows: statement.query([])?, next: None, of };
        parts.step()?;
        Ok(parts)
    }

    fn step(&mut self) -> rusqlite::Result<()> {
        self.next = match self.rows.next()? {
            Some(row) => Some((row.get(0)?, row.get(1)?, (self.of)(row)?)),
            None => None,
        };
        Ok(())
    }

    /// All that belongs to a record. What belongs to no record that is there is passed over.
    fn take(&mut self, record: &str) -> rusqlite::Result<Vec<(Option<i64>, Value)>> {
        let mut taken = Vec::new();
        while let Some((of, fact, value)) = self.next.take_if(|next| *next.0 <= *record) {
            if of == record {
                taken.push((fact, value));
            }
            self.step()?;
        }
        Ok(taken)
    }
}

impl Reading<'_, '_, '_> {
    fn all(&mut self, base: &Connection) -> Result<(), Failure> {
        let mut statement = base.prepare("SELECT key, value FROM dataset ORDER BY key")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (key, value): (String, String) = (row.get(0)?, row.get(1)?);
            self.intake.header(&key, &value, 1)?;
        }
        let mut statement = base.prepare("SELECT * FROM sources ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let line = self.step()?;
            match parse_source(&Value::Object(SOURCE.of(row)?).to_string(), "") {
                Ok(source) => self.intake.source(source)?,
                Err(findings) => self.find(line, findings),
            }
        }
        let mut statement =
            base.prepare("SELECT node, NULL, alias FROM aliases ORDER BY node, position")?;
        let mut aliases =
            Parts::new(&mut statement, |row| row.get::<_, String>(2).map(Value::from))?;
        self.records(base, "nodes", &NODE, Some(&mut aliases))?;
        self.records(base, "edges", &EDGE, None)
    }

    /// All nodes or all edges, with what belongs to them.
    fn records(
        &mut self,
        base: &Connection,
        table: &str,
        members: &Members,
        mut aliases: Option<&mut Parts<'_>>,
    ) -> Result<(), Failure> {
        let owner = table.trim_end_matches('s');
        let of_owner = |from: &str, fact: &str| {
            format!(
                "SELECT {owner}, {fact}, * FROM {from} WHERE {owner} IS NOT NULL ORDER BY {owner}, id"
            )
        };
        let mut statement = base.prepare(&of_owner("facts", "id"))?;
        let mut facts = Parts::new(&mut statement, |row| {
            let mut fact = FACT.of(row)?;
            let amount = AMOUNT.of(row)?;
            if amount.contains_key("value") {
                fact.insert("amount".to_owned(), amount.into());
            }
            Ok(fact.into())
        })?;
        let mut statement = base.prepare(&of_owner("evidence", "fact"))?;
        let mut evidence = Parts::new(&mut statement, |row| EVIDENCE.of(row).map(Value::from))?;
        let mut statement = base.prepare(&format!("SELECT * FROM {table} ORDER BY id"))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let line = self.step()?;
            let id: String = row.get("id")?;
            let mut record = members.of(row)?;
            if let Some(aliases) = &mut aliases {
                put(&mut record, "aliases", aliases.take(&id)?.into_iter().map(|(_, alias)| alias));
            }
            let backing = evidence.take(&id)?;
            let of = |fact: Option<i64>| {
                let backing = backing.iter().filter(move |(of, _)| *of == fact);
                backing.map(|(_, evidence)| evidence.clone())
            };
            let facts = facts.take(&id)?.into_iter().map(|(fact, mut value)| {
                if let Some(members) = value.as_object_mut() {
                    put(members, "evidence", of(fact));
                }
                value
            });
            put(&mut record, "facts", facts);
            put(&mut record, "evidence", of(None));
            let (text, place) = (Value::Object(record).to_string(), Place::record(line));
            let found = if table == "nodes" {
                parse_node(&text, "").map(|node| self.intake.whole_node(node, place))
            } else {
                let id = EdgeId::Given;
                parse_edge(&text, "")
                    .map(|edge| self.intake.whole_edge(edge, id, Direction::Directed, place))
            };
            match found {
                Ok(done) => done?,
                Err(findings) => self.find(line, findings),
            }
        }
        Ok(())
    }

    /// One more row; its number.
    fn step(&mut self) -> Result<u64, Halt> {
        self.n_rows += 1;
        if self.n_rows.is_multiple_of(ROWS_HEARD) {
            self.input.hear(self.n_rows, self.n_rows)?;
        }
        Ok(self.n_rows)
    }

    fn find(&mut self, line: u64, findings: Vec<Finding>) {
        // A record that is refused is not warned of, too.
        for Finding { message, hint, .. } in
            findings.into_iter().filter(|finding| finding.severity == Severity::Error)
        {
            let hint = hint.as_deref().unwrap_or("see docs/dataset-format.md");
            self.intake.error(line, message, hint);
        }
    }
}

/// A list where it is not empty.
fn put(record: &mut Map<String, Value>, member: &str, items: impl Iterator<Item = Value>) {
    let items: Vec<Value> = items.collect();
    if !items.is_empty() {
        record.insert(member.to_owned(), items.into());
    }
}
