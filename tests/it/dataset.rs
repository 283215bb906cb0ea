//! Datasets as bytes: every finding at its place, one way to write each value, and changes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use proptest::prelude::*;
use sociogram::dataset::{
    Changes, Check, Code, Condition, Count, Dataset, DatasetError, EvidenceAddress, FINDINGS_MAX,
    Finding, Form, Loaded, Mode, Pin, Scalar, Severity, Sign, Test, TextProblem, Texts, View,
    apply, canonicalize, copy_example, init, load, load_embedded, merge, node_line, parse_edge,
    parse_evidence, parse_node, parse_source, to_bytes,
};
use sociogram::evidence::{Verdict, digest, locate, verify};
use sociogram::graph::{BasisFilter, Claims};
use sociogram::model::{
    Amount, Basis, Bound, Change, Decimal, Difference, Digest, Edge, Evidence, Fact, FactValue, Id,
    Node, Source, Span, Status, Supports, Vocabulary, When,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// What the one source says.
const TEXT: &str = "Anna met the people of Quay.";

/// A small good dataset, by file name. `E` stands for a piece of evidence.
pub(crate) fn small() -> BTreeMap<String, String> {
    let evidence = format!(
        r#"{{"source": "gazette", "start": 0, "end": 28, "sha256": "{}", "says": "They met"}}"#,
        digest(TEXT)
    );
    let files = [
        ("dataset.json", "{\"format\": 1, \"title\": \"Small\", \"licence\": \"CC0-1.0\"}\n"),
        (
            "sources.json",
            r#"[
{"id": "gazette", "title": "Gazette", "file": "gazette.txt"},
{"id": "wire", "title": "Wire", "url": "https://wire.example/1", "derived_from": "gazette"}
]
"#,
        ),
        (
            "nodes.json",
            r#"[
{"id": "anna", "kind": "person", "name": "Анна Кім", "evidence": [E]},
{"id": "harbour", "kind": "project", "name": "Harbour", "evidence": [E]},
{"id": "quay", "kind": "company", "name": "Quay", "facts": [{"key": "size", "amount": {"value": "5", "to": "7", "unit": "berth"}, "when": "2009-05", "evidence": [E]}], "evidence": [E]}
]
"#,
        ),
        (
            "edges.json",
            r#"[
{"id": "anna-met-quay", "kind": "met", "from": "anna", "to": "quay", "when": "2009", "when_because": "the year of the issue", "evidence": [E]},
{"id": "quay-builds-harbour", "kind": "builds", "from": "quay", "to": "harbour", "basis": "inferred", "because": "it owns the site", "claimed_by": "anna", "evidence": [E]}
]
"#,
        ),
    ];
    files
        .map(|(name, text)| (name.to_owned(), text.replace("[E]", &format!("[{evidence}]"))))
        .into()
}

pub(crate) fn load_files(files: &BTreeMap<String, String>) -> Result<Loaded, DatasetError> {
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    load_embedded("small", &files)
}

fn findings_of(files: &BTreeMap<String, String>) -> Vec<Finding> {
    match load_files(files) {
        Ok(loaded) => loaded.findings,
        Err(DatasetError::Refused { findings }) => findings,
        Err(other) => panic!("{other}"),
    }
}

