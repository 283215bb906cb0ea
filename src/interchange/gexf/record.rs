//! A node or an edge of GEXF until it is handed over: what its times and its direction make of it.

use super::time::{Time, TimeFormat, stretch};
use crate::interchange::files::Place;
use crate::interchange::intake::{
    Direction, ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Role, Value, date_of, edge_id_of,
};
use crate::interchange::mapping::On;
use crate::interchange::xml::{Budget, Document};
use std::borrow::Cow;

/// A node or an edge.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) of: Of,
    pub(super) time: Time,
    pub(super) spells: Vec<Time>,
    pub(super) weight: Option<String>,
    pub(super) values: Vec<(PropertyIx, Value<'static>)>,
    /// It is handed over already, because nodes inside of it begin.
    pub(super) is_done: bool,
}

#[derive(Debug)]
pub(super) enum Of {
    Node { label: Option<String> },
    Edge { from: String, to: String, ways: Ways },
}

/// Which ways an edge goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ways {
    One,
    None,
    Both,
}

/// Where a record goes, and what bounds what comes of it.
pub(super) struct Way<'a, 'd, 'i, 'f> {
    pub(super) place: Place<'a>,
    pub(super) document: &'a Document<'i, 'f>,
    pub(super) budget: &'a mut Budget,
    pub(super) intake: &'a mut Intake<'d>,
    pub(super) format: TimeFormat,
}

impl Record {
    pub(super) fn on(&self) -> On {
        match self.of {
            Of::Node { .. } => On::Nodes,
            Of::Edge { .. } => On::Edges,
        }
    }

    /// What is left of it once it is handed over.
    pub(super) fn done(&self) -> Self {
        Self {
            id: self.id.clone(),
            of: Of::Node { label: None },
            time: Time::default(),
            spells: Vec::new(),
            weight: None,
            values: Vec::new(),
            is_done: true,
        }
    }

    /// Hands it over: an edge with several spells once for each, a mutual one both ways.
    pub(super) fn hand_over(mut self, way: Way<'_, '_, '_, '_>) -> Result<(), Halt> {
        let Way { place, document, budget, intake, format } = way;
        self.add_weight(intake);
        if !self.spells.is_empty() && self.time.is_given() {
            intake.note("times of a record beside its spells are left out");
        }
        let mut times = std::mem::take(&mut self.spells);
        if times.is_empty() {
            times.push(std::mem::take(&mut self.time));
        }
        let Of::Edge { from, to, ways } = &self.of else {
            if times.len() > 1 {
                intake.note("several spells of a node are dated facts");
                for time in &times {
                    self.add_spell(time, format, intake);
                }
            } else {
                self.add_time(&times[0], format, intake);
            }
            let Of::Node { label } = &self.of else { return Ok(()) };
            return intake.node(&ForeignNode {
                id: &self.id,
                kind: None,
                name: label.as_deref(),
                properties: &self.values,
                place,
            });
        };
        let (from, to, ways) = (from.clone(), to.clone(), *ways);
        if times.len() > 1 {
            intake.note("several spells of an edge are as many edges");
        }
        let directions: &[_] = match ways {
            Ways::One => &[(&from, &to, "")],
            Ways::None => &[(&from, &to, "")],
            Ways::Both => &[(&from, &to, ""), (&to, &from, "-back")],
        };
        if ways == Ways::Both {
            intake.note("mutual edges are two edges, one each way");
        }
        let direction =
            if ways == Ways::None { Direction::Undirected } else { Direction::Directed };
        let n_values = self.values.len();
        for (at, time) in times.iter().enumerate() {
            self.values.truncate(n_values);
            self.add_time(time, format, intake);
            for (from, to, suffix) in directions {
                if at > 0 {
                    let n_bytes = place.span.map_or(0, |(_, text)| text.len());
                    budget.add(n_bytes, "spells of edges", document, intake)?;
                }
                let spell = if at == 0 { String::new() } else { format!("-spell-{}", at + 1) };
                let id = edge_id_of(&self.id).map(|id| format!("{id}{spell}{suffix}"));
                intake.edge(&ForeignEdge {
                    id: id.as_deref(),
                    from,
                    to,
                    kind: None,
                    direction,
                    properties: &self.values,
                    place,
                })?;
            }
        }
        Ok(())
    }

    /// The weight, unless a value says the same.
    fn add_weight(&mut self, intake: &mut Intake<'_>) {
        let Some(weight) = self.weight.take() else { return };
        let weight = (intake.property(self.on(), "weight"), Value::Text(Cow::Owned(weight)));
        if !self.values.contains(&weight) {
            self.values.push(weight);
        }
    }

    /// The time as properties, unless it is only what the date of the record comes to.
    fn add_time(&mut self, time: &Time, format: TimeFormat, intake: &mut Intake<'_>) {
        if !time.is_given() {
            return;
        }
        let on = self.on();
        let says_when = |(ix, value): &(PropertyIx, Value<'_>)| match value {
            Value::Text(text) if *intake.role(*ix) == Role::When => {
                date_of(text).is_some_and(|when| stretch(&when) == *time)
            }
            _ => false,
        };
        if self.values.iter().any(says_when) {
            return;
        }
        if format == TimeFormat::Numbers {
            intake.note(
                "times that are numbers are facts, not dates (a mapping may say that they are years)",
            );
        }
        let is_day = time.at.is_none() && time.start == time.end;
        let at = if is_day { &time.start } else { &time.at };
        let ends = if is_day { [&None, &None] } else { [&time.start, &time.end] };
        let roles = [("timestamp", Role::When), ("start", Role::Start), ("end", Role::End)];
        for (text, (name, role)) in [at, ends[0], ends[1]].into_iter().zip(roles) {
            let Some(text) = text else { continue };
            let role = match format {
                TimeFormat::Numbers => Role::Fact(name.to_owned()),
                TimeFormat::Dates | TimeFormat::Unsaid => role,
            };
            let ix = intake.property_of(on, name, role);
            self.values.push((ix, Value::Text(Cow::Owned(text.clone()))));
        }
    }

    fn add_spell(&mut self, time: &Time, format: TimeFormat, intake: &mut Intake<'_>) {
        let ix = intake.property(self.on(), "spell");
        let text = Cow::Owned(time.to_string());
        let value = match time.when(format) {
            Some(when) => Value::Dated(text, when),
            None => Value::Text(text),
        };
        self.values.push((ix, value));
    }
}
