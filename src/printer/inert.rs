//! Text from data made safe to show: what would act on a terminal is spelt out instead.

use crate::model::is_invisible;
use std::fmt::Write;

/// Replaces control, invisible and direction-changing characters by `\u{…}`; the rest stays as it is.
/// The result is one line.
///
/// # Examples
/// ```
/// use sociogram::printer::inert;
/// assert_eq!(inert("KEPCO"), "KEPCO");
/// assert_eq!(inert("a\u{202e}b"), r"a\u{202e}b");
/// assert_eq!(inert("two\nlines"), r"two\u{a}lines");
/// ```
pub fn inert(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}
