//! The verb `bench`.

mod kernels;

use super::error::CliError;
use super::ui::Ui;
use super::watching::{TimeLimitArgs, Watching};
use super::words::one_of;
use super::{Global, Outcome};
use crate::algo::centrality::Direction;
use crate::algo::paths::Terrain;
use crate::algo::{self, Stopped};
use crate::graph::NodeIx;
use crate::interchange::edge_list::{
    EdgeList, EdgeListDirection, EdgeListError, EdgeListOptions, read_edge_list,
};
use crate::printer::{BenchFound, BenchReport};
use clap::Args;
use kernels::{Asks, Found, KERNELS, Kernel, Task};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};

/// Time a kernel on a graph from an edge list
///
/// Prints a line `time SECONDS` for each repetition, reading not included, and a line `result` with what was
/// found: a number, several, or the name of a file with one 64-bit float per node. Communities are told as
/// their number and modularity, searches as nodes reached and the sum of distances.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sociogram bench load --edges graph.el
  sociogram bench bfs 17 --edges graph.el --directed
  sociogram bench dij_pair 17 23 --edges graph.wel --threads 1
  sociogram bench bc16 --edges graph.el --sources nodes.txt --reps 5

Forms of edge lists: .el `source target`, .wel with a weight, .csv with a
header, .e with a list of ids in .v beside it, any other name as .el.")]
pub(super) struct Bench {
    /// What to time
    #[arg(value_name = "KERNEL", value_parser = one_of(&KERNELS, |kernel| kernel.name))]
    kernel: Kernel,
    /// The source, or source and target
    #[arg(value_name = "NODE")]
    nodes: Vec<u32>,
    /// The edge list
    #[arg(long, value_name = "FILE")]
    edges: PathBuf,
    /// Edges go from the first node to the second
    #[arg(long)]
    directed: bool,
    /// Threads; all processors by default
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: u16,
    /// Repetitions
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
    reps: u16,
    /// File with the sources of bc16, one id a line; the first 16 count
    #[arg(long, value_name = "FILE")]
    sources: Option<PathBuf>,
    /// File for scores; by default a new one in the temporary folder
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    limit: TimeLimitArgs,
}

/// Nodes whose shortest paths make the sampled score of a suite.
const SUITE_SOURCES: usize = 16;

impl Bench {
    pub(super) fn run(&self, global: &Global, ui: &Ui) -> Result<Outcome, CliError> {
        let asks = self.kernel.asks;
        if self.nodes.len() != asks.n_nodes() || self.sources.is_some() != (asks == Asks::Sources) {
            return Err(CliError::usage(format!("{} takes {}", self.kernel.name, asks.words())));
        }
        if self.directed && !self.kernel.may_be_directed {
            let message = format!("{} is of undirected graphs", self.kernel.name);
            return Err(CliError::usage(message).hint("leave out --directed"));
        }
        let watch = self.limit.watch(ui, self.kernel.name);
        let report = algo::with_threads(usize::from(self.threads), || self.measure(&watch))
            .map_err(|error| CliError::io(format!("cannot start threads: {error}")))??;
        ui.answer(report.print(global.format()).as_bytes())?;
        Ok(Outcome::Found)
    }

    fn measure(&self, watch: &Watching) -> Result<BenchReport, CliError> {
        let (list, mut times) = self.load(watch)?;
        let graph = list.graph.view();
        let n_nodes = graph.node_count();
        let sources = self.sources()?;
        let asked = self.nodes.iter().copied().chain(sources.iter().map(|source| source.0));
        if let Some(node) = asked.into_iter().find(|&node| node as usize >= n_nodes) {
            let message = match n_nodes {
                0 => "the graph has no nodes".to_owned(),
                n => format!("the graph has nodes 0 to {}, not {node}", n - 1),
            };
            return Err(CliError::usage(message));
        }
        let found = if self.kernel.name == "load" {
            Found::Numbers(vec![n_nodes as f64, graph.arc_count() as f64])
        } else {
            times.clear();
            self.repeat(&list, &sources, watch, &mut times)?
        };
        Ok(BenchReport {
            kernel: self.kernel.name,
            n_nodes,
            n_arcs: graph.arc_count(),
            n_threads: algo::thread_count(),
            times,
            found: match found {
                Found::Numbers(numbers) => BenchFound::Numbers(numbers),
                Found::Scores(scores) => BenchFound::Vector(self.write(scores.into_iter())?),
                Found::Counts(counts) => {
                    BenchFound::Vector(self.write(counts.into_iter().map(f64::from))?)
                }
            },
        })
    }

