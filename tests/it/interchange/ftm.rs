//! FollowTheMoney: what the library's entities become, what it takes of ours, and what is special to the format.

use super::{brought_in, import_text, plain, shipped, written};
use crate::peers::samples;
use serde_json::Value;
use sociogram::dataset::Dataset;
use sociogram::interchange::{Format, ImportError};
use sociogram::model::{Fact, FactValue};
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;

fn ftm() -> Format {
    Format::ALL.iter().copied().find(|format| format.as_str() == "ftm").unwrap()
}

fn said(facts: &[Fact]) -> Vec<String> {
    let of = |fact: &Fact| match &fact.value {
        FactValue::Text(words) => format!("{}: {words}", fact.key),
        FactValue::Amount(amount) => format!("{}: {} {}", fact.key, amount.value, amount.unit),
    };
    facts.iter().map(of).collect()
}

fn edge<'d>(dataset: &'d Dataset, id: &str) -> &'d sociogram::model::Edge {
    dataset.edges.iter().find(|edge| edge.id.as_str() == id).unwrap_or_else(|| panic!("no {id}"))
}

/// Id, kind, ends and date of every edge.
fn edges(dataset: &Dataset) -> Vec<String> {
    let of = |edge: &sociogram::model::Edge| {
        let when = edge.when.as_ref().map_or("", |when| when.as_str());
        format!("{} {} {} {} {when}", edge.id, edge.from, edge.kind, edge.to).trim_end().to_owned()
    };
    dataset.edges.iter().map(of).collect()
}

fn refused(text: &str) -> Vec<(u32, String)> {
    match import_text("case.ftm.json", text) {
        Err(ImportError::Refused { findings }) => {
            findings.into_iter().map(|finding| (finding.line, finding.message)).collect()
        }
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn entities_of_the_library_become_what_it_says() {
    let Some(samples) = samples() else { return };
    let mut n_read = 0;
    for sample in samples.of("ftm") {
        let (dataset, imported) = brought_in(&sample.files, &plain(None)).unwrap();
        assert_eq!(imported.files[0].format, ftm());
        assert!(imported.notes.is_empty() && imported.findings.is_empty());
        assert_eq!(dataset.nodes.len() as u64, sample.nodes);
        let references = sample.told["references"].as_array().unwrap();
        let n_edges = sample.edges - sample.self_loops + references.len() as u64;
        assert_eq!(dataset.edges.len() as u64, n_edges);
        let are_joined = |from: &Value, to: &Value| {
            let ends = BTreeSet::from([from.as_str().unwrap(), to.as_str().unwrap()]);
            dataset.edges.iter().any(|edge| BTreeSet::from([&*edge.from, &*edge.to]) == ends)
        };
        for reference in references {
            assert!(are_joined(&reference["from"], &reference["to"]), "{reference}");
        }
        for spot in sample.told["spots"]["nodes"].as_array().unwrap() {
            let node = dataset.node(spot["id"].as_str().unwrap()).unwrap();
            let names = spot["attributes"]["name"].as_array();
            for name in names.into_iter().flatten().filter_map(Value::as_str) {
                assert!(node.name == name || node.aliases.iter().any(|alias| alias == name));
            }
        }
        for spot in sample.told["spots"]["edges"].as_array().unwrap() {
            assert!(are_joined(&spot["from"], &spot["to"]), "{spot}");
            let said = &spot["attributes"];
            let date = |name: &str| said[name][0].as_str();
            let (start, end) = (date("startDate"), date("endDate"));
            let expected = match (start, end) {
                (None, None) => date("date").map(ToOwned::to_owned),
                _ => Some(format!("{}/{}", start.unwrap_or(".."), end.unwrap_or(".."))),
            };
            let id = spot["id"].as_str().unwrap();
            let edge = dataset.edges.iter().find(|edge| edge.id.starts_with(id)).unwrap();
            assert_eq!(edge.when.as_ref().map(|when| when.as_str().to_owned()), expected);
            if let Some(percentage) = said["percentage"][0].as_str() {
                assert!(
                    self::said(&edge.facts).contains(&format!("percentage: {percentage} percent"))
                );
            }
        }
        n_read += 1;
    }
    assert!(n_read > 0);
}

#[test]
fn the_library_takes_all_values_of_our_exports() {
    let Some(samples) = samples() else { return };
    for name in ["harbour-lights", "kazakhstan-korea"] {
        let dataset = shipped(name);
        let folder = TempDir::new().unwrap();
        let (files, _) = written(&dataset, ftm(), folder.path());
        let seen = samples.read_by("followthemoney", "ftm", &files[0]);
        assert_eq!(seen["rejected"], Value::Array(Vec::new()), "{name}");
        assert_eq!(seen["nodes"], dataset.nodes.len(), "{name}");
        assert_eq!(seen["edges"], dataset.edges.len(), "{name}");
        for node in &dataset.nodes {
            assert_eq!(seen["node_attributes"][&*node.id]["name"][0], node.name, "{name}");
        }
    }
}

/// Values by property; names in one set, because a second name is an alias here.
fn properties(of: &Value) -> Vec<(String, BTreeSet<String>)> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, values) in of.as_object().unwrap() {
        let name = if name == "alias" { "name" } else { name };
        let Some(values) = values.as_array() else { continue };
        let plain = |value: &Value| {
            let value = value.as_str().unwrap().replace('\n', " ");
            // An amount has no zeros after its last digit.
            if name == "amount" { value.trim_end_matches('0').to_owned() } else { value }
        };
        all.entry(name.to_owned()).or_default().extend(values.iter().map(plain));
    }
    all.into_iter().collect()
}

