//! Attributes that a GEXF file declares, by class and id.

use crate::interchange::intake::{Halt, Intake, PropertyIx, Role, Value, quoted};
use crate::interchange::json;
use crate::interchange::mapping::On;
use crate::interchange::xml::{Document, Element, Event};
use std::borrow::Cow;
use std::collections::HashMap;

/// Attributes of nodes and of edges.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    all: [Vec<Attribute>; 2],
    by_id: [HashMap<String, usize>; 2],
    with_default: [Vec<usize>; 2],
}

#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) title: String,
    is_list: bool,
    pub(super) default: Option<String>,
    property: Option<PropertyIx>,
    /// The last record that had a value of it.
    pub(super) record: usize,
}

impl Attributes {
    /// Declares one by its element.
    pub(super) fn declare(
        &mut self,
        on: On,
        mut element: Element,
        document: &mut Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let line = document.line();
        let id = element.take("id");
        let title = element.take("title");
        let is_list = element.take("type").is_some_and(|of| of.starts_with("list"));
        let mut default = None;
        loop {
            match document.next(intake)? {
                Event::Start(inside) if inside.name == "default" => {
                    default = Some(document.text(intake)?);
                }
                // Which values are to be chosen from is for editors.
                Event::Start(_) => document.skip(intake)?,
                Event::End => break,
                _ => {}
            }
        }
        let Some(id) = id else {
            intake.error(line, "an attribute without “id”", "values name it by its id");
            return Ok(());
        };
        let default = default.filter(|default| !default.trim().is_empty());
        let (all, by_id) = (&mut self.all[number(on)], &mut self.by_id[number(on)]);
        if by_id.insert(id.clone(), all.len()).is_some() {
            let message = format!("the attribute {} is declared twice", quoted(&id));
            intake.error(line, message, "give every attribute of a class an id of its own");
        }
        if default.is_some() {
            self.with_default[number(on)].push(all.len());
        }
        let title = title.filter(|title| !title.trim().is_empty()).unwrap_or(id);
        all.push(Attribute { title, is_list, default, property: None, record: 0 });
        Ok(())
    }

    /// The one of an id.
    pub(super) fn get(&mut self, on: On, id: &str) -> Option<&mut Attribute> {
        let at = *self.by_id[number(on)].get(id)?;
        Some(&mut self.all[number(on)][at])
    }

    /// How many have a default.
    pub(super) fn default_count(&self, on: On) -> usize {
        self.with_default[number(on)].len()
    }

    /// The one that has a default by its number among those.
    pub(super) fn with_default(&mut self, on: On, at: usize) -> &mut Attribute {
        let at = self.with_default[number(on)][at];
        &mut self.all[number(on)][at]
    }
}

impl Attribute {
    /// The property that it is.
    pub(super) fn property(&mut self, on: On, intake: &mut Intake<'_>) -> PropertyIx {
        *self.property.get_or_insert_with(|| intake.property(on, &self.title))
    }

    /// A value; several of a list.
    pub(super) fn value(
        &self,
        text: String,
        ix: PropertyIx,
        intake: &Intake<'_>,
    ) -> Value<'static> {
        let items = if self.is_list {
            Some(items_of(&text))
        } else if *intake.role(ix) == Role::Alias {
            json::texts(&text)
        } else {
            None
        };
        let item = |item: String| Value::Text(Cow::Owned(item));
        match items {
            Some(items) => Value::List(items.into_iter().map(item).collect()),
            None => item(text),
        }
    }
}

/// The items of a list: an array of JSON, or words between `|`, `;` or `,`, in brackets or not.
fn items_of(text: &str) -> Vec<String> {
    if let Some(items) = json::texts(text) {
        return items;
    }
    let text = text.trim();
    let inside = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let between = ['|', ';'].into_iter().find(|mark| inside.contains(*mark)).unwrap_or(',');
    let items = inside.split(between).map(str::trim).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

fn number(on: On) -> usize {
    usize::from(on == On::Edges)
}
