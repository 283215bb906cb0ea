//! Edge lists: text files of one edge a line, as benchmark suites and graph collections ship them.
//!
//! As records of a dataset (`records`) any word is an id and columns are properties; the rest of this folder reads
//! numbers alone, in parallel, for kernels.
//!
//! A file of numbers is read twice, once to count and once to fill, so that nothing stands in memory beside the graph
//! but a buffer and one counter per node and thread. Each thread reads a part of the file; what comes out is
//! in the order of the file, whatever the number of threads.

mod attributes;
mod build;
pub(super) mod graphalytics;
mod line;
mod number;
mod numbering;
pub(super) mod records;
mod shape;
mod walk;

use crate::algo::Watch;
use crate::dataset::Finding;
use crate::graph::CsrBuf;
use std::path::{Path, PathBuf};
use std::{fmt, io};

/// How the lines of an edge list become arcs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EdgeListOptions {
    /// Whether an edge goes one way.
    pub direction: EdgeListDirection,
    /// What becomes of edges from a node to itself.
    pub loops: Loops,
    /// What becomes of several edges between two nodes.
    pub parallel: ParallelArcs,
}

/// Whether an edge goes one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EdgeListDirection {
    /// Both ways: a line makes two arcs, a loop one.
    #[default]
    Undirected,
    /// From the first to the second: a line makes one arc.
    Directed,
}

/// What becomes of edges from a node to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Loops {
    /// They stay.
    #[default]
    Keep,
    /// They go; the node stays.
    Drop,
}

/// What becomes of several arcs from one node to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParallelArcs {
    /// They stay.
    #[default]
    Keep,
    /// The one of least weight stays.
    Merge,
}

/// A graph from an edge list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeList {
    /// Adjacency, rows sorted by target, then by weight.
    pub graph: CsrBuf,
    /// One weight per arc, where the file has weights.
    pub weights: Option<Vec<u32>>,
    /// The id of each node where a list of ids stands beside the file; else a node's id is its number.
    pub ids: Option<Vec<u64>>,
}

/// Why an edge list cannot be read.
#[derive(Debug)]
pub enum EdgeListError {
    /// The system refused.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The content is refused: the first findings, in the order of the file.
    Refused {
        /// What is wrong, with file and line.
        findings: Vec<Finding>,
    },
    /// The file is not what it was when its edges were counted.
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The watch stopped it.
    Stopped,
}

impl EdgeListError {
    fn io(path: &Path, error: io::Error) -> Self {
        Self::Io { path: path.to_owned(), error }
    }
}

impl fmt::Display for EdgeListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, error } => write!(f, "cannot read {}: {error}", path.display()),
            Self::Refused { findings } => match findings.len() {
                1 => f.write_str("the edge list has an error"),
                n => write!(f, "the edge list has errors; the first {n} are listed"),
            },
            Self::Changed { path } => {
                write!(f, "{} changed while it was read", path.display())
            }
            Self::Stopped => f.write_str("stopped while reading"),
        }
    }
}

impl std::error::Error for EdgeListError {}

/// Reads an edge list.
///
/// # Format
/// One edge a line: two ids and, where the form has one, a weight. The name of the file says the form:
///
/// | name | line | separator |
/// |---|---|---|
/// | `.el` | source target | spaces or tabs |
/// | `.wel` | source target weight | spaces or tabs |
/// | `.csv` | a header, then columns source, target and weight by name, or the first two | commas |
/// | `.e` | source target, weight if any (LDBC Graphalytics); ids are listed in `.v` beside it | spaces or tabs |
/// | other | source target (SNAP) | spaces or tabs |
///
/// Ids and weights are whole numbers below 2^32 - 1; ids in `.v` files may be any below 2^64. Lines that
/// start with `#` or `%`, empty lines and a byte-order mark are skipped; lines end in LF or CR LF. Without a
/// `.v` file the nodes are 0 to the largest id, so that ids without edges are nodes too.
///
/// Column names are `source`, `src`, `from`; `target`, `dst`, `to`; and `weight`, in any case of letters.
/// # Errors
/// All lines that cannot be read are found, and the first hundred are named by line. Ids that leave more than
/// 16 nodes to every byte of the file are refused: they would take the memory of a graph that is not there.
/// # Complexity
/// Time O(n + m log d) for largest degree d, O(n + m) where the file is sorted. Space is that of the graph,
/// four bytes per node and thread, and a buffer per thread.
/// # Determinism
/// The same graph for any number of threads and any order of lines.
/// # References
/// S. Beamer, K. Asanović, D. Patterson, "The GAP benchmark suite", 2015, arXiv:1508.03619 (`.el`, `.wel`).
/// A. Iosup et al., "The LDBC Graphalytics benchmark", 2020, arXiv:2011.15028 (`.v`, `.e`).
/// # Examples
/// ```
/// use sociogram::algo::Unwatched;
/// use sociogram::interchange::edge_list::{EdgeListOptions, read_edge_list};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("pair.el");
/// std::fs::write(&path, "# one edge, and node 2 alone\n0 1\n2 2\n")?;
/// let list = read_edge_list(&path, &EdgeListOptions::default(), &Unwatched)?;
/// assert_eq!((list.graph.view().node_count(), list.graph.view().arc_count()), (3, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_edge_list(
    path: &Path,
    options: &EdgeListOptions,
    watch: &dyn Watch,
) -> Result<EdgeList, EdgeListError> {
    let shape = shape::Shape::of(path)?;
    build::build(path, &shape, *options, watch)
}
