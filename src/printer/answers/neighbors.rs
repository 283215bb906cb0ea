//! The answer of `neighbors`.

use super::super::citations::Citations;
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::{
    STATEMENT_COLUMNS, counted, edge_json, edge_marks, node_json, node_pieces, relation,
    relation_pieces, statement_cells,
};
use crate::explore::{NeighborRow, NeighborsAnswer, Projection, World, steps};
use serde_json::{Value, json};

impl Report for NeighborsAnswer {
    fn verb(&self) -> &'static str {
        "neighbors"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let graph = world.graph;
        let rows: Value = self
            .rows
            .iter()
            .map(|row| {
                let node = graph.node(row.node);
                json!({
                    "id": node.id(),
                    "name": node.name(),
                    "kind": &*node.kind().name,
                    "record": node.is_record(),
                    "length": f64::from(row.half_steps) / 2.0,
                    "from": node_json(graph.node(row.before)),
                    "edges": row
                        .edges
                        .iter()
                        .map(|&ix| edge_json(world, graph.edge(ix), &self.selection))
                        .collect::<Value>(),
                })
            })
            .collect();
        vec![("node", node_json(graph.node(self.node))), ("rows", rows)]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let graph = world.graph;
        let columns = ["id", "name", "kind", "steps", "from", "relation"];
        let mut table = Table::new(&[&columns[..], &STATEMENT_COLUMNS].concat());
        for row in &self.rows {
            for &ix in &row.edges {
                let edge = graph.edge(ix);
                let mut cells = vec![
                    Cell::text(graph.node(row.node).id()),
                    Cell::text(graph.node(row.node).name()),
                    Cell::text(&*graph.node(row.node).kind().name),
                    Cell::count(f64::from(row.half_steps) / 2.0),
                    Cell::text(graph.node(row.before).name()),
                    Cell::text(relation(edge, row.before)),
                ];
                cells.extend(statement_cells(edge));
                table.push(cells);
            }
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let graph = world.graph;
        page.heading(&[
            Piece::data(graph.node(self.node).name()),
            Piece::owned(
                format!(": {}", counted(self.rows.len(), "neighbour", "neighbours")),
                Ink::Strong,
            ),
        ]);
        let mut citations = Citations::default();
        let mut ring = None;
        for row in &self.rows {
            if ring != Some(row.half_steps) {
                ring = Some(row.half_steps);
                page.blank();
                page.line(&[Piece::plain(ring_words(row)).ink(Ink::Dim)]);
            }
            page.hanging(2, 4, &node_pieces(graph.node(row.node)));
            for &ix in &row.edges {
                let edge = graph.edge(ix);
                let mut pieces = Vec::new();
                if row.before != self.node {
                    pieces.push(Piece::data(graph.node(row.before).name()));
                    pieces.push(Piece::plain(": "));
                }
                pieces.extend(relation_pieces(edge, row.before, Ink::Plain));
                pieces.extend(edge_marks(edge, self.selection.edge_time(edge)));
                pieces.push(Piece::plain(" "));
                pieces.push(citations.cite(edge.evidence()));
                page.hanging(6, 8, &pieces);
            }
        }
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let graph = world.graph;
        let last = self.rows.iter().rev().find(|row| !graph.node(row.node).is_record());
        last.map(|row| command(&["path", graph.node(self.node).id(), graph.node(row.node).id()]))
            .into_iter()
            .collect()
    }
}

fn ring_words(row: &NeighborRow) -> &'static str {
    match (row.half_steps, steps(row.half_steps)) {
        (0, _) => "The same under another name",
        (1, _) => "Records it is part of (half a step)",
        (_, 1) => "One step away",
        (_, 2) => "Two steps away",
        _ => "Further away",
    }
}
