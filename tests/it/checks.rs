//! Checks: standing questions as a file of a dataset, read with every finding and written back the same.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::dataset::{load_files, small, write_files};
use sociogram::dataset::{
    CHECK_REFUSES, CHECK_VERBS, CHECKS_BYTES_MAX, CHECKS_MAX, CONDITION_DEPTH_MAX, Check,
    Condition, Count, Finding, Mode, Scalar, Severity, Test, apply, canonicalize, check_line, load,
    parse_node, to_bytes,
};
use sociogram::model::{Change, Decimal};
use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

/// A check with every test, as it stands on its line.
const FULL: &str = r#"{"name": "all", "title": "All tests", "why": "To see them", "ask": ["path", "anna", "Анна Кім", "--kind", "met"], "expect": [{"at": "/a~1b", "is": "x"}, {"at": "/n", "is": 2.5}, {"at": "/n", "is_not": true}, {"at": "/n", "at_least": -1}, {"at": "/n", "at_most": 100000000000000000000000000000000000001}, {"at": "/l", "includes": ["x", 7, false]}, {"at": "/l", "includes_none": ["y"]}, {"at": "/l", "empty": true}, {"at": "/l", "empty": false}, {"at": "/rows", "where": [{"at": "/kind", "is": "owns"}], "count": {"is": 0}}, {"at": "/rows", "count": {"at_least": 3}}, {"at": "/rows", "count": {"at_most": 4}}, {"at": "/rows", "every": [{"at": "/l", "some": [{"is": 1}]}]}, {"at": "/rows", "none": [{"at": "/x", "empty": true}]}]}"#;

fn with(checks: &str) -> BTreeMap<String, String> {
    let mut files = small();
    files.insert("checks.json".to_owned(), checks.to_owned());
    files
}

fn of_lines(lines: &[&str]) -> String {
    format!("[\n{}\n]\n", lines.join(",\n"))
}

/// A check of one condition, in a file of its own.
fn of_condition(condition: &str) -> String {
    of_lines(&[&format!(
        "{{\"name\": \"a\", \"title\": \"A\", \"ask\": [\"stats\"], \"expect\": [{condition}]}}"
    )])
}

fn of_question(words: &str) -> String {
    of_lines(&[&format!(
        "{{\"name\": \"a\", \"title\": \"A\", \"ask\": {words}, \"expect\": [{{\"at\": \"/n\", \"is\": 1}}]}}"
    )])
}

fn findings(checks: &str) -> Vec<Finding> {
    load_files(&with(checks)).unwrap_err().findings().to_vec()
}

fn shown(checks: &str) -> Vec<String> {
    findings(checks)
        .iter()
        .map(|f| format!("{f} -> {}", f.hint.as_deref().unwrap_or("nothing")))
        .collect()
}

fn said(checks: &str) -> String {
    let all = shown(checks);
    assert_eq!(all.len(), 1, "{all:?}");
    all[0].clone()
}

#[test]
fn a_check_is_read_with_all_it_says_and_written_back_the_same() {
    let other =
        r#"{"name": "b", "title": "B", "ask": ["stats"], "expect": [{"at": "/n", "is": 1}]}"#;
    let text = of_lines(&[FULL, other]);
    let loaded = load_files(&with(&text)).unwrap();
    assert_eq!(loaded.findings, []);
    let dataset = loaded.dataset;
    let check = dataset.check("all").unwrap();
    assert_eq!((check.title.as_str(), check.why.as_deref()), ("All tests", Some("To see them")));
    assert_eq!(check.ask, ["path", "anna", "Анна Кім", "--kind", "met"]);
    let test = |ix: usize| &check.expect[ix].test;
    assert_eq!(test(0), &Test::Is(Scalar::Text("x".to_owned())));
    assert_eq!(test(1), &Test::Is(Scalar::Number(Decimal::new("2.5").unwrap())));
    assert_eq!(test(2), &Test::IsNot(Scalar::Truth(true)));
    assert_eq!(test(7), &Test::Empty);
    assert_eq!(test(9), &Test::Count(Count::Is(0)));
    assert_eq!(check.expect[9].filter.len(), 1);
    let inner = Condition {
        at: String::new(),
        filter: Vec::new(),
        test: Test::Is(Scalar::Number(Decimal::new("1").unwrap())),
    };
    let some =
        Condition { at: "/l".to_owned(), filter: Vec::new(), test: Test::AtLeastOne(vec![inner]) };
    assert_eq!(test(12), &Test::Every(vec![some]));
    assert_eq!(dataset.check("c"), None);
    assert_eq!(check_line(check), FULL);
    let written = to_bytes(&dataset).into_iter().find(|file| file.name == "checks.json").unwrap();
    assert_eq!(String::from_utf8(written.bytes).unwrap(), text);
}

