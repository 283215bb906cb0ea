//! What a Parquet file may ask of the machine, found before the library that reads it believes it: how deep the schema
//! stands, how many columns there are, how large pages become, how many values a list has.
//!
//! The library takes these numbers from the file and recurses over the schema, so that a few bytes could overflow the
//! stack or take all memory, and neither is an error that can be caught.

use super::thrift::{Compact, Type};
use parquet::basic::{Compression, Encoding};
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::ColumnChunkMetaData;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Columns of a table, those inside others and those that hold others among them.
const COLUMNS_MAX: u64 = 10_000;
/// How deep columns stand in each other.
const DEPTH_MAX: usize = 16;
/// Bytes of the directory at the end of a file.
const FOOTER_BYTES_MAX: u64 = 64 << 20;
/// Bytes that the pages of a row group take which are open at once: one and a dictionary per column.
const ROOM_BYTES_MAX: u64 = 1 << 30;
/// Values of a list beyond one per row, in a row group.
const EXTRA_VALUES_MAX: i64 = 1 << 24;
/// What gzip and the LZ4 frame may make of a byte; the library does not limit how much they make.
const SWELLING: u64 = 1032;
/// What a value of a dictionary takes in memory, beside its bytes.
const VALUE_BYTES: u64 = 40;
/// Encodings as the format numbers them.
const DELTA_LENGTHS: i64 = 6;
const DELTA_BYTES: i64 = 7;

/// Why a file is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) message: String,
    pub(super) hint: &'static str,
}

impl Refusal {
    pub(super) fn damaged(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: "the file is damaged or cut short; get it again" }
    }

    fn large(message: impl Into<String>) -> Self {
        let hint = "leave the column out with a mapping, or write the table in smaller row groups";
        Self { message: message.into(), hint }
    }
}

/// What a chunk of a column takes while it is read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Room {
    pub(super) bytes: u64,
    /// The largest page of values that are told by what they share with the one before: each may be as large.
    pub(super) shared_page: u64,
}

impl Room {
    /// That of two columns together.
    pub(super) fn and(self, other: Self) -> Result<Self, Refusal> {
        let bytes = self.bytes.saturating_add(other.bytes);
        if bytes > ROOM_BYTES_MAX {
            let mib = ROOM_BYTES_MAX >> 20;
            return Err(Refusal::large(format!("a row group needs more than {mib} MiB at once")));
        }
        Ok(Self { bytes, shared_page: self.shared_page.max(other.shared_page) })
    }
}

/// Checks the directory at the end of a file.
pub(super) fn check_footer(file: &mut File, n_bytes: u64) -> Result<(), Refusal> {
    let tail = n_bytes.checked_sub(8).and_then(|at| bytes_at(file, at, 8));
    let tail = tail.ok_or_else(|| Refusal::damaged("too short for Parquet"))?;
    let (length, magic) = tail.split_at(4);
    if magic == b"PARE" {
        let hint = "write it without encryption";
        return Err(Refusal { message: "the file is encrypted".to_owned(), hint });
    }
    if magic != b"PAR1" {
        return Err(Refusal::damaged("Parquet ends with PAR1, and this file does not"));
    }
    let length = u32::from_le_bytes(length.try_into().expect("four bytes were cut off"));
    let length = u64::from(length);
    if length > FOOTER_BYTES_MAX {
        let mib = FOOTER_BYTES_MAX >> 20;
        return Err(Refusal::large(format!("the directory has more than {mib} MiB")));
    }
    let at = (n_bytes - 8).checked_sub(length);
    let footer = at.and_then(|at| bytes_at(file, at, length));
    let footer = footer.ok_or_else(|| Refusal::damaged("the directory starts before the file"))?;
    let schema = Schema::of(&footer);
    let schema = schema.ok_or_else(|| Refusal::damaged("the directory of the file is damaged"))?;
    if schema.n > COLUMNS_MAX {
        let message = format!("a table has at most {COLUMNS_MAX} columns; this has {}", schema.n);
        return Err(Refusal { message, hint: "select the columns that you need" });
    }
    if schema.depth > DEPTH_MAX {
        let message = format!("columns stand more than {DEPTH_MAX} deep in each other");
        return Err(Refusal { message, hint: "flatten the table" });
    }
    Ok(())
}

/// What a schema asks for.
struct Schema {
    n: u64,
    depth: usize,
}

impl Schema {
    /// That of a `FileMetaData`, all of which has to make sense.
    fn of(footer: &[u8]) -> Option<Self> {
        let mut compact = Compact::new(footer);
        let mut schema = Self { n: 0, depth: 0 };
        let mut number = 0;
        while let Some((field, kind)) = compact.field(number)? {
            number = field;
            match (field, kind) {
                (2, Type::List) => schema.walk(&mut compact)?,
                _ => compact.skip(kind)?,
            }
        }
        Some(schema)
    }

