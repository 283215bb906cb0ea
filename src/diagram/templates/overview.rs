//! The overview: the whole graph as marks, their area by a measure, the highest named, communities as grounds.
//!
//! Draws the scores and communities it is given. Edges between two nodes are one line, without words: pointing at
//! it tells what they say.

use super::numbering::{Backing, Numbering};
use super::parts::{self, Bundle, Place, bundles, counted_noun, our_id};
use crate::diagram::palette::Relation;
use crate::diagram::scene::{
    Arrow, CardIx, Confidence, Emphasis, Labelling, LineEntry, Link, Naming, Scene, Standing,
};
use crate::diagram::{Template, Theme};
use crate::explore::{Measure, OverviewNode};
use crate::graph::{EdgeIx, EdgeRef, NodeIx, PropertyGraph};
use std::collections::{BTreeMap, BTreeSet};

/// Up to this number of nodes, all are named.
const ALL_NAMED_MAX: usize = 120;
/// A community with fewer nodes than this gets no ground.
const GROUP_MIN: usize = 4;
/// Communities that get one, at most: the largest.
const GROUPS_MAX: usize = 10;

/// What an overview shows.
#[derive(Debug, Clone, PartialEq)]
pub struct OverviewRequest {
    /// The measure that the scores are by.
    pub measure: Measure,
    /// The nodes by id.
    pub nodes: Vec<OverviewNode>,
    /// The edges between them, parallel ones each.
    pub edges: Vec<EdgeIx>,
    /// Names written in bold: those of the highest nodes.
    pub labels_max: usize,
    /// The question or finding.
    pub title: Option<String>,
    /// What the selection was restricted to, in words.
    pub subtitle_filters: Vec<String>,
    /// Which colours it takes.
    pub theme: Theme,
}

/// Makes an overview.
pub fn overview(graph: PropertyGraph<'_>, request: &OverviewRequest) -> Scene {
    let places = by_score(&request.nodes);
    let groups = groups(graph, &request.nodes, &places);
    let highest = places.first().map_or(0.0, |&at| request.nodes[at].score);
    let bundles = bundles(graph, request.edges.iter().copied());
    let mut degree: BTreeMap<NodeIx, usize> = BTreeMap::new();
    for bundle in &bundles {
        for end in [bundle.from, bundle.to] {
            *degree.entry(end).or_default() += bundle.edges.len();
        }
    }
    let mut numbering = Numbering::default();
    let mut cards = Vec::with_capacity(places.len());
    let mut card_of: BTreeMap<NodeIx, CardIx> = BTreeMap::new();
    for (rank, &at) in places.iter().enumerate() {
        let OverviewNode { node, score, community } = request.nodes[at];
        let place = Place {
            emphasis: Emphasis::Normal,
            difference: None,
            panel: None,
            column: 0,
            link_count: degree.get(&node).copied().unwrap_or_default(),
        };
        let mut card = parts::card(graph.node(node), &place, &mut numbering);
        let naming = if rank < request.labels_max && score > 0.0 {
            Naming::Bold
        } else if places.len() <= ALL_NAMED_MAX {
            Naming::Small
        } else {
            Naming::Hidden
        };
        card.standing = Some(Standing {
            area: millionths(score, highest),
            naming,
            group: groups.iter().position(|group| group.community == community),
        });
        card_of.insert(node, CardIx(cards.len()));
        cards.push(card);
    }
    let dates = bundles.iter().flat_map(|b| b.edges.iter().filter_map(|edge| edge.when()));
    let records = request.nodes.iter().filter_map(|node| graph.node(node.node).when());
    let span = parts::years(dates.chain(records).map(|when| when.bounds()));
    let links = links(graph, &bundles, &card_of, &mut numbering);
    let n_named = cards
        .iter()
        .filter(|card| card.standing.is_some_and(|standing| standing.naming == Naming::Bold))
        .count();
    Scene {
        template: Template::Overview,
        theme: request.theme,
        title: request.title.clone().unwrap_or_else(|| question(request.measure).to_owned()),
        subtitle: subtitle(request, links.len(), span, n_named, &groups),
        panels: Vec::new(),
        groups: groups.into_iter().map(|group| group.title).collect(),
        lanes: Vec::new(),
        rows: Vec::new(),
        legend: parts::legend(
            parts::kind_entries(graph, request.nodes.iter().map(|node| graph.node(node.node))),
            Vec::new(),
            overview_lines(&links, &bundles),
        ),
        cards,
        links,
        sources: numbering.lines(graph),
        notes: Vec::new(),
    }
}

/// The question that a measure answers.
fn question(measure: Measure) -> &'static str {
    match measure {
        Measure::Betweenness => "Who holds the network together?",
        Measure::Degree | Measure::InDegree | Measure::OutDegree => "Who has most connections?",
        Measure::Closeness | Measure::Harmonic => "Who is near to everybody?",
        Measure::Pagerank | Measure::Eigenvector | Measure::Katz => {
            "Who is well connected to the well connected?"
        }
        Measure::HitsHub | Measure::HitsAuthority => "Who points to whom?",
        Measure::Core | Measure::Clustering => "Who stands in the thick of it?",
        Measure::EffectiveSize | Measure::Constraint => "Who joins those who are apart?",
    }
}

