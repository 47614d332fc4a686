//! Both sides of a border. A case stands *on* a border if its measured value equals it exactly, and *just beyond* if
//! the answer is the other one and the least step that can be written (一分, 一人, 一个月, 0.0001 个百分点, 0.01 分) of
//! one of its figures leads back to the border or across it.

use std::cmp::Ordering;

use titian_rulebook::facts::Facts;
use titian_rulebook::quantity::Ratio;
use titian_rulebook::standard::fraction::Fraction;
use titian_rulebook::standard::{Comparison, Op};

/// Where a measure turns from one answer to the other.
#[derive(Clone, Copy)]
pub struct Border<'p> {
    pub fraction: &'p Fraction,
    pub op: Op,
    pub bound: Ratio,
}

/// Where the figures of a case stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Exactly on the border.
    On,
    /// One least step beyond it, where the answer is the other one.
    Beyond,
}

impl Side {
    pub const BOTH: [Side; 2] = [Side::On, Side::Beyond];

    pub fn label(self) -> &'static str {
        match self {
            Side::On => "恰在界上",
            Side::Beyond => "只差一步",
        }
    }
}

impl<'p> Border<'p> {
    pub fn of(comparison: &'p Comparison) -> Border<'p> {
        Border { fraction: &comparison.fraction, op: comparison.op, bound: comparison.bound }
    }

    /// On which side of the border the facts stand; `None` if not near it.
    pub fn side(&self, facts: &Facts) -> Option<Side> {
        let value = self.fraction.value(facts).ok()?;
        let on = self.op.holds(Ordering::Equal);
        let holds = |value: Ratio| self.op.holds(value.cmp(&self.bound));
        if value == self.bound {
            return Some(Side::On);
        }
        let back = self.fraction.slots.iter().flat_map(|slot| [-1, 1].map(|step| (*slot, step))).any(|(slot, step)| {
            let stepped = facts.known(slot).map(|figure| facts.clone().with(slot, figure + step));
            stepped.is_some_and(|facts| self.fraction.value(&facts).is_ok_and(|value| holds(value) == on))
        });
        (holds(value) != on && back).then_some(Side::Beyond)
    }
}
