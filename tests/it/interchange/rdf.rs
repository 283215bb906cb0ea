//! RDF in three syntaxes: what other vocabularies become, that a statement is cited where it stands, that our own
//! writing is the same graph in each and survives another tool, and hostile files.

use super::{brought_in, import_text, plain, shipped, written};
use crate::peers::samples;
use sociogram::algo::Unwatched;
use sociogram::dataset::{Dataset, Finding, Mode, load};
use sociogram::interchange::{
    Format, ImportError, ImportSettings, ImportTarget, RecordCounts, import,
};
use sociogram::model::{Fact, FactValue, Node, Status, When};
use std::collections::BTreeSet;
use std::fs;
use tempfile::TempDir;

const SYNTAXES: [Format; 3] = [Format::Turtle, Format::NTriples, Format::JsonLd];

const PEOPLE: &str = r#"@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix schema: <https://schema.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
PREFIX ex: <https://people.example/>

ex:ana a foaf:Person, owl:NamedIndividual, ex:Sailor ;
    rdfs:label "Ana"@de, "Anna" , "아나"@ko ;
    skos:altLabel "A." ;
    foaf:age 41 ;
    foaf:knows ex:bo , [ a foaf:Person ; foaf:name "Nobody" ] , ex:bo .

# A comment. With full stops.
ex:bo a foaf:Person ; foaf:name "Ba"@de , "Bo"@en-GB ;
    rdfs:comment "two\nlines" ; foaf:knows ex:bo ;
    ex:boats ( "Gull" ex:tern ( "Skua" ) ) ; ex:ports () .

ex:club a schema:Organization ;
    schema:startDate "2018-05-04Z"^^<http://www.w3.org/2001/XMLSchema#date> ;
    schema:endDate "2020" ; schema:foundingDate "2017" ;
    foaf:member ex:ana , ex:bo ; owl:sameAs ex:rowers .
ex:rowers a schema:Organization .
ex:Sailor rdfs:subClassOf foaf:Person ; rdfs:label "sailor" .
"#;

fn node<'d>(dataset: &'d Dataset, name: &str) -> &'d Node {
    dataset.node(&format!("https://people.example/{name}")).unwrap()
}

fn words(facts: &[Fact]) -> Vec<(&str, &str)> {
    let words = facts.iter().map(|fact| match &fact.value {
        FactValue::Text(words) => (&*fact.key, &**words),
        FactValue::Amount(amount) => (&*fact.key, amount.value.as_str()),
    });
    words.collect()
}

fn findings(name: &str, content: &str) -> Vec<Finding> {
    match import_text(name, content) {
        Err(ImportError::Refused { findings }) => findings,
        other => panic!("{name} is not refused: {other:?}"),
    }
}

#[test]
fn vocabularies_of_others_become_kinds_names_facts_and_edges() {
    let (dataset, imported) = import_text("people.ttl", PEOPLE).unwrap();
    let ana = node(&dataset, "ana");
    // A name without a language comes before those in languages, among which English does.
    assert_eq!((&*ana.kind, &*ana.name), ("person", "Anna"));
    assert_eq!(ana.aliases, ["Ana", "아나", "A."]);
    assert_eq!(words(&ana.facts), [("age", "41"), ("type", "https://people.example/Sailor")]);
    let bo = node(&dataset, "bo");
    assert_eq!((&*bo.name, &bo.aliases[..]), ("Bo", &["Ba".to_owned()][..]));
    assert_eq!(words(&bo.facts), [("comment", "two lines"), ("boats", "Gull"), ("boats", "Skua")]);
    let club = node(&dataset, "club");
    assert_eq!((&*club.kind, &*club.name), ("organization", &*club.id));
    assert_eq!(club.when.as_ref().map(When::as_str), Some("2018-05-04/2020"));
    assert_eq!(words(&club.facts), [("founding-date", "2017")]);
    assert_eq!(dataset.nodes.len(), 6, "ana, bo, club, rowers, tern and nobody");
    let nobody = dataset.nodes.iter().find(|node| node.name == "Nobody").unwrap();
    assert!(nobody.id.starts_with("_:"), "{}", nobody.id);
    let mut edges: Vec<_> = dataset
        .edges
        .iter()
        .map(|edge| {
            let end = |id: &str| id.trim_start_matches("https://people.example/").to_owned();
            (&*edge.kind, end(&edge.from), end(&edge.to))
        })
        .collect();
    edges.sort();
    let edge = |kind, from: &str, to: &str| (kind, from.to_owned(), to.to_owned());
    assert_eq!(
        edges,
        [
            edge("boats", "bo", "tern"),
            edge("knows", "ana", &nobody.id),
            edge("knows", "ana", "bo"),
            edge("member", "club", "ana"),
            edge("member", "club", "bo"),
            edge("same-as", "club", "rowers"),
        ]
    );
    let notes: Vec<_> =
        imported.notes.iter().map(|(what, n)| (what.split(' ').next().unwrap(), *n)).collect();
    // Of the subclass two statements, of the two lists four cells.
    assert_eq!(
        notes,
        [("datatypes", 1), ("edges", 1), ("empty", 1), ("languages", 4), ("lists", 4), ("what", 2)]
    );
}

