//! JSON values with their places. Syntax is serde_json's; each object or array is opened one level at a time,
//! so nothing here recurses and depth costs nothing: what the format does not expect is never opened.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// A value as it stands in its file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'a> {
    /// The value without surrounding white space.
    pub(crate) text: &'a str,
    /// Where it stands, in bytes.
    pub(crate) offset: usize,
}

/// One member of an object.
pub(crate) struct Member<'a> {
    /// The key after unescaping.
    pub(crate) key: Cow<'a, str>,
    /// Where the key stands.
    pub(crate) key_offset: usize,
    /// The value.
    pub(crate) value: Value<'a>,
}

/// The type of a value, told by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Object,
    Array,
    String,
    Number,
    Bool,
    Null,
}

/// What is wrong with the text of a value.
pub(crate) struct SyntaxProblem {
    /// Where, in bytes of the file.
    pub(crate) offset: usize,
    /// What, in words.
    pub(crate) message: String,
}

impl Shape {
    /// With its article, for messages.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a text",
            Self::Number => "a number",
            Self::Bool => "true or false",
            Self::Null => "null",
        }
    }
}

impl<'a> Value<'a> {
    pub(crate) fn shape(self) -> Shape {
        match self.text.as_bytes().first() {
            Some(b'{') => Shape::Object,
            Some(b'[') => Shape::Array,
            Some(b'"') => Shape::String,
            Some(b't' | b'f') => Shape::Bool,
            Some(b'n') => Shape::Null,
            _ => Shape::Number,
        }
    }

    /// The members of an object, in order, repeated ones included.
    pub(crate) fn members(self) -> Result<Vec<Member<'a>>, SyntaxProblem> {
        let Members(raw) = serde_json::from_str(self.text).map_err(|e| self.problem(&e))?;
        raw.into_iter()
            .map(|(key, value)| {
                let key = self.part(key);
                Ok(Member { key: key.string()?, key_offset: key.offset, value: self.part(value) })
            })
            .collect()
    }

    /// The elements of an array.
    pub(crate) fn elements(self) -> Result<Vec<Self>, SyntaxProblem> {
        let Elements(raw) = serde_json::from_str(self.text).map_err(|e| self.problem(&e))?;
        Ok(raw.into_iter().map(|element| self.part(element)).collect())
    }

    /// The characters of a string.
    pub(crate) fn string(self) -> Result<Cow<'a, str>, SyntaxProblem> {
        match self.text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(plain) if !plain.contains('\\') => Ok(Cow::Borrowed(plain)),
            _ => serde_json::from_str(self.text).map(Cow::Owned).map_err(|e| self.problem(&e)),
        }
    }

    fn part(self, raw: &'a RawValue) -> Self {
        let within = raw.get().as_ptr().addr() - self.text.as_ptr().addr();
        Self { text: raw.get(), offset: self.offset + within }
    }

    fn problem(self, error: &serde_json::Error) -> SyntaxProblem {
        SyntaxProblem {
            offset: self.offset + error_offset(self.text, error),
            message: error_message(error),
        }
    }
}

/// Reads one value at `offset`, which must not be white space; returns it, or the problem.
pub(crate) fn value_at(text: &str, offset: usize) -> Result<Value<'_>, SyntaxProblem> {
    let rest = &text[offset..];
    let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
    match values.next() {
        Some(Ok(raw)) => Ok(Value { text: raw.get(), offset }),
        Some(Err(error)) => Err(SyntaxProblem {
            offset: offset + error_offset(rest, &error),
            message: error_message(&error),
        }),
        None => Err(SyntaxProblem { offset, message: "a value is missing here".to_owned() }),
    }
}

/// The first byte from `offset` on that is not white space.
pub(crate) fn skip_white_space(text: &str, offset: usize) -> usize {
    let rest = &text.as_bytes()[offset..];
    let n = rest.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n')).count();
    offset + n
}

/// Byte offset of a serde_json error, which counts lines from 1 and columns in bytes.
fn error_offset(text: &str, error: &serde_json::Error) -> usize {
    let mut line_start = 0;
    for _ in 1..error.line() {
        match text[line_start..].find('\n') {
            Some(end) => line_start += end + 1,
            None => break,
        }
    }
    let mut offset = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// What serde_json says, without its own line and column, which count from the start of the value.
fn error_message(error: &serde_json::Error) -> String {
    let full = error.to_string();
    let text = full.rsplit_once(" at line ").map_or(full.as_str(), |(text, _)| text);
    format!("not JSON: {text}")
}

struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);
struct Elements<'a>(Vec<&'a RawValue>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor).map(Members)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Vec<(&'de RawValue, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

impl<'de> Deserialize<'de> for Elements<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ElementsVisitor).map(Elements)
    }
}

struct ElementsVisitor;

impl<'de> Visitor<'de> for ElementsVisitor {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element()? {
            elements.push(element);
        }
        Ok(elements)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value<'_> {
        Value { text, offset: 100 }
    }

    #[test]
    fn members_know_their_places_and_their_unescaped_keys() {
        let text = r#"{"id": 1, "\u0069d" : [2, {}]}"#;
        let members = value(text).members().ok().unwrap();
        let seen: Vec<_> = members
            .iter()
            .map(|m| (m.key.as_ref(), m.key_offset, m.value.text, m.value.offset))
            .collect();
        assert_eq!(seen, [("id", 101, "1", 107), ("id", 110, "[2, {}]", 122)]);
        let elements = members[1].value.elements().ok().unwrap();
        assert_eq!((elements[1].text, elements[1].offset), ("{}", 126));
    }

    #[test]
    fn a_lone_surrogate_is_a_problem_with_a_place() {
        let problem = value(r#""\ud800""#).string().err().unwrap();
        assert!((100..=108).contains(&problem.offset));
        assert_eq!(value(r#""\ud83d\ude00""#).string().ok().unwrap(), "😀");
    }

    #[test]
    fn depth_is_not_recursion() {
        let deep = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(value_at(&deep, 0).ok().unwrap().text.len(), 2_000_000);
        assert!(value_at(&deep[..1_000_000], 0).is_err());
    }
}
