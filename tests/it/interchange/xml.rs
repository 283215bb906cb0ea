//! What every format in XML refuses, and what it reads however it is written.

use super::{brought_in, import_text, plain, shipped, written};
use sociogram::dataset::{Dataset, Finding};
use sociogram::evidence::digest;
use sociogram::interchange::{Format, ImportError, ImportSettings};
use std::fmt::Write;
use std::fs;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A small file of each format with two nodes and an edge.
fn small(format: Format) -> &'static str {
    match format {
        Format::GraphMl => {
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n\
             <key id=\"n\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n\
             <graph edgedefault=\"directed\">\n\
             <node id=\"a\"><data key=\"n\">Äcme &amp; sons</data></node>\n\
             <node id=\"b\"/>\n\
             <edge source=\"a\" target=\"b\"/>\n\
             </graph>\n</graphml>\n"
        }
        Format::Gexf => {
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n\
             <graph defaultedgetype=\"directed\">\n\
             <nodes>\n\
             <node id=\"a\" label=\"Äcme &amp; sons\"></node>\n\
             <node id=\"b\"/>\n\
             </nodes><edges><edge source=\"a\" target=\"b\"/></edges>\n\
             </graph>\n</gexf>\n"
        }
        other => panic!("{} is no XML", other.as_str()),
    }
}

const FORMATS: &[Format] = &[Format::Gexf, Format::GraphMl];

fn import(format: Format, text: &str) -> Result<Dataset, ImportError> {
    import_text(&format!("small.{}", format.as_str()), text).map(|(dataset, _)| dataset)
}

fn refused(format: Format, text: &str) -> Vec<Finding> {
    match import(format, text) {
        Err(ImportError::Refused { findings }) => findings,
        other => panic!("{}: {other:?}", format.as_str()),
    }
}

/// The only finding.
fn refusal(format: Format, text: &str) -> (u32, String, String) {
    let mut findings = refused(format, text);
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = findings.remove(0);
    (finding.line, finding.message, finding.hint.expect("every refusal has a way out"))
}

#[test]
fn every_way_to_write_the_same_is_read_as_the_same() {
    for &format in FORMATS {
        let text = small(format);
        let expected = import(format, text).unwrap();
        assert_eq!((expected.nodes.len(), expected.edges.len()), (2, 1));
        assert_eq!(expected.nodes[0].name, "Äcme & sons");
        let root = format.as_str();
        let prefixed = text
            .replace("xmlns=", "xmlns:g=")
            .replace("</", "\u{1}")
            .replace('<', "<g:")
            .replace('\u{1}', "</g:")
            .replace("<g:?", "<?");
        assert!(prefixed.contains(&format!("<g:{root} ")));
        for (what, other) in [
            ("a prefix", prefixed),
            ("CRLF", text.replace('\n', "\r\n")),
            ("a byte-order mark", format!("\u{FEFF}{text}")),
            ("no declaration", text.lines().skip(1).collect()),
            ("character references", text.replace("Ä", "&#xC4;").replace("&amp;", "&#38;")),
            ("comments", text.replace(">\n", "><!-- <node id='c'/> -->\n")),
            ("instructions", text.replace("?>\n", "?><?xml-stylesheet href='x'?>\n")),
            ("a bare document type", text.replace("?>\n", &format!("?>\n<!DOCTYPE {root}>\n"))),
            ("single quotes", text.replace('"', "'")),
            ("space in tags", text.replace("/>", "\n />").replace("</graph>", "</graph  >")),
        ] {
            let found = import(format, &other).unwrap_or_else(|error| panic!("{what}: {error:?}"));
            assert_eq!(found, expected, "{root} with {what}");
        }
    }
}

