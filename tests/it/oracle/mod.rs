//! The kernels against values that NetworkX and igraph computed: every file of `tests/oracle/`, written
//! by the script there, which names versions and sources.
//!
//! Tolerances. Counts, distances and lengths are equal. Each score by paths, triangles or neighbours is a
//! sum of positive terms, so rounding grows with the number of operations and not with cancellation: at
//! most n² additions for betweenness, which at 40 nodes is 1600 · 1.1e-16 < 2e-13 relative on either side,
//! and fewer elsewhere; hence 1e-12 relative, scaled up for larger graphs. PageRank stops early: NetworkX
//! when the L1 change is below n · 1e-12, ours below 1e-13, and what remains is at most 0.85 / 0.15 times
//! the change. Hence n · 1e-11 in sum. Modularity adds at most two terms below 1 per node: 1e-12. The
//! numbers of graphs with more than 200 nodes are written with ten digits, which adds half a unit of the
//! tenth: 5e-10 relative.

mod centrality;
mod community;
mod paths;
mod structure;

use serde_json::Value;
use sociogram::algo::centrality::Direction;
use sociogram::graph::{Csr, CsrBuf, NodeIx};
use std::fs;
use std::ops::Range;
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

    fn of(direction: Direction) -> Vec<Self> {
        Self::all().into_iter().filter(|oracle| oracle.direction() == direction).collect()
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

    /// The reversed graph; if undirected, also the graph itself, which kernels know by its slices.
    fn turned_round<'a>(&self, graph: &'a CsrBuf, reverse: &'a CsrBuf) -> Vec<Csr<'a>> {
        match self.direction() {
            Direction::Directed => vec![reverse.view()],
            Direction::Undirected => vec![reverse.view(), graph.view()],
        }
    }

    fn pairs(&self, list: &str) -> Vec<(u32, u32)> {
        let pairs = self.values[list].as_array().expect(list).iter();
        let end = |pair: &Value, at: usize| pair[at].as_u64().expect("a pair of nodes") as u32;
        pairs.map(|pair| (end(pair, 0), end(pair, 1))).collect()
    }

    fn nodes(&self, list: &str) -> Vec<NodeIx> {
        self.integers(list).into_iter().map(NodeIx).collect()
    }

    /// The weight of every arc.
    fn weights(&self, graph: Csr<'_>) -> Vec<u32> {
        let of_edges = self.integers("weights");
        arcs(graph).map(|arc| of_edges[graph.edge(arc).at()]).collect()
    }

    fn number(&self, name: &str) -> f64 {
        self.values[name].as_f64().expect(name)
    }

    fn has(&self, measure: &str) -> bool {
        self.values.get(measure).is_some()
    }

    /// Lists of whole numbers, none where nothing is reached.
    fn optional_lists(&self, name: &str) -> Vec<Vec<Option<u64>>> {
        let list = |list: &Value| list.as_array().expect(name).iter().map(Value::as_u64).collect();
        self.values[name].as_array().expect(name).iter().map(list).collect()
    }

    fn floats(&self, measure: &str) -> Vec<f64> {
        let values = self.values[measure].as_array().expect(measure);
        values.iter().map(|value| value.as_f64().expect("a number")).collect()
    }

    fn integers(&self, measure: &str) -> Vec<u32> {
        let values = self.values[measure].as_array().expect(measure);
        values.iter().map(|v| v.as_u64().expect("a count") as u32).collect()
    }

    /// How far, relatively, the script may have rounded.
    fn rounding(&self) -> f64 {
        if self.n_nodes() > 200 { 5e-10 } else { 0.0 }
    }

    /// One number, which may be next to 0 because terms cancel.
    fn assert_number(&self, name: &str, ours: f64) {
        let theirs = self.number(name);
        let tolerance = 1e-12 + self.rounding();
        assert!((ours - theirs).abs() <= tolerance, "{}: {name}: {ours}, not {theirs}", self.name);
    }

    /// Scores that both sides come near to, round by round.
    fn assert_near_in_sum(&self, measure: &str, ours: &[f64]) {
        let theirs = self.floats(measure);
        let sum: f64 = theirs.iter().map(|score| score.abs()).sum();
        let difference: f64 = ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).sum();
        let tolerance = self.n_nodes() as f64 * 1e-11 + self.rounding() * sum;
        assert!(difference <= tolerance, "{}: {measure}: {difference}", self.name);
    }

    fn assert_near(&self, measure: &str, ours: &[f64]) {
        self.assert_each_near(measure, ours, &self.floats(measure));
    }

    /// As `assert_near`, where some nodes have no score on either side.
    fn assert_near_or_none(&self, measure: &str, ours: &[Option<f64>]) {
        let values = self.values[measure].as_array().expect(measure);
        let theirs: Vec<_> = values.iter().map(Value::as_f64).collect();
        let nodes =
            |scores: &[Option<f64>]| -> Vec<bool> { scores.iter().map(Option::is_some).collect() };
        assert_eq!(nodes(ours), nodes(&theirs), "{}: {measure}", self.name);
        let scores =
            |scores: &[Option<f64>]| -> Vec<f64> { scores.iter().flatten().copied().collect() };
        self.assert_each_near(measure, &scores(ours), &scores(&theirs));
    }

    fn assert_each_near(&self, measure: &str, ours: &[f64], theirs: &[f64]) {
        assert_eq!(ours.len(), theirs.len(), "{}: {measure}", self.name);
        let n_nodes = self.n_nodes() as f64;
        let tolerance = 1e-12 * (n_nodes / 40.0).powi(2).max(1.0) + self.rounding();
        for (at, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
            let is_near = (ours - theirs).abs() <= tolerance * theirs;
            assert!(is_near, "{}: {measure} at {at}: {ours}, not {theirs}", self.name);
        }
    }
}

fn arcs(graph: Csr<'_>) -> Range<usize> {
    0..graph.arc_count()
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
