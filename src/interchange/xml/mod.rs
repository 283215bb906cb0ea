//! XML 1.0 (Fifth Edition) as formats of graphs use it: one element after the other, each with the exact characters that
//! it takes in the file. No entity is expanded but the five of the standard, and nothing outside the file is read.

mod element;
mod guard;
mod tape;
mod write;

use super::files::{Head, Input, Markup, Place};
use super::intake::{Halt, Intake, quoted};
use element::{elements_of, text_of};
use quick_xml::events::Event as Parsed;
use quick_xml::{Error, Reader};
use tape::{HELD_BYTES_MAX, RECORD_BYTES_MAX, TOO_LONG, Tape};

pub(super) use element::Element;
pub(super) use write::{content, escaped};

/// What comes next in a document.
#[derive(Debug)]
pub(super) enum Event {
    /// An element begins; one without content ends at once.
    Start(Element),
    /// An element ends.
    End,
    /// A piece of text; one text may come in several.
    Text(String),
    /// A processing instruction: its target and its content.
    Instruction(String, String),
    /// The document ends.
    Eof,
}

/// What is wrong with a document, and the way out.
#[derive(Debug)]
struct Problem {
    message: String,
    hint: String,
}

impl Problem {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { message: message.into(), hint: hint.into() }
    }

    /// What no XML may be.
    fn malformed(message: impl Into<String>) -> Self {
        Self::new(message, "the file is damaged or cut short; get it again")
    }
}

/// A document that is read.
pub(super) struct Document<'i, 'a> {
    reader: Reader<Tape<'i, 'a>>,
    buffer: Vec<u8>,
    /// The prefix of the root's name.
    prefix: Option<String>,
    depth: usize,
    /// The byte at which the last event starts, and its line.
    start: u64,
    line: u64,
    /// The byte at which the record starts that is read, and its line.
    record: Option<(u64, u64)>,
}

/// How deep elements may stand inside each other.
const DEPTH_MAX: usize = 10_000;

/// Whether a file looks like XML whose root has this name.
pub(super) fn has_root(head: &Head<'_>, name: &str) -> bool {
    if head.extension == name {
        return true;
    }
    // Names of elements end with white space or the end of the tag.
    let ends = |rest: &str| rest.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/');
    let begins = |before: &str| before.ends_with('<') || before.ends_with(':');
    head.text.trim_start().starts_with('<')
        && head
            .text
            .match_indices(name)
            .any(|(at, _)| begins(&head.text[..at]) && ends(&head.text[at + name.len()..]))
}

impl<'i, 'a> Document<'i, 'a> {
    /// Opens a file. `wanted` is what it should be, for the message when it is something else.
    pub(super) fn open(
        input: &'i mut Input<'a>,
        wanted: &str,
        intake: &mut Intake<'_>,
    ) -> Result<Self, Halt> {
        if let Some(name) = guard::foreign_encoding(input.head().bytes) {
            let message = format!("the file says that it is in {name}; only UTF-8 is read");
            let hint = format!(
                "iconv -f {name} -t UTF-8 FILE | sed 's/{name}/UTF-8/' > NEW, and import that"
            );
            return Err(intake.refuse(1, message, &hint));
        }
        if input.head().bytes.starts_with("\u{FEFF}\u{FEFF}".as_bytes()) {
            let message = "the file starts with two byte-order marks";
            return Err(intake.refuse(1, message, "save it as UTF-8 without a byte-order mark"));
        }
        input.check_head(wanted, Markup::Wanted, intake)?;
        let path = input.path().to_owned();
        let tape = Tape::new(input).map_err(|error| Halt::from_read(&path, error))?;
        let mut reader = Reader::from_reader(tape);
        reader.config_mut().expand_empty_elements = true;
        let (buffer, prefix) = (Vec::new(), None);
        Ok(Self { reader, buffer, prefix, depth: 0, start: 0, line: 1, record: None })
    }

    /// Reads the beginning of the root and refuses one of another name.
    pub(super) fn root(
        &mut self,
        name: &str,
        title: &str,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let root = loop {
            match self.next(intake)? {
                Event::Start(root) => break Some(root.name),
                Event::Eof => break None,
                _ => {}
            }
        };
        let (message, hint) = match root.as_deref() {
            Some(found) if found == name => return Ok(()),
            None => (format!("this is no {title}"), "the file is empty or cut short; get it again"),
            Some(found) => {
                let what = match found.to_lowercase().as_str() {
                    "html" => "an HTML page".to_owned(),
                    _ => format!("XML of another format (its root is {})", quoted(found)),
                };
                let hint = "a download may have stored an error page; get the file again";
                (format!("this is {what}, not {title}"), hint)
            }
        };
        Err(intake.refuse(self.line(), message, hint))
    }

