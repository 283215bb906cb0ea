//! The transcripts in the documents are what the program prints.
//!
//! Each block marked `console` is run, those of a section in one sandbox; `README_OVERWRITE=1` writes what was
//! printed into the document instead of comparing. A block marked with a language and a file's name is that file. A
//! `console` block with the name of a feature is run where the program was built with it.

use crate::cli::Sandbox;
use sociogram::interchange::Format;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const FENCE: &str = "```";

#[test]
fn the_readme_shows_what_the_program_prints() {
    check("README.md", 10);
}

/// Each format starts with an empty folder.
#[test]
fn the_page_on_imports_shows_what_the_program_prints() {
    check("docs/import.md", 30);
}

/// The table on top of that page is the formats that the program knows.
#[test]
fn the_page_on_imports_lists_every_format() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/import.md");
    let stored = fs::read_to_string(&file).unwrap();
    let start = stored.find("| word |").unwrap();
    let end = start + stored[start..].find("\n\n").unwrap();
    let mut table = "| word | what it is | read | written |\n| --- | --- | --- | --- |".to_owned();
    let mut formats: Vec<Format> = Format::ALL.to_vec();
    formats.sort_by_key(|format| format.as_str());
    for format in formats {
        let yes = |does: bool| if does { "yes" } else { "" };
        let (word, title) = (format.as_str(), format.title());
        let is_read = Format::read_by_any_build().contains(&format);
        let is_written = Format::written_by_any_build().contains(&format);
        write!(table, "\n| `{word}` | {title} | {} | {} |", yes(is_read), yes(is_written)).unwrap();
    }
    if std::env::var_os("README_OVERWRITE").is_some() {
        let renewed = format!("{}{table}{}", &stored[..start], &stored[end..]);
        fs::write(&file, renewed).unwrap();
        return;
    }
    assert_eq!(stored[start..end], table);
}

fn check(document: &str, commands_min: usize) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
    let stored = fs::read_to_string(&file).unwrap();
    let mut sandbox = Sandbox::new();
    let mut renewed = String::new();
    let mut lines = stored.lines();
    let mut n_commands = 0;
    while let Some(line) = lines.next() {
        writeln!(renewed, "{line}").unwrap();
        if line.starts_with("## ") {
            sandbox = Sandbox::new();
        }
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