pub(crate) fn write_files(dir: &Path, files: &BTreeMap<String, String>) {
    for (name, text) in files {
        fs::write(dir.join(name), text).unwrap();
    }
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn when(text: &str) -> When {
    When::parse(text).unwrap()
}

#[test]
fn the_small_dataset_loads_without_a_finding() {
    let loaded = load_files(&small()).unwrap();
    assert_eq!(loaded.findings, []);
    let dataset = loaded.dataset;
    assert_eq!((dataset.name.as_str(), dataset.title.as_str()), ("small", "Small"));
    assert_eq!(dataset.node("quay").unwrap().facts.len(), 1);
    assert_eq!(dataset.edge("quay-builds-harbour").unwrap().claimed_by, Some(id("anna")));
    assert_eq!(dataset.source("wire").unwrap().derived_from, Some(id("gazette")));
    assert_eq!(dataset.node("nobody"), None);
    let files = small();
    for file in to_bytes(&dataset) {
        assert_eq!(String::from_utf8(file.bytes).unwrap(), files[&*file.name]);
    }
}

/// What is replaced by what in which file. `¦` in the replacement is where the finding points; it is taken out.
struct Case(Code, &'static str, &'static str, &'static str);

const CASES: &[Case] = &[
    Case(Code::EmptyFile, "nodes.json", "*", "¦"),
    Case(Code::Utf16, "nodes.json", "*", "¦[\0]\0"),
    Case(Code::ByteOrderMark, "sources.json", "[\n", "¦\u{FEFF}[\n"),
    Case(Code::NulByte, "sources.json", "Wire", "W¦\0re"),
    Case(
        Code::ConflictMarker,
        "edges.json",
        "{\"id\": \"quay-b",
        "¦<<<<<<< HEAD\n{\"id\": \"quay-b",
    ),
    Case(Code::ConflictMarker, "edges.json", "{\"id\": \"quay-b", "¦=======\n{\"id\": \"quay-b"),
    Case(Code::LfsPointer, "edges.json", "*", "¦version https://git-lfs.github.com/spec/v1\noid"),
    Case(Code::Markup, "nodes.json", "*", "¦<!DOCTYPE html>\n<title>404</title>"),
    Case(Code::Compressed, "nodes.json", "*", "¦PK\u{3}\u{4}rest"),
    Case(Code::Syntax, "nodes.json", "\"name\": \"Quay\"", "\"name\" ¦\"Quay\""),
    Case(Code::Syntax, "nodes.json", "},\n{\"id\": \"quay\"", "}\n¦{\"id\": \"quay\""),
    Case(Code::Syntax, "nodes.json", "\n]\n", ",\n¦]\n"),
    Case(Code::Syntax, "nodes.json", "\n]\n", "\n]\n¦[]"),
    Case(Code::Syntax, "nodes.json", "\n]\n", "\n¦"),
    Case(Code::Syntax, "dataset.json", "}\n", "}\n¦,"),
    Case(Code::Syntax, "nodes.json", "\"5\"", "¦NaN"),
    Case(Code::Syntax, "nodes.json", "\"Quay\"", "¦\"\u{1}\""),
    Case(Code::WrongType, "nodes.json", "*", "¦{\"nodes\": []}"),
    Case(Code::WrongType, "nodes.json", "\"Quay\"", "¦[\"Quay\"]"),
    Case(Code::WrongType, "nodes.json", "\"5\"", "¦5"),
    Case(Code::WrongType, "edges.json", "\"start\": 0", "\"start\": ¦\"0\""),
    Case(Code::WrongType, "dataset.json", "*", "¦[]"),
    Case(Code::UnknownMember, "nodes.json", "\"facts\"", "¦\"weight\": 1, \"facts\""),
    Case(Code::UnknownMember, "edges.json", "\"says\"", "¦\"say\": \"x\", \"says\""),
    Case(Code::UnknownMember, "dataset.json", "\"title\"", "¦\"Title\": 1, \"title\""),
    Case(Code::DuplicateMember, "nodes.json", "\"facts\"", "¦\"name\": \"Quays\", \"facts\""),
    Case(Code::DuplicateMember, "nodes.json", "\"facts\"", "¦\"\\u006eame\": 5, \"facts\""),
    Case(Code::MissingMember, "nodes.json", "{\"id\": \"quay\", ", "¦{"),
    Case(
        Code::MissingMember,
        "nodes.json",
        "{\"id\": \"quay\", \"kind\": \"company\", \"name\": \"Quay\", ",
        "¦{\"id\": \"quay\", \"kind\": \"company\", ",
    ),
    Case(
        Code::MissingMember,
        "dataset.json",
        "*",
        "¦{\"format\": 1, \"title\": \"Small\", \"licence\": null}\n",
    ),
    Case(Code::BadFormat, "dataset.json", "1,", "¦0,"),
    Case(Code::NewerFormat, "dataset.json", "1,", "¦2,"),
    Case(Code::BadId, "sources.json", "\"wire\"", "¦\"the wire\""),
    Case(Code::BadDate, "nodes.json", "\"2009-05\"", "¦\"2009-13\""),
    Case(Code::BadDate, "nodes.json", "\"2009-05\"", "¦\"2009-02-30\""),
    Case(Code::BadAmount, "nodes.json", "\"5\"", "¦\"5,000\""),
    Case(Code::BadAmount, "nodes.json", "\"to\": \"7\"", "\"to\": ¦\"5\""),
    Case(Code::BadAmount, "nodes.json", "\"berth\"", "¦\"long berth\""),
    Case(Code::BadNumber, "edges.json", "\"start\": 0", "\"start\": ¦-1"),
    Case(Code::BadNumber, "edges.json", "\"start\": 0", "\"start\": ¦0.0"),
    Case(Code::BadDigest, "edges.json", "\"sha256\": \"", "\"sha256\": ¦\"0"),
    Case(Code::BadKey, "nodes.json", "\"size\"", "¦\"Size of it\""),
    Case(Code::BadUrl, "sources.json", "\"https:", "¦\"javascript:"),
    Case(Code::UnknownWord, "edges.json", "\"inferred\"", "¦\"guessed\""),
    Case(Code::EmptyText, "nodes.json", "\"Quay\"", "¦\" \""),
    Case(Code::InvisibleCharacter, "nodes.json", "\"Quay\"", "¦\"Q\u{200B}uay\""),
    Case(Code::InvisibleCharacter, "nodes.json", "\"Quay\"", "¦\"\u{202E}Quay\""),
    Case(Code::InvisibleCharacter, "nodes.json", "\"Quay\"", "¦\"Qu\\nay\""),
    Case(Code::UnsafeFileName, "sources.json", "\"gazette.txt\"", "¦\"../gazette.txt\""),
    Case(Code::UnsafeFileName, "sources.json", "\"gazette.txt\"", "¦\"a\\\\b\""),
    Case(Code::UnsafeFileName, "sources.json", "\"gazette.txt\"", "¦\"..\""),
    Case(Code::BadKind, "vocabulary.json", "*", "{\"nodes\": [¦{\"kind\": \"person\"}]}\n"),
    Case(
        Code::BadKind,
        "vocabulary.json",
        "*",
        "{\"edges\": [¦{\"kind\": \"rows\", \"to\": [\"boat\"], \"aspect\": \"act\"}]}\n",
    ),
    Case(Code::UnknownKind, "nodes.json", "\"person\"", "¦\"persn\""),
    Case(Code::UnknownKind, "nodes.json", "\"person\"", "¦\"owns\""),
    Case(Code::UnknownKind, "edges.json", "\"builds\"", "¦\"build\""),
    Case(
        Code::DuplicateId,
        "nodes.json",
        "{\"id\": \"harbour\"",
        "{\"id\": ¦\"anna\", \"kind\": \"project\", \"name\": \"B\"},\n{\"id\": \"harbour\"",
    ),
    Case(Code::DuplicateId, "edges.json", "\"anna-met-quay\"", "¦\"anna\""),
    Case(
        Code::DuplicateId,
        "sources.json",
        "{\"id\": \"wire\"",
        "{\"id\": ¦\"gazette\", \"title\": \"B\"},\n{\"id\": \"wire\"",
    ),
    Case(Code::DanglingEnd, "edges.json", "\"to\": \"harbour\"", "\"to\": ¦\"harbor\""),
    Case(Code::WrongEnd, "edges.json", "\"to\": \"harbour\"", "\"to\": ¦\"anna\""),
    Case(Code::SelfLoop, "edges.json", "\"to\": \"quay\"", "\"to\": ¦\"anna\""),
    Case(
        Code::SymmetricOrder,
        "edges.json",
        "\"from\": \"anna\", \"to\": \"quay\"",
        "\"from\": ¦\"quay\", \"to\": \"anna\"",
    ),
    Case(Code::MissingNote, "edges.json", "\"met\"", "¦\"linked-to\""),
    Case(Code::ValueOrAmount, "nodes.json", "\"amount\": {", "\"value\": \"x\", \"amount\": ¦{"),
    Case(
        Code::ValueOrAmount,
        "nodes.json",
        "[{\"key\": \"size\", \"amount\": {\"value\": \"5\", \"to\": \"7\", \"unit\": \"berth\"}, ",
        "[¦{\"key\": \"size\", ",
    ),
    Case(
        Code::InferredWithoutBecause,
        "edges.json",
        "\"inferred\", \"because\": \"it owns the site\"",
        "¦\"inferred\"",
    ),
    Case(
        Code::BecauseWithoutInferred,
        "edges.json",
        "\"basis\": \"inferred\", \"because\": ",
        "\"because\": ¦",
    ),
    Case(
        Code::WhenBecauseWithoutWhen,
        "edges.json",
        "\"when\": \"2009\", \"when_because\": ",
        "\"when_because\": ¦",
    ),
    Case(Code::BadSpan, "edges.json", "\"start\": 0, \"end\": 28", "\"start\": 28, \"end\": ¦28"),
    Case(
        Code::QuoteMismatch,
        "edges.json",
        "\"They met\"}",
        "\"They met\", \"quote\": ¦\"Anna met the people of quay.\"}",
    ),
    Case(
        Code::QuoteMismatch,
        "edges.json",
        "*",
        concat!(
            "[\n{\"id\": \"a\", \"kind\": \"met\", \"from\": \"anna\", \"to\": \"quay\", \"evidence\": [{",
            "\"source\": \"wire\", \"start\": 0, \"end\": 4, \"sha256\": ",
            "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\", ",
            "\"says\": \"abc\", \"quote\": ¦\"abc\"}]}\n]\n"
        ),
    ),
    Case(Code::UnknownSource, "edges.json", "\"source\": \"gazette\"", "\"source\": ¦\"gazete\""),
    Case(
        Code::UnknownSource,
        "sources.json",
        "\"derived_from\": \"gazette\"",
        "\"derived_from\": ¦\"x\"",
    ),
    Case(
        Code::UnknownClaimant,
        "edges.json",
        "\"claimed_by\": \"anna\"",
        "\"claimed_by\": ¦\"ana\"",
    ),
    Case(
        Code::DerivationCycle,
        "sources.json",
        "*",
        concat!(
            "[\n{\"id\": \"gazette\", \"title\": \"G\", \"derived_from\": \"wire\"},\n",
            "{\"id\": ¦\"wire\", \"title\": \"W\", \"derived_from\": \"gazette\"}\n]\n"
        ),
    ),
    Case(
        Code::PartOfCycle,
        "edges.json",
        "*",
        concat!(
            "[\n{\"id\": \"a\", \"kind\": \"part-of\", \"from\": \"harbour\", \"to\": \"quay\"},\n",
            "{\"id\": ¦\"b\", \"kind\": \"part-of\", \"from\": \"quay\", \"to\": \"harbour\"}\n]\n"
        ),
    ),
    Case(Code::NotSorted, "sources.json", "{\"id\": \"wire\"", "{\"id\": ¦\"aire\""),
    Case(Code::NotCanonical, "sources.json", "\"title\": \"Wire\"", "\"title\":¦\"Wire\""),
    Case(Code::NotCanonical, "sources.json", "[\n", "[¦\r\n"),
    Case(Code::NotCanonical, "dataset.json", "}\n", "}¦"),
    Case(Code::NotCanonical, "edges.json", "\"basis\"", "\"¦status\": \"done\", \"basis\""),
    Case(
        Code::Unsourced,
        "nodes.json",
        "{\"id\": \"quay\"",
        "¦{\"id\": \"pier\", \"kind\": \"project\", \"name\": \"Pier\"},\n{\"id\": \"quay\"",
    ),
    // Views. Nothing but the place of each is expected of the data, which has none.
    Case(Code::EmptyFile, "views/a.json", "*", "¦ \n"),
    Case(Code::Markup, "views/a.json", "*", "¦<!DOCTYPE html>"),
    Case(Code::ByteOrderMark, "views/a.json", "*", "¦\u{FEFF}{}"),
    Case(Code::Syntax, "views/a.json", "*", "{\n  \"hops\": ¦NaN\n}"),
    Case(Code::Syntax, "views/a.json", "*", "{}\n¦{}"),
    Case(Code::WrongType, "views/a.json", "*", "¦[]"),
    Case(Code::WrongType, "views/a.json", "*", "{\"names\": ¦\"quay\"}"),
    Case(Code::WrongType, "views/a.json", "*", "{\"names\": [¦7]}"),
    Case(Code::WrongType, "views/a.json", "*", "{\"captions\": ¦[]}"),
    Case(Code::WrongType, "views/a.json", "*", "{\"captions\": {\"quay\": ¦[\"Q\"]}}"),
    Case(Code::WrongType, "views/a.json", "*", "{\"pins\": ¦[]}"),
    Case(Code::WrongType, "views/a.json", "*", "{\"pins\": {\"quay\": ¦{\"x\": 1}}}"),
    Case(Code::WrongType, "views/a.json", "*", "{\"pins\": {\"quay\": [1, ¦\"2\"]}}"),
    Case(Code::WrongType, "views/a.json", "*", "{\"hops\": ¦\"1\"}"),
    Case(Code::WrongType, "views/a.json", "*", "{\"certain\": ¦1, \"as_of\": \"2009\"}"),
    Case(Code::WrongType, "views/a.json", "*", "{\"changes\": ¦\"2009\"}"),
    Case(Code::WrongType, "views/a.json", "*", "{\"as_of\": ¦2009}"),
    Case(Code::UnknownMember, "views/a.json", "*", "{\n  ¦\"kinds\": []\n}"),
    Case(Code::UnknownMember, "views/a.json", "*", "{¦\"name\": \"a\"}"),
    Case(
        Code::UnknownMember,
        "views/a.json",
        "*",
        "{\"changes\": {\"from\": \"2009\", \"to\": \"2010\", ¦\"in\": 1}}",
    ),
    Case(Code::DuplicateMember, "views/a.json", "*", "{\"hops\": 1,\n¦\"hops\": 1}"),
    Case(
        Code::DuplicateMember,
        "views/a.json",
        "*",
        "{\"pins\": {\"quay\": [1, 2],\n¦\"quay\": [1, 2]}}",
    ),
    Case(Code::MissingMember, "views/a.json", "*", "{\"changes\": ¦{\"from\": \"2009\"}}"),
    Case(Code::BadId, "views/a.json", "*", "{\"names\": [¦\"a b\"]}"),
    Case(Code::BadId, "views/a.json", "*", "{\"pins\": {¦\"\": [1, 2]}}"),
    Case(Code::BadDate, "views/a.json", "*", "{\"as_of\": ¦\"2009-02-30\"}"),
    Case(Code::BadDate, "views/a.json", "*", "{\"since\": ¦\"{2009,2010}\"}"),
    Case(
        Code::BadDate,
        "views/a.json",
        "*",
        "{\"changes\": {\"from\": \"2009\", \"to\": ¦\"2009-13\"}}",
    ),
    Case(Code::BadNumber, "views/a.json", "*", "{\"hops\": ¦10}"),
    Case(Code::BadNumber, "views/a.json", "*", "{\"hops\": ¦-1}"),
    Case(Code::BadNumber, "views/a.json", "*", "{\"cards\": ¦0}"),
    Case(Code::BadNumber, "views/a.json", "*", "{\"labels\": ¦1.5}"),
    Case(Code::BadNumber, "views/a.json", "*", "{\"min_sources\": ¦4294967296}"),
    Case(Code::BadNumber, "views/a.json", "*", "{\"pins\": {\"quay\": ¦[1]}}"),
    Case(Code::BadNumber, "views/a.json", "*", "{\"pins\": {\"quay\": ¦[1, 2, 3]}}"),
    Case(Code::BadNumber, "views/a.json", "*", "{\"pins\": {\"quay\": [1, ¦1e999]}}"),
    Case(Code::BadNumber, "views/a.json", "*", "{\"pins\": {\"quay\": [1, ¦2.125]}}"),
    Case(Code::BadNumber, "views/a.json", "*", "{\"pins\": {\"quay\": [¦100000.01, 0]}}"),
    Case(Code::UnknownWord, "views/a.json", "*", "{\"template\": ¦\"mpa\"}"),
    Case(Code::UnknownWord, "views/a.json", "*", "{\"theme\": ¦\"blue\"}"),
    Case(Code::UnknownWord, "views/a.json", "*", "{\"basis\": ¦\"guessed\"}"),
    Case(Code::UnknownWord, "views/a.json", "*", "{\"claims\": ¦\"hide\"}"),
    Case(Code::UnknownWord, "views/a.json", "*", "{\"status\": [\"done\", ¦\"over\"]}"),
    Case(Code::EmptyText, "views/a.json", "*", "{\"title\": ¦\" \"}"),
    Case(Code::EmptyText, "views/a.json", "*", "{\"notes\": [¦\"\"]}"),
    Case(Code::InvisibleCharacter, "views/a.json", "*", "{\"notes\": [¦\"a\\nb\"]}"),
    Case(Code::InvisibleCharacter, "views/a.json", "*", "{\"captions\": {\"quay\": ¦\"\\u202e\"}}"),
    Case(Code::UnknownKind, "views/a.json", "*", "{\"kind\": [\"met\", ¦\"compny\"]}"),
    Case(Code::UnknownSource, "views/a.json", "*", "{\"source\": [¦\"gazete\"]}"),
    Case(Code::UnknownNode, "views/a.json", "*", "{\"names\": [\"quay\", ¦\"quai\"]}"),
    Case(Code::UnknownNode, "views/a.json", "*", "{\"names\": [¦\"anna-met-quay\"]}"),
    Case(Code::UnknownNode, "views/a.json", "*", "{\"avoid\": [\"person\", ¦\"persn\"]}"),
    Case(Code::UnknownNode, "views/a.json", "*", "{\"via\": [\"quay\", ¦\"quai\"]}"),
    Case(Code::UnknownNode, "views/a.json", "*", "{\"through\": [¦\"person\"]}"),
    Case(Code::UnknownNode, "views/a.json", "*", "{\"captions\": {¦\"quai\": \"Q\"}}"),
    Case(Code::UnknownNode, "views/a.json", "*", "{\"pins\": {¦\"quai\": [1, 2]}}"),
    Case(Code::BadTime, "views/a.json", "*", "{\"as_of\": \"2009\", \"until\": ¦\"2010\"}"),
    Case(
        Code::BadTime,
        "views/a.json",
        "*",
        "{\"as_of\": ¦\"2009\", \"changes\": {\"from\": \"2009\", \"to\": \"2010\"}}",
    ),
    Case(Code::BadTime, "views/a.json", "*", "{\"since\": \"2010\", \"until\": ¦\"2009\"}"),
    Case(
        Code::BadTime,
        "views/a.json",
        "*",
        "{\"changes\": {\"from\": \"2010-12\", \"to\": ¦\"2010\"}}",
    ),
    Case(Code::BadTime, "views/a.json", "*", "{\"certain\": ¦true}"),
    Case(
        Code::BadTime,
        "views/a.json",
        "*",
        "{\"changes\": {\"from\": \"2009\", \"to\": \"2010\"}, \"certain\": ¦true}",
    ),
    Case(Code::EmptyText, "views/a.json", "*", "{\"title\": ¦\"  \"}"),
    Case(Code::BadView, "views/a.json", "*", "¦{\"template\": \"path\"}"),
    Case(Code::BadView, "views/a.json", "*", "{\"template\": \"path\", \"names\": ¦[\"anna\"]}"),
    Case(
        Code::BadView,
        "views/a.json",
        "*",
        "{\"template\": \"overview\", \"names\": ¦[\"anna\"]}",
    ),
    Case(
        Code::BadView,
        "views/a.json",
        "*",
        "{\"template\": \"timeline\", \"pins\": ¦{\"anna\": [1, 2]}}",
    ),
    Case(
        Code::BadView,
        "views/a.json",
        "*",
        "{\"template\": \"path\", \"names\": [\"anna\", \"quay\"], \"pins\": ¦{\"anna\": [1, 2]}}",
    ),
    Case(
        Code::BadView,
        "views/a.json",
        "*",
        "{\"template\": ¦\"timeline\", \"changes\": {\"from\": \"2009\", \"to\": \"2010\"}}",
    ),
    Case(Code::BadViewName, "views/A b.json", "*", "¦{}"),
    Case(Code::BadViewName, "views/-a.json", "*", "¦no view"),
    Case(Code::NotCanonical, "views/a.json", "*", "{¦ \"hops\": 1}\n"),
    Case(Code::NotCanonical, "views/a.json", "*", "{\n  \"hops\": 1\n}¦"),
    Case(Code::NotCanonical, "views/a.json", "*", "{\n  \"¦hops\": 1,\n  \"title\": \"A\"\n}\n"),
    Case(Code::NotCanonical, "views/a.json", "*", "{¦\n  \"theme\": \"light\"\n}\n"),
    Case(
        Code::NotCanonical,
        "views/a.json",
        "*",
        "{\n  \"pins\": {\n    \"quay\": [1, 2.5¦0]\n  }\n}\n",
    ),
    Case(
        Code::SameName,
        "nodes.json",
        "{\"id\": \"quay\"",
        "{\"id\": \"other\", \"kind\": \"bank\", \"name\": \"quay\"},\n{\"id\": ¦\"quay\"",
    ),
];

/// The files of a case and the place of its finding, counted here and not by the loader.
fn prepared(case: &Case) -> (BTreeMap<String, String>, u32, u32) {
    let Case(_, file, from, to) = case;
    let mut files = small();
    let old = files.get(*file).cloned().unwrap_or_default();
    let marked = if *from == "*" {
        (*to).to_owned()
    } else {
        assert!(old.contains(from), "{from} stands in {file}");
        old.replacen(from, to, 1)
    };
    let (before, _) = marked.split_once('¦').expect("a case marks its place");
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    files.insert((*file).to_owned(), marked.replacen('¦', "", 1));
    (files, line.try_into().unwrap(), column.try_into().unwrap())
}

#[test]
fn every_finding_stands_at_its_place_and_alone() {
    let mut wrong = String::new();
    for case in CASES {
        let (files, line, column) = prepared(case);
        let findings = findings_of(&files);
        let code = case.0;
        let found = findings.iter().any(|f| {
            f.code == code.as_str() && f.file == case.1 && (f.line, f.column) == (line, column)
        });
        let errors: BTreeSet<&str> =
            findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.code).collect();
        let alone = match code.severity() {
            Severity::Error => errors == BTreeSet::from([code.as_str()]),
            Severity::Warning => errors.is_empty(),
        };
        if !found || !alone {
            let listed: Vec<String> = findings.iter().map(Finding::to_string).collect();
            writeln!(
                wrong,
                "{code} {}:{line}:{column} {:?}\n  {}",
                case.1,
                case.3,
                listed.join("\n  ")
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_code_has_a_case_or_a_test_of_its_own() {
    // In tests of their own, here, in `checks`, in `hostile` and in `views`.
    let tested_apart = [
        Code::MissingFile,
        Code::BothForms,
        Code::FileTooLarge,
        Code::RecordTooLarge,
        Code::InvalidUtf8,
        Code::UnknownRecord,
        Code::TooLong,
        Code::TooManyViews,
        Code::BadCheck,
        Code::DuplicateName,
        Code::TooManyChecks,
        Code::MoreErrors,
        Code::MoreWarnings,
    ];
    let covered: BTreeSet<Code> = CASES.iter().map(|case| case.0).chain(tested_apart).collect();
    let all: BTreeSet<Code> = Code::ALL.iter().copied().collect();
    assert_eq!(covered, all);
}

fn only_finding(files: &BTreeMap<String, String>) -> Finding {
    let findings = findings_of(files);
    assert_eq!(findings.len(), 1, "{findings:?}");
    findings.into_iter().next().unwrap()
}

fn replaced(file: &str, from: &str, to: &str) -> BTreeMap<String, String> {
    let mut files = small();
    let text = files.get_mut(file).unwrap();
    assert!(text.contains(from), "{from} stands in {file}");
    *text = text.replacen(from, to, 1);
    files
}

#[test]
fn messages_say_what_and_hints_say_what_now() {
    let cases = [
        (
            replaced("nodes.json", "\"person\"", "\"persn\""),
            "nodes.json:2:24: error[unknown-kind]: there is no node kind \"persn\"",
            "did you mean \"person\"?",
        ),
        (
            replaced("edges.json", "\"to\": \"harbour\"", "\"to\": \"anna\""),
            "edges.json:3:71: error[wrong-end]: \"to\" of \"builds\" cannot be \"anna\", \
             which is of kind \"person\"",
            "allowed kinds: project",
        ),
        (
            replaced(
                "edges.json",
                "\"from\": \"anna\", \"to\": \"quay\"",
                "\"from\": \"quay\", \"to\": \"anna\"",
            ),
            "edges.json:2:48: error[symmetric-order]: \"met\" is symmetric, so the smaller id \
             stands in \"from\"",
            "swap the two: \"from\": \"anna\", \"to\": \"quay\"",
        ),
        (
            replaced("dataset.json", "1,", "7,"),
            "dataset.json:1:12: error[newer-format]: the dataset is in format 7; this version \
             reads format 1",
            "install a version that reads format 7",
        ),
        (
            replaced("nodes.json", "\"5\"", "5"),
            "nodes.json:4:97: error[wrong-type]: \"value\" is a text, not a number",
            "write it in quotes: \"5\"",
        ),
    ];
    for (files, expected, hint) in cases {
        let finding = only_finding(&files);
        assert_eq!((finding.to_string().as_str(), finding.hint.as_deref()), (expected, Some(hint)));
    }
    let finding = only_finding(&replaced("nodes.json", "\"2009-05\"", "\"May 2009\""));
    assert!(finding.message.starts_with("\"when\": \"May 2009\": not an EDTF date"), "{finding}");
    assert_eq!(finding.id, Some(id("quay")));
}

#[test]
fn a_part_of_circle_is_named() {
    let Case(_, file, _, edges) = CASES.iter().find(|c| c.0 == Code::PartOfCycle).unwrap();
    let mut files = small();
    files.insert((*file).to_owned(), edges.replace('¦', ""));
    let findings = findings_of(&files);
    let circle = findings.iter().find(|f| f.code == "part-of-cycle").unwrap();
    assert!(circle.message.ends_with("harbour -> quay -> harbour"), "{}", circle.message);
}

#[test]
fn all_findings_are_reported_at_once() {
    let mut files = replaced("nodes.json", "\"2009-05\"", "\"2009-13\"");
    let edges = files["edges.json"].replace("\"to\": \"harbour\"", "\"to\": \"x\", \"y\": 1");
    files.insert("edges.json".to_owned(), edges);
    files.remove("sources.json");
    let codes: Vec<(String, &str)> =
        findings_of(&files).into_iter().map(|f| (f.file, f.code)).collect();
    let expected = [
        ("edges.json", "dangling-end"),
        ("edges.json", "unknown-member"),
        ("nodes.json", "bad-date"),
        ("sources.json", "missing-file"),
    ];
    assert_eq!(codes, expected.map(|(file, code)| (file.to_owned(), code)));
}

#[test]
fn a_record_lost_to_syntax_makes_no_dangling_ends() {
    let files = replaced("nodes.json", "{\"id\": \"harbour\", ", "{\"id\": harbour, ");
    let codes: Vec<&str> = findings_of(&files).iter().map(|f| f.code).collect();
    assert_eq!(codes, ["syntax"]);
}

#[test]
fn findings_are_capped_and_the_rest_is_counted() {
    let mut nodes = String::from("[\n");
    for n in 0..FINDINGS_MAX + 5 {
        writeln!(nodes, "{{\"id\": \"n{n:05}\", \"kind\": \"x\", \"name\": \"N{n}\"}},").unwrap();
    }
    nodes.truncate(nodes.len() - 2);
    nodes += "\n]\n";
    let mut files = small();
    files.insert("nodes.json".to_owned(), nodes);
    files.insert("edges.json".to_owned(), "[]\n".to_owned());
    let findings = findings_of(&files);
    assert_eq!(findings.len(), FINDINGS_MAX + 2);
    let [.., errors, warnings] = &findings[..] else { panic!("two more findings") };
    assert_eq!((errors.code, &*errors.message), ("more-errors", "5 more errors are not listed"));
    assert_eq!(warnings.code, "more-warnings");
    assert_eq!(warnings.message, format!("{} more warnings are not listed", FINDINGS_MAX + 5));
    assert!(findings[..FINDINGS_MAX].iter().all(|f| f.code == "unknown-kind"));
}

#[test]
fn both_forms_of_a_file_are_refused_and_the_second_form_is_kept() {
    let mut files = small();
    let lines: String = files["nodes.json"]
        .lines()
        .filter(|line| line.len() > 1)
        .map(|line| line.trim_end_matches(',').to_owned() + "\n")
        .collect();
    let digest_before = load_files(&files).unwrap().dataset.digest;
    files.insert("nodes.jsonl".to_owned(), lines.clone());
    let findings = findings_of(&files);
    assert_eq!((findings[0].code, &*findings[0].file), ("both-forms", "nodes.json"));
    files.remove("nodes.json");
    let loaded = load_files(&files).unwrap();
    assert_eq!(loaded.findings, []);
    assert_eq!(loaded.dataset.forms.nodes, Form::JsonLines);
    assert_eq!(loaded.dataset.digest, digest_before);
    let nodes = to_bytes(&loaded.dataset).into_iter().find(|f| f.name == "nodes.jsonl").unwrap();
    assert_eq!(String::from_utf8(nodes.bytes).unwrap(), lines);
    for (broken, code) in [
        (lines.replacen("}\n", "}\n\n", 1), "not-canonical"),
        (lines.replacen("}\n", "},\n", 1), "syntax"),
        (lines.replacen(", ", ",\n", 1), "syntax"),
    ] {
        files.insert("nodes.jsonl".to_owned(), broken);
        let finding = &findings_of(&files)[0];
        assert_eq!((finding.code, finding.line <= 3), (code, true));
    }
}

#[test]
fn added_kinds_are_used_and_written_back() {
    let mut files = small();
    let vocabulary = r#"{"nodes": [
{"kind": "boat", "label": "boat or ship", "record": true},
{"kind": "ferry", "parent": "boat"}
],
"edges": [
{"kind": "rows", "inverse": "rowed by", "from": ["person", "actor"], "to": ["boat"], "aspect": "act", "passable": false},
{"kind": "sails-with", "aspect": "state", "symmetric": true}
]}
"#;
    files.insert("vocabulary.json".to_owned(), vocabulary.to_owned());
    let nodes = files["nodes.json"].replace("\"project\"", "\"ferry\"");
    files.insert("nodes.json".to_owned(), nodes);
    let edges = files["edges.json"].replace("\"builds\"", "\"rows\"");
    files.insert("edges.json".to_owned(), edges);
    let loaded = load_files(&files).unwrap();
    assert_eq!(loaded.findings, []);
    let written = to_bytes(&loaded.dataset);
    assert_eq!(written[1].name, "vocabulary.json");
    assert_eq!(String::from_utf8(written[1].bytes.clone()).unwrap(), vocabulary);
}

#[test]
fn the_digest_is_that_of_the_files_one_after_the_other() {
    // cat dataset.json sources.json nodes.json edges.json | sha256sum
    let files = small();
    let all = ["dataset.json", "sources.json", "nodes.json", "edges.json"].map(|f| &*files[f]);
    let tidy = load_files(&files).unwrap().dataset.digest;
    assert_eq!(tidy, digest(&all.concat()));
    let mut loose = files.clone();
    loose.insert("nodes.json".to_owned(), files["nodes.json"].replace(", ", " ,\t"));
    assert_eq!(load_files(&loose).unwrap().dataset.digest, tidy);
    let other = replaced("nodes.json", "Harbour", "Harbor");
    assert_ne!(load_files(&other).unwrap().dataset.digest, tidy);
}

// Generated datasets.

/// The small dataset with kinds of its own, a node and an edge of them.
pub(crate) fn with_kinds(vocabulary: &str, kinds: Option<(&str, &str)>) -> Dataset {
    let mut files = small();
    files.insert("vocabulary.json".to_owned(), vocabulary.to_owned());
    if let Some((node, edge)) = kinds {
        let node = format!("[\n{{\"id\": \"aida\", \"kind\": \"{node}\", \"name\": \"Aida\"}},");
        let nodes = files.get_mut("nodes.json").unwrap();
        *nodes = nodes.replacen('[', &node, 1);
        let edge = format!(
            "[\n{{\"id\": \"aida-quay\", \"kind\": \"{edge}\", \"from\": \"aida\", \"to\": \"quay\"}},"
        );
        let edges = files.get_mut("edges.json").unwrap();
        *edges = edges.replacen('[', &edge, 1);
    }
    load_files(&files).unwrap().dataset
}

pub(crate) const SHIPS: &str = r#"{
  "nodes": [
    {"kind": "vessel", "label": "vessel at sea", "hub": true},
    {"kind": "ferry", "parent": "vessel"}
  ],
  "edges": [
    {"kind": "calls-at", "label": "calls at", "inverse": "is called at by", "from": ["vessel"], "to": ["actor", "place"], "aspect": "act", "passable": false}
  ]
}
"#;

#[test]
fn kinds_that_only_the_earlier_dataset_has_are_merged() {
    let old = with_kinds(SHIPS, Some(("ferry", "calls-at")));
    let new = load_files(&small()).unwrap().dataset;
    let merged = merge(&old, &new).unwrap();
    assert_eq!(merged.dataset.vocabulary, old.vocabulary);
    let ended = BTreeMap::from(
        ["aida", "aida-quay"].map(|name| (Id::new(name).unwrap(), Difference::Gone)),
    );
    assert_eq!(merged.differences, ended);
    let back = merge(&new, &old).unwrap();
    assert_eq!(back.dataset, old);
}

#[test]
fn a_kind_that_both_datasets_define_is_the_later_ones() {
    let old = with_kinds(SHIPS, Some(("ferry", "calls-at")));
    let later =
        "{\"nodes\": [{\"kind\": \"ferry\", \"label\": \"boat\", \"parent\": \"project\"}]}\n";
    let new = with_kinds(later, None);
    let vocabulary = merge(&old, &new).unwrap().dataset.vocabulary;
    let ferry = vocabulary.node_kind(vocabulary.node_kind_ix("ferry").unwrap());
    assert_eq!((&*ferry.label, ferry.parent), ("boat", vocabulary.node_kind_ix("project")));
    let (nodes, edges) = vocabulary.added();
    let names: Vec<&str> =
        nodes.iter().map(|k| &*k.name).chain(edges.iter().map(|k| &*k.name)).collect();
    assert_eq!(names, ["ferry", "vessel", "calls-at"]);
}

#[test]
fn a_kind_of_nodes_in_one_dataset_and_of_edges_in_the_other_cannot_be_merged_where_it_is_used() {
    let later = "{\"edges\": [{\"kind\": \"ferry\", \"aspect\": \"act\"}]}\n";
    let new = with_kinds(later, None);
    let used = with_kinds(SHIPS, Some(("ferry", "calls-at")));
    assert_eq!(merge(&used, &new).unwrap_err(), "ferry");
    assert!(merge(&with_kinds(SHIPS, None), &new).is_ok());
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Z][a-z]{1,8}( [A-Z][a-z]{1,8})?",
        "[А-ЯЁӘҚ][а-яёәқң]{1,8}",
        "[가-힣]{2,4}",
        "[\u{4e00}-\u{4eff}]{1,3}",
        "[ا-ي]{2,6}",
        "[\"\\\\/😀𐍈é'<&{\\[]{1,6}",
    ]
}

