//! The answer of `groups`.

use super::super::citations::Citations;
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::rank::projection_text;
use super::{
    because_text, counted, edge_json, edge_marks, hop_end_json, node_json, node_pieces,
    relation_pieces, sentence,
};
use crate::explore::{GroupLink, GroupTie, GroupsAnswer, Projection, TieReason, World};
use crate::graph::{EdgeRef, NodeIx};
use serde_json::{Value, json};

/// Parts in a record that the text names; the JSON has all.
const PARTS_SHOWN: usize = 4;
/// Members that the text names; the other forms name all.
const MEMBERS_SHOWN: usize = 12;

impl Report for GroupsAnswer {
    fn verb(&self) -> &'static str {
        "groups"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let rows: Value = self
            .groups
            .iter()
            .map(|group| {
                let members = group.members.iter().map(|&ix| hop_end_json(world.graph.node(ix)));
                json!({
                    "group": group.number,
                    "size": group.members.len(),
                    "inside": group.n_inside,
                    "outside": group.n_outside,
                    "members": members.collect::<Value>(),
                    "ties": group.ties.iter().map(|tie| self.tie_json(world, tie)).collect::<Value>(),
                    "links": group.links.iter().map(|link| self.link_json(world, link)).collect::<Value>(),
                })
            })
            .collect();
        vec![
            ("method", json!(self.method.as_str())),
            ("modularity", json!(self.modularity)),
            ("rows", rows),
            ("total", json!(self.n_groups)),
            ("alone", json!(self.n_alone)),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&["group", "id", "name", "kind"]);
        for group in &self.groups {
            for node in group.members.iter().map(|&ix| world.graph.node(ix)) {
                table.push(vec![
                    Cell::count(group.number),
                    Cell::text(node.id()),
                    Cell::text(node.name()),
                    Cell::text(&*node.kind().name),
                ]);
            }
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let mut citations = Citations::default();
        let shown = format!("{} of {}", self.groups.len(), self.n_groups);
        let by = format!("Groups by {}, {shown}, largest first", self.method.as_str());
        page.heading(&[Piece::owned(by, Ink::Plain)]);
        for group in &self.groups {
            page.blank();
            let is_actor = |member: &&NodeIx| !world.graph.node(**member).is_record();
            let n_actors = group.members.iter().filter(is_actor).count();
            let records = match group.members.len() - n_actors {
                0 => String::new(),
                n => format!(" and {}", counted(n, "record", "records")),
            };
            let edges = format!(
                "{records}; {} inside, {} to others",
                counted(group.n_inside, "edge", "edges"),
                group.n_outside
            );
            page.line(&[
                Piece::owned(format!("{:2}  ", group.number), Ink::Strong),
                Piece::owned(counted(n_actors, "member", "members"), Ink::Strong),
                Piece::owned(edges, Ink::Dim),
            ]);
            let mut pieces = Vec::new();
            for (at, &member) in group.members[..n_actors].iter().take(MEMBERS_SHOWN).enumerate() {
                if at > 0 {
                    pieces.push(Piece::plain("; "));
                }
                pieces.push(Piece::data(world.graph.node(member).name()));
            }
            let n_more = n_actors.saturating_sub(MEMBERS_SHOWN);
            if n_more > 0 {
                pieces.push(Piece::owned(format!(" and {n_more} more"), Ink::Dim));
            }
            page.hanging(4, 4, &pieces);
            for tie in &group.ties {
                self.tie_text(world, page, tie, &mut citations);
            }
            for link in &group.links {
                let edge = world.graph.edge(link.edge);
                let others = format!(
                    "with group {}, {}: ",
                    link.group,
                    counted(link.n_edges, "edge", "edges")
                );
                let mut pieces = vec![Piece::owned(others, Ink::Dim)];
                pieces.extend(self.edge_pieces(edge, &mut citations));
                page.hanging(4, 6, &pieces);
                because_text(page, edge.because(), 6);
            }
        }
        page.blank();
        if self.n_alone > 0 {
            let words = format!("{} alone", counted(self.n_alone, "node", "nodes"));
            page.line(&[Piece::owned(words, Ink::Dim)]);
        }
        page.hanging(0, 2, &[Piece::dim("method: "), Piece::dim(self.method.meaning())]);
        let modularity =
            format!("{:.4}; 0 is chance, above 0.3 is a clear division", self.modularity);
        page.hanging(0, 2, &[Piece::dim("modularity: "), Piece::owned(modularity, Ink::Dim)]);
        projection_text(page, &self.projection);
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let first = self.groups.first().and_then(|group| group.members.first());
        first.map(|&ix| command(&["neighbors", world.graph.node(ix).id()])).into_iter().collect()
    }
}

