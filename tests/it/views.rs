//! Views: saved diagrams as files of a dataset, read with every finding, saved one at a time.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::dataset::{load_files, small, write_files};
use sociogram::dataset::{
    DatasetError, FINDINGS_MAX, Finding, Mode, Pin, Severity, Sign, VIEW_BYTES_MAX, VIEW_MEASURES,
    VIEWS_MAX, View, apply, canonicalize, copy_example, init, load, parse_node, save_view,
    view_to_bytes,
};
use sociogram::explore::Measure;
use sociogram::graph::{BasisFilter, Claims};
use sociogram::model::{Change, Id, Status, When};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// A view with every member, as it stands on disk.
const FULL: &str = r#"{
  "title": "Anna and the harbour",
  "template": "map",
  "names": ["anna", "quay"],
  "hops": 1,
  "kind": ["met", "company"],
  "avoid": ["harbour", "award"],
  "via": ["state"],
  "through": ["quay"],
  "source": ["gazette"],
  "basis": "stated",
  "status": ["done", "planned"],
  "claims": "drop",
  "min_sources": 2,
  "since": "2009",
  "until": "2013-05",
  "certain": true,
  "cards": 40,
  "size_by": "betweenness",
  "labels": 12,
  "theme": "dark",
  "captions": {
    "anna": "Met everybody",
    "quay": "Builds the \"harbour\""
  },
  "notes": ["One.", "Two."],
  "pins": {
    "anna": [-0.5, 0],
    "quay": [120, 240.25]
  }
}
"#;

