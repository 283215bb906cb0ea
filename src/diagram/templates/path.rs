//! The path: one answer as a straight, numbered spine, with its surroundings dimmed beside it.
//!
//! Draws the path it is given; finding it is not its concern.

use super::numbering::Numbering;
use super::parts::{self, Bundle, Place, Reading, bundles, counted_noun};
use crate::diagram::scene::{CardIx, Emphasis, LineEntry, Link, STEP_LINKS_MAX, Scene};
use crate::diagram::{Template, Theme};
use crate::graph::{EdgeIx, NodeIx, NodeRef, PropertyGraph};
use crate::model::Passability;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Cards of context beside one step, at most: one at each side.
const CONTEXT_PER_STEP: usize = 2;

/// What a path shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathRequest {
    /// The nodes of the path, in its order.
    pub nodes: Vec<NodeIx>,
    /// The edges of each hop; the first is the one that the line shows. One entry fewer than `nodes`.
    pub hops: Vec<Vec<EdgeIx>>,
    /// Edges that lead to what stands beside the path; all when absent.
    pub beside: Option<BTreeSet<EdgeIx>>,
    /// Number of neighbours beside the path, at most.
    pub context_max: usize,
    /// The question; made from the names of the ends when absent.
    pub title: Option<String>,
    /// Length and rank of the answer; the number of edges when absent.
    pub subtitle: Option<String>,
    /// What the selection was restricted to, in words.
    pub subtitle_filters: Vec<String>,
    /// Which colours it takes.
    pub theme: Theme,
}

impl Default for PathRequest {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            hops: Vec::new(),
            beside: None,
            context_max: 6,
            title: None,
            subtitle: None,
            subtitle_filters: Vec::new(),
            theme: Theme::Light,
        }
    }
}

impl PathRequest {
    /// May an edge lead to what stands beside the path?
    fn leads(&self, edge: EdgeIx) -> bool {
        self.beside.as_ref().is_none_or(|beside| beside.contains(&edge))
    }
}

/// Makes the picture of a path.
///
/// # Panics
/// If a hop has no edge, or an edge does not join the two nodes of its hop.
pub fn path(graph: PropertyGraph<'_>, request: &PathRequest) -> Scene {
    assert_eq!(request.hops.len() + 1, request.nodes.len().max(1), "a hop between each two nodes");
    let on_path: BTreeSet<NodeIx> = request.nodes.iter().copied().collect();
    let context = context(graph, request, &on_path);
    let beside: BTreeSet<NodeIx> = context.iter().map(|c| c.node).collect();
    let mut numbering = Numbering::default();
    let mut cards = Vec::new();
    let mut links = Vec::new();
    let mut legend_bundles = Vec::new();

    for (step, &ix) in request.nodes.iter().enumerate() {
        let node = graph.node(ix);
        let place = Place {
            emphasis: Emphasis::OnPath,
            difference: None,
            panel: None,
            column: step,
            link_count: node.edges().count(),
        };
        let mut card = parts::card(node, &place, &mut numbering);
        card.hidden_neighbors = neighbors(node, request, &on_path)
            .into_iter()
            .filter(|ix| !beside.contains(ix))
            .count();
        cards.push(card);
        if let Some(hop) = request.hops.get(step) {
            let ends = (ix, request.nodes[step + 1]);
            links.extend(hop_links(graph, hop, ends, step, &mut numbering, &mut legend_bundles));
        }
    }
    for beside in &context {
        let node = graph.node(beside.node);
        let place = Place {
            emphasis: Emphasis::Dimmed,
            difference: None,
            panel: None,
            column: beside.step,
            link_count: node.edges().count(),
        };
        cards.push(parts::card(node, &place, &mut numbering));
        let this = CardIx(cards.len() - 1);
        let bundle = joining(graph, request, beside);
        links.push(beside_link(graph, &bundle, beside, this, &mut numbering));
        legend_bundles.push(bundle);
    }

    let shown = request.nodes.iter().copied().chain(context.iter().map(|c| c.node));
    let mut lines = Vec::new();
    if !request.hops.is_empty() {
        lines.push(LineEntry::OnPath);
    }
    if !context.is_empty() {
        lines.push(LineEntry::Context);
    }
    lines.extend(parts::style_entries(&legend_bundles, shown.clone().map(|ix| graph.node(ix))));
    Scene {
        template: Template::Path,
        theme: request.theme,
        title: title(graph, request),
        subtitle: subtitle(request, context.len(), &cards),
        notes: untold(&links),
        panels: Vec::new(),
        groups: Vec::new(),
        lanes: Vec::new(),
        rows: Vec::new(),
        legend: parts::legend(
            parts::kind_entries(graph, shown.map(|ix| graph.node(ix))),
            Vec::new(),
            lines,
        ),
        cards,
        links,
        sources: numbering.lines(graph),
    }
}

/// What the words beside a step only count.
fn untold(links: &[Link]) -> Vec<String> {
    let mut notes = Vec::new();
    for step in links.chunk_by(|a, b| a.step.is_some() && a.step == b.step) {
        let Some(number) = step[0].step else { continue };
        for link in step.iter().skip(STEP_LINKS_MAX) {
            notes.push(format!("Step {number}, also: {}", link.description));
        }
    }
    notes
}

