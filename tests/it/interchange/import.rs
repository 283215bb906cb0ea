//! What imports make of records, whatever the format: ids, kinds, dates, facts, citations, and doing it twice.

use super::{brought_in, import_text, plain};
use sociogram::algo::Unwatched;
use sociogram::dataset::{Mode, load};
use sociogram::evidence::digest;
use sociogram::interchange::{
    Format, ImportError, ImportSettings, ImportTarget, RecordCounts, Renewal, import,
};
use std::fs;
use tempfile::TempDir;

const GRAPH: &str = r#"{"directed": true, "graph": {"name": "Harbour"},
 "nodes": [{"id": "a", "type": "Firm", "label": "Acme", "city": "Port"},
           {"id": "b 2", "since": "2001-05-01"}],
 "links": [{"source": "a", "target": "b 2", "type": "PAYS_FOR", "start": "2003", "end": "2005-06"},
           {"source": "a", "target": "b 2", "type": "PAYS_FOR", "start": "2003", "end": "2005-06"},
           {"source": "b 2", "target": "c"}, {"source": "a", "target": "a"}]}"#;

#[test]
fn foreign_names_become_ids_kinds_dates_and_facts() {
    let (dataset, imported) = import_text("harbour.json", GRAPH).unwrap();
    assert_eq!(dataset.title, "Harbour");
    let nodes: Vec<_> = dataset
        .nodes
        .iter()
        .map(|n| {
            (
                n.id.as_str(),
                n.kind.as_str(),
                n.name.as_str(),
                n.when.as_ref().map(sociogram::model::When::as_str),
            )
        })
        .collect();
    assert_eq!(
        nodes,
        [
            ("a", "firm", "Acme", None),
            ("b_2", "actor", "b 2", Some("2001-05-01/..")),
            ("c", "actor", "c", None),
        ]
    );
    let edges: Vec<_> = dataset
        .edges
        .iter()
        .map(|e| {
            (
                e.kind.as_str(),
                e.from.as_str(),
                e.to.as_str(),
                e.when.as_ref().map(sociogram::model::When::as_str),
            )
        })
        .collect();
    assert_eq!(
        edges,
        [
            ("pays-for", "a", "b_2", Some("2003/2005-06")),
            ("pays-for", "a", "b_2", Some("2003/2005-06")),
            ("links-to", "b_2", "c", None),
        ]
    );
    assert_eq!(imported.n_implied, 1);
    assert_eq!(imported.notes.len(), 1, "the loop: {:?}", imported.notes);
    assert_eq!(dataset.nodes[0].facts[0].key, "city");
}

#[test]
fn a_record_cites_the_place_where_the_file_says_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("harbour.json");
    let text = GRAPH.replace("Acme", "Акмe ☂");
    fs::write(&path, &text).unwrap();
    let (dataset, _) = brought_in(&[path], &ImportSettings::default()).unwrap();
    assert_eq!(dataset.sources[0].sha256, Some(digest(&text)));
    let n_cited = dataset.evidence().count();
    assert!(n_cited > 5, "{n_cited}");
    for (_, evidence) in dataset.evidence() {
        let (start, end) = (evidence.start as usize, evidence.end as usize);
        let span: String = text.chars().skip(start).take(end - start).collect();
        assert_eq!(digest(&span), evidence.sha256);
        assert!(span.starts_with('{') && span.ends_with('}'));
    }
}

#[test]
fn importing_twice_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("harbour.json");
    fs::write(&path, GRAPH).unwrap();
    let dataset = folder.path().join("dataset");
    let mut settings = ImportSettings::default();
    let go = |settings: &ImportSettings| {
        let target = ImportTarget::Folder(&dataset);
        import(vec![path.clone().into()], settings, target, Mode::Write, &Unwatched)
    };
    let first = go(&settings).unwrap();
    let again = go(&settings).unwrap();
    assert_eq!(first.digest, again.digest);
    assert_eq!(again.edges, RecordCounts { added: 0, changed: 0, same: 3 });
    assert_eq!(again.nodes.same + again.nodes.changed, 2);
    // A changed file changes what rests on it, and nothing else.
    fs::write(&path, GRAPH.replace("\"Port\"", "\"Harbour town\"")).unwrap();
    let refused = go(&settings).unwrap_err();
    assert!(matches!(refused, ImportError::Refused { .. }), "it may be another file: {refused:?}");
    settings.renewal = Renewal::Allowed;
    let changed = go(&settings).unwrap();
    assert_eq!(changed.nodes.added, 0);
    let now = load(&dataset).unwrap().dataset;
    let facts: Vec<_> = now.node("a").unwrap().facts.iter().map(|fact| &fact.value).collect();
    assert_eq!(format!("{facts:?}"), "[Text(\"Harbour town\")]");
}

