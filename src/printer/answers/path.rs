//! The answer of `path`.

use super::super::citations::{Citations, evidence_json};
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::{
    STATEMENT_COLUMNS, basis, because_text, counted, edge_marks, hop_end_json, node_json,
    node_pieces, relation, relation_pieces, statement_cells, steps_words,
};
use crate::algo::paths::PathCount;
use crate::explore::{
    Grade, Hop, Omission, OmissionReason, Path, PathAnswer, Projection, Weakest, World, grade,
    steps,
};
use crate::graph::{NodeIx, Selection};
use serde_json::{Value, json};

/// Routes left out that the text lists; the JSON has them all.
const OMITTED_SHOWN: usize = 5;

impl Report for PathAnswer {
    fn verb(&self) -> &'static str {
        "path"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn rows_member(&self) -> &'static str {
        "paths"
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let graph = world.graph;
        let total = match self.total {
            PathCount::Exact(n) | PathCount::AtLeast(n) => n,
        };
        let paths: Value = self
            .paths
            .iter()
            .map(|path| {
                let mut object = path_json(world, path, &self.selection);
                if let Some(weight) = self.weight_words(path) {
                    object["weight"] = json!(weight);
                }
                object
            })
            .collect();
        let omitted: Value =
            self.omitted.iter().map(|omission| omission_json(world, omission)).collect();
        vec![
            ("from", node_json(graph.node(self.from))),
            ("to", node_json(graph.node(self.to))),
            ("paths", paths),
            ("total", json!(total)),
            ("total_is_exact", json!(matches!(self.total, PathCount::Exact(_)))),
            ("omitted", omitted),
            (
                "weight",
                self.weights.as_ref().map_or(
                    Value::Null,
                    |weights| json!({"key": weights.key, "unit": weights.unit}),
                ),
            ),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let columns = ["path", "length", "hop"];
        let mut table = Table::new(&[&columns[..], &HOP_COLUMNS, &STATEMENT_COLUMNS].concat());
        for (at, path) in self.paths.iter().enumerate() {
            for (hop_at, hop) in path.hops.iter().enumerate() {
                let mut row = vec![
                    Cell::count(at + 1),
                    Cell::count(steps(path.half_steps)),
                    Cell::count(hop_at + 1),
                ];
                row.extend(hop_cells(world, hop));
                table.push(row);
            }
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let graph = world.graph;
        let (from, to) = (graph.node(self.from), graph.node(self.to));
        page.heading(&[
            Piece::plain("How is "),
            Piece::data(from.name()),
            Piece::plain(" connected to "),
            Piece::data(to.name()),
            Piece::plain("?"),
        ]);
        let mut citations = Citations::default();
        if self.paths.is_empty() {
            page.line(&self.nothing());
        } else {
            page.line(&self.summary());
            for (at, path) in self.paths.iter().enumerate() {
                page.blank();
                if self.paths.len() > 1 {
                    let label = format!("Path {} of {}", at + 1, self.count_words());
                    let weight = self
                        .weight_words(path)
                        .map(|words| format!(", {words}"))
                        .unwrap_or_default();
                    page.line(&[
                        Piece::owned(label, Ink::Dim),
                        Piece::owned(format!(", {}", steps_words(path.half_steps)), Ink::Dim),
                        Piece::data(weight).ink(Ink::Dim),
                    ]);
                }
                path_text(world, page, 0, &self.selection, self.from, path, &mut citations);
            }
        }
        if self.weights.is_some() {
            page.blank();
            page.hanging(
                0,
                2,
                &[Piece::dim("Routes through hubs were not looked for: paths are weighed.")],
            );
        }
        omitted_text(world, page, &self.omitted);
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let (from, to) = (world.graph.node(self.from), world.graph.node(self.to));
        if self.paths.is_empty() {
            return vec![command(&["neighbors", from.id()])];
        }
        vec![command(&["diagram", "--template", "path", from.id(), to.id(), "-o", "path.svg"])]
    }
}

impl PathAnswer {
    /// The total weight of a path with its unit.
    fn weight_words(&self, path: &Path) -> Option<String> {
        Some(self.weights.as_ref()?.words(path.weight?))
    }

    fn count_words(&self) -> String {
        match self.total {
            PathCount::Exact(n) => n.to_string(),
            PathCount::AtLeast(n) => format!("at least {n}"),
        }
    }

    /// What is said where no path was found: none, none as selected, or none before the search was cut.
    fn nothing(&self) -> Vec<Piece> {
        let mut pieces = vec![match self.total {
            PathCount::Exact(_) => Piece::plain("No path: "),
            PathCount::AtLeast(_) => {
                Piece::plain("No path was found before the search was cut: ").ink(Ink::Warn)
            }
        }];
        pieces.push(Piece::plain("over edges of passable kinds, hubs not passed through"));
        if let Some(weights) = &self.weights {
            pieces.push(Piece::data(format!(", that state a number as “{}”", weights.key)));
        }
        let filters = &self.projection.filters;
        if !filters.is_empty() {
            pieces.push(Piece::data(format!(", and only as selected ({})", filters.join("; "))));
        }
        pieces.push(Piece::plain("."));
        pieces
    }

