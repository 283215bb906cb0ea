//! Hostile text and the terminal: nothing that comes from data or arguments acts on it.

use super::{Run, Sandbox};
use std::process::Stdio;

/// Characters that act on a terminal or on the reading order.
fn acts(c: char) -> bool {
    let is_layout = matches!(c, '\n' | '\t');
    (c.is_control() && !is_layout)
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')
}

fn is_inert(run: &Run) {
    for text in [&run.stdout, &run.stderr] {
        assert_eq!(text.chars().find(|&c| acts(c)), None, "{text:?}");
    }
}

#[test]
fn arguments_are_echoed_inert() {
    let sandbox = Sandbox::new();
    for hostile in ["\u{1b}[31mred", "a\u{202e}b", "\u{9b}2J", "line\nbreak\u{7}", "\u{7f}"] {
        is_inert(&sandbox.run(&["show", hostile]));
        is_inert(&sandbox.run(&["show", hostile, "--json"]));
        is_inert(&sandbox.run(&["find", hostile]));
        is_inert(&sandbox.run(&["find", hostile, "--json"]));
        is_inert(&sandbox.run(&[hostile]));
        is_inert(&sandbox.run(&["--data", hostile, "stats"]));
        is_inert(&sandbox.run(&["rank", "--by", hostile]));
    }
}

#[test]
fn texts_of_sources_are_shown_inert() {
    let sandbox = Sandbox::new();
    sandbox.write("data/dataset.json", "{\"format\": 1, \"title\": \"t\", \"licence\": \"l\"}\n");
    sandbox.write(
        "data/sources.json",
        "[\n{\"id\": \"s\", \"title\": \"S\", \"file\": \"s.txt\"}\n]\n",
    );
    sandbox.write("data/nodes.json", "[]\n");
    sandbox.write("data/edges.json", "[]\n");
    sandbox.write("data/sources/s.txt", "before \u{1b}[2J\u{202e} needle \u{9b}31m after\r\n");
    let run = sandbox.run(&["--data", "data", "evidence", "locate", "s", "needle"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    is_inert(&run);
}

#[test]
fn findings_about_hostile_bytes_are_inert() {
    let sandbox = Sandbox::new();
    let hostile = "{\"id\": \"a\", \"kind\": \"person\", \"name\": \"\\u001b[31m\u{202e}x\"}";
    let data = sandbox.dataset(&[hostile], &[]);
    let run = sandbox.run(&["--data", data, "stats"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("invisible-character"), "{}", run.stderr);
    is_inert(&run);
}

#[test]
fn a_closed_pipe_is_success() {
    let sandbox = Sandbox::new();
    let mut child = sandbox
        .command(&["timeline", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn colour_is_on_only_when_asked_for() {
    let sandbox = Sandbox::new();
    assert!(!sandbox.run(&["stats"]).stdout.contains('\u{1b}'));
    assert!(sandbox.run(&["rank", "--color", "always"]).stdout.contains('\u{1b}'));
    assert!(!sandbox.run(&["rank", "--color", "never"]).stdout.contains('\u{1b}'));
}

#[test]
fn an_overlong_name_is_refused_quickly() {
    let long = "a".repeat(100_000);
    let run = Sandbox::new().run(&["show", &long]);
    assert_eq!(run.code, 1);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_with_130_and_changes_nothing() {
    let sandbox = Sandbox::new();
    let example = sandbox.example();
    let before = std::fs::read(example.join("nodes.json")).unwrap();
    let mut child = sandbox
        .command(&["--data", "example", "add", "node", "--record", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // It waits for its standard input, which is held open until it has ended.
    let stdin = child.stdin.take();
    std::thread::sleep(std::time::Duration::from_millis(700));
    let pid = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill is there");
    let status = child.wait().expect("it ends");
    drop(stdin);
    assert_eq!(status.code(), Some(130));
    assert_eq!(std::fs::read(example.join("nodes.json")).unwrap(), before);
}

#[test]
fn hostile_text_that_loads_is_shown_inert_in_every_form() {
    let sandbox = Sandbox::new();
    let name = "=cmd|' /C calc'!A0 <script>alert(1)</script> `x` | [y](javascript:z) \\\\ %s {{}}";
    let quote = "bidi \u{202e}tni\r\nescape \u{200b}end";
    let digest = sociogram::evidence::digest(quote);
    let node = |id: &str| {
        serde_json::json!({"id": id, "kind": "person", "name": name, "evidence": [{
            "source": "s", "start": 0, "end": quote.chars().count(), "sha256": digest.to_string(),
            "says": name, "quote": quote,
        }]})
        .to_string()
    };
    let edge = serde_json::json!({"id": "e", "kind": "associate", "from": "a;touch x", "to": "b",
        "facts": [{"key": "note", "value": name}]});
    sandbox.dataset(&[], &[]);
    sandbox.write("data/sources.json", "[{\"id\": \"s\", \"title\": \"S\", \"file\": \"s.txt\"}]");
    sandbox.write("data/sources/s.txt", quote);
    let ids = ["a;touch x".replace(' ', "_"), "b".to_owned()];
    let edge = edge.to_string().replace("a;touch x", &ids[0]);
    sandbox.write("data/nodes.json", &format!("[{}, {}]", node(&ids[0]), node(&ids[1])));
    sandbox.write("data/edges.json", &format!("[{edge}]"));
    for verb in [
        &["find", "*"][..],
        &["show", "b"],
        &["neighbors", "b"],
        &["path", "b", &ids[0]],
        &["rank"],
        &["timeline"],
        &["verify", "--all"],
        &["validate"],
        &["sources"],
        &["diagram", "b"],
    ] {
        for format in ["text", "json", "jsonl", "csv", "tsv", "markdown"] {
            if verb[0] == "diagram" && format != "text" {
                continue;
            }
            let mut args = vec!["--data", "data", "--format", format];
            args.extend(verb);
            let run = sandbox.run(&args);
            assert!(run.code <= 1, "{args:?}: {}", run.stderr);
            is_inert(&run);
            if format == "markdown" {
                assert!(!run.stdout.contains("<script>"), "{}", run.stdout);
            }
            if matches!(format, "csv" | "tsv") {
                for cell in run.stdout.split([',', '\t', '\n']) {
                    assert!(!cell.trim_matches('"').starts_with("=cmd"), "{cell}");
                }
            }
        }
    }
}
