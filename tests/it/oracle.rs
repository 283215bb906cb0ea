//! The kernels against values that NetworkX and igraph computed: every file of `tests/oracle/`, written
//! by the script there, which names versions and sources.
//!
//! Tolerances. Each score but PageRank is a sum of positive terms, so rounding grows with the number of
//! operations and not with cancellation: at most n² additions for betweenness, which at 40 nodes is
//! 1600 · 1.1e-16 < 2e-13 relative on either side, and fewer elsewhere; hence 1e-12 relative, scaled up
//! for larger graphs. PageRank stops early: NetworkX when the L1 change is below n · 1e-12, ours below
//! 1e-13, and what remains is at most 0.85 / 0.15 times the change. Hence n · 1e-11 in sum. Modularity adds
//! at most two terms below 1 per node: 1e-12. The numbers of graphs with more than 200 nodes are written
//! with ten digits, which adds half a unit of the tenth: 5e-10 relative.

use serde_json::Value;
use sociogram::algo::Unwatched;
use sociogram::algo::centrality::{
    BetweennessParams, ClosenessScale, DegreeEnds, Direction, PageRankParams, Scale, betweenness,
    closeness, degree, harmonic, pagerank,
};
use sociogram::algo::community::{LeidenParams, LouvainParams, leiden, louvain, modularity};
use sociogram::algo::structure::components;
use sociogram::graph::CsrBuf;
use std::fs;
use std::path::Path;

/// One file: a graph and what another program found in it.
struct Oracle {
    name: String,
    values: Value,
}

impl Oracle {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
        let mut files: Vec<_> = fs::read_dir(folder)
            .expect("the oracle folder is readable")
            .map(|entry| entry.expect("the oracle folder is readable").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        files.sort();
        let read = |path: &Path| Self {
            name: path.file_stem().expect("files have names").to_string_lossy().into_owned(),
            values: serde_json::from_str(&fs::read_to_string(path).expect("a readable file"))
                .expect("the oracle is JSON"),
        };
        files.iter().map(|path| read(path)).collect()
    }

    fn n_nodes(&self) -> usize {
        self.values["n_nodes"].as_u64().expect("a number of nodes") as usize
    }

    fn direction(&self) -> Direction {
        if self.values["directed"] == true { Direction::Directed } else { Direction::Undirected }
    }

    fn graph(&self) -> CsrBuf {
        let mut arcs: Vec<_> =
            (0..).zip(self.pairs("edges")).map(|(edge, (a, b))| (a, b, edge)).collect();
        if self.direction() == Direction::Undirected {
            let back = arcs.iter().filter(|(a, b, _)| a != b).map(|&(a, b, edge)| (b, a, edge));
            arcs.extend(back.collect::<Vec<_>>());
        }
        CsrBuf::from_arcs(self.n_nodes(), &arcs)
    }

    fn pairs(&self, list: &str) -> Vec<(u32, u32)> {
        let pairs = self.values[list].as_array().expect(list).iter();
        let end = |pair: &Value, at: usize| pair[at].as_u64().expect("a pair of nodes") as u32;
        pairs.map(|pair| (end(pair, 0), end(pair, 1))).collect()
    }

    fn floats(&self, measure: &str) -> Vec<f64> {
        let values = self.values[measure].as_array().expect(measure);
        let floats: Vec<_> = values.iter().map(|v| v.as_f64().expect("a number")).collect();
        assert_eq!(floats.len(), self.n_nodes(), "{}: {measure}", self.name);
        floats
    }

    fn integers(&self, measure: &str) -> Vec<u32> {
        let values = self.values[measure].as_array().expect(measure);
        values.iter().map(|v| v.as_u64().expect("a count") as u32).collect()
    }

    /// How far, relatively, the script may have rounded.
    fn rounding(&self) -> f64 {
        if self.n_nodes() > 200 { 5e-10 } else { 0.0 }
    }

    fn assert_near(&self, measure: &str, ours: &[f64]) {
        let n_nodes = self.n_nodes() as f64;
        let tolerance = 1e-12 * (n_nodes / 40.0).powi(2).max(1.0) + self.rounding();
        for (node, (ours, theirs)) in ours.iter().zip(self.floats(measure)).enumerate() {
            let is_near = (ours - theirs).abs() <= tolerance * theirs;
            assert!(is_near, "{}: {measure} of {node}: {ours}, not {theirs}", self.name);
        }
    }
}

#[test]
fn the_standard_graphs_are_there() {
    let sizes: Vec<_> = Oracle::all()
        .iter()
        .filter(|oracle| oracle.values.get("ids").is_none())
        .map(|oracle| (oracle.n_nodes(), oracle.graph().view().arc_count()))
        .collect();
    let loops = 5;
    assert_eq!(
        sizes,
        [(32, 2 * 89), (40, 107), (26, 41), (34, 2 * 78), (18, 2 * 28 - loops), (512, 2 * 1004)]
    );
}

