//! LittleSis: answers of its API (version 2) and its bulk files: entities and relationships as resources of JSON API,
//! in `data` and `included` or in a list. Only read: LittleSis takes no such files.
//!
//! A relationship is an edge whose kind its category gives. A day or a month of `00` is one that is not known.

use super::files::{Head, Input, Text};
use super::format::{Facts, Layout};
use super::intake::{
    Direction, ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Role, Value as Said, amount_of,
};
use super::json;
use super::mapping::On;
use crate::dataset::json::{Member, Shape, Value};
use crate::model::{Aspect, NewEdgeKind, NewNodeKind, Passability, Symmetry};
use std::borrow::Cow;

pub(super) const FACTS: Facts = Facts {
    word: "littlesis",
    title: "LittleSis API JSON",
    recognises,
    read: Some(read),
    write: None,
    layout: Layout::File("json"),
};

fn recognises(head: &Head<'_>) -> bool {
    let has = |name: &str| head.text.contains(name);
    let is_resource = has("\"attributes\"") && has("\"type\"");
    let has_own = has("\"entity1_id\"") || has("\"primary_ext\"") || has("littlesis");
    head.extension == "json" && is_resource && has_own
}

/// Categories by number: what LittleSis calls them, the kind, and, where that is none of the vocabulary, its label read
/// backwards. The first entity holds the position, studied, gave, lobbied, owns, or is the part.
///
/// A position is held by an employee or a trustee alike; `is_board` tells members of boards. Friends are associates,
/// colleagues cooperate. A transaction goes both ways, and the descriptions say what each gave.
const CATEGORIES: &[(&str, &str, &str, &str)] = &[
    ("1", "Position", "works-for", ""),
    ("2", "Education", "studied-at", ""),
    ("3", "Membership", "member-of", ""),
    ("4", "Family", "family", ""),
    ("5", "Donation", "funded", ""),
    ("6", "Transaction", "did-business-with", "did business with"),
    ("7", "Lobbying", "lobbied", "lobbied by"),
    ("8", "Social", "associate", ""),
    ("9", "Professional", "cooperates-with", ""),
    ("10", "Ownership", "owns", ""),
    ("11", "Hierarchy", "part-of", ""),
    ("12", "Generic", "linked-to", ""),
];

/// Kinds for what an organization is said to be; the first that is said counts.
const TYPES: &[(&str, &str)] = &[
    ("Government Body", "public-body"),
    ("GovernmentBody", "public-body"),
    ("Public Company", "company"),
    ("PublicCompany", "company"),
    ("Private Company", "company"),
    ("PrivateCompany", "company"),
    ("Business", "company"),
    ("Law Firm", "company"),
    ("LawFirm", "company"),
    ("Lobbying Firm", "company"),
    ("LobbyingFirm", "company"),
    ("Media Organization", "media"),
    ("MediaOrg", "media"),
    ("Person", "person"),
    ("Organization", "organization"),
    ("Org", "organization"),
];

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    for &(_, written, kind, inverse) in CATEGORIES {
        intake.know_edge(
            written,
            NewEdgeKind {
                name: kind.to_owned(),
                label: None,
                inverse: Some(inverse.to_owned()),
                from: Vec::new(),
                to: Vec::new(),
                aspect: Aspect::Act,
                symmetry: if kind == "did-business-with" {
                    Symmetry::Symmetric
                } else {
                    Symmetry::Directed
                },
                passability: Passability::Passable,
            },
        );
    }
    for &(written, kind) in TYPES {
        let name = kind.to_owned();
        let kind = NewNodeKind { name, label: None, parent: None, record: false, hub: false };
        intake.know_node(written, kind);
    }
    let text = json::text(input, intake)?;
    let document = json::document(&text, intake)?;
    if document.shape() == Shape::Array {
        return resources(document, &text, intake);
    }
    let members = json::members(document, "the document", &text, intake)?;
    for member in &members {
        let value = member.value;
        match &*member.key {
            "data" | "included" if value.shape() == Shape::Array => {
                resources(value, &text, intake)?;
            }
            "data" | "included" => resource(value, &text, intake)?,
            "errors" => {
                let line = text.line(value.offset);
                return Err(intake.refuse(line, "the answer is an error", "ask the API again"));
            }
            "meta" => meta(value, &text, intake)?,
            other => intake.note(format!("“{other}” beside the data is left out")),
        }
    }
    Ok(())
}

