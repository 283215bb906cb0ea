//! The verbs `import` and `export` as their users see them.

use super::Sandbox;
use insta::assert_snapshot;

const GRAPH: &str = r#"{"directed": true,
 "nodes": [{"id": "acme", "type": "Company", "name": "Acme Ltd", "city": "Port"},
           {"id": "bo", "type": "Person", "name": "Bo Lind", "since": "1970-05-01"}],
 "links": [{"source": "bo", "target": "acme", "type": "WORKS_FOR", "start": "2003"},
           {"source": "acme", "target": "quay-9", "amount": 1200},
           {"source": "acme", "target": "acme"}]}
"#;

fn read(sandbox: &Sandbox, name: &str) -> String {
    std::fs::read_to_string(sandbox.path().join(name)).unwrap()
}

#[test]
fn an_import_says_what_it_understood() {
    let sandbox = Sandbox::new();
    sandbox.write("harbour.json", GRAPH);
    let run = sandbox.run(&["import", "harbour.json", "-o", "harbour"]);
    assert_snapshot!(run.shown(), @"
    exit: 0
    --- stdout
    Imported 1 file into harbour
    file          format     bytes
    harbour.json  node-link    389

    3 nodes added
    2 edges added
    1 source
    1 node stands only as an end of edges

    kind of  written    becomes    count
    nodes    Company    company        1
    nodes    Person     person         1
    edges    (none)     links-to       2  added to the vocabulary
    edges    WORKS_FOR  works-for      1

    property of  written  becomes      count
    nodes        city     fact:city        1
    nodes        name     name             2
    nodes        since    start            1
    nodes        type     kind             2
    edges        amount   fact:amount      1
    edges        start    start            1
    edges        type     kind             1

    Left out, or read otherwise than written
    1 × edges from a node to itself are left out

    next: sociogram --data harbour stats
          sociogram --data harbour verify --texts .
          sociogram --data harbour rank
    --- stderr
    ");
    let run = sandbox.run(&["--data", "harbour", "path", "bo", "quay-9"]);
    assert_snapshot!(run.shown(), @"
    exit: 0
    --- stdout
    How is Bo Lind connected to quay-9?
    2 steps, 1 shortest path

    ● Bo Lind (person, since 1 May 1970)
      1 ├─ works for, since 2003 [1]
    ▲ Acme Ltd (company)
      2 └─ links to [2]
    ◉ quay-9 (actor)
    Weakest hop: 1, one origin

    Citations
    [1]  line 4 of harbour.json (harbour.json, 198-270, unchecked)
    [2]  line 5 of harbour.json (harbour.json, 283-337, unchecked)

    Sources
    harbour.json: “Imported file harbour.json”

    data: harbour · 3 nodes, 2 edges
    next: sociogram --data harbour diagram --template path bo quay-9 -o path.svg
    --- stderr
    ");
    assert_eq!(sandbox.run(&["--data", "harbour", "verify", "--texts", "."]).code, 0);
}

#[test]
fn an_import_can_be_tried_and_repeated() {
    let sandbox = Sandbox::new();
    sandbox.write("harbour.json", GRAPH);
    let run = sandbox.run(&["import", "harbour.json", "-o", "harbour", "--dry-run"]);
    assert_eq!(run.code, 0, "{}", run.shown());
    assert!(!sandbox.path().join("harbour").exists());
    sandbox.run(&["import", "harbour.json", "-o", "harbour"]);
    let run = sandbox.run(&[
        "import",
        "harbour.json",
        "--data",
        "harbour",
        "--map-kind",
        "WORKS_FOR=heads",
    ]);
    // What an edge is cannot change by importing it again.
    assert_snapshot!(run.shown(), @"
    exit: 0
    --- stdout
    Imported 1 file into harbour
    file          format     bytes
    harbour.json  node-link    389

    0 nodes added, 2 there already
    1 edge added, 1 there already
    1 source

    kind of  written    becomes   count
    nodes    Company    company       1
    nodes    Person     person        1
    edges    (none)     links-to      2
    edges    WORKS_FOR  heads         1

    property of  written  becomes      count
    nodes        city     fact:city        1
    nodes        name     name             2
    nodes        since    start            1
    nodes        type     kind             2
    edges        amount   fact:amount      1
    edges        start    start            1
    edges        type     kind             1

    Left out, or read otherwise than written
    1 × edges from a node to itself are left out

    next: sociogram --data harbour stats
          sociogram --data harbour verify --texts .
          sociogram --data harbour rank
    --- stderr
    ");
    let run = sandbox.run(&["import", "harbour.json", "--data", "harbour", "--json"]);
    assert_snapshot!(run.shown(), @r#"
    exit: 0
    --- stdout
    {"schema":"sociogram.import/1","dataset":{"name":"harbour","digest":"3ffdf3ced5b6a91f7534f53e0c1d0dcf979eb79882a3c8ea05e766b07b758876"},"dry_run":false,"files":[{"file":"harbour.json","format":"node-link","bytes":389}],"nodes":{"added":0,"changed":0,"same":2},"edges":{"added":0,"changed":0,"same":2},"sources":1,"implied_nodes":0,"kinds":[{"of":"nodes","written":"Company","becomes":"company","added":false,"count":1},{"of":"nodes","written":"Person","becomes":"person","added":false,"count":1},{"of":"edges","written":null,"becomes":"links-to","added":false,"count":2},{"of":"edges","written":"WORKS_FOR","becomes":"works-for","added":false,"count":1}],"properties":[{"of":"nodes","written":"city","becomes":"fact:city","count":1},{"of":"nodes","written":"name","becomes":"name","count":2},{"of":"nodes","written":"since","becomes":"start","count":1},{"of":"nodes","written":"type","becomes":"kind","count":2},{"of":"edges","written":"amount","becomes":"fact:amount","count":1},{"of":"edges","written":"start","becomes":"start","count":1},{"of":"edges","written":"type","becomes":"kind","count":1}],"losses":[{"what":"edges from a node to itself are left out","count":1}],"findings":[]}
    --- stderr
    "#);
}

#[test]
fn kinds_are_mapped_and_guessed() {
    let sandbox = Sandbox::new();
    sandbox.write("harbour.json", GRAPH);
    let run = sandbox.run(&["import", "harbour.json", "--guess", "-o", "mapping.json"]);
    assert_eq!(run.code, 0, "{}", run.shown());
    assert_snapshot!(read(&sandbox, "mapping.json"), @r#"
    {
      "nodes": {
        "city": "fact:city",
        "name": "name",
        "since": "start",
        "type": "kind"
      },
      "edges": {
        "amount": "fact:amount",
        "start": "start",
        "type": "kind"
      },
      "kinds": {
        "Company": "company",
        "Person": "person",
        "WORKS_FOR": "works-for"
      }
    }
    "#);
    let mapping = read(&sandbox, "mapping.json").replace("\"works-for\"", "\"employed\"");
    sandbox.write("mapping.json", &mapping);
    let run =
        sandbox.run(&["import", "harbour.json", "-o", "harbour", "--mapping", "mapping.json"]);
    assert_eq!(run.code, 0, "{}", run.shown());
    assert!(read(&sandbox, "harbour/edges.json").contains("\"employed\""));
    let run = sandbox.run(&[
        "import",
        "harbour.json",
        "-o",
        "debts",
        "--map-kind",
        "links-to=owes",
        "--map-kind",
        "actor=place",
    ]);
    assert_eq!(run.code, 0, "{}", run.shown());
    assert!(read(&sandbox, "debts/edges.json").contains("\"kind\": \"owes\""));
    assert!(read(&sandbox, "debts/vocabulary.json").contains("\"owes\""));
    sandbox.write("mapping.json", "{\"nodes\": {\"name\": \"nome\"},\n \"kind\": {}}");
    let run = sandbox.run(&["import", "harbour.json", "-o", "new", "--mapping", "mapping.json"]);
    assert_snapshot!(run.shown(), @"
    exit: 3
    --- stdout
    --- stderr
    mapping.json:1:1: error: “nome” is nothing that a property can be [mapping]
      hint: it can be: id, name, name-part, kind, alias, from, to, direction, when,
        start, end, when-because, status, basis, because, claimed-by, facts,
        evidence, leave-out, fact:KEY, amount:KEY:UNIT or amount:KEY:{PROPERTY};
        dates in a form like when:DD/MM/YYYY, amounts in one like
        amount:KEY:UNIT:1.234,56
    mapping.json:2:1: error: a mapping has no member “kind” [mapping]
      hint: it has: nodes, edges, kinds, tables
    error: mapping.json is no mapping
    ");
}

#[test]
fn what_cannot_be_read_is_refused_whole() {
    let sandbox = Sandbox::new();
    sandbox.write("harbour.json", &GRAPH.replace("\"source\": \"acme\",", ""));
    let run = sandbox.run(&["import", "harbour.json", "-o", "harbour"]);
    assert_snapshot!(run.shown(), @"
    exit: 3
    --- stdout
    --- stderr
    harbour.json:5:1: error: an edge without “source” or “target” [import]
      hint: give it both ends
    harbour.json:6:1: error: an edge without “source” or “target” [import]
      hint: give it both ends
    error: nothing was imported
    ");
    assert!(!sandbox.path().join("harbour").exists());
    sandbox.write("notes.txt~", "hello");
    let run = sandbox.run(&["import", "notes.txt~", "-o", "harbour"]);
    assert_eq!(run.code, 3, "{}", run.shown());
    assert!(run.stderr.contains("--from"), "{}", run.shown());
    let run = sandbox.run(&["import", "nowhere.json", "-o", "harbour"]);
    assert_eq!(run.code, 4, "{}", run.shown());
    let run = sandbox.run(&["import", "harbour.json"]);
    assert_eq!(run.code, 2, "{}", run.shown());
}

#[test]
fn an_export_says_what_it_lost() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["export", "--to", "node-link", "-o", "graph.json"]);
    assert_snapshot!(run.shown(), @"
    exit: 0
    --- stdout
    Exported 145 nodes and 238 edges of kazakhstan-korea as node-link
    graph.json  247816 bytes

    The format could not carry
    4 × saved diagrams
    13 × standing questions
    --- stderr
    ");
    let run = sandbox.run(&["export", "--to", "node-link", "-o", "strict.json", "--strict"]);
    assert_snapshot!(run.shown(), @"
    exit: 1
    --- stdout
    --- stderr
    warning: would lose 4 × saved diagrams
    warning: would lose 13 × standing questions
    note: nothing was written (--strict)
    ");
    assert!(!sandbox.path().join("strict.json").exists());
    let run = sandbox.run(&["export", "--to", "json-lines"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout.lines().filter(|line| line.starts_with("{\"id\"")).count(), {
        let stats = sandbox.run(&["stats", "--json"]);
        let stats: serde_json::Value = serde_json::from_str(&stats.stdout).unwrap();
        ["nodes", "edges", "sources"].iter().map(|key| stats[key].as_u64().unwrap()).sum::<u64>()
            as usize
    });
    let run = sandbox.run(&["export", "--to", "node-link", "--json", "-o", "graph.json"]);
    assert_snapshot!(run.shown(), @r#"
    exit: 0
    --- stdout
    {"schema":"sociogram.export/1","dataset":{"name":"kazakhstan-korea","digest":"f0d2f377816b3ee92b34c5488aa799201940cebe58928985f0aa1795ed378ab5"},"format":"node-link","nodes":145,"edges":238,"files":[{"file":"graph.json","bytes":247816}],"losses":[{"aspect":"views","what":"saved diagrams","count":4},{"aspect":"checks","what":"standing questions","count":13}]}
    --- stderr
    "#);
}

#[test]
fn a_stream_of_json_lines_comes_back_as_a_dataset() {
    let sandbox = Sandbox::new();
    sandbox.write("harbour.json", GRAPH);
    let run = sandbox.run(&["import", "harbour.json", "-o", "-"]);
    assert_snapshot!(run.shown(), @r#"
    exit: 0
    --- stdout
    {"id": "acme", "kind": "company", "name": "Acme Ltd", "facts": [{"key": "city", "value": "Port", "evidence": [{"source": "harbour.json", "start": 30, "end": 99, "sha256": "39c0455f7c7c736453953d5b5f59c97d4d54540ebd6e8def33c6a1312056d190", "says": "line 2 of harbour.json"}]}], "evidence": [{"source": "harbour.json", "start": 30, "end": 99, "sha256": "39c0455f7c7c736453953d5b5f59c97d4d54540ebd6e8def33c6a1312056d190", "says": "line 2 of harbour.json"}]}
    {"id": "bo", "kind": "person", "name": "Bo Lind", "when": "1970-05-01/..", "evidence": [{"source": "harbour.json", "start": 112, "end": 184, "sha256": "6ef881bf5608681625f51f2b461384422a45346cd69d1fda5c0844027c660f25", "says": "line 3 of harbour.json"}]}
    {"id": "bo-works-for-acme-927cc898", "kind": "works-for", "from": "bo", "to": "acme", "when": "2003/..", "evidence": [{"source": "harbour.json", "start": 198, "end": 270, "sha256": "ef2b3124e7495977f7e5d417843b3a3517bfd0dc3e5b501e9e9b9858ac5b7120", "says": "line 4 of harbour.json"}]}
    {"id": "acme-links-to-quay-9-d154ba04", "kind": "links-to", "from": "acme", "to": "quay-9", "facts": [{"key": "amount", "value": "1200", "evidence": [{"source": "harbour.json", "start": 283, "end": 337, "sha256": "461a414d5892a3e5f83f1a2eda5c843f889d04af6280e256e0f89df04bd3ef29", "says": "line 5 of harbour.json"}]}], "evidence": [{"source": "harbour.json", "start": 283, "end": 337, "sha256": "461a414d5892a3e5f83f1a2eda5c843f889d04af6280e256e0f89df04bd3ef29", "says": "line 5 of harbour.json"}]}
    {"id": "harbour.json", "title": "Imported file harbour.json", "file": "harbour.json", "sha256": "03a60c8ac60daf972bd48dc0c4e3f320a9aa94bf79219ca2ace9e9215eae45b9"}
    {"edges": [{"kind": "links-to", "inverse": "is linked from", "aspect": "act"}]}
    --- stderr
    "#);
    sandbox.run(&["import", "harbour.json", "-o", "harbour.jsonl"]);
    sandbox.run(&["import", "harbour.jsonl", "-o", "one", "--title", "Harbour"]);
    sandbox.run(&["import", "harbour.json", "-o", "other", "--title", "Harbour"]);
    for file in ["nodes.json", "edges.json", "vocabulary.json", "sources.json"] {
        assert_eq!(
            read(&sandbox, &format!("one/{file}")),
            read(&sandbox, &format!("other/{file}"))
        );
    }
}

#[test]
fn an_export_does_not_write_among_the_files_of_a_dataset() {
    let sandbox = Sandbox::new();
    sandbox.write("harbour.json", GRAPH);
    sandbox.run(&["import", "harbour.json", "-o", "harbour"]);
    for output in ["harbour/nodes.json", "harbour"] {
        let format = if output == "harbour" { "csv" } else { "json-lines" };
        let run = sandbox.run(&["--data", "harbour", "export", "--to", format, "-o", output]);
        assert_eq!(run.code, 2, "{}", run.shown());
    }
    assert_eq!(sandbox.run(&["--data", "harbour", "validate"]).code, 0);
    let run = sandbox.run(&["import", "harbour.json", "-o", "-", "--dry-run"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
}
