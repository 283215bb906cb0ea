//! How fast files of other tools come in, and how much memory that takes: tables and JSON Lines that are generated
//! from a fixed seed.
//!
//! `cargo bench --bench interchange [-- WORD]` prints one line per import whose name contains WORD: the processor time
//! that it took, megabytes of the file per second of it, and the most memory that was in use. `-- large` imports a
//! table of 1 GB as a stream. Files stay in the target folder.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// An import: its name, the files, and what else the command line says. `{}` is the target.
const IMPORTS: &[(&str, &[&str], &str)] = &[
    ("csv to a stream, citing", &["people.csv", "payments.csv"], "-o {}.jsonl"),
    ("csv to a stream", &["people.csv", "payments.csv"], "-o {}.jsonl --no-cite"),
    ("csv to a dataset, citing", &["people.csv", "payments.csv"], "-o {}"),
    ("csv to a dataset", &["people.csv", "payments.csv"], "-o {} --no-cite"),
    ("json-lines to a dataset: 1,000,000 facts", &["facts.jsonl"], "-o {}"),
    ("json-lines to a stream", &["facts.jsonl"], "-o {}.jsonl"),
    ("large csv to a stream, citing", &["large.csv"], "-o {}.jsonl"),
];

fn main() {
    let word = std::env::args().skip(1).find(|arg| !arg.starts_with("--")).unwrap_or_default();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("interchange");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    println!("{:>9}  {:>7}  {:>7}  {:>8}  import", "file", "time", "CPU", "memory");
    for (name, files, arguments) in IMPORTS {
        if !name.contains(&word) || (name.starts_with("large") && word.is_empty()) {
            continue;
        }
        let files: Vec<PathBuf> = files.iter().map(|file| generated(&folder, file)).collect();
        let size = |path: &PathBuf| fs::metadata(path).expect("it was generated").len();
        let n_bytes: u64 = files.iter().map(size).sum();
        let taken = import(&folder, &files, arguments);
        let megabytes = n_bytes as f64 / 1e6;
        println!(
            "{megabytes:>6.0} MB  {:>5.1} s  {:>5.1} s  {:>5.0} MB  {name}: {:.0} MB/s a core",
            taken.seconds,
            taken.cpu,
            taken.memory as f64 / 1e6,
            megabytes / taken.cpu
        );
    }
}

/// What an import took.
struct Taken {
    seconds: f64,
    /// Seconds of all cores.
    cpu: f64,
    /// The most bytes that were in memory.
    memory: u64,
}

/// Runs an import and measures the process by the kernel's books of it.
fn import(folder: &Path, files: &[PathBuf], arguments: &str) -> Taken {
    let target = folder.join("imported");
    let _ = fs::remove_dir_all(&target);
    let _ = fs::remove_file(target.with_extension("jsonl"));
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_sociogram"))
        .arg("import")
        .args(files)
        .args(arguments.split(' ').map(|word| word.replace("{}", &target.display().to_string())))
        .stdout(Stdio::null())
        .spawn()
        .expect("the program starts");
    let process = PathBuf::from(format!("/proc/{}", child.id()));
    let (mut memory, mut cpu) = (0, 0.0);
    let status = loop {
        if let Ok(status) = fs::read_to_string(process.join("status")) {
            let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse().ok());
            memory = kilobytes.map_or(memory, |kilobytes: u64| kilobytes * 1024);
        }
        if let Ok(stat) = fs::read_to_string(process.join("stat")) {
            // After the name: user and system time in hundredths of a second, as the 12th and 13th.
            let after = stat.rsplit(')').next().unwrap_or_default();
            let ticks = after.split_whitespace().skip(11).take(2);
            let ticks: f64 = ticks.filter_map(|n| n.parse::<f64>().ok()).sum();
            cpu = f64::max(cpu, ticks / 100.0);
        }
        if let Some(status) = child.try_wait().expect("the process can be waited for") {
            break status;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    };
    let seconds = begun.elapsed().as_secs_f64();
    assert!(status.success(), "the import failed");
    // Where there are no such books, all that is known is the time.
    Taken { seconds, cpu: if cpu > 0.0 { cpu } else { seconds }, memory }
}