#[test]
fn a_mapping_comes_before_what_a_predicate_means() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("people.ttl");
    fs::write(&path, PEOPLE).unwrap();
    let mut settings = plain(None);
    let roles = &mut settings.mapping.nodes;
    roles.insert("http://xmlns.com/foaf/0.1/age".to_owned(), "amount:age:year".to_owned());
    roles.insert("http://xmlns.com/foaf/0.1/knows".to_owned(), "fact:friend".to_owned());
    settings.mapping.kinds.insert("member".to_owned(), "member-of".to_owned());
    let (dataset, _) = brought_in(&[path], &settings).unwrap();
    let ana = node(&dataset, "ana");
    assert!(matches!(&ana.facts[0].value, FactValue::Amount(amount) if amount.unit == "year"));
    assert_eq!(words(&ana.facts)[1], ("friend", "https://people.example/bo"));
    assert!(dataset.edges.iter().any(|edge| edge.kind == "member-of"));
}

#[test]
fn what_is_said_is_cited_where_it_stands() {
    let lines = "<https://a.example/x> <http://www.w3.org/2000/01/rdf-schema#label> \"X 한\" .\r\n\
        # no statement\n\
        <https://a.example/x> <https://a.example/size> \"12\" .\n\
        <https://a.example/x> <https://a.example/near> <https://a.example/y> .\n";
    let list = "[{\"@id\": \"https://a.example/x\", \"https://a.example/size\": \"12\"},\n\
        {\"@id\": \"https://a.example/x\", \"https://a.example/near\":\n\
        {\"@id\": \"https://a.example/y\"}}]";
    for (name, text, starts) in [
        ("people.ttl", PEOPLE, &["ex:ana a", "ex:bo a", "ex:club a", "ex:rowers a"][..]),
        ("lines.nt", lines, &["<https://a.example/x> <"]),
        ("list.jsonld", list, &["{\"@id\": \"https://a.example/x\""]),
    ] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let (dataset, _) = brought_in(&[path], &ImportSettings::default()).unwrap();
        let span = |evidence: &sociogram::model::Evidence| -> String {
            let (start, end) = (evidence.start as usize, evidence.end as usize);
            let span: String = text.chars().skip(start).take(end - start).collect();
            assert_eq!(sociogram::evidence::digest(&span), evidence.sha256, "{name}");
            assert!(starts.iter().any(|start| span.starts_with(start)), "{name}: {span}");
            assert!(span.ends_with(['.', '}']), "{name}: {span}");
            span
        };
        let mut n_cited = 0;
        for node in &dataset.nodes {
            node.evidence.iter().for_each(|evidence| drop(span(evidence)));
            for fact in &node.facts {
                let FactValue::Text(value) = &fact.value else { panic!("{fact:?}") };
                let spans: Vec<String> = fact.evidence.iter().map(span).collect();
                assert_eq!(spans.len(), 1, "{name}: {fact:?}");
                let last = value.rsplit([' ', '/']).next().unwrap();
                assert!(spans[0].contains(last), "{name}: {} does not say {value}", spans[0]);
                n_cited += 1;
            }
        }
        for edge in &dataset.edges {
            assert_eq!(edge.evidence.len(), 1);
            let end = edge.to.rsplit('/').next().unwrap();
            assert!(end.starts_with("_:") || span(&edge.evidence[0]).contains(end), "{name}");
            n_cited += 1;
        }
        assert!(n_cited >= 2, "{name}: {n_cited}");
    }
    let (dataset, _) = {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("lines.nt");
        fs::write(&path, lines).unwrap();
        brought_in(&[path], &ImportSettings::default()).unwrap()
    };
    let says: Vec<&str> = dataset.evidence().map(|(_, evidence)| &*evidence.says).collect();
    let lines: BTreeSet<&str> = says.into_iter().collect();
    let expected = [1, 3, 4].map(|line| format!("line {line} of lines.nt"));
    assert_eq!(lines, expected.iter().map(String::as_str).collect());
}

