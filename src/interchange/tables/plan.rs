//! What the columns of a table are: by declaration, else by the names in its header.

use crate::interchange::intake::{Direction, Intake, PropertyIx, Role};
use crate::interchange::mapping::{On, RowDirection, Rows, TableMapping};
use std::collections::BTreeMap;

/// The columns with which our own tables begin.
pub(super) const NODE_COLUMNS: [&str; 3] = ["Id", "Label", "Kind"];
pub(super) const EDGE_COLUMNS: [&str; 5] = ["Source", "Target", "Type", "Id", "Kind"];
/// Those of the sources, with the members of a source, and those of what is said of the whole.
pub(super) const SOURCE_COLUMNS: [&str; 10] = [
    "Id",
    "Title",
    "publisher",
    "author",
    "published",
    "retrieved",
    "url",
    "file",
    "sha256",
    "derived_from",
];
pub(super) const ABOUT_COLUMNS: [&str; 2] = ["Property", "Value"];

/// Names of columns that are the two ends of an edge, in lower case without what is no letter or digit.
const ENDS: &[(&str, &str)] = &[
    ("source", "target"),
    ("src", "dst"),
    ("src", "dest"),
    ("from", "to"),
    ("sourceid", "targetid"),
    ("srcid", "dstid"),
    ("fromid", "toid"),
    ("startid", "endid"),
    ("sourcenode", "targetnode"),
    ("fromnode", "tonode"),
    ("startnode", "endnode"),
    ("node1", "node2"),
    ("subject", "object"),
];
const NODE_IDS: &[&str] = &["id", "nodeid", "identifier"];
const EDGE_IDS: &[&str] = &["id", "edgeid"];

/// What the rows of a table are and what their cells say.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) are: Are,
    /// The columns by name.
    pub(super) names: Vec<String>,
    pub(super) id: Option<End>,
    pub(super) from: Option<End>,
    pub(super) to: Option<End>,
    /// Which way an edge goes.
    pub(super) direction_column: Option<DirectionColumn>,
    pub(super) direction: Direction,
    /// The kind of all records.
    pub(super) kind: Option<String>,
    pub(super) properties: Vec<Cell>,
    /// Whether cells have apostrophes that keep spreadsheets from running them.
    pub(super) is_run_by_spreadsheets: bool,
}

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Are {
    Nodes,
    Edges,
    Sources,
    /// What is said of the whole: a property and its value.
    About,
    /// The same in one row, a column per property.
    Whole,
}

/// A column that holds ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) at: usize,
    /// The group in which the ids are unique.
    pub(super) group: Option<String>,
}

/// A column that says which way an edge goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct DirectionColumn {
    pub(super) at: usize,
    /// What other words in it are; nothing where a mapping declares the column.
    pub(super) otherwise: Option<PropertyIx>,
}

/// A column that is a property.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) at: usize,
    pub(super) property: PropertyIx,
    pub(super) reading: Reading,
}

/// How the text of a cell is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Plain,
    /// Items divided by `;`.
    List,
    /// Labels of Neo4j divided by `;`: the first is the kind, the others are this property.
    Labels(PropertyIx),
    /// An interval as Gephi writes it: `<[2001.0, 2003.0]>`.
    Interval,
}

/// Why a table has no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unclear {
    pub(super) message: String,
    pub(super) hint: &'static str,
}

pub(super) const SAY_COLUMNS: &str = "say what the columns are in a mapping: with --guess, import writes one to \
    review, which --mapping then reads";

