//! 核查记录 What is posted: for each gate where, when, with what result. Gates without a result are passed over.

use serde::Deserialize;
use titian_domain::compliance::{Check, CheckResult};

use crate::components::Errors;
use crate::form::Typed;
use crate::office::read::{Reading, typed};
use crate::office::review::Docket;

/// What is posted: `place.GATE`, `on.GATE`, `result.GATE`, `detail.GATE`. Pictures come as files under `picture.GATE`;
/// the handler keeps them and puts their ids into the checks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// All of it.
    #[serde(flatten)]
    pub rows: Typed,
}

impl Form {
    /// The checks that were recorded, without pictures; or what has to be put right. `pictured` are the gates that came
    /// with a picture: it belongs to a result.
    pub fn parse(&self, docket: &Docket<'_>, pictured: &[&str]) -> Result<Vec<Check>, Errors> {
        let mut reading = Reading::default();
        let mut checks = Vec::new();
        for (gate, at) in docket.edition.gates.gates.iter().zip(1..) {
            let name = |field: &str| format!("{field}.{}", gate.id);
            let result = match typed(&self.rows, &name("result")) {
                "" if pictured.contains(&gate.id.as_str()) => None,
                "" => continue,
                "clear" => Some(CheckResult::Clear),
                "found" => Some(CheckResult::Found),
                "unclear" => Some(CheckResult::Unclear),
                _ => None,
            };
            let result = reading.one_of(&name("result"), result, &format!("第\u{a0}{at}\u{a0}条：请选核查结果"));
            let place = reading.need(
                &name("place"),
                typed(&self.rows, &name("place")),
                &format!("第\u{a0}{at}\u{a0}条：请写在哪里查的"),
            );
            let on = reading.past_day(
                &name("on"),
                typed(&self.rows, &name("on")),
                &format!("第\u{a0}{at}\u{a0}条的核查日期"),
                docket.today,
            );
            let detail = typed(&self.rows, &name("detail")).to_owned();
            if result.is_some_and(|result| result != CheckResult::Clear) && detail.is_empty() {
                reading.errors.push(name("detail"), format!("第\u{a0}{at}\u{a0}条：请写明查到什么，或为什么查不清"));
            }
            if let (Some(result), Some(on)) = (result, on) {
                let officer = docket.reader.account.clone();
                checks.push(Check { gate: gate.id.clone(), place, on, officer, result, detail, evidence: None });
            }
        }
        if checks.is_empty() && reading.errors.is_empty() {
            reading.errors.lead = "没有选任何一条的核查结果。请先选结果，再保存。".into();
        }
        reading.done(Some(checks))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::sample::{Gathered, handler};
    use jiff::civil::date;

    fn read(rows: &[(&str, &str)]) -> Result<Vec<Check>, Errors> {
        let gathered = Gathered::reviewing().unwrap();
        let rows = rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Form { rows }.parse(&gathered.docket().unwrap(), &[])
    }

    #[test]
    fn a_picture_belongs_to_a_result() {
        let gathered = Gathered::reviewing().unwrap();
        let errors = Form::default().parse(&gathered.docket().unwrap(), &["dishonest"]).unwrap_err();
        assert!(errors.of("result.dishonest").is_some());
    }

    #[test]
    fn only_gates_with_a_result_are_recorded() {
        let rows = [
            ("place.dishonest", "信用中国"),
            ("on.dishonest", "2026-11-23"),
            ("result.dishonest", "clear"),
            ("place.incident", "应急局"),
            ("on.incident", "2026-11-23"),
        ];
        let checks = read(&rows).unwrap();
        assert_eq!(checks.len(), 1);
        assert_eq!((checks[0].gate.as_str(), checks[0].on), ("dishonest", date(2026, 11, 23)));
        assert_eq!((&checks[0].officer, checks[0].result), (&handler(), CheckResult::Clear));
    }

    #[test]
    fn what_was_found_is_told_and_the_future_refused() {
        let fields = |rows: &[(&str, &str)]| {
            read(rows).unwrap_err().list.into_iter().map(|(field, _)| field).collect::<Vec<_>>()
        };
        let found = [("result.dishonest", "found"), ("place.dishonest", "信用中国"), ("on.dishonest", "2026-11-24")];
        assert_eq!(fields(&found), ["on.dishonest", "detail.dishonest"]);
        assert_eq!(fields(&[("result.size", "x"), ("on.size", "2026-11-1")]), ["result.size", "place.size"]);
        assert!(read(&[]).unwrap_err().lead.contains("没有选"));
    }
}
