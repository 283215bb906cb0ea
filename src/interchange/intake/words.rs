//! Foreign names as names of ours: ids, kinds, keys of facts, texts on one line.

use crate::dataset::json::{Shape, value_at};
use crate::evidence::digest;
use crate::model::{Id, is_invisible};
use crate::names::fold;
use std::borrow::Cow;

/// The longest key of a fact and name of a kind.
const WORD_BYTES_MAX: usize = 64;
/// The longest id.
const ID_BYTES_MAX: usize = 256;

/// A text on one line that shows all it holds: line breaks and tabs become spaces, invisible characters go. None where
/// nothing is left.
pub(in crate::interchange) fn line_of(text: &str) -> Option<Cow<'_, str>> {
    let trimmed = text.trim();
    // What is trimmed here and what a reader cannot see are two sets of characters.
    let is_ascii = trimmed.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if !trimmed.is_empty() && (is_ascii || !trimmed.chars().any(is_invisible)) {
        return Some(Cow::Borrowed(trimmed));
    }
    let mut line = String::with_capacity(trimmed.len());
    for c in trimmed.chars() {
        if matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}') {
            if !line.ends_with(' ') {
                line.push(' ');
            }
        } else if !is_invisible(c) {
            line.push(c);
        }
    }
    let line = line.trim();
    (!line.is_empty()).then(|| Cow::Owned(line.to_owned()))
}

/// The items of a list that stands in one text: those of a JSON array of texts, else what `;` divides.
pub(in crate::interchange) fn items_of(text: &str) -> Vec<Cow<'_, str>> {
    let text = text.trim();
    let array = || {
        let value = value_at(text, 0).ok()?;
        if value.shape() != Shape::Array || value.text.len() < text.len() {
            return None;
        }
        let elements = value.elements().ok()?;
        let is_list = elements.iter().all(|element| element.shape() == Shape::String);
        is_list.then(|| elements.iter().filter_map(|element| element.string().ok()).collect())
    };
    let array: Option<Vec<_>> = text.starts_with('[').then(array).flatten();
    array.unwrap_or_else(|| text.split(';').map(Cow::Borrowed).collect())
}

/// An id for what another tool calls `text`: the text itself where it can be one, else with `_` for white space,
/// without invisible characters, and cut with a digest where it is too long. None where nothing is left.
pub(in crate::interchange) fn id_of(text: &str) -> Option<Id> {
    if let Ok(id) = Id::new(text) {
        return Some(id);
    }
    let line = line_of(text)?;
    let mut id = line.split_whitespace().collect::<Vec<_>>().join("_");
    if id.starts_with('-') {
        id.insert(0, '_');
    }
    if id.len() > ID_BYTES_MAX {
        id = shortened(&id, ID_BYTES_MAX);
    }
    Id::new(id).ok()
}

/// The id of an edge; none where it is a number, which tools give anew with every writing.
pub(in crate::interchange) fn edge_id_of(text: &str) -> Option<&str> {
    (!text.is_empty() && !text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// The key of a fact for a property of this name: lower case, `-` for white space.
pub(in crate::interchange) fn key_of(name: &str) -> String {
    let line = line_of(name).unwrap_or(Cow::Borrowed("value"));
    let key = line.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
    // Lower case of some letters is more than one character, and of some none that is lower case.
    let key: String = key.chars().filter(|c| !c.is_uppercase()).collect();
    match key.len() {
        0 => "value".to_owned(),
        n if n > WORD_BYTES_MAX => shortened(&key, WORD_BYTES_MAX),
        _ => key,
    }
}

/// The name of a kind for what another tool calls `label`: lower-case letters, digits and dashes.
pub(in crate::interchange) fn kind_of(label: &str) -> String {
    let mut kind = String::new();
    let mut was_lower = false;
    // Accents of Latin letters go; other scripts stay what they are.
    let folded = (!label.is_ascii())
        .then(|| label.split_whitespace().map(fold).collect::<Vec<_>>().join("-"));
    let folded = folded.as_deref().unwrap_or(label);
    for c in folded.trim().chars() {
        // `worksFor` and `WORKS_FOR` are the words that people write `works-for`.
        if c.is_ascii_uppercase() && was_lower {
            kind.push('-');
        }
        was_lower = c.is_ascii_lowercase();
        match c {
            c if c.is_ascii_alphanumeric() => kind.push(c.to_ascii_lowercase()),
            _ if kind.ends_with('-') => {}
            _ => kind.push('-'),
        }
    }
    let plain = kind.trim_matches('-');
    let is_foreign = folded.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    let kind = if plain.is_empty() || is_foreign {
        // Other scripts have no spelling in Latin letters that is theirs alone.
        format!("kind-{}", &digest(label).to_string()[..8])
    } else if !plain.starts_with(|c: char| c.is_ascii_lowercase()) {
        format!("kind-{plain}")
    } else {
        plain.to_owned()
    };
    match &*kind {
        "any" | "record" | "same" => format!("{kind}-kind"),
        _ if kind.len() > WORD_BYTES_MAX => shortened(&kind, WORD_BYTES_MAX),
        _ => kind,
    }
}

/// The beginning of a word with a digest of the whole.
pub(super) fn shortened(word: &str, n_max: usize) -> String {
    let digest = digest(word).to_string();
    let mut end = n_max - 9;
    while !word.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{}", word[..end].trim_end_matches('-'), &digest[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_as_they_are_where_they_can() {
        let id = |text| id_of(text).map(|id| id.as_str().to_owned());
        assert_eq!(id("kepco").as_deref(), Some("kepco"));
        assert_eq!(id("한국전력공사").as_deref(), Some("한국전력공사"));
        assert_eq!(id(" Mlle.  Baptistine\n").as_deref(), Some("Mlle._Baptistine"));
        assert_eq!(id("-1").as_deref(), Some("_-1"));
        assert_eq!(id("a\u{202E}b").as_deref(), Some("ab"));
        assert_eq!(id(" \u{200B}"), None);
        assert_eq!(id(&"x".repeat(300)).map(|id| id.len()), Some(256));
    }

    #[test]
    fn kinds_are_words_of_the_vocabulary() {
        for (label, kind) in [
            ("Person", "person"),
            ("WORKS_FOR", "works-for"),
            ("worksFor", "works-for"),
            ("is a friend of", "is-a-friend-of"),
            ("3", "kind-3"),
            ("any", "any-kind"),
            ("ns:Thing", "ns-thing"),
            ("Société anonyme", "societe-anonyme"),
        ] {
            assert_eq!(kind_of(label), kind, "{label}");
        }
        assert!(kind_of("Компания").starts_with("kind-"));
        assert_ne!(kind_of("Компания"), kind_of("Человек"));
        assert!(kind_of(&"x".repeat(100)).len() <= 64);
    }

    #[test]
    fn items_are_divided_or_an_array() {
        assert_eq!(items_of("a; b,c ;d"), ["a", " b,c ", "d"]);
        assert_eq!(items_of(r#"["a; b", "[c"]"#), ["a; b", "[c"]);
        assert_eq!(items_of("[a"), ["[a"]);
        assert_eq!(items_of("[1]"), ["[1]"]);
        assert_eq!(items_of(r#"["a"] b"#), [r#"["a"] b"#]);
    }

    #[test]
    fn keys_are_lower_case_words() {
        assert_eq!(key_of("Full Name"), "full-name");
        assert_eq!(key_of(" "), "value");
        assert!(key_of(&"ключ ".repeat(40)).len() <= 64);
    }
}
