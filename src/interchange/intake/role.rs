//! What a property of a foreign record means: by declaration, else by its name.

use super::super::mapping::On;
use super::words::key_of;

/// What a property of a node or an edge becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::interchange) enum Role {
    /// The id.
    Id,
    /// The name; a second one becomes an alias.
    Name,
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
    /// The first day of a state.
    Start,
    /// The last day of a state.
    End,
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
    /// An amount, by its key and unit.
    Amount(String, String),
    /// Nothing.
    LeaveOut,
}

/// Roles that are one word.
const PLAIN: &[(&str, Role)] = &[
    ("id", Role::Id),
    ("name", Role::Name),
    ("kind", Role::Kind),
    ("alias", Role::Alias),
    ("from", Role::From),
    ("to", Role::To),
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

impl Role {
    /// What a mapping may say.
    pub(in crate::interchange) const WORDS: &str = "it can be: id, name, kind, alias, from, to, \
        when, start, end, when-because, status, basis, because, claimed-by, facts, evidence, \
        leave-out, fact:KEY or amount:KEY:UNIT";

    /// Reads the word in a mapping.
    pub(in crate::interchange) fn from_word(word: &str) -> Option<Self> {
        if let Some((_, role)) = PLAIN.iter().find(|(plain, _)| *plain == word) {
            return Some(role.clone());
        }
        if let Some(key) = word.strip_prefix("fact:") {
            return (key_of(key) == key).then(|| Self::Fact(key.to_owned()));
        }
        let (key, unit) = word.strip_prefix("amount:")?.split_once(':')?;
        let is_good = key_of(key) == key && !unit.trim().is_empty();
        is_good.then(|| Self::Amount(key.to_owned(), unit.to_owned()))
    }

    /// The word in a mapping.
    pub(in crate::interchange) fn word(&self) -> String {
        match self {
            Self::Fact(key) => format!("fact:{key}"),
            Self::Amount(key, unit) => format!("amount:{key}:{unit}"),
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
