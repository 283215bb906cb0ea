//! A column of a Parquet file, read by batches of rows: the values of each of its leaves with their levels.

use super::cell::{Cell, Meaning, Words};
use super::guard::CheckedPages;
use super::nested::{Cursor, Node, Tree};
use parquet::column::page::PageReader;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::DataType;
use parquet::errors::Result as ParquetResult;
use parquet::schema::types::ColumnDescPtr;

/// The leaf of a column: the values of a batch, and how each stands in its row.
pub(super) trait Leaf {
    /// Reads at most so many rows in place of those before; says how many.
    fn fill(&mut self, n_rows: usize) -> ParquetResult<usize>;
    /// How many levels, values and nothings, there are.
    fn level_count(&self) -> usize;
    /// How deep a level is defined.
    fn definition(&self, level: usize) -> i16;
    /// At which depth a level repeats.
    fn repetition(&self, level: usize) -> i16;
    /// A value that is there.
    fn words(&self, value: usize) -> Option<Words<'_>>;
}

struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    meaning: Meaning,
    max_definition: i16,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    values: Vec<T::T>,
    n_levels: usize,
}

impl<T: DataType> Leaf for Typed<T>
where
    T::T: Cell,
{
    fn fill(&mut self, n_rows: usize) -> ParquetResult<usize> {
        self.definitions.clear();
        self.repetitions.clear();
        self.values.clear();
        self.n_levels = 0;
        let (n_rows, _, n_levels) = self.reader.read_records(
            n_rows,
            Some(&mut self.definitions),
            Some(&mut self.repetitions),
            &mut self.values,
        )?;
        self.n_levels = n_levels;
        Ok(n_rows)
    }

    fn level_count(&self) -> usize {
        self.n_levels
    }

    fn definition(&self, level: usize) -> i16 {
        self.definitions.get(level).copied().unwrap_or(self.max_definition)
    }

    fn repetition(&self, level: usize) -> i16 {
        self.repetitions.get(level).copied().unwrap_or(0)
    }

    fn words(&self, value: usize) -> Option<Words<'_>> {
        self.values.get(value).map(|value| value.words(self.meaning))
    }
}

/// The leaf that reads these pages.
pub(super) fn leaf(column: &ColumnDescPtr, pages: Box<dyn PageReader>) -> Box<dyn Leaf> {
    fn typed<T: DataType>(reader: ColumnReaderImpl<T>, column: &ColumnDescPtr) -> Box<dyn Leaf>
    where
        T::T: Cell,
    {
        Box::new(Typed {
            reader,
            meaning: Meaning::of(column),
            max_definition: column.max_def_level(),
            definitions: Vec::new(),
            repetitions: Vec::new(),
            values: Vec::new(),
            n_levels: 0,
        })
    }
    let pages = CheckedPages::new(pages, column.max_rep_level(), column.max_def_level());
    match get_column_reader(column.clone(), Box::new(pages)) {
        ColumnReader::BoolColumnReader(reader) => typed(reader, column),
        ColumnReader::Int32ColumnReader(reader) => typed(reader, column),
        ColumnReader::Int64ColumnReader(reader) => typed(reader, column),
        ColumnReader::Int96ColumnReader(reader) => typed(reader, column),
        ColumnReader::FloatColumnReader(reader) => typed(reader, column),
        ColumnReader::DoubleColumnReader(reader) => typed(reader, column),
        ColumnReader::ByteArrayColumnReader(reader) => typed(reader, column),
        ColumnReader::FixedLenByteArrayColumnReader(reader) => typed(reader, column),
    }
}

/// A column of a row group.
pub(super) struct Column {
    pub(super) node: Node,
    pub(super) leaves: Vec<Box<dyn Leaf>>,
}

impl Column {
    /// Reads at most so many rows; none where its leaves do not have equally many.
    pub(super) fn fill(&mut self, n_rows: usize) -> ParquetResult<Option<usize>> {
        let mut n_read = None;
        for leaf in &mut self.leaves {
            let n = leaf.fill(n_rows)?;
            if n_read.is_some_and(|n_read| n_read != n) {
                return Ok(None);
            }
            n_read = Some(n);
        }
        Ok(n_read)
    }

    /// The cell of the next row; none where levels make no sense.
    pub(super) fn next(&self, cursors: &mut [Cursor]) -> Option<Tree<'_>> {
        self.node.next_row(&self.leaves, cursors)
    }
}
