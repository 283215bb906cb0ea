//! Attributes behind an edge as Python prints them, `{'weight': 3, 'since': '2001'}`: NetworkX writes them so.

/// The attributes in the order of the line; numbers and truth values as written, nothing for `None`. Else what is wrong.
pub(super) fn attributes(text: &str) -> Result<Vec<(String, String)>, &'static str> {
    let mut rest = text.strip_prefix('{').ok_or("attributes start with {")?.trim_start();
    let mut attributes = Vec::new();
    while !rest.starts_with('}') {
        let (name, after) = string(rest).ok_or("the name of an attribute is no text")?;
        rest =
            after.trim_start().strip_prefix(':').ok_or("an attribute has no value")?.trim_start();
        let (value, after) = match string(rest) {
            Some(found) => found,
            None => word(rest).ok_or("a value is no text, number or truth value")?,
        };
        if value != "None" || rest.starts_with(['\'', '"']) {
            attributes.push((name, value));
        }
        rest = after.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(after) => after.trim_start(),
            None if rest.starts_with('}') => rest,
            None => return Err("the attributes have no end"),
        };
    }
    if rest == "}" { Ok(attributes) } else { Err("something stands after the attributes") }
}

/// A number or a name, and what is after it.
fn word(text: &str) -> Option<(String, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    (end > 0).then(|| (text[..end].to_owned(), &text[end..]))
}

/// A text in either kind of quotes, and what is after it.
fn string(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut out = String::new();
    let mut chars = text[1..].char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return Some((out, &text[at + 2..])),
            '\\' => {
                let (_, escaped) = chars.next()?;
                let n_digits = match escaped {
                    'n' | 't' | 'r' => {
                        out.push(' ');
                        continue;
                    }
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    other => {
                        out.push(other);
                        continue;
                    }
                };
                let digits: String = chars.by_ref().take(n_digits).map(|(_, c)| c).collect();
                out.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
            }
            c => out.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_prints_is_read() {
        let read = attributes(
            r#"{'weight': 3, "it's": 'a \'b\' {c}', 'x': None, 'y': True, 'z': -1e-07}"#,
        );
        let read = read.unwrap();
        let pairs: Vec<_> = read.iter().map(|(name, value)| (&**name, &**value)).collect();
        assert_eq!(pairs, [("weight", "3"), ("it's", "a 'b' {c}"), ("y", "True"), ("z", "-1e-07")]);
        assert_eq!(attributes("{}"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_flat_dictionary_is_refused() {
        for text in [
            "{",
            "{'a'",
            "{'a': }",
            "{'a': [1]}",
            "{'a': {'b': 1}}",
            "{'a': 1} x",
            "{a: 1}",
            "{'a': '",
        ] {
            assert!(attributes(text).is_err(), "{text}");
        }
    }
}
