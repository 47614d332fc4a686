//! The one arithmetic meaning of a measure: an exact fraction of polynomials in the facts.
//!
//! The row judge evaluates it, the columns compile it, SQL prints it. Every polynomial has degree one or two, with
//! small whole coefficients; a fraction has a value only where its bases are positive.

use crate::catalogue::Slot;
use crate::facts::{Cell, Facts, Why};
use crate::quantity::{Dimension, Ratio};
use crate::standard::Measure;

/// `coefficient × slot` or `coefficient × slot × slot`, or a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Small and whole.
    pub coefficient: i64,
    /// First factor, if any.
    pub first: Option<Slot>,
    /// Second factor, if any.
    pub second: Option<Slot>,
}

/// A sum of terms.
pub type Polynomial = Vec<Term>;

/// `over / under`, defined where every one of `bases` is known and positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fraction {
    /// Numerator.
    pub over: Polynomial,
    /// Denominator; positive wherever the bases are.
    pub under: Polynomial,
    /// What one divides by.
    pub bases: Vec<Slot>,
    /// Every slot read, each once.
    pub slots: Vec<Slot>,
}

fn term(coefficient: i64, factors: &[Slot]) -> Term {
    Term { coefficient, first: factors.first().copied(), second: factors.get(1).copied() }
}

impl Fraction {
    /// The meaning of a measure. Counts have none: they are counted, see [`crate::judge`].
    pub fn of(measure: &Measure, dimension: impl Fn(Slot) -> Dimension) -> Fraction {
        let scale = |slot: &Slot| dimension(*slot).scale();
        let constant = |n: i64| vec![term(n, &[])];
        let sum = |slots: &[Slot]| slots.iter().map(|s| term(1, &[*s])).collect::<Vec<_>>();
        let (over, under, bases) = match measure {
            Measure::Fact(slot) => (sum(&[*slot]), constant(scale(slot)), vec![]),
            Measure::Sum(slots) => (sum(slots), constant(slots.first().map_or(1, scale)), vec![]),
            Measure::Mean(slots) => (sum(slots), constant(slots.first().map_or(1, scale) * slots.len() as i64), vec![]),
            Measure::Ratio(a, b) => (vec![term(scale(b), &[*a])], vec![term(scale(a), &[*b])], vec![*b]),
            Measure::Growth(a, b) => (vec![term(1, &[*a]), term(-1, &[*b])], sum(&[*b]), vec![*b]),
            Measure::MeanGrowth(a, b, c) => (
                vec![term(1, &[*a, *c]), term(1, &[*b, *b]), term(-2, &[*b, *c])],
                vec![term(2, &[*b, *c])],
                vec![*b, *c],
            ),
            Measure::CompoundGrowth { last, first, .. } => (sum(&[*last]), sum(&[*first]), vec![*first]),
            Measure::Count(slots) => (sum(slots), constant(1), vec![]),
        };
        let mut slots = measure.slots();
        slots.sort();
        slots.dedup();
        Fraction { over, under, bases, slots }
    }

    /// The value on these facts; the first cell that is in the way otherwise (all of them: [`Fraction::gaps`]).
    pub fn value(&self, facts: &Facts) -> Result<Ratio, Gap> {
        for slot in &self.slots {
            match facts.cell(*slot) {
                Cell::Known(_) => {}
                Cell::Missing => return Err(Gap { slot: *slot, why: None }),
                Cell::NotComputable(why) => return Err(Gap { slot: *slot, why: Some(why) }),
            }
        }
        for base in &self.bases {
            match facts.known(*base) {
                Some(1..) => {}
                Some(0) => return Err(Gap { slot: *base, why: Some(Why::ZeroBase) }),
                _ => return Err(Gap { slot: *base, why: Some(Why::NegativeBase) }),
            }
        }
        let too_large = Gap { slot: self.slots.first().copied().unwrap_or(Slot(0)), why: Some(Why::TooLarge) };
        let over = evaluate(&self.over, facts).ok_or(too_large)?;
        let under = evaluate(&self.under, facts).ok_or(too_large)?;
        Ratio::new(over, under).ok_or(too_large)
    }

