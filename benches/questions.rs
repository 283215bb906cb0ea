//! How long questions take, process start to exit: on the data that ship, and on 100,000 nodes with 500,000 edges
//! from 50 sources that are generated from a fixed seed.
//!
//! `cargo bench --bench questions [-- WORD]` prints one line per question whose command line contains WORD. The
//! generated dataset stays in the target folder, for questions of one's own.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use sociogram::dataset::{edge_line, node_line, source_line};
use sociogram::model::{
    Amount, Basis, Bound, Decimal, Digest, Edge, Evidence, Fact, FactValue, Id, Node, Source, Span,
    Status, Supports, When,
};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The same question of the shipped and of the generated data.
const QUESTIONS: &[(&str, &str)] = &[
    ("stats", "stats"),
    ("sources", "sources"),
    ("stats --as-of 2010 --known-by 2012", "stats --as-of 2010 --known-by 2012"),
    ("path kepco korea-eximbank", "path person-000400 company-009000"),
    ("path samsung lee-myung-bak --in-order", "path person-000400 company-009000 --in-order"),
    ("rank --by degree", "rank --by degree"),
    ("rank --by pagerank", "rank --by pagerank"),
    ("rank --within 0.01", "rank --within 0.01"),
    ("brokers", "brokers"),
    ("brokers --between kepco --and leader", "brokers --between award --and state"),
    ("rank --over-time", "rank --over-time"),
    ("rank --sensitivity", "rank --sensitivity"),
    ("sources hop-forum-2013", "sources source-000000"),
    ("groups", "groups"),
    ("affiliations", "affiliations"),
    ("affiliations --of records", "affiliations --of records"),
    ("similar kepco", "similar company-000100"),
    ("similar kepco --by ties", "similar company-000100 --by ties"),
    ("timeline", "timeline"),
    ("timeline kepco", "timeline company-000100"),
    ("timeline kepco samsung --together", "timeline company-000000 person-000000 --together"),
    ("diff 2005 2010", "diff 2005 2010"),
    ("conflicts", "conflicts"),
    ("corroboration", "corroboration"),
    ("check", "check"),
];

/// Runs on the shipped data; the least counts.
const RUNS: usize = 5;

fn main() {
    let word = std::env::args().skip(1).find(|arg| !arg.starts_with("--")).unwrap_or_default();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("questions");
    let begun = Instant::now();
    generate(&folder);
    println!("generated in {:.1} s: {}", begun.elapsed().as_secs_f64(), folder.display());
    println!(
        "{:>8}  {:>8} = {:>7} + {:>7}  question of the generated data",
        "shipped", "100k", "load", "answer"
    );
    let shipped = Path::new("kazakhstan-korea");
    for (of_shipped, of_generated) in QUESTIONS {
        if !of_generated.contains(&word) && !of_shipped.contains(&word) {
            continue;
        }
        let least = (0..RUNS).map(|_| ask(shipped, of_shipped).whole).min().expect("some runs");
        let large = ask(&folder, of_generated);
        println!(
            "{:>5} ms  {:>6.2} s = {:>5.2} s + {:>5.2} s  {of_generated}",
            least.as_millis(),
            large.whole.as_secs_f64(),
            large.load,
            large.answer,
        );
    }
}

/// How long a question took.
struct Taken {
    whole: Duration,
    /// Seconds, by the program's own watch.
    load: f64,
    answer: f64,
}

fn ask(data: &Path, question: &str) -> Taken {
    let begun = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_sociogram"))
        .args(["--json", "--timings", "--data"])
        .arg(data)
        .args(question.split(' '))
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    let whole = begun.elapsed();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{question}: {stderr}");
    let timings: serde_json::Value = stderr
        .lines()
        .last()
        .and_then(|line| serde_json::from_str(line).ok())
        .expect("timings are the last line");
    let seconds = |member: &str| timings[member].as_f64().unwrap_or(0.0) / 1000.0;
    Taken { whole, load: seconds("load_ms"), answer: seconds("answer_ms") }
}

const N_PERSONS: u64 = 62_000;
const N_COMPANIES: u64 = 20_000;
const N_AGREEMENTS: u64 = 12_000;
const N_MEETINGS: u64 = 5_000;
const N_AWARDS: u64 = 940;
const N_STATES: u64 = 60;
const N_SOURCES: u64 = 50;

