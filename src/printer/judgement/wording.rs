//! Conditions and what was found instead, in words.

use crate::dataset::{Condition, Count, Scalar, Test};
use serde_json::Value;

/// A condition as a clause.
pub(super) fn words(condition: &Condition) -> String {
    let at = at_words(&condition.at);
    let rows = || format!("{at}{}", which(&condition.filter));
    match &condition.test {
        Test::Is(scalar) => format!("{at} is {}", scalar_words(scalar)),
        Test::IsNot(scalar) => format!("{at} is not {}", scalar_words(scalar)),
        Test::AtLeast(number) => format!("{at} is at least {number}"),
        Test::AtMost(number) => format!("{at} is at most {number}"),
        Test::Includes(scalars) => format!("{at} includes {}", list_words(scalars, "and")),
        Test::IncludesNone(scalars) => format!("{at} includes no {}", list_words(scalars, "or")),
        Test::Empty => format!("{at} is empty"),
        Test::NotEmpty => format!("{at} is not empty"),
        Test::Count(Count::Is(n)) => format!("{} has {n}", rows()),
        Test::Count(Count::AtLeast(n)) => format!("{} has at least {n}", rows()),
        Test::Count(Count::AtMost(n)) => format!("{} has at most {n}", rows()),
        Test::Every(inner) => format!("in every row of {}: {}", rows(), all_words(inner)),
        Test::AtLeastOne(inner) => format!("in some row of {}: {}", rows(), all_words(inner)),
        Test::NoRow(inner) => format!("in no row of {}: {}", rows(), all_words(inner)),
    }
}

fn which(filter: &[Condition]) -> String {
    if filter.is_empty() { String::new() } else { format!(" where {}", all_words(filter)) }
}

fn all_words(conditions: &[Condition]) -> String {
    conditions.iter().map(words).collect::<Vec<_>>().join(" and ")
}

pub(super) fn at_words(at: &str) -> &str {
    if at.is_empty() { "it" } else { at }
}

fn list_words(scalars: &[Scalar], last: &str) -> String {
    const SHOWN: usize = 8;
    let mut shown: Vec<String> = scalars.iter().take(SHOWN).map(scalar_words).collect();
    if scalars.len() > SHOWN {
        shown.push(format!("{} more", scalars.len() - SHOWN));
    }
    let (end, others) = shown.split_last().expect("reading refuses a list of nothing");
    if others.is_empty() { end.clone() } else { format!("{} {last} {end}", others.join(", ")) }
}

fn scalar_words(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Text(text) => format!("“{text}”"),
        Scalar::Number(number) => number.to_string(),
        Scalar::Truth(truth) => truth.to_string(),
    }
}

pub(super) fn value_words(value: &Value) -> String {
    const CHARS_MAX: usize = 200;
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) if text.is_empty() => "an empty text".to_owned(),
        Value::String(text) => match text.char_indices().nth(CHARS_MAX) {
            Some((end, _)) => format!("“{}…”", &text[..end]),
            None => format!("“{text}”"),
        },
        Value::Array(rows) if rows.is_empty() => "an empty list".to_owned(),
        Value::Array(rows) if rows.iter().all(|row| !row.is_object() && !row.is_array()) => {
            const SHOWN: usize = 8;
            let mut shown: Vec<String> = rows.iter().take(SHOWN).map(value_words).collect();
            shown.extend((rows.len() > SHOWN).then(|| format!("{} more", rows.len() - SHOWN)));
            shown.join(", ")
        }
        Value::Array(rows) => format!("a list of {}", rows.len()),
        Value::Object(_) => "an object".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

pub(super) fn sort_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
