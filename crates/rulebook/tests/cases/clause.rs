//! What each clause (gate, condition, direct route) wants to see: both sides of every comparison, every option it asks
//! about, yes and no of what an officer attests, each where the answer hangs on it, and an open answer.

use titian_rulebook::catalogue::Slot;
use titian_rulebook::facts::{Cell, Facts, Why};
use titian_rulebook::judge::{Truth, truth};
use titian_rulebook::policy::Policy;
use titian_rulebook::standard::{Branch, Clause, Comparison, Condition, Measure};

use crate::border::{Border, Side};
use crate::case::Part;
use crate::wanted::{Wanted, Worked};

pub fn wanted<'p>(policy: &'p Policy, of: &'p str, part: Part, clause: &'p Clause, wanted: &mut Vec<Wanted<'p>>) {
    let mut list = List { of, part, clause, wanted };
    list.want("数据未填、待定", |_, answer| answer == Truth::Unknown);
    let mut leaves = Vec::new();
    gather(&clause.condition, &mut leaves);
    for (at, leaf) in leaves.into_iter().enumerate() {
        match leaf {
            Leaf::Compare(comparison) => list.compare(policy, at, comparison),
            Leaf::Slot(slot) => {
                for (place, (id, _)) in policy.catalogue.fact_of(slot).kind.options().into_iter().enumerate() {
                    let key = &policy.catalogue.info(slot).key;
                    list.want_pivotal(at, format!("{key} = {id}"), move |facts| {
                        facts.known(slot) == Some(place as i64)
                    });
                }
            }
        }
    }
}

/// A part of a condition that reads facts.
enum Leaf<'p> {
    Compare(&'p Comparison),
    /// A choice or an attestation.
    Slot(Slot),
}

struct List<'p, 'w> {
    of: &'p str,
    part: Part,
    clause: &'p Clause,
    wanted: &'w mut Vec<Wanted<'p>>,
}

impl<'p> List<'p, '_> {
    fn want(&mut self, what: impl std::fmt::Display, shown: impl Fn(&Worked<'_>, Truth) -> bool + 'p) {
        let (of, part, clause) = (self.of, self.part, self.clause);
        let label = match part {
            Part::Gate => "门槛",
            Part::Condition => "条件",
            Part::Route => "直通",
        };
        self.wanted.push(Wanted {
            what: format!("{of} {label} {}:{what}", clause.id),
            shown: Box::new(move |case| case.answer(of, part, &clause.id).is_some_and(|answer| shown(case, answer))),
        });
    }

    /// The leaf decides: the answer would be another one if it said otherwise.
    fn want_pivotal(&mut self, at: usize, what: String, shown: impl Fn(&Facts) -> bool + 'p) {
        let (yes, no) = (forced(&self.clause.condition, at, true), forced(&self.clause.condition, at, false));
        self.want(what, move |case, answer| {
            shown(&case.facts) && answer != Truth::Unknown && truth(&yes, &case.facts) != truth(&no, &case.facts)
        });
    }

    fn compare(&mut self, policy: &'p Policy, at: usize, comparison: &'p Comparison) {
        let border = Border::of(comparison);
        let keys: Vec<&str> =
            comparison.measure.slots().iter().map(|slot| policy.catalogue.info(*slot).key.as_str()).collect();
        let written = format!("{} {} {}", keys.join("、"), comparison.op.sign(), comparison.written);
        for side in Side::BOTH {
            self.want_pivotal(at, format!("{written},{}", side.label()), move |facts| border.side(facts) == Some(side));
        }
        // A base that decides which branch it is leads to another branch when it is zero.
        let mut turns = Vec::new();
        whens(&self.clause.condition, &mut turns);
        for base in comparison.fraction.bases.iter().filter(|base| !turns.contains(base)) {
            self.want(format!("{written},分母({})为零", policy.catalogue.info(*base).key), move |case, answer| {
                case.facts.known(*base) == Some(0) && answer == Truth::Unknown
            });
        }
        if let Measure::Growth(.., first) | Measure::MeanGrowth(.., first) | Measure::CompoundGrowth { first, .. } =
            &comparison.measure
        {
            self.want(format!("{written},当年尚未成立"), move |case, answer| {
                case.facts.cell(*first) == Cell::NotComputable(Why::TooYoung) && answer == Truth::Unknown
            });
        }
    }
}

fn gather<'p>(condition: &'p Condition, leaves: &mut Vec<Leaf<'p>>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| gather(part, leaves)),
        Condition::Not(part) => gather(part, leaves),
        Condition::First(branches) => branches.iter().for_each(|branch| {
            branch.when.iter().for_each(|when| gather(when, leaves));
            gather(&branch.need, leaves);
        }),
        Condition::Compare(comparison) => leaves.push(Leaf::Compare(comparison)),
        Condition::Is { slot, .. } | Condition::Attested(slot) => leaves.push(Leaf::Slot(*slot)),
    }
}

/// The slots that decide which branch it is.
fn whens(condition: &Condition, slots: &mut Vec<Slot>) {
    match condition {
        Condition::All(parts) | Condition::Any(parts) => parts.iter().for_each(|part| whens(part, slots)),
        Condition::Not(part) => whens(part, slots),
        Condition::First(branches) => branches.iter().for_each(|branch| {
            slots.extend(branch.when.iter().flat_map(Condition::slots));
            whens(&branch.need, slots);
        }),
        Condition::Compare(_) | Condition::Is { .. } | Condition::Attested(_) => {}
    }
}

/// The condition with its leaf number `at` taken for granted, one way or the other.
fn forced(condition: &Condition, at: usize, met: bool) -> Condition {
    fn walk(condition: &Condition, left: &mut usize, met: bool) -> Condition {
        let mut parts = |parts: &[Condition]| parts.iter().map(|part| walk(part, left, met)).collect::<Vec<_>>();
        match condition {
            Condition::All(all) => Condition::All(parts(all)),
            Condition::Any(any) => Condition::Any(parts(any)),
            Condition::Not(part) => Condition::Not(Box::new(walk(part, left, met))),
            Condition::First(branches) => Condition::First(
                branches
                    .iter()
                    .map(|branch| Branch {
                        when: branch.when.as_ref().map(|when| walk(when, left, met)),
                        need: walk(&branch.need, left, met),
                    })
                    .collect(),
            ),
            leaf => {
                let turn = *left == 0;
                *left = left.wrapping_sub(1);
                match (turn, met) {
                    (true, true) => Condition::All(vec![]),
                    (true, false) => Condition::Any(vec![]),
                    (false, _) => leaf.clone(),
                }
            }
        }
    }
    walk(condition, &mut { at }, met)
}
