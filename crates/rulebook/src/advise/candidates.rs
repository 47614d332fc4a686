//! Where an answer can change: the borders of an edition, solved exactly for one fact with the others held.
//!
//! A fact that can still be moved (never a past year) enters every measure in the first degree, so a comparison holds
//! on one side of a single border. Between two borders no answer changes, so that only the whole numbers beside them
//! are worth trying, whether the comparison begins or ceases to hold there.

use crate::catalogue::{Catalogue, Kind, Slot};
use crate::facts::Facts;
use crate::judge::Edition;
use crate::quantity::{Dimension, LARGEST, Ratio};
use crate::standard::fraction::Fraction;
use crate::standard::solve::{Range, solve};
use crate::standard::{Bands, Condition, Measure, Op, Score};

/// A value at which some answer changes: `fraction op bound`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Border {
    pub fraction: Fraction,
    op: Op,
    bound: Ratio,
}

/// Every border of an edition and of the cautions, each once. Counts have none: their facts are 是 or 否.
pub(super) fn borders(edition: &Edition, catalogue: &Catalogue) -> Vec<Border> {
    let standard = &edition.standard;
    let mut borders = Vec::new();
    let clauses = edition.gates.gates.iter().chain(&standard.conditions).chain(&standard.routes);
    clauses.for_each(|clause| of_condition(&clause.condition, &mut borders));
    standard.indicators.iter().for_each(|indicator| of_score(&indicator.score, &mut borders));
    catalogue.cautions.iter().for_each(|caution| of_condition(&caution.when, &mut borders));
    let mut once: Vec<Border> = Vec::new();
    for border in borders {
        if !once.contains(&border) {
            once.push(border);
        }
    }
    once
}

fn of_condition(condition: &Condition, borders: &mut Vec<Border>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| of_condition(part, borders)),
        Condition::Not(part) => of_condition(part, borders),
        Condition::First(branches) => {
            for branch in branches {
                branch.when.iter().for_each(|when| of_condition(when, borders));
                of_condition(&branch.need, borders);
            }
        }
        Condition::Compare(comparison) if !matches!(comparison.measure, Measure::Count(_)) => {
            borders.push(Border { fraction: comparison.fraction.clone(), op: comparison.op, bound: comparison.bound });
        }
        Condition::Compare(_) | Condition::Is { .. } | Condition::Attested(_) => {}
    }
}

fn of_score(score: &Score, borders: &mut Vec<Border>) {
    let mut of_bands = |table: &Bands| {
        let at = |bound| Border { fraction: table.fraction.clone(), op: table.op, bound };
        borders.extend(table.bands.iter().map(|band| at(band.bound)));
    };
    match score {
        Score::Bands(table) => of_bands(table),
        Score::BestOf(tables) => tables.iter().for_each(of_bands),
        Score::Per { measure: Measure::Count(_), .. } | Score::Classes { .. } | Score::External(_) => {}
        Score::Per { fraction, every, points, cap, .. } => {
            let steps = cap / (*points).max(1) + 1;
            borders.extend((1..=i128::from(steps)).filter_map(|step| {
                let bound = Ratio::new(every.num().checked_mul(step)?, every.den())?;
                Some(Border { fraction: fraction.clone(), op: Op::AtLeast, bound })
            }));
        }
    }
}

/// Which side of a border to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The first figure beyond it as seen from the present one: going further would only cost more.
    Nearer,
    /// The last figure before it as well: going as far as a border allows may spare another fact more.
    Both,
}

/// What one fact may become, nearest first, each with its relative change.
pub(super) fn candidates<'b>(
    catalogue: &Catalogue,
    borders: impl Iterator<Item = &'b Border>,
    start: &Facts,
    facts: &Facts,
    slot: Slot,
    side: Side,
) -> Vec<(i64, Ratio)> {
    let fact = catalogue.fact_of(slot);
    let Some(change) = fact.change else { return vec![] };
    let old = start.known(slot);
    let (least, most) = domain(catalogue, slot, old);
    let mut values: Vec<i64> = match &fact.kind {
        Kind::YesNo | Kind::Choice { .. } => (least..=most).collect(),
        _ => {
            let ours = borders.filter(|border| border.fraction.slots.contains(&slot));
            let beside = ours.flat_map(|border| beside(border, facts, slot, old.filter(|_| side == Side::Nearer)));
            // One divides by nothing below 1, and an unknown figure has to begin somewhere.
            beside.chain([1]).chain(old.is_none().then_some(least)).collect()
        }
    };
    values.retain(|new| (least..=most).contains(new) && old.is_none_or(|old| change.allows(old, *new)));
    values.sort_unstable();
    values.dedup();
    let mut priced: Vec<(i64, Ratio)> = values.into_iter().map(|new| (new, relative(&fact.kind, old, new))).collect();
    priced.sort_by_key(|(_, cost)| *cost);
    priced
}

/// The figures one may propose: never refused ones, and implausible ones only where the present one already is.
pub(super) fn domain(catalogue: &Catalogue, slot: Slot, old: Option<i64>) -> (i64, i64) {
    let fact = catalogue.fact_of(slot);
    if fact.kind.dimension() == Some(Dimension::Choice) {
        return (0, fact.kind.options().len() as i64 - 1);
    }
    let floor = fact.never_below.unwrap_or(-LARGEST);
    match fact.range.filter(|(least, most)| old.is_none_or(|old| (*least..=*most).contains(&old))) {
        Some((least, most)) => (least.max(floor), most),
        None => (floor, LARGEST),
    }
}

/// How much of a change it is: |new − old| over the old figure, or over one natural unit (1万元, 1人, 1%, 1分) if that
/// is more; each step of a choice counts as 1. Finding out what is unknown is no change at all.
pub(super) fn relative(kind: &Kind, old: Option<i64>, new: i64) -> Ratio {
    let Some(old) = old else { return Ratio::whole(0) };
    let unit = match kind.dimension() {
        Some(Dimension::Money) => 1_000_000,
        Some(Dimension::Share) => 10_000,
        Some(Dimension::Score) => 100,
        Some(Dimension::Choice | Dimension::Count | Dimension::Months) | None => 1,
    };
    let base = if kind.dimension() == Some(Dimension::Choice) { 1 } else { i128::from(old).abs().max(unit) };
    Ratio::new((i128::from(new) - i128::from(old)).abs(), base).unwrap_or(Ratio::whole(0))
}

/// The sum of two changes; where the exact sum no longer fits, rounded up to the millionth.
pub(super) fn sum(one: Ratio, other: Ratio) -> Ratio {
    one.plus(other).unwrap_or_else(|| {
        let millionths = |r: Ratio| r.num().saturating_mul(1_000_000) / r.den() + 1;
        Ratio::new(millionths(one).saturating_add(millionths(other)), 1_000_000).unwrap_or(one)
    })
}

/// The figures on either side of a border; only the farther one as seen from `old`, if that is given.
fn beside(border: &Border, facts: &Facts, slot: Slot, old: Option<i64>) -> impl Iterator<Item = i64> + use<> {
    let range = solve(&border.fraction, border.op, border.bound, slot, facts);
    // The last figure on the lower side of the border; the next one lies on the upper side.
    let below = range.map(|range| match range {
        Range::From(end) => end - 1,
        Range::UpTo(end) => end,
    });
    let up = below.map(|below| below + 1).filter(|new| old.is_none_or(|old| *new > old));
    let down = below.filter(|new| old.is_none_or(|old| *new < old));
    up.into_iter().chain(down)
}