    /// Walks the elements, each of which says how many of those behind it stand in it.
    fn walk(&mut self, compact: &mut Compact<'_>) -> Option<()> {
        let (n, _) = compact.list()?;
        self.n += n.saturating_sub(1);
        let mut open: Vec<i64> = Vec::new();
        for _ in 0..n {
            let (mut number, mut n_children) = (0, 0);
            while let Some((field, kind)) = compact.field(number)? {
                number = field;
                match (field, kind) {
                    (5, Type::Integer) => n_children = compact.integer()?,
                    _ => compact.skip(kind)?,
                }
            }
            while open.last() == Some(&0) {
                open.pop();
            }
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            if n_children > 0 {
                open.push(n_children);
                self.depth = self.depth.max(open.len());
            }
        }
        Some(())
    }
}

/// Checks the pages of a chunk of a column.
pub(super) fn check_chunk(
    file: &mut File,
    n_bytes: u64,
    chunk: &ColumnChunkMetaData,
    n_rows: i64,
) -> Result<Room, Refusal> {
    let column = chunk.column_path().string();
    let damaged = |what: &str| Refusal::damaged(format!("column “{column}”: {what}"));
    let start = chunk.dictionary_page_offset().unwrap_or(chunk.data_page_offset());
    let (start, length) = match (u64::try_from(start), u64::try_from(chunk.compressed_size())) {
        (Ok(start), Ok(length)) if start.checked_add(length).is_some_and(|end| end <= n_bytes) => {
            (start, length)
        }
        _ => return Err(damaged("it lies outside of the file")),
    };
    let is_repeated = chunk.column_descr().max_rep_level() > 0;
    if is_repeated && chunk.num_values().saturating_sub(n_rows) > EXTRA_VALUES_MAX {
        let message = format!("column “{column}” has lists of more than {EXTRA_VALUES_MAX} values");
        return Err(Refusal::large(format!("{message} in a row group")));
    }
    let swells = matches!(
        chunk.compression(),
        Compression::GZIP(_) | Compression::LZ4 | Compression::BROTLI(_)
    );
    let (mut at, end) = (start, start + length);
    let (mut room, mut dictionary, mut n_values) = (Room::default(), 0, 0i64);
    while at < end {
        let head = page_at(file, at, end).ok_or_else(|| damaged("a page makes no sense"))?;
        at += head.n_bytes;
        if head.compressed > end - at {
            return Err(damaged("a page ends behind its column"));
        }
        at += head.compressed;
        let swollen = if swells { head.compressed.saturating_mul(SWELLING) } else { 0 };
        let page = head.uncompressed.max(swollen);
        if page > ROOM_BYTES_MAX {
            let mib = ROOM_BYTES_MAX >> 20;
            let message = format!("a page of column “{column}” may have more than {mib} MiB");
            return Err(Refusal::large(message));
        }
        if head.kind == Kind::Dictionary {
            if head.n_values > head.uncompressed {
                return Err(damaged("its dictionary has more values than bytes"));
            }
            dictionary = page + head.n_values * VALUE_BYTES;
            continue;
        }
        n_values = n_values.saturating_add_unsigned(head.n_values);
        let is_delta = matches!(head.encoding, DELTA_LENGTHS | DELTA_BYTES);
        let lengths = if is_delta { head.n_values * 8 } else { 0 };
        room.bytes = room.bytes.max(page + lengths);
        if head.encoding == DELTA_BYTES {
            room.shared_page = room.shared_page.max(page);
        }
    }
    if n_values != chunk.num_values() {
        return Err(damaged("its pages do not have as many values as the directory says"));
    }
    room.bytes += dictionary;
    Room::default().and(room)
}

/// What the head of a page says.
#[derive(Debug, Default)]
struct Head {
    kind: Kind,
    uncompressed: u64,
    compressed: u64,
    n_values: u64,
    encoding: i64,
    /// Bytes of the head itself.
    n_bytes: u64,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Data,
    Dictionary,
}

/// The head of the page at a place. Heads have few bytes, but for statistics of long texts.
fn page_at(file: &mut File, at: u64, end: u64) -> Option<Head> {
    [256, 64 << 10, 16 << 20].into_iter().find_map(|most| {
        let bytes = bytes_at(file, at, most.min(end - at))?;
        head(&bytes)
    })
}

