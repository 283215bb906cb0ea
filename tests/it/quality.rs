//! Pictures can be read: nothing covers anything, words stay in their places, few lines cross.
//!
//! Each picture of the shipped datasets has a budget of crossings, which is what it has and a little more.

use crate::diagram::{build, edge, node};
use sociogram::algo::Unwatched;
use sociogram::dataset::{Dataset, load};
use sociogram::diagram::{
    Fault, Labelling, LineEntry, MapRequest, OverviewRequest, PathRequest, Pins, Scene, Theme,
    TimelineRequest, lay_out, map, overview, path, quality, timeline,
};
use sociogram::evidence::EvidenceState;
use sociogram::explore::{self, Measure, Ways, World};
use sociogram::graph::{EdgeIx, EvidenceRef, NodeIx, Owned, PropertyGraph, Selection, Via};
use sociogram::model::{Digest, Edge, Node, Vocabulary, When};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Flaws of one sort that a failing test prints.
const PRINTED_MAX: usize = 8;

/// How many flaws a picture may have; of a sort that is not named, none.
struct Budget {
    crossings: usize,
    /// Lines through words.
    crossed: usize,
    tunnels: usize,
    /// Lines on each other.
    overlays: usize,
    /// Words far from their line.
    far: usize,
}

const CLEAN: Budget = Budget { crossings: 0, crossed: 0, tunnels: 0, overlays: 0, far: 0 };

impl Budget {
    fn of(&self, fault: Fault) -> usize {
        match fault {
            Fault::Crossing => self.crossings,
            Fault::LabelCrossed => self.crossed,
            Fault::Tunnel => self.tunnels,
            Fault::Overlay => self.overlays,
            Fault::FarLabel => self.far,
            _ => 0,
        }
    }
}

const FAULTS: [Fault; 11] = [
    Fault::NodeOverlap,
    Fault::LabelOnNode,
    Fault::LabelOnLabel,
    Fault::LabelCrossed,
    Fault::Tunnel,
    Fault::Crossing,
    Fault::Overlay,
    Fault::TextOutside,
    Fault::Stub,
    Fault::Cusp,
    Fault::FarLabel,
];

/// What of a picture is over its budget, with the culprits.
fn excess(name: &str, scene: &Scene, budget: &Budget) -> Vec<String> {
    let drawing = lay_out(scene, &Pins::new(), &mut |_| ());
    let measured = quality(&drawing);
    let over = FAULTS.into_iter().filter(|&fault| measured.count(fault) > budget.of(fault));
    over.map(|fault| {
        let culprits: Vec<String> =
            measured.of(fault).take(PRINTED_MAX).map(|flaw| flaw.words(&drawing)).collect();
        let (count, allowed) = (measured.count(fault), budget.of(fault));
        format!("{name}: {fault:?} {count} of {allowed}:\n  {}", culprits.join("\n  "))
    })
    .collect()
}