#[test]
fn with_an_error_nothing_is_written() {
    let bad = GRAPH.replace("\"source\": \"b 2\"", "\"sauce\": \"b 2\"");
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("harbour.json");
    fs::write(&path, bad).unwrap();
    let dataset = folder.path().join("dataset");
    let target = ImportTarget::Folder(&dataset);
    let error =
        import(vec![path.into()], &plain(None), target, Mode::Write, &Unwatched).unwrap_err();
    let ImportError::Refused { findings } = error else { panic!("{error:?}") };
    assert_eq!((findings.len(), findings[0].line), (1, 6));
    assert!(!dataset.exists());
}

#[test]
fn two_names_that_would_be_one_id_are_refused() {
    let graph = r#"{"nodes": [{"id": "a b"}, {"id": "a_b"}], "links": [], "multigraph": false}"#;
    let error = import_text("ids.json", graph).unwrap_err();
    assert!(matches!(error, ImportError::Refused { .. }), "{error:?}");
}

#[test]
fn circles_are_refused_as_in_every_dataset() {
    let parts = r#"{"directed": true, "nodes": [{"id": "a"}, {"id": "b"}],
 "links": [{"source": "a", "target": "b", "type": "part-of"},
           {"source": "b", "target": "a", "type": "part of"}]}"#;
    let error = import_text("parts.json", parts).unwrap_err();
    let ImportError::Refused { findings } = error else { panic!("{error:?}") };
    assert!(findings[0].message.ends_with("a -> b -> a"), "{findings:?}");
    let copies = r#"{"id": "a", "title": "A", "derived_from": "b"}
{"id": "b", "title": "B", "derived_from": "a"}
"#;
    let error = import_text("copies.jsonl", copies).unwrap_err();
    assert!(matches!(error, ImportError::Refused { .. }), "{error:?}");
}

#[test]
fn a_record_that_no_dataset_takes_is_refused() {
    let graph = |n: usize| {
        let tags = vec!["\"t\""; n].join(",");
        format!("{{\"links\": [],\n \"nodes\": [{{\"id\": \"a\", \"tag\": [{tags}]}}]}}")
    };
    let (dataset, _) = import_text("tags.json", &graph(100_000)).unwrap();
    assert_eq!(dataset.nodes[0].facts.len(), 100_000);
    let ImportError::Refused { findings } =
        import_text("tags.json", &graph(1_000_000)).unwrap_err()
    else {
        panic!("it is refused")
    };
    assert_eq!(findings[0].message, "a record would have more than 16 MiB");
}

#[test]
fn an_edge_whose_id_is_a_number_keeps_it_in_node_link_json() {
    let lines = r#"{"id": "a", "kind": "actor", "name": "A"}
{"id": "b", "kind": "actor", "name": "B"}
{"id": "12", "kind": "associate", "from": "a", "to": "b"}
"#;
    let (dataset, _) = import_text("edge.jsonl", lines).unwrap();
    let folder = TempDir::new().unwrap();
    let (files, _) = super::written(&dataset, Format::NodeLink, folder.path());
    let (back, _) = brought_in(&files, &plain(None)).unwrap();
    assert_eq!(back.edges[0].id.as_str(), "12");
}

#[test]
fn two_files_of_one_name_are_not_one_source() {
    let folder = TempDir::new().unwrap();
    let paths = ["2023", "2024"].map(|year| {
        fs::create_dir(folder.path().join(year)).unwrap();
        let path = folder.path().join(year).join("ties.json");
        fs::write(&path, GRAPH.replace("Acme", year)).unwrap();
        path
    });
    let error = brought_in(&paths, &ImportSettings::default()).unwrap_err();
    let ImportError::Refused { findings } = error else { panic!("{error:?}") };
    assert!(findings[0].message.contains("two files are called"), "{findings:?}");
}
