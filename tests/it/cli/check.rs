//! `check`: standing questions that hold, fail with a difference, or cannot be asked.

use super::{Run, Sandbox, edge, node};
use insta::assert_snapshot;
use serde_json::Value;
use sociogram::dataset::{CHECK_REFUSES, CHECK_VERBS};
use std::collections::BTreeSet;

/// The example with these checks in place of its own.
fn example(checks: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.example();
    sandbox.write("example/checks.json", checks);
    sandbox
}

fn checked(sandbox: &Sandbox, more: &[&str]) -> Run {
    sandbox.run(&[&["--data", "example", "check"], more].concat())
}

fn one(ask: &str, expect: &str) -> String {
    format!("[\n{{\"name\": \"a\", \"title\": \"A\", \"ask\": {ask}, \"expect\": {expect}}}\n]\n")
}

const THREE: &str = r#"[
{"name": "all-cited", "title": "Every edge of the ministry has a source", "why": "The registry would say who controls the port", "ask": ["show", "ministry-of-ports"], "expect": [{"at": "/edges", "every": [{"at": "/evidence", "empty": false}]}, {"at": "/edges", "count": {"at_most": 3}}]},
{"name": "kesheff", "title": "Dorian Kesheff is known", "ask": ["show", "dorian-keshef"], "expect": [{"at": "/node/kind", "is": "person"}]},
{"name": "stands", "title": "The port is controlled", "ask": ["show", "marezh-port-authority"], "expect": [{"at": "/edges", "some": [{"at": "/kind", "is": "controls"}]}]}
]
"#;

