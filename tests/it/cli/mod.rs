//! The program as its users run it: arguments in; stdout, stderr and exit code out.
//!
//! Snapshots stand inline and show all three. They run in a temporary folder without a dataset, so that
//! the built-in one answers.

mod add;
mod answers;
mod bench;
mod brokers;
mod check;
mod conflicts;
mod contract;
mod diagram;
mod diff;
mod evidence;
mod figure;
mod groups;
mod interchange;
mod measures;
mod questions;
mod roles;
mod terminal;
mod validate;
mod withdrawal;

use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder to run the program in.
pub(crate) struct Sandbox {
    folder: TempDir,
}

/// What a run left behind.
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: i32,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn command(&self, args: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sociogram"));
        command
            .args(args)
            .current_dir(self.path())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .env_remove("GRAPHVIZ_DOT")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[impl AsRef<OsStr>]) -> Run {
        Run::of(&self.command(args).output().expect("the program starts"))
    }

    /// Runs a line of a shell that finds the program on its path.
    pub(crate) fn shell(&self, line: &str) -> Run {
        let program = Path::new(env!("CARGO_BIN_EXE_sociogram"));
        let path = std::env::var("PATH").unwrap_or_default();
        let output = Command::new("sh")
            .args(["-c", line])
            .current_dir(self.path())
            .env("PATH", format!("{}:{path}", program.parent().expect("a folder").display()))
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::null())
            .output()
            .expect("there is a shell");
        Run::of(&output)
    }

    /// Runs with `--json` and reads the answer.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let mut all = args.to_vec();
        all.push("--json");
        let run = self.run(&all);
        serde_json::from_str(&run.stdout)
            .unwrap_or_else(|e| panic!("{e} in stdout of {args:?}: {}\n{}", run.stdout, run.stderr))
    }

    /// Makes a copy of the invented dataset, with its texts, and returns its folder.
    pub(crate) fn example(&self) -> PathBuf {
        let run = self.run(&["init", "example", "--example"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        self.path().join("example")
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("files have a folder")).expect("a folder");
        std::fs::write(&path, text).expect("the sandbox takes files");
        path
    }

    /// Writes a dataset of these records; sources are given as bare ids.
    pub(crate) fn dataset(&self, nodes: &[&str], edges: &[&str]) -> &'static str {
        let array = |records: &[&str]| {
            if records.is_empty() {
                "[]\n".to_owned()
            } else {
                format!("[\n{}\n]\n", records.join(",\n"))
            }
        };
        self.write("data/dataset.json", "{\"format\": 1, \"title\": \"t\", \"licence\": \"l\"}\n");
        self.write(
            "data/sources.json",
            "[\n{\"id\": \"copy\", \"title\": \"Copy\", \"derived_from\": \"one\"},\n\
             {\"id\": \"one\", \"title\": \"One\", \"published\": \"2012\"},\n\
             {\"id\": \"two\", \"title\": \"Two\", \"published\": \"2014\"}\n]\n",
        );
        self.write("data/nodes.json", &array(nodes));
        self.write("data/edges.json", &array(edges));
        "data"
    }
}

impl Run {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
        Self {
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// All a user sees.
    pub(crate) fn shown(&self) -> String {
        format!("exit: {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }

    /// The error object in the last line of stderr.
    pub(crate) fn error(&self) -> Value {
        let last = self.stderr.lines().last().unwrap_or_default();
        serde_json::from_str(last).unwrap_or_else(|e| panic!("{e} in {last}"))
    }
}

/// A node record.
pub(crate) fn node(id: &str, kind: &str) -> String {
    format!("{{\"id\": \"{id}\", \"kind\": \"{kind}\", \"name\": \"{}\"}}", id.to_uppercase())
}

/// An edge record; `rest` is what follows its ends.
pub(crate) fn edge(id: &str, kind: &str, from: &str, to: &str, rest: &str) -> String {
    format!(
        "{{\"id\": \"{id}\", \"kind\": \"{kind}\", \"from\": \"{from}\", \"to\": \"{to}\"{rest}}}"
    )
}

/// Evidence from a source, as a member that follows others.
pub(crate) fn backed_by(sources: &[&str]) -> String {
    let digest = "0".repeat(64);
    let items: Vec<String> = sources
        .iter()
        .map(|source| {
            format!(
                "{{\"source\": \"{source}\", \"start\": 0, \"end\": 4, \"sha256\": \"{digest}\", \
                 \"says\": \"so\"}}"
            )
        })
        .collect();
    format!(", \"evidence\": [{}]", items.join(", "))
}

/// The node ids of each path of a `path` answer.
pub(crate) fn node_sequences(answer: &Value) -> Vec<Vec<String>> {
    let id = |value: &Value| value["id"].as_str().expect("nodes have ids").to_owned();
    answer["paths"]
        .as_array()
        .expect("paths are an array")
        .iter()
        .map(|path| {
            let hops = path["hops"].as_array().expect("hops are an array");
            let first = hops.first().map(|hop| id(&hop["from"]));
            first.into_iter().chain(hops.iter().map(|hop| id(&hop["to"]))).collect()
        })
        .collect()
}
