//! Reading entities: things and records become nodes, what joins two becomes edges, and all that they say is handed over
//! as properties with the roles that FollowTheMoney gives them.

use super::kinds::{self, Way};
use super::model::{self, Schema, Takes};
use super::said::Said;
use crate::dataset::json::{Member, Shape, Value as Json, skip_white_space, value_at};
use crate::interchange::files::{Input, Place};
use crate::interchange::intake::{Direction, ForeignEdge, ForeignNode, Halt, Intake, id_of};
use crate::interchange::json;
use crate::interchange::mapping::On;
use std::borrow::Cow;
use std::collections::VecDeque;

/// Edges that one entity may stand for; one that names more ends becomes a record.
const PAIRS_MAX: usize = 1000;

pub(super) fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    kinds::tell(intake);
    if is_one_a_line(input.head().text) {
        let mut lines = input.lines("JSON Lines", intake)?;
        while let Some(place) = lines.next(intake)? {
            let (_, line) = place.span.expect("lines are text");
            if !line.trim().is_empty() {
                read_line(line, place, intake)?;
            }
        }
        return Ok(());
    }
    let text = json::text(input, intake)?;
    let whole = text.as_str();
    let mut at = if whole.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    // Entities may also stand one after the other, each over several lines.
    loop {
        at = skip_white_space(whole, at);
        if at == whole.len() {
            return Ok(());
        }
        let value = json::value_in(&text, at, intake)?;
        at = value.offset + value.text.len();
        let place_of = |value: Json<'_>| text.place(value.offset..value.offset + value.text.len());
        if value.shape() == Shape::Array {
            for element in json::elements(value, "the document", &text, intake)? {
                entities(element, &place_of, intake)?;
            }
        } else {
            entities(value, &place_of, intake)?;
        }
    }
}

/// Whether the first line of a file is a whole value.
pub(super) fn is_one_a_line(head: &str) -> bool {
    let head = head.trim_start();
    let first = head.lines().next().unwrap_or_default();
    let is_whole = value_at(first, 0).is_ok_and(|value| value.shape() == Shape::Object);
    // A line that is longer than what is looked at is one, too.
    is_whole || (head.starts_with('{') && !head.contains('\n') && head.len() > 4096)
}

fn read_line(line: &str, place: Place<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let start = skip_white_space(line, 0);
    let hint = "one entity stands on a line";
    let value = match value_at(line, start) {
        Ok(value) => value,
        Err(problem) => {
            intake.error(place.line, problem.message, hint);
            return Ok(());
        }
    };
    if skip_white_space(line, start + value.text.len()) < line.len() {
        intake.error(place.line, "something stands after the entity", hint);
        return Ok(());
    }
    entities(value, &|_| place, intake)
}

/// An entity as the file has it.
pub(super) struct Entity<'t> {
    id: Cow<'t, str>,
    schema_name: Cow<'t, str>,
    schema: Option<&'static Schema>,
    pub(super) properties: Vec<(Cow<'t, str>, Vec<Cow<'t, str>>)>,
    /// Members beside the properties, as OpenSanctions has them.
    pub(super) others: Vec<(Cow<'t, str>, Vec<Cow<'t, str>>)>,
    pub(super) place: Place<'t>,
}

/// An entity and those that stand in its properties in place of their ids.
fn entities<'t>(
    value: Json<'t>,
    place_of: &dyn Fn(Json<'t>) -> Place<'t>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let mut queue = VecDeque::from([(value, None)]);
    while let Some((value, within)) = queue.pop_front() {
        let place = place_of(value);
        if let Some(entity) = parse(value, place, &mut queue, intake) {
            hand_over(&entity, within.as_deref(), intake)?;
        }
    }
    Ok(())
}

/// Entities that are still to be read, with the id of the one that they stand in.
type Queue<'t> = VecDeque<(Json<'t>, Option<Cow<'t, str>>)>;

