//! Diagrams end to end: a graph of invented facts, scenes, DOT, and pictures where Graphviz is installed.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use sociogram::algo::Unwatched;
use sociogram::diagram::{
    Confidence, Emphasis, EvidenceLine, Format, Graphviz, GraphvizError, Labelling, LineEntry,
    MapRequest, OverviewRequest, PathRequest, Pins, Scene, Theme, TimelineRequest, accessible_svg,
    describe, lay_out, map, overview, path, timeline, to_dot, to_html, to_mermaid, to_svg,
};
use sociogram::evidence::{EvidenceState, digest};
use sociogram::explore::{self, Measure, World};
use sociogram::graph::{EdgeIx, EvidenceRef, NodeIx, NodeRef, Owned, PropertyGraph, Selection};
use sociogram::model::{Basis, Digest, Edge, Evidence, Id, Node, Source, Status, Vocabulary, When};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

pub(crate) fn id(text: &str) -> Id {
    Id::new(text).expect("the test writes valid ids")
}

fn evidence(source: &str) -> Evidence {
    Evidence {
        source: id(source),
        start: 0,
        end: 1,
        sha256: Digest([0; 32]),
        says: "so".into(),
        quote: None,
        supports: None,
    }
}

pub(crate) fn node(name: &str, kind: &str) -> Node {
    Node {
        id: id(&name.to_lowercase().replace(' ', "-")),
        kind: kind.into(),
        name: name.into(),
        aliases: Vec::new(),
        when: None,
        when_because: None,
        status: Status::Done,
        facts: Vec::new(),
        evidence: vec![evidence("gazette")],
    }
}

/// An edge between two ids, with its date; the id of the edge says what it is.
pub(crate) fn edge(from: &str, kind: &str, to: &str, when: Option<&str>) -> Edge {
    let date = when.map(|text| When::parse(text).expect("the test writes valid dates"));
    Edge {
        id: id(&format!("{from}-{kind}-{to}-{}", when.unwrap_or("undated"))),
        kind: kind.into(),
        from: id(from),
        to: id(to),
        when: date,
        when_because: None,
        status: Status::Done,
        basis: Basis::Stated,
        claimed_by: None,
        facts: Vec::new(),
        evidence: vec![evidence("courier")],
    }
}

fn source(name: &str, title: &str) -> Source {
    Source {
        id: id(name),
        title: title.into(),
        publisher: Some("The Press of Orvia".into()),
        author: None,
        published: When::parse("2021-11-23").ok(),
        retrieved: None,
        url: Some("https://press.example/a b".into()),
        file: None,
        sha256: None,
        derived_from: None,
    }
}

pub(crate) fn build(mut nodes: Vec<Node>, mut edges: Vec<Edge>) -> Owned {
    nodes.sort_by(|a, b| a.id.cmp(&b.id));
    edges.sort_by(|a, b| a.id.cmp(&b.id));
    let sources = [source("courier", "A bridge at last"), source("gazette", "Gazette, no. 7")];
    Owned::build(&Vocabulary::core(), &sources, &nodes, &edges)
}

/// Two states, a bridge, and who signed for it.
pub(super) fn bridge() -> Owned {
    let mut treaty = node("Bridge treaty", "treaty");
    treaty.when = When::parse("2021-03-25").ok();
    let mut ada = node("Ada Brannoch", "leader");
    ada.aliases = vec!["A. Brannoch".into(), "Ада Браннох".into()];
    let nodes = vec![
        node("Orvia", "state"),
        node("Tessaly", "state"),
        ada,
        node("Ministry of Roads", "ministry"),
        node("Bor Quill", "person"),
        node("Quill and Sons", "company"),
        treaty,
        node("River bridge", "project"),
    ];
    let mut planned = edge("quill-and-sons", "builds", "river-bridge", Some("2023-35"));
    planned.status = Status::Planned;
    let mut inferred = edge("bor-quill", "owns", "quill-and-sons", None);
    inferred.basis = Basis::Inferred { because: "the same name".into() };
    let mut unsourced = edge("bor-quill", "met", "ministry-of-roads", Some("2020"));
    unsourced.evidence.clear();
    let edges = vec![
        edge("ada-brannoch", "represents", "orvia", None),
        edge("ministry-of-roads", "part-of", "orvia", None),
        edge("bor-quill", "represents", "tessaly", None),
        edge("quill-and-sons", "based-in", "tessaly", None),
        edge("ada-brannoch", "visited", "quill-and-sons", Some("2019-05")),
        edge("ada-brannoch", "visited", "quill-and-sons", Some("2021-08")),
        edge("ministry-of-roads", "signed", "bridge-treaty", None),
        edge("quill-and-sons", "signed", "bridge-treaty", Some("2021-03-25")),
        edge("bridge-treaty", "concerns", "river-bridge", None),
        planned,
        inferred,
        unsourced,
    ];
    build(nodes, edges)
}

pub(super) fn all(graph: PropertyGraph<'_>) -> MapRequest {
    MapRequest {
        nodes: graph.nodes().map(|node| node.ix).collect(),
        edges: graph.edges().map(|edge| edge.ix).collect(),
        ..MapRequest::default()
    }
}

fn found_node<'a>(graph: PropertyGraph<'a>, id: &str) -> NodeRef<'a> {
    graph.node_by_id(id).expect("the test names nodes of its graph")
}

fn found(graph: PropertyGraph<'_>, id: &str) -> NodeIx {
    found_node(graph, id).ix
}

pub(super) fn walk(graph: PropertyGraph<'_>, ids: &[&str]) -> PathRequest {
    let nodes: Vec<NodeIx> = ids.iter().map(|id| found(graph, id)).collect();
    let between = |a: NodeIx, b: NodeIx| -> Vec<EdgeIx> {
        let edges = graph.node(a).edges().filter(|(_, other)| other.ix == b);
        edges.map(|(edge, _)| edge.ix).collect()
    };
    let hops = nodes.windows(2).map(|pair| between(pair[0], pair[1])).collect();
    PathRequest { nodes, hops, ..PathRequest::default() }
}

/// Graphviz, or nothing where it is not installed.
pub(super) fn graphviz() -> Option<Graphviz> {
    let graphviz = Graphviz::new(None);
    match graphviz.render("digraph { a }", Format::Svg) {
        Err(GraphvizError::Missing { .. }) => None,
        _ => Some(graphviz),
    }
}

/// Parses with graphviz-rust, and with Graphviz where it is installed, in silence.
fn assert_valid(dot: &str) {
    assert!(graphviz_rust::parse(dot).is_ok(), "graphviz-rust refuses:\n{dot}");
    if let Some(graphviz) = graphviz() {
        let picture = graphviz.render(dot, Format::Svg).expect("Graphviz takes it");
        assert_eq!(picture.warnings, "", "for:\n{dot}");
    }
}

