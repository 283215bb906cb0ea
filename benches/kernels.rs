//! Every kernel on graphs that are made here: a power law (R-MAT), and where it matters a long chain.
//!
//! `cargo bench --bench kernels [NAME]`. Figures against other programs are `benches/peers.py`'s.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sociogram::algo::Unwatched;
use sociogram::algo::centrality::{
    BetweennessParams, BetweennessTopParams, ClosenessScale, ClosenessTopParams, DegreeEnds,
    Direction, EigenvectorParams, HitsParams, KatzParams, PageRankParams, SampledBetweennessParams,
    Sources, SubsetPairs, betweenness, betweenness_subset, betweenness_top, closeness,
    closeness_top, degree, edge_betweenness, eigenvector, harmonic, hits, katz, pagerank,
    personalised_pagerank, sampled_betweenness,
};
use sociogram::algo::community::{
    LabelPropagationParams, LeidenParams, LouvainParams, label_propagation, leiden, louvain,
    modularity,
};
use sociogram::algo::paths::{
    AStarScratch, BfsScratch, BidirectionalScratch, DijkstraScratch, EnumerationLimits, Hops,
    MeetingScratch, Terrain, WalkDays, a_star, all_shortest_paths, bfs, bidirectional_dijkstra,
    dijkstra, distance_between, k_shortest_paths, shortest_paths, steiner_forest,
    time_respecting_paths,
};
use sociogram::algo::structure::{
    components, constraint, core_numbers, cut_points, degree_assortativity, effective_size,
    strong_components, triangle_count, triangles, weak_components,
};
use sociogram::graph::{CsrBuf, NodeIx};
use sociogram::interchange::edge_list::{EdgeListOptions, read_edge_list};
use sociogram::model::{Day, Days};
use std::fmt::Write;
use std::hint::black_box;

/// Numbers from a seed (SplitMix64: G. L. Steele, D. Lea, C. H. Flood, 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Edges of an R-MAT graph with the parts of Graph500 (0.57, 0.19, 0.19, 0.05) and 16 edges a node, no
/// loops, none twice (D. Chakrabarti, Y. Zhan, C. Faloutsos, "R-MAT", 2004).
fn power_law(scale: u32) -> Vec<(u32, u32, u32)> {
    let mut numbers = Numbers(42);
    let mut edges: Vec<(u32, u32)> = (0..16_u64 << scale)
        .map(|_| {
            (0..scale).fold((0, 0), |(a, b), _| match numbers.next() % 100 {
                0..57 => (2 * a, 2 * b),
                57..76 => (2 * a, 2 * b + 1),
                76..95 => (2 * a + 1, 2 * b),
                _ => (2 * a + 1, 2 * b + 1),
            })
        })
        .filter(|(a, b)| a != b)
        .map(|(a, b): (u32, u32)| (a.min(b), a.max(b)))
        .collect();
    edges.sort_unstable();
    edges.dedup();
    edges.into_iter().zip(0..).map(|((a, b), edge)| (a, b, edge)).collect()
}

fn undirected(scale: u32) -> CsrBuf {
    CsrBuf::simple_undirected(1 << scale, &power_law(scale))
}

/// Both ways, so that a directed kernel has parts to find.
fn directed(scale: u32) -> CsrBuf {
    let arcs: Vec<_> = power_law(scale)
        .into_iter()
        .map(|(a, b, edge)| if edge % 3 == 0 { (b, a, edge) } else { (a, b, edge) })
        .collect();
    CsrBuf::from_arcs(1 << scale, &arcs)
}

/// What the machine can do: reads in a row, and reads of four bytes all over a table.
fn memory(criterion: &mut Criterion) {
    let row: Vec<u64> = (0..1 << 24).collect();
    let mut group = criterion.benchmark_group("memory");
    group.throughput(Throughput::Bytes(8 << 24));
    group.bench_function("128 MiB in a row", |bencher| {
        bencher.iter(|| black_box(&row).iter().fold(0_u64, |sum, &entry| sum.wrapping_add(entry)));
    });
    for n_entries in [1 << 17, 1 << 18, 1 << 22] {
        let mut numbers = Numbers(7);
        let places: Vec<u32> = (0..1 << 22).map(|_| (numbers.next() % n_entries) as u32).collect();
        let table: Vec<u32> = (0..n_entries as u32).collect();
        group.throughput(Throughput::Elements(1 << 22));
        group.bench_function(format!("gather from {} KiB", n_entries * 4 / 1024), |bencher| {
            bencher.iter(|| {
                let entries = black_box(&places).iter().map(|&place| table[place as usize]);
                entries.fold(0_u32, u32::wrapping_add)
            });
        });
    }
    group.finish();
}

fn loading(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("graph.el");
    let mut text = String::new();
    for (a, b, _) in power_law(16) {
        writeln!(text, "{a} {b}").expect("a string takes any text");
    }
    std::fs::write(&path, text).expect("the temporary folder takes a file");
    criterion.bench_function("load", |bencher| {
        bencher.iter(|| read_edge_list(&path, &EdgeListOptions::default(), &Unwatched));
    });
}

