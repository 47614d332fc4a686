//! 经过 What happened to the case, what was declared and signed, and handing it to another.

use std::collections::BTreeSet;

use askama::Template;
use serde::Deserialize;
use titian_domain::application::{Channel, Declared, Event, Limit, Stage, used};
use titian_domain::id::AccountId;

use super::apart::Apart;
use super::county::{self, County};
use super::story::{Told, digest, story};
use super::written::Written;
use super::{Bench, Docket};
use crate::components::{Errors, Refused, Summary, Timeline};
use crate::form::Field;
use crate::layout::Page;
use crate::office::queue::waits;
use crate::office::read::Reading;
use crate::office::sample::{Gathered, at};
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/history.html")]
pub struct History {
    /// The page.
    pub page: Page,
    /// Head, rail and tally.
    pub bench: Bench,
    /// What happened, the newest first.
    pub story: Timeline,
    /// Declarations and signature.
    pub filing: Summary,
    /// The words that were declared.
    pub declared: Vec<String>,
    /// The sealed scan.
    pub scan: Option<String>,
    /// What the county said; `None` where counties are not asked.
    pub county: Option<County>,
    /// Who is waited for, until when, and who has had it how long.
    pub spent: Summary,
    /// Who stays away from the enterprise (回避).
    pub apart: Apart,
    /// Notes of the office, and what the enterprise was asked.
    pub written: Written,
    /// Colleagues one can hand the case to, as (account, name); empty hides the form.
    pub colleagues: Vec<(String, String)>,
    /// What is chosen for handing over, and from whom.
    pub hand: HandOver,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted to `take-up`: the case is taken up, or handed to another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct HandOver {
    /// The account of the new handler; empty = the one who posts.
    pub handler: String,
    /// Who had it when the page was made; empty = nobody.
    pub from: String,
}

impl HandOver {
    /// The new handler. `colleagues` are those who may handle cases of this city.
    pub fn parse(&self, me: &AccountId, colleagues: &[(String, String)]) -> Result<AccountId, Errors> {
        let mut reading = Reading::default();
        let id = self.handler.trim();
        let known = id.is_empty() || colleagues.iter().any(|(account, _)| account == id);
        let handler = if id.is_empty() { me.clone() } else { AccountId(id.to_owned()) };
        let handler = reading.one_of("handler", known.then_some(handler), "请从名单中选一位本市的经办人");
        reading.done(handler)
    }
}

impl History {
    /// The page. `colleagues` are the others who may handle cases of this city, `office` all who work at its desk.
    pub fn of(
        docket: &Docket<'_>,
        told: &[Told],
        colleagues: Vec<(String, String)>,
        office: Vec<(String, String)>,
    ) -> History {
        let filing = docket.filing;
        let [when, who] = show::declared(filing);
        let apart = Apart::of(docket, office, &colleagues);
        let (colleagues, from) = match &docket.case.stage {
            Stage::UnderReview { handler, .. } if docket.reader.reviews || docket.reader.approves => {
                (colleagues, handler.to_string())
            }
            _ => (vec![], String::new()),
        };
        History {
            page: docket.page.clone(),
            bench: Bench::of(docket, "history"),
            story: story(told),
            filing: Summary::new()
                .row("受理编号", &docket.case.number)
                .row("统一社会信用代码", &filing.content.code)
                .row("声明人", format!("{who}，{when}"))
                .noted("内容码", digest(&filing.digest), "声明与提交的内容绑定，改动一字即不同")
                .row("签字方式", docket.batch.signing.label())
                .row("评价标准", show::sentence(&docket.edition.standard.basis))
                .row("基本条件", show::sentence(&docket.edition.gates.basis)),
            declared: match &filing.declaration {
                Declared::Here(one) => vec![show::sentence(&one.truth), show::sentence(&one.pledge)],
                Declared::OnPlatform(from) => vec![format!(
                    "真实性声明和合规经营承诺在国家平台作出，原文和签名在那里。内容取自导出文件第 {} 行，文件的 SHA-256 是 {}。",
                    from.row, from.file
                )],
            },
            scan: filing.scan.as_ref().map(|id| docket.href(&format!("files/{id}"))),
            county: County::of(docket, county::Form::default(), Errors::none()),
            spent: spent(docket),
            apart,
            written: Written::default(),
            colleagues,
            hand: HandOver { from, ..HandOver::default() },
            errors: Errors::none(),
            refused: None,
        }
    }

    /// Values to look at.
    pub fn sample() -> Option<History> {
        let gathered = Gathered::reviewing()?;
        let docket = gathered.docket()?;
        let told = sample_events(&docket)?;
        let colleagues = vec![("officer-6".into(), "演示用户己".into()), ("officer-7".into(), "演示用户庚".into())];
        let office = vec![(crate::office::sample::handler().to_string(), "演示用户乙".into())];
        let page = History::of(&docket, &told, colleagues, office);
        Some(History { written: Written::sample(&docket), ..page })
    }