#[test]
fn entities_of_the_library_go_out_as_they_came_in() {
    let Some(samples) = samples() else { return };
    for sample in samples.of("ftm") {
        let (dataset, _) = brought_in(&sample.files, &plain(None)).unwrap();
        let folder = TempDir::new().unwrap();
        let (files, _) = written(&dataset, ftm(), folder.path());
        let seen = samples.read_by("followthemoney", "ftm", &files[0]);
        assert_eq!(seen["rejected"], Value::Array(Vec::new()));
        for spot in sample.told["spots"]["nodes"].as_array().unwrap() {
            let id = spot["id"].as_str().unwrap();
            let (mut told, seen) = (spot["attributes"].clone(), &seen["node_attributes"][id]);
            assert_eq!(told["schema"], seen["schema"], "{id}");
            if told["schema"] == "Address" {
                // The library calls an address by its text, everything else by its name.
                told["name"] = told["full"].clone();
            }
            assert_eq!(properties(&told), properties(seen), "{id}");
        }
        assert_eq!(seen["edges"], sample.edges);
        for spot in sample.told["spots"]["edges"].as_array().unwrap() {
            let is_same = |row: &Value| {
                let rest = |value: &Value| {
                    let ends = ["owner", "asset", "subject", "object"];
                    let mut rest = properties(value);
                    rest.retain(|(name, _)| !ends.contains(&name.as_str()));
                    rest
                };
                rest(row) == rest(&spot["attributes"])
            };
            assert!(seen["edge_attributes"].as_array().unwrap().iter().any(is_same), "{spot}");
        }
    }
}

#[test]
fn what_joins_more_than_two_is_a_record() {
    let text = r#"{"id": "p", "schema": "Payment", "properties": {"payer": ["a"], "beneficiary": ["b"], "amount": ["12.50"], "currency": ["EUR"], "project": ["x"], "purpose": ["Roof"]}}
{"id": "d", "schema": "Debt", "properties": {"debtor": ["a"], "amount": ["1,000"], "currency": ["USD"], "date": ["2012-05"]}}
{"id": "w", "schema": "ContractAward", "properties": {"supplier": ["b"], "contract": ["c"], "amount": ["7"]}}
{"id": "s", "schema": "Succession", "properties": {"predecessor": ["a"], "successor": ["b"], "date": ["1999"]}}
{"id": "a", "schema": "Company", "properties": {"name": ["A"]}}
{"id": "b", "schema": "Company", "properties": {"name": ["B"]}}
{"id": "c", "schema": "Contract", "properties": {"name": ["C"], "title": ["C"], "contractDate": ["2012"]}}
{"id": "x", "schema": "Project", "properties": {"name": ["X"], "startDate": ["2010"]}}
"#;
    let (dataset, _) = import_text("case.ftm.json", text).unwrap();
    assert_eq!(
        edges(&dataset),
        [
            "d-debtor-a d debtor a",
            "p-beneficiary-b p beneficiary b",
            "p-payer-a p payer a",
            "p-project-x p for-project x",
            "s b succeeded a 1999",
            "w c was-awarded-to b",
        ]
    );
    let payment = dataset.node("p").unwrap();
    assert_eq!((payment.kind.as_str(), payment.name.as_str()), ("payment", "Roof"));
    assert_eq!(said(&payment.facts), ["amount: 12.5 EUR", "purpose: Roof"]);
    assert!(
        dataset.vocabulary.node_kind(dataset.vocabulary.node_kind_ix("payment").unwrap()).record
    );
    let debt = dataset.node("d").unwrap();
    assert_eq!(debt.when.as_ref().unwrap().as_str(), "2012-05");
    assert_eq!(said(&debt.facts), ["amount: 1000 USD"]);
    // Without a currency a number is words.
    assert_eq!(said(&edge(&dataset, "w").facts), ["amount: 7"]);
    assert!(dataset.node("c").unwrap().facts.is_empty());
}

