//! The shape of the source tree, held by a test: layers point down, crates stay in their rooms,
//! every file says what it is, and no drawer modules appear.

use crate::source_paths::{Named, Token, named_paths, tokens};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer, lowest first. A module may use modules of lower layers only, and itself.
const LAYERS: &[&[&str]] = &[
    &["model"],
    &["evidence", "graph", "names"],
    &["algo", "dataset"],
    &["interchange"],
    &["explore"],
    &["diagram"],
    &["printer"],
    &["cli"],
];

/// Outside crates and the only places that may name them (files or folders below `src`).
const CRATES: &[(&str, &[&str])] = &[
    ("anstream", &["cli/ui.rs"]),
    ("anstyle", &["printer/page.rs"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/completions.rs"]),
    ("comfy_table", &["printer/table.rs"]),
    ("csv", &["interchange/tables/", "printer/table.rs"]),
    ("csv_core", &["interchange/tables/rows.rs"]),
    ("ctrlc", &["cli/mod.rs"]),
    ("dejavu", &["diagram/png/fonts.rs"]),
    ("edtf_core", &["model/when.rs"]),
    ("graphviz_rust", &["diagram/dot.rs"]),
    ("oxjsonld", &["interchange/rdf/"]),
    ("oxrdf", &["interchange/rdf/"]),
    ("oxttl", &["interchange/rdf/"]),
    ("parquet", &["interchange/parquet_tables/"]),
    ("petgraph", &["graph/petgraph_interop.rs", "algo/paths/steiner.rs"]),
    ("quick_xml", &["interchange/xml/"]),
    ("rayon", &["algo/", "dataset/", "graph/", "interchange/"]),
    ("resvg", &["diagram/png/"]),
    ("rusqlite", &["interchange/sqlite/"]),
    ("serde", &["dataset/json.rs"]),
    ("serde_json", &["dataset/", "interchange/", "printer/"]),
    ("sha2", &["evidence/digest.rs"]),
    ("skrifa", &["diagram/png/fonts.rs"]),
    ("strsim", &["dataset/finding.rs", "names/nearest.rs"]),
    ("unicode_normalization", &["names/"]),
    ("unicode_script", &["diagram/png/draw.rs"]),
    ("unicode_width", &["printer/"]),
];

const DRAWERS: &[&str] =
    &["util", "utils", "common", "helpers", "helper", "types", "prelude", "misc"];

fn source_files() -> Vec<(String, String)> {
    fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|e| e == "rs") {
                files.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The module of this crate that a path leads into; `""` for the root itself, none for other crates.
fn module_of(file: &str, named: &Named) -> Option<String> {
    let stem = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let mut place: Vec<&str> = stem.split('/').filter(|part| *part != "lib").collect();
    place.extend(named.inside.iter().map(String::as_str));
    let mut segments = named.segments.iter().map(String::as_str).peekable();
    match segments.peek() {
        Some(&"crate") => place.clear(),
        Some(&("self" | "super")) => {
            while let Some(&step @ ("self" | "super")) = segments.peek() {
                if step == "super" {
                    place.pop();
                }
                segments.next();
            }
        }
        _ => return None,
    }
    let module = place.first().copied().or_else(|| segments.find(|step| *step != "crate"));
    Some(module.filter(|module| *module != "*").unwrap_or_default().to_owned())
}

/// Where a file uses a module of its own layer or a higher one, or hides which module it uses.
fn layer_findings(file: &str, source: &str) -> Vec<String> {
    let Some((module, _)) = file.split_once('/') else { return Vec::new() };
    let Some(own) = layer_of(module) else {
        return vec![format!("src/{file}: the module {module} stands in no layer")];
    };
    let mut findings = Vec::new();
    for named in named_paths(source) {
        let said = named.segments.join("::");
        let mut find = |what: String| findings.push(format!("src/{file}:{}: {what}", named.line));
        if named.segments[0] == "sociogram" {
            find(format!("{said} names the crate from inside; say crate::"));
        }
        match module_of(file, &named).as_deref() {
            None => {}
            Some("") => find(format!("{said} does not say which module is used")),
            Some(used) if used == module || layer_of(used).is_some_and(|layer| layer < own) => {}
            Some(used) => find(format!("{module} uses {used}")),
        }
    }
    findings
}

/// Where a file names an outside crate that has no room there, or hands one on.
fn room_findings(file: &str, source: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for named in named_paths(source) {
        let first = named.segments[0].as_str();
        let Some((krate, rooms)) = CRATES.iter().find(|(krate, _)| *krate == first) else {
            continue;
        };
        if !rooms.iter().any(|room| file.starts_with(room)) {
            findings.push(format!("src/{file}:{}: names {krate}", named.line));
        }
        if named.is_exported {
            findings.push(format!("src/{file}:{}: hands {krate} on", named.line));
        }
    }
    findings
}

/// Where a file reaches the terminal, the environment or the process, which only `cli` may; another program,
/// which only Graphviz and git are; or the network, which nobody does.
fn reach_findings(file: &str, source: &str) -> Vec<String> {
    const OF_CLI: [[&str; 2]; 6] = [
        ["io", "stdin"],
        ["io", "stdout"],
        ["io", "stderr"],
        ["std", "env"],
        ["process", "exit"],
        ["process", "abort"],
    ];
    const OF_NOBODY: [[&str; 2]; 1] = [["std", "net"]];
    const OF_PROGRAMS: [[&str; 2]; 2] = [["process", "Command"], ["process", "Child"]];
    const STARTERS: [&str; 2] = ["diagram/graphviz.rs", "dataset/revision.rs"];
    const MACROS: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];
    let is_cli = file.starts_with("cli/") || file == "main.rs";
    let mut findings = Vec::new();
    for named in named_paths(source) {
        let has = |pair: &[&str; 2]| named.segments.windows(2).any(|two| two == pair);
        if OF_NOBODY.iter().any(has)
            || (!is_cli && OF_CLI.iter().any(has))
            || (!STARTERS.contains(&file) && OF_PROGRAMS.iter().any(has))
        {
            findings.push(format!("src/{file}:{}: {}", named.line, named.segments.join("::")));
        }
    }
    for pair in tokens(source).windows(2) {
        if let [(line, Token::Word(word)), (_, Token::Mark('!'))] = pair
            && MACROS.contains(word)
        {
            findings.push(format!("src/{file}:{line}: {word}!"));
        }
    }
    findings
}

/// Where a file takes in source that these checks would not see in its place.
fn detour_findings(file: &str, source: &str) -> Vec<String> {
    let is_detour = |window: &[(usize, Token<'_>)]| {
        let kinds: Vec<Token<'_>> = window.iter().map(|&(_, token)| token).collect();
        kinds.starts_with(&[Token::Word("include"), Token::Mark('!')])
            || kinds == [Token::Mark('#'), Token::Mark('['), Token::Word("path")]
    };
    tokens(source)
        .windows(3)
        .filter(|window| is_detour(window))
        .map(|window| format!("src/{file}:{}: source from another place", window[0].0))
        .collect()
}

fn all_findings(check: fn(&str, &str) -> Vec<String>) -> Vec<String> {
    source_files().iter().flat_map(|(file, source)| check(file, source)).collect()
}

#[test]
fn layers_point_down() {
    let findings = [all_findings(layer_findings), all_findings(detour_findings)].concat();
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn a_module_cannot_use_a_higher_one_in_any_spelling() {
    for source in [
        "use crate::explore::World;",
        "use crate::{\n    model::Id,\n    explore::{self},\n};",
        "use super::explore::World;",
        "mod tests { use super::super::explore; }",
        "use self::super::{explore as e};",
        "fn f() { super::cli::run(vec![]); }",
        "macro_rules! m { () => { $crate::printer::inert(\"\") }; }",
        "use crate::*;",
        "use super::*;",
        "use crate as root;",
        "use {crate as root};",
        "extern crate self as root;",
        "use sociogram::explore;",
        "fn f() { ::sociogram::explore::find(); }",
        "use crate::dataset::Dataset;",
        "use crate::exported_macro;",
    ] {
        assert_eq!(layer_findings("algo/mod.rs", source).len(), 1, "{source}");
    }
    assert!(!layer_findings("other/mod.rs", "").is_empty());
    for source in ["#[path = \"../cli/ui.rs\"] mod ui;", "include!(\"../cli/ui.rs\");"] {
        assert_eq!(detour_findings("algo/mod.rs", source).len(), 1, "{source}");
    }
}

#[test]
fn a_module_uses_lower_ones_and_itself_in_any_spelling() {
    let source = "//! crate::cli\nuse crate::{graph::{Csr, NodeIx}, model::Id};\nuse super::super::naive;\n\
                  use super::terrain;\nmod tests { use super::*; use super::super::super::naive; }\n\
                  fn f() { let _ = \"crate::cli\"; crate::algo::paths::bfs(); self::g(); }";
    assert_eq!(layer_findings("algo/paths/bfs.rs", source), Vec::<String>::new());
}

#[test]
fn the_root_is_the_list_of_modules_in_layer_order() {
    let (_, source) =
        source_files().into_iter().find(|(file, _)| file == "lib.rs").expect("there is a root");
    let expected: Vec<Token<'_>> = LAYERS
        .iter()
        .flat_map(|modules| modules.iter())
        .flat_map(|name| {
            [Token::Word("pub"), Token::Word("mod"), Token::Word(name), Token::Mark(';')]
        })
        .collect();
    let found: Vec<Token<'_>> = tokens(&source).into_iter().map(|(_, token)| token).collect();
    assert_eq!(found, expected, "the root hands nothing on under another name");
}

#[test]
fn outside_crates_stay_in_their_rooms() {
    let manifest =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let dependencies: BTreeSet<String> = manifest
        .split("\n[")
        .find_map(|section| section.strip_prefix("dependencies]"))
        .expect("the manifest has dependencies")
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, _)| name.replace('-', "_"))
        .collect();
    let listed: BTreeSet<String> = CRATES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(dependencies, listed, "every dependency has its rooms listed here, and no other");
    let findings = all_findings(room_findings);
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    let sources = source_files();
    for (krate, rooms) in CRATES {
        for room in *rooms {
            let is_used = sources.iter().any(|(file, source)| {
                file.starts_with(room)
                    && named_paths(source).iter().any(|n| n.segments[0] == *krate)
            });
            assert!(is_used, "{krate} has a room in {room} that it does not need");
        }
    }
}

#[test]
fn an_outside_crate_cannot_be_named_elsewhere_in_any_spelling() {
    for source in [
        "use clap::Args;",
        "use clap as parser;",
        "use {std::fmt, clap};",
        "extern crate clap;",
        "fn f() { ::clap::Command::new(\"\"); }",
        "#[derive(Debug, clap::Args)] struct S;",
    ] {
        assert_eq!(room_findings("model/id.rs", source).len(), 1, "{source}");
    }
    for source in ["pub use clap::Args;", "pub(crate) use {clap as parser};"] {
        assert_eq!(room_findings("cli/mod.rs", source).len(), 1, "{source}");
    }
    for source in ["let csv = 1; csv.len()", "use super::csv::Csv;", "// clap::Args"] {
        assert!(room_findings("model/id.rs", source).is_empty(), "{source}");
    }
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<String> = source_files()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(name, _)| name)
        .collect();
    assert!(silent.is_empty(), "no //! at the top: {silent:?}");
}

#[test]
fn there_are_no_drawers_and_no_twin_module_files() {
    let files = source_files();
    for (name, _) in &files {
        let stem = name.trim_end_matches(".rs");
        assert!(!stem.split('/').any(|part| DRAWERS.contains(&part)), "a drawer: src/{name}");
        let twin = format!("{stem}/mod.rs");
        assert!(!files.iter().any(|(other, _)| *other == twin), "both src/{name} and src/{twin}");
    }
}

#[test]
fn only_the_cli_reaches_the_terminal_and_the_environment() {
    let findings = all_findings(reach_findings);
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    for source in [
        "use std::io::{self, stdout};",
        "fn f() { io::stderr(); }",
        "use std::{env, fs};",
        "fn f() { std::process::exit(1) }",
        "fn f() { print!(\"\") }",
        "use std::net::TcpStream;",
        "use std::process::{self, Command};",
    ] {
        assert_eq!(reach_findings("explore/find.rs", source).len(), 1, "{source}");
    }
    assert_eq!(reach_findings("cli/ui.rs", "use std::io::stdout;"), Vec::<String>::new());
    assert_eq!(reach_findings("cli/ui.rs", "use std::net::TcpStream;").len(), 1);
}
