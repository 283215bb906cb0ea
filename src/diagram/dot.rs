//! A scene in the DOT language, for Graphviz to lay out.
//!
//! The only place that names `graphviz_rust`: its syntax tree and its printer, which escapes nothing.
//! So everything printed goes through [`DotId`], [`DotText`] and [`DotHtml`], which do.

use super::Template;
use super::lettering::{CardLettering, label_lines, safe_url, sanitised};
use super::palette::{Palette, Rgb};
use super::scene::{
    Arrow, Card, CardIx, Confidence, Emphasis, LineEntry, Link, Naming, PanelIx, STEP_LINKS_MAX,
    Scene, joint_description,
};
use super::width::{Weight, wrap};
use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph, GraphAttributes, Id, Node, NodeId, Stmt, Subgraph, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};
use std::collections::BTreeMap;

/// The one font that every Graphviz lays out alike.
const FONT: &str = "Arial";
/// Width of a label beside a line, in thousandths of its font size.
const LABEL_WIDTH_MAX: u32 = 19_000;
/// Width of a label beside a column, likewise.
const BRACKET_WIDTH_MAX: u32 = 11_000;
/// Width of a label between a path and its surroundings, likewise.
const BESIDE_WIDTH_MAX: u32 = 13_000;
/// More notes than this stand in two columns.
const NOTES_IN_ONE_COLUMN_MAX: usize = 6;
/// Entries of the legend in one row.
const LEGEND_ROW_MAX: usize = 8;

/// Writes a scene as DOT.
///
/// The same scene gives the same bytes.
pub fn to_dot(scene: &Scene) -> String {
    let writer = Writer { scene, palette: Palette::of(scene.theme) };
    let graph = Graph::DiGraph {
        id: DotId::new("sociogram").into_id(),
        strict: false,
        stmts: writer.statements(),
    };
    // A context is used once: a reused one indents further with each print.
    let mut text = graph.print(&mut PrinterContext::default());
    text.push('\n');
    text
}

/// An identifier of ours, quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DotId(String);

impl DotId {
    fn new(ours: &str) -> Self {
        assert!(
            ours.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
            "ids in DOT are made by us, never taken from data"
        );
        Self(format!("\"{ours}\""))
    }

    fn into_id(self) -> Id {
        Id::Escaped(self.0)
    }
}

/// A quoted attribute value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DotText(String);

impl DotText {
    /// A value that we write, such as a colour or a number.
    fn word(word: impl Into<String>) -> Self {
        let word = word.into();
        assert!(!word.contains(['"', '\\', '\n']), "values of ours need no escape");
        Self(format!("\"{word}\""))
    }

    /// Words that show when the pointer rests on something. Graphviz expands `\N` and its like here
    /// even behind a doubled backslash, so a backslash becomes a character that looks like one.
    fn tooltip(words: &str) -> Self {
        let mut text = String::from("\"");
        for c in sanitised(words).chars() {
            match c {
                '\\' => text.push('∖'),
                '"' => text.push_str("\\\""),
                '&' => text.push_str("&amp;"),
                c => text.push(c),
            }
        }
        // An empty tooltip would show the label's markup.
        if text.len() == 1 {
            text.push(' ');
        }
        text.push('"');
        Self(text)
    }
}

/// Markup of an HTML-like label: never an empty element, never unescaped text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct DotHtml(String);

impl DotHtml {
    /// Words. Graphviz expands `\N` and its like in markup too, after it has read the entities.
    fn text(text: &str) -> Self {
        let mut out = String::new();
        for c in sanitised(text).chars() {
            match c {
                '\\' => out.push_str("\\\\"),
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                c => out.push(c),
            }
        }
        if out.trim_matches(' ').is_empty() {
            return Self("&#160;".to_owned());
        }
        // Graphviz 2 refuses the whole picture where a text is brackets of this kind alone.
        if out.chars().all(|c| matches!(c, ']' | ' ')) {
            out = out.replace(']', "&#93;");
        }
        Self(out)
    }

    fn bold(self) -> Self {
        Self(format!("<B>{}</B>", self.0))
    }

    fn font(self, size: &str, colour: Rgb) -> Self {
        Self(format!("<FONT POINT-SIZE=\"{size}\" COLOR=\"{}\">{}</FONT>", colour.as_str(), self.0))
    }

    fn coloured(self, colour: Rgb) -> Self {
        Self(format!("<FONT COLOR=\"{}\">{}</FONT>", colour.as_str(), self.0))
    }

    fn then(self, next: &Self) -> Self {
        Self(self.0 + &next.0)
    }

