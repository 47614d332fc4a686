//! What is posted about substitutions and recusals.

use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::id::AccountId;
use titian_domain::substitution::LONGEST;

use crate::components::Errors;
use crate::office::read::Reading;

/// What is posted to `substitutions`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct SubstituteForm {
    /// The account of who stands in.
    pub who: String,
    /// The account of whom they stand in for.
    pub whom: String,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Why.
    pub why: String,
}

/// What is posted to `recusals/{id}/lift`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LiftForm {
    /// Why.
    pub why: String,
}

/// Who stands in for whom, from when to when, and why.
pub type Asked = ((AccountId, AccountId), (Date, Date), String);

impl SubstituteForm {
    /// What is asked. `people` are those of the office.
    pub fn parse(&self, people: &[(String, String)]) -> Result<Asked, Errors> {
        let mut reading = Reading::default();
        let known = |id: &str| people.iter().find(|(account, _)| account == id.trim()).filter(|(id, _)| !id.is_empty());
        let of = |id: &str| known(id).map(|(id, _)| AccountId(id.clone()));
        let who = reading.one_of("who", of(&self.who), "请从名单中选替岗的人");
        let whom = reading.one_of("whom", of(&self.whom), "请从名单中选被替的人");
        let from = reading.day("from", &self.from, "起始日");
        let until = reading.day("until", &self.until, "截止日");
        let why = reading.need("why", &self.why, "请写替岗的理由");
        if why.chars().count() > LONGEST {
            reading.errors.push("why", format!("理由最多写 {LONGEST} 个字"));
        }
        let asked = who.zip(whom).zip(from.zip(until));
        reading.done(asked.map(|(people, days)| (people, days, why)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn all_that_is_missing_is_told_at_once() {
        let people = [(String::new(), "请选择".to_owned()), ("a".into(), "甲".into()), ("b".into(), "乙".into())];
        let wrong = SubstituteForm::default().parse(&people).unwrap_err();
        let fields: Vec<&str> = wrong.list.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["who", "whom", "from", "until", "why"]);
        let form = SubstituteForm {
            who: "a".into(),
            whom: "b".into(),
            from: "2026-11-24".into(),
            until: "2026年11月27日".into(),
            why: " 外出培训 ".into(),
        };
        let ((who, whom), days, why) = form.parse(&people).unwrap();
        assert_eq!((who.as_str(), whom.as_str(), why.as_str()), ("a", "b", "外出培训"));
        assert_eq!(days, (date(2026, 11, 24), date(2026, 11, 27)));
    }
}
