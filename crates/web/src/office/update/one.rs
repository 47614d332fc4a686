//! 一家企业的更新 What an enterprise filed in a year, what followed where it did not, and the right given back.

use askama::Template;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::Deserialize;
use titian_app::query::Updated;
use titian_domain::annual_update::{
    AnnualUpdate, Channel, Difference, Duty, Filed, Missed, UpdateYear, Whose, file, miss,
};
use titian_domain::answers::{Answers, Edit, Place, Source};
use titian_domain::application::Content;
use titian_domain::id::{AccountId, EnterpriseId, RecognitionId};
use titian_domain::recognition::Recognition;
use titian_domain::room::replay;
use titian_rulebook::catalogue::Catalogue;
use titian_rulebook::tier::Tier;

use super::{sample_year, tag};
use crate::components::{Errors, Refused, Summary, Tag};
use crate::enterprise::moment::content_code;
use crate::enterprise::update::{label, tiers_in_words};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::{liuzhou, province};
use crate::sample::{CODE, FIRM, policy};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/update/one.html")]
pub struct One {
    /// The page.
    pub page: Page,
    /// The enterprise.
    pub id: String,
    /// Its name.
    pub name: Name,
    /// The year.
    pub year: i16,
    /// How it stands.
    pub state: Tag,
    /// Last day, filing, what followed.
    pub facts: Summary,
    /// What differs from the last filing: where, then, now.
    pub differences: Vec<(String, String, String)>,
    /// Titles that lost the right to re-review.
    pub lost: Vec<String>,
    /// Whether the reader may give it back.
    pub may_excuse: bool,
    /// What is typed.
    pub form: ExcuseForm,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted to `excuse`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ExcuseForm {
    /// The year.
    pub year: String,
    /// Why.
    pub reason: String,
}

impl ExcuseForm {
    /// The reason, or what has to be put right.
    pub fn parse(&self) -> Result<String, Errors> {
        let mut reading = Reading::default();
        let reason = reading.need("reason", &self.reason, "请写明恢复的理由和依据，它会告知企业");
        reading.done(Some(reason))
    }
}

/// Who it is about.
pub struct About<'a> {
    /// The enterprise.
    pub id: &'a EnterpriseId,
    /// Its name.
    pub name: &'a str,
    /// Its titles.
    pub titles: &'a [Recognition],
    /// Whether the reader may give a right back.
    pub may_excuse: bool,
}

impl One {
    /// An update.
    pub fn of(
        page: Page,
        about: &About<'_>,
        (year, update): (&UpdateYear, &AnnualUpdate),
        catalogue: &Catalogue,
    ) -> One {
        let due = year.due();
        let standing = match (update.filed_on(), &update.missed, &update.excused) {
            (Some(on), ..) if on <= due => Updated::InTime,
            (_, _, Some(_)) => Updated::Excused,
            (Some(_), ..) => Updated::Late,
            (None, Some(_), _) => Updated::Missed,
            (None, None, _) => Updated::NotYet,
        };
        let mut facts = Summary::new().row("截止日", format!("{} 24:00", show::day(due)));
        if let Some(filing) = &update.filing {
            facts = facts
                .row("在本平台提交", show::moment(filing.declaration.at))
                .row("声明人", &filing.declaration.name)
                .row("层次", tiers_in_words(&filing.tiers))
                .row("内容码", content_code(&filing.digest));
        }
        if let Some(one) = &update.taken_over {
            let file: String = one.sha256.chars().take(16).collect();
            facts = facts.row("在国家平台更新", format!("{}（名单 SHA-256\u{a0}{file}）", show::day(one.on)));
        }
        if let Some(missed) = &update.missed {
            facts = facts.row("逾期未更新", format!("{}记录", show::day(missed.on)));
        }
        if let Some(excused) = &update.excused {
            facts = facts.row("恢复", format!("{}：{}", show::day(excused.on), excused.reason));
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "未填".into());
        let differences = update.filing.iter().flat_map(|filing| &filing.differences);
        let lost = about.titles.iter().filter_map(|title| {
            let lost = title.lost_right.as_ref()?;
            let (since, article) = (show::day(lost.on), show::article(&lost.article));
            Some(format!("{}称号自{since}起失去复核资格（{article}）：{}", title.tier, lost.reason))
        });
        let lost: Vec<String> = lost.collect();
        let missed = update.missed.as_ref().is_some_and(|missed| !missed.titles.is_empty());
        One {
            page: Page { title: format!("{}：{}\u{a0}年年度更新", about.name, year.year), ..page },
            id: about.id.to_string(),
            name: Name::new(about.name),
            year: year.year,
            state: tag(standing),
            facts,
            differences: differences
                .map(|one| (label(catalogue, &one.place), text(&one.was), text(&one.now)))
                .collect(),
            lost,
            may_excuse: about.may_excuse && missed && update.excused.is_none(),
            form: ExcuseForm { year: year.year.to_string(), reason: String::new() },
            errors: Errors::none(),
            refused: None,
        }
    }

    /// Filed in time.
    pub fn sample() -> Option<One> {
        let place = Place { fact: "revenue".into(), year: Some(2026) };
        let mut answers = Answers::default();
        let edit = Edit { place: place.clone(), text: Some("4300万元".into()) };
        answers.put(&edit, Source::Enterprise, date(2027, 3, 1));
        let city = liuzhou()?;
        let content = Content { name: FIRM.into(), code: CODE.into(), city, answers, evidence: vec![] };
        let filed = Filed {
            declared: content.digest(),
            content,
            name: "演示用户甲".into(),
            by: AccountId("member-1".into()),
            approved: true,
            duty: Duty::Owes(vec![Tier::Innovative]),
            differences: vec![Difference { place, was: Some("4128万元".into()), now: Some("4300万元".into()) }],
            at: Timestamp::from_second(1_804_032_000).ok()?,
        };
        let whose = One::whose()?;
        let on = date(2027, 3, 3);
        One::made(replay(&file(None, &sample_year(Channel::Portal)?, &whose, filed, on).ok()?)?)
    }

    /// Missed; the reason to give the right back is not written yet.
    pub fn sample_missed() -> Option<One> {
        let (due, on): (Date, Date) = (date(2027, 5, 31), date(2027, 6, 1));
        let missed = Missed { due, on, titles: vec![RecognitionId("2025-1".into())] };
        let one = One::made(replay(&miss(None, 2027, &One::whose()?, missed))?)?;
        let errors = one.form.parse().err()?;
        Some(One { errors, ..one })
    }

    fn whose() -> Option<Whose> {
        Some(Whose { enterprise: EnterpriseId("0042".into()), city: liuzhou()? })
    }

    fn made(update: AnnualUpdate) -> Option<One> {
        let id = EnterpriseId("0042".into());
        let about = About { id: &id, name: FIRM, titles: &[], may_excuse: true };
        let page = province("/office/updates", "").under("年度更新", "/office/updates");
        Some(One::of(page, &about, (&sample_year(Channel::Portal)?, &update), &policy()?.catalogue))
    }
}
