//! Comparisons brought to one form: how far up a ladder of borders a measure stands.
//!
//! The meaning of a measure stays that of [`Fraction`]; here it is only rearranged, so that every border becomes a
//! comparison of whole numbers. A ladder answers with one byte a row: points, or a truth.

use crate::catalogue::Slot;
use crate::quantity::Ratio;
use crate::standard::Op;
use crate::standard::fraction::{Fraction, Polynomial, Term};

/// What a ladder says of a row: [`Ladder::otherwise`], and more for every border reached.
#[derive(Debug, Clone)]
pub(super) struct Ladder {
    pub form: Form,
    /// The answer below all borders.
    pub otherwise: u8,
    /// The answer where the measure has no value.
    pub unknown: u8,
}

/// How the borders are compared.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// An amount against whole numbers.
    Steps { of: Amount, steps: Vec<Step>, room: Room },
    /// One amount over another, positive one.
    Quotient(Quotient),
}

/// From `at` on, `gain` more (modulo 256, so that an answer can also fall).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub at: i128,
    pub gain: u8,
}

/// Where `left·over ≥ right·under + beyond`, `gain` more.
#[derive(Debug, Clone)]
pub(super) struct Quotient {
    pub over: Amount,
    pub under: Amount,
    /// What must be positive, where that does not follow from `under` being positive.
    pub bases: Vec<Slot>,
    pub left: i64,
    /// 1 where the border itself is not enough, 0 where it is.
    pub beyond: i64,
    pub shares: Vec<Share>,
    pub room: Room,
}

/// One border of a quotient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    pub right: i64,
    pub gain: u8,
}

/// What is measured.
#[derive(Debug, Clone)]
pub(super) enum Amount {
    /// A column as it stands.
    Plain(Slot),
    /// Columns added and multiplied.
    Computed(Polynomial),
}

/// Figures below `2^narrow` can be computed with in `i64`, below `2^wide` in `i128`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub narrow: u32,
    pub wide: u32,
}

/// A border, and what is answered from there on.
pub(super) type Border = (Ratio, u8);

impl Ladder {
    /// The ladder of `fraction op border`, borders from the best down, each with its answer. `None` if the numbers are
    /// too large for lanes.
    pub fn new(fraction: &Fraction, op: Op, borders: &[Border], otherwise: u8, unknown: u8) -> Option<Ladder> {
        let rungs = Rungs::new(op, borders, otherwise);
        Some(Ladder { form: form(fraction, &rungs)?, otherwise: rungs.otherwise, unknown })
    }

    /// The ladder that answers by the value of one slot: the last pair whose value it has reached.
    pub fn by_value(slot: Slot, answers: &[(i128, u8)], otherwise: u8, unknown: u8) -> Ladder {
        Ladder {
            form: Form::Steps { of: Amount::Plain(slot), steps: climb(answers, otherwise), room: Room::ANY },
            otherwise,
            unknown,
        }
    }

    /// Every slot it reads.
    pub fn slots(&self) -> Vec<Slot> {
        match &self.form {
            Form::Steps { of, .. } => of.slots(),
            Form::Quotient(q) => [q.over.slots(), q.under.slots(), q.bases.clone()].concat(),
        }
    }

    /// How large figures may be.
    pub fn room(&self) -> Room {
        match &self.form {
            Form::Steps { room, .. } => *room,
            Form::Quotient(q) => q.room,
        }
    }
}

/// Steps up (or down) from answer to answer.
pub(super) fn climb(answers: &[(i128, u8)], otherwise: u8) -> Vec<Step> {
    let mut below = otherwise;
    let step =
        |(at, answer): &(i128, u8)| Step { at: *at, gain: answer.wrapping_sub(std::mem::replace(&mut below, *answer)) };
    answers.iter().map(step).collect()
}

/// Borders that only ask "at least" or "more than".
pub(super) struct Rungs {
    rungs: Vec<(Ratio, u8)>,
    more: bool,
    pub otherwise: u8,
}

