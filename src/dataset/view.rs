//! Views: diagrams that a dataset keeps, `views/NAME.json`, one each. Reads them with the rules of the format.
//!
//! A view is plain data: what to select, how to arrange it, and where a person moved things. It draws nothing, and
//! knows of templates, themes and measures only what they are called.

use super::FINDINGS_MAX;
use super::finding::{Code, Draft, Sink, inert, nearest, quoted};
use super::header::single_value;
use super::json::{Shape, Value};
use super::reader::{Object, Reader};
use super::record::{Context, did_you_mean};
use crate::graph::{BasisFilter, Claims};
use crate::model::{Id, Status, When};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

/// The folder of a dataset's views.
pub(super) const VIEWS: &str = "views";

/// The most views a dataset has.
pub const VIEWS_MAX: usize = 1000;

/// The largest view.
pub const VIEW_BYTES_MAX: u64 = 1 << 20;

/// The longest name of a view, in characters.
pub const VIEW_NAME_MAX: usize = 64;

/// What a view calls the measures that make nodes larger.
pub const VIEW_MEASURES: &[&str] = &["betweenness", "degree", "closeness", "harmonic", "pagerank"];

/// The theme that is meant when none is named.
pub(super) const LIGHT: &str = "light";

/// A saved diagram: what the file `views/NAME.json` says.
///
/// Members have the names of the options that they stand for. Names are resolved to ids when a view is made, so that
/// a renamed node keeps its place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// Its name, which is that of its file: see [`is_view_name`].
    pub name: String,
    /// Title.
    pub title: Option<String>,
    /// How the picture is arranged: `map`, `timeline`, `path` or `overview`.
    pub template: Option<String>,
    /// The nodes it starts from.
    pub names: Vec<Id>,
    /// Steps outward from them, at most 9.
    pub hops: Option<u32>,
    /// Only nodes or edges of these kinds.
    pub kind: Vec<String>,
    /// Nodes and kinds left out.
    pub avoid: Vec<String>,
    /// Nodes and kinds that paths may pass, though they would not.
    pub via: Vec<String>,
    /// Nodes that every path passes.
    pub through: Vec<Id>,
    /// Only what these sources back.
    pub source: Vec<Id>,
    /// Only edges with this basis.
    pub basis: Option<BasisFilter>,
    /// Only these statuses.
    pub status: Vec<Status>,
    /// Statements that are only somebody's claim.
    pub claims: Claims,
    /// Only edges backed from so many origins.
    pub min_sources: u32,
    /// As things stood then.
    pub as_of: Option<When>,
    /// From then on.
    pub since: Option<When>,
    /// Until then.
    pub until: Option<When>,
    /// Without what is only possible at that time.
    pub certain: bool,
    /// What changed between two dates, instead of how things stood.
    pub changes: Option<Changes>,
    /// Cards at most, from 1.
    pub cards: Option<u32>,
    /// The measure that makes nodes larger: one of [`VIEW_MEASURES`].
    pub size_by: Option<String>,
    /// Names written at most.
    pub labels: Option<u32>,
    /// Colours: `light`, which is meant when there is none, or `dark`.
    pub theme: Option<String>,
    /// Words under the name of a node.
    pub captions: BTreeMap<Id, String>,
    /// Sentences below the picture.
    pub notes: Vec<String>,
    /// Where the centre of a node stands.
    pub pins: BTreeMap<Id, Pin>,
}

/// Two dates, of which the second ends after the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// As things stood first.
    pub from: When,
    /// As things stood then.
    pub to: When,
}

/// A place in a picture, in points; exact to a hundredth, so that it is written as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    x_hundredths: i32,
    y_hundredths: i32,
}

impl Pin {
    /// The farthest from the origin, in points, along either axis.
    pub const FARTHEST: f64 = 100_000.0;

    /// The place nearest to `x` and `y` that a view can hold; none when one of them is farther than
    /// [`Self::FARTHEST`], or no number.
    ///
    /// # Examples
    /// ```
    /// use sociogram::dataset::Pin;
    /// let pin = Pin::new(120.0, 240.504).unwrap();
    /// assert_eq!((pin.x(), pin.y()), (120.0, 240.5));
    /// assert_eq!(pin.to_string(), "120, 240.5");
    /// assert_eq!(Pin::new(f64::NAN, 0.0), None);
    /// ```
    pub fn new(x: f64, y: f64) -> Option<Self> {
        let hundredths = |points: f64| {
            let is_near = points.abs() <= Self::FARTHEST;
            is_near.then(|| (points * 100.0).round() as i32)
        };
        Some(Self { x_hundredths: hundredths(x)?, y_hundredths: hundredths(y)? })
    }

