//! 退回补正 Back to the enterprise: what is wanted, item by item, and until when (A12: a deadline of its own).

use askama::Template;
use serde::Deserialize;
use titian_domain::application::{Deficiency, Ruling};

use super::{Bench, Docket};
use crate::components::{Due, Errors, Refused};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::read::{Reading, typed};
use crate::office::sample::Gathered;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/correction.html")]
pub struct Correction {
    /// The page.
    pub page: Page,
    /// Head, rail and tally.
    pub bench: Bench,
    /// What was asked item by item: label, words, where it is changed.
    pub asked: Vec<(String, String, String)>,
    /// Further lines: place, what about, words.
    pub lines: Vec<Line>,
    /// What a line can be about, as (id, label).
    pub about: Vec<(String, String)>,
    /// How long the notice gives: 5 个工作日.
    pub length: String,
    /// Until when; `None` if it cannot be told, with the reason in [`Correction::why_not`].
    pub due: Option<Due>,
    /// Why the day cannot be told; empty if it can.
    pub why_not: String,
    /// The whole list as it would be sent, by label and words, for a last look before it is; empty before that.
    pub list: Vec<(String, String)>,
    /// Whether the reader may return it.
    pub may_return: bool,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// A further line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place, from 1.
    pub at: usize,
    /// Typed: what it is about.
    pub item: String,
    /// Typed: what is wanted.
    pub what: String,
}

/// Further lines one can fill in at a time.
const LINES: usize = 3;

/// What is posted: `item.N` and `what.N`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// `send` sends the list that was looked at; `edit` goes back to writing; whatever else shows it first.
    pub step: String,
    /// The lines.
    #[serde(flatten)]
    pub rows: Typed,
}

/// What a line can be about: nothing of its own, the gates, the items.
fn about(docket: &Docket<'_>) -> Vec<(String, String)> {
    let gates = docket.edition.gates.gates.iter().map(|gate| (gate.id.clone(), show::sentence(&gate.label)));
    let items = docket.matters().into_iter().map(|matter| (matter.id().to_owned(), matter.label())).collect::<Vec<_>>();
    std::iter::once((String::new(), "整件申报".to_owned())).chain(items).chain(gates).collect()
}

impl Form {
    /// The further deficiencies; what was asked item by item is added by the domain. Or what has to be put right.
    pub fn parse(&self, docket: &Docket<'_>) -> Result<Vec<Deficiency>, Errors> {
        let mut reading = Reading::default();
        let about = about(docket);
        let mut all = Vec::new();
        for at in 1..=LINES {
            let what = typed(&self.rows, &format!("what.{at}"));
            let item = typed(&self.rows, &format!("item.{at}"));
            if what.is_empty() {
                if !item.is_empty() {
                    reading.errors.push(format!("what.{at}"), "请写明要补正什么，或把前面改回“整件申报”");
                }
                continue;
            }
            let found = about.iter().find(|(id, _)| id == item);
            if let Some((id, label)) = reading.one_of(&format!("item.{at}"), found, "请选是哪一项") {
                let label = if id.is_empty() { String::new() } else { label.clone() };
                all.push(Deficiency { item: id.clone(), label, what: what.to_owned() });
            }
        }
        let asked = docket.case.verdicts.values().any(|one| matches!(one.ruling, Ruling::Ask { .. }));
        if all.is_empty() && !asked && reading.errors.is_empty() {
            reading.errors.push("what.1", "没有写明要补正什么。请逐项写明，企业才知道改哪里");
        }
        reading.done(Some(all))
    }
}

