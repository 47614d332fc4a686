//! Points as sound intervals.

use super::{Line, Truth};
use crate::facts::{Cell, Facts};
use crate::quantity::Ratio;
use crate::standard::fraction::Fraction;
use crate::standard::{Bands, Indicator, Measure, Score};

/// The least and the most points the facts allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Points {
    /// At least.
    pub low: i64,
    /// At most.
    pub high: i64,
}

impl Points {
    /// Known points.
    pub fn exact(points: i64) -> Points {
        Points { low: points, high: points }
    }

    /// Whether they are known.
    pub fn is_exact(self) -> bool {
        self.low == self.high
    }

    /// Whether they reach a pass mark.
    pub fn reach(self, mark: i64) -> Truth {
        if self.low >= mark {
            Truth::Met
        } else if self.high < mark {
            Truth::Unmet
        } else {
            Truth::Unknown
        }
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::default(), |a, b| Points { low: a.low + b.low, high: a.high + b.high })
    }
}

/// The points of one indicator.
pub(super) fn line(indicator: &Indicator, facts: &Facts) -> Line {
    let points = score(&indicator.score, indicator.max, facts);
    let gaps = if points.is_exact() { vec![] } else { gaps(&indicator.score, facts) };
    Line { points, gaps }
}

fn score(score: &Score, max: i64, facts: &Facts) -> Points {
    let (low, high) = score.reach();
    let unknown = Points { low, high: high.min(max) };
    match score {
        Score::Bands(table) => bands(table, facts).map_or(unknown, Points::exact),
        Score::BestOf(tables) => tables
            .iter()
            .map(|table| {
                let (low, high) = table.reach();
                bands(table, facts).map_or(Points { low, high }, Points::exact)
            })
            .fold(Points::default(), |a, b| Points { low: a.low.max(b.low), high: a.high.max(b.high) }),
        Score::Classes { slot, points } => facts
            .known(*slot)
            .and_then(|place| usize::try_from(place).ok())
            .and_then(|place| points.get(place))
            .map_or(unknown, |points| Points::exact(*points)),
        Score::Per { measure: Measure::Count(_), fraction, every, points, cap, .. } => {
            let (low, high) = counted(fraction, facts);
            let of = |count| steps(Ratio::whole(count), *every, *points, *cap);
            Points { low: of(low), high: of(high) }
        }
        Score::Per { fraction, every, points, cap, .. } => {
            fraction.value(facts).map_or(unknown, |value| Points::exact(steps(value, *every, *points, *cap)))
        }
        Score::External(slot) => facts.known(*slot).map_or(unknown, |given| Points::exact(given.clamp(0, max))),
    }
}

/// The first band that is reached, from the best down: a value on a border takes the higher score (附件4 十三).
fn bands(table: &Bands, facts: &Facts) -> Option<i64> {
    let value = table.fraction.value(facts).ok()?;
    let reached = table.bands.iter().find(|band| table.op.holds(value.cmp(&band.bound)));
    Some(reached.map_or(table.otherwise, |band| band.points))
}

/// 每满: only full steps count.
fn steps(value: Ratio, every: Ratio, points: i64, cap: i64) -> i64 {
    let over = value.num().saturating_mul(every.den());
    let under = value.den().saturating_mul(every.num()).max(1);
    let full = over.div_euclid(under).max(0);
    i64::try_from(full).unwrap_or(i64::MAX).saturating_mul(points).min(cap)
}

/// How many are yes, at least and at most.
pub fn counted(fraction: &Fraction, facts: &Facts) -> (i64, i64) {
    let mut count = (0, 0);
    for slot in &fraction.slots {
        match facts.cell(*slot) {
            Cell::Known(yes) => count = (count.0 + yes, count.1 + yes),
            Cell::Missing | Cell::NotComputable(_) => count.1 += 1,
        }
    }
    count
}

fn gaps(score: &Score, facts: &Facts) -> Vec<crate::standard::fraction::Gap> {
    let mut gaps = match score {
        Score::Bands(table) => table.fraction.gaps(facts),
        Score::BestOf(tables) => tables.iter().flat_map(|table| table.fraction.gaps(facts)).collect(),
        Score::Per { fraction, .. } => fraction.gaps(facts),
        Score::Classes { slot, .. } | Score::External(slot) => match facts.cell(*slot) {
            Cell::Known(_) => vec![],
            Cell::Missing => vec![crate::standard::fraction::Gap { slot: *slot, why: None }],
            Cell::NotComputable(why) => vec![crate::standard::fraction::Gap { slot: *slot, why: Some(why) }],
        },
    };
    gaps.sort();
    gaps.dedup();
    gaps
}