#[test]
fn checks_do_not_change_the_digest() {
    let without = load_files(&small()).unwrap().dataset;
    let with = load_files(&with(&of_lines(&[FULL]))).unwrap().dataset;
    assert_eq!(with.digest, without.digest);
    assert!(to_bytes(&without).iter().all(|file| file.name != "checks.json"));
}

#[test]
fn another_order_and_another_layout_are_brought_into_form() {
    let text = "[{\"title\":\"B\",\"name\":\"b\",\"ask\":[\"stats\"],\"expect\":[{\"empty\":true,\"at\":\"/n\"}]},\n\
                {\"name\":\"a\",\"title\":\"A\",\"ask\":[\"stats\"],\"why\":null,\"expect\":[{\"at\":\"\",\"empty\":false}]}]";
    let loaded = load_files(&with(text)).unwrap();
    let codes: Vec<&str> = loaded.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["not-canonical", "not-sorted"]);
    assert_eq!(
        loaded.findings[1].to_string(),
        "checks.json:2:9: warning[not-sorted]: \"a\" stands after \"b\""
    );
    let names: Vec<&str> = loaded.dataset.checks.iter().map(|check| &*check.name).collect();
    assert_eq!(names, ["a", "b"]);
    let dir = tempfile::tempdir().unwrap();
    write_files(dir.path(), &with(text));
    canonicalize(dir.path(), Mode::Write).unwrap();
    let expected = of_lines(&[
        r#"{"name": "a", "title": "A", "ask": ["stats"], "expect": [{"empty": false}]}"#,
        r#"{"name": "b", "title": "B", "ask": ["stats"], "expect": [{"at": "/n", "empty": true}]}"#,
    ]);
    assert_eq!(fs::read_to_string(dir.path().join("checks.json")).unwrap(), expected);
    assert_eq!(load(dir.path()).unwrap().findings, []);
}

