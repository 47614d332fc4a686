//! 一份通知 One notice: its text and batches; a draft is published with its number, a published one may be extended.

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::id::BatchId;
use titian_domain::notice::{Batch, Notice, Stage};
use titian_rulebook::policy::Policy;

use super::lapsed;
use super::list::{sample_notice, state};
use crate::components::{Due, Errors, Refused, Summary, Tag};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::read::{Reading, typed};
use crate::office::sample::province;
use crate::sample::{policy, today};
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/notice/page.html")]
pub struct NoticePage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// 草稿, 已发布.
    pub state: Tag,
    /// 文号 and day; empty for a draft.
    pub paper: String,
    /// Its paragraphs.
    pub text: Vec<String>,
    /// Its batches.
    pub batches: Vec<BatchShown>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Whether the reader may publish and extend.
    pub may_publish: bool,
    /// What is typed for publishing.
    pub publish: Publish,
    /// What is typed for extending.
    pub extend: Extend,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// One batch.
#[derive(Debug, Clone)]
pub struct BatchShown {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How far it is.
    pub state: Tag,
    /// What is left of the window.
    pub due: Option<Due>,
    /// All that it pins.
    pub facts: Summary,
    /// Said when its procedure had lapsed; empty if not.
    pub warning: String,
    /// Whether its window can be extended.
    pub extensible: bool,
}

/// What is posted to `publish`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Publish {
    /// 文号.
    pub number: String,
}

impl Publish {
    /// The number, or what has to be put right.
    pub fn parse(&self) -> Result<String, Errors> {
        let mut reading = Reading::default();
        let number = reading.need("number", &self.number, "请填写文号，例如 桂工信企业〔2026〕45号");
        reading.done(Some(number))
    }
}

/// What is posted to `batches/BATCH/extend`: `until.BATCH`, the new last day, and `reason.BATCH`, published below the
/// notice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Extend {
    /// Both.
    #[serde(flatten)]
    pub rows: Typed,
}

impl Extend {
    /// The new last day and the reason; or what has to be put right, at the controls of this batch.
    pub fn parse(&self, batch: &Batch, today: Date) -> Result<(BatchId, Date, String), Errors> {
        let mut reading = Reading::default();
        let (until_field, reason_field) = (format!("until.{}", batch.id), format!("reason.{}", batch.id));
        let until = reading.day(&until_field, typed(&self.rows, &until_field), "新的截止日");
        if let Some(until) = until {
            if until <= batch.until {
                reading.errors.push(&until_field, format!("现在的截止日是 {}，请填更晚的日期", batch.until));
            } else if until < today {
                reading.errors.push(&until_field, "新的截止日已经过去，请填今天或以后");
            }
        }
        let reason =
            reading.need(&reason_field, typed(&self.rows, &reason_field), "请写明延长的理由，它会公布在通知下");
        reading.done(until.map(|until| (batch.id.clone(), until, reason)))
    }
}

impl NoticePage {
    /// The page; `local` says for each batch what it gives the local points by, if it gives any.
    pub fn of(
        page: Page,
        policy: &Policy,
        notice: &Notice,
        local: &[Option<String>],
        may_publish: bool,
        today: Date,
    ) -> NoticePage {
        let (mark, paper) = match notice.stage {
            Stage::Draft => (Tag::plain("草稿"), String::new()),
            Stage::Published { on } => (Tag::ok("已发布"), format!("{}，{}", notice.number, show::day(on))),
        };
        let draft = notice.stage == Stage::Draft;
        NoticePage {
            page,
            id: notice.id.to_string(),
            state: mark,
            paper,
            text: notice.text.lines().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect(),
            batches: notice
                .batches
                .iter()
                .zip(local.iter().map(Option::as_deref).chain(std::iter::repeat(None)))
                .map(|(batch, local)| shown(policy, batch, local, draft, today))
                .collect(),
            draft,
            may_publish,
            publish: Publish::default(),
            extend: Extend::default(),
            errors: Errors::none(),
            refused: None,
        }
    }

    /// The controls for extending a batch, with what was typed.
    fn extending(&self, id: &str) -> Vec<Field> {
        let (until, reason) = (format!("until.{id}"), format!("reason.{id}"));
        let value = |name: &str| typed(&self.extend.rows, name).to_owned();
        vec![
            Field::line("date", &until, "新的截止日（24:00）").value(value(&until)).check(&self.errors),
            Field::area(&reason, "理由（公布在通知下）", 2).value(value(&reason)).limit(300).check(&self.errors),
        ]
    }

    /// Whether something is typed for extending a batch.
    fn is_extending(&self, id: &str) -> bool {
        self.extend.rows.contains_key(&format!("until.{id}"))
    }

    /// Values to look at: a draft.
    pub fn sample_draft() -> Option<NoticePage> {
        NoticePage::sampled(sample_notice(Stage::Draft))
    }

