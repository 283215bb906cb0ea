//! Reads nodes and edges that stand as the program itself writes them, in one pass.
//!
//! It knows no findings: a record counts as read only if it keeps every rule and writing it gives the very text that
//! was read. Everything else is the strict reader's (`record`), which says what is wrong.

use super::canonical::{push_edge_line, push_node_line};
use super::reader::{is_line, is_verbatim};
use super::record::is_key;
use crate::evidence::digest;
use crate::model::{
    Amount, Basis, Bound, Decimal, Digest, Edge, Evidence, Fact, FactValue, Id, Node, Span, Status,
    Supports, When,
};
use std::borrow::Cow;

/// Reads records from lines of their own; keeps the room in which it writes them back.
#[derive(Debug, Default)]
pub(crate) struct LineReader {
    written: String,
}

impl LineReader {
    /// The node that stands on a line, if it is written as the program writes it.
    pub(crate) fn node(&mut self, line: &str) -> Option<Node> {
        let node = node(&mut Cursor { rest: line })?;
        self.written.clear();
        push_node_line(&node, &mut self.written);
        (self.written == line).then_some(node)
    }

    /// The edge that stands on a line, if it is written as the program writes it.
    pub(crate) fn edge(&mut self, line: &str) -> Option<Edge> {
        let edge = edge(&mut Cursor { rest: line })?;
        self.written.clear();
        push_edge_line(&edge, &mut self.written);
        (self.written == line).then_some(edge)
    }
}

/// The beginning of a record as the program writes it: what a list of records is sorted and joined by.
#[derive(Debug)]
pub(crate) struct Head<'a> {
    pub(crate) id: Cow<'a, str>,
    pub(crate) kind: Cow<'a, str>,
    /// The ends of an edge.
    pub(crate) ends: Option<[Cow<'a, str>; 2]>,
}

/// The beginning of a line that the program wrote.
pub(crate) fn head(line: &str) -> Option<Head<'_>> {
    let mut at = Cursor { rest: line };
    at.expect("{\"id\": ")?;
    let id = at.text()?;
    at.expect(", \"kind\": ")?;
    let kind = at.text()?;
    let ends = if at.takes(", \"from\": ") {
        let from = at.text()?;
        at.expect(", \"to\": ")?;
        Some([from, at.text()?])
    } else {
        None
    };
    Some(Head { id, kind, ends })
}

/// What is left of a line. Every method takes what it finds, or returns none and leaves the rest to the strict reader.
struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn takes(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, text: &str) -> Option<()> {
        self.takes(text).then_some(())
    }

    /// A member that need not be there.
    #[expect(clippy::option_option, reason = "the outer one says whether it could be read")]
    fn optional<T>(
        &mut self,
        key: &str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.takes(key) { read(self).map(Some) } else { Some(None) }
    }

    /// A list that need not be there.
    fn list<T>(
        &mut self,
        key: &str,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let mut items = Vec::new();
        if self.takes(key) {
            self.expect("[")?;
            items.push(read(self)?);
            while self.takes(", ") {
                items.push(read(self)?);
            }
            self.expect("]")?;
        }
        Some(items)
    }

    /// A text in quotes, without them.
    fn text(&mut self) -> Option<Cow<'a, str>> {
        let inside = self.rest.strip_prefix('"')?;
        let mut end = inside.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?;
        let bytes = inside.as_bytes();
        if bytes[end] == b'"' {
            self.rest = &inside[end + 1..];
            return Some(Cow::Borrowed(&inside[..end]));
        }
        loop {
            match bytes.get(end)? {
                b'"' => break,
                b'\\' => end += 2,
                _ => end += 1,
            }
        }
        let (quoted, rest) = self.rest.split_at(end + 2);
        self.rest = rest;
        serde_json::from_str(quoted).ok().map(Cow::Owned)
    }

    fn line(&mut self) -> Option<String> {
        self.text().filter(|text| is_line(text)).map(Cow::into_owned)
    }

    fn id(&mut self) -> Option<Id> {
        Id::new(self.text()?).ok()
    }

    fn when(&mut self) -> Option<When> {
        When::parse(&self.text()?).ok()
    }

    fn number(&mut self) -> Option<u32> {
        let n_digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(n_digits);
        self.rest = rest;
        digits.parse().ok()
    }

    fn decimal(&mut self) -> Option<Decimal> {
        Decimal::new(self.text()?).ok()
    }

    fn dated(&mut self) -> Option<(Option<When>, Option<String>)> {
        let when = self.optional(", \"when\": ", Self::when)?;
        let because = self.optional(", \"when_because\": ", Self::line)?;
        (when.is_some() || because.is_none()).then_some((when, because))
    }

    fn status(&mut self) -> Option<Status> {
        let status = self.optional(", \"status\": ", |at| Status::from_word(&at.text()?))?;
        Some(status.unwrap_or_default())
    }

    fn basis(&mut self) -> Option<Basis> {
        let because = self.optional(", \"basis\": \"inferred\", \"because\": ", Self::line)?;
        Some(because.map_or(Basis::Stated, |because| Basis::Inferred { because }))
    }
}

