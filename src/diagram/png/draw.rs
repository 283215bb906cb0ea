//! From SVG to pixels: reads the picture, has its text laid out with the faces chosen for it, draws, and reports what
//! no font could draw. Reads nothing that the SVG refers to.

use super::fonts::{Fonts, Picked};
use super::outcome::{MissingScript, PIXELS_MAX, Png, PngError};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Group, ImageHrefResolver, Node, Options, Tree, roxmltree};
use std::collections::{BTreeMap, BTreeSet};
use unicode_script::{Script, UnicodeScript};

/// A side of more pixels than this is not drawn, however thin the picture.
const SIDE_MAX: f64 = 65_535.0;

const SVG: &str = "http://www.w3.org/2000/svg";

const NON_JOINER: char = '\u{200C}';

/// Draws an SVG of this layer at `scale` pixels per point.
///
/// Text takes the face of `fonts` that is as wide as Arial, or the embedded one, whatever family the SVG names.
/// One `text` element is one run: where a single face has all its characters, the whole run takes that face.
/// `textLength` is kept for text without `tspan` elements.
///
/// # Determinism
/// The same bytes for the same SVG and the same fonts.
pub fn png(svg: &str, fonts: &Fonts, scale: f64) -> Result<Png, PngError> {
    if !(scale.is_finite() && scale > 0.0) {
        return Err(PngError::Scale { asked: scale });
    }
    let svg = without_ligatures(&parsed(svg)?);
    let document = parsed(&svg)?;
    let picked = fonts.pick(&drawn_characters(&document));
    let tree = Tree::from_xmltree(&document, &options(fonts, &picked))
        .map_err(|error| PngError::Malformed { reason: error.to_string() })?;
    let canvas = Canvas::of(&tree, scale);
    let mut pixels = Pixmap::new(canvas.width, canvas.height)
        .ok_or_else(|| PngError::Pixels { reason: "too many pixels".to_owned() })?;
    resvg::render(&tree, canvas.transform, &mut pixels.as_mut());
    let bytes =
        pixels.encode_png().map_err(|error| PngError::Pixels { reason: error.to_string() })?;
    Ok(Png {
        bytes,
        width: canvas.width,
        height: canvas.height,
        scale: canvas.scale,
        missing: missing_scripts(&tree),
    })
}

/// How the picture is put on pixels.
struct Canvas {
    width: u32,
    height: u32,
    scale: f64,
    transform: Transform,
}

impl Canvas {
    /// At the scale that was asked for, or at the largest that is not too large.
    fn of(tree: &Tree, asked: f64) -> Self {
        let (width, height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
        let scale = asked
            .min((f64::from(PIXELS_MAX) / (width * height)).sqrt())
            .min(SIDE_MAX / width.max(height));
        let pixels = |side: f64| (side * scale).round().max(1.0);
        let (across, down) = (pixels(width), pixels(height));
        // The ground ends on the last pixel, so each axis is stretched by less than a pixel.
        let transform = Transform::from_scale((across / width) as f32, (down / height) as f32);
        Self { width: whole(across), height: whole(down), scale, transform }
    }
}

#[expect(clippy::cast_sign_loss, reason = "pixels are counted from one to SIDE_MAX")]
fn whole(pixels: f64) -> u32 {
    pixels as u32
}

fn parsed(svg: &str) -> Result<roxmltree::Document<'_>, PngError> {
    roxmltree::Document::parse(svg)
        .map_err(|error| PngError::Malformed { reason: error.to_string() })
}

/// The words inside `text` elements, in the order of the picture.
fn words<'a>(
    document: &'a roxmltree::Document<'a>,
) -> impl Iterator<Item = roxmltree::Node<'a, 'a>> {
    document.descendants().filter(|node| {
        let is_drawn = |above: roxmltree::Node| above.has_tag_name((SVG, "text"));
        node.is_text() && node.ancestors().any(is_drawn)
    })
}

/// The picture with `fi` and its like kept apart. Layout puts a run together from several faces only if each has as
/// many glyphs for it, and some faces join these letters and others do not.
fn without_ligatures(document: &roxmltree::Document<'_>) -> String {
    let svg = document.input_text();
    let mut apart = String::with_capacity(svg.len());
    let mut done = 0;
    for node in words(document) {
        let range = node.range();
        apart.push_str(&svg[done..range.start]);
        let mut before = ' ';
        for c in svg[range.clone()].chars() {
            if before == 'f' && matches!(c, 'f' | 'i' | 'j' | 'l' | 't') {
                apart.push(NON_JOINER);
            }
            apart.push(c);
            before = c;
        }
        done = range.end;
    }
    apart.push_str(&svg[done..]);
    apart
}

