//! Edge lists: every form that is read, and what is said of a file that cannot be.

use proptest::prelude::*;
use sociogram::algo::{Progress, Unwatched, with_threads};
use sociogram::graph::{CsrBuf, NodeIx};
use sociogram::interchange::edge_list::{
    EdgeList, EdgeListDirection, EdgeListError, EdgeListOptions, Loops, ParallelArcs,
    read_edge_list,
};
use std::fmt::Write;
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;
use tempfile::TempDir;

const DIRECTED: EdgeListOptions = EdgeListOptions {
    direction: EdgeListDirection::Directed,
    loops: Loops::Keep,
    parallel: ParallelArcs::Keep,
};

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn read(&self, name: &str, text: &str) -> EdgeList {
        read_edge_list(&self.write(name, text), &DIRECTED, &Unwatched).unwrap()
    }

    fn refused(&self, name: &str, text: &str) -> Vec<String> {
        match read_edge_list(&self.write(name, text), &DIRECTED, &Unwatched) {
            Err(EdgeListError::Refused { findings }) => {
                let said = |f: &sociogram::dataset::Finding| format!("{}: {}", f.line, f.message);
                findings.iter().map(said).collect()
            }
            other => panic!("{name} was not refused: {other:?}"),
        }
    }
}

fn arcs(list: &EdgeList) -> Vec<(u32, u32)> {
    let graph = list.graph.view();
    graph
        .nodes()
        .flat_map(|node| graph.neighbors(node).iter().map(move |&to| (node.0, to)))
        .collect()
}

#[test]
fn plain_pairs_are_read_with_comments_and_any_ends_of_lines() {
    let text = "\u{feff}# from\tto\r\n% more\n\n 3  1\r\n0\t2 \n0 1\n1 1\n0 1";
    let list = Folder::new().read("graph.el", text);
    assert_eq!(arcs(&list), [(0, 1), (0, 1), (0, 2), (1, 1), (3, 1)]);
    assert_eq!((list.weights, list.ids), (None, None));
    let snap = Folder::new().read("Wiki-Vote.txt", "# Nodes: 2\n# FromNodeId\tToNodeId\n1\t0\n");
    assert_eq!(arcs(&snap), [(1, 0)]);
}

#[test]
fn ids_without_edges_are_nodes() {
    assert_eq!(Folder::new().read("graph.el", "0 9\n").graph.view().node_count(), 10);
    assert_eq!(Folder::new().read("graph.el", "").graph.view().node_count(), 0);
    assert_eq!(Folder::new().read("graph.el", "# nothing\n").graph.view().arc_count(), 0);
}

#[test]
fn an_undirected_edge_has_two_arcs_and_a_loop_one() {
    let folder = Folder::new();
    let path = folder.write("graph.wel", "1 0 7\n0 1 5\n1 1 2\n");
    let read = |loops, parallel| {
        let direction = EdgeListDirection::Undirected;
        read_edge_list(&path, &EdgeListOptions { direction, loops, parallel }, &Unwatched).unwrap()
    };
    let kept = read(Loops::Keep, ParallelArcs::Keep);
    assert_eq!(arcs(&kept), [(0, 1), (0, 1), (1, 0), (1, 0), (1, 1)]);
    assert_eq!(kept.weights.as_deref(), Some(&[5, 7, 5, 7, 2][..]));
    let merged = read(Loops::Drop, ParallelArcs::Merge);
    assert_eq!(arcs(&merged), [(0, 1), (1, 0)]);
    assert_eq!(merged.weights.as_deref(), Some(&[5, 5][..]));
}

#[test]
fn columns_of_a_table_are_found_by_name() {
    let folder = Folder::new();
    let text = "when, Weight ,DST,src\n2010,4,1,0\n2011,3,0,2\r\n";
    let list = folder.read("graph.csv", text);
    assert_eq!(arcs(&list), [(0, 1), (2, 0)]);
    assert_eq!(list.weights, Some(vec![4, 3]));
    assert_eq!(arcs(&folder.read("two.csv", "a,b\n0,1\n")), [(0, 1)]);
    assert_eq!(
        folder.refused("none.csv", "0,1\n1,2\n"),
        ["1: a CSV file starts with a header, and this line holds a number"]
    );
    assert_eq!(
        folder.refused("half.csv", "source,b\n0,1\n"),
        ["1: the header names one end of an edge and not the other"]
    );
}

#[test]
fn a_list_of_ids_stands_beside_graphalytics_edges() {
    let folder = Folder::new();
    folder.write("graph.v", "18446744073709551615\n7\n100\n");
    let list = folder.read("graph.e", "7 18446744073709551615 3\n100 7 4\n");
    assert_eq!(list.ids, Some(vec![7, 100, u64::MAX]));
    assert_eq!((arcs(&list), list.weights.unwrap()), (vec![(0, 2), (1, 0)], vec![3, 4]));
    assert_eq!(folder.refused("graph.e", "7 8\n"), ["1: the id 8 is not listed in the .v file"]);
    folder.write("graph.v", "1\nx\n1\n");
    assert_eq!(
        folder.refused("graph.e", "1 1\n"),
        ["2: “x” is no id", "1: the id 1 is listed twice"]
    );
}

