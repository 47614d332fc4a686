//! 登记抽查 The form that the sheet is typed back into: the same claims under the same numbers, photos, the signed sheet.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Date;
use serde::Deserialize;
use titian_app::query::Sheet;
use titian_domain::draw::{Assignment, Delegate, Duty};
use titian_domain::id::{AccountId, DrawId};
use titian_domain::inspection::{Finding, Visit};
use titian_domain::recusal::LONGEST;
use titian_rulebook::catalogue::Catalogue;

use super::claims::{Claim, claims};
use crate::components::{Errors, Refused, Tag};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::read::{Reading, typed};
use crate::office::sample::{batch, case, office, visits};
use crate::sample::{policy, today};
use crate::show;

/// Lines for what nobody claimed.
pub const FREE: usize = 3;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/visit/entry.html")]
pub struct Entry {
    /// The page.
    pub page: Page,
    /// Id of the case.
    pub id: String,
    /// 受理编号.
    pub number: String,
    /// Which draw, and who was sent; may be empty.
    pub sent: String,
    /// Visits that were recorded, the newest first.
    pub before: Vec<Earlier>,
    /// What was claimed.
    pub rows: Vec<Row>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
    /// Saying that one stays away; not there for who was not sent.
    pub apart: Option<Apart>,
}

/// A visit that was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The day and who went.
    pub head: String,
    /// What was found, each with its state.
    pub findings: Vec<(Tag, String)>,
    /// What else was said; may be empty.
    pub note: String,
}

/// One line of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number.
    pub at: usize,
    /// What was claimed; typed by the reader where `free`.
    pub claim: String,
    /// The value as it was filed.
    pub claimed: String,
    /// Whether the reader types the claim.
    pub free: bool,
    /// Typed: `yes`, `no` or nothing.
    pub agrees: String,
    /// Typed: what was seen.
    pub seen: String,
}

/// The attributes of a control that has to be put right; nothing for others. Its name is ours, never what was typed.
struct Invalid(Option<String>);

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(name) => write!(f, " aria-invalid=\"true\" aria-describedby=\"e-{name}\""),
            None => Ok(()),
        }
    }
}

impl HtmlSafe for Invalid {}

/// What is posted. Photos come as files under `photos`, scans of the signed sheet under `signed`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// When.
    pub on: String,
    /// Who went: names, set apart by 、 or a comma.
    pub inspectors: String,
    /// What else is to be said.
    pub note: String,
    /// `agrees.N`, `seen.N`; `claim.N` for claims typed by the reader.
    pub rows: Typed,
}

/// What is posted to `recusal` by who was sent and has a tie to the enterprise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Apart {
    /// Why.
    pub why: String,
}

impl Apart {
    /// The reason, or what has to be put right.
    pub fn parse(&self) -> Result<String, Errors> {
        let mut reading = Reading::default();
        let why = reading.need("why", &self.why, "请写回避的理由");
        if why.chars().count() > LONGEST {
            reading.errors.push("why", format!("理由最多写 {LONGEST} 个字"));
        }
        reading.done(Some(why))
    }
}

impl Form {
    /// The visit, without files; or what has to be put right.
    pub fn parse(&self, sheet: &Sheet, catalogue: &Catalogue, by: &AccountId, today: Date) -> Result<Visit, Errors> {
        let mut reading = Reading::default();
        let on = reading.past_day("on", &self.on, "抽查日期", today);
        let names = self.inspectors.split(['、', ',', '，', ';', '；', '\n']).map(str::trim);
        let inspectors: Vec<String> = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        if inspectors.len() < 2 {
            reading.errors.push("inspectors", "抽查至少两人。请写姓名，用顿号隔开");
        }
        let mut findings = Vec::new();
        for row in self.lines(sheet, catalogue) {
            let Row { at, claim, claimed, agrees, seen, .. } = row;
            let agrees = match agrees.as_str() {
                "yes" => true,
                "no" => false,
                _ if seen.is_empty() => continue,
                _ => {
                    reading.errors.push(format!("agrees.{at}"), format!("第 {at} 项：请选相符还是不符"));
                    continue;
                }
            };
            if claim.is_empty() {
                reading.errors.push(format!("claim.{at}"), format!("第 {at} 项：请写核查的是什么"));
            }
            if !agrees && seen.is_empty() {
                reading.errors.push(format!("seen.{at}"), format!("第 {at} 项与申报不符，请写明实际情况"));
            }
            findings.push(Finding { claim, claimed, agrees, seen });
        }
        if findings.is_empty() && reading.errors.is_empty() {
            reading.errors.push("agrees.1", "请至少写一项核查了什么");
        }
        let (note, draw) = (self.note.trim().to_owned(), open(sheet).map(|one| one.draw.clone()));
        let (photos, signed, recorded_by) = (vec![], vec![], by.clone());
        reading.done(on.map(|on| Visit { on, inspectors, findings, photos, note, recorded_by, draw, signed }))
    }

    /// The lines of the sheet with what was typed.
    fn lines(&self, sheet: &Sheet, catalogue: &Catalogue) -> Vec<Row> {
        let known = sheet.case.filing.as_ref().map(|filing| claims(filing, catalogue)).unwrap_or_default();
        let next = known.len() + 1;
        let free = (next..next + FREE).map(|at| Claim { at, claim: String::new(), claimed: String::new() });
        let row = |Claim { at, claim, claimed }: Claim| {
            let of = |what: &str| typed(&self.rows, &format!("{what}.{at}")).to_owned();
            let free = claim.is_empty();
            let claim = if free { of("claim") } else { claim };
            Row { at, claim, claimed, free, agrees: of("agrees"), seen: of("seen") }
        };
        known.into_iter().chain(free).map(row).collect()
    }
}

