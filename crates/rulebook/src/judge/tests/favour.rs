//! More of a good thing never harms: which way each figure helps is read off the standard, and moving it that way
//! neither takes a point nor turns a met condition into an unmet one.
//!
//! Left out, because more of them helps here and harms there:
//! - bases (营业收入, 资产总额, 从业人员, the earlier years of a growth): a larger one makes shares and rates smaller
//!   where the numerator is positive, larger where it is a loss, and at zero there is no value at all;
//! - figures that decide which branch applies (营业收入 in 附件3 新): more revenue asks for a smaller share, but for a
//!   share, no longer for equity;
//! - places in a ranking: 1 to 3 is good, 4 is not, and 0 means none.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{EDITIONS, POLICY, answers, edition, points, possible, rows};
use crate::catalogue::Slot;
use crate::judge::{Edition, Truth, judge};
use crate::quantity::LARGEST;
use crate::standard::{Bands, Condition, Measure, Op, Score};
use crate::tier::Purpose;

/// How a line of a standard takes a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    /// More of it never harms.
    Up,
    /// Less of it never harms.
    Down,
    /// One divides by it.
    Base,
    /// It decides which branch applies, or which of several unordered options.
    Turn,
}

impl Use {
    fn turned(self) -> Use {
        match self {
            Use::Up => Use::Down,
            Use::Down => Use::Up,
            other => other,
        }
    }
}

/// Every use of every slot in an edition.
fn uses(edition: &Edition) -> BTreeMap<Slot, Vec<Use>> {
    let standard = &edition.standard;
    let mut found = Vec::new();
    standard.indicators.iter().for_each(|indicator| in_score(&indicator.score, &mut found));
    let clauses = edition.gates.gates.iter().chain(&standard.conditions).chain(&standard.routes);
    clauses.for_each(|clause| in_condition(&clause.condition, &mut found));
    let mut uses: BTreeMap<Slot, Vec<Use>> = BTreeMap::new();
    for (slot, how) in found {
        uses.entry(slot).or_default().push(how);
    }
    uses.values_mut().for_each(|all| {
        all.sort();
        all.dedup();
    });
    uses
}

/// The slots that help in one direction only, and that direction.
fn favourable(edition: &Edition) -> Vec<(Slot, Use)> {
    let one_way = |(slot, all): (Slot, Vec<Use>)| match all.as_slice() {
        [way @ (Use::Up | Use::Down)] => Some((slot, *way)),
        _ => None,
    };
    uses(edition).into_iter().filter_map(one_way).collect()
}

fn in_measure(measure: &Measure, way: Use, found: &mut Vec<(Slot, Use)>) {
    match measure {
        Measure::Fact(slot) => found.push((*slot, way)),
        Measure::Sum(slots) | Measure::Mean(slots) | Measure::Count(slots) => {
            found.extend(slots.iter().map(|slot| (*slot, way)));
        }
        Measure::Ratio(over, base) | Measure::Growth(over, base) => found.extend([(*over, way), (*base, Use::Base)]),
        Measure::MeanGrowth(over, middle, first) => {
            found.extend([(*over, way), (*middle, Use::Base), (*first, Use::Base)]);
        }
        Measure::CompoundGrowth { last, first, .. } => found.extend([(*last, way), (*first, Use::Base)]),
    }
}

fn way(op: Op) -> Use {
    match op {
        Op::AtLeast | Op::MoreThan => Use::Up,
        Op::AtMost | Op::LessThan => Use::Down,
    }
}

fn in_bands(table: &Bands, found: &mut Vec<(Slot, Use)>) {
    in_measure(&table.measure, way(table.op), found);
}

fn in_score(score: &Score, found: &mut Vec<(Slot, Use)>) {
    match score {
        Score::Bands(table) => in_bands(table, found),
        Score::BestOf(tables) => tables.iter().for_each(|table| in_bands(table, found)),
        Score::Classes { slot, points } => found.push((*slot, rising(points.iter().copied()))),
        Score::Per { measure, .. } => in_measure(measure, Use::Up, found),
        Score::External(slot) => found.push((*slot, Use::Up)),
    }
}

/// Whether later places give more, less, or now the one and now the other.
fn rising(by_place: impl Iterator<Item = i64> + Clone) -> Use {
    if by_place.clone().is_sorted() {
        Use::Up
    } else if by_place.is_sorted_by(|a, b| a >= b) {
        Use::Down
    } else {
        Use::Turn
    }
}

