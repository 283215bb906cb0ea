//! Ways between nodes: `algo::paths` against the oracle.

use super::Oracle;
use sociogram::algo::centrality::Direction;
use sociogram::algo::paths::{
    BfsScratch, BidirectionalScratch, DijkstraScratch, EnumerationLimits, Hops, MeetingScratch,
    PathCount, Terrain, UNREACHED, bfs, bidirectional_dijkstra, dijkstra, k_shortest_paths,
    lightest_paths, shortest_paths,
};
use sociogram::graph::NodeIx;

#[test]
fn distances_agree() {
    let mut scratch = BfsScratch::default();
    let mut lightest = DijkstraScratch::default();
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let graph = graph.view();
        let (weights, passable) = (oracle.weights(graph), vec![true; graph.node_count()]);
        let terrain = Terrain::new(graph, &weights, &passable);
        let steps = oracle.optional_lists("distances");
        let sums = oracle.optional_lists("weighted_distances");
        for ((source, steps), sums) in oracle.nodes("sources").into_iter().zip(steps).zip(sums) {
            let found = bfs(graph, reverse.view(), source, &mut scratch);
            let ours = found.as_slice().iter().map(|&d| (d != UNREACHED).then_some(u64::from(d)));
            assert!(ours.eq(steps), "{}: distances from {source:?}", oracle.name);
            let ours = dijkstra(terrain, source, &mut lightest).iter();
            assert!(ours.eq(sums), "{}: weighted distances from {source:?}", oracle.name);
        }
    }
}

#[test]
fn shortest_paths_agree() {
    let mut scratch = MeetingScratch::default();
    let mut lightest = BidirectionalScratch::default();
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let (graph, reverse) = (graph.view(), reverse.view());
        let (weights, weights_back) = (oracle.weights(graph), oracle.weights(reverse));
        let passable = vec![true; graph.node_count()];
        let forward = Terrain::new(graph, &weights, &passable);
        let backward = Terrain::new(reverse, &weights_back, &passable);
        let (counts, lengths) =
            (oracle.integers("n_shortest_paths"), oracle.optional_lists("weighted_k_shortest"));
        for (at, (source, target)) in oracle.pairs("pairs").into_iter().enumerate() {
            let name = format!("{}: {source} to {target}", oracle.name);
            let (source, target) = (NodeIx(source), NodeIx(target));
            let all = shortest_paths(Hops::new(graph, reverse), source, target, &mut scratch);
            let n_paths = all.map_or(PathCount::Exact(0), |paths| paths.count());
            assert_eq!(n_paths, PathCount::Exact(u64::from(counts[at])), "{name}");
            let first = bidirectional_dijkstra(forward, backward, source, target, &mut lightest);
            let least = lengths[at].first().copied().flatten();
            assert_eq!(first.map(|path| path.length), least, "{name}");
        }
    }
}

#[test]
fn paths_in_order_of_weight_agree() {
    for oracle in Oracle::of(Direction::Undirected) {
        let graph = oracle.graph();
        let (weights, passable) = (oracle.weights(graph.view()), vec![true; oracle.n_nodes()]);
        let terrain = Terrain::new(graph.view(), &weights, &passable);
        let limits = EnumerationLimits { paths_max: 10, ..EnumerationLimits::default() };
        let (counts, lengths) =
            (oracle.integers("n_lightest_paths"), oracle.optional_lists("weighted_k_shortest"));
        for (at, (source, target)) in oracle.pairs("pairs").into_iter().enumerate() {
            let name = format!("{}: {source} to {target}", oracle.name);
            let (source, target) = (NodeIx(source), NodeIx(target));
            let first = k_shortest_paths(terrain, source, target, limits).paths;
            let ours: Vec<_> = first.iter().map(|path| Some(path.length)).collect();
            assert_eq!(ours, lengths[at], "{name}");
            let lightest = lightest_paths(terrain, source, target, limits).paths;
            assert_eq!(lightest.len(), counts[at] as usize, "{name}");
        }
    }
}
