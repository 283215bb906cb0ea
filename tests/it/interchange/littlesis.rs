//! LittleSis: samples of our own with the field names that its API documents. No library writes such files.

use super::import_text;
use sociogram::dataset::Dataset;
use sociogram::interchange::{Format, ImportError};
use sociogram::model::{Fact, FactValue, Symmetry};

const ANSWER: &str = r#"{"data": [
  {"type": "relationships", "id": 7, "attributes": {"id": 7, "entity1_id": 1, "entity2_id": 2, "category_id": 1,
   "category_name": "Position", "description1": "Chief", "start_date": "2005-00-00", "end_date": "2010-06-00",
   "is_current": false, "category_attributes": {"is_board": null, "is_executive": true}},
   "links": {"self": "https://littlesis.example/relationships/7"}},
  {"type": "relationships", "id": 8, "attributes": {"entity1_id": 1, "entity2_id": 2, "category_id": 1,
   "description1": "Trustee", "is_current": true, "category_attributes": {"is_board": true}}},
  {"type": "relationships", "id": "9", "attributes": {"entity1_id": 2, "entity2_id": 3, "category_id": 5,
   "amount": 2500000, "currency": "eur", "goods": "vans", "start_date": "2012-11-00"}},
  {"type": "relationships", "id": 10, "attributes": {"entity1_id": 3, "entity2_id": 2, "category_id": 6,
   "amount": 400, "currency": null, "is_current": null}}],
 "included": [
  {"type": "entities", "id": 1, "attributes": {"id": 1, "name": "Ann Lee", "blurb": "Chief of many", "primary_ext": "Person",
   "types": ["Person", "Business Person"], "aliases": ["Ann Lee", "A. Lee"], "start_date": "1950-03-09"}},
  {"type": "entities", "id": 2, "attributes": {"id": 2, "name": "Lee Corp", "primary_ext": "Org", "parent_id": 4,
   "types": ["Organization", "Business"], "aliases": ["Lee Corp"], "website": "https://lee.example"}},
  {"type": "entities", "id": 3, "attributes": {"id": 3, "name": "Ministry", "primary_ext": "Org", "types": ["Organization", "Government Body"]}},
  {"type": "lists", "id": 3, "attributes": {"name": "Rich people"}}],
 "meta": {"copyright": "c", "license": "CC BY-SA 3.0", "apiVersion": "2.0", "pageCount": 3}}"#;

fn said(facts: &[Fact]) -> Vec<String> {
    let of = |fact: &Fact| match &fact.value {
        FactValue::Text(words) => format!("{}: {words}", fact.key),
        FactValue::Amount(amount) => format!("{}: {} {}", fact.key, amount.value, amount.unit),
    };
    facts.iter().map(of).collect()
}

fn edges(dataset: &Dataset) -> Vec<String> {
    let of = |edge: &sociogram::model::Edge| {
        let when = edge.when.as_ref().map_or("", |when| when.as_str());
        let status = edge.status.as_str();
        format!("{} {} {} {} {status} {when}", edge.id, edge.from, edge.kind, edge.to)
    };
    dataset.edges.iter().map(|edge| of(edge).trim_end().to_owned()).collect()
}