    /// Where the notice asks counties, and one has answered.
    pub fn sample_county() -> Option<History> {
        let mut gathered = Gathered::reviewing()?;
        gathered.batch.county.push(gathered.case.city);
        gathered.case.county = Some(titian_domain::application::CountyOpinion {
            county: "示例县工业和信息化局".into(),
            opinion: "材料齐全，同意推荐。".into(),
            dated: jiff::civil::date(2026, 11, 16),
            by: crate::office::sample::handler(),
        });
        let docket = gathered.docket()?;
        Some(History::of(&docket, &sample_events(&docket)?, vec![], vec![]))
    }

    /// As the leader sees it, while the handler stays away and has the case all the same; with a reason left out.
    pub fn sample_recused() -> Option<History> {
        let mut gathered = Gathered::reviewing()?;
        let leader = crate::office::sample::leader();
        gathered.reader = super::Reader { account: leader.clone(), approves: true, ..super::Reader::default() };
        gathered.away = vec![crate::office::sample::handler()];
        let docket = gathered.docket()?;
        let office = vec![("officer-6".into(), "演示用户己".into()), (leader.to_string(), "演示用户丁".into())];
        let colleagues = vec![("officer-6".into(), "演示用户己".into())];
        let page = History::of(&docket, &sample_events(&docket)?, colleagues, office.clone());
        let errors = super::apart::Form::default().parse(&leader, &office).err()?;
        Some(History { apart: Apart { errors, ..page.apart }, ..page })
    }

    /// Refused: handed to somebody who is not of the city.
    pub fn sample_refused() -> Option<History> {
        let page = History::sample()?;
        let hand = HandOver { handler: "officer-9".into(), ..HandOver::default() };
        let errors = hand.parse(&crate::office::sample::handler(), &page.colleagues).err()?;
        Some(History { errors, ..page })
    }
}

/// Who is waited for, until when and why then, and how many working days everybody has had it.
fn spent(docket: &Docket<'_>) -> Summary {
    let limit = Limit::of(docket.case, docket.batch);
    let day = limit.day().map_or_else(|| "没有规定".to_owned(), |day| format!("{} 24:00", show::day(day)));
    let mut rows = Summary::new().row("等谁", waits(docket.case)).noted("本环节期限", day, limit.why());
    let mut known = BTreeSet::new();
    for spell in &docket.spells {
        if known.insert(spell.with) {
            let said = match used(&docket.spells, spell.with, docket.today, &docket.policy.calendar) {
                Some(Ok(days)) => format!("{days}\u{a0}个工作日"),
                _ => "放假安排还没有公布，算不出来".into(),
            };
            rows = rows.row(format!("{}用时", spell.with.label()), said);
        }
    }
    rows
}

/// What happened to the sample case.
pub(in crate::office) fn sample_events(docket: &Docket<'_>) -> Option<Vec<Told>> {
    let case = docket.case;
    let (first, second) = ("演示用户甲", "演示用户乙");
    let told = |time: &str, by: &str, event| Some(Told { at: at(time)?, by: by.into(), event });
    let submitted = Event::Submitted { number: case.number.clone(), filing: Box::new(docket.filing.clone()) };
    let handler = crate::office::sample::handler();
    let on = docket.filing.on;
    Some(vec![
        told(
            "2026-11-05T02:10:00Z",
            first,
            Event::Began {
                id: case.id.clone(),
                enterprise: case.enterprise.clone(),
                batch: case.batch.clone(),
                tier: case.tier,
                purpose: case.purpose,
                standard: case.standard.clone(),
                gates: case.gates.clone(),
                local_table: None,
                city: case.city,
                channel: Channel::Portal,
                on: case.began,
            },
        )?,
        told("2026-11-12T01:40:00Z", first, submitted)?,
        told("2026-11-18T00:55:00Z", second, Event::TakenUp { handler, on })?,
        told(
            "2026-11-20T07:32:00Z",
            second,
            Event::Ruled { verdicts: case.verdicts.iter().map(|(id, one)| (id.clone(), one.clone())).collect() },
        )?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_handed_to_colleagues_only() {
        let me = AccountId("a".into());
        let colleagues = [("b".to_owned(), "乙".to_owned())];
        let read = |id: &str| HandOver { handler: id.into(), from: String::new() }.parse(&me, &colleagues);
        assert_eq!(read(""), Ok(me.clone()));
        assert_eq!(read("b"), Ok(AccountId("b".into())));
        assert_eq!(read("c").unwrap_err().list[0].0, "handler");
    }
}
