//! Reading: what a table is by its columns, then its rows, a batch at a time, so that memory does not grow with the file.

use super::cell::Words;
use super::column::{Column, leaf};
use super::guard::{self, Refusal, Room};
use super::nested::{Cursor, Node, Tree};
use super::panics::caught;
use super::{OURS, Table};
use crate::dataset::{Finding, parse_source};
use crate::interchange::files::{Input, Place};
use crate::interchange::intake::{
    Direction, ForeignEdge, ForeignNode, Halt, Intake, PropertyIx, Role, Value,
};
use crate::interchange::json::string;
use crate::interchange::mapping::On;
use parquet::errors::Result as ParquetResult;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::serialized_reader::ReadOptionsBuilder;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;

/// Rows read at once.
const BATCH_ROWS: u64 = 4096;
/// What a batch of values may take whose pages tell them by what they share.
const BATCH_BYTES: u64 = 256 << 20;
/// The longest cell.
const CELL_BYTES_MAX: usize = 16 << 20;
/// Rows and bytes of text that a file may have in any case, and how many more for each of its bytes.
const ROWS_FREE: u64 = 1 << 20;
const ROWS_PER_BYTE: u64 = 1000;
const TEXT_FREE: u64 = 128 << 20;
const TEXT_PER_BYTE: u64 = 200;

/// Names of the column with the id of a node, and of those with the ends of an edge, in lower case.
const IDS: &[&str] = &["id", "node_id", "nodeid", "~id"];
const ENDS: &[(&str, &str)] = &[
    ("src", "dst"),
    ("source", "target"),
    ("from", "to"),
    ("source_id", "target_id"),
    ("from_id", "to_id"),
    ("subject", "object"),
    ("~from", "~to"),
];

pub(super) fn read(input: &mut Input<'_>, intake: &mut Intake<'_>) -> Result<(), Halt> {
    let Some((mut file, n_bytes)) = input.jumping() else {
        let message = "Parquet is read from a file, because its directory stands at the end";
        return Err(intake.refuse(1, message, "store it in a file first"));
    };
    let refuse =
        |intake: &mut Intake<'_>, Refusal { message, hint }| intake.refuse(1, message, hint);
    guard::check_footer(&mut file, n_bytes).map_err(|refusal| refuse(intake, refusal))?;
    let opened = opened(&file).map_err(|refusal| refuse(intake, refusal))?;
    let file_metadata = opened.metadata().file_metadata();
    let mut declared = None;
    for entry in file_metadata.key_value_metadata().into_iter().flatten() {
        // Other keys say how another library had the table in memory.
        match (entry.key.strip_prefix(OURS), &entry.value) {
            (Some("table"), Some(value)) => declared = Table::from_word(value),
            (Some(name), Some(value)) => intake.header(name, value, 1)?,
            _ => {}
        }
    }
    let root = file_metadata.schema_descr().root_schema();
    let names: Vec<&str> = root.get_fields().iter().map(|field| field.name()).collect();
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(**name)) {
        let message = format!("two columns are called “{twice}”");
        return Err(intake.refuse(1, message, "give every column a name of its own"));
    }
    let Some(mut rows) = Rows::of(&names, declared, intake) else {
        let message = "no column is the id of a node, and no two are the ends of an edge";
        let hint = "nodes have a column “id”, edges “src” and “dst”; or declare them in a mapping";
        return Err(intake.refuse(1, message, hint));
    };
    let n_rows_max = ROWS_FREE + n_bytes.saturating_mul(ROWS_PER_BYTE);
    let n_rows = u64::try_from(file_metadata.num_rows()).unwrap_or(u64::MAX);
    if n_rows > n_rows_max {
        let message = format!("{n_rows} rows are too many for {n_bytes} bytes");
        return Err(refuse(intake, Refusal::damaged(message)));
    }
    let mut text_left = TEXT_FREE + n_bytes.saturating_mul(TEXT_PER_BYTE);
    for at in 0..opened.num_row_groups() {
        let group = Group::open(&opened, &mut file, n_bytes, at, &rows.wanted);
        let mut group = group.map_err(|refusal| refuse(intake, refusal))?;
        while let Some(batch) = group.next().map_err(|refusal| refuse(intake, refusal))? {
            rows.take(&group, batch, &mut text_left, intake)?;
            input.hear(rows.n_read, n_rows)?;
        }
    }
    Ok(())
}

/// Opens a file whose footer was checked.
fn opened(file: &File) -> Result<SerializedFileReader<File>, Refusal> {
    let open = || -> ParquetResult<_> {
        let options = ReadOptionsBuilder::new().build();
        SerializedFileReader::new_with_options(file.try_clone()?, options)
    };
    sound(caught(open))
}

