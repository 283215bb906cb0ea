//! The paths that a Rust source names, read from its tokens: `use` trees of any form, and paths in code.
//!
//! For the tidy test. Expands no macro and knows no types; what stands in comments and literals is no code.

/// A path as it is written, one segment each: `use a::{b, c::*}` names `a::b` and `a::c::*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// From 1.
    pub(crate) line: usize,
    pub(crate) segments: Vec<String>,
    /// The inline modules around it, outermost first.
    pub(crate) inside: Vec<String>,
    /// Whether a `pub use`, `pub(…) use` or `pub extern crate` says it.
    pub(crate) is_exported: bool,
}

/// A token as far as paths need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'t> {
    /// An identifier, a keyword or a number.
    Word(&'t str),
    /// `::`
    Colons,
    /// Any other character.
    Mark(char),
    /// A text, a character or a lifetime.
    Literal,
}

/// The tokens of a source with their lines.
pub(crate) fn tokens(source: &str) -> Vec<(usize, Token<'_>)> {
    let mut found = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while let Some(first) = rest.chars().next() {
        let (length, token) = next_token(rest, first);
        found.extend(token.map(|token| (line, token)));
        let (taken, left) = rest.split_at(length);
        line += taken.matches('\n').count();
        rest = left;
    }
    found
}

fn next_token(rest: &str, first: char) -> (usize, Option<Token<'_>>) {
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), None);
    }
    if rest.starts_with("/*") {
        return (block_comment(rest), None);
    }
    if rest.starts_with("::") {
        return (2, Some(Token::Colons));
    }
    if let Some(length) = text_literal(rest) {
        return (length, Some(Token::Literal));
    }
    if first == '\'' {
        return (character_or_lifetime(rest), Some(Token::Literal));
    }
    if is_word(first) {
        let start = if rest.starts_with("r#") { 2 } else { 0 };
        let end = rest[start..].find(|c| !is_word(c)).map_or(rest.len(), |at| at + start);
        return (end, Some(Token::Word(&rest[start..end])));
    }
    (first.len_utf8(), (!first.is_whitespace()).then_some(Token::Mark(first)))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Length of a block comment; they nest.
fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// Length of `"…"`, `r#"…"#` and their kin with a letter before them.
fn text_literal(rest: &str) -> Option<usize> {
    let plain = rest.strip_prefix(['b', 'c']).unwrap_or(rest);
    let (is_raw, opening) = match plain.strip_prefix('r') {
        Some(raw) => (true, raw),
        None => (false, plain),
    };
    let n_hashes = opening.bytes().take_while(|&byte| byte == b'#').count();
    let content = opening[n_hashes..].strip_prefix('"')?;
    let start = rest.len() - content.len();
    if is_raw {
        let closing = format!("\"{}", "#".repeat(n_hashes));
        return Some(content.find(&closing).map_or(rest.len(), |at| start + at + closing.len()));
    }
    if n_hashes > 0 {
        return None;
    }
    let mut is_escaped = false;
    for (at, c) in content.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some(start + at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

/// Length of `'c'`, `'\n'` or `'lifetime`.
fn character_or_lifetime(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match (chars.next(), chars.next()) {
        (Some((_, '\\')), Some((at, escaped))) => {
            let after = at + escaped.len_utf8();
            rest[after..].find('\'').map_or(rest.len(), |end| after + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => rest[1..].find(|c| !is_word(c)).map_or(rest.len(), |end| end + 1),
    }
}

/// Every path that `source` names, in order; single words only where `use` or `extern crate` says them.
pub(crate) fn named_paths(source: &str) -> Vec<Named> {
    let mut reader = Reader { tokens: tokens(source), at: 0, named: Vec::new() };
    let mut depth = 0;
    let mut modules: Vec<(String, usize)> = Vec::new();
    while let Some((line, token)) = reader.peek(0) {
        let inside: Vec<String> = modules.iter().map(|(name, _)| name.clone()).collect();
        match (token, reader.peek(1).map(|(_, next)| next)) {
            // `impl Trait + use<'a>` captures and names nothing.
            (Token::Word("use"), Some(next)) if next != Token::Mark('<') => {
                let is_exported = reader.is_exported();
                reader.at += 1;
                reader.use_tree(&[], &inside, is_exported);
            }
            (Token::Word("extern"), Some(Token::Word("crate"))) => {
                let is_exported = reader.is_exported();
                reader.at += 2;
                if let Some((_, Token::Word(name))) = reader.peek(0) {
                    let root = if name == "self" { "crate" } else { name };
                    let segments = vec![root.to_owned()];
                    reader.named.push(Named { line, segments, inside, is_exported });
                }
            }
            (Token::Word("mod"), Some(Token::Word(name)))
                if matches!(reader.peek(2), Some((_, Token::Mark('{')))) =>
            {
                modules.push((name.to_owned(), depth));
                depth += 1;
                reader.at += 3;
            }
            (Token::Word(_) | Token::Colons, _) => reader.path(inside),
            (Token::Mark('{'), _) => {
                depth += 1;
                reader.at += 1;
            }
            (Token::Mark('}'), _) => {
                depth = depth.saturating_sub(1);
                modules.pop_if(|(_, outside)| *outside == depth);
                reader.at += 1;
            }
            _ => reader.at += 1,
        }
    }
    reader.named
}

struct Reader<'t> {
    tokens: Vec<(usize, Token<'t>)>,
    at: usize,
    named: Vec<Named>,
}

impl<'t> Reader<'t> {
    fn peek(&self, ahead: usize) -> Option<(usize, Token<'t>)> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// Whether `pub` or `pub(…)` stands right before.
    fn is_exported(&self) -> bool {
        let before: Vec<Token<'_>> =
            self.tokens[..self.at].iter().rev().take(5).map(|&(_, token)| token).collect();
        match before.first() {
            Some(Token::Word("pub")) => true,
            Some(Token::Mark(')')) => {
                let opening = before.iter().position(|token| *token == Token::Mark('('));
                opening.is_some_and(|at| before.get(at + 1) == Some(&Token::Word("pub")))
            }
            _ => false,
        }
    }

    /// Reads one tree of a `use`, up to the comma, brace or semicolon after it.
    fn use_tree(&mut self, prefix: &[String], inside: &[String], is_exported: bool) {
        let mut segments = prefix.to_vec();
        while let Some((line, token)) = self.peek(0) {
            self.at += 1;
            match token {
                Token::Word("as") => self.at += 1,
                Token::Word("self") if !segments.is_empty() => {}
                Token::Word(word) => segments.push(word.to_owned()),
                Token::Mark('*') => segments.push("*".to_owned()),
                Token::Mark('{') => {
                    while !matches!(self.peek(0), None | Some((_, Token::Mark('}')))) {
                        self.use_tree(&segments, inside, is_exported);
                        self.at += usize::from(matches!(self.peek(0), Some((_, Token::Mark(',')))));
                    }
                    self.at += 1;
                    return;
                }
                Token::Mark(',' | '}' | ';') => {
                    self.at -= 1;
                    let inside = inside.to_vec();
                    self.named.push(Named { line, segments, inside, is_exported });
                    return;
                }
                // `$` stands before `crate` in a macro.
                Token::Colons | Token::Literal | Token::Mark(_) => {}
            }
        }
    }

    /// Reads a path in code. One that goes on from a type, as in `<T as Trait>::NAME`, names no module.
    fn path(&mut self, inside: Vec<String>) {
        let follows_type = self.at > 0 && self.tokens[self.at - 1].1 == Token::Mark('>');
        let line = self.tokens[self.at].0;
        let mut segments = Vec::new();
        let mut n_colons = 0;
        loop {
            match self.peek(0) {
                Some((_, Token::Colons)) => n_colons += 1,
                Some((_, Token::Word(word))) if segments.len() <= n_colons => {
                    segments.push(word.to_owned());
                }
                _ => break,
            }
            self.at += 1;
        }
        let is_path = n_colons > 0 && !segments.is_empty();
        if is_path && !follows_type {
            self.named.push(Named { line, segments, inside, is_exported: false });
        }
    }
}

mod tests {
    use super::*;

    fn paths(source: &str) -> Vec<String> {
        named_paths(source).iter().map(|named| named.segments.join("::")).collect()
    }

    #[test]
    fn use_trees_are_flattened_however_they_are_laid_out() {
        let source = "use crate::{\n    model::{self, Id},\n    graph::*, // cli::x\n};";
        assert_eq!(paths(source), ["crate::model", "crate::model::Id", "crate::graph::*"]);
        assert_eq!(paths("use clap as parser; use {a::b, c};"), ["clap", "a::b", "c"]);
        assert_eq!(paths("use self::super::x; extern crate csv;"), ["self::super::x", "csv"]);
    }

    #[test]
    fn paths_in_code_are_found_and_literals_are_none() {
        let source = r##"fn f<'a>(c: char) { let _ = ('"', r#"a::b"#, "c::\"d"); /* e /* f::g */ */ h::i::<u8>() }"##;
        assert_eq!(paths(source), ["h::i"]);
        assert_eq!(paths("let x = <T as Trait>::NAME; '\\'' ; y::z"), ["Trait::NAME", "y::z"][1..]);
        assert_eq!(paths("macro_rules! m { () => { $crate::cli::run() }; }"), ["crate::cli::run"]);
        assert_eq!(paths("fn f() -> impl Sized + use<'a, T> {} ::csv::Reader"), ["csv::Reader"]);
    }

    #[test]
    fn lines_modules_and_exports_are_known() {
        let named =
            named_paths("mod a {\n fn f() {}\n mod b { pub(crate) use x::y; }\n}\nuse z::w;");
        assert_eq!((named[0].line, named[0].is_exported), (3, true));
        assert_eq!(named[0].inside, ["a", "b"]);
        assert_eq!((named[1].line, named[1].is_exported), (5, false));
        assert!(named[1].inside.is_empty());
    }
}
