//! Files that the program is given or finds: planted links, pipes and devices, names that are no text, and
//! targets that are not to be replaced.

use crate::cli::{Run, Sandbox};
use std::fs;
use std::path::Path;

/// `add source paper --file FILE`, with `rest`.
fn add_source(sandbox: &Sandbox, file: &str, rest: &[&str]) -> Run {
    let args = ["--data", "ds", "add", "source", "paper", "--title", "Paper", "--file", file];
    sandbox.run(&[&args, rest].concat())
}

/// A sandbox with an empty dataset `ds` and a text `t.txt` beside it.
fn with_text() -> Sandbox {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["init", "ds", "--title", "T", "--licence", "CC0-1.0"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    sandbox.write("t.txt", "What the paper says.\n");
    sandbox
}

fn sources(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.path().join("ds/sources.json")).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_text_is_kept_with_its_source_and_never_replaced() {
    let sandbox = with_text();
    let dry = add_source(&sandbox, "t.txt", &["--keep", "--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    let copy = sandbox.path().join("ds/sources/t.txt");
    assert!(!sandbox.path().join("ds/sources").exists());

    sandbox.write("ds/sources/t.txt", "Another text.\n");
    for dry_run in [&["--keep", "--dry-run"][..], &["--keep"]] {
        let run = add_source(&sandbox, "t.txt", dry_run);
        assert_eq!(run.code, 4);
        assert!(told(&run).contains("t.txt holds another text"), "{}", run.stderr);
        assert_eq!(sources(&sandbox), "[]\n");
    }
    assert_eq!(fs::read_to_string(&copy).unwrap(), "Another text.\n");

    // What an interrupted run left is this very text.
    sandbox.write("ds/sources/t.txt", "What the paper says.\n");
    let run = add_source(&sandbox, "t.txt", &["--keep"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(names(&sandbox.path().join("ds/sources")), ["t.txt"]);
    let run = sandbox.run(&["--data", "ds", "evidence", "locate", "paper", "paper says"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
}

#[test]
fn a_refused_source_leaves_no_text() {
    let sandbox = with_text();
    let run = add_source(&sandbox, "t.txt", &["--keep", "--derived-from", "nosuch"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(!sandbox.path().join("ds/sources").exists());
    assert_eq!(sources(&sandbox), "[]\n");
}

#[test]
fn a_file_that_is_no_text_or_has_no_name_for_one_is_refused() {
    let sandbox = with_text();
    fs::write(sandbox.path().join("latin.txt"), b"caf\xe9").unwrap();
    let large = fs::File::create(sandbox.path().join("large.txt")).unwrap();
    large.set_len((64 << 20) + 1).unwrap();
    sandbox.write(".hidden", "text");
    for (file, words) in [
        ("latin.txt", "is not UTF-8 text (at byte 3)"),
        ("large.txt", "a text has at most 64 MiB"),
        (".hidden", "the name of a text is UTF-8"),
        ("..", "the name of a text is UTF-8"),
        ("ds", "it is a folder, not a file"),
        ("absent.txt", "there is no text file"),
    ] {
        for keep in [&[][..], &["--keep"]] {
            let run = add_source(&sandbox, file, keep);
            assert_eq!(run.code, 4, "{file}");
            assert!(told(&run).contains(words), "{file}: {}", run.stderr);
        }
    }
    assert_eq!(sources(&sandbox), "[]\n");
}

#[test]
fn a_missing_fact_is_counted_as_the_command_line_counts() {
    let sandbox = Sandbox::new();
    let data = sandbox.dataset(
        &["{\"id\": \"a\", \"kind\": \"person\", \"name\": \"A\", \"facts\": \
           [{\"key\": \"size\", \"value\": \"tall\"}]}"],
        &[],
    );
    let evidence = format!(
        "{{\"source\": \"one\", \"start\": 0, \"end\": 1, \"sha256\": \"{}\", \"says\": \"so\"}}",
        "0".repeat(64)
    );
    let add = |fact| {
        let args = ["--data", data, "add", "evidence", "a", "--fact", fact, "--record", &evidence];
        sandbox.run(&args)
    };
    let run = add("3");
    assert_eq!(run.code, 3);
    assert!(told(&run).contains("\"a\" has no fact 3"), "{}", run.stderr);
    assert!(told(&run).contains("it has 1, counted from 1"), "{}", run.stderr);
    assert_eq!(add("1").code, 0);
}

#[test]
fn a_refused_record_is_told_of_itself_alone() {
    let sandbox = Sandbox::new();
    let node = |id: &str| crate::cli::node(id, "person");
    // Nobody here is backed by a source, and each is warned of when the dataset is checked.
    let data = sandbox.dataset(&[&node("a"), &node("b")], &[]);
    let record = "{\"id\": \"n\", \"kind\": \"met\", \"from\": \"a\", \"to\": \"zed\"}";
    let run = sandbox.run(&["--data", data, "add", "edge", "--record", record, "--json"]);
    assert_eq!(run.code, 3);
    let error = run.error();
    let findings = error["findings"].as_array().expect("an array of findings");
    let shown: Vec<(&str, &str)> = findings
        .iter()
        .map(|f| (f["code"].as_str().unwrap(), f["id"].as_str().unwrap_or_default()))
        .collect();
    assert_eq!(shown, [("dangling-end", "n"), ("unsourced", "n")]);
}

/// `diagram` on the built-in dataset, as DOT.
fn diagram(sandbox: &Sandbox, output: &str) -> Run {
    sandbox.run(&["diagram", "kepco", "--as", "dot", "-o", output])
}

/// What a user is told, with the line breaks that fit it to a terminal undone.
fn told(run: &Run) -> String {
    run.stderr.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_picture_goes_to_a_new_or_regular_file_or_to_standard_output() {
    let sandbox = Sandbox::new();
    let shown = diagram(&sandbox, "-");
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    assert!(shown.stdout.contains("digraph"), "{}", shown.stdout);
    // As long as a name can be on the file systems in use.
    let long = format!("{}.dot", "x".repeat(251));
    sandbox.write("old.dot", "old");
    for name in [long.as_str(), "old.dot"] {
        let run = diagram(&sandbox, name);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(fs::read_to_string(sandbox.path().join(name)).unwrap(), shown.stdout);
    }
    fs::create_dir(sandbox.path().join("folder")).unwrap();
    let run = diagram(&sandbox, "folder");
    assert_eq!(run.code, 4);
    assert!(told(&run).contains("folder is a folder"), "{}", run.stderr);
    assert_eq!(names(sandbox.path()), ["folder", "old.dot", &long], "and nothing temporary");
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::ffi::{OsStr, OsString};
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::process::Command;
    use std::time::{Duration, Instant};

    fn pipe(path: &Path) {
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    #[test]
    fn a_text_is_not_kept_through_links_pipes_or_devices() {
        let sandbox = with_text();
        let folder = sandbox.path().join("ds/sources");
        let outside = sandbox.path().join("outside");
        fs::create_dir(&outside).unwrap();
        let refused = |words: &str| {
            let started = Instant::now();
            let run = add_source(&sandbox, "t.txt", &["--keep"]);
            assert_eq!(run.code, 4, "{}", run.stderr);
            assert!(told(&run).contains(words), "{}", run.stderr);
            assert!(started.elapsed() < Duration::from_secs(5));
            assert_eq!(names(&outside), [""; 0]);
            assert_eq!(sources(&sandbox), "[]\n");
        };
        symlink("../outside", &folder).unwrap();
        refused("sources is a symbolic link, not a folder");
        fs::remove_file(&folder).unwrap();
        symlink("../nowhere", &folder).unwrap();
        refused("sources is a symbolic link, not a folder");
        fs::remove_file(&folder).unwrap();
        fs::write(&folder, "").unwrap();
        refused("sources is a file, not a folder");
        fs::remove_file(&folder).unwrap();

        fs::create_dir(&folder).unwrap();
        let copy = folder.join("t.txt");
        for target in ["../../outside/t.txt", "../../t.txt", "/dev/zero"] {
            symlink(target, &copy).unwrap();
            refused("t.txt is a symbolic link, not a file");
            fs::remove_file(&copy).unwrap();
        }
        pipe(&copy);
        refused("t.txt is a pipe, a socket or a device, not a file");
        fs::remove_file(&copy).unwrap();
        // A leftover planted under the temporary name is not followed either.
        symlink("../outside/planted", sandbox.path().join("ds/.text.new")).unwrap();
        assert_eq!(add_source(&sandbox, "t.txt", &["--keep"]).code, 0);
        assert_eq!(names(&outside), [""; 0]);
        assert!(fs::symlink_metadata(&copy).unwrap().is_file());
    }

    #[test]
    fn a_file_whose_name_is_no_text_is_refused_before_anything_happens() {
        let sandbox = with_text();
        let name = OsStr::from_bytes(b"caf\xe9.txt");
        if fs::write(sandbox.path().join(name), "text").is_err() {
            eprintln!("skipped: this file system takes only names that are UTF-8");
            return;
        }
        let mut args: Vec<OsString> =
            ["--data", "ds", "add", "source", "paper", "--title", "Paper", "--keep", "--file"]
                .map(OsString::from)
                .into();
        args.push(name.to_owned());
        let run = sandbox.run(&args);
        assert_eq!(run.code, 4);
        assert!(told(&run).contains("the name of a text is UTF-8"), "{}", run.stderr);
        assert_eq!(sources(&sandbox), "[]\n");
        assert!(!sandbox.path().join("ds/sources").exists());
    }

    #[test]
    fn a_pipe_or_a_device_is_no_file_with_a_text() {
        let sandbox = with_text();
        pipe(&sandbox.path().join("pipe"));
        for file in ["pipe", "/dev/zero"] {
            let started = Instant::now();
            let run = add_source(&sandbox, file, &["--keep"]);
            assert_eq!(run.code, 4);
            assert!(told(&run).contains("a pipe, a socket or a device"), "{}", run.stderr);
            assert!(started.elapsed() < Duration::from_secs(5));
        }
    }

    #[test]
    fn a_dataset_shows_no_file_of_the_readers_as_a_source() {
        let sandbox = with_text();
        let secret = sandbox.write("outside/t.txt", "The secret stands here.\n");
        assert_eq!(add_source(&sandbox, "t.txt", &["--keep"]).code, 0);
        let folder = sandbox.path().join("ds/sources");
        let locate = |rest: &[&str]| {
            let args = ["--data", "ds", "evidence", "locate", "paper", "secret"];
            sandbox.run(&[&args, rest].concat())
        };
        fs::remove_file(folder.join("t.txt")).unwrap();
        symlink(&secret, folder.join("t.txt")).unwrap();
        let run = locate(&[]);
        assert_eq!(run.code, 4);
        assert!(told(&run).contains("it is a symbolic link, not a file"), "{}", run.stderr);
        assert!(!run.shown().contains("stands here"), "{}", run.shown());

        // The reader may name the folder, whatever links are in it.
        let run = locate(&["--texts", "ds/sources"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        symlink("outside", sandbox.path().join("linked")).unwrap();
        assert_eq!(locate(&["--texts", "linked"]).code, 0);

        fs::remove_dir_all(&folder).unwrap();
        symlink("../outside", &folder).unwrap();
        let run = locate(&[]);
        assert_eq!(run.code, 4);
        assert!(told(&run).contains("sources is a symbolic link, not a folder"), "{}", run.stderr);
        assert!(!run.shown().contains("stands here"), "{}", run.shown());
    }

    #[test]
    fn a_picture_replaces_no_link_pipe_or_device() {
        let sandbox = Sandbox::new();
        let target = sandbox.write("target.dot", "precious");
        symlink("target.dot", sandbox.path().join("link.dot")).unwrap();
        symlink("nowhere", sandbox.path().join("loose.dot")).unwrap();
        pipe(&sandbox.path().join("pipe.dot"));
        let before = names(sandbox.path());
        for (output, words) in [
            ("link.dot", "link.dot is a symbolic link"),
            ("loose.dot", "loose.dot is a symbolic link"),
            ("pipe.dot", "pipe.dot is a pipe, a socket or a device"),
        ] {
            let run = diagram(&sandbox, output);
            assert_eq!(run.code, 4, "{output}");
            assert!(told(&run).contains(words), "{}", run.stderr);
            assert!(told(&run).contains("-o -"), "{}", run.stderr);
        }
        assert_eq!(fs::read_to_string(target).unwrap(), "precious");
        assert_eq!(names(sandbox.path()), before);
    }
}