/// What the library returned; what it panicked at is damage, too.
fn sound<T>(result: Option<ParquetResult<T>>) -> Result<T, Refusal> {
    match result {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => Err(Refusal::damaged(error.to_string())),
        None => Err(Refusal::damaged("what the file holds makes no sense as Parquet")),
    }
}

/// A row group that is read.
struct Group {
    columns: Vec<Column>,
    n_rows: u64,
    n_read: u64,
    n_batch: usize,
}

impl Group {
    fn open(
        opened: &SerializedFileReader<File>,
        file: &mut File,
        n_bytes: u64,
        at: usize,
        wanted: &[bool],
    ) -> Result<Self, Refusal> {
        let metadata = opened.metadata().row_group(at);
        let schema = opened.metadata().file_metadata().schema_descr();
        let n_rows = metadata.num_rows();
        let reader = sound(caught(|| opened.get_row_group(at)))?;
        let mut room = Room::default();
        let (mut columns, mut first) = (Vec::new(), 0);
        for (field, is_wanted) in schema.root_schema().get_fields().iter().zip(wanted) {
            let node = Node::of(field);
            let range = first..first + node.leaf_count();
            first = range.end;
            if !is_wanted {
                continue;
            }
            let mut leaves = Vec::new();
            for ix in range {
                if ix >= metadata.num_columns() || ix >= schema.num_columns() {
                    return Err(Refusal::damaged("a row group has too few columns"));
                }
                let chunk = guard::check_chunk(file, n_bytes, metadata.column(ix), n_rows)?;
                room = room.and(chunk)?;
                let pages = sound(caught(|| reader.get_column_page_reader(ix)))?;
                leaves.push(sound(caught(|| Ok(leaf(&schema.column(ix), pages))))?);
            }
            columns.push(Column { node, leaves });
        }
        let n_batch = BATCH_BYTES.checked_div(room.shared_page).unwrap_or(BATCH_ROWS);
        let n_batch = n_batch.clamp(1, BATCH_ROWS) as usize;
        let n_rows = u64::try_from(n_rows).unwrap_or_default();
        Ok(Self { columns, n_rows, n_read: 0, n_batch })
    }

    /// Reads the next batch of rows and says how many they are.
    fn next(&mut self) -> Result<Option<usize>, Refusal> {
        let mut n_read = None;
        for column in &mut self.columns {
            let n = sound(caught(|| column.fill(self.n_batch)))?;
            if n.is_none() || n_read.is_some_and(|n_read| Some(n_read) != n) {
                return Err(Refusal::damaged("the columns do not have equally many rows"));
            }
            n_read = n;
        }
        let n_read = n_read.unwrap_or_default();
        self.n_read += n_read as u64;
        if n_read == 0 {
            let is_whole = self.n_read == self.n_rows || self.columns.is_empty();
            let message = "a row group has other rows than the directory says";
            return if is_whole { Ok(None) } else { Err(Refusal::damaged(message)) };
        }
        Ok(Some(n_read))
    }
}

/// What the rows of a table are, and which of its columns say it.
struct Rows {
    table: Table,
    /// Which columns of the file are read.
    wanted: Vec<bool>,
    /// Those of them that are read, in order.
    columns: Vec<(String, Use)>,
    n_read: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    From,
    To,
    Property(PropertyIx),
    /// A member of a source.
    Source,
}