    fn summary(&self) -> Vec<Piece> {
        let Some(first) = self.paths.first() else { return Vec::new() };
        let shown = self.paths.len();
        let total = match self.total {
            PathCount::Exact(1) if self.weights.is_none() => "1 shortest path".to_owned(),
            PathCount::Exact(1) => "1 path".to_owned(),
            _ => format!("{} paths", self.count_words()),
        };
        let longer = self.paths.iter().any(|path| path.half_steps > first.half_steps);
        let n_hops = first.hops.len();
        let length = match steps_words(first.half_steps) {
            least if longer => format!("{least} and more"),
            exact if n_hops as u32 == steps(first.half_steps) => exact,
            exact => format!("{exact} over {n_hops} hops (a record counts half)"),
        };
        let mut pieces = Vec::new();
        if let (Some(weights), Some(weight)) = (&self.weights, self.weight_words(first)) {
            let weighed = format!("{weight} of {}", weights.key);
            pieces.push(Piece::data(weighed).ink(Ink::Strong));
            pieces.push(Piece::plain(", "));
        }
        pieces.push(Piece::owned(length, Ink::Strong));
        pieces.push(Piece::owned(format!(", {total}"), Ink::Plain));
        let all = matches!(self.total, PathCount::Exact(n) if n == shown as u64);
        if !all {
            pieces.push(Piece::owned(format!(", {shown} shown (--limit N shows more)"), Ink::Dim));
        }
        pieces
    }
}

/// A path, a line for each node and each hop, and its weakest hop.
pub(super) fn path_text(
    world: &World<'_>,
    page: &mut Page,
    indent: usize,
    selection: &Selection,
    from: NodeIx,
    path: &Path,
    citations: &mut Citations,
) {
    let graph = world.graph;
    page.hanging(indent, indent + 4, &node_pieces(graph.node(from)));
    for (at, hop) in path.hops.iter().enumerate() {
        let edge = graph.edge(hop.edge);
        let mut pieces = vec![
            Piece::owned(format!("{:>3} ", at + 1), Ink::Accent),
            Piece::plain(if at + 1 == path.hops.len() { "└─ " } else { "├─ " }),
        ];
        pieces.extend(relation_pieces(edge, hop.from, Ink::Plain));
        pieces.extend(edge_marks(edge, selection.edge_time(edge)));
        pieces.push(Piece::plain(" "));
        pieces.push(citations.cite(edge.evidence()));
        page.hanging(indent, indent + 7, &pieces);
        because_text(page, edge.because(), indent + 7);
        also_text(world, page, indent, selection, hop, citations);
        page.hanging(indent, indent + 4, &node_pieces(graph.node(hop.to)));
    }
    weakest_text(page, indent, path.weakest.as_ref());
}

/// The line that names the weakest hop.
pub(super) fn weakest_text(page: &mut Page, indent: usize, weakest: Option<&Weakest>) {
    if let Some(weakest) = weakest {
        let ink = if weakest.grade >= Grade::OneOrigin { Ink::Dim } else { Ink::Warn };
        let number = format!("Weakest hop: {}, ", weakest.hop + 1);
        let pieces = [Piece::owned(number, ink), Piece::owned(weakest.grade.words(), ink)];
        page.hanging(indent, indent + 2, &pieces);
    }
}

/// The weakest hop as JSON.
pub(super) fn weakest_json(world: &World<'_>, weakest: Option<&Weakest>) -> Value {
    weakest.map_or(Value::Null, |weakest| {
        json!({
            "hop": weakest.hop + 1,
            "edge": world.graph.edge(weakest.edge).id(),
            "grade": weakest.grade.as_str(),
        })
    })
}

fn also_text(
    world: &World<'_>,
    page: &mut Page,
    indent: usize,
    selection: &Selection,
    hop: &Hop,
    citations: &mut Citations,
) {
    for &ix in &hop.also {
        let edge = world.graph.edge(ix);
        let mut pieces = vec![Piece::dim("also ")];
        pieces.extend(relation_pieces(edge, hop.from, Ink::Dim));
        pieces.extend(edge_marks(edge, selection.edge_time(edge)));
        pieces.push(Piece::plain(" "));
        pieces.push(citations.cite(edge.evidence()));
        page.hanging(indent + 7, indent + 9, &pieces);
    }
}

fn omitted_text(world: &World<'_>, page: &mut Page, omitted: &[Omission]) {
    if omitted.is_empty() {
        return;
    }
    let graph = world.graph;
    page.blank();
    page.heading(&[Piece::owned(
        format!("Left out: {}", counted(omitted.len(), "route", "routes")),
        Ink::Strong,
    )]);
    for omission in omitted.iter().take(OMITTED_SHOWN) {
        let why = match omission.reason {
            OmissionReason::Hub(hub) => {
                let node = graph.node(hub);
                format!("through {} ({}, where everything meets)", node.name(), node.kind().label)
            }
            OmissionReason::Kind(kind) => {
                format!(
                    "over “{}”, which paths do not walk",
                    graph.vocabulary().edge_kind(kind).label
                )
            }
        };
        page.hanging(
            2,
            4,
            &[
                Piece::owned(format!("{} ", steps_words(omission.half_steps)), Ink::Plain),
                Piece::data(why),
                Piece::plain("; "),
                Piece::data(flags(world, omission)).ink(Ink::Accent),
                Piece::plain(" admits it"),
            ],
        );
    }
    if omitted.len() > OMITTED_SHOWN {
        let more = format!("and {} more; --json lists them all", omitted.len() - OMITTED_SHOWN);
        page.hanging(2, 4, &[Piece::owned(more, Ink::Dim)]);
    }
}

/// The options that admit a route.
fn flags(world: &World<'_>, omission: &Omission) -> String {
    let graph = world.graph;
    let hubs = omission.via_nodes.iter().map(|&node| graph.node(node).id().to_owned());
    let kinds =
        omission.via_kinds.iter().map(|&kind| graph.vocabulary().edge_kind(kind).name.to_string());
    hubs.chain(kinds).map(|name| command(&["--via", &name])).collect::<Vec<_>>().join(" ")
}

fn omission_json(world: &World<'_>, omission: &Omission) -> Value {
    let graph = world.graph;
    let (reason, kind, node) = match omission.reason {
        OmissionReason::Hub(hub) => {
            let node = graph.node(hub);
            ("hub", node.kind().name.to_string(), Some(node.id()))
        }
        OmissionReason::Kind(kind) => {
            ("kind", graph.vocabulary().edge_kind(kind).name.to_string(), None)
        }
    };
    json!({
        "reason": reason,
        "kind": kind,
        "node": node,
        "length": f64::from(steps(omission.half_steps)),
        "flag": flags(world, omission),
        "nodes": omission.nodes.iter().map(|&node| graph.node(node).id()).collect::<Value>(),
    })
}

/// A path as JSON.
pub(super) fn path_json(world: &World<'_>, path: &Path, selection: &Selection) -> Value {
    json!({
        "length": f64::from(steps(path.half_steps)),
        "weakest": weakest_json(world, path.weakest.as_ref()),
        "hops": path.hops.iter().map(|hop| hop_json(world, hop, selection)).collect::<Value>(),
    })
}

/// A hop as JSON, in travel order.
pub(super) fn hop_json(world: &World<'_>, hop: &Hop, selection: &Selection) -> Value {
    let graph = world.graph;
    let edge = graph.edge(hop.edge);
    let mut object = json!({
        "edge": edge.id(),
        "kind": &*edge.kind().name,
        "direction": hop.direction.as_str(),
        "from": hop_end_json(graph.node(hop.from)),
        "to": hop_end_json(graph.node(hop.to)),
        "when": edge.when().as_ref().map(crate::model::When::as_str),
        "when_because": edge.when_because(),
        "status": edge.effective_status().as_str(),
        "basis": basis(edge.is_inferred()),
        "because": edge.because(),
        "claimed_by": edge.claimed_by().map(crate::graph::NodeRef::id),
        "grade": grade(world, edge).as_str(),
        "evidence": evidence_json(world, edge.evidence()),
        "also": hop.also.iter().map(|&ix| graph.edge(ix).id()).collect::<Value>(),
    });
    if let Some(time) = selection.edge_time(edge) {
        object["time"] = json!(time.as_str());
    }
    object
}

/// Columns of a hop.
pub(super) const HOP_COLUMNS: [&str; 5] = ["from", "relation", "to", "grade", "also"];

/// A hop as cells under [`HOP_COLUMNS`] and [`STATEMENT_COLUMNS`].
pub(super) fn hop_cells(world: &World<'_>, hop: &Hop) -> Vec<Cell> {
    let graph = world.graph;
    let edge = graph.edge(hop.edge);
    let also: Vec<&str> = hop.also.iter().map(|&ix| graph.edge(ix).id()).collect();
    let mut cells = vec![
        Cell::text(graph.node(hop.from).name()),
        Cell::text(relation(edge, hop.from)),
        Cell::text(graph.node(hop.to).name()),
        Cell::text(grade(world, edge).as_str()),
        Cell::text(also.join(" ")),
    ];
    cells.extend(statement_cells(edge));
    cells
}
