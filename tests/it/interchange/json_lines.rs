//! JSON Lines of our own: the same dataset whatever the order of the lines and the number of threads, every finding
//! at its line, and an import that can be stopped wherever it is.

use super::worlds::worlds;
use super::{brought_in, plain, written};
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;
use sociogram::algo::{Progress, Unwatched};
use sociogram::dataset::{Dataset, Mode, load};
use sociogram::interchange::{Format, ImportError, ImportSettings, ImportTarget, Imported, import};
use std::fmt::Write as _;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

fn lines_of(dataset: &Dataset) -> Vec<String> {
    let folder = TempDir::new().unwrap();
    let (files, losses) = written(dataset, Format::JsonLines, folder.path());
    let of_dataset = losses.iter().all(|loss| matches!(loss.aspect.as_str(), "views" | "checks"));
    assert!(of_dataset, "{losses:?}");
    fs::read_to_string(&files[0]).unwrap().lines().map(str::to_owned).collect()
}

/// Writes lines to a file and brings it into a new dataset, on so many threads.
fn imported(
    folder: &Path,
    lines: &[String],
    settings: &ImportSettings,
    n_threads: usize,
) -> Result<PathBuf, ImportError> {
    let file = folder.join("graph.jsonl");
    fs::write(&file, lines.concat()).unwrap();
    let dataset = folder.join(format!("on-{n_threads}"));
    let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
    let target = dataset.clone();
    pool.install(|| {
        let target = ImportTarget::Folder(&target);
        import(vec![file.into()], settings, target, Mode::Write, &Unwatched)
    })?;
    Ok(dataset)
}

