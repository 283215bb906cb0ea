//! SQLite: a database that its own program finds sound, the view for readers, and databases of others that are refused.

use super::{brought_in, plain, shipped, written};
use crate::peers::samples;
use rusqlite::Connection;
use serde_json::{Value, json};
use sociogram::dataset::Dataset;
use sociogram::interchange::{Format, ImportError};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A database of a dataset that ships.
fn made(name: &str, folder: &Path) -> (Dataset, PathBuf) {
    let dataset = shipped(name);
    let (files, _) = written(&dataset, Format::Sqlite, folder);
    (dataset, files[0].clone())
}

fn rows(base: &Connection, query: &str) -> Vec<Vec<String>> {
    let mut statement = base.prepare(query).unwrap();
    let n = statement.column_count();
    let cell = |row: &rusqlite::Row<'_>, at| match row.get::<_, rusqlite::types::Value>(at) {
        Ok(rusqlite::types::Value::Text(text)) => text,
        other => format!("{:?}", other.unwrap()),
    };
    let rows = statement.query_map([], |row| Ok((0..n).map(|at| cell(row, at)).collect())).unwrap();
    rows.map(Result::unwrap).collect()
}

/// What is wrong with a database after statements have changed it.
fn refusal(change: &str) -> String {
    let folder = TempDir::new().unwrap();
    let (_, path) = made("harbour-lights", folder.path());
    let base = Connection::open(&path).unwrap();
    base.execute_batch(&format!(
        "PRAGMA foreign_keys = OFF; PRAGMA writable_schema = ON; {change}"
    ))
    .unwrap();
    base.close().unwrap();
    match brought_in(&[path], &plain(None)) {
        Err(ImportError::Refused { findings }) => {
            let messages = findings.iter().map(|finding| finding.message.as_str());
            messages.collect::<Vec<_>>().join(
                "
",
            )
        }
        other => panic!("{change}: {other:?}"),
    }
}

#[test]
fn tables_hold_what_the_dataset_says() {
    let folder = TempDir::new().unwrap();
    let (dataset, path) = made("harbour-lights", folder.path());
    let base = Connection::open(&path).unwrap();
    assert_eq!(rows(&base, "PRAGMA integrity_check"), [["ok"]]);
    assert_eq!(rows(&base, "PRAGMA foreign_key_check"), [[""; 0]; 0]);
    let count = |what: &str| -> usize {
        let n: i64 =
            base.query_row(&format!("SELECT count(*) FROM {what}"), [], |r| r.get(0)).unwrap();
        usize::try_from(n).unwrap()
    };
    let n_facts = dataset.nodes.iter().map(|node| node.facts.len()).sum::<usize>()
        + dataset.edges.iter().map(|edge| edge.facts.len()).sum::<usize>();
    assert_eq!(count("nodes"), dataset.nodes.len());
    assert_eq!(count("edges"), dataset.edges.len());
    assert_eq!(count("sources"), dataset.sources.len());
    assert_eq!(count("facts"), n_facts);
    assert_eq!(count("evidence"), dataset.evidence().count());
    assert_eq!(
        count("aliases"),
        dataset.nodes.iter().map(|node| node.aliases.len()).sum::<usize>()
    );
    assert_eq!(count("nodes WHERE kind NOT IN (SELECT kind FROM kinds WHERE of = 'node')"), 0);
    // Every statement of the view, once per piece of evidence and once without any.
    let n_statements: usize = dataset.edges.iter().map(|edge| edge.evidence.len().max(1)).sum();
    assert_eq!(count("statements"), n_statements);
    // The loan of the README, read in edges.json and sources.json.
    let loan = rows(
        &base,
        "SELECT subject, label, object, \"when\", status, source FROM statements
         WHERE says = 'The loan was paid out'",
    );
    let title = "Register of companies of Tarvonia, extract of 8 February 2023";
    assert_eq!(
        loan,
        [["Naruteo Bank", "lent to", "Marezh Port Authority", "2022-11-04", "done", title]]
    );
}

#[test]
fn python_finds_the_database_sound() {
    let Some(samples) = samples() else { return };
    for name in ["harbour-lights", "kazakhstan-korea"] {
        let folder = TempDir::new().unwrap();
        let (dataset, path) = made(name, folder.path());
        // The script fails where `integrity_check` or `foreign_key_check` find anything.
        let seen = samples.read_by("sqlite3", "sqlite", &path);
        assert_eq!(seen["tables"]["evidence"], dataset.evidence().count());
        for node in &dataset.nodes {
            let row = &seen["node_attributes"][node.id.as_str()];
            assert_eq!(row["name"], node.name);
            assert_eq!(row["date"], node.when.as_ref().map_or(Value::Null, |w| json!(w.as_str())));
        }
    }
}

