//! The answer of `brokers`.

use super::super::citations::Citations;
use super::super::command::command;
use super::super::{Cell, Ink, Page, Piece, Report, Table};
use super::path::{path_json, path_text};
use super::rank::{estimate_json, estimate_words, projection_text};
use super::{
    because_text, counted, edge_json, edge_marks, node_json, node_pieces, sentence, steps_words,
};
use crate::explore::{Broker, BrokerEnds, BrokersAnswer, CutOff, Projection, World};
use crate::graph::NodeIx;
use serde_json::{Value, json};

/// Names in a sentence; the JSON has all.
const NAMES_SHOWN: usize = 6;
/// Nodes behind a bridge that are named; more are counted.
const NAMED_BEHIND: usize = 2;
/// Pairs that lose every connection and are named where no end loses all.
const PAIRS_SHOWN: usize = 2;
/// Bridges of a broker that the text lists; the JSON has all.
const BRIDGES_SHOWN: usize = 3;

impl BrokersAnswer {
    /// A share of the pairs as a number of them.
    fn pairs(&self, score: f64) -> f64 {
        score * self.n_pairs as f64
    }

    fn percent(score: f64) -> String {
        format!("{:.1}%", 100.0 * score)
    }

    /// A number of pairs: whole where it is.
    fn pairs_words(&self, score: f64) -> String {
        let pairs = self.pairs(score);
        if (pairs - pairs.round()).abs() < 1e-6 || pairs >= 1000.0 {
            format!("{pairs:.0} of {}", self.n_pairs)
        } else {
            format!("{pairs:.1} of {}", self.n_pairs)
        }
    }
}

impl Report for BrokersAnswer {
    fn verb(&self) -> &'static str {
        "brokers"
    }

    fn projection(&self, _world: &World<'_>) -> Projection {
        self.projection.clone()
    }

    fn json(&self, world: &World<'_>) -> Vec<(&'static str, Value)> {
        let set =
            |ends: &BrokerEnds| json!({"asked": ends.words, "nodes": ids(world, &ends.nodes)});
        let between = self.between.as_ref().map(|sets| sets.iter().map(set).collect::<Value>());
        vec![
            ("between", between.unwrap_or_default()),
            ("unsaid", ids(world, &self.unsaid)),
            ("pairs", json!(self.n_pairs)),
            ("joined", json!(self.n_joined)),
            ("estimate", estimate_json(self.estimate)),
            ("betweenness_estimate", estimate_json(self.betweenness_estimate)),
            ("rows", self.rows.iter().map(|broker| self.row_json(world, broker)).collect()),
            ("total", json!(self.n_rows)),
        ]
    }

    fn table(&self, world: &World<'_>) -> Table {
        let mut table = Table::new(&[
            "rank",
            "id",
            "name",
            "kind",
            "score",
            "pairs",
            "betweenness",
            "constraint",
            "effective_size",
            "cut_off",
            "pairs_lost",
            "bridges",
        ]);
        let number = |score: Option<f64>| score.map_or(Cell::text(""), Cell::count);
        for broker in &self.rows {
            let node = world.graph.node(broker.node);
            table.push(vec![
                Cell::count(broker.rank),
                Cell::text(node.id()),
                Cell::text(node.name()),
                Cell::text(&*node.kind().name),
                Cell::count(broker.score),
                Cell::count(self.pairs(broker.score)),
                number(broker.betweenness),
                number(broker.constraint),
                number(broker.effective_size),
                Cell::count(broker.cut_off.nodes.len()),
                Cell::count(broker.cut_off.n_pairs),
                Cell::count(broker.bridges.len()),
            ]);
        }
        table
    }

    fn text(&self, world: &World<'_>, page: &mut Page) {
        self.summary_text(page);
        self.unsaid_text(world, page);
        let mut citations = Citations::default();
        for broker in &self.rows {
            page.blank();
            self.broker_text(world, page, broker, &mut citations);
        }
        page.blank();
        self.notes_text(page);
        citations.print(world, page);
    }

    fn next(&self, world: &World<'_>) -> Vec<String> {
        let id = |node| world.graph.node(node).id();
        let first = self.rows.first().and_then(|broker| broker.paths.first());
        first.map(|found| command(&["path", id(found.from), id(found.to)])).into_iter().collect()
    }
}