fn bytes_of(dataset: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(dataset).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn with_ends(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lines_in_any_order_are_the_dataset_that_they_were(
        (world, lines) in worlds().prop_flat_map(|world| {
            let lines = with_ends(&lines_of(&world));
            (Just(world), Just(lines).prop_shuffle())
        }),
        n_threads in 1..4_usize,
    ) {
        let folder = TempDir::new().unwrap();
        let dataset = imported(folder.path(), &lines, &plain(None), n_threads).unwrap();
        let back = load(&dataset).unwrap().dataset;
        prop_assert_eq!(back.digest, world.digest);
        prop_assert_eq!(back.nodes, world.nodes);
        prop_assert_eq!(back.edges, world.edges);
        prop_assert_eq!(back.sources, world.sources);
        prop_assert_eq!(back.vocabulary, world.vocabulary);
    }
}

/// Lines of some megabytes: several pieces for several threads. Every tenth edge is said twice, one in a hundred is
/// symmetric with its ends the other way round, one in fifty is not written as the program writes it.
fn many(n_edges: usize) -> Vec<String> {
    let mut lines = vec![
        "{\"format\": 1, \"title\": \"Many\", \"licence\": \"CC0-1.0\"}\n".to_owned(),
        "{\"id\": \"s\", \"title\": \"A source\"}\n".to_owned(),
    ];
    let n_nodes = n_edges / 10;
    for at in 0..n_nodes {
        lines.push(format!(
            "{{\"id\": \"person-{at}\", \"kind\": \"person\", \"name\": \"Person {at}\"}}\n"
        ));
    }
    for at in 0..n_edges {
        let (from, to) = (at % n_nodes, (at * 7 + 1) % (n_nodes + 5));
        let (from, to) = (from, if from == to { n_nodes + 6 } else { to });
        let mut line = format!("{{\"id\": \"edge-{at}\", \"kind\": ");
        let is_symmetric = at % 100 == 0;
        let kind = if is_symmetric { "met" } else { "knows" };
        let (from, to) = if is_symmetric && from < to { (to, from) } else { (from, to) };
        let comma = if at % 50 == 1 { "," } else { ", " };
        write!(line, "\"{kind}\", \"from\": \"person-{from}\"{comma}\"to\": \"person-{to}\"")
            .unwrap();
        writeln!(line, ", \"when\": \"{}\"}}", 1990 + at % 30).unwrap();
        if at % 10 == 0 {
            lines.push(line.clone());
        }
        lines.push(line);
    }
    lines
}

#[test]
fn any_number_of_threads_makes_the_same_bytes() {
    let lines = many(20_000);
    let folder = TempDir::new().unwrap();
    let all: Vec<_> = [1, 2, 3, 8]
        .map(|n| imported(folder.path(), &lines, &ImportSettings::default(), n).unwrap())
        .iter()
        .map(|dataset| bytes_of(dataset))
        .collect();
    assert!(all.windows(2).all(|two| two[0] == two[1]));
    let dataset = load(&folder.path().join("on-3")).unwrap().dataset;
    assert_eq!(dataset.edges.len(), 20_000);
    let n_met = dataset.edges.iter().filter(|edge| edge.kind == "met").count();
    assert_eq!(n_met, 200);
    // Every statement cites its line.
    let text: Vec<char> = lines.concat().chars().collect();
    for edge in dataset.edges.iter().step_by(997) {
        let evidence = &edge.evidence[0];
        let span: String = text[evidence.start as usize..evidence.end as usize].iter().collect();
        assert!(span.starts_with(&format!("{{\"id\": \"{}\"", edge.id)), "{span}");
        assert_eq!(sociogram::evidence::digest(&span), evidence.sha256);
    }
}

#[test]
fn findings_come_in_the_order_of_the_lines() {
    let mut lines = many(20_000);
    let n_lines = lines.len();
    let bad = [
        (7, "{\"id\": \"x\"}\n", "the line is no source, node or edge"),
        (n_lines / 3, "[1]\n", "a line is an object, and this one is an array"),
        (n_lines / 2, "{\"id\": \"e\", \"from\": \"a\"\n", "not JSON"),
        (
            n_lines - 1,
            "{\"id\": \"e\", \"kind\": \"met\", \"from\": \"a\", \"to\": \"a\"}\n",
            "itself",
        ),
    ];
    for (at, text, _) in bad {
        lines[at] = text.to_owned();
    }
    for n_threads in [1, 2, 8] {
        let folder = TempDir::new().unwrap();
        let error = imported(folder.path(), &lines, &plain(None), n_threads).unwrap_err();
        let ImportError::Refused { findings } = error else { panic!("{error:?}") };
        let found: Vec<u32> = findings.iter().map(|finding| finding.line).collect();
        assert_eq!(found, bad.map(|(at, ..)| at as u32 + 1));
        for (finding, (_, _, words)) in findings.iter().zip(bad) {
            assert!(finding.message.contains(words), "{}", finding.message);
        }
        assert!(!folder.path().join(format!("on-{n_threads}")).exists());
    }
}

#[test]
fn a_line_that_is_no_text_ends_the_reading_with_its_number() {
    let lines = many(20_000);
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("graph.jsonl");
    let at = lines.len() / 2;
    let mut bytes = lines[..at].concat().into_bytes();
    bytes.extend_from_slice(b"{\"id\": \"\xff\"}\n{\n");
    bytes.extend_from_slice(lines[at..].concat().as_bytes());
    fs::write(&file, bytes).unwrap();
    let ImportError::Refused { findings } = brought_in(&[file], &plain(None)).unwrap_err() else {
        panic!("it is refused");
    };
    assert_eq!((findings.len(), findings[0].line), (1, at as u32 + 1));
    assert_eq!(findings[0].message, "byte 9 of the line is not UTF-8");
}

/// Runs an import that is stopped when the watch is asked for the `n`th time.
fn stopped_at(n: usize, file: &Path, dataset: &Path) -> Result<Imported, ImportError> {
    let n_heard = AtomicUsize::new(0);
    let watch = |progress: Progress| {
        assert!(progress.done <= progress.total, "{progress:?}");
        if n_heard.fetch_add(1, Ordering::Relaxed) + 1 == n {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let target = ImportTarget::Folder(dataset);
    import(vec![file.to_owned().into()], &plain(None), target, Mode::Write, &watch)
}

#[test]
fn it_can_be_stopped_in_every_phase_and_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("graph.jsonl");
    // More than one mebibyte, which is read between two questions.
    fs::write(&file, many(20_000).concat()).unwrap();
    let dataset = folder.path().join("dataset");
    let mut n_stopped = 0;
    loop {
        match stopped_at(n_stopped + 1, &file, &dataset) {
            Ok(_) => break,
            Err(ImportError::Stopped) => n_stopped += 1,
            Err(error) => panic!("{error:?}"),
        }
        assert!(!dataset.exists(), "after {n_stopped} questions");
    }
    // Reading, sorting nodes, looking up ends, sorting edges, fitting them, writing.
    assert!(n_stopped > 8, "{n_stopped}");
    assert_eq!(load(&dataset).unwrap().dataset.edges.len(), 20_000);
}
