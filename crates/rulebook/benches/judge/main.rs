//! How fast the judge is: one enterprise with all reasons, and a million by columns against loops written by hand.
//!
//! `cargo bench -p titian-rulebook`. Hand loops and columns are compared answer by answer before anything is timed.

mod hand;
mod population;

use std::hint::black_box;
use std::time::{Duration, Instant};

use jiff::civil::date;
use titian_rulebook::columns::{Detail, Program, Verdicts};
use titian_rulebook::explain::report;
use titian_rulebook::facts::Facts;
use titian_rulebook::judge::{Edition, Truth, judge};
use titian_rulebook::policy::Policy;
use titian_rulebook::population::Population;
use titian_rulebook::tier::Purpose;

const ROWS: usize = 1_000_000;
const RUNS: usize = 41;

/// The middle of many runs.
fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let begin = Instant::now();
            work();
            begin.elapsed()
        })
        .collect();
    times.sort();
    times[runs / 2]
}

fn line(what: &str, time: Duration, note: &str) {
    let time = if time < Duration::from_millis(1) {
        format!("{:.2} µs", time.as_secs_f64() * 1e6)
    } else {
        format!("{:.2} ms", time.as_secs_f64() * 1e3)
    };
    println!("| {what} | {time} | {note} |");
}

fn main() {
    // `cargo test --benches` only asks whether this runs; a small population answers that.
    let rows = if std::env::args().any(|argument| argument == "--bench") { ROWS } else { 3_000 };
    let policy = Policy::shipped().unwrap_or_else(|problems| panic!("{problems:?}"));
    let edition = |standard| {
        policy.edition_of(standard, "gates/guangxi-2023", Purpose::Apply).unwrap_or_else(|| panic!("no {standard}"))
    };
    let (annex1, annex2) = (edition("miit-2022/innovative"), edition("miit-2022/specialised"));
    let population = population::population(&policy.catalogue, rows);
    let columns = hand::Columns { catalogue: &policy.catalogue, population: &population };

    machine();
    println!("{rows} enterprises, median of {RUNS} runs, one thread.\n");
    println!("| what | time | note |\n|---|---|---|");
    one_judgement("annex 1", &policy, &annex1, &population);
    one_judgement("annex 2", &policy, &annex2, &population);

    let by_hand = hand::Annex1::of(&columns);
    against("annex 1", &annex1, &population, |answers| by_hand.judge(answers));
    let bare = hand::Bare::of(&columns);
    let (mut passes, mut points) = (vec![0; rows], vec![0; rows]);
    let time = median(RUNS, || bare.judge(black_box(&mut passes), black_box(&mut points)));
    line("annex 1, by hand, two-valued, 32 bits, without gates", time, "");
    let by_hand = hand::Annex2::of(&columns);
    against("annex 2", &annex2, &population, |answers| by_hand.judge(answers));
}

/// One enterprise: the judge with its reasons, and the same put into words.
fn one_judgement(what: &str, policy: &Policy, edition: &Edition, population: &Population) {
    let facts: Vec<Facts> = (0..1_000).map(|row| population.facts(row)).collect();
    let thousand = median(RUNS, || {
        facts.iter().for_each(|facts| {
            black_box(judge(edition, black_box(facts)));
        });
    });
    line(&format!("one judgement with all reasons, {what}"), thousand / 1_000, "target ≤ 20 µs");
    let (catalogue, on) = (&policy.catalogue, date(2025, 6, 1));
    let thousand = median(RUNS, || {
        facts.iter().for_each(|facts| {
            black_box(report(catalogue, edition, facts, &judge(edition, black_box(facts)), on));
        });
    });
    line(&format!("the same put into words, {what}"), thousand / 1_000, "target ≤ 20 µs");
}

/// Columns and a loop by hand: the same answers, and how their times compare.
fn against(what: &str, edition: &Edition, population: &Population, by_hand: impl Fn(&mut hand::Answers)) {
    let program = Program::compile(edition);
    let rows = population.rows();
    let mut verdicts = Verdicts::default();
    let mut answers = hand::Answers::of(rows);
    by_hand(&mut answers);
    program.run(population, 0..rows, Detail::Points, &mut verdicts);
    for row in 0..rows {
        let outcome = match verdicts.outcome(row) {
            Some(Truth::Met) => 3,
            Some(Truth::Unmet) => 0,
            _ => 2,
        };
        let points = verdicts.points(row).map(|points| (points.low, points.high));
        let hand = (answers.outcome[row], Some((answers.low[row].into(), answers.high[row].into())));
        assert_eq!((outcome, points), hand, "{what}, row {row}: columns and hand differ");
    }
    let hand = median(RUNS, || by_hand(black_box(&mut answers)));
    line(&format!("{what}, by hand, three-valued"), hand, "");
    for (detail, kept) in [
        (Detail::Points, "points and outcome"),
        (Detail::Outcome, "outcome"),
        (Detail::Unmet, "groups and what stands in the way"),
        (Detail::Everything, "every clause and group"),
    ] {
        let time = median(RUNS, || program.run(black_box(population), 0..rows, detail, black_box(&mut verdicts)));
        let ratio = format!("{:.2} × by hand", time.as_secs_f64() / hand.as_secs_f64());
        line(&format!("{what}, columns, {kept}"), time, &ratio);
    }
    let tally = verdicts.tally();
    println!("| | | {} pass, {} fail, {} undetermined |", tally.passes, tally.fails, tally.undetermined);
}

/// What this ran on.
fn machine() {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown");
    let rustc = std::process::Command::new("rustc").arg("--version").output();
    let rustc =
        rustc.map_or_else(|_| "rustc unknown".into(), |out| String::from_utf8_lossy(&out.stdout).trim().to_owned());
    println!("{}; {rustc}; cargo bench -p titian-rulebook", model.trim_start_matches([':', ' ', '\t']));
}