pub(crate) fn date() -> impl Strategy<Value = When> {
    prop::sample::select(vec![
        "2009",
        "2009-05",
        "2009-05-13",
        "2011-35",
        "2008/..",
        "[1993..]",
        "2010~",
        "2010?",
        "2013-12-09/2013-12-10",
        "2008/2012",
    ])
    .prop_map(when)
}

fn amount() -> impl Strategy<Value = Amount> {
    let parts = (0..1_000_000u32, any::<bool>(), 0..5usize, 0..3usize, prop::option::of(date()));
    parts.prop_map(|(value, range, bound, span, period)| Amount {
        value: Decimal::new(value.to_string()).unwrap(),
        to: range.then(|| Decimal::new((value + 1).to_string()).unwrap()),
        unit: "USD".to_owned(),
        bound: Bound::ALL[bound],
        span: Span::ALL[span],
        compared_with: period.clone(),
        period,
    })
}

pub(crate) fn evidence() -> impl Strategy<Value = Evidence> {
    let supports = prop::option::of(prop_oneof![
        date().prop_map(Supports::When),
        amount().prop_map(Supports::Amount)
    ]);
    ("s[0-2]", 0..100u32, "(?s)[a-zé😀\r\n\t\u{200B}]{1,9}", any::<bool>(), name(), supports)
        .prop_map(|(source, start, span, quoted, says, supports)| Evidence {
            source: id(&source),
            start,
            end: start + u32::try_from(span.chars().count()).unwrap(),
            sha256: digest(&span),
            says,
            quote: quoted.then_some(span),
            supports,
        })
}