fn assert_within(pictures: &[(String, Scene, Budget)]) {
    let found: Vec<String> =
        pictures.iter().flat_map(|(name, scene, budget)| excess(name, scene, budget)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Asks a question of a graph of which no text is at hand.
fn ask<T>(graph: PropertyGraph<'_>, question: impl FnOnce(&World<'_>) -> T) -> T {
    let check = |_: EvidenceRef<'_>| EvidenceState::Unchecked;
    question(&World {
        graph,
        dataset: "x",
        digest: Digest([0; 32]),
        check: &check,
        watch: &Unwatched,
    })
}

fn found(graph: PropertyGraph<'_>, id: &str) -> NodeIx {
    graph.node_by_id(id).expect("the test names nodes of its graph").ix
}

fn overview_of(graph: PropertyGraph<'_>) -> Scene {
    let request =
        explore::OverviewRequest { measure: Measure::Betweenness, selection: Selection::default() };
    let answer = ask(graph, |world| explore::overview(world, &request)).unwrap();
    let request = OverviewRequest {
        measure: answer.measure,
        nodes: answer.nodes,
        edges: answer.edges,
        labels_max: 12,
        title: None,
        subtitle_filters: Vec::new(),
        theme: Theme::Light,
    };
    overview(graph, &request)
}

fn map_around(graph: PropertyGraph<'_>, ids: &[&str], cards_max: usize) -> Scene {
    let around: Vec<NodeIx> = ids.iter().map(|id| found(graph, id)).collect();
    let part = ask(graph, |world| explore::surroundings(world, &around, 1, &Selection::default()));
    let request = MapRequest {
        nodes: part.nodes.into_iter().collect(),
        edges: part.edges.into_iter().collect(),
        cards_max,
        ..MapRequest::default()
    };
    map(graph, &request)
}

fn whole_map(graph: PropertyGraph<'_>, cards_max: usize) -> Scene {
    let request = MapRequest {
        nodes: graph.nodes().map(|node| node.ix).collect(),
        edges: graph.edges().map(|edge| edge.ix).collect(),
        cards_max,
        ..MapRequest::default()
    };
    map(graph, &request)
}

fn timeline_about(graph: PropertyGraph<'_>, ids: &[&str], cards_max: usize) -> Scene {
    let request = explore::TimelineRequest {
        about: ids.iter().map(|id| found(graph, id)).collect(),
        selection: Selection::default(),
        ..explore::TimelineRequest::default()
    };
    let answer = ask(graph, |world| explore::timeline(world, &request));
    let request = TimelineRequest {
        entries: answer.entries,
        acts: !ids.is_empty(),
        cards_max,
        ..TimelineRequest::default()
    };
    timeline(graph, &request)
}

fn path_between(graph: PropertyGraph<'_>, from: &str, to: &str) -> Scene {
    let request = explore::PathRequest {
        from: found(graph, from),
        to: found(graph, to),
        selection: Selection::default(),
        via: Via::default(),
        through: Vec::new(),
        weights: None,
        ways: Ways::AllShortest,
        limit: 1,
    };
    let answer = ask(graph, |world| explore::path(world, &request));
    let found = &answer.paths[0];
    let nodes = std::iter::once(answer.from).chain(found.hops.iter().map(|hop| hop.to));
    let edges = |hop: &explore::Hop| -> Vec<EdgeIx> {
        std::iter::once(hop.edge).chain(hop.also.iter().copied()).collect()
    };
    let request = PathRequest {
        nodes: nodes.collect(),
        hops: found.hops.iter().map(edges).collect(),
        ..PathRequest::default()
    };
    path(graph, &request)
}

fn shipped(name: &str) -> (Dataset, Owned) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("graph-data").join(name);
    let dataset = load(&folder).unwrap().dataset;
    let owned = Owned::build(&dataset.vocabulary, &dataset.sources, &dataset.nodes, &dataset.edges);
    (dataset, owned)
}

#[test]
fn the_pictures_of_the_shipped_data_can_be_read() {
    let (_, owned) = shipped("kazakhstan-korea");
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let around = [
        "kepco",
        "korea-eximbank",
        "lee-myung-bak",
        "nursultan-nazarbayev",
        "park-geun-hye",
        "serik-akhmetov",
    ];
    let pictures = [
        ("korea map", map_around(graph, &around, 40), Budget { crossings: 15, ..CLEAN }),
        ("korea whole map", whole_map(graph, 40), Budget { crossings: 130, overlays: 1, ..CLEAN }),
        ("korea timeline", timeline_about(graph, &[], 40), Budget { crossings: 2, ..CLEAN }),
        (
            "korea timeline of one",
            timeline_about(graph, &["lee-myung-bak"], 40),
            Budget { crossings: 2, ..CLEAN },
        ),
        ("korea path", path_between(graph, "kepco", "korea-eximbank"), CLEAN),
        ("korea overview", overview_of(graph), Budget { crossings: 6, crossed: 4, ..CLEAN }),
    ];
    assert_within(&pictures.map(|(name, scene, budget)| (name.to_owned(), scene, budget)));
}

