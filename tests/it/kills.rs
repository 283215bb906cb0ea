//! The program killed while it writes, and two of it writing at once: what it said was done stays done,
//! and the dataset is whole at every moment.

use sociogram::dataset::{Dataset, DatasetError, Mode, canonicalize, load, to_bytes};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

fn program(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sociogram"));
    command.current_dir(folder).args(args).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

fn example(folder: &Path) -> PathBuf {
    let status = program(folder, &["init", "x", "--example"]).status().expect("the program starts");
    assert!(status.success());
    folder.join("x")
}

fn add(folder: &Path, id: &str) -> Child {
    let args = ["--data", "x", "add", "node", id, "--kind", "person", "--name", id];
    program(folder, &args).stderr(Stdio::piped()).spawn().expect("the program starts")
}

/// Numbers that look random and are the same each time (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// Loads the dataset and holds its files, or what waits to replace them, against its canonical form.
fn whole(dataset: &Path) -> Dataset {
    let loaded = load(dataset).unwrap_or_else(|error| panic!("{error}: {:?}", error.findings()));
    let is_pending = dataset.join(".pending.json").exists();
    for file in to_bytes(&loaded.dataset) {
        let waiting = dataset.join(format!(".{}.new", file.name));
        let path = if is_pending && waiting.exists() { waiting } else { dataset.join(&*file.name) };
        assert_eq!(fs::read(&path).unwrap(), file.bytes, "{}", path.display());
    }
    loaded.dataset
}

fn assert_kept(dataset: &Dataset, ids: &[String]) {
    let lost: Vec<&String> = ids.iter().filter(|id| dataset.node(id).is_none()).collect();
    assert!(lost.is_empty(), "said to be added, and gone: {lost:?}");
}

/// What an interrupted write leaves behind; the lock file stays for good.
fn strays(dataset: &Path) -> Vec<String> {
    fs::read_dir(dataset)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.') && !matches!(name.as_str(), ".lock" | ".gitignore"))
        .collect()
}

#[test]
fn a_killed_program_loses_nothing_and_leaves_a_whole_dataset() {
    const KILLS: usize = 200;
    let folder = tempfile::tempdir().unwrap();
    let dataset = example(folder.path());
    let mut done = Vec::new();
    // How long an undisturbed call takes here.
    let usual = (0..4)
        .map(|at| {
            let start = Instant::now();
            let id = format!("first-{at}");
            assert!(add(folder.path(), &id).wait().unwrap().success());
            done.push(id);
            start.elapsed()
        })
        .min()
        .unwrap();
    let latest = u64::try_from(usual.as_micros()).unwrap() * 6 / 5;
    let mut numbers = Numbers(0x5eed_0f50_c109);
    let mut n_killed = 0;
    let mut n_tried = 0;
    while n_killed < KILLS {
        n_tried += 1;
        assert!(n_tried < 10 * KILLS, "calls end before they can be killed");
        let id = format!("node-{n_tried:04}");
        let mut child = add(folder.path(), &id);
        // A call reads before it writes, so early kills say little.
        let delay = latest / 3 + numbers.below(latest * 2 / 3);
        thread::sleep(Duration::from_micros(delay));
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        if output.status.signal().is_some() {
            n_killed += 1;
        } else {
            // What earlier kills left behind hinders nobody.
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{said}");
            done.push(id);
        }
        assert_kept(&whole(&dataset), &done);
    }
    let last = add(folder.path(), "last").wait_with_output().unwrap();
    assert!(last.status.success(), "{}", String::from_utf8_lossy(&last.stderr));
    done.push("last".to_owned());
    assert_kept(&whole(&dataset), &done);
    assert_eq!(strays(&dataset), Vec::<String>::new());
    assert!(canonicalize(&dataset, Mode::DryRun).unwrap().files.is_empty());
}

#[test]
fn of_two_writers_at_once_one_may_be_refused_and_nothing_is_lost() {
    const CALLS: usize = 40;
    let folder = tempfile::tempdir().unwrap();
    let dataset = example(folder.path());
    let is_over = AtomicBool::new(false);
    let write = |name: &str| {
        let mut done = Vec::new();
        for at in 0..CALLS {
            let id = format!("{name}-{at}");
            let output = add(folder.path(), &id).wait_with_output().unwrap();
            match output.status.code() {
                Some(0) => done.push(id),
                // Locked, or changed by the other meanwhile.
                Some(4) => {}
                _ => panic!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)),
            }
        }
        done
    };
    let (left, right, n_read) = thread::scope(|scope| {
        let right = scope.spawn(|| write("right"));
        let reader = scope.spawn(|| {
            let mut n_read = 0;
            while !is_over.load(Ordering::Relaxed) {
                match load(&dataset) {
                    Ok(_) => n_read += 1,
                    Err(DatasetError::Changing { .. }) => {}
                    Err(error) => panic!("{error}: {:?}", error.findings()),
                }
                thread::sleep(Duration::from_millis(1));
            }
            n_read
        });
        let left = write("left");
        let right = right.join().unwrap();
        is_over.store(true, Ordering::Relaxed);
        (left, right, reader.join().unwrap())
    });
    assert!(!left.is_empty() && !right.is_empty() && n_read > 0);
    let after = whole(&dataset);
    assert_kept(&after, &left);
    assert_kept(&after, &right);
    // And what was refused was not done.
    let added = |node: &str| node.starts_with("left-") || node.starts_with("right-");
    let n_added = after.nodes.iter().filter(|node| added(&node.id)).count();
    assert_eq!(n_added, left.len() + right.len());
}