#[test]
fn dates_of_several_precisions_are_one_and_the_others_facts() {
    let text = r#"{"id": "o", "schema": "Ownership", "properties": {"owner": ["a"], "asset": ["b"], "startDate": ["2012", "2012-03", "2012-03-09"], "endDate": ["soon", "2015"], "date": ["2013"], "percentage": ["25 %", "some"]}}
{"id": "q", "schema": "Occupancy", "properties": {"holder": ["a"], "post": ["m"], "startDate": ["2001", "2002"], "status": ["ended"]}}
{"id": "m", "schema": "Position", "properties": {"name": ["Minister"], "country": ["kz"], "inceptionDate": ["1991"]}}"#;
    let (dataset, imported) = import_text("case.ftm.json", text).unwrap();
    let owns = edge(&dataset, "o");
    assert_eq!(owns.when.as_ref().unwrap().as_str(), "2012-03-09/2015");
    assert_eq!(
        said(&owns.facts),
        [
            "start-date: 2012",
            "start-date: 2012-03",
            "end-date: soon",
            "date: 2013",
            "percentage: 25 percent",
            "percentage: some",
        ]
    );
    let holds = edge(&dataset, "q");
    assert_eq!(holds.when.as_ref().unwrap().as_str(), "2001/..");
    assert_eq!(holds.status.as_str(), "ended");
    assert_eq!(dataset.node("m").unwrap().kind, "post");
    assert_eq!(imported.findings.len(), 1, "{:?}", imported.findings);
    assert!(imported.findings[0].message.contains("“soon” in “endDate”"));
}

#[test]
fn members_of_opensanctions_and_entities_in_entities_are_read() {
    let text = r#"{"id": "Q1", "caption": "Jo Doe", "schema": "Person", "target": true, "datasets": ["eu", "us"], "referents": ["eu-1"], "first_seen": "2023-01-02T00:00:00",
 "properties": {"name": ["J. Doe", "Jo Doe"], "weakAlias": ["JD; the 2nd"], "keywords": ["leader", "x"], "topics": ["role.pep"],
  "ownershipOwner": [{"id": "own", "schema": "Ownership", "properties": {"asset": [{"id": "firm", "schema": "Company", "properties": {"name": ["Firm"], "keywords": ["bank"]}}], "role": ["controls"]}}],
  "addressEntity": ["adr"]}}
{"id": "adr", "schema": "Address", "properties": {"full": ["Road 1"]}}"#;
    let (dataset, imported) = import_text("targets.nested.json", text).unwrap();
    assert_eq!(imported.files[0].format, ftm());
    let person = dataset.node("Q1").unwrap();
    assert_eq!((person.kind.as_str(), person.name.as_str()), ("leader", "Jo Doe"));
    assert_eq!(person.aliases, ["J. Doe", "JD; the 2nd"]);
    assert_eq!(
        said(&person.facts),
        [
            "keywords: x",
            "topics: role.pep",
            "ownership-owner: own",
            "target: true",
            "dataset: eu",
            "dataset: us",
            "referent: eu-1",
            "first-seen: 2023-01-02T00:00:00",
        ]
    );
    assert_eq!(dataset.node("firm").unwrap().kind, "bank");
    assert_eq!(dataset.node("adr").unwrap().name, "Road 1");
    assert_eq!(
        edges(&dataset),
        ["Q1-address-entity-adr Q1 located-in adr", "own Q1 controls firm"]
    );
}

#[test]
fn lines_an_array_and_entities_over_several_lines_are_one() {
    let lines = r#"{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}
{"id": "b", "schema": "Starship", "properties": {"name": "B"}}"#;
    let array = format!("[{}]", lines.replace('\n', ",\n"));
    let spread = lines.replace(", ", ",\n ").replace('{', "{\n");
    let read = |text: &str| import_text("case.json", text).unwrap();
    let (of_lines, imported) = read(lines);
    assert_eq!(of_lines.nodes.len(), 2);
    assert_eq!(of_lines.node("b").unwrap().kind, "starship");
    assert!(imported.notes[0].0.contains("Starship"), "{:?}", imported.notes);
    for text in [&array, &spread] {
        let (dataset, imported) = read(text);
        assert_eq!(imported.files[0].format, ftm());
        assert_eq!(dataset.digest, of_lines.digest, "{text}");
    }
}

