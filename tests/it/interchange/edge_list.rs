//! Edge lists and Graphalytics graphs as records: columns, comments that say what they are, ends of any name.

use super::{brought_in, import_text, plain, shipped, stream_text, written};
use sociogram::dataset::Dataset;
use sociogram::interchange::edge_list::EdgeListDirection;
use sociogram::interchange::{Aspect, Format, ImportError, ImportSettings, Mapping};
use std::fs;
use tempfile::TempDir;

fn with(name: &str, text: &str, settings: &ImportSettings) -> Dataset {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    brought_in(&[path], settings).unwrap_or_else(|error| panic!("{text}: {error:?}")).0
}

fn edges(dataset: &Dataset) -> Vec<String> {
    let told = dataset.edges.iter().map(|e| {
        let when = e.when.as_ref().map_or("", |when| when.as_str());
        let facts: Vec<String> =
            e.facts.iter().map(|f| format!("{}={:?}", f.key, f.value)).collect();
        format!("{} {} {} {when} {}", e.from, e.kind, e.to, facts.join(" ")).trim().to_owned()
    });
    told.collect()
}

fn read(name: &str, text: &str) -> Vec<String> {
    edges(&with(name, text, &plain(None)))
}

fn refused(name: &str, text: &str) -> Vec<String> {
    match import_text(name, text) {
        Err(ImportError::Refused { findings }) => {
            findings.iter().map(|f| format!("{}: {}", f.line, f.message)).collect()
        }
        other => panic!("{text} was not refused: {other:?}"),
    }
}

fn format(word: &str) -> Format {
    Format::ALL.iter().copied().find(|format| format.as_str() == word).unwrap()
}

#[test]
fn comments_of_snap_and_konect_say_what_the_lines_are() {
    let snap = "# Directed graph (each unordered pair of nodes is saved once): Votes.txt\r\n\
        # Nodes: 3 Edges: 2\r\n# FromNodeId\tToNodeId\tSign\r\n30\t1412\t-1\r\n5\t30\t1\r\n";
    assert_eq!(
        read("votes.txt", snap),
        ["30 links-to 1412  sign=Text(\"-1\")", "5 links-to 30  sign=Text(\"1\")"]
    );
    let undirected = snap.replace("Directed", "Undirected");
    assert_eq!(read("votes.txt", &undirected)[0], "1412 linked-to 30  sign=Text(\"-1\")");
    let konect = "% asym weighted\n% 2 3 3\n1 2 1 1082040961\n3 1 -2 7\n";
    assert_eq!(
        read("out.votes", konect),
        [
            "1 links-to 2 2004-04-15 weight=Text(\"1\")",
            "3 links-to 1  weight=Text(\"-2\") timestamp=Text(\"7\")",
        ]
    );
    // The two modes of a file count their nodes each by itself.
    assert_eq!(
        read("out.parties", "% bip unweighted\n1 1\n2 1\n"),
        ["left-1 linked-to right-1", "left-2 linked-to right-1"]
    );
}

#[test]
fn the_command_says_which_way_edges_go_where_the_file_does_not() {
    let directed = ImportSettings {
        direction: Some(EdgeListDirection::Directed),
        ..plain(Some(format("edge-list")))
    };
    assert_eq!(edges(&with("a.el", "b a\n", &directed)), ["b links-to a"]);
    assert_eq!(read("a.el", "b a\n"), ["a linked-to b"]);
    let told = "# Undirected graph: x\nb a\n";
    assert_eq!(edges(&with("a.el", told, &directed)), ["a linked-to b"]);
}

