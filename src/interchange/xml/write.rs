//! Texts as XML has them.

use super::element::is_allowed;
use crate::interchange::export::ExportError;
use std::borrow::Cow;
use std::fmt::Write;

/// A text for an attribute in double quotes. Line ends and tabs become references, because readers turn them into spaces.
pub(in crate::interchange) fn escaped(text: &str) -> Result<Cow<'_, str>, ExportError> {
    with_references(text, |c| matches!(c, '&' | '<' | '>' | '"' | '\t' | '\n' | '\r'))
}

/// A text for the content of an element.
pub(in crate::interchange) fn content(text: &str) -> Result<Cow<'_, str>, ExportError> {
    with_references(text, |c| matches!(c, '&' | '<' | '>' | '\r'))
}

/// A text with some characters as references.
fn with_references(
    text: &str,
    is_marked: impl Fn(char) -> bool,
) -> Result<Cow<'_, str>, ExportError> {
    let Some(first) = text.find(|c| is_marked(c) || !is_allowed(c)) else {
        return Ok(Cow::Borrowed(text));
    };
    let mut escaped = String::with_capacity(text.len() + 16);
    escaped.push_str(&text[..first]);
    for c in text[first..].chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' if is_marked(c) => escaped.push_str("&quot;"),
            c if is_marked(c) => {
                let _ = write!(escaped, "&#{};", u32::from(c));
            }
            c if is_allowed(c) => escaped.push(c),
            c => {
                let message = format!("XML has no character U+{:04X}", u32::from(c));
                return Err(ExportError::Refused(message));
            }
        }
    }
    Ok(Cow::Owned(escaped))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_readers_would_change_is_a_reference() {
        let text = "a\t\"b\"\r\n<c> & 'd' ]]>";
        assert_eq!(
            escaped(text).unwrap(),
            "a&#9;&quot;b&quot;&#13;&#10;&lt;c&gt; &amp; 'd' ]]&gt;"
        );
        assert_eq!(content(text).unwrap(), "a\t\"b\"&#13;\n&lt;c&gt; &amp; 'd' ]]&gt;");
        assert!(escaped("\u{1}").is_err() && content("\u{FFFE}").is_err());
    }
}
