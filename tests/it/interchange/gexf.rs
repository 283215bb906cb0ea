//! GEXF: what its elements and times become, and what other tools read of ours.

use super::{brought_in, import_text, plain, shipped, written};
use crate::peers::samples;
use sociogram::dataset::Dataset;
use sociogram::interchange::{Format, ImportError, ImportSettings, Mapping};
use sociogram::model::{Fact, FactValue, When};
use std::fmt::Write;
use std::fs;
use tempfile::TempDir;

fn read(text: &str) -> (Dataset, Vec<(String, usize)>) {
    let (dataset, imported) = import_text("g.gexf", text).unwrap();
    assert!(imported.findings.is_empty(), "{:?}", imported.findings);
    (dataset, imported.notes)
}

fn gexf(graph: &str, inside: &str) -> String {
    format!(
        "<gexf xmlns='http://www.gexf.net/1.2draft' version='1.2'><graph {graph}>{inside}</graph></gexf>"
    )
}

/// Facts as key, value and date.
fn facts(facts: &[Fact]) -> Vec<(&str, &str, Option<&str>)> {
    facts
        .iter()
        .map(|fact| {
            let value = match &fact.value {
                FactValue::Text(words) => words.as_str(),
                FactValue::Amount(amount) => amount.value.as_str(),
            };
            (fact.key.as_str(), value, date(fact.when.as_ref()))
        })
        .collect()
}

fn date(when: Option<&When>) -> Option<&str> {
    when.map(When::as_str)
}

fn of<'d>(dataset: &'d Dataset, id: &str) -> Vec<(&'d str, &'d str, Option<&'d str>)> {
    facts(&dataset.node(id).unwrap_or_else(|| panic!("no node {id}")).facts)
}

#[test]
fn attributes_kinds_and_directions() {
    let (dataset, notes) = read(&gexf(
        "defaultedgetype='undirected' mode='static' name='Web'",
        "<attributes class='node'>\
           <attribute id='0' title='url' type='anyURI'/>\
           <attribute id='1' title='frog' type='boolean'><default>true</default>\
             <options>true|false</options></attribute>\
           <attribute id='2' title='tags' type='liststring'/></attributes>\
         <attributes class='edge'><attribute id='0' title='since' type='string'/></attributes>\
         <nodes><node id='0' label='Gephi'><attvalues><attvalue for='0' value='https://gephi.org'/>\
           <attvalue for='2' value='a|b; c'/></attvalues></node>\
         <node id='1' label='Web&#10;atlas'><attvalues><attvalue for='1' value='false'/>\
           <attvalue for='2' value='[x, y]'/></attvalues></node>\
         <node id='2'><attvalues><attvalue id='2' value='[\"p, q\", \"r\"]'/></attvalues></node></nodes>\
         <edges><edge id='0' source='0' target='1' weight='2.50'/>\
           <edge id='one' source='0' target='1' type='directed' kind='cites' label='CITES' thickness='3'>\
             <attvalues><attvalue for='0' value='2007'/></attvalues></edge>\
           <edge id='two' source='1' target='2' type='mutual' label='knows'/></edges>",
    ));
    assert_eq!(dataset.title, "Web");
    let names: Vec<&str> = dataset.nodes.iter().map(|node| node.name.as_str()).collect();
    assert_eq!(names, ["Gephi", "Web atlas", "2"]);
    assert_eq!(
        of(&dataset, "0"),
        [
            ("url", "https://gephi.org", None),
            ("tags", "a", None),
            ("tags", "b; c", None),
            ("frog", "true", None)
        ]
    );
    assert_eq!(
        of(&dataset, "1"),
        [("frog", "false", None), ("tags", "x", None), ("tags", "y", None)]
    );
    assert_eq!(of(&dataset, "2")[..2], [("tags", "p, q", None), ("tags", "r", None)]);
    let edges: Vec<_> = dataset
        .edges
        .iter()
        .map(|e| (e.id.as_str(), e.kind.as_str(), e.from.as_str(), date(e.when.as_ref())))
        .collect();
    assert_eq!(edges.len(), 4, "{edges:?}");
    assert!(edges[0].0.starts_with("0-linked-to-1"), "{edges:?}");
    assert_eq!(edges[1], ("one", "cites", "0", Some("2007/..")));
    assert_eq!(edges[2], ("two", "knows", "1", None));
    assert_eq!(edges[3], ("two-back", "knows", "2", None));
    assert_eq!(facts(&dataset.edges[0].facts), [("weight", "2.50", None)]);
    assert_eq!(
        facts(&dataset.edges[1].facts),
        [("label", "CITES", None), ("thickness", "3", None)]
    );
    assert_eq!(notes, [("mutual edges are two edges, one each way".to_owned(), 1)]);
}