#[test]
fn the_pictures_of_the_invented_data_can_be_read() {
    let (_, owned) = shipped("harbour-lights");
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let pictures = [
        ("harbour map", whole_map(graph, 40), Budget { crossings: 50, ..CLEAN }),
        ("harbour timeline", timeline_about(graph, &[], 40), CLEAN),
        ("harbour overview", overview_of(graph), Budget { crossings: 9, crossed: 3, ..CLEAN }),
    ];
    assert_within(&pictures.map(|(name, scene, budget)| (name.to_owned(), scene, budget)));
}

/// Numbers that look like chance: Knuth's linear congruence.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 33) * end as u64) >> 31) as usize
    }

    fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

const NAMES: [&str; 8] = [
    "Ada Brannoch",
    "Қазақстан Республикасының Сыртқы істер министрлігі",
    "한국전력공사 해외사업본부",
    "Серік 한국 Brannoch",
    "Quill and Sons",
    "The Interdepartmental Standing Commission for the Coordination of Harbours, Lighthouses, Bridges \
     and All Other Works Between the Two Republics, Second Session",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "O",
];

/// A graph of invented facts: two states with persons, bodies and companies, and what they signed, built and
/// visited, mostly with those near by; a hub with as many spokes as a quarter of the nodes, 60 at most; some edges
/// twice. Each actor has `n_ties` ties to others on top.
fn invented(n: usize, n_ties: usize) -> Owned {
    let mut chance = Chance(n as u64);
    let kinds =
        ["person", "company", "agreement", "person", "ministry", "visit", "project", "company"];
    let mut nodes = vec![node("Orvia", "state"), node("Tessaly", "state")];
    for number in 0..n {
        let kind = kinds[number % kinds.len()];
        let mut made: Node = node(&format!("n{number}"), kind);
        let name = if number % 5 == 3 { chance.of(&NAMES) } else { "Node" };
        made.name = format!("{name} {number}");
        if number % 7 == 1 {
            made.aliases = vec![format!("한국 {number}"), format!("Серік {number}")];
        }
        if matches!(kind, "agreement" | "visit") {
            let date = format!("{}-{:02}", 2001 + chance.below(12), 1 + chance.below(12));
            made.when = When::parse(&date).ok();
        }
        nodes.push(made);
    }
    let of_kind = |wanted: &[&str]| -> Vec<usize> {
        (0..n).filter(|&number| wanted.contains(&kinds[number % kinds.len()])).collect()
    };
    let actors = of_kind(&["person", "company", "ministry"]);
    let records = of_kind(&["agreement", "visit"]);
    let projects = of_kind(&["project"]);
    let mut edges: BTreeMap<String, Edge> = BTreeMap::new();
    let mut join = |from: String, kind: &str, to: String, when: Option<&str>| {
        let made = edge(&from, kind, &to, when);
        edges.insert(made.id.to_string(), made);
    };
    let name = |number: usize| format!("n{number}");
    for (place, &actor) in actors.iter().enumerate() {
        let state = chance.of(&["orvia", "tessaly"]);
        let belongs = match kinds[actor % kinds.len()] {
            "company" => "based-in",
            "ministry" => "part-of",
            _ => "represents",
        };
        join(name(actor), belongs, state.to_owned(), None);
        for _ in 0..n_ties {
            // Mostly with those near by, as in communities.
            let reach = if chance.below(8) == 0 { actors.len() } else { 12.min(actors.len()) };
            let other = actors[(place + chance.below(reach)) % actors.len()];
            let kind = chance.of(&["met", "works-for", "owns", "invited", "linked-to"]);
            if other != actor {
                join(
                    name(actor),
                    kind,
                    name(other),
                    chance.of(&[None, Some("2005"), Some("2009-04")]),
                );
            }
        }
    }
    for &record in &records {
        for _ in 0..=chance.below(3) {
            let near = actors.partition_point(|&actor| actor < record) + chance.below(12);
            let kind = if kinds[record % kinds.len()] == "visit" { "attended" } else { "signed" };
            join(name(actors[near % actors.len()]), kind, name(record), None);
        }
        if !projects.is_empty() && kinds[record % kinds.len()] == "agreement" {
            let near = projects.partition_point(|&project| project < record);
            join(name(record), "concerns", name(projects[near % projects.len()]), None);
        }
    }
    for &project in &projects {
        let builder = actors[actors.partition_point(|&actor| actor < project) % actors.len()];
        join(name(builder), "builds", name(project), Some("2010"));
        join(name(builder), "builds", name(project), Some("2011"));
        join(name(chance.of(&actors)), "funded", name(project), Some("2011"));
    }
    // The hub.
    for &other in actors.iter().skip(1).take((n / 4).min(60)) {
        join(name(actors[0]), "invited", name(other), Some("2004"));
    }
    build(nodes, edges.into_values().collect())
}