fn parse<'t>(
    value: Json<'t>,
    place: Place<'t>,
    queue: &mut Queue<'t>,
    intake: &mut Intake<'_>,
) -> Option<Entity<'t>> {
    let hint = "an entity has “id”, “schema” and “properties”";
    if value.shape() != Shape::Object {
        let message = format!("an entity is an object, and this is {}", value.shape().as_str());
        intake.error(place.line, message, hint);
        return None;
    }
    let members = match value.members() {
        Ok(members) => members,
        Err(problem) => {
            intake.error(place.line, problem.message, hint);
            return None;
        }
    };
    let (Some(id), Some(schema_name)) =
        (json::member(&members, "id"), json::member(&members, "schema"))
    else {
        intake.error(place.line, "an entity without “id” or “schema”", hint);
        return None;
    };
    let mut properties = Vec::new();
    let mut others = Vec::new();
    for member in &members {
        match &*member.key {
            "id" | "schema" => {}
            "properties" if member.value.shape() == Shape::Object => {
                let Ok(written) = member.value.members() else { continue };
                for Member { key, value, .. } in written {
                    properties.push((key, values(value, &id, queue, intake)));
                }
            }
            "properties" => {
                let shape = member.value.shape().as_str();
                intake.error(place.line, format!("“properties” is {shape}"), hint);
                return None;
            }
            _ => others.push((member.key.clone(), values(member.value, &id, queue, intake))),
        }
    }
    let schema = model::schema(&schema_name);
    if schema.is_none() {
        intake
            .note(format!("entities of the schema “{schema_name}”, which is not known, are nodes"));
    }
    Some(Entity { id, schema_name, schema, properties, others, place })
}

/// The values of a property. An entity that stands in place of its id is still to be read.
fn values<'t>(
    value: Json<'t>,
    within: &Cow<'t, str>,
    queue: &mut Queue<'t>,
    intake: &mut Intake<'_>,
) -> Vec<Cow<'t, str>> {
    let items = match value.shape() {
        Shape::Array => value.elements().unwrap_or_default(),
        _ => vec![value],
    };
    let mut words = Vec::new();
    for item in items {
        match item.shape() {
            Shape::Object => {
                let members = item.members().unwrap_or_default();
                match json::member(&members, "id") {
                    Some(id) if json::member(&members, "schema").is_some() => {
                        words.push(id);
                        queue.push_back((item, Some(within.clone())));
                    }
                    _ => intake.note("objects that are no entities are left out"),
                }
            }
            Shape::Array => intake.note("lists in lists are left out"),
            _ => words.extend(json::words(item)),
        }
    }
    words.retain(|words| !words.trim().is_empty());
    words
}

fn hand_over(
    entity: &Entity<'_>,
    within: Option<&str>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let Some(schema) = entity.schema else { return node(entity, intake) };
    let Some((source, target)) = schema.ends else { return node(entity, intake) };
    let (mut from, mut to) = (entity.all(source), entity.all(target));
    // Inside one of its ends an entity does not repeat it.
    match (from.is_empty(), to.is_empty(), within) {
        (true, false, Some(within)) => from.push(within),
        (false, true, Some(within)) => to.push(within),
        _ => {}
    }
    let names_others = entity.properties.iter().any(|(name, values)| {
        let is_end = *name == source || *name == target;
        !is_end && !values.is_empty() && matches!(schema.takes(name), Some(Takes::Entity(_)))
    });
    let n_pairs = from.len() * to.len();
    if n_pairs == 0 || n_pairs > PAIRS_MAX || names_others {
        return node(entity, intake);
    }
    edges(entity, schema, &from, &to, intake)
}

impl Entity<'_> {
    /// The values of a property.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        let of = self.properties.iter().filter(|(own, _)| own == name);
        of.flat_map(|(_, values)| values).map(|value| &**value).collect()
    }

    /// The first value of a member or a property.
    fn first(&self, name: &str) -> Option<&str> {
        let of = self.others.iter().chain(&self.properties).filter(|(own, _)| own == name);
        of.flat_map(|(_, values)| values).map(|value| &**value).next()
    }
}

