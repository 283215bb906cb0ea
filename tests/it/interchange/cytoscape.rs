//! Cytoscape JSON: the forms of Cytoscape.js, Cytoscape and NetworkX, and what is left out of them.

use super::{import_text, shipped, written};
use crate::peers::samples;
use sociogram::dataset::Dataset;
use sociogram::interchange::{Format, ImportError, Imported};
use tempfile::TempDir;

const FORMS: [&str; 3] = [
    // Cytoscape.js by groups.
    r#"{"elements": {"nodes": [
  {"data": {"id": "a", "name": "Anna", "age": 7}, "position": {"x": 1, "y": 2}},
  {"data": {"id": "b", "name": "Bo"}}], "edges": [
  {"data": {"id": "e1", "source": "a", "target": "b", "interaction": "knows", "weight": 0.5}}]}}"#,
    // In one list that tells groups.
    r#"[{"group": "nodes", "data": {"id": "a", "name": "Anna", "age": 7}, "position": {"x": 1, "y": 2}},
 {"data": {"id": "b", "name": "Bo"}},
 {"group": "edges", "data": {"id": "e1", "source": "a", "target": "b", "interaction": "knows", "weight": 0.5}}]"#,
    // In one list that does not.
    r#"{"elements": [{"data": {"id": "a", "name": "Anna", "age": 7}, "position": {"x": 1, "y": 2}},
 {"data": {"id": "b", "name": "Bo"}},
 {"data": {"id": "e1", "source": "a", "target": "b", "interaction": "knows", "weight": 0.5}}]}"#,
];

const DESKTOP: &str = r#"{"format_version": "1.0", "generated_by": "cytoscape-3.10.1", "target_cytoscapejs_version": "~2.1",
 "data": {"shared_name": "Net", "name": "Net", "SUID": 52, "selected": true},
 "elements": {"nodes": [
  {"data": {"id": "62", "shared_name": "A", "name": "A", "SUID": 62, "selected": false, "kind": "company"}, "position": {"x": 1.5, "y": 0}, "selected": false},
  {"data": {"id": "63", "shared_name": "B", "name": "B", "SUID": 63, "selected": false}, "position": {"x": 0, "y": 0}, "selected": false}],
 "edges": [
  {"data": {"id": "70", "source": "62", "target": "63", "shared_name": "A (pays) B", "shared_interaction": "pays", "name": "A (pays) B", "interaction": "pays", "SUID": 70, "selected": false, "sum": 12}, "selected": false}]}}"#;

fn import(text: &str) -> (Dataset, Imported) {
    let (dataset, imported) = import_text("net.json", text).unwrap();
    assert_eq!(imported.files[0].format.as_str(), "cytoscape");
    (dataset, imported)
}

fn notes(imported: &Imported) -> Vec<(&str, usize)> {
    imported.notes.iter().map(|(what, n)| (what.as_str(), *n)).collect()
}

#[test]
fn groups_and_lists_of_elements_say_the_same() {
    let (first, imported) = import(FORMS[0]);
    assert_eq!(first.nodes.len(), 2);
    assert_eq!(first.node("a").unwrap().facts[0].key, "age");
    let edge = &first.edges[0];
    assert_eq!((&*edge.id, &*edge.kind, &*edge.from, &*edge.to), ("e1", "knows", "a", "b"));
    assert_eq!(notes(&imported), [("positions of elements are left out", 1)]);
    for form in &FORMS[1..] {
        assert_eq!(import(form).0.digest, first.digest, "{form}");
    }
}

#[test]
fn what_cytoscape_repeats_is_no_fact() {
    let (dataset, imported) = import(DESKTOP);
    assert_eq!(dataset.title, "Net");
    let node = dataset.node("62").unwrap();
    assert_eq!((node.name.as_str(), node.kind.as_str(), node.facts.len()), ("A", "company", 0));
    let edge = &dataset.edges[0];
    assert_eq!(
        (edge.kind.as_str(), edge.facts.len(), edge.facts[0].key.as_str()),
        ("pays", 1, "sum")
    );
    assert_eq!(
        notes(&imported),
        [
            ("positions of elements are left out", 2),
            ("“SUID”, said of the whole graph, is left out", 1),
            ("“selected” of elements is left out", 3),
            ("“selected”, said of the whole graph, is left out", 1),
            ("“shared_name”, said of the whole graph, is left out", 1),
        ]
    );
}

#[test]
fn networkx_names_a_node_by_its_value() {
    let text = r#"{"data": [["name", "N"]], "directed": false, "multigraph": false, "elements": {"nodes": [
 {"data": {"id": "anna", "value": 0, "name": "0"}}, {"data": {"id": "1", "value": 1, "name": "1", "label": "Bo"}}],
 "edges": [{"data": {"source": 0, "target": 1}}]}}"#;
    let (dataset, _) = import(text);
    assert_eq!(dataset.title, "N");
    assert_eq!((&*dataset.edges[0].from, &*dataset.edges[0].to), ("1", "anna"));
    assert_eq!(dataset.edges[0].kind, "linked-to");
    assert_eq!(dataset.node("1").unwrap().name, "Bo");
}

#[test]
fn networkx_sees_names_kinds_and_parallel_edges_in_our_exports() {
    let Some(samples) = samples() else { return };
    let cytoscape = Format::ALL.iter().copied().find(|f| f.as_str() == "cytoscape").unwrap();
    let dataset = shipped("harbour-lights");
    let folder = TempDir::new().unwrap();
    let (files, losses) = written(&dataset, cytoscape, folder.path());
    assert_eq!(losses.len(), 1, "the checks: {losses:?}");
    let seen = samples.read_by("networkx", "cytoscape", &files[0]);
    for node in &dataset.nodes {
        assert_eq!(seen["node_attributes"][&*node.id]["name"], node.name);
        assert_eq!(seen["node_attributes"][&*node.id]["kind"], node.kind);
    }
    let mut ids: Vec<&str> = seen["edge_attributes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["id"].as_str().unwrap())
        .collect();
    ids.sort_unstable();
    assert_eq!(ids, dataset.edges.iter().map(|edge| &*edge.id).collect::<Vec<_>>());
    assert_eq!(seen["graph_attributes"]["name"], dataset.title);
}

#[test]
fn what_is_no_element_is_refused_with_its_line() {
    for (from, to, line, message) in [
        ("\"elements\"", "\"elephants\"", 1, "there are no “elements”"),
        ("\"data\": {\"id\": \"b\"", "\"date\": {\"id\": \"b\"", 3, "an element without “data”"),
        ("\"source\": \"a\"", "\"sauce\": \"a\"", 4, "an edge without “source” or “target”"),
        ("{\"id\": \"b\", \"name\": \"Bo\"}", "7", 3, "“data” is a number, not an object"),
        ("{\"id\": \"b\", ", "{", 3, "“” cannot be an id"),
        ("\"nodes\": [", "\"nodes\": {}, \"x\": [", 1, "“nodes” is an object, not an array"),
    ] {
        let changed = FORMS[0].replacen(from, to, 1);
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("net.cyjs");
        std::fs::write(&path, &changed).unwrap();
        match super::brought_in(&[path], &super::plain(None)) {
            Err(ImportError::Refused { findings }) => {
                let found = &findings[0];
                let is_same = found.line == line && found.message.starts_with(message);
                assert!(is_same, "{from}: {found:?}");
            }
            other => panic!("{from}: {other:?}"),
        }
    }
}
