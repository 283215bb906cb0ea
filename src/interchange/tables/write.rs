//! Tables of a dataset: `nodes` and `edges` with one column per property, `sources` and `about`.

use super::plan::{ABOUT_COLUMNS, EDGE_COLUMNS, NODE_COLUMNS, SOURCE_COLUMNS};
use crate::dataset::Dataset;
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::Outlet;
use crate::interchange::flat::{
    FlatValue, Property, columns, dataset_properties, edge_properties, node_properties,
};
use crate::interchange::formulas::Formulas;
use crate::model::{Source, Symmetry};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How tables are written.
pub(super) struct Shape {
    extension: &'static str,
    separator: u8,
}

pub(super) const CSV: Shape = Shape { extension: "csv", separator: b',' };
pub(super) const TSV: Shape = Shape { extension: "tsv", separator: b'\t' };

pub(super) fn write(
    dataset: &Dataset,
    settings: ExportSettings,
    outlet: &mut Outlet,
    shape: &Shape,
) -> Result<(), ExportError> {
    let formulas = settings.formulas;
    let mut table = |name: &str| -> io::Result<Table> {
        let file = outlet.create(&format!("{name}.{}", shape.extension))?;
        Ok(Table::new(file, shape.separator, Some(formulas)))
    };
    about(dataset, table("about")?)?;
    nodes(dataset, table("nodes")?)?;
    edges(dataset, table("edges")?)?;
    sources(dataset, table("sources")?)?;
    Ok(())
}

fn about(dataset: &Dataset, mut table: Table) -> io::Result<()> {
    table.header(&ABOUT_COLUMNS, std::iter::empty())?;
    for Property { name, value } in dataset_properties(dataset) {
        // Sources have a table of their own.
        if name != "sources" {
            table.text(&name)?;
            table.text(&value.text())?;
            table.end()?;
        }
    }
    table.finish()
}

fn nodes(dataset: &Dataset, mut table: Table) -> io::Result<()> {
    let columns = columns(dataset.nodes.iter().map(node_properties));
    let columns = Columns::of(columns.into_iter().map(|(name, _)| name));
    table.header(&NODE_COLUMNS, columns.names())?;
    for node in &dataset.nodes {
        for text in [&*node.id, &node.name, &node.kind] {
            table.text(text)?;
        }
        table.properties(&columns, &node_properties(node))?;
    }
    table.finish()
}

fn edges(dataset: &Dataset, mut table: Table) -> io::Result<()> {
    let columns = columns(dataset.edges.iter().map(edge_properties));
    let columns = Columns::of(columns.into_iter().map(|(name, _)| name));
    table.header(&EDGE_COLUMNS, columns.names())?;
    for edge in &dataset.edges {
        let kind = dataset.vocabulary.edge_kind_ix(&edge.kind);
        let symmetry = kind.map(|kind| dataset.vocabulary.edge_kind(kind).symmetry);
        let direction = match symmetry {
            Some(Symmetry::Symmetric) => "Undirected",
            Some(Symmetry::Directed) | None => "Directed",
        };
        for text in [&*edge.from, &edge.to, direction, &edge.id, &edge.kind] {
            table.text(text)?;
        }
        table.properties(&columns, &edge_properties(edge))?;
    }
    table.finish()
}

fn sources(dataset: &Dataset, mut table: Table) -> io::Result<()> {
    table.header(&SOURCE_COLUMNS, std::iter::empty())?;
    for source in &dataset.sources {
        for member in source_members(source) {
            table.text(&member.unwrap_or_default())?;
        }
        table.end()?;
    }
    table.finish()
}

/// The members of a source in the order of their columns.
pub(in crate::interchange) fn source_members(source: &Source) -> [Option<Cow<'_, str>>; 10] {
    let Source { id, title, publisher, author, published, retrieved, .. } = source;
    let Source { url, file, sha256, derived_from, .. } = source;
    let text = |text: &'_ Option<String>| text.clone().map(Cow::Owned);
    [
        Some(Cow::Borrowed(id.as_str())),
        Some(Cow::Borrowed(title)),
        text(publisher),
        text(author),
        published.as_ref().map(|when| Cow::Borrowed(when.as_str())),
        retrieved.as_ref().map(|when| Cow::Borrowed(when.as_str())),
        text(url),
        text(file),
        sha256.map(|sha256| Cow::Owned(sha256.to_string())),
        derived_from.as_ref().map(|id| Cow::Borrowed(id.as_str())),
    ]
}

/// The columns of properties, by name.
pub(in crate::interchange) struct Columns {
    by_name: BTreeMap<String, usize>,
}

impl Columns {
    pub(in crate::interchange) fn of(names: impl Iterator<Item = String>) -> Self {
        Self { by_name: names.zip(0..).collect() }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

/// A table that is written.
pub(in crate::interchange) struct Table {
    writer: csv::Writer<Box<dyn Write>>,
    /// How cells that a spreadsheet would run are written; none where no spreadsheet reads it.
    formulas: Option<Formulas>,
}

impl Table {
    pub(in crate::interchange) fn new(
        file: Box<dyn Write>,
        separator: u8,
        formulas: Option<Formulas>,
    ) -> Self {
        let writer = csv::WriterBuilder::new().delimiter(separator).from_writer(file);
        Self { writer, formulas }
    }

    fn header<'n>(
        &mut self,
        own: &[&'n str],
        names: impl Iterator<Item = &'n str>,
    ) -> io::Result<()> {
        for name in own.iter().copied().chain(names) {
            self.text(name)?;
        }
        self.end()
    }

    /// A cell with words.
    pub(in crate::interchange) fn text(&mut self, text: &str) -> io::Result<()> {
        let cell = match self.formulas {
            Some(formulas) => formulas.cell_to_read(text),
            None => Cow::Borrowed(text),
        };
        Ok(self.writer.write_field(&*cell)?)
    }

    /// A row of words.
    pub(in crate::interchange) fn row<T: AsRef<str>>(
        &mut self,
        cells: impl Iterator<Item = T>,
    ) -> io::Result<()> {
        for cell in cells {
            self.text(cell.as_ref())?;
        }
        self.end()
    }

    /// A cell with a number, which no spreadsheet runs.
    fn number(&mut self, number: &str) -> io::Result<()> {
        Ok(self.writer.write_field(number)?)
    }

    /// Ends a row.
    pub(in crate::interchange) fn end(&mut self) -> io::Result<()> {
        Ok(self.writer.write_record(None::<&[u8]>)?)
    }

    /// The cells of all columns of properties, and the end of the row.
    pub(in crate::interchange) fn properties(
        &mut self,
        columns: &Columns,
        properties: &[Property<'_>],
    ) -> io::Result<()> {
        let mut cells: Vec<Option<&FlatValue<'_>>> = vec![None; columns.by_name.len()];
        for Property { name, value } in properties {
            if let Some(&at) = columns.by_name.get(&**name) {
                cells[at] = Some(value);
            }
        }
        for cell in cells {
            match cell {
                None => self.text("")?,
                Some(FlatValue::Number(number)) => self.number(number)?,
                Some(value) => self.text(&value.text())?,
            }
        }
        self.end()
    }

    pub(in crate::interchange) fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
