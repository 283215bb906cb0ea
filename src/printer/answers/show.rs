//! The answer of `show`.

use super::super::citations::{Citations, evidence_json};
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::{
    admitted_facts, edge_json, edge_marks, fact_json, fact_pieces, node_pieces, relation,
    source_ids,
};
use crate::diagram::{amount_words, date_words};
use crate::explore::{ShowAnswer, World};
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

    fn rows_member(&self) -> &'static str {
        "edges"
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
        vec![("node", shown), ("facts", facts), ("edges", edges)]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&["what", "value", "when", "status", "basis", "sources", "id"]);
        for fact in self.facts(world) {
            let value = fact.value().map(str::to_owned);
            let amount = fact.amount().map(|amount| amount_words(&amount));
            table.push(vec![
                Cell::text(fact.key()),
                Cell::text(value.or(amount).unwrap_or_default()),
                Cell::text(fact.when().map_or_else(String::new, |when| when.to_string())),
                Cell::text(""),
                Cell::text(super::basis(fact.is_inferred())),
                Cell::text(source_ids(fact.evidence())),
                Cell::text(""),
            ]);
        }
        for &ix in &self.edges {
            let edge = world.graph.edge(ix);
            table.push(vec![
                Cell::text(relation(edge, self.node)),
                Cell::text(edge.other(self.node).name()),
                Cell::text(edge.when().map_or_else(String::new, |when| when.to_string())),
                Cell::text(edge.effective_status().as_str()),
                Cell::text(super::basis(edge.is_inferred())),
                Cell::text(source_ids(edge.evidence())),
                Cell::text(edge.id()),
            ]);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let node = world.graph.node(self.node);
        let mut citations = Citations::default();
        let mut pieces = node_pieces(node);
        pieces.push(Piece::plain(" "));
        pieces.push(citations.cite(world, node.evidence()));
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
                fact_text(world, page, fact, 2, &mut citations);
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
        vec![format!("neighbors {}", world.graph.node(self.node).id())]
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
            let mut pieces = vec![
                Piece::owned(format!("{} ", relation(edge, node.ix)), Ink::Plain),
                Piece::data(edge.other(node.ix).name()).ink(Ink::Strong),
            ];
            pieces.extend(edge_marks(edge, None));
            pieces.push(Piece::plain(" "));
            pieces.push(citations.cite(world, edge.evidence()));
            page.hanging(2, 4, &pieces);
            if let Some(because) = edge.because() {
                page.hanging(4, 4, &[Piece::dim("because "), Piece::data(because).ink(Ink::Dim)]);
            }
            for fact in admitted_facts(edge, &self.selection) {
                fact_text(world, page, fact, 4, citations);
            }
        }
    }
}

fn fact_text(
    world: &World<'_>,
    page: &mut Page,
    fact: FactRef<'_>,
    indent: usize,
    citations: &mut Citations,
) {
    let mut pieces = fact_pieces(fact);
    pieces.push(Piece::plain(" "));
    pieces.push(citations.cite(world, fact.evidence()));
    page.hanging(indent, indent + 2, &pieces);
    if let Some(because) = fact.because() {
        page.hanging(
            indent + 2,
            indent + 2,
            &[Piece::dim("because "), Piece::data(because).ink(Ink::Dim)],
        );
    }
}
