//! Answers that must come out right, on small datasets made for each rule.

use super::{Sandbox, backed_by, edge, node, node_sequences};
use serde_json::{Value, json};
use sociogram::model::When;

/// Two companies and a leader that meet in a state, and nowhere else.
fn through_a_state() -> (Sandbox, &'static str) {
    let sandbox = Sandbox::new();
    let nodes = [
        node("acme", "company"),
        node("bolt", "company"),
        node("lea", "leader"),
        node("x", "state"),
    ];
    let edges = [
        edge("e1", "invested-in", "acme", "x", &backed_by(&["one"])),
        edge("e2", "invested-in", "bolt", "x", &backed_by(&["one"])),
        edge("e3", "heads", "lea", "x", &backed_by(&["one"])),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    (sandbox, data)
}

#[test]
fn nobody_is_connected_through_a_state_and_the_answer_says_so() {
    let (sandbox, data) = through_a_state();
    for (from, to) in [("acme", "bolt"), ("acme", "lea"), ("lea", "bolt")] {
        let answer = sandbox.json(&["--data", data, "path", from, to]);
        assert_eq!(answer["paths"], json!([]), "{from} {to}");
        assert_eq!(answer["total"], 0);
        let omitted = &answer["omitted"][0];
        assert_eq!(omitted["reason"], "hub");
        assert_eq!(omitted["kind"], "state");
        assert_eq!(omitted["node"], "x");
        assert_eq!(omitted["length"], 2.0);
        assert_eq!(omitted["flag"], "--via x");
    }
    let run = sandbox.run(&["--data", data, "path", "acme", "bolt"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("--via x"), "{}", run.stdout);
}

#[test]
fn the_flag_that_is_named_admits_the_route() {
    let (sandbox, data) = through_a_state();
    for flag in ["x", "state"] {
        let answer = sandbox.json(&["--data", data, "path", "acme", "bolt", "--via", flag]);
        assert_eq!(node_sequences(&answer), [["acme", "x", "bolt"]]);
        assert_eq!(answer["omitted"], json!([]));
    }
    let answer = sandbox.json(&["--data", data, "path", "acme", "x"]);
    assert_eq!(node_sequences(&answer), [["acme", "x"]], "a hub may be an end");
}

#[test]
fn edges_that_paths_do_not_walk_are_named_when_they_would_be_as_short() {
    let sandbox = Sandbox::new();
    let nodes = [node("a", "person"), node("b", "person"), node("c", "company")];
    let edges = [
        edge("e1", "said", "a", "b", ""),
        edge("e2", "works-for", "a", "c", ""),
        edge("e3", "works-for", "b", "c", ""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let answer = sandbox.json(&["--data", data, "path", "a", "b"]);
    assert_eq!(node_sequences(&answer), [["a", "c", "b"]]);
    assert_eq!(answer["omitted"][0]["reason"], "kind");
    assert_eq!(answer["omitted"][0]["kind"], "said");
    assert_eq!(answer["omitted"][0]["length"], 1.0);
    assert_eq!(answer["omitted"][0]["flag"], "--via said");
    let answer = sandbox.json(&["--data", data, "path", "a", "b", "--via", "said"]);
    assert_eq!(node_sequences(&answer), [["a", "b"]]);
}

/// Two routes from a to d: over an agreement and another person (2 steps, 3 edges), over two persons
/// (3 steps); and a record end.
#[test]
fn a_record_counts_half_on_each_side_and_a_half_is_rounded_up_at_a_record_end() {
    let sandbox = Sandbox::new();
    let nodes = [node("a", "person"), node("b", "person"), node("deal", "agreement")];
    let edges = [edge("e1", "signed", "a", "deal", ""), edge("e2", "signed", "b", "deal", "")];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let length = |from: &str, to: &str| {
        let answer = sandbox.json(&["--data", data, "path", from, to]);
        (answer["paths"][0]["length"].clone(), answer["paths"][0]["hops"].as_array().map(Vec::len))
    };
    assert_eq!(length("a", "b"), (json!(1.0), Some(2)));
    assert_eq!(length("a", "deal"), (json!(1.0), Some(1)));
    assert_eq!(length("a", "a"), (json!(0.0), Some(0)));
}

#[test]
fn same_as_is_a_cited_step_of_length_zero() {
    let sandbox = Sandbox::new();
    let nodes = [node("a", "person"), node("a2", "person"), node("c", "company")];
    let edges = [
        edge("e1", "same-as", "a", "a2", &backed_by(&["one"])),
        edge("e2", "works-for", "a2", "c", &backed_by(&["one"])),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let answer = sandbox.json(&["--data", data, "path", "a", "c"]);
    assert_eq!(node_sequences(&answer), [["a", "a2", "c"]]);
    assert_eq!(answer["paths"][0]["length"], 1.0);
    assert_eq!(answer["paths"][0]["hops"][0]["direction"], "symmetric");
    assert_eq!(answer["paths"][0]["hops"][0]["evidence"][0]["source"], "one");
}

#[test]
fn parallel_edges_are_alternatives_of_one_hop_and_the_best_backed_stands_first() {
    let sandbox = Sandbox::new();
    let nodes = [node("a", "person"), node("b", "person")];
    let edges = [
        edge("e1", "met", "a", "b", &backed_by(&["one"])),
        edge("e2", "met", "a", "b", &backed_by(&["one", "two"])),
        edge("e3", "met", "a", "b", ""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let answer = sandbox.json(&["--data", data, "path", "a", "b"]);
    assert_eq!(answer["total"], 1);
    let hop = &answer["paths"][0]["hops"][0];
    assert_eq!(hop["edge"], "e2");
    assert_eq!(hop["also"], json!(["e1", "e3"]));
}

/// Grades from weakest to strongest; each edge is the only way between its ends.
#[test]
fn the_weakest_hop_follows_the_order_of_the_conventions() {
    let cases = [
        ("", "unsourced"),
        (", \"claimed_by\": \"a\"EVIDENCE", "claimed"),
        (", \"basis\": \"inferred\", \"because\": \"so\"EVIDENCE", "inferred"),
        (", \"status\": \"planned\"EVIDENCE", "planned"),
        ("EVIDENCE", "one-origin"),
        ("BOTH", "one-origin"),
        ("TWO", "several-origins"),
    ];
    for (rest, grade) in cases {
        let sandbox = Sandbox::new();
        let rest = rest
            .replace("EVIDENCE", &backed_by(&["one"]))
            .replace("BOTH", &backed_by(&["one", "copy"]))
            .replace("TWO", &backed_by(&["one", "two"]));
        let nodes = [node("a", "person"), node("b", "person")];
        let data = sandbox.dataset(
            &nodes.each_ref().map(String::as_str),
            &[&edge("e1", "associate", "a", "b", &rest)],
        );
        let answer = sandbox.json(&["--data", data, "path", "a", "b"]);
        assert_eq!(answer["paths"][0]["weakest"]["grade"], grade, "{rest}");
        assert_eq!(answer["paths"][0]["weakest"]["edge"], "e1");
    }
}

#[test]
fn evidence_that_moved_or_broke_weakens_a_hop() {
    let sandbox = Sandbox::new();
    let example = sandbox.example();
    let data = example.to_str().expect("the folder's name is text");
    let answer = sandbox.json(&["--data", data, "path", "anselm-rowe-cadik", "dorian-kesheff"]);
    assert_eq!(answer["paths"][0]["weakest"]["grade"], "broken-or-moved");
    assert_eq!(answer["paths"][0]["hops"][0]["evidence"][0]["state"], "moved");
}

#[test]
fn denied_and_cancelled_are_not_walked_and_planned_is_never_shown_as_done() {
    for status in ["denied", "cancelled"] {
        let sandbox = Sandbox::new();
        let nodes = [node("a", "person"), node("b", "person")];
        let rest = format!(", \"status\": \"{status}\"");
        let data = sandbox.dataset(
            &nodes.each_ref().map(String::as_str),
            &[&edge("e1", "associate", "a", "b", &rest)],
        );
        assert_eq!(sandbox.json(&["--data", data, "path", "a", "b"])["total"], 0);
        let asked = sandbox.json(&["--data", data, "path", "a", "b", "--status", status]);
        assert_eq!(asked["paths"][0]["hops"][0]["status"], status);
        let shown = sandbox.run(&["--data", data, "show", "a"]);
        assert!(shown.stdout.contains(status), "{}", shown.stdout);
    }
}

#[test]
fn a_party_of_a_planned_agreement_has_not_signed() {
    let sandbox = Sandbox::new();
    let nodes = [
        node("a", "company"),
        node("b", "company"),
        "{\"id\": \"deal\", \"kind\": \"agreement\", \"name\": \"Deal\", \"status\": \"planned\"}"
            .into(),
    ];
    let edges = [edge("e1", "signed", "a", "deal", ""), edge("e2", "signed", "b", "deal", "")];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let answer = sandbox.json(&["--data", data, "path", "a", "b"]);
    for hop in answer["paths"][0]["hops"].as_array().expect("hops") {
        assert_eq!(hop["status"], "planned");
    }
    for verb in [vec!["path", "a", "b"], vec!["show", "a"], vec!["neighbors", "a"]] {
        let mut args = vec!["--data", data];
        args.extend(verb);
        let run = sandbox.run(&args);
        assert!(run.stdout.contains("planned"), "{}", run.stdout);
    }
}

/// Every date in an answer, with the member it stands under.
fn dates(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(date) if matches!(name.as_str(), "when" | "period") => {
                        found.push(date.clone());
                    }
                    // What a source says of the date is not what the graph holds.
                    _ if name == "evidence" => {}
                    other => dates(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| dates(item, found)),
        _ => {}
    }
}

#[test]
fn nothing_dated_later_appears_as_of_a_date() {
    let sandbox = Sandbox::new();
    for year in [1992_i64, 2005, 2009, 2011] {
        let as_of = year.to_string();
        for name in ["nursultan-nazarbayev", "kazakhstan", "samsung"] {
            for verb in ["timeline", "show", "neighbors"] {
                let answer = sandbox.json(&[verb, name, "--as-of", &as_of]);
                let mut found = Vec::new();
                dates(&answer, &mut found);
                for date in found {
                    let days = When::parse(&date).expect("answers print dates").bounds();
                    let first = days.first.to_ymd().0;
                    assert!(first <= year, "{verb} {name} as of {year} shows {date}");
                }
            }
        }
    }
    let later = sandbox.json(&["path", "kepco", "samsung", "--as-of", "2009-03-24"]);
    assert_eq!(later["total"], 0, "the framework was signed a day later");
    let on_the_day = sandbox.json(&["path", "kepco", "samsung", "--as-of", "2009-03-25"]);
    assert_eq!(on_the_day["paths"][0]["length"], 1.0);
    assert_eq!(on_the_day["paths"][0]["hops"][0]["time"], "certain");
}

#[test]
fn time_is_three_valued() {
    let sandbox = Sandbox::new();
    let nodes = [node("a", "person"), node("b", "person"), node("c", "company")];
    let edges = [
        edge("e1", "met", "a", "b", ", \"when\": \"2009-05\""),
        edge("e2", "owns", "a", "c", ", \"when\": \"2003/2006\""),
        edge("e3", "works-for", "b", "c", ", \"when\": \"2010~/..\""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let time = |from: &str, to: &str, when: &str| -> Value {
        let answer = sandbox.json(&["--data", data, "path", from, to, "--as-of", when]);
        answer["paths"][0]["hops"][0]["time"].clone()
    };
    assert_eq!(time("a", "b", "2009-04-30"), Value::Null);
    assert_eq!(time("a", "b", "2009-05-15"), "possible");
    assert_eq!(time("a", "b", "2009-05"), "certain", "a month is asked for by its last day");
    assert_eq!(time("a", "c", "2003-06-01"), "possible");
    assert_eq!(time("a", "c", "2005"), "certain");
    assert_eq!(time("a", "c", "2007-01-01"), Value::Null);
    assert_eq!(time("b", "c", "2015"), "possible", "a hedged date is never certain");
    let certain = sandbox.json(&["--data", data, "path", "b", "c", "--as-of", "2015", "--certain"]);
    assert_eq!(certain["total"], 0);
}

#[test]
fn kinds_sources_bases_and_claims_select() {
    let sandbox = Sandbox::new();
    let nodes =
        [node("a", "person"), node("b", "leader"), node("c", "company"), node("d", "company")];
    let edges = [
        edge("e1", "associate", "a", "b", &backed_by(&["one", "copy"])),
        edge("e2", "works-for", "a", "c", &backed_by(&["two", "one"])),
        edge(
            "e3",
            "owns",
            "a",
            "d",
            &format!(
                ", \"basis\": \"inferred\", \"because\": \"so\", \"claimed_by\": \"b\"{}",
                backed_by(&["two"])
            ),
        ),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let around = |options: &[&str]| -> Vec<String> {
        let mut args = vec!["--data", data, "neighbors", "a"];
        args.extend(options);
        let answer = sandbox.json(&args);
        let rows = answer["rows"].as_array().expect("rows").iter();
        rows.map(|row| row["id"].as_str().expect("ids").to_owned()).collect()
    };
    assert_eq!(around(&[]), ["b", "c", "d"]);
    assert_eq!(around(&["--kind", "person"]), ["b"], "a leader is a person");
    assert_eq!(around(&["--kind", "works-for"]), ["c"]);
    assert_eq!(around(&["--avoid", "company"]), ["b"]);
    assert_eq!(around(&["--avoid", "b"]), ["c", "d"]);
    assert_eq!(around(&["--source", "two"]), ["c", "d"]);
    assert_eq!(around(&["--min-sources", "2"]), ["c"], "a copy adds no origin");
    assert_eq!(around(&["--basis", "inferred"]), ["d"]);
    assert_eq!(around(&["--basis", "stated"]), ["b", "c"]);
    assert_eq!(around(&["--claims", "drop"]), ["b", "c"]);
    assert_eq!(around(&["--claims", "only"]), ["d"]);
}

#[test]
fn paths_can_be_led_through_a_node_or_around_one() {
    let sandbox = Sandbox::new();
    let nodes = ["a", "b", "c", "d"].map(|id| node(id, "person"));
    let edges = [
        edge("e1", "associate", "a", "b", ""),
        edge("e2", "associate", "b", "d", ""),
        edge("e3", "associate", "a", "c", ""),
        edge("e4", "associate", "c", "d", ""),
        edge("e5", "associate", "b", "c", ""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let paths = |options: &[&str]| {
        let mut args = vec!["--data", data, "path", "a", "d"];
        args.extend(options);
        node_sequences(&sandbox.json(&args))
    };
    assert_eq!(paths(&[]), [["a", "b", "d"], ["a", "c", "d"]]);
    assert_eq!(paths(&["--through", "c"]), [["a", "c", "d"]]);
    assert_eq!(paths(&["--avoid", "b"]), [["a", "c", "d"]]);
    assert_eq!(paths(&["--k", "3"]).len(), 3);
    assert_eq!(paths(&["--k", "9"]).last().map(Vec::len), Some(4));
    assert_eq!(paths(&["--limit", "1"]).len(), 1);
}

#[test]
fn connect_says_when_there_is_no_way_to_join_all() {
    let sandbox = Sandbox::new();
    let nodes = ["a", "b", "c"].map(|id| node(id, "person"));
    let edges = [edge("e1", "associate", "a", "b", "")];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let run = sandbox.run(&["--data", data, "connect", "a", "b", "c", "--json"]);
    assert_eq!(run.code, 1);
    let answer: Value = serde_json::from_str(&run.stdout).expect("valid JSON");
    assert_eq!(answer["joined"], false);
    assert_eq!(answer["trees"].as_array().map(Vec::len), Some(2));
    assert_eq!(sandbox.run(&["--data", data, "connect", "a", "b"]).code, 0);
}

#[test]
fn names_resolve_in_tiers() {
    let sandbox = Sandbox::new();
    for (query, id, tier) in [
        ("kepco", "kepco", "id"),
        ("KEPCO", "kepco", "name"),
        ("한국전력공사", "kepco", "alias"),
        ("lee myung bak", "lee-myung-bak", "folded"),
        ("LEE MYUNGBAK", "lee-myung-bak", "folded"),
        ("Samruk Energy", "samruk-energy", "folded"),
    ] {
        let answer = sandbox.json(&["find", query]);
        assert_eq!(answer["rows"][0]["id"], id, "{query}");
        assert_eq!(answer["rows"][0]["tier"], tier, "{query}");
        assert_eq!(sandbox.run(&["show", query]).code, 0, "{query}");
    }
    let unknown = sandbox.run(&["show", "Samruk Enrgy", "--json"]);
    assert_eq!((unknown.code, unknown.stdout.as_str()), (1, ""));
    assert_eq!(unknown.error()["candidates"][0]["id"], "samruk-energy");
}

#[test]
fn an_ambiguous_name_lists_its_candidates() {
    let sandbox = Sandbox::new();
    let twin =
        |id: &str| format!("{{\"id\": \"{id}\", \"kind\": \"person\", \"name\": \"Jo Smith\"}}");
    let data = sandbox.dataset(&[&twin("jo-1"), &twin("jo-2")], &[]);
    let run = sandbox.run(&["--data", data, "show", "Jo Smith", "--json"]);
    assert_eq!((run.code, run.stdout.as_str()), (5, ""));
    let error = run.error();
    assert_eq!(error["code"], "ambiguous-name");
    assert_eq!(error["candidates"][0]["id"], "jo-1");
    assert_eq!(error["candidates"][1]["id"], "jo-2");
}

#[test]
fn a_suggested_command_asks_as_of_the_same_knowledge() {
    let sandbox = Sandbox::new();
    let next = |args: &[&str]| {
        let run = sandbox.run(args);
        run.stdout
            .split_once("next: ")
            .map(|(_, next)| next.split_whitespace().skip(1).map(str::to_owned).collect::<Vec<_>>())
    };
    let ranked = next(&["rank", "--known-by", "2012"]).unwrap();
    let known = ranked.iter().position(|word| word == "--known-by").unwrap();
    assert_eq!(ranked[known + 1], "2012");
    let words: Vec<&str> = ranked.iter().map(String::as_str).collect();
    assert_eq!(sandbox.run(&words).code, 0);
    assert!(next(&["rank"]).unwrap().iter().all(|word| word != "--known-by"));
    // Citations cannot be checked as of a day.
    assert_eq!(next(&["sources", "--known-by", "2012"]), None);
}

#[test]
fn a_fact_of_something_planned_is_never_shown_as_done() {
    let sandbox = Sandbox::new();
    let nodes = [node("bank", "bank"), node("comp", "company")];
    let fact = ", \"status\": \"planned\", \"claimed_by\": \"bank\", \"facts\": [{\"key\": \"principal\", \
                \"amount\": {\"value\": \"30\", \"unit\": \"EUR\", \"period\": \"2030\"}}]";
    let data = sandbox.dataset(
        &nodes.each_ref().map(String::as_str),
        &[&edge("e1", "lent-to", "bank", "comp", fact)],
    );
    for format in ["text", "csv", "tsv", "markdown", "json"] {
        let run = sandbox.run(&["--data", data, "timeline", "--format", format]);
        assert!(run.stdout.contains("planned"), "{format}: {}", run.stdout);
        assert!(!run.stdout.contains("done"), "{format}: {}", run.stdout);
    }
    for verb in ["neighbors", "show"] {
        let run = sandbox.run(&["--data", data, verb, "comp", "--format", "csv"]);
        assert!(run.stdout.contains("planned") && run.stdout.contains("bank"), "{}", run.stdout);
    }
}

#[test]
fn an_act_at_another_time_than_its_record_has_an_entry_of_its_own() {
    let sandbox = Sandbox::new();
    let nodes = [
        node("a", "company"),
        node("c", "company"),
        "{\"id\": \"deal\", \"kind\": \"agreement\", \"name\": \"Deal\", \"when\": \"2009\"}"
            .into(),
    ];
    let edges = [
        edge("e1", "signed", "a", "deal", ""),
        edge("e2", "signed", "c", "deal", ", \"when\": \"2015\""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let whens = |options: &[&str]| -> Vec<String> {
        let mut args = vec!["--data", data, "timeline"];
        args.extend(options);
        let answer = sandbox.json(&args);
        let rows = answer["rows"].as_array().unwrap().iter();
        rows.map(|row| row["when"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(whens(&[]), ["2009", "2015"]);
    assert_eq!(whens(&["c", "--since", "2014"]), ["2015"]);
    assert_eq!(whens(&["--until", "2010"]), ["2009"]);
}

/// What came about during a visit, or follows one, did so on its own day.
#[test]
fn an_edge_between_two_records_takes_the_date_of_the_one_it_starts_from() {
    let sandbox = Sandbox::new();
    let record = |id: &str, when: &str| {
        format!(
            "{{\"id\": \"{id}\", \"kind\": \"agreement\", \"name\": \"{id}\", \"when\": \"{when}\"}}"
        )
    };
    let nodes = [record("early", "2009"), record("late", "2013")];
    let admitted = |kind: &str, ends: [&str; 2], time: &[&str]| {
        let data = sandbox.dataset(
            &nodes.each_ref().map(String::as_str),
            &[&edge("e1", kind, ends[0], ends[1], "")],
        );
        let args = [&["--data", data, "path", "early", "late"][..], time].concat();
        sandbox.run(&args).code == 0
    };
    let since_2012 = ["--since", "2012", "--certain"];
    let until_2010 = ["--since", "2000", "--until", "2010", "--certain"];
    for kind in ["during", "follows"] {
        assert!(admitted(kind, ["late", "early"], &since_2012), "{kind}");
        assert!(!admitted(kind, ["early", "late"], &since_2012), "{kind}");
        assert!(!admitted(kind, ["late", "early"], &until_2010), "{kind}");
    }
    // A link says nothing of when.
    assert!(!admitted("linked-to", ["late", "early"], &since_2012));
}

#[test]
fn what_is_only_possible_at_a_time_is_marked_in_every_verb() {
    let sandbox = Sandbox::new();
    for (when, mark) in [(", \"when\": \"2010~/..\"", "possible at that time"), ("", "undated")] {
        marked_in_every_verb(&sandbox, when, mark);
    }
}

fn marked_in_every_verb(sandbox: &Sandbox, when: &str, mark: &str) {
    let nodes = [node("a", "person"), node("b", "person")];
    let data = sandbox.dataset(
        &nodes.each_ref().map(String::as_str),
        &[&edge("e1", "associate", "a", "b", when)],
    );
    for verb in
        [&["path", "a", "b"][..], &["show", "a"], &["neighbors", "a"], &["connect", "a", "b"]]
    {
        let mut args = vec!["--data", data];
        args.extend(verb);
        args.extend(["--as-of", "2010"]);
        let run = sandbox.run(&args);
        let text = run.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(mark), "{verb:?} {text}");
        assert!(run.stdout.contains("selection: as of 2010-12-31"), "{verb:?} {}", run.stdout);
        args.push("--json");
        let run = sandbox.run(&args);
        assert!(run.stdout.contains("\"time\":\"possible\""), "{verb:?} {}", run.stdout);
        assert!(run.stdout.contains("\"filters\":[\"as of 2010-12-31\"]"), "{verb:?}");
    }
}

#[test]
fn an_answer_that_found_nothing_names_the_selection() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["path", "kepco", "samsung", "--as-of", "2008"]);
    assert_eq!(run.code, 1);
    let text = run.stdout.replace("\n  ", " ");
    assert!(text.contains("only as selected (as of 2008-12-31)"), "{text}");
}

#[test]
fn suggested_commands_run_as_they_are() {
    let sandbox = Sandbox::new();
    let nasty = "x;touch${IFS}pwned";
    let nodes = [
        format!("{{\"id\": \"{nasty}\", \"kind\": \"person\", \"name\": \"Xavier\"}}"),
        node("b", "person"),
    ];
    sandbox.dataset(
        &nodes.each_ref().map(String::as_str),
        &[&edge("e1", "associate", "b", nasty, "")],
    );
    std::fs::rename(sandbox.path().join("data"), sandbox.path().join("my data; touch pwned2"))
        .unwrap();
    let data = "my data; touch pwned2";
    let mut n_commands = 0;
    for args in [
        &["--data", data, "find", "Xavier"][..],
        &["--data", data, "neighbors", "b"],
        &["--data", data, "path", "b", nasty],
        &["--data", data, "show", nasty],
        &["--data", data, "rank"],
        &["--data", data, "stats"],
        &["--data", data, "validate"],
        &["path", "kepco", "samsung"],
        &["connect", "kepco", "samsung"],
    ] {
        let run = sandbox.run(args);
        assert_eq!(run.code, 0, "{args:?}: {}", run.stderr);
        let next = run.stdout.split("\nnext: ").nth(1).expect("an answer suggests what is next");
        let command = next.replace("\n  ", " ");
        let output = sandbox.shell(&command);
        assert_eq!(output.code, 0, "{command}: {}", output.stderr);
        n_commands += 1;
    }
    assert_eq!(n_commands, 9);
    assert!(!sandbox.path().join("pwned").exists() && !sandbox.path().join("pwned2").exists());
}

#[test]
fn an_edge_is_shown_by_its_id() {
    let sandbox = Sandbox::new();
    let answer = sandbox.json(&["show", "kepco-signed-balkhash-framework"]);
    assert_eq!(answer["edge"]["kind"], "signed");
    assert_eq!(answer["edge"]["when"], "2009-03-25");
    let text = sandbox.run(&["show", "kepco-signed-balkhash-framework"]);
    assert!(text.stdout.starts_with("KEPCO signed Main framework"), "{}", text.stdout);
    let earlier = sandbox.run(&["show", "kepco-signed-balkhash-framework", "--as-of", "2008"]);
    assert_eq!(earlier.code, 1);
}

#[test]
fn a_list_that_is_cut_says_so() {
    let sandbox = Sandbox::new();
    let answer = sandbox.json(&["find", "*", "--limit", "3"]);
    assert_eq!(answer["rows"].as_array().map(Vec::len), Some(3));
    assert_eq!(answer["total"], 145);
    let text = sandbox.run(&["find", "*", "--limit", "3"]);
    assert!(text.stdout.contains("3 of 145 shown"), "{}", text.stdout);
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let sandbox = Sandbox::new();
    for args in [
        &["path", "kepco", "samsung", "--avoid", "samsung"][..],
        &["path", "kepco", "samsung", "--limit", "0"],
        &["path", "kepco", "samsung", "--via", "company"],
        &["path", "kepco", "samsung", "--as-of", "2010", "--since", "2009"],
        &["path", "kepco", "samsung", "--since", "2010", "--until", "2009"],
        &["diagram", "kepco", "--json"],
    ] {
        assert_eq!(sandbox.run(args).code, 2, "{args:?}");
    }
}

#[test]
fn a_timeline_shows_only_what_its_selection_admits() {
    let sandbox = Sandbox::new();
    let csv = |options: &[&str]| -> Vec<String> {
        let mut args = vec!["timeline", "--format", "csv"];
        args.extend(options);
        sandbox.run(&args).stdout.lines().skip(1).map(str::to_owned).collect()
    };
    let hop = csv(&["--source", "hop-forum-2013"]);
    assert!(!hop.is_empty());
    for row in &hop {
        assert!(row.contains("hop-forum-2013"), "{row}");
    }
    for row in csv(&["--status", "planned"]) {
        assert!(row.contains("planned"), "{row}");
    }
    for row in csv(&["--basis", "inferred"]) {
        assert!(row.contains(",inferred,") || row.contains(",,"), "{row}");
    }
    assert_eq!(csv(&["--kind", "met"]).len(), 1);
    let signers = sandbox.run(&["timeline", "--kind", "agreement", "--until", "2010", "--certain"]);
    for signer in ["KEPCO", "Samsung", "Samruk-Energy"] {
        assert!(signers.stdout.contains(&format!("signed by {signer}")), "{}", signers.stdout);
    }
}

#[test]
fn what_has_no_date_is_listed_when_it_is_asked_for() {
    let sandbox = Sandbox::new();
    let claims = sandbox.run(&["timeline", "--claims", "only"]);
    assert_eq!(claims.code, 0);
    assert!(claims.stdout.contains("Altay region is linked to Kazakhstan, claimed by Darkhan"));
    let answer = sandbox.json(&["timeline", "--claims", "only"]);
    assert_eq!(answer["undated"].as_array().map(Vec::len), Some(4));
}

#[test]
fn node_kinds_restrict_the_rows_of_neighbors_and_not_the_way() {
    let answer = Sandbox::new().json(&["neighbors", "kepco", "--hops", "2", "--kind", "person"]);
    let ids: Vec<&str> =
        answer["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["park-geun-hye", "serik-akhmetov"]);
}

#[test]
fn a_ranking_says_how_much_of_it_needs_care() {
    let answer = Sandbox::new().json(&["rank"]);
    let stated = Sandbox::new().json(&["rank", "--basis", "stated"]);
    assert!(answer["projection"]["inferred"].as_u64().unwrap() > 0);
    assert_eq!(stated["projection"]["inferred"], 0);
}

#[test]
fn the_tour_suggests_what_runs_where_it_ran() {
    let sandbox = Sandbox::new();
    for name in ["one", "two"] {
        assert_eq!(sandbox.run(&["init", &format!("graph-data/{name}")]).code, 0);
    }
    let tour = sandbox.run(&["tour"]);
    let next = tour.stdout.split("\nnext: ").nth(1).unwrap();
    let first = next.lines().next().unwrap();
    assert_eq!(sandbox.shell(first).code, 0, "{first}");
}

/// From a to d over b in one step more than over c, whose dates run against it.
#[test]
fn a_chain_in_order_may_be_longer_than_the_shortest_path() {
    let sandbox = Sandbox::new();
    let nodes = ["a", "b", "c", "d", "e"].map(|id| node(id, "person"));
    let edges = [
        edge("e1", "met", "a", "c", ", \"when\": \"2010-06\""),
        edge("e2", "met", "c", "d", ", \"when\": \"2009\""),
        edge("e3", "met", "a", "b", ", \"when\": \"2010\""),
        edge("e4", "met", "b", "e", ", \"when\": \"2010-35\""),
        edge("e5", "met", "d", "e", ", \"when\": \"[2009-01-05,2011-02-03]\""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let ask = |args: &[&str]| sandbox.json(&[&["--data", data, "path"], args].concat());
    assert_eq!(ask(&["a", "d"])["paths"][0]["length"], 2.0);
    let answer = ask(&["a", "d", "--in-order"]);
    let chain = &answer["paths"][0];
    assert_eq!((&chain["length"], &chain["order"]), (&3.0.into(), &"possible".into()));
    assert_eq!(chain["doubt"]["reason"], "overlap");
    assert_eq!(chain["doubt"]["hops"], serde_json::json!([1, 2]));
    // Of the two days of the last step the first lies before the others.
    assert_eq!(chain["arrival"], "2011-02-03");
    assert_eq!(chain["departure"], "2010-09-30");
    assert_eq!(chain["hops"][1]["first"], "2010-07-01");
    assert_eq!(chain["hops"][1]["last"], "2010-09-30");
    // The other way round the dates are in order, and nothing else can be earlier.
    let back = ask(&["d", "a", "--in-order"]);
    assert_eq!(back["paths"][0]["order"], "certain");
    assert_eq!(back["paths"][0]["length"], 2.0);
    let late = ask(&["a", "d", "--in-order", "--until", "2011-01"]);
    assert_eq!((&late["total"], &late["unordered"]), (&0.into(), &2.0.into()));
}

#[test]
fn a_longer_chain_that_arrives_earlier_is_shown_beside() {
    let sandbox = Sandbox::new();
    let nodes = ["a", "b", "c", "d"].map(|id| node(id, "person"));
    let edges = [
        edge("e1", "met", "a", "d", ", \"when\": \"2015\""),
        edge("e2", "met", "a", "b", ", \"when\": \"2009\""),
        edge("e3", "met", "b", "d", ", \"when\": \"2010\""),
        // An undated step fits anywhere, and says nothing of being earlier.
        edge("e4", "met", "a", "c", ""),
        edge("e5", "met", "c", "d", ""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let answer = sandbox.json(&["--data", data, "path", "a", "d", "--in-order"]);
    assert_eq!(answer["paths"][0]["arrival"], "2015-01-01");
    assert_eq!(answer["earlier"]["arrival"], "2010-01-01");
    assert_eq!(answer["earlier"]["hops"][0]["edge"], "e2");
    let run = sandbox.run(&["--data", data, "path", "a", "d", "--in-order"]);
    assert!(run.stdout.contains("Earlier: 2 steps"), "{}", run.stdout);
}

#[test]
fn chains_in_order_take_no_other_sort_of_path() {
    let sandbox = Sandbox::new();
    for option in [["--k", "2"], ["--through", "kepco"], ["--weight", "trade-volume"]] {
        let args = ["path", "kazakhstan", "korea", "--in-order"];
        let run = sandbox.run(&[&args[..], &option[..]].concat());
        assert_eq!(run.code, 2, "{option:?}");
        assert!(run.stderr.contains(&format!("leave out {}", option[0])), "{}", run.stderr);
    }
    let alone = sandbox.json(&["path", "kepco", "kepco", "--in-order"]);
    assert_eq!(alone["paths"][0]["arrival"], Value::Null);
    assert_eq!(alone["paths"][0]["order"], "certain");
}

#[test]
fn a_timeline_of_a_pair_is_what_joins_both() {
    let sandbox = Sandbox::new();
    let nodes = [
        node("a", "company"),
        node("b", "company"),
        node("c", "company"),
        "{\"id\": \"deal\", \"kind\": \"agreement\", \"name\": \"Deal\", \"when\": \"2011-35\", \
         \"facts\": [{\"key\": \"stage\", \"value\": \"renewed\", \"when\": \"2012\"}]}"
            .into(),
        "{\"id\": \"other\", \"kind\": \"agreement\", \"name\": \"Other\", \"when\": \"2011\"}"
            .into(),
    ];
    let edges = [
        edge("e1", "signed", "a", "deal", ""),
        edge("e2", "signed", "b", "deal", ", \"when\": \"2013-02-03\""),
        edge("e3", "signed", "c", "deal", ", \"when\": \"2014\""),
        edge("e4", "signed", "a", "other", ""),
        edge("e5", "signed", "c", "other", ""),
        edge("e6", "owns", "a", "b", ", \"when\": \"2008/..\""),
        edge("e7", "owns", "a", "c", ", \"when\": \"2008\""),
        edge("e8", "cooperates-with", "a", "b", ""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let what = |value: &Value| -> Vec<String> {
        let rows = value.as_array().expect("rows").iter();
        let member = |row: &Value| match row["type"].as_str() {
            Some("record") => row["node"]["id"].clone(),
            Some("edge") => row["edge"]["edge"].clone(),
            _ => row["fact"]["value"].clone(),
        };
        rows.map(|row| member(row).as_str().expect("ids").to_owned()).collect()
    };
    let answer = sandbox.json(&["--data", data, "timeline", "a", "b", "--together"]);
    assert_eq!(what(&answer["rows"]), ["e6", "deal", "renewed", "e2"]);
    assert_eq!(what(&answer["undated"]), ["e8"]);
    let three = sandbox.json(&["--data", data, "timeline", "a", "b", "c", "--together"]);
    assert_eq!(what(&three["rows"]), ["deal", "renewed", "e2", "e3"]);
    let nothing = sandbox.run(&["--data", data, "timeline", "b", "other", "--together", "--json"]);
    assert_eq!(nothing.code, 1, "{}", nothing.stdout);
    for names in [&[][..], &["a"], &["a", "A"]] {
        let run = sandbox.run(&[&["--data", data, "timeline", "--together"], names].concat());
        assert_eq!(run.code, 2, "{names:?}");
        assert!(run.stderr.contains("two"), "{}", run.stderr);
    }
    // A quarter stays a quarter.
    let deal = &answer["rows"][1];
    assert_eq!(deal["precision"], "quarter");
    assert_eq!((&deal["first"], &deal["last"]), (&"2011-07-01".into(), &"2011-09-30".into()));
    assert_eq!(answer["rows"][0]["last"], Value::Null);
    let text = sandbox.run(&["--data", data, "timeline", "a"]).stdout;
    assert!(text.contains("Q3 2011            ······━━━··· ▬ Deal"), "{text}");
}

#[test]
fn a_project_stands_for_its_parts() {
    let sandbox = Sandbox::new();
    let nodes = [
        node("whole", "project"),
        node("half", "facility"),
        node("quarter", "facility"),
        node("firm", "company"),
        "{\"id\": \"deal\", \"kind\": \"agreement\", \"name\": \"Deal\", \"when\": \"2011\", \
         \"facts\": [{\"key\": \"stage\", \"value\": \"renewed\", \"when\": \"2012\"}]}"
            .into(),
    ];
    let edges = [
        edge("e1", "part-of", "half", "whole", ""),
        edge("e2", "part-of", "quarter", "half", ""),
        edge("e3", "part-of", "whole", "quarter", ", \"status\": \"denied\""),
        edge("e4", "concerns", "deal", "quarter", ""),
        edge("e5", "builds", "firm", "half", ", \"when\": \"2010\""),
    ];
    let data = sandbox
        .dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let ask = |args: &[&str]| sandbox.json(&[&["--data", data, "timeline"], args].concat());
    let answer = ask(&["whole"]);
    let ids = |list: &Value| -> Vec<String> {
        let all = list.as_array().expect("nodes").iter();
        all.map(|node| node["id"].as_str().expect("ids").to_owned()).collect()
    };
    assert_eq!(ids(&answer["about"]), ["whole"]);
    assert_eq!(ids(&answer["parts"]), ["half", "quarter"]);
    let whens = |answer: &Value| -> Vec<Value> {
        answer["rows"].as_array().expect("rows").iter().map(|row| row["when"].clone()).collect()
    };
    assert_eq!(whens(&answer), ["2010", "2011", "2012"]);
    assert_eq!(whens(&ask(&["quarter"])), ["2011", "2012"], "a part is not the whole");
    assert_eq!(whens(&ask(&["whole", "--avoid", "half"])), [""; 0]);
    assert_eq!(whens(&ask(&["whole", "firm", "--together"])), ["2010"]);
    assert_eq!(ids(&ask(&["firm"])["parts"]), [""; 0]);
    let text = sandbox.run(&["--data", data, "timeline", "whole"]).stdout;
    assert!(text.contains("With its parts HALF, QUARTER."), "{text}");
}