/// Each character that some `text` element draws.
fn drawn_characters(document: &roxmltree::Document<'_>) -> BTreeSet<char> {
    words(document)
        .flat_map(|node| node.text().unwrap_or_default().chars())
        .filter(|c| !is_invisible(*c))
        .collect()
}

/// Whether a character has no shape in any font.
fn is_invisible(c: char) -> bool {
    let is_joiner_or_selector = matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}'
    );
    c.is_control() || is_joiner_or_selector
}

fn options<'a>(fonts: &Fonts, picked: &'a Picked) -> Options<'a> {
    Options {
        // A point is a unit, however the size is written.
        dpi: 72.0,
        fontdb: fonts.database(),
        font_resolver: picked.resolver(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

/// The scripts of the glyphs that were laid out as the empty box.
fn missing_scripts(tree: &Tree) -> Vec<MissingScript> {
    let mut missing: BTreeSet<char> = BTreeSet::new();
    collect_missing(tree.root(), &mut missing);
    let mut scripts: BTreeMap<(String, &'static str), String> = BTreeMap::new();
    for c in missing {
        scripts.entry((script_name(c), package(c))).or_default().push(c);
    }
    scripts
        .into_iter()
        .map(|((script, package), characters)| MissingScript { script, characters, package })
        .collect()
}

fn collect_missing(group: &Group, missing: &mut BTreeSet<char>) {
    for node in group.children() {
        match node {
            Node::Group(group) => collect_missing(group, missing),
            Node::Text(text) => {
                let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                missing.extend(
                    glyphs
                        .filter(|glyph| glyph.id.0 == 0)
                        .flat_map(|glyph| glyph.text.chars())
                        .filter(|c| !is_invisible(*c)),
                );
            }
            Node::Path(_) | Node::Image(_) => {}
        }
    }
}

fn script_name(c: char) -> String {
    match c.script() {
        Script::Common | Script::Inherited | Script::Unknown => "symbols".to_owned(),
        script => script.full_name().replace('_', " "),
    }
}

/// The Debian package that has the character in a sans-serif face.
fn package(c: char) -> &'static str {
    match c.script() {
        _ if matches!(c, '\u{3000}'..='\u{33FF}' | '\u{FF00}'..='\u{FFEF}') => "fonts-noto-cjk",
        Script::Hangul | Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo => {
            "fonts-noto-cjk"
        }
        Script::Common | Script::Inherited | Script::Unknown => "fonts-symbola",
        _ => "fonts-noto-core",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="200pt" height="100pt" viewBox="0 0 200 100" font-family="Arial, sans-serif" font-size="16"><rect width="200" height="100" fill="#ffffff"/>"##;

    fn page(body: &str) -> String {
        format!("{PAGE}{body}</svg>")
    }

    fn drawn(body: &str) -> (Png, Pixmap) {
        let png = png(&page(body), &Fonts::embedded(), SCALE).expect("our own SVG is drawn");
        let pixels = Pixmap::decode_png(&png.bytes).expect("the file is a PNG");
        (png, pixels)
    }

    const SCALE: f64 = super::super::SCALE_DEFAULT;

    /// Dark pixels between two places of the page, in points, across its whole height.
    fn ink(pixels: &Pixmap, from: u32, to: u32) -> usize {
        let columns = (from * 2)..(to * 2);
        columns
            .flat_map(|x| (0..pixels.height()).map(move |y| (x, y)))
            .filter(|&(x, y)| pixels.pixel(x, y).is_some_and(|pixel| pixel.red() < 128))
            .count()
    }

    #[test]
    fn a_picture_has_two_pixels_to_the_point_and_its_text_where_it_belongs() {
        let (png, pixels) = drawn(
            "<text x=\"20\" y=\"40\">Samsung</text><text x=\"120\" y=\"40\">Қазақ</text>\
             <text x=\"20\" y=\"80\" font-weight=\"bold\">₸3tn → Ελλάς</text>",
        );
        assert_eq!((png.width, png.height), (400, 200));
        assert_eq!((pixels.width(), pixels.height()), (400, 200));
        assert!((png.scale - 2.0).abs() < 1e-12);
        assert_eq!(png.missing, []);
        assert_eq!(ink(&pixels, 0, 19), 0);
        assert!(ink(&pixels, 20, 90) > 200);
        assert!(ink(&pixels, 120, 170) > 100);
        assert_eq!(ink(&pixels, 180, 200), 0);
    }

    #[test]
    fn bold_text_has_more_ink() {
        let (_, regular) = drawn("<text x=\"20\" y=\"40\">Қазақстан</text>");
        let (_, bold) = drawn("<text x=\"20\" y=\"40\" font-weight=\"bold\">Қазақстан</text>");
        assert!(ink(&bold, 0, 200) * 4 > ink(&regular, 0, 200) * 5);
    }

    #[test]
    fn a_text_is_as_long_as_it_says() {
        let length = "textLength=\"100\" lengthAdjust=\"spacingAndGlyphs\"";
        for place in
            ["x=\"50\"", "x=\"100\" text-anchor=\"middle\"", "x=\"150\" text-anchor=\"end\""]
        {
            for words in ["HHH", "HHHHHHHHHHHHHHHHH"] {
                let (_, pixels) = drawn(&format!("<text {place} y=\"40\" {length}>{words}</text>"));
                assert_eq!(ink(&pixels, 0, 50), 0, "{place} {words}");
                assert!(ink(&pixels, 50, 58) > 0, "{place} {words}");
                assert!(ink(&pixels, 142, 150) > 0, "{place} {words}");
                assert_eq!(ink(&pixels, 150, 200), 0, "{place} {words}");
            }
        }
    }

    #[test]
    fn what_no_font_has_is_named_with_the_package_that_has_it() {
        let (png, pixels) = drawn(
            "<title>한</title><text x=\"20\" y=\"40\">Samsung 삼성 三 さ ไท 🚢</text>\
             <text x=\"20\" y=\"80\">삼성</text>",
        );
        let missing: Vec<_> = png
            .missing
            .iter()
            .map(|missing| (missing.script.as_str(), missing.characters.as_str(), missing.package))
            .collect();
        assert_eq!(
            missing,
            [
                ("Han", "三", "fonts-noto-cjk"),
                ("Hangul", "삼성", "fonts-noto-cjk"),
                ("Hiragana", "さ", "fonts-noto-cjk"),
                ("Thai", "ทไ", "fonts-noto-core"),
                ("symbols", "🚢", "fonts-symbola"),
            ]
        );
        assert!(ink(&pixels, 20, 90) > 200, "the rest is drawn");
    }

    #[test]
    fn letters_are_kept_apart_in_words_only() {
        let svg =
            page("<text fill=\"#fff\" id=\"fi\">offi &amp;<tspan>fl</tspan></text><desc>fi</desc>");
        let apart = without_ligatures(&parsed(&svg).expect("this is XML"));
        assert_eq!(apart.replace(NON_JOINER, ""), svg);
        assert!(
            apart.contains("id=\"fi\">of\u{200C}f\u{200C}i &amp;<tspan>f\u{200C}l<"),
            "{apart}"
        );
        assert!(apart.contains("<desc>fi<"));
    }

    #[test]
    fn the_same_svg_gives_the_same_bytes() {
        let body = "<text x=\"20\" y=\"40\">Қазақстан Samsung 삼성</text>";
        assert_eq!(drawn(body).0, drawn(body).0);
    }

    #[test]
    fn a_picture_that_is_too_large_is_drawn_smaller_and_says_so() {
        let body = "<rect width=\"10000\" height=\"10000\"/>";
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400000\" height=\"30\">{body}</svg>"
        );
        let png = png(&svg, &Fonts::embedded(), SCALE).expect("a long picture is drawn");
        assert_eq!((png.width, png.height), (65_535, 5));
        assert!((png.scale - 65_535.0 / 400_000.0).abs() < 1e-9);
        let tree = |width: u32, height: u32| {
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"/>"
            );
            Tree::from_str(&svg, &Options::default()).expect("an empty picture is one")
        };
        let canvas = Canvas::of(&tree(10_000, 10_000), SCALE);
        assert_eq!(canvas.width * canvas.height, PIXELS_MAX);
    }

    #[test]
    fn what_is_not_a_picture_is_an_error() {
        let fonts = Fonts::embedded();
        for svg in [
            "",
            "<svg",
            "<html/>",
            "no",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"5\"/>",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"-1\" height=\"NaN\"/>",
            "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>",
        ] {
            let error = png(svg, &fonts, SCALE).expect_err(svg);
            assert!(matches!(error, PngError::Malformed { .. }), "{svg}: {error}");
        }
        for scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let error = png(&page(""), &fonts, scale).expect_err("no scale");
            assert!(matches!(error, PngError::Scale { .. }), "{error}");
        }
    }
}