/// Two nodes that are neither neighbours nor hubs.
const ENDS: (NodeIx, NodeIx) = (NodeIx(9_000), NodeIx(3_333));

fn paths(criterion: &mut Criterion) {
    let graph = undirected(14);
    let graph = graph.view();
    let (source, target) = ENDS;
    let hops = Hops::new(graph, graph);
    criterion.bench_function("breadth-first search", |bencher| {
        let mut scratch = BfsScratch::default();
        bencher.iter(|| bfs(graph, graph, source, &mut scratch).level_sizes().len());
    });
    let chain: Vec<_> = (0..100_000).map(|at| (at, at + 1, at)).collect();
    let chain = CsrBuf::simple_undirected(100_001, &chain);
    criterion.bench_function("breadth-first search of a chain", |bencher| {
        let mut scratch = BfsScratch::default();
        let chain = chain.view();
        bencher.iter(|| bfs(chain, chain, NodeIx(0), &mut scratch).level_sizes().len());
    });
    criterion.bench_function("distance between two nodes", |bencher| {
        let mut scratch = MeetingScratch::default();
        bencher.iter(|| distance_between(hops, source, target, &mut scratch));
    });
    criterion.bench_function("all shortest paths", |bencher| {
        let mut scratch = MeetingScratch::default();
        bencher.iter(|| {
            let paths = shortest_paths(hops, source, target, &mut scratch);
            paths.map(|paths| paths.count())
        });
    });
    // Both arcs of an edge weigh the same.
    let weight = |from: u32, to: u32| 1 + (31 * from.min(to) + 17 * from.max(to)) % 255;
    let weights: Vec<u32> = graph
        .nodes()
        .flat_map(|node| graph.neighbors(node).iter().map(move |&to| weight(node.0, to)))
        .collect();
    let passable = vec![true; graph.node_count()];
    let terrain = Terrain::new(graph, &weights, &passable);
    criterion.bench_function("weighted distances", |bencher| {
        let mut scratch = DijkstraScratch::default();
        bencher.iter(|| dijkstra(terrain, source, &mut scratch).to(target));
    });
    criterion.bench_function("lightest path between two nodes", |bencher| {
        let mut scratch = BidirectionalScratch::default();
        bencher.iter(|| bidirectional_dijkstra(terrain, terrain, source, target, &mut scratch));
    });
    criterion.bench_function("lightest path by A*, without a bound", |bencher| {
        let mut scratch = AStarScratch::default();
        bencher.iter(|| a_star(terrain, source, target, |_| 0, &mut scratch));
    });
    criterion.bench_function("ten lightest paths", |bencher| {
        let limits = EnumerationLimits { paths_max: 10, ..EnumerationLimits::default() };
        bencher.iter(|| k_shortest_paths(terrain, source, target, limits));
    });
    let half_steps = vec![2_u8; graph.arc_count()];
    let terrain = Terrain::new(graph, &half_steps, &passable);
    criterion.bench_function("all shortest paths in half steps", |bencher| {
        let mut scratch = MeetingScratch::default();
        let limits = EnumerationLimits::default();
        bencher.iter(|| all_shortest_paths(terrain, source, target, limits, &mut scratch));
    });
    criterion.bench_function("shortest paths in order of time", |bencher| {
        // A day for every edge, the same both ways.
        let runs: Vec<[Days; 1]> =
            (0..255).map(|day| [Days { first: Day(day), last: Day(day) }]).collect();
        let sets: Vec<&[Days]> = runs.iter().map(<[Days; 1]>::as_slice).collect();
        let of_arcs: Vec<u32> = weights.iter().map(|weight| weight - 1).collect();
        let days = WalkDays::new(&sets, &of_arcs);
        let limits = EnumerationLimits::default();
        let ends = [source, target];
        bencher.iter(|| time_respecting_paths(terrain, days, ends, Days::ALL, limits));
    });
    criterion.bench_function("tree that joins eight nodes", |bencher| {
        let terminals: Vec<NodeIx> = (0..8).map(|at| NodeIx(1_000 * at)).collect();
        bencher.iter(|| steiner_forest(terrain, &terminals));
    });
}

