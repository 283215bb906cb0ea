//! CSV and TSV: separators, quotation marks, places, damaged rows, mappings that are guessed and read.

use super::worlds::worlds;
use super::{brought_in, import_text, plain};
use proptest::prelude::*;
use sociogram::algo::Unwatched;
use sociogram::dataset::{Dataset, Finding};
use sociogram::evidence::digest;
use sociogram::interchange::{
    ExportSettings, ExportTarget, Format, Formulas, ImportError, ImportSettings, Imported, Losing,
    Mapping, export, guess,
};
use sociogram::model::{Decimal, FactValue, When};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

fn refused(name: &str, bytes: &[u8]) -> Vec<Finding> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    match brought_in(&[path], &plain(None)) {
        Err(ImportError::Refused { findings }) => findings,
        other => panic!("{other:?}"),
    }
}

/// Edges as kind, ends and date.
fn edges(dataset: &Dataset) -> Vec<(&str, &str, &str, Option<&str>)> {
    dataset
        .edges
        .iter()
        .map(|e| (&*e.kind, &*e.from, &*e.to, e.when.as_ref().map(When::as_str)))
        .collect()
}

#[test]
fn a_table_is_the_same_however_it_is_written() {
    let rows = [
        ["Source", "Target", "Type", "Kind", "Date", "Note"],
        ["a", "b", "Directed", "pays", "2012-03-25", "one, two; \"three\"\tfour"],
        ["b", "c", "Undirected", "met", "", "x"],
    ];
    let table = |separator: &str, end: &str, start: &str| {
        let line = |row: &[&str; 6]| {
            let cells: Vec<String> =
                row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            cells.join(separator) + end
        };
        start.to_owned() + &rows.iter().map(line).collect::<String>()
    };
    let (first, _) = import_text("e.csv", &table(",", "\n", "")).unwrap();
    assert_eq!(edges(&first), [("pays", "a", "b", Some("2012-03-25")), ("met", "b", "c", None)]);
    let note = &first.edges[0].facts[0];
    assert_eq!(note.value, FactValue::Text("one, two; \"three\" four".to_owned()));
    for (name, text) in [
        ("e.csv", table(";", "\r\n", "")),
        ("e.csv", table("\t", "\n", "\u{FEFF}")),
        ("e.csv", table("|", "\r", "")),
        ("e.csv", table(",", "\r\n", "sep=,\r\n")),
        ("e.csv", table(";", "\n", "\u{FEFF}sep=;\n")),
        ("e.csv", table(",", "\n", "\n\n")),
        ("e.tsv", table("\t", "\n", "")),
    ] {
        let (other, imported) = import_text(name, &text).unwrap();
        assert_eq!((&other.nodes, &other.edges), (&first.nodes, &first.edges), "{text:?}");
        assert!(imported.findings.is_empty(), "{:?}", imported.findings);
    }
}

#[test]
fn a_row_is_cited_by_its_exact_text() {
    let rows = ["a,\"Acme, \"\"Ltd\"\"\r\nof Порт 한국\"", "b,'=1", "c, plain "];
    for (start, end) in [("", "\n"), ("\u{FEFF}", "\r\n"), ("sep=,\n\n", "\n\n")] {
        let text = format!("{start}Id,Note{end}{}{end}", rows.join(end));
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("n.csv");
        fs::write(&path, &text).unwrap();
        let (dataset, _) = brought_in(&[path], &ImportSettings::default()).unwrap();
        assert_eq!(dataset.sources[0].sha256, Some(digest(&text)));
        for (node, row) in dataset.nodes.iter().zip(rows) {
            let evidence = &node.evidence[0];
            let (start, end) = (evidence.start as usize, evidence.end as usize);
            let span: String = text.chars().skip(start).take(end - start).collect();
            assert_eq!(span, row, "{text:?}");
            assert_eq!(evidence.sha256, digest(row));
            let line = text[..text.find(row).unwrap()].matches('\n').count() + 1;
            assert_eq!(evidence.says, format!("line {line} of n.csv"), "{text:?}");
        }
    }
}

#[test]
fn rows_that_do_not_fit_are_all_found() {
    let findings = refused("n.csv", b"Id,Name\na,A\nb\n\"c\nc\",C,x\n,D\n\ne,E\nf,F,,\n");
    let lines: Vec<u32> = findings.iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [3, 4, 6, 9], "{findings:?}");
}

#[test]
fn wrong_encodings_are_named() {
    let findings = refused("n.csv", b"Id,Name\na,Caf\xe9\n");
    assert_eq!(findings[0].line, 2);
    let message = &findings[0].message;
    assert!(message.contains("byte 6") && message.contains("0xE9") && message.contains('é'));
    let late: Vec<u8> = [b"Id,Name\n".repeat(20_000), b"a,\"x\ny\x80\"\n".to_vec()].concat();
    let findings = refused("n.csv", &late);
    assert_eq!(findings[0].line, 20_002);
    assert!(findings[0].message.contains('€'), "{}", findings[0].message);
    let utf_16: Vec<u8> = "\u{FEFF}Id,Name\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(refused("n.csv", &utf_16)[0].message.contains("UTF-16"));
    assert_eq!(refused("n.csv", b"Id,Name\na,\"x\n\0\"\n")[0].line, 3);
}

