//! IRIs: those that our own records and terms have, those of other vocabularies that have a meaning here, and ids as
//! IRIs and back.

use oxrdf::NamedNode;
use std::borrow::Cow;

/// What all IRIs of ours start with.
const OURS: &str = "urn:sociogram:";
pub(super) const NODE: &str = "urn:sociogram:node:";
pub(super) const EDGE: &str = "urn:sociogram:edge:";
pub(super) const SOURCE: &str = "urn:sociogram:source:";
pub(super) const KIND: &str = "urn:sociogram:kind:";
pub(super) const KEY: &str = "urn:sociogram:key:";
pub(super) const DATASET: &str = "urn:sociogram:dataset:";
/// Facts, evidence and other parts of records.
pub(super) const PART: &str = "urn:sociogram:part:";
pub(super) const TERM: &str = "urn:sociogram:term:";

macro_rules! in_namespaces {
    ($($namespace:ident $start:literal)+) => {
        $(macro_rules! $namespace { ($name:literal) => { concat!($start, $name) }; })+
    };
}

in_namespaces! {
    dc "http://purl.org/dc/elements/1.1/"
    dcterms "http://purl.org/dc/terms/"
    foaf "http://xmlns.com/foaf/0.1/"
    oa "http://www.w3.org/ns/oa#"
    owl "http://www.w3.org/2002/07/owl#"
    prov "http://www.w3.org/ns/prov#"
    rdf "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    rdfs "http://www.w3.org/2000/01/rdf-schema#"
    skos "http://www.w3.org/2004/02/skos/core#"
    ours "urn:sociogram:term:"
    vcard "http://www.w3.org/2006/vcard/ns#"
    void "http://rdfs.org/ns/void#"
    xsd "http://www.w3.org/2001/XMLSchema#"
}
pub(super) use {dc, dcterms, oa, ours, owl, prov, rdf, rdfs, skos, void, xsd};

/// Prefixes of what is written.
pub(super) const PREFIXES: &[(&str, &str)] = &[
    ("dc", dc!("")),
    ("dcterms", dcterms!("")),
    ("edge", EDGE),
    ("key", KEY),
    ("kind", KIND),
    ("node", NODE),
    ("oa", oa!("")),
    ("owl", owl!("")),
    ("part", PART),
    ("prov", prov!("")),
    ("rdf", rdf!("")),
    ("rdfs", rdfs!("")),
    ("sg", TERM),
    ("skos", skos!("")),
    ("source", SOURCE),
    ("void", void!("")),
    ("xsd", xsd!("")),
];

pub(super) const TYPE: &str = rdf!("type");
pub(super) const LABEL: &str = rdfs!("label");
/// The datatype of dates: EDTF, as the Library of Congress names it.
pub(super) const EDTF: &str = "http://id.loc.gov/datatypes/edtf";
pub(super) const EDGE_TYPE: &str = ours!("Edge");
pub(super) const DERIVED_FROM: &str = prov!("wasDerivedFrom");
pub(super) const FACT: &str = ours!("fact");
pub(super) const VOCABULARY: &str = ours!("vocabulary");

/// Predicates whose values are names, the preferred ones first.
const NAMES: &[&str] = &[
    skos!("prefLabel"),
    LABEL,
    foaf!("name"),
    "http://schema.org/name",
    dcterms!("title"),
    dc!("title"),
    vcard!("fn"),
];

/// Predicates whose values are other names.
const ALIASES: &[&str] = &[
    skos!("altLabel"),
    skos!("hiddenLabel"),
    foaf!("nick"),
    "http://schema.org/alternateName",
    "http://schema.org/legalName",
];

/// Predicates whose values are the first day of the thing itself.
const STARTS: &[&str] = &["http://schema.org/startDate", prov!("startedAtTime")];
/// Predicates whose values are its last day.
const ENDS: &[&str] = &["http://schema.org/endDate", prov!("endedAtTime")];

/// Types that stand for terms and not for things.
const TERMS: &[&str] = &[
    rdfs!("Class"),
    rdfs!("Datatype"),
    rdf!("Property"),
    owl!("Class"),
    owl!("ObjectProperty"),
    owl!("DatatypeProperty"),
    owl!("AnnotationProperty"),
    owl!("OntologyProperty"),
    owl!("FunctionalProperty"),
    owl!("InverseFunctionalProperty"),
    owl!("SymmetricProperty"),
    owl!("TransitiveProperty"),
    owl!("Restriction"),
    owl!("Ontology"),
];

/// Predicates that only terms have.
const OF_TERMS: &[&str] = &[
    rdfs!("subClassOf"),
    rdfs!("subPropertyOf"),
    rdfs!("domain"),
    rdfs!("range"),
    owl!("equivalentClass"),
    owl!("equivalentProperty"),
    owl!("inverseOf"),
    owl!("onProperty"),
];

/// Types that say nothing of a thing.
const SILENT: &[&str] = &[rdfs!("Resource"), owl!("Thing"), owl!("NamedIndividual")];

/// What a predicate means for a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A name; a lower rank is preferred.
    Name(usize),
    Alias,
    Start,
    End,
    When,
    WhenBecause,
    Status,
    /// A fact, or an edge where the object is no literal.
    Other,
}

/// What a predicate means; schema.org's are one by `http:` and by `https:`.
pub(super) fn meaning(predicate: &str) -> Meaning {
    let plain = match predicate.strip_prefix("https://schema.org/") {
        Some(name) => Cow::Owned(format!("http://schema.org/{name}")),
        None => Cow::Borrowed(predicate),
    };
    let is_in = |list: &[&str]| list.contains(&&*plain);
    match &*plain {
        ours!("when") => Meaning::When,
        ours!("when-because") => Meaning::WhenBecause,
        ours!("status") => Meaning::Status,
        _ if is_in(ALIASES) => Meaning::Alias,
        _ if is_in(STARTS) => Meaning::Start,
        _ if is_in(ENDS) => Meaning::End,
        plain => NAMES.iter().position(|name| *name == plain).map_or(Meaning::Other, Meaning::Name),
    }
}

