//! Literals of openCypher, and references into a row of `UNWIND`.

use super::lex::{Lexer, Problem, Token, unexpected};
use crate::interchange::intake;
use crate::interchange::json::string;
use std::borrow::Cow;
use std::ops::Range;

/// A value as a script writes it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'t> {
    Null,
    /// A number or a truth value, as written.
    Plain(Cow<'t, str>),
    Text(Cow<'t, str>),
    List(Vec<Entry<'t>>),
    Map(Map<'t>),
    /// `row.start._id`: a variable and the names after it.
    Path(&'t str, Vec<Cow<'t, str>>),
}

/// A value in a list, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry<'t> {
    pub(super) value: Value<'t>,
    pub(super) range: Range<usize>,
}

/// Names with values, in order.
pub(super) type Map<'t> = Vec<(Cow<'t, str>, Value<'t>)>;

/// Lists and maps inside each other.
const DEPTH_MAX: usize = 64;

/// Functions whose argument is kept as it is written.
const DATES: &[&str] = &["date", "datetime", "localdatetime", "time", "localtime", "duration"];

const HINT: &str = "a value is a text, a number, true, false, null, a list, a map, date('…'), \
    datetime('…') or point({…})";

/// Reads a value.
pub(super) fn value<'t>(lexer: &mut Lexer<'t>) -> Result<Value<'t>, Problem> {
    value_at(lexer, 0)
}

/// Reads `{name: value, …}`.
pub(super) fn map<'t>(lexer: &mut Lexer<'t>) -> Result<Map<'t>, Problem> {
    map_at(lexer, 0)
}

fn value_at<'t>(lexer: &mut Lexer<'t>, depth: usize) -> Result<Value<'t>, Problem> {
    let start = lexer.start()?;
    if depth > DEPTH_MAX {
        let message = format!("lists and maps stand more than {DEPTH_MAX} deep in each other");
        return Err(Problem::new(start, message, "no export nests values so deep"));
    }
    match lexer.peek()? {
        Token::Mark('{') => return Ok(Value::Map(map_at(lexer, depth)?)),
        Token::Mark('[') => return list(lexer, depth),
        _ => {}
    }
    match lexer.next()? {
        Token::Text(text) => Ok(Value::Text(text)),
        Token::Number(digits) => number(digits, start).map(|n| Value::Plain(Cow::Borrowed(n))),
        Token::Mark(sign @ ('-' | '+')) => {
            let start = lexer.start()?;
            match lexer.next()? {
                Token::Number(digits) if sign == '-' => {
                    Ok(Value::Plain(Cow::Owned(format!("-{}", number(digits, start)?))))
                }
                Token::Number(digits) => Ok(Value::Plain(Cow::Borrowed(number(digits, start)?))),
                other => Err(unexpected(start, &other, "a number")),
            }
        }
        Token::Word(word) => word_value(lexer, word, start, depth),
        other => Err(Problem { hint: HINT, ..unexpected(start, &other, "a value") }),
    }
}

fn word_value<'t>(
    lexer: &mut Lexer<'t>,
    word: &'t str,
    start: usize,
    depth: usize,
) -> Result<Value<'t>, Problem> {
    let is = |words: &[&str]| words.iter().any(|other| word.eq_ignore_ascii_case(other));
    if is(&["null"]) {
        return Ok(Value::Null);
    }
    if is(&["true", "false"]) {
        return Ok(Value::Plain(Cow::Owned(word.to_ascii_lowercase())));
    }
    if *lexer.peek()? == Token::Mark('(') {
        let is_date = is(DATES);
        if !is_date && !is(&["point"]) {
            let message = format!("the function {} is not read", intake::quoted(word));
            return Err(Problem::new(start, message, HINT));
        }
        lexer.next()?;
        let inner_start = lexer.start()?;
        let inner = value_at(lexer, depth + 1)?;
        lexer.expect(')')?;
        return match inner {
            Value::Text(text) if is_date => Ok(Value::Text(text)),
            Value::Map(map) if !is_date => Ok(Value::Map(map)),
            _ => {
                let message = format!("the argument of {word} is not the one that exports write");
                Err(Problem::new(inner_start, message, HINT))
            }
        };
    }
    let mut names = Vec::new();
    while lexer.take('.')? {
        names.push(lexer.name("the name of a property")?);
    }
    Ok(Value::Path(word, names))
}