#[test]
fn a_file_that_is_cut_short_is_refused_or_says_so() {
    let text = "Id,Name,Note\na,\"A, \"\"B\"\"\",x\nb,\"two\nlines\",y\n";
    let (whole, _) = import_text("n.csv", text).unwrap();
    for end in 0..text.len() {
        match import_text("n.csv", &text[..end]) {
            Ok((part, imported)) => {
                assert!(part.nodes.len() <= whole.nodes.len());
                let is_at_line_end = text[..end].ends_with('\n');
                assert_eq!(imported.findings.is_empty(), is_at_line_end, "{:?}", &text[..end]);
            }
            Err(ImportError::Refused { findings }) => assert!(!findings.is_empty()),
            Err(other) => panic!("{other:?}"),
        }
    }
    let open = refused("n.csv", b"Id,Name\na,\"never closed\nb,B\n");
    assert!(open[0].message.contains("never closed"), "{open:?}");
}

#[test]
fn columns_may_be_many_and_called_alike() {
    let n = 1_000_000;
    let header = ",c".repeat(n);
    let (dataset, _) = import_text("n.csv", &format!("Id{header}\na{}\n", ",".repeat(n))).unwrap();
    assert_eq!(dataset.nodes.len(), 1);
    let (dataset, _) =
        import_text("n.csv", "Id,Note,,Note\nId,Note,,Note\na,x,y,z\n,,,\n").unwrap();
    let facts: Vec<&str> = dataset.nodes[0].facts.iter().map(|fact| &*fact.key).collect();
    assert_eq!(facts, ["note", "column-3", "note"]);
}

#[test]
fn an_edge_says_which_way_it_goes() {
    let text = "Source,Target,Type,Label,Interval\n\
                a,b,Directed,pays,\"<[2008.0, 2010.0]>\"\n\
                b,c,mutual,kin,\"<[-Infinity, 2010-05-01]>\"\nc,d,owns,,\n";
    let (dataset, _) = import_text("e.csv", text).unwrap();
    let found = edges(&dataset);
    assert!(found.contains(&("pays", "a", "b", Some("2008/2010"))), "{found:?}");
    assert!(found.contains(&("kin", "b", "c", Some("../2010-05-01"))), "{found:?}");
    assert!(found.contains(&("owns", "c", "d", None)), "{found:?}");
    let kin = dataset.vocabulary.edge_kind_ix("kin").unwrap();
    let symmetry = dataset.vocabulary.edge_kind(kin).symmetry;
    assert_eq!(symmetry, sociogram::model::Symmetry::Symmetric);
}

/// A table, guessed; the mapping, what an import with it gives, and what one without says.
fn guessed(name: &str, text: &str) -> (Mapping, Dataset, Imported) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let files = || vec![PathBuf::from(&path).into()];
    let mapping = guess(files(), &plain(None), &Unwatched).unwrap();
    let written = Mapping::parse(&mapping.to_text()).unwrap();
    assert_eq!(written, mapping, "{}", mapping.to_text());
    let settings = ImportSettings { mapping: written, ..plain(None) };
    let again = guess(files(), &settings, &Unwatched).unwrap();
    assert_eq!(again, mapping, "a guess is kept");
    let (dataset, imported) = brought_in(std::slice::from_ref(&path), &settings).unwrap();
    if let Ok((without, _)) = brought_in(&[path], &plain(None)) {
        assert_eq!(without.digest, dataset.digest, "{name}");
    }
    (mapping, dataset, imported)
}

#[test]
fn payments_are_guessed() {
    let (mapping, dataset, imported) = guessed(
        "payments.csv",
        "Payer;Payee;Sum;Currency;Date\nAcme Ltd;Bo Lind;1.234,50;EUR;25/03/2012\n\
         Bo Lind;Quay 9;12,00;USD;01/04/2012\n",
    );
    assert!(imported.findings.is_empty(), "{:?}", imported.findings);
    let columns = &mapping.tables["payments.csv"].columns;
    assert_eq!(columns["Sum"], "amount:sum:{Currency}:1.234,56");
    assert_eq!(columns["Date"], "when:DD/MM/YYYY");
    assert_eq!(
        edges(&dataset),
        [
            ("links-to", "Acme_Ltd", "Bo_Lind", Some("2012-03-25")),
            ("links-to", "Bo_Lind", "Quay_9", Some("2012-04-01"))
        ]
    );
    let FactValue::Amount(amount) = &dataset.edges[0].facts[0].value else { panic!() };
    assert_eq!((&amount.value, &*amount.unit), (&Decimal::new("1234.5").unwrap(), "EUR"));
    let names: Vec<&str> = dataset.nodes.iter().map(|node| &*node.name).collect();
    assert_eq!(names, ["Acme Ltd", "Bo Lind", "Quay 9"]);
}

