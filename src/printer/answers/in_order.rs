//! The answer of `path --in-order`.

use super::super::citations::Citations;
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::path::{HOP_COLUMNS, hop_cells, path_json, path_text};
use super::{STATEMENT_COLUMNS, node_json, steps_words};
use crate::algo::paths::PathCount;
use crate::diagram::date_words;
use crate::explore::{Chain, Doubt, InOrderAnswer, Projection, World, steps};
use crate::model::{Certainty, Day, When};
use serde_json::{Value, json};

impl Report for InOrderAnswer {
    fn verb(&self) -> &'static str {
        "path"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn rows_member(&self) -> &'static str {
        "paths"
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let graph = world.graph;
        let total = match self.total {
            PathCount::Exact(n) | PathCount::AtLeast(n) => n,
        };
        let paths = self.chains.iter().map(|chain| self.chain_json(world, chain)).collect();
        let earlier = self.earlier.as_ref();
        vec![
            ("from", node_json(graph.node(self.from))),
            ("to", node_json(graph.node(self.to))),
            ("paths", paths),
            ("total", json!(total)),
            ("total_is_exact", json!(matches!(self.total, PathCount::Exact(_)))),
            ("omitted", json!([])),
            ("weight", Value::Null),
            ("earlier", earlier.map_or(Value::Null, |chain| self.chain_json(world, chain))),
            ("unordered", json!(self.unordered.map(|length| f64::from(steps(length))))),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let columns = ["path", "length", "order", "departure", "arrival", "hop", "first", "last"];
        let mut table = Table::new(&[&columns[..], &HOP_COLUMNS, &STATEMENT_COLUMNS].concat());
        let day = |day| Cell::text(day_text(day).unwrap_or_default());
        for (chain, number) in self.chains.iter().zip(1..) {
            for ((hop, days), hop_number) in chain.path.hops.iter().zip(&chain.days).zip(1..) {
                let mut row = vec![
                    Cell::count(number),
                    Cell::count(steps(chain.path.half_steps)),
                    Cell::text(chain.order().as_str()),
                    day(chain.departure),
                    day(chain.arrival),
                    Cell::count(hop_number),
                    day(days.first),
                    day(days.last),
                ];
                row.extend(hop_cells(world, hop));
                table.push(row);
            }
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        let graph = world.graph;
        page.heading(&[
            Piece::plain("How is "),
            Piece::data(graph.node(self.from).name()),
            Piece::plain(" connected to "),
            Piece::data(graph.node(self.to).name()),
            Piece::plain(" in the order of time?"),
        ]);
        let mut citations = Citations::default();
        match self.chains.first() {
            None => page.hanging(0, 2, &self.nothing()),
            Some(first) => page.line(&self.summary(first)),
        }
        for (chain, number) in self.chains.iter().zip(1..) {
            page.blank();
            if self.chains.len() > 1 {
                let label = format!("Chain {number} of {}", self.count_words());
                page.line(&[Piece::owned(label, Ink::Dim)]);
            }
            self.chain_text(world, page, chain, &mut citations);
        }
        if let Some(chain) = &self.earlier {
            page.blank();
            page.heading(&[
                Piece::plain("Earlier: ").ink(Ink::Strong),
                Piece::owned(steps_words(chain.path.half_steps), Ink::Plain),
                Piece::plain(", a longer chain that can arrive before"),
            ]);
            self.chain_text(world, page, chain, &mut citations);
        }
        page.blank();
        page.line(&[Piece::dim("Routes through hubs were not looked for.")]);
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let (from, to) = (world.graph.node(self.from), world.graph.node(self.to));
        if self.chains.is_empty() && self.unordered.is_none() {
            return vec![command(&["neighbors", from.id()])];
        }
        vec![command(&["path", from.id(), to.id()])]
    }
}

impl InOrderAnswer {
    fn chain_json(&self, world: &World<'_>, chain: &Chain) -> Value {
        let mut object = path_json(world, &chain.path, &self.selection);
        for (at, days) in chain.days.iter().enumerate() {
            let hop = &mut object["hops"][at];
            hop["first"] = json!(day_text(days.first));
            hop["last"] = json!(day_text(days.last));
        }
        object["order"] = json!(chain.order().as_str());
        object["doubt"] = chain.doubt.map_or(Value::Null, |doubt| match doubt {
            Doubt::Undated(hop) => json!({"reason": "undated", "hops": [hop + 1]}),
            Doubt::Hedged(hop) => json!({"reason": "hedged", "hops": [hop + 1]}),
            Doubt::Overlap(earlier, later) => {
                json!({"reason": "overlap", "hops": [earlier + 1, later + 1]})
            }
        });
        object["departure"] = json!(day_text(chain.departure));
        object["arrival"] = json!(day_text(chain.arrival));
        object
    }

