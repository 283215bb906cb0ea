//! Files that other libraries write, and other libraries as readers of ours.
//!
//! The libraries and their versions are in `tests/peers/requirements.txt`. They are installed once below
//! the target folder, where `make.py` then writes its samples; both are made anew when what makes them
//! changes. Where Python or the packages cannot be had, the tests say so and pass, unless
//! `SOCIOGRAM_PEERS=required`.

use serde_json::Value;
use sociogram::algo::Unwatched;
use sociogram::evidence::digest;
use sociogram::graph::NodeIx;
use sociogram::interchange::edge_list::{EdgeListDirection, EdgeListOptions, read_edge_list};
use std::collections::BTreeSet;
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// What the libraries wrote.
pub(crate) struct Samples {
    python: PathBuf,
    folder: PathBuf,
    listed: Vec<Sample>,
}

/// Files of one graph, and what its library says of it.
pub(crate) struct Sample {
    /// Paths of the files: one, or those of nodes and of edges.
    pub(crate) files: Vec<PathBuf>,
    /// The word of the format, as on the command line.
    pub(crate) format: String,
    /// The library.
    pub(crate) by: String,
    /// Number of nodes.
    pub(crate) nodes: u64,
    /// Number of edges, self-loops among them.
    pub(crate) edges: u64,
    /// Number of edges from a node to itself.
    pub(crate) self_loops: u64,
    /// Whether edges go one way.
    pub(crate) is_directed: bool,
    /// The whole entry of the manifest.
    pub(crate) told: Value,
}

impl Samples {
    /// Those in a format.
    pub(crate) fn of<'s>(&'s self, format: &'s str) -> impl Iterator<Item = &'s Sample> {
        self.listed.iter().filter(move |sample| sample.format == format)
    }

    /// What all readers of a format see in a file or folder, by reader; see `tests/peers/read.py`.
    pub(crate) fn read_back(&self, format: &str, path: &Path) -> Value {
        self.read(&[format.as_ref(), path.as_os_str()])
    }

    /// What one reader of a format sees.
    pub(crate) fn read_by(&self, reader: &str, format: &str, path: &Path) -> Value {
        let arguments = [format.as_ref(), path.as_os_str(), "--by".as_ref(), reader.as_ref()];
        self.read(&arguments)[reader].take()
    }

    /// Runs a few lines of Python with paths as their arguments.
    pub(crate) fn run_python(&self, script: &str, paths: &[&Path]) {
        let mut arguments = vec![OsStr::new("-c"), script.as_ref()];
        arguments.extend(paths.iter().map(|path| path.as_os_str()));
        run(&self.python, &arguments).unwrap_or_else(|error| panic!("{error}"));
    }

    fn read(&self, arguments: &[&OsStr]) -> Value {
        let script = peers_folder().join("read.py");
        let arguments = [&[script.as_os_str()], arguments].concat();
        let printed = run(&self.python, &arguments).unwrap_or_else(|error| panic!("{error}"));
        serde_json::from_str(&printed).expect("read.py prints JSON")
    }
}

impl Sample {
    fn of(entry: &Value, folder: &Path) -> Self {
        let text = |key: &str| entry[key].as_str().expect("a word").to_owned();
        let number = |key: &str| entry[key].as_u64().expect("a number");
        let files = entry["files"].as_array().expect("a list of files").iter();
        Self {
            files: files.map(|file| folder.join(file.as_str().expect("a path"))).collect(),
            format: text("format"),
            by: text("by"),
            nodes: number("nodes"),
            edges: number("edges"),
            self_loops: number("self_loops"),
            is_directed: entry["directed"].as_bool().expect("a truth value"),
            told: entry.clone(),
        }
    }

    /// The file, or the folder that has the files.
    pub(crate) fn path(&self) -> &Path {
        match self.files.as_slice() {
            [file] => file,
            files => files[0].parent().expect("files stand in a folder"),
        }
    }

    fn name(&self) -> String {
        self.path().display().to_string()
    }
}