fn basis() -> impl Strategy<Value = Basis> {
    prop::option::of(name())
        .prop_map(|b| b.map_or(Basis::Stated, |because| Basis::Inferred { because }))
}

pub(crate) fn fact() -> impl Strategy<Value = Fact> {
    let value = prop_oneof![name().prop_map(FactValue::Text), amount().prop_map(FactValue::Amount)];
    let rest = (prop::option::of(date()), basis(), prop::option::of("n[0-3]"));
    (value, rest, prop::collection::vec(evidence(), 0..2)).prop_map(
        |(value, (when, basis, claimed_by), evidence)| Fact {
            key: "note".to_owned(),
            value,
            when_because: when.as_ref().map(|_| "worked out".to_owned()),
            when,
            basis,
            claimed_by: claimed_by.map(|text| id(&text)),
            evidence,
        },
    )
}

pub(crate) fn node(n: usize) -> impl Strategy<Value = Node> {
    let parts = (
        prop::sample::select(vec!["person", "leader", "company", "state"]),
        name(),
        prop::collection::vec(name(), 0..3),
        prop::option::of(date()),
        0..7usize,
        prop::collection::vec(fact(), 0..3),
        prop::collection::vec(evidence(), 0..3),
    );
    parts.prop_map(move |(kind, name, aliases, when, status, facts, evidence)| Node {
        id: id(&format!("n{n}")),
        kind: kind.to_owned(),
        name,
        aliases,
        when,
        when_because: None,
        status: Status::ALL[status],
        facts,
        evidence,
    })
}

