//! The verb `bench`.

use super::error::CliError;
use super::ui::Ui;
use super::watching::{TimeLimitArgs, Watching};
use super::words::one_of;
use super::{Global, Outcome};
use crate::algo::centrality::{
    BetweennessParams, ClosenessScale, DegreeEnds, Direction, EigenvectorParams, PageRankMethod,
    PageRankParams, SampledBetweennessParams, Scale, Sources, betweenness, closeness, degree,
    eigenvector, harmonic, pagerank, sampled_betweenness,
};
use crate::algo::community::{
    LabelPropagationParams, LeidenParams, LouvainParams, label_propagation, leiden, louvain,
};
use crate::algo::paths::{
    BfsScratch, BidirectionalScratch, DijkstraScratch, EnumerationLimits, Hops, MeetingScratch,
    PathCount, Terrain, bfs, bidirectional_dijkstra, dijkstra, distance_between, k_shortest_paths,
    shortest_paths,
};
use crate::algo::structure::{
    components, constraint, core_numbers, cut_points, strong_components, triangle_count, triangles,
    weak_components,
};
use crate::algo::{self, Stopped};
use crate::graph::{Csr, NodeIx};
use crate::interchange::edge_list::{
    EdgeList, EdgeListDirection, EdgeListError, EdgeListOptions, read_edge_list,
};
use crate::printer::{BenchFound, BenchReport};
use clap::Args;
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

/// A kernel under the name that benchmark suites give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kernel {
    name: &'static str,
    /// What it is asked for beside the graph.
    asks: Asks,
    /// Whether arcs may go one way.
    may_be_directed: bool,
}

impl Kernel {
    const fn of(name: &'static str, asks: Asks) -> Self {
        Self { name, asks, may_be_directed: true }
    }

    const fn undirected(self) -> Self {
        Self { may_be_directed: false, ..self }
    }
}

/// What a kernel is asked for beside the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    Nothing,
    Source,
    Pair,
    Sources,
}

impl Asks {
    fn n_nodes(self) -> usize {
        match self {
            Self::Nothing | Self::Sources => 0,
            Self::Source => 1,
            Self::Pair => 2,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Nothing => "no node",
            Self::Source => "one node: the source",
            Self::Pair => "two nodes: source and target",
            Self::Sources => "no node, but a file of --sources",
        }
    }
}

const KERNELS: [Kernel; 27] = [
    Kernel::of("load", Asks::Nothing),
    Kernel::of("degree", Asks::Nothing),
    Kernel::of("bfs", Asks::Source),
    Kernel::of("sp_pair", Asks::Pair),
    Kernel::of("allsp_pair", Asks::Pair),
    Kernel::of("sssp", Asks::Source),
    Kernel::of("dij_pair", Asks::Pair),
    Kernel::of("yen10", Asks::Pair).undirected(),
    Kernel::of("pagerank", Asks::Nothing),
    Kernel::of("pagerank20", Asks::Nothing),
    Kernel::of("eigenvector", Asks::Nothing),
    Kernel::of("bc", Asks::Nothing),
    Kernel::of("bc16", Asks::Sources),
    Kernel::of("bc_sampled", Asks::Nothing),
    Kernel::of("closeness", Asks::Nothing),
    Kernel::of("harmonic", Asks::Nothing),
    Kernel::of("wcc", Asks::Nothing),
    Kernel::of("scc", Asks::Nothing),
    Kernel::of("kcore", Asks::Nothing).undirected(),
    Kernel::of("triangles", Asks::Nothing).undirected(),
    Kernel::of("clustering", Asks::Nothing).undirected(),
    Kernel::of("artic", Asks::Nothing).undirected(),
    Kernel::of("bridges", Asks::Nothing).undirected(),
    Kernel::of("constraint", Asks::Nothing).undirected(),
    Kernel::of("louvain", Asks::Nothing).undirected(),
    Kernel::of("leiden", Asks::Nothing).undirected(),
    Kernel::of("lpa", Asks::Nothing).undirected(),
];

/// What a repetition found, in the form the kernel gives it.
enum Found {
    Numbers(Vec<f64>),
    Scores(Vec<f64>),
    Counts(Vec<u32>),
}

impl Found {
    fn count(count: usize) -> Self {
        Self::Numbers(vec![count as f64])
    }

