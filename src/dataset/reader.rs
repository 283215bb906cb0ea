//! Reads single values: objects with known members, and texts, words, numbers, dates, ids, digests. Each
//! problem becomes a finding at its place, and reading goes on.

use super::finding::{Code, Draft, Sink, nearest, quoted};
use super::json::{Member, Shape, SyntaxProblem, Value};
use crate::model::{Digest, Id, When, is_invisible};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Reads values of one record of one file.
pub(super) struct Reader<'s> {
    pub(super) sink: &'s mut Sink,
    pub(super) file: Cow<'static, str>,
    /// The record that findings name.
    pub(super) id: Option<Id>,
}

/// An object whose members are known and stand once; null ones are left out.
pub(super) struct Object<'a> {
    pub(super) offset: usize,
    members: Vec<(&'static str, Value<'a>)>,
}

impl<'a> Object<'a> {
    pub(super) fn get(&self, name: &str) -> Option<Value<'a>> {
        self.members.iter().find(|(key, _)| *key == name).map(|&(_, value)| value)
    }

    /// Where a member stands, or the object when it has no such member.
    pub(super) fn place(&self, name: &str) -> usize {
        self.get(name).map_or(self.offset, |value| value.offset)
    }
}

impl Reader<'_> {
    pub(super) fn push(&mut self, code: Code, offset: usize, message: String) {
        self.push_hint(code, offset, message, None);
    }

    pub(super) fn push_hint(
        &mut self,
        code: Code,
        offset: usize,
        message: String,
        hint: Option<String>,
    ) {
        let Self { file, id, .. } = self;
        let (file, id) = (file.clone(), id.clone());
        self.sink.push(Draft { code, file, offset, message, hint, id });
    }

    /// An object with these members and no others. `what` names it with its article.
    pub(super) fn object<'a>(
        &mut self,
        value: Value<'a>,
        what: &str,
        known: &[&'static str],
    ) -> Option<Object<'a>> {
        if !self.has_shape(value, Shape::Object, what) {
            return None;
        }
        let members = self.valid(value.members())?;
        let mut object =
            Object { offset: value.offset, members: Vec::with_capacity(members.len()) };
        let mut seen: Vec<&str> = Vec::with_capacity(members.len());
        for member in &members {
            let key = member.key.as_ref();
            if seen.contains(&key) {
                let message = format!("the member {} stands twice", quoted(key));
                self.push(Code::DuplicateMember, member.key_offset, message);
                continue;
            }
            // A hostile record may have a million members; known ones are few, so only those are compared.
            let Some(&name) = known.iter().find(|&&name| name == key) else {
                let message = format!("{what} has no member {}", quoted(key));
                let hint = match nearest(key, known.iter().copied()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("it has: {}", known.join(", ")),
                };
                self.push_hint(Code::UnknownMember, member.key_offset, message, Some(hint));
                if seen.len() < SEEN_MAX {
                    seen.push(key);
                }
                continue;
            };
            seen.push(name);
            if member.value.shape() != Shape::Null {
                object.members.push((name, member.value));
            }
        }
        Some(object)
    }

    /// An object whose keys are the dataset's own, such as ids; each stands once.
    pub(super) fn entries<'a>(&mut self, value: Value<'a>, name: &str) -> Vec<Member<'a>> {
        if !self.has_shape(value, Shape::Object, &format!("\"{name}\"")) {
            return Vec::new();
        }
        let mut members = self.valid(value.members()).unwrap_or_default();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        members.retain(|member| {
            let is_first = seen.insert(member.key.clone().into_owned());
            if !is_first {
                let message = format!("the member {} stands twice", quoted(&member.key));
                self.push(Code::DuplicateMember, member.key_offset, message);
            }
            is_first
        });
        members
    }

    /// A member that must be there.
    pub(super) fn need<'a>(
        &mut self,
        object: &Object<'a>,
        name: &'static str,
    ) -> Option<Value<'a>> {
        let value = object.get(name);
        if value.is_none() {
            self.push(
                Code::MissingMember,
                object.offset,
                format!("the member \"{name}\" is missing"),
            );
        }
        value
    }

    pub(super) fn elements<'a>(&mut self, value: Value<'a>, name: &str) -> Vec<Value<'a>> {
        if !self.has_shape(value, Shape::Array, &format!("\"{name}\"")) {
            return Vec::new();
        }
        self.valid(value.elements()).unwrap_or_default()
    }

    pub(super) fn string<'a>(&mut self, value: Value<'a>, name: &str) -> Option<Cow<'a, str>> {
        if !self.has_shape(value, Shape::String, &format!("\"{name}\"")) {
            return None;
        }
        self.valid(value.string())
    }

    /// A text on one line that shows all it holds.
    pub(super) fn line(&mut self, value: Value<'_>, name: &str) -> Option<String> {
        let text = self.string(value, name)?;
        if is_line(&text) {
            return Some(text.into_owned());
        }
        self.visible(value, name, &text, is_invisible)?;
        if text.trim().is_empty() {
            let hint = Some("leave the member out if there is nothing to say".to_owned());
            self.push_hint(Code::EmptyText, value.offset, format!("\"{name}\" is empty"), hint);
            return None;
        }
        Some(text.into_owned())
    }

    /// A text taken over verbatim: several lines and format characters are the source's own.
    pub(super) fn verbatim(&mut self, value: Value<'_>, name: &str) -> Option<String> {
        let text = self.string(value, name)?;
        self.visible(value, name, &text, is_refused_in_quotes)?;
        Some(text.into_owned())
    }

    pub(super) fn id(&mut self, value: Value<'_>, name: &str) -> Option<Id> {
        let text = self.string(value, name)?;
        self.id_of(&text, value.offset, name)
    }

    /// The id that a text at `offset` is.
    pub(super) fn id_of(&mut self, text: &str, offset: usize, name: &str) -> Option<Id> {
        match Id::new(text) {
            Ok(id) => Some(id),
            Err(problem) => {
                let message = format!("\"{name}\": {} is no id: {problem}", quoted(text));
                self.push(Code::BadId, offset, message);
                None
            }
        }
    }

    pub(super) fn when(&mut self, value: Value<'_>, name: &str) -> Option<When> {
        let text = self.string(value, name)?;
        match When::parse(&text) {
            Ok(when) => Some(when),
            Err(problem) => {
                let message = format!("\"{name}\": {}: {problem}", quoted(&text));
                self.push(Code::BadDate, value.offset, message);
                None
            }
        }
    }

    pub(super) fn digest(&mut self, value: Value<'_>, name: &str) -> Option<Digest> {
        let text = self.string(value, name)?;
        let digest = Digest::from_hex(&text);
        if digest.is_none() {
            let message = format!("\"{name}\" is a SHA-256 digest: 64 digits out of 0-9 and a-f");
            self.push(Code::BadDigest, value.offset, message);
        }
        digest
    }

    /// A whole number in plain digits.
    pub(super) fn integer(&mut self, value: Value<'_>, name: &str) -> Option<u32> {
        if !self.has_shape(value, Shape::Number, &format!("\"{name}\"")) {
            return None;
        }
        let digits = value.text.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| value.text.parse().ok()).flatten();
        if number.is_none() {
            let shown = quoted(value.text);
            let message = format!(
                "\"{name}\" is a whole number from 0 to {} in digits, not {shown}",
                u32::MAX
            );
            self.push(Code::BadNumber, value.offset, message);
        }
        number
    }

    pub(super) fn boolean(&mut self, value: Value<'_>, name: &str) -> Option<bool> {
        self.has_shape(value, Shape::Bool, &format!("\"{name}\"")).then(|| value.text == "true")
    }

    /// One of a few words.
    pub(super) fn word<T>(
        &mut self,
        value: Value<'_>,
        name: &str,
        words: &[&'static str],
        from_word: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.string(value, name)?;
        let read = from_word(&text);
        if read.is_none() {
            let message = format!("\"{name}\" cannot be {}", quoted(&text));
            let hint = Some(format!("one of: {}", words.join(", ")));
            self.push_hint(Code::UnknownWord, value.offset, message, hint);
        }
        read
    }

    pub(super) fn has_shape(&mut self, value: Value<'_>, shape: Shape, what: &str) -> bool {
        let found = value.shape();
        if found == shape {
            return true;
        }
        let message = format!("{what} is {}, not {}", shape.as_str(), found.as_str());
        let hint = (shape == Shape::String && found == Shape::Number)
            .then(|| format!("write it in quotes: \"{}\"", value.text));
        self.push_hint(Code::WrongType, value.offset, message, hint);
        false
    }

    fn valid<T>(&mut self, read: Result<T, SyntaxProblem>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(SyntaxProblem { offset, message }) => {
                self.push(Code::Syntax, offset, message);
                None
            }
        }
    }

    fn visible(
        &mut self,
        value: Value<'_>,
        name: &str,
        text: &str,
        refused: impl Fn(char) -> bool,
    ) -> Option<()> {
        let Some(c) = text.chars().find(|&c| refused(c)) else { return Some(()) };
        let what = match c {
            '\n' | '\r' => "a line break",
            '\t' => "a tab",
            c if c.is_control() => "a control character",
            _ => "an invisible character",
        };
        let message = format!("\"{name}\" holds U+{:04X}, {what}", u32::from(c));
        let hint = Some("write it on one line, with characters that a reader can see".to_owned());
        self.push_hint(Code::InvisibleCharacter, value.offset, message, hint);
        None
    }
}

/// A text on one line that shows all it holds, and says something.
pub(super) fn is_line(text: &str) -> bool {
    let is_shown = |byte: u8| (b' '..=b'~').contains(&byte);
    (text.bytes().all(is_shown) || !text.chars().any(is_invisible)) && !text.trim().is_empty()
}

/// A text that may be taken over verbatim.
pub(super) fn is_verbatim(text: &str) -> bool {
    !text.chars().any(is_refused_in_quotes)
}

fn is_refused_in_quotes(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

/// How many unknown members are compared for repeats: beyond it they are unknown all the same.
const SEEN_MAX: usize = 64;
