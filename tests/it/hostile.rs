//! Datasets with any bytes whatever: each loads whole or is refused with file, line and reason. Nothing here may
//! panic, hang or take more than its share of memory.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::dataset::{load_files, small, write_files};
use proptest::prelude::*;
use sociogram::dataset::{
    DatasetError, Finding, Mode, RECORD_BYTES_MAX, Severity, TextProblem, Texts, apply, init, load,
    load_embedded,
};
use sociogram::model::{Change, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// The small dataset with one file replaced by bytes.
fn with_bytes(file: &str, bytes: &[u8]) -> Result<(), Vec<Finding>> {
    let small = small();
    let mut files: BTreeMap<&str, &[u8]> =
        small.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    files.insert(file, bytes);
    let files: Vec<(&str, &[u8])> = files.into_iter().collect();
    match load_embedded("hostile", &files) {
        Ok(_) => Ok(()),
        Err(DatasetError::Refused { findings }) => Err(findings),
        Err(other) => panic!("{other}"),
    }
}

fn codes(result: Result<(), Vec<Finding>>) -> BTreeSet<&'static str> {
    let findings = result.expect_err("it is refused");
    findings.iter().filter(|f| f.severity == Severity::Error).map(|f| f.code).collect()
}

fn code_of(file: &str, bytes: &[u8]) -> &'static str {
    let codes = codes(with_bytes(file, bytes));
    assert_eq!(codes.len(), 1, "{codes:?}");
    codes.into_iter().next().unwrap()
}

#[test]
fn every_prefix_of_every_file_is_refused_with_its_line() {
    for (file, text) in small() {
        for length in 0..text.len() {
            let prefix = &text.as_bytes()[..length];
            let findings = match with_bytes(&file, prefix) {
                Ok(()) => {
                    assert_eq!(length + 1, text.len(), "{file} loads without its last {length}");
                    continue;
                }
                Err(findings) => findings,
            };
            let n_lines = prefix.split(|&b| b == b'\n').count();
            for finding in findings.iter().filter(|f| f.severity == Severity::Error) {
                assert_eq!(finding.file, file, "at {length}: {finding}");
                assert!((1..=n_lines).contains(&(finding.line as usize)), "at {length}: {finding}");
                assert!(finding.column >= 1 && !finding.message.is_empty());
            }
        }
    }
}

#[test]
fn depth_is_refused_and_never_overflows() {
    const DEPTH: usize = 100_000;
    let arrays = "[".repeat(DEPTH) + &"]".repeat(DEPTH);
    let objects = "{\"a\":".repeat(DEPTH) + "1" + &"}".repeat(DEPTH);
    assert_eq!(code_of("dataset.json", arrays.as_bytes()), "wrong-type");
    assert_eq!(code_of("nodes.json", "[".repeat(DEPTH).as_bytes()), "syntax");
    assert_eq!(code_of("nodes.json", arrays.as_bytes()), "wrong-type");
    let of_header = codes(with_bytes("dataset.json", objects.as_bytes()));
    assert_eq!(of_header, BTreeSet::from(["missing-member", "unknown-member"]));
    let nodes = small()["nodes.json"].clone();
    for (member, code) in [("facts", "wrong-type"), ("depth", "unknown-member")] {
        for deep in [&arrays, &objects] {
            let with = format!("\"{member}\": {deep}, \"kind\": \"person\"");
            let text = nodes.replacen("\"kind\": \"person\"", &with, 1);
            assert_eq!(code_of("nodes.json", text.as_bytes()), code);
        }
    }
}

