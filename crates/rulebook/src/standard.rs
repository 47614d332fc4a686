//! 标准 A standard: how one tier is judged under one edition of the rules (A7, A8).
//!
//! A closed vocabulary, no expression language: an official can read a standard aloud. [`Measure`]s turn facts into
//! a value, [`Condition`]s into met / unmet / unknown, [`Score`]s into points. All three ways of running a standard
//! (row by row, by columns, as SQL) start from these types; [`fraction`] gives measures their one arithmetic meaning.

pub mod fraction;
mod read;

pub(crate) use read::read_indicator;
pub mod solve;
pub mod vocabulary;

use jiff::civil::Date;

use self::fraction::Fraction;
use crate::catalogue::Slot;
use crate::derive::Definitions;
use crate::quantity::{Dimension, Ratio};
use crate::tier::{Purpose, Tier};

/// How one tier is judged under one edition.
#[derive(Debug, Clone)]
pub struct Standard {
    /// `miit-2022/innovative`.
    pub id: String,
    /// Title, Chinese.
    pub title: String,
    /// Document and annex.
    pub basis: String,
    /// Which tier it judges.
    pub tier: Tier,
    /// First day it may be applied.
    pub from: Date,
    /// Where its text was read.
    pub source: String,
    /// What passing means: the innovative tier is evaluated, the specialised certified, little giants recommended.
    pub verdict: String,
    /// A province's own example, not in force anywhere here.
    pub example: bool,
    /// The annex that says what counts as what.
    pub definitions: Definitions,
    /// Groups of indicators; empty if the standard gives no points.
    pub groups: Vec<Group>,
    /// Points needed in all; `None` if the standard gives no points.
    pub pass: Option<i64>,
    /// Scored indicators.
    pub indicators: Vec<Indicator>,
    /// Conditions, all of which must be met.
    pub conditions: Vec<Clause>,
    /// Direct routes, any of which stands in for the points.
    pub routes: Vec<Clause>,
}

/// Gates: conditions of eligibility apart from any score (Article 3).
#[derive(Debug, Clone)]
pub struct Gates {
    /// `guangxi-2023`.
    pub id: String,
    /// Title, Chinese.
    pub title: String,
    /// Document and article.
    pub basis: String,
    /// Where its text was read.
    pub source: String,
    /// The gates, all of which must be met.
    pub gates: Vec<Clause>,
}

/// A group of indicators (创新能力, 成长性, …).
#[derive(Debug, Clone)]
pub struct Group {
    /// Id, ASCII.
    pub id: String,
    /// Label, Chinese.
    pub label: String,
    /// Points it can give.
    pub max: i64,
    /// Points needed in this group alone; 0 if none.
    pub pass: i64,
}

/// One scored indicator.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Id, ASCII.
    pub id: String,
    /// Label, Chinese.
    pub label: String,
    /// Annex and number.
    pub article: String,
    /// Its place in [`Standard::groups`].
    pub group: usize,
    /// Points it can give.
    pub max: i64,
    /// How points are given.
    pub score: Score,
    /// A reading of ours or an open question; may be empty.
    pub note: String,
}

/// A condition with its name and article: a gate, a condition of a standard, or a direct route.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Id, ASCII; gates carry their clause of the regulation (A3.2).
    pub id: String,
    /// Label, Chinese.
    pub label: String,
    /// Article or annex.
    pub article: String,
    /// One of the six dimensions (专精特新链品); may be empty.
    pub dimension: String,
    /// Asked in these cases only; empty = always.
    pub purposes: Vec<Purpose>,
    /// What must hold.
    pub condition: Condition,
    /// A check older than this many days is asked for again before a decision; 0 = does not age.
    pub fresh_days: i64,
    /// A reading of ours or an open question; may be empty.
    pub note: String,
}

/// What must hold.
#[derive(Debug, Clone)]
pub enum Condition {
    /// Every one of them.
    All(Vec<Condition>),
    /// At least one of them.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// The need of the first branch whose `when` holds; a branch without `when` always holds.
    First(Vec<Branch>),
    /// A measure against a threshold.
    Compare(Comparison),
    /// A choice is one of these places.
    Is {
        /// The choice.
        slot: Slot,
        /// The places that satisfy it.
        places: Vec<i64>,
    },
    /// A person attested it (yes_no, judged by an officer).
    Attested(Slot),
}

