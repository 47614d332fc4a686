//! The inner loops: one byte out for every row, no branch inside, each compiled a second time for AVX2 and chosen when
//! the program runs.
//!
//! Truths are two bits, "certainly" and "possibly", so that Kleene's *and* and *or* are those of the bits. Answers add
//! up modulo 256, which lets a step also go down.

use multiversion::multiversion;

use super::ladder::{Share, Step};

/// Rows that are worked on at once: few enough that what they need stays in the near caches, many enough that a column
/// is read in long strides.
pub(super) const CHUNK: usize = 2048;

/// Certainly and possibly.
pub(super) const MET: u8 = 0b11;
/// Possibly.
pub(super) const UNKNOWN: u8 = 0b10;
/// Neither.
pub(super) const UNMET: u8 = 0b00;

/// A byte for every row of a chunk.
pub(super) type Bytes = [u8; CHUNK];

/// A figure as a column or a computation holds it.
pub(super) trait Figure: Copy + PartialOrd {
    /// Stands for no figure at all.
    const UNKNOWN: Self;
    const LEAST: Self;
    const MOST: Self;
    const ZERO: Self;
    /// What multiples of it are computed in; wraps where nothing known is at stake.
    type Product: Copy + PartialOrd;
    /// `n` where it can be held, else the nearest that can.
    fn nearest(n: i128) -> Self;
    fn wide(self) -> i128;
    fn times(self, n: i64) -> Self::Product;
    fn less(product: Self::Product, n: i64) -> Self::Product;
    /// `self + x·y`.
    fn plus(self, x: i64, y: i64) -> Self;
}

macro_rules! figure {
    ($figure:ty, product: $product:ty, unknown: $unknown:expr, from: $least:expr, to: $most:expr) => {
        impl Figure for $figure {
            const UNKNOWN: Self = $unknown;
            const LEAST: Self = $least;
            const MOST: Self = $most;
            const ZERO: Self = 0;
            type Product = $product;
            #[inline(always)]
            fn nearest(n: i128) -> Self {
                n.clamp(Self::LEAST as i128, Self::MOST as i128) as Self
            }
            #[inline(always)]
            fn wide(self) -> i128 {
                self as i128
            }
            #[inline(always)]
            fn times(self, n: i64) -> $product {
                (self as $product).wrapping_mul(n as $product)
            }
            #[inline(always)]
            fn less(product: $product, n: i64) -> $product {
                product.wrapping_sub(n as $product)
            }
            #[inline(always)]
            fn plus(self, x: i64, y: i64) -> Self {
                self.wrapping_add((x as Self).wrapping_mul(y as Self))
            }
        }
    };
}

figure!(u8, product: i64, unknown: u8::MAX, from: 0, to: u8::MAX - 1);
figure!(i32, product: i64, unknown: i32::MIN, from: i32::MIN + 1, to: i32::MAX);
figure!(i64, product: i64, unknown: i64::MIN, from: i64::MIN + 1, to: i64::MAX);
figure!(i128, product: i128, unknown: i128::MIN, from: i128::MIN + 1, to: i128::MAX);

/// A step in the width of its column.
#[derive(Clone, Copy)]
struct Cut<T> {
    at: T,
    gain: u8,
}

impl<T: Figure> Cut<T> {
    fn of(step: Step) -> Cut<T> {
        let out_of_reach = step.at > T::MOST.wide();
        Cut { at: T::nearest(step.at), gain: if out_of_reach { 0 } else { step.gain } }
    }
}

/// Calls a loop that is unrolled for the number of borders it has, a few at a time.
macro_rules! unrolled {
    ($borders:expr, $each:expr => $loop:ident($($argument:expr),*)) => {
        match $borders {
            [] => $loop([], $($argument),*),
            borders => for some in borders.chunks(5) {
                match *some {
                    [a] => $loop([a].map($each), $($argument),*),
                    [a, b] => $loop([a, b].map($each), $($argument),*),
                    [a, b, c] => $loop([a, b, c].map($each), $($argument),*),
                    [a, b, c, d] => $loop([a, b, c, d].map($each), $($argument),*),
                    [a, b, c, d, e] => $loop([a, b, c, d, e].map($each), $($argument),*),
                    _ => {}
                }
            },
        }
    };
}

