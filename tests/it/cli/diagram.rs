//! `diagram` and `tour`: pictures where they can be made, and a way out where not.

use super::{Sandbox, backed_by, edge, node};
use std::fs;
use std::path::Path;
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

/// The project's own folder, where its figures are kept.
fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_figures_that_are_kept_are_those_of_the_views() {
    let sandbox = Sandbox::new();
    let (data, figures) = (project().join("graph-data/kazakhstan-korea"), project().join("output"));
    let (data, figures) = (data.to_str().unwrap(), figures.to_str().unwrap());
    let run = sandbox.run(&["--data", data, "diagram", "--check", "--figures", figures]);
    assert_eq!(run.code, 0, "draw them anew with diagram --figures output:\n{}", run.stdout);
    assert!(run.stdout.starts_with("8 of 8 figures up to date"), "{}", run.stdout);
}

#[test]
fn a_stale_or_missing_figure_is_named_and_exits_1() {
    let sandbox = Sandbox::new();
    let written = sandbox.run(&["diagram", "--figures", "figures"]);
    assert_eq!(written.code, 0, "{}", written.stderr);
    let map = sandbox.path().join("figures/map.svg");
    fs::write(&map, "old").unwrap();
    fs::remove_file(sandbox.path().join("figures/path.dot")).unwrap();
    let run = sandbox.run(&["diagram", "--check", "--figures", "figures"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("6 of 8 figures up to date"), "{}", run.stdout);
    assert!(run.stdout.contains("stale   figures/map.svg"), "{}", run.stdout);
    assert!(run.stdout.contains("missing figures/path.dot"), "{}", run.stdout);
    assert_eq!(fs::read_to_string(&map).unwrap(), "old", "a check writes nothing");
    let one = ["diagram", "--check", "--figures", "figures", "--view", "timeline"];
    assert_eq!(sandbox.json(&one)["rows"][1]["state"], "fresh");
    assert_eq!(sandbox.run(&["diagram", "--figures", "figures"]).code, 0);
    assert_eq!(sandbox.run(&["diagram", "--check", "--figures", "figures"]).code, 0);
}

#[test]
fn a_view_draws_what_it_says_and_is_refused_beside_other_wishes() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["diagram", "--view", "path", "--as", "svg"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("How is KEPCO connected to Korea Eximbank?"));
    for (args, code, words) in [
        (&["diagram", "--view", "maps"][..], 1, "views: map, overview, path, timeline"),
        (&["diagram", "--view", "map", "kepco"], 2, "leave out --view"),
        (&["diagram", "--view", "map", "--view", "path"], 2, "--figures DIR"),
        (&["diagram", "kepco", "--check"], 2, "--view NAME"),
        (&["--data", "harbour-lights", "diagram", "--check"], 1, "saves no views"),
        (&["diagram", "--template", "overview", "kepco"], 2, "--template map"),
    ] {
        let run = sandbox.run(args);
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
        let said = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(words), "{args:?}: {said}");
    }
}

