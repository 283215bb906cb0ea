//! The map: the two states with most members as panels at the sides, records and projects between them.
//!
//! Decides what is a card, what is only said on a card or by a panel, and which column a card stands in.
//! The order within columns is `order`'s concern.

use super::numbering::Numbering;
use super::order::Arrangement;
use super::parts::{
    self, Bundle, Place, Reading, counted_noun, differing_bundles, is_place_of_record, our_id,
    record_places,
};
use super::sides::{Sides, is_belonging};
use crate::diagram::scene::{Card, CardIx, Emphasis, Labelling, Link, Panel, PanelIx, Scene};
use crate::diagram::{Template, Theme};
use crate::explore::Differences;
use crate::graph::{EdgeIx, EdgeRef, NodeIx, NodeRef, PropertyGraph};
use crate::model::Difference;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Above this number of labels they become numbers that the notes explain.
const LABELS_MAX: usize = 25;
/// Up to this number of cards, records and projects share one column.
const ONE_COLUMN_MAX: usize = 7;
/// From this number of lines within a panel on, it gets a second column.
const SECOND_COLUMN_LINES: usize = 2;

/// What a map shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapRequest {
    /// The nodes, in any order.
    pub nodes: Vec<NodeIx>,
    /// Whom the picture is about: named in the title, and never left out.
    pub about: Vec<NodeIx>,
    /// The edges, in any order; those with an end outside `nodes` are left out.
    pub edges: Vec<EdgeIx>,
    /// The question or finding; the names of the sides when absent.
    pub title: Option<String>,
    /// What the selection was restricted to, in words.
    pub subtitle_filters: Vec<String>,
    /// On a picture of a difference: what is compared, in words, and what differs.
    pub difference: Option<(String, Differences)>,
    /// More nodes than this, and the best connected are shown.
    pub cards_max: usize,
    /// Which colours it takes.
    pub theme: Theme,
}

impl Default for MapRequest {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            about: Vec::new(),
            edges: Vec::new(),
            title: None,
            subtitle_filters: Vec::new(),
            difference: None,
            cards_max: 40,
            theme: Theme::Light,
        }
    }
}

/// Makes a map.
pub fn map(graph: PropertyGraph<'_>, request: &MapRequest) -> Scene {
    let nodes: BTreeSet<NodeIx> = request.nodes.iter().copied().collect();
    let edges: BTreeSet<EdgeIx> = request
        .edges
        .iter()
        .copied()
        .filter(|&ix| {
            let edge = graph.edge(ix);
            nodes.contains(&edge.from().ix) && nodes.contains(&edge.to().ix)
        })
        .collect();
    let mut sides = Sides::of(graph, &nodes);
    let (mut shown, mut drawn) = choose(graph, &nodes, &edges, &sides, request);
    // Without its members a panel is no side, and what it told needs lines again.
    while sides.drop_small_panels(graph, &shown.kept) {
        (shown, drawn) = choose(graph, &nodes, &edges, &sides, request);
    }
    let same = Differences::default();
    let differences = request.difference.as_ref().map_or(&same, |(_, differences)| differences);
    let bundles = differing_bundles(graph, drawn.iter().copied(), &differences.edges);
    let columns = columns(graph, &shown.kept, &bundles, &sides);
    draw(graph, request, &shown, &bundles, &columns, &sides)
}

/// The nodes on the picture, and how many there were.
struct Shown {
    kept: Vec<NodeIx>,
    candidate_count: usize,
}

