//! GraphML: what its elements become, and what other tools read of ours.

use super::{brought_in, import_text, plain, shipped, written};
use crate::peers::samples;
use sociogram::dataset::Dataset;
use sociogram::interchange::{Aspect, Format, ImportError};
use sociogram::model::{FactValue, Node, When};
use std::fmt::Write;
use tempfile::TempDir;

fn read(text: &str) -> (Dataset, Vec<(String, usize)>) {
    let (dataset, imported) = import_text("g.graphml", text).unwrap();
    (dataset, imported.notes)
}

fn graph(inside: &str) -> String {
    format!("<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">{inside}</graphml>")
}

fn fact<'d>(facts: &'d [sociogram::model::Fact], key: &str) -> Option<&'d str> {
    facts.iter().find(|fact| fact.key == key).map(|fact| match &fact.value {
        FactValue::Text(text) => text.as_str(),
        FactValue::Amount(amount) => amount.value.as_str(),
    })
}

fn node<'d>(dataset: &'d Dataset, id: &str) -> &'d Node {
    dataset.node(id).unwrap_or_else(|| panic!("no node {id}"))
}

#[test]
fn keys_defaults_and_directions() {
    let (dataset, notes) = read(&graph(
        "<key id='d0' for='node' attr.name='colour' attr.type='string'><desc>paint</desc>\
           <default>yellow</default></key>\
         <key id='d1' for='edge' attr.name='weight' attr.type='double'/>\
         <key id='d2' for='all' attr.name='note' attr.type='string'><default>none</default></key>\
         <key id='d3' for='graph' attr.name='title'/><key id='d4' for='node'/>\
         <graph id='G' edgedefault='undirected' parse.nodes='3'><data key='d3'>Six</data>\
         <node id='n0'><data key='d0'>green</data><data key='d4'>9</data></node>\
         <node id='n1'><desc>first\nof all</desc><data key='d2'><![CDATA[<&>]]></data></node>\
         <edge id='e0' source='n0' target='n1'><data key='d1'>1.50</data></edge>\
         <edge id='e1' source='n0' target='n1' directed='true'/>\
         <edge id='7' source='n1' target='n2' directed='false' sourceport='N'/></graph>",
    ));
    assert_eq!(dataset.title, "Six");
    assert_eq!(fact(&node(&dataset, "n0").facts, "colour"), Some("green"));
    assert_eq!(fact(&node(&dataset, "n0").facts, "d4"), Some("9"));
    assert_eq!(fact(&node(&dataset, "n1").facts, "colour"), Some("yellow"));
    assert_eq!(fact(&node(&dataset, "n1").facts, "note"), Some("<&>"));
    assert_eq!(fact(&node(&dataset, "n1").facts, "desc"), Some("first of all"));
    let edges: Vec<_> = dataset
        .edges
        .iter()
        .map(|e| (e.id.as_str(), e.kind.as_str(), fact(&e.facts, "weight"), fact(&e.facts, "note")))
        .collect();
    assert_eq!(edges[0], ("e0", "linked-to", Some("1.50"), Some("none")));
    assert_eq!(edges[1], ("e1", "links-to", None, Some("none")));
    // A number counts edges in a writing and is no id.
    assert!(edges[2].0.starts_with("n1-linked-to-n2"), "{edges:?}");
    assert_eq!(fact(&dataset.edges[2].facts, "sourceport"), Some("N"));
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn graphs_inside_of_nodes_are_read_and_say_where_they_stand() {
    let (dataset, notes) = read(&graph(
        "<graph edgedefault='directed'><node id='n0'><port name='p'/><graph edgedefault='undirected'>\
           <node id='n0::a'><graph edgedefault='directed'><node id='deep'/></graph></node>\
           <edge source='n0::a' target='n1'/></graph></node><node id='n1'/>\
         <hyperedge><endpoint node='n0'/><endpoint node='n1'/><endpoint node='deep'/></hyperedge>\
         <hyperedge/></graph><graph edgedefault='directed'><node id='n2'/></graph>",
    ));
    let parents: Vec<_> =
        dataset.nodes.iter().map(|node| (node.id.as_str(), fact(&node.facts, "parent"))).collect();
    assert_eq!(
        parents,
        [("deep", Some("n0::a")), ("n0", None), ("n0::a", Some("n0")), ("n1", None), ("n2", None)]
    );
    assert_eq!(dataset.edges[0].kind, "linked-to");
    assert_eq!(fact(&dataset.edges[0].facts, "parent"), Some("n0"));
    let expected = [
        ("graphs of one file are read as one", 1),
        ("hyperedges are left out; an edge has two ends", 2),
        ("ports, where edges meet a node, are left out", 1),
    ];
    assert_eq!(notes, expected.map(|(what, n)| (what.to_owned(), n)));
}

#[test]
fn what_yed_draws_are_names_and_kinds() {
    let (dataset, notes) = read(
        "<graphml xmlns='http://graphml.graphdrawing.org/xmlns' \
           xmlns:y='http://www.yworks.com/xml/graphml'>\
         <key for='node' id='d4' attr.name='url' attr.type='string'/>\
         <key for='node' id='d6' yfiles.type='nodegraphics'/>\
         <key for='edge' id='d10' yfiles.type='edgegraphics'/>\
         <graph edgedefault='directed' id='G'>\
         <node id='n0'><data key='d4' xml:space='preserve'><![CDATA[https://a.example]]></data>\
           <data key='d6'><y:ShapeNode><y:Geometry height='30' x='1'/><y:Fill color='#FFCC00'/>\
           <y:NodeLabel alignment='center'>Acme &amp; <y:LabelModel>no</y:LabelModel>Co</y:NodeLabel>\
           <y:NodeLabel>the firm</y:NodeLabel></y:ShapeNode></data></node>\
         <node id='n1'/>\
         <edge id='e0' source='n0' target='n1'><data key='d10'><y:PolyLineEdge>\
           <y:EdgeLabel>paid <y:x/></y:EdgeLabel></y:PolyLineEdge></data></edge></graph></graphml>",
    );
    let acme = node(&dataset, "n0");
    assert_eq!(
        (acme.name.as_str(), acme.aliases.as_slice()),
        ("Acme & Co", &["the firm".to_owned()][..])
    );
    assert_eq!(fact(&acme.facts, "url"), Some("https://a.example"));
    assert_eq!(dataset.edges[0].kind, "paid");
    assert_eq!(notes, [("drawings (places, sizes, colours, shapes) are left out".to_owned(), 2)]);
}

#[test]
fn what_makes_no_sense_is_found_all_at_once() {
    let bad = graph(
        "\n<key id='d0' for='node'/><key id='d0' for='edge'/>\n<key for='node'/>\n\
         <key id='d1' for='nodes'/>\n<graph edgedefault='both'>\n<node/>\n<node id='a'><data key='x'>1\
         </data></node>\n<edge source='a'/>\n<edge source='a' target='b' directed='no'/>\n</graph>\n",
    );
    let error = import_text("bad.graphml", &bad).unwrap_err();
    let ImportError::Refused { findings } = error else { panic!("{error:?}") };
    let found: Vec<_> = findings.iter().map(|f| (f.line, f.message.as_str())).collect();
    assert_eq!(
        found,
        [
            (2, "the key “d0” is declared twice"),
            (3, "a key without “id”"),
            (4, "a key for “nodes”, which is nothing of GraphML"),
            (5, "“edgedefault” is “both”"),
            (6, "a node without “id”"),
            (7, "data of the key “x”, which is not declared"),
            (8, "an edge without “source” or “target”"),
            (9, "“directed” is “no”"),
        ]
    );
    let error = import_text("none.graphml", &graph("")).unwrap_err();
    assert!(matches!(error, ImportError::Refused { .. }), "{error:?}");
    // Two nodes of one id that say two things, and two edges of one id.
    for twice in [
        "<node id='a'><data key='l'>A</data></node><node id='a'><data key='l'>B</data></node>",
        "<edge id='e' source='a' target='b'/><edge id='e' source='a' target='c'/>",
    ] {
        let text = graph(&format!(
            "<key id='l' for='node' attr.name='kind'/><graph edgedefault='directed'>{twice}</graph>"
        ));
        let error = import_text("twice.graphml", &text).unwrap_err();
        assert!(matches!(error, ImportError::Refused { .. }), "{twice}: {error:?}");
    }
}

#[test]
fn defaults_do_not_blow_up() {
    let long = "x".repeat(100_000);
    let nodes: String = (0..10_000).fold(String::new(), |mut text, at| {
        write!(text, "<node id='{at}'/>").unwrap();
        text
    });
    let text = graph(&format!(
        "<key id='d' for='node'><default>{long}</default></key>\
         <graph edgedefault='directed'>{nodes}</graph>"
    ));
    let error = import_text("defaults.graphml", &text).unwrap_err();
    let ImportError::Refused { findings } = error else { panic!("{error:?}") };
    assert!(findings[0].message.starts_with("defaults of keys would add"), "{findings:?}");
}

#[test]
fn a_million_keys_are_read() {
    let mut keys = String::new();
    (0..1_000_000).for_each(|at| write!(keys, "<key id='d{at}' for='node'/>").unwrap());
    let nodes = "<node id='a'><data key='d999999'>x</data></node>";
    let (dataset, _) =
        read(&graph(&format!("{keys}<graph edgedefault='directed'>{nodes}</graph>")));
    assert_eq!(fact(&node(&dataset, "a").facts, "d999999"), Some("x"));
}

#[test]
fn names_that_hide_characters_and_numbers_beyond_all_stay_readable() {
    let (dataset, _) = read(&graph(
        "<key id='n' for='node' attr.name='label'/><key id='v' for='node' attr.name='va&#x202E;lue'/>\
         <graph edgedefault='directed'><node id='a&#x200B;b'><data key='n'>x&#x202E;y\nz</data>\
         <data key='v'>1e400</data></node><node id='c'><data key='v'>NaN</data></node>\
         <node id='18446744073709551616'/><edge source='c' target='c'/></graph>",
    ));
    let ab = node(&dataset, "ab");
    assert_eq!((ab.name.as_str(), fact(&ab.facts, "value")), ("xy z", Some("1e400")));
    assert_eq!(fact(&node(&dataset, "c").facts, "value"), Some("NaN"));
    assert!(dataset.node("18446744073709551616").is_some() && dataset.edges.is_empty());
}

#[test]
fn edges_whose_ids_are_numbers_are_said_to_lose_them() {
    let mut dataset = shipped("harbour-lights");
    dataset.edges[0].id = sociogram::model::Id::new("12").unwrap();
    let folder = TempDir::new().unwrap();
    let (_, losses) = written(&dataset, Format::GraphMl, folder.path());
    assert!(losses.iter().any(|loss| (loss.aspect, loss.n) == (Aspect::EdgeIds, 1)), "{losses:?}");
}

#[test]
fn igraph_and_networkx_write_what_they_read_of_ours_and_it_comes_back() {
    let Some(samples) = samples() else { return };
    let folder = TempDir::new().unwrap();
    let dataset = shipped("harbour-lights");
    let (files, _) = written(&dataset, Format::GraphMl, folder.path());
    for (library, script) in [
        (
            "igraph",
            "import sys, igraph; igraph.Graph.Read_GraphML(sys.argv[1]).write_graphml(sys.argv[2])",
        ),
        (
            "networkx",
            "import sys, networkx as nx; nx.write_graphml(nx.read_graphml(sys.argv[1]), sys.argv[2])",
        ),
    ] {
        let again = folder.path().join(format!("{library}.graphml"));
        samples.run_python(script, &[&files[0], &again]);
        let (back, _) = brought_in(&[again], &plain(None)).unwrap();
        assert_eq!(back.nodes, dataset.nodes, "{library}");
        // igraph writes no ids of edges.
        let without_ids = |dataset: &Dataset| {
            let mut edges = dataset.edges.clone();
            for edge in &mut edges {
                edge.id = edge.from.clone();
            }
            let mut edges: Vec<String> = edges.iter().map(|edge| format!("{edge:?}")).collect();
            edges.sort();
            edges
        };
        assert!(without_ids(&back) == without_ids(&dataset), "{library}");
        assert!(library == "igraph" || back.edges == dataset.edges, "{library}");
        assert_eq!((&back.title, &back.sources), (&dataset.title, &dataset.sources), "{library}");
    }
}

#[test]
fn spots_of_libraries() {
    let Some(samples) = samples() else { return };
    let sample = |by: &str, name: &str| {
        let sample =
            samples.of("graphml").find(|s| s.by == by && s.path().ends_with(name)).unwrap();
        brought_in(&sample.files, &plain(None)).unwrap().0
    };
    let typed = sample("networkx", "typed.graphml");
    let x = node(&typed, "x");
    assert_eq!(x.name, "R&D <b>]]></b>");
    assert_eq!(fact(&x.facts, "size"), Some("9007199254740993"));
    assert_eq!(fact(&x.facts, "note"), Some("first line second line"));
    assert_eq!(node(&typed, "한국").name, "한국수출입은행");
    let dates = typed.edges.iter().filter_map(|edge| edge.when.as_ref());
    let mut dates: Vec<_> = dates.map(When::as_str).collect();
    dates.sort_unstable();
    assert_eq!(dates, ["2019-05-01/..", "2020/.."]);
    let doubled = sample("igraph", "doubled.graphml");
    assert_eq!(node(&doubled, "n2").name, "\"c\"");
    assert_eq!(doubled.edges.len(), 3);
}
