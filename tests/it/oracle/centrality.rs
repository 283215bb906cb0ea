//! Who matters: `algo::centrality` against the oracle.
//!
//! NetworkX stops at an eigenvector when the L1 change is below n · 1e-13. The ratio of the eigenvalues is
//! at most 0.98, so what remains is at most 50 times that; ours stops at a residual of 1e-13, which is off
//! by at most the same factor. Hence n · 1e-11 in sum.

use super::{Oracle, arcs};
use sociogram::algo::Unwatched;
use sociogram::algo::centrality::{
    BetweennessParams, ClosenessScale, ClosenessTopParams, DegreeEnds, Direction,
    EigenvectorParams, HitsParams, KatzParams, PageRankMethod, PageRankParams,
    SampledBetweennessParams, Scale, Sources, SubsetPairs, betweenness, betweenness_subset,
    closeness, closeness_top, degree, edge_betweenness, eigenvector, harmonic, hits, katz,
    pagerank, personalised_pagerank, sampled_betweenness,
};

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
fn betweenness_from_sources_agrees() {
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let sources = oracle.nodes("sources");
        let params = BetweennessParams {
            direction: oracle.direction(),
            sources: Sources::Given(&sources),
            ..BetweennessParams::default()
        };
        let ours = betweenness(graph.view(), reverse.view(), &params, &Unwatched).unwrap();
        oracle.assert_near("betweenness_from_sources", &ours);
    }
}

/// Of an undirected graph NetworkX halves the sum over the pairs, of which there are as many as here.
#[test]
fn betweenness_between_two_sets_agrees() {
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let (sources, targets) = (oracle.nodes("sources"), oracle.nodes("subset_targets"));
        let pairs = SubsetPairs { sources: &sources, targets: &targets, left_out: &[] };
        let direction = oracle.direction();
        let found = betweenness_subset(graph.view(), reverse.view(), direction, &pairs, &Unwatched);
        let factor = if direction == Direction::Undirected { 0.5 } else { 1.0 };
        let ours: Vec<f64> = found.unwrap().scores.iter().map(|score| factor * score).collect();
        assert!(ours.iter().any(|&score| score > 0.0), "{}", oracle.name);
        oracle.assert_near("betweenness_subset_raw", &ours);
    }
}

/// With these seeds every score is within the error, which one sample in a thousand would not be.
#[test]
fn sampled_betweenness_is_within_its_error() {
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let exact = oracle.floats("betweenness_normalised");
        for seed in 0..5 {
            let params = SampledBetweennessParams {
                direction: oracle.direction(),
                error: 0.02,
                confidence: 0.999,
                seed,
            };
            let found = sampled_betweenness(graph.view(), reverse.view(), &params, &Unwatched);
            let found = found.unwrap();
            let gaps = found.scores.iter().zip(&exact).map(|(ours, theirs)| (ours - theirs).abs());
            let widest = gaps.fold(0.0, f64::max);
            assert!(found.error <= params.error, "{}: {}", oracle.name, found.error);
            assert!(widest <= found.error, "{}, seed {seed}: {widest}", oracle.name);
        }
    }
}

#[test]
fn edge_betweenness_agrees() {
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let params =
            BetweennessParams { direction: oracle.direction(), ..BetweennessParams::default() };
        let graph = graph.view();
        let ours = edge_betweenness(graph, reverse.view(), &params, &Unwatched).unwrap();
        let of_edges = oracle.floats("edge_betweenness_raw");
        let theirs: Vec<_> = arcs(graph).map(|arc| of_edges[graph.edge(arc).at()]).collect();
        oracle.assert_each_near("edge_betweenness_raw", &ours, &theirs);
    }
}

#[test]
fn closeness_and_harmonic_centrality_agree() {
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let (graph, reverse) = (graph.view(), reverse.view());
        let closeness_as = |scale| closeness(graph, reverse, scale, &Unwatched).unwrap();
        oracle.assert_near("closeness", &closeness_as(ClosenessScale::WassermanFaust));
        oracle.assert_near("closeness_per_component", &closeness_as(ClosenessScale::PerComponent));
        oracle.assert_near("harmonic", &harmonic(graph, reverse, &Unwatched).unwrap());
    }
}