#[test]
fn times_of_records_and_values() {
    let (dataset, notes) = read(&gexf(
        "defaultedgetype='directed' mode='dynamic' timeformat='date' start='2000-01-01'",
        "<attributes class='node' mode='dynamic'><attribute id='s' title='seats' type='integer'/>\
           <attribute id='n' title='label' type='string'/></attributes>\
         <nodes><node id='a' label='A' start='2009-03-25' end='2020-01-01'><attvalues>\
             <attvalue for='s' value='3' start='2009-03-25' end='2012-06-30'/>\
             <attvalue for='s' value='5' start='2012-06-30'/>\
             <attvalue for='s' value='7'/>\
             <attvalue for='n' value='Old A' end='2010-01-01'/></attvalues></node>\
           <node id='b' label='B' start='2009-03-25T10:30:00Z' end='INF'/>\
           <node id='c' label='C'><spells><spell start='2009-03-25' end='2012-06-30'/>\
             <spell start='2020-01-01'/></spells></node>\
           <node id='d' label='D'><spells><spell endopen='2012-06'/></spells></node>\
           <node id='e' label='E' timestamp='2011-02-03'/></nodes>\
         <edges><edge id='ab' source='a' target='b' start='2010-01-01' end='2010-01-01'/>\
           <edge id='bc' source='b' target='c'><slices><slice start='2010-01-01' end='2011-01-01'/>\
             <slice start='2013-01-01'/></slices></edge>\
           <edge id='cd' source='c' target='d' type='mutual' start='1999-01-01'><spells>\
             <spell start='2001-01-01'/><spell start='2003-01-01'/></spells></edge></edges>",
    ));
    let dates: Vec<_> =
        dataset.nodes.iter().map(|node| (node.id.as_str(), date(node.when.as_ref()))).collect();
    assert_eq!(
        dates,
        [
            ("a", Some("2009-03-25/2020-01-01")),
            ("b", Some("2009-03-25/..")),
            ("c", None),
            ("d", Some("../2012-06")),
            ("e", Some("2011-02-03")),
        ]
    );
    assert_eq!(
        of(&dataset, "a"),
        [
            ("seats", "3", Some("2009-03-25/2012-06-30")),
            ("seats", "5", Some("2012-06-30/..")),
            ("seats", "7", None),
        ]
    );
    assert_eq!(dataset.node("a").unwrap().aliases, ["Old A"]);
    assert_eq!(
        of(&dataset, "c"),
        [
            ("spell", "2009-03-25 to 2012-06-30", Some("2009-03-25/2012-06-30")),
            ("spell", "2020-01-01 to ..", Some("2020-01-01/..")),
        ]
    );
    let edges: Vec<_> = dataset
        .edges
        .iter()
        .map(|e| (e.id.as_str(), e.from.as_str(), date(e.when.as_ref()).unwrap_or_default()))
        .collect();
    assert_eq!(
        edges,
        [
            ("ab", "a", "2010-01-01"),
            ("bc", "b", "2010-01-01/2011-01-01"),
            ("bc-spell-2", "b", "2013-01-01/.."),
            ("cd", "c", "2001-01-01/.."),
            ("cd-back", "d", "2001-01-01/.."),
            ("cd-spell-2", "c", "2003-01-01/.."),
            ("cd-spell-2-back", "d", "2003-01-01/.."),
        ]
    );
    let notes: Vec<&str> = notes.iter().map(|(what, _)| what.as_str()).collect();
    assert_eq!(
        notes,
        [
            "first and last days that do not belong to a time are read as if they did",
            "mutual edges are two edges, one each way",
            "several spells of a node are dated facts",
            "several spells of an edge are as many edges",
            "the time of the whole graph is left out",
            "times of a record beside its spells are left out",
            "times of day are left out",
            "times of names, kinds and dates that change are left out",
        ]
    );
}

#[test]
fn times_that_are_numbers_are_facts_until_a_mapping_says_that_they_are_years() {
    let text = gexf(
        "mode='dynamic' timeformat='integer'",
        "<attributes class='node' mode='dynamic'><attribute id='s' title='seats'/></attributes>\
         <nodes><node id='a' start='2009' end='2012'><attvalues>\
         <attvalue for='s' value='3' start='2009' end='2010'/></attvalues></node></nodes>",
    );
    let (dataset, notes) = read(&text);
    assert_eq!(
        of(&dataset, "a"),
        [("seats", "3 (2009 to 2010)", None), ("start", "2009", None), ("end", "2012", None)]
    );
    assert_eq!(notes.len(), 2, "{notes:?}");
    // A file that does not say how its times are written says it with the first.
    let unsaid = text.replace("timeformat='integer'", "");
    assert_eq!(of(&read(&unsaid).0, "a"), of(&dataset, "a"));
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("g.gexf");
    fs::write(&path, &text).unwrap();
    let mapping = "{\"nodes\": {\"start\": \"start\", \"end\": \"end\"}}";
    let settings = ImportSettings { mapping: Mapping::parse(mapping).unwrap(), ..plain(None) };
    let (mapped, _) = brought_in(&[path], &settings).unwrap();
    assert_eq!(date(mapped.nodes[0].when.as_ref()), Some("2009/2012"));
}

