//! The contract of the command line: every verb, format, option and exit code.

use super::{Sandbox, edge, node};
use serde_json::Value;
use std::collections::BTreeSet;

/// Every verb that answers from data, with arguments that find something on the built-in data.
const ANSWERS: &[&[&str]] = &[
    &["find", "kepco"],
    &["show", "kepco"],
    &["neighbors", "kepco"],
    &["path", "kepco", "samsung"],
    &["path", "samsung", "lee-myung-bak", "--in-order"],
    &["connect", "kepco", "samsung", "korea-eximbank"],
    &["rank"],
    &["brokers"],
    &["brokers", "--between", "country=kazakhstan", "--and", "country=korea"],
    &["groups"],
    &["affiliations"],
    &["similar", "lee-myung-bak"],
    &["timeline"],
    &["timeline", "kepco", "samsung", "--together"],
    &["conflicts"],
    &["corroboration"],
    &["diff", "2009", "2012"],
    &["diff", "harbour-lights", "kazakhstan-korea"],
    &["stats"],
    &["kinds"],
    &["sources"],
    &["verify"],
    &["validate"],
    &["check"],
    &["tour"],
];

/// Verbs that need a folder, a text or a form of their own; each has tests of its own.
const OTHERS: &[&str] =
    &["bench", "diagram", "evidence", "init", "add", "import", "export", "completions", "help"];

