//! Rankings by every measure, estimates, and paths of least weight.

use super::{Sandbox, edge, node, node_sequences};
use insta::assert_snapshot;
use serde_json::Value;
use sociogram::explore::{Measure, MeasuredOn};
use std::collections::BTreeMap;

fn shown(args: &[&str]) -> String {
    Sandbox::new().run(args).shown()
}

#[test]
fn who_is_free_of_constraint() {
    assert_snapshot!(shown(&["rank", "--by", "constraint", "--kind", "person", "--top", "3"]), @"
    exit: 0
    --- stdout
    Ranked by constraint, 3 of 7
    rank  name                  kind      score
       1  Darkhan Berdaliyev    diplomat  0.1038
       2  Nursultan Nazarbayev  leader    0.1957
       3  Lee Myung-bak         leader    0.2500

    score: how much its contacts are each other's contacts; the freest comes first
      (Burt)
    normalisation: none; nodes without edges have no score
    projection: hubs removed, records kept as nodes, passable edges, undirected,
      parallel edges as one, unit length: 103 nodes, 89 edges
    of these edges 18 inferred, 4 planned, 0 claimed (--basis stated, --status done,
      --claims drop leave them out)

    selection: only kind person
    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path darkhan-berdaliyev nursultan-nazarbayev
    --- stderr
    ");
}

#[test]
fn who_stands_near_somebody() {
    assert_snapshot!(shown(&["rank", "--by", "pagerank", "--near", "kepco", "--top", "3"]), @"
    exit: 0
    --- stdout
    Ranked by pagerank near KEPCO, 3 of 67
    rank  name                          kind      score
       1  KEPCO                         company   0.1968
       2  Balkhash Thermal Power Plant  facility  0.0720
       3  Samruk-Energy                 company   0.0468

    score: share of time a random walk spends at it
    normalisation: sums to 1; damping 0.85; the walk begins again at those named,
      from sinks too
    projection: hubs removed, records kept as nodes, passable edges, undirected,
      parallel edges as one, unit length: 103 nodes, 89 edges
    of these edges 18 inferred, 4 planned, 0 claimed (--basis stated, --status done,
      --claims drop leave them out)

    data: kazakhstan-korea · 145 nodes, 238 edges
    next: sociogram path kepco balkhash-power-plant
    --- stderr
    ");
}

#[test]
fn an_estimate_says_how_exact_it_is() {
    let sandbox = Sandbox::new();
    let exact = sandbox.json(&["rank", "--records", "--top", "999"]);
    let estimate = sandbox.json(&["rank", "--within", "0.05", "--records", "--top", "999"]);
    assert_eq!(exact["estimate"], Value::Null);
    let error = estimate["estimate"]["error"].as_f64().unwrap();
    assert!(error <= 0.05, "{error}");
    assert!(estimate["estimate"]["samples"].as_u64().unwrap() > 0);
    let scores = |answer: &Value| -> BTreeMap<String, f64> {
        let rows = answer["rows"].as_array().unwrap().iter();
        rows.map(|row| (row["id"].as_str().unwrap().to_owned(), row["score"].as_f64().unwrap()))
            .collect()
    };
    let (exact, estimated) = (scores(&exact), scores(&estimate));
    assert_eq!(exact.len(), estimated.len());
    for (id, score) in &exact {
        assert!((score - estimated[id]).abs() <= error, "{id}: {score}, {}", estimated[id]);
    }
    assert!(sandbox.run(&["rank", "--within", "0.05"]).stdout.contains("random shortest paths"));
}

#[test]
fn every_measure_ranks_and_says_what_it_means() {
    let sandbox = Sandbox::new();
    for measure in Measure::ALL {
        let mut arguments = vec!["rank", "--by", measure.as_str(), "--records", "--top", "9999"];
        if measure.measured_on() == MeasuredOn::Directed {
            arguments.push("--directed");
        }
        let answer = sandbox.json(&arguments);
        assert_eq!(answer["converged"], true, "{arguments:?}");
        let rows = answer["rows"].as_array().unwrap();
        let scores: Vec<f64> = rows.iter().map(|row| row["score"].as_f64().unwrap()).collect();
        assert!(scores.iter().all(|score| score.is_finite()));
        if measure == Measure::Constraint {
            assert!(scores.is_sorted(), "{measure:?}");
        } else {
            assert!(scores.is_sorted_by(|a, b| *a >= b - 1e-9), "{measure:?}");
        }
        let lists_all = rows.len() as u64 == answer["projection"]["nodes"].as_u64().unwrap();
        let is_partial = matches!(measure, Measure::Constraint | Measure::EffectiveSize);
        assert_eq!(lists_all, !is_partial, "{measure:?}");
    }
}

#[test]
fn what_does_not_go_together_in_a_ranking_is_refused() {
    let sandbox = Sandbox::new();
    for (arguments, said) in [
        (&["--by", "hits-hub"][..], "needs a directed graph"),
        (&["--by", "core", "--directed"], "needs an undirected graph"),
        (&["--near", "kepco"], "--near goes with --by pagerank"),
        (&["--by", "degree", "--within", "0.1"], "--within goes with --by betweenness"),
        (&["--within", "0"], "0.0001 to below 1"),
        (&["--by", "pagerank", "--near", "kazakhstan"], "is a hub"),
        (&["--time-limit", "0"], "not in 1"),
    ] {
        let run = sandbox.run(&[&["rank"], arguments].concat());
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.stderr.contains(said), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn a_path_of_least_total_weight() {
    let sandbox = Sandbox::new();
    let cost = |value: &str, unit: &str| {
        format!(
            r#", "facts": [{{"key": "cost", "amount": {{"value": "{value}", "unit": "{unit}"}}}}]"#
        )
    };
    let nodes: Vec<String> = ["a", "b", "c", "d"].map(|id| node(id, "person")).to_vec();
    let write = |last_unit: &str| {
        let edges = [
            edge("ab", "met", "a", "b", &cost("2500000000", "USD")),
            edge("ac", "met", "a", "c", &cost("1000000000", "USD")),
            edge("ad", "met", "a", "d", ""),
            edge("bd", "met", "b", "d", &cost("500000000", "USD")),
            edge("cd", "met", "c", "d", &cost("1500000000.5", last_unit)),
        ];
        let nodes: Vec<&str> = nodes.iter().map(String::as_str).collect();
        let edges: Vec<&str> = edges.iter().map(String::as_str).collect();
        sandbox.dataset(&nodes, &edges)
    };
    let data = write("USD");
    // Too far apart for 32 bits: a half beside billions.
    let refused = sandbox.run(&["--data", data, "path", "a", "d", "--weight", "cost"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("too far apart"), "{}", refused.stderr);
    let file = sandbox.path().join("data/edges.json");
    let text = std::fs::read_to_string(&file).unwrap().replace("1500000000.5", "1500000000");
    std::fs::write(&file, text).unwrap();
    assert_snapshot!(sandbox.run(&["--data", data, "path", "a", "d", "--weight", "cost", "--k", "2"]).shown(), @"
    exit: 0
    --- stdout
    How is A connected to D?
    2500000000 USD of cost, 2 steps, 2 paths

    Path 1 of 2, 2 steps, 2500000000 USD
    ● A (person)
      1 ├─ met [no source]
    ● C (person)
      2 └─ met [no source]
    ● D (person)
    Weakest hop: 1, no source

    Path 2 of 2, 2 steps, 3000000000 USD
    ● A (person)
      1 ├─ met [no source]
    ● B (person)
      2 └─ met [no source]
    ● D (person)
    Weakest hop: 1, no source

    Routes through hubs were not looked for: paths are weighed.

    data: data · 4 nodes, 5 edges
    next: sociogram --data data diagram --template path a d -o path.svg
    --- stderr
    ");
    let answer = sandbox.json(&["--data", data, "path", "a", "d", "--weight", "cost"]);
    assert_eq!(node_sequences(&answer), [["a", "c", "d"]]);
    assert_eq!(answer["paths"][0]["weight"], "2500000000 USD");
    assert_eq!(answer["weight"], serde_json::json!({"key": "cost", "unit": "USD"}));
    let through = ["--data", data, "path", "a", "d", "--weight", "cost", "--through", "b"];
    assert_eq!(sandbox.json(&through)["paths"][0]["weight"], "3000000000 USD");

    let unknown = sandbox.run(&["--data", data, "path", "a", "d", "--weight", "size"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("numbers are stated as cost"), "{}", unknown.stderr);
    let mixed = sandbox.run(&["--data", write("EUR"), "path", "a", "d", "--weight", "cost"]);
    assert_eq!(mixed.code, 2);
    assert!(mixed.stderr.contains("EUR, USD"), "{}", mixed.stderr);
}