/// Whether things of this type are classes and properties.
pub(super) fn is_type_of_terms(iri: &str) -> bool {
    TERMS.contains(&iri)
}

/// Whether only classes and properties have this predicate.
pub(super) fn is_of_terms(predicate: &str) -> bool {
    OF_TERMS.contains(&predicate)
}

/// Whether a type says nothing of a thing.
pub(super) fn is_silent(iri: &str) -> bool {
    SILENT.contains(&iri)
}

/// Whether this is an address of schema.org's own context.
pub(super) fn in_schema_org(address: &str) -> bool {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
    let name = rest.map(|rest| rest.strip_prefix("www.").unwrap_or(rest));
    name.and_then(|name| name.strip_prefix("schema.org")).is_some_and(|path| {
        matches!(path, "" | "/" | "/docs/jsonldcontext.json" | "/docs/jsonldcontext.jsonld")
    })
}

/// The IRI of a node: its id where that is an IRI already.
pub(super) fn of_node(id: &str) -> String {
    if !id.starts_with(OURS) && NamedNode::new(id).is_ok() {
        id.to_owned()
    } else {
        format!("{NODE}{}", encoded(id))
    }
}

/// The id of a node with this IRI: what [`of_node`] made it of, else the IRI itself, so that two IRIs never have one id.
pub(super) fn id_of_node(iri: &str) -> Cow<'_, str> {
    match iri.strip_prefix(NODE).map(decoded) {
        Some(id) if of_node(&id) == iri => Cow::Owned(id.into_owned()),
        _ => Cow::Borrowed(iri),
    }
}

/// What comes last in an IRI, readable: the name of a class or a property.
pub(super) fn local_name(iri: &str) -> Cow<'_, str> {
    let whole = iri.trim_end_matches(['/', '#', ':']);
    let name = whole.rfind(['#', '/', ':']).map_or(whole, |at| &whole[at + 1..]);
    // The members of a container are numbered; all of them are members.
    let number = iri.strip_prefix(rdf!("_"));
    if number.is_some_and(|number| number.bytes().all(|digit| digit.is_ascii_digit())) {
        return Cow::Borrowed("member");
    }
    if name.is_empty() { Cow::Borrowed(iri) } else { decoded(name) }
}

/// A text as the end of an IRI: percent-encoded but for what RFC 3987 allows unencoded everywhere.
pub(super) fn encoded(text: &str) -> String {
    let mut iri = String::with_capacity(text.len());
    for c in text.chars() {
        let is_plain = c.is_ascii_alphanumeric()
            || matches!(c, '-' | '_' | '.' | '~'
                | '\u{A0}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFEF}');
        if is_plain {
            iri.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                iri.push('%');
                iri.extend([byte >> 4, byte & 15].map(|digit| {
                    char::from_digit(u32::from(digit), 16).expect("half a byte is a digit")
                }));
            }
        }
    }
    iri
}

/// Undoes [`encoded`]; a text that nothing encoded stays as it is.
pub(super) fn decoded(iri: &str) -> Cow<'_, str> {
    if !iri.contains('%') {
        return Cow::Borrowed(iri);
    }
    let mut bytes = Vec::with_capacity(iri.len());
    let mut rest = iri.as_bytes();
    while let [first, after @ ..] = rest {
        let byte = match (first, after) {
            (b'%', [high, low, ..]) => {
                let digit = |c: &u8| char::from(*c).to_digit(16);
                digit(high).zip(digit(low)).map(|(high, low)| (high * 16 + low) as u8)
            }
            _ => None,
        };
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(iri), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_iris_and_back() {
        for (id, iri) in [
            ("kepco", "urn:sociogram:node:kepco"),
            ("한국전력공사", "urn:sociogram:node:한국전력공사"),
            ("a/b#c:d%20", "urn:sociogram:node:a%2fb%23c%3ad%2520"),
            ("https://people.example/ana#it", "https://people.example/ana#it"),
            ("urn:sociogram:node:kepco", "urn:sociogram:node:urn%3asociogram%3anode%3akepco"),
            ("_:b0", "urn:sociogram:node:_%3ab0"),
            ("\"<\u{1F600}>", "urn:sociogram:node:%22%3c%f0%9f%98%80%3e"),
        ] {
            assert_eq!(of_node(id), iri);
            assert_eq!(id_of_node(iri), id);
            assert!(NamedNode::new(iri).is_ok(), "{iri}");
        }
        // What no id is written as stays an IRI, so that it meets no other id.
        for iri in ["urn:sociogram:node:%41", "urn:sociogram:node:http%3a//a", "urn:x:y"] {
            assert_eq!(id_of_node(iri), iri);
        }
    }

    #[test]
    fn local_names_are_what_comes_last() {
        for (iri, name) in [
            ("http://xmlns.com/foaf/0.1/knows", "knows"),
            ("http://www.w3.org/2002/07/owl#sameAs", "sameAs"),
            ("http://a.example/kinds/Firm/", "Firm"),
            ("urn:isbn:1", "1"),
            ("http://a.example/%EC%9D%B4", "이"),
            ("http://www.w3.org/1999/02/22-rdf-syntax-ns#_12", "member"),
            ("x:", "x"),
        ] {
            assert_eq!(local_name(iri), name);
        }
    }
}
