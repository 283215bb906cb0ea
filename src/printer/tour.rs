//! The answer of `tour`: a path, a ranking and a timeline on one page.

use super::command::command;
use super::{Ink, Page, Piece, Report, Table};
use crate::explore::{PathAnswer, RankAnswer, TimelineAnswer, World};
use crate::graph::NodeIx;
use serde_json::{Map, Value, json};

/// What the tour shows.
#[derive(Debug)]
pub struct TourReport {
    /// How two actors are connected.
    pub path: PathAnswer,
    /// Who stands between.
    pub rank: RankAnswer,
    /// What happened when.
    pub timeline: TimelineAnswer,
    /// Whom the timeline is about.
    pub about: NodeIx,
    /// The diagrams that were written.
    pub files: Vec<String>,
}

impl Report for TourReport {
    fn verb(&self) -> &'static str {
        "tour"
    }

    fn rows_member(&self) -> &'static str {
        "files"
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let object = |report: &dyn Report| -> Value {
            let members = report.json(world).into_iter();
            Value::Object(members.map(|(k, v)| (k.to_owned(), v)).collect::<Map<_, _>>())
        };
        vec![
            ("path", object(&self.path)),
            ("rank", object(&self.rank)),
            ("timeline", object(&self.timeline)),
            ("files", json!(self.files)),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        self.rank.table(world)
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let part = |page: &mut Page, number: &'static str, title: &str| {
            page.blank();
            page.line(&[
                Piece::plain(number).ink(Ink::Accent),
                Piece::owned(format!(" {title}"), Ink::Accent),
            ]);
            page.blank();
        };
        part(page, "1", "HOW ARE TWO ACTORS CONNECTED, AND SAYS WHO?");
        self.path.text(world, page);
        part(page, "2", "WHO STANDS BETWEEN?");
        self.rank.text(world, page);
        let about = world.graph.node(self.about).name();
        part(page, "3", &format!("WHAT HAPPENED WHEN? ({about})"));
        self.timeline.text(world, page);
        part(page, "4", "DIAGRAMS");
        for file in &self.files {
            page.line(&[Piece::data(file)]);
        }
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let about = world.graph.node(self.about).id();
        vec![
            command(&["show", about]),
            "path samsung nursultan-nazarbayev".to_owned(),
            "init my-dataset --example".to_owned(),
        ]
    }
}
