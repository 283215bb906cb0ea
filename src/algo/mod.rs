//! Kernels: one algorithm each, pure functions over adjacency and slices kept beside it.
//!
//! They may use [`crate::graph`] and [`crate::model`]; they know no names, do no I/O and read no
//! clock. A kernel requires what it needs, such as the reversed graph, and never builds it in
//! silence. None recurses, so a chain of a million nodes is no deeper than any other graph.
//!
//! Kernels that take long are given a [`Watch`], which hears how far they are and may stop them. Those
//! that use several threads use the pool they are called in, see [`with_threads`]; work is divided by the
//! graph alone and sums are added in a fixed order, so that any number of threads gives the same bytes.
//!
//! # Conventions
//!
//! | question | answer, unless a kernel says otherwise |
//! |---|---|
//! | direction | Arcs are followed as stored. An undirected graph holds both arcs of every edge, and one arc for a loop. |
//! | incoming | A kernel that looks against the arcs takes the reversed graph as a parameter. |
//! | parallel edges | Paths are node sequences: parallel arcs are one step, the shortest of them. Degree and PageRank count each; betweenness and closeness count them once, as NetworkX does. |
//! | loops | No path uses one. Degree counts its one arc, PageRank follows it, the others ignore it. |
//! | weights | Paths and trees take lengths in half steps (0, 1 or 2); those named for Dijkstra, A*, the k shortest and the lightest also take weights of 32 bits, 0 allowed, whose sums have 64. The other kernels count every arc as 1. |
//! | passage | A node that is not passable may be the end of a path or a terminal of a tree, never an inner node. |
//! | normalisation | Named by a parameter, raw by default; NetworkX's formula where there is one. |
//! | dangling mass | The score of nodes without arcs is spread evenly over all nodes; personalised, as the restart says. |
//! | nothing to reach | [`UNREACHED`](paths::UNREACHED), `None` or an empty list; never a panic. |
//! | ties | Broken by node index, which is the order of ids, so the same graph gives the same bytes. |
//! | empty graph | An empty answer. |
//!
//! An index that is not a node of the graph is a broken invariant of the caller and panics.

mod blocks;
pub mod centrality;
pub mod community;
pub mod paths;
pub mod structure;
mod watch;

pub use blocks::{thread_count, with_threads};
pub use watch::{Progress, Stopped, Unwatched, Watch};

#[cfg(test)]
mod naive;