impl BrokersAnswer {
    /// What the figures mean, and the graph.
    fn notes_text(&self, page: &mut Page) {
        let meaning = "share of the pairs whose shortest paths go through it; of a pair with several \
                       the part of them that do";
        if !self.rows.is_empty() {
            page.hanging(0, 2, &[Piece::dim("share: "), Piece::dim(meaning)]);
        }
        for (label, estimate) in
            [("estimated: ", self.estimate), ("betweenness: ", self.betweenness_estimate)]
        {
            if let Some(estimate) = estimate {
                let words = Piece::owned(estimate_words(estimate), Ink::Warn);
                let order = Piece::dim("; scores nearer to each other may stand in either order");
                page.hanging(0, 2, &[Piece::dim(label), words, order]);
            }
        }
        let measures = "as rank gives them, on its graph: --by betweenness, constraint (Burt; high where \
                        contacts know each other) and effective-size";
        if !self.rows.is_empty() {
            page.hanging(0, 2, &[Piece::dim("measures: "), Piece::dim(measures)]);
        }
        projection_text(page, &self.projection);
    }
}

fn ids(world: &World<'_>, nodes: &[NodeIx]) -> Value {
    nodes.iter().map(|&node| world.graph.node(node).id()).collect()
}

/// How many a set has, where that is not plain.
fn many(ends: &BrokerEnds) -> Piece {
    match ends.nodes.len() {
        1 => Piece::plain(""),
        n => Piece::owned(format!(" ({n})"), Ink::Plain),
    }
}

/// Names of nodes in a row, the first of them where they are many.
fn names(world: &World<'_>, nodes: &[NodeIx]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, &node) in nodes.iter().take(NAMES_SHOWN).enumerate() {
        if at > 0 {
            pieces.push(Piece::plain("; "));
        }
        pieces.push(Piece::data(world.graph.node(node).name()));
    }
    if nodes.len() > NAMES_SHOWN {
        pieces.push(Piece::owned(format!(" and {} more", nodes.len() - NAMES_SHOWN), Ink::Dim));
    }
    pieces
}

/// Who is cut off: by name where they are few.
fn cut_off_words(world: &World<'_>, nodes: &[NodeIx]) -> Vec<Piece> {
    let is = if nodes.len() == 1 { " is cut off" } else { " are cut off" };
    let mut pieces = if nodes.len() > NAMED_BEHIND {
        vec![Piece::owned(counted(nodes.len(), "node", "nodes"), Ink::Plain)]
    } else {
        names(world, nodes)
    };
    pieces.push(Piece::plain(is));
    pieces
}

impl BrokersAnswer {
    fn row_json(&self, world: &World<'_>, broker: &Broker) -> Value {
        let node = world.graph.node(broker.node);
        let mut object = json!({"rank": broker.rank});
        for (member, value) in node_json(node).as_object().into_iter().flatten() {
            object[member] = value.clone();
        }
        object["same_as"] = ids(world, &broker.same_as);
        object["score"] = json!(broker.score);
        object["pairs"] = json!(self.pairs(broker.score));
        object["betweenness"] = json!(broker.betweenness);
        object["constraint"] = json!(broker.constraint);
        object["effective_size"] = json!(broker.effective_size);
        object["paths"] = broker
            .paths
            .iter()
            .map(|found| {
                let mut path = path_json(world, &found.path, &self.selection);
                path["from"] = json!(world.graph.node(found.from).id());
                path["to"] = json!(world.graph.node(found.to).id());
                path
            })
            .collect();
        let cut = &broker.cut_off;
        let lost = cut.pairs.iter().map(|&(from, to)| ids(world, &[from, to]));
        object["cut_off"] = json!({
            "parts": cut.n_parts,
            "nodes": ids(world, &cut.nodes),
            "rest": cut.n_rest,
            "from": ids(world, &cut.losers[0]),
            "to": ids(world, &cut.losers[1]),
            "pairs": cut.n_pairs,
            "lost": lost.collect::<Value>(),
        });
        object["bridges"] = broker
            .bridges
            .iter()
            .map(|bridge| {
                json!({
                    "edge": edge_json(world, world.graph.edge(bridge.edge), &self.selection),
                    "cuts_off": ids(world, &bridge.cuts_off),
                })
            })
            .collect();
        object
    }

