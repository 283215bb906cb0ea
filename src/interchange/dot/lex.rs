//! Words, texts, markup and marks of the DOT language.

use std::borrow::Cow;

/// A piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A word, a number, a text in quotes or a text with markup.
    Word(Word<'t>),
    /// `->`
    Arrow,
    /// `--`
    Line,
    /// Any other character.
    Mark(char),
    /// The end of the file.
    End,
}

/// What a name or a value can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub(super) text: Cow<'t, str>,
    pub(super) form: Form,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Quoted,
    /// `<…>`, with the markup inside.
    Html,
}

/// What is wrong, and where.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) offset: usize,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

impl Problem {
    pub(super) fn new(offset: usize, message: impl Into<String>, hint: &'static str) -> Self {
        Self { offset, message: message.into(), hint }
    }
}

const CUT: &str = "the file is damaged or cut short; get it again";

/// Reads a file from its start.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    ahead: Option<(Token<'t>, usize, usize)>,
    end: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        Self { text, at, ahead: None, end: at }
    }

    /// The next token; it stays the next.
    pub(super) fn peek(&mut self) -> Result<&Token<'t>, Problem> {
        if self.ahead.is_none() {
            self.ahead = Some(self.read()?);
        }
        let (token, ..) = self.ahead.as_ref().expect("it was just read");
        Ok(token)
    }

    /// Takes the next token.
    pub(super) fn next(&mut self) -> Result<Token<'t>, Problem> {
        let (token, _, end) = match self.ahead.take() {
            Some(ahead) => ahead,
            None => self.read()?,
        };
        self.end = end;
        Ok(token)
    }

    /// Where the next token starts.
    pub(super) fn start(&mut self) -> Result<usize, Problem> {
        self.peek()?;
        Ok(self.ahead.as_ref().map_or(self.at, |(_, start, _)| *start))
    }

    /// Where the last token that was taken ends.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// Takes the next token if it is this mark.
    pub(super) fn take(&mut self, mark: char) -> Result<bool, Problem> {
        let is_it = *self.peek()? == Token::Mark(mark);
        if is_it {
            self.next()?;
        }
        Ok(is_it)
    }

    /// Takes the next token, which has to be this mark.
    pub(super) fn expect(&mut self, mark: char) -> Result<(), Problem> {
        let start = self.start()?;
        match self.next()? {
            Token::Mark(found) if found == mark => Ok(()),
            other => Err(unexpected(start, &other, &format!("“{mark}”"))),
        }
    }

    /// Takes the next token if it is this key word, in any case of letters and without quotes.
    pub(super) fn take_word(&mut self, word: &str) -> Result<bool, Problem> {
        let is_it = self.peek()?.is(word);
        if is_it {
            self.next()?;
        }
        Ok(is_it)
    }

    /// Takes a word; texts in quotes with `+` between them are one.
    pub(super) fn word(&mut self, what: &str) -> Result<Word<'t>, Problem> {
        let start = self.start()?;
        let mut word = match self.next()? {
            Token::Word(word) => word,
            other => return Err(unexpected(start, &other, what)),
        };
        while word.form == Form::Quoted && self.take('+')? {
            let start = self.start()?;
            match self.next()? {
                Token::Word(more) if more.form == Form::Quoted => {
                    word.text.to_mut().push_str(&more.text);
                }
                other => return Err(unexpected(start, &other, "a text in quotes")),
            }
        }
        Ok(word)
    }

    fn read(&mut self) -> Result<(Token<'t>, usize, usize), Problem> {
        self.skip_blank()?;
        let start = self.at;
        let rest = &self.text[start..];
        let Some(first) = rest.chars().next() else { return Ok((Token::End, start, start)) };
        let token = match first {
            '"' => self.quoted()?,
            '<' => self.html()?,
            _ if rest.starts_with("->") => self.mark(2, Token::Arrow),
            _ if rest.starts_with("--") => self.mark(2, Token::Line),
            c if is_number(c) => self.plain(is_number),
            c if is_name(c) => self.plain(is_name),
            c => self.mark(c.len_utf8(), Token::Mark(c)),
        };
        Ok((token, start, self.at))
    }

    fn mark(&mut self, n: usize, token: Token<'t>) -> Token<'t> {
        self.at += n;
        token
    }

    fn plain(&mut self, is_part: fn(char) -> bool) -> Token<'t> {
        let rest = &self.text[self.at..];
        // A sign stands before a number only.
        let is_end = |(at, c): &(usize, char)| *at > 0 && (!is_part(*c) || *c == '-');
        let n = rest.char_indices().find(is_end).map_or(rest.len(), |(at, _)| at);
        self.at += n;
        Token::Word(Word { text: Cow::Borrowed(&rest[..n]), form: Form::Plain })
    }

    fn skip_blank(&mut self) -> Result<(), Problem> {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let is_line_start = self.at == 0 || self.text[..self.at].ends_with('\n');
            if trimmed.starts_with("//") || (is_line_start && trimmed.starts_with('#')) {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                let end = trimmed.find("*/");
                let end = end.ok_or_else(|| Problem::new(self.at, "a comment has no end", CUT))?;
                self.at += end + 2;
            } else {
                return Ok(());
            }
        }
    }

    /// `\"` is a quotation mark and `\\` a backslash, `\n`, `\l` and `\r` end lines, other backslashes stay.
    fn quoted(&mut self) -> Result<Token<'t>, Problem> {
        let start = self.at;
        let inner = &self.text[start + 1..];
        let mut out: Option<String> = None;
        let mut at = 0;
        loop {
            let Some(n) = inner[at..].find(['"', '\\']) else {
                return Err(Problem::new(start, "a text has no end", CUT));
            };
            let stop = at + n;
            if inner[stop..].starts_with('"') {
                self.at = start + 1 + stop + 1;
                let text = match out {
                    None => Cow::Borrowed(&inner[..stop]),
                    Some(mut text) => {
                        text.push_str(&inner[at..stop]);
                        Cow::Owned(text)
                    }
                };
                return Ok(Token::Word(Word { text, form: Form::Quoted }));
            }
            let out = out.get_or_insert_with(String::new);
            out.push_str(&inner[at..stop]);
            let Some(escaped) = inner[stop + 1..].chars().next() else {
                return Err(Problem::new(start, "a text has no end", CUT));
            };
            match escaped {
                '"' | '\\' => out.push(escaped),
                'n' | 'l' | 'r' => out.push('\n'),
                '\n' => {}
                other => out.extend(['\\', other]),
            }
            at = stop + 1 + escaped.len_utf8();
        }
    }

    fn html(&mut self) -> Result<Token<'t>, Problem> {
        let start = self.at;
        let inner = &self.text[start + 1..];
        let mut depth = 1_usize;
        for (at, byte) in inner.bytes().enumerate() {
            match byte {
                b'<' => depth += 1,
                b'>' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.at = start + 1 + at + 1;
                let text = Cow::Borrowed(&inner[..at]);
                return Ok(Token::Word(Word { text, form: Form::Html }));
            }
        }
        Err(Problem::new(start, "a text with markup has no end", CUT))
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | '-')
}