    /// A cell, left-aligned.
    fn cell(self) -> Self {
        Self(format!("<TD ALIGN=\"LEFT\">{}</TD>", self.0))
    }

    /// A cell that leads somewhere, where the address is one that a picture may carry. Graphviz 2 writes what it
    /// has read of an address into its SVG as it is, and later ones take an entity for one, so `&` is escaped twice.
    fn linked_cell(self, url: Option<&str>, tooltip: &str) -> Self {
        match url.and_then(safe_url) {
            None => self.cell(),
            Some(url) => Self(format!(
                "<TD ALIGN=\"LEFT\" HREF=\"{}\" TITLE=\"{}\">{}</TD>",
                Self::text(&url.replace('&', "&amp;")).0,
                Self::text(tooltip).0,
                self.0
            )),
        }
    }

    /// Cells one below the other; one empty cell where there is none.
    fn stack(cells: Vec<Self>, attributes: &str) -> Self {
        let mut out =
            format!("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" {attributes}>");
        if cells.is_empty() {
            out.push_str("<TR><TD></TD></TR>");
        }
        for cell in cells {
            out.push_str("<TR>");
            out.push_str(&cell.0);
            out.push_str("</TR>");
        }
        out.push_str("</TABLE>");
        Self(out)
    }

    fn into_id(self) -> Id {
        Id::Html(format!("<{}>", self.0))
    }
}

fn attribute(name: &'static str, value: DotText) -> Attribute {
    Attribute(Id::Plain(name.to_owned()), Id::Escaped(value.0))
}

fn word(name: &'static str, value: impl Into<String>) -> Attribute {
    attribute(name, DotText::word(value))
}

fn html(name: &'static str, value: DotHtml) -> Attribute {
    Attribute(Id::Plain(name.to_owned()), value.into_id())
}

fn vertex(id: &str) -> Vertex {
    Vertex::N(NodeId(DotId::new(id).into_id(), None))
}

fn edge(tail: &str, head: &str, attributes: Vec<Attribute>) -> Stmt {
    Stmt::Edge(Edge { ty: EdgeTy::Pair(vertex(tail), vertex(head)), attributes })
}

fn same_rank(ids: &[&str]) -> Stmt {
    let mut stmts = vec![Stmt::Attribute(word("rank", "same"))];
    stmts.extend(ids.iter().map(|id| Stmt::Node(Node::new(node_id(id), Vec::new()))));
    Stmt::Subgraph(Subgraph { id: Id::Anonymous(String::new()), stmts })
}

fn node_id(id: &str) -> NodeId {
    NodeId(DotId::new(id).into_id(), None)
}

struct Writer<'s> {
    scene: &'s Scene,
    palette: &'static Palette,
}

