//! DOT: what other tools write, drawings of ours, groups and defaults, and files that are no graphs.

use super::{import_text, stream_text};
use sociogram::dataset::Dataset;
use sociogram::interchange::ImportError;

fn read(graph: &str) -> (Dataset, Vec<String>) {
    let (dataset, imported) =
        import_text("graph.dot", graph).unwrap_or_else(|error| panic!("{graph}: {error:?}"));
    (dataset, imported.notes.into_iter().map(|(what, n)| format!("{n} {what}")).collect())
}

fn told(dataset: &Dataset) -> (Vec<String>, Vec<String>) {
    let nodes = dataset.nodes.iter().map(|n| format!("{} {} {}", n.id, n.kind, n.name)).collect();
    let edges = dataset.edges.iter().map(|e| {
        let facts: Vec<String> =
            e.facts.iter().map(|f| format!("{}={:?}", f.key, f.value)).collect();
        format!("{} {} {} {}", e.from, e.kind, e.to, facts.join(" ")).trim().to_owned()
    });
    (nodes, edges.collect())
}

fn refused(graph: &str) -> Vec<String> {
    match import_text("graph.dot", graph) {
        Err(ImportError::Refused { findings }) => {
            findings.iter().map(|f| format!("{}: {}", f.line, f.message)).collect()
        }
        other => panic!("{graph} was not refused: {other:?}"),
    }
}

const GRAPH: &str = r#"/* a comment */
digraph "Harbour" {
  rankdir = LR; graph [label="Harbour people"]
  node [shape=box, type=person]; // defaults
  edge [since="2001"];
  ada [label="Ada " + "Lovelace", color=red];
  "ben \"B\" \\" [label=<<B>Ben</B> &amp; <I>Co</I>>];
  subgraph cluster_port { node [type=firm]; acme; port -> acme:n [label=runs]; }
  ada -> "ben \"B\" \\" -> acme [label="works for"];
  {ada; port} -> {acme; zoe}
  hidden [style=invis]; ada -> hidden; ada -> zoe [style=invis];
  zoe -> ada [dir=back, label=met]; zoe -> ada [dir=none, label="kin to"];
}
"#;

#[test]
fn groups_chains_and_defaults_are_nodes_and_edges() {
    let (dataset, notes) = read(GRAPH);
    assert_eq!(dataset.title, "Harbour people");
    let (nodes, edges) = told(&dataset);
    assert_eq!(
        nodes,
        [
            "acme firm acme",
            "ada person Ada Lovelace",
            "ben_\"B\"_\\ person Ben & Co",
            "port firm port",
            "zoe person zoe",
        ]
    );
    let mut edges = edges;
    edges.sort();
    assert_eq!(
        edges,
        [
            "ada kin-to zoe",
            "ada links-to acme",
            "ada links-to zoe",
            "ada met zoe",
            "ada works-for ben_\"B\"_\\",
            "ben_\"B\"_\\ works-for acme",
            "port links-to acme",
            "port links-to zoe",
            "port runs acme",
        ]
    );
    assert!(dataset.edges.iter().all(|e| e.when.as_ref().is_some_and(|w| w.as_str() == "2001/..")));
    for note in [
        "1 ports of nodes are left out",
        "2 nodes and edges that are not to be seen are left out",
        "3 groups are left out, and their nodes stay",
        "1 of texts with markup the words are kept",
        "1 “rankdir”, said of the whole graph, is left out",
    ] {
        assert!(notes.iter().any(|found| found == note), "{note}: {notes:#?}");
    }
}

#[test]
fn a_strict_graph_has_one_edge_between_two_nodes() {
    let (dataset, _) = read("strict graph { a -- b [x=1]; b -- a [y=2]; a -- c }");
    assert_eq!(told(&dataset).1, ["a linked-to b x=Text(\"1\") y=Text(\"2\")", "a linked-to c"]);
    let (dataset, _) = read("graph { a -- b; b -- a }");
    assert_eq!(dataset.edges.len(), 2);
    // A group has every node once.
    let (dataset, _) = read("graph { {a; a; a [x=1]} -- b }");
    assert_eq!(dataset.edges.len(), 1);
}