#[test]
fn importing_twice_changes_nothing_whatever_blank_nodes_are_called() {
    let folder = TempDir::new().unwrap();
    let (path, dataset) = (folder.path().join("people.ttl"), folder.path().join("dataset"));
    let go = |text: &str| {
        fs::write(&path, text).unwrap();
        let target = ImportTarget::Folder(&dataset);
        import(vec![path.clone().into()], &plain(None), target, Mode::Write, &Unwatched).unwrap()
    };
    let role = "[ <urn:x:holds> <urn:x:post> ; <urn:x:by> [ <urn:x:part> \"1\" ] ]";
    let more = format!("{PEOPLE} ex:ana ex:held {role} , [ <urn:x:holds> <urn:x:other> ] .");
    let first = go(&more);
    let again = go(&more);
    assert_eq!(first.digest, again.digest);
    assert_eq!(again.edges.same, again.edges.same + again.edges.added + again.edges.changed);
    // The same with labels, and in another order.
    let labelled = format!(
        "{PEOPLE} _:z <urn:x:part> \"1\" . _:y <urn:x:by> _:z ; <urn:x:holds> <urn:x:post> . \
         _:a <urn:x:holds> <urn:x:other> . ex:ana ex:held _:a , _:y ."
    );
    let labelled = go(&labelled);
    assert_eq!(first.digest, labelled.digest);
    assert_eq!(
        labelled.nodes,
        RecordCounts { added: 0, changed: 0, same: first.nodes.added - first.n_implied }
    );
    // In two files they are two, because nothing says that they are one.
    let ids = |name: &str| -> BTreeSet<String> {
        let (dataset, _) = import_text(name, "_:b <urn:x:part> \"1\" , \"2\" .").unwrap();
        dataset.nodes.iter().map(|node| node.id.to_string()).collect()
    };
    assert_eq!(ids("one.ttl"), ids("one.ttl"));
    assert!(ids("one.ttl").is_disjoint(&ids("two.ttl")));
    // Those that nothing tells apart are numbered.
    let (alike, _) = import_text("alike.ttl", "[] <urn:x:p> 1 . [] <urn:x:p> 1 .").unwrap();
    assert_eq!(alike.nodes.len(), 2);
}

#[test]
fn the_three_syntaxes_say_the_same_of_the_graph_of_another() {
    let turtle = "<https://a.example/x> a <https://a.example/Ship> ; \
        <https://a.example/near> <https://a.example/y> , _:b . _:b <https://a.example/n> 1 .";
    let lines = "<https://a.example/x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://a.example/Ship> .\n\
        <https://a.example/x> <https://a.example/near> <https://a.example/y> .\n\
        <https://a.example/x> <https://a.example/near> _:other .\n\
        _:other <https://a.example/n> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n";
    let json = r#"{"@context": {"@vocab": "https://a.example/", "near": {"@type": "@id"}}, "@graph": [
        {"@id": "https://a.example/x", "@type": "Ship", "near": ["https://a.example/y", {"n": 1}]}]}"#;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("same");
    let read = |format, text| {
        fs::write(&path, text).unwrap();
        brought_in(std::slice::from_ref(&path), &plain(Some(format))).unwrap().0
    };
    let expected = read(Format::Turtle, turtle);
    assert_eq!((expected.nodes.len(), expected.edges.len()), (3, 2));
    assert_eq!(read(Format::NTriples, lines), expected);
    assert_eq!(read(Format::JsonLd, json), expected);
}

