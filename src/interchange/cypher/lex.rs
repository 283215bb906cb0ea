//! Words, texts, numbers and marks of openCypher, one after the other.

use std::borrow::Cow;

/// A piece of a script.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'t> {
    /// A name or a key word.
    Word(&'t str),
    /// A name in backquotes.
    Name(Cow<'t, str>),
    /// A text in quotes.
    Text(Cow<'t, str>),
    /// A number without a sign, as it is written.
    Number(&'t str),
    /// `$name`.
    Parameter(&'t str),
    /// Any other character.
    Mark(char),
    /// The end of the script.
    End,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Problem {
    pub(super) offset: usize,
    pub(super) message: String,
    pub(super) hint: &'static str,
    pub(super) reach: Reach,
}

/// How far a problem reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// What comes after the next `;` can be read.
    Statement,
    /// Nothing after it can.
    Rest,
}

impl Problem {
    pub(super) fn new(offset: usize, message: impl Into<String>, hint: &'static str) -> Self {
        Self { offset, message: message.into(), hint, reach: Reach::Statement }
    }

    fn fatal(offset: usize, message: &str, hint: &'static str) -> Self {
        Self { reach: Reach::Rest, ..Self::new(offset, message, hint) }
    }
}

/// Reads a script from its start.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    ahead: Option<(Token<'t>, usize, usize)>,
    /// Where the last token that was taken ends.
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

    /// Takes the next token if it is this key word, in any case of letters.
    pub(super) fn take_word(&mut self, word: &str) -> Result<bool, Problem> {
        let is_it = self.is_word(word)?;
        if is_it {
            self.next()?;
        }
        Ok(is_it)
    }

    /// Whether the next token is this key word.
    pub(super) fn is_word(&mut self, word: &str) -> Result<bool, Problem> {
        Ok(matches!(self.peek()?, Token::Word(found) if found.eq_ignore_ascii_case(word)))
    }

    /// Takes the next token, which has to be this mark.
    pub(super) fn expect(&mut self, mark: char) -> Result<(), Problem> {
        let start = self.start()?;
        match self.next()? {
            Token::Mark(found) if found == mark => Ok(()),
            other => Err(unexpected(start, &other, &format!("“{mark}”"))),
        }
    }

    /// Takes a name: a word, or anything in backquotes.
    pub(super) fn name(&mut self, what: &str) -> Result<Cow<'t, str>, Problem> {
        let start = self.start()?;
        match self.next()? {
            Token::Word(word) => Ok(Cow::Borrowed(word)),
            Token::Name(name) => Ok(name),
            other => Err(unexpected(start, &other, what)),
        }
    }

    /// Whether the last token that was taken ended a statement.
    pub(super) fn is_at_statement(&self) -> bool {
        self.text[..self.end].ends_with(';')
    }

    /// The next tokens of the statement as words in upper case, `#` for a number; they stay the next.
    pub(super) fn words(&mut self, n_max: usize) -> Vec<String> {
        let (at, ahead, end) = (self.at, self.ahead.clone(), self.end);
        let mut words = Vec::new();
        while words.len() < n_max {
            words.push(match self.next() {
                Ok(Token::Word(word)) => word.to_ascii_uppercase(),
                Ok(Token::Name(name)) => name.into_owned(),
                Ok(Token::Mark(mark)) => mark.to_string(),
                Ok(Token::Number(_)) => "#".to_owned(),
                // What is wrong is found again by whoever takes it.
                Ok(Token::Text(_) | Token::Parameter(_) | Token::End) | Err(_) => break,
            });
        }
        (self.at, self.ahead, self.end) = (at, ahead, end);
        words
    }

    /// Goes on after the end of the statement.
    pub(super) fn skip_statement(&mut self) -> Result<(), Problem> {
        loop {
            match self.next()? {
                Token::Mark(';') | Token::End => return Ok(()),
                _ => {}
            }
        }
    }

    /// Goes on after the end of the line in which the last token that was taken stands.
    pub(super) fn skip_line(&mut self) {
        self.at = self.text[self.end..].find('\n').map_or(self.text.len(), |n| self.end + n);
        self.ahead = None;
    }

    fn read(&mut self) -> Result<(Token<'t>, usize, usize), Problem> {
        self.skip_blank()?;
        let start = self.at;
        let rest = &self.text[start..];
        let Some(first) = rest.chars().next() else { return Ok((Token::End, start, start)) };
        let token = match first {
            '"' | '\'' => self.text(first)?,
            '`' => self.backquoted()?,
            '$' => {
                self.at += 1;
                Token::Parameter(self.word())
            }
            '0'..='9' => self.number(),
            c if c.is_alphabetic() || c == '_' => Token::Word(self.word()),
            c => {
                self.at += c.len_utf8();
                Token::Mark(c)
            }
        };
        Ok((token, start, self.at))
    }

    fn skip_blank(&mut self) -> Result<(), Problem> {
        loop {
            let rest = &self.text[self.at..];
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("//") {
                self.at += trimmed.find('\n').unwrap_or(trimmed.len());
            } else if trimmed.starts_with("/*") {
                let Some(end) = trimmed.find("*/") else {
                    let message = "a comment has no end";
                    return Err(Problem::fatal(self.at, message, "end it with */"));
                };
                self.at += end + 2;
            } else {
                return Ok(());
            }
        }
    }

    fn word(&mut self) -> &'t str {
        let rest = &self.text[self.at..];
        let n = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        self.at += n;
        &rest[..n]
    }

    fn number(&mut self) -> Token<'t> {
        let rest = &self.text[self.at..];
        let bytes = rest.as_bytes();
        let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let mut n = digits(0);
        if bytes.get(n) == Some(&b'.') && digits(n + 1) > 0 {
            n += 1 + digits(n + 1);
        }
        if matches!(bytes.get(n), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(n + 1), Some(b'+' | b'-')));
            if digits(n + 1 + sign) > 0 {
                n += 1 + sign + digits(n + 1 + sign);
            }
        }
        // Hexadecimal and octal numbers, and what runs on: whoever wants a number sees that it is none.
        n += rest[n..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest[n..].len());
        self.at += n;
        Token::Number(&rest[..n])
    }

    fn backquoted(&mut self) -> Result<Token<'t>, Problem> {
        let start = self.at;
        let inner = &self.text[start + 1..];
        let mut from = 0;
        let mut is_doubled = false;
        loop {
            let Some(n) = inner[from..].find('`') else {
                let message = "a name in backquotes has no end";
                return Err(Problem::fatal(start, message, "the file is damaged or cut short"));
            };
            let end = from + n;
            if inner[end + 1..].starts_with('`') {
                is_doubled = true;
                from = end + 2;
                continue;
            }
            self.at = start + 1 + end + 1;
            let name = &inner[..end];
            let name =
                if is_doubled { Cow::Owned(name.replace("``", "`")) } else { Cow::Borrowed(name) };
            return Ok(Token::Name(name));
        }
    }

    fn text(&mut self, quote: char) -> Result<Token<'t>, Problem> {
        let start = self.at;
        let inner = &self.text[start + 1..];
        let mut out: Option<String> = None;
        let mut at = 0;
        loop {
            let Some(n) = inner[at..].find([quote, '\\']) else {
                let message = "a text has no end";
                return Err(Problem::fatal(start, message, "the file is damaged or cut short"));
            };
            let stop = at + n;
            if inner[stop..].starts_with(quote) {
                self.at = start + 1 + stop + 1;
                return Ok(Token::Text(match out {
                    None => Cow::Borrowed(&inner[..stop]),
                    Some(mut text) => {
                        text.push_str(&inner[at..stop]);
                        Cow::Owned(text)
                    }
                }));
            }
            let out = out.get_or_insert_with(String::new);
            out.push_str(&inner[at..stop]);
            let Some((c, n_read)) = escape(&inner[stop..]) else {
                let hint = r#"escapes are \\ \' \" \n \r \t \b \f \uXXXX"#;
                // The end of the text is not known for sure.
                let offset = start + 1 + stop;
                return Err(Problem::fatal(offset, "an escape in a text has no meaning", hint));
            };
            out.push(c);
            at = stop + n_read;
        }
    }
}