#[test]
fn columns_and_attributes_are_properties() {
    assert_eq!(
        read("a.edgelist", "0 1 {'weight': 3, 'since': '2001', 'x': None}\n1 2 {}\n"),
        ["0 linked-to 1 2001/.. weight=Text(\"3\")", "1 linked-to 2"]
    );
    assert_eq!(
        read("a.edges", "0,1,2.5\n1,2,1\n"),
        ["0 linked-to 1  weight=Text(\"2.5\")", "1 linked-to 2  weight=Text(\"1\")"]
    );
    let mut settings = plain(None);
    settings.mapping = Mapping::parse(r#"{"edges": {"column 3": "kind"}}"#).unwrap();
    assert_eq!(edges(&with("a.ncol", "Ann Бек knows\n", &settings)), ["Ann knows Бек"]);
    // A loop says nothing, and its node is there.
    let dataset = with("a.el", "7 7\n", &plain(None));
    assert_eq!((dataset.nodes.len(), dataset.edges.len()), (1, 0));
}

#[test]
fn lines_that_are_no_edges_are_found() {
    let text = "1 2\n3\n4 5 {'a': [1]}\n6 7 {'a'\n";
    assert_eq!(
        refused("a.el", text),
        [
            "2: “3” is one id, and an edge has two",
            "3: a value is no text, number or truth value",
            "4: an attribute has no value",
        ]
    );
    assert_eq!(
        refused("a.el", "%%MatrixMarket matrix coordinate\n3 3 1\n"),
        ["1: a matrix of Matrix Market is no edge list"]
    );
    assert!(refused("a.el", &format!("1 2{}\n", " 3".repeat(1_000_000)))[0].contains("1000"));
}

#[test]
fn half_a_list_is_refused_or_says_less() {
    let text = "# Directed graph: x\n1 2 {'weight': 3, 'b': 'c d'}\n22 33 {}\nAnn 4\n";
    for end in 0..text.len() {
        let Ok(part) = stream_text("a.el", &text.as_bytes()[..end]) else { continue };
        assert!(part.edges.added <= 3);
    }
}

#[test]
fn two_files_of_graphalytics_are_one_graph() {
    let folder = TempDir::new().unwrap();
    let [v, e] = ["g.v", "g.e"].map(|name| folder.path().join(name));
    fs::write(&v, "1\n2\n3\n10\n").unwrap();
    fs::write(&e, "2 1 0.5\n3 2 7\n").unwrap();
    let settings = ImportSettings { direction: Some(EdgeListDirection::Directed), ..plain(None) };
    let (dataset, imported) = brought_in(&[v, e], &settings).unwrap();
    assert!(imported.files.iter().all(|file| file.format == format("graphalytics")));
    assert_eq!(dataset.nodes.len(), 4);
    assert_eq!(
        edges(&dataset),
        ["2 links-to 1  weight=Text(\"0.5\")", "3 links-to 2  weight=Text(\"7\")"]
    );
    for (name, text, message) in [
        ("g.v", "1 2\n", "1: 2 values in a line"),
        ("g.e", "1\n", "1: 1 values in a line"),
        ("g.e", "1 2 3 4\n", "1: 4 values in a line"),
        ("g.v", "1\nx\n", "2: “x” is no whole number"),
        ("g.v", "18446744073709551616\n", "1: “18446744073709551616” is no whole number"),
    ] {
        assert_eq!(refused(name, text), [message], "{name}");
    }
}

#[test]
fn what_is_written_is_what_is_not_lost() {
    let dataset = shipped("kazakhstan-korea");
    for word in ["edge-list", "graphalytics"] {
        let folder = TempDir::new().unwrap();
        let (files, losses) = written(&dataset, format(word), folder.path());
        let (back, _) = brought_in(&files, &plain(Some(format(word)))).unwrap();
        let lost = |aspect| losses.iter().find(|l| l.aspect == aspect).map_or(0, |l| l.n);
        assert_eq!(back.nodes.len(), dataset.nodes.len() - lost(Aspect::Nodes), "{word}");
        assert_eq!(back.edges.len(), dataset.edges.len() - lost(Aspect::Edges), "{word}");
        assert_eq!(lost(Aspect::EdgeKinds), dataset.edges.len());
        assert_eq!(lost(Aspect::Names), dataset.nodes.len());
    }
}
