//! Until when: what time does to the facts, and which of them an enterprise can then still move.

use crate::catalogue::{Catalogue, FactIx, Slot};
use crate::facts::{Cell, Facts};
use crate::judge::Edition;
use crate::standard::{Condition, Score};

/// How far ahead advice looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// This year's application: the accounting years are closed; titles, certificates, rights can still be had.
    Now,
    /// The next year's application: the accounting year now running becomes 上年度 and can still be shaped.
    NextYear,
}

impl Horizon {
    /// As told to people.
    pub fn label(self) -> &'static str {
        match self {
            Horizon::Now => "本次申报",
            Horizon::NextYear => "下一年度申报",
        }
    }

    /// The facts as they stand at the horizon if nothing is done.
    ///
    /// For the next year figures move back by a year (the new 上上年度 is the old 上年度) and the new 上年度 begins as
    /// a copy of the old one: business goes on as before. Figures made of dated events (equity paid in) begin at
    /// zero, for nothing has been paid in yet. Time in the niche grows by twelve months. Windows of three years on
    /// awards and contests are not replayed: the facts no longer tell their dates.
    pub fn start(self, catalogue: &Catalogue, facts: &Facts) -> Facts {
        match self {
            Horizon::Now => facts.clone(),
            Horizon::NextYear => next_year(catalogue, facts),
        }
    }

    /// The slots this edition reads that an enterprise can move by then, in the order of the form. Past years are
    /// closed, what officers judge is theirs, and what cannot be computed cannot be moved.
    pub(super) fn movable(self, catalogue: &Catalogue, edition: &Edition, start: &Facts) -> Vec<Slot> {
        let mut slots = read_by(edition);
        let officers = officers(edition);
        slots.retain(|slot| {
            let fact = catalogue.fact_of(*slot);
            let open = match (self, catalogue.info(*slot).year) {
                (_, None) | (Horizon::NextYear, Some(1)) => true,
                (_, Some(_)) => false,
            };
            let judged = fact.judged_by_officer || officers.contains(slot);
            let computable = !matches!(start.cell(*slot), Cell::NotComputable(_));
            fact.change.is_some() && open && !judged && computable
        });
        slots
    }
}

fn next_year(catalogue: &Catalogue, facts: &Facts) -> Facts {
    let mut next = facts.clone();
    for (at, fact) in catalogue.facts.iter().enumerate().filter(|(_, fact)| fact.years > 0) {
        let slot = |year: u8| catalogue.slot_of(FactIx(at as u16), year);
        for (newer, older) in (1..fact.years).filter_map(|year| Some((slot(year)?, slot(year + 1)?))) {
            next.set(older, facts.cell(newer));
        }
        let Some(latest) = slot(1) else { continue };
        next.set(
            latest,
            match facts.cell(latest) {
                Cell::Known(_) if fact.derived.is_some() => Cell::Known(0),
                Cell::Known(as_before) => Cell::Known(as_before),
                Cell::Missing | Cell::NotComputable(_) => Cell::Missing,
            },
        );
    }
    if let Some(slot) = catalogue.slot("market_months")
        && let Some(months) = facts.known(slot)
    {
        next.set(slot, Cell::Known(months + 12));
    }
    next
}

/// Every slot an edition reads, each once, in order.
fn read_by(edition: &Edition) -> Vec<Slot> {
    let mut slots = edition.standard.slots();
    slots.extend(edition.gates.gates.iter().flat_map(|gate| gate.condition.slots()));
    slots.sort();
    slots.dedup();
    slots
}

/// What this edition leaves to a person, whatever the catalogue says: attestations and points from outside.
fn officers(edition: &Edition) -> Vec<Slot> {
    let standard = &edition.standard;
    let clauses = edition.gates.gates.iter().chain(&standard.conditions).chain(&standard.routes);
    let external = standard.indicators.iter().filter_map(|indicator| match indicator.score {
        Score::External(slot) => Some(slot),
        _ => None,
    });
    let mut slots: Vec<Slot> = external.collect();
    clauses.for_each(|clause| attested(&clause.condition, &mut slots));
    slots
}

fn attested(condition: &Condition, slots: &mut Vec<Slot>) {
    match condition {
        Condition::Attested(slot) => slots.push(*slot),
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| attested(part, slots)),
        Condition::Not(part) => attested(part, slots),
        Condition::First(branches) => {
            for branch in branches {
                branch.when.iter().for_each(|when| attested(when, slots));
                attested(&branch.need, slots);
            }
        }
        Condition::Compare(_) | Condition::Is { .. } => {}
    }
}