#[test]
fn every_verb_is_held_to_the_contract() {
    let command = sociogram::cli::command();
    let verbs: BTreeSet<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let held: BTreeSet<&str> =
        ANSWERS.iter().map(|args| args[0]).chain(OTHERS.iter().copied()).collect();
    let missing: Vec<_> = verbs.difference(&held).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_verb_answers_in_every_format() {
    let sandbox = Sandbox::new();
    for args in ANSWERS {
        for format in ["text", "json", "jsonl", "csv", "tsv", "markdown"] {
            let mut all = args.to_vec();
            all.extend(["--format", format]);
            let run = sandbox.run(&all);
            assert_eq!(run.code, 0, "{all:?}: {}", run.stderr);
            let has_rows = args[0] != "validate" || format != "jsonl";
            assert_eq!(!run.stdout.is_empty(), has_rows, "{all:?}");
            match format {
                "json" => {
                    let answer: Value = serde_json::from_str(&run.stdout).expect("valid JSON");
                    assert_eq!(answer["schema"], format!("sociogram.{}/1", args[0]), "{all:?}");
                    assert_eq!(answer["dataset"]["name"], "kazakhstan-korea");
                    assert_eq!(answer["dataset"]["digest"].as_str().map(str::len), Some(64));
                    assert!(answer["projection"]["description"].is_string());
                }
                "jsonl" => {
                    for line in run.stdout.lines() {
                        serde_json::from_str::<Value>(line).expect("each line is JSON");
                    }
                }
                "tsv" => {
                    let columns = |line: &str| line.split('\t').count();
                    let first = run.stdout.lines().next().map(columns);
                    assert!(run.stdout.lines().all(|line| Some(columns(line)) == first), "{all:?}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn human_text_fits_eighty_columns() {
    let sandbox = Sandbox::new();
    for args in ANSWERS {
        let run = sandbox.run(args);
        for line in run.stdout.lines().chain(run.stderr.lines()) {
            let width = unicode_width::UnicodeWidthStr::width(line);
            assert!(width <= 80, "{args:?}: {width} columns: {line}");
        }
        assert!(!run.stdout.contains('\u{1b}'), "{args:?} is coloured without a terminal");
    }
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let sandbox = Sandbox::new();
    for args in ANSWERS {
        assert_eq!(sandbox.run(args).stdout, sandbox.run(args).stdout, "{args:?}");
    }
}

#[test]
fn global_options_work_before_and_after_the_verb() {
    let sandbox = Sandbox::new();
    let before = sandbox.run(&["--json", "--data", "harbour-lights", "stats"]);
    let after = sandbox.run(&["stats", "--data", "harbour-lights", "--format", "json"]);
    assert_eq!(before.stdout, after.stdout);
    assert_eq!(before.code, 0);
}

#[test]
fn an_answer_that_finds_nothing_is_valid_and_exits_1() {
    let sandbox = Sandbox::new();
    let lonely = [node("a", "person"), node("b", "person")];
    let data = sandbox.dataset(&lonely.each_ref().map(String::as_str), &[]);
    for args in [
        &["find", "zzzzzz"][..],
        &["path", "a", "b"],
        &["neighbors", "a"],
        &["timeline"],
        &["conflicts"],
        &["corroboration"],
        &["diff", "2009", "2012"],
        &["connect", "a", "b"],
        &["rank", "--kind", "company"],
        &["brokers"],
        &["brokers", "--between", "a", "--and", "b"],
        &["affiliations"],
        &["similar", "a"],
    ] {
        let mut all = vec!["--data", data, "--json"];
        all.extend(args);
        let run = sandbox.run(&all);
        assert_eq!(run.code, 1, "{args:?}: {}", run.stderr);
        serde_json::from_str::<Value>(&run.stdout).expect("valid when empty");
    }
}

#[test]
fn an_empty_dataset_answers() {
    let sandbox = Sandbox::new();
    let data = sandbox.dataset(&[], &[]);
    for verb in ["stats", "kinds", "sources", "verify", "validate"] {
        let run = sandbox.run(&["--data", data, verb]);
        assert_eq!(run.code, 0, "{verb}: {}", run.stderr);
    }
    for verb in ["rank", "brokers", "timeline", "affiliations", "conflicts", "corroboration"] {
        assert_eq!(sandbox.run(&["--data", data, verb]).code, 1, "{verb}");
    }
    assert_eq!(sandbox.run(&["--data", data, "diff", "2009", "2012"]).code, 1);
    assert_eq!(sandbox.run(&["diff", data, data]).code, 1);
}

#[test]
fn exit_codes_are_those_of_the_contract() {
    let sandbox = Sandbox::new();
    let unknown = node("a", "nosuch");
    let data = sandbox.dataset(&[&unknown], &[&edge("e", "met", "a", "gone", "")]);
    let code = |args: &[&str]| sandbox.run(args).code;
    assert_eq!(code(&["path", "kepco", "samsung"]), 0);
    assert_eq!(code(&["path", "kepco", "kepco"]), 0);
    assert_eq!(code(&["show", "nobody at all"]), 1);
    assert_eq!(code(&["show"]), 2);
    assert_eq!(code(&["nosuch"]), 2);
    assert_eq!(code(&[]), 2);
    assert_eq!(code(&["rank", "--by", "magic"]), 2);
    assert_eq!(code(&["show", "kepco", "--as-of", "yesterday"]), 2);
    assert_eq!(code(&["show", "kepco", "--kind", "magic"]), 2);
    assert_eq!(code(&["show", "kepco", "--certain"]), 2);
    assert_eq!(code(&["--data", data, "stats"]), 3);
    assert_eq!(code(&["--data", "nowhere", "stats"]), 4);
    assert_eq!(code(&["--help"]), 0);
    assert_eq!(code(&["--version"]), 0);
}

#[test]
fn a_refused_dataset_lists_every_finding_with_its_place() {
    let sandbox = Sandbox::new();
    let unknown = node("a", "nosuch");
    let data = sandbox.dataset(&[&unknown], &[&edge("e", "met", "a", "gone", "")]);
    let run = sandbox.run(&["--data", data, "stats", "--json"]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    let error = run.error();
    assert_eq!(error["schema"], "sociogram.error/1");
    let codes: Vec<&str> = error["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .map(|finding| finding["code"].as_str().expect("codes are words"))
        .collect();
    assert_eq!(codes, ["dangling-end", "unknown-kind"]);
    assert_eq!(error["file"], "edges.json");
    assert_eq!(error["line"], 2);
    assert!(run.stderr.contains("edges.json:2:"), "{}", run.stderr);
}

#[test]
fn errors_leave_stdout_empty_and_end_with_json() {
    let sandbox = Sandbox::new();
    for (args, code) in [
        (&["show", "nobody at all"][..], "unknown-name"),
        (&["show"], "usage"),
        (&["--data", "nowhere", "stats"], "io"),
        (&["rank", "--by", "in-degree"], "usage"),
    ] {
        let mut all = args.to_vec();
        all.push("--json");
        let run = sandbox.run(&all);
        assert_eq!(run.stdout, "", "{args:?}");
        let error = run.error();
        assert_eq!(error["code"], code, "{args:?}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
}

#[test]
fn the_dataset_is_found_upward_then_in_graph_data_then_built_in() {
    let sandbox = Sandbox::new();
    let name = |folder: &std::path::Path| -> Value {
        let mut command = sandbox.command(&["stats", "--json"]);
        let output = command.current_dir(folder).output().expect("the program starts");
        let answer: Value = serde_json::from_slice(&output.stdout).expect("valid JSON");
        answer["dataset"]["name"].clone()
    };
    assert_eq!(name(sandbox.path()), "kazakhstan-korea");
    let inner = sandbox.path().join("graph-data/one");
    std::fs::create_dir_all(inner.parent().expect("graph-data")).expect("a folder");
    assert_eq!(sandbox.run(&["init", "graph-data/one"]).code, 0);
    assert_eq!(name(sandbox.path()), "one");
    assert_eq!(name(&inner), "one");
    assert_eq!(sandbox.run(&["init", "graph-data/two"]).code, 0);
    let run = sandbox.run(&["stats"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("graph-data/one") && run.stderr.contains("graph-data/two"));
    assert_eq!(name(&sandbox.path().join("graph-data/two")), "two");
}

#[test]
fn every_verb_has_help_with_examples() {
    fn visit(command: &clap::Command, path: &str) {
        for verb in command.get_subcommands().filter(|verb| verb.get_name() != "help") {
            let path = format!("{path} {}", verb.get_name());
            assert!(verb.get_about().is_some(), "{path} says nothing of itself");
            let examples = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(examples.starts_with("Examples:\n  sociogram "), "{path} has no examples");
            visit(verb, &path);
            for option in verb.get_arguments() {
                assert!(option.get_help().is_some(), "{path} {} is not explained", option.get_id());
            }
        }
    }
    visit(&sociogram::cli::command(), "sociogram");
}

#[test]
fn completions_come_for_every_shell() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = sandbox.run(&["completions", shell]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.contains("timeline"), "{shell}");
    }
}

#[test]
fn timings_are_json_on_stderr() {
    let run = Sandbox::new().run(&["stats", "--timings"]);
    let line = run.stderr.lines().last().expect("timings are printed");
    let timings: Value = serde_json::from_str(line).expect("valid JSON");
    assert_eq!(timings["schema"], "sociogram.timings/1");
    assert!(timings["load_ms"].is_number() && timings["answer_ms"].is_number());
}

#[test]
fn csv_neutralises_what_a_spreadsheet_would_run() {
    let sandbox = Sandbox::new();
    let nasty = "{\"id\": \"a\", \"kind\": \"person\", \"name\": \"=HYPERLINK(1)\"}";
    let data = sandbox.dataset(&[nasty], &[]);
    let csv = sandbox.run(&["--data", data, "find", "*", "--format", "csv"]);
    assert!(csv.stdout.contains("'=HYPERLINK(1)"), "{}", csv.stdout);
    let raw = sandbox.run(&["--data", data, "find", "*", "--format", "csv", "--raw"]);
    assert!(raw.stdout.contains(",=HYPERLINK(1)"), "{}", raw.stdout);
}

/// The examples that help shows for data that ships are answered, not empty.
#[test]
fn examples_in_help_find_something() {
    let sandbox = Sandbox::new();
    sandbox.example();
    let mut n_examples = 0;
    let command = sociogram::cli::command();
    for verb in command.get_subcommands() {
        let asks = [
            "find",
            "show",
            "neighbors",
            "connect",
            "rank",
            "brokers",
            "affiliations",
            "similar",
            "timeline",
            "conflicts",
            "corroboration",
            "diff",
            "stats",
            "kinds",
            "sources",
            "check",
        ];
        if !asks.contains(&verb.get_name()) {
            continue;
        }
        let examples = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
        for line in examples.lines().skip(1) {
            let run = sandbox.shell(line.trim());
            assert_eq!(run.code, 0, "{line}: {}{}", run.stdout, run.stderr);
            n_examples += 1;
        }
    }
    assert!(n_examples > 15, "{n_examples}");
}

/// The members that `docs/json.md` promises of an answer are those that it has, in that order.
#[test]
fn json_answers_have_the_members_that_are_documented() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
    let document = std::fs::read_to_string(file).unwrap();
    let promised = |name: &str| -> Vec<String> {
        let start = document.find(&format!("\n- {name}")).unwrap() + 1;
        let entry = &document[start..];
        let entry = &entry[..entry[1..].find("\n- ").or(entry.find("\n\n")).unwrap()];
        let (_, members) = entry.split_once(':').unwrap();
        let words = members.split('`').skip(1).step_by(2);
        words.filter(|word| !word.contains('{')).map(str::to_owned).collect()
    };
    let sandbox = Sandbox::new();
    for (name, args) in [
        ("`find`", &["find", "kepco"][..]),
        ("`show` of a node", &["show", "kepco"]),
        ("`show` of an edge", &["show", "kepco-signed-balkhash-framework"]),
        ("`neighbors`", &["neighbors", "kepco"]),
        ("`path`", &["path", "kepco", "samsung"]),
        ("`path --in-order`", &["path", "kepco", "samsung", "--in-order"]),
        ("`connect`", &["connect", "kepco", "samsung"]),
        ("`rank.over-time`", &["rank", "--over-time"]),
        ("`rank.sensitivity`", &["rank", "--sensitivity"]),
        ("`brokers`", &["brokers"]),
        ("`groups`", &["groups"]),
        ("`affiliations`", &["affiliations"]),
        ("`similar`", &["similar", "lee-myung-bak"]),
        ("`conflicts`", &["conflicts"]),
        ("`corroboration`", &["corroboration"]),
        ("`diff` of two dates", &["diff", "2009", "2012"]),
        ("`diff` of two datasets", &["diff", "harbour-lights", "kazakhstan-korea"]),
        ("`kinds`", &["kinds"]),
        ("`sources`", &["sources"]),
        ("`sources.withdrawal`", &["sources", "hop-forum-2013"]),
        ("`verify`", &["verify"]),
        ("`validate`", &["validate"]),
        ("`check`", &["check"]),
        ("`tour`", &["tour"]),
    ] {
        let answer = sandbox.json(args);
        let members: Vec<&str> =
            answer.as_object().unwrap().keys().skip(3).map(String::as_str).collect();
        let promised: Vec<String> = promised(name)
            .into_iter()
            .filter(|word| word != "rows" || members.contains(&"rows"))
            .collect();
        assert_eq!(members, promised, "{name}");
    }
}