fn in_condition(condition: &Condition, found: &mut Vec<(Slot, Use)>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| in_condition(part, found)),
        Condition::Not(part) => {
            let begin = found.len();
            in_condition(part, found);
            found[begin..].iter_mut().for_each(|(_, way)| *way = way.turned());
        }
        Condition::First(branches) => branches.iter().for_each(|branch| {
            found.extend(branch.when.iter().flat_map(Condition::slots).map(|slot| (slot, Use::Turn)));
            in_condition(&branch.need, found);
        }),
        Condition::Compare(comparison) => in_measure(&comparison.measure, way(comparison.op), found),
        Condition::Is { slot, places } => {
            let options = POLICY.catalogue.fact_of(*slot).kind.options().len() as i64;
            found.push((*slot, rising((0..options).map(|place| i64::from(places.contains(&place))))));
        }
        Condition::Attested(slot) => found.push((*slot, Use::Up)),
    }
}

fn rank(truth: Truth) -> u8 {
    match truth {
        Truth::Unmet => 0,
        Truth::Unknown => 1,
        Truth::Met => 2,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    /// By the least step, and by as much as another enterprise has.
    #[test]
    fn more_of_a_good_thing_never_harms(edition in edition(), seed in any::<u64>(), which in any::<prop::sample::Index>()) {
        let edition = &EDITIONS[edition];
        let (rows, _) = rows(edition, seed, 2);
        let favourable = favourable(edition);
        let (slot, way) = favourable[which.index(favourable.len())];
        let Some(now) = rows[0].known(slot) else { return Ok(()) };
        let other = rows[1].known(slot).unwrap_or(now);
        let better = match way {
            Use::Down => [now - 1, now.min(other)],
            _ => [now + 1, now.max(other)],
        };
        let before = judge(edition, &rows[0]);
        let fits = |figure: &i64| possible(slot, now) && possible(slot, *figure) && figure.abs() <= LARGEST;
        for figure in better.into_iter().filter(fits) {
            let after = judge(edition, &rows[0].clone().with(slot, figure));
            let key = &POLICY.catalogue.info(slot).key;
            for ((name, before), (_, after)) in points(&before).into_iter().zip(points(&after)) {
                let lower = after.low < before.low || after.high < before.high;
                prop_assert!(!lower, "{key} {now} → {figure}, {name}: {before:?}, then {after:?}");
            }
            for ((name, before), (_, after)) in answers(&before).into_iter().zip(answers(&after)) {
                let worse = rank(after) < rank(before);
                prop_assert!(!worse, "{key} {now} → {figure}, {name}: {before:?}, then {after:?}");
            }
        }
    }
}

/// What is left out of the property, standard by standard; every other figure a standard reads helps when it rises, but
/// for liabilities, which help when they fall.
#[test]
fn what_helps_here_and_harms_there_is_left_out() {
    let mut no_gates = POLICY.gates["gates/guangxi-2023"].clone();
    no_gates.gates.clear();
    for (standard, bases, ranks) in [
        ("miit-2022/innovative", "revenue.y1 main_revenue.y2 total_assets.y1", ""),
        (
            "miit-2022/specialised",
            "employees.y1 revenue.y1 main_revenue.y2 main_revenue.y3 total_assets.y1",
            "national_award_rank provincial_award_rank contest_rank",
        ),
        (
            "miit-2022/little-giant",
            "employees.y1 revenue.y1 revenue.y2 main_revenue.y2 main_revenue.y3 total_assets.y1",
            "national_award_rank contest_rank",
        ),
        ("miit-2026/specialised", "revenue.y1 revenue.y2 total_assets.y1", "national_award_rank provincial_award_rank"),
        (
            "miit-2026/little-giant",
            "revenue.y1 revenue.y2 revenue.y3 total_assets.y1",
            "market_rank national_award_rank",
        ),
    ] {
        let edition = Edition::new(&POLICY.standards[standard], &no_gates, Purpose::Apply);
        let uses = uses(&edition);
        let of = |wanted: fn(&[Use]) -> bool| {
            let slots = uses.iter().filter(|(_, all)| wanted(all));
            slots.map(|(slot, _)| POLICY.catalogue.info(*slot).key.as_str()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of(|all| all.contains(&Use::Base) || all.contains(&Use::Turn)), bases, "{standard}");
        assert_eq!(of(|all| all == [Use::Up, Use::Down]), ranks, "{standard}");
        assert_eq!(of(|all| all == [Use::Down]), "total_liabilities.y1", "{standard}");
        let left_out = bases.split_whitespace().chain(ranks.split_whitespace()).count();
        assert_eq!(favourable(&edition).len(), edition.standard.slots().len() - left_out, "{standard}");
    }
}