/// A file of this name, written if it is not there.
fn generated(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(name);
    if path.exists() {
        return path;
    }
    let unfinished = path.with_extension("new");
    let file = File::create(&unfinished).expect("the target folder can be written");
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let written = match name {
        "facts.jsonl" => facts(&mut out),
        "people.csv" => people(&mut out, 20 << 20),
        "payments.csv" => payments(&mut out, 180 << 20),
        "large.csv" => payments(&mut out, 1 << 30),
        _ => unreachable!("every file has its generator"),
    };
    written.and_then(|()| out.flush()).expect("the disk takes the file");
    fs::rename(unfinished, &path).expect("the file can be renamed");
    path
}

const PEOPLE: u64 = 200_000;
const NAMES: &[&str] = &["Jane", "Bo", "Aigerim", "민준", "Étienne", "Ольга", "Mary Ann", "Li"];
const FAMILIES: &[&str] =
    &["Doe", "Lind", "O'Neil", "Nazarbayeva", "김", "\"Ace\" Smith", "Иванова"];
const PLACES: &[&str] = &["Almaty", "Seoul", "Road Town", "Zürich", "Port of Spain, Trinidad"];
const PURPOSES: &[&str] =
    &["consulting", "invoice 2012/114, second half", "loan", "dividends for 2009 \"interim\""];

fn people(out: &mut impl Write, n_bytes_min: usize) -> io::Result<()> {
    writeln!(out, "id,name,kind,born,city")?;
    let (mut numbers, mut n_bytes, mut n) = (Numbers(1), 0, 0);
    while n_bytes < n_bytes_min {
        let name = format!("{} {}", numbers.of(NAMES), numbers.of(FAMILIES)).replace('"', "\"\"");
        let (year, place) = (1930 + numbers.below(70), numbers.of(PLACES));
        let row = format!("p{n:07},\"{name}\",person,{year},\"{place}\"\n");
        n_bytes += row.len();
        n += 1;
        out.write_all(row.as_bytes())?;
    }
    Ok(())
}

fn payments(out: &mut impl Write, n_bytes_min: usize) -> io::Result<()> {
    writeln!(out, "source,target,kind,date,sum,currency,purpose")?;
    let (mut numbers, mut n_bytes) = (Numbers(2), 0);
    while n_bytes < n_bytes_min {
        let (from, to) = (numbers.below(PEOPLE), numbers.below(PEOPLE));
        let (year, month, day) =
            (1995 + numbers.below(25), 1 + numbers.below(12), 1 + numbers.below(28));
        let (sum, cents) = (numbers.below(1_000_000), numbers.below(100));
        let purpose = numbers.of(PURPOSES).replace('"', "\"\"");
        let row = format!(
            "p{from:07},p{to:07},pays,{year}-{month:02}-{day:02},{sum}.{cents:02},USD,\"{purpose}\"\n"
        );
        n_bytes += row.len();
        out.write_all(row.as_bytes())?;
    }
    Ok(())
}

/// Facts as `export --to json-lines` writes them: edges with a date and a piece of evidence.
fn facts(out: &mut impl Write) -> io::Result<()> {
    const SOURCES: u64 = 50;
    const NODES: u64 = 100_000;
    const EDGES: u64 = 1_000_000;
    writeln!(out, "{{\"format\": 1, \"title\": \"Generated\", \"licence\": \"CC0-1.0\"}}")?;
    for source in 0..SOURCES {
        writeln!(out, "{{\"id\": \"source-{source:02}\", \"title\": \"Report {source}\"}}")?;
    }
    for node in 0..NODES {
        let name = format!("Company {node}");
        writeln!(out, "{{\"id\": \"c-{node:06}\", \"kind\": \"company\", \"name\": \"{name}\"}}")?;
    }
    let mut numbers = Numbers(3);
    for edge in 0..EDGES {
        let from = numbers.below(NODES);
        let to = (from + 1 + numbers.below(NODES - 1)) % NODES;
        let (year, month) = (1990 + numbers.below(34), 1 + numbers.below(12));
        let (source, start) = (numbers.below(SOURCES), numbers.below(50_000));
        let digest = format!("{:016x}", numbers.below(u64::MAX)).repeat(4);
        writeln!(
            out,
            "{{\"id\": \"lent-{edge:07}\", \"kind\": \"lent-to\", \"from\": \"c-{from:06}\", \
             \"to\": \"c-{to:06}\", \"when\": \"{year}-{month:02}\", \"evidence\": [{{\"source\": \
             \"source-{source:02}\", \"start\": {start}, \"end\": {}, \"sha256\": \"{digest}\", \
             \"says\": \"The report says so in this place\"}}]}}",
            start + 80
        )?;
    }
    Ok(())
}

/// A generator of the same numbers in every run (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len() as u64) as usize]
    }
}