    /// To the right of the origin.
    pub fn x(self) -> f64 {
        f64::from(self.x_hundredths) / 100.0
    }

    /// Below the origin.
    pub fn y(self) -> f64 {
        f64::from(self.y_hundredths) / 100.0
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.x(), self.y())
    }
}

/// Can a view have this name: lower-case letters, digits and `-`, at most [`VIEW_NAME_MAX`], not `-` first?
pub fn is_view_name(name: &str) -> bool {
    name.len() <= VIEW_NAME_MAX
        && name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The file of a view, relative to the dataset's folder.
pub(super) fn file_of_view(name: &str) -> String {
    format!("{VIEWS}/{name}.json")
}

/// What stands for the name of a view in the path of a file, right or wrong; none when the file is no view's.
pub(super) fn stem_of(path: &str) -> Option<&str> {
    path.strip_prefix(VIEWS)?.strip_prefix('/')?.strip_suffix(".json")
}

/// Is a file that was found a view, or would it be with another name? Hidden files and those in folders below mean
/// nothing.
pub(super) fn is_view_file(path: &str) -> bool {
    stem_of(path).is_some_and(|stem| !stem.starts_with('.') && !stem.contains('/'))
}

/// Refuses more views than there may be.
pub(super) fn refuse_too_many(sink: &mut Sink) {
    let hint = "delete those that nobody uses, or keep them with another dataset";
    sink.push(Draft {
        code: Code::TooManyViews,
        file: VIEWS.into(),
        offset: 0,
        message: format!("a dataset has at most {VIEWS_MAX} views"),
        hint: Some(hint.to_owned()),
        id: None,
    });
}

/// The name of the view in a file, or a finding.
pub(super) fn view_name<'f>(sink: &mut Sink, file: &'f str) -> Option<&'f str> {
    let stem = stem_of(file)?;
    if is_view_name(stem) {
        return Some(stem);
    }
    let plain: String = stem
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(VIEW_NAME_MAX)
        .collect();
    let plain = plain.trim_matches('-');
    let plain = if plain.is_empty() { "view" } else { plain };
    let hint = format!(
        "a name is of a-z, 0-9 and -, does not start with -, and has at most {VIEW_NAME_MAX} \
         characters: \"{plain}\""
    );
    sink.push(Draft {
        code: Code::BadViewName,
        file: inert(file).into(),
        offset: 0,
        message: format!("{} is no name of a view", quoted(stem)),
        hint: Some(hint),
        id: None,
    });
    None
}

const VIEW: &[&str] = &[
    "title",
    "template",
    "names",
    "hops",
    "kind",
    "avoid",
    "via",
    "through",
    "source",
    "basis",
    "status",
    "claims",
    "min_sources",
    "as_of",
    "since",
    "until",
    "certain",
    "changes",
    "cards",
    "size_by",
    "labels",
    "theme",
    "captions",
    "notes",
    "pins",
];
const MAP: &str = "map";
const TIMELINE: &str = "timeline";
const PATH: &str = "path";
const OVERVIEW: &str = "overview";
const TEMPLATES: &[&str] = &[MAP, TIMELINE, PATH, OVERVIEW];
const THEMES: &[&str] = &[LIGHT, "dark"];
/// The longest title and the longest caption, in characters.
const LABEL_CHARS_MAX: usize = 300;
/// The longest note, likewise.
const NOTE_CHARS_MAX: usize = 1000;
const NOTES_MAX: usize = 100;
const CAPTIONS_MAX: usize = 1000;
const HOPS: RangeInclusive<u32> = 0..=9;
const CARDS: RangeInclusive<u32> = 1..=u32::MAX;