/// The samples, made by the first who asks; none where the libraries cannot be had.
pub(crate) fn samples() -> Option<&'static Samples> {
    static SAMPLES: LazyLock<Result<Samples, String>> = LazyLock::new(make);
    match &*SAMPLES {
        Ok(samples) => Some(samples),
        Err(reason) if env::var_os("SOCIOGRAM_PEERS").is_some_and(|value| value == "required") => {
            panic!("the peer libraries are required: {reason}")
        }
        Err(reason) => {
            eprintln!("skipped: {reason}");
            None
        }
    }
}

fn make() -> Result<Samples, String> {
    let system = Path::new(if cfg!(windows) { "python" } else { "python3" });
    let version = run(system, &["--version"])?;
    let requirements = peers_folder().join("requirements.txt");
    let named = digest(&(version + &text_of(&requirements))).to_string();
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("peers-{}", &named[..16]));
    fs::create_dir_all(&home).unwrap();
    // Other test programs of the same target folder wait.
    let lock = File::create(home.join("lock")).unwrap();
    lock.lock().unwrap();

    let venv = home.join("venv");
    let python = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let is_whole = venv.join("installed");
    if !is_whole.exists() {
        run(system, &[OsStr::new("-m"), "venv".as_ref(), "--clear".as_ref(), venv.as_ref()])?;
        let words = "-m pip install --quiet --disable-pip-version-check --no-input --retries 1 \
                     --no-deps --only-binary :all: --requirement";
        let mut install: Vec<&OsStr> = words.split_whitespace().map(OsStr::new).collect();
        install.push(requirements.as_os_str());
        run(&python, &install)?;
        File::create(&is_whole).unwrap();
    }
    let script = peers_folder().join("make.py");
    let named = digest(&text_of(&script)).to_string();
    let folder = home.join(format!("samples-{}", &named[..16]));
    if !folder.exists() {
        let half = home.join("half");
        if half.exists() {
            fs::remove_dir_all(&half).unwrap();
        }
        // A script of ours that fails is no reason to skip.
        run(&python, &[&script, &half]).unwrap_or_else(|error| panic!("{error}"));
        fs::rename(&half, &folder).unwrap();
    }
    let manifest: Value = serde_json::from_str(&text_of(&folder.join("manifest.json"))).unwrap();
    let entries = manifest["samples"].as_array().expect("a list of samples").iter();
    let listed = entries.map(|entry| Sample::of(entry, &folder)).collect();
    Ok(Samples { python, folder, listed })
}

fn peers_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers")
}

