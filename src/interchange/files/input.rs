//! A file that is read: only a regular file or standard input, only text where text is wanted, whole or line by
//! line, with its digest.

use super::blocks::Blocks;
use super::text::{Place, Text, counts};
use crate::algo::{Progress, Watch};
use crate::dataset::disguise::{Disguise, page, plain_text};
use crate::dataset::{Code, FILE_BYTES_MAX};
use crate::evidence::Digester;
use crate::interchange::intake::{Halt, Intake};
use crate::model::Digest;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// The longest line of a file that is read line by line.
pub(in crate::interchange) const LINE_BYTES_MAX: usize = 16 << 20;

/// Bytes by which a file is recognised.
const HEAD_BYTES: usize = 64 << 10;
/// Bytes read at once; whoever watches hears as often.
const CHUNK_BYTES: usize = 1 << 20;

/// What a file looks like before it is read.
#[derive(Debug)]
pub(in crate::interchange) struct Head<'a> {
    /// The extension of its name in lower case, without the dot; `""` where it has none.
    pub(in crate::interchange) extension: &'a str,
    /// The beginning of the file, as text as far as it is one.
    pub(in crate::interchange) text: &'a str,
    /// The beginning of the file.
    pub(in crate::interchange) bytes: &'a [u8],
}

/// A file that is read.
pub(in crate::interchange) struct Input<'a> {
    path: PathBuf,
    name: String,
    extension: String,
    /// What was read to recognise it.
    head: Vec<u8>,
    n_head_read: usize,
    rest: Box<dyn Read + Send>,
    /// The same file for readers that jump; none of a stream.
    jumping: Option<File>,
    digester: Digester,
    n_bytes: u64,
    n_bytes_in_all: u64,
    n_bytes_heard: u64,
    watch: &'a dyn Watch,
}

impl<'a> Input<'a> {
    /// Opens a file; only a regular one.
    pub(in crate::interchange) fn open(path: &Path, watch: &'a dyn Watch) -> Result<Self, Halt> {
        let failed = |error| Halt::Io { path: path.to_owned(), action: "read", error };
        // Opening a pipe would wait for a writer, so the type is asked before and once more after.
        check_regular(&fs::metadata(path).map_err(failed)?).map_err(failed)?;
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        check_regular(&metadata).map_err(failed)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let extension =
            path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
        let jumping = file.try_clone().map_err(failed)?;
        let n_bytes = metadata.len();
        let input = Self::new(path.to_owned(), name, extension, Box::new(file), n_bytes, watch)?;
        Ok(Self { jumping: Some(jumping), ..input })
    }

    /// What comes from a stream that is no file.
    pub(in crate::interchange) fn stream(
        stream: Box<dyn Read + Send>,
        watch: &'a dyn Watch,
    ) -> Result<Self, Halt> {
        let name = "standard input".to_owned();
        Self::new(PathBuf::from("-"), name, String::new(), stream, 0, watch)
    }

    fn new(
        path: PathBuf,
        name: String,
        extension: String,
        mut rest: Box<dyn Read + Send>,
        n_bytes_in_all: u64,
        watch: &'a dyn Watch,
    ) -> Result<Self, Halt> {
        let mut head = Vec::new();
        rest.by_ref().take(HEAD_BYTES as u64).read_to_end(&mut head).map_err(|error| Halt::Io {
            path: path.clone(),
            action: "read",
            error,
        })?;
        Ok(Self {
            path,
            name,
            extension,
            head,
            n_head_read: 0,
            rest,
            jumping: None,
            digester: Digester::default(),
            n_bytes: 0,
            n_bytes_in_all,
            n_bytes_heard: 0,
            watch,
        })
    }

