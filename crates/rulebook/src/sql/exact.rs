//! Comparisons of a [`Fraction`] with a threshold that no engine rounds.
//!
//! `over / under ≥ p / q` is `q·over − p·under ≥ 0` wherever the bases are positive. PostgreSQL computes that in
//! NUMERIC. SQLite turns an integer overflow into a float in silence, so every sum is proven to fit 64 bits before it
//! is printed. What does not fit is split: with `x = hi·2^25 + lo` a product of two figures is `hh·2^50 + mid·2^25 +
//! ll`, and the sign of `Σhh + ((Σmid + (Σll >> 25)) >> 25)` is the sign of the whole. Where even these sums could
//! overflow, the standard is refused (docs/adr/0005-sql-on-sqlite-compares-products-exactly.md).

use std::collections::BTreeMap;

use super::Engine;
use super::text::{Block, sum};
use crate::catalogue::{Catalogue, Slot};
use crate::quantity::{LARGEST, Ratio};
use crate::standard::Op;
use crate::standard::fraction::Fraction;

/// Bits of the lower half of a figure. 2^25 squared times 2^12 still fits 63 bits, and 10^15 is less than 2^50.
const SHIFT: u32 = 25;
/// The lower half is at most this.
const LOW: i128 = (1 << SHIFT) - 1;
/// The upper half is at most this, either sign.
const HIGH: i128 = (LARGEST as i128 >> SHIFT) + 1;

/// Prints comparisons for one engine.
pub(super) struct Exact<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) engine: Engine,
    /// Figures of which the halves are needed.
    pub(super) halved: Vec<Slot>,
}

/// How a figure is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As stated; NULL if it is not.
    Stated,
    /// As this number if it is not stated: the ends of a count.
    OrElse(i64),
}

/// `q·over − p·under` by products of figures: none, one or two of them, and how often.
type Sum = BTreeMap<Vec<Slot>, i128>;