/// What joins a neighbour to its step: its first bundle.
fn joining<'a>(graph: PropertyGraph<'a>, request: &PathRequest, beside: &Beside) -> Bundle<'a> {
    let joining = graph
        .node(beside.node)
        .edges()
        .filter(|(edge, other)| other.ix == request.nodes[beside.step] && request.leads(edge.ix));
    let found = bundles(graph, joining.map(|(edge, _)| edge.ix));
    found.into_iter().next().expect("context is a neighbour")
}

fn beside_link(
    graph: PropertyGraph<'_>,
    bundle: &Bundle<'_>,
    beside: &Beside,
    card: CardIx,
    numbering: &mut Numbering,
) -> Link {
    let step = CardIx(beside.step);
    let ends = if bundle.from == beside.node { (card, step) } else { (step, card) };
    let mut link = parts::link(graph, bundle, Reading::Forward, ends, numbering);
    link.emphasis = Emphasis::Dimmed;
    link
}

/// The links of one hop, the primary one first; the others read in its direction.
fn hop_links<'a>(
    graph: PropertyGraph<'a>,
    hop: &[EdgeIx],
    ends: (NodeIx, NodeIx),
    step: usize,
    numbering: &mut Numbering,
    legend_bundles: &mut Vec<Bundle<'a>>,
) -> Vec<Link> {
    let primary = *hop.first().expect("a hop has at least one edge");
    let mut found = bundles(graph, hop.iter().copied());
    found.sort_by_key(|bundle| !bundle.edges.iter().any(|edge| edge.ix == primary));
    let subject = found[0].from;
    let mut links = Vec::new();
    for bundle in found {
        let card = |ix: NodeIx| {
            assert!(ix == ends.0 || ix == ends.1, "an edge joins the two nodes of its hop");
            CardIx(if ix == ends.0 { step } else { step + 1 })
        };
        let reading = if bundle.from == subject { Reading::Forward } else { Reading::Inverse };
        let cards = (card(bundle.from), card(bundle.to));
        let mut link = parts::link(graph, &bundle, reading, cards, numbering);
        link.step = Some(step + 1);
        link.emphasis = Emphasis::OnPath;
        legend_bundles.push(bundle);
        links.push(link);
    }
    links
}

/// A neighbour beside a step.
struct Beside {
    node: NodeIx,
    step: usize,
}

/// Chooses neighbours, one per step in turn until there are enough; the best connected first.
fn context(
    graph: PropertyGraph<'_>,
    request: &PathRequest,
    on_path: &BTreeSet<NodeIx>,
) -> Vec<Beside> {
    let mut taken = on_path.clone();
    let mut chosen: Vec<Beside> = Vec::new();
    for _ in 0..CONTEXT_PER_STEP {
        for (step, &ix) in request.nodes.iter().enumerate() {
            if chosen.len() >= request.context_max {
                break;
            }
            let best = neighbors(graph.node(ix), request, on_path)
                .into_iter()
                .map(|neighbor| graph.node(neighbor))
                .filter(|neighbor| !neighbor.is_hub() && !taken.contains(&neighbor.ix))
                .min_by_key(|neighbor| (Reverse(neighbor.edges().count()), neighbor.ix));
            if let Some(best) = best {
                taken.insert(best.ix);
                chosen.push(Beside { node: best.ix, step });
            }
        }
    }
    chosen.sort_by_key(|beside| (beside.step, beside.node));
    chosen
}

/// The nodes around one, without those of the path; over edges that a path may use.
fn neighbors(
    node: NodeRef<'_>,
    request: &PathRequest,
    on_path: &BTreeSet<NodeIx>,
) -> BTreeSet<NodeIx> {
    node.edges()
        .filter(|(edge, _)| {
            request.leads(edge.ix)
                && edge.kind().passability == Passability::Passable
                && !edge.effective_status().is_void()
        })
        .map(|(_, other)| other.ix)
        .filter(|ix| !on_path.contains(ix))
        .collect()
}

fn title(graph: PropertyGraph<'_>, request: &PathRequest) -> String {
    if let Some(title) = &request.title {
        return title.clone();
    }
    let name = |ix: Option<&NodeIx>| ix.map_or("nobody", |&ix| graph.node(ix).name());
    format!("How is {} connected to {}?", name(request.nodes.first()), name(request.nodes.last()))
}

fn subtitle(request: &PathRequest, n_context: usize, cards: &[crate::diagram::Card]) -> String {
    let mut words = match (&request.subtitle, request.hops.len()) {
        (Some(words), _) => words.clone(),
        (None, 0) => "They are one and the same.".to_owned(),
        (None, n) => format!("A path of {}.", counted_noun(n, "edge", "edges")),
    };
    words.push_str(&parts::filter_sentence(&request.subtitle_filters));
    if n_context > 0 {
        words.push_str(" Grey cards are neighbours that are not on the path.");
    }
    if cards.iter().any(|card| card.hidden_neighbors > 0) {
        words.push_str(" +n counts neighbours that are not shown.");
    }
    words
}