#[test]
fn degrees_agree() {
    for oracle in Oracle::all() {
        let graph = oracle.graph();
        let ours = |ends| degree(graph.view(), ends);
        match oracle.direction() {
            Direction::Undirected => assert_eq!(ours(DegreeEnds::Out), oracle.integers("degree")),
            Direction::Directed => {
                assert_eq!(ours(DegreeEnds::Out), oracle.integers("out_degree"));
                assert_eq!(ours(DegreeEnds::In), oracle.integers("in_degree"));
            }
        }
    }
}

#[test]
fn betweenness_agrees() {
    for oracle in Oracle::all() {
        let (graph, direction) = (oracle.graph(), oracle.direction());
        let reverse = graph.reversed();
        let ours = |scale| {
            let params = BetweennessParams { direction, scale, ..BetweennessParams::default() };
            betweenness(graph.view(), reverse.view(), &params, &Unwatched).unwrap()
        };
        oracle.assert_near("betweenness_raw", &ours(Scale::Raw));
        oracle.assert_near("betweenness_normalised", &ours(Scale::Normalised));
    }
}

#[test]
fn closeness_and_harmonic_centrality_agree() {
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let (graph, reverse) = (graph.view(), reverse.view());
        let closeness = closeness(graph, reverse, ClosenessScale::WassermanFaust, &Unwatched);
        oracle.assert_near("closeness", &closeness.unwrap());
        oracle.assert_near("harmonic", &harmonic(graph, reverse, &Unwatched).unwrap());
    }
}

#[test]
fn pagerank_agrees() {
    for oracle in Oracle::all() {
        let graph = oracle.graph();
        let damping = oracle.values["pagerank_parameters"]["damping"].as_f64().expect("a number");
        let params = PageRankParams { damping, tolerance: 1e-13, ..PageRankParams::default() };
        let reverse = graph.reversed();
        let ranks = pagerank(graph.view(), reverse.view(), &params, &Unwatched)
            .expect("nobody watches, so nobody stops");
        assert!(ranks.converged, "{}", oracle.name);
        let theirs = oracle.floats("pagerank");
        let difference: f64 = ranks.scores.iter().zip(theirs).map(|(a, b)| (a - b).abs()).sum();
        let tolerance = oracle.n_nodes() as f64 * 1e-11 + oracle.rounding();
        assert!(difference <= tolerance, "{}: {difference}", oracle.name);
    }
}

#[test]
fn components_agree() {
    for oracle in Oracle::all() {
        if oracle.direction() == Direction::Undirected {
            assert_eq!(components(oracle.graph().view()).labels, oracle.integers("component"));
        }
    }
}

#[test]
fn modularity_agrees() {
    for oracle in Oracle::all() {
        if oracle.direction() == Direction::Undirected {
            let ours = modularity(oracle.graph().view(), &oracle.integers("community"));
            let theirs = oracle.values["modularity"].as_f64().expect("a number");
            let tolerance = 1e-12 + oracle.rounding();
            assert!((ours - theirs).abs() <= tolerance, "{}: {ours}, not {theirs}", oracle.name);
        }
    }
}

/// Both sides are greedy and end in different optima. NetworkX visits nodes by chance and the best of
/// ten runs is taken; ours is one run in the order of indices.
#[test]
fn louvain_comes_near_the_best_of_ten_runs() {
    const SHORTFALL_MAX: f64 = 0.02;
    for oracle in Oracle::all() {
        if oracle.direction() == Direction::Undirected {
            let graph = oracle.graph();
            let ours = louvain(graph.view(), &LouvainParams::default(), &Unwatched)
                .expect("nobody stops it");
            let theirs = oracle.values["modularity_louvain"].as_f64().expect("a number");
            let name = &oracle.name;
            assert!(ours.modularity >= theirs - SHORTFALL_MAX, "{name}: {ours:?}, not {theirs}");
            let again = modularity(graph.view(), &ours.community);
            assert!((ours.modularity - again).abs() <= 1e-12, "{name}: the value of the partition");
        }
    }
}

/// One run of ours, in the order of indices, against the best of ten of Louvain by chance.
#[test]
fn leiden_comes_near_the_best_of_ten_runs_of_louvain() {
    const SHORTFALL_MAX: f64 = 0.005;
    for oracle in Oracle::all() {
        if oracle.direction() == Direction::Undirected {
            let graph = oracle.graph();
            let ours = leiden(graph.view(), &LeidenParams::default(), &Unwatched)
                .expect("nobody stops it");
            let theirs = oracle.values["modularity_louvain"].as_f64().expect("a number");
            let name = &oracle.name;
            assert!(ours.modularity >= theirs - SHORTFALL_MAX, "{name}: {ours:?}, not {theirs}");
        }
    }
}
