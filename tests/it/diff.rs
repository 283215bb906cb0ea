//! What changed: applying the printed difference to the earlier state gives the later one, and each change is told
//! as what it is. Both held against naive readings of the records.

use crate::dataset::{SHIPS, date, edge, evidence, fact, node, small, source, with_kinds};
use proptest::prelude::*;
use serde_json::{Value, json};
use sociogram::algo::Unwatched;
use sociogram::dataset::{
    DataChange, Dataset, edge_line, load_embedded, merge, node_line, source_line, to_bytes,
};
use sociogram::evidence::EvidenceState;
use sociogram::explore::{self, DiffRequest, Earlier, World};
use sociogram::graph::{EvidenceRef, Owned, PropertyGraph, Selection};
use sociogram::model::{
    Certainty, Day, Digest, Edge, Evidence, Fact, FactValue, Node, Source, Status, When,
};
use sociogram::printer::{self, Format, Formulas, Look, Report};
use std::collections::{BTreeMap, BTreeSet};

/// A dataset of these records, whatever they refer to.
fn dataset(sources: Vec<Source>, nodes: Vec<Node>, edges: Vec<Edge>) -> Dataset {
    let files = small();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (&**name, text.as_bytes())).collect();
    let base = load_embedded("small", &files).unwrap().dataset;
    Dataset { sources, nodes, edges, ..base }
}

