//! What schemata and properties of FollowTheMoney mean here: the kinds that they become, and the way back.

use super::model::{self, Schema, schema};
use crate::interchange::intake::{Intake, kind_of};
use crate::model::{Aspect, KindRef, NewEdgeKind, NewNodeKind, Passability, Symmetry, Vocabulary};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Schemata whose kind is not called as they are: an address is where something is, a legal entity is somebody of
/// whom it is not known what, a position is held by one person after the other.
const NODES: &[(&str, &str)] =
    &[("Address", "place"), ("LegalEntity", "actor"), ("Position", "post")];

/// The schema for the kinds below each top kind. `Contract` is the only schema of things that are signed, `Note` and
/// `Asset` ask for nothing that a topic or an award has not.
const TOPS: &[(&str, &str)] = &[
    ("person", "Person"),
    ("public-body", "PublicBody"),
    ("company", "Company"),
    ("organization", "Organization"),
    ("group", "Organization"),
    ("project", "Project"),
    ("agreement", "Contract"),
    ("event", "Event"),
    ("award", "Asset"),
    ("post", "Position"),
    ("state", "PublicBody"),
    ("place", "Address"),
    ("topic", "Note"),
    ("actor", "LegalEntity"),
];

/// What a schema that joins two entities, or a property that names one, becomes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tie {
    /// The schema or the property.
    pub(super) written: &'static str,
    pub(super) kind: &'static str,
    /// The label read backwards, where the kind is none of the vocabulary.
    inverse: &'static str,
    aspect: Aspect,
    pub(super) way: Way,
}

/// Whether an edge goes the way the file has its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    AsWritten,
    Turned,
}

const fn tie(
    written: &'static str,
    kind: &'static str,
    inverse: &'static str,
    aspect: Aspect,
    way: Way,
) -> Tie {
    Tie { written, kind, inverse, aspect, way }
}

use Aspect::{Act, State};
use Way::{AsWritten, Turned};

/// Schemata that join two entities. A director sits on a board and need not head what is directed, who is paid need not
/// be funded, and a debt need not be a loan: these are kinds of their own.
const SCHEMATA: &[Tie] = &[
    tie("Ownership", "owns", "", State, AsWritten),
    tie("Directorship", "directs", "directed by", State, AsWritten),
    tie("Membership", "member-of", "", State, AsWritten),
    tie("Employment", "works-for", "", State, AsWritten),
    tie("Occupancy", "holds", "", State, AsWritten),
    tie("Representation", "represents", "", State, AsWritten),
    tie("Family", "family", "", State, AsWritten),
    tie("Associate", "associate", "", State, AsWritten),
    tie("Succession", "succeeded", "", Act, Turned),
    tie("ProjectParticipant", "participates-in", "", State, AsWritten),
    tie("Payment", "paid", "was paid by", Act, AsWritten),
    tie("Debt", "owes", "is owed by", State, AsWritten),
    tie("ContractAward", "was-awarded-to", "was awarded", Act, AsWritten),
    tie("CourtCaseParty", "party-to", "has as a party", State, AsWritten),
    tie("Documentation", "documents", "documented by", State, AsWritten),
    tie("Similar", "possibly-same-as", "", State, AsWritten),
    tie("UnknownLink", "linked-to", "", State, AsWritten),
];

/// Properties that name an entity; all others become a kind called as they are.
const PROPERTIES: &[Tie] = &[
    tie("addressEntity", "located-in", "", State, AsWritten),
    tie("parent", "part-of", "", State, AsWritten),
    tie("entity", "concerns", "", State, AsWritten),
    tie("holder", "holds", "", State, Turned),
    tie("owner", "owns", "", State, Turned),
    tie("operator", "operates", "", State, Turned),
    tie("organizer", "hosted", "", Act, Turned),
    tie("organization", "at-organization", "has", State, AsWritten),
    tie("bank", "at-bank", "keeps", State, AsWritten),
    tie("contract", "under-contract", "was the ground of", State, AsWritten),
    tie("project", "for-project", "was the ground of", State, AsWritten),
    tie("person", "of-person", "has", State, AsWritten),
];

/// Tells an intake what the schemata and properties are.
pub(super) fn tell(intake: &mut Intake<'_>) {
    for name in model::names() {
        let schema = schema(name).expect("every name has its schema");
        let kind = node_kind(schema);
        // An added kind that is no record behaves as an actor.
        let record = schema.is_a("Interval") || schema.is_a("CourtCase") || schema.is_a("Note");
        let parent = match name {
            "Trip" => Some("event"),
            "License" => Some("contract"),
            _ => None,
        };
        let record = record && parent.is_none();
        let parent = parent.map(str::to_owned);
        let kind = kind.into_owned();
        intake.know_node(name, NewNodeKind { name: kind, label: None, parent, record, hub: false });
    }
    for tie in SCHEMATA.iter().chain(PROPERTIES) {
        intake.know_edge(tie.written, tie.added());
    }
}