impl Rungs {
    /// 以下 is the contrary of 超过, 不足 that of 以上; the first border reached from the best down is the one that counts.
    pub fn new(op: Op, borders: &[Border], otherwise: u8) -> Rungs {
        let upward = matches!(op, Op::AtLeast | Op::MoreThan);
        let mut reachable: Vec<Border> = Vec::new();
        for (bound, answer) in borders {
            let looser = |last: &Border| if upward { *bound < last.0 } else { *bound > last.0 };
            if reachable.last().is_none_or(looser) {
                reachable.push((*bound, *answer));
            }
        }
        let below = reachable.iter().map(|(_, answer)| *answer).skip(1).chain([otherwise]);
        let gains = reachable.iter().zip(below).map(|((bound, answer), below)| (*bound, answer.wrapping_sub(below)));
        if upward {
            Rungs { rungs: gains.collect(), more: op == Op::MoreThan, otherwise }
        } else {
            let best = reachable.first().map_or(otherwise, |(_, answer)| *answer);
            let losses = gains.map(|(bound, gain)| (bound, gain.wrapping_neg()));
            Rungs { rungs: losses.collect(), more: op == Op::AtMost, otherwise: best }
        }
    }

    /// The steps of a whole number measured as it stands.
    pub fn steps(&self) -> Vec<Step> {
        self.rungs.iter().map(|(bound, gain)| Step { at: whole(*bound, self.more), gain: *gain }).collect()
    }
}

/// The least whole number that is at least (or more than) this.
fn whole(bound: Ratio, more: bool) -> i128 {
    let floor = bound.num().div_euclid(bound.den());
    if more || bound.num().rem_euclid(bound.den()) != 0 { floor.saturating_add(1) } else { floor }
}

fn form(fraction: &Fraction, rungs: &Rungs) -> Option<Form> {
    let plain = Rearranged::of(fraction)?;
    let bounds = rungs.rungs.iter().map(|(bound, _)| plain.bound(*bound)).collect::<Option<Vec<Ratio>>>()?;
    let gains = rungs.rungs.iter().map(|(_, gain)| *gain);
    if plain.under.is_none() && plain.bases.is_empty() {
        let steps =
            bounds.iter().zip(gains).map(|(bound, gain)| Step { at: whole(*bound, rungs.more), gain }).collect();
        let room = match plain.over {
            Amount::Plain(_) => Room::ANY,
            Amount::Computed(_) => Room::where_fits(|bits, most| plain.over.most(bits)?.lt(&most).then_some(()))?,
        };
        return Some(Form::Steps { of: plain.over, steps, room });
    }
    // Over a common denominator only the right side differs from border to border.
    let left = bounds.iter().try_fold(1, |all, bound| lcm(all, bound.den()))?;
    let rights = bounds.iter().map(|bound| i64::try_from(bound.num().checked_mul(left / bound.den())?).ok());
    let shares =
        rights.zip(gains).map(|(right, gain)| Some(Share { right: right?, gain })).collect::<Option<Vec<_>>>()?;
    let (left, beyond) = (i64::try_from(left).ok()?, i64::from(rungs.more));
    let (over, under, bases) = (plain.over, plain.under?, plain.bases);
    let steepest = shares.iter().map(|share| share.right.unsigned_abs()).max().unwrap_or(1).max(1);
    let room = Room::where_fits(|bits, most| {
        let left = over.most(bits)?.checked_mul(left.unsigned_abs().into())?.checked_add(1)?;
        let right = under.most(bits)?.checked_mul(steepest.into())?;
        (left.max(right) < most).then_some(())
    })?;
    Some(Form::Quotient(Quotient { over, under, bases, left, beyond, shares, room }))
}

/// A fraction with what its two sides share taken out: `value = over / under · scale + shift`.
struct Rearranged {
    over: Amount,
    /// `None` = one.
    under: Option<Amount>,
    bases: Vec<Slot>,
    scale: Ratio,
    shift: Ratio,
}

