//! Neo4j: the files that `neo4j-admin database import` reads, with typed headers: `id:ID`, `:LABEL`, `:START_ID`,
//! `:END_ID`, `:TYPE`, `since:date`, `tags:string[]`, `:IGNORE`. Ids of a group, `id:ID(Person)`, get the group before
//! them. A header may stand in a file of its own whose name says `header`; it counts for the files after it whose
//! names begin alike.
//!
//! Relationships have no ids there, so ours are a property, `edge_id`. Sources and what is said of the whole are nodes
//! of groups of their own.

use super::plan::{Are, Cell, End, Plan, Reading, SOURCE_COLUMNS, Unclear};
use super::rows::Rows;
use super::write::{Columns, Table, source_members};
use super::{Dialect, Facts, Layout, header, records};
use crate::dataset::Dataset;
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::{Head, Input, Outlet};
use crate::interchange::flat::{
    ColumnType, FlatValue, Property, columns, dataset_properties, edge_properties, node_properties,
};
use crate::interchange::intake::{Direction, Halt, Intake, Role, TypedHeader};
use crate::interchange::losses::Losses;
use crate::interchange::mapping::On;
use std::borrow::Cow;
use std::io;

pub(in crate::interchange) const FACTS: Facts = Facts {
    word: "neo4j",
    title: "tables for neo4j-admin import",
    recognises,
    read: Some(read),
    write: Some(write),
    layout: Layout::Folder,
};

/// The types of values, without `[]`.
const TYPES: &[&str] = &[
    "int",
    "long",
    "float",
    "double",
    "boolean",
    "byte",
    "short",
    "char",
    "string",
    "point",
    "date",
    "localtime",
    "time",
    "localdatetime",
    "datetime",
    "duration",
];
const SOURCE_GROUP: &str = "Source";
const WHOLE_GROUP: &str = "Dataset";

fn recognises(head: &Head<'_>) -> bool {
    let first = head.text.lines().next().unwrap_or_default();
    matches!(head.extension, "csv" | "tsv" | "txt")
        && first
            .split([',', ';', '\t', '|'])
            .any(|field| Field::of(field.trim().trim_matches('"')).is_structure())
}

