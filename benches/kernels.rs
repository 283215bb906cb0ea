//! Every kernel on graphs that are made here: a power law (R-MAT), and where it matters a long chain.
//!
//! `cargo bench --bench kernels [NAME]`. Figures against other programs are `benches/peers.py`'s.

use criterion::{Criterion, criterion_group, criterion_main};
use sociogram::algo::Unwatched;
use sociogram::algo::centrality::{
    BetweennessParams, ClosenessScale, DegreeEnds, Direction, Scale, Sources, betweenness,
    closeness, degree, harmonic,
};
use sociogram::algo::community::{
    LabelPropagationParams, LeidenParams, LouvainParams, label_propagation, leiden, louvain,
};
use sociogram::graph::{CsrBuf, NodeIx};
use sociogram::interchange::edge_list::{EdgeListOptions, read_edge_list};
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
        let params = BetweennessParams {
            direction: Direction::Undirected,
            scale: Scale::Raw,
            sources: Sources::Given(&sources),
        };
        bencher.iter(|| betweenness(graph, graph, &params, &Unwatched));
    });
    criterion.bench_function("betweenness", |bencher| {
        bencher.iter(|| betweenness(small, small, &BetweennessParams::default(), &Unwatched));
    });
    criterion.bench_function("closeness", |bencher| {
        bencher.iter(|| closeness(small, small, ClosenessScale::WassermanFaust, &Unwatched));
    });
    criterion.bench_function("harmonic", |bencher| {
        bencher.iter(|| harmonic(small, small, &Unwatched));
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
}

criterion_group! {
    name = kernels;
    config = Criterion::default().sample_size(10);
    targets = loading, centrality, community
}
criterion_main!(kernels);