#[test]
fn a_change_of_the_data_leaves_the_checks_as_they_are() {
    let dir = tempfile::tempdir().unwrap();
    let text = of_lines(&[FULL]);
    write_files(dir.path(), &with(&text));
    let node = parse_node(r#"{"id": "new", "kind": "person", "name": "New"}"#, "here").unwrap();
    apply(dir.path(), &[Change::AddNode(node)], Mode::Write).unwrap();
    assert_eq!(fs::read_to_string(dir.path().join("checks.json")).unwrap(), text);
    assert_eq!(load(dir.path()).unwrap().dataset.checks.len(), 1);
}

#[test]
fn all_that_is_wrong_is_said_with_its_place_and_a_way_out() {
    let text = "[\n\
        {\"name\": \"a\", \"titel\": \"A\", \"ask\": [\"stats\"], \"expect\": [{\"at\": \"rows\", \"is\": 1}]},\n\
        {\"name\": \"a\", \"title\": \"B\", \"ask\": [\"pth\", \"--json\"], \"expect\": [{\"at\": \"/n\", \"iss\": 1}]},\n\
        {\"name\": \"No Name\", \"title\": \"\", \"ask\": \"stats\", \"expect\": []},\n\
        {\"title\": \"C\", \"title\": \"C\", \"ask\": [7], \"expect\": [7]},\n\
        7\n]\n";
    let shown = shown(text);
    let expected = [
        "checks.json:2:1: error[missing-member]: the member \"title\" is missing -> nothing",
        "checks.json:2:15: error[unknown-member]: a check has no member \"titel\" -> did you mean \"title\"?",
        "checks.json:2:65: error[bad-check]: \"at\": \"rows\" is no JSON Pointer -> each step starts with /: \
         \"/rows\", \"/paths/0/length\"; in a name, ~ is ~0 and / is ~1",
        "checks.json:3:10: error[duplicate-name]: the name \"a\" is taken in line 2 -> give one of the two \
         another name",
        "checks.json:3:37: error[bad-check]: no check asks with \"pth\" -> did you mean \"path\"?",
        "checks.json:3:44: error[bad-check]: no check has the option --json -> leave it out: a check reads the \
         answer as --json prints it",
        "checks.json:3:66: error[bad-check]: the condition has no test -> it has one of: is, is_not, at_least, \
         at_most, includes, includes_none, empty, count, every, some, none",
        "checks.json:3:79: error[unknown-member]: a condition has no member \"iss\" -> did you mean \"is\"?",
        "checks.json:4:10: error[bad-check]: \"No Name\" is no name of a check -> a name is of a-z, 0-9 and -, \
         does not start with -, and has at most 64 characters",
        "checks.json:4:30: error[empty-text]: \"title\" is empty -> leave the member out if there is nothing to say",
        "checks.json:4:41: error[wrong-type]: \"ask\" is an array, not a text -> nothing",
        "checks.json:4:60: error[bad-check]: \"expect\" has no condition -> [{\"at\": \"/rows\", \"empty\": true}] is one",
        "checks.json:5:1: error[missing-member]: the member \"name\" is missing -> nothing",
        "checks.json:5:16: error[duplicate-member]: the member \"title\" stands twice -> nothing",
        "checks.json:5:38: error[wrong-type]: \"ask\" is a text, not a number -> write it in quotes: \"7\"",
        "checks.json:5:53: error[wrong-type]: a condition is an object, not a number -> nothing",
        "checks.json:6:1: error[wrong-type]: a check is an object, not a number -> nothing",
    ];
    assert_eq!(shown, expected);
}

#[test]
fn each_condition_is_one_test_that_fits() {
    let refused = |condition: &str| said(&of_condition(condition));
    for (condition, what) in [
        (r#"{"at": "/n", "is": 1, "is_not": 2}"#, "\"is\" and \"is_not\" are two tests"),
        (r#"{"at": "/n", "is": [1]}"#, "\"is\" is a text, a number, true or false, not an array"),
        (r#"{"at": "/n", "is": null}"#, "the condition has no test"),
        (
            r#"{"at": "/n", "includes": [null]}"#,
            "\"includes\" is a text, a number, true or false, not null",
        ),
        (r#"{"at": "/n", "includes": []}"#, "\"includes\" lists nothing"),
        (r#"{"at": "/n", "at_least": "1"}"#, "\"at_least\" is a number, not a text"),
        (r#"{"at": "/n", "at_least": 1e8}"#, "\"at_least\" is a number in plain digits"),
        (r#"{"at": "/n", "is": 1.50}"#, "\"is\" is a number in plain digits"),
        (r#"{"at": "/n", "empty": "yes"}"#, "\"empty\" is true or false, not a text"),
        (r#"{"at": "/n", "count": 3}"#, "\"count\" is an object, not a number"),
        (r#"{"at": "/n", "count": {}}"#, "\"count\" has one comparison"),
        (r#"{"at": "/n", "count": {"is": 1, "at_most": 2}}"#, "\"count\" has one comparison"),
        (r#"{"at": "/n", "count": {"is": -1}}"#, "\"is\" is a whole number"),
        (r#"{"at": "/n", "every": {"is": 1}}"#, "\"every\" is an array, not an object"),
        (r#"{"at": "/n", "where": [{"is": 1}], "is": 2}"#, "\"where\" says which rows"),
        (r#"{"at": 0, "is": 2}"#, "\"at\" is a text, not a number"),
        (r#"{"at": "/~2", "is": 2}"#, "\"at\": \"/~2\" is no JSON Pointer"),
        (r#"{"at": "/\u0007", "is": 2}"#, "\"at\" holds U+0007, a control character"),
    ] {
        let shown = refused(condition);
        assert!(shown.contains(what), "{condition}: {shown}");
        assert!(shown.starts_with("checks.json:2:"), "{shown}");
    }
    let nested = |depth: usize| {
        let open = "{\"at\": \"/l\", \"some\": [".repeat(depth - 1);
        of_condition(&(open + "{\"is\": 1}" + &"]}".repeat(depth - 1)))
    };
    assert_eq!(load_files(&with(&nested(CONDITION_DEPTH_MAX))).unwrap().findings, []);
    assert!(said(&nested(CONDITION_DEPTH_MAX + 1)).contains("conditions stand at most 4 deep"));
}

#[test]
fn a_question_has_a_verb_that_asks_and_no_option_that_leads_elsewhere() {
    for verb in CHECK_VERBS {
        assert_eq!(load_files(&with(&of_question(&format!("[\"{verb}\"]")))).unwrap().findings, []);
    }
    for verb in [
        "add",
        "init",
        "diagram",
        "bench",
        "tour",
        "check",
        "completions",
        "evidence",
        "help",
        "rm",
    ] {
        let shown = said(&of_question(&format!("[\"{verb}\"]")));
        assert!(shown.contains(&format!("no check asks with \"{verb}\"")), "{shown}");
    }
    for (option, reason) in CHECK_REFUSES {
        for words in
            [format!("[\"verify\", \"{option}\"]"), format!("[\"verify\", \"{option}=x\"]")]
        {
            let shown = said(&of_question(&words));
            assert!(shown.contains(&format!("no check has the option {option}")), "{shown}");
            assert!(shown.ends_with(reason), "{shown}");
        }
        // After -- it is a name.
        let words = format!("[\"find\", \"--\", \"{option}\"]");
        assert_eq!(load_files(&with(&of_question(&words))).unwrap().findings, []);
    }
    assert!(said(&of_question("[]")).contains("\"ask\" names no verb"));
    assert!(said(&of_question("[\"--data\"]")).contains("no check asks with \"--data\""));
}

#[test]
fn texts_and_lists_of_a_check_have_limits() {
    let long = |n: usize| "é".repeat(n);
    let line = |title: usize, why: usize, word: usize, at: usize| {
        of_lines(&[&format!(
            "{{\"name\": \"a\", \"title\": \"{}\", \"why\": \"{}\", \"ask\": [\"find\", \"{}\"], \"expect\": \
             [{{\"at\": \"/{}\", \"is\": 1}}]}}",
            long(title),
            long(why),
            long(word),
            long(at - 1)
        )])
    };
    assert_eq!(load_files(&with(&line(300, 1000, 300, 300))).unwrap().findings, []);
    let codes: Vec<&str> = findings(&line(301, 1001, 301, 301)).iter().map(|f| f.code).collect();
    assert_eq!(codes, ["too-long"; 4]);
    let many = |n: usize| of_question(&format!("[{}]", vec!["\"find\""; n].join(", ")));
    assert_eq!(load_files(&with(&many(100))).unwrap().findings, []);
    assert!(said(&many(101)).contains("\"ask\" has at most 100 entries, not 101"));
    let conditions = vec!["{\"at\": \"/n\", \"is\": 1}"; 21].join(", ");
    assert!(said(&of_condition(&conditions)).contains("\"expect\" has at most 20 entries, not 21"));
}

#[test]
fn too_many_and_too_large_checks_are_refused_unread() {
    let line = |n: usize| {
        format!(
            "{{\"name\": \"c{n:06}\", \"title\": \"C\", \"ask\": [\"stats\"], \"expect\": [{{\"at\": \"/n\", \"is\": 1}}]}}"
        )
    };
    let many = |n: usize| {
        let lines: Vec<String> = (0..n).map(line).collect();
        of_lines(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_eq!(load_files(&with(&many(CHECKS_MAX))).unwrap().dataset.checks.len(), CHECKS_MAX);
    assert_eq!(
        said(&many(CHECKS_MAX + 1)),
        "checks.json:1002:1: error[too-many-checks]: a dataset has at most 1000 checks -> delete those that \
         nobody heeds, or join several in one"
    );
    let started = Instant::now();
    let text = many(100_000);
    assert!(text.len() as u64 > CHECKS_BYTES_MAX);
    let too_large = "checks.json:1:1: error[file-too-large]: checks.json has at most 4 MiB -> delete the checks \
                     that nobody heeds";
    assert_eq!(said(&text), too_large);
    // Small ones by the hundred thousand, and a file without end.
    let small = format!("[{}]", vec!["{}"; 100_000].join(","));
    assert!(said(&small).contains("too-many-checks"));
    let dir = tempfile::tempdir().unwrap();
    write_files(dir.path(), &with("[]\n"));
    fs::File::create(dir.path().join("checks.json")).unwrap().set_len(1 << 40).unwrap();
    let error = load(dir.path()).unwrap_err();
    assert_eq!(error.findings()[0].code, "file-too-large");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn depth_costs_little() {
    const DEPTH: usize = 100_000;
    let started = Instant::now();
    for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"every\":[", "]}")] {
        let deep = open.repeat(DEPTH) + "1" + &close.repeat(DEPTH);
        for text in [
            deep.clone(),
            of_lines(&[&deep]),
            of_condition(&deep),
            of_condition(&format!("{{\"at\": \"/n\", \"is\": {deep}}}")),
            of_condition(&format!("{{\"at\": \"/n\", \"every\": {deep}}}")),
            of_question(&deep),
        ] {
            assert!(findings(&text).iter().any(|f| f.severity == Severity::Error));
        }
    }
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn every_prefix_and_every_flipped_bit_of_checks_loads_or_is_refused_in_its_file() {
    let full = of_lines(&[FULL]);
    for length in (0..full.len()).filter(|&length| full.is_char_boundary(length)) {
        match load_files(&with(&full[..length])) {
            Ok(_) => assert_eq!(length + 1, full.len()),
            Err(error) => {
                let findings = error.findings();
                assert!(findings.iter().all(|f| f.file == "checks.json"), "{findings:?}");
            }
        }
    }
    for at in 0..full.len() {
        let mut bytes = full.as_bytes().to_vec();
        bytes[at] ^= 1 << (at % 7);
        let Ok(text) = String::from_utf8(bytes) else { continue };
        match load_files(&with(&text)) {
            Ok(loaded) => {
                // What is read is what is written.
                let again: Vec<Check> = loaded.dataset.checks.clone();
                let written = of_lines(
                    &again
                        .iter()
                        .map(check_line)
                        .collect::<Vec<_>>()
                        .iter()
                        .map(String::as_str)
                        .collect::<Vec<_>>(),
                );
                assert_eq!(load_files(&with(&written)).unwrap().dataset.checks, again);
            }
            Err(error) => {
                assert!(error.findings().iter().any(|f| f.severity == Severity::Error));
            }
        }
    }
}

#[test]
fn an_empty_list_is_no_check_and_an_empty_file_is_an_error() {
    assert_eq!(load_files(&with("[]\n")).unwrap().dataset.checks, []);
    assert!(said("").contains("empty-file"));
    assert!(said("{\"name\": \"a\"}").contains("wrong-type"));
}