#[test]
fn what_a_record_cites_are_its_characters_in_the_file() {
    for &format in FORMATS {
        for (mark, end) in [("", "\n"), ("\u{FEFF}", "\r\n")] {
            let text = format!("{mark}{}", small(format).replace('\n', end));
            let folder = TempDir::new().unwrap();
            let path = folder.path().join(format!("small.{}", format.as_str()));
            fs::write(&path, &text).unwrap();
            let (dataset, _) = brought_in(&[path], &ImportSettings::default()).unwrap();
            let mut spans: Vec<String> = Vec::new();
            for (_, evidence) in dataset.evidence() {
                let (start, end) = (evidence.start as usize, evidence.end as usize);
                let span: String = text.chars().skip(start).take(end - start).collect();
                assert_eq!(digest(&span), evidence.sha256, "{span}");
                let line = text.chars().take(start).filter(|&c| c == '\n').count() + 1;
                assert!(evidence.says.starts_with(&format!("line {line} of")), "{}", evidence.says);
                spans.push(span);
            }
            spans.sort();
            spans.dedup();
            assert_eq!(spans.len(), 3, "{spans:?}");
            assert!(spans[0].starts_with("<edge") && spans[1].starts_with("<node"), "{spans:?}");
        }
    }
}

#[test]
fn entities_and_files_that_are_wanted_are_refused_by_name() {
    for &format in FORMATS {
        let with = |declared: &str, name: &str| {
            let root = format.as_str();
            small(format)
                .replace("?>\n", &format!("?>\n<!DOCTYPE {root} {declared}>\n"))
                .replace("Äcme", name)
        };
        let bomb: String = (1..10).fold("<!ENTITY lol0 \"lol\">".to_owned(), |mut text, at| {
            let ten = format!("&lol{};", at - 1).repeat(10);
            write!(text, "\n<!ENTITY lol{at} \"{ten}\">").unwrap();
            text
        });
        let (line, message, hint) = refusal(format, &with(&format!("[{bomb}]"), "&lol9;"));
        assert_eq!(line, 2);
        assert_eq!(
            message,
            "the file wants the entity “lol0”, the entity “lol1”, the entity “lol2”"
        );
        assert!(hint.contains("DOCTYPE"), "{hint}");
        let outside = "[<!ENTITY secret SYSTEM \"file:///etc/passwd\">]";
        let (_, message, _) = refusal(format, &with(outside, "&secret;"));
        assert_eq!(message, "the file wants the entity, from outside the file, “secret”");
        let (_, message, _) = refusal(format, &with("SYSTEM 'http://x.example/g.dtd'", "x"));
        assert_eq!(message, "the file wants the declarations in “http://x.example/g.dtd”");
        let (_, message, _) = refusal(format, &small(format).replace("Äcme", "&nbsp;"));
        assert_eq!(message, "“&nbsp;” is no entity of XML");
    }
}

