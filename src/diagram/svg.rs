//! A drawing as SVG: named for those who cannot see it, with no script and no reference outside but sources' links.
//!
//! Depends on the drawing and the palette alone; coordinates are rounded to hundredths, one element per line, so
//! the same drawing gives the same bytes and a small change a small difference.

use super::drawing::{
    Anchor, Drawing, Footnote, Ground, GroundForm, LineMark, NodeForm, NodeMark, PaintOrder,
    Sample, Text,
};
use super::geometry::{Point, Rect, Route};
use super::layout::STRIPE;
use super::lettering::{safe_url, sanitised};
use super::marks::{self, Fill, Outline};
use super::palette::{Ink, Palette};
use super::scene::{Arrow, Confidence};
use super::width::{Weight, exact_width};
use std::fmt::{self, Display, Write as _};

/// The fonts, of which the first one at hand counts; all have the widths of Arial or come near them.
pub(super) const FONTS: &str =
    "Arial, Liberation Sans, Arimo, Noto Sans, Noto Sans CJK KR, sans-serif";

/// Writes a drawing as SVG.
///
/// The picture fills the width of its place and keeps its proportions. The root is named by the title and
/// described by the subtitle; every node and every line is a group with its sentence as label and title. Text is
/// escaped, what XML cannot carry becomes U+FFFD, and a link that is not http, https or relative is left out.
/// Text is as long as it was measured, in any font, where it was measured exactly.
pub fn to_svg(drawing: &Drawing) -> String {
    let mut writer = Writer { out: String::new(), palette: Palette::of(drawing.theme) };
    writer.document(drawing);
    writer.out
}

struct Writer {
    out: String,
    palette: &'static Palette,
}

impl Writer {
    fn document(&mut self, drawing: &Drawing) {
        let Rect { x, y, width, height } = drawing.page;
        let _ = writeln!(
            self.out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100%\" \
             viewBox=\"{} {} {} {}\" role=\"graphics-document\" \
             aria-labelledby=\"sg_title sg_desc\" font-family=\"{FONTS}\">\n\
             <title id=\"sg_title\">{}</title>\n<desc id=\"sg_desc\">{}</desc>",
            N(x),
            N(y),
            N(width),
            N(height),
            Xml(&drawing.title),
            Xml(&drawing.description)
        );
        self.rect(drawing.page, Ink::Page, 0.0, "");
        self.texts(&drawing.heading);
        for ground in &drawing.grounds {
            self.ground(ground);
        }
        match drawing.order {
            PaintOrder::NodesFirst => {
                self.nodes(&drawing.nodes);
                self.lines(&drawing.lines);
            }
            PaintOrder::LinesFirst => {
                self.lines(&drawing.lines);
                self.nodes(&drawing.nodes);
            }
        }
        for note in &drawing.footer {
            self.footnote(note);
        }
        self.out.push_str("</svg>\n");
    }

