//! The search: smaller sets of facts first, and of each set the values nearest to the present ones.
//!
//! Pruning rests on the soundness of intervals. A set of facts is blanked and judged: if some clause cannot become
//! met, or the points cannot reach their marks, whatever the blanked facts turn out to be, then no values for this set
//! (or any subset of it) can pass, and it is passed over.
//!
//! Values of one set are found one fact after another, each beside the borders it then has left. Facts that meet in one
//! measure (numerator and denominator) are tried in every order, so that each is solved given the other. The cheapest
//! values lie in a corner where borders meet; every such corner can be walked to in some order, as long as no two facts
//! are pinned by two shared measures alone. Shares of one whole never are: they meet at zero only.

use std::collections::{BTreeMap, HashSet};

use super::candidates::{Border, Side, borders, candidates, relative, sum};
use crate::catalogue::{Catalogue, Slot};
use crate::explain::{Named, cautions};
use crate::facts::{Cell, Facts};
use crate::judge::{Assessment, Edition, Finding, Line, Truth, judge};
use crate::quantity::Ratio;

/// Values for a set of facts, and how much of a change they are together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub cost: Ratio,
    pub values: Vec<(Slot, i64)>,
}

/// What is known while the values of one set are looked for.
struct Settling {
    best: Option<Found>,
    /// Facts settled alike in another order.
    seen: HashSet<BTreeMap<Slot, i64>>,
}

pub(super) struct Search<'a> {
    pub edition: &'a Edition,
    pub catalogue: &'a Catalogue,
    pub start: &'a Facts,
    pub movable: &'a [Slot],
    borders: Vec<Border>,
    cautioned: Vec<Named>,
    gains: Vec<Option<i64>>,
}

impl<'a> Search<'a> {
    pub fn new(edition: &'a Edition, catalogue: &'a Catalogue, start: &'a Facts, movable: &'a [Slot]) -> Search<'a> {
        let cautioned = cautions(catalogue, start);
        let gains = movable.iter().map(|slot| gain(edition, start, *slot)).collect();
        Search { edition, catalogue, start, movable, borders: borders(edition, catalogue), cautioned, gains }
    }

    /// The best values of every smallest set that can pass, the least change first; empty beyond `most` facts.
    pub fn smallest(&self, most: usize) -> Vec<Found> {
        for size in 0..=most.min(self.movable.len()) {
            let mut found = Vec::new();
            self.sets(size, 0, &mut Vec::new(), &mut found);
            if !found.is_empty() {
                found.sort_by_key(|found| found.cost);
                return found;
            }
        }
        vec![]
    }

    /// Whether these facts pass and raise no caution that was not there before.
    pub fn accepts(&self, facts: &Facts) -> bool {
        judge(self.edition, facts).outcome.truth() == Truth::Met
            && cautions(self.catalogue, facts).iter().all(|caution| self.cautioned.contains(caution))
    }

    fn sets(&self, size: usize, from: usize, chosen: &mut Vec<Slot>, found: &mut Vec<Found>) {
        if chosen.len() == size {
            if self.reachable(self.start, chosen) {
                let mut settling = Settling { best: None, seen: HashSet::new() };
                self.settle(&mut self.start.clone(), chosen, Ratio::whole(0), &BTreeMap::new(), &mut settling);
                found.extend(settling.best);
            }
            return;
        }
        let rest = self.movable.get(from..).unwrap_or_default();
        let all: Vec<Slot> = chosen.iter().chain(rest).copied().collect();
        if all.len() < size || !self.reachable(self.start, &all) || !self.enough(chosen, from, size - chosen.len()) {
            return;
        }
        for (ahead, slot) in rest.iter().enumerate() {
            chosen.push(*slot);
            self.sets(size, from + ahead + 1, chosen, found);
            chosen.pop();
        }
    }

    /// Settles the rest of a set, given the facts settled before.
    fn settle(
        &self,
        facts: &mut Facts,
        rest: &[Slot],
        cost: Ratio,
        settled: &BTreeMap<Slot, i64>,
        settling: &mut Settling,
    ) {
        if rest.is_empty() {
            if self.accepts(facts) {
                settling.best = Some(self.drawn_in(facts.clone(), settled));
            }
            return;
        }
        // A fact that shares no measure with the others can be settled first without trying other orders.
        let alone = rest.iter().find(|slot| !rest.iter().any(|other| other != *slot && self.linked(**slot, *other)));
        for head in alone.map_or(rest, std::slice::from_ref) {
            let others: Vec<Slot> = rest.iter().copied().filter(|slot| slot != head).collect();
            // Borders shared with facts still to be settled come in when those are solved given this one.
            let borders = self.borders.iter().filter(|b| !others.iter().any(|slot| b.fraction.slots.contains(slot)));
            let side = if alone.is_some() { Side::Nearer } else { Side::Both };
            for (value, step) in candidates(self.catalogue, borders, self.start, facts, *head, side) {
                let cost = sum(cost, step);
                if settling.best.as_ref().is_some_and(|best| best.cost <= cost) {
                    break;
                }
                let mut settled = settled.clone();
                settled.insert(*head, value);
                facts.set(*head, Cell::Known(value));
                let new = alone.is_some() || settling.seen.insert(settled.clone());
                if new && (others.is_empty() || self.reachable(facts, &others)) {
                    self.settle(facts, &others, cost, &settled, settling);
                }
            }
            facts.set(*head, self.start.cell(*head));
        }
    }

    /// The same plan with each figure as near to the present one as the others now allow: a share rounded up to a
    /// whole 分 may leave its base some room.
    fn drawn_in(&self, mut facts: Facts, settled: &BTreeMap<Slot, i64>) -> Found {
        let mut values: Vec<(Slot, i64)> = settled.iter().map(|(slot, n)| (*slot, *n)).collect();
        let mut cost = Ratio::whole(0);
        for (slot, value) in &mut values {
            let mut nearer = candidates(self.catalogue, self.borders.iter(), self.start, &facts, *slot, Side::Nearer);
            nearer.push((*value, self.relative(*slot, *value)));
            nearer.sort_by_key(|(_, cost)| *cost);
            for (new, step) in nearer {
                facts.set(*slot, Cell::Known(new));
                if new == *value || self.accepts(&facts) {
                    *value = new;
                    cost = sum(cost, step);
                    break;
                }
            }
        }
        Found { cost, values }
    }

    fn relative(&self, slot: Slot, new: i64) -> Ratio {
        relative(&self.catalogue.fact_of(slot).kind, self.start.known(slot), new)
    }

    fn linked(&self, one: Slot, other: Slot) -> bool {
        self.borders.iter().any(|b| b.fraction.slots.contains(&one) && b.fraction.slots.contains(&other))
    }

    /// Whether the chosen facts and `more` of those from `from` on might bring the points: the most the chosen ones
    /// allow, and on top of it the largest gains the others could add.
    fn enough(&self, chosen: &[Slot], from: usize, more: usize) -> bool {
        let standard = &self.edition.standard;
        let Some(total) = standard.pass else { return true };
        let Some(mut gains) = self.gains.get(from..).unwrap_or_default().iter().copied().collect::<Option<Vec<i64>>>()
        else {
            return true;
        };
        gains.sort_unstable_by(|a, b| b.cmp(a));
        let a = blanked(self.edition, self.start, chosen);
        if a.routes.iter().any(|finding| may_hold(finding, chosen)) {
            return true;
        }
        let most: i64 = a.lines.iter().map(|line| most(line, chosen)).sum();
        most + gains.iter().take(more).sum::<i64>() >= total
    }

    /// Whether some values of the `free` facts might pass, the others as they are.
    fn reachable(&self, facts: &Facts, free: &[Slot]) -> bool {
        let a = blanked(self.edition, facts, free);
        let required = a.gates.iter().chain(&a.conditions).all(|finding| may_hold(finding, free));
        required && merit_reachable(self.edition, &a, free)
    }
}