    /// What comes next.
    pub(super) fn next(&mut self, intake: &mut Intake<'_>) -> Result<Event, Halt> {
        loop {
            let start = self.reader.buffer_position();
            self.line += self.reader.get_ref().lines_between(self.start, start);
            self.start = start;
            let needed = self.record.map_or(start, |(record, _)| record);
            self.reader.get_mut().forget(needed);
            self.buffer.clear();
            let read = match self.reader.read_event_into(&mut self.buffer) {
                Ok(parsed) => taken(parsed),
                Err(Error::Io(error)) if error.to_string() == TOO_LONG => {
                    let (what, n_max) = match self.record {
                        Some(_) => ("record", RECORD_BYTES_MAX),
                        None => ("tag or a text", HELD_BYTES_MAX),
                    };
                    let message = format!("a {what} has more than {} MiB", n_max >> 20);
                    Err(Problem::new(message, "divide it, or export CSV or JSON Lines"))
                }
                Err(Error::Io(error)) => {
                    let error = std::io::Error::new(error.kind(), error.to_string());
                    return Err(Halt::from_read(self.reader.get_ref().input().path(), error));
                }
                Err(Error::Encoding(_)) => {
                    Err(Problem::new("the bytes are not UTF-8", "save the file as UTF-8"))
                }
                Err(error) => Err(Problem::malformed(format!("no XML: {error}"))),
            };
            let event = read.and_then(|event| match event {
                Some(event) => self.placed(event).map(Some),
                None => Ok(None),
            });
            match event {
                Ok(Some(event)) => return Ok(event),
                Ok(None) => {}
                Err(Problem { message, hint }) => {
                    let at = self.reader.error_position().max(self.start);
                    let n_lines = self.reader.get_ref().lines_between(self.start, at);
                    return Err(intake.refuse(self.line + n_lines, message, &hint));
                }
            }
        }
    }

    /// What may stand where the event stands.
    fn placed(&mut self, mut event: Event) -> Result<Event, Problem> {
        match &mut event {
            Event::Start(element) => {
                if self.depth == 0 && self.prefix.is_some() {
                    return Err(Problem::malformed("a second root element"));
                }
                let prefix = self.prefix.get_or_insert_with(|| element.prefix.clone());
                element.is_own = element.prefix == *prefix;
                if self.reader.buffer_position() - self.start > RECORD_BYTES_MAX as u64 {
                    let message = format!("a tag has more than {} MiB", RECORD_BYTES_MAX >> 20);
                    return Err(Problem::new(message, "no tool writes such files; get it again"));
                }
                self.depth += 1;
                if self.depth > DEPTH_MAX {
                    let message = format!("elements stand in each other {DEPTH_MAX} deep");
                    return Err(Problem::new(message, "no tool writes such files; get it again"));
                }
            }
            Event::End => self.depth -= 1,
            Event::Text(text) if self.depth == 0 && !text.trim().is_empty() => {
                return Err(Problem::malformed("text outside of the root element"));
            }
            Event::Eof if self.depth > 0 => {
                return Err(Problem::malformed("the file ends inside of an element"));
            }
            _ => {}
        }
        Ok(event)
    }

    /// The line on which the last event starts.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The last event is the beginning of a record.
    pub(super) fn begin(&mut self) {
        self.record = Some((self.start, self.line));
        self.reader.get_mut().limit(RECORD_BYTES_MAX);
    }