fn refused(text: &str) -> (u32, String) {
    match import_text("answer.json", text) {
        Err(ImportError::Refused { findings }) => (findings[0].line, findings[0].message.clone()),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn entities_and_relationships_become_nodes_and_edges() {
    let (dataset, imported) = import_text("answer.json", ANSWER).unwrap();
    assert_eq!(imported.files[0].format.as_str(), "littlesis");
    assert_eq!(dataset.licence, "CC BY-SA 3.0");
    let nodes: Vec<_> =
        dataset.nodes.iter().map(|n| (n.id.as_str(), n.kind.as_str(), n.name.as_str())).collect();
    assert_eq!(
        nodes,
        [
            ("1", "person", "Ann Lee"),
            ("2", "company", "Lee Corp"),
            ("3", "public-body", "Ministry"),
            ("4", "actor", "4"),
        ]
    );
    assert_eq!(dataset.nodes[0].aliases, ["A. Lee"]);
    assert_eq!(dataset.nodes[0].when.as_ref().unwrap().as_str(), "1950-03-09/..");
    assert_eq!(said(&dataset.nodes[0].facts), ["blurb: Chief of many", "type: Business Person"]);
    assert_eq!(
        edges(&dataset),
        [
            "2-part-of-4 2 part-of 4 done",
            "relationship-10 2 did-business-with 3 done",
            "relationship-7 1 works-for 2 ended 2005/2010-06",
            "relationship-8 1 member-of 2 done",
            "relationship-9 2 funded 3 done 2012-11/..",
        ]
    );
    let facts: Vec<_> = dataset.edges.iter().map(|edge| said(&edge.facts)).collect();
    assert_eq!(facts[1], ["amount: 400 USD"]);
    assert_eq!(
        facts[2],
        [
            "role: Chief",
            "is-executive: true",
            "source-url: https://littlesis.example/relationships/7",
        ]
    );
    assert_eq!(facts[3], ["role: Trustee", "current: yes", "is-board: true"]);
    assert_eq!(facts[4], ["amount: 2500000 EUR", "goods: vans"]);
    let types = imported.properties.iter().find(|row| row.name == "types").unwrap();
    assert_eq!((types.becomes.as_str(), types.n), ("fact:type", 3));
    let notes: Vec<_> = imported.notes.iter().map(|(what, n)| (what.as_str(), *n)).collect();
    assert_eq!(
        notes,
        [
            ("files that are one page of several; import the others with them", 1),
            ("resources of the type “lists” are left out", 1),
        ]
    );
}

#[test]
fn all_twelve_categories_have_a_kind() {
    let people = |kind: &str| {
        let (one, other) = match kind {
            "Person" => ("Person", "Person"),
            _ => ("Person", "Org"),
        };
        format!(
            r#"{{"type": "entities", "id": 1, "attributes": {{"name": "A", "primary_ext": "{one}"}}}},
               {{"type": "entities", "id": 2, "attributes": {{"name": "B", "primary_ext": "{other}"}}}}"#
        )
    };
    let kinds: Vec<String> = (1..=12)
        .map(|category| {
            // A family and friends are people.
            let ends = people(if matches!(category, 4 | 8 | 9) { "Person" } else { "Org" });
            let text = format!(
                r#"[{ends}, {{"type": "relationships", "id": 1, "attributes": {{"entity1_id": 1, "entity2_id": 2, "category_id": {category}}}}}]"#
            );
            let (dataset, imported) = import_text("bulk.json", &text).unwrap();
            assert!(imported.notes.is_empty() && imported.findings.is_empty());
            dataset.edges[0].kind.clone()
        })
        .collect();
    assert_eq!(
        kinds,
        [
            "works-for",
            "studied-at",
            "member-of",
            "family",
            "funded",
            "did-business-with",
            "lobbied",
            "associate",
            "cooperates-with",
            "owns",
            "part-of",
            "linked-to",
        ]
    );
    let (dataset, _) = import_text("answer.json", ANSWER).unwrap();
    let business = dataset.vocabulary.edge_kind_ix("did-business-with").unwrap();
    assert_eq!(dataset.vocabulary.edge_kind(business).symmetry, Symmetry::Symmetric);
}

#[test]
fn what_is_no_answer_is_refused_with_its_line() {
    for (from, to, line, message) in [
        (
            "\"category_id\": 6",
            "\"category_id\": 13",
            10,
            "the category is 13, and there are 1 to 12",
        ),
        ("\"category_id\": 6", "\"category\": 6", 10, "the category is none"),
        ("\"entity2_id\": 3", "\"entity3_id\": 3", 8, "a relationship without “entity1_id” or"),
        (
            "{\"type\": \"lists\", \"id\": 3,",
            "{\"type\": \"lists\",",
            18,
            "a resource without “id”",
        ),
        (
            "{\"type\": \"lists\", \"id\": 3, \"attributes\"",
            "{\"type\": \"lists\", \"attrs\"",
            18,
            "a resource without “attributes”",
        ),
    ] {
        let changed = ANSWER.replacen(from, to, 1);
        assert_ne!(changed, ANSWER, "{from}");
        let (at, found) = refused(&changed);
        assert!(at == line && found.starts_with(message), "{from}: {at}: {found}");
    }
    let error = r#"{"errors": [{"title": "RECORD NOT FOUND"}], "meta": {"apiVersion": "2.0", "littlesis": 1, "type": 1, "attributes": 1}}"#;
    assert_eq!(refused(error).1, "the answer is an error");
    let littlesis = Format::ALL.iter().find(|format| format.as_str() == "littlesis").unwrap();
    assert!(littlesis.is_read() && !littlesis.is_written());
}

#[test]
fn an_answer_cut_short_is_refused_and_never_half_read() {
    for (end, _) in ANSWER.char_indices() {
        match import_text("answer.json", &ANSWER[..end]) {
            Err(ImportError::Refused { findings }) => assert!(!findings.is_empty()),
            Err(ImportError::UnknownFormat { .. }) => {}
            other => panic!("{end}: {other:?}"),
        }
    }
}
