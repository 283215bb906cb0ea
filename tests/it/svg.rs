//! Our SVG as a program reads it: its elements, its names for those who cannot see it, its order, its numbers.

use crate::diagram::{all, bridge, walk};
use roxmltree::{Document, Node};
use sociogram::diagram::{
    Card, Drawing, MapRequest, OverviewRequest, PathRequest, Pins, Scene, Template, Theme,
    TimelineRequest, lay_out, map, overview, path, timeline, to_svg,
};
use sociogram::explore::{Measure, OverviewNode, TimelineEntry, TimelineItem};
use sociogram::graph::PropertyGraph;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const SVG: &str = "http://www.w3.org/2000/svg";

/// The elements of ours, each with its attributes.
const ELEMENTS: [(&str, &[&str]); 10] = [
    ("a", &["href"]),
    ("circle", &["cx", "cy", "r"]),
    ("desc", &["id"]),
    ("g", &["id", "role", "aria-label"]),
    ("path", &["d"]),
    ("polygon", &["points"]),
    ("rect", &["x", "y", "width", "height", "rx"]),
    ("svg", &["width", "viewBox", "role", "aria-labelledby", "font-family"]),
    ("text", &["x", "y", "font-size", "font-weight", "text-anchor", "textLength", "lengthAdjust"]),
    ("title", &["id"]),
];

/// The attributes of whatever is painted.
const PAINT: [&str; 7] = [
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "paint-order",
];

/// The attributes that hold numbers, besides words, commas and letters of paths.
const NUMBERS: [&str; 15] = [
    "cx",
    "cy",
    "r",
    "d",
    "points",
    "x",
    "y",
    "width",
    "height",
    "rx",
    "viewBox",
    "font-size",
    "textLength",
    "stroke-width",
    "stroke-dasharray",
];

/// The picture as the built-in layout draws it.
pub(super) fn drawn(scene: &Scene) -> String {
    to_svg(&lay_out(scene, &Pins::new(), &mut |_| ()))
}

/// Everything of a graph as an overview, with scores and communities of the test's own.
pub(super) fn everything(graph: PropertyGraph<'_>) -> OverviewRequest {
    let score = |at: u32| f64::from(at * 7 % 11);
    let nodes = graph
        .nodes()
        .zip(0..)
        .map(|(node, at)| OverviewNode { node: node.ix, score: score(at), community: at / 6 })
        .collect();
    OverviewRequest {
        measure: Measure::Degree,
        nodes,
        edges: graph.edges().map(|edge| edge.ix).collect(),
        labels_max: 12,
        title: None,
        subtitle_filters: Vec::new(),
        theme: Theme::Light,
    }
}

/// All dated records with their edges, and all dated edges between others.
pub(super) fn dated(graph: PropertyGraph<'_>) -> TimelineRequest {
    let mut entries = Vec::new();
    for node in graph.nodes().filter(|node| node.is_record()) {
        let edges = node.edges().map(|(edge, _)| edge.ix).collect();
        let item = TimelineItem::Record { node: node.ix, edges };
        entries.extend(node.when().map(|when| TimelineEntry { when, time: None, item }));
    }
    for edge in graph.edges().filter(|edge| !edge.from().is_record() && !edge.to().is_record()) {
        let item = TimelineItem::Edge(edge.ix);
        entries.extend(edge.when().map(|when| TimelineEntry { when, time: None, item }));
    }
    entries.sort_by_key(|entry| entry.when.bounds());
    TimelineRequest { entries, ..TimelineRequest::default() }
}

/// Fails unless every element and attribute is one of ours, every number is short, every line has one element at
/// most, and nothing runs, is fetched or refers to a place inside.
pub(super) fn assert_form(svg: &str, document: &Document<'_>) {
    assert!(
        !svg.contains("<!") && svg.matches("<?").count() == 1,
        "no DTD, comment or instruction"
    );
    for node in document.descendants().filter(|node| !node.is_root() && !node.is_text()) {
        let name = node.tag_name();
        assert_eq!(name.namespace(), Some(SVG));
        let own = ELEMENTS.iter().find(|(element, _)| *element == name.name());
        let (_, own) = own.unwrap_or_else(|| panic!("an element {}", name.name()));
        let is_painted = !matches!(name.name(), "a" | "desc" | "g" | "svg" | "title");
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let is_known = own.contains(&name) || (is_painted && PAINT.contains(&name));
            assert!(is_known && attribute.namespace().is_none(), "{name} in {node:?}");
            assert!(name == "aria-label" || !value.contains("url("), "{value}");
            if name == "href" {
                assert_harmless(value);
            }
            if NUMBERS.contains(&name) && value != "100%" {
                assert_short(value);
            }
        }
        let parent = node.parent().expect("an element has a parent");
        assert!(!parent.has_tag_name((SVG, "text")), "text holds words only");
    }
    for line in svg.lines() {
        let opening = line.match_indices('<').filter(|(at, _)| !line[*at..].starts_with("</"));
        let titles = line.matches("<title>").count();
        assert!(opening.count() - titles <= 1, "{line}");
    }
}