#[test]
fn captions_notes_and_pins_of_a_view_are_drawn() {
    let sandbox = Sandbox::new();
    let nodes = [node("ada", "person"), node("bor", "person"), node("works", "company")];
    let edges = [
        edge("e1", "works-for", "ada", "works", &backed_by(&["one"])),
        edge("e2", "works-for", "bor", "works", &backed_by(&["one"])),
    ];
    sandbox.dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let views = sandbox.path().join("data/views");
    fs::create_dir_all(&views).unwrap();
    let view = |pins: &str| {
        format!(
            "{{\n  \"title\": \"Who is who\",\n  \"template\": \"map\",\n  \"names\": [\"works\"],\n  \
             \"captions\": {{\n    \"ada\": \"the founder\"\n  }},\n  \"notes\": [\"A remark.\"]{pins}\n}}\n"
        )
    };
    let drawn = |pins: &str| {
        fs::write(views.join("who.json"), view(pins)).unwrap();
        let run = sandbox.run(&["--data", "data", "diagram", "--view", "who", "--as", "svg"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let svg = drawn("");
    for words in ["Who is who", "the founder", "A remark."] {
        assert!(svg.contains(words), "{words}");
    }
    let pins = ",\n  \"pins\": {\n    \"ada\": [300, 700],\n    \"works\": [900, -40.5]\n  }";
    let pinned = drawn(pins);
    let middle_of = |svg: &str, id: &str| {
        let group = svg.split(&format!("<g id=\"n_{id}\"")).nth(1).expect("the card is drawn");
        let rect = group.lines().find(|line| line.starts_with("<rect")).expect("it has a border");
        let number = |name: &str| -> f64 {
            let rest = rect.split(&format!(" {name}=\"")).nth(1).unwrap();
            rest.split('"').next().unwrap().parse().unwrap()
        };
        (number("x") + number("width") / 2.0, number("y") + number("height") / 2.0)
    };
    let near =
        |(x, y): (f64, f64), (a, b): (f64, f64)| (x - a).abs() < 0.02 && (y - b).abs() < 0.02;
    assert!(near(middle_of(&pinned, "ada"), (300.0, 700.0)), "{:?}", middle_of(&pinned, "ada"));
    assert!(near(middle_of(&pinned, "works"), (900.0, -40.5)));
    // One more edge, and what is pinned has not moved.
    let more = edge("e3", "owns", "ada", "works", "");
    let edges: Vec<&str> = edges.iter().map(String::as_str).chain([&*more]).collect();
    sandbox.dataset(&nodes.each_ref().map(String::as_str), &edges);
    let grown = drawn(pins);
    assert!(near(middle_of(&grown, "ada"), (300.0, 700.0)));
    assert!(near(middle_of(&grown, "works"), (900.0, -40.5)));
}

#[test]
fn a_difference_between_two_dates_says_what_was_added_and_what_ended() {
    let sandbox = Sandbox::new();
    let dated = |id: &str, kind: &str, from: &str, to: &str, when: &str| {
        edge(id, kind, from, to, &format!(", \"when\": \"{when}\"{}", backed_by(&["one"])))
    };
    let nodes = [node("ada", "person"), node("bor", "person"), node("works", "company")];
    let edges = [
        dated("e1", "works-for", "ada", "works", "2001/2005"),
        dated("e2", "works-for", "bor", "works", "2000/2020"),
        dated("e3", "met", "ada", "bor", "2010"),
    ];
    sandbox.dataset(&nodes.each_ref().map(String::as_str), &edges.each_ref().map(String::as_str));
    let run =
        sandbox.run(&["--data", "data", "diagram", "--between", "2002", "2012", "--as", "svg"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for words in [
        "What changed between 31 Dec 2002 and 31 Dec 2012",
        "+ 1 added, − 1 ended",
        "ADA met BOR, 2010, added",
    ] {
        assert!(run.stdout.contains(words), "{words} in {}", run.stdout);
    }
    assert!(run.stdout.contains("ADA works for WORKS, 2001–2005, ended"), "{}", run.stdout);
    assert!(!run.stdout.contains("2000–2020, added") && !run.stdout.contains("2000–2020, ended"));
    for (args, code) in [
        (&["--between", "2012", "2002"][..], 2),
        (&["--between", "2002", "soon"], 2),
        (&["--between", "2002", "2012", "--as-of", "2003"], 2),
        (&["--between", "2002", "2012", "--template", "timeline"], 2),
        (&["--between", "1990", "1991"], 1),
        (&["--against", "nowhere"], 4),
    ] {
        let all: Vec<&str> = ["--data", "data", "diagram"].iter().chain(args).copied().collect();
        let run = sandbox.run(&all);
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
    }
}

#[test]
fn a_difference_between_two_datasets_says_what_changed() {
    let sandbox = Sandbox::new();
    let nodes = [node("ada", "person"), node("bor", "person"), node("works", "company")];
    let old =
        [edge("e1", "works-for", "ada", "works", ""), edge("e2", "works-for", "bor", "works", "")];
    sandbox.dataset(&nodes.each_ref().map(String::as_str), &old.each_ref().map(String::as_str));
    fs::rename(sandbox.path().join("data"), sandbox.path().join("old")).unwrap();
    let new = [
        edge("e2", "works-for", "bor", "works", &backed_by(&["one"])),
        edge("e3", "associate", "ada", "bor", ""),
    ];
    sandbox.dataset(&nodes.each_ref().map(String::as_str), &new.each_ref().map(String::as_str));
    let run = sandbox.run(&["--data", "data", "diagram", "--against", "old", "--as", "svg"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("What changed since old"), "{}", run.stdout);
    assert!(
        run.stdout.contains("+ 1 new in the data, − 1 no longer in the data"),
        "{}",
        run.stdout
    );
}

/// A dataset of a few actors around two agreements, with a view of all.
fn agreements(sandbox: &Sandbox, more: &[String]) {
    let nodes: Vec<String> = (0..6)
        .map(|n| node(&format!("actor{n}"), if n % 2 == 0 { "company" } else { "person" }))
        .chain((0..2).map(|n| node(&format!("treaty{n}"), "treaty")))
        .collect();
    let backed = backed_by(&["one"]);
    let edges: Vec<String> = (0..6)
        .map(|n| {
            edge(
                &format!("e{n}"),
                "signed",
                &format!("actor{n}"),
                &format!("treaty{}", n / 3),
                &backed,
            )
        })
        .chain(more.iter().cloned())
        .collect();
    let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
    let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
    sandbox.dataset(&nodes, &edges);
}

#[test]
fn a_pinned_view_keeps_its_cards_and_one_more_edge_changes_few_lines() {
    for template in ["map", "overview"] {
        let sandbox = Sandbox::new();
        agreements(&sandbox, &[]);
        let view = format!("{{\n  \"template\": \"{template}\"\n}}\n");
        sandbox.write("data/views/all.json", &view);
        let pin = ["--data", "data", "diagram", "--view", "all", "--pin"];
        let file = sandbox.path().join("data/views/all.json");
        let tried = sandbox.run(&[&pin[..], &["--dry-run"]].concat());
        assert_eq!(tried.code, 0, "{}", tried.stderr);
        assert_eq!(fs::read_to_string(&file).unwrap(), view);
        let run = sandbox.run(&pin);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(fs::read_to_string(&file).unwrap().matches("\": [").count(), 8);
        let draw = ["--data", "data", "diagram", "--view", "all", "--as", "svg"];
        let before = sandbox.run(&draw).stdout;
        agreements(&sandbox, &[edge("e9", "met", "actor0", "actor5", &backed_by(&["two"]))]);
        let after = sandbox.run(&draw).stdout;
        // Cards and the names of marks stand where they stood; a mark's size may follow its score.
        let places = |svg: &str| -> Vec<String> {
            let mark = if template == "map" { "<rect" } else { "text-anchor=\"middle\"" };
            let lines = svg.lines().skip_while(|line| !line.contains("<g id=\"n_"));
            lines
                .filter(|line| line.contains(mark))
                .filter_map(|line| Some(line.split(" x=\"").nth(1)?.split('"').next()?.to_owned()))
                .collect()
        };
        let (mut old, mut new) = (places(&before), places(&after));
        old.sort();
        new.sort();
        assert_eq!(old, new, "{template}");
        let old: Vec<&str> = before.lines().collect();
        let changed = after.lines().filter(|line| !old.contains(line)).count();
        assert!(template == "overview" || changed <= 30, "{changed} lines of {}", old.len());
    }
}

#[test]
fn pins_are_for_maps_and_overviews_and_not_for_datasets_that_ship() {
    let sandbox = Sandbox::new();
    for (args, words) in [
        (&["diagram", "--view", "map", "--pin"][..], "read-only"),
        (&["diagram", "kepco", "--pin"], "--view"),
    ] {
        let run = sandbox.run(args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{args:?}: {}", run.stderr);
    }
    agreements(&sandbox, &[]);
    let view = "{\n  \"template\": \"timeline\",\n  \"pins\": {\n    \"actor0\": [1, 2]\n  }\n}\n";
    sandbox.write("data/views/all.json", view);
    let run = sandbox.run(&["--data", "data", "diagram", "--view", "all"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("a timeline has no pins"), "{}", run.stderr);
}

#[test]
fn every_form_has_its_file_and_a_text_twin_says_the_same() {
    let sandbox = Sandbox::new();
    for (file, words) in [
        ("map.html", "Content-Security-Policy"),
        ("map.mmd", "flowchart"),
        ("map.gv", "digraph"),
        ("map.svg", "<svg"),
    ] {
        let run = sandbox.run(&["diagram", "--view", "map", "-o", file]);
        assert_eq!(run.code, 0, "{file}: {}", run.stderr);
        let text = fs::read_to_string(sandbox.path().join(file)).unwrap();
        assert!(text.contains(words) && text.contains("Nazarbayev"), "{file}");
    }
    let run = sandbox.run(&["diagram", "--view", "map", "--describe"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("Lee Myung-bak (이명박): leader"), "{}", run.stdout);
    assert_eq!(sandbox.run(&["diagram", "--describe", "--as", "svg"]).code, 2);
}

#[test]
fn png_needs_nothing_installed() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command(&["diagram", "--view", "path", "-o", "path.png"]);
    let output = command.env("PATH", "").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let png = fs::read(sandbox.path().join("path.png")).unwrap();
    assert!(png.starts_with(b"\x89PNG") && png.len() > 10_000);
}

#[test]
fn figures_say_each_view_once_and_how_to_write_those_that_are_missing() {
    let sandbox = Sandbox::new();
    let named = ["--view", "path", "--view", "map", "--view", "path"];
    let check = ["diagram", "--check", "--figures", "my figures"];
    let run = sandbox.run(&[&check[..], &named].concat());
    assert_eq!(run.code, 1, "{}", run.stderr);
    let next = "sociogram diagram --view path --view map --figures 'my figures'";
    assert!(run.stdout.contains(next), "{}", run.stdout);
    let written = sandbox.json(&[&["diagram", "--figures", "my figures"], &named[..]].concat());
    let files: Vec<&str> = written["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["file"].as_str().unwrap())
        .collect();
    let wanted = ["path.svg", "path.dot", "map.svg", "map.dot"];
    assert_eq!(files, wanted.map(|file| format!("my figures/{file}")));
    assert_eq!(sandbox.run(&[&check[..], &named].concat()).code, 0);
}

#[test]
fn a_figure_of_the_right_length_and_other_bytes_is_stale() {
    let sandbox = Sandbox::new();
    let one = ["diagram", "--figures", "figures", "--view", "map"];
    assert_eq!(sandbox.run(&one).code, 0);
    let map = sandbox.path().join("figures/map.dot");
    let mut bytes = fs::read(&map).unwrap();
    bytes[0] = b'D';
    fs::write(&map, bytes).unwrap();
    let run = sandbox.run(&["diagram", "--check", "--figures", "figures", "--view", "map"]);
    assert_eq!(run.code, 1);
    assert!(run.stdout.contains("stale   figures/map.dot"), "{}", run.stdout);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_in_the_place_of_a_figure_is_named_and_neither_read_nor_replaced() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::new();
    let place = sandbox.path().join("figures/map.svg");
    fs::create_dir(sandbox.path().join("figures")).unwrap();
    let refused = |kind: &str| {
        for mode in [&["--check"][..], &[]] {
            let args = [&["diagram", "--figures", "figures", "--view", "map"], mode].concat();
            let run = sandbox.run(&args);
            assert_eq!(run.code, 4, "{kind} {mode:?}: {}", run.stderr);
            let said = run.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains(&format!("figures/map.svg is {kind}")), "{said}");
            assert!(said.contains("--figures DIR"), "{said}");
            assert_eq!(fs::read_dir(place.parent().unwrap()).unwrap().count(), 1, "{kind}");
        }
    };
    assert!(Command::new("mkfifo").arg(&place).status().unwrap().success());
    refused("a pipe, a socket or a device");
    fs::remove_file(&place).unwrap();
    symlink("/dev/zero", &place).unwrap();
    refused("a symbolic link");
    fs::remove_file(&place).unwrap();
    fs::create_dir(&place).unwrap();
    refused("a folder");
    fs::remove_dir(&place).unwrap();
    fs::remove_dir(place.parent().unwrap()).unwrap();
    sandbox.write("figures", "a file");
    let run = sandbox.run(&["diagram", "--check", "--figures", "figures", "--view", "map"]);
    assert_eq!(run.code, 4, "{}", run.stderr);
    assert!(run.stderr.contains("figures/map.svg"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn figures_are_written_all_or_none() {
    let sandbox = Sandbox::new();
    let all = ["diagram", "--figures", "figures"];
    assert_eq!(sandbox.run(&all).code, 0);
    let folder = sandbox.path().join("figures");
    let (early, late) = (folder.join("map.dot"), folder.join("overview.svg"));
    fs::remove_file(&early).unwrap();
    fs::write(&late, "old").unwrap();
    // The map is short enough to be written, the overview after it is not.
    let run = sandbox.shell("trap '' XFSZ; ulimit -f 110; sociogram diagram --figures figures");
    assert_eq!(run.code, 4, "{}", run.stderr);
    assert!(run.stderr.contains("cannot write figures/overview.svg"), "{}", run.stderr);
    assert!(!early.exists());
    assert_eq!(fs::read_to_string(&late).unwrap(), "old");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 7, "nothing is left behind");
    assert_eq!(sandbox.run(&all).code, 0);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 8);
}

#[test]
fn a_picture_in_a_file_leaves_standard_output_to_the_answer() {
    let sandbox = Sandbox::new();
    let answer = sandbox.json(&["diagram", "kepco", "-o", "x.svg"]);
    assert_eq!(answer["schema"], "sociogram.diagram/1");
    let row = serde_json::json!({"view": null, "file": "x.svg", "state": "written"});
    assert_eq!(answer["rows"], serde_json::json!([row]));
    assert!(fs::read_to_string(sandbox.path().join("x.svg")).unwrap().contains("<svg"));
    let answer = sandbox.json(&["diagram", "--view", "map", "-o", "map.dot"]);
    assert_eq!(answer["rows"][0]["view"], "map");
    for format in ["csv", "tsv", "jsonl", "markdown"] {
        let run = sandbox.run(&["diagram", "kepco", "-o", "x.svg", "--format", format]);
        assert_eq!(run.code, 0, "{format}: {}", run.stderr);
        assert!(run.stdout.contains("x.svg"), "{format}: {}", run.stdout);
    }
    for args in [&["diagram", "kepco"][..], &["diagram", "kepco", "--as", "svg", "-o", "-"]] {
        let run = sandbox.run(&[args, &["--json"]].concat());
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.stdout.is_empty());
        assert!(run.error()["hint"].as_str().unwrap().contains("-o FILE"), "{}", run.stderr);
    }
    let run = sandbox.run(&["diagram", "nobody at all", "-o", "y.svg", "--json"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""));
    assert_eq!(run.error()["code"], "unknown-name");
    let args = ["diagram", "kepco", "--engine", "graphviz", "-o", "y.svg", "--json"];
    let output = sandbox.command(&args).env("GRAPHVIZ_DOT", "/nowhere/dot").output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8(output.stderr).unwrap().contains("\"code\":\"missing-program\""));
    let lonely = [node("a", "person"), node("b", "person")];
    sandbox.dataset(&lonely.each_ref().map(String::as_str), &[]);
    let path = ["--data", "data", "diagram", "--template", "path", "a", "b", "-o", "y.svg"];
    assert_eq!(sandbox.json(&path)["rows"], serde_json::json!([]));
    assert_eq!(sandbox.run(&path).code, 1);
    assert!(!sandbox.path().join("y.svg").exists());
}

#[test]
fn options_that_would_do_nothing_are_refused() {
    let sandbox = Sandbox::new();
    let graphviz = ["--engine", "graphviz"];
    for args in [
        &["kepco"][..],
        &["kepco", "--as", "mermaid"],
        &["kepco", "-o", "x.html"],
        &["kepco", "-o", "x.dot"],
        &["kepco", "--describe"],
        &["--figures", "figures"],
        &["--check"],
        &["--view", "map", "--pin"],
    ] {
        let run = sandbox.run(&[&["diagram"], args, &graphviz].concat());
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("--engine"), "{args:?}: {}", run.stderr);
    }
    for args in [
        &["--as", "svg", "--figures", "figures"][..],
        &["--as", "svg", "--check"],
        &["--as", "svg", "--view", "map", "--pin"],
        &["--as", "svg", "kepco", "-o", "x.png"],
        &["--as", "dot", "kepco", "-o", "x.SVG"],
    ] {
        let run = sandbox.run(&[&["diagram"], args].concat());
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains("--as"), "{args:?}: {}", run.stderr);
    }
    assert_eq!(fs::read_dir(sandbox.path()).unwrap().count(), 0, "nothing was written");
    for (form, file) in [("dot", "x.gv"), ("mermaid", "x.mmd"), ("svg", "x.picture"), ("svg", "x")]
    {
        let run = sandbox.run(&["diagram", "kepco", "--as", form, "-o", file]);
        assert_eq!(run.code, 0, "{file}: {}", run.stderr);
    }
}

#[test]
fn timings_of_a_diagram_say_how_long_drawing_took() {
    let sandbox = Sandbox::new();
    for args in [
        &["diagram", "kepco", "--as", "svg"][..],
        &["diagram", "kepco", "-o", "x.svg"],
        &["diagram", "--figures", "figures"],
        &["diagram", "--figures", "figures", "--check"],
    ] {
        let run = sandbox.run(&[args, &["--timings"]].concat());
        let line = run.stderr.lines().last().expect("timings are printed");
        for lap in ["load_ms", "answer_ms", "draw_ms"] {
            assert_eq!(line.matches(lap).count(), 1, "{args:?}: {lap} in {line}");
        }
    }
}
