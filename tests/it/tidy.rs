//! The shape of the source tree, held by a test: layers point down, crates stay in their rooms,
//! every file says what it is, and no drawer modules appear.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer, lowest first. A module may use modules of lower layers only, and itself.
const LAYERS: &[&[&str]] = &[
    &["model"],
    &["evidence", "graph", "names"],
    &["algo", "dataset"],
    &["explore"],
    &["diagram"],
    &["printer"],
    &["cli"],
];

/// Outside crates and the only places that may name them (files or folders below `src`).
const CRATES: &[(&str, &[&str])] = &[
    ("anstream", &["cli/"]),
    ("anstyle", &["printer/", "cli/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("comfy_table", &["printer/"]),
    ("csv", &["printer/"]),
    ("ctrlc", &["cli/"]),
    ("edtf_core", &["model/when.rs"]),
    ("graphviz_rust", &["diagram/dot.rs"]),
    ("petgraph", &["graph/petgraph_interop.rs", "algo/paths/steiner.rs"]),
    ("serde", &["dataset/", "printer/"]),
    ("serde_json", &["dataset/", "printer/"]),
    ("sha2", &["evidence/"]),
    ("strsim", &["names/"]),
    ("unicode_normalization", &["names/"]),
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

/// Lines of code without comment lines.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

#[test]
fn layers_point_down() {
    let mut findings = Vec::new();
    for (name, text) in source_files() {
        let Some((module, _)) = name.split_once('/') else { continue };
        let Some(own) = layer_of(module) else {
            findings.push(format!("src/{name}: the module {module} stands in no layer"));
            continue;
        };
        for (number, line) in code(&text) {
            for part in line.split("crate::").skip(1) {
                let used: String =
                    part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if used == module {
                    continue;
                }
                if layer_of(&used).is_none_or(|layer| layer >= own) {
                    findings.push(format!("src/{name}:{}: {module} uses {used}", number + 1));
                }
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn outside_crates_stay_in_their_rooms() {
    let mut findings = Vec::new();
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
    for (name, text) in source_files() {
        for (number, line) in code(&text) {
            for (krate, rooms) in CRATES {
                let named = line.contains(&format!("{krate}::"))
                    && !line.contains(&format!("_{krate}::"))
                    && !line.contains(&format!("::{krate}::"));
                if named && !rooms.iter().any(|room| name.starts_with(room)) {
                    findings.push(format!("src/{name}:{}: names {krate}", number + 1));
                }
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
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
fn only_the_cli_ends_the_process_or_prints() {
    for (name, text) in source_files() {
        if name.starts_with("cli/") || name == "main.rs" {
            continue;
        }
        for (number, line) in code(&text) {
            for word in ["println!", "eprintln!", "process::exit", "std::env::"] {
                assert!(!line.contains(word), "src/{name}:{}: {word}", number + 1);
            }
        }
    }
}