/// The character of an escape and its length.
fn escape(rest: &str) -> Option<(char, usize)> {
    let code = |from: usize, n: usize| {
        let digits = rest.get(from..from + n)?;
        let is_code = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_code.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    };
    let plain = match rest[1..].chars().next()? {
        'u' => {
            let first = code(2, 4)?;
            if !(0xD800..0xDC00).contains(&first) {
                return Some((char::from_u32(first)?, 6));
            }
            let second = code(8, 4).filter(|second| (0xDC00..0xE000).contains(second))?;
            let is_pair = rest[6..].starts_with("\\u");
            let c = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return is_pair.then(|| char::from_u32(c)).flatten().map(|c| (c, 12));
        }
        'U' => return Some((char::from_u32(code(2, 8)?)?, 10)),
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'b' => '\u{8}',
        'f' => '\u{C}',
        c @ ('\\' | '\'' | '"' | '/') => c,
        _ => return None,
    };
    Some((plain, 2))
}

/// What stands where something else should.
pub(super) fn unexpected(offset: usize, found: &Token<'_>, wanted: &str) -> Problem {
    let found = match found {
        Token::Word(word) => crate::interchange::intake::quoted(word),
        Token::Name(_) => "a name".to_owned(),
        Token::Text(_) => "a text".to_owned(),
        Token::Number(_) => "a number".to_owned(),
        Token::Parameter(name) => crate::interchange::intake::quoted(&format!("${name}")),
        Token::Mark(mark) => crate::interchange::intake::quoted(&mark.to_string()),
        Token::End => "the end of the file".to_owned(),
    };
    let hint = "only scripts of CREATE, MERGE, MATCH by a property, SET and UNWIND are read";
    Problem::new(offset, format!("{found} stands where {wanted} should"), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<Token<'_>> {
        let mut lexer = Lexer::new(text);
        std::iter::from_fn(|| lexer.next().ok().filter(|token| *token != Token::End)).collect()
    }

    #[test]
    fn texts_names_and_numbers_are_read_as_the_standard_has_them() {
        assert_eq!(
            tokens(r#"'it\'s' "a\u00e9\uD83D\uDE00\\" `two ``words` 1.5e-3 .5 // x"#),
            [
                Token::Text("it's".into()),
                Token::Text("aé😀\\".into()),
                Token::Name("two `words".into()),
                Token::Number("1.5e-3"),
                Token::Mark('.'),
                Token::Number("5"),
            ]
        );
    }

    #[test]
    fn what_has_no_end_or_no_meaning_is_found() {
        for text in ["'a", "`a", "/* a", r"'\q'", r"'\uD83D'", r"'\u12'", r"'\"] {
            let mut lexer = Lexer::new(text);
            let problem = lexer.next().unwrap_err();
            assert_eq!(problem.reach, Reach::Rest, "{text}");
        }
    }
}
