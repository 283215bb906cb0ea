//! Pajek: all sections, relations and times, what is left out, and files that are no networks.

use super::{import_text, stream_text};
use sociogram::dataset::Dataset;
use sociogram::interchange::ImportError;

fn read(network: &str) -> (Dataset, Vec<String>) {
    let (dataset, imported) =
        import_text("graph.net", network).unwrap_or_else(|error| panic!("{network}: {error:?}"));
    (dataset, imported.notes.into_iter().map(|(what, n)| format!("{n} {what}")).collect())
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

fn refused(network: &str) -> Vec<String> {
    match import_text("graph.net", network) {
        Err(ImportError::Refused { findings }) => {
            findings.iter().map(|f| format!("{}: {}", f.line, f.message)).collect()
        }
        other => panic!("{network} was not refused: {other:?}"),
    }
}

const NETWORK: &str = "% a comment
*Network Harbour people
*Vertices 5
1 \"Ada\" 0.1 0.2 0.5 box ic Red city \"New York\" [1990-2001]
2 \"Ben &#34;B&#34;\" [5-10,12-*]
3 Cleo
4 \"Ada\"
*Arcs :1 \"works for\"
1 2 2.5 c Blue [2001-2005]
*Arcs :2 \"pays\"
2 3 1 l \"salary\" [7]
1: 1 3 -1
*Edges
3 1 1
*Arcslist
3 1 2
*Partition colours
*Vertices 5
1
2
";

#[test]
fn relations_are_kinds_and_years_are_dates() {
    let (dataset, notes) = read(NETWORK);
    assert_eq!(dataset.title, "Harbour people");
    let nodes: Vec<_> = dataset
        .nodes
        .iter()
        .map(|n| {
            format!("{} {} {:?}", n.id, n.name, n.when.as_ref().map(sociogram::model::When::as_str))
        })
        .collect();
    assert_eq!(
        nodes,
        [
            "5 5 None",
            "Ada-1 Ada Some(\"1990/2001\")",
            "Ada-4 Ada None",
            "Ben_\"B\" Ben \"B\" None",
            "Cleo Cleo None",
        ]
    );
    let mut found = edges(&dataset);
    found.sort();
    assert_eq!(
        found,
        [
            "Ada-1 linked-to Cleo  weight=Text(\"1\")",
            "Ada-1 works-for Ben_\"B\" 2001/2005 weight=Text(\"2.5\")",
            "Ada-1 works-for Cleo  weight=Text(\"-1\")",
            "Ben_\"B\" pays Cleo  time=Text(\"7\") kind=Text(\"salary\")",
            "Cleo links-to Ada-1",
            "Cleo links-to Ben_\"B\"",
        ]
        .map(str::to_owned)
    );
    assert_eq!(
        notes,
        [
            "1 colours, widths and patterns of lines are left out",
            "1 coordinates, shapes and colours are left out",
            "2 lines of *“partition” are left out",
            "2 time points that are not years are facts, not dates",
            "2 vertices with the label of another are called by label and number",
        ]
    );
}

#[test]
fn a_matrix_has_an_arc_for_every_number_but_zero() {
    let (dataset, _) = read("*Vertices 3\n1 a\n2 b\n3 c\n*Matrix\n0 1 0\n2.5 0 0\n0 0 7\n");
    assert_eq!(edges(&dataset), ["a links-to b", "b links-to a  weight=Text(\"2.5\")"]);
    let (dataset, _) = read("*Vertices 3 2\n1 a\n2 b\n3 c\n*Matrix\n1\n0\n");
    assert_eq!(edges(&dataset), ["a links-to c"]);
    assert_eq!(format!("{:?}", dataset.nodes[2].facts[0].value), "Text(\"2\")");
    assert!(refused("*Vertices 3\n*Matrix\n0 1\n")[0].starts_with("3: row 1"));
}

#[test]
fn what_is_no_network_is_refused_with_its_line() {
    for (network, message) in [
        ("*Vertices many\n", "1: *Vertices without their number"),
        ("*Vertices 99999999999\n", "1: 99999999999 vertices in a file of 22 bytes"),
        ("*Vertices 2\n3 \"c\"\n", "2: a vertex is no number from 1 to 2"),
        ("*Vertices 2\n1 \"a\n", "2: a text has no end"),
        ("*Vertices 2\n1 a\n1 b\n", "3: vertex 1 is listed twice"),
        ("*Vertices 2\n*Arcs\n1 3\n", "3: “3” is no vertex from 1 to 2"),
        ("*Vertices 2\n*Arcs\n1\n", "3: a line has one end"),
        ("*Network x\n*Arcs\n1 2\n", "2: “*arcs” stands before *Vertices"),
        ("*Vertices 1\n*Network y\n", "2: a second network"),
        ("*Vertices 1\n*Events\n", "2: lists of events are not read"),
    ] {
        assert_eq!(refused(network)[0], message, "{network}");
    }
}

#[test]
fn half_a_network_is_refused_or_says_less() {
    for end in 0..NETWORK.len() {
        let Ok(part) = stream_text("graph.net", &NETWORK.as_bytes()[..end]) else { continue };
        assert!(part.nodes.added <= 5 && part.edges.added <= 6, "{end}");
    }
}

#[test]
fn long_lines_and_many_vertices_are_read_or_refused() {
    let n = 200_000;
    let network = format!("*Vertices {n}\n*Edgeslist\n1{}\n", " 2 3".repeat(n / 2));
    let part = stream_text("graph.net", network.as_bytes()).unwrap();
    assert_eq!((part.nodes.added, part.edges.added), (n, n));
    let deep = format!("*Vertices 1\n1 a {}\n", "[".repeat(1_000_000));
    assert!(stream_text("graph.net", deep.as_bytes()).is_ok());
    let wide = |n| format!("*Vertices 1\n1 a {}\n", "k v ".repeat(n));
    assert!(stream_text("graph.net", wide(10_000).as_bytes()).is_ok());
    assert!(refused(&wide(1_000_000))[0].contains("16 MiB"));
}