impl Correction {
    /// The page with what was typed. `due` is the day worked out for a return today, or why there is none.
    pub fn of(docket: &Docket<'_>, due: Result<jiff::civil::Date, String>, form: &Form, errors: Errors) -> Correction {
        let asked = docket.case.verdicts.iter().filter_map(|(id, verdict)| match &verdict.ruling {
            Ruling::Ask { what } => {
                let label = docket.matter(id).map_or_else(|| id.clone(), |matter| matter.label());
                Some((label, what.clone(), docket.href(&format!("items/{id}"))))
            }
            _ => None,
        });
        let line = |at| Line {
            at,
            item: typed(&form.rows, &format!("item.{at}")).into(),
            what: typed(&form.rows, &format!("what.{at}")).into(),
        };
        Correction {
            page: docket.page.clone(),
            bench: Bench::of(docket, "correction"),
            asked: asked.collect(),
            lines: (1..=LINES).map(line).collect(),
            about: about(docket),
            length: docket.batch.correction.to_string().replace(' ', "\u{a0}"),
            why_not: due.as_ref().err().cloned().unwrap_or_default(),
            due: due.ok().map(|day| Due::until(day, docket.today)),
            list: vec![],
            may_return: docket.handles(),
            errors,
            refused: None,
        }
    }

    /// The page with the whole list for a last look: what was asked item by item, then the lines.
    #[must_use]
    pub fn with_list(self, lines: &[Deficiency]) -> Correction {
        let whole = |label: &str| if label.is_empty() { "整件申报".to_owned() } else { label.to_owned() };
        let asked = self.asked.iter().map(|(label, what, _)| (label.clone(), what.clone()));
        let list = lines.iter().map(|one| (whole(&one.label), one.what.clone())).chain(asked).collect();
        Correction { list, ..self }
    }

    /// The last look before it is sent.
    pub fn sample_list() -> Option<Correction> {
        let line = |item: &str, label: &str, what: &str| Deficiency {
            item: item.into(),
            label: label.into(),
            what: what.into(),
        };
        let lines = [line("debt", "上年度资产负债率", "请补交2025年审计报告的资产负债表。")];
        Correction::sample().map(|page| page.with_list(&lines))
    }

    /// Values to look at: one item asked back.
    pub fn sample() -> Option<Correction> {
        let mut gathered = Gathered::reviewing()?;
        let ask = Ruling::Ask {
            what: "主导产品说明没有写明所属领域。请对照《战略性新兴产业分类》写明代码，500 字以内。".into(),
        };
        let ruled = gathered.case.verdicts.get("ip").cloned()?;
        gathered.case.verdicts.insert("field".into(), titian_domain::application::Verdict { ruling: ask, ..ruled });
        Some(Correction::of(&gathered.docket()?, Ok(jiff::civil::date(2026, 11, 27)), &Form::default(), Errors::none()))
    }

    /// Refused: nothing is wanted.
    pub fn sample_refused() -> Option<Correction> {
        let gathered = Gathered::reviewing()?;
        let docket = gathered.docket()?;
        let errors = Form::default().parse(&docket).err()?;
        let why = "2027年的放假安排还没有公布，期限跨入 2027年，算不出是哪一天".to_owned();
        Some(Correction::of(&docket, Err(why), &Form::default(), errors))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &[(&str, &str)]) -> Result<Vec<Deficiency>, Vec<String>> {
        let gathered = Gathered::reviewing().unwrap();
        let rows = rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect();
        Form { rows, ..Form::default() }.parse(&gathered.docket().unwrap()).map_err(fields)
    }

    #[test]
    fn a_return_says_what_is_wanted() {
        let rows = [("item.1", "debt"), ("what.1", "请补交2025年审计报告"), ("item.2", ""), ("what.2", "请盖章")];
        let all = read(&rows).unwrap();
        assert_eq!((all[0].item.as_str(), all[0].label.as_str()), ("debt", "上年度资产负债率"));
        assert_eq!((all[1].item.as_str(), all[1].label.as_str()), ("", ""));
        assert_eq!(read(&[]), Err(vec!["what.1".into()]));
        assert_eq!(read(&[("item.3", "debt")]), Err(vec!["what.3".into()]));
        assert_eq!(read(&[("item.1", "nothing"), ("what.1", "x")]), Err(vec!["item.1".into()]));
    }
}
