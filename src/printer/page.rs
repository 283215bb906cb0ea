//! Human text: pieces with an ink, wrapped at the page's width.
//!
//! Text from data enters only through [`Piece::data`], which makes it inert.

use super::{Look, inert};
use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// How a piece of text looks; meaning never depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    /// As the terminal has it.
    #[default]
    Plain,
    /// Names and headings.
    Strong,
    /// What may be skipped.
    Dim,
    /// Numbers of steps and citations.
    Accent,
    /// What needs care: planned, inferred, claimed, unsourced.
    Warn,
    /// What is wrong.
    Bad,
}

impl Ink {
    fn style(self) -> Style {
        let colour = |c: AnsiColor| Style::new().fg_color(Some(c.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Dim => Style::new().dimmed(),
            Self::Accent => colour(AnsiColor::Cyan),
            Self::Warn => colour(AnsiColor::Yellow),
            Self::Bad => colour(AnsiColor::Red),
        }
    }
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    text: String,
    ink: Ink,
}

impl Piece {
    /// Our own words.
    pub fn plain(text: &'static str) -> Self {
        Self { text: text.to_owned(), ink: Ink::Plain }
    }

    /// Our own words, dimmed.
    pub fn dim(text: &'static str) -> Self {
        Self::plain(text).ink(Ink::Dim)
    }

    /// Our own words put together, such as figures; text from data is made inert all the same.
    pub fn owned(text: impl AsRef<str>, ink: Ink) -> Self {
        Self { text: inert(text.as_ref()), ink }
    }

    /// Text from data.
    pub fn data(text: impl AsRef<str>) -> Self {
        Self::owned(text, Ink::Plain)
    }

    /// The same text in another ink.
    #[must_use]
    pub fn ink(mut self, ink: Ink) -> Self {
        self.ink = ink;
        self
    }
}

/// A text being written.
#[derive(Debug)]
pub struct Page {
    out: String,
    look: Look,
}

impl Page {
    /// An empty page.
    pub fn new(look: Look) -> Self {
        Self { out: String::new(), look }
    }

    /// How the page looks.
    pub fn look(&self) -> Look {
        self.look
    }

    /// A line, wrapped where needed.
    pub fn line(&mut self, pieces: &[Piece]) {
        self.hanging(0, 2, pieces);
    }

    /// A heading.
    pub fn heading(&mut self, pieces: &[Piece]) {
        let strong: Vec<Piece> = pieces.iter().cloned().map(|p| p.ink(Ink::Strong)).collect();
        self.hanging(0, 0, &strong);
    }

    /// An empty line; never two in a row, never the first.
    pub fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// A line indented by `first` columns, its continuations by `rest`. It breaks at spaces only, never
    /// between two pieces without a space.
    pub fn hanging(&mut self, first: usize, rest: usize, pieces: &[Piece]) {
        self.out.push_str(&" ".repeat(first));
        let mut column = first;
        let mut is_fresh = true;
        for word in words(pieces) {
            let width: usize = word.iter().map(|(text, _)| text.width()).sum();
            let spaces = word.last().map_or(0, |(text, _)| text.len() - text.trim_end().len());
            if column + width - spaces > self.look.width && !is_fresh {
                self.trim_line_end();
                self.out.push('\n');
                self.out.push_str(&" ".repeat(rest));
                column = rest;
                is_fresh = true;
                if word.iter().all(|(text, _)| text.trim().is_empty()) {
                    continue;
                }
            }
            for (text, ink) in word {
                self.ink(text, ink);
            }
            column += width;
            is_fresh = false;
        }
        self.trim_line_end();
        self.out.push('\n');
    }

    /// Text that is already laid out, such as a table.
    pub fn block(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// The text.
    pub fn finish(self) -> String {
        self.out
    }

    fn ink(&mut self, text: &str, ink: Ink) {
        if self.look.styled && ink != Ink::Plain {
            let style = ink.style();
            // Writing to a String cannot fail.
            let _ = write!(self.out, "{style}{text}{style:#}");
        } else {
            self.out.push_str(text);
        }
    }

    fn trim_line_end(&mut self) {
        let trimmed = self.out.trim_end_matches(' ').len();
        self.out.truncate(trimmed);
    }
}

/// Words with the space that follows them; a word may run over several pieces.
fn words(pieces: &[Piece]) -> Vec<Vec<(&str, Ink)>> {
    let mut words: Vec<Vec<(&str, Ink)>> = Vec::new();
    let mut is_open = false;
    for piece in pieces {
        for part in piece.text.split_inclusive(' ') {
            match words.last_mut() {
                Some(word) if is_open => word.push((part, piece.ink)),
                _ => words.push(vec![(part, piece.ink)]),
            }
            is_open = !part.ends_with(' ');
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look { styled: false, width: 20 };

    #[test]
    fn long_lines_wrap_with_a_hanging_indent() {
        let mut page = Page::new(LOOK);
        page.hanging(1, 3, &[Piece::plain("one two three "), Piece::plain("four five six")]);
        assert_eq!(page.finish(), " one two three four\n   five six\n");
    }

    #[test]
    fn wide_letters_count_two_columns() {
        let mut page = Page::new(LOOK);
        page.line(&[Piece::data("한국전력공사 한국전력공사 한국")]);
        assert_eq!(page.finish(), "한국전력공사\n  한국전력공사 한국\n");
    }

    #[test]
    fn data_cannot_break_a_line_or_start_an_escape() {
        let mut page = Page::new(LOOK);
        page.line(&[Piece::data("a\n\u{1b}[31mb")]);
        let text = page.finish();
        assert_eq!(text.lines().count(), 1);
        assert!(!text.contains('\u{1b}'));
    }
}