    /// What the file looks like.
    pub(in crate::interchange) fn head(&self) -> Head<'_> {
        let text = match std::str::from_utf8(&self.head) {
            Ok(text) => text,
            Err(error) => std::str::from_utf8(&self.head[..error.valid_up_to()])
                .expect("the bytes before the first that is no text are text"),
        };
        Head {
            extension: &self.extension,
            text: text.trim_start_matches('\u{FEFF}'),
            bytes: &self.head,
        }
    }

    /// The path.
    pub(in crate::interchange) fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the file, without its folder.
    pub(in crate::interchange) fn name(&self) -> &str {
        &self.name
    }

    /// The size of the file; of a stream, that of what was read to recognise it.
    pub(in crate::interchange) fn size(&self) -> u64 {
        self.n_bytes_in_all.max(self.head.len() as u64)
    }

    /// Bytes read so far.
    pub(in crate::interchange) fn byte_count(&self) -> u64 {
        self.n_bytes
    }

    /// The digest of what was read so far.
    pub(in crate::interchange) fn digest(&self) -> Digest {
        self.digester.clone().finish()
    }

    /// The file and its size, for a reader that jumps in it; none of a stream. All of it counts as read.
    #[cfg_attr(
        not(any(feature = "parquet", feature = "sqlite")),
        expect(dead_code, reason = "only features read files that are no text")
    )]
    pub(in crate::interchange) fn jumping(&mut self) -> Option<(File, u64)> {
        let file = self.jumping.take()?;
        self.n_bytes = self.n_bytes_in_all;
        Some((file, self.n_bytes_in_all))
    }

    /// Tells whoever watches how much of a file is done that is not read from start to end.
    #[cfg_attr(
        not(any(feature = "parquet", feature = "sqlite")),
        expect(dead_code, reason = "only features read files that are no text")
    )]
    pub(in crate::interchange) fn hear(&self, done: u64, total: u64) -> Result<(), Halt> {
        let is_stopped = self.watch.hear(Progress { done, total }).is_break();
        if is_stopped { Err(Halt::Stopped) } else { Ok(()) }
    }

    /// The whole file as text. `wanted` is what it should be, for the message when it is something else.
    pub(in crate::interchange) fn text(
        &mut self,
        wanted: &str,
        markup: Markup,
        intake: &mut Intake<'_>,
    ) -> Result<Text, Halt> {
        let mut bytes = Vec::new();
        let path = self.path.clone();
        let failed = |error: io::Error| Halt::from_read(&path, error);
        let n_max = FILE_BYTES_MAX;
        self.by_ref().take(n_max + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > n_max {
            let message = format!("a file that is read whole has at most {} MiB", n_max >> 20);
            return Err(intake.refuse(1, message, "divide it, or export CSV or JSON Lines"));
        }
        match check_text(&bytes, wanted, markup) {
            Ok(()) => {}
            Err(disguise) => {
                let line = counts(&bytes[..disguise.offset]).0 + 1;
                return Err(intake.refuse(line, disguise.message, disguise.hint));
            }
        }
        Ok(Text::new(String::from_utf8(bytes).expect("it was checked")))
    }

    /// Refuses a file whose beginning shows that it is something else.
    pub(in crate::interchange) fn check_head(
        &self,
        wanted: &str,
        markup: Markup,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let start = &self.head[..self.head.len().min(4096)];
        let cut = match std::str::from_utf8(start) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => start.len(),
        };
        check_text(&start[..cut], wanted, markup).map_err(|disguise| {
            let line = counts(&start[..disguise.offset]).0 + 1;
            intake.refuse(line, disguise.message, disguise.hint)
        })
    }

    /// Refuses what is no text by its first bytes; bytes that are not UTF-8 are for the reader to name.
    pub(in crate::interchange) fn check_start(
        &self,
        wanted: &str,
        intake: &mut Intake<'_>,
    ) -> Result<(), Halt> {
        let head = self.head();
        let start = &head.bytes[..head.bytes.len().min(4096)];
        match check_text(start, wanted, Markup::Refused) {
            Err(disguise) if disguise.code != Code::InvalidUtf8 => {
                let line = counts(&start[..disguise.offset]).0 + 1;
                Err(intake.refuse(line, disguise.message, disguise.hint))
            }
            _ => Ok(()),
        }
    }

    /// The file line by line.
    pub(in crate::interchange) fn lines(
        &mut self,
        wanted: &str,
        intake: &mut Intake<'_>,
    ) -> Result<Lines<'_, 'a>, Halt> {
        self.check_head(wanted, Markup::Refused, intake)?;
        let reader = BufReader::with_capacity(CHUNK_BYTES, self);
        Ok(Lines { reader, line: Vec::new(), n_read: 0, n_chars_before: 0 })
    }

    /// The file in blocks of lines.
    pub(in crate::interchange) fn blocks(
        &mut self,
        wanted: &str,
        intake: &mut Intake<'_>,
    ) -> Result<Blocks<'_, 'a>, Halt> {
        self.check_head(wanted, Markup::Refused, intake)?;
        Ok(Blocks::of(self))
    }
}

