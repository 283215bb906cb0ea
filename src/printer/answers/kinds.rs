//! The answer of `kinds`.

use super::super::{Cell, Ink, Page, Piece, Report, Table};
use crate::explore::{KindsAnswer, Projection, World};
use crate::model::{Aspect, End, KindRef, Passability, Symmetry, Vocabulary};
use serde_json::{Value, json};

impl Report for KindsAnswer {
    fn verb(&self) -> &'static str {
        "kinds"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let vocabulary = world.graph.vocabulary();
        let rows: Value =
            self.rows.iter().map(|row| kind_json(vocabulary, row.kind, row.count)).collect();
        vec![("rows", rows)]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let vocabulary = world.graph.vocabulary();
        let mut table = Table::new(&["kind", "of", "label", "parent", "behaviour", "count"]);
        for row in &self.rows {
            let (name, of, label, parent, behaviour) = match row.kind {
                KindRef::Node(ix) => {
                    let kind = vocabulary.node_kind(ix);
                    let parent = kind.parent.map(|p| vocabulary.node_kind(p).name.to_string());
                    let behaviour = match (kind.record, kind.hub) {
                        (true, _) => "record",
                        (_, true) => "hub",
                        _ => "",
                    };
                    (&kind.name, "node", &kind.label, parent, behaviour.to_owned())
                }
                KindRef::Edge(ix) => {
                    let kind = vocabulary.edge_kind(ix);
                    (&kind.name, "edge", &kind.label, None, edge_behaviour(kind))
                }
            };
            table.push(vec![
                Cell::text(&**name),
                Cell::text(of),
                Cell::text(&**label),
                Cell::text(parent.unwrap_or_default()),
                Cell::text(behaviour),
                Cell::count(row.count),
            ]);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let vocabulary = world.graph.vocabulary();
        let mut nodes = Table::new(&["node kind", "count", "behaviour"]);
        let mut edges = Table::new(&["edge kind", "count", "from", "to", "behaviour"]);
        for row in &self.rows {
            match row.kind {
                KindRef::Node(ix) => {
                    let kind = vocabulary.node_kind(ix);
                    let indent = if kind.parent.is_some() { "· " } else { "" };
                    let behaviour = match (kind.record, kind.hub) {
                        (true, _) => "record: an n-ary fact",
                        (_, true) => "hub: paths end here, and do not pass",
                        _ => "",
                    };
                    nodes.push(vec![
                        Cell::text(format!("{indent}{} {}", kind.glyph, kind.name)),
                        Cell::count(row.count),
                        Cell::text(behaviour),
                    ]);
                }
                KindRef::Edge(ix) => {
                    let kind = vocabulary.edge_kind(ix);
                    edges.push(vec![
                        Cell::text(&*kind.name),
                        Cell::count(row.count),
                        Cell::text(ends(&kind.from)),
                        Cell::text(ends(&kind.to)),
                        Cell::text(edge_behaviour(kind)),
                    ]);
                }
            }
        }
        page.block(&nodes.to_text(page.look()));
        page.blank();
        page.block(&edges.to_text(page.look()));
        page.blank();
        page.line(&[
            Piece::plain("Kinds marked · are children of the kind above them.").ink(Ink::Dim)
        ]);
    }
}

fn ends(ends: &[End]) -> String {
    ends.iter().map(End::to_string).collect::<Vec<_>>().join(", ")
}

fn edge_behaviour(kind: &crate::model::EdgeKind) -> String {
    let aspect = match kind.aspect {
        Aspect::Act => "act",
        Aspect::State => "state",
    };
    let symmetry = match kind.symmetry {
        Symmetry::Directed => "",
        Symmetry::Symmetric => ", symmetric",
    };
    let passability = match kind.passability {
        Passability::Passable => "",
        Passability::NotPassable => ", not walked by paths",
        Passability::Identity => ", a step of length 0",
    };
    format!("{aspect}{symmetry}{passability}")
}

fn kind_json(vocabulary: &Vocabulary, kind: KindRef, count: usize) -> Value {
    match kind {
        KindRef::Node(ix) => {
            let kind = vocabulary.node_kind(ix);
            json!({
                "kind": &*kind.name,
                "of": "node",
                "label": &*kind.label,
                "parent": kind.parent.map(|p| vocabulary.node_kind(p).name.to_string()),
                "record": kind.record,
                "hub": kind.hub,
                "count": count,
            })
        }
        KindRef::Edge(ix) => {
            let kind = vocabulary.edge_kind(ix);
            json!({
                "kind": &*kind.name,
                "of": "edge",
                "label": &*kind.label,
                "inverse": &*kind.inverse,
                "from": kind.from.iter().map(End::to_string).collect::<Value>(),
                "to": kind.to.iter().map(End::to_string).collect::<Value>(),
                "aspect": match kind.aspect { Aspect::Act => "act", Aspect::State => "state" },
                "symmetric": kind.symmetry == Symmetry::Symmetric,
                "passable": kind.passability != Passability::NotPassable,
                "count": count,
            })
        }
    }
}
