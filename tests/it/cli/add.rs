//! `init` and `add`: checked, canonical, whole or not at all.

use super::Sandbox;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// All files of a folder, to see that nothing changed. The lock file stays behind by design.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            let inner = content(&entry.path());
            files.extend(inner.into_iter().map(|(k, v)| (format!("{name}/{k}"), v)));
        } else if name != ".lock" {
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    files
}

#[test]
fn a_dataset_of_ones_own_in_five_commands() {
    let sandbox = Sandbox::new();
    sandbox.write("register.txt", "Entry 12. Acme Ltd, headed since 2019 by Jo Smith.\n");
    for args in [
        &["init", "mine", "--title", "Mine", "--licence", "CC0-1.0"][..],
        &[
            "--data",
            "mine",
            "add",
            "source",
            "register",
            "--title",
            "Register of companies",
            "--published",
            "2024-03",
            "--file",
            "register.txt",
            "--keep",
        ],
        &[
            "--data",
            "mine",
            "add",
            "node",
            "acme",
            "--kind",
            "company",
            "--name",
            "Acme Ltd",
            "--cite",
            "register",
            "--text",
            "Acme Ltd",
            "--says",
            "The register lists Acme",
        ],
        &["--data", "mine", "add", "node", "jo-smith", "--kind", "person", "--name", "Jo Smith"],
        &[
            "--data",
            "mine",
            "add",
            "edge",
            "Jo Smith",
            "heads",
            "Acme Ltd",
            "--when",
            "2019/..",
            "--cite",
            "register",
            "--text",
            "headed since 2019 by Jo Smith",
            "--says",
            "Jo Smith has headed Acme since 2019",
        ],
    ] {
        let run = sandbox.run(args);
        assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
    }
    let answer = sandbox.json(&["--data", "mine", "path", "Jo Smith", "acme"]);
    let hop = &answer["paths"][0]["hops"][0];
    assert_eq!(hop["edge"], "jo-smith-heads-acme");
    assert_eq!(hop["when"], "2019/..");
    assert_eq!(hop["evidence"][0]["state"], "verified");
    assert_eq!(
        (&hop["evidence"][0]["start"], &hop["evidence"][0]["end"]),
        (&20.into(), &49.into())
    );
    assert_eq!(sandbox.run(&["--data", "mine", "verify"]).code, 0);
}

#[test]
fn a_dry_run_shows_the_line_and_changes_nothing() {
    let sandbox = Sandbox::new();
    let example = sandbox.example();
    let before = content(&example);
    let args = ["--data", "example", "add", "node", "zed", "--kind", "person", "--name", "Zed"];
    let dry = sandbox.run(&[&args[..], &["--dry-run", "--json"]].concat());
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    assert_eq!(content(&example), before);
    let answer: Value = serde_json::from_str(&dry.stdout).unwrap();
    assert_eq!(answer["dry_run"], true);
    assert_eq!(answer["rows"][0]["sign"], "+");
    assert_eq!(
        answer["rows"][0]["line"],
        "{\"id\": \"zed\", \"kind\": \"person\", \"name\": \"Zed\"}"
    );
    assert_eq!(sandbox.run(&args).code, 0);
    let after = content(&example);
    let changed: Vec<&String> =
        after.keys().filter(|name| before.get(*name) != after.get(*name)).collect();
    assert_eq!(changed, ["nodes.json"]);
    let lines = |files: &BTreeMap<String, Vec<u8>>| {
        String::from_utf8(files["nodes.json"].clone()).unwrap().lines().count()
    };
    assert_eq!(lines(&after), lines(&before) + 1, "one record is one line");
}

#[test]
fn what_is_refused_changes_nothing() {
    let sandbox = Sandbox::new();
    let example = sandbox.example();
    let before = content(&example);
    let data = ["--data", "example", "add"];
    for (args, code) in [
        (&["node", "byeoldeung", "--kind", "company", "--name", "Again"][..], 3),
        (&["node", "zed", "--kind", "nosuch", "--name", "Zed"], 3),
        (&["node", "two words", "--kind", "person", "--name", "Zed"], 2),
        (&["node", "zed", "--kind", "person", "--name", "Zed", "--when", "1.1.2000"], 2),
        (&["node", "--record", "{\"id\": \"zed\""], 3),
        (
            &[
                "node",
                "--record",
                "{\"id\": \"zed\", \"kind\": \"person\", \"name\": \"Z\", \"x\": 1}",
            ],
            3,
        ),
        (&["edge", "byeoldeung", "studied-at", "tarvonia"], 3),
        (&["edge", "byeoldeung", "signed", "nobody"], 1),
        (&["edge", "byeoldeung", "nosuch", "tarvonia"], 2),
        (&["source", "zed", "--title", "Z", "--file", "nowhere.txt"], 4),
        (&["evidence", "nosuch", "--cite", "courier-2021", "--text", "Torvash", "--says", "x"], 1),
        (
            &[
                "evidence",
                "byeoldeung",
                "--cite",
                "courier-2021",
                "--text",
                "no such text",
                "--says",
                "x",
            ],
            1,
        ),
    ] {
        let run = sandbox.run(&[&data[..], args].concat());
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty());
        assert_eq!(content(&example), before, "{args:?}");
    }
}