    fn partition(community: &[u32], modularity: f64) -> Self {
        let n_communities = community.iter().max().map_or(0, |&last| last + 1);
        Self::Numbers(vec![f64::from(n_communities), modularity])
    }
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
                .map_err(|error| refused(error, watch))?;
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
        let ground = Ground { graph, reverse, terrains };
        let mut run = self.prepared(ground, sources, watch)?;
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

    /// The kernel with everything that it keeps between repetitions.
    fn prepared<'a>(
        &self,
        ground: Ground<'a>,
        sources: &'a [NodeIx],
        watch: &'a Watching,
    ) -> Result<Box<dyn FnMut() -> Result<Found, Stopped> + 'a>, CliError> {
        let Ground { graph, reverse, terrains } = ground;
        let weighted = || {
            terrains.ok_or_else(|| {
                CliError::usage(format!("{} needs weights", self.kernel.name))
                    .hint("a file with lines `source target weight` is called .wel")
            })
        };
        let node = |at: usize| NodeIx(self.nodes[at]);
        let direction = if self.directed { Direction::Directed } else { Direction::Undirected };
        Ok(match self.kernel.name {
            "degree" => Box::new(move || Ok(Found::Counts(degree(graph, DegreeEnds::Out)))),
            "bfs" => {
                let mut scratch = BfsScratch::default();
                let source = node(0);
                Box::new(move || {
                    let levels = bfs(graph, reverse, source, &mut scratch).level_sizes();
                    let distances = (0_u64..).zip(levels).map(|(at, &n)| at * u64::from(n));
                    let n_reached: u64 = levels.iter().copied().map(u64::from).sum();
                    Ok(Found::Numbers(vec![n_reached as f64, distances.sum::<u64>() as f64]))
                })
            }
            "sp_pair" => {
                let mut scratch = MeetingScratch::default();
                let (hops, source, target) = (Hops::new(graph, reverse), node(0), node(1));
                Box::new(move || {
                    let distance = distance_between(hops, source, target, &mut scratch);
                    Ok(Found::Numbers(vec![distance.map_or(f64::INFINITY, f64::from)]))
                })
            }
            "allsp_pair" => {
                let mut scratch = MeetingScratch::default();
                let (hops, source, target) = (Hops::new(graph, reverse), node(0), node(1));
                Box::new(move || {
                    let paths = shortest_paths(hops, source, target, &mut scratch);
                    let count = paths.map_or(PathCount::Exact(0), |paths| paths.count());
                    let (PathCount::Exact(n) | PathCount::AtLeast(n)) = count;
                    Ok(Found::Numbers(vec![n as f64]))
                })
            }
            "sssp" => {
                let [terrain, _] = weighted()?;
                let (mut scratch, source) = (DijkstraScratch::default(), node(0));
                Box::new(move || {
                    let found = dijkstra(terrain, source, &mut scratch);
                    let sum: u64 = found.iter().flatten().sum();
                    Ok(Found::Numbers(vec![found.reached_count() as f64, sum as f64]))
                })
            }
            "dij_pair" => {
                let [forward, backward] = weighted()?;
                let mut scratch = BidirectionalScratch::default();
                let (source, target) = (node(0), node(1));
                Box::new(move || {
                    let path =
                        bidirectional_dijkstra(forward, backward, source, target, &mut scratch);
                    let length = path.map_or(f64::INFINITY, |path| path.length as f64);
                    Ok(Found::Numbers(vec![length]))
                })
            }
            "yen10" => {
                let ([terrain, _], source, target) = (weighted()?, node(0), node(1));
                let limits = EnumerationLimits { paths_max: 10, ..EnumerationLimits::default() };
                Box::new(move || {
                    let found = k_shortest_paths(terrain, source, target, limits);
                    let lengths = found.paths.iter().map(|path| path.length as f64);
                    Ok(Found::Numbers(lengths.collect()))
                })
            }
            "bc_sampled" => {
                let params = SampledBetweennessParams { direction, ..Default::default() };
                Box::new(move || {
                    Ok(Found::Scores(sampled_betweenness(graph, reverse, &params, watch)?.scores))
                })
            }
            "bc" | "bc16" => {
                let sources =
                    if self.kernel.name == "bc" { Sources::All } else { Sources::Given(sources) };
                let params = BetweennessParams { direction, scale: Scale::Raw, sources };
                Box::new(move || Ok(Found::Scores(betweenness(graph, reverse, &params, watch)?)))
            }
            "closeness" => Box::new(move || {
                let scale = ClosenessScale::PerComponent;
                Ok(Found::Scores(closeness(graph, reverse, scale, watch)?))
            }),
            "harmonic" => Box::new(move || Ok(Found::Scores(harmonic(graph, reverse, watch)?))),
            "pagerank" | "pagerank20" => {
                let params = if self.kernel.name == "pagerank" {
                    PageRankParams { tolerance: 1e-6, ..PageRankParams::default() }
                } else {
                    // No change is small enough, so that all rounds are done.
                    PageRankParams {
                        tolerance: 0.0,
                        iterations_max: 20,
                        method: PageRankMethod::PowerIteration,
                        ..PageRankParams::default()
                    }
                };
                Box::new(move || {
                    Ok(Found::Scores(pagerank(graph, reverse, &params, watch)?.scores))
                })
            }
            "eigenvector" => Box::new(move || {
                let params = EigenvectorParams::default();
                Ok(Found::Scores(eigenvector(graph, reverse, &params, watch)?.scores))
            }),
            "wcc" => Box::new(move || {
                let parts = if direction == Direction::Directed {
                    weak_components(graph, reverse)
                } else {
                    components(graph)
                };
                Ok(Found::count(parts.count()))
            }),
            "scc" => Box::new(move || Ok(Found::count(strong_components(graph).count()))),
            "kcore" => Box::new(move || Ok(Found::Counts(core_numbers(graph)))),
            "triangles" => {
                Box::new(move || Ok(Found::Numbers(vec![triangle_count(graph, watch)? as f64])))
            }
            "clustering" => {
                Box::new(move || Ok(Found::Scores(triangles(graph, watch)?.local_clustering())))
            }
            "artic" => {
                Box::new(move || Ok(Found::count(cut_points(graph).articulation_points.len())))
            }
            "bridges" => Box::new(move || Ok(Found::count(cut_points(graph).bridges.len()))),
            "constraint" => Box::new(move || {
                let scores = constraint(graph, watch)?.into_iter();
                Ok(Found::Scores(scores.map(|score| score.unwrap_or(f64::NAN)).collect()))
            }),
            "louvain" => Box::new(move || {
                let found = louvain(graph, &LouvainParams::default(), watch)?;
                Ok(Found::partition(&found.community, found.modularity))
            }),
            "leiden" => Box::new(move || {
                let found = leiden(graph, &LeidenParams::default(), watch)?;
                Ok(Found::partition(&found.community, found.modularity))
            }),
            "lpa" => Box::new(move || {
                let found = label_propagation(graph, &LabelPropagationParams::default(), watch)?;
                Ok(Found::partition(&found.community, found.modularity))
            }),
            name => unreachable!("{name} is not among the kernels"),
        })
    }

    /// The first sources of the file.
    fn sources(&self) -> Result<Vec<NodeIx>, CliError> {
        let Some(path) = &self.sources else { return Ok(Vec::new()) };
        let text = fs::read_to_string(path)
            .map_err(|error| CliError::read(&path.display().to_string(), &error))?;
        let mut sources = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let node = line.parse().map(NodeIx).map_err(|_| {
                CliError::usage(format!("{}: a line holds no id of a node", path.display()))
            })?;
            sources.push(node);
        }
        sources.truncate(SUITE_SOURCES);
        Ok(sources)
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

/// What a kernel runs on.
#[derive(Clone, Copy)]
struct Ground<'a> {
    graph: Csr<'a>,
    reverse: Csr<'a>,
    /// Where there are weights, the graph and its reverse with them.
    terrains: Option<[Terrain<'a, u32>; 2]>,
}

/// Says what is wrong with an edge list.
fn refused(error: EdgeListError, watch: &Watching) -> CliError {
    match error {
        EdgeListError::Stopped => watch.stopped(),
        EdgeListError::Refused { ref findings } => CliError::bad_data(error.to_string(), findings),
        EdgeListError::Io { .. } => CliError::io(error.to_string()),
        EdgeListError::Changed { .. } => {
            CliError::io(error.to_string()).hint("let the program that writes it end first")
        }
    }
}