#[test]
fn every_bad_line_is_found() {
    let folder = Folder::new();
    assert_eq!(
        folder.refused(
            "graph.el",
            "0 1\n0\n# fine\na\u{202e}b 1\n0 -1\n0 1 2\n5 18446744073709551616\n"
        ),
        [
            "2: the target is missing",
            "4: “a\\u{202e}b” is no source",
            "5: “-1” is no target",
            "6: 3 values in a line of 2",
            "7: the target is too large",
        ]
    );
    assert_eq!(folder.refused("graph.wel", "0 1 4294967296\n"), ["1: the weight is too large"]);
    assert_eq!(folder.refused("graph.wel", "0 1 0.5\n"), ["1: “0.5” is no weight"]);
    assert_eq!(
        folder.refused("graph.el", "0 4000000000\n"),
        ["1: the id 4000000000 is far beyond the number of edges"]
    );
    assert_eq!(folder.refused("graph.el", &"1".repeat(300_000)), ["1: a line of 256 KiB or more"]);
    assert_eq!(folder.refused("graph.el", &"x\n".repeat(1000)).len(), 100);
}

#[test]
fn lines_are_numbered_through_all_parts() {
    let folder = Folder::new();
    let mut text = String::new();
    for at in 0..100_000 {
        writeln!(text, "{at} {}", at + 1).unwrap();
    }
    text += "no\n";
    let path = folder.write("graph.el", &text);
    for n_threads in [1, 2, 3] {
        let read = with_threads(n_threads, || read_edge_list(&path, &DIRECTED, &Unwatched));
        let Err(EdgeListError::Refused { findings }) = read.unwrap() else {
            panic!("the last line is refused");
        };
        assert_eq!(findings[0].line, 100_001);
    }
}

#[test]
fn a_watch_hears_of_both_readings_and_may_stop_them() {
    let path = Folder::new();
    let path = path.write("graph.el", "0 1\n".repeat(100_000));
    let stop = |progress: Progress| {
        if progress.done * 4 > progress.total * 3 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    assert!(matches!(read_edge_list(&path, &DIRECTED, &stop), Err(EdgeListError::Stopped)));
}

#[test]
fn what_is_no_file_is_said() {
    let folder = Folder::new();
    let missing = read_edge_list(&folder.0.path().join("none.el"), &DIRECTED, &Unwatched);
    assert!(missing.unwrap_err().to_string().starts_with("cannot read"));
    let folder = read_edge_list(folder.0.path(), &DIRECTED, &Unwatched);
    assert!(folder.unwrap_err().to_string().ends_with("it is not a regular file"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Longer than several buffers, with lines of all lengths at their ends.
    #[test]
    fn any_number_of_threads_reads_what_stands_there(
        seed in prop::collection::vec((0..3000_u32, 0..3000_u32, 0..1000_u32), 1..200),
        n_threads in 1..6_usize, ends_open: bool, is_directed: bool,
    ) {
        let edges: Vec<(u32, u32, u32)> = (0..40_000)
            .map(|at| (seed[at % seed.len()], at as u32))
            .map(|((a, b, w), at)| (a * at % 3001, b + at % 7, w))
            .collect();
        let mut text = String::new();
        for (source, target, weight) in &edges {
            writeln!(text, "{source} {target} {weight}").unwrap();
        }
        if ends_open {
            text.pop();
        }
        let folder = Folder::new();
        let path = folder.write("graph.wel", text);
        let direction = if is_directed {
            EdgeListDirection::Directed
        } else {
            EdgeListDirection::Undirected
        };
        let options = EdgeListOptions { direction, ..EdgeListOptions::default() };
        let read = with_threads(n_threads, || read_edge_list(&path, &options, &Unwatched));
        let list = read.unwrap().unwrap();

        let mut expected: Vec<_> = edges
            .iter()
            .flat_map(|&(a, b, w)| {
                let n_arcs = if is_directed || a == b { 1 } else { 2 };
                [(a, b, w), (b, a, w)].into_iter().take(n_arcs)
            })
            .collect();
        expected.sort_unstable();
        let graph = list.graph.view();
        let weights = list.weights.unwrap();
        let read: Vec<_> = graph
            .nodes()
            .flat_map(|node| graph.range(node).map(move |arc| (node, arc)))
            .map(|(NodeIx(from), arc)| (from, graph.target(arc).0, weights[arc]))
            .collect();
        prop_assert_eq!(read, expected);
    }
}

proptest! {
    /// Digits, separators, signs and ends of lines in any order, and any other bytes between.
    #[test]
    fn any_bytes_are_read_or_refused(
        bytes in prop::collection::vec(prop_oneof![
            8 => prop::sample::select(b"0123456789".to_vec()),
            4 => prop::sample::select(b" \t\n\r,#%-.\"".to_vec()),
            1 => any::<u8>(),
        ], 0..200),
        name in prop::sample::select(vec!["g.el", "g.wel", "g.csv", "g.e", "g.txt"]),
    ) {
        let folder = Folder::new();
        let path = folder.write(name, bytes);
        match read_edge_list(&path, &EdgeListOptions::default(), &Unwatched) {
            Ok(list) => {
                let graph = list.graph.view();
                let n_weights = list.weights.map_or(graph.arc_count(), |weights| weights.len());
                prop_assert_eq!(n_weights, graph.arc_count());
            }
            Err(EdgeListError::Refused { findings }) => prop_assert!(!findings.is_empty()),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

#[test]
fn rows_in_any_order_make_the_same_graph() {
    let sorted = CsrBuf::from_rows(vec![0, 2, 3], vec![0, 1, 1]);
    assert_eq!(CsrBuf::from_unsorted_rows(vec![0, 2, 3], vec![1, 0, 1]), sorted);
}
