//! Start tags and texts as they are after references are resolved, with what XML forbids in them found.

use super::Problem;
use quick_xml::XmlVersion;
use quick_xml::escape::EscapeError;
use quick_xml::events::{BytesRef, BytesStart};

/// The most attributes of an element.
const ATTRIBUTES_MAX: usize = 10_000;

/// The longest name of an element.
const NAME_BYTES_MAX: usize = 1_000;

/// The beginning of an element.
#[derive(Debug)]
pub(in crate::interchange) struct Element {
    /// Its name without the prefix.
    pub(in crate::interchange) name: String,
    /// Whether it has the prefix of the root, so that it is of the same format.
    pub(in crate::interchange) is_own: bool,
    pub(super) prefix: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// Takes the value of an attribute.
    pub(in crate::interchange) fn take(&mut self, name: &str) -> Option<String> {
        let at = self.attributes.iter().position(|(key, _)| key == name)?;
        Some(self.attributes.remove(at).1)
    }

    /// The attributes that were not taken, without declarations of namespaces and places of schemas.
    pub(in crate::interchange) fn others(self) -> impl Iterator<Item = (String, String)> {
        self.attributes.into_iter().filter(|(name, _)| {
            let prefix = name.split(':').next().unwrap_or_default();
            !matches!(prefix, "xmlns" | "xsi" | "xml")
        })
    }
}

/// A start tag as an element.
pub(super) fn elements_of(start: &BytesStart<'_>) -> Result<Element, Problem> {
    let name = start.name();
    let (prefix, local) = name.as_ref().rsplit_once(':').unwrap_or(("", name.as_ref()));
    if local.is_empty() || local.contains(['<', '&', '"', '\'', '=', '/']) {
        return Err(Problem::malformed("a tag without a name"));
    }
    // The parser keeps the names of all elements that are open.
    if name.as_ref().len() > NAME_BYTES_MAX {
        let message = format!("the name of an element has more than {NAME_BYTES_MAX} bytes");
        return Err(Problem::new(message, "no tool writes such files; get it again"));
    }
    let mut attributes: Vec<(String, String)> = Vec::new();
    // The check of the parser takes time that grows with the square of their number.
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute
            .map_err(|error| Problem::malformed(format!("an attribute of “{local}”: {error}")))?;
        if attributes.len() == ATTRIBUTES_MAX {
            let message = format!("an element has more than {ATTRIBUTES_MAX} attributes");
            return Err(Problem::new(message, "get the file again; no tool writes such elements"));
        }
        let name = attribute.key.as_ref();
        if attribute.value.contains('<') {
            return Err(Problem::malformed(format!("“<” in the attribute “{name}”")));
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(escape)?;
        check_characters(&value)?;
        attributes.push((name.to_owned(), value.into_owned()));
    }
    if let Some(name) = repeated(&attributes) {
        return Err(Problem::malformed(format!("the attribute “{name}” stands twice in one tag")));
    }
    Ok(Element { name: local.to_owned(), is_own: false, prefix: prefix.to_owned(), attributes })
}

fn repeated(attributes: &[(String, String)]) -> Option<&str> {
    let mut names: Vec<&str> = attributes.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// A text without characters that XML forbids.
pub(super) fn text_of(text: &str) -> Result<String, Problem> {
    check_characters(text)?;
    Ok(text.to_owned())
}

/// What a reference stands for.
pub(super) fn referred(reference: &BytesRef<'_>) -> Result<String, Problem> {
    let named =
        |error: quick_xml::Error| Problem::malformed(format!("“&{};”: {error}", &**reference));
    if let Some(character) = reference.resolve_char_ref().map_err(named)? {
        check_characters(character.encode_utf8(&mut [0; 4]))?;
        return Ok(character.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(reference)
        .map(str::to_owned)
        .ok_or_else(|| undefined(reference))
}

fn escape(error: quick_xml::Error) -> Problem {
    match error {
        quick_xml::Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => undefined(&name),
        error => Problem::malformed(format!("a reference that is none: {error}")),
    }
}

fn undefined(name: &str) -> Problem {
    Problem::new(
        format!("“&{name};” is no entity of XML"),
        "write the character itself, or “&amp;” for an ampersand",
    )
}

/// Finds what no text of XML may hold, not even as a reference.
fn check_characters(text: &str) -> Result<(), Problem> {
    match text.chars().find(|&c| !is_allowed(c)) {
        None => Ok(()),
        Some(c) => {
            let message = format!("the character U+{:04X}, which XML forbids", u32::from(c));
            Err(Problem::new(message, "remove it; the file may be damaged"))
        }
    }
}

/// Whether XML has the character.
pub(super) fn is_allowed(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        _ => c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}'),
    }
}
