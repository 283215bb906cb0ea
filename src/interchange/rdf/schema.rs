//! How our own records stand in RDF: one table, by which they are written and read back.
//!
//! Standard terms where there are such: reification for edges, PROV-O for what rests on what, Web Annotation for spans
//! of texts, Dublin Core for sources; terms of our own for the rest.

use super::iris::{EDGE_TYPE, FACT, LABEL, TYPE, dc, dcterms, oa, ours, prov, rdf, rdfs, skos};

/// A kind of records or of their parts.
#[derive(Debug)]
pub(super) struct Class {
    /// Types that it is given.
    pub(super) types: &'static [&'static str],
    /// Its members, in the order of the dataset format.
    pub(super) members: &'static [Member],
}

/// A member of a record.
#[derive(Debug)]
pub(super) struct Member {
    /// Its name in the dataset format.
    pub(super) name: &'static str,
    pub(super) predicate: &'static str,
    pub(super) form: Form,
}

/// What the value of a member is in RDF.
#[derive(Debug)]
pub(super) enum Form {
    /// A literal.
    Text,
    /// Several literals.
    Texts,
    /// A literal of the datatype EDTF.
    Date,
    /// A literal of the datatype decimal.
    Decimal,
    /// A literal of the datatype non-negative integer.
    Count,
    /// An IRI, or a literal where it cannot be one.
    Address,
    /// The IRI of a node.
    Node,
    /// The IRI of a source.
    Source,
    /// The IRI of a kind.
    Kind,
    /// A part.
    One(&'static Class),
    /// Numbered parts.
    Many(&'static Class),
    /// A part whose members the dataset format has in the record itself.
    Within(&'static Class),
}

const fn member(name: &'static str, predicate: &'static str, form: Form) -> Member {
    Member { name, predicate, form }
}

const WHEN: Member = member("when", ours!("when"), Form::Date);
const WHEN_BECAUSE: Member = member("when_because", ours!("when-because"), Form::Text);
const STATUS: Member = member("status", ours!("status"), Form::Text);
const BASIS: Member = member("basis", ours!("basis"), Form::Text);
const BECAUSE: Member = member("because", ours!("because"), Form::Text);
const CLAIMED_BY: Member = member("claimed_by", prov!("wasAttributedTo"), Form::Node);
const SHA256: Member = member("sha256", ours!("sha256"), Form::Text);
const FACTS: Member = member("facts", FACT, Form::Many(&FACT_CLASS));
const EVIDENCE: Member = member("evidence", prov!("wasDerivedFrom"), Form::Many(&EVIDENCE_CLASS));

pub(super) static NODE_CLASS: Class = Class {
    types: &[],
    members: &[
        member("kind", TYPE, Form::Kind),
        member("name", LABEL, Form::Text),
        member("aliases", skos!("altLabel"), Form::Texts),
        WHEN,
        WHEN_BECAUSE,
        STATUS,
        FACTS,
        EVIDENCE,
    ],
};

pub(super) static EDGE_CLASS: Class = Class {
    types: &[EDGE_TYPE, rdf!("Statement")],
    members: &[
        member("kind", rdf!("predicate"), Form::Kind),
        member("from", rdf!("subject"), Form::Node),
        member("to", rdf!("object"), Form::Node),
        WHEN,
        WHEN_BECAUSE,
        STATUS,
        BASIS,
        BECAUSE,
        CLAIMED_BY,
        FACTS,
        EVIDENCE,
    ],
};

pub(super) static FACT_CLASS: Class = Class {
    types: &[ours!("Fact")],
    members: &[
        member("key", ours!("key"), Form::Text),
        member("value", rdf!("value"), Form::Text),
        member("amount", ours!("amount"), Form::One(&AMOUNT_CLASS)),
        WHEN,
        WHEN_BECAUSE,
        BASIS,
        BECAUSE,
        CLAIMED_BY,
        EVIDENCE,
    ],
};

static AMOUNT_CLASS: Class = Class {
    types: &[ours!("Amount")],
    members: &[
        member("value", rdf!("value"), Form::Decimal),
        member("to", ours!("to"), Form::Decimal),
        member("unit", ours!("unit"), Form::Text),
        member("bound", ours!("bound"), Form::Text),
        member("span", ours!("span"), Form::Text),
        member("period", ours!("period"), Form::Date),
        member("compared_with", ours!("compared-with"), Form::Date),
    ],
};

pub(super) static EVIDENCE_CLASS: Class = Class {
    types: &[oa!("SpecificResource")],
    members: &[
        member("source", oa!("hasSource"), Form::Source),
        member("span", oa!("hasSelector"), Form::Within(&SPAN_CLASS)),
        SHA256,
        member("says", rdfs!("comment"), Form::Text),
        member("quotation", oa!("hasSelector"), Form::Within(&QUOTATION_CLASS)),
        member("supports", ours!("supports"), Form::One(&SUPPORTS_CLASS)),
    ],
};

static SPAN_CLASS: Class = Class {
    types: &[oa!("TextPositionSelector")],
    members: &[member("start", oa!("start"), Form::Count), member("end", oa!("end"), Form::Count)],
};

static QUOTATION_CLASS: Class = Class {
    types: &[oa!("TextQuoteSelector")],
    members: &[member("quote", oa!("exact"), Form::Text)],
};

static SUPPORTS_CLASS: Class = Class {
    types: &[ours!("Variant")],
    members: &[WHEN, member("amount", ours!("amount"), Form::One(&AMOUNT_CLASS))],
};

pub(super) static SOURCE_CLASS: Class = Class {
    types: &[prov!("Entity")],
    members: &[
        member("title", dcterms!("title"), Form::Text),
        member("publisher", dc!("publisher"), Form::Text),
        member("author", dc!("creator"), Form::Text),
        member("published", dcterms!("issued"), Form::Date),
        member("retrieved", ours!("retrieved"), Form::Date),
        member("url", dcterms!("source"), Form::Address),
        member("file", ours!("file"), Form::Text),
        SHA256,
        member("derived_from", prov!("wasDerivedFrom"), Form::Source),
    ],
};