impl Writer<'_> {
    fn statements(&self) -> Vec<Stmt> {
        let mut body = Vec::new();
        match self.scene.template {
            Template::Map => {
                body.extend(self.column_order());
                body.extend(self.panels_and_cards());
                body.extend(self.columns());
            }
            Template::Path => {
                body.extend(self.panels_and_cards());
                body.extend(self.spine());
            }
            Template::Timeline => {
                body.extend(self.panels_and_cards());
                body.extend(self.timeline());
            }
            Template::Overview => body.extend(self.net()),
        }
        let mut stmts = vec![self.graph_attributes(), self.node_defaults(), self.edge_defaults()];
        if self.scene.template == Template::Overview {
            // The layouts of nets know no clusters, so what stands in the frame stands in the heading.
            stmts.append(&mut body);
            return stmts;
        }
        let mut frame = vec![
            Stmt::Attribute(word("peripheries", "0")),
            Stmt::Attribute(word("labelloc", "b")),
            Stmt::Attribute(word("labeljust", "l")),
            Stmt::Attribute(attribute("tooltip", DotText::tooltip(""))),
            Stmt::Attribute(html("label", self.footer())),
        ];
        frame.append(&mut body);
        let id = DotId::new("cluster_frame").into_id();
        stmts.push(Stmt::Subgraph(Subgraph { id, stmts: frame }));
        stmts
    }

    fn node_defaults(&self) -> Stmt {
        Stmt::GAttribute(GraphAttributes::Node(vec![
            word("shape", "plain"),
            word("fontname", FONT),
            word("fontsize", "11"),
            word("fontcolor", self.palette.text.as_str()),
        ]))
    }

    fn edge_defaults(&self) -> Stmt {
        Stmt::GAttribute(GraphAttributes::Edge(vec![
            word("fontname", FONT),
            word("fontsize", "9.5"),
            word("fontcolor", self.palette.text_second.as_str()),
            word("arrowsize", "0.7"),
        ]))
    }

    fn graph_attributes(&self) -> Stmt {
        let (direction, nodesep, ranksep) = match self.scene.template {
            Template::Map => ("LR", "0.16", "0.3"),
            Template::Path => ("TB", "0.4", "0.36"),
            Template::Timeline | Template::Overview => ("TB", "0.3", "0.3"),
        };
        let mut attributes = vec![word("rankdir", direction)];
        let mut label = self.heading();
        // Lines around marks that still touch cannot be found, which Graphviz would say.
        let splines = if self.scene.template == Template::Overview { "line" } else { "true" };
        if self.scene.template == Template::Overview {
            // Without overlaps by the best way that a Graphviz has: naming one that it lacks is a warning.
            attributes = vec![word("layout", "sfdp"), word("overlap", "false"), word("K", "0.9")];
            label = DotHtml::stack(vec![label.cell(), self.footer().cell()], "CELLPADDING=\"0\"");
        }
        attributes.extend([
            word("bgcolor", self.palette.page.as_str()),
            word("pad", "0.3"),
            word("nodesep", nodesep),
            word("ranksep", ranksep),
            word("splines", splines),
            word("newrank", "true"),
            // A second round against crossings forgets the order of the columns.
            word("remincross", "false"),
            word("outputorder", "edgesfirst"),
            word("fontname", FONT),
            word("fontcolor", self.palette.text.as_str()),
            word("labelloc", "t"),
            word("labeljust", "l"),
            attribute("tooltip", DotText::tooltip(&self.scene.title)),
            html("label", label),
        ]);
        Stmt::GAttribute(GraphAttributes::Graph(attributes))
    }

    /// Title and subtitle.
    fn heading(&self) -> DotHtml {
        let wide = self.width_em();
        let mut cells = Vec::new();
        for line in wrap(&self.scene.title, Weight::Bold, wide / 2, 3) {
            cells.push(DotHtml::text(&line).bold().font("20", self.palette.text).cell());
        }
        for line in wrap(&self.scene.subtitle, Weight::Regular, wide * 8 / 10, 4) {
            cells.push(DotHtml::text(&line).font("11", self.palette.text_second).cell());
        }
        cells.push(DotHtml("<TD HEIGHT=\"8\"></TD>".to_owned()));
        DotHtml::stack(cells, "CELLPADDING=\"1\"")
    }

    /// Legend, notes and sources.
    fn footer(&self) -> DotHtml {
        let mut cells = vec![DotHtml("<TD HEIGHT=\"8\"></TD>".to_owned())];
        for entries in self.legend_entries() {
            for row in entries.chunks(LEGEND_ROW_MAX) {
                let gap = DotHtml::text("\u{A0}\u{A0}\u{A0}");
                let line = row.iter().cloned().reduce(|line, entry| line.then(&gap).then(&entry));
                cells.extend(line.map(|line| line.font("10", self.palette.text_second).cell()));
            }
        }
        cells.extend(self.notes());
        for (position, source) in self.scene.sources.iter().enumerate() {
            let words = format!("[{}] {}", position + 1, source.words);
            for line in wrap(&words, Weight::Regular, self.width_em(), 3) {
                let line = DotHtml::text(&line).font("9", self.palette.text_second);
                let tooltip = format!("source {}", position + 1);
                cells.push(line.linked_cell(source.url.as_deref(), &tooltip));
            }
        }
        DotHtml::stack(cells, "CELLPADDING=\"2\"")
    }

    /// The notes, in two columns where there are many.
    fn notes(&self) -> Vec<DotHtml> {
        let notes = &self.scene.notes;
        let n_columns = if notes.len() > NOTES_IN_ONE_COLUMN_MAX { 2 } else { 1 };
        let width = self.width_em() / n_columns as u32;
        let column = |notes: &[String]| {
            let lines = notes.iter().flat_map(|note| wrap(note, Weight::Regular, width, 4));
            let cells: Vec<DotHtml> = lines
                .map(|line| DotHtml::text(&line).font("9", self.palette.text_second).cell())
                .collect();
            DotHtml::stack(cells, "CELLPADDING=\"1\"")
        };
        if notes.is_empty() {
            return Vec::new();
        }
        let columns: Vec<String> = notes
            .chunks(notes.len().div_ceil(n_columns))
            .map(|notes| format!("<TD ALIGN=\"LEFT\" VALIGN=\"TOP\">{}</TD>", column(notes).0))
            .collect();
        let row = format!(
            "<TD ALIGN=\"LEFT\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" \
             CELLPADDING=\"0\"><TR>{}</TR></TABLE></TD>",
            columns.join("")
        );
        vec![DotHtml(row)]
    }

    /// About how wide the picture will be, in thousandths of a nine point font size.
    fn width_em(&self) -> u32 {
        let n_columns = self.scene.cards.iter().map(|card| card.column + 1).max().unwrap_or(1);
        match self.scene.template {
            Template::Map => 26_000 * (n_columns.clamp(2, 6) as u32),
            Template::Path => 56_000,
            Template::Timeline | Template::Overview => 90_000,
        }
    }

    /// The legend: kinds, relations, line styles.
    fn legend_entries(&self) -> [Vec<DotHtml>; 3] {
        let mark = |mark: &str, colour: Rgb, words: &str| {
            DotHtml::text(mark)
                .coloured(colour)
                .then(&DotHtml::text(&format!("\u{A0}{}", unbroken(words))))
        };
        let legend = &self.scene.legend;
        let mut entries = [const { Vec::new() }; 3];
        for kind in &legend.kinds {
            entries[0].push(mark(
                &kind.glyph.to_string(),
                self.palette.kind(kind.colour),
                &kind.words,
            ));
        }
        for entry in &legend.relations {
            let colour = self.palette.relation(entry.relation);
            entries[1].push(mark(&format!("━{}", arrow_text(entry.arrow)), colour, &entry.words));
        }
        for line in &legend.lines {
            entries[2].push(match line {
                LineEntry::Style(Confidence::Dashed, words) => {
                    mark("╌╌", self.palette.text_second, words)
                }
                LineEntry::Style(_, words) => mark("· · ·", self.palette.text_second, words),
                LineEntry::Thread(relation, style, words) => {
                    let line = if *style == Confidence::Solid { "━━" } else { "╌╌" };
                    mark(line, self.palette.relation(*relation), words)
                }
                LineEntry::OnPath => mark("━━", self.palette.path, "on the path"),
                LineEntry::Context => mark("──", self.palette.dimmed_line, "around it"),
            });
        }
        entries
    }

    fn panels_and_cards(&self) -> Vec<Stmt> {
        let mut stmts = Vec::new();
        for (position, panel) in self.scene.panels.iter().enumerate() {
            let title = DotHtml::text(&panel.title.to_uppercase());
            let mut inside = vec![
                Stmt::Attribute(html("label", title.bold().font("11", self.palette.text))),
                Stmt::Attribute(word("labelloc", "t")),
                Stmt::Attribute(word("labeljust", "l")),
                Stmt::Attribute(word("style", "filled")),
                Stmt::Attribute(word("fillcolor", self.palette.panel.as_str())),
                Stmt::Attribute(word("color", self.palette.panel.as_str())),
                Stmt::Attribute(word("margin", "12")),
                Stmt::Attribute(attribute("tooltip", DotText::tooltip(&panel.title))),
            ];
            let on_panel = |card: &&Card| card.panel == Some(PanelIx(position));
            inside.extend(self.scene.cards.iter().filter(on_panel).map(|card| self.card(card)));
            inside.extend(self.bracket_labels(Some(PanelIx(position))));
            stmts.push(Stmt::Subgraph(Subgraph {
                id: DotId::new(&format!("cluster_{}", panel.id)).into_id(),
                stmts: inside,
            }));
        }
        let free = self.scene.cards.iter().filter(|card| card.panel.is_none());
        stmts.extend(free.map(|card| self.card(card)));
        stmts.extend(self.bracket_labels(None));
        stmts
    }

    /// The labels of brackets on a panel, or outside all.
    fn bracket_labels(&self, panel: Option<PanelIx>) -> impl Iterator<Item = Stmt> {
        let links = self.scene.links.iter();
        links
            .filter(move |&link| self.is_bracket(link) && self.bracket_panel(link) == panel)
            .map(|link| self.bracket_label(link))
    }

    fn card(&self, card: &Card) -> Stmt {
        let p = self.palette;
        let (border, border_width, ground, name_size) = match card.emphasis {
            Emphasis::OnPath => (p.path, 2, p.card, "12"),
            Emphasis::Normal => (p.border, 1, p.card, "11"),
            Emphasis::Dimmed => (p.dimmed_border, 1, p.dimmed_card, "10"),
        };
        let (name_colour, second_colour) = match card.emphasis {
            Emphasis::Dimmed => (p.dimmed_text, p.dimmed_text),
            _ => (p.text, p.text_second),
        };
        let lettering = CardLettering::of(card);
        let mut lines = Vec::new();
        for line in &lettering.name {
            let text = DotHtml::text(line);
            let text = if card.emphasis == Emphasis::Dimmed { text } else { text.bold() };
            lines.push(text.font(name_size, name_colour).cell());
        }
        for line in &lettering.beside_name {
            lines.push(DotHtml::text(line).font("9.5", second_colour).cell());
        }
        let glyph = DotHtml::text(&card.glyph.to_string()).coloured(p.kind(card.colour));
        for (position, line) in lettering.second.iter().enumerate() {
            let text = if position == 0 {
                glyph.clone().then(&DotHtml::text(&format!(" {line}")))
            } else {
                DotHtml::text(line)
            };
            lines.push(text.font("9", second_colour).cell());
        }
        let inner = DotHtml::stack(lines, "CELLPADDING=\"0\"");
        let label = DotHtml(format!(
            "<TABLE BORDER=\"{border_width}\" COLOR=\"{}\" CELLBORDER=\"0\" CELLSPACING=\"0\" \
             CELLPADDING=\"0\" BGCOLOR=\"{}\"><TR><TD WIDTH=\"6\" BGCOLOR=\"{}\"></TD>\
             <TD CELLPADDING=\"6\">{}</TD></TR></TABLE>",
            border.as_str(),
            ground.as_str(),
            p.kind(card.colour).as_str(),
            inner.0
        ));
        let mut attributes = vec![
            word("id", card.id.clone()),
            attribute("tooltip", DotText::tooltip(&card.description)),
            html("label", label),
        ];
        if self.scene.template == Template::Path && card.emphasis == Emphasis::OnPath {
            attributes.push(word("group", "spine"));
        }
        Stmt::Node(Node::new(node_id(&card.id), attributes))
    }

    fn at(&self, ix: CardIx) -> &Card {
        &self.scene.cards[ix.0]
    }

    /// Cards of each column, from top to bottom.
    fn by_column(&self) -> BTreeMap<usize, Vec<CardIx>> {
        let mut columns: BTreeMap<usize, Vec<CardIx>> = BTreeMap::new();
        for (position, card) in self.scene.cards.iter().enumerate() {
            columns.entry(card.column).or_default().push(CardIx(position));
        }
        columns
    }

    /// The order of the cards of each column, as invisible edges from each card to the one above it:
    /// from left to right, Graphviz fills a rank from the bottom. It keeps the order best when it reads
    /// this before the cards.
    fn column_order(&self) -> Vec<Stmt> {
        let mut stmts = Vec::new();
        for cards in self.by_column().values() {
            for pair in cards.windows(2).rev() {
                let (above, below) = (&self.at(pair[0]).id, &self.at(pair[1]).id);
                stmts.push(edge(below, above, vec![word("style", "invis")]));
            }
        }
        stmts
    }

    /// The columns of a map: every second rank, then the lines.
    fn columns(&self) -> Vec<Stmt> {
        let columns = self.by_column();
        let mut stmts = Vec::new();
        for cards in columns.values() {
            let ids: Vec<&str> = cards.iter().rev().map(|&ix| &*self.at(ix).id).collect();
            stmts.push(same_rank(&ids));
        }
        let middles: Vec<&str> =
            columns.values().map(|cards| &*self.at(cards[cards.len() / 2]).id).collect();
        for pair in middles.windows(2) {
            let apart = vec![word("style", "invis"), word("weight", "0"), word("minlen", "2")];
            stmts.push(edge(pair[0], pair[1], apart));
        }
        for link in &self.scene.links {
            if self.is_bracket(link) {
                stmts.extend(self.bracket_lines(link));
            } else {
                stmts.push(self.map_line(link));
            }
        }
        stmts
    }

    /// A line within a column. Graphviz draws such lines through the cards between, so it becomes a
    /// bracket: both cards are joined to a label in the gap beside the column.
    fn is_bracket(&self, link: &Link) -> bool {
        self.scene.template == Template::Map && self.at(link.from).column == self.at(link.to).column
    }

    /// The panel that both ends of a bracket stand on.
    fn bracket_panel(&self, link: &Link) -> Option<PanelIx> {
        let panel = self.at(link.from).panel;
        if panel == self.at(link.to).panel { panel } else { None }
    }

    fn bracket_label(&self, link: &Link) -> Stmt {
        let words = link.words();
        let mut attributes = vec![
            word("id", link.id.clone()),
            attribute("tooltip", DotText::tooltip(&link.description)),
        ];
        if words.is_empty() {
            attributes.push(word("shape", "point"));
            attributes.push(word("width", "0.02"));
            attributes.push(word("color", self.palette.relation(link.relation).as_str()));
        } else {
            let ground = match self.bracket_panel(link) {
                Some(_) => self.palette.panel,
                None => self.palette.page,
            };
            let label = label(&words, BRACKET_WIDTH_MAX, ground);
            attributes.push(html("label", label.font("9.5", self.palette.text_second)));
        }
        Stmt::Node(Node::new(node_id(&bracket_id(link)), attributes))
    }

    fn bracket_lines(&self, link: &Link) -> [Stmt; 2] {
        let column = self.at(link.from).column;
        let last = self.scene.cards.iter().map(|card| card.column).max().unwrap_or(0);
        let is_left = column * 2 < last;
        let id = bracket_id(link);
        let half = |end: CardIx, suffix: &str, arrow: Arrow| {
            let mut attributes = line_attributes(link, &link.description, self.palette);
            attributes[0] = word("id", format!("{}{suffix}", link.id));
            // The mark stands at the card: at the head where the label is to the left of it.
            attributes.extend(arrow_attributes(arrow, !is_left));
            let card = &*self.at(end).id;
            if is_left { edge(&id, card, attributes) } else { edge(card, &id, attributes) }
        };
        [half(link.from, "__a", Arrow::None), half(link.to, "__b", link.arrow)]
    }

    /// A line of a map, written from left to right, whatever its direction.
    fn map_line(&self, link: &Link) -> Stmt {
        let backwards = self.at(link.from).column > self.at(link.to).column;
        let (tail, head) = if backwards { (link.to, link.from) } else { (link.from, link.to) };
        let mut attributes = line_attributes(link, &link.description, self.palette);
        attributes.extend(arrow_attributes(link.arrow, backwards));
        let words = link.words();
        if !words.is_empty() {
            let (a, b) = (self.at(tail), self.at(head));
            let within = a.panel.is_some() && a.panel == b.panel;
            let ground = if within { self.palette.panel } else { self.palette.page };
            attributes.push(html("label", label(&words, LABEL_WIDTH_MAX, ground)));
        }
        edge(&self.at(tail).id, &self.at(head).id, attributes)
    }

    /// The marks of an overview, the names of the highest below them, and the lines.
    fn net(&self) -> Vec<Stmt> {
        let mut stmts: Vec<Stmt> = self.scene.cards.iter().map(|card| self.mark(card)).collect();
        for link in &self.scene.links {
            let mut attributes = line_attributes(link, &link.description, self.palette);
            attributes.extend(arrow_attributes(link.arrow, false));
            stmts.push(edge(&self.at(link.from).id, &self.at(link.to).id, attributes));
        }
        stmts
    }

    fn mark(&self, card: &Card) -> Stmt {
        let standing = card.standing.unwrap_or_default();
        let glyph = DotHtml::text(&card.glyph.to_string());
        // The area of a glyph goes with the square of its font size.
        let size = (60.0 * (f64::from(standing.area) / 1e6).sqrt()).max(9.0);
        let mut cells = vec![DotHtml(format!(
            "<TD>{}</TD>",
            glyph.font(&format!("{size:.1}"), self.palette.kind(card.colour)).0
        ))];
        let (font_size, colour) = match standing.naming {
            Naming::Bold => ("11", self.palette.text),
            Naming::Small | Naming::Hidden => ("8.5", self.palette.text_second),
        };
        if standing.naming != Naming::Hidden {
            for line in &CardLettering::of(card).name {
                let text = DotHtml::text(line);
                let text = if standing.naming == Naming::Bold { text.bold() } else { text };
                cells.push(DotHtml(format!("<TD>{}</TD>", text.font(font_size, colour).0)));
            }
        }
        let attributes = vec![
            word("id", card.id.clone()),
            attribute("tooltip", DotText::tooltip(&card.description)),
            html("label", DotHtml::stack(cells, "CELLPADDING=\"0\"")),
        ];
        Stmt::Node(Node::new(node_id(&card.id), attributes))
    }

    /// The rows of a timeline, each at the height of its year, and the threads. Of several cards of one lane in
    /// one row the first stands beside the year, the others below it.
    fn timeline(&self) -> Vec<Stmt> {
        let mut stmts = Vec::new();
        let mut last_of_row: Option<String> = None;
        for (row, words) in self.scene.rows.iter().enumerate() {
            let label = DotHtml::text(words).bold().font("12", self.palette.text_second);
            let id = format!("row_{row}");
            stmts.push(Stmt::Node(Node::new(node_id(&id), vec![html("label", label)])));
            if let Some(last) = &last_of_row {
                let chain = vec![word("style", "invis"), word("weight", "100")];
                stmts.push(edge(last, &id, chain));
            }
            let mut rank = vec![id.clone()];
            let mut stacks: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
            for card in self.scene.cards.iter().filter(|card| card.row == Some(row)) {
                stacks.entry(card.column).or_default().push(&card.id);
            }
            let depth = stacks.values().map(Vec::len).max().unwrap_or(1);
            for level in 0..depth {
                if level > 0 {
                    let filler = format!("row_{row}_{level}");
                    let point = vec![word("shape", "point"), word("style", "invis")];
                    stmts.push(Stmt::Node(Node::new(node_id(&filler), point)));
                    let above = last_of_row.clone().unwrap_or_default();
                    let chain = vec![word("style", "invis"), word("weight", "100")];
                    stmts.push(edge(&above, &filler, chain));
                    rank = vec![filler];
                }
                last_of_row = rank.first().cloned();
                rank.extend(
                    stacks.values().filter_map(|stack| stack.get(level)).map(|id| (*id).to_owned()),
                );
                for pair in rank.windows(2) {
                    stmts.push(edge(&pair[0], &pair[1], vec![word("style", "invis")]));
                }
                stmts.push(same_rank(&rank.iter().map(String::as_str).collect::<Vec<_>>()));
            }
        }
        for link in &self.scene.links {
            let mut attributes = line_attributes(link, &link.description, self.palette);
            attributes.extend(arrow_attributes(link.arrow, false));
            attributes.push(word("constraint", "false"));
            stmts.push(edge(&self.at(link.from).id, &self.at(link.to).id, attributes));
        }
        stmts
    }

    /// The spine of a path and what stands beside it.
    fn spine(&self) -> Vec<Stmt> {
        let mut stmts = Vec::new();
        for cards in self.by_column().values() {
            let (left, spine, right) = self.sides(cards);
            let ids: Vec<&str> =
                left.into_iter().chain([spine]).chain(right).map(|ix| &*self.at(ix).id).collect();
            if ids.len() > 1 {
                stmts.push(same_rank(&ids));
            }
        }
        stmts.extend(self.scene.steps().iter().map(|(&step, links)| self.step(step, links)));
        for link in self.scene.links.iter().filter(|link| link.step.is_none()) {
            stmts.push(self.beside(link));
        }
        stmts
    }

    /// The cards of one step: those to the left, the one of the path, those to the right.
    fn sides(&self, cards: &[CardIx]) -> (Option<CardIx>, CardIx, Option<CardIx>) {
        let (spine, context): (Vec<CardIx>, Vec<CardIx>) =
            cards.iter().partition(|&&ix| self.at(ix).emphasis == Emphasis::OnPath);
        let right = context.first().copied();
        (context.get(1).copied(), spine[0], right)
    }

    fn step(&self, step: usize, links: &[&Link]) -> Stmt {
        let first = links[0];
        let backwards = first.from > first.to;
        let (tail, head) = if backwards { (first.to, first.from) } else { (first.from, first.to) };
        let mut lines = Vec::new();
        for (position, link) in links.iter().take(STEP_LINKS_MAX).enumerate() {
            for (row, line) in label_lines(&link.full_words(), LABEL_WIDTH_MAX).iter().enumerate() {
                let number = if position == 0 && row == 0 {
                    DotHtml::text(&step.to_string()).bold().coloured(self.palette.path)
                } else {
                    DotHtml::text("\u{A0}\u{A0}")
                };
                let line = DotHtml::text(line).coloured(self.palette.text);
                let gap = DotHtml::text("\u{A0}\u{A0}");
                lines.push(gap.clone().then(&number).then(&gap).then(&line).cell());
            }
        }
        if links.len() > STEP_LINKS_MAX {
            let more = format!("\u{A0}\u{A0}+{} more", links.len() - STEP_LINKS_MAX);
            lines.push(DotHtml::text(&more).coloured(self.palette.text_second).cell());
        }
        // One line is drawn for all.
        let words = joint_description(links.iter().copied());
        let mut attributes = line_attributes(first, &words, self.palette);
        attributes.extend(arrow_attributes(plain(first.arrow), backwards));
        attributes.push(word("weight", "100"));
        attributes.push(word("fontsize", "10"));
        attributes.push(html("label", DotHtml::stack(lines, "CELLPADDING=\"1\"")));
        edge(&self.at(tail).id, &self.at(head).id, attributes)
    }

    fn beside(&self, link: &Link) -> Stmt {
        let (from, to) = (self.at(link.from), self.at(link.to));
        let spine_is_from = from.emphasis == Emphasis::OnPath;
        let (spine, other) = if spine_is_from { (from, to) } else { (to, from) };
        let column = self.by_column().remove(&spine.column).unwrap_or_default();
        let is_left = self.sides(&column).0.is_some_and(|ix| self.at(ix).id == other.id);
        let (tail, head) = if is_left { (other, spine) } else { (spine, other) };
        let backwards = tail.id != from.id;
        let mut attributes = line_attributes(link, &link.description, self.palette);
        attributes.extend(arrow_attributes(plain(link.arrow), backwards));
        attributes.push(word("fontcolor", self.palette.dimmed_text.as_str()));
        attributes.push(word("fontsize", "9"));
        let lines = label_lines(&link.full_words(), BESIDE_WIDTH_MAX)
            .iter()
            .map(|line| DotHtml::text(line).cell())
            .collect();
        attributes.push(html("label", DotHtml::stack(lines, "CELLPADDING=\"1\"")));
        edge(&tail.id, &head.id, attributes)
    }
}

