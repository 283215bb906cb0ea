//! What an import understood and what an export lost: for people, or as one JSON object. They answer no question about
//! a graph, so that they are printed without loading one.

use super::answers::{counted, validate::finding_json};
use super::json::line;
use super::{Cell, Format, Ink, Look, Page, Piece, Table, finding_text};
use crate::interchange::{
    ExportedFile, Format as FileFormat, Imported, KindRow, Loss, PropertyRow, RecordCounts,
};
use serde_json::{Value, json};
use std::fmt::Write;

/// What an import understood and did.
#[derive(Debug)]
pub struct ImportReport {
    /// The dataset, or the stream.
    pub target: String,
    /// Nothing was written.
    pub dry_run: bool,
    /// What it understood.
    pub imported: Imported,
    /// Commands that a reader may want next.
    pub next: Vec<String>,
}

/// What an export wrote and lost.
#[derive(Debug)]
pub struct ExportReport {
    /// The dataset.
    pub dataset: String,
    /// Its digest.
    pub digest: String,
    /// The format.
    pub format: FileFormat,
    /// Nodes and edges of the dataset.
    pub counts: (usize, usize),
    /// The files.
    pub files: Vec<ExportedFile>,
    /// What the format could not carry.
    pub losses: Vec<Loss>,
}

impl ImportReport {
    /// The report in a format.
    pub fn print(&self, format: Format, look: Look) -> String {
        if format == Format::Json { line(&self.json()) } else { self.text(look) }
    }

    fn json(&self) -> Value {
        let Imported { files, nodes, edges, n_sources, n_implied, .. } = &self.imported;
        let Imported { kinds, properties, notes, findings, digest, .. } = &self.imported;
        let counts = |counts: &RecordCounts| json!({"added": counts.added, "changed": counts.changed, "same": counts.same});
        json!({
            "schema": "sociogram.import/1",
            "dataset": digest.map(|d| json!({"name": self.target, "digest": d.to_string()})),
            "dry_run": self.dry_run,
            "files": files.iter().map(|file| json!({
                "file": file.path.display().to_string(),
                "format": file.format.as_str(),
                "bytes": file.n_bytes,
            })).collect::<Value>(),
            "nodes": counts(nodes),
            "edges": counts(edges),
            "sources": n_sources,
            "implied_nodes": n_implied,
            "kinds": kinds.iter().map(|row| json!({
                "of": row.on.as_str(),
                "written": row.written,
                "becomes": row.becomes,
                "added": row.is_added,
                "count": row.n,
            })).collect::<Value>(),
            "properties": properties.iter().map(|row| json!({
                "of": row.on.as_str(),
                "written": row.name,
                "becomes": row.becomes,
                "count": row.n,
            })).collect::<Value>(),
            "losses": notes.iter().map(|(what, n)| json!({"what": what, "count": n}))
                .collect::<Value>(),
            "findings": findings.iter().map(finding_json).collect::<Value>(),
        })
    }

    fn text(&self, look: Look) -> String {
        let Imported { files, nodes, edges, n_sources, n_implied, .. } = &self.imported;
        let Imported { kinds, properties, notes, findings, .. } = &self.imported;
        let mut page = Page::new(look);
        let heading = match (self.dry_run, files.len()) {
            (true, n) => format!("Would import {} into ", counted(n, "file", "files")),
            (false, n) => format!("Imported {} into ", counted(n, "file", "files")),
        };
        page.heading(&[
            Piece::owned(heading, Ink::Strong),
            Piece::data(&self.target).ink(Ink::Strong),
        ]);
        let mut table = Table::new(&["file", "format", "bytes"]);
        for file in files {
            table.push(vec![
                Cell::text(file.path.display().to_string()),
                Cell::text(file.format.as_str()),
                Cell::count(file.n_bytes),
            ]);
        }
        page.block(&table.to_text(look));
        page.blank();
        page.line(&[Piece::owned(changed(*nodes, "node", "nodes"), Ink::Strong)]);
        page.line(&[Piece::owned(changed(*edges, "edge", "edges"), Ink::Strong)]);
        if *n_sources > 0 {
            page.line(&[Piece::owned(counted(*n_sources, "source", "sources"), Ink::Strong)]);
        }
        if *n_implied > 0 {
            page.hanging(
                0,
                2,
                &[Piece::owned(
                    format!(
                        "{} only as an end of edges",
                        counted(*n_implied, "node stands", "nodes stand")
                    ),
                    Ink::Warn,
                )],
            );
        }
        if !kinds.is_empty() {
            page.blank();
            page.block(&kind_table(kinds).to_text(look));
        }
        if !properties.is_empty() {
            page.blank();
            page.block(&property_table(properties).to_text(look));
        }
        if !notes.is_empty() {
            page.blank();
            page.heading(&[Piece::owned("Left out, or read otherwise than written", Ink::Strong)]);
            for (what, n) in notes {
                page.hanging(
                    0,
                    2,
                    &[Piece::owned(format!("{n} × "), Ink::Warn), Piece::data(what)],
                );
            }
        }
        if !findings.is_empty() {
            page.blank();
            for finding in findings {
                finding_text(&mut page, finding);
            }
        }
        page.blank();
        if self.dry_run {
            page.line(&[Piece::plain("Nothing was written (--dry-run)").ink(Ink::Strong)]);
        }
        for (at, next) in self.next.iter().enumerate() {
            let label = if at == 0 { "next: " } else { "      " };
            page.line(&[Piece::dim(label), Piece::data(next)]);
        }
        page.finish()
    }
}

