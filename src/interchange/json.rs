//! JSON documents of other tools: values with their places as properties, and properties as JSON.

use super::files::{Input, Markup, Text};
use super::flat::{FlatValue, Property};
use super::intake::{Halt, Intake, PropertyIx, Value};
use super::mapping::On;
use crate::dataset::json::{self, Member, Shape, SyntaxProblem, skip_white_space, value_at};
use std::borrow::Cow;

/// The whole file as text, and a finding where it is none.
pub(super) fn text(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<Text, Halt> {
    input.text("JSON", Markup::Refused, intake)
}

/// The only value of a document.
pub(super) fn document<'t>(
    text: &'t Text,
    intake: &mut Intake<'_>,
) -> Result<json::Value<'t>, Halt> {
    let whole = text.as_str();
    let mark = if whole.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let start = skip_white_space(whole, mark);
    let value = value_at(whole, start).map_err(|problem| refuse(problem, text, intake))?;
    let end = skip_white_space(whole, start + value.text.len());
    if end < whole.len() {
        let message = "not JSON: something stands after the end";
        return Err(intake.refuse(text.line(end), message, "one document stands in a file"));
    }
    Ok(value)
}

/// The value at a byte that is no white space; a finding where there is none.
pub(super) fn value_in<'t>(
    text: &'t Text,
    at: usize,
    intake: &mut Intake<'_>,
) -> Result<json::Value<'t>, Halt> {
    value_at(text.as_str(), at).map_err(|problem| refuse(problem, text, intake))
}

/// The members of an object; a finding where it is none.
pub(super) fn members<'t>(
    value: json::Value<'t>,
    what: &str,
    text: &Text,
    intake: &mut Intake<'_>,
) -> Result<Vec<Member<'t>>, Halt> {
    if value.shape() != Shape::Object {
        let message = format!("{what} is {}, not an object", value.shape().as_str());
        return Err(intake.refuse(text.line(value.offset), message, "see docs/import.md"));
    }
    value.members().map_err(|problem| refuse(problem, text, intake))
}

/// The elements of an array; a finding where it is none.
pub(super) fn elements<'t>(
    value: json::Value<'t>,
    what: &str,
    text: &Text,
    intake: &mut Intake<'_>,
) -> Result<Vec<json::Value<'t>>, Halt> {
    if value.shape() != Shape::Array {
        let message = format!("{what} is {}, not an array", value.shape().as_str());
        return Err(intake.refuse(text.line(value.offset), message, "see docs/import.md"));
    }
    value.elements().map_err(|problem| refuse(problem, text, intake))
}

fn refuse(problem: SyntaxProblem, text: &Text, intake: &mut Intake<'_>) -> Halt {
    let line = text.line(problem.offset);
    intake.refuse(line, problem.message, "the file is damaged or cut short; get it again")
}

/// A scalar as words: strings without quotes, numbers and truth values as written, anything else as JSON. None of null.
pub(super) fn words(value: json::Value<'_>) -> Option<Cow<'_, str>> {
    match value.shape() {
        Shape::Null => None,
        Shape::String => value.string().ok(),
        _ => Some(Cow::Borrowed(value.text)),
    }
}

/// A value as that of a property: an array of scalars is a list.
pub(super) fn value(value: json::Value<'_>) -> Option<Value<'_>> {
    if value.shape() == Shape::Array
        && let Ok(elements) = value.elements()
        && elements.iter().all(|e| !matches!(e.shape(), Shape::Array | Shape::Object))
    {
        return Some(Value::List(
            elements.into_iter().filter_map(words).map(Value::Text).collect(),
        ));
    }
    words(value).map(Value::Text)
}

/// Members as properties, without those that the format itself takes.
pub(super) fn properties<'t>(
    members: &'t [Member<'t>],
    on: On,
    taken: &[&str],
    intake: &mut Intake<'_>,
) -> Vec<(PropertyIx, Value<'t>)> {
    let others = members.iter().filter(|member| !taken.contains(&&*member.key));
    others
        .filter_map(|member| Some((intake.property(on, &member.key), value(member.value)?)))
        .collect()
}

/// The member of a name as words.
pub(super) fn member<'t>(members: &[Member<'t>], name: &str) -> Option<Cow<'t, str>> {
    members.iter().find(|member| member.key == name).and_then(|member| words(member.value))
}

/// The member of a name, where it is a text.
pub(super) fn text_member<'t>(members: &[Member<'t>], name: &str) -> Option<Cow<'t, str>> {
    let member = members.iter().find(|member| member.key == name)?;
    (member.value.shape() == Shape::String).then(|| words(member.value)).flatten()
}

/// What an object says of the whole graph.
pub(super) fn header(
    value: json::Value<'_>,
    text: &Text,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    for member in members(value, "what is said of the graph", text, intake)? {
        if let Some(words) = words(member.value) {
            intake.header(&member.key, &words, text.line(member.key_offset))?;
        }
    }
    Ok(())
}

/// Whether a member is `true`.
pub(super) fn is_true(members: &[Member<'_>], name: &str) -> Option<bool> {
    let member = members.iter().find(|member| member.key == name)?;
    (member.value.shape() == Shape::Bool).then(|| member.value.text == "true")
}

/// A text as a JSON string.
pub(super) fn string(text: &str) -> String {
    serde_json::to_string(text).expect("a string always serialises")
}

/// Texts as an array.
pub(super) fn array(items: &[&str]) -> String {
    let items: Vec<String> = items.iter().map(|item| string(item)).collect();
    format!("[{}]", items.join(", "))
}

/// The text of a JSON string.
pub(super) fn text_of(json: &str) -> Option<String> {
    json.starts_with('"').then(|| serde_json::from_str(json).ok()).flatten()
}

/// The texts of an array.
pub(super) fn texts(text: &str) -> Option<Vec<String>> {
    text.trim_start().starts_with('[').then(|| serde_json::from_str(text).ok()).flatten()
}

/// Properties as members that follow others of an object.
pub(super) fn more_members(properties: &[Property<'_>]) -> String {
    match object_members(properties) {
        members if members.is_empty() => members,
        members => format!(", {members}"),
    }
}

/// Properties as members of an object, without braces. Facts, evidence and the like stay texts, because other tools
/// keep texts as they are.
pub(super) fn object_members(properties: &[Property<'_>]) -> String {
    let members: Vec<String> = properties
        .iter()
        .map(|Property { name, value }| {
            let value = match value {
                FlatValue::Number(number) => (*number).to_owned(),
                FlatValue::List(items) => array(items),
                FlatValue::Text(_) | FlatValue::Json(_) => string(&value.text()),
            };
            format!("{}: {value}", string(name))
        })
        .collect();
    members.join(", ")
}
