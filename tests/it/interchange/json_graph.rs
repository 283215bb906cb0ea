//! JSON Graph Format: both versions, several graphs, and that what we write is what the schema of version 2 allows. No
//! library that a registry has reads or writes it.

use super::{brought_in, import_text, plain, shipped, written};
use serde_json::Value;
use sociogram::dataset::Dataset;
use sociogram::interchange::{Format, ImportError, Imported};
use tempfile::TempDir;

const SECOND: &str = r#"{"graph": {"id": "g", "label": "Cars", "type": "car", "directed": false, "metadata": {"licence": "CC0-1.0"},
 "nodes": {"nissan": {"label": "Nissan", "metadata": {"country": "jp", "parts": ["a", "b"], "deep": {"x": 1}}},
           "infiniti": {"label": "Infiniti"}, "bare": {}},
 "edges": [{"source": "nissan", "target": "infiniti", "relation": "has_luxury_division", "label": "since ever"},
           {"id": "e", "source": "nissan", "target": "bare", "directed": true, "metadata": {"weight": 2, "since": "1999"}}],
 "hyperedges": [{"nodes": ["nissan", "bare"]}]}}"#;

const FIRST: &str = r#"{"graph": {"label": "Cars", "directed": false, "metadata": {"licence": "CC0-1.0"},
 "nodes": [{"id": "nissan", "label": "Nissan", "metadata": {"country": "jp", "parts": ["a", "b"], "deep": {"x": 1}}},
           {"id": "infiniti", "label": "Infiniti"}, {"id": "bare"}],
 "edges": [{"source": "nissan", "target": "infiniti", "relation": "has_luxury_division", "label": "since ever"},
           {"id": "e", "source": "nissan", "target": "bare", "directed": true, "metadata": {"weight": 2, "since": "1999"}}]}}"#;

fn import(text: &str) -> (Dataset, Imported) {
    let (dataset, imported) = import_text("cars.json", text).unwrap();
    assert_eq!(imported.files[0].format.as_str(), "json-graph");
    (dataset, imported)
}

#[test]
fn both_versions_say_the_same() {
    let (second, imported) = import(SECOND);
    assert_eq!((second.title.as_str(), second.licence.as_str()), ("Cars", "CC0-1.0"));
    let keys: Vec<_> =
        second.node("nissan").unwrap().facts.iter().map(|fact| fact.key.as_str()).collect();
    assert_eq!(keys, ["country", "parts", "parts", "deep"]);
    assert_eq!(second.node("bare").unwrap().name, "bare");
    let edges: Vec<_> = second
        .edges
        .iter()
        .map(|edge| {
            (&*edge.kind, &*edge.from, &*edge.to, edge.when.as_ref().map(|w| w.as_str().to_owned()))
        })
        .collect();
    assert_eq!(
        edges,
        [
            ("links-to", "nissan", "bare", Some("1999/..".to_owned())),
            ("has-luxury-division", "infiniti", "nissan", None),
        ]
    );
    assert_eq!(second.edges[1].facts[0].key, "label");
    let notes: Vec<_> = imported.notes.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(
        notes,
        [
            "hyperedges are left out",
            "“id”, said of the whole graph, is left out",
            "“type”, said of the whole graph, is left out",
        ]
    );
    assert_eq!(import(FIRST).0.digest, second.digest);
}

#[test]
fn graphs_of_one_file_are_one() {
    let text = r#"{"graphs": [{"label": "One", "nodes": {"a": {"label": "A"}, "b": {}}, "edges": [{"source": "a", "target": "b"}]},
 {"label": "Two", "nodes": {"b": {"label": "B"}, "c": {}}, "edges": [{"source": "b", "target": "c"}]}]}"#;
    let (dataset, imported) = import(text);
    assert_eq!((dataset.nodes.len(), dataset.edges.len()), (3, 2));
    // Edges go one way where nothing says otherwise.
    assert!(dataset.edges.iter().all(|edge| edge.kind == "links-to"));
    assert_eq!(dataset.node("b").unwrap().name, "B");
    assert!(imported.notes.iter().any(|(what, _)| what == "graphs of one file are read as one"));
    assert!(import(r#"{"graphs": []}"#).0.nodes.is_empty());
    assert!(import(r#"{"graph": {}}"#).0.nodes.is_empty());
}

/// The members that version 2 of the published schema allows.
fn only(value: &Value, names: &[&str]) {
    for name in value.as_object().unwrap().keys() {
        assert!(names.contains(&name.as_str()), "{name} in {value}");
    }
}

#[test]
fn what_is_written_is_what_the_schema_allows() {
    let format = Format::ALL.iter().copied().find(|f| f.as_str() == "json-graph").unwrap();
    for name in ["harbour-lights", "kazakhstan-korea"] {
        let dataset = shipped(name);
        let folder = TempDir::new().unwrap();
        let (files, _) = written(&dataset, format, folder.path());
        let document: Value = serde_json::from_slice(&std::fs::read(&files[0]).unwrap()).unwrap();
        only(&document, &["graph"]);
        let graph = &document["graph"];
        only(graph, &["id", "label", "directed", "type", "metadata", "nodes", "edges"]);
        assert_eq!(graph["nodes"].as_object().unwrap().len(), dataset.nodes.len());
        for node in graph["nodes"].as_object().unwrap().values() {
            only(node, &["label", "metadata"]);
            assert!(node["label"].is_string() && node["metadata"].is_object());
        }
        let edges = graph["edges"].as_array().unwrap();
        assert_eq!(edges.len(), dataset.edges.len());
        for edge in edges {
            let names = ["id", "source", "target", "relation", "directed", "label", "metadata"];
            only(edge, &names);
            assert!(
                ["id", "source", "target", "relation"].iter().all(|name| edge[name].is_string())
            );
        }
        // The name of the file alone tells the format.
        let (back, imported) = brought_in(&files, &plain(None)).unwrap();
        assert_eq!(imported.files[0].format, format);
        assert_eq!(back.digest, dataset.digest);
    }
}

#[test]
fn what_is_no_graph_is_refused_with_its_line() {
    for (from, to, line, message) in [
        ("\"edges\": [{\"source\"", "\"edges\": [{\"sauce\"", 4, "an edge without “source”"),
        ("\"bare\": {}", "\"bare\": 7", 3, "a node is a number, not an object"),
        (
            "\"metadata\": {\"weight\"",
            "\"metadata\": [1], \"x\": {\"weight\"",
            5,
            "“metadata” is an array",
        ),
        ("\"nodes\": [\"nissan\", \"bare\"]}]", "\"nodes\": []}", 6, "not JSON"),
        (
            "\"nodes\": {\"nissan\"",
            "\"nodes\": 7, \"x\": {\"nissan\"",
            2,
            "“nodes” is a number, not an array",
        ),
    ] {
        let changed = SECOND.replacen(from, to, 1);
        assert_ne!(changed, SECOND);
        match import_text("cars.json", &changed) {
            Err(ImportError::Refused { findings }) => {
                let found = &findings[0];
                let is_same = found.line == line && found.message.starts_with(message);
                assert!(is_same, "{from}: {found:?}");
            }
            other => panic!("{from}: {other:?}"),
        }
    }
}