impl Plan {
    /// The plan of a table with these columns.
    pub(super) fn of(
        names: Vec<String>,
        table: Option<&TableMapping>,
        intake: &mut Intake<'_>,
    ) -> Result<Self, Unclear> {
        let roles = |on| declared_roles(on, &names, table, intake);
        let (as_nodes, as_edges) = (roles(On::Nodes), roles(On::Edges));
        let starts = |columns: &[&str]| {
            names.iter().map(String::as_str).take(columns.len()).eq(columns.iter().copied())
        };
        let declares_end = as_edges.values().any(|role| matches!(role, Role::From | Role::To));
        let are = match table.and_then(|table| table.are) {
            Some(Rows::Nodes) => Are::Nodes,
            Some(Rows::Edges) => Are::Edges,
            Some(Rows::Sources) => Are::Sources,
            Some(Rows::LeftOut) | None if declares_end => Are::Edges,
            _ if starts(&SOURCE_COLUMNS) => Are::Sources,
            _ if names == ABOUT_COLUMNS => Are::About,
            _ if starts(&NODE_COLUMNS) => Are::Nodes,
            _ if named_ends(&names).is_some() => Are::Edges,
            _ => Are::Nodes,
        };
        let mut plan = Self {
            are,
            names,
            id: None,
            from: None,
            to: None,
            direction_column: None,
            direction: match table.and_then(|table| table.direction) {
                Some(RowDirection::Undirected) => Direction::Undirected,
                Some(RowDirection::Directed) | None => Direction::Directed,
            },
            kind: table.and_then(|table| table.kind.clone()),
            properties: Vec::new(),
            is_run_by_spreadsheets: true,
        };
        match are {
            Are::Nodes => plan.nodes(&as_nodes, table, intake)?,
            Are::Edges => plan.edges(&as_edges, intake)?,
            Are::Sources | Are::About | Are::Whole => {}
        }
        Ok(plan)
    }