/// An entity that joins two or more as an edge for each pair.
fn edges(
    entity: &Entity<'_>,
    schema: &'static Schema,
    from: &[&str],
    to: &[&str],
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let (source, target) = schema.ends.expect("the schema has ends");
    let mut said = Said::new(On::Edges, entity);
    said.left_out = vec![source, target];
    let role = entity.all("role").into_iter().find_map(|role| Some((role, kinds::by_role(role)?)));
    if let Some((role, _)) = role {
        said.taken = Some(("role", role));
    }
    let properties = said.properties(intake);
    let written = role.map_or(schema.name, |(_, kind)| kind);
    let is_turned = kinds::of_schema(schema).is_some_and(|tie| tie.way == Way::Turned);
    let (from, to) = if is_turned && role.is_none() { (to, from) } else { (from, to) };
    for &one in from {
        for &other in to {
            let id = match (from, to) {
                ([_], [_]) => entity.id.clone(),
                _ => Cow::Owned(format!("{}-{one}-{other}", entity.id)),
            };
            intake.edge(&ForeignEdge {
                id: Some(&id),
                from: one,
                to: other,
                kind: Some(written),
                direction: Direction::Directed,
                properties: &properties,
                place: entity.place,
            })?;
        }
    }
    Ok(())
}

/// An entity as a node, and an edge for each entity that it names.
fn node(entity: &Entity<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let schema = entity.schema;
    let names = entity.all("name");
    let caption =
        entity.first("caption").filter(|caption| names.is_empty() || names.contains(caption));
    let others =
        ["title", "full", "summary", "program", "purpose", "number", "caseNumber", "publicKey"];
    let name = caption
        .or(names.first().copied())
        .or_else(|| others.iter().find_map(|name| entity.first(name)))
        .map_or_else(|| Cow::Owned(default_name(entity)), Cow::Borrowed);
    let mut said = Said::new(On::Nodes, entity);
    let keyword = schema.and_then(|schema| {
        entity.all("keywords").into_iter().find(|word| kinds::is_kind(word, schema))
    });
    if let Some(keyword) = keyword {
        said.taken = Some(("keywords", keyword));
    }
    let repeats = schema.and_then(|schema| match schema.name {
        "Contract" => Some("title"),
        "Address" => Some("full"),
        _ => None,
    });
    said.repeated = repeats.map(|property| (property, &*name));
    if let Some(schema) = schema {
        let is_named = |name: &&&str| matches!(schema.takes(name), Some(Takes::Entity(_)));
        let all = schema.properties.keys();
        said.left_out = all.copied().filter(|name| is_named(&name)).collect();
    }
    let properties = said.properties(intake);
    intake.node(&ForeignNode {
        id: &entity.id,
        kind: Some(keyword.unwrap_or(&entity.schema_name)),
        name: Some(&name),
        properties: &properties,
        place: entity.place,
    })?;
    for property in said.left_out {
        for value in entity.all(property) {
            reference(entity, property, value, intake)?;
        }
    }
    Ok(())
}

/// What an entity without a name is called.
fn default_name(entity: &Entity<'_>) -> String {
    format!("{} {}", entity.schema_name, entity.id)
}

/// A property that names an entity, as an edge.
fn reference(
    entity: &Entity<'_>,
    property: &str,
    value: &str,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let (written, way) = kinds::of_property(property);
    let id = reference_id(&entity.id, property, value);
    let (from, to) = match way {
        Way::AsWritten => (&*entity.id, value),
        Way::Turned => (value, &*entity.id),
    };
    intake.edge(&ForeignEdge {
        id: Some(&id),
        from,
        to,
        kind: Some(&written),
        direction: Direction::Directed,
        properties: &[],
        place: entity.place,
    })
}

/// The id of the edge for a property that names an entity.
pub(super) fn reference_id(entity: &str, property: &str, value: &str) -> String {
    let id = format!("{entity}-{}-{value}", super::key_of(property));
    id_of(&id).map_or(id, |id| id.as_str().to_owned())
}
