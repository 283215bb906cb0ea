//! Measurements of a kernel: a line per repetition and one for what it found, or one JSON object.

use super::Format;
use super::json::line;
use serde_json::json;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

/// What a kernel took and found.
#[derive(Debug, Clone, PartialEq)]
pub struct BenchReport {
    /// The kernel.
    pub kernel: &'static str,
    /// Nodes of the graph.
    pub n_nodes: usize,
    /// Arcs of the graph.
    pub n_arcs: usize,
    /// Threads it ran with.
    pub n_threads: usize,
    /// Time of each repetition.
    pub times: Vec<Duration>,
    /// What the last repetition found.
    pub found: BenchFound,
}

/// What a kernel found.
#[derive(Debug, Clone, PartialEq)]
pub enum BenchFound {
    /// A few numbers.
    Numbers(Vec<f64>),
    /// One number per node, in a file of little-endian 64-bit floats.
    Vector(PathBuf),
}

impl BenchReport {
    /// The lines `time SECONDS` and `result …`; as JSON when that is asked for.
    pub fn print(&self, format: Format) -> String {
        let seconds: Vec<f64> = self.times.iter().map(Duration::as_secs_f64).collect();
        if format == Format::Json {
            let result = match &self.found {
                BenchFound::Numbers(numbers) => json!(numbers),
                BenchFound::Vector(path) => json!(path.display().to_string()),
            };
            return line(&json!({
                "schema": "sociogram.bench/1",
                "kernel": self.kernel,
                "nodes": self.n_nodes,
                "arcs": self.n_arcs,
                "threads": self.n_threads,
                "seconds": seconds,
                "result": result,
            }));
        }
        let mut lines = String::new();
        for seconds in seconds {
            writeln!(lines, "time {seconds:.9}").expect("a string takes any text");
        }
        let result = match &self.found {
            BenchFound::Numbers(numbers) => {
                numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(" ")
            }
            BenchFound::Vector(path) => path.display().to_string(),
        };
        writeln!(lines, "result {result}").expect("a string takes any text");
        lines
    }
}