#[test]
fn a_map_has_the_states_as_panels_and_says_who_signed_once() {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scene = map(graph, &all(graph));
    let panels: Vec<&str> = scene.panels.iter().map(|panel| &*panel.title).collect();
    assert_eq!(panels, ["Orvia", "Tessaly"]);
    assert_eq!(scene.title, "Orvia and Tessaly");
    // The states only serve as sides, so they are no cards.
    assert_eq!(scene.cards.len(), 6);
    assert!(scene.cards.iter().all(|card| card.name != "Orvia" && card.name != "Tessaly"));
    let card = |name: &str| scene.cards.iter().find(|card| card.name == name).unwrap();
    assert_eq!(card("Ada Brannoch").script_line.as_deref(), Some("Ада Браннох"));
    assert_eq!(card("Bridge treaty").panel, None);
    assert_eq!(card("Bridge treaty").second_line, "treaty · 25\u{A0}Mar\u{A0}2021");
    assert!(card("Ministry of Roads").column < card("Bridge treaty").column);
    assert!(card("Bridge treaty").column < card("Quill and Sons").column);
    let visits: Vec<_> = scene.links.iter().filter(|link| link.count == 2).collect();
    assert_eq!(visits.len(), 1);
    assert_eq!(visits[0].label, "visited\u{A0}×2");
    assert_eq!(visits[0].detail, "May\u{A0}2019, Aug\u{A0}2021");
    let signed: Vec<_> = scene.links.iter().filter(|link| link.label == "signed").collect();
    assert!(signed.iter().all(|link| link.labelling != Labelling::Full));
    assert_eq!(
        scene.subtitle,
        "4 actors, 1 agreement or event, 1 other node, 8 relationships, 2019–2023. Numbers in \
         brackets are the sources below."
    );
}

#[test]
fn every_line_shows_its_sources_or_says_that_it_has_none() {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let ids = ["ada-brannoch", "quill-and-sons", "bor-quill", "ministry-of-roads"];
    for scene in [map(graph, &all(graph)), path(graph, &walk(graph, &ids))] {
        let mut unsourced = 0;
        for link in &scene.links {
            for &number in &link.sources {
                assert!((1..=scene.sources.len()).contains(&number));
            }
            let shown = match link.labelling {
                Labelling::Full | Labelling::Sources => link.words(),
                // The record at its end shows the same numbers.
                Labelling::Legend => {
                    let ends = [&scene.cards[link.from.0], &scene.cards[link.to.0]];
                    assert!(ends.iter().any(|card| card.sources == link.sources));
                    link.source_words()
                }
                Labelling::Note(_) => link.description.clone(),
            };
            assert!(shown.contains(&link.source_words()), "{shown}");
            unsourced += usize::from(shown.contains("unsourced"));
        }
        assert_eq!(unsourced, 1);
        let dot = to_dot(&scene);
        for number in 1..=scene.sources.len() {
            assert!(dot.contains(&format!(">[{number}] The Press of Orvia")));
        }
        assert!(dot.contains("https://press.example/a%20b"));
    }
}

#[test]
fn planned_is_dashed_inferred_is_dotted_and_the_legend_says_only_what_is_there() {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scene = map(graph, &all(graph));
    let style = |label: &str| scene.links.iter().find(|link| link.label == label).unwrap().style;
    assert_eq!(style("builds"), Confidence::Dashed);
    assert_eq!(style("owns"), Confidence::Dotted);
    assert_eq!(style("met"), Confidence::Solid);
    assert_eq!(
        scene.legend.lines,
        [
            LineEntry::Style(Confidence::Dashed, "planned".into()),
            LineEntry::Style(Confidence::Dotted, "inferred".into()),
        ]
    );
    let kinds: Vec<&str> = scene.legend.kinds.iter().map(|kind| &*kind.words).collect();
    assert_eq!(kinds, ["person", "public body", "company", "project", "agreement"]);
    let relations: BTreeSet<&str> =
        scene.legend.relations.iter().map(|relation| &*relation.words).collect();
    assert_eq!(relations, BTreeSet::from(["visited", "signed", "concerns", "builds", "owns"]));

    let few = MapRequest {
        nodes: ["ada-brannoch", "quill-and-sons"]
            .map(|id| graph.node_by_id(id).unwrap().ix)
            .to_vec(),
        ..all(graph)
    };
    let scene = map(graph, &few);
    assert!(scene.legend.lines.is_empty());
    assert_eq!(scene.legend.relations.len(), 1);
    assert_eq!(scene.legend.kinds.len(), 2);
}

#[test]
fn a_planned_record_makes_its_spokes_dashed() {
    let mut forum = node("Forum", "forum");
    forum.status = Status::Announced;
    let owned =
        build(vec![node("Ada", "person"), forum], vec![edge("ada", "attended", "forum", None)]);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scene = map(graph, &all(graph));
    assert_eq!(scene.links[0].style, Confidence::Dashed);
    assert!(to_dot(&scene).contains("style=\"dashed\""));
}

#[test]
fn a_path_is_a_numbered_spine_with_dimmed_context() {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let request = walk(graph, &["ministry-of-roads", "bridge-treaty", "quill-and-sons"]);
    let scene = path(graph, &request);
    let names = |emphasis| -> Vec<&str> {
        let cards = scene.cards.iter().filter(move |card| card.emphasis == emphasis);
        cards.map(|card| &*card.name).collect()
    };
    assert_eq!(names(Emphasis::OnPath), ["Ministry of Roads", "Bridge treaty", "Quill and Sons"]);
    assert_eq!(names(Emphasis::Dimmed), ["Bor Quill", "River bridge", "Ada Brannoch"]);
    let steps: Vec<_> =
        scene.links.iter().filter_map(|link| Some((link.step?, &*link.label))).collect();
    assert_eq!(steps, [(1, "signed"), (2, "signed")]);
    assert_eq!(scene.title, "How is Ministry of Roads connected to Quill and Sons?");
    // Only the state behind the ministry is not shown; the company's neighbours stand somewhere.
    let hidden: Vec<usize> = scene.cards.iter().map(|card| card.hidden_neighbors).collect();
    assert_eq!(hidden[..3], [1, 0, 0]);
    assert_valid(&to_dot(&scene));

    let alone = PathRequest { context_max: 0, theme: Theme::Light, ..request };
    assert!(path(graph, &alone).legend.lines == [LineEntry::OnPath]);
}

#[test]
fn a_step_against_the_first_edge_reads_backwards() {
    let owned = build(
        vec![node("Ada", "person"), node("Works", "company")],
        vec![
            edge("ada", "visited", "works", Some("2019")),
            edge("works", "invited", "ada", Some("2018")),
        ],
    );
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scene = path(graph, &walk(graph, &["works", "ada"]));
    let labels: Vec<&str> = scene.links.iter().map(|link| &*link.label).collect();
    assert_eq!(labels, ["invited", "visited by"]);
    assert!(scene.links.iter().all(|link| link.from.0 == 0));
}

