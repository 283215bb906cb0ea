//! Files of other tools, in and out: one folder or file per format.
//!
//! Knows files and the graph in memory; it asks no questions and prints nothing.

pub mod edge_list;