#[test]
fn directors_and_meetings_are_guessed() {
    let (_, dataset, _) = guessed(
        "directors.csv",
        "Director,Company,Role,Appointed,Resigned\nJane Doe,Acme,Chair,2001-05-01,2005-06-30\n\
         Joe O'Neil,Acme,Secretary,2003-01-15,\n",
    );
    let dates: Vec<_> = edges(&dataset).into_iter().map(|(.., when)| when.unwrap()).collect();
    assert_eq!(dates, ["2001-05-01/2005-06-30", "2003-01-15/.."]);
    let (_, dataset, _) = guessed(
        "meetings.csv",
        "Date,Meeting,Participant\n03/04/2019,Spring,Jane\n03/04/2019,Spring,Bo\n",
    );
    assert_eq!(edges(&dataset)[0], ("links-to", "Spring", "Bo", None), "3 April or 4 March");
    let (_, dataset, _) = guessed("graph.csv", "src,dst,relationship,day\na,b,calls,2020-01-01\n");
    assert_eq!(edges(&dataset), [("calls", "a", "b", None)]);
}

#[test]
fn a_mapping_says_what_columns_are() {
    let mapping = r#"{"kinds": {"director": "heads"}, "tables": {"dir*.csv": {
        "are": "edges", "kind": "director", "from_kind": "person", "to_kind": "company",
        "columns": {"Who": "from", "Where": "to", "Paid": "amount:pay:GBP:1,234.56",
                    "From": "start:DD.MM.YYYY", "To": "leave-out"}}}}"#;
    let mapping = Mapping::parse(mapping).unwrap();
    let folder = TempDir::new().unwrap();
    let (table, people) = (folder.path().join("directors.csv"), folder.path().join("people.csv"));
    fs::write(&table, "Who,Where,Paid,From,To\nj1,Acme Ltd,\"1,200\",5.1.2001,x\nj1,b,12.5.1,,\n")
        .unwrap();
    fs::write(&people, "id,First,Last,Born\nj1,Jane,Doe,1970\n").unwrap();
    let mut settings = ImportSettings { mapping, ..plain(None) };
    for (name, role) in [("First", "name-part"), ("Last", "name-part"), ("Born", "when")] {
        settings.mapping.nodes.insert(name.to_owned(), role.to_owned());
    }
    let (dataset, imported) = brought_in(&[table, people], &settings).unwrap();
    assert_eq!(
        edges(&dataset),
        [("heads", "j1", "Acme_Ltd", Some("2001-01-05/..")), ("heads", "j1", "b", None)]
    );
    let nodes: Vec<(&str, &str)> =
        dataset.nodes.iter().map(|node| (&*node.kind, &*node.name)).collect();
    assert_eq!(nodes, [("company", "Acme Ltd"), ("company", "b"), ("actor", "Jane Doe")]);
    assert_eq!(imported.findings.len(), 1, "12.5.1 is no amount: {:?}", imported.findings);
}

#[test]
fn a_mapping_that_says_nothing_is_refused() {
    for bad in [
        r#"{"tables": {"a.csv": {"are": "rows"}}}"#,
        r#"{"tables": {"a.csv": {"columns": {"x": "when:DD/MM"}}}}"#,
        r#"{"tables": {"a.csv": {"columns": {"x": "amount:sum:EUR:1,2"}}}}"#,
        r#"{"tables": {"a.csv": {"separator": ", "}}}"#,
        r#"{"tables": {"a.csv": {"colums": {}}}}"#,
        r#"{"tables": {"a.csv": []}}"#,
    ] {
        assert_eq!(Mapping::parse(bad).unwrap_err().len(), 1, "{bad}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn formulas_are_put_to_rest_and_read_back(world in worlds()) {
        for (formulas, format) in [
            (Formulas::Neutralised, Format::Csv), (Formulas::Raw, Format::Csv), (Formulas::Raw, Format::Tsv),
        ] {
            let folder = TempDir::new().unwrap();
            let target = folder.path().join("tables");
            let settings = ExportSettings { formulas, losing: Losing::Refused };
            let done = export(&world, format, settings, &ExportTarget::Path(&target)).unwrap();
            let files: Vec<PathBuf> = done.files.into_iter().map(|file| file.path).collect();
            if formulas == Formulas::Neutralised {
                for path in &files {
                    let mut reader =
                        csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
                    for record in reader.records() {
                        for cell in &record.unwrap() {
                            let is_number = Decimal::new(cell).is_ok();
                            prop_assert!(is_number || !cell.starts_with(['=', '+', '-', '@']), "{}", cell);
                        }
                    }
                }
            }
            let (back, _) = brought_in(&files, &plain(Some(format))).unwrap();
            prop_assert_eq!(back.digest, world.digest);
        }
    }
}