impl Rearranged {
    /// A growth (a − b)/b becomes a/b − 1, the mean of two becomes (ac + b²)/2bc − 1.
    fn of(fraction: &Fraction) -> Option<Rearranged> {
        let (mut over, under) = (collected(&fraction.over), collected(&fraction.under));
        let mut shift = Ratio::whole(0);
        if let [below] = under.as_slice()
            && let Some(at) = over.iter().position(|term| factors(term) == factors(below))
        {
            shift = Ratio::new(over.remove(at).coefficient.into(), below.coefficient.into())?;
        }
        let (content_over, content_under) = (content(&over), content(&under));
        let scale = Ratio::new(content_over, content_under)?;
        let (over, under) = (reduced(over, content_over), reduced(under, content_under));
        let under = match under.as_slice() {
            [Term { coefficient: 1, first: None, .. }] => None,
            _ => Some(Amount::of(under)),
        };
        // A denominator that is its only base is seen to be positive while dividing.
        let bases = match &under {
            Some(Amount::Plain(slot)) if fraction.bases == [*slot] => vec![],
            _ => fraction.bases.clone(),
        };
        let over = Amount::of(over);
        let mut read = [over.slots(), under.as_ref().map_or(vec![], Amount::slots), bases.clone()].concat();
        read.sort();
        read.dedup();
        // What is no longer read can no longer be missed.
        (read == fraction.slots).then_some(Rearranged { over, under, bases, scale, shift })
    }

    /// `value ≥ bound` is `over / under ≥` this.
    fn bound(&self, bound: Ratio) -> Option<Ratio> {
        let moved = bound.plus(Ratio::new(-self.shift.num(), self.shift.den())?)?;
        let (num, den) = (moved.num().checked_mul(self.scale.den())?, moved.den().checked_mul(self.scale.num())?);
        Ratio::new(num, den)
    }
}

impl Amount {
    fn of(polynomial: Polynomial) -> Amount {
        match polynomial.as_slice() {
            [Term { coefficient: 1, first: Some(slot), second: None }] => Amount::Plain(*slot),
            _ => Amount::Computed(polynomial),
        }
    }

    fn slots(&self) -> Vec<Slot> {
        match self {
            Amount::Plain(slot) => vec![*slot],
            Amount::Computed(terms) => terms.iter().flat_map(|term| [term.first, term.second]).flatten().collect(),
        }
    }

    /// The most it can be, sign aside, where figures stay below `2^bits`; `None` if a term cannot be computed.
    fn most(&self, bits: u32) -> Option<u128> {
        let figure = 1u128 << bits;
        match self {
            Amount::Plain(_) => Some(figure),
            Amount::Computed(terms) => terms.iter().try_fold(0u128, |sum, term| {
                // Coefficient and first factor are multiplied in i64.
                let scaled = u128::from(term.coefficient.unsigned_abs()).checked_mul(figure)?;
                let product = if term.second.is_some() { scaled.checked_mul(figure)? } else { scaled };
                (scaled <= 1 << 63).then_some(sum.checked_add(product)?)
            }),
        }
    }
}

impl Room {
    /// Nothing is computed, so everything fits.
    const ANY: Room = Room { narrow: 63, wide: 63 };

    /// The room in which `fits(bits, 2^63)` and `fits(bits, 2^127)`.
    fn where_fits(fits: impl Fn(u32, u128) -> Option<()>) -> Option<Room> {
        let largest = |most: u128| (0..=63).rev().find(|bits| fits(*bits, most).is_some());
        let wide = largest(1 << 127)?;
        Some(Room { narrow: largest(1 << 63).unwrap_or(0), wide })
    }
}

fn factors(term: &Term) -> [Option<Slot>; 2] {
    let mut factors = [term.first, term.second];
    factors.sort();
    factors
}

/// Terms of the same factors added up; none that is zero.
fn collected(polynomial: &[Term]) -> Polynomial {
    let mut terms: Polynomial = Vec::new();
    for term in polynomial {
        match terms.iter_mut().find(|other| factors(other) == factors(term)) {
            Some(other) => other.coefficient = other.coefficient.saturating_add(term.coefficient),
            None => terms.push(*term),
        }
    }
    terms.retain(|term| term.coefficient != 0);
    terms
}

