//! The transcripts in the documents are what the program prints.
//!
//! Each block marked `console` is run in one sandbox after the other; `README_OVERWRITE=1` writes what was
//! printed into the document instead of comparing. A block marked with a language and a file's name is that file. A
//! `console` block with the name of a feature is run where the program was built with it.

use crate::cli::Sandbox;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const FENCE: &str = "```";

#[test]
fn the_readme_shows_what_the_program_prints() {
    check("README.md", 10);
}

#[test]
fn the_page_on_imports_shows_what_the_program_prints() {
    check("docs/import.md", 1);
}

fn check(document: &str, commands_min: usize) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let stored = fs::read_to_string(&file).unwrap();
    let sandbox = Sandbox::new();
    let mut renewed = String::new();
    let mut lines = stored.lines();
    let mut n_commands = 0;
    while let Some(line) = lines.next() {
        writeln!(renewed, "{line}").unwrap();
        let Some(info) = line.strip_prefix(FENCE).filter(|info| !info.is_empty()) else { continue };
        let (language, name) = info.split_once(' ').unwrap_or((info, ""));
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != FENCE).collect();
        let whole: String = block.iter().flat_map(|line| [line, "\n"]).collect();
        if language == "console" && is_built_with(name) {
            for command in block.iter().filter_map(|line| line.strip_prefix("$ ")) {
                n_commands += 1;
                write!(renewed, "$ {command}\n{}", printed(&sandbox, command)).unwrap();
            }
        } else {
            if language != "console" && !name.is_empty() {
                sandbox.write(name, &whole);
            }
            renewed.push_str(&whole);
        }
        writeln!(renewed, "{FENCE}").unwrap();
    }
    assert!(n_commands >= commands_min, "{document} shows the program at work");
    if std::env::var_os("README_OVERWRITE").is_some() {
        fs::write(&file, renewed).unwrap();
        return;
    }
    for (number, (stored, renewed)) in stored.lines().zip(renewed.lines()).enumerate() {
        assert_eq!(stored, renewed, "{document}:{}", number + 1);
    }
    assert_eq!(stored.lines().count(), renewed.lines().count());
}

fn is_built_with(feature: &str) -> bool {
    match feature {
        "" => true,
        "parquet" => cfg!(feature = "parquet"),
        "rdf" => cfg!(feature = "rdf"),
        "sqlite" => cfg!(feature = "sqlite"),
        other => panic!("there is no feature {other}"),
    }
}

/// What a command prints: stderr, then stdout, then its exit code unless it is 0.
fn printed(sandbox: &Sandbox, command: &str) -> String {
    let run = sandbox.shell(command);
    let mut shown = run.stderr + &run.stdout;
    if run.code != 0 {
        writeln!(shown, "[exit {}]", run.code).unwrap();
    }
    shown
}