pub(crate) fn edge(n: usize) -> impl Strategy<Value = Edge> {
    let parts = (
        prop::sample::select(vec!["met", "linked-to", "cooperates-with"]),
        0..3usize,
        prop::option::of(date()),
        0..7usize,
        basis(),
        fact(),
        prop::collection::vec(evidence(), 0..3),
    );
    parts.prop_map(move |(kind, from, when, status, basis, fact, evidence)| Edge {
        id: id(&format!("связь-{n}")),
        kind: kind.to_owned(),
        from: id(&format!("n{from}")),
        to: id("n3"),
        when,
        when_because: None,
        status: Status::ALL[status],
        basis,
        claimed_by: None,
        facts: vec![fact],
        evidence,
    })
}

pub(crate) fn source(n: usize) -> impl Strategy<Value = Source> {
    (name(), prop::option::of(date()), any::<bool>()).prop_map(move |(title, date, full)| Source {
        id: id(&format!("s{n}")),
        publisher: full.then(|| title.clone()),
        author: None,
        title,
        published: date.clone(),
        retrieved: date,
        url: full.then(|| "http://example.org/?a=1&b=%20".to_owned()),
        file: full.then(|| "статья 1.txt".to_owned()),
        sha256: full.then(|| digest("text")),
        derived_from: (n > 0).then(|| id("s0")),
    })
}

