//! The answer of `diagram` about files: a line per figure that was written or compared.

use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::counted;
use crate::explore::World;
use serde_json::{Value, json};

/// Figures in files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiguresReport {
    /// One entry per view and form.
    pub rows: Vec<FigureRow>,
    /// Commands to go on with, without the program's name.
    pub next: Vec<String>,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureRow {
    /// The name of the view; none where the command line said what to draw.
    pub view: Option<String>,
    /// The file.
    pub file: String,
    /// How it stands.
    pub state: FigureState,
}

/// How a figure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureState {
    /// It is what would be written.
    Fresh,
    /// It was written now.
    Written,
    /// It is there, and the data or the view say something else by now.
    Stale,
    /// It is not there.
    Missing,
}

impl FigureState {
    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::Written => "written",
            Self::Stale => "stale",
            Self::Missing => "missing",
        }
    }

    /// Is the figure what it should be?
    pub fn is_well(self) -> bool {
        matches!(self, Self::Fresh | Self::Written)
    }
}

impl Report for FiguresReport {
    fn verb(&self) -> &'static str {
        "diagram"
    }

    fn json(&self, _world: &World<'_>) -> Vec<(&'static str, Value)> {
        let row = |row: &FigureRow| json!({"view": row.view, "file": row.file, "state": row.state.as_str()});
        vec![("rows", self.rows.iter().map(row).collect())]
    }

    fn table(&self, _world: &World<'_>) -> Table {
        let mut table = Table::new(&["view", "file", "state"]);
        for row in &self.rows {
            table.push(vec![
                Cell::text(row.view.as_deref().unwrap_or_default()),
                Cell::text(&row.file),
                Cell::text(row.state.as_str()),
            ]);
        }
        table
    }

    fn text(&self, _world: &World<'_>, page: &mut Page) {
        let n_well = self.rows.iter().filter(|row| row.state.is_well()).count();
        let words =
            format!("{n_well} of {} up to date", counted(self.rows.len(), "figure", "figures"));
        page.heading(&[Piece::owned(words, Ink::Strong)]);
        for row in &self.rows {
            let ink = if row.state.is_well() { Ink::Dim } else { Ink::Bad };
            let state = format!("{:8}", row.state.as_str());
            page.hanging(0, 2, &[Piece::owned(state, ink), Piece::data(&row.file)]);
        }
    }

    fn next(&self, _world: &World<'_>) -> Vec<String> {
        self.next.clone()
    }
}