/// What an answer says of itself: its licence counts.
fn meta(value: Value<'_>, text: &Text, intake: &mut Intake<'_>) -> Result<(), Halt> {
    for member in json::members(value, "“meta”", text, intake)? {
        let Some(words) = json::words(member.value) else { continue };
        match &*member.key {
            "license" => intake.licence(&words),
            "pageCount" if words != "1" => {
                intake.note("files that are one page of several; import the others with them");
            }
            _ => {}
        }
    }
    Ok(())
}

fn resources(list: Value<'_>, text: &Text, intake: &mut Intake<'_>) -> Result<(), Halt> {
    for value in json::elements(list, "“data”", text, intake)? {
        resource(value, text, intake)?;
    }
    Ok(())
}

fn resource(value: Value<'_>, text: &Text, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let members = json::members(value, "a resource", text, intake)?;
    let line = text.line(value.offset);
    let find = |name| members.iter().find(|member| member.key == name).map(|member| member.value);
    let written = json::member(&members, "type").unwrap_or_default();
    let Some(attributes) = find("attributes") else {
        intake.error(line, "a resource without “attributes”", "ask the API for whole records");
        return Ok(());
    };
    let attributes = json::members(attributes, "“attributes”", text, intake)?;
    let id = json::member(&members, "id").or_else(|| json::member(&attributes, "id"));
    let Some(id) = id else {
        intake.error(line, "a resource without “id”", "ask the API for whole records");
        return Ok(());
    };
    let record = Record { id, attributes: &attributes, links: find("links"), value, text };
    match &*written {
        "entities" => record.entity(intake),
        "relationships" => record.relationship(intake),
        other => {
            intake.note(format!("resources of the type “{other}” are left out"));
            Ok(())
        }
    }
}

/// An entity or a relationship.
struct Record<'r, 't> {
    id: Cow<'t, str>,
    attributes: &'r [Member<'t>],
    links: Option<Value<'t>>,
    value: Value<'t>,
    text: &'t Text,
}

/// Attributes with their values.
type Properties<'t> = Vec<(PropertyIx, Said<'t>)>;