    /// Reads the edge list, as often as asked for when that is what is timed.
    fn load(&self, watch: &Watching) -> Result<(EdgeList, Vec<Duration>), CliError> {
        let direction =
            if self.directed { EdgeListDirection::Directed } else { EdgeListDirection::Undirected };
        let options = EdgeListOptions { direction, ..EdgeListOptions::default() };
        let reps = if self.kernel.name == "load" { self.reps } else { 1 };
        let mut times = Vec::new();
        loop {
            let started = Instant::now();
            let list = read_edge_list(&self.edges, &options, watch)
                .map_err(|error| refused(&error, watch))?;
            times.push(started.elapsed());
            if times.len() == usize::from(reps) {
                return Ok((list, times));
            }
        }
    }

    fn repeat(
        &self,
        list: &EdgeList,
        sources: &[NodeIx],
        watch: &Watching,
        times: &mut Vec<Duration>,
    ) -> Result<Found, CliError> {
        let graph = list.graph.view();
        let weights = list.weights.as_deref().unwrap_or_default();
        let turned = self.directed.then(|| list.graph.reversed_with(weights));
        let (reverse, reverse_weights) = match &turned {
            Some((reversed, weights)) => (reversed.view(), weights.as_slice()),
            None => (graph, weights),
        };
        let passable = vec![true; graph.node_count()];
        let terrains = list.weights.is_some().then(|| {
            [(graph, weights), (reverse, reverse_weights)]
                .map(|(graph, weights)| Terrain::new(graph, weights, &passable))
        });
        let direction = if self.directed { Direction::Directed } else { Direction::Undirected };
        let asked: Vec<NodeIx> = self.nodes.iter().copied().map(NodeIx).collect();
        let nodes = if self.kernel.asks == Asks::Sources { sources } else { &asked };
        let task = Task { graph, reverse, direction, terrains, nodes, watch };
        let mut run = self.kernel.prepared(&task)?;
        let mut last = None;
        for _ in 0..self.reps {
            // What was found before is given back outside the timing.
            drop(last.take());
            let started = Instant::now();
            let found = run();
            times.push(started.elapsed());
            last = Some(found.map_err(|Stopped| watch.stopped())?);
        }
        Ok(last.expect("there is at least one repetition"))
    }

    /// The first sources of the file.
    fn sources(&self) -> Result<Vec<NodeIx>, CliError> {
        let Some(path) = &self.sources else { return Ok(Vec::new()) };
        let text = fs::read_to_string(path)
            .map_err(|error| CliError::read(&path.display().to_string(), &error))?;
        (1..)
            .zip(text.lines().map(str::trim))
            .filter(|(_, line)| !line.is_empty())
            .take(SUITE_SOURCES)
            .map(|(at, line)| {
                let no_id = || format!("{}:{at}: the line holds no id of a node", path.display());
                line.parse().map(NodeIx).map_err(|_| CliError::bad_data(no_id(), &[]))
            })
            .collect()
    }

    /// Writes scores as little-endian 64-bit floats.
    fn write(&self, scores: impl Iterator<Item = f64>) -> Result<PathBuf, CliError> {
        let path = self.output.clone().unwrap_or_else(|| {
            let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_nanos();
            let name = format!("sociogram-{}-{}-{now}.f64", self.kernel.name, std::process::id());
            std::env::temp_dir().join(name)
        });
        let failed = |error| CliError::write(&path.display().to_string(), &error);
        // A file that is there already belongs to someone else, unless it was named.
        let file = match &self.output {
            Some(_) => File::create(&path),
            None => File::create_new(&path),
        };
        let mut file = BufWriter::new(file.map_err(failed)?);
        for score in scores {
            file.write_all(&score.to_le_bytes()).map_err(failed)?;
        }
        file.flush().map_err(failed)?;
        Ok(path)
    }
}

/// Says what is wrong with an edge list.
fn refused(error: &EdgeListError, watch: &Watching) -> CliError {
    match error {
        EdgeListError::Stopped => watch.stopped(),
        EdgeListError::Refused { findings } => CliError::bad_data(error.to_string(), findings),
        EdgeListError::Io { .. } => CliError::io(error.to_string()),
        EdgeListError::Changed { .. } => {
            CliError::io(error.to_string()).hint("let the program that writes it end first")
        }
    }
}