#[test]
fn the_best_connected_nodes_stay_and_the_subtitle_says_so() {
    let mut nodes = vec![node("Treaty", "treaty")];
    let mut edges = Vec::new();
    for number in 10..40 {
        nodes.push(node(&format!("Signatory {number}"), "company"));
        edges.push(edge(&format!("signatory-{number}"), "signed", "treaty", None));
    }
    nodes.push(node("Hermit", "person"));
    let owned = build(nodes, edges);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scene = map(graph, &MapRequest { cards_max: 12, ..all(graph) });
    assert_eq!(scene.cards.len(), 12);
    assert!(scene.subtitle.starts_with("12 of 32 nodes, 11 actors, "), "{}", scene.subtitle);
    assert!(scene.cards.iter().any(|card| card.name == "Treaty"));
    assert_valid(&to_dot(&scene));
}

#[test]
fn many_labels_become_numbers_that_the_notes_explain() {
    let mut nodes = vec![node("Hub", "company")];
    let mut edges = Vec::new();
    for number in 10..38 {
        nodes.push(node(&format!("Friend {number}"), "person"));
        edges.push(edge(&format!("friend-{number}"), "works-for", "hub", Some("2019")));
    }
    let owned = build(nodes, edges);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scene = map(graph, &all(graph));
    assert_eq!(scene.notes.len(), 28);
    for (position, link) in scene.links.iter().enumerate() {
        assert_eq!(link.words(), format!("({})", position + 1));
        assert_eq!(scene.notes[position], format!("({}) {}", position + 1, link.description));
    }
}

#[test]
fn the_order_of_a_request_does_not_matter() {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let request = all(graph);
    let mut turned = request.clone();
    turned.nodes.reverse();
    turned.edges.reverse();
    turned.nodes.extend(request.nodes.iter().take(3));
    assert_eq!(to_dot(&map(graph, &request)), to_dot(&map(graph, &turned)));
    let mut walked = walk(graph, &["ada-brannoch", "quill-and-sons"]);
    let first = to_dot(&path(graph, &walked));
    walked.hops[0][1..].reverse();
    assert_eq!(first, to_dot(&path(graph, &walked)));
}

#[test]
fn nothing_is_a_picture_too() {
    let owned = build(Vec::new(), Vec::new());
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    assert_valid(&to_dot(&map(graph, &MapRequest::default())));
    assert_valid(&to_dot(&path(graph, &PathRequest::default())));
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    assert_valid(&to_dot(&path(graph, &walk(graph, &["ada-brannoch"]))));
    assert_valid(&to_dot(&map(graph, &MapRequest { theme: Theme::Dark, ..all(graph) })));
}

#[test]
fn a_missing_program_is_told_from_a_refusal_and_from_a_timeout() {
    let missing = Graphviz::new(Some(Path::new("/nonexistent/dot"))).render("", Format::Svg);
    let Err(error @ GraphvizError::Missing { .. }) = missing else { panic!("{missing:?}") };
    assert!(error.to_string().contains("/nonexistent/dot"), "{error}");
    let Some(graphviz) = graphviz() else { return };
    let refused = graphviz.render("digraph {", Format::Svg);
    assert!(matches!(refused, Err(GraphvizError::Failed { stderr }) if stderr.contains("syntax")));
    let hurried = graphviz.with_timeout(Duration::ZERO).render("digraph {", Format::Svg);
    assert!(!matches!(hurried, Ok(_) | Err(GraphvizError::Missing { .. })));
}

#[test]
fn the_svg_names_cards_and_lines_and_reaches_nothing_outside() {
    let Some(graphviz) = graphviz() else { return };
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scene = map(graph, &all(graph));
    let svg = graphviz.render(&to_dot(&scene), Format::Svg).unwrap();
    let svg = accessible_svg(&String::from_utf8(svg.bytes).unwrap(), &scene);
    assert!(svg.contains("role=\"graphics-document\" aria-labelledby=\"sg_title sg_desc\""));
    assert!(svg.contains("<title id=\"sg_title\">Orvia and Tessaly</title>"));
    for name in scene.cards.iter().map(|card| &card.description) {
        assert!(svg.contains(&format!("aria-label=\"{name}\"")), "{name}");
        assert!(svg.contains(&format!("<title>{name}</title>")), "{name}");
    }
    for link in &scene.links {
        assert!(svg.contains(&format!("<title>{}</title>", link.description)));
    }
    assert!(!svg.contains("<title>n_") && !svg.contains("&#45;&gt;"), "ids as titles");
    assert!(!svg.contains("<!DOCTYPE") && !svg.contains("<script"));
    assert!(svg.contains("width=\"100%\" viewBox=\"0.00 0.00 "));
    assert!(!svg.contains("font-family=\"Arial\""));
}

/// A treaty with two parties, one of them only said to be one.
fn treaty() -> Owned {
    let mut treaty = node("Bridge treaty", "treaty");
    treaty.when = When::parse("2021-03-25").ok();
    let mut claimed = edge("quill", "signed", "bridge-treaty", None);
    claimed.claimed_by = Some(id("orvia"));
    build(
        vec![node("Orvia", "state"), node("Quill", "company"), treaty],
        vec![edge("orvia", "signed", "bridge-treaty", None), claimed],
    )
}

