//! Standing questions: the checks in `checks.json`, each a question and what its answer must satisfy. Reads them with
//! the rules of the format.
//!
//! A check is plain data: words of a command line, and conditions on the JSON of an answer. Nothing is asked here, and
//! of the command line only the verbs that ask and the options that no check has are known, by name.

use super::finding::{Code, Draft, Sink, line_of, nearest, quoted};
use super::json::{Shape, Value};
use super::reader::{Object, Reader};
use super::table::Table;
use super::view::{VIEW_NAME_MAX, is_view_name};
use crate::model::Decimal;
use std::collections::BTreeMap;

/// The most checks a dataset has.
pub const CHECKS_MAX: usize = 1000;

/// The largest `checks.json`.
pub const CHECKS_BYTES_MAX: u64 = 4 << 20;

/// How deep conditions on rows stand in conditions.
pub const CONDITION_DEPTH_MAX: usize = 4;

/// The verbs that a check asks with: those that answer from the data and change nothing.
pub const CHECK_VERBS: &[&str] = &[
    "affiliations",
    "brokers",
    "conflicts",
    "connect",
    "corroboration",
    "diff",
    "find",
    "groups",
    "kinds",
    "neighbors",
    "path",
    "rank",
    "show",
    "similar",
    "sources",
    "stats",
    "timeline",
    "validate",
    "verify",
];

/// The options that no check has, and why.
pub const CHECK_REFUSES: &[(&str, &str)] = &[
    ("--data", ITS_OWN_DATA),
    ("--against", ITS_OWN_DATA),
    ("--texts", "name the texts when the checks are asked: sociogram check --texts DIR"),
    ("--format", AS_JSON),
    ("--json", AS_JSON),
    ("--raw", AS_JSON),
    ("--color", AS_JSON),
    ("--timings", AS_JSON),
    ("--fix", CHANGES_NOTHING),
    ("--fix-moved", CHANGES_NOTHING),
    ("--dry-run", CHANGES_NOTHING),
    ("--help", ASKS),
    ("-h", ASKS),
    ("--version", ASKS),
    ("-V", ASKS),
];

const ITS_OWN_DATA: &str = "leave it out: a check is asked of the dataset that it stands in";
const AS_JSON: &str = "leave it out: a check reads the answer as --json prints it";
const CHANGES_NOTHING: &str = "leave it out: a check changes nothing";
const ASKS: &str = "leave it out: a check asks a question";

/// A question and what its answer must satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Its name; a plain word as views have.
    pub name: String,
    /// What must hold, in words.
    pub title: String,
    /// Why that matters, or what to do when it no longer holds.
    pub why: Option<String>,
    /// The question: a verb and its arguments, as on the command line.
    pub ask: Vec<String>,
    /// What the answer must satisfy, all of it.
    pub expect: Vec<Condition>,
}

/// What must hold of a value, or of a row in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Where the value stands, as a JSON Pointer (RFC 6901); empty for the whole.
    pub at: String,
    /// Only the rows that satisfy all of these.
    pub filter: Vec<Condition>,
    /// What must hold.
    pub test: Test,
}

/// What a condition compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// It is this.
    Is(Scalar),
    /// It is something else, or nothing.
    IsNot(Scalar),
    /// It is a number, so much or more.
    AtLeast(Decimal),
    /// It is a number, so much or less.
    AtMost(Decimal),
    /// Each of these is in the list.
    Includes(Vec<Scalar>),
    /// None of these is in the list.
    IncludesNone(Vec<Scalar>),
    /// There is nothing: null, an empty text or list.
    Empty,
    /// There is something.
    NotEmpty,
    /// So many rows.
    Count(Count),
    /// Every row satisfies all of these.
    Every(Vec<Condition>),
    /// At least one row does.
    AtLeastOne(Vec<Condition>),
    /// No row does.
    NoRow(Vec<Condition>),
}

/// A value that is no list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A number, exact.
    Number(Decimal),
    /// True or false.
    Truth(bool),
}

/// A number of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Exactly so many.
    Is(u32),
    /// So many or more.
    AtLeast(u32),
    /// So many or fewer.
    AtMost(u32),
}

impl Test {
    /// Is it about the rows of a list, so that a condition may say which?
    pub fn is_of_rows(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Every(_) | Self::AtLeastOne(_) | Self::NoRow(_))
    }

    /// The conditions on rows.
    pub fn of_rows(&self) -> &[Condition] {
        match self {
            Self::Every(rows) | Self::AtLeastOne(rows) | Self::NoRow(rows) => rows,
            _ => &[],
        }
    }
}