/// Whether a page of markup is what is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::interchange) enum Markup {
    /// XML is.
    Wanted,
    /// It shows that the file is not what it should be.
    Refused,
}

fn check_text(bytes: &[u8], wanted: &str, markup: Markup) -> Result<(), Disguise> {
    let text = plain_text(bytes, wanted)?;
    match page(text, wanted) {
        Some(disguise) if markup == Markup::Refused => Err(disguise),
        _ => Ok(()),
    }
}

fn check_regular(metadata: &fs::Metadata) -> io::Result<()> {
    let found = if metadata.is_file() {
        return Ok(());
    } else if metadata.is_dir() {
        "it is a folder, not a file"
    } else {
        "it is a pipe, a socket or a device, not a file"
    };
    Err(io::Error::other(found))
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = if self.n_head_read < self.head.len() {
            let n_read = (&self.head[self.n_head_read..]).read(buffer)?;
            self.n_head_read += n_read;
            n_read
        } else {
            self.rest.read(buffer)?
        };
        self.digester.update(&buffer[..n_read]);
        self.n_bytes += n_read as u64;
        if self.n_bytes - self.n_bytes_heard >= CHUNK_BYTES as u64 {
            self.n_bytes_heard = self.n_bytes;
            let progress =
                Progress { done: self.n_bytes, total: self.n_bytes_in_all.max(self.n_bytes) };
            if self.watch.hear(progress).is_break() {
                return Err(io::Error::other(Halt::STOPPED));
            }
        }
        Ok(n_read)
    }
}

/// The lines of a file, one after the other.
pub(in crate::interchange) struct Lines<'i, 'a> {
    reader: BufReader<&'i mut Input<'a>>,
    line: Vec<u8>,
    n_read: u64,
    n_chars_before: u64,
}

impl Lines<'_, '_> {
    /// The next line with its place, without its end and without a byte-order mark; none after the last. The place
    /// spans the line. A line that is no text, or too long, ends the reading with a finding.
    pub(in crate::interchange) fn next(
        &mut self,
        intake: &mut Intake<'_>,
    ) -> Result<Option<Place<'_>>, Halt> {
        self.n_chars_before += self.line_chars();
        self.line.clear();
        let mut limited = self.reader.by_ref().take(LINE_BYTES_MAX as u64 + 1);
        let read = limited.read_until(b'\n', &mut self.line);
        let path = self.reader.get_ref().path().to_owned();
        read.map_err(|error| Halt::from_read(&path, error))?;
        if self.line.is_empty() {
            return Ok(None);
        }
        self.n_read += 1;
        match place_of(&self.line, self.n_read, self.n_chars_before) {
            Ok(place) => Ok(Some(place)),
            Err(LineProblem { message, hint }) => Err(intake.refuse(self.n_read, message, hint)),
        }
    }

    fn line_chars(&self) -> u64 {
        counts(&self.line).1
    }
}

/// What is wrong with a line.
#[derive(Debug)]
pub(in crate::interchange) struct LineProblem {
    pub(in crate::interchange) message: String,
    pub(in crate::interchange) hint: &'static str,
}

/// A line with its place, without its end, and without a byte-order mark if it is the first. The place spans the line.
pub(super) fn place_of(line: &[u8], number: u64, n_before: u64) -> Result<Place<'_>, LineProblem> {
    if line.len() > LINE_BYTES_MAX {
        let message = format!("a line has more than {} MiB", LINE_BYTES_MAX >> 20);
        return Err(LineProblem { message, hint: "one record stands on a line" });
    }
    let text = std::str::from_utf8(line).map_err(|error| LineProblem {
        message: format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1),
        hint: "save the file as UTF-8",
    })?;
    let marked = number == 1 && text.starts_with('\u{FEFF}');
    let (start, text) = if marked { (1, &text['\u{FEFF}'.len_utf8()..]) } else { (0, text) };
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    Ok(Place { line: number, span: Some((n_before + start, text)) })
}
