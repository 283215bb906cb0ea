//! JSON as printed: one line, complete, and inert even on a terminal.

use crate::model::is_invisible;
use serde_json::Value;
use std::fmt::Write;

/// One value in one line with a line end. What could act on a terminal is written as `\uXXXX`, which
/// reads back as the same text.
pub(super) fn line(value: &Value) -> String {
    let plain = value.to_string();
    let mut out = String::with_capacity(plain.len() + 1);
    for c in plain.chars() {
        if is_invisible(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_escaped_and_reads_back() {
        let value = Value::from("a\u{202e}b\u{9b}c\u{e0041}d\u{7f}é이");
        let printed = line(&value);
        assert!(printed.trim_end().chars().all(|c| !is_invisible(c)), "{printed}");
        assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), value);
    }
}