const CHECK: &[&str] = &["name", "title", "why", "ask", "expect"];
const CONDITION: &[&str] = &[
    "at",
    "where",
    "is",
    "is_not",
    "at_least",
    "at_most",
    "includes",
    "includes_none",
    "empty",
    "count",
    "every",
    "some",
    "none",
];
/// The members of a condition from here on are its tests.
const FIRST_TEST: usize = 2;
const COUNT: &[&str] = &["is", "at_least", "at_most"];

const TITLE_CHARS_MAX: usize = 300;
const WHY_CHARS_MAX: usize = 1000;
/// The longest word of a question, the longest pointer and the longest text that is compared, in characters.
const WORD_CHARS_MAX: usize = 300;
const WORDS_MAX: usize = 100;
const CONDITIONS_MAX: usize = 20;
const SCALARS_MAX: usize = 1000;

/// Refuses more checks than there may be.
pub(super) fn are_few(sink: &mut Sink, table: &Table<'_>) -> bool {
    let are_few = table.rows.len() <= CHECKS_MAX;
    if !are_few {
        sink.push(Draft {
            code: Code::TooManyChecks,
            file: table.file.into(),
            offset: table.rows[CHECKS_MAX].value.offset,
            message: format!("a dataset has at most {CHECKS_MAX} checks"),
            hint: Some("delete those that nobody heeds, or join several in one".to_owned()),
            id: None,
        });
    }
    are_few
}

/// Refuses a second check of one name.
pub(super) fn unique_names(sink: &mut Sink, table: &Table<'_>) {
    let mut taken = BTreeMap::new();
    for row in &table.rows {
        let Some(name) = &row.id else { continue };
        let first = *taken.entry(name).or_insert(row.id_offset);
        if first != row.id_offset {
            let line = line_of(table.text, first);
            sink.push(Draft {
                code: Code::DuplicateName,
                file: table.file.into(),
                offset: row.id_offset,
                message: format!("the name \"{name}\" is taken in line {line}"),
                hint: Some("give one of the two another name".to_owned()),
                id: Some(name.clone()),
            });
        }
    }
}

