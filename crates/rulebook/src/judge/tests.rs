//! Properties of judging, on the borders of every shipped standard behind all gates for both purposes: intervals are
//! sound, points stay within a hundred, and more of a good thing never harms.

mod favour;

use std::sync::LazyLock;

use proptest::prelude::*;

use super::{Assessment, Edition, Finding, Points, Truth, judge};
use crate::borders::Borders;
use crate::catalogue::Slot;
use crate::facts::{Cell, Facts};
use crate::policy::Policy;
use crate::tier::Purpose;

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::shipped().unwrap());

static EDITIONS: LazyLock<Vec<Edition>> = LazyLock::new(|| {
    let mut editions = Vec::new();
    for (standard, gates) in POLICY.standards.values().flat_map(|s| POLICY.gates.values().map(move |g| (s, g))) {
        editions.extend(Purpose::ALL.map(|purpose| Edition::new(standard, gates, purpose)));
    }
    editions
});

/// Some edition, by its place.
fn edition() -> std::ops::Range<usize> {
    0..EDITIONS.len()
}

/// Rows on the borders of an edition; the slots it reads.
fn rows(edition: &Edition, seed: u64, n: usize) -> (Vec<Facts>, Vec<Slot>) {
    let borders = Borders::of(edition, &POLICY.catalogue);
    (borders.rows(seed, n), borders.slots().to_vec())
}

/// Whether a figure may stand in a slot at all: a choice is one of its options.
fn possible(slot: Slot, figure: i64) -> bool {
    let options = POLICY.catalogue.fact_of(slot).kind.options().len() as i64;
    options == 0 || (0..options).contains(&figure)
}

/// `facts` without the slots whose bit is set in both masks: one in four.
fn blanked(facts: &Facts, slots: &[Slot], masks: [u64; 2]) -> Facts {
    let mut blanked = facts.clone();
    for (at, slot) in slots.iter().enumerate() {
        if masks[0] & masks[1] & (1 << (at % 64)) != 0 {
            blanked.set(*slot, Cell::Missing);
        }
    }
    blanked
}

/// `facts` with everything that was not stated taken from `other`.
fn completed(facts: &Facts, slots: &[Slot], other: &Facts) -> Facts {
    let mut completed = facts.clone();
    for slot in slots.iter().filter(|slot| facts.cell(**slot) == Cell::Missing) {
        let cell = other.cell(*slot);
        if cell.known().is_none_or(|figure| possible(*slot, figure)) {
            completed.set(*slot, cell);
        }
    }
    completed
}

/// Every answer of an assessment, with its name.
fn answers(a: &Assessment) -> Vec<(String, Truth)> {
    let named = |name: &'static str, findings: &[Finding]| {
        findings.iter().enumerate().map(|(at, finding)| (format!("{name} {at}"), finding.truth)).collect::<Vec<_>>()
    };
    let mut answers = named("gate", &a.gates);
    answers.extend(named("condition", &a.conditions));
    answers.extend(named("route", &a.routes));
    answers.push(("outcome".into(), a.outcome.truth()));
    answers
}

/// All points of an assessment, with their names.
fn points(a: &Assessment) -> Vec<(String, Points)> {
    let lines = a.lines.iter().enumerate().map(|(at, line)| (format!("line {at}"), line.points));
    let groups = a.groups.iter().enumerate().map(|(at, points)| (format!("group {at}"), *points));
    lines.chain(groups).chain(a.points.map(|points| ("total".into(), points))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whatever the blanks turn out to be, points lie in the interval, and what was met or unmet stays so.
    #[test]
    fn every_completion_lies_inside(edition in edition(), seed in any::<u64>(), masks in any::<[u64; 2]>()) {
        let edition = &EDITIONS[edition];
        let (rows, slots) = rows(edition, seed, 9);
        let partial = blanked(&rows[0], &slots, masks);
        let before = judge(edition, &partial);
        // The row itself first: there, figures stand on the borders together.
        for other in &rows {
            let whole = completed(&partial, &slots, other);
            let after = judge(edition, &whole);
            for ((name, before), (_, after)) in points(&before).into_iter().zip(points(&after)) {
                prop_assert!(before.low <= after.low && after.high <= before.high, "{name}: {before:?}, then {after:?}");
            }
            for ((name, before), (_, after)) in answers(&before).into_iter().zip(answers(&after)) {
                prop_assert!(before == Truth::Unknown || before == after, "{name}: {before:?}, then {after:?}");
            }
        }
    }

    /// An indicator gives no more than its maximum, a group no more than its own, all together no more than a hundred.
    #[test]
    fn points_stay_within_their_maxima(edition in edition(), seed in any::<u64>()) {
        let edition = &EDITIONS[edition];
        let (rows, _) = rows(edition, seed, 1);
        let a = judge(edition, &rows[0]);
        let standard = &edition.standard;
        for (indicator, line) in standard.indicators.iter().zip(&a.lines) {
            prop_assert!(0 <= line.points.low && line.points.low <= line.points.high, "{} {line:?}", indicator.id);
            prop_assert!(line.points.high <= indicator.max, "{} {line:?}", indicator.id);
            let stated = |slot: &Slot| rows[0].known(*slot).is_none_or(|figure| possible(*slot, figure));
            if indicator.score.slots().iter().all(stated) {
                prop_assert_eq!(line.points.is_exact(), line.gaps.is_empty(), "{} {:?}", indicator.id, line);
            }
        }
        for (group, points) in standard.groups.iter().zip(&a.groups) {
            prop_assert!(points.high <= group.max, "{} {points:?}", group.id);
        }
        prop_assert!(a.points.is_none_or(|points| points.high <= 100));
    }
}

#[test]
fn maxima_add_up_to_a_hundred() {
    for standard in POLICY.standards.values().filter(|standard| standard.pass.is_some()) {
        for (at, group) in standard.groups.iter().enumerate() {
            let of_group = standard.indicators.iter().filter(|indicator| indicator.group == at);
            assert_eq!(of_group.map(|indicator| indicator.max).sum::<i64>(), group.max, "{} {}", standard.id, group.id);
        }
        assert_eq!(standard.groups.iter().map(|group| group.max).sum::<i64>(), 100, "{}", standard.id);
    }
}