/// Reads the view `name` from the text of its file. Nothing is returned when the file is no object; what is wrong
/// inside it is only in the findings.
pub(super) fn read_view(
    sink: &mut Sink,
    file: &str,
    name: &str,
    text: &str,
    context: &Context<'_>,
) -> Option<View> {
    let mut reader = Reader { sink, file: file.to_owned().into(), id: None };
    let value = single_value(&mut reader, text)?;
    let object = reader.object(value, "a view", VIEW)?;
    let r = &mut reader;
    let mut view = View { name: name.to_owned(), ..View::default() };
    view.title = object.get("title").and_then(|v| r.label(v, "title"));
    view.template = r.one_of(&object, "template", TEMPLATES);
    view.names = r.nodes(&object, "names", context);
    view.hops = r.number(&object, "hops", &HOPS);
    view.kind = r.list(&object, "kind", |r, v| r.kind_name(v, context));
    view.avoid = r.list(&object, "avoid", |r, v| r.node_or_kind(v, "avoid", context));
    view.via = r.list(&object, "via", |r, v| r.node_or_kind(v, "via", context));
    view.through = r.nodes(&object, "through", context);
    view.source = r.list(&object, "source", |r, v| {
        let id = r.id(v, "source")?;
        r.known_source(v, &id, Some(context));
        Some(id)
    });
    view.basis = object.get("basis").and_then(|v| {
        let words = BasisFilter::ALL.map(BasisFilter::as_str);
        r.word(v, "basis", &words, |w| BasisFilter::ALL.into_iter().find(|b| b.as_str() == w))
    });
    view.status = r.list(&object, "status", |r, v| {
        r.word(v, "status", &Status::ALL.map(Status::as_str), Status::from_word)
    });
    let claims = object.get("claims").and_then(|v| {
        let words = Claims::ALL.map(Claims::as_str);
        r.word(v, "claims", &words, |w| Claims::ALL.into_iter().find(|c| c.as_str() == w))
    });
    view.claims = claims.unwrap_or_default();
    let min_sources = object.get("min_sources").and_then(|v| r.integer(v, "min_sources"));
    view.min_sources = min_sources.unwrap_or_default();
    view.as_of = object.get("as_of").and_then(|v| r.when(v, "as_of"));
    view.since = object.get("since").and_then(|v| r.when(v, "since"));
    view.until = object.get("until").and_then(|v| r.when(v, "until"));
    view.certain = object.get("certain").and_then(|v| r.boolean(v, "certain")).unwrap_or(false);
    view.changes = object.get("changes").and_then(|v| r.changes(v));
    r.times(&object, &view);
    view.cards = r.number(&object, "cards", &CARDS);
    view.size_by = r.one_of(&object, "size_by", VIEW_MEASURES);
    view.labels = object.get("labels").and_then(|v| r.integer(v, "labels"));
    view.theme = r.one_of(&object, "theme", THEMES).filter(|theme| theme != LIGHT);
    view.captions =
        r.by_node(&object, "captions", CAPTIONS_MAX, context, |r, v| r.label(v, "captions"));
    view.notes = r.notes(&object);
    view.pins = r.by_node(&object, "pins", usize::MAX, context, Reader::pin);
    r.fits_template(&object, &view);
    Some(view)
}