/// Fails unless an address is http, https or relative.
pub(super) fn assert_harmless(url: &str) {
    let scheme = url.split(['/', '?', '#']).next().unwrap_or_default().to_lowercase();
    assert!(matches!(&*scheme, "http:" | "https:") || !scheme.contains(':'), "{url}");
    assert!(!url.starts_with("//"), "{url}");
    assert!(url.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b)), "{url}");
}

fn assert_short(value: &str) {
    let numbers = value.split([' ', ',', 'M', 'L', 'C', 'Z']).filter(|number| !number.is_empty());
    for number in numbers {
        assert!(number.parse::<f64>().is_ok_and(f64::is_finite), "{number} in {value}");
        let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        assert!(decimals <= 2, "{number} in {value}");
    }
}

fn children<'a>(node: Node<'a, 'a>) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(Node::is_element)
}

/// Fails unless the picture, its nodes and its lines have names, and those of `scene` in this order.
pub(super) fn assert_named(document: &Document<'_>, scene: &Scene, sanitised: fn(&str) -> String) {
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("graphics-document"));
    assert_eq!(root.attribute("width"), Some("100%"));
    let labels = root.attribute("aria-labelledby").expect("the picture has a label");
    let of_id = |id: &str| document.descendants().find(|node| node.attribute("id") == Some(id));
    let named: Vec<_> = labels.split(' ').map(|id| of_id(id).expect("the label exists")).collect();
    let tags: Vec<_> = named.iter().map(|node| node.tag_name().name()).collect();
    assert_eq!(tags, ["title", "desc"]);
    assert_eq!(named[0].text().unwrap_or_default(), sanitised(&scene.title));
    assert_eq!(named[1].text().unwrap_or_default(), sanitised(&scene.subtitle));
    let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id stands twice");

    let is_symbol = |node: &Node<'_, '_>| node.attribute("role") == Some("graphics-symbol");
    let symbols: Vec<_> = children(root).filter(is_symbol).collect();
    assert_eq!(document.descendants().filter(is_symbol).count(), symbols.len());
    for symbol in &symbols {
        let label = symbol.attribute("aria-label").expect("a symbol has a label");
        let title = symbol.first_element_child().expect("a symbol has a title");
        assert!(title.has_tag_name((SVG, "title")));
        assert_eq!(title.text(), Some(label));
        assert_ne!(symbol.attribute("id"), Some(label));
    }
    let found: Vec<(&str, &str)> = symbols
        .iter()
        .map(|symbol| {
            let attribute = |name| symbol.attribute(name).expect("a symbol has id and label");
            (attribute("id"), attribute("aria-label"))
        })
        .collect();
    let cards = scene.cards.iter().map(|card| (&*card.id, sanitised(&card.description)));
    let lines = scene.links.iter().map(|link| (&*link.id, sanitised(&link.description)));
    let cards: BTreeSet<(&str, String)> = cards.collect();
    let lines: BTreeSet<(&str, String)> = lines.collect();
    let as_set = |found: &[(&str, &str)]| -> BTreeSet<(String, String)> {
        found.iter().map(|(id, label)| ((*id).to_owned(), (*label).to_owned())).collect()
    };
    let owned = |set: BTreeSet<(&str, String)>| -> BTreeSet<(String, String)> {
        set.into_iter().map(|(id, label)| (id.to_owned(), label)).collect()
    };
    let (first, second) = found.split_at(match scene.template {
        Template::Overview => lines.len(),
        _ => cards.len(),
    });
    // Lines of an overview run below its marks, so they come first.
    let (nodes, links) =
        if scene.template == Template::Overview { (second, first) } else { (first, second) };
    assert_eq!(as_set(nodes), owned(cards));
    assert_eq!(as_set(links), owned(lines));
    for (link, label) in scene.links.iter().map(|link| (link, sanitised(&link.description))) {
        assert!(label.contains(&link.source_words()) || scene.template == Template::Overview);
    }
    // The layout of maps may order a column anew; the others keep the order of the scene.
    let reading: Vec<&str> = nodes.iter().map(|(id, _)| *id).collect();
    let expected = scene.cards.iter().map(|card| &*card.id);
    assert!(scene.template == Template::Map || expected.eq(reading));
}