fn head(bytes: &[u8]) -> Option<Head> {
    let mut compact = Compact::new(bytes);
    let (mut head, mut number) = (Head::default(), 0);
    while let Some((field, kind)) = compact.field(number)? {
        number = field;
        match (field, kind) {
            (2, Type::Integer) => head.uncompressed = size(&mut compact)?,
            (3, Type::Integer) => head.compressed = size(&mut compact)?,
            (5 | 7 | 8, Type::Struct) => {
                if field == 7 {
                    head.kind = Kind::Dictionary;
                }
                let encoding = if field == 8 { 4 } else { 2 };
                let mut inner = 0;
                while let Some((field, kind)) = compact.field(inner)? {
                    inner = field;
                    match kind {
                        Type::Integer if field == 1 => head.n_values = size(&mut compact)?,
                        Type::Integer if field == encoding => head.encoding = compact.integer()?,
                        kind => compact.skip(kind)?,
                    }
                }
            }
            _ => compact.skip(kind)?,
        }
    }
    head.n_bytes = compact.position() as u64;
    Some(head)
}

fn size(compact: &mut Compact<'_>) -> Option<u64> {
    let size = i32::try_from(compact.integer()?).ok()?;
    u64::try_from(size).ok()
}

/// Exactly so many bytes of a file.
fn bytes_at(file: &mut File, at: u64, n: u64) -> Option<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(n).ok()?];
    file.seek(SeekFrom::Start(at)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

/// Pages of a column, of which each says how many lengths it has before the library makes room for them.
pub(super) struct CheckedPages {
    pages: Box<dyn PageReader>,
    is_repeated: bool,
    is_optional: bool,
}

impl CheckedPages {
    pub(super) fn new(pages: Box<dyn PageReader>, max_rep: i16, max_def: i16) -> Self {
        Self { pages, is_repeated: max_rep > 0, is_optional: max_def > 0 }
    }

    fn check(&self, page: &Page) -> ParquetResult<()> {
        let (values, n_values, encoding) = match page {
            Page::DataPage { buf, num_values, encoding, .. } => {
                let mut values = &buf[..];
                for is_there in [self.is_repeated, self.is_optional] {
                    if is_there && is_delta(*encoding) {
                        values = without_levels(values).ok_or_else(broken)?;
                    }
                }
                (values, *num_values, *encoding)
            }
            Page::DataPageV2 {
                buf,
                num_values,
                encoding,
                def_levels_byte_len,
                rep_levels_byte_len,
                ..
            } => {
                let levels = u64::from(*def_levels_byte_len) + u64::from(*rep_levels_byte_len);
                let levels = usize::try_from(levels).map_err(|_| broken())?;
                (buf.get(levels..).ok_or_else(broken)?, *num_values, *encoding)
            }
            Page::DictionaryPage { .. } => return Ok(()),
        };
        if !is_delta(encoding) {
            return Ok(());
        }
        let n_lists = if encoding == Encoding::DELTA_BYTE_ARRAY { 2 } else { 1 };
        let mut rest = values;
        for _ in 0..n_lists {
            let (n, end) = deltas(rest).ok_or_else(broken)?;
            if n > u64::from(n_values) {
                return Err(broken());
            }
            rest = rest.get(end..).ok_or_else(broken)?;
        }
        Ok(())
    }
}

fn is_delta(encoding: Encoding) -> bool {
    matches!(encoding, Encoding::DELTA_LENGTH_BYTE_ARRAY | Encoding::DELTA_BYTE_ARRAY)
}

fn broken() -> ParquetError {
    ParquetError::General("a page has other lengths than values".to_owned())
}

/// What stands behind levels, whose length stands before them.
fn without_levels(bytes: &[u8]) -> Option<&[u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.get(usize::try_from(u32::from_le_bytes(*length)).ok()?..)
}

/// How many integers a list in binary packed deltas has, and where it ends.
fn deltas(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut compact = Compact::new(bytes);
    let (block, n_parts, n) = (compact.unsigned()?, compact.unsigned()?, compact.unsigned()?);
    compact.unsigned()?;
    let part = block.checked_div(n_parts).filter(|part| *part > 0 && part % 32 == 0)?;
    let mut left = n.saturating_sub(1);
    while left > 0 {
        compact.unsigned()?;
        let widths = compact.position();
        compact.pass(n_parts)?;
        for at in 0..usize::try_from(n_parts).ok()? {
            if left == 0 {
                break;
            }
            let width = u64::from(*bytes.get(widths + at)?);
            compact.pass(width.checked_mul(part)? / 8)?;
            left = left.saturating_sub(part);
        }
    }
    Some((n, compact.position()))
}

impl Iterator for CheckedPages {
    type Item = ParquetResult<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}

impl PageReader for CheckedPages {
    fn get_next_page(&mut self) -> ParquetResult<Option<Page>> {
        let page = self.pages.get_next_page()?;
        if let Some(page) = &page {
            self.check(page)?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> ParquetResult<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> ParquetResult<()> {
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> ParquetResult<bool> {
        self.pages.at_record_boundary()
    }
}