impl Exact<'_> {
    /// `fraction op bound` where its figures are known and its bases positive; `None` if it cannot be exact.
    pub(super) fn compare(&mut self, fraction: &Fraction, op: Op, bound: Ratio, reading: Reading) -> Option<Block> {
        let sum = difference(fraction, bound)?;
        if self.engine == Engine::Postgres || fits(&sum) {
            return Some(Block::line(self.direct(&sum, op, reading)));
        }
        (reading == Reading::Stated && splits(&sum)).then(|| self.split(&sum, op))
    }

    /// When a fraction has no value.
    pub(super) fn unknown(&self, fraction: &Fraction) -> String {
        let missing = fraction.slots.iter().map(|slot| format!("{} IS NULL", self.column(*slot)));
        let base = fraction.bases.iter().map(|slot| format!("{} <= 0", self.column(*slot)));
        missing.chain(base).collect::<Vec<_>>().join(" OR ")
    }

    /// What must hold for the comparison to mean anything: positive bases, and figures that cancel out still known.
    pub(super) fn defined(&self, fraction: &Fraction, bound: Ratio) -> Vec<String> {
        let compared: Vec<Slot> =
            difference(fraction, bound).into_iter().flatten().flat_map(|(slots, _)| slots).collect();
        let cancelled = fraction.slots.iter().filter(|slot| !compared.contains(slot) && !fraction.bases.contains(slot));
        let base = fraction.bases.iter().map(|slot| format!("{} > 0", self.column(*slot)));
        base.chain(cancelled.map(|slot| format!("{} IS NOT NULL", self.column(*slot)))).collect()
    }

    /// The column of a slot.
    pub(super) fn column(&self, slot: Slot) -> &str {
        &self.catalogue.info(slot).column
    }

    /// `20 * rd_expense_y1 >= revenue_y1`: what is added on the left, what is taken away on the right.
    fn direct(&self, all: &Sum, op: Op, reading: Reading) -> String {
        let side = |sign: i128| {
            let terms = all.iter().filter(|(_, c)| c.signum() == sign);
            sum(&terms.map(|(slots, c)| self.term(c.abs(), slots, reading)).collect::<Vec<_>>())
        };
        format!("{} {} {}", side(1), symbol(op), side(-1))
    }

    fn term(&self, coefficient: i128, slots: &[Slot], reading: Reading) -> String {
        let figures = slots.iter().map(|slot| match reading {
            Reading::Stated => self.column(*slot).to_owned(),
            Reading::OrElse(n) => format!("COALESCE({}, {n})", self.column(*slot)),
        });
        times(coefficient, figures)
    }

    fn split(&mut self, all: &Sum, op: Op) -> Block {
        // ≥ and < read the sign as it is; ≤ and > are ≥ and < of the contrary.
        let (sign, op) = match op {
            Op::AtLeast | Op::LessThan => (1, op),
            Op::AtMost => (-1, Op::AtLeast),
            Op::MoreThan => (-1, Op::LessThan),
        };
        let (mut hh, mut mid, mut ll) = (Vec::new(), Vec::new(), Vec::new());
        for (slots, coefficient) in all {
            let c = sign * coefficient;
            self.halved.extend(slots);
            let column = |slot: &Slot| self.catalogue.info(*slot).column.as_str();
            match slots.as_slice() {
                [x, y] => {
                    let (x, y) = (column(x), column(y));
                    hh.push(times(c, [hi(x), hi(y)]));
                    if x == y {
                        mid.push(times(2 * c, [hi(x), lo(x)]));
                    } else {
                        mid.extend([times(c, [hi(x), lo(y)]), times(c, [lo(x), hi(y)])]);
                    }
                    ll.push(times(c, [lo(x), lo(y)]));
                }
                [x] => {
                    mid.push(times(c, [hi(column(x))]));
                    ll.push(times(c, [lo(column(x))]));
                }
                _ => ll.push(times(c, [])),
            }
        }
        Block::line(sum(&hh))
            .then(Block::line(format!("+ (({}", sum(&mid))).indented())
            .then(Block::line(format!("+ (({}) >> {SHIFT})) >> {SHIFT}) {} 0", sum(&ll), symbol(op))).indented())
    }
}

/// The halves of a figure, as columns beside it. A dot keeps their names apart from any fact's.
pub(super) fn halves(column: &str) -> Block {
    Block::list([
        Block::line(format!("{column} >> {SHIFT} AS {}", hi(column))),
        Block::line(format!("{column} & {LOW} AS {}", lo(column))),
    ])
}

fn hi(column: &str) -> String {
    format!("\"{column}.hi\"")
}

fn lo(column: &str) -> String {
    format!("\"{column}.lo\"")
}

fn times(coefficient: i128, figures: impl IntoIterator<Item = String>) -> String {
    let mut factors: Vec<String> = figures.into_iter().collect();
    if coefficient != 1 || factors.is_empty() {
        factors.insert(0, coefficient.to_string());
    }
    factors.join(" * ")
}

fn symbol(op: Op) -> &'static str {
    match op {
        Op::AtLeast => ">=",
        Op::AtMost => "<=",
        Op::MoreThan => ">",
        Op::LessThan => "<",
    }
}