impl Reader<'_> {
    /// Reads a check. What is wrong inside it is in the findings.
    pub(super) fn check(&mut self, value: Value<'_>) -> Option<Check> {
        let object = self.object(value, "a check", CHECK)?;
        let name = self.need(&object, "name").and_then(|v| self.check_name(v));
        let shorten = "shorten it, and say the rest in \"why\"";
        let title = self
            .need(&object, "title")
            .and_then(|v| self.short_line(v, "title", TITLE_CHARS_MAX, shorten));
        let why = object
            .get("why")
            .and_then(|v| self.short_line(v, "why", WHY_CHARS_MAX, "say the rest in a README"));
        let ask = self.need(&object, "ask").map(|v| self.question(v)).unwrap_or_default();
        let expect = self
            .need(&object, "expect")
            .map(|v| self.conditions(v, "expect", 1))
            .unwrap_or_default();
        Some(Check { name: name?, title: title?, why, ask, expect })
    }

    fn check_name(&mut self, value: Value<'_>) -> Option<String> {
        let name = self.string(value, "name")?;
        if is_view_name(&name) {
            return Some(name.into_owned());
        }
        let message = format!("{} is no name of a check", quoted(&name));
        let hint = format!(
            "a name is of a-z, 0-9 and -, does not start with -, and has at most {VIEW_NAME_MAX} characters"
        );
        self.push_hint(Code::BadCheck, value.offset, message, Some(hint));
        None
    }

    fn question(&mut self, value: Value<'_>) -> Vec<String> {
        let words = self.elements(value, "ask");
        if value.shape() == Shape::Array && words.is_empty() {
            let message = "\"ask\" names no verb".to_owned();
            self.push_hint(Code::BadCheck, value.offset, message, Some(verbs_hint()));
        }
        if self.is_long(value, "ask", words.len(), WORDS_MAX) {
            return Vec::new();
        }
        let mut are_options = true;
        let mut read = Vec::with_capacity(words.len());
        for (ix, place) in words.into_iter().enumerate() {
            let hint = "a question has shorter words";
            let Some(word) = self.short_line(place, "ask", WORD_CHARS_MAX, hint) else { continue };
            if ix == 0 {
                self.verb(place, &word);
            } else if are_options {
                are_options = word != "--";
                self.option(place, &word);
            }
            read.push(word);
        }
        read
    }

    fn verb(&mut self, place: Value<'_>, word: &str) {
        if !CHECK_VERBS.contains(&word) {
            let message = format!("no check asks with {}", quoted(word));
            let hint = match nearest(word, CHECK_VERBS.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => verbs_hint(),
            };
            self.push_hint(Code::BadCheck, place.offset, message, Some(hint));
        }
    }

    fn option(&mut self, place: Value<'_>, word: &str) {
        let name = word.split_once('=').map_or(word, |(name, _)| name);
        if let Some((option, reason)) = CHECK_REFUSES.iter().find(|(option, _)| *option == name) {
            let message = format!("no check has the option {option}");
            self.push_hint(Code::BadCheck, place.offset, message, Some((*reason).to_owned()));
        }
    }

    fn conditions(&mut self, value: Value<'_>, name: &str, depth: usize) -> Vec<Condition> {
        if depth > CONDITION_DEPTH_MAX {
            let message = format!("conditions stand at most {CONDITION_DEPTH_MAX} deep");
            self.push(Code::BadCheck, value.offset, message);
            return Vec::new();
        }
        let conditions = self.elements(value, name);
        if value.shape() == Shape::Array && conditions.is_empty() {
            let message = format!("\"{name}\" has no condition");
            let hint = "[{\"at\": \"/rows\", \"empty\": true}] is one".to_owned();
            self.push_hint(Code::BadCheck, value.offset, message, Some(hint));
        }
        if self.is_long(value, name, conditions.len(), CONDITIONS_MAX) {
            return Vec::new();
        }
        conditions.into_iter().filter_map(|v| self.condition(v, depth)).collect()
    }

    fn condition(&mut self, value: Value<'_>, depth: usize) -> Option<Condition> {
        let object = self.object(value, "a condition", CONDITION)?;
        let at = object.get("at").map_or(Some(String::new()), |v| self.pointer(v));
        let mut named = CONDITION[FIRST_TEST..].iter().filter(|name| object.get(name).is_some());
        let Some(name) = named.next() else {
            let message = "the condition has no test".to_owned();
            let hint = format!("it has one of: {}", CONDITION[FIRST_TEST..].join(", "));
            self.push_hint(Code::BadCheck, value.offset, message, Some(hint));
            return None;
        };
        for other in named {
            let message = format!("\"{name}\" and \"{other}\" are two tests");
            let hint = "make two conditions of it".to_owned();
            self.push_hint(Code::BadCheck, object.place(other), message, Some(hint));
        }
        let filter = object.get("where").map(|v| self.conditions(v, "where", depth + 1));
        let test = self.test(&object, name, depth);
        if let (Some(filter), Some(test)) = (object.get("where"), &test)
            && !test.is_of_rows()
        {
            let message = format!("\"where\" says which rows, and \"{name}\" is not about rows");
            let hint = "it goes with: count, every, some, none".to_owned();
            self.push_hint(Code::BadCheck, filter.offset, message, Some(hint));
        }
        Some(Condition { at: at?, filter: filter.unwrap_or_default(), test: test? })
    }

    fn test(&mut self, object: &Object<'_>, name: &str, depth: usize) -> Option<Test> {
        let value = object.get(name)?;
        let rows = |r: &mut Self| r.conditions(value, name, depth + 1);
        match name {
            "is" => self.scalar(value, name).map(Test::Is),
            "is_not" => self.scalar(value, name).map(Test::IsNot),
            "at_least" => self.decimal_of(value, name).map(Test::AtLeast),
            "at_most" => self.decimal_of(value, name).map(Test::AtMost),
            "includes" => Some(Test::Includes(self.scalars(value, name))),
            "includes_none" => Some(Test::IncludesNone(self.scalars(value, name))),
            "empty" => {
                let empty = self.boolean(value, name)?;
                Some(if empty { Test::Empty } else { Test::NotEmpty })
            }
            "count" => self.count(value).map(Test::Count),
            "every" => Some(Test::Every(rows(self))),
            "some" => Some(Test::AtLeastOne(rows(self))),
            _ => Some(Test::NoRow(rows(self))),
        }
    }

    /// A JSON Pointer of RFC 6901.
    fn pointer(&mut self, value: Value<'_>) -> Option<String> {
        let pointer = self.string(value, "at")?;
        if pointer.is_empty() {
            return Some(String::new());
        }
        let hint = "a pointer goes to one value";
        let pointer = self.short_line(value, "at", WORD_CHARS_MAX, hint)?;
        if is_pointer(&pointer) {
            return Some(pointer);
        }
        let message = format!("\"at\": {} is no JSON Pointer", quoted(&pointer));
        let hint = "each step starts with /: \"/rows\", \"/paths/0/length\"; in a name, ~ is ~0 and / is ~1";
        self.push_hint(Code::BadCheck, value.offset, message, Some(hint.to_owned()));
        None
    }

    fn scalars(&mut self, value: Value<'_>, name: &str) -> Vec<Scalar> {
        let scalars = self.elements(value, name);
        if value.shape() == Shape::Array && scalars.is_empty() {
            self.push(Code::BadCheck, value.offset, format!("\"{name}\" lists nothing"));
        }
        if self.is_long(value, name, scalars.len(), SCALARS_MAX) {
            return Vec::new();
        }
        scalars.into_iter().filter_map(|v| self.scalar(v, name)).collect()
    }

    fn scalar(&mut self, value: Value<'_>, name: &str) -> Option<Scalar> {
        match value.shape() {
            Shape::Number => self.decimal_of(value, name).map(Scalar::Number),
            Shape::Bool => self.boolean(value, name).map(Scalar::Truth),
            Shape::String => {
                let hint = "compare a shorter text";
                self.short_line(value, name, WORD_CHARS_MAX, hint).map(Scalar::Text)
            }
            other => {
                let message = format!(
                    "\"{name}\" is a text, a number, true or false, not {}",
                    other.as_str()
                );
                let hint = match other {
                    Shape::Null => "for nothing, say \"empty\": true",
                    _ => "lists have tests of their own: includes, count, every, some, none",
                };
                self.push_hint(Code::WrongType, value.offset, message, Some(hint.to_owned()));
                None
            }
        }
    }

    fn decimal_of(&mut self, value: Value<'_>, name: &str) -> Option<Decimal> {
        if !self.has_shape(value, Shape::Number, &format!("\"{name}\"")) {
            return None;
        }
        let number = Decimal::new(value.text).ok();
        if number.is_none() {
            let message = format!(
                "\"{name}\" is a number in plain digits without needless zeros, at most 40, not {}",
                quoted(value.text)
            );
            self.push(Code::BadNumber, value.offset, message);
        }
        number
    }

    fn count(&mut self, value: Value<'_>) -> Option<Count> {
        let object = self.object(value, "\"count\"", COUNT)?;
        let mut named = COUNT.iter().filter(|name| object.get(name).is_some());
        let (Some(&name), None) = (named.next(), named.next()) else {
            let message = "\"count\" has one comparison".to_owned();
            let hint = "{\"is\": 3}, {\"at_least\": 3} or {\"at_most\": 3}".to_owned();
            self.push_hint(Code::BadCheck, value.offset, message, Some(hint));
            return None;
        };
        let number = object.get(name).and_then(|v| self.integer(v, name))?;
        Some(match name {
            "is" => Count::Is(number),
            "at_least" => Count::AtLeast(number),
            _ => Count::AtMost(number),
        })
    }

    /// Refuses a list with more entries than a check has.
    fn is_long(&mut self, value: Value<'_>, name: &str, n_entries: usize, max: usize) -> bool {
        let is_long = n_entries > max;
        if is_long {
            let message = format!("\"{name}\" has at most {max} entries, not {n_entries}");
            let hint = "make several checks of it".to_owned();
            self.push_hint(Code::TooLong, value.offset, message, Some(hint));
        }
        is_long
    }
}

fn verbs_hint() -> String {
    format!("a check asks with: {}", CHECK_VERBS.join(", "))
}

/// `json-pointer = *( "/" reference-token )`, where `~` is followed by 0 or 1.
fn is_pointer(text: &str) -> bool {
    let escapes = text.split('~').skip(1);
    text.starts_with('/') && escapes.into_iter().all(|rest| rest.starts_with(['0', '1']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_those_of_the_standard() {
        // RFC 6901, section 5, but for the empty one, which names the whole document.
        for pointer in [
            "/foo", "/foo/0", "/", "/a~1b", "/c%d", "/e^f", "/g|h", "/i\\j", "/k\"l", "/ ", "/m~0n",
        ] {
            assert!(is_pointer(pointer), "{pointer}");
        }
        for text in ["foo", "#/foo", "/a~b", "/a~", "/a~2", "~0"] {
            assert!(!is_pointer(text), "{text}");
        }
    }
}