/// The first draw that has sent somebody and has no record yet.
fn open(sheet: &Sheet) -> Option<&Assignment> {
    let Duty::Selected(assigned) = &sheet.duty else { return None };
    let known = |draw: &DrawId| {
        sheet.inspection.as_ref().is_some_and(|all| all.visits.iter().any(|visit| visit.draw.as_ref() == Some(draw)))
    };
    assigned.iter().find(|one| !known(&one.draw))
}

/// Whom draws have sent, in a sentence; empty if nobody.
pub fn sent(duty: &Duty) -> String {
    let Duty::Selected(assigned) = duty else { return String::new() };
    let one = |one: &Assignment| format!("“{}”派出{}。", one.title, names(&one.inspectors));
    assigned.iter().map(one).collect()
}

fn names(people: &[Delegate]) -> String {
    people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("、")
}

impl Entry {
    /// The page, with what was typed.
    pub fn of(page: Page, sheet: &Sheet, catalogue: &Catalogue, form: Form, errors: Errors) -> Entry {
        let form = if form == Form::default() {
            Form { inspectors: open(sheet).map(|one| names(&one.inspectors)).unwrap_or_default(), ..form }
        } else {
            form
        };
        let visits = sheet.inspection.iter().flat_map(|all| all.visits.iter().rev());
        let finding = |one: &Finding| {
            let seen = if one.seen.is_empty() { String::new() } else { format!("：{}", one.seen) };
            let tag = if one.agrees { Tag::ok("相符") } else { Tag::warn("不符") };
            (tag, format!("{}{seen}", show::sentence(&one.claim)))
        };
        Entry {
            page,
            id: sheet.case.id.to_string(),
            number: sheet.case.number.clone(),
            sent: sent(&sheet.duty),
            before: visits
                .map(|visit| {
                    let head = format!("{}，{}", show::day(visit.on), visit.inspectors.join("、"));
                    let findings = visit.findings.iter().map(finding).collect();
                    Earlier { head, findings, note: visit.note.clone() }
                })
                .collect(),
            rows: form.lines(sheet, catalogue),
            form,
            errors,
            refused: None,
            apart: None,
        }
    }

    /// What is wrong with a control of a row.
    fn error(&self, field: &str, at: &usize) -> Option<&str> {
        self.errors.of(&format!("{field}.{at}"))
    }

    /// Said to those who hear a control that has to be put right.
    fn invalid(&self, field: &str, at: &usize) -> Invalid {
        let name = format!("{field}.{at}");
        Invalid(self.errors.of(&name).map(|_| name))
    }

    fn ground() -> Page {
        office("/office/visits", "登记实地抽查").under("我的抽查", "/office/visits")
    }

    /// Values to look at.
    pub fn sample() -> Option<Entry> {
        let page = Entry::ground();
        let entry = Entry::of(page, &sampled()?, &policy()?.catalogue, Form::default(), Errors::none());
        Some(Entry { apart: Some(Apart::default()), ..entry })
    }

    /// Refused.
    pub fn sample_refused() -> Option<Entry> {
        let (sheet, catalogue) = (sampled()?, &policy()?.catalogue);
        let rows = [("agrees.2".to_owned(), "no".to_owned()), ("seen.3".into(), "八十人".into())].into();
        let form = Form { on: "2026-11-25".into(), inspectors: "演示抽查员甲".into(), rows, ..Form::default() };
        let errors = form.parse(&sheet, catalogue, &AccountId("i".into()), today()).err()?;
        Some(Entry::of(Entry::ground(), &sheet, catalogue, form, errors))
    }
}

/// A case that was drawn, with an earlier visit.
pub(super) fn sampled() -> Option<Sheet> {
    let delegate = |key: &str, name: &str| Delegate { key: key.into(), name: name.into(), account: None };
    let assignment = Assignment {
        draw: DrawId("d1".into()),
        title: "柳州市2026年第二批创新型中小企业实地抽查".into(),
        on: jiff::civil::date(2026, 11, 21),
        inspectors: vec![delegate("01", "演示抽查员甲"), delegate("02", "演示抽查员乙")],
        recused: vec![],
    };
    let (duty, inspection) = (Duty::Selected(vec![assignment]), Some(visits()));
    Some(Sheet { case: case()?, batch: batch(), duty, inspection, open: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inspectors: &str, rows: &[(&str, &str)]) -> Result<Visit, Vec<String>> {
        let rows = rows.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        let form = Form { on: "2026-11-22".into(), inspectors: inspectors.into(), rows, ..Form::default() };
        let read = form.parse(&sampled().unwrap(), &policy().unwrap().catalogue, &AccountId("i".into()), today());
        read.map_err(|errors| errors.list.into_iter().map(|(field, _)| field).collect())
    }

    #[test]
    fn a_record_says_what_was_claimed_and_which_draw_it_came_from() {
        let visit = read("甲、乙", &[("agrees.1", "yes"), ("agrees.2", "no"), ("seen.2", "另有")]).unwrap();
        assert_eq!(visit.draw, Some(DrawId("d1".into())));
        assert_eq!(visit.findings.len(), 2);
        assert!(visit.findings.iter().all(|one| !one.claimed.is_empty()), "{:?}", visit.findings);
    }

    #[test]
    fn what_is_missing_is_told_at_its_place() {
        assert_eq!(read("甲", &[]), Err(vec!["inspectors".into()]));
        assert_eq!(read("甲、乙", &[]), Err(vec!["agrees.1".into()]));
        assert_eq!(read("甲、乙", &[("agrees.2", "no")]), Err(vec!["seen.2".into()]));
        assert_eq!(read("甲、乙", &[("seen.2", "看过")]), Err(vec!["agrees.2".into()]));
    }
}