/// One branch of [`Condition::First`].
#[derive(Debug, Clone)]
pub struct Branch {
    /// When it is this branch's turn; `None` = always.
    pub when: Option<Condition>,
    /// What it needs.
    pub need: Condition,
}

/// A measure against a threshold.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What is measured.
    pub measure: Measure,
    /// Its arithmetic meaning.
    pub fraction: Fraction,
    /// Which way.
    pub op: Op,
    /// The threshold on the scale of [`fraction::Fraction`]: (1+t)^n for compound growth, t itself otherwise.
    pub bound: Ratio,
    /// The threshold as written.
    pub written: String,
}

/// Which way a comparison goes. 以上/以下 include the number itself, 超过/不足 do not (附件4 十三).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// 以上, 不低于.
    AtLeast,
    /// 以下, 不超过.
    AtMost,
    /// 超过.
    MoreThan,
    /// 不足.
    LessThan,
}

impl Op {
    /// Whether `ordering` of value against threshold satisfies it.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Op::AtLeast => ordering.is_ge(),
            Op::AtMost => ordering.is_le(),
            Op::MoreThan => ordering.is_gt(),
            Op::LessThan => ordering.is_lt(),
        }
    }

    /// ≥ ≤ > <.
    pub fn sign(self) -> &'static str {
        match self {
            Op::AtLeast => "≥",
            Op::AtMost => "≤",
            Op::MoreThan => ">",
            Op::LessThan => "<",
        }
    }
}

/// What is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// A fact as it stands.
    Fact(Slot),
    /// The sum of facts.
    Sum(Vec<Slot>),
    /// The arithmetic mean of facts.
    Mean(Vec<Slot>),
    /// One fact over another.
    Ratio(Slot, Slot),
    /// (this year − the year before) / the year before.
    Growth(Slot, Slot),
    /// The arithmetic mean of two growth rates: years 1, 2, 3 (附件4 十四).
    MeanGrowth(Slot, Slot, Slot),
    /// The compound rate from `first` to `last` over `years`.
    CompoundGrowth {
        /// The later year.
        last: Slot,
        /// The base year.
        first: Slot,
        /// Years between the two.
        years: u32,
    },
    /// How many of these yes_no facts are yes.
    Count(Vec<Slot>),
}

/// How an indicator gives points.
#[derive(Debug, Clone)]
pub enum Score {
    /// By bands of a measure.
    Bands(Bands),
    /// By the option of a choice: points for each place.
    Classes {
        /// The choice.
        slot: Slot,
        /// Points, by place.
        points: Vec<i64>,
    },
    /// `points` for each full `every` of a measure, up to `cap`.
    Per {
        /// What is measured.
        measure: Measure,
        /// Its arithmetic meaning.
        fraction: Fraction,
        /// How much of it makes one step.
        every: Ratio,
        /// As written.
        written: String,
        /// Points a step.
        points: i64,
        /// At most.
        cap: i64,
    },
    /// The best of several band tables (金额或占比,取高).
    BestOf(Vec<Bands>),
    /// Entered by a reviewer with reason and evidence, until a table is loaded (A8).
    External(Slot),
}

/// Points by bands of a measure. A value on a border takes the higher score (附件4 十三).
#[derive(Debug, Clone)]
pub struct Bands {
    /// What is measured.
    pub measure: Measure,
    /// Its arithmetic meaning.
    pub fraction: Fraction,
    /// [`Op::AtLeast`] or [`Op::AtMost`].
    pub op: Op,
    /// From the best band down.
    pub bands: Vec<Band>,
    /// Points where no band is reached.
    pub otherwise: i64,
}

/// One band.
#[derive(Debug, Clone)]
pub struct Band {
    /// The border, on the scale of the measure's fraction.
    pub bound: Ratio,
    /// The border as written.
    pub written: String,
    /// Points.
    pub points: i64,
}

