//! A scene as one interactive HTML file: the picture as SVG with a panel that shows the evidence behind each number.
//!
//! The file asks nothing of any other: no script, style, font or picture comes from outside, and its
//! Content-Security-Policy forbids it. Without a script the picture stands still and its text twin below it.

use super::Theme;
use super::describe::describe;
use super::drawing::Drawing;
use super::lettering::{safe_url, sanitised};
use super::palette::{Ink, Palette, Relation};
use super::scene::{Card, CardIx, EvidenceLine, Link, Scene, SourceLine};
use super::svg::{Xml, to_svg};
use crate::evidence::digest;
use std::fmt::Write as _;

/// What a reader can do with the picture. The same in every file.
const SCRIPT: &str = include_str!("html.js");
/// How it looks; its colours are those of the palette.
const STYLE: &str = include_str!("html.css");

/// Writes a scene and its drawing as one HTML file.
///
/// Pointing at a card or a line, or going to a card by Tab, shows what it says and its evidence by source: what the
/// source says in the curator's words, verbatim where that is kept, the place in its text, and the source in full:
/// publisher, title, date and address. A click or Enter keeps that and fades everything else but its neighbours; Escape or
/// a click on the ground lets go. The wheel and three buttons zoom, dragging moves. A source shows all that rests on
/// it. Below stands the text twin.
///
/// Names are data and stay data: in markup they are escaped, in the script's data `<`, `>` and `&` are written by
/// number, addresses are http, https or relative, and the policy runs the one script and style of this program by
/// their digests. The same scene and drawing give the same bytes.
pub fn to_html(scene: &Scene, drawing: &Drawing) -> String {
    let svg = to_svg(drawing);
    let svg = svg.split_once("?>\n").map_or(svg.as_str(), |(_, svg)| svg);
    let style = format!("{}{STYLE}", variables(drawing.theme));
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; \
         form-action 'none'",
        base64(&digest(SCRIPT).0),
        base64(&digest(&style).0)
    );
    let scheme = match drawing.theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"color-scheme\" content=\"{scheme}\">\n\
         <title>{}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n<div id=\"stage\">\n{svg}\
         <div id=\"tools\"><button value=\"+\" aria-label=\"Zoom in\" title=\"Zoom in\">+</button>\
         <button value=\"-\" aria-label=\"Zoom out\" title=\"Zoom out\">−</button>\
         <button value=\"0\" aria-label=\"Reset the view\" title=\"Reset the view\">⤢</button></div>\n\
         </div>\n<aside tabindex=\"-1\" aria-label=\"Evidence\"></aside>\n</main>\n\
         <details>\n<summary>The same in words</summary>\n<pre>{}</pre>\n</details>\n\
         <script type=\"application/json\" id=\"data\">{}</script>\n<script>{SCRIPT}</script>\n\
         </body>\n</html>\n",
        Xml(&scene.title),
        escaped(&describe(scene)),
        data(scene)
    )
}

/// The colours of a theme under the names that the style knows.
fn variables(theme: Theme) -> String {
    let palette = Palette::of(theme);
    let mut out = String::from(":root{");
    for (name, ink) in [
        ("page", Ink::Page),
        ("panel", Ink::Panel),
        ("card", Ink::Card),
        ("edge", Ink::DimmedBorder),
        ("text", Ink::Text),
        ("second", Ink::TextSecond),
        ("accent", Ink::Relation(Relation::Contact)),
    ] {
        let _ = write!(out, "--{name}:{};", palette.ink(ink).as_str());
    }
    out.push_str("}\n");
    out
}

/// Markup of a text whose line breaks stay.
fn escaped(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| Xml(line).to_string()).collect();
    lines.join("\n")
}

/// What the script knows, as JSON.
fn data(scene: &Scene) -> String {
    let id = |at: CardIx| string(scene.cards.get(at.0).map_or("", |card| &card.id));
    let card = |card: &Card| {
        object(&[
            ("id", string(&card.id)),
            ("name", string(&card.name)),
            ("second", string(&card.second_line)),
            ("script", string(card.script_line.as_deref().unwrap_or_default())),
            ("caption", string(card.caption.as_deref().unwrap_or_default())),
            ("sources", array(card.sources.iter().map(ToString::to_string))),
            ("evidence", array(card.evidence.iter().map(evidence))),
        ])
    };
    let line = |link: &Link| {
        object(&[
            ("id", string(&link.id)),
            ("from", id(link.from)),
            ("to", id(link.to)),
            ("words", string(&link.description)),
            ("step", link.step.unwrap_or_default().to_string()),
            ("sources", array(link.sources.iter().map(ToString::to_string))),
            ("evidence", array(link.evidence.iter().map(evidence))),
        ])
    };
    let source = |source: &SourceLine| {
        let url = source.url.as_deref().and_then(safe_url).unwrap_or_default();
        object(&[("words", string(&source.words)), ("url", string(&url))])
    };
    object(&[
        ("title", string(&scene.title)),
        ("subtitle", string(&scene.subtitle)),
        ("cards", array(scene.cards.iter().map(card))),
        ("lines", array(scene.links.iter().map(line))),
        ("sources", array(scene.sources.iter().map(source))),
    ])
}

fn evidence(line: &EvidenceLine) -> String {
    object(&[
        ("source", line.source.to_string()),
        ("start", line.place.start.to_string()),
        ("end", line.place.end.to_string()),
        ("says", string(&line.says)),
        ("quote", string(line.quote.as_deref().unwrap_or_default())),
        ("about", string(line.about.as_deref().unwrap_or_default())),
    ])
}

fn object(members: &[(&str, String)]) -> String {
    let members: Vec<String> =
        members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

fn array(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(","))
}

/// A JSON string that can stand inside a script element.
fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in sanitised(text).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '<' | '>' | '&' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Base 64 as RFC 4648, section 4, has it.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let six = bits >> (18 - 6 * at) & 63;
            let is_padding = at > three.len();
            out.push(if is_padding { '=' } else { char::from(ALPHABET[six as usize]) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_the_standard() {
        // RFC 4648, section 10.
        for (text, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), coded);
        }
    }

    #[test]
    fn no_string_ends_its_script() {
        assert_eq!(string("</script>\"\\\n&\u{2028}"), r#""\u003c/script\u003e\"\\ \u0026 ""#);
    }

    #[test]
    fn script_and_style_can_stand_in_their_elements_and_reach_nothing() {
        for text in [SCRIPT, STYLE] {
            for bad in ["</", "<!--", "http", "//#", "url(", "@import", "fetch", "innerHTML"] {
                assert!(!text.contains(bad), "{bad}");
            }
        }
    }
}
