//! Ten thousand hostile names through all templates and both writers, and through Graphviz where it is installed:
//! every reader gets the words back, and nothing else.

use crate::diagram::{all, edge, graphviz, id, node};
use crate::svg::{
    assert_form, assert_harmless, assert_named, assert_order, assert_reading_order, dated, drawn,
    everything,
};
use graphviz_rust::dot_structures::{Attribute, Graph, Id, Stmt, Subgraph};
use roxmltree::{Document, Node as Element};
use sociogram::diagram::{
    Format, LineEntry, MapRequest, Naming, PathRequest, Pins, Scene, SourceLine, Template,
    TimelineRequest, accessible_svg, lay_out, map, overview, path, timeline, to_dot, to_svg,
};
use sociogram::graph::{EdgeIx, NodeIx, Owned, PropertyGraph};
use sociogram::model::{Basis, Digest, Evidence, Source, Status, Vocabulary, When};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

const GRAPHS: u64 = 100;
const NAMES: usize = 100;
const MAP_CARDS: usize = 25;

/// What markup, terminals, readers and people trip over.
const PARTS: [&str; 84] = [
    "\"",
    "'",
    "\\",
    "\\\\",
    "\\N",
    "\\G",
    "\\E\\T\\H\\L",
    "\\n",
    "\\l\\r",
    "\\\"",
    "</TD>",
    "<TD>",
    "</TABLE>>",
    "<B>",
    "</B>",
    "<BR/>",
    "<IMG SRC=\"/etc/passwd\"/>",
    "<script>alert(1)</script>",
    "</text><script>",
    "</title>",
    "</svg>",
    "<a href=\"javascript:x\">",
    "\" onload=\"x",
    "' x='",
    "<!--",
    "-->",
    "--",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE x>",
    "<!ENTITY a \"b\">",
    "<?xml?>",
    "&",
    "&amp;",
    "&lt;",
    "&amp;lt;",
    "&#60;",
    "&#x3c;",
    "&nbsp;",
    "&copy",
    "&a;",
    "url(#x)",
    "digraph",
    "node",
    "edge",
    "subgraph",
    "strict",
    "graph [",
    "->",
    ":p:ne",
    "{",
    "}",
    "[",
    "]",
    ";",
    ",",
    "=",
    "//",
    "/*",
    "*/",
    "#",
    "|",
    "`",
    "$(x)",
    "%s%n",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\u{A0}",
    "\u{85}",
    "\u{2028}",
    "\u{0}",
    "\u{1B}[2J",
    "\u{7F}",
    "\u{FFFE}",
    "\u{1FFFF}",
    "\u{FEFF}",
    "\u{202E}",
    "\u{2066}",
    "\u{200F}",
    "\u{AD}",
    "\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}",
    "...",
];

/// Words of many scripts and shapes.
const WORDS: [&str; 20] = [
    "Ada",
    "Quill & Sons",
    "Серік Ахметов",
    "Қазақстан",
    "한국전력공사",
    "\u{1112}\u{1161}\u{11AB}",
    "三星電子",
    "さくら",
    "شركة النفط",
    "חברה",
    "Ελλάς",
    "ไทย",
    "नमस्ते",
    "👩‍👩‍👧‍👦",
    "🏳️‍🌈",
    "🇰🇿",
    "1️⃣",
    "𝔸𝕓",
    "Nguyễn",
    "o\u{308}e\u{301}",
];

const URLS: [&str; 10] = [
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>",
    "//evil.example/x",
    "vbscript:x",
    "https://a.example/\"><script>?a=&amp;b='c' d",
    "http://a.example/\\N\\G한국",
    "reports/2012.pdf?x=y:z&copy=1",
    "file:///etc/passwd",
];

/// A multiplicative generator, so that every machine makes the same names.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }

    fn pick(&mut self, list: &[&str]) -> String {
        list[self.roll(list.len())].to_owned()
    }

    fn name(&mut self) -> String {
        match self.roll(40) {
            0 => String::new(),
            1 => " \t\u{A0} ".to_owned(),
            2 => self.pick(&PARTS).repeat(60),
            3 => "W".repeat(300),
            _ => (0..=self.roll(6)).map(|_| self.part()).collect(),
        }
    }

    fn part(&mut self) -> String {
        match self.roll(8) {
            0 => char::from_u32(self.roll(0x20) as u32).map(String::from).unwrap_or_default(),
            1 => char::from_u32(self.roll(0x11_0000) as u32).map(String::from).unwrap_or_default(),
            2 | 3 => self.pick(&WORDS),
            _ => self.pick(&PARTS),
        }
    }
}