/// Adds the gains of all steps reached; `unknown` where there is no figure.
pub(super) fn climb<T: Figure>(figures: &[T], steps: &[Step], unknown: u8, to: &mut [u8]) {
    unrolled!(steps, Cut::of => climb_some(figures, unknown, to));
}

#[multiversion(targets("x86_64+avx2"))]
fn climb_some<T: Figure, const N: usize>(cuts: [Cut<T>; N], figures: &[T], unknown: u8, to: &mut [u8]) {
    for (figure, to) in figures.iter().zip(to) {
        let mut sum = *to;
        for cut in cuts {
            sum = sum.wrapping_add(cut.gain & ((*figure >= cut.at) as u8 * u8::MAX));
        }
        *to = if *figure == T::UNKNOWN { unknown } else { sum };
    }
}

/// Adds the gains of all borders of a quotient; `unknown` where `over` is not known or `under` not positive.
pub(super) fn divide<T: Figure>(
    sides: (&[T], &[T]),
    left: i64,
    beyond: i64,
    shares: &[Share],
    unknown: u8,
    to: &mut [u8],
) {
    // AVX2 multiplies 64 bits only piece by piece; a factor of 32 bits saves a piece.
    if shares.iter().map(|share| share.right).chain([left]).all(|factor| u32::try_from(factor).is_ok()) {
        let share = |share: Share| (share.right as u32, share.gain);
        unrolled!(shares, share => divide_some(sides, left as u32, beyond, unknown, to));
    } else {
        let share = |share: Share| (share.right, share.gain);
        unrolled!(shares, share => divide_some(sides, left, beyond, unknown, to));
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn divide_some<T: Figure, F: Copy + Into<i64>, const N: usize>(
    shares: [(F, u8); N],
    (over, under): (&[T], &[T]),
    left: F,
    beyond: i64,
    unknown: u8,
    to: &mut [u8],
) {
    for ((over, under), to) in over.iter().zip(under).zip(to) {
        let reached = T::less(over.times(left.into()), beyond);
        let mut sum = i64::from(*to);
        for (right, gain) in shares {
            sum += i64::from(gain) & -i64::from(reached >= under.times(right.into()));
        }
        let known = (*over != T::UNKNOWN) & (*under > T::ZERO);
        *to = if known { sum as u8 } else { unknown };
    }
}

/// Adds `coefficient·x` to every sum; no figure makes no sum.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn add<T: Figure>(coefficient: i64, x: &[i64], to: &mut [T]) {
    match coefficient {
        // Most sums are plain and need no multiplication.
        1 => add_times(1, x, to),
        _ => add_times(coefficient, x, to),
    }
}

#[inline(always)]
fn add_times<T: Figure>(coefficient: i64, x: &[i64], to: &mut [T]) {
    for (x, to) in x.iter().zip(to) {
        let known = (*x != i64::UNKNOWN) & (*to != T::UNKNOWN);
        *to = if known { to.plus(coefficient, *x) } else { T::UNKNOWN };
    }
}

/// Adds `coefficient·x·y` to every sum; no figure makes no sum.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn add_product<T: Figure>(coefficient: i64, x: &[i64], y: &[i64], to: &mut [T]) {
    for ((x, y), to) in x.iter().zip(y).zip(to) {
        let known = (*x != i64::UNKNOWN) & (*y != i64::UNKNOWN) & (*to != T::UNKNOWN);
        *to = if known { to.plus(x.wrapping_mul(coefficient), *y) } else { T::UNKNOWN };
    }
}

