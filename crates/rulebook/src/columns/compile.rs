//! From an edition to a program over columns.

use super::kernels::{MET, UNKNOWN, UNMET};
use super::ladder::{Ladder, Rungs, Step};
use crate::catalogue::Slot;
use crate::judge::Edition;
use crate::population::{Column, Population};
use crate::quantity::Ratio;
use crate::standard::fraction::Fraction;
use crate::standard::{Bands, Clause, Comparison, Condition, Indicator, Measure, Op, Score};

/// Answers of a score where the value is not known; no indicator gives that many points.
pub(super) const OPEN: u8 = u8::MAX;

/// An edition in the form the columns run.
#[derive(Debug, Clone)]
pub(super) struct Lanes {
    pub gates: Vec<Node>,
    pub conditions: Vec<Node>,
    pub routes: Vec<Node>,
    pub indicators: Vec<Scored>,
    /// Pass mark of each group.
    pub groups: Vec<u8>,
    /// Pass mark of the total; `None` if the standard gives no points.
    pub pass: Option<u8>,
}

/// A condition.
#[derive(Debug, Clone)]
pub(super) enum Node {
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    /// Branches before the last, and the last.
    First(Vec<(Option<Node>, Node)>),
    Test(Ladder),
    Count(Counted),
}

/// An indicator.
#[derive(Debug, Clone)]
pub(super) struct Scored {
    pub group: usize,
    pub by: By,
}

/// How it is scored.
#[derive(Debug, Clone)]
pub(super) enum By {
    /// The best of these tables, which may be one.
    Tables(Vec<Table>),
    Count(Counted),
}

/// A ladder of points, with the least and most points it stands for where the value is not known.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub ladder: Ladder,
    pub least: u8,
    pub most: u8,
}

/// How many of some slots are yes, and what follows.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    pub slots: Vec<Slot>,
    pub steps: Vec<Step>,
    pub otherwise: u8,
}

impl Lanes {
    /// `None` if points do not fit a byte, numbers do not fit the arithmetic, or there are groups and routes without a
    /// total. [`crate::standard::Standard::read`] refuses most of these.
    pub fn compile(edition: &Edition) -> Option<Lanes> {
        let standard = &edition.standard;
        if standard.pass.is_none() && !(standard.groups.is_empty() && standard.routes.is_empty()) {
            return None;
        }
        let most = standard.indicators.iter().try_fold(0i64, |sum, i| sum.checked_add(i.reach().1.max(0)))?;
        if most >= OPEN.into() {
            return None;
        }
        // No total exceeds `most`, so that a mark beyond a byte is as far out of reach as 255.
        let mark = |points: i64| points.clamp(0, OPEN.into()) as u8;
        let known_group = |i: &Indicator| i.group < standard.groups.len();
        Some(Lanes {
            gates: nodes(&edition.gates.gates)?,
            conditions: nodes(&standard.conditions)?,
            routes: nodes(&standard.routes)?,
            indicators: standard.indicators.iter().filter(|i| known_group(i)).map(scored).collect::<Option<_>>()?,
            groups: standard.groups.iter().map(|group| mark(group.pass)).collect(),
            pass: standard.pass.map(mark),
        })
    }

    /// Whether the figures of a population are small enough to compute with.
    pub fn fits(&self, population: &Population) -> bool {
        let clauses = || self.gates.iter().chain(&self.conditions).chain(&self.routes);
        clauses().all(|node| node.fits(population)) && self.indicators.iter().all(|i| i.by.fits(population))
    }
}

impl Node {
    fn fits(&self, population: &Population) -> bool {
        match self {
            Node::All(parts) | Node::Any(parts) => parts.iter().all(|part| part.fits(population)),
            Node::Not(part) => part.fits(population),
            Node::First(branches) => branches
                .iter()
                .all(|(when, need)| when.as_ref().is_none_or(|w| w.fits(population)) && need.fits(population)),
            Node::Test(ladder) => ladder.fits(population),
            Node::Count(counted) => counted.fits(population),
        }
    }
}

impl By {
    fn fits(&self, population: &Population) -> bool {
        match self {
            By::Tables(tables) => tables.iter().all(|table| table.ladder.fits(population)),
            By::Count(counted) => counted.fits(population),
        }
    }
}

impl Ladder {
    /// How many bits the largest figure takes that it reads.
    pub fn bits(&self, population: &Population) -> u32 {
        self.slots().iter().map(|slot| population.bits(*slot)).max().unwrap_or(0)
    }

    fn fits(&self, population: &Population) -> bool {
        self.bits(population) <= self.room().wide
    }
}

impl Counted {
    /// Whether every count stays below a byte's mark for the unknown.
    fn fits(&self, population: &Population) -> bool {
        let most = |slot: &Slot| match population.column(*slot) {
            None => Some(1),
            Some(Column::Byte(_)) => Some((1 << population.bits(*slot)) - 1).map(|most: u32| most.max(1)),
            Some(_) => None,
        };
        self.slots.iter().map(most).sum::<Option<u32>>().is_some_and(|sum| sum < OPEN.into())
    }

