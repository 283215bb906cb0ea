//! What a graph consists of: `algo::structure` against the oracle.

use super::Oracle;
use sociogram::algo::Unwatched;
use sociogram::algo::centrality::Direction;
use sociogram::algo::structure::{
    components, constraint, core_numbers, cut_points, degree_assortativity, effective_size,
    strong_components, triangle_count, triangles, weak_components,
};
use sociogram::graph::CsrBuf;

#[test]
fn components_agree() {
    for oracle in Oracle::of(Direction::Undirected) {
        assert_eq!(components(oracle.graph().view()).labels, oracle.integers("component"));
    }
    for oracle in Oracle::of(Direction::Directed) {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let weak = weak_components(graph.view(), reverse.view());
        let strong = strong_components(graph.view());
        assert_eq!(weak.labels, oracle.integers("weak_component"));
        assert_eq!(strong.labels, oracle.integers("strong_component"));
        assert_eq!(oracle.values["n_weak_components"], weak.count());
        assert_eq!(oracle.values["n_strong_components"], strong.count());
    }
}

#[test]
fn cut_points_and_cores_agree() {
    for oracle in Oracle::of(Direction::Undirected) {
        let (graph, name) = (oracle.graph(), &oracle.name);
        let cut = cut_points(graph.view());
        assert_eq!(cut.articulation_points, oracle.nodes("articulation_points"), "{name}");
        let bridges: Vec<_> = cut.bridges.iter().map(|(a, b)| (a.0, b.0)).collect();
        assert_eq!(bridges, oracle.pairs("bridges"), "{name}");
        assert_eq!(core_numbers(graph.view()), oracle.integers("core"), "{name}");
    }
}

#[test]
fn triangles_and_clustering_agree() {
    for oracle in Oracle::of(Direction::Undirected) {
        let graph = oracle.graph();
        let found = triangles(graph.view(), &Unwatched).unwrap();
        assert_eq!(found.per_node, oracle.integers("triangles"), "{}", oracle.name);
        assert_eq!(triangle_count(graph.view(), &Unwatched), Ok(found.count()));
        oracle.assert_near("clustering", &found.local_clustering());
        oracle.assert_number("transitivity", found.transitivity());
    }
}

#[test]
fn structural_holes_agree() {
    for oracle in Oracle::of(Direction::Undirected) {
        let graph = oracle.graph();
        oracle.assert_near_or_none("constraint", &constraint(graph.view(), &Unwatched).unwrap());
        let sizes = effective_size(graph.view(), &Unwatched).unwrap();
        oracle.assert_near_or_none("effective_size", &sizes);
    }
}

/// NetworkX counts a loop twice and parallel edges at their nodes; ours is told the graph without them.
#[test]
fn degree_assortativity_agrees() {
    for oracle in Oracle::all() {
        let graph = if oracle.direction() == Direction::Undirected {
            let edges = oracle.pairs("edges").into_iter().zip(0..);
            let edges: Vec<_> = edges.map(|((a, b), edge)| (a, b, edge)).collect();
            CsrBuf::simple_undirected(oracle.n_nodes(), &edges)
        } else {
            oracle.graph()
        };
        let ours = degree_assortativity(graph.view(), graph.reversed().view());
        oracle.assert_number("degree_assortativity", ours.expect("degrees differ"));
    }
}