#[test]
fn only_what_holds_is_a_plain_statement() {
    let mut dataset = shipped("harbour-lights");
    let statuses = [Status::Planned, Status::Announced, Status::Cancelled, Status::Denied];
    for (edge, status) in dataset.edges.iter_mut().zip(statuses) {
        edge.status = status;
    }
    let folder = TempDir::new().unwrap();
    let (files, _) = written(&dataset, Format::NTriples, folder.path());
    let text = fs::read_to_string(&files[0]).unwrap();
    for edge in &dataset.edges {
        let plain = format!(
            "<urn:sociogram:node:{}> <urn:sociogram:kind:{}> <urn:sociogram:node:{}> .",
            edge.from, edge.kind, edge.to
        );
        // Of edges alike in kind and ends one that holds is enough.
        let alike = dataset.edges.iter().filter(|other| {
            (&other.from, &other.to, &other.kind) == (&edge.from, &edge.to, &edge.kind)
        });
        let holds = alike.into_iter().any(|edge| {
            matches!(edge.status, Status::Done | Status::Ongoing | Status::Ended)
                && edge.claimed_by.is_none()
        });
        assert_eq!(text.contains(&plain), holds, "{}", edge.id);
    }
}

#[test]
fn ids_that_are_iris_go_out_and_come_back_as_they_are() {
    let (dataset, _) = import_text("people.ttl", PEOPLE).unwrap();
    for format in SYNTAXES {
        let folder = TempDir::new().unwrap();
        let (files, _) = written(&dataset, format, folder.path());
        let text = fs::read_to_string(&files[0]).unwrap();
        assert!(text.contains("https://people.example/ana"), "{}", format.as_str());
        let (back, _) = brought_in(&files, &plain(None)).unwrap();
        assert_eq!(back, dataset, "{}", format.as_str());
    }
}

#[test]
fn contexts_are_never_fetched() {
    let remote = r#"{"@graph": [],
        "@context": "https://context.example/v1", "@id": "https://a.example/x", "n": 1}"#;
    let import = r#"[{"@id": "https://a.example/x"},
        {"@context": {"@import": "https://context.example/v1"}, "@id": "https://a.example/x"}]"#;
    let list = r#"{"@context": ["https://context.example/v1", {"n": "urn:x:n"}],
        "@graph": [{"@id": "https://a.example/x", "n": 1}]}"#;
    for (text, line) in [(remote, 2), (import, 2), (list, 1)] {
        let found = findings("remote.jsonld", text);
        assert!(found[0].message.contains("nothing is fetched"), "{found:?}");
        assert_eq!(found[0].line, line, "{found:?}");
    }
    let known = r#"{"@context": "https://schema.org", "@type": "Person",
        "@id": "https://a.example/x", "name": "X", "knows": {"@id": "https://a.example/y"}}"#;
    let (dataset, _) = import_text("known.jsonld", known).unwrap();
    assert_eq!((&*dataset.nodes[0].kind, &*dataset.nodes[0].name), ("person", "X"));
    assert_eq!(dataset.edges[0].kind, "knows");
}

