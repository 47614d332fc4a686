//! 今年与上年 What an update says beside what was filed the last time, so that only differences have to be looked at.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::explain;
use titian_rulebook::policy::Policy;
use titian_rulebook::tier::{Purpose, Tier};

use crate::answers::{Answer, Answers, Place};

/// One line of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// Where; of a yearly figure, this update's year.
    pub place: Place,
    /// What stood there the last time: of a yearly figure, the year before; of a record, how many rows.
    pub was: Option<String>,
    /// What stands there now.
    pub now: Option<String>,
    /// What that comes to.
    pub change: Change,
}

/// What a line comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// 待填: was told the last time, and is not yet.
    Missing,
    /// 更正: something told of an earlier year is told otherwise now.
    Corrected,
    /// 有变化.
    Changed,
    /// 没有变化.
    Same,
}

impl Change {
    /// In Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Change::Missing => "待填",
            Change::Corrected => "更正往年",
            Change::Changed => "有变化",
            Change::Same => "没有变化",
        }
    }
}

/// Something that differs from the last filing, as it is kept with the update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Where.
    pub place: Place,
    /// What was filed the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// What is filed now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// An update beside the last filing, in the order of the catalogue. The figures of an update are those of the year before
/// it is due; they stand beside the figures one year older. What was told neither then nor now has no line.
pub fn beside(catalogue: &Catalogue, now: &Answers, last: Option<&Answers>, year: i16) -> Vec<Beside> {
    let reported = year.saturating_sub(1);
    let mut lines = Vec::new();
    for fact in &catalogue.facts {
        let at = |answers: &Answers, year: Option<i16>| {
            answers.get(&Place { fact: fact.id.clone(), year }).map(|answer: &Answer| answer.text.clone())
        };
        let place = |year| Place { fact: fact.id.clone(), year };
        if fact.years == 0 {
            lines.extend(line(place(None), last.and_then(|last| at(last, None)), at(now, None)));
            continue;
        }
        let before = Some(reported.saturating_sub(1));
        let was = last.and_then(|last| at(last, before)).or_else(|| at(now, before));
        lines.extend(line(place(Some(reported)), was, at(now, Some(reported))));
        let Some(last) = last else { continue };
        for (year, _) in last.by_year.iter().rev().filter(|(year, _)| **year < reported) {
            let (was, told) = (at(last, Some(*year)), at(now, Some(*year)));
            if was.is_some() && was != told {
                lines.push(Beside { place: place(Some(*year)), was, now: told, change: Change::Corrected });
            }
        }
    }
    let rows = |answers: &Answers, id: &str| answers.records.get(id).map(|rows| rows.rows.clone());
    for record in &catalogue.records {
        let (was, told) = (last.and_then(|last| rows(last, &record.id)), rows(now, &record.id));
        let same = was == told;
        let count = |rows: Option<Vec<BTreeMap<String, String>>>| rows.map(|rows| format!("{} 项", rows.len()));
        let place = Place { fact: record.id.clone(), year: None };
        let change = if same { Change::Same } else { Change::Changed };
        lines.extend(line(place, count(was), count(told)).map(|line| match line.change {
            Change::Missing => line,
            _ => Beside { change, ..line },
        }));
    }
    lines
}

fn line(place: Place, was: Option<String>, now: Option<String>) -> Option<Beside> {
    let change = match (&was, &now) {
        (None, None) => return None,
        (Some(_), None) => Change::Missing,
        (was, now) if was == now => Change::Same,
        _ => Change::Changed,
    };
    Some(Beside { place, was, now, change })
}

/// What differs, as it is kept with an update.
pub fn differences(lines: Vec<Beside>) -> Vec<Difference> {
    let differs = lines.into_iter().filter(|line| line.change != Change::Same);
    differs.map(|Beside { place, was, now, .. }| Difference { place, was, now }).collect()
}

/// Whether a figure of the year before is told at all.
pub(super) fn has_figures(answers: &Answers, year: i16) -> bool {
    answers.by_year.get(&year.saturating_sub(1)).is_some_and(|figures| !figures.is_empty())
}

/// 核对提示 Figures that contradict each other, by the catalogue's own cautions; they decide nothing.
pub fn cautions(policy: &Policy, answers: &Answers, tier: Tier, today: Date) -> Vec<String> {
    let dossier = match answers.dossier(&policy.catalogue) {
        Ok(dossier) => dossier,
        Err(problems) => return problems.into_iter().map(|problem| problem.message).collect(),
    };
    let Ok(edition) = policy.edition(tier, Purpose::Apply, today, None) else { return vec![] };
    let facts = policy.facts(&dossier, &edition, today);
    explain::cautions(&policy.catalogue, &facts).into_iter().map(|caution| caution.label).collect()
}