    fn nodes(
        &mut self,
        roles: &BTreeMap<usize, Role>,
        table: Option<&TableMapping>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Unclear> {
        self.id = self.only(roles, &Role::Id, NODE_IDS)?;
        let has_names = roles.values().any(|role| matches!(role, Role::Name | Role::NamePart));
        let is_declared = table.is_some_and(|table| table.are == Some(Rows::Nodes));
        if self.id.is_none() && !(is_declared && has_names) {
            return Err(
                self.unclear("no column is the id of nodes, and no two are the ends of edges")
            );
        }
        self.add_properties(On::Nodes, roles, intake);
        Ok(())
    }

    fn edges(
        &mut self,
        roles: &BTreeMap<usize, Role>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Unclear> {
        self.from = self.only(roles, &Role::From, &[])?;
        self.to = self.only(roles, &Role::To, &[])?;
        if let Some((from, to)) = named_ends(&self.names) {
            let is_free = |at: &usize| !roles.contains_key(at);
            let end = |at| End { at, group: None };
            if self.from.is_none() && self.to.as_ref().is_none_or(|to| to.at != from) {
                self.from = Some(from).filter(is_free).map(end);
            }
            if self.to.is_none() && self.from.as_ref().is_none_or(|from| from.at != to) {
                self.to = Some(to).filter(is_free).map(end);
            }
        }
        if self.from.is_none() || self.to.is_none() {
            return Err(self.unclear("the two ends of edges are not among the columns"));
        }
        self.id = self.only(roles, &Role::Id, EDGE_IDS)?;
        let declared = roles.iter().find(|(_, role)| **role == Role::Direction);
        if let Some((&at, _)) = declared {
            self.direction_column = Some(DirectionColumn { at, otherwise: None });
        } else {
            let is_type = |at: &usize| plain(&self.names[*at]) == "type" && !roles.contains_key(at);
            if let Some(at) = (0..self.names.len()).find(is_type) {
                let otherwise = Some(intake.property(On::Edges, &self.names[at]));
                self.direction_column = Some(DirectionColumn { at, otherwise });
            }
        }
        self.add_properties(On::Edges, roles, intake);
        Ok(())
    }

    /// The one column of a role that only one can have: the declared one, else the first of these names.
    fn only(
        &self,
        roles: &BTreeMap<usize, Role>,
        role: &Role,
        by_name: &[&str],
    ) -> Result<Option<End>, Unclear> {
        let declared: Vec<usize> =
            roles.iter().filter(|(_, other)| *other == role).map(|(at, _)| *at).collect();
        let at = match declared[..] {
            [] => by_name.iter().find_map(|wanted| {
                let is_it =
                    |at: &usize| plain(&self.names[*at]) == *wanted && !roles.contains_key(at);
                (0..self.names.len()).find(is_it)
            }),
            [at] => Some(at),
            [one, other, ..] => {
                let message = format!(
                    "two columns are the {}: “{}” and “{}”",
                    role.word(),
                    self.names[one],
                    self.names[other]
                );
                return Err(Unclear { message, hint: "only one can be" });
            }
        };
        Ok(at.map(|at| End { at, group: None }))
    }

    fn add_properties(&mut self, on: On, roles: &BTreeMap<usize, Role>, intake: &mut Intake<'_>) {
        let taken: Vec<usize> = [&self.id, &self.from, &self.to]
            .into_iter()
            .flatten()
            .map(|end| end.at)
            .chain(self.direction_column.map(|column| column.at))
            .collect();
        for (at, name) in self.names.iter().enumerate().filter(|(at, _)| !taken.contains(at)) {
            let property = match roles.get(&at) {
                Some(role) => intake.property_as(on, name, role.clone()),
                None => intake.property(on, name),
            };
            let is_interval = matches!(&**name, "Interval" | "Timeset");
            let reading = if is_interval { Reading::Interval } else { Reading::Plain };
            if is_interval && !roles.contains_key(&at) {
                intake.set_role(property, Role::When);
            }
            self.properties.push(Cell { at, property, reading });
        }
    }

    fn unclear(&self, what: &str) -> Unclear {
        const SHOWN_MAX: usize = 8;
        let mut shown: Vec<String> =
            self.names.iter().take(SHOWN_MAX).map(|name| format!("“{name}”")).collect();
        if self.names.len() > SHOWN_MAX {
            shown.push("…".to_owned());
        }
        Unclear { message: format!("{what}: {}", shown.join(", ")), hint: SAY_COLUMNS }
    }

    /// What was understood, as a mapping that gives the same import.
    pub(super) fn guessed(
        &self,
        table: Option<&TableMapping>,
        type_is_direction: bool,
        intake: &Intake<'_>,
    ) -> TableMapping {
        let mut guessed = table.cloned().unwrap_or_default();
        guessed.are = match self.are {
            Are::Nodes => Some(Rows::Nodes),
            Are::Edges => Some(Rows::Edges),
            Are::Sources => Some(Rows::Sources),
            Are::About | Are::Whole => None,
        };
        let mut say =
            |at: usize, word: String| guessed.columns.insert(self.names[at].clone(), word);
        for (end, role) in [(&self.id, Role::Id), (&self.from, Role::From), (&self.to, Role::To)] {
            end.as_ref().map(|end| say(end.at, role.word()));
        }
        if let Some(column) = self.direction_column {
            let role = match column.otherwise {
                Some(property) if !type_is_direction => intake.role(property).word(),
                _ => Role::Direction.word(),
            };
            say(column.at, role);
        }
        for cell in &self.properties {
            let role = intake.role(cell.property);
            if intake.is_used(cell.property) || *role == Role::LeaveOut {
                say(cell.at, role.word());
            }
        }
        guessed
    }
}

/// Whether columns of these names need no mapping.
pub(super) fn speak_for_themselves(names: &[String]) -> bool {
    named_ends(names).is_some()
        || names.iter().any(|name| NODE_IDS.contains(&&*plain(name)))
        || names == ABOUT_COLUMNS
}

/// The two columns that are called as ends are.
fn named_ends(names: &[String]) -> Option<(usize, usize)> {
    let plain: Vec<String> = names.iter().take(10_000).map(|name| plain(name)).collect();
    let find = |wanted: &str| plain.iter().position(|name| name == wanted);
    ENDS.iter().find_map(|(from, to)| Some((find(from)?, find(to)?)))
}

/// A name in lower case without what is no letter or digit.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn declared_roles(
    on: On,
    names: &[String],
    table: Option<&TableMapping>,
    intake: &Intake<'_>,
) -> BTreeMap<usize, Role> {
    let of_table = |name: &String| {
        let word = table?.columns.get(name)?;
        Some(Role::from_word(word).expect("a mapping was checked when it was read"))
    };
    let role = |name: &String| of_table(name).or_else(|| intake.declared(on, name));
    names.iter().enumerate().filter_map(|(at, name)| Some((at, role(name)?))).collect()
}
