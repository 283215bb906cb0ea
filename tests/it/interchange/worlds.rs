//! Small random datasets with every member that a record can have, for what goes out and comes back. They load by
//! construction.
//!
//! Texts have no white space at their ends: nothing that is read from another tool keeps it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sociogram::dataset::Dataset;
use sociogram::evidence::digest;
use sociogram::model::{
    Amount, Aspect, Basis, Bound, Decimal, Edge, Evidence, Fact, FactValue, Id, NewEdgeKind,
    NewNodeKind, Node, Passability, Source, Span, Status, Supports, Symmetry, Vocabulary, When,
};

/// One date of each shape that EDTF has.
const DATES: &[&str] = &[
    "2009",
    "2009-05",
    "2009-05-13",
    "2011-21",
    "2011-35",
    "201X",
    "19XX",
    "2004-XX",
    "2004-06-XX",
    "2008/..",
    "../2008",
    "2008/",
    "/2008",
    "2013-12-09/2013-12-10",
    "2008~/2010-02?",
    "[1993..]",
    "[..1993]",
    "[2001,2003-05]",
    "2010~",
    "2010?",
    "2010%",
    "2004-06~-11",
    "-0044",
    "Y170002",
];

/// Texts that some format or tool takes for something else.
const TRICKY: &[&str] = &[
    "=SUM(A1:A9)",
    "+49 30 1234",
    "-1",
    "@home",
    "'quoted'",
    "'=1",
    "''=1",
    "\"",
    "\"a\", \"b\"",
    "a,b;c|d",
    "one; two",
    "[\"one\"]",
    "[",
    "{\"a\": 1}",
    "<b>&amp;</b>",
    "]]>",
    "<!-- -->",
    "a\\nb\\",
    "100 %",
    "%41",
    "null",
    "true",
    "NaN",
    "1e5",
    "007",
    "1.0",
    "2009-05-13",
    "#1",
    "_:b0",
    "http://example.org/?a=1&b=%20",
    "e\u{301}",
    "ß İ",
    "a  b",
];

/// What ids start with; a number follows.
const IDS: &[&str] = &[
    "n",
    "N",
    "узел-",
    "절점",
    "",
    "0",
    "=",
    "+",
    "@",
    "'",
    "'=",
    "\"",
    "a,b;",
    "a|",
    "<&>",
    "{",
    "[",
    "#",
    "x:",
    "a/b\\",
    "😀",
    "é",
    "e\u{301}",
    "a.",
    "$",
    "%2",
    "_",
    "n--",
    "*",
];

const KEYS: &[&str] = &[
    "note", "city", "sum", "weight", "ключ", "x:y", "=k", "a,b", "\"q\"", "<k>", "name", "kind",
    "id", "label", "source", "target", "status", "when", "facts", "start", "value", "directed",
    "a.b", "'k",
];

const NODE_KINDS: &[&str] = &["person", "leader", "company", "agreement", "place", "actor"];
const ADDED_NODE_KINDS: &[&str] = &["ferry", "pact", "harbour"];
const EDGE_KINDS: &[&str] = &["linked-to", "met", "owns", "signed", "part-of", "succeeded"];
const ADDED_EDGE_KINDS: &[&str] = &["moored-at", "allied-with"];

fn id(text: impl Into<String>) -> Id {
    Id::new(text).unwrap()
}

/// Words on one line, without white space at their ends.
pub(super) fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Z][a-z]{1,8}( [A-Z][a-z]{1,8})?",
        1 => "[А-ЯЁӘҚ][а-яёәқң]{1,8}",
        1 => "[가-힣]{2,4}",
        1 => "[ا-ي]{2,6}",
        1 => "[\"\\\\/😀𐍈é'<&>{\\[,;:=|]{1,6}",
        3 => select(TRICKY).prop_map(ToOwned::to_owned),
    ]
}

fn date() -> impl Strategy<Value = When> {
    select(DATES).prop_map(|text| When::parse(text).unwrap())
}