/// Asks a question of a dataset.
fn ask<T>(dataset: &Dataset, question: impl FnOnce(&World<'_>) -> T) -> T {
    let Dataset { vocabulary, sources, nodes, edges, .. } = dataset;
    let owned = Owned::build(vocabulary, sources, nodes, edges);
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let check = |_: EvidenceRef<'_>| EvidenceState::Unchecked;
    let digest = Digest([0; 32]);
    question(&World { graph, dataset: "x", digest, check: &check, watch: &Unwatched })
}

fn printed(world: &World<'_>, report: &dyn Report, format: Format) -> String {
    let look = Look { styled: false, width: 80 };
    printer::print(world, report, format, Formulas::Neutralised, look, &|next| next.to_owned())
}

/// The rows that `diff OLD NEW --json` prints; its text and its table are made too.
fn dataset_rows(old: &Dataset, new: &Dataset) -> Vec<Value> {
    let mut merged = merge(old, new).unwrap();
    merged.keep_what_is_gone();
    let asked = ["old".to_owned(), "new".to_owned()];
    let earlier = Earlier { name: old.name.clone(), digest: old.digest, asked };
    ask(&merged.dataset, |world| {
        let answer = explore::dataset_diff(world, earlier, merged.changes, &BTreeSet::new());
        assert_eq!(answer.counts, (new.nodes.len(), new.edges.len()));
        let text = printed(world, &answer, Format::Text);
        assert_eq!(text.contains("The two say the same"), answer.changes.is_empty(), "{text}");
        assert!(!printed(world, &answer, Format::Tsv).is_empty());
        let json: Value = serde_json::from_str(&printed(world, &answer, Format::Json)).unwrap();
        json["rows"].as_array().unwrap().clone()
    })
}

/// Every record of a dataset as the files have it, by type and id.
fn records(dataset: &Dataset) -> BTreeMap<(String, String), String> {
    let mut records = BTreeMap::new();
    let mut add = |of: &str, id: &str, line: String| {
        let line: Value = serde_json::from_str(&line).unwrap();
        let old = records.insert((of.to_owned(), id.to_owned()), line.to_string());
        assert_eq!(old, None);
    };
    dataset.sources.iter().for_each(|s| add("source", &s.id, source_line(s)));
    dataset.nodes.iter().for_each(|n| add("node", &n.id, node_line(n)));
    dataset.edges.iter().for_each(|e| add("edge", &e.id, edge_line(e)));
    let header = json!({"format": 1, "title": dataset.title, "licence": dataset.licence});
    add("dataset", "dataset.json", header.to_string());
    let kinds = to_bytes(dataset).into_iter().find(|file| file.name == "vocabulary.json");
    if let Some(kinds) = kinds {
        let kinds: Value = serde_json::from_slice(&kinds.bytes).unwrap();
        for (list, of) in [("nodes", "node kind"), ("edges", "edge kind")] {
            for kind in kinds[list].as_array().into_iter().flatten() {
                add(of, kind["kind"].as_str().unwrap(), kind.to_string());
            }
        }
    }
    records
}

/// Replaces `before` by `after`, row by row.
fn assert_rows_lead(old: &Dataset, new: &Dataset) -> Vec<Value> {
    let rows = dataset_rows(old, new);
    let mut state = records(old);
    for row in &rows {
        let word = |member: &str| row[member].as_str().unwrap().to_owned();
        let key = (word("type"), word("id"));
        let before = (!row["before"].is_null()).then(|| row["before"].to_string());
        let was = match row["after"] {
            Value::Null => state.remove(&key),
            ref after => state.insert(key, after.to_string()),
        };
        assert_eq!(was, before, "{row}");
        assert_ne!(row["before"], row["after"]);
    }
    assert_eq!(state, records(new));
    rows
}

/// How one version of a record is made into another.
#[derive(Debug, Clone, Copy)]
enum Edit {
    Keep,
    Remove,
    Replace,
    Source,
    Unsource,
    FactAdded,
    FactSourced,
    FactsTurned,
}

const EDITS: [Edit; 10] = [
    Edit::Keep,
    Edit::Keep,
    Edit::Keep,
    Edit::Remove,
    Edit::Replace,
    Edit::Source,
    Edit::Unsource,
    Edit::FactAdded,
    Edit::FactSourced,
    Edit::FactsTurned,
];

/// Edits facts and evidence; what is removed or replaced is not its concern.
fn edited(edit: Edit, facts: &mut Vec<Fact>, own: &mut Vec<Evidence>, more: &(Fact, Evidence)) {
    match edit {
        Edit::Keep | Edit::Remove | Edit::Replace => {}
        Edit::Source => own.push(more.1.clone()),
        Edit::Unsource => drop(own.pop()),
        Edit::FactAdded => facts.insert(0, more.0.clone()),
        Edit::FactSourced => {
            facts.iter_mut().take(1).for_each(|fact| fact.evidence.push(more.1.clone()));
        }
        Edit::FactsTurned => facts.reverse(),
    }
}

/// A dataset and a later version of it.
fn pair() -> impl Strategy<Value = (Dataset, Dataset)> {
    // Boxed, because a strategy of so many parts does not fit on the stack of a test.
    let world = || {
        (
            (0..3).map(|n| source(n).boxed()).collect::<Vec<_>>(),
            (0..4).map(|n| node(n).boxed()).collect::<Vec<_>>(),
            (0..3).map(|n| edge(n).boxed()).collect::<Vec<_>>(),
        )
    };
    let edit = (prop::sample::select(EDITS.to_vec()), fact().boxed(), evidence().boxed());
    let edits = prop::collection::vec(edit, 10);
    (world(), world(), edits, any::<bool>()).prop_map(|(old, other, edits, titled)| {
        let (mut sources, mut nodes, mut edges) = old.clone();
        // Nodes and sources are referred to and may not go; which are there first differs by which is the old one.
        for (at, (edit, ..)) in edits[..3].iter().enumerate() {
            if matches!(edit, Edit::Replace | Edit::Remove) {
                sources[at] = other.0[at].clone();
            }
        }
        for (at, (edit, fact, evidence)) in edits[3..7].iter().enumerate() {
            let node = &mut nodes[at];
            if matches!(edit, Edit::Replace | Edit::Remove) {
                *node = other.1[at].clone();
            }
            let more = (fact.clone(), evidence.clone());
            edited(*edit, &mut node.facts, &mut node.evidence, &more);
        }
        let mut kept = Vec::new();
        for (at, (edit, fact, evidence)) in edits[7..].iter().enumerate() {
            let mut edge = edges[at].clone();
            if matches!(edit, Edit::Replace) {
                edge = other.2[at].clone();
            }
            let more = (fact.clone(), evidence.clone());
            edited(*edit, &mut edge.facts, &mut edge.evidence, &more);
            if !matches!(edit, Edit::Remove) {
                kept.push(edge);
            }
        }
        edges = kept;
        let mut new = dataset(sources, nodes, edges);
        if titled {
            "Another".clone_into(&mut new.title);
        }
        (dataset(old.0, old.1, old.2), new)
    })
}

/// What a record states and the evidence of it and of its facts, each list apart.
type Plain = (String, Vec<Vec<String>>);

fn plain(own: &[Evidence], facts: &[Fact], bare: String) -> Plain {
    let lists = std::iter::once(own).chain(facts.iter().map(|fact| &*fact.evidence));
    (bare, lists.map(|list| list.iter().map(|e| format!("{e:?}")).collect()).collect())
}

fn plain_edge(edge: &Edge) -> Plain {
    let mut bare = Edge { evidence: Vec::new(), ..edge.clone() };
    bare.facts.iter_mut().for_each(|fact| fact.evidence.clear());
    plain(&edge.evidence, &edge.facts, edge_line(&bare))
}

/// The change between two versions where only evidence differs and no two pieces share a span; nothing elsewhere.
fn naive_change((was, old): &Plain, (is, new): &Plain) -> Option<DataChange> {
    if was != is {
        return None;
    }
    let within = |some: &[Vec<String>], others: &[Vec<String>]| {
        some.iter().zip(others).all(|(some, others)| some.iter().all(|e| others.contains(e)))
    };
    match (within(old, new), within(new, old)) {
        (true, false) => Some(DataChange::NewlySourced),
        (false, true) => Some(DataChange::EvidenceLost),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_rows_lead_from_one_dataset_to_the_other((old, new) in pair()) {
        let rows = assert_rows_lead(&old, &new);
        assert_rows_lead(&new, &old);
        prop_assert!(dataset_rows(&old, &old).is_empty());
        let change = |id: &str| rows.iter().find(|row| row["id"] == id).map(|row| &row["change"]);
        for edge in &old.edges {
            let Some(later) = new.edge(&edge.id) else {
                prop_assert_eq!(change(&edge.id).unwrap(), "removed");
                continue;
            };
            prop_assert_eq!(change(&edge.id).is_some(), edge != later);
            if let Some(expected) = naive_change(&plain_edge(edge), &plain_edge(later)) {
                prop_assert_eq!(change(&edge.id).unwrap(), expected.as_str());
            }
        }
    }
}

#[test]
fn kinds_and_the_header_are_rows_too() {
    let with = with_kinds(SHIPS, Some(("ferry", "calls-at")));
    let mut without = dataset(Vec::new(), Vec::new(), Vec::new());
    without.title = "Nothing".to_owned();
    let rows = assert_rows_lead(&with, &without);
    let of = |record: &str| rows.iter().filter(|row| row["type"] == record).count();
    assert_eq!((of("dataset"), of("node kind"), of("edge kind")), (1, 2, 1));
    assert_rows_lead(&without, &with);
    let later =
        "{\"nodes\": [{\"kind\": \"ferry\", \"label\": \"boat\", \"parent\": \"project\"}]}\n";
    let rows = assert_rows_lead(&with, &with_kinds(later, None));
    let ferry = rows.iter().find(|row| row["id"] == "ferry").unwrap();
    assert_eq!(ferry["change"], "changed");
    assert_eq!(ferry["members"][0], json!({"member": "label", "before": "ferry", "after": "boat"}));
}

/// The state of a world at the end of a day, read from the records: every node, edge and dated fact that may stand;
/// edges only between ends that are there, or certainly so.
fn naive_state(
    dataset: &Dataset,
    day: Day,
    certain_ends: bool,
) -> BTreeMap<(&'static str, String, usize), Certainty> {
    let is_record = |node: &Node| {
        let kind = dataset.vocabulary.node_kind_ix(&node.kind).unwrap();
        dataset.vocabulary.node_kind(kind).record
    };
    let existence = |node: &Node| match (&node.when, is_record(node)) {
        (Some(when), true) => when.act_by(day),
        (Some(when), false) => when.state_on(day),
        (None, true) => Certainty::Possible,
        (None, false) => Certainty::Certain,
    };
    let is_void = |status: Status| matches!(status, Status::Cancelled | Status::Denied);
    let mut state = BTreeMap::new();
    let mut add = |of: &'static str, id: &str, at: usize, certainty: Certainty| {
        if certainty != Certainty::Out {
            state.insert((of, id.to_owned(), at), certainty);
        }
    };
    let fact_date = |fact: &Fact| -> Option<When> {
        let period = match &fact.value {
            FactValue::Amount(amount) => amount.period.clone(),
            FactValue::Text(_) => None,
        };
        fact.when.clone().or(period)
    };
    for node in dataset.nodes.iter().filter(|node| !is_void(node.status)) {
        add("node", &node.id, 0, existence(node));
        for (at, fact) in node.facts.iter().enumerate() {
            if let Some(when) = fact_date(fact) {
                add("fact", &node.id, at, when.act_by(day));
            }
        }
    }
    for edge in &dataset.edges {
        let ends = [&edge.from, &edge.to].map(|id| dataset.node(id).unwrap());
        let records: Vec<&&Node> = ends.iter().filter(|end| is_record(end)).collect();
        if is_void(edge.status) || records.iter().any(|record| is_void(record.status)) {
            continue;
        }
        let kind = dataset.vocabulary.edge_kind_ix(&edge.kind).unwrap();
        let is_act = dataset.vocabulary.edge_kind(kind).aspect == sociogram::model::Aspect::Act;
        let own = match (&edge.when, &records[..]) {
            (Some(when), _) if is_act => when.act_by(day),
            (Some(when), _) => when.state_on(day),
            (None, [record]) => {
                record.when.as_ref().map_or(Certainty::Possible, |when| when.act_by(day))
            }
            (None, _) => Certainty::Possible,
        };
        let has_ends = ends.iter().all(|end| match existence(end) {
            Certainty::Certain => true,
            Certainty::Possible => !certain_ends,
            Certainty::Out => false,
        });
        add("edge", &edge.id, 0, if has_ends { own } else { Certainty::Out });
        for (at, fact) in edge.facts.iter().enumerate() {
            if let Some(when) = fact_date(fact) {
                add("fact", &edge.id, at, when.act_by(day));
            }
        }
    }
    state
}

/// A world of dated nodes and records, edges of acts and of states, and facts.
fn dated_world() -> impl Strategy<Value = Dataset> {
    let kinds = prop::sample::select(vec!["person", "company", "agreement", "visit"]);
    let edge_kinds = prop::sample::select(vec!["met", "owns", "signed", "heads"]);
    let dates = || {
        prop::option::of(prop_oneof![
            date(),
            prop::sample::select(vec![
                "2007/2010",
                "2009-06/..",
                "..2009/2010",
                "2008/",
                "2010-04~"
            ])
            .prop_map(|text| When::parse(text).unwrap()),
        ])
    };
    let nodes = (0..4).map(|n| node(n).boxed()).collect::<Vec<_>>();
    let edges = (0..4).map(|n| edge(n).boxed()).collect::<Vec<_>>();
    let changes = prop::collection::vec((kinds, edge_kinds, dates(), 0..4usize), 4);
    let sources = (0..3).map(|n| source(n).boxed()).collect::<Vec<_>>();
    (sources, nodes, edges, changes).prop_map(|(sources, mut nodes, mut edges, changes)| {
        for (at, (kind, edge_kind, when, to)) in changes.into_iter().enumerate() {
            kind.clone_into(&mut nodes[at].kind);
            nodes[at].when.clone_from(&when);
            edge_kind.clone_into(&mut edges[at].kind);
            let to = nodes[to].id.clone();
            edges[at].to = to;
        }
        dataset(sources, nodes, edges)
    })
}

const DAYS: [(i64, u8, u8); 6] =
    [(1990, 1, 1), (2008, 12, 31), (2009, 5, 13), (2009, 12, 31), (2010, 6, 1), (2013, 12, 31)];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_rows_lead_from_one_day_to_the_other(
        world in dated_world(), from in 0..DAYS.len() - 1, step in 1..DAYS.len(), certain_only: bool,
    ) {
        let day = |at: usize| Day::from_ymd(DAYS[at].0, DAYS[at].1, DAYS[at].2);
        let days = (day(from), day((from + step).min(DAYS.len() - 1)));
        let selection = Selection { certain_only, ..Selection::default() };
        let request = DiffRequest { about: BTreeSet::new(), selection, days };
        let json: Value = ask(&world, |world| {
            let answer = explore::diff(world, &request);
            assert!(!printed(world, &answer, Format::Text).is_empty());
            serde_json::from_str(&printed(world, &answer, Format::Json)).unwrap()
        });
        let state = |day| {
            let mut state = naive_state(&world, day, certain_only);
            state.retain(|_, certainty| !certain_only || *certainty == Certainty::Certain);
            state
        };
        let mut reached = state(days.0);
        for row in json["rows"].as_array().unwrap() {
            let of = ["node", "edge", "fact"].into_iter().find(|of| row["type"] == *of).unwrap();
            let at = usize::try_from(row["position"].as_u64().unwrap_or(0)).unwrap();
            let key = (of, row["id"].as_str().unwrap().to_owned(), at);
            let was = reached.remove(&key).unwrap_or(Certainty::Out);
            prop_assert_eq!(row["was"].as_str().unwrap(), was.as_str(), "{}", row);
            let is = [Certainty::Certain, Certainty::Possible, Certainty::Out];
            let is = is.into_iter().find(|is| row["is"] == is.as_str()).unwrap();
            prop_assert_ne!(was, is);
            if is != Certainty::Out {
                reached.insert(key, is);
            }
            let expected = match (was, is) {
                (Certainty::Out, Certainty::Certain) => "added",
                (Certainty::Certain, Certainty::Out) => "ended",
                (Certainty::Out, _) | (_, Certainty::Certain) => "perhaps added",
                _ => "perhaps ended",
            };
            prop_assert_eq!(row["change"].as_str().unwrap(), expected);
        }
        prop_assert_eq!(reached, state(days.1));
    }
}
