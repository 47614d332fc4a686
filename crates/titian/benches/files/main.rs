//! How fast a file of a million enterprises becomes a file of results, step by step and in all, beside what a loop by
//! hand needs to read and to write as many bytes.
//!
//! `cargo bench -p titian` (a word behind `--` picks tables by their titles). The files lie under the target directory and are removed afterwards. Reading is from the
//! page cache, writing ends in it: no step waits for a disk.

#[path = "../../src/judge/batch.rs"]
#[expect(dead_code, reason = "its tests run with the binary")]
mod batch;
#[path = "../../../rulebook/benches/judge/population.rs"]
mod population;
mod table;
mod yardstick;

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use batch::batch;
use jiff::civil::date;
use table::Manner;
use titian_rulebook::judge::{Edition, Truth, judge};
use titian_rulebook::policy::Policy;
use titian_rulebook::tier::Purpose;
use titian_tables::{Loaded, Options, Outcome};

const ROWS: usize = 1_000_000;
const RUNS: usize = 9;

fn main() {
    // `cargo test --benches` only asks whether this runs; a small table answers that.
    let rows = if std::env::args().any(|argument| argument == "--bench") { ROWS } else { 3_000 };
    let words: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let policy = Policy::shipped().unwrap_or_else(|problems| panic!("{problems:?}"));
    let edition = policy
        .edition_of("miit-2022/innovative", "gates/guangxi-2023", Purpose::Apply)
        .unwrap_or_else(|| panic!("annex 1 is shipped"));
    let folder = Folder::new();
    let population = population::population(&policy.catalogue, rows);
    println!("{rows} enterprises, annex 1 behind the gates, median of {RUNS} runs, two threads.");
    for (manner, title) in [
        (Manner::Clean, "clean UTF-8"),
        (Manner::Industry, "clean, with industry and employees, so that sizes are worked out"),
        (Manner::Dirty, "thousands separators in one row of ten, full-width digits in another"),
    ] {
        if !words.is_empty() && !words.iter().any(|word| title.contains(word.as_str())) {
            continue;
        }
        let path = folder.0.join("enterprises.csv");
        table::write(&path, &policy.catalogue, &edition, &population, manner).unwrap_or_else(|e| panic!("{e}"));
        measure(title, &path, &folder.0.join("results.csv"), &policy, &edition);
    }
}

/// Times of one run.
#[derive(Default)]
struct Times {
    read: Duration,
    judge: Duration,
    write: Duration,
    count_by_hand: Duration,
    sum_by_hand: Duration,
    write_by_hand: Duration,
}

fn measure(title: &str, path: &Path, results: &Path, policy: &Policy, edition: &Edition) {
    let mut runs = Vec::new();
    for run in 0..=RUNS {
        let times = once(path, results, policy, edition, run == 0);
        // The first run warms up.
        if run > 0 {
            runs.push(times);
        }
    }
    let median = |of: fn(&Times) -> Duration| {
        let mut times: Vec<Duration> = runs.iter().map(of).collect();
        times.sort();
        times[RUNS / 2]
    };
    let (bytes_in, bytes_out) = (size(path), size(results));
    println!("\n{title}: {} MB in, {} MB out\n", bytes_in >> 20, bytes_out >> 20);
    println!("| what | time |\n|---|---|");
    let line = |what: &str, time: Duration| println!("| {what} | {:.1} ms |", time.as_secs_f64() * 1e3);
    let total = median(|t| t.read + t.judge + t.write);
    let by_hand = median(|t| t.sum_by_hand + t.write_by_hand);
    line("read into columns", median(|t| t.read));
    line("judge", median(|t| t.judge));
    line("write results", median(|t| t.write));
    line("**file to file**", total);
    line("by hand: count separators and lines", median(|t| t.count_by_hand));
    line("by hand: sum all digits", median(|t| t.sum_by_hand));
    line("by hand: write as many bytes", median(|t| t.write_by_hand));
    println!("| file to file against sum and write by hand | {:.2} × |", total.as_secs_f64() / by_hand.as_secs_f64());
}

/// One run of everything. What was read and judged is dropped outside the times, as a program that ends drops nothing.
fn once(path: &Path, results: &Path, policy: &Policy, edition: &Edition, checked: bool) -> Times {
    let _ = std::fs::remove_file(results);
    let definitions = &edition.standard.definitions;
    let options = Options::new(date(2026, 6, 1), definitions, &policy.sizes);
    let mut times = Times::default();
    let begin = Instant::now();
    let loaded = titian_tables::read(path, &policy.catalogue, &options).unwrap_or_else(|error| panic!("{error}"));
    times.read = begin.elapsed();
    let begin = Instant::now();
    let batch = batch(edition, &loaded).unwrap_or_else(|error| panic!("{error}"));
    times.judge = begin.elapsed();
    let groups = batch.groups();
    let begin = Instant::now();
    titian_tables::write(results, &batch.results(&loaded, &groups)).unwrap_or_else(|error| panic!("{error}"));
    times.write = begin.elapsed();
    if checked {
        check(edition, &loaded, batch.results(&loaded, &groups).outcomes);
    }
    drop((batch, loaded));

    let by_hand = |work: &dyn Fn() -> std::io::Result<u64>| {
        let begin = Instant::now();
        black_box(work().unwrap_or_else(|error| panic!("{error}")));
        begin.elapsed()
    };
    let (beside, bytes) = (results.with_extension("by-hand"), size(results));
    times.count_by_hand = by_hand(&|| yardstick::count(path));
    times.sum_by_hand = by_hand(&|| yardstick::sum(path));
    times.write_by_hand = by_hand(&|| yardstick::write(&beside, bytes));
    let _ = std::fs::remove_file(beside);
    times
}

/// The row judge agrees on the first thousand.
fn check(edition: &Edition, loaded: &Loaded, outcomes: &[Outcome]) {
    for (row, outcome) in outcomes.iter().enumerate().take(1_000) {
        let expected = match judge(edition, &loaded.population.facts(row)).outcome.truth() {
            Truth::Met => Outcome::Passes,
            Truth::Unmet => Outcome::Fails,
            Truth::Unknown => Outcome::Undetermined,
        };
        assert_eq!(*outcome, expected, "row {row}");
    }
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// A folder under the target directory, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("files-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap_or_else(|error| panic!("{error}"));
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
