//! Parquet: values of every type, tables told apart by their columns, layouts that other tools take as they are, and
//! files that ask for more than they hold.

use super::{brought_in, plain, shipped, written};
use crate::peers::samples;
use parquet::basic::{Compression, Encoding};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use serde_json::{Value, json};
use sociogram::algo::Unwatched;
use sociogram::dataset::{Dataset, Mode};
use sociogram::interchange::{
    Format, ImportError, ImportFile, ImportSettings, ImportTarget, Imported, Mapping, import,
};
use sociogram::model::FactValue;
use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// Writes a column of a file that is made here.
type Column<'c> = Box<dyn FnMut(&mut SerializedFileWriterColumn<'_, '_>) + 'c>;
type SerializedFileWriterColumn<'a, 'b> = parquet::file::writer::SerializedColumnWriter<'a>;

fn column<'c, T: DataType>(values: &'c [T::T], levels: Option<&'c [i16]>) -> Column<'c> {
    Box::new(move |column| {
        column.typed::<T>().write_batch(values, levels, None).unwrap();
    })
}

/// A file of one row group with a schema in the words of the library.
fn made(schema: &str, settings: WriterPropertiesBuilder, columns: Vec<Column<'_>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let schema = Arc::new(parse_message_type(&format!("message m {{ {schema} }}")).unwrap());
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema, Arc::new(settings.build())).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for mut write in columns {
        let mut column = group.next_column().unwrap().unwrap();
        write(&mut column);
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

fn texts(values: &[&str]) -> Vec<ByteArray> {
    values.iter().map(|value| ByteArray::from(*value)).collect()
}

fn read(
    files: &[(&str, &[u8])],
    settings: &ImportSettings,
) -> Result<(Dataset, Imported), ImportError> {
    let folder = TempDir::new().unwrap();
    let paths: Vec<PathBuf> = files.iter().map(|(name, _)| folder.path().join(name)).collect();
    for (path, (_, bytes)) in paths.iter().zip(files) {
        fs::write(path, bytes).unwrap();
    }
    brought_in(&paths, settings)
}

/// Reads files into a stream that goes nowhere.
fn streamed(files: Vec<ImportFile>) -> Result<Imported, ImportError> {
    let mut nowhere = std::io::sink();
    let target = ImportTarget::Stream(&mut nowhere);
    import(files, &plain(Some(Format::Parquet)), target, Mode::Write, &Unwatched)
}

fn messages(error: &ImportError) -> Vec<String> {
    let ImportError::Refused { findings } = error else { panic!("{error:?}") };
    findings.iter().map(|finding| format!("{}: {}", finding.line, finding.message)).collect()
}

fn facts(dataset: &Dataset, node: &str) -> BTreeMap<String, Vec<String>> {
    let mut facts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for fact in &dataset.node(node).unwrap().facts {
        let FactValue::Text(text) = &fact.value else { panic!("{fact:?}") };
        facts.entry(fact.key.clone()).or_default().push(text.clone());
    }
    facts
}

#[test]
fn values_of_every_type_are_read_as_pyarrow_wrote_them() {
    let Some(samples) = samples() else { return };
    for case in ["types-old", "types-new"] {
        let sample = samples.of("parquet").find(|sample| sample.told["case"] == case).unwrap();
        let (dataset, imported) = brought_in(&sample.files, &plain(None)).unwrap();
        // The old form of moments does not say whether they are of UTC.
        let zone = if case == "types-old" { "Z" } else { "" };
        let local = format!("2012-03-25T10:00:00.25{zone}");
        // The values stand in `every_type` of make.py.
        let expected = [
            ("byte", vec!["-128"]),
            ("word", vec!["65535"]),
            ("long", vec!["18446744073709551615"]),
            ("half", vec!["1.5"]),
            ("single", vec!["0.1"]),
            ("price", vec!["1250000.5"]),
            ("large", vec!["-12345678901234567890.125"]),
            ("day", vec!["2019-05-01"]),
            ("clock", vec!["12:30:05.25"]),
            ("local", vec![&*local]),
            ("universal", vec!["2012-03-25T10:00:00.25Z"]),
            ("status_code", vec!["a"]),
            ("tags", vec!["a", "b, c"]),
            ("counts", vec!["1", "3"]),
            ("grid", vec!["[[1, 2], [], [3]]"]),
            ("place", vec![r#"{"city": "Almaty", "at": {"lat": 43.25}}"#]),
            ("names", vec![r#"{"x": 1, "y": null}"#]),
            ("posts", vec![r#"[{"post": "chair", "since": 2015}, {"post": null, "since": 1}]"#]),
        ];
        let expected: BTreeMap<String, Vec<String>> = expected
            .into_iter()
            .map(|(key, texts)| (key.to_owned(), texts.into_iter().map(str::to_owned).collect()))
            .collect();
        assert_eq!(facts(&dataset, "full"), expected, "{case}");
        assert_eq!(facts(&dataset, "empty"), BTreeMap::new(), "{case}");
        let other = facts(&dataset, "other");
        for (key, text) in [
            ("day", "1850-12-31"),
            ("price", "-0.01"),
            ("large", "0"),
            ("single", "10000000000"),
            ("bytes", "text"),
            ("place", r#"{"city": null, "at": null}"#),
        ] {
            assert_eq!(other[key], [text], "{case}");
        }
        let said = ("“bytes”: bytes that are no text are left out".to_owned(), 1);
        assert_eq!(imported.notes, [said], "{case}");
    }
}

#[test]
fn dates_of_duckdb_are_dates_where_a_mapping_says_so() {
    let Some(samples) = samples() else { return };
    let sample = samples.of("parquet").find(|sample| sample.by == "duckdb").unwrap();
    let mapping = r#"{"edges": {"day": "when", "weight": "amount:weight:calls"},
        "nodes": {"active": "leave-out"}}"#;
    let settings = ImportSettings {
        mapping: Mapping::parse(mapping).unwrap(),
        ..plain(Some(Format::Parquet))
    };
    let (dataset, imported) = brought_in(&sample.files, &settings).unwrap();
    for spot in sample.told["spots"]["edges"].as_array().unwrap() {
        let (from, to) = (spot["from"].as_str().unwrap(), spot["to"].as_str().unwrap());
        let weight = spot["attributes"]["weight"].as_i64().unwrap().to_string();
        let edge = dataset.edges.iter().find(|edge| {
            let amount = match &edge.facts[0].value {
                FactValue::Amount(amount) => amount.value.as_str(),
                FactValue::Text(text) => panic!("{text}"),
            };
            edge.from.as_str() == from && edge.to.as_str() == to && amount == weight
        });
        let when = edge.unwrap().when.as_ref().unwrap();
        assert_eq!(when.as_str(), spot["attributes"]["day"].as_str().unwrap());
    }
    assert!(imported.properties.iter().all(|row| row.name != "active"));
}

#[test]
fn other_tools_see_numbers_lists_and_the_ends_of_edges_first() {
    let Some(samples) = samples() else { return };
    let dataset = shipped("harbour-lights");
    let folder = TempDir::new().unwrap();
    written(&dataset, Format::Parquet, folder.path());
    let seen = samples.read_back("parquet", &folder.path().join("graph"));
    let columns = &seen["pyarrow"]["columns"];
    let start = |columns: &Value, n: usize| -> Vec<String> {
        let names = columns.as_array().unwrap().iter().take(n);
        names.map(|name| name.as_str().unwrap().to_owned()).collect()
    };
    // The script takes the ids and the ends out before it lists the columns; Kuzu reads them by their places.
    assert_eq!(start(&columns[0], 2), ["kind", "name"]);
    assert_eq!(start(&columns[1], 2), ["id", "kind"]);
    let mut n_numbers = 0;
    for node in &dataset.nodes {
        for reader in ["pyarrow", "duckdb", "kuzu"] {
            let attributes = &seen[reader]["node_attributes"][node.id.as_str()];
            assert_eq!(attributes["name"], node.name, "{reader}");
            let aliases = match node.aliases.as_slice() {
                [] => Value::Null,
                aliases => json!(aliases),
            };
            assert_eq!(attributes["aliases"], aliases, "{reader}: {}", node.id);
            for fact in &node.facts {
                if let (FactValue::Amount(amount), Some(seen)) =
                    (&fact.value, attributes[&fact.key].as_f64())
                {
                    let said: f64 = amount.value.as_str().parse().unwrap();
                    assert_eq!(seen.to_bits(), said.to_bits(), "{reader}");
                    n_numbers += 1;
                }
            }
        }
    }
    assert!(n_numbers > 0);
}

#[test]
fn tables_are_told_apart_by_their_columns() {
    let (ids, names) = (texts(&["a", "b"]), texts(&["A", "B"]));
    let (ends, others) = (texts(&["a", "b", "b"]), texts(&["b", "a", "b"]));
    let pair = |schema: &str| {
        let columns =
            vec![column::<ByteArrayType>(&ends, None), column::<ByteArrayType>(&others, None)];
        made(schema, WriterProperties::builder(), columns)
    };
    let nodes = made(
        "required binary ID (UTF8); required binary Label (UTF8);",
        WriterProperties::builder(),
        vec![column::<ByteArrayType>(&ids, None), column::<ByteArrayType>(&names, None)],
    );
    for (from, to) in [("src", "dst"), ("Source", "Target"), ("from", "to"), ("subject", "object")]
    {
        let edges = pair(&format!("required binary {from} (UTF8); required binary {to} (UTF8);"));
        let files: [(&str, &[u8]); 2] = [("n.parquet", &nodes), ("e.pq", &edges)];
        let (dataset, imported) = read(&files, &plain(None)).unwrap();
        assert_eq!(dataset.node("a").unwrap().name, "A");
        assert_eq!(dataset.edges.len(), 2, "{from}");
        assert_eq!(imported.notes.len(), 1, "the loop is left out");
    }
    let payments = pair("required binary payer (UTF8); required binary payee;");
    let refused = read(&[("e.parquet", &payments)], &plain(None)).unwrap_err();
    assert_eq!(
        messages(&refused),
        ["1: no column is the id of a node, and no two are the ends of an edge"]
    );
    let mapping = Mapping::parse(r#"{"edges": {"payer": "from", "payee": "to"}}"#).unwrap();
    let settings = ImportSettings { mapping, ..plain(None) };
    let (dataset, _) = read(&[("e.parquet", &payments)], &settings).unwrap();
    assert_eq!((dataset.nodes.len(), dataset.edges.len()), (2, 2));
}

#[test]
fn what_is_missing_or_no_number_is_said() {
    let (ends, weights) = (texts(&["a", "b"]), [f64::NAN, 1e300, 0.1 + 0.2]);
    let edges = made(
        "optional binary src (UTF8); required double weight; optional binary dst (UTF8);",
        WriterProperties::builder(),
        vec![
            column::<ByteArrayType>(&ends, Some(&[1, 0, 1])),
            column::<DoubleType>(&weights, None),
            column::<ByteArrayType>(&ends[..1], Some(&[0, 1, 0])),
        ],
    );
    let refused = read(&[("e.parquet", &edges)], &plain(None)).unwrap_err();
    let missing = |row: usize| format!("{row}: an edge without one of its ends");
    assert_eq!(messages(&refused), [missing(1), missing(2), missing(3)]);
    let nodes = made(
        "required binary id (UTF8); required double weight; required int64 rank;",
        WriterProperties::builder(),
        vec![
            column::<ByteArrayType>(&texts(&["a", "b\u{202E}", "c"]), None),
            column::<DoubleType>(&weights, None),
            column::<Int64Type>(&[1, 2, i64::MIN], None),
        ],
    );
    let (dataset, imported) = read(&[("n.parquet", &nodes)], &plain(None)).unwrap();
    let weight = |id| facts(&dataset, id).remove("weight");
    assert_eq!(weight("a"), None);
    assert_eq!(weight("b"), Some(vec!["1e300".to_owned()]));
    assert_eq!(weight("c"), Some(vec!["0.30000000000000004".to_owned()]));
    assert!(imported.notes.iter().any(|(note, n)| note.contains("NaN") && *n == 1));
    let twice = made(
        "required int64 id; required int64 id;",
        WriterProperties::builder(),
        vec![column::<Int64Type>(&[1], None), column::<Int64Type>(&[1], None)],
    );
    let refused = read(&[("n.parquet", &twice)], &plain(None)).unwrap_err();
    assert_eq!(messages(&refused), ["1: two columns are called “id”"]);
}

#[test]
fn what_stands_in_no_file_is_refused() {
    let error = streamed(vec![ImportFile::Stream(Box::new(Cursor::new(b"PAR1".to_vec())))]);
    assert!(messages(&error.unwrap_err())[0].contains("read from a file"));
}

/// A footer around a schema in the compact protocol: elements are `(has children, children)`.
fn with_schema(elements: impl Iterator<Item = u32>, n: u32) -> Vec<u8> {
    fn number(bytes: &mut Vec<u8>, mut value: u32) {
        while value >= 0x80 {
            bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
    }
    // Field 1, version 1; field 2, a list of structures.
    let mut footer = vec![0x15, 2, 0x19, 0xFC];
    number(&mut footer, n);
    for n_children in elements {
        // Type (of leaves), repetition, a name of one letter, the number of children.
        if n_children == 0 {
            footer.extend([0x15, 12, 0x25, 0, 0x18, 1, b'a']);
        } else {
            footer.extend([0x35, 0, 0x18, 1, b'a', 0x15]);
            number(&mut footer, n_children << 1);
        }
        footer.push(0);
    }
    // Field 3, no rows; field 4, no row groups; the end.
    footer.extend([0x16, 0, 0x19, 0x0C, 0]);
    let length = u32::try_from(footer.len()).unwrap().to_le_bytes();
    [b"PAR1".as_slice(), &footer, &length, b"PAR1"].concat()
}

#[test]
fn schemas_without_measure_are_refused() {
    // The file that the helper makes is one that is read, as far as it goes.
    let small = read(&[("s.parquet", &with_schema([1, 0].into_iter(), 2))], &plain(None));
    assert!(messages(&small.unwrap_err())[0].contains("no column is the id"));
    let deep = (0..9_000).map(|_| 1).chain([0]);
    let wide = std::iter::once(1_000_000).chain((0..1_000_000).map(|_| 0));
    for (file, what) in [
        (with_schema(deep, 9_001), "more than 16 deep"),
        (with_schema(wide, 1_000_001), "at most 10000 columns; this has 1000000"),
    ] {
        let refused = read(&[("s.parquet", &file)], &plain(None)).unwrap_err();
        let messages = messages(&refused);
        assert!(messages.len() == 1 && messages[0].contains(what), "{messages:?}");
    }
}

/// Small files in every encoding that the library writes.
fn small_files() -> Vec<(String, Vec<u8>)> {
    let (ids, names) = (texts(&["alpha", "alphabet", "beta"]), texts(&["A", "A"]));
    let mut files = Vec::new();
    for (name, encoding) in [
        ("plain", Encoding::PLAIN),
        ("lengths", Encoding::DELTA_LENGTH_BYTE_ARRAY),
        ("shared", Encoding::DELTA_BYTE_ARRAY),
        ("dictionary", Encoding::RLE_DICTIONARY),
    ] {
        for (form, compression) in
            [("bare", Compression::UNCOMPRESSED), ("snappy", Compression::SNAPPY)]
        {
            // Compression changes nothing about the other encodings.
            if compression == Compression::SNAPPY && encoding != Encoding::RLE_DICTIONARY {
                continue;
            }
            let is_dictionary = encoding == Encoding::RLE_DICTIONARY;
            let mut settings = WriterProperties::builder()
                .set_dictionary_enabled(is_dictionary)
                .set_compression(compression);
            if !is_dictionary {
                settings = settings.set_encoding(encoding);
            }
            let schema = "required binary id (UTF8); optional binary label (UTF8);
                optional group tags (LIST) { repeated group list { required binary element (UTF8); } }";
            let mut lists = |column: &mut SerializedFileWriterColumn<'_, '_>| {
                let writer = column.typed::<ByteArrayType>();
                writer.write_batch(&ids, Some(&[2, 2, 0, 2]), Some(&[0, 1, 0, 0])).unwrap();
            };
            let columns = vec![
                column::<ByteArrayType>(&ids, None),
                column::<ByteArrayType>(&names, Some(&[1, 0, 1])),
                Box::new(&mut lists) as Column<'_>,
            ];
            files.push((format!("{name} {form}"), made(schema, settings, columns)));
        }
    }
    let dataset = shipped("harbour-lights");
    let folder = TempDir::new().unwrap();
    let (paths, _) = written(&dataset, Format::Parquet, folder.path());
    files.push(("ours".to_owned(), fs::read(&paths[2]).unwrap()));
    files
}

fn into_nothing(path: &Path, bytes: &[u8], what: &str) -> bool {
    fs::write(path, bytes).unwrap();
    match streamed(vec![path.to_owned().into()]) {
        Ok(_) => true,
        Err(ImportError::Refused { findings }) => {
            assert!(findings.iter().all(|finding| !finding.message.is_empty()), "{what}");
            false
        }
        Err(error) => panic!("{what}: {error:?}"),
    }
}

#[test]
fn a_flipped_bit_is_refused_or_does_no_harm() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("flipped.parquet");
    for (name, bytes) in small_files() {
        assert!(into_nothing(&path, &bytes, &name), "{name} is read whole");
        let (mut n_read, mut n_refused) = (0, 0);
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            if into_nothing(&path, &flipped, &format!("{name}, byte {at}")) {
                n_read += 1;
            } else {
                n_refused += 1;
            }
        }
        assert!(n_refused > n_read / 4, "{name}: {n_refused} of {n_read} refused");
    }
}

#[test]
fn every_part_of_a_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("cut.parquet");
    for (name, bytes) in small_files() {
        for end in 0..bytes.len() {
            assert!(!into_nothing(&path, &bytes[..end], &name), "{name} cut at {end}");
        }
    }
}

#[test]
fn large_pages_and_long_lists_are_refused_before_they_are_made() {
    let folder = TempDir::new().unwrap();
    // A list of 20 million nothings in one row takes a few bytes.
    let n = 20_000_000;
    let (definitions, mut repetitions) = (vec![1i16; n], vec![1i16; n]);
    repetitions[0] = 0;
    let mut lists = |column: &mut SerializedFileWriterColumn<'_, '_>| {
        let writer = column.typed::<Int64Type>();
        writer.write_batch(&[], Some(&definitions), Some(&repetitions)).unwrap();
    };
    let ids = texts(&["a"]);
    let long = made(
        "required binary id (UTF8); repeated group tags { optional int64 tag; }",
        WriterProperties::builder().set_data_page_row_count_limit(usize::MAX),
        vec![column::<ByteArrayType>(&ids, None), Box::new(&mut lists)],
    );
    assert!(long.len() < 100_000, "{}", long.len());
    fs::write(folder.path().join("long.parquet"), &long).unwrap();
    let refused = streamed(vec![folder.path().join("long.parquet").into()]).unwrap_err();
    assert!(messages(&refused)[0].contains("lists of more than"), "{refused:?}");
    // Left out, it is not looked at.
    let mapping = Mapping::parse(r#"{"nodes": {"tags": "leave-out"}}"#).unwrap();
    let settings = ImportSettings { mapping, ..plain(None) };
    let (dataset, _) = read(&[("long.parquet", &long)], &settings).unwrap();
    assert_eq!(dataset.nodes.len(), 1);
    // One text in a dictionary, said by every row, is a thousand times the file.
    let text = ByteArray::from("x".repeat(1 << 20).as_str());
    let ids: Vec<ByteArray> = (0..170).map(|at| ByteArray::from(&*at.to_string())).collect();
    let rows = vec![text; 170];
    let swollen = made(
        "required binary id (UTF8); required binary note (UTF8);",
        WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_dictionary_page_size_limit(1 << 30),
        vec![column::<ByteArrayType>(&ids, None), column::<ByteArrayType>(&rows, None)],
    );
    assert!(swollen.len() < 200_000, "{}", swollen.len());
    fs::write(folder.path().join("swollen.parquet"), &swollen).unwrap();
    let refused = streamed(vec![folder.path().join("swollen.parquet").into()]).unwrap_err();
    assert!(messages(&refused)[0].contains("grows without measure"), "{refused:?}");
}
