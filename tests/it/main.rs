//! Integration tests of the library and the binary, in one program.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stderr, reason = "a test that skips says so")]

mod checks;
mod claims;
mod cli;
mod dataset;
mod diagram;
mod diff;
mod edge_list;
mod files;
mod hostile;
mod in_order;
mod interchange;
#[cfg(unix)]
mod kills;
mod known;
mod oracle;
mod paths;
mod peers;
mod quality;
mod readme;
mod source_paths;
mod svg;
mod svg_hostile;
mod tidy;
mod time;
mod together;
mod two_modes;
mod views;
mod widths;
mod withdrawal;
