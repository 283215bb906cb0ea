//! The kernels that can be timed: their names, what they are asked, and how they are called.

use super::super::error::CliError;
use super::super::watching::Watching;
use crate::algo::Stopped;
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
use crate::graph::{Csr, NodeIx};

/// A kernel under the name that benchmark suites give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kernel {
    pub(super) name: &'static str,
    /// What it is asked for beside the graph.
    pub(super) asks: Asks,
    /// Whether arcs may go one way.
    pub(super) may_be_directed: bool,
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
pub(super) enum Asks {
    Nothing,
    Source,
    Pair,
    Sources,
}

impl Asks {
    /// Nodes on the command line.
    pub(super) fn n_nodes(self) -> usize {
        match self {
            Self::Nothing | Self::Sources => 0,
            Self::Source => 1,
            Self::Pair => 2,
        }
    }

    /// What is asked for, in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Nothing => "no node",
            Self::Source => "one node: the source",
            Self::Pair => "two nodes: source and target",
            Self::Sources => "no node, but a file of --sources",
        }
    }
}

/// All kernels.
pub(super) const KERNELS: [Kernel; 27] = [
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
pub(super) enum Found {
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

/// What a kernel runs on.
pub(super) struct Task<'a> {
    pub(super) graph: Csr<'a>,
    pub(super) reverse: Csr<'a>,
    pub(super) direction: Direction,
    /// Where there are weights, the graph and its reverse with them.
    pub(super) terrains: Option<[Terrain<'a, u32>; 2]>,
    /// Source, source and target, or sources.
    pub(super) nodes: &'a [NodeIx],
    pub(super) watch: &'a Watching,
}

/// A kernel with everything that it keeps between repetitions.
pub(super) type Run<'a> = Box<dyn FnMut() -> Result<Found, Stopped> + 'a>;

impl<'a> Task<'a> {
    fn weighted(&self) -> Result<[Terrain<'a, u32>; 2], CliError> {
        self.terrains.ok_or_else(|| {
            CliError::usage("this kernel needs weights")
                .hint("a file with lines `source target weight` is called .wel")
        })
    }
}

impl Kernel {
    /// The kernel ready to be repeated.
    pub(super) fn prepared<'a>(self, task: &Task<'a>) -> Result<Run<'a>, CliError> {
        for family in [Self::paths, Self::centrality, Self::structure, Self::community] {
            if let Some(run) = family(self, task)? {
                return Ok(run);
            }
        }
        unreachable!("{} is among the kernels of a family", self.name)
    }

    /// Searches.
    fn paths<'a>(self, task: &Task<'a>) -> Result<Option<Run<'a>>, CliError> {
        let Task { graph, reverse, .. } = *task;
        Ok(Some(match self.name {
            "bfs" => {
                let mut scratch = BfsScratch::default();
                let source = task.nodes[0];
                Box::new(move || {
                    let levels = bfs(graph, reverse, source, &mut scratch).level_sizes();
                    let distances = (0_u64..).zip(levels).map(|(at, &n)| at * u64::from(n));
                    let n_reached: u64 = levels.iter().copied().map(u64::from).sum();
                    Ok(Found::Numbers(vec![n_reached as f64, distances.sum::<u64>() as f64]))
                })
            }
            "sp_pair" => {
                let mut scratch = MeetingScratch::default();
                let (hops, source, target) =
                    (Hops::new(graph, reverse), task.nodes[0], task.nodes[1]);
                Box::new(move || {
                    let distance = distance_between(hops, source, target, &mut scratch);
                    Ok(Found::Numbers(vec![distance.map_or(f64::INFINITY, f64::from)]))
                })
            }
            "allsp_pair" => {
                let mut scratch = MeetingScratch::default();
                let (hops, source, target) =
                    (Hops::new(graph, reverse), task.nodes[0], task.nodes[1]);
                Box::new(move || {
                    let paths = shortest_paths(hops, source, target, &mut scratch);
                    let count = paths.map_or(PathCount::Exact(0), |paths| paths.count());
                    let (PathCount::Exact(n) | PathCount::AtLeast(n)) = count;
                    Ok(Found::Numbers(vec![n as f64]))
                })
            }
            "sssp" => {
                let [terrain, _] = task.weighted()?;
                let (mut scratch, source) = (DijkstraScratch::default(), task.nodes[0]);
                Box::new(move || {
                    let found = dijkstra(terrain, source, &mut scratch);
                    let sum: u64 = found.iter().flatten().sum();
                    Ok(Found::Numbers(vec![found.reached_count() as f64, sum as f64]))
                })
            }
            "dij_pair" => {
                let [forward, backward] = task.weighted()?;
                let mut scratch = BidirectionalScratch::default();
                let (source, target) = (task.nodes[0], task.nodes[1]);
                Box::new(move || {
                    let path =
                        bidirectional_dijkstra(forward, backward, source, target, &mut scratch);
                    let length = path.map_or(f64::INFINITY, |path| path.length as f64);
                    Ok(Found::Numbers(vec![length]))
                })
            }
            "yen10" => {
                let ([terrain, _], source, target) =
                    (task.weighted()?, task.nodes[0], task.nodes[1]);
                let limits = EnumerationLimits { paths_max: 10, ..EnumerationLimits::default() };
                Box::new(move || {
                    let found = k_shortest_paths(terrain, source, target, limits);
                    let lengths = found.paths.iter().map(|path| path.length as f64);
                    Ok(Found::Numbers(lengths.collect()))
                })
            }
            _ => return Ok(None),
        }))
    }

    /// One number per node.
    fn centrality<'a>(self, task: &Task<'a>) -> Result<Option<Run<'a>>, CliError> {
        let Task { graph, reverse, watch, .. } = *task;
        let direction = task.direction;
        Ok(Some(match self.name {
            "degree" => Box::new(move || Ok(Found::Counts(degree(graph, DegreeEnds::Out)))),
            "bc_sampled" => {
                let params = SampledBetweennessParams { direction, ..Default::default() };
                Box::new(move || {
                    Ok(Found::Scores(sampled_betweenness(graph, reverse, &params, watch)?.scores))
                })
            }
            "bc" | "bc16" => {
                let sources =
                    if self.name == "bc" { Sources::All } else { Sources::Given(task.nodes) };
                let params = BetweennessParams { direction, scale: Scale::Raw, sources };
                Box::new(move || Ok(Found::Scores(betweenness(graph, reverse, &params, watch)?)))
            }
            "closeness" => Box::new(move || {
                let scale = ClosenessScale::PerComponent;
                Ok(Found::Scores(closeness(graph, reverse, scale, watch)?))
            }),
            "harmonic" => Box::new(move || Ok(Found::Scores(harmonic(graph, reverse, watch)?))),
            "pagerank" | "pagerank20" => {
                let params = if self.name == "pagerank" {
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
            _ => return Ok(None),
        }))
    }

    /// What the graph consists of.
    fn structure<'a>(self, task: &Task<'a>) -> Result<Option<Run<'a>>, CliError> {
        let Task { graph, reverse, watch, .. } = *task;
        let direction = task.direction;
        Ok(Some(match self.name {
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
            _ => return Ok(None),
        }))
    }

    /// Partitions.
    fn community<'a>(self, task: &Task<'a>) -> Result<Option<Run<'a>>, CliError> {
        let Task { graph, watch, .. } = *task;
        Ok(Some(match self.name {
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
            _ => return Ok(None),
        }))
    }
}