    fn summary_text(&self, page: &mut Page) {
        let mut heading = vec![Piece::plain("Who stands between ")];
        match &self.between {
            Some([from, to]) => heading.extend([
                Piece::data(&from.words),
                many(from),
                Piece::plain(" and "),
                Piece::data(&to.words),
                many(to),
                Piece::plain("?"),
            ]),
            None => heading.push(Piece::plain("the others?")),
        }
        page.heading(&heading);
        let pairs = match (&self.between, self.n_ends) {
            (None, [n_ends, _]) => {
                format!("{} of {n_ends} nodes", counted(self.n_pairs as usize, "pair", "pairs"))
            }
            (Some(_), _) => counted(self.n_pairs as usize, "pair", "pairs"),
        };
        let joined = match self.n_joined {
            Some(n) => format!(", {n} of them connected"),
            None => String::new(),
        };
        let shown = match self.n_rows {
            0 => "; nobody stands between".to_owned(),
            _ if self.estimate.is_some() => {
                format!("; the first {} by an estimate", self.rows.len())
            }
            n if n == self.rows.len() => {
                format!("; {}", counted(n, "node stands between", "nodes stand between"))
            }
            n => format!("; {} of {n} who stand between shown (--top N)", self.rows.len()),
        };
        page.line(&[Piece::owned(format!("{pairs}{joined}{shown}"), Ink::Plain)]);
    }

    /// Who may belong to a set without a word that says so.
    fn unsaid_text(&self, world: &World<'_>, page: &mut Page) {
        if self.unsaid.is_empty() {
            return;
        }
        let of = counted(self.unsaid.len(), "actor", "actors");
        let words = format!("In neither set, as nothing says to which they belong: {of}, ");
        let mut pieces = vec![Piece::owned(words, Ink::Warn)];
        pieces.extend(names(world, &self.unsaid));
        page.hanging(0, 2, &pieces);
    }

    fn broker_text(
        &self,
        world: &World<'_>,
        page: &mut Page,
        broker: &Broker,
        citations: &mut Citations,
    ) {
        let node = world.graph.node(broker.node);
        let mut pieces = vec![Piece::owned(format!("{:>2}  ", broker.rank), Ink::Accent)];
        pieces.extend(node_pieces(node));
        let share = format!(
            ": {} of the pairs ({})",
            Self::percent(broker.score),
            self.pairs_words(broker.score)
        );
        pieces.push(Piece::owned(share, Ink::Plain));
        page.hanging(0, 4, &pieces);
        if !broker.same_as.is_empty() {
            let mut pieces = vec![Piece::dim("counted with what is the same: ")];
            pieces.extend(names(world, &broker.same_as));
            page.hanging(4, 6, &pieces);
        }
        for line in self.cut_lines(world, broker) {
            page.hanging(4, 6, &line);
        }
        for bridge in broker.bridges.iter().take(BRIDGES_SHOWN) {
            let edge = world.graph.edge(bridge.edge);
            let mut pieces = vec![Piece::dim("bridge: ")];
            pieces.extend(sentence(edge));
            pieces.extend(edge_marks(edge, self.selection.edge_time(edge)));
            pieces.extend([Piece::plain(" "), citations.cite(edge.evidence())]);
            pieces.push(Piece::plain("; without it "));
            pieces.extend(cut_off_words(world, &bridge.cuts_off));
            page.hanging(4, 6, &pieces);
            because_text(page, edge.because(), 6);
        }
        let n_more = broker.bridges.len().saturating_sub(BRIDGES_SHOWN);
        if n_more > 0 {
            let words =
                format!("and {}; --json has them", counted(n_more, "more bridge", "more bridges"));
            page.hanging(4, 6, &[Piece::owned(words, Ink::Dim)]);
        }
        let figures: Vec<String> = [
            ("betweenness", broker.betweenness),
            ("constraint", broker.constraint),
            ("effective size", broker.effective_size),
        ]
        .into_iter()
        .filter_map(|(measure, score)| Some(format!("{measure} {:.4}", score?)))
        .collect();
        page.hanging(4, 6, &[Piece::owned(figures.join(", "), Ink::Dim)]);
        for found in &broker.paths {
            let words = format!(", {}", steps_words(found.path.half_steps));
            page.hanging(
                4,
                6,
                &[
                    Piece::dim("path through it: "),
                    Piece::data(world.graph.node(found.from).name()),
                    Piece::plain(" to "),
                    Piece::data(world.graph.node(found.to).name()),
                    Piece::owned(words, Ink::Plain),
                ],
            );
            path_text(world, page, 6, &self.selection, found.from, &found.path, citations);
        }
    }

