//! The verb `bench`: every kernel on a graph that is made here, and what is refused.

use super::Sandbox;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The names of all kernels, as help and completion know them.
fn kernels() -> Vec<String> {
    let command = sociogram::cli::command();
    let bench = command.find_subcommand("bench").unwrap();
    let kernel = bench.get_arguments().find(|argument| argument.get_id() == "kernel").unwrap();
    kernel.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
}

/// Kernels of graphs whose edges go both ways.
const UNDIRECTED: [&str; 10] = [
    "yen10",
    "kcore",
    "triangles",
    "clustering",
    "artic",
    "bridges",
    "constraint",
    "louvain",
    "leiden",
    "lpa",
];

/// What a kernel is asked beside the graph.
fn asked(kernel: &str) -> Vec<&'static str> {
    match kernel {
        "bfs" | "sssp" => vec!["1"],
        "sp_pair" | "allsp_pair" | "dij_pair" | "yen10" => vec!["1", "500"],
        "bc16" => vec!["--sources", "sources.txt"],
        _ => Vec::new(),
    }
}

/// A graph with a hub, long ways round, a triangle strip and nodes apart; weights 1 to 9.
fn write_graph(sandbox: &Sandbox) {
    let mut plain = String::from("# made for a test\n");
    let mut weighted = plain.clone();
    let mut edge = |a: u32, b: u32| {
        writeln!(plain, "{a} {b}").unwrap();
        writeln!(weighted, "{a} {b} {}", 1 + (a * 7 + b * 3) % 9).unwrap();
    };
    for node in 0..900 {
        edge(node, node + 1);
        if node % 3 == 0 {
            edge(node, node + 2);
        }
        if node % 7 == 0 && node > 0 {
            edge(0, node);
        }
        edge(node * 31 % 701, node * 17 % 499 + 702);
    }
    edge(1000, 1003);
    sandbox.write("graph.el", &plain);
    sandbox.write("graph.wel", &weighted);
    sandbox.write("sources.txt", "3\n14\n159\n");
}

/// The result of a kernel: what it printed, or the bytes of the file that it named.
fn result(sandbox: &Sandbox, kernel: &str, options: &[&str]) -> Vec<u8> {
    let weighted = ["sssp", "dij_pair", "yen10"].contains(&kernel);
    let edges = if weighted { "graph.wel" } else { "graph.el" };
    let mut arguments = vec!["bench", kernel, "--edges", edges];
    arguments.extend(asked(kernel));
    arguments.extend(options);
    let run = sandbox.run(&arguments);
    assert_eq!(run.code, 0, "{kernel}: {}", run.stderr);
    let (times, results): (Vec<&str>, Vec<&str>) =
        run.stdout.lines().partition(|line| line.starts_with("time "));
    assert!(times.iter().all(|line| line[5..].parse::<f64>().is_ok()), "{}", run.stdout);
    assert_eq!((times.len(), results.len()), (2, 1), "{kernel}: {}", run.stdout);
    let found = results[0].strip_prefix("result ").unwrap();
    let path = Path::new(found);
    if path.is_absolute() {
        let bytes = fs::read(path).unwrap();
        fs::remove_file(path).unwrap();
        bytes
    } else {
        found.as_bytes().to_vec()
    }
}

#[test]
fn every_kernel_finds_the_same_with_any_number_of_threads() {
    let sandbox = Sandbox::new();
    write_graph(&sandbox);
    for kernel in kernels() {
        for direction in [&[][..], &["--directed"]] {
            if UNDIRECTED.contains(&&*kernel) && !direction.is_empty() {
                continue;
            }
            let with = |threads| {
                let options = [&["--reps", "2", "--threads", threads], direction].concat();
                result(&sandbox, &kernel, &options)
            };
            let one = with("1");
            assert!(!one.is_empty(), "{kernel}");
            for threads in ["2", "5"] {
                assert!(with(threads) == one, "{kernel} with {threads} threads {direction:?}");
            }
        }
    }
}

