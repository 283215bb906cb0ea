//! The answer of `show`.

use super::super::citations::{Citations, evidence_json};
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::{
    STATEMENT_COLUMNS, admitted_facts, because_text, edge_json, edge_marks, fact_cells, fact_json,
    fact_pieces, fact_value, node_pieces, relation, relation_pieces, sentence, statement_cells,
};
use crate::diagram::date_words;
use crate::explore::{Projection, ShowAnswer, ShowEdgeAnswer, World};
use crate::graph::{FactRef, NodeRef};
use serde_json::{Value, json};

impl ShowAnswer {
    fn facts<'a>(&self, world: &World<'a>) -> Vec<FactRef<'a>> {
        let all: Vec<FactRef<'a>> = world.graph.node(self.node).facts().collect();
        self.facts.iter().map(|&at| all[at]).collect()
    }
}

impl Report for ShowAnswer {
    fn verb(&self) -> &'static str {
        "show"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let node = world.graph.node(self.node);
        let shown = json!({
            "id": node.id(),
            "name": node.name(),
            "kind": &*node.kind().name,
            "aliases": node.aliases().collect::<Value>(),
            "record": node.is_record(),
            "hub": node.is_hub(),
            "when": node.when().as_ref().map(crate::model::When::as_str),
            "when_because": node.when_because(),
            "status": node.status().as_str(),
            "evidence": evidence_json(world, node.evidence()),
        });
        let facts: Value =
            self.facts(world).into_iter().map(|fact| fact_json(world, fact)).collect();
        let edges: Value = self
            .edges
            .iter()
            .map(|&ix| edge_json(world, world.graph.edge(ix), &self.selection))
            .collect();
        let rows = [&facts, &edges].into_iter().filter_map(Value::as_array).flatten();
        let rows = rows.cloned().collect::<Value>();
        vec![("node", shown), ("facts", facts), ("edges", edges), ("rows", rows)]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&[&["what", "value"][..], &STATEMENT_COLUMNS].concat());
        let status = world.graph.node(self.node).status();
        for fact in self.facts(world) {
            let mut cells = vec![Cell::text(fact.key()), Cell::text(fact_value(fact))];
            cells.extend(fact_cells(fact, status));
            table.push(cells);
        }
        for &ix in &self.edges {
            let edge = world.graph.edge(ix);
            let mut cells = vec![
                Cell::text(relation(edge, self.node)),
                Cell::text(edge.other(self.node).name()),
            ];
            cells.extend(statement_cells(edge));
            table.push(cells);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let node = world.graph.node(self.node);
        let mut citations = Citations::default();
        let mut pieces = node_pieces(node);
        pieces.push(Piece::plain(" "));
        pieces.push(citations.cite(node.evidence()));
        page.hanging(0, 2, &pieces);
        let ids = std::iter::once(node.id()).chain(node.aliases()).collect::<Vec<_>>().join(", ");
        page.hanging(2, 2, &[Piece::data(ids).ink(Ink::Dim)]);
        if let (Some(when), Some(because)) = (node.when(), node.when_because()) {
            page.hanging(
                2,
                4,
                &[
                    Piece::data(format!("date {} worked out: ", date_words(&when))).ink(Ink::Dim),
                    Piece::data(because).ink(Ink::Dim),
                ],
            );
        }
        let facts = self.facts(world);
        if !facts.is_empty() {
            page.blank();
            page.heading(&[Piece::plain("Facts")]);
            for fact in facts {
                fact_text(page, fact, 2, &mut citations);
            }
        }
        if !self.edges.is_empty() {
            page.blank();
            page.heading(&[Piece::plain("Relationships")]);
            self.edges_text(world, page, node, &mut citations);
        }
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        vec![command(&["neighbors", world.graph.node(self.node).id()])]
    }
}

impl ShowAnswer {
    fn edges_text(
        &self,
        world: &World<'_>,
        page: &mut Page,
        node: NodeRef<'_>,
        citations: &mut Citations,
    ) {
        for &ix in &self.edges {
            let edge = world.graph.edge(ix);
            let mut pieces = relation_pieces(edge, node.ix, Ink::Plain);
            pieces.push(Piece::plain(" "));
            pieces.push(Piece::data(edge.other(node.ix).name()).ink(Ink::Strong));
            pieces.extend(edge_marks(edge, self.selection.edge_time(edge)));
            pieces.push(Piece::plain(" "));
            pieces.push(citations.cite(edge.evidence()));
            page.hanging(2, 4, &pieces);
            because_text(page, edge.because(), 4);
            for fact in admitted_facts(edge, &self.selection) {
                fact_text(page, fact, 4, citations);
            }
        }
    }
}

fn fact_text(page: &mut Page, fact: FactRef<'_>, indent: usize, citations: &mut Citations) {
    let mut pieces = fact_pieces(fact);
    pieces.push(Piece::plain(" "));
    pieces.push(citations.cite(fact.evidence()));
    page.hanging(indent, indent + 2, &pieces);
    because_text(page, fact.because(), indent + 2);
}

impl Report for ShowEdgeAnswer {
    fn verb(&self) -> &'static str {
        "show"
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let edge = edge_json(world, world.graph.edge(self.edge), &self.selection);
        vec![("node", Value::Null), ("edge", edge.clone()), ("rows", json!([edge]))]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let edge = world.graph.edge(self.edge);
        let mut table = Table::new(&[&["from", "relation", "to"][..], &STATEMENT_COLUMNS].concat());
        let mut cells = vec![
            Cell::text(edge.from().name()),
            Cell::text(&*edge.kind().label),
            Cell::text(edge.to().name()),
        ];
        cells.extend(statement_cells(edge));
        table.push(cells);
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let edge = world.graph.edge(self.edge);
        let mut citations = Citations::default();
        let mut pieces = sentence(edge);
        pieces.extend(edge_marks(edge, self.selection.edge_time(edge)));
        pieces.push(Piece::plain(" "));
        pieces.push(citations.cite(edge.evidence()));
        page.hanging(0, 2, &pieces);
        page.hanging(2, 2, &[Piece::data(edge.id()).ink(Ink::Dim)]);
        let reasons = [("date worked out: ", edge.when_because()), ("because ", edge.because())];
        for (label, reason) in reasons {
            if let Some(reason) = reason {
                page.hanging(2, 4, &[Piece::dim(label), Piece::data(reason).ink(Ink::Dim)]);
            }
        }
        for fact in admitted_facts(edge, &self.selection) {
            fact_text(page, fact, 2, &mut citations);
        }
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        vec![command(&["show", world.graph.edge(self.edge).from().id()])]
    }
}