/// Which of nodes that score alike comes first is a matter of rounding: the scores are compared.
#[test]
fn the_nearest_nodes_agree() {
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let params = ClosenessTopParams::default();
        let top = closeness_top(graph.view(), reverse.view(), &params, &Unwatched).unwrap();
        let ours: Vec<_> = top.iter().map(|node| node.score).collect();
        let mut theirs = oracle.floats("closeness");
        theirs.sort_by(|a, b| b.total_cmp(a));
        oracle.assert_each_near("closeness", &ours, &theirs[..params.n_nodes]);
    }
}

fn pagerank_params(oracle: &Oracle) -> PageRankParams {
    let damping = oracle.values["pagerank_parameters"]["damping"].as_f64().expect("damping");
    PageRankParams { damping, tolerance: 1e-13, iterations_max: 1000, ..PageRankParams::default() }
}

#[test]
fn pagerank_agrees() {
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        for reverse in oracle.turned_round(&graph, &reverse) {
            for method in [PageRankMethod::Fastest, PageRankMethod::PowerIteration] {
                let params = PageRankParams { method, ..pagerank_params(&oracle) };
                let ranks = pagerank(graph.view(), reverse, &params, &Unwatched).unwrap();
                assert!(ranks.converged, "{}", oracle.name);
                oracle.assert_near_in_sum("pagerank", &ranks.scores);
            }
        }
    }
}

/// The walk begins again where it is wanted, from nodes without arcs also.
#[test]
fn personalised_pagerank_agrees() {
    for oracle in Oracle::all() {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let (wanted, params) = (oracle.floats("personalisation"), pagerank_params(&oracle));
        for reverse in oracle.turned_round(&graph, &reverse) {
            let ranks = personalised_pagerank(graph.view(), reverse, &wanted, &params, &Unwatched);
            let ranks = ranks.unwrap();
            assert!(ranks.converged, "{}", oracle.name);
            oracle.assert_near_in_sum("pagerank_personalised", &ranks.scores);
        }
    }
}

#[test]
fn eigenvector_centrality_agrees() {
    let params = EigenvectorParams { tolerance: 1e-13, iterations_max: 10_000 };
    let mut n_unique = 0;
    for oracle in Oracle::all().iter().filter(|oracle| oracle.has("eigenvector")) {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        for reverse in oracle.turned_round(&graph, &reverse) {
            let ours = eigenvector(graph.view(), reverse, &params, &Unwatched).unwrap();
            assert!(ours.converged, "{}", oracle.name);
            oracle.assert_near_in_sum("eigenvector", &ours.scores);
        }
        n_unique += 1;
    }
    assert!(n_unique >= 6, "most graphs have one");
}

/// NetworkX solves the equation; ours stops when a round changes less than 1e-13 of all, and each round
/// changes half of the one before, as α is half of the largest there may be.
#[test]
fn katz_centrality_agrees() {
    for oracle in Oracle::all() {
        let reverse = oracle.graph().reversed();
        let params = KatzParams {
            alpha: oracle.number("katz_attenuation"),
            tolerance: 1e-13,
            ..KatzParams::default()
        };
        let ours = katz(reverse.view(), &params, &Unwatched).unwrap();
        assert!(ours.converged, "{}", oracle.name);
        oracle.assert_near_in_sum("katz_raw", &ours.scores);
    }
}

/// NetworkX goes on to what a float can tell.
#[test]
fn hubs_and_authorities_agree() {
    let mut n_unique = 0;
    for oracle in Oracle::all().iter().filter(|oracle| oracle.has("hub")) {
        let (graph, reverse) = (oracle.graph(), oracle.graph().reversed());
        let params = HitsParams { tolerance: 1e-13, iterations_max: 10_000 };
        let ours = hits(graph.view(), reverse.view(), &params, &Unwatched).unwrap();
        assert!(ours.converged, "{}", oracle.name);
        oracle.assert_near_in_sum("hub", &ours.hubs);
        oracle.assert_near_in_sum("authority", &ours.authorities);
        n_unique += 1;
    }
    assert_eq!(n_unique, 2, "both directed graphs have them");
}