/// What a reader should get of some words: the rule of the writers, said once more.
fn clean(words: &str) -> String {
    let rule = |c: char| match u32::from(c) {
        0x09..=0x0D | 0x85 | 0x2028 | 0x2029 => ' ',
        0x61C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069 => '\u{FFFD}',
        0x00..=0x1F | 0x7F..=0x9F => '\u{FFFD}',
        code if code & 0xFFFE == 0xFFFE => '\u{FFFD}',
        _ => c,
    };
    words.chars().map(rule).collect()
}

/// The same without spaces: lines break anywhere.
fn dense(words: &str) -> String {
    clean(words).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Fails unless the words found are those wanted, one after the other, each whole or cut with a `…`.
fn assert_reads(found: &str, wanted: &[String]) {
    let found = dense(found);
    let mut rest = &*found;
    for part in wanted {
        let part = dense(part);
        let common: usize = rest
            .chars()
            .zip(part.chars())
            .take_while(|(a, b)| a == b)
            .map(|(c, _)| c.len_utf8())
            .sum();
        rest = &rest[common..];
        if common < part.len() {
            let after = rest.strip_prefix('…');
            rest = after.unwrap_or_else(|| panic!("{found:?}\nis not\n{wanted:?}\nfrom {rest:?}"));
        }
    }
    assert_eq!(rest, "", "more than {wanted:?}");
}

fn hostile_source(name: &str, dice: &mut Dice) -> Source {
    Source {
        id: id(name),
        title: dice.name(),
        publisher: Some(dice.name()),
        author: Some(dice.name()),
        published: When::parse(["2012-05", "2011~", "2009/.."][dice.roll(3)]).ok(),
        retrieved: None,
        url: Some(dice.pick(&URLS)),
        file: None,
        sha256: None,
        derived_from: None,
    }
}

fn evidence(source: usize) -> Evidence {
    Evidence {
        source: id(&format!("source-{source}")),
        start: 0,
        end: 1,
        sha256: Digest([0; 32]),
        says: "so".into(),
        quote: None,
        supports: None,
    }
}

/// A chain of people, companies, treaties and projects of two states, all with hostile names.
fn hostile_graph(dice: &mut Dice) -> Owned {
    const KINDS: [&str; 5] = ["person", "company", "treaty", "project", "meeting"];
    let sources: Vec<Source> =
        (10..16).map(|number| hostile_source(&format!("source-{number}"), dice)).collect();
    let mut nodes = Vec::new();
    let mut edges = Vec::new();
    let name = |at: usize| format!("n{}", 100 + at);
    for at in 0..NAMES {
        let kind = if at >= NAMES - 2 { "state" } else { KINDS[dice.roll(5)] };
        let mut node = node(&name(at), kind);
        node.name = dice.name();
        node.aliases = vec![dice.name(), format!("한{}", dice.name())];
        node.status = Status::ALL[dice.roll(Status::ALL.len())];
        node.evidence = vec![evidence(10 + dice.roll(6))];
        if matches!(kind, "treaty" | "meeting") {
            node.when = When::parse(&format!("20{:02}", dice.roll(8))).ok();
        }
        nodes.push(node);
        if at > 0 {
            let date = format!("20{:02}-0{}", dice.roll(8), 1 + dice.roll(9));
            let mut edge = edge(&name(at - 1), "invited", &name(at), Some(&date));
            edge.evidence = vec![evidence(10 + dice.roll(6)); dice.roll(3).min(1)];
            if dice.roll(9) == 0 {
                edge.basis = Basis::Inferred { because: dice.name() };
            }
            if dice.roll(9) == 0 {
                edge.claimed_by = Some(id(&name(dice.roll(NAMES))));
            }
            edges.push(edge);
        }
    }
    for (at, state) in [(0, 1), (4, 1), (8, 1), (12, 2), (16, 2), (20, 2)] {
        "person".clone_into(&mut nodes[at].kind);
        let mut edge = edge(&name(at), "represents", &name(NAMES - state), None);
        edge.evidence = vec![evidence(10)];
        edges.push(edge);
    }
    edges.sort_by(|a, b| a.id.cmp(&b.id));
    Owned::build(&Vocabulary::core(), &sources, &nodes, &edges)
}

/// One path through all, as one node after the other was made.
fn chain(graph: PropertyGraph<'_>) -> PathRequest {
    let nodes: Vec<NodeIx> = graph.nodes().map(|node| node.ix).collect();
    let hop = |pair: &[NodeIx]| -> Vec<EdgeIx> {
        let edges = graph.node(pair[0]).edges().filter(|(_, other)| other.ix == pair[1]);
        edges.map(|(edge, _)| edge.ix).collect()
    };
    let hops = nodes.windows(2).map(hop).collect();
    PathRequest { nodes, hops, context_max: 0, ..PathRequest::default() }
}

/// A picture of a graph, or several where one would cost too much: columns of a map are put in order by trying.
fn scenes(graph: PropertyGraph<'_>, template: Template) -> Vec<Scene> {
    match template {
        Template::Map => {
            let request = all(graph);
            let part = |nodes: &[NodeIx]| MapRequest { nodes: nodes.to_vec(), ..request.clone() };
            request.nodes.chunks(MAP_CARDS).map(|nodes| map(graph, &part(nodes))).collect()
        }
        Template::Timeline => {
            vec![timeline(graph, &TimelineRequest { cards_max: NAMES, ..dated(graph) })]
        }
        Template::Path => vec![path(graph, &chain(graph))],
        Template::Overview => vec![overview(graph, &everything(graph))],
    }
}

/// Hostile words wherever a scene has words of its own.
fn spoil(scene: &mut Scene, dice: &mut Dice) {
    scene.title = dice.name();
    scene.subtitle = dice.name();
    scene.notes = (0..dice.roll(9)).map(|_| dice.name()).collect();
    let titles = scene.panels.iter_mut().map(|panel| &mut panel.title);
    for words in titles.chain(&mut scene.groups).chain(&mut scene.lanes).chain(&mut scene.rows) {
        *words = dice.name();
    }
    for card in &mut scene.cards {
        card.caption = Some(dice.name()).filter(|_| dice.roll(2) == 0);
        let _ = write!(card.second_line, " · {}", dice.name());
        if dice.roll(20) == 0 {
            card.glyph = ['<', '&', '"', '\u{0}', '\u{FFFE}', '\u{202E}', '한'][dice.roll(7)];
        }
    }
    for link in &mut scene.links {
        let _ = write!(link.label, "{}", dice.name());
        link.detail = dice.name();
    }
    for entry in &mut scene.legend.kinds {
        entry.words = dice.name();
    }
    for entry in &mut scene.legend.relations {
        entry.words = dice.name();
    }
    for entry in &mut scene.legend.lines {
        if let LineEntry::Style(_, words) | LineEntry::Thread(_, _, words) = entry {
            *words = dice.name();
        }
    }
}

/// A hundred graphs of a hundred names each, in turn as one template and the next.
static SCENES: LazyLock<[Vec<Scene>; 4]> = LazyLock::new(|| Template::ALL.map(hostile_scenes));

fn hostile_scenes(template: Template) -> Vec<Scene> {
    let turn = Template::ALL.iter().position(|other| *other == template).unwrap();
    let mut all = Vec::new();
    for number in (0..GRAPHS).skip(turn).step_by(Template::ALL.len()) {
        let mut dice = Dice(number);
        let owned = hostile_graph(&mut dice);
        let tables = owned.tables();
        let mut scenes = scenes(PropertyGraph::new(&tables), template);
        for scene in &mut scenes {
            spoil(scene, &mut dice);
        }
        all.append(&mut scenes);
    }
    all
}

fn text_in(node: Element<'_, '_>) -> String {
    let of_title = |text: &Element<'_, '_>| {
        text.parent().is_some_and(|p| p.has_tag_name((crate::svg::SVG, "title")))
    };
    node.descendants().filter(|n| n.is_text() && !of_title(n)).filter_map(|n| n.text()).collect()
}

/// The parts of a card, `glyph` where the writer draws it as text.
fn card_words(scene: &Scene, at: usize, glyph: Option<char>, glyph_is_first: bool) -> Vec<String> {
    let card = &scene.cards[at];
    let glyph = glyph.map(String::from);
    if scene.template == Template::Overview {
        let naming = card.standing.map_or(Naming::Hidden, |standing| standing.naming);
        let name = Some(card.name.clone()).filter(|_| naming != Naming::Hidden);
        return glyph.into_iter().chain(name).collect();
    }
    let numbers: Vec<String> = card.sources.iter().map(|number| format!("[{number}]")).collect();
    let hidden = Some(format!("·+{}", card.hidden_neighbors)).filter(|_| card.hidden_neighbors > 0);
    let second = format!("{}{}{}", card.second_line, numbers.concat(), hidden.unwrap_or_default());
    let (before, after) = if glyph_is_first { (glyph, None) } else { (None, glyph) };
    let name = [card.name.clone()];
    let others = [card.script_line.clone(), card.caption.clone(), after, Some(second)];
    before.into_iter().chain(name).chain(others.into_iter().flatten()).collect()
}

/// The glyph, where it is none of ours and so a text.
fn glyph_text(glyph: char) -> Option<char> {
    Some(glyph).filter(|glyph| "<&\"\u{0}\u{FFFE}\u{202E}한".contains(*glyph))
}

/// The words beside a line, with the number of its step where it is the first of it.
fn link_words(scene: &Scene, at: usize) -> Vec<String> {
    let link = &scene.links[at];
    match scene.template {
        Template::Map => vec![link.words()],
        Template::Path => {
            let is_first = !scene.links[..at].iter().any(|other| other.step == link.step);
            let number = link.step.filter(|_| is_first).map(|step| step.to_string());
            number.into_iter().chain([link.full_words()]).collect()
        }
        Template::Timeline | Template::Overview => Vec::new(),
    }
}

/// Title and subtitle; legend, notes and sources.
fn words_around(scene: &Scene) -> (Vec<String>, Vec<String>) {
    let legend = &scene.legend;
    let line = |line: &LineEntry| match line {
        LineEntry::Style(_, words) | LineEntry::Thread(_, _, words) => words.clone(),
        LineEntry::OnPath => "on the path".to_owned(),
        LineEntry::Context => "around it".to_owned(),
    };
    let kinds = legend.kinds.iter().map(|kind| kind.words.clone());
    let relations = legend.relations.iter().map(|relation| relation.words.clone());
    let numbered = |(at, source): (usize, &SourceLine)| format!("[{}] {}", at + 1, source.words);
    let below = kinds
        .chain(relations)
        .chain(legend.lines.iter().map(line))
        .chain(scene.notes.iter().cloned())
        .chain(scene.sources.iter().enumerate().map(numbered));
    (vec![scene.title.clone(), scene.subtitle.clone()], below.collect())
}

/// Whether the words stand in the text found, whole or cut.
fn is_in(found: &str, wanted: &str) -> bool {
    let wanted = dense(wanted);
    found.contains(&wanted)
        || wanted.char_indices().any(|(at, _)| found.contains(&format!("{}…", &wanted[..at])))
}

/// Everything on the picture by the ids of cards and lines.
fn by_id<'d>(document: &'d Document<'_>) -> BTreeMap<&'d str, Element<'d, 'd>> {
    let groups = document.descendants().filter(|node| node.has_tag_name((crate::svg::SVG, "g")));
    groups.filter_map(|group| Some((group.attribute("id")?, group))).collect()
}

fn check_svg(scene: &Scene) {
    let drawing = lay_out(scene, &Pins::new(), &mut |_| ());
    let svg = to_svg(&drawing);
    let document = Document::parse(&svg).expect("our SVG is XML");
    assert_form(&svg, &document);
    assert_named(&document, scene, clean);
    assert_order(&document);
    assert_reading_order(scene, &drawing);
    let groups = by_id(&document);
    for (at, card) in scene.cards.iter().enumerate() {
        let words = card_words(scene, at, glyph_text(card.glyph), true);
        assert_reads(&text_in(groups[&*card.id]), &words);
    }
    for (at, link) in scene.links.iter().enumerate() {
        assert_reads(&text_in(groups[&*link.id]), &link_words(scene, at));
    }
    let (above, below) = words_around(scene);
    let mut parts = [String::new(), String::new(), String::new()];
    let mut place = 0;
    for child in document.root_element().children().filter(Element::is_element).skip(2) {
        if child.has_tag_name((crate::svg::SVG, "g")) {
            place = if child.attribute("role") == Some("graphics-symbol") { 2 } else { 1 };
            if place == 1 {
                parts[1].push_str(&text_in(child));
            }
        } else {
            parts[place].push_str(&text_in(child));
        }
    }
    // Words of grounds without a label follow the heading at once.
    let is_plain = scene.template == Template::Path || scene.template == Template::Overview;
    if is_plain && !scene.cards.is_empty() {
        assert_reads(&parts[0], &above);
    }
    assert_reads(&parts[2], &below);
    let heading = dense(&(parts[0].clone() + &parts[1]));
    for words in above.iter().chain(&scene.rows) {
        assert!(is_in(&heading, words), "{words:?} in {heading:?}");
    }
    for words in scene.lanes.iter().chain(scene.panels.iter().map(|panel| &panel.title)) {
        assert!(is_in(&heading, &clean(words).to_uppercase()), "{words:?} in {heading:?}");
    }
}

#[test]
fn our_svg_gives_ten_thousand_names_back() {
    SCENES.iter().flatten().for_each(check_svg);
}

/// Label and tooltip of everything in a DOT file that has an id for the reader, and those of the graph as `graph`.
type Labels = BTreeMap<String, (Option<String>, Option<String>)>;

fn labels(dot: &str) -> Labels {
    let Ok(Graph::DiGraph { stmts, .. }) = graphviz_rust::parse(dot) else {
        panic!("graphviz-rust refuses:\n{dot}")
    };
    let mut labels = Labels::new();
    collect(&stmts, "graph", &mut labels);
    labels
}

fn collect(stmts: &[Stmt], of: &str, labels: &mut Labels) {
    let mut own: Vec<&Attribute> = Vec::new();
    for stmt in stmts {
        match stmt {
            Stmt::Attribute(attribute) => own.push(attribute),
            Stmt::GAttribute(graphviz_rust::dot_structures::GraphAttributes::Graph(list)) => {
                own.extend(list);
            }
            Stmt::GAttribute(_) => {}
            Stmt::Node(node) => add(node.attributes.iter(), None, labels),
            Stmt::Edge(edge) => add(edge.attributes.iter(), None, labels),
            Stmt::Subgraph(Subgraph { id, stmts }) => collect(stmts, &plain(id), labels),
        }
    }
    add(own.into_iter(), Some(of), labels);
}

fn add<'a>(attributes: impl Iterator<Item = &'a Attribute>, of: Option<&str>, labels: &mut Labels) {
    let attributes: BTreeMap<String, String> =
        attributes.map(|Attribute(name, value)| (plain(name), plain(value))).collect();
    let Some(id) = of.map(str::to_owned).or_else(|| attributes.get("id").cloned()) else { return };
    let found = (attributes.get("label").cloned(), attributes.get("tooltip").cloned());
    assert!(labels.insert(id.clone(), found).is_none() || of.is_some(), "{id} stands twice");
}