fn label(words: &str, width_max: u32, ground: Rgb) -> DotHtml {
    let lines =
        label_lines(words, width_max).iter().map(|line| DotHtml::text(line).cell()).collect();
    DotHtml::stack(lines, &format!("CELLPADDING=\"1\" BGCOLOR=\"{}\"", ground.as_str()))
}

fn line_attributes(link: &Link, description: &str, palette: &Palette) -> Vec<Attribute> {
    let style = match link.style {
        Confidence::Solid => "solid",
        Confidence::Dashed => "dashed",
        Confidence::Dotted => "dotted",
    };
    vec![
        word("id", link.id.clone()),
        word("color", palette.ink(link.ink()).as_str()),
        word("style", style),
        word("penwidth", format!("{:.1}", link.width())),
        attribute("tooltip", DotText::tooltip(description)),
        attribute("labeltooltip", DotText::tooltip(description)),
    ]
}

/// The id of the label of a bracket; no card has one that starts with `b`.
fn bracket_id(link: &Link) -> String {
    format!("b{}", link.id)
}

/// On a path the words tell the relation; the mark only tells its direction.
fn plain(arrow: Arrow) -> Arrow {
    if arrow == Arrow::None { Arrow::None } else { Arrow::Filled }
}

/// The mark stands at the object: at the head of the line, or at its tail when it is written backwards.
fn arrow_attributes(arrow: Arrow, backwards: bool) -> Vec<Attribute> {
    let shape = match arrow {
        Arrow::Filled => "normal",
        Arrow::Open => "empty",
        Arrow::Dot => "dot",
        Arrow::Ring => "odot",
        Arrow::Diamond => "diamond",
        Arrow::OpenDiamond => "odiamond",
        Arrow::None => return vec![word("dir", "none")],
    };
    if backwards {
        vec![word("dir", "back"), word("arrowtail", shape)]
    } else {
        vec![word("arrowhead", shape)]
    }
}

