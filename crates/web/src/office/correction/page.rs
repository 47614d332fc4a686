//! 一份更正 One correction of a list: what stands there, what is right and why; announced by another, or given up.

use std::collections::HashMap;

use askama::Template;
use serde::Deserialize;
use titian_domain::correction::{CorrectionAnnouncement, Stage};
use titian_domain::id::AccountId;
use titian_rulebook::region::DivisionCode;

use super::{office_href, sample_announced, sample_correction, state, value};
use crate::components::{Errors, Refused, Summary, Tag};
use crate::form::Field;
use crate::layout::Page;
use crate::office::read::Reading;
use crate::office::sample::province;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/correction/page.html")]
pub struct CorrectionPage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// How far it is.
    pub state: Tag,
    /// Where the public reads it; empty before it was announced.
    pub public: String,
    /// The list: what it is called, and where its office works on it.
    pub list: (String, String),
    /// What of the entry: 企业名称.
    pub part: &'static str,
    /// As it stands.
    pub wrong: String,
    /// As it is right.
    pub right: String,
    /// Entry, reason, people.
    pub facts: Summary,
    /// Whether it waits.
    pub waits: bool,
    /// Whether the reader may announce it: they hold the act and did not propose it.
    pub may_announce: bool,
    /// Whether they may give it up.
    pub may_drop: bool,
    /// Why they may not announce it; empty if they may.
    pub why_not: &'static str,
    /// What is typed for the announcement.
    pub announce: Announce,
    /// What is typed to give it up.
    pub giving_up: GiveUp,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
    /// The clause.
    pub cite: (String, String),
}

/// What is posted to `announce`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Announce {
    /// 文号.
    pub number: String,
}

/// What is posted to `drop`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct GiveUp {
    /// Why.
    pub reason: String,
}

impl Announce {
    /// The number, or what has to be put right.
    pub fn parse(&self) -> Result<String, Errors> {
        let mut reading = Reading::default();
        let number = reading.need("number", &self.number, "请填写更正公告的文号，例如 桂工信企业〔2026〕97号");
        reading.done(Some(number))
    }
}

impl GiveUp {
    /// The reason, or what has to be put right.
    pub fn parse(&self) -> Result<String, Errors> {
        let mut reading = Reading::default();
        let reason = reading.need("reason", &self.reason, "请写明为什么不予更正");
        reading.done(Some(reason))
    }
}

/// Who looks at a correction.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Their account.
    pub account: &'a AccountId,
    /// Whether they may announce, by the permission table.
    pub announces: bool,
    /// Whether they may give it up.
    pub drops: bool,
}

impl CorrectionPage {
    /// The page. `city` names a city.
    pub fn of(
        page: Page,
        one: &CorrectionAnnouncement,
        names: &HashMap<AccountId, String>,
        reader: Reader<'_>,
        city: &dyn Fn(DivisionCode) -> String,
    ) -> CorrectionPage {
        let name = |id: &AccountId| names.get(id).map_or("经办人", String::as_str).to_owned();
        let facts = Summary::new()
            .row("企业（名单原文）", format!("{}\n{}", one.entry.name, one.entry.code))
            .row("理由和依据", &one.reason)
            .row("提出", format!("{}，{}", name(&one.by), show::day(one.on)));
        let facts = match &one.stage {
            Stage::Proposed => facts,
            Stage::Announced { number, on, by } => {
                facts.row("更正公告", format!("{number}，{}", show::day(*on))).row("登记人", name(by))
            }
            Stage::Dropped { why, on, by } => {
                facts.row("不予更正", why).row("办理", format!("{}，{}", name(by), show::day(*on)))
            }
        };
        let own = one.by == *reader.account;
        let waits = one.stage == Stage::Proposed;
        CorrectionPage {
            page,
            id: one.id.to_string(),
            state: state(&one.stage),
            public: if one.number().is_some() { format!("/corrections/{}", one.id) } else { String::new() },
            list: (one.list.clone(), office_href(&one.paper)),
            part: one.part.label(),
            wrong: value(one.part, &one.wrong, city),
            right: value(one.part, &one.right, city),
            facts,
            waits,
            may_announce: waits && reader.announces && !own,
            may_drop: waits && reader.drops,
            why_not: match (own, reader.announces) {
                (true, _) => "更正是您提出的，请由另一位有权人员批准。",
                (false, false) => "由本级审批人员批准。",
                (false, true) => "",
            },
            announce: Announce::default(),
            giving_up: GiveUp::default(),
            errors: Errors::none(),
            refused: None,
            cite: (show::article(one.article()), show::article_href(one.article())),
        }
    }

    /// Values to look at: waits.
    pub fn sample() -> Option<CorrectionPage> {
        CorrectionPage::sampled(Stage::Proposed)
    }

    /// Refused: no number.
    pub fn sample_refused() -> Option<CorrectionPage> {
        let errors = Announce::default().parse().err()?;
        CorrectionPage::sample().map(|page| CorrectionPage { errors, ..page })
    }

    /// Announced.
    pub fn sample_announced() -> Option<CorrectionPage> {
        CorrectionPage::sampled(sample_announced())
    }

    /// Given up.
    pub fn sample_dropped() -> Option<CorrectionPage> {
        let by = AccountId("leader-9".into());
        CorrectionPage::sampled(Stage::Dropped {
            why: "名单没有错。".into(), on: jiff::civil::date(2026, 11, 21), by
        })
    }

    fn sampled(stage: Stage) -> Option<CorrectionPage> {
        let one = sample_correction(stage);
        let page = province("/office/corrections", "更正企业名称").under("更正", "/office/corrections");
        let leader = AccountId("leader-9".into());
        let names = [(one.by.clone(), "演示用户戊".to_owned()), (leader.clone(), "演示用户己".to_owned())].into();
        let reader = Reader { account: &leader, announces: true, drops: true };
        Some(CorrectionPage::of(page, &one, &names, reader, &|code| code.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_proposed_does_not_announce() {
        let one = sample_correction(Stage::Proposed);
        let reader = Reader { account: &one.by, announces: true, drops: true };
        let page = CorrectionPage::of(Page::default(), &one, &HashMap::new(), reader, &|code| code.to_string());
        assert!(!page.may_announce && page.may_drop && page.why_not.contains("另一位"));
        assert!(GiveUp { reason: " ".into() }.parse().is_err());
        let page = CorrectionPage::sample_announced().unwrap();
        assert!(!page.may_announce && !page.may_drop && page.public == "/corrections/k1");
    }
}