    fn new(fraction: &Fraction, rungs: &Rungs) -> Counted {
        Counted { slots: fraction.slots.clone(), steps: rungs.steps(), otherwise: rungs.otherwise }
    }
}

fn nodes(clauses: &[Clause]) -> Option<Vec<Node>> {
    clauses.iter().map(|clause| node(&clause.condition)).collect()
}

fn node(condition: &Condition) -> Option<Node> {
    let all = |parts: &[Condition]| parts.iter().map(node).collect::<Option<Vec<_>>>();
    Some(match condition {
        Condition::All(parts) => Node::All(all(parts)?),
        Condition::Any(parts) => Node::Any(all(parts)?),
        Condition::Not(part) => Node::Not(Box::new(node(part)?)),
        Condition::First(branches) => {
            let branch = |b: &crate::standard::Branch| {
                let when = match &b.when {
                    Some(when) => Some(node(when)?),
                    None => None,
                };
                Some((when, node(&b.need)?))
            };
            Node::First(branches.iter().map(branch).collect::<Option<_>>()?)
        }
        Condition::Compare(comparison) => compare(comparison)?,
        Condition::Is { slot, places } => Node::Test(one_of(*slot, places)),
        Condition::Attested(slot) => Node::Test(one_of(*slot, &[1])),
    })
}

fn compare(comparison: &Comparison) -> Option<Node> {
    let Comparison { measure, fraction, op, bound, .. } = comparison;
    let border = [(*bound, MET)];
    Some(match measure {
        Measure::Count(_) => Node::Count(Counted::new(fraction, &Rungs::new(*op, &border, UNMET))),
        _ => Node::Test(Ladder::new(fraction, *op, &border, UNMET, UNKNOWN)?),
    })
}

/// Met on these places and nowhere between.
fn one_of(slot: Slot, places: &[i64]) -> Ladder {
    let mut places: Vec<i128> = places.iter().map(|place| i128::from(*place)).collect();
    places.sort();
    places.dedup();
    let ends = places.iter().filter(|place| !places.contains(&(*place + 1))).map(|place| (place + 1, UNMET));
    let mut answers: Vec<(i128, u8)> = places.iter().map(|place| (*place, MET)).chain(ends).collect();
    answers.sort();
    Ladder::by_value(slot, &answers, UNMET, UNKNOWN)
}

fn scored(indicator: &Indicator) -> Option<Scored> {
    let (least, most) = indicator.reach();
    let (least, most) = (lane(least)?, lane(most)?);
    let one = |ladder| By::Tables(vec![Table { ladder, least, most }]);
    let by = match &indicator.score {
        Score::Bands(table) => one(bands(table)?),
        Score::BestOf(tables) => By::Tables(tables.iter().map(table).collect::<Option<_>>()?),
        Score::Classes { slot, points } => one(classes(*slot, points)?),
        Score::Per { measure, fraction, every, points, cap, .. } => {
            let borders = full_steps(*every, *points, *cap)?;
            match measure {
                Measure::Count(_) => By::Count(Counted::new(fraction, &Rungs::new(Op::AtLeast, &borders, 0))),
                _ => one(Ladder::new(fraction, Op::AtLeast, &borders, 0, OPEN)?),
            }
        }
        Score::External(slot) => {
            let given: Vec<(i128, u8)> = (1..=most).map(|points| (points.into(), points)).collect();
            one(Ladder::by_value(*slot, &given, 0, OPEN))
        }
    };
    Some(Scored { group: indicator.group, by })
}

fn table(bands: &Bands) -> Option<Table> {
    let (least, most) = bands.reach();
    Some(Table { ladder: self::bands(bands)?, least: lane(least)?, most: lane(most)? })
}

fn bands(bands: &Bands) -> Option<Ladder> {
    let borders = bands.bands.iter().map(|band| Some((band.bound, lane(band.points)?))).collect::<Option<Vec<_>>>()?;
    Ladder::new(&bands.fraction, bands.op, &borders, lane(bands.otherwise)?, OPEN)
}

/// Points by place; beyond the list of options nothing is known.
fn classes(slot: Slot, points: &[i64]) -> Option<Ladder> {
    let answers = points.iter().map(|points| lane(*points)).chain([Some(OPEN)]).zip(0..);
    let answers = answers.map(|(answer, place)| Some((place, answer?))).collect::<Option<Vec<_>>>()?;
    Some(Ladder::by_value(slot, &answers, OPEN, OPEN))
}

/// 每满: a border at each full step up to the cap, from the best down.
fn full_steps(every: Ratio, points: i64, cap: i64) -> Option<Vec<(Ratio, u8)>> {
    if points <= 0 {
        return None;
    }
    let cap = lane(cap)?;
    let points = lane(points.min(cap.into()).max(1))?;
    let border = |step: u8| {
        let bound = Ratio::new(every.num().checked_mul(step.into())?, every.den())?;
        Some((bound, step.saturating_mul(points).min(cap)))
    };
    (1..=cap.div_ceil(points)).rev().map(border).collect()
}

/// Points that fit a lane.
fn lane(points: i64) -> Option<u8> {
    u8::try_from(points).ok().filter(|points| *points < OPEN)
}
