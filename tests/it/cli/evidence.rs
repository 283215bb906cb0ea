//! `verify` and `evidence locate`: the four states, and what they do to the exit code.

use super::Sandbox;
use serde_json::{Value, json};
use std::fs;

fn counts(answer: &Value) -> [u64; 4] {
    ["verified", "unchecked", "moved", "broken"].map(|state| answer[state].as_u64().unwrap())
}

#[test]
fn without_texts_nothing_is_checked_and_that_is_no_failure() {
    let run = Sandbox::new().run(&["verify"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.starts_with("0 of "), "{}", run.stdout);
}

#[test]
fn the_invented_story_shows_all_four_states() {
    let sandbox = Sandbox::new();
    sandbox.example();
    let answer = sandbox.json(&["--data", "example", "verify"]);
    assert_eq!(counts(&answer), [119, 5, 10, 2]);
    let notices = answer["notices"].as_array().unwrap();
    let sources: Vec<&str> = notices.iter().map(|n| n["source"].as_str().unwrap()).collect();
    assert_eq!(sources, ["byeoldeung-2022", "gazette-2020", "quayside-2022"]);
}

#[test]
fn with_texts_anything_moved_broken_or_missing_exits_1() {
    let sandbox = Sandbox::new();
    sandbox.example();
    let strict = ["--data", "example", "verify", "--texts", "example/sources"];
    assert_eq!(sandbox.run(&strict).code, 1);
    fs::create_dir(sandbox.path().join("empty")).unwrap();
    let missing = sandbox.run(&["--data", "example", "verify", "--texts", "empty"]);
    assert_eq!(missing.code, 1);
    assert!(missing.stdout.starts_with("0 of 136"), "{}", missing.stdout);
    assert_eq!(sandbox.run(&["verify", "--texts", "nowhere"]).code, 2);
}

#[test]
fn moved_spans_are_rewritten_and_nothing_else() {
    let sandbox = Sandbox::new();
    let example = sandbox.example();
    let fix = ["--data", "example", "verify", "--fix-moved"];
    let before = fs::read_to_string(example.join("edges.json")).unwrap();
    let dry = sandbox.run(&[&fix[..], &["--dry-run"]].concat());
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    assert_eq!(fs::read_to_string(example.join("edges.json")).unwrap(), before);
    let run = sandbox.run(&fix);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let answer = sandbox.json(&["--data", "example", "verify"]);
    assert_eq!(counts(&answer), [129, 5, 0, 2]);
    // The text in which only places had changed is the known one now; that with lost spans is not.
    let notices = answer["notices"].as_array().unwrap();
    let sources: Vec<&str> = notices.iter().map(|n| n["source"].as_str().unwrap()).collect();
    assert_eq!(sources, ["byeoldeung-2022", "gazette-2020"]);
    let again = sandbox.run(&fix);
    assert!(again.stdout.contains("Changed 0 lines"), "{}", again.stdout);
}

#[test]
fn a_located_text_pastes_as_evidence_that_verifies() {
    let sandbox = Sandbox::new();
    sandbox.example();
    let located = sandbox.json(&[
        "--data",
        "example",
        "evidence",
        "locate",
        "courier-2021",
        "Marezh",
        "--says",
        "The minister is named",
    ]);
    let rows = located["rows"].as_array().unwrap();
    assert!(rows.len() > 1, "the text stands in several places");
    let numbers: Vec<&Value> = rows.iter().map(|row| &row["number"]).collect();
    assert_eq!(
        numbers,
        (1..=rows.len()).map(|n| json!(n)).collect::<Vec<_>>().iter().collect::<Vec<_>>()
    );
    let text =
        fs::read_to_string(sandbox.path().join("example/sources/marezh-courier-2021-11-23.txt"))
            .unwrap();
    let letters: Vec<char> = text.chars().collect();
    for row in rows {
        let place = |end: &str| row["evidence"][end].as_u64().unwrap() as usize;
        let span: String = letters[place("start")..place("end")].iter().collect();
        assert_eq!(span, "Marezh");
    }
    let evidence = rows[1]["evidence"].to_string();
    let run = sandbox.run(&[
        "--data",
        "example",
        "add",
        "evidence",
        "milena-torvash",
        "--record",
        &evidence,
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let shown = sandbox.json(&["--data", "example", "show", "milena-torvash"]);
    let states = shown["node"]["evidence"].as_array().unwrap();
    assert_eq!(states.last().unwrap()["state"], "verified");
    let ambiguous = sandbox.run(&[
        "--data",
        "example",
        "add",
        "evidence",
        "milena-torvash",
        "--cite",
        "courier-2021",
        "--text",
        "Marezh",
        "--says",
        "x",
    ]);
    assert_eq!(ambiguous.code, 2);
    assert!(ambiguous.stderr.contains("--nth"), "{}", ambiguous.stderr);
}

/// Words of a text, lower-cased, without punctuation.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Every text of a record that is not a name, a title, an id made of one, or a link.
fn own_words(value: &Value, under: &str, found: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let is_name = matches!(under, "name" | "aliases" | "title" | "url" | "sha256");
            let is_id = matches!(under, "id" | "from" | "to" | "claimed_by" | "source");
            if !is_name && !is_id {
                found.push(text.clone());
            }
        }
        Value::Array(items) => items.iter().for_each(|item| own_words(item, under, found)),
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| own_words(member, name, found));
        }
        _ => {}
    }
}

#[test]
fn the_articles_support_every_span_and_none_of_their_sentences_is_stored() {
    let Some(texts) = std::env::var_os("SOCIOGRAM_TEXTS") else {
        eprintln!("skipped: SOCIOGRAM_TEXTS names no folder with the articles");
        return;
    };
    let texts = std::path::PathBuf::from(texts);
    let folder = texts.to_str().unwrap();
    let sandbox = Sandbox::new();
    let answer = sandbox.json(&["verify", "--texts", folder]);
    assert_eq!(answer["verified"], answer["evidence"]);
    assert!(answer["evidence"].as_u64().unwrap() > 400);
    assert_eq!(sandbox.run(&["verify", "--texts", folder]).code, 0);

    let mut runs = std::collections::BTreeSet::new();
    for entry in fs::read_dir(&texts).unwrap() {
        let words = words(&fs::read_to_string(entry.unwrap().path()).unwrap());
        runs.extend(words.windows(8).map(<[String]>::to_vec));
    }
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("graph-data/kazakhstan-korea");
    for file in ["sources.json", "nodes.json", "edges.json"] {
        let records: Value =
            serde_json::from_str(&fs::read_to_string(data.join(file)).unwrap()).unwrap();
        let mut stored = Vec::new();
        own_words(&records, "", &mut stored);
        assert!(stored.len() > 3, "{file} holds text");
        for text in stored {
            let copied =
                words(&text).windows(8).find(|run| runs.contains(*run)).map(|r| r.join(" "));
            assert_eq!(copied, None, "{file} stores words of a source: {text}");
        }
    }
}