fn changed(counts: RecordCounts, one: &str, many: &str) -> String {
    let mut text = format!("{} added", counted(counts.added, one, many));
    if counts.changed > 0 {
        write!(text, ", {} changed", counts.changed).expect("a string takes any text");
    }
    if counts.same > 0 {
        write!(text, ", {} there already", counts.same).expect("a string takes any text");
    }
    text
}

fn kind_table(kinds: &[KindRow]) -> Table {
    let mut table = Table::new(&["kind of", "written", "becomes", "count", ""]);
    for row in kinds {
        table.push(vec![
            Cell::text(row.on.as_str()),
            Cell::text(row.written.as_deref().unwrap_or("(none)")),
            Cell::text(&row.becomes),
            Cell::count(row.n),
            Cell::text(if row.is_added { "added to the vocabulary" } else { "" }),
        ]);
    }
    table
}

fn property_table(properties: &[PropertyRow]) -> Table {
    let mut table = Table::new(&["property of", "written", "becomes", "count"]);
    for row in properties {
        table.push(vec![
            Cell::text(row.on.as_str()),
            Cell::text(&row.name),
            Cell::text(&row.becomes),
            Cell::count(row.n),
        ]);
    }
    table
}

impl ExportReport {
    /// The report in a format.
    pub fn print(&self, format: Format, look: Look) -> String {
        if format == Format::Json { line(&self.json()) } else { self.text(look) }
    }

    fn json(&self) -> Value {
        let (n_nodes, n_edges) = self.counts;
        json!({
            "schema": "sociogram.export/1",
            "dataset": {"name": self.dataset, "digest": self.digest},
            "format": self.format.as_str(),
            "nodes": n_nodes,
            "edges": n_edges,
            "files": self.files.iter().map(|file| json!({
                "file": file.path.display().to_string(),
                "bytes": file.n_bytes,
            })).collect::<Value>(),
            "losses": self.losses.iter().map(|loss| json!({
                "aspect": loss.aspect.as_str(),
                "what": loss.aspect.what(),
                "count": loss.n,
            })).collect::<Value>(),
        })
    }

    fn text(&self, look: Look) -> String {
        let mut page = Page::new(look);
        let (n_nodes, n_edges) = self.counts;
        page.heading(&[
            Piece::owned(
                format!(
                    "Exported {} and {} of ",
                    counted(n_nodes, "node", "nodes"),
                    counted(n_edges, "edge", "edges")
                ),
                Ink::Strong,
            ),
            Piece::data(&self.dataset).ink(Ink::Strong),
            Piece::owned(format!(" as {}", self.format.as_str()), Ink::Strong),
        ]);
        for file in &self.files {
            let size = format!("  {} bytes", file.n_bytes);
            page.line(&[
                Piece::data(file.path.display().to_string()),
                Piece::owned(size, Ink::Dim),
            ]);
        }
        page.blank();
        if self.losses.is_empty() {
            page.line(&[Piece::plain("Nothing is lost").ink(Ink::Strong)]);
        } else {
            page.line(&[Piece::plain("The format could not carry").ink(Ink::Strong)]);
            self.losses.iter().for_each(|loss| loss_text(&mut page, *loss));
        }
        page.finish()
    }
}

/// What an export lost, as a line for people.
pub fn loss_text(page: &mut Page, loss: Loss) {
    page.hanging(0, 2, &[Piece::owned(format!("{} × {}", loss.n, loss.aspect.what()), Ink::Warn)]);
}