fn centrality(criterion: &mut Criterion) {
    let graph = undirected(14);
    let graph = graph.view();
    let small = undirected(11);
    let small = small.view();
    criterion.bench_function("degree", |bencher| {
        bencher.iter(|| degree(black_box(graph), DegreeEnds::Out));
    });
    let sources: Vec<NodeIx> = (0..16).map(NodeIx).collect();
    criterion.bench_function("betweenness of 16 sources", |bencher| {
        let sources = Sources::Given(&sources);
        let params = BetweennessParams { sources, ..BetweennessParams::default() };
        bencher.iter(|| betweenness(graph, graph, &params, &Unwatched));
    });
    criterion.bench_function("betweenness", |bencher| {
        bencher.iter(|| betweenness(small, small, &BetweennessParams::default(), &Unwatched));
    });
    criterion.bench_function("betweenness between 16 nodes and all", |bencher| {
        let targets: Vec<NodeIx> = graph.nodes().collect();
        let pairs = SubsetPairs { sources: &sources, targets: &targets, left_out: &[] };
        let direction = Direction::Undirected;
        bencher.iter(|| betweenness_subset(graph, graph, direction, &pairs, &Unwatched));
    });
    criterion.bench_function("edge betweenness", |bencher| {
        bencher.iter(|| edge_betweenness(small, small, &BetweennessParams::default(), &Unwatched));
    });
    criterion.bench_function("sampled betweenness", |bencher| {
        let params = SampledBetweennessParams { error: 0.05, ..Default::default() };
        bencher.iter(|| sampled_betweenness(graph, graph, &params, &Unwatched));
    });
    criterion.bench_function("ten of most betweenness", |bencher| {
        let sampling = SampledBetweennessParams { error: 0.05, ..Default::default() };
        let params = BetweennessTopParams { sampling, ..Default::default() };
        bencher.iter(|| betweenness_top(graph, graph, &params, &Unwatched));
    });
    criterion.bench_function("closeness", |bencher| {
        bencher.iter(|| closeness(small, small, ClosenessScale::WassermanFaust, &Unwatched));
    });
    criterion.bench_function("ten of most closeness", |bencher| {
        bencher.iter(|| closeness_top(graph, graph, &ClosenessTopParams::default(), &Unwatched));
    });
    criterion.bench_function("harmonic", |bencher| {
        bencher.iter(|| harmonic(small, small, &Unwatched));
    });
}

fn walks(criterion: &mut Criterion) {
    let graph = undirected(14);
    let graph = graph.view();
    let one_way = directed(14);
    let turned = one_way.reversed();
    let (one_way, turned) = (one_way.view(), turned.view());
    criterion.bench_function("pagerank", |bencher| {
        bencher.iter(|| pagerank(graph, graph, &PageRankParams::default(), &Unwatched));
    });
    criterion.bench_function("pagerank of a directed graph", |bencher| {
        bencher.iter(|| pagerank(one_way, turned, &PageRankParams::default(), &Unwatched));
    });
    criterion.bench_function("personalised pagerank", |bencher| {
        let mut restart = vec![0.0; graph.node_count()];
        restart[ENDS.0.at()] = 1.0;
        let params = PageRankParams::default();
        bencher.iter(|| personalised_pagerank(graph, graph, &restart, &params, &Unwatched));
    });
    criterion.bench_function("eigenvector", |bencher| {
        bencher.iter(|| eigenvector(graph, graph, &EigenvectorParams::default(), &Unwatched));
    });
    criterion.bench_function("katz", |bencher| {
        let params = KatzParams { alpha: 1e-3, ..KatzParams::default() };
        bencher.iter(|| katz(graph, &params, &Unwatched));
    });
    criterion.bench_function("hits", |bencher| {
        bencher.iter(|| hits(one_way, turned, &HitsParams::default(), &Unwatched));
    });
}

fn structure(criterion: &mut Criterion) {
    let graph = undirected(14);
    let graph = graph.view();
    let one_way = directed(14);
    let turned = one_way.reversed();
    criterion.bench_function("components", |bencher| bencher.iter(|| components(graph)));
    criterion.bench_function("weak components", |bencher| {
        bencher.iter(|| weak_components(one_way.view(), turned.view()));
    });
    criterion.bench_function("strong components", |bencher| {
        bencher.iter(|| strong_components(one_way.view()));
    });
    criterion.bench_function("core numbers", |bencher| bencher.iter(|| core_numbers(graph)));
    criterion.bench_function("cut points", |bencher| bencher.iter(|| cut_points(graph)));
    criterion.bench_function("triangles", |bencher| {
        bencher.iter(|| triangle_count(graph, &Unwatched));
    });
    criterion.bench_function("clustering", |bencher| {
        bencher.iter(|| triangles(graph, &Unwatched).map(|found| found.local_clustering()));
    });
    criterion.bench_function("constraint", |bencher| {
        bencher.iter(|| constraint(graph, &Unwatched));
    });
    criterion.bench_function("effective size", |bencher| {
        bencher.iter(|| effective_size(graph, &Unwatched));
    });
    criterion.bench_function("assortativity", |bencher| {
        bencher.iter(|| degree_assortativity(graph, graph));
    });
}

fn community(criterion: &mut Criterion) {
    let graph = undirected(14);
    let graph = graph.view();
    criterion.bench_function("louvain", |bencher| {
        bencher.iter(|| louvain(graph, &LouvainParams::default(), &Unwatched));
    });
    criterion.bench_function("leiden", |bencher| {
        bencher.iter(|| leiden(graph, &LeidenParams::default(), &Unwatched));
    });
    criterion.bench_function("label propagation", |bencher| {
        let params = LabelPropagationParams::default();
        bencher.iter(|| label_propagation(graph, &params, &Unwatched));
    });
    let halves: Vec<u32> = graph.nodes().map(|node| node.0 % 2).collect();
    criterion.bench_function("modularity", |bencher| {
        bencher.iter(|| modularity(graph, &halves));
    });
}

criterion_group! {
    name = kernels;
    config = Criterion::default().sample_size(10);
    targets = memory, loading, paths, centrality, walks, structure, community
}
criterion_main!(kernels);
