//! Turtle (RDF 1.1) and N-Triples as statements with their places: the lines of N-Triples; in Turtle what stands up to
//! the full stop.

use super::statements::Statements;
use crate::dataset::FINDINGS_MAX;
use crate::interchange::files::Text;
use crate::interchange::intake::{Halt, Intake};
use oxrdf::Triple;
use oxttl::{NTriplesParser, TurtleParser};
use std::ops::Range;

/// The statements of an N-Triples file. A line that is none is a finding, and the reading goes on.
pub(super) fn n_triples(text: &Text, intake: &mut Intake<'_>) -> Result<Statements, Halt> {
    let mut statements = Statements::of_text(text.as_str().len());
    let mut n_errors = 0;
    let mut start = mark_end(text);
    for line in text.as_str()[start..].split_inclusive('\n') {
        let written = line.trim_end_matches(['\n', '\r']);
        if !written.trim_start().is_empty() && !written.trim_start().starts_with('#') {
            statements.at(start..start + written.len());
            for found in NTriplesParser::new().for_slice(written) {
                match found {
                    Ok(Triple { subject, predicate, object }) => {
                        if !statements.push(subject, predicate, object) {
                            return Err(too_long(text.line(start), intake));
                        }
                    }
                    Err(error) => {
                        n_errors += 1;
                        let message = format!("no line of N-Triples: {}", error.message());
                        intake.error(text.line(start), message, hint(error.message()));
                    }
                }
            }
            if n_errors >= FINDINGS_MAX {
                return Err(Halt::Refused);
            }
        }
        start += line.len();
    }
    Ok(statements)
}

/// The statements of a Turtle file.
pub(super) fn turtle(text: &Text, intake: &mut Intake<'_>) -> Result<Statements, Halt> {
    let bytes = text.as_str().as_bytes();
    let mut statements = Statements::of_text(text.as_str().len());
    let mut parser = TurtleParser::new().low_level();
    let mut n_errors = 0;
    let start = mark_end(text);
    let mut fed = start;
    loop {
        let block = block(bytes, fed);
        let fed_until = match &block {
            // With the white space after it a full stop is one and no part of a number.
            Some(range) => (range.end + 1).min(bytes.len()),
            None => bytes.len(),
        };
        parser.extend_from_slice(&bytes[fed..fed_until]);
        fed = fed_until;
        let is_last = fed == bytes.len();
        if is_last {
            parser.end();
        }
        statements.at(block.unwrap_or(start..bytes.len()));
        while let Some(found) = parser.parse_next() {
            match found {
                Ok(Triple { subject, predicate, object }) => {
                    if !statements.push(subject, predicate, object) {
                        return Err(too_long(text.line(fed), intake));
                    }
                }
                Err(error) => {
                    n_errors += 1;
                    let at = start as u64 + error.location().start.offset;
                    let message = format!("not Turtle: {}", error.message());
                    intake.error(text.line(at as usize), message, hint(error.message()));
                    if n_errors >= FINDINGS_MAX {
                        return Err(Halt::Refused);
                    }
                }
            }
        }
        if is_last {
            return Ok(statements);
        }
    }
}

/// The refusal of what says more than a text of its length could.
pub(super) fn too_long(line: u64, intake: &mut Intake<'_>) -> Halt {
    let message = "prefixes make far more of the file than it holds";
    intake.refuse(line, message, "a prefix stands for the beginning of an IRI and is short")
}

/// A way out of what the parser says.
fn hint(message: &str) -> &'static str {
    if message.contains("scheme") {
        "write IRIs whole, or say @base <…> . before them"
    } else if message.contains("prefix") {
        "declare it at the top with @prefix"
    } else {
        "the file is damaged, cut short or in another syntax; get it again, or name it with --from"
    }
}

/// Where the text starts behind a byte-order mark.
fn mark_end(text: &Text) -> usize {
    if text.as_str().starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 }
}

/// The bytes of the statement or directive that starts at `from` or after it, with its full stop; none after the last.
///
/// What follows a full stop without white space belongs to the same block, so that a dot in a name ends nothing.
fn block(bytes: &[u8], from: usize) -> Option<Range<usize>> {
    let mut at = from;
    let start = loop {
        match bytes.get(at)? {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'#' => at = line_end(bytes, at),
            _ => break at,
        }
    };
    let is_bare_directive = [&b"prefix"[..], b"base"].iter().any(|word| {
        let rest = &bytes[start..];
        rest.len() > word.len()
            && rest[..word.len()].eq_ignore_ascii_case(word)
            && rest[word.len()].is_ascii_whitespace()
    });
    let mut depth = 0_usize;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'#' => at = line_end(bytes, at),
            b'\\' => at += 2,
            b'<' => {
                at = iri_end(bytes, at);
                if is_bare_directive {
                    return Some(start..at.min(bytes.len()));
                }
            }
            b'"' | b'\'' => at = string_end(bytes, at),
            b'.' if depth == 0 && bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) => {
                return Some(start..at + 1);
            }
            _ => {
                match byte {
                    b'[' | b'(' => depth += 1,
                    b']' | b')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                at += 1;
            }
        }
    }
    Some(start..bytes.len())
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    let end = bytes[at..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    end.map_or(bytes.len(), |end| at + end)
}

/// The end of an IRI in angle brackets; where it has none, that of what could be one.
fn iri_end(bytes: &[u8], at: usize) -> usize {
    let end = bytes[at + 1..].iter().position(|&byte| byte == b'>' || byte <= b' ');
    end.map_or(bytes.len(), |end| at + 1 + end + usize::from(bytes[at + 1 + end] == b'>'))
}

/// The end of a string, in one or in three quotation marks.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let three = [quote; 3];
    let is_long = bytes[at..].starts_with(&three);
    let mut at = at + if is_long { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'\n' | b'\r' if !is_long => return at,
            byte if byte != quote => at += 1,
            _ if !is_long => return at + 1,
            _ if bytes[at..].starts_with(&three) => {
                // Up to two more quotation marks are the last characters of the string.
                let more = bytes[at + 3..].iter().take(2).take_while(|&&b| b == quote).count();
                return at + 3 + more;
            }
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_statements() {
        let text = "@prefix : <http://a.example/#x.> .\r\nPREFIX b: <urn:b>\n# no. comment\n\
            :a :b 1.5, \"one. two\\\" . \" , '''three. 'x' \n . ''''; :c [ :d ( 1 2. ) . ] . \
            :e.f :g :h\\. . :i :j :k.:l :m :n .\n:half :b";
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(range) = block(text.as_bytes(), from) {
            from = range.end;
            found.push(&text[range]);
        }
        assert_eq!(
            found,
            [
                "@prefix : <http://a.example/#x.> .",
                "PREFIX b: <urn:b>",
                ":a :b 1.5, \"one. two\\\" . \" , '''three. 'x' \n . ''''; :c [ :d ( 1 2. ) . ] .",
                ":e.f :g :h\\. .",
                ":i :j :k.:l :m :n .",
                ":half :b",
            ]
        );
        for end in 0..text.len() {
            let _ = block(&text.as_bytes()[..end], end / 2);
        }
    }
}