fn arrow_text(arrow: Arrow) -> &'static str {
    match arrow {
        Arrow::Filled => "▶",
        Arrow::Open => "▷",
        Arrow::Dot => "●",
        Arrow::Ring => "○",
        Arrow::Diamond => "◆",
        Arrow::OpenDiamond => "◇",
        Arrow::None => "━",
    }
}

/// The words with spaces that do not break.
fn unbroken(words: &str) -> String {
    words.replace(' ', "\u{A0}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_breaks_out_of_its_place() {
        assert_eq!(DotHtml::text("a<b>&\"c\\N").0, "a&lt;b&gt;&amp;&quot;c\\\\N");
        assert_eq!(DotHtml::text("").0, "&#160;");
        let cell = DotHtml::text("x").linked_cell(Some("https://a.example/?b&c"), "y").0;
        assert!(cell.contains("HREF=\"https://a.example/?b&amp;amp;c\""), "{cell}");
        assert_eq!(DotHtml::text(" ]]").0, " &#93;&#93;");
        assert_eq!(DotHtml::text("[1]").0, "[1]");
        assert_eq!(
            DotText::tooltip("\\N \"x\"\n&\u{0}\u{202E}").0,
            "\"∖N \\\"x\\\" &amp;\u{FFFD}\u{FFFD}\""
        );
    }
}