fn view(view_name: &'static str) -> impl Strategy<Value = View> {
    let node = || prop::sample::select(vec![id("n0"), id("n1"), id("n2"), id("n3")]);
    let word = |words: &[&str]| {
        prop::option::of(prop::sample::select(
            words.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ))
    };
    let place = || prop_oneof![-100_000.0..=100_000.0, Just(-0.0), Just(240.5)];
    let selection = (
        prop::collection::vec(node(), 0..3),
        prop::option::of(0..=9u32),
        prop::collection::vec(
            prop::sample::select(vec!["met".to_owned(), "person".to_owned()]),
            0..3,
        ),
        prop::option::of(prop::sample::select(BasisFilter::ALL.to_vec())),
        prop::collection::vec(prop::sample::select(Status::ALL.to_vec()), 0..3),
        prop::sample::select(Claims::ALL.to_vec()),
        any::<u32>(),
        prop::option::of((date(), any::<bool>())),
        prop::option::of(date()),
    );
    let shape = (
        prop::option::of(name()),
        word(&["map", "timeline", "path", "overview"]),
        prop::option::of(1..=u32::MAX),
        word(&["betweenness"]),
        any::<Option<u32>>(),
        word(&["dark"]),
        prop::collection::btree_map(node(), name(), 0..4),
        prop::collection::vec(name(), 0..3),
        prop::collection::btree_map(
            node(),
            (place(), place()).prop_map(|(x, y)| Pin::new(x, y).unwrap()),
            0..4,
        ),
    );
    (selection, shape).prop_map(move |(selection, shape)| {
        let (names, hops, kind, basis, status, claims, min_sources, as_of, changes) = selection;
        let (title, template, cards, size_by, labels, theme, captions, notes, pins) = shape;
        let (as_of, certain) = as_of.unzip();
        // What a template cannot draw is left out.
        let is_of = |word: &str| template.as_deref() == Some(word);
        let names = match names {
            _ if is_of("path") => vec![id("n0"), id("n1")],
            _ if is_of("overview") => Vec::new(),
            names => names,
        };
        let pins = if is_of("timeline") || is_of("path") { BTreeMap::new() } else { pins };
        let changes = changes.filter(|_| template.is_none() || is_of("map"));
        View {
            name: view_name.to_owned(),
            title,
            template,
            avoid: kind.iter().cloned().chain(names.iter().map(ToString::to_string)).collect(),
            via: kind.clone(),
            through: names.clone(),
            names,
            hops,
            kind,
            source: vec![id("s1")],
            basis,
            status,
            claims,
            min_sources,
            since: None,
            until: None,
            certain: certain.unwrap_or(false),
            // One question about time at once.
            changes: changes
                .filter(|_| as_of.is_none())
                .map(|when| Changes { from: when, to: When::parse("9999").unwrap() })
                .filter(|Changes { from, to }| from.bounds().last < to.bounds().last),
            as_of,
            cards,
            size_by,
            labels,
            theme,
            captions,
            notes,
            pins,
        }
    })
}