impl Reader<'_> {
    fn one_of(
        &mut self,
        object: &Object<'_>,
        name: &str,
        words: &[&'static str],
    ) -> Option<String> {
        let value = object.get(name)?;
        let word = self.string(value, name)?;
        if words.contains(&&*word) {
            return Some(word.into_owned());
        }
        let message = format!("\"{name}\" cannot be {}", quoted(&word));
        let hint = match nearest(&word, words.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("one of: {}", words.join(", ")),
        };
        self.push_hint(Code::UnknownWord, value.offset, message, Some(hint));
        None
    }

    fn number(
        &mut self,
        object: &Object<'_>,
        name: &str,
        allowed: &RangeInclusive<u32>,
    ) -> Option<u32> {
        let value = object.get(name)?;
        let number = self.integer(value, name)?;
        if allowed.contains(&number) {
            return Some(number);
        }
        let message = match *allowed.end() {
            u32::MAX => format!("\"{name}\" is at least {}, not {number}", allowed.start()),
            end => {
                format!("\"{name}\" is a number from {} to {end}, not {number}", allowed.start())
            }
        };
        self.push(Code::BadNumber, value.offset, message);
        None
    }

    fn nodes(&mut self, object: &Object<'_>, name: &str, context: &Context<'_>) -> Vec<Id> {
        self.list(object, name, |reader, value| {
            let id = reader.id(value, name)?;
            reader.known_node(&id, value.offset, name, context);
            Some(id)
        })
    }

    fn label(&mut self, value: Value<'_>, name: &str) -> Option<String> {
        let hint = "shorten it, and say the rest in \"notes\"";
        self.short_line(value, name, LABEL_CHARS_MAX, hint)
    }

    fn notes(&mut self, object: &Object<'_>) -> Vec<String> {
        let Some(value) = object.get("notes") else { return Vec::new() };
        let notes = self.elements(value, "notes");
        self.few(value, "notes", notes.len(), NOTES_MAX);
        let hint = "shorten it, or make several notes of it";
        notes
            .into_iter()
            .take(NOTES_MAX)
            .filter_map(|note| self.short_line(note, "notes", NOTE_CHARS_MAX, hint))
            .collect()
    }

    pub(super) fn short_line(
        &mut self,
        value: Value<'_>,
        name: &str,
        chars_max: usize,
        hint: &str,
    ) -> Option<String> {
        let line = self.line(value, name)?;
        let n_chars = line.chars().count();
        if n_chars <= chars_max {
            return Some(line);
        }
        let message =
            format!("\"{name}\": a text has at most {chars_max} characters, not {n_chars}");
        self.push_hint(Code::TooLong, value.offset, message, Some(hint.to_owned()));
        None
    }

    /// Refuses a list with more entries than fit.
    fn few(&mut self, value: Value<'_>, name: &str, n_entries: usize, max: usize) {
        if n_entries > max {
            let message = format!("\"{name}\" has at most {max} entries, not {n_entries}");
            let hint = "keep those that a reader needs, or make several views".to_owned();
            self.push_hint(Code::TooLong, value.offset, message, Some(hint));
        }
    }

    /// What a view says of nodes, by id; of the first `max`, beyond which there may be none.
    fn by_node<T>(
        &mut self,
        object: &Object<'_>,
        name: &str,
        max: usize,
        context: &Context<'_>,
        mut read: impl FnMut(&mut Self, Value<'_>) -> Option<T>,
    ) -> BTreeMap<Id, T> {
        let Some(value) = object.get(name) else { return BTreeMap::new() };
        let mut by_node = BTreeMap::new();
        let entries = self.entries(value, name);
        self.few(value, name, entries.len(), max);
        for entry in entries.into_iter().take(max) {
            let id = self.id_of(&entry.key, entry.key_offset, name);
            if let Some(id) = &id {
                self.known_node(id, entry.key_offset, name, context);
            }
            if let (Some(id), Some(said)) = (id, read(self, entry.value)) {
                by_node.insert(id, said);
            }
        }
        by_node
    }

    fn known_node(&mut self, id: &Id, offset: usize, name: &str, context: &Context<'_>) {
        if !context.all_nodes || context.nodes.contains_key(id.as_str()) {
            return;
        }
        let message = format!("\"{name}\": there is no node \"{id}\"");
        let hint = self.hint(|| did_you_mean(id, context.nodes.keys().copied()));
        self.push_hint(Code::UnknownNode, offset, message, hint);
    }

    fn kind_name(&mut self, value: Value<'_>, context: &Context<'_>) -> Option<String> {
        let kind = self.line(value, "kind")?;
        if context.all_kinds && context.vocabulary.kind(&kind).is_none() {
            let message = format!("there is no kind {}", quoted(&kind));
            let hint = self.hint(|| {
                let near = nearest(&kind, kind_names(context));
                near.map(|near| format!("did you mean \"{near}\"?"))
            });
            let hint = hint.or_else(|| Some("sociogram kinds --all lists every kind".to_owned()));
            self.push_hint(Code::UnknownKind, value.offset, message, hint);
        }
        Some(kind)
    }

    fn node_or_kind(
        &mut self,
        value: Value<'_>,
        name: &str,
        context: &Context<'_>,
    ) -> Option<String> {
        let word = self.id(value, name)?;
        let is_known =
            context.nodes.contains_key(word.as_str()) || context.vocabulary.kind(&word).is_some();
        if !is_known && context.all_nodes && context.all_kinds {
            let message = format!("\"{name}\": there is no node and no kind \"{word}\"");
            let hint = self.hint(|| {
                did_you_mean(&word, kind_names(context).chain(context.nodes.keys().copied()))
            });
            self.push_hint(Code::UnknownNode, value.offset, message, hint);
        }
        Some(word.to_string())
    }

    /// A suggestion, while findings are still listed: looking for one takes time.
    fn hint(&self, look: impl FnOnce() -> Option<String>) -> Option<String> {
        if self.sink.error_count() < FINDINGS_MAX { look() } else { None }
    }

    fn changes(&mut self, value: Value<'_>) -> Option<Changes> {
        let object = self.object(value, "\"changes\"", &["from", "to"])?;
        let from = self.need(&object, "from").and_then(|v| self.when(v, "from"));
        let to = self.need(&object, "to").and_then(|v| self.when(v, "to"));
        let (from, to) = (from?, to?);
        if to.bounds().last <= from.bounds().last {
            let message = "\"to\" does not end after \"from\"".to_owned();
            self.push(Code::BadTime, object.place("to"), message);
        }
        Some(Changes { from, to })
    }

    /// Times that exclude each other, as the options do.
    fn times(&mut self, object: &Object<'_>, view: &View) {
        let has = |name: &str| object.get(name).is_some();
        for (name, others) in
            [("changes", &["as_of", "since", "until"][..]), ("as_of", &["since", "until"])]
        {
            for other in others.iter().filter(|other| has(name) && has(other)) {
                let message = format!("\"{other}\" and \"{name}\" do not go together");
                let hint = Some("leave one of the two out".to_owned());
                self.push_hint(Code::BadTime, object.place(other), message, hint);
            }
        }
        if let (Some(since), Some(until)) = (&view.since, &view.until)
            && until.bounds().last < since.bounds().first
        {
            let message = "\"until\" lies before \"since\"".to_owned();
            self.push(Code::BadTime, object.place("until"), message);
        }
        if view.certain && has("changes") {
            let message = "\"certain\" and \"changes\" do not go together".to_owned();
            let hint = "leave \"certain\" out: a difference marks what is only possible by itself";
            let hint = Some(hint.to_owned());
            self.push_hint(Code::BadTime, object.place("certain"), message, hint);
        } else if view.certain && !["as_of", "since", "until"].into_iter().any(has) {
            let message = "\"certain\" needs a time to be certain about".to_owned();
            let hint = Some("add \"as_of\", \"since\" or \"until\", or leave it out".to_owned());
            self.push_hint(Code::BadTime, object.place("certain"), message, hint);
        }
    }

    /// What the template named cannot draw; which one is meant when none is named depends on the graph.
    fn fits_template(&mut self, object: &Object<'_>, view: &View) {
        let Some(template) = view.template.as_deref() else { return };
        let mut bad = |name: &str, message: String, hint: &str| {
            self.push_hint(Code::BadView, object.place(name), message, Some(hint.to_owned()));
        };
        // Of names that cannot be read, the number counts all the same.
        let n_names = match object.get("names") {
            None => Some(0),
            Some(value) if value.shape() == Shape::Array => value.elements().ok().map(|e| e.len()),
            Some(_) => None,
        };
        if let Some(n_names) = n_names.filter(|&n| template == PATH && n != 2) {
            let message = format!("a path has two ends: \"names\" has 2 nodes, not {n_names}");
            bad("names", message, "name the two ends, or draw a map: \"template\": \"map\"");
        }
        if template == OVERVIEW && !view.names.is_empty() {
            let message = "an overview is of the whole graph: it takes no \"names\"".to_owned();
            bad("names", message, "leave the names out, or draw a map: \"template\": \"map\"");
        }
        if matches!(template, TIMELINE | PATH) && !view.pins.is_empty() {
            let message = format!("a {template} has no pins: every card has its place");
            bad("pins", message, "take the pins out of the view");
        }
        if template != MAP && object.get("changes").is_some() {
            let message = format!("a difference is drawn as a map, not as \"{template}\"");
            bad("template", message, "\"template\": \"map\", or leave \"changes\" out");
        }
    }

    fn pin(&mut self, value: Value<'_>) -> Option<Pin> {
        let is_list = value.shape() == Shape::Array;
        let places = self.elements(value, "pins");
        let [x, y] = places[..] else {
            if is_list {
                let message = format!("a pin is two numbers, [x, y], not {}", places.len());
                self.push(Code::BadNumber, value.offset, message);
            }
            return None;
        };
        let (x_hundredths, y_hundredths) = (self.hundredths(x), self.hundredths(y));
        Some(Pin { x_hundredths: x_hundredths?, y_hundredths: y_hundredths? })
    }

    /// A number of points, in hundredths: digits with at most two decimals, and `-` before them.
    fn hundredths(&mut self, value: Value<'_>) -> Option<i32> {
        if !self.has_shape(value, Shape::Number, "a place") {
            return None;
        }
        let hundredths = hundredths_of(value.text);
        if hundredths.is_none() {
            let message = format!(
                "a place is a number from -{far} to {far} with at most 2 decimals, not {}",
                quoted(value.text),
                far = Pin::FARTHEST
            );
            self.push(Code::BadNumber, value.offset, message);
        }
        hundredths
    }
}

fn kind_names<'v>(context: &Context<'v>) -> impl Iterator<Item = &'v str> + use<'v> {
    let vocabulary = context.vocabulary;
    let nodes = vocabulary.node_kinds().map(|(_, kind)| &*kind.name);
    nodes.chain(vocabulary.edge_kinds().map(|(_, kind)| &*kind.name))
}