#[test]
fn what_json_ld_would_drop_is_said() {
    let unmapped =
        r#"{"@id": "https://a.example/x", "urn:x:n": 1, "colour": "red", "@type": "Boat"}"#;
    let (dataset, imported) = import_text("x.jsonld", unmapped).unwrap();
    assert_eq!(words(&dataset.nodes[0].facts), [("n", "1")]);
    let notes: Vec<&str> = imported.notes.iter().map(|(what, _)| &**what).collect();
    assert!(notes.iter().any(|note| note.contains("“colour”")), "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("“Boat”")), "{notes:?}");
    let relative =
        "{\"@context\": {\"@vocab\": \"urn:x:\"},\n\"@graph\": [\n{\"@id\": \"x\", \"n\": 1}]}";
    let found = findings("x.jsonld", relative);
    assert!(found[0].message.contains("“x” is a relative IRI"), "{found:?}");
    assert_eq!(found[0].line, 3);
}

#[test]
fn all_findings_are_listed_with_their_lines() {
    let turtle =
        "@prefix x: <urn:x:> .\nx:a x:b <relative> .\nx:a y:b x:c .\nx:a x:b x:c .\nx:a x:b .\n";
    let lines: Vec<u32> = findings("bad.ttl", turtle).iter().map(|f| f.line).collect();
    assert_eq!(lines, [2, 3, 5]);
    let n_triples = "<urn:x:a> <urn:x:b> <urn:x:c> .\n<urn:x:a> <urn:x:b> .\n\n\
        <urn:x:a> <urn:x:b> \"x\"@toolonglanguage .\n<x y> <urn:x:b> <urn:x:c> .\n";
    let lines: BTreeSet<u32> = findings("bad.nt", n_triples).iter().map(|f| f.line).collect();
    assert_eq!(lines, BTreeSet::from([2, 4, 5]));
}

#[test]
fn a_part_belongs_to_one_record() {
    let (files, folder) = {
        let folder = TempDir::new().unwrap();
        (written(&shipped("harbour-lights"), Format::NTriples, folder.path()).0, folder)
    };
    let text = fs::read_to_string(&files[0]).unwrap();
    let fact = text.lines().find(|line| line.contains("term:fact>")).unwrap();
    let (_, rest) = fact.split_once(' ').unwrap();
    let more = format!("{text}<urn:sociogram:node:thief> {rest}\n");
    let found = findings("shared.nt", &more);
    assert!(found.iter().any(|f| f.message.contains("part of two records")), "{found:?}");
    drop(folder);
}

#[test]
fn damaged_files_are_refused_or_say_less() {
    let small = shipped("harbour-lights");
    let small = Dataset::of(
        small.title,
        small.licence,
        small.vocabulary,
        small.sources,
        small.nodes.into_iter().take(2).collect(),
        Vec::new(),
    );
    for format in SYNTAXES {
        let folder = TempDir::new().unwrap();
        let (files, _) = written(&small, format, folder.path());
        let whole = fs::read(&files[0]).unwrap();
        let path = folder.path().join("damaged");
        // Each cut in the beginning, then some: the rest is alike.
        let cuts = (0..whole.len()).filter(|cut| *cut < 300 || cut % 97 == 0);
        for cut in cuts {
            fs::write(&path, &whole[..cut]).unwrap();
            match brought_in(std::slice::from_ref(&path), &plain(Some(format))) {
                Ok((dataset, _)) => {
                    assert!(
                        dataset.nodes.len() <= small.nodes.len() + 1,
                        "{} {cut}",
                        format.as_str()
                    );
                }
                Err(ImportError::Refused { findings }) => assert!(!findings.is_empty()),
                Err(error) => panic!("{} at {cut}: {error:?}", format.as_str()),
            }
        }
        for at in (0..whole.len()).filter(|at| at % 61 == 0) {
            let mut bytes = whole.clone();
            bytes[at] = b"\0\xFF<>\"{}[].@\\^"[at % 13];
            fs::write(&path, &bytes).unwrap();
            match brought_in(std::slice::from_ref(&path), &plain(Some(format))) {
                Ok(_) | Err(ImportError::Refused { .. }) => {}
                Err(error) => panic!("{} at {at}: {error:?}", format.as_str()),
            }
        }
    }
}

#[test]
fn other_files_under_the_extension_are_named() {
    let page = "<!DOCTYPE html>\n<html><body>Not found</body></html>";
    for name in ["a.ttl", "a.nt", "a.jsonld"] {
        let found = findings(name, page);
        assert!(found[0].message.contains("page"), "{name}: {found:?}");
        let utf16: Vec<u8> = PEOPLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let folder = TempDir::new().unwrap();
        let path = folder.path().join(name);
        for (bytes, message) in [(utf16, "UTF-16"), (b"\xE9t\xE9".to_vec(), "UTF-8")] {
            fs::write(&path, bytes).unwrap();
            let error = brought_in(std::slice::from_ref(&path), &plain(None)).unwrap_err();
            let ImportError::Refused { findings } = error else { panic!("{error:?}") };
            assert!(findings[0].message.contains(message), "{name}: {findings:?}");
        }
    }
    let xml = "<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"x\"></rdf:RDF>";
    assert!(findings("a.ttl", xml)[0].message.contains("RDF/XML"));
    for (name, empty) in [("a.ttl", ""), ("a.nt", "# none\n"), ("a.jsonld", "[]")] {
        let (dataset, _) = import_text(name, empty).unwrap();
        assert!(dataset.nodes.is_empty(), "{name}");
    }
    let marked = format!("\u{FEFF}{}", PEOPLE.replace('\n', "\r\n"));
    assert_eq!(import_text("a.ttl", &marked).unwrap().0.nodes.len(), 6);
}

#[test]
fn depth_and_number_are_no_danger() {
    const N: usize = 100_000;
    let nested = format!("<urn:x:a> <urn:x:b> {}{} .", "( ".repeat(N), ") ".repeat(N));
    let (dataset, _) = import_text("lists.ttl", &nested).unwrap();
    assert!(dataset.edges.is_empty());
    let deep =
        format!("<urn:x:a> <urn:x:b> {}1{} .", "[ <urn:x:b> ".repeat(N / 10), "]".repeat(N / 10));
    let (dataset, _) = import_text("blank.ttl", &deep).unwrap();
    assert_eq!(dataset.edges.len(), N / 10);
    let circle = "_:a <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 ; \
        <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:a .";
    assert!(import_text("circle.ttl", circle).is_ok());
    let prefixes: Vec<String> =
        (0..N).map(|at| format!("@prefix p{at}: <urn:p{at}:> .\n")).collect();
    let prefixes = prefixes.concat();
    let (dataset, _) = import_text("many.ttl", &format!("{prefixes}p7:a p8:b p9:c .")).unwrap();
    assert_eq!(dataset.edges.len(), 1);
    for open in ["[", "{\"urn:x:b\":", "{\"@context\":["] {
        let found = findings("deep.jsonld", &open.repeat(N));
        assert!(found[0].message.contains("nested more than"), "{found:?}");
    }
    let long = format!("@prefix p: <urn:{}> .\n", "x".repeat(1 << 20));
    let many: Vec<String> = (0..N / 10).map(|at| format!("p:{at} p:b p:{at} .\n")).collect();
    assert!(
        findings("long.ttl", &(long + &many.concat()))[0]
            .message
            .contains("prefixes make far more")
    );
    let unclosed = "x:a \"".repeat(N);
    assert!(!findings("open.ttl", &unclosed).is_empty());
    assert!(!findings("open.ttl", &"( ".repeat(N)).is_empty());
    assert!(!findings("open.ttl", &"} ".repeat(N)).is_empty());
}

#[test]
fn libraries_see_one_graph_in_our_three_writings() {
    let Some(samples) = samples() else { return };
    for name in ["harbour-lights", "kazakhstan-korea"] {
        let dataset = shipped(name);
        let mut seen = BTreeSet::new();
        for format in SYNTAXES {
            let folder = TempDir::new().unwrap();
            let (files, _) = written(&dataset, format, folder.path());
            let graph = samples.read_by("rdflib", format.as_str(), &files[0]);
            assert_eq!(graph["rejected"].as_array().map(Vec::len), Some(0), "{graph}");
            seen.insert(format!("{} {}", graph["statements"], graph["canonical"]));
            let labelled = graph["edges_list"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|edge| edge[2] == "http://www.w3.org/1999/02/22-rdf-syntax-ns#subject");
            assert_eq!(labelled.count(), dataset.edges.len());
        }
        assert_eq!(seen.len(), 1, "{name}: {seen:?}");
    }
}

#[test]
fn what_another_library_writes_again_comes_back_as_it_was() {
    let Some(samples) = samples() else { return };
    for name in ["harbour-lights", "kazakhstan-korea"] {
        let dataset = shipped(name);
        let folder = TempDir::new().unwrap();
        let (files, _) = written(&dataset, Format::Turtle, folder.path());
        for format in SYNTAXES {
            let again = folder.path().join("again").with_extension(format.as_str());
            let script = format!(
                "import sys, rdflib\n\
                 graph = rdflib.Graph().parse(sys.argv[1], format='turtle')\n\
                 graph.serialize(sys.argv[2], format='{}', encoding='utf-8')\n",
                if format == Format::NTriples { "nt" } else { format.as_str() },
            );
            samples.run_python(&script, &[&files[0], &again]);
            let (mut back, _) = brought_in(&[again], &plain(Some(format))).unwrap();
            // RDF has no order of what is said; facts and evidence are numbered, other names are not.
            let mut expected = dataset.clone();
            for node in expected.nodes.iter_mut().chain(&mut back.nodes) {
                node.aliases.sort();
            }
            assert_eq!(back.nodes, expected.nodes, "{name} as {}", format.as_str());
            assert_eq!(back.edges, expected.edges, "{name} as {}", format.as_str());
            assert_eq!(back.sources, expected.sources, "{name} as {}", format.as_str());
        }
    }
}

#[test]
fn graphs_of_libraries_are_read_as_they_say() {
    let Some(samples) = samples() else { return };
    let mut n_read = 0;
    for format in SYNTAXES {
        for sample in samples.of(format.as_str()) {
            let name = sample.path().display().to_string();
            let (dataset, imported) = brought_in(&sample.files, &plain(None)).unwrap();
            assert_eq!(imported.files[0].format, format, "{name}");
            assert_eq!(dataset.nodes.len() as u64, sample.nodes, "{name}");
            assert_eq!(dataset.edges.len() as u64, sample.edges - sample.self_loops, "{name}");
            for spot in sample.told["spots"]["nodes"].as_array().unwrap() {
                let node = dataset.node(spot["id"].as_str().unwrap());
                let node = node.unwrap_or_else(|| panic!("{name}: {spot}"));
                for literal in spot["attributes"]["literals"].as_array().unwrap() {
                    let value = literal[1].as_str().unwrap().replace('\n', " ");
                    let is_date = node.when.as_ref().is_some_and(|w| w.as_str().contains(&value));
                    let is_said = is_date
                        || node.name == value
                        || node.aliases.contains(&value)
                        || words(&node.facts).iter().any(|(_, said)| *said == value);
                    assert!(is_said, "{name}: {literal} of {node:?}");
                }
            }
            for spot in sample.told["spots"]["edges"].as_array().unwrap() {
                let (from, to) = (spot["from"].as_str().unwrap(), spot["to"].as_str().unwrap());
                let is_there = dataset.edges.iter().any(|e| &*e.from == from && &*e.to == to);
                assert!(is_there || from == to, "{name}: {spot}");
            }
            n_read += 1;
        }
    }
    assert_eq!(n_read, 4);
}

#[test]
fn a_dataset_read_from_rdf_loads_like_any_other() {
    let folder = TempDir::new().unwrap();
    let (path, target) = (folder.path().join("people.ttl"), folder.path().join("people"));
    fs::write(&path, PEOPLE).unwrap();
    let settings = ImportSettings::default();
    let into = ImportTarget::Folder(&target);
    import(vec![path.into()], &settings, into, Mode::Write, &Unwatched).unwrap();
    let dataset = load(&target).unwrap().dataset;
    assert_eq!(dataset.title, "people");
    assert_eq!(dataset.sources.len(), 1);
}