fn with(views: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut files = small();
    files.extend(views.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    files
}

fn refused(views: &[(&str, &str)]) -> Vec<Finding> {
    load_files(&with(views)).unwrap_err().findings().to_vec()
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn full() -> View {
    load_files(&with(&[("views/full.json", FULL)])).unwrap().dataset.views[0].clone()
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write_files(dir.path(), &small());
    dir
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn only(findings: &[Finding]) -> &Finding {
    let [finding] = findings else { panic!("one finding: {findings:?}") };
    finding
}

#[test]
fn a_view_is_read_with_all_it_says_and_written_back_the_same() {
    let loaded =
        load_files(&with(&[("views/full.json", FULL), ("views/all.json", "{}\n")])).unwrap();
    assert_eq!(loaded.findings, []);
    let dataset = loaded.dataset;
    let [all, full] = &dataset.views[..] else { panic!("two views, by name") };
    assert_eq!(all, &View { name: "all".to_owned(), ..View::default() });
    assert_eq!(full.title.as_deref(), Some("Anna and the harbour"));
    assert_eq!(full.names, [id("anna"), id("quay")]);
    assert_eq!((full.hops, full.cards, full.labels), (Some(1), Some(40), Some(12)));
    assert_eq!((full.kind[1].as_str(), full.avoid[1].as_str()), ("company", "award"));
    assert_eq!((full.basis, full.claims), (Some(BasisFilter::Stated), Claims::Drop));
    assert_eq!(full.status, [Status::Done, Status::Planned]);
    assert_eq!(full.since, Some(When::parse("2009").unwrap()));
    assert_eq!(full.theme.as_deref(), Some("dark"));
    assert_eq!(full.captions[&id("quay")], "Builds the \"harbour\"");
    assert_eq!(full.pins[&id("quay")], Pin::new(120.0, 240.25).unwrap());
    assert_eq!(dataset.view("full"), Some(full));
    assert_eq!(dataset.view("other"), None);
    assert_eq!(String::from_utf8(view_to_bytes(full)).unwrap(), FULL);
    assert_eq!(view_to_bytes(all), b"{}\n");
}

#[test]
fn a_picture_of_changes_has_its_two_dates_on_one_line() {
    let text = "{\n  \"changes\": {\"from\": \"2009\", \"to\": \"2013\"}\n}\n";
    let loaded = load_files(&with(&[("views/a.json", text)])).unwrap();
    assert_eq!(loaded.findings, []);
    let changes = loaded.dataset.views[0].changes.clone().unwrap();
    assert_eq!((changes.from.as_str(), changes.to.as_str()), ("2009", "2013"));
}

#[test]
fn defaults_say_nothing_and_are_left_out() {
    let text = "{\"claims\": \"keep\", \"min_sources\": 0, \"certain\": false, \"theme\": \"light\", \
                \"names\": [], \"pins\": {}, \"title\": null}";
    let loaded = load_files(&with(&[("views/a.json", text)])).unwrap();
    assert_eq!(only(&loaded.findings).code, "not-canonical");
    assert_eq!(view_to_bytes(&loaded.dataset.views[0]), b"{}\n");
}

#[test]
fn views_do_not_change_the_digest() {
    let without = load_files(&small()).unwrap().dataset;
    let with = load_files(&with(&[("views/full.json", FULL)])).unwrap().dataset;
    assert_eq!(with.digest, without.digest);
}

#[test]
fn all_that_is_wrong_is_said_with_a_way_out() {
    let text = "{\n  \"templat\": \"map\",\n  \"names\": [\"quai\", \"anna\"],\n  \"pins\": {\n    \
                \"uqay\": [1, 2],\n    \"quay\": [1, 2.125]\n  },\n  \"hops\": 10,\n  \"kind\": \
                [\"compny\"],\n  \"as_of\": \"2009-02-30\"\n}\n";
    let shown: Vec<String> = refused(&[("views/a.json", text), ("views/Two Words.json", "{}\n")])
        .iter()
        .map(|f| format!("{f}{}", f.hint.as_ref().map_or(String::new(), |h| format!(" -> {h}"))))
        .collect();
    let expected = [
        "views/Two Words.json:1:1: error[bad-view-name]: \"Two Words\" is no name of a view -> a name \
         is of a-z, 0-9 and -, does not start with -, and has at most 64 characters: \"two-words\"",
        "views/a.json:2:3: error[unknown-member]: a view has no member \"templat\" -> did you mean \
         \"template\"?",
        "views/a.json:3:13: error[unknown-node]: \"names\": there is no node \"quai\" -> did you mean \
         \"quay\"?",
        "views/a.json:5:5: error[unknown-node]: \"pins\": there is no node \"uqay\" -> did you mean \
         \"quay\"?",
        "views/a.json:6:17: error[bad-number]: a place is a number from -100000 to 100000 with at most \
         2 decimals, not \"2.125\"",
        "views/a.json:8:11: error[bad-number]: \"hops\" is a number from 0 to 9, not 10",
        "views/a.json:9:12: error[unknown-kind]: there is no kind \"compny\" -> did you mean \"company\"?",
    ];
    assert_eq!(shown[..expected.len()], expected);
    assert!(shown[expected.len()].starts_with("views/a.json:10:12: error[bad-date]"));
    assert_eq!(shown.len(), expected.len() + 1);
}

/// What is said of a view, each finding with its way out.
fn said_of(text: &str) -> Vec<String> {
    let findings = refused(&[("views/a.json", text)]);
    findings.iter().map(|f| format!("{f} -> {}", f.hint.as_deref().unwrap_or("nothing"))).collect()
}

#[test]
fn a_view_of_changes_cannot_be_certain() {
    let text =
        "{\n  \"certain\": true,\n  \"changes\": {\"from\": \"2009\", \"to\": \"2013\"}\n}\n";
    assert_eq!(
        said_of(text),
        [
            "views/a.json:2:14: error[bad-time]: \"certain\" and \"changes\" do not go together -> leave \
          \"certain\" out: a difference marks what is only possible by itself"
        ]
    );
}

#[test]
fn a_view_names_its_measure_as_rankings_do() {
    assert_eq!(VIEW_MEASURES, Measure::OF_OVERVIEWS.map(Measure::as_str));
    for (word, hint) in [
        ("betweeness", "did you mean \"betweenness\"?"),
        ("in-degree", "did you mean \"degree\"?"),
        ("size", "one of: betweenness, degree, closeness, harmonic, pagerank"),
    ] {
        let expected = format!(
            "views/a.json:1:13: error[unknown-word]: \"size_by\" cannot be \"{word}\" -> {hint}"
        );
        assert_eq!(said_of(&format!("{{\"size_by\": \"{word}\"}}\n")), [expected]);
    }
    for word in VIEW_MEASURES {
        let text = format!("{{\n  \"size_by\": \"{word}\"\n}}\n");
        let loaded = load_files(&with(&[("views/a.json", &text)])).unwrap();
        assert_eq!(loaded.dataset.views[0].size_by.as_deref(), Some(*word));
    }
}

#[test]
fn texts_of_a_view_are_as_long_as_a_picture_can_hold() {
    let long = |n: usize| "é".repeat(n);
    let view = |title: usize, caption: usize, note: usize| {
        format!(
            "{{\n  \"title\": \"{}\",\n  \"captions\": {{\n    \"anna\": \"{}\"\n  }},\n  \"notes\": \
             [\"{}\"]\n}}\n",
            long(title),
            long(caption),
            long(note)
        )
    };
    let fits = load_files(&with(&[("views/a.json", &view(300, 300, 1000))])).unwrap();
    assert_eq!(fits.findings, []);
    let label =
        "a text has at most 300 characters, not 301 -> shorten it, and say the rest in \"notes\"";
    assert_eq!(
        said_of(&view(301, 301, 1001)),
        [
            format!("views/a.json:2:12: error[too-long]: \"title\": {label}"),
            format!("views/a.json:4:13: error[too-long]: \"captions\": {label}"),
            "views/a.json:6:13: error[too-long]: \"notes\": a text has at most 1000 characters, not 1001 \
             -> shorten it, or make several notes of it"
                .to_owned(),
        ]
    );
}

#[test]
fn a_view_has_as_many_texts_as_a_reader_can_want() {
    let notes = |n: usize| format!("{{\n  \"notes\": [{}]\n}}\n", vec!["\"N\""; n].join(", "));
    let fits = load_files(&with(&[("views/a.json", &notes(100))])).unwrap();
    assert_eq!((fits.dataset.views[0].notes.len(), fits.findings), (100, vec![]));
    let way_out = "keep those that a reader needs, or make several views";
    assert_eq!(
        said_of(&notes(101)),
        [format!(
            "views/a.json:2:12: error[too-long]: \"notes\" has at most 100 entries, not 101 -> {way_out}"
        )]
    );
    let mut text = "{\n  \"captions\": {".to_owned();
    for n in 0..1001 {
        write!(text, "{}\"q{n:04}\": \"Q\"", if n == 0 { "" } else { ", " }).unwrap();
    }
    text += "}\n}\n";
    let expected = format!(
        "views/a.json:2:15: error[too-long]: \"captions\" has at most 1000 entries, not 1001 -> {way_out}"
    );
    assert!(said_of(&text).contains(&expected));
}

#[test]
fn what_a_template_cannot_draw_is_said_with_a_way_out() {
    let at = |place: &str| format!("views/a.json:{place}: error[bad-view]: ");
    for (text, expected) in [
        (
            "{\n  \"template\": \"path\",\n  \"names\": [\"anna\", \"quay\", \"harbour\"]\n}\n",
            at("3:12")
                + "a path has two ends: \"names\" has 2 nodes, not 3 -> name the two ends, or draw a map: \
                   \"template\": \"map\"",
        ),
        (
            "{\n  \"template\": \"overview\",\n  \"names\": [\"anna\"]\n}\n",
            at("3:12")
                + "an overview is of the whole graph: it takes no \"names\" -> leave the names out, or draw \
                   a map: \"template\": \"map\"",
        ),
        (
            "{\n  \"template\": \"timeline\",\n  \"pins\": {\n    \"anna\": [1, 2]\n  }\n}\n",
            at("3:11")
                + "a timeline has no pins: every card has its place -> take the pins out of the view",
        ),
        (
            "{\n  \"template\": \"overview\",\n  \"changes\": {\"from\": \"2009\", \"to\": \"2013\"}\n}\n",
            at("2:15")
                + "a difference is drawn as a map, not as \"overview\" -> \"template\": \"map\", or leave \
                   \"changes\" out",
        ),
    ] {
        assert_eq!(said_of(text), [expected]);
    }
    for text in [
        "{\"template\": \"path\", \"names\": [\"anna\", \"quay\"], \"pins\": {}}",
        "{\"template\": \"overview\", \"names\": [], \"pins\": {\"anna\": [1, 2]}}",
        "{\"template\": \"map\", \"changes\": {\"from\": \"2009\", \"to\": \"2013\"}}",
    ] {
        load_files(&with(&[("views/a.json", text)])).unwrap();
    }
}

#[test]
fn a_node_that_is_gone_is_an_error_of_the_view_that_names_it() {
    let mut files = with(&[("views/a.json", "{\n  \"names\": [\"anna\"]\n}\n")]);
    let edges = files.get_mut("edges.json").unwrap();
    *edges = "[]\n".to_owned();
    let nodes = files.get_mut("nodes.json").unwrap();
    *nodes =
        nodes.lines().filter(|l| !l.contains("\"anna\"")).collect::<Vec<_>>().join("\n") + "\n";
    let error = load_files(&files).unwrap_err();
    let finding = only(error.findings());
    assert_eq!(
        finding.to_string(),
        "views/a.json:1:1: error[unknown-node]".replace("1:1", "2:13")
            + ": \"names\": there is no node \"anna\""
    );
    // A node that is only unreadable is none that a view could be blamed for.
    *files.get_mut("nodes.json").unwrap() += "]";
    let error = load_files(&files).unwrap_err();
    assert_eq!(only(error.findings()).file, "nodes.json");
}

#[test]
fn a_view_is_saved_whole_and_a_pin_is_one_line() {
    let dir = folder();
    let mut view = full();
    let planned = save_view(dir.path(), &view, Mode::DryRun).unwrap();
    assert!(!dir.path().join("views").exists());
    let saved = save_view(dir.path(), &view, Mode::Write).unwrap();
    assert_eq!((&planned.files, &planned.diff), (&saved.files, &saved.diff));
    assert_eq!(saved.files[0].file, "views/full.json");
    assert_eq!(fs::read_to_string(dir.path().join("views/full.json")).unwrap(), FULL);
    assert_eq!(load(dir.path()).unwrap().dataset, saved.dataset);
    assert_eq!(names(&dir.path().join("views")), ["full.json"]);

    view.pins.insert(id("anna"), Pin::new(10.0, 20.0).unwrap());
    let moved = save_view(dir.path(), &view, Mode::Write).unwrap();
    let lines: Vec<(Sign, &str)> = moved.diff.iter().map(|l| (l.sign, l.text.as_str())).collect();
    let expected = [(Sign::Removed, "\"anna\": [-0.5, 0]"), (Sign::Added, "\"anna\": [10, 20]")];
    assert_eq!(lines, expected);
    assert_eq!(load(dir.path()).unwrap().dataset.views, [view.clone()]);
    assert_eq!(save_view(dir.path(), &view, Mode::Write).unwrap().files, []);
    let left = [".lock", "dataset.json", "edges.json", "nodes.json", "sources.json", "views"];
    assert_eq!(names(dir.path()), left);
}

#[test]
fn a_view_that_would_be_refused_is_not_saved() {
    let dir = folder();
    let plain = View { name: "plain".to_owned(), ..View::default() };
    let wrong = [
        (View { name: "../nodes".to_owned(), ..plain.clone() }, "bad-view-name"),
        (View { name: "a/b".to_owned(), ..plain.clone() }, "bad-view-name"),
        (View { name: ".a".to_owned(), ..plain.clone() }, "bad-view-name"),
        (View { name: String::new(), ..plain.clone() }, "bad-view-name"),
        (View { name: "Plain".to_owned(), ..plain.clone() }, "bad-view-name"),
        (View { names: vec![id("nobody")], ..plain.clone() }, "unknown-node"),
        (View { hops: Some(10), ..plain.clone() }, "bad-number"),
        (View { title: Some("a\nb".to_owned()), ..plain.clone() }, "invisible-character"),
        (View { template: Some("pie".to_owned()), ..plain.clone() }, "unknown-word"),
        (View { certain: true, ..plain.clone() }, "bad-time"),
        (View { notes: vec!["n".repeat(VIEW_BYTES_MAX as usize)], ..plain }, "file-too-large"),
    ];
    for (view, code) in wrong {
        for mode in [Mode::DryRun, Mode::Write] {
            let error = save_view(dir.path(), &view, mode).unwrap_err();
            assert!(error.findings().iter().any(|f| f.code == code), "{:?}", error.findings());
        }
    }
    assert!(!dir.path().join("views").exists());
    assert!(!dir.path().parent().unwrap().join("nodes.json").exists());
    assert_eq!(load(dir.path()).unwrap().findings, []);
}

#[test]
fn other_changes_leave_views_as_they_are_and_may_not_break_them() {
    let dir = folder();
    fs::create_dir(dir.path().join("views")).unwrap();
    let loose = "{\"pins\": {\"anna\": [1.50, 2]}}";
    let view = dir.path().join("views/a.json");
    fs::write(&view, loose).unwrap();
    fs::write(dir.path().join("views/README.md"), "not a view").unwrap();
    let node =
        parse_node("{\"id\": \"b\", \"kind\": \"person\", \"name\": \"B\"}", "test").unwrap();
    let applied = apply(dir.path(), &[Change::AddNode(node)], Mode::Write).unwrap();
    assert_eq!(applied.files.iter().map(|f| &*f.file).collect::<Vec<_>>(), ["nodes.json"]);
    assert_eq!(applied.dataset.views.len(), 1);
    assert_eq!(fs::read_to_string(&view).unwrap(), loose);
    let finding = load(dir.path()).unwrap().findings.into_iter().find(|f| f.file == "views/a.json");
    assert_eq!(finding.unwrap().code, "not-canonical");
    let fixed = canonicalize(dir.path(), Mode::Write).unwrap();
    assert_eq!(fixed.files.iter().map(|f| &*f.file).collect::<Vec<_>>(), ["views/a.json"]);
    let expected = "{\n  \"pins\": {\n    \"anna\": [1.5, 2]\n  }\n}\n";
    assert_eq!(fs::read_to_string(&view).unwrap(), expected);
    assert_eq!(names(&dir.path().join("views")), ["README.md", "a.json"]);
}

#[test]
fn an_example_is_copied_with_its_views_and_a_new_dataset_has_none() {
    let parent = tempfile::tempdir().unwrap();
    let files = with(&[("views/full.json", FULL)]);
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let copied = copy_example(&parent.path().join("copy"), &files).unwrap();
    assert_eq!((copied.dataset.views, copied.findings), (vec![full()], vec![]));
    let new = init(&parent.path().join("new"), "New", "CC0-1.0").unwrap();
    assert_eq!(new.dataset.views, []);
    assert!(!parent.path().join("new/views").exists());
}

// Views from anywhere.

#[test]
fn only_files_of_the_folder_itself_that_end_in_json_are_views() {
    let files = [
        ("views/a.txt", "x"),
        ("views/a.JSON", "x"),
        ("views/.hidden.json", "x"),
        ("views/b/c.json", "x"),
    ];
    assert_eq!(load_files(&with(&files)).unwrap().dataset.views, []);
    let dir = folder();
    fs::create_dir_all(dir.path().join("views/b")).unwrap();
    for (path, text) in files {
        fs::write(dir.path().join(path), text).unwrap();
    }
    assert_eq!(load(dir.path()).unwrap().dataset.views, []);
}

#[test]
fn too_many_and_too_large_views_are_refused_unread() {
    let mut views = small();
    views.extend((0..VIEWS_MAX).map(|n| (format!("views/v{n}.json"), "{}\n".to_owned())));
    assert_eq!(load_files(&views).unwrap().dataset.views.len(), VIEWS_MAX);
    views.insert("views/one-more.json".to_owned(), "x".to_owned());
    let error = load_files(&views).unwrap_err();
    assert_eq!(
        only(error.findings()).to_string(),
        "views:1:1: error[too-many-views]: a dataset has at most 1000 views"
    );
    let dir = folder();
    fs::create_dir(dir.path().join("views")).unwrap();
    let large = fs::File::create(dir.path().join("views/large.json")).unwrap();
    large.set_len(1 << 40).unwrap();
    let started = Instant::now();
    let error = load(dir.path()).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(
        only(error.findings()).to_string(),
        "views/large.json:1:1: error[file-too-large]: a view has at most 1 MiB"
    );
    for n in 0..VIEWS_MAX {
        fs::write(dir.path().join(format!("views/v{n}.json")), "{}\n").unwrap();
    }
    assert_eq!(only(load(dir.path()).unwrap_err().findings()).code, "too-many-views");
}

#[test]
fn depth_and_a_hundred_thousand_pins_cost_little() {
    const DEPTH: usize = 100_000;
    let started = Instant::now();
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = open.repeat(DEPTH) + "1" + &close.repeat(DEPTH);
        for member in ["names", "pins", "captions", "changes", "depth"] {
            let text = format!("{{\"{member}\": {deep}}}");
            assert!(!refused(&[("views/a.json", &text)]).is_empty(), "{member}");
        }
        assert!(!refused(&[("views/a.json", &deep)]).is_empty());
    }
    let mut text = "{\"pins\": {".to_owned();
    for n in 0..70_000 {
        write!(text, "\"q{n:05}\":[0,1],").unwrap();
    }
    text += "\"quay\":[0,1]}}";
    assert!((text.len() as u64) < VIEW_BYTES_MAX * 11 / 10, "{}", text.len());
    text = text.replace("[0,1],", "[],");
    assert!((text.len() as u64) < VIEW_BYTES_MAX, "{}", text.len());
    let findings = refused(&[("views/a.json", &text)]);
    assert_eq!(findings.len(), FINDINGS_MAX + 1);
    assert_eq!(findings.last().unwrap().message, "139000 more errors are not listed");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn every_prefix_and_every_flipped_bit_of_a_view_loads_or_is_refused_in_its_file() {
    for length in 0..FULL.len() {
        match load_files(&with(&[("views/a.json", &FULL[..length])])) {
            Ok(_) => assert_eq!(length + 1, FULL.len()),
            Err(error) => {
                let findings = error.findings();
                assert!(findings.iter().all(|f| f.file == "views/a.json"), "{findings:?}");
            }
        }
    }
    for at in 0..FULL.len() {
        let mut bytes = FULL.as_bytes().to_vec();
        bytes[at] ^= 1 << (at % 7);
        let text = String::from_utf8(bytes).unwrap();
        if let Err(error) = load_files(&with(&[("views/a.json", &text)])) {
            assert!(error.findings().iter().any(|f| f.severity == Severity::Error));
        }
    }
}

#[test]
fn names_from_elsewhere_are_shown_inert() {
    let findings = refused(&[("views/a\u{1b}[2J\n\u{202e}.json", "{}")]);
    let finding = only(&findings);
    let shown = format!("{finding} {:?}", finding.hint);
    assert!(!shown.chars().any(sociogram::model::is_invisible), "{shown}");
    assert_eq!(finding.file, "views/a\\u{1b}[2J\\u{a}\\u{202e}.json");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    fn refusal(dir: &Path) -> String {
        let started = Instant::now();
        let error = load(dir).unwrap_err();
        assert!(started.elapsed() < Duration::from_secs(5));
        error.to_string()
    }

    #[test]
    fn no_link_pipe_or_folder_is_a_view() {
        let dir = folder();
        let elsewhere = tempfile::tempdir().unwrap();
        let target = elsewhere.path().join("target.json");
        fs::write(&target, "{}\n").unwrap();
        let views = dir.path().join("views");
        let view = views.join("a.json");
        fs::create_dir(&views).unwrap();
        for target in [target.as_path(), Path::new("absent"), Path::new("/dev/zero")] {
            symlink(target, &view).unwrap();
            assert!(refusal(dir.path()).ends_with("views/a.json is a symbolic link, not a file"));
            let plain = View { name: "a".to_owned(), hops: Some(1), ..View::default() };
            save_view(dir.path(), &plain, Mode::Write).unwrap_err();
            fs::remove_file(&view).unwrap();
        }
        assert_eq!(fs::read_to_string(&target).unwrap(), "{}\n");
        fs::create_dir(&view).unwrap();
        assert!(refusal(dir.path()).ends_with("views/a.json is a folder, not a file"));
        fs::remove_dir(&view).unwrap();
        assert!(Command::new("mkfifo").arg(&view).status().unwrap().success());
        assert!(
            refusal(dir.path()).ends_with("a.json is a pipe, a socket or a device, not a file")
        );
    }

    #[test]
    fn the_folder_of_views_is_a_folder_of_the_dataset() {
        let dir = folder();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("a.json"), "{}\n").unwrap();
        let views = dir.path().join("views");
        symlink(elsewhere.path(), &views).unwrap();
        assert!(refusal(dir.path()).ends_with("views is a symbolic link, not a folder"));
        let plain = View { name: "b".to_owned(), ..View::default() };
        let error = save_view(dir.path(), &plain, Mode::Write).unwrap_err();
        assert!(matches!(&error, DatasetError::NotAFolder { .. }), "{error}");
        assert!(error.hint().is_some());
        assert_eq!(names(elsewhere.path()), ["a.json"]);
        fs::remove_file(&views).unwrap();
        fs::write(&views, "x").unwrap();
        assert!(refusal(dir.path()).ends_with("views is a file, not a folder"));
    }

    #[test]
    fn links_planted_where_a_view_waits_are_not_followed() {
        let dir = folder();
        let elsewhere = tempfile::tempdir().unwrap();
        let victim = elsewhere.path().join("victim");
        fs::write(&victim, "precious").unwrap();
        symlink(&victim, dir.path().join(".views.a.json.new")).unwrap();
        let plain = View { name: "a".to_owned(), ..View::default() };
        save_view(dir.path(), &plain, Mode::Write).unwrap();
        assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
        assert!(fs::symlink_metadata(dir.path().join("views/a.json")).unwrap().is_file());
    }

    #[test]
    fn a_name_that_is_no_text_is_no_name_of_a_view() {
        let dir = folder();
        let views = dir.path().join("views");
        fs::create_dir(&views).unwrap();
        // Some systems have no such names.
        if fs::write(views.join(OsStr::from_bytes(b"\xff.json")), "{}\n").is_ok() {
            let error = load(dir.path()).unwrap_err();
            let finding = only(error.findings());
            assert_eq!(
                (finding.code, finding.file.as_str()),
                ("bad-view-name", "views/\u{fffd}.json")
            );
        }
    }
}