#[test]
fn a_small_map_is_written_like_this() {
    let owned = treaty();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    insta::assert_snapshot!(to_dot(&map(graph, &all(graph))), @r##"
    digraph "sociogram" {
      graph[rankdir="LR" bgcolor="#FFFFFF" pad="0.3" nodesep="0.16" ranksep="0.3" splines="true" newrank="true" remincross="false" outputorder="edgesfirst" fontname="Arial" fontcolor="#111827" labelloc="t" labeljust="l" tooltip="Who is connected with whom?" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="20" COLOR="#111827"><B>Who is connected with whom?</B></FONT></TD></TR><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="11" COLOR="#4B5563">2 actors, 1 agreement or event, 2 relationships, 2021. Numbers in brackets are the sources below.</FONT></TD></TR><TR><TD HEIGHT="8"></TD></TR></TABLE>>]
      node[shape="plain" fontname="Arial" fontsize="11" fontcolor="#111827"]
      edge[fontname="Arial" fontsize="9.5" fontcolor="#4B5563" arrowsize="0.7"]
      subgraph "cluster_frame" {
        peripheries="0"
        labelloc="b"
        labeljust="l"
        tooltip=" "
        label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD HEIGHT="8"></TD></TR><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="10" COLOR="#4B5563"><FONT COLOR="#D55E00">▲</FONT> company   <FONT COLOR="#6B7280">▬</FONT> agreement   <FONT COLOR="#111827">⬢</FONT> state</FONT></TD></TR><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="10" COLOR="#4B5563"><FONT COLOR="#D55E00">━●</FONT> signed</FONT></TD></TR><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="10" COLOR="#4B5563"><FONT COLOR="#4B5563">· · ·</FONT> claimed</FONT></TD></TR><TR><TD ALIGN="LEFT" HREF="https://press.example/a%20b" TITLE="source 1"><FONT POINT-SIZE="9" COLOR="#4B5563">[1] The Press of Orvia, “Gazette, no. 7”, 23 Nov 2021</FONT></TD></TR><TR><TD ALIGN="LEFT" HREF="https://press.example/a%20b" TITLE="source 2"><FONT POINT-SIZE="9" COLOR="#4B5563">[2] The Press of Orvia, “A bridge at last”, 23 Nov 2021</FONT></TD></TR></TABLE>>
        "n_orvia"[id="n_orvia" tooltip="Orvia, state, 1 relationship" label=<<TABLE BORDER="1" COLOR="#8A93A0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" BGCOLOR="#FFFFFF"><TR><TD WIDTH="6" BGCOLOR="#111827"></TD><TD CELLPADDING="6"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="11" COLOR="#111827"><B>Orvia</B></FONT></TD></TR><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="9" COLOR="#4B5563"><FONT COLOR="#111827">⬢</FONT> state</FONT></TD></TR></TABLE></TD></TR></TABLE>>]
        "n_bridge_treaty"[id="n_bridge_treaty" tooltip="Bridge treaty, treaty, 25 Mar 2021, 2 relationships [1]" label=<<TABLE BORDER="1" COLOR="#8A93A0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" BGCOLOR="#FFFFFF"><TR><TD WIDTH="6" BGCOLOR="#6B7280"></TD><TD CELLPADDING="6"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="11" COLOR="#111827"><B>Bridge treaty</B></FONT></TD></TR><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="9" COLOR="#4B5563"><FONT COLOR="#6B7280">▬</FONT> treaty · 25 Mar 2021 [1]</FONT></TD></TR></TABLE></TD></TR></TABLE>>]
        "n_quill"[id="n_quill" tooltip="Quill, company, 1 relationship" label=<<TABLE BORDER="1" COLOR="#8A93A0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0" BGCOLOR="#FFFFFF"><TR><TD WIDTH="6" BGCOLOR="#D55E00"></TD><TD CELLPADDING="6"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="11" COLOR="#111827"><B>Quill</B></FONT></TD></TR><TR><TD ALIGN="LEFT"><FONT POINT-SIZE="9" COLOR="#4B5563"><FONT COLOR="#D55E00">▲</FONT> company</FONT></TD></TR></TABLE></TD></TR></TABLE>>]
        subgraph  {
          rank="same"
          "n_orvia"
        }
        subgraph  {
          rank="same"
          "n_bridge_treaty"
        }
        subgraph  {
          rank="same"
          "n_quill"
        }
        "n_orvia" -> "n_bridge_treaty" [style="invis" weight="0" minlen="2"]
        "n_bridge_treaty" -> "n_quill" [style="invis" weight="0" minlen="2"]
        "n_orvia" -> "n_bridge_treaty" [id="e_orvia_signed_bridge_treaty_undated" color="#D55E00" style="solid" penwidth="1.4" tooltip="Orvia signed Bridge treaty [2]" labeltooltip="Orvia signed Bridge treaty [2]" arrowhead="dot" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" BGCOLOR="#FFFFFF"><TR><TD ALIGN="LEFT">[2]</TD></TR></TABLE>>]
        "n_bridge_treaty" -> "n_quill" [id="e_quill_signed_bridge_treaty_undated" color="#D55E00" style="dotted" penwidth="2.0" tooltip="Quill signed Bridge treaty, claimed by Orvia [2]" labeltooltip="Quill signed Bridge treaty, claimed by Orvia [2]" dir="back" arrowtail="dot" label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" BGCOLOR="#FFFFFF"><TR><TD ALIGN="LEFT">signed · claimed by Orvia [2]</TD></TR></TABLE>>]
      }
    }
    "##);
}

/// The height of a name in a picture, counted from the top.
fn height_of(svg: &str, name: &str) -> f64 {
    let line = svg.lines().find(|line| line.ends_with(&format!(">{name}</text>")));
    let rest = line.and_then(|line| line.split(" y=\"").nth(1)).expect("the name is a text");
    rest.split('"').next().and_then(|y| y.parse().ok()).expect("heights are numbers")
}

#[test]
fn graphviz_keeps_the_order_of_the_columns() {
    let Some(graphviz) = graphviz() else { return };
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scene = map(graph, &all(graph));
    let picture = graphviz.render(&to_dot(&scene), Format::Svg).expect("Graphviz takes it");
    let svg = String::from_utf8(picture.bytes).expect("SVG is UTF-8");
    for pair in scene.cards.windows(2).filter(|pair| pair[0].column == pair[1].column) {
        let (above, below) = (&pair[0].name, &pair[1].name);
        assert!(height_of(&svg, above) < height_of(&svg, below), "{above} above {below}");
    }
}

/// Names with everything that markup, terminals and readers trip over.
fn name() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("\"".to_owned()),
        Just("\\".to_owned()),
        Just("\\N\\G".to_owned()),
        Just("</TD>".to_owned()),
        Just("&amp;".to_owned()),
        Just("]]>".to_owned()),
        Just("\n".to_owned()),
        Just("\u{0}".to_owned()),
        Just("\u{8}".to_owned()),
        Just("\u{202E}".to_owned()),
        Just("\u{FFFE}".to_owned()),
        Just("𝔸🦀".to_owned()),
        Just("한국 전력".to_owned()),
        Just("Серік".to_owned()),
        Just("->".to_owned()),
        Just("//".to_owned()),
        "[a-zA-Z0-9 ]{0,12}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(part, 1..6).prop_map(|parts| parts.concat())
}

/// What a reader should get of a name: the rule of the writer, said once more.
fn expected(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            c if c.is_whitespace() => ' ',
            '\u{61C}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
            c if c.is_control() || (c as u32 & 0xFFFE) == 0xFFFE => '\u{FFFD}',
            c => c,
        })
        .filter(|c| *c != ' ')
        .collect()
}

fn decoded(markup: &str) -> String {
    markup
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#160;", " ")
        .replace("&#93;", "]")
        .replace("\\\\", "\\")
        .replace("&amp;", "&")
}

/// The bold texts of a card's label, joined: the lines of its name, without spaces.
fn names_in(dot: &str) -> Vec<String> {
    let cards = dot.lines().filter(|line| line.contains("<TABLE BORDER=\"1\""));
    cards
        .map(|line| {
            let lines = line.split("<B>").skip(1).filter_map(|rest| rest.split("</B>").next());
            let name: String = lines.map(decoded).collect();
            name.chars().filter(|c| !c.is_whitespace()).collect()
        })
        .collect()
}