/// The greatest common divisor of the coefficients, at least one.
fn content(polynomial: &[Term]) -> i128 {
    polynomial.iter().fold(0, |all, term| gcd(all, i128::from(term.coefficient).abs())).max(1)
}

fn reduced(polynomial: Polynomial, content: i128) -> Polynomial {
    let divided = |term: Term| Term { coefficient: (i128::from(term.coefficient) / content) as i64, ..term };
    polynomial.into_iter().map(divided).collect()
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn lcm(a: i128, b: i128) -> Option<i128> {
    (a / gcd(a, b).max(1)).checked_mul(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Dimension;
    use crate::standard::Measure;

    const A: Slot = Slot(0);
    const B: Slot = Slot(1);
    const C: Slot = Slot(2);

    fn ladder(measure: Measure, op: Op, borders: &[(i128, u8)]) -> Ladder {
        let borders: Vec<Border> =
            borders.iter().map(|(percent, answer)| (Ratio::new(*percent, 100).unwrap(), *answer)).collect();
        Ladder::new(&Fraction::of(&measure, |_| Dimension::Money), op, &borders, 0, 255).unwrap()
    }

    fn quotient(measure: Measure, op: Op, borders: &[(i128, u8)]) -> (i64, i64, Vec<(i64, u8)>) {
        let Form::Quotient(q) = ladder(measure, op, borders).form else { panic!("a quotient") };
        (q.left, q.beyond, q.shares.iter().map(|share| (share.right, share.gain)).collect())
    }

    #[test]
    fn borders_of_ratios_and_growths_become_whole_numbers() {
        // 100·rd ≥ 5·revenue: 5 points more than from 3% on.
        assert_eq!(quotient(Measure::Ratio(A, B), Op::AtLeast, &[(5, 20), (3, 15)]), (100, 0, vec![(5, 5), (3, 15)]));
        assert_eq!(quotient(Measure::Growth(A, B), Op::AtLeast, &[(15, 20), (0, 5)]), (20, 0, vec![(23, 15), (20, 5)]));
        // (ac + b²)/2bc ≥ 1 + 5% is 10·(ac + b²) ≥ 21·bc.
        assert_eq!(quotient(Measure::MeanGrowth(A, B, C), Op::AtLeast, &[(5, 3)]), (10, 0, vec![(21, 3)]));
    }

    #[test]
    fn at_most_is_the_contrary_of_more_than() {
        let debt = ladder(Measure::Ratio(A, B), Op::AtMost, &[(55, 10), (75, 5)]);
        assert_eq!(debt.otherwise, 10);
        let Form::Quotient(q) = debt.form else { panic!("a quotient") };
        assert_eq!((q.left, q.beyond), (20, 1));
        assert_eq!(q.shares, [Share { right: 11, gain: 251 }, Share { right: 15, gain: 251 }]);
    }

    #[test]
    fn a_border_hidden_behind_a_better_one_is_never_reached() {
        assert_eq!(quotient(Measure::Ratio(A, B), Op::AtLeast, &[(3, 20), (5, 15), (1, 5)]).2, [(3, 15), (1, 5)]);
    }

    #[test]
    fn what_fits_is_known_beforehand() {
        let ratio = ladder(Measure::Ratio(A, B), Op::AtLeast, &[(5, 20)]);
        // 20·2^58 < 2^63 ≤ 20·2^59; products of three figures of money do not fit i64, of course.
        assert_eq!(ratio.room(), Room { narrow: 58, wide: 63 });
        assert_eq!(ladder(Measure::MeanGrowth(A, B, C), Op::AtLeast, &[(5, 3)]).room(), Room { narrow: 29, wide: 61 });
        assert_eq!(ladder(Measure::Fact(A), Op::AtLeast, &[(500, 3)]).room(), Room::ANY);
    }
}