impl GroupsAnswer {
    fn tie_json(&self, world: &World<'_>, tie: &GroupTie) -> Value {
        let mut object = json!({
            "reason": tie.reason.as_str(),
            "record": null,
            "members": null,
            "cuts_off": null,
            "origins": null,
        });
        match tie.reason {
            TieReason::Record { record, n_members } => {
                object["record"] = node_json(world.graph.node(record));
                object["members"] = json!(n_members);
            }
            TieReason::Bridge { n_cut_off } => object["cuts_off"] = json!(n_cut_off),
            TieReason::Strong { n_origins } => object["origins"] = json!(n_origins),
        }
        let edges = tie.edges.iter().map(|&ix| world.graph.edge(ix));
        object["edges"] = edges.map(|edge| edge_json(world, edge, &self.selection)).collect();
        object
    }

    fn link_json(&self, world: &World<'_>, link: &GroupLink) -> Value {
        json!({
            "group": link.group,
            "edges": link.n_edges,
            "edge": edge_json(world, world.graph.edge(link.edge), &self.selection),
        })
    }

    /// An edge as a sentence, with what must be said of it and its citations.
    fn edge_pieces(&self, edge: EdgeRef<'_>, citations: &mut Citations) -> Vec<Piece> {
        let mut pieces = sentence(edge);
        pieces.extend(edge_marks(edge, self.selection.edge_time(edge)));
        pieces.extend([Piece::plain(" "), citations.cite(edge.evidence())]);
        pieces
    }

    /// What holds a group together, on a line.
    fn tie_text(
        &self,
        world: &World<'_>,
        page: &mut Page,
        tie: &GroupTie,
        citations: &mut Citations,
    ) {
        let graph = world.graph;
        let edges = || tie.edges.iter().map(|&ix| graph.edge(ix));
        let mut pieces = vec![Piece::dim("held by ")];
        match tie.reason {
            TieReason::Record { record, n_members } => {
                pieces.extend(node_pieces(graph.node(record)));
                pieces.push(Piece::owned(
                    format!(", which joins {n_members} of the group: "),
                    Ink::Plain,
                ));
                for (at, edge) in edges().take(PARTS_SHOWN).enumerate() {
                    let member = edge.other(record);
                    pieces.push(Piece::plain(if at == 0 { "" } else { "; " }));
                    pieces.push(Piece::data(member.name()));
                    pieces.push(Piece::plain(" "));
                    pieces.extend(relation_pieces(edge, member.ix, Ink::Dim));
                    pieces.extend(edge_marks(edge, self.selection.edge_time(edge)));
                    pieces.extend([Piece::plain(" "), citations.cite(edge.evidence())]);
                }
                let n_more = tie.edges.len().saturating_sub(PARTS_SHOWN);
                if n_more > 0 {
                    pieces.push(Piece::owned(format!("; and {n_more} more"), Ink::Dim));
                }
                page.hanging(4, 6, &pieces);
            }
            TieReason::Bridge { n_cut_off } => {
                let edge = graph.edge(tie.edges[0]);
                pieces.extend(self.edge_pieces(edge, citations));
                pieces.push(Piece::owned(
                    format!("; without it {n_cut_off} nodes are cut off"),
                    Ink::Plain,
                ));
                page.hanging(4, 6, &pieces);
                because_text(page, edge.because(), 6);
            }
            TieReason::Strong { n_origins } => {
                for edge in edges() {
                    pieces.extend(self.edge_pieces(edge, citations));
                    if n_origins > 1 && edge.ix == tie.edges[0] {
                        pieces.push(Piece::owned(format!(", {n_origins} origins"), Ink::Plain));
                    }
                    page.hanging(4, 6, &pieces);
                    because_text(page, edge.because(), 6);
                    pieces = vec![Piece::dim("  and by ")];
                }
            }
        }
    }
}