#[test]
fn a_database_of_anything_else_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("browser.sqlite");
    let base = Connection::open(&path).unwrap();
    base.execute_batch("CREATE TABLE nodes (id); CREATE TABLE edges (source, target)").unwrap();
    base.close().unwrap();
    let Err(ImportError::Refused { findings }) = brought_in(&[path], &plain(None)) else {
        panic!("it says nothing of a dataset")
    };
    assert_eq!(findings[0].message, "a SQLite database, and not one of a dataset");
}

#[test]
fn what_a_schema_would_run_is_not_run() {
    let view = "DROP TABLE aliases; CREATE VIEW aliases AS
        SELECT id AS node, 1 AS position, load_extension('/tmp/x') AS alias FROM nodes";
    assert_eq!(refusal(view), "it has no table “aliases”");
    let table =
        "DROP TABLE aliases; CREATE VIRTUAL TABLE aliases USING fts5(node, position, alias)";
    assert_eq!(refusal(table), "it has no table “aliases”");
    assert_eq!(refusal("PRAGMA user_version = 2"), "its tables have version 2, and this reads 1");
    // A trigger on reading does not exist; one on writing never runs, because nothing is written.
    let folder = TempDir::new().unwrap();
    let (_, path) = made("harbour-lights", folder.path());
    let base = Connection::open(&path).unwrap();
    base.execute_batch("CREATE TRIGGER t AFTER INSERT ON nodes BEGIN DELETE FROM edges; END")
        .unwrap();
    base.close().unwrap();
    let before = fs::read(&path).unwrap();
    brought_in(std::slice::from_ref(&path), &plain(None)).unwrap();
    assert!(fs::read(&path).unwrap() == before);
    let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(beside.len(), 1, "nothing is left beside the database: {beside:?}");
}

#[test]
fn values_that_no_dataset_has_are_refused() {
    for (change, what) in [
        ("UPDATE nodes SET id = 'a b' WHERE id = 'harbour-lights'", "white space"),
        ("UPDATE edges SET date = '2013-02-30' WHERE id = (SELECT min(id) FROM edges)", "date"),
        ("UPDATE facts SET amount = '1e9' WHERE amount IS NOT NULL", "1e9"),
        ("UPDATE nodes SET name = '' WHERE id = 'harbour-lights'", "name"),
        ("UPDATE evidence SET sha256 = 'x'", "sha256"),
        ("UPDATE evidence SET supports = '[[[' WHERE id = 1", "supports"),
        ("UPDATE nodes SET name = CAST(zeroblob(20000000) AS TEXT)", "big"),
        ("DELETE FROM sources", "no source"),
        ("UPDATE dataset SET key = 'vocabulary', value = '{' WHERE key = 'title'", "vocabulary"),
    ] {
        let message = refusal(change);
        assert!(message.contains(what), "{change}: {message}");
    }
}

#[test]
fn a_changed_byte_is_refused_or_does_no_harm() {
    let folder = TempDir::new().unwrap();
    let mut dataset = shipped("harbour-lights");
    dataset.edges.truncate(2);
    let (files, _) = written(&dataset, Format::Sqlite, folder.path());
    let bytes = fs::read(&files[0]).unwrap();
    let path = folder.path().join("changed.db");
    // The heads of the pages in full, what lies behind them here and there.
    let places = (0..bytes.len()).filter(|at| at % 4096 < 40 && at % 3 == 0 || at % 1009 == 0);
    for at in places {
        let mut changed = bytes.clone();
        changed[at] ^= 1 << (at % 8);
        fs::write(&path, &changed).unwrap();
        match brought_in(std::slice::from_ref(&path), &plain(Some(Format::Sqlite))) {
            Ok(_) | Err(ImportError::Refused { .. }) => {}
            Err(error) => panic!("byte {at}: {error:?}"),
        }
    }
    for end in (0..bytes.len()).step_by(997) {
        fs::write(&path, &bytes[..end]).unwrap();
        let read = brought_in(std::slice::from_ref(&path), &plain(Some(Format::Sqlite)));
        assert!(matches!(read, Err(ImportError::Refused { .. })), "cut at {end}");
    }
}
