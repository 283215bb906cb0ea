//! What all readers of edge lists take alike: comments, and the names of columns.

/// What the first end of an edge is called in a header.
pub(super) const SOURCE_NAMES: &[&str] = &["source", "src", "from"];
/// What the second is called.
pub(super) const TARGET_NAMES: &[&str] = &["target", "dst", "to"];

/// Whether a line without white space before it holds no edge.
pub(super) fn is_comment(line: &[u8]) -> bool {
    line.starts_with(b"#") || line.starts_with(b"%")
}
