//! Files that are damaged, cut short, of another format or made to harm: every reader refuses them with a place, or
//! reads a dataset that loads. Walks all formats; what is special to one stands with its own tests.

use super::{brought_in, plain, shipped, written};
use sociogram::interchange::{Format, ImportError};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A file by name.
type Named = (String, Vec<u8>);

/// Small files of every format that is read and written, by name, with their format.
fn seeds() -> Vec<(Format, Vec<Named>)> {
    let mut dataset = shipped("harbour-lights");
    dataset.edges.truncate(3);
    let is_end = |id: &str| {
        dataset.edges.iter().any(|edge| {
            edge.from.as_str() == id
                || edge.to.as_str() == id
                || edge.claimed_by.as_ref().is_some_and(|by| by.as_str() == id)
        })
    };
    dataset.nodes = dataset.nodes.iter().filter(|node| is_end(&node.id)).cloned().collect();
    Format::ALL
        .iter()
        .copied()
        .filter(|format| format.is_read() && format.is_written())
        .map(|format| {
            let folder = TempDir::new().unwrap();
            let (files, _) = written(&dataset, format, folder.path());
            let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
            let files = files.iter().map(|path| (name(path), fs::read(path).unwrap())).collect();
            (format, files)
        })
        .collect()
}

/// Reads files; what is refused says where, and what is read loads.
fn read(format: Option<Format>, files: &[Named], what: &str) {
    let folder = TempDir::new().unwrap();
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, bytes)| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        })
        .collect();
    match brought_in(&paths, &plain(format)) {
        Ok(_) | Err(ImportError::UnknownFormat { .. }) => {}
        Err(ImportError::Refused { findings }) => {
            assert!(!findings.is_empty(), "{what}");
            for finding in findings {
                assert!(finding.line > 0 && !finding.message.trim().is_empty(), "{what}");
            }
        }
        Err(error) => panic!("{what}: {error:?}"),
    }
}

/// A generator of the same numbers in every run (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

#[test]
fn files_that_are_cut_short_are_refused_or_read_as_far_as_they_go() {
    for (format, files) in seeds() {
        let mut numbers = Numbers(0x2545_F491_4F6C_DD1D);
        for (at, (name, bytes)) in files.iter().enumerate() {
            for _ in 0..60 {
                let end = numbers.below(bytes.len());
                let mut cut = files.clone();
                cut[at].1.truncate(end);
                read(Some(format), &cut, &format!("{name} cut at {end}"));
            }
        }
    }
}

#[test]
fn files_with_changed_bytes_are_refused_or_read() {
    const PIECES: &[&[u8]] = &[
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\"",
        b"\\",
        b"<",
        b"]",
        b"}",
        b"{",
        b"[",
        b"\n",
        b"\r",
        b",",
        b";",
        b"\t",
        b"&amp;",
        b"&#0;",
        b"<!--",
        b"=1+1",
        b"-1",
        b"NaN",
        b"1e400",
        b"18446744073709551616",
        b"null",
        "\u{202E}".as_bytes(),
        "\u{200B}".as_bytes(),
        "\u{D7FF}".as_bytes(),
        b"*/",
        b"%",
        b"#",
        b"''",
        b"2013-02-30",
        b"../../x",
        b"\x1b[2J",
    ];
    for (format, files) in seeds() {
        let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
        for at in 0..files.len() {
            for round in 0..150 {
                let mut changed = files.clone();
                let (name, bytes) = &mut changed[at];
                let name = name.clone();
                for _ in 0..=numbers.below(3) {
                    let place = numbers.below(bytes.len());
                    match numbers.below(4) {
                        0 => bytes[place] ^= 1 << numbers.below(8),
                        1 => {
                            let piece = PIECES[numbers.below(PIECES.len())];
                            bytes.splice(place..place, piece.iter().copied());
                        }
                        2 => {
                            let end = (place + numbers.below(40)).min(bytes.len());
                            bytes.drain(place..end);
                        }
                        _ => {
                            let end = (place + numbers.below(200)).min(bytes.len());
                            let again = bytes[place..end].to_vec();
                            bytes.splice(place..place, again);
                        }
                    }
                    if bytes.is_empty() {
                        break;
                    }
                }
                read(Some(format), &changed, &format!("{name} in round {round}"));
            }
        }
    }
}

#[test]
fn a_file_of_another_format_is_refused_or_read() {
    let seeds = seeds();
    for (format, _) in &seeds {
        for (_, files) in &seeds {
            for file in files {
                read(
                    Some(*format),
                    std::slice::from_ref(file),
                    &format!("{} as {}", file.0, format.as_str()),
                );
            }
        }
    }
}

#[test]
fn what_is_no_text_at_all_is_refused_by_name() {
    let cases: &[(&[u8], &str)] = &[
        (b"", "empty"),
        (b"   \n\n", "blank"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "gzip"),
        (b"PK\x03\x04\x14\0", "zip"),
        (b"\xff\xfe{\0\"\0", "UTF-16"),
        (b"\xfe\xff\0{\0\"", "UTF-16"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "a page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a pointer"),
        (b"caf\xe9,1\n", "Latin 1"),
    ];
    for &format in Format::read() {
        for (bytes, what) in cases {
            read(Some(format), &[("file".to_owned(), bytes.to_vec())], what);
            read(None, &[("file.txt".to_owned(), bytes.to_vec())], what);
        }
        for depth in ["[", "{\"a\":", "(", "<a>", "{", "[{\"id\":"] {
            let deep = depth.repeat(100_000).into_bytes();
            read(
                Some(format),
                &[("deep".to_owned(), deep)],
                &format!("{depth} as {}", format.as_str()),
            );
        }
    }
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = TempDir::new().unwrap();
    for path in [folder.path().to_owned(), PathBuf::from("/dev/null"), PathBuf::from("/dev/zero")] {
        if path.exists() {
            let error = brought_in(std::slice::from_ref(&path), &plain(None)).unwrap_err();
            assert!(matches!(error, ImportError::Io { .. }), "{}: {error:?}", path.display());
        }
    }
}
