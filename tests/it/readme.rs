//! The transcripts in the README are what the program prints.
//!
//! Each block marked `console` is run in one sandbox after the other; `README_OVERWRITE=1` writes what was
//! printed into the README instead of comparing.

use crate::cli::Sandbox;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const FENCE: &str = "```";

#[test]
fn the_transcripts_are_what_the_program_prints() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let stored = fs::read_to_string(&file).unwrap();
    let sandbox = Sandbox::new();
    let mut renewed = String::new();
    let mut lines = stored.lines();
    let mut n_commands = 0;
    while let Some(line) = lines.next() {
        writeln!(renewed, "{line}").unwrap();
        if line != "```console" {
            continue;
        }
        for line in lines.by_ref().take_while(|line| *line != FENCE) {
            if let Some(command) = line.strip_prefix("$ ") {
                n_commands += 1;
                write!(renewed, "{line}\n{}", printed(&sandbox, command)).unwrap();
            }
        }
        writeln!(renewed, "{FENCE}").unwrap();
    }
    assert!(n_commands > 10, "the README shows the program at work");
    if std::env::var_os("README_OVERWRITE").is_some() {
        fs::write(&file, renewed).unwrap();
        return;
    }
    for (number, (stored, renewed)) in stored.lines().zip(renewed.lines()).enumerate() {
        assert_eq!(stored, renewed, "README.md:{}", number + 1);
    }
    assert_eq!(stored.lines().count(), renewed.lines().count());
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