impl Token<'_> {
    /// Whether it is this key word.
    pub(super) fn is(&self, word: &str) -> bool {
        matches!(self, Self::Word(Word { text, form: Form::Plain }) if text.eq_ignore_ascii_case(word))
    }
}

impl Word<'_> {
    /// The words of a text, without its markup.
    pub(super) fn words(&self) -> Cow<'_, str> {
        if self.form != Form::Html {
            return Cow::Borrowed(&self.text);
        }
        let mut out = String::new();
        let mut rest = &*self.text;
        while !rest.is_empty() {
            let (piece, after) = rest.split_once('<').unwrap_or((rest, ""));
            let piece = entities(piece);
            // A piece without letters, digits or punctuation is a mark of the drawing.
            if piece.chars().any(|c| c.is_alphanumeric() || c.is_ascii_punctuation()) {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(piece.trim());
            }
            rest = after.split_once('>').map_or("", |(_, after)| after);
        }
        Cow::Owned(out)
    }
}

/// A text with the characters that its entities stand for.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let name = rest[1..].split(';').next().filter(|name| name.len() <= 8).unwrap_or_default();
        let c = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "nbsp" => Some(' '),
            name => name.strip_prefix('#').and_then(|n| n.parse().ok()).and_then(char::from_u32),
        };
        match c.filter(|_| rest[1 + name.len()..].starts_with(';')) {
            Some(c) => {
                out.push(c);
                rest = &rest[name.len() + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// What stands where something else should.
pub(super) fn unexpected(offset: usize, found: &Token<'_>, wanted: &str) -> Problem {
    let quoted = crate::interchange::intake::quoted;
    let found = match found {
        Token::Word(word) => quoted(&word.text),
        Token::Arrow => quoted("->"),
        Token::Line => quoted("--"),
        Token::Mark(mark) => quoted(&mark.to_string()),
        Token::End => "the end of the file".to_owned(),
    };
    let hint = "put names of other than letters and digits into quotation marks";
    Problem::new(offset, format!("{found} stands where {wanted} should"), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut lexer = Lexer::new(text);
        let next = || match lexer.next().ok()? {
            Token::End => None,
            Token::Word(word) => Some(word.words().into_owned()),
            other => Some(format!("{other:?}")),
        };
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn words_numbers_texts_and_markup_are_told_apart() {
        assert_eq!(
            words(
                "a_1 -2.5 \"x\\\"y\\\\\" <<B>R&amp;D</B> &#233;<I>▲</I>> 한국->b--c // no\n# no\nd"
            ),
            ["a_1", "-2.5", "x\"y\\", "R&D é", "한국", "Arrow", "b", "Line", "c", "d"]
        );
    }

    #[test]
    fn what_has_no_end_is_found() {
        for text in ["\"a", "\"a\\", "<a", "/* a", "<a<b>"] {
            assert!(Lexer::new(text).next().is_err(), "{text}");
        }
    }
}