#[test]
fn an_empty_graph_and_a_single_node_are_graphs() {
    let sandbox = Sandbox::new();
    for text in ["", "0 0\n"] {
        sandbox.write("graph.el", text);
        sandbox.write("sources.txt", "");
        for kernel in kernels().iter().filter(|kernel| !asked(kernel).contains(&"1")) {
            result(&sandbox, kernel, &["--reps", "2"]);
        }
    }
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let sandbox = Sandbox::new();
    write_graph(&sandbox);
    let run = |arguments: &[&str]| {
        let run = sandbox.run(&[&["bench"], arguments].concat());
        assert_eq!(run.stdout, "");
        (run.code, run.stderr)
    };
    assert_eq!(run(&["magic", "--edges", "graph.el"]).0, 2);
    assert_eq!(run(&["bfs", "--edges", "graph.el"]).0, 2);
    assert_eq!(run(&["bfs", "1", "2", "--edges", "graph.el"]).0, 2);
    let (code, said) = run(&["bfs", "5000", "--edges", "graph.el"]);
    assert_eq!(code, 2);
    assert!(said.contains("nodes 0 to 1200, not 5000"), "{said}");
    for kernel in UNDIRECTED {
        let arguments =
            [&[kernel, "--edges", "graph.wel", "--directed"][..], &asked(kernel)].concat();
        let (code, said) = run(&arguments);
        assert_eq!(code, 2);
        assert!(said.contains("undirected graphs"), "{said}");
    }
    let (code, said) = run(&["sssp", "1", "--edges", "graph.el"]);
    assert_eq!(code, 2);
    assert!(said.contains(".wel"), "{said}");
    assert_eq!(run(&["load", "--edges", "nowhere.el"]).0, 4);
    sandbox.write("bad.el", "0 1\n1 x\n");
    let (code, said) = run(&["load", "--edges", "bad.el"]);
    assert_eq!(code, 3);
    assert!(said.contains("bad.el:2"), "{said}");
    sandbox.write("sources.txt", "3\n\nx\n");
    let (code, said) = run(&["bc16", "--edges", "graph.el", "--sources", "sources.txt"]);
    assert_eq!(code, 3);
    assert!(said.contains("sources.txt:3"), "{said}");
    sandbox.write("sources.txt", "3\n99999\n");
    assert_eq!(run(&["bc16", "--edges", "graph.el", "--sources", "sources.txt"]).0, 2);
}

/// A graph whose betweenness takes minutes.
fn long_work() -> String {
    let mut text = String::new();
    for node in 0..60_000_u64 {
        for step in [1, 17, 331, 4_001] {
            writeln!(text, "{node} {}", (node * 7 + step) % 60_000).unwrap();
        }
    }
    text
}

#[test]
fn a_limit_of_time_ends_a_long_kernel() {
    let sandbox = Sandbox::new();
    sandbox.write("graph.el", &long_work());
    let started = Instant::now();
    let run = sandbox.run(&["bench", "bc", "--edges", "graph.el", "--time-limit", "1"]);
    assert_eq!(run.code, 130, "{}", run.stdout);
    assert!(run.stderr.contains("stopped after 1 s"), "{}", run.stderr);
    // Without the limit this takes minutes; a busy machine may need a while to notice.
    assert!(started.elapsed().as_secs() < 30);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_long_kernel_at_once() {
    let sandbox = Sandbox::new();
    sandbox.write("graph.el", &long_work());
    let mut child = sandbox.command(&["bench", "bc", "--edges", "graph.el"]).spawn().unwrap();
    // Long enough to read the file; a run that has not begun to compute ends at once too.
    std::thread::sleep(Duration::from_secs(1));
    let started = Instant::now();
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    // Half a second on a machine that has nothing else to do.
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn figures_for_programs_are_json() {
    let sandbox = Sandbox::new();
    write_graph(&sandbox);
    let answer = sandbox.json(&["bench", "load", "--edges", "graph.el", "--reps", "4"]);
    assert_eq!(answer["schema"], "sociogram.bench/1");
    assert_eq!(answer["seconds"].as_array().unwrap().len(), 4);
    assert_eq!(answer["result"][0], answer["nodes"].as_f64().unwrap());
}