fn number(digits: &str, start: usize) -> Result<&str, Problem> {
    let is_other = |prefix: &str, radix: u32| {
        let rest = digits.strip_prefix(prefix);
        rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_digit(radix)))
    };
    let is_decimal = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.parse::<f64>().is_ok_and(f64::is_finite);
    if is_decimal || is_other("0x", 16) || is_other("0o", 8) {
        return Ok(digits);
    }
    let message = format!("{} is no number", intake::quoted(digits));
    Err(Problem::new(start, message, "put it in quotes"))
}

fn map_at<'t>(lexer: &mut Lexer<'t>, depth: usize) -> Result<Map<'t>, Problem> {
    lexer.expect('{')?;
    let mut map = Vec::new();
    if lexer.take('}')? {
        return Ok(map);
    }
    loop {
        let name = lexer.name("the name of a property")?;
        lexer.expect(':')?;
        map.push((name, value_at(lexer, depth + 1)?));
        if !lexer.take(',')? {
            lexer.expect('}')?;
            return Ok(map);
        }
    }
}

fn list<'t>(lexer: &mut Lexer<'t>, depth: usize) -> Result<Value<'t>, Problem> {
    lexer.expect('[')?;
    let mut entries = Vec::new();
    if lexer.take(']')? {
        return Ok(Value::List(entries));
    }
    loop {
        let start = lexer.start()?;
        let value = value_at(lexer, depth + 1)?;
        entries.push(Entry { value, range: start..lexer.end() });
        if !lexer.take(',')? {
            lexer.expect(']')?;
            return Ok(Value::List(entries));
        }
    }
}

impl<'t> Value<'t> {
    /// How many bytes it takes, about.
    pub(super) fn size(&self) -> usize {
        8 + match self {
            Self::Null => 0,
            Self::Plain(text) | Self::Text(text) => text.len(),
            Self::List(entries) => entries.iter().map(|entry| entry.value.size()).sum(),
            Self::Map(map) => map.iter().map(|(name, value)| name.len() + value.size()).sum(),
            Self::Path(_, names) => names.iter().map(|name| name.len()).sum(),
        }
    }

    /// Whether a name stands in it instead of a value.
    pub(super) fn has_path(&self) -> bool {
        match self {
            Self::Path(..) => true,
            Self::List(entries) => entries.iter().any(|entry| entry.value.has_path()),
            Self::Map(map) => map.iter().any(|(_, value)| value.has_path()),
            Self::Null | Self::Plain(_) | Self::Text(_) => false,
        }
    }

    /// As words: those of a text, a number as written, and JSON of what has parts. None of null.
    pub(super) fn words(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Null => None,
            Self::Plain(text) | Self::Text(text) => Some(Cow::Borrowed(text)),
            other => Some(Cow::Owned(other.json())),
        }
    }

    /// As a value of a property: a list of plain values is a list.
    pub(super) fn property(&self) -> Option<intake::Value<'_>> {
        let Self::List(entries) = self else { return self.words().map(intake::Value::Text) };
        let has_parts = |entry: &Entry<'t>| matches!(entry.value, Self::List(_) | Self::Map(_));
        if entries.iter().any(has_parts) {
            return self.words().map(intake::Value::Text);
        }
        let words = entries.iter().filter_map(|entry| entry.value.words());
        Some(intake::Value::List(words.map(intake::Value::Text).collect()))
    }

    fn json(&self) -> String {
        match self {
            Self::Null | Self::Path(..) => "null".to_owned(),
            Self::Plain(plain) => plain.clone().into_owned(),
            Self::Text(text) => string(text),
            Self::List(entries) => {
                let items: Vec<String> = entries.iter().map(|entry| entry.value.json()).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Map(map) => {
                let members: Vec<String> = map
                    .iter()
                    .map(|(name, value)| format!("{}: {}", string(name), value.json()))
                    .collect();
                format!("{{{}}}", members.join(", "))
            }
        }
    }
}
