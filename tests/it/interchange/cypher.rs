//! openCypher: the forms that other tools write, and scripts that are no files of graphs.

use super::{import_text, plain, stream_text};
use crate::peers;
use sociogram::dataset::Dataset;
use sociogram::interchange::{Format, ImportError, Mapping};
use std::fmt::Write;

fn read(script: &str) -> Dataset {
    import_text("graph.cypher", script).unwrap_or_else(|error| panic!("{script}: {error:?}")).0
}

/// Findings of a script that is refused, as `line: message`.
fn refused(script: &str) -> Vec<String> {
    match import_text("graph.cypher", script) {
        Err(ImportError::Refused { findings }) => {
            findings.iter().map(|f| format!("{}: {}", f.line, f.message)).collect()
        }
        other => panic!("{script} was not refused: {other:?}"),
    }
}

/// Nodes as `id kind name`, edges as `from kind to when`.
fn told(dataset: &Dataset) -> (Vec<String>, Vec<String>) {
    let nodes = dataset.nodes.iter().map(|n| format!("{} {} {}", n.id, n.kind, n.name)).collect();
    let edges = dataset.edges.iter().map(|e| {
        let when = e.when.as_ref().map_or("", |when| when.as_str());
        format!("{} {} {} {when}", e.from, e.kind, e.to)
    });
    (nodes, edges.collect())
}

#[test]
fn variables_and_chains_of_one_statement_are_a_graph() {
    let dataset = read(
        "CREATE (TheMatrix:Movie {title:'The Matrix', released:1999, tagline:\"Don\\'t\"})\n\
         CREATE (Keanu:Person {name:'Keanu Reeves', born:1964}), (Lana:Person {name:'Lana'})\n\
         // who did what\n\
         CREATE (Keanu)-[:ACTED_IN {roles:['Neo', 'Thomas']}]->(TheMatrix)<-[:DIRECTED]-(Lana);",
    );
    let (nodes, edges) = told(&dataset);
    assert_eq!(
        nodes,
        ["Keanu person Keanu Reeves", "Lana person Lana", "TheMatrix movie The Matrix"]
    );
    assert_eq!(edges, ["Keanu acted-in TheMatrix ", "Lana directed TheMatrix "]);
    let roles: Vec<_> = dataset.edges[0].facts.iter().map(|fact| &*fact.key).collect();
    assert_eq!(roles, ["roles", "roles"]);
}