fn check(called: &'static str) -> impl Strategy<Value = Check> {
    let scalar = || {
        prop_oneof![
            name().prop_map(Scalar::Text),
            (-9..99_i32).prop_map(|n| Scalar::Number(Decimal::new(n.to_string()).unwrap())),
            any::<bool>().prop_map(Scalar::Truth),
        ]
    };
    let scalars = || prop::collection::vec(scalar(), 1..3);
    let number = || (0..9_u32).prop_map(|n| Decimal::new(format!("{n}.5")).unwrap());
    let at =
        || prop_oneof![Just(String::new()), Just("/rows".to_owned()), Just("/a~1b/0".to_owned())];
    let single = prop_oneof![
        scalar().prop_map(Test::Is),
        scalar().prop_map(Test::IsNot),
        number().prop_map(Test::AtLeast),
        number().prop_map(Test::AtMost),
        scalars().prop_map(Test::Includes),
        scalars().prop_map(Test::IncludesNone),
        Just(Test::Empty),
        Just(Test::NotEmpty),
        any::<u32>().prop_map(|n| Test::Count(Count::AtMost(n))),
    ];
    let single = (at(), single).prop_map(|(at, test)| Condition { at, filter: Vec::new(), test });
    let condition = single.prop_recursive(2, 8, 2, move |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..3);
        let test = prop_oneof![
            some().prop_map(Test::Every),
            some().prop_map(Test::AtLeastOne),
            some().prop_map(Test::NoRow),
            any::<u32>().prop_map(|n| Test::Count(Count::Is(n))),
        ];
        let filter = prop::collection::vec(inner.clone(), 0..2);
        (at(), filter, test).prop_map(|(at, filter, test)| Condition { at, filter, test })
    });
    let ask = prop::collection::vec(name(), 0..3);
    (name(), prop::option::of(name()), ask, prop::collection::vec(condition, 1..3)).prop_map(
        move |(title, why, ask, expect)| Check {
            name: called.to_owned(),
            title,
            why,
            ask: std::iter::once("find".to_owned()).chain(ask).collect(),
            expect,
        },
    )
}

fn dataset() -> impl Strategy<Value = Dataset> {
    let parts = (
        name(),
        [source(0), source(1), source(2)],
        [node(0), node(1), node(2), node(3)],
        prop::collection::vec(edge(0), 0..2),
        [edge(1), edge(2)],
        ([view("a"), view("b-2")], [check("a"), check("b-2")]),
    );
    parts.prop_map(|(title, sources, nodes, first, edges, (views, checks))| Dataset {
        name: "generated".to_owned(),
        title,
        licence: "CC0-1.0".to_owned(),
        format: 1,
        vocabulary: Vocabulary::core(),
        sources: sources.into(),
        nodes: nodes.into(),
        edges: first.into_iter().chain(edges).collect(),
        views: views.into(),
        checks: checks.into(),
        digest: Digest([0; 32]),
        texts: None,
        forms: sociogram::dataset::Forms::default(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn writing_and_loading_give_back_the_same(mut expected in dataset()) {
        let written = to_bytes(&expected);
        let files: Vec<(&str, &[u8])> = written.iter().map(|f| (&*f.name, &f.bytes[..])).collect();
        let loaded = match load_embedded("generated", &files) {
            Ok(loaded) => loaded,
            Err(error) => return Err(TestCaseError::fail(format!("{:?}", error.findings()))),
        };
        let formatting: Vec<&Finding> =
            loaded.findings.iter().filter(|f| f.code.starts_with("not-")).collect();
        prop_assert!(formatting.is_empty(), "{:?}", formatting);
        expected.digest = loaded.dataset.digest;
        prop_assert_eq!(&loaded.dataset, &expected);
        prop_assert_eq!(to_bytes(&loaded.dataset), written);
        for node in &expected.nodes {
            prop_assert_eq!(parse_node(&node_line(node), "argument").unwrap(), node.clone());
        }
    }
}

// Records from elsewhere.

#[test]
fn records_are_read_from_an_argument() {
    let node =
        parse_node(" {\"id\": \"a\", \"kind\": \"anything\", \"name\": \"A\"}\n", "argument");
    assert_eq!(node.unwrap().name, "A");
    let findings = parse_edge("{\"id\": \"a b\",\n \"from\": 1}", "rec.json").unwrap_err();
    let listed: Vec<String> = findings.iter().map(Finding::to_string).collect();
    let expected = [
        "rec.json:1:1: error[missing-member]: the member \"kind\" is missing",
        "rec.json:1:1: error[missing-member]: the member \"to\" is missing",
        "rec.json:1:1: warning[unsourced]: this edge has no evidence",
        "rec.json:1:8: error[bad-id]: \"id\": \"a b\" is no id: an id cannot hold U+0020 (white \
         space or invisible)",
        "rec.json:2:10: error[wrong-type]: \"from\" is a text, not a number",
    ];
    assert_eq!(listed, expected);
    assert_eq!(parse_source("[]", "x").unwrap_err()[0].code, "wrong-type");
    assert_eq!(parse_evidence("{} {}", "x").unwrap_err()[0].code, "syntax");
    assert_eq!(parse_evidence("", "x").unwrap_err()[0].code, "syntax");
}

// Datasets in folders.

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write_files(dir.path(), &small());
    dir
}

fn new_node(text: &str) -> Node {
    let json = format!("{{\"id\": \"{text}\", \"kind\": \"person\", \"name\": \"{text}\"}}");
    parse_node(&json, "test").unwrap()
}

#[test]
fn a_change_is_one_line_of_one_file() {
    let dir = folder();
    let change = Change::AddNode(new_node("pilot"));
    let planned = apply(dir.path(), std::slice::from_ref(&change), Mode::DryRun).unwrap();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4);
    let applied = apply(dir.path(), &[change], Mode::Write).unwrap();
    assert_eq!((&applied.diff, &applied.files), (&planned.diff, &planned.files));
    let [line] = &applied.diff[..] else { panic!("one line: {:?}", applied.diff) };
    assert_eq!((&*line.file, line.sign.as_char()), ("nodes.json", '+'));
    assert_eq!(line.text, "{\"id\": \"pilot\", \"kind\": \"person\", \"name\": \"pilot\"}");
    let mut expected = small();
    let inserted = format!("{},\n{{\"id\": \"quay\"", line.text);
    let nodes = expected["nodes.json"].replace("{\"id\": \"quay\"", &inserted);
    expected.insert("nodes.json".to_owned(), nodes);
    for (name, text) in &expected {
        assert_eq!(&fs::read_to_string(dir.path().join(name)).unwrap(), text);
    }
    assert_eq!(applied.files[0].bytes_after - applied.files[0].bytes_before, line.text.len() + 2);
    let codes: Vec<&str> = applied.findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["unsourced"]);
    assert_eq!(load(dir.path()).unwrap().dataset, applied.dataset);
}

