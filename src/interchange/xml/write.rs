//! Texts as XML has them.

use super::element::is_allowed;
use crate::interchange::export::ExportError;
use std::borrow::Cow;

/// A text for the content of an element or for an attribute in double quotes. Line ends and tabs become references,
/// because readers turn them into spaces.
pub(in crate::interchange) fn escaped(text: &str) -> Result<Cow<'_, str>, ExportError> {
    let is_plain =
        |c: char| is_allowed(c) && !matches!(c, '&' | '<' | '>' | '"' | '\t' | '\n' | '\r');
    let Some(first) = text.find(|c| !is_plain(c)) else { return Ok(Cow::Borrowed(text)) };
    let mut escaped = String::with_capacity(text.len() + 16);
    escaped.push_str(&text[..first]);
    for c in text[first..].chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            c if is_allowed(c) => escaped.push(c),
            c => {
                let message = format!("XML has no character U+{:04X}", u32::from(c));
                return Err(ExportError::Refused(message));
            }
        }
    }
    Ok(Cow::Owned(escaped))
}