    /// The record, which ends after the last event.
    pub(super) fn whole(&self) -> Place<'_> {
        self.place(self.reader.buffer_position())
    }

    /// The record, which ends before the last event.
    pub(super) fn before(&self) -> Place<'_> {
        self.place(self.start)
    }

    fn place(&self, end: u64) -> Place<'_> {
        let tape = self.reader.get_ref();
        let (_, line) = self.record.expect("a record has begun");
        let text = std::str::from_utf8(tape.held(end)).expect("the parser took it as text");
        let text = text.trim_end();
        Place { line, span: Some((tape.chars_before(), text)) }
    }

    /// The record is done.
    pub(super) fn end(&mut self) {
        self.record = None;
        self.reader.get_mut().limit(HELD_BYTES_MAX);
    }

    /// Reads over what is left of the element that began last.
    pub(super) fn skip(&mut self, intake: &mut Intake<'_>) -> Result<(), Halt> {
        self.content(&[], intake).map(drop)
    }

    /// The text of the element that began last, without that of elements inside.
    pub(super) fn text(&mut self, intake: &mut Intake<'_>) -> Result<String, Halt> {
        self.content(&[], intake).map(|content| content.text)
    }

    /// What stands in the element that began last, and the texts of elements of these names inside.
    pub(super) fn content(
        &mut self,
        wanted: &[&str],
        intake: &mut Intake<'_>,
    ) -> Result<Content, Halt> {
        let outside = self.depth - 1;
        let mut content = Content::default();
        let mut wanted_depth = None;
        let mut n_bytes = 0;
        loop {
            match self.next(intake)? {
                Event::Start(element) => {
                    content.has_elements = true;
                    if wanted_depth.is_none() && wanted.contains(&element.name.as_str()) {
                        wanted_depth = Some(self.depth);
                        content.inside.push(String::new());
                    }
                }
                Event::End if self.depth == outside => return Ok(content),
                Event::End => wanted_depth = wanted_depth.filter(|depth| *depth <= self.depth),
                Event::Text(piece) => {
                    let text = match wanted_depth {
                        Some(depth) if depth == self.depth => content.inside.last_mut(),
                        _ if self.depth == outside + 1 => Some(&mut content.text),
                        _ => None,
                    };
                    let Some(text) = text else { continue };
                    text.push_str(&piece);
                    n_bytes += piece.len();
                    if n_bytes > HELD_BYTES_MAX {
                        let message = format!("a text has more than {} MiB", HELD_BYTES_MAX >> 20);
                        let hint = "divide it, or export CSV or JSON Lines";
                        return Err(intake.refuse(self.line, message, hint));
                    }
                }
                Event::Instruction(..) | Event::Eof => {}
            }
        }
    }
}

/// What a file may add by saying something once: bytes at least, and times what was read of it.
const ADDED_BYTES_MIN: u64 = 16 << 20;
const ADDED_TIMES_MAX: u64 = 16;

/// Counts what records get that the file says once for many: defaults, and what an edge says for each of its spells. A
/// small file could fill the memory with them.
#[derive(Debug, Default)]
pub(super) struct Budget {
    n_bytes: u64,
}

impl Budget {
    /// One more text of so many bytes.
    pub(super) fn add(
        &mut self,
        n_bytes: usize,
        what: &str,
        document: &Document<'_, '_>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        const VALUE_BYTES: u64 = 64;
        self.n_bytes += n_bytes as u64 + VALUE_BYTES;
        let n_read = document.reader.buffer_position();
        if self.n_bytes <= ADDED_BYTES_MIN.max(n_read * ADDED_TIMES_MAX) {
            return Ok(());
        }
        let message =
            format!("{what} would add more than {ADDED_TIMES_MAX} times what the file says");
        Err(intake.refuse(
            document.line,
            message,
            "write them where they belong, or leave them out",
        ))
    }
}

/// What stands in an element.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// Its text, without that of elements inside.
    pub(super) text: String,
    /// Whether elements stand inside.
    pub(super) has_elements: bool,
    /// The texts of those that were wanted.
    pub(super) inside: Vec<String>,
}

/// A parsed piece as an event; none where it says nothing.
fn taken(parsed: Parsed<'_>) -> Result<Option<Event>, Problem> {
    Ok(Some(match parsed {
        Parsed::Start(start) | Parsed::Empty(start) => Event::Start(elements_of(&start)?),
        Parsed::End(_) => Event::End,
        Parsed::Text(text) => Event::Text(text_of(&text.xml10_content())?),
        Parsed::CData(text) => Event::Text(text_of(&text.xml10_content())?),
        Parsed::GeneralRef(reference) => Event::Text(element::referred(&reference)?),
        Parsed::PI(instruction) => Event::Instruction(
            instruction.target().to_owned(),
            instruction.content().trim().to_owned(),
        ),
        Parsed::DocType(declared) => {
            guard::check_doctype(&declared)?;
            return Ok(None);
        }
        Parsed::Comment(_) | Parsed::Decl(_) => return Ok(None),
        Parsed::Eof => Event::Eof,
    }))
}