/// No sum where a base is not positive.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn need_positive<T: Figure>(base: &[i64], to: &mut [T]) {
    for (base, to) in base.iter().zip(to) {
        *to = if *base > 0 { *to } else { T::UNKNOWN };
    }
}

/// The figures of a narrow column.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn widen<T: Figure + Into<i64>>(figures: &[T], to: &mut [i64]) {
    for (figure, to) in figures.iter().zip(to) {
        *to = if *figure == T::UNKNOWN { i64::UNKNOWN } else { (*figure).into() };
    }
}

/// How many are yes, at least and at most.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn count(figures: &[u8], least: &mut [u8], most: &mut [u8]) {
    for ((figure, least), most) in figures.iter().zip(least).zip(most) {
        // By arithmetic: an `if` here would be compiled to a jump that nobody can predict.
        let unknown = u8::from(*figure == u8::UNKNOWN);
        let yes = *figure & unknown.wrapping_sub(1);
        *least = least.wrapping_add(yes);
        *most = most.wrapping_add(yes | unknown);
    }
}

/// Two answers that may differ: unknown where they do.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn agree(other: &[u8], to: &mut [u8]) {
    for (other, to) in other.iter().zip(to) {
        *to = (*to & other) | ((*to ^ other) & UNKNOWN);
    }
}

/// Both.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn and(other: &[u8], to: &mut [u8]) {
    for (other, to) in other.iter().zip(to) {
        *to &= other;
    }
}

/// Either.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn or(other: &[u8], to: &mut [u8]) {
    for (other, to) in other.iter().zip(to) {
        *to |= other;
    }
}

/// The contrary: what was possibly so is now not certainly not so.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn not(to: &mut [u8]) {
    for to in to {
        *to = !((*to << 1) | (*to >> 1)) & MET;
    }
}

/// `need` where `when` holds, what stands in `to` where it does not; where that is unknown, what both agree on.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn choose(when: &[u8], need: &[u8], to: &mut [u8]) {
    for ((when, need), to) in when.iter().zip(need).zip(to) {
        // Both bits of the answer to "is it certainly this branch" and "is it possibly".
        let (surely, possibly) = ((when & 1) * MET, (when >> 1) * MET);
        let certain = (surely & need) | (!possibly & *to) | (need & *to);
        let possible = (possibly & need) | (!surely & *to);
        *to = (certain & 0b01) | (possible & 0b10);
    }
}

/// The better of two intervals of points, one of them an answer that may be open.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn better(answers: &[u8], open: u8, (least, most): (u8, u8), low: &mut [u8], high: &mut [u8]) {
    for ((answer, low), high) in answers.iter().zip(low).zip(high) {
        let unknown = *answer == open;
        *low = (*low).max(if unknown { least } else { *answer });
        *high = (*high).max(if unknown { most } else { *answer });
    }
}

/// Adds points.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn plus(points: &[u8], to: &mut [u8]) {
    for (points, to) in points.iter().zip(to) {
        *to = to.wrapping_add(*points);
    }
}

/// Whether points reach a mark, or what stands there already.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn or_reach(mark: u8, low: &[u8], high: &[u8], to: &mut [u8]) {
    for ((low, high), to) in low.iter().zip(high).zip(to) {
        *to |= (*low >= mark) as u8 | ((*high >= mark) as u8) << 1;
    }
}

/// Sets `bit` where something is unmet.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn note_unmet(truth: &[u8], bit: u8, to: &mut [u8]) {
    for (truth, to) in truth.iter().zip(to) {
        *to |= if *truth == UNMET { bit } else { 0 };
    }
}

/// Puts the bits of eight clauses in their place where all together is unmet.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn tell_unmet(all: &[u8], eight: &[u8], shift: u32, to: &mut [u64]) {
    for ((all, eight), to) in all.iter().zip(eight).zip(to) {
        *to |= u64::from(if *all == UNMET { *eight } else { 0 }) << shift;
    }
}