impl<'t> Record<'_, 't> {
    fn entity(&self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        let Self { id, attributes, value, text, .. } = self;
        let types = attributes.iter().find(|member| member.key == "types");
        let types = types.and_then(|types| types.value.elements().ok()).unwrap_or_default();
        let types: Vec<Cow<'_, str>> = types.into_iter().filter_map(json::words).collect();
        let primary = json::member(attributes, "primary_ext");
        let is_said = |name: &str| {
            types.iter().map(AsRef::as_ref).chain(primary.as_deref()).any(|said| said == name)
        };
        let kind = TYPES.iter().map(|&(written, _)| written).find(|written| is_said(written));
        let mut properties = Vec::new();
        for member in *attributes {
            match &*member.key {
                "id" | "primary_ext" | "parent_id" => {}
                "start_date" | "end_date" => date(On::Nodes, member, &mut properties, intake),
                "types" | "extensions" | "tags" => {
                    // What the kind says already is no fact beside it.
                    let fact =
                        Role::Fact(if member.key == "tags" { "tag" } else { "type" }.to_owned());
                    let property = intake.property_of(On::Nodes, &member.key, fact);
                    let says_more = |item: &Said<'_>| match item {
                        Said::Text(text) => !matches!(&**text, "Person" | "Organization"),
                        _ => true,
                    };
                    let items = match json::value(member.value) {
                        Some(Said::List(items)) => items,
                        other => other.into_iter().collect(),
                    };
                    let items = items.into_iter().filter(says_more);
                    properties.extend(items.map(|item| (property, item)));
                }
                _ => attribute(On::Nodes, member, &mut properties, intake),
            }
        }
        self.link(On::Nodes, &mut properties, intake);
        let place = text.place(value.offset..value.offset + value.text.len());
        intake.node(&ForeignNode { id, kind, name: None, properties: &properties, place })?;
        let Some(parent) = json::member(attributes, "parent_id") else { return Ok(()) };
        intake.edge(&ForeignEdge {
            id: None,
            from: id,
            to: &parent,
            kind: Some("Hierarchy"),
            direction: Direction::Directed,
            properties: &[],
            place,
        })
    }

    fn relationship(&self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        let Self { id, attributes, value, text, .. } = self;
        let place = text.place(value.offset..value.offset + value.text.len());
        let end = |name| json::member(attributes, name);
        let (Some(from), Some(to)) = (end("entity1_id"), end("entity2_id")) else {
            let message = "a relationship without “entity1_id” or “entity2_id”";
            intake.error(place.line, message, "ask the API for whole records");
            return Ok(());
        };
        let category = end("category_id");
        let row = CATEGORIES.iter().find(|(number, ..)| category.as_deref() == Some(*number));
        let Some(&(_, written, ..)) = row else {
            let shown = category.unwrap_or(Cow::Borrowed("none"));
            let message = format!("the category is {shown}, and there are 1 to 12");
            intake.error(place.line, message, "leave the relationship out");
            return Ok(());
        };
        let more = attributes.iter().find(|member| member.key == "category_attributes");
        let more = match more {
            Some(member) if member.value.shape() == Shape::Object => {
                json::members(member.value, "“category_attributes”", text, intake)?
            }
            _ => Vec::new(),
        };
        let sits_on_board = written == "Position" && json::is_true(&more, "is_board") == Some(true);
        let mut properties = Vec::new();
        for member in attributes.iter().chain(&more) {
            match &*member.key {
                "id"
                | "entity1_id"
                | "entity2_id"
                | "category_id"
                | "category_name"
                | "category_attributes"
                | "currency" => {}
                "start_date" | "end_date" => date(On::Edges, member, &mut properties, intake),
                "amount" => self.amount(member, &mut properties, intake),
                "is_current" => {
                    // What is over has ended; whether it goes on the dates say.
                    let (name, role) = match member.value.text {
                        "true" => ("is_current (true)", Role::Fact("current".to_owned())),
                        "false" => ("is_current (false)", Role::Status),
                        _ => continue,
                    };
                    let words = if role == Role::Status { "ended" } else { "yes" };
                    let property = intake.property_of(On::Edges, name, role);
                    properties.push((property, Said::Text(Cow::Borrowed(words))));
                }
                _ => attribute(On::Edges, member, &mut properties, intake),
            }
        }
        self.link(On::Edges, &mut properties, intake);
        // Entities and relationships are numbered apart.
        let id = format!("relationship-{id}");
        intake.edge(&ForeignEdge {
            id: Some(&id),
            from: &from,
            to: &to,
            kind: Some(if sits_on_board { "Membership" } else { written }),
            direction: Direction::Directed,
            properties: &properties,
            place,
        })
    }

    /// An amount in its currency; LittleSis counts in US dollars where it names none.
    fn amount(
        &self,
        member: &Member<'t>,
        properties: &mut Properties<'t>,
        intake: &mut Intake<'_>,
    ) {
        let Some(words) = json::words(member.value) else { return };
        let currency = json::member(self.attributes, "currency");
        let unit = currency.map_or_else(|| "USD".to_owned(), |currency| currency.to_uppercase());
        let name = format!("amount in {unit}");
        let role = match amount_of(&words, &unit) {
            Some(_) => Role::Amount("amount".to_owned(), unit),
            None => Role::Fact("amount".to_owned()),
        };
        let property = intake.property_of(On::Edges, &name, role);
        properties.push((property, Said::Text(words)));
    }

    /// Where LittleSis shows the record.
    fn link(&self, on: On, properties: &mut Properties<'t>, intake: &mut Intake<'_>) {
        let members = self.links.and_then(|links| links.members().ok()).unwrap_or_default();
        if let Some(own) = json::member(&members, "self") {
            let property = intake.property_of(on, "links", Role::Fact("source-url".to_owned()));
            properties.push((property, Said::Text(own)));
        }
    }
}

fn attribute<'t>(
    on: On,
    member: &Member<'t>,
    properties: &mut Properties<'t>,
    intake: &mut Intake<'_>,
) {
    let key = super::intake::key_of(&member.key.replace('_', "-"));
    let role = match &*member.key {
        "name" => Role::Name,
        "aliases" => Role::Alias,
        // The title in a position, the relation in a family.
        "description1" => Role::Fact("role".to_owned()),
        "description2" => Role::Fact("role-of-other".to_owned()),
        _ => Role::Fact(key),
    };
    let property = intake.property_of(on, &member.key, role);
    properties.extend(json::value(member.value).map(|value| (property, value)));
}

/// A date without the parts that are not known.
fn date<'t>(on: On, member: &Member<'t>, properties: &mut Properties<'t>, intake: &mut Intake<'_>) {
    let Some(words) = json::words(member.value) else { return };
    let known = words.split_once("-00").map_or(&*words, |(known, _)| known);
    let role = if member.key == "start_date" { Role::Start } else { Role::End };
    let property = intake.property_of(on, &member.key, role);
    properties.push((property, Said::Text(Cow::Owned(known.to_owned()))));
}