    fn count_words(&self) -> String {
        match self.total {
            PathCount::Exact(n) => n.to_string(),
            PathCount::AtLeast(n) => format!("at least {n}"),
        }
    }

    fn summary(&self, first: &Chain) -> Vec<Piece> {
        let n_shown = self.chains.len();
        let total = match self.total {
            PathCount::Exact(1) => "1 shortest chain".to_owned(),
            _ => format!("{} chains", self.count_words()),
        };
        let mut pieces = vec![
            Piece::owned(steps_words(first.path.half_steps), Ink::Strong),
            Piece::owned(format!(", {total} in order"), Ink::Plain),
        ];
        if !matches!(self.total, PathCount::Exact(n) if n == n_shown as u64) {
            pieces
                .push(Piece::owned(format!(", {n_shown} shown (--limit N shows more)"), Ink::Dim));
        }
        pieces
    }

    /// What is said where no chain is in order.
    fn nothing(&self) -> Vec<Piece> {
        let mut pieces = vec![match self.total {
            PathCount::Exact(_) => Piece::plain("No chain of steps can have happened in order"),
            PathCount::AtLeast(_) => {
                Piece::plain("No chain in order was found before the search was cut").ink(Ink::Warn)
            }
        }];
        let filters = &self.projection.filters;
        if !filters.is_empty() {
            pieces.push(Piece::data(format!(", only as selected ({})", filters.join("; "))));
        }
        if let Some(length) = self.unordered {
            let words = format!(
                "; without --in-order there is a path of {}, whose dates run against it",
                steps_words(length)
            );
            pieces.push(Piece::owned(words, Ink::Plain));
        }
        pieces.push(Piece::plain("."));
        pieces
    }

    fn chain_text(
        &self,
        world: &World<'_>,
        page: &mut Page,
        chain: &Chain,
        citations: &mut Citations,
    ) {
        path_text(world, page, 0, &self.selection, self.from, &chain.path, citations);
        let (order, ink) = match chain.order() {
            Certainty::Certain => ("Certainly in order.", Ink::Plain),
            _ => ("Possibly in order: ", Ink::Warn),
        };
        let mut pieces = vec![Piece::plain(order).ink(ink)];
        if let Some(doubt) = chain.doubt {
            let words = match doubt {
                Doubt::Undated(hop) => format!("hop {} has no date.", hop + 1),
                Doubt::Hedged(hop) => format!("the date of hop {} is hedged.", hop + 1),
                Doubt::Overlap(earlier, later) => {
                    format!("hop {} may have come after hop {}.", earlier + 1, later + 1)
                }
            };
            pieces.push(Piece::owned(words, ink));
        }
        let bounds = [("Earliest arrival", chain.arrival), ("latest departure", chain.departure)];
        for ((what, day), mark) in bounds.into_iter().zip([" ", ", "]) {
            let words = day_words(day).unwrap_or_else(|| "open".to_owned());
            pieces.push(Piece::owned(format!("{mark}{what} {words}"), Ink::Plain));
        }
        pieces.push(Piece::plain("."));
        page.hanging(0, 2, &pieces);
    }
}

/// A day as a date; none for an open end.
pub(super) fn day_text(day: Day) -> Option<String> {
    let is_open = day == Day::EARLIEST || day == Day::LATEST;
    (!is_open).then(|| day.to_string())
}

/// A day in words; none for an open end.
pub(super) fn day_words(day: Day) -> Option<String> {
    let text = day_text(day)?;
    Some(When::parse(&text).map_or(text, |when| date_words(&when)))
}
