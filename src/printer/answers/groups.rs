//! The answer of `groups`.

use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::{counted, hop_end_json};
use crate::explore::{GroupsAnswer, Projection, World};
use crate::graph::NodeIx;
use serde_json::{Value, json};

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
        let size =
            format!(": {} nodes, {} edges", self.projection.n_nodes, self.projection.n_edges);
        page.hanging(
            0,
            2,
            &[
                Piece::dim("projection: "),
                Piece::owned(&self.projection.description, Ink::Dim),
                Piece::owned(size, Ink::Dim),
            ],
        );
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let first = self.groups.first().and_then(|group| group.members.first());
        first.map(|&ix| command(&["neighbors", world.graph.node(ix).id()])).into_iter().collect()
    }
}
