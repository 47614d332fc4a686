//! 县级推荐 What the county or zone said, where the notice asks counties of this city: written down by the city, which
//! decides all the same.

use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::application::{Stage, Steps};

use super::Docket;
use crate::components::{Errors, Summary};
use crate::office::read::Reading;
use crate::show;

/// The part of the page.
#[derive(Debug, Clone)]
pub struct County {
    /// What was said; `None` if nothing was written down yet.
    pub said: Option<Summary>,
    /// Whether the reader may write it down.
    pub may_record: bool,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
}

/// What is posted to `county`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Which county or zone.
    pub county: String,
    /// Its words.
    pub opinion: String,
    /// The date on its paper.
    pub dated: String,
}

impl Form {
    /// County, words and date; or what has to be put right.
    pub fn parse(&self, today: Date) -> Result<(String, String, Date), Errors> {
        let mut reading = Reading::default();
        let county = reading.need("county", &self.county, "请写哪个县（市、区）或开发区");
        let opinion = reading.need("opinion", &self.opinion, "请写推荐意见");
        let dated = reading.past_day("dated", &self.dated, "落款日期", today);
        for (field, text, most) in [("county", &county, 40), ("opinion", &opinion, 500)] {
            if text.chars().count() > most {
                reading.errors.push(field, format!("最多写 {most} 个字"));
            }
        }
        reading.done(dated.map(|dated| (county, opinion, dated)))
    }
}

impl County {
    /// The part, with what was typed; `None` where the procedure has no such step for this city.
    pub fn of(docket: &Docket<'_>, form: Form, errors: Errors) -> Option<County> {
        let said = docket.case.county.as_ref().map(|one| {
            Summary::new()
                .row("谁推荐", &one.county)
                .row("意见", &one.opinion)
                .row("落款日期", show::day(one.dated))
                .row("登记人", docket.name(&one.by))
        });
        if !docket.steps().county && said.is_none() {
            return None;
        }
        let open =
            matches!(docket.case.stage, Stage::Submitted { .. } | Stage::UnderReview { .. } | Stage::Returned { .. });
        Some(County { said, may_record: docket.reader.reviews && open, form, errors })
    }
}

impl Docket<'_> {
    /// The steps that its procedure has for this case.
    pub fn steps(&self) -> Steps {
        let procedure = self.policy.procedures.get(&self.batch.procedure);
        procedure.map_or_else(Steps::default, |procedure| Steps::of(procedure, self.batch, self.case.city))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::sample::Gathered;
    use jiff::civil::date;

    #[test]
    fn the_county_is_asked_only_where_the_notice_says_so() {
        let mut gathered = Gathered::reviewing().unwrap();
        assert!(County::of(&gathered.docket().unwrap(), Form::default(), Errors::none()).is_none());
        gathered.batch.county.push(gathered.case.city);
        let docket = gathered.docket().unwrap();
        let county = County::of(&docket, Form::default(), Errors::none()).unwrap();
        assert!(county.said.is_none() && county.may_record);
        assert!(docket.obstacles().iter().all(|one| !one.text.contains("县")), "a county never stands in the way");
    }

    #[test]
    fn all_that_is_missing_is_told_at_once() {
        let today = date(2026, 11, 24);
        let wrong = Form { dated: "2026-11-25".into(), ..Form::default() }.parse(today).unwrap_err();
        let fields: Vec<&str> = wrong.list.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["county", "opinion", "dated"]);
        let form = Form { county: "示例县".into(), opinion: "同意推荐".into(), dated: "2026-11-20".into() };
        assert_eq!(form.parse(today), Ok(("示例县".into(), "同意推荐".into(), date(2026, 11, 20))));
    }
}
