//! How a table is written: what separates its cells, which the header shows.

use crate::interchange::files::Head;

/// What separates cells, in the order in which they are preferred.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What separates the cells of a table, and how many bytes stand before its first row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) separator: u8,
    pub(super) n_skipped: usize,
}

impl Dialect {
    /// The dialect of a file: what its first line names (`sep=;`, as Excel has it), what is declared, what the format
    /// says, or what stands most often in its header.
    pub(super) fn of(head: &Head<'_>, declared: Option<u8>, of_format: Option<u8>) -> Self {
        let n_mark = if head.bytes.starts_with("\u{FEFF}".as_bytes()) { 3 } else { 0 };
        let (named, n_line) = match named_separator(head.text) {
            Some((separator, n_line)) => (Some(separator), n_mark + n_line),
            None => (None, 0),
        };
        let guessed = || most_frequent(&head.text.as_bytes()[n_line.saturating_sub(n_mark)..]);
        let separator = declared.or(named).or(of_format).unwrap_or_else(guessed);
        Self { separator, n_skipped: n_line }
    }
}

/// The separator that a first line names, and the length of that line.
fn named_separator(text: &str) -> Option<(u8, usize)> {
    let end = text.find('\n')? + 1;
    let line = text[..end].trim_end_matches(['\r', '\n']).trim_matches('"');
    let name = line.get(..4).filter(|name| name.eq_ignore_ascii_case("sep="))?;
    match line.as_bytes()[name.len()..] {
        [separator] if separator.is_ascii() => Some((separator, end)),
        _ => None,
    }
}

fn most_frequent(text: &[u8]) -> u8 {
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut is_quoted = false;
    for &byte in text.iter().skip_while(|byte| matches!(byte, b'\n' | b'\r')) {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted => break,
            _ if is_quoted => {}
            _ => {
                if let Some(at) = SEPARATORS.iter().position(|separator| *separator == byte) {
                    counts[at] += 1;
                }
            }
        }
    }
    let most = counts.iter().copied().max().unwrap_or_default();
    let at = counts.iter().position(|count| *count == most).unwrap_or_default();
    SEPARATORS[at]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (char, usize) {
        let bytes = text.as_bytes();
        let text = text.trim_start_matches('\u{FEFF}');
        let dialect = Dialect::of(&Head { extension: "csv", text, bytes }, None, None);
        (char::from(dialect.separator), dialect.n_skipped)
    }

    #[test]
    fn the_header_shows_the_separator() {
        assert_eq!(of("a,b\n1;2;3,4\n"), (',', 0));
        assert_eq!(of("a;b;\"c,d,e,f\"\n"), (';', 0));
        assert_eq!(of("a\tb\r\n"), ('\t', 0));
        assert_eq!(of("a|b|c"), ('|', 0));
        assert_eq!(of("only\n"), (',', 0));
        assert_eq!(of(""), (',', 0));
        assert_eq!(of("\n\na;b\n"), (';', 0));
    }

    #[test]
    fn a_first_line_may_name_it() {
        assert_eq!(of("sep=;\r\na,b;c\r\n"), (';', 7));
        assert_eq!(of("\u{FEFF}SEP=,\na;b;c\n"), (',', 9));
        assert_eq!(of("\"sep=\t\"\na;b\n"), ('\t', 8));
        assert_eq!(of("separator;b\n"), (';', 0));
        assert_eq!(of("sep=\na\n"), (',', 0));
    }
}