#[test]
fn numbers_that_are_no_whole_numbers_are_refused() {
    let edges = &small()["edges.json"];
    for (number, code) in [
        ("NaN", "syntax"),
        ("Infinity", "syntax"),
        ("-Infinity", "syntax"),
        ("+1", "syntax"),
        ("01", "syntax"),
        ("0x10", "syntax"),
        ("1.", "syntax"),
        ("1e400", "bad-number"),
        ("1e2", "bad-number"),
        ("1.0", "bad-number"),
        ("-0", "bad-number"),
        ("4294967296", "bad-number"),
        ("9007199254740993", "bad-number"),
        ("18446744073709551616", "bad-number"),
        ("\"1\"", "wrong-type"),
        ("true", "wrong-type"),
    ] {
        let text = edges.replacen("\"end\": 28", &format!("\"end\": {number}"), 1);
        assert_eq!(code_of("edges.json", text.as_bytes()), code, "{number}");
    }
    let digits = "9".repeat(1 << 20);
    let text = edges.replacen("\"end\": 28", &format!("\"end\": {digits}"), 1);
    assert_eq!(code_of("edges.json", text.as_bytes()), "bad-number");
    for format in ["NaN", "1e400", "1.0", "-1", "18446744073709551616", "4294967296"] {
        let text = format!("{{\"format\": {format}, \"title\": \"T\", \"licence\": \"L\"}}\n");
        let refused = codes(with_bytes("dataset.json", text.as_bytes()));
        assert!(refused.is_subset(&BTreeSet::from(["syntax", "bad-number"])), "{format}");
    }
}

#[test]
fn encodings_and_disguises_are_named() {
    let nodes = &small()["nodes.json"];
    let utf16: Vec<u8> = nodes.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16_marked = [&b"\xfe\xff"[..], &utf16].concat();
    let latin1 = nodes.replace("Harbour", "H@rbour").into_bytes();
    let latin1: Vec<u8> = latin1.into_iter().map(|b| if b == b'@' { 0xE9 } else { b }).collect();
    let cases: &[(&[u8], &str)] = &[
        (b"", "empty-file"),
        (b" \r\n\t", "empty-file"),
        (&utf16, "utf-16"),
        (&utf16_marked, "utf-16"),
        (&latin1, "invalid-utf-8"),
        (b"[\xED\xA0\x80]", "invalid-utf-8"),
        (b"[\xC0\x80]", "invalid-utf-8"),
        (b"[\n\0]", "nul-byte"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "compressed"),
        (b"PK\x03\x04", "compressed"),
        (b"\x28\xb5\x2f\xfd", "compressed"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "lfs-pointer"),
        (b"  <!doctype html><html>", "markup"),
        (b"<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">]>", "markup"),
        (b"[\n<<<<<<< HEAD\n]\n", "conflict-marker"),
        (b"[\n]\n>>>>>>> theirs\n", "conflict-marker"),
        (b"null", "syntax"),
        (b"// comment\n[]", "syntax"),
        (b"['a']", "syntax"),
    ];
    for (bytes, code) in cases {
        assert_eq!(code_of("nodes.json", bytes), *code, "{:?}", String::from_utf8_lossy(bytes));
        with_bytes("dataset.json", bytes).unwrap_err();
        with_bytes("vocabulary.json", bytes).unwrap_err();
    }
    let findings = with_bytes("nodes.json", &latin1).unwrap_err();
    let [finding] = &findings[..] else { panic!("one finding: {findings:?}") };
    let at = latin1.iter().position(|&b| b == 0xE9).unwrap();
    assert_eq!(finding.line, 3);
    assert_eq!(finding.message, format!("the bytes are not UTF-8 (at byte {at})"));
    let crlf = nodes.replace('\n', "\r\n");
    assert!(with_bytes("nodes.json", crlf.as_bytes()).is_ok());
}

