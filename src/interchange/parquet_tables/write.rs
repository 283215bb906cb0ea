//! Writing: row groups of a size that readers share between their threads, compressed with Zstandard, without anything
//! that differs between two writings of the same dataset.

use super::{OURS, Table};
use crate::dataset::Dataset;
use crate::interchange::export::{ExportError, ExportSettings};
use crate::interchange::files::Outlet;
use crate::interchange::flat::{
    FlatValue, Property, dataset_properties, edge_properties, node_properties,
};
use crate::interchange::losses::Losses;
use crate::model::Source;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{Type, TypePtr};
use std::collections::BTreeMap;
use std::fs::File;
use std::sync::Arc;

/// Rows of a row group.
const GROUP_ROWS: usize = 1 << 17;

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Text that is always there.
    Required,
    Text,
    Number,
    List,
}

/// A row: texts that are always there, then properties by name.
struct Row<'d> {
    required: Vec<&'d str>,
    properties: Vec<Property<'d>>,
}

pub(super) fn write(
    dataset: &Dataset,
    _settings: ExportSettings,
    outlet: &mut Outlet,
    _losses: &mut Losses,
) -> Result<(), ExportError> {
    let metadata: Vec<(String, String)> = dataset_properties(dataset)
        .into_iter()
        .filter(|property| property.name != "sources")
        .map(|property| (property.name.to_string(), property.value.text().into_owned()))
        .collect();
    let nodes = || {
        dataset.nodes.iter().map(|node| Row {
            required: vec![node.id.as_str(), &node.kind, &node.name],
            properties: node_properties(node),
        })
    };
    let edges = || {
        dataset.edges.iter().map(|edge| Row {
            required: vec![edge.from.as_str(), edge.to.as_str(), edge.id.as_str(), &edge.kind],
            properties: edge_properties(edge),
        })
    };
    let sources = || dataset.sources.iter().map(source_row);
    let node_columns = columns(&["id", "kind", "name"], nodes());
    let edge_columns = columns(&["src", "dst", "id", "kind"], edges());
    let source_columns = source_columns();
    let mut table = |name: &str| outlet.create_file(name);
    write_table(table("nodes.parquet")?, Table::Nodes, &node_columns, &metadata, nodes())?;
    write_table(table("edges.parquet")?, Table::Edges, &edge_columns, &metadata, edges())?;
    write_table(table("sources.parquet")?, Table::Sources, &source_columns, &metadata, sources())?;
    Ok(())
}

/// The columns of rows: those that are always there, then all names of properties, sorted.
fn columns<'d>(required: &[&str], rows: impl Iterator<Item = Row<'d>>) -> Vec<(String, Kind)> {
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    for Property { name, value } in rows.flat_map(|row| row.properties) {
        let kind = match value {
            FlatValue::Number(_) => Kind::Number,
            FlatValue::List(_) => Kind::List,
            FlatValue::Text(_) | FlatValue::Json(_) => Kind::Text,
        };
        match kinds.get_mut(&*name) {
            Some(known) if *known != kind => *known = Kind::Text,
            Some(_) => {}
            None => {
                kinds.insert(name.into_owned(), kind);
            }
        }
    }
    let required = required.iter().map(|name| ((*name).to_owned(), Kind::Required));
    required.chain(kinds).collect()
}

const SOURCE_COLUMNS: &[&str] =
    &["publisher", "author", "published", "retrieved", "url", "file", "sha256", "derived_from"];

fn source_columns() -> Vec<(String, Kind)> {
    let required = ["id", "title"].map(|name| (name.to_owned(), Kind::Required));
    let others = SOURCE_COLUMNS.iter().map(|name| ((*name).to_owned(), Kind::Text));
    required.into_iter().chain(others).collect()
}

fn source_row(source: &Source) -> Row<'_> {
    let Source { id, title, publisher, author, published, retrieved, url, .. } = source;
    let Source { file, sha256, derived_from, .. } = source;
    let digest = sha256.as_ref().map(ToString::to_string);
    let values = [
        publisher.as_deref().map(Into::into),
        author.as_deref().map(Into::into),
        published.as_ref().map(|when| when.as_str().into()),
        retrieved.as_ref().map(|when| when.as_str().into()),
        url.as_deref().map(Into::into),
        file.as_deref().map(Into::into),
        digest.map(Into::into),
        derived_from.as_ref().map(|id| id.as_str().into()),
    ];
    let properties = SOURCE_COLUMNS.iter().zip(values).filter_map(|(name, value)| {
        Some(Property { name: (*name).into(), value: FlatValue::Text(value?) })
    });
    Row { required: vec![id.as_str(), title], properties: properties.collect() }
}

