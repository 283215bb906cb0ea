//! Lines of an edge list, read in parts that threads share out.

use super::line::is_comment;
use super::number::{Number, number};
use super::numbering::Numbering;
use super::shape::{Separator, Shape, Weight};
use crate::dataset::{Finding, Severity};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

/// Bytes read at once; no line is longer.
const BUFFER_BYTES: usize = 256 * 1024;

/// Findings of one part that are kept; all parts together list as many.
pub(super) const PROBLEMS_MAX: usize = 100;

/// Most characters of a word that a message repeats.
const WORD_CHARS_MAX: usize = 40;

/// A place at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) byte: u64,
    /// Lines before it.
    pub(super) line: u64,
}

/// An edge between nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) source: u32,
    pub(super) target: u32,
    pub(super) weight: u32,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) message: String,
    pub(super) hint: Option<&'static str>,
}

/// What walking a part came upon.
#[derive(Debug, Default)]
pub(super) struct Walked {
    n_lines: u64,
    /// The first problems, with their lines from 0 inside the part.
    problems: Vec<(u64, Problem)>,
}

/// Cuts the edges of a file into so many parts of about equal size that start and end with lines.
pub(super) fn parts(path: &Path, start: u64, n_parts: usize) -> io::Result<Vec<Range<u64>>> {
    let file = File::open(path)?;
    let end = file.metadata()?.len().max(start);
    let mut reader = BufReader::new(file);
    let mut parts = Vec::with_capacity(n_parts);
    let mut at = start;
    for part in 1..=n_parts as u64 {
        let wanted = start + (end - start) / n_parts as u64 * part;
        let next = if part == n_parts as u64 {
            end
        } else if wanted <= at {
            at
        } else {
            // The line that ends at or after the byte before belongs to this part.
            reader.seek(SeekFrom::Start(wanted - 1))?;
            (wanted - 1 + reader.skip_until(b'\n')? as u64).min(end)
        };
        parts.push(at..next);
        at = next;
    }
    Ok(parts)
}

/// Reads the edges of a part in order, some thousands at a time. `heard` is told the bytes read since it was
/// last told.
pub(super) fn walk<E: From<io::Error>>(
    path: &Path,
    shape: &Shape,
    numbering: &Numbering,
    part: Range<u64>,
    mut heard: impl FnMut(u64) -> Result<(), E>,
    mut edges: impl FnMut(&[Edge]),
) -> Result<Walked, E> {
    let mut walked = Walked::default();
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(part.start))?;
    let mut reader = file.take(part.end - part.start);
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut halves = [Half::default(), Half::default()];
    let mut n_kept = 0;
    loop {
        let n_read = reader.read(&mut buffer[n_kept..])?;
        heard(n_read as u64)?;
        let n_filled = n_kept + n_read;
        if n_filled == 0 {
            return Ok(walked);
        }
        let is_end = n_read == 0;
        let n_whole = match buffer[..n_filled].iter().rposition(|&byte| byte == b'\n') {
            Some(last) => last + 1,
            None if is_end => n_filled,
            None if n_filled < BUFFER_BYTES => {
                n_kept = n_filled;
                continue;
            }
            None => {
                let message = format!("a line of {} KiB or more", BUFFER_BYTES / 1024);
                let hint = Some("an edge takes a line of its own");
                walked.problems.push((walked.n_lines, Problem { message, hint }));
                return Ok(walked);
            }
        };
        read_lines(&buffer[..n_whole], shape, numbering, &mut halves);
        for half in &mut halves {
            edges(&half.edges);
            walked.take(half);
        }
        buffer.copy_within(n_whole..n_filled, 0);
        n_kept = n_filled - n_whole;
    }
}

/// Reads whole lines from two places in turn: where one number ends is known late, and the other place
/// keeps the processor busy until then.
fn read_lines(lines: &[u8], shape: &Shape, numbering: &Numbering, halves: &mut [Half; 2]) {
    let middle = lines.len() / 2;
    let end = lines[middle..].iter().position(|&byte| byte == b'\n');
    let (mut first, mut second) = lines.split_at(end.map_or(lines.len(), |end| middle + end + 1));
    let [one, other] = halves;
    while !first.is_empty() && !second.is_empty() {
        first = one.read_line(first, shape, numbering);
        second = other.read_line(second, shape, numbering);
    }
    while !first.is_empty() {
        first = one.read_line(first, shape, numbering);
    }
    while !second.is_empty() {
        second = other.read_line(second, shape, numbering);
    }
}

/// What one half of a buffer holds.
#[derive(Debug, Default)]
struct Half {
    edges: Vec<Edge>,
    n_lines: u64,
    problems: Vec<(u64, Problem)>,
}

impl Half {
    /// Reads the first line and returns what is after it.
    #[inline]
    fn read_line<'a>(&mut self, rest: &'a [u8], shape: &Shape, numbering: &Numbering) -> &'a [u8] {
        self.n_lines += 1;
        if let Some(([source, target, weight], after)) = plain_line(rest, shape)
            && let (Ok(source), Ok(target)) = (numbering.node(source), numbering.node(target))
            && let Ok(weight) = u32::try_from(weight)
        {
            self.edges.push(Edge { source, target, weight });
            return after;
        }
        self.read_any_line(rest, shape, numbering)
    }

    #[cold]
    fn read_any_line<'a>(
        &mut self,
        rest: &'a [u8],
        shape: &Shape,
        numbering: &Numbering,
    ) -> &'a [u8] {
        let (line, after) = match rest.iter().position(|&byte| byte == b'\n') {
            Some(end) => (&rest[..end], &rest[end + 1..]),
            None => (rest, &[][..]),
        };
        match any_line(line, shape, numbering) {
            Ok(Some(edge)) => self.edges.push(edge),
            Ok(None) => {}
            Err(problem) if self.problems.len() < PROBLEMS_MAX => {
                self.problems.push((self.n_lines - 1, problem));
            }
            Err(_) => {}
        }
        after
    }
}