#[test]
fn escapes_hide_no_duplicate_and_no_broken_character() {
    let nodes = &small()["nodes.json"];
    for (from, to, code) in [
        ("\"id\": \"anna\"", "\"id\": \"anna\", \"\\u0069\\u0064\": \"b\"", "duplicate-member"),
        ("\"id\": \"anna\"", "\"\\u0069d\": \"anna\", \"id\": \"b\"", "duplicate-member"),
        ("\"Harbour\"", "\"\\ud83d\"", "syntax"),
        ("\"Harbour\"", "\"\\udc00\\ud800\"", "syntax"),
        ("\"Harbour\"", "\"\\x41\"", "syntax"),
        ("\"Harbour\"", "\"\\u0000\"", "invisible-character"),
        ("\"Harbour\"", "\"\\u001b[2J\"", "invisible-character"),
        ("\"Harbour\"", "\"\\u202E\"", "invisible-character"),
        ("\"Harbour\"", "\"\\u0085\"", "invisible-character"),
        ("\"Harbour\"", "\"\\u2028\"", "invisible-character"),
        ("\"Harbour\"", "\"\\uFEFFHarbour\"", "invisible-character"),
    ] {
        let text = nodes.replacen(from, to, 1);
        assert_eq!(code_of("nodes.json", text.as_bytes()), code, "{to}");
    }
    let escaped = nodes.replacen("\"Harbour\"", "\"\\u0048arbour\"", 1);
    assert!(with_bytes("nodes.json", escaped.as_bytes()).is_ok());
}

#[test]
fn messages_carry_no_control_characters_from_data() {
    let nodes =
        small()["nodes.json"].replacen("\"kind\"", "\"\\u001b[31m\\u202e\\n\": 1, \"kind\"", 1);
    for finding in with_bytes("nodes.json", nodes.as_bytes()).unwrap_err() {
        let shown = format!("{finding} {:?}", finding.hint);
        assert!(!shown.chars().any(sociogram::model::is_invisible), "{shown:?}");
    }
}

#[test]
fn a_record_beyond_the_limit_is_refused() {
    let name = "n".repeat(RECORD_BYTES_MAX);
    let text = small()["nodes.json"].replacen("Harbour", &name, 1);
    assert!(codes(with_bytes("nodes.json", text.as_bytes())).contains("record-too-large"));
}

#[test]
fn an_object_with_many_members_and_many_repeats_stays_quick() {
    let mut text = String::from("[\n{\"id\": \"a\"");
    for n in 0..100_000 {
        write!(text, ", \"x{n}\": 1, \"id\": 2").unwrap();
    }
    text += "}\n]\n";
    let started = Instant::now();
    with_bytes("nodes.json", text.as_bytes()).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(10));
}

/// A dataset of `n` projects and the edges between them, as pairs of positions.
fn projects(n: usize, edges: impl Iterator<Item = (usize, usize)>) -> BTreeMap<String, String> {
    let list = |records: Vec<String>| format!("[\n{}\n]\n", records.join(",\n"));
    let node =
        |ix| format!("{{\"id\": \"p{ix:06}\", \"kind\": \"project\", \"name\": \"P {ix}\"}}");
    let edge = |(ix, (from, to)): (usize, (usize, usize))| {
        format!(
            "{{\"id\": \"e{ix:06}\", \"kind\": \"part-of\", \"from\": \"p{from:06}\", \"to\": \"p{to:06}\"}}"
        )
    };
    let mut files = small();
    files.insert("nodes.json".to_owned(), list((0..n).map(node).collect()));
    files.insert("edges.json".to_owned(), list(edges.enumerate().map(edge).collect()));
    files
}

#[test]
fn a_chain_of_a_hundred_thousand_parts_loads_and_its_circle_is_found() {
    const N: usize = 100_000;
    let chain = projects(N, (1..N).map(|ix| (ix - 1, ix)));
    assert_eq!(load_files(&chain).unwrap().dataset.edges.len(), N - 1);
    let mut edges = chain["edges.json"].clone();
    edges.truncate(edges.len() - "\n]\n".len());
    edges += ",\n{\"id\": \"z\", \"kind\": \"part-of\", \"from\": \"p099999\", \"to\": \"p000000\"}\n]\n";
    let mut circle = chain;
    circle.insert("edges.json".to_owned(), edges);
    let error = load_files(&circle).unwrap_err();
    let found: Vec<&Finding> =
        error.findings().iter().filter(|f| f.severity == Severity::Error).collect();
    let [finding] = &found[..] else { panic!("one error: {found:?}") };
    assert_eq!((finding.code, finding.line as usize), ("part-of-cycle", N + 1));
    assert!(finding.message.ends_with("… 99990 more … -> p000000"), "{}", finding.message);
}

