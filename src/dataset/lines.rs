//! A dataset whose records stand on lines already: how large its files are, their digest, and writing each once.

use super::canonical::{header_to_bytes, sources_to_bytes, vocabulary_to_bytes};
use super::content::Form;
use super::files::{FILE_BYTES_MAX, FileName};
use super::finding::Code;
use super::{DatasetError, Finding};
use crate::evidence::Digester;
use crate::model::{Digest, Source, Vocabulary};
use std::io::{self, Write};
use std::ops::ControlFlow;

/// Bytes that are digested and written at a time, while the next are put together.
const BLOCK_BYTES: usize = 4 << 20;

/// Hears how many of how many bytes are done and may stop it.
pub type Hear<'h> = dyn FnMut(u64, u64) -> ControlFlow<()> + 'h;

/// A dataset as it is written: records that fit each other, on canonical lines, sorted by id.
#[derive(Debug, Clone, Copy)]
pub struct DatasetLines<'a> {
    /// Title.
    pub title: &'a str,
    /// Licence of the data.
    pub licence: &'a str,
    /// The core kinds and those it adds.
    pub vocabulary: &'a Vocabulary,
    /// Sources by id.
    pub sources: &'a [Source],
    /// Nodes by id.
    pub nodes: &'a [&'a str],
    /// Edges by id.
    pub edges: &'a [&'a str],
}

/// A file before it is written.
pub(super) struct FileLines<'a> {
    pub(super) name: &'static str,
    pub(super) content: Content<'a>,
}

pub(super) enum Content<'a> {
    Bytes(Vec<u8>),
    List(&'a [&'a str]),
}

impl FileLines<'_> {
    /// Whether it is digested where it stands among the others; the header comes before all.
    pub(super) fn is_digested(&self) -> bool {
        self.name != FileName::Header.on_disk(Form::Json)
    }
}

impl Content<'_> {
    pub(super) fn byte_count(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::List([]) => EMPTY.len() as u64,
            Self::List(lines) => {
                let n_bytes: u64 = lines.iter().map(|line| line.len() as u64).sum();
                n_bytes + (lines.len() * BETWEEN.len() + LAST.len()) as u64
            }
        }
    }
}

const EMPTY: &str = "[]\n";
const FIRST: &str = "[\n";
const BETWEEN: &str = ",\n";
const LAST: &str = "\n]\n";

impl<'a> DatasetLines<'a> {
    /// The digest of the dataset that these lines are.
    ///
    /// # Errors
    /// [`DatasetError::Refused`] when a file would be larger than those of a dataset may be, and
    /// [`DatasetError::Stopped`].
    pub fn digest(&self, hear: &mut Hear<'_>) -> Result<Digest, DatasetError> {
        let (files, mut digester) = self.files()?;
        let total = files.iter().map(|file| file.content.byte_count()).sum();
        let mut told = Told { done: 0, total, hear };
        for file in files.iter().filter(|file| file.is_digested()) {
            let done = file.content.put(&mut io::sink(), &mut digester, &mut told);
            // Nowhere takes everything, so only being stopped ends it.
            done.map_err(|_| DatasetError::Stopped)?;
        }
        Ok(digester.finish())
    }

    /// The files, that which makes a folder a dataset last, and a digester that has taken that one already.
    pub(super) fn files(&self) -> Result<(Vec<FileLines<'a>>, Digester), DatasetError> {
        let header = header_to_bytes(self.title, self.licence);
        let mut digester = Digester::default();
        digester.update(&header);
        let kinds = vocabulary_to_bytes(self.vocabulary);
        let sources = sources_to_bytes(self.sources, Form::Json);
        let mut files = Vec::new();
        if !kinds.is_empty() {
            files.push((FileName::Vocabulary, Content::Bytes(kinds)));
        }
        files.push((FileName::Sources, Content::Bytes(sources)));
        files.push((FileName::Nodes, Content::List(self.nodes)));
        files.push((FileName::Edges, Content::List(self.edges)));
        files.push((FileName::Header, Content::Bytes(header)));
        let files: Vec<FileLines<'a>> = files
            .into_iter()
            .map(|(name, content)| FileLines { name: name.on_disk(Form::Json), content })
            .collect();
        match files.iter().find(|file| file.content.byte_count() > FILE_BYTES_MAX) {
            Some(file) => Err(too_large(file.name, Some(file.content.byte_count()))),
            None => Ok((files, digester)),
        }
    }
}

/// A dataset that cannot be written because a file would be larger than one may be.
pub fn too_large(file: &str, n_bytes: Option<u64>) -> DatasetError {
    let max = FILE_BYTES_MAX >> 20;
    let message = match n_bytes {
        Some(n_bytes) => format!(
            "{file} would have {} MiB, and a file of a dataset has at most {max} MiB",
            n_bytes >> 20
        ),
        None => format!("{file} would have more than {max} MiB each"),
    };
    let hint = "divide the data into several datasets, or keep them as a stream of JSON Lines: import -o NAME.jsonl";
    DatasetError::Refused {
        findings: vec![Finding {
            severity: Code::FileTooLarge.severity(),
            code: Code::FileTooLarge.as_str(),
            file: file.to_owned(),
            line: 1,
            column: 1,
            message,
            hint: Some(hint.to_owned()),
            id: None,
        }],
    }
}

/// How much is written, for who hears it.
pub(super) struct Told<'t, 'h> {
    pub(super) done: u64,
    pub(super) total: u64,
    pub(super) hear: &'t mut Hear<'h>,
}

/// Why a file is not written.
pub(super) enum NotWritten {
    /// Who hears how far it is stopped it.
    Stopped,
    Io(io::Error),
}

