//! The answer of `rank --over-time`.

use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::counted;
use super::rank::{
    estimate_json, estimate_words, meaning_text, near_words, nodes_json, projection_text,
    score_words, unsettled_text,
};
use crate::explore::{OverTimeAnswer, OverTimeRow, Place, Projection, World, YearRanked};
use serde_json::{Value, json};

/// Years whose places are shown as numbers.
const YEARS_AS_NUMBERS: usize = 5;
/// Years whose scores are shown as a line.
const YEARS_AS_LINE: usize = 16;

impl Report for OverTimeAnswer {
    fn verb(&self) -> &'static str {
        "rank.over-time"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let years: Value = self
            .years
            .iter()
            .map(|year| {
                json!({
                    "year": year.year,
                    "nodes": year.n_nodes,
                    "edges": year.n_edges,
                    "possible": year.n_possible,
                    "estimate": estimate_json(year.estimate),
                    "converged": year.converged,
                    "changed": year.is_changed,
                })
            })
            .collect();
        let rows: Value = self
            .rows
            .iter()
            .map(|row| {
                let node = world.graph.node(row.node);
                let places: Value = (self.years.iter().zip(&row.places))
                    .map(|(year, place)| {
                        json!({
                            "year": year.year,
                            "rank": place.map(|place| place.rank),
                            "score": place.map(|place| place.score),
                            "nodes": year.n_nodes,
                        })
                    })
                    .collect();
                json!({
                    "id": node.id(),
                    "name": node.name(),
                    "kind": &*node.kind().name,
                    "places": places,
                })
            })
            .collect();
        vec![
            ("measure", json!(self.measure.as_str())),
            ("normalisation", json!(self.normalisation)),
            ("near", nodes_json(world, &self.near)),
            ("undated", json!(self.n_undated)),
            ("years", years),
            ("rows", rows),
            ("total", json!(self.n_rows)),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&["year", "id", "name", "kind", "rank", "score", "nodes"]);
        for row in &self.rows {
            let node = world.graph.node(row.node);
            for (year, place) in self.years.iter().zip(&row.places) {
                let Some(place) = place else { continue };
                table.push(vec![
                    Cell::count(year.year),
                    Cell::text(node.id()),
                    Cell::text(node.name()),
                    Cell::text(&*node.kind().name),
                    Cell::count(place.rank),
                    Cell::count(place.score),
                    Cell::count(year.n_nodes),
                ]);
            }
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let (Some(first), Some(last)) = (self.years.first(), self.years.last()) else {
            page.heading(&[Piece::plain("No year to rank: nothing admitted has a date")]);
            return;
        };
        page.heading(&[
            Piece::plain("Places by "),
            Piece::plain(self.measure.as_str()),
            Piece::data(near_words(world, &self.near)),
            Piece::owned(
                format!(
                    ", {}, {} of {}",
                    span(first.year, last.year, " to "),
                    self.rows.len(),
                    self.n_rows
                ),
                Ink::Plain,
            ),
        ]);
        page.block(&self.places_table(world).to_text(page.look()));
        page.blank();
        self.years_text(page, first, last);
        meaning_text(page, self.measure, self.normalisation);
        self.exactness_text(page);
        projection_text(page, &self.projection);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        match (self.rows.first(), self.years.last()) {
            (Some(row), Some(last)) => {
                let id = world.graph.node(row.node).id();
                vec![command(&["timeline", id, "--until", &last.year.to_string()])]
            }
            _ => Vec::new(),
        }
    }
}

impl YearRanked {
    /// What a place of the year is marked with.
    fn mark(&self) -> &'static str {
        if 2 * self.n_possible > self.n_edges { "?" } else { "" }
    }
}

impl OverTimeAnswer {
    /// Places in a few years, and a line through more of them.
    fn places_table(&self, world: &World<'_>) -> Table {
        let n_years = self.years.len();
        let (line, numbers) = (spread(n_years, YEARS_AS_LINE), spread(n_years, YEARS_AS_NUMBERS));
        let (first, last) = (self.years[0].year, self.years[n_years - 1].year);
        let mut columns = vec!["place of".to_owned()];
        if n_years > 1 {
            columns.push(span(first, last, "–"));
        }
        columns.extend(numbers.iter().map(|&at| self.years[at].year.to_string()));
        let mut table = Table::with_columns(columns);
        let most = self.greatest_score();
        for row in &self.rows {
            let mut cells = vec![Cell::text(world.graph.node(row.node).name())];
            if n_years > 1 {
                cells.push(Cell::text(
                    line.iter().map(|&at| bar(row, at, most)).collect::<String>(),
                ));
            }
            let place = |at: usize| match row.places[at] {
                Some(place) if place.score != 0.0 => {
                    format!("{}{}", place.rank, self.years[at].mark())
                }
                _ => "–".to_owned(),
            };
            cells.extend(numbers.iter().map(|&at| Cell::Number(place(at))));
            table.push(cells);
        }
        table
    }