fn node(at: &mut Cursor<'_>) -> Option<Node> {
    at.expect("{\"id\": ")?;
    let id = at.id()?;
    at.expect(", \"kind\": ")?;
    let kind = at.line()?;
    at.expect(", \"name\": ")?;
    let name = at.line()?;
    let aliases = at.list(", \"aliases\": ", Cursor::line)?;
    let (when, when_because) = at.dated()?;
    let status = at.status()?;
    let facts = at.list(", \"facts\": ", fact)?;
    let evidence = at.list(", \"evidence\": ", evidence)?;
    at.expect("}")?;
    at.rest.is_empty().then_some(Node {
        id,
        kind,
        name,
        aliases,
        when,
        when_because,
        status,
        facts,
        evidence,
    })
}

fn edge(at: &mut Cursor<'_>) -> Option<Edge> {
    at.expect("{\"id\": ")?;
    let id = at.id()?;
    at.expect(", \"kind\": ")?;
    let kind = at.line()?;
    at.expect(", \"from\": ")?;
    let from = at.id()?;
    at.expect(", \"to\": ")?;
    let to = at.id()?;
    let (when, when_because) = at.dated()?;
    let status = at.status()?;
    let basis = at.basis()?;
    let claimed_by = at.optional(", \"claimed_by\": ", Cursor::id)?;
    let facts = at.list(", \"facts\": ", fact)?;
    let evidence = at.list(", \"evidence\": ", evidence)?;
    at.expect("}")?;
    (at.rest.is_empty() && from != to).then_some(Edge {
        id,
        kind,
        from,
        to,
        when,
        when_because,
        status,
        basis,
        claimed_by,
        facts,
        evidence,
    })
}

fn fact(at: &mut Cursor<'_>) -> Option<Fact> {
    at.expect("{\"key\": ")?;
    let key = at.line().filter(|key| is_key(key))?;
    let value = if at.takes(", \"value\": ") {
        FactValue::Text(at.line()?)
    } else {
        at.expect(", \"amount\": ")?;
        FactValue::Amount(amount(at)?)
    };
    let (when, when_because) = at.dated()?;
    let basis = at.basis()?;
    let claimed_by = at.optional(", \"claimed_by\": ", Cursor::id)?;
    let evidence = at.list(", \"evidence\": ", evidence)?;
    at.expect("}")?;
    Some(Fact { key, value, when, when_because, basis, claimed_by, evidence })
}

fn amount(at: &mut Cursor<'_>) -> Option<Amount> {
    at.expect("{\"value\": ")?;
    let value = at.decimal()?;
    let to = at.optional(", \"to\": ", Cursor::decimal)?;
    at.expect(", \"unit\": ")?;
    let unit = at.line()?;
    let bound = at.optional(", \"bound\": ", |at| Bound::from_word(&at.text()?))?;
    let span = at.optional(", \"span\": ", |at| Span::from_word(&at.text()?))?;
    let period = at.optional(", \"period\": ", Cursor::when)?;
    let compared_with = at.optional(", \"compared_with\": ", Cursor::when)?;
    at.expect("}")?;
    let (bound, span) = (bound.unwrap_or_default(), span.unwrap_or_default());
    let amount = Amount { value, to, unit, bound, span, period, compared_with };
    amount.check().is_ok().then_some(amount)
}

fn evidence(at: &mut Cursor<'_>) -> Option<Evidence> {
    at.expect("{\"source\": ")?;
    let source = at.id()?;
    at.expect(", \"start\": ")?;
    let start = at.number()?;
    at.expect(", \"end\": ")?;
    let end = at.number()?;
    at.expect(", \"sha256\": ")?;
    let sha256 = Digest::from_hex(&at.text()?)?;
    at.expect(", \"says\": ")?;
    let says = at.line()?;
    let quote = at.optional(", \"quote\": ", Cursor::text)?;
    let supports = at.optional(", \"supports\": ", supports)?;
    at.expect("}")?;
    let is_good = end > start
        && quote.as_ref().is_none_or(|quote| {
            is_verbatim(quote)
                && digest(quote) == sha256
                && quote.chars().count() == (end - start) as usize
        });
    let quote = quote.map(Cow::into_owned);
    is_good.then_some(Evidence { source, start, end, sha256, says, quote, supports })
}

