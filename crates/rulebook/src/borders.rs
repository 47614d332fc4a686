//! Made-up enterprises that sit on the borders of a standard, for tests: the three ways of running a standard must
//! agree exactly there, and a changed number must move somebody there.
//!
//! A row begins with plausible figures, is steered line by line (this band, that condition met or just not), and is
//! then spoilt in a few places: not stated, not computable, zero, negative, as large as can be. The same seed gives
//! the same rows.

use crate::catalogue::{Catalogue, Kind, Slot};
use crate::facts::{Cell, Facts, Why};
use crate::judge::{Edition, Truth, truth};
use crate::quantity::{Dimension, LARGEST, Ratio};
use crate::standard::fraction::Fraction;
use crate::standard::solve::{Range, solve};
use crate::standard::{Bands, Clause, Condition, Measure, Op, Score};

/// The borders of one edition.
pub struct Borders<'a> {
    edition: &'a Edition,
    catalogue: &'a Catalogue,
    slots: Vec<Slot>,
}

impl<'a> Borders<'a> {
    /// Gathers what the edition reads.
    pub fn of(edition: &'a Edition, catalogue: &'a Catalogue) -> Borders<'a> {
        let mut slots = edition.standard.slots();
        slots.extend(edition.gates.gates.iter().flat_map(|gate| gate.condition.slots()));
        slots.sort();
        slots.dedup();
        Borders { edition, catalogue, slots }
    }

    /// The slots the edition reads, each once, in order; all others are left blank.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// `n` enterprises.
    pub fn rows(&self, seed: u64, n: usize) -> Vec<Facts> {
        let mut dice = Dice(seed);
        (0..n).map(|_| self.row(&mut dice)).collect()
    }

    fn row(&self, dice: &mut Dice) -> Facts {
        let mut facts = Facts::blank(self.catalogue.slots().len());
        for slot in &self.slots {
            let figure = self.plausible(*slot, dice);
            facts.set(*slot, Cell::Known(figure));
        }
        let standard = &self.edition.standard;
        for indicator in &standard.indicators {
            self.score(&indicator.score, &mut facts, dice);
        }
        // Routes and conditions may read the same figure; now the one, now the other has the last word.
        let routes = if dice.one_in(3) { 60 } else { 2 };
        let routes_last = dice.one_in(4);
        if !routes_last {
            self.clauses(&standard.routes, routes, &mut facts, dice);
        }
        // One row in two meets all that is required, so that the points, or the last clause in doubt, decide.
        let required = if dice.one_in(2) { 100 } else { 85 };
        self.clauses(&self.edition.gates.gates, required, &mut facts, dice);
        self.clauses(&standard.conditions, required, &mut facts, dice);
        if required == 100 {
            self.repair(&mut facts, dice);
        }
        if routes_last {
            self.clauses(&standard.routes, routes, &mut facts, dice);
        }
        self.spoil(&mut facts, dice);
        facts
    }

    /// A figure as enterprises have it.
    fn plausible(&self, slot: Slot, dice: &mut Dice) -> i64 {
        match &self.catalogue.fact_of(slot).kind {
            Kind::YesNo => dice.below(2),
            Kind::Choice { options, .. } => dice.below(options.len() as i64),
            // Round figures hit a ratio's border exactly, tiny ones leave no slack in a product.
            Kind::Money { .. } => match dice.below(16) {
                0 => 1 + dice.below(3),
                1..8 => 10i64.pow(dice.below(5) as u32 + 7) * (1 + dice.below(9)),
                _ => 10i64.pow(dice.below(5) as u32 + 7) + dice.below(1_000_000_000),
            },
            kind => match kind.dimension() {
                Some(Dimension::Share) => dice.below(1_000_000),
                Some(Dimension::Score) => dice.below(10_001),
                _ => dice.below(120),
            },
        }
    }

    fn clauses(&self, clauses: &[Clause], met_percent: i64, facts: &mut Facts, dice: &mut Dice) {
        for clause in clauses {
            let met = dice.below(100) < met_percent;
            self.steer(&clause.condition, met, facts, dice);
        }
    }

    /// A later condition may have moved what an earlier one had in place.
    fn repair(&self, facts: &mut Facts, dice: &mut Dice) {
        for _ in 0..4 {
            for clause in &self.edition.standard.conditions {
                if truth(&clause.condition, facts) != Truth::Met {
                    self.steer(&clause.condition, true, facts, dice);
                }
            }
        }
    }

    /// Puts one indicator into some band, on its border more often than not.
    fn score(&self, score: &Score, facts: &mut Facts, dice: &mut Dice) {
        match score {
            Score::Bands(bands) => self.band(bands, facts, dice),
            Score::BestOf(tables) => tables.iter().for_each(|bands| self.band(bands, facts, dice)),
            Score::Classes { .. } => {}
            Score::Per { measure: Measure::Count(slots), .. } => {
                slots.iter().for_each(|slot| facts.set(*slot, Cell::Known(dice.below(2))));
            }
            Score::Per { fraction, every, points, cap, .. } => {
                let steps = Ratio::whole(dice.below(cap / (*points).max(1) + 2));
                if let Some(bound) = Ratio::new(every.num() * steps.num(), every.den()) {
                    self.place(fraction, Op::AtLeast, bound, true, facts, dice);
                }
            }
            Score::External(slot) => facts.set(*slot, Cell::Known(dice.below(20) - 2)),
        }
    }

    fn band(&self, bands: &Bands, facts: &mut Facts, dice: &mut Dice) {
        if let Some(band) = dice.pick(&bands.bands) {
            let reached = !dice.one_in(4);
            self.place(&bands.fraction, bands.op, band.bound, reached, facts, dice);
        }
    }

    /// Makes a condition hold, or just not.
    fn steer(&self, condition: &Condition, met: bool, facts: &mut Facts, dice: &mut Dice) {
        match condition {
            Condition::Not(part) => self.steer(part, !met, facts, dice),
            Condition::All(parts) if met => parts.iter().for_each(|part| self.steer(part, true, facts, dice)),
            Condition::Any(parts) if !met => parts.iter().for_each(|part| self.steer(part, false, facts, dice)),
            // One part is enough; the others are likely to lean the other way, so that this one decides.
            Condition::All(parts) | Condition::Any(parts) => {
                let decides = dice.below(parts.len() as i64) as usize;
                for (at, part) in parts.iter().enumerate().filter(|(at, _)| *at != decides) {
                    let aside = if dice.one_in(8) { at % 2 == 0 } else { !met };
                    self.steer(part, aside, facts, dice);
                }
                if let Some(part) = parts.get(decides) {
                    self.steer(part, met, facts, dice);
                }
            }
            Condition::First(branches) => {
                let turn = dice.below(branches.len() as i64) as usize;
                for (at, branch) in branches.iter().enumerate().take(turn + 1) {
                    if let Some(when) = &branch.when {
                        self.steer(when, at == turn, facts, dice);
                    }
                }
                if let Some(branch) = branches.get(turn) {
                    self.steer(&branch.need, met, facts, dice);
                }
            }
            Condition::Compare(c) => match &c.measure {
                Measure::Count(slots) => slots.iter().for_each(|slot| facts.set(*slot, Cell::Known(dice.below(2)))),
                _ => self.place(&c.fraction, c.op, c.bound, met, facts, dice),
            },
            Condition::Is { slot, places } => {
                let options = self.catalogue.fact_of(*slot).kind.options().len() as i64;
                let fitting: Vec<i64> = (0..options).filter(|place| places.contains(place) == met).collect();
                if let Some(place) = dice.pick(&fitting) {
                    facts.set(*slot, Cell::Known(*place));
                }
            }
            Condition::Attested(slot) => facts.set(*slot, Cell::Known(i64::from(met))),
        }
    }

    /// Moves one figure so that the comparison holds, or not, by nothing or by a hair.
    fn place(&self, fraction: &Fraction, op: Op, bound: Ratio, met: bool, facts: &mut Facts, dice: &mut Dice) {
        let own = fraction.over.first().and_then(|term| term.first);
        let slot = if dice.one_in(5) { dice.pick(&fraction.slots).copied() } else { own };
        let Some((slot, range)) = slot.and_then(|slot| Some((slot, solve(fraction, op, bound, slot, facts)?))) else {
            return;
        };
        let beyond = match (met, dice.below(4)) {
            (true, 0 | 1) => 0,
            (true, 2) => 1,
            (false, 0 | 1) => -1,
            (true, _) => range.end().abs() / 16,
            (false, _) => -1 - range.end().abs() / 16,
        };
        let figure = match range {
            Range::From(end) => end + beyond,
            Range::UpTo(end) => end - beyond,
        };
        facts.set(slot, Cell::Known(self.possible(slot, figure)));
    }

    /// Choices stay among their options.
    fn possible(&self, slot: Slot, figure: i64) -> i64 {
        match self.catalogue.fact_of(slot).kind.options().len() as i64 {
            0 => figure.clamp(-LARGEST, LARGEST),
            options => figure.clamp(0, options - 1),
        }
    }

    /// Takes away or distorts a few figures; now and then all of them.
    fn spoil(&self, facts: &mut Facts, dice: &mut Dice) {
        let spoilt = match dice.below(16) {
            0..7 => 0,
            7..11 => 1,
            11..13 => 2,
            13..15 => 5,
            _ => self.slots.len() as i64,
        };
        for _ in 0..spoilt {
            let Some(slot) = dice.pick(&self.slots) else { return };
            let figure = match dice.below(16) {
                0..4 => Cell::Missing,
                4 => Cell::NotComputable(Why::TooYoung),
                5 | 6 => Cell::Known(0),
                7 => Cell::Known(-1),
                8 => Cell::Known(1),
                9 => Cell::Known(LARGEST),
                10 => Cell::Known(-LARGEST),
                11 => Cell::Known(LARGEST - dice.below(1 << 26)),
                12 => Cell::Known(dice.below(1 << 26) - (1 << 25)),
                _ => Cell::Known(dice.below(2 * LARGEST + 1) - LARGEST),
            };
            facts.set(*slot, figure);
        }
    }
}