/// Chooses cards and lines.
fn choose(
    graph: PropertyGraph<'_>,
    nodes: &BTreeSet<NodeIx>,
    edges: &BTreeSet<EdgeIx>,
    sides: &Sides,
    request: &MapRequest,
) -> (Shown, Vec<EdgeIx>) {
    let differs = |ix: EdgeIx| {
        request
            .difference
            .as_ref()
            .is_some_and(|(_, differences)| differences.edges.contains_key(&ix))
    };
    let told: BTreeSet<EdgeIx> = edges
        .iter()
        .copied()
        .filter(|&ix| !differs(ix) && is_told(graph.edge(ix), sides))
        .collect();
    let mut degree: BTreeMap<NodeIx, usize> = nodes.iter().map(|&ix| (ix, 0)).collect();
    let mut has_line: BTreeSet<NodeIx> = BTreeSet::new();
    let mut serves: BTreeSet<NodeIx> = BTreeSet::new();
    for &ix in edges {
        let edge = graph.edge(ix);
        let ends = [edge.from().ix, edge.to().ix];
        if told.contains(&ix) {
            serves.extend(ends);
        } else {
            has_line.extend(ends);
        }
        for end in ends {
            degree.entry(end).and_modify(|n| *n += 1);
        }
    }
    let only_serves = |ix: NodeIx| {
        !has_line.contains(&ix)
            && graph.node(ix).is_hub()
            && (serves.contains(&ix) || sides.panels.contains(&ix))
    };
    let mut candidates: Vec<(Reverse<usize>, NodeIx)> = degree
        .iter()
        .filter(|&(&ix, _)| !only_serves(ix))
        .map(|(&ix, &count)| (Reverse(count), ix))
        .collect();
    candidates.sort_unstable();
    let lines: Vec<EdgeIx> = edges.iter().copied().filter(|ix| !told.contains(ix)).collect();
    let kept = best_connected(graph, &candidates, &lines, request);
    let is_kept = |node: NodeRef<'_>| kept.contains(&node.ix);
    let drawn = lines
        .into_iter()
        .filter(|&ix| is_kept(graph.edge(ix).from()) && is_kept(graph.edge(ix).to()))
        .collect();
    let shown = Shown { kept: kept.into_iter().collect(), candidate_count: candidates.len() };
    (shown, drawn)
}

/// The best connected candidates. A record comes with all its actors or not at all, because an agreement that
/// lacks a signer would tell something else; only one with more than a picture holds comes with as many as
/// fit. What would stand without a line is left out.
fn best_connected(
    graph: PropertyGraph<'_>,
    candidates: &[(Reverse<usize>, NodeIx)],
    lines: &[EdgeIx],
    request: &MapRequest,
) -> BTreeSet<NodeIx> {
    let cards_max = request.cards_max;
    if candidates.len() <= cards_max {
        return candidates.iter().map(|&(_, ix)| ix).collect();
    }
    let mut neighbors: BTreeMap<NodeIx, BTreeSet<NodeIx>> = BTreeMap::new();
    for edge in lines.iter().map(|&ix| graph.edge(ix)).filter(|e| e.from().ix != e.to().ix) {
        neighbors.entry(edge.from().ix).or_default().insert(edge.to().ix);
        neighbors.entry(edge.to().ix).or_default().insert(edge.from().ix);
    }
    let none = BTreeSet::new();
    let around = |ix: NodeIx| neighbors.get(&ix).unwrap_or(&none);
    let is_candidate = |ix: &NodeIx| candidates.iter().any(|(_, candidate)| candidate == ix);
    let about: Vec<NodeIx> = request.about.iter().copied().filter(is_candidate).collect();
    let mut kept: BTreeSet<NodeIx> = about.iter().copied().take(cards_max).collect();
    for ix in about.iter().copied().chain(candidates.iter().map(|&(_, ix)| ix)) {
        let mut together = vec![ix];
        if graph.node(ix).is_record() {
            together.extend(around(ix).iter().filter(|&&n| graph.node(n).kind().actor));
        }
        let fits_nowhere = together.len() > cards_max;
        together.retain(|ix| !kept.contains(ix));
        let room = cards_max - kept.len();
        if fits_nowhere {
            together.truncate(room);
        }
        if together.len() <= room {
            kept.extend(together);
        }
    }
    let first = kept.clone();
    kept.retain(|&ix| about.contains(&ix) || around(ix).iter().any(|near| first.contains(near)));
    kept
}

/// Is the edge told without a line, by a panel or by the second line of a card?
fn is_told(edge: EdgeRef<'_>, sides: &Sides) -> bool {
    let (from, to) = (edge.from(), edge.to());
    if is_place_of_record(edge) {
        return record_places(from).iter().any(|told| told.ix == edge.ix);
    }
    if !is_belonging(edge) || !to.is_hub() || edge.effective_status().is_prospective() {
        return false;
    }
    if to.kind().name == "post" {
        return parts::post_held(from).is_some_and(|told| told.to().ix == to.ix);
    }
    let panel = sides.panel(from);
    panel.is_some() && panel == sides.panel(to)
}