/// A chain of persons and agreements with parallel edges, and neighbours beside it.
fn chain(n_steps: usize) -> Owned {
    let mut nodes = Vec::new();
    let mut edges = Vec::new();
    for step in 0..=n_steps {
        let mut made =
            node(&format!("s{step}"), if step % 2 == 0 { "person" } else { "agreement" });
        made.name = format!("{} {step}", NAMES[step % NAMES.len()]);
        nodes.push(made);
        for beside in 0..step % 4 {
            let mut made = node(&format!("b{step}-{beside}"), "company");
            made.name = format!("{} {step}", NAMES[(step + beside) % NAMES.len()]);
            nodes.push(made);
            edges.push(edge(&format!("b{step}-{beside}"), "linked-to", &format!("s{step}"), None));
        }
    }
    for step in 0..n_steps {
        let ends = [format!("s{step}"), format!("s{}", step + 1)];
        let (person, record) = if step % 2 == 0 { (0, 1) } else { (1, 0) };
        let kinds = ["signed", "supervised", "initiated", "discussed", "established"];
        for kind in &kinds[..=step % kinds.len()] {
            edges.push(edge(&ends[person], kind, &ends[record], Some("2009-03")));
        }
    }
    build(nodes, edges)
}

#[test]
fn overviews_of_any_size_can_be_read() {
    // With as many ties as real data has, few lines run under marks; random ties on top are a ball of wool.
    let sizes = [(10, 0, 20), (40, 0, 20), (150, 0, 20), (1_000, 0, 20), (40, 2, 20), (150, 2, 4)];
    for (n, n_ties, lines_per_tunnel) in sizes {
        let owned = invented(n, n_ties);
        let tables = owned.tables();
        let scene = overview_of(PropertyGraph::new(&tables));
        let n_lines = scene.links.len();
        let budget = Budget {
            crossings: 4 * n_lines,
            crossed: n_lines / 2,
            tunnels: n_lines / lines_per_tunnel,
            overlays: n_lines / 10,
            far: 0,
        };
        assert_within(&[(format!("overview of {n} with {n_ties} ties"), scene, budget)]);
    }
}

#[test]
fn maps_of_any_size_can_be_read() {
    let sizes =
        [(10, 40, 5, 0, 0), (40, 40, 260, 2, 0), (150, 40, 100, 5, 0), (150, 150, 3_200, 60, 4)];
    for (n, cards_max, crossings, overlays, far) in sizes {
        let owned = invented(n, 2);
        let tables = owned.tables();
        let scene = whole_map(PropertyGraph::new(&tables), cards_max);
        let budget = Budget { crossings, overlays, far, ..CLEAN };
        assert_within(&[(format!("map of {n} with {cards_max} cards"), scene, budget)]);
    }
}

#[test]
fn the_lines_of_a_hub_have_places_of_their_own() {
    let mut nodes = vec![node("Hub", "company")];
    let mut edges = Vec::new();
    for number in 0..60 {
        let id = format!("n{number}");
        nodes.push(Node { name: format!("Friend {number}"), ..node(&id, "person") });
        edges.push(edge(&id, "works-for", "hub", Some("2009")));
    }
    let owned = build(nodes, edges);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let budget = Budget { crossings: 5, overlays: 4, far: 2, ..CLEAN };
    assert_within(&[("map of a hub".to_owned(), whole_map(graph, 61), budget)]);
}