impl Tie {
    /// The kind where it has to be added.
    fn added(self) -> NewEdgeKind {
        NewEdgeKind {
            name: self.kind.to_owned(),
            label: None,
            inverse: Some(self.inverse.to_owned()),
            from: Vec::new(),
            to: Vec::new(),
            aspect: self.aspect,
            symmetry: Symmetry::Directed,
            passability: Passability::Passable,
        }
    }
}

/// What a schema that joins two entities becomes.
pub(super) fn of_schema(schema: &Schema) -> Option<Tie> {
    let of = |name: &&str| SCHEMATA.iter().find(|tie| tie.written == *name);
    schema.line.iter().find_map(of).copied()
}

/// What a property that names an entity becomes: its kind as a file would write it, and the way.
pub(super) fn of_property(property: &str) -> (Cow<'static, str>, Way) {
    match PROPERTIES.iter().find(|tie| tie.written == property) {
        Some(tie) => (Cow::Borrowed(tie.written), tie.way),
        None => (Cow::Owned(super::key_of(property).replace('-', " ")), AsWritten),
    }
}

/// The kind of the edges that a property becomes.
pub(super) fn property_kind(property: &str) -> String {
    match PROPERTIES.iter().find(|tie| tie.written == property) {
        Some(tie) => tie.kind.to_owned(),
        None => kind_of(&super::key_of(property)),
    }
}

/// The schema for edges of a kind, the way, and the role that tells the kind where the schema alone does not.
pub(super) fn for_kind(kind: &str) -> Option<(&'static Schema, Way, Option<&'static str>)> {
    let named = |name| schema(name).expect("the table names schemata");
    if kind == "heads" {
        return Some((named("Directorship"), AsWritten, Some("heads")));
    }
    let is_written =
        |tie: &&Tie| tie.kind == kind && !matches!(tie.written, "Similar" | "UnknownLink");
    SCHEMATA.iter().find(is_written).map(|tie| (named(tie.written), tie.way, None))
}

/// The kind of the nodes of a schema.
pub(super) fn node_kind(schema: &Schema) -> Cow<'static, str> {
    match NODES.iter().find(|(name, _)| *name == schema.name) {
        Some(&(_, kind)) => Cow::Borrowed(kind),
        None => Cow::Owned(kind_of(schema.name)),
    }
}

/// The schema for nodes of a kind, and whether the kind stands among the keywords because the schema says less.
pub(super) fn for_node(kind: &str, vocabulary: &Vocabulary) -> (&'static Schema, Keyword) {
    let of = |name: &str| schema(name).expect("the table names schemata");
    if CORE.node_kind_ix(kind).is_none() {
        let is_named = |schema: &&Schema| !schema.is_abstract && node_kind(schema) == kind;
        if let Some(schema) = model::names().map(of).find(|schema| is_named(schema)) {
            return (schema, Keyword::Needless);
        }
    }
    let top = vocabulary.node_kind_ix(kind).map(|ix| vocabulary.node_kind(vocabulary.top(ix)));
    let found = TOPS.iter().find(|(name, _)| top.is_some_and(|top| top.name == *name));
    let schema = match (found, top) {
        (Some((_, name)), _) => of(name),
        (None, Some(top)) if top.record => of("Event"),
        (None, _) => of("LegalEntity"),
    };
    let keyword = if node_kind(schema) == kind { Keyword::Needless } else { Keyword::Told };
    (schema, keyword)
}

/// Whether a kind stands among the keywords.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    /// The schema says it.
    Needless,
    /// It does.
    Told,
}

/// Whether a keyword of an entity is its kind.
pub(super) fn is_kind(keyword: &str, of: &Schema) -> bool {
    CORE.node_kind_ix(keyword).is_some() && {
        let (schema, told) = for_node(keyword, &CORE);
        schema.name == of.name && told == Keyword::Told
    }
}

/// The kind of the vocabulary that a role is the label of.
pub(super) fn by_role(role: &str) -> Option<&'static str> {
    static KINDS: LazyLock<BTreeMap<&str, &str>> =
        LazyLock::new(|| CORE.edge_kinds().map(|(_, kind)| (&*kind.label, &*kind.name)).collect());
    KINDS.get(role).copied()
}

/// The label of a kind of edge of the vocabulary.
pub(super) fn label(kind: &str) -> Option<&'static str> {
    match CORE.kind(kind) {
        Some(KindRef::Edge(ix)) => Some(&CORE.edge_kind(ix).label),
        _ => None,
    }
}

/// The kinds that every dataset has.
pub(super) static CORE: LazyLock<Vocabulary> = LazyLock::new(Vocabulary::core);
