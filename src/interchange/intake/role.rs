//! What a property of a foreign record means: by declaration, else by its name.

use super::super::mapping::On;
use super::forms::{DateForm, NumberForm};
use super::words::key_of;

/// What a property of a node or an edge becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::interchange) enum Role {
    /// The id.
    Id,
    /// The name; a second one becomes an alias.
    Name,
    /// A part of the name; parts are joined in their order.
    NamePart,
    /// The kind.
    Kind,
    /// Another name.
    Alias,
    /// The subject of an edge.
    From,
    /// The object of an edge.
    To,
    /// The date.
    When,
    /// Whether an edge goes one way: `directed`, `undirected` or `mutual`.
    Direction,
    /// The first day of a state.
    Start,
    /// The last day of a state.
    End,
    /// One of these dates, written in a form that is declared.
    Dated(Dated, DateForm),
    /// Why that date.
    WhenBecause,
    /// Whether it has happened.
    Status,
    /// Stated or inferred.
    Basis,
    /// Why it is inferred.
    Because,
    /// Whose claim it is.
    ClaimedBy,
    /// Facts as JSON.
    Facts,
    /// Evidence as JSON.
    Evidence,
    /// A fact in words, by its key.
    Fact(String),
    /// An amount, by its key and its unit or, in braces, the property that has the unit.
    Amount(String, String),
    /// The same, of numbers written in a form that is declared.
    AmountIn(String, String, NumberForm),
    /// Nothing.
    LeaveOut,
}

/// Which date of a record a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interchange) enum Dated {
    /// The date.
    When,
    /// The first day of a state.
    Start,
    /// The last day of a state.
    End,
}

/// Roles that are one word.
const PLAIN: &[(&str, Role)] = &[
    ("id", Role::Id),
    ("name", Role::Name),
    ("name-part", Role::NamePart),
    ("kind", Role::Kind),
    ("alias", Role::Alias),
    ("from", Role::From),
    ("to", Role::To),
    ("direction", Role::Direction),
    ("when", Role::When),
    ("start", Role::Start),
    ("end", Role::End),
    ("when-because", Role::WhenBecause),
    ("status", Role::Status),
    ("basis", Role::Basis),
    ("because", Role::Because),
    ("claimed-by", Role::ClaimedBy),
    ("facts", Role::Facts),
    ("evidence", Role::Evidence),
    ("leave-out", Role::LeaveOut),
];

const DATED: &[(&str, Dated)] =
    &[("when", Dated::When), ("start", Dated::Start), ("end", Dated::End)];

impl Role {
    /// What a mapping may say.
    pub(in crate::interchange) const WORDS: &str = "it can be: id, name, name-part, kind, alias, \
        from, to, direction, when, start, end, when-because, status, basis, because, claimed-by, facts, \
        evidence, leave-out, fact:KEY, amount:KEY:UNIT or amount:KEY:{PROPERTY}; dates in a form \
        like when:DD/MM/YYYY, amounts in one like amount:KEY:UNIT:1.234,56";

    /// Reads the word in a mapping.
    pub(in crate::interchange) fn from_word(word: &str) -> Option<Self> {
        if let Some((_, role)) = PLAIN.iter().find(|(plain, _)| *plain == word) {
            return Some(role.clone());
        }
        if let Some(key) = word.strip_prefix("fact:") {
            return (key_of(key) == key).then(|| Self::Fact(key.to_owned()));
        }
        if let Some((date, form)) = word.split_once(':')
            && let Some((_, dated)) = DATED.iter().find(|(word, _)| *word == date)
        {
            return DateForm::parse(form).map(|form| Self::Dated(*dated, form));
        }
        let (key, unit) = word.strip_prefix("amount:")?.split_once(':')?;
        // A name in braces may hold colons.
        let (unit, form) = match unit.split_once("}:") {
            Some((property, form)) => (format!("{property}}}"), Some(form)),
            None if unit.ends_with('}') => (unit.to_owned(), None),
            None => match unit.split_once(':') {
                Some((unit, form)) => (unit.to_owned(), Some(form)),
                None => (unit.to_owned(), None),
            },
        };
        if key_of(key) != key || unit.trim().is_empty() {
            return None;
        }
        match form {
            // A comma means one thing here and another there: it is read only in a form that says which.
            None => Some(Self::AmountIn(key.to_owned(), unit, NumberForm::Plain)),
            Some(form) => {
                NumberForm::parse(form).map(|form| Self::AmountIn(key.to_owned(), unit, form))
            }
        }
    }

    /// The word in a mapping.
    pub(in crate::interchange) fn word(&self) -> String {
        match self {
            Self::Fact(key) => format!("fact:{key}"),
            Self::Amount(key, unit) => format!("amount:{key}:{unit}"),
            Self::AmountIn(key, unit, NumberForm::Plain) => format!("amount:{key}:{unit}"),
            Self::AmountIn(key, unit, form) => format!("amount:{key}:{unit}:{}", form.sample()),
            Self::Dated(dated, form) => {
                let (word, _) =
                    DATED.iter().find(|(_, other)| other == dated).expect("all are listed");
                format!("{word}:{}", form.as_str())
            }
            plain => {
                let (word, _) =
                    PLAIN.iter().find(|(_, role)| role == plain).expect("every other is plain");
                (*word).to_owned()
            }
        }
    }

    /// What a property of this name means where nothing is declared.
    pub(in crate::interchange) fn by_name(on: On, name: &str) -> Self {
        let plain = name.trim().to_lowercase().replace([' ', '-'], "_");
        match (on, &*plain) {
            (
                _,
                "kind" | "type" | "schema" | "node_type" | "edge_type" | "relationship"
                | "predicate",
            ) => Self::Kind,
            (On::Nodes, "name" | "label" | "title" | "full_name" | "caption") => Self::Name,
            (On::Nodes, "alias" | "aliases" | "also_known_as" | "aka") => Self::Alias,
            (On::Edges, "label") => Self::Kind,
            (_, "when" | "date") | (On::Edges, "year") => Self::When,
            (_, "start" | "start_date" | "startdate" | "since" | "valid_from") => Self::Start,
            (_, "end" | "end_date" | "enddate" | "until" | "valid_to") => Self::End,
            (_, "when_because") => Self::WhenBecause,
            (_, "status") => Self::Status,
            (On::Edges, "basis") => Self::Basis,
            (On::Edges, "because") => Self::Because,
            (On::Edges, "claimed_by") => Self::ClaimedBy,
            (_, "facts") => Self::Facts,
            (_, "evidence") => Self::Evidence,
            _ => Self::Fact(key_of(name)),
        }
    }
}