/// Chance that repeats: splitmix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to `end - 1`; 0 if `end` is not positive.
    fn below(&mut self, end: i64) -> i64 {
        let roll = self.roll();
        u64::try_from(end).ok().filter(|end| *end > 0).map_or(0, |end| (roll % end) as i64)
    }

    fn one_in(&mut self, n: i64) -> bool {
        self.below(n) == 0
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len() as i64) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Outcome, judge};
    use crate::policy::Policy;
    use crate::tier::Purpose;

    #[test]
    fn every_answer_is_given_on_the_borders_of_every_standard() {
        let policy = Policy::shipped().unwrap();
        for standard in policy.standards.keys() {
            let edition = policy.edition_of(standard, "gates/guangxi-2023", Purpose::Apply).unwrap();
            let rows = Borders::of(&edition, &policy.catalogue).rows(1, 1000);
            let outcomes: Vec<Outcome> = rows.iter().map(|facts| judge(&edition, facts).outcome).collect();
            let count = |of: fn(&Outcome) -> bool| outcomes.iter().filter(|o| of(o)).count();
            let passes = count(|o| matches!(o, Outcome::Passes { .. }));
            let fails = count(|o| matches!(o, Outcome::Fails { .. }));
            assert!(passes >= 50 && fails >= 50 && passes + fails <= 980, "{standard}: {passes} pass, {fails} fail");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_rows() {
        let policy = Policy::shipped().unwrap();
        let edition = policy.edition_of("miit-2022/innovative", "gates/guangxi-2023", Purpose::Apply).unwrap();
        let borders = Borders::of(&edition, &policy.catalogue);
        assert_eq!(borders.rows(7, 20), borders.rows(7, 20));
        assert_ne!(borders.rows(7, 20), borders.rows(8, 20));
    }
}