/// The columns of a map from left to right; none is empty.
fn columns(
    graph: PropertyGraph<'_>,
    kept: &[NodeIx],
    bundles: &[Bundle<'_>],
    sides: &Sides,
) -> Vec<Vec<usize>> {
    const LEFT_OUTER: usize = 0;
    const LEFT: usize = 1;
    const RECORDS: usize = 2;
    const OTHERS: usize = 3;
    const RIGHT: usize = 4;
    const RIGHT_OUTER: usize = 5;
    let item_of = |ix: NodeIx| kept.binary_search(&ix).expect("lines join kept cards");
    let lines: Vec<(usize, usize)> =
        bundles.iter().map(|bundle| (item_of(bundle.from), item_of(bundle.to))).collect();
    let node = |item: usize| graph.node(kept[item]);
    let panel_of: Vec<Option<usize>> =
        (0..kept.len()).map(|item| sides.panel(node(item))).collect();
    let outer = outer_items(&panel_of, &lines);
    let containers = containers(graph, bundles);

    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); 6];
    let mut groups = vec![0; kept.len()];
    let mut alternatives = vec![None; kept.len()];
    let middle_count = (0..kept.len())
        .filter(|&item| panel_of[item].is_none() && !node(item).kind().actor)
        .count();
    for item in 0..kept.len() {
        let column = match panel_of[item] {
            Some(0) if outer.contains(&item) => LEFT_OUTER,
            Some(0) => LEFT,
            Some(_) if outer.contains(&item) => RIGHT_OUTER,
            Some(_) => RIGHT,
            // An actor of a third state, or of one too small for a panel, stands opposite the only panel.
            None if node(item).kind().actor
                && sides.panels.len() == 1
                && sides.of.contains_key(&kept[item]) =>
            {
                groups[item] = 1;
                RIGHT
            }
            None if node(item).kind().actor => {
                groups[item] = 1;
                alternatives[item] = Some((LEFT, RIGHT));
                if columns[LEFT].len() <= columns[RIGHT].len() { LEFT } else { RIGHT }
            }
            None if middle_count <= ONE_COLUMN_MAX => RECORDS,
            None => {
                alternatives[item] = Some((RECORDS, OTHERS));
                let first = node(item).is_record() && !containers.contains(&kept[item]);
                if first { RECORDS } else { OTHERS }
            }
        };
        columns[column].push(item);
    }
    let mut columns = Arrangement { columns, lines, groups, alternatives }.solve();
    columns.retain(|column| !column.is_empty());
    columns
}

/// Cards of a panel that only meet cards of the same panel: they stand behind those.
fn outer_items(panel_of: &[Option<usize>], lines: &[(usize, usize)]) -> BTreeSet<usize> {
    let inner_lines = |panel: usize| {
        lines
            .iter()
            .filter(|&&(a, b)| panel_of[a] == Some(panel) && panel_of[b] == Some(panel))
            .count()
    };
    let mut outer = BTreeSet::new();
    let mut by_degree: Vec<(usize, usize)> = (0..panel_of.len())
        .map(|item| (lines.iter().filter(|&&(a, b)| a == item || b == item).count(), item))
        .collect();
    by_degree.sort_unstable();
    for (degree, item) in by_degree {
        let Some(panel) = panel_of[item] else { continue };
        if degree == 0 || inner_lines(panel) < SECOND_COLUMN_LINES {
            continue;
        }
        let stays_behind = lines.iter().all(|&(a, b)| {
            let other = if a == item { b } else { a };
            (a != item && b != item)
                || (panel_of[other] == Some(panel) && !outer.contains(&other) && other != item)
        });
        if stays_behind {
            outer.insert(item);
        }
    }
    outer
}

/// Records that two or more other records point to: a forum and what was signed there.
fn containers(graph: PropertyGraph<'_>, bundles: &[Bundle<'_>]) -> BTreeSet<NodeIx> {
    let mut pointed_at: BTreeMap<NodeIx, usize> = BTreeMap::new();
    for bundle in bundles {
        if graph.node(bundle.from).is_record() && graph.node(bundle.to).is_record() {
            *pointed_at.entry(bundle.to).or_default() += 1;
        }
    }
    pointed_at.into_iter().filter(|&(_, count)| count >= 2).map(|(ix, _)| ix).collect()
}

