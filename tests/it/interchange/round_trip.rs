//! Every format that is both written and read: what comes back is what went out, but for what the export said.

use super::losses::erase;
use super::worlds::worlds;
use super::{brought_in, plain, shipped, written};
use proptest::prelude::*;
use sociogram::dataset::{Dataset, create, load};
use sociogram::interchange::{Aspect, Format, Loss};
use sociogram::model::Vocabulary;
use tempfile::TempDir;

/// Formats whose ids of nodes or edges do not come back are compared by counts.
fn keeps_ids(losses: &[Loss]) -> bool {
    !losses.iter().any(|loss| {
        matches!(loss.aspect, Aspect::NodeIds | Aspect::EdgeIds | Aspect::Nodes | Aspect::Edges)
    })
}

/// Keys of the facts in which a format leaves in words what it cannot carry otherwise.
fn left_words(format: Format) -> &'static [&'static str] {
    match format.as_str() {
        "ftm" => &["notes", "description", "source-url", "keywords", "role"],
        _ => &[],
    }
}

/// Aspects within which something lies that is lost with them.
fn around(aspect: Aspect) -> &'static [Aspect] {
    match aspect {
        Aspect::DateReasons => &[Aspect::NodeDates, Aspect::EdgeDates],
        Aspect::FactDetails | Aspect::Amounts => &[Aspect::NodeFacts, Aspect::EdgeFacts],
        _ => &[],
    }
}

fn comparable(mut dataset: Dataset, losses: &[Loss], format: Format) -> Dataset {
    let words = left_words(format);
    let nodes = dataset.nodes.iter_mut().map(|node| &mut node.facts);
    for facts in nodes.chain(dataset.edges.iter_mut().map(|edge| &mut edge.facts)) {
        facts.retain(|fact| !words.contains(&&*fact.key));
    }
    for loss in losses {
        erase(&mut dataset, loss.aspect);
    }
    if losses.iter().any(|loss| loss.aspect == Aspect::Vocabulary) {
        // A reader adds the kinds that it finds.
        dataset.vocabulary = Vocabulary::core();
    }
    Dataset::of(
        dataset.title,
        dataset.licence,
        dataset.vocabulary,
        dataset.sources,
        dataset.nodes,
        dataset.edges,
    )
}

/// Shows the first pair that differs, instead of all.
fn same_list<T: PartialEq + std::fmt::Debug>(expected: &[T], found: &[T], format: Format) {
    for (expected, found) in expected.iter().zip(found) {
        assert_eq!(expected, found, "{}", format.as_str());
    }
    assert_eq!(expected.len(), found.len(), "{}", format.as_str());
}

fn check(dataset: &Dataset, format: Format) {
    let folder = TempDir::new().unwrap();
    let (files, losses) = written(dataset, format, folder.path());
    let (back, imported) = brought_in(&files, &plain(Some(format)))
        .unwrap_or_else(|error| panic!("{}: {error:?}", format.as_str()));
    assert!(imported.findings.is_empty(), "{}: {:?}", format.as_str(), imported.findings);
    if !keeps_ids(&losses) {
        return;
    }
    let (expected, found) =
        (comparable(dataset.clone(), &losses, format), comparable(back.clone(), &losses, format));
    same_list(&expected.nodes, &found.nodes, format);
    same_list(&expected.edges, &found.edges, format);
    assert_eq!(expected.sources, found.sources, "{}", format.as_str());
    assert_eq!(expected.vocabulary, found.vocabulary, "{}", format.as_str());
    assert_eq!(expected, found, "{}", format.as_str());
    for &Loss { aspect, n } in &losses {
        assert!(n > 0, "{}: a loss of nothing", format.as_str());
        if matches!(aspect, Aspect::Views | Aspect::Checks | Aspect::Vocabulary | Aspect::Header) {
            continue;
        }
        if losses.iter().any(|loss| around(aspect).contains(&loss.aspect)) {
            continue;
        }
        // What is said to be lost is lost: without erasing it, the two differ.
        let others: Vec<Loss> = losses.iter().copied().filter(|l| l.aspect != aspect).collect();
        let (expected, found) = (
            comparable(dataset.clone(), &others, format),
            comparable(back.clone(), &others, format),
        );
        assert_ne!(expected, found, "{} says that it loses {}", format.as_str(), aspect.as_str());
    }
}

fn round_trip_formats() -> impl Iterator<Item = Format> {
    Format::ALL.iter().copied().filter(|format| format.is_read() && format.is_written())
}

#[test]
fn what_goes_out_comes_back() {
    for name in ["harbour-lights", "kazakhstan-korea"] {
        let dataset = shipped(name);
        round_trip_formats().for_each(|format| check(&dataset, format));
    }
}

#[test]
fn an_empty_dataset_comes_back_empty() {
    let empty = Dataset::of(
        "Nothing yet".to_owned(),
        "CC0-1.0".to_owned(),
        Vocabulary::core(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
    );
    round_trip_formats().for_each(|format| check(&empty, format));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn a_random_world_loads_as_it_was_made(world in worlds()) {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("world");
        create(&path, &world).unwrap();
        let loaded = load(&path).unwrap();
        prop_assert_eq!(loaded.dataset.digest, world.digest);
    }

    #[test]
    fn a_random_world_comes_back(world in worlds()) {
        round_trip_formats().for_each(|format| check(&world, format));
    }
}

#[test]
fn the_same_dataset_is_the_same_bytes() {
    let dataset = shipped("harbour-lights");
    for &format in Format::written() {
        let bytes = |folder: &TempDir| {
            let (files, _) = written(&dataset, format, folder.path());
            files.iter().map(|file| std::fs::read(file).unwrap()).collect::<Vec<_>>()
        };
        let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        assert!(bytes(&one) == bytes(&other), "{}", format.as_str());
    }
}