fn hundredths_of(number: &str) -> Option<i32> {
    // Of JSON, so without zeros before the digits: what is longer is too far away.
    const DIGITS_MAX: usize = 6;
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, number),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.len() > DIGITS_MAX || decimals.len() > 2 || !all_digits(whole) || !all_digits(decimals)
    {
        return None;
    }
    let scale = if decimals.len() == 1 { 10 } else { 1 };
    let hundredths = whole.parse::<i32>().ok()? * 100 + decimals.parse::<i32>().ok()? * scale;
    (f64::from(hundredths) <= Pin::FARTHEST * 100.0).then_some(sign * hundredths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_views_are_short_plain_words() {
        for name in ["a", "7", "kepco-and-samsung", "a-", &"x".repeat(64)] {
            assert!(is_view_name(name), "{name}");
        }
        for name in ["", "-a", "A", "é", "a b", "a.b", "a/b", "..", "a_b", "a\n", &"x".repeat(65)]
        {
            assert!(!is_view_name(name), "{name}");
        }
    }

    #[test]
    fn only_files_of_views_have_a_name_of_one() {
        assert_eq!(stem_of("views/A B.json"), Some("A B"));
        assert!(is_view_file("views/a.json") && is_view_file("views/A B.json"));
        for path in
            ["a.json", "views/a.jsonl", "views/.a.json", "views/a/b.json", "views", "viewsa.json"]
        {
            assert!(!is_view_file(path), "{path}");
        }
    }

    #[test]
    fn a_place_is_exact_to_a_hundredth() {
        for (text, hundredths) in [
            ("0", 0),
            ("-0", 0),
            ("-0.5", -50),
            ("240.5", 24_050),
            ("0.07", 7),
            ("-99999.99", -9_999_999),
            ("100000", 10_000_000),
            ("100000.0", 10_000_000),
        ] {
            assert_eq!(hundredths_of(text), Some(hundredths), "{text}");
        }
        for text in ["100000.01", "-100001", "1e2", "1E2", "0.125", "1.000", "9999999", "1e999"] {
            assert_eq!(hundredths_of(text), None, "{text}");
        }
    }

    #[test]
    fn every_place_is_written_as_it_is_read() {
        for hundredths in (-10_000_000..=10_000_000).step_by(77).chain(-250..250) {
            let pin = Pin { x_hundredths: hundredths, y_hundredths: 0 };
            let shown = pin.to_string();
            let (x, _) = shown.split_once(", ").expect("two numbers");
            assert_eq!(hundredths_of(x), Some(hundredths), "{x}");
            assert_eq!(Pin::new(pin.x(), pin.y()), Some(pin));
        }
        for far in [100_000.01, f64::INFINITY, f64::NAN, -1e300] {
            assert_eq!(Pin::new(0.0, far), None);
        }
    }
}