    fn ink(&self, ink: Ink) -> &'static str {
        self.palette.ink(ink).as_str()
    }

    fn rect(&mut self, frame: Rect, ink: Ink, radius: f64, more: &str) {
        let Rect { x, y, width, height } = frame;
        let fill = self.ink(ink);
        let _ = write!(
            self.out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            N(x),
            N(y),
            N(width),
            N(height)
        );
        if radius > 0.0 {
            let _ = write!(self.out, " rx=\"{}\"", N(radius));
        }
        let _ = writeln!(self.out, " fill=\"{fill}\"{more}/>");
    }

    fn texts(&mut self, texts: &[Text]) {
        for text in texts {
            self.text(text);
        }
    }

    fn text(&mut self, text: &Text) {
        let _ = write!(
            self.out,
            "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"",
            N(text.at.x),
            N(text.at.y),
            N(text.size),
            self.ink(text.ink)
        );
        if text.weight == Weight::Bold {
            self.out.push_str(" font-weight=\"bold\"");
        }
        match text.anchor {
            Anchor::Start => {}
            Anchor::Middle => self.out.push_str(" text-anchor=\"middle\""),
            Anchor::End => self.out.push_str(" text-anchor=\"end\""),
        }
        if text.halo {
            let page = self.ink(Ink::Page);
            let _ = write!(
                self.out,
                " stroke=\"{page}\" stroke-width=\"3\" stroke-linejoin=\"round\" \
                 paint-order=\"stroke\""
            );
        }
        if let Some(width) = length(text) {
            let _ =
                write!(self.out, " textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", N(width));
        }
        let _ = writeln!(self.out, ">{}</text>", Xml(&text.words));
    }

    fn ground(&mut self, ground: &Ground) {
        if let Some(label) = &ground.label {
            let _ = writeln!(
                self.out,
                "<g role=\"graphics-object\" aria-label=\"{0}\"><title>{0}</title>",
                Xml(label)
            );
        }
        match &ground.form {
            GroundForm::Panel(frame, ink) => self.rect(*frame, *ink, 4.0, ""),
            GroundForm::Patch(points, ink) => {
                let fill = self.ink(*ink);
                let _ = writeln!(
                    self.out,
                    "<polygon points=\"{}\" fill=\"{fill}\" stroke=\"{fill}\" \
                     stroke-width=\"28\" stroke-linejoin=\"round\"/>",
                    Corners(points)
                );
            }
            GroundForm::Rule(a, b, ink) => {
                let ink = self.ink(*ink);
                let _ = writeln!(
                    self.out,
                    "<path d=\"M{} {}L{} {}\" stroke=\"{ink}\" fill=\"none\"/>",
                    N(a.x),
                    N(a.y),
                    N(b.x),
                    N(b.y)
                );
            }
            GroundForm::Words => {}
        }
        self.texts(&ground.texts);
        if ground.label.is_some() {
            self.out.push_str("</g>\n");
        }
    }

    fn nodes(&mut self, nodes: &[NodeMark]) {
        for node in nodes {
            self.open_symbol(&node.id, &node.description);
            match &node.form {
                NodeForm::Card { ground, border, border_width, border_style, kind, glyph } => {
                    let half = border_width / 2.0;
                    let stroke = format!(
                        " stroke=\"{}\" stroke-width=\"{}\"{}",
                        self.ink(*border),
                        N(*border_width),
                        dashes(*border_style)
                    );
                    self.rect(node.frame.grown(-half), *ground, 0.0, &stroke);
                    let stripe = Rect {
                        x: node.frame.x + border_width,
                        y: node.frame.y + border_width,
                        width: STRIPE,
                        height: node.frame.height - 2.0 * border_width,
                    };
                    self.rect(stripe, *kind, 0.0, "");
                    self.glyph(glyph.0, glyph.1, *kind);
                }
                NodeForm::Dot { kind, glyph } => self.glyph(*glyph, node.frame, *kind),
            }
            self.texts(&node.texts);
            self.out.push_str("</g>\n");
        }
    }

    fn open_symbol(&mut self, id: &str, description: &str) {
        let _ = writeln!(
            self.out,
            "<g id=\"{id}\" role=\"graphics-symbol\" aria-label=\"{0}\"><title>{0}</title>",
            Xml(description)
        );
    }

    fn glyph(&mut self, glyph: char, frame: Rect, ink: Ink) {
        let Some(outlines) = marks::glyph(glyph, frame) else {
            // A kind of a dataset's own may have a mark that only fonts know.
            let at = Point::new(frame.centre().x, frame.bottom());
            let (words, size) = (glyph.to_string(), frame.height);
            let (anchor, weight) = (Anchor::Middle, Weight::Regular);
            return self.text(&Text { at, anchor, words, size, weight, ink, halo: false });
        };
        let stroke = (frame.width / 7.0).max(1.0);
        for (outline, fill) in outlines {
            self.outline(&outline, fill, ink, stroke, Ink::Card);
        }
    }

    /// Fills an outline, or traces it on a ground of its own.
    fn outline(&mut self, outline: &Outline, fill: Fill, ink: Ink, stroke: f64, ground: Ink) {
        match outline {
            Outline::Circle(middle, radius) => {
                let radius = if fill == Fill::Hollow { radius - stroke / 2.0 } else { *radius };
                let _ = write!(
                    self.out,
                    "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"",
                    N(middle.x),
                    N(middle.y),
                    N(radius)
                );
            }
            Outline::Polygon(points) => {
                let _ = write!(self.out, "<polygon points=\"{}\"", Corners(points));
            }
        }
        let ink = self.ink(ink);
        let _ = match fill {
            Fill::Solid => writeln!(self.out, " fill=\"{ink}\"/>"),
            Fill::Hollow => writeln!(
                self.out,
                " fill=\"{}\" stroke=\"{ink}\" stroke-width=\"{}\" stroke-linejoin=\"round\"/>",
                self.ink(ground),
                N(stroke)
            ),
        };
    }

    fn lines(&mut self, lines: &[LineMark]) {
        for line in lines {
            self.open_symbol(&line.id, &line.description);
            self.line(&line.route, line.ink, line.width, line.style, line.arrow);
            self.texts(&line.texts);
            self.out.push_str("</g>\n");
        }
    }

    fn line(&mut self, route: &Route, ink: Ink, width: f64, style: Confidence, arrow: Arrow) {
        let (route, mark) = marks::arrow(route, arrow, width);
        let _ = writeln!(
            self.out,
            "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{}/>",
            Path(&route),
            self.ink(ink),
            N(width),
            dashes(style)
        );
        if let Some((outline, fill)) = mark {
            self.outline(&outline, fill, ink, 1.4, Ink::Page);
        }
    }

    fn footnote(&mut self, note: &Footnote) {
        let url = note.url.as_deref().and_then(safe_url);
        if let Some(url) = &url {
            let _ = writeln!(self.out, "<a href=\"{}\">", Xml(url));
        }
        match &note.sample {
            None => {}
            Some(Sample::Glyph(glyph, frame, ink)) => self.glyph(*glyph, *frame, *ink),
            Some(Sample::Line { route, ink, width, style, arrow }) => {
                self.line(route, *ink, *width, *style, *arrow);
            }
        }
        self.texts(&note.texts);
        if url.is_some() {
            self.out.push_str("</a>\n");
        }
    }
}