/// What Graphviz makes of a word, a quoted text or markup, without its tags.
fn plain(id: &Id) -> String {
    match id {
        Id::Plain(word) | Id::Anonymous(word) => word.clone(),
        Id::Escaped(text) => {
            let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap();
            assert!(!inside.contains('\n') && !inside.replace("\\\"", "").contains(['"', '\\']));
            inside.replace("\\\"", "\"").replace("&amp;", "&")
        }
        Id::Html(markup) => {
            let inside = markup.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap();
            let inside = format!("<x>{inside}</x>");
            let document = Document::parse(&inside).expect("markup is well-formed");
            for node in document.descendants() {
                if let Some(url) = node.attribute("HREF") {
                    assert_harmless(url);
                }
            }
            let words = document.descendants().filter(Element::is_text).filter_map(|n| n.text());
            let words: String = words.collect();
            assert!(!words.replace("\\\\", "").contains('\\'), "Graphviz would expand {words}");
            words.replace("\\\\", "\\")
        }
    }
}

#[test]
fn dot_gives_ten_thousand_names_back() {
    SCENES.iter().flatten().for_each(check_dot);
}

fn check_dot(scene: &Scene) {
    let labels = labels(&to_dot(scene));
    let tooltip = |words: &str| match clean(words).replace('\\', "∖") {
        words if words.is_empty() => " ".to_owned(),
        words => words,
    };
    for (at, card) in scene.cards.iter().enumerate() {
        let (label, tip) = &labels[&card.id];
        let words = card_words(scene, at, Some(card.glyph), scene.template == Template::Overview);
        assert_reads(label.as_deref().unwrap(), &words);
        assert_eq!(tip.as_deref(), Some(&*tooltip(&card.description)));
    }
    for (at, link) in scene.links.iter().enumerate() {
        let (label, tip) = &labels[&link.id];
        assert_reads(label.as_deref().unwrap_or_default(), &link_words(scene, at));
        assert_eq!(tip.as_deref(), Some(&*tooltip(&link.description)));
    }
    let (heading, tip) = &labels["graph"];
    assert_eq!(tip.as_deref(), Some(&*tooltip(&scene.title)));
    let footer = labels.get("cluster_frame").and_then(|(label, _)| label.clone());
    let found = dense(&(heading.clone().unwrap() + &footer.unwrap_or_default()));
    let (above, below) = words_around(scene);
    for words in above.iter().chain(&below) {
        assert!(is_in(&found, words), "{words:?} in {found:?}");
    }
    for panel in &scene.panels {
        let (label, tip) = &labels[&format!("cluster_{}", panel.id)];
        assert_reads(label.as_deref().unwrap(), &[panel.title.to_uppercase()]);
        assert_eq!(tip.as_deref(), Some(&*tooltip(&panel.title)));
    }
}

