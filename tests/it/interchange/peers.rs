//! Files of other libraries, read as those libraries say; our exports, read by them.

use super::{brought_in, plain, shipped, written};
use crate::peers::{Sample, samples};
use serde_json::Value;
use sociogram::dataset::Dataset;
use sociogram::interchange::{Aspect, Format};
use sociogram::model::{Fact, FactValue, Symmetry};
use tempfile::TempDir;

/// Formats whose records are not the nodes and edges that their library counts; each has tests of its own.
const OF_ANOTHER_MODEL: &[&str] = &["ftm", "turtle", "n-triples", "json-ld"];

/// Formats that do not say whether edges go one way.
const WITHOUT_DIRECTION: &[&str] = &["edge-list", "csv", "tsv", "parquet", "neo4j", "cypher"];

#[test]
fn files_of_libraries_are_read_as_the_libraries_say() {
    let Some(samples) = samples() else { return };
    let (mut n_read, mut findings) = (0, Vec::new());
    for &format in Format::read() {
        if OF_ANOTHER_MODEL.contains(&format.as_str()) {
            continue;
        }
        for sample in samples.of(format.as_str()) {
            let name = sample.path().display().to_string();
            n_read += 1;
            match brought_in(&sample.files, &plain(None)) {
                Err(error) => findings.push(format!("{name}: {error:?}")),
                Ok((dataset, imported)) => {
                    assert!(imported.files.iter().all(|file| file.format == format), "{name}");
                    findings.extend(differences(&dataset, sample, format));
                }
            }
        }
    }
    assert!(findings.is_empty(), "{}", findings.join("\n"));
    assert!(n_read > 15, "{n_read}");
}

/// What of a sample was read otherwise than its library says.
fn differences(dataset: &Dataset, sample: &Sample, format: Format) -> Vec<String> {
    let name = sample.path().display().to_string();
    let mut found = Vec::new();
    let mut differ = |what: &str, expected: &dyn std::fmt::Debug, read: &dyn std::fmt::Debug| {
        found.push(format!("{name}: {what}: {expected:?} and not {read:?}"));
    };
    // A list of edges has no line for a node without any.
    let is_list = format.as_str() == "edge-list";
    let n_isolated = if is_list { sample.told["isolated"].as_u64().unwrap_or(0) } else { 0 };
    let n_nodes = sample.nodes - n_isolated;
    if dataset.nodes.len() as u64 != n_nodes {
        differ("nodes", &n_nodes, &dataset.nodes.len());
    }
    // An edge from a node to itself says nothing and is left out.
    let n_edges = sample.edges - sample.self_loops;
    if dataset.edges.len() as u64 != n_edges {
        differ("edges", &n_edges, &dataset.edges.len());
    }
    if !WITHOUT_DIRECTION.contains(&format.as_str()) {
        for edge in &dataset.edges {
            let kind = dataset.vocabulary.edge_kind_ix(&edge.kind).expect("kinds are added");
            let is_directed = dataset.vocabulary.edge_kind(kind).symmetry == Symmetry::Directed;
            if is_directed != sample.is_directed {
                differ(&format!("direction of {}", edge.id), &sample.is_directed, &is_directed);
                break;
            }
        }
    }
    // Pajek numbers its nodes, and we call them by their labels.
    let of_labels = format.as_str() == "pajek";
    let mut labels = std::collections::BTreeMap::new();
    for spot in sample.told["spots"]["nodes"].as_array().expect("a list") {
        let mut id = id_of(spot["id"].as_str().expect("an id"));
        if of_labels {
            let label = spot["label"].as_str().map_or_else(|| id.clone(), id_of);
            labels.insert(id, label.clone());
            id = label;
        }
        let label = spot["label"].as_str();
        let node = dataset.node(&id).or_else(|| {
            dataset.nodes.iter().find(|node| label.is_some_and(|label| node.name == line_of(label)))
        });
        let Some(node) = node else {
            if n_isolated == 0 {
                differ("node", &id, &"none");
            }
            continue;
        };
        let names: Vec<&str> =
            node.aliases.iter().chain([&node.name, &node.kind]).map(String::as_str).collect();
        for (key, value) in spot["attributes"].as_object().expect("attributes") {
            let date = node.when.as_ref().map(sociogram::model::When::as_str);
            if !says(&node.facts, &names, date, key, value) {
                differ(&format!("{id}: {key}"), value, &node.facts);
            }
        }
    }
    for spot in sample.told["spots"]["edges"].as_array().expect("a list") {
        let [mut from, mut to] =
            ["from", "to"].map(|end| id_of(spot[end].as_str().expect("an id")));
        if of_labels {
            let (Some(a), Some(b)) = (labels.get(&from), labels.get(&to)) else { continue };
            (from, to) = (a.clone(), b.clone());
        }
        if from == to {
            continue;
        }
        let ends = [(from.as_str(), to.as_str()), (to.as_str(), from.as_str())];
        let between: Vec<_> =
            dataset.edges.iter().filter(|e| ends.contains(&(&*e.from, &*e.to))).collect();
        if between.is_empty() {
            differ("edge", &(from, to), &"none");
            continue;
        }
        for (key, value) in spot["attributes"].as_object().expect("attributes") {
            let is_said = between.iter().any(|edge| {
                let date = edge.when.as_ref().map(sociogram::model::When::as_str);
                let label = dataset
                    .vocabulary
                    .edge_kind_ix(&edge.kind)
                    .map(|kind| dataset.vocabulary.edge_kind(kind).label.to_string());
                let kinds = [edge.kind.as_str(), label.as_deref().unwrap_or_default()];
                says(&edge.facts, &kinds, date, key, value)
            });
            if !is_said && !between.is_empty() {
                differ(&format!("{from} to {to}: {key}"), value, &between[0].facts);
            }
        }
    }
    found
}

