//! 检查 What `titian rulebook check` looks at beyond each file's own soundness: is every day answered, is every
//! sentence of the regulation classified, is every fact of use.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::applicability::Answer;
use crate::catalogue::Slot;
use crate::derive::function;
use crate::policy::Policy;

/// The years whose every day must be answered, or named as an intended gap.
pub const YEARS: std::ops::RangeInclusive<i16> = 2022..=2030;

/// What a check found.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// Quarters of a tier and purpose in [`YEARS`] that were asked.
    pub quarters: usize,
    /// Days without an answer or with several; must be empty.
    pub uncovered: Vec<String>,
    /// Gaps that are intended, each with the quarters it spans and its reason.
    pub intended_gaps: Vec<String>,
    /// Sentences of the regulation, all classified.
    pub sentences: usize,
    /// Years whose working days have not been announced.
    pub unannounced_years: Vec<i16>,
    /// Facts that no standard, gate, caution or derived fact reads.
    pub unread_facts: Vec<String>,
    /// Standards that shipped as an example only, or wait for a local table.
    pub open: Vec<String>,
}

impl Checked {
    /// Whether nothing must be mended.
    pub fn is_sound(&self) -> bool {
        self.uncovered.is_empty()
    }
}

/// Looks the whole policy over.
pub fn check(policy: &Policy) -> Checked {
    let (quarters, uncovered, intended_gaps) = coverage(policy);
    let announced = |year: &i16| {
        let new_year = jiff::civil::Date::new(*year, 1, 1).ok();
        new_year.is_some_and(|day| policy.calendar.workday_from(day).is_ok())
    };
    Checked {
        quarters,
        uncovered,
        intended_gaps,
        sentences: policy.regulation.sentences.len(),
        unannounced_years: YEARS.filter(|year| !announced(year)).collect(),
        unread_facts: unread(policy),
        open: open(policy),
    }
}

fn coverage(policy: &Policy) -> (usize, Vec<String>, Vec<String>) {
    let quarters = match policy.applicability.coverage(YEARS) {
        Ok(quarters) => quarters,
        Err(days) => return (0, days.iter().map(ToString::to_string).collect(), vec![]),
    };
    let mut gaps: Vec<(String, String, String, String)> = Vec::new();
    for quarter in &quarters {
        for answer in &quarter.answers {
            let Answer::Gap(gap) = answer else { continue };
            let who = format!("{}{}", quarter.tier, quarter.purpose);
            let when = format!("{} 年第 {} 季度", quarter.year, quarter.quarter);
            match gaps.iter_mut().find(|(w, id, ..)| *w == who && *id == gap.id) {
                Some((.., last)) => *last = when,
                None => gaps.push((who, gap.id.clone(), format!("{}({when}", gap.reason), when)),
            }
        }
    }
    let told = gaps.into_iter().map(|(who, _, told, last)| format!("{who}:{told} 至 {last})")).collect();
    (quarters.len(), vec![], told)
}

fn unread(policy: &Policy) -> Vec<String> {
    let catalogue = &policy.catalogue;
    let standards = policy.standards.values().flat_map(|standard| standard.slots());
    let gates = policy.gates.values().flat_map(|gates| &gates.gates).flat_map(|gate| gate.condition.slots());
    let cautions = catalogue.cautions.iter().flat_map(|caution| caution.when.slots());
    let read: BTreeSet<Slot> = standards.chain(gates).chain(cautions).collect();
    let facts: BTreeSet<_> = read.iter().map(|slot| catalogue.info(*slot).fact).collect();
    let derived_from: BTreeSet<&str> = catalogue
        .facts
        .iter()
        .filter_map(|fact| function(fact.derived.as_deref()?))
        .flat_map(|function| function.facts.iter().copied())
        .collect();
    catalogue
        .facts
        .iter()
        .enumerate()
        .filter(|(_, fact)| fact.kind.dimension().is_some())
        .filter(|(at, fact)| {
            !facts.contains(&crate::catalogue::FactIx(*at as u16)) && !derived_from.contains(fact.id.as_str())
        })
        .map(|(_, fact)| format!("{}({})", fact.id, fact.label))
        .collect()
}

fn open(policy: &Policy) -> Vec<String> {
    let external = |standard: &&crate::standard::Standard| {
        standard.indicators.iter().any(|i| matches!(i.score, crate::standard::Score::External(_)))
    };
    policy
        .standards
        .values()
        .filter(external)
        .map(|standard| format!("{}:没有装入地方特色化指标表,得分由审核人员录入", standard.id))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_from_2022_to_2030_has_one_answer_or_an_intended_gap() {
        let checked = check(&Policy::shipped().unwrap());
        assert!(checked.is_sound(), "{:?}", checked.uncovered);
        // Nine years of quarters, three tiers, two purposes.
        assert_eq!(checked.quarters, 9 * 4 * 3 * 2);
        assert!(
            checked.intended_gaps.iter().any(|gap| gap.contains("专精特新中小企业复核")),
            "{:?}",
            checked.intended_gaps
        );
    }

    #[test]
    fn a_year_without_a_calendar_is_named() {
        let checked = check(&Policy::shipped().unwrap());
        assert_eq!(checked.unannounced_years, [2027, 2028, 2029, 2030]);
        // 2022 to 2026 are announced.
    }

    #[test]
    fn every_fact_is_read_by_something() {
        let checked = check(&Policy::shipped().unwrap());
        // The class itself is shown to people; `sme` is what the gate asks. Holdings are asked by yearly notices.
        let ids: Vec<&str> = checked.unread_facts.iter().filter_map(|fact| fact.split('(').next()).collect();
        assert_eq!(ids, ["size", "no_little_giant_holding"]);
    }
}