fn strangers(names: &[String]) -> Owned {
    let nodes: Vec<Node> = names
        .iter()
        .zip(100..)
        .map(|(name, number)| Node {
            name: name.clone(),
            aliases: vec![format!("한{name}")],
            ..node(&format!("n{number}"), "person")
        })
        .collect();
    let edges = (101..100 + names.len())
        .zip(names)
        .map(|(number, name)| {
            let mut edge = edge("n100", "invited", &format!("n{number}"), Some("2019"));
            edge.evidence[0].says.clone_from(name);
            edge.evidence[0].quote = Some(name.clone());
            edge
        })
        .collect();
    build(nodes, edges)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_name_gives_dot_that_reads_back(names in proptest::collection::vec(name(), 1..6)) {
        let owned = strangers(&names);
        let tables = owned.tables();
        let graph = PropertyGraph::new(&tables);
        let scene = map(graph, &all(graph));
        let dot = to_dot(&scene);
        prop_assert!(graphviz_rust::parse(&dot).is_ok(), "{}", dot);
        let found: BTreeSet<String> = names_in(&dot).into_iter().collect();
        let wanted: BTreeSet<String> = names.iter().map(|name| expected(name)).collect();
        // A name that is cut says so.
        let cut = |found: &str| found.ends_with('…');
        for name in &found {
            prop_assert!(wanted.contains(name) || cut(name), "{} of {:?}", name, wanted);
        }
    }
}

#[test]
fn graphviz_takes_hundreds_of_names_in_silence() {
    let Some(graphviz) = graphviz() else { return };
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let names: Vec<String> =
        (0..300).map(|_| name().new_tree(&mut runner).unwrap().current()).collect();
    let owned = strangers(&names);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let request = MapRequest { cards_max: 300, edges: Vec::new(), ..all(graph) };
    let scene = map(graph, &request);
    assert_eq!(scene.cards.len(), 300);
    let picture = graphviz.render(&to_dot(&scene), Format::Svg).unwrap();
    assert_eq!(picture.warnings, "");
    let svg = accessible_svg(&String::from_utf8(picture.bytes).unwrap(), &scene);
    assert_eq!(svg.matches("role=\"graphics-symbol\"").count(), 300);
}

/// A graph of any shape, from numbers: kinds by residue, edges between any two.
fn tangle(n: usize, pairs: &[(usize, usize, usize)]) -> Owned {
    let kinds =
        ["person", "company", "agreement", "project", "ministry", "state", "visit", "topic"];
    let nodes: Vec<Node> =
        (0..n).map(|i| node(&format!("Node {i:03} of the tangle"), kinds[i * 5 % 8])).collect();
    let edge_kinds = ["linked-to", "signed", "part-of", "visited", "concerns", "during", "met"];
    let name = |i: usize| format!("node-{:03}-of-the-tangle", i % n);
    let mut edges: Vec<Edge> = Vec::new();
    for &(a, b, kind) in pairs {
        let mut edge =
            edge(&name(a), edge_kinds[kind % 7], &name(b), Some(["2019", "2020~"][kind % 2]));
        edge.status = Status::ALL[(a + b) % 7];
        if edges.iter().all(|other| other.id != edge.id) {
            edges.push(edge);
        }
    }
    build(nodes, edges)
}

/// A path from the first node on, always to the first neighbour that it has not met.
fn wander(graph: PropertyGraph<'_>) -> PathRequest {
    let mut ids = vec![graph.node(NodeIx(0)).id()];
    while let Some((_, next)) = found_node(graph, ids[ids.len() - 1])
        .edges()
        .find(|(_, other)| ids.len() < 9 && !ids.contains(&other.id()))
    {
        ids.push(next.id());
    }
    walk(graph, &ids)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn graphviz_lays_out_any_graph_in_silence(
        n in 1_usize..36,
        pairs in proptest::collection::vec((0_usize..36, 0_usize..36, 0_usize..14), 0..60),
    ) {
        let owned = tangle(n, &pairs);
        let tables = owned.tables();
        let graph = PropertyGraph::new(&tables);
        assert_valid(&to_dot(&map(graph, &all(graph))));
        let request = PathRequest { context_max: 9, ..wander(graph) };
        assert_valid(&to_dot(&path(graph, &request)));
    }
}

#[test]
fn a_record_on_a_map_has_all_its_parties() {
    let mut nodes = Vec::new();
    let mut edges = Vec::new();
    for deal in 10..20 {
        nodes.push(node(&format!("Deal {deal}"), "agreement"));
        for party in ["A", "B", "C"] {
            let name = format!("Party {party}{deal}");
            nodes.push(node(&name, "company"));
            let id = name.to_lowercase().replace(' ', "-");
            edges.push(edge(&id, "signed", &format!("deal-{deal}"), None));
        }
    }
    let owned = build(nodes, edges);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    for cards_max in 4..40 {
        let scene = map(graph, &MapRequest { cards_max, ..all(graph) });
        assert!(scene.cards.len() <= cards_max);
        for (at, card) in scene.cards.iter().enumerate() {
            if card.name.starts_with("Deal") {
                let lines = scene.links.iter().filter(|link| link.from.0 == at || link.to.0 == at);
                assert_eq!(lines.count(), 3, "{} of {cards_max}", card.name);
            }
        }
    }
}

/// A map, a path, a timeline and an overview of a graph, whose path goes through the nodes named.
fn every_template(graph: PropertyGraph<'_>, path_ids: &[&str]) -> Vec<Scene> {
    let check = |_: EvidenceRef<'_>| EvidenceState::Verified;
    let world =
        World { graph, dataset: "x", digest: Digest([0; 32]), check: &check, watch: &Unwatched };
    let dated = explore::TimelineRequest::default();
    let whole =
        explore::OverviewRequest { measure: Measure::Betweenness, selection: Selection::default() };
    let whole = explore::overview(&world, &whole).unwrap();
    let mut scenes = vec![
        map(graph, &all(graph)),
        path(graph, &walk(graph, path_ids)),
        timeline(
            graph,
            &TimelineRequest {
                entries: explore::timeline(&world, &dated).entries,
                ..TimelineRequest::default()
            },
        ),
        overview(
            graph,
            &OverviewRequest {
                measure: whole.measure,
                nodes: whole.nodes,
                edges: whole.edges,
                labels_max: 12,
                title: None,
                subtitle_filters: Vec::new(),
                theme: Theme::Dark,
            },
        ),
    ];
    scenes[3].notes.push("A remark of the editor".to_owned());
    scenes
}