fn number() -> impl Strategy<Value = (Decimal, Option<Decimal>)> {
    let decimal = |text: String| Decimal::new(text).unwrap();
    prop_oneof![
        (-1000..100_000_i64, prop::option::of(1..1000_i64)).prop_map(move |(value, more)| {
            let to = more.map(|more| decimal((value + more).to_string()));
            (decimal(value.to_string()), to)
        }),
        select(vec!["0.05", "-1.5", "123456789012345678901234567890.25", "8000000000"])
            .prop_map(move |text| (decimal(text.to_owned()), None)),
    ]
}

fn amount() -> impl Strategy<Value = Amount> {
    let unit = select(vec!["USD", "EUR", "percent", "tonne", "명", "=u"]);
    let parts = (number(), unit, 0..5_usize, 0..3_usize, date(), 0..4_u8);
    parts.prop_map(|((value, to), unit, bound, span, date, dated)| Amount {
        value,
        to,
        unit: unit.to_owned(),
        bound: Bound::ALL[bound],
        span: Span::ALL[span],
        period: (dated & 1 != 0).then(|| date.clone()),
        compared_with: (dated & 2 != 0).then_some(date),
    })
}

fn evidence(n_sources: usize) -> impl Strategy<Value = Evidence> {
    let supports = prop::option::of(prop_oneof![
        date().prop_map(Supports::When),
        amount().prop_map(Supports::Amount)
    ]);
    let span = "(?s)[a-zé😀\r\n\t\u{200B}\"=,]{1,9}";
    (0..n_sources, 0..100_u32, span, any::<bool>(), words(), supports).prop_map(
        |(source, start, span, quoted, says, supports)| Evidence {
            source: source_id(source),
            start,
            end: start + u32::try_from(span.chars().count()).unwrap(),
            sha256: digest(&span),
            says,
            quote: quoted.then_some(span),
            supports,
        },
    )
}

/// Nothing where there is no source.
fn pieces(n_sources: usize) -> BoxedStrategy<Vec<Evidence>> {
    match n_sources {
        0 => Just(Vec::new()).boxed(),
        n => vec(evidence(n), 0..3).boxed(),
    }
}

fn source_id(n: usize) -> Id {
    id(["s0", "источник-1", "=s2"][n])
}

fn source(n: usize) -> impl Strategy<Value = Source> {
    (words(), prop::option::of(date()), 0..16_u8, any::<bool>()).prop_map(
        move |(title, date, members, copies)| {
            let has = |bit: u8| members & bit != 0;
            Source {
                id: source_id(n),
                publisher: has(1).then(|| title.clone()),
                author: has(2).then(|| "Ёлка, \"А\"".to_owned()),
                title,
                published: date.clone(),
                retrieved: date.filter(|_| has(4)),
                url: has(8).then(|| "http://example.org/?a=1&b=%20".to_owned()),
                file: has(1).then(|| "статья 1.txt".to_owned()),
                sha256: has(1).then(|| digest("text")),
                derived_from: (copies && n > 0).then(|| source_id(n - 1)),
            }
        },
    )
}

fn basis() -> impl Strategy<Value = Basis> {
    prop::option::weighted(0.2, words())
        .prop_map(|b| b.map_or(Basis::Stated, |because| Basis::Inferred { because }))
}

fn status() -> impl Strategy<Value = Status> {
    prop_oneof![Just(Status::Done), select(Status::ALL.to_vec())]
}

/// A date and perhaps why it is that one.
fn dated() -> impl Strategy<Value = (Option<When>, Option<String>)> {
    (prop::option::of(date()), prop::option::weighted(0.3, words())).prop_map(|(when, because)| {
        let because = because.filter(|_| when.is_some());
        (when, because)
    })
}

/// Claimants are nodes by number.
type Draft<T> = (T, Option<prop::sample::Index>);

