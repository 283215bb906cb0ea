//! Declarations of a document type. A file that wants its own entities or another file is refused by their names: a few
//! entities are enough to make a petabyte of a kilobyte, and what a file names outside of it is none of its business.

use super::Problem;

/// Entities and files that a message names.
const NAMED_MAX: usize = 3;

/// Lets through a declaration that only names the root.
pub(super) fn check_doctype(declared: &str) -> Result<(), Problem> {
    let (outside, inside) = match declared.split_once('[') {
        Some((outside, inside)) => (outside, inside),
        None => (declared, ""),
    };
    let mut wanted = Vec::new();
    let mut words = Words(inside);
    while wanted.len() < NAMED_MAX
        && let Some(word) = words.next()
    {
        if word.ends_with("<!ENTITY") {
            let name = words.next().filter(|word| *word != "%").or_else(|| words.next());
            let name = name.unwrap_or_default();
            let is_outside = matches!(words.next(), Some("SYSTEM" | "PUBLIC"));
            let what = if is_outside { "the entity, from outside the file," } else { "the entity" };
            wanted.push(format!("{what} “{name}”"));
        }
    }
    let mut words = Words(outside);
    words.next();
    let public = match words.next() {
        Some("SYSTEM") => words.next(),
        Some("PUBLIC") => words.next().and_then(|public| words.next().or(Some(public))),
        _ => None,
    };
    wanted.extend(public.map(|address| format!("the declarations in “{address}”")));
    if wanted.is_empty() && inside.trim().trim_end_matches(']').trim().is_empty() {
        return Ok(());
    }
    let message = match wanted.as_slice() {
        [] => "the file declares its own document type".to_owned(),
        wanted => format!("the file wants {}", wanted.join(", ")),
    };
    Err(Problem::new(
        message,
        "no entity is expanded and nothing outside of a file is read; remove its <!DOCTYPE …>",
    ))
}

/// The encoding that the declaration at the start of a file names, where it is not UTF-8 or a part of it.
pub(super) fn foreign_encoding(bytes: &[u8]) -> Option<String> {
    const DECLARATION_BYTES_MAX: usize = 200;
    let start = &bytes[..bytes.len().min(DECLARATION_BYTES_MAX)];
    let text = String::from_utf8_lossy(start);
    let declaration = text.trim_start_matches('\u{FEFF}').strip_prefix("<?xml")?;
    let (declaration, _) = declaration.split_once("?>")?;
    let mut words = Words(declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?);
    let name = words.next()?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let is_read = ["utf-8", "utf8", "us-ascii", "ascii"].contains(&&*name.to_lowercase());
    (!is_read && !name.is_empty() && name.chars().all(is_name)).then(|| name.to_owned())
}

/// Words and quoted texts of a declaration.
struct Words<'t>(&'t str);

impl<'t> Words<'t> {
    fn next(&mut self) -> Option<&'t str> {
        let text = self.0.trim_start();
        let quote = text.chars().next()?;
        if quote == '"' || quote == '\'' {
            let (word, rest) = text[1..].split_once(quote).unwrap_or((&text[1..], ""));
            self.0 = rest;
            return Some(word);
        }
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
        let end = text.find(is_end).unwrap_or(text.len());
        let (word, rest) = text.split_at(end);
        self.0 = rest;
        Some(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_named() {
        let named = |text: &str| foreign_encoding(text.as_bytes());
        assert_eq!(named("<?xml version='1.0' encoding='utf-8'?><a/>"), None);
        assert_eq!(named("<?xml version='1.0'?><a encoding='x'/>"), None);
        let latin = "<?xml version=\"1.0\" encoding = \"ISO-8859-1\" standalone='yes'?>";
        assert_eq!(named(latin).as_deref(), Some("ISO-8859-1"));
    }

    #[test]
    fn what_a_doctype_wants_is_named() {
        let refused = |text| check_doctype(text).unwrap_err().message;
        assert!(check_doctype("graphml").is_ok());
        assert!(check_doctype("graphml [ ]").is_ok());
        assert_eq!(
            refused("g [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]"),
            "the file wants the entity “lol”, the entity “lol2”"
        );
        assert_eq!(
            refused("g [<!ENTITY % p SYSTEM 'http://x.example/p'>]"),
            "the file wants the entity, from outside the file, “p”"
        );
        assert_eq!(
            refused("graphml SYSTEM \"http://x.example/graphml.dtd\""),
            "the file wants the declarations in “http://x.example/graphml.dtd”"
        );
        assert_eq!(
            refused("graphml PUBLIC '-//X//Y' 'y.dtd'"),
            "the file wants the declarations in “y.dtd”"
        );
        assert_eq!(
            refused("g [<!ATTLIST a b ID #IMPLIED>]"),
            "the file declares its own document type"
        );
    }
}
