//! Answers to bytes: human text, JSON, JSON Lines, CSV, TSV and Markdown.
//!
//! One file per answer in `answers/`; each gives its JSON, its table and its text. Text from data passes
//! through [`inert`], so that a name never acts on a terminal or a spreadsheet. Nothing is written here.

mod answers;
mod bench;
mod citations;
mod command;
mod error;
mod inert;
mod interchange;
mod json;
mod judgement;
mod page;
mod table;
mod tour;

use crate::explore::{Projection, World};
use answers::counted;
use serde_json::{Value, json};

pub use crate::interchange::Formulas;
pub use answers::changes::{ChangeLine, ChangesReport};
pub use answers::check::{CheckOutcome, CheckReport, CheckRow};
pub use answers::evidence::{LocatedReport, TextNotice, VerifyReport};
pub use answers::figures::{FigureRow, FigureState, FiguresReport};
pub use answers::validate::{ValidateReport, finding_text};
pub use bench::{BenchFound, BenchReport};
pub use command::shell_word;
pub use error::{Candidate, ErrorObject};
pub use inert::inert;
pub use interchange::{ExportReport, ImportReport, loss_text};
pub use judgement::{Answer, BreakingRow, Difference, Judgement, judge};
pub use page::{Ink, Page, Piece};
pub use table::{Cell, Table};
pub use tour::TourReport;

/// The form an answer is printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// For people, 80 columns.
    #[default]
    Text,
    /// One versioned object.
    Json,
    /// One object per row.
    Jsonl,
    /// Comma-separated, neutralised for spreadsheets.
    Csv,
    /// Tab-separated.
    Tsv,
    /// A Markdown table.
    Markdown,
}

impl Format {
    /// All values, for help and completion.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::Json, Self::Jsonl, Self::Csv, Self::Tsv, Self::Markdown];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Markdown => "markdown",
        }
    }
}

/// How human text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Colours and bold.
    pub styled: bool,
    /// Columns.
    pub width: usize,
}

/// An answer that can be printed.
pub trait Report {
    /// The verb, which names the schema.
    fn verb(&self) -> &'static str;
    /// Version of the schema.
    fn version(&self) -> u32 {
        1
    }
    /// The graph that the answer was computed on.
    fn projection(&self, world: &World<'_>) -> Projection {
        Projection::all(world.graph)
    }
    /// The members of the JSON object after the common ones.
    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)>;
    /// The member that holds the rows, for JSON Lines.
    fn rows_member(&self) -> &'static str {
        "rows"
    }
    /// The answer as a table.
    fn table(&self, world: &World<'_>) -> Table;
    /// The answer for people, without the footer.
    fn text(&self, world: &World<'_>, page: &mut Page);
    /// Nodes and edges of the dataset as the answer leaves it, for the footer.
    fn counts(&self, world: &World<'_>) -> (usize, usize) {
        (world.graph.node_count(), world.graph.edge_count())
    }
    /// Commands that a reader may want next, as arguments after the program's name.
    fn next(&self, _world: &World<'_>) -> Vec<String> {
        Vec::new()
    }
}

/// Prints an answer in a format. `whole` makes the whole command of a suggested one.
pub fn print(
    world: &World<'_>,
    report: &dyn Report,
    format: Format,
    formulas: Formulas,
    look: Look,
    whole: &dyn Fn(&str) -> String,
) -> String {
    match format {
        Format::Text => text(world, report, look, whole),
        Format::Json => json::line(&object(world, report)),
        Format::Jsonl => match object(world, report).get(report.rows_member()) {
            Some(Value::Array(rows)) => rows.iter().map(json::line).collect(),
            _ => String::new(),
        },
        Format::Csv => report.table(world).to_csv(formulas),
        Format::Tsv => report.table(world).to_tsv(formulas),
        Format::Markdown => report.table(world).to_markdown(),
    }
}

/// An answer as the object that `--json` prints, to be held against the conditions of a check.
pub fn answer(world: &World<'_>, report: &dyn Report) -> Answer {
    Answer(object(world, report))
}

fn object(world: &World<'_>, report: &dyn Report) -> Value {
    let projection = report.projection(world);
    let mut object = serde_json::Map::new();
    object.insert(
        "schema".to_owned(),
        json!(format!("sociogram.{}/{}", report.verb(), report.version())),
    );
    object.insert(
        "dataset".to_owned(),
        json!({"name": world.dataset, "digest": world.digest.to_string()}),
    );
    object.insert(
        "projection".to_owned(),
        json!({
            "name": projection.name,
            "description": projection.description,
            "filters": projection.filters,
            "nodes": projection.n_nodes,
            "edges": projection.n_edges,
        }),
    );
    if let Some(marks) = projection.marks {
        object["projection"]["inferred"] = json!(marks.n_inferred);
        object["projection"]["planned"] = json!(marks.n_planned);
        object["projection"]["claimed"] = json!(marks.n_claimed);
        if let Some(n_possible) = marks.n_possible {
            object["projection"]["possible"] = json!(n_possible);
        }
    }
    for (member, value) in report.json(world) {
        object.insert(member.to_owned(), value);
    }
    Value::Object(object)
}

fn text(
    world: &World<'_>,
    report: &dyn Report,
    look: Look,
    whole: &dyn Fn(&str) -> String,
) -> String {
    let mut page = Page::new(look);
    report.text(world, &mut page);
    page.blank();
    let filters = report.projection(world).filters;
    if !filters.is_empty() {
        page.line(&[Piece::dim("selection: "), Piece::data(filters.join("; ")).ink(Ink::Dim)]);
    }
    let (nodes, edges) = report.counts(world);
    let counts = [counted(nodes, "node", "nodes"), counted(edges, "edge", "edges")];
    page.line(&[
        Piece::dim("data: "),
        Piece::data(world.dataset).ink(Ink::Dim),
        Piece::owned(format!(" · {}", counts.join(", ")), Ink::Dim),
    ]);
    for (at, next) in report.next(world).iter().enumerate() {
        let label = if at == 0 { "next: " } else { "      " };
        page.line(&[Piece::dim(label), Piece::data(whole(next))]);
    }
    page.finish()
}
