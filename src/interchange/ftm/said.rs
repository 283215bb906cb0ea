//! What an entity says beside its id, its kind and its ends: names, dates, amounts and facts, as properties with their
//! roles.

use super::read::Entity;
use crate::interchange::intake::{Intake, PropertyIx, Role, Value, amount_of, date_of};
use crate::interchange::mapping::On;
use crate::model::Status;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Properties that date what an entity is, by what they say.
const STARTS: &[&str] = &[
    "startDate",
    "birthDate",
    "incorporationDate",
    "inceptionDate",
    "openingDate",
    "creationDate",
    "issueDate",
    "buildDate",
    "fileDate",
];
const ENDS: &[&str] = &[
    "endDate",
    "deathDate",
    "dissolutionDate",
    "closingDate",
    "closeDate",
    "maturityDate",
    "deregistrationDate",
];
const MOMENTS: &[&str] = &["date", "contractDate", "publishDate", "authoredAt", "publishedAt"];

/// What an entity says beside its ends and its kind.
pub(super) struct Said<'e> {
    on: On,
    entity: &'e Entity<'e>,
    /// Properties that say something else than facts.
    pub(super) left_out: Vec<&'static str>,
    /// A value that told the kind.
    pub(super) taken: Option<(&'static str, &'e str)>,
    /// A value that repeats the name.
    pub(super) repeated: Option<(&'static str, &'e str)>,
    dates: BTreeMap<&'static str, &'e str>,
}

impl<'e> Said<'e> {
    pub(super) fn new(on: On, entity: &'e Entity<'e>) -> Self {
        let mut said = Self {
            on,
            entity,
            left_out: Vec::new(),
            taken: None,
            repeated: None,
            dates: BTreeMap::new(),
        };
        for names in [STARTS, ENDS] {
            said.date(names);
        }
        if said.dates.is_empty() {
            said.date(MOMENTS);
        }
        said
    }

    /// Picks the date of the first of these properties that has one: the most exact of dates that hold each other,
    /// else the first.
    fn date(&mut self, names: &'static [&'static str]) {
        let is_date = |text: &&str| date_of(text).is_some_and(|when| !when.is_interval());
        for &name in names {
            let dates: Vec<&str> = self.entity.all(name).into_iter().filter(is_date).collect();
            let Some(&first) = dates.first() else { continue };
            let longest = dates.iter().copied().max_by_key(|date| date.len()).unwrap_or(first);
            let is_nested = dates.iter().all(|date| longest.starts_with(date));
            self.dates.insert(name, if is_nested { longest } else { first });
            return;
        }
    }

    pub(super) fn properties(&self, intake: &mut Intake<'_>) -> Vec<(PropertyIx, Value<'e>)> {
        let mut said = Vec::new();
        let amounts = self.amounts();
        for (name, values) in &self.entity.properties {
            let name = &**name;
            if self.left_out.contains(&name) || amounts.is_currency(name) {
                continue;
            }
            let (mut is_dated, mut is_taken) = (false, false);
            for value in values {
                let is = |said: Option<(&str, &str)>| said == Some((name, &**value));
                if is(self.taken) && !is_taken {
                    is_taken = true;
                    continue;
                }
                if is(self.repeated) {
                    continue;
                }
                if !is_dated && self.dates.get(name).is_some_and(|date| date == value) {
                    is_dated = true;
                    said.push((intake.property_of(self.on, name, date_role(name)), text(value)));
                    continue;
                }
                said.push(self.value(name, value, &amounts, intake));
            }
        }
        for (name, values) in &self.entity.others {
            if name != "caption" {
                // The list of the datasets that an entity stands in is one fact for each.
                let key = super::key_of(name);
                let key = match &*key {
                    "datasets" => "dataset".to_owned(),
                    "referents" => "referent".to_owned(),
                    _ => key,
                };
                let property = intake.property_of(self.on, name, Role::Fact(key));
                said.extend(values.iter().map(|value| (property, text(value))));
            }
        }
        said
    }

    /// A value that is no date of the entity.
    fn value(
        &self,
        name: &str,
        value: &'e str,
        amounts: &Amounts<'e>,
        intake: &mut Intake<'_>,
    ) -> (PropertyIx, Value<'e>) {
        let fact = Role::Fact(super::key_of(name));
        let is_node = self.on == On::Nodes;
        let property = match name {
            "name" if is_node => intake.property_of(self.on, name, Role::Name),
            "alias" | "weakAlias" | "previousName" if is_node => {
                // Every value is one name, whatever stands in it.
                let property = intake.property_of(self.on, name, Role::Alias);
                return (property, Value::List(vec![text(value)]));
            }
            "status" if Status::from_word(value).is_some() => {
                intake.property_of(self.on, name, Role::Status)
            }
            _ if let Some((unit, digits)) = amounts.of(name, value) => {
                let shown = format!("{name} in {unit}");
                let role = Role::Amount(super::key_of(name), unit.to_owned());
                return (intake.property_of(self.on, &shown, role), text(digits));
            }
            _ if [STARTS, ENDS].iter().any(|names| names.contains(&name)) => {
                if date_of(value).is_none() {
                    let message = format!("“{value}” in “{name}” is no date; it is kept as a fact");
                    intake.warn(self.entity.place.line, message);
                }
                // Beside the one that dates the entity.
                intake.property_of(self.on, &format!("{name} (further)"), fact)
            }
            "date" => intake.property_of(self.on, "date (further)", fact),
            "status" => intake.property_of(self.on, "status (further)", fact),
            _ => intake.property_of(self.on, name, fact),
        };
        (property, text(value))
    }

    fn amounts(&self) -> Amounts<'e> {
        let only = |name| match self.entity.all(name)[..] {
            [one] => Some(one),
            _ => None,
        };
        let unit = |value: &str, unit| amount_of(value, unit).is_some();
        let currency = |value, currency| {
            let (value, currency) = (only(value)?, only(currency)?);
            unit(value, currency).then_some(currency)
        };
        Amounts {
            currency: currency("amount", "currency"),
            shares_currency: currency("sharesValue", "sharesCurrency"),
        }
    }
}

/// The units of what an entity says in numbers.
struct Amounts<'e> {
    currency: Option<&'e str>,
    shares_currency: Option<&'e str>,
}

impl<'e> Amounts<'e> {
    /// Whether a property is told as a unit.
    fn is_currency(&self, name: &str) -> bool {
        (name == "currency" && self.currency.is_some())
            || (name == "sharesCurrency" && self.shares_currency.is_some())
    }

    /// The unit and the digits of a value that is an amount.
    fn of(&self, name: &str, value: &'e str) -> Option<(&'e str, &'e str)> {
        let (unit, digits) = match name {
            "amount" => (self.currency?, value),
            "sharesValue" => (self.shares_currency?, value),
            "amountUsd" => ("USD", value),
            "amountEur" => ("EUR", value),
            "percentage" => ("percent", value.trim().trim_end_matches('%').trim_end()),
            "sharesCount" => ("share", value),
            _ => return None,
        };
        amount_of(digits, unit).map(|_| (unit, digits))
    }
}

/// What a property that dates an entity says.
fn date_role(name: &str) -> Role {
    if STARTS.contains(&name) {
        Role::Start
    } else if ENDS.contains(&name) {
        Role::End
    } else {
        Role::When
    }
}

fn text(words: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(words))
}