fn write_table<'d>(
    file: File,
    table: Table,
    columns: &[(String, Kind)],
    metadata: &[(String, String)],
    rows: impl Iterator<Item = Row<'d>>,
) -> Result<(), ExportError> {
    let written = || -> ParquetResult<()> {
        let mut writer = SerializedFileWriter::new(
            file,
            schema(table, columns)?,
            Arc::new(properties(table, metadata)?),
        )?;
        let mut rows = rows.peekable();
        while rows.peek().is_some() {
            let rows: Vec<Row<'_>> = rows.by_ref().take(GROUP_ROWS).collect();
            let mut group = writer.next_row_group()?;
            let n_required = columns.iter().filter(|(_, kind)| *kind == Kind::Required).count();
            for (at, (name, kind)) in columns.iter().enumerate() {
                if at < n_required {
                    let values: Vec<ByteArray> =
                        rows.iter().map(|row| row.required[at].into()).collect();
                    write_texts(&mut group, &values, None, None)?;
                } else {
                    write_column(&mut group, name, *kind, &rows)?;
                }
            }
            group.close()?;
        }
        writer.close()?;
        Ok(())
    };
    written().map_err(|error| match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(error) => (*error).into(),
            Err(other) => ExportError::Refused(other.to_string()),
        },
        other => ExportError::Refused(other.to_string()),
    })
}

fn properties(table: Table, metadata: &[(String, String)]) -> ParquetResult<WriterProperties> {
    let table = ("table".to_owned(), table.word().to_owned());
    let entries = std::iter::once(&table).chain(metadata);
    let entries = entries.map(|(key, value)| KeyValue::new(format!("{OURS}{key}"), value.clone()));
    Ok(WriterProperties::builder()
        .set_created_by("sociogram".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_key_value_metadata(Some(entries.collect()))
        .build())
}

fn schema(table: Table, columns: &[(String, Kind)]) -> ParquetResult<TypePtr> {
    let fields = columns.iter().map(|(name, kind)| field(name, *kind).map(Arc::new));
    let fields = fields.collect::<ParquetResult<Vec<_>>>()?;
    Ok(Arc::new(Type::group_type_builder(table.word()).with_fields(fields).build()?))
}

fn field(name: &str, kind: Kind) -> ParquetResult<Type> {
    let text = |name: &str, repetition| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_logical_type(Some(LogicalType::String))
            .with_repetition(repetition)
            .build()
    };
    match kind {
        Kind::Required => text(name, Repetition::REQUIRED),
        Kind::Text => text(name, Repetition::OPTIONAL),
        Kind::Number => Type::primitive_type_builder(name, Physical::DOUBLE)
            .with_repetition(Repetition::OPTIONAL)
            .build(),
        Kind::List => {
            let items = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![Arc::new(text("element", Repetition::REQUIRED)?)])
                .build()?;
            Type::group_type_builder(name)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(Some(LogicalType::List))
                .with_fields(vec![Arc::new(items)])
                .build()
        }
    }
}

fn write_column(
    group: &mut SerializedRowGroupWriter<'_, File>,
    name: &str,
    kind: Kind,
    rows: &[Row<'_>],
) -> ParquetResult<()> {
    let of_row = |row: &Row<'_>| row.properties.iter().position(|property| property.name == name);
    let values = rows.iter().map(|row| of_row(row).map(|at| &row.properties[at].value));
    match kind {
        Kind::Number => {
            let mut numbers = Vec::new();
            let levels = values.map(|value| {
                let number = value.and_then(|value| value.text().parse::<f64>().ok());
                numbers.extend(number);
                i16::from(number.is_some())
            });
            let levels: Vec<i16> = levels.collect();
            let column = group.next_column()?;
            let mut column = column.ok_or_else(|| ParquetError::General(name.to_owned()))?;
            column.typed::<DoubleType>().write_batch(&numbers, Some(&levels), None)?;
            column.close()
        }
        Kind::List => {
            let (mut texts, mut definitions, mut repetitions) =
                (Vec::new(), Vec::new(), Vec::new());
            for value in values {
                let Some(FlatValue::List(items)) = value else {
                    definitions.push(0);
                    repetitions.push(0);
                    continue;
                };
                if items.is_empty() {
                    definitions.push(1);
                    repetitions.push(0);
                }
                for (at, item) in items.iter().enumerate() {
                    texts.push(ByteArray::from(*item));
                    definitions.push(2);
                    repetitions.push(i16::from(at > 0));
                }
            }
            write_texts(group, &texts, Some(&definitions), Some(&repetitions))
        }
        Kind::Text | Kind::Required => {
            let mut texts = Vec::new();
            let levels = values.map(|value| {
                texts.extend(value.map(|value| ByteArray::from(&*value.text())));
                i16::from(value.is_some())
            });
            let levels: Vec<i16> = levels.collect();
            write_texts(group, &texts, Some(&levels), None)
        }
    }
}

fn write_texts(
    group: &mut SerializedRowGroupWriter<'_, File>,
    texts: &[ByteArray],
    definitions: Option<&[i16]>,
    repetitions: Option<&[i16]>,
) -> ParquetResult<()> {
    let column = group.next_column()?;
    let mut column = column.ok_or_else(|| ParquetError::General("too many columns".to_owned()))?;
    column.typed::<ByteArrayType>().write_batch(texts, definitions, repetitions)?;
    column.close()
}