#[test]
fn the_built_in_dataset_is_read_only() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["add", "node", "zed", "--kind", "person", "--name", "Zed"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("sociogram init"), "{}", run.stderr);
}

#[test]
fn init_does_not_touch_a_folder_that_holds_something() {
    let sandbox = Sandbox::new();
    sandbox.write("taken/notes.txt", "mine");
    let run = sandbox.run(&["init", "taken"]);
    assert_eq!(run.code, 4);
    assert_eq!(content(&sandbox.path().join("taken")).len(), 1);
}

#[test]
fn symmetric_edges_are_stored_the_one_way_there_is() {
    let sandbox = Sandbox::new();
    let example = sandbox.example();
    let run = sandbox.run(&[
        "--data",
        "example",
        "add",
        "edge",
        "seol-garambit",
        "met",
        "milena-torvash",
        "--json",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let edges = fs::read_to_string(example.join("edges.json")).unwrap();
    assert!(edges.contains("\"from\": \"milena-torvash\", \"to\": \"seol-garambit\""));
}

#[test]
fn a_line_that_is_added_twice_gets_two_ids() {
    let sandbox = Sandbox::new();
    sandbox.example();
    let args = [
        "--data",
        "example",
        "add",
        "edge",
        "milena-torvash",
        "met",
        "seol-garambit",
        "--when",
        "2024-05",
        "--json",
    ];
    let ids: Vec<String> = (0..3)
        .map(|_| {
            let run = sandbox.run(&args);
            assert_eq!(run.code, 0, "{}", run.stderr);
            let answer: Value = serde_json::from_str(&run.stdout).unwrap();
            let line: Value =
                serde_json::from_str(answer["rows"][0]["line"].as_str().unwrap()).unwrap();
            line["id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(ids[0], "milena-torvash-met-seol-garambit");
    assert_eq!(ids[1], "milena-torvash-met-seol-garambit-2024-05");
    assert_eq!(ids[2], "milena-torvash-met-seol-garambit-2024-05-2");
}

#[test]
fn hand_edited_files_are_written_back_in_the_one_form_there_is() {
    let sandbox = Sandbox::new();
    let example = sandbox.example();
    let canonical = content(&example);
    let nodes: Value = serde_json::from_slice(&canonical["nodes.json"]).unwrap();
    let mut records = nodes.as_array().unwrap().clone();
    records.reverse();
    let loose = serde_json::to_string_pretty(&records).unwrap();
    fs::write(example.join("nodes.json"), &loose).unwrap();
    let warned = sandbox.run(&["--data", "example", "validate", "--strict"]);
    assert_eq!(warned.code, 1);
    assert!(warned.stdout.contains("validate --fix"), "{}", warned.stdout);
    let dry = sandbox.run(&["--data", "example", "validate", "--fix", "--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    assert_eq!(fs::read_to_string(example.join("nodes.json")).unwrap(), loose);
    let fixed = sandbox.run(&["--data", "example", "validate", "--fix"]);
    assert_eq!(fixed.code, 0, "{}", fixed.stderr);
    assert_eq!(content(&example), canonical);
    assert_eq!(sandbox.run(&["validate", "--fix"]).code, 2);
}

#[test]
fn figures_are_added_with_their_bounds_and_their_source() {
    let sandbox = Sandbox::new();
    let example = sandbox.example();
    let data = ["--data", "example", "add", "fact"];
    let figure = sandbox.run(
        &[
            &data[..],
            &[
                "naruteo-bank",
                "staff",
                "--amount",
                "340",
                "--unit",
                "person",
                "--bound",
                "about",
                "--period",
                "2022",
                "--because",
                "the release counts them",
            ],
        ]
        .concat(),
    );
    assert_eq!(figure.code, 0, "{}", figure.stderr);
    let words = sandbox.run(&[&data[..], &["naruteo-bank", "motto", "Lend and mend"]].concat());
    assert_eq!(words.code, 0, "{}", words.stderr);
    let shown = sandbox.json(&["--data", "example", "show", "naruteo-bank"]);
    let facts = shown["facts"].as_array().unwrap();
    let [.., figure, words] = facts.as_slice() else { panic!("two facts were added") };
    assert_eq!(figure["amount"]["value"], "340");
    assert_eq!(figure["amount"]["bound"], "about");
    assert_eq!(figure["amount"]["period"], "2022");
    assert_eq!(figure["basis"], "inferred");
    assert_eq!(words["value"], "Lend and mend");
    let before = content(&example);
    for (args, code) in [
        (&["naruteo-bank", "staff", "--amount", "a lot", "--unit", "person"][..], 2),
        (&["naruteo-bank", "staff", "--amount", "340"], 2),
        (&["naruteo-bank", "Staff Count", "340"], 3),
        (&["nobody", "staff", "340"], 1),
        (&["naruteo-bank", "staff", "--amount", "5", "--amount-to", "4", "--unit", "person"], 3),
    ] {
        let run = sandbox.run(&[&data[..], args].concat());
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
        assert_eq!(content(&example), before, "{args:?}");
    }
}
