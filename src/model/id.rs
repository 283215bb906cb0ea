//! Stable identifiers: what a record is called on disk and in every answer.
//!
//! Checks form only; that an id is unique or exists is the dataset's concern.

use std::fmt;
use std::ops::Deref;

/// The longest identifier in bytes; longer ones come from pasted text, not from a naming decision.
const LENGTH_MAX: usize = 256;

/// A stable, readable identifier of a node, an edge or a source. Ordered by bytes.
///
/// Any script is allowed. White space, control characters and invisible or direction-changing
/// characters are not, because two ids that look alike would then differ.
///
/// # Examples
/// ```
/// use sociogram::model::Id;
/// assert_eq!(Id::new("kepco").unwrap().as_str(), "kepco");
/// assert!(Id::new("two words").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

/// Why a text cannot be an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdProblem {
    /// It has no characters.
    Empty,
    /// It has more than 256 bytes.
    TooLong,
    /// It starts with `-`, which a command line would read as an option.
    LeadingDash,
    /// It holds white space, a control character or an invisible character.
    Character(char),
}

impl Id {
    /// Checks `text` and makes it an identifier.
    pub fn new(text: impl Into<String>) -> Result<Self, IdProblem> {
        let text = text.into();
        if text.is_empty() {
            return Err(IdProblem::Empty);
        }
        if text.len() > LENGTH_MAX {
            return Err(IdProblem::TooLong);
        }
        if text.starts_with('-') {
            return Err(IdProblem::LeadingDash);
        }
        if text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(text));
        }
        match text.chars().find(|&c| c.is_whitespace() || is_invisible(c)) {
            Some(c) => Err(IdProblem::Character(c)),
            None => Ok(Self(text)),
        }
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// True for characters that act on a reader without being seen: controls (C0, C1, DEL), bidi controls,
/// zero-width characters, line and paragraph separators, the byte-order mark, tags and noncharacters.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
            | '\u{E0000}'..='\u{E007F}')
}

impl Deref for Id {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for IdProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("an id cannot be empty"),
            Self::TooLong => write!(f, "an id has at most {LENGTH_MAX} bytes"),
            Self::LeadingDash => f.write_str("an id cannot start with \"-\""),
            Self::Character(c) => {
                write!(f, "an id cannot hold U+{:04X} (white space or invisible)", u32::from(*c))
            }
        }
    }
}