/// A field of a header.
#[derive(Debug, PartialEq, Eq)]
enum Field<'h> {
    Id(Option<&'h str>),
    Start(Option<&'h str>),
    End(Option<&'h str>),
    Label,
    Type,
    Ignore,
    /// A property, and whether its cells are lists.
    Property(&'h str, bool),
}

impl<'h> Field<'h> {
    fn of(text: &'h str) -> Self {
        // Options of a field stand in braces after its type.
        let plain = match text.split_once('{') {
            Some((plain, options)) if options.ends_with('}') => plain,
            _ => text,
        };
        let Some((name, typed)) = plain.rsplit_once(':') else {
            return Self::Property(text, false);
        };
        let (word, group) = match typed.split_once('(') {
            Some((word, group)) => (word, group.strip_suffix(')')),
            None => (typed, None),
        };
        let group = group.map(str::trim).filter(|group| !group.is_empty());
        match word {
            "ID" => Self::Id(group),
            "START_ID" => Self::Start(group),
            "END_ID" => Self::End(group),
            "LABEL" => Self::Label,
            "TYPE" => Self::Type,
            "IGNORE" => Self::Ignore,
            _ => {
                let one = word.strip_suffix("[]");
                let is_type = TYPES.contains(&&*one.unwrap_or(word).to_lowercase());
                if is_type {
                    Self::Property(name, one.is_some())
                } else {
                    Self::Property(text, false)
                }
            }
        }
    }

    fn is_structure(&self) -> bool {
        !matches!(self, Self::Property(..) | Self::Ignore)
    }
}

fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let dialect = Dialect::of(&input.head(), None, None);
    input.check_start("a table", intake)?;
    if !recognises(&Head { extension: "csv", ..input.head() })
        && let Some(typed) = typed_header(input, intake)
    {
        return read_after(&typed, input, intake);
    }
    let stem = header_stem(input.name());
    let mut rows = Rows::new(input, dialect.separator, dialect.n_skipped)?;
    let Some(first) = header(&mut rows, intake)? else { return Ok(()) };
    let plan = match plan(&first.names, intake) {
        Ok(plan) => plan,
        Err(Unclear { message, hint }) => return Err(intake.refuse(first.line, message, hint)),
    };
    if let Some(stem) = stem {
        let names = first.names.clone();
        let separator = dialect.separator;
        *intake.header_before() = Some(TypedHeader { stem, names, separator });
    }
    records(&plan, &first.text, &mut rows, intake)?;
    Ok(())
}

/// What a file of a header is called before that word.
fn header_stem(name: &str) -> Option<String> {
    let at = name.to_ascii_lowercase().find("header")?;
    Some(name[..at].trim_end_matches(['_', '-', '.', ' ']).to_owned())
}

/// The header in a file of its own that counts for this one.
pub(super) fn typed_header(input: &Input<'_>, intake: &mut Intake<'_>) -> Option<TypedHeader> {
    let typed = intake.header_before().clone()?;
    (!typed.stem.is_empty() && input.name().starts_with(&typed.stem)).then_some(typed)
}

/// Reads a table whose header stands in a file of its own.
pub(super) fn read_after(
    typed: &TypedHeader,
    input: &mut Input<'_>,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let mut rows = Rows::new(input, typed.separator, 0)?;
    match plan(&typed.names, intake) {
        Ok(plan) => records(&plan, "", &mut rows, intake).map(|_| ()),
        Err(Unclear { message, hint }) => Err(intake.refuse(1, message, hint)),
    }
}

fn plan(header: &[String], intake: &mut Intake<'_>) -> Result<Plan, Unclear> {
    let fields: Vec<Field<'_>> = header.iter().map(|field| Field::of(field)).collect();
    let has = |wanted: fn(&Field<'_>) -> bool| fields.iter().any(wanted);
    let is_edges = has(|field| matches!(field, Field::Start(_) | Field::End(_)));
    let name = |(field, text): (&Field<'_>, &String)| match field {
        Field::Property(name, _) => (*name).to_owned(),
        _ => text.split(':').next().unwrap_or_default().to_owned(),
    };
    let mut plan = Plan {
        are: if is_edges { Are::Edges } else { Are::Nodes },
        names: fields.iter().zip(header).map(name).collect(),
        id: None,
        from: None,
        to: None,
        direction_column: None,
        direction: Direction::Directed,
        kind: None,
        properties: Vec::new(),
        is_run_by_spreadsheets: false,
    };
    let on = if is_edges { On::Edges } else { On::Nodes };
    for (at, field) in fields.iter().enumerate() {
        let end = |group: Option<&str>| Some(End { at, group: group.map(ToOwned::to_owned) });
        let mut add = |property, reading| plan.properties.push(Cell { at, property, reading });
        match field {
            Field::Id(Some(SOURCE_GROUP)) if !is_edges => plan.are = Are::Sources,
            Field::Id(Some(WHOLE_GROUP)) if !is_edges => plan.are = Are::Whole,
            Field::Id(group) if !is_edges => plan.id = plan.id.or(end(*group)),
            Field::Start(group) => plan.from = plan.from.or(end(*group)),
            Field::End(group) => plan.to = plan.to.or(end(*group)),
            Field::Label => {
                let others = Role::Fact("label".to_owned());
                let others = intake.property_of(on, "further :LABEL", others);
                let kind = intake.property_of(on, ":LABEL", Role::Kind);
                add(kind, Reading::Labels(others));
            }
            Field::Type => add(intake.property_of(on, ":TYPE", Role::Kind), Reading::Plain),
            Field::Property("edge_id", _) if is_edges => {
                add(intake.property_of(on, "edge_id", Role::Id), Reading::Plain);
            }
            Field::Property(name, is_list) => {
                let reading = if *is_list { Reading::List } else { Reading::Plain };
                add(intake.property(on, name), reading);
            }
            Field::Id(_) | Field::Ignore => {}
        }
    }
    let is_whole = match plan.are {
        Are::Edges => plan.from.is_some() && plan.to.is_some(),
        Are::Nodes => plan.id.is_some(),
        _ => true,
    };
    if is_whole {
        return Ok(plan);
    }
    let message = "the header has neither :ID nor both :START_ID and :END_ID".to_owned();
    let hint = "nodes need a field like id:ID, relationships :START_ID and :END_ID; for tables without \
                types say --from csv";
    Err(Unclear { message, hint })
}

fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let mut table =
        |name: &str| -> io::Result<Table> { Ok(Table::new(outlet.create(name)?, b',', None)) };
    let mut about = table("dataset.csv")?;
    let said: Vec<Property<'_>> = dataset_properties(dataset)
        .into_iter()
        .filter(|property| property.name != "sources")
        .collect();
    let fields = said.iter().map(|property| format!("{}:string", property.name));
    about.row([format!("id:ID({WHOLE_GROUP})"), ":LABEL".to_owned()].into_iter().chain(fields))?;
    let values = said.iter().map(|property| property.value.text());
    about.row([Cow::Borrowed("dataset"), Cow::Borrowed("Dataset")].into_iter().chain(values))?;
    about.finish()?;

    let mut sources = table("sources.csv")?;
    let fields = SOURCE_COLUMNS[1..].iter().map(|name| format!("{}:string", name.to_lowercase()));
    sources.row(
        [format!("id:ID({SOURCE_GROUP})")].into_iter().chain(fields).chain([":LABEL".to_owned()]),
    )?;
    for source in &dataset.sources {
        let members = source_members(source).map(Option::unwrap_or_default);
        sources.row(members.into_iter().chain([Cow::Borrowed("Source")]))?;
    }
    sources.finish()?;

    let mut nodes = table("nodes.csv")?;
    // Items of an array cannot hold what divides them.
    let are_arrays = dataset.nodes.iter().flat_map(|node| &node.aliases).all(|a| !a.contains(';'));
    let types = columns(dataset.nodes.iter().map(node_properties));
    let field = |(name, of): &(String, ColumnType)| match (&**name, of) {
        ("aliases", _) if are_arrays => "aliases:string[]".to_owned(),
        (name, ColumnType::Number) => format!("{name}:double"),
        (name, ColumnType::Text) => format!("{name}:string"),
    };
    let start = ["id:ID", ":LABEL", "name:string"].map(ToOwned::to_owned);
    nodes.row(start.into_iter().chain(types.iter().map(field)))?;
    let own = Columns::of(types.into_iter().map(|(name, _)| name));
    for node in &dataset.nodes {
        for text in [&*node.id, &node.kind, &node.name] {
            nodes.text(text)?;
        }
        let mut properties = node_properties(node);
        for Property { value, .. } in &mut properties {
            if let FlatValue::List(items) = value
                && are_arrays
            {
                *value = FlatValue::Text(Cow::Owned(items.join(";")));
            }
        }
        nodes.properties(&own, &properties)?;
    }
    nodes.finish()?;

    let mut edges = table("edges.csv")?;
    let types = columns(dataset.edges.iter().map(edge_properties));
    let start = [":START_ID", ":END_ID", ":TYPE", "edge_id:string"].map(ToOwned::to_owned);
    edges.row(start.into_iter().chain(types.iter().map(field)))?;
    let own = Columns::of(types.into_iter().map(|(name, _)| name));
    for edge in &dataset.edges {
        for text in [&*edge.from, &edge.to, &edge.kind, &edge.id] {
            edges.text(text)?;
        }
        edges.properties(&own, &edge_properties(edge))?;
    }
    Ok(edges.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_as_neo4j_admin_reads_them() {
        assert_eq!(Field::of("personId:ID(Person)"), Field::Id(Some("Person")));
        assert_eq!(Field::of(":START_ID"), Field::Start(None));
        assert_eq!(Field::of(":END_ID(a b)"), Field::End(Some("a b")));
        assert_eq!(Field::of(":LABEL"), Field::Label);
        assert_eq!(Field::of("born:date"), Field::Property("born", false));
        assert_eq!(Field::of("tags:string[]"), Field::Property("tags", true));
        assert_eq!(Field::of("at:datetime{timezone:+02:00}"), Field::Property("at", false));
        assert_eq!(Field::of("x:y:string"), Field::Property("x:y", false));
        assert_eq!(Field::of("x:y"), Field::Property("x:y", false));
        assert_eq!(Field::of("note:IGNORE"), Field::Ignore);
        assert_eq!(Field::of("name"), Field::Property("name", false));
    }
}