fn fact(n_sources: usize) -> impl Strategy<Value = Draft<Fact>> {
    let value =
        prop_oneof![words().prop_map(FactValue::Text), amount().prop_map(FactValue::Amount)];
    let details = prop::option::weighted(0.4, (dated(), basis(), claimant(), pieces(n_sources)));
    (select(KEYS), value, details).prop_map(|(key, value, details)| {
        let ((when, when_because), basis, claimant, evidence) =
            details.unwrap_or(((None, None), Basis::Stated, None, Vec::new()));
        let fact = Fact {
            key: key.to_owned(),
            value,
            when,
            when_because,
            basis,
            claimed_by: None,
            evidence,
        };
        (fact, claimant)
    })
}

fn claimant() -> impl Strategy<Value = Option<prop::sample::Index>> {
    prop::option::weighted(0.3, any::<prop::sample::Index>())
}

fn facts(n_sources: usize) -> impl Strategy<Value = Vec<Draft<Fact>>> {
    vec(fact(n_sources), 0..4)
}

/// A node whose id and kind are not given yet.
fn node(n_sources: usize) -> impl Strategy<Value = (Node, &'static str, Vec<Draft<Fact>>)> {
    let kind = select([NODE_KINDS, ADDED_NODE_KINDS].concat());
    let names = (words(), vec(words(), 0..3));
    (kind, names, dated(), status(), facts(n_sources), pieces(n_sources), select(IDS)).prop_map(
        |(kind, (name, mut aliases), (when, when_because), status, facts, evidence, start)| {
            // An alias is another name, said once.
            aliases.sort_unstable();
            aliases.dedup();
            aliases.retain(|alias| *alias != name);
            let node = Node {
                id: id("n"),
                kind: kind.to_owned(),
                name,
                aliases,
                when,
                when_because,
                status,
                facts: Vec::new(),
                evidence,
            };
            (node, start, facts)
        },
    )
}

/// An edge between the first and the second of these, if they are two.
type EdgeDraft =
    (Edge, [prop::sample::Index; 2], Option<prop::sample::Index>, &'static str, Vec<Draft<Fact>>);

fn edge(n_sources: usize) -> impl Strategy<Value = EdgeDraft> {
    let kind = select([EDGE_KINDS, ADDED_EDGE_KINDS].concat());
    let ends = [any::<prop::sample::Index>(), any::<prop::sample::Index>()];
    let rest = (facts(n_sources), pieces(n_sources), select(IDS));
    (kind, ends, dated(), status(), basis(), claimant(), rest).prop_map(
        |(kind, ends, (when, when_because), status, basis, claimant, rest)| {
            let (facts, evidence, start) = rest;
            let edge = Edge {
                id: id("e"),
                kind: kind.to_owned(),
                from: id("n"),
                to: id("n"),
                when,
                when_because,
                status,
                basis,
                claimed_by: None,
                facts: Vec::new(),
                evidence,
            };
            (edge, ends, claimant, start, facts)
        },
    )
}

fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::core();
    let node = |name: &str, label: Option<&str>, parent: Option<&str>| NewNodeKind {
        name: name.to_owned(),
        label: label.map(ToOwned::to_owned),
        parent: parent.map(ToOwned::to_owned),
        record: name == "pact",
        hub: name == "harbour",
    };
    vocabulary.add_node_kind(node("ferry", Some("ferry \"<&>\" 배"), Some("facility"))).unwrap();
    vocabulary.add_node_kind(node("pact", None, None)).unwrap();
    vocabulary.add_node_kind(node("harbour", None, None)).unwrap();
    let edge = |name: &str, aspect, symmetry, passability, from: &[&str]| NewEdgeKind {
        name: name.to_owned(),
        label: None,
        inverse: (symmetry == Symmetry::Directed).then(|| "mooring of".to_owned()),
        from: from.iter().copied().map(ToOwned::to_owned).collect(),
        to: Vec::new(),
        aspect,
        symmetry,
        passability,
    };
    let moored = edge(
        "moored-at",
        Aspect::State,
        Symmetry::Directed,
        Passability::NotPassable,
        &["ferry", "actor"],
    );
    vocabulary.add_edge_kind(moored).unwrap();
    let allied = edge("allied-with", Aspect::Act, Symmetry::Symmetric, Passability::Passable, &[]);
    vocabulary.add_edge_kind(allied).unwrap();
    vocabulary
}

