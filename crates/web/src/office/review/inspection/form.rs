//! 抽查记录 What is posted of a visit.

use serde::Deserialize;
use titian_domain::draw::Duty;
use titian_domain::id::DrawId;
use titian_domain::inspection::{Finding, Visit};

use super::{FREE, claims};
use crate::components::Errors;
use crate::form::Typed;
use crate::office::read::{Reading, typed};
use crate::office::review::Docket;

/// What is posted to `inspection`. Photos come as files under `photos`; the handler keeps them and puts their ids into
/// the visit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// When.
    pub on: String,
    /// Who went: names, set apart by 、 or a comma.
    pub inspectors: String,
    /// What else is to be said.
    pub note: String,
    /// `agrees.N` is `yes`, `no` or nothing; `seen.N`; `claim.N` for claims typed by the reader.
    #[serde(flatten)]
    pub rows: Typed,
}

impl Form {
    /// The visit, without photos; or what has to be put right.
    pub fn parse(&self, docket: &Docket<'_>) -> Result<Visit, Errors> {
        let mut reading = Reading::default();
        let on = reading.past_day("on", &self.on, "抽查日期", docket.today);
        let names = self.inspectors.split(['、', ',', '，', ';', '；', '\n']).map(str::trim);
        let inspectors: Vec<String> = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        if inspectors.len() < 2 {
            reading.errors.push("inspectors", "抽查至少两人。请写姓名，用顿号隔开");
        }
        let known = claims(docket).into_iter();
        let mut findings = Vec::new();
        for ((claim, claimed), at) in known.chain((0..FREE).map(|_| Default::default())).zip(1..) {
            let free = claim.is_empty();
            let claim = if free { typed(&self.rows, &format!("claim.{at}")).to_owned() } else { claim };
            let seen = typed(&self.rows, &format!("seen.{at}")).to_owned();
            let agrees = match typed(&self.rows, &format!("agrees.{at}")) {
                "yes" => true,
                "no" => false,
                _ if seen.is_empty() => continue,
                _ => {
                    reading.errors.push(format!("agrees.{at}"), format!("“{claim}”：请选相符还是不符"));
                    continue;
                }
            };
            if claim.is_empty() {
                reading.errors.push(format!("claim.{at}"), "请写核查的是什么");
            }
            if !agrees && seen.is_empty() {
                reading.errors.push(format!("seen.{at}"), format!("“{claim}”与申报不符，请写明实际情况"));
            }
            findings.push(Finding { claim, agrees, seen, claimed });
        }
        if findings.is_empty() && reading.errors.of("agrees.1").is_none() {
            reading.errors.push("agrees.1", "请至少写一项核查了什么");
        }
        let note = self.note.trim().to_owned();
        let recorded_by = docket.reader.account.clone();
        // The first draw that has sent somebody and has no record yet; who was not sent has to say why.
        let known = |draw: &DrawId| {
            docket.visits.is_some_and(|all| all.visits.iter().any(|visit| visit.draw.as_ref() == Some(draw)))
        };
        let assigned = if let Duty::Selected(assigned) = &docket.duty { assigned.as_slice() } else { &[] };
        let draw = assigned.iter().map(|one| &one.draw).find(|draw| !known(draw)).cloned();
        let (photos, signed) = (vec![], vec![]);
        let visit = on.map(|on| Visit { on, inspectors, findings, photos, note, recorded_by, draw, signed });
        reading.done(visit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::sample::{Gathered, handler};

    fn read(inspectors: &str, rows: &[(&str, &str)]) -> Result<Visit, Vec<String>> {
        let gathered = Gathered::reviewing().unwrap();
        let rows = rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let form = Form { on: "2026-11-19".into(), inspectors: inspectors.into(), rows, ..Form::default() };
        let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect();
        form.parse(&gathered.docket().unwrap()).map_err(fields)
    }

    #[test]
    fn a_visit_has_two_people_and_findings() {
        let rows = [("agrees.1", "yes"), ("agrees.2", "no"), ("seen.2", "共用设备"), ("agrees.3", "")];
        let visit = read("甲示例、乙示例", &rows).unwrap();
        assert_eq!(visit.inspectors, ["甲示例", "乙示例"]);
        assert_eq!(visit.findings.iter().map(|one| one.agrees).collect::<Vec<_>>(), [true, false]);
        assert_eq!(visit.recorded_by, handler());
    }

    #[test]
    fn what_is_missing_is_told_at_its_place() {
        assert_eq!(read("甲示例", &[]), Err(vec!["inspectors".into(), "agrees.1".into()]));
        assert_eq!(read("甲,乙", &[("agrees.2", "no")]), Err(vec!["seen.2".into()]));
        let last = claims_count() + 1;
        let free = format!("agrees.{last}");
        assert_eq!(read("甲,乙", &[(&free, "yes")]), Err(vec![format!("claim.{last}")]));
        let seen = [("seen.1", "看过证书")];
        assert_eq!(read("甲,乙", &seen), Err(vec!["agrees.1".into()]));
    }

    fn claims_count() -> usize {
        let gathered = Gathered::reviewing().unwrap();
        claims(&gathered.docket().unwrap()).len()
    }
}