impl Walked {
    /// Findings of the parts of a file, by line.
    pub(super) fn findings(path: &Path, shape: &Shape, parts: Vec<Self>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut before = shape.start.line;
        for part in parts {
            let problems = part.problems.into_iter().map(|(line, problem)| {
                finding(path, before + line + 1, problem.message, problem.hint)
            });
            findings.extend(problems);
            before += part.n_lines;
        }
        findings.truncate(PROBLEMS_MAX);
        findings
    }

    /// Takes what a half found and leaves it empty.
    fn take(&mut self, half: &mut Half) {
        let problems =
            half.problems.drain(..).map(|(line, problem)| (self.n_lines + line, problem));
        self.problems.extend(problems);
        self.problems.truncate(PROBLEMS_MAX);
        self.n_lines += std::mem::take(&mut half.n_lines);
        half.edges.clear();
    }
}

/// Source, target and weight of a line in the form that nearly all lines have: numbers with one separator
/// between, and an end of line.
#[inline]
fn plain_line<'a>(line: &'a [u8], shape: &Shape) -> Option<([u64; 3], &'a [u8])> {
    let separators = match shape.separator {
        Separator::Blank => [b' ', b'\t'],
        Separator::Comma => [b',', b','],
    };
    let next = |line: &'a [u8]| match number(line) {
        Number::Read(value, n_digits) => Some((value, &line[n_digits..])),
        _ => None,
    };
    let skip = |line: &'a [u8]| match line {
        [byte, after @ ..] if separators.contains(byte) => Some(after),
        _ => None,
    };
    if !shape.is_plain {
        return None;
    }
    let (source, after) = next(line)?;
    let (target, after) = next(skip(after)?)?;
    let (weight, after) =
        if shape.weight == Weight::None { (1, after) } else { next(skip(after)?)? };
    match after {
        [b'\n', after @ ..] | [b'\r', b'\n', after @ ..] => Some(([source, target, weight], after)),
        _ => None,
    }
}

/// The edge of any line, or none where the line holds none.
fn any_line(line: &[u8], shape: &Shape, numbering: &Numbering) -> Result<Option<Edge>, Problem> {
    let line = line.trim_ascii();
    if line.is_empty() || is_comment(line) {
        return Ok(None);
    }
    let is_blank = |byte: &u8| byte.is_ascii_whitespace();
    let fields: Vec<&[u8]> = match shape.separator {
        Separator::Blank => line.split(is_blank).filter(|field| !field.is_empty()).collect(),
        Separator::Comma => line.split(|&byte| byte == b',').map(<[u8]>::trim_ascii).collect(),
    };
    let n_needed = if shape.weight == Weight::None { 2 } else { 3 };
    if shape.separator == Separator::Blank && fields.len() > n_needed {
        return Err(Problem {
            message: format!("{} values in a line of {n_needed}", fields.len()),
            hint: Some("two ids make an edge; a file with weights is called .wel"),
        });
    }
    let field = |column: usize, what: &str| match fields.get(column) {
        Some(field) => whole(field, what),
        None => Err(Problem { message: format!("the {what} is missing"), hint: None }),
    };
    let [source, target] = shape.ends;
    let weight = match shape.weight {
        Weight::None => 1,
        Weight::Column(column) => {
            u32::try_from(field(column, "weight")?).map_err(|_| too_large("weight"))?
        }
    };
    let source = numbering.node(field(source, "source")?);
    let target = numbering.node(field(target, "target")?);
    let node = |node: Result<u32, u64>| node.map_err(|id| numbering.unknown(id));
    Ok(Some(Edge { source: node(source)?, target: node(target)?, weight }))
}

/// A field that is a whole number and nothing else.
pub(super) fn whole(field: &[u8], what: &str) -> Result<u64, Problem> {
    match number(field) {
        Number::Read(value, n_digits) if n_digits == field.len() => Ok(value),
        Number::TooLarge => Err(too_large(what)),
        _ => {
            let text = String::from_utf8_lossy(field);
            let word: String =
                text.chars().take(WORD_CHARS_MAX).flat_map(char::escape_debug).collect();
            Err(Problem {
                message: format!("“{word}” is no {what}"),
                hint: Some("ids and weights are whole numbers, 0 or more"),
            })
        }
    }
}

fn too_large(what: &str) -> Problem {
    Problem {
        message: format!("the {what} is too large"),
        hint: Some("ids and weights stay below 4294967295"),
    }
}

/// A finding at a line from 1.
pub(super) fn finding(
    path: &Path,
    line: u64,
    message: String,
    hint: Option<&'static str>,
) -> Finding {
    Finding {
        severity: Severity::Error,
        code: "edge-list",
        file: path.display().to_string(),
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: 1,
        message,
        hint: hint.map(str::to_owned),
        id: None,
    }
}