fn draw(
    graph: PropertyGraph<'_>,
    request: &MapRequest,
    shown: &Shown,
    bundles: &[Bundle<'_>],
    columns: &[Vec<usize>],
    sides: &Sides,
) -> Scene {
    let mut numbering = Numbering::default();
    let link_count = |ix: NodeIx| bundles.iter().filter(|b| b.from == ix || b.to == ix).count();
    let used = used_panels(graph, shown, sides);
    let differences = request.difference.as_ref().map(|(_, differences)| differences);
    let mut cards = Vec::new();
    let mut card_of: BTreeMap<NodeIx, CardIx> = BTreeMap::new();
    for (column, items) in columns.iter().enumerate() {
        for &item in items {
            let node = graph.node(shown.kept[item]);
            let panel = sides
                .panel(node)
                .and_then(|at| used.iter().position(|&panel| panel == sides.panels[at]))
                .map(PanelIx);
            let place = Place {
                emphasis: emphasis(request, bundles, node.ix),
                difference: differences.and_then(|known| known.nodes.get(&node.ix).copied()),
                panel,
                column,
                link_count: link_count(node.ix),
            };
            card_of.insert(node.ix, CardIx(cards.len()));
            cards.push(parts::card(node, &place, &mut numbering));
        }
    }
    let mut links = Vec::new();
    for bundle in bundles {
        let ends = (card_of[&bundle.from], card_of[&bundle.to]);
        let mut link = parts::link(graph, bundle, Reading::Forward, ends, &mut numbering);
        if request.difference.is_some() && bundle.difference.is_none() {
            link.emphasis = Emphasis::Dimmed;
        }
        let records =
            [bundle.from, bundle.to].into_iter().filter(|&end| graph.node(end).is_record());
        let records: Vec<&Card> = records.map(|end| &cards[card_of[&end].0]).collect();
        link.labelling = labelling(bundle, &link, &records);
        links.push(link);
    }
    links.sort_by_key(|link| (link.from.min(link.to), link.from.max(link.to), link.id.clone()));
    let mut notes: Vec<String> = inferred_sides(graph, request, shown, sides).into_iter().collect();
    notes.extend(number_labels(&mut links));
    let records = shown.kept.iter().map(|&ix| graph.node(ix)).filter(|node| node.is_record());
    let lines = parts::style_entries(bundles, records);
    Scene {
        template: Template::Map,
        theme: request.theme,
        title: title(graph, request, &used),
        subtitle: subtitle(graph, request, shown, bundles),
        panels: used
            .iter()
            .map(|&ix| Panel {
                id: our_id('p', graph.node(ix).id()),
                title: graph.node(ix).name().to_owned(),
            })
            .collect(),
        groups: Vec::new(),
        lanes: Vec::new(),
        rows: Vec::new(),
        legend: parts::legend(
            parts::kind_entries(graph, shown.kept.iter().map(|&ix| graph.node(ix))),
            parts::relation_entries(bundles),
            lines,
        ),
        cards,
        links,
        sources: numbering.lines(graph),
        notes,
    }
}

/// The panels on which a card stands.
fn used_panels(graph: PropertyGraph<'_>, shown: &Shown, sides: &Sides) -> Vec<NodeIx> {
    let used: BTreeSet<usize> =
        shown.kept.iter().filter_map(|&ix| sides.panel(graph.node(ix))).collect();
    used.into_iter().map(|at| sides.panels[at]).collect()
}

/// How much stands beside a line: little where the record at its end says the rest.
fn labelling(bundle: &Bundle<'_>, link: &Link, records: &[&Card]) -> Labelling {
    // A record that is new says so for its spokes.
    let is_told = records.iter().any(|record| record.difference == bundle.difference);
    if !bundle.is_plain_spoke() || !is_told {
        return Labelling::Full;
    }
    let names_sources = records.iter().any(|record| record.sources == link.sources);
    if names_sources && !link.sources.is_empty() { Labelling::Legend } else { Labelling::Sources }
}

/// Makes numbers of too many labels; returns the notes that explain them.
fn number_labels(links: &mut [Link]) -> Vec<String> {
    let is_full = |link: &&mut Link| link.labelling == Labelling::Full;
    if links.iter_mut().filter(is_full).count() <= LABELS_MAX {
        return Vec::new();
    }
    let mut notes = Vec::new();
    for link in links.iter_mut().filter(is_full) {
        let number = notes.len() + 1;
        link.labelling = Labelling::Note(number);
        notes.push(format!("({number}) {}", link.description));
    }
    notes
}

/// What is the same before and after is grey, unless something that differs touches it.
fn emphasis(request: &MapRequest, bundles: &[Bundle<'_>], node: NodeIx) -> Emphasis {
    let Some((_, differences)) = &request.difference else { return Emphasis::Normal };
    let differs = differences.nodes.contains_key(&node)
        || bundles.iter().any(|b| b.difference.is_some() && (b.from == node || b.to == node));
    if differs { Emphasis::Normal } else { Emphasis::Dimmed }
}

/// Says which cards stand on a panel only because somebody concluded or claimed it.
fn inferred_sides(
    graph: PropertyGraph<'_>,
    request: &MapRequest,
    shown: &Shown,
    sides: &Sides,
) -> Option<String> {
    let weak: BTreeSet<NodeIx> = request
        .edges
        .iter()
        .map(|&ix| graph.edge(ix))
        .filter(|edge| edge.is_inferred() || edge.claimed_by().is_some())
        .filter(|edge| is_told(*edge, sides) && shown.kept.contains(&edge.from().ix))
        .map(|edge| edge.from().ix)
        .collect();
    let names: Vec<&str> = weak.into_iter().map(|ix| graph.node(ix).name()).collect();
    (!names.is_empty()).then(|| format!("Inferred, not stated: the side of {}.", names.join(", ")))
}

fn title(graph: PropertyGraph<'_>, request: &MapRequest, panels: &[NodeIx]) -> String {
    if let Some(title) = &request.title {
        return title.clone();
    }
    if let Some((compared, _)) = &request.difference {
        return format!("What changed {compared}");
    }
    if let Some(names) = parts::about_words(graph, &request.about) {
        return format!("{names}, and who is around");
    }
    let name = |ix: NodeIx| graph.node(ix).name();
    match panels {
        [left, right] => format!("{} and {}", name(*left), name(*right)),
        [one] => format!("{} and others", name(*one)),
        _ => "Who is connected with whom?".to_owned(),
    }
}

fn subtitle(
    graph: PropertyGraph<'_>,
    request: &MapRequest,
    shown: &Shown,
    bundles: &[Bundle<'_>],
) -> String {
    let nodes = || shown.kept.iter().map(|&ix| graph.node(ix));
    let n_records = nodes().filter(|node| node.is_record()).count();
    let n_actors = nodes().filter(|node| node.kind().actor).count();
    let n_others = shown.kept.len() - n_records - n_actors;
    let mut parts = Vec::new();
    if shown.kept.len() < shown.candidate_count {
        parts.push(format!("{} of {} nodes", shown.kept.len(), shown.candidate_count));
    }
    for (count, singular, plural) in [
        (n_actors, "actor", "actors"),
        (n_records, "agreement or event", "agreements and events"),
        (n_others, "other node", "other nodes"),
        (bundles.iter().map(|b| b.edges.len()).sum(), "relationship", "relationships"),
    ] {
        if count > 0 {
            parts.push(counted_noun(count, singular, plural));
        }
    }
    let dates = bundles
        .iter()
        .flat_map(|bundle| bundle.edges.iter().filter_map(|edge| edge.when()))
        .chain(nodes().filter(|node| node.is_record()).filter_map(NodeRef::when));
    parts.extend(parts::years(dates.map(|when| when.bounds())));
    let mut words = format!("{}.", parts.join(", "));
    words.push_str(&parts::filter_sentence(&request.subtitle_filters));
    if misses_parties(graph, request, shown) {
        words.push_str(" Some agreements and events have parties that are not shown.");
    }
    if let Some((_, differences)) = &request.difference {
        words.push_str(&difference_words(bundles, shown, differences));
    }
    let cites = bundles.iter().any(|bundle| bundle.evidence().next().is_some());
    if cites {
        words.push_str(" Numbers in brackets are the sources below.");
    }
    words
}

/// Does a restriction leave out an actor of a record that is shown?
fn misses_parties(graph: PropertyGraph<'_>, request: &MapRequest, shown: &Shown) -> bool {
    if request.subtitle_filters.is_empty() {
        return false;
    }
    let is_missing = |ix: NodeIx| shown.kept.binary_search(&ix).is_err();
    let records = shown.kept.iter().map(|&ix| graph.node(ix)).filter(|node| node.is_record());
    let mut parties = records.flat_map(NodeRef::edges);
    parties.any(|(edge, other)| {
        other.kind().actor
            && !other.is_hub()
            && is_missing(other.ix)
            && !edge.effective_status().is_void()
    })
}

/// How many cards and relationships differ, by sign.
fn difference_words(bundles: &[Bundle<'_>], shown: &Shown, differences: &Differences) -> String {
    let counts: Vec<String> = Difference::ALL
        .into_iter()
        .filter_map(|difference| {
            let nodes = shown.kept.iter().filter_map(|ix| differences.nodes.get(ix));
            let n_nodes = nodes.filter(|d| **d == difference).count();
            let of_kind = bundles.iter().filter(|b| b.difference == Some(difference));
            let n = n_nodes + of_kind.map(|bundle| bundle.edges.len()).sum::<usize>();
            (n > 0).then(|| format!("{} {n} {}", difference.sign(), difference.as_str()))
        })
        .collect();
    if counts.is_empty() {
        return " Nothing differs.".to_owned();
    }
    format!(" {}; what is grey is the same.", counts.join(", "))
}