/// Whether a record says so: in a fact, or as its name, kind or date.
fn says(facts: &[Fact], names: &[&str], when: Option<&str>, key: &str, value: &Value) -> bool {
    let is_value = |said: &str| match value {
        Value::String(text) => said == line_of(text) || text.trim().is_empty(),
        // DOT of igraph has no truth values.
        Value::Bool(flag) => {
            said.eq_ignore_ascii_case(&flag.to_string()) || said == u8::from(*flag).to_string()
        }
        Value::Number(number) => said.parse() == Ok(number.as_f64().expect("a number")),
        // A list is one fact per item.
        _ => value.to_string().contains(said),
    };
    let key = key.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
    facts.iter().any(|fact| match &fact.value {
        FactValue::Text(text) => fact.key == key && is_value(text),
        FactValue::Amount(amount) => fact.key == key && is_value(amount.value.as_str()),
    }) || names.iter().any(|name| is_value(name))
        // FollowTheMoney writes types in upper case.
        || (key == "type"
            && value.as_str().is_some_and(|v| names.iter().any(|n| n.eq_ignore_ascii_case(v))))
        || when.is_some_and(|when| value.as_str().is_some_and(|value| when.contains(value)))
        || value.is_null()
        || value.as_str().is_some_and(|value| value.trim().is_empty())
        || value.as_array().is_some_and(Vec::is_empty)
        // Values and spells with their times; tests of the format look at those.
        || value.as_array().is_some_and(|items| items.iter().all(Value::is_array))
}

fn line_of(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().to_owned()
}

fn id_of(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_")
}

/// Formats that `read.py` reads.
const READ_BY_PEERS: &[&str] = &[
    "node-link",
    "cytoscape",
    "graphml",
    "gexf",
    "pajek",
    "dot",
    "edge-list",
    "csv",
    "tsv",
    "neo4j",
    "parquet",
    "sqlite",
];

#[test]
fn libraries_read_in_our_exports_what_the_dataset_says() {
    let Some(samples) = samples() else { return };
    for name in ["harbour-lights", "kazakhstan-korea"] {
        let dataset = shipped(name);
        for &format in Format::written() {
            if !READ_BY_PEERS.contains(&format.as_str()) {
                continue;
            }
            let folder = TempDir::new().unwrap();
            let (files, losses) = written(&dataset, format, folder.path());
            let path = match files.as_slice() {
                [file] => file.clone(),
                _ => folder.path().join("graph"),
            };
            let loses = |aspect| losses.iter().any(|loss| loss.aspect == aspect);
            let seen = samples.read_back(format.as_str(), &path);
            for (reader, seen) in seen.as_object().expect("an entry per reader") {
                let what = format!("{name} as {} by {reader}", format.as_str());
                if !loses(Aspect::Nodes) {
                    assert_eq!(seen["nodes"], dataset.nodes.len(), "{what}");
                }
                if !loses(Aspect::Edges) {
                    assert_eq!(seen["edges"], dataset.edges.len(), "{what}");
                }
                if loses(Aspect::NodeIds) || loses(Aspect::Nodes) {
                    continue;
                }
                let ids: Vec<&str> = dataset.nodes.iter().map(|node| &*node.id).collect();
                assert_eq!(seen["node_ids"], Value::from(ids), "{what}");
                let mut expected: Vec<Vec<String>> = dataset
                    .edges
                    .iter()
                    .map(|edge| {
                        let mut row = vec![edge.from.to_string(), edge.to.to_string()];
                        if seen["directed"] == false {
                            row.sort();
                        }
                        row.extend((!loses(Aspect::EdgeKinds)).then(|| edge.kind.clone()));
                        row
                    })
                    .collect();
                expected.sort();
                let mut found: Vec<Vec<String>> = seen["edges_list"]
                    .as_array()
                    .expect("a list")
                    .iter()
                    .map(|row| {
                        let cells = row.as_array().expect("a row").iter();
                        cells.filter_map(|cell| cell.as_str().map(str::to_owned)).collect()
                    })
                    .collect();
                found.sort();
                assert_eq!(found, expected, "{what}");
            }
        }
    }
}