/// The judgement with these facts blanked.
pub(super) fn blanked(edition: &Edition, facts: &Facts, free: &[Slot]) -> Assessment {
    let mut facts = facts.clone();
    free.iter().for_each(|slot| facts.set(*slot, Cell::Missing));
    judge(edition, &facts)
}

/// Met already, or open in a way that one of the free facts has a part in.
pub(super) fn may_hold(finding: &Finding, free: &[Slot]) -> bool {
    match finding.truth {
        Truth::Met => true,
        Truth::Unmet => false,
        Truth::Unknown => finding.gaps.iter().any(|gap| free.contains(&gap.slot)),
    }
}

/// Whether the points might reach their marks, or a route might open. An indicator that no free fact has a part in
/// counts with its least points: what nobody can move is not hoped for.
pub(super) fn merit_reachable(edition: &Edition, a: &Assessment, free: &[Slot]) -> bool {
    let standard = &edition.standard;
    let Some(total) = standard.pass else { return true };
    if a.routes.iter().any(|finding| may_hold(finding, free)) {
        return true;
    }
    let most = |group: usize| -> i64 {
        let ours = standard.indicators.iter().zip(&a.lines).filter(|(indicator, _)| indicator.group == group);
        ours.map(|(_, line)| most(line, free)).sum()
    };
    let groups: Vec<i64> = (0..standard.groups.len()).map(most).collect();
    groups.iter().sum::<i64>() >= total && standard.groups.iter().zip(&groups).all(|(group, most)| *most >= group.pass)
}

fn most(line: &Line, free: &[Slot]) -> i64 {
    if line.gaps.iter().any(|gap| free.contains(&gap.slot)) { line.points.high } else { line.points.low }
}

/// The most points one fact could have a part in adding; `None` if it has a part in a direct route.
fn gain(edition: &Edition, start: &Facts, slot: Slot) -> Option<i64> {
    let standard = &edition.standard;
    if standard.routes.iter().any(|route| route.condition.slots().contains(&slot)) {
        return None;
    }
    let a = judge(edition, start);
    let ours =
        standard.indicators.iter().zip(&a.lines).filter(|(indicator, _)| indicator.score.slots().contains(&slot));
    Some(ours.map(|(indicator, line)| indicator.reach().1 - line.points.low).sum())
}