    fn greatest_score(&self) -> f64 {
        let places = self.rows.iter().flat_map(|row| row.places.iter().flatten());
        places.map(|place| place.score).fold(0.0, f64::max)
    }

    fn years_text(&self, page: &mut Page, first: &YearRanked, last: &YearRanked) {
        if self.years.len() > 1 {
            let most = score_words(self.measure, self.greatest_score());
            let words = format!("line: scores, █ is {most}, ▁ is 0 or little more, · has none");
            page.hanging(0, 2, &[Piece::owned(words, Ink::Dim)]);
        }
        page.hanging(0, 2, &[Piece::dim("– stands for no place, or one with score 0")]);
        if self.years.iter().any(|year| !year.mark().is_empty()) {
            let words = "? marks a year of whose edges more than half are only possible (--certain \
                         leaves these out)";
            page.hanging(0, 2, &[Piece::plain(words).ink(Ink::Warn)]);
        }
        let size = |of: &YearRanked| {
            let possible = match of.n_possible {
                0 => String::new(),
                n => format!(", {n} of them only possible"),
            };
            let edges = counted(of.n_edges, "edge", "edges");
            format!(
                "{} with {edges}{possible} in {}",
                counted(of.n_nodes, "node", "nodes"),
                of.year
            )
        };
        let n_changed = self.years.iter().filter(|year| year.is_changed).count();
        let words = format!(
            "years: {} ranked as of their last day, {n_changed} of them with a graph of their own; \
             {}",
            self.years.len(),
            if self.years.len() == 1 {
                size(last)
            } else {
                format!("{}; {}", size(first), size(last))
            }
        );
        page.hanging(0, 2, &[Piece::owned(words, Ink::Dim)]);
        if self.n_undated > 0 {
            let edges = counted(self.n_undated, "edge", "edges");
            let what = if self.certain_only {
                "left out of every year by --certain"
            } else {
                "possible in every year (--certain leaves out what is only possible)"
            };
            page.hanging(0, 2, &[Piece::owned(format!("undated: {edges}, {what}"), Ink::Warn)]);
        }
    }

    fn exactness_text(&self, page: &mut Page) {
        let worst = self.years.iter().filter_map(|year| year.estimate);
        if let Some(worst) = worst.max_by(|a, b| a.error.total_cmp(&b.error)) {
            let words = format!(
                "{}; between two years a difference of scores below {:.2e} may be the draw's",
                estimate_words(worst),
                2.0 * worst.error
            );
            page.hanging(0, 2, &[Piece::dim("estimated: "), Piece::owned(words, Ink::Warn)]);
        }
        if self.years.iter().any(|year| !year.converged) {
            unsettled_text(page);
        }
    }
}

/// The first and the last year, or the only one.
fn span(first: i64, last: i64, to: &str) -> String {
    if first == last { first.to_string() } else { format!("{first}{to}{last}") }
}

/// Up to `n_most` positions of `n`, evenly spread, the last among them.
fn spread(n: usize, n_most: usize) -> Vec<usize> {
    let n_shown = n.min(n_most);
    match n_shown {
        0 => Vec::new(),
        1 => vec![n - 1],
        _ => (0..n_shown).map(|at| at * (n - 1) / (n_shown - 1)).collect(),
    }
}

/// A score as a bar of a line whose greatest is `most`.
fn bar(row: &OverTimeRow, at: usize, most: f64) -> char {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    match row.places[at] {
        None => '·',
        Some(Place { score, .. }) if most > 0.0 => {
            let height = score / most * (BARS.len() - 1) as f64 + 0.5;
            let reached = (0..BARS.len()).rev().find(|&at| at as f64 <= height);
            BARS[reached.unwrap_or(0)]
        }
        Some(_) => BARS[0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_spread_from_the_first_to_the_last() {
        assert_eq!(spread(0, 5), [] as [usize; 0]);
        assert_eq!(spread(3, 5), [0, 1, 2]);
        assert_eq!(spread(23, 5), [0, 5, 11, 16, 22]);
        assert_eq!(spread(9, 1), [8]);
    }
}
