//! Met, unmet or unknown: conditions under Kleene's three-valued logic.

use crate::facts::{Cell, Facts};
use crate::quantity::Ratio;
use crate::standard::fraction::Gap;
use crate::standard::{Comparison, Condition, Measure};

/// The answer to a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// Holds.
    Met,
    /// Does not hold.
    Unmet,
    /// Depends on what is not known.
    Unknown,
}

impl From<bool> for Truth {
    fn from(met: bool) -> Truth {
        if met { Truth::Met } else { Truth::Unmet }
    }
}

impl Truth {
    /// Both.
    #[must_use]
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::Unmet, _) | (_, Truth::Unmet) => Truth::Unmet,
            (Truth::Met, Truth::Met) => Truth::Met,
            _ => Truth::Unknown,
        }
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Truth) -> Truth {
        self.not().and(other.not()).not()
    }

    /// The contrary.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "reads with `and` and `or`")]
    pub fn not(self) -> Truth {
        match self {
            Truth::Met => Truth::Unmet,
            Truth::Unmet => Truth::Met,
            Truth::Unknown => Truth::Unknown,
        }
    }

    /// Every one.
    pub fn all(truths: impl IntoIterator<Item = Truth>) -> Truth {
        truths.into_iter().fold(Truth::Met, Truth::and)
    }

    /// At least one.
    pub fn any(truths: impl IntoIterator<Item = Truth>) -> Truth {
        truths.into_iter().fold(Truth::Unmet, Truth::or)
    }
}

/// The answer to a condition; what is unknown on the way is added to `gaps`.
pub(super) fn of(condition: &Condition, facts: &Facts, gaps: &mut Vec<Gap>) -> Truth {
    match condition {
        Condition::All(parts) => Truth::all(parts.iter().map(|part| of(part, facts, gaps)).collect::<Vec<_>>()),
        Condition::Any(parts) => Truth::any(parts.iter().map(|part| of(part, facts, gaps)).collect::<Vec<_>>()),
        Condition::Not(part) => of(part, facts, gaps).not(),
        Condition::First(branches) => branches.iter().rev().fold(Truth::Unknown, |otherwise, branch| {
            let need = of(&branch.need, facts, gaps);
            match branch.when.as_ref().map(|when| of(when, facts, gaps)) {
                None | Some(Truth::Met) => need,
                Some(Truth::Unmet) => otherwise,
                // Whichever branch it is, both say the same.
                Some(Truth::Unknown) if need == otherwise => need,
                Some(Truth::Unknown) => Truth::Unknown,
            }
        }),
        Condition::Compare(comparison) => compare(comparison, facts, gaps),
        Condition::Is { slot, places } => match cell(facts.cell(*slot), *slot, gaps) {
            Some(place) => places.contains(&place).into(),
            None => Truth::Unknown,
        },
        Condition::Attested(slot) => match cell(facts.cell(*slot), *slot, gaps) {
            Some(attested) => (attested == 1).into(),
            None => Truth::Unknown,
        },
    }
}

fn cell(cell: Cell, slot: crate::catalogue::Slot, gaps: &mut Vec<Gap>) -> Option<i64> {
    let why = match cell {
        Cell::Known(n) => return Some(n),
        Cell::Missing => None,
        Cell::NotComputable(why) => Some(why),
    };
    gaps.push(Gap { slot, why });
    None
}

fn compare(comparison: &Comparison, facts: &Facts, gaps: &mut Vec<Gap>) -> Truth {
    let holds = |value: Ratio| comparison.op.holds(value.cmp(&comparison.bound));
    if let Measure::Count(_) = comparison.measure {
        let (low, high) = super::points::counted(&comparison.fraction, facts);
        let (low, high) = (holds(Ratio::whole(low)), holds(Ratio::whole(high)));
        if low == high {
            return low.into();
        }
        gaps.extend(comparison.fraction.gaps(facts));
        return Truth::Unknown;
    }
    match comparison.fraction.value(facts) {
        Ok(value) => holds(value).into(),
        Err(_) => {
            gaps.extend(comparison.fraction.gaps(facts));
            Truth::Unknown
        }
    }
}