#[test]
fn a_check_that_fails_shows_the_rows_that_break_it_with_their_citations() {
    assert_snapshot!(checked(&example(THREE), &[]).shown(), @"
    exit: 1
    --- stdout
    3 checks: 1 passed, 1 failed, 1 broken

    failed  Every edge of the ministry has a source (all-cited)
            The registry would say who controls the port
            asked: show ministry-of-ports
            expected: in every row of /edges: /evidence is not empty
            found: 1 of 5 does not
              Ministry of Ports of Tarvonia controls Marezh Port Authority,
                /edges/2/evidence: an empty list [no source]
            expected: /edges has at most 3
            found: 5
              Ministry of Ports of Tarvonia established Harbour Safety Committee, 14
                Feb 2020, /edges/0 [1]
              Ministry of Ports of Tarvonia gave an award to Seol Garambit, 15 Mar
                2022 (date worked out), /edges/1 [2][3][4]
              Ministry of Ports of Tarvonia controls Marezh Port Authority, /edges/2
                [no source]
              Ministry of Ports of Tarvonia is part of Tarvonia, /edges/3 [5]
              Milena Torvash heads Ministry of Ports of Tarvonia, since 2 Sep 2019
                (date worked out), /edges/4 [6][7]

    broken  Dorian Kesheff is known (kesheff)
            asked: show dorian-keshef
            error: nobody and nothing is called “dorian-keshef”
            hint: did you mean dorian-kesheff?

    passed  The port is controlled (stands)

    Citations
    [1]  Set up by order (gazette-2020, 209-298, unchecked)
    [2]  The medal's name (saltglass-2022, 808-826, verified)
    [3]  He received the ministry's medal (saltglass-2022, 775-826, verified)
         “handed him the ministry's medal, the Bronze Lantern”
    [4]  The blog carries the same sentence (quayside-2022, 683-734, moved)
    [5]  A part of the government (gazette-2020, 129-203, unchecked)
    [6]  She is the minister (courier-2021, 82-119, verified)
    [7]  She is the minister (saltglass-2022, 104-148, verified)

    Sources
    courier-2021: Marezh Courier, “Minister promises light on every quay”, 23 Nov
         2021, https://courier.example/2021/11/23/light-on-every-quay
    gazette-2020: State of Tarvonia, “Tarvonia Gazette, no. 7 of 2020”, 2020
    quayside-2022: Quayside Notes, “Copied from Saltglass Wire: Naruteo Bank expects
         to lend 30 million euros for our lamps”, 17 Mar 2022,
         https://quayside.example/lamps, copies saltglass-2022
    saltglass-2022: Saltglass Wire, “Tarvonia signs for light in its harbour”, 16
         Mar 2022, https://saltglass.example/wire/220316-tarvonia

    data: example · 37 nodes, 60 edges
    next: sociogram --data example show ministry-of-ports
          sociogram --data example show dorian-keshef
    --- stderr
    ");
}

#[test]
fn the_checks_of_the_shipped_data_hold() {
    assert_snapshot!(Sandbox::new().run(&["check"]).shown(), @"
    exit: 0
    --- stdout
    13 checks: 13 passed

    passed  Every amount over 100 million dollars has an origin, and none is only
            somebody's claim (amounts-over-100-million-are-nobodys-claim)
    passed  The petrochemical complex in Atyrau joins those of Kazakhstan to those
            of Korea, and parts hang on it alone (atyrau-complex-is-a-bridge)
    passed  Samruk-Energy, KEPCO and Samsung, and nobody else, signed the Balkhash
            framework on 25 March 2009 (balkhash-framework-has-three-parties)
    passed  No citation is broken or has moved (citations-stand)
    passed  The forum's post only carries the statement of 13 December 2013: it is
            no origin of its own (forum-is-no-origin)
    passed  KEPCO and Samsung are one step apart, by the Balkhash framework
            (kepco-and-samsung-meet)
    passed  No owner path leads from KEPCO to the Balkhash plant
            (kepco-owns-nothing-of-balkhash)
    passed  Every amount of 100 million or more is dated and has a source
            (large-amounts-are-dated-and-sourced)
    passed  Lee Myung-bak is among the three who stand between most others
            (lee-myung-bak-stands-between)
    passed  LG and LG Chemical are joined by nothing that a sentence says
            (lg-is-not-joined-to-lg-chemical)
    passed  No two claims about one thing contradict each other for certain
            (no-contradictions)
    passed  No relationship and no fact is without a source (nothing-is-unsourced)
    passed  The summit of 2012 and the visit to it are planned: the article is older
            (summit-of-2012-is-only-planned)

    data: kazakhstan-korea · 145 nodes, 238 edges
    --- stderr
    ");
    let run = Sandbox::new().run(&["--data", "harbour-lights", "check"]);
    assert_eq!(run.code, 0, "{}", run.shown());
}

#[test]
fn the_difference_is_there_for_a_program_too() {
    let sandbox = example(THREE);
    let run = checked(&sandbox, &["--json", "--limit", "1"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let answer: Value = serde_json::from_str(&run.stdout).expect("valid JSON");
    assert_eq!(answer["schema"], "sociogram.check/1");
    assert_eq!(
        (&answer["passed"], &answer["failed"], &answer["broken"]),
        (&1.into(), &1.into(), &1.into())
    );
    let row = &answer["rows"][0];
    assert_eq!((&row["name"], &row["state"]), (&"all-cited".into(), &"failed".into()));
    assert_eq!(row["ask"], serde_json::json!(["show", "ministry-of-ports"]));
    let difference = &row["differences"][0];
    assert_eq!(difference["expected"], "in every row of /edges: /evidence is not empty");
    assert_eq!(difference["total"], 1);
    assert_eq!(
        difference["rows"][0]["row"]["edge"],
        "ministry-of-ports-controls-marezh-port-authority"
    );
    assert_eq!(difference["rows"][0]["found"], "an empty list");
    let at = difference["rows"][0]["at"].as_str().expect("a pointer");
    // The pointer leads there in the answer that is asked by hand.
    let by_hand: Value = serde_json::from_str(
        &sandbox.run(&["--data", "example", "show", "ministry-of-ports", "--json"]).stdout,
    )
    .expect("valid JSON");
    assert_eq!(by_hand.pointer(at), Some(&serde_json::json!([])));
    assert_eq!(row["differences"][1]["rows"].as_array().map(Vec::len), Some(1));
    let broken = &answer["rows"][1];
    assert_eq!(broken["state"], "broken");
    assert!(broken["error"]["message"].as_str().is_some_and(|m| m.contains("dorian-keshef")));
    assert_eq!(broken["error"]["hint"], "did you mean dorian-kesheff?");
    assert_eq!(answer["rows"][2]["error"], Value::Null);
}

#[test]
fn amounts_that_rest_on_one_origin_are_listed() {
    let ask = r#"["corroboration", "--over", "1000000", "--unit", "EUR"]"#;
    let expect = r#"[{"at": "/rows", "every": [{"at": "/origins", "count": {"at_least": 2}}]}]"#;
    let run = checked(&example(&one(ask, expect)), &[]);
    assert_eq!(run.code, 1, "{}", run.shown());
    let one_line = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for shown in [
        "expected: in every row of /rows: /origins has at least 2 found: 5 of 5 do not",
        "Framework agreement for Harbour Lights: value: €52m",
        "/rows/0/origins: 1 [",
        "Citations",
    ] {
        assert!(one_line.contains(shown), "{shown}: {}", run.stdout);
    }
}

#[test]
fn checks_are_asked_by_name() {
    let sandbox = example(THREE);
    let run = checked(&sandbox, &["stands"]);
    assert_eq!(run.code, 0, "{}", run.shown());
    assert!(run.stdout.starts_with("1 check: 1 passed\n"), "{}", run.stdout);
    let run = checked(&sandbox, &["stands", "all-cited", "stands"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("2 checks: 1 passed, 1 failed\n"), "{}", run.stdout);
    let run = checked(&sandbox, &["stnds"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert!(run.stderr.contains("there is no check “stnds”"), "{}", run.stderr);
    assert!(run.stderr.contains("hint: checks: all-cited, kesheff, stands"), "{}", run.stderr);
}

#[test]
fn a_check_that_cannot_be_asked_is_broken_and_says_why() {
    for (ask, expect, message) in [
        (
            r#"["path", "milena-torvash"]"#,
            r#"[{"at": "/paths", "empty": true}]"#,
            "not provided: <TO>",
        ),
        (
            r#"["rank", "--by", "magic"]"#,
            r#"[{"at": "/rows", "empty": true}]"#,
            "invalid value 'magic'",
        ),
        (
            r#"["rank", "--by", "in-degree"]"#,
            r#"[{"at": "/rows", "empty": true}]"#,
            "in-degree needs a directed",
        ),
        (
            r#"["show", "Dorian"]"#,
            r#"[{"at": "/node", "empty": true}]"#,
            "nobody and nothing is called",
        ),
        (
            r#"["diff", "harbour-lights", "kazakhstan-korea"]"#,
            r#"[{"at": "/rows", "empty": true}]"#,
            "a check is asked of the dataset that it stands in",
        ),
        (
            r#"["stats", "-o", "x.svg"]"#,
            r#"[{"at": "/nodes", "is": 1}]"#,
            "unexpected argument '-o'",
        ),
        (r#"["stats", "--known-by", "soon"]"#, r#"[{"at": "/nodes", "is": 1}]"#, "soon"),
        (r#"["stats"]"#, r#"[{"at": "/knots", "is": 1}]"#, "the answer has no /knots"),
        (
            r#"["stats"]"#,
            r#"[{"at": "/nodes", "every": [{"is": 1}]}]"#,
            "/nodes is a number, not a list",
        ),
    ] {
        let sandbox = example(&one(ask, expect));
        let run = checked(&sandbox, &["--json"]);
        assert_eq!(run.code, 1, "{ask}: {}", run.shown());
        let answer: Value = serde_json::from_str(&run.stdout).expect("valid JSON");
        assert_eq!(answer["rows"][0]["state"], "broken", "{ask}");
        let error = &answer["rows"][0]["error"];
        assert!(error["message"].as_str().is_some_and(|m| m.contains(message)), "{ask}: {error}");
        assert!(error["hint"].is_string() || ask.contains("known-by"), "{ask}: {error}");
    }
}

#[test]
fn an_ambiguous_name_is_broken_with_the_ids_that_it_may_mean() {
    let sandbox = Sandbox::new();
    let twins = [
        r#"{"id": "a", "kind": "person", "name": "Kim"}"#,
        r#"{"id": "b", "kind": "company", "name": "Kim"}"#,
    ];
    let data = sandbox.dataset(&twins, &[]);
    sandbox.write(
        "data/checks.json",
        &one(r#"["show", "Kim"]"#, r#"[{"at": "/node", "empty": false}]"#),
    );
    let run = sandbox.run(&["--data", data, "check"]);
    assert_eq!(run.code, 1, "{}", run.shown());
    assert!(run.stdout.contains("“Kim” may mean several nodes"), "{}", run.stdout);
    assert!(run.stdout.contains("hint: ids: a, b"), "{}", run.stdout);
}

/// That a question finds nothing is an answer like any other.
#[test]
fn an_answer_that_is_empty_can_be_what_is_expected() {
    let sandbox = Sandbox::new();
    let lonely = [node("a", "person"), node("b", "person")];
    let data = sandbox.dataset(&lonely.each_ref().map(String::as_str), &[]);
    let checks = one(r#"["path", "a", "b"]"#, r#"[{"at": "/paths", "empty": true}]"#);
    sandbox.write("data/checks.json", &checks);
    let run = sandbox.run(&["--data", data, "check"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    sandbox.dataset(&lonely.each_ref().map(String::as_str), &[&edge("e", "met", "a", "b", "")]);
    let run = sandbox.run(&["--data", data, "check"]);
    assert_eq!(run.code, 1);
    // The row is named, and that it has no source.
    assert!(run.stdout.contains("/paths/0"), "{}", run.stdout);
}

#[test]
fn a_dataset_without_checks_does_not_pass() {
    let sandbox = Sandbox::new();
    let data = sandbox.dataset(&[], &[]);
    let run = sandbox.run(&["--data", data, "check"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("No checks\n"), "{}", run.stdout);
    let run = sandbox.run(&["--data", data, "check", "a"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("the dataset has no checks"), "{}", run.stderr);
    let answer = sandbox.run(&["--data", data, "check", "--json"]);
    serde_json::from_str::<Value>(&answer.stdout).expect("valid when empty");
}

#[test]
fn a_check_that_would_write_or_read_elsewhere_refuses_the_dataset() {
    for (ask, place) in [
        (r#"["verify", "--fix-moved"]"#, "2:47"),
        (r#"["validate", "--fix"]"#, "2:49"),
        (r#"["stats", "--data", "/etc"]"#, "2:46"),
        (r#"["add", "node"]"#, "2:37"),
        (r#"["check"]"#, "2:37"),
        (r#"["diagram", "-o", "x.svg"]"#, "2:37"),
    ] {
        let sandbox = example(&one(ask, r#"[{"at": "/n", "is": 1}]"#));
        let before = std::fs::read(sandbox.path().join("example/edges.json")).expect("edges");
        for verb in ["check", "validate", "stats"] {
            let run = sandbox.run(&["--data", "example", verb, "--json"]);
            assert_eq!((run.code, run.stdout.as_str()), (3, ""), "{ask} {verb}: {}", run.shown());
            let error = run.error();
            assert_eq!(
                (&error["code"], &error["file"]),
                (&"bad-check".into(), &"checks.json".into())
            );
            let at = format!("{}:{}", error["line"], error["column"]);
            assert_eq!(at, place, "{ask}");
            assert!(error["hint"].is_string(), "{ask}");
        }
        assert_eq!(
            std::fs::read(sandbox.path().join("example/edges.json")).expect("edges"),
            before
        );
        assert!(!sandbox.path().join("x.svg").exists());
    }
}

/// Questions of one run share the texts, so verdicts are the same as by hand.
#[test]
fn checks_see_the_texts_that_the_run_was_given() {
    let sandbox = Sandbox::new();
    sandbox.example();
    let checks =
        one(r#"["verify"]"#, r#"[{"at": "/verified", "is": 119}, {"at": "/unchecked", "is": 5}]"#);
    sandbox.write("example/checks.json", &checks);
    assert_eq!(checked(&sandbox, &[]).code, 0);
    sandbox.write("empty/nothing.txt", "nothing");
    let run = checked(&sandbox, &["--texts", "empty"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("found: 0"), "{}", run.stdout);
    let known = one(r#"["stats", "--known-by", "2021"]"#, r#"[{"at": "/sources", "is": 2}]"#);
    sandbox.write("example/checks.json", &known);
    let run = checked(&sandbox, &[]);
    assert_eq!(run.code, 0, "{}", run.shown());
    assert_eq!(checked(&sandbox, &["--known-by", "2021"]).code, 2);
}

#[test]
fn texts_from_a_check_are_inert() {
    let expect = "[{\"at\": \"/node/name\", \"is\": \"x\"}]";
    let sandbox = Sandbox::new();
    let nasty = r#"{"id": "a", "kind": "person", "name": "\u001b[2J=HYPERLINK(1)"}"#;
    let data = sandbox.dataset(&[nasty], &[]);
    sandbox.write("data/checks.json", &one(r#"["show", "a"]"#, expect));
    let run = sandbox.run(&["--data", data, "check"]);
    assert!(!run.stdout.contains('\u{1b}'), "{}", run.shown());
}

#[test]
fn the_limit_of_time_ends_the_checks() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["check", "--time-limit", "600"]);
    assert_eq!(run.code, 0, "{}", run.shown());
    assert_eq!(sandbox.run(&["check", "--time-limit", "0"]).code, 2);
}

/// What a check may ask with follows the command line, which the dataset does not know.
#[test]
fn verbs_and_options_of_checks_are_those_of_the_command_line() {
    let command = sociogram::cli::command();
    let others = [
        "add",
        "bench",
        "check",
        "completions",
        "diagram",
        "evidence",
        "export",
        "help",
        "import",
        "init",
        "tour",
    ];
    let verbs: BTreeSet<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    let expected: BTreeSet<&str> = CHECK_VERBS.iter().chain(&others).copied().collect();
    assert_eq!(verbs.union(&["help"].into()).copied().collect::<BTreeSet<_>>(), expected);
    let refused: BTreeSet<&str> = CHECK_REFUSES.iter().map(|(option, _)| *option).collect();
    for option in command.get_arguments().filter(|option| option.is_global_set()) {
        let name = format!("--{}", option.get_long().unwrap());
        assert!(refused.contains(name.as_str()) || name == "--known-by", "{name}");
    }
    // No verb that checks ask with writes a file or reads another dataset.
    for verb in command.get_subcommands().filter(|verb| CHECK_VERBS.contains(&verb.get_name())) {
        for option in verb.get_arguments() {
            let Some(long) = option.get_long() else { continue };
            let values: Vec<String> =
                option.get_value_names().into_iter().flatten().map(ToString::to_string).collect();
            let leads_elsewhere =
                values.iter().any(|v| ["FILE", "DIR", "PATH"].contains(&v.as_str()))
                    || long.starts_with("fix")
                    || long == "dry-run";
            let is_refused = refused.contains(format!("--{long}").as_str());
            assert!(!leads_elsewhere || is_refused, "{} --{long}", verb.get_name());
        }
    }
}