#[test]
fn nodes_inside_of_nodes_say_where_they_stand() {
    let (dataset, notes) = read(
        "<g:gexf xmlns:g='http://www.gexf.net/1.1draft' xmlns:viz='http://www.gexf.net/1.1draft/viz'>\
         <g:meta lastmodifieddate='2009-03-20'><g:creator>Gephi</g:creator>\
           <g:description> A &lt;web&gt; </g:description></g:meta>\
         <g:graph defaultedgetype='directed'><g:nodes>\
         <g:node id='a' label='A'><viz:color r='1' g='2' b='3'/><g:nodes><g:node id='b'><g:nodes>\
           <g:node id='c'><viz:position x='1' y='2'/></g:node></g:nodes></g:node></g:nodes>\
           <g:edges><g:edge source='b' target='c'/></g:edges></g:node>\
         <g:node id='d' pid='b'/><g:node id='e'><g:parents><g:parent for='a'/><g:parent for='b'/>\
         </g:parents></g:node></g:nodes></g:graph></g:gexf>",
    );
    assert_eq!(dataset.title, "A <web>");
    let parents = |id: &str| {
        let facts = of(&dataset, id).into_iter();
        facts.map(|(key, parent, _)| format!("{key} {parent}")).collect::<Vec<_>>()
    };
    assert_eq!(parents("b"), ["parent a"]);
    assert_eq!(parents("c"), ["parent b"]);
    assert_eq!(parents("d"), ["parent b"]);
    assert_eq!(parents("e"), ["parent a", "parent b"]);
    assert_eq!(dataset.edges.len(), 1);
    let expected = [
        ("creator and keywords of the file are left out", 1),
        ("drawings (colours, sizes, places, shapes) are left out", 2),
    ];
    assert_eq!(notes, expected.map(|(what, n)| (what.to_owned(), n)));
}

#[test]
fn what_makes_no_sense_is_found_all_at_once() {
    let bad = gexf(
        "\ndefaultedgetype='both'",
        "\n<attributes class='graph'/>\n<attributes class='node'><attribute title='x'/>\
         <attribute id='0'/>\n<attribute id='0'/></attributes>\n<nodes><node/>\n<node id='a'>\
         <attvalues><attvalue for='9' value='1'/></attvalues></node></nodes>\n<edges><edge source='a'/>\n\
         <edge source='a' target='b' type='sideways'/></edges>",
    );
    let error = import_text("bad.gexf", &bad).unwrap_err();
    let ImportError::Refused { findings } = error else { panic!("{error:?}") };
    let found: Vec<_> = findings.iter().map(|f| (f.line, f.message.as_str())).collect();
    assert_eq!(
        found,
        [
            (1, "the type of an edge is “both”"),
            (3, "attributes of “graph”"),
            (4, "an attribute without “id”"),
            (5, "the attribute “0” is declared twice"),
            (6, "a node without “id”"),
            (7, "a value of the attribute “9”, which is not declared"),
            (8, "an edge without “source” or “target”"),
            (9, "the type of an edge is “sideways”"),
        ]
    );
    let error = import_text("none.gexf", "<gexf><meta/></gexf>").unwrap_err();
    assert!(matches!(error, ImportError::Refused { .. }), "{error:?}");
}

#[test]
fn spells_and_defaults_do_not_blow_up() {
    let spells = "<spell start='2001-01-01'/>".repeat(20_000);
    let long = "x".repeat(100_000);
    let many = gexf(
        "timeformat='date'",
        &format!(
            "<edges><edge source='a' target='b' note='{long}'><spells>{spells}</spells></edge></edges>"
        ),
    );
    let nodes = (0..10_000).fold(String::new(), |mut text, at| {
        write!(text, "<node id='{at}'/>").unwrap();
        text
    });
    let defaults = gexf(
        "",
        &format!(
            "<attributes class='node'><attribute id='0'><default>{long}</default></attribute>\
             </attributes><nodes>{nodes}</nodes>"
        ),
    );
    for (text, what) in [(many, "spells of edges"), (defaults, "defaults of attributes")] {
        let error = import_text("many.gexf", &text).unwrap_err();
        let ImportError::Refused { findings } = error else { panic!("{error:?}") };
        assert!(findings[0].message.starts_with(what), "{findings:?}");
    }
}