#[test]
fn a_hub_of_a_hundred_thousand_edges_loads() {
    const N: usize = 100_000;
    let hub = projects(N, (1..N).map(|ix| (ix, 0)));
    assert_eq!(load_files(&hub).unwrap().dataset.edges.len(), N - 1);
}

#[test]
fn a_long_chain_of_derived_sources_loads_and_its_circle_is_found() {
    const N: usize = 20_000;
    let mut lines: Vec<String> = (0..N)
        .map(|ix| {
            format!(
                "{{\"id\": \"s{ix:06}\", \"title\": \"T\", \"derived_from\": \"s{:06}\"}}",
                (ix + 1) % N
            )
        })
        .collect();
    let mut files = small();
    files.insert("sources.jsonl".to_owned(), lines.join("\n") + "\n");
    files.remove("sources.json");
    files.insert("nodes.json".to_owned(), "[]\n".to_owned());
    files.insert("edges.json".to_owned(), "[]\n".to_owned());
    let error = load_files(&files).unwrap_err();
    let codes: Vec<&str> = error.findings().iter().map(|f| f.code).collect();
    assert_eq!(codes, ["derivation-cycle"]);
    lines[0] = "{\"id\": \"s000000\", \"title\": \"T\"}".to_owned();
    files.insert("sources.jsonl".to_owned(), lines.join("\n") + "\n");
    assert_eq!(load_files(&files).unwrap().dataset.sources.len(), N);
}

#[test]
fn every_flipped_bit_loads_or_is_refused() {
    // One file at a time, every byte, one bit each in turn.
    for (file, text) in small() {
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << (at % 8);
            if let Err(findings) = with_bytes(&file, &bytes) {
                assert!(findings.iter().any(|f| f.severity == Severity::Error));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), file in 0..5usize) {
        let name = ["dataset.json", "vocabulary.json", "sources.json", "nodes.json", "edges.jsonl"];
        let _ = with_bytes(name[file], &bytes);
    }

    #[test]
    fn no_text_of_json_pieces_panics(
        text in prop::collection::vec(prop::sample::select(vec![
            "[", "]", "{", "}", ",", ":", "\n", " ", "\"", "\\", "\"id\"", "\"nodes\"", "\"kind\"",
            "null", "true", "1", "-", "e5", "\u{FEFF}", "é", "\"a\"", "\n{", "},\n",
        ]), 0..40),
        file in 0..5usize,
    ) {
        let name = ["dataset.json", "vocabulary.json", "sources.json", "nodes.jsonl", "edges.json"];
        let _ = with_bytes(name[file], text.concat().as_bytes());
    }
}

// Files that are no files.

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write_files(dir.path(), &small());
    dir
}

fn refusal(dir: &Path) -> String {
    let started = Instant::now();
    let error = load(dir).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    error.to_string()
}

#[test]
fn a_folder_or_nothing_in_place_of_a_file() {
    let dir = folder();
    let nodes = dir.path().join("nodes.json");
    fs::remove_file(&nodes).unwrap();
    let error = load(dir.path()).unwrap_err();
    assert_eq!(
        error.findings()[0].to_string(),
        "nodes.json:1:1: error[missing-file]: there is no nodes.json"
    );
    fs::create_dir(&nodes).unwrap();
    assert!(refusal(dir.path()).ends_with("nodes.json is a folder, not a file"));
    assert!(refusal(&dir.path().join("edges.json")).ends_with("it is not a folder"));
    assert!(refusal(&nodes).ends_with("it has no dataset.json"));
}