#[test]
fn timelines_of_any_size_can_be_read() {
    for (n_records, crossings) in [(40, 8), (150, 10)] {
        // Every fourth node is a record.
        let owned = invented(4 * n_records, 2);
        let tables = owned.tables();
        let scene = timeline_about(PropertyGraph::new(&tables), &[], n_records);
        assert_eq!(scene.cards.len(), n_records);
        let budget = Budget { crossings, ..CLEAN };
        assert_within(&[(format!("timeline of {n_records}"), scene, budget)]);
    }
}

#[test]
fn paths_of_any_length_can_be_read() {
    for n_steps in [2, 6, 30] {
        // The words of all lines of a step stand in one block, beside the last of them.
        let far = 2 * n_steps;
        let owned = chain(n_steps);
        let tables = owned.tables();
        let graph = PropertyGraph::new(&tables);
        let scene = path_between(graph, "s0", &format!("s{n_steps}"));
        assert_within(&[(format!("path of {n_steps}"), scene, Budget { far, ..CLEAN })]);
    }
}

#[test]
fn kinds_differ_by_their_marks_without_colour() {
    let vocabulary = Vocabulary::core();
    let tops: BTreeSet<_> = vocabulary.node_kinds().map(|(ix, _)| vocabulary.top(ix)).collect();
    let glyphs: BTreeSet<char> = tops.iter().map(|&ix| vocabulary.node_kind(ix).glyph).collect();
    assert_eq!(glyphs.len(), tops.len(), "each top kind has a glyph of its own");
}

#[test]
fn lines_without_words_differ_by_their_marks_and_ends_without_colour() {
    let vocabulary = Vocabulary::core();
    let kinds: Vec<&str> = vocabulary
        .node_kinds()
        .filter(|&(ix, _)| vocabulary.top(ix) == ix)
        .map(|(_, kind)| &*kind.name)
        .collect();
    let ix = |kind: &str| vocabulary.node_kind_ix(kind).unwrap();
    let (mut nodes, mut edges) = (Vec::new(), Vec::new());
    for (kind_ix, kind) in vocabulary.edge_kinds() {
        for from in &kinds {
            for to in kinds.iter().filter(|to| vocabulary.allows(kind_ix, ix(from), ix(to))) {
                let ends = [format!("a{}", nodes.len()), format!("b{}", nodes.len())];
                edges.push(edge(&ends[0], &kind.name, &ends[1], None));
                nodes.extend([node(&ends[0], from), node(&ends[1], to)]);
            }
        }
    }
    let owned = build(nodes, edges);
    let tables = owned.tables();
    let scene = whole_map(PropertyGraph::new(&tables), usize::MAX);
    // What a reader sees of a line: its mark, and the marks of the cards at its ends.
    let mut told: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for link in &scene.links {
        if matches!(link.labelling, Labelling::Sources | Labelling::Legend) {
            let [from, to] = [link.from, link.to].map(|end| scene.cards[end.0].glyph);
            told.entry((link.arrow, from, to)).or_default().insert(&link.label);
        }
    }
    assert!(told.len() > 20, "most relations to records have no words");
    let alike: BTreeSet<Vec<&str>> = told
        .into_values()
        .filter(|relations| relations.len() > 1)
        .map(|relations| relations.into_iter().collect())
        .collect();
    assert!(alike.is_empty(), "told by colour alone: {alike:?}");
}

#[test]
fn threads_differ_by_their_style_without_colour() {
    let (_, owned) = shipped("kazakhstan-korea");
    let tables = owned.tables();
    let scene = timeline_about(PropertyGraph::new(&tables), &[], 40);
    let styles: Vec<_> = scene
        .legend
        .lines
        .iter()
        .filter_map(|entry| match entry {
            LineEntry::Thread(_, style, _) => Some(*style),
            _ => None,
        })
        .collect();
    assert_eq!(styles.iter().collect::<BTreeSet<_>>().len(), styles.len());
}