#[test]
fn what_is_no_graph_is_refused_with_its_line() {
    for (graph, message) in [
        ("tree { a }", "1: “tree” stands where graph or digraph should"),
        ("digraph {\na -- b }", "2: “--” stands in a digraph"),
        ("graph { a -> b }", "1: “->” stands in a graph"),
        ("digraph { a -> ; }", "1: “;” stands where the end of an edge should"),
        ("digraph { a [x=] }", "1: “]” stands where the value of an attribute should"),
        ("digraph {\n\n a [x=\"1", "3: a text has no end"),
        (
            "digraph { a",
            "1: the end of the file stands where a node, an edge or an attribute should",
        ),
        ("digraph { a [b=<<c>]", "1: a text with markup has no end"),
        ("graph {} graph {}", "1: “graph” stands where the end of the file should"),
    ] {
        assert_eq!(refused(graph)[0], message, "{graph}");
    }
}

#[test]
fn no_graph_takes_more_than_it_says() {
    for piece in ["{", "subgraph {", "a -> {"] {
        assert!(
            refused(&format!("digraph {{{}", piece.repeat(100_000)))[0].contains("deep"),
            "{piece}"
        );
    }
    let names: Vec<String> = (0..5_000).map(|n| format!("n{n}")).collect();
    let group = names.join(" ");
    let graph = format!("digraph {{ {{{group}}} -> {{{group}}} }}");
    assert!(refused(&graph)[0].contains("far more"));
    let long = "x".repeat(100_000);
    let graph = format!("digraph {{ node [note=\"{long}\"]; {group} }}");
    assert!(refused(&graph)[0].contains("far more"));
    let wide: Vec<String> = (0..1_000_000).map(|n| format!("a{n}=1")).collect();
    let wide = wide.join(" ");
    assert!(refused(&format!("graph {{ a [{wide}] }}"))[0].contains("16 MiB"));
    assert!(refused(&format!("graph {{ node [{wide}] }}"))[0].contains("1000"));
    let chain = format!("graph {{ {} z }}", "a -- b -- ".repeat(100_000));
    assert!(stream_text("graph.dot", chain.as_bytes()).is_ok());
    let angles = format!("graph {{ a [b={}", "<".repeat(1_000_000));
    assert_eq!(refused(&angles).len(), 1);
}

#[test]
fn half_a_graph_is_refused() {
    for (end, _) in GRAPH.char_indices() {
        let part = stream_text("graph.dot", &GRAPH.as_bytes()[..end]);
        // The last line break may go.
        assert!(part.is_err() || end + 1 >= GRAPH.len() || end == 0, "{end}");
    }
}

#[test]
fn a_drawing_of_ours_is_read_by_its_names() {
    let drawing = r##"digraph "sociogram" {
  graph[layout="dot" bgcolor="#FFFFFF" tooltip="x"]
  node[shape="plain" fontname="Arial"]
  "n_kepco"[id="n_kepco" tooltip="KEPCO, company" label=<<TABLE BORDER="0"><TR><TD><FONT POINT-SIZE="60.0" COLOR="#D55E00">▲</FONT></TD></TR><TR><TD><B>KEPCO</B></TD></TR></TABLE>>]
  "n_a" -> "n_kepco" [id="e_a_owns_kepco" color="#8A93A0" style="solid" dir="back" arrowtail="normal"]
}
"##;
    let (dataset, _) = read(drawing);
    let kepco = dataset.node("n_kepco").unwrap();
    assert_eq!((kepco.name.as_str(), kepco.facts[0].key.as_str()), ("KEPCO", "tooltip"));
    let edge = &dataset.edges[0];
    assert_eq!((&*edge.id, &*edge.from, &*edge.to), ("e_a_owns_kepco", "n_kepco", "n_a"));
}