    /// Published.
    pub fn sample() -> Option<NoticePage> {
        NoticePage::sampled(sample_notice(Stage::Published { on: jiff::civil::date(2026, 11, 2) }))
    }

    /// Published under a lapsed procedure, an extension refused.
    pub fn sample_refused() -> Option<NoticePage> {
        let mut notice = sample_notice(Stage::Published { on: jiff::civil::date(2026, 11, 2) });
        let batch = notice.batches.first_mut()?;
        batch.procedure = "guangxi-2023".into();
        batch.lapsed_because = "自治区办公厅函明确过渡期内沿用原实施细则。".into();
        let form = Extend { rows: [(format!("until.{}", batch.id), "2026-11-20".into())].into() };
        let errors = form.parse(batch, today()).err()?;
        NoticePage::sampled(notice).map(|page| NoticePage { extend: form, errors, ..page })
    }

    fn sampled(notice: Notice) -> Option<NoticePage> {
        let page = province("/office/notices", &notice.title).under("通知与批次", "/office/notices");
        Some(NoticePage::of(page, policy()?, &notice, &[], true, today()))
    }
}

fn shown(policy: &Policy, batch: &Batch, local: Option<&str>, draft: bool, today: Date) -> BatchShown {
    let basis = |found: Option<&String>, id: &str| found.map_or_else(|| id.to_owned(), |text| show::sentence(text));
    let catalogue = &policy.catalogue;
    let evidence: Vec<String> =
        batch.evidence.iter().map(|kind| show::sentence(catalogue.evidence_label(kind))).collect();
    let length = |length: titian_rulebook::deadline::Length| length.to_string().replace(' ', "\u{a0}");
    let over = lapsed(policy, &batch.procedure, batch.from);
    let document = policy.procedures.get(&batch.procedure).map(|one| &one.document);
    BatchShown {
        id: batch.id.to_string(),
        name: batch.name.clone(),
        state: state(batch, !draft, today),
        due: (!draft && batch.open_on(today)).then(|| Due::until(batch.until, today)),
        warning: if over {
            let why = if batch.lapsed_because.is_empty() { "没有写理由" } else { &batch.lapsed_because };
            format!(
                "所依据的{}在{}已过有效期。仍按其开展的理由：{why}",
                basis(document, &batch.procedure),
                show::day(batch.from)
            )
        } else {
            String::new()
        },
        facts: Summary::new()
            .row("层次与事项", format!("{}，{}，{}", batch.tier.label(), batch.purpose.label(), batch.half))
            .row("申报期", format!("{}至{} 24:00", show::day(batch.from), show::day(batch.until)))
            .row("市级上报", format!("{} 24:00 前", show::day(batch.city_due)))
            .row_if("县级推荐", batch.county_due.map(|day| format!("{} 24:00 前", show::day(day))))
            .row_if("纸质材料", batch.paper_due.map(|day| format!("{}前交到", show::day(day))))
            .row_if("复核对象", batch.cohort.as_ref().map(ToString::to_string))
            .row("评价标准", basis(policy.standards.get(&batch.standard).map(|one| &one.basis), &batch.standard))
            .row("基本条件", basis(policy.gates.get(&batch.gates).map(|one| &one.basis), &batch.gates))
            .row("程序依据", basis(document, &batch.procedure))
            .row_if("特色化指标", local)
            .row("公示期", length(batch.publicity))
            .row("补正期限", length(batch.correction))
            .row("签字方式", batch.signing.label())
            .row("必须有的材料", if evidence.is_empty() { "不限".into() } else { evidence.join("\n") }),
        extensible: !draft && today <= batch.city_due,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::sample::batch;
    use jiff::civil::date;

    #[test]
    fn a_window_is_only_extended_and_with_a_reason() {
        let read = |until: &str, reason: &str| {
            let rows =
                [("until.2026-45.1".to_owned(), until.to_owned()), ("reason.2026-45.1".to_owned(), reason.to_owned())];
            Extend { rows: rows.into() }
                .parse(&batch(), today())
                .map_err(|errors| errors.list.into_iter().map(|(field, _)| field).collect::<Vec<_>>())
        };
        assert_eq!(read("2026-12-04", "平台维护").unwrap(), (batch().id, date(2026, 12, 4), "平台维护".into()));
        assert_eq!(read("2026-11-27", "x"), Err(vec!["until.2026-45.1".into()]));
        assert_eq!(read("", ""), Err(vec!["until.2026-45.1".into(), "reason.2026-45.1".into()]));
    }

    #[test]
    fn a_notice_is_published_with_its_number() {
        assert!(Publish { number: " ".into() }.parse().is_err());
        assert_eq!(Publish { number: " 桂〔2026〕1号 ".into() }.parse(), Ok("桂〔2026〕1号".into()));
    }
}
