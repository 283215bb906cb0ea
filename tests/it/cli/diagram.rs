//! `diagram` and `tour`: pictures where they can be made, and a way out where not.

use super::{Sandbox, backed_by, edge, node};
use std::fs;
use std::process::Command;

fn graphviz_is_here() -> bool {
    let found = Command::new("dot").arg("-V").output().is_ok();
    if !found {
        eprintln!("skipped: Graphviz is not installed");
    }
    found
}

#[test]
fn dot_needs_nothing_else_and_is_the_same_twice() {
    let sandbox = Sandbox::new();
    let args = ["diagram", "--template", "path", "kepco", "korea-eximbank", "--as", "dot"];
    let run = sandbox.run(&args);
    assert_eq!(run.code, 0, "{}", run.stderr);
    graphviz_rust::parse(&run.stdout).expect("our DOT parses");
    assert_eq!(sandbox.run(&args).stdout, run.stdout);
    let map = sandbox.run(&["diagram", "kepco", "samsung"]);
    assert_eq!(map.code, 0, "{}", map.stderr);
    graphviz_rust::parse(&map.stdout).expect("our DOT parses");
}

#[test]
fn a_missing_graphviz_exits_4_with_the_fix_and_leaves_no_file() {
    let sandbox = Sandbox::new();
    let mut command =
        sandbox.command(&["diagram", "kepco", "--engine", "graphviz", "-o", "map.svg"]);
    let output = command.env("GRAPHVIZ_DOT", "/nowhere/dot").output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("/nowhere/dot"), "{stderr}");
    assert!(stderr.contains("apt-get install -y graphviz fonts-noto-cjk"), "{stderr}");
    assert_eq!(fs::read_dir(sandbox.path()).unwrap().count(), 0);
}

#[test]
fn svg_needs_nothing_installed_and_is_the_same_twice() {
    let sandbox = Sandbox::new();
    for args in [
        &["diagram", "kepco", "-o", "x.svg"][..],
        &["diagram", "--template", "timeline", "-o", "x.svg"],
        &["diagram", "--template", "path", "kepco", "korea-eximbank", "-o", "x.svg"],
    ] {
        let mut command = sandbox.command(args);
        let output = command.env("PATH", "").env("GRAPHVIZ_DOT", "/nowhere/dot").output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let svg = fs::read_to_string(sandbox.path().join("x.svg")).unwrap();
        assert!(svg.contains("<svg") && svg.contains("role=\"graphics-document\""));
        assert!(!svg.contains("<script") && !svg.contains("javascript:"));
        let again = sandbox.run(args);
        assert_eq!(again.code, 0, "{}", again.stderr);
        assert!(fs::read_to_string(sandbox.path().join("x.svg")).unwrap() == svg, "{args:?}");
    }
}

#[test]
fn graphviz_draws_where_it_is_asked_for() {
    if !graphviz_is_here() {
        return;
    }
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["diagram", "kepco", "--engine", "graphviz", "-o", "map.svg"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let svg = fs::read_to_string(sandbox.path().join("map.svg")).unwrap();
    assert!(svg.contains("<svg") && svg.contains("KEPCO"));
    assert!(!svg.contains("<script") && !svg.contains("javascript:"));
}

#[test]
fn what_cannot_be_drawn_has_an_exit_code_and_leaves_no_file() {
    let sandbox = Sandbox::new();
    let lonely = [node("a", "person"), node("b", "person")];
    sandbox.dataset(&lonely.each_ref().map(String::as_str), &[]);
    for (args, code) in [
        (&["diagram", "nobody at all", "-o", "x.dot"][..], 1),
        (&["diagram", "--template", "path", "kepco", "-o", "x.dot"], 2),
        (&["diagram", "--template", "spiral", "-o", "x.dot"], 2),
        (&["diagram", "kepco", "-o", "x.gif"], 2),
        (&["diagram", "kepco", "-o", "no/such/folder/x.dot"], 4),
        (&["--data", "data", "diagram", "--template", "path", "a", "b", "-o", "x.dot"], 1),
    ] {
        assert_eq!(sandbox.run(args).code, code, "{args:?}");
        assert!(!sandbox.path().join("x.dot").exists(), "{args:?}");
    }
}

#[test]
fn every_line_of_a_diagram_says_its_source_or_that_it_has_none() {
    let sandbox = Sandbox::new();
    let nodes = [node("a", "person"), node("b", "person"), node("c", "person")];
    let edges = [
        edge("e1", "associate", "a", "b", &backed_by(&["one"])),
        edge("e2", "family", "b", "c", ""),
    ];
    sandbox.dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let dot = sandbox.run(&["--data", "data", "diagram", "a", "b", "c"]).stdout;
    assert!(dot.contains("[1]"), "{dot}");
    assert!(dot.contains("unsourced"), "{dot}");
}

#[test]
fn the_tour_answers_the_main_question_and_draws() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["tour"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("How is KEPCO connected to Korea Eximbank?"));
    assert!(run.stdout.contains("Ranked by betweenness"));
    assert_eq!(run.stdout.matches("sociogram ").count(), 3, "three next commands");
    for file in ["map.dot", "path.dot"] {
        let dot = fs::read_to_string(sandbox.path().join("output").join(file)).unwrap();
        graphviz_rust::parse(&dot).expect("our DOT parses");
        assert!(sandbox.path().join("output").join(file.replace("dot", "svg")).exists());
    }
}