const APOC: &str = "BEGIN
CREATE (:Foo:`UNIQUE IMPORT LABEL` {born:date('2018-10-31'), name:\"foo\", `UNIQUE IMPORT ID`:0});
CREATE (:`UNIQUE IMPORT LABEL` {age:12, `UNIQUE IMPORT ID`:2});
COMMIT
BEGIN
CREATE CONSTRAINT UNIQUE_IMPORT_NAME FOR (node:`UNIQUE IMPORT LABEL`) REQUIRE (node.`UNIQUE IMPORT ID`) IS UNIQUE;
COMMIT
SCHEMA AWAIT
BEGIN
MATCH (n1:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`:0}), (n2:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`:2}) CREATE (n1)-[r:KNOWS {since:2016}]->(n2);
COMMIT
BEGIN
MATCH (n:`UNIQUE IMPORT LABEL`)  WITH n LIMIT 20000 REMOVE n:`UNIQUE IMPORT LABEL` REMOVE n.`UNIQUE IMPORT ID`;
COMMIT
BEGIN
DROP CONSTRAINT UNIQUE_IMPORT_NAME;
COMMIT
";

const APOC_UNWIND: &str = ":begin
CREATE CONSTRAINT UNIQUE_IMPORT_NAME FOR (node:`UNIQUE IMPORT LABEL`) REQUIRE (node.`UNIQUE IMPORT ID`) IS UNIQUE;
:commit
CALL db.awaitIndexes(300);
:begin
UNWIND [{_id:0, properties:{born:date('2018-10-31'), name:\"foo\"}}] AS row
CREATE (n:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`: row._id}) SET n += row.properties SET n:Foo;
UNWIND [{_id:2, properties:{age:12}}] AS row
CREATE (n:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`: row._id}) SET n += row.properties;
:commit
:begin
UNWIND [{start: {_id:0}, end: {_id:2}, properties:{since:2016}}] AS row
MATCH (start:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`: row.start._id})
MATCH (end:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`: row.end._id})
CREATE (start)-[r:KNOWS]->(end) SET r += row.properties;
:commit
";

const APOC_MERGE: &str = "MERGE (n:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`:0}) ON CREATE SET n.born=date('2018-10-31'), n.name=\"foo\", n:Foo;
MERGE (n:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`:2}) SET n.age=12;
MERGE (n:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`:2}) ON CREATE SET n.age=99;
MATCH (n1:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`:0}), (n2:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`:2}) MERGE (n1)-[r:KNOWS]->(n2) SET r.since=2016;
MATCH (n1:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`:0}), (n2:`UNIQUE IMPORT LABEL`{`UNIQUE IMPORT ID`:2}) MERGE (n1)-[r:KNOWS]->(n2) SET r.since=2016;
";

#[test]
fn all_forms_of_apoc_are_one_graph() {
    let dumped = "begin\ncommit\nbegin\n\
        create (`node-0`:`Foo` {`born`:\"2018-10-31\", `name`:\"foo\"})\n\
        create (`node-2` {`age`:12})\n\
        create (`node-0`)-[:`KNOWS` {`since`:2016}]->(`node-2`)\n;\ncommit\n";
    let parameters = APOC_UNWIND.replace(
        "UNWIND [{_id:2, properties:{age:12}}] AS",
        ":param rows => [{_id:2, properties:{age:12}}]\nUNWIND $rows AS",
    );
    let expected = read(APOC);
    let (nodes, edges) = told(&expected);
    assert_eq!(nodes, ["node-0 foo foo", "node-2 actor node-2"]);
    assert_eq!(edges, ["node-0 knows node-2 2016/.."]);
    assert_eq!(format!("{:?}", expected.nodes[0].facts[0].value), "Text(\"2018-10-31\")");
    for script in [APOC_UNWIND, APOC_MERGE, dumped, &parameters] {
        let other = read(script);
        assert_eq!((&other.nodes, &other.edges), (&expected.nodes, &expected.edges), "{script}");
    }
    let notes = import_text("graph.cypher", APOC).unwrap().1.notes;
    let notes: Vec<_> = notes.iter().map(|(what, n)| (what.as_str(), *n)).collect();
    assert_eq!(
        notes,
        [
            ("constraints and indexes are left out", 2),
            ("the removal of APOC's import ids is left out", 1),
        ]
    );
}

#[test]
fn what_asks_a_database_is_found_and_the_rest_is_read_on() {
    let script = "CREATE (a:Person {id: 'a'}) RETURN a;\n\
        MATCH (n) DETACH DELETE n;\n\
        MATCH (n:Person) WHERE n.age > 3 SET n.old = true;\n\
        CREATE (b {id: randomUUID()});\n\
        LOAD CSV FROM 'file:///etc/passwd' AS line CREATE (:X {l: line});\n\
        CALL apoc.load.json('http://x');\n\
        CREATE (c)-[:A|B]->(d);\n\
        CREATE (c)-[:A*1..3]->(d);\n\
        CREATE (c)-[:A]-(d);\n\
        CREATE (e:Person {id: 'e'});\n\
        MATCH (p {email: 'x'}) SET p.x = 1;
CREATE (f {n: 1}), (g {n: 1});
MATCH (h {n: 1}) SET h.x = 1;
MATCH (h {n: '1'}) SET h.x = 1;";
    let findings = refused(script);
    let lines: Vec<&str> = findings.iter().map(|f| f.split(':').next().unwrap()).collect();
    assert_eq!(
        lines,
        ["1", "2", "3", "4", "5", "6", "7", "8", "9", "11", "13", "14"],
        "{findings:#?}"
    );
    assert_eq!(findings[0], "1: “RETURN” is not read here");
    assert_eq!(findings[3], "4: the function “randomUUID” is not read");
}

#[test]
fn two_nodes_of_one_id_are_found_and_a_mapping_names_another() {
    let script = "CREATE (:A {id: 1, uuid: 'x'});\nCREATE (:B {id: 1, uuid: 'y'});";
    assert_eq!(refused(script), ["2: two nodes are called “1”; the first is made on line 1"]);
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("graph.cypher");
    std::fs::write(&path, script).unwrap();
    let mut settings = plain(None);
    settings.mapping = Mapping::parse(r#"{"nodes": {"uuid": "id"}}"#).unwrap();
    let (dataset, _) = super::brought_in(&[path], &settings).unwrap();
    let ids: Vec<_> = dataset.nodes.iter().map(|node| node.id.as_str()).collect();
    assert_eq!(ids, ["x", "y"]);
}

#[test]
fn values_are_read_as_they_are_written() {
    let dataset = read(
        r#"CREATE (:Thing {id: "t", a: -1.5e3, b: true, c: null, d: ['x', 2, null], e: {f: "g\n"},
            h: datetime('2012-03-25T10:00:00Z'), i: point({x: 1, y: 2}), `j k`: 'it\'s', l: 0xFF})"#,
    );
    let facts: Vec<String> =
        dataset.nodes[0].facts.iter().map(|f| format!("{} {:?}", f.key, f.value)).collect();
    assert_eq!(
        facts,
        [
            r#"a Text("-1.5e3")"#,
            r#"b Text("true")"#,
            r#"d Text("x")"#,
            r#"d Text("2")"#,
            r#"e Text("{\"f\": \"g\\n\"}")"#,
            r#"h Text("2012-03-25T10:00:00Z")"#,
            r#"i Text("{\"x\": 1, \"y\": 2}")"#,
            r#"j-k Text("it's")"#,
            r#"l Text("0xFF")"#,
        ]
    );
}

#[test]
fn records_cite_what_makes_them() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("graph.cypher");
    let script = "CREATE (a:Person {id: '☂'})\nCREATE (b {id: 'b'});\nMATCH (a {id: '☂'}), (b {id: 'b'}) CREATE (a)-[:KNOWS]->(b);\n";
    std::fs::write(&path, script).unwrap();
    let settings = sociogram::interchange::ImportSettings::default();
    let (dataset, _) = super::brought_in(&[path], &settings).unwrap();
    let cited = |evidence: &sociogram::model::Evidence| {
        let (start, end) = (evidence.start as usize, evidence.end as usize);
        script.chars().skip(start).take(end - start).collect::<String>()
    };
    assert_eq!(cited(&dataset.node("☂").unwrap().evidence[0]), "(a:Person {id: '☂'})");
    let edge = cited(&dataset.edges[0].evidence[0]);
    assert!(edge.starts_with("MATCH") && edge.ends_with("->(b);"), "{edge}");
}

#[test]
fn no_script_takes_more_than_it_says() {
    // Depth, labels, rows times clauses, and texts without an end.
    let deep = format!("CREATE (:A {{x: {}", "[".repeat(100_000));
    assert!(refused(&deep)[0].contains("deep"), "depth");
    let deep = format!("CREATE (:A {{x: {}", "{a:".repeat(100_000));
    assert!(refused(&deep)[0].contains("deep"), "depth");
    let labels: String = (0..1_000_000).fold("CREATE (a".to_owned(), |mut text, n| {
        write!(text, ":L{n}").unwrap();
        text
    });
    assert!(refused(&format!("{labels})"))[0].contains("labels"));
    let rows = format!("UNWIND [{}0] AS row ", "0,".repeat(20_000));
    let body = "CREATE (:A {b: 'c'}) ".repeat(2_000);
    assert!(refused(&format!("{rows}{body};"))[0].contains("far more"), "rows");
    let parentheses = "CREATE ".to_owned() + &"(".repeat(100_000);
    assert_eq!(refused(&parentheses).len(), 1);
    for text in ["CREATE (:A {b: 'c", "CREATE (:`A", "/* CREATE", "CREATE (:A {b: 'c\\"] {
        assert_eq!(refused(text).len(), 1, "{text}");
    }
    let unlike = (0..2_000).fold(String::new(), |mut text, n| {
        write!(
            text,
            "CREATE (:A {{kind: 'x', id: {n}}});\nMATCH (a {{kind: 'x', id: {n}}}) SET a.y = 1;\n"
        )
        .unwrap();
        text
    });
    assert_eq!(read(&unlike).nodes.len(), 2_000);
}

#[test]
fn half_a_script_is_refused_or_says_less() {
    for script in [APOC, APOC_UNWIND, APOC_MERGE] {
        let whole = read(script);
        for (end, _) in script.char_indices() {
            let part = stream_text("graph.cypher", &script.as_bytes()[..end]);
            let Ok(part) = part else { continue };
            assert!(part.nodes.added <= whole.nodes.len() && part.edges.added <= whole.edges.len());
        }
    }
}

#[test]
fn bytes_of_any_kind_are_read_or_refused() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("graph.cypher");
    for bytes in [
        b"\xff\xfeC\0R\0".as_slice(),
        b"CREATE (\xff)",
        b"CREATE (\0)",
        b"\x1f\x8b\x08",
        b"<html><body>",
        b"\xef\xbb\xbfCREATE (:A {id: 1})\r\n",
        b"",
    ] {
        std::fs::write(&path, bytes).unwrap();
        let read = super::brought_in(std::slice::from_ref(&path), &plain(Some(cypher())));
        let is_good = bytes.is_empty() || bytes.starts_with(b"\xef");
        assert_eq!(read.is_ok(), is_good, "{bytes:?}");
    }
}

fn cypher() -> Format {
    Format::ALL.iter().copied().find(|format| format.as_str() == "cypher").unwrap()
}

#[test]
fn what_followthemoney_writes_is_what_it_has() {
    let Some(samples) = peers::samples() else { return };
    for sample in samples.of("cypher") {
        let (dataset, _) = super::brought_in(&sample.files, &plain(None)).unwrap();
        assert_eq!(dataset.nodes.len() as u64, sample.nodes);
        assert_eq!(dataset.edges.len() as u64, sample.edges);
        for node in sample.told["spots"]["nodes"].as_array().unwrap() {
            let found = dataset.node(node["id"].as_str().unwrap()).expect("a node of its id");
            let label = node["label"].as_str().unwrap();
            // Names that FollowTheMoney joined are one name, and its caption is another.
            let names: Vec<&str> =
                [&*found.name].into_iter().chain(found.aliases.iter().map(|a| &**a)).collect();
            assert!(names.contains(&label), "{label}: {names:?}");
        }
        for edge in sample.told["spots"]["edges"].as_array().unwrap() {
            let (from, to) = (edge["from"].as_str().unwrap(), edge["to"].as_str().unwrap());
            let kind = edge["attributes"]["type"].as_str().unwrap().to_lowercase();
            let is_it = |e: &&sociogram::model::Edge| {
                let kind = e.kind.trim_start_matches("any-").trim_end_matches("-edge") == kind;
                kind && e.from.as_str() == from && e.to.as_str() == to
            };
            assert!(dataset.edges.iter().any(|e| is_it(&e)), "{from} {kind} {to}");
        }
    }
}