#[test]
fn a_change_that_breaks_the_dataset_is_refused_and_changes_nothing() {
    let dir = folder();
    let mut edge = load_files(&small()).unwrap().dataset.edges[0].clone();
    edge.id = id("anna-met-nobody");
    edge.to = id("nobody");
    let evidence = edge.evidence[0].clone();
    let no_fact = Change::AddEvidence { to: id("quay"), fact: Some(1), evidence: evidence.clone() };
    let no_record = Change::AddEvidence { to: id("pier"), fact: None, evidence };
    let no_span = Change::MoveSpan { of: id("anna"), fact: None, position: 1, start: 0, end: 1 };
    for (change, code) in [
        (Change::AddEdge(edge), "dangling-end"),
        (Change::AddNode(new_node("anna")), "duplicate-id"),
        (Change::AddNode(new_node("anna-met-quay")), "duplicate-id"),
        (
            Change::AddSource(load_files(&small()).unwrap().dataset.sources[0].clone()),
            "duplicate-id",
        ),
        (no_fact, "unknown-record"),
        (no_record, "unknown-record"),
        (no_span, "unknown-record"),
    ] {
        let good = Change::AddNode(new_node("pilot"));
        let error = apply(dir.path(), &[good, change], Mode::Write).unwrap_err();
        let finding = error.findings().iter().find(|f| f.severity == Severity::Error).unwrap();
        assert_eq!(finding.code, code);
        assert!(finding.hint.is_some() || code == "dangling-end", "{finding}");
        for (name, text) in small() {
            assert_eq!(fs::read_to_string(dir.path().join(name)).unwrap(), text);
        }
    }
}

#[test]
fn evidence_is_added_and_moved_by_its_address() {
    let dir = folder();
    fs::create_dir(dir.path().join("sources")).unwrap();
    fs::write(dir.path().join("sources/gazette.txt"), format!("News: {TEXT}")).unwrap();
    let dataset = load(dir.path()).unwrap().dataset;
    let text = dataset.texts.as_ref().unwrap().read(dataset.source("gazette").unwrap()).unwrap();
    let found = &locate(&text, TEXT)[0];
    let addresses: Vec<EvidenceAddress> = dataset.evidence().map(|(address, _)| address).collect();
    let shown: Vec<(&str, Option<usize>, usize)> =
        addresses.iter().map(|a| (a.of.as_str(), a.fact, a.position)).collect();
    let expected = [
        ("anna", None, 0),
        ("harbour", None, 0),
        ("quay", None, 0),
        ("quay", Some(0), 0),
        ("anna-met-quay", None, 0),
        ("quay-builds-harbour", None, 0),
    ];
    assert_eq!(shown, expected);
    let moves: Vec<Change> = addresses
        .iter()
        .filter_map(|address| match verify(&text, dataset.evidence_at(address)?) {
            Verdict::Moved { start, end } => Some(Change::MoveSpan {
                of: address.of.clone(),
                fact: address.fact,
                position: address.position,
                start,
                end,
            }),
            _ => None,
        })
        .collect();
    assert_eq!(moves.len(), 6);
    let applied = apply(dir.path(), &moves, Mode::Write).unwrap();
    for (_, evidence) in applied.dataset.evidence() {
        assert_eq!(verify(&text, evidence), Verdict::Verified);
        assert_eq!((evidence.start, evidence.end), (found.start, found.end));
    }
    let signs: Vec<Sign> = applied.diff.iter().map(|line| line.sign).collect();
    assert_eq!(signs, [Sign::Removed, Sign::Added].repeat(5));
}

#[test]
fn canonicalizing_changes_form_and_never_content() {
    let dir = folder();
    let tidy = load(dir.path()).unwrap().dataset;
    let nodes = small()["nodes.json"].replace(", ", ",\r\n  ");
    fs::write(dir.path().join("nodes.json"), nodes).unwrap();
    let applied = canonicalize(dir.path(), Mode::Write).unwrap();
    assert_eq!(applied.files.iter().map(|f| &*f.file).collect::<Vec<_>>(), ["nodes.json"]);
    assert_eq!((applied.diff.len(), &applied.dataset), (0, &tidy));
    assert_eq!(fs::read_to_string(dir.path().join("nodes.json")).unwrap(), small()["nodes.json"]);
    assert_eq!(canonicalize(dir.path(), Mode::Write).unwrap().files, []);
}

#[test]
fn a_new_dataset_is_empty_and_never_replaces_anything() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("deep/harbour");
    let loaded = init(&dir, "Harbour", "CC0-1.0").unwrap();
    assert_eq!((loaded.dataset.name.as_str(), loaded.findings.len()), ("harbour", 0));
    let error = init(&dir, "Harbour", "CC0-1.0").unwrap_err();
    assert!(matches!(&error, DatasetError::NotEmpty { .. }), "{error}");
    let nowhere = parent.path().join("nowhere");
    assert!(matches!(init(&nowhere, "", "CC0-1.0"), Err(DatasetError::Refused { .. })));
    assert!(!nowhere.exists());
    let error = load(&nowhere).unwrap_err();
    assert!(matches!(&error, DatasetError::NotADataset { .. }));
    assert!(error.to_string().ends_with("is not a dataset: there is no such folder"), "{error}");
}

#[test]
fn an_example_is_copied_with_its_texts() {
    let parent = tempfile::tempdir().unwrap();
    let small = small();
    let mut files: Vec<(&str, &[u8])> =
        small.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    files.push(("sources/gazette.txt", TEXT.as_bytes()));
    let embedded = load_embedded("example", &files).unwrap().dataset;
    let copied = copy_example(&parent.path().join("example"), &files).unwrap().dataset;
    assert_eq!(copied.digest, embedded.digest);
    for dataset in [embedded, copied] {
        let texts = dataset.texts.unwrap();
        let [gazette, wire] = &dataset.sources[..] else { panic!("two sources") };
        assert_eq!(texts.read(gazette).unwrap().as_str(), TEXT);
        assert_eq!(texts.read(wire).unwrap_err(), TextProblem::Missing { file: None });
    }
    files.push(("../escape.txt", b"x"));
    assert!(copy_example(&parent.path().join("other"), &files).is_err());
    assert!(!parent.path().join("escape.txt").exists());
    assert!(!parent.path().join("other").exists());
}

#[test]
fn a_text_that_is_not_at_hand_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let texts = Texts::open(dir.path());
    let mut source = load_files(&small()).unwrap().dataset.sources[0].clone();
    let missing = TextProblem::Missing { file: Some("gazette.txt".to_owned()) };
    assert_eq!(texts.read(&source).unwrap_err(), missing);
    fs::write(dir.path().join("gazette.txt"), b"ab\xffc").unwrap();
    let not_text = TextProblem::NotText { file: "gazette.txt".to_owned(), offset: 2 };
    assert_eq!(texts.read(&source).unwrap_err(), not_text);
    fs::remove_file(dir.path().join("gazette.txt")).unwrap();
    fs::create_dir(dir.path().join("gazette.txt")).unwrap();
    assert!(matches!(texts.read(&source), Err(TextProblem::Unreadable { .. })));
    source.file = Some("../secret".to_owned());
    assert!(matches!(texts.read(&source), Err(TextProblem::Unreadable { .. })));
}
