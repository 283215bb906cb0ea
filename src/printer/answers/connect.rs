//! The answer of `connect`.

use super::super::citations::Citations;
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::path::{HOP_COLUMNS, hop_cells, hop_json, weakest_json, weakest_text};
use super::{STATEMENT_COLUMNS, caution, counted, edge_marks, node_json, node_pieces, steps_words};
use crate::explore::{ConnectAnswer, Projection, World, steps};
use serde_json::{Value, json};

impl Report for ConnectAnswer {
    fn verb(&self) -> &'static str {
        "connect"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn rows_member(&self) -> &'static str {
        "trees"
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let graph = world.graph;
        let nodes = |list: &[crate::graph::NodeIx]| {
            list.iter().map(|&node| node_json(graph.node(node))).collect::<Value>()
        };
        let trees: Value = self
            .trees
            .iter()
            .map(|tree| {
                json!({
                    "asked": nodes(&tree.asked),
                    "nodes": nodes(&tree.nodes),
                    "length": f64::from(steps(tree.half_steps)),
                    "weakest": weakest_json(world, tree.weakest.as_ref()),
                    "hops": tree.hops.iter().map(|hop| hop_json(world, hop, &self.selection)).collect::<Value>(),
                })
            })
            .collect();
        vec![
            ("asked", nodes(&self.asked)),
            ("joined", json!(self.trees.len() <= 1)),
            ("trees", trees),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let columns = ["tree", "length", "hop"];
        let mut table = Table::new(&[&columns[..], &HOP_COLUMNS, &STATEMENT_COLUMNS].concat());
        for (tree, number) in self.trees.iter().zip(1..) {
            for (hop, hop_number) in tree.hops.iter().zip(1..) {
                let mut row = vec![
                    Cell::count(number),
                    Cell::count(steps(tree.half_steps)),
                    Cell::count(hop_number),
                ];
                row.extend(hop_cells(world, hop));
                table.push(row);
            }
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let graph = world.graph;
        let mut citations = Citations::default();
        page.heading(&[Piece::owned(
            format!("What joins {}?", counted(self.asked.len(), "node", "nodes")),
            Ink::Strong,
        )]);
        if self.trees.len() > 1 {
            page.line(&[Piece::owned(
                format!("They cannot all be joined: {} separate parts.", self.trees.len()),
                Ink::Warn,
            )]);
        }
        for tree in &self.trees {
            page.blank();
            let asked = &tree.asked;
            let names = asked.iter().map(|&n| graph.node(n).name()).collect::<Vec<_>>().join(", ");
            let figures = format!(
                "{}, {}",
                steps_words(tree.half_steps),
                counted(tree.hops.len(), "relationship", "relationships")
            );
            page.line(&[
                Piece::data(names).ink(Ink::Strong),
                Piece::plain(": "),
                Piece::owned(figures, Ink::Plain),
            ]);
            for (hop, number) in tree.hops.iter().zip(1..) {
                let edge = graph.edge(hop.edge);
                let mut pieces = vec![Piece::owned(format!("{number:>3} "), Ink::Accent)];
                pieces.extend(caution(edge));
                pieces.extend(node_pieces(graph.node(hop.from)));
                pieces.push(Piece::owned(format!(" {} ", edge.kind().label), Ink::Plain));
                pieces.extend(node_pieces(graph.node(hop.to)));
                pieces.extend(edge_marks(edge, self.selection.edge_time(edge)));
                pieces.push(Piece::plain(" "));
                pieces.push(citations.cite(edge.evidence()));
                page.hanging(0, 6, &pieces);
            }
            weakest_text(page, 0, tree.weakest.as_ref());
        }
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        match self.asked.as_slice() {
            [first, second, ..] => {
                let id = |node| world.graph.node(node).id();
                vec![command(&["path", id(*first), id(*second)])]
            }
            _ => Vec::new(),
        }
    }
}