impl Content<'_> {
    /// Writes it. What the digest of a dataset is made of is digested on the way.
    pub(super) fn put(
        &self,
        out: &mut (impl Write + Send),
        digester: &mut Digester,
        told: &mut Told<'_, '_>,
    ) -> Result<(), NotWritten> {
        match self {
            Self::Bytes(bytes) => {
                digester.update(bytes);
                out.write_all(bytes).map_err(NotWritten::Io)
            }
            Self::List(lines) => put_lines(lines, out, digester, told),
        }
    }
}

fn put_lines(
    lines: &[&str],
    out: &mut (impl Write + Send),
    digester: &mut Digester,
    told: &mut Told<'_, '_>,
) -> Result<(), NotWritten> {
    if lines.is_empty() {
        digester.update(EMPTY.as_bytes());
        return out.write_all(EMPTY.as_bytes()).map_err(NotWritten::Io);
    }
    let mut rest = lines;
    let (mut block, mut next) = (Vec::new(), Vec::new());
    block.extend_from_slice(FIRST.as_bytes());
    fill(&mut block, &mut rest);
    while !block.is_empty() {
        let (written, ()) = rayon::join(
            || rayon::join(|| out.write_all(&block), || digester.update(&block)).0,
            || fill(&mut next, &mut rest),
        );
        written.map_err(NotWritten::Io)?;
        told.done += block.len() as u64;
        if (told.hear)(told.done, told.total).is_break() {
            return Err(NotWritten::Stopped);
        }
        block.clear();
        std::mem::swap(&mut block, &mut next);
    }
    Ok(())
}

/// Puts as many lines as a block holds into one, each with what follows it.
fn fill(block: &mut Vec<u8>, rest: &mut &[&str]) {
    block.reserve(BLOCK_BYTES);
    while block.len() < BLOCK_BYTES
        && let Some((line, others)) = rest.split_first()
    {
        block.extend_from_slice(line.as_bytes());
        let after = if others.is_empty() { LAST } else { BETWEEN };
        block.extend_from_slice(after.as_bytes());
        *rest = others;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::canonical::{dataset_digest, edge_line, node_line, to_bytes};
    use crate::dataset::{Dataset, load};
    use std::path::Path;

    fn told(run: impl FnOnce(&mut Hear<'_>)) -> u64 {
        let mut n_heard = 0;
        run(&mut |done, total| {
            assert!(done <= total);
            n_heard += 1;
            ControlFlow::Continue(())
        });
        n_heard
    }

    #[test]
    fn lines_are_written_as_the_dataset_that_they_are() {
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("graph-data/harbour-lights");
        let whole = load(&shipped).unwrap().dataset;
        let none = Dataset { nodes: Vec::new(), edges: Vec::new(), ..whole.clone() };
        for dataset in [whole, none] {
            let dataset = Dataset { views: Vec::new(), checks: Vec::new(), ..dataset };
            let nodes: Vec<String> = dataset.nodes.iter().map(node_line).collect();
            let edges: Vec<String> = dataset.edges.iter().map(edge_line).collect();
            let lines = DatasetLines {
                title: &dataset.title,
                licence: &dataset.licence,
                vocabulary: &dataset.vocabulary,
                sources: &dataset.sources,
                nodes: &nodes.iter().map(String::as_str).collect::<Vec<_>>(),
                edges: &edges.iter().map(String::as_str).collect::<Vec<_>>(),
            };
            told(|hear| assert_eq!(lines.digest(hear).unwrap(), dataset_digest(&dataset)));
            let (files, _) = lines.files().unwrap();
            let expected = to_bytes(&dataset);
            assert_eq!(files.len(), expected.len());
            for file in files {
                let (mut bytes, mut digester) = (Vec::new(), Digester::default());
                let mut hear = |_, _| ControlFlow::Continue(());
                let mut told = Told { done: 0, total: u64::MAX, hear: &mut hear };
                assert!(file.content.put(&mut bytes, &mut digester, &mut told).is_ok());
                assert_eq!(bytes.len() as u64, file.content.byte_count());
                assert!(expected.iter().any(|e| e.name == file.name && e.bytes == bytes));
            }
        }
    }

    #[test]
    fn a_file_that_would_be_too_large_is_refused_before_anything_is_written() {
        let line = "x".repeat(1 << 20);
        let edges = vec![line.as_str(); 1 << 10];
        let lines = DatasetLines {
            title: "Large",
            licence: "none",
            vocabulary: &Vocabulary::core(),
            sources: &[],
            nodes: &[],
            edges: &edges,
        };
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("large");
        let mut hear = |_, _| ControlFlow::Continue(());
        let error = crate::dataset::create_from_lines(&target, &lines, &mut hear).unwrap_err();
        let message = &error.findings()[0].message;
        assert!(message.starts_with("edges.json would have 1024 MiB"), "{message}");
        assert!(!target.exists());
    }

    #[test]
    fn who_hears_how_far_it_is_can_stop_it_and_nothing_is_left() {
        let line = "x".repeat(1 << 20);
        let lines = DatasetLines {
            title: "Stopped",
            licence: "none",
            vocabulary: &Vocabulary::core(),
            sources: &[],
            nodes: &[],
            edges: &vec![line.as_str(); 40],
        };
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("stopped");
        for n_heard in 1..4 {
            let mut n = 0;
            let mut hear = |_, _| {
                n += 1;
                if n == n_heard { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            };
            let error = crate::dataset::create_from_lines(&target, &lines, &mut hear).unwrap_err();
            assert!(matches!(error, DatasetError::Stopped), "{error}");
            assert!(!target.exists());
        }
    }
}