/// `q·over − p·under`, like terms together, common factors out; `None` if a coefficient is beyond 128 bits.
fn difference(fraction: &Fraction, bound: Ratio) -> Option<Sum> {
    let mut sum = Sum::new();
    let over = fraction.over.iter().map(|term| (term, bound.den()));
    let contrary = bound.num().checked_neg()?;
    let under = fraction.under.iter().map(|term| (term, contrary));
    for (term, factor) in over.chain(under) {
        let mut slots: Vec<Slot> = [term.first, term.second].into_iter().flatten().collect();
        slots.sort();
        let coefficient = sum.entry(slots).or_insert(0i128);
        *coefficient = coefficient.checked_add(i128::from(term.coefficient).checked_mul(factor)?)?;
    }
    sum.retain(|_, coefficient| *coefficient != 0);
    let common = sum.values().try_fold(0, |common, c| Some(gcd(common, c.checked_abs()?)))?;
    if common > 1 {
        sum.values_mut().for_each(|c| *c /= common);
    }
    Some(sum)
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Whether a sum of products stays inside 64 bits, whatever figures up to [`LARGEST`] and in whatever order.
fn fits(sum: &Sum) -> bool {
    let side = |sign: i128| sum.iter().filter(move |(_, c)| c.signum() == sign);
    [1, -1].iter().all(|sign| bounded(side(*sign), |slots| i128::from(LARGEST).pow(slots.len() as u32)).is_some())
}

/// Whether each of the three sums of [`Exact::split`], with what is carried into it, stays inside 64 bits.
fn splits(sum: &Sum) -> bool {
    let carried = |from: i128| (from >> SHIFT) + 1;
    let three = || {
        let ll = bounded(sum, |slots| LOW.pow(slots.len() as u32))?;
        let mid = bounded(sum, |slots| [0, HIGH, 2 * HIGH * LOW][slots.len().min(2)])?;
        let mid = within(mid.checked_add(carried(ll))?)?;
        let hh = bounded(sum, |slots| if slots.len() == 2 { HIGH * HIGH } else { 0 })?;
        within(hh.checked_add(carried(mid))?)
    };
    three().is_some()
}

/// The largest a sum can be on its way, if 64 bits hold it.
fn bounded<'s>(
    sum: impl IntoIterator<Item = (&'s Vec<Slot>, &'s i128)>,
    largest: impl Fn(&[Slot]) -> i128,
) -> Option<i128> {
    let mut terms = sum.into_iter();
    terms.try_fold(0, |all: i128, (slots, c)| within(all.checked_add(c.checked_abs()?.checked_mul(largest(slots))?)?))
}

fn within(n: i128) -> Option<i128> {
    (n <= i128::from(i64::MAX)).then_some(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Dimension;
    use crate::standard::Measure;

    fn sum_of(measure: &Measure, num: i128, den: i128) -> Sum {
        let bound = crate::standard::fraction::bound(measure, Ratio::new(num, den).unwrap()).unwrap();
        difference(&Fraction::of(measure, |_| Dimension::Money), bound).unwrap()
    }

    const A: Slot = Slot(0);
    const B: Slot = Slot(1);
    const C: Slot = Slot(2);

    #[test]
    fn what_fits_is_printed_as_it_is_and_what_could_overflow_is_split_or_refused() {
        let mean = Measure::MeanGrowth(A, B, C);
        let cases: &[(Measure, i128, i128, bool, bool)] = &[
            (Measure::Ratio(A, B), 3, 100, true, true),
            // 9,223 times 10^15 is the most that fits.
            (Measure::Ratio(A, B), 1, 9_223, true, true),
            (Measure::Ratio(A, B), 1, 9_224, false, true),
            (Measure::Ratio(A, B), 333, 10_000, false, true),
            (Measure::CompoundGrowth { last: A, first: B, years: 2 }, 5, 100, true, true),
            (Measure::CompoundGrowth { last: A, first: B, years: 2 }, 55, 1000, false, true),
            (mean.clone(), 10, 100, false, true),
            (mean.clone(), 525, 10_000, false, true),
            (mean.clone(), 501, 10_000, false, false),
        ];
        for (measure, num, den, direct, split) in cases {
            let sum = sum_of(measure, *num, *den);
            assert_eq!((fits(&sum), splits(&sum)), (*direct, *split), "{measure:?} {num}/{den}");
        }
    }

    #[test]
    fn coefficients_below_two_to_the_twelfth_always_split() {
        let most = Sum::from([(vec![A, B], 4095)]);
        assert!(splits(&most) && !splits(&Sum::from([(vec![A, B], 4700)])));
    }
}