#[test]
fn a_million_attributes_are_read() {
    let mut attributes = String::new();
    (0..1_000_000).for_each(|at| write!(attributes, "<attribute id='{at}'/>").unwrap());
    let (dataset, _) = read(&gexf(
        "",
        &format!(
            "<attributes class='node'>{attributes}</attributes><nodes><node id='a'><attvalues>\
             <attvalue for='999999' value='x'/></attvalues></node></nodes>"
        ),
    ));
    assert_eq!(of(&dataset, "a"), [("999999", "x", None)]);
}

#[test]
fn networkx_reads_dates_kinds_and_names_of_ours() {
    let Some(samples) = samples() else { return };
    let dataset = shipped("harbour-lights");
    let folder = TempDir::new().unwrap();
    let (files, losses) = written(&dataset, Format::Gexf, folder.path());
    let lost: Vec<&str> = losses.iter().map(|loss| loss.aspect.as_str()).collect();
    assert_eq!(lost, ["checks"]);
    let seen = samples.read_by("networkx", "gexf", &files[0]);
    assert_eq!(seen["graph_attributes"]["mode"], "dynamic");
    let attributes = &seen["node_attributes"];
    for node in &dataset.nodes {
        let seen = &attributes[node.id.as_str()];
        assert_eq!(
            (&seen["label"], &seen["kind"]),
            (&node.name.as_str().into(), &node.kind.as_str().into())
        );
    }
    let edges = seen["edge_attributes"].as_array().unwrap();
    let by_id =
        |id: &str| edges.iter().find(|edge| edge["id"] == id).unwrap_or_else(|| panic!("{id}"));
    let mut n_dates = 0;
    for edge in &dataset.edges {
        let Some(when) = date(edge.when.as_ref()) else { continue };
        let seen = by_id(&edge.id);
        assert_eq!(seen["when"], when);
        let stretch = (seen["start"].as_str(), seen["end"].as_str());
        let expected = match when {
            "2020/.." => (Some("2020-01-01"), None),
            "2023-35" => (Some("2023-07-01"), Some("2023-09-30")),
            "2022-03-14/2022-03-16" => (Some("2022-03-14"), Some("2022-03-16")),
            "[2021-08,2021-09]" => (Some("2021-08-01"), Some("2021-09-30")),
            "2022-03-16" => (Some("2022-03-16"), Some("2022-03-16")),
            _ => continue,
        };
        assert_eq!(stretch, expected, "{when}");
        n_dates += 1;
    }
    assert!(n_dates >= 5, "{n_dates}");
}

#[test]
fn spots_of_libraries() {
    let Some(samples) = samples() else { return };
    let sample = |name: &str| {
        let sample = samples.of("gexf").find(|sample| sample.path().ends_with(name)).unwrap();
        brought_in(&sample.files, &plain(None)).unwrap().0
    };
    for version in ["typed.1-1.gexf", "typed.1-2.gexf"] {
        let typed = sample(version);
        let x = typed.node("x").unwrap();
        assert_eq!(x.name, "R&D <b>]]></b>");
        let expected =
            [("note", "first line second line", None), ("size", "9007199254740993", None)];
        assert_eq!(facts(&x.facts), expected, "{version}");
        let paid: Vec<_> = typed
            .edges
            .iter()
            .filter(|edge| edge.from.as_str() == "한국")
            .flat_map(|edge| facts(&edge.facts))
            .filter(|(key, ..)| *key == "note" || *key == "weight")
            .collect();
        assert_eq!(paid, [("note", "<&> \"x\", y", None), ("weight", "0.5", None)], "{version}");
    }
    let days = sample("dynamic-days.gexf");
    assert_eq!(date(days.node("a").unwrap().when.as_ref()), Some("2009-03-25/2020-01-01"));
    assert_eq!(
        of(&days, "a"),
        [
            ("seats", "3", Some("2009-03-25/2012-06-30")),
            ("seats", "5", Some("2012-06-30/2020-01-01")),
        ]
    );
    assert_eq!(of(&days, "c").len(), 2);
    let whens: Vec<_> = days.edges.iter().map(|edge| date(edge.when.as_ref())).collect();
    assert_eq!(whens, [Some("2009-03-25/2012-06-30"), Some("2012-06-30/..")]);
    let years = sample("dynamic-years.gexf");
    assert_eq!(of(&years, "b"), [("start", "2012", None)]);
}