    /// Every cell that is in the way of a value.
    pub fn gaps(&self, facts: &Facts) -> Vec<Gap> {
        let mut gaps: Vec<Gap> = self
            .slots
            .iter()
            .filter_map(|slot| match facts.cell(*slot) {
                Cell::Known(_) => None,
                Cell::Missing => Some(Gap { slot: *slot, why: None }),
                Cell::NotComputable(why) => Some(Gap { slot: *slot, why: Some(why) }),
            })
            .collect();
        if gaps.is_empty() {
            gaps.extend(self.value(facts).err());
        }
        gaps
    }
}

/// A cell that is in the way of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gap {
    /// The fact.
    pub slot: Slot,
    /// Why it cannot be had; `None` = it has not been stated.
    pub why: Option<Why>,
}

fn evaluate(polynomial: &[Term], facts: &Facts) -> Option<i128> {
    let mut sum: i128 = 0;
    for term in polynomial {
        let mut product = i128::from(term.coefficient);
        for slot in [term.first, term.second].into_iter().flatten() {
            product = product.checked_mul(i128::from(facts.known(slot)?))?;
        }
        sum = sum.checked_add(product)?;
    }
    Some(sum)
}

/// A threshold `t` on the scale of the measure's fraction: (1+t)^years for compound growth, `t` itself otherwise.
pub fn bound(measure: &Measure, threshold: Ratio) -> Option<Ratio> {
    match measure {
        Measure::CompoundGrowth { years, .. } => threshold.plus(Ratio::whole(1))?.power(*years),
        _ => Some(threshold),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(values: &[i64]) -> Facts {
        values.iter().enumerate().fold(Facts::blank(values.len()), |f, (at, v)| f.with(Slot(at as u16), *v))
    }

    fn value(measure: Measure, values: &[i64]) -> Result<Ratio, Gap> {
        Fraction::of(&measure, |_| Dimension::Money).value(&facts(values))
    }

    const A: Slot = Slot(0);
    const B: Slot = Slot(1);
    const C: Slot = Slot(2);

    #[test]
    fn measures_mean_what_the_annexes_say() {
        let ratio = |n, d| Ok(Ratio::new(n, d).unwrap());
        assert_eq!(value(Measure::Ratio(A, B), &[5, 100]), ratio(1, 20));
        assert_eq!(value(Measure::Growth(A, B), &[115, 100]), ratio(15, 100));
        assert_eq!(value(Measure::Growth(A, B), &[90, 100]), ratio(-10, 100));
        // 附件4 十四: the arithmetic mean of 20% and 10%.
        assert_eq!(value(Measure::MeanGrowth(A, B, C), &[132, 110, 100]), ratio(15, 100));
        assert_eq!(value(Measure::Mean(vec![A, B]), &[100, 200]), ratio(150, 1));
        assert_eq!(value(Measure::CompoundGrowth { last: A, first: B, years: 2 }, &[11025, 10000]), ratio(441, 400));
    }

    #[test]
    fn nothing_is_divided_by_zero_or_less() {
        assert_eq!(value(Measure::Ratio(A, B), &[5, 0]), Err(Gap { slot: B, why: Some(Why::ZeroBase) }));
        assert_eq!(value(Measure::Growth(A, B), &[5, -1]), Err(Gap { slot: B, why: Some(Why::NegativeBase) }));
        assert_eq!(value(Measure::MeanGrowth(A, B, C), &[5, 5, 0]), Err(Gap { slot: C, why: Some(Why::ZeroBase) }));
    }

    #[test]
    fn five_percent_compound_growth_is_five_percent_squared() {
        let measure = Measure::CompoundGrowth { last: A, first: B, years: 2 };
        assert_eq!(bound(&measure, Ratio::new(5, 100).unwrap()), Ratio::new(11025, 10000));
    }
}
