//! How long pictures take, from a loaded graph to the bytes of an SVG: the median of several runs.
//!
//! `cargo bench --bench diagrams` prints one line per picture. Graphs beyond the shipped one are generated
//! from a fixed seed: communities of persons, companies and agreements, with few edges between communities.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use sociogram::algo::Unwatched;
use sociogram::dataset;
use sociogram::diagram::{
    MapRequest, OverviewRequest, PathRequest, Pins, Scene, Theme, TimelineRequest, lay_out, map,
    overview, path, timeline, to_dot, to_svg,
};
use sociogram::evidence::EvidenceState;
use sociogram::explore::{self, Measure, Ways, World};
use sociogram::graph::{EvidenceRef, Owned, PropertyGraph, Selection, Via};
use sociogram::model::{Basis, Digest, Edge, Id, Node, Status, Vocabulary, When};
use std::path::Path;
use std::time::Instant;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("graph-data/kazakhstan-korea");
    let loaded = dataset::load(&folder).expect("the shipped dataset loads").dataset;
    let owned = Owned::build(&loaded.vocabulary, &loaded.sources, &loaded.nodes, &loaded.edges);
    let around = [
        "kepco",
        "korea-eximbank",
        "lee-myung-bak",
        "nursultan-nazarbayev",
        "park-geun-hye",
        "serik-akhmetov",
    ];
    shipped(&owned, &around);
    for (n_nodes, runs) in [(1_000, 5), (10_000, 1)] {
        let owned = generated(n_nodes);
        let tables = owned.tables();
        with_world(PropertyGraph::new(&tables), |world| {
            let name = format!(
                "overview of {n_nodes} generated nodes, {} edges",
                world.graph.edge_count()
            );
            measure(&name, runs, || svg(&overview_scene(world)));
        });
    }
}

fn shipped(owned: &Owned, around: &[&str]) {
    let tables = owned.tables();
    with_world(PropertyGraph::new(&tables), |world| {
        let graph = world.graph;
        let node = |id: &str| graph.node_by_id(id).expect("the shipped dataset has it").ix;
        let names: Vec<_> = around.iter().map(|id| node(id)).collect();
        let map_scene = || {
            let part = explore::surroundings(world, &names, 1, &Selection::default());
            let request = MapRequest {
                nodes: part.nodes.into_iter().collect(),
                edges: part.edges.into_iter().collect(),
                ..MapRequest::default()
            };
            map(graph, &request)
        };
        measure("map of the shipped dataset", 9, || svg(&map_scene()));
        measure("map of the shipped dataset as DOT", 9, || to_dot(&map_scene()));
        measure("timeline of the shipped dataset", 9, || {
            let answer = explore::timeline(world, &explore::TimelineRequest::default());
            let request = TimelineRequest { entries: answer.entries, ..TimelineRequest::default() };
            svg(&timeline(graph, &request))
        });
        measure("path in the shipped dataset", 9, || {
            let request = explore::PathRequest {
                from: node("kepco"),
                to: node("korea-eximbank"),
                selection: Selection::default(),
                via: Via::default(),
                through: Vec::new(),
                weights: None,
                ways: Ways::AllShortest,
                limit: 1,
            };
            let answer = explore::path(world, &request);
            let found = &answer.paths[0];
            let nodes = std::iter::once(answer.from).chain(found.hops.iter().map(|hop| hop.to));
            let request = PathRequest {
                nodes: nodes.collect(),
                hops: found.hops.iter().map(|hop| vec![hop.edge]).collect(),
                ..PathRequest::default()
            };
            svg(&path(graph, &request))
        });
        measure("overview of the shipped dataset", 9, || svg(&overview_scene(world)));
    });
}

fn overview_scene(world: &World<'_>) -> Scene {
    let request =
        explore::OverviewRequest { measure: Measure::Betweenness, selection: Selection::default() };
    let answer = explore::overview(world, &request).expect("nothing stops it");
    let request = OverviewRequest {
        measure: answer.measure,
        nodes: answer.nodes,
        edges: answer.edges,
        labels_max: 12,
        title: None,
        subtitle_filters: Vec::new(),
        theme: Theme::Light,
    };
    overview(world.graph, &request)
}

fn svg(scene: &Scene) -> String {
    to_svg(&lay_out(scene, &Pins::new(), &mut |_| ()))
}

fn with_world(graph: PropertyGraph<'_>, run: impl FnOnce(&World<'_>)) {
    let check = |_: EvidenceRef<'_>| EvidenceState::Unchecked;
    run(&World {
        graph,
        dataset: "bench",
        digest: Digest([0; 32]),
        check: &check,
        watch: &Unwatched,
    });
}

/// Prints the median, least and greatest time of some runs.
fn measure(name: &str, runs: usize, run: impl Fn() -> String) {
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(run());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let (least, median, most) = (times[0], times[runs / 2], times[runs - 1]);
    println!("{median:9.1} ms ({least:.1} to {most:.1}, {runs} runs)  {name}");
}

/// A graph of communities of 25 nodes, three edges to a node, one in twenty to another community.
fn generated(n_nodes: usize) -> Owned {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let id = |number: usize| Id::new(format!("n{number:06}")).expect("a valid id");
    let kinds = ["person", "company", "agreement", "ministry"];
    let nodes: Vec<Node> = (0..n_nodes)
        .map(|number| Node {
            id: id(number),
            kind: kinds[number % kinds.len()].into(),
            name: format!("Node number {number}"),
            aliases: Vec::new(),
            when: None,
            when_because: None,
            status: Status::Done,
            facts: Vec::new(),
            evidence: Vec::new(),
        })
        .collect();
    let edges: Vec<Edge> = (0..3 * n_nodes)
        .filter_map(|number| {
            let from = random(n_nodes);
            let near = from / 25 * 25 + random(25);
            let to = if random(20) == 0 { random(n_nodes) } else { near.min(n_nodes - 1) };
            (from != to).then(|| Edge {
                id: Id::new(format!("e{number:06}")).expect("a valid id"),
                kind: "linked-to".into(),
                from: id(from.min(to)),
                to: id(from.max(to)),
                when: When::parse("2012").ok(),
                when_because: None,
                status: Status::Done,
                basis: Basis::Stated,
                claimed_by: None,
                facts: Vec::new(),
                evidence: Vec::new(),
            })
        })
        .collect();
    Owned::build(&Vocabulary::core(), &[], &nodes, &edges)
}