/// A small dataset.
pub(super) fn worlds() -> impl Strategy<Value = Dataset> {
    (0..4_usize, any::<bool>()).prop_flat_map(|(n_sources, adds_kinds)| {
        let sources: Vec<_> = (0..n_sources).map(source).collect();
        let nodes = vec(node(n_sources), 0..6);
        let edges = vec(edge(n_sources), 0..8);
        (words(), words(), sources, nodes, edges).prop_map(
            move |(title, licence, sources, nodes, edges)| {
                let vocabulary = if adds_kinds { vocabulary() } else { Vocabulary::core() };
                let (nodes, edges) = settled(nodes, edges, &vocabulary);
                let mut sources = sources;
                sources.sort_by(|a, b| a.id.cmp(&b.id));
                Dataset::of(title, licence, vocabulary, sources, nodes, edges)
            },
        )
    })
}

/// Gives drafts their ids, ends and claimants, and kinds that are there and fit.
fn settled(
    nodes: Vec<(Node, &'static str, Vec<Draft<Fact>>)>,
    edges: Vec<EdgeDraft>,
    vocabulary: &Vocabulary,
) -> (Vec<Node>, Vec<Edge>) {
    let ids: Vec<Id> =
        nodes.iter().zip(0..).map(|((_, start, _), n)| id(format!("{start}{n}"))).collect();
    let claimed = |facts: Vec<Draft<Fact>>| {
        let with = |(fact, claimant): Draft<Fact>| {
            let claimed_by = claimant.map(|claimant| claimant.get(&ids).clone());
            Fact { claimed_by, ..fact }
        };
        facts.into_iter().map(with).collect::<Vec<_>>()
    };
    let mut done_nodes: Vec<Node> = Vec::new();
    for ((mut node, _, facts), own) in nodes.into_iter().zip(&ids) {
        node.id = own.clone();
        node.facts = claimed(facts);
        if vocabulary.node_kind_ix(&node.kind).is_none() {
            "actor".clone_into(&mut node.kind);
        }
        done_nodes.push(node);
    }
    let mut done_edges = Vec::new();
    for ((mut edge, [from, to], claimant, start, facts), n) in edges.into_iter().zip(100..) {
        let [mut from, mut to] = match &done_nodes[..] {
            [] | [_] => continue,
            some => [from.get(some), to.get(some)],
        };
        if from.id == to.id {
            continue;
        }
        let allows = |kind: &str, from: &Node, to: &Node| {
            let kind_of = |node: &Node| vocabulary.node_kind_ix(&node.kind).unwrap();
            let kind = vocabulary.edge_kind_ix(kind);
            kind.is_some_and(|kind| vocabulary.allows(kind, kind_of(from), kind_of(to)))
        };
        // Nothing is a part of itself: parts stand before wholes.
        let is_circle = edge.kind == "part-of" && from.id > to.id;
        if is_circle || !allows(&edge.kind, from, to) {
            "linked-to".clone_into(&mut edge.kind);
        }
        let kind = vocabulary.edge_kind_ix(&edge.kind).unwrap();
        if vocabulary.edge_kind(kind).symmetry == Symmetry::Symmetric && from.id > to.id {
            (from, to) = (to, from);
        }
        (edge.from, edge.to) = (from.id.clone(), to.id.clone());
        edge.id = id(format!("{start}{n}"));
        edge.claimed_by = claimant.map(|claimant| claimant.get(&ids).clone());
        edge.facts = claimed(facts);
        done_edges.push(edge);
    }
    done_nodes.sort_by(|a, b| a.id.cmp(&b.id));
    done_edges.sort_by(|a, b| a.id.cmp(&b.id));
    (done_nodes, done_edges)
}