    /// What is cut off without a broker, in sentences.
    fn cut_lines(&self, world: &World<'_>, broker: &Broker) -> Vec<Vec<Piece>> {
        let cut = &broker.cut_off;
        let mut lines = Vec::new();
        if let Some(sets) = &self.between {
            for (of, to) in [(0, 1), (1, 0)] {
                let losers = &cut.losers[of];
                if losers.is_empty() || (of == 1 && sets[0] == sets[1]) {
                    continue;
                }
                let verb = if losers.len() == 1 { " loses" } else { " lose" };
                let is_whole = losers.len() == sets[of].nodes.len();
                let mut line = vec![Piece::plain("Without it ").ink(Ink::Strong)];
                if is_whole && losers.len() == 1 {
                    line.extend(names(world, losers).into_iter().map(|name| name.ink(Ink::Strong)));
                } else {
                    let all = if is_whole { "all " } else { "" };
                    line.extend([
                        Piece::owned(format!("{all}{} of ", losers.len()), Ink::Strong),
                        Piece::data(&sets[of].words).ink(Ink::Strong),
                    ]);
                }
                line.extend([
                    Piece::owned(format!("{verb} every connection to "), Ink::Strong),
                    Piece::data(&sets[to].words).ink(Ink::Strong),
                ]);
                if !is_whole {
                    line.push(Piece::plain(": "));
                    line.extend(names(world, losers));
                }
                lines.push(line);
            }
            lines.push(self.pairs_line(world, cut, lines.is_empty()));
            return lines;
        }
        if cut.n_parts < 2 {
            return vec![vec![Piece::plain(
                "Nothing is cut off without it: there is another way round.",
            )]];
        }
        let are = if cut.nodes.len() == 1 { "node is" } else { "nodes are" };
        let rest = counted(cut.n_rest, "other", "others");
        let words = format!("Without it {} {are} cut off from {rest}: ", cut.nodes.len());
        let mut line = vec![Piece::owned(words, Ink::Strong)];
        line.extend(names(world, &cut.nodes));
        vec![line]
    }
    /// How many pairs lose every connection; which, where none of their ends is named.
    fn pairs_line(&self, world: &World<'_>, cut: &CutOff, names_pairs: bool) -> Vec<Piece> {
        if cut.n_pairs == 0 {
            return vec![Piece::plain("Without it every pair still has another way.")];
        }
        let lose = if cut.n_pairs == 1 { "loses" } else { "lose" };
        let of = match self.n_joined {
            Some(n) => format!(
                "{} of {} {lose}",
                cut.n_pairs,
                counted(n as usize, "connected pair", "connected pairs")
            ),
            None => format!("{} {lose}", counted(cut.n_pairs as usize, "pair", "pairs")),
        };
        if !names_pairs {
            return vec![Piece::owned(format!("In all {of} every connection."), Ink::Plain)];
        }
        let mut line =
            vec![Piece::owned(format!("Without it {of} every connection: "), Ink::Strong)];
        for (at, &(from, to)) in cut.pairs.iter().take(PAIRS_SHOWN).enumerate() {
            line.extend([
                Piece::plain(if at == 0 { "" } else { "; " }),
                Piece::data(world.graph.node(from).name()),
                Piece::plain(" and "),
                Piece::data(world.graph.node(to).name()),
            ]);
        }
        let n_more = cut.n_pairs.saturating_sub(PAIRS_SHOWN as u64);
        if n_more > 0 {
            line.push(Piece::owned(format!("; and {n_more} more"), Ink::Dim));
        }
        line
    }
}