#[test]
fn a_huge_sparse_file_is_refused_unread() {
    let dir = folder();
    let file = fs::File::create(dir.path().join("edges.json")).unwrap();
    file.set_len(1 << 40).unwrap();
    let started = Instant::now();
    let error = load(dir.path()).unwrap_err();
    assert_eq!(error.findings()[0].code, "file-too-large");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;

    #[test]
    fn pipes_devices_and_links_that_lead_nowhere_are_refused_at_once() {
        let dir = folder();
        let nodes = dir.path().join("nodes.json");
        let mut source = load_files(&small()).unwrap().dataset.sources[0].clone();
        source.file = Some("nodes.json".to_owned());
        let text_is_refused = |source: &Source| match Texts::open(dir.path()).read(source) {
            Err(TextProblem::Unreadable { .. } | TextProblem::Missing { .. }) => {}
            other => panic!("{other:?}"),
        };
        fs::remove_file(&nodes).unwrap();
        symlink("/dev/zero", &nodes).unwrap();
        assert!(refusal(dir.path()).ends_with("is a pipe, a socket or a device, not a file"));
        text_is_refused(&source);

        fs::remove_file(&nodes).unwrap();
        symlink("nodes.json", &nodes).unwrap();
        assert!(refusal(dir.path()).starts_with("cannot read "));
        text_is_refused(&source);

        fs::remove_file(&nodes).unwrap();
        symlink("absent.json", &nodes).unwrap();
        assert!(refusal(dir.path()).ends_with("nodes.json is a link to nothing, not a file"));
        text_is_refused(&source);

        fs::remove_file(&nodes).unwrap();
        assert!(Command::new("mkfifo").arg(&nodes).status().unwrap().success());
        assert!(refusal(dir.path()).ends_with("is a pipe, a socket or a device, not a file"));
        text_is_refused(&source);
    }

    #[test]
    fn a_link_to_a_regular_file_is_read_and_replaced_without_touching_its_target() {
        let dir = folder();
        let elsewhere = tempfile::tempdir().unwrap();
        let target = elsewhere.path().join("target.json");
        let nodes = dir.path().join("nodes.json");
        fs::rename(&nodes, &target).unwrap();
        symlink(&target, &nodes).unwrap();
        let mut node = load(dir.path()).unwrap().dataset.nodes[0].clone();
        node.id = sociogram::model::Id::new("boris").unwrap();
        apply(dir.path(), &[Change::AddNode(node)], Mode::Write).unwrap();
        assert_eq!(fs::read_to_string(&target).unwrap(), small()["nodes.json"]);
        assert!(fs::symlink_metadata(&nodes).unwrap().is_file());
        assert!(load(dir.path()).unwrap().dataset.node("boris").is_some());
    }

    #[test]
    fn links_planted_under_temporary_names_are_not_followed() {
        let dir = folder();
        let elsewhere = tempfile::tempdir().unwrap();
        let victim = elsewhere.path().join("victim");
        fs::write(&victim, "precious").unwrap();
        for name in [".nodes.json.new", ".pending.json.new"] {
            symlink(&victim, dir.path().join(name)).unwrap();
        }
        let mut node = load(dir.path()).unwrap().dataset.nodes[0].clone();
        node.id = sociogram::model::Id::new("boris").unwrap();
        let change = [Change::AddNode(node)];
        apply(dir.path(), &change, Mode::Write).unwrap();
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
        for name in [".lock", ".pending.json"] {
            let _ = fs::remove_file(dir.path().join(name));
            symlink(&victim, dir.path().join(name)).unwrap();
            let error = apply(dir.path(), &change, Mode::Write).unwrap_err();
            assert!(matches!(&error, DatasetError::NotAFile { .. }), "{error}");
            fs::remove_file(dir.path().join(name)).unwrap();
        }
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    }

    #[test]
    fn an_unreadable_file_is_named() {
        let dir = folder();
        let nodes = dir.path().join("nodes.json");
        fs::set_permissions(&nodes, fs::Permissions::from_mode(0o000)).unwrap();
        // The administrator reads everything, so there is nothing to see then.
        if fs::read(&nodes).is_err() {
            let message = refusal(dir.path());
            assert!(message.starts_with("cannot read ") && message.contains("nodes.json"));
        }
        assert!(init(&nodes.join("below"), "T", "L").is_err());
    }
}