/// The length to which any font is fitted, so that a wider one does not leave its card: that in Arial, where the
/// table has all of it. One character has nothing to be fitted between.
fn length(text: &Text) -> Option<f64> {
    let width = exact_width(&text.words, text.weight)?;
    (text.words.chars().nth(1).is_some()).then_some(f64::from(width) * text.size / 1000.0)
}

fn dashes(style: Confidence) -> &'static str {
    match style {
        Confidence::Solid => "",
        Confidence::Dashed => " stroke-dasharray=\"7 4\"",
        Confidence::Dotted => " stroke-dasharray=\"0.1 5\" stroke-linecap=\"round\"",
    }
}

/// A number with at most two decimals, never `-0`.
struct N(f64);

impl Display for N {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 * 100.0).round();
        if hundredths == 0.0 || !hundredths.is_finite() {
            return f.write_str("0");
        }
        let text = format!("{:.2}", hundredths / 100.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

struct Corners<'p>(&'p [Point]);

impl Display for Corners<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, point) in self.0.iter().enumerate() {
            let gap = if position == 0 { "" } else { " " };
            write!(f, "{gap}{},{}", N(point.x), N(point.y))?;
        }
        Ok(())
    }
}

/// A route as path data; a curve that is straight is written as a line.
struct Path<'r>(&'r Route);

impl Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut from = self.0.start;
        write!(f, "M{} {}", N(from.x), N(from.y))?;
        for &[a, b, to] in &self.0.curves {
            let off = |p: Point| {
                ((to.x - from.x) * (p.y - from.y) - (to.y - from.y) * (p.x - from.x)).abs()
            };
            if off(a) < 0.01 && off(b) < 0.01 {
                write!(f, "L{} {}", N(to.x), N(to.y))?;
            } else {
                let [ax, ay, bx, by] = [N(a.x), N(a.y), N(b.x), N(b.y)];
                write!(f, "C{ax} {ay} {bx} {by} {} {}", N(to.x), N(to.y))?;
            }
            from = to;
        }
        Ok(())
    }
}

/// Text between tags or quotes.
pub(super) struct Xml<'t>(pub(super) &'t str);

impl Display for Xml<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in sanitised(self.0).chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_at_most_two_decimals() {
        let cases = [
            (0.0, "0"),
            (-0.001, "0"),
            (1.005, "1"),
            (2.5, "2.5"),
            (-2.71499, "-2.71"),
            (10.0, "10"),
        ];
        for (number, text) in cases {
            assert_eq!(N(number).to_string(), text);
        }
        assert_eq!(N(f64::NAN).to_string(), "0");
    }

    #[test]
    fn text_cannot_leave_its_place() {
        assert_eq!(Xml("a<b>&\"c\"\u{8}").to_string(), "a&lt;b&gt;&amp;&quot;c&quot;\u{FFFD}");
    }
}