const WALK: [&str; 4] = ["ada-brannoch", "quill-and-sons", "bor-quill", "ministry-of-roads"];

fn html(scene: &Scene) -> String {
    to_html(scene, &lay_out(scene, &Pins::new(), &mut |_| ()))
}

/// Words with single spaces.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_text_twin_says_all_that_the_picture_shows() {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    for scene in every_template(graph, &WALK) {
        let text = describe(&scene);
        let words = flat(&text);
        assert!(!scene.cards.is_empty() && !scene.links.is_empty(), "{:?}", scene.template);
        for card in &scene.cards {
            let script = card.script_line.as_ref().map_or(String::new(), |s| format!(" ({s})"));
            let wanted = flat(&format!("- {}{script}: {}", card.name, card.second_line));
            assert!(words.contains(&wanted), "{wanted} in\n{text}");
        }
        for link in &scene.links {
            assert!(words.contains(&flat(&link.description)), "{}", link.description);
        }
        let titles = scene.panels.iter().map(|panel| &panel.title);
        let remarks = [&scene.title, &scene.subtitle].into_iter().chain(&scene.notes);
        for title in
            titles.chain(&scene.lanes).chain(&scene.rows).chain(&scene.groups).chain(remarks)
        {
            assert!(words.contains(&flat(title)), "{title}");
        }
        for (number, source) in (1..).zip(&scene.sources) {
            assert!(words.contains(&flat(&format!("[{number}] {}", source.words))));
        }
        assert!(words.contains("https://press.example/a%20b"));
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text}");
    }
}