impl Rows {
    fn of(names: &[&str], declared: Option<Table>, intake: &mut Intake<'_>) -> Option<Self> {
        if declared == Some(Table::Sources) {
            let columns = names.iter().map(|name| ((*name).to_owned(), Use::Source)).collect();
            let wanted = vec![true; names.len()];
            return Some(Self { table: Table::Sources, wanted, columns, n_read: 0 });
        }
        let plain: Vec<String> = names.iter().map(|name| name.trim().to_lowercase()).collect();
        let find = |name: &str| plain.iter().position(|plain| plain == name);
        let mapped = |on, role: &Role, intake: &Intake<'_>| {
            names.iter().position(|name| intake.declared(on, name).as_ref() == Some(role))
        };
        let from = mapped(On::Edges, &Role::From, intake);
        let to = mapped(On::Edges, &Role::To, intake);
        let ends = match (from, to) {
            (Some(from), Some(to)) => Some((from, to)),
            _ => ENDS.iter().find_map(|(from, to)| Some((find(from)?, find(to)?))),
        };
        let id = IDS.iter().find_map(|id| find(id));
        let has_id = id.is_some() || mapped(On::Nodes, &Role::Id, intake).is_some();
        let (table, on) = match ends {
            Some(_) => (Table::Edges, On::Edges),
            None if has_id => (Table::Nodes, On::Nodes),
            None => return None,
        };
        let (mut wanted, mut columns) = (Vec::new(), Vec::new());
        for (at, name) in names.iter().enumerate() {
            let used = match ends {
                Some((from, _)) if at == from => Use::From,
                Some((_, to)) if at == to => Use::To,
                _ if Some(at) == id => Use::Property(intake.property_of(on, name, Role::Id)),
                _ => Use::Property(intake.property(on, name)),
            };
            let is_wanted = match used {
                Use::Property(ix) => *intake.role(ix) != Role::LeaveOut,
                _ => true,
            };
            wanted.push(is_wanted);
            if is_wanted {
                columns.push(((*name).to_owned(), used));
            }
        }
        Some(Self { table, wanted, columns, n_read: 0 })
    }

    /// Hands the rows of a batch over.
    fn take(
        &mut self,
        group: &Group,
        n_rows: usize,
        text_left: &mut u64,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let of_column = |column: &Column| vec![Cursor::default(); column.leaves.len()];
        let mut cursors: Vec<Vec<Cursor>> = group.columns.iter().map(of_column).collect();
        for _ in 0..n_rows {
            self.n_read += 1;
            let row = self.n_read;
            let (mut ends, mut properties) = ([None, None], Vec::new());
            let mut source = Vec::new();
            let columns = self.columns.iter().zip(&group.columns).zip(&mut cursors);
            for (((name, used), column), cursors) in columns {
                let Some(tree) = column.next(cursors) else {
                    let Refusal { message, hint } =
                        Refusal::damaged(format!("the levels of column “{name}” make no sense"));
                    return Err(intake.refuse(row, message, hint));
                };
                let Some(value) = value(tree, name, row, intake) else { continue };
                let n_chars = size(&value);
                *text_left = text_left.checked_sub(n_chars as u64).unwrap_or_default();
                if n_chars > CELL_BYTES_MAX || *text_left == 0 {
                    let message = format!("“{name}” grows without measure when it is read");
                    let hint = "leave the column out with a mapping";
                    return Err(intake.refuse(row, message, hint));
                }
                match used {
                    Use::From => ends[0] = text(value),
                    Use::To => ends[1] = text(value),
                    Use::Property(ix) => properties.push((*ix, value)),
                    Use::Source => source.extend(text(value).map(|text| (name, text))),
                }
            }
            let place = Place::record(row);
            match self.table {
                Table::Nodes => intake.node(&ForeignNode {
                    id: "",
                    kind: None,
                    name: None,
                    properties: &properties,
                    place,
                })?,
                Table::Edges => {
                    let [Some(from), Some(to)] = ends else {
                        intake.error(row, "an edge without one of its ends", "give it both ends");
                        continue;
                    };
                    intake.edge(&ForeignEdge {
                        id: None,
                        from: &from,
                        to: &to,
                        kind: None,
                        direction: Direction::Directed,
                        properties: &properties,
                        place,
                    })?;
                }
                Table::Sources => read_source(&source, row, intake)?,
            }
        }
        Ok(())
    }
}

/// A cell as the value of a property; none where it is empty.
fn value<'v>(tree: Tree<'v>, name: &str, row: u64, intake: &mut Intake<'_>) -> Option<Value<'v>> {
    match tree {
        Tree::Nothing => None,
        Tree::Words(Words::Text(text)) => Some(Value::Text(text)),
        Tree::Words(Words::Number(number)) => Some(Value::Text(Cow::Owned(number))),
        Tree::Words(Words::Unsaid(what)) => {
            intake.note(format!("“{name}”: {what}"));
            None
        }
        Tree::Words(Words::Wrong(what)) => {
            intake.error(row, format!("“{name}” is {what}"), "write the table anew");
            None
        }
        Tree::List(items)
            if items.iter().all(|item| !matches!(item, Tree::Object(_) | Tree::List(_))) =>
        {
            let items = items.into_iter().filter_map(|item| value(item, name, row, intake));
            Some(Value::List(items.collect()))
        }
        whole => Some(Value::Text(Cow::Owned(whole.to_json()))),
    }
}

fn size(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) | Value::Dated(text, _) => text.len(),
        Value::List(items) => items.iter().map(size).sum(),
    }
}

fn text(value: Value<'_>) -> Option<Cow<'_, str>> {
    match value {
        Value::Text(text) | Value::Dated(text, _) => Some(text),
        Value::List(_) => None,
    }
}

/// A row of our table of sources.
fn read_source(
    members: &[(&String, Cow<'_, str>)],
    row: u64,
    intake: &mut Intake<'_>,
) -> Result<(), Halt> {
    let member =
        |(name, text): &(&String, Cow<'_, str>)| format!("{}: {}", string(name), string(text));
    let members: Vec<String> = members.iter().map(member).collect();
    match parse_source(&format!("{{{}}}", members.join(", ")), "") {
        Ok(source) => intake.source(source),
        Err(findings) => {
            for Finding { message, hint, .. } in findings {
                intake.error(row, message, hint.as_deref().unwrap_or("see docs/dataset-format.md"));
            }
            Ok(())
        }
    }
}
