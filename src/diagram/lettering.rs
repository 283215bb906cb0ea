//! How the words of cards, lines and footnotes break into lines: the same in every format.
//!
//! Also what no format can carry: controls and direction changes. Knows widths, not places.

use super::scene::{Card, bracketed};
use super::width::{Weight, wrap_evenly};

/// Width of a name on a card, in thousandths of its font size.
const NAME_WIDTH_MAX: u32 = 16_500;
/// Width of the other lines of a card, likewise.
const SECOND_WIDTH_MAX: u32 = 20_000;
const NAME_LINES_MAX: usize = 4;
const SCRIPT_LINES_MAX: usize = 2;
const CAPTION_LINES_MAX: usize = 4;
const SECOND_LINES_MAX: usize = 3;
const LABEL_LINES_MAX: usize = 4;

/// The words of a card, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CardLettering {
    /// Its name.
    pub(super) name: Vec<String>,
    /// Its name in another script, and its caption.
    pub(super) beside_name: Vec<String>,
    /// Its kind and details; the mark of the kind stands before the first.
    pub(super) second: Vec<String>,
}

impl CardLettering {
    pub(super) fn of(card: &Card) -> Self {
        let second = |words: &str, lines_max| {
            wrap_evenly(&separated(words), Weight::Regular, SECOND_WIDTH_MAX, lines_max)
        };
        let name =
            wrap_evenly(&sanitised(&card.name), Weight::Bold, NAME_WIDTH_MAX, NAME_LINES_MAX);
        let mut beside_name = Vec::new();
        for (words, lines_max) in
            [(&card.script_line, SCRIPT_LINES_MAX), (&card.caption, CAPTION_LINES_MAX)]
        {
            if let Some(words) = words {
                beside_name.extend(second(words, lines_max));
            }
        }
        let mut words = String::new();
        if let Some(difference) = card.difference {
            words = format!("{}\u{A0}{} · ", difference.sign(), difference.as_str());
        }
        words.push_str(&card.second_line);
        if !card.sources.is_empty() {
            words.push('\u{A0}');
            words.push_str(&bracketed(&card.sources));
        }
        if card.hidden_neighbors > 0 {
            words.push_str(" ·\u{A0}+");
            words.push_str(&card.hidden_neighbors.to_string());
        }
        Self { name, beside_name, second: second(&words, SECOND_LINES_MAX) }
    }
}

/// The lines of a label.
pub(super) fn label_lines(words: &str, width_max: u32) -> Vec<String> {
    wrap_evenly(&separated(words), Weight::Regular, width_max, LABEL_LINES_MAX)
}

/// Words whose separators stay on the line before.
fn separated(words: &str) -> String {
    sanitised(words).replace(" · ", "\u{A0}· ")
}

/// Text that any writer can take: line breaks and tabs become spaces; controls, direction changes and
/// noncharacters become U+FFFD.
pub(super) fn sanitised(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => ' ',
            '\u{061C}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' => '\u{FFFD}',
            c if c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE => '\u{FFFD}',
            c => c,
        })
        .collect()
}

/// The address, percent-encoded, where it is http, https or relative.
pub(super) fn safe_url(url: &str) -> Option<String> {
    use std::fmt::Write as _;
    let url = url.trim();
    let head = url.split(['/', '?', '#']).next().unwrap_or_default();
    let lower = url.to_ascii_lowercase();
    let web = lower.starts_with("http://") || lower.starts_with("https://");
    if url.is_empty() || (!web && (head.contains(':') || url.starts_with("//"))) {
        return None;
    }
    let mut out = String::new();
    for byte in url.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'[' | b']' | b'@' | b'!'
            | b'$' | b'&' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b'%' => {
                out.push(char::from(byte));
            }
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_and_relative_addresses_pass() {
        assert_eq!(safe_url("https://a.example/b c").as_deref(), Some("https://a.example/b%20c"));
        assert_eq!(safe_url("HTTP://a.example").as_deref(), Some("HTTP://a.example"));
        assert_eq!(safe_url("b/c?d=e:f").as_deref(), Some("b/c?d=e:f"));
        assert_eq!(safe_url("http://a/\"\\<").as_deref(), Some("http://a/%22%5C%3C"));
        for bad in
            ["javascript:alert(1)", " JavaScript:x", "data:text/html,x", "//evil", "", "file:///x"]
        {
            assert_eq!(safe_url(bad), None, "{bad}");
        }
    }

    #[test]
    fn no_writer_gets_what_it_cannot_carry() {
        assert_eq!(sanitised("a\u{FFFE}\u{1FFFF}"), "a\u{FFFD}\u{FFFD}");
        assert_eq!(sanitised("a\tb\u{0}\u{202E}c"), "a b\u{FFFD}\u{FFFD}c");
    }
}