#[test]
fn what_is_no_entity_is_refused_with_its_line() {
    let good = r#"{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}"#;
    for (bad, message) in [
        (r#"{"id": "b", "properties": {}}"#, "an entity without “id” or “schema”"),
        (r#"{"schema": "Person", "properties": {}}"#, "an entity without “id” or “schema”"),
        (r#"{"id": "b", "schema": "Person", "properties": []}"#, "“properties” is an array"),
        (r#"{"id": "b", "schema": "Person", "properties": {"name": ["#, "not JSON: EOF"),
        ("[1]", "an entity is an object, and this is an array"),
        ("7", "an entity is an object, and this is a number"),
        (r#"{"id": " ", "schema": "Person", "properties": {}}"#, "“” cannot be an id"),
        (&format!("{good} {good}"), "something stands after the entity"),
    ] {
        let found = refused(&format!("{good}\n{bad}\n"));
        assert_eq!(found.len(), 1, "{bad}: {found:?}");
        assert!(found[0].0 == 2 && found[0].1.starts_with(message), "{bad}: {found:?}");
    }
    // All findings of all lines are told.
    assert_eq!(refused(&format!("{good}\n{{}}\n{good}\n7\n")).len(), 2);
    let conflict = format!("{good}\n{}", good.replace("Person", "Company"));
    assert!(refused(&conflict)[0].1.contains("of kind"));
}

#[test]
fn many_ends_deep_values_and_loops_are_bounded() {
    let ends =
        |name: &str| (0..2000).map(|n| format!("\"{name}{n}\"")).collect::<Vec<_>>().join(",");
    let text = format!(
        r#"{{"id": "o", "schema": "Ownership", "properties": {{"owner": [{}], "asset": [{}]}}}}"#,
        ends("a"),
        ends("b")
    );
    let (dataset, _) = import_text("case.ftm.json", &text).unwrap();
    assert_eq!(dataset.edges.len(), 4000);
    assert_eq!(dataset.node("o").unwrap().kind, "ownership");

    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let text = format!(r#"{{"id": "o", "schema": "Person", "properties": {{"name": {deep}}}}}"#);
    let (dataset, imported) = import_text("case.ftm.json", &text).unwrap();
    assert_eq!(dataset.node("o").unwrap().name, "Person o");
    assert_eq!(imported.notes, [("lists in lists are left out".to_owned(), 1)]);

    let own = r#"{"id": "o", "schema": "Ownership", "properties": {"owner": ["a", "a"], "asset": ["a"]}}"#;
    let (dataset, imported) = import_text("case.ftm.json", own).unwrap();
    assert!(dataset.edges.is_empty());
    assert!(imported.notes[0].0.contains("to itself"), "{:?}", imported.notes);
}

#[test]
fn what_the_format_cannot_say_stands_in_words_and_is_counted() {
    let Some(samples) = samples() else { return };
    let text = r#"{"id": "한국", "kind": "bank", "name": "Bank", "when": "1990~", "facts": [{"key": "sector", "value": "finance"}, {"key": "mood", "value": "good"}]}
{"id": "a_b", "kind": "person", "name": "A", "when": "1950/.."}
{"id": "c", "kind": "post", "name": "Chair"}
{"id": "e1", "kind": "heads", "from": "a_b", "to": "한국", "when": "2001/2002-05"}
{"id": "e2", "kind": "holds", "from": "a_b", "to": "c", "status": "ended"}
{"id": "e3", "kind": "controls", "from": "a_b", "to": "한국", "status": "planned", "facts": [{"key": "role", "value": "owns"}]}
"#;
    let (dataset, _) = import_text("ours.jsonl", text).unwrap();
    let folder = TempDir::new().unwrap();
    let (files, losses) = written(&dataset, ftm(), folder.path());
    let losses: Vec<_> = losses.iter().map(|loss| (loss.aspect.as_str(), loss.n)).collect();
    assert_eq!(
        losses,
        [("header", 1), ("node-ids", 2), ("node-dates", 1), ("node-facts", 1), ("edge-facts", 1)]
    );
    let seen = samples.read_by("followthemoney", "ftm", &files[0]);
    assert_eq!(seen["rejected"], Value::Array(Vec::new()));
    assert_eq!((&seen["nodes"], &seen["edges"]), (&3.into(), &3.into()));
    let nodes = seen["node_attributes"].as_object().unwrap();
    let (id, bank) = nodes.iter().find(|(_, node)| node["name"][0] == "Bank").unwrap();
    assert!(id.is_ascii(), "{id}");
    assert_eq!((&bank["schema"], &bank["sector"][0]), (&"Company".into(), &"finance".into()));
    let notes: BTreeSet<_> = bank["notes"].as_array().unwrap().iter().map(Value::as_str).collect();
    assert_eq!(notes, BTreeSet::from([Some("when: 1990~"), Some("mood: good")]));
    let kinds: BTreeSet<_> =
        seen["edges_list"].as_array().unwrap().iter().map(|row| row[2].as_str().unwrap()).collect();
    assert_eq!(kinds, BTreeSet::from(["Directorship", "Occupancy", "UnknownLink"]));
}