#[test]
fn encodings_other_than_utf_8_are_refused_by_name_with_the_way_out() {
    for &format in FORMATS {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(format!("small.{}", format.as_str()));
        let latin = small(format).replace("UTF-8", "ISO-8859-1").replace('Ä', "\u{1}");
        let latin: Vec<u8> =
            latin.bytes().map(|byte| if byte == 1 { 0xC4 } else { byte }).collect();
        let utf_16: Vec<u8> = [0xFF, 0xFE]
            .into_iter()
            .chain(small(format).encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        let broken: Vec<u8> =
            small(format).bytes().map(|byte| if byte == 0xC3 { 0xFF } else { byte }).collect();
        for (bytes, words, way) in [
            (latin, "ISO-8859-1", "iconv -f ISO-8859-1 -t UTF-8"),
            (utf_16, "UTF-16", "UTF-8"),
            (broken, "not UTF-8", "UTF-8"),
            (vec![0x1F, 0x8B, 8, 0], "gzip", "unpack"),
        ] {
            fs::write(&path, bytes).unwrap();
            let error = brought_in(std::slice::from_ref(&path), &plain(Some(format))).unwrap_err();
            let ImportError::Refused { findings } = error else { panic!("{error:?}") };
            assert!(findings[0].message.contains(words), "{findings:?}");
            assert!(findings[0].hint.as_ref().unwrap().contains(way), "{findings:?}");
        }
    }
}

#[test]
fn what_is_no_xml_is_refused_where_it_stands() {
    for &format in FORMATS {
        let text = small(format);
        let n_lines = text.lines().count() as u32;
        for (what, bad, line) in [
            ("a control character", text.replace("Äcme", "\u{8}"), 5),
            ("a reference to one", text.replace("Äcme", "&#8;"), 5),
            ("a reference to nothing", text.replace("Äcme", "&#x110000;"), 5),
            ("a half of a pair", text.replace("Äcme", "&#xD800;"), 5),
            ("an attribute twice", text.replace("id=\"a\"", "id=\"a\" id=\"a\""), 5),
            ("no quotes", text.replace("id=\"a\"", "id=a"), 5),
            ("a tag in a value", text.replace("id=\"a\"", "id=\"<a>\""), 5),
            ("a bare ampersand", text.replace("&amp;", "&"), 5),
            ("a second root", format!("{text}<x/>"), n_lines + 1),
            ("text after the root", format!("{}x", text.trim_end()), n_lines),
            ("ends that do not match", text.replace("</graph>", "</graf>"), n_lines - 1),
            ("another root", "<rss version=\"2.0\"/>".to_owned(), 1),
            ("a page", "<!DOCTYPE html>\n<html><body>Not found</body></html>".to_owned(), 2),
            ("nothing", String::new(), 1),
            ("two byte-order marks", format!("\u{FEFF}\u{FEFF}{text}"), 1),
        ] {
            let findings = refused(format, &bad);
            assert_eq!(findings[0].line, line, "{what}: {findings:?}");
        }
    }
}

#[test]
fn half_a_file_is_refused() {
    for &format in FORMATS {
        let text = small(format);
        let n_whole = text.trim_end().len();
        for (end, _) in text.char_indices() {
            if end < n_whole {
                let findings = refused(format, &text[..end]);
                assert!(!findings.is_empty(), "{end}");
            }
        }
    }
}

#[test]
fn elements_deep_and_wide_end_in_a_finding_soon() {
    let started = Instant::now();
    for &format in FORMATS {
        let text = small(format);
        let deep = |tag: &str| {
            let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
            let inside = format!("{}{}", open.repeat(100_000), close.repeat(100_000));
            text.replacen("</graph>", &format!("{inside}</graph>"), 1)
        };
        for tag in ["x", "node id=\"c\"", "graph edgedefault=\"directed\""] {
            let (_, message, _) = refusal(format, &deep(tag));
            assert!(message.contains("10000 deep") || message.contains("no XML"), "{message}");
        }
        let mut wide = String::new();
        (0..1_000_000).for_each(|at| write!(wide, " a{at}=\"{at}\"").unwrap());
        let (line, message, _) =
            refusal(format, &text.replace("<node id=\"b\"", &format!("<node id=\"b\"{wide}")));
        assert_eq!((line, message.as_str()), (6, "an element has more than 10000 attributes"));
        let long = "x".repeat(17 << 20);
        let bad = text.replace("id=\"b\"", &format!("id=\"b\" x=\"{long}\""));
        let (line, message, _) = refusal(format, &bad);
        assert_eq!((line, message.as_str()), (6, "a tag has more than 16 MiB"));
    }
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn half_an_export_is_refused() {
    let dataset = shipped("harbour-lights");
    for &format in FORMATS {
        let folder = TempDir::new().unwrap();
        let (files, _) = written(&dataset, format, folder.path());
        let text = fs::read_to_string(&files[0]).unwrap();
        for cut in 1..20 {
            let mut end = text.trim_end().len() * cut / 20;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            refused(format, &text[..end]);
        }
    }
}
