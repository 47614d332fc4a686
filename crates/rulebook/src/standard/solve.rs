//! How far one fact is from a threshold, the others staying as they are.

use super::Op;
use super::fraction::{Fraction, Term};
use crate::catalogue::Slot;
use crate::facts::Facts;
use crate::quantity::{LARGEST, Ratio};

/// The values of one fact for which a comparison holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// This and above.
    From(i64),
    /// This and below.
    UpTo(i64),
}

impl Range {
    /// The end of the range.
    pub fn end(self) -> i64 {
        match self {
            Range::From(end) | Range::UpTo(end) => end,
        }
    }
}

/// Solves `fraction op bound` for `slot`. Every measure is linear in each fact of the last year, so the answer is a
/// half-line; `None` where the fact does not matter, enters squared, or another figure is missing.
pub fn solve(fraction: &Fraction, op: Op, bound: Ratio, slot: Slot, facts: &Facts) -> Option<Range> {
    // over·q − p·under = slope·x + rest, and under is positive wherever the fraction has a value.
    let (over_slope, over_rest) = linear(&fraction.over, slot, facts)?;
    let (under_slope, under_rest) = linear(&fraction.under, slot, facts)?;
    let join = |over: i128, under: i128| over.checked_mul(bound.den())?.checked_sub(under.checked_mul(bound.num())?);
    let (slope, rest) = (join(over_slope, under_slope)?, join(over_rest, under_rest)?);
    // Turn ≤ into ≥, and > into ≥ of the next whole number below zero.
    let (slope, rest) = match op {
        Op::AtLeast => (slope, rest),
        Op::MoreThan => (slope, rest.checked_sub(1)?),
        Op::AtMost => (slope.checked_neg()?, rest.checked_neg()?),
        Op::LessThan => (slope.checked_neg()?, rest.checked_neg()?.checked_sub(1)?),
    };
    let range = match slope {
        0 => return None,
        1.. => Range::From(within(rest.div_euclid(slope).checked_neg()?)?),
        _ => Range::UpTo(within(rest.div_euclid(slope.checked_neg()?))?),
    };
    let base = fraction.bases.contains(&slot);
    Some(match range {
        Range::From(end) if base => Range::From(end.max(1)),
        range => range,
    })
}

fn within(n: i128) -> Option<i64> {
    i64::try_from(n).ok().filter(|n| (-LARGEST..=LARGEST).contains(n))
}

/// A polynomial as `slope·x + rest`; `None` if it is not linear in the slot or another figure is missing.
fn linear(polynomial: &[Term], slot: Slot, facts: &Facts) -> Option<(i128, i128)> {
    let (mut slope, mut rest) = (0i128, 0i128);
    for term in polynomial {
        let mut product = i128::from(term.coefficient);
        let mut degree = 0;
        for factor in [term.first, term.second].into_iter().flatten() {
            if factor == slot {
                degree += 1;
            } else {
                product = product.checked_mul(i128::from(facts.known(factor)?))?;
            }
        }
        match degree {
            0 => rest = rest.checked_add(product)?,
            1 => slope = slope.checked_add(product)?,
            _ => return None,
        }
    }
    Some((slope, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Dimension;
    use crate::standard::Measure;
    use proptest::prelude::*;

    const A: Slot = Slot(0);
    const B: Slot = Slot(1);
    const C: Slot = Slot(2);

    /// An end that no figure can have is no end, however large: not even the one integer without a contrary.
    #[test]
    fn an_end_beyond_all_figures_is_none() {
        let fraction = Fraction::of(&Measure::Fact(A), |_| Dimension::Money);
        let facts = Facts::blank(3);
        let solve = |bound: i128, op| solve(&fraction, op, Ratio::new(bound, 1).unwrap(), A, &facts);
        assert_eq!(solve(i128::from(i64::MIN), Op::AtLeast), None);
        assert_eq!(solve(i128::from(LARGEST) + 1, Op::AtLeast), None);
        assert_eq!(solve(i128::from(LARGEST), Op::AtLeast), Some(Range::From(LARGEST)));
        assert_eq!(solve(i128::MAX, Op::LessThan), None);
    }

    proptest! {
        #[test]
        fn the_end_of_the_range_holds_and_one_beyond_does_not(
            values in prop::array::uniform3(1i64..100_000), percent in 1i64..100, which in 0usize..4, op in 0usize..4,
        ) {
            let measure = [Measure::Ratio(A, B), Measure::Growth(A, B), Measure::MeanGrowth(A, B, C), Measure::Fact(A)][which].clone();
            let op = [Op::AtLeast, Op::AtMost, Op::MoreThan, Op::LessThan][op];
            let fraction = Fraction::of(&measure, |_| Dimension::Money);
            let facts = values.iter().enumerate().fold(Facts::blank(3), |f, (at, v)| f.with(Slot(at as u16), *v));
            let bound = if which == 3 { Ratio::whole(percent * 100) } else { Ratio::new(i128::from(percent), 100).unwrap() };
            let range = solve(&fraction, op, bound, A, &facts).unwrap();
            let holds = |x: i64| op.holds(fraction.value(&facts.clone().with(A, x)).unwrap().cmp(&bound));
            let (inside, outside) = match range { Range::From(x) => (x, x - 1), Range::UpTo(x) => (x, x + 1) };
            prop_assert!(holds(inside));
            prop_assert!(!holds(outside));
        }
    }

    #[test]
    fn figures_that_nobody_has_are_no_answer() {
        let fraction = Fraction::of(&Measure::Sum(vec![A, B]), |_| Dimension::Count);
        let facts = Facts::blank(2).with(A, 0).with(B, i64::MAX);
        // -1 - i64::MAX is the least number of all, which has no counterpart above zero.
        assert_eq!(solve(&fraction, Op::AtLeast, Ratio::whole(-1), A, &facts), None);
    }
}