impl Measure {
    /// The slots it reads.
    pub fn slots(&self) -> Vec<Slot> {
        match self {
            Measure::Fact(slot) => vec![*slot],
            Measure::Sum(slots) | Measure::Mean(slots) | Measure::Count(slots) => slots.clone(),
            Measure::Ratio(a, b) | Measure::Growth(a, b) => vec![*a, *b],
            Measure::MeanGrowth(a, b, c) => vec![*a, *b, *c],
            Measure::CompoundGrowth { last, first, .. } => vec![*last, *first],
        }
    }

    /// What the value measures.
    pub fn dimension(&self, of: impl Fn(Slot) -> Dimension) -> Dimension {
        match self {
            Measure::Fact(slot) => of(*slot),
            Measure::Sum(slots) | Measure::Mean(slots) => slots.first().map_or(Dimension::Count, |slot| of(*slot)),
            Measure::Ratio(..) | Measure::Growth(..) | Measure::MeanGrowth(..) | Measure::CompoundGrowth { .. } => {
                Dimension::Share
            }
            Measure::Count(_) => Dimension::Count,
        }
    }
}

impl Bands {
    /// Least and most points it can give, whatever the facts.
    pub fn reach(&self) -> (i64, i64) {
        let all = || self.bands.iter().map(|band| band.points).chain([self.otherwise]);
        (all().min().unwrap_or(0), all().max().unwrap_or(0))
    }
}

impl Score {
    /// Least and most points it can give, whatever the facts.
    pub fn reach(&self) -> (i64, i64) {
        match self {
            Score::Bands(bands) => bands.reach(),
            Score::Classes { points, .. } => {
                (points.iter().copied().min().unwrap_or(0), points.iter().copied().max().unwrap_or(0))
            }
            Score::Per { cap, .. } => (0, *cap),
            Score::BestOf(tables) => {
                let reaches = || tables.iter().map(Bands::reach);
                (reaches().map(|r| r.0).max().unwrap_or(0), reaches().map(|r| r.1).max().unwrap_or(0))
            }
            Score::External(_) => (0, i64::MAX),
        }
    }

    /// The slots it reads.
    pub fn slots(&self) -> Vec<Slot> {
        match self {
            Score::Bands(b) => b.measure.slots(),
            Score::Classes { slot, .. } | Score::External(slot) => vec![*slot],
            Score::Per { measure, .. } => measure.slots(),
            Score::BestOf(tables) => tables.iter().flat_map(|b| b.measure.slots()).collect(),
        }
    }
}

impl Indicator {
    /// Least and most points it can give, whatever the facts.
    pub fn reach(&self) -> (i64, i64) {
        let (low, high) = self.score.reach();
        (low, high.min(self.max))
    }
}

impl Condition {
    /// The slots it reads.
    pub fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        self.add_slots(&mut slots);
        slots
    }

    fn add_slots(&self, slots: &mut Vec<Slot>) {
        match self {
            Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| part.add_slots(slots)),
            Condition::Not(part) => part.add_slots(slots),
            Condition::First(branches) => branches.iter().for_each(|branch| {
                branch.when.iter().for_each(|when| when.add_slots(slots));
                branch.need.add_slots(slots);
            }),
            Condition::Compare(comparison) => slots.extend(comparison.measure.slots()),
            Condition::Is { slot, .. } | Condition::Attested(slot) => slots.push(*slot),
        }
    }
}

impl Clause {
    /// Whether it is asked for this purpose.
    pub fn asked_for(&self, purpose: Purpose) -> bool {
        self.purposes.is_empty() || self.purposes.contains(&purpose)
    }
}

impl Standard {
    /// The standard as it is asked for one purpose: clauses asked for the other left out.
    #[must_use]
    pub fn for_purpose(mut self, purpose: Purpose) -> Standard {
        self.conditions.retain(|clause| clause.asked_for(purpose));
        self.routes.retain(|clause| clause.asked_for(purpose));
        self
    }

    /// Every slot the standard reads, each once, in order.
    pub fn slots(&self) -> Vec<Slot> {
        let clauses = self.conditions.iter().chain(&self.routes).flat_map(|clause| clause.condition.slots());
        let mut slots: Vec<Slot> = self.indicators.iter().flat_map(|i| i.score.slots()).chain(clauses).collect();
        slots.sort();
        slots.dedup();
        slots
    }
}