fn supports(at: &mut Cursor<'_>) -> Option<Supports> {
    at.expect("{")?;
    let supports = if at.takes("\"when\": ") {
        Supports::When(at.when()?)
    } else {
        at.expect("\"amount\": ")?;
        Supports::Amount(amount(at)?)
    };
    at.expect("}")?;
    Some(supports)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{edge_line, load, node_line, parse_edge, parse_node};
    use std::path::Path;

    /// Records with every member that there is.
    const NODES: &[&str] = &[
        r#"{"id": "кегок-\"1\"", "kind": "company", "name": "KEGOC", "aliases": ["КЕГОК", "K, \"E\""], "when": "1997/..", "when_because": "register", "status": "ongoing", "facts": [{"key": "stake", "amount": {"value": "49.5", "to": "51", "unit": "percent", "bound": "about", "span": "annual", "period": "2009", "compared_with": "2008"}, "when": "2009", "basis": "inferred", "because": "sum", "claimed_by": "b"}], "evidence": [{"source": "s", "start": 1, "end": 4, "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "says": "so", "quote": "abc", "supports": {"amount": {"value": "5", "unit": "USD"}}}]}"#,
    ];
    const EDGES: &[&str] = &[
        r#"{"id": "e", "kind": "owns", "from": "a", "to": "b", "when": "2009-05-13", "when_because": "c", "status": "denied", "basis": "inferred", "because": "x", "claimed_by": "a", "facts": [{"key": "k", "value": "v", "evidence": [{"source": "s", "start": 0, "end": 9, "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "says": "so"}]}], "evidence": [{"source": "s", "start": 0, "end": 9, "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "says": "so", "supports": {"when": "2010"}}]}"#,
        r#"{"id": "f", "kind": "linked-to", "from": "a", "to": "b"}"#,
    ];

    #[test]
    fn what_stands_as_written_is_read() {
        let mut lines = LineReader::default();
        for name in ["harbour-lights", "kazakhstan-korea"] {
            let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("graph-data").join(name);
            let dataset = load(&shipped).unwrap().dataset;
            for node in dataset.nodes {
                assert_eq!(lines.node(&node_line(&node)), Some(node));
            }
            for edge in dataset.edges {
                assert_eq!(lines.edge(&edge_line(&edge)), Some(edge));
            }
        }
        for line in NODES {
            assert_eq!(lines.node(line), parse_node(line, "").ok());
            assert!(lines.node(line).is_some() && lines.edge(line).is_none());
        }
        for line in EDGES {
            assert_eq!(lines.edge(line), parse_edge(line, "").ok());
            assert!(lines.edge(line).is_some() && lines.node(line).is_none());
        }
    }

    /// A line with one character gone, repeated or another.
    fn damaged(line: &str) -> impl Iterator<Item = String> {
        const OTHERS: &[&str] =
            &["", "\"", "\\", ",", "}", "]", "0", "x", " ", "\u{200B}", "\u{7}", "-", "null"];
        line.char_indices().flat_map(move |(at, c)| {
            let (before, after) = (&line[..at], &line[at + c.len_utf8()..]);
            let others = OTHERS.iter().map(move |other| format!("{before}{other}{after}"));
            others.chain([format!("{before}{c}{c}{after}"), before.to_owned()])
        })
    }

    #[test]
    fn nothing_is_read_that_the_strict_reader_refuses() {
        let mut lines = LineReader::default();
        let (mut n_read, mut n_tried) = (0, 0);
        for line in NODES {
            for damaged in damaged(line) {
                n_tried += 1;
                if let Some(node) = lines.node(&damaged) {
                    n_read += 1;
                    assert_eq!(parse_node(&damaged, "").as_ref(), Ok(&node), "{damaged}");
                }
            }
        }
        for line in EDGES {
            for damaged in damaged(line) {
                n_tried += 1;
                if let Some(edge) = lines.edge(&damaged) {
                    n_read += 1;
                    assert_eq!(parse_edge(&damaged, "").as_ref(), Ok(&edge), "{damaged}");
                }
            }
        }
        assert!(n_read > 1000 && n_read < n_tried / 2, "{n_read} of {n_tried}");
    }

    #[test]
    fn other_ways_to_write_it_are_left_to_the_strict_reader() {
        let mut lines = LineReader::default();
        let edge = EDGES[1];
        for other in [
            edge.replace(": ", ":"),
            edge.replace("\"a\"", "\"\\u0061\""),
            format!(" {edge}"),
            edge.replace('}', ", \"evidence\": []}"),
            edge.replace('}', ", \"status\": \"done\"}"),
            edge.replace("\"b\"", "\"a\""),
        ] {
            assert_eq!(lines.edge(&other), None, "{other}");
        }
    }
}