fn text_of(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What a program prints; else what went wrong.
fn run(program: &Path, arguments: &[impl AsRef<OsStr>]) -> Result<String, String> {
    let named = program.display();
    let output = Command::new(program)
        .args(arguments)
        .env("PYTHONUTF8", "1")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .map_err(|error| format!("{named} does not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("{named} failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_manifest_lists_what_stands_in_the_folder() {
    let Some(samples) = samples() else { return };
    let mut listed = BTreeSet::new();
    for file in samples.listed.iter().flat_map(|sample| &sample.files) {
        assert!(fs::metadata(file).unwrap().len() > 0, "{} is empty", file.display());
        assert!(listed.insert(file.clone()), "{} is listed twice", file.display());
    }
    let mut folders = vec![samples.folder.clone()];
    let mut standing = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                standing.insert(path);
            }
        }
    }
    assert!(standing.remove(&samples.folder.join("manifest.json")));
    let differ: Vec<_> = standing.symmetric_difference(&listed).collect();
    assert!(differ.is_empty(), "{differ:?} either stand unlisted or are listed and do not stand");
}

#[test]
fn libraries_read_in_their_files_what_they_said_of_their_graphs() {
    let Some(samples) = samples() else { return };
    for (by, file) in [
        ("networkx", "networkx/typed.links.json"),
        ("networkx", "networkx/typed.cyjs"),
        ("networkx", "networkx/typed.graphml"),
        ("networkx", "networkx/typed.1-1.gexf"),
        ("networkx", "networkx/typed.net"),
        ("networkx", "networkx/typed.dot"),
        ("networkx", "networkx/scale-free.el"),
        ("igraph", "igraph/doubled.graphml"),
    ] {
        let path = samples.folder.join(file);
        let sample = samples.listed.iter().find(|sample| sample.path() == path).expect("a sample");
        agree(samples, sample, by);
    }
    for (by, format) in [
        ("csv", "csv"),
        ("csv", "tsv"),
        ("pyarrow", "parquet"),
        ("followthemoney", "ftm"),
        ("rdflib", "turtle"),
        ("rdflib", "n-triples"),
        ("rdflib", "json-ld"),
    ] {
        let sample = samples.of(format).find(|sample| sample.by == by).expect("a sample");
        agree(samples, sample, by);
    }
}

fn agree(samples: &Samples, sample: &Sample, by: &str) {
    let seen = samples.read_by(by, &sample.format, sample.path());
    let name = sample.name();
    assert_eq!(seen["nodes"], sample.nodes, "{name}");
    assert_eq!(seen["edges"], sample.edges, "{name}");
    assert_eq!(seen["directed"], sample.is_directed, "{name}");
    let ids = seen["node_ids"].as_array().expect("a list");
    let mut loops = 0;
    for edge in seen["edges_list"].as_array().expect("a list") {
        assert!(ids.contains(&edge[0]) && ids.contains(&edge[1]), "{name}: {edge}");
        loops += u64::from(edge[0] == edge[1]);
    }
    assert_eq!(loops, sample.self_loops, "{name}");
    for node in sample.told["spots"]["nodes"].as_array().expect("a list") {
        let id = if sample.format == "pajek" { &node["label"] } else { &node["id"] };
        assert!(ids.contains(id), "{name}: {id}");
    }
}

#[test]
fn all_readers_of_a_format_see_one_graph() {
    let Some(samples) = samples() else { return };
    for (format, file) in [
        ("graphml", "networkx/typed.graphml"),
        ("csv", "csv/typed-excel"),
        ("parquet", "pyarrow/typed-zstd"),
    ] {
        let seen = samples.read_back(format, &samples.folder.join(file));
        let seen = seen.as_object().expect("an entry per reader");
        assert!(seen.len() > 1, "{file}");
        let graphs: BTreeSet<String> = seen
            .values()
            .map(|seen| format!("{} {} {}", seen["directed"], seen["node_ids"], seen["edges_list"]))
            .collect();
        assert_eq!(graphs.len(), 1, "{file}: {graphs:?}");
    }
}

#[test]
fn edge_lists_of_libraries_become_their_graphs() {
    let Some(samples) = samples() else { return };
    let mut writers = BTreeSet::new();
    for sample in samples.of("edge-list") {
        let name = sample.name();
        let direction = if sample.is_directed {
            EdgeListDirection::Directed
        } else {
            EdgeListDirection::Undirected
        };
        let options = EdgeListOptions { direction, ..EdgeListOptions::default() };
        let list = read_edge_list(sample.path(), &options, &Unwatched).expect(&name);
        let graph = list.graph.view();

        // Such a file has no line for an isolated node; they come last in these graphs.
        let isolated = sample.told["isolated"].as_u64().expect("a number");
        assert_eq!(graph.node_count() as u64, sample.nodes - isolated, "{name}");
        let both_ways = sample.edges * 2 - sample.self_loops;
        let arcs = if sample.is_directed { sample.edges } else { both_ways };
        assert_eq!(graph.arc_count() as u64, arcs, "{name}");

        for edge in sample.told["spots"]["edges"].as_array().expect("a list") {
            let end =
                |key: &str| edge[key].as_str().expect("an id").parse::<u32>().expect("a number");
            let (from, to) = (end("from"), end("to"));
            let arcs = graph.range_between(NodeIx(from), NodeIx(to));
            assert!(!arcs.is_empty(), "{name} has no edge from {from} to {to}");
            if let Some(weight) = edge["attributes"]["weight"].as_u64() {
                let weights = list.weights.as_ref().expect("a file with weights");
                assert_eq!(u64::from(weights[arcs.start]), weight, "{name}: {from} to {to}");
            }
        }
        writers.insert(sample.by.as_str());
    }
    assert_eq!(writers, BTreeSet::from(["igraph", "networkx"]));
}
