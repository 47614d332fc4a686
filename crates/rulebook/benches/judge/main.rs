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

/// The middle of many runs of each work, all of them in turns, so that whatever else the machine does meets all alike.
fn medians<const N: usize>(runs: usize, mut works: [&mut dyn FnMut(); N]) -> [Duration; N] {
    works.iter_mut().for_each(|work| work());
    let mut times = works.each_ref().map(|_| Vec::with_capacity(runs));
    for _ in 0..runs {
        for (work, times) in works.iter_mut().zip(&mut times) {
            let begin = Instant::now();
            work();
            times.push(begin.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort();
        times[runs / 2]
    })
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
    let bare = hand::Bare::of(&columns);
    let (mut passes, mut points) = (vec![0; rows], vec![0; rows]);
    let bare = &mut || bare.judge(black_box(&mut passes), black_box(&mut points));
    against("annex 1", &annex1, &population, |answers| by_hand.judge(answers), Some(bare));
    let by_hand = hand::Annex2::of(&columns);
    against("annex 2", &annex2, &population, |answers| by_hand.judge(answers), None);
}

/// One enterprise: the judge with its reasons, and the same put into words.
fn one_judgement(what: &str, policy: &Policy, edition: &Edition, population: &Population) {
    let facts: Vec<Facts> = (0..1_000).map(|row| population.facts(row)).collect();
    let (catalogue, on) = (&policy.catalogue, date(2025, 6, 1));
    let [judged, told] = medians(
        RUNS,
        [
            &mut || {
                facts.iter().for_each(|facts| {
                    black_box(judge(edition, black_box(facts)));
                });
            },
            &mut || {
                facts.iter().for_each(|facts| {
                    black_box(report(catalogue, edition, facts, &judge(edition, black_box(facts)), on));
                });
            },
        ],
    );
    line(&format!("one judgement with all reasons, {what}"), judged / 1_000, "target ≤ 20 µs");
    line(&format!("the same put into words, {what}"), told / 1_000, "target ≤ 20 µs");
}

/// Columns and a loop by hand: the same answers, and how their times compare. `bare` says less, by a barer loop.
fn against(
    what: &str,
    edition: &Edition,
    population: &Population,
    by_hand: impl Fn(&mut hand::Answers),
    bare: Option<&mut dyn FnMut()>,
) {
    let program = Program::compile(edition);
    let rows = population.rows();
    let mut answers = hand::Answers::of(rows);
    by_hand(&mut answers);
    let run =
        |detail, verdicts: &mut Verdicts| program.run(black_box(population), 0..rows, detail, black_box(verdicts));
    let [mut points, mut outcome, mut unmet, mut everything] = [(); 4].map(|()| Verdicts::default());
    run(Detail::Points, &mut points);
    check(what, &points, &answers);
    let none: &mut dyn FnMut() = &mut || {};
    let two_valued = bare.is_some();
    let [hand, bare, points, outcome, unmet, everything] = medians(
        RUNS,
        [
            &mut || by_hand(black_box(&mut answers)),
            bare.unwrap_or(none),
            &mut || run(Detail::Points, &mut points),
            &mut || run(Detail::Outcome, &mut outcome),
            &mut || run(Detail::Unmet, &mut unmet),
            &mut || run(Detail::Everything, &mut everything),
        ],
    );
    let ratio = |time: Duration, to: Duration| time.as_secs_f64() / to.as_secs_f64();
    line(&format!("{what}, by hand, three-valued"), hand, "");
    let note = format!("{:.2} × by hand, target ≤ 3 ×", ratio(points, hand));
    line(&format!("{what}, columns, points and outcome (as by hand)"), points, &note);
    for (kept, time) in [
        ("outcome only", outcome),
        ("groups and what stands in the way", unmet),
        ("every clause and group", everything),
    ] {
        line(&format!("{what}, columns, {kept}"), time, &format!("{:.2} × by hand", ratio(time, hand)));
    }
    if two_valued {
        let note = format!("columns with points take {:.2} × this", ratio(points, bare));
        line(&format!("{what}, by hand, two-valued, 32 bits, without gates"), bare, &note);
    }
}

/// Columns and the loop by hand say the same.
fn check(what: &str, verdicts: &Verdicts, answers: &hand::Answers) {
    for row in 0..verdicts.rows() {
        let outcome = match verdicts.outcome(row) {
            Some(Truth::Met) => 3,
            Some(Truth::Unmet) => 0,
            _ => 2,
        };
        let points = verdicts.points(row).map(|points| (points.low, points.high));
        let hand = (answers.outcome[row], Some((answers.low[row].into(), answers.high[row].into())));
        assert_eq!((outcome, points), hand, "{what}, row {row}: columns and hand differ");
    }
    let tally = verdicts.tally();
    println!("| {what} | | {} pass, {} fail, {} undetermined |", tally.passes, tally.fails, tally.undetermined);
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