/// Edges by kind: how many, the subject's and the object's kind. All together 500,000.
const EDGES: &[(&str, usize, &str, &str)] = &[
    ("attended", 60_000, "person", "meeting"),
    ("awarded-to", 5_000, "award", "person"),
    ("based-in", 30_000, "company", "state"),
    ("concerns", 15_000, "agreement", "company"),
    ("cooperates-with", 30_000, "company", "company"),
    ("lent-to", 30_000, "company", "company"),
    ("member-of", 60_000, "person", "company"),
    ("met", 130_000, "person", "person"),
    ("owns", 40_000, "company", "company"),
    ("signed", 60_000, "company", "agreement"),
    ("works-for", 40_000, "person", "company"),
];

/// Standing questions that look at much of the graph.
const CHECKS: &str = "[
{\"name\": \"large-amounts\", \"title\": \"No amount over 500m without a source\", \"ask\": [\"corroboration\", \"--over\", \"500000000\", \"--unit\", \"USD\", \"--grade\", \"unsourced\"], \"expect\": [{\"at\": \"/total\", \"at_most\": 100}]},
{\"name\": \"one-path\", \"title\": \"Two persons are connected\", \"ask\": [\"path\", \"person-000400\", \"company-009000\"], \"expect\": [{\"at\": \"/total\", \"at_least\": 1}]},
{\"name\": \"one-whole\", \"title\": \"Nearly all hang together\", \"ask\": [\"stats\"], \"expect\": [{\"at\": \"/components\", \"at_most\": 1000}]}
]
";

/// Numbers from a seed (SplitMix64: G. L. Steele, D. Lea, C. H. Flood, 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    /// Below n, small ones far more often: the few that everybody deals with.
    fn skewed(&mut self, n: u64) -> u64 {
        // 45 bits of the cube and 17 of the number fit in 64.
        let share = self.below(1 << 15);
        (share * share * share * n) >> 45
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// A dataset of persons, companies, agreements and meetings, with dates of every precision, open ends, claims,
/// plans, competing amounts, and sources that copy each other.
struct Generator {
    numbers: Numbers,
}

fn generate(folder: &Path) {
    std::fs::create_dir_all(folder).expect("the target folder takes files");
    let header = "{\"format\": 1, \"title\": \"Generated\", \"licence\": \"CC0-1.0\"}\n";
    write(folder, "dataset.json", header.to_owned());
    let mut generator = Generator { numbers: Numbers(7) };
    let sources = (0..N_SOURCES).map(source);
    write(folder, "sources.jsonl", lines(sources.map(|source| source_line(&source))));
    let kinds = [
        ("agreement", N_AGREEMENTS),
        ("award", N_AWARDS),
        ("company", N_COMPANIES),
        ("meeting", N_MEETINGS),
        ("person", N_PERSONS),
        ("state", N_STATES),
    ];
    let ids = kinds.into_iter().flat_map(|(kind, n)| (0..n).map(move |at| (kind, at)));
    let nodes = ids.map(|(kind, at)| node_line(&generator.node(kind, at)));
    write(folder, "nodes.jsonl", lines(nodes));
    let counts: BTreeMap<&str, u64> = kinds.into_iter().collect();
    let ends =
        EDGES.iter().flat_map(|&(kind, n, from, to)| (0..n).map(move |at| (kind, at, from, to)));
    let edges = ends.map(|(kind, at, from, to)| {
        edge_line(&generator.edge(kind, at, (from, counts[from]), (to, counts[to])))
    });
    write(folder, "edges.jsonl", lines(edges));
    write(folder, "checks.json", CHECKS.to_owned());
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}

fn write(folder: &Path, name: &str, text: String) {
    std::fs::write(folder.join(name), text).expect("the target folder takes files");
}

fn id(kind: &str, at: u64) -> Id {
    Id::new(format!("{kind}-{at:06}")).expect("a kind and a number make an id")
}

fn date(text: &str) -> When {
    When::parse(text).expect("only dates are generated")
}

fn source(n: u64) -> Source {
    Source {
        id: id("source", n),
        title: format!("Report {n}"),
        publisher: Some(format!("Publisher {}", n % 20)),
        author: None,
        published: Some(date(&format!("{}-{:02}", 2000 + n % 24, 1 + n % 12))),
        retrieved: None,
        url: None,
        file: None,
        sha256: None,
        derived_from: (n % 7 == 6).then(|| id("source", n - 1)),
    }
}

impl Generator {
    fn evidence(&mut self) -> Vec<Evidence> {
        let n = match self.numbers.below(20) {
            0 => 0,
            1..15 => 1,
            _ => 2,
        };
        let piece = |numbers: &mut Numbers| {
            let start = numbers.below(50_000) as u32;
            Evidence {
                source: id("source", numbers.skewed(N_SOURCES)),
                start,
                end: start + 80,
                sha256: Digest([(start % 251) as u8; 32]),
                says: "The report says so in this place".to_owned(),
                quote: None,
                supports: None,
            }
        };
        (0..n).map(|_| piece(&mut self.numbers)).collect()
    }

    /// A day, a month, a quarter, a year or nothing.
    fn act(&mut self) -> Option<When> {
        let (year, month, day) =
            (1990 + self.numbers.below(34), 1 + self.numbers.below(12), 1 + self.numbers.below(28));
        Some(match self.numbers.below(10) {
            0 | 1 => return None,
            2 | 3 => date(&year.to_string()),
            4 => date(&format!("{year}-{}", 33 + month % 4)),
            5 | 6 => date(&format!("{year}-{month:02}")),
            7 => date(&format!("{year}~")),
            _ => date(&format!("{year}-{month:02}-{day:02}")),
        })
    }

    /// From some year to a later one, on, or no one knows.
    fn state(&mut self) -> Option<When> {
        let year = 1990 + self.numbers.below(30);
        Some(match self.numbers.below(10) {
            0 | 1 => return None,
            2..5 => date(&format!("{year}/..")),
            5 => date(&format!("{year}/")),
            _ => date(&format!("{year}/{}", year + 1 + self.numbers.below(6))),
        })
    }

    fn node(&mut self, kind: &str, at: u64) -> Node {
        let is_record = matches!(kind, "agreement" | "award" | "meeting");
        let mut facts = Vec::new();
        if kind == "agreement" {
            let millions = 1 + self.numbers.skewed(900);
            facts.push(self.amount(millions));
            if self.numbers.one_in(10) {
                facts.push(self.amount(millions + 1));
            }
        }
        if matches!(kind, "company" | "person") {
            let state = id("state", self.numbers.skewed(N_STATES)).to_string();
            facts.push(self.fact("country", FactValue::Text(state)));
        }
        Node {
            id: id(kind, at),
            kind: kind.to_owned(),
            name: format!("{} {at}", kind.to_uppercase()),
            aliases: Vec::new(),
            when: if is_record { self.act() } else { None },
            when_because: None,
            status: if is_record { self.status() } else { Status::Done },
            facts,
            evidence: if is_record { self.evidence() } else { Vec::new() },
        }
    }

    fn amount(&mut self, millions: u64) -> Fact {
        let bounds = [Bound::Exact, Bound::About, Bound::Over];
        let amount = Amount {
            value: Decimal::new(format!("{millions}000000")).expect("digits are a decimal"),
            to: None,
            unit: "USD".to_owned(),
            bound: bounds[self.numbers.below(3) as usize],
            span: Span::Total,
            period: None,
            compared_with: None,
        };
        self.fact("value", FactValue::Amount(amount))
    }

    fn fact(&mut self, key: &str, value: FactValue) -> Fact {
        Fact {
            key: key.to_owned(),
            value,
            when: None,
            when_because: None,
            basis: Basis::Stated,
            claimed_by: None,
            evidence: self.evidence(),
        }
    }

    fn status(&mut self) -> Status {
        match self.numbers.below(50) {
            0 => Status::Planned,
            1 => Status::Cancelled,
            2 => Status::Denied,
            _ => Status::Done,
        }
    }

    fn edge(&mut self, kind: &str, at: usize, from: (&str, u64), to: (&str, u64)) -> Edge {
        let mut ends = [
            id(from.0, self.numbers.skewed(from.1)),
            // The other end is any, so that the few that everybody deals with do not deal with each other alone.
            id(to.0, self.numbers.below(to.1)),
        ];
        if ends[0] == ends[1] {
            ends[1] = id(to.0, 0);
        }
        if matches!(kind, "met" | "cooperates-with") {
            ends.sort();
        }
        let [from, to] = ends;
        let is_act = matches!(kind, "attended" | "awarded-to" | "lent-to" | "met" | "signed");
        let mut evidence = self.evidence();
        if is_act && self.numbers.one_in(40) {
            let supports = self.act().map(Supports::When);
            if let Some(piece) = evidence.last_mut() {
                piece.supports = supports;
            }
        }
        let is_inferred = self.numbers.one_in(30);
        Edge {
            id: id(kind, at as u64),
            kind: kind.to_owned(),
            from,
            to,
            when: if is_act { self.act() } else { self.state() },
            when_because: None,
            status: self.status(),
            basis: if is_inferred {
                Basis::Inferred { because: "both stand in one register".to_owned() }
            } else {
                Basis::Stated
            },
            claimed_by: self.numbers.one_in(30).then(|| id("person", 1)),
            facts: Vec::new(),
            evidence,
        }
    }
}