/// The legend of the styles that lines have.
fn overview_lines(links: &[Link], bundles: &[Bundle<'_>]) -> Vec<LineEntry> {
    let drawn: BTreeSet<Confidence> = links.iter().map(|link| link.style).collect();
    let weak = bundles.iter().filter(|bundle| drawn.contains(&bundle.style));
    parts::weak_entries(weak.map(|bundle| (bundle.style, bundle.style_words.clone())))
}

/// Positions of nodes from the highest score; equal ones by id.
fn by_score(nodes: &[OverviewNode]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..nodes.len()).collect();
    places.sort_by(|&a, &b| {
        nodes[b].score.total_cmp(&nodes[a].score).then(nodes[a].node.cmp(&nodes[b].node))
    });
    places
}

#[expect(clippy::cast_sign_loss, reason = "scores are not negative")]
fn millionths(score: f64, highest: f64) -> u32 {
    if highest > 0.0 { (score / highest * 1e6).round() as u32 } else { 0 }
}

/// A community that is shown.
struct Group {
    community: u32,
    title: String,
}

/// The communities that get a ground, from the largest, each named by its highest node.
fn groups(graph: PropertyGraph<'_>, nodes: &[OverviewNode], places: &[usize]) -> Vec<Group> {
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for &at in places {
        members.entry(nodes[at].community).or_default().push(at);
    }
    // They are numbered by falling size.
    members
        .into_iter()
        .filter(|(_, members)| members.len() >= GROUP_MIN)
        .take(GROUPS_MAX)
        .map(|(community, members)| {
            let highest = graph.node(nodes[members[0]].node).name();
            let title =
                format!("{highest} and {}", counted_noun(members.len() - 1, "other", "others"));
            Group { community, title }
        })
        .collect()
}

/// One line for all edges between two nodes.
fn links(
    graph: PropertyGraph<'_>,
    bundles: &[Bundle<'_>],
    card_of: &BTreeMap<NodeIx, CardIx>,
    numbering: &mut Numbering,
) -> Vec<Link> {
    let mut pairs: BTreeMap<(CardIx, CardIx), Vec<&Bundle<'_>>> = BTreeMap::new();
    for bundle in bundles {
        let (Some(&a), Some(&b)) = (card_of.get(&bundle.from), card_of.get(&bundle.to)) else {
            continue;
        };
        if a != b {
            pairs.entry((a.min(b), a.max(b))).or_default().push(bundle);
        }
    }
    let link = |((from, to), bundles): ((CardIx, CardIx), Vec<&Bundle<'_>>)| {
        let mut labels: Vec<String> = Vec::new();
        let mut sentences = Vec::new();
        for bundle in &bundles {
            let sources = numbering.numbers(bundle.evidence());
            let words = parts::sentence(graph, bundle);
            sentences.push(parts::bracketed_description(&words, &sources));
            labels.push(bundle.label());
        }
        labels.dedup();
        let edges: Vec<EdgeRef<'_>> =
            bundles.iter().flat_map(|bundle| bundle.edges.iter().copied()).collect();
        let Backing { sources, evidence } = numbering.backing(&parts::statements(graph, &edges));
        Link {
            id: our_id('e', bundles[0].first().id()),
            from,
            to,
            label: labels.join(", "),
            detail: String::new(),
            relation: Relation::Other,
            arrow: Arrow::None,
            difference: None,
            // The line stands if one of its statements does.
            style: bundles.iter().map(|bundle| bundle.style).min().unwrap_or(Confidence::Solid),
            count: bundles.iter().map(|bundle| bundle.edges.len()).sum(),
            step: None,
            labelling: Labelling::Legend,
            emphasis: Emphasis::Dimmed,
            sources,
            evidence,
            description: sentences.join("; "),
        }
    };
    pairs.into_iter().map(link).collect()
}

fn subtitle(
    request: &OverviewRequest,
    n_pairs: usize,
    span: Option<String>,
    n_named: usize,
    groups: &[Group],
) -> String {
    let n_actors_and_records = counted_noun(request.nodes.len(), "node", "nodes");
    let edges = counted_noun(request.edges.len(), "relationship", "relationships");
    let pairs = counted_noun(n_pairs, "line", "lines");
    let mut first = vec![n_actors_and_records, format!("{edges} ({pairs})")];
    first.extend(span);
    let mut sentences = vec![format!("{}.", first.join(", "))];
    let filters = parts::filter_sentence(&request.subtitle_filters);
    if !filters.is_empty() {
        sentences.push(filters.trim_start().to_owned());
    }
    let named = match n_named {
        0 => String::new(),
        1 => "; the highest is in bold".to_owned(),
        n => format!("; the {n} highest are in bold"),
    };
    sentences.push(format!("Area = {}{named}.", request.measure.as_str()));
    if !groups.is_empty() {
        sentences.push("Grey grounds are communities (Louvain).".to_owned());
    }
    sentences.push("States, places and other hubs are left out.".to_owned());
    if n_pairs > 0 {
        sentences.push("Pointing at a line tells what it says and its sources.".to_owned());
    }
    sentences.join(" ")
}