/// Fails unless the words around the picture stand around it: title, grounds, symbols, small print.
pub(super) fn assert_order(document: &Document<'_>) {
    let place = |node: Node<'_, '_>| match (node.tag_name().name(), node.attribute("role")) {
        ("g", Some("graphics-symbol")) => 2,
        ("g", _) => 1,
        ("a", _) => 3,
        _ => 0,
    };
    let places: Vec<i32> = children(document.root_element()).map(place).collect();
    let named: Vec<i32> = places.iter().copied().filter(|place| *place > 0).collect();
    assert!(named.is_sorted(), "{named:?}");
    let first_symbol = places.iter().position(|place| *place == 2).unwrap_or(places.len());
    let last_symbol = places.iter().rposition(|place| *place == 2).unwrap_or(first_symbol);
    assert!(places[first_symbol..last_symbol].iter().all(|place| *place == 2));
}

/// Fails unless cards follow each other as they are read: column by column from the top in a map, by rows in a
/// timeline, and the path before its surroundings, each from the top.
pub(super) fn assert_reading_order(scene: &Scene, drawing: &Drawing) {
    let cards: BTreeMap<&str, &Card> = scene.cards.iter().map(|card| (&*card.id, card)).collect();
    for pair in drawing.nodes.windows(2) {
        let [(a, one), (b, other)] =
            [&pair[0], &pair[1]].map(|node| (cards[&*node.id], node.frame));
        match scene.template {
            Template::Map => assert!((a.column, one.y) < (b.column, other.y)),
            Template::Timeline => assert!(a.row <= b.row),
            Template::Path => assert!((a.emphasis, a.column) <= (b.emphasis, b.column)),
            Template::Overview => {}
        }
    }
}

fn four_of_the_bridge(check: impl Fn(&Scene)) {
    let owned = bridge();
    let tables = owned.tables();
    let graph = PropertyGraph::new(&tables);
    let ids = ["ministry-of-roads", "bridge-treaty", "quill-and-sons"];
    check(&map(graph, &all(graph)));
    check(&timeline(graph, &dated(graph)));
    check(&path(graph, &PathRequest { context_max: 9, ..walk(graph, &ids) }));
    check(&overview(graph, &everything(graph)));
    check(&map(graph, &MapRequest::default()));
}

#[test]
fn every_template_is_named_in_order_and_plain() {
    four_of_the_bridge(|scene| {
        let svg = drawn(scene);
        let document = Document::parse(&svg).expect("our SVG is XML");
        assert_form(&svg, &document);
        assert_named(&document, scene, str::to_owned);
        assert_order(&document);
        assert_eq!(
            svg.matches("<a href=\"https://press.example/a%20b\">").count(),
            scene.sources.len()
        );
    });
}

#[test]
fn cards_are_read_column_by_column_from_the_top() {
    four_of_the_bridge(|scene| {
        assert_reading_order(scene, &lay_out(scene, &Pins::new(), &mut |_| ()));
    });
}

#[test]
fn a_text_is_fitted_where_its_width_is_known() {
    four_of_the_bridge(|scene| {
        let drawing = lay_out(scene, &Pins::new(), &mut |_| ());
        let svg = to_svg(&drawing);
        let document = Document::parse(&svg).expect("our SVG is XML");
        for text in document.descendants().filter(|node| node.has_tag_name((SVG, "text"))) {
            let words = text.text().unwrap_or_default();
            let length = text.attribute("textLength");
            assert_eq!(length.is_some(), text.attribute("lengthAdjust").is_some());
            assert_eq!(length.is_some(), words.chars().count() > 1, "{words}");
        }
        for card in &drawing.nodes {
            let of_card = document.descendants().find(|n| n.attribute("id") == Some(&card.id));
            let texts = of_card.expect("a card is a group").descendants();
            for text in texts.filter(|node| node.attribute("textLength").is_some()) {
                if scene.template == Template::Overview {
                    continue;
                }
                let number = |name| text.attribute(name).unwrap().parse::<f64>().unwrap();
                assert!(number("x") + number("textLength") <= card.frame.right());
            }
        }
    });
}
