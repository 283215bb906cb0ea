//! A program that was built without Parquet or SQLite knows the words and the files, and says how to build it.

use std::fs;
use std::process::Command;
use tempfile::TempDir;

#[test]
fn what_is_not_built_in_is_known_by_name() {
    for (word, head) in [("parquet", &b"PAR1"[..]), ("sqlite", b"SQLite format 3\0")] {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("file"), head).unwrap();
        for arguments in [
            ["import", "file", "-o", "dataset"].to_vec(),
            ["import", "--from", word, "file", "-o", "dataset"].to_vec(),
            ["--data", "harbour-lights", "export", "--to", word, "-o", "target"].to_vec(),
        ] {
            let program = Command::new(env!("CARGO_BIN_EXE_sociogram"))
                .args(&arguments)
                .current_dir(folder.path())
                .output()
                .unwrap();
            let said = String::from_utf8(program.stderr).unwrap();
            assert_eq!(program.status.code(), Some(4), "{arguments:?}: {said}");
            assert!(said.contains(&format!("this program was built without {word}")), "{said}");
            assert!(said.contains(&format!("--features {word}")), "{said}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is written");
        }
    }
}