#[test]
fn graphviz_gives_ten_thousand_names_back_in_silence() {
    let Some(graphviz) = graphviz() else {
        eprintln!("skipped: Graphviz is not installed");
        return;
    };
    for scenes in SCENES.iter() {
        // One run for all graphs of a template, and as many pictures.
        let dot: String = scenes.iter().map(to_dot).collect();
        let picture = graphviz.render(&dot, Format::Svg).expect("Graphviz takes it");
        assert_eq!(picture.warnings, "");
        let svg = String::from_utf8(picture.bytes).expect("SVG is UTF-8");
        let pictures: Vec<&str> = svg.split("<?xml ").skip(1).collect();
        assert_eq!(pictures.len(), scenes.len());
        for (scene, picture) in scenes.iter().zip(pictures) {
            check_graphviz(scene, &accessible_svg(picture, scene));
        }
    }
}

fn addresses<'d>(document: &'d Document<'_>) -> BTreeSet<&'d str> {
    let attributes = document.descendants().flat_map(|node| node.attributes());
    attributes.filter(|attribute| attribute.name() == "href").map(|href| href.value()).collect()
}

/// What Graphviz drew, with names of ours.
fn check_graphviz(scene: &Scene, svg: &str) {
    const ELEMENTS: [&str; 11] = [
        "a", "desc", "ellipse", "g", "path", "polygon", "polyline", "svg", "text", "title", "tspan",
    ];
    let document = Document::parse(svg).expect("Graphviz writes XML");
    for node in document.descendants().filter(Element::is_element) {
        assert!(ELEMENTS.contains(&node.tag_name().name()), "{node:?}");
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            assert!(!name.starts_with("on"), "{name}");
            if name == "href" {
                assert_harmless(value);
            }
        }
    }
    if scene.template == Template::Path {
        let ours = drawn(scene);
        let ours = Document::parse(&ours).expect("our SVG is XML");
        assert_eq!(addresses(&document), addresses(&ours));
    }
    let groups = by_id(&document);
    for (at, card) in scene.cards.iter().enumerate() {
        let group = groups[&*card.id];
        let words = card_words(scene, at, Some(card.glyph), scene.template == Template::Overview);
        assert_reads(&text_in(group), &words);
        assert_eq!(group.attribute("aria-label"), Some(&*clean(&card.description)));
    }
    for (at, link) in scene.links.iter().enumerate() {
        let group = groups[&*link.id];
        assert_reads(&text_in(group), &link_words(scene, at));
        assert_eq!(group.attribute("aria-label"), Some(&*clean(&link.description)));
    }
    let all = dense(&text_in(document.root_element()));
    let (above, below) = words_around(scene);
    for words in above.iter().chain(&below) {
        assert!(is_in(&all, words), "{words:?}");
    }
}

#[test]
fn the_same_graph_gives_the_same_bytes_in_any_order() {
    for number in 0..5 {
        let mut dice = Dice(number);
        let owned = hostile_graph(&mut dice);
        let tables = owned.tables();
        let graph = PropertyGraph::new(&tables);
        let request = all(graph);
        let mut shuffled = request.clone();
        shuffled.nodes.sort_by_key(|ix| ix.0 * 37 % 101);
        shuffled.edges.sort_by_key(|ix| ix.0 * 37 % 101);
        let times = dated(graph);
        let mut marks = everything(graph);
        marks.edges.sort_by_key(|ix| ix.0 * 37 % 101);
        let pairs = [
            [map(graph, &request), map(graph, &shuffled)],
            [timeline(graph, &times), timeline(graph, &times)],
            [path(graph, &chain(graph)), path(graph, &chain(graph))],
            [overview(graph, &everything(graph)), overview(graph, &marks)],
        ];
        for [one, other] in pairs {
            assert_eq!(to_dot(&one), to_dot(&other));
            assert_eq!(drawn(&one), drawn(&other));
        }
    }
}