#[test]
fn a_small_text_twin_is_written_like_this() {
    let owned = treaty();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    insta::assert_snapshot!(describe(&map(graph, &all(graph))), @"
    Who is connected with whom?
    ===========================

    2 actors, 1 agreement or event, 2 relationships, 2021. Numbers in brackets are
    the sources below.

    On the map
    ----------
    - Orvia: state
    - Bridge treaty: treaty · 25 Mar 2021 [1]
    - Quill: company

    Relationships
    -------------
    - Orvia signed Bridge treaty [2]
    - Quill signed Bridge treaty, claimed by Orvia [2]

    Sources
    -------
    [1] The Press of Orvia, “Gazette, no. 7”, 23 Nov 2021
        https://press.example/a%20b
    [2] The Press of Orvia, “A bridge at last”, 23 Nov 2021
        https://press.example/a%20b
    ");
}

#[test]
fn a_small_flowchart_is_written_like_this() {
    let owned = treaty();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    insta::assert_snapshot!(to_mermaid(&map(graph, &all(graph))), @r#"
    ---
    title: "Who is connected with whom?"
    config:
      flowchart:
        wrappingWidth: 800
    ---
    flowchart LR
      n_orvia["Orvia<br/>⬢ state"]:::government
      n_bridge_treaty["Bridge treaty<br/>▬ treaty · 25 Mar 2021 #91;1#93;"]:::agreement
      n_quill["Quill<br/>▲ company"]:::company
      n_orvia -->|"signed #91;2#93;"| n_bridge_treaty
      n_bridge_treaty ~~~ n_quill
      n_quill -.->|"signed · claimed by Orvia #91;2#93;"| n_bridge_treaty
      sources["2 actors, 1 agreement or event, 2 relationships, 2021#46; Numbers in brackets are the sources below#46;<br/>#91;1#93; The Press of Orvia, “Gazette, no. 7”, 23 Nov 2021<br/>#91;2#93; The Press of Orvia, “A bridge at last”, 23 Nov 2021"]:::sources
      classDef government fill:#FFFFFF,stroke:#111827,stroke-width:2px,color:#111827
      classDef company fill:#FFFFFF,stroke:#D55E00,stroke-width:2px,color:#111827
      classDef agreement fill:#FFFFFF,stroke:#6B7280,stroke-width:2px,color:#111827
      classDef sources fill:none,stroke:none,text-align:left
      linkStyle 0 stroke:#D55E00,stroke-width:2px
      linkStyle 2 stroke:#D55E00,stroke-width:2px,stroke-dasharray:2 4
    %% [1] https://press.example/a%20b
    %% [2] https://press.example/a%20b
    "#);
}

#[test]
fn a_flowchart_has_every_card_and_line_with_its_sources() {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    for scene in every_template(graph, &WALK) {
        let text = to_mermaid(&scene);
        for card in &scene.cards {
            let lines =
                text.lines().filter(|line| line.trim_start().starts_with(&format!("{}[", card.id)));
            assert_eq!(lines.count(), 1, "{}", card.id);
        }
        let words = text.lines().filter(|line| line.contains("|\""));
        assert_eq!(words.count(), scene.links.len());
        for number in 1..=scene.sources.len() {
            assert!(text.contains(&format!("<br/>#91;{number}#93; The Press of Orvia")), "{text}");
            assert!(text.contains(&format!("%% [{number}] https://press.example/a%20b\n")));
        }
        let dashed = scene.links.iter().any(|link| link.style != Confidence::Solid);
        assert_eq!(text.contains(" -.-"), dashed);
    }
}

#[test]
fn a_flowchart_is_as_large_as_hosts_take_and_says_what_it_leaves_out() {
    let names: Vec<String> =
        (0..700).map(|number| format!("Somebody of Number {number}")).collect();
    let owned = strangers(&names);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scene = map(graph, &MapRequest { cards_max: 700, ..all(graph) });
    let text = to_mermaid(&scene);
    assert!(text.len() <= 50_000 && text.contains(" of 700 cards are drawn"), "{}", text.len());
    assert!(text.contains("n_n100["), "the best connected stays");
}

/// A line of a flowchart that we write: nothing of a name stands outside its quotes.
fn assert_line_of_ours(line: &str) {
    let mut outside = String::new();
    for (position, part) in line.split('"').enumerate() {
        if position % 2 == 0 {
            outside.push_str(part);
            continue;
        }
        // What stands in quotes means nothing to Mermaid, to Markdown or to a browser.
        let plain = part.replace("<br/>", " ");
        let is_title = line.starts_with("title: ");
        assert!(
            is_title
                || !plain.contains([
                    '<', '>', '`', '%', '{', '}', '[', ']', '*', '_', '\\', '|', ':', '&', '=',
                    '~', '$', '@'
                ]),
            "{line}"
        );
        assert!(is_title || !plain.is_empty(), "{line}");
    }
    assert_eq!(line.matches('"').count() % 2, 0, "{line}");
    let is_ours = |c: char| c.is_ascii_alphanumeric() || " _-[]|:,.;#>~%/&?=()'@!*+$".contains(c);
    assert!(outside.chars().all(is_ours), "{outside}");
    let is_known = [
        "---",
        "config:",
        "  flowchart:",
        "    wrappingWidth:",
        "title: ",
        "flowchart ",
        "%% [",
        "end",
    ];
    let inner = line.trim_start();
    let is_statement = [
        "n_",
        "e_",
        "t_",
        "sources[",
        "subgraph g",
        "direction LR",
        "end",
        "classDef ",
        "class ",
        "linkStyle ",
        "g",
    ]
    .iter()
    .any(|start| inner.starts_with(start));
    assert!(is_statement || is_known.iter().any(|start| line.starts_with(start)), "{line}");
}

/// The text between two marks, from the last place where it starts.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text.rsplit_once(start).expect("it starts");
    rest.split_once(end).expect("it ends").0
}

#[test]
fn a_page_runs_one_script_and_reaches_nothing_but_sources() {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let mut scripts = BTreeSet::new();
    for scene in every_template(graph, &WALK) {
        let page = html(&scene);
        assert!(page.starts_with("<!DOCTYPE html>\n") && page.ends_with("</html>\n"));
        assert!(page.contains("content=\"default-src 'none'; script-src 'sha256-"));
        assert!(!page.contains("unsafe-inline") && !page.contains("<?xml"));
        let script = between(&page, "<script>", "</script>");
        scripts.insert((script.to_owned(), between(&page, "script-src '", "'").to_owned()));
        let style = between(&page, "<style>", "</style>");
        let coded = |text: &str| digest(text).to_string();
        let decoded = |start: &str| hex_of_base64(between(&page, start, "'"));
        assert_eq!(decoded("script-src 'sha256-"), coded(script));
        assert_eq!(decoded("style-src 'sha256-"), coded(style));
        let outside = page
            .replace("http://www.w3.org/2000/svg", "")
            .replace("https://press.example/a%20b", "");
        assert!(!outside.contains("http:") && !outside.contains("https:"), "{page}");
        for card in &scene.cards {
            assert!(page.contains(&format!("<g id=\"{}\"", card.id)), "{}", card.id);
            assert!(page.contains(&format!("{{\"id\":\"{}\",\"name\":", card.id)));
        }
        for link in &scene.links {
            assert!(page.contains(&format!("{{\"id\":\"{}\",\"from\":", link.id)));
        }
        assert_eq!(
            page.matches("\"url\":\"https://press.example/a%20b\"").count(),
            scene.sources.len()
        );
        assert!(page.contains(&describe(&scene).lines().next().unwrap().replace('&', "&amp;")));
        assert_eq!(page, html(&scene));
    }
    assert_eq!(scripts.len(), 1);
}

#[test]
fn evidence_is_from_exactly_the_sources_whose_numbers_are_shown() {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    for scene in every_template(graph, &WALK) {
        let cards = scene.cards.iter().map(|card| (&card.id, &card.sources, &card.evidence));
        let links = scene.links.iter().map(|link| (&link.id, &link.sources, &link.evidence));
        let mut count = 0;
        for (id, sources, evidence) in cards.chain(links) {
            let numbers: BTreeSet<usize> = evidence.iter().map(|line| line.source).collect();
            assert_eq!(&numbers.into_iter().collect::<Vec<_>>(), sources, "{id}");
            assert!(evidence.is_sorted_by_key(|line| (line.source, line.place.start)), "{id}");
            count += evidence.len();
        }
        assert!(count > 0, "{:?}", scene.template);
    }
}

/// A traveller with two visits to one works, the second told by two sources, and an invitation.
fn visits() -> Owned {
    let told = |source: &str, start: u32, says: &str| Evidence {
        start,
        end: start + 20,
        says: says.into(),
        ..evidence(source)
    };
    let mut first = edge("ada", "visited", "works", Some("2019-05"));
    first.evidence = vec![told("courier", 40, "Ada came in May")];
    let mut second = edge("ada", "visited", "works", Some("2021-08"));
    second.evidence =
        vec![told("gazette", 7, "Ada came again"), told("courier", 90, "A second tour")];
    second.evidence[1].quote = Some("Ada looked </script> round the works".into());
    let mut invited = edge("works", "invited", "ada", Some("2018"));
    invited.evidence = vec![told("courier", 5, "The works asked her")];
    let mut unsourced = edge("ada", "met", "bor", None);
    unsourced.evidence.clear();
    let mut tour = node("Tour", "visit");
    tour.when = When::parse("2019-05").ok();
    tour.evidence = vec![told("courier", 3, "There was a tour")];
    let mut place = edge("tour", "took-place-in", "tessaly", None);
    place.evidence = vec![told("courier", 9, "It went to Tessaly")];
    let nodes = vec![
        node("Ada", "person"),
        node("Bor", "person"),
        node("Works", "company"),
        tour,
        node("Tessaly", "state"),
    ];
    let attended = edge("ada", "attended", "tour", None);
    build(nodes, vec![first, second, invited, unsourced, place, attended])
}

/// Evidence in one line each: source, place, what it backs, what it says.
fn told(evidence: &[EvidenceLine]) -> Vec<String> {
    let line = |line: &EvidenceLine| {
        let about = line.about.as_ref().map_or(String::new(), |about| format!(" {about}:"));
        format!("[{}] {:?}{about} {}", line.source, line.place, line.says)
    };
    evidence.iter().map(line).collect()
}

#[test]
fn evidence_of_a_line_that_stands_for_several_edges_says_which_it_backs() {
    let owned = visits();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scenes = every_template(graph, &["ada", "works"]);
    let link = |scene: usize, label: &str| {
        let links = &scenes[scene].links;
        links.iter().find(|link| link.label == label).expect("a line has the label")
    };
    let twice = link(0, "visited\u{A0}×2");
    assert_eq!(
        told(&twice.evidence),
        [
            "[1] 40..60 Ada visited Works, May\u{A0}2019: Ada came in May",
            "[1] 90..110 Ada visited Works, Aug\u{A0}2021: A second tour",
            "[2] 7..27 Ada visited Works, Aug\u{A0}2021: Ada came again",
        ]
    );
    let quotes: Vec<Option<&str>> =
        twice.evidence.iter().map(|line| line.quote.as_deref()).collect();
    assert_eq!(quotes, [None, Some("Ada looked </script> round the works"), None]);
    // One edge needs no words for what it backs.
    assert_eq!(told(&link(0, "invited").evidence), ["[1] 5..25 The works asked her"]);
    assert!(link(0, "met").evidence.is_empty() && link(0, "met").sources.is_empty());
    let all = link(3, "visited\u{A0}×2, invited");
    assert_eq!(all.evidence.len(), 4);
    assert!(all.evidence.iter().all(|line| line.about.is_some()));
    let tour = scenes[0].cards.iter().find(|card| card.name == "Tour").expect("a card");
    assert_eq!(
        told(&tour.evidence),
        ["[1] 3..23 There was a tour", "[1] 9..29 took place in Tessaly: It went to Tessaly"]
    );
}

#[test]
fn a_page_carries_the_evidence_of_every_card_and_line() {
    let owned = visits();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    for scene in every_template(graph, &["ada", "works"]) {
        let page = html(&scene);
        let json = between(&page, "id=\"data\">", "</script>");
        let data: serde_json::Value = serde_json::from_str(json).expect("the data is JSON");
        let cards = scene.cards.iter().map(|card| (&card.id, &card.evidence));
        let links = scene.links.iter().map(|link| (&link.id, &link.evidence));
        let groups = [("cards", cards.collect::<Vec<_>>()), ("lines", links.collect())];
        for (name, things) in groups {
            for (at, (id, evidence)) in things.into_iter().enumerate() {
                let thing = &data[name][at];
                assert_eq!(thing["id"], id.as_str());
                assert_eq!(thing["evidence"].as_array().map(Vec::len), Some(evidence.len()));
                for (line, written) in evidence.iter().zip(0..) {
                    let written = &thing["evidence"][written];
                    assert_eq!(written["source"], line.source);
                    assert_eq!(written["start"], line.place.start);
                    assert_eq!(written["end"], line.place.end);
                    assert_eq!(written["says"], line.says.as_str());
                    assert_eq!(written["quote"], line.quote.as_deref().unwrap_or_default());
                    let about = line.about.as_deref().unwrap_or_default();
                    assert_eq!(written["about"], about);
                }
            }
        }
        assert!(!page.contains("Ada looked </script>"));
        assert!(!describe(&scene).contains("Ada came in May"), "the text twin says the same facts");
    }
}

#[test]
fn a_card_is_described_with_its_sources_where_it_has_some() {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    for scene in every_template(graph, &WALK) {
        for card in scene.cards.iter().filter(|card| card.id.starts_with('n')) {
            let numbers: Vec<String> = card.sources.iter().map(|n| format!("[{n}]")).collect();
            let numbers = numbers.concat();
            assert!(card.description.ends_with(&numbers), "{}", card.description);
            assert!(!card.description.contains("unsourced"), "{}", card.description);
            assert_eq!(numbers.is_empty(), !card.description.contains('['));
        }
    }
}

#[test]
fn what_a_step_only_counts_is_said_by_its_last_line() {
    let nodes = vec![node("Ada", "person"), node("Bor", "person")];
    let kinds = ["family", "invited", "linked-to", "met", "visited"];
    let edges = kinds.iter().map(|kind| edge("ada", kind, "bor", Some("2019"))).collect();
    let owned = build(nodes, edges);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let scene = path(graph, &walk(graph, &["ada", "bor"]));
    let sentences: Vec<&str> = scene.links.iter().map(|link| &*link.description).collect();
    assert_eq!(sentences.len(), 5);
    let drawing = lay_out(&scene, &Pins::new(), &mut |_| ());
    let drawn: Vec<&str> = drawing.lines.iter().map(|line| &*line.description).collect();
    let last = sentences[2..].join("; ");
    assert_eq!(drawn, [sentences[0], sentences[1], &last]);
    let svg = to_svg(&drawing);
    assert!(svg.contains(&format!("aria-label=\"{last}\"><title>{last}</title>")), "{svg}");
    // Graphviz draws one line for all of them.
    let all = sentences.join("; ");
    let dot = to_dot(&scene);
    assert!(dot.contains(&format!("labeltooltip=\"{all}\"")), "{dot}");
    let Some(graphviz) = graphviz() else { return };
    let picture = graphviz.render(&dot, Format::Svg).expect("Graphviz takes it");
    let svg = accessible_svg(&String::from_utf8(picture.bytes).expect("SVG is UTF-8"), &scene);
    assert!(svg.contains(&format!("<title>{all}</title>")), "{svg}");
}

/// What a digest in base 64 is in figures of 16.
fn hex_of_base64(text: &str) -> String {
    let six = |c: char| match c {
        'A'..='Z' => c as u32 - 65,
        'a'..='z' => c as u32 - 71,
        '0'..='9' => c as u32 + 4,
        '+' => 62,
        _ => 63,
    };
    // Two characters are three figures; 43 characters are 64 figures and two bits of nothing.
    let six: Vec<u32> = text.trim_end_matches('=').chars().map(six).collect();
    let figure = |at: usize| {
        let bits = |at: usize| six.get(at).copied().unwrap_or_default();
        let (first, shift) = (at * 4 / 6, 8 - at * 4 % 6);
        char::from_digit((bits(first) << 6 | bits(first + 1)) >> shift & 15, 16)
    };
    (0..six.len() * 6 / 8 * 2).filter_map(figure).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_leaves_its_place_in_any_text_form(names in proptest::collection::vec(hostile_name(), 2..6)) {
        let owned = strangers(&names);
        let tables = owned.tables();
        let graph = PropertyGraph::new(&tables);
        for scene in every_template(graph, &["n101", "n100"]) {
            let flowchart = to_mermaid(&scene);
            for line in flowchart.lines() {
                assert_line_of_ours(line);
            }
            let text = describe(&scene);
            prop_assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
            prop_assert!(!text.contains(['\u{202E}', '\u{FFFE}']), "a mark");
            for line in text.lines() {
                prop_assert!(line.chars().count() <= 80 || !line.trim().contains(' '), "{}", line);
            }
            let page = html(&scene);
            // Every tag is one that we write, and no name opens or closes one.
            prop_assert_eq!(page.matches("<script").count(), 2);
            prop_assert_eq!(page.matches("</script").count(), 2);
            prop_assert_eq!(page.matches("<pre").count(), 1);
            prop_assert!(!page.contains("<img") && !page.contains("<!--") && !page.contains("</TD"));
            let json = between(&page, "id=\"data\">", "</script>");
            prop_assert!(!json.contains(['<', '>', '&', '\n']), "{}", json);
            prop_assert!(serde_json::from_str::<serde_json::Value>(json).is_ok(), "{}", json);
        }
    }
}

/// Names as above, and with what the forms for pages and repositories trip over.
fn hostile_name() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("</script><script>alert(1)</script>".to_owned()),
        Just("<img src=x onerror=alert(1)>".to_owned()),
        Just("</pre></svg><!--".to_owned()),
        Just("%%{init: {'theme':'dark'}}%%".to_owned()),
        Just("\"]\n  end\n  click n_x href".to_owned()),
        Just("end".to_owned()),
        Just("`**a** _b_`".to_owned()),
        Just("1. x".to_owned()),
        Just("#quot;#35;".to_owned()),
        Just("ﬂ°34¶ß".to_owned()),
        Just("---\ntitle: x\n---".to_owned()),
        Just("$$x$$ www.a.example http://a.example".to_owned()),
        name(),
    ];
    proptest::collection::vec(part, 1..4).prop_map(|parts| parts.join(" "))
}
